//! What a client says, whom it brings and how soon it is answered, as its health rests on it.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::desk::Office;
use super::health_readings::{behind, is_used, latest};
use super::reading::Reading;
use super::referrals;
use super::surveys_asking::{in_client, is_waited_for};
use super::surveys_figures::answered;
use crate::domain::answer::Answer;
use crate::domain::cadence::{Answered, CadencePlan, Verdict, answers};
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::declaration::TIMELINE;
use crate::domain::interaction::{Channel, Interaction};
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::noun::Noun;
use crate::domain::referral::Referral;
use crate::domain::survey::{Kind, Reply};
use crate::domain::{ContactId, Percent, Period, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::health::{Behind, Observation, Reading as Told};
use crate::scoring::metric::Spread;
use crate::scoring::satisfaction::{Replies, index_of, standing};
use crate::store::Scan;
use crate::store::scan::{Among, Condition, MOST};

/// How long back somebody is taken at their word, and invitations are counted.
const YEAR: i64 = 366 * 86_400;

/// How long back it is looked at how soon the client was answered.
const LATELY: i64 = 90 * 86_400;

/// A client, and what it says.
pub(super) struct Voices<'v, 'r> {
    reading: &'v Reading<'r>,
    office: &'v Office,
    client: &'v Client,
    people: &'v [Contact],
    stream: Stream,
    as_of: Timestamp,
}

impl<'v, 'r> Voices<'v, 'r> {
    pub(super) fn of(
        reading: &'v Reading<'r>,
        office: &'v Office,
        client: &'v Client,
        people: &'v [Contact],
        as_of: Timestamp,
    ) -> Self {
        Voices { reading, office, client, people, stream: Stream::client(client.id()), as_of }
    }

    /// What each source says.
    pub(super) fn told(&self) -> Result<Vec<(&'static str, Told)>, Error> {
        let (satisfaction, nps) = self.satisfaction()?;
        let (in_time, minutes) = self.answered()?;
        Ok(vec![
            ("satisfaction", satisfaction),
            ("nps", nps),
            ("survey_response", self.response()?),
            ("referrals", self.referrals()?),
            ("answered_in_time", in_time),
            ("answer_minutes", minutes),
        ])
    }

    /// The satisfaction index, where enough of the client was heard to go by it, and the net promoter
    /// score. With whom was never asked, neither is in use.
    fn satisfaction(&self) -> Result<(Told, Told), Error> {
        let (people, all) = (self.people, answered(self.reading, self.stream)?);
        if all.is_empty() && !self.is_invited()? {
            return Ok((Told::NotUsed, Told::NotUsed));
        }
        let figure = index_of(people, &all, &self.office.satisfaction, self.as_of, Vec::new())?;
        let table = figure.explanation;
        let heard = |answer: &&Answer| {
            let mut sides = table.dimensions.iter();
            let side = sides.find(|line| answer.dimension() == Some(line.dimension));
            side.is_some_and(|line| {
                line.voices.iter().any(|voice| voice.contact == answer.contact())
            })
        };
        let given = |answer: &&Answer| answer.value().is_some();
        let of: Vec<&Answer> = standing(&all, self.as_of).filter(given).filter(heard).collect();
        let index = figure.value.filter(|_| table.lacking.is_empty());
        let index = index.map_or(Told::Silent, |index| told_by(&of, index.bp()));
        let promoters: Vec<&Answer> = promoting(people, &all, self.as_of).into_values().collect();
        Ok((index, promoter_score(&promoters).map_or(Told::Silent, |bp| told_by(&promoters, bp))))
    }

    /// The share of those who were asked in the last year and answered. Whoever still has time is not
    /// counted.
    fn response(&self) -> Result<Told, Error> {
        if !self.is_invited()? {
            return Ok(Told::NotUsed);
        }
        let (mut asked, mut answered) = (Vec::new(), 0);
        let mut last = Timestamp::MIN;
        self.reading.each::<Invitation>(&in_client(self.stream, MOST), |one| {
            let counts = match one.state() {
                InvitationState::Invited => !is_waited_for(self.reading, &one)?,
                InvitationState::Answered => true,
                InvitationState::Withdrawn | InvitationState::Erased => false,
            };
            if counts && one.invited_at() > self.since(YEAR) && one.invited_at() <= self.as_of {
                answered += i64::from(one.state() == InvitationState::Answered);
                last = last.max(one.invited_at());
                asked.push(behind("invitation", one.id().id()));
            }
            Ok(())
        })?;
        let whole = i64::try_from(asked.len()).unwrap_or(i64::MAX);
        if whole == 0 {
            return Ok(Told::Silent);
        }
        Ok(latest(last, Percent::of(answered, whole)?.bp(), asked))
    }

    /// Whether anybody there was ever invited to a survey.
    fn is_invited(&self) -> Result<bool, Error> {
        let first = self.reading.page::<Invitation>(in_client(self.stream, 1))?;
        Ok(!first.items.is_empty())
    }

    /// Each client whom this one brought.
    fn referrals(&self) -> Result<Told, Error> {
        if !is_used::<Referral>(self.reading)? {
            return Ok(Told::NotUsed);
        }
        let mut brought = Vec::new();
        self.reading.each::<Referral>(&referrals::of_client(self.stream, MOST), |one| {
            if one.counts() {
                let at = one.since().min(self.as_of);
                brought.push(Observation::number(at, 1, behind("referral", one.id().id())));
            }
            Ok(())
        })?;
        Ok(Told::Told(brought))
    }

    /// The share of what the client asked lately that was answered within the plan's targets, and the
    /// minutes of working time in which half of it was answered. The share is not in use where the plan
    /// has no target at all; where it has one and nothing of late is judged by it, nothing is known.
    fn answered(&self) -> Result<(Told, Told), Error> {
        let (messages, of) = self.messages()?;
        let plan = self.client.cadence().plan(self.office.cadences());
        let is_aimed_at = Channel::ALL
            .iter()
            .any(|channel| plan.is_some_and(|plan| plan.answer_within(*channel).is_some()));
        let nothing = || if is_aimed_at { Told::Silent } else { Told::NotUsed };
        let Some(last) = messages.iter().map(|message| message.at).max() else {
            return Ok((nothing(), Told::Silent));
        };
        let (within, calendar) = (Period::new(self.since(LATELY), self.as_of)?, self.calendar());
        let asked = answers(&messages);
        // What the calendar cannot count is not known; it does not keep the rest from being scored.
        let Ok(all) = CadencePlan::responses(plan, &asked, within, self.as_of, calendar) else {
            return Ok((nothing(), Told::Silent));
        };
        let verdicts = |wanted| all.iter().filter(|one| one.verdict == Some(wanted)).count();
        let (met, missed) = (verdicts(Verdict::Met), verdicts(Verdict::Missed));
        let whole = i64::try_from(met.saturating_add(missed)).unwrap_or(i64::MAX);
        let in_time = match whole {
            0 => nothing(),
            whole => {
                let part = i64::try_from(met).unwrap_or(whole);
                latest(last, Percent::of(part, whole)?.bp(), of.clone())
            }
        };
        Ok((in_time, minutes(&all).map_or(Told::Silent, |took| latest(last, took, of))))
    }

    /// What was said lately, by the client and to it, and the records of it.
    fn messages(&self) -> Result<(Vec<crate::domain::cadence::Message>, Vec<Behind>), Error> {
        let since = Bound::Included(self.since(LATELY).micros().into());
        let scan = Scan {
            among: Among::Between(since, Bound::Included(self.as_of.micros().into())),
            conditions: vec![Condition::Null("withdraws")],
            ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, MOST).within(self.stream)
        };
        let (mut messages, mut of) = (Vec::new(), Vec::new());
        self.reading.each::<Interaction>(&scan, |one| {
            if let Some(message) = one.message() {
                messages.push(message);
                of.push(behind("interaction", one.id().id()));
            }
            Ok(())
        })?;
        Ok((messages, of))
    }

    fn since(&self, seconds: i64) -> Timestamp {
        self.as_of.plus_seconds(-seconds).unwrap_or(Timestamp::MIN)
    }

    fn calendar(&self) -> &crate::domain::BusinessCalendar {
        self.office.calendar()
    }
}

/// What each of a client's people last said when they were asked whether they would recommend the firm,
/// within a year and while they are there.
pub(super) fn promoting<'a>(
    people: &[Contact],
    all: &'a [Answer],
    as_of: Timestamp,
) -> BTreeMap<ContactId, &'a Answer> {
    let since = as_of.plus_seconds(-YEAR).unwrap_or(Timestamp::MIN);
    let there = |id| people.iter().any(|one| one.id() == id && one.is_active());
    let mut last: BTreeMap<ContactId, &Answer> = BTreeMap::new();
    for answer in standing(all, as_of) {
        let is_it = answer.value().is_some_and(|(scale, _)| scale.kind() == Kind::Nps);
        if !is_it || answer.at() <= since || !there(answer.contact()) {
            continue;
        }
        let kept = last.entry(answer.contact()).or_insert(answer);
        if (answer.at(), answer.id()) > (kept.at(), kept.id()) {
            *kept = answer;
        }
    }
    last
}

/// The net promoter score of answers, in hundredths.
fn promoter_score(answers: &[&Answer]) -> Option<i64> {
    let (scale, _) = answers.first()?.value()?;
    let mut replies = Replies::to(scale);
    for (_, value) in answers.iter().filter_map(|answer| answer.value()) {
        replies.add(Reply::Value(value));
    }
    replies.balance()?.bp()
}

/// A number that rests on answers, as of the last of them.
fn told_by(answers: &[&Answer], number: i64) -> Told {
    let last = answers.iter().map(|answer| answer.at()).max();
    let of = answers.iter().map(|answer| behind("answer", answer.id().id())).collect();
    last.map_or(Told::Silent, |last| latest(last, number, of))
}

/// The minutes in which half of the answers came, begun ones not counted.
fn minutes(all: &[Answered]) -> Option<i64> {
    let took = all.iter().filter_map(|one| one.seconds).collect();
    Spread::of(took).median.map(|seconds| seconds.div_euclid(60).clamp(0, 1_000_000))
}
