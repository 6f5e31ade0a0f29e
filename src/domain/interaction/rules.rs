//! The rules of interactions: log, correct, withdraw.

use super::words::{Act, Circumstances, Direction, Words};
use super::{Interaction, NewInteraction};
use crate::domain::machine::{Machine, NOTHING, Verb};
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{
    ContactId, Held, InteractionId, Invalid, Lang, Line, Stamp, Stream, Visibility,
};

/// Where an interaction can be said to stand, and what may be said then.
pub const MACHINE: Machine = Machine {
    name: "interaction",
    states: &["Standing", "Superseded", "Withdrawal"],
    verbs: &[
        Verb { name: "log", moves: &[(NOTHING, "Standing")] },
        Verb { name: "correct", moves: &[("Standing", "Superseded")] },
        Verb { name: "withdraw", moves: &[("Standing", "Superseded")] },
    ],
};

/// The most people of one side that are named in an interaction.
pub(super) const MOST_PEOPLE: usize = 500;
/// The most promises that one interaction holds.
pub(super) const MOST_PROMISES: usize = 64;
/// A month of work, day and night.
const MOST_MINUTES: u32 = 31 * 24 * 60;

/// What a rule must know beside the interaction: with whom it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    stream: Stream,
    archived: bool,
    strangers: Vec<ContactId>,
}

impl Setting {
    /// With this client, or with the team alone.
    #[must_use]
    pub fn in_stream(stream: Stream) -> Self {
        Setting { stream, archived: false, strangers: Vec::new() }
    }

    /// The client's file has been put away.
    #[must_use]
    pub fn archived(mut self, archived: bool) -> Self {
        self.archived = archived;
        self
    }

    /// People who were named and are no contacts of this client.
    #[must_use]
    pub fn strangers(mut self, strangers: Vec<ContactId>) -> Self {
        self.strangers = strangers;
        self
    }
}

/// Why an interaction could not be written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InteractionGuard {
    /// It lies in the future.
    #[error("it lies in the future")]
    InFuture,
    /// It ends before it begins.
    #[error("it ends before it begins")]
    EndsBeforeStart,
    /// Its follow-up is due before it began.
    #[error("its follow-up is due before it began")]
    FollowUpBeforeStart,
    /// The client's file has been put away.
    #[error("the client is archived")]
    ClientArchived,
    /// Somebody named is no contact of this client.
    #[error("somebody named is no contact of this client")]
    StrangerNamed {
        /// Who.
        contact: ContactId,
    },
    /// Nobody of the client can take part in, or see, what the team does alone.
    #[error("what the team does alone names no contact and is not shared")]
    NoClient,
    /// What was said of it was erased: nothing more is.
    #[error("its words were erased, and nothing more is said of it")]
    Erased,
    /// What goes on within the firm is not shown to the client.
    #[error("what is internal is not shared with the client")]
    InternalShared,
}

impl InteractionGuard {
    /// One of each, for lists.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let contact = crate::domain::RecordId::from_id(crate::domain::Id::from_bytes([0; 16]));
        vec![
            InteractionGuard::InFuture,
            InteractionGuard::EndsBeforeStart,
            InteractionGuard::FollowUpBeforeStart,
            InteractionGuard::ClientArchived,
            InteractionGuard::StrangerNamed { contact },
            InteractionGuard::NoClient,
            InteractionGuard::InternalShared,
            InteractionGuard::Erased,
        ]
    }
}

impl Guard for InteractionGuard {
    fn code(&self) -> &'static str {
        match self {
            InteractionGuard::InFuture => "interaction.in_future",
            InteractionGuard::EndsBeforeStart => "interaction.ends_before_start",
            InteractionGuard::FollowUpBeforeStart => "interaction.follow_up_before_start",
            InteractionGuard::ClientArchived => "interaction.client_archived",
            InteractionGuard::StrangerNamed { .. } => "interaction.stranger_named",
            InteractionGuard::NoClient => "interaction.no_client",
            InteractionGuard::InternalShared => "interaction.internal_shared",
            InteractionGuard::Erased => "interaction.erased",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let zh = match self {
            InteractionGuard::InFuture => "时间在将来",
            InteractionGuard::EndsBeforeStart => "结束早于开始",
            InteractionGuard::FollowUpBeforeStart => "跟进期限早于开始",
            InteractionGuard::ClientArchived => "客户已归档",
            InteractionGuard::StrangerNamed { .. } => "所列人员不是该客户的联系人",
            InteractionGuard::NoClient => "团队内部事项不能列出客户联系人，也不能共享",
            InteractionGuard::InternalShared => "内部沟通不能共享给客户",
            InteractionGuard::Erased => "内容已抹除，不能再作记录",
        };
        lang.choose(zh.to_owned(), self.to_string())
    }
}

/// An interaction's no.
pub type InteractionRefusal = Refusal<InteractionGuard>;

fn no(from: &'static str, verb: &'static str, guard: InteractionGuard) -> InteractionRefusal {
    Refusal::guard(&MACHINE, from, verb, guard)
}

impl Interaction {
    /// Writes down what happened.
    ///
    /// # Errors
    /// A text or number that cannot be taken ([`Invalid`]), or an [`InteractionGuard`]: in the
    /// future, ending before it began, with a client put away, naming a stranger.
    pub fn log(
        id: InteractionId,
        new: NewInteraction,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Self, InteractionRefusal> {
        Refusal::check(&MACHINE, NOTHING, "log")?;
        if setting.archived {
            return Err(no(NOTHING, "log", InteractionGuard::ClientArchived));
        }
        Self::written(id, new, setting, stamp, (NOTHING, "log"))
    }

    /// Writes down how it really was; the earlier record leaves the timeline and stays readable.
    ///
    /// # Errors
    /// As [`log`](Self::log), and when the record was superseded, was erased or is itself a withdrawal.
    pub fn correct(
        &self,
        id: InteractionId,
        superseded: bool,
        new: NewInteraction,
        reason: &str,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Self, InteractionRefusal> {
        let from = self.standing(superseded);
        Refusal::check(&MACHINE, from, "correct")?;
        self.has_words((from, "correct"))?;
        let mut fact = Self::written(id, new, setting, stamp, (from, "correct"))?;
        fact.circumstances.act = Act::Correct(self.id);
        fact.words = fact.words.map(|words| Words { reason: None, ..words });
        fact.with_reason(reason, (from, "correct"))
    }

    /// Says that the record should not be there; it leaves the timeline and stays readable. Why is the
    /// firm's own, also where the record was shared.
    ///
    /// # Errors
    /// When the reason is missing, or the record was superseded, was erased or is itself a withdrawal.
    pub fn withdraw(
        &self,
        id: InteractionId,
        superseded: bool,
        reason: &str,
    ) -> Result<Self, InteractionRefusal> {
        let from = self.standing(superseded);
        Refusal::check(&MACHINE, from, "withdraw")?;
        self.has_words((from, "withdraw"))?;
        let circumstances = Circumstances {
            visibility: Visibility::Internal,
            act: Act::Withdraw(self.id),
            follow_up: None,
            effort_minutes: None,
            sentiment: None,
            ..self.circumstances.clone()
        };
        let fact = Interaction {
            id,
            stream: self.stream,
            circumstances,
            words: Held::Known(Words::default()),
        };
        fact.with_reason(reason, (from, "withdraw"))
    }

    /// The state of the table in which this record stands.
    #[must_use]
    pub fn standing(&self, superseded: bool) -> &'static str {
        match (self.circumstances.act, superseded) {
            (Act::Withdraw(_), _) => "Withdrawal",
            (Act::Log | Act::Correct(_), true) => "Superseded",
            (Act::Log | Act::Correct(_), false) => "Standing",
        }
    }

    /// Nobody speaks again of those whose words were erased: nothing would take the new words away.
    fn has_words(
        &self,
        (from, verb): (&'static str, &'static str),
    ) -> Result<(), InteractionRefusal> {
        if self.words.is_erased() {
            return Err(no(from, verb, InteractionGuard::Erased));
        }
        Ok(())
    }

    fn with_reason(
        mut self,
        reason: &str,
        (from, verb): (&'static str, &'static str),
    ) -> Result<Self, InteractionRefusal> {
        let reason =
            Line::new(reason).map_err(|why| Refusal::invalid(&MACHINE, from, verb, why))?;
        self.words = self.words.map(|words| Words { reason: Some(reason), ..words });
        Ok(self)
    }

    fn written(
        id: InteractionId,
        new: NewInteraction,
        setting: &Setting,
        stamp: &Stamp,
        (from, verb): (&'static str, &'static str),
    ) -> Result<Self, InteractionRefusal> {
        let invalid = |why| Refusal::invalid(&MACHINE, from, verb, why);
        if let Some(why) = new.invalid {
            return Err(invalid(why));
        }
        limits(&new.circumstances, &new.words).map_err(invalid)?;
        conditions(&new.circumstances, setting, stamp).map_err(|guard| no(from, verb, guard))?;
        Ok(Interaction {
            id,
            stream: setting.stream,
            circumstances: new.circumstances,
            words: Held::Known(new.words),
        })
    }
}

fn limits(circumstances: &Circumstances, words: &Words) -> Result<(), Invalid> {
    let most = |field, found: usize, limit| {
        if found > limit { Err(Invalid::TooMany { field, limit }) } else { Ok(()) }
    };
    most("contacts", circumstances.contacts.len(), MOST_PEOPLE)?;
    most("staff", circumstances.staff.len(), MOST_PEOPLE)?;
    most("promised", words.promised.len(), MOST_PROMISES)?;
    let twice = |field, repeated| if repeated { Err(Invalid::Twice { field }) } else { Ok(()) };
    twice("contacts", repeats(&circumstances.contacts))?;
    twice("staff", repeats(&circumstances.staff))?;
    match circumstances.effort_minutes {
        Some(minutes) if minutes > MOST_MINUTES => {
            Err(Invalid::Range { field: "effort", low: 0, high: i64::from(MOST_MINUTES) })
        }
        Some(_) | None => Ok(()),
    }
}

fn repeats<T: Ord + Copy>(people: &[T]) -> bool {
    let mut sorted = people.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}

fn conditions(
    circumstances: &Circumstances,
    setting: &Setting,
    stamp: &Stamp,
) -> Result<(), InteractionGuard> {
    let shared = circumstances.visibility == Visibility::Shared;
    if circumstances.at > stamp.recorded_at
        || circumstances.ended_at.is_some_and(|end| end > stamp.recorded_at)
    {
        return Err(InteractionGuard::InFuture);
    }
    if circumstances.ended_at.is_some_and(|end| end < circumstances.at) {
        return Err(InteractionGuard::EndsBeforeStart);
    }
    if circumstances.follow_up.is_some_and(|follow_up| follow_up.due < circumstances.at) {
        return Err(InteractionGuard::FollowUpBeforeStart);
    }
    if setting.stream.as_client().is_none() && (shared || !circumstances.contacts.is_empty()) {
        return Err(InteractionGuard::NoClient);
    }
    if shared && circumstances.direction == Direction::Internal {
        return Err(InteractionGuard::InternalShared);
    }
    match setting.strangers.first() {
        Some(contact) => Err(InteractionGuard::StrangerNamed { contact: *contact }),
        None => Ok(()),
    }
}
