//! What a programme does and would do: who joins by earning, what other terms would have cost, and
//! how it is judged; found anew by sums over what the story said.

use std::ops::ControlFlow;

use guanxi::crm::{DraftTerms, Evaluated};
use guanxi::domain::client::{Churn, NewClient};
use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::programme::{
    CapPer, EarnRule, Join, Multiplier, Rate, Rounding, Span, Terms, Validity,
};
use guanxi::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
use guanxi::domain::transaction::{NewLine, NewTransaction, Returned};
use guanxi::domain::{Id, Line, Money, Percent, Period, Points, TransactionId, Zone};
use guanxi::scoring::interval::Confidence;
use guanxi::scoring::loyalty::Assumptions;
use guanxi::store::StoreError;
use guanxi::{ClientId, Desk, Error};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

fn plain() -> Terms {
    Terms::new(Zone::UTC, "CNY".parse().unwrap(), Rate::new(1, 100).unwrap())
}

fn client(desk: &Desk, name: &str) -> ClientId {
    desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id()
}

fn order(desk: &Desk, client: ClientId, text: &str, minor: i64) -> TransactionId {
    let currency = "CNY".parse().unwrap();
    let tea = NewLine::goods("茶具", "1 套".parse().unwrap(), Money::new(minor, currency));
    let order = NewTransaction::order(at(text), currency).line(tea);
    desk.transactions().record(client, order).unwrap().id()
}

fn back(desk: &Desk, client: ClientId, of: TransactionId, text: &str, minor: i64) {
    let currency = "CNY".parse().unwrap();
    let refund = NewTransaction::refund(of, at(text), currency);
    let refund = refund.returned(Returned::reduction(1, Money::new(minor, currency)));
    desk.transactions().record(client, refund).unwrap();
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Refused(no) => no.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn gift() -> Cause {
    Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]))
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

#[test]
fn who_earns_for_the_first_time_becomes_a_member_where_the_terms_say_so() {
    everywhere(|house| {
        let desk = house.desk();
        let on = |join| {
            let terms = Terms { join, ..plain() };
            desk.programmes().launch(&format!("{join:?}"), terms).unwrap().id()
        };
        let (enrol, earn, all) = (on(Join::OnEnrol), on(Join::OnEarn), on(Join::NotNeeded));
        let hua = client(&desk, "华信");
        let early = order(&desk, hua, "2026-05-01T09:00:00Z", 10_000);
        let entries = house.crm.store().stats().unwrap().entries;
        assert_eq!(code(desk.points().collect(enrol, early)), "member.not_a_member");
        assert_eq!(code(desk.points().grant(earn, hua, points(5), gift())), "member.not_a_member");
        assert_eq!(house.crm.store().stats().unwrap().entries, entries);
        let first = desk.points().collect(earn, early).unwrap().now;
        assert_eq!(first.points().get(), 100, "what was bought before counts");
        assert_eq!(code(desk.points().collect(earn, early)), "member.already_earned");
        let second = order(&desk, hua, "2026-05-04T09:00:00Z", 5_000);
        let second = desk.points().collect(earn, second).unwrap().now;
        assert_eq!(second.member(), first.member());
        let found = desk.programmes().membership(earn, hua).unwrap().unwrap().now;
        assert_eq!(found.id(), first.member());
        let given = desk.points().grant(all, hua, points(5), gift()).unwrap().now;
        let more = desk.points().grant(all, hua, points(6), gift()).unwrap().now;
        assert_eq!(given.member(), more.member());
        assert_eq!(desk.points().balance(given.member()).unwrap().available.get(), 11);
        desk.programmes().suspend(all, "盘点").unwrap();
        let mei = client(&desk, "韩梅梅");
        assert_eq!(
            code(desk.points().grant(all, mei, points(5), gift())),
            "member.programme_not_running"
        );
    });
}

#[test]
fn of_two_first_purchases_at_once_one_begins_the_membership_and_both_earn() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = Terms { join: Join::OnEarn, ..plain() };
        let club = desk.programmes().launch("茶友会", terms).unwrap().id();
        let hua = client(&desk, "华信");
        let orders: Vec<_> =
            (0..4).map(|_| order(&desk, hua, "2026-05-04T09:00:00Z", 1_000)).collect();
        let crm = &house.crm;
        std::thread::scope(|scope| {
            for order in orders {
                scope.spawn(move || {
                    crm.desk(guanxi::Actor::system()).points().collect(club, order).unwrap();
                });
            }
        });
        let member = desk.programmes().membership(club, hua).unwrap().unwrap().now.id();
        assert_eq!(desk.points().balance(member).unwrap().available.get(), 40);
    });
}

fn assumed() -> Assumptions {
    let cost = "CNY 0.02".parse().unwrap();
    Assumptions { cost, of: points(1), breakage: Percent::from_bp(5_000).unwrap() }
}

fn year() -> Period {
    Period::new(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")).unwrap()
}

fn tried(terms: Terms) -> DraftTerms {
    DraftTerms { terms, period: year(), assumptions: assumed() }
}

#[test]
fn what_other_terms_would_have_cost_is_told_and_nothing_is_written() {
    everywhere(|house| {
        let desk = house.desk();
        let club = desk.programmes().launch("茶友会", plain()).unwrap().id();
        let (hua, mei) = (client(&desk, "华信"), client(&desk, "韩梅梅"));
        let members = [hua, mei].map(|one| desk.programmes().enrol(club, one, None).unwrap().id());
        house.later("2026-06-05T09:00:00Z");
        let kept = order(&desk, hua, "2026-06-04T09:00:00Z", 30_000);
        let half = order(&desk, mei, "2026-06-04T10:00:00Z", 10_001);
        let untold = order(&desk, mei, "2026-06-05T08:00:00Z", 500);
        desk.points().earn(members[0], kept).unwrap();
        desk.points().earn(members[1], half).unwrap();
        house.later("2026-06-06T09:00:00Z");
        back(&desk, mei, half, "2026-06-06T08:00:00Z", 5_000);
        desk.points().return_purchase(members[1], half).unwrap();
        let entries = house.crm.store().stats().unwrap().entries;

        let rule = EarnRule::times("more", Multiplier::new(3, 2).unwrap()).unwrap();
        let draft = plain().rule(rule).cap(CapPer::Transaction, points(400));
        let page = desk.programmes().draft(club, &tried(draft.clone()), 1, None).unwrap();
        let [one] = page.items.as_slice() else { panic!("one at a time") };
        assert_eq!((one.member, one.client, one.booked), (members[0], hua, 300));
        assert_eq!((one.held.points.get(), one.draft.points.get()), (300, 400), "capped");
        let page = desk.programmes().draft(club, &tried(draft.clone()), 1, page.next).unwrap();
        let [two] = page.items.as_slice() else { panic!("the other") };
        // 100.01 yuan of which 50 came back: 50 points; 150 points of which 75 stay; and 5 yuan
        // on which nobody let them earn.
        assert_eq!((two.booked, two.held.points.get(), two.draft.points.get()), (50, 55, 82));
        assert!(page.next.is_none());

        let mut told = Vec::new();
        let all = desk.programmes().draft_cost(club, &tried(draft.clone()), |members| {
            told.push(members);
            ControlFlow::Continue(())
        });
        let all = all.unwrap();
        assert_eq!((all.members, all.booked, all.more()), (2, 350, 400 + 82 - 355));
        assert_eq!(all.more_money().unwrap().to_string(), "CNY 1.27");
        assert_eq!(told, [2]);
        let broken = desk.programmes().draft_cost(club, &tried(draft), |_| ControlFlow::Break(()));
        assert!(matches!(broken, Err(Error::Store(StoreError::Cancelled))));
        let dollars = Terms::new(Zone::UTC, "USD".parse().unwrap(), Rate::new(1, 100).unwrap());
        assert_eq!(
            code(desk.programmes().draft(club, &tried(dollars), 1, None).map(|_| ())),
            "programme.other_ground"
        );
        assert_eq!(house.crm.store().stats().unwrap().entries, entries);
        let _ = untold;
    });
}

#[test]
fn tiers_and_expiry_of_terms_that_are_tried_count() {
    let house = House::in_memory();
    let desk = house.desk();
    let club = desk.programmes().launch("茶友会", plain()).unwrap().id();
    let hua = client(&desk, "华信");
    desk.programmes().enrol(club, hua, None).unwrap();
    house.later("2026-12-01T09:00:00Z");
    for text in ["2026-05-05T09:00:00Z", "2026-05-06T09:00:00Z", "2026-11-20T09:00:00Z"] {
        order(&desk, hua, text, 10_000);
    }
    let gold = Tier::new("金", 150).unwrap().earning(Multiplier::new(2, 1).unwrap());
    let ladder = Ladder::new([Tier::new("普通", 0).unwrap(), gold]).unwrap();
    let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year).unwrap();
    let validity = Validity::For(Span::months(3).unwrap(), Rounding::EndOfMonth);
    let draft = Terms { validity, ..plain() }.tiers(rules);
    let all =
        desk.programmes().draft_cost(club, &tried(draft), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((all.booked, all.held.get(), all.draft.get()), (0, 300, 400));
    assert_eq!(all.held_owed.outstanding.get(), 300);
    assert_eq!(all.draft_owed.outstanding.get(), 200, "those of May expired in the year");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Whatever is bought at once and let earn, and whatever comes back: going through it again
    /// under the terms that held finds what the ledger says.
    #[test]
    fn what_was_earned_is_found_again(
        bought in prop::collection::vec((1_i64..90_000, 0_i64..=100, 0_i64..40), 1..10),
        terms in guanxi::domain::programme::strategies::terms(),
    ) {
        let house = House::in_memory();
        let desk = house.desk();
        let returns = guanxi::domain::programme::ReturnPolicy::Unlimited;
        let club = desk.programmes().launch("茶友会", Terms { returns, ..terms.clone() }).unwrap();
        let hua = client(&desk, "华信");
        let member = desk.programmes().enrol(club.id(), hua, None).unwrap().id();
        let mut now = at("2026-05-04T09:00:00Z");
        let mut all = Vec::new();
        for (minor, part, days) in bought {
            now = now.plus_seconds(days * 86_400 + 1).unwrap();
            house.clock.set(now);
            let order = order(&desk, hua, &now.to_string(), minor);
            let earned = desk.points().earn(member, order).is_ok();
            all.push((order, minor * part / 100, earned));
        }
        now = now.plus_seconds(1).unwrap();
        house.clock.set(now);
        for (order, minor, earned) in all {
            if minor > 0 {
                back(&desk, hua, order, &now.to_string(), minor);
                if earned {
                    desk.points().return_purchase(member, order).unwrap();
                }
            }
        }
        let period = Period::new(at("2026-05-01T00:00:00Z"), now.plus_seconds(1).unwrap()).unwrap();
        let draft = DraftTerms { terms, period, assumptions: assumed() };
        let page = desk.programmes().draft(club.id(), &draft, 10, None).unwrap();
        let [one] = page.items.as_slice() else { panic!("one member") };
        prop_assert_eq!(&one.held, &one.draft);
        prop_assert_eq!(one.held.points.get(), one.booked);
    }
}

#[test]
fn a_programme_is_judged_by_what_is_kept_whether_swept_or_not() {
    everywhere(|house| {
        let desk = house.desk();
        let ladder =
            Ladder::new([Tier::new("普通", 0).unwrap(), Tier::new("银", 100).unwrap()]).unwrap();
        let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year).unwrap();
        let terms = Terms { validity: Validity::EndOfMonth, ..plain() }.tiers(rules);
        let club = desk.programmes().launch("茶友会", terms).unwrap().id();
        let all = ["甲", "乙", "丙", "丁"].map(|name| client(&desk, name));
        for one in all {
            desk.relationship(one).begin().unwrap();
        }
        let [first, second, _, gone] = all;
        let members =
            [first, second].map(|one| desk.programmes().enrol(club, one, None).unwrap().id());
        house.later("2026-06-10T09:00:00Z");
        let bought = order(&desk, first, "2026-06-10T09:00:00Z", 20_000);
        desk.points().earn(members[0], bought).unwrap();
        desk.points().redeem(members[0], points(50), gift()).unwrap();
        desk.points().bonus(members[1], points(40), gift()).unwrap();
        house.later("2026-06-20T09:00:00Z");
        desk.relationship(gone).churn(Churn::because(Line::new("并购").unwrap())).unwrap();
        house.later("2026-07-02T09:00:00Z");
        desk.points().bonus(members[0], points(30), gift()).unwrap();
        let confidence = Confidence::of("95%".parse().unwrap()).unwrap();
        let (start, end) = (at("2026-06-01T00:00:00Z"), at("2026-08-01T00:00:00Z"));
        let period = Period::new(start, end).unwrap();
        let asked = Evaluated { period, assumptions: assumed(), confidence };
        let found = desk.programmes().evaluation(club, &asked).unwrap();
        let activity = found.activity;
        assert_eq!((activity.enrolment.part, activity.enrolment.whole), (2, 4));
        assert_eq!((activity.active.part, activity.active.whole), (2, 2));
        assert_eq!((activity.earned, activity.burned), (270, 50));
        assert_eq!((activity.breakage.part, activity.breakage.whole), (190, 270));
        assert_eq!(found.liability.outstanding.get(), 30);
        assert_eq!(found.liability.money.to_string(), "CNY 0.30");
        assert_eq!(found.expiring.iter().map(|one| one.points.get()).collect::<Vec<_>>(), [30; 3]);
        let migration = found.migration.clone().unwrap();
        assert_eq!(migration.rows(), [[1, 1], [0, 0]]);
        let [beside] = found.groups.as_slice() else { panic!("one class of one age") };
        let (stayed, others) = (beside.members, beside.others);
        assert_eq!((stayed.stayed, stayed.there, others.stayed, others.there), (2, 2, 1, 2));
        assert_eq!(found.retention.map(|retention| retention.members), Some(2));
        for member in members {
            desk.points().sweep(member).unwrap();
        }
        assert_eq!(desk.programmes().evaluation(club, &asked).unwrap(), found);
    });
}
