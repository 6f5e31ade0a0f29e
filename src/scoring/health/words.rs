//! What a person reads: an evaluation, a movement and a way up as sentences in Chinese and English.

use super::book::ScorecardBook;
use super::evaluation::{Basis, Contribution, Health};
use super::exact::half_even;
use super::map::Value;
use super::movement::{Change, Movement};
use super::scorecard::{Measure, Of};
use super::titled::Titled;
use super::way::Way;
use crate::domain::{CustomKey, Lang};

impl ScorecardBook {
    /// An evaluation line by line: the score and its grade, what each measure contributes and why,
    /// what holds it down, and how much was known.
    #[must_use]
    pub fn explain(&self, health: &Health, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.headline(health, lang)];
        for line in &health.contributions {
            lines.push(self.contribution(health, line, lang));
        }
        for cap in &health.caps {
            let (most, why) = (shown(cap.max), cap.reason.say(lang));
            let held = if cap.held {
                lang.choose("（未见解除）", " (not seen to have ended)")
            } else {
                ""
            };
            lines.push(lang.choose(
                format!("封顶 {most}：{why}{held}"),
                format!("at most {most}: {why}{held}"),
            ));
        }
        if health.cap_points != 0 {
            let points = signed(health.cap_points);
            lines.push(lang.choose(format!("封顶扣减 {points}"), format!("caps take {points}")));
        }
        if let Some(set) = &health.overridden {
            let (points, until) = (signed(health.override_points), set.until);
            lines.push(lang.choose(
                format!("人工调整 {points}，有效至 {until}"),
                format!("set by hand: {points}, until {until}"),
            ));
        }
        lines
    }

    fn headline(&self, health: &Health, lang: Lang) -> String {
        let grade = health.grade.say(lang);
        let coverage = health.coverage;
        let score = health.score.map(|score| score.to_string());
        let score = score.unwrap_or_else(|| lang.choose("无", "none").to_owned());
        lang.choose(
            format!("健康度 {score}（{grade}），数据覆盖 {coverage}；基准 50"),
            format!("health {score} ({grade}), {coverage} of what is in use is known; from 50"),
        )
    }

    fn contribution(&self, health: &Health, line: &Contribution, lang: Lang) -> String {
        let title = self.title(health, &line.measure, lang);
        let points = signed(line.points);
        let seen = line.value.as_ref().map(|value| self.value(health, &line.measure, value, lang));
        let score = line.level.map(|level| shown(level.bp()));
        let records = line.behind.len();
        let records = match (lang, records) {
            (_, 0) => String::new(),
            (Lang::Zh, n) => format!("，依据 {n} 条记录"),
            (Lang::En, 1) => ", from 1 record".to_owned(),
            (Lang::En, n) => format!(", from {n} records"),
        };
        let basis = match (line.basis, seen) {
            (Basis::Measured, Some(seen)) => seen,
            (basis, _) => basis.say(lang).to_owned(),
        };
        match score {
            None => lang.choose(format!("{title}：{basis}"), format!("{title}: {basis}")),
            Some(score) => lang.choose(
                format!("{title}：{points}（{basis}，得分 {score}{records}）"),
                format!("{title}: {points} ({basis}, scores {score}{records})"),
            ),
        }
    }

    /// Why a score moved, step by step.
    #[must_use]
    pub fn explain_movement(&self, health: &Health, moved: &Movement, lang: Lang) -> Vec<String> {
        let total = signed(moved.points);
        let mut lines = vec![lang.choose(format!("变化 {total}"), format!("moved by {total}"))];
        for step in moved.steps.iter().filter(|step| step.points != 0 || !step.by.is_empty()) {
            let (what, points) = (step.change.say(lang), signed(step.points));
            let by = step.by.iter().map(|(measure, points)| {
                format!("{} {}", self.title(health, measure, lang), signed(*points))
            });
            let by = by.collect::<Vec<_>>().join(lang.choose("、", ", "));
            lines.push(match (lang, by.is_empty()) {
                (_, true) => format!("{what} {points}"),
                (Lang::Zh, false) => format!("{what} {points}（{by}）"),
                (Lang::En, false) => format!("{what} {points} ({by})"),
            });
        }
        lines
    }

    /// What would have to become better.
    #[must_use]
    pub fn explain_way(&self, health: &Health, way: &Way, lang: Lang) -> Vec<String> {
        let (grade, reaches) = (way.to.say(lang), shown(way.reaches));
        let head = lang.choose(
            format!("要达到“{grade}”（{reaches}）："),
            format!("to reach {grade} ({reaches}):"),
        );
        let cap = |id: &CustomKey| {
            let cap = health.caps.iter().find(|cap| cap.id == *id);
            let why = cap.map_or_else(|| id.as_str(), |cap| cap.reason.say(lang));
            lang.choose(format!("解除：{why}"), format!("end: {why}"))
        };
        let raise = |raise: &super::way::Raise| {
            let title = self.title(health, &raise.measure, lang);
            let to = self.value(health, &raise.measure, &raise.to, lang);
            match &raise.from {
                Some(from) => {
                    let from = self.value(health, &raise.measure, from, lang);
                    lang.choose(
                        format!("{title}由 {from} 改善到 {to}"),
                        format!("{title} from {from} to {to}"),
                    )
                }
                None => lang.choose(format!("{title}达到 {to}"), format!("{title} to {to}")),
            }
        };
        [head]
            .into_iter()
            .chain(way.caps.iter().map(cap))
            .chain(way.raises.iter().map(raise))
            .collect()
    }

    fn measure(&self, health: &Health, id: &CustomKey) -> Option<&Measure> {
        let scorecard = self.get(&health.scorecard)?;
        scorecard.measures().map(|(_, measure)| measure).find(|measure| measure.id == *id)
    }

    fn titled(&self, health: &Health, id: &CustomKey) -> Option<&Titled> {
        match &self.measure(health, id)?.of {
            Of::Source(key) => self.sources().get(key).map(|source| &source.title),
            Of::Scorecard(id) => self.get(id).map(|scorecard| &scorecard.title),
        }
    }

    fn title<'t>(&'t self, health: &Health, id: &'t CustomKey, lang: Lang) -> &'t str {
        self.titled(health, id).map_or(id.as_str(), |title| title.say(lang))
    }

    fn value(&self, health: &Health, id: &CustomKey, value: &Value, lang: Lang) -> String {
        let of = self.measure(health, id).map(|measure| &measure.of);
        let unit = match of {
            Some(Of::Source(key)) => self.sources().get(key).map(|source| source.unit.say(lang)),
            Some(Of::Scorecard(_)) | None => None,
        };
        let unit = unit.unwrap_or_default();
        // A hundredth of a point is what basis points are in the eyes of people.
        let hundredths =
            matches!(of, Some(Of::Scorecard(_))) || unit == "%" || unit == "分" || unit == "points";
        match value {
            Value::Number(number) if hundredths => {
                let sign = if unit == "%" { "%" } else { "" };
                format!("{}{sign}", shown(*number))
            }
            Value::Number(number) if unit.is_empty() => number.to_string(),
            Value::Number(number) => format!("{number} {unit}"),
            Value::Word(word) => word.to_string(),
            Value::Slope(slope) => {
                let by = if hundredths { in_points(*slope) } else { *slope };
                let by = match unit {
                    "" => thousandths(by),
                    "%" => format!("{}%", thousandths(by)),
                    unit => format!("{} {unit}", thousandths(by)),
                };
                lang.choose(format!("每 30 天 {by}"), format!("{by} in 30 days"))
            }
        }
    }
}

impl Change {
    /// The step in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Change::Coverage => lang.choose("数据有无", "coverage"),
            Change::Weights => lang.choose("权重", "weights"),
            Change::Values => lang.choose("数值", "values"),
            Change::Caps => lang.choose("封顶", "caps"),
            Change::Override => lang.choose("人工调整", "set by hand"),
        }
    }
}

/// Basis points as people read them: 8750 is 87.5.
pub(super) fn shown(bp: i64) -> String {
    let sign = if bp < 0 { "-" } else { "" };
    let (whole, rest) = (bp.unsigned_abs() / 100, bp.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        rest if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        rest => format!("{sign}{whole}.{rest:02}"),
    }
}

pub(super) fn signed(bp: i64) -> String {
    if bp < 0 { shown(bp) } else { format!("+{}", shown(bp)) }
}

/// A slope in hundredths as one in whole points, half-even.
fn in_points(slope: i64) -> i64 {
    i64::try_from(half_even(slope.into(), 100)).unwrap_or_default()
}

pub(super) fn thousandths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "+" };
    let number = number.unsigned_abs();
    format!("{sign}{}.{:03}", number / 1_000, number % 1_000)
}
