//! The facts of one client as its journal tells them, and as a unit that is on its way will.

use std::collections::{BTreeMap, BTreeSet};

use super::journal::each_entry;
use crate::domain::answer::Answer;
use crate::domain::change_request::ChangeRequest;
use crate::domain::declaration::Declaration;
use crate::domain::expectation::Expectation;
use crate::domain::interaction::Interaction;
use crate::domain::member::PointsEntry;
use crate::domain::noun::{Noun, State};
use crate::domain::transaction::Transaction;
use crate::domain::{Currency, Held, Id, Stream, Timestamp};
use crate::scoring::features::{Gathered, Step};
use crate::store::scan::MOST;
use crate::store::{
    Entry, JournalQuery, Put, Reader, Record, Revision, Sight, StoreError, Target, Told, Unit,
    Write, body,
};

/// The nouns of which features are made.
const TELLING: [&Declaration; 6] = [
    Interaction::DECLARATION,
    Transaction::DECLARATION,
    Answer::DECLARATION,
    PointsEntry::DECLARATION,
    Expectation::DECLARATION,
    ChangeRequest::DECLARATION,
];

/// What will stand otherwise once a unit is committed.
pub(super) struct Coming<'u> {
    puts: BTreeMap<Target, (Stream, &'u Put)>,
    removed: BTreeSet<Target>,
    redacted: BTreeSet<Target>,
}

impl<'u> Coming<'u> {
    pub(super) fn of(unit: &'u Unit) -> Self {
        let telling = |target: &Target| TELLING.iter().any(|noun| noun.noun == target.noun);
        let named = |of: fn(&Write) -> &Vec<Target>| {
            unit.writes.iter().flat_map(of).filter(|target| telling(target)).copied().collect()
        };
        let puts = unit
            .writes
            .iter()
            .flat_map(|write| write.puts.iter().map(|put| (put.target, (write.stream, put))));
        Coming {
            puts: puts.filter(|(target, _)| telling(target)).collect(),
            removed: named(|write| &write.removes),
            redacted: named(|write| &write.redactions),
        }
    }

    /// Whether something is removed or erased in a stream of which features are made.
    pub(super) fn takes_away(&self, write: &Write) -> bool {
        let gone =
            |target: &Target| self.removed.contains(target) || self.redacted.contains(target);
        write.removes.iter().chain(&write.redactions).any(gone)
    }
}

/// What was told of a client so far.
pub(super) struct ClientFacts<'r> {
    reader: &'r dyn Reader,
    sight: Sight,
    currency: Currency,
    pub(super) gathered: Gathered,
    pub(super) coming: Option<&'r Coming<'r>>,
    /// Whether what was not told here may stand in the store all the same.
    pub(super) stood: bool,
    expectations: BTreeMap<Id, Expectation>,
    changes: BTreeMap<Id, ChangeRequest>,
}

impl<'r> ClientFacts<'r> {
    pub(super) fn new(reader: &'r dyn Reader, sight: Sight, currency: Currency) -> Self {
        ClientFacts {
            reader,
            sight,
            currency,
            gathered: Gathered::default(),
            coming: None,
            stood: false,
            expectations: BTreeMap::new(),
            changes: BTreeMap::new(),
        }
    }

    /// Every entry of a stream that was recorded by an instant, in its order.
    pub(super) fn read(
        &mut self,
        stream: Stream,
        recorded_by: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let question = JournalQuery {
            stream: Some(stream),
            recorded_by,
            sight: self.sight,
            ..JournalQuery::first(MOST)
        };
        // Nothing was kept before, so everything is known from here on.
        each_entry(self.reader, question, |entry| self.take(entry).map(drop))
    }

    /// Takes one entry more.
    pub(super) fn take(&mut self, entry: &Entry) -> Result<Step, StoreError> {
        if self.fact(entry)? {
            return Ok(Step::Added);
        }
        let (at, recorded_at) = (entry.valid_at, entry.recorded_at);
        if entry.noun == Expectation::DECLARATION.noun {
            let before = self.expectations.remove(&entry.id);
            let Some((before, now)) = self.moved(before, entry)? else { return Ok(Step::Added) };
            let step = self.gathered.expectation_after(before.as_ref(), &now, at, recorded_at);
            self.expectations.insert(entry.id, now);
            return Ok(step);
        }
        if entry.noun == ChangeRequest::DECLARATION.noun {
            let before = self.changes.remove(&entry.id);
            let Some((before, now)) = self.moved(before, entry)? else { return Ok(Step::Added) };
            let step = self.gathered.change_after(before.as_ref(), &now, at, recorded_at);
            self.changes.insert(entry.id, now);
            return Ok(step);
        }
        Ok(Step::Added)
    }

    /// A state before and after an entry about it.
    fn moved<N: State>(
        &self,
        before: Option<N>,
        entry: &Entry,
    ) -> Result<Option<(Option<N>, N)>, StoreError> {
        let target = Target::new(entry.noun, entry.id);
        let before = match before {
            None if self.stood => self.stands::<N>(target)?,
            before => before,
        };
        let event = self.erased(entry, target).event_of::<N>()?;
        let now = N::apply(before.clone(), &event, &entry.header());
        Ok(now.map(|now| (before, now)))
    }

    /// A state as it stands in the store, whatever is on its way.
    fn stands<N: Noun>(&self, target: Target) -> Result<Option<N>, StoreError> {
        let record = self.reader.get(&[target], false)?.pop().flatten();
        record.as_ref().map(body::read::<N>).transpose()
    }

    /// An entry as it will be read once what is erased is erased.
    fn erased(&self, entry: &Entry, target: Target) -> Entry {
        let mut entry = entry.clone();
        if self.is_redacted(target)
            && let Told::Inline(said) = &mut entry.told
            && said.personal != Held::Known(Vec::new())
        {
            said.personal = Held::Erased;
        }
        entry
    }

    /// Takes an entry that refers to a fact; says whether it was one.
    fn fact(&mut self, entry: &Entry) -> Result<bool, StoreError> {
        let (at, currency) = (entry.recorded_at, self.currency);
        let noun = entry.noun;
        if noun == Interaction::DECLARATION.noun {
            if let Some(one) = self.found::<Interaction>(entry.id)? {
                self.gathered.interaction(&one, at);
            }
        } else if noun == Transaction::DECLARATION.noun {
            if let Some(one) = self.found::<Transaction>(entry.id)? {
                self.gathered.transaction(&one, currency, at);
            }
        } else if noun == Answer::DECLARATION.noun {
            if let Some(one) = self.found::<Answer>(entry.id)? {
                self.gathered.answer(&one, at);
            }
        } else if noun == PointsEntry::DECLARATION.noun {
            if let Some(one) = self.found::<PointsEntry>(entry.id)? {
                self.gathered.points(&one, at);
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// A fact as this actor may see it and as it will stand, if it does.
    fn found<N: Noun>(&self, id: Id) -> Result<Option<N>, StoreError> {
        let target = Target::new(N::DECLARATION.noun, id);
        let record = self.will_stand(target)?;
        let record = record.filter(|record| self.sight.sees(record.stream, record.visibility));
        let fact = record.as_ref().map(body::read::<N>).transpose()?;
        Ok(match self.sight {
            Sight::All => fact,
            Sight::Shared(_) => fact.map(N::shown),
        })
    }

    fn will_stand(&self, target: Target) -> Result<Option<Record>, StoreError> {
        let put = self.coming.and_then(|coming| coming.puts.get(&target));
        let mut record = match put {
            Some((stream, put)) => Some(written(*stream, put)),
            None if self.coming.is_some_and(|coming| coming.removed.contains(&target)) => None,
            None => self.reader.get(&[target], false)?.pop().flatten(),
        };
        if let Some(record) = record.as_mut().filter(|_| self.is_redacted(target)) {
            record.body.personal = Held::Erased;
        }
        Ok(record)
    }

    fn is_redacted(&self, target: Target) -> bool {
        self.coming.is_some_and(|coming| coming.redacted.contains(&target))
    }
}

/// A record as it will be read once it is put.
fn written(stream: Stream, put: &Put) -> Record {
    Record {
        id: put.target.id,
        stream,
        revision: Revision::ZERO,
        visibility: put.visibility,
        body: put.body.clone(),
        superseded_by: None,
        columns: None,
    }
}
