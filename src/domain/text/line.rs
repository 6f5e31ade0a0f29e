//! A short text on one line: a subject, a title, a reason.

use super::check;
use crate::domain::Invalid;

pub use checked::Line;

mod checked {
    use super::{Invalid, check};

    /// A short text on one line, of 1 to 500 characters, without white space around it.
    ///
    /// Refused are: control characters and line ends, the marks that make a text read otherwise
    /// than it is stored (U+202A to U+202E, U+2066 to U+2069), code points that are no character
    /// (U+FFFE, the byte order mark …), and a text in which nothing can be seen. Everything else
    /// stays as it was written, whatever it may mean to a database or a browser.
    ///
    /// ```
    /// use guanxi::domain::{Invalid, Line};
    /// let subject = Line::new("' OR 1=1 --")?;
    /// assert_eq!(subject.to_string(), "' OR 1=1 --");
    /// assert_eq!(Line::new("pay\u{202E}yap"), Err(Invalid::Text { field: "text", at: 4 }));
    /// assert_eq!(Line::new("\u{200B}"), Err(Invalid::Empty { field: "text" }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Line(String);

    impl Line {
        /// The most characters a line has.
        pub const LIMIT: usize = 500;

        /// Takes a line, without the white space around it.
        ///
        /// ```
        /// # use guanxi::domain::Line;
        /// assert!(Line::new("Kick-off").is_ok() && Line::new("two\nlines").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 500 characters, or [`Invalid::Text`]
        /// with the place of the first character that does not belong in it.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            check::line("text", text, Self::LIMIT).map(|line| Line(line.to_owned()))
        }

        /// The line.
        ///
        /// ```
        /// # use guanxi::domain::Line;
        /// assert_eq!(Line::new("Kick-off")?.as_str(), "Kick-off");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

text_forms!(Line);
