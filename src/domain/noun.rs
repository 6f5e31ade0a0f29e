//! What every noun is: a record made of a plain and a personal part, events that change it, and
//! rules that return one event or refuse.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::actor::ActorId;
use super::declaration::{Columns, Declaration};
use super::held::Held;
use super::id::{Id, RecordId};
use super::stream::Stream;
use super::time::Timestamp;

/// What a rule is told about the moment: it has no clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// When it happened in the world; never after `recorded_at`.
    pub valid_at: Timestamp,
    /// When the crate was told; never runs backwards within a stream.
    pub recorded_at: Timestamp,
    /// Who says so.
    pub by: ActorId,
}

/// Whether a client's own people may see a record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Visibility {
    /// Only the firm.
    #[default]
    Internal,
    /// Also the contacts of the client in whose stream the record is.
    Shared,
}

/// A record of the trade.
///
/// It is kept in two parts, so that what is personal can be erased while the rest stands.
pub trait Noun: Clone + Debug + PartialEq + Sized + 'static {
    /// Columns, indexes, events.
    const DECLARATION: &'static Declaration;
    /// The version of [`Plain`](Self::Plain) and [`Personal`](Self::Personal) as written today.
    const FORMAT: u8;
    /// The id that knows this noun.
    type Id: RecordId;
    /// What stays when the personal part is erased.
    type Plain: Serialize + DeserializeOwned;
    /// What erasure removes.
    type Personal: Serialize + DeserializeOwned;

    /// Which record this is.
    fn id(&self) -> Self::Id;
    /// The stream it belongs to.
    fn stream(&self) -> Stream;
    /// Who may see it.
    fn visibility(&self) -> Visibility;
    /// What stays when the personal part is erased.
    fn plain(&self) -> &Self::Plain;
    /// What erasure removes.
    fn personal(&self) -> Held<&Self::Personal>;
    /// Puts a record together from its parts.
    fn join(
        id: Self::Id,
        stream: Stream,
        plain: Self::Plain,
        personal: Held<Self::Personal>,
    ) -> Self;
    /// The record as who is not of the firm is shown it; as it is, unless a noun says otherwise.
    #[must_use]
    fn shown(self) -> Self {
        self
    }
    /// The declared columns, derived ones left null.
    fn columns(&self) -> Columns;
}

/// The half of `impl Noun` that is the same for every state whose struct has `id`, `plain` and
/// `personal`, in format 1, seen by the firm alone.
macro_rules! two_parts {
    ($id:ty, $plain:ty, $personal:ty, $declaration:expr) => {
        const DECLARATION: &'static $crate::domain::declaration::Declaration = $declaration;
        const FORMAT: u8 = 1;
        type Id = $id;
        type Plain = $plain;
        type Personal = $personal;

        fn id(&self) -> $id {
            self.id
        }

        fn visibility(&self) -> $crate::domain::Visibility {
            $crate::domain::Visibility::Internal
        }

        fn plain(&self) -> &$plain {
            &self.plain
        }

        fn personal(&self) -> $crate::domain::Held<&$personal> {
            self.personal.as_ref()
        }
    };
}

pub(super) use two_parts;

/// A noun whose record is put anew with each event.
pub trait State: Noun {
    /// What happened, without anything personal in it.
    type What: Clone + Debug + PartialEq + Serialize + DeserializeOwned;
    /// What was personal in it.
    type Words: Clone + Debug + PartialEq + Default + Serialize + DeserializeOwned;

    /// The name of an event, one of [`Declaration::events`].
    fn event_name(what: &Self::What) -> &'static str;

    /// What the record is after an event; it never refuses, since the event has happened.
    ///
    /// The first event makes the record out of nothing; one that finds no record to change leaves
    /// nothing.
    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self>;
}

/// A noun whose record stands as it was written; another may supersede it.
pub trait Fact: Noun {
    /// The name of the event by which it came to be, one of [`Declaration::events`].
    fn event_name(&self) -> &'static str;

    /// The fact that this one corrects or withdraws.
    fn supersedes(&self) -> Option<Self::Id>;
}

/// Something that happened to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Event<N: State> {
    /// What happened, without anything personal in it.
    pub what: N::What,
    /// What was personal in it.
    pub words: Held<N::Words>,
}

impl<N: State> Event<N> {
    /// Something that happened, with nothing personal in it.
    pub fn plain(what: N::What) -> Self {
        Event { what, words: Held::Known(N::Words::default()) }
    }

    /// Something that happened, and what was personal in it.
    pub fn with(what: N::What, words: N::Words) -> Self {
        Event { what, words: Held::Known(words) }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        N::event_name(&self.what)
    }
}

/// What the journal says about an event beside the event itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The record.
    pub id: Id,
    /// The stream in which it happened.
    pub stream: Stream,
    /// When it happened in the world.
    pub valid_at: Timestamp,
    /// When the crate was told.
    pub recorded_at: Timestamp,
    /// Who said so.
    pub by: ActorId,
}
