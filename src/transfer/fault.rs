//! What is wrong with one row: where, and why, without the words of the row.

use crate::domain::{Invalid, Lang};

/// What is wrong with one row, and where.
///
/// Its message names the row, the column and the reason; what stands there is kept beside as a
/// [`Label`], for the one who mends the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Which row, counted from 1 as a spreadsheet does: headers and spacer rows count too.
    pub row: u64,
    /// The header of the column, or its number where it has none; none for the row as a whole.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<Label>,
    /// What is wrong.
    pub why: Why,
}

/// A piece of a file, to be shown to the one who mends it: it may be personal, so it is in no
/// message, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// The most characters that are kept.
    pub const LIMIT: usize = 60;

    /// As much of a cell as is kept, without what would move the cursor of a terminal or turn the
    /// text around.
    #[must_use]
    pub fn of(cell: &str) -> Self {
        let shown = |ch: char| {
            let hidden =
                ch.is_control() || matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            if hidden { '\u{FFFD}' } else { ch }
        };
        Label(cell.chars().take(Self::LIMIT).map(shown).collect())
    }

    /// What stood there.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Label(…)")
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// A cell is longer than it may be.
    CellTooLong {
        /// The most bytes, in UTF-8.
        limit: usize,
    },
    /// The row is longer than it may be.
    RowTooLong {
        /// The most bytes, in UTF-8.
        limit: usize,
    },
    /// The rows that are one record are together longer than they may be.
    RecordTooLong {
        /// The most bytes, in UTF-8.
        limit: usize,
    },
    /// The row has more cells than it may have.
    TooManyColumns {
        /// The most cells.
        limit: usize,
    },
    /// The row has another number of cells than the headers.
    Ragged {
        /// Its cells.
        found: usize,
        /// The headers.
        wanted: usize,
    },
    /// A quote is opened and never closed: everything behind it is one cell.
    QuoteNotClosed,
    /// Something stands between a closing quote and the next separator.
    TextAfterQuote,
    /// A NUL character.
    Nul,
    /// Bytes that are no text in the file's encoding.
    NotInEncoding,
    /// A day that could be two: 03/04/2025, 25-03-04. The mapping can say which comes first.
    AmbiguousDate,
    /// None of the usual forms of a date.
    UnknownDate,
    /// A time that clocks skip on that day.
    SkippedTime,
    /// A time that clocks show twice on that day: it needs an offset.
    RepeatedTime,
    /// Two columns say different things about a field that holds one.
    Contradiction,
    /// A field that must be there is not.
    Missing {
        /// The field.
        field: &'static str,
    },
    /// The mapping names nobody of the staff by this name, address or number.
    UnknownStaff,
    /// An amount that no reading of points and commas makes a number.
    UnknownAmount,
    /// An amount or a quantity that could be two: 1,250. The mapping can say what stands in front of
    /// decimals.
    AmbiguousAmount,
    /// A unit price that does not come out even in the currency when it is multiplied.
    Uneven,
    /// A deal that was not won: nothing was bought.
    NotWon,
    /// What a refund is of was not found, or has not been told yet.
    NoSuchPurchase,
    /// A refund of one of several lines that does not say of which.
    WhichLine,
    /// The file names the same record in an earlier row.
    Twice {
        /// That row, where it is known.
        row: Option<u64>,
    },
    /// No client is known by this number or name.
    NoSuchClient,
    /// Several clients are called this.
    SeveralClients,
    /// Several contacts of the client are called this.
    SeveralContacts,
    /// It is there already, and was to be made anew.
    AlreadyKnown,
    /// It is not there yet, and was to be changed.
    NotKnown,
    /// The rule said no.
    Refused {
        /// The rule's code.
        code: &'static str,
        /// What it says in Chinese.
        zh: String,
        /// What it says in English.
        en: String,
    },
    /// The value cannot be taken.
    Invalid(Invalid),
}

impl From<Invalid> for Why {
    fn from(why: Invalid) -> Self {
        Why::Invalid(why)
    }
}

impl Why {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Why::CellTooLong { .. } => "row.cell_too_long",
            Why::RowTooLong { .. } => "row.row_too_long",
            Why::RecordTooLong { .. } => "row.record_too_long",
            Why::TooManyColumns { .. } => "row.too_many_columns",
            Why::Ragged { .. } => "row.ragged",
            Why::QuoteNotClosed => "row.quote_not_closed",
            Why::TextAfterQuote => "row.text_after_quote",
            Why::Nul => "row.nul",
            Why::NotInEncoding => "row.not_in_encoding",
            Why::AmbiguousDate => "row.ambiguous_date",
            Why::UnknownDate => "row.unknown_date",
            Why::SkippedTime => "row.skipped_time",
            Why::RepeatedTime => "row.repeated_time",
            Why::Contradiction => "row.contradiction",
            Why::Missing { .. } => "row.missing",
            Why::UnknownStaff => "row.unknown_staff",
            Why::UnknownAmount => "row.unknown_amount",
            Why::AmbiguousAmount => "row.ambiguous_amount",
            Why::Uneven => "row.uneven",
            Why::NotWon => "row.not_won",
            Why::NoSuchPurchase => "row.no_such_purchase",
            Why::WhichLine => "row.which_line",
            Why::Twice { .. } => "row.twice",
            Why::NoSuchClient => "row.no_such_client",
            Why::SeveralClients => "row.several_clients",
            Why::SeveralContacts => "row.several_contacts",
            Why::AlreadyKnown => "row.already_known",
            Why::NotKnown => "row.not_known",
            Why::Refused { code, .. } => code,
            Why::Invalid(why) => why.code(),
        }
    }

    /// The reason in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Why::CellTooLong { limit } => (
                format!("单元格超过 {limit} 字节"),
                format!("the cell is longer than {limit} bytes"),
            ),
            Why::RowTooLong { limit } => {
                (format!("整行超过 {limit} 字节"), format!("the row is longer than {limit} bytes"))
            }
            Why::RecordTooLong { limit } => (
                format!("同一记录的各行合计超过 {limit} 字节"),
                format!("the rows of this record are together longer than {limit} bytes"),
            ),
            Why::TooManyColumns { limit } => {
                (format!("超过 {limit} 列"), format!("more than {limit} columns"))
            }
            Why::Ragged { found, wanted } => (
                format!("有 {found} 格，表头有 {wanted} 格"),
                format!("{found} cells where {wanted} have headers"),
            ),
            Why::Missing { field } => {
                let named = crate::domain::vocabulary::say(field, Lang::Zh);
                (format!("缺少“{named}”"), format!("{field} is missing"))
            }
            Why::Invalid(why) => return why.explain(lang),
            Why::Refused { zh, en, .. } => (zh.clone(), en.clone()),
            Why::Twice { row: Some(row) } => (
                format!("与第 {row} 行是同一条记录"),
                format!("it is the same record as row {row}"),
            ),
            Why::Twice { row: None }
            | Why::UnknownAmount
            | Why::AmbiguousAmount
            | Why::Uneven
            | Why::NotWon
            | Why::NoSuchPurchase
            | Why::WhichLine
            | Why::NoSuchClient
            | Why::SeveralClients
            | Why::SeveralContacts
            | Why::AlreadyKnown
            | Why::NotKnown => {
                let (zh, en) = self.of_record();
                return lang.choose(zh, en).to_owned();
            }
            Why::QuoteNotClosed
            | Why::TextAfterQuote
            | Why::Nul
            | Why::NotInEncoding
            | Why::AmbiguousDate
            | Why::UnknownDate
            | Why::SkippedTime
            | Why::RepeatedTime
            | Why::Contradiction
            | Why::UnknownStaff => {
                let (zh, en) = self.plain();
                return lang.choose(zh, en).to_owned();
            }
        };
        lang.choose(zh, en)
    }

    /// The reasons that name no number.
    fn plain(&self) -> (&'static str, &'static str) {
        match self {
            Why::QuoteNotClosed => (
                "引号没有闭合，后面的内容都成了一个单元格",
                "a quote is never closed, so that all that follows is one cell",
            ),
            Why::TextAfterQuote => (
                "右引号和分隔符之间还有文字",
                "something stands between the closing quote and the separator",
            ),
            Why::Nul => ("有空字符 NUL", "a NUL character"),
            Why::NotInEncoding => {
                ("有不属于文件编码的字节", "bytes that are no text in the file's encoding")
            }
            Why::AmbiguousDate => (
                "日期有歧义：请在映射中说明年、月、日哪个在前",
                "the date could be two days: say in the mapping whether the year, the month or the day comes first",
            ),
            Why::UnknownDate => ("不是常见的日期格式", "none of the usual forms of a date"),
            Why::SkippedTime => ("这一时刻因夏令时被跳过", "clocks skip this time on that day"),
            Why::RepeatedTime => (
                "这一时刻出现两次：请注明时差",
                "clocks show this time twice on that day: give the offset",
            ),
            Why::Contradiction => ("两列的内容互相矛盾", "two columns contradict each other"),
            Why::UnknownStaff => {
                ("映射中没有这位员工", "the mapping names nobody of the staff like this")
            }
            Why::CellTooLong { .. }
            | Why::RowTooLong { .. }
            | Why::RecordTooLong { .. }
            | Why::TooManyColumns { .. }
            | Why::Ragged { .. }
            | Why::Missing { .. }
            | Why::Invalid(_)
            | Why::UnknownAmount
            | Why::AmbiguousAmount
            | Why::Uneven
            | Why::NotWon
            | Why::NoSuchPurchase
            | Why::WhichLine
            | Why::SeveralContacts
            | Why::Twice { .. }
            | Why::NoSuchClient
            | Why::SeveralClients
            | Why::AlreadyKnown
            | Why::NotKnown
            | Why::Refused { .. } => ("", ""),
        }
    }

    /// The reasons that lie in what the row would become.
    fn of_record(&self) -> (&'static str, &'static str) {
        match self {
            Why::UnknownAmount => {
                ("不是可以识别的金额或数量", "no amount or quantity that can be read")
            }
            Why::AmbiguousAmount => (
                "数字有歧义：请在映射中说明小数点是点还是逗号",
                "the number could be two: say in the mapping whether a point or a comma stands in front of decimals",
            ),
            Why::Uneven => (
                "单价乘以数量在该币种下除不尽：请填写金额",
                "unit price times quantity does not come out even: give the amount",
            ),
            Why::NotWon => ("商机未赢单，没有成交", "the deal was not won: nothing was bought"),
            Why::NoSuchPurchase => {
                ("找不到所退或所付的单据", "no purchase is known by the number that it refers to")
            }
            Why::WhichLine => (
                "原单有多行：请注明退的是哪一行",
                "the purchase has several lines: say which one is refunded",
            ),
            Why::NoSuchClient => ("没有这个客户", "no client is known by this number or name"),
            Why::SeveralClients => (
                "有多个客户叫这个名称：请填写编号",
                "several clients are called this: give a number",
            ),
            Why::SeveralContacts => (
                "该客户有多位联系人叫这个名字：请填写邮箱或电话",
                "several contacts of the client are called this: give an address",
            ),
            Why::AlreadyKnown => ("已经存在", "it is there already"),
            Why::NotKnown => ("尚不存在", "it is not there yet"),
            Why::Twice { .. } => {
                ("文件前面已有同一条记录", "the file has the same record in an earlier row")
            }
            Why::CellTooLong { .. }
            | Why::RowTooLong { .. }
            | Why::RecordTooLong { .. }
            | Why::TooManyColumns { .. }
            | Why::Ragged { .. }
            | Why::QuoteNotClosed
            | Why::TextAfterQuote
            | Why::Nul
            | Why::NotInEncoding
            | Why::AmbiguousDate
            | Why::UnknownDate
            | Why::SkippedTime
            | Why::RepeatedTime
            | Why::Contradiction
            | Why::UnknownStaff
            | Why::Missing { .. }
            | Why::Invalid(_)
            | Why::Refused { .. } => ("", ""),
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}

impl RowFault {
    /// Where and why, in a person's language; the value itself is not in it.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let (row, why) = (self.row, self.why.explain(lang));
        match &self.column {
            Some(column) => lang.choose(
                format!("第 {row} 行“{column}”：{why}"),
                format!("row {row}, \"{column}\": {why}"),
            ),
            None => lang.choose(format!("第 {row} 行：{why}"), format!("row {row}: {why}")),
        }
    }
}

impl std::fmt::Display for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
