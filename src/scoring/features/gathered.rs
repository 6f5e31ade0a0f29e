//! The facts of one client, gathered from its records in the order in which they were written down.

use std::collections::BTreeMap;

use super::fact::{Recorded, Told, What};
use super::kept::{Step, as_known};
use super::record::Features;
use super::stands::{Stands, part};
use crate::domain::answer::Answer;
use crate::domain::cadence::Side;
use crate::domain::change_request::{ChangeRequest, ChangeState};
use crate::domain::expectation::{Expectation, ExpectationState};
use crate::domain::interaction::{Act, Interaction};
use crate::domain::member::PointsEntry;
use crate::domain::noun::Fact;
use crate::domain::survey::Scale;
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{Currency, Gap, Id, RecordId, Score, Timestamp};
use crate::scoring::health::half_even;

/// Everything that was written down of one client, as far as features go.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    history: Vec<Recorded>,
    states: BTreeMap<Id, Stands>,
}

impl Gathered {
    /// Goes on behind what is kept: how far each promise and each change was told of which more may come.
    #[must_use]
    pub(super) fn behind(states: BTreeMap<Id, Stands>) -> Self {
        Gathered { history: Vec::new(), states }
    }

    /// How far each promise and each change was told of which more may come.
    pub(super) fn going_on(&self) -> BTreeMap<Id, Stands> {
        let going_on = self.states.iter().filter(|(_, stands)| stands.goes_on);
        going_on.map(|(of, stands)| (*of, stands.clone())).collect()
    }

    /// The features as somebody knew them at an instant: from what had been written down by then, about
    /// what had happened by then.
    #[must_use]
    pub fn known_at(&self, at: Timestamp) -> Features {
        as_known(&self.history, at)
    }

    /// What was written down, in its order.
    #[must_use]
    pub fn history(&self) -> &[Recorded] {
        &self.history
    }

    /// A talk, a correction or a withdrawal of one: who spoke, and how it felt.
    pub fn interaction(&mut self, one: &Interaction, recorded_at: Timestamp) {
        let (id, at) = (one.id().id(), one.at());
        let gone = match one.act() {
            Act::Log => None,
            Act::Correct(of) | Act::Withdraw(of) => Some(of.id()),
        };
        let contacts = one.contacts().to_vec();
        let spoken = one.message().map(|message| match message.side {
            Side::Client => What::Heard(contacts),
            Side::Firm => What::Spoke(contacts),
        });
        self.told(recorded_at, gone, spoken.map(|what| Told { at, id, what }));
        let felt = one.sentiment().filter(|_| !matches!(one.act(), Act::Withdraw(_)));
        let felt = felt.map(|felt| What::Felt(felt.get().into()));
        let felt = felt.map(|what| Told { at, id: part(id, 0), what });
        self.told(recorded_at, gone.map(|gone| part(gone, 0)), felt);
    }

    /// A purchase or a refund in the firm's currency, or what takes the place of one. A refund is no
    /// purchase taken out: what was bought stays a purchase, with its gaps.
    pub fn transaction(&mut self, one: &Transaction, currency: Currency, recorded_at: Timestamp) {
        let total = one.total().minor();
        let refund = one.kind() == Kind::Refund && one.is_told();
        let what = if refund { What::Refunded(total) } else { What::Bought(total) };
        let told = (refund || one.is_purchase()) && one.currency() == currency;
        let told = told.then(|| Told { at: one.at(), id: one.id().id(), what });
        self.told(recorded_at, one.supersedes().map(RecordId::id), told);
    }

    /// An answer about a side of satisfaction, as a share of its scale.
    pub fn answer(&mut self, one: &Answer, recorded_at: Timestamp) {
        let given = one.value().filter(|_| one.dimension().is_some());
        let share = given.and_then(|(scale, value)| {
            let bp = half_even(i128::from(scale.part(value)) * 10_000, Scale::PARTS.into());
            Score::from_bp(i64::try_from(bp).ok()?).ok()
        });
        let told = share.map(|share| Told {
            at: one.at(),
            id: one.id().id(),
            what: What::Answered(share),
        });
        self.told(recorded_at, one.supersedes().map(RecordId::id), told);
    }

    /// Points that came in or went out.
    pub fn points(&mut self, one: &PointsEntry, recorded_at: Timestamp) {
        let what = What::Points(one.net());
        self.told(recorded_at, None, Some(Told { at: one.at(), id: one.id().id(), what }));
    }

    /// A promise as it stands after something was said of it, and as it stood before. Where nothing is
    /// kept of how far it was told, and something is to be told now, all is to be read again.
    #[must_use]
    pub fn expectation_after(
        &mut self,
        before: Option<&Expectation>,
        now: &Expectation,
        at: Timestamp,
        recorded_at: Timestamp,
    ) -> Step {
        let unknown = before.filter(|_| !self.states.contains_key(&now.id().id()));
        if let Some(before) = unknown {
            let told = due_of(before) != due_of(now) || !got(before).eq(got(now));
            return if told { Step::ReadAgain } else { Step::Added };
        }
        self.expectation(now, at, recorded_at);
        Step::Added
    }

    /// A promise as it stands after something was said of it.
    pub fn expectation(&mut self, now: &Expectation, at: Timestamp, recorded_at: Timestamp) {
        let id = now.id().id();
        self.stands(id, due_of(now), at, recorded_at);
        self.states.entry(id).or_default().goes_on = is_promise_open(now.state());
        for (place, (at, gap)) in got(now).enumerate() {
            let before = self.states.get(&id).and_then(|stands| stands.got.get(place)).copied();
            if before.is_some_and(|(_, then, before)| (then, before) == (at, gap)) {
                continue;
            }
            let stands = self.states.entry(id).or_default();
            let fresh = stands.fresh(id);
            match stands.got.get_mut(place) {
                Some(kept) => *kept = (fresh, at, gap),
                None => stands.got.push((fresh, at, gap)),
            }
            let told = Told { at, id: fresh, what: What::Got(gap) };
            self.told(recorded_at, before.map(|(gone, _, _)| gone), Some(told));
        }
        self.contradicted(id, now.evaluations().len(), recorded_at);
    }

    /// Takes back what was told of evaluations that no longer stand.
    fn contradicted(&mut self, of: Id, stand: usize, recorded_at: Timestamp) {
        let gone = self.states.get_mut(&of).map(|stands| {
            let keep = stand.min(stands.got.len());
            stands.got.split_off(keep)
        });
        for (gone, _, _) in gone.unwrap_or_default() {
            self.told(recorded_at, Some(gone), None);
        }
    }

    /// A change as it stands after something was said of it, and as it stood before; as
    /// [`expectation_after`](Self::expectation_after).
    #[must_use]
    pub fn change_after(
        &mut self,
        before: Option<&ChangeRequest>,
        now: &ChangeRequest,
        at: Timestamp,
        recorded_at: Timestamp,
    ) -> Step {
        let unknown = before.filter(|_| !self.states.contains_key(&now.id().id()));
        if let Some(before) = unknown {
            let told = is_change_open(before.state()) != is_change_open(now.state());
            return if told { Step::ReadAgain } else { Step::Added };
        }
        self.change(now, at, recorded_at);
        Step::Added
    }

    /// A change as it stands after something was said of it. It is wanted by a day, which is no instant
    /// at which it is due.
    pub fn change(&mut self, now: &ChangeRequest, at: Timestamp, recorded_at: Timestamp) {
        let due = is_change_open(now.state()).then_some(None);
        let id = now.id().id();
        self.stands(id, due, at, recorded_at);
        let drafted = now.state() == ChangeState::Draft;
        self.states.entry(id).or_default().goes_on = drafted || due.is_some();
    }

    /// Opens and closes: what is due at another time than before is opened anew.
    fn stands(
        &mut self,
        of: Id,
        due: Option<Option<Timestamp>>,
        at: Timestamp,
        recorded_at: Timestamp,
    ) {
        let stands = self.states.entry(of).or_default();
        if stands.open.map(|(_, due)| due) == due {
            return;
        }
        let mut told = Vec::new();
        if let Some((open, _)) = stands.open.take() {
            told.push(Told { at, id: stands.fresh(of), what: What::Closed(open) });
        }
        if let Some(due) = due {
            let id = stands.fresh(of);
            stands.open = Some((id, due));
            told.push(Told { at, id, what: What::Opened(due) });
        }
        for one in told {
            self.told(recorded_at, None, Some(one));
        }
    }

    fn told(&mut self, recorded_at: Timestamp, supersedes: Option<Id>, told: Option<Told>) {
        if supersedes.is_some() || told.is_some() {
            self.history.push(Recorded { recorded_at, supersedes, told });
        }
    }
}

/// When a promise is due, as long as it is open.
fn due_of(promise: &Expectation) -> Option<Option<Timestamp>> {
    is_promise_open(promise.state()).then(|| promise.due())
}

/// What was got at each evaluation, and when.
fn got(promise: &Expectation) -> impl Iterator<Item = (Timestamp, Gap)> {
    promise.evaluations().iter().map(|found| {
        let gaps = found.gaps();
        (found.at(), gaps.disconfirmation.unwrap_or(gaps.delivery))
    })
}

fn is_promise_open(state: ExpectationState) -> bool {
    match state {
        ExpectationState::Captured
        | ExpectationState::Clarified
        | ExpectationState::Negotiating
        | ExpectationState::Agreed
        | ExpectationState::Fulfilling => true,
        ExpectationState::Evaluated
        | ExpectationState::Declined
        | ExpectationState::Withdrawn
        | ExpectationState::Superseded
        | ExpectationState::Erased => false,
    }
}

/// Whether somebody has asked for a change and it is not settled.
pub(crate) fn is_change_open(state: ChangeState) -> bool {
    match state {
        ChangeState::Submitted
        | ChangeState::Assessing
        | ChangeState::AwaitingDecision
        | ChangeState::Approved
        | ChangeState::Deferred { .. }
        | ChangeState::Implementing
        | ChangeState::Verifying => true,
        ChangeState::Draft
        | ChangeState::Rejected
        | ChangeState::Closed(_)
        | ChangeState::Withdrawn => false,
    }
}
