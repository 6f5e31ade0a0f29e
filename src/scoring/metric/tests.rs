//! Figures, by story and by law.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::{ClientId, Date, Lang, Period, Timestamp};

fn client(n: u128) -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(n))
}

fn on(day: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + day * 86_400).unwrap()
}

fn window(from: i64, to: i64) -> Period {
    Period::new(on(from), on(to)).unwrap()
}

#[test]
fn who_stayed_is_counted_from_the_clients_at_the_start() {
    let active = |n, spans: &[(i64, Option<i64>)]| Activity {
        client: client(n),
        spans: spans.iter().map(|(from, to)| (on(*from), to.map(on))).collect(),
    };
    let clients = [
        active(1, &[(0, None)]),
        active(2, &[(0, Some(20))]),
        active(3, &[(0, Some(15)), (18, None)]),
        active(4, &[(12, None)]),
        active(5, &[(0, Some(10))]),
    ];
    let kept = retention(&clients, window(10, 40), on(40));
    assert_eq!((kept.numerator, kept.denominator), (2, 3));
    assert_eq!(
        (kept.bp(), logo_churn(&clients, window(10, 40), on(40)).bp()),
        (Some(6_667), Some(3_333))
    );
    // Before the window has ended, those count who are there now.
    assert_eq!(retention(&clients, window(10, 40), on(19)).numerator, 3);
    assert_eq!(
        kept.explain(Lang::En),
        "client retention 66.67% (2/3, 95% interval 20.8% to 93.9%)"
    );
    assert!(kept.explain(Lang::Zh).starts_with("客户留存率 66.67%（2/3，95% 区间 20.8%–93.9%"));
    let nobody = retention(&[], window(10, 40), on(40));
    assert_eq!((nobody.bp(), nobody.interval), (None, None));
    assert_eq!(nobody.explain(Lang::Zh), "客户留存率 无（0/0）");
}

#[test]
fn who_came_back_and_who_brought_others() {
    let orders = [vec![on(1), on(2)], vec![on(3)], vec![on(4), on(90)], vec![on(-5)], vec![]];
    let orders = || orders.iter().map(Vec::as_slice);
    let rate = repeat_purchase(orders(), window(0, 30), on(30));
    assert_eq!((rate.numerator, rate.denominator), (1, 3));
    // What lies behind the instant is not looked at.
    assert_eq!(repeat_purchase(orders(), window(0, 100), on(50)).numerator, 1);
    let new = [(7, None), (8, Some(1)), (9, Some(1))].map(|(n, by): (u128, Option<u128>)| {
        Introduction { client: client(n), at: on(5), brought_by: by.map(client) }
    });
    let active = [1, 2, 7, 8].map(|n| Activity { client: client(n), spans: vec![(on(0), None)] });
    assert_eq!(referral(&new, window(0, 30), on(30)).bp(), Some(6_667));
    assert_eq!(referral_participation(&active, &new, window(0, 30), on(30)).bp(), Some(2_500));
    assert_eq!(referral(&new, window(6, 30), on(30)).bp(), None);
}

#[test]
fn months_that_are_not_over_have_not_said_their_last_word() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let clients = [
        vec![day("2026-01-05"), day("2026-02-01"), day("2026-04-02")],
        vec![day("2026-01-31")],
        vec![day("2026-03-31"), day("2027-01-01")],
        vec![],
    ];
    let table = cohorts(&clients, day("2026-04-10")).unwrap();
    assert_eq!(table.len(), 2);
    assert_eq!(
        (table[0].month, table[0].size, &table[0].seen[..]),
        (day("2026-01-01"), 2, &[2, 1, 0][..])
    );
    assert_eq!((table[1].size, &table[1].seen[..]), (1, &[1][..]));
}

#[test]
fn a_median_is_one_of_the_values_and_so_are_its_ends() {
    let spread = |values: &[i64]| Spread::of(values.to_vec());
    assert_eq!(spread(&[]), Spread { count: 0, median: None, p90: None, interval: None });
    assert_eq!((spread(&[7]).median, spread(&[7]).interval), (Some(7), None));
    assert_eq!(spread(&[5, 1, 3, 2]).median, Some(2));
    // Of six values the least and the greatest hold the median in 31 of 32 cases; of five they do
    // not in 19 of 20.
    assert_eq!(
        (spread(&[1, 2, 3, 4, 5, 6]).interval, spread(&[1, 2, 3, 4, 5]).interval),
        (Some((1, 6)), None)
    );
    let hundred = Spread::of((1..=100).collect());
    assert_eq!(
        (hundred.median, hundred.p90, hundred.interval),
        (Some(50), Some(90), Some((40, 61)))
    );
    assert_eq!(Mean::of([1, 2]).value(), Some(2));
    assert_eq!(Mean::of([]).value(), None);
}

#[test]
fn the_median_lies_in_its_interval_often_enough() {
    // Thirty throws of a coin of our own, many times: the middle of all values is 500.
    let mut dice = 9_u64;
    let mut held = 0;
    for _ in 0..2_000 {
        let mut values = Vec::new();
        for _ in 0..30 {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            values.push(i64::try_from((dice >> 33) % 1_001).unwrap());
        }
        let (low, high) = Spread::of(values).interval.unwrap();
        held += u32::from((low..=high).contains(&500));
    }
    assert!(held >= 1_900, "{held} of 2000");
}

proptest! {
    #[test]
    fn gross_never_exceeds_all_and_never_net(
        clients in prop::collection::vec((0..9_000_i64, 0..9_000_i64), 0..20)
    ) {
        let clients: Vec<Revenue> =
            clients.into_iter().map(|(start, end)| Revenue { start, end }).collect();
        let gross = gross_retention(&clients, window(0, 30), on(30));
        let net = net_retention(&clients, window(0, 30), on(30));
        prop_assert_eq!(gross.denominator, net.denominator);
        prop_assert_eq!(gross.bp().is_none(), gross.denominator == 0);
        prop_assert!(gross.numerator <= gross.denominator && gross.numerator <= net.numerator);
        for rate in [gross, net] {
            if let (Some(within), Some(bp)) = (rate.interval, rate.bp()) {
                prop_assert!(within.low() <= within.high() && within.low() >= 0.0);
                let value = bp as f64 / 10_000.0;
                prop_assert!(within.low() - 1e-4 <= value && value <= within.high() + 1e-4);
            }
        }
    }

    #[test]
    fn equals_stand_together_and_more_never_stands_lower(
        clients in prop::collection::vec((0..40_u32, 0..9_u32, 0..99_i64), 1..40)
    ) {
        let bought = |(n, (silence, times, spent)): (usize, &(u32, u32, i64))| Bought {
            client: client(n as u128), silence: *silence, times: *times, spent: *spent,
        };
        let clients: Vec<Bought> = clients.iter().enumerate().map(bought).collect();
        let table = rfm(&clients);
        prop_assert_eq!(table.counts.values().sum::<u64>(), clients.len() as u64);
        for (a, (_, at)) in clients.iter().zip(&table.clients) {
            prop_assert!((1..=5).contains(&at.recency));
            for (b, (_, bt)) in clients.iter().zip(&table.clients) {
                prop_assert!(a.spent > b.spent || at.money <= bt.money);
                prop_assert!(a.times > b.times || at.frequency <= bt.frequency);
                prop_assert!(a.silence < b.silence || at.recency <= bt.recency);
            }
        }
    }

    #[test]
    fn who_stayed_and_who_left_are_all(spans in prop::collection::vec((0..50_i64, 1..50_i64), 0..20)) {
        let active = |(n, (from, long)): (usize, &(i64, i64))| Activity {
            client: client(n as u128), spans: vec![(on(*from), Some(on(from + long)))],
        };
        let clients: Vec<Activity> = spans.iter().enumerate().map(active).collect();
        let stayed = retention(&clients, window(20, 40), on(60));
        let left = logo_churn(&clients, window(20, 40), on(60));
        prop_assert_eq!(stayed.numerator + left.numerator, stayed.denominator);
        let oracle = spans.iter().filter(|(from, long)| *from <= 20 && from + long > 40).count();
        prop_assert_eq!(stayed.numerator, oracle as i128);
    }
}
