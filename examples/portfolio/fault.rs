//! Why the portfolio was not shown: what is wrong with what was asked, or with which cell of which file.

use std::fmt;
use std::path::{Path, PathBuf};

use guanxi::Lang;
use guanxi::domain::Invalid;
use guanxi::report::Undrawn;

/// Why nothing was shown, and nothing written.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The command line.
    Asked { word: String, why: &'static str },
    /// A file could not be read or written.
    File { path: PathBuf, why: std::io::Error },
    /// A file was read, and something in it is wrong.
    Cell(CellFault),
    /// Nobody bought anything until then.
    Nobody,
    /// The client to be explained is not in the file.
    Unknown { client: String },
    /// A score or a picture could not be made of it.
    Figure { why: String },
}

/// What is wrong in a file, and where: the row as a text editor counts it, the first being 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellFault {
    pub(crate) file: String,
    pub(crate) row: u64,
    /// The column by its header; none where it is the row as a whole.
    pub(crate) column: Option<String>,
    pub(crate) wrong: Wrong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// There is no row below the header.
    NoRows,
    /// There is no such column.
    NoColumn {
        there: String,
    },
    /// Two columns have this header.
    ColumnTwice,
    /// The row has another number of cells than the header.
    Width {
        found: u64,
        wanted: u64,
    },
    /// It is no text of UTF-8.
    NoText,
    Empty,
    NoDate,
    /// It lies after today.
    Future,
    NoNumber,
    /// `NaN`, or an infinity.
    NotFinite,
    TooLarge,
    /// An answer that is no whole number from 0 to 10.
    NoAnswer,
    /// The name of a client, or a level, a scale or words of a promise.
    Words(Invalid),
    /// Promised beyond the scale, or measured in another unit.
    OffScale,
}

impl Fault {
    pub(crate) fn file(path: &Path, why: std::io::Error) -> Self {
        Fault::File { path: path.to_owned(), why }
    }

    pub(crate) fn figure(why: impl fmt::Display) -> Self {
        Fault::Figure { why: why.to_string() }
    }

    /// The fault in a person's language.
    pub(crate) fn say(&self, lang: Lang) -> String {
        match self {
            Fault::Asked { word, why } => {
                lang.choose(format!("参数 {word}：{why}"), format!("{word}: {why}"))
            }
            Fault::File { path, why } => format!("{}: {why}", path.display()),
            Fault::Cell(fault) => fault.say(lang),
            Fault::Nobody => {
                lang.choose("截至该日没有任何交易", "nobody bought anything until then").to_owned()
            }
            Fault::Unknown { client } => lang.choose(
                format!("文件中没有客户 {client}"),
                format!("there is no client {client} in the file"),
            ),
            Fault::Figure { why } => why.clone(),
        }
    }
}

impl CellFault {
    pub(crate) fn say(&self, lang: Lang) -> String {
        let (file, row, wrong) = (&self.file, self.row, self.wrong.say(lang));
        match &self.column {
            Some(column) => lang.choose(
                format!("{file}，第 {row} 行，“{column}”列：{wrong}"),
                format!("{file}, row {row}, column “{column}”: {wrong}"),
            ),
            None => lang.choose(
                format!("{file}，第 {row} 行：{wrong}"),
                format!("{file}, row {row}: {wrong}"),
            ),
        }
    }
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        let plain = match self {
            Wrong::NoRows => lang.choose("表头之下没有数据", "there is no row below the header"),
            Wrong::ColumnTwice => lang.choose("表头出现两次", "two columns have this header"),
            Wrong::NoText => lang.choose("不是 UTF-8 文本", "it is no text of UTF-8"),
            Wrong::Empty => lang.choose("为空", "it is empty"),
            Wrong::NoDate => lang.choose(
                "不是日期，应如 2026-05-03 或 20260503",
                "no date such as 2026-05-03 or 20260503",
            ),
            Wrong::Future => lang.choose("日期在今天之后", "the date lies after today"),
            Wrong::NoNumber => lang
                .choose("不是数字，应如 29.33", "no number with digits and a point, such as 29.33"),
            Wrong::NotFinite => {
                lang.choose("NaN 和无穷不是金额", "neither NaN nor infinity is an amount")
            }
            Wrong::TooLarge => lang.choose("数字过大", "the number is too large"),
            Wrong::NoAnswer => {
                lang.choose("应为 0 到 10 的整数", "an answer is a whole number from 0 to 10")
            }
            Wrong::OffScale => lang.choose(
                "约定超出量程，或单位不同",
                "promised beyond the scale, or in another unit",
            ),
            Wrong::NoColumn { there } => {
                return lang.choose(
                    format!("没有这一列；现有：{there}"),
                    format!("there is no such column; there are: {there}"),
                );
            }
            Wrong::Width { found, wanted } => {
                return lang.choose(
                    format!("有 {found} 个单元格，表头有 {wanted} 个"),
                    format!("{found} cells below a header of {wanted}"),
                );
            }
            Wrong::Words(why) => return why.explain(lang),
        };
        plain.to_owned()
    }
}

impl From<CellFault> for Fault {
    fn from(fault: CellFault) -> Self {
        Fault::Cell(fault)
    }
}

impl From<Undrawn> for Fault {
    fn from(why: Undrawn) -> Self {
        Fault::figure(why)
    }
}
