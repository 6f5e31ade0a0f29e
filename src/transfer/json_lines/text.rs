//! MessagePack that names its fields, told as JSON while it is read.

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::names;
use super::tree::{BYTES, ID};

/// Appends what MessagePack says; false where it says something that JSON cannot give back, and then
/// something unfinished was appended.
pub(super) fn tell(pack: &[u8], to: &mut Vec<u8>) -> bool {
    let mut from = rmp_serde::Deserializer::from_read_ref(pack);
    Teller { to }.deserialize(&mut from).is_ok()
}

/// Appends a text in quotes, or a number.
pub(super) fn plain(to: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Neither a text nor a number can fail, and a vector takes every byte.
    let _ = serde_json::to_writer(to, value);
}

struct Teller<'t> {
    to: &'t mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for Teller<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Teller<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a part of a body")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.to.extend_from_slice(b"null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        plain(self.to, &flag);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        plain(self.to, &number);
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        plain(self.to, &number);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        plain(self.to, text);
        Ok(())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
        let id = <[u8; 16]>::try_from(bytes).map(crate::domain::Id::from_bytes);
        self.to.extend_from_slice(b"{\"");
        self.to.extend_from_slice(if id.is_ok() { ID } else { BYTES }.as_bytes());
        self.to.extend_from_slice(b"\":\"");
        match id {
            Ok(id) => names::push_id(self.to, id),
            Err(_) => names::push_hex(self.to, bytes),
        }
        self.to.extend_from_slice(b"\"}");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.to.push(b'[');
        let mut first = true;
        loop {
            let before = self.to.len();
            if !first {
                self.to.push(b',');
            }
            if seq.next_element_seed(Teller { to: &mut *self.to })?.is_none() {
                self.to.truncate(before);
                break;
            }
            first = false;
        }
        self.to.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.to.push(b'{');
        let mut first = true;
        loop {
            let before = self.to.len();
            if !first {
                self.to.push(b',');
            }
            if map.next_key_seed(Named { to: &mut *self.to })?.is_none() {
                self.to.truncate(before);
                break;
            }
            self.to.push(b':');
            map.next_value_seed(Teller { to: &mut *self.to })?;
            first = false;
        }
        self.to.push(b'}');
        Ok(())
    }
}

/// The name of a field: a text, or else JSON has no word for it.
struct Named<'t> {
    to: &'t mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Named<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        if name.starts_with('$') {
            plain(self.to, &format!("${name}"));
        } else {
            plain(self.to, name);
        }
        Ok(())
    }
}
