//! A telephone number as a person writes it, and the digits by which it is found.

use super::check;
use crate::domain::Invalid;

pub use checked::Phone;

mod checked {
    use super::{Invalid, check, key_of};

    /// A telephone number: 5 to 15 digits, kept as written in at most 40 characters.
    ///
    /// Between the digits may stand blanks, hyphens, dots, slashes and brackets; before them `+`
    /// or `00` and a country code; behind them an extension (`x12`, `ext. 12`, `#12`, `转12`).
    /// Full-width digits and signs are understood.
    ///
    /// ```
    /// use guanxi::domain::{Invalid, Phone};
    /// let phone = Phone::new("+86 (10) 8888-6666 转 801")?;
    /// assert_eq!(phone.as_str(), "+86 (10) 8888-6666 转 801");
    /// assert_eq!(phone.key(), "+861088886666x801");
    /// assert_eq!(Phone::new("12-34"), Err(Invalid::Phone { field: "phone" }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Phone {
        written: String,
        key: String,
    }

    impl Phone {
        /// The most characters a number has as it is written.
        pub const LIMIT: usize = 40;

        /// Takes a number, without the white space around it.
        ///
        /// ```
        /// # use guanxi::domain::Phone;
        /// assert!(Phone::new("+86 138 0013 8000").is_ok() && Phone::new("call me").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 40 characters, [`Invalid::Text`] with
        /// the place of a control or reordering character, and [`Invalid::Phone`] for whatever
        /// else is no number.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            let field = "phone";
            let written = check::line(field, text, Self::LIMIT)?;
            let key = key_of(written).ok_or(Invalid::Phone { field })?;
            Ok(Phone { written: written.to_owned(), key })
        }

        /// The number as it was written.
        ///
        /// ```
        /// # use guanxi::domain::Phone;
        /// assert_eq!(Phone::new("+86 138 0013 8000")?.as_str(), "+86 138 0013 8000");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.written
        }

        /// What the number is found by: its digits; behind a `+` when the country code was
        /// written, and with `x` before an extension.
        ///
        /// A number written without its country stays so: a country guessed wrongly would make
        /// two people one.
        ///
        /// ```
        /// use guanxi::domain::Phone;
        /// assert_eq!(Phone::new("0044 (0)20 7946 0958")?.key(), "+442079460958");
        /// assert_eq!(Phone::new("138-0013-8000")?.key(), "13800138000");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn key(&self) -> &str {
            &self.key
        }
    }
}

text_forms!(Phone);

const EXTENSIONS: [&str; 8] = ["ext.", "ext", "x", "#", "转", "轉", "分机", "分機"];

fn key_of(written: &str) -> Option<String> {
    let narrow: String = written.chars().map(|ch| narrow(ch).to_ascii_lowercase()).collect();
    let end = narrow.find(|ch| !is_dialled(ch)).unwrap_or(narrow.len());
    let (number, rest) = narrow.split_at_checked(end)?;
    let mut key = number_key(number.trim())?;
    if !rest.is_empty() {
        key.push('x');
        key.push_str(extension(rest)?);
    }
    Some(key)
}

fn number_key(number: &str) -> Option<String> {
    let (body, plus) = match number.strip_prefix('+').or(number.strip_prefix("(+")) {
        Some(body) => (body, true),
        None => (number, false),
    };
    if body.contains('+') || !is_bracketed(number) {
        return None;
    }
    let international = plus || digits_of(body).starts_with("00");
    if !international {
        return Some(digits_of(body)).filter(|digits| (5..=15).contains(&digits.len()));
    }
    // `+44 (0)20`: the zero is dialled at home only.
    let digits = digits_of(&body.replacen("(0)", "", 1));
    let digits = if plus { digits.as_str() } else { digits.strip_prefix("00")? };
    ((5..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn extension(rest: &str) -> Option<&str> {
    let digits = EXTENSIONS
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))?
        .trim_start_matches([' ', ':', '.']);
    let short = (1..=7).contains(&digits.len());
    (short && digits.chars().all(|ch| ch.is_ascii_digit())).then_some(digits)
}

/// Whether each bracket that opens is closed before the next one opens.
fn is_bracketed(number: &str) -> bool {
    let open = number.chars().try_fold(false, |open, ch| match (ch, open) {
        ('(', false) => Some(true),
        (')', true) => Some(false),
        ('(', true) | (')', false) => None,
        _ => Some(open),
    });
    open == Some(false)
}

fn is_dialled(ch: char) -> bool {
    ch.is_ascii_digit() || matches!(ch, '+' | '-' | '.' | '/' | '(' | ')' | ' ')
}

/// The half-width form of what Chinese and Japanese input methods write, and one hyphen and one
/// blank for all their kinds.
fn narrow(ch: char) -> char {
    match ch {
        '\u{FF01}'..='\u{FF5E}' => {
            u32::from(ch).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(ch)
        }
        '\u{3000}' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => ch,
    }
}
