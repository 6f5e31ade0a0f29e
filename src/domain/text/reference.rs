//! Where else a thing is known, and under which number.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check;
use crate::domain::Invalid;

pub use checked::Reference;

mod checked {
    use super::{Invalid, check, is_system_character};

    /// The id of a thing in another system: `salesforce:0015g00000`.
    ///
    /// ```
    /// use guanxi::domain::Reference;
    /// let reference = Reference::new("Salesforce", "0015g00000:A")?;
    /// assert_eq!(reference.system(), "salesforce");
    /// assert_eq!(reference.id(), "0015g00000:A");
    /// assert_eq!(reference.to_string().parse(), Ok(reference));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Reference {
        system: String,
        id: String,
    }

    impl Reference {
        /// The most characters the name of a system has.
        pub const SYSTEM_LIMIT: usize = 64;
        /// The most characters an id has.
        pub const ID_LIMIT: usize = 200;

        /// Takes the name of the system (1 to 64 ASCII letters, digits, `.`, `_`, `-`; it becomes
        /// lower case) and the id there (1 to 200 characters on one line that can be seen, case kept).
        ///
        /// ```
        /// # use guanxi::domain::Reference;
        /// assert_eq!(Reference::new("ERP", "A-7")?.to_string(), "erp:A-7");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`], [`Invalid::Text`] or [`Invalid::Form`], about
        /// the field `system` or `reference`.
        pub fn new(system: &str, id: &str) -> Result<Self, Invalid> {
            let system = check::line("system", system, Self::SYSTEM_LIMIT)?;
            if !system.chars().all(is_system_character) {
                return Err(Invalid::Form {
                    field: "system",
                    form: "letters, digits, '.', '_' and '-'",
                });
            }
            let id = check::line("reference", id, Self::ID_LIMIT)?;
            // Two numbers that nobody can tell apart are not two.
            if let Some(at) = id.chars().position(|ch| ch != ' ' && !check::is_seen(ch)) {
                return Err(Invalid::Text { field: "reference", at: at.saturating_add(1) });
            }
            Ok(Reference { system: system.to_ascii_lowercase(), id: id.to_owned() })
        }

        /// The other system, in lower case.
        ///
        /// ```
        /// # use guanxi::domain::Reference;
        /// assert_eq!(Reference::new("ERP", "A-7")?.system(), "erp");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn system(&self) -> &str {
            &self.system
        }

        /// The id in that system.
        ///
        /// ```
        /// # use guanxi::domain::Reference;
        /// assert_eq!(Reference::new("ERP", "A-7")?.id(), "A-7");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn id(&self) -> &str {
            &self.id
        }
    }
}

fn is_system_character(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | '-')
}

impl std::fmt::Display for Reference {
    /// Writes `system:id`, which is also what a reference is found by.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.system(), self.id())
    }
}

impl std::str::FromStr for Reference {
    type Err = Invalid;

    /// Reads `system:id`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (system, id) =
            text.split_once(':').ok_or(Invalid::Form { field: "reference", form: "system:id" })?;
        Reference::new(system, id)
    }
}

// One text, as people write it: the name of a system has no colon.
impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::forms::read(from)
    }
}
