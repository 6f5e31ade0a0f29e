//! What the pictures of the tests show.

use crate::domain::expectation::{Level, Verdict};
use crate::domain::{CustomKey, Date, Id, Lang, Score, Timestamp};
use crate::report::{
    ExpectationGap, Graded, HealthPoint, TrendPoint, Undrawn, expectation_gaps, health_by_week,
    health_contributions, health_distribution, satisfaction_trend,
};
use crate::scoring::health::{
    Asked, Behind, Grade, Health, Observation, Reading, Readings, ScorecardBook, house_sources,
    project_teams,
};
use crate::scoring::interval::Sample;

pub(super) fn score(bp: i64) -> Score {
    Score::from_bp(bp).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn graded(bp: i64) -> Graded {
    Graded { score: Some(score(bp)), grade: Grade::of(score(bp)) }
}

pub(super) const UNKNOWN: Graded = Graded { score: None, grade: Grade::Insufficient };

/// A portfolio: most of it well, some of it not.
pub(super) fn portfolio() -> Vec<Graded> {
    let known = (0..160_i64).map(|n| graded(9_600 - (n * n * 71 / 200) % 8_800));
    known.chain([UNKNOWN; 5]).collect()
}

/// Half a year, with three weeks in which nothing was evaluated and two of which too little was known.
pub(super) fn weeks() -> Vec<HealthPoint> {
    let first = day("2026-01-07");
    (0..26_i32)
        .filter(|week| !(9..12).contains(week))
        .map(|week| {
            let turn = i64::from((week * 13) % 7) * 120;
            let bp = if week < 9 {
                7_800 - i64::from(week) * 420
            } else {
                3_200 + i64::from(week) * 190
            };
            let health = graded(bp + turn);
            let grade = if (12..14).contains(&week) { Grade::Insufficient } else { health.grade };
            let on = first.plus_days(week * 7).unwrap();
            HealthPoint { on, health: Graded { grade, ..health } }
        })
        .collect()
}

pub(super) fn book() -> ScorecardBook {
    ScorecardBook::publish(vec![project_teams()], house_sources()).unwrap()
}

/// A client whose promises were missed, whom somebody calls often.
pub(super) fn health(told: &[(&str, i64)]) -> Health {
    let at: Timestamp = "2026-06-30T08:00:00Z".parse().unwrap();
    let key = |text: &str| CustomKey::new(text).unwrap();
    let behind = Behind { noun: key("interaction"), id: Id::from_bytes([1; 16]) };
    let seen = |value| Reading::Told(vec![Observation::number(at, value, behind.clone())]);
    let readings: Readings = told.iter().map(|(id, value)| (key(id), seen(*value))).collect();
    let (day, readings) = (day("2026-06-30"), &readings);
    let asked = Asked { readings, overridden: None, before: None, as_of: at, day };
    book().evaluate(&key("project_teams"), &asked).unwrap()
}

pub(super) const TOLD: &[(&str, i64)] = &[
    ("satisfaction", 8_900),
    ("expectations", 3_100),
    ("cadence", 9_400),
    ("engagement", 5),
    ("breadth", 5_500),
    ("open_changes", 3),
    ("payment", 9_900),
    ("sentiment", 7_000),
    ("must_be_missed", 1),
];

pub(super) fn gap(
    statement: &str,
    levels: [&str; 2],
    places: [i64; 2],
    verdict: Verdict,
) -> ExpectationGap {
    let level = |text: &str| match text {
        "yes" => Level::Yes,
        "no" => Level::No,
        text => Level::measured(text).unwrap(),
    };
    ExpectationGap {
        statement: Some(statement.to_owned()),
        promised: level(levels[0]),
        promised_at: score(places[0]),
        delivered: level(levels[1]),
        delivered_at: score(places[1]),
        verdict,
    }
}

pub(super) fn gaps() -> Vec<ExpectationGap> {
    let long = "月度经营分析报告在每月第三个工作日上午十点以前送到三个部门的负责人手上";
    let english = "A named engineer answers within four working hours, at night too";
    let erased = gap("", ["yes", "no"], [10_000, 0], Verdict::Missed);
    vec![
        gap("月报要一点就开", ["6 s", "7.8 s"], [8_000, 7_400], Verdict::PartiallyMet),
        gap(long, ["3 d", "2 d"], [7_000, 8_000], Verdict::Exceeded),
        gap(english, ["4 h", "4 h"], [8_333, 8_333], Verdict::Met),
        gap("可用率", ["99.95 %", "99.10 %"], [9_500, 1_000], Verdict::Missed),
        ExpectationGap { statement: None, ..erased },
    ]
}

pub(super) fn points() -> Vec<TrendPoint> {
    let of = |on: &str, scores: &[i64]| {
        let mut sample = Sample::default();
        scores.iter().for_each(|bp| sample.add_score(score(*bp), 1));
        TrendPoint { on: day(on), sample }
    };
    let last = [7_500, 10_000, 10_000, 7_500, 7_500, 10_000, 5_000, 7_500, 10_000, 10_000, 7_500];
    vec![
        of("2025-11-03", &[5_000, 7_500, 2_500, 5_000, 7_500]),
        of("2026-02-02", &[]),
        of("2026-05-03", &[7_500; 3]),
        of("2026-08-03", &[10_000]),
        of("2026-11-02", &last),
    ]
}

/// One of each picture.
pub(super) fn pictures(name: &str, lang: Lang) -> [(&'static str, Result<String, Undrawn>); 5] {
    let target = Some(score(8_000));
    [
        ("distribution", health_distribution(name, &portfolio(), lang)),
        ("weeks", health_by_week(name, &weeks(), lang)),
        ("contributions", health_contributions(name, &book(), &health(TOLD), lang)),
        ("gaps", expectation_gaps(name, &gaps(), lang)),
        ("trend", satisfaction_trend(name, &points(), target, lang)),
    ]
}
