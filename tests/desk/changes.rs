//! Change requests at the desk on every engine: a story told in full, what is refused, and random
//! histories whose journal tells every record.

use guanxi::crm::replay;
use guanxi::domain::calendar::{BusinessCalendar, Weekday};
use guanxi::domain::change_request::strategies::{
    Cast, Command, command, forward, kind, new_change,
};
use guanxi::domain::change_request::{
    Acceptance, Authority, Awaited, Baseline, ChangeEdit, ChangeKind, ChangePolicy, ChangeRequest,
    ChangeSource, Effect, Given, NewAlternative, NewApproval, NewChange, NewImpact, PlanRevision,
    ScopeStep, Triage,
};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::{Cause, Revise};
use guanxi::domain::interaction::Channel;
use guanxi::domain::notice::{About, Reason};
use guanxi::domain::refusal::Refused;
use guanxi::domain::staff::{NewStaff, StaffEdit};
use guanxi::domain::{
    Acknowledgement, ChangeRequestId, Evidence, ExpectationId, ProjectId, Tag, TextDigest,
};
use guanxi::store::contract::Check;
use guanxi::{Actor, ClientId, ContactId, Crm, Desk, Done, Error, ErrorKind, StaffId, Timestamp};
use proptest::prelude::*;
use std::ops::ControlFlow;
use uuid::Uuid;

use crate::engines::{House, at, everywhere, me};
use crate::expectations;

fn lead() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(11))
}

fn sponsor() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(12))
}

fn office() -> BusinessCalendar {
    BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap()
}

fn policy() -> ChangePolicy {
    ChangePolicy::version(3)
        .unwrap()
        .authority(Authority::of("lead").unwrap().cost_up_to("CNY 5 000".parse().unwrap()).unwrap())
        .unwrap()
        .change_budget("CNY 9 000".parse().unwrap())
        .unwrap()
        .time_tolerance(10)
}

fn zero() -> Baseline {
    let milestone = |zero: Baseline, key, day: &str| zero.milestone(key, day.parse().unwrap());
    let zero = Baseline::begins("2026-03-02".parse().unwrap(), &office());
    let zero = milestone(zero, "design", "2026-08-03").unwrap();
    let zero = milestone(zero, "build", "2026-10-05").unwrap();
    milestone(zero, "go_live", "2026-11-27").unwrap().item("import").unwrap()
}

/// A firm at work: one client with a contact, a lead and a sponsor.
pub struct Firm {
    pub crm: Crm,
    pub client: ClientId,
    pub cast: Cast,
}

impl Firm {
    pub fn new(house: &House) -> Self {
        let crm = house.crm.clone().with_calendar(office()).with_change_policy(policy());
        let desk = crm.desk(Actor::system());
        for (id, role) in [(lead(), "lead"), (sponsor(), "sponsor")] {
            desk.staff().enrol(id, NewStaff::named("王安娜").unwrap()).unwrap();
            let edit = StaffEdit::new().roles([Tag::new(role).unwrap()]).unwrap();
            desk.staff().edit(id, edit).unwrap();
        }
        let client = desk.clients().register(NewClient::organisation("华信").unwrap());
        let client = client.unwrap().id();
        let contact = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
        Firm { crm, client, cast: Cast { contact, lead: lead(), sponsor: sponsor() } }
    }

    pub fn desk(&self) -> Desk {
        self.crm.desk(Actor::staff(lead()))
    }

    pub fn wish(&self) -> NewChange {
        let new = NewChange::by_contact(self.cast.contact, "报表导出").unwrap();
        let new = new.source(ChangeSource::ClientNeed).text("加导出按钮").unwrap();
        new.reason("手工抄数").unwrap()
    }

    /// Says a command, as whoever must say it.
    pub fn say(&self, id: ChangeRequestId, command: Command) -> Result<Done<ChangeRequest>, Error> {
        let desk = self.crm.desk(Actor::staff(command.speaker(&self.cast)));
        let desk = desk.changes();
        match command {
            Command::Edit(edit) => desk.edit(id, edit),
            Command::Submit => desk.submit(id),
            Command::Triage(triage) => desk.triage(id, triage),
            Command::Outline(new) => desk.outline(id, new),
            Command::Discard(number) => desk.discard(id, number),
            Command::Assess(number, impact) => desk.assess(id, number, impact),
            Command::Explain(to, text) => desk.explain(id, to, Channel::Email, text.as_str()),
            Command::Propose => desk.propose(id),
            Command::RequestInfo(question) => desk.request_info(id, question.as_str()),
            Command::Consent(by, number) => desk.consent(id, by, number),
            Command::Approve(by, yes) => desk.approve(id, by, yes),
            Command::Reject(why) => desk.reject(id, why.as_str()),
            Command::Defer(until, why) => desk.defer(id, until, why.as_str()),
            Command::Resume => desk.resume(id),
            Command::AcknowledgeByTeam(by) => desk.acknowledge_by_team(id, by),
            Command::Acknowledge(said) => desk.acknowledge(id, said),
            Command::Start(plan) => desk.start(id, plan, &zero()),
            Command::Revoke(why) => desk.revoke(id, why.as_str()),
            Command::Complete(actual) => desk.complete(id, actual),
            Command::Abort(plan, why) => desk.abort(id, plan, why.as_str()),
            Command::Confirm(one, by) => desk.confirm(id, one, by),
            Command::Accept(by, how) => desk.accept(id, by, how),
            Command::AcceptByStaff(by, how) => desk.accept_by_staff(id, by, how),
            Command::Refuse(why) => desk.refuse(id, why.as_str()),
            Command::Revise => desk.revise(id),
            Command::Withdraw(why) => desk.withdraw(id, why.as_str()),
        }
    }

    fn all(&self) -> Vec<ChangeRequest> {
        let pages = self.desk().changes().log(self.client, 1000, None).unwrap();
        pages.into_iter().map(|found| found.now).collect()
    }

    /// The next step towards the end.
    pub fn next(&self, id: ChangeRequestId, now: Timestamp, fresh: u32) -> Option<Command> {
        let (all, policy, calendar) = (self.all(), policy(), office());
        let change = all.iter().find(|change| change.id() == id)?;
        forward(change, &self.cast, &Given::by(&policy, &calendar).beside(&all), now, fresh)
    }

    /// Steps forward until the change is in a state of this name.
    pub fn until(&self, id: ChangeRequestId, state: &str, now: Timestamp) {
        for _ in 0..60 {
            let change = self.desk().changes().get(id).unwrap().now;
            if change.state().name() == state {
                return;
            }
            let command = self.next(id, now, 100 + change.number()).unwrap();
            self.say(id, command).unwrap();
        }
        panic!("{state} is never reached");
    }
}

fn plan(name: &str) -> PlanRevision {
    PlanRevision::Made(Evidence::of("plan_revision", name).unwrap())
}

pub fn now() -> Timestamp {
    at("2026-05-04T09:00:00Z")
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in full")]
fn a_change_goes_its_way_and_everybody_is_told() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let (desk, li) = (firm.desk(), firm.cast.contact);
        let changes = desk.changes();
        let project = ProjectId::from_uuid(Uuid::from_u128(6));
        let id = changes.draft(firm.client, firm.wish().project(project)).unwrap().id();
        changes.submit(id).unwrap();
        changes.triage(id, Triage::Normal { assessor: lead() }).unwrap();
        changes.outline(id, NewAlternative::act("现在加").unwrap().recommended()).unwrap();
        changes.outline(id, NewAlternative::do_nothing().unwrap()).unwrap();
        let add = ScopeStep::add("export").unwrap();
        let effects = [
            Effect::scope([add]).unwrap(),
            Effect::time([("go_live", 3)]).unwrap(),
            Effect::cost("CNY 1 200".parse().unwrap()),
            Effect::resources([("developer", 16)]).unwrap(),
        ];
        for effect in &effects {
            let impact = NewImpact::of(effect.clone(), "算过", lead()).unwrap();
            changes.assess(id, 1, impact).unwrap();
        }
        changes.explain(id, li, Channel::Video, "推迟三天，多付一千二").unwrap();
        let proposed = changes.propose(id).unwrap();
        let waits = |whom: Awaited| {
            let page = changes.waiting_for(&whom, 10, None).unwrap();
            page.items.iter().filter(|found| found.now.id() == id).count()
        };
        assert_eq!(waits(Awaited::Role(Tag::new("Lead").unwrap())), 1);
        assert_eq!((waits(Awaited::Contact(li)), waits(Awaited::Team)), (1, 0));
        let stranger = ContactId::from_uuid(Uuid::from_u128(99));
        assert_eq!(waits(Awaited::Contact(stranger)), 0);

        let yes = NewApproval::of(1, "lead").unwrap();
        changes.approve(id, lead(), yes).unwrap();
        let done = changes.consent(id, li, 1).unwrap();
        assert_eq!(done.now.state().name(), "Approved", "the last yes completes it");
        changes.acknowledge_by_team(id, lead()).unwrap();
        let digest = TextDigest::of("推迟三天，多付一千二");
        let said = Acknowledgement { by: li, at: now(), channel: Channel::Email, digest };
        changes.acknowledge(id, said).unwrap();
        changes.start(id, plan("r1"), &zero()).unwrap();
        let base = changes.baseline(firm.client, Some(project), &zero()).unwrap();
        assert_eq!(base.date("go_live"), Some("2026-12-02".parse().unwrap()));
        assert!(base.has("export"));
        let elsewhere = changes.baseline(firm.client, None, &zero()).unwrap();
        assert_eq!(elsewhere, zero());
        changes.complete(id, effects[2..3].to_vec()).unwrap();
        let closed = changes.accept(id, li, Acceptance::AsMeant).unwrap();
        assert_eq!(closed.now.state().name(), "Closed");

        let about = About::ChangeRequest(id);
        let notices = desk.notices().about(firm.client, about, 100, None).unwrap();
        let reasons: Vec<Reason> =
            notices.items.iter().map(|found| found.now.reason().clone()).collect();
        let all = [
            Reason::Submitted,
            Reason::Explanation,
            Reason::Decision,
            Reason::PlanChanged,
            Reason::Implemented,
        ];
        assert_eq!(reasons, all);
        // Monday morning and one business day: until Tuesday is over.
        let due = at("2026-05-06T00:00:00Z");
        assert!(notices.items.iter().all(|found| found.now.due() == due));
        assert_eq!(changes.log_of_project(project, 10, None).unwrap().items.len(), 1);
        let history = changes.history(id).unwrap();
        let told = replay::<ChangeRequest>(&history).unwrap();
        assert_eq!(told.as_ref(), Some(&closed.now));
        let then = changes.known_at(id, now()).unwrap();
        assert_eq!(then.as_ref(), Some(&closed.now), "the clock stood still");
        assert!(proposed.position < closed.position);
        let metrics = changes.metrics(firm.client, None).unwrap();
        assert_eq!(metrics.approval_rate.bp(), Some(10_000));
        assert_eq!(metrics.estimate_error.cost.bp(), Some(0));
        assert!(changes.allowed(id).unwrap().is_empty());
    });
}

#[test]
fn the_log_keeps_what_was_rejected_and_the_client_sees_what_is_its_own() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let desk = firm.desk();
        let changes = desk.changes();
        let draft = || changes.draft(firm.client, firm.wish()).unwrap().id();
        let (first, second, third) = (draft(), draft(), draft());
        changes.submit(first).unwrap();
        changes.reject(first, "与 CR-2 重复").unwrap();
        changes.withdraw(second, "不要了").unwrap();
        changes.edit(third, ChangeEdit::new().source(ChangeSource::Internal)).unwrap();
        let labels = |desk: &Desk| -> Vec<String> {
            let log = desk.changes().log(firm.client, 10, None).unwrap();
            log.into_iter().map(|found| found.now.label()).collect()
        };
        assert_eq!(labels(&desk), ["CR-3", "CR-2", "CR-1"]);
        let portal = firm.crm.desk(Actor::contact(firm.client, firm.cast.contact));
        assert_eq!(labels(&portal), ["CR-2", "CR-1"]);
        assert!(portal.changes().get(first).is_ok());
        assert_eq!(portal.changes().get(third).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(portal.changes().revise(first).unwrap_err().kind(), ErrorKind::Denied);
        let page = changes.log(firm.client, 2, None).unwrap();
        let rest = changes.log(firm.client, 2, page.next).unwrap();
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (2, 1, None));
    });
}

#[test]
fn a_change_links_promises_of_its_own_client_and_they_follow_it() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let (system, desk) = (firm.crm.desk(Actor::system()), firm.desk());
        system.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let mine = firm.crm.desk(Actor::staff(me()));
        let promised = expectations::agreed(&mine, firm.client, firm.cast.contact);
        let other = NewClient::organisation("湖畔").unwrap();
        let other = desk.clients().register(other).unwrap().id();
        let theirs = desk.expectations().capture(other, expectations::wish()).unwrap().id();
        let nobodys = ExpectationId::from_uuid(Uuid::from_u128(99));
        let changes = desk.changes();
        let link = |one| ChangeEdit::new().link(one);
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        for stranger in [theirs, nobodys] {
            let drafted = changes.draft(firm.client, firm.wish().with(link(stranger)));
            let edited = changes.edit(id, link(promised).and(link(stranger)));
            for no in [drafted.unwrap_err(), edited.unwrap_err()] {
                let code = no.as_refused().map(Refused::code);
                assert_eq!(code, Some("change_request.expectations_unknown"));
            }
        }
        assert_eq!(entries(), before);

        changes.edit(id, link(promised)).unwrap();
        // It is due on 29 May; until the change is approved, it is no reason to move that.
        house.later("2026-06-01T09:00:00Z");
        let late = at("2026-06-01T09:00:00Z");
        let all = desk.expectations();
        let revision = || Revise {
            level: expectations::s("8"),
            due: None,
            wider: None,
            cause: Cause::Change(id),
            evidence: vec![Evidence::of("minutes", "2026-05-04").unwrap()],
            acknowledgement: None,
        };
        let no = all.revise(promised, revision()).unwrap_err();
        assert_eq!(no.as_refused().map(Refused::code), Some("expectation.after_due"));
        firm.until(id, "Verifying", late);
        let accept = || changes.accept(id, firm.cast.contact, Acceptance::AsMeant);
        let code = || accept().unwrap_err().as_refused().map(Refused::code);
        assert_eq!(code(), Some("change_request.expectations_open"));
        all.revise(promised, revision()).unwrap();
        assert_eq!(code(), Some("change_request.expectations_open"), "it does not hold yet");
        let digest = TextDigest::of("八秒之内");
        let (by, channel) = (firm.cast.contact, Channel::Email);
        all.acknowledge(promised, Acknowledgement { by, at: late, channel, digest }).unwrap();
        assert_eq!(accept().unwrap().now.state().name(), "Closed");
    });
}

#[test]
fn what_waits_for_somebody_who_has_left_waits_for_the_team() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let (desk, system) = (firm.desk(), firm.crm.desk(Actor::system()));
        let changes = desk.changes();
        let waits = |id, whom: Awaited| {
            let page = changes.waiting_for(&whom, 10, None).unwrap();
            page.items.iter().any(|found| found.now.id() == id)
        };
        let draft = || changes.draft(firm.client, firm.wish()).unwrap().id();
        let (drafted, assessed) = (draft(), draft());
        firm.until(assessed, "Assessing", now());
        assert!(waits(drafted, Awaited::Contact(firm.cast.contact)));
        assert!(waits(assessed, Awaited::Staff(lead())));
        assert!(!waits(drafted, Awaited::Team) && !waits(assessed, Awaited::Team));
        system.contacts().leave(firm.cast.contact).unwrap();
        assert!(waits(drafted, Awaited::Team) && !waits(assessed, Awaited::Team));
        system.staff().leave(lead()).unwrap();
        assert!(waits(assessed, Awaited::Team));
    });
}

#[test]
fn what_is_deferred_or_to_be_assessed_is_found_when_it_is_due() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let desk = firm.desk();
        let changes = desk.changes();
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "AwaitingDecision", now());
        let until = at("2026-06-01T00:00:00Z");
        changes.defer(id, until, "等预算").unwrap();
        let due = |by| changes.due_to_resume(by, 10, None).unwrap().items.len();
        assert_eq!((due(at("2026-05-31T23:59:59Z")), due(until)), (0, 1));
        changes.resume(id).unwrap();
        assert_eq!(due(until), 0);

        let urgent = firm.wish().kind(ChangeKind::Emergency);
        let id = changes.draft(firm.client, urgent).unwrap().id();
        firm.until(id, "Approved", now());
        // Monday and three business days: until Thursday is over.
        let by = at("2026-05-08T00:00:00Z");
        let retro = |by| changes.due_to_assess(by, 10, None).unwrap().items.len();
        assert_eq!((retro(at("2026-05-07T23:59:59Z")), retro(by)), (0, 1));
        assert_eq!(changes.waiting_for(&Awaited::Staff(lead()), 10, None).unwrap().items.len(), 2);
        firm.until(id, "Closed", now());
        assert_eq!(retro(by), 0);
        let notices =
            desk.notices().about(firm.client, About::ChangeRequest(id), 10, None).unwrap();
        let assess = notices.items.iter().find(|one| *one.now.reason() == Reason::Assessment);
        assert_eq!(assess.map(|found| found.now.due()), Some(by));
    });
}

#[test]
fn bad_input_is_refused_and_leaves_nothing() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let system = firm.crm.desk(Actor::system());
        let desk = firm.desk();
        let changes = desk.changes();
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "AwaitingDecision", now());
        let other = system.clients().register(NewClient::organisation("湖畔").unwrap());
        let other = other.unwrap().id();
        let add = |client, name| {
            system.contacts().add(client, NewContact::named(name).unwrap()).unwrap().id()
        };
        let (theirs, gone) = (add(other, "韩梅梅"), add(firm.client, "张三"));
        system.contacts().leave(gone).unwrap();
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        let code = |answer: Result<Done<ChangeRequest>, Error>| {
            let error = answer.unwrap_err();
            match &error {
                Error::Refused(no) => no.code().to_owned(),
                Error::Invalid(why) => why.code().to_owned(),
                other => other.to_string(),
            }
        };
        assert_eq!(code(changes.consent(id, theirs, 1)), "change_request.contact_unknown");
        assert_eq!(code(changes.consent(id, gone, 1)), "change_request.contact_left");
        let yes = |role| NewApproval::of(1, role).unwrap();
        assert_eq!(
            code(changes.approve(id, sponsor(), yes("sponsor"))),
            "change_request.for_another"
        );
        assert_eq!(
            code(changes.approve(id, lead(), yes("sponsor"))),
            "change_request.role_not_held"
        );
        let nobody = StaffId::from_uuid(Uuid::from_u128(98));
        let missing = changes.approve(id, nobody, yes("lead")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        for reason in ["", "  ", "\u{200B}"] {
            assert_eq!(code(changes.reject(id, reason)), "invalid.empty");
            assert_eq!(code(changes.withdraw(id, reason)), "invalid.empty");
            assert_eq!(code(changes.request_info(id, reason)), "invalid.empty");
            assert_eq!(
                code(changes.defer(id, at("2026-09-01T00:00:00Z"), reason)),
                "invalid.empty"
            );
        }
        assert_eq!(code(changes.defer(id, now(), "x")), "change_request.not_ahead");
        let stranger = NewChange::by_contact(theirs, "x").unwrap();
        let no = changes.draft(firm.client, stranger);
        assert_eq!(code(no), "change_request.requester_not_there");
        assert_eq!(entries(), before, "a refusal left an entry");

        // Who asks does not approve, in whatever role.
        let own = NewChange::by_staff(lead(), "换库").unwrap().source(ChangeSource::Internal);
        let own = own.text("x").unwrap().reason("y").unwrap();
        let own = changes.draft(firm.client, own).unwrap().id();
        firm.until(own, "AwaitingDecision", now());
        assert_eq!(code(changes.approve(own, lead(), yes("lead"))), "change_request.own_request");
        firm.until(own, "Approved", now());
        changes.acknowledge_by_team(own, lead()).unwrap();
        let never = PlanRevision::NeverMade(Evidence::of("plan_revision", "r9").unwrap());
        let before = entries();
        assert_eq!(code(changes.start(own, never, &zero())), "change_request.plan_never_made");
        let archive = system.clients().archive(firm.client, "暂停").unwrap_err();
        assert_eq!(archive.as_refused().map(Refused::code), Some("client.obligations"));
        assert!(system.clients().erase(firm.client).is_err());
        assert_eq!(entries(), before);

        let mixed = NewImpact::of(Effect::cost("EUR 9".parse().unwrap()), "x", lead()).unwrap();
        changes.revoke(own, "重算").unwrap();
        assert_eq!(code(changes.assess(own, 1, mixed)), "invalid.mixed");
    });
}

#[test]
fn what_is_erased_with_the_client_leaves_figures_alone() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let system = firm.crm.desk(Actor::system());
        let id = firm.desk().changes().draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "Closed", now());
        let before = firm.desk().changes().get(id).unwrap().now;
        system.clients().erase(firm.client).unwrap();
        let erased = firm.desk().changes().get(id).unwrap().now;
        assert!(erased.title().is_erased() && erased.explanations().is_erased());
        assert_eq!((erased.state(), erased.effects()), (before.state(), before.effects()));
        let told = replay::<ChangeRequest>(&firm.desk().changes().history(id).unwrap()).unwrap();
        assert_eq!(told, Some(erased));
        let report = house.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(()));
        assert_eq!(report.unwrap().faults, [""; 0]);
    });
}

#[derive(Debug, Clone)]
enum Step {
    Draft(Box<NewChange>, ChangeKind),
    Forward(usize),
    Any(usize, Box<Command>),
}

pub fn cast() -> Cast {
    // The house counts its ids, so the contact is known only when it is there.
    Cast { contact: ContactId::from_uuid(Uuid::from_u128(0)), lead: lead(), sponsor: sponsor() }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (new_change(cast()), kind()).prop_map(|(new, kind)| Step::Draft(Box::new(new), kind)),
        12 => (0_usize..3).prop_map(Step::Forward),
        4 => (0_usize..3, command(cast(), at("2026-08-01T00:00:00Z")))
            .prop_map(|(n, command)| Step::Any(n, Box::new(command))),
    ]
}

fn live(house: &House, firm: &Firm, steps: &[Step]) -> Vec<ChangeRequestId> {
    let mut known = Vec::new();
    for (n, step) in (0_u32..).zip(steps) {
        house.later(&format!("2026-05-{:02}T09:00:{:02}Z", 5 + n / 30, n % 30));
        let now = at(&format!("2026-05-{:02}T09:00:{:02}Z", 5 + n / 30, n % 30));
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        let answer = match step {
            Step::Draft(new, kind) if known.len() < 3 => {
                let by =
                    if new.requester().contact().is_some() { firm.wish() } else { *new.clone() };
                let new = by.kind(kind.clone());
                firm.desk().changes().draft(firm.client, new).inspect(|done| known.push(done.id()))
            }
            Step::Draft(..) => continue,
            Step::Forward(which) => {
                let Some(id) = known.get(*which) else { continue };
                let Some(command) = firm.next(*id, now, 100 + n) else { continue };
                firm.say(*id, command)
            }
            Step::Any(which, command) => {
                let Some(id) = known.get(*which) else { continue };
                firm.say(*id, *command.clone())
            }
        };
        if let Err(error) = answer {
            let fine = error.as_refused().is_some() || error.kind() == ErrorKind::Invalid;
            assert!(fine, "{step:?}: {error:?}");
            assert_eq!(entries(), before, "a refusal left an entry: {step:?}");
        }
    }
    known
}

fn hold(crm: &Crm, firm: &Firm, known: &[ChangeRequestId]) {
    let desk = crm.desk(Actor::system());
    for id in known {
        let kept = desk.changes().get(*id).unwrap().now;
        let told = replay::<ChangeRequest>(&desk.changes().history(*id).unwrap()).unwrap();
        assert_eq!(told, Some(kept));
        let about = About::ChangeRequest(*id);
        let notices = desk.notices().about(firm.client, about, 1000, None).unwrap();
        let open: Vec<_> = notices.items.iter().filter(|one| one.now.is_open()).collect();
        let mut causes: Vec<String> = open.iter().map(|found| found.now.cause()).collect();
        causes.sort();
        assert!(causes.windows(2).all(|two| two[0] != two[1]), "two open for one cause");
    }
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 50, ..ProptestConfig::default() })]

    #[test]
    fn the_journal_tells_every_change_as_it_stands(steps in prop::collection::vec(step(), 1..60)) {
        everywhere(|house| {
            let firm = Firm::new(house);
            let known = live(house, &firm, &steps);
            hold(&firm.crm, &firm, &known);
            if let Some(again) = house.reopened() {
                hold(&again, &firm, &known);
            }
        });
    }
}
