//! What a change request is after an event.

use super::effect::Impact;
use super::event::{Assessment, ChangeEvent, ChangeField, ChangeWord, Then};
use super::parts::{
    Acknowledged, Advice, Alternative, AlternativeKind, AlternativeWords, Confirmed, Consented,
    Decision, Emergency, Explained, Remark, Started,
};
use super::record::{ChangePersonal, ChangePlain, ChangeRequest, ChangeState};
use super::words::{ChangeKind, Dimension, Outcome, Requester, Verdict};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{
    ActorId, ChangeRequestId, ClientId, Held, Line, ProjectId, RecordId, Tag, Timestamp,
};

impl State for ChangeRequest {
    type What = ChangeEvent;
    type Words = Vec<ChangeWord>;

    fn event_name(what: &ChangeEvent) -> &'static str {
        match what {
            ChangeEvent::Drafted { .. } => "drafted",
            ChangeEvent::Edited(_) => "edited",
            ChangeEvent::Submitted => "submitted",
            ChangeEvent::Triaged { .. } => "triaged",
            ChangeEvent::Preapproved { .. } => "preapproved",
            ChangeEvent::Urged { .. } => "urged",
            ChangeEvent::Outlined { .. } => "outlined",
            ChangeEvent::Assessed { .. } => "assessed",
            ChangeEvent::Explained { .. } => "explained",
            ChangeEvent::Proposed => "proposed",
            ChangeEvent::InfoRequested => "info_requested",
            ChangeEvent::Consented { .. } => "consented",
            ChangeEvent::Approved { .. } => "approved",
            ChangeEvent::Rejected { .. } => "rejected",
            ChangeEvent::Deferred { .. } => "deferred",
            ChangeEvent::Resumed => "resumed",
            ChangeEvent::TeamAcknowledged { .. } => "team_acknowledged",
            ChangeEvent::ClientAcknowledged(_) => "client_acknowledged",
            ChangeEvent::Started { .. } => "started",
            ChangeEvent::Revoked => "revoked",
            ChangeEvent::Completed { .. } => "completed",
            ChangeEvent::Aborted { .. } => "aborted",
            ChangeEvent::Confirmed { .. } => "confirmed",
            ChangeEvent::Accepted { .. } => "accepted",
            ChangeEvent::Refused => "refused",
            ChangeEvent::Revised => "revised",
            ChangeEvent::Withdrawn => "withdrawn",
            ChangeEvent::Discarded { .. } => "discarded",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let ChangeEvent::Drafted { number, requester, project, changes } = &event.what {
            let mut change = ChangeRequest::blank(*number, *requester, *project, entry);
            change.plain.set(changes);
            change.personal = ChangePersonal::new(words);
            return Some(change);
        }
        let mut change = before?;
        // What was said belongs to the revision in which it was said, and not to the one that
        // begins with it.
        change.say(words);
        change.plain.last = entry.valid_at;
        change.happen(&event.what, entry);
        Some(change)
    }
}

impl ChangeRequest {
    fn blank(
        number: u32,
        requester: Requester,
        project: Option<ProjectId>,
        entry: &Header,
    ) -> Self {
        let plain = ChangePlain {
            state: ChangeState::Draft,
            since: entry.valid_at,
            last: entry.valid_at,
            number,
            requester,
            revision: 1,
            project,
            source: None,
            kind: ChangeKind::Normal,
            cause: None,
            wanted_by: None,
            visibility: None,
            expectations: Vec::new(),
            feedback: Vec::new(),
            submitted_at: None,
            assessor: None,
            alternatives: Vec::new(),
            numbered: 0,
            explained: Vec::new(),
            consents: Vec::new(),
            approvals: Vec::new(),
            decisions: Vec::new(),
            emergency: None,
            acknowledged: Acknowledged::default(),
            started: None,
            actual: Vec::new(),
            inverse: None,
            confirmed: Vec::new(),
            refusals: 0,
        };
        let client = ClientId::from_id(entry.stream.id());
        let id = ChangeRequestId::from_id(entry.id);
        ChangeRequest { id, client, plain, personal: Held::Erased }
    }

    fn turn(&mut self, state: ChangeState, entry: &Header) {
        self.plain.state = state;
        self.plain.since = entry.valid_at;
    }

    /// Back to be looked at again: nobody has said yes to what it will be.
    fn back_to(&mut self, state: ChangeState, entry: &Header) {
        self.turn(state, entry);
        self.plain.consents.clear();
        self.plain.approvals.clear();
        self.plain.acknowledged = Acknowledged::default();
        self.plain.confirmed.clear();
    }

    /// What was found out after an emergency was about the revision that was approved.
    fn next_revision(&mut self, state: ChangeState, entry: &Header) {
        self.back_to(state, entry);
        self.plain.revision = self.plain.revision.saturating_add(1);
        if let Some(emergency) = &mut self.plain.emergency {
            emergency.retro.clear();
            emergency.taken_back = true;
        }
        if let Held::Known(personal) = &mut self.personal {
            personal.retro.clear();
        }
    }

    /// What one event makes of it.
    #[expect(clippy::too_many_lines, reason = "one arm for each event")]
    fn happen(&mut self, what: &ChangeEvent, entry: &Header) {
        let at = entry.valid_at;
        match what {
            // The first event makes the record.
            ChangeEvent::Drafted { .. } => {}
            ChangeEvent::Edited(changes) => self.edited(changes, entry),
            ChangeEvent::Submitted => {
                self.turn(ChangeState::Submitted, entry);
                self.plain.submitted_at = self.plain.submitted_at.or(Some(at));
            }
            ChangeEvent::Triaged { assessor } => {
                self.turn(ChangeState::Assessing, entry);
                self.plain.assessor = Some(*assessor);
            }
            ChangeEvent::Preapproved { impacts, role, policy, .. } => {
                let number = self.add_alternative(AlternativeKind::Act, Advice::Recommended);
                self.impacts(number, impacts);
                self.settle(number, (Some(role.clone()), None, *policy), entry);
            }
            ChangeEvent::Urged { assessor, impacts, ceiling, retro_due, calendar } => {
                let number = self.add_alternative(AlternativeKind::Act, Advice::Recommended);
                self.impacts(number, impacts);
                self.turn(ChangeState::AwaitingDecision, entry);
                self.plain.assessor = Some(*assessor);
                let (ceiling, retro_due, calendar) = (*ceiling, *retro_due, *calendar);
                let (retro, taken_back) = (Vec::new(), false);
                let emergency = Emergency { ceiling, retro_due, calendar, retro, taken_back };
                self.plain.emergency = Some(emergency);
            }
            ChangeEvent::Outlined { kind, advice, .. } => {
                self.add_alternative(*kind, *advice);
            }
            ChangeEvent::Assessed { alternative, impact, when } => {
                self.impact_found(*alternative, impact, *when);
            }
            ChangeEvent::Explained { to, channel } => {
                let (to, channel, revision) = (*to, *channel, self.plain.revision);
                self.plain.explained.push(Explained { to, at, channel, revision });
            }
            ChangeEvent::Proposed => self.turn(ChangeState::AwaitingDecision, entry),
            ChangeEvent::InfoRequested => self.back_to(ChangeState::Assessing, entry),
            ChangeEvent::Consented { by, alternative, then, policy } => {
                let (by, alternative) = (*by, *alternative);
                self.plain.consents.retain(|consent| consent.by != by);
                self.plain.consents.push(Consented { by, alternative, at });
                self.collected(alternative, then, *policy, entry);
            }
            ChangeEvent::Approved { approval, then, policy } => {
                self.plain.approvals.retain(|other| other.by != approval.by);
                self.plain.approvals.push(approval.clone());
                self.collected(approval.alternative, then, *policy, entry);
            }
            ChangeEvent::Rejected { role, policy } => {
                self.decide(Verdict::Rejected, None, (role.clone(), None, *policy), entry);
                self.turn(ChangeState::Rejected, entry);
            }
            ChangeEvent::Deferred { until, role, policy } => {
                self.decide(Verdict::Deferred, None, (role.clone(), None, *policy), entry);
                self.turn(ChangeState::Deferred { until: *until }, entry);
            }
            ChangeEvent::Resumed | ChangeEvent::Revoked => {
                self.next_revision(ChangeState::Assessing, entry);
            }
            ChangeEvent::TeamAcknowledged { by } => self.plain.acknowledged.team = Some((*by, at)),
            ChangeEvent::ClientAcknowledged(said) => self.plain.acknowledged.client = Some(*said),
            ChangeEvent::Started { order, plan } => {
                self.turn(ChangeState::Implementing, entry);
                self.plain.started = Some(Started { order: *order, at, plan: plan.clone() });
            }
            ChangeEvent::Completed { actual } => {
                self.turn(ChangeState::Verifying, entry);
                self.plain.actual.clone_from(actual);
            }
            ChangeEvent::Aborted { inverse } => {
                self.turn(ChangeState::Closed(Outcome::RolledBack), entry);
                self.plain.inverse = Some(inverse.clone());
            }
            ChangeEvent::Confirmed { expectation, by } => {
                let (expectation, by) = (*expectation, *by);
                self.plain.confirmed.retain(|other| other.expectation != expectation);
                self.plain.confirmed.push(Confirmed { expectation, by, at });
            }
            ChangeEvent::Accepted { outcome, .. } => {
                self.turn(ChangeState::Closed(*outcome), entry);
            }
            ChangeEvent::Refused => {
                self.turn(ChangeState::Implementing, entry);
                self.plain.refusals = self.plain.refusals.saturating_add(1);
            }
            ChangeEvent::Revised => self.next_revision(ChangeState::Draft, entry),
            ChangeEvent::Withdrawn => self.turn(ChangeState::Withdrawn, entry),
            ChangeEvent::Discarded { number } => self.discarded(*number),
        }
    }

    /// What was said yes to is another thing now.
    fn edited(&mut self, changes: &[ChangeField], entry: &Header) {
        self.plain.set(changes);
        if matches!(self.plain.state, ChangeState::AwaitingDecision | ChangeState::Approved) {
            self.next_revision(ChangeState::Assessing, entry);
        }
    }

    fn impact_found(&mut self, alternative: u32, impact: &Impact, when: Assessment) {
        match (when, &mut self.plain.emergency) {
            (Assessment::Before, _) => self.impacts(alternative, std::slice::from_ref(impact)),
            (Assessment::After, Some(emergency)) => impact.clone().place(&mut emergency.retro),
            (Assessment::After, None) => {}
        }
    }

    fn add_alternative(&mut self, kind: AlternativeKind, advice: Advice) -> u32 {
        self.plain.numbered = self.plain.numbered.saturating_add(1);
        if advice == Advice::Recommended {
            self.plain.alternatives.iter_mut().for_each(|one| one.advice = Advice::Neutral);
        }
        let number = self.plain.numbered;
        self.plain.alternatives.push(Alternative { number, kind, advice, impacts: Vec::new() });
        number
    }

    fn discarded(&mut self, number: u32) {
        self.plain.alternatives.retain(|one| one.number != number);
        if let Held::Known(personal) = &mut self.personal {
            personal.alternatives.retain(|words| words.number != number);
        }
    }

    fn impacts(&mut self, number: u32, impacts: &[Impact]) {
        let found = self.plain.alternatives.iter_mut().find(|one| one.number == number);
        if let Some(alternative) = found {
            for impact in impacts {
                impact.clone().place(&mut alternative.impacts);
            }
        }
    }

    fn collected(&mut self, alternative: u32, then: &Then, policy: u32, entry: &Header) {
        if let Then::Decided { role, valid_until, retro_due } = then {
            if let (Some(emergency), Some(again)) = (&mut self.plain.emergency, *retro_due) {
                (emergency.retro_due, emergency.calendar) = again;
                emergency.taken_back = false;
            }
            self.settle(alternative, (Some(role.clone()), *valid_until, policy), entry);
        }
    }

    fn settle(&mut self, alternative: u32, how: How, entry: &Header) {
        self.decide(Verdict::Approved, Some(alternative), how, entry);
        self.turn(ChangeState::Approved, entry);
    }

    fn decide(
        &mut self,
        verdict: Verdict,
        alternative: Option<u32>,
        (role, valid_until, policy): How,
        entry: &Header,
    ) {
        let (revision, by, at): (u32, ActorId, _) = (self.plain.revision, entry.by, entry.valid_at);
        let decision =
            Decision { revision, verdict, alternative, by, role, at, valid_until, policy };
        self.plain.decisions.push(decision);
    }

    fn say(&mut self, words: Held<&Vec<ChangeWord>>) {
        let revision = self.plain.revision;
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => personal.say(words, revision),
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

/// In which role, until when, by which version of the policy.
type How = (Option<Tag>, Option<Timestamp>, u32);

impl ChangePlain {
    fn set(&mut self, changes: &[ChangeField]) {
        for change in changes {
            match change {
                ChangeField::Source(source) => self.source = Some(*source),
                ChangeField::Kind(kind) => self.kind.clone_from(kind),
                ChangeField::Cause(cause) => self.cause = *cause,
                ChangeField::WantedBy(day) => self.wanted_by = *day,
                ChangeField::Visibility(visibility) => self.visibility = *visibility,
                ChangeField::Link(id) => {
                    self.expectations.retain(|other| other != id);
                    self.expectations.push(*id);
                }
                ChangeField::Unlink(id) => self.expectations.retain(|other| other != id),
                ChangeField::Feedback(evidence) => {
                    self.feedback.retain(|other| other != evidence);
                    self.feedback.push(evidence.clone());
                }
                ChangeField::DropFeedback(evidence) => {
                    self.feedback.retain(|other| other != evidence);
                }
            }
        }
    }
}

impl ChangePersonal {
    /// Words without a title are words that nobody can read any more.
    fn new(words: Held<&Vec<ChangeWord>>) -> Held<Self> {
        let Held::Known(words) = words else { return Held::Erased };
        let Some(title) = words.iter().find_map(ChangeWord::as_title) else { return Held::Erased };
        let mut personal = ChangePersonal {
            title: title.clone(),
            text: None,
            reason: None,
            alternatives: Vec::new(),
            retro: Vec::new(),
            explanations: Vec::new(),
            remarks: Vec::new(),
        };
        personal.say(words, 1);
        Held::Known(personal)
    }

    fn say(&mut self, words: &[ChangeWord], revision: u32) {
        for word in words {
            match word {
                ChangeWord::Title(title) => self.title = title.clone(),
                ChangeWord::Text(text) => self.text = Some(text.clone()),
                ChangeWord::Reason(reason) => self.reason = Some(reason.clone()),
                ChangeWord::Label(number, label) => self.label(*number, label),
                ChangeWord::Pros(n, note) => self.of(*n, |own| own.pros = Some(note.clone())),
                ChangeWord::Cons(n, note) => self.of(*n, |own| own.cons = Some(note.clone())),
                ChangeWord::Quality(n, note) => self.of(*n, |own| own.quality = Some(note.clone())),
                ChangeWord::Risk(n, note) => self.of(*n, |own| own.risk = Some(note.clone())),
                ChangeWord::Benefit(n, note) => self.of(*n, |own| own.benefit = Some(note.clone())),
                ChangeWord::Rationale(n, dimension, line) => {
                    self.of(*n, |own| place(&mut own.rationales, *dimension, line));
                }
                ChangeWord::RetroRationale(dimension, line) => {
                    place(&mut self.retro, *dimension, line);
                }
                ChangeWord::Explanation(text) => self.explanations.push(text.clone()),
                ChangeWord::Remark(kind, text) => {
                    self.remarks.push(Remark { kind: *kind, revision, text: text.clone() });
                }
            }
        }
    }

    fn label(&mut self, number: u32, label: &Line) {
        self.alternatives.retain(|words| words.number != number);
        self.alternatives.push(AlternativeWords {
            number,
            label: label.clone(),
            pros: None,
            cons: None,
            quality: None,
            risk: None,
            benefit: None,
            rationales: Vec::new(),
        });
    }

    fn of(&mut self, number: u32, say: impl FnOnce(&mut AlternativeWords)) {
        if let Some(words) = self.alternatives.iter_mut().find(|words| words.number == number) {
            say(words);
        }
    }
}

fn place(among: &mut Vec<(Dimension, Line)>, dimension: Dimension, line: &Line) {
    among.retain(|(other, _)| *other != dimension);
    among.push((dimension, line.clone()));
    among.sort_by_key(|(dimension, _)| *dimension);
}

impl ChangeWord {
    fn as_title(&self) -> Option<&Line> {
        if let ChangeWord::Title(title) = self { Some(title) } else { None }
    }
}
