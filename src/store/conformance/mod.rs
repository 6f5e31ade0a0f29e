//! The suite that tells whether an engine keeps the contract: one check for every sentence of
//! [`Store`] and [`Reader`](super::contract::Reader).
//!
//! An engine's author says how a store is opened in a directory, and asks for the verdict.
//!
//! ```
//! use std::path::Path;
//! use guanxi::store::conformance::{Bench, Handle, assert_conforms};
//! use guanxi::store::{Registered, StoreError};
//!
//! #[derive(Debug)]
//! struct MyEngine;
//!
//! impl Bench for MyEngine {
//!     fn open(
//!         &self,
//!         directory: &Path,
//!         nouns: &[Registered],
//!         with: &mut dyn FnMut(Handle<'_>),
//!     ) -> Result<(), StoreError> {
//!         // let store = MyStore::open(&directory.join("store"), nouns)?;
//!         // with(Handle::Shared(&store));
//!         # let _ = (directory, nouns, with);
//!         Ok(())
//!     }
//!     fn reopens(&self) -> bool {
//!         true
//!     }
//!     fn scrubs(&self) -> bool {
//!         true
//!     }
//! }
//!
//! fn my_engine_keeps_the_contract() {
//!     assert_conforms(&MyEngine);
//! }
//! ```

use std::any::Any;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::catalogue::Registered;
use super::contract::Store;
use super::error::StoreError;

mod views;
mod units;
mod expectations;
mod writes;
mod facts;
mod erasure;
mod together;
mod scans;
mod pages;
mod journal;
mod keys;
mod restoring;
mod lifetime;
pub mod nouns;
pub mod scene;
pub mod answer;

/// What the suite must be told about an engine.
pub trait Bench: Debug {
    /// Opens the store of a directory with these nouns, an empty one the first time, hands it over
    /// and lets go of it afterwards, as a program does that ends without closing.
    ///
    /// # Errors
    /// Why the store cannot be opened.
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError>;

    /// Whether opening the same directory again opens the same store.
    fn reopens(&self) -> bool;

    /// Whether `scrub` can always do its work when nobody reads.
    fn scrubs(&self) -> bool;
}

/// A store as it is handed to a check.
#[derive(Debug, Clone, Copy)]
pub enum Handle<'s> {
    /// Several threads may use it at once.
    Shared(&'s (dyn Store + Sync)),
    /// One thread uses it.
    Alone(&'s dyn Store),
}

/// One sentence of the contract, and what tells whether an engine keeps it.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its mark in the contract.
    pub id: &'static str,
    /// The sentence.
    pub rule: &'static str,
    /// Tells what of it the engine does not keep.
    pub run: fn(&dyn Bench) -> Result<(), String>,
}

/// What came of one check.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The check.
    pub check: Check,
    /// What was found where it failed.
    pub result: Result<(), String>,
}

/// Every check, in the order of the contract.
#[must_use]
pub fn checks() -> &'static [Check] {
    CHECKS
}

/// Runs one check; a panic is a failure.
#[must_use]
pub fn run(check: &Check, bench: &dyn Bench) -> Outcome {
    let result = catch_unwind(AssertUnwindSafe(|| (check.run)(bench)));
    let result = result.unwrap_or_else(|panic| Err(format!("it panics: {}", said(&*panic))));
    Outcome { check: *check, result }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Runs every check.
#[must_use]
pub fn run_all(bench: &dyn Bench) -> Vec<Outcome> {
    checks().iter().map(|check| run(check, bench)).collect()
}

/// Runs every check and panics with each sentence that the engine does not keep.
///
/// # Panics
/// When a check fails.
pub fn assert_conforms(bench: &dyn Bench) {
    let broken: Vec<String> = run_all(bench)
        .into_iter()
        .filter_map(|outcome| {
            let found = outcome.result.err()?;
            Some(format!("[{}] {}\n    found: {found}", outcome.check.id, outcome.check.rule))
        })
        .collect();
    assert!(
        broken.is_empty(),
        "{bench:?} does not keep {} of {} sentences of the store contract:\n{}",
        broken.len(),
        checks().len(),
        broken.join("\n")
    );
}

const CHECKS: &[Check] = &[
    views::V1,
    views::V2,
    views::V3,
    units::C1,
    units::C2,
    units::C3,
    units::C4,
    expectations::C5,
    expectations::C6,
    units::C7,
    writes::C8,
    writes::C9,
    writes::C10,
    facts::C11,
    facts::C12,
    writes::C13,
    facts::C14,
    writes::C15,
    erasure::C16,
    units::C17,
    units::C18,
    together::C19,
    units::C20,
    facts::C21,
    facts::C22,
    restoring::R1,
    restoring::R2,
    restoring::R3,
    lifetime::L1,
    lifetime::L2,
    lifetime::L3,
    erasure::L4,
    keys::L5,
    lifetime::L6,
    lifetime::L7,
    scans::G1,
    scans::G2,
    scans::S1,
    scans::S2,
    scans::S3,
    scans::S4,
    scans::S5,
    scans::S6,
    scans::S7,
    pages::S8,
    pages::S9,
    scans::S10,
    pages::S11,
    journal::J1,
    journal::J2,
    journal::J3,
    journal::J4,
    keys::K1,
    keys::K2,
];
