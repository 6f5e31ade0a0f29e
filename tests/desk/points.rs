//! Programmes and points at the desk, on every engine: earned, spent, returned, told, and never
//! spent twice.

use std::ops::ControlFlow;

use guanxi::crm::Done;
use guanxi::domain::client::NewClient;
use guanxi::domain::member::strategies::{Command, command};
use guanxi::domain::member::{
    Account, Cause, CauseKind, EntryKind, Lot, Member, PointsEntry, Statement,
};
use guanxi::domain::programme::strategies::terms;
use guanxi::domain::programme::{
    CapPer, EarnRule, Multiplier, Rate, ReturnPolicy, Rounding, Span, SpanUnit, Terms, Validity,
};
use guanxi::domain::refusal::Refused;
use guanxi::domain::transaction::{NewLine, NewTransaction, Returned};
use guanxi::domain::{
    Currency, EntryId, Id, Lang, LotId, MemberId, Money, Period, Points, ProgrammeId, Stream,
    TransactionId,
};
use guanxi::store::contract::Check;
use guanxi::{ClientId, Crm, Desk, Error};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};
use crate::replay::both;

pub fn yuan() -> Currency {
    "CNY".parse().unwrap()
}

pub fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

pub fn plain() -> Terms {
    Terms::new("Asia/Shanghai".parse().unwrap(), yuan(), Rate::new(1, 100).unwrap())
}

pub fn gift() -> Cause {
    Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]))
}

/// A client who is a member of a programme on these terms.
#[derive(Debug, Clone, Copy)]
pub struct Club {
    pub programme: ProgrammeId,
    pub client: ClientId,
    pub member: MemberId,
}

pub fn club(desk: &Desk, terms: Terms) -> Club {
    let programme = desk.programmes().launch("茶友会", terms).unwrap().id();
    let (client, member) = join(desk, programme, "华信咨询");
    Club { programme, client, member }
}

pub fn join(desk: &Desk, programme: ProgrammeId, name: &str) -> (ClientId, MemberId) {
    let client = desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
    (client, desk.programmes().enrol(programme, client, Some("卡 8848")).unwrap().id())
}

pub fn order(desk: &Desk, club: &Club, text: &str, minor: i64) -> TransactionId {
    buy(desk, club, NewTransaction::order(at(text), yuan()).line(tea(minor)))
}

pub fn tea(minor: i64) -> NewLine {
    NewLine::goods("茶具", "1 套".parse().unwrap(), Money::new(minor, yuan())).category("茶")
}

pub fn buy(desk: &Desk, club: &Club, new: NewTransaction) -> TransactionId {
    desk.transactions().record(club.client, new).unwrap().id()
}

pub fn earn(desk: &Desk, club: &Club, text: &str, minor: i64) -> PointsEntry {
    let order = order(desk, club, text, minor);
    desk.points().earn(club.member, order).unwrap().now
}

pub fn back(desk: &Desk, club: &Club, of: TransactionId, text: &str, minor: i64) {
    let refund = NewTransaction::refund(of, at(text), yuan());
    buy(desk, club, refund.returned(Returned::reduction(1, Money::new(minor, yuan()))));
}

pub fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.unwrap_err() {
        Error::Invalid(why) => why.code().to_owned(),
        error => error.as_refused().map(Refused::code).unwrap_or("not refused").to_owned(),
    }
}

pub fn available(desk: &Desk, member: MemberId) -> i64 {
    desk.points().balance(member).unwrap().available.get()
}

pub fn sound(crm: &Crm) {
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

#[test]
fn points_are_earned_spent_given_back_and_taken_back() {
    everywhere(|house| {
        let desk = house.desk();
        let more = EarnRule::times("more", Multiplier::new(3, 2).unwrap()).unwrap();
        let terms = Terms { returns: ReturnPolicy::Unlimited, ..plain() }.rule(more);
        let club = club(&desk, terms);
        let first = order(&desk, &club, "2026-05-04T09:00:00Z", 40_050);
        let earned = desk.points().earn(club.member, first).unwrap();
        assert_eq!(earned.now.points().get(), 600, "400.5 times one and a half, rounded down once");
        assert_eq!(code(desk.points().earn(club.member, first)), "member.already_earned");
        let spent = desk.points().redeem(club.member, points(150), gift()).unwrap().id();
        assert_eq!(
            code(desk.points().redeem(club.member, points(451), gift())),
            "member.insufficient_points"
        );
        desk.points().refund(spent, points(50)).unwrap();
        assert_eq!(available(&desk, club.member), 500);
        house.later("2026-05-05T09:00:00Z");
        back(&desk, &club, first, "2026-05-05T08:00:00Z", 40_050);
        desk.points().return_purchase(club.member, first).unwrap();
        let balance = desk.points().balance(club.member).unwrap();
        assert_eq!((balance.debt.get(), balance.net()), (100, -100));
        let entries = house.crm.store().stats().unwrap().entries;
        let again = desk.points().return_purchase(club.member, first).unwrap();
        assert_eq!(again.now.kind(), EntryKind::ReverseEarn);
        assert_eq!(house.crm.store().stats().unwrap().entries, entries, "nothing new came back");
        earn(&desk, &club, "2026-05-05T08:30:00Z", 10_000);
        let balance = desk.points().balance(club.member).unwrap();
        assert_eq!(
            (balance.debt.get(), balance.available.get()),
            (0, 50),
            "what is owed is paid first"
        );
        let accounts = desk.points().accounts(club.programme).unwrap();
        assert_eq!(accounts.values().sum::<i64>(), 0);
        assert_eq!(accounts[&Account::Issued], -750);
        sound(&house.crm);
    });
}

#[test]
fn what_was_paid_with_points_comes_back_with_the_goods() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        earn(&desk, &club, "2026-05-04T09:00:00Z", 100_000);
        let new = NewTransaction::order(at("2026-05-04T09:00:00Z"), yuan()).line(tea(10_000));
        let paid = new.paid_with_points(200, Money::new(2_000, yuan()));
        let second = buy(&desk, &club, paid);
        desk.points().redeem(club.member, points(200), Cause::transaction(second)).unwrap();
        let earned = desk.points().earn(club.member, second).unwrap().now;
        assert_eq!(earned.points().get(), 80);
        assert_eq!(available(&desk, club.member), 880);
        house.later("2026-05-06T09:00:00Z");
        back(&desk, &club, second, "2026-05-05T09:00:00Z", 5_000);
        desk.points().return_purchase(club.member, second).unwrap();
        assert_eq!(available(&desk, club.member), 880 + 100 - 40);
        back(&desk, &club, second, "2026-05-06T08:00:00Z", 5_000);
        desk.points().return_purchase(club.member, second).unwrap();
        assert_eq!(available(&desk, club.member), 1_000);
    });
}

#[test]
fn other_terms_hold_from_now_on_and_rewrite_nothing() {
    everywhere(|house| {
        let desk = house.desk();
        let month = Validity::For(Span::new(1, SpanUnit::Month).unwrap(), Rounding::Exact);
        let club = club(&desk, Terms { validity: month, ..plain() });
        let old = earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        house.later("2026-05-05T09:00:00Z");
        let other =
            Terms { rate: Rate::new(2, 100).unwrap(), validity: Validity::Never, ..plain() };
        desk.programmes().amend(club.programme, other.clone()).unwrap();
        assert_eq!(code(desk.programmes().amend(club.programme, other)), "programme.same_terms");
        let new = earn(&desk, &club, "2026-05-05T08:00:00Z", 10_000);
        assert_eq!((old.terms(), old.points().get()), (1, 100));
        assert_eq!((new.terms(), new.points().get()), (2, 200));
        house.later("2026-06-04T09:00:00Z");
        assert_eq!(available(&desk, club.member), 200, "the old ones expired as they were to");
    });
}

#[test]
fn a_leap_day_a_month_end_and_a_change_of_clocks_end_when_the_programmes_calendar_says() {
    let cases = [
        ("Asia/Shanghai", SpanUnit::Year, "2024-02-29T02:00:00Z", "2025-02-28T02:00:00Z"),
        ("Asia/Shanghai", SpanUnit::Month, "2026-01-31T02:00:00Z", "2026-02-28T02:00:00Z"),
        ("Europe/Berlin", SpanUnit::Month, "2026-03-15T09:00:00Z", "2026-04-15T08:00:00Z"),
    ];
    for (zone, unit, from, until) in cases {
        let lasting = Span::new(1, unit).unwrap();
        let validity = Validity::For(lasting, Rounding::Exact);
        let terms = Terms { zone: zone.parse().unwrap(), validity, ..plain() };
        let house = House::in_memory();
        let desk = house.desk();
        house.later(from);
        let club = club(&desk, terms);
        earn(&desk, &club, from, 10_000);
        house.clock.set(at(until).plus_seconds(-1).unwrap());
        assert_eq!(available(&desk, club.member), 100, "{zone}");
        house.later(until);
        assert_eq!(available(&desk, club.member), 0, "{zone}");
        assert_eq!(
            code(desk.points().redeem(club.member, points(1), gift())),
            "member.insufficient_points"
        );
    }
}

#[test]
fn points_go_to_another_client_in_one_commit() {
    everywhere(|house| {
        let desk = house.desk();
        let terms =
            Terms { max_transfer: Some(points(500)), validity: Validity::EndOfYear, ..plain() };
        let club = club(&desk, terms);
        let (_, other) = join(&desk, club.programme, "明德");
        let foreign = desk.programmes().launch("另一家", plain()).unwrap().id();
        let (_, stranger) = join(&desk, foreign, "外人");
        earn(&desk, &club, "2026-05-04T09:00:00Z", 60_000);
        let desk = desk.points();
        desk.transfer(club.member, other, points(500)).unwrap();
        assert_eq!(desk.balance(other).unwrap().available.get(), 500);
        assert_eq!(code(desk.transfer(club.member, other, points(501))), "member.above_maximum");
        assert_eq!(
            code(desk.transfer(club.member, other, points(101))),
            "member.insufficient_points"
        );
        assert_eq!(code(desk.transfer(club.member, club.member, points(1))), "member.same_account");
        assert_eq!(
            code(desk.transfer(club.member, stranger, points(1))),
            "member.program_mismatch"
        );
        desk.merge(other, club.member).unwrap();
        assert_eq!(desk.balance(club.member).unwrap().available.get(), 600);
        assert_eq!(desk.balance(other).unwrap().net(), 0);
        sound(&house.crm);
    });
}

fn year(text: &str) -> Period {
    text.parse().unwrap()
}

fn months(statement: &Statement) -> Vec<(EntryKind, i64, i64)> {
    statement.lines.iter().map(|line| (line.kind, line.points, line.balance)).collect()
}

#[test]
fn a_statement_opens_where_the_last_one_closed_whether_swept_or_not() {
    everywhere(|house| {
        let desk = house.desk();
        let validity = Validity::EndOfMonth;
        let club = club(&desk, Terms { validity, zone: "UTC".parse().unwrap(), ..plain() });
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        desk.points().redeem(club.member, points(30), gift()).unwrap();
        house.later("2026-06-10T09:00:00Z");
        earn(&desk, &club, "2026-06-10T09:00:00Z", 5_000);
        house.later("2026-08-02T09:00:00Z");
        let told = |period: &str| desk.points().statement(club.member, year(period)).unwrap();
        let periods = [
            "2026-05-01T00:00:00Z/2026-06-01T00:00:00Z",
            "2026-06-01T00:00:00Z/2026-06-15T00:00:00Z",
            "2026-06-15T00:00:00Z/2026-09-01T00:00:00Z",
        ];
        for _ in 0..2 {
            let [may, june, later] = periods.map(told);
            assert_eq!(may.opening, 0);
            assert_eq!(months(&may), [(EntryKind::Earn, 100, 100), (EntryKind::Redeem, -30, 70)]);
            assert_eq!((june.opening, june.closing), (70, 50));
            assert_eq!(months(&june), [(EntryKind::Expire, -70, 0), (EntryKind::Earn, 50, 50)]);
            assert_eq!((later.opening, later.closing), (50, 0));
            let line = &may.lines[0];
            assert_eq!(line.say(Lang::Zh), "消费获得 +100 分，余 100 分");
            assert_eq!(line.say(Lang::En), "Earned with a purchase: +100 points, leaving 100");
            assert!(line.what.as_ref().unwrap().earning().is_some(), "it says why");
            while !desk.points().to_sweep(10).unwrap().is_empty() {
                desk.points().sweep(club.member).unwrap();
            }
        }
        assert_eq!(code(desk.points().sweep(club.member)), "member.nothing_expired");
    });
}

#[test]
fn what_expires_next_is_the_same_whether_few_expire_then_or_few_do_not() {
    everywhere(|house| {
        let desk = house.desk();
        let month = || Terms { validity: Validity::EndOfMonth, ..plain() };
        for (now, later) in [(40, 3), (3, 40), (40, 40), (1, 0)] {
            house.later("2026-05-04T09:00:00Z");
            let club = club(&desk, month());
            let give = |many: i64| {
                for n in 1..=many {
                    desk.points().bonus(club.member, points(n), gift()).unwrap();
                }
            };
            give(now);
            let other = Terms { validity: Validity::EndOfYear, ..plain() };
            desk.programmes().amend(club.programme, other).unwrap();
            give(later);
            let statement = desk.points().statement(club.member, year(YEAR)).unwrap();
            let wanted = (at("2026-05-31T16:00:00Z"), points(now * (now + 1) / 2));
            assert_eq!(statement.next_expiry, Some(wanted), "{now} and {later}");
            assert_eq!(desk.points().balance(club.member).unwrap().next_expiry, Some(wanted));
        }
    });
}

/// All of the year in which the stories are told.
const YEAR: &str = "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z";

#[test]
fn a_cap_cuts_and_the_entry_says_by_how_much() {
    let house = House::in_memory();
    let desk = house.desk();
    let terms = plain().cap(CapPer::Transaction, points(300)).cap(CapPer::Day, points(400));
    let club = club(&desk, terms);
    let one = earn(&desk, &club, "2026-05-04T09:00:00Z", 50_000);
    let two = earn(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
    let cut = |entry: &PointsEntry| -> Vec<(CapPer, i64)> {
        let cuts = &entry.earning().unwrap().cuts;
        cuts.iter().map(|cut| (cut.by.per, cut.points.get())).collect()
    };
    assert_eq!((one.points().get(), cut(&one)), (300, vec![(CapPer::Transaction, 200)]));
    assert_eq!((two.points().get(), cut(&two)), (100, vec![(CapPer::Day, 100)]));
    let third = order(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
    assert_eq!(code(desk.points().earn(club.member, third)), "member.nothing_earned");
}

#[test]
fn what_cannot_be_is_refused_and_writes_nothing() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        let foreign =
            desk.clients().register(NewClient::organisation("外人").unwrap()).unwrap().id();
        let new = NewTransaction::order(at("2026-05-04T09:00:00Z"), yuan()).line(tea(100));
        let theirs = desk.transactions().record(foreign, new).unwrap().id();
        let dollars = NewTransaction::order(at("2026-05-04T09:00:00Z"), "USD".parse().unwrap())
            .line(NewLine::goods("tea", "1 套".parse().unwrap(), "USD 10".parse().unwrap()));
        let dollars = buy(&desk, &club, dollars);
        let early = order(&desk, &club, "2026-05-03T09:00:00Z", 10_000);
        let bought = order(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        let gone = order(&desk, &club, "2026-05-04T09:00:00Z", 20_000);
        desk.transactions().withdraw(gone, "重复").unwrap();
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        let earn = |of| code(desk.points().earn(club.member, of));
        assert_eq!(earn(theirs), "member.other_member");
        assert_eq!(earn(dollars), "invalid.mixed");
        assert_eq!(earn(early), "member.before_joining");
        assert_eq!(earn(gone), "member.not_a_purchase");
        let desk_points = desk.points();
        assert_eq!(code(desk_points.redeem(club.member, points(0), gift())), "member.zero_amount");
        assert_eq!(code(desk_points.return_purchase(club.member, bought)), "member.wrong_entry");
        assert_eq!(
            code(desk.programmes().enrol(club.programme, club.client, None)),
            "member.already_member"
        );
        assert_eq!(code(desk_points.adjust_up(club.member, points(5), "  ")), "invalid.empty");
        assert!(Points::new(-1).is_err(), "fewer than none is no number of points");
        assert_eq!(entries(), before);
        desk.programmes().block(club.member, "核对身份").unwrap();
        assert_eq!(earn(bought), "member.may_not_earn");
        assert_eq!(
            code(desk_points.redeem(club.member, points(1), gift())),
            "member.may_not_spend"
        );
        desk.programmes().unblock(club.member).unwrap();
        desk.programmes().suspend(club.programme, "年度盘点").unwrap();
        assert_eq!(earn(bought), "member.programme_not_running");
        desk.programmes().reopen(club.programme).unwrap();
        desk_points.bonus(club.member, points(i64::MAX), gift()).unwrap();
        let more = desk_points.bonus(club.member, points(1), gift());
        assert!(more.is_err(), "more than can be held");
        assert_eq!(code(desk.clients().archive(club.client, "项目结束")), "client.obligations");
        sound(&house.crm);
    });
}

#[test]
fn a_key_is_used_once() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        let keyed = || desk.keyed("redeem 1").unwrap();
        let first = keyed().points().redeem(club.member, points(30), gift()).unwrap();
        let again = keyed().points().redeem(club.member, points(30), gift()).unwrap();
        assert!(again.repeated && !first.repeated);
        assert_eq!((again.id(), available(&desk, club.member)), (first.id(), 70));
        assert!(keyed().points().redeem(club.member, points(31), gift()).is_err());
        assert_eq!(available(&desk, club.member), 70);
        for bad in ["", &"k".repeat(256), "a\u{0}b"] {
            assert!(desk.keyed(bad).is_err(), "{bad:?}");
        }
    });
}

#[test]
fn what_happened_before_the_last_entry_is_told_too_late() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        house.later("2026-05-10T09:00:00Z");
        desk.points().bonus(club.member, points(100), gift()).unwrap();
        house.later("2026-05-20T09:00:00Z");
        let earlier = desk.happened_at(at("2026-05-09T09:00:00Z"));
        assert_eq!(
            code(earlier.points().redeem(club.member, points(10), gift())),
            "member.before_last"
        );
        assert_eq!(available(&desk, club.member), 100);
        let later = desk.happened_at(at("2026-05-11T09:00:00Z"));
        later.points().redeem(club.member, points(10), gift()).unwrap();
        assert_eq!(available(&desk, club.member), 90);
    });
}

#[test]
fn a_clock_that_runs_backwards_revives_no_points() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, Terms { validity: Validity::EndOfMonth, ..plain() });
        earn(&desk, &club, "2026-05-04T09:00:00Z", 10_000);
        house.later("2026-06-01T00:00:00Z");
        desk.points().bonus(club.member, points(1), gift()).unwrap();
        house.later("2026-05-30T00:00:00Z");
        assert_eq!(available(&desk, club.member), 1);
        assert_eq!(
            code(desk.points().redeem(club.member, points(2), gift())),
            "member.insufficient_points"
        );
    });
}

#[test]
fn law_10_of_concurrent_redeems_of_the_same_points_at_most_one_commits() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        earn(&desk, &club, "2026-05-04T09:00:00Z", 5_500);
        let crm = &house.crm;
        let done = |n: i64| {
            let desk = crm.desk(guanxi::Actor::system());
            loop {
                match desk.points().redeem(club.member, points(n), gift()) {
                    Ok(_) => return true,
                    Err(error) if error.as_refused().is_some() => return false,
                    // Others were faster every time: nothing was written.
                    Err(_) => {}
                }
            }
        };
        let succeeded: usize = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| done(10))).collect();
            all.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
        });
        assert_eq!(succeeded, 5);
        assert_eq!(available(&desk, club.member), 5);
        let both: usize = std::thread::scope(|scope| {
            let all: Vec<_> = (0..2).map(|_| scope.spawn(|| done(5))).collect();
            all.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
        });
        assert_eq!((both, available(&desk, club.member)), (1, 0));
        sound(crm);
    });
}

#[test]
fn threads_that_earn_for_one_member_lose_nothing() {
    everywhere(|house| {
        let desk = house.desk();
        let club = club(&desk, plain());
        let crm = &house.crm;
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let desk = crm.desk(guanxi::Actor::system());
                    for _ in 0..5 {
                        desk.points().bonus(club.member, points(7), gift()).unwrap();
                    }
                });
            }
        });
        assert_eq!(available(&desk, club.member), 280);
        let period = year("2026-05-01T00:00:00Z/2026-06-01T00:00:00Z");
        let told = desk.points().statement(club.member, period).unwrap();
        assert_eq!((told.opening, told.closing, told.lines.len()), (0, 280, 40));
        sound(crm);
    });
}

/// The last entry of a kind, among the last hundred.
fn latest(desk: &Desk, club: &Club, kind: EntryKind) -> Result<Option<PointsEntry>, Error> {
    let entries = desk.points().entries(club.member, 100, None)?.items;
    Ok(entries.into_iter().map(|found| found.now).find(|one| one.kind() == kind))
}

/// Says a command at the desk, twice under the same key when asked to: the entry that came of it.
pub fn say(
    desk: &Desk,
    club: &Club,
    n: usize,
    command: Command,
    twice: bool,
) -> Result<Option<EntryId>, Error> {
    let keyed = |part: &str| desk.keyed(&format!("{n} {part}")).unwrap();
    // What a command is about is found once, and so is the same however often it is sent.
    let kind = match command {
        Command::Refund(..) => Some(EntryKind::Redeem),
        Command::Return(..) => Some(EntryKind::Earn),
        Command::Reinstate(_) => Some(EntryKind::Expire),
        _ => None,
    };
    let about = kind.map(|kind| latest(desk, club, kind)).transpose()?.flatten();
    let holds = desk.programmes().member(club.member)?.now.holds().to_vec();
    let mut answer = Ok(None);
    for _ in 0..if twice { 2 } else { 1 } {
        let desk = keyed("points");
        let on = desk.points();
        let told = |done: Result<Done<PointsEntry>, Error>| done.map(|done| Some(done.id()));
        let held = |done: Result<Done<Member>, Error>| done.map(|_| None);
        answer = match command {
            Command::Earn(minor) => {
                let day = desk.programmes().member(club.member)?.now.joined_at();
                let order = NewTransaction::order(day, yuan()).line(tea(minor));
                let order = keyed("order").transactions().record(club.client, order)?.id();
                told(on.earn(club.member, order))
            }
            Command::Bonus(n) => told(on.bonus(club.member, points(n), gift())),
            Command::Activate(_) => told(on.activate(club.member, gift())),
            Command::Redeem(n) => told(on.redeem(club.member, points(n), gift())),
            Command::Reserve(n) => held(on.reserve(club.member, points(n), gift())),
            Command::Commit(_) => {
                holds.first().map_or(Ok(None), |hold| told(on.commit(club.member, hold.id)))
            }
            Command::Release(_) => {
                holds.first().map_or(Ok(None), |hold| held(on.release(club.member, hold.id)))
            }
            Command::Refund(_, n) => {
                about.as_ref().map_or(Ok(None), |entry| told(on.refund(entry.id(), points(n))))
            }
            Command::Return(_, part) => match &about {
                Some(entry) => {
                    let order = entry.earned_on().unwrap();
                    let minor = entry.earning().unwrap().eligible.minor() * part / 400;
                    let at = desk.transactions().get(order)?.now.at();
                    let refund = NewTransaction::refund(order, at, yuan());
                    let back = Returned::reduction(1, Money::new(minor.max(1), yuan()));
                    keyed("back").transactions().record(club.client, refund.returned(back))?;
                    told(on.return_purchase(club.member, order))
                }
                None => Ok(None),
            },
            Command::Adjust(n) if n < 0 => told(on.adjust_down(club.member, points(-n), "更正")),
            Command::Adjust(n) => told(on.adjust_up(club.member, points(n), "更正")),
            Command::Reinstate(_) => {
                about.as_ref().map_or(Ok(None), |entry| told(on.reinstate(entry.id(), "挽留")))
            }
            Command::Sweep => told(on.sweep(club.member)),
            Command::Transfer(_) | Command::Wait(_) => Ok(None),
        };
    }
    answer
}

/// A history lived at a desk: what is there at the end.
fn lived(
    house: &House,
    terms: Terms,
    commands: &[Command],
    twice: bool,
) -> (Vec<PointsEntry>, Vec<Lot>, Member) {
    let desk = house.desk();
    let club = club(&desk, terms);
    let mut now = at("2026-05-04T09:00:00Z");
    for (n, command) in commands.iter().enumerate() {
        if let Command::Wait(hours) = command {
            now = now.plus_seconds(hours * 3_600).unwrap();
            house.clock.set(now);
        }
        if let Err(error) = say(&desk, &club, n, *command, twice) {
            let known = error.as_refused().is_some() || matches!(error, Error::Invalid(_));
            assert!(known, "{command:?}: {error:?}");
        }
    }
    let entries = desk.points().entries(club.member, 1000, None).unwrap().items;
    let entries: Vec<PointsEntry> = entries.into_iter().map(|found| found.now).collect();
    let mut ids: Vec<LotId> =
        entries.iter().flat_map(|entry| entry.movements().iter().map(|one| one.lot)).collect();
    ids.sort_unstable();
    ids.dedup();
    let stream = Stream::client(club.client);
    let mut lots = Vec::new();
    for id in ids {
        let (kept, told) = both::<Lot>(&house.crm, id, stream);
        assert_eq!(kept, told, "the journal tells the lot as it stands");
        lots.extend(kept);
    }
    let (kept, told) = both::<Member>(&house.crm, club.member, stream);
    assert_eq!(kept, told, "the journal tells the member as it stands");
    let left: i64 = lots.iter().map(|lot| lot.remaining().get()).sum();
    let booked: i64 = entries.iter().map(PointsEntry::net).sum();
    let member = kept.unwrap();
    assert_eq!(left - member.debt().get(), booked, "lots and entries say the same");
    let whole = year("2026-01-01T00:00:00Z/2099-01-01T00:00:00Z");
    let told = desk.points().statement(club.member, whole).unwrap();
    assert_eq!(told.opening, 0, "and so do the counters");
    if let Ok(balance) = desk.points().balance(club.member) {
        assert_eq!(told.closing, balance.net());
    }
    sound(&house.crm);
    (entries, lots, member)
}

/// What must be the same whatever ids were drawn.
fn shape(of: &(Vec<PointsEntry>, Vec<Lot>, Member)) -> Vec<(EntryKind, i64, i64)> {
    let entry = |one: &PointsEntry| (one.kind(), one.net(), one.on(Account::Debt));
    let mut all: Vec<_> = of.0.iter().map(entry).collect();
    all.push((EntryKind::PayDebt, of.2.debt().get(), 0));
    all.sort_unstable();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn law_5_a_replayed_log_with_duplicates_gives_the_same(
        terms in terms(), commands in prop::collection::vec(command(), 1..60),
    ) {
        let once = lived(&House::in_memory(), terms.clone(), &commands, false);
        let twice = lived(&House::in_memory(), terms, &commands, true);
        prop_assert_eq!(shape(&once), shape(&twice));
    }
}

#[test]
fn law_5_holds_on_every_engine() {
    let commands = [
        Command::Earn(50_000),
        Command::Wait(5),
        Command::Redeem(120),
        Command::Reserve(50),
        Command::Return(0, 80),
        Command::Commit(0),
        Command::Refund(0, 30),
        Command::Adjust(-200),
        Command::Wait(800),
        Command::Sweep,
        Command::Bonus(80),
        Command::Reinstate(0),
    ];
    let terms =
        || Terms { validity: Validity::EndOfMonth, returns: ReturnPolicy::Unlimited, ..plain() };
    let wanted = shape(&lived(&House::in_memory(), terms(), &commands, true));
    everywhere(|house| assert_eq!(shape(&lived(house, terms(), &commands, false)), wanted));
}
