//! The words of an interaction: by which channel, in which direction, of what kind, how it felt.

use serde::{Deserialize, Serialize};

use crate::domain::channel::Channel;
use crate::domain::{ContactId, Invalid, Line, Note, StaffId, Timestamp};

/// Who spoke to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// From the client to the firm.
    In,
    /// From the firm to the client.
    Out,
    /// Both at once, as in a meeting or a call.
    Both,
    /// Within the firm.
    Internal,
}

/// What kind of interaction it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A talk by telephone or video.
    Call,
    /// A meeting with an agenda.
    Meeting,
    /// A visit at the client's or the firm's.
    Visit,
    /// A regular return visit after delivery (回访).
    ReturnVisit,
    /// A written message.
    Message,
    /// A greeting for a day that matters to somebody.
    Greeting,
    /// A survey or an invitation to one.
    Survey,
    /// A note of something heard or seen.
    Note,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 8] = [
        Kind::Call,
        Kind::Meeting,
        Kind::Visit,
        Kind::ReturnVisit,
        Kind::Message,
        Kind::Greeting,
        Kind::Survey,
        Kind::Note,
    ];
}

/// How it felt to the one who wrote it down: −2 (very bad) to 2 (very good).
///
/// ```
/// use guanxi::domain::interaction::Sentiment;
/// assert_eq!(Sentiment::new(-2)?.get(), -2);
/// assert!(Sentiment::new(3).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct Sentiment(i8);

impl Sentiment {
    /// Takes a number from −2 to 2.
    ///
    /// # Errors
    /// [`Invalid::Range`].
    pub fn new(value: i8) -> Result<Self, Invalid> {
        if (-2..=2).contains(&value) {
            Ok(Sentiment(value))
        } else {
            Err(Invalid::Range { field: "sentiment", low: -2, high: 2 })
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i8 {
        self.0
    }
}

impl TryFrom<i8> for Sentiment {
    type Error = Invalid;

    fn try_from(value: i8) -> Result<Self, Invalid> {
        Sentiment::new(value)
    }
}

impl From<Sentiment> for i8 {
    fn from(sentiment: Sentiment) -> i8 {
        sentiment.0
    }
}

/// What somebody is to come back to, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// By when.
    pub due: Timestamp,
    /// Who; none when nobody has taken it yet.
    pub owner: Option<StaffId>,
}

/// The minutes of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Minutes {
    /// What has been done.
    pub progress: Option<Note>,
    /// What stands in the way.
    pub problems: Option<Note>,
    /// What comes next.
    pub next: Option<Note>,
}

/// Why and of what an interaction was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// It happened.
    Log,
    /// It happened, and not as an earlier record says.
    Correct(crate::domain::InteractionId),
    /// An earlier record should not be there.
    Withdraw(crate::domain::InteractionId),
}

/// Everything about an interaction that stays when its words are erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    pub(super) at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) channel: Channel,
    pub(super) direction: Direction,
    pub(super) kind: Kind,
    pub(super) automatic: bool,
    pub(super) mass: bool,
    pub(super) contacts: Vec<ContactId>,
    pub(super) staff: Vec<StaffId>,
    pub(super) project: Option<crate::domain::ProjectId>,
    pub(super) sentiment: Option<Sentiment>,
    pub(super) follow_up: Option<FollowUp>,
    pub(super) effort_minutes: Option<u32>,
    pub(super) visibility: crate::domain::Visibility,
    pub(super) act: Act,
}

/// The words of an interaction: what erasure removes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// What it was about.
    pub subject: Option<Line>,
    /// The text.
    pub body: Option<Note>,
    /// What was to be talked about.
    pub agenda: Option<Note>,
    /// What was said.
    pub minutes: Option<Minutes>,
    /// What was promised to the client.
    pub promised: Vec<Line>,
    /// The conversation it belongs to, as its channel names it.
    pub thread: Option<Line>,
    /// Why an earlier record was corrected or withdrawn.
    pub reason: Option<Line>,
}
