//! The figures of a programme, by example and by law.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::client::Segment;
use crate::domain::{ClientId, Percent, Period, Points, Timestamp};
use crate::scoring::interval::Confidence;

fn day(n: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap()
}

fn client(n: u128) -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(n))
}

fn flow(n: u128, on: i64, kind: FlowKind, points: i64) -> Flow {
    Flow { client: client(n), at: day(on), kind, points: Points::new(points).unwrap() }
}

fn sure() -> Confidence {
    Confidence::of("95%".parse().unwrap()).unwrap()
}

#[test]
fn a_period_is_told_by_what_happened_in_it() {
    let flows = [
        flow(1, 1, FlowKind::Issued, 1_000),
        flow(1, 2, FlowKind::Reversed, 200),
        flow(2, 3, FlowKind::Issued, 200),
        flow(2, 4, FlowKind::Redeemed, 300),
        flow(2, 5, FlowKind::GivenBack, 50),
        flow(3, 6, FlowKind::Expired, 90),
        flow(3, 7, FlowKind::Forfeited, 10),
        flow(4, 30, FlowKind::Issued, 9_999),
    ];
    let month = Period::new(day(0), day(30)).unwrap();
    let found = Activity::of(month, 8, 4, &flows).unwrap();
    assert_eq!((found.earned, found.burned), (1_000, 250));
    assert_eq!((found.enrolment.bp(), found.active.bp()), (Some(5_000), Some(5_000)));
    assert_eq!((found.redemption_rate.bp(), found.breakage.bp()), (Some(2_500), Some(1_000)));
    assert_eq!(found.earn_to_burn().bp(), Some(40_000));
    let nobody = Activity::of(month, 0, 0, &[]).unwrap();
    let shares = [nobody.enrolment, nobody.active, nobody.redemption_rate, nobody.breakage];
    assert_eq!(shares.map(Share::bp), [None; 4], "without a base there is no share");
}

#[test]
fn what_is_owed_says_by_what_and_what_expires_is_told_by_days() {
    let held = |points, on: Option<i64>| Held {
        points: Points::new(points).unwrap(),
        expires_at: on.map(day),
    };
    let lots = [held(100, Some(30)), held(200, Some(60)), held(400, Some(91)), held(800, None)];
    let expiring = Expiring::of(&lots, day(0)).unwrap();
    let points: Vec<i64> = expiring.iter().map(|one| one.points.get()).collect();
    assert_eq!(points, [100, 300, 300]);
    let cost = "EUR 0.01".parse().unwrap();
    let of = Points::new(1).unwrap();
    let breakage = Percent::from_bp(1_000).unwrap();
    let by = Assumptions { cost, of, breakage };
    // At the instant of expiry a point is owed no more.
    let owed = Liability::of(&lots, by, day(30)).unwrap();
    assert_eq!((owed.outstanding.get(), owed.money.to_string()), (1_400, "EUR 12.60".to_owned()));
    assert_eq!(owed.assumptions, by);
    assert!(Liability::of(&lots, Assumptions { of: Points::ZERO, ..by }, day(0)).is_err());
}

/// Newcombe's own examples (1998, table II, method 10).
#[test]
fn the_interval_of_a_difference_is_the_published_one() {
    let group = Group { segment: Segment::Standard, years: 1 };
    let difference = |(stayed, there): (u32, u32), (other, of): (u32, u32)| {
        let members = Retained { there, stayed };
        let others = Retained { there: of, stayed: other };
        let found = Beside { group, members, others }.difference(sure()).unwrap();
        format!("{:.4} {:.4}", found.low, found.high)
    };
    assert_eq!(difference((56, 70), (48, 80)), "0.0524 0.3339");
    assert_eq!(difference((9, 10), (3, 10)), "0.1705 0.8090");
}

#[test]
fn who_has_nobody_to_compare_with_is_left_out_and_counted() {
    let group = |years| Group { segment: Segment::Key, years };
    let beside = |years, (there, stayed), (other, of)| Beside {
        group: group(years),
        members: Retained { there, stayed },
        others: Retained { there: other, stayed: of },
    };
    let groups =
        [beside(1, (10, 9), (10, 6)), beside(2, (30, 30), (0, 0)), beside(3, (0, 0), (5, 5))];
    let found = Retention::over(&groups, sure()).unwrap();
    assert_eq!((found.members, found.unmatched), (10, 30));
    assert_eq!(Retention::over(&groups[1..], sure()), None);
}

fn retained() -> impl Strategy<Value = Retained> {
    (0_u32..200, 0_u32..200)
        .prop_map(|(there, stayed)| Retained { there, stayed: stayed.min(there) })
}

proptest! {
    #[test]
    fn a_difference_lies_in_its_interval_and_turns_with_its_sides(
        members in retained(), others in retained(),
    ) {
        let group = Group { segment: Segment::Light, years: 0 };
        let one = Beside { group, members, others }.difference(sure());
        let other = Beside { group, members: others, others: members }.difference(sure());
        prop_assert_eq!(one.is_some(), members.there > 0 && others.there > 0);
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!(-1.0 - 1e-12 <= one.low && one.high <= 1.0 + 1e-12);
            prop_assert!(one.low <= one.difference && one.difference <= one.high);
            prop_assert!((one.low + other.high).abs() < 1e-12);
            let over = Retention::over(&[Beside { group, members, others }], sure()).unwrap();
            prop_assert!((over.low - one.low).abs() < 1e-12 && over.members == members.there);
        }
    }

    #[test]
    fn every_member_stands_in_one_cell(moved in prop::collection::vec((0_u8..6, 0_u8..6), 0..40)) {
        let moved: Vec<Moved> = moved.into_iter().map(|(from, to)| Moved { from, to }).collect();
        let found = Migration::of(4, &moved);
        prop_assert_eq!(found.up() + found.stayed() + found.down(), moved.len() as u64);
    }

    #[test]
    fn a_share_is_the_nearest(part in 0_i64..1_000_000, whole in 1_i64..1_000_000) {
        let bp = Share { part, whole }.bp().unwrap();
        prop_assert!((bp * whole - part * 10_000).abs() * 2 <= whole);
    }
}
