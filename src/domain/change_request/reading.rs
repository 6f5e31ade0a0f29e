//! What can be read from a change request.

use super::declared::MACHINE;
use super::effect::{Effect, missing};
use super::parts::{
    Acknowledged, Alternative, AlternativeKind, AlternativeWords, Approval, Confirmed, Consented,
    Decision, Emergency, Explained, Remark, Started,
};
use super::record::{ChangePersonal, ChangeRequest, ChangeState};
use super::words::{
    ChangeCause, ChangeKind, ChangeSource, Dimension, Outcome, RemarkKind, Requester, Verdict,
};
use crate::domain::{
    ChangeRequestId, ClientId, Date, Evidence, ExpectationId, Held, Line, Note, ProjectId, StaffId,
    Timestamp, Visibility,
};

impl ChangeRequest {
    /// Which change request.
    #[must_use]
    pub fn id(&self) -> ChangeRequestId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Its number among the client's, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.plain.number
    }

    /// The name by which people speak of it: `CR-17`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("CR-{}", self.plain.number)
    }

    /// The project that it belongs to.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.plain.project
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> ChangeState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// Who asks for it.
    #[must_use]
    pub fn requester(&self) -> Requester {
        self.plain.requester
    }

    /// Where it comes from; none in a draft that does not say so yet.
    #[must_use]
    pub fn source(&self) -> Option<ChangeSource> {
        self.plain.source
    }

    /// How it is decided.
    #[must_use]
    pub fn kind(&self) -> &ChangeKind {
        &self.plain.kind
    }

    /// Whether it is an emergency.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.plain.kind == ChangeKind::Emergency
    }

    /// Why it became necessary, as far as somebody has looked.
    #[must_use]
    pub fn cause(&self) -> Option<ChangeCause> {
        self.plain.cause
    }

    /// By when it is wanted.
    #[must_use]
    pub fn wanted_by(&self) -> Option<Date> {
        self.plain.wanted_by
    }

    /// Which revision of it this is, from 1. What was decided holds for one revision alone.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.plain.revision
    }

    /// Whether the client can see it: as somebody has said, or else by its source. A defect, what
    /// the firm itself wants, and a draft without a source are the firm's own.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        let by_source = || match self.plain.source {
            None | Some(ChangeSource::Internal | ChangeSource::Defect) => Visibility::Internal,
            Some(
                ChangeSource::ClientNeed
                | ChangeSource::Market
                | ChangeSource::Technology
                | ChangeSource::OffSpecification
                | ChangeSource::Regulatory,
            ) => Visibility::Shared,
        };
        self.plain.visibility.unwrap_or_else(by_source)
    }

    /// Whether the client can see it.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.visibility() == Visibility::Shared
    }

    /// The expectations that it touches.
    #[must_use]
    pub fn expectations(&self) -> &[ExpectationId] {
        &self.plain.expectations
    }

    /// Those of them that were confirmed as they stand, since it was begun or approved.
    #[must_use]
    pub fn confirmed(&self) -> &[Confirmed] {
        &self.plain.confirmed
    }

    /// The feedback that it answers.
    #[must_use]
    pub fn feedback(&self) -> &[Evidence] {
        &self.plain.feedback
    }

    /// When it was handed in for the first time.
    #[must_use]
    pub fn submitted_at(&self) -> Option<Timestamp> {
        self.plain.submitted_at
    }

    /// Who is to assess it.
    #[must_use]
    pub fn assessor(&self) -> Option<StaffId> {
        self.plain.assessor
    }

    /// The ways to go about it.
    #[must_use]
    pub fn alternatives(&self) -> &[Alternative] {
        &self.plain.alternatives
    }

    /// One of them.
    #[must_use]
    pub fn alternative(&self, number: u32) -> Option<&Alternative> {
        self.plain.alternatives.iter().find(|alternative| alternative.number == number)
    }

    /// The one of which nothing comes.
    pub(super) fn does_nothing(&self) -> Option<&Alternative> {
        self.plain.alternatives.iter().find(|one| one.kind == AlternativeKind::DoNothing)
    }

    /// To whom it was explained, when and how.
    #[must_use]
    pub fn explained(&self) -> &[Explained] {
        &self.plain.explained
    }

    /// Who has agreed at the client, as far as it is being decided or has been.
    #[must_use]
    pub fn consents(&self) -> &[Consented] {
        &self.plain.consents
    }

    /// Who has said yes in the firm, as far as it is being decided or has been.
    #[must_use]
    pub fn approvals(&self) -> &[Approval] {
        &self.plain.approvals
    }

    /// What was decided about each revision, at most once.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.plain.decisions
    }

    /// What was decided about this revision.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        self.plain.decisions.iter().find(|decision| decision.revision == self.plain.revision)
    }

    /// The alternative that was approved in this revision.
    #[must_use]
    pub fn approved(&self) -> Option<&Alternative> {
        let decision = self.decision().filter(|one| one.verdict == Verdict::Approved)?;
        self.alternative(decision.alternative?)
    }

    /// Whether what was approved counts: it is approved, being done, or done and not rolled back.
    #[must_use]
    pub fn counts(&self) -> bool {
        match self.plain.state {
            ChangeState::Approved | ChangeState::Implementing | ChangeState::Verifying => true,
            ChangeState::Closed(outcome) => outcome != Outcome::RolledBack,
            ChangeState::Draft
            | ChangeState::Submitted
            | ChangeState::Assessing
            | ChangeState::AwaitingDecision
            | ChangeState::Deferred { .. }
            | ChangeState::Rejected
            | ChangeState::Withdrawn => false,
        }
    }

    /// What holds of an emergency alone.
    #[must_use]
    pub fn emergency(&self) -> Option<&Emergency> {
        self.plain.emergency.as_ref()
    }

    /// By when it is still to be assessed afterwards; none for what is no emergency, has been
    /// assessed, or is over or taken back to be assessed like any other.
    #[must_use]
    pub fn retro_due(&self) -> Option<Timestamp> {
        let counts = self.counts() && !self.state().is_over();
        let open = self.emergency().filter(|_| counts && self.is_emergency());
        open.filter(|_| !self.retro_missing().is_empty()).map(|one| one.retro_due)
    }

    /// What of the assessment after an emergency is missing.
    pub(super) fn retro_missing(&self) -> Vec<Dimension> {
        let retro = self.emergency().map(|one| one.retro.as_slice()).unwrap_or_default();
        missing(retro.iter().map(|impact| &impact.effect))
    }

    /// Who has said that they know what was approved.
    #[must_use]
    pub fn acknowledged(&self) -> &Acknowledged {
        &self.plain.acknowledged
    }

    /// When and with which plan it was begun.
    #[must_use]
    pub fn started(&self) -> Option<&Started> {
        self.plain.started.as_ref()
    }

    /// What it did in truth, as far as that was said when it was completed.
    #[must_use]
    pub fn actual(&self) -> &[Effect] {
        &self.plain.actual
    }

    /// The revision of the plan that took it back.
    #[must_use]
    pub fn inverse(&self) -> Option<&Evidence> {
        self.plain.inverse.as_ref()
    }

    /// How often it was not accepted.
    #[must_use]
    pub fn refusals(&self) -> u32 {
        self.plain.refusals
    }

    /// When a deferred one is to be looked at again.
    #[must_use]
    pub fn resumes_at(&self) -> Option<Timestamp> {
        if let ChangeState::Deferred { until } = self.plain.state { Some(until) } else { None }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> Held<&Line> {
        self.read(|personal| &personal.title)
    }

    /// What is wanted.
    #[must_use]
    pub fn text(&self) -> Held<Option<&Note>> {
        self.read(|personal| personal.text.as_ref())
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Note>> {
        self.read(|personal| personal.reason.as_ref())
    }

    /// What an alternative is called, and what speaks for and against it.
    #[must_use]
    pub fn words_of(&self, alternative: u32) -> Held<Option<&AlternativeWords>> {
        let is_it = move |words: &&AlternativeWords| words.number == alternative;
        self.read(|personal| personal.alternatives.iter().find(is_it))
    }

    /// Why the impacts found out after an emergency are what they are.
    #[must_use]
    pub fn retro_rationales(&self) -> Held<&[(Dimension, Line)]> {
        self.read(|personal| personal.retro.as_slice())
    }

    /// In which words it was explained, in the order of [`explained`](Self::explained).
    #[must_use]
    pub fn explanations(&self) -> Held<&[Note]> {
        self.read(|personal| personal.explanations.as_slice())
    }

    /// What was said along the way: questions, reasons, conditions.
    #[must_use]
    pub fn remarks(&self) -> Held<&[Remark]> {
        self.read(|personal| personal.remarks.as_slice())
    }

    /// The last of one kind.
    #[must_use]
    pub fn remark(&self, kind: RemarkKind) -> Held<Option<&Line>> {
        let of_kind = move |remark: &&Remark| remark.kind == kind;
        self.read(|personal| personal.remarks.iter().rfind(of_kind).map(|remark| &remark.text))
    }

    /// What the approved alternative does, where there is one.
    #[must_use]
    pub fn effects(&self) -> Vec<Effect> {
        self.approved().map(|one| one.effects().cloned().collect()).unwrap_or_default()
    }

    fn read<'a, T>(&'a self, look: impl FnOnce(&'a ChangePersonal) -> T) -> Held<T> {
        self.personal.as_ref().map(look)
    }
}
