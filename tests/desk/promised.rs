//! One history over promises, changes, notices, cadence, meetings and follow-ups at once: what one of them says to another
//! replays, refusals leave nothing, and nobody is told of one cause by two open notices.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use guanxi::crm::replay;
use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::change_request::strategies::{self as change, Command as Change};
use guanxi::domain::change_request::{ChangeEdit, ChangeRequest};
use guanxi::domain::client::Client;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::strategies::{self as expectation, Command as Expect};
use guanxi::domain::expectation::{Expectation, NewExpectation};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::meeting_series::MeetingSeries;
use guanxi::domain::notice::Notice;
use guanxi::domain::sequence::Sequence;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{ChangeRequestId, ExpectationId, InteractionId, NoticeId, Stream, TextDigest};
use guanxi::store::contract::Check;
use guanxi::{Actor, ContactId, Crm, Error, ErrorKind, Timestamp};
use proptest::prelude::*;

use crate::changes::{Firm, cast};
use crate::engines::{House, at, everywhere, me};
use crate::expectations::speak;
use crate::replay::both;
use crate::rhythm::{self, Act, act};

#[derive(Debug, Clone)]
enum Step {
    Capture(Box<NewExpectation>),
    Expect(usize, Box<Expect>),
    /// A change is drafted, linked to a promise where there is one.
    Draft(Option<usize>),
    Forward(usize),
    Change(usize, Box<Change>),
    Tell(usize),
    Waive(usize),
    Call,
    Mail,
    Plan(u16),
    Pause(i64),
    Escalate,
    Leave,
    Rhythm(Box<Act>),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0_usize..3;
    let any_change = change::command(cast(), at("2026-08-01T00:00:00Z"));
    prop_oneof![
        3 => expectation::new_expectation().prop_map(|new| Step::Capture(Box::new(new))),
        10 => (which(), expectation::command())
            .prop_map(|(n, command)| Step::Expect(n, Box::new(command))),
        3 => prop::option::of(which()).prop_map(Step::Draft),
        12 => which().prop_map(Step::Forward),
        3 => (which(), any_change).prop_map(|(n, command)| Step::Change(n, Box::new(command))),
        3 => (0_usize..12).prop_map(Step::Tell),
        1 => (0_usize..12).prop_map(Step::Waive),
        2 => Just(Step::Call),
        1 => Just(Step::Mail),
        1 => (2_u16..9).prop_map(Step::Plan),
        1 => (1_i64..40).prop_map(Step::Pause),
        2 => Just(Step::Escalate),
        1 => Just(Step::Leave),
        6 => act().prop_map(|act| Step::Rhythm(Box::new(act))),
    ]
}

#[derive(Default)]
struct Known {
    expectations: Vec<ExpectationId>,
    changes: Vec<ChangeRequestId>,
    notices: BTreeSet<NoticeId>,
    rhythm: rhythm::Known,
    last_call: Option<InteractionId>,
}

struct Life<'h> {
    firm: Firm,
    house: &'h House,
    li: ContactId,
    known: Known,
}

impl Life<'_> {
    fn say(&mut self, step: &Step, now: Timestamp, fresh: u32) -> Result<(), Error> {
        let desk = self.firm.desk();
        let notice = |n: &usize| self.known.notices.iter().nth(*n).copied();
        match step {
            Step::Capture(new) => {
                let new = new.as_ref().clone().stated_by(self.li);
                let done = desk.expectations().capture(self.firm.client, new)?;
                self.known.expectations.push(done.id());
            }
            Step::Expect(n, command) => {
                if let Some(id) = self.known.expectations.get(*n).copied() {
                    let mine = self.firm.crm.desk(Actor::staff(me()));
                    speak(&mine, id, self.li, command.as_ref().clone(), now)?;
                }
            }
            Step::Draft(linked) => {
                let promise = linked.and_then(|n| self.known.expectations.get(n).copied());
                let new = promise
                    .into_iter()
                    .fold(self.firm.wish(), |new, id| new.with(ChangeEdit::new().link(id)));
                let done = desk.changes().draft(self.firm.client, new)?;
                self.known.changes.push(done.id());
            }
            Step::Forward(n) => {
                let next = self.known.changes.get(*n).copied();
                let next = next.and_then(|id| Some((id, self.firm.next(id, now, fresh)?)));
                next.map(|(id, command)| self.firm.say(id, command)).transpose()?;
            }
            Step::Change(n, command) => {
                if let Some(id) = self.known.changes.get(*n).copied() {
                    self.firm.say(id, command.as_ref().clone())?;
                }
            }
            Step::Tell(n) => {
                let text = TextDigest::of("已说明");
                notice(n).map(|id| desk.notices().tell(id, Channel::Phone, text)).transpose()?;
            }
            Step::Waive(n) => {
                notice(n).map(|id| desk.notices().waive(id, "不需要")).transpose()?;
            }
            Step::Call => {
                let call = NewInteraction::call(now).with(self.li);
                self.known.last_call = Some(self.log(call)?);
            }
            Step::Mail => drop(self.log(NewInteraction::mail_out(now).with(self.li))?),
            Step::Rhythm(act) => {
                if let Some(call) = self.known.last_call {
                    rhythm::say(&desk, (self.firm.client, call), &mut self.known.rhythm, act)?;
                }
            }
            Step::Plan(days) => {
                let plan = CadencePlan::every(*days, days + 3)?;
                desk.cadence().set_plan(self.firm.client, &plan)?;
            }
            Step::Pause(days) => {
                let until = now.plus_seconds(days * 86_400)?;
                desk.cadence().pause(self.firm.client, until, "审计")?;
            }
            Step::Escalate => drop(desk.cadence().escalate(self.firm.client)?),
            Step::Leave => {
                let next = NewContact::named("韩梅梅")?;
                let next = desk.contacts().add(self.firm.client, next)?.id();
                desk.contacts().leave(self.li)?;
                self.li = next;
                self.firm.cast.contact = next;
            }
        }
        Ok(())
    }

    fn log(&self, new: NewInteraction) -> Result<InteractionId, Error> {
        Ok(self.firm.desk().interactions().log(self.firm.client, new)?.id())
    }

    /// Collects the client's notices; no two open ones have one cause.
    fn look_at_notices(&mut self) {
        let desk = self.firm.crm.desk(Actor::system());
        let all = desk.notices().of(self.firm.client, 1_000, None).unwrap().items;
        let open = all.iter().filter(|found| found.now.is_open());
        let causes: Vec<String> = open.map(|found| found.now.cause()).collect();
        let different: BTreeSet<&String> = causes.iter().collect();
        assert_eq!(different.len(), causes.len(), "two are open for one cause: {causes:?}");
        self.known.notices.extend(all.iter().map(|found| found.now.id()));
    }

    fn live(&mut self, steps: &[Step]) {
        let begin = at("2026-05-04T09:00:00Z");
        for (n, step) in (1_u32..).zip(steps) {
            let now = begin.plus_seconds(i64::from(n) * 43_200).unwrap();
            self.house.clock.set(now);
            let entries = || self.house.crm.store().stats().unwrap().entries;
            let before = entries();
            if let Err(error) = self.say(step, now, 100 + n) {
                let fine = error.as_refused().is_some() || error.kind() == ErrorKind::Invalid;
                assert!(fine, "{step:?}: {error:?}");
                assert_eq!(
                    self.house.crm.store().stats().unwrap().entries,
                    before,
                    "a refusal left an entry: {step:?}"
                );
            }
            self.look_at_notices();
        }
    }

    fn hold(&self, crm: &Crm) {
        let desk = crm.desk(Actor::system());
        let stream = Stream::client(self.firm.client);
        let (kept, told) = both::<Client>(crm, self.firm.client, stream);
        assert!(kept.is_some());
        assert_eq!(kept, told);
        for id in &self.known.expectations {
            let (kept, told) = both::<Expectation>(crm, *id, stream);
            assert!(kept.is_some());
            assert_eq!(kept, told);
        }
        for id in &self.known.changes {
            let kept = desk.changes().get(*id).unwrap().now;
            let told = replay::<ChangeRequest>(&desk.changes().history(*id).unwrap()).unwrap();
            assert_eq!(told, Some(kept));
        }
        for id in &self.known.notices {
            let (kept, told) = both::<Notice>(crm, *id, stream);
            assert!(kept.is_some());
            assert_eq!(kept, told);
        }
        for id in &self.known.rhythm.series {
            let (kept, told) = both::<MeetingSeries>(crm, *id, stream);
            assert!(kept.is_some() && kept == told, "{kept:?} {told:?}");
        }
        for id in &self.known.rhythm.sequences {
            let (kept, told) = both::<Sequence>(crm, *id, stream);
            assert!(kept.is_some() && kept == told, "{kept:?} {told:?}");
        }
        let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(report.faults, [""; 0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn promises_changes_notices_and_cadence_replay_together(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        everywhere(|house| {
            let firm = Firm::new(house);
            let named = NewStaff::named("王安娜").unwrap();
            firm.crm.desk(Actor::system()).staff().enrol(me(), named).unwrap();
            let li = firm.cast.contact;
            let mut life = Life { firm, house, li, known: Known::default() };
            life.live(&steps);
            life.hold(&life.firm.crm);
            if let Some(again) = house.reopened() {
                life.hold(&again);
            }
        });
    }
}
