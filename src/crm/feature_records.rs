//! What is kept of some clients, and what is to be kept after a unit.

use super::feature_facts::{ClientFacts, Coming};
use super::reading::Reading;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, Currency, RecordId, Stream, Timestamp};
use crate::scoring::features::{Features, Gathered, KeptFeatures, KeptFeaturesId, Step};
use crate::store::body;
use crate::store::unit::Digest;
use crate::store::{
    Entry, Expect, Head, NewEntry, Payload, Position, Put, Reader, Record, Revision, Sight,
    StoreError, Target, Told, Unit, Write,
};

/// Where a client's stream stands, and what is kept of it if that is up to date.
pub(super) struct Standing {
    pub(super) client: ClientId,
    pub(super) head: Head,
    pub(super) kept: Option<KeptFeatures>,
}

impl Standing {
    /// The features that are kept, if nothing was written down after an instant, nor happened after it.
    pub(super) fn known_at(self, at: Timestamp) -> Option<Features> {
        if self.head.recorded_at.is_some_and(|last| last > at) {
            return None;
        }
        let kept = self.kept.map(KeptFeatures::into_features)?;
        kept.last.is_none_or(|(last, _)| last <= at).then_some(kept)
    }
}

/// The features of a client as its journal tells whoever asks that they were known at an instant.
pub(super) fn as_told(
    reading: &Reading<'_>,
    client: ClientId,
    currency: Currency,
    at: Timestamp,
) -> Result<Features, StoreError> {
    let mut facts = ClientFacts::new(reading.reader(), reading.sight(), currency);
    facts.read(Stream::client(client), Some(at))?;
    Ok(facts.gathered.known_at(at))
}

/// What is kept of some clients, purchases in one currency.
pub(super) fn standing(
    reader: &dyn Reader,
    clients: &[ClientId],
    currency: Currency,
) -> Result<Vec<Standing>, StoreError> {
    let streams: Vec<Stream> = clients.iter().copied().map(Stream::client).collect();
    let targets: Vec<Target> = clients.iter().copied().map(target).collect();
    let (heads, records) = (reader.revisions(&streams)?, reader.get(&targets, false)?);
    let found = clients.iter().zip(heads).zip(records);
    Ok(found
        .map(|((client, head), record)| {
            let kept = if head.revision == Revision::ZERO {
                Some(KeptFeatures::of(*client, currency, &Gathered::default()))
            } else {
                up_to_date(record, head, currency)
            };
            Standing { client: *client, head, kept }
        })
        .collect())
}

/// What a record keeps, if it is what would be worked out from everything that stands in the stream.
pub(super) fn up_to_date(
    record: Option<Record>,
    head: Head,
    currency: Currency,
) -> Option<KeptFeatures> {
    let record = record.filter(|record| record.revision == head.revision)?;
    // One that cannot be read is worked out anew, as one that is not there.
    let kept = body::read::<KeptFeatures>(&record).ok()?;
    kept.is_in(currency).then_some(kept)
}

/// The features of a client, from its journal.
pub(super) fn anew(
    reader: &dyn Reader,
    client: ClientId,
    currency: Currency,
) -> Result<KeptFeatures, StoreError> {
    let mut facts = ClientFacts::new(reader, Sight::All, currency);
    facts.read(Stream::client(client), None)?;
    Ok(KeptFeatures::of(client, currency, &facts.gathered))
}

/// Whether features are to be kept with what is written: in a client's stream, and not those themselves.
pub(super) fn is_kept_for(write: &Write) -> bool {
    let kept = |put: &Put| put.target.noun == KeptFeatures::DECLARATION.noun;
    write.stream.root() == Stream::CLIENT && !write.is_empty() && !write.puts.iter().any(kept)
}

/// A unit with the features of each client as they will stand after it.
pub(super) struct Fuller {
    pub(super) unit: Unit,
    /// What they rest on, beside what the unit itself expects.
    pub(super) own: Vec<Expect>,
    /// Whether a journal was read for them.
    pub(super) read_again: bool,
}

/// A unit with the features of each client as they will stand after it.
pub(super) fn fuller(
    reader: &dyn Reader,
    currency: Currency,
    unit: &Unit,
) -> Result<Fuller, StoreError> {
    let (mut fuller, mut own, mut read_again) = (unit.clone(), Vec::new(), false);
    let mut writes: Vec<&mut Write> =
        fuller.writes.iter_mut().filter(|write| is_kept_for(write)).collect();
    let clients: Vec<ClientId> =
        writes.iter().map(|write| ClientId::from_id(write.stream.id())).collect();
    let coming = Coming::of(unit);
    for (standing, write) in standing(reader, &clients, currency)?.into_iter().zip(&mut writes) {
        let at = standing.head.revision;
        let after = After { reader, currency, unit, coming: &coming, write };
        let kept = after.kept(standing)?;
        read_again |= kept.1;
        write.puts.push(put(&kept.0)?);
        own.push(Expect::Stream(write.stream, at));
    }
    own.retain(|expect| !unit.expects.contains(expect));
    fuller.expects.extend(own.iter().copied());
    Ok(Fuller { unit: fuller, own, read_again })
}

/// What a unit does in one client's stream.
struct After<'a> {
    reader: &'a dyn Reader,
    currency: Currency,
    unit: &'a Unit,
    coming: &'a Coming<'a>,
    write: &'a Write,
}

impl<'a> After<'a> {
    /// The features after it: carried forward where that can be, and otherwise from the journal, and
    /// whether that was read.
    fn kept(&self, before: Standing) -> Result<(KeptFeatures, bool), StoreError> {
        let (client, head) = (before.client, before.head);
        let entries: Vec<Entry> =
            self.write.entries.iter().map(|new| self.entry(new, head)).collect();
        let carried = before.kept.filter(|_| !self.coming.takes_away(self.write));
        if let Some(kept) = carried
            && let Some(kept) = self.carried(kept, &entries)?
        {
            return Ok((kept, false));
        }
        let mut facts = ClientFacts::new(self.reader, Sight::All, self.currency);
        facts.coming = Some(self.coming);
        facts.read(self.write.stream, None)?;
        for entry in &entries {
            // Everything is being read: there is nothing to be read again.
            let _ = facts.take(entry)?;
        }
        Ok((KeptFeatures::of(client, self.currency, &facts.gathered), true))
    }

    fn carried(
        &self,
        kept: KeptFeatures,
        entries: &[Entry],
    ) -> Result<Option<KeptFeatures>, StoreError> {
        let mut facts = ClientFacts::new(self.reader, Sight::All, self.currency);
        facts.coming = Some(self.coming);
        facts.gathered = kept.gathered();
        facts.stood = true;
        for entry in entries {
            if facts.take(entry)? == Step::ReadAgain {
                return Ok(None);
            }
        }
        Ok(kept.after(&facts.gathered))
    }

    /// An entry as it will be read once it is written.
    fn entry(&self, new: &NewEntry, head: Head) -> Entry {
        let now = self.unit.key.recorded_at;
        let told = match &new.payload {
            Payload::Inline(said) => Told::Inline(said.clone()),
            Payload::Record => Told::Record,
        };
        Entry {
            position: Position::START,
            stream: self.write.stream,
            revision: head.revision.next(),
            number: 0,
            recorded_at: head.recorded_at.map_or(now, |last| last.max(now)),
            valid_at: new.valid_at,
            actor: self.unit.key.actor,
            noun: new.target.noun,
            id: new.target.id,
            event: new.event,
            visibility: new.visibility,
            told,
            takes: Vec::new(),
            digest: Digest::NONE,
            seal: None,
        }
    }
}

fn target(client: ClientId) -> Target {
    Target::new(KeptFeatures::DECLARATION.noun, KeptFeaturesId::of(client).id())
}

/// A record of features as it is written.
pub(super) fn put(kept: &KeptFeatures) -> Result<Put, StoreError> {
    Ok(Put {
        target: target(kept.client()),
        visibility: kept.visibility(),
        body: body::write(kept)?,
        columns: kept.columns(),
        supersedes: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Held, Id, Timestamp};
    use crate::store::Body;

    /// Sixteen bytes of a number that does not fit in 64 bits.
    fn long(number: i128) -> Id {
        Id::from_bytes(number.to_be_bytes())
    }

    #[test]
    fn a_sum_that_outgrew_64_bits_is_read_as_it_was_written() {
        let at = Timestamp::from_seconds(1_767_225_600).unwrap();
        let (sum, products) = (i128::MAX / 3, i128::MIN / 5);
        let spent = Some((2_u64, long(sum), at, -5_i64, 40_000_i64, 9_i64, long(products)));
        let none = None::<i64>;
        let lines = (
            1_u16,
            "CNY",
            (spent, none, Some(at), 2_u32, 60_i64, Some(60_i64)),
            none,
            (none, 0_i64, none),
            (none, none, none, none),
            [0_u8; 0],
            [0_u8; 0],
            Some((at, long(7))),
            [0_u8; 0],
        );
        let mut plain = vec![2, KeptFeatures::FORMAT];
        plain.extend(rmp_serde::to_vec(&lines).unwrap());
        let client = ClientId::from_id(Id::from_bytes([7; 16]));
        let record = Record {
            id: client.id(),
            stream: Stream::client(client),
            revision: Revision(3),
            visibility: crate::domain::Visibility::Internal,
            body: Body { plain, personal: Held::Known(Vec::new()) },
            superseded_by: None,
            columns: None,
        };
        let currency = "CNY".parse().unwrap();
        let head = Head { revision: Revision(3), recorded_at: Some(at) };
        let kept = up_to_date(Some(record.clone()), head, currency).unwrap();
        assert_eq!(kept.features().purchases.spent.sum, sum);
        assert_eq!(put(&kept).unwrap().body, record.body);
        // What is behind, in another currency, or no record of features is worked out anew.
        let behind = Head { revision: Revision(4), ..head };
        assert_eq!(up_to_date(Some(record.clone()), behind, currency), None);
        assert_eq!(up_to_date(Some(record.clone()), head, "EUR".parse().unwrap()), None);
        assert_eq!(up_to_date(None, head, currency), None);
        let mut torn = record;
        torn.body.plain.truncate(40);
        assert_eq!(up_to_date(Some(torn), head, currency), None);
    }
}
