//! What becomes of one row: the record that it means is found, and the desk's own verbs are said.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::desk::Desk;
use super::imports::Became;
use super::imports_file::Entry;
use super::imports_match::{self as find, Known};
use crate::domain::client::Client;
use crate::domain::import::{Item, Mode};
use crate::domain::noun::Noun;
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{Lang, Name};
use crate::error::Error;
use crate::store::overlay::Overlay;
use crate::store::{Store, StoreError};
use crate::transfer::{ClientRow, ContactRow, RowFault, Told, TransactionRow, Why};

/// The records that rows of this file have named, and in which row: two of its rows are never the
/// same record. What is kept of each are two numbers.
#[derive(Debug, Default, Clone)]
pub(super) struct Seen(HashMap<u64, u32>);

impl Seen {
    /// The row that named one of these before.
    fn before(&self, keys: &[String]) -> Option<u64> {
        keys.iter().find_map(|key| self.0.get(&digest(key))).map(|row| u64::from(*row))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(&digest(key))
    }

    /// Remembers what a row names.
    pub(super) fn keep(&mut self, entry: &Entry) {
        let row = u32::try_from(entry.first()).unwrap_or(u32::MAX);
        for key in keys(entry) {
            self.0.entry(digest(&key)).or_insert(row);
        }
    }
}

fn digest(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// By what a row's record is known within the file. Interactions are compared in the store alone,
/// so that a file of any length asks for no memory.
fn keys(entry: &Entry) -> Vec<String> {
    let Ok(told) = &entry.told else { return Vec::new() };
    match told {
        Told::Client(row) => vec![row.reference().to_string()],
        Told::Contact(row) => {
            let client = format!("{:?} {:?}", row.client().reference, row.client().name);
            let number = row.reference().map(|reference| format!("#{reference}"));
            let emails = row.emails().iter().map(|email| format!("{client} {}", email.key()));
            number.into_iter().chain(emails).collect()
        }
        Told::Transaction(row) => row
            .reference()
            .map(|number| Transaction::reference_key(row.kind(), number))
            .into_iter()
            .collect(),
        Told::Interaction(_) => Vec::new(),
    }
}

/// How rows are taken in.
pub(super) struct Taking<'t> {
    pub(super) mode: Mode,
    pub(super) seen: &'t RefCell<Seen>,
    pub(super) known: &'t Known,
    /// Whether nothing is written, so that a purchase of this file need not be found.
    pub(super) dry: bool,
}

impl Taking<'_> {
    /// What becomes of an entry. A fault of the row is told; anything else ends the batch.
    pub(super) fn take<S: Store>(&self, desk: &Desk<S>, entry: &Entry) -> Result<Became, Error> {
        let failed = |fault: RowFault| Ok(Became::Failed(Box::new(fault)));
        let told = match &entry.told {
            Ok(told) => told,
            Err(fault) => return failed(fault.clone()),
        };
        let before = self.seen.borrow().before(&keys(entry));
        if let Some(row) = before.filter(|row| *row < entry.first()) {
            return match self.mode {
                Mode::Skip => Ok(Became::Skipped { twice: Some(row) }),
                Mode::Create | Mode::Update | Mode::Upsert => {
                    failed(whole(entry, Why::Twice { row: Some(row) }))
                }
            };
        }
        let taken = match told {
            Told::Client(row) => self.client(desk, row),
            Told::Contact(row) => self.contact(desk, row),
            Told::Transaction(row) => self.transaction(desk, row),
            // They are taken by the batch: `imports_log`.
            Told::Interaction(_) => Ok(Err(RowNo::Why(Why::NotKnown))),
        };
        match taken {
            Ok(Ok(became)) => Ok(became),
            Ok(Err(RowNo::Why(why))) => failed(whole(entry, why)),
            Ok(Err(RowNo::Fault(fault))) => failed(*fault),
            Err(error) => failed(whole(entry, why_of(error)?)),
        }
    }

    fn client<S: Store>(&self, desk: &Desk<S>, row: &ClientRow) -> Taken {
        let reference = row.reference();
        let find = desk.clients().find().with_archived();
        let found = find.reference(reference.system(), reference.id())?.page(1)?.items.pop();
        let Some(found) = found else {
            if self.mode == Mode::Update {
                return Ok(Err(Why::NotKnown.into()));
            }
            let since = row.since();
            let register = |desk: &Desk<&dyn Store>| {
                let desk = since.map_or_else(|| desk.clone(), |since| desk.happened_at(since));
                let id = desk.clients().register(row.register())?.id();
                let mut items = vec![Item::client(row.number(), id)];
                if let Some(contact) = row.contact() {
                    let contact = desk.contacts().add(id, contact.clone())?.id();
                    items.push(Item::contact(row.number(), contact));
                }
                Ok(items)
            };
            let items = whole_or_nothing(desk, row.contact().is_some(), register)?;
            return Ok(Ok(Became::Created(items)));
        };
        if let Some(became) = self.there() {
            return Ok(became);
        }
        let id = found.now.id();
        let after = tried(desk, |desk| desk.clients().edit(id, row.edit()))?;
        if same_client(&found.now, &after.now) {
            return Ok(Ok(Became::Skipped { twice: None }));
        }
        desk.clients().edit(id, row.edit())?;
        Ok(Ok(Became::Updated(Item::client(row.number(), id))))
    }

    fn contact<S: Store>(&self, desk: &Desk<S>, row: &ContactRow) -> Taken {
        let client = match find::client(desk, self.known, row.client())? {
            Ok(client) => client,
            Err(why) => return Ok(Err(why.into())),
        };
        let Some(before) = find::contact(desk, client, row)? else {
            if self.mode == Mode::Update {
                return Ok(Err(Why::NotKnown.into()));
            }
            let new = row.add()?;
            let id = match row.since() {
                Some(since) => over(desk).happened_at(since).contacts().add(client, new)?.id(),
                None => desk.contacts().add(client, new)?.id(),
            };
            return Ok(Ok(Became::Created(vec![Item::contact(row.number(), id)])));
        };
        if let Some(became) = self.there() {
            return Ok(became);
        }
        let after = tried(desk, |desk| desk.contacts().edit(before.id(), row.edit()))?;
        if after.now == before {
            return Ok(Ok(Became::Skipped { twice: None }));
        }
        desk.contacts().edit(before.id(), row.edit())?;
        Ok(Ok(Became::Updated(Item::contact(row.number(), before.id()))))
    }

    fn transaction<S: Store>(&self, desk: &Desk<S>, row: &TransactionRow) -> Taken {
        let client = match find::client(desk, self.known, row.client())? {
            Ok(client) => client,
            Err(why) => return Ok(Err(why.into())),
        };
        let purchase = match row.refers_to() {
            None => None,
            Some(number) => {
                let order = find::transaction(desk, Kind::Order, number)?;
                let found = match order {
                    Some(order) => Some(order),
                    None => find::transaction(desk, Kind::Invoice, number)?,
                };
                let of_file =
                    |kind| self.seen.borrow().has(&Transaction::reference_key(kind, number));
                if found.is_none() && self.dry && (of_file(Kind::Order) || of_file(Kind::Invoice)) {
                    return Ok(Ok(Became::Created(Vec::new())));
                }
                found
            }
        };
        let new = match row.record(purchase.as_ref()) {
            Ok(new) => new,
            Err(fault) => return Ok(Err(RowNo::Fault(Box::new(fault)))),
        };
        let known = match row.reference() {
            Some(number) => find::transaction(desk, row.kind(), number)?,
            None => {
                let would = tried(desk, |desk| desk.transactions().record(client, new.clone()))?;
                find::told(desk, client, |other| same_transaction(other, &would.now), &would.now)?
            }
        };
        let Some(known) = known else {
            if self.mode == Mode::Update {
                return Ok(Err(Why::NotKnown.into()));
            }
            let id = desk.transactions().record(client, new)?.id();
            return Ok(Ok(Became::Created(vec![Item::transaction(row.number(), id)])));
        };
        if let Some(became) = self.there() {
            return Ok(became);
        }
        let again =
            |desk: &Desk<&dyn Store>| desk.transactions().correct(known.id(), new.clone(), AGAIN);
        if same_transaction(&known, &tried(desk, again)?.now) {
            return Ok(Ok(Became::Skipped { twice: None }));
        }
        let id = desk.transactions().correct(known.id(), new, AGAIN)?.id();
        Ok(Ok(Became::Updated(Item::transaction(row.number(), id))))
    }

    /// What becomes of a record that is there, where it is not changed.
    fn there(&self) -> Option<Result<Became, RowNo>> {
        match self.mode {
            Mode::Create => Some(Err(Why::AlreadyKnown.into())),
            Mode::Skip => Some(Ok(Became::Skipped { twice: None })),
            Mode::Update | Mode::Upsert => None,
        }
    }
}

/// Why a transaction is corrected when a file says something else of it.
const AGAIN: &str = "再次导入 / imported again";

/// What became of a row, why nothing could, or what ends the batch.
type Taken = Result<Result<Became, RowNo>, Error>;

/// Why nothing became of a row.
enum RowNo {
    Why(Why),
    Fault(Box<RowFault>),
}

impl From<Why> for RowNo {
    fn from(why: Why) -> Self {
        RowNo::Why(why)
    }
}

/// What is wrong with an entry as a whole.
pub(super) fn whole(entry: &Entry, why: Why) -> RowFault {
    RowFault { row: entry.first(), column: None, value: None, why }
}

/// Why a row was refused; an error that is none of the row's is passed on.
pub(super) fn why_of(error: Error) -> Result<Why, Error> {
    match error {
        Error::Refused(no) => {
            Ok(Why::Refused { code: no.code(), zh: no.explain(Lang::Zh), en: no.explain(Lang::En) })
        }
        Error::Invalid(why) => Ok(Why::Invalid(why)),
        Error::Store(StoreError::NotFound { noun, .. }) if noun == find::CLIENT => {
            Ok(Why::NoSuchClient)
        }
        other @ (Error::Store(_)
        | Error::Denied { .. }
        | Error::Unanswered(_)
        | Error::Transfer(_)) => Err(other),
        #[cfg(feature = "json-lines")]
        other @ Error::Lines(_) => Err(other),
    }
}

/// Several commands of one row, all of them or none.
fn whole_or_nothing<S: Store, T>(
    desk: &Desk<S>,
    several: bool,
    work: impl Fn(&Desk<&dyn Store>) -> Result<T, Error>,
) -> Result<T, Error> {
    if !several {
        return work(&over(desk));
    }
    let done = desk.together(work)?;
    // Without a key nothing is ever repeated.
    done.now.ok_or_else(|| StoreError::TransactionLost.into())
}

/// The same desk over a borrowed store.
fn over<S: Store>(desk: &Desk<S>) -> Desk<&dyn Store> {
    let store: &dyn Store = &desk.store;
    desk.over(store)
}

/// What would be done, without doing it.
fn tried<S: Store, T>(
    desk: &Desk<S>,
    work: impl Fn(&Desk<&dyn Store>) -> Result<T, Error>,
) -> Result<T, Error> {
    let overlay = Overlay::over(&desk.store, desk.office.nouns.clone());
    let store: &dyn Store = &overlay;
    work(&desk.over(store))
}

/// Whether two clients say the same, wherever they heard it.
fn same_client(one: &Client, other: &Client) -> bool {
    let text = |client: &Client| {
        let notes = [client.background(), client.business(), client.special_needs()];
        let notes = notes.map(|held| held.map(|said| said.map(|said| said.value.clone())));
        (notes, client.name().map(Name::clone), client.kind())
    };
    one.columns() == other.columns() && text(one) == text(other)
}

/// Whether two transactions say the same, whichever corrects the other.
fn same_transaction(one: &Transaction, other: &Transaction) -> bool {
    let note = |one: &Transaction| one.words().map(|words| words.note.clone());
    one.kind() == other.kind()
        && one.at() == other.at()
        && one.total() == other.total()
        && one.lines() == other.lines()
        && one.paid() == other.paid()
        && one.refers_to() == other.refers_to()
        && one.references() == other.references()
        && note(one) == note(other)
}
