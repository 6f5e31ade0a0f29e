//! What something is called, in both languages.

use serde::{Deserialize, Serialize};

use crate::domain::{Invalid, Lang, Line};

/// A title in Chinese and in English.
///
/// ```
/// use guanxi::domain::Lang;
/// use guanxi::scoring::health::Titled;
/// let title = Titled::new("满意度", "satisfaction")?;
/// assert_eq!(title.say(Lang::Zh), "满意度");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titled {
    /// In Chinese.
    pub zh: Line,
    /// In English.
    pub en: Line,
}

impl Titled {
    /// Takes both titles.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn new(zh: &str, en: &str) -> Result<Self, Invalid> {
        Ok(Titled { zh: Line::new(zh)?, en: Line::new(en)? })
    }

    /// The title in a person's language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        lang.choose(&self.zh, &self.en).as_str()
    }
}
