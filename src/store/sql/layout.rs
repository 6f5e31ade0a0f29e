//! How nouns lie in tables: the names of tables, columns and indexes.

use crate::domain::declaration::{Column, Declaration, Holds, Kind};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;

/// What the names of all tables and indexes begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prefix(String);

impl Prefix {
    /// Takes a host's word: a lower-case letter, then up to twenty letters, digits and `_`.
    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        let letter = |b: u8| b.is_ascii_lowercase();
        let sound = text.len() <= 21
            && text.bytes().next().is_some_and(letter)
            && text.bytes().all(|b| letter(b) || b.is_ascii_digit() || b == b'_')
            // SQLite keeps these names for itself.
            && !text.starts_with("sqlite");
        if sound {
            Ok(Prefix(text.to_owned()))
        } else {
            Err(StoreError::Query {
                why: "a prefix is a lower-case letter and up to 20 letters, digits and _",
            })
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The tables that belong to no noun.
pub(crate) const HOUSE: [&str; 7] =
    ["meta", "kind", "silent", "journal", "elsewhere", "key", "counter"];

/// The tables and indexes of one noun.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) noun: Registered,
    /// The noun's table.
    pub(crate) name: String,
    /// The columns that hold one value, with their places in the declaration.
    pub(crate) ones: Vec<(usize, &'static Column)>,
    /// The columns that hold many, each with its table.
    pub(crate) manys: Vec<Many>,
}

/// The table of a column that holds many.
#[derive(Debug, Clone)]
pub(crate) struct Many {
    pub(crate) at: usize,
    pub(crate) column: &'static Column,
    pub(crate) name: String,
}

impl Table {
    pub(crate) fn declaration(&self) -> &'static Declaration {
        self.noun.declaration
    }

    /// The column by which a stream's facts are ordered; none for states.
    pub(crate) fn at(&self) -> Option<&'static str> {
        match self.declaration().kind {
            Kind::State => None,
            Kind::Fact { at } => Some(at),
        }
    }

    /// The name of a declared index in the database.
    pub(crate) fn index(&self, index: &str) -> String {
        format!("{}_by_{index}", self.name)
    }

    /// The unique column that a declared index is over, if it is over nothing else: what keeps its
    /// values apart finds them too, and there is no other index.
    pub(crate) fn unique_of(&self, columns: &[&str]) -> Option<&'static str> {
        let [only] = columns else { return None };
        let column = self.ones.iter().map(|(_, column)| *column).find(|own| own.name == *only);
        column.filter(|column| column.unique).map(|column| column.name)
    }

    /// The name of the index that keeps a column's values apart.
    pub(crate) fn unique(&self, column: &str) -> String {
        format!("{}_one_{column}", self.name)
    }
}

/// Where everything of a store lies.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) prefix: Prefix,
    pub(crate) tables: Vec<Table>,
}

impl Layout {
    pub(crate) fn new(prefix: Prefix, catalogue: &Catalogue) -> Result<Self, StoreError> {
        let tables: Vec<Table> =
            catalogue.nouns().map(|noun| table(prefix.as_str(), *noun)).collect();
        let layout = Layout { prefix, tables };
        let mut names = layout.tables();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(StoreError::Query { why: "two tables would have the same name" });
        }
        if layout.tables.iter().any(|table| table.ones.len() > 63) {
            return Err(StoreError::Query { why: "a noun has more than 63 columns" });
        }
        Ok(layout)
    }

    /// The name of a table that belongs to no noun.
    pub(crate) fn house(&self, name: &str) -> String {
        format!("{}{name}", self.prefix.as_str())
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> Vec<String> {
        let own = HOUSE.iter().map(|name| self.house(name));
        let nouns = self.tables.iter().flat_map(|table| {
            let manys = table.manys.iter().map(|many| many.name.clone());
            std::iter::once(table.name.clone()).chain(manys)
        });
        own.chain(nouns).collect()
    }
}

fn table(prefix: &str, noun: Registered) -> Table {
    let declaration = noun.declaration;
    let name = format!("{prefix}{}", declaration.noun);
    let of = |holds| {
        let columns = declaration.columns.iter().enumerate();
        columns.filter(move |(_, column)| column.holds == holds)
    };
    let manys = of(Holds::Many)
        .map(|(at, column)| Many { at, column, name: format!("{name}_{}", column.name) })
        .collect();
    Table { noun, ones: of(Holds::One).collect(), manys, name }
}
