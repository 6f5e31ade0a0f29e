//! What a change request is made of beside its fields: alternatives, explanations, consents,
//! approvals, decisions.

use serde::{Deserialize, Serialize};

use super::effect::{Effect, Impact};
use super::words::{Dimension, RemarkKind, Verdict};
use crate::domain::interaction::Channel;
use crate::domain::{
    Acknowledgement, ActorId, ContactId, Evidence, ExpectationId, Line, Money, Note, StaffId, Tag,
    Timestamp,
};

/// Whether an alternative does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AlternativeKind {
    /// Something is done.
    Act,
    /// Nothing is done: what the others are measured by.
    DoNothing,
}

/// Whether an alternative is the one that the firm advises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Advice {
    /// The firm advises it.
    Recommended,
    /// The firm does not, or not this one.
    Neutral,
}

/// One way to go about a change. What it is called, its pros and cons stand among the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The number by which it is named, from 1; never given again.
    pub number: u32,
    /// Whether it does something.
    pub kind: AlternativeKind,
    /// Whether the firm advises it.
    pub advice: Advice,
    /// What it does, at most once for each dimension and in their order.
    #[serde(default)]
    pub impacts: Vec<Impact>,
}

impl Alternative {
    /// What it does in one dimension, as far as somebody has looked.
    #[must_use]
    pub fn impact(&self, dimension: Dimension) -> Option<&Impact> {
        self.impacts.iter().find(|impact| impact.effect.dimension() == dimension)
    }

    /// What it does in every dimension that somebody has looked at.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> + Clone {
        self.impacts.iter().map(|impact| &impact.effect)
    }

    /// What it costs; none where it costs nothing.
    #[must_use]
    pub fn cost(&self) -> Option<Money> {
        self.effects().find_map(Effect::amount)
    }

    /// How many items of the scope it touches.
    #[must_use]
    pub fn items(&self) -> usize {
        self.effects().map(|effect| effect.steps().len()).sum()
    }

    /// The most working days by which it moves a milestone, in either direction.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.effects().map(Effect::days).max().unwrap_or(0)
    }
}

/// The words of an alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternativeWords {
    /// Whose words they are.
    pub number: u32,
    /// What it is called.
    pub label: Line,
    /// What speaks for it.
    #[serde(default)]
    pub pros: Option<Note>,
    /// What speaks against it.
    #[serde(default)]
    pub cons: Option<Note>,
    /// What it means for quality.
    #[serde(default)]
    pub quality: Option<Note>,
    /// What it risks.
    #[serde(default)]
    pub risk: Option<Note>,
    /// What it is good for.
    #[serde(default)]
    pub benefit: Option<Note>,
    /// Why its impacts are what they are.
    #[serde(default)]
    pub rationales: Vec<(Dimension, Line)>,
}

/// That a change was explained to a person at the client; what was said stands among the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// To whom.
    pub to: ContactId,
    /// When.
    pub at: Timestamp,
    /// By which channel.
    pub channel: Channel,
    /// In which revision.
    pub revision: u32,
}

/// A contact of the client agrees to an alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// Who.
    pub by: ContactId,
    /// To which alternative.
    pub alternative: u32,
    /// When.
    pub at: Timestamp,
}

/// A member of staff says yes to an alternative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// To which alternative.
    pub alternative: u32,
    /// Who.
    pub by: StaffId,
    /// In which role.
    pub role: Tag,
    /// When.
    pub at: Timestamp,
    /// Until when it may be begun.
    pub valid_until: Option<Timestamp>,
}

/// What was decided about one revision; why stands among the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// About which revision: there is at most one decision about each.
    pub revision: u32,
    /// How it went.
    pub verdict: Verdict,
    /// Which alternative was approved; none for the other verdicts.
    pub alternative: Option<u32>,
    /// Who decided: the last of those who had to say yes.
    pub by: ActorId,
    /// In which role, where it was one of the policy's.
    pub role: Option<Tag>,
    /// When.
    pub at: Timestamp,
    /// Until when what was approved may be begun.
    pub valid_until: Option<Timestamp>,
    /// The version of the policy by which it was decided.
    pub policy: u32,
}

/// What holds of an emergency alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// What it may cost.
    pub ceiling: Money,
    /// By when it is to be assessed after all.
    pub retro_due: Timestamp,
    /// The version of the calendar by which that was counted.
    pub calendar: u32,
    /// What was found out afterwards, at most once for each dimension.
    #[serde(default)]
    pub retro: Vec<Impact>,
    /// Whether it was taken back since then: it is counted anew when it is approved again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken_back: bool,
}

/// Who has said that they know what was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who for the team, and when.
    #[serde(default)]
    pub team: Option<(StaffId, Timestamp)>,
    /// Who for the client.
    #[serde(default)]
    pub client: Option<Acknowledgement>,
}

/// That a change was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its place among the started changes of the client, from 1.
    pub order: u32,
    /// When.
    pub at: Timestamp,
    /// The revision of the plan with which it was begun.
    pub plan: Evidence,
}

/// Who accepted a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acceptor {
    /// A person at the client.
    Contact(ContactId),
    /// A member of staff in this role.
    Staff(StaffId, Tag),
}

/// An expectation that was confirmed as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Which.
    pub expectation: ExpectationId,
    /// By which contact of the client.
    pub by: ContactId,
    /// When.
    pub at: Timestamp,
}

/// Something that was said along the way: a question, a reason, a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// To which verb it belongs.
    pub kind: RemarkKind,
    /// In which revision.
    pub revision: u32,
    /// What was said.
    pub text: Line,
}
