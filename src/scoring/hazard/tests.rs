//! Hazard, by story, by law, and beside public sets of purchases.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::logarithm::log2;
use super::*;
use crate::domain::{CustomKey, Date, Lang, Timestamp};

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).unwrap()
}

/// The share of pairs of one who left and one who stayed in which the former was at more risk;
/// equals count half.
fn auc(clients: &[(i64, bool)]) -> f64 {
    let mut sorted = clients.to_vec();
    sorted.sort_unstable();
    let (mut below, mut pairs, mut at) = (0_u64, 0_u64, 0);
    while at < sorted.len() {
        let same = sorted[at..].iter().take_while(|one| one.0 == sorted[at].0).count();
        let left = sorted[at..at + same].iter().filter(|one| one.1).count() as u64;
        let stayed = same as u64 - left;
        pairs += left * (2 * below + stayed);
        below += stayed;
        at += same;
    }
    let left = sorted.iter().filter(|one| one.1).count() as u64;
    pairs as f64 / (2 * left * below) as f64
}

/// A summary of purchases: rhythm, and whether nothing was bought afterwards.
fn read(file: &str) -> Option<Vec<(Rhythm, bool)>> {
    let folder = std::env::var_os("GUANXI_DATA")?;
    let path = std::path::Path::new(&folder).join("retention").join(file);
    let text = std::fs::read_to_string(path).expect("the set is there");
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|one| *one == name).unwrap();
    let places = ["frequency", "recency", "T", "x_star"].map(column);
    let one = |line: &str| {
        let cells: Vec<f64> =
            line.split(',').map(|cell| cell.parse().unwrap_or_default()).collect();
        let [repeats, recency, age, after] = places.map(|place| cells[place]);
        let days = |weeks: f64| (weeks * 7.0).round() as u32;
        let rhythm = Rhythm { repeats: repeats as u32, recency: days(recency), age: days(age) };
        (rhythm, after == 0.0)
    };
    Some(lines.map(one).collect())
}

fn auc_of(file: &str) -> Option<f64> {
    let clients = read(file)?;
    let definition = ChurnDefinition::Purchases { within: 273 };
    let portfolio = Portfolio::of(clients.iter().map(|(rhythm, _)| rhythm), definition);
    let risks: Vec<(i64, bool)> =
        clients.iter().map(|(rhythm, left)| (portfolio.risk(*rhythm).value, *left)).collect();
    Some(auc(&risks))
}

#[test]
fn who_leaves_stands_before_who_stays() {
    let wanted = [
        ("cdnow_master_cbs_39w_holdout39w.csv", 0.765),
        ("apparel_cbs.csv", 0.795),
        ("cdnow_sample_cbs_39w_holdout39w.csv", 0.765),
    ];
    let mut skipped = 0;
    for (file, least) in wanted {
        match auc_of(file) {
            Some(auc) => assert!(auc >= least, "{file}: {auc:.4}"),
            None => skipped += 1,
        }
    }
    if skipped > 0 {
        println!("skipped {skipped} sets: GUANXI_DATA does not say where they are");
    }
}

/// Clients who buy at a rate of their own until they leave, each drawn anew, in four kinds of trade
/// that no set in the folder has: the rank holds without being told anything about them.
#[test]
fn it_holds_where_the_trade_is_another() {
    for (rate, leave, seed) in
        [(30.0, 300.0, 1), (90.0, 400.0, 2), (7.0, 200.0, 3), (14.0, 60.0, 4)]
    {
        let mut dice = seed * 7_919_u64;
        let mut draw = || {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((dice >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
        };
        let mut clients = Vec::new();
        for _ in 0..3_000 {
            let own = rate * (0.3 + 1.4 * draw());
            let end = -leave * draw().ln();
            let (mut last, mut repeats, mut at, mut after) = (0.0, 0, 0.0, false);
            loop {
                at += -own * draw().ln();
                if at > end || at > 540.0 {
                    break;
                }
                if at <= 270.0 {
                    (last, repeats) = (at, repeats + 1);
                } else {
                    after = true;
                }
            }
            let rhythm = Rhythm { repeats, recency: last as u32, age: 270 };
            clients.push((rhythm, !after));
        }
        let definition = ChurnDefinition::Purchases { within: 270 };
        let portfolio = Portfolio::of(clients.iter().map(|(one, _)| one), definition);
        let risks: Vec<_> =
            clients.iter().map(|(one, left)| (portfolio.risk(*one).value, *left)).collect();
        let auc = auc(&risks);
        assert!(auc >= 0.70, "{rate} {leave}: {auc:.4}");
    }
}

#[test]
fn reasons_are_said_with_what_counts_as_gone() {
    let definition = ChurnDefinition::Purchases { within: 273 };
    let rhythm = Rhythm { repeats: 3, recency: 90, age: 210 };
    let portfolio = Portfolio::of([&rhythm], definition);
    assert_eq!((portfolio.gap(), portfolio.definition()), (30_000, definition));
    assert_eq!(rhythm.hiatus(), Some(400));
    let zh = portfolio.explain(rhythm, Lang::Zh);
    assert_eq!(zh[0], "距上次购买 120 天，平均间隔约 30 天，已是自身节奏的 4.00 倍");
    assert_eq!(zh[2], "流失：此后 273 天内没有购买");
    let once = Rhythm { repeats: 0, recency: 0, age: 40 };
    let en = portfolio.explain(once, Lang::En);
    assert_eq!(en[0], "silent for 40 days since its only purchase; all others buy about every 30");
    assert_eq!(once.hiatus(), None);
    // Nobody is no portfolio, and divides nothing.
    assert_eq!(Portfolio::of([], definition).gap(), 1);
}

#[test]
fn rules_of_one_cause_count_once() {
    let rules = HazardRules::for_purchases(ChurnDefinition::PROJECT);
    let numbers = |hiatus, silence, purchases: i64| {
        [("hiatus", hiatus), ("silence", silence), ("purchases", purchases)]
            .into_iter()
            .map(|(of, number)| (key(of), (number, Vec::new())))
            .collect::<BTreeMap<_, _>>()
    };
    let at = Timestamp::from_seconds(0).unwrap();
    let hazard = rules.hazard(&numbers(450, 100, 9), at);
    assert_eq!((hazard.points, hazard.band, hazard.reasons.len()), (50, HazardBand::Medium, 2));
    assert_eq!(hazard.reasons.iter().map(|one| one.points).collect::<Vec<_>>(), [0, 50]);
    let hazard = rules.hazard(&numbers(450, 500, 2), at);
    assert_eq!((hazard.points, hazard.band), (95, HazardBand::High));
    assert_eq!(hazard.explain(Lang::Zh)[0], "流失风险：高（95 分，非概率）");
    assert_eq!(hazard.explain(Lang::En)[1], "+50 silent for four times its own gap");
    let none = rules.hazard(&BTreeMap::new(), at);
    assert_eq!((none.points, none.band, none.unknown.len()), (0, HazardBand::Low, 3));
    assert_eq!(none.definition, ChurnDefinition::PROJECT);
}

#[test]
fn rules_that_say_nothing_are_refused() {
    let good = HazardRules::for_purchases(ChurnDefinition::PROJECT);
    let wrong = |change: &dyn Fn(&mut HazardRules)| {
        let mut rules = good.clone();
        change(&mut rules);
        rules.check().unwrap_err()
    };
    assert_eq!(wrong(&|rules| rules.rules.clear()), HazardFault::NoRules);
    assert_eq!(wrong(&|rules| rules.rules[0].points = 0), HazardFault::Points);
    assert_eq!(wrong(&|rules| rules.rules[0].points = 1_001), HazardFault::Points);
    assert_eq!(wrong(&|rules| rules.rules[0].id = rules.rules[1].id.clone()), HazardFault::Twice);
    assert_eq!(wrong(&|rules| rules.medium = 0), HazardFault::Bands);
    assert_eq!(wrong(&|rules| rules.high = rules.medium), HazardFault::Bands);
    let many = |rules: &mut HazardRules| {
        let one = rules.rules[0].clone();
        rules.rules =
            (0..257).map(|n| HazardRule { id: key(&format!("r{n}")), ..one.clone() }).collect();
    };
    assert_eq!(wrong(&many), HazardFault::TooMany);
}

#[test]
fn who_ordered_once_has_a_year() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let quiet = |orders: &[&str], touch: Option<&str>, today| {
        let orders: Vec<Date> = orders.iter().map(|text| day(text)).collect();
        ChurnDefinition::PROJECT.quiet(&orders, touch.map(day), day(today))
    };
    let once = quiet(&["2025-01-01"], None, "2026-01-01").unwrap();
    assert_eq!((once.days, once.limit_halves, once.is_gone()), (365, 730, false));
    assert!(quiet(&["2025-01-01"], None, "2026-01-02").unwrap().is_gone());
    assert!(!quiet(&["2025-01-01"], Some("2025-01-02"), "2026-01-02").unwrap().is_gone());
    // What is told of later says nothing yet.
    assert!(quiet(&["2025-01-01", "2026-03-01"], None, "2026-01-02").unwrap().is_gone());
    assert_eq!(quiet(&[], None, "2026-01-02"), None);
    assert_eq!(
        ChurnDefinition::Subscription { grace: 30 }.quiet(
            &[day("2025-01-01")],
            None,
            day("2026-01-01")
        ),
        None
    );
}

proptest! {
    #[test]
    fn a_logarithm_is_one(number in 1..u64::MAX) {
        let exact = (number as f64).log2() * f64::from(1 << 24);
        prop_assert!((log2(number) as f64 - exact).abs() <= 1.5, "{} {exact}", log2(number));
    }

    #[test]
    fn more_silence_is_more_risk(
        repeats in 0..200_u32, recency in 0..3_000_u32, silence in 0..3_000_u32, more in 1..500_u32,
        gap in 1..400_u32
    ) {
        let one = Rhythm { repeats: 1, recency: gap, age: gap };
        let portfolio = Portfolio::of([&one], ChurnDefinition::PROJECT);
        let recency = if repeats == 0 { 0 } else { recency };
        let risk = |silence| portfolio.risk(Rhythm { repeats, recency, age: recency + silence }).value;
        prop_assert!(risk(silence + more) >= risk(silence));
    }

    #[test]
    fn ranks_count_those_before(values in prop::collection::vec(-5..5_i64, 0..40)) {
        for (value, ranked) in values.iter().zip(rank(&values)) {
            prop_assert_eq!(ranked.rank, 1 + values.iter().filter(|other| *other > value).count());
            prop_assert_eq!(ranked.of, values.len());
        }
    }
}
