//! What a file can be about, and what can stand in its columns.

use serde::{Deserialize, Serialize};

use crate::domain::Lang;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// Clients, each perhaps with one contact.
    Clients,
    /// Contacts of clients.
    Contacts,
    /// Interactions with clients.
    Interactions,
}

impl Subject {
    /// Each.
    pub const ALL: [Subject; 3] = [Subject::Clients, Subject::Contacts, Subject::Interactions];

    /// The word for it on a command line and in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Subject::Clients => "clients",
            Subject::Contacts => "contacts",
            Subject::Interactions => "interactions",
        }
    }

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
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Subject {
    type Err = crate::domain::Invalid;

    /// Reads `clients`, `contacts` or `interactions`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = "clients, contacts, interactions";
        let found = Subject::ALL.into_iter().find(|subject| subject.name() == text);
        found.ok_or(crate::domain::Invalid::Unknown { field: "subject", allowed })
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
    Id "id" "编号" false [Clients, Contacts, Interactions];
    /// Under which number the file's system knows the client of the record.
    ClientId "client id" "客户编号" false [Contacts, Interactions];
    /// What the client of the record is called.
    ClientName "client" "客户" false [Contacts, Interactions];
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
    At "time" "时间" false [Interactions];
    /// When it ended.
    EndedAt "ended" "结束时间" false [Interactions];
    /// What kind of interaction it was.
    Kind "kind" "类型" false [Interactions];
    /// By which channel.
    Channel "channel" "方式" false [Interactions];
    /// Who spoke to whom.
    Direction "direction" "方向" false [Interactions];
    /// What it was about.
    Subject "subject" "主题" false [Interactions];
    /// The text.
    Body "text" "内容" false [Interactions];
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
}

impl Field {
    /// The field's word in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.header(Lang::En)
    }
}
