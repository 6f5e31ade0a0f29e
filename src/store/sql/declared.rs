//! A declaration as it is kept in the store: lines that a person can read.

use std::fmt::{self, Write as _};

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
        let column = |column: &Column| (column.name.to_owned(), Described(column).to_string());
        Declared {
            version: declaration.version,
            number: declaration.number,
            kind: Of(declaration.kind).to_string(),
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

/// A column's line behind its name.
struct Described<'d>(&'d Column);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.0;
        f.write_str(match column.shape {
            Shape::Integer => "integer",
            Shape::Text => "text",
            Shape::Id => "id",
        })?;
        f.write_str(match column.holds {
            Holds::One => " one",
            Holds::Many => " many",
        })?;
        f.write_str(if column.unique { " unique" } else { "" })?;
        f.write_str(if column.personal { " personal" } else { "" })?;
        if let Some(derived) = column.derived {
            write!(f, " from {} {}", derived.of, derived.column)?;
            derived.or.iter().try_for_each(|own| write!(f, " or {own}"))?;
        }
        Ok(())
    }
}

/// A declaration as the lines that are kept of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'d>(pub(crate) &'d Declaration);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.0;
        write!(f, "version {}\nnumber {}\nkind {}", own.version, own.number, Of(own.kind))?;
        for column in own.columns {
            write!(f, "\ncolumn {} {}", column.name, Described(column))?;
        }
        for index in own.indexes {
            write!(f, "\nindex {}", index.name)?;
            index.columns.iter().try_for_each(|column| write!(f, " {column}"))?;
        }
        own.events.iter().try_for_each(|event| write!(f, "\nevent {event}"))
    }
}

impl Lines<'_> {
    /// Whether these are the lines of a text; nothing is kept of them meanwhile.
    pub(crate) fn are(self, text: &str) -> bool {
        let mut rest = Rest(text);
        write!(rest, "{self}").is_ok() && rest.0.is_empty()
    }
}

/// What of a text is still to be met.
struct Rest<'t>(&'t str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, met: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(met).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// A kind as it is written.
struct Of(Kind);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::State => f.write_str("state"),
            Kind::Fact { at } => write!(f, "fact {at}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::kv::sample::nouns;

    #[test]
    fn lines_are_their_own_text_and_no_other() {
        for noun in nouns() {
            let own = Lines(noun.declaration);
            let text = own.to_string();
            let read = Declared::of(noun.declaration);
            assert!(own.are(&text));
            for end in 0..text.len() {
                assert!(!own.are(&text[..end]));
            }
            assert!(!own.are(&format!("{text}\nevent more")));
            assert!(!own.are(&text.replacen("version", "Version", 1)));
            let other = text.replacen("version 1", "version 0", 1);
            let older = Declared::read(&other, noun.declaration, &read).unwrap();
            assert_eq!(Declared { version: read.version, ..older }, read);
        }
    }
}
