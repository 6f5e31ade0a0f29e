//! Features carried forward are those worked out anew, and nothing of the future is in them.

use proptest::prelude::*;

use super::*;
use crate::domain::{ContactId, Gap, Id, RecordId, Score, Timestamp};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + minutes * 60).unwrap()
}

fn id(n: usize) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
    Id::from_bytes(bytes)
}

fn told(minutes: i64, n: usize, what: What) -> Told {
    Told { at: at(minutes), id: id(n), what }
}

fn contact(n: u8) -> ContactId {
    ContactId::from_id(Id::from_bytes([n; 16]))
}

#[test]
fn a_client_in_numbers() {
    let facts = [
        told(0, 1, What::Bought(500)),
        told(60, 2, What::Heard(vec![contact(1)])),
        told(70, 3, What::Heard(vec![contact(1)])),
        told(90, 4, What::Spoke(vec![contact(1), contact(2)])),
        told(100, 5, What::Bought(300)),
        told(110, 6, What::Opened(Some(at(200)))),
        told(120, 7, What::Opened(None)),
        told(130, 8, What::Felt(-1)),
        told(140, 9, What::Closed(id(7))),
    ];
    let kept = Kept::of(&facts);
    let features = kept.features();
    assert_eq!((features.purchases.spent.count, features.purchases.spent.sum), (2, 800));
    assert_eq!((features.purchases.longest_gap, features.purchases.days), (6_000_000_000, 1));
    // From the first of two messages in a row to the answer: half an hour.
    assert_eq!((features.responses.longest, features.responses.waiting), (1_800_000_000, None));
    assert_eq!(
        (features.open.len(), features.overdue(at(200)), features.overdue(at(201))),
        (1, 0, 1)
    );
    assert_eq!((features.breadth(at(0)), features.breadth(at(91))), (2, 0));
    assert_eq!(features.silence(at(150)), Some(600_000_000));
    assert_eq!((features.sentiment.mean(), Features::default().sentiment.mean()), (Some(-1), None));
}

#[test]
fn a_rhythm_is_that_of_the_days_on_which_it_bought() {
    let days = |n: i64| n * 1_440;
    let minutes = [0, 30, days(3) + 1_439, days(4), days(40)];
    let bought = |(n, minutes): (usize, &i64)| told(*minutes, n, What::Bought(500));
    let facts: Vec<Told> = minutes.iter().enumerate().map(bought).collect();
    let kept = Kept::of(&facts);
    let purchases = kept.features().purchases;
    let rhythm = |as_of: i64| purchases.rhythm(at(as_of));
    let of_days = |days: &[i64], as_of: i64| {
        let day = |minutes: &i64| crate::domain::Zone::UTC.date(at(*minutes)).unwrap();
        let days: Vec<crate::domain::Date> = days.iter().map(day).collect();
        crate::scoring::hazard::Rhythm::of(&days, day(&as_of))
    };
    assert_eq!(rhythm(days(50)), of_days(&minutes, days(50)));
    assert_eq!(rhythm(days(50)).map(|rhythm| rhythm.repeats), Some(3));
    // It bought later than that, so what was known then is another question.
    assert_eq!(rhythm(days(39)), None);
    assert_eq!(Kept::default().features().purchases.rhythm(at(0)), None);
}

#[test]
fn what_is_well_is_not_worth_a_word() {
    use crate::domain::Lang;
    let facts = [
        told(0, 1, What::Felt(1)),
        told(10, 2, What::Opened(Some(at(20)))),
        told(20, 3, What::Spoke(vec![contact(1)])),
    ];
    let kept = Kept::of(&facts);
    let words = |minutes: i64| Concerns::of(kept.features(), at(minutes)).explain(Lang::En);
    assert_eq!(words(20), [""; 0]);
    assert_eq!(words(21), ["1 of 1 open matters are overdue"]);
    let more = [
        told(0, 1, What::Felt(-2)),
        told(0, 2, What::Got(Gap::from_bp(-1_205).unwrap())),
        told(0, 3, What::Answered(Score::from_bp(5_000).unwrap())),
        told(1_440, 4, What::Answered(Score::from_bp(4_000).unwrap())),
        told(1_440, 5, What::Heard(vec![contact(1)])),
    ];
    let concerns = Concerns::of(Kept::of(&more).features(), at(3 * 1_440));
    let said = [
        "nothing has happened for 2 days",
        "it has waited for an answer for 2 days",
        "talks went -2 in the mean",
        "it got 12.05 % less than it expected in the mean",
        "its satisfaction falls",
    ];
    assert_eq!(concerns.explain(Lang::En), said);
    assert_eq!(concerns.explain(Lang::Zh).len(), said.len());
}

#[test]
fn a_trend_is_a_slope() {
    let day = 1_440;
    let facts: Vec<Told> = (0..5)
        .map(|n| {
            told(n * 10 * day, n as usize, What::Answered(Score::from_bp(5_000 + n * 100).unwrap()))
        })
        .collect();
    let kept = Kept::of(&facts);
    assert_eq!(kept.features().satisfaction.slope(), Some(300_000));
    assert_eq!(Kept::of(&facts[..1]).features().satisfaction.slope(), None);
}

fn what() -> impl Strategy<Value = What> {
    let contacts = || prop::collection::vec((0..5_u8).prop_map(contact), 0..3);
    prop_oneof![
        (-500..9_000_i64).prop_map(What::Bought),
        (0..900_i64).prop_map(What::Refunded),
        contacts().prop_map(What::Heard),
        contacts().prop_map(What::Spoke),
        (-2..=2_i64).prop_map(What::Felt),
        proptest::option::of((0..900_i64).prop_map(at)).prop_map(What::Opened),
        (0..60_usize).prop_map(|n| What::Closed(id(n))),
        (-9_000..9_000_i64).prop_map(|bp| What::Got(Gap::from_bp(bp).unwrap())),
        (0..=10_000_i64).prop_map(|bp| What::Answered(Score::from_bp(bp).unwrap())),
        (-50..50_i64).prop_map(What::Points),
    ]
}

/// A history as it is written down: most facts in the order of time, some late, some corrected, some
/// withdrawn.
fn history() -> impl Strategy<Value = Vec<Recorded>> {
    let one = (what(), 0..5_i64, 0..10_u8, 0..60_usize, 0..200_i64);
    prop::collection::vec(one, 0..60).prop_map(|drawn| {
        let (mut history, mut now) = (Vec::<Recorded>::new(), 0);
        let mut standing: Vec<usize> = Vec::new();
        for (n, (what, later, kind, of, late)) in drawn.into_iter().enumerate() {
            now += later;
            let recorded_at = at(now);
            let place = if standing.is_empty() { 0 } else { of % standing.len() };
            let fact = match kind {
                0 if !standing.is_empty() => {
                    let gone = standing.remove(place);
                    Recorded { recorded_at, supersedes: Some(id(gone)), told: None }
                }
                1 if !standing.is_empty() => {
                    let gone = standing.remove(place);
                    standing.push(n);
                    let told = Some(told((now - late).max(-900), n, what));
                    Recorded { recorded_at, supersedes: Some(id(gone)), told }
                }
                2 => {
                    standing.push(n);
                    let told = Some(told((now - late).max(-900), n, what));
                    Recorded { recorded_at, supersedes: None, told }
                }
                _ => {
                    standing.push(n);
                    Recorded { recorded_at, supersedes: None, told: Some(told(now, n, what)) }
                }
            };
            history.push(fact);
        }
        history
    })
}

proptest! {
    #[test]
    fn carried_forward_they_are_those_worked_out_anew(history in history()) {
        let mut kept = Kept::default();
        for n in 0..history.len() {
            let before = kept.clone();
            let step = kept.take(&history[n]);
            let known = standing(&history[..=n]);
            let anew = Kept::of(known.iter().copied());
            match step {
                Step::Added => prop_assert!(history[n].supersedes.is_none()),
                Step::ReadAgain => {
                    prop_assert_eq!(&kept, &before);
                    kept = anew.clone();
                }
            }
            prop_assert_eq!(&kept, &anew);
        }
    }

    #[test]
    fn in_the_order_of_time_nothing_is_read_again(whats in prop::collection::vec(what(), 0..40)) {
        let mut kept = Kept::default();
        for (n, what) in whats.into_iter().enumerate() {
            let told = Some(told(n as i64, n, what));
            let step = kept.take(&Recorded { recorded_at: at(n as i64), supersedes: None, told });
            prop_assert_eq!(step, Step::Added);
        }
    }

    #[test]
    fn nothing_of_the_future_leaks(history in history(), when in 0..200_i64) {
        let known = as_known(&history, at(when));
        let past: Vec<Recorded> =
            history.iter().filter(|fact| fact.recorded_at <= at(when)).cloned().collect();
        prop_assert_eq!(&known, &as_known(&past, at(when)));
        prop_assert!(known.last.is_none_or(|(last, _)| last <= at(when)));
        // Whatever is written down later, and about whatever time, changes nothing.
        let mut more = past;
        let told = Some(told(when - 1, 999, What::Bought(7)));
        more.push(Recorded { recorded_at: at(when + 1), supersedes: None, told });
        let gone = more.first().and_then(|fact| fact.told.as_ref()).map(|told| told.id);
        more.push(Recorded { recorded_at: at(when + 1), supersedes: gone, told: None });
        prop_assert_eq!(known, as_known(&more, at(when)));
    }

    #[test]
    fn two_streams_that_were_merged_are_as_one(history in history(), cut in 0..60_usize) {
        let all = standing(&history);
        let cut = cut.min(all.len());
        let merged: Vec<&Told> = all[cut..].iter().chain(&all[..cut]).copied().collect();
        prop_assert_eq!(Kept::of(merged), Kept::of(all));
    }
}

/// `GUANXI_EVENTS=1000000` for a million events; otherwise twenty thousand.
#[test]
fn many_events_carried_forward_are_those_worked_out_anew() {
    let events = std::env::var("GUANXI_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let mut dice = 11_u64;
    let mut draw = |below: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % below
    };
    let clients = (events / 50).max(1);
    let mut histories: Vec<Vec<Recorded>> = vec![Vec::new(); clients];
    let mut kept: Vec<Kept> = vec![Kept::default(); clients];
    let mut again = 0;
    for n in 0..events {
        let of = draw(clients as u64) as usize;
        let now = n as i64;
        let what = match draw(4) {
            0 => What::Bought(draw(9_000) as i64),
            1 => What::Heard(vec![contact(draw(5) as u8)]),
            2 => What::Spoke(vec![contact(draw(5) as u8)]),
            _ => What::Felt(draw(5) as i64 - 2),
        };
        let late = if draw(20) == 0 { draw(5_000) as i64 } else { 0 };
        let stands = standing(&histories[of]).last().map(|told| told.id);
        let fact = match (draw(30), stands) {
            (0, Some(gone)) => {
                Recorded { recorded_at: at(now), supersedes: Some(gone), told: None }
            }
            (1, Some(gone)) => {
                let told = Some(told(now - late, n, what));
                Recorded { recorded_at: at(now), supersedes: Some(gone), told }
            }
            _ => Recorded {
                recorded_at: at(now),
                supersedes: None,
                told: Some(told(now - late, n, what)),
            },
        };
        histories[of].push(fact);
        if kept[of].take(&histories[of][histories[of].len() - 1]) == Step::ReadAgain {
            again += 1;
            kept[of] = Kept::of(standing(&histories[of]));
        }
    }
    for (kept, history) in kept.iter().zip(&histories) {
        assert_eq!(kept, &Kept::of(standing(history)));
    }
    assert!(again > events / 100, "{again} were read again");
}
