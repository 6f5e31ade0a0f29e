//! Reading: lines back into records and entries, each where it belongs.

use std::io::{BufRead, Read};

use serde::de::DeserializeOwned;

use super::fault::{LineFault, LineWhy};
use super::parts::{Beginning, Ending, EntryFields, RecordFields};
use super::write::Counted;
use super::{LONGEST_LINE, VERSION};
use crate::domain::Id;
use crate::store::body::Form;
use crate::store::{Entry, Position, Record};

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A record of a noun.
    Record(&'static str, Box<Record>),
    /// An entry of the journal.
    Entry(Box<Entry>),
}

/// A file of everything, line by line; it holds one line at a time, and the first fault ends it.
///
/// What can be told from the file alone is told: that it is whole, that no line is missing, moved or
/// there twice, that every body is one of its noun with no field too many. Whether the chain of the
/// entries holds, the store finds that restores them.
pub struct Lines<'f, R> {
    from: R,
    forms: &'f [Form],
    bytes: Vec<u8>,
    number: u64,
    until: Position,
    counted: Counted,
    /// The noun's place and the id of the last record.
    last: Option<(usize, Id)>,
    ended: bool,
}

impl<'f, R: BufRead> Lines<'f, R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// [`LineWhy::NoBeginning`] or [`LineWhy::Newer`], or why it is no line.
    pub fn open(from: R, forms: &'f [Form]) -> Result<Self, LineFault> {
        let mut lines = Lines {
            from,
            forms,
            bytes: Vec::new(),
            number: 0,
            until: Position::START,
            counted: Counted::default(),
            last: None,
            ended: false,
        };
        match lines.begin() {
            Ok(()) => Ok(lines),
            Err(why) => Err(LineFault { line: lines.number.max(1), why }),
        }
    }

    /// Which line was read last.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The position of the last entry of the file.
    #[must_use]
    pub fn until(&self) -> Position {
        self.until
    }

    /// How many lines have been read so far.
    #[must_use]
    pub fn counted(&self) -> Counted {
        self.counted
    }

    fn begin(&mut self) -> Result<(), LineWhy> {
        if !self.fill()? || first_name(&self.bytes) != Some(b"guanxi") {
            return Err(LineWhy::NoBeginning);
        }
        // The version is looked at before the fields that a newer one may have.
        let version: Versioned = parsed(&self.bytes)?;
        if version.version > VERSION {
            let (found, known) = (version.version, VERSION);
            return Err(LineWhy::Newer { what: "version", found, known });
        }
        let beginning: Beginning = parsed(&self.bytes)?;
        if beginning.guanxi != "everything" || beginning.version == 0 {
            return Err(LineWhy::NoBeginning);
        }
        for (noun, found) in &beginning.nouns {
            let own = self.forms.iter().find(|form| form.registered.declaration.noun == noun);
            let known = own.map(|form| (form.registered.declaration.noun, form.format));
            let (what, known) = known.ok_or(LineWhy::Noun)?;
            if *found > known.into() {
                return Err(LineWhy::Newer { what, found: *found, known: known.into() });
            }
        }
        self.until = Position(beginning.position);
        Ok(())
    }

    /// Reads the next line; whether there was one.
    fn fill(&mut self) -> Result<bool, LineWhy> {
        self.bytes.clear();
        self.number = self.number.saturating_add(1);
        let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        let read = self.from.by_ref().take(most).read_until(b'\n', &mut self.bytes)?;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if read >= LONGEST_LINE {
            return Err(LineWhy::TooLong { limit: LONGEST_LINE });
        }
        // One long line does not keep its room for the rest of the file.
        if self.bytes.capacity() > KEPT && self.bytes.len() < KEPT {
            self.bytes.shrink_to(KEPT);
        }
        Ok(read > 0)
    }

    fn line(&mut self) -> Result<Option<Line>, LineWhy> {
        if self.ended {
            return Ok(None);
        }
        if !self.fill()? {
            return Err(LineWhy::CutOff);
        }
        match first_name(&self.bytes) {
            Some(b"record") => self.record().map(Some),
            Some(b"entry") => self.entry().map(Some),
            Some(b"end") => self.end().map(|()| None),
            Some(_) => Err(LineWhy::Unknown),
            // It is no JSON, or none of ours.
            None => {
                Err(parsed::<serde::de::IgnoredAny>(&self.bytes).err().unwrap_or(LineWhy::Unknown))
            }
        }
    }

    fn record(&mut self) -> Result<Line, LineWhy> {
        let fields: RecordFields = parsed(&self.bytes)?;
        let (noun, record) = fields.record(self.forms)?;
        let of = |form: &Form| form.registered.declaration.noun == noun;
        let place = (self.forms.iter().position(of).unwrap_or_default(), record.id);
        if self.counted.entries > 0 || self.last.is_some_and(|last| last >= place) {
            return Err(LineWhy::Order);
        }
        self.last = Some(place);
        self.counted.records = self.counted.records.saturating_add(1);
        Ok(Line::Record(noun, Box::new(record)))
    }

    fn entry(&mut self) -> Result<Line, LineWhy> {
        let fields: EntryFields = parsed(&self.bytes)?;
        let entry = fields.entry(self.forms)?;
        self.counted.entries = self.counted.entries.saturating_add(1);
        if entry.position.0 != self.counted.entries || entry.position > self.until {
            return Err(LineWhy::Order);
        }
        Ok(Line::Entry(Box::new(entry)))
    }

    fn end(&mut self) -> Result<(), LineWhy> {
        let ending: Ending = parsed(&self.bytes)?;
        let counted = Counted { records: ending.records, entries: ending.entries };
        if counted != self.counted || self.until.0 != counted.entries {
            return Err(LineWhy::Miscounted);
        }
        self.ended = true;
        if self.fill()? { Err(LineWhy::BehindTheEnd) } else { Ok(()) }
    }
}

/// How much room is kept for the next line.
const KEPT: usize = 1024 * 1024;

#[derive(serde::Deserialize)]
struct Versioned {
    version: u32,
}

impl<R: BufRead> Iterator for Lines<'_, R> {
    type Item = Result<Line, LineFault>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.line() {
            Ok(line) => line.map(Ok),
            Err(why) => {
                self.ended = true;
                Some(Err(LineFault { line: self.number, why }))
            }
        }
    }
}

/// The first name of an object, as far as it is a plain one.
fn first_name(line: &[u8]) -> Option<&[u8]> {
    let rest = line.trim_ascii_start().strip_prefix(b"{")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"")?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    rest.get(..end)
}

fn parsed<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineWhy> {
    serde_json::from_slice(line).map_err(|error| {
        let column = error.column();
        match error.classify() {
            serde_json::error::Category::Data => LineWhy::Field { column },
            serde_json::error::Category::Io
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof => LineWhy::NotJson { column },
        }
    })
}

impl<R> std::fmt::Debug for Lines<'_, R> {
    /// How far it came; not what it read.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("counted", &self.counted).finish_non_exhaustive()
    }
}
