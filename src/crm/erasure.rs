//! Erasure: which records go with a person, and with a client.

use super::draft::{Draft, Moment};
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::declaration::TIMELINE;
use crate::domain::interaction::Interaction;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::{MOST, Superseded};
use crate::store::{Scan, Target};

/// What belongs to a client.
pub(super) struct Belongings {
    pub(super) last: Option<Timestamp>,
    interactions: Vec<Target>,
}

pub(super) fn belongings(reading: &Reading<'_>, client: ClientId) -> Result<Belongings, Error> {
    let stream = Stream::client(client);
    let interactions = interactions(reading, stream)?;
    let interactions = interactions.iter().map(target).collect();
    Ok(Belongings { last: reading.head(stream)?.recorded_at, interactions })
}

pub(super) fn with_client(
    draft: Draft<Client>,
    belongings: &Belongings,
    _: &Moment<'_>,
) -> Result<Draft<Client>, Error> {
    let own = target(&draft.now);
    Ok(draft.redacting([own]).redacting(belongings.interactions.iter().copied()))
}

/// Every interaction of a stream, superseded ones and withdrawals included.
fn interactions(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Interaction>, Error> {
    let scan = Scan {
        superseded: Superseded::Shown,
        ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, MOST).within(stream)
    };
    Ok(reading.all::<Interaction>(&scan)?.into_iter().map(|found| found.now).collect())
}

fn target<N: Noun>(noun: &N) -> Target {
    Target::new(N::DECLARATION.noun, noun.id().id())
}
