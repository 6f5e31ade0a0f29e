//! The words of an import: what its rows are, what is done with them, and what came of it.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::{ClientId, ContactId, Id, InteractionId, Invalid, RecordId, TransactionId};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// Clients, each perhaps with one contact.
    Clients,
    /// Contacts of clients.
    Contacts,
    /// Interactions with clients.
    Interactions,
    /// Orders, invoices, payments and refunds.
    Transactions,
}

impl Subject {
    /// Each.
    pub const ALL: [Subject; 4] =
        [Subject::Clients, Subject::Contacts, Subject::Interactions, Subject::Transactions];

    /// The word for it on a command line and in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Subject::Clients => "clients",
            Subject::Contacts => "contacts",
            Subject::Interactions => "interactions",
            Subject::Transactions => "transactions",
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Subject {
    type Err = Invalid;

    /// Reads `clients`, `contacts`, `interactions` or `transactions`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Subject::ALL.into_iter().find(|subject| subject.name() == text);
        let allowed = "clients, contacts, interactions, transactions";
        found.ok_or(Invalid::Unknown { field: "subject", allowed })
    }
}

/// What becomes of a row whose record is there already, and of one whose record is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mode {
    /// New ones are made; one that is there is a fault.
    Create,
    /// Those that are there are changed; a new one is a fault.
    Update,
    /// New ones are made, those that are there are changed.
    Upsert,
    /// New ones are made, those that are there are passed over.
    Skip,
}

named!(Mode, "mode", [Create, Update, Upsert, Skip]);

/// What a row with a fault means for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strictness {
    /// The others are taken in, and it is told.
    RowByRow,
    /// Nothing is taken in.
    AllOrNothing,
}

named!(Strictness, "strictness", [RowByRow, AllOrNothing]);

/// The SHA-256 of a whole file. Its text form is 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileDigest([u8; 32]);

impl FileDigest {
    /// Takes the thirty-two bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        FileDigest(bytes)
    }

    /// The thirty-two bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl std::fmt::Display for FileDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for FileDigest {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digest: crate::domain::TextDigest = text.parse()?;
        Ok(FileDigest(digest.to_bytes()))
    }
}

impl Serialize for FileDigest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FileDigest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::domain::text::forms::read(from)
    }
}

/// Bytes that only who wrote them reads: how a file is mapped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// The most bytes: 256 kB.
    pub const LIMIT: usize = 256_000;

    /// Takes bytes.
    ///
    /// # Errors
    /// [`Invalid::TooLong`] above 256 kB.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Invalid> {
        if bytes.len() > Self::LIMIT {
            return Err(Invalid::TooLong { field: "mapping", limit: Self::LIMIT });
        }
        Ok(Bytes(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> serde::de::Visitor<'de> for Any {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<Bytes, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(Bytes(bytes))
            }
        }
        from.deserialize_bytes(Any)
    }
}

/// Of which noun a record is that an import made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// A client.
    Client,
    /// A contact.
    Contact,
    /// An interaction.
    Interaction,
    /// A transaction.
    Transaction,
}

impl ItemKind {
    /// Each; the place in this list is what stands on disk.
    pub const ALL: [ItemKind; 4] =
        [ItemKind::Client, ItemKind::Contact, ItemKind::Interaction, ItemKind::Transaction];

    fn number(self) -> u8 {
        match self {
            ItemKind::Client => 0,
            ItemKind::Contact => 1,
            ItemKind::Interaction => 2,
            ItemKind::Transaction => 3,
        }
    }
}

impl Serialize for ItemKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for ItemKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(from)?;
        let found = ItemKind::ALL.into_iter().find(|kind| kind.number() == number);
        found.ok_or_else(|| serde::de::Error::custom("no kind of record has this number"))
    }
}

/// A record that a row made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Item {
    /// Of which noun.
    pub kind: ItemKind,
    /// Which row.
    pub row: u64,
    /// Which record.
    pub id: Id,
}

frozen!(Item { kind, row, id });

macro_rules! items {
    ($($make:ident $read:ident $kind:ident $id:ident;)*) => {
        impl Item {$(
            #[doc = concat!("A record of the noun ", stringify!($make), ".")]
            #[must_use]
            pub fn $make(row: u64, id: $id) -> Self {
                Item { kind: ItemKind::$kind, row, id: id.id() }
            }

            #[doc = concat!("Which ", stringify!($make), "; none of another noun.")]
            #[must_use]
            pub fn $read(&self) -> Option<$id> {
                (self.kind == ItemKind::$kind).then(|| $id::from_id(self.id))
            }
        )*}
    };
}

items! {
    client as_client Client ClientId;
    contact as_contact Contact ContactId;
    interaction as_interaction Interaction InteractionId;
    transaction as_transaction Transaction TransactionId;
}

/// What came of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Counts {
    /// Rows that were read, spacers and headers left out.
    pub rows: u64,
    /// Rows that made a record.
    pub created: u64,
    /// Rows that changed one.
    pub updated: u64,
    /// Rows whose record was there and was left as it was.
    pub skipped: u64,
    /// Rows with a fault.
    pub failed: u64,
}

frozen!(Counts { rows, created, updated, skipped, failed });

impl Counts {
    /// Both together.
    #[must_use]
    pub fn and(self, more: Counts) -> Counts {
        Counts {
            rows: self.rows.saturating_add(more.rows),
            created: self.created.saturating_add(more.created),
            updated: self.updated.saturating_add(more.updated),
            skipped: self.skipped.saturating_add(more.skipped),
            failed: self.failed.saturating_add(more.failed),
        }
    }

    /// Whether each row came to something, and to one thing.
    #[must_use]
    pub fn adds_up(self) -> bool {
        let parts = [self.created, self.updated, self.skipped, self.failed];
        let sum = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        sum == Some(self.rows)
    }
}

/// What came of records that were to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TakenBack {
    /// They were archived, withdrawn or erased.
    pub reversed: u64,
    /// They stand, since something was said about them later, or they were there before.
    pub kept: u64,
    /// A rule said no.
    pub failed: u64,
}

frozen!(TakenBack { reversed, kept, failed });

impl TakenBack {
    /// Both together.
    #[must_use]
    pub fn and(self, more: TakenBack) -> TakenBack {
        TakenBack {
            reversed: self.reversed.saturating_add(more.reversed),
            kept: self.kept.saturating_add(more.kept),
            failed: self.failed.saturating_add(more.failed),
        }
    }
}
