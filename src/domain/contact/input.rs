//! What is said about a contact: a new one, and changes to one.

use serde::Serialize;

use super::address::{Address, AddressKind};
use super::event::{ContactChange, ContactWord};
use crate::domain::contact_role::ContactRole;
use crate::domain::patch::fields;
use crate::domain::{Birthday, Email, Invalid, Language, Name, Phone, Zone};

/// A contact to add.
///
/// ```
/// use guanxi::domain::contact::{ContactEdit, ContactRole, NewContact};
/// use guanxi::domain::Language;
/// let li = NewContact::named("李雷")?
///     .decides()
///     .email("li@hua.cn")?
///     .with(ContactEdit::new().role(ContactRole::Finance).language(Language::new("zh-CN")?));
/// assert_eq!(li.name().as_str(), "李雷");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewContact {
    pub(super) name: Name,
    pub(super) more: ContactEdit,
}

impl NewContact {
    /// Somebody of this name.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn named(name: &str) -> Result<Self, Invalid> {
        Ok(NewContact { name: Name::new(name)?, more: ContactEdit::new() })
    }

    /// The same, who decides.
    #[must_use]
    pub fn decides(self) -> Self {
        self.with(ContactEdit::new().role(ContactRole::DecisionMaker))
    }

    /// The same, reached by this e-mail address.
    ///
    /// # Errors
    /// What [`Email::new`] turns away.
    pub fn email(self, email: &str) -> Result<Self, Invalid> {
        let address = Address::Email(Email::new(email)?);
        Ok(self.with(ContactEdit::new().address(address)))
    }

    /// The same, reached by this telephone number.
    ///
    /// # Errors
    /// What [`Phone::new`] turns away.
    pub fn phone(self, phone: &str) -> Result<Self, Invalid> {
        let address = Address::Phone(Phone::new(phone)?);
        Ok(self.with(ContactEdit::new().address(address)))
    }

    /// The same, and this of them is known as well.
    #[must_use]
    pub fn with(mut self, more: ContactEdit) -> Self {
        self.more = self.more.and(more);
        self
    }

    /// What they are called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }
}

/// Changes to a contact: the fields that are named, and no others. Where one is named twice, the
/// last word holds.
///
/// ```
/// use guanxi::domain::contact::{Address, AddressKind, ContactEdit};
/// use guanxi::domain::{Phone, Zone};
/// let mobile = Address::Mobile(Phone::new("138 0013 8000")?);
/// let edit = ContactEdit::new()
///     .address(mobile.clone())
///     .verified(mobile)
///     .prefers(AddressKind::Mobile)
///     .zone("Asia/Shanghai".parse::<Zone>()?);
/// assert!(!edit.is_empty());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ContactEdit {
    pub(super) changes: Vec<ContactChange>,
    pub(super) words: Vec<ContactWord>,
}

impl ContactEdit {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        ContactEdit::default()
    }

    fields! {
        /// They have this role too.
        role(role: ContactRole) => changes, ContactChange::Role(role);
        /// They have this role no more.
        without_role(role: ContactRole) => changes, ContactChange::DropRole(role);
        /// They are called this.
        name(name: Name) => words, ContactWord::Name(name);
        /// They can be reached here too.
        address(address: Address) => words, ContactWord::Address(address);
        /// They cannot be reached here any more.
        without_address(address: Address) => words, ContactWord::DropAddress(address);
        /// They certainly can be reached here.
        verified(address: Address) => words, ContactWord::Verified(address);
        /// They want to be reached like this.
        prefers(kind: AddressKind) => words, ContactWord::Prefers(Some(kind));
        /// How they want to be reached is not known.
        without_preference() => words, ContactWord::Prefers(None);
        /// They are addressed in this language.
        language(language: Language) => words, ContactWord::Language(Some(language));
        /// The language they are addressed in is not known.
        without_language() => words, ContactWord::Language(None);
        /// Their clock hangs here.
        zone(zone: Zone) => words, ContactWord::Zone(Some(zone));
        /// Where their clock hangs is not known.
        without_zone() => words, ContactWord::Zone(None);
        /// They are congratulated on this day.
        birthday(day: Birthday) => words, ContactWord::Birthday(Some(day));
        /// When they are congratulated is not known.
        without_birthday() => words, ContactWord::Birthday(None);
    }

    /// These changes and then those.
    #[must_use]
    pub fn and(mut self, more: ContactEdit) -> Self {
        self.changes.extend(more.changes);
        self.words.extend(more.words);
        self
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.words.is_empty()
    }
}
