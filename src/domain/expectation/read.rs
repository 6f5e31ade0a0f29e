//! What can be read from an expectation.

use super::declared::MACHINE;
use super::evaluation::{Dispute, Evaluation};
use super::promise::{Agreement, Confirmation, Delivered, Explained, Levels, Measure, Revision};
use super::record::{Expectation, ExpectationPersonal, ExpectationState, Explanation, RemedyWords};
use super::repeats::{Occasion, Repeats, Schedule};
use super::words::{Category, Kano, Weight};
use crate::domain::{
    ChangeRequestId, ClientId, ContactId, Evidence, ExpectationId, Held, InteractionId, Line, Note,
    ProjectId, StaffId, Timestamp,
};

impl Expectation {
    /// Which expectation.
    #[must_use]
    pub fn id(&self) -> ExpectationId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> ExpectationState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// The verbs that may be said of it now: a promise that repeats has its periods closed, another
    /// is evaluated.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        let other = if self.repeats_at_all() { "evaluate" } else { "close_period" };
        let kept = |verb: &&str| {
            *verb != other && (*verb != "occur" || self.answers_each_time()) && self.speaks(verb)
        };
        MACHINE.allowed(self.state().name()).into_iter().filter(kept).collect()
    }

    /// Of what has been evaluated nothing is said before anything has.
    fn speaks(&self, verb: &str) -> bool {
        let of_evaluations = ["record_perception", "dispute", "record_remedy"].contains(&verb);
        !of_evaluations || !self.plain.evaluations.is_empty()
    }

    /// When it was said.
    #[must_use]
    pub fn captured_at(&self) -> Timestamp {
        self.plain.captured_at
    }

    /// When it could first be measured.
    #[must_use]
    pub fn clarified_at(&self) -> Option<Timestamp> {
        self.plain.clarified_at
    }

    /// What it is about.
    #[must_use]
    pub fn category(&self) -> Category {
        self.plain.category
    }

    /// What keeping it or not does to the client.
    #[must_use]
    pub fn kano(&self) -> Kano {
        self.plain.kano
    }

    /// How much it counts beside others.
    #[must_use]
    pub fn weight(&self) -> Weight {
        self.plain.weight
    }

    /// Of which project.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.plain.project
    }

    /// In which interaction it was said.
    #[must_use]
    pub fn source(&self) -> Option<InteractionId> {
        self.plain.source
    }

    /// Who said it.
    #[must_use]
    pub fn stated_by(&self) -> Option<ContactId> {
        self.plain.stated_by
    }

    /// Who looks after it; once it is agreed, who stands for it.
    #[must_use]
    pub fn owner(&self) -> Option<StaffId> {
        self.plain.owner
    }

    /// How it is measured.
    #[must_use]
    pub fn measure(&self) -> Option<&Measure> {
        self.plain.measure.as_ref()
    }

    /// The levels that were named.
    #[must_use]
    pub fn levels(&self) -> &Levels {
        &self.plain.levels
    }

    /// The milestone that it depends on.
    #[must_use]
    pub fn milestone(&self) -> Option<&Evidence> {
        self.plain.milestone.as_ref()
    }

    /// What was explained, to whom, when; its words are [`explanations`](Self::explanations).
    #[must_use]
    pub fn explained(&self) -> &[Explained] {
        &self.plain.explained
    }

    /// What was agreed at first.
    #[must_use]
    pub fn agreement(&self) -> Option<&Agreement> {
        self.plain.agreement.as_ref()
    }

    /// How what was agreed was changed, each with its acknowledgement.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.plain.revisions
    }

    /// The revision that waits to be acknowledged.
    #[must_use]
    pub fn pending_revision(&self) -> Option<&Revision> {
        let last = self.plain.revisions.last();
        last.filter(|last| last.acknowledgement.is_none() && self.state().is_promised())
    }

    /// When it was said that what was agreed stands, although something changed.
    #[must_use]
    pub fn confirmations(&self) -> &[Confirmation] {
        &self.plain.confirmations
    }

    /// Whether a change request was answered here: the promise was revised because of it, and the
    /// client acknowledged that, or it was confirmed that it stands.
    #[must_use]
    pub fn has_answered(&self, change: ChangeRequestId) -> bool {
        let held = self.plain.revisions.iter().filter(|one| one.acknowledgement.is_some());
        let revised = held.map(|revision| &revision.cause);
        let confirmed = self.plain.confirmations.iter().map(|confirmation| &confirmation.cause);
        revised.chain(confirmed).any(|cause| cause.change() == Some(change))
    }

    /// What happened to which it has not answered yet, the first due first.
    #[must_use]
    pub fn asked(&self) -> &[Occasion] {
        &self.plain.asked
    }

    /// What was delivered on the way; its words are [`results`](Self::results).
    #[must_use]
    pub fn delivered(&self) -> &[Delivered] {
        &self.plain.delivered
    }

    /// What was measured, one for each period of a promise that repeats.
    #[must_use]
    pub fn evaluations(&self) -> &[Evaluation] {
        &self.plain.evaluations
    }

    /// The last evaluation.
    #[must_use]
    pub fn evaluation(&self) -> Option<&Evaluation> {
        self.plain.evaluations.last()
    }

    /// The evaluations that were contradicted.
    #[must_use]
    pub fn disputes(&self) -> &[Dispute] {
        &self.plain.disputes
    }

    /// What stands in its place.
    #[must_use]
    pub fn superseded_by(&self) -> Option<ExpectationId> {
        self.plain.superseded_by
    }

    /// In whose place it stands.
    #[must_use]
    pub fn took_over(&self) -> &[ExpectationId] {
        &self.plain.took_over
    }

    /// When it is due: computed from the anchor for the period that is not closed yet; none while
    /// nothing is promised, and where nothing is asked.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        if !self.state().is_promised() {
            return None;
        }
        match self.repeats() {
            Repeats::EachTime { .. } => self.plain.asked.first().map(|asked| asked.due),
            repeats @ (Repeats::Once | Repeats::Every(_)) => {
                self.schedule()?.due(repeats, self.closed())
            }
        }
    }

    /// Whether it should have been delivered by now, and nobody has measured it.
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> bool {
        self.due().is_some_and(|due| due < at)
    }

    /// What they expect, in their own words.
    #[must_use]
    pub fn statement(&self) -> Held<&Note> {
        self.read(|personal| &personal.statement)
    }

    /// What is measured.
    #[must_use]
    pub fn metric(&self) -> Held<Option<&Line>> {
        self.read(|personal| personal.metric.as_ref())
    }

    /// What was explained, in the order of [`explained`](Self::explained).
    #[must_use]
    pub fn explanations(&self) -> Held<&[Explanation]> {
        self.read(|personal| personal.explanations.as_slice())
    }

    /// Why it was promised although less was likely.
    #[must_use]
    pub fn against_forecast(&self) -> Held<Option<&Line>> {
        self.read(|personal| personal.against_forecast.as_ref())
    }

    /// What was delivered, in the order of [`delivered`](Self::delivered).
    #[must_use]
    pub fn results(&self) -> Held<&[Line]> {
        self.read(|personal| personal.delivered.as_slice())
    }

    /// Why evaluations were contradicted, in the order of [`disputes`](Self::disputes).
    #[must_use]
    pub fn contradictions(&self) -> Held<&[Line]> {
        self.read(|personal| personal.disputed.as_slice())
    }

    /// What was done about promises that were not kept, in the order in which it was written down.
    #[must_use]
    pub fn remedies(&self) -> Held<&[RemedyWords]> {
        self.read(|personal| personal.remedies.as_slice())
    }

    /// Why it was declined or withdrawn.
    #[must_use]
    pub fn ended_because(&self) -> Held<Option<&Note>> {
        self.read(|personal| personal.ended.as_ref())
    }

    /// What could have been promised instead, or that nothing could.
    #[must_use]
    pub fn counter_offer(&self) -> Held<Option<&Note>> {
        self.read(|personal| personal.counter_offer.as_ref())
    }

    pub(super) fn repeats(&self) -> Repeats {
        self.plain.measure.as_ref().map_or(Repeats::Once, |measure| measure.repeats)
    }

    pub(super) fn repeats_at_all(&self) -> bool {
        self.repeats() != Repeats::Once
    }

    fn answers_each_time(&self) -> bool {
        matches!(self.repeats(), Repeats::EachTime { .. })
    }

    /// How many periods are closed.
    pub(super) fn closed(&self) -> u32 {
        u32::try_from(self.plain.evaluations.len()).unwrap_or(u32::MAX)
    }

    /// The schedule that holds for the period that is open: that of the last acknowledged revision
    /// that has one, or of the agreement. A period that is open again because its evaluation was
    /// contradicted is due when it was, by the schedule of its own time.
    pub(super) fn schedule(&self) -> Option<Schedule> {
        let acknowledged =
            self.plain.revisions.iter().rev().filter(|revision| revision.acknowledgement.is_some());
        let mut revised = acknowledged.filter_map(|revision| revision.schedule);
        let held = revised.find(|schedule| schedule.closed_before <= self.closed());
        held.or(self.plain.agreement.as_ref()?.schedule)
    }

    fn read<'a, T>(&'a self, look: impl FnOnce(&'a ExpectationPersonal) -> T) -> Held<T> {
        self.personal.as_ref().map(look)
    }
}
