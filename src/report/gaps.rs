//! What was promised beside what was delivered, expectation by expectation.

use plotters::prelude::RGBColor;

use super::Undrawn;
use super::axis::Axis;
use super::easel::{
    Easel, FAINT, INK, Look, MARGIN, Place, RULE, SMALL, Sheet, Side, WHITE, WIDTH, WORDS,
};
use super::lettering::shortened;
use crate::domain::expectation::{Expectation, Level, Verdict};
use crate::domain::{Held, Lang, Score};

/// One expectation in the picture.
///
/// ```
/// use guanxi::domain::Score;
/// use guanxi::domain::expectation::{Level, Scale, Verdict};
/// use guanxi::report::ExpectationGap;
/// let scale = Scale::lower("30 s", "0 s")?;
/// let (promised, delivered) = (Level::measured("6 s")?, Level::measured("7.8 s")?);
/// let gap = ExpectationGap {
///     statement: Some("月报要一点就开".to_owned()),
///     promised_at: scale.place(&promised)?,
///     delivered_at: scale.place(&delivered)?,
///     promised,
///     delivered,
///     verdict: Verdict::PartiallyMet,
/// };
/// assert_eq!((gap.promised_at.bp(), gap.delivered_at.bp()), (8_000, 7_400));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectationGap {
    /// What the client expects, in their words; none where that was erased.
    pub statement: Option<String>,
    /// What was agreed.
    pub promised: Level,
    /// Where that stands, from 0 (worst) to 100 (best) of its scale.
    pub promised_at: Score,
    /// What was measured.
    pub delivered: Level,
    /// Where that stands; what lies off the scale stands at its end.
    pub delivered_at: Score,
    /// Whether the promise was kept.
    pub verdict: Verdict,
}

impl ExpectationGap {
    /// The last evaluation of an expectation; none where nothing was evaluated.
    #[must_use]
    pub fn of(expectation: &Expectation) -> Option<Self> {
        let evaluation = expectation.evaluation()?;
        let stick = evaluation.yardstick();
        let statement = match expectation.statement() {
            Held::Known(note) => Some(note.as_str().to_owned()),
            Held::Erased => None,
        };
        Some(ExpectationGap {
            statement,
            promised: stick.agreed.clone(),
            promised_at: stick.scale.place(&stick.agreed).ok()?,
            delivered: evaluation.actual().clone(),
            delivered_at: stick.scale.place(evaluation.actual()).ok()?,
            verdict: evaluation.verdict(),
        })
    }
}

const TOP: i32 = 76;
const ROW: i32 = 50;
const LEFT: i32 = 310;
const RIGHT: i32 = WIDTH - 132;
/// The most expectations of one picture.
const MOST: usize = 40;

/// Draws what was promised beside what was delivered for each expectation, on its own scale from worst
/// to best. The verdict has a shape, a word and a colour: a triangle upwards for more than promised, a
/// dot for what was met, a half-filled square for partly met, a cross for missed.
///
/// ```
/// # use guanxi::domain::{Lang, Score};
/// # use guanxi::domain::expectation::{Level, Verdict};
/// # use guanxi::report::{ExpectationGap, expectation_gaps};
/// # let gap = ExpectationGap {
/// #     statement: Some("周报".to_owned()),
/// #     promised: Level::Yes, promised_at: Score::MAX,
/// #     delivered: Level::No, delivered_at: Score::MIN, verdict: Verdict::Missed,
/// # };
/// let svg = expectation_gaps("华信咨询", &[gap], Lang::Zh)?;
/// assert!(svg.contains("未达成"));
/// # Ok::<(), guanxi::report::Undrawn>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] without an expectation, [`Undrawn::TooMany`] above 40.
pub fn expectation_gaps(
    title: &str,
    gaps: &[ExpectationGap],
    lang: Lang,
) -> Result<String, Undrawn> {
    if gaps.is_empty() {
        return Err(Undrawn::Nothing);
    }
    if gaps.len() > MOST {
        return Err(Undrawn::TooMany { most: MOST });
    }
    let rows = i32::try_from(gaps.len()).unwrap_or(0);
    let told: Vec<String> = gaps.iter().map(|gap| gap.told(lang)).collect();
    let sheet = Sheet {
        lang,
        name: title,
        what: lang.choose("约定与交付", "promised and delivered"),
        told: &told.join(lang.choose("；", "; ")),
        height: TOP + rows * ROW + 44,
    };
    sheet.drawn(|easel| {
        heads(easel, TOP + rows * ROW, lang)?;
        let mut y = TOP;
        for gap in gaps {
            gap.draw(easel, y, lang)?;
            y += ROW;
        }
        let words = lang.choose(
            "竖线：约定；图形：交付；左端最差，右端最好",
            "upright: promised; shape: delivered; worst on the left, best on the right",
        );
        easel.footer(words, sheet.height)
    })
}

fn heads(easel: &Easel<'_>, bottom: i32, lang: Lang) -> Result<(), Undrawn> {
    let across = Axis::of_scores(LEFT, RIGHT);
    let look = Look::of(SMALL, FAINT, Side::Middle);
    easel.text(lang.choose("最差", "worst"), (LEFT, TOP - 18), look)?;
    easel.text(lang.choose("最好", "best"), (RIGHT, TOP - 18), look)?;
    for quarter in [0, 2_500, 5_000, 7_500, 10_000] {
        let x = across.at(quarter);
        easel.line(&[(x, TOP - 6), (x, bottom)], RULE, 1)?;
    }
    Ok(())
}

impl ExpectationGap {
    fn statement(&self, lang: Lang) -> &str {
        self.statement.as_deref().unwrap_or(lang.choose("（已删除）", "(erased)"))
    }

    fn levels(&self, lang: Lang) -> String {
        let (promised, delivered) = (said(&self.promised, lang), said(&self.delivered, lang));
        lang.choose(
            format!("约定 {promised} → 交付 {delivered}"),
            format!("promised {promised} → got {delivered}"),
        )
    }

    fn told(&self, lang: Lang) -> String {
        let statement = shortened(self.statement(lang), 1, 120);
        let (levels, verdict) = (self.levels(lang), self.verdict.say(lang));
        lang.choose(
            format!("{statement}：{levels}，{verdict}"),
            format!("{statement}: {levels}, {verdict}"),
        )
    }

    fn draw(&self, easel: &Easel<'_>, top: i32, lang: Lang) -> Result<(), Undrawn> {
        let (y, color) = (top + ROW / 2, color(self.verdict));
        let room = LEFT - MARGIN - 22;
        let statement = shortened(self.statement(lang), WORDS, room);
        easel.text(&statement, (MARGIN, y - 9), Look::of(WORDS, INK, Side::Right))?;
        let levels = shortened(&self.levels(lang), SMALL, room);
        easel.text(&levels, (MARGIN, y + 10), Look::of(SMALL, FAINT, Side::Right))?;
        let across = Axis::of_scores(LEFT, RIGHT);
        let (from, to) = (across.at(self.promised_at.bp()), across.at(self.delivered_at.bp()));
        easel.line(&[(LEFT, y), (RIGHT, y)], RULE, 1)?;
        if from != to {
            easel.rect((from.min(to), y - 3), (from.max(to), y + 3), color)?;
        }
        easel.rect((from - 2, y - 13), (from + 2, y + 13), INK)?;
        shape(easel, self.verdict, (to, y))?;
        let place = (RIGHT + 24, y);
        shape(easel, self.verdict, place)?;
        let look = Look::of(WORDS, INK, Side::Right);
        easel.text(self.verdict.say(lang), (place.0 + 14, y), look)
    }
}

fn shape(easel: &Easel<'_>, verdict: Verdict, (x, y): Place) -> Result<(), Undrawn> {
    let color = color(verdict);
    match verdict {
        Verdict::Exceeded => easel.polygon(&[(x - 8, y + 6), (x, y - 9), (x + 8, y + 6)], color),
        Verdict::Met => easel.dot((x, y), 7, color),
        Verdict::PartiallyMet => {
            easel.rect((x - 7, y - 7), (x + 7, y + 7), color)?;
            easel.rect((x - 5, y - 5), (x + 5, y), WHITE)
        }
        Verdict::Missed => {
            easel.dot((x, y), 9, WHITE)?;
            easel.line(&[(x - 6, y - 6), (x + 6, y + 6)], color, 3)?;
            easel.line(&[(x - 6, y + 6), (x + 6, y - 6)], color, 3)
        }
    }
}

fn color(verdict: Verdict) -> RGBColor {
    match verdict {
        Verdict::Exceeded => RGBColor(0x1f, 0x5f, 0x8b),
        Verdict::Met => RGBColor(0x1d, 0x6f, 0x5c),
        Verdict::PartiallyMet => RGBColor(0xb8, 0x7a, 0x00),
        Verdict::Missed => RGBColor(0x8f, 0x1d, 0x2c),
    }
}

fn said(level: &Level, lang: Lang) -> String {
    match level {
        Level::Measured(quantity) => quantity.to_string(),
        Level::Yes => lang.choose("是", "yes").to_owned(),
        Level::No => lang.choose("否", "no").to_owned(),
    }
}
