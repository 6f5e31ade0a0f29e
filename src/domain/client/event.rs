//! What happens to a client. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::custom_value::CustomEntry;
use super::provenance::Told;
use super::stage::{Stage, StageVerb};
use super::words::{ClientKind, Need, Segment, ServiceMode, Solution};
use crate::domain::cadence::{CadencePlan, Step};
use crate::domain::{CustomKey, Line, Name, Note, Reference, StaffId, Tag, Timestamp};

/// Something that happened to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientEvent {
    /// It became known; the words begin with the name.
    Registered {
        /// What it is.
        kind: ClientKind,
        /// Where what is known came from.
        told: Told,
        /// The fields that are not personal.
        changes: Vec<ClientChange>,
    },
    /// What is known of it changed.
    Edited {
        /// Where the news came from.
        told: Told,
        /// The fields that are not personal.
        changes: Vec<ClientChange>,
    },
    /// Somebody else looks after it.
    HandedOver {
        /// From now on.
        to: StaffId,
    },
    /// It is worked with no longer; the words say why.
    Archived,
    /// It is worked with again.
    Restored,
    /// Its personal part was erased.
    Erased,
    /// The relationship went from one stage to another.
    Moved {
        /// By which verb.
        by: StageVerb,
        /// To which stage.
        to: Stage,
        /// The version of the checklists that were asked; none where none is asked.
        checklists: Option<u32>,
        /// Whether it went on although the list of the stage before was not complete.
        overridden: bool,
        /// Whether a churn could have been avoided, if somebody knows.
        avoidable: Option<bool>,
    },
    /// An item of the stage's exit checklist was ticked, or the tick taken back.
    Ticked {
        /// Which item.
        item: CustomKey,
        /// Whether it is done.
        done: bool,
    },
    /// It has a cadence of its own from now on; the words have its goal.
    PlanSet {
        /// The plan, without its goal.
        plan: CadencePlan,
    },
    /// It has the cadence of its class again.
    PlanCleared,
    /// Nobody is to be in touch up to an instant; the words say why.
    Paused {
        /// Up to when.
        until: Timestamp,
    },
    /// The pause is over.
    Resumed,
    /// That nobody was in touch was taken up.
    Escalated {
        /// The last touch, or the beginning of the relationship, behind which it became too long.
        last: Timestamp,
        /// As far as this.
        step: Step,
        /// The version of the book of cadences that was asked; none for the client's own plan.
        book: Option<u32>,
    },
}

/// One field that changed, nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientChange {
    /// What it is.
    Kind(ClientKind),
    /// Its class.
    Segment(Segment),
    /// Who looks after it.
    Owner(Option<StaffId>),
    /// How it wants to be served.
    ServiceMode(Option<ServiceMode>),
}

/// One personal field that changed, or why something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientWord {
    /// What it is called.
    Name(Name),
    /// Where it comes from.
    Background(Option<Note>),
    /// How its business works.
    Business(Option<Note>),
    /// What it needs that others do not.
    SpecialNeeds(Option<Note>),
    /// What it likes, by topic.
    Preference(Tag, Option<Line>),
    /// One need or pain point more.
    Need(Need),
    /// A need that is none any more.
    DropNeed(u32),
    /// One solution more.
    Solution(Solution),
    /// A solution that is none any more.
    DropSolution(u32),
    /// Where else it is known.
    Reference(Reference),
    /// Where it is not known any more.
    DropReference(Reference),
    /// A word to find it by.
    Tag(Tag),
    /// A word it is not to be found by any more.
    DropTag(Tag),
    /// Why the client was archived, why the relationship moved, or why nobody is to be in touch.
    Reason(Line),
    /// A field of the firm's own.
    Custom(CustomKey, Option<CustomEntry>),
    /// What the talk with it is to be about.
    Goal(Line),
}
