//! What lies exactly on an edge, and what lies one beside it.

use super::*;
use crate::domain::client::{Segment, Stage};
use crate::domain::{Lang, Score};

fn of_one(measure: Measure) -> Scorecard {
    card(vec![group("g", 1, vec![measure])])
}

fn told(source: &str, all: Vec<Observation>) -> Readings {
    Readings::from([(key(source), Reading::Told(all))])
}

fn scored(card: &Scorecard, readings: &Readings, on: i32) -> Health {
    draws::book(card).evaluate(&card.id, &asked(readings, None, on)).unwrap()
}

fn faults(card: &Scorecard) -> Vec<&'static str> {
    match ScorecardBook::publish(vec![card.clone()], sources()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| fault.wrong.code()).collect(),
    }
}

#[test]
fn the_top_of_a_grade_belongs_to_it() {
    let grade = |bp| Grade::of(Score::from_bp(bp).unwrap());
    assert_eq!([0, 3_900].map(grade), [Grade::Critical; 2]);
    assert_eq!([3_901, 5_900].map(grade), [Grade::AtRisk; 2]);
    assert_eq!([5_901, 7_900].map(grade), [Grade::Watch; 2]);
    assert_eq!([7_901, 10_000].map(grade), [Grade::Healthy; 2]);
    for one in Grade::SCALE {
        assert_eq!(grade(one.least_bp()), one);
    }
    assert_eq!(Grade::SCALE.map(Grade::least_bp), [0, 3_901, 5_901, 7_901]);
    let said = |lang| {
        let mut all = Grade::SCALE.map(|one| one.say(lang)).to_vec();
        all.push(Grade::Insufficient.say(lang));
        all
    };
    assert_eq!(said(Lang::Zh), ["危急", "有风险", "需关注", "健康", "信息不足"]);
    assert_eq!(said(Lang::En), ["critical", "at risk", "watch", "healthy", "insufficient"]);
}

#[test]
fn just_enough_coverage_is_enough_and_a_hundredth_less_is_not() {
    let two = vec![measure("s3", 1, linear(0, 10)), measure("s4", 1, linear(0, 10))];
    let mut card = card(vec![group("g", 1, two)]);
    let mut readings = told("s3", vec![number(0, 9, 1)]);
    readings.insert(key("s4"), Reading::Silent);
    card.min_coverage = 5_000;
    let enough = scored(&card, &readings, 1);
    assert_eq!((enough.is_covered, enough.grade), (true, Grade::Healthy));
    assert_eq!(enough.memory.standing.map(|at| at.grade), Some(Grade::Healthy));
    card.min_coverage = 5_001;
    let lacking = scored(&card, &readings, 1);
    assert_eq!((lacking.is_covered, lacking.grade), (false, Grade::Insufficient));
    assert_eq!((lacking.score, lacking.coverage.bp()), (enough.score, 5_000));
    assert_eq!(lacking.memory.standing, None, "a grade that nobody could give is not remembered");
}

#[test]
fn a_grade_outlives_a_day_on_which_too_little_is_known() {
    let two = vec![measure("s3", 1, linear(0, 10)), measure("s4", 1, linear(0, 10))];
    let card = card(vec![group("g", 1, two)]);
    let book = draws::book(&card);
    let mut readings = told("s3", vec![number(0, 9, 1)]);
    readings.insert(key("s4"), Reading::Told(vec![number(0, 9, 2)]));
    let before = book.evaluate(&card.id, &asked(&readings, None, 1)).unwrap();
    readings.insert(key("s3"), Reading::Silent);
    let after = book.evaluate(&card.id, &asked(&readings, Some(&before.memory), 2)).unwrap();
    assert_eq!((before.grade, after.grade), (Grade::Healthy, Grade::Insufficient));
    assert_eq!(after.memory.standing, before.memory.standing);
}

#[test]
fn a_mark_says_nothing_from_the_instant_on_at_which_it_runs_out() {
    let card = of_one(measure("s3", 1, linear(0, 10)));
    let mark = Observation { until: Some(at(9)), ..number(0, 8, 1) };
    let readings = told("s3", vec![mark]);
    assert_eq!(scored(&card, &readings, 8).score.map(Score::bp), Some(8_000));
    assert_eq!(scored(&card, &readings, 9).score, None);
    assert_eq!(scored(&card, &readings, 9).contributions[0].basis, Basis::Missing);
}

#[test]
fn what_is_looked_back_ends_before_the_last_day_and_what_grows_stale_after_it() {
    let of = |lookback, ttl| of_one(Measure { lookback, ttl, ..measure("s0", 1, linear(0, 10)) });
    let readings = told("s0", vec![number(0, 3, 1), number(5, 4, 2)]);
    let bp = |card: &Scorecard, on| scored(card, &readings, on).score.map(Score::bp);
    let back = of(Some(5), None);
    assert_eq!((bp(&back, 5), bp(&back, 9), bp(&back, 10)), (Some(4_000), Some(4_000), Some(0)));
    assert_eq!(scored(&back, &readings, 9).contributions[0].behind, [record(2)]);
    let stale = of(None, Some(5));
    assert_eq!((bp(&stale, 10), bp(&stale, 11)), (Some(7_000), None));
}

#[test]
fn a_cap_applies_from_its_number_on_and_the_lowest_one_binds() {
    let mut card = of_one(measure("s3", 1, linear(0, 10)));
    let reason = Titled::new("因", "why").unwrap();
    let cap = |id: &str, at_least, max| Cap {
        id: key(id),
        reason: reason.clone(),
        source: key("s0"),
        lookback: None,
        at_least,
        max,
    };
    card.caps = vec![cap("a", 2, 6_000), cap("b", 3, 4_900), cap("c", 2, 9_500)];
    let capped = |number_of| {
        let mut readings = told("s3", vec![number(0, 9, 1)]);
        readings.insert(key("s0"), Reading::Told(vec![number(0, number_of, 2)]));
        let health = scored(&card, &readings, 1);
        (health.score.map(Score::bp), health.cap_points, health.caps.len())
    };
    assert_eq!(capped(1), (Some(9_000), 0, 0));
    assert_eq!(capped(2), (Some(6_000), -3_000, 2));
    assert_eq!(capped(3), (Some(4_900), -4_100, 3));
}

#[test]
fn what_a_person_sets_is_seen_above_caps_and_without_any_measure() {
    let card = of_one(measure("s3", 1, linear(0, 10)));
    let (book, score) = (draws::book(&card), Score::from_bp(8_000).unwrap());
    let set = Override { score, from: at(0), until: at(9), behind: record(5) };
    let silent = Readings::from([(key("s3"), Reading::Silent)]);
    let asked = Asked { overridden: Some(&set), ..asked(&silent, None, 1) };
    let health = book.evaluate(&card.id, &asked).unwrap();
    // From the middle on, since nothing else is known; and graded, since a person knows enough.
    assert_eq!((health.score, health.override_points), (Some(score), 3_000));
    assert_eq!((health.grade, health.is_covered), (Grade::Healthy, false));
    assert_eq!(health.mean_bp(), None);
    let said = |lang| book.explain(&health, lang).last().cloned().unwrap();
    assert!(said(Lang::Zh).starts_with("人工调整 +30，有效至 2026-01-10"), "{}", said(Lang::Zh));
    assert!(said(Lang::En).starts_with("set by hand: +30, until 2026-01-10"), "{}", said(Lang::En));
}

#[test]
fn caps_are_said_in_both_languages() {
    let mut card = of_one(measure("s3", 1, linear(0, 10)));
    let reason = Titled::new("危急", "critical case").unwrap();
    let source = key("s0");
    card.caps.push(Cap { id: key("c"), reason, source, lookback: None, at_least: 1, max: 4_900 });
    let book = draws::book(&card);
    let with = |reading| {
        Readings::from([(key("s3"), Reading::Told(vec![number(0, 9, 1)])), (key("s0"), reading)])
    };
    let open = with(Reading::Told(vec![number(0, 1, 7)]));
    let first = book.evaluate(&card.id, &asked(&open, None, 1)).unwrap();
    let tail = |health: &Health, lang| book.explain(health, lang)[2..].to_vec();
    assert_eq!(tail(&first, Lang::Zh), ["封顶 49：危急", "封顶扣减 -41"]);
    assert_eq!(tail(&first, Lang::En), ["at most 49: critical case", "caps take -41"]);
    let silent = with(Reading::Silent);
    let held = book.evaluate(&card.id, &asked(&silent, Some(&first.memory), 2)).unwrap();
    assert_eq!(tail(&held, Lang::Zh)[0], "封顶 49：危急（未见解除）");
    assert_eq!(tail(&held, Lang::En)[0], "at most 49: critical case (not seen to have ended)");
}

#[test]
fn why_a_measure_counts_is_said_in_both_languages() {
    use Basis::{Held, Measured, Missing, Neutral, NotUsed, Zero};
    let all = [Measured, Held, Neutral, Zero, Missing, NotUsed];
    let en = [
        "measured",
        "stale, last score held",
        "no value, counted as 50",
        "no value, counted as 0",
        "no value, left out",
        "not used",
    ];
    assert_eq!(all.map(|basis| basis.say(Lang::En)), en);
    let zh = [
        "已测得",
        "数据过期，沿用旧值",
        "无数据，按中间值计",
        "无数据，按零计",
        "无数据，未计入",
        "未使用",
    ];
    assert_eq!(all.map(|basis| basis.say(Lang::Zh)), zh);
    use Change::{Caps, Coverage, Override, Values, Weights};
    let all = [Coverage, Weights, Values, Caps, Override];
    let en = ["coverage", "weights", "values", "caps", "set by hand"];
    assert_eq!(all.map(|change| change.say(Lang::En)), en);
    let zh = ["数据有无", "权重", "数值", "封顶", "人工调整"];
    assert_eq!(all.map(|change| change.say(Lang::Zh)), zh);
}

#[test]
fn what_has_no_value_counts_as_its_measure_says() {
    let of = |null| of_one(Measure { null, ..measure("s3", 1, linear(0, 10)) });
    let silent = Readings::from([(key("s3"), Reading::Silent)]);
    let found = |null| {
        let health = scored(&of(null), &silent, 1);
        (health.score.map(Score::bp), health.contributions[0].basis, health.coverage.bp())
    };
    assert_eq!(found(Null::Hold), (None, Basis::Missing, 0));
    assert_eq!(found(Null::Exclude), (None, Basis::Missing, 0));
    assert_eq!(found(Null::Neutral), (Some(5_000), Basis::Neutral, 0));
    assert_eq!(found(Null::Zero), (Some(0), Basis::Zero, 0));
}

#[test]
fn who_is_meant_is_who_matches() {
    let client = Subject { segment: Segment::Key, stage: Stage::Delivering, service_mode: None };
    let is = |who: Who| who.matches(&client);
    let key = || Who::Segment(vec![Segment::Light, Segment::Key]);
    let other = || Who::Stage(vec![Stage::Prospect]);
    assert!(is(Who::Everybody) && !is(Who::Nobody) && is(key()) && !is(other()));
    assert!(is(Who::Stage(vec![Stage::Delivering])) && !is(Who::Segment(vec![Segment::Light])));
    assert!(!is(Who::ServiceMode(Vec::new())), "how it is served is not known");
    assert!(!is(Who::All(vec![key(), other()])) && is(Who::All(vec![key(), Who::Everybody])));
    assert!(is(Who::OneOf(vec![key(), other()])) && !is(Who::OneOf(vec![other(), Who::Nobody])));
    assert!(!is(Who::Not(Box::new(key()))) && is(Who::Not(Box::new(other()))));
    assert!(is(Who::All(Vec::new())) && !is(Who::OneOf(Vec::new())));
}

#[test]
fn what_is_just_within_a_limit_is_published_and_what_is_beyond_it_is_not() {
    let plain = || of_one(measure("s0", 1, linear(0, 1)));
    let with = |change: &dyn Fn(&mut Scorecard)| {
        let mut card = plain();
        change(&mut card);
        faults(&card)
    };
    let days = |lookback, ttl| of_one(Measure { lookback, ttl, ..measure("s0", 1, linear(0, 1)) });
    assert_eq!(faults(&days(Some(1), Some(3_660))), [""; 0]);
    for (lookback, ttl) in
        [(Some(0), None), (None, Some(0)), (Some(3_661), None), (None, Some(3_661))]
    {
        assert_eq!(faults(&days(lookback, ttl)), ["scorecard.days"]);
    }
    assert_eq!(with(&|card| card.min_coverage = 0), [""; 0]);
    assert_eq!(with(&|card| card.min_coverage = 10_000), [""; 0]);
    assert_eq!(with(&|card| card.min_coverage = -1), ["scorecard.coverage"]);
    assert_eq!(with(&|card| card.min_coverage = 10_001), ["scorecard.coverage"]);
    assert_eq!(with(&|card| card.groups[0].weight = 10_000), [""; 0]);
    assert_eq!(with(&|card| card.groups[0].weight = 10_001), ["scorecard.weight"]);
    let deep = |times| (1..times).fold(Who::Everybody, |who, _| Who::Not(Box::new(who)));
    assert_eq!(with(&|card| card.who = deep(16)), [""; 0]);
    assert_eq!(with(&|card| card.who = deep(17)), ["scorecard.too_deep"]);
    assert_eq!(with(&|card| card.who = Who::All(vec![deep(16)])), ["scorecard.too_deep"]);
    assert_eq!(with(&|card| card.who = Who::OneOf(vec![Who::Nobody, deep(15)])), [""; 0]);
    let many = |many: usize| {
        let one =
            |n: usize| Measure { id: key(&format!("m{n}")), ..measure("s0", 1, linear(0, 1)) };
        faults(&card(vec![group("g", 1, (0..many).map(one).collect())]))
    };
    assert_eq!(many(64), [""; 0]);
    assert_eq!(many(65), ["scorecard.too_many"]);
    let groups = |many: usize| {
        let one =
            |n: usize| Measure { id: key(&format!("m{n}")), ..measure("s0", 1, linear(0, 1)) };
        let one = |n| group(&format!("g{n}"), 1, vec![one(n)]);
        faults(&card((0..many).map(one).collect()))
    };
    assert_eq!(groups(64), [""; 0]);
    assert_eq!(groups(65), ["scorecard.too_many"]);
}

#[test]
fn a_cap_is_judged_as_a_measure_is() {
    let with = |source: &str, lookback, max| {
        let mut card = of_one(measure("s0", 1, linear(0, 1)));
        let (id, reason, source) = (key("c"), Titled::new("因", "why").unwrap(), key(source));
        card.caps.push(Cap { id, reason, source, lookback, at_least: 1, max });
        faults(&card)
    };
    assert_eq!(with("s1", Some(3_660), 0), [""; 0]);
    assert_eq!(with("s1", None, 10_000), [""; 0]);
    assert_eq!(with("s1", None, 10_001), ["scorecard.score"]);
    assert_eq!(with("s1", None, -1), ["scorecard.score"]);
    assert_eq!(with("s1", Some(0), 1), ["scorecard.days"]);
    assert_eq!(with("word", None, 1), ["scorecard.misfit"]);
    assert_eq!(with("weather", None, 1), ["scorecard.unknown_source"]);
}

#[test]
fn words_have_scores_of_their_own() {
    let of = |table: &[(&str, i64)]| {
        let table = table.iter().map(|(word, score)| (key(word), *score)).collect();
        of_one(measure("word", 1, Map::Category(table)))
    };
    assert_eq!(faults(&of(&[])), ["scorecard.no_scores"]);
    assert_eq!(faults(&of(&[("a", 10_001)])), ["scorecard.score"]);
    assert_eq!(faults(&of(&[("a", -1)])), ["scorecard.score"]);
    assert_eq!(faults(&of_one(measure("word", 1, linear(0, 1)))), ["scorecard.misfit"]);
    let card = of(&[("good", 10_000), ("bad", 0), ("fair", 4_000)]);
    let word = |word: &str| Observation { value: Value::Word(key(word)), ..number(0, 0, 1) };
    let found = |said: &str| scored(&card, &told("word", vec![word(said)]), 1);
    assert_eq!(found("fair").score.map(Score::bp), Some(4_000));
    assert_eq!(found("good").score.map(Score::bp), Some(10_000));
    let strange = told("word", vec![word("strange")]);
    let strange = draws::book(&card).evaluate(&card.id, &asked(&strange, None, 1));
    assert_eq!(strange, Err(ReadingFault::Unknown(key("word"))));
    // The next better word is asked for, and no better one than is needed.
    let (book, health) = (draws::book(&card), found("bad"));
    let way = |grade| book.way_to(grade, &health).unwrap().raises[0].to.clone();
    assert_eq!(way(Grade::AtRisk), Value::Word(key("fair")));
    assert_eq!(way(Grade::Healthy), Value::Word(key("good")));
}

#[test]
fn a_way_up_reaches_no_further_than_the_caps_that_stay() {
    let mut card = of_one(measure("s3", 1, linear(0, 10)));
    let reason = Titled::new("因", "why").unwrap();
    let cap = |id: &str, max| Cap {
        id: key(id),
        reason: reason.clone(),
        source: key("s0"),
        lookback: None,
        at_least: 1,
        max,
    };
    card.caps = vec![cap("low", 5_900), cap("just", 5_901), cap("high", 9_000)];
    let mut readings = told("s3", vec![number(0, 2, 1)]);
    readings.insert(key("s0"), Reading::Told(vec![number(0, 1, 2)]));
    let health = scored(&card, &readings, 1);
    let way = draws::book(&card).way_to(Grade::Watch, &health).unwrap();
    assert_eq!((way.caps, way.reaches), (vec![key("low")], 5_901));
    assert_eq!(
        way.raises,
        [Raise { measure: key("s3"), from: Some(Value::Number(2)), to: Value::Number(6) }]
    );
    // Whoever stands there already has nothing to raise.
    let none = draws::book(&card).way_to(Grade::Critical, &health).unwrap();
    assert_eq!((none.raises.len(), none.caps.len(), none.reaches), (0, 0, 2_000));
}

#[test]
fn a_firm_has_so_many_scorecards_and_no_more() {
    let of = |n: usize| Scorecard {
        id: key(&format!("c{n}")),
        ..of_one(measure("s0", 1, linear(0, 1)))
    };
    let publish = |many: usize| ScorecardBook::publish((0..many).map(of).collect(), sources());
    assert_eq!(publish(256).unwrap().scorecards().count(), 256);
    assert_eq!(publish(257).unwrap_err()[0].wrong, Wrong::TooMany(256));
}

#[test]
fn a_scorecard_is_taken_out_with_what_it_looks_at_and_nothing_else() {
    let look = Measure { of: Of::Scorecard(key("inner")), ..measure("s0", 1, linear(0, 10_000)) };
    let mut outer = card(vec![group("g", 1, vec![look])]);
    let (reason, source) = (Titled::new("因", "why").unwrap(), key("s1"));
    outer.caps.push(Cap { id: key("c"), reason, source, lookback: None, at_least: 1, max: 1 });
    let inner = Scorecard { id: key("inner"), ..of_one(measure("s2", 1, linear(0, 1))) };
    let other = Scorecard { id: key("other"), ..of_one(measure("s3", 1, linear(0, 1))) };
    let book = ScorecardBook::publish(vec![outer, inner, other], sources()).unwrap();
    let only = book.only(&key("card"));
    let ids: Vec<&str> = only.scorecards().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["card", "inner"]);
    let of: Vec<&str> = only.sources().keys().map(CustomKey::as_str).collect();
    assert_eq!(of, ["s1", "s2"]);
    assert_eq!(book.only(&key("none")).scorecards().count(), 0);
}
