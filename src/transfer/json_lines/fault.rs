//! What is wrong with a line, without the words of the line.

use crate::domain::Lang;

/// What is wrong with a file of JSON Lines, and in which line.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct LineFault {
    /// Which line, counted from 1.
    pub line: u64,
    /// What is wrong.
    #[source]
    pub why: LineWhy,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineWhy {
    /// The file could not be read or written on.
    #[error("the file cannot be read or written")]
    Io {
        /// Why not.
        #[from]
        source: std::io::Error,
    },
    /// The line is longer than it may be.
    #[error("the line is longer than {limit} bytes")]
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// The line is no JSON: it is cut off, has half a character, or is too deep.
    #[error("this is no JSON at column {column}")]
    NotJson {
        /// Where, counted in bytes from 1.
        column: usize,
    },
    /// The line is JSON, and a field is missing, unknown, twice there, or not of its form.
    #[error("a field is missing, unknown, there twice, or not of its form, at column {column}")]
    Field {
        /// Where it was noticed, counted in bytes from 1.
        column: usize,
    },
    /// A field does not hold what it is called.
    #[error("{field} cannot be read")]
    Value {
        /// Which.
        field: &'static str,
    },
    /// The line begins as none of these files does.
    #[error("the line is none of a file of everything")]
    Unknown,
    /// The file does not begin as one of everything, or is empty.
    #[error("the file does not begin as one of everything")]
    NoBeginning,
    /// The file ends before its last line.
    #[error("the file ends before its last line: it was cut off")]
    CutOff,
    /// Something stands behind the last line.
    #[error("something stands behind the last line")]
    BehindTheEnd,
    /// The last line counts otherwise.
    #[error("the last line counts otherwise: lines are missing or there twice")]
    Miscounted,
    /// The file was written by a newer version.
    #[error("the file was written by a newer version: {what} {found}, this one knows {known}")]
    Newer {
        /// What is newer.
        what: &'static str,
        /// The version found.
        found: u32,
        /// The newest known here.
        known: u32,
    },
    /// There is no such noun here.
    #[error("there is no such noun")]
    Noun,
    /// The noun has no such event.
    #[error("a {noun} has no such event")]
    Event {
        /// The noun.
        noun: &'static str,
    },
    /// A body is none of its noun: a field is unknown, missing, or cannot be taken.
    #[error("the {part} of a {noun} has a field that it does not have, or a value it cannot take")]
    Body {
        /// The noun.
        noun: &'static str,
        /// Which part.
        part: &'static str,
    },
    /// A line does not stand where it belongs: records by noun and id, then entries by position.
    #[error("it does not follow the line before it: lines are missing, there twice, or moved")]
    Order,
    /// Something is kept in the store already.
    #[error("the store is not empty")]
    NotEmpty,
    /// The store refuses what the line says.
    #[error("{why}")]
    Refused {
        /// Why.
        why: String,
    },
}

impl LineWhy {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            LineWhy::Io { .. } => "lines.io",
            LineWhy::TooLong { .. } => "lines.too_long",
            LineWhy::NotJson { .. } => "lines.not_json",
            LineWhy::Field { .. } => "lines.field",
            LineWhy::Value { .. } => "lines.value",
            LineWhy::Unknown => "lines.unknown",
            LineWhy::NoBeginning => "lines.no_beginning",
            LineWhy::CutOff => "lines.cut_off",
            LineWhy::BehindTheEnd => "lines.behind_the_end",
            LineWhy::Miscounted => "lines.miscounted",
            LineWhy::Newer { .. } => "lines.newer",
            LineWhy::Noun => "lines.noun",
            LineWhy::Event { .. } => "lines.event",
            LineWhy::Body { .. } => "lines.body",
            LineWhy::Order => "lines.order",
            LineWhy::NotEmpty => "lines.not_empty",
            LineWhy::Refused { .. } => "lines.refused",
        }
    }

    /// The reason in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            LineWhy::Io { .. } => "文件无法读写".to_owned(),
            LineWhy::TooLong { limit } => format!("这一行超过 {limit} 字节"),
            LineWhy::NotJson { column } => format!("第 {column} 列起不是 JSON"),
            LineWhy::Field { column } => {
                format!("第 {column} 列附近有字段缺失、未知、重复或格式不对")
            }
            LineWhy::Value { field } => format!("字段 {field} 无法读取"),
            LineWhy::Unknown => "这一行不属于全量导出文件".to_owned(),
            LineWhy::NoBeginning => "文件开头不是全量导出文件".to_owned(),
            LineWhy::CutOff => "文件没有结尾行：文件被截断了".to_owned(),
            LineWhy::BehindTheEnd => "结尾行之后还有内容".to_owned(),
            LineWhy::Miscounted => "结尾行的计数不符：有行缺失或重复".to_owned(),
            LineWhy::Newer { what, found, known } => {
                format!("文件由更新的版本写成：{what} {found}，本版本只认识到 {known}")
            }
            LineWhy::Noun => "没有这种记录".to_owned(),
            LineWhy::Event { noun } => format!("{noun} 没有这种事件"),
            LineWhy::Body { noun, part } => {
                format!("{noun} 的 {part} 部分有未知的字段或不能接受的值")
            }
            LineWhy::Order => "与上一行接不上：有行缺失、重复或被移动".to_owned(),
            LineWhy::NotEmpty => "存储不是空的".to_owned(),
            LineWhy::Refused { why } => format!("存储拒绝了这一行：{why}"),
        }
    }
}
