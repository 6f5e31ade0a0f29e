//! Structs that stand in bytes as the list of their fields, whatever form stands around them.

/// Writes and reads a struct as the tuple of its fields, in the order given here.
///
/// A record's parts name their fields, so that one can be added; what stands in them many times
/// does not, since its names would be most of its bytes. Such a list is frozen: a field more is a
/// new version of the noun.
macro_rules! frozen {
    ($type:ident $(<$of:ident>)? { $($field:ident),+ $(,)? }) => {
        impl$(<$of: serde::Serialize>)? serde::Serialize for $type$(<$of>)? {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let $type { $($field),+ } = self;
                ($($field),+,).serialize(to)
            }
        }

        impl<'de $(, $of: serde::Deserialize<'de>)?> serde::Deserialize<'de> for $type$(<$of>)? {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let ($($field),+,) = serde::Deserialize::deserialize(from)?;
                Ok($type { $($field),+ })
            }
        }
    };
}

pub(super) use frozen;
