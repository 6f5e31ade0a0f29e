//! What the verbs of a client look at beside its state: owners, fields of the firm's own, lists.

use super::custom_fields::Schema;
use super::custom_value::{CustomEntry, CustomValue};
use super::event::ClientWord;
use super::input::Given;
use super::record::{Client, ClientPersonal};
use super::refusal::ClientGuard;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::refusal;
use crate::domain::{ClientId, CustomKey, Held, Invalid, RecordId, StaffId, Stream};

/// What was not right: a condition of the verb, or a value.
pub(super) type Wrong = refusal::Wrong<ClientGuard>;

pub(super) fn check_owner(owner: Option<StaffId>, given: &Given<'_>) -> Result<(), ClientGuard> {
    let Some(owner) = owner else { return Ok(()) };
    match given.owner.filter(|staff| staff.id() == owner) {
        None => Err(ClientGuard::OwnerUnknown),
        Some(staff) if !staff.is_active() => Err(ClientGuard::OwnerLeft),
        Some(_) => Ok(()),
    }
}

/// Values as their fields keep them; emptying a field is always right.
pub(super) fn settled(
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
pub(super) fn check_lists(
    before: Option<&Client>,
    id: ClientId,
    event: &Event<Client>,
    stamp: &Stamp,
) -> Result<(), Wrong> {
    let Held::Known(words) = &event.words else { return Ok(()) };
    check_added(words).map_err(Wrong::Invalid)?;
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
        | ClientWord::Goal(_)
        | ClientWord::Reason(_) => None,
    }
}

/// Whether no more is added than could stay, were as much taken away: what is too much is known before
/// each of it is compared with all the rest.
fn check_added(words: &[ClientWord]) -> Result<(), Invalid> {
    let many = |is: fn(&ClientWord) -> bool| words.iter().filter(|word| is(word)).count();
    let added = [
        (
            "preferences",
            many(|word| matches!(word, ClientWord::Preference(..))),
            Client::PREFERENCES,
        ),
        ("references", many(|word| matches!(word, ClientWord::Reference(_))), Client::REFERENCES),
        ("tags", many(|word| matches!(word, ClientWord::Tag(_))), Client::TAGS),
    ];
    match added.into_iter().find(|(_, many, limit)| *many > limit.saturating_mul(2)) {
        Some((field, _, limit)) => Err(Invalid::TooMany { field, limit }),
        None => Ok(()),
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
