//! What a member owes is paid by what becomes free, at the instant at which it does, whether or not
//! anybody has written that down: every question is answered as if it were.

use guanxi::domain::Period;
use guanxi::domain::member::EntryKind;
use guanxi::domain::programme::{Pending, ReturnPolicy, Rounding, Span, SpanUnit, Terms, Validity};

use crate::engines::everywhere;
use crate::points::{club, earn, plain, points};

fn days(count: u16) -> Span {
    Span::new(count, SpanUnit::Day).unwrap()
}

#[test]
fn points_that_paid_a_debt_and_then_expired_are_no_longer_owed() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms {
            returns: ReturnPolicy::Unlimited,
            pending: Pending::For(days(17)),
            validity: Validity::For(days(2), Rounding::Exact),
            ..plain()
        };
        let club = club(&desk, terms);
        desk.points().adjust_down(club.member, points(10), "更正").unwrap();
        earn(&desk, &club, "2026-05-04T09:00:00Z", 400);
        let whole: Period = "2000-01-01T00:00:00Z/2199-01-01T00:00:00Z".parse().unwrap();
        let told = || desk.points().statement(club.member, whole).unwrap();
        let balance = || desk.points().balance(club.member).unwrap();
        assert_eq!((told().closing, balance().net()), (-6, -6), "they wait");

        house.later("2026-05-22T09:00:00Z");
        assert_eq!((told().closing, balance().debt.get()), (-6, 6), "they have paid");
        assert_eq!(told().next_expiry, None, "nothing is left of them that could expire");
        house.later("2026-05-30T09:00:00Z");
        assert_eq!((balance().net(), balance().expired.get()), (-6, 0));
        assert_eq!(told().closing, -6, "what has paid does not expire as well");
        assert!(told().lines.iter().all(|line| line.kind != EntryKind::Expire));
    });
}
