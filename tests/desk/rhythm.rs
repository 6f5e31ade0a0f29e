//! Series of meetings and sequences of follow-ups at the desk.

use guanxi::domain::cadence::SignalReason;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::meeting_series::strategies::{self as meetings, new_series};
use guanxi::domain::meeting_series::{Every, MeetingSeries, NewSeries, SeriesState};
use guanxi::domain::notice::Reason;
use guanxi::domain::sequence::strategies::{self as follow_ups, new_sequence};
use guanxi::domain::sequence::{Condition, NewSequence, Reply, Sequence, SequenceState};
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{Held, MeetingSeriesId, SequenceId, Stream};
use guanxi::store::contract::Check;
use guanxi::{ClientId, ContactId, Desk, Error, InteractionId};
use proptest::prelude::*;
use std::ops::ControlFlow;

use crate::engines::{House, at, everywhere, me};
use crate::replay::both;

fn firm(house: &House) -> (Desk, ClientId, ContactId) {
    let desk = house.desk();
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    let new = NewClient::organisation("华信咨询").unwrap().owner(me());
    let client = desk.clients().register(new).unwrap().id();
    let contact = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
    (desk, client, contact)
}

fn weekly() -> NewSeries {
    let first = "2026-05-08T10:00".parse().unwrap();
    NewSeries::of("项目周会", Every::week(), first, "UTC".parse().unwrap()).unwrap()
}

fn renewal() -> NewSequence {
    NewSequence::towards("renewal", Reply::Yes)
        .unwrap()
        .step(0, Condition::Always, Channel::Email, "续约方案")
        .unwrap()
        .step(72, Condition::Unanswered, Channel::Phone, "是否收到方案")
        .unwrap()
}

fn code(error: Error) -> &'static str {
    error.as_refused().unwrap().code()
}

#[test]
fn a_weekly_meeting_is_held_and_is_a_touch_and_two_that_are_missed_are_told() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let series = desk.series().start(hua, weekly()).unwrap().id();
        assert_eq!(
            desk.series().unsettled(at("2026-05-08T09:00:00Z"), 10, None).unwrap().items.len(),
            0
        );
        house.later("2026-05-08T12:00:00Z");
        let unsettled =
            desk.series().unsettled(at("2026-05-08T10:00:00Z"), 10, None).unwrap().items;
        assert_eq!(unsettled[0].now.id(), series);

        let meeting = NewInteraction::meeting(at("2026-05-08T10:00:00Z"));
        let alone = desk.interactions().log(hua, meeting.clone()).unwrap().id();
        assert_eq!(
            code(desk.series().held(series, alone).unwrap_err()),
            "meeting_series.not_a_touch"
        );
        let meeting = desk.interactions().log(hua, meeting.with(li)).unwrap().id();
        let held = desk.series().held(series, meeting).unwrap();
        assert_eq!(held.now.next(), Some(at("2026-05-15T10:00:00Z")));
        assert_eq!(desk.cadence().status(hua).unwrap().touch.unwrap().made_of, [meeting]);
        let other = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
        let theirs = desk.series().start(other, weekly()).unwrap().id();
        assert_eq!(
            code(desk.series().held(theirs, meeting).unwrap_err()),
            "meeting_series.other_client"
        );

        desk.series().skip(series, "客户放假").unwrap();
        assert_eq!(code(desk.series().missed(series).unwrap_err()), "meeting_series.not_yet");
        house.later("2026-06-06T12:00:00Z");
        assert_eq!(
            desk.series().missed(series).unwrap().now.signal(at("2026-06-06T12:00:00Z")),
            None
        );
        let open = || {
            let open = desk.notices().of(hua, 10, None).unwrap().items;
            open.into_iter().filter(|n| *n.now.reason() == Reason::Meeting).count()
        };
        assert_eq!(open(), 0);
        let missed = desk.series().missed(series).unwrap().now;
        let signal = missed.signal(at("2026-06-06T12:00:00Z")).unwrap();
        assert_eq!((signal.reason, signal.client), (SignalReason::MeetingsMissed, hua));
        assert_eq!(open(), 1);
        desk.series().missed(series).unwrap();
        assert_eq!(open(), 1, "one open notice for each cause");

        let ended = desk.series().end(series, "项目结束").unwrap().now;
        assert_eq!((ended.state(), ended.next()), (SeriesState::Ended, None));
        assert_eq!(desk.series().allowed(series).unwrap(), ["erase"]);
        let before = desk.series().known_at(series, at("2026-05-09T00:00:00Z")).unwrap().unwrap();
        assert_eq!(before.held_so_far(), 1);
        assert_eq!(desk.series().of(hua, 10, None).unwrap().items.len(), 1);
    });
}

#[test]
fn one_sequence_runs_for_a_client_and_a_purpose() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let first = desk.sequences().start(hua, renewal().with(li)).unwrap().id();
        let no = desk.sequences().start(hua, renewal()).unwrap_err();
        assert_eq!(code(no), "sequence.already_running");
        let reference = NewSequence::towards("reference", Reply::Yes).unwrap();
        let reference = reference.step(5, Condition::Always, Channel::Phone, "推荐信").unwrap();
        desk.sequences().start(hua, reference).unwrap();

        let due = |text: &str| desk.sequences().due_by(at(text), 10, None).unwrap().items;
        assert_eq!(due("2026-05-04T09:00:00Z").len(), 1);
        desk.sequences().step_done(first).unwrap();
        assert_eq!(due("2026-05-04T09:00:00Z").len(), 0);
        assert_eq!(due("2026-05-07T09:00:00Z").len(), 2);
        house.later("2026-05-05T09:00:00Z");
        let won = desk.sequences().answered(first, Reply::Yes).unwrap().now;
        assert_eq!(won.state(), SequenceState::Achieved);
        assert_eq!(due("2026-05-07T09:00:00Z").len(), 1);
        let again = desk.sequences().start(hua, renewal()).unwrap().id();
        desk.sequences().stop(again, "客户没有预算").unwrap();
        assert_eq!(desk.sequences().allowed(again).unwrap(), ["erase"]);
        assert_eq!(desk.sequences().of(hua, 10, None).unwrap().items.len(), 3);
        let known = desk.sequences().known_at(first, at("2026-05-04T10:00:00Z")).unwrap().unwrap();
        assert!(known.is_running());

        let other = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
        let no = desk.sequences().start(other, renewal().with(li)).unwrap_err();
        assert_eq!(code(no), "sequence.contact_not_there");
    });
}

#[test]
fn what_is_personal_in_them_goes_with_the_client_and_with_the_contact() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let series = desk.series().start(hua, weekly()).unwrap().id();
        let for_li = desk.sequences().start(hua, renewal().with(li)).unwrap().id();
        let own = NewSequence::towards("reference", Reply::Yes).unwrap();
        let own = own.step(5, Condition::Always, Channel::Phone, "推荐信").unwrap();
        let own = desk.sequences().start(hua, own).unwrap().id();
        let sequence = |id| desk.sequences().get(id).unwrap().now;
        desk.contacts().erase(li).unwrap();
        assert_eq!(sequence(for_li).texts(), Held::Erased);
        assert_eq!(sequence(own).texts().known().unwrap().len(), 1);
        desk.clients().erase(hua).unwrap();
        assert_eq!(sequence(own).texts(), Held::Erased);
        assert_eq!(sequence(own).state(), SequenceState::Erased);
        let series = desk.series().get(series).unwrap().now;
        assert_eq!((series.title(), series.state()), (Held::Erased, SeriesState::Erased));
        let report = house.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(()));
        assert_eq!(report.unwrap().faults, [""; 0]);
    });
}

/// Something said of series and sequences.
#[derive(Debug, Clone)]
pub enum Act {
    Start(Box<NewSeries>),
    Settle(usize, meetings::Command),
    Follow(Box<NewSequence>),
    GoOn(usize, follow_ups::Command),
}

pub fn act() -> impl Strategy<Value = Act> {
    let which = || 0_usize..3;
    prop_oneof![
        1 => new_series().prop_map(|new| Act::Start(Box::new(new))),
        6 => (which(), meetings::command()).prop_map(|(n, command)| Act::Settle(n, command)),
        2 => new_sequence().prop_map(|new| Act::Follow(Box::new(new))),
        6 => (which(), follow_ups::command()).prop_map(|(n, command)| Act::GoOn(n, command)),
    ]
}

#[derive(Default)]
pub struct Known {
    pub series: Vec<MeetingSeriesId>,
    pub sequences: Vec<SequenceId>,
}

/// Says it; a meeting that is held is the interaction given.
pub fn say(
    desk: &Desk,
    (client, meeting): (ClientId, InteractionId),
    known: &mut Known,
    act: &Act,
) -> Result<(), Error> {
    match act {
        Act::Start(new) => known.series.push(desk.series().start(client, *new.clone())?.id()),
        Act::Follow(new) => {
            known.sequences.push(desk.sequences().start(client, *new.clone())?.id());
        }
        Act::Settle(n, command) => {
            let Some(id) = known.series.get(*n).copied() else { return Ok(()) };
            let series = desk.series();
            match command {
                meetings::Command::Held(..) => series.held(id, meeting)?,
                meetings::Command::Missed => series.missed(id)?,
                meetings::Command::Skip(reason) => series.skip(id, reason.as_str())?,
                meetings::Command::End(reason) => series.end(id, reason.as_str())?,
                meetings::Command::Erase => return Ok(()),
            };
        }
        Act::GoOn(n, command) => {
            let Some(id) = known.sequences.get(*n).copied() else { return Ok(()) };
            let sequences = desk.sequences();
            match command {
                follow_ups::Command::StepDone => sequences.step_done(id)?,
                follow_ups::Command::Answered(reply) => sequences.answered(id, *reply)?,
                follow_ups::Command::Stop(reason) => sequences.stop(id, reason.as_str())?,
                follow_ups::Command::Erase => return Ok(()),
            };
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_journal_tells_every_series_and_sequence_as_it_stands(
        acts in prop::collection::vec(act(), 1..30),
    ) {
        everywhere(|house| {
            let (desk, hua, li) = firm(house);
            let call = NewInteraction::call(at("2026-05-04T08:00:00Z")).with(li);
            let meeting = desk.interactions().log(hua, call).unwrap().id();
            let mut known = Known::default();
            let entries = || house.crm.store().stats().unwrap().entries;
            for act in &acts {
                let before = entries();
                if let Err(error) = say(&desk, (hua, meeting), &mut known, act) {
                    assert!(error.as_refused().is_some(), "{act:?}: {error:?}");
                    assert_eq!(entries(), before, "a refusal left an entry: {act:?}");
                }
            }
            let stream = Stream::client(hua);
            for id in &known.series {
                let (kept, told) = both::<MeetingSeries>(&house.crm, *id, stream);
                assert!(kept.is_some() && kept == told, "{kept:?} {told:?}");
            }
            let mut running = Vec::new();
            for id in &known.sequences {
                let (kept, told) = both::<Sequence>(&house.crm, *id, stream);
                assert!(kept.is_some() && kept == told, "{kept:?} {told:?}");
                let kept = kept.unwrap();
                if kept.is_running() {
                    running.push(kept.purpose().clone());
                }
            }
            running.sort();
            assert!(running.windows(2).all(|pair| pair[0] != pair[1]), "one for each purpose");
            let report = house.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(()));
            assert_eq!(report.unwrap().faults, [""; 0]);
        });
    }
}
