//! What a file can be about, and what can stand in its columns.

use serde::{Deserialize, Serialize};

use crate::domain::Lang;
pub use crate::domain::import::Subject;

impl Subject {
    /// Everything that can stand in the columns of such a file, in the order of a template.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| field.subjects().contains(&self))
    }

    /// The fields of which a row of headers names at least one.
    #[must_use]
    pub const fn needed(self) -> &'static [Field] {
        match self {
            Subject::Clients => &[Field::Name],
            Subject::Contacts => &[Field::Name, Field::FirstName, Field::LastName],
            Subject::Interactions => &[Field::At, Field::Subject, Field::Body],
            Subject::Transactions => &[Field::Amount, Field::Price, Field::Total],
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $en:literal $zh:literal $many:ident [$($subject:ident),+];)*) => {
        /// What can stand in a column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $name,)*
        }

        impl Field {
            /// Each, in the order of a template.
            pub const ALL: &'static [Field] = &[$(Field::$name),*];

            /// In which files it can stand.
            #[must_use]
            pub const fn subjects(self) -> &'static [Subject] {
                match self {
                    $(Field::$name => &[$(Subject::$subject),+],)*
                }
            }

            /// Its header in a template.
            #[must_use]
            pub fn header(self, lang: Lang) -> &'static str {
                match self {
                    $(Field::$name => lang.choose($zh, $en),)*
                }
            }

            /// Whether it holds several values: in one cell between `;` or `；`, or in several
            /// columns.
            #[must_use]
            pub const fn holds_many(self) -> bool {
                match self {
                    $(Field::$name => $many,)*
                }
            }
        }
    };
}

fields! {
    /// Under which number the file's system knows the record.
    Id "id" "编号" false [Clients, Contacts, Interactions, Transactions];
    /// Under which number the file's system knows the client of the record.
    ClientId "client id" "客户编号" false [Contacts, Interactions, Transactions];
    /// What the client of the record is called.
    ClientName "client" "客户" false [Contacts, Interactions, Transactions];
    /// What it is called, or they are.
    Name "name" "名称" false [Clients, Contacts];
    /// The given name.
    FirstName "first name" "名" false [Contacts];
    /// The family name.
    LastName "last name" "姓" false [Contacts];
    /// An organisation or a person.
    ClientKind "kind" "类别" false [Clients];
    /// The client's class.
    Segment "segment" "级别" false [Clients];
    /// A word to find the client by.
    Tag "tags" "标签" true [Clients];
    /// How the client's business works.
    Business "business" "业务" false [Clients];
    /// What the client needs that others do not.
    SpecialNeeds "special needs" "特殊需求" false [Clients];
    /// Something about where the client comes from; it is kept behind its header.
    Background "background" "背景" true [Clients];
    /// Who at the client is spoken to.
    ContactName "contact" "联系人" false [Clients];
    /// What they are to the firm.
    Role "role" "角色" true [Contacts];
    /// An e-mail address; in a file of interactions, that of a contact who took part.
    Email "email" "邮箱" true [Clients, Contacts, Interactions];
    /// A telephone on a desk.
    Phone "phone" "电话" true [Clients, Contacts];
    /// A telephone in a pocket.
    Mobile "mobile" "手机" true [Clients, Contacts];
    /// A name at WeChat.
    Wechat "wechat" "微信" true [Clients, Contacts];
    /// The post.
    Post "address" "地址" false [Contacts];
    /// The day on which they are congratulated.
    Birthday "birthday" "生日" false [Contacts];
    /// The language in which they are addressed.
    Language "language" "语言" false [Contacts];
    /// Where their clock hangs.
    Zone "time zone" "时区" false [Contacts];
    /// When it began.
    At "time" "时间" false [Interactions, Transactions];
    /// When it ended.
    EndedAt "ended" "结束时间" false [Interactions];
    /// What kind of interaction or transaction it was.
    Kind "kind" "类型" false [Interactions, Transactions];
    /// By which channel.
    Channel "channel" "方式" false [Interactions];
    /// Who spoke to whom.
    Direction "direction" "方向" false [Interactions];
    /// What it was about.
    Subject "subject" "主题" false [Interactions];
    /// The text, or the note.
    Body "text" "内容" false [Interactions, Transactions];
    /// What was promised to the client.
    Promise "promised" "承诺" true [Interactions];
    /// What comes next.
    Next "next steps" "下一步" false [Interactions];
    /// By when somebody is to come back to it.
    FollowUp "follow-up" "下次跟进时间" false [Interactions];
    /// The conversation it belongs to.
    Thread "thread" "会话" false [Interactions];
    /// Who of the staff: the owner of a client, those who took part in an interaction.
    Staff "staff" "负责人" true [Clients, Interactions];
    /// When the record was made in the file's system.
    CreatedAt "since" "建档日期" false [Clients, Contacts];
    /// How far a deal is: only one that was won is an order.
    Stage "stage" "阶段" false [Transactions];
    /// The currency of the amounts.
    Currency "currency" "币种" false [Transactions];
    /// Which line of the transaction; in a refund, which one of the purchase.
    Line "line" "行号" false [Transactions];
    /// What was bought.
    Item "item" "商品" false [Transactions];
    /// Goods, a service or shipping.
    LineKind "line kind" "行类型" false [Transactions];
    /// To which category the item belongs.
    Category "category" "品类" false [Transactions];
    /// How much of it.
    Quantity "quantity" "数量" false [Transactions];
    /// In which unit.
    Unit "unit" "单位" false [Transactions];
    /// What one of it costs without tax.
    Price "price" "单价" false [Transactions];
    /// What the line costs without tax, or what was paid.
    Amount "amount" "金额" false [Transactions];
    /// The tax on the line.
    Tax "tax" "税额" false [Transactions];
    /// What the whole transaction comes to.
    Total "total" "总额" false [Transactions];
    /// What was paid at once, in money.
    Paid "paid" "已付" false [Transactions];
    /// With how many points it was paid.
    Points "points" "积分" false [Transactions];
    /// For how much money the points stood.
    PointsValue "points value" "积分抵扣" false [Transactions];
    /// Under which number the file's system knows what was refunded, invoiced or paid.
    RefersTo "refers to" "原单号" false [Transactions];
}

impl Field {
    /// The field's word in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.header(Lang::En)
    }
}
