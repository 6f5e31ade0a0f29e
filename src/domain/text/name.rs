//! What a person or an organisation is called.

use super::check;
use crate::domain::Invalid;

pub use checked::Name;

mod checked {
    use super::{Invalid, check};

    /// The name of a person or an organisation: one line of 1 to 200 characters, without white
    /// space around it.
    ///
    /// Any script is welcome, and so are emoji and combining marks. What cannot stand in a
    /// [`Line`](crate::domain::Line) cannot stand in a name. The characters are kept as they were
    /// written.
    ///
    /// ```
    /// use guanxi::domain::{Invalid, Name};
    /// assert_eq!(Name::new("  关系咨询有限公司 ")?.as_str(), "关系咨询有限公司");
    /// assert_eq!(Name::new(" \t "), Err(Invalid::Empty { field: "name" }));
    /// assert_eq!(Name::new("Ada\0"), Err(Invalid::Text { field: "name", at: 4 }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Name(String);

    impl Name {
        /// The most characters a name has.
        pub const LIMIT: usize = 200;

        /// Takes a name, without the white space around it.
        ///
        /// ```
        /// # use guanxi::domain::Name;
        /// assert!(Name::new("李雷").is_ok() && Name::new(" ").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 200 characters, or [`Invalid::Text`]
        /// with the place of the first character that does not belong in it.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            check::line("name", text, Self::LIMIT).map(|name| Name(name.to_owned()))
        }

        /// The name.
        ///
        /// ```
        /// # use guanxi::domain::Name;
        /// assert_eq!(Name::new("李雷")?.as_str(), "李雷");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

impl Name {
    /// What the name is found by: its lower-case letters.
    ///
    /// ```
    /// use guanxi::domain::Name;
    /// assert_eq!(Name::new("Müller GmbH")?.key(), "müller gmbh");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> String {
        check::folded(self.as_str())
    }
}

text_forms!(Name);
