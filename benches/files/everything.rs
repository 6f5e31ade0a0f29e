//! Everything that was imported as one file, and out of it into an empty store: how much memory it takes.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::ops::ControlFlow;
use std::path::Path;

use guanxi::{Actor, Crm};

use crate::clock::Stopwatch;
use crate::memory;

/// Writes all of a store to a file and restores that into another, and tells of both what they took.
pub(crate) fn report(crm: &Crm, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let file = folder.join("everything.jsonl");
    let (mut out, mut back) = (Stopwatch::default(), Stopwatch::default());
    let goes_on = |_| ControlFlow::Continue(());
    memory::forget();
    let before = memory::resident();
    let to = BufWriter::new(File::create(&file)?);
    let written = out.over(|| crm.desk(Actor::system()).exports().everything(to, goes_on))?;
    let written_at_most = memory::peak();
    let empty = Crm::sqlite(folder.join("restored.db"))?;
    memory::forget();
    let resident = memory::resident();
    let from = BufReader::new(File::open(&file)?);
    let taken = back.over(|| empty.desk(Actor::system()).exports().restore(from, goes_on))?;
    let restored_at_most = memory::peak();
    println!(
        "  everything as JSON Lines: {written:?}, {} MB, {:.1} s of CPU time, resident memory {} MB before and at \
         most {} MB",
        std::fs::metadata(&file)?.len() >> 20,
        out.seconds(),
        before >> 20,
        written_at_most >> 20,
    );
    println!(
        "  restored in an empty store: {taken:?}, {:.1} s, resident memory {} MB before and at most {} MB",
        back.seconds(),
        resident >> 20,
        restored_at_most >> 20,
    );
    Ok(())
}
