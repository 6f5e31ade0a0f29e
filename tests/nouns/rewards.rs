//! Rewards, their redemptions and referrals as they stand on disk in format 1.

use guanxi::domain::contact::Address;
use guanxi::domain::redemption::{Claim, Redemption, Spent, UsedFor, VoucherCode};
use guanxi::domain::referral::{
    Bought, Brought, Gives, NewReferral, OnReturn, Referral, Returned, Trigger,
};
use guanxi::domain::reward::{Discount, NewReward, Reward, RewardEdit};
use guanxi::domain::tier::Span;
use guanxi::domain::{
    Email, EntryId, Line, MemberId, Period, Points, ProgrammeId, RecordId, RedemptionId,
    ReferralId, RewardId, Stream, TransactionId, Zone,
};
use uuid::Uuid;

use super::{Told, hua, stamp, worked_with};

/// All three.
pub fn lines() -> String {
    let (reward, lines) = reward();
    lines + &redemption(&reward) + &referral()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

fn programme() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(0xb0))
}

fn reward() -> (Reward, String) {
    let id = RewardId::from_uuid(Uuid::from_u128(0xb1));
    let mut told = Told::<Reward>::of(id.id(), Stream::reward(id));
    let share = Discount::share("15%".parse().unwrap()).unwrap();
    let share = share.at_most("CNY 20".parse().unwrap()).unwrap();
    let share = share.from("CNY 50".parse().unwrap()).unwrap();
    let during = Period::new(stamp(0).valid_at, stamp(300).valid_at).unwrap();
    let new = NewReward::discount(programme(), "八五折", share, points(500)).unwrap();
    let new = new.stock(10).during(during).from_rank(1).per_member(2).unwrap();
    let new = new.usable_for(Span::days(30).unwrap(), Zone::UTC);
    told.then(Reward::draft(new, &stamp(0)), &stamp(0));
    let dearer = RewardEdit::new().price(points(600)).unwrap().without_end();
    told.then(told.now().edit(dearer, &stamp(1)), &stamp(1));
    told.then(told.now().restock(-2, &stamp(1)), &stamp(1));
    told.then(told.now().offer(&stamp(1)), &stamp(1));
    told.then(told.now().withhold(line("盘点"), &stamp(2)), &stamp(2));
    told.then(told.now().offer_again(&stamp(3)), &stamp(3));
    let offered = told.now().clone();
    told.then(told.now().archive(line("停办"), &stamp(9)), &stamp(9));
    (offered, told.end())
}

fn redemption(reward: &Reward) -> String {
    let id = RedemptionId::from_uuid(Uuid::from_u128(0xb2));
    let claim = Claim { active: true, rank: 1, had: 1 };
    let spent = Spent {
        member: MemberId::from_uuid(Uuid::from_u128(0xb3)),
        entry: EntryId::from_uuid(Uuid::from_u128(0xb4)),
    };
    let told = || {
        let mut told = Told::<Redemption>::of(id.id(), Stream::client(hua()));
        let until = stamp(5).valid_at;
        told.then(Redemption::reserve(reward, &claim, until, spent, &stamp(4)), &stamp(4));
        told
    };
    let mut used = told();
    let code = VoucherCode::new("TEA-2026").unwrap();
    used.then(used.now().issue(Some(code), &stamp(4)), &stamp(4));
    let purchase = Some(TransactionId::from_uuid(Uuid::from_u128(0x66)));
    let price = Some("CNY 99.90".parse().unwrap());
    used.then(used.now().used(UsedFor { purchase, price }, &stamp(5)), &stamp(5));
    let mut over = told();
    over.then(over.now().expire(&stamp(5)), &stamp(5));
    let mut cancelled = told();
    cancelled.then(cancelled.now().cancel(line("不想要了"), &stamp(4)), &stamp(4));
    [used.end(), over.end(), cancelled.end()].concat()
}

fn referral() -> String {
    let id = ReferralId::from_uuid(Uuid::from_u128(0xb5));
    let told = || {
        let mut told = Told::<Referral>::of(id.id(), Stream::client(hua()));
        let gives = Gives::new(points(500), points(200)).unwrap();
        let new = NewReferral::of(programme(), Zone::UTC, Trigger::EveryPurchase(3), gives);
        let new = new.unwrap().named("韩梅梅").unwrap();
        let new = new.reached_at(Address::Email(Email::new("mei@han.cn").unwrap()));
        let new = new.waiting(Span::days(14).unwrap()).within(Span::months(6).unwrap());
        let new = new.at_most(10).unwrap().returning(OnReturn::InProportion);
        told.then(Referral::invite(new, &worked_with(), &stamp(0)), &stamp(0));
        told
    };
    let brought = Brought {
        client: guanxi::ClientId::from_uuid(Uuid::from_u128(0x23)),
        active: true,
        begun: stamp(1).valid_at,
        shares_contact: false,
        brought_referrer: false,
        others: 0,
    };
    let bought = |n, day| Bought {
        purchase: TransactionId::from_uuid(Uuid::from_u128(n)),
        client: Some(brought.client),
        is_purchase: true,
        at: stamp(day).valid_at,
    };
    let mut given = told();
    given.then(given.now().register(&brought, &stamp(2)), &stamp(2));
    given.then(given.now().qualify(&bought(0x69, 3), &stamp(3)), &stamp(3));
    given.then(given.now().qualify(&bought(0x6a, 4), &stamp(4)), &stamp(4));
    let entries = vec![EntryId::from_uuid(Uuid::from_u128(0xb6))];
    let part = Returned::of("CNY 10".parse().unwrap(), "CNY 100".parse().unwrap()).unwrap();
    let first = TransactionId::from_uuid(Uuid::from_u128(0x69));
    given.then(given.now().reverse(first, part, &stamp(5)), &stamp(5));
    given.then(given.now().pay(entries, Some(part), &stamp(20)), &stamp(20));
    let back = TransactionId::from_uuid(Uuid::from_u128(0x6a));
    given.then(given.now().reverse(back, Returned::Wholly, &stamp(21)), &stamp(21));
    let mut rejected = told();
    rejected.then(rejected.now().reject(line("自荐"), &stamp(1)), &stamp(1));
    let mut over = told();
    over.then(over.now().expire(&stamp(300)), &stamp(300));
    [given.end(), rejected.end(), over.end()].concat()
}
