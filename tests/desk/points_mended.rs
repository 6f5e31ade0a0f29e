//! Points at the edges: of purchases on which nothing counts or that changed since, of caps and terms
//! that changed, and of what is told late or was never written down.

use guanxi::crm::{DraftTerms, Evaluated, Evaluation};
use guanxi::domain::member::{Cause, EntryKind};
use guanxi::domain::programme::{
    CapPer, EarnRule, Multiplier, Pending, ReturnPolicy, Rounding, Span, SpanUnit, Terms, Validity,
    When,
};
use guanxi::domain::tier::{Expiry, Ladder, Metric, Tier, TierRules, Window};
use guanxi::domain::transaction::{Kind, NewLine, NewTransaction};
use guanxi::domain::{Money, Percent, Period, Tag, TransactionId};
use guanxi::scoring::interval::Confidence;
use guanxi::scoring::loyalty::Assumptions;
use guanxi::{Crm, Desk};

use crate::engines::{at, everywhere};
use crate::points::{
    Club, available, back, buy, club, code, earn, gift, join, order, plain, points, sound, tea,
    yuan,
};

const WHOLE: &str = "2000-01-01T00:00:00Z/2199-01-01T00:00:00Z";

fn days(count: u16) -> Span {
    Span::new(count, SpanUnit::Day).unwrap()
}

fn lasting(count: u16) -> Terms {
    Terms { validity: Validity::For(days(count), Rounding::Exact), ..plain() }
}

fn fen(minor: i64) -> Money {
    Money::new(minor, yuan())
}

fn cups(minor: i64) -> NewLine {
    NewLine::goods("杯子", "1 套".parse().unwrap(), fen(minor)).category("杯")
}

fn entries(crm: &Crm) -> u64 {
    crm.store().stats().unwrap().entries
}

/// An order of today, a part of it paid with points that are redeemed for it.
fn paid_in_points(desk: &Desk, club: &Club, new: NewTransaction, many: i64) -> TransactionId {
    let order = buy(desk, club, new.paid_with_points(many, fen(many * 10)));
    desk.points().redeem(club.member, points(many), Cause::transaction(order)).unwrap();
    order
}

fn today() -> NewTransaction {
    NewTransaction::order(at("2026-05-04T09:00:00Z"), yuan())
}

#[test]
fn what_was_paid_with_points_comes_back_as_the_whole_price_does() {
    everywhere(|house| {
        let desk = house.desk();
        let excluded_categories = vec![Tag::new("杯").unwrap()];
        let club = club(&desk, Terms { excluded_categories, ..plain() });
        desk.points().bonus(club.member, points(1_000), gift()).unwrap();
        let nothing = paid_in_points(&desk, &club, today().line(cups(10_000)), 50);
        let before = entries(&house.crm);
        desk.points().return_purchase(club.member, nothing).unwrap();
        assert_eq!(entries(&house.crm), before, "nothing came back");
        back(&desk, &club, nothing, "2026-05-04T09:00:00Z", 5_000);
        desk.points().return_purchase(club.member, nothing).unwrap();
        assert_eq!(available(&desk, club.member), 950 + 25, "half of it came back");

        let both = today().line(tea(10_000)).line(cups(10_000));
        let both = paid_in_points(&desk, &club, both, 200);
        assert_eq!(desk.points().earn(club.member, both).unwrap().now.points().get(), 80);
        back(&desk, &club, both, "2026-05-04T09:00:00Z", 10_000);
        desk.points().return_purchase(club.member, both).unwrap();
        assert_eq!(
            available(&desk, club.member),
            975 - 200 + 100,
            "the tea came back, not the cups"
        );
        sound(&house.crm);
    });
}

#[test]
fn a_cap_that_holds_since_counts_what_was_earned_in_its_month() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        earn(&desk, &club, "2026-05-04T09:00:00Z", 40_000);
        let second = order(&desk, &club, "2026-05-04T09:00:00Z", 40_000);
        house.later("2026-05-05T09:00:00Z");
        desk.programmes().amend(club.programme, plain().cap(CapPer::Month, points(500))).unwrap();
        house.later("2026-05-06T09:00:00Z");
        assert_eq!(desk.points().earn(club.member, second).unwrap().now.points().get(), 100);
        let third = order(&desk, &club, "2026-05-06T09:00:00Z", 40_000);
        house.later("2026-06-02T09:00:00Z");
        let third = desk.points().earn(club.member, third).unwrap().now;
        assert_eq!(third.points().get(), 400, "another month has begun");
    });
}

#[test]
fn who_was_given_points_seventeen_times_still_buys_for_the_first_time() {
    everywhere(|house| {
        let desk = house.desk();
        let first = EarnRule::bonus("first", points(50)).unwrap().when(When::FirstPurchase);
        let club = club(&desk, plain().rule(first));
        for _ in 0..17 {
            desk.points().bonus(club.member, points(1), gift()).unwrap();
        }
        assert_eq!(earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000).points().get(), 150);
        assert_eq!(earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000).points().get(), 100);
    });
}

#[test]
fn a_sweep_writes_down_what_has_paid_a_debt_and_then_nothing_is_left_to_sweep() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms {
            returns: ReturnPolicy::Unlimited,
            pending: Pending::For(days(17)),
            ..lasting(2)
        };
        let club = club(&desk, terms);
        desk.points().adjust_down(club.member, points(10), "更正").unwrap();
        earn(&desk, &club, "2026-05-04T09:00:00Z", 400);
        house.later("2026-05-30T09:00:00Z");
        assert_eq!(desk.points().to_sweep(10).unwrap(), [club.member]);
        let paid = desk.points().sweep(club.member).unwrap().now;
        assert_eq!((paid.kind(), paid.points().get()), (EntryKind::PayDebt, 4));
        assert_eq!(desk.points().to_sweep(10).unwrap(), []);
        assert_eq!(desk.points().balance(club.member).unwrap().net(), -6);
        assert_eq!(code(desk.points().sweep(club.member)), "member.nothing_expired");
        sound(&house.crm);
    });
}

#[test]
fn points_that_are_put_aside_keep_nobody_else_from_being_swept() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, Terms { reservation_minutes: 20 * 1_440, ..lasting(2) });
        let (client, member) = join(&desk, club.programme, "明德");
        earn(&desk, &club, "2026-05-04T09:00:00Z", 400);
        desk.points().reserve(club.member, points(4), gift()).unwrap();
        house.later("2026-05-05T09:00:00Z");
        earn(&desk, &Club { client, member, ..club }, "2026-05-05T09:00:00Z", 400);
        house.later("2026-05-10T09:00:00Z");
        assert_eq!(desk.points().to_sweep(1).unwrap(), [member]);
        desk.points().sweep(member).unwrap();
        assert_eq!(desk.points().to_sweep(1).unwrap(), []);
        house.later("2026-05-25T09:00:00Z");
        assert_eq!(desk.points().to_sweep(1).unwrap(), [club.member]);
    });
}

#[test]
fn who_is_blocked_owes_no_more_than_before() {
    everywhere(|house| {
        let desk = house.desk();
        let terms =
            Terms { returns: ReturnPolicy::Unlimited, reservation_minutes: 1_440, ..lasting(10) };
        let club = club(&desk, terms);
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        desk.points().reserve(club.member, points(100), gift()).unwrap();
        desk.points().adjust_down(club.member, points(30), "更正").unwrap();
        house.later("2026-05-16T09:00:00Z");
        let owed = || {
            let balance = desk.points().balance(club.member).unwrap();
            (balance.debt.get(), balance.expired.get())
        };
        assert_eq!(owed(), (0, 70), "the reservation ended, and what it freed has paid");
        desk.programmes().block(club.member, "核对身份").unwrap();
        assert_eq!(owed(), (0, 70));
        desk.programmes().unblock(club.member).unwrap();
        desk.points().sweep(club.member).unwrap();
        assert_eq!(owed(), (0, 0));
        sound(&house.crm);
    });
}

#[test]
fn points_that_are_told_late_expire_no_sooner_than_they_are_there() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, lasting(30));
        house.later("2026-08-01T09:00:00Z");
        let earned = earn(&desk, &club, "2026-05-04T09:00:00Z", 40_000);
        assert_eq!(earned.points().get(), 400);
        let whole: Period = WHOLE.parse().unwrap();
        let lines = || -> Vec<(EntryKind, i64, i64)> {
            let told = desk.points().statement(club.member, whole).unwrap();
            told.lines.iter().map(|line| (line.kind, line.points, line.balance)).collect()
        };
        let wanted = [(EntryKind::Earn, 400, 400), (EntryKind::Expire, -400, 0)];
        assert_eq!(lines(), wanted);
        let june = "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z".parse().unwrap();
        assert_eq!(desk.points().statement(club.member, june).unwrap().closing, 0);
        house.later("2026-08-02T09:00:00Z");
        desk.points().sweep(club.member).unwrap();
        assert_eq!(lines(), wanted);
    });
}

#[test]
fn a_purchase_that_was_corrected_or_withdrawn_takes_its_points_back() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        desk.points().bonus(club.member, points(200), gift()).unwrap();
        let first = order(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        desk.points().earn(club.member, first).unwrap();
        let second = desk.transactions().correct(first, today().line(tea(6_000)), "数量").unwrap();
        desk.points().return_purchase(club.member, first).unwrap();
        assert_eq!(available(&desk, club.member), 200 + 60);
        back(&desk, &club, second.id(), "2026-05-04T09:00:00Z", 1_000);
        desk.points().return_purchase(club.member, first).unwrap();
        assert_eq!(available(&desk, club.member), 200 + 50);

        let gone = paid_in_points(&desk, &club, today().line(tea(10_000)), 200);
        desk.points().earn(club.member, gone).unwrap();
        assert_eq!(available(&desk, club.member), 50 + 80);
        desk.transactions().withdraw(gone, "重复").unwrap();
        desk.points().return_purchase(club.member, gone).unwrap();
        assert_eq!(available(&desk, club.member), 250, "as if it had never been");
        sound(&house.crm);
    });
}

#[test]
fn a_purchase_earns_on_what_stays_of_it() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        let now = "2026-05-04T09:00:00Z";
        let whole = order(&desk, &club, now, 10_000);
        back(&desk, &club, whole, now, 10_000);
        assert_eq!(code(desk.points().earn(club.member, whole)), "member.nothing_earned");
        let half = order(&desk, &club, now, 10_000);
        back(&desk, &club, half, now, 5_000);
        assert_eq!(desk.points().earn(club.member, half).unwrap().now.points().get(), 50);
        let before = entries(&house.crm);
        desk.points().return_purchase(club.member, half).unwrap();
        assert_eq!(entries(&house.crm), before, "nothing came back since");
        back(&desk, &club, half, now, 2_500);
        desk.points().return_purchase(club.member, half).unwrap();
        assert_eq!(available(&desk, club.member), 25);
    });
}

#[test]
fn what_an_invoice_was_paid_with_in_points_earns_nothing_by_its_order() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        let now = at("2026-05-04T09:00:00Z");
        let ordered = order(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        let invoice = NewTransaction::invoice(now, yuan()).line(tea(10_000)).refers_to(ordered);
        let invoice = buy(&desk, &club, invoice);
        let paid = NewTransaction::new(Kind::Payment, now, yuan()).refers_to(invoice);
        buy(&desk, &club, paid.paid_with_points(200, fen(2_000)));
        assert_eq!(desk.points().earn(club.member, ordered).unwrap().now.points().get(), 80);
    });
}

fn evaluated(desk: &Desk, club: &Club, period: &str) -> Evaluation {
    let assumptions = Assumptions { cost: fen(1), of: points(1), breakage: Percent::NONE };
    let confidence = Confidence::of("95%".parse().unwrap()).unwrap();
    let asked = Evaluated { period: period.parse().unwrap(), assumptions, confidence };
    desk.programmes().evaluation(club.programme, &asked).unwrap()
}

/// Two tiers by what there is: everybody, and whoever has a hundred points.
fn by_balance() -> TierRules {
    let tiers = [Tier::new("普通", 0).unwrap(), Tier::new("银", 100).unwrap()];
    TierRules::of(Ladder::new(tiers).unwrap(), Metric::Balance, Window::Lifetime).unwrap()
}

fn rank(desk: &Desk, club: &Club) -> u8 {
    desk.tiers().of(club.member).unwrap().unwrap().rank()
}

#[test]
fn what_is_owed_now_counts_members_who_joined_after_the_period() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, lasting(40));
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        let told = evaluated(&desk, &club, "2025-01-01T00:00:00Z/2026-01-01T00:00:00Z");
        assert_eq!((told.activity.earned, told.liability.outstanding.get()), (0, 100));
        let soon: Vec<i64> = told.expiring.iter().map(|soon| soon.points.get()).collect();
        assert_eq!(soon, [0, 100, 100]);
    });
}

#[test]
fn what_will_pay_a_debt_is_not_told_to_expire() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms {
            returns: ReturnPolicy::Unlimited,
            pending: Pending::For(days(17)),
            ..lasting(2)
        };
        let club = club(&desk, terms);
        let (_, other) = join(&desk, club.programme, "明德");
        desk.points().bonus(other, points(3), gift()).unwrap();
        desk.points().adjust_down(club.member, points(10), "更正").unwrap();
        earn(&desk, &club, "2026-05-04T09:00:00Z", 400);
        let whole: Period = WHOLE.parse().unwrap();
        let nothing_expires = || {
            let balance = desk.points().balance(club.member).unwrap();
            assert_eq!((balance.net(), balance.next_expiry), (-6, None));
            assert_eq!(desk.points().statement(club.member, whole).unwrap().next_expiry, None);
            let lots = desk.points().expiring(whole, 10, None).unwrap().items;
            let whose: Vec<_> = lots.iter().map(|lot| lot.now.member()).collect();
            assert_eq!(whose, [other]);
            let told = evaluated(&desk, &club, WHOLE);
            assert_eq!((told.liability.outstanding.get(), told.expiring[0].points.get()), (3, 3));
        };
        nothing_expires();
        house.later("2026-05-22T09:00:00Z");
        nothing_expires();
        assert_eq!(desk.points().balance(other).unwrap().available.get(), 3);
        earn(&desk, &club, "2026-05-22T09:00:00Z", 1_000);
        let left = (at("2026-06-10T09:00:00Z"), points(4));
        assert_eq!(desk.points().balance(club.member).unwrap().next_expiry, Some(left));
        assert_eq!(
            desk.points().statement(club.member, whole).unwrap().next_expiry,
            Some(left),
            "six of the ten will pay"
        );
    });
}

#[test]
fn what_is_put_aside_has_not_expired() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms { reservation_minutes: 20 * 1_440, ..lasting(2) };
        let club = club(&desk, terms.tiers(by_balance()));
        earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        desk.points().reserve(club.member, points(150), gift()).unwrap();
        house.later("2026-05-10T09:00:00Z");
        let balance = desk.points().balance(club.member).unwrap();
        assert_eq!((balance.reserved.get(), balance.expired.get()), (150, 50));
        assert_eq!(evaluated(&desk, &club, WHOLE).activity.breakage.part, 50);
        let moved = || -> Vec<i64> {
            let moved = desk.tiers().movements(club.member).unwrap();
            moved.iter().map(|movement| movement.by).collect()
        };
        assert_eq!(moved(), [200, -50, -150], "what is put aside goes when that ends");
        house.later("2026-05-25T09:00:00Z");
        assert_eq!(evaluated(&desk, &club, WHOLE).activity.breakage.part, 200);
        assert_eq!(moved(), [200, -200]);
    });
}

#[test]
fn what_is_put_aside_is_owed_until_that_ends() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms { reservation_minutes: 20 * 1_440, ..lasting(2) };
        let club = club(&desk, terms);
        earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        desk.points().reserve(club.member, points(150), gift()).unwrap();
        let owed = || {
            let told = evaluated(&desk, &club, WHOLE);
            (told.liability.outstanding.get(), told.expiring[0].points.get())
        };
        assert_eq!(owed(), (200, 200));
        for text in ["2026-05-06T09:00:00Z", "2026-05-24T08:59:59Z"] {
            house.later(text);
            assert_eq!(owed(), (150, 150), "they can still be spent, until the reservation ends");
        }
        house.later("2026-05-24T09:00:00Z");
        assert_eq!(owed(), (0, 0));
    });
}

#[test]
fn points_that_expired_hold_no_tier_up_when_purchases_are_gone_through_again() {
    everywhere(|house| {
        let desk = house.desk();
        let twice = Multiplier::new(2, 1).unwrap();
        let silver = Tier::new("银", 100).unwrap().earning(twice);
        let ladder = Ladder::new([Tier::new("普通", 0).unwrap(), silver]).unwrap();
        let rules = TierRules::of(ladder, Metric::Balance, Window::Lifetime).unwrap();
        let terms = lasting(30).tiers(rules.kept(Expiry::OnDrop).unwrap());
        let club = club(&desk, terms.clone());
        earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        house.later("2026-05-10T09:00:00Z");
        let second = order(&desk, &club, "2026-05-10T09:00:00Z", 10_000);
        assert_eq!(desk.points().earn(club.member, second).unwrap().now.points().get(), 200);
        house.later("2026-06-04T09:00:00Z");
        back(&desk, &club, second, "2026-06-04T09:00:00Z", 10_000);
        desk.points().return_purchase(club.member, second).unwrap();
        assert_eq!(earn(&desk, &club, "2026-06-04T09:00:00Z", 10_000).points().get(), 100);
        house.later("2026-08-01T09:00:00Z");
        assert_eq!(earn(&desk, &club, "2026-08-01T09:00:00Z", 10_000).points().get(), 100);
        let period = "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z".parse().unwrap();
        let assumptions = Assumptions { cost: fen(1), of: points(1), breakage: Percent::NONE };
        let draft = DraftTerms { terms, period, assumptions };
        let page = desk.programmes().draft(club.programme, &draft, 10, None).unwrap();
        let one = &page.items[0];
        let told = (one.booked, one.held.points.get(), one.draft.points.get());
        assert_eq!(told, (400, 400, 400));
    });
}

#[test]
fn a_balance_counts_for_a_tier_from_when_it_can_be_spent() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms { pending: Pending::For(days(17)), ..plain() };
        let club = club(&desk, terms.tiers(by_balance()));
        let bought = order(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        desk.points().earn(club.member, bought).unwrap();
        assert_eq!(rank(&desk, &club), 0, "they wait");
        house.later("2026-05-21T09:00:00Z");
        assert_eq!(rank(&desk, &club), 1);
        let moved = || -> Vec<i64> {
            let moved = desk.tiers().movements(club.member).unwrap();
            moved.iter().map(|movement| movement.by).collect()
        };
        assert_eq!(moved(), [200]);
        desk.points().redeem(club.member, points(150), gift()).unwrap();
        assert_eq!((moved(), rank(&desk, &club)), (vec![200, -150], 0));
    });
}
