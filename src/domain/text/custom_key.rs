//! The name by which programs know a field that a firm has added.

use crate::domain::Invalid;

pub use checked::CustomKey;

mod checked {
    use std::sync::Arc;

    use super::Invalid;

    /// The key of a custom field: 1 to 64 of `a`–`z`, `0`–`9` and `_`, beginning with a letter.
    ///
    /// ```
    /// use guanxi::domain::CustomKey;
    /// assert_eq!(CustomKey::new("annual_revenue")?.as_str(), "annual_revenue");
    /// assert!(CustomKey::new("Annual revenue").is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    // Keys stand beside every figure that is explained, so that a copy is none of the letters.
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct CustomKey(Arc<str>);

    impl CustomKey {
        /// The most characters a key has.
        pub const LIMIT: usize = 64;

        /// Takes a key as it stands; nothing is trimmed or folded.
        ///
        /// ```
        /// # use guanxi::domain::CustomKey;
        /// assert!(CustomKey::new("revenue").is_ok() && CustomKey::new("Revenue").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 64 characters, or [`Invalid::Form`].
        pub fn new(text: &str) -> Result<Self, Invalid> {
            let field = "key";
            if text.is_empty() {
                return Err(Invalid::Empty { field });
            }
            if text.chars().nth(Self::LIMIT).is_some() {
                let limit = Self::LIMIT;
                return Err(Invalid::TooLong { field, limit });
            }
            let rest = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_';
            if text.starts_with(|ch: char| ch.is_ascii_lowercase()) && text.chars().all(rest) {
                Ok(CustomKey(text.into()))
            } else {
                let form = "a-z, 0-9 and _, a letter first";
                Err(Invalid::Form { field, form })
            }
        }

        /// The key.
        ///
        /// ```
        /// # use guanxi::domain::CustomKey;
        /// assert_eq!(CustomKey::new("revenue")?.as_str(), "revenue");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

text_forms!(CustomKey);
