//! A body between JSON and MessagePack: what both can say, its fields sorted by name.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::names;

/// What stands in a body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Nothing,
    Flag(bool),
    Natural(u64),
    Negative(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Tree>),
    /// Sorted by name, each name once.
    Fields(Vec<(String, Tree)>),
}

/// The one key of an object that is an id.
pub(super) const ID: &str = "$id";
/// The one key of an object that is bytes.
pub(super) const BYTES: &str = "$bytes";

impl Tree {
    /// What MessagePack says; none where it says something that has no place in a body.
    pub(super) fn of_pack(bytes: &[u8]) -> Option<Tree> {
        let mut from = rmp_serde::Deserializer::from_read_ref(bytes);
        Seed { json: false }.deserialize(&mut from).ok()
    }

    /// The same as MessagePack.
    pub(super) fn to_pack(&self) -> Option<Vec<u8>> {
        rmp_serde::to_vec(self).ok()
    }
}

impl<'de> Deserialize<'de> for Tree {
    /// Reads JSON.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Seed { json: true }.deserialize(from)
    }
}

#[derive(Clone, Copy)]
struct Seed {
    json: bool,
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Tree, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a part of a body")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Natural(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(u64::try_from(number).map_or(Tree::Negative(number), Tree::Natural))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Float(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Tree, E> {
        Ok(Tree::Bytes(bytes.to_vec()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut fields: Vec<(String, Tree)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(self)?));
        }
        if self.json {
            if let [(name, Tree::Text(text))] = fields.as_slice()
                && let Some(bytes) = marked(name, text)
            {
                return bytes.map(Tree::Bytes).ok_or_else(|| A::Error::custom("no bytes"));
            }
            for (name, _) in &mut fields {
                if let Some(own) = name.strip_prefix('$') {
                    let own = own.starts_with('$').then(|| own.to_owned());
                    *name = own.ok_or_else(|| A::Error::custom("a name begins with one $"))?;
                }
            }
        }
        fields.sort_by(|one, other| one.0.cmp(&other.0));
        if fields.windows(2).any(|pair| matches!(pair, [one, other] if one.0 == other.0)) {
            return Err(A::Error::custom("a field is there twice"));
        }
        Ok(Tree::Fields(fields))
    }
}

/// The bytes of an object of one key, if that key says that they are bytes.
fn marked(name: &str, text: &str) -> Option<Option<Vec<u8>>> {
    match name {
        ID => Some(names::id(text).map(|id| id.to_bytes().to_vec())),
        BYTES => Some(names::bytes(text)),
        _ => None,
    }
}

impl Serialize for Tree {
    /// Writes MessagePack.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Tree::Nothing => to.serialize_unit(),
            Tree::Flag(flag) => to.serialize_bool(*flag),
            Tree::Natural(number) => to.serialize_u64(*number),
            Tree::Negative(number) => to.serialize_i64(*number),
            Tree::Float(number) => to.serialize_f64(*number),
            Tree::Text(text) => to.serialize_str(text),
            Tree::Bytes(bytes) => to.serialize_bytes(bytes),
            Tree::List(list) => {
                let mut seq = to.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Tree::Fields(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}
