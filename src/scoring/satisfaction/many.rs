//! Many clients: what those who answered tell of all, and in which order clients stand.

use std::collections::BTreeMap;

use super::index::weighted;
use super::policy::SatisfactionPolicy;
use super::table::SatisfactionTable;
use crate::domain::survey::Dimension;
use crate::domain::{ClientId, ContactId, Score};
use crate::scoring::interval::{Confidence, Sample};

/// How far the mean of a sample can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// Nobody answered.
    Nothing,
    /// Worth less than 3 answers.
    Indicative,
    /// Worth 3 to less than 10.
    Limited,
    /// Worth 10 and more.
    Reportable,
}

impl Label {
    /// The label of a sample, decided in whole numbers.
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// use guanxi::scoring::interval::Sample;
    /// use guanxi::scoring::satisfaction::Label;
    /// let mut sample = Sample::default();
    /// (0..3).for_each(|_| sample.add_score(Score::MAX, 1));
    /// assert_eq!(Label::of(sample), Label::Limited);
    /// sample.add_score(Score::MAX, 3);
    /// assert_eq!(Label::of(sample), Label::Limited, "6²/12 is 3");
    /// ```
    #[must_use]
    pub fn of(sample: Sample) -> Self {
        let Some((above, below)) = sample.worth() else { return Label::Nothing };
        let at_least = |answers: i128| above >= answers * below;
        if at_least(10) {
            Label::Reportable
        } else if at_least(3) {
            Label::Limited
        } else {
            Label::Indicative
        }
    }
}

/// Those heard lately at many clients, each once, by the weights of their roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segment {
    /// Over all sides.
    pub overall: Sample,
    /// About each side.
    pub sides: BTreeMap<Dimension, Sample>,
    /// How many people there are who could be heard.
    pub people: u64,
    /// How many clients there are.
    pub clients: u64,
}

impl Segment {
    /// How far it can be believed.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::of(self.overall)
    }

    /// The mean; none where nobody was heard.
    #[must_use]
    pub fn mean(&self) -> Option<Score> {
        self.overall.mean()
    }

    /// Between which values the mean of all people of the kind lies.
    #[must_use]
    pub fn range(&self, confidence: Confidence) -> Option<(Score, Score)> {
        self.overall.range(confidence)
    }

    /// How many people were heard lately, and of how many.
    #[must_use]
    pub fn response(&self) -> (u64, u64) {
        (self.overall.count(), self.people)
    }

    /// Adds a client by the table of its index.
    pub fn add(&mut self, table: &SatisfactionTable) {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        self.clients = self.clients.saturating_add(1);
        self.people = self.people.saturating_add(count(table.respondents.len()));
        for (share, weight) in heard(table).into_values() {
            self.overall.add(share, weight.into());
        }
        for line in &table.dimensions {
            for voice in line.voices.iter().filter(|voice| is_heard(table, voice.contact)) {
                let side = self.sides.entry(line.dimension).or_default();
                side.add(voice.share, voice.weight.into());
            }
        }
    }
}

fn is_heard(table: &SatisfactionTable, contact: ContactId) -> bool {
    table.heard().any(|heard| heard == contact)
}

/// What each person who was heard lately says over all sides they spoke about, and their weight.
fn heard(table: &SatisfactionTable) -> BTreeMap<ContactId, (i64, u16)> {
    let of = |contact: ContactId| {
        let said = table.dimensions.iter().flat_map(|line| {
            let own = line.voices.iter().filter(move |voice| voice.contact == contact);
            own.map(|voice| (i64::from(line.weight), voice.share))
        });
        weighted(said)
    };
    let lately = table.respondents.iter().filter(|one| one.heard);
    lately.filter_map(|one| Some((one.contact, (of(one.contact)?, one.weight)))).collect()
}

/// What many clients' tables come to.
#[must_use]
pub fn segment_of<'a>(tables: impl IntoIterator<Item = &'a SatisfactionTable>) -> Segment {
    let mut segment = Segment::default();
    tables.into_iter().for_each(|table| segment.add(table));
    segment
}

/// A client in the order of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Which.
    pub client: ClientId,
    /// The mean of those heard lately, drawn towards that of all the more the fewer they are.
    pub drawn: Score,
    /// The mean itself; none where nobody was heard.
    pub mean: Option<Score>,
    /// How many were heard.
    pub heard: u64,
}

/// The clients in the order of their means drawn towards that of all, the least satisfied first, equal
/// ones by their ids; nobody stands in it where nobody was heard anywhere.
#[must_use]
pub fn portfolio(
    clients: &[(ClientId, SatisfactionTable)],
    policy: &SatisfactionPolicy,
) -> Vec<Ranked> {
    let Some(all) = segment_of(clients.iter().map(|(_, table)| table)).mean() else {
        return Vec::new();
    };
    let ranked = |(client, table): &(ClientId, SatisfactionTable)| {
        let own = segment_of([table]).overall;
        let drawn = own.shrunk(all, policy.draw().into());
        Ranked { client: *client, drawn, mean: own.mean(), heard: own.count() }
    };
    let mut all: Vec<Ranked> = clients.iter().map(ranked).collect();
    all.sort_by_key(|one| (one.drawn, one.client));
    all
}
