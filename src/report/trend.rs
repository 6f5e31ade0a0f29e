//! Satisfaction from wave to wave, with the interval of each mean.

use plotters::prelude::RGBColor;

use super::Undrawn;
use super::axis::Axis;
use super::easel::{Easel, FAINT, LINE, Look, RULE, SMALL, Sheet, Side, WIDTH};
use crate::domain::{Date, Lang, Score};
use crate::scoring::interval::{Confidence, Sample};
use crate::scoring::satisfaction::Label;

/// One wave in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendPoint {
    /// Its day.
    pub on: Date,
    /// What was said in it.
    pub sample: Sample,
}

const HEIGHT: i32 = 380;
const TOP: i32 = 56;
const BOTTOM: i32 = 296;
const LEFT: i32 = 52;
/// The target's name stands to the right of it.
const RIGHT: i32 = WIDTH - 92;
/// How many pixels the words below a wave take.
const WAVE: i32 = 84;
/// The most waves in which somebody was heard.
const MOST: usize = 120;
const TARGET: RGBColor = RGBColor(0xb0, 0x4a, 0x2f);

/// Draws the means of waves from 0 to 100, each with its interval at 95 % and how many answered, and a
/// target where one was declared. A mean worth less than ten answers is drawn hollow; one without an
/// interval stands alone.
///
/// ```
/// use guanxi::domain::{Lang, Score};
/// use guanxi::report::{TrendPoint, satisfaction_trend};
/// use guanxi::scoring::interval::Sample;
/// let mut sample = Sample::default();
/// [8_000, 9_000, 7_500].map(|bp| Score::from_bp(bp).map(|score| sample.add_score(score, 1)));
/// let point = TrendPoint { on: "2026-05-03".parse()?, sample };
/// let svg = satisfaction_trend("华信咨询", &[point], None, Lang::Zh)?;
/// assert!(svg.starts_with("<svg") && svg.contains("华信咨询"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] without a wave in which somebody was heard, [`Undrawn::TooMany`] with more than
/// 120 of them.
pub fn satisfaction_trend(
    title: &str,
    points: &[TrendPoint],
    target: Option<Score>,
    lang: Lang,
) -> Result<String, Undrawn> {
    let heard: Vec<Drawn> = points.iter().filter_map(Drawn::of).collect();
    if heard.is_empty() {
        return Err(Undrawn::Nothing);
    }
    if heard.len() > MOST {
        return Err(Undrawn::TooMany { most: MOST });
    }
    let told: Vec<String> = heard.iter().map(|one| one.told(lang)).collect();
    let sheet = Sheet {
        lang,
        name: title,
        what: lang.choose("满意度", "satisfaction"),
        told: &told.join(lang.choose("；", "; ")),
        height: HEIGHT,
    };
    sheet.drawn(|easel| {
        let up = Axis::of_scores(BOTTOM, TOP);
        ground(easel, up)?;
        if let Some(target) = target {
            let y = up.at(target.bp());
            easel.dashes((LEFT, y), (RIGHT, y), TARGET)?;
            let words = lang.choose(format!("目标 {target}"), format!("target {target}"));
            easel.text(&words, (RIGHT + 6, y), Look::of(SMALL, TARGET, Side::Right))?;
        }
        waves(easel, up, &heard, lang)?;
        let words = lang.choose(
            "竖线：95% 置信区间；空心点：不足 10 份答复",
            "bars: 95% intervals; hollow: worth less than ten answers",
        );
        easel.footer(words, HEIGHT)
    })
}

/// A wave as it is drawn: where, between what, and in which words.
struct Drawn {
    on: Date,
    mean: Score,
    range: Option<(Score, Score)>,
    label: Label,
    count: u64,
}

impl Drawn {
    fn of(point: &TrendPoint) -> Option<Self> {
        let (mean, range) = (point.sample.mean()?, point.sample.range(Confidence::default()));
        let (label, count) = (Label::of(point.sample), point.sample.count());
        Some(Drawn { on: point.on, mean, range, label, count })
    }

    fn told(&self, lang: Lang) -> String {
        let Drawn { on, mean, count, .. } = self;
        let range = self.range.map(|(low, high)| {
            lang.choose(format!("（{low} 至 {high}）"), format!(" ({low} to {high})"))
        });
        let range = range.unwrap_or_default();
        lang.choose(
            format!("{on} 为 {mean}{range}，{count} 人"),
            format!("{on}: {mean}{range}, n = {count}"),
        )
    }
}

fn ground(easel: &Easel<'_>, up: Axis) -> Result<(), Undrawn> {
    for score in [0, 2_000, 4_000, 6_000, 8_000, 10_000] {
        let y = up.at(score);
        easel.line(&[(LEFT, y), (RIGHT, y)], if score == 0 { FAINT } else { RULE }, 1)?;
        let look = Look::of(SMALL, FAINT, Side::Left);
        easel.text(&(score / 100).to_string(), (LEFT - 6, y), look)?;
    }
    Ok(())
}

fn waves(easel: &Easel<'_>, up: Axis, heard: &[Drawn], lang: Lang) -> Result<(), Undrawn> {
    let many = i32::try_from(heard.len()).unwrap_or(i32::MAX);
    let across = |at: i32| LEFT + (RIGHT - LEFT) * (2 * at + 1) / (2 * many);
    let places = || (0..many).map(across).zip(heard);
    let (radius, cap) = if many > 40 { (3, 2) } else { (5, 6) };
    for (x, (low, high)) in places().filter_map(|(x, one)| Some((x, one.range?))) {
        let (low, high) = (up.at(low.bp()), up.at(high.bp()));
        easel.line(&[(x, low), (x, high)], LINE, 1)?;
        easel.line(&[(x - cap, low), (x + cap, low)], LINE, 1)?;
        easel.line(&[(x - cap, high), (x + cap, high)], LINE, 1)?;
    }
    let line: Vec<_> = places().map(|(x, one)| (x, up.at(one.mean.bp()))).collect();
    if line.len() > 1 {
        easel.line(&line, LINE, 2)?;
    }
    for (x, one) in places() {
        let at = (x, up.at(one.mean.bp()));
        if one.label >= Label::Reportable {
            easel.dot(at, radius, LINE)?;
        } else {
            easel.ring(at, radius, LINE)?;
        }
    }
    // Where there is no room for the words of each, there is for those of some.
    let apart = usize::try_from((many * WAVE - 1) / (RIGHT - LEFT) + 1).unwrap_or(1);
    for (x, one) in places().step_by(apart) {
        let words = lang.choose(format!("{} 人", one.count), format!("n = {}", one.count));
        let look = Look::of(SMALL, FAINT, Side::Middle);
        easel.text(&one.on.to_string(), (x, BOTTOM + 18), look)?;
        easel.text(&words, (x, BOTTOM + 36), look)?;
    }
    Ok(())
}
