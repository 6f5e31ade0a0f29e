//! What is said about change requests: a new one, changes to one, alternatives and their impacts.

use serde::Serialize;

use super::effect::Effect;
use super::event::{ChangeField, ChangeWord};
use super::parts::{Advice, AlternativeKind};
use super::words::{ChangeCause, ChangeKind, ChangeSource, Requester};
use crate::domain::patch::fields;
use crate::domain::{
    ContactId, CustomKey, Date, Evidence, ExpectationId, Invalid, Line, Money, Note, Percent,
    ProjectId, StaffId, Tag, Timestamp, Visibility,
};

/// A change request to write down.
///
/// ```
/// use guanxi::domain::change_request::{ChangeEdit, ChangeSource, NewChange};
/// use guanxi::domain::{ContactId, Note};
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// let wish = NewChange::by_contact(li, "报表导出为 Excel")?
///     .source(ChangeSource::ClientNeed)
///     .text("每张报表右上角加一个导出按钮")?
///     .reason("财务每月要手工抄数")?
///     .with(ChangeEdit::new().wanted_by("2026-06-30".parse()?));
/// assert_eq!(wish.title().as_str(), "报表导出为 Excel");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChange {
    pub(super) requester: Requester,
    pub(super) project: Option<ProjectId>,
    pub(super) title: Line,
    pub(super) more: ChangeEdit,
}

impl NewChange {
    /// Something that a person at the client asks for, under this title.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn by_contact(contact: ContactId, title: &str) -> Result<Self, Invalid> {
        Self::by(Requester::Contact(contact), title)
    }

    /// Something that a member of staff asks for, under this title.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn by_staff(staff: StaffId, title: &str) -> Result<Self, Invalid> {
        Self::by(Requester::Staff(staff), title)
    }

    /// Something that somebody asks for, under this title.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn by(requester: Requester, title: &str) -> Result<Self, Invalid> {
        let title = Line::new(title).map_err(|why| why.in_field("title"))?;
        Ok(NewChange { requester, project: None, title, more: ChangeEdit::new() })
    }

    /// The same, in a project.
    #[must_use]
    pub fn project(mut self, project: ProjectId) -> Self {
        self.project = Some(project);
        self
    }

    /// The same, from here.
    #[must_use]
    pub fn source(self, source: ChangeSource) -> Self {
        self.with(ChangeEdit::new().source(source))
    }

    /// The same, to be decided like this.
    #[must_use]
    pub fn kind(self, kind: ChangeKind) -> Self {
        self.with(ChangeEdit::new().kind(kind))
    }

    /// The same, and this is what is wanted.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn text(self, text: &str) -> Result<Self, Invalid> {
        let text = Note::new(text).map_err(|why| why.in_field("text"))?;
        Ok(self.with(ChangeEdit::new().text(text)))
    }

    /// The same, and this is why.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn reason(self, reason: &str) -> Result<Self, Invalid> {
        let reason = Note::new(reason).map_err(|why| why.in_field("reason"))?;
        Ok(self.with(ChangeEdit::new().reason(reason)))
    }

    /// The same, and this of it is known as well.
    #[must_use]
    pub fn with(mut self, more: ChangeEdit) -> Self {
        self.more = self.more.and(more);
        self
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &Line {
        &self.title
    }

    /// The expectations that it links.
    pub fn new_links(&self) -> impl Iterator<Item = ExpectationId> + '_ {
        self.more.new_links()
    }

    /// Who asks for it.
    #[must_use]
    pub fn requester(&self) -> Requester {
        self.requester
    }

    /// The project that it belongs to.
    #[must_use]
    pub fn in_project(&self) -> Option<ProjectId> {
        self.project
    }
}

/// Changes to a change request: the fields that are named, and no others. Where one is named twice,
/// the last word holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ChangeEdit {
    pub(super) changes: Vec<ChangeField>,
    pub(super) words: Vec<ChangeWord>,
}

impl ChangeEdit {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        ChangeEdit::default()
    }

    fields! {
        /// It comes from here.
        source(source: ChangeSource) => changes, ChangeField::Source(source);
        /// It is decided like this.
        kind(kind: ChangeKind) => changes, ChangeField::Kind(kind);
        /// It became necessary for this cause.
        cause(cause: ChangeCause) => changes, ChangeField::Cause(Some(cause));
        /// For which cause it became necessary is not known.
        without_cause() => changes, ChangeField::Cause(None);
        /// It is wanted by this day.
        wanted_by(day: Date) => changes, ChangeField::WantedBy(Some(day));
        /// It is not wanted by any day.
        without_wanted_by() => changes, ChangeField::WantedBy(None);
        /// The client sees it, whatever its source.
        shared() => changes, ChangeField::Visibility(Some(Visibility::Shared));
        /// The client does not see it, whatever its source.
        internal() => changes, ChangeField::Visibility(Some(Visibility::Internal));
        /// Its source says whether the client sees it.
        visible_by_source() => changes, ChangeField::Visibility(None);
        /// It touches this expectation too.
        link(expectation: ExpectationId) => changes, ChangeField::Link(expectation);
        /// It does not touch this expectation.
        unlink(expectation: ExpectationId) => changes, ChangeField::Unlink(expectation);
        /// It answers this feedback too.
        feedback(feedback: Evidence) => changes, ChangeField::Feedback(feedback);
        /// It does not answer this feedback.
        without_feedback(feedback: Evidence) => changes, ChangeField::DropFeedback(feedback);
        /// It is called this.
        title(title: Line) => words, ChangeWord::Title(title);
        /// This is what is wanted.
        text(text: Note) => words, ChangeWord::Text(text);
        /// This is why.
        reason(reason: Note) => words, ChangeWord::Reason(reason);
    }

    /// The expectations that it links.
    pub fn new_links(&self) -> impl Iterator<Item = ExpectationId> + '_ {
        self.changes.iter().filter_map(|field| match field {
            ChangeField::Link(id) => Some(*id),
            ChangeField::Source(_)
            | ChangeField::Kind(_)
            | ChangeField::Cause(_)
            | ChangeField::WantedBy(_)
            | ChangeField::Visibility(_)
            | ChangeField::Unlink(_)
            | ChangeField::Feedback(_)
            | ChangeField::DropFeedback(_) => None,
        })
    }

    /// These changes and then those.
    #[must_use]
    pub fn and(mut self, more: ChangeEdit) -> Self {
        self.changes.extend(more.changes);
        self.words.extend(more.words);
        self
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.words.is_empty()
    }
}

/// An alternative to outline.
///
/// ```
/// use guanxi::domain::change_request::NewAlternative;
/// use guanxi::domain::Note;
/// let now = NewAlternative::act("现在加导出")?
///     .pros(Note::new("六月底可用")?)
///     .cons(Note::new("上线推迟两天")?)
///     .recommended();
/// let wait = NewAlternative::do_nothing()?.cons(Note::new("财务继续手工抄数")?);
/// # let _ = (now, wait);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewAlternative {
    pub(super) kind: AlternativeKind,
    pub(super) advice: Advice,
    pub(super) label: Line,
    pub(super) pros: Option<Note>,
    pub(super) cons: Option<Note>,
    pub(super) quality: Option<Note>,
    pub(super) risk: Option<Note>,
    pub(super) benefit: Option<Note>,
}

impl NewAlternative {
    /// Something that could be done, and what it is called.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn act(label: &str) -> Result<Self, Invalid> {
        Self::of(AlternativeKind::Act, label)
    }

    /// Doing nothing.
    ///
    /// # Errors
    /// None: the label is ours.
    pub fn do_nothing() -> Result<Self, Invalid> {
        Self::of(AlternativeKind::DoNothing, "不做变更 / do nothing")
    }

    fn of(kind: AlternativeKind, label: &str) -> Result<Self, Invalid> {
        Ok(NewAlternative {
            kind,
            advice: Advice::Neutral,
            label: Line::new(label).map_err(|why| why.in_field("label"))?,
            pros: None,
            cons: None,
            quality: None,
            risk: None,
            benefit: None,
        })
    }

    /// The same, and the firm advises it, and no other.
    #[must_use]
    pub fn recommended(mut self) -> Self {
        self.advice = Advice::Recommended;
        self
    }

    /// The same, and this speaks for it.
    #[must_use]
    pub fn pros(mut self, pros: Note) -> Self {
        self.pros = Some(pros);
        self
    }

    /// The same, and this speaks against it.
    #[must_use]
    pub fn cons(mut self, cons: Note) -> Self {
        self.cons = Some(cons);
        self
    }

    /// The same, and this it means for quality.
    #[must_use]
    pub fn quality(mut self, quality: Note) -> Self {
        self.quality = Some(quality);
        self
    }

    /// The same, and this it risks.
    #[must_use]
    pub fn risk(mut self, risk: Note) -> Self {
        self.risk = Some(risk);
        self
    }

    /// The same, and this it is good for.
    #[must_use]
    pub fn benefit(mut self, benefit: Note) -> Self {
        self.benefit = Some(benefit);
        self
    }

    pub(super) fn words(self, number: u32) -> Vec<ChangeWord> {
        let notes = [
            self.pros.map(|note| ChangeWord::Pros(number, note)),
            self.cons.map(|note| ChangeWord::Cons(number, note)),
            self.quality.map(|note| ChangeWord::Quality(number, note)),
            self.risk.map(|note| ChangeWord::Risk(number, note)),
            self.benefit.map(|note| ChangeWord::Benefit(number, note)),
        ];
        let label = ChangeWord::Label(number, self.label);
        std::iter::once(label).chain(notes.into_iter().flatten()).collect()
    }
}

/// What an alternative does in one dimension, why, and how sure who found it out is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewImpact {
    pub(super) effect: Effect,
    pub(super) rationale: Line,
    pub(super) confidence: Percent,
    pub(super) by: StaffId,
}

impl NewImpact {
    /// What it does, why, and who found it out; they are sure of it.
    ///
    /// # Errors
    /// What [`Line::new`] turns away in the rationale, which "no effect" needs too.
    pub fn of(effect: Effect, rationale: &str, by: StaffId) -> Result<Self, Invalid> {
        let rationale = Line::new(rationale).map_err(|why| why.in_field("rationale"))?;
        Ok(NewImpact { effect, rationale, confidence: Percent::ALL, by })
    }

    /// The same, as sure as this.
    #[must_use]
    pub fn confidence(mut self, confidence: Percent) -> Self {
        self.confidence = confidence;
        self
    }

    /// Who found it out.
    #[must_use]
    pub fn assessed_by(&self) -> StaffId {
        self.by
    }
}

/// How a submitted change is taken on: as the kind that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Triage {
    /// Somebody is to assess it.
    Normal {
        /// Who.
        assessor: StaffId,
    },
    /// Its template approves it.
    Standard,
    /// It is to be decided at once.
    Emergency(Box<Urgent>),
}

/// What must be known of an emergency before it is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Urgent {
    /// Who is to assess it afterwards.
    pub assessor: StaffId,
    /// The one thing that could be done.
    pub alternative: NewAlternative,
    /// What it does in all four dimensions, as far as it can be told.
    pub impacts: Vec<NewImpact>,
    /// What it may cost.
    pub ceiling: Money,
}

impl Triage {
    /// The member of staff who is to assess it, where one is named.
    #[must_use]
    pub fn assessor(&self) -> Option<StaffId> {
        match self {
            Triage::Normal { assessor } => Some(*assessor),
            Triage::Standard => None,
            Triage::Emergency(urgent) => Some(urgent.assessor),
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Triage::Normal { .. } => "Normal",
            Triage::Standard => "Standard",
            Triage::Emergency(_) => "Emergency",
        }
    }
}

/// A member of staff says yes to an alternative, in a role of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewApproval {
    pub(super) alternative: u32,
    pub(super) role: Tag,
    pub(super) rationale: Option<Line>,
    pub(super) conditions: Option<Line>,
    pub(super) valid_until: Option<Timestamp>,
}

impl NewApproval {
    /// Yes to this alternative, in this role.
    ///
    /// # Errors
    /// What [`Tag::new`] turns away.
    pub fn of(alternative: u32, role: &str) -> Result<Self, Invalid> {
        let role = Tag::new(role).map_err(|why| why.in_field("role"))?;
        let (rationale, conditions, valid_until) = (None, None, None);
        Ok(NewApproval { alternative, role, rationale, conditions, valid_until })
    }

    /// The same, and this is why.
    #[must_use]
    pub fn because(mut self, rationale: Line) -> Self {
        self.rationale = Some(rationale);
        self
    }

    /// The same, on this condition.
    #[must_use]
    pub fn provided(mut self, conditions: Line) -> Self {
        self.conditions = Some(conditions);
        self
    }

    /// The same, if it is begun by this instant.
    #[must_use]
    pub fn until(mut self, instant: Timestamp) -> Self {
        self.valid_until = Some(instant);
        self
    }
}

/// A revision of the plan, and whether it exists: the plan is the host's, so the host says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum PlanRevision {
    /// It was made.
    Made(Evidence),
    /// The host has looked, and there is no such revision.
    NeverMade(Evidence),
}

/// How a linked expectation stands, as far as a change asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum ExpectationStanding {
    /// It is not agreed, or not any more: it need not be looked at.
    NotAgreed,
    /// It is agreed, and was not revised since the change was begun.
    Agreed,
    /// It was revised since the change was begun.
    Revised,
}

/// A linked expectation and how it stands. One of which nothing is said counts as agreed.
pub type LinkedExpectation = (ExpectationId, ExpectationStanding);

/// A template's key, for [`ChangeKind::Standard`].
///
/// # Errors
/// What [`CustomKey::new`] turns away.
impl TryFrom<&str> for ChangeKind {
    type Error = Invalid;

    fn try_from(template: &str) -> Result<Self, Invalid> {
        Ok(ChangeKind::Standard(CustomKey::new(template)?))
    }
}
