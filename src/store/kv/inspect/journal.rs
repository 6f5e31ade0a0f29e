//! The journal beside its chain, and what is built from it: heads, counters, keys, its own indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Inspection;
use crate::domain::{Id, Stream};
use crate::store::chain;
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::kv::form::{self, BodyForm, Bytes, EntryForm, HeadForm, KeptForm};
use crate::store::kv::{commit, key, read};
use crate::store::scan::Order;
use crate::store::unit::{Counter, Digest};

impl Inspection<'_> {
    pub(super) fn journal(&mut self) -> Result<(), StoreError> {
        let Chained { heads, counters, last } = self.chain()?;
        if commit::last(self.map)? < last {
            self.set(key::meta(commit::LAST), Some(form::write(&last)?))?;
            self.fault(String::from("the journal is longer than the store knows"));
        }
        self.heads(&heads)?;
        self.counters(counters)?;
        self.strays(key::all_stream_entries())?;
        self.strays(key::all_record_entries())
    }

    /// Goes through all entries.
    pub(super) fn chain(&mut self) -> Result<Chained, StoreError> {
        let mut chained = Chained::default();
        for pair in self.map.range(key::under(key::entries()), Order::Ascending) {
            let (at, value) = pair?;
            let entry: EntryForm = form::read(&value)?;
            chained.last = key::position_of(&at).unwrap_or_default();
            let head = chained.heads.entry(entry.stream).or_insert(HeadForm::NONE);
            let faults = self.entry(chained.last, &entry, *head)?;
            self.report.faults.extend(faults);
            *head = HeadForm {
                revision: entry.revision,
                recorded_at: Some(entry.recorded_at),
                digest: entry.digest,
            };
            for (counter, by) in commit::moved(&entry.takes) {
                let stands = chained.counters.entry(counter).or_default();
                *stands = stands.saturating_add(by);
            }
            self.report.entries += 1;
            self.step()?;
        }
        Ok(chained)
    }

    /// Looks at one entry behind its stream's head.
    fn entry(
        &mut self,
        position: u64,
        entry: &EntryForm,
        head: HeadForm,
    ) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        let place = Position(position);
        let follows = (entry.revision == head.revision && entry.number > 0)
            || (entry.revision > head.revision && entry.number == 0);
        if !follows {
            faults.push(format!("the entry at {place} does not follow its stream's last"));
        }
        if Some(entry.recorded_at) < head.recorded_at {
            faults.push(format!("the entry at {place} was recorded before its stream's last"));
        }
        // A fact that was removed for good takes what its entry covered with it.
        if let Some(said) = self.said(entry)? {
            if chain::is_unsealed(entry.seal, &said.personal) {
                faults.push(format!(
                    "the entry at {place}: words stand that its seal does not cover"
                ));
            }
            if commit::digest(head.digest, entry, &said)? != entry.digest {
                faults.push(format!("the chain is broken at {place}"));
            }
        }
        if entry.said.is_none() {
            faults.extend(self.gone(entry)?);
        }
        let of_stream = key::stream_entry(entry.stream, position);
        let of_record = key::record_entry(entry.noun, entry.id, position);
        if self.set(of_stream, Some(Vec::new()))? | self.set(of_record, Some(Vec::new()))? {
            faults.push(format!("an index does not have the entry at {place}"));
        }
        Ok(faults)
    }

    /// Looks whether it is noted of a fact that an entry refers to whether it is gone.
    fn gone(&mut self, entry: &EntryForm) -> Result<Option<String>, StoreError> {
        let stands = self.map.get(&key::place(entry.noun, entry.id))?.is_some();
        let wanted = if stands { None } else { Some(Vec::new()) };
        let differs = self.set(key::gone(entry.noun, entry.id), wanted)?;
        Ok(differs.then(|| format!("of {} it is noted wrongly whether it is gone", entry.id)))
    }

    fn said(
        &mut self,
        entry: &EntryForm,
    ) -> Result<Option<crate::store::record::Body>, StoreError> {
        if let Some(said) = &entry.said {
            return Ok(Some(said.clone().body()));
        }
        let Some(noun) = self.catalogue.numbered(entry.noun) else { return Ok(None) };
        let Some(record) = self.read(noun, entry.id)? else { return Ok(None) };
        let tells = record.body.personal.as_ref().is_some_and(|words| !words.0.is_empty());
        let body = match entry.seal {
            None if !tells => BodyForm { personal: Some(Bytes(Vec::new())), ..record.body },
            None | Some(_) => record.body,
        };
        Ok(Some(body.body()))
    }

    fn heads(&mut self, heads: &BTreeMap<Stream, HeadForm>) -> Result<(), StoreError> {
        for (stream, built) in heads {
            let stands = read::head(&self.draft, *stream)?;
            let behind = stands.revision < built.revision
                || stands.recorded_at < built.recorded_at
                || stands.digest != built.digest;
            if behind {
                self.fault(format!("the head of {stream} is not that of its entries"));
                let head = HeadForm {
                    revision: stands.revision.max(built.revision),
                    recorded_at: stands.recorded_at.max(built.recorded_at),
                    digest: built.digest,
                };
                self.set(key::head(*stream), Some(form::write(&head)?))?;
            }
        }
        for pair in self.map.range(key::heads(), Order::Ascending) {
            let (key, value) = pair?;
            let head: HeadForm = form::read(&value)?;
            let stream = key.get(1..).and_then(|bytes| bytes.try_into().ok());
            let stream = stream.map(Stream::from_bytes);
            if head.digest != Digest::NONE && stream.is_none_or(|it| !heads.contains_key(&it)) {
                self.fault(String::from("a stream's head has lost its entries"));
            }
        }
        Ok(())
    }

    fn counters(&mut self, counters: BTreeMap<Counter, i64>) -> Result<(), StoreError> {
        let mut known = BTreeSet::new();
        for (counter, stands) in counters {
            let key = key::counter(&counter);
            if self.set(key.clone(), Some(form::write(&stands)?))? {
                self.fault(format!("the counter {} is not what was taken", counter.name));
            }
            known.insert(key);
        }
        let keys = self.keys_in(key::counters())?;
        for stray in keys.into_iter().filter(|key| !known.contains(key)) {
            self.set(stray, None)?;
            self.fault(String::from("a counter that nobody moved"));
        }
        Ok(())
    }

    /// Removes positions beside the journal at which no entry stands.
    fn strays(&mut self, keys: Range<Vec<u8>>) -> Result<(), StoreError> {
        for key in self.keys_in(keys)? {
            let position = key::position_of(&key).unwrap_or_default();
            let entry = self.map.get(&key::entry(position))?;
            let entry = entry.map(|value| form::read::<EntryForm>(&value)).transpose()?;
            let belongs = entry.is_some_and(|entry| {
                key == key::stream_entry(entry.stream, position)
                    || key == key::record_entry(entry.noun, entry.id, position)
            });
            if !belongs {
                self.set(key, None)?;
                self.fault(String::from("an index has an entry that is not there"));
            }
        }
        Ok(())
    }

    pub(super) fn keys(&mut self) -> Result<(), StoreError> {
        let mut known = Vec::new();
        for pair in self.map.range(key::all_kept(), Order::Ascending) {
            let (key, value) = pair?;
            let kept = form::read::<KeptForm>(&value)?.kept()?;
            let Some(name) = key.last_chunk::<16>() else { continue };
            let id = crate::store::unit::Key::fresh(Id::from_bytes(*name));
            known.push(key::kept_at(kept.recorded_at, &id));
        }
        for at in known {
            if self.set(at, Some(Vec::new()))? {
                self.fault(String::from("a key is not found by its time"));
            }
        }
        Ok(())
    }
}

/// What the entries come to.
#[derive(Default)]
pub(super) struct Chained {
    heads: BTreeMap<Stream, HeadForm>,
    counters: BTreeMap<Counter, i64>,
    last: u64,
}
