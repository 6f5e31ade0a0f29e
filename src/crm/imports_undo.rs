//! Taking back what an import made, the last batch first.

use std::cell::RefCell;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::desk::{ATTEMPTS, Desk};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::{Client, ClientEdit};
use crate::domain::contact::Contact;
use crate::domain::import::{Batch, Import, ImportEvent, ImportState, Item, ItemKind, TakenBack};
use crate::domain::interaction::{Act, Interaction};
use crate::domain::noun::Noun;
use crate::domain::transaction::Transaction;
use crate::domain::{ClientId, ContactId, ImportId, Lang, RecordId, Stream};
use crate::error::Error;
use crate::store::{Conflict, Entry, JournalQuery, Position, Store, StoreError};

/// What became of one record that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// Which record.
    pub item: Item,
    /// What became of it.
    pub ended: Reversed,
}

/// What became of a record that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reversed {
    /// It was archived, withdrawn or erased.
    Reversed,
    /// It stands, since somebody said something about it after the import.
    KeptSince,
    /// It stands, since it was there before; the import only changed it.
    KeptBefore,
    /// It stands, since a rule said no.
    Failed {
        /// The rule's code.
        code: &'static str,
        /// What it says in Chinese.
        zh: String,
        /// What it says in English.
        en: String,
    },
}

/// How far an undo is, told after each batch.
#[derive(Debug)]
pub struct Back<'b> {
    /// What became of the records of this batch.
    pub reversals: &'b [Reversal],
    /// What came of all records so far.
    pub taken_back: TakenBack,
    /// How many batches are left.
    pub left: u32,
}

/// Why a record is withdrawn or archived.
const REASON: &str = "撤销导入 / import undone";

pub(super) fn undo<S: Store>(
    desk: &Desk<S>,
    id: ImportId,
    watch: &mut dyn FnMut(&Back<'_>) -> ControlFlow<()>,
) -> Result<Import, Error> {
    let now = desk.read(None, |reading| reading.get::<Import>(id))?.0.now;
    let mut import = if now.state() == ImportState::Undoing {
        now
    } else {
        let begun = desk.say(Permission::ImportUndo, id, &(), Import::undo)?;
        if begun.repeated && begun.now.state() != ImportState::Undoing {
            // The same command, which has come to its end before.
            return Ok(begun.now);
        }
        begun.now
    };
    let desk = &desk.bare();
    let places = desk.read(None, |reading| places(reading, id))?.0;
    while let Some(number) = import.left().checked_sub(1) {
        let place = places.get(&number).copied();
        let (reversals, after) = again(desk, || one(desk, id, (number, place)))?;
        import = after;
        let (taken_back, left) = (import.taken_back(), import.left());
        if watch(&Back { reversals: &reversals, taken_back, left }).is_break() && left > 0 {
            return Ok(import);
        }
    }
    Ok(desk.say(Permission::ImportUndo, id, &(), Import::finish_undo)?.now)
}

/// Tries once more when somebody else was faster.
fn again<S: Store, T>(desk: &Desk<S>, work: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    let mut attempt = 0;
    loop {
        match work() {
            Err(Error::Store(StoreError::Conflict(Conflict::Stale { .. })))
                if attempt < ATTEMPTS =>
            {
                attempt += 1;
                desk.back_off(attempt);
            }
            answer => return answer,
        }
    }
}

/// One batch, as one commit.
fn one<S: Store>(
    desk: &Desk<S>,
    id: ImportId,
    (number, place): (u32, Option<Position>),
) -> Result<(Vec<Reversal>, Import), Error> {
    let lost = || StoreError::Corrupt { what: format!("{id} without its batch {number}") };
    let position = place.ok_or_else(lost)?;
    let batch = desk.read(None, |reading| at(reading, id, position))?.0.ok_or_else(lost)?;
    let done = desk.together(|desk| {
        let (mut reversals, mut since) = (Vec::new(), BTreeMap::new());
        // What refers to others was made after them.
        for item in batch.created.iter().rev().filter(|item| is_own(item, &batch)) {
            reversals
                .push(Reversal { item: *item, ended: reverse(desk, *item, position, &mut since)? });
        }
        let before = batch.updated.iter().copied();
        reversals.extend(before.map(|item| Reversal { item, ended: Reversed::KeptBefore }));
        let tally = tally(&reversals);
        let said = desk.say(Permission::ImportUndo, id, &(), |import: &Import, stamp| {
            import.take_back(number, tally, stamp)
        });
        Ok((reversals, said?.now))
    })?;
    // Without a key nothing is ever repeated.
    done.now.ok_or_else(|| StoreError::TransactionLost.into())
}

/// A contact who came with a client goes where that client goes.
fn is_own(item: &Item, batch: &Batch) -> bool {
    let with_client = |other: &Item| other.row == item.row && other.kind == ItemKind::Client;
    item.kind != ItemKind::Contact || !batch.created.iter().any(with_client)
}

fn tally(reversals: &[Reversal]) -> TakenBack {
    reversals.iter().fold(TakenBack::default(), |tally, reversal| {
        tally.and(match reversal.ended {
            Reversed::Reversed => TakenBack { reversed: 1, ..TakenBack::default() },
            Reversed::KeptSince | Reversed::KeptBefore => {
                TakenBack { kept: 1, ..TakenBack::default() }
            }
            Reversed::Failed { .. } => TakenBack { failed: 1, ..TakenBack::default() },
        })
    })
}

fn reverse(
    desk: &Desk<&dyn Store>,
    item: Item,
    after: Position,
    since: &mut BTreeMap<Stream, Since>,
) -> Result<Reversed, Error> {
    let done = if let Some(id) = item.as_client() {
        client(desk, id, after)
    } else if let Some(id) = item.as_contact() {
        contact(desk, id, after, since)
    } else if let Some(id) = item.as_interaction() {
        let found = desk.interactions().get(id)?;
        if found.superseded {
            return Ok(Reversed::KeptSince);
        }
        desk.interactions().withdraw(id, REASON).map(|_| Reversed::Reversed)
    } else if let Some(id) = item.as_transaction() {
        let found = desk.transactions().get(id)?;
        if found.superseded {
            return Ok(Reversed::KeptSince);
        }
        desk.transactions().withdraw(id, REASON).map(|_| Reversed::Reversed)
    } else {
        Ok(Reversed::KeptSince)
    };
    match done {
        Err(Error::Refused(no)) => Ok(Reversed::Failed {
            code: no.code(),
            zh: no.explain(Lang::Zh),
            en: no.explain(Lang::En),
        }),
        answer => answer,
    }
}

/// A client about whom nothing was said since but what was itself withdrawn: its references are free
/// again, and its file is put away.
fn client(desk: &Desk<&dyn Store>, id: ClientId, after: Position) -> Result<Reversed, Error> {
    if any_since(desk, Stream::client(id), after, |entry| Ok(!is_withdrawn(desk, entry)?))? {
        return Ok(Reversed::KeptSince);
    }
    desk.together(|desk| {
        let client = desk.clients().get(id)?.now;
        let references = client.references().known().unwrap_or_default();
        let edit =
            references.iter().cloned().fold(ClientEdit::new(), ClientEdit::without_reference);
        if !edit.is_empty() {
            desk.clients().edit(id, edit)?;
        }
        desk.clients().archive(id, REASON).map(|_| ())
    })?;
    Ok(Reversed::Reversed)
}

/// A contact about whom nothing was said since but what was itself withdrawn: what was told about
/// them by mistake is not kept.
fn contact(
    desk: &Desk<&dyn Store>,
    id: ContactId,
    after: Position,
    since: &mut BTreeMap<Stream, Since>,
) -> Result<Reversed, Error> {
    let stream = desk.contacts().get(id)?.now.stream();
    let said = match since.entry(stream) {
        Slot::Occupied(said) => said.into_mut(),
        Slot::Vacant(slot) => slot.insert(Since::of(desk, stream, after)?),
    };
    if said.names(id) {
        return Ok(Reversed::KeptSince);
    }
    desk.contacts().erase(id)?;
    Ok(Reversed::Reversed)
}

/// Whether an entry tells of a fact that does not stand, or that one does not.
fn is_withdrawn(desk: &Desk<&dyn Store>, entry: &Entry) -> Result<bool, Error> {
    let noun = entry.noun;
    let read = desk.read(None, |reading| {
        if noun == Interaction::DECLARATION.noun {
            let last = reading.standing::<Interaction>(RecordId::from_id(entry.id))?;
            return Ok(last.is_some_and(|last| matches!(last.now.act(), Act::Withdraw(_))));
        }
        if noun == Transaction::DECLARATION.noun {
            let last = reading.standing::<Transaction>(RecordId::from_id(entry.id))?;
            return Ok(last.is_some_and(|last| !last.now.is_told()));
        }
        Ok(false)
    })?;
    Ok(read.0)
}

/// Of whom something was said in a stream behind a position: read once for all contacts of a batch.
#[derive(Debug, Default)]
struct Since {
    named: BTreeSet<ContactId>,
    /// Something may name any of them and cannot be looked into.
    anybody: bool,
}

impl Since {
    fn of(desk: &Desk<&dyn Store>, stream: Stream, after: Position) -> Result<Self, Error> {
        let said = RefCell::new(Since::default());
        any_since(desk, stream, after, |entry| said.borrow_mut().hear(desk, entry))?;
        Ok(said.into_inner())
    }

    fn names(&self, id: ContactId) -> bool {
        self.anybody || self.named.contains(&id)
    }

    /// Takes an entry in; whether the rest can tell nothing more.
    fn hear(&mut self, desk: &Desk<&dyn Store>, entry: &Entry) -> Result<bool, Error> {
        let noun = entry.noun;
        if noun == Contact::DECLARATION.noun {
            self.named.insert(RecordId::from_id(entry.id));
        } else if noun == Interaction::DECLARATION.noun {
            if !is_withdrawn(desk, entry)? {
                let id = RecordId::from_id(entry.id);
                let found = desk.read(None, |reading| reading.find::<Interaction>(id))?.0;
                self.named.extend(found.iter().flat_map(|found| found.now.contacts()));
            }
        } else if noun != Client::DECLARATION.noun && noun != Transaction::DECLARATION.noun {
            self.anybody = true;
        }
        Ok(self.anybody)
    }
}

/// How many entries are read at once.
const PAGE: usize = 200;

/// Whether something of this kind was said in a stream behind a position.
fn any_since(
    desk: &Desk<&dyn Store>,
    stream: Stream,
    mut after: Position,
    is_it: impl Fn(&Entry) -> Result<bool, Error>,
) -> Result<bool, Error> {
    loop {
        let query = JournalQuery { after, stream: Some(stream), ..JournalQuery::first(PAGE) };
        let entries = desk.read(None, |reading| Ok(reading.reader().journal(&query)?))?.0;
        for entry in &entries {
            if is_it(entry)? {
                return Ok(true);
            }
        }
        match entries.last() {
            Some(last) if entries.len() == PAGE => after = last.position,
            Some(_) | None => return Ok(false),
        }
    }
}

/// Where the journal tells of each batch.
fn places(reading: &Reading<'_>, id: ImportId) -> Result<BTreeMap<u32, Position>, Error> {
    let mut places = BTreeMap::new();
    let mut after = Position::START;
    loop {
        let stream = Some(Import::stream_of(id));
        let query = JournalQuery { after, stream, ..JournalQuery::first(PAGE) };
        let entries = reading.reader().journal(&query)?;
        let Some(last) = entries.last() else { return Ok(places) };
        after = last.position;
        for entry in entries.iter().filter(|entry| entry.event == "took_in") {
            if let ImportEvent::TookIn(batch) = entry.event_of::<Import>()?.what {
                places.insert(batch.number, entry.position);
            }
        }
    }
}

/// The batch of which the journal tells at this position.
fn at(reading: &Reading<'_>, id: ImportId, place: Position) -> Result<Option<Batch>, Error> {
    let after = Position(place.0.saturating_sub(1));
    let stream = Some(Import::stream_of(id));
    let query = JournalQuery { after, stream, ..JournalQuery::first(1) };
    let Some(entry) = reading.reader().journal(&query)?.pop() else { return Ok(None) };
    match entry.event_of::<Import>()?.what {
        ImportEvent::TookIn(batch) => Ok(Some(batch)),
        ImportEvent::Planned { .. }
        | ImportEvent::Started
        | ImportEvent::Finished
        | ImportEvent::Cancelled
        | ImportEvent::Resumed
        | ImportEvent::UndoBegun
        | ImportEvent::TookBack { .. }
        | ImportEvent::Undone
        | ImportEvent::Erased => Ok(None),
    }
}

/// A batch of an import.
pub(super) fn batch(
    reading: &Reading<'_>,
    id: ImportId,
    number: u32,
) -> Result<Option<Batch>, Error> {
    match places(reading, id)?.get(&number) {
        Some(place) => at(reading, id, *place),
        None => Ok(None),
    }
}
