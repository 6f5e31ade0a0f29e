//! The headers of files of clients, and what stands under them.

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Under which number the file knows the client.
    Id,
    Name,
    Kind,
    Segment,
    /// A word to find it by.
    Tag,
    /// How its business works.
    Business,
    /// Something about where it comes from, kept behind the header.
    Background,
    /// Since when it has been known.
    Since,
    Contact,
    Email,
    Phone,
}

/// Headers in whatever case they are written: a file of one's own is read by adding its headers.
const HEADERS: &[(&str, Column)] = &[
    // The example's own file.
    ("id", Column::Id),
    ("name", Column::Name),
    ("kind", Column::Kind),
    ("segment", Column::Segment),
    ("industry", Column::Tag),
    ("city", Column::Background),
    ("since", Column::Since),
    ("contact", Column::Contact),
    ("email", Column::Email),
    ("phone", Column::Phone),
    // The same in Chinese.
    ("编号", Column::Id),
    ("客户名称", Column::Name),
    ("类型", Column::Kind),
    ("级别", Column::Segment),
    ("行业", Column::Tag),
    ("城市", Column::Background),
    ("建档日期", Column::Since),
    ("联系人", Column::Contact),
    ("邮箱", Column::Email),
    ("电话", Column::Phone),
    // A list of accounts from a sales training set: it has no numbers, so the name stands for one.
    ("account", Column::Name),
    ("sector", Column::Tag),
    ("year_established", Column::Background),
    ("revenue", Column::Background),
    ("employees", Column::Background),
    ("office_location", Column::Background),
    ("subsidiary_of", Column::Background),
    // The accounts that Salesforce exports. Their telephone is nobody's in particular.
    ("type", Column::Tag),
    ("billingcity", Column::Background),
    ("billingcountry", Column::Background),
    ("website", Column::Background),
    ("numberofemployees", Column::Background),
    ("annualrevenue", Column::Background),
    ("description", Column::Business),
    ("createddate", Column::Since),
];

/// What stands under a header, if it is one that is known.
pub(crate) fn column(header: &str) -> Option<Column> {
    let header = header.trim().to_lowercase();
    HEADERS.iter().find(|(known, _)| *known == header).map(|(_, column)| *column)
}
