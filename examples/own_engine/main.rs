//! An engine of one's own, in a few maps: it passes the public conformance suite, and the desk works
//! over it.
//!
//! `shelf.rs` is the store, `write.rs` what a unit does to it, `read.rs` how it is asked. What can be
//! told from declarations alone (is the unit well formed, what does the question mean, where does a
//! cursor point) is the crate's `Catalogue`; the hash chain of the journal is the crate's `chain`.

mod read;
mod shelf;
mod write;

use std::path::Path;
use std::process::ExitCode;

use guanxi::domain::client::NewClient;
use guanxi::store::conformance::{self, Bench, Handle};
use guanxi::store::{Registered, StoreError};
use guanxi::{Actor, Crm, Error};

use shelf::Shelf;

/// What the suite must be told.
#[derive(Debug)]
struct OurEngine;

impl Bench for OurEngine {
    fn open(
        &self,
        _directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        with(Handle::Shared(&Shelf::new(nouns)?));
        Ok(())
    }

    /// It is in memory.
    fn reopens(&self) -> bool {
        false
    }

    fn scrubs(&self) -> bool {
        true
    }
}

fn main() -> Result<ExitCode, Error> {
    let outcomes = conformance::run_all(&OurEngine);
    let broken = outcomes.iter().filter(|outcome| outcome.result.is_err()).count();
    for outcome in &outcomes {
        let mark = if outcome.result.is_ok() { "kept  " } else { "BROKEN" };
        println!("{mark} [{}] {}", outcome.check.id, outcome.check.rule);
        if let Err(found) = &outcome.result {
            println!("       found: {found}");
        }
    }
    println!("\n{} of {} sentences are kept", outcomes.len() - broken, outcomes.len());

    let desk = Crm::over(Shelf::new(&guanxi::crm::nouns())?)?.desk(Actor::system());
    desk.clients().register(NewClient::organisation("华信咨询")?)?;
    println!(
        "clients over it whose name begins with 华: {}",
        desk.clients().find().named("华").count()?
    );
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
