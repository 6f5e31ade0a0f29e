//! Health as people tell it.

use super::*;
use crate::domain::client::{Segment, Stage};
use crate::domain::{Lang, Score};

fn one(map: Map) -> Scorecard {
    card(vec![group("a", 1, vec![measure("s3", 1, map)])])
}

fn scored(card: &Scorecard, value: i64) -> i64 {
    let readings = Readings::from([(key("s3"), Reading::Told(vec![number(1, value, 1)]))]);
    let health = draws::book(card).evaluate(&card.id, &asked(&readings, None, 10)).unwrap();
    health.score.unwrap().bp()
}

#[test]
fn the_top_of_a_band_belongs_to_it() {
    let bands = Map::Bands(vec![
        Band::new(-1_000, 10, 0),
        Band::new(10, 20, 4_000),
        Band::new(20, 1_000, 10_000),
    ]);
    let card = one(bands);
    let found = [-1_000, 10, 11, 20, 21, 1_000].map(|value| scored(&card, value));
    assert_eq!(found, [0, 0, 4_000, 4_000, 10_000, 10_000]);
}

#[test]
fn a_line_ends_at_its_ends() {
    let card = one(linear(10, 30));
    assert_eq!(
        [9, 10, 20, 30, 31].map(|value| scored(&card, value)),
        [0, 0, 5_000, 10_000, 10_000]
    );
    let card = one(Map::Linear { lo: 10, hi: 30, invert: true });
    assert_eq!([9, 15, 31].map(|value| scored(&card, value)), [10_000, 7_500, 0]);
    // A third is rounded once, half-even.
    let card = one(linear(0, 3));
    assert_eq!([1, 2].map(|value| scored(&card, value)), [3_333, 6_667]);
}

#[test]
fn a_trend_is_the_slope_of_what_was_seen() {
    let card = one(Map::Trend { slope: 4, invert: false });
    let book = draws::book(&card);
    let score = |told: Vec<Observation>| {
        let readings = Readings::from([(key("s3"), Reading::Told(told))]);
        book.evaluate(&card.id, &asked(&readings, None, 60)).unwrap()
    };
    // Two more in thirty days is half of four: three quarters of the way up.
    let rising = score(vec![number(0, 10, 1), number(30, 12, 2), number(60, 14, 3)]);
    assert_eq!(rising.score.unwrap().bp(), 7_500);
    assert_eq!(rising.contributions[0].value, Some(Value::Slope(2_000)));
    assert_eq!(rising.contributions[0].behind.len(), 3);
    assert_eq!(score(vec![number(0, 9, 1), number(60, 9, 2)]).score.unwrap().bp(), 5_000);
    assert_eq!(score(vec![number(5, 9, 1), number(5, 2, 2)]).score, None);
}

#[test]
fn what_was_red_and_grows_stale_stays_red() {
    let mut card = card(vec![group(
        "a",
        1,
        vec![
            Measure { ttl: Some(30), ..measure("s3", 1, linear(0, 10)) },
            measure("s4", 1, linear(0, 10)),
        ],
    )]);
    card.min_coverage = 5_000;
    let book = draws::book(&card);
    let readings = |value| {
        Readings::from([
            (key("s3"), Reading::Told(vec![number(0, value, 1)])),
            (key("s4"), Reading::Told(vec![number(0, 10, 2)])),
        ])
    };
    let red = readings(2);
    let fresh = book.evaluate(&card.id, &asked(&red, None, 30)).unwrap();
    assert_eq!((fresh.score.unwrap().bp(), fresh.contributions[0].basis), (6_000, Basis::Measured));
    let stale = book.evaluate(&card.id, &asked(&red, Some(&fresh.memory), 31)).unwrap();
    assert_eq!((stale.score, stale.contributions[0].basis), (fresh.score, Basis::Held));
    assert_eq!(stale.coverage.bp(), 5_000);
    let green = readings(10);
    let fresh = book.evaluate(&card.id, &asked(&green, None, 30)).unwrap();
    let stale = book.evaluate(&card.id, &asked(&green, Some(&fresh.memory), 31)).unwrap();
    assert_eq!((fresh.score.unwrap().bp(), stale.score.unwrap().bp()), (10_000, 7_500));
}

#[test]
fn a_cap_holds_until_it_is_known_to_have_ended() {
    let mut card = one(linear(0, 10));
    let reason = Titled::new("危急", "critical").unwrap();
    let source = key("s0");
    card.caps.push(Cap { id: key("c"), reason, source, lookback: None, at_least: 1, max: 4_900 });
    let book = draws::book(&card);
    let readings =
        |cap| Readings::from([(key("s3"), Reading::Told(vec![number(0, 9, 1)])), (key("s0"), cap)]);
    let open = readings(Reading::Told(vec![number(0, 1, 7)]));
    let first = book.evaluate(&card.id, &asked(&open, None, 1)).unwrap();
    assert_eq!((first.score.unwrap().bp(), first.cap_points), (4_900, -4_100));
    assert_eq!((first.caps[0].held, &first.caps[0].behind), (false, &vec![record(7)]));
    let silent = readings(Reading::Silent);
    let second = book.evaluate(&card.id, &asked(&silent, Some(&first.memory), 2)).unwrap();
    assert_eq!((second.score.unwrap().bp(), second.caps[0].held), (4_900, true));
    let ended = readings(Reading::Told(Vec::new()));
    let third = book.evaluate(&card.id, &asked(&ended, Some(&second.memory), 3)).unwrap();
    assert_eq!((third.score.unwrap().bp(), third.caps.len()), (9_000, 0));
    let moved = third.moved_since(&second).unwrap();
    let caps = moved.steps.iter().find(|step| step.change == Change::Caps).unwrap();
    assert_eq!((moved.points, caps.points), (4_100, 4_100));
}

#[test]
fn what_a_person_sets_stands_until_it_runs_out_and_is_seen_as_such() {
    let card = one(linear(0, 10));
    let book = draws::book(&card);
    let readings = Readings::from([(key("s3"), Reading::Told(vec![number(0, 9, 1)]))]);
    let score = Score::from_bp(2_000).unwrap();
    let set = Override { score, from: at(1), until: at(91), behind: record(5) };
    let on = |day| {
        let asked = Asked { overridden: Some(&set), ..asked(&readings, None, day) };
        book.evaluate(&card.id, &asked).unwrap()
    };
    assert_eq!(on(0).score.unwrap().bp(), 9_000);
    let during = on(1);
    assert_eq!(
        (during.score, during.override_points, during.grade),
        (Some(score), -7_000, Grade::Critical)
    );
    assert_eq!(during.mean_bp(), Some(9_000));
    assert_eq!(on(91).score.unwrap().bp(), 9_000);
}

#[test]
fn the_scorecard_of_a_client_is_that_of_the_highest_priority_then_of_the_first_id() {
    let of =
        |id: &str, who, priority| Scorecard { id: key(id), who, priority, ..one(linear(0, 1)) };
    let keys = || Who::Segment(vec![Segment::Key]);
    let cards = vec![
        of("z", keys(), 5),
        of("b", keys(), 7),
        of("a", Who::Not(Box::new(keys())), 9),
        of("c", Who::All(vec![Who::Everybody, keys()]), 7),
    ];
    let book = ScorecardBook::publish(cards, sources()).unwrap();
    let client = |segment| Subject { segment, stage: Stage::Delivering, service_mode: None };
    let id = |segment| book.choose(&client(segment)).map(|card| card.id.to_string());
    assert_eq!((id(Segment::Key), id(Segment::Light)), (Some("b".into()), Some("a".into())));
}

#[test]
fn a_scorecard_looks_at_another_and_remembers_for_it() {
    let inner = Scorecard { id: key("inner"), who: Who::Nobody, ..one(linear(0, 10)) };
    let look = Measure { of: Of::Scorecard(key("inner")), ..measure("s0", 1, linear(0, 10_000)) };
    let outer = card(vec![group("a", 1, vec![look])]);
    let book = ScorecardBook::publish(vec![inner, outer], sources()).unwrap();
    let readings = Readings::from([(key("s3"), Reading::Told(vec![number(0, 4, 1)]))]);
    let health = book.evaluate(&key("card"), &asked(&readings, None, 1)).unwrap();
    assert_eq!(health.score.unwrap().bp(), 4_000);
    assert_eq!(health.contributions[0].behind, [record(1)]);
    let silent = Readings::from([(key("s3"), Reading::Silent)]);
    let later = book.evaluate(&key("card"), &asked(&silent, Some(&health.memory), 2)).unwrap();
    assert_eq!(later.score.unwrap().bp(), 4_000);
    let unused = book.evaluate(&key("card"), &asked(&Readings::new(), None, 1)).unwrap();
    assert_eq!((unused.score, unused.contributions[0].basis), (None, Basis::NotUsed));
}

/// One decision maker, one user, two projects, ten contacts; nobody was ever surveyed although the
/// firm surveys others, and no promise has come to its end yet.
#[test]
fn a_small_client_gets_a_score_and_is_told_why() {
    let card = project_teams();
    let book = ScorecardBook::publish(vec![card.clone()], house_sources()).unwrap();
    let calls = (0..10).map(|n| number(i32::from(n) * 3, 1, n)).collect();
    let one = |value| Reading::Told(vec![number(30, value, 50)]);
    let readings = Readings::from([
        (key("satisfaction"), Reading::Silent),
        (key("expectations"), Reading::Silent),
        (key("cadence"), one(8_000)),
        (key("engagement"), Reading::Told(calls)),
        (key("breadth"), one(10_000)),
        (key("open_changes"), Reading::Told(Vec::new())),
        (key("must_be_missed"), Reading::Told(Vec::new())),
        (key("payment"), one(10_000)),
    ]);
    let health = book.evaluate(&card.id, &asked(&readings, None, 30)).unwrap();
    assert_ne!(health.grade, Grade::Insufficient);
    assert_eq!((health.score.unwrap().bp(), health.coverage.bp()), (9_231, 6_500));
    let zh = book.explain(&health, Lang::Zh);
    assert_eq!(zh[0], "健康度 92.31（健康），数据覆盖 65%；基准 50");
    assert!(zh.contains(&"满意度指数：无数据，未计入".to_owned()), "{zh:#?}");
    assert!(
        zh.contains(&"会议与通话：+10.26（10 次，得分 100，依据 10 条记录）".to_owned()),
        "{zh:#?}"
    );
    let en = book.explain(&health, Lang::En);
    assert_eq!(en[0], "health 92.31 (healthy), 65% of what is in use is known; from 50");
    assert!(en.contains(&"cadence: +11.54 (80, scores 80, from 1 record)".to_owned()), "{en:#?}");
    assert_eq!(zh.len(), en.len());
}

#[test]
fn a_way_up_is_said_in_both_languages() {
    let card = project_teams();
    let book = ScorecardBook::publish(vec![card.clone()], house_sources()).unwrap();
    let one = |value| Reading::Told(vec![number(30, value, 50)]);
    let readings = Readings::from([
        (key("satisfaction"), one(4_000)),
        (key("cadence"), one(6_000)),
        (key("open_changes"), Reading::Told(vec![number(1, 3, 1)])),
        (key("must_be_missed"), Reading::Told(vec![number(1, 1, 2)])),
    ]);
    let health = book.evaluate(&card.id, &asked(&readings, None, 30)).unwrap();
    let way = book.way_to(Grade::Watch, &health).unwrap();
    assert_eq!(way.caps, [key("must_be_missed")]);
    let zh = book.explain_way(&health, &way, Lang::Zh);
    assert_eq!(zh[0], "要达到“需关注”（59.01）：");
    assert_eq!(zh[1], "解除：有基本型期望未达成");
    assert_eq!(zh[2], "满意度指数由 40 改善到 77.73");
    let en = book.explain_way(&health, &way, Lang::En);
    assert_eq!(en[2], "satisfaction index from 40 to 77.73");
}

/// To what a measure of these bands is to be raised.
fn raised(bands: [(i64, i64, i64); 3], now: i64, grade: Grade) -> Value {
    let bands = bands.map(|(above, up_to, score)| Band::new(above, up_to, score));
    let card = card(vec![group("all", 1, vec![measure("s3", 1, Map::Bands(bands.into()))])]);
    let book = ScorecardBook::publish(vec![card.clone()], sources()).unwrap();
    let readings = Readings::from([(key("s3"), Reading::Told(vec![number(30, now, 1)]))]);
    let health = book.evaluate(&card.id, &asked(&readings, None, 30)).unwrap();
    book.way_to(grade, &health).unwrap().raises[0].to.clone()
}

#[test]
fn a_way_up_through_bands_leads_to_the_nearest_number_that_is_enough() {
    let higher = [(-1_000, 0, 2_000), (0, 500, 6_000), (500, 1_000, 9_000)];
    assert_eq!(raised(higher, -50, Grade::Watch), Value::Number(1));
    assert_eq!(raised(higher, -50, Grade::Healthy), Value::Number(501));
    let lower = [(-1_000, 0, 9_000), (0, 500, 6_000), (500, 1_000, 2_000)];
    assert_eq!(raised(lower, 800, Grade::Watch), Value::Number(500));
    assert_eq!(raised(lower, 800, Grade::Healthy), Value::Number(0));
    // Either end is as good as the other: the nearer one is named.
    let ends = [(-1_000, -900, 9_000), (-900, 900, 2_000), (900, 1_000, 9_000)];
    assert_eq!(raised(ends, 800, Grade::Watch), Value::Number(901));
    assert_eq!(raised(ends, -800, Grade::Watch), Value::Number(-900));
}

#[test]
fn no_way_up_leads_beyond_what_can_be_observed() {
    let card = card(vec![group("all", 1, vec![measure("s3", 1, linear(-1_000, 4_000))])]);
    let book = ScorecardBook::publish(vec![card.clone()], sources()).unwrap();
    let readings = Readings::from([(key("s3"), Reading::Told(vec![number(30, 0, 1)]))]);
    let health = book.evaluate(&card.id, &asked(&readings, None, 30)).unwrap();
    // The greatest that can be observed scores 40.
    assert_eq!(book.way_to(Grade::Watch, &health), None);
}
