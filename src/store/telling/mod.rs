//! A part of a body told field by field, as its MessagePack with names would tell it, without writing
//! that down first.

mod name;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use name::Name;

/// Hears what a part of a body says, one thing after the other.
pub trait Hearer {
    /// Nothing is said here.
    fn nothing(&mut self);
    /// Yes or no.
    fn flag(&mut self, flag: bool);
    /// A number from nought on.
    fn natural(&mut self, number: u64);
    /// A number below nought.
    fn negative(&mut self, number: i64);
    /// A text.
    fn text(&mut self, text: &str);
    /// Bytes: an id, where there are sixteen.
    fn bytes(&mut self, bytes: &[u8]);
    /// A list begins.
    fn begin_list(&mut self);
    /// The list ends.
    fn end_list(&mut self);
    /// Fields begin.
    fn begin_fields(&mut self);
    /// The name of the next field.
    fn name(&mut self, name: &str);
    /// The fields end.
    fn end_fields(&mut self);
}

/// Tells a value; false where it says something that has no place in a body, and then something
/// unfinished was told.
pub(super) fn tell(value: &impl Serialize, to: &mut dyn Hearer) -> bool {
    value.serialize(Teller { to }).is_ok()
}

/// Something that has no place in a body.
#[derive(Debug, thiserror::Error)]
#[error("this has no place in a body")]
struct NoPlace;

impl Error for NoPlace {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        NoPlace
    }
}

type Said = Result<(), NoPlace>;

struct Teller<'t> {
    to: &'t mut dyn Hearer,
}

/// What is told within something, and how it ends.
struct Within<'t> {
    to: &'t mut dyn Hearer,
    ends: Ends,
}

#[derive(Clone, Copy)]
enum Ends {
    List,
    Fields,
    /// A list that stands alone under the name of its variant.
    VariantList,
    VariantFields,
}

impl<'t> Within<'t> {
    fn list(to: &'t mut dyn Hearer) -> Self {
        to.begin_list();
        Within { to, ends: Ends::List }
    }

    fn fields(to: &'t mut dyn Hearer) -> Self {
        to.begin_fields();
        Within { to, ends: Ends::Fields }
    }

    fn say<T: Serialize + ?Sized>(&mut self, value: &T) -> Said {
        value.serialize(Teller { to: &mut *self.to })
    }

    fn end(self) -> Said {
        match self.ends {
            Ends::List | Ends::VariantList => self.to.end_list(),
            Ends::Fields | Ends::VariantFields => self.to.end_fields(),
        }
        if matches!(self.ends, Ends::VariantList | Ends::VariantFields) {
            self.to.end_fields();
        }
        Ok(())
    }
}

impl<'t> Serializer for Teller<'t> {
    type Ok = ();
    type Error = NoPlace;
    type SerializeSeq = Within<'t>;
    type SerializeTuple = Within<'t>;
    type SerializeTupleStruct = Within<'t>;
    type SerializeTupleVariant = Within<'t>;
    type SerializeMap = Within<'t>;
    type SerializeStruct = Within<'t>;
    type SerializeStructVariant = Within<'t>;

    fn serialize_bool(self, flag: bool) -> Said {
        self.to.flag(flag);
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Said {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Said {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Said {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Said {
        match u64::try_from(number) {
            Ok(natural) => self.to.natural(natural),
            Err(_) => self.to.negative(number),
        }
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Said {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Said {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Said {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Said {
        self.to.natural(number);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Said {
        Err(NoPlace)
    }

    fn serialize_f64(self, _: f64) -> Said {
        Err(NoPlace)
    }

    fn serialize_char(self, ch: char) -> Said {
        self.serialize_str(ch.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Said {
        self.to.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Said {
        self.to.bytes(bytes);
        Ok(())
    }

    fn serialize_none(self) -> Said {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Said {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Said {
        self.to.nothing();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Said {
        Within::list(self.to).end()
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
        variant: &'static str,
        value: &T,
    ) -> Said {
        let mut fields = Within::fields(self.to);
        fields.to.name(variant);
        fields.say(value)?;
        fields.end()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Within<'t>, NoPlace> {
        Ok(Within::list(self.to))
    }

    fn serialize_tuple(self, _: usize) -> Result<Within<'t>, NoPlace> {
        Ok(Within::list(self.to))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Within<'t>, NoPlace> {
        Ok(Within::list(self.to))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Within<'t>, NoPlace> {
        self.to.begin_fields();
        self.to.name(variant);
        Ok(Within { ends: Ends::VariantList, ..Within::list(self.to) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Within<'t>, NoPlace> {
        Ok(Within::fields(self.to))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Within<'t>, NoPlace> {
        Ok(Within::fields(self.to))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Within<'t>, NoPlace> {
        self.to.begin_fields();
        self.to.name(variant);
        Ok(Within { ends: Ends::VariantFields, ..Within::fields(self.to) })
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! items {
    ($($kind:ident $method:ident),*) => {
        $(impl $kind for Within<'_> {
            type Ok = ();
            type Error = NoPlace;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Said {
                self.say(value)
            }

            fn end(self) -> Said {
                Within::end(self)
            }
        })*
    };
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! fields {
    ($($kind:ident),*) => {
        $(impl $kind for Within<'_> {
            type Ok = ();
            type Error = NoPlace;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Said {
                self.to.name(name);
                self.say(value)
            }

            fn end(self) -> Said {
                Within::end(self)
            }
        })*
    };
}

fields! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Within<'_> {
    type Ok = ();
    type Error = NoPlace;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Said {
        key.serialize(Name { to: &mut *self.to })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Said {
        self.say(value)
    }

    fn end(self) -> Said {
        Within::end(self)
    }
}
