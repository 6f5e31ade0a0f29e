//! What is known to come of a member's points is told with its tier: what will count, and what will
//! be gone.

use guanxi::Desk;
use guanxi::domain::programme::{Pending, Rounding, Span, SpanUnit, Terms, Validity};
use guanxi::domain::tier::{Expiry, Ladder, Loss, Metric, Outlook, Tier, TierRules, Window};

use crate::engines::{at, everywhere};
use crate::points::{Club, club, earn, gift, plain, points};

fn days(count: u16) -> Span {
    Span::new(count, SpanUnit::Day).unwrap()
}

/// Everybody, and silver from a hundred on.
fn silver(metric: Metric, window: Window, kept: Expiry) -> TierRules {
    let tiers = [Tier::new("普通", 0).unwrap(), Tier::new("银", 100).unwrap()];
    TierRules::of(Ladder::new(tiers).unwrap(), metric, window).unwrap().kept(kept).unwrap()
}

fn outlook(desk: &Desk, club: &Club) -> Outlook {
    desk.tiers().outlook(club.member).unwrap().unwrap()
}

fn warned(desk: &Desk, club: &Club) -> Vec<(u8, i64)> {
    let page = desk.tiers().warnings(club.programme, 10, None).unwrap();
    page.items.iter().map(|one| (one.warning.days, one.warning.loss.missing)).collect()
}

fn rank_at(desk: &Desk, club: &Club, text: &str) -> u8 {
    desk.tiers().at(club.member, at(text)).unwrap().unwrap().rank()
}

#[test]
fn points_that_wait_are_foreseen_and_do_not_count_before() {
    everywhere(|house| {
        let desk = house.desk();
        let rules = silver(Metric::QualifyingPoints, Window::Year, Expiry::EndOfPeriod);
        let terms = Terms { pending: Pending::For(days(17)), ..plain() };
        let club = club(&desk, terms.tiers(rules));
        earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        let told = outlook(&desk, &club);
        assert_eq!((told.rank, told.value, told.next), (0, 0, Some((1, 100))));
        let then = "2026-05-21T09:00:00Z";
        assert_eq!(told.projected, Some((at(then), 1)));
        assert_eq!((told.loses, told.warning), (None, None));
        assert_eq!(rank_at(&desk, &club, then), 1);
        assert_eq!(rank_at(&desk, &club, "2026-05-21T08:59:59Z"), 0);
    });
}

#[test]
fn who_keeps_a_tier_by_points_that_wait_is_not_warned() {
    everywhere(|house| {
        let desk = house.desk();
        let rules = silver(Metric::QualifyingPoints, Window::Year, Expiry::EndOfPeriod);
        let terms = Terms { pending: Pending::For(days(17)), ..plain() };
        let club = club(&desk, terms.tiers(rules));
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        house.later("2027-12-05T09:00:00Z");
        let end = at("2027-12-31T16:00:00Z");
        assert_eq!(warned(&desk, &club), [(30, 100)]);
        assert_eq!(outlook(&desk, &club).loses.map(|loss| loss.at), Some(end));
        earn(&desk, &club, "2027-12-05T09:00:00Z", 4_000);
        assert_eq!(warned(&desk, &club), [(30, 60)], "what waits will count by then");
        earn(&desk, &club, "2027-12-05T09:00:00Z", 6_000);
        assert_eq!(warned(&desk, &club), []);
        assert_eq!(rank_at(&desk, &club, "2028-01-01T09:00:00Z"), 1);
        house.later("2027-12-20T09:00:00Z");
        earn(&desk, &club, "2027-12-20T09:00:00Z", 10_000);
        let kept = outlook(&desk, &club).loses.map(|loss| loss.at);
        assert_eq!(kept, Some(at("2029-12-31T16:00:00Z")), "the last of them wait into 2028");
    });
}

#[test]
fn a_balance_that_will_expire_is_warned_of() {
    everywhere(|house| {
        let desk = house.desk();
        let rules = silver(Metric::Balance, Window::Lifetime, Expiry::OnDrop);
        let validity = Validity::For(days(100), Rounding::Exact);
        let club = club(&desk, Terms { validity, ..plain() }.tiers(rules));
        earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        let end = "2026-08-12T09:00:00Z";
        let lost = Loss { at: at(end), missing: 100, grace_until: None };
        let told = outlook(&desk, &club);
        assert_eq!((told.rank, told.value), (1, 200));
        assert_eq!((told.projected, told.loses), (Some((at(end), 0)), Some(lost)));
        assert_eq!(told.warning, None);
        assert_eq!(rank_at(&desk, &club, end), 0);
        house.later("2026-06-12T16:00:00Z");
        assert_eq!(warned(&desk, &club), [(60, 100)]);
        house.later("2026-07-12T16:00:00Z");
        assert_eq!(warned(&desk, &club), [(30, 100)]);
        earn(&desk, &club, "2026-07-12T16:00:00Z", 7_000);
        assert_eq!(warned(&desk, &club), [(30, 30)]);
        desk.points().bonus(club.member, points(30), gift()).unwrap();
        assert_eq!(warned(&desk, &club), [], "what was added lasts until October");
    });
}
