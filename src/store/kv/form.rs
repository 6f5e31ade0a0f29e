//! The values: what stands behind a key, as MessagePack arrays behind a format byte.

use serde::de::{DeserializeOwned, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::declaration::{Cell, Columns, Value};
use crate::domain::{ActorId, Held, Id, Stream, Timestamp, Visibility};
use crate::store::chain::Seal;
use crate::store::contract::Head;
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::record::{Body, Record, Revision};
use crate::store::unit::{Digest, Kept};

/// The version of every form below.
pub(in crate::store) const FORMAT: u8 = 1;

/// Writes a value.
pub(in crate::store) fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![FORMAT];
    rmp_serde::encode::write(&mut bytes, value).map_err(StoreError::backend)?;
    Ok(bytes)
}

/// Reads what [`write`] wrote.
pub(in crate::store) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    match bytes {
        [FORMAT, rest @ ..] => rmp_serde::from_slice(rest).map_err(|_| damaged("a value")),
        [found, ..] => Err(StoreError::NewerFormat {
            what: "value format",
            found: u32::from(*found),
            known: u32::from(FORMAT),
        }),
        [] => Err(damaged("an empty value")),
    }
}

/// What is on disk contradicts itself.
pub(in crate::store) fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt { what: what.to_owned() }
}

/// Bytes as one byte string: half as long as the same bytes as numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Bytes(pub(in crate::store) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct String;
        impl Visitor<'_> for String {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        from.deserialize_byte_buf(String)
    }
}

/// So many bytes, read from where they stand.
struct Fixed<const N: usize>([u8; N]);

impl<'de, const N: usize> Deserialize<'de> for Fixed<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Exactly<const N: usize>;
        impl<const N: usize> Visitor<'_> for Exactly<N> {
            type Value = Fixed<N>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "a string of {N} bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Fixed<N>, E> {
                let fixed = bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))?;
                Ok(Fixed(fixed))
            }
        }
        from.deserialize_bytes(Exactly)
    }
}

/// A type of the contract that is kept as a fixed number of bytes.
macro_rules! as_bytes {
    ($(mod $name:ident: $held:ty, $to:expr, $from:expr;)*) => {$(
        mod $name {
            use super::*;

            pub(super) fn serialize<S: Serializer>(it: &$held, to: S) -> Result<S::Ok, S::Error> {
                let bytes = ($to)(*it);
                to.serialize_bytes(&bytes)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<$held, D::Error> {
                let Fixed(bytes) = Fixed::deserialize(from)?;
                $from(bytes).ok_or_else(|| D::Error::custom("bytes of another kind"))
            }
        }
    )*};
}

as_bytes! {
    mod stream: Stream, Stream::to_bytes, |bytes| Some(Stream::from_bytes(bytes));
    mod actor: ActorId, ActorId::to_bytes, ActorId::from_bytes;
    mod digest: Digest, |digest: Digest| digest.0, |bytes| Some(Digest(bytes));
}

mod seal {
    use super::*;

    pub(super) fn serialize<S: Serializer>(it: &Option<Seal>, to: S) -> Result<S::Ok, S::Error> {
        match it {
            None => to.serialize_unit(),
            Some(Seal::Salt(salt)) => to.serialize_bytes(salt),
            Some(Seal::Digest(digest)) => to.serialize_bytes(&digest.0),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Seal>, D::Error> {
        Ok(Option::deserialize(from)?.map(|Stored(seal)| seal))
    }

    struct Stored(Seal);

    impl<'de> Deserialize<'de> for Stored {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            from.deserialize_bytes(SaltOrDigest)
        }
    }

    struct SaltOrDigest;

    impl Visitor<'_> for SaltOrDigest {
        type Value = Stored;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a salt or a digest")
        }

        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Stored, E> {
            let salt = bytes.try_into().ok().map(Seal::Salt);
            let digest = || bytes.try_into().ok().map(|it| Seal::Digest(Digest(it)));
            let seal = salt.or_else(digest);
            seal.map(Stored).ok_or_else(|| E::invalid_length(bytes.len(), &self))
        }
    }
}

mod cells {
    //! Null, an integer, a text, an id or a list of them, each as MessagePack has it.

    use super::*;

    struct Written<'a>(&'a Cell);
    struct WrittenValue<'a>(&'a Value);
    struct ReadBack(Cell);
    struct ReadValue(Value);

    pub(super) fn serialize<S: Serializer>(it: &Columns, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(it.iter().map(Written))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Columns, D::Error> {
        let cells = Vec::<ReadBack>::deserialize(from)?;
        Ok(cells.into_iter().map(|ReadBack(cell)| cell).collect())
    }

    impl Serialize for Written<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            match self.0 {
                Cell::One(None) => to.serialize_unit(),
                Cell::One(Some(value)) => WrittenValue(value).serialize(to),
                Cell::Many(values) => to.collect_seq(values.iter().map(WrittenValue)),
            }
        }
    }

    impl Serialize for WrittenValue<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            match self.0 {
                Value::Integer(number) => to.serialize_i64(*number),
                Value::Text(text) => to.serialize_str(text),
                Value::Id(id) => to.serialize_bytes(id.as_bytes()),
            }
        }
    }

    struct Any;

    impl<'de> Visitor<'de> for Any {
        type Value = Cell;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a cell")
        }

        fn visit_unit<E: serde::de::Error>(self) -> Result<Cell, E> {
            Ok(Cell::NULL)
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Cell, E> {
            Ok(Cell::one(number))
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Cell, E> {
            i64::try_from(number).map(Cell::one).map_err(E::custom)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Cell, E> {
            Ok(Cell::one(text))
        }

        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Cell, E> {
            let id = bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))?;
            Ok(Cell::one(Id::from_bytes(id)))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell, A::Error> {
            let mut values = Vec::new();
            while let Some(ReadValue(value)) = seq.next_element()? {
                values.push(value);
            }
            Ok(Cell::Many(values))
        }
    }

    impl<'de> Deserialize<'de> for ReadBack {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            from.deserialize_any(Any).map(ReadBack)
        }
    }

    impl<'de> Deserialize<'de> for ReadValue {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            match from.deserialize_any(Any)? {
                Cell::One(Some(value)) => Ok(ReadValue(value)),
                Cell::One(None) | Cell::Many(_) => Err(D::Error::custom("a list in a list")),
            }
        }
    }
}

/// A body: its personal part is none when it was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct BodyForm {
    pub(in crate::store) plain: Bytes,
    pub(in crate::store) personal: Option<Bytes>,
}

impl BodyForm {
    pub(in crate::store) fn of(body: &Body) -> Self {
        let personal = body.personal.as_ref().known().cloned().map(Bytes);
        BodyForm { plain: Bytes(body.plain.clone()), personal }
    }

    pub(in crate::store) fn body(self) -> Body {
        let personal = match self.personal {
            Some(Bytes(personal)) => Held::Known(personal),
            None => Held::Erased,
        };
        Body { plain: self.plain.0, personal }
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct RecordForm {
    #[serde(with = "stream")]
    pub(in crate::store) stream: Stream,
    pub(in crate::store) revision: u64,
    pub(in crate::store) shared: bool,
    pub(in crate::store) body: BodyForm,
    pub(in crate::store) superseded_by: Option<Id>,
    #[serde(with = "cells")]
    pub(in crate::store) columns: Columns,
}

/// A record whose columns are passed over, where nobody asks for them.
#[derive(Deserialize)]
pub(in crate::store) struct BareForm {
    #[serde(with = "stream")]
    stream: Stream,
    revision: u64,
    shared: bool,
    body: BodyForm,
    superseded_by: Option<Id>,
    #[serde(rename = "columns")]
    _columns: IgnoredAny,
}

impl From<BareForm> for RecordForm {
    fn from(bare: BareForm) -> Self {
        let BareForm { stream, revision, shared, body, superseded_by, _columns: _ } = bare;
        RecordForm { stream, revision, shared, body, superseded_by, columns: Vec::new() }
    }
}

pub(in crate::store) fn visibility(shared: bool) -> Visibility {
    if shared { Visibility::Shared } else { Visibility::Internal }
}

impl RecordForm {
    pub(in crate::store) fn record(self, id: Id, columns: bool) -> Record {
        Record {
            id,
            stream: self.stream,
            revision: Revision(self.revision),
            visibility: visibility(self.shared),
            body: self.body.body(),
            superseded_by: self.superseded_by,
            columns: columns.then_some(self.columns),
        }
    }
}

/// Where a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct PlaceForm {
    #[serde(with = "stream")]
    pub(in crate::store) stream: Stream,
    pub(in crate::store) at: i64,
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct HeadForm {
    pub(in crate::store) revision: u64,
    pub(in crate::store) recorded_at: Option<i64>,
    #[serde(with = "digest")]
    pub(in crate::store) digest: Digest,
}

impl HeadForm {
    /// The head of a stream in which nothing has happened.
    pub(in crate::store) const NONE: HeadForm =
        HeadForm { revision: 0, recorded_at: None, digest: Digest::NONE };

    pub(in crate::store) fn head(self) -> Result<Head, StoreError> {
        let recorded_at = self.recorded_at.map(instant).transpose()?;
        Ok(Head { revision: Revision(self.revision), recorded_at })
    }
}

/// An instant from its microseconds.
pub(in crate::store) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_micros(micros).map_err(|_| damaged("an instant out of range"))
}

/// A counter's move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct TakeForm {
    #[serde(with = "stream")]
    pub(in crate::store) of: Stream,
    pub(in crate::store) name: String,
    pub(in crate::store) by: i64,
}

/// An entry of the journal; what it says is none when it refers to its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct EntryForm {
    #[serde(with = "stream")]
    pub(in crate::store) stream: Stream,
    pub(in crate::store) revision: u64,
    pub(in crate::store) number: u32,
    pub(in crate::store) recorded_at: i64,
    pub(in crate::store) valid_at: i64,
    #[serde(with = "actor")]
    pub(in crate::store) actor: ActorId,
    pub(in crate::store) noun: u8,
    pub(in crate::store) id: Id,
    pub(in crate::store) event: u8,
    pub(in crate::store) shared: bool,
    pub(in crate::store) said: Option<BodyForm>,
    /// None when nothing in it was ever personal.
    #[serde(with = "seal")]
    pub(in crate::store) seal: Option<Seal>,
    pub(in crate::store) takes: Vec<TakeForm>,
    #[serde(with = "digest")]
    pub(in crate::store) digest: Digest,
}

/// A stream and a revision of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct MovedForm {
    #[serde(with = "stream")]
    stream: Stream,
    revision: u64,
}

/// What is remembered of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct KeptForm {
    #[serde(with = "digest")]
    pub(in crate::store) digest: Digest,
    #[serde(with = "actor")]
    actor: ActorId,
    recorded_at: i64,
    ids: Vec<Id>,
    revisions: Vec<MovedForm>,
    positions: Vec<u64>,
}

impl KeptForm {
    pub(in crate::store) fn of(kept: &Kept) -> Self {
        let moved = |(stream, revision): &(Stream, Revision)| MovedForm {
            stream: *stream,
            revision: revision.0,
        };
        KeptForm {
            digest: kept.digest,
            actor: kept.actor,
            recorded_at: kept.recorded_at.micros(),
            ids: kept.ids.clone(),
            revisions: kept.revisions.iter().map(moved).collect(),
            positions: kept.positions.iter().map(|position| position.0).collect(),
        }
    }

    pub(in crate::store) fn kept(self) -> Result<Kept, StoreError> {
        let moved = |it: MovedForm| (it.stream, Revision(it.revision));
        Ok(Kept {
            digest: self.digest,
            actor: self.actor,
            recorded_at: instant(self.recorded_at)?,
            ids: self.ids,
            revisions: self.revisions.into_iter().map(moved).collect(),
            positions: self.positions.into_iter().map(Position).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cell_comes_back() {
        let id = Id::from_bytes([9; 16]);
        let stream = Stream::of(1, id);
        let record = RecordForm {
            stream,
            revision: 3,
            shared: true,
            body: BodyForm { plain: Bytes(vec![1, 2]), personal: None },
            superseded_by: Some(id),
            columns: vec![
                Cell::NULL,
                Cell::one(i64::MIN),
                Cell::one(i64::MAX),
                Cell::one("客户"),
                Cell::one(id),
                Cell::many::<Value>([]),
                Cell::many(["a", "b"]),
                Cell::many([id]),
            ],
        };
        let bytes = write(&record).expect("writes");
        assert_eq!(read::<RecordForm>(&bytes).expect("reads"), record);
    }

    #[test]
    fn a_newer_form_is_refused_and_a_broken_one_is_damage() {
        assert!(matches!(read::<u64>(&[2, 1]), Err(StoreError::NewerFormat { .. })));
        assert!(matches!(read::<u64>(&[]), Err(StoreError::Corrupt { .. })));
        assert!(matches!(read::<HeadForm>(&[1, 0xc1]), Err(StoreError::Corrupt { .. })));
    }
}
