//! One moment of the store as an actor may see it; it remembers what was read, so that a decision
//! is committed only if that still stands.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::done::{Found, Pages};
use crate::domain::noun::Noun;
use crate::domain::{Id, RecordId, Stream};
use crate::error::Error;
use crate::store::{Expect, Head, Reader, Record, Revision, Scan, Sight, StoreError, Target, body};

pub(crate) struct Reading<'r> {
    reader: &'r dyn Reader,
    sight: Sight,
    expecting: Option<Revision>,
    expects: RefCell<Vec<Expect>>,
    about: Cell<Option<Stream>>,
    /// In whose stream each record lies that was asked for, if it is there and visible.
    streams: RefCell<BTreeMap<Target, Option<Stream>>>,
    /// Where the streams stand that were asked for, and whether they are expected to stand there.
    heads: RefCell<BTreeMap<Stream, (Head, bool)>>,
}

impl<'r> Reading<'r> {
    pub(super) fn new(reader: &'r dyn Reader, sight: Sight, expecting: Option<Revision>) -> Self {
        Reading {
            reader,
            sight,
            expecting,
            expects: RefCell::default(),
            about: Cell::default(),
            streams: RefCell::default(),
            heads: RefCell::default(),
        }
    }

    /// What is expected to stand. Of a stream that is expected to stand as a whole, none of the records
    /// that were read in it has moved.
    pub(super) fn into_expects(self) -> Vec<Expect> {
        let (heads, streams) = (self.heads.into_inner(), self.streams.into_inner());
        let stands = |stream: &Stream| heads.get(stream).is_some_and(|(_, expected)| *expected);
        let mut expects = self.expects.into_inner();
        expects.retain(|expect| match expect {
            Expect::Record(target, _) => {
                !streams.get(target).copied().flatten().is_some_and(|s| stands(&s))
            }
            Expect::Stream(..) | Expect::Absent(_) => true,
        });
        expects
    }

    /// In whose stream the first record lies that was there and visible.
    pub(super) fn about(&self) -> Option<Stream> {
        self.about.get()
    }

    pub(super) fn reader(&self) -> &'r dyn Reader {
        self.reader
    }

    pub(super) fn sight(&self) -> Sight {
        self.sight
    }

    /// The record that a command is about: there, visible, and at the revision that was expected.
    pub(crate) fn subject<N: Noun>(&self, id: N::Id) -> Result<Found<N>, Error> {
        let found = self.perhaps::<N>(id)?;
        found.ok_or_else(|| StoreError::NotFound { noun: N::DECLARATION.noun, id: id.id() }.into())
    }

    /// The same of a command that may also make the record.
    pub(crate) fn perhaps<N: Noun>(&self, id: N::Id) -> Result<Option<Found<N>>, Error> {
        let found = self.find::<N>(id)?;
        let revision = found.as_ref().map(|found| found.revision);
        match (self.expecting, revision) {
            (Some(expected), Some(found)) if expected != found => {
                let target = Target::new(N::DECLARATION.noun, id.id());
                let expected = Expect::Record(target, expected);
                Err(crate::store::Conflict::Stale { expected, found }.into())
            }
            (_, Some(_) | None) => Ok(found),
        }
    }

    /// A record that must be there and visible.
    pub(crate) fn get<N: Noun>(&self, id: N::Id) -> Result<Found<N>, Error> {
        let found = self.find::<N>(id)?;
        found.ok_or_else(|| StoreError::NotFound { noun: N::DECLARATION.noun, id: id.id() }.into())
    }

    /// A record, if it is there and visible.
    pub(crate) fn find<N: Noun>(&self, id: N::Id) -> Result<Option<Found<N>>, Error> {
        let record = self.record(Target::new(N::DECLARATION.noun, id.id()))?;
        record.as_ref().map(|record| self.shown(record)).transpose()
    }

    /// A record as this actor is shown it.
    fn shown<N: Noun>(&self, record: &Record) -> Result<Found<N>, Error> {
        let found = found::<N>(record)?;
        Ok(match self.sight {
            Sight::All => found,
            Sight::Shared(_) => Found { now: found.now.shown(), ..found },
        })
    }

    /// What stands today in the place of a fact: itself, or the last that took its place.
    pub(crate) fn standing<N: Noun>(&self, id: N::Id) -> Result<Option<Found<N>>, Error> {
        let mut target = Target::new(N::DECLARATION.noun, id.id());
        loop {
            let Some(record) = self.record(target)? else { return Ok(None) };
            match record.superseded_by {
                Some(by) => target.id = by,
                None => return self.shown(&record).map(Some),
            }
        }
    }

    /// What stays of a record when somebody is erased, where nothing more is asked: the personal
    /// part, mostly the longer one, is not read.
    pub(crate) fn plain<N: Noun>(&self, id: N::Id) -> Result<N::Plain, Error> {
        Ok(self.plain_found::<N>(id)?.0)
    }

    /// The same of a record that may not be there, and in whose stream it lies.
    pub(crate) fn find_plain<N: Noun>(
        &self,
        id: N::Id,
    ) -> Result<Option<(N::Plain, Stream)>, Error> {
        let record = self.record(Target::new(N::DECLARATION.noun, id.id()))?;
        let plain = |record: &Record| Ok((body::read_plain::<N>(record)?, record.stream));
        record.as_ref().map(plain).transpose()
    }

    /// The same, and at which revision the record stands.
    pub(crate) fn plain_found<N: Noun>(&self, id: N::Id) -> Result<(N::Plain, Revision), Error> {
        let Target { noun, id } = Target::new(N::DECLARATION.noun, id.id());
        let record = self.record(Target { noun, id })?;
        let record = record.ok_or(StoreError::NotFound { noun, id })?;
        Ok((body::read_plain::<N>(&record)?, record.revision))
    }

    /// What was read in an earlier moment is to stand still.
    #[cfg(feature = "csv")]
    pub(crate) fn expect(&self, expected: Expect) {
        self.expects.borrow_mut().push(expected);
    }

    /// The stream of a record of any noun, if it is there and visible; nothing of it is read. A noun
    /// that the store was not opened with has no records.
    pub(crate) fn stream_of(&self, noun: &'static str, id: Id) -> Result<Option<Stream>, Error> {
        let target = Target::new(noun, id);
        if let Some(known) = self.streams.borrow().get(&target) {
            return Ok(*known);
        }
        match self.record(target) {
            Err(Error::Store(StoreError::Query { .. })) => Ok(None),
            answer => Ok(answer?.map(|record| record.stream)),
        }
    }

    fn record(&self, target: Target) -> Result<Option<Record>, Error> {
        let record = self.reader.get(&[target], false)?.pop().flatten();
        let revision = record.as_ref().map(|record| record.revision);
        let record = record.filter(|record| self.sight.sees(record.stream, record.visibility));
        let stream = record.as_ref().map(|record| record.stream);
        // What is read twice in one moment is the same, and expected once.
        if self.streams.borrow_mut().insert(target, stream).is_none() {
            self.expects.borrow_mut().push(match revision {
                Some(revision) => Expect::Record(target, revision),
                None => Expect::Absent(target),
            });
        }
        if self.about.get().is_none() {
            self.about.set(stream);
        }
        Ok(record)
    }

    /// A page of a stream's index, on which something is to be decided: the stream is expected to
    /// stand where it stands now.
    pub(crate) fn scan<N: Noun>(&self, scan: Scan) -> Result<Pages<N>, Error> {
        if let Some(stream) = scan.stream {
            self.expect_stream(stream)?;
        }
        self.page(scan)
    }

    /// A page of an index to be shown, as far as it is visible.
    pub(crate) fn page<N: Noun>(&self, mut scan: Scan) -> Result<Pages<N>, Error> {
        scan.sight = self.sight;
        let page = self.reader.scan(&scan)?;
        let items =
            page.records.iter().map(|record| self.shown(record)).collect::<Result<_, _>>()?;
        Ok(Pages { items, next: page.next })
    }

    /// Every record of an index, page after page, to be counted or shown.
    pub(crate) fn each<N: Noun>(
        &self,
        scan: &Scan,
        mut look: impl FnMut(N) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.page::<N>(Scan { after, ..scan.clone() })?;
            page.items.into_iter().try_for_each(|found| look(found.now))?;
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// How many records of a stream's index there are, on which something is to be decided.
    pub(crate) fn number(&self, scan: Scan) -> Result<u64, Error> {
        if let Some(stream) = scan.stream {
            self.expect_stream(stream)?;
        }
        self.count(scan)
    }

    /// How many records a scan would find in all its pages, as far as they are visible.
    pub(crate) fn count(&self, mut scan: Scan) -> Result<u64, Error> {
        scan.sight = self.sight;
        Ok(self.reader.count(&scan)?)
    }

    /// Where a stream stands.
    pub(crate) fn head(&self, stream: Stream) -> Result<Head, Error> {
        if let Some((head, _)) = self.heads.borrow().get(&stream) {
            return Ok(*head);
        }
        let head = self.reader.revisions(&[stream])?.pop().unwrap_or_default();
        self.heads.borrow_mut().insert(stream, (head, false));
        Ok(head)
    }

    fn expect_stream(&self, stream: Stream) -> Result<(), Error> {
        let head = self.head(stream)?;
        if self.heads.borrow_mut().insert(stream, (head, true)).is_none_or(|(_, before)| !before) {
            self.expects.borrow_mut().push(Expect::Stream(stream, head.revision));
        }
        Ok(())
    }

    /// Every record of an index within a stream, page after page.
    pub(crate) fn all<N: Noun>(&self, scan: &Scan) -> Result<Vec<Found<N>>, Error> {
        let mut every = Vec::new();
        let mut after = None;
        loop {
            let page = self.scan::<N>(Scan { after, ..scan.clone() })?;
            every.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(every),
            }
        }
    }
}

pub(super) fn found<N: Noun>(record: &Record) -> Result<Found<N>, Error> {
    let now = body::read::<N>(record)?;
    Ok(Found { now, revision: record.revision, superseded: record.superseded_by.is_some() })
}
