//! What a contact has agreed to, and what no longer.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::{ActorId, CustomKey, Tag, Timestamp};

/// What somebody's data may be used for, or what they may be approached about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Purpose {
    /// Doing the work that was agreed.
    Service,
    /// Offers and news.
    Marketing,
    /// Being asked for an opinion.
    Survey,
    /// Greetings for days that matter to them.
    Care,
    /// Being named to others.
    Referral,
    /// Being scored.
    Profiling,
    /// A purpose of the firm's own.
    Own(CustomKey),
}

/// Yes, or no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answer {
    /// They agreed.
    Given,
    /// They agree no more, or never did.
    Withdrawn,
}

named!(Answer, "consent", [Given, Withdrawn]);

/// In what way they said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ConsentSource {
    /// In a form, on paper or on a page.
    Form,
    /// In a contract.
    Contract,
    /// In writing.
    Message,
    /// On the telephone.
    Call,
    /// Face to face.
    Meeting,
    /// In another system, before the crate knew them.
    Import,
}

named!(ConsentSource, "source of consent", [Form, Contract, Message, Call, Meeting, Import]);

/// One answer, kept for ever beside those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub purpose: Purpose,
    /// Yes, or no more.
    pub answer: Answer,
    /// When they said so.
    pub at: Timestamp,
    /// Who told the crate.
    pub by: ActorId,
    /// In what way they said so.
    pub source: ConsentSource,
    /// The version of the text that they agreed to.
    pub text: Option<Tag>,
}

frozen!(Consent { purpose, answer, at, by, source, text });
