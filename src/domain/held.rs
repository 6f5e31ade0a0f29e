//! A personal part that may have been erased.

use serde::{Deserialize, Serialize};

/// What is known of somebody, or the mark that it has been erased.
///
/// ```
/// use guanxi::domain::Held;
/// assert_eq!(Held::Known("李雷").to_string(), "李雷");
/// assert_eq!(Held::<&str>::Erased.to_string(), "‹erased›");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Held<T> {
    /// It is there.
    Known(T),
    /// It was erased, and nobody can tell what it was.
    Erased,
}

impl<T> Held<T> {
    /// What is known, if it still is.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Held::Known(value) => Some(value),
            Held::Erased => None,
        }
    }

    /// The same, borrowed.
    #[must_use]
    pub const fn as_ref(&self) -> Held<&T> {
        match self {
            Held::Known(value) => Held::Known(value),
            Held::Erased => Held::Erased,
        }
    }

    /// Looks at a part of what is known.
    #[must_use]
    pub fn map<U>(self, look: impl FnOnce(T) -> U) -> Held<U> {
        match self {
            Held::Known(value) => Held::Known(look(value)),
            Held::Erased => Held::Erased,
        }
    }

    /// Whether it was erased.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        matches!(self, Held::Erased)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Held<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Held::Known(value) => value.fmt(f),
            Held::Erased => f.write_str("‹erased›"),
        }
    }
}
