//! What may be said of a client, and when.

use super::custom_fields::Schema;
use super::custom_value::{CustomEntry, CustomValue};
use super::declared::MACHINE;
use super::event::{ClientEvent, ClientWord};
use super::input::{ClientEdit, Given, NewClient};
use super::obligation::Obligation;
use super::record::{Client, ClientPersonal};
use super::refusal::{ClientGuard, ClientRefusal};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::refusal::Refusal;
use crate::domain::{
    ClientId, CustomKey, Held, Id, Invalid, Line, RecordId, Staff, StaffId, Stream,
};

type Said = Result<Event<Client>, ClientRefusal>;

/// What was not right: a condition of the verb, or a value.
enum Wrong {
    Guard(ClientGuard),
    Invalid(Invalid),
}

impl Client {
    /// The most needs and pain points of one client.
    pub const NEEDS: usize = 200;
    /// The most solutions of one client.
    pub const SOLUTIONS: usize = 200;
    /// The most topics in which one client likes something.
    pub const PREFERENCES: usize = 100;
    /// The most references of one client.
    pub const REFERENCES: usize = 64;
    /// The most tags of one client.
    pub const TAGS: usize = 64;

    /// Registers a client, as a prospect.
    ///
    /// ```
    /// use guanxi::domain::client::{Client, Given, NewClient, Segment, Stage};
    /// use guanxi::domain::noun::{Header, State};
    /// use guanxi::domain::{ActorId, ClientId, RecordId, Stamp, Stream, Timestamp};
    /// let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    ///
    /// let new = NewClient::organisation("华信咨询")?.segment(Segment::Key);
    /// let event = Client::register(new, &Given::nothing(), &stamp)?;
    ///
    /// let id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
    /// # let entry = Header { id: id.id(), stream: Stream::client(id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// let hua = Client::apply(None, &event, &entry).ok_or("nothing")?;
    /// assert_eq!(hua.name().to_string(), "华信咨询");
    /// assert_eq!((hua.segment(), hua.stage()), (Segment::Key, Stage::Prospect));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the owner cannot be its owner, a solution answers a need that is not there,
    /// or a list has too many items.
    pub fn register(new: NewClient, given: &Given<'_>, stamp: &Stamp) -> Said {
        let wrong = |wrong| refuse(NOTHING, "register", wrong);
        check_owner(new.new_owner(), given).map_err(|guard| wrong(Wrong::Guard(guard)))?;
        let (told, custom) = (new.more.told, settled(new.more.custom, given));
        let custom = custom.map_err(|guard| wrong(Wrong::Guard(guard)))?;
        let (changes, more) = (new.more.changes, new.more.words);
        let words = [ClientWord::Name(new.name)].into_iter().chain(more).chain(custom).collect();
        let event = Event::with(ClientEvent::Registered { kind: new.kind, told, changes }, words);
        let nobody = ClientId::from_id(Id::from_bytes([0; 16]));
        check_lists(None, nobody, &event, stamp).map_err(wrong)?;
        Ok(event)
    }

    /// Changes what is known of it.
    ///
    /// # Errors
    /// A refusal when it is not active, when nothing would change, when the owner cannot be its
    /// owner, a number names nothing, or a list has too many items.
    pub fn edit(&self, edit: ClientEdit, given: &Given<'_>, stamp: &Stamp) -> Said {
        let from = self.may("edit")?;
        let wrong = |wrong| refuse(from, "edit", wrong);
        if edit.is_empty() {
            return Err(wrong(Wrong::Guard(ClientGuard::NothingChanges)));
        }
        check_owner(edit.new_owner(), given).map_err(|guard| wrong(Wrong::Guard(guard)))?;
        let ClientEdit { told, changes, mut words, custom } = edit;
        words.extend(settled(custom, given).map_err(|guard| wrong(Wrong::Guard(guard)))?);
        let event = Event::with(ClientEvent::Edited { told, changes }, words);
        check_lists(Some(self), self.id(), &event, stamp).map_err(wrong)?;
        Ok(event)
    }

    /// Hands it over to another member of staff.
    ///
    /// # Errors
    /// A refusal when it is not active, when they have left, or look after it already.
    pub fn hand_over(&self, to: &Staff, _: &Stamp) -> Said {
        let from = self.may("hand_over")?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, "hand_over", guard));
        if !to.is_active() {
            return no(ClientGuard::OwnerLeft);
        }
        if self.owner() == Some(to.id()) {
            return no(ClientGuard::AlreadyOwner);
        }
        Ok(Event::plain(ClientEvent::HandedOver { to: to.id() }))
    }

    /// Puts it away; everything that was known stays readable.
    ///
    /// # Errors
    /// A refusal when it is not active, when something must be settled first, or when it would
    /// have happened before what happened last.
    pub fn archive(&self, reason: Line, open: &[Obligation], stamp: &Stamp) -> Said {
        self.turn_to("archive", open, stamp)?;
        Ok(Event::with(ClientEvent::Archived, vec![ClientWord::Reason(reason)]))
    }

    /// Takes it up again.
    ///
    /// # Errors
    /// A refusal when it is not archived, or when it would have happened before what happened
    /// last.
    pub fn restore(&self, stamp: &Stamp) -> Said {
        self.turn_to("restore", &[], stamp)?;
        Ok(Event::plain(ClientEvent::Restored))
    }

    /// Erases its personal part, for ever; figures and dates stay.
    ///
    /// # Errors
    /// A refusal when it is erased already, when something must be settled first (a duty to keep
    /// records is such a thing), or when it would have happened before what happened last.
    pub fn erase(&self, open: &[Obligation], stamp: &Stamp) -> Said {
        self.turn_to("erase", open, stamp)?;
        Ok(Event::plain(ClientEvent::Erased))
    }

    fn turn_to(
        &self,
        verb: &'static str,
        open: &[Obligation],
        stamp: &Stamp,
    ) -> Result<(), ClientRefusal> {
        let from = self.may(verb)?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, verb, guard));
        if stamp.valid_at < self.since() {
            return no(ClientGuard::BeforeLast);
        }
        if !open.is_empty() {
            return no(ClientGuard::Obligations { open: open.to_vec() });
        }
        Ok(())
    }

    /// The state it is in, if the verb may be said in it.
    fn may(&self, verb: &'static str) -> Result<&'static str, ClientRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb).map(|_| from)
    }
}

fn refuse(from: &'static str, verb: &'static str, wrong: Wrong) -> ClientRefusal {
    match wrong {
        Wrong::Guard(guard) => Refusal::guard(&MACHINE, from, verb, guard),
        Wrong::Invalid(why) => Refusal::invalid(&MACHINE, from, verb, why),
    }
}

fn check_owner(owner: Option<StaffId>, given: &Given<'_>) -> Result<(), ClientGuard> {
    let Some(owner) = owner else { return Ok(()) };
    match given.owner.filter(|staff| staff.id() == owner) {
        None => Err(ClientGuard::OwnerUnknown),
        Some(staff) if !staff.is_active() => Err(ClientGuard::OwnerLeft),
        Some(_) => Ok(()),
    }
}

/// Values as their fields keep them; emptying a field is always right.
fn settled(
    custom: Vec<(CustomKey, Option<CustomValue>)>,
    given: &Given<'_>,
) -> Result<Vec<ClientWord>, ClientGuard> {
    let none = Schema::none();
    let schema = given.fields.unwrap_or(&none);
    let word = |(key, value): (CustomKey, Option<CustomValue>)| {
        let value = value.map(|value| schema.settle(&key, value)).transpose()?;
        let entry = value.map(|value| CustomEntry { value, schema: schema.version() });
        Ok(ClientWord::Custom(key, entry))
    };
    custom.into_iter().map(word).collect()
}

/// Whether every number names something that was there before, and no list has become too long.
fn check_lists(
    before: Option<&Client>,
    id: ClientId,
    event: &Event<Client>,
    stamp: &Stamp,
) -> Result<(), Wrong> {
    let Held::Known(words) = &event.words else { return Ok(()) };
    let entry = Header {
        id: id.id(),
        stream: Stream::client(id),
        valid_at: stamp.valid_at,
        recorded_at: stamp.recorded_at,
        by: stamp.by,
    };
    let known = before.and_then(|client| client.personal.as_ref().known());
    if let Some(guard) = words.iter().find_map(|word| missing(word, known)) {
        return Err(Wrong::Guard(guard));
    }
    let after = Client::apply(before.cloned(), event, &entry);
    let after = after.as_ref().and_then(|client| client.personal.as_ref().known());
    after.map_or(Ok(()), check_limits).map_err(Wrong::Invalid)
}

/// What a word names that is not there.
fn missing(word: &ClientWord, known: Option<&ClientPersonal>) -> Option<ClientGuard> {
    let no_need = |number: u32| {
        let there = known.is_some_and(|known| known.needs.iter().any(|need| need.number == number));
        (!there).then_some(ClientGuard::NoSuchItem { list: "needs", number })
    };
    let no_solution = |number: u32| {
        let is_it = |known: &ClientPersonal| known.solutions.iter().any(|s| s.number == number);
        let there = known.is_some_and(is_it);
        (!there).then_some(ClientGuard::NoSuchItem { list: "solutions", number })
    };
    match word {
        ClientWord::DropNeed(number) => no_need(*number),
        ClientWord::DropSolution(number) => no_solution(*number),
        ClientWord::Solution(solution) => solution.answers.iter().find_map(|need| no_need(*need)),
        ClientWord::Name(_)
        | ClientWord::Background(_)
        | ClientWord::Business(_)
        | ClientWord::SpecialNeeds(_)
        | ClientWord::Preference(..)
        | ClientWord::Need(_)
        | ClientWord::Reference(_)
        | ClientWord::DropReference(_)
        | ClientWord::Tag(_)
        | ClientWord::DropTag(_)
        | ClientWord::Custom(..)
        | ClientWord::Reason(_) => None,
    }
}

fn check_limits(personal: &ClientPersonal) -> Result<(), Invalid> {
    let lists = [
        ("needs", personal.needs.len(), Client::NEEDS),
        ("solutions", personal.solutions.len(), Client::SOLUTIONS),
        ("preferences", personal.preferences.len(), Client::PREFERENCES),
        ("references", personal.references.len(), Client::REFERENCES),
        ("tags", personal.tags.len(), Client::TAGS),
        ("custom fields", personal.custom.len(), Schema::FIELDS),
    ];
    match lists.into_iter().find(|(_, items, limit)| items > limit) {
        Some((field, _, limit)) => Err(Invalid::TooMany { field, limit }),
        None => Ok(()),
    }
}
