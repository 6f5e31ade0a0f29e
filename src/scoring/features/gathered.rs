//! The facts of one client, gathered from its records in the order in which they were written down.

use std::collections::BTreeMap;

use super::fact::{Recorded, Told, What};
use super::kept::as_known;
use super::record::Features;
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

/// How far a promise or a change has been told.
#[derive(Debug, Clone, Default)]
struct Stands {
    /// Under which id it is open, and when it is due.
    open: Option<(Id, Option<Timestamp>)>,
    /// What was got at each evaluation and when, and under which id that was told.
    got: Vec<(Id, Timestamp, Gap)>,
    /// How many ids were given.
    ids: u16,
}

impl Stands {
    /// An id of its own for one more fact that a record tells. Those of records are version 7 or 4; this
    /// is version 8, which nobody else makes.
    fn fresh(&mut self, of: Id) -> Id {
        self.ids = self.ids.saturating_add(1);
        part(of, self.ids)
    }
}

impl Gathered {
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

    /// A promise as it stands after something was said of it.
    pub fn expectation(&mut self, now: &Expectation, at: Timestamp, recorded_at: Timestamp) {
        let id = now.id().id();
        let due = is_promise_open(now.state()).then(|| now.due());
        self.stands(id, due, at, recorded_at);
        for (place, found) in now.evaluations().iter().enumerate() {
            let gaps = found.gaps();
            let gap = gaps.disconfirmation.unwrap_or(gaps.delivery);
            let at = found.at();
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

    /// A change as it stands after something was said of it. It is wanted by a day, which is no instant
    /// at which it is due.
    pub fn change(&mut self, now: &ChangeRequest, at: Timestamp, recorded_at: Timestamp) {
        let due = is_change_open(now.state()).then_some(None);
        self.stands(now.id().id(), due, at, recorded_at);
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

/// The id of one of several facts that a record tells, those told later behind those told before.
fn part(of: Id, number: u16) -> Id {
    let mut bytes = of.to_bytes();
    let [high, low] = number.to_be_bytes();
    let [_, _, _, _, _, _, version, first, second, ..] = &mut bytes;
    (*version, *first, *second) = (0x80, high, low);
    Id::from_bytes(bytes)
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
