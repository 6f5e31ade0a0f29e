//! What is said about a client: a new one, and changes to one.

use serde::Serialize;

use super::custom_fields::Schema;
use super::custom_value::CustomValue;
use super::event::{ClientChange, ClientWord};
use super::provenance::{Source, Told};
use super::words::{ClientKind, Need, Segment, ServiceMode, Solution};
use crate::domain::patch::fields;
use crate::domain::{
    CustomKey, InteractionId, Invalid, Line, Name, Note, Reference, Staff, StaffId, Tag,
};

/// What a rule must know beside the client itself.
///
/// ```
/// use guanxi::domain::client::Given;
/// let nothing_about_the_owner = Given::nothing();
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    pub(super) owner: Option<&'a Staff>,
    pub(super) fields: Option<&'a Schema>,
}

impl<'a> Given<'a> {
    /// Nothing is known.
    #[must_use]
    pub fn nothing() -> Self {
        Given::default()
    }

    /// This is the member of staff whom the input names as owner, if they are enrolled.
    #[must_use]
    pub fn owner(mut self, owner: Option<&'a Staff>) -> Self {
        self.owner = owner;
        self
    }

    /// These are the fields of the firm's own.
    #[must_use]
    pub fn fields(mut self, fields: &'a Schema) -> Self {
        self.fields = Some(fields);
        self
    }
}

/// A client to register.
///
/// ```
/// use guanxi::domain::client::{ClientEdit, NewClient, Segment, Source};
/// use guanxi::domain::{Note, Reference};
/// let hua = NewClient::organisation("华信咨询")?
///     .segment(Segment::Key)
///     .with(
///         ClientEdit::new()
///             .heard(Source::Research)
///             .background(Note::new("成立于 2009 年，总部在苏州")?)
///             .reference(Reference::new("zoho", "4711")?),
///     );
/// assert_eq!(hua.name().as_str(), "华信咨询");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewClient {
    pub(super) kind: ClientKind,
    pub(super) name: Name,
    pub(super) more: ClientEdit,
}

impl NewClient {
    /// An organisation of this name.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn organisation(name: &str) -> Result<Self, Invalid> {
        Ok(Self::of(ClientKind::Organisation, Name::new(name)?))
    }

    /// A person of this name.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn person(name: &str) -> Result<Self, Invalid> {
        Ok(Self::of(ClientKind::Person, Name::new(name)?))
    }

    /// A client of this kind and name.
    #[must_use]
    pub fn of(kind: ClientKind, name: Name) -> Self {
        NewClient { kind, name, more: ClientEdit::new() }
    }

    /// The same, of this class.
    #[must_use]
    pub fn segment(mut self, segment: Segment) -> Self {
        self.more = self.more.segment(segment);
        self
    }

    /// The same, looked after by this member of staff.
    #[must_use]
    pub fn owner(mut self, owner: StaffId) -> Self {
        self.more = self.more.owner(owner);
        self
    }

    /// The same, known elsewhere by this reference.
    #[must_use]
    pub fn reference(mut self, reference: Reference) -> Self {
        self.more = self.more.reference(reference);
        self
    }

    /// The same, and this of it is known as well.
    #[must_use]
    pub fn with(mut self, more: ClientEdit) -> Self {
        self.more = self.more.and(more);
        self
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Who is to look after it.
    #[must_use]
    pub fn new_owner(&self) -> Option<StaffId> {
        self.more.new_owner()
    }

    /// Where else it is known.
    pub fn new_references(&self) -> impl Iterator<Item = &Reference> {
        self.more.new_references()
    }
}

/// Changes to a client: the fields that are named, and no others. Where one is named twice, the
/// last word holds.
///
/// ```
/// use guanxi::domain::client::{ClientEdit, Need, Source};
/// use guanxi::domain::{Line, Tag};
/// let edit = ClientEdit::new()
///     .heard(Source::Interview)
///     .need(Need::wanted("手机上能审批")?)
///     .preference(Tag::new("channel")?, Line::new("微信，上午")?)
///     .without_background();
/// assert!(!edit.is_empty());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ClientEdit {
    pub(super) told: Told,
    pub(super) changes: Vec<ClientChange>,
    pub(super) words: Vec<ClientWord>,
    pub(super) custom: Vec<(CustomKey, Option<CustomValue>)>,
}

impl ClientEdit {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        ClientEdit::default()
    }

    /// Says in what way all of it came to be known.
    #[must_use]
    pub fn heard(mut self, source: Source) -> Self {
        self.told.source = source;
        self
    }

    /// Says in which interaction all of it was heard.
    #[must_use]
    pub fn heard_in(mut self, interaction: InteractionId) -> Self {
        self.told = Told { source: Source::Interaction, interaction: Some(interaction) };
        self
    }

    fields! {
        /// It is an organisation, or a person.
        kind(kind: ClientKind) => changes, ClientChange::Kind(kind);
        /// It is of this class.
        segment(segment: Segment) => changes, ClientChange::Segment(segment);
        /// This member of staff looks after it.
        owner(owner: StaffId) => changes, ClientChange::Owner(Some(owner));
        /// Nobody looks after it.
        without_owner() => changes, ClientChange::Owner(None);
        /// It wants to be served like this.
        service_mode(mode: ServiceMode) => changes, ClientChange::ServiceMode(Some(mode));
        /// How it wants to be served is not known.
        without_service_mode() => changes, ClientChange::ServiceMode(None);
        /// It is called this.
        name(name: Name) => words, ClientWord::Name(name);
        /// It comes from there.
        background(text: Note) => words, ClientWord::Background(Some(text));
        /// Where it comes from is not known.
        without_background() => words, ClientWord::Background(None);
        /// Its business works like this.
        business(text: Note) => words, ClientWord::Business(Some(text));
        /// How its business works is not known.
        without_business() => words, ClientWord::Business(None);
        /// It needs what others do not.
        special_needs(text: Note) => words, ClientWord::SpecialNeeds(Some(text));
        /// It needs what others need.
        without_special_needs() => words, ClientWord::SpecialNeeds(None);
        /// In this matter it likes that.
        preference(topic: Tag, likes: Line) => words, ClientWord::Preference(topic, Some(likes));
        /// In this matter it likes nothing in particular.
        without_preference(topic: Tag) => words, ClientWord::Preference(topic, None);
        /// It has this need or pain point too.
        need(need: Need) => words, ClientWord::Need(need);
        /// The need of this number is none any more.
        drop_need(number: u32) => words, ClientWord::DropNeed(number);
        /// This was worked out for it too.
        solution(solution: Solution) => words, ClientWord::Solution(solution);
        /// The solution of this number is none any more.
        drop_solution(number: u32) => words, ClientWord::DropSolution(number);
        /// It is known elsewhere by this too.
        reference(reference: Reference) => words, ClientWord::Reference(reference);
        /// It is not known elsewhere by this any more.
        without_reference(reference: Reference) => words, ClientWord::DropReference(reference);
        /// It is found by this word too.
        tag(tag: Tag) => words, ClientWord::Tag(tag);
        /// It is not found by this word any more.
        without_tag(tag: Tag) => words, ClientWord::DropTag(tag);
        /// This stands in a field of the firm's own.
        custom(key: CustomKey, value: CustomValue) => custom, (key, Some(value));
        /// Nothing stands in a field of the firm's own, whether it is still declared or not.
        without_custom(key: CustomKey) => custom, (key, None);
    }

    /// These changes and then those, all from where the last said they came from.
    #[must_use]
    pub fn and(mut self, more: ClientEdit) -> Self {
        if more.told != Told::default() {
            self.told = more.told;
        }
        self.changes.extend(more.changes);
        self.words.extend(more.words);
        self.custom.extend(more.custom);
        self
    }

    /// Who will look after it when this is done, if the edit says so.
    #[must_use]
    pub fn new_owner(&self) -> Option<StaffId> {
        self.changes.iter().rev().find_map(|change| match change {
            ClientChange::Owner(owner) => Some(*owner),
            ClientChange::Kind(_) | ClientChange::Segment(_) | ClientChange::ServiceMode(_) => None,
        })?
    }

    /// Where else it is known, as far as the edit says so.
    pub fn new_references(&self) -> impl Iterator<Item = &Reference> {
        self.words.iter().filter_map(ClientWord::as_reference)
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.words.is_empty() && self.custom.is_empty()
    }
}
