//! Writing: records and entries as lines.

use std::io::Write;

use super::fault::{LineFault, LineWhy};
use super::text::{Json, plain};
use super::{VERSION, names};
use crate::domain::{Held, Visibility};
use crate::store::body::{Form, Spelling};
use crate::store::chain::Seal;
use crate::store::{Body, Entry, Position, Record, Told};

/// How many records and entries there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Records.
    pub records: u64,
    /// Entries of the journal.
    pub entries: u64,
}

/// Writes a file of everything, line by line, holding one line at a time.
pub struct Writer<'f, W> {
    to: W,
    forms: &'f [Form],
    line: Vec<u8>,
    seals: bool,
    number: u64,
    counted: Counted,
}

impl<'f, W: Write> Writer<'f, W> {
    /// Begins a file of everything up to a position of the journal.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn everything(to: W, forms: &'f [Form], position: Position) -> Result<Self, LineFault> {
        let mut writer = Writer {
            to,
            forms,
            line: Vec::new(),
            seals: true,
            number: 0,
            counted: Counted::default(),
        };
        writer.begin("guanxi", "everything");
        writer.number("version", VERSION.into());
        writer.number("position", position.0);
        writer.name("nouns");
        writer.line.push(b'{');
        for (at, form) in forms.iter().enumerate() {
            if at > 0 {
                writer.line.push(b',');
            }
            plain(&mut writer.line, form.registered.declaration.noun);
            writer.line.push(b':');
            plain(&mut writer.line, &form.format);
        }
        writer.line.push(b'}');
        writer.end_line()?;
        Ok(writer)
    }

    /// Begins a file of what is known of one person or client. Its entries carry neither digests nor
    /// salts: it is to be read, and not to be restored.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn person(
        to: W,
        forms: &'f [Form],
        about: &str,
        headings: &[(&str, &str, &str)],
    ) -> Result<Self, LineFault> {
        let mut writer = Writer {
            to,
            forms,
            line: Vec::new(),
            seals: false,
            number: 0,
            counted: Counted::default(),
        };
        writer.begin("guanxi", "person");
        writer.number("version", VERSION.into());
        writer.text("about", about);
        writer.name("headings");
        writer.line.push(b'{');
        for (at, (word, en, zh)) in headings.iter().enumerate() {
            if at > 0 {
                writer.line.push(b',');
            }
            plain(&mut writer.line, word);
            writer.line.extend_from_slice(b":{\"en\":");
            plain(&mut writer.line, en);
            writer.line.extend_from_slice(b",\"zh\":");
            plain(&mut writer.line, zh);
            writer.line.push(b'}');
        }
        writer.line.push(b'}');
        writer.end_line()?;
        Ok(writer)
    }

    /// How many there were so far.
    #[must_use]
    pub fn counted(&self) -> Counted {
        self.counted
    }

    /// Writes a record.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn record(&mut self, noun: &str, record: &Record) -> Result<(), LineFault> {
        self.begin("record", noun);
        self.id("id", record.id);
        self.stream(record.stream);
        self.number("revision", record.revision.0);
        self.visibility(record.visibility);
        if let Some(by) = record.superseded_by {
            self.id("superseded_by", by);
        }
        let form = self.form(noun);
        self.body(
            &record.body,
            ["plain", "personal"],
            form.map(|form| (form.plain, form.personal)),
        );
        self.counted.records = self.counted.records.saturating_add(1);
        self.end_line()
    }

    /// Writes an entry.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn entry(&mut self, entry: &Entry) -> Result<(), LineFault> {
        self.line.push(b'{');
        self.number("entry", entry.position.0);
        self.stream(entry.stream);
        self.number("revision", entry.revision.0);
        self.number("number", entry.number.into());
        self.shown("recorded_at", &entry.recorded_at);
        if entry.valid_at != entry.recorded_at {
            self.shown("valid_at", &entry.valid_at);
        }
        self.shown("by", &entry.actor);
        self.text("noun", entry.noun);
        self.id("id", entry.id);
        self.text("event", entry.event);
        self.visibility(entry.visibility);
        match &entry.told {
            Told::Record => self.flag("of_record"),
            Told::Inline(body) => {
                let form = self.form(entry.noun);
                self.body(body, ["what", "words"], form.and_then(|form| form.event));
            }
        }
        self.takes(entry);
        if self.seals {
            self.seal(entry);
        }
        self.counted.entries = self.counted.entries.saturating_add(1);
        self.end_line()
    }

    /// Ends the file, and gives back what it was written to.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn end(mut self) -> Result<(W, Counted), LineFault> {
        let Counted { records, entries } = self.counted;
        self.line.push(b'{');
        self.flag("end");
        self.number("records", records);
        self.number("entries", entries);
        self.end_line()?;
        let flushed = self.to.flush();
        flushed.map_err(|source| self.failed(source))?;
        Ok((self.to, self.counted))
    }

    fn form(&self, noun: &str) -> Option<&'f Form> {
        self.forms.iter().find(|form| form.registered.declaration.noun == noun)
    }

    fn begin(&mut self, name: &str, value: &str) {
        self.line.push(b'{');
        self.text(name, value);
    }

    fn name(&mut self, name: &str) {
        if self.line.len() > 1 {
            self.line.push(b',');
        }
        self.line.push(b'"');
        self.line.extend_from_slice(name.as_bytes());
        self.line.extend_from_slice(b"\":");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        plain(&mut self.line, value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        plain(&mut self.line, &value);
    }

    fn flag(&mut self, name: &str) {
        self.name(name);
        self.line.extend_from_slice(b"true");
    }

    /// What is shown as letters, digits and signs that need no escape.
    fn shown(&mut self, name: &str, value: &impl std::fmt::Display) {
        self.name(name);
        self.line.push(b'"');
        // A vector takes every byte.
        let _ = write!(self.line, "{value}");
        self.line.push(b'"');
    }

    fn id(&mut self, name: &str, id: crate::domain::Id) {
        self.name(name);
        self.line.push(b'"');
        names::push_id(&mut self.line, id);
        self.line.push(b'"');
    }

    fn hex(&mut self, name: &str, bytes: &[u8]) {
        self.name(name);
        self.line.push(b'"');
        names::push_hex(&mut self.line, bytes);
        self.line.push(b'"');
    }

    fn stream(&mut self, stream: crate::domain::Stream) {
        self.name("stream");
        self.line.push(b'"');
        names::push_stream(&mut self.line, stream);
        self.line.push(b'"');
    }

    fn visibility(&mut self, visibility: Visibility) {
        if visibility == Visibility::Shared {
            self.flag("shared");
        }
    }

    fn body(
        &mut self,
        body: &Body,
        [plain, personal]: [&'static str; 2],
        spellings: Option<(Spelling, Spelling)>,
    ) {
        let (first, second) = spellings.unzip();
        self.part(plain, &body.plain, first);
        match &body.personal {
            Held::Erased => self.flag("erased"),
            // Nothing personal is no field.
            Held::Known(part) if part.is_empty() => {}
            Held::Known(part) => self.part(personal, part, second),
        }
    }

    /// A part with its names, or as bytes where it has none to be given back by.
    fn part(&mut self, name: &'static str, part: &[u8], spelling: Option<Spelling>) {
        let before = self.line.len();
        if let Some(spelling) = spelling {
            self.name(name);
            if (spelling.tell)(part, &mut Json(&mut self.line)) {
                return;
            }
            self.line.truncate(before);
        }
        self.hex(bytes_of(name), part);
    }

    fn takes(&mut self, entry: &Entry) {
        if entry.takes.is_empty() {
            return;
        }
        self.name("takes");
        for (at, (counter, by)) in entry.takes.iter().enumerate() {
            self.line.extend_from_slice(if at == 0 { b"[[" } else { b",[" });
            self.line.push(b'"');
            names::push_stream(&mut self.line, counter.of);
            self.line.extend_from_slice(b"\",");
            plain(&mut self.line, counter.name.as_ref());
            self.line.push(b',');
            plain(&mut self.line, by);
            self.line.push(b']');
        }
        self.line.push(b']');
    }

    fn seal(&mut self, entry: &Entry) {
        match &entry.seal {
            None => {}
            Some(Seal::Salt(salt)) => self.hex("salt", salt),
            Some(Seal::Digest(digest)) => self.hex("seal", &digest.0),
        }
        self.hex("digest", &entry.digest.0);
    }

    fn failed(&self, source: std::io::Error) -> LineFault {
        LineFault { line: self.number, why: LineWhy::Io { source } }
    }

    fn end_line(&mut self) -> Result<(), LineFault> {
        self.line.extend_from_slice(b"}\n");
        self.number = self.number.saturating_add(1);
        let written = self.to.write_all(&self.line);
        self.line.clear();
        written.map_err(|source| self.failed(source))
    }
}

/// The field in which a part stands as bytes.
fn bytes_of(name: &'static str) -> &'static str {
    match name {
        "plain" => "plain_bytes",
        "personal" => "personal_bytes",
        "what" => "what_bytes",
        _ => "words_bytes",
    }
}

impl<W> std::fmt::Debug for Writer<'_, W> {
    /// How far it came; not what it wrote.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("counted", &self.counted).finish_non_exhaustive()
    }
}
