//! What a person says when they log an interaction or correct one.

use serde::Serialize;

use super::words::{Act, Circumstances, Direction, FollowUp, Kind, Sentiment, Words};
use crate::domain::channel::Channel;
use crate::domain::{ContactId, Invalid, Line, Note, ProjectId, StaffId, Timestamp, Visibility};

/// An interaction as somebody tells it. Texts are checked as they come; the first that cannot be
/// taken is told when the interaction is logged.
///
/// ```
/// use guanxi::domain::{Timestamp, interaction::NewInteraction};
/// let at: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// let call = NewInteraction::call(at).subject("交付日期").promised("周五前给出方案");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewInteraction {
    pub(super) circumstances: Circumstances,
    pub(super) words: Words,
    #[serde(skip)]
    pub(super) invalid: Option<Invalid>,
}

impl NewInteraction {
    /// An interaction of any kind.
    #[must_use]
    pub fn new(kind: Kind, channel: Channel, direction: Direction, at: Timestamp) -> Self {
        let circumstances = Circumstances {
            at,
            ended_at: None,
            channel,
            direction,
            kind,
            automatic: false,
            mass: false,
            contacts: Vec::new(),
            staff: Vec::new(),
            project: None,
            sentiment: None,
            follow_up: None,
            effort_minutes: None,
            visibility: Visibility::Internal,
            act: Act::Log,
        };
        NewInteraction { circumstances, words: Words::default(), invalid: None }
    }

    /// A telephone call.
    #[must_use]
    pub fn call(at: Timestamp) -> Self {
        Self::new(Kind::Call, Channel::Phone, Direction::Both, at)
    }

    /// A meeting face to face.
    #[must_use]
    pub fn meeting(at: Timestamp) -> Self {
        Self::new(Kind::Meeting, Channel::InPerson, Direction::Both, at)
    }

    /// A visit.
    #[must_use]
    pub fn visit(at: Timestamp) -> Self {
        Self::new(Kind::Visit, Channel::InPerson, Direction::Both, at)
    }

    /// A mail from the client.
    #[must_use]
    pub fn mail_in(at: Timestamp) -> Self {
        Self::new(Kind::Message, Channel::Email, Direction::In, at)
    }

    /// A mail to the client.
    #[must_use]
    pub fn mail_out(at: Timestamp) -> Self {
        Self::new(Kind::Message, Channel::Email, Direction::Out, at)
    }

    /// A meeting of the team without a client.
    #[must_use]
    pub fn team_meeting(at: Timestamp) -> Self {
        Self::new(Kind::Meeting, Channel::InPerson, Direction::Internal, at)
    }

    /// By another channel than the kind suggests.
    #[must_use]
    pub fn by(mut self, channel: Channel) -> Self {
        self.circumstances.channel = channel;
        self
    }

    /// A person at the client who took part.
    #[must_use]
    pub fn with(mut self, contact: ContactId) -> Self {
        self.circumstances.contacts.push(contact);
        self
    }

    /// A member of staff who took part.
    #[must_use]
    pub fn staff(mut self, staff: StaffId) -> Self {
        self.circumstances.staff.push(staff);
        self
    }

    /// The project it was about.
    #[must_use]
    pub fn project(mut self, project: ProjectId) -> Self {
        self.circumstances.project = Some(project);
        self
    }

    /// When it ended.
    #[must_use]
    pub fn until(mut self, at: Timestamp) -> Self {
        self.circumstances.ended_at = Some(at);
        self
    }

    /// Sent by a machine: no touch of a person.
    #[must_use]
    pub fn automatic(mut self) -> Self {
        self.circumstances.automatic = true;
        self
    }

    /// Sent to many at once.
    #[must_use]
    pub fn mass(mut self) -> Self {
        self.circumstances.mass = true;
        self
    }

    /// What it was about.
    #[must_use]
    pub fn subject(mut self, text: &str) -> Self {
        self.words.subject = self.line(text);
        self
    }

    /// The text.
    #[must_use]
    pub fn body(mut self, text: &str) -> Self {
        self.words.body = self.note(text);
        self
    }

    /// What was to be talked about.
    #[must_use]
    pub fn agenda(mut self, text: &str) -> Self {
        self.words.agenda = self.note(text);
        self
    }

    /// The minutes, as one text: what has been done.
    #[must_use]
    pub fn minutes(mut self, progress: &str) -> Self {
        let progress = self.note(progress);
        self.words.minutes.get_or_insert_default().progress = progress;
        self
    }

    /// The minutes: what stands in the way.
    #[must_use]
    pub fn problems(mut self, text: &str) -> Self {
        let problems = self.note(text);
        self.words.minutes.get_or_insert_default().problems = problems;
        self
    }

    /// The minutes: what comes next.
    #[must_use]
    pub fn next_steps(mut self, text: &str) -> Self {
        let next = self.note(text);
        self.words.minutes.get_or_insert_default().next = next;
        self
    }

    /// Something promised to the client.
    #[must_use]
    pub fn promised(mut self, text: &str) -> Self {
        let promise = self.line(text);
        self.words.promised.extend(promise);
        self
    }

    /// The conversation it belongs to, as its channel names it.
    #[must_use]
    pub fn thread(mut self, text: &str) -> Self {
        self.words.thread = self.line(text);
        self
    }

    /// How it felt, −2 to 2.
    #[must_use]
    pub fn sentiment(mut self, value: i8) -> Self {
        match Sentiment::new(value) {
            Ok(sentiment) => self.circumstances.sentiment = Some(sentiment),
            Err(why) => self.note_invalid(why),
        }
        self
    }

    /// What somebody is to come back to.
    #[must_use]
    pub fn follow_up(mut self, due: Timestamp, owner: Option<StaffId>) -> Self {
        self.circumstances.follow_up = Some(FollowUp { due, owner });
        self
    }

    /// How many minutes of work it took, for what the relationship costs.
    #[must_use]
    pub fn effort_minutes(mut self, minutes: u32) -> Self {
        self.circumstances.effort_minutes = Some(minutes);
        self
    }

    /// Lets the client's people see it.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.circumstances.visibility = Visibility::Shared;
        self
    }

    fn line(&mut self, text: &str) -> Option<Line> {
        Line::new(text).map_err(|why| self.note_invalid(why)).ok()
    }

    fn note(&mut self, text: &str) -> Option<Note> {
        Note::new(text).map_err(|why| self.note_invalid(why)).ok()
    }

    fn note_invalid(&mut self, why: Invalid) {
        self.invalid.get_or_insert(why);
    }

    /// When it began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.circumstances.at
    }

    /// The people at the client whom it names.
    #[must_use]
    pub fn named(&self) -> &[ContactId] {
        &self.circumstances.contacts
    }
}
