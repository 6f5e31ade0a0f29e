//! Clients from a file into the store, by the crate's own importer.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use guanxi::Desk;
use guanxi::crm::{Became, Intake};
use guanxi::domain::import::Subject;
use guanxi::domain::{Lang, Reference};
use guanxi::transfer::Mapping;

use crate::terminal::bar;

/// What came of a file.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    pub(crate) added: u64,
    /// Already there, by their reference.
    pub(crate) known: u64,
    pub(crate) skipped: Vec<Skipped>,
}

/// A row that was not taken.
#[derive(Debug)]
pub(crate) struct Skipped {
    /// As a spreadsheet counts: the headers are row 1.
    pub(crate) row: u64,
    /// Its header; empty where it is about the row as a whole.
    pub(crate) column: String,
    pub(crate) why: String,
}

/// Registers the clients of a file that are not known yet. Days in it are those of China.
pub(crate) fn import(
    desk: &Desk,
    path: &Path,
    lang: Lang,
) -> Result<Imported, Box<dyn std::error::Error>> {
    let mut file = File::open(path)?;
    let mapping = Mapping::of(Subject::Clients, "Asia/Shanghai".parse()?).system(&system(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let id = desk.imports().plan(&mut file, &Intake::of(&name, mapping))?.id();
    let bar = bar(file.metadata()?.len());
    let mut skipped = Vec::new();
    let ran = desk.imports().run(id, &mut file, &mut |batch| {
        bar.set_position(batch.bytes);
        for outcome in batch.outcomes {
            if let Became::Failed(fault) = &outcome.became {
                let (column, why) = (fault.column.clone().unwrap_or_default(), &fault.why);
                skipped.push(Skipped { row: fault.row, column, why: why.explain(lang) });
            }
        }
        ControlFlow::Continue(())
    })?;
    bar.finish_and_clear();
    Ok(Imported { added: ran.counts.created, known: ran.counts.skipped, skipped })
}

/// Under which name the numbers of a file are kept: that of the file.
fn system(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let known = |ch: &char| ch.is_ascii_alphanumeric() || "._-".contains(*ch);
    let system: String = stem.chars().filter(known).take(Reference::SYSTEM_LIMIT).collect();
    if system.is_empty() { "csv".to_owned() } else { system }
}
