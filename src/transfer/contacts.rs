//! A row about a contact.

use super::cells::{Cells, about};
use super::fault::{RowFault, Why};
use super::field::Field;
use super::heading::Lookup;
use super::words;
use crate::domain::contact::{Address, ContactEdit, NewContact};
use crate::domain::{
    Birthday, Email, Invalid, Language, Line, Name, Note, Phone, Reference, Tag, Timestamp, Zone,
};

/// What a row says about a contact, and whose contact that is.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRow {
    number: u64,
    reference: Option<Reference>,
    client: Lookup,
    name: Name,
    edit: ContactEdit,
    emails: Vec<Email>,
    addresses: Vec<Address>,
    since: Option<Timestamp>,
}

impl ContactRow {
    /// Which row it is.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The contact's number in the file's system.
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// The client whose contact it is.
    #[must_use]
    pub fn client(&self) -> &Lookup {
        &self.client
    }

    /// What they are called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The addresses by which they may be known already.
    #[must_use]
    pub fn emails(&self) -> &[Email] {
        &self.emails
    }

    /// Where they are reached, the post left out.
    pub(crate) fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// The contact, as they are added.
    ///
    /// # Errors
    /// None: the name was read before.
    pub fn add(&self) -> Result<NewContact, Invalid> {
        Ok(NewContact::named(self.name.as_str())?.with(self.edit.clone()))
    }

    /// What the row says, as changes to a contact who is known.
    #[must_use]
    pub fn edit(&self) -> ContactEdit {
        self.edit.clone().name(self.name.clone())
    }

    /// Since when they have been known.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }
}

pub(super) fn read(cells: &Cells<'_>) -> Result<ContactRow, RowFault> {
    let client = cells.client()?;
    if client.is_empty() {
        return Err(cells.whole(Why::Missing { field: "client" }));
    }
    let emails = cells.read_many(Field::Email, Email::new)?;
    let addresses = addresses(cells)?;
    let mut edit = addresses.iter().cloned().fold(ContactEdit::new(), ContactEdit::address);
    for role in cells.read_many(Field::Role, words::role)? {
        edit = edit.role(role);
    }
    if let Some(post) =
        cells.read(Field::Post, |text| Note::new(text).map_err(|why| about(Field::Post, why)))?
    {
        edit = edit.address(Address::Post(post));
    }
    if let Some(day) = cells.day(Field::Birthday)? {
        edit = edit.birthday(Birthday::from(day));
    }
    if let Some(language) = cells.read(Field::Language, Language::new)? {
        edit = edit.language(language);
    }
    if let Some(zone) = cells.read(Field::Zone, str::parse::<Zone>)? {
        edit = edit.zone(zone);
    }
    Ok(ContactRow {
        number: cells.number(),
        reference: cells.reference(Field::Id)?,
        client,
        name: name(cells)?,
        edit,
        emails,
        addresses,
        since: cells.instant(Field::CreatedAt)?,
    })
}

/// The whole name, or given and family name in the order of their script.
fn name(cells: &Cells<'_>) -> Result<Name, RowFault> {
    if let Some(name) = cells.read(Field::Name, Name::new)? {
        return Ok(name);
    }
    let (first, last) = (cells.one(Field::FirstName)?, cells.one(Field::LastName)?);
    let text = match (first, last) {
        (Some(first), Some(last)) if is_cjk(first.text) && is_cjk(last.text) => {
            format!("{}{}", last.text, first.text)
        }
        (Some(first), Some(last)) => format!("{} {}", first.text, last.text),
        (Some(one), None) | (None, Some(one)) => one.text.to_owned(),
        (None, None) => return Err(cells.whole(Why::Missing { field: "name" })),
    };
    let cell = last.or(first);
    Name::new(&text).map_err(|why| {
        cell.map_or_else(|| cells.whole(why.clone()), |cell| cells.wrong(cell, why.clone()))
    })
}

/// Whether a name is written without a blank, the family name in front.
fn is_cjk(name: &str) -> bool {
    name.chars().all(|ch| matches!(ch, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3FFFF}'))
}

/// Where somebody can be reached.
pub(super) fn addresses(cells: &Cells<'_>) -> Result<Vec<Address>, RowFault> {
    let mut addresses: Vec<Address> = Vec::new();
    let emails = cells.read_many(Field::Email, |text| Email::new(text).map(Address::Email))?;
    let phones = cells.read_many(Field::Phone, |text| Phone::new(text).map(Address::Phone))?;
    let mobiles = cells.read_many(Field::Mobile, |text| Phone::new(text).map(Address::Mobile))?;
    let names = cells.read_many(Field::Wechat, |text| {
        Ok::<_, Invalid>(Address::Messenger(Tag::new("WeChat")?, Line::new(text)?))
    })?;
    for address in emails.into_iter().chain(phones).chain(mobiles).chain(names) {
        if addresses.iter().all(|other| !other.is_same(&address)) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}
