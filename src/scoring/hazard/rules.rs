//! Hazard by rules: points that are added up, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::churn::ChurnDefinition;
use crate::domain::{CustomKey, Lang, Timestamp};
use crate::scoring::health::{Behind, Titled};
use crate::scoring::signal::Compare;

/// One reason, and how much it weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardRule {
    /// Which.
    pub id: CustomKey,
    /// The reason that people read.
    pub reason: Titled,
    /// The number that is looked at.
    pub source: CustomKey,
    /// On which side of the threshold.
    pub compare: Compare,
    /// The threshold.
    pub threshold: i64,
    /// The points, at least 1.
    pub points: u32,
    /// Rules of one cause: of those that apply, only the one with the most points counts.
    pub cause: CustomKey,
}

/// Rules, and what their sum is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardRules {
    /// Their version: a change of anything in them is a new one.
    pub version: u32,
    /// When a client counts as gone.
    pub definition: ChurnDefinition,
    /// The rules.
    pub rules: Vec<HazardRule>,
    /// From how many points on the hazard is medium.
    pub medium: u32,
    /// From how many points on it is high.
    pub high: u32,
}

/// How much a client is at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HazardBand {
    /// Little.
    Low,
    /// To be looked at.
    Medium,
    /// Much.
    High,
}

impl HazardBand {
    /// The band in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            HazardBand::Low => lang.choose("低", "low"),
            HazardBand::Medium => lang.choose("中", "medium"),
            HazardBand::High => lang.choose("高", "high"),
        }
    }
}

/// A rule that applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardReason {
    /// Which.
    pub rule: CustomKey,
    /// Why.
    pub reason: Titled,
    /// What it adds; 0 where another rule of the same cause counts instead.
    pub points: u32,
    /// The number that it was decided on.
    pub value: i64,
    /// The records that this rests on.
    pub behind: Vec<Behind>,
}

/// The hazard of a client by rules. It is no probability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    /// The points of all reasons.
    pub points: u32,
    /// What that is called.
    pub band: HazardBand,
    /// Every rule that applied, in the order of the rules.
    pub reasons: Vec<HazardReason>,
    /// The numbers that nobody knew.
    pub unknown: BTreeSet<CustomKey>,
    /// When a client counts as gone.
    pub definition: ChurnDefinition,
    /// For which instant.
    pub as_of: Timestamp,
    /// By which version of the rules.
    pub version: u32,
}

/// Why rules cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HazardFault {
    /// There is none.
    #[error("there is no rule")]
    NoRules,
    /// There are more than 256.
    #[error("there are more than 256 rules")]
    TooMany,
    /// Two rules have the same id.
    #[error("two rules have the same id")]
    Twice,
    /// A rule with no points, or with more than 1000.
    #[error("a rule has 1 to 1000 points")]
    Points,
    /// Medium does not lie above nothing and below high.
    #[error("medium lies above 0 and below high")]
    Bands,
}

impl HazardRules {
    /// Says whether the rules can be used.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(&self) -> Result<(), HazardFault> {
        if self.rules.is_empty() {
            return Err(HazardFault::NoRules);
        }
        if self.rules.len() > 256 {
            return Err(HazardFault::TooMany);
        }
        let ids: BTreeSet<&CustomKey> = self.rules.iter().map(|rule| &rule.id).collect();
        if ids.len() != self.rules.len() {
            return Err(HazardFault::Twice);
        }
        if self.rules.iter().any(|rule| !(1..=1_000).contains(&rule.points)) {
            return Err(HazardFault::Points);
        }
        if self.medium == 0 || self.medium >= self.high {
            return Err(HazardFault::Bands);
        }
        Ok(())
    }

    /// The hazard of a client, from numbers and the records behind them. What nobody knows adds
    /// nothing, and is said to be unknown.
    #[must_use]
    pub fn hazard(
        &self,
        numbers: &BTreeMap<CustomKey, (i64, Vec<Behind>)>,
        as_of: Timestamp,
    ) -> Hazard {
        let (mut reasons, mut unknown) = (Vec::new(), BTreeSet::new());
        let mut counted: BTreeMap<&CustomKey, (u32, usize)> = BTreeMap::new();
        for rule in &self.rules {
            let Some((value, behind)) = numbers.get(&rule.source) else {
                unknown.insert(rule.source.clone());
                continue;
            };
            if !rule.compare.reached(*value, rule.threshold) {
                continue;
            }
            let place = reasons.len();
            let best = counted.entry(&rule.cause).or_insert((0, place));
            if rule.points > best.0 {
                *best = (rule.points, place);
            }
            reasons.push(HazardReason {
                rule: rule.id.clone(),
                reason: rule.reason.clone(),
                points: 0,
                value: *value,
                behind: behind.clone(),
            });
        }
        for (points, place) in counted.into_values() {
            if let Some(reason) = reasons.get_mut(place) {
                reason.points = points;
            }
        }
        let points = reasons.iter().fold(0_u32, |sum, reason| sum.saturating_add(reason.points));
        let (definition, version) = (self.definition, self.version);
        Hazard { points, band: self.band(points), reasons, unknown, definition, as_of, version }
    }

    fn band(&self, points: u32) -> HazardBand {
        if points >= self.high {
            HazardBand::High
        } else if points >= self.medium {
            HazardBand::Medium
        } else {
            HazardBand::Low
        }
    }

    /// What is proposed for clients of whom only the purchases are known.
    ///
    /// Its numbers are `hiatus` (how often the own gap fits into the silence, in hundredths),
    /// `silence` (in hundredths of the pooled gap), and `purchases`.
    ///
    /// ```
    /// use guanxi::scoring::hazard::{ChurnDefinition, HazardRules};
    /// assert!(HazardRules::for_purchases(ChurnDefinition::PROJECT).check().is_ok());
    /// ```
    #[must_use]
    pub fn for_purchases(definition: ChurnDefinition) -> Self {
        use Compare::{AtLeast, AtMost};
        let rules = vec![
            rule(
                "hiatus_2",
                ("沉默超过自身间隔 2 倍", "silent for twice its own gap"),
                "hiatus",
                AtLeast,
                200,
                25,
                "hiatus",
            ),
            rule(
                "hiatus_4",
                ("沉默超过自身间隔 4 倍", "silent for four times its own gap"),
                "hiatus",
                AtLeast,
                400,
                50,
                "hiatus",
            ),
            rule(
                "silence_2",
                ("沉默超过全体间隔 2 倍", "silent for twice the gap of all"),
                "silence",
                AtLeast,
                200,
                20,
                "silence",
            ),
            rule(
                "silence_4",
                ("沉默超过全体间隔 4 倍", "silent for four times the gap of all"),
                "silence",
                AtLeast,
                400,
                30,
                "silence",
            ),
            rule("once", ("只买过一次", "bought once only"), "purchases", AtMost, 1, 30, "rarity"),
            rule(
                "seldom",
                ("购买不到四次", "bought fewer than four times"),
                "purchases",
                AtMost,
                3,
                15,
                "rarity",
            ),
        ];
        HazardRules { version: 1, definition, rules, medium: 35, high: 60 }
    }
}

fn rule(
    id: &str,
    reason: (&str, &str),
    source: &str,
    compare: Compare,
    threshold: i64,
    points: u32,
    cause: &str,
) -> HazardRule {
    let key = |text| CustomKey::new(text).expect("the keys of the house are written here");
    let titled = Titled::new(reason.0, reason.1);
    let reason = titled.expect("the reasons of the house are written here");
    HazardRule {
        id: key(id),
        reason,
        source: key(source),
        compare,
        threshold,
        points,
        cause: key(cause),
    }
}

impl Hazard {
    /// The band and every reason for it, in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let (band, points) = (self.band.say(lang), self.points);
        let head = lang.choose(
            format!("流失风险：{band}（{points} 分，非概率）"),
            format!("hazard: {band} ({points} points, no probability)"),
        );
        let line =
            |reason: &HazardReason| format!("+{} {}", reason.points, reason.reason.say(lang));
        let counted = self.reasons.iter().filter(|reason| reason.points > 0).map(line);
        [head].into_iter().chain(counted).chain([self.definition.say(lang)]).collect()
    }
}
