//! The language a person is addressed in.

use crate::domain::{Invalid, Lang};

pub use checked::Language;

mod checked {
    use super::{Invalid, Lang, canonical};

    /// A language tag of the shape of BCP 47, such as `zh-CN`, `en` or `zh-Hant-TW`, of at most
    /// 35 characters.
    ///
    /// Only the shape is checked, not whether somebody has registered the parts. The case is
    /// settled (`ZH_cn` becomes `zh-CN`), so that equal tags are equal texts.
    ///
    /// ```
    /// use guanxi::domain::Language;
    /// assert_eq!(Language::new("zh_hant_tw")?.as_str(), "zh-Hant-TW");
    /// assert!(Language::new("Chinese, simplified").is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Language(String);

    impl Language {
        /// The most characters a tag has.
        pub const LIMIT: usize = 35;

        /// Takes a tag, its parts joined by `-` or `_`.
        ///
        /// ```
        /// # use guanxi::domain::Language;
        /// assert!(Language::new("zh-CN").is_ok() && Language::new("Chinese!").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 35 characters, or [`Invalid::Form`].
        pub fn new(text: &str) -> Result<Self, Invalid> {
            let field = "language";
            let text = text.trim();
            if text.is_empty() {
                return Err(Invalid::Empty { field });
            }
            if text.chars().nth(Self::LIMIT).is_some() {
                let limit = Self::LIMIT;
                return Err(Invalid::TooLong { field, limit });
            }
            let form = "BCP 47, such as zh-CN";
            canonical(text).map(Language).ok_or(Invalid::Form { field, form })
        }

        /// The tag.
        ///
        /// ```
        /// # use guanxi::domain::Language;
        /// assert_eq!(Language::new("zh-CN")?.as_str(), "zh-CN");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }

    impl From<Lang> for Language {
        fn from(lang: Lang) -> Language {
            Language(lang.choose("zh", "en").to_owned())
        }
    }
}

impl Language {
    /// The language itself, without script and region: `zh` of `zh-CN`.
    ///
    /// ```
    /// use guanxi::domain::Language;
    /// assert_eq!(Language::new("pt-BR")?.primary(), "pt");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn primary(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }

    /// The language in which the crate explains itself to somebody who is addressed in this one:
    /// Chinese for Chinese, English for every other.
    ///
    /// ```
    /// use guanxi::domain::{Lang, Language};
    /// assert_eq!(Language::new("zh-Hant-TW")?.nearest(), Lang::Zh);
    /// assert_eq!(Language::new("pt-BR")?.nearest(), Lang::En);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn nearest(&self) -> Lang {
        if self.primary() == "zh" { Lang::Zh } else { Lang::En }
    }
}

text_forms!(Language);

/// The tag with its case settled, if it has the shape: language, up to three extended languages,
/// script, region, variants, extensions, private use, in this order.
fn canonical(text: &str) -> Option<String> {
    let lower = text.replace('_', "-").to_ascii_lowercase();
    let mut parts = lower.split('-').peekable();
    let primary = parts.next().filter(|part| is_primary(part))?;
    let mut tag = primary.to_owned();
    let mut push = |part: &str| {
        tag.push('-');
        tag.push_str(part);
    };
    for _ in 0..3 {
        if let Some(part) = parts.next_if(|part| part.len() == 3 && is_alphabetic(part)) {
            push(part);
        }
    }
    if let Some(script) = parts.next_if(|part| part.len() == 4 && is_alphabetic(part)) {
        let mut letters = script.chars();
        let first = letters.next().map(|ch| ch.to_ascii_uppercase());
        push(&first.into_iter().chain(letters).collect::<String>());
    }
    if let Some(region) = parts.next_if(|part| is_region(part)) {
        push(&region.to_ascii_uppercase());
    }
    while let Some(variant) = parts.next_if(|part| is_variant(part)) {
        push(variant);
    }
    while let Some(singleton) = parts.next() {
        if singleton.len() != 1 || !is_alphanumeric(singleton) {
            return None;
        }
        push(singleton);
        let shortest = if singleton == "x" { 1 } else { 2 };
        let fits = |part: &&str| (shortest..=8).contains(&part.len()) && is_alphanumeric(part);
        push(parts.next_if(fits)?);
        while let Some(part) = parts.next_if(fits) {
            push(part);
        }
    }
    Some(tag)
}

fn is_primary(part: &str) -> bool {
    matches!(part.len(), 2..=3 | 5..=8) && is_alphabetic(part)
}

fn is_region(part: &str) -> bool {
    (part.len() == 2 && is_alphabetic(part))
        || (part.len() == 3 && part.chars().all(|ch| ch.is_ascii_digit()))
}

fn is_variant(part: &str) -> bool {
    let digit_first = part.starts_with(|ch: char| ch.is_ascii_digit());
    is_alphanumeric(part) && (matches!(part.len(), 5..=8) || (part.len() == 4 && digit_first))
}

fn is_alphabetic(part: &str) -> bool {
    part.chars().all(|ch| ch.is_ascii_alphabetic())
}

fn is_alphanumeric(part: &str) -> bool {
    part.chars().all(|ch| ch.is_ascii_alphanumeric())
}
