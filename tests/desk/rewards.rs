//! Rewards and referrals at the desk, on every engine: points and the thing itself move together.

use std::ops::ControlFlow;
use std::sync::Barrier;

use guanxi::crm::Permission;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::programme::{Rate, ReturnPolicy, Terms};
use guanxi::domain::redemption::{RedemptionState, UsedFor, VoucherCode};
use guanxi::domain::referral::{Gives, NewReferral, OnReturn, ReferralState, Trigger};
use guanxi::domain::reward::{NewReward, RewardState};
use guanxi::domain::tier::{Expiry, Ladder, Metric, Span, Tier, TierRules, Window};
use guanxi::domain::transaction::{Kind, NewLine, NewTransaction, Returned};
use guanxi::domain::{
    Held, Id, MemberId, Period, Points, ProgrammeId, RewardId, TransactionId, Zone,
};
use guanxi::scoring::loyalty::{Activity, flows, movements};
use guanxi::store::contract::Check;
use guanxi::{Actor, ClientId, Crm, Desk, Error};

use crate::engines::{House, at, everywhere};

pub fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

/// Silver from 150 qualifying points in a year on, and no longer.
fn silver() -> TierRules {
    let ladder = [Tier::new("普通", 0).unwrap(), Tier::new("银", 150).unwrap()];
    let ladder = Ladder::new(ladder).unwrap();
    let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year).unwrap();
    rules.kept(Expiry::OnDrop).unwrap()
}

fn plain() -> Terms {
    Terms::new(Zone::UTC, "CNY".parse().unwrap(), Rate::new(1, 100).unwrap())
}

pub fn club(desk: &Desk) -> ProgrammeId {
    let terms = plain().tiers(silver());
    desk.programmes().launch("茶友会", terms).unwrap().id()
}

/// A client who is a member with so many points.
pub fn join(desk: &Desk, club: ProgrammeId, name: &str, has: i64) -> (ClientId, MemberId) {
    let client = desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
    let member = desk.programmes().enrol(club, client, None).unwrap().id();
    if has > 0 {
        desk.points().adjust_up(member, points(has), "开户礼").unwrap();
    }
    (client, member)
}

pub fn mug(club: ProgrammeId) -> NewReward {
    NewReward::voucher(club, "马克杯", points(300)).unwrap()
}

pub fn offered(desk: &Desk, new: NewReward) -> RewardId {
    let id = desk.rewards().draft(new).unwrap().id();
    desk.rewards().offer(id).unwrap();
    id
}

pub fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Refused(no) => no.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

pub fn sound(crm: &Crm) {
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

pub fn balance(desk: &Desk, member: MemberId) -> (i64, i64) {
    let balance = desk.points().balance(member).unwrap();
    (balance.available.get(), balance.reserved.get())
}

#[test]
fn points_and_thing_are_put_aside_given_out_and_given_back_together() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 700);
        let mug = offered(&desk, mug(club).stock(2).per_member(2).unwrap());
        let left = || desk.rewards().stock(mug).unwrap();

        let one = desk.redemptions().reserve(hua, mug).unwrap().id();
        assert_eq!((balance(&desk, member), left()), ((400, 300), Some(1)));
        let issued = desk.redemptions().issue(one, None).unwrap();
        assert_eq!((balance(&desk, member), left()), ((400, 0), Some(1)));
        let Held::Known(Some(drawn)) = issued.now.code() else { panic!("a voucher has a code") };
        let found = desk.redemptions().by_code(drawn).unwrap().unwrap();
        assert_eq!(found.now.id(), one);
        let back = desk.redemptions().cancel(one, "不要了").unwrap();
        assert_eq!(back.now.state(), RedemptionState::Cancelled);
        assert_eq!((balance(&desk, member), left()), ((700, 0), Some(2)));

        let two = desk.redemptions().reserve(hua, mug).unwrap().id();
        desk.redemptions().cancel(two, "点错了").unwrap();
        assert_eq!((balance(&desk, member), left()), ((700, 0), Some(2)));

        let three = desk.redemptions().reserve(hua, mug).unwrap().id();
        let tea = VoucherCode::new("TEA-1").unwrap();
        desk.redemptions().issue(three, Some(tea.clone())).unwrap();
        desk.redemptions().used(three, UsedFor::default()).unwrap();
        assert_eq!(code(desk.redemptions().cancel(three, "x")), "state");
        let four = desk.redemptions().reserve(hua, mug).unwrap().id();
        assert_eq!(code(desk.redemptions().issue(four, Some(tea))), "redemption.code_taken");
        assert_eq!(code(desk.redemptions().reserve(hua, mug)), "redemption.limit_reached");
        assert_eq!(desk.redemptions().of(hua, 10, None).unwrap().items.len(), 4);
        sound(&house.crm);
    });
}

#[test]
fn what_was_not_taken_in_time_goes_back_and_its_points_were_free_before_that() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 300);
        let mug = offered(&desk, mug(club).stock(1));
        let one = desk.redemptions().reserve(hua, mug).unwrap().id();
        house.later("2026-05-04T09:15:00Z");
        assert_eq!(balance(&desk, member), (300, 0));
        assert_eq!(code(desk.redemptions().issue(one, None)), "redemption.over");
        assert_eq!(desk.rewards().stock(mug).unwrap(), Some(0));
        let ended = desk.redemptions().ended_by(at("2026-05-04T09:15:00Z"), 10, None).unwrap();
        assert_eq!(ended.items.iter().map(|found| found.now.id()).collect::<Vec<_>>(), [one]);
        desk.redemptions().expire(one).unwrap();
        assert_eq!(desk.rewards().stock(mug).unwrap(), Some(1));
        assert_eq!(code(desk.redemptions().expire(one)), "state");
        assert!(desk.redemptions().reserve(hua, mug).is_ok());
    });
}

#[test]
fn what_cannot_be_had_is_refused_and_writes_nothing() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 100);
        let (rich, _) = join(&desk, club, "富春", 900);
        let stranger = NewClient::organisation("路人").unwrap();
        let stranger = desk.clients().register(stranger).unwrap().id();
        let mug = offered(&desk, mug(club).stock(0).from_rank(1));
        let (gold, theirs) = join(&desk, club, "金石", 900);
        for silver in [member, theirs] {
            desk.tiers().give(silver, 1, at("2026-06-01T00:00:00Z"), "老朋友").unwrap();
        }
        let before = house.crm.store().stats().unwrap().entries;
        let ask = |client| code(desk.redemptions().reserve(client, mug));
        assert_eq!(ask(stranger), "redemption.not_a_member");
        assert_eq!(ask(rich), "redemption.tier_too_low");
        assert_eq!(ask(hua), "member.insufficient_points");
        assert_eq!(ask(gold), "redemption.out_of_stock");
        assert_eq!(code(desk.rewards().restock(mug, -1)), "reward.stock_too_low");
        assert_eq!(house.crm.store().stats().unwrap().entries, before);
        assert_eq!(balance(&desk, member), (100, 0));
        desk.rewards().withhold(mug, "盘点").unwrap();
        assert_eq!(ask(gold), "redemption.not_offered");
        let paused = desk.rewards().of(club, RewardState::Paused, 10, None).unwrap();
        assert_eq!(paused.items.len(), 1);
        assert_eq!(Permission::RedemptionReserve.name(), "redemptions.reserve");
    });
}

/// So many members ask for the last one at once; how many get it.
fn race(crm: &Crm, members: usize) -> usize {
    let desk = crm.desk(Actor::system());
    let club = club(&desk);
    let mug = offered(&desk, mug(club).stock(1));
    let clients: Vec<ClientId> =
        (0..members).map(|n| join(&desk, club, &format!("客户{n}"), 300).0).collect();
    let start = Barrier::new(members);
    let got = std::thread::scope(|scope| {
        let ask = |client: ClientId| {
            let (crm, start) = (crm.clone(), &start);
            scope.spawn(move || {
                start.wait();
                let desk = crm.desk(Actor::system());
                match desk.redemptions().reserve(client, mug) {
                    Ok(_) => true,
                    Err(Error::Refused(no)) => {
                        assert_eq!(no.code(), "redemption.out_of_stock");
                        false
                    }
                    Err(other) => panic!("{other:?}"),
                }
            })
        };
        let threads: Vec<_> = clients.into_iter().map(ask).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|got| *got).count()
    });
    assert_eq!(desk.rewards().stock(mug).unwrap(), Some(0));
    sound(crm);
    got
}

#[test]
fn of_members_who_ask_for_the_last_one_at_once_exactly_one_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(race(&Crm::memory().unwrap(), 4), 1);
    assert_eq!(race(&Crm::sqlite(folder.path().join("a")).unwrap(), 4), 1);
    assert_eq!(race(&Crm::sled(folder.path().join("b")).unwrap(), 4), 1);
}

pub fn invitation(club: ProgrammeId, trigger: Trigger) -> NewReferral {
    let gives = Gives::new(points(500), points(200)).unwrap();
    let new = NewReferral::of(club, Zone::UTC, trigger, gives).unwrap();
    new.named("韩梅梅").unwrap().waiting(Span::days(14).unwrap())
}

pub fn order(desk: &Desk, client: ClientId, text: &str) -> TransactionId {
    let tea = NewLine::goods("茶具", "1 套".parse().unwrap(), "CNY 100".parse().unwrap());
    let order = NewTransaction::order(at(text), "CNY".parse().unwrap()).line(tea);
    desk.transactions().record(client, order).unwrap().id()
}

#[test]
fn both_are_given_points_in_one_commit_once_the_purchase_cannot_be_returned() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 0);
        let invited = invitation(club, Trigger::EveryPurchase(2));
        let invited = desk.referrals().invite(hua, invited).unwrap().id();
        house.later("2026-05-05T09:00:00Z");
        let (mei, theirs) = join(&desk, club, "韩梅梅", 0);
        desk.referrals().register(invited, mei).unwrap();
        assert_eq!(desk.referrals().brought(mei).unwrap().unwrap().now.referrer(), hua);
        house.later("2026-05-06T09:00:00Z");
        let (first, second) =
            (order(&desk, mei, "2026-05-06T08:00:00Z"), order(&desk, mei, "2026-05-06T08:30:00Z"));
        desk.referrals().qualify(invited, first).unwrap();
        desk.referrals().qualify(invited, second).unwrap();
        assert_eq!(code(desk.referrals().pay(invited)), "referral.not_due");

        house.later("2026-05-20T08:00:00Z");
        let due = desk.referrals().due_by(at("2026-05-20T08:00:00Z"), 10, None).unwrap();
        assert_eq!(due.items.len(), 1);
        let paid = desk.referrals().pay(invited).unwrap().now;
        assert_eq!(paid.state(), ReferralState::Rewarded);
        assert_eq!((balance(&desk, member).0, balance(&desk, theirs).0), (500, 200));
        assert_eq!(code(desk.referrals().pay(invited)), "referral.not_due");

        assert_eq!(code(desk.referrals().reverse(invited, first)), "referral.not_returned");
        for order in [first, second] {
            let whole = Returned::of(1, "1 套".parse().unwrap(), "CNY 100".parse().unwrap());
            let back =
                NewTransaction::refund(order, at("2026-05-20T07:00:00Z"), "CNY".parse().unwrap());
            desk.transactions().record(mei, back.returned(whole)).unwrap();
            assert!(desk.referrals().reverse(invited, order).is_err(), "the refund did");
        }
        assert_eq!((balance(&desk, member).0, balance(&desk, theirs).0), (0, 0));
        let now = desk.referrals().get(invited).unwrap().now;
        assert_eq!((now.state(), now.next_due()), (ReferralState::Registered, None));
        sound(&house.crm);
    });
}

/// So much of an order for 100 yuan comes back.
pub fn comes_back(desk: &Desk, client: ClientId, order: TransactionId, text: &str, part: &str) {
    let value = format!("CNY {part}").parse().unwrap();
    let back = NewTransaction::refund(order, at(text), "CNY".parse().unwrap());
    let back = back.returned(Returned::reduction(1, value));
    desk.transactions().record(client, back).unwrap();
}

/// A referral whose purchase earned and whose points were given to both, 500 and 200.
pub fn brought_and_paid(
    house: &House,
    returns: OnReturn,
) -> (guanxi::domain::ReferralId, ClientId, [MemberId; 2], TransactionId) {
    let desk = house.desk();
    let club = club(&desk);
    let (hua, referrer) = join(&desk, club, "华信", 0);
    let new = invitation(club, Trigger::FirstPurchase).returning(returns);
    let invited = desk.referrals().invite(hua, new).unwrap().id();
    house.later("2026-05-05T09:00:00Z");
    let (mei, referee) = join(&desk, club, "韩梅梅", 0);
    desk.referrals().register(invited, mei).unwrap();
    house.later("2026-05-06T09:00:00Z");
    let order = order(&desk, mei, "2026-05-06T08:00:00Z");
    desk.points().earn(referee, order).unwrap();
    desk.referrals().qualify(invited, order).unwrap();
    house.later("2026-05-20T09:00:00Z");
    desk.referrals().pay(invited).unwrap();
    assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (500, 300));
    (invited, mei, [referrer, referee], order)
}

#[test]
fn a_return_takes_the_points_of_the_referral_back_in_the_same_commit() {
    everywhere(|house: &House| {
        let (invited, mei, [referrer, referee], order) = brought_and_paid(house, OnReturn::Wholly);
        let desk = house.desk();
        house.later("2026-05-21T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", "40");
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (500, 260));
        let last = house.crm.store().stats().unwrap().last;
        comes_back(&desk, mei, order, "2026-05-21T08:30:00Z", "60");
        let entries = desk.journal().after(last).limit(100).unwrap();
        let units: std::collections::BTreeSet<_> =
            entries.iter().map(|entry| (entry.stream.to_string(), entry.revision)).collect();
        assert_eq!(units.len(), 2, "one commit over both clients");
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (0, 60));
        desk.points().return_purchase(referee, order).unwrap();
        let now = house.crm.store().stats().unwrap();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (0, 0));
        let found = desk.referrals().get(invited).unwrap().now;
        assert_eq!(found.state(), ReferralState::Registered);
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!(house.crm.store().stats().unwrap().entries, now.entries, "nothing new");
        assert_eq!(code(desk.referrals().reverse(invited, order)), "state");
        let accounts = desk.points().accounts(found.terms().programme).unwrap();
        assert_eq!(accounts.values().sum::<i64>(), 0);
        sound(&house.crm);
    });
}

#[test]
fn a_referral_may_give_back_in_proportion_or_from_a_share_on() {
    everywhere(|house: &House| {
        let in_proportion = OnReturn::InProportion;
        let (invited, mei, [referrer, referee], order) = brought_and_paid(house, in_proportion);
        let desk = house.desk();
        house.later("2026-05-21T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", "33.34");
        desk.points().return_purchase(referee, order).unwrap();
        // 500, 200 and 100 times 66.66 of 100, each rounded down.
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (333, 133 + 66));
        assert_eq!(code(desk.referrals().reverse(invited, order)), "referral.not_returned");
        comes_back(&desk, mei, order, "2026-05-21T08:30:00Z", "66.66");
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (0, 66));
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!(balance(&desk, referee).0, 0);
        sound(&house.crm);
    });
    let house = House::in_memory();
    let half = OnReturn::From("50%".parse().unwrap());
    let (_, mei, [referrer, referee], order) = brought_and_paid(&house, half);
    let desk = house.desk();
    house.later("2026-05-21T09:00:00Z");
    for (part, left) in [("49.99", (500, 250)), ("0.01", (0, 50))] {
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", part);
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), left);
    }
}

#[test]
fn what_came_back_before_it_was_paid_for_is_not_paid_for() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, _) = join(&desk, club, "华信", 0);
        let new = invitation(club, Trigger::FirstPurchase);
        let invited = desk.referrals().invite(hua, new).unwrap().id();
        house.later("2026-05-05T09:00:00Z");
        let (mei, _) = join(&desk, club, "韩梅梅", 0);
        desk.referrals().register(invited, mei).unwrap();
        let order = order(&desk, mei, "2026-05-05T09:00:00Z");
        desk.referrals().qualify(invited, order).unwrap();
        house.later("2026-06-20T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-06T08:00:00Z", "100");
        assert_eq!(code(desk.referrals().pay(invited)), "state");
    });
}

#[test]
fn what_came_back_before_it_counted_is_not_due_and_not_paid_for() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 0);
        let invited = desk.referrals().invite(hua, invitation(club, Trigger::EveryPurchase(2)));
        let invited = invited.unwrap().id();
        house.later("2026-05-05T09:00:00Z");
        let (mei, _) = join(&desk, club, "韩梅梅", 0);
        desk.referrals().register(invited, mei).unwrap();
        let back = order(&desk, mei, "2026-05-05T09:00:00Z");
        comes_back(&desk, mei, back, "2026-05-05T09:00:00Z", "100");
        desk.referrals().qualify(invited, back).unwrap();
        let due = || {
            let due = desk.referrals().due_by(at("2026-07-01T09:00:00Z"), 10, None).unwrap();
            due.items.len()
        };
        house.later("2026-06-20T09:00:00Z");
        assert_eq!(due(), 0);
        assert_eq!(code(desk.referrals().pay(invited)), "referral.purchase_returned");
        desk.referrals().reverse(invited, back).unwrap();
        let kept = order(&desk, mei, "2026-06-01T09:00:00Z");
        desk.referrals().qualify(invited, kept).unwrap();
        assert_eq!(due(), 1);
        house.later("2026-06-21T09:00:00Z");
        desk.referrals().pay(invited).unwrap();
        assert_eq!(balance(&desk, member).0, 500);
    });
}

#[test]
fn a_purchase_that_is_withdrawn_or_corrected_takes_the_referral_with_it() {
    everywhere(|house: &House| {
        let in_proportion = OnReturn::InProportion;
        let (_, mei, [referrer, referee], order) = brought_and_paid(house, in_proportion);
        let desk = house.desk();
        house.later("2026-05-21T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", "10");
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (450, 280));
        let refunds = desk.transactions().of(mei).kind(Kind::Refund).newest(1).unwrap();
        let refund = refunds.items[0].now.id();
        let text = "2026-05-21T08:00:00Z";
        let more = NewTransaction::refund(order, at(text), "CNY".parse().unwrap());
        let more = more.returned(Returned::reduction(1, "CNY 50".parse().unwrap()));
        let more = desk.transactions().correct(refund, more, "数错了").unwrap().id();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (250, 200));
        // What is known to have come back is not given again when somebody was wrong.
        desk.transactions().withdraw(more, "没有退").unwrap();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (250, 200));
        desk.transactions().withdraw(order, "没有买").unwrap();
        assert_eq!((balance(&desk, referrer).0, balance(&desk, referee).0), (0, 100));
        sound(&house.crm);
    });
}

#[test]
fn a_refund_is_recorded_although_who_referred_has_left() {
    everywhere(|house: &House| {
        let (_, mei, [referrer, referee], order) = brought_and_paid(house, OnReturn::Wholly);
        let desk = house.desk();
        desk.points().leave(referrer, "注销").unwrap();
        house.later("2026-05-21T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", "100");
        assert_eq!(balance(&desk, referee).0, 100);
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!(balance(&desk, referee).0, 0);
        sound(&house.crm);
    });
}

#[test]
fn more_points_than_can_be_held_are_refused_when_they_come_back_and_nothing_is_written() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 300);
        let mug = offered(&desk, mug(club));
        let one = desk.redemptions().reserve(hua, mug).unwrap().id();
        desk.redemptions().issue(one, None).unwrap();
        desk.points().adjust_up(member, points(i64::MAX), "x").unwrap();
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        assert_eq!(code(desk.redemptions().cancel(one, "不要了")), "invalid.overflow");
        assert_eq!(entries(), before);
        sound(&house.crm);
    });
    // What a member owes moves the month, too: more than a month can be told to have lost.
    let house = House::in_memory();
    let desk = house.desk();
    let terms = Terms { returns: ReturnPolicy::Unlimited, ..plain() };
    let club = desk.programmes().launch("茶友会", terms).unwrap().id();
    let (hua, member) = join(&desk, club, "华信", 0);
    let gives = Gives::new(points(i64::MAX), Points::ZERO).unwrap();
    let new = NewReferral::of(club, Zone::UTC, Trigger::FirstPurchase, gives).unwrap();
    let invited = desk.referrals().invite(hua, new.named("韩梅梅").unwrap()).unwrap().id();
    house.later("2026-05-05T09:00:00Z");
    let (mei, _) = join(&desk, club, "韩梅梅", 0);
    desk.referrals().register(invited, mei).unwrap();
    let order = order(&desk, mei, "2026-05-05T09:00:00Z");
    desk.referrals().qualify(invited, order).unwrap();
    desk.referrals().pay(invited).unwrap();
    house.later("2026-06-05T09:00:00Z");
    let gift = Cause::of(CauseKind::Other, Id::from_bytes([9; 16]));
    desk.points().redeem(member, points(i64::MAX), gift).unwrap();
    let back = NewTransaction::refund(order, at("2026-06-05T09:00:00Z"), "CNY".parse().unwrap());
    let back = back.returned(Returned::reduction(1, "CNY 100".parse().unwrap()));
    let entries = house.crm.store().stats().unwrap().entries;
    assert_eq!(code(desk.transactions().record(mei, back)), "invalid.overflow");
    assert_eq!(house.crm.store().stats().unwrap().entries, entries);
}

#[test]
fn what_is_expected_of_a_redemption_is_expected_of_it_and_not_of_the_member() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 900);
        let mug = offered(&desk, mug(club));
        let one = desk.redemptions().reserve(hua, mug).unwrap();
        desk.points().adjust_up(member, points(5), "x").unwrap();
        let issued = desk.expecting(one.revision).redemptions().issue(one.id(), None).unwrap();
        assert!(desk.expecting(one.revision).redemptions().cancel(one.id(), "x").is_err());
        desk.expecting(issued.revision).redemptions().cancel(one.id(), "x").unwrap();
        let seen = desk.programmes().member(member).unwrap().revision;
        desk.expecting(seen).points().adjust_up(member, points(5), "x").unwrap();
    });
}

#[test]
fn who_cannot_be_brought_is_not() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, _) = join(&desk, club, "华信", 0);
        let (old, _) = join(&desk, club, "老客户", 0);
        let phone = || NewContact::named("李雷").unwrap().phone("138 0013 8000").unwrap();
        desk.contacts().add(hua, phone()).unwrap();
        house.later("2026-05-05T09:00:00Z");
        let invite = |client| {
            let new = invitation(club, Trigger::FirstPurchase).at_most(1).unwrap();
            desk.referrals().invite(client, new).unwrap().id()
        };
        let (invited, again) = (invite(hua), invite(hua));
        let register = |id, client| code(desk.referrals().register(id, client));
        assert_eq!(register(invited, hua), "referral.same_client");
        assert_eq!(register(invited, old), "referral.already_a_client");
        house.later("2026-05-06T09:00:00Z");
        let (same, _) = join(&desk, club, "另一家", 0);
        desk.contacts().add(same, phone()).unwrap();
        assert_eq!(register(invited, same), "referral.shared_contact");
        let (mei, _) = join(&desk, club, "韩梅梅", 0);
        let theirs = invite(mei);
        desk.referrals().register(invited, mei).unwrap();
        let (third, _) = join(&desk, club, "第三家", 0);
        assert_eq!(register(again, third), "referral.cap_reached");
        assert_eq!(register(theirs, hua), "referral.circular");
        let other = invite(old);
        assert_eq!(register(other, mei), "referral.has_referrer");
    });
}

#[test]
fn a_tier_follows_from_the_ledger_and_goes_with_what_is_returned() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 50);
        house.later("2026-05-06T09:00:00Z");
        for text in ["2026-05-05T08:00:00Z", "2026-05-06T08:00:00Z"] {
            let order = order(&desk, hua, text);
            desk.points().earn(member, order).unwrap();
        }
        let entries = |desk: &Desk| {
            let page = desk.points().entries(member, 100, None).unwrap();
            let mut all: Vec<_> = page.items.into_iter().map(|found| found.now).collect();
            all.reverse();
            all
        };
        let told = |metric| -> Vec<i64> {
            movements(metric, &entries(&desk), &[], &[])
                .iter()
                .map(|movement| movement.by)
                .collect()
        };
        assert_eq!(told(Metric::QualifyingPoints), [100, 100]);
        assert_eq!(told(Metric::CollectedPoints), [50, 100, 100]);
        assert_eq!(told(Metric::Spend), [10_000, 10_000]);

        let rank = |text: &str| desk.tiers().course(member).unwrap().rank_at(at(text));
        assert_eq!(rank("2026-05-06T09:00:00Z"), Some(1));
        let again = order(&desk, hua, "2026-05-06T08:30:00Z");
        desk.points().earn(member, again).unwrap();
        house.later("2026-05-07T09:00:00Z");
        for (part, value, wanted) in [("0.4 套", "40", 260), ("0.6 套", "60", 200)] {
            let value = format!("CNY {value}").parse().unwrap();
            let part = Returned::of(1, part.parse().unwrap(), value);
            let back =
                NewTransaction::refund(again, at("2026-05-07T08:00:00Z"), "CNY".parse().unwrap());
            desk.transactions().record(hua, back.returned(part)).unwrap();
            desk.points().return_purchase(member, again).unwrap();
            assert_eq!(told(Metric::QualifyingPoints).iter().sum::<i64>(), wanted);
        }
        let moved = desk.tiers().movements(member).unwrap();
        let moved: Vec<i64> = moved.iter().map(|movement| movement.by).collect();
        assert_eq!(moved, told(Metric::QualifyingPoints));
        assert_eq!(told(Metric::Count).iter().sum::<i64>(), 2);
        let balance = desk.points().balance(member).unwrap();
        assert_eq!(told(Metric::Balance).iter().sum::<i64>(), balance.net());
        let may = Period::new(at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).unwrap();
        let found = Activity::of(may, 1, 1, &flows(&entries(&desk))).unwrap();
        assert_eq!((found.earned, found.burned, found.active.bp()), (250, 0, Some(10_000)));
    });
}

#[test]
fn codes_and_invited_people_stand_in_no_byte_after_the_erasure() {
    let words = ["SECRETCODE77", "geheim韩梅梅", "geheim理由"];
    let stands = |folder: &std::path::Path, word: &str| {
        std::fs::read_dir(folder).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(word.len()).any(|window| window == word.as_bytes())
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let crm = Crm::sqlite(folder.path().join("crm")).unwrap();
    let desk = crm.desk(Actor::system());
    let club = club(&desk);
    let (hua, member) = join(&desk, club, "华信", 900);
    let mug = offered(&desk, mug(club));
    let one = desk.redemptions().reserve(hua, mug).unwrap().id();
    desk.redemptions().issue(one, Some(VoucherCode::new(words[0]).unwrap())).unwrap();
    let two = desk.redemptions().reserve(hua, mug).unwrap().id();
    desk.redemptions().cancel(two, words[2]).unwrap();
    let new = invitation(club, Trigger::Register).named(words[1]).unwrap();
    let invited = desk.referrals().invite(hua, new).unwrap().id();
    desk.referrals().reject(invited, words[2]).unwrap();
    desk.points().leave(member, "x").unwrap();
    assert!(words.iter().all(|word| stands(folder.path(), word)));
    desk.clients().erase(hua).unwrap();
    assert_eq!(crm.store().scrub().unwrap(), guanxi::store::Scrub::Scrubbed);
    sound(&crm);
    for word in words {
        assert!(!stands(folder.path(), word), "{word} still stands in a file");
    }
    assert_eq!(desk.redemptions().get(one).unwrap().now.code(), Held::Erased);
    assert_eq!(desk.referrals().get(invited).unwrap().now.invitee(), Held::Erased);
    let code = VoucherCode::new(words[0]).unwrap();
    assert!(desk.redemptions().by_code(&code).unwrap().is_none());
}
