//! The forms that every text type has, all of them through its one checked constructor.

use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

use crate::domain::Invalid;

/// Gives a type with `new(&str) -> Result<Self, Invalid>` and `as_str(&self) -> &str` its text and
/// serde forms.
macro_rules! text_forms {
    ($type:ident) => {
        impl std::str::FromStr for $type {
            type Err = $crate::domain::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $crate::domain::Invalid;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::domain::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::domain::text::forms::read(from)
            }
        }
    };
}

/// Reads a value from its text form, without a copy in between.
pub(crate) fn read<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err = Invalid>,
    D: Deserializer<'de>,
{
    from.deserialize_str(Text(PhantomData))
}

struct Text<T>(PhantomData<T>);

impl<T: FromStr<Err = Invalid>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    // Left to itself, serde names the number it found, and that may be somebody's telephone.
    fn visit_i64<E: Error>(self, _: i64) -> Result<T, E> {
        Err(number(&self))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<T, E> {
        Err(number(&self))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<T, E> {
        Err(number(&self))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<T, E> {
        Err(number(&self))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(number(&self))
    }
}

fn number<T: FromStr<Err = Invalid>, E: Error>(expected: &Text<T>) -> E {
    E::invalid_type(Unexpected::Other("a number"), expected)
}
