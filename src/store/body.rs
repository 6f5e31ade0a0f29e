//! Nouns as bytes: MessagePack behind a format byte and a version.
//!
//! Facts and events are arrays, one frozen shape a version; states are maps, to which a field can
//! be added.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::catalogue::Registered;
use super::error::StoreError;
use super::record::{Body, Record};
use super::telling::{self, Hearer};
use crate::domain::declaration::{Columns, Declaration, Kind};
use crate::domain::noun::{Event, Fact, Noun, State};
use crate::domain::{Held, Id, RecordId, Stream, Visibility};

/// MessagePack with structs as arrays.
const ARRAY: u8 = 1;
/// MessagePack with structs as maps.
const NAMED: u8 = 2;
/// MessagePack for nothing.
const NIL: u8 = 0xc0;

/// How a noun stands in a store.
#[must_use]
pub fn registered<N: Noun>() -> Registered {
    Registered { declaration: N::DECLARATION, project: project::<N>, shown: shown::<N> }
}

/// A noun as files have it: how it stands in a store, and its bodies with the names of their fields.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// How it stands in a store.
    pub registered: Registered,
    /// The version of its bodies as written today.
    pub format: u8,
    /// What stays of a record.
    pub plain: Spelling,
    /// What erasure removes of a record.
    pub personal: Spelling,
    /// What happened, and what was personal in it; a fact's entries refer to the fact.
    pub event: Option<(Spelling, Spelling)>,
}

/// A part of a body as bytes, and as MessagePack that names every field.
#[derive(Debug, Clone, Copy)]
pub struct Spelling {
    /// Spells the names out; none where these bytes are not those that are written today, so that
    /// reading them back would give others.
    pub spell: fn(&[u8]) -> Option<Vec<u8>>,
    /// Tells the same, field by field; false where [`spell`](Self::spell) has none, or says something
    /// that has no place in a body, and then something unfinished may have been told.
    pub tell: fn(&[u8], &mut dyn Hearer) -> bool,
    /// The bytes of what is spelt out; none where it does not say such a part. A field that the part
    /// does not have is passed over.
    pub read: fn(&[u8]) -> Option<Vec<u8>>,
}

impl Spelling {
    fn of<N: Noun, T: Serialize + DeserializeOwned, const FORM: u8>() -> Self {
        Spelling {
            spell: spell::<N, T, FORM>,
            tell: tell::<N, T, FORM>,
            read: read_as::<N, T, FORM>,
        }
    }
}

impl Form {
    /// A noun whose record is put anew with each event.
    #[must_use]
    pub fn state<N: State>() -> Self {
        let what = Spelling::of::<N, N::What, ARRAY>();
        let words = Spelling::of::<N, N::Words, ARRAY>();
        Form {
            plain: Spelling::of::<N, N::Plain, NAMED>(),
            personal: Spelling::of::<N, N::Personal, NAMED>(),
            event: Some((what, words)),
            ..Self::fact_or_state::<N>()
        }
    }

    /// A noun whose record stands as it was written.
    #[must_use]
    pub fn fact<N: Fact>() -> Self {
        Self::fact_or_state::<N>()
    }

    fn fact_or_state<N: Noun>() -> Self {
        Form {
            registered: registered::<N>(),
            format: N::FORMAT,
            plain: Spelling::of::<N, N::Plain, ARRAY>(),
            personal: Spelling::of::<N, N::Personal, ARRAY>(),
            event: None,
        }
    }
}

fn tell<N: Noun, T: Serialize + DeserializeOwned, const FORM: u8>(
    part: &[u8],
    to: &mut dyn Hearer,
) -> bool {
    let Ok(value) = decode::<T>(N::DECLARATION, N::FORMAT, part) else { return false };
    is_written_so(FORM, N::FORMAT, &value, part) && telling::tell(&value, to)
}

/// Whether a part would be written as these bytes today.
fn is_written_so<T: Serialize>(format: u8, version: u8, part: &T, bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(&[format, version]).map(Same) else {
        // Nothing to say takes no bytes.
        return bytes.is_empty() && encode(format, version, part).is_ok_and(|own| own.is_empty());
    };
    let written = match format {
        NAMED => rmp_serde::encode::write_named(&mut rest, part),
        _ => rmp_serde::encode::write(&mut rest, part),
    };
    written.is_ok() && rest.0.is_empty() && bytes.get(2..) != Some([NIL].as_slice())
}

/// Takes what is written as long as it is the same.
struct Same<'b>(&'b [u8]);

impl std::io::Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn spell<N: Noun, T: Serialize + DeserializeOwned, const FORM: u8>(part: &[u8]) -> Option<Vec<u8>> {
    let value: T = decode(N::DECLARATION, N::FORMAT, part).ok()?;
    let same = encode(FORM, N::FORMAT, &value).is_ok_and(|bytes| bytes == part);
    same.then(|| rmp_serde::to_vec_named(&value).ok()).flatten()
}

fn read_as<N: Noun, T: Serialize + DeserializeOwned, const FORM: u8>(
    spelt: &[u8],
) -> Option<Vec<u8>> {
    let value: T = rmp_serde::from_slice(spelt).ok()?;
    encode(FORM, N::FORMAT, &value).ok()
}

fn project<N: Noun>(id: Id, stream: Stream, body: &Body) -> Option<Columns> {
    read_parts::<N>(id, stream, body).ok().map(|noun| noun.columns())
}

fn shown<N: Noun>(id: Id, stream: Stream, body: &Body) -> Option<Visibility> {
    read_parts::<N>(id, stream, body).ok().map(|noun| noun.visibility())
}

/// A noun's two parts as bytes.
///
/// # Errors
/// [`StoreError::Backend`] when a part cannot be written as MessagePack.
pub fn write<N: Noun>(noun: &N) -> Result<Body, StoreError> {
    let format = match N::DECLARATION.kind {
        Kind::State => NAMED,
        Kind::Fact { .. } => ARRAY,
    };
    let personal = match noun.personal() {
        Held::Known(personal) => Held::Known(encode(format, N::FORMAT, personal)?),
        Held::Erased => Held::Erased,
    };
    Ok(Body { plain: encode(format, N::FORMAT, noun.plain())?, personal })
}

/// A noun from its record.
///
/// # Errors
/// [`StoreError::NewerFormat`] or [`StoreError::Corrupt`].
pub fn read<N: Noun>(record: &Record) -> Result<N, StoreError> {
    read_parts(record.id, record.stream, &record.body)
}

/// What stays of a record when its personal part is erased; the personal part is not looked at.
///
/// # Errors
/// [`StoreError::NewerFormat`] or [`StoreError::Corrupt`].
pub fn read_plain<N: Noun>(record: &Record) -> Result<N::Plain, StoreError> {
    decode(N::DECLARATION, N::FORMAT, &record.body.plain)
}

fn read_parts<N: Noun>(id: Id, stream: Stream, body: &Body) -> Result<N, StoreError> {
    let personal = match &body.personal {
        Held::Known(personal) => Held::Known(decode(N::DECLARATION, N::FORMAT, personal)?),
        Held::Erased => Held::Erased,
    };
    let plain = decode(N::DECLARATION, N::FORMAT, &body.plain)?;
    Ok(N::join(N::Id::from_id(id), stream, plain, personal))
}

/// An event's two parts as bytes; no bytes where nothing in it is personal.
///
/// # Errors
/// [`StoreError::Backend`] when a part cannot be written as MessagePack.
pub fn write_event<N: State>(event: &Event<N>) -> Result<Body, StoreError> {
    let personal = match &event.words {
        Held::Known(words) if *words == N::Words::default() => Held::Known(Vec::new()),
        Held::Known(words) => Held::Known(encode(ARRAY, N::FORMAT, words)?),
        Held::Erased => Held::Erased,
    };
    Ok(Body { plain: encode(ARRAY, N::FORMAT, &event.what)?, personal })
}

/// An event from its entry's body.
///
/// # Errors
/// [`StoreError::NewerFormat`] or [`StoreError::Corrupt`].
pub fn read_event<N: State>(body: &Body) -> Result<Event<N>, StoreError> {
    let words = match &body.personal {
        Held::Known(words) if words.is_empty() => Held::Known(N::Words::default()),
        Held::Known(words) => Held::Known(decode(N::DECLARATION, N::FORMAT, words)?),
        Held::Erased => Held::Erased,
    };
    Ok(Event { what: decode(N::DECLARATION, N::FORMAT, &body.plain)?, words })
}

/// Anything that can be serialised as bytes to be digested: the same input, the same bytes.
///
/// # Errors
/// [`StoreError::Backend`] when it cannot be written as MessagePack.
pub fn digestible(input: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    rmp_serde::to_vec(input).map_err(StoreError::backend)
}

/// Anything that can be serialised and read again, with its names.
///
/// # Errors
/// [`StoreError::Backend`] when it cannot be written as MessagePack.
pub fn document(of: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    rmp_serde::to_vec_named(of).map_err(StoreError::backend)
}

/// Reads what [`document`] wrote.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn read_document<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    rmp_serde::from_slice(bytes)
        .map_err(|_| StoreError::Corrupt { what: "a document that cannot be read".to_owned() })
}

fn encode<T: Serialize>(format: u8, version: u8, part: &T) -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![format, version];
    let written = match format {
        NAMED => rmp_serde::encode::write_named(&mut bytes, part),
        _ => rmp_serde::encode::write(&mut bytes, part),
    };
    written.map_err(StoreError::backend)?;
    // Nothing to say takes no bytes.
    Ok(if bytes.ends_with(&[NIL]) && bytes.len() == 3 { Vec::new() } else { bytes })
}

fn decode<T: DeserializeOwned>(
    noun: &'static Declaration,
    version: u8,
    bytes: &[u8],
) -> Result<T, StoreError> {
    let corrupt = || StoreError::Corrupt { what: format!("the body of a {}", noun.noun) };
    if bytes.is_empty() {
        return rmp_serde::from_slice(&[NIL]).map_err(|_| corrupt());
    }
    let [format, found, rest @ ..] = bytes else { return Err(corrupt()) };
    if !matches!(*format, ARRAY | NAMED) {
        return Err(StoreError::NewerFormat {
            what: "body format",
            found: u32::from(*format),
            known: u32::from(NAMED),
        });
    }
    if *found > version {
        return Err(StoreError::NewerFormat {
            what: noun.noun,
            found: u32::from(*found),
            known: u32::from(version),
        });
    }
    rmp_serde::from_slice(rest).map_err(|_| corrupt())
}
