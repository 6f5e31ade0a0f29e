//! Change requests by example and by law.

mod baselines;
mod deciding;
mod doing;
mod laws;
mod policies;
mod preparing;
mod walks;

use uuid::Uuid;

use super::strategies::{Cast, Command};
use super::*;
use crate::domain::calendar::{BusinessCalendar, Weekday};
use crate::domain::client::{Client, NewClient};
use crate::domain::interaction::Channel;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::refusal::{Failed, Refused};
use crate::domain::staff::{NewStaff, Staff, StaffEdit};
use crate::domain::{
    Acknowledgement, ActorId, ChangeRequestId, ClientId, ContactId, Evidence, ExpectationId, Line,
    Note, Presence, RecordId, StaffId, Stream, Tag, TextDigest, Timestamp,
};

fn stream() -> Stream {
    Stream::client(ClientId::from_uuid(Uuid::from_u128(1)))
}

fn li() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(2))
}

fn lead() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(11))
}

fn sponsor() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(12))
}

fn cast() -> Cast {
    Cast { contact: li(), lead: lead(), sponsor: sponsor() }
}

fn id(n: u32) -> ChangeRequestId {
    ChangeRequestId::from_uuid(Uuid::from_u128(1_000 + u128::from(n)))
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

/// Noon of a day after 1 May 2026, a Friday.
fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(1_777_636_800 + day * 86_400).unwrap()
}

fn by(day: i64, actor: ActorId) -> Stamp {
    Stamp { valid_at: at(day), recorded_at: at(day), by: actor }
}

fn day(n: i64) -> Stamp {
    by(n, ActorId::System)
}

fn header(n: u32, stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id(n).id(), stream: stream(), valid_at, recorded_at, by }
}

fn office() -> BusinessCalendar {
    BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap()
}

fn hua() -> Client {
    let given = crate::domain::client::Given::nothing();
    let event =
        Client::register(NewClient::organisation("华信").unwrap(), &given, &day(0)).unwrap();
    let entry = Header { id: stream().id(), ..header(0, &day(0)) };
    Client::apply(None, &event, &entry).unwrap()
}

fn staff(id: StaffId, roles: &[&str]) -> Staff {
    let roles = roles.iter().map(|role| Tag::new(role).unwrap());
    let entry = Header { id: id.id(), stream: Stream::staff(id), ..header(0, &day(0)) };
    let new = NewStaff::named("王安娜").unwrap();
    let event = Staff::enrol(id, new, None, &[], &day(0)).unwrap();
    let anna = Staff::apply(None, &event, &entry).unwrap();
    let edit = StaffEdit::new().roles(roles).unwrap();
    let event = anna.edit(edit, &[], &day(0)).unwrap();
    Staff::apply(Some(anna), &event, &entry).unwrap()
}

fn money(text: &str) -> crate::domain::Money {
    text.parse().unwrap()
}

fn plan(name: &str) -> PlanRevision {
    PlanRevision::Made(Evidence::of("plan_revision", name).unwrap())
}

fn heard(n: i64) -> Acknowledgement {
    let (channel, digest) = (Channel::Email, TextDigest::of("已批准"));
    Acknowledgement { by: li(), at: at(n), channel, digest }
}

fn expectation(n: u128) -> ExpectationId {
    ExpectationId::from_uuid(Uuid::from_u128(n))
}

fn zero() -> Baseline {
    Baseline::begins("2026-03-02".parse().unwrap(), &office())
        .milestone("design", "2026-06-01".parse().unwrap())
        .unwrap()
        .milestone("build", "2026-08-03".parse().unwrap())
        .unwrap()
        .milestone("go_live", "2026-09-25".parse().unwrap())
        .unwrap()
        .item("import")
        .unwrap()
        .item("report")
        .unwrap()
        .budget(money("CNY 80 000"))
}

/// A firm with a client, a policy, and the changes of that client.
struct Firm {
    policy: ChangePolicy,
    calendar: BusinessCalendar,
    zero: Baseline,
    changes: Vec<ChangeRequest>,
}

impl Firm {
    fn new() -> Self {
        Self::with(ChangePolicy::default())
    }

    fn with(policy: ChangePolicy) -> Self {
        Firm { policy, calendar: office(), zero: zero(), changes: Vec::new() }
    }

    fn given(&self) -> Given<'_> {
        Given::by(&self.policy, &self.calendar).beside(&self.changes)
    }

    /// A change of the contact's that says everything, in draft, by its number.
    fn draft(&mut self, n: i64) -> u32 {
        let new = NewChange::by_contact(li(), "报表导出").unwrap();
        let new = new.source(ChangeSource::ClientNeed).text("加导出按钮").unwrap();
        self.drafted(new.reason("手工抄数").unwrap(), n)
    }

    fn drafted(&mut self, new: NewChange, n: i64) -> u32 {
        let before = u64::try_from(self.changes.len()).unwrap();
        let event =
            ChangeRequest::draft(new, &hua(), Presence::Here, &[], before, &day(n)).unwrap();
        let number = u32::try_from(before).unwrap() + 1;
        let change = ChangeRequest::apply(None, &event, &header(number, &day(n))).unwrap();
        self.changes.push(change);
        number
    }

    fn change(&self, number: u32) -> &ChangeRequest {
        self.changes.iter().find(|change| change.number() == number).unwrap()
    }

    /// Asks the rule that a command names.
    fn ask(
        &self,
        number: u32,
        command: Command,
        stamp: &Stamp,
    ) -> Result<Event<ChangeRequest>, ChangeRefusal> {
        let (change, given, here) = (self.change(number), self.given(), Presence::Here);
        let person = |id| staff(id, if id == lead() { &["lead"] } else { &["sponsor"] });
        let me = match stamp.by {
            ActorId::Staff(id) => Some(person(id)),
            _ => None,
        };
        match command {
            Command::Edit(edit) => change.edit(edit, &[], stamp),
            Command::Submit => change.submit(stamp),
            Command::Triage(triage) => change.triage(triage, here, &given, stamp),
            Command::Outline(new) => change.outline(new, stamp),
            Command::Discard(n) => change.discard(n, stamp),
            Command::Assess(n, impact) => change.assess(n, impact, here, &given, stamp),
            Command::Explain(to, text) => change.explain(to, here, Channel::Email, text, stamp),
            Command::Propose => change.propose(stamp),
            Command::RequestInfo(question) => change.request_info(question, stamp),
            Command::Consent(who, n) => change.consent(who, here, n, &given, stamp),
            Command::Approve(who, yes) => change.approve(yes, &person(who), &given, stamp),
            Command::Reject(why) => change.reject(why, me.as_ref(), &given, stamp),
            Command::Defer(until, why) => change.defer(until, why, me.as_ref(), &given, stamp),
            Command::Resume => change.resume(stamp),
            Command::AcknowledgeByTeam(who) => change.acknowledge_by_team(who, here, stamp),
            Command::Acknowledge(said) => change.acknowledge(said, here, stamp),
            Command::Start(plan) => change.start(&plan, &self.zero, &given, stamp),
            Command::Revoke(why) => change.revoke(why, stamp),
            Command::Complete(actual) => change.complete(actual, stamp),
            Command::Abort(plan, why) => change.abort(why, &plan, &[], &given, stamp),
            Command::Confirm(one, who) => change.confirm(one, who, here, stamp),
            Command::Accept(who, how) => {
                change.accept(Accepting::Contact(who, here), how, &[], &given, stamp)
            }
            Command::AcceptByStaff(who, how) => {
                change.accept(Accepting::Staff(&person(who)), how, &[], &given, stamp)
            }
            Command::Refuse(why) => change.refuse(why, stamp),
            Command::Revise => change.revise(&hua(), stamp),
            Command::Withdraw(why) => change.withdraw(why, stamp),
        }
    }

    /// Says it, as whoever must say it, and takes what comes of it.
    fn say(&mut self, number: u32, command: Command, n: i64) -> Result<(), ChangeRefusal> {
        let stamp = by(n, ActorId::Staff(command.speaker(&cast())));
        let event = self.ask(number, command, &stamp)?;
        self.take(number, &event, &stamp);
        Ok(())
    }

    fn take(&mut self, number: u32, event: &Event<ChangeRequest>, stamp: &Stamp) {
        for change in self.changes.iter_mut().filter(|change| change.number() == number) {
            let entry = header(number, stamp);
            *change = ChangeRequest::apply(Some(change.clone()), event, &entry).unwrap();
        }
    }

    /// The code of a refusal, or `ok`.
    fn no(&self, number: u32, command: Command, n: i64) -> &'static str {
        let stamp = by(n, ActorId::Staff(command.speaker(&cast())));
        self.ask(number, command, &stamp).err().map_or("ok", |no| no.code())
    }

    /// Says the next step forward until the change is in a state of this name.
    fn until(&mut self, number: u32, state: &str, n: i64) {
        for _ in 0..60 {
            if self.change(number).state().name() == state {
                return;
            }
            let fresh = number * 100 + self.change(number).revision();
            let given = self.given();
            let next = strategies::forward(self.change(number), &cast(), &given, at(n), fresh);
            let command = next.expect("there is a step");
            self.say(number, command.clone(), n).unwrap_or_else(|no| panic!("{command:?}: {no}"));
        }
        panic!("{state} is never reached");
    }

    fn state(&self, number: u32) -> &'static str {
        self.change(number).state().name()
    }

    /// One that acts, fully assessed with these effects and the rest nothing, ready to propose.
    fn assessed(&mut self, number: u32, effects: &[Effect], n: i64) -> u32 {
        self.until(number, "Assessing", n);
        self.say(number, Command::Outline(NewAlternative::act("照办").unwrap()), n).unwrap();
        let alternative = self.change(number).alternatives().last().unwrap().number;
        for effect in effects {
            let impact = NewImpact::of(effect.clone(), "算过", lead()).unwrap();
            self.say(number, Command::Assess(alternative, impact), n).unwrap();
        }
        alternative
    }
}
