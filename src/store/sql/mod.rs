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
pub(crate) mod open;
pub(crate) mod check;
pub(crate) mod migrate;
pub(crate) mod scrub;
pub(crate) mod stats;
pub(crate) mod borrowed;
pub(crate) mod declared;
pub(crate) mod schema;

use std::sync::atomic::{AtomicBool, AtomicU64};

use layout::{Layout, Prefix};
use statements::Statements;

use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;

/// What is known before a connection is there: nouns, names, statements.
pub(crate) struct House {
    pub(crate) catalogue: Catalogue,
    pub(crate) layout: Layout,
    pub(crate) sql: Statements,
    /// How often the declarations had changed when they were last looked at.
    pub(crate) turn: AtomicU64,
    /// Whether an index may be incomplete, so that each scan has to ask.
    pub(crate) growing: AtomicBool,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Every statement would be listed otherwise.
        f.debug_struct("House").field("prefix", &self.layout.prefix).finish_non_exhaustive()
    }
}

impl House {
    pub(crate) fn new(prefix: Prefix, nouns: &[Registered]) -> Result<Self, StoreError> {
        let catalogue = Catalogue::new(nouns)?;
        let layout = Layout::new(prefix, &catalogue)?;
        let sql = Statements::new(&layout, &catalogue)?;
        let (turn, growing) = (AtomicU64::new(0), AtomicBool::new(false));
        Ok(House { catalogue, layout, sql, turn, growing })
    }
}
