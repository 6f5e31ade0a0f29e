//! Cadence at the desk: stories on every engine, and what a loop over all clients would answer.

use guanxi::crm::{CadenceCursor, Crm, Watched, replay};
use guanxi::domain::cadence::strategies::plan;
use guanxi::domain::cadence::{CadencePlan, SignalReason, Status, Step, Touch};
use guanxi::domain::calendar::{BusinessCalendar, Unanswered, Weekday};
use guanxi::domain::client::{CadenceBook, Client, ClientEdit, NewClient, Segment, Stage};
use guanxi::domain::contact::{ContactEdit, ContactRole, NewContact};
use guanxi::domain::interaction::{Channel, Direction, Kind, NewInteraction};
use guanxi::domain::notice::{Reason, Recipient};
use guanxi::domain::staff::{NewStaff, StaffEdit};
use guanxi::domain::{Line, Period, RecordId, Stream, TextDigest};
use guanxi::store::contract::Check;
use guanxi::{ClientId, ContactId, Desk, Error, ErrorKind, InteractionId, StaffId, Timestamp};
use proptest::prelude::*;
use std::ops::ControlFlow;
use uuid::Uuid;

use crate::engines::{House, at, everywhere, me};

fn lead() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(0x1ead))
}

fn office() -> BusinessCalendar {
    BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap()
}

/// A firm of two, and a key client with somebody to speak to.
fn firm(house: &House) -> (Desk, ClientId, ContactId) {
    let desk = house.crm.clone().with_calendar(office()).desk(guanxi::Actor::staff(me()));
    desk.staff().enrol(lead(), NewStaff::named("林主管").unwrap()).unwrap();
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    desk.staff().edit(me(), StaffEdit::new().lead(lead())).unwrap();
    let new = NewClient::organisation("华信咨询").unwrap().segment(Segment::Key).owner(me());
    let client = desk.clients().register(new).unwrap().id();
    let contact = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
    (desk, client, contact)
}

fn listed(page: &[Watched]) -> Vec<ClientId> {
    page.iter().map(|watched| watched.client.now.id()).collect()
}

#[test]
fn a_client_that_nobody_calls_is_found_taken_up_and_called() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let stands = || desk.cadence().status(hua).unwrap();
        assert_eq!((stands().stands.status, stands().book), (Status::OnTrack, Some(1)));
        let call = NewInteraction::call(at("2026-05-04T08:00:00Z")).with(li);
        let call = desk.interactions().log(hua, call).unwrap().id();
        assert_eq!(stands().touch.unwrap().made_of, [call]);
        assert_eq!(stands().stands.next_due, Some(at("2026-05-18T08:00:00Z")));

        house.later("2026-05-19T09:00:00Z");
        let due = desk.cadence().due().page(10).unwrap();
        assert_eq!((listed(&due.items), due.next), (vec![hua], None));
        assert_eq!(desk.cadence().overdue().page(10).unwrap().items, []);
        assert_eq!(desk.cadence().escalate(hua).unwrap_err().kind(), ErrorKind::Refused);

        // Overdue on 3 June, a Wednesday.
        house.later("2026-06-03T08:00:00Z");
        let overdue = || desk.cadence().overdue();
        assert_eq!(listed(&overdue().page(10).unwrap().items), [hua]);
        assert_eq!(listed(&overdue().owned_by(me()).page(10).unwrap().items), [hua]);
        assert_eq!(overdue().owned_by(lead()).page(10).unwrap().items, []);
        assert_eq!(listed(&overdue().in_segment(Segment::Key).page(10).unwrap().items), [hua]);
        assert_eq!(overdue().in_segment(Segment::Light).page(10).unwrap().items, []);

        let first = desk.cadence().escalate(hua).unwrap();
        assert_eq!((first.step, first.signal), (Step::Owner, None));
        let told = |to: StaffId| {
            let open = desk.notices().of(hua, 10, None).unwrap().items;
            let mine = |notice: &&guanxi::domain::Notice| notice.to() == Recipient::Staff(to);
            open.iter().map(|found| &found.now).filter(mine).count()
        };
        assert_eq!((told(me()), told(lead())), (1, 0));
        let again = desk.cadence().escalate(hua).unwrap_err();
        assert_eq!(again.as_refused().unwrap().code(), "client.already_escalated");

        house.later("2026-06-05T08:00:00Z");
        assert_eq!(desk.cadence().escalate(hua).unwrap().step, Step::Lead);
        assert_eq!((told(me()), told(lead())), (1, 1), "one open notice for each cause");
        let open = desk.notices().of(hua, 10, None).unwrap().items;
        assert!(open.iter().all(|found| *found.now.reason() == Reason::Contact));

        house.later("2026-06-10T08:00:00Z");
        let risk = desk.cadence().escalate(hua).unwrap();
        let signal = risk.signal.unwrap();
        assert_eq!((risk.step, signal.reason), (Step::Risk, SignalReason::CadenceOverdue));
        assert_eq!((signal.client, signal.since), (hua, at("2026-05-04T08:00:00Z")));

        house.later("2026-06-10T10:00:00Z");
        let call = NewInteraction::call(at("2026-06-10T09:00:00Z")).with(li);
        desk.interactions().log(hua, call).unwrap();
        assert_eq!(desk.cadence().overdue().page(10).unwrap().items, []);
        assert_eq!(stands().stands.status, Status::OnTrack);
    });
}

#[test]
fn halves_corrections_withdrawals_and_channels_decide_who_is_found() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        house.later("2026-06-30T09:00:00Z");
        let status = || desk.cadence().status(hua).unwrap().stands;
        let is_found = || {
            let all = desk.cadence().overdue().page(10).unwrap().items;
            assert_eq!(
                listed(&desk.cadence().overdue().owned_by(me()).page(10).unwrap().items),
                listed(&all)
            );
            !all.is_empty()
        };
        assert!(is_found());
        let mail = |day: &str| NewInteraction::mail_out(at(day)).with(li);
        desk.interactions().log(hua, mail("2026-06-20T09:00:00Z")).unwrap();
        assert!(is_found(), "one half is none");
        let second = desk.interactions().log(hua, mail("2026-06-21T09:00:00Z")).unwrap().id();
        assert!(!is_found());
        assert_eq!(status().last, at("2026-06-21T09:00:00Z"));
        desk.interactions().withdraw(second, "没有寄出").unwrap();
        assert!(is_found());
        let call = NewInteraction::call(at("2026-06-22T09:00:00Z")).with(li);
        let call = desk.interactions().log(hua, call).unwrap().id();
        assert!(!is_found());
        let earlier = NewInteraction::call(at("2026-05-22T09:00:00Z")).with(li);
        desk.interactions().correct(call, earlier, "记错了日子").unwrap();
        assert!(is_found());
        assert_eq!(status().last, at("2026-05-22T09:00:00Z"));
        // A chat that the plan does not count must not hide it.
        let spoken = CadencePlan::every(14, 30).unwrap().channels([Channel::Phone]).unwrap();
        desk.cadence().set_plan(hua, &spoken).unwrap();
        let chat = NewInteraction::new(
            Kind::Call,
            Channel::Chat,
            Direction::Both,
            at("2026-06-29T09:00:00Z"),
        );
        desk.interactions().log(hua, chat.clone().with(li)).unwrap();
        assert!(is_found());
        desk.cadence().clear_plan(hua).unwrap();
        assert!(!is_found());
        // Nor one with nobody, from a machine, to many, or a note.
        desk.cadence().set_plan(hua, &CadencePlan::every(1, 2).unwrap()).unwrap();
        house.later("2026-07-10T09:00:00Z");
        let now = at("2026-07-10T08:00:00Z");
        let none = [
            NewInteraction::call(now),
            NewInteraction::call(now).with(li).automatic(),
            NewInteraction::mail_out(now).with(li).mass(),
            NewInteraction::new(Kind::Note, Channel::Phone, Direction::Both, now).with(li),
            NewInteraction::new(Kind::Survey, Channel::Email, Direction::Out, now).with(li),
        ];
        for none in none {
            desk.interactions().log(hua, none).unwrap();
        }
        assert!(is_found());
    });
}

#[test]
fn what_was_written_down_before_the_client_was_registered_counts() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let long_ago = |day: &str| NewInteraction::mail_in(at(day)).with(li);
        desk.interactions().log(hua, long_ago("2026-01-10T09:00:00Z")).unwrap();
        assert_eq!(desk.cadence().overdue().page(10).unwrap().items, [], "one half is none");
        desk.interactions().log(hua, long_ago("2026-01-12T09:00:00Z")).unwrap();
        assert_eq!(listed(&desk.cadence().overdue().page(10).unwrap().items), [hua]);
    });
}

#[test]
fn a_pause_is_respected_and_roles_are_missed() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        let plan = CadencePlan::every(7, 14).unwrap().at_least(3).unwrap();
        let plan = plan.with_role_every(ContactRole::DecisionMaker, 2).unwrap();
        let plan = plan.goal(Line::new("续约").unwrap());
        desk.cadence().set_plan(hua, &plan).unwrap();
        assert_eq!(desk.cadence().status(hua).unwrap().plan, Some(plan));
        desk.cadence().pause(hua, at("2026-06-01T00:00:00Z"), "客户内部审计").unwrap();
        house.later("2026-05-30T09:00:00Z");
        assert_eq!(desk.cadence().due().page(10).unwrap().items, []);
        assert_eq!(desk.cadence().status(hua).unwrap().stands.status, Status::Paused);
        let later = desk.cadence().status_at(hua, at("2026-06-04T00:00:00Z")).unwrap().stands;
        assert_eq!(later.status, Status::Due);
        let soon = desk.cadence().due().at(at("2026-06-04T00:00:00Z")).page(10).unwrap();
        assert_eq!(listed(&soon.items), [hua]);
        desk.cadence().resume(hua).unwrap();
        let due = desk.cadence().status(hua).unwrap().stands.next_due;
        assert_eq!(due, Some(at("2026-06-02T09:00:00Z")));
        for day in ["2026-05-28T09:00:00Z", "2026-05-29T09:00:00Z"] {
            desk.interactions().log(hua, NewInteraction::call(at(day)).with(li)).unwrap();
        }
        let missed = || desk.cadence().status(hua).unwrap().roles_missed;
        assert_eq!(missed(), [ContactRole::DecisionMaker]);
        desk.contacts().edit(li, ContactEdit::new().role(ContactRole::DecisionMaker)).unwrap();
        assert_eq!(missed(), []);
        let no = desk.cadence().pause(hua, at("2026-05-01T00:00:00Z"), "x").unwrap_err();
        assert_eq!(no.as_refused().unwrap().code(), "client.pause_ended");
    });
}

#[test]
fn how_soon_a_client_was_answered_is_counted_in_working_time() {
    everywhere(|house| {
        let (desk, hua, li) = firm(house);
        house.later("2026-05-30T09:00:00Z");
        let log = |new: NewInteraction| desk.interactions().log(hua, new.with(li)).unwrap().id();
        let asks = |day: &str| NewInteraction::mail_in(at(day));
        let answers = |day: &str| NewInteraction::mail_out(at(day));
        // A burst of before the month, answered in it, is not of the month.
        log(asks("2026-04-30T17:00:00Z"));
        log(asks("2026-05-01T09:00:00Z"));
        log(answers("2026-05-01T10:00:00Z"));
        log(asks("2026-05-04T17:00:00Z"));
        log(answers("2026-05-04T17:30:00Z").automatic());
        log(asks("2026-05-05T08:00:00Z"));
        let answer = log(answers("2026-05-05T10:00:00Z"));
        log(asks("2026-05-11T09:00:00Z"));
        log(answers("2026-05-11T15:00:00Z"));
        log(asks("2026-05-29T17:00:00Z"));
        let may = Period::new(at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).unwrap();
        let responses = || desk.cadence().response_times(hua, may).unwrap();
        let [mail] = responses().figures[..] else { panic!("{:?}", responses().figures) };
        assert_eq!((mail.n, mail.median, mail.p90), (2, Some(4 * 3_600), Some(6 * 3_600)));
        assert_eq!((mail.met, mail.missed, mail.waiting), (1, 1, 1));
        assert_eq!(desk.cadence().response_times_of(Segment::Key, may).unwrap().figures, [mail]);
        assert_eq!(desk.cadence().response_times_of(Segment::Light, may).unwrap().clients, 0);
        desk.interactions().withdraw(answer, "未寄出").unwrap();
        let [mail] = responses().figures[..] else { panic!() };
        assert_eq!((mail.n, mail.missed), (1, 1), "the burst goes on to the next answer");
    });
}

#[test]
fn pages_refuse_what_is_no_page() {
    let house = House::in_memory();
    let (desk, ..) = firm(&house);
    for limit in [0, 1_001, usize::MAX] {
        assert_eq!(desk.cadence().overdue().page(limit).unwrap_err().kind(), ErrorKind::Invalid);
    }
    for forged in ["", "1", "1.2", "x.0.", "1.x.", "1.0.zz", "99999999999999999999.0.", "0.-1."] {
        assert!(forged.parse::<CadenceCursor>().is_err(), "{forged}");
    }
    let far: CadenceCursor = "0.9999.".parse().unwrap();
    assert!(desk.cadence().overdue().after(far).page(1).is_err());
    let strange: CadenceCursor = "0.1.00112233445566778899aabbccddeeff".parse().unwrap();
    assert!(desk.cadence().overdue().after(strange).page(1).is_err());
}

#[test]
fn who_needs_a_year_that_the_calendar_does_not_know_hides_nobody_else() {
    let house = House::in_memory();
    let known = office().revise().known_years(2026..=2026).build().unwrap();
    let (_, hua, li) = firm(&house);
    let desk = house.crm.clone().with_calendar(known).desk(guanxi::Actor::staff(me()));
    let new = || NewClient::organisation("湖畔").unwrap().segment(Segment::Key).owner(me());
    let lake = desk.clients().register(new()).unwrap().id();
    // Last touched in a year that is not known, and plainly overdue: no plan counts working days.
    let call = NewInteraction::call(at("2025-06-10T08:00:00Z")).with(li);
    desk.interactions().log(hua, call).unwrap();
    let page = desk.cadence().overdue().page(10).unwrap();
    assert_eq!((listed(&page.items), page.untold), (vec![hua], vec![]));
    assert_eq!((page.items[0].stands.status, page.items[0].stands.step), (Status::Overdue, None));
    let no = desk.cadence().escalate(hua).unwrap_err();
    assert!(matches!(no, Error::Unanswered(_)), "{no:?}");

    // One whose plan counts them cannot be told of; the other is found all the same.
    house.later("2026-12-20T09:00:00Z");
    let working = CadencePlan::every(200, 300).unwrap().working_days();
    desk.cadence().set_plan(hua, &working).unwrap();
    for owned in [false, true] {
        let overdue = || {
            let all = desk.cadence().overdue();
            if owned { all.owned_by(me()) } else { all }
        };
        let page = overdue().page(10).unwrap();
        assert_eq!(listed(&page.items), [lake]);
        let untold: Vec<_> = page.untold.iter().map(|one| (one.client.now.id(), one.why)).collect();
        assert_eq!(untold, [(hua, Unanswered::Unknown { year: 2025 })]);
        // Page by page they are as many.
        let first = overdue().page(1).unwrap();
        assert_eq!(first.items.len() + first.untold.len(), 1);
        let second = overdue().after(first.next.unwrap()).page(2).unwrap();
        assert_eq!(second.items.len() + second.untold.len(), 1);
        assert_eq!(second.next, None);
    }
}

#[test]
fn where_the_calendar_does_not_know_the_year_there_is_no_answer() {
    let house = House::in_memory();
    let known = office().revise().known_years(2026..=2026).build().unwrap();
    let (_, hua, _) = firm(&house);
    let desk = house.crm.clone().with_calendar(known).desk(guanxi::Actor::staff(me()));
    house.later("2026-12-20T09:00:00Z");
    let working = CadencePlan::every(200, 300).unwrap().working_days();
    desk.cadence().set_plan(hua, &working).unwrap();
    let unknown = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(matches!(error, Error::Unanswered(_)), "{error:?}");
    };
    unknown(desk.cadence().status(hua).unwrap_err());
    assert_eq!(desk.cadence().overdue().page(10).unwrap().untold.len(), 1);
    unknown(desk.cadence().escalate(hua).unwrap_err());
    desk.cadence().clear_plan(hua).unwrap();
    assert_eq!(desk.cadence().status(hua).unwrap().stands.status, Status::Overdue);
}

#[derive(Debug, Clone)]
enum Act {
    Register(Segment),
    Log(usize, u8, i64),
    Correct(usize, i64),
    Withdraw(usize),
    SetPlan(usize, Box<CadencePlan>),
    ClearPlan(usize),
    Segment(usize, Segment),
    Begin(usize),
    Pause(usize, i64),
    Resume(usize),
    Archive(usize),
    Restore(usize),
}

fn step() -> impl Strategy<Value = Act> {
    let which = || 0_usize..6;
    let segment = || prop::sample::select(Segment::ALL);
    prop_oneof![
        3 => segment().prop_map(Act::Register),
        12 => (which(), 0_u8..8, 0_i64..2_000).prop_map(|(n, kind, ago)| Act::Log(n, kind, ago)),
        2 => (0_usize..20, 0_i64..2_000).prop_map(|(n, ago)| Act::Correct(n, ago)),
        2 => (0_usize..20).prop_map(Act::Withdraw),
        2 => (which(), plan()).prop_map(|(n, plan)| Act::SetPlan(n, Box::new(plan))),
        1 => which().prop_map(Act::ClearPlan),
        2 => (which(), segment()).prop_map(|(n, segment)| Act::Segment(n, segment)),
        1 => which().prop_map(Act::Begin),
        2 => (which(), 1_i64..900).prop_map(|(n, hours)| Act::Pause(n, hours)),
        1 => which().prop_map(Act::Resume),
        1 => which().prop_map(Act::Archive),
        1 => which().prop_map(Act::Restore),
    ]
}

#[derive(Default)]
struct Known {
    clients: Vec<(ClientId, ContactId)>,
    interactions: Vec<(InteractionId, ContactId)>,
}

fn told(kind: u8, contact: ContactId, now: Timestamp, ago: i64) -> NewInteraction {
    let at = now.plus_seconds(-ago * 3_600).unwrap();
    let new = match kind {
        0 => NewInteraction::call(at),
        1 => NewInteraction::new(Kind::Call, Channel::Chat, Direction::In, at),
        2 => NewInteraction::visit(at),
        3 => NewInteraction::mail_in(at),
        4 => NewInteraction::mail_out(at),
        5 => NewInteraction::mail_out(at).mass(),
        6 => NewInteraction::new(Kind::Message, Channel::Messenger, Direction::Both, at),
        _ => NewInteraction::new(Kind::Message, Channel::Messenger, Direction::Out, at),
    };
    new.with(contact)
}

fn say(desk: &Desk, known: &mut Known, now: Timestamp, step: &Act) -> Result<(), Error> {
    let client = |n: &usize| known.clients.get(*n).copied();
    match step {
        Act::Register(segment) => {
            let new = NewClient::organisation("华信")?.segment(*segment).owner(me());
            let id = desk.clients().register(new)?.id();
            let contact = desk.contacts().add(id, NewContact::named("李雷")?)?.id();
            known.clients.push((id, contact));
        }
        Act::Log(n, kind, ago) => {
            let Some((id, contact)) = client(n) else { return Ok(()) };
            let done = desk.interactions().log(id, told(*kind, contact, now, *ago))?;
            known.interactions.push((done.id(), contact));
        }
        Act::Correct(n, ago) => {
            let Some((id, contact)) = known.interactions.get(*n).copied() else { return Ok(()) };
            let done = desk.interactions().correct(id, told(0, contact, now, *ago), "x")?;
            known.interactions.push((done.id(), contact));
        }
        Act::Withdraw(n) => {
            let Some((id, contact)) = known.interactions.get(*n).copied() else { return Ok(()) };
            known.interactions.push((desk.interactions().withdraw(id, "x")?.id(), contact));
        }
        Act::SetPlan(n, plan) => {
            drop(client(n).map(|(id, _)| desk.cadence().set_plan(id, plan)).transpose()?);
        }
        Act::ClearPlan(n) => {
            drop(client(n).map(|(id, _)| desk.cadence().clear_plan(id)).transpose()?);
        }
        Act::Segment(n, segment) => {
            let edit = ClientEdit::new().segment(*segment);
            drop(client(n).map(|(id, _)| desk.clients().edit(id, edit)).transpose()?);
        }
        Act::Begin(n) => {
            drop(client(n).map(|(id, _)| desk.relationship(id).begin()).transpose()?);
        }
        Act::Pause(n, hours) => {
            let until = now.plus_seconds(hours * 3_600)?;
            drop(client(n).map(|(id, _)| desk.cadence().pause(id, until, "x")).transpose()?);
        }
        Act::Resume(n) => {
            drop(client(n).map(|(id, _)| desk.cadence().resume(id)).transpose()?);
        }
        Act::Archive(n) => {
            drop(client(n).map(|(id, _)| desk.clients().archive(id, "x")).transpose()?);
        }
        Act::Restore(n) => {
            drop(client(n).map(|(id, _)| desk.clients().restore(id)).transpose()?);
        }
    }
    Ok(())
}

/// The firm's book: a plan that does not count every channel, one in working days, one with quiet
/// hours; none for Light.
fn book() -> CadenceBook {
    let every = |target, longest| CadencePlan::every(target, longest).unwrap();
    let stages = [Stage::Prospect, Stage::Onboarding];
    stages.into_iter().fold(CadenceBook::version(7), |book, stage| {
        book.plan(Segment::Strategic, stage, every(7, 14).channels([Channel::Phone]).unwrap())
            .unwrap()
            .plan(Segment::Key, stage, every(5, 9).working_days())
            .unwrap()
            .plan(
                Segment::Standard,
                stage,
                every(20, 40).quiet("20:00-08:00".parse().unwrap()).unwrap(),
            )
            .unwrap()
    })
}

/// The client as it is kept and as the journal tells it, where they differ.
fn kept_and_told(crm: &Crm, id: ClientId) -> Option<(Client, Option<Client>)> {
    let desk = crm.desk(guanxi::Actor::system());
    let entries = desk.clients().history(id).limit(1_000).unwrap();
    let own: Vec<_> = entries.into_iter().filter(|entry| entry.noun == "client").collect();
    let (kept, told) = (desk.clients().get(id).unwrap().now, replay::<Client>(&own).unwrap());
    (told.as_ref() != Some(&kept)).then_some((kept, told))
}

/// How things stand with every client, by looking at every interaction of each.
fn naively(desk: &Desk, known: &Known, now: Timestamp) -> Vec<(ClientId, Status, Timestamp)> {
    let (book, office) = (book(), office());
    let mut all = Vec::new();
    for (id, _) in &known.clients {
        let client = desk.clients().get(*id).unwrap().now;
        let touches = touches(desk, &client);
        let last = client.cadence().plan(&book).and_then(|plan| {
            plan.counted(&touches, &office).unwrap().last().map(|counted| counted.at)
        });
        let stands = client.cadence().assess(&book, last, now, &office).unwrap();
        all.push((*id, stands.status, stands.last));
    }
    all
}

fn touches(desk: &Desk, client: &Client) -> Vec<Touch> {
    let timeline = desk.clients().timeline(client.id()).newest(1_000).unwrap();
    timeline.items.iter().filter_map(|found| found.now.touch()).collect()
}

fn paged(
    desk: &Desk,
    wanted: Status,
    now: Timestamp,
    limit: usize,
) -> Vec<(ClientId, Status, Timestamp)> {
    let mut found = Vec::new();
    let mut after: Option<CadenceCursor> = None;
    loop {
        let cadence = desk.cadence();
        let question = if wanted == Status::Due { cadence.due() } else { cadence.overdue() };
        let question = question.at(now);
        let page = match after.take() {
            // A cursor goes out and comes back as text.
            Some(cursor) => question.after(cursor.to_string().parse().unwrap()),
            None => question,
        };
        let page = page.page(limit).unwrap();
        assert!(page.items.len() <= limit);
        found
            .extend(page.items.iter().map(|w| (w.client.now.id(), w.stands.status, w.stands.last)));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    found.sort_unstable_by_key(|(id, ..)| id.id());
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_page_answers_what_a_loop_over_all_clients_answers(
        steps in prop::collection::vec(step(), 1..60),
        hours_on in 0_i64..1_500,
        limit in 1_usize..5,
    ) {
        everywhere(|house| {
            let now = at("2026-08-03T09:00:00Z");
            house.later("2026-08-03T09:00:00Z");
            let crm = house.crm.clone().with_calendar(office()).with_cadence(book());
            let desk = crm.desk(guanxi::Actor::staff(me()));
            desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
            let mut known = Known::default();
            for step in &steps {
                if let Err(error) = say(&desk, &mut known, now, step) {
                    assert!(error.as_refused().is_some(), "{step:?}: {error:?}");
                }
            }
            let then = now.plus_seconds(hours_on * 3_600).unwrap();
            let all = naively(&desk, &known, then);
            for wanted in [Status::Due, Status::Overdue] {
                let is_wanted = |status: Status| {
                    status == Status::Overdue || (wanted == Status::Due && status == Status::Due)
                };
                let mut naive: Vec<_> =
                    all.iter().filter(|(_, status, _)| is_wanted(*status)).copied().collect();
                naive.sort_unstable_by_key(|(id, ..)| id.id());
                assert_eq!(paged(&desk, wanted, then, limit), naive);
            }
            for (id, status, last) in &all {
                let stands = desk.cadence().status_at(*id, then).unwrap().stands;
                assert_eq!((stands.status, stands.last), (*status, *last));
            }
            for (id, _) in &known.clients {
                assert_eq!(kept_and_told(&crm, *id), None);
            }
            let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
            assert_eq!(report.faults, [""; 0]);
        });
    }
}

#[test]
fn a_notice_that_was_told_is_not_raised_again_for_the_same_step() {
    everywhere(|house| {
        let (desk, hua, _) = firm(house);
        house.later("2026-06-10T09:00:00Z");
        desk.cadence().escalate(hua).unwrap();
        let open = desk.notices().of(hua, 10, None).unwrap().items;
        assert_eq!(open.len(), 2, "it was found late: owner and lead are told at once");
        for notice in &open {
            desk.notices().tell(notice.now.id(), Channel::Chat, TextDigest::of("x")).unwrap();
        }
        let before = desk.clients().history(hua).limit(1_000).unwrap();
        assert!(desk.cadence().escalate(hua).is_err());
        assert_eq!(desk.clients().history(hua).limit(1_000).unwrap(), before);
        assert_eq!(desk.notices().of(hua, 10, None).unwrap().items.len(), 2);
        assert!(before.iter().all(|entry| entry.stream == Stream::client(hua)));
    });
}
