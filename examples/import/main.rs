//! A file of clients, contacts, interactions or transactions: tried, taken in, and taken back.
//!
//! ```sh
//! cargo run --example import
//! cargo run --example import -- 客户.csv --as clients --db crm.db --dry-run
//! cargo run --example import -- 客户.csv --as clients --db crm.db
//! cargo run --example import -- 客户.csv --undo --db crm.db
//! ```

mod arguments;
mod tell;
#[path = "../quickstart/terminal.rs"]
mod terminal;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use guanxi::crm::{Became, Outcome};
use guanxi::domain::import::{Import, ImportState, Subject};
use guanxi::transfer::{FailedRows, Limits, Rows};
use guanxi::{Actor, Crm, Desk, Error};

use arguments::{Arguments, Task, USAGE};
use tell::Tell;
use terminal::bar;

type Ended<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let said = match Arguments::read(std::env::args()) {
        Ok(Some(said)) => said,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    match run(&said) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<Error>() {
                Some(error) => eprintln!("{}", terminal::explain(error, said.lang)),
                None => eprintln!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

fn run(said: &Arguments) -> Ended<()> {
    let place = match &said.db {
        Some(place) => place.clone(),
        None => tempfile::Builder::new().prefix("guanxi-").tempdir()?.keep().join("import.db"),
    };
    let crm = Crm::sqlite(&place)?;
    let desk = crm.desk(Actor::system());
    let tell = Tell::new(said.lang);
    match &said.file {
        Some(path) => {
            let subject = said.subject.unwrap_or(Subject::Clients);
            one(said, &desk, path, subject, said.task, &tell)?;
        }
        None => {
            let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/import");
            let failed = place.with_extension("failed.csv");
            let mut said = said.clone();
            said.failed = Some(failed);
            for (name, subject) in
                [("clients.csv", Subject::Clients), ("orders.csv", Subject::Transactions)]
            {
                let path = own.join(name);
                for task in [Task::DryRun, Task::Import, Task::Import] {
                    one(&said, &desk, &path, subject, task, &tell)?;
                }
            }
            for name in ["orders.csv", "clients.csv"] {
                one(&said, &desk, &own.join(name), Subject::Clients, Task::Undo, &tell)?;
            }
        }
    }
    tell.place(&place)?;
    Ok(())
}

/// One file, and what is to be done with it.
fn one(
    said: &Arguments,
    desk: &Desk,
    path: &Path,
    subject: Subject,
    task: Task,
    tell: &Tell,
) -> Ended<()> {
    let mut file = File::open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    tell.heading(&name, task)?;
    match task {
        Task::DryRun => {
            let intake = said.intake(&name, subject)?;
            let bar = bar(file.metadata()?.len());
            let (mut faults, mut strangers) = (Vec::new(), BTreeSet::new());
            let counts = desk.imports().dry_run(&mut file, &intake, &mut |batch| {
                bar.set_position(batch.bytes);
                faults.extend(batch.outcomes.iter().filter_map(|one| tell.fault(one)));
                strangers.extend(batch.outcomes.iter().flat_map(|one| one.strangers.clone()));
                ControlFlow::Continue(())
            })?;
            bar.finish_and_clear();
            tell.counts(counts, &faults)?;
            tell.strangers(&strangers)?;
        }
        Task::Import => import(said, desk, path, &mut file, subject, tell)?,
        Task::Undo => undo(desk, &mut file, tell)?,
    }
    Ok(())
}

fn import(
    said: &Arguments,
    desk: &Desk,
    path: &Path,
    file: &mut File,
    subject: Subject,
    tell: &Tell,
) -> Ended<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let intake = said.intake(&name, subject)?;
    let earlier: Vec<Import> =
        desk.imports().of_file(file)?.into_iter().map(|found| found.now).collect();
    // One that was broken off goes on; one that is done is told, and looked at again.
    let open = earlier.iter().find(|import| import.allowed().contains(&"go_on"));
    let id = match open {
        Some(open) => open.id(),
        None => desk.imports().plan(file, &intake)?.id(),
    };
    tell.earlier(&earlier, open.is_some())?;
    let failed = said.failed.clone().unwrap_or_else(|| path.with_extension("failed.csv"));
    let (bar, mut faults, mut writer) = (bar(file.metadata()?.len()), Vec::new(), None);
    let mut strangers = BTreeSet::new();
    let headers = headers(path)?;
    let mut trouble: io::Result<()> = Ok(());
    let ran = desk.imports().run(id, file, &mut |batch| {
        bar.set_position(batch.bytes);
        faults.extend(batch.outcomes.iter().filter_map(|one| tell.fault(one)));
        strangers.extend(batch.outcomes.iter().flat_map(|one| one.strangers.clone()));
        trouble = write_failed(&mut writer, &failed, &headers, batch.outcomes, said.lang);
        if trouble.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    bar.finish_and_clear();
    trouble?;
    tell.counts(ran.counts, &faults)?;
    tell.strangers(&strangers)?;
    if let Some(writer) = writer {
        writer.end()?;
        tell.failed(&failed)?;
    }
    Ok(())
}

/// The first row of the file that has more than one cell, as good as its headers.
fn headers(path: &Path) -> Ended<Vec<String>> {
    let mut rows = Rows::open(File::open(path)?, Limits::default())?;
    let mut row = guanxi::transfer::Row::new();
    while rows.read(&mut row)? {
        if row.cells().filter(|cell| !cell.trim().is_empty()).count() > 1 {
            return Ok(row.cells().map(str::to_owned).collect());
        }
    }
    Ok(Vec::new())
}

/// Rows that were not taken go to a file that is made for the first of them.
fn write_failed(
    writer: &mut Option<FailedRows<File>>,
    place: &PathBuf,
    headers: &[String],
    outcomes: &[Outcome],
    lang: guanxi::domain::Lang,
) -> io::Result<()> {
    for outcome in outcomes {
        let Became::Failed(fault) = &outcome.became else { continue };
        if writer.is_none() {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            *writer = Some(FailedRows::begin(File::create(place)?, &headers, lang)?);
        }
        let Some(writer) = writer else { continue };
        outcome.rows.iter().try_for_each(|row| writer.write(row, fault))?;
    }
    Ok(())
}

fn undo(desk: &Desk, file: &mut File, tell: &Tell) -> Ended<()> {
    let undone = [ImportState::Undone, ImportState::Erased];
    let found = desk.imports().of_file(file)?.into_iter().map(|found| found.now);
    let mut imports: Vec<Import> =
        found.filter(|import| !undone.contains(&import.state())).collect();
    imports.sort_by_key(Import::planned_at);
    if imports.is_empty() {
        tell.nothing_to_undo()?;
    }
    while let Some(import) = imports.pop() {
        if import.allowed().contains(&"cancel") {
            desk.imports().cancel(import.id(), "--undo")?;
        }
        let mut kept = Vec::new();
        let after = desk.imports().undo(import.id(), &mut |back| {
            kept.extend(back.reversals.iter().filter_map(|one| tell.kept(one)));
            ControlFlow::Continue(())
        })?;
        tell.taken_back(after.taken_back(), &kept)?;
    }
    io::stdout().flush()?;
    Ok(())
}
