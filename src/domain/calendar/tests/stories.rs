//! Calendars as people live by them.

use super::*;

/// The autumn of 2026 in China: the Mid-Autumn weekend, seven days for the National Day, and a
/// Sunday and a Saturday worked to make up for them.
fn china() -> BusinessCalendar {
    let mut office = office("Asia/Shanghai").known_years(2026..=2026);
    for date in ["2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]
    {
        office = office.close(day(date));
    }
    for date in ["2026-09-20", "2026-10-10"] {
        office = office.open_on(day(date), [hours("09:00-12:00"), hours("13:00-18:00")]);
    }
    office.build().unwrap()
}

#[test]
fn national_day_week_with_make_up_days() {
    let china = china();
    assert_eq!(china.is_working_day(day("2026-09-20")), Ok(true), "a Sunday that is worked");
    assert_eq!(china.is_working_day(day("2026-10-01")), Ok(false));
    assert_eq!(china.is_working_day(day("2026-10-10")), Ok(true), "a Saturday that is worked");
    assert_eq!(china.is_working_day(day("2026-10-11")), Ok(false));

    // Asked at five on the eve with eight hours to answer: one on the eve, seven on the 8th.
    let asked = at("2026-09-30T17:00:00+08:00");
    assert_eq!(china.due(asked, 8 * 3600), Ok(at("2026-10-08T17:00:00+08:00")));

    // Three working days after the eve: Thursday the 8th, Friday the 9th, Saturday the 10th.
    let eve = day("2026-09-30");
    assert_eq!(china.shift_working_days(eve, 3), Ok(day("2026-10-10")));
    assert_eq!(china.shift_working_days(eve, 4), Ok(day("2026-10-12")));
    assert_eq!(china.shift_working_days(day("2026-10-12"), -4), Ok(eve));
    assert_eq!(china.working_days_between(day("2026-09-28"), day("2026-10-12")), Ok(6));
    let (monday, two_weeks_on) = (at("2026-09-28T00:00:00+08:00"), at("2026-10-12T00:00:00+08:00"));
    assert_eq!(china.elapsed(monday, two_weeks_on), Ok(6 * 8 * 3600));
}

#[test]
fn a_year_that_is_not_known_is_not_guessed() {
    let china = china();
    let unknown = Err(Unanswered::Unknown { year: 2027 });
    assert_eq!(china.is_working_day(day("2027-01-01")), Err(Unanswered::Unknown { year: 2027 }));
    assert_eq!(china.is_working_day(day("2025-12-31")), Err(Unanswered::Unknown { year: 2025 }));
    assert_eq!(china.due(at("2026-12-31T17:00:00+08:00"), 2 * 3600), unknown);
    assert_eq!(china.next_open(at("2026-12-31T18:00:00+08:00")), unknown);
    assert_eq!(china.is_open(at("2030-06-01T00:00:00Z")), Err(Unanswered::Unknown { year: 2030 }));
    assert_eq!(
        china.shift_working_days(day("2026-12-31"), 1).unwrap_err().to_string(),
        "the calendar does not know the year 2027"
    );
    assert_eq!(
        china.shift_working_days(day("2026-01-02"), -2),
        Err(Unanswered::Unknown { year: 2025 })
    );

    // The year ends at midnight in Shanghai; until then it is known, and all of it can be summed.
    let end = at("2027-01-01T00:00:00+08:00");
    let last_hour = at("2026-12-31T17:00:00+08:00");
    assert_eq!(china.elapsed(last_hour, end), Ok(3600));
    assert_eq!(china.due(last_hour, 3600), Ok(at("2026-12-31T18:00:00+08:00")));
    assert_eq!(
        china.elapsed(last_hour, end.plus_seconds(1).unwrap()),
        Err(Unanswered::Unknown { year: 2027 })
    );
    assert_eq!(china.working_days_between(day("2026-12-28"), day("2027-01-01")), Ok(4));
}

#[test]
fn a_year_ends_by_the_wall_clock_of_today_and_not_by_the_sun_of_long_ago() {
    // Before 1901 the clocks of Shanghai were nearly six minutes ahead of what they show today.
    let china = china();
    let eve = at("2025-12-31T23:58:00+08:00");
    assert_eq!(china.is_open(eve), Err(Unanswered::Unknown { year: 2025 }));
    assert_eq!(china.is_open(at("2026-01-01T00:00:00+08:00")), Ok(false));
    assert_eq!(china.is_open(at("2026-12-31T23:58:00+08:00")), Ok(false));
    let new_year = at("2027-01-01T00:00:00+08:00");
    assert_eq!(china.is_open(new_year), Err(Unanswered::Unknown { year: 2027 }));
    // Samoa went over the date line two days before the year was out.
    let samoa = office("Pacific/Apia").known_years(2011..=2011).build().unwrap();
    let new_year = at("2012-01-01T00:30:00+14:00");
    assert_eq!(samoa.is_open(new_year), Err(Unanswered::Unknown { year: 2012 }));
}

#[test]
fn a_half_day_on_new_years_eve() {
    let office = office("Europe/Berlin")
        .open_on(day("2026-12-31"), [hours("09:00-12:00")])
        .close(day("2027-01-01"))
        .build()
        .unwrap();
    let asked = at("2026-12-31T11:00:00+01:00");
    assert_eq!(office.due(asked, 2 * 3600), Ok(at("2027-01-04T10:00:00+01:00")));
    assert_eq!(office.is_open(at("2026-12-31T14:00:00+01:00")), Ok(false));
    assert_eq!(office.is_working_day(day("2026-12-31")), Ok(true), "half a day is a working day");
}

#[test]
fn a_night_shift_while_the_clock_changes() {
    let night = BusinessCalendar::builder("Europe/Berlin".parse().unwrap())
        .open(Weekday::ALL, hours("22:00-06:00"))
        .build()
        .unwrap();
    let shift = |from: &str, until: &str| night.elapsed(at(from), at(until)).unwrap() / 3600;
    assert_eq!(shift("2026-03-27T12:00:00+01:00", "2026-03-28T12:00:00+01:00"), 8);
    assert_eq!(shift("2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00"), 7);
    assert_eq!(shift("2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00"), 9);
    // Five hours into the long night the clock has been put back once: it shows two again.
    let begun = at("2026-10-24T22:00:00+02:00");
    assert_eq!(night.due(begun, 5 * 3600), Ok(at("2026-10-25T02:00:00+01:00")));
}

#[test]
fn hours_that_begin_or_end_within_a_change_of_the_clock() {
    let early = |text: &str| {
        BusinessCalendar::builder("Europe/Berlin".parse().unwrap())
            .open(Weekday::ALL, hours(text))
            .build()
            .unwrap()
    };
    let spring = (at("2026-03-29T00:00:00+01:00"), at("2026-03-30T00:00:00+02:00"));
    let autumn = (at("2026-10-25T00:00:00+02:00"), at("2026-10-26T00:00:00+01:00"));
    let minutes = |text: &str, (from, until)| early(text).elapsed(from, until).unwrap() / 60;
    // In spring the hour from two to three is not there: what starts in it starts at three.
    assert_eq!(minutes("02:30-04:00", spring), 60);
    assert_eq!(minutes("02:00-03:00", spring), 0);
    assert_eq!(minutes("01:00-02:30", spring), 60);
    assert_eq!(early("02:30-04:00").next_open(spring.0), Ok(at("2026-03-29T03:00:00+02:00")));
    // In autumn it is there twice: half an hour of it is lived once, what reaches three both times.
    assert_eq!(minutes("02:00-02:30", autumn), 30);
    assert_eq!(minutes("02:30-03:00", autumn), 90);
    assert_eq!(minutes("02:00-03:00", autumn), 120);
    assert_eq!(minutes("00:00-24:00", autumn), 25 * 60);
    // Half an hour is worked before three comes the first time, half an hour of what repeats it.
    assert_eq!(early("02:30-03:00").due(autumn.0, 3600), Ok(at("2026-10-25T02:30:00+01:00")));
    let until = |instant: &str| minutes("02:30-03:00", (autumn.0, at(instant)));
    assert_eq!(until("2026-10-25T02:45:00+02:00"), 15);
    assert_eq!(until("2026-10-25T02:10:00+01:00"), 40);
    assert_eq!(until("2026-10-25T02:59:00+01:00"), 89);
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_starts() {
    let nights = || {
        BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
            .open(Weekday::MONDAY_TO_FRIDAY, hours("22:00-06:00"))
    };
    let (monday, friday) = (at("2026-03-02T12:00:00+08:00"), at("2026-03-06T12:00:00+08:00"));
    let worked =
        |calendar: Builder| calendar.build().unwrap().elapsed(monday, friday).unwrap() / 3600;
    assert_eq!(worked(nights()), 32);
    // Closing Tuesday takes the night from Tuesday to Wednesday, not that from Monday to Tuesday.
    let closed = nights().close(day("2026-03-03"));
    assert_eq!(worked(closed.clone()), 24);
    let tuesday_at_five = at("2026-03-03T05:00:00+08:00");
    assert_eq!(closed.build().unwrap().is_open(tuesday_at_five), Ok(true));
    // Tuesday worked by day from four: two hours of it lie in Monday's night, and count once.
    assert_eq!(worked(nights().open_on(day("2026-03-03"), [hours("04:00-12:00")])), 24 + 6);
}

#[test]
fn the_night_into_the_first_known_year_depends_on_its_eve() {
    let nights = || {
        BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
            .open(Weekday::ALL, hours("22:00-06:00"))
            .known_years(2026..=2026)
    };
    let (early, six) = (at("2026-01-01T03:00:00+08:00"), at("2026-01-01T06:00:00+08:00"));
    let silent = nights().build().unwrap();
    assert_eq!(silent.is_open(early), Err(Unanswered::Unknown { year: 2025 }));
    assert_eq!(silent.is_open(six), Ok(false));
    let told = nights().close(day("2025-12-31")).build().unwrap();
    assert_eq!(told.is_open(early), Ok(false));
    let told = nights().open_on(day("2025-12-31"), [hours("20:00-04:00")]).build().unwrap();
    assert_eq!(told.elapsed(early, six), Ok(3600));
}

#[test]
fn a_day_that_a_zone_skipped_has_no_working_time() {
    // Samoa went over the date line: there was no 30 December 2011.
    let office = office("Pacific/Apia").build().unwrap();
    let (thursday, saturday) = (at("2011-12-29T00:00:00-10:00"), at("2011-12-31T00:00:00+14:00"));
    assert_eq!(saturday.seconds() - thursday.seconds(), 86_400);
    assert_eq!(office.elapsed(thursday, saturday), Ok(8 * 3600));
}

#[test]
fn a_fraction_of_a_second_counts_as_the_second_it_lies_in() {
    let office = office("Asia/Shanghai").build().unwrap();
    let asked = at("2026-03-06T09:00:00.900000+08:00");
    assert_eq!(office.due(asked, 0), Ok(asked));
    assert_eq!(office.due(asked, 1), Ok(at("2026-03-06T09:00:01+08:00")));
    assert_eq!(office.elapsed(asked, at("2026-03-06T09:00:01.100000+08:00")), Ok(1));
    assert_eq!(office.elapsed(asked, at("2026-03-06T09:00:00.999999+08:00")), Ok(0));
    assert_eq!(office.is_open(at("2026-03-06T17:59:59.999999+08:00")), Ok(true));
    assert_eq!(office.next_open(asked), Ok(asked));
}

#[test]
fn the_ends_of_time_are_answers_or_refusals_and_no_panic() {
    let open = BusinessCalendar::builder("America/New_York".parse().unwrap())
        .open(Weekday::ALL, hours("00:00-24:00"))
        .build()
        .unwrap();
    let (first, last) = (Timestamp::MIN, Timestamp::MAX);
    assert_eq!(open.elapsed(first, last), Ok(last.seconds() - first.seconds()));
    assert_eq!(open.elapsed(last, first), Ok(first.seconds() - last.seconds()));
    assert_eq!(open.is_open(first), Ok(true));
    assert_eq!(open.is_open(last), Ok(true));
    assert_eq!(open.next_open(last), Ok(last));
    assert_eq!(open.due(last, 1), Err(Unanswered::OutOfTime));
    assert_eq!(open.due(first, i64::MAX), Err(Unanswered::OutOfTime));
    assert_eq!(open.due(first, -1), Err(Unanswered::Negative));
    assert_eq!(open.due(first, i64::MIN), Err(Unanswered::Negative));
    let date = day("2026-03-06");
    assert_eq!(open.shift_working_days(date, i64::MAX), Err(Unanswered::OutOfTime));
    assert_eq!(open.shift_working_days(date, i64::MIN), Err(Unanswered::OutOfTime));
    let known = open.revise().known_years(1900..=9999).build().unwrap();
    assert_eq!(known.due(last, 86_400), Err(Unanswered::Unknown { year: 10_000 }));
}

#[test]
fn a_make_up_day_alone_keeps_a_calendar_from_being_never_open() {
    let fair = BusinessCalendar::builder("UTC".parse().unwrap())
        .open_on(day("2026-04-01"), [hours("09:00-17:00")])
        .known_years(2026..=2026)
        .build()
        .unwrap();
    assert_eq!(fair.next_open(at("2026-01-01T00:00:00Z")), Ok(at("2026-04-01T09:00:00Z")));
    assert_eq!(fair.next_open(at("2026-04-01T17:00:00Z")), Err(Unanswered::Unknown { year: 2027 }));
    assert_eq!(fair.shift_working_days(day("2026-06-01"), -1), Ok(day("2026-04-01")));
    assert_eq!(
        fair.shift_working_days(day("2026-02-01"), -1),
        Err(Unanswered::Unknown { year: 2025 })
    );
}
