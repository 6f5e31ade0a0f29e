//! What may be said of a client, and when.

use super::checks::{Wrong, check_lists, check_owner, settled};
use super::declared::MACHINE;
use super::event::{ClientEvent, ClientWord};
use super::input::{ClientEdit, Given, NewClient};
use super::obligation::Obligation;
use super::record::Client;
use super::refusal::{ClientGuard, ClientRefusal};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{ClientId, Id, Line, RecordId, Staff};

type Said = Result<Event<Client>, ClientRefusal>;

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
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, NOTHING, "register");
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
    /// ```
    /// use guanxi::domain::client::{ClientEdit, Emphasis, Need, Source};
    /// use guanxi::domain::{Line, Tag};
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// # use guanxi::domain::noun::{Event, Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, RecordId, Stamp, Stream, Timestamp};
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
    /// # let entry = Header { id: id.id(), stream: Stream::client(id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &entry).ok_or("nothing")?;
    /// # let after = |client: Client, event: Event<Client>| Client::apply(Some(client), &event, &entry);
    /// let edit = ClientEdit::new()
    ///     .heard(Source::Interview)
    ///     .need(Need::pain("每月对账要三天")?.stressing(Emphasis::Speed))
    ///     .preference(Tag::new("channel")?, Line::new("微信")?);
    /// let event = hua.edit(edit, &Given::nothing(), &stamp)?;
    ///
    /// let hua = after(hua, event).ok_or("nothing")?;
    /// let needs = hua.needs().known().ok_or("erased")?;
    /// assert_eq!(needs[0].what.value.text().as_str(), "每月对账要三天");
    /// assert_eq!(needs[0].what.from.source, Source::Interview);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when it is not active, when nothing would change, when the owner cannot be its
    /// owner, a number names nothing, or a list has too many items.
    pub fn edit(&self, edit: ClientEdit, given: &Given<'_>, stamp: &Stamp) -> Said {
        let from = self.may("edit")?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "edit");
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
    /// ```
    /// use guanxi::domain::client::Obligation;
    /// use guanxi::domain::refusal::Refused;
    /// use guanxi::domain::{Lang, Line};
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// # use guanxi::domain::noun::{Event, Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, RecordId, Stamp, Stream, Timestamp};
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
    /// # let entry = Header { id: id.id(), stream: Stream::client(id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &entry).ok_or("nothing")?;
    /// # let after = |client: Client, event: Event<Client>| Client::apply(Some(client), &event, &entry);
    /// let open = [Obligation::new("points", 420)];
    /// let refused = hua.archive(Line::new("项目结束")?, &open, &stamp).unwrap_err();
    /// assert_eq!(refused.code(), "client.obligations");
    /// assert_eq!(refused.explain(Lang::Zh), "客户不能归档：尚有未了事项：points 420");
    ///
    /// let event = hua.archive(Line::new("项目结束")?, &[], &stamp)?;
    /// assert!(!after(hua, event).ok_or("nothing")?.is_active());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
