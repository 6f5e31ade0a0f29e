//! What examples that take a file show on a terminal: how far they are, and what went wrong.

use std::error::Error as _;

use guanxi::Error;
use guanxi::domain::Lang;
use indicatif::{ProgressBar, ProgressStyle};

/// An error as a person is told of it.
pub(crate) fn explain(error: &Error, lang: Lang) -> String {
    match error {
        Error::Refused(refusal) => refusal.explain(lang),
        Error::Invalid(why) => why.explain(lang),
        Error::Transfer(why) => why.explain(lang),
        other => {
            let mut text = other.to_string();
            let mut cause = other.source();
            while let Some(error) = cause {
                text.push_str(&format!(": {error}"));
                cause = error.source();
            }
            text
        }
    }
}

/// A bar on the terminal; hidden where there is none.
pub(crate) fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
