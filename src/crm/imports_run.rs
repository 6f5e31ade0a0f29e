//! A run over a file: batch by batch, each of which is one unit with what the import knows of it.

use std::cell::RefCell;
use std::io::Read;
use std::ops::ControlFlow;

use super::desk::{ATTEMPTS, Desk};
use super::draft::Draft;
use super::imports::{Became, Outcome, Progress, Ran};
use super::imports_file::{Entries, Entry};
use super::imports_log::{Streams, log};
use super::imports_match::Known;
use super::imports_seen::Seen;
use super::imports_take::Taking;
use super::permission::Permission;
use crate::domain::import::{self, Counts, Import, Mode, Strictness, Subject};
use crate::domain::noun::Noun;
use crate::domain::{Email, Line, Stamp};
use crate::error::Error;
use crate::store::overlay::Overlay;
use crate::store::unit::Digest;
use crate::store::{Conflict, Key, Store, StoreError, Unit, UnitKey};
use crate::transfer::TransferError;

/// How many records are one commit, and how many bytes of the file are held for it.
const RECORDS: usize = 500;
/// How many interactions are: each commit writes every page that it touched, and those of a day lie with
/// as many clients.
const INTERACTIONS: usize = 2_000;
const BYTES: usize = 4_000_000;
/// How many records a file has at the most that is taken in as a whole.
const WHOLE: usize = 20_000;
/// How many bytes of such a file are held.
const WHOLE_BYTES: usize = 32_000_000;

/// A run over a file, wet or dry.
pub(super) struct Run<'d, S> {
    desk: &'d Desk<S>,
    /// None in a dry run.
    import: Option<Import>,
    mode: Mode,
    known: Known,
    streams: Streams,
    seen: RefCell<Seen>,
}

/// How a run over the file ended.
pub(super) struct Ended {
    pub(super) counts: Counts,
    stopped: bool,
    kept_out: bool,
}

impl<'d, S: Store> Run<'d, S> {
    /// A run that writes nothing.
    pub(super) fn dry(desk: &'d Desk<S>, mode: Mode) -> Self {
        let (known, streams, seen) = (Known::default(), Streams::default(), RefCell::default());
        Run { desk, import: None, mode, known, streams, seen }
    }

    /// A run of an import that has begun.
    pub(super) fn of(desk: &'d Desk<S>, import: &Import) -> Self {
        Run { import: Some(import.clone()), ..Self::dry(desk, import.mode()) }
    }

    /// Goes through the file to its end, and says in the import how that came out.
    pub(super) fn finish(
        mut self,
        mut entries: Entries<impl Read>,
        watch: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Ran, Error> {
        let ended = self.go(&mut entries, watch);
        let desk = self.desk;
        let Some(import) = &self.import else {
            return Err(StoreError::TransactionLost.into());
        };
        let id = import.id();
        let cancel = |reason: Option<&str>| {
            let reason = reason.map(Line::new).transpose()?;
            desk.say(Permission::ImportRun, id, &reason, |import: &Import, stamp| {
                import.cancel(reason.clone(), stamp)
            })
        };
        let ended = match ended {
            // However often it is asked again, such a file does not go in as a whole.
            Err(Error::Transfer(
                why @ (TransferError::TooManyRows { .. } | TransferError::TooLarge { .. }),
            )) => {
                cancel(Some("文件太大，不能整体导入 / too large to go in as a whole"))?;
                return Err(why.into());
            }
            ended => ended?,
        };
        let done = if ended.stopped {
            cancel(None)?
        } else if ended.kept_out {
            cancel(Some("有问题的行使整个文件未导入 / a row with a fault kept all of them out"))?
        } else {
            let digest = entries.digest();
            let said = desk.say(Permission::ImportRun, id, &digest, |import: &Import, stamp| {
                import.finish(digest, stamp)
            });
            match said {
                Err(Error::Refused(no)) if no.code() == "import.other_file" => {
                    cancel(Some("文件在读取时被改动 / the file changed while it was read"))?;
                    return Err(Error::Refused(no));
                }
                said => said?,
            }
        };
        Ok(Ran { import: done.now, counts: ended.counts })
    }

    /// Goes through the file.
    pub(super) fn go(
        &mut self,
        entries: &mut Entries<impl Read>,
        watch: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Ended, Error> {
        let strict = self.import.as_ref().map(Import::strictness) == Some(Strictness::AllOrNothing);
        let through = self.import.as_ref().map_or(0, Import::through);
        let mut counts = self.import.as_ref().map(Import::counts).unwrap_or_default();
        let (mut batch, mut held): (Vec<Entry>, usize) = (Vec::new(), 0);
        let most = match entries.subject() {
            Subject::Interactions => INTERACTIONS,
            Subject::Clients | Subject::Contacts | Subject::Transactions => RECORDS,
        };
        loop {
            let next = entries.next()?;
            let over = next.is_none();
            if let Some(entry) = next {
                if entry.last() > through {
                    held = held.saturating_add(entry.size());
                    batch.push(entry);
                } else {
                    self.seen.borrow_mut().keep_earlier(&entry);
                }
            }
            if strict && batch.len() > WHOLE {
                return Err(TransferError::TooManyRows { limit: WHOLE }.into());
            }
            if strict && held > WHOLE_BYTES {
                return Err(TransferError::TooLarge { limit: WHOLE_BYTES }.into());
            }
            let full = !strict && (batch.len() >= most || held >= BYTES);
            if (full || over) && !batch.is_empty() {
                held = 0;
                let taken = self.batch(entries, std::mem::take(&mut batch), strict)?;
                counts = counts.and(taken.counts);
                let (outcomes, bytes) = (taken.outcomes.as_slice(), entries.bytes());
                let said = watch(&Progress { outcomes, counts, bytes });
                if taken.kept_out {
                    return Ok(Ended { counts, stopped: false, kept_out: true });
                }
                if said.is_break() && !over {
                    return Ok(Ended { counts, stopped: true, kept_out: false });
                }
            }
            if over {
                return Ok(Ended { counts, stopped: false, kept_out: false });
            }
        }
    }

    /// One batch, asked again when somebody else was faster.
    fn batch(
        &mut self,
        entries: &Entries<impl Read>,
        batch: Vec<Entry>,
        strict: bool,
    ) -> Result<Taken, Error> {
        if strict && let Some(import) = &self.import {
            // Everything has been read, and nothing is written yet.
            let moment = self.desk.moment()?;
            let at = moment.stamp.recorded_at.max(import.since());
            let stamp = Stamp { valid_at: at, recorded_at: at, ..moment.stamp };
            import.finish(entries.digest(), &stamp).map_err(Error::refused)?;
        }
        let mut attempt = 0;
        let (became, strangers) = loop {
            let tried = match entries.subject() {
                Subject::Interactions => self.log(&batch, strict),
                Subject::Clients | Subject::Contacts | Subject::Transactions => {
                    self.take(&batch, strict).map(|became| (became, Vec::new()))
                }
            };
            match tried {
                Err(Error::Store(StoreError::Conflict(Conflict::Stale { .. })))
                    if attempt < ATTEMPTS =>
                {
                    attempt += 1;
                    self.streams.forget();
                    self.seen.borrow_mut().take_back();
                    self.desk.back_off(attempt);
                }
                answer => break answer?,
            }
        };
        self.seen.borrow_mut().settle();
        let kept_out = strict && is_faulty(&became);
        let counts = counted(&batch, &became);
        if let Some(import) = &mut self.import
            && !kept_out
        {
            *import = self.desk.read(None, |reading| reading.get::<Import>(import.id()))?.0.now;
        }
        let strangers = strangers.into_iter().chain(std::iter::repeat(Vec::new()));
        let outcomes = batch.into_iter().zip(became).zip(strangers);
        let outcomes = outcomes.map(|((entry, became), strangers)| {
            let rows = entry.rows;
            Outcome { rows, became, strangers }
        });
        Ok(Taken { outcomes: outcomes.collect(), counts, kept_out })
    }

    fn taking(&self) -> Taking<'_> {
        let dry = self.import.is_none();
        Taking { mode: self.mode, seen: &self.seen, known: &self.known, dry }
    }

    /// Clients, contacts and transactions: each row says the desk's own verbs, on an overlay that
    /// becomes one unit.
    fn take(&self, batch: &[Entry], strict: bool) -> Result<Vec<Became>, Error> {
        let desk = self.desk;
        let overlay = Overlay::over(&desk.store, desk.office.nouns.clone());
        let over: &dyn Store = &overlay;
        let inner = Desk { key: None, expecting: None, valid_at: None, ..desk.over(over) };
        let taking = self.taking();
        let became: Vec<Became> =
            batch.iter().map(|entry| taking.take(&inner, entry)).collect::<Result<_, Error>>()?;
        let Some(import) = self.import.as_ref().filter(|_| !(strict && is_faulty(&became))) else {
            return Ok(became);
        };
        let told = told(import, batch, &became);
        inner.say(Permission::ImportRun, import.id(), &(), |import: &Import, stamp| {
            import.take_in(told.clone(), stamp)
        })?;
        let mut unit = overlay.finish(self.key()?)?;
        // Streams in order lie together on disk, and the import's own entry comes last.
        unit.writes.sort_by_key(|write| write.stream);
        desk.store.commit(unit)?;
        Ok(became)
    }

    /// Interactions: one unit, put together by hand.
    fn log(&self, batch: &[Entry], strict: bool) -> Result<(Vec<Became>, Vec<Vec<Email>>), Error> {
        let desk = self.desk;
        let moment = desk.moment()?;
        let mut logged = log(desk, &self.taking(), &self.streams, batch, &moment)?;
        let Some(import) = self.import.as_ref().filter(|_| !(strict && is_faulty(&logged.became)))
        else {
            return Ok((logged.became, logged.strangers));
        };
        let (id, stream) = (import.id(), import.stream());
        let ((before, last), expects) = desk.read(None, |reading| {
            Ok((reading.get::<Import>(id)?.now, reading.head(stream)?.recorded_at))
        })?;
        let moment = moment.not_before(last);
        let event = before.take_in(told(import, batch, &logged.became), &moment.stamp);
        let event = event.map_err(Error::refused)?;
        let draft = Draft::state(Some(before), id, stream, &event, &moment)?;
        logged.expects.extend(expects);
        let mut writes: Vec<_> = logged.writes.into_values().collect();
        writes.extend(draft.writes);
        let (key, expects, takes) = (self.key()?, logged.expects, Vec::new());
        desk.store.commit(Unit { key, expects, takes, writes })?;
        Ok((logged.became, logged.strangers))
    }

    fn key(&self) -> Result<UnitKey, Error> {
        Ok(UnitKey {
            key: Key::fresh(self.desk.office.ids.id()),
            digest: Digest::NONE,
            actor: self.desk.actor.id(),
            recorded_at: self.desk.moment()?.stamp.recorded_at,
            ids: Vec::new(),
        })
    }
}

/// What became of a batch.
struct Taken {
    outcomes: Vec<Outcome>,
    counts: Counts,
    kept_out: bool,
}

fn is_faulty(became: &[Became]) -> bool {
    became.iter().any(|became| matches!(became, Became::Failed(_)))
}

/// What came of the rows of a batch.
fn counted(batch: &[Entry], became: &[Became]) -> Counts {
    batch.iter().zip(became).fold(Counts::default(), |counts, (entry, became)| {
        let rows = entry.len();
        let one = Counts { rows, ..Counts::default() };
        counts.and(match became {
            Became::Created(_) => Counts { created: rows, ..one },
            Became::Updated(_) => Counts { updated: rows, ..one },
            Became::Skipped { .. } => Counts { skipped: rows, ..one },
            Became::Failed(_) => Counts { failed: rows, ..one },
        })
    })
}

/// What the import's record is told of a batch.
fn told(import: &Import, batch: &[Entry], became: &[Became]) -> import::Batch {
    let mut told = import::Batch {
        number: import.batches(),
        through: batch.last().map_or(0, Entry::last),
        counts: counted(batch, became),
        created: Vec::new(),
        updated: Vec::new(),
    };
    for became in became {
        match became {
            Became::Created(items) => told.created.extend(items),
            Became::Updated(item) => told.updated.push(*item),
            Became::Skipped { .. } | Became::Failed(_) => {}
        }
    }
    told
}
