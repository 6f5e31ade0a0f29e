//! A declaration as it is kept in the store: lines that a person can read.

use std::fmt;

use crate::domain::declaration::{Column, Declaration, Holds, Kind, Shape};
use crate::store::error::StoreError;

/// A declaration, as it was when the store was built from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) version: u16,
    number: u8,
    kind: String,
    /// Each column's name and the rest of its line.
    pub(crate) columns: Vec<(String, String)>,
    /// Each index's name and its columns.
    pub(crate) indexes: Vec<(String, String)>,
    pub(crate) events: Vec<String>,
}

impl Declared {
    pub(crate) fn of(declaration: &Declaration) -> Self {
        let column = |column: &Column| (column.name.to_owned(), describe(column));
        Declared {
            version: declaration.version,
            number: declaration.number,
            kind: match declaration.kind {
                Kind::State => "state".to_owned(),
                Kind::Fact { at } => format!("fact {at}"),
            },
            columns: declaration.columns.iter().map(column).collect(),
            indexes: declaration
                .indexes
                .iter()
                .map(|index| (index.name.to_owned(), index.columns.join(" ")))
                .collect(),
            events: declaration.events.iter().map(|event| (*event).to_owned()).collect(),
        }
    }

    /// Reads what a store was built from, and refuses what today's declaration cannot have grown
    /// out of.
    pub(crate) fn read(
        text: &str,
        own: &Declaration,
        wanted: &Declared,
    ) -> Result<Self, StoreError> {
        let odd = || StoreError::NotOurs { why: "a declaration in it cannot be read" };
        let mut found = Declared {
            version: 0,
            number: 0,
            kind: String::new(),
            columns: Vec::new(),
            indexes: Vec::new(),
            events: Vec::new(),
        };
        for line in text.lines() {
            let (word, rest) = line.split_once(' ').ok_or_else(odd)?;
            let named = || {
                let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                (name.to_owned(), rest.to_owned())
            };
            match word {
                "version" => found.version = rest.parse().map_err(|_| odd())?,
                "number" => found.number = rest.parse().map_err(|_| odd())?,
                "kind" => rest.clone_into(&mut found.kind),
                "column" => found.columns.push(named()),
                "index" => found.indexes.push(named()),
                "event" => found.events.push(rest.to_owned()),
                _ => return Err(odd()),
            }
        }
        if found.version > own.version {
            let (known, found) = (u32::from(own.version), u32::from(found.version));
            return Err(StoreError::NewerFormat { what: own.noun, found, known });
        }
        found.grows_into(wanted)?;
        Ok(found)
    }

    fn grows_into(&self, wanted: &Declared) -> Result<(), StoreError> {
        let refuse = |why| Err(StoreError::Query { why });
        if self.version == wanted.version {
            return refuse("a noun's declaration differs from the store's and has its version");
        }
        if self.number != wanted.number || self.kind != wanted.kind {
            return refuse("a noun's number or kind is not what the store was built from");
        }
        if !wanted.columns.starts_with(&self.columns) || !wanted.events.starts_with(&self.events) {
            return refuse("new columns and events come last, and old ones stay as they are");
        }
        Ok(())
    }
}

fn describe(column: &Column) -> String {
    let mut words = vec![
        match column.shape {
            Shape::Integer => "integer",
            Shape::Text => "text",
            Shape::Id => "id",
        },
        match column.holds {
            Holds::One => "one",
            Holds::Many => "many",
        },
    ];
    words.extend(column.unique.then_some("unique"));
    words.extend(column.personal.then_some("personal"));
    if let Some(derived) = column.derived {
        words.extend(["from", derived.of, derived.column]);
        words.extend(derived.or.into_iter().flat_map(|own| ["or", own]));
    }
    words.join(" ")
}

impl fmt::Display for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {}\nnumber {}\nkind {}", self.version, self.number, self.kind)?;
        let columns = self.columns.iter().map(|column| ("column", column));
        let indexes = self.indexes.iter().map(|index| ("index", index));
        for (word, (name, rest)) in columns.chain(indexes) {
            write!(f, "\n{word} {name} {rest}")?;
        }
        self.events.iter().try_for_each(|event| write!(f, "\nevent {event}"))
    }
}
