//! What is said about a member of staff: a new one, and changes to one.

use serde::Serialize;

use super::event::{StaffChange, StaffWord};
use crate::domain::{Invalid, Language, Name, StaffId, Tag, Zone};

/// The most roles that one member of staff holds.
pub(super) const ROLES: usize = 64;

/// A member of staff to enrol.
///
/// ```
/// use guanxi::domain::Tag;
/// use guanxi::domain::staff::{NewStaff, StaffEdit};
/// let anna = NewStaff::named("王安娜")?.with(StaffEdit::new().roles([Tag::new("consultant")?])?);
/// assert_eq!(anna.name().as_str(), "王安娜");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStaff {
    pub(super) name: Name,
    pub(super) more: StaffEdit,
}

impl NewStaff {
    /// Somebody of this name.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn named(name: &str) -> Result<Self, Invalid> {
        Ok(NewStaff { name: Name::new(name)?, more: StaffEdit::new() })
    }

    /// The same, and this of them is known as well.
    #[must_use]
    pub fn with(mut self, more: StaffEdit) -> Self {
        self.more = more;
        self
    }

    /// What they are called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Whom they will report to.
    #[must_use]
    pub fn new_lead(&self) -> Option<StaffId> {
        self.more.new_lead()
    }
}

/// Changes to a member of staff: the fields that are named, and no others.
///
/// ```
/// use guanxi::domain::staff::StaffEdit;
/// use guanxi::domain::{Language, StaffId};
/// let lead = StaffId::from_uuid(uuid::Uuid::from_u128(1));
/// let edit = StaffEdit::new().lead(lead).language(Language::new("zh-CN")?);
/// assert_eq!(edit.new_lead(), Some(lead));
/// assert!(!edit.is_empty());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StaffEdit {
    pub(super) changes: Vec<StaffChange>,
    pub(super) words: Vec<StaffWord>,
}

impl StaffEdit {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        StaffEdit::default()
    }

    /// They are called this.
    #[must_use]
    pub fn name(mut self, name: Name) -> Self {
        self.words.push(StaffWord::Name(name));
        self
    }

    /// They hold these roles and no others.
    ///
    /// # Errors
    /// [`Invalid::TooMany`] above 64 roles, [`Invalid::Twice`] when one stands in the list twice.
    pub fn roles(mut self, roles: impl IntoIterator<Item = Tag>) -> Result<Self, Invalid> {
        let mut held = Vec::new();
        for role in roles {
            if held.len() == ROLES {
                return Err(Invalid::TooMany { field: "roles", limit: ROLES });
            }
            if held.iter().any(|other: &Tag| other.key() == role.key()) {
                return Err(Invalid::Twice { field: "roles" });
            }
            held.push(role);
        }
        self.changes.push(StaffChange::Roles(held));
        Ok(self)
    }

    /// They report to this member of staff.
    #[must_use]
    pub fn lead(mut self, lead: StaffId) -> Self {
        self.changes.push(StaffChange::Lead(Some(lead)));
        self
    }

    /// They report to nobody.
    #[must_use]
    pub fn without_lead(mut self) -> Self {
        self.changes.push(StaffChange::Lead(None));
        self
    }

    /// They work in this language.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.words.push(StaffWord::Language(Some(language)));
        self
    }

    /// Which language they work in is not known.
    #[must_use]
    pub fn without_language(mut self) -> Self {
        self.words.push(StaffWord::Language(None));
        self
    }

    /// Their clock hangs here.
    #[must_use]
    pub fn zone(mut self, zone: Zone) -> Self {
        self.words.push(StaffWord::Zone(Some(zone)));
        self
    }

    /// Where their clock hangs is not known.
    #[must_use]
    pub fn without_zone(mut self) -> Self {
        self.words.push(StaffWord::Zone(None));
        self
    }

    /// These changes and then those.
    #[must_use]
    pub fn and(mut self, more: StaffEdit) -> Self {
        self.changes.extend(more.changes);
        self.words.extend(more.words);
        self
    }

    /// Whom they will report to when this is done, if the edit says so.
    #[must_use]
    pub fn new_lead(&self) -> Option<StaffId> {
        self.changes.iter().rev().find_map(|change| match change {
            StaffChange::Lead(lead) => Some(*lead),
            StaffChange::Roles(_) => None,
        })?
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.words.is_empty()
    }
}
