//! One client's health from week to week.

use std::collections::BTreeMap;

use super::Undrawn;
use super::axis::Axis;
use super::easel::{Easel, FAINT, INK, LINE, Look, Place, RULE, SMALL, Sheet, Side, WIDTH, WORDS};
use super::graded::{Graded, ends, tint};
use crate::domain::{Date, Lang, Score};
use crate::scoring::health::Grade;

/// One evaluation in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthPoint {
    /// The firm's day of the evaluation.
    pub on: Date,
    /// What it came to.
    pub health: Graded,
}

const HEIGHT: i32 = 380;
const TOP: i32 = 52;
const BOTTOM: i32 = 312;
const LEFT: i32 = 48;
/// The names of the grades stand to the right of it.
const RIGHT: i32 = WIDTH - 92;
/// How many pixels a day below the picture takes.
const DAY: i32 = 88;
/// The most weeks from the first to the last.
const MOST: usize = 520;

/// Draws one client's health by week, with the bands of the grades behind it. The last evaluation of
/// each week counts, from Monday on. A week in which nothing was evaluated is bridged by dashes; where
/// too little was known the point is hollow.
///
/// ```
/// use guanxi::domain::{Lang, Score};
/// use guanxi::report::{Graded, HealthPoint, health_by_week};
/// use guanxi::scoring::health::Grade;
/// let score = Score::from_bp(6_450)?;
/// let health = Graded { score: Some(score), grade: Grade::of(score) };
/// let point = HealthPoint { on: "2026-05-06".parse()?, health };
/// let svg = health_by_week("华信咨询", &[point], Lang::En)?;
/// assert!(svg.contains("华信咨询") && svg.contains("2026-05-04"), "its Monday");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] without an evaluation that has a score, [`Undrawn::TooMany`] where more than
/// 520 weeks lie between the first and the last.
pub fn health_by_week(title: &str, points: &[HealthPoint], lang: Lang) -> Result<String, Undrawn> {
    let weeks = Weeks::of(points)?;
    let sheet = Sheet {
        lang,
        name: title,
        what: lang.choose("每周健康度", "health by week"),
        told: &weeks.told(lang),
        height: HEIGHT,
    };
    sheet.drawn(|easel| weeks.draw(easel, lang))
}

/// The weeks in which something is known, by their number since 1970.
struct Weeks {
    by_week: BTreeMap<i32, (Score, Grade)>,
    first: i32,
    last: i32,
}

impl Weeks {
    fn of(points: &[HealthPoint]) -> Result<Self, Undrawn> {
        let mut sorted: Vec<&HealthPoint> = points.iter().collect();
        sorted.sort_by_key(|point| point.on);
        let mut by_week = BTreeMap::new();
        for point in sorted {
            if let Some(score) = point.health.score {
                by_week.insert(week_of(point.on), (score, point.health.grade));
            }
        }
        let ends = by_week.keys().next().copied().zip(by_week.keys().next_back().copied());
        let (first, last) = ends.ok_or(Undrawn::Nothing)?;
        match usize::try_from(i64::from(last) - i64::from(first)) {
            Ok(weeks) if weeks < MOST => Ok(Weeks { by_week, first, last }),
            Ok(_) | Err(_) => Err(Undrawn::TooMany { most: MOST }),
        }
    }

    fn told(&self, lang: Lang) -> String {
        let said = |week: i32| {
            let (score, grade) = self.by_week.get(&week)?;
            let (day, grade) = (monday(week)?, grade.say(lang));
            Some(lang.choose(
                format!("{day} 为 {score}（{grade}）"),
                format!("{score} ({grade}) in the week of {day}"),
            ))
        };
        let (first, last) = (said(self.first), said(self.last));
        let mut scores: Vec<Score> = self.by_week.values().map(|(score, _)| *score).collect();
        scores.sort_unstable();
        let range = scores.first().zip(scores.last());
        let range = range.map(|(low, high)| {
            lang.choose(
                format!("最低 {low}，最高 {high}"),
                format!("{low} at least and {high} at most"),
            )
        });
        let last = last.filter(|_| self.first != self.last);
        let said: Vec<String> = first.into_iter().chain(last).chain(range).collect();
        said.join(lang.choose("；", "; "))
    }

    fn draw(&self, easel: &Easel<'_>, lang: Lang) -> Result<(), Undrawn> {
        let up = Axis::of_scores(BOTTOM, TOP);
        for grade in Grade::SCALE {
            let (low, high) = ends(grade);
            let (top, bottom) = (up.at(high), up.at(low));
            easel.rect((LEFT, top), (RIGHT, bottom), tint(grade))?;
            let look = Look::of(SMALL, INK, Side::Right);
            easel.text(grade.say(lang), (RIGHT + 10, top.midpoint(bottom)), look)?;
            let look = Look::of(SMALL, FAINT, Side::Left);
            easel.text(&(high / 100).to_string(), (LEFT - 6, top), look)?;
        }
        easel.text("0", (LEFT - 6, BOTTOM), Look::of(SMALL, FAINT, Side::Left))?;
        self.days(easel)?;
        self.path(easel, up)?;
        let words = lang.choose(
            "每周最后一次评估；空心点：信息不足；虚线：其间没有评估",
            "the last evaluation of each week; hollow: too little known; dashes: none in between",
        );
        easel.footer(words, HEIGHT)
    }

    /// Where a week stands; a single one in the middle.
    fn across(&self, week: i32) -> i32 {
        let (low, high) = (i64::from(self.first), i64::from(self.last));
        if low == high {
            return LEFT.midpoint(RIGHT);
        }
        Axis { low, high, from: LEFT + 12, to: RIGHT - 26 }.at(week.into())
    }

    /// The Mondays below, as many as there is room for.
    fn days(&self, easel: &Easel<'_>) -> Result<(), Undrawn> {
        let room = (RIGHT - LEFT) / DAY;
        let apart = (self.last - self.first).div_euclid(room.max(1)) + 1;
        for week in (self.first..=self.last).filter(|week| (week - self.first) % apart == 0) {
            let x = self.across(week);
            easel.line(&[(x, BOTTOM), (x, BOTTOM + 5)], FAINT, 1)?;
            if let Some(day) = monday(week) {
                let at = (x.max(LEFT + 20), BOTTOM + 16);
                easel.text(&day.to_string(), at, Look::of(SMALL, FAINT, Side::Middle))?;
            }
        }
        easel.line(&[(LEFT, BOTTOM), (RIGHT, BOTTOM)], RULE, 1)
    }

    fn path(&self, easel: &Easel<'_>, up: Axis) -> Result<(), Undrawn> {
        let mut before: Option<(i32, Place)> = None;
        for (week, (score, _)) in &self.by_week {
            let here = (self.across(*week), up.at(score.bp()));
            match before {
                Some((last, there)) if last + 1 == *week => easel.line(&[there, here], LINE, 2)?,
                Some((_, there)) => easel.dashes(there, here, LINE)?,
                None => {}
            }
            before = Some((*week, here));
        }
        // More points than there is room for would only make the line thicker.
        let is_close = self.by_week.len() > 60;
        for (week, (score, grade)) in &self.by_week {
            let here = (self.across(*week), up.at(score.bp()));
            match *grade {
                Grade::Insufficient => easel.ring(here, 4, LINE)?,
                Grade::Critical | Grade::AtRisk | Grade::Watch | Grade::Healthy
                    if is_close && *week != self.last => {}
                Grade::Critical | Grade::AtRisk | Grade::Watch | Grade::Healthy => {
                    easel.dot(here, 4, LINE)?;
                }
            }
        }
        self.last_score(easel, up)
    }

    /// The last score beside its point, on the side that the line does not come from.
    fn last_score(&self, easel: &Easel<'_>, up: Axis) -> Result<(), Undrawn> {
        let mut newest = self.by_week.values().rev().map(|(score, _)| *score);
        let Some(score) = newest.next() else { return Ok(()) };
        let has_fallen = newest.next().is_some_and(|before| before > score);
        let (x, y) = (self.across(self.last), up.at(score.bp()));
        let is_below = (has_fallen && y < BOTTOM - 30) || y < TOP + 30;
        let y = if is_below { y + 18 } else { y - 16 };
        easel.text(&score.to_string(), (x, y), Look::of(WORDS, INK, Side::Middle).bold())
    }
}

/// Weeks begin on Mondays; the first day of 1970 was a Thursday.
fn week_of(day: Date) -> i32 {
    day.days().saturating_add(3).div_euclid(7)
}

fn monday(week: i32) -> Option<Date> {
    Date::from_days(week.saturating_mul(7).saturating_sub(3)).ok()
}
