//! Names of fields: texts, and nothing else.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::{Hearer, NoPlace, Said};

/// The name of a field: a text, or else nothing has a word for it.
pub(super) struct Name<'t> {
    pub(super) to: &'t mut dyn Hearer,
}

macro_rules! no_names {
    ($($method:ident $of:ty),*) => {
        $(fn $method(self, _: $of) -> Said {
            Err(NoPlace)
        })*
    };
}

impl Serializer for Name<'_> {
    type Ok = ();
    type Error = NoPlace;
    type SerializeSeq = Impossible<(), NoPlace>;
    type SerializeTuple = Impossible<(), NoPlace>;
    type SerializeTupleStruct = Impossible<(), NoPlace>;
    type SerializeTupleVariant = Impossible<(), NoPlace>;
    type SerializeMap = Impossible<(), NoPlace>;
    type SerializeStruct = Impossible<(), NoPlace>;
    type SerializeStructVariant = Impossible<(), NoPlace>;

    no_names! {
        serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32,
        serialize_i64 i64, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32,
        serialize_u64 u64, serialize_f32 f32, serialize_f64 f64, serialize_bytes &[u8],
        serialize_unit_struct &'static str
    }

    fn serialize_char(self, ch: char) -> Said {
        self.serialize_str(ch.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, name: &str) -> Said {
        self.to.name(name);
        Ok(())
    }

    fn serialize_none(self) -> Said {
        Err(NoPlace)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Said {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Said {
        Err(NoPlace)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Said {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Said {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Said {
        Err(NoPlace)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, NoPlace> {
        Err(NoPlace)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoPlace> {
        Err(NoPlace)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}
