//! Tiers at the desk, on every engine: found from the ledger by the terms that held, given by hand,
//! multiplying what is earned, and warned of before they end.

use std::ops::ControlFlow;

use guanxi::domain::client::NewClient;
use guanxi::domain::member::{Cause, CauseKind, Member};
use guanxi::domain::programme::{Pending, Rate, Terms, Validity};
use guanxi::domain::tier::{
    Benefit, Downgrade, Expiry, Ladder, Metric, Multiplier, Rounding, Span, Tier, TierRules, Window,
};
use guanxi::domain::transaction::{NewLine, NewTransaction, Returned};
use guanxi::domain::{
    CustomKey, Id, MemberId, Money, Percent, Points, ProgrammeId, Stream, TransactionId, Zone,
};
use guanxi::scoring::loyalty::Stood;
use guanxi::store::contract::Check;
use guanxi::{ClientId, Desk, Error};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere, me};
use crate::replay::both;

fn ladder() -> Ladder {
    let off = Benefit::Discount { share: Percent::from_bp(500).unwrap(), category: None };
    let visit = Benefit::Service(CustomKey::new("annual_visit").unwrap());
    Ladder::new([
        Tier::new("普通", 0).unwrap(),
        Tier::new("银", 100).unwrap().with(off),
        Tier::new("金", 500).unwrap().with(visit).earning(Multiplier::new(2, 1).unwrap()),
    ])
    .unwrap()
}

fn rules(metric: Metric, window: Window) -> TierRules {
    let rules = TierRules::of(ladder(), metric, window).unwrap();
    rules.kept(Expiry::EndOfPeriod).unwrap().downgrade(Downgrade::Requalify)
}

fn plain() -> Terms {
    Terms::new(Zone::UTC, "CNY".parse().unwrap(), Rate::new(1, 100).unwrap())
}

struct Club {
    programme: ProgrammeId,
    client: ClientId,
    member: MemberId,
}

fn club(desk: &Desk, terms: Terms) -> Club {
    let programme = desk.programmes().launch("茶友会", terms).unwrap().id();
    let hua = NewClient::organisation("华信咨询").unwrap();
    let client = desk.clients().register(hua).unwrap().id();
    let member = desk.programmes().enrol(programme, client, None).unwrap().id();
    Club { programme, client, member }
}

fn order(desk: &Desk, club: &Club, text: &str, minor: i64) -> TransactionId {
    let currency = "CNY".parse().unwrap();
    let tea = NewLine::goods("茶具", "1 套".parse().unwrap(), Money::new(minor, currency));
    let order = NewTransaction::order(at(text), currency).line(tea);
    desk.transactions().record(club.client, order).unwrap().id()
}

/// Buys and earns at an instant; how many points.
fn buys(house: &House, club: &Club, text: &str, minor: i64) -> i64 {
    house.later(text);
    let desk = house.desk();
    let order = order(&desk, club, text, minor);
    desk.points().earn(club.member, order).unwrap().now.points().get()
}

fn rank(desk: &Desk, club: &Club) -> Option<u8> {
    desk.tiers().of(club.member).unwrap().map(|stood| stood.rank())
}

fn rank_at(desk: &Desk, club: &Club, text: &str) -> Option<u8> {
    let stood = desk.tiers().at(club.member, at(text)).unwrap().map(|stood| stood.rank());
    assert_eq!(desk.tiers().course(club.member).unwrap().rank_at(at(text)), stood, "{text}");
    stood
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Refused(no) => no.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn sound(house: &House) {
    let store = house.crm.store();
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

#[test]
fn a_tier_is_found_from_what_was_bought_and_multiplies_what_is_bought_next() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain().tiers(rules(Metric::QualifyingPoints, Window::Year)));
        assert_eq!(rank(&desk, &club), Some(0));
        assert_eq!(buys(house, &club, "2026-05-05T09:00:00Z", 50_000), 500);
        let stood = desk.tiers().of(club.member).unwrap().unwrap();
        assert_eq!((stood.rank(), stood.version), (2, 1));
        assert_eq!(stood.tier().unwrap().name.as_str(), "金");
        assert_eq!(stood.discount(None).bp(), 500);
        assert!(stood.serves(&CustomKey::new("annual_visit").unwrap()));
        // What was bought before the tier was reached is not multiplied, however late it is told.
        let early = order(&desk, &club, "2026-05-04T10:00:00Z", 1_000);
        assert_eq!(desk.points().earn(club.member, early).unwrap().now.points().get(), 10);
        assert_eq!(buys(house, &club, "2026-05-06T09:00:00Z", 1_000), 20);
        house.later("2028-01-02T09:00:00Z");
        assert_eq!(rank(&desk, &club), Some(0), "it was earned in 2026 and not again in 2027");
        assert_eq!(rank_at(&desk, &club, "2027-12-31T23:59:59Z"), Some(2));
        assert_eq!(rank_at(&desk, &club, "2026-05-05T08:59:59Z"), Some(0));
        assert_eq!(rank_at(&desk, &club, "2026-05-04T08:59:59Z"), None, "no member yet");
        let changes = desk.tiers().course(club.member).unwrap().changes();
        let ranks: Vec<_> = changes.iter().map(|(_, rank)| *rank).collect();
        assert_eq!(ranks, [Some(0), Some(2), Some(0)]);
        sound(house);
    });
}

#[test]
fn the_tier_is_looked_at_before_the_points_of_the_year_are_reset() {
    let house = House::in_memory();
    let desk = house.desk();
    let terms = Terms { validity: Validity::EndOfYear, ..plain() };
    let kept = TierRules::of(ladder(), Metric::Balance, Window::Year).unwrap();
    let kept = kept.kept(Expiry::Custom(Span::years(1).unwrap())).unwrap();
    let kept = kept.rounded(Rounding::EndOfYear);
    let club = club(&desk, terms.tiers(kept));
    buys(&house, &club, "2026-06-01T09:00:00Z", 50_000);
    house.later("2027-02-01T09:00:00Z");
    assert_eq!(desk.points().balance(club.member).unwrap().available.get(), 0);
    assert_eq!(rank(&desk, &club), Some(2), "reached for a year to the end of the next");
    let before = desk.tiers().course(club.member).unwrap();
    desk.points().sweep(club.member).unwrap();
    assert_eq!(desk.tiers().course(club.member).unwrap(), before, "swept or not");
}

#[test]
fn points_that_wait_count_when_they_can_be_spent() {
    everywhere(|house| {
        let desk = house.desk();
        let pending = Pending::For(Span::days(14).unwrap());
        let terms = Terms { pending, ..plain() };
        let club = club(&desk, terms.tiers(rules(Metric::QualifyingPoints, Window::Year)));
        buys(house, &club, "2026-05-05T09:00:00Z", 10_000);
        house.later("2026-05-19T08:59:59Z");
        assert_eq!(rank(&desk, &club), Some(0));
        house.later("2026-05-19T09:00:00Z");
        assert_eq!(rank(&desk, &club), Some(1));
    });
    let house = House::in_memory();
    let desk = house.desk();
    let terms = Terms { pending: Pending::OnAction, ..plain() };
    let club = club(&desk, terms.tiers(rules(Metric::QualifyingPoints, Window::Year)));
    house.later("2026-05-05T09:00:00Z");
    let order = order(&desk, &club, "2026-05-05T09:00:00Z", 10_000);
    desk.points().earn(club.member, order).unwrap();
    house.later("2026-06-05T09:00:00Z");
    assert_eq!(rank(&desk, &club), Some(0));
    desk.points().activate(club.member, Cause::transaction(order)).unwrap();
    assert_eq!(rank(&desk, &club), Some(1));
    assert_eq!(rank_at(&desk, &club, "2026-06-05T08:59:59Z"), Some(0));
}

#[test]
fn what_is_returned_counts_no_more_and_what_was_said_before_stands() {
    everywhere(|house| {
        let desk = house.desk();
        let on_drop = rules(Metric::Spend, Window::Lifetime).kept(Expiry::OnDrop).unwrap();
        let club = club(&desk, plain().tiers(on_drop));
        house.later("2026-05-05T09:00:00Z");
        let order = order(&desk, &club, "2026-05-05T09:00:00Z", 400);
        desk.points().earn(club.member, order).unwrap();
        assert_eq!(rank(&desk, &club), Some(1));
        house.later("2026-05-06T09:00:00Z");
        let currency = "CNY".parse().unwrap();
        let back = Returned::reduction(1, Money::new(400, currency));
        let refund = NewTransaction::refund(order, at("2026-05-06T08:00:00Z"), currency);
        desk.transactions().record(club.client, refund.returned(back)).unwrap();
        desk.points().return_purchase(club.member, order).unwrap();
        assert_eq!(rank(&desk, &club), Some(0));
        assert_eq!(rank_at(&desk, &club, "2026-05-06T08:59:59Z"), Some(1));
    });
}

#[test]
fn other_terms_judge_from_now_on_and_change_no_earlier_answer() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        assert_eq!(rank(&desk, &club), None, "no tiers yet");
        buys(house, &club, "2026-05-05T09:00:00Z", 20_000);
        house.later("2026-05-06T09:00:00Z");
        let tiered = plain().tiers(rules(Metric::QualifyingPoints, Window::Year));
        desk.programmes().amend(club.programme, tiered).unwrap();
        assert_eq!(rank(&desk, &club), Some(1), "what was bought before counts");
        house.later("2026-05-07T09:00:00Z");
        let dearer = TierRules::of(
            Ladder::new([Tier::new("普通", 0).unwrap(), Tier::new("金", 5_000).unwrap()]).unwrap(),
            Metric::QualifyingPoints,
            Window::Year,
        );
        desk.programmes().amend(club.programme, plain().tiers(dearer.unwrap())).unwrap();
        house.later("2026-05-08T09:00:00Z");
        assert_eq!(rank(&desk, &club), Some(0));
        assert_eq!(rank_at(&desk, &club, "2026-05-06T12:00:00Z"), Some(1));
        assert_eq!(rank_at(&desk, &club, "2026-05-05T12:00:00Z"), None);
        let changes = desk.tiers().course(club.member).unwrap().changes();
        let ranks: Vec<_> = changes.iter().map(|(_, rank)| *rank).collect();
        assert_eq!(ranks, [Some(1), Some(0)]);
    });
}

#[test]
fn a_tier_by_hand_has_an_end_and_a_reason_that_stand_in_the_journal() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain().tiers(rules(Metric::QualifyingPoints, Window::Year)));
        let tiers = desk.tiers();
        let until = at("2026-08-01T00:00:00Z");
        tiers.give(club.member, 1, until, "合并前是银卡").unwrap();
        assert_eq!(rank(&desk, &club), Some(1));
        house.later("2026-05-05T09:00:00Z");
        tiers.give(club.member, 2, until, "投诉补偿").unwrap();
        assert_eq!(rank(&desk, &club), Some(2));
        house.later("2026-05-06T09:00:00Z");
        tiers.end(club.member, "客户放弃").unwrap();
        assert_eq!(rank(&desk, &club), Some(0));
        assert_eq!(rank_at(&desk, &club, "2026-05-04T12:00:00Z"), Some(1));
        assert_eq!(rank_at(&desk, &club, "2026-05-06T08:59:59Z"), Some(2));
        assert_eq!(code(tiers.end(club.member, "x")), "member.no_tier_given");
        assert_eq!(code(tiers.give(club.member, 3, until, "x")), "member.no_such_tier");
        let past = at("2026-05-06T09:00:00Z");
        assert_eq!(code(tiers.give(club.member, 1, past, "x")), "invalid.backwards");
        let entries = desk.journal().within(Stream::client(club.client)).limit(100).unwrap();
        let told: Vec<&str> = entries.iter().map(|entry| entry.event).collect();
        assert_eq!(told.iter().filter(|event| **event == "tier_given").count(), 2);
        assert_eq!(told.iter().filter(|event| **event == "tier_ended").count(), 1);
        let by = entries.iter().find(|entry| entry.event == "tier_given").unwrap().actor;
        assert_eq!(by, guanxi::domain::ActorId::Staff(me()));
        let (kept, told) = both::<Member>(&house.crm, club.member, Stream::client(club.client));
        assert_eq!(kept, told, "the journal tells the member as it stands");
        sound(house);
    });
}

#[test]
fn what_was_bought_under_another_membership_counts_from_the_merge_on() {
    everywhere(|house| {
        let desk = house.desk();
        let one = club(&desk, plain().tiers(rules(Metric::QualifyingPoints, Window::Year)));
        let new = NewClient::organisation("华信分部").unwrap();
        let client = desk.clients().register(new).unwrap().id();
        let member = desk.programmes().enrol(one.programme, client, None).unwrap().id();
        let other = Club { programme: one.programme, client, member };
        buys(house, &one, "2026-05-05T09:00:00Z", 40_000);
        buys(house, &other, "2026-05-06T09:00:00Z", 20_000);
        let both = || (rank(&desk, &one), rank(&desk, &other));
        assert_eq!(both(), (Some(1), Some(1)));
        house.later("2026-05-07T09:00:00Z");
        desk.points().merge(one.member, other.member).unwrap();
        assert_eq!(both(), (Some(0), Some(2)), "600 of both, and they count there only");
        assert_eq!(rank_at(&desk, &one, "2026-05-07T08:59:59Z"), Some(1));
        assert_eq!(rank_at(&desk, &other, "2026-05-06T08:59:59Z"), Some(0));
        assert_eq!(rank_at(&desk, &other, "2026-05-07T08:59:59Z"), Some(1));
        let outlook = desk.tiers().outlook(other.member).unwrap().unwrap();
        assert_eq!((outlook.rank, outlook.value, outlook.next), (2, 600, None));
        house.later("2026-05-08T09:00:00Z");
        desk.points().merge(other.member, one.member).unwrap();
        assert_eq!(both(), (Some(2), Some(0)), "and back");
        assert_eq!(rank_at(&desk, &other, "2026-05-08T08:59:59Z"), Some(2));
        house.later("2028-02-01T09:00:00Z");
        assert_eq!(both(), (Some(0), Some(0)), "what was bought is as old as it was");
    });
}

#[test]
fn who_will_lose_a_tier_is_told_sixty_and_thirty_days_ahead_what_is_missing() {
    everywhere(|house| {
        let desk = house.desk();
        let terms = plain().tiers(rules(Metric::QualifyingPoints, Window::Year));
        let club = club(&desk, terms);
        let other = desk.clients().register(NewClient::organisation("明德").unwrap()).unwrap().id();
        desk.programmes().enrol(club.programme, other, None).unwrap();
        buys(house, &club, "2026-05-05T09:00:00Z", 15_000);
        let due = |days: Option<u8>| {
            let page = desk.tiers().warnings(club.programme, 10, None).unwrap();
            let found: Vec<u8> = page.items.iter().map(|one| one.warning.days).collect();
            assert_eq!(found, Vec::from_iter(days));
            page.items.into_iter().next()
        };
        house.later("2027-11-01T23:59:59Z");
        assert_eq!(due(None), None);
        house.later("2027-11-02T00:00:00Z");
        let warned = due(Some(60)).unwrap();
        assert_eq!((warned.member, warned.client), (club.member, club.client));
        assert_eq!(warned.warning.loss.at, at("2028-01-01T00:00:00Z"));
        house.later("2027-12-02T00:00:00Z");
        due(Some(30));
        let outlook = desk.tiers().outlook(club.member).unwrap().unwrap();
        assert_eq!((outlook.rank, outlook.next), (1, Some((2, 500))));
        assert_eq!(outlook.projected, Some((at("2028-01-01T00:00:00Z"), 0)));
        house.later("2028-01-01T00:00:00Z");
        due(None);
    });
}

/// What a history does: so many days go by, and then somebody buys, brings back, is given a tier, or
/// the terms change.
#[derive(Debug, Clone, Copy)]
enum Step {
    Buys(i64),
    Returns,
    Given(u8, i64),
    Ended,
    Amended(usize),
}

fn step() -> impl Strategy<Value = (i64, Step)> {
    let what = prop_oneof![
        5 => (100_i64..40_000).prop_map(Step::Buys),
        1 => Just(Step::Returns),
        1 => (0_u8..3, 1_i64..200).prop_map(|(rank, days)| Step::Given(rank, days)),
        1 => Just(Step::Ended),
        2 => (0_usize..4).prop_map(Step::Amended),
    ];
    (0_i64..90, what)
}

fn terms(n: usize) -> Terms {
    match n {
        0 => plain(),
        1 => plain().tiers(rules(Metric::QualifyingPoints, Window::Year)),
        2 => plain().tiers(rules(Metric::Spend, Window::RollingDays(100))),
        _ => plain().tiers(rules(Metric::Count, Window::Quarter).grace(Span::days(20).unwrap())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn law_9_whatever_is_said_later_changes_no_answer_about_earlier(
        steps in prop::collection::vec(step(), 1..16), first in 0_usize..4,
    ) {
        let house = House::in_memory();
        let desk = house.desk();
        let club = club(&desk, terms(first));
        let mut now = at("2026-05-04T09:00:00Z");
        let mut bought = Vec::new();
        let mut answers = Vec::new();
        for (days, step) in steps {
            now = now.plus_seconds(days * 86_400 + 1).unwrap();
            house.clock.set(now);
            let said = match step {
                Step::Buys(minor) => {
                    let order = order(&desk, &club, &now.to_string(), minor);
                    bought.push((order, minor));
                    desk.points().earn(club.member, order).map(|_| ())
                }
                Step::Returns => match bought.pop() {
                    Some((order, minor)) => {
                        let currency = "CNY".parse().unwrap();
                        let back = Returned::reduction(1, Money::new(minor, currency));
                        let refund = NewTransaction::refund(order, now, currency).returned(back);
                        desk.transactions().record(club.client, refund).unwrap();
                        desk.points().return_purchase(club.member, order).map(|_| ())
                    }
                    None => Ok(()),
                },
                Step::Given(rank, days) => {
                    let until = now.plus_seconds(days * 86_400).unwrap();
                    desk.tiers().give(club.member, rank, until, "x").map(|_| ())
                }
                Step::Ended => desk.tiers().end(club.member, "x").map(|_| ()),
                Step::Amended(n) => {
                    desk.programmes().amend(club.programme, terms(n)).map(|_| ())
                }
            };
            if let Err(error) = said {
                prop_assert!(error.as_refused().is_some(), "{error:?}");
            }
            house.clock.set(now.plus_seconds(1).unwrap());
            now = now.plus_seconds(1).unwrap();
            answers.push((now, desk.tiers().of(club.member).unwrap()));
        }
        let course = desk.tiers().course(club.member).unwrap();
        // Of a tier that was given, only its end may have come closer since.
        let stands = |stood: &Option<Stood>| {
            let standing = stood.as_ref().map(|stood| (stood.version, stood.standing));
            standing.map(|(version, now)| (version, now.earned, now.manual.map(|given| given.rank)))
        };
        for (then, told) in answers {
            let again = desk.tiers().at(club.member, then).unwrap();
            prop_assert_eq!(stands(&again), stands(&told));
            prop_assert_eq!(course.rank_at(then), told.map(|stood| stood.rank()));
        }
        let changes = course.changes();
        prop_assert!(changes.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1));
    }
}

#[test]
fn a_member_with_more_points_than_can_be_held_is_refused_and_nothing_is_written() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        let gift = Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]));
        let most = Points::new(i64::MAX).unwrap();
        desk.points().bonus(club.member, most, gift).unwrap();
        let entries = house.crm.store().stats().unwrap().entries;
        let one = Points::new(1).unwrap();
        assert_eq!(code(desk.points().bonus(club.member, one, gift)), "invalid.overflow");
        assert_eq!(code(desk.points().adjust_up(club.member, one, "x")), "invalid.overflow");
        assert_eq!(house.crm.store().stats().unwrap().entries, entries);
    });
}
