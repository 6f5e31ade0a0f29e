//! Everything out as JSON Lines, or what is known of one client or person; and everything in again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{BufRead, Seek, Write};
use std::ops::ControlFlow;

use super::exports::Exports;
use super::forms;
use super::journal::each_entry;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::contact::Contact;
use crate::domain::declaration::BY_ID;
use crate::domain::noun::Noun;
use crate::domain::{ActorId, Client, ClientId, ContactId, Id, Lang, RecordId, Stream, vocabulary};
use crate::error::Error;
use crate::store::body::Form;
use crate::store::scan::{MOST, Superseded};
use crate::store::{
    Body, Conflict, Entry, JournalQuery, Part, Position, Progress, Reader, Record, Scan, Sight,
    Store, StoreError, Target, Told,
};
use crate::transfer::json_lines::{Counted, Line, LineFault, LineWhy, Lines, Writer};

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Records and entries.
    pub counted: Counted,
    /// The position of the last entry.
    pub position: Position,
}

/// How many records or entries are restored at once.
const AT_ONCE: usize = 500;
/// How many bytes of bodies are restored at once, or one record of more.
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;

impl<S: Store> Exports<S> {
    /// Writes everything that is kept as JSON Lines: each record of every noun, and the whole
    /// journal with what its chain is verified by ([`json_lines`](crate::transfer::json_lines) has
    /// the form). One page is held at a time, and all of it is one moment: where
    /// [`isolated_readers`](crate::store::Capabilities::isolated_readers) is not given, those who
    /// write wait meanwhile. Keys are not in it, nor features that are kept. The file holds what is personal, and the salts:
    /// whoever erases somebody throws away the files from before.
    ///
    /// # Errors
    /// Denied to those who do not see everything, [`StoreError::Cancelled`] when `progress` breaks,
    /// or why the file cannot be written.
    pub fn everything(
        &self,
        to: impl Write,
        progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Counted, Error> {
        let permission = Permission::ExportEverything;
        self.desk.authorise(permission, None)?;
        if self.desk.office.access.sight(&self.desk.actor) != Sight::All {
            return Err(Error::Denied { permission: permission.name() });
        }
        let (stats, forms) = (self.desk.store.stats()?, forms());
        let told = |noun: &str| forms.iter().any(|form| form.registered.declaration.noun == noun);
        let told = stats.records.iter().filter(|(noun, _)| told(noun));
        let records: u64 = told.map(|(_, records)| records).sum();
        let watch = Watch::over(progress, records.saturating_add(stats.entries));
        let to = RefCell::new(Some(to));
        self.desk.ask(permission, None, |reading| {
            let reader = reading.reader();
            let last = last(reader, stats.last)?;
            let to = to.take().ok_or(StoreError::Closed)?;
            let mut writer = Writer::everything(to, &forms, last)?;
            for form in &forms {
                every_record(reader, form, &watch, &mut writer)?;
            }
            every_entry(reader, last, &watch, &mut writer)?;
            Ok(writer.end()?.1)
        })
    }

    /// Restores a file of everything in an empty store: the same records with the same revisions,
    /// and the same journal, whose chain is verified entry by entry. Commands are not said again, and
    /// nobody is told; keys are not restored.
    ///
    /// The file is read twice. What can be told from it alone (that it is whole, that every line is
    /// one and stands where it belongs, that every body is one of its noun) is told before anything
    /// is written. When the store refuses a line after that (its chain does not hold, a unique value
    /// stands twice), or the world fails, what came before that line is in the store, and the store
    /// is to be thrown away: until its last line is in, nothing else is written to it and it is not
    /// opened again ([`StoreError::HalfRestored`]).
    ///
    /// Keys are not in the file, so a command that was answered before, and is said again after the
    /// move, is done again: a host that moves lets those who repeat come to an end first.
    ///
    /// # Errors
    /// [`Error::Lines`] with the line; [`StoreError::Cancelled`] when `progress` breaks, which it can
    /// at any time; denied.
    pub fn restore(
        &self,
        mut from: impl BufRead + Seek,
        progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Restored, Error> {
        self.desk.authorise(Permission::ExportRestore, None)?;
        let stats = self.desk.store.stats()?;
        if stats.entries > 0 || stats.keys > 0 || stats.records.iter().any(|(_, many)| *many > 0) {
            return Err(LineFault { line: 1, why: LineWhy::NotEmpty }.into());
        }
        let forms = forms();
        let watch = Watch::over(progress, 0);
        let began = from.stream_position().map_err(unread)?;
        let mut lines = Lines::open(&mut from, &forms)?;
        for line in lines.by_ref() {
            drop(line?);
            watch.step(0)?;
        }
        let whole = lines.counted();
        watch.total.set(whole.records.saturating_add(whole.entries));
        from.seek(std::io::SeekFrom::Start(began)).map_err(unread)?;
        let mut lines = Lines::open(&mut from, &forms)?;
        let mut gathered = Gathered::default();
        while let Some(line) = lines.next().transpose()? {
            if gathered.is_full_for(&line) {
                gathered.part.more = true;
                self.pour(&mut gathered, &watch)?;
            }
            gathered.take(lines.number(), line);
        }
        self.pour(&mut gathered, &watch)?;
        Ok(Restored { counted: lines.counted(), position: lines.until() })
    }

    /// Writes everything about a client as JSON Lines, to be read by people and programs: its file,
    /// its contacts, every interaction, promise, change, notice, consent and transaction, what was
    /// corrected and withdrawn included, and who said each of it and when. A client's contact gets
    /// what was shared with the client.
    ///
    /// # Errors
    /// Not found or denied, or why the file cannot be written.
    pub fn client(&self, client: ClientId, to: impl Write) -> Result<Counted, Error> {
        let target = Target::new(Client::DECLARATION.noun, client.id());
        self.person(Permission::ExportClient, target, &client.to_string(), None, to)
    }

    /// Writes everything about a contact as JSON Lines, to be read by people and programs: their own
    /// record with its consents, and every record and entry of the client's that names them: the
    /// interactions that they took part in, the promises and changes that they confirmed, what they
    /// were told, and what they did themselves. Others who are named there are named in it too. A
    /// client's contact gets what was shared with the client.
    ///
    /// # Errors
    /// Not found or denied, or why the file cannot be written.
    pub fn contact(&self, contact: ContactId, to: impl Write) -> Result<Counted, Error> {
        let target = Target::new(Contact::DECLARATION.noun, contact.id());
        self.person(Permission::ExportContact, target, &contact.to_string(), Some(contact), to)
    }

    fn person(
        &self,
        permission: Permission,
        target: Target,
        about: &str,
        contact: Option<ContactId>,
        to: impl Write,
    ) -> Result<Counted, Error> {
        self.desk.authorise(permission, None)?;
        let (stream, _) = self.desk.read(None, |reading| self.whose(reading, target))?;
        self.desk.authorise(permission, Some(stream))?;
        let (forms, to) = (forms(), RefCell::new(Some(to)));
        let headings: Vec<_> = forms.iter().map(heading).collect();
        let (counted, _) = self.desk.read(None, |reading| {
            self.whose(reading, target)?;
            let to = to.take().ok_or(StoreError::Closed)?;
            let mut writer = Writer::person(to, &forms, about, &headings)?;
            let named = of_person(reading, stream, contact, &mut writer)?;
            each_entry(reading.reader(), within(reading, stream), |entry| {
                if named.concerns(entry, contact) {
                    writer.entry(entry)?;
                }
                Ok::<(), Error>(())
            })?;
            Ok(writer.end()?.1)
        })?;
        Ok(counted)
    }

    /// The stream of somebody who is asked about. A client's contact may ask about their client, about
    /// themselves and about who is shown to them; that there are others, or where, they are not told.
    fn whose(&self, reading: &Reading<'_>, target: Target) -> Result<Stream, Error> {
        let found = reading.reader().get(&[target], false)?.into_iter().next().flatten();
        let asks = |found: &Record| match reading.sight() {
            Sight::All => true,
            Sight::Shared(own) if found.stream != own => false,
            Sight::Shared(own) => {
                let themselves = ActorId::Contact(ContactId::from_id(found.id));
                own.id() == found.id
                    || self.desk.actor.id() == themselves
                    || reading.sight().sees(found.stream, found.visibility)
            }
        };
        let found = found.filter(asks);
        let Target { noun, id } = target;
        Ok(found.ok_or(StoreError::NotFound { noun, id })?.stream)
    }

    /// Restores what was gathered; where it is refused, finds the line.
    fn pour(&self, gathered: &mut Gathered, watch: &Watch<'_>) -> Result<(), Error> {
        let Gathered { part, lines, .. } = std::mem::take(gathered);
        if part.is_empty() {
            return Ok(());
        }
        let many = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if let Err(error) = self.desk.store.restore(&part) {
            return Err(self.refused(part, &lines, error));
        }
        watch.step(many)
    }

    /// Restores one by one what was refused together, up to the line that is refused.
    fn refused(&self, part: Part, lines: &[u64], error: StoreError) -> Error {
        if !matches!(error, StoreError::Unit { .. } | StoreError::Conflict(Conflict::Taken { .. }))
        {
            return error.into();
        }
        let records = part.records.into_iter();
        let records = records.map(|one| Part { records: vec![one], ..half() });
        let entries = part.entries.into_iter();
        let entries = entries.map(|one| Part { entries: vec![one], ..half() });
        for (line, one) in lines.iter().zip(records.chain(entries)) {
            match self.desk.store.restore(&one) {
                Ok(()) => {}
                Err(StoreError::Unit { why }) => {
                    return LineFault {
                        line: *line,
                        why: LineWhy::Refused { why: why.to_owned() },
                    }
                    .into();
                }
                Err(StoreError::Conflict(conflict @ Conflict::Taken { .. })) => {
                    let why = LineWhy::Refused { why: conflict.to_string() };
                    return LineFault { line: *line, why }.into();
                }
                Err(error) => return error.into(),
            }
        }
        error.into()
    }
}

/// A part with more to come.
fn half() -> Part {
    Part { more: true, ..Part::default() }
}

/// Lines that are restored together: records or entries.
#[derive(Default)]
struct Gathered {
    part: Part,
    lines: Vec<u64>,
    bytes: usize,
}

impl Gathered {
    fn is_full_for(&self, line: &Line) -> bool {
        let other = matches!(line, Line::Entry(_)) && !self.part.records.is_empty();
        other || self.lines.len() >= AT_ONCE || self.bytes >= BYTES_AT_ONCE
    }

    fn take(&mut self, number: u64, line: Line) {
        let body = match &line {
            Line::Record(_, record) => size(&record.body),
            Line::Entry(entry) => said(entry).map_or(0, size),
        };
        self.bytes = self.bytes.saturating_add(body);
        self.lines.push(number);
        match line {
            Line::Record(noun, record) => self.part.records.push((noun, *record)),
            Line::Entry(entry) => self.part.entries.push(*entry),
        }
    }
}

fn size(body: &Body) -> usize {
    body.plain.len().saturating_add(body.personal.as_ref().known().map_or(0, Vec::len))
}

fn said(entry: &Entry) -> Option<&Body> {
    match &entry.told {
        Told::Inline(body) => Some(body),
        Told::Record => None,
    }
}

/// How far long work has come, and whether it goes on.
struct Watch<'p> {
    progress: RefCell<Box<dyn FnMut(Progress) -> ControlFlow<()> + 'p>>,
    done: Cell<u64>,
    total: Cell<u64>,
}

impl<'p> Watch<'p> {
    fn over(progress: impl FnMut(Progress) -> ControlFlow<()> + 'p, total: u64) -> Self {
        Watch {
            progress: RefCell::new(Box::new(progress)),
            done: Cell::new(0),
            total: Cell::new(total),
        }
    }

    fn step(&self, more: u64) -> Result<(), Error> {
        let done = self.done.get().saturating_add(more);
        self.done.set(done);
        let total = self.total.get().max(done);
        let go_on =
            self.progress.try_borrow_mut().map(|mut tell| (*tell)(Progress { done, total }));
        match go_on {
            Ok(ControlFlow::Continue(())) => Ok(()),
            Ok(ControlFlow::Break(())) | Err(_) => Err(StoreError::Cancelled.into()),
        }
    }
}

/// The position of the last entry, from one on that is not behind it.
fn last(reader: &dyn Reader, known: Position) -> Result<Position, Error> {
    let mut last = known;
    loop {
        let page = reader.journal(&JournalQuery { after: last, ..JournalQuery::first(MOST) })?;
        match page.last() {
            Some(entry) => last = entry.position,
            None => return Ok(last),
        }
    }
}

fn every_record<W: Write>(
    reader: &dyn Reader,
    form: &Form,
    watch: &Watch<'_>,
    writer: &mut Writer<'_, W>,
) -> Result<(), Error> {
    let noun = form.registered.declaration.noun;
    let mut scan = Scan { superseded: Superseded::Shown, ..Scan::of(noun, BY_ID, MOST) };
    loop {
        let page = reader.scan(&scan)?;
        for record in &page.records {
            writer.record(noun, record)?;
        }
        watch.step(u64::try_from(page.records.len()).unwrap_or(u64::MAX))?;
        match page.next {
            Some(next) => scan.after = Some(next),
            None => return Ok(()),
        }
    }
}

fn every_entry<W: Write>(
    reader: &dyn Reader,
    last: Position,
    watch: &Watch<'_>,
    writer: &mut Writer<'_, W>,
) -> Result<(), Error> {
    let mut query = JournalQuery::first(MOST);
    while query.after < last {
        let page = reader.journal(&query)?;
        let Some(end) = page.last().map(|entry| entry.position) else { break };
        for entry in &page {
            writer.entry(entry)?;
        }
        watch.step(u64::try_from(page.len()).unwrap_or(u64::MAX))?;
        query.after = end;
    }
    Ok(())
}

/// What an export of one person found: whose entries are of interest.
struct Named {
    /// None where everything in the stream is.
    records: Option<BTreeSet<Target>>,
}

impl Named {
    fn concerns(&self, entry: &Entry, contact: Option<ContactId>) -> bool {
        let (Some(records), Some(contact)) = (&self.records, contact) else { return true };
        let theirs = entry.actor == ActorId::Contact(contact);
        theirs
            || records.contains(&Target::new(entry.noun, entry.id))
            || said(entry).is_some_and(|body| names(body, contact.id()))
    }
}

/// Writes every record of a stream, or those that name a contact. That a noun is left out cannot
/// happen: whatever stands in the stream has an entry there.
fn of_person<W: Write>(
    reading: &Reading<'_>,
    stream: Stream,
    contact: Option<ContactId>,
    writer: &mut Writer<'_, W>,
) -> Result<Named, Error> {
    let mut targets = BTreeSet::new();
    each_entry(reading.reader(), within(reading, stream), |entry| {
        targets.insert(Target::new(entry.noun, entry.id));
        Ok::<(), Error>(())
    })?;
    let mut records = BTreeSet::new();
    for target in targets {
        let found = reading.reader().get(&[target], false)?.pop().flatten();
        let seen = |record: &Record| {
            record.stream == stream && reading.sight().sees(record.stream, record.visibility)
        };
        let Some(record) = found.filter(seen) else { continue };
        let concerns = |id| record.id == id || names(&record.body, id);
        if contact.is_none_or(|contact| concerns(contact.id())) {
            writer.record(target.noun, &record)?;
            records.insert(target);
        }
    }
    Ok(Named { records: contact.map(|_| records) })
}

/// What of a stream's journal is seen.
fn within(reading: &Reading<'_>, stream: Stream) -> JournalQuery {
    JournalQuery { stream: Some(stream), sight: reading.sight(), ..JournalQuery::first(MOST) }
}

/// Whether a body has an id in it, wherever: ids stand in it as their sixteen bytes.
fn names(body: &Body, id: Id) -> bool {
    let within = |part: &[u8]| part.windows(16).any(|window| window == id.as_bytes());
    within(&body.plain) || body.personal.as_ref().known().is_some_and(|part| within(part))
}

/// A noun, and what people call it.
fn heading(form: &Form) -> (&'static str, &'static str, &'static str) {
    let noun = form.registered.declaration.noun;
    (noun, vocabulary::say(noun, Lang::En), vocabulary::say(noun, Lang::Zh))
}

fn unread(source: std::io::Error) -> Error {
    LineFault { line: 1, why: LineWhy::Io { source } }.into()
}
