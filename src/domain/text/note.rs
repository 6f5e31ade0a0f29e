//! A long text: the body of a message, the minutes of a meeting.

use super::check;
use crate::domain::Invalid;

pub use checked::Note;

mod checked {
    use super::{Invalid, check};

    /// A text of one or many lines, of 1 to 100 000 characters.
    ///
    /// It is kept as it was written, white space included, but for its line ends: CR LF becomes
    /// LF. Tabs are welcome; otherwise what cannot stand in a [`Line`](crate::domain::Line) cannot
    /// stand here.
    ///
    /// ```
    /// use guanxi::domain::{Invalid, Note};
    /// let minutes = Note::new("到场：\t三人\r\n下一步：报价\n")?;
    /// assert_eq!(minutes.as_str(), "到场：\t三人\n下一步：报价\n");
    /// assert_eq!(Note::new("a\u{7}"), Err(Invalid::Text { field: "note", at: 2 }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Note(String);

    impl Note {
        /// The most characters a note has, counted after CR LF has become LF.
        pub const LIMIT: usize = 100_000;

        /// Takes a note.
        ///
        /// ```
        /// # use guanxi::domain::Note;
        /// assert!(Note::new("1. Budget\n2. Dates").is_ok() && Note::new(" \n").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 100 000 characters, or
        /// [`Invalid::Text`] with the place of the first character that does not belong in it.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            // Each CR LF is one character of the note and two bytes of the text: still at most
            // four bytes a character, so the length alone turns away what is far too long.
            if text.len() > Self::LIMIT.saturating_mul(4) {
                return Err(Invalid::TooLong { field: "note", limit: Self::LIMIT });
            }
            let text =
                if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
            check::lines("note", &text, Self::LIMIT).map(|()| Note(text))
        }

        /// The note.
        ///
        /// ```
        /// # use guanxi::domain::Note;
        /// assert_eq!(Note::new("1. Budget\n2. Dates")?.as_str(), "1. Budget\n2. Dates");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

text_forms!(Note);
