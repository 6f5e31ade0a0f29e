//! Interactions: every call, meeting, visit and message, as it was written down and never changed.
//!
//! A correction or a withdrawal is a fact of its own that takes the place of the earlier one,
//! which stays readable and leaves the timeline.

mod words;
mod new;
mod rules;
#[cfg(any(test, feature = "proptest1"))]
pub mod strategies;
#[cfg(test)]
mod tests;

pub use super::channel::Channel;
pub use new::NewInteraction;
pub use rules::{InteractionGuard, InteractionRefusal, MACHINE, Setting};
pub use words::{Act, Circumstances, Direction, FollowUp, Kind, Minutes, Sentiment, Words};

use super::cadence::{Message, Side, Touch, Weight};
use super::declaration::{self, Cell, Column, Columns, Declaration, Index, Shape};
use super::noun::{Fact, Noun};
use super::{
    ClientId, ContactId, Held, InteractionId, Line, ProjectId, StaffId, Stream, Timestamp,
    Visibility,
};

/// One contact with a client, or one meeting of the team.
///
/// ```
/// use guanxi::domain::interaction::{Interaction, NewInteraction, Setting};
/// use guanxi::domain::{ActorId, ClientId, Held, InteractionId, Stamp, Stream, Timestamp};
/// # use uuid::Uuid;
/// let now: Timestamp = "2026-05-03T10:00:00Z".parse()?;
/// let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
/// let stream = Stream::client(ClientId::from_uuid(Uuid::from_u128(1)));
/// let id = InteractionId::from_uuid(Uuid::from_u128(2));
/// let call = NewInteraction::call(now).subject("交付日期");
/// let call = Interaction::log(id, call, &Setting::in_stream(stream), &stamp)?;
/// assert_eq!(call.words().map(|w| w.subject.as_ref().map(|s| s.as_str())), Held::Known(Some("交付日期")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Interaction {
    id: InteractionId,
    stream: Stream,
    circumstances: Circumstances,
    words: Held<Words>,
}

impl Interaction {
    /// Which interaction.
    #[must_use]
    pub fn id(&self) -> InteractionId {
        self.id
    }

    /// The client; none for a meeting of the team.
    #[must_use]
    pub fn client(&self) -> Option<ClientId> {
        self.stream.as_client()
    }

    /// When it began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.circumstances.at
    }

    /// When it ended, if that was told.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.circumstances.ended_at
    }

    /// By which channel.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.circumstances.channel
    }

    /// Who spoke to whom.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.circumstances.direction
    }

    /// What kind it was.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.circumstances.kind
    }

    /// Whether a machine sent it.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.circumstances.automatic
    }

    /// Whether it went to many at once.
    #[must_use]
    pub fn is_mass(&self) -> bool {
        self.circumstances.mass
    }

    /// The people at the client who took part.
    #[must_use]
    pub fn contacts(&self) -> &[ContactId] {
        &self.circumstances.contacts
    }

    /// The members of staff who took part.
    #[must_use]
    pub fn staff(&self) -> &[StaffId] {
        &self.circumstances.staff
    }

    /// The project it was about.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.circumstances.project
    }

    /// How it felt to the one who wrote it down.
    #[must_use]
    pub fn sentiment(&self) -> Option<Sentiment> {
        self.circumstances.sentiment
    }

    /// What somebody is to come back to.
    #[must_use]
    pub fn follow_up(&self) -> Option<FollowUp> {
        self.circumstances.follow_up
    }

    /// How many minutes of work it took.
    #[must_use]
    pub fn effort_minutes(&self) -> Option<u32> {
        self.circumstances.effort_minutes
    }

    /// Why it was written down: because it happened, or about an earlier record.
    #[must_use]
    pub fn act(&self) -> Act {
        self.circumstances.act
    }

    /// Everything that was said and written.
    #[must_use]
    pub fn words(&self) -> Held<&Words> {
        self.words.as_ref()
    }

    /// What it was about.
    #[must_use]
    pub fn subject(&self) -> Held<Option<&Line>> {
        self.words().map(|words| words.subject.as_ref())
    }

    /// Whether a person of the firm really was in contact with a person of the client.
    ///
    /// A greeting or survey sent by a machine, a mass mailing, a note, and what names nobody at
    /// the client is none.
    #[must_use]
    pub fn is_touch(&self) -> bool {
        self.side().is_some() && !self.circumstances.contacts.is_empty()
    }

    /// What it is worth as a touch: whole for a talk and for a written exchange, half for a message
    /// or a greeting that went one way, nothing for what [is none](Self::is_touch).
    #[must_use]
    pub fn weight(&self) -> Option<Weight> {
        let weight = match (self.kind(), self.direction()) {
            (Kind::Call | Kind::Meeting | Kind::Visit | Kind::ReturnVisit, _) => Weight::Full,
            (Kind::Message | Kind::Greeting, Direction::Both) => Weight::Full,
            (Kind::Message | Kind::Greeting, _) => Weight::Half,
            (Kind::Survey | Kind::Note, _) => return None,
        };
        self.is_touch().then_some(weight)
    }

    /// The touch that it is, if it is one.
    #[must_use]
    pub fn touch(&self) -> Option<Touch> {
        let Circumstances { at, channel, contacts, .. } = &self.circumstances;
        let (at, channel, contacts) = (*at, *channel, contacts.clone());
        self.weight().map(|weight| Touch { at, id: self.id, weight, channel, contacts })
    }

    /// What was said in it as far as the time to answer goes, whoever took part.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        let Circumstances { at, channel, .. } = self.circumstances;
        self.side().map(|side| Message { at, channel, side })
    }

    /// Who of the two spoke, where people did: who meets has been answered.
    fn side(&self) -> Option<Side> {
        let Circumstances { automatic, mass, direction, kind, act, .. } = &self.circumstances;
        let human = !automatic && !mass && !matches!(act, Act::Withdraw(_));
        let said = human && !matches!(kind, Kind::Survey | Kind::Note);
        match direction {
            Direction::In => said.then_some(Side::Client),
            Direction::Out | Direction::Both => said.then_some(Side::Firm),
            Direction::Internal => None,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::new("at", Shape::Integer),
    Column::new("touched_at", Shape::Integer),
    Column::new("follow_up_due", Shape::Integer),
    Column::new("follow_up_owner", Shape::Id),
    Column::new("withdraws", Shape::Id),
    Column::new("whole_touch_at", Shape::Integer),
];

/// What stands for a half in the column of whole touches: it is a touch, and older than any whole
/// one, so that a client with halves alone is always looked at.
pub(crate) const HALF: i64 = Timestamp::MIN.micros();

impl Noun for Interaction {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "interaction",
        number: 6,
        version: 1,
        kind: declaration::Kind::Fact { at: "at" },
        columns: COLUMNS,
        indexes: &[
            Index { name: "by_follow_up", columns: &["follow_up_due"] },
            Index { name: "by_follow_up_owner", columns: &["follow_up_owner", "follow_up_due"] },
        ],
        events: &["logged", "corrected", "withdrawn"],
    };
    const FORMAT: u8 = 1;
    type Id = InteractionId;
    type Plain = Circumstances;
    type Personal = Words;

    fn id(&self) -> InteractionId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        self.circumstances.visibility
    }

    fn plain(&self) -> &Circumstances {
        &self.circumstances
    }

    fn personal(&self) -> Held<&Words> {
        self.words.as_ref()
    }

    fn join(
        id: InteractionId,
        stream: Stream,
        circumstances: Circumstances,
        words: Held<Words>,
    ) -> Self {
        Interaction { id, stream, circumstances, words }
    }

    /// Without what the firm notes for itself: how it felt, what it took, who comes back to it, and
    /// why it was corrected.
    fn shown(self) -> Self {
        let circumstances = Circumstances {
            sentiment: None,
            effort_minutes: None,
            follow_up: None,
            ..self.circumstances
        };
        let words = self.words.map(|words| Words { reason: None, ..words });
        Interaction { circumstances, words, ..self }
    }

    fn columns(&self) -> Columns {
        let follow_up = self.circumstances.follow_up;
        let withdraws = match self.circumstances.act {
            Act::Withdraw(id) => Some(super::RecordId::id(id)),
            Act::Log | Act::Correct(_) => None,
        };
        vec![
            Cell::one(self.at().micros()),
            Cell::maybe(self.is_touch().then(|| self.at().micros())),
            Cell::maybe(follow_up.map(|f| f.due.micros())),
            Cell::maybe(follow_up.and_then(|f| f.owner).map(super::RecordId::id)),
            Cell::maybe(withdraws),
            Cell::maybe(self.weight().map(|weight| match weight {
                Weight::Full => self.at().micros(),
                Weight::Half => HALF,
            })),
        ]
    }
}

impl Fact for Interaction {
    fn event_name(&self) -> &'static str {
        match self.circumstances.act {
            Act::Log => "logged",
            Act::Correct(_) => "corrected",
            Act::Withdraw(_) => "withdrawn",
        }
    }

    fn supersedes(&self) -> Option<InteractionId> {
        match self.circumstances.act {
            Act::Log => None,
            Act::Correct(id) | Act::Withdraw(id) => Some(id),
        }
    }
}
