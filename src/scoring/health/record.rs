//! Health as it is kept: each evaluation with everything that it was worked out from, and each mark
//! that a person gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::book::ScorecardBook;
use super::evaluation::{Asked, Health, Memory, Override};
use super::fault::ReadingFault;
use super::grade::Grade;
use super::map::Value;
use super::reading::{Behind, Observation, Readings};
use super::source::{Fold, Shape};
use crate::domain::declaration::{self, Cell, Column, Columns, Declaration, Index, STREAM};
use crate::domain::noun::{Fact, Noun};
use crate::domain::{
    ActorId, ClientId, CustomKey, Date, Held, Id, Invalid, Line, Percent, RecordId, Score, Stamp,
    Stream, Timestamp, Visibility,
};

/// Which record of a client's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HealthRecordId(Id);

impl RecordId for HealthRecordId {
    const NOUN: &'static str = "health_record";

    fn from_id(id: Id) -> Self {
        HealthRecordId(id)
    }

    fn id(self) -> Id {
        self.0
    }
}

impl std::fmt::Display for HealthRecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "health_record-{}", self.0)
    }
}

/// An evaluation as it is kept: what went in, and what came out in short. Worked out anew from what
/// went in, it is the same to the last basis point, whatever has become of the firm's scorecards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// The scorecard, and those that it looked at.
    pub book: ScorecardBook,
    /// Which of them.
    pub scorecard: CustomKey,
    /// What was read.
    pub readings: Readings,
    /// What a person had set in the place of the score.
    pub overridden: Option<Override>,
    /// What the evaluation before had left.
    pub before: Option<Memory>,
    /// For which instant.
    pub as_of: Timestamp,
    /// The firm's day at that instant.
    pub day: Date,
    /// The score.
    pub score: Option<Score>,
    /// The grade.
    pub grade: Grade,
    /// The share of what is in use that was there.
    pub coverage: Percent,
}

impl Evaluated {
    /// Works it out anew, with every reason.
    ///
    /// # Errors
    /// None that is known: it was worked out once from the same.
    pub fn health(&self) -> Result<Health, ReadingFault> {
        let (readings, overridden) = (&self.readings, self.overridden.as_ref());
        let (before, as_of, day) = (self.before.as_ref(), self.as_of, self.day);
        let asked = Asked { readings, overridden, before, as_of, day };
        self.book.evaluate(&self.scorecard, &asked)
    }
}

/// A mark that a person gave: for one source that is judged by hand, or in the place of the whole
/// score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The source; none for the whole score.
    pub of: Option<CustomKey>,
    /// The mark.
    pub score: Score,
    /// Until when it stands.
    pub until: Timestamp,
}

/// A mark that is to be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewMark {
    of: Option<CustomKey>,
    score: Score,
    reason: Line,
    days: u32,
}

impl NewMark {
    /// For how many days a mark stands when nothing else is said.
    pub const DAYS: u32 = 90;

    /// A mark for a source that is judged by hand.
    ///
    /// # Errors
    /// What is wrong with the reason.
    pub fn of(source: CustomKey, score: Score, reason: &str) -> Result<Self, Invalid> {
        Self::new(Some(source), score, reason)
    }

    /// A score in the place of the one that is worked out.
    ///
    /// # Errors
    /// What is wrong with the reason.
    pub fn of_all(score: Score, reason: &str) -> Result<Self, Invalid> {
        Self::new(None, score, reason)
    }

    fn new(of: Option<CustomKey>, score: Score, reason: &str) -> Result<Self, Invalid> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        Ok(NewMark { of, score, reason, days: Self::DAYS })
    }

    /// The same mark for so many days, at most 366; with 0 it ends the one before.
    ///
    /// # Errors
    /// [`Invalid::Range`] for more.
    pub fn for_days(self, days: u32) -> Result<Self, Invalid> {
        let range = Invalid::Range { field: "days", low: 0, high: 366 };
        if days <= 366 { Ok(NewMark { days, ..self }) } else { Err(range) }
    }
}

/// What a record of health says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HealthAct {
    /// Health was worked out.
    Evaluated(Box<Evaluated>),
    /// A person gave a mark.
    Marked(Mark),
}

/// What stays of a record of health when its client is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPlain {
    at: Timestamp,
    by: ActorId,
    act: HealthAct,
}

/// What goes with the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthWords {
    /// Why the mark was given.
    pub reason: Option<Line>,
}

/// One entry in the history of a client's health.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthRecord {
    id: HealthRecordId,
    stream: Stream,
    plain: HealthPlain,
    words: Held<HealthWords>,
}

impl HealthRecord {
    /// Works a client's health out and writes it down with everything that went in.
    ///
    /// # Errors
    /// [`ReadingFault`]: what was read cannot be scored.
    pub fn evaluate(
        id: HealthRecordId,
        client: ClientId,
        book: &ScorecardBook,
        scorecard: &CustomKey,
        asked: &Asked<'_>,
        stamp: &Stamp,
    ) -> Result<Self, ReadingFault> {
        let health = book.evaluate(scorecard, asked)?;
        let used = book.only(scorecard);
        let mut readings = asked.readings.clone();
        readings.retain(|source, _| used.sources().contains_key(source));
        let evaluated = Evaluated {
            book: used,
            scorecard: scorecard.clone(),
            readings,
            overridden: asked.overridden.cloned(),
            before: asked.before.cloned(),
            as_of: asked.as_of,
            day: asked.day,
            score: health.score,
            grade: health.grade,
            coverage: health.coverage,
        };
        let act = HealthAct::Evaluated(Box::new(evaluated));
        Ok(Self::written(id, client, asked.as_of, act, None, stamp))
    }

    /// Writes down a mark that a person gives.
    ///
    /// # Errors
    /// [`Invalid::Unknown`] for a source that has no marks from 0 to 100, of which the latest counts.
    pub fn mark(
        id: HealthRecordId,
        client: ClientId,
        book: &ScorecardBook,
        new: &NewMark,
        stamp: &Stamp,
    ) -> Result<Self, Invalid> {
        if let Some(of) = &new.of {
            let marked = book.sources().get(of).is_some_and(|source| {
                let all = Shape::Number { low: 0, high: 10_000 };
                source.shape == all && source.fold == Fold::Latest
            });
            if !marked {
                let allowed = "a source of marks from 0 to 100";
                return Err(Invalid::Unknown { field: "source", allowed });
            }
        }
        let at = stamp.valid_at;
        let until = at.plus_seconds(i64::from(new.days) * 86_400)?;
        let act = HealthAct::Marked(Mark { of: new.of.clone(), score: new.score, until });
        Ok(Self::written(id, client, at, act, Some(new.reason.clone()), stamp))
    }

    fn written(
        id: HealthRecordId,
        client: ClientId,
        at: Timestamp,
        act: HealthAct,
        reason: Option<Line>,
        stamp: &Stamp,
    ) -> Self {
        let plain = HealthPlain { at, by: stamp.by, act };
        let words = Held::Known(HealthWords { reason });
        HealthRecord { id, stream: Stream::client(client), plain, words }
    }

    /// Which record.
    #[must_use]
    pub fn id(&self) -> HealthRecordId {
        self.id
    }

    /// For which instant.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.plain.at
    }

    /// Who had it worked out, or gave the mark.
    #[must_use]
    pub fn by(&self) -> ActorId {
        self.plain.by
    }

    /// What it says.
    #[must_use]
    pub fn act(&self) -> &HealthAct {
        &self.plain.act
    }

    /// The evaluation, if it is one.
    #[must_use]
    pub fn evaluated(&self) -> Option<&Evaluated> {
        match &self.plain.act {
            HealthAct::Evaluated(evaluated) => Some(evaluated),
            HealthAct::Marked(_) => None,
        }
    }

    /// The mark, if it is one.
    #[must_use]
    pub fn marked(&self) -> Option<&Mark> {
        match &self.plain.act {
            HealthAct::Evaluated(_) => None,
            HealthAct::Marked(mark) => Some(mark),
        }
    }

    /// Why the mark was given.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.words.as_ref().map(|words| words.reason.as_ref())
    }

    fn behind(&self) -> Option<Behind> {
        let noun = CustomKey::new(HealthRecordId::NOUN).ok()?;
        Some(Behind { noun, id: self.id.id() })
    }
}

/// The marks of a client that came last: of each source, and in the place of the score.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// By source.
    pub sources: BTreeMap<CustomKey, Observation>,
    /// In the place of the score.
    pub overridden: Option<Override>,
}

impl Marks {
    /// Sorts a client's marks; the last of each counts, also when it has run out.
    #[must_use]
    pub fn of<'m>(records: impl IntoIterator<Item = &'m HealthRecord>) -> Self {
        let mut marks = Marks::default();
        for record in records {
            let (Some(mark), Some(behind)) = (record.marked(), record.behind()) else { continue };
            let (from, until, score) = (record.at(), mark.until, mark.score);
            match &mark.of {
                Some(source) => {
                    let newer = |one: &Observation| one.at <= from;
                    if marks.sources.get(source).is_none_or(newer) {
                        let value = Value::Number(score.bp());
                        let until = Some(until);
                        let one = Observation { at: from, until, value, behind: vec![behind] };
                        marks.sources.insert(source.clone(), one);
                    }
                }
                None if marks.overridden.as_ref().is_none_or(|one| one.from <= from) => {
                    marks.overridden = Some(Override { score, from, until, behind });
                }
                None => {}
            }
        }
        marks
    }
}

impl Noun for HealthRecord {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: HealthRecordId::NOUN,
        number: 50,
        version: 1,
        kind: declaration::Kind::Fact { at: "at" },
        columns: &[
            Column::new("at", declaration::Shape::Integer),
            Column::new("evaluated_at", declaration::Shape::Integer),
            Column::new("marked_at", declaration::Shape::Integer),
            Column::new("score", declaration::Shape::Integer),
        ],
        indexes: &[
            Index { name: "by_evaluated", columns: &[STREAM, "evaluated_at"] },
            Index { name: "by_marked", columns: &[STREAM, "marked_at"] },
        ],
        events: &["evaluated", "marked"],
    };
    const FORMAT: u8 = 1;
    type Id = HealthRecordId;
    type Plain = HealthPlain;
    type Personal = HealthWords;

    fn id(&self) -> HealthRecordId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &HealthPlain {
        &self.plain
    }

    fn personal(&self) -> Held<&HealthWords> {
        self.words.as_ref()
    }

    fn join(
        id: HealthRecordId,
        stream: Stream,
        plain: HealthPlain,
        words: Held<HealthWords>,
    ) -> Self {
        HealthRecord { id, stream, plain, words }
    }

    fn columns(&self) -> Columns {
        let at = self.at().micros();
        let evaluated = self.evaluated();
        vec![
            Cell::one(at),
            Cell::maybe(evaluated.map(|_| at)),
            Cell::maybe(self.marked().map(|_| at)),
            Cell::maybe(evaluated.and_then(|one| one.score).map(Score::bp)),
        ]
    }
}

impl Fact for HealthRecord {
    fn event_name(&self) -> &'static str {
        match self.act() {
            HealthAct::Evaluated(_) => "evaluated",
            HealthAct::Marked(_) => "marked",
        }
    }

    fn supersedes(&self) -> Option<HealthRecordId> {
        None
    }
}
