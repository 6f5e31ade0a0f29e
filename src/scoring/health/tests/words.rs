//! What is said of a score, and how its numbers are written.

use super::*;
use crate::domain::Lang;
use crate::scoring::health::words::{shown, signed, thousandths};

#[test]
fn points_are_written_as_people_read_them() {
    let all =
        [(0, "0"), (5, "0.05"), (50, "0.5"), (8_750, "87.5"), (8_755, "87.55"), (10_000, "100")];
    for (bp, said) in all {
        assert_eq!(shown(bp), said);
    }
    assert_eq!((shown(-120), shown(-5)), ("-1.2".to_owned(), "-0.05".to_owned()));
    assert_eq!((signed(0), signed(-5), signed(30)), ("+0".into(), "-0.05".into(), "+0.3".into()));
    let all = [(0, "+0.000"), (-1, "-0.001"), (1_250, "+1.250"), (-12_007, "-12.007")];
    for (number, said) in all {
        assert_eq!(thousandths(number), said);
    }
}

#[test]
fn a_movement_is_said_step_by_step_in_both_languages() {
    let card = project_teams();
    let book = ScorecardBook::publish(vec![card.clone()], house_sources()).unwrap();
    let one = |on, value| Reading::Told(vec![number(on, value, 50)]);
    let of = |on, satisfied, missed: Vec<Observation>| {
        Readings::from([
            (key("satisfaction"), one(on, satisfied)),
            (key("cadence"), one(on, 9_000)),
            (key("open_changes"), Reading::Told(vec![number(1, 3, 1)])),
            (key("must_be_missed"), Reading::Told(missed)),
        ])
    };
    let (worse, better) = (of(30, 8_000, vec![number(30, 1, 2)]), of(31, 9_000, Vec::new()));
    let before = book.evaluate(&card.id, &asked(&worse, None, 30)).unwrap();
    let after = book.evaluate(&card.id, &asked(&better, Some(&before.memory), 31)).unwrap();
    let moved = after.moved_since(&before).unwrap();
    let zh = book.explain_movement(&after, &moved, Lang::Zh);
    assert_eq!(zh, ["变化 +24.75", "数值 +4.37（满意度指数 +4.37）", "封顶 +20.38"]);
    let en = book.explain_movement(&after, &moved, Lang::En);
    assert_eq!(en, ["moved by +24.75", "values +4.37 (satisfaction index +4.37)", "caps +20.38"]);
    assert!(after.contributions.iter().any(Contribution::is_measured));
    let silent = after.contributions.iter().find(|line| line.measure == key("payment")).unwrap();
    assert!(!silent.is_measured());
}

#[test]
fn a_trend_is_said_in_the_unit_in_which_its_source_is_said() {
    let trend = |source| {
        measure(source, 1, Map::Trend { slope: 1_000, invert: source == "answer_minutes" })
    };
    let sources = ["satisfaction", "payment", "answer_minutes"];
    let card = card(vec![group("all", 1, sources.map(trend).into())]);
    let book = ScorecardBook::publish(vec![card.clone()], house_sources()).unwrap();
    let rises = || Reading::Told(vec![number(0, 5_000, 1), number(30, 5_300, 2)]);
    let readings: Readings = sources.map(|source| (key(source), rises())).into();
    let health = book.evaluate(&card.id, &asked(&readings, None, 30)).unwrap();
    let said = |lang, of: &str| book.explain(&health, lang).iter().any(|line| line.contains(of));
    for zh in ["每 30 天 +3.000 分，", "每 30 天 +3.000%，", "每 30 天 +300.000 分钟，"]
    {
        assert!(said(Lang::Zh, zh), "{zh}: {:?}", book.explain(&health, Lang::Zh));
    }
    for en in ["+3.000 points in 30 days", "+3.000% in 30 days", "+300.000 minutes in 30 days"] {
        assert!(said(Lang::En, en), "{en}");
    }
}
