//! What was promised, at the desk: stories, bad input, and random histories of promises and notices.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::strategies::{self as say, Command, command, new_expectation};
use guanxi::domain::expectation::{
    Agree, Category, Cause, Circumstances, Clarify, Cycle, Evaluation, Every, Expectation,
    ExpectationPolicy, ExpectationState, Kano, Level, NewExpectation, Perceived, Repeats, Revise,
    Scale, Verdict, Warning,
};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::notice::{About, NewNotice, Notice, NoticeState, Reason};
use guanxi::domain::refusal::Refused;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{
    Acknowledgement, ChangeRequestId, ExpectationId, Note, NoticeId, Percent, Period, ProjectId,
    Score, Stream, TextDigest, Timestamp,
};
use guanxi::store::contract::Check;
use guanxi::{ClientId, ContactId, Desk, Error, ErrorKind, StaffId};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere, me};
use crate::replay::both;

fn hua(desk: &Desk) -> (ClientId, ContactId) {
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    let hua = desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap().id();
    let li = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
    (hua, li)
}

pub fn s(text: &str) -> Level {
    Level::measured(&format!("{text} s")).unwrap()
}

fn fast() -> Clarify {
    let scale = Scale::lower("30 s", "0 s").unwrap();
    Clarify::of("打开报表的时间", scale).unwrap().first(s("1")).adequate(s("10"))
}

pub fn wish() -> NewExpectation {
    NewExpectation::stated("报表要很快打开", Category::Performance).unwrap()
}

fn yes(by: ContactId, when: &str) -> Acknowledgement {
    let digest = TextDigest::of("六秒之内");
    Acknowledgement { by, at: at(when), channel: Channel::Email, digest }
}

fn promise(li: ContactId, level: &str, due: &str) -> Agree {
    let acknowledgement = yes(li, "2026-05-04T08:00:00Z");
    let due = Some(at(due));
    Agree { acknowledgement, ..say::agree(s(level), due, me(), at("2026-05-04T08:00:00Z")) }
}

pub fn agreed(desk: &Desk, client: ClientId, li: ContactId) -> ExpectationId {
    let id = desk.expectations().capture(client, wish().stated_by(li).owner(me())).unwrap().id();
    desk.expectations().clarify(id, fast()).unwrap();
    desk.expectations().agree(id, promise(li, "6", "2026-05-29T16:00:00Z")).unwrap();
    id
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    answer.unwrap_err().as_refused().map(Refused::code).unwrap_or("not refused").to_owned()
}

fn open(desk: &Desk, client: ClientId) -> Vec<Notice> {
    let all = desk.notices().of(client, 100, None).unwrap().items;
    all.into_iter().map(|found| found.now).filter(Notice::is_open).collect()
}

#[test]
fn a_promise_that_is_not_kept_is_a_notice_a_warning_and_a_lower_index() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).with(li);
        let call = desk.interactions().log(hua, call).unwrap().id();
        let id = desk.expectations().capture(hua, wish().heard_in(call).kano(Kano::MustBe));
        let id = id.unwrap().id();
        desk.expectations().clarify(id, fast()).unwrap();
        let done = desk.expectations().agree(id, promise(li, "6", "2026-05-29T16:00:00Z")).unwrap();
        assert_eq!((done.now.state(), done.now.source()), (ExpectationState::Agreed, Some(call)));
        let ids = |found: guanxi::Pages<Expectation>| {
            found.items.iter().map(|one| one.now.id()).collect::<Vec<_>>()
        };
        let all = desk.expectations();
        let due = at("2026-05-29T16:00:00Z");
        assert_eq!(ids(all.due_by(due).page(10).unwrap()), [id]);
        assert_eq!(ids(all.overdue(due).page(10).unwrap()), []);
        let late = at("2026-05-30T00:00:00Z");
        assert_eq!(ids(all.overdue(late).owned_by(me()).page(10).unwrap()), [id]);
        assert_eq!(all.overdue(late).of_client(hua).count().unwrap(), 1);
        let warned = |n| all.warnings(hua, &Circumstances::default(), at(n)).unwrap();
        assert_eq!(warned("2026-05-30T00:00:00Z"), [(id, vec![Warning::Expired { due }])]);
        assert_eq!(all.index(hua, late).unwrap().value, None);

        house.later("2026-06-01T09:00:00Z");
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        let done = all.evaluate(id, s("20")).unwrap();
        assert_eq!(done.now.evaluation().map(Evaluation::verdict), Some(Verdict::Missed));
        assert_eq!(entries(), before + 2, "the verdict and the notice are one unit");
        let notices = open(&desk, hua);
        assert_eq!(notices.len(), 1);
        assert_eq!(
            (notices[0].reason(), notices[0].about()),
            (&Reason::Remedy, About::Expectation(id))
        );
        assert_eq!(notices[0].due(), at("2026-06-16T00:00:00Z"));
        assert_eq!(desk.notices().due_by(notices[0].due()).to_staff(me()).count().unwrap(), 1);
        let index = all.index(hua, at("2026-06-02T00:00:00Z")).unwrap();
        assert_eq!(index.value.map(Score::bp), Some(2_666));
        assert_eq!(index.inputs[0].stream, Stream::client(hua));
        let gaps = all.gaps(id, at("2026-06-02T00:00:00Z")).unwrap().unwrap();
        assert_eq!((gaps.explanation.measured, gaps.coverage.bp()), (Verdict::Missed, 6_667));
        assert_eq!(gaps.value.delivery.bp(), -4_667);
        all.record_remedy(id, say::remedy(Note::new("加缓存").unwrap())).unwrap();
        assert_eq!(open(&desk, hua), [], "what was to be written down is");
        let known = all.known_at(id, at("2026-05-31T00:00:00Z")).unwrap().unwrap();
        assert_eq!((known.state(), known.evaluation()), (ExpectationState::Agreed, None));
        let felt = Perceived::Measured(s("25"));
        all.record_perception(
            id,
            guanxi::domain::expectation::Perceive { by: li, level: felt, number: None },
        )
        .unwrap();
        let allowed = all.allowed(id).unwrap();
        assert_eq!(allowed, ["record_perception", "dispute", "record_remedy", "erase"]);
        // Contradicted, nothing is owed; missed again, it is.
        all.dispute(id, li, "更慢").unwrap();
        all.evaluate(id, s("25")).unwrap();
        let again = open(&desk, hua);
        assert_eq!(again.len(), 1);
        all.dispute(id, li, "更慢").unwrap();
        assert_eq!(open(&desk, hua), []);
        all.evaluate(id, s("25")).unwrap();
        desk.notices().waive(open(&desk, hua)[0].id(), "已口头告知").unwrap();
        all.dispute(id, li, "更慢").unwrap();
        all.evaluate(id, s("25")).unwrap();
        assert_eq!(open(&desk, hua).len(), 1);
    });
}

#[test]
fn a_revision_waits_for_the_client_and_the_client_is_told() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let id = agreed(&desk, hua, li);
        let all = desk.expectations();
        let change = |id| Revise { cause: Cause::Change(id), ..say::revise(s("8"), None, true) };
        let nowhere = ChangeRequestId::from_uuid(uuid::Uuid::from_u128(0xdead));
        assert_eq!(code(all.revise(id, change(nowhere))), "expectation.source_unknown");
        let done = all.revise(id, say::revise(s("8"), None, false)).unwrap();
        assert_eq!(done.now.levels().agreed, Some(s("6")));
        let notices = open(&desk, hua);
        assert_eq!((notices.len(), notices[0].reason()), (1, &Reason::Acknowledgement));
        assert_eq!(notices[0].to().contact(), Some(li));
        all.revise(id, say::revise(s("9"), None, false)).unwrap();
        assert_eq!(open(&desk, hua).len(), 1, "one is open for this cause");
        let lake = desk.clients().register(NewClient::organisation("Lakeside").unwrap()).unwrap();
        let han =
            desk.contacts().add(lake.id(), NewContact::named("韩梅梅").unwrap()).unwrap().id();
        let stranger = all.acknowledge(id, yes(han, "2026-05-04T09:00:00Z"));
        assert_eq!(code(stranger), "expectation.contact_unknown");
        house.later("2026-05-20T09:00:00Z");
        let late =
            all.warnings(hua, &Circumstances::default(), at("2026-05-20T09:00:00Z")).unwrap();
        assert!(matches!(late[0].1[..], [Warning::RevisionUnacknowledged { .. }]));
        let done = all.acknowledge(id, yes(li, "2026-05-20T08:00:00Z")).unwrap();
        assert_eq!(done.now.levels().agreed, Some(s("9")));
        assert_eq!(open(&desk, hua), [], "nothing waits to be acknowledged");
        let (may, june) = (at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z"));
        let period = Period::new(may, june).unwrap();
        let practice =
            |team: Option<&[StaffId]>| all.practice(period, team, &BTreeMap::new(), june).unwrap();
        let figure = practice(None);
        let late = figure.value.acknowledged_late.map(Percent::bp);
        assert_eq!(late, Some(5_000), "the first was replaced in time");
        assert_eq!((figure.explanation.agreed, figure.inputs.len()), (1, 1));
        assert_eq!(practice(Some(&[me()])).explanation.agreed, 1);
        let nobody = StaffId::from_uuid(uuid::Uuid::from_u128(9));
        assert_eq!(practice(Some(&[nobody])).value.revised, None);
        let project = ProjectId::from_uuid(uuid::Uuid::from_u128(5));
        let starts = BTreeMap::from([(project, may)]);
        assert_eq!(all.practice(period, None, &starts, june).unwrap().coverage.bp(), 0);
        let captured = [hua, hua, lake.id()].map(|client| {
            let done = all.capture(client, wish().project(project)).unwrap();
            (Stream::client(client), done.revision.0)
        });
        let figure = all.practice(period, None, &starts, june).unwrap();
        assert_eq!(figure.coverage, Percent::of(3, 4).unwrap());
        let mut rests_on: Vec<_> =
            figure.inputs.iter().map(|on| (on.stream, on.revision)).collect();
        rests_on.sort_by_key(|(_, revision)| std::cmp::Reverse(*revision));
        assert_eq!(rests_on, captured[1..]);
    });
}

#[test]
fn who_acknowledges_is_of_the_client_and_still_there() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let han = desk.contacts().add(hua, NewContact::named("韩梅梅").unwrap()).unwrap().id();
        let lake = desk.clients().register(NewClient::organisation("Lakeside").unwrap()).unwrap();
        let stranger =
            desk.contacts().add(lake.id(), NewContact::named("Max").unwrap()).unwrap().id();
        let all = desk.expectations();
        let id = all.capture(hua, wish()).unwrap().id();
        assert_eq!(code(all.agree(id, promise(li, "6", "2026-05-29T16:00:00Z"))), "state");
        assert_eq!(code(all.evaluate(id, s("6"))), "state", "evaluated before it was agreed");
        all.clarify(id, fast()).unwrap();
        desk.contacts().leave(han).unwrap();
        let say = |by| code(all.agree(id, promise(by, "6", "2026-05-29T16:00:00Z")));
        assert_eq!(say(han), "expectation.contact_left");
        assert_eq!(say(stranger), "expectation.contact_unknown");
        let nobody = StaffId::from_uuid(uuid::Uuid::from_u128(9));
        let owned = Agree { owner: nobody, ..promise(li, "6", "2026-05-29T16:00:00Z") };
        assert_eq!(code(all.agree(id, owned)), "expectation.owner_unknown");
        assert_eq!(
            code(all.capture(hua, wish().stated_by(stranger))),
            "expectation.contact_unknown"
        );
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z"));
        let call = desk.interactions().log(lake.id(), call).unwrap().id();
        assert_eq!(code(all.capture(hua, wish().heard_in(call))), "expectation.source_unknown");
        let missing = ExpectationId::from_uuid(uuid::Uuid::from_u128(0xdead));
        assert_eq!(all.evaluate(missing, s("6")).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(all.supersede(id, missing).unwrap_err().kind(), ErrorKind::NotFound);
        let before = house.crm.store().stats().unwrap().entries;
        assert_eq!(code(all.clarify(id, fast().desired(s("31")))), "expectation.level_off_scale");
        assert_eq!(house.crm.store().stats().unwrap().entries, before);
    });
}

#[test]
fn a_client_with_promises_is_neither_archived_nor_erased() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let id = agreed(&desk, hua, li);
        for answer in [desk.clients().archive(hua, "暂停"), desk.clients().erase(hua)] {
            assert!(answer.as_ref().unwrap_err().to_string().contains(&id.to_string()));
            assert_eq!(code(answer), "client.obligations");
        }
        let heir = desk.expectations().capture(hua, wish()).unwrap().id();
        desk.expectations().supersede(id, heir).unwrap();
        let heir = desk.expectations().get(heir).unwrap().now;
        assert_eq!(
            (heir.levels().first.clone(), heir.took_over()),
            (Some(s("1")), [id].as_slice())
        );
        desk.clients().erase(hua).unwrap();
        for id in [id, heir.id()] {
            let erased = desk.expectations().get(id).unwrap().now;
            assert!(erased.statement().is_erased() && erased.metric().is_erased());
            let known = desk.expectations().known_at(id, at("2026-05-04T09:00:00Z")).unwrap();
            assert!(known.unwrap().statement().is_erased());
        }
        assert_eq!(desk.expectations().of(hua, 10, None).unwrap().items.len(), 2);
    });
}

#[test]
fn the_firms_policy_and_calendar_are_asked_and_remembered() {
    let house = House::in_memory();
    let policy = ExpectationPolicy::version(4).remedy_days(1).unwrap();
    let crm = house.crm.clone().with_expectation_policy(policy);
    let desk = crm.desk(guanxi::Actor::staff(me()));
    let (hua, li) = hua(&desk);
    let weekly = Cycle::new(1, Every::Week, "UTC".parse().unwrap()).unwrap();
    let id = desk.expectations().capture(hua, wish()).unwrap().id();
    desk.expectations().clarify(id, fast().repeats(Repeats::Every(weekly))).unwrap();
    desk.expectations().agree(id, promise(li, "6", "2026-05-08T16:00:00Z")).unwrap();
    let done = desk.expectations().evaluate(id, s("20")).unwrap().now;
    assert_eq!(done.evaluations()[0].versions(), (4, 1));
    assert_eq!(done.evaluations()[0].remedy_due(), Some(at("2026-05-06T00:00:00Z")));
    assert_eq!(done.due(), Some(at("2026-05-15T16:00:00Z")));
}

#[derive(Debug, Clone)]
enum Step {
    Capture(usize, Box<NewExpectation>),
    Say(usize, Box<Command>),
    Supersede(usize, usize),
    Raise(usize, usize),
    Tell(usize),
    Waive(usize),
    Leave,
    EraseClient(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0_usize..4;
    prop_oneof![
        6 => (0_usize..2, new_expectation()).prop_map(|(n, new)| Step::Capture(n, Box::new(new))),
        30 => (which(), command()).prop_map(|(n, command)| Step::Say(n, Box::new(command))),
        1 => (which(), which()).prop_map(|(one, other)| Step::Supersede(one, other)),
        4 => (0_usize..2, which()).prop_map(|(client, about)| Step::Raise(client, about)),
        2 => which().prop_map(Step::Tell),
        1 => which().prop_map(Step::Waive),
        1 => Just(Step::Leave),
        1 => (0_usize..2).prop_map(Step::EraseClient),
    ]
}

struct Known {
    clients: [(ClientId, ContactId); 2],
    expectations: Vec<(ExpectationId, usize)>,
    notices: BTreeSet<NoticeId>,
}

fn tell(desk: &Desk, known: &mut Known, step: &Step, now: Timestamp) -> Result<(), Error> {
    let all = desk.expectations();
    let notice = |n: &usize| known.notices.iter().nth(*n).copied();
    match step {
        Step::Capture(n, new) => {
            let (client, li) = known.clients[*n];
            let done = all.capture(client, new.as_ref().clone().stated_by(li))?;
            known.expectations.push((done.id(), *n));
        }
        Step::Say(n, command) => {
            if let Some((id, client)) = known.expectations.get(*n).copied() {
                speak(desk, id, known.clients[client].1, command.as_ref().clone(), now)?;
            }
        }
        Step::Supersede(one, other) => {
            let pair = known.expectations.get(*one).zip(known.expectations.get(*other));
            pair.map(|((one, _), (other, _))| all.supersede(*one, *other)).transpose()?;
        }
        Step::Raise(n, about) => {
            let (client, li) = known.clients[*n];
            let about = known.expectations.get(*about);
            let about = about.map_or(About::Client(client), |(id, _)| About::Expectation(*id));
            let new = NewNotice::to_contact(li, about, Reason::Acknowledgement);
            desk.notices().raise(client, new)?;
        }
        Step::Tell(n) => {
            let text = TextDigest::of("x");
            notice(n).map(|id| desk.notices().tell(id, Channel::Phone, text)).transpose()?;
        }
        Step::Waive(n) => drop(notice(n).map(|id| desk.notices().waive(id, "x")).transpose()?),
        Step::Leave => drop(desk.contacts().leave(known.clients[0].1)?),
        Step::EraseClient(n) => drop(desk.clients().erase(known.clients[*n].0)?),
    }
    Ok(())
}

/// One command, with the contact of this client in the place of the strategy's.
pub fn speak(
    desk: &Desk,
    id: ExpectationId,
    li: ContactId,
    command: Command,
    now: Timestamp,
) -> Result<(), Error> {
    let all = desk.expectations();
    let days = |n: i64| now.plus_seconds(n * 86_400).unwrap();
    let said = || Acknowledgement { by: li, ..say::acknowledged(now) };
    match command {
        Command::Clarify(input) => all.clarify(id, *input),
        Command::Explain(mut constraint) => {
            constraint.to = li;
            all.explain_constraint(id, constraint)
        }
        Command::Propose(level) => all.propose_level(id, level),
        Command::Forecast(level) => all.forecast(id, level),
        Command::Agree(level, due, why) => {
            let input = say::agree(level, due.map(days), me(), now);
            all.agree(id, Agree { acknowledgement: said(), override_overpromise: why, ..input })
        }
        Command::Decline(input) => all.decline(id, input),
        Command::Occur => all.occur(id),
        Command::Deliver(increment) => all.deliver_increment(id, increment),
        Command::Revise(input, due) => {
            let acknowledgement = input.acknowledgement.map(|_| said());
            let cause = say::cause(false);
            all.revise(id, Revise { due: due.map(days), acknowledgement, cause, ..*input })
        }
        Command::Acknowledge => all.acknowledge(id, said()),
        Command::Confirm => all.confirm(id, say::cause(false)),
        Command::Evaluate(level) => all.evaluate(id, level),
        Command::Perceive(felt) => {
            let mut input = say::perceive(felt);
            input.by = li;
            all.record_perception(id, input)
        }
        Command::Dispute(why) => all.dispute(id, li, why.as_str()),
        Command::Remedy(words) => all.record_remedy(id, say::remedy(words)),
        Command::HandOver => all.hand_over(id, me()),
        Command::Withdraw(reason) => all.withdraw(id, reason.as_str()),
        Command::Erase => Ok(all.get(id).map(|_| ())?).and_then(|()| all.occur(id)),
    }
    .map(drop)
}

fn live(house: &House, steps: &[Step]) -> Known {
    let desk = house.desk();
    let first = hua(&desk);
    let lake = desk.clients().register(NewClient::organisation("Lakeside").unwrap()).unwrap().id();
    let max = desk.contacts().add(lake, NewContact::named("Max").unwrap()).unwrap().id();
    let mut known =
        Known { clients: [first, (lake, max)], expectations: Vec::new(), notices: BTreeSet::new() };
    let begin = at("2026-05-04T09:00:00Z");
    for (n, step) in (1..).zip(steps) {
        let entries = || house.crm.store().stats().unwrap().entries;
        let (before, now) = (entries(), begin.plus_seconds(n * 86_400).unwrap());
        house.clock.set(now);
        if let Err(error) = tell(&desk, &mut known, step, now) {
            assert!(error.as_refused().is_some(), "{step:?}: {error:?}");
            assert_eq!(entries(), before, "a refusal left an entry: {step:?}");
        }
        for (client, _) in known.clients {
            let open = open(&desk, client);
            let causes: BTreeSet<String> = open.iter().map(Notice::cause).collect();
            assert_eq!(causes.len(), open.len(), "two are open for one cause");
            let all = desk.notices().of(client, 1_000, None).unwrap().items;
            known.notices.extend(all.iter().map(|found| found.now.id()));
        }
    }
    known
}

fn hold(house: &House, crm: &guanxi::Crm, known: &Known) {
    let desk = crm.desk(guanxi::Actor::system());
    for (id, n) in &known.expectations {
        let stream = Stream::client(known.clients[*n].0);
        let (kept, told) = both::<Expectation>(crm, *id, stream);
        assert!(kept.is_some(), "{:?}", house.clock);
        assert_eq!(kept, told);
    }
    for id in &known.notices {
        let notice = desk.notices().get(*id).unwrap().now;
        let (kept, told) = both::<Notice>(crm, *id, Stream::client(notice.client()));
        assert_eq!(kept, told);
        assert_eq!(
            notice.state() == NoticeState::Told,
            notice.told().is_some() && !notice.saying().is_erased()
        );
    }
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn promises_and_notices_replay_and_refusals_write_nothing(
        steps in prop::collection::vec(step(), 1..50),
    ) {
        everywhere(|house| {
            let known = live(house, &steps);
            hold(house, &house.crm, &known);
            if let Some(again) = house.reopened() {
                hold(house, &again, &known);
            }
        });
    }
}
