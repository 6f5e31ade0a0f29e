//! Scorecards that are wrong, and readings that cannot be scored.

use super::*;
use crate::domain::Lang;

fn codes(card: Scorecard) -> Vec<&'static str> {
    match ScorecardBook::publish(vec![card], sources()) {
        Ok(_) => Vec::new(),
        Err(faults) => {
            for fault in &faults {
                assert_ne!(fault.explain(Lang::Zh), fault.explain(Lang::En));
            }
            faults.iter().map(|fault| fault.wrong.code()).collect()
        }
    }
}

fn with(map: Map) -> Vec<&'static str> {
    codes(card(vec![group("a", 1, vec![measure("s0", 1, map)])]))
}

fn bands(list: &[(i64, i64, i64)]) -> Vec<&'static str> {
    with(Map::Bands(list.iter().map(|(a, b, score)| Band::new(*a, *b, *score)).collect()))
}

#[test]
fn what_is_wrong_is_said_before_anybody_is_scored() {
    assert_eq!(codes(card(Vec::new())), ["scorecard.no_measures", "scorecard.no_weight"]);
    let none =
        |weight, inner| card(vec![group("a", weight, vec![measure("s0", inner, linear(0, 1))])]);
    assert_eq!(codes(none(0, 1)), ["scorecard.no_weight", "scorecard.weight"]);
    assert_eq!(codes(none(1, 0)), ["scorecard.no_weight", "scorecard.weight"]);
    assert_eq!(codes(none(1, 10_001)), ["scorecard.weight"]);
    assert_eq!(with(linear(3, 3)), ["scorecard.no_stretch"]);
    assert_eq!(with(linear(3, 2)), ["scorecard.backwards"]);
    assert_eq!(with(linear(i64::MIN, i64::MAX)), ["scorecard.stretch"]);
    assert_eq!(with(Map::Trend { slope: 0, invert: false }), ["scorecard.no_stretch"]);
    assert_eq!(with(Map::Category([(key("a"), 1)].into())), ["scorecard.misfit"]);
    assert_eq!(bands(&[]), ["scorecard.no_scores"]);
    assert_eq!(bands(&[(-1_000, 0, 1), (1, 1_000, 2)]), ["scorecard.gap"]);
    assert_eq!(bands(&[(-1_000, 2, 1), (1, 1_000, 2)]), ["scorecard.overlap"]);
    assert_eq!(bands(&[(-999, 0, 1), (0, 1_000, 2)]), ["scorecard.open"]);
    assert_eq!(bands(&[(-1_000, 0, 1), (0, 999, 2)]), ["scorecard.open"]);
    assert_eq!(bands(&[(-1_000, -1_000, 1), (-1_000, 1_000, 2)]), ["scorecard.empty_band"]);
    assert_eq!(bands(&[(-1_000, 0, -1), (0, 1_000, 2)]), ["scorecard.score"]);
    assert_eq!(bands(&[(-1_000, 0, 1), (0, 1_000, 2)]), [""; 0]);
    let unknown = card(vec![group("a", 1, vec![measure("weather", 1, linear(0, 1))])]);
    assert_eq!(codes(unknown), ["scorecard.unknown_source"]);
    let twice = vec![measure("s0", 1, linear(0, 1)), measure("s0", 1, linear(0, 1))];
    assert_eq!(codes(card(vec![group("a", 1, twice)])), ["scorecard.twice"]);
}

#[test]
fn a_map_runs_the_way_that_is_better() {
    let mut known = sources();
    known.get_mut(&key("s0")).unwrap().better = Better::Lower;
    let of = |map| card(vec![group("a", 1, vec![measure("s0", 1, map)])]);
    let wrong = |map| {
        let published = ScorecardBook::publish(vec![of(map)], known.clone());
        published.err().map(|faults| faults[0].wrong.clone())
    };
    assert_eq!(wrong(linear(0, 9)), Some(Wrong::AgainstDirection));
    assert_eq!(wrong(Map::Linear { lo: 0, hi: 9, invert: true }), None);
    let bands = |a, b| {
        Map::Bands(vec![
            Band { above: None, up_to: Some(0), score: a },
            Band { above: Some(0), up_to: None, score: b },
        ])
    };
    assert_eq!(wrong(bands(1, 2)), Some(Wrong::AgainstDirection));
    assert_eq!(wrong(bands(2, 1)), None);
}

#[test]
fn scorecards_do_not_look_at_each_other_in_a_circle() {
    let looking = |id: &str, to: &[&str]| {
        let look = |to: &&str| Measure {
            id: key(&format!("to_{to}")),
            of: Of::Scorecard(key(to)),
            ..measure("s0", 1, linear(0, 10_000))
        };
        let measures = to.iter().map(look).chain([measure("s0", 1, linear(0, 1))]).collect();
        Scorecard { id: key(id), ..card(vec![group("a", 1, measures)]) }
    };
    let publish = |cards| ScorecardBook::publish(cards, sources());
    let tree = vec![looking("a", &["b", "c"]), looking("b", &["c"]), looking("c", &[])];
    assert!(publish(tree).is_ok());
    let circle = vec![looking("a", &["b"]), looking("b", &["c"]), looking("c", &["a"])];
    let faults = publish(circle).unwrap_err();
    let ids = |ids: &[&str]| ids.iter().map(|id| key(id)).collect::<Vec<_>>();
    assert_eq!(faults[0].wrong, Wrong::Cycle(ids(&["a", "b", "c", "a"])));
    assert_eq!(
        publish(vec![looking("a", &["a"])]).unwrap_err()[0].wrong,
        Wrong::Cycle(ids(&["a", "a"]))
    );
    let gone = publish(vec![looking("a", &["b"])]).unwrap_err();
    assert_eq!(gone[0].wrong, Wrong::UnknownScorecard(key("b")));
    assert_eq!(
        publish(vec![looking("a", &[]), looking("a", &[])]).unwrap_err()[0].wrong,
        Wrong::ScorecardTwice
    );
    // A long line of them is no circle, and is walked without depth.
    let names: Vec<String> = (0..200).map(|n| format!("n{n}")).collect();
    let line = (0..200).map(|n| {
        looking(&names[n], &names.get(n + 1).map(String::as_str).into_iter().collect::<Vec<_>>())
    });
    assert!(publish(line.collect()).is_ok());
}

#[test]
fn what_is_too_fine_is_refused_and_never_overflows() {
    let prime = [999_999_937, 999_999_893, 999_999_883, 999_999_797, 999_999_761_i64];
    let measures =
        prime.iter().enumerate().map(|(n, hi)| measure(&format!("s{n}"), 7, linear(0, *hi)));
    assert_eq!(codes(card(vec![group("a", 1, measures.collect())])), ["scorecard.too_fine"]);
}

#[test]
fn conditions_are_not_endless() {
    let mut who = Who::Everybody;
    for _ in 0..40 {
        who = Who::Not(Box::new(who));
    }
    let groups = vec![group("a", 1, vec![measure("s0", 1, linear(0, 1))])];
    assert_eq!(codes(Scorecard { who, ..card(groups) }), ["scorecard.too_deep"]);
}

#[test]
fn what_cannot_be_scored_is_said() {
    let groups =
        vec![group("a", 1, vec![measure("s0", 1, linear(0, 9)), measure("s3", 1, linear(0, 9))])];
    let card = card(groups);
    let book = draws::book(&card);
    let score = |key_of: &str, told| {
        let readings = Readings::from([(key(key_of), Reading::Told(told))]);
        book.evaluate(&card.id, &asked(&readings, None, 10)).map(|health| health.score)
    };
    assert_eq!(score("s0", vec![number(11, 1, 1)]), Err(ReadingFault::Future(key("s0"))));
    assert_eq!(score("s3", vec![number(1, 1_001, 1)]), Err(ReadingFault::Range(key("s3"))));
    let large = vec![number(1, i64::MAX, 1), number(1, i64::MAX, 2)];
    assert_eq!(score("s0", large), Err(ReadingFault::Range(key("s0"))));
    let word = Observation { value: Value::Word(key("x")), ..number(1, 1, 1) };
    assert_eq!(score("s0", vec![word]), Err(ReadingFault::Unknown(key("s0"))));
    let none = Readings::new();
    let memory = Memory { as_of: Some(at(11)), ..Memory::default() };
    let before = book.evaluate(&card.id, &asked(&none, Some(&memory), 10));
    assert_eq!(before, Err(ReadingFault::Backwards));
    assert!(matches!(
        book.evaluate(&key("x"), &asked(&none, None, 10)),
        Err(ReadingFault::NoScorecard(_))
    ));
}
