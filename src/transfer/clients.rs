//! A row about a client.

use super::cells::{Cell, Cells, about};
use super::contacts::addresses;
use super::fault::RowFault;
use super::field::Field;
use super::several;
use super::words;
use crate::domain::client::{ClientEdit, ClientKind, NewClient, Source};
use crate::domain::contact::{Address, ContactEdit, NewContact};
use crate::domain::{Name, Note, Reference, Tag, Timestamp};

/// What a row says about a client, and about the contact that it may name.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientRow {
    number: u64,
    reference: Reference,
    name: Name,
    kind: Option<ClientKind>,
    edit: ClientEdit,
    contact: Option<NewContact>,
    addresses: Vec<Address>,
    since: Option<Timestamp>,
}

impl ClientRow {
    /// Which row it is.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Where else the client is known: by its number in the file, or by its name where the file has
    /// no numbers.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// What the client is called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The client, as it is registered; an organisation, where the row does not say.
    #[must_use]
    pub fn register(&self) -> NewClient {
        let kind = self.kind.unwrap_or(ClientKind::Organisation);
        let new = NewClient::of(kind, self.name.clone());
        new.reference(self.reference.clone()).with(self.edit.clone())
    }

    /// What the row says, as changes to a client that is known.
    #[must_use]
    pub fn edit(&self) -> ClientEdit {
        ClientEdit::new().reference(self.reference.clone()).and(self.own_edit())
    }

    /// The same of a client whom the store knows by this number as its own.
    pub(crate) fn own_edit(&self) -> ClientEdit {
        let edit = self.edit.clone().name(self.name.clone());
        self.kind.map_or(edit.clone(), |kind| edit.kind(kind))
    }

    /// The contact whom the row names.
    #[must_use]
    pub fn contact(&self) -> Option<&NewContact> {
        self.contact.as_ref()
    }

    /// Where that contact is reached.
    pub(crate) fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Since when the client has been known.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }
}

pub(super) fn read(cells: &Cells<'_>) -> Result<ClientRow, RowFault> {
    let name = cells.read(Field::Name, Name::new)?;
    let name = cells.must(name, "name")?;
    let reference = match cells.reference(Field::Id)? {
        Some(reference) => reference,
        // Without numbers the name is the number: the same file twice is the same clients.
        None => Reference::new(cells.mapping().system_name(), name.as_str())
            .map_err(|why| cells.whole(why))?,
    };
    let mut edit = ClientEdit::new().heard(Source::Import);
    if let Some(segment) = cells.read(Field::Segment, words::segment)? {
        edit = edit.segment(segment);
    }
    for tag in tags(cells)? {
        edit = edit.tag(tag);
    }
    let note =
        |field: Field| cells.read(field, |text| Note::new(text).map_err(|why| about(field, why)));
    if let Some(text) = note(Field::Business)? {
        edit = edit.business(text);
    }
    if let Some(text) = note(Field::SpecialNeeds)? {
        edit = edit.special_needs(text);
    }
    if let Some(owner) = cells.staff()?.first() {
        edit = edit.owner(*owner);
    }
    let contact = contact(cells)?;
    if let Some(text) = background(cells, contact.is_none())? {
        edit = edit.background(text);
    }
    Ok(ClientRow {
        number: cells.number(),
        reference,
        name,
        kind: cells.read(Field::ClientKind, words::client_kind)?,
        edit,
        contact: contact.clone().map(|(contact, _)| contact),
        addresses: contact.map(|(_, addresses)| addresses).unwrap_or_default(),
        since: cells.instant(Field::CreatedAt)?,
    })
}

/// The words to find a client by. In a column of tags or labels a comma stands between them too;
/// in one of industries it is part of a name.
fn tags(cells: &Cells<'_>) -> Result<Vec<Tag>, RowFault> {
    let mut tags: Vec<Tag> = Vec::new();
    let between = |header: &str| -> &'static [char] {
        match super::aliases::key(header).as_str() {
            "tags" | "tag" | "labels" | "label" | "标签" | "etiquetas" => &several::BETWEEN_TAGS,
            _ => &several::BETWEEN,
        }
    };
    for cell in cells.many_between(Field::Tag, between) {
        let tag = Tag::new(cell.text).map_err(|why| cells.wrong(cell, why))?;
        if tags.iter().all(|other| other.key() != tag.key()) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

/// Whom the row names as the client's contact.
fn contact(cells: &Cells<'_>) -> Result<Option<(NewContact, Vec<Address>)>, RowFault> {
    let Some(name) = cells.read(Field::ContactName, Name::new)? else { return Ok(None) };
    let addresses = addresses(cells)?;
    let edit = addresses.iter().cloned().fold(ContactEdit::new(), ContactEdit::address);
    // The name was read the line above.
    let contact = NewContact::named(name.as_str()).map_err(|why| cells.whole(why))?;
    Ok(Some((contact.with(edit), addresses)))
}

/// What is kept of a client behind its headers. Telephones and addresses that are nobody's in
/// particular are among it, as the file has them.
fn background(cells: &Cells<'_>, nobodys: bool) -> Result<Option<Note>, RowFault> {
    let mut lines: Vec<(Cell<'_>, String)> = Vec::new();
    let addresses = [Field::Email, Field::Phone, Field::Mobile, Field::Wechat];
    let fields = [Field::Background].into_iter().chain(addresses.into_iter().filter(|_| nobodys));
    for cell in fields.flat_map(|field| cells.each(field)) {
        // Under the crate's own header it stands as it is.
        let header = super::aliases::key(cells.header(cell));
        let line = if matches!(header.as_str(), "" | "background" | "背景") {
            cell.text.to_owned()
        } else {
            format!("{}: {}", cells.header(cell), cell.text)
        };
        lines.push((cell, line));
    }
    let Some((first, _)) = lines.first() else { return Ok(None) };
    let text: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    let note = Note::new(&text.join("\n")).map_err(|why| {
        // The cell that cannot be taken by itself is to blame; else the first of all.
        let to_blame = lines.iter().find(|(_, line)| Note::new(line).is_err());
        cells.wrong(to_blame.map_or(*first, |(cell, _)| *cell), about(Field::Background, why))
    })?;
    Ok(Some(note))
}
