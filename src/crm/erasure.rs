//! Erasure: which records go with a person, and which with a client.

use super::changes::all_of;
use super::contacts::in_client;
use super::done::Found;
use super::draft::{Draft, Moment};
use super::reading::Reading;
use crate::domain::answer::Answer;
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::declaration::TIMELINE;
use crate::domain::expectation::{Expectation, ExpectationState};
use crate::domain::interaction::Interaction;
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::meeting_series::{MeetingSeries, SeriesState};
use crate::domain::member::{Member, PointsEntry};
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::noun::{Event, Fact, Noun, Stamp, State};
use crate::domain::redemption::Redemption;
use crate::domain::referral::Referral;
use crate::domain::refusal::Refused;
use crate::domain::sequence::{Sequence, SequenceState};
use crate::domain::transaction::Transaction;
use crate::domain::{ClientId, ContactId, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::health::HealthRecord;
use crate::store::scan::{MOST, Superseded};
use crate::store::{Scan, Target};

/// What goes with the one who is erased.
pub(super) struct Belongings {
    pub(super) last: Option<Timestamp>,
    contacts: Vec<Contact>,
    facts: Vec<Target>,
    notices: Vec<Notice>,
    series: Vec<MeetingSeries>,
    sequences: Vec<Sequence>,
    expectations: Vec<Expectation>,
    changes: Vec<Target>,
    invitations: Vec<Invitation>,
}

impl Belongings {
    /// What is to be redacted with this record, itself included.
    pub(super) fn targets<N: Noun>(&self, own: &N) -> Vec<Target> {
        let own = std::iter::once(target(own));
        own.chain(self.facts.iter().chain(&self.changes).copied()).collect()
    }
}

/// Everything of a client: its contacts, every interaction, the words of every transaction and
/// answer, every invitation, every change request, the cards of its memberships and the reasons of
/// their entries, the codes of its vouchers and whom it invited.
pub(super) fn of_client(reading: &Reading<'_>, client: ClientId) -> Result<Belongings, Error> {
    let stream = Stream::client(client);
    let contacts = reading.all::<Contact>(&in_client(stream, MOST))?;
    let mut facts: Vec<Target> = interactions(reading, stream)?.iter().map(target).collect();
    facts.extend(every::<Transaction>(reading, stream)?.iter().map(target));
    facts.extend(every::<Answer>(reading, stream)?.iter().map(target));
    facts.extend(every::<PointsEntry>(reading, stream)?.iter().map(target));
    facts.extend(members(reading, stream)?.iter().map(target));
    facts.extend(states::<Redemption>(reading, &super::redemptions::in_client(stream, MOST))?);
    facts.extend(states::<Referral>(reading, &super::referrals::of_client(stream, MOST))?);
    facts.extend(every::<HealthRecord>(reading, stream)?.iter().map(target));
    Ok(Belongings {
        last: reading.head(stream)?.recorded_at,
        contacts: contacts.into_iter().map(|found| found.now).collect(),
        facts,
        notices: notices(reading, stream)?,
        series: series(reading, stream)?,
        sequences: sequences(reading, stream)?,
        expectations: expectations(reading, stream)?,
        changes: all_of(reading, stream)?.iter().map(target).collect(),
        invitations: invitations(reading, stream)?,
    })
}

/// The interactions in which this contact took part and nobody else of the client who is not erased, and what they were to be
/// told or followed up with.
pub(super) fn of_contact(reading: &Reading<'_>, contact: &Contact) -> Result<Belongings, Error> {
    let stream = contact.stream();
    let all = interactions(reading, stream)?;
    let to_them = |notice: &Notice| notice.to().contact() == Some(contact.id());
    let theirs = notices(reading, stream)?.into_iter().filter(to_them).collect();
    let is_for_them = |sequence: &Sequence| sequence.contact() == Some(contact.id());
    let for_them = sequences(reading, stream)?.into_iter().filter(is_for_them).collect();
    let people = reading.all::<Contact>(&in_client(stream, MOST))?;
    let gone = |id: &ContactId| {
        let erased = |found: &Found<Contact>| found.now.id() == *id && found.now.name().is_erased();
        *id == contact.id() || people.iter().any(erased)
    };
    let alone = all
        .iter()
        .filter(|one| one.contacts().contains(&contact.id()) && one.contacts().iter().all(gone));
    let answers = every::<Answer>(reading, stream)?;
    let own = answers.iter().filter(|answer| answer.contact() == contact.id());
    let of_theirs = |one: &Invitation| one.contact() == contact.id();
    let invited = invitations(reading, stream)?.into_iter().filter(of_theirs).collect();
    Ok(Belongings {
        last: reading.head(stream)?.recorded_at,
        contacts: Vec::new(),
        facts: alone.map(target).chain(own.map(target)).collect(),
        notices: theirs,
        series: Vec::new(),
        sequences: for_them,
        expectations: Vec::new(),
        changes: Vec::new(),
        invitations: invited,
    })
}

/// The erasure of a client, with that of each contact that is not erased yet.
pub(super) fn with_contacts(
    draft: Draft<Client>,
    belongings: &Belongings,
    moment: &Moment<'_>,
) -> Result<Draft<Client>, Error> {
    let targets = belongings.targets(&draft.now);
    let erased = belongings.contacts.iter().filter(|contact| !contact.name().is_erased());
    let draft = erased.clone().try_fold(draft, |draft, contact| {
        let event = contact.erase(&moment.stamp).map_err(Error::refused)?;
        let gone =
            Draft::state(Some(contact.clone()), contact.id(), contact.stream(), &event, moment)?;
        Ok::<_, Error>(draft.and(gone.redacting([target(contact)])))
    })?;
    Ok(draft.redacting(targets))
}

/// The same draft, erasing every notice that goes with the one who is erased.
pub(super) fn with_notices<N: Noun>(
    draft: Draft<N>,
    belongings: &Belongings,
    moment: &Moment<'_>,
) -> Result<Draft<N>, Error> {
    erasing(draft, &belongings.notices, Notice::erase, moment)
}

/// The same draft, erasing every expectation that goes with the one who is erased.
pub(super) fn with_expectations<N: Noun>(
    draft: Draft<N>,
    belongings: &Belongings,
    moment: &Moment<'_>,
) -> Result<Draft<N>, Error> {
    erasing(draft, &belongings.expectations, Expectation::erase, moment)
}

/// The same draft, erasing these records too.
fn erasing<N: Noun, M: State, R: Refused>(
    draft: Draft<N>,
    records: &[M],
    erase: impl Fn(&M, &Stamp) -> Result<Event<M>, R>,
    moment: &Moment<'_>,
) -> Result<Draft<N>, Error> {
    records.iter().try_fold(draft, |draft, record| {
        let event = erase(record, &moment.stamp).map_err(Error::refused)?;
        let (id, stream) = (record.id(), record.stream());
        let gone = Draft::state(Some(record.clone()), id, stream, &event, moment)?;
        Ok(draft.and(gone.redacting([target(record)])))
    })
}

/// The same draft, erasing every series and sequence that goes with the one who is erased.
pub(super) fn with_series_and_sequences<N: Noun>(
    draft: Draft<N>,
    belongings: &Belongings,
    moment: &Moment<'_>,
) -> Result<Draft<N>, Error> {
    let draft = erasing(draft, &belongings.series, MeetingSeries::erase, moment)?;
    erasing(draft, &belongings.sequences, Sequence::erase, moment)
}

/// The same draft, erasing every invitation to a survey that goes with the one who is erased.
pub(super) fn with_invitations<N: Noun>(
    draft: Draft<N>,
    belongings: &Belongings,
    moment: &Moment<'_>,
) -> Result<Draft<N>, Error> {
    erasing(draft, &belongings.invitations, Invitation::erase, moment)
}

/// Every series of a stream that is not erased yet.
fn series(reading: &Reading<'_>, stream: Stream) -> Result<Vec<MeetingSeries>, Error> {
    let all = reading.all::<MeetingSeries>(&super::series::in_client(stream, MOST))?;
    let series = all.into_iter().map(|found| found.now);
    Ok(series.filter(|series| series.state() != SeriesState::Erased).collect())
}

/// Every sequence of a stream that is not erased yet.
fn sequences(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Sequence>, Error> {
    let all = reading.all::<Sequence>(&super::sequences::in_client(stream, MOST))?;
    let sequences = all.into_iter().map(|found| found.now);
    Ok(sequences.filter(|sequence| sequence.state() != SequenceState::Erased).collect())
}

/// Every invitation of a stream that is not erased yet.
fn invitations(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Invitation>, Error> {
    let all = reading.all::<Invitation>(&super::surveys_asking::in_client(stream, MOST))?;
    let all = all.into_iter().map(|found| found.now);
    Ok(all.filter(|one| one.state() != InvitationState::Erased).collect())
}

/// Every expectation of a stream that is not erased yet.
fn expectations(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Expectation>, Error> {
    let all = reading.all::<Expectation>(&super::expectations::in_client(stream, MOST))?;
    let all = all.into_iter().map(|found| found.now);
    Ok(all.filter(|one| one.state() != ExpectationState::Erased).collect())
}

/// Every notice of a stream that is not erased yet.
fn notices(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Notice>, Error> {
    let all = reading.all::<Notice>(&super::notices::in_client(stream, MOST))?;
    let notices = all.into_iter().map(|found| found.now);
    Ok(notices.filter(|notice| notice.state() != NoticeState::Erased).collect())
}

/// What is to be redacted of every record of an index.
fn states<N: Noun>(reading: &Reading<'_>, scan: &Scan) -> Result<Vec<Target>, Error> {
    Ok(reading.all::<N>(scan)?.iter().map(|found| target(&found.now)).collect())
}

/// Every membership of a stream.
pub(super) fn members(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Member>, Error> {
    let scan = Scan::of(Member::DECLARATION.noun, "by_client", MOST).within(stream);
    Ok(reading.all::<Member>(&scan)?.into_iter().map(|found| found.now).collect())
}

/// Every interaction of a stream, superseded ones and withdrawals included.
fn interactions(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Interaction>, Error> {
    every(reading, stream)
}

/// Every fact of a noun in a stream, superseded ones included.
fn every<N: Fact>(reading: &Reading<'_>, stream: Stream) -> Result<Vec<N>, Error> {
    let scan = Scan {
        superseded: Superseded::Shown,
        ..Scan::of(N::DECLARATION.noun, TIMELINE, MOST).within(stream)
    };
    Ok(reading.all::<N>(&scan)?.into_iter().map(|found| found.now).collect())
}

pub(super) fn target<N: Noun>(noun: &N) -> Target {
    Target::new(N::DECLARATION.noun, noun.id().id())
}
