//! Imports at the desk: a file is planned, tried, taken in batch by batch, and taken back.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use serde::Serialize;

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::imports_file::{Entries, digest_of};
use super::imports_run::Run;
use super::imports_undo;
use super::journal::known_at;
use super::permission::Permission;
use crate::domain::import::{
    Bytes, Counts, Import, ImportState, Item, Mode, NewImport, Strictness,
};
use crate::domain::noun::Noun;
use crate::domain::{Email, ImportId, Line, RecordId, Timestamp};
use crate::error::Error;
use crate::store::scan::Order;
use crate::store::{Cursor, Scan, Store, body};
use crate::transfer::{Limits, Mapping, Row, RowFault, TransferError};

/// What the desk does about imports of files.
#[derive(Debug)]
pub struct Imports<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The imports of files.
    #[must_use]
    pub fn imports(&self) -> Imports<'_, S> {
        Imports(self)
    }
}

impl<S: Store> Desk<S> {
    /// The same actor at the same store, where nothing was said of the next command.
    pub(super) fn bare(&self) -> Desk<&dyn Store> {
        let store: &dyn Store = &self.store;
        Desk { key: None, expecting: None, valid_at: None, ..self.over(store) }
    }
}

/// A file to be taken in: what it is called, how it is read, and what is done with its rows.
///
/// ```
/// use guanxi::crm::Intake;
/// use guanxi::domain::import::{Mode, Subject};
/// use guanxi::transfer::Mapping;
/// let mapping = Mapping::of(Subject::Clients, "Asia/Shanghai".parse()?).system("zoho")?;
/// let intake = Intake::of("accounts.csv", mapping).mode(Mode::Upsert).all_or_nothing();
/// # let _ = intake;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Intake {
    pub(super) name: String,
    pub(super) mapping: Mapping,
    pub(super) mode: Mode,
    pub(super) strictness: Strictness,
}

impl Intake {
    /// A file of this name, read like this. New records are made and those that are there passed
    /// over, row by row, unless something else is said.
    #[must_use]
    pub fn of(name: &str, mapping: Mapping) -> Self {
        let (mode, strictness) = (Mode::Skip, Strictness::RowByRow);
        Intake { name: name.to_owned(), mapping, mode, strictness }
    }

    /// The same, doing this with its rows.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The same, where one row with a fault keeps all of them out. Such a file has 20 000 rows at
    /// the most, since all of them are one commit.
    #[must_use]
    pub fn all_or_nothing(mut self) -> Self {
        self.strictness = Strictness::AllOrNothing;
        self
    }
}

/// What became of a row, or of several rows that are one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The rows as they stand in the file.
    pub rows: Vec<Row>,
    /// What became of them.
    pub became: Became,
    /// Who else took part by the file, and is no contact of the client: their addresses. The record
    /// leaves them out, since they may be the firm's own people; whoever imports may add them.
    pub strangers: Vec<Email>,
}

/// What became of a row. In a dry run, what would become of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Became {
    /// A record.
    Created(Vec<Item>),
    /// A change of the record that was there.
    Updated(Item),
    /// Nothing: the record was there, in the store or in an earlier row.
    Skipped {
        /// The row of this file that has the same record.
        twice: Option<u64>,
    },
    /// Nothing, since something is wrong with it.
    Failed(Box<RowFault>),
}

/// How far an import is, told after each batch.
#[derive(Debug)]
pub struct Progress<'p> {
    /// What became of the rows of this batch.
    pub outcomes: &'p [Outcome],
    /// What came of all rows so far, those of earlier runs of the same import included.
    pub counts: Counts,
    /// How many bytes of the file have been read.
    pub bytes: u64,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// The record of the import as it stands.
    pub import: Import,
    /// What came of the rows. Where a fault kept all of them out, the import has none of this.
    pub counts: Counts,
}

impl<S: Store> Imports<'_, S> {
    /// Plans an import ([`Import::plan`]): the file is read once for its digest, and how it is to
    /// be read is written down before anything else.
    ///
    /// # Errors
    /// [`TransferError`] when the file cannot be read.
    pub fn plan(
        &self,
        file: &mut (impl Read + Seek),
        intake: &Intake,
    ) -> Result<Done<Import>, Error> {
        let (digest, bytes) = digest_of(file)?;
        let mapping = Bytes::new(body::document(&intake.mapping)?)?;
        let subject = intake.mapping.subject();
        let new = NewImport::of(subject, &intake.name, digest, bytes)?
            .mode(intake.mode)
            .strictness(intake.strictness)
            .mapped(mapping);
        self.0.command(
            Permission::ImportPlan,
            &new,
            |_| Ok(()),
            |()| None,
            |(), moment| {
                let id: ImportId = moment.fresh();
                let event = Import::plan(new.clone());
                Draft::state(None, id, Import::stream_of(id), &event, moment)
            },
        )
    }

    /// Says what would become of each row, and writes nothing.
    ///
    /// What depends on other rows of the file is decided as far as they lie in the same batch; a
    /// refund of an order that the file itself tells is taken to be in order.
    ///
    /// ```
    /// use std::io::Cursor;
    /// use std::ops::ControlFlow;
    /// use guanxi::crm::{Became, Intake};
    /// use guanxi::domain::import::Subject;
    /// use guanxi::transfer::Mapping;
    /// use guanxi::{Actor, Crm};
    /// let mut file = Cursor::new("客户名称,邮箱,联系人\n华信咨询,li@hua.cn,李雷\n,han@hua.cn,韩梅梅\n");
    /// let intake = Intake::of("客户.csv", Mapping::of(Subject::Clients, "Asia/Shanghai".parse()?));
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let mut faults = Vec::new();
    /// let counts = desk.imports().dry_run(&mut file, &intake, &mut |batch| {
    ///     for outcome in batch.outcomes {
    ///         if let Became::Failed(fault) = &outcome.became {
    ///             faults.push(fault.to_string());
    ///         }
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!((counts.created, counts.failed), (1, 1));
    /// assert_eq!(faults, ["row 3: name is missing"]);
    /// assert_eq!(desk.clients().find().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`TransferError`] when the file cannot be read; why the store cannot be.
    pub fn dry_run(
        &self,
        file: &mut (impl Read + Seek),
        intake: &Intake,
        watch: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Counts, Error> {
        self.0.authorise(Permission::ImportDryRun, None)?;
        file.rewind().map_err(TransferError::from)?;
        let mut entries = Entries::open(file, intake.mapping.clone(), Limits::default())?;
        Run::dry(self.0, intake.mode).go(&mut entries, watch).map(|ended| ended.counts)
    }

    /// Takes in what was planned, or goes on with it where it was stopped or broken off.
    ///
    /// Each batch is one commit of its records and of the import's progress, so that an import that
    /// is broken off leaves whole batches and says which. `watch` is told after each and may stop
    /// it; what is in stays in. The rows' own times are when it happened in the world.
    ///
    /// # Errors
    /// `import.other_file` when the file is not the one that was planned, or changed while it was
    /// read (then the import is cancelled); the verb's other refusals; [`TransferError`] when the
    /// file cannot be read; why the store cannot be written.
    pub fn run(
        &self,
        id: ImportId,
        file: &mut (impl Read + Seek),
        watch: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Ran, Error> {
        self.0.authorise(Permission::ImportRun, None)?;
        let (digest, _) = digest_of(file)?;
        let begun = self.begin(id, digest)?;
        let (import, repeated) = (begun.now, begun.repeated);
        if repeated && import.state() != ImportState::Importing {
            // The same command, which has come to its end before.
            return Ok(Ran { counts: import.counts(), import });
        }
        // The key, the revision and the instant were those of the command as it was begun.
        let bare = self.0.bare();
        let mapping = import.mapping().known().map(Bytes::as_slice).unwrap_or_default();
        let mapping: Mapping = body::read_document(mapping)?;
        file.rewind().map_err(TransferError::from)?;
        let entries = Entries::open(file, mapping, Limits::default());
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                bare.imports().stop(id, "the file cannot be read")?;
                return Err(error.into());
            }
        };
        Run::of(&bare, &import).finish(entries, watch)
    }

    /// Begins or goes on.
    fn begin(
        &self,
        id: ImportId,
        digest: crate::domain::import::FileDigest,
    ) -> Result<Done<Import>, Error> {
        self.0.say(Permission::ImportRun, id, &digest, |import: &Import, stamp| {
            match import.batches() {
                0 if import.allowed().contains(&"start") => import.start(digest, stamp),
                _ => import.go_on(digest, stamp),
            }
        })
    }

    fn stop(&self, id: ImportId, reason: &str) -> Result<Import, Error> {
        let reason = Line::new(reason)?;
        let done = self.0.say(Permission::ImportRun, id, &reason, |import: &Import, stamp| {
            import.cancel(Some(reason.clone()), stamp)
        })?;
        Ok(done.now)
    }

    /// [`Import::cancel`]: gives up what was planned, or what was broken off.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn cancel(&self, id: ImportId, reason: &str) -> Result<Done<Import>, Error> {
        let reason = Line::new(reason)?;
        self.0.say(Permission::ImportCancel, id, &reason, |import: &Import, stamp| {
            import.cancel(Some(reason.clone()), stamp)
        })
    }

    /// Takes back what an import made, the last batch first: clients are archived, interactions and
    /// transactions withdrawn, contacts erased. What somebody has said something about since is
    /// kept, and so is what the import only changed. External references are free again, so that
    /// the file can be imported once more.
    ///
    /// It can be broken off between batches; called again, it goes on.
    ///
    /// # Errors
    /// The verb's refusals, and not found; why the store cannot be written.
    pub fn undo(
        &self,
        id: ImportId,
        watch: &mut dyn FnMut(&imports_undo::Back<'_>) -> ControlFlow<()>,
    ) -> Result<Import, Error> {
        self.0.authorise(Permission::ImportUndo, None)?;
        imports_undo::undo(self.0, id, watch)
    }

    /// [`Import::erase`]: forgets the file's name and how it was read.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn erase(&self, id: ImportId) -> Result<Done<Import>, Error> {
        self.0.command(
            Permission::ImportErase,
            &id,
            |reading| reading.subject::<Import>(id),
            |_| Some(Import::stream_of(id)),
            |before, moment| {
                let event = before.now.erase(&moment.stamp).map_err(Error::refused)?;
                let stream = Import::stream_of(id);
                let draft = Draft::state(Some(before.now.clone()), id, stream, &event, moment)?;
                let own = crate::store::Target::new(Import::DECLARATION.noun, id.id());
                Ok(draft.redacting([own]))
            },
        )
    }

    /// One import.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ImportId) -> Result<Found<Import>, Error> {
        let stream = Some(Import::stream_of(id));
        self.0.ask(Permission::ImportRead, stream, |reading| reading.get(id))
    }

    /// The imports, newest first, 1 to 1000 a page.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn all(&self, limit: usize, after: Option<Cursor>) -> Result<Pages<Import>, Error> {
        let noun = Import::DECLARATION.noun;
        let scan = Scan { order: Order::Descending, after, ..Scan::of(noun, "by_time", limit) };
        self.0.ask(Permission::ImportList, None, |reading| reading.page(scan.clone()))
    }

    /// The imports of the very same file, by its digest.
    ///
    /// # Errors
    /// [`TransferError`] when the file cannot be read.
    pub fn of_file(&self, file: &mut (impl Read + Seek)) -> Result<Pages<Import>, Error> {
        let (digest, _) = digest_of(file)?;
        let scan = Scan::of(Import::DECLARATION.noun, "by_digest", 100).equal(digest.to_string());
        self.0.ask(Permission::ImportOfFile, None, |reading| reading.page(scan.clone()))
    }

    /// The records that a batch of an import made, and those that it changed; none of a batch that
    /// did not go in.
    ///
    /// # Errors
    /// Not found.
    pub fn batch(
        &self,
        id: ImportId,
        number: u32,
    ) -> Result<Option<crate::domain::import::Batch>, Error> {
        let stream = Some(Import::stream_of(id));
        self.0.ask(Permission::ImportBatch, stream, |reading| {
            reading.get::<Import>(id)?;
            imports_undo::batch(reading, id, number)
        })
    }

    /// What was known of an import at an earlier time.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: ImportId, at: Timestamp) -> Result<Option<Import>, Error> {
        let stream = Some(Import::stream_of(id));
        self.0.ask(Permission::ImportKnownAt, stream, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of it now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ImportId) -> Result<Vec<&'static str>, Error> {
        let stream = Some(Import::stream_of(id));
        let found = self.0.ask(Permission::ImportAllowed, stream, |r| r.get::<Import>(id))?;
        Ok(found.now.allowed())
    }
}
