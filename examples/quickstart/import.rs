//! Clients from a file into the store, a hundred in each commit.

use std::collections::VecDeque;
use std::error::Error as _;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use guanxi::domain::Lang;
use guanxi::store::Store;
use guanxi::{Desk, Error, ErrorKind};
use indicatif::{ProgressBar, ProgressStyle};

use crate::rows::{self, Row, Rows, Skipped};

/// How many rows become one commit.
const BATCH: usize = 100;

/// What came of a file.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    pub(crate) added: usize,
    /// Already there, by their reference.
    pub(crate) known: usize,
    pub(crate) skipped: Vec<Skipped>,
}

/// Registers the clients of a file that are not known yet.
pub(crate) fn import(
    desk: &Desk,
    path: &Path,
    lang: Lang,
) -> Result<Imported, Box<dyn std::error::Error>> {
    let file = File::open(path)?;
    let bar = bar(file.metadata()?.len());
    let mut rows = Rows::new(BufReader::new(file), rows::system(path), lang)?;
    let mut imported = Imported::default();
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(row) = rows.next() {
        match row {
            Ok(row) => batch.push(row),
            Err(skipped) => imported.skipped.push(skipped),
        }
        if batch.len() == BATCH {
            imported.register(desk, std::mem::take(&mut batch), lang)?;
            bar.set_position(rows.bytes());
        }
    }
    imported.register(desk, batch, lang)?;
    bar.finish_and_clear();
    imported.skipped.sort_by_key(|skipped| skipped.row);
    Ok(imported)
}

impl Imported {
    /// All rows as one commit. Where one of them is refused, nothing was written: then each half
    /// is tried, down to the row that is to blame.
    fn register(&mut self, desk: &Desk, batch: Vec<Row>, lang: Lang) -> Result<(), Error> {
        let mut waiting = VecDeque::from([batch.as_slice()]);
        while let Some(rows) = waiting.pop_front() {
            match (desk.together(|desk| register(desk, rows)), rows) {
                (Ok(done), _) => {
                    let added = done.now.unwrap_or_default();
                    self.added += added;
                    self.known += rows.len() - added;
                }
                (Err(error), [row]) if is_about_the_row(&error) => {
                    self.skipped.push(Skipped {
                        row: row.number,
                        column: String::new(),
                        why: explain(&error, lang),
                    });
                }
                (Err(error), [_, _, ..]) if is_about_the_row(&error) => {
                    let (first, second) = rows.split_at(rows.len() / 2);
                    waiting.extend([first, second]);
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Registers those that are not known yet; tells how many they were.
fn register(desk: &Desk<&dyn Store>, rows: &[Row]) -> Result<usize, Error> {
    let mut added = 0;
    for row in rows {
        let Row { reference, client, contact, since, .. } = row;
        match desk.clients().find().reference(reference.system(), reference.id())?.one() {
            Ok(_) => continue,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let desk = since.map_or_else(|| desk.clone(), |since| desk.happened_at(since));
        let id = desk.clients().register(client.clone())?.id();
        if let Some(contact) = contact {
            desk.contacts().add(id, contact.clone())?;
        }
        added += 1;
    }
    Ok(added)
}

fn is_about_the_row(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused | ErrorKind::Invalid)
}

/// An error as a person is told of it.
pub(crate) fn explain(error: &Error, lang: Lang) -> String {
    match error {
        Error::Refused(refusal) => refusal.explain(lang),
        Error::Invalid(why) => why.explain(lang),
        other => {
            let mut text = other.to_string();
            let mut cause = other.source();
            while let Some(error) = cause {
                text.push_str(&format!(": {error}"));
                cause = error.source();
            }
            text
        }
    }
}

/// A bar on the terminal; hidden where there is none.
fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
