//! What is wrong with a scorecard, and with what was read for one.

use crate::domain::{CustomKey, Invalid, Lang};

/// Why a scorecard cannot be published: which one, where in it, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Lang::En))]
pub struct ScorecardFault {
    /// The scorecard.
    pub scorecard: CustomKey,
    /// The measure, cap or group, where it is about one.
    pub at: Option<CustomKey>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// Another scorecard has the same id.
    ScorecardTwice,
    /// Another group, measure or cap of it has the same id.
    Twice,
    /// It has no measure at all.
    NoMeasures,
    /// It has more groups, measures or caps than this.
    TooMany(usize),
    /// The weights sum to zero.
    NoWeight,
    /// A weight is zero or greater than this.
    Weight(u32),
    /// No source has this key.
    UnknownSource(CustomKey),
    /// No scorecard has this id.
    UnknownScorecard(CustomKey),
    /// Scorecards that look at each other in a circle, in this order.
    Cycle(Vec<CustomKey>),
    /// A line of no length: both ends are the same.
    NoStretch,
    /// The end of 0 lies above the end of 10 000; what is meant is `invert`.
    Backwards,
    /// A line that is longer than this.
    Stretch(i64),
    /// A map or a cap that does not fit what the source observes.
    Misfit,
    /// A table or a list of bands with nothing in it.
    NoScores,
    /// A score that is not between 0 and 10 000.
    Score,
    /// Two bands overlap at this number.
    Overlap(i64),
    /// No band has what lies above this number.
    Gap(i64),
    /// The bands do not reach this end of what the source observes.
    Open(i64),
    /// A band that ends where it begins, or before.
    EmptyBand,
    /// More of what is better scores less.
    AgainstDirection,
    /// A share that is not between 0 and 10 000.
    Coverage,
    /// A time of no days, or of more than ten years.
    Days,
    /// Conditions within conditions, deeper than this.
    TooDeep(usize),
    /// Weights and lengths that together are too large to be added up exactly.
    TooFine,
}

impl Wrong {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Wrong::ScorecardTwice => "scorecard.scorecard_twice",
            Wrong::Twice => "scorecard.twice",
            Wrong::NoMeasures => "scorecard.no_measures",
            Wrong::TooMany(_) => "scorecard.too_many",
            Wrong::NoWeight => "scorecard.no_weight",
            Wrong::Weight(_) => "scorecard.weight",
            Wrong::UnknownSource(_) => "scorecard.unknown_source",
            Wrong::UnknownScorecard(_) => "scorecard.unknown_scorecard",
            Wrong::Cycle(_) => "scorecard.cycle",
            Wrong::NoStretch => "scorecard.no_stretch",
            Wrong::Backwards => "scorecard.backwards",
            Wrong::Stretch(_) => "scorecard.stretch",
            Wrong::Misfit => "scorecard.misfit",
            Wrong::NoScores => "scorecard.no_scores",
            Wrong::Score => "scorecard.score",
            Wrong::Overlap(_) => "scorecard.overlap",
            Wrong::Gap(_) => "scorecard.gap",
            Wrong::Open(_) => "scorecard.open",
            Wrong::EmptyBand => "scorecard.empty_band",
            Wrong::AgainstDirection => "scorecard.against_direction",
            Wrong::Coverage => "scorecard.coverage",
            Wrong::Days => "scorecard.days",
            Wrong::TooDeep(_) => "scorecard.too_deep",
            Wrong::TooFine => "scorecard.too_fine",
        }
    }

    fn zh(&self) -> String {
        match self {
            Wrong::ScorecardTwice => "已有同名的评分卡".to_owned(),
            Wrong::Twice => "同一编号出现了两次".to_owned(),
            Wrong::NoMeasures => "没有任何指标".to_owned(),
            Wrong::TooMany(limit) => format!("超过 {limit} 项"),
            Wrong::NoWeight => "权重之和为零".to_owned(),
            Wrong::Weight(most) => format!("权重应在 1 与 {most} 之间"),
            Wrong::UnknownSource(key) => format!("没有名为“{key}”的来源"),
            Wrong::UnknownScorecard(key) => format!("没有名为“{key}”的评分卡"),
            Wrong::Cycle(ids) => format!("评分卡循环引用：{}", joined(ids)),
            Wrong::NoStretch => "直线两端相同".to_owned(),
            Wrong::Backwards => "0 分一端高于满分一端；若越低越好，请用 invert".to_owned(),
            Wrong::Stretch(most) => format!("两端相距超过 {most}"),
            Wrong::Misfit => "映射与来源的类型不符".to_owned(),
            Wrong::NoScores => "没有任何分段或类别".to_owned(),
            Wrong::Score => "分数应在 0 与 10000 之间".to_owned(),
            Wrong::Overlap(at) => format!("分段在 {at} 处重叠"),
            Wrong::Gap(at) => format!("{at} 以上没有分段"),
            Wrong::Open(end) => format!("分段没有覆盖到来源的一端 {end}"),
            Wrong::EmptyBand => "分段的上端不高于下端".to_owned(),
            Wrong::AgainstDirection => "数值变好，分数却下降".to_owned(),
            Wrong::Coverage => "覆盖率应在 0 与 10000 之间".to_owned(),
            Wrong::Days => "天数应在 1 与 3660 之间".to_owned(),
            Wrong::TooDeep(limit) => format!("条件嵌套超过 {limit} 层"),
            Wrong::TooFine => "权重与区间过细，无法精确相加".to_owned(),
        }
    }

    fn en(&self) -> String {
        match self {
            Wrong::ScorecardTwice => "another scorecard has this id".to_owned(),
            Wrong::Twice => "the same id stands there twice".to_owned(),
            Wrong::NoMeasures => "there is no measure".to_owned(),
            Wrong::TooMany(limit) => format!("there are more than {limit}"),
            Wrong::NoWeight => "the weights sum to zero".to_owned(),
            Wrong::Weight(most) => format!("a weight is from 1 to {most}"),
            Wrong::UnknownSource(key) => format!("there is no source {key}"),
            Wrong::UnknownScorecard(key) => format!("there is no scorecard {key}"),
            Wrong::Cycle(ids) => {
                format!("scorecards look at each other in a circle: {}", joined(ids))
            }
            Wrong::NoStretch => "both ends of the line are the same".to_owned(),
            Wrong::Backwards => {
                "the end of 0 lies above that of 10000; where less is better, say invert".to_owned()
            }
            Wrong::Stretch(most) => format!("its ends are more than {most} apart"),
            Wrong::Misfit => "it does not fit what the source observes".to_owned(),
            Wrong::NoScores => "there is no band or category".to_owned(),
            Wrong::Score => "a score is from 0 to 10000".to_owned(),
            Wrong::Overlap(at) => format!("bands overlap at {at}"),
            Wrong::Gap(at) => format!("no band has what lies above {at}"),
            Wrong::Open(end) => format!("the bands do not reach {end}, an end of the source"),
            Wrong::EmptyBand => "a band ends where it begins, or before".to_owned(),
            Wrong::AgainstDirection => "more of what is better scores less".to_owned(),
            Wrong::Coverage => "a coverage is from 0 to 10000".to_owned(),
            Wrong::Days => "days are from 1 to 3660".to_owned(),
            Wrong::TooDeep(limit) => format!("conditions stand deeper than {limit}"),
            Wrong::TooFine => "weights and lengths are too fine to be added up exactly".to_owned(),
        }
    }
}

impl ScorecardFault {
    /// The fault as a sentence in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let place = match &self.at {
            Some(at) => format!("{} / {at}", self.scorecard),
            None => self.scorecard.to_string(),
        };
        lang.choose(
            format!("评分卡 {place}：{}", self.wrong.zh()),
            format!("scorecard {place}: {}", self.wrong.en()),
        )
    }
}

fn joined(ids: &[CustomKey]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

/// Why a client cannot be scored from what was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingFault {
    /// There is no scorecard with this id.
    #[error("there is no scorecard {0}")]
    NoScorecard(CustomKey),
    /// Something was observed after the instant for which the score is worked out.
    #[error("{0} was observed after the instant of the score")]
    Future(CustomKey),
    /// A number outside of what the source observes, or a sum that is too large.
    #[error("{0} is out of its range")]
    Range(CustomKey),
    /// A word that the map has no score for, or a word where a number stands.
    #[error("{0} is not what the map knows")]
    Unknown(CustomKey),
    /// The score goes back behind an evaluation that it rests on.
    #[error("the score is worked out for an instant before the last one")]
    Backwards,
}

impl From<ReadingFault> for Invalid {
    fn from(fault: ReadingFault) -> Self {
        match fault {
            ReadingFault::NoScorecard(_) => {
                Invalid::Unknown { field: "scorecard", allowed: "those that are published" }
            }
            ReadingFault::Future(_) => {
                Invalid::Date { field: "observation", expected: "not after the score's instant" }
            }
            ReadingFault::Range(_) => {
                Invalid::Range { field: "observation", low: i64::MIN, high: i64::MAX }
            }
            ReadingFault::Unknown(_) => {
                Invalid::Unknown { field: "observation", allowed: "what the map knows" }
            }
            ReadingFault::Backwards => {
                Invalid::Date { field: "as of", expected: "not before the last evaluation" }
            }
        }
    }
}
