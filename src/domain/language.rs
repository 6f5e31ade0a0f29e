//! The languages in which the crate explains itself to people.

use serde::{Deserialize, Serialize};

/// A language of explanations: every refusal can be put to a person in each of them.
///
/// ```
/// use guanxi::domain::Lang;
/// assert_eq!("zh".parse::<Lang>().ok(), Some(Lang::Zh));
/// assert_eq!(Lang::En.to_string(), "en");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, in simplified characters.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order in which tables list them.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// Chooses the text in this language.
    ///
    /// ```
    /// # use guanxi::domain::Lang;
    /// assert_eq!(Lang::Zh.choose("拒绝", "refused"), "拒绝");
    /// ```
    #[must_use]
    pub fn choose<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.choose("zh", "en"))
    }
}
