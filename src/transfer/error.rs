//! Why a file as a whole cannot be read.

use crate::domain::{Invalid, Lang};

/// Why a file as a whole cannot be read. What is wrong with one row is a
/// [`RowFault`](super::RowFault), and the rows around it are read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// It could not be read to its end.
    #[error("the file cannot be read")]
    Io {
        /// Why not.
        #[from]
        source: std::io::Error,
    },
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// By its first bytes it is something else, whatever it is called.
    #[error("the file is {found}, not a text of rows: save it as CSV")]
    NotText {
        /// What it is.
        found: &'static str,
    },
    /// None of its first rows has the headers that are needed.
    #[error("none of the first {looked} rows has a header for: {wanted}")]
    NoHeader {
        /// In how many rows they were looked for.
        looked: usize,
        /// The fields of which at least one is needed.
        wanted: String,
    },
    /// The mapping names a field that the file's subject does not have.
    #[error("{subject} have no field {field}")]
    NoSuchField {
        /// What the file is about.
        subject: &'static str,
        /// The field.
        field: &'static str,
    },
    /// It has more records than are taken in as a whole.
    #[error("more than {limit} records: take them in row by row")]
    TooManyRows {
        /// The most.
        limit: usize,
    },
    /// It holds more than is taken in as a whole.
    #[error("more than {limit} bytes: take them in row by row")]
    TooLarge {
        /// The most bytes, in UTF-8.
        limit: usize,
    },
    /// The mapping says something that cannot be taken.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl TransferError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            TransferError::Io { .. } => "transfer.io",
            TransferError::Empty => "transfer.empty",
            TransferError::NotText { .. } => "transfer.not_text",
            TransferError::NoHeader { .. } => "transfer.no_header",
            TransferError::NoSuchField { .. } => "transfer.no_such_field",
            TransferError::TooManyRows { .. } => "transfer.too_many_rows",
            TransferError::TooLarge { .. } => "transfer.too_large",
            TransferError::Invalid(why) => why.code(),
        }
    }

    /// The reason in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            TransferError::Io { .. } => "文件无法读取".to_owned(),
            TransferError::Empty => "文件是空的".to_owned(),
            TransferError::NotText { found } => {
                format!("文件是 {found}，不是按行的文本：请另存为 CSV")
            }
            TransferError::NoHeader { looked, wanted } => {
                format!("前 {looked} 行没有所需的表头：{wanted}")
            }
            TransferError::NoSuchField { subject, field } => {
                format!("{subject} 没有字段 {field}")
            }
            TransferError::TooManyRows { limit } => {
                format!("超过 {limit} 条记录：请逐行导入")
            }
            TransferError::TooLarge { limit } => {
                format!("超过 {limit} 字节：请逐行导入")
            }
            TransferError::Invalid(why) => why.explain(lang),
        }
    }
}
