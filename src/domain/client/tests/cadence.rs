//! How often a client is to be in touch with, told and by law.

use proptest::prelude::*;

use super::*;
use crate::domain::cadence::strategies::plan;
use crate::domain::cadence::{CadencePlan, Status, Step};
use crate::domain::calendar::Weekday;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::{BusinessCalendar, Invalid};

/// Monday to Friday.
pub(super) fn office() -> BusinessCalendar {
    let hours = "09:00-18:00".parse().unwrap();
    BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, hours)
        .build()
        .unwrap()
}

fn book() -> CadenceBook {
    CadenceBook::proposed().unwrap()
}

fn stands(client: &Client, n: i64) -> crate::domain::cadence::Assessment {
    client.cadence().assess(&book(), None, day(n).valid_at, &office()).unwrap()
}

fn weekly() -> CadencePlan {
    CadencePlan::every(7, 10).unwrap()
}

#[test]
fn a_client_follows_its_class_until_it_has_a_plan_of_its_own() {
    let client = registered(NewClient::organisation("华信").unwrap().segment(Segment::Key));
    assert_eq!(client.cadence().class().as_deref(), Some("Key/Prospect"));
    assert_eq!(client.cadence().plan(&book()).unwrap().target(), 14);
    assert_eq!(stands(&client, 13).status, Status::OnTrack);
    assert_eq!(stands(&client, 14).status, Status::Due);
    assert_eq!(stands(&client, 30).status, Status::Overdue);

    let with_goal = weekly().goal(line("上线前的风险"));
    let own = after(&client, client.cadence().set_plan(&with_goal, &day(1)), &day(1));
    assert_eq!(own.cadence().class().as_deref(), Some("own"));
    assert_eq!(own.cadence().own_plan(), Some(&weekly()));
    assert_eq!(own.cadence().goal(), Held::Known(Some(&line("上线前的风险"))));
    assert_eq!(stands(&own, 10).status, Status::Overdue);
    let no = own.cadence().set_plan(&with_goal, &day(2)).unwrap_err();
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::NothingChanges));
    let other = after(&own, own.cadence().set_plan(&weekly(), &day(2)), &day(2));
    assert_eq!(other.cadence().goal(), Held::Known(None));

    let back = after(&own, own.cadence().clear_plan(&day(3)), &day(3));
    assert_eq!((back.cadence().own_plan(), back.cadence().goal()), (None, Held::Known(None)));
    let no = back.cadence().clear_plan(&day(4)).unwrap_err();
    assert_eq!((no.code(), no.verb()), ("client.no_own_plan", "clear_plan"));
}

#[test]
fn who_has_gone_and_who_is_put_away_is_not_asked_after() {
    let book = CadenceBook::version(3).plan(Segment::Standard, Stage::Supported, weekly()).unwrap();
    let plan = hua().cadence().plan(&book).cloned();
    assert_eq!(plan, None, "the book has none for a prospect");
    let stands = hua().cadence().assess(&book, None, day(99).valid_at, &office()).unwrap();
    assert_eq!((stands.status, stands.next_due, stands.score), (Status::NoPlan, None, None));
    let own = after(&hua(), hua().cadence().set_plan(&weekly(), &day(1)), &day(1));
    let archived = after(&own, own.archive(line("x"), &[], &day(2)), &day(2));
    assert_eq!((archived.cadence().class(), archived.cadence().plan(&book)), (None, None));
    assert_eq!(archived.cadence().set_plan(&weekly(), &day(3)).unwrap_err().code(), "state");
    let restored = after(&archived, archived.restore(&day(3)), &day(3));
    assert_eq!(restored.cadence().own_plan(), Some(&weekly()), "it was kept");
}

#[test]
fn a_pause_is_set_moved_and_ended() {
    let pause = |client: &Client, until: i64, n: i64| {
        client.cadence().pause(day(until).valid_at, line("客户内部审计"), &day(n))
    };
    let no = pause(&hua(), 2, 2).unwrap_err();
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::PauseEnded));
    assert!(pause(&hua(), 1, 2).is_err());
    let client = after(&hua(), pause(&hua(), 60, 2), &day(2));
    assert_eq!(client.cadence().paused_because(), Held::Known(Some(&line("客户内部审计"))));
    assert_eq!(stands(&client, 59).status, Status::Paused);
    // Standard: 30 days after the beginning, or 7 after the pause, whichever is later.
    assert_eq!(stands(&client, 60).next_due, Some(day(67).valid_at));

    let longer = after(&client, pause(&client, 80, 10), &day(10));
    let last = longer.cadence().last_pause().unwrap();
    assert_eq!((last.from, last.until), (day(2).valid_at, day(80).valid_at));
    let ended = after(&longer, longer.cadence().resume(&day(20)), &day(20));
    assert!(!ended.cadence().is_paused(day(20).valid_at));
    assert_eq!(stands(&ended, 20).next_due, Some(day(30).valid_at));
    assert_eq!(ended.cadence().resume(&day(21)).unwrap_err().code(), "client.not_paused");
    assert_eq!(pause(&ended, 40, 1).unwrap_err().code(), "client.before_last");
    let again = after(&ended, pause(&ended, 40, 30), &day(30));
    assert_eq!(again.cadence().last_pause().unwrap().from, day(30).valid_at);
}

#[test]
fn that_nobody_was_in_touch_is_taken_up_once_a_step() {
    let client = after(&hua(), hua().cadence().set_plan(&weekly(), &day(0)), &day(0));
    let take_up =
        |client: &Client, n| client.cadence().escalate(&stands(client, n), &book(), &day(n));
    assert_eq!(take_up(&client, 9).unwrap_err().code(), "client.not_overdue");
    // Day 10 of 2026 is a Sunday, so two working days later is the end of Tuesday.
    let client = after(&client, take_up(&client, 10), &day(10));
    assert_eq!(client.cadence().escalated(day(0).valid_at), Some(Step::Owner));
    let no = take_up(&client, 11).unwrap_err();
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::AlreadyEscalated { step: Step::Owner }));
    let client = after(&client, take_up(&client, 13), &day(13));
    assert_eq!(client.cadence().last_escalation(), Some((day(0).valid_at, Step::Lead)));
    let client = after(&client, take_up(&client, 30), &day(30));
    assert_eq!(client.cadence().last_escalation(), Some((day(0).valid_at, Step::Risk)));
    assert!(take_up(&client, 31).is_err());
    // Behind another touch it begins anew.
    let last = Some(day(31).valid_at);
    let late = client.cadence().assess(&book(), last, day(60).valid_at, &office()).unwrap();
    assert!(client.cadence().escalate(&late, &book(), &day(60)).is_ok());
}

#[test]
fn two_plans_for_one_class_make_no_book() {
    let book = CadenceBook::version(1).plan(Segment::Key, Stage::Supported, weekly()).unwrap();
    let twice = book.plan(Segment::Key, Stage::Supported, CadencePlan::every(1, 2).unwrap());
    assert_eq!(twice, Err(Invalid::Twice { field: "cadence book" }));
    assert_eq!(CadenceBook::none().plans().count(), 0);
    assert_eq!(CadenceBook::proposed().unwrap().plans().count(), 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_plan_that_was_given_is_the_plan_that_holds(plan in plan(), n in 1_i64..200) {
        let client = after(&hua(), hua().cadence().set_plan(&plan, &day(1)), &day(1));
        let bare = plan.clone().without_goal();
        let book = book();
        prop_assert_eq!(client.cadence().plan(&book), Some(&bare));
        prop_assert_eq!(client.cadence().goal(), Held::Known(plan.content_goal()));
        let by_plan = plan.assess(client.begun(), None, day(n).valid_at, &office()).unwrap();
        prop_assert_eq!(stands(&client, n), by_plan);
    }
}
