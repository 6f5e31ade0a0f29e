//! What becomes of one row: the record that it means is found, and the desk's own verbs are said.

use std::cell::RefCell;

use super::desk::Desk;
use super::imports::Became;
use super::imports_file::Entry;
use super::imports_match::{self as find, Known};
use super::imports_person::{Meant, Person};
use super::imports_seen::{Ended, Named, Seen};
use crate::domain::client::Client;
use crate::domain::contact::{Contact, ContactEdit, NewContact};
use crate::domain::import::{Item, Mode};
use crate::domain::noun::Noun;
use crate::domain::transaction::{Kind, NewTransaction, Transaction};
use crate::domain::{ClientId, ContactId, Lang, Name, Reference};
use crate::error::Error;
use crate::store::overlay::Overlay;
use crate::store::{Store, StoreError};
use crate::transfer::{ClientRow, ContactRow, RowFault, Told, TransactionRow, Why};

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
        let became = self.decide(desk, entry)?;
        self.seen.borrow_mut().keep(entry, &became);
        Ok(became)
    }

    fn decide<S: Store>(&self, desk: &Desk<S>, entry: &Entry) -> Result<Became, Error> {
        let failed = |fault: RowFault| Ok(Became::Failed(Box::new(fault)));
        let told = match &entry.told {
            Ok(told) => told,
            Err(fault) => return failed(fault.clone()),
        };
        let before = self.seen.borrow().before(entry);
        if let Some(before) = before
            && let Some(became) = self.again(told, before)
        {
            return Ok(became.unwrap_or_else(|why| Became::Failed(Box::new(whole(entry, why)))));
        }
        let taken = match told {
            Told::Client(row) => self.client(desk, row),
            Told::Contact(row) => self.contact(desk, row),
            Told::Transaction(row) => self.transaction(desk, row, before),
            // They are taken by the batch: `imports_log`.
            Told::Interaction(_) => Ok(Err(RowNo::Why(Why::NotKnown))),
        };
        let fault = match taken {
            Ok(Ok(became)) => return Ok(became),
            Ok(Err(RowNo::Why(why))) => whole(entry, why),
            Ok(Err(RowNo::Fault(fault))) => *fault,
            Err(error) => whole(entry, why_of(error)?),
        };
        // Rows of one transaction that stand apart are no transaction each.
        match before.filter(|_| matches!(told, Told::Transaction(_))) {
            Some(before) => failed(whole(entry, Why::Twice { row: Some(before.row()) })),
            None => failed(fault),
        }
    }

    /// What becomes of a record that a row before has named, as far as that is known without asking
    /// the store.
    fn again(&self, told: &Told, before: Named) -> Option<Result<Became, Why>> {
        let row = Some(before.row());
        match (told, self.mode, before.ended) {
            (Told::Transaction(_), _, _) | (_, _, Ended::Nothing) => None,
            (_, Mode::Skip, Ended::There) => Some(Ok(Became::Skipped { twice: row })),
            (_, Mode::Skip | Mode::Create, Ended::Before) => None,
            (_, Mode::Create | Mode::Update | Mode::Upsert, _) => Some(Err(Why::Twice { row })),
        }
    }

    fn client<S: Store>(&self, desk: &Desk<S>, row: &ClientRow) -> Taken {
        let reference = row.reference();
        let own = find::own::<Client, S>(desk, reference)?;
        let is_own = own.is_some();
        let found = match own {
            Some(own) => Some(own),
            None => {
                let find = desk.clients().find().with_archived();
                let found = find.reference(reference.system(), reference.id())?.page(1)?;
                found.items.into_iter().next().map(|found| found.now)
            }
        };
        let Some(before) = found else {
            if self.mode == Mode::Update {
                return Ok(Err(Why::NotKnown.into()));
            }
            return registered(desk, row);
        };
        if let Some(became) = self.there() {
            return Ok(became);
        }
        let edit = if is_own { row.own_edit() } else { row.edit() };
        let id = before.id();
        let contact = match self.contact_of(desk, id, row)? {
            Ok(contact) => contact,
            Err(why) => return Ok(Err(why.into())),
        };
        let after = tried(desk, |desk| desk.clients().edit(id, edit.clone()))?;
        let is_edited = !same_client(&before, &after.now);
        if !is_edited && contact.is_none() {
            return Ok(Ok(Became::Skipped { twice: None }));
        }
        let added = whole_or_nothing(desk, true, |desk| {
            if is_edited {
                desk.clients().edit(id, edit.clone())?;
            }
            contact.as_ref().map_or(Ok(None), |contact| contact.say(desk, id))
        })?;
        Ok(Ok(match added {
            Some(contact) => Became::Created(vec![Item::contact(row.number(), contact)]),
            None => Became::Updated(Item::client(row.number(), id)),
        }))
    }

    /// What is to be said of the contact whom the row of a client names; none where that is known.
    fn contact_of<S: Store>(
        &self,
        desk: &Desk<S>,
        client: ClientId,
        row: &ClientRow,
    ) -> Result<Result<Option<Said>, Why>, Error> {
        let Some(new) = row.contact() else { return Ok(Ok(None)) };
        let (name, addresses) = (new.name(), row.addresses());
        let person = Person { reference: None, name, addresses };
        Ok(Ok(match person.meant(desk, client, |_| false)? {
            Meant::Several => return Ok(Err(Why::SeveralContacts)),
            Meant::Nobody if self.mode == Mode::Update => None,
            Meant::Nobody => Some(Said::Add(new.clone())),
            Meant::One(before) => {
                let edit = ContactEdit::new().name(name.clone());
                let edit = addresses.iter().cloned().fold(edit, ContactEdit::address);
                changed(desk, &before, &edit)?.then(|| Said::Edit(before.id(), edit))
            }
        }))
    }

    fn contact<S: Store>(&self, desk: &Desk<S>, row: &ContactRow) -> Taken {
        let client = match find::client(desk, self.known, row.client())? {
            Ok(client) => client,
            Err(why) => return Ok(Err(why.into())),
        };
        let (reference, number) = (row.reference(), row.number());
        let person = Person { reference, name: row.name(), addresses: row.addresses() };
        let is_taken = |id| reference.is_some() && self.seen.borrow().is_claimed(id, number);
        let before = match person.meant(desk, client, is_taken)? {
            Meant::One(before) => before,
            Meant::Several => {
                return Ok(self.there().unwrap_or(Err(Why::SeveralContacts.into())));
            }
            Meant::Nobody if self.mode == Mode::Update => return Ok(Err(Why::NotKnown.into())),
            Meant::Nobody => {
                let new = row.add()?;
                let id = match row.since() {
                    Some(since) => over(desk).happened_at(since).contacts().add(client, new)?.id(),
                    None => desk.contacts().add(client, new)?.id(),
                };
                self.claim(row, id);
                return Ok(Ok(Became::Created(vec![Item::contact(number, id)])));
            }
        };
        self.claim(row, before.id());
        if let Some(became) = self.there() {
            return Ok(became);
        }
        if !changed(desk, &before, &row.edit())? {
            return Ok(Ok(Became::Skipped { twice: None }));
        }
        desk.contacts().edit(before.id(), row.edit())?;
        Ok(Ok(Became::Updated(Item::contact(number, before.id()))))
    }

    /// No other row with a number of its own means this contact.
    fn claim(&self, row: &ContactRow, contact: ContactId) {
        if row.reference().is_some() {
            self.seen.borrow_mut().claim(contact, row.number());
        }
    }

    fn transaction<S: Store>(
        &self,
        desk: &Desk<S>,
        row: &TransactionRow,
        before: Option<Named>,
    ) -> Taken {
        let client = match find::client(desk, self.known, row.client())? {
            Ok(client) => client,
            Err(why) => return Ok(Err(why.into())),
        };
        let purchase = match row.refers_to() {
            None => None,
            Some(number) => {
                let found = find::purchase(desk, number)?;
                let told = |kind| self.seen.borrow().has(&Transaction::reference_key(kind, number));
                if found.is_none() && self.dry && (told(Kind::Order) || told(Kind::Invoice)) {
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
            if let Some(before) = before {
                return Ok(Err(Why::Twice { row: Some(before.row()) }.into()));
            }
            if self.mode == Mode::Update {
                return Ok(Err(Why::NotKnown.into()));
            }
            let id = desk.transactions().record(client, new)?.id();
            return Ok(Ok(Became::Created(vec![Item::transaction(row.number(), id)])));
        };
        if let Some(became) = self.there().filter(|_| before.is_none()) {
            return Ok(became);
        }
        let new = match told_again(row, purchase.as_ref(), &known) {
            Ok(new) => new,
            Err(fault) => return Ok(Err(RowNo::Fault(Box::new(fault)))),
        };
        let again =
            |desk: &Desk<&dyn Store>| desk.transactions().correct(known.id(), new.clone(), AGAIN);
        let is_same = same_transaction(&known, &tried(desk, again)?.now);
        match before.map(Named::row) {
            twice if is_same => return Ok(Ok(Became::Skipped { twice })),
            Some(row) => return Ok(Err(Why::Twice { row: Some(row) }.into())),
            None => {}
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

/// What is to be said of a contact.
enum Said {
    Add(NewContact),
    Edit(ContactId, ContactEdit),
}

impl Said {
    /// Says it: who was added.
    fn say(&self, desk: &Desk<&dyn Store>, client: ClientId) -> Result<Option<ContactId>, Error> {
        match self {
            Said::Add(new) => desk.contacts().add(client, new.clone()).map(|done| Some(done.id())),
            Said::Edit(id, edit) => desk.contacts().edit(*id, edit.clone()).map(|_| None),
        }
    }
}

/// Whether an edit would change a contact.
fn changed<S: Store>(desk: &Desk<S>, before: &Contact, edit: &ContactEdit) -> Result<bool, Error> {
    Ok(tried(desk, |desk| desk.contacts().edit(before.id(), edit.clone()))?.now != *before)
}

/// A client who is new, with the contact whom the row names.
fn registered<S: Store>(desk: &Desk<S>, row: &ClientRow) -> Taken {
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
    Ok(Ok(Became::Created(items)))
}

/// A transaction as it is told again: the numbers by which it is known are kept, and its own is none
/// of them.
fn told_again(
    row: &TransactionRow,
    purchase: Option<&Transaction>,
    known: &Transaction,
) -> Result<NewTransaction, RowFault> {
    let own = known.first().to_string();
    let new = match row.reference() {
        Some(number) if number.id() == own => row.without_number().record(purchase)?,
        Some(_) | None => row.record(purchase)?,
    };
    let kept = |one: &&Reference| !new.references().contains(one);
    let kept: Vec<&Reference> = known.references().iter().filter(kept).collect();
    Ok(kept.into_iter().fold(new.clone(), |new, one| new.reference(one.system(), one.id())))
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
        && one.references().len() == other.references().len()
        && one.references().iter().all(|number| other.references().contains(number))
        && note(one) == note(other)
}
