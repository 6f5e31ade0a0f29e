//! An e-mail address, and the key under which two spellings of it meet.

use super::check;
use crate::domain::Invalid;

pub use checked::Email;

mod checked {
    use super::{Invalid, check, domain_of, is_local};

    /// An e-mail address `local@domain` of at most 254 characters.
    ///
    /// The local part stays as it was written, the domain becomes lower case. Letters of any
    /// script may stand in both. Quoted local parts, comments and addresses in brackets are
    /// refused: no client has one, and mail programs disagree about them.
    ///
    /// ```
    /// use guanxi::domain::{Email, Invalid};
    /// let email = Email::new(" Li.Na@Example.COM ")?;
    /// assert_eq!(email.as_str(), "Li.Na@example.com");
    /// assert_eq!(email.key(), "li.na@example.com");
    /// let two_lines = "li@example.com\nBcc: all@example.com";
    /// assert_eq!(Email::new(two_lines), Err(Invalid::Text { field: "email", at: 15 }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Email(String);

    impl Email {
        /// The most characters an address has.
        pub const LIMIT: usize = 254;

        /// Takes an address, without the blanks around it; any other white space is refused.
        ///
        /// ```
        /// # use guanxi::domain::Email;
        /// assert!(Email::new("li@example.com").is_ok() && Email::new("li@").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 254 characters, [`Invalid::Text`] with
        /// the place of a control or reordering character, and [`Invalid::Email`] for whatever
        /// else is no address.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            let field = "email";
            let trimmed = text.trim_matches(' ');
            check::exact(field, trimmed, Self::LIMIT)?;
            let (local, domain) = trimmed
                .rsplit_once('@')
                .filter(|(local, _)| is_local(local))
                .and_then(|(local, domain)| Some((local, domain_of(domain)?)))
                .ok_or(Invalid::Email { field })?;
            let address = format!("{local}@{domain}");
            // Lower case can be longer than what was written: `İ` becomes two characters.
            check::exact(field, &address, Self::LIMIT)?;
            Ok(Email(address))
        }

        /// The address, its domain in lower case.
        ///
        /// ```
        /// # use guanxi::domain::Email;
        /// assert_eq!(Email::new("li@example.com")?.as_str(), "li@example.com");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

impl Email {
    /// The part before the `@`, as it was written.
    ///
    /// ```
    /// use guanxi::domain::Email;
    /// assert_eq!(Email::new("Li.Na@example.com")?.local(), "Li.Na");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn local(&self) -> &str {
        self.as_str().rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part behind the `@`, in lower case.
    ///
    /// ```
    /// use guanxi::domain::Email;
    /// assert_eq!(Email::new("li@Example.com")?.domain(), "example.com");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn domain(&self) -> &str {
        self.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What the address is found by: all of it in lower case.
    ///
    /// Strictly, `Li@` and `li@` could be two mailboxes; nobody gives them to two people.
    ///
    /// ```
    /// use guanxi::domain::Email;
    /// assert_eq!(Email::new("LI@example.com")?.key(), Email::new("li@EXAMPLE.com")?.key());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> String {
        check::lower(self.as_str())
    }
}

text_forms!(Email);

/// Words joined by single dots, together at most 64 characters.
fn is_local(local: &str) -> bool {
    local.chars().count() <= 64
        && local.split('.').all(|word| {
            !word.is_empty()
                && word.chars().all(|ch| is_letter(ch) || "!#$%&'*+/=?^_`{|}~-".contains(ch))
        })
}

/// The domain in lower case, if it is one: labels of letters, digits and inner hyphens, each of at
/// most 63 characters.
fn domain_of(domain: &str) -> Option<String> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|ch| is_letter(ch) || ch == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // Counted as it will be kept, so that an address that was taken once is taken again.
    let lower = check::lower(domain);
    lower.split('.').all(is_label).then_some(lower)
}

fn is_letter(ch: char) -> bool {
    if ch.is_ascii() { ch.is_ascii_alphanumeric() } else { check::is_seen(ch) }
}
