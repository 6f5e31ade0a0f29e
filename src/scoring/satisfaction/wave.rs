//! What one wave of a survey comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::index::standing;
use super::policy::SatisfactionPolicy;
use super::replies::Replies;
use super::verdict::{Verdict, verdict_of};
use crate::domain::quantity::ratio::half_even;
use crate::domain::survey::{Dimension, Scale, Survey, Tally, Target, Wave};
use crate::domain::{
    Answer, ContactId, CustomKey, Figure, Invalid, Percent, Score, Source, Timestamp,
};
use crate::scoring::interval::{Confidence, Sample, WHOLE, in_bp, share_in_bp, wilson};

/// Who was invited to a wave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked(BTreeSet<ContactId>);

impl Asked {
    /// One more.
    pub fn add(&mut self, contact: ContactId) {
        self.0.insert(contact);
    }

    /// Whether these are all who were invited, and nobody else.
    fn is_all_of(&self, heard: impl Iterator<Item = ContactId>) -> bool {
        !self.0.is_empty() && heard.collect::<BTreeSet<_>>() == self.0
    }
}

/// What a wave was added up from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WaveTable {
    /// The replies to each question on a scale.
    pub questions: BTreeMap<CustomKey, Replies>,
    /// What was said about each side, once a person, by the weights of their roles.
    pub sides: BTreeMap<Dimension, Sample>,
    /// Each declared target, and whether it was met.
    pub targets: Vec<(Target, Verdict)>,
    /// How many were invited.
    pub invited: u64,
    /// How many of those replied to anything.
    pub responded: u64,
    /// How many replied without having been invited; of staff, who are not invited one by one, all.
    pub uninvited: u64,
}

impl WaveTable {
    /// The share of those invited who replied to anything, and between which shares that of all would
    /// lie; none where nobody was invited.
    #[must_use]
    pub fn response(&self, confidence: Confidence) -> Option<(Percent, Percent, Percent)> {
        let share = Percent::from_bp(share_in_bp(self.responded, self.invited)?).ok()?;
        let (low, high) = in_bp(wilson(self.responded, self.invited, confidence)?)?;
        Some((share, Percent::from_bp(low).ok()?, Percent::from_bp(high).ok()?))
    }
}

/// What a wave comes to, as of an instant: the mean over its sides by their weights, none where nobody
/// gave a value about any; its coverage is the share of those invited who replied to anything.
///
/// It is judged by the targets that were declared when it began. Answers about a side that are all the
/// same decide a target only where they are those of everybody who was invited.
///
/// Of staff, whose answers are secret, there are the replies to each question as far as they were counted,
/// and nothing where that were fewer than five. They are told once the wave is closed and not before, so
/// that no two looks at it differ by a few who answered in between.
///
/// # Errors
/// None that counts of people meet.
pub fn wave_of<'a>(
    survey: &Survey,
    wave: &Wave,
    answers: impl IntoIterator<Item = &'a Answer>,
    asked: &Asked,
    policy: &SatisfactionPolicy,
    as_of: Timestamp,
    source: Source,
) -> Result<Figure<Option<Score>, WaveTable>, Invalid> {
    let is_closed = wave.closed_at.is_some_and(|closed| closed <= as_of);
    let mut table = if is_closed { of_staff(&wave.tally) } else { WaveTable::default() };
    let mut said: BTreeMap<(Dimension, ContactId), Said> = BTreeMap::new();
    let mut replied = BTreeSet::new();
    let of_wave = |answer: &&Answer| (answer.survey(), answer.wave()) == (survey.id(), wave.number);
    for answer in standing(answers, as_of).filter(of_wave) {
        count(&mut table, answer);
        if answer.reply().is_none_or(|reply| reply != crate::domain::survey::Reply::Dismissed) {
            replied.insert(answer.contact());
        }
        if let Some(((scale, value), side)) = answer.value().zip(answer.dimension()) {
            let weight = policy.weight_of(answer.roles());
            said.entry((side, answer.contact())).or_default().add(scale.part(value), weight);
        }
    }
    for ((side, _), said) in &said {
        said.tell(table.sides.entry(*side).or_default());
    }
    let confidence = Confidence::default();
    let met = |target: &Target| {
        let side = table.sides.get(&target.dimension).copied().unwrap_or_default();
        let heard = said.keys().filter(|(of, _)| *of == target.dimension);
        let everybody = asked.is_all_of(heard.map(|(_, contact)| *contact));
        (*target, verdict_of(side, everybody, target.at_least, confidence))
    };
    table.targets = wave.targets.iter().map(met).collect();
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    table.invited = number(asked.0.len());
    table.responded = number(replied.intersection(&asked.0).count());
    table.uninvited = table.uninvited.saturating_add(number(replied.difference(&asked.0).count()));
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let coverage = Percent::of(whole(table.responded), whole(table.invited.max(1)))?;
    let value = overall(&table.sides, policy);
    Ok(Figure { value, explanation: table, coverage, as_of, inputs: vec![source] })
}

/// What one person said about a side in a wave.
#[derive(Default)]
struct Said {
    sum: i64,
    answers: i64,
    weight: u16,
}

impl Said {
    fn add(&mut self, part: i64, weight: u16) {
        self.sum = self.sum.saturating_add(part);
        self.answers = self.answers.saturating_add(1);
        self.weight = self.weight.max(weight);
    }

    fn tell(&self, side: &mut Sample) {
        let above = i128::from(self.sum) * i128::from(WHOLE);
        let below = i128::from(self.answers.max(1)) * i128::from(Scale::PARTS);
        if let Ok(share) = i64::try_from(half_even(above, below)) {
            side.add(share, self.weight.into());
        }
    }
}

fn count(table: &mut WaveTable, answer: &Answer) {
    let Some((scale, reply)) = answer.scale().zip(answer.reply()) else { return };
    let replies = table.questions.entry(answer.question().clone());
    replies.or_insert_with(|| Replies::to(scale)).add(reply);
}

fn of_staff(tally: &Tally) -> WaveTable {
    let fewest = u64::try_from(Tally::FEWEST).unwrap_or(u64::MAX);
    let mut table = WaveTable::default();
    if tally.ballots >= fewest {
        table.uninvited = tally.ballots;
        let enough = tally.questions.iter().filter(|counted| counted.given() >= fewest);
        table.questions =
            enough.map(|counted| (counted.question.clone(), Replies::counted(counted))).collect();
    }
    table
}

/// The mean over the sides by their weights.
fn overall(sides: &BTreeMap<Dimension, Sample>, policy: &SatisfactionPolicy) -> Option<Score> {
    let heard = sides
        .iter()
        .filter_map(|(side, sample)| Some((i64::from(policy.weight(*side)), sample.mean_share()?)));
    super::index::to_score(super::index::weighted(heard)?)
}
