//! A word that people put on records to find them again.

use super::check;
use crate::domain::Invalid;

pub use checked::Tag;

mod checked {
    use super::{Invalid, check};

    /// A tag: one line of 1 to 50 characters, without white space around it.
    ///
    /// It shows as it was written; [`key`](Tag::key) is what it is found by.
    ///
    /// ```
    /// use guanxi::domain::Tag;
    /// let tag = Tag::new("Expo 2026")?;
    /// assert_eq!(tag.key(), Tag::new("EXPO 2026")?.key());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Tag(String);

    impl Tag {
        /// The most characters a tag has.
        pub const LIMIT: usize = 50;

        /// Takes a tag, without the white space around it.
        ///
        /// ```
        /// # use guanxi::domain::Tag;
        /// assert!(Tag::new("VIP").is_ok() && Tag::new("").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 50 characters, or [`Invalid::Text`]
        /// with the place of the first character that does not belong in it.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            check::line("tag", text, Self::LIMIT).map(|tag| Tag(tag.to_owned()))
        }

        /// The tag as it was written.
        ///
        /// ```
        /// # use guanxi::domain::Tag;
        /// assert_eq!(Tag::new("VIP")?.as_str(), "VIP");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

impl Tag {
    /// What the tag is found by: its lower-case letters. Two tags with one key are the same tag.
    ///
    /// ```
    /// use guanxi::domain::Tag;
    /// assert_eq!(Tag::new("VIP 客户")?.key(), "vip 客户");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> String {
        check::folded(self.as_str())
    }
}

text_forms!(Tag);
