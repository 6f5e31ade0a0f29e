//! Cadence, told.

use super::*;
use crate::domain::contact_role::ContactRole;
use crate::domain::{Invalid, Period};

#[test]
fn a_client_goes_from_on_track_to_due_to_overdue_and_is_taken_up_step_by_step() {
    let key = CadencePlan::every(14, 30).unwrap();
    let last = at("2026-05-04T10:00:00+08:00");
    let stands = |day: &str| key.assess(last, None, at(day), &office()).unwrap();
    let first = stands("2026-05-04T10:00:00+08:00");
    assert_eq!(
        (first.status, first.next_due),
        (Status::OnTrack, Some(at("2026-05-18T10:00:00+08:00")))
    );
    assert_eq!(stands("2026-05-18T10:00:00+08:00").status, Status::Due);
    let middle = stands("2026-05-26T10:00:00+08:00");
    assert_eq!((middle.status, middle.score.unwrap().bp()), (Status::Due, 5_000));
    // 3 June is a Wednesday: two working days later is Friday, five are Wednesday.
    let step = |day: &str| (stands(day).status, stands(day).step);
    assert_eq!(step("2026-06-03T10:00:00+08:00"), (Status::Overdue, Some(Step::Owner)));
    assert_eq!(step("2026-06-05T09:59:59+08:00"), (Status::Overdue, Some(Step::Owner)));
    assert_eq!(step("2026-06-05T10:00:00+08:00"), (Status::Overdue, Some(Step::Lead)));
    assert_eq!(step("2026-06-10T10:00:00+08:00"), (Status::Overdue, Some(Step::Risk)));
}

#[test]
fn that_it_is_overdue_is_known_where_the_working_days_since_are_not() {
    let known = office().revise().known_years(2026..=2026).build().unwrap();
    let key = CadencePlan::every(14, 30).unwrap();
    let (last, now) = (at("2025-06-10T10:00:00+08:00"), at("2026-05-04T10:00:00+08:00"));
    let stands = key.assess(last, None, now, &known).unwrap();
    assert_eq!((stands.status, stands.step), (Status::Overdue, None));
    let why = key.step(stands.overdue_at.unwrap(), now, &known).unwrap_err();
    assert_eq!(why, Unanswered::Unknown { year: 2025 });
}

#[test]
fn who_waits_for_a_working_day_waits_over_the_holidays() {
    let plan = CadencePlan::every(2, 4).unwrap().working_days();
    let due = |day: &str| plan.assess(at(day), None, at(day), &office()).unwrap().next_due;
    // 29 September is a Tuesday; the 30th is one, the 8th of October two.
    assert_eq!(due("2026-09-29T15:00:00+08:00"), Some(at("2026-10-08T15:00:00+08:00")));
    // In the holidays the count begins with the 8th; 9 and the made-up Saturday follow.
    assert_eq!(due("2026-10-03T15:00:00+08:00"), Some(at("2026-10-10T00:00:00+08:00")));
}

#[test]
fn nobody_is_disturbed_in_quiet_hours_on_other_days_and_on_holidays() {
    let plan = CadencePlan::every(7, 14)
        .unwrap()
        .quiet("18:00-10:00".parse().unwrap())
        .unwrap()
        .on([Weekday::Thursday, Weekday::Friday])
        .unwrap()
        .avoiding_holidays();
    let next = |day: &str| plan.next_allowed(at(day), &office()).unwrap();
    assert_eq!(next("2026-05-07T11:00:00+08:00"), at("2026-05-07T11:00:00+08:00"));
    assert_eq!(next("2026-05-07T19:00:00+08:00"), at("2026-05-08T10:00:00+08:00"));
    assert_eq!(next("2026-05-08T19:00:00+08:00"), at("2026-05-14T10:00:00+08:00"));
    assert_eq!(next("2026-05-07T17:59:59+08:00"), at("2026-05-07T17:59:59+08:00"));
    assert_eq!(next("2026-05-07T18:00:00+08:00"), at("2026-05-08T10:00:00+08:00"), "quiet begins");
    assert_eq!(next("2026-05-07T10:00:00+08:00"), at("2026-05-07T10:00:00+08:00"), "and ends");
    // Thursday and Friday of that week are holidays.
    assert_eq!(next("2026-09-28T11:00:00+08:00"), at("2026-10-08T10:00:00+08:00"));
}

#[test]
fn where_the_clock_is_put_forward_quiet_hours_end_with_the_gap() {
    let plan = CadencePlan::every(7, 14)
        .unwrap()
        .zone("Europe/Berlin".parse().unwrap())
        .quiet("22:00-02:30".parse().unwrap())
        .unwrap();
    let night = at("2026-03-29T00:30:00+01:00");
    assert_eq!(plan.next_allowed(night, &office()).unwrap(), at("2026-03-29T03:00:00+02:00"));
}

#[test]
fn two_halves_make_a_touch_and_a_whole_one_clears_what_waits() {
    let weekly = CadencePlan::every(7, 14).unwrap();
    let days = |touches: &[Touch]| times(&weekly.counted(touches, &office()).unwrap());
    let (first, second) = ("2026-05-04T10:00:00Z", "2026-05-06T10:00:00Z");
    let halves = [touch(1, first, Weight::Half), touch(2, second, Weight::Half)];
    assert_eq!(days(&halves), [at(second)]);
    assert_eq!(days(&halves[..1]), []);
    // The third waits for a fourth; the whole between clears it.
    let third = touch(3, "2026-05-07T10:00:00Z", Weight::Half);
    let whole = touch(4, "2026-05-08T10:00:00Z", Weight::Full);
    let fourth = touch(5, "2026-05-09T10:00:00Z", Weight::Half);
    let all = [halves.as_slice(), &[third.clone(), fourth.clone()]].concat();
    assert_eq!(days(&all), [at(second), fourth.at]);
    let all = [all.as_slice(), std::slice::from_ref(&whole)].concat();
    assert_eq!(days(&all), [at(second), whole.at]);
    // A half a week and a second later waits anew.
    let late = touch(6, "2026-05-11T10:00:01Z", Weight::Half);
    assert_eq!(days(&[halves[0].clone(), late]), []);
    let in_time = touch(6, "2026-05-11T10:00:00Z", Weight::Half);
    let counted = weekly.counted(&[halves[0].clone(), in_time.clone()], &office()).unwrap();
    assert_eq!(counted[0].made_of, [halves[0].id, in_time.id]);
}

#[test]
fn a_channel_that_the_plan_does_not_count_is_no_touch() {
    let spoken = CadencePlan::every(7, 14).unwrap().channels([Channel::Phone]).unwrap();
    let mail = touch(1, "2026-05-04T10:00:00Z", Weight::Full);
    let call = Touch { channel: Channel::Phone, ..touch(2, "2026-05-03T10:00:00Z", Weight::Full) };
    assert_eq!(times(&spoken.counted(&[mail, call.clone()], &office()).unwrap()), [call.at]);
    assert!(!spoken.counts_every_channel());
    let all = CadencePlan::every(7, 14).unwrap().channels(Channel::ALL).unwrap();
    assert!(all.counts_every_channel());
}

#[test]
fn who_decides_is_to_be_met_every_so_often() {
    let plan =
        CadencePlan::every(7, 14).unwrap().with_role_every(ContactRole::DecisionMaker, 2).unwrap();
    let days = ["2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z", "2026-05-03T10:00:00Z"];
    let all: Vec<Touch> = (1..).zip(days).map(|(n, day)| touch(n, day, Weight::Full)).collect();
    let decides = |n: u128| {
        move |id: ContactId| match id == ContactId::from_uuid(Uuid::from_u128(n)) {
            true => vec![ContactRole::DecisionMaker],
            false => vec![ContactRole::User],
        }
    };
    let missed = |touches: &[Touch], n| {
        plan.roles_missed(&plan.counted(touches, &office()).unwrap(), decides(n))
    };
    assert_eq!(missed(&all, 1), [ContactRole::DecisionMaker]);
    assert_eq!(missed(&all, 2), []);
    assert_eq!(missed(&all, 3), []);
    // One touch alone tells nothing yet.
    assert_eq!(missed(&all[..1], 9), []);
}

#[test]
fn after_a_pause_nobody_is_rushed_at() {
    let plan = CadencePlan::every(7, 14).unwrap().at_least(3).unwrap();
    let last = at("2026-05-04T10:00:00Z");
    let pause = Pause { from: at("2026-05-06T10:00:00Z"), until: at("2026-06-01T10:00:00Z") };
    let stands = |day: &str| plan.assess(last, Some(pause), at(day), &office()).unwrap();
    assert_eq!(stands("2026-05-05T10:00:00Z").status, Status::OnTrack);
    let paused = stands("2026-05-20T10:00:00Z");
    assert_eq!((paused.status, paused.score), (Status::Paused, None));
    assert_eq!(paused.next_due, Some(at("2026-06-04T10:00:00Z")));
    let after = stands("2026-06-01T10:00:00Z");
    assert_eq!((after.status, after.score.unwrap().bp()), (Status::OnTrack, 10_000));
    assert_eq!(stands("2026-06-04T10:00:00Z").status, Status::Due);
    assert_eq!(stands("2026-06-11T10:00:00Z").status, Status::Overdue);
    // A pause that ends before the target moves nothing.
    let short = Pause { from: at("2026-05-05T10:00:00Z"), until: at("2026-05-06T10:00:00Z") };
    let due = plan.assess(last, Some(short), at("2026-05-07T10:00:00Z"), &office()).unwrap();
    assert_eq!(due.next_due, Some(at("2026-05-11T10:00:00Z")));
}

#[test]
fn plans_that_cannot_be_are_turned_away() {
    let range = |field, low, high| Invalid::Range { field, low, high };
    assert_eq!(CadencePlan::every(7, 7), Err(range("longest days", 8, 3_650)));
    assert_eq!(CadencePlan::every(0, 7), Err(range("target days", 1, 3_649)));
    assert_eq!(CadencePlan::every(7, u16::MAX), Err(range("longest days", 8, 3_650)));
    let plan = || CadencePlan::every(7, 14).unwrap();
    assert_eq!(plan().at_least(8), Err(range("shortest days", 1, 7)));
    assert_eq!(plan().at_least(0), Err(range("shortest days", 1, 7)));
    let quiet = |hours: &str| plan().quiet(hours.parse().unwrap());
    assert_eq!(quiet("00:00-24:00"), Err(Invalid::Empty { field: "hours without quiet" }));
    let split = quiet("00:00-12:00").unwrap().quiet("12:00-24:00".parse().unwrap());
    assert_eq!(split, Err(Invalid::Empty { field: "hours without quiet" }));
    let night = quiet("12:00-11:59").unwrap();
    assert_eq!(night.quiet_hours().len(), 1);
    assert!(night.quiet("11:00-12:00".parse().unwrap()).is_err());
    assert_eq!(plan().on([]), Err(Invalid::Empty { field: "weekdays" }));
    let twice = plan().channels([Channel::Phone, Channel::Phone]);
    assert_eq!(twice, Err(Invalid::Twice { field: "channels" }));
    assert!(plan().answering_within(Channel::Email, 0).is_err());
    assert!(plan().with_role_every(ContactRole::User, 0).is_err());
    assert!(plan().escalating(5, 5).is_err());
    assert!("Mars/Olympus".parse::<crate::domain::Zone>().is_err());
    let many = (0..9).try_fold(plan(), |plan, _| plan.quiet("01:00-02:00".parse().unwrap()));
    assert_eq!(many, Err(Invalid::TooMany { field: "quiet hours", limit: 8 }));
}

#[test]
fn an_answer_is_measured_from_the_first_question_of_a_burst() {
    let said = |day: &str, channel, side| Message { at: at(day), channel, side };
    let messages = [
        said("2026-05-04T17:00:00+08:00", Channel::Email, Side::Client),
        said("2026-05-04T17:30:00+08:00", Channel::Email, Side::Client),
        said("2026-05-05T08:00:00+08:00", Channel::Phone, Side::Client),
        said("2026-05-05T10:00:00+08:00", Channel::Phone, Side::Firm),
        said("2026-05-05T11:00:00+08:00", Channel::Phone, Side::Firm),
        said("2026-05-06T09:00:00+08:00", Channel::Email, Side::Client),
        said("2026-05-06T17:00:00+08:00", Channel::Email, Side::Firm),
        said("2026-05-07T09:00:00+08:00", Channel::Email, Side::Client),
    ];
    let asked = answers(&messages);
    assert_eq!(asked.len(), 4);
    let plan = CadencePlan::every(7, 14).unwrap();
    let plan = plan.answering_within(Channel::Email, 4 * 3_600).unwrap();
    let may = Period::new(at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).unwrap();
    let figures_at = |now: &str| {
        let all = CadencePlan::responses(Some(&plan), &asked, may, at(now), &office());
        figures(&all.unwrap())
    };
    let [mail, phone] = figures_at("2026-05-07T10:00:00+08:00")[..] else { panic!() };
    // Two hours over night, and eight; their mean is five.
    assert_eq!((mail.channel, mail.n, mail.median), (Channel::Email, 2, Some(5 * 3_600)));
    assert_eq!((mail.p90, mail.met, mail.missed, mail.waiting), (Some(8 * 3_600), 1, 1, 1));
    assert_eq!((phone.n, phone.median, phone.met, phone.missed), (1, Some(3_600), 0, 0));
    let [mail, _] = figures_at("2026-05-08T10:00:00+08:00")[..] else { panic!() };
    assert_eq!((mail.n, mail.met, mail.missed, mail.waiting), (2, 1, 2, 0));
}
