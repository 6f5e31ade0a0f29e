//! Nouns in tables: one real table a noun, and one place where every statement is made.
//!
//! Which file is opened, who waits for whom and when a transaction ends stands beside, in the
//! engine that uses this.

pub(crate) mod layout;
pub(crate) mod statements;
pub(crate) mod run;
pub(crate) mod fault;
pub(crate) mod row;
pub(crate) mod answer;
pub(crate) mod reader;
pub(crate) mod writer;
pub(crate) mod serve;
pub(crate) mod pool;
pub(crate) mod check;
pub(crate) mod scrub;
pub(crate) mod stats;
pub(crate) mod borrowed;
pub(crate) mod declared;
pub(crate) mod schema;

use layout::{Layout, Prefix};
use statements::Statements;

use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;

/// What is known before a connection is there: nouns, names, statements.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) catalogue: Catalogue,
    pub(crate) layout: Layout,
    pub(crate) sql: Statements,
}

impl House {
    pub(crate) fn new(prefix: Prefix, nouns: &[Registered]) -> Result<Self, StoreError> {
        let catalogue = Catalogue::new(nouns)?;
        let layout = Layout::new(prefix, &catalogue)?;
        let sql = Statements::new(&layout, &catalogue)?;
        Ok(House { catalogue, layout, sql })
    }
}
