//! The record of a member of staff, and how events change it.

use serde::{Deserialize, Serialize};

use super::declared::DECLARATION;
use super::event::{StaffChange, StaffEvent, StaffWord};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Event, Header, Noun, State, two_parts};
use crate::domain::{Held, Language, Name, RecordId, StaffId, Stream, Tag, Timestamp, Zone};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    id: StaffId,
    pub(super) plain: StaffPlain,
    pub(super) personal: Held<StaffPersonal>,
}

/// What stays of a member of staff when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPlain {
    pub(super) state: StaffState,
    pub(super) since: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<Tag>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lead: Option<StaffId>,
}

impl StaffPlain {
    /// Whether they are with the firm.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == StaffState::Active
    }
}

/// What erasure removes of a member of staff, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPersonal {
    pub(super) name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<Zone>,
}

/// Whether a member of staff is with the firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StaffState {
    /// With the firm.
    Active,
    /// No longer with the firm.
    Left,
    /// No longer with the firm, and forgotten.
    Erased,
}

impl StaffState {
    /// The state's name in the state table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StaffState::Active => "Active",
            StaffState::Left => "Left",
            StaffState::Erased => "Erased",
        }
    }
}

impl Staff {
    /// The id that the host gave.
    #[must_use]
    pub fn id(&self) -> StaffId {
        self.id
    }

    /// Whether they are with the firm.
    #[must_use]
    pub fn state(&self) -> StaffState {
        self.plain.state
    }

    /// Since when they have been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Whether they are with the firm, and so may own clients and lead others.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.plain.is_active()
    }

    /// What they are called.
    #[must_use]
    pub fn name(&self) -> Held<&Name> {
        self.personal.as_ref().map(|personal| &personal.name)
    }

    /// The roles they hold.
    #[must_use]
    pub fn roles(&self) -> &[Tag] {
        &self.plain.roles
    }

    /// Whether they hold a role, in whatever case it is written.
    #[must_use]
    pub fn has_role(&self, role: &Tag) -> bool {
        self.plain.roles.iter().any(|held| held.key() == role.key())
    }

    /// Whom they report to.
    #[must_use]
    pub fn lead(&self) -> Option<StaffId> {
        self.plain.lead
    }

    /// The language they work in.
    #[must_use]
    pub fn language(&self) -> Held<Option<&Language>> {
        self.personal.as_ref().map(|personal| personal.language.as_ref())
    }

    /// Where their clock hangs.
    #[must_use]
    pub fn zone(&self) -> Held<Option<Zone>> {
        self.personal.as_ref().map(|personal| personal.zone)
    }

    fn enrolled(
        id: StaffId,
        changes: &[StaffChange],
        words: Held<&Vec<StaffWord>>,
        at: Timestamp,
    ) -> Self {
        let plain =
            StaffPlain { state: StaffState::Active, since: at, roles: Vec::new(), lead: None };
        let mut staff = Staff { id, plain, personal: Held::Erased };
        staff.change(changes);
        // Words without a name are words that nobody can read any more.
        if let Some(words) = words.known()
            && let Some(name) = words.iter().find_map(StaffWord::as_name)
        {
            let mut personal = StaffPersonal { name: name.clone(), language: None, zone: None };
            personal.say(words);
            staff.personal = Held::Known(personal);
        }
        staff
    }

    fn change(&mut self, changes: &[StaffChange]) {
        for change in changes {
            match change {
                StaffChange::Roles(roles) => self.plain.roles.clone_from(roles),
                StaffChange::Lead(lead) => self.plain.lead = *lead,
            }
        }
    }

    fn say(&mut self, words: Held<&Vec<StaffWord>>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => personal.say(words),
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }

    fn turn(&mut self, state: StaffState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }
}

impl StaffPersonal {
    fn say(&mut self, words: &[StaffWord]) {
        for word in words {
            match word {
                StaffWord::Name(name) => self.name = name.clone(),
                StaffWord::Language(language) => self.language.clone_from(language),
                StaffWord::Zone(zone) => self.zone = *zone,
            }
        }
    }
}

impl StaffWord {
    fn as_name(&self) -> Option<&Name> {
        match self {
            StaffWord::Name(name) => Some(name),
            StaffWord::Language(_) | StaffWord::Zone(_) => None,
        }
    }
}

impl Noun for Staff {
    two_parts!(StaffId, StaffPlain, StaffPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::staff(self.id)
    }

    fn join(id: StaffId, _: Stream, plain: StaffPlain, personal: Held<StaffPersonal>) -> Self {
        Staff { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::maybe(self.name().known().map(Name::key)),
            Cell::one(self.plain.state.name()),
            Cell::maybe(self.plain.lead.map(RecordId::id)),
        ]
    }
}

impl State for Staff {
    type What = StaffEvent;
    type Words = Vec<StaffWord>;

    fn event_name(what: &StaffEvent) -> &'static str {
        match what {
            StaffEvent::Enrolled(_) => "enrolled",
            StaffEvent::Edited(_) => "edited",
            StaffEvent::Left => "left",
            StaffEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let StaffEvent::Enrolled(changes) = &event.what {
            let id = StaffId::from_id(entry.id);
            return Some(Staff::enrolled(id, changes, words, entry.valid_at));
        }
        let mut staff = before?;
        staff.say(words);
        match &event.what {
            StaffEvent::Enrolled(_) => {}
            StaffEvent::Edited(changes) => staff.change(changes),
            StaffEvent::Left => staff.turn(StaffState::Left, entry.valid_at),
            StaffEvent::Erased => {
                staff.turn(StaffState::Erased, entry.valid_at);
                staff.personal = Held::Erased;
            }
        }
        Some(staff)
    }
}
