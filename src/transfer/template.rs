//! An empty file to fill in.

use super::field::Subject;
use crate::domain::Lang;

/// The headers of everything that can be read, as a file of CSV with a byte order mark, which
/// spreadsheets need to see that it is UTF-8.
///
/// ```
/// use guanxi::domain::Lang;
/// use guanxi::transfer::{Subject, template};
/// assert!(template(Subject::Clients, Lang::Zh).starts_with("\u{FEFF}编号,名称,类别,"));
/// ```
#[must_use]
pub fn template(subject: Subject, lang: Lang) -> String {
    let headers: Vec<&str> = subject.fields().map(|field| field.header(lang)).collect();
    format!("\u{FEFF}{}\r\n", headers.join(","))
}
