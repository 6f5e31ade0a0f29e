//! Closed lists of words: enums without fields that people read and write by name.

/// Gives an enum without fields its list and the name under which it stands in columns and files.
macro_rules! named {
    ($type:ident, $field:literal, [$($variant:ident),+ $(,)?]) => {
        impl $type {
            /// All of them, in the order in which lists show them.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The name under which it stands in columns and files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => stringify!($variant)),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::domain::Invalid;

            /// Reads the name, in whatever case it is written.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let allowed = [$(stringify!($variant)),+].as_slice();
                let at = allowed.iter().position(|name| name.eq_ignore_ascii_case(text.trim()));
                at.and_then(|at| Self::ALL.get(at)).copied().ok_or(
                    $crate::domain::Invalid::Unknown {
                        field: $field,
                        allowed: $crate::domain::named::list!($($variant),+),
                    },
                )
            }
        }
    };
}

/// Names joined for a message.
macro_rules! list {
    ($first:ident $(, $more:ident)*) => {
        concat!(stringify!($first) $(, ", ", stringify!($more))*)
    };
}

pub(super) use {list, named};
