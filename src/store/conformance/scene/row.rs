//! Records as they are to stand, drawn up in a few words.

use super::moment;
use crate::domain::declaration::{Cell, Columns, Declaration};
use crate::domain::{Held, Id, Stream, Visibility};
use crate::store::conformance::nouns::{self, ACCOUNT, NOTE, PERSON};
use crate::store::record::{Body, Target};
use crate::store::unit::{NewEntry, Payload, Put};

/// A record as it is to stand, drawn up column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its noun.
    pub noun: &'static Declaration,
    /// Its id.
    pub id: Id,
    /// The stream it is to stand in.
    pub stream: Stream,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its columns.
    pub columns: Columns,
    /// The fact whose place it takes.
    pub supersedes: Option<Id>,
}

/// An account in its own stream.
#[must_use]
pub fn account(number: u64) -> Row {
    Row::new(&ACCOUNT, number, nouns::stream(number))
}

/// A person in an account's stream.
#[must_use]
pub fn person(number: u64, account: u64) -> Row {
    Row::new(&PERSON, number, nouns::stream(account))
}

/// A note in an account's stream, at an instant.
#[must_use]
pub fn note(number: u64, account: u64, at: i64) -> Row {
    Row::new(&NOTE, number, nouns::stream(account)).one("at", at)
}

impl Row {
    fn new(noun: &'static Declaration, number: u64, stream: Stream) -> Self {
        Row {
            noun,
            id: nouns::id(number),
            stream,
            visibility: Visibility::Internal,
            columns: nouns::empty(noun),
            supersedes: None,
        }
    }

    /// The same row with one value in a column.
    #[must_use]
    pub fn one(self, column: &str, value: impl Into<crate::domain::declaration::Value>) -> Self {
        self.cell(column, Cell::one(value))
    }

    /// The same row with a set of texts in a column.
    #[must_use]
    pub fn many(self, column: &str, values: &[&str]) -> Self {
        self.cell(column, Cell::many(values.iter().copied()))
    }

    /// The same row with another cell in a column.
    #[must_use]
    pub fn cell(mut self, column: &str, cell: Cell) -> Self {
        let place = self.noun.column(column).and_then(|(place, _)| self.columns.get_mut(place));
        debug_assert!(place.is_some(), "{column} is not declared");
        place.into_iter().for_each(|place| *place = cell.clone());
        self
    }

    /// The same row, shared with the client.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.visibility = Visibility::Shared;
        self
    }

    /// The same row, taking the place of a fact.
    #[must_use]
    pub fn instead_of(mut self, fact: u64) -> Self {
        self.supersedes = Some(nouns::id(fact));
        self
    }

    /// The same row in another account's stream.
    #[must_use]
    pub fn moved_to(mut self, account: u64) -> Self {
        self.stream = nouns::stream(account);
        self
    }

    /// Its name.
    #[must_use]
    pub fn target(&self) -> Target {
        Target::new(self.noun.noun, self.id)
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> Body {
        nouns::body(self.noun, &self.columns)
    }

    /// The put that makes it stand.
    #[must_use]
    pub fn put(&self) -> Put {
        Put {
            target: self.target(),
            visibility: self.visibility,
            body: self.body(),
            columns: self.columns.clone(),
            supersedes: self.supersedes,
        }
    }

    /// An entry about it: a fact's refers to the record, a state's says the whole body.
    #[must_use]
    pub fn entry(&self, event: &'static str) -> NewEntry {
        let fact = matches!(self.noun.kind, crate::domain::declaration::Kind::Fact { .. });
        NewEntry {
            target: self.target(),
            event,
            valid_at: moment(0),
            visibility: self.visibility,
            payload: if fact { Payload::Record } else { Payload::Inline(self.body()) },
            salt: self.id.to_bytes().map(|byte| byte.wrapping_add(41)),
        }
    }

    pub(super) fn first_event(&self) -> &'static str {
        self.noun.events.first().copied().unwrap_or_default()
    }
}

/// A body with nothing personal in it.
pub(in crate::store::conformance) fn plainly(text: &str) -> Body {
    Body { plain: text.as_bytes().to_vec(), personal: Held::Known(Vec::new()) }
}
