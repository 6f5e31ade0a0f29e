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
    ///
    /// ```
    /// use guanxi::domain::Held;
    /// let held = Held::Known(String::from("李雷"));
    /// assert_eq!(held.as_ref().known().map(String::len), Some(6));
    /// assert_eq!(held.known(), Some(String::from("李雷")));
    /// ```
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Held::Known(value) => Some(value),
            Held::Erased => None,
        }
    }

    /// The same, borrowed.
    ///
    /// ```
    /// use guanxi::domain::Held;
    /// let held = Held::Known(String::from("李雷"));
    /// assert_eq!(held.as_ref(), Held::Known(&String::from("李雷")));
    /// ```
    #[must_use]
    pub const fn as_ref(&self) -> Held<&T> {
        match self {
            Held::Known(value) => Held::Known(value),
            Held::Erased => Held::Erased,
        }
    }

    /// Looks at a part of what is known; what is erased stays erased.
    ///
    /// ```
    /// use guanxi::domain::Held;
    /// assert_eq!(Held::Known("李雷").map(str::len), Held::Known(6));
    /// assert_eq!(Held::Erased.map(str::len), Held::Erased);
    /// ```
    #[must_use]
    pub fn map<U>(self, look: impl FnOnce(T) -> U) -> Held<U> {
        match self {
            Held::Known(value) => Held::Known(look(value)),
            Held::Erased => Held::Erased,
        }
    }

    /// Whether it was erased.
    ///
    /// ```
    /// use guanxi::domain::Held;
    /// assert!(Held::<&str>::Erased.is_erased());
    /// ```
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        matches!(self, Held::Erased)
    }
}

impl<T> From<T> for Held<T> {
    fn from(value: T) -> Self {
        Held::Known(value)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Held<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Held::Known(value) => value.fmt(f),
            Held::Erased => f.pad("‹erased›"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Held;

    #[test]
    fn an_erased_part_says_so_and_gives_nothing() {
        let held: Held<String> = Held::Erased;
        assert_eq!(format!("{held:>9}"), " ‹erased›");
        assert_eq!(held.known(), None);
    }

    proptest! {
        #[test]
        fn what_is_held_survives_being_written(value in ".{0,20}", erased: bool) {
            let held = if erased { Held::Erased } else { Held::Known(value) };
            let bytes = rmp_serde::to_vec(&held).expect("writes");
            prop_assert_eq!(rmp_serde::from_slice::<Held<String>>(&bytes).expect("reads"), held);
        }

        #[test]
        fn looking_keeps_what_is_erased(value: i32, erased: bool) {
            let held = if erased { Held::Erased } else { Held::from(value) };
            let seen = held.map(i64::from);
            prop_assert_eq!(seen.is_erased(), erased);
            prop_assert_eq!(seen.known(), held.known().map(i64::from));
        }
    }
}
