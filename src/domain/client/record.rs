//! The record of a client, and what can be read from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::custom_value::{CustomEntry, CustomValue};
use super::declared::{DECLARATION, MACHINE};
use super::provenance::Sourced;
use super::stage::{Stage, Standing};
use super::words::{ClientKind, Need, Numbered, Segment, ServiceMode, Solution};
use crate::domain::cadence::{CadencePlan, Pause, Step};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    ClientId, CustomKey, Held, Line, Name, Note, RecordId, Reference, StaffId, Stream, Tag,
    Timestamp,
};

/// A client of the firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub(super) id: ClientId,
    pub(super) plain: ClientPlain,
    pub(super) personal: Held<ClientPersonal>,
}

/// What stays of a client when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientPlain {
    pub(super) state: ClientState,
    pub(super) since: Timestamp,
    pub(super) kind: ClientKind,
    #[serde(default)]
    pub(super) segment: Segment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) service_mode: Option<ServiceMode>,
    pub(super) standing: Standing,
    pub(super) begun: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cadence: Option<CadencePlan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pause: Option<Pause>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) escalated: Option<(Timestamp, Step)>,
}

impl ClientPlain {
    /// Whether the client is worked with.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == ClientState::Active
    }

    /// Who looks after it.
    #[must_use]
    pub fn owner(&self) -> Option<StaffId> {
        self.owner
    }
}

/// What erasure removes of a client, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientPersonal {
    pub(super) name: Sourced<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) background: Option<Sourced<Note>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) business: Option<Sourced<Note>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) special_needs: Option<Sourced<Note>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) preferences: BTreeMap<Tag, Sourced<Line>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) needs: Vec<Numbered<Sourced<Need>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) solutions: Vec<Numbered<Sourced<Solution>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) custom: BTreeMap<CustomKey, Sourced<CustomEntry>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) references: Vec<Reference>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<Tag>,
    /// The last number that a need or a solution was given.
    #[serde(default)]
    pub(super) numbered: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) archived_because: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved_because: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cadence_goal: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) paused_because: Option<Line>,
}

/// Whether a client is worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClientState {
    /// Worked with.
    Active,
    /// Kept, and worked with no longer.
    Archived,
    /// Forgotten but for figures and dates.
    Erased,
}

impl ClientState {
    /// The state's name in the state table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ClientState::Active => "Active",
            ClientState::Archived => "Archived",
            ClientState::Erased => "Erased",
        }
    }
}

impl Client {
    /// Which client.
    #[must_use]
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// Whether it is worked with.
    #[must_use]
    pub fn state(&self) -> ClientState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// When the relationship began: when it is said to have been registered.
    #[must_use]
    pub fn begun(&self) -> Timestamp {
        self.plain.begun
    }

    /// Whether it is worked with.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.plain.is_active()
    }

    /// The verbs that may be said of it now; those of its
    /// [relationship](Client::relationship) stand there, those of its
    /// [cadence](Client::cadence) here.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// An organisation or a person.
    #[must_use]
    pub fn kind(&self) -> ClientKind {
        self.plain.kind
    }

    /// Its class.
    #[must_use]
    pub fn segment(&self) -> Segment {
        self.plain.segment
    }

    /// Who looks after it.
    #[must_use]
    pub fn owner(&self) -> Option<StaffId> {
        self.plain.owner()
    }

    /// How it wants to be served.
    #[must_use]
    pub fn service_mode(&self) -> Option<ServiceMode> {
        self.plain.service_mode
    }

    /// The stage of the relationship.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.plain.standing.stage()
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> Held<&Name> {
        self.read(|personal| &personal.name.value)
    }

    /// What it is called, and where that came from.
    #[must_use]
    pub fn sourced_name(&self) -> Held<&Sourced<Name>> {
        self.read(|personal| &personal.name)
    }

    /// Where it comes from.
    #[must_use]
    pub fn background(&self) -> Held<Option<&Sourced<Note>>> {
        self.read(|personal| personal.background.as_ref())
    }

    /// How its business works.
    #[must_use]
    pub fn business(&self) -> Held<Option<&Sourced<Note>>> {
        self.read(|personal| personal.business.as_ref())
    }

    /// What it needs that others do not.
    #[must_use]
    pub fn special_needs(&self) -> Held<Option<&Sourced<Note>>> {
        self.read(|personal| personal.special_needs.as_ref())
    }

    /// What it likes, by topic.
    #[must_use]
    pub fn preferences(&self) -> Held<&BTreeMap<Tag, Sourced<Line>>> {
        self.read(|personal| &personal.preferences)
    }

    /// What it likes in one matter, in whatever case the topic is written.
    #[must_use]
    pub fn preference(&self, topic: &Tag) -> Held<Option<&Sourced<Line>>> {
        let is_it = |(other, _): &(&Tag, _)| other.key() == topic.key();
        self.preferences().map(|all| all.iter().find(is_it).map(|(_, likes)| likes))
    }

    /// Its needs and pain points, in the order in which they became known.
    #[must_use]
    pub fn needs(&self) -> Held<&[Numbered<Sourced<Need>>]> {
        self.read(|personal| personal.needs.as_slice())
    }

    /// What was worked out for it.
    #[must_use]
    pub fn solutions(&self) -> Held<&[Numbered<Sourced<Solution>>]> {
        self.read(|personal| personal.solutions.as_slice())
    }

    /// The fields of the firm's own that are filled.
    #[must_use]
    pub fn custom_fields(&self) -> Held<&BTreeMap<CustomKey, Sourced<CustomEntry>>> {
        self.read(|personal| &personal.custom)
    }

    /// What stands in one field of the firm's own.
    #[must_use]
    pub fn custom(&self, key: &CustomKey) -> Held<Option<&CustomValue>> {
        self.read(|personal| personal.custom.get(key).map(|entry| &entry.value.value))
    }

    /// Where else it is known.
    #[must_use]
    pub fn references(&self) -> Held<&[Reference]> {
        self.read(|personal| personal.references.as_slice())
    }

    /// The words to find it by.
    #[must_use]
    pub fn tags(&self) -> Held<&[Tag]> {
        self.read(|personal| personal.tags.as_slice())
    }

    /// Why it was archived; none for a client that is not.
    #[must_use]
    pub fn archived_because(&self) -> Held<Option<&Line>> {
        self.read(|personal| personal.archived_because.as_ref())
    }

    fn read<'a, T>(&'a self, look: impl FnOnce(&'a ClientPersonal) -> T) -> Held<T> {
        self.personal.as_ref().map(look)
    }
}

impl Noun for Client {
    two_parts!(ClientId, ClientPlain, ClientPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.id)
    }

    fn join(id: ClientId, _: Stream, plain: ClientPlain, personal: Held<ClientPersonal>) -> Self {
        Client { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        let references = self.references().known().unwrap_or_default();
        let tags = self.tags().known().unwrap_or_default();
        vec![
            Cell::maybe(self.name().known().map(Name::key)),
            Cell::one(self.plain.state.name()),
            Cell::maybe(self.plain.owner.map(RecordId::id)),
            Cell::one(self.plain.segment.name()),
            Cell::one(self.stage().name()),
            Cell::NULL,
            Cell::many(references.iter().map(Reference::to_string)),
            Cell::many(tags.iter().map(Tag::key)),
            Cell::maybe(self.cadence().class()),
            Cell::one(self.begun().micros()),
            Cell::NULL,
        ]
    }
}
