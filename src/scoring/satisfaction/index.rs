//! The index of one client.

use std::collections::{BTreeMap, BTreeSet};

use super::decay::DecayedMean;
use super::policy::SatisfactionPolicy;
use super::table::{DimensionLine, Lacking, Respondent, SatisfactionTable, Voice};
use crate::domain::contact::{Contact, ContactState};
use crate::domain::quantity::ratio::half_even;
use crate::domain::survey::{Dimension, Scale};
use crate::domain::{
    Answer, AnswerId, ContactId, Figure, Invalid, Percent, Score, Source, Timestamp,
};
use crate::scoring::interval::WHOLE;

/// Half-lives within which somebody was heard lately.
const LATELY: i64 = 4;
const DAY: i64 = 86_400;

/// How satisfied a client is, 0 to 100, as of an instant; none where nobody was heard.
///
/// Each person's answers about a side are brought to their scale and weighted by their age; each side is
/// the mean of those heard, by the weights of their roles; the index is the mean of the sides heard, by
/// their weights. A client's people are all there are and not some of many: so there is no interval, and
/// the table says who was heard and who was not. The coverage is the weight of the sides heard.
///
/// What was answered later, and what took the place of an earlier answer later, is left out; of people,
/// those who had left by then. Means are carried in billionths and rounded half-even, the index once more
/// to a hundredth: there is no float in it.
///
/// # Errors
/// None for a policy that was made; [`Invalid`] is what its parts would say.
pub fn index_of<'a>(
    contacts: impl IntoIterator<Item = &'a Contact>,
    answers: impl IntoIterator<Item = &'a Answer>,
    policy: &SatisfactionPolicy,
    as_of: Timestamp,
    inputs: Vec<Source>,
) -> Result<Figure<Option<Score>, SatisfactionTable>, Invalid> {
    let people: BTreeMap<ContactId, u16> = contacts
        .into_iter()
        .filter(|contact| is_there(contact, as_of))
        .map(|contact| (contact.id(), policy.weight_of(contact.roles())))
        .filter(|(_, weight)| *weight > 0)
        .collect();
    let heard = Heard::of(standing(answers, as_of), &people, policy)?;
    let dimensions = heard.lines(&people, policy);
    let respondents = heard.respondents(&people, policy, as_of);
    let (value, coverage) = (index(&dimensions), coverage(&dimensions)?);
    let lacking = lacking(&respondents, value, coverage, policy);
    let band = value.filter(|_| lacking.is_empty()).map(|score| policy.band(score));
    let explanation = SatisfactionTable { dimensions, respondents, lacking, band };
    Ok(Figure { value, explanation, coverage, as_of, inputs })
}

/// Whether a contact was with the client at an instant: whoever came later was not. When one who left
/// came is not known: then they were there.
fn is_there(contact: &Contact, as_of: Timestamp) -> bool {
    match contact.state() {
        ContactState::Active => contact.since() <= as_of,
        ContactState::Left => contact.since() > as_of,
        ContactState::Erased => false,
    }
}

/// The answers that stood at an instant.
pub(crate) fn standing<'a>(
    answers: impl IntoIterator<Item = &'a Answer>,
    as_of: Timestamp,
) -> impl Iterator<Item = &'a Answer> {
    let given: Vec<&Answer> = answers.into_iter().filter(|answer| answer.at() <= as_of).collect();
    let replaced: BTreeSet<AnswerId> =
        given.iter().filter_map(|answer| answer.instead_of()).collect();
    given.into_iter().filter(move |answer| !replaced.contains(&answer.id()))
}

/// Everything that was said by those who are there about sides that weigh something.
struct Heard {
    means: BTreeMap<(Dimension, ContactId), DecayedMean>,
    last: BTreeMap<ContactId, Timestamp>,
}

impl Heard {
    fn of<'a>(
        answers: impl Iterator<Item = &'a Answer>,
        people: &BTreeMap<ContactId, u16>,
        policy: &SatisfactionPolicy,
    ) -> Result<Self, Invalid> {
        let mut heard = Heard { means: BTreeMap::new(), last: BTreeMap::new() };
        let none = DecayedMean::new(policy.half_life())?;
        for answer in answers {
            let Some(((scale, value), side)) = answer.value().zip(answer.dimension()) else {
                continue;
            };
            if policy.weight(side) == 0 || !people.contains_key(&answer.contact()) {
                continue;
            }
            let mean = heard.means.entry((side, answer.contact()));
            mean.or_insert_with(|| none.clone()).add(answer.at(), scale.part(value));
            let last = heard.last.entry(answer.contact()).or_insert(answer.at());
            *last = answer.at().max(*last);
        }
        Ok(heard)
    }

    fn lines(
        &self,
        people: &BTreeMap<ContactId, u16>,
        policy: &SatisfactionPolicy,
    ) -> Vec<DimensionLine> {
        let sides = Dimension::ALL.iter().map(|side| (*side, policy.weight(*side)));
        let line = |(dimension, weight): (Dimension, u16)| {
            let about = self.means.iter().filter(|((side, _), _)| *side == dimension);
            let voices: Vec<Voice> = about
                .filter_map(|((_, contact), mean)| {
                    let share = mean.share_of(Scale::PARTS)?;
                    let weight = people.get(contact).copied()?;
                    let value = to_score(share)?;
                    Some(Voice { contact: *contact, weight, value, answers: mean.count(), share })
                })
                .collect();
            let value = side_mean(&voices).and_then(to_score);
            DimensionLine { dimension, weight, value, voices }
        };
        sides.filter(|(_, weight)| *weight > 0).map(line).collect()
    }

    fn respondents(
        &self,
        people: &BTreeMap<ContactId, u16>,
        policy: &SatisfactionPolicy,
        as_of: Timestamp,
    ) -> Vec<Respondent> {
        let lately = i64::from(policy.half_life()) * LATELY * DAY;
        let from = as_of.plus_seconds(-lately).unwrap_or(Timestamp::MIN);
        let one = |(contact, weight): (&ContactId, &u16)| {
            let last = self.last.get(contact).copied();
            let heard = last.is_some_and(|last| last >= from);
            Respondent { contact: *contact, weight: *weight, last, heard }
        };
        people.iter().map(one).collect()
    }
}

/// The mean of those heard about a side, in billionths.
fn side_mean(voices: &[Voice]) -> Option<i64> {
    weighted(voices.iter().map(|voice| (i64::from(voice.weight), voice.share)))
}

fn index(dimensions: &[DimensionLine]) -> Option<Score> {
    let heard = dimensions
        .iter()
        .filter_map(|line| side_mean(&line.voices).map(|mean| (i64::from(line.weight), mean)));
    to_score(weighted(heard)?)
}

/// A weighted mean, rounded half-even; none where nothing weighs anything.
pub(super) fn weighted(parts: impl Iterator<Item = (i64, i64)>) -> Option<i64> {
    let (sum, weights) = parts.fold((0_i128, 0_i128), |(sum, weights), (weight, value)| {
        (sum + i128::from(weight) * i128::from(value), weights + i128::from(weight))
    });
    (weights > 0).then(|| half_even(sum, weights))?.try_into().ok()
}

/// Billionths as a score.
pub(super) fn to_score(share: i64) -> Option<Score> {
    let bp = half_even(share.into(), i128::from(WHOLE / 10_000));
    Score::from_bp(bp.try_into().ok()?).ok()
}

fn coverage(dimensions: &[DimensionLine]) -> Result<Percent, Invalid> {
    let weight = |lines: &mut dyn Iterator<Item = &DimensionLine>| {
        lines.fold(0_i64, |sum, line| sum.saturating_add(line.weight.into()))
    };
    let heard = weight(&mut dimensions.iter().filter(|line| line.value.is_some()));
    Percent::of(heard, weight(&mut dimensions.iter()))
}

fn lacking(
    respondents: &[Respondent],
    value: Option<Score>,
    coverage: Percent,
    policy: &SatisfactionPolicy,
) -> Vec<Lacking> {
    let weight = |heard_only: &dyn Fn(&&Respondent) -> bool| {
        let those = respondents.iter().filter(heard_only);
        those.fold(0_i64, |sum, one| sum.saturating_add(one.weight.into()))
    };
    let (all, heard) = (weight(&|_| true), weight(&|one| one.heard));
    let enough = policy.least_coverage();
    // Not rounded: heard/all is less than the least share.
    let too_few = i128::from(heard) * 10_000 < i128::from(all) * i128::from(enough.bp());
    let found = [
        (value.is_none(), Lacking::Answers),
        (coverage < enough, Lacking::Dimensions),
        (too_few || all == 0, Lacking::Respondents),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect()
}
