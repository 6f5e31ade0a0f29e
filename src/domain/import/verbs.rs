//! What may be said of an import, and when.

use super::declared::MACHINE;
use super::event::{ImportEvent, ImportWord};
use super::input::{Batch, NewImport};
use super::record::Import;
use super::refusal::{ImportGuard, ImportRefusal};
use super::words::{FileDigest, TakenBack};
use crate::domain::Line;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;

type Said = Result<Event<Import>, ImportRefusal>;

impl Import {
    /// Plans an import: how the file is read is written down before anything else is.
    ///
    /// ```
    /// # use guanxi::domain::noun::{Event, Header, State};
    /// # use guanxi::domain::{ActorId, ImportId, RecordId, Stamp, Timestamp};
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let id = ImportId::from_uuid(uuid::Uuid::from_u128(2));
    /// # let entry = Header { id: id.id(), stream: Import::stream_of(id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// # let after = |before: Option<Import>, event: Event<Import>|
    /// #     Import::apply(before, &event, &entry).ok_or("nothing");
    /// use guanxi::domain::import::{Batch, Counts, FileDigest, Import, NewImport, Subject};
    /// let digest = FileDigest::from_bytes([7; 32]);
    /// let import = after(None, Import::plan(NewImport::of(Subject::Clients, "a.csv", digest, 9)?))?;
    /// let import = after(Some(import.clone()), import.start(digest, &stamp)?)?;
    /// let counts = Counts { rows: 1, skipped: 1, ..Counts::default() };
    /// let (created, updated) = (Vec::new(), Vec::new());
    /// let batch = Batch { number: 0, through: 2, counts, created, updated };
    /// let import = after(Some(import.clone()), import.take_in(batch, &stamp)?)?;
    /// assert_eq!((import.batches(), import.through()), (1, 2));
    /// let other = FileDigest::from_bytes([8; 32]);
    /// assert!(import.finish(other, &stamp).is_err(), "another file was read");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plan(new: NewImport) -> Event<Import> {
        let NewImport { subject, mode, strictness, digest, bytes, file, mapping } = new;
        let words = vec![ImportWord::File(file), ImportWord::Mapping(mapping)];
        Event::with(ImportEvent::Planned { subject, mode, strictness, digest, bytes }, words)
    }

    /// Begins, with the file of this digest.
    ///
    /// # Errors
    /// A refusal when it has begun before, when the file is another, or when it would have happened
    /// before what happened last.
    pub fn start(&self, digest: FileDigest, stamp: &Stamp) -> Said {
        self.with_file("start", digest, stamp)?;
        Ok(Event::plain(ImportEvent::Started))
    }

    /// A batch went in. It is committed with what it made.
    ///
    /// # Errors
    /// A refusal when it is not running, when it is not this batch's turn, when the rows lie before
    /// those that are in already, or when the counts do not add up.
    pub fn take_in(&self, batch: Batch, stamp: &Stamp) -> Said {
        let from = self.may("take_in", stamp)?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, "take_in", guard));
        if batch.number != self.plain.batches {
            return no(ImportGuard::NotNext { expected: self.plain.batches });
        }
        if batch.through <= self.plain.through {
            return no(ImportGuard::Backwards);
        }
        if !batch.counts.adds_up() {
            return no(ImportGuard::Miscounted);
        }
        Ok(Event::plain(ImportEvent::TookIn(batch)))
    }

    /// The last row was read, of the file of this digest.
    ///
    /// # Errors
    /// A refusal when it is not running, or when the file changed while it was read.
    pub fn finish(&self, digest: FileDigest, stamp: &Stamp) -> Said {
        self.with_file("finish", digest, stamp)?;
        Ok(Event::plain(ImportEvent::Finished))
    }

    /// Stops it between two batches: what is in stays in.
    ///
    /// # Errors
    /// A refusal when it is neither planned nor running.
    pub fn cancel(&self, reason: Option<Line>, stamp: &Stamp) -> Said {
        self.may("cancel", stamp)?;
        let words = reason.map(ImportWord::Reason).into_iter().collect();
        Ok(Event::with(ImportEvent::Cancelled, words))
    }

    /// Goes on where it was stopped or broken off, with the same file.
    ///
    /// # Errors
    /// A refusal when it has not begun or is done, or when the file is another.
    pub fn go_on(&self, digest: FileDigest, stamp: &Stamp) -> Said {
        self.with_file("go_on", digest, stamp)?;
        Ok(Event::plain(ImportEvent::Resumed))
    }

    /// Is to be taken back.
    ///
    /// # Errors
    /// A refusal when it is neither done nor cancelled.
    pub fn undo(&self, stamp: &Stamp) -> Said {
        self.may("undo", stamp)?;
        Ok(Event::plain(ImportEvent::UndoBegun))
    }

    /// A batch was taken back: the last of those that are left.
    ///
    /// # Errors
    /// A refusal when it is not being taken back, or when it is not this batch's turn.
    pub fn take_back(&self, number: u32, taken_back: TakenBack, stamp: &Stamp) -> Said {
        let from = self.may("take_back", stamp)?;
        if number.checked_add(1) != Some(self.plain.left) {
            let expected = self.plain.left.saturating_sub(1);
            let guard = ImportGuard::NotNext { expected };
            return Err(Refusal::guard(&MACHINE, from, "take_back", guard));
        }
        Ok(Event::plain(ImportEvent::TookBack { number, taken_back }))
    }

    /// Every batch was taken back.
    ///
    /// # Errors
    /// A refusal when it is not being taken back, or when a batch is left.
    pub fn finish_undo(&self, stamp: &Stamp) -> Said {
        let from = self.may("finish_undo", stamp)?;
        if self.plain.left > 0 {
            let guard = ImportGuard::NotAllTakenBack { left: self.plain.left };
            return Err(Refusal::guard(&MACHINE, from, "finish_undo", guard));
        }
        Ok(Event::plain(ImportEvent::Undone))
    }

    /// Erases its personal part, for ever: the file's name and how it was read. It can not be taken
    /// back afterwards.
    ///
    /// # Errors
    /// A refusal while batches go in or are taken back, and when it is erased already.
    pub fn erase(&self, _: &Stamp) -> Said {
        Refusal::check(&MACHINE, self.state().name(), "erase")?;
        Ok(Event::plain(ImportEvent::Erased))
    }

    fn with_file(
        &self,
        verb: &'static str,
        digest: FileDigest,
        stamp: &Stamp,
    ) -> Result<(), ImportRefusal> {
        let from = self.may(verb, stamp)?;
        if digest != self.plain.digest {
            return Err(Refusal::guard(&MACHINE, from, verb, ImportGuard::OtherFile));
        }
        Ok(())
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, ImportRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.moved_at {
            return Err(Refusal::guard(&MACHINE, from, verb, ImportGuard::BeforeLast));
        }
        Ok(from)
    }
}
