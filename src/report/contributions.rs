//! What makes a score: each measure's contribution as a bar, from the middle to the score.

use super::Undrawn;
use super::axis::Axis;
use super::easel::{Easel, FAINT, INK, LINE, Look, MARGIN, RULE, SMALL, Sheet, Side, WIDTH, WORDS};
use super::lettering::shortened;
use crate::domain::{CustomKey, Gap, Lang, Score};
use crate::scoring::health::{Basis, Contribution, Health, Of, ScorecardBook};
use plotters::prelude::RGBColor;

const TOP: i32 = 56;
const ROW: i32 = 28;
const LEFT: i32 = 250;
const RIGHT: i32 = WIDTH - 76;
/// The most bars of measures; what contributes least is put into one.
const MOST: usize = 20;
/// The score of whom nothing is known.
const MIDDLE: i64 = 5_000;
const MORE: RGBColor = LINE;
const LESS: RGBColor = RGBColor(0xb0, 0x4a, 0x2f);

/// Draws how a score comes about: 50 at the top, a bar to the right or to the left for what each
/// measure contributes, for caps and for what a person set, and the score at the bottom. The bars add
/// up to it exactly. What was not measured has a star; of more than 20 measures those that contribute
/// least are one bar.
///
/// ```
/// use guanxi::domain::{CustomKey, Id, Lang, Timestamp};
/// use guanxi::report::health_contributions;
/// use guanxi::scoring::health::{
///     Asked, Behind, Observation, Reading, Readings, ScorecardBook, house_sources, project_teams,
/// };
/// let book = ScorecardBook::publish(vec![project_teams()], house_sources()).unwrap();
/// let at: Timestamp = "2026-05-04T08:00:00Z".parse()?;
/// let behind = Behind { noun: CustomKey::new("interaction")?, id: Id::from_bytes([1; 16]) };
/// let seen = Observation::number(at, 9_000, behind);
/// let readings = Readings::from([(CustomKey::new("cadence")?, Reading::Told(vec![seen]))]);
/// let asked =
///     Asked { readings: &readings, overridden: None, before: None, as_of: at, day: "2026-05-04".parse()? };
/// let health = book.evaluate(&CustomKey::new("project_teams")?, &asked)?;
/// let svg = health_contributions("华信咨询", &book, &health, Lang::Zh)?;
/// assert!(svg.contains("联系节奏"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] for a client of whom nothing is known, [`Undrawn::Unequal`] where what
/// contributes does not come to the score, which no evaluation of a scorecard gives.
pub fn health_contributions(
    title: &str,
    book: &ScorecardBook,
    health: &Health,
    lang: Lang,
) -> Result<String, Undrawn> {
    let score = health.score.ok_or(Undrawn::Nothing)?;
    let bars = Bars::of(book, health, score, lang)?;
    let sheet = Sheet {
        lang,
        name: title,
        what: lang.choose("得分构成", "what makes the score"),
        told: &bars.told(lang),
        height: bars.height(),
    };
    sheet.drawn(|easel| bars.draw(easel, lang))
}

/// One bar.
struct Bar {
    name: String,
    points: i64,
    is_measured: bool,
}

struct Bars {
    bars: Vec<Bar>,
    score: Score,
    left_out: usize,
}

impl Bars {
    fn of(
        book: &ScorecardBook,
        health: &Health,
        score: Score,
        lang: Lang,
    ) -> Result<Self, Undrawn> {
        let stands = |line: &&Contribution| line.level.is_some() || line.points != 0;
        let lines: Vec<&Contribution> = health.contributions.iter().filter(stands).collect();
        let left_out = health.contributions.len() - lines.len();
        let bar = |line: &&Contribution| Bar {
            name: title(book, health, &line.measure, lang).to_owned(),
            points: line.points,
            is_measured: line.basis == Basis::Measured,
        };
        let mut bars = fewer(lines.iter().map(bar).collect(), lang);
        let plain = |name: String, points| Bar { name, points, is_measured: true };
        if health.cap_points != 0 {
            let cap = health.caps.iter().min_by_key(|cap| cap.max);
            let why = cap.map_or("", |cap| cap.reason.say(lang));
            let name = lang.choose(format!("封顶：{why}"), format!("cap: {why}"));
            bars.push(plain(name, health.cap_points));
        }
        if health.override_points != 0 {
            let name = lang.choose("人工调整", "set by hand").to_owned();
            bars.push(plain(name, health.override_points));
        }
        let sum: i128 = bars.iter().map(|bar| i128::from(bar.points)).sum();
        let is_small = bars.iter().all(|bar| Gap::from_bp(bar.points).is_ok());
        if sum + i128::from(MIDDLE) != i128::from(score.bp()) || !is_small {
            return Err(Undrawn::Unequal { score });
        }
        Ok(Bars { bars, score, left_out })
    }

    fn height(&self) -> i32 {
        let rows = i32::try_from(self.bars.len()).unwrap_or(0) + 2;
        TOP + rows * ROW + 64
    }

    fn told(&self, lang: Lang) -> String {
        let said = |bar: &Bar| format!("{} {}", bar.name, signed(bar.points));
        let said: Vec<String> = self.bars.iter().map(said).collect();
        let (said, score) = (said.join(lang.choose("；", "; ")), self.score);
        lang.choose(format!("基准 50；{said}；得分 {score}"), format!("from 50; {said}; {score}"))
    }

    fn draw(&self, easel: &Easel<'_>, lang: Lang) -> Result<(), Undrawn> {
        let across = self.across();
        let bottom = self.height() - 64;
        for tick in across.ticks(6) {
            let x = across.at(tick);
            let color = if tick == MIDDLE { FAINT } else { RULE };
            easel.line(&[(x, TOP), (x, bottom)], color, 1)?;
            let look = Look::of(SMALL, FAINT, Side::Middle);
            easel.text(&plain_number(tick), (x, bottom + 14), look)?;
        }
        let (mut sum, mut y) = (MIDDLE, TOP + ROW / 2);
        whole(easel, across, (lang.choose("基准", "from"), sum), y)?;
        for bar in &self.bars {
            let x = across.at(sum);
            easel.line(&[(x, y + 8), (x, y + ROW - 8)], FAINT, 1)?;
            y += ROW;
            bar.draw(easel, across, sum, y)?;
            sum += bar.points;
        }
        let x = across.at(sum);
        easel.line(&[(x, y + 8), (x, y + ROW - 8)], FAINT, 1)?;
        whole(easel, across, (lang.choose("得分", "score"), sum), y + ROW)?;
        easel.footer(&self.below(lang), self.height())
    }

    /// From the least sum on the way to the greatest, with some room.
    fn across(&self) -> Axis {
        let sums = self.bars.iter().scan(MIDDLE, |sum, bar| {
            *sum += bar.points;
            Some(*sum)
        });
        let (low, high) =
            sums.fold((MIDDLE, MIDDLE), |(low, high), sum| (low.min(sum), high.max(sum)));
        let room = ((high - low) / 10).max(200);
        Axis { low: low - room, high: high + room, from: LEFT, to: RIGHT }
    }

    fn below(&self, lang: Lang) -> String {
        let mut words = Vec::new();
        if self.bars.iter().any(|bar| !bar.is_measured) {
            words.push(lang.choose(
                "* 本次未测得：沿用旧值或按规则计".to_owned(),
                "* not measured now: held, or as the scorecard says".to_owned(),
            ));
        }
        if self.left_out > 0 {
            let many = self.left_out;
            words.push(lang.choose(
                format!("{many} 项未使用或无数据，未计入"),
                format!("{many} left out: not used or no value"),
            ));
        }
        words.join(lang.choose("；", "; "))
    }
}

impl Bar {
    fn draw(&self, easel: &Easel<'_>, across: Axis, sum: i64, y: i32) -> Result<(), Undrawn> {
        let star = if self.is_measured { "" } else { " *" };
        let name = shortened(&self.name, WORDS, LEFT - MARGIN - 28);
        let look = Look::of(WORDS, INK, Side::Right);
        easel.text(&format!("{name}{star}"), (MARGIN, y), look)?;
        let (from, to) = (across.at(sum), across.at(sum + self.points));
        let color = if self.points < 0 { LESS } else { MORE };
        // An arrow, so that up and down differ in more than their colour.
        let point = (to - from).clamp(-7, 7);
        let neck = to - point;
        let shape = [(from, y - 8), (neck, y - 8), (to, y), (neck, y + 8), (from, y + 8)];
        if from == to {
            easel.line(&[(from, y - 8), (from, y + 8)], FAINT, 2)?;
        } else {
            easel.polygon(&shape, color)?;
        }
        let look = Look::of(WORDS, if self.points < 0 { LESS } else { INK }, Side::Left);
        easel.text(&signed(self.points), (WIDTH - MARGIN, y), look)
    }
}

/// A whole score: a dot, since the axis does not begin at 0.
fn whole(easel: &Easel<'_>, across: Axis, said: (&str, i64), y: i32) -> Result<(), Undrawn> {
    let (name, bp) = said;
    easel.text(name, (MARGIN, y), Look::of(WORDS, INK, Side::Right).bold())?;
    easel.dot((across.at(bp), y), 7, INK)?;
    let look = Look::of(WORDS, INK, Side::Left).bold();
    easel.text(&plain_number(bp), (WIDTH - MARGIN, y), look)
}

/// At most so many bars, in their order, with the smallest put together behind them.
fn fewer(bars: Vec<Bar>, lang: Lang) -> Vec<Bar> {
    if bars.len() <= MOST {
        return bars;
    }
    let mut sizes: Vec<(u64, usize)> =
        bars.iter().enumerate().map(|(at, bar)| (bar.points.unsigned_abs(), at)).collect();
    sizes.sort_by(|(one, first), (two, second)| two.cmp(one).then(first.cmp(second)));
    let kept: std::collections::BTreeSet<usize> =
        sizes.iter().take(MOST - 1).map(|(_, at)| *at).collect();
    let (mut shown, mut points, mut many, mut is_measured) = (Vec::new(), 0_i64, 0, true);
    for (at, bar) in bars.into_iter().enumerate() {
        if kept.contains(&at) {
            shown.push(bar);
        } else {
            points = points.saturating_add(bar.points);
            many += 1;
            is_measured &= bar.is_measured;
        }
    }
    let name = lang.choose(format!("其余 {many} 项"), format!("{many} others"));
    shown.push(Bar { name, points, is_measured });
    shown
}

/// What a measure is called, by the scorecard that looked at it.
fn title<'t>(
    book: &'t ScorecardBook,
    health: &Health,
    measure: &'t CustomKey,
    lang: Lang,
) -> &'t str {
    let found = book.get(&health.scorecard).and_then(|scorecard| {
        scorecard.measures().map(|(_, one)| one).find(|one| one.id == *measure)
    });
    let title = found.and_then(|one| match &one.of {
        Of::Source(key) => book.sources().get(key).map(|source| &source.title),
        Of::Scorecard(id) => book.get(id).map(|scorecard| &scorecard.title),
    });
    title.map_or(measure.as_str(), |title| title.say(lang))
}

fn signed(bp: i64) -> String {
    let gap = Gap::from_bp(bp).map(|gap| gap.to_string()).unwrap_or_default();
    // A true minus is as wide as a plus.
    gap.replace('-', "−")
}

/// Basis points as people read them.
fn plain_number(bp: i64) -> String {
    let gap = Gap::from_bp(bp).map(|gap| gap.to_string()).unwrap_or_default();
    gap.trim_start_matches('+').replace('-', "−")
}
