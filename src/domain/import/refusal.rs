//! Why something cannot be said of an import.

use crate::domain::Lang;
use crate::domain::refusal::{Guard, Refusal};

/// An import's no.
pub type ImportRefusal = Refusal<ImportGuard>;

/// A condition of an import's verbs that was not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportGuard {
    /// The file is not the one for which it was planned, or has changed since.
    OtherFile,
    /// It is not the turn of this batch.
    NotNext {
        /// The number of the one whose turn it is.
        expected: u32,
    },
    /// The batch's rows lie before those that are in already.
    Backwards,
    /// The counts of the batch do not add up.
    Miscounted,
    /// Not every batch has been taken back.
    NotAllTakenBack {
        /// How many are left.
        left: u32,
    },
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl ImportGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            ImportGuard::OtherFile,
            ImportGuard::NotNext { expected: 3 },
            ImportGuard::Backwards,
            ImportGuard::Miscounted,
            ImportGuard::NotAllTakenBack { left: 2 },
            ImportGuard::BeforeLast,
        ]
    }
}

impl Guard for ImportGuard {
    fn code(&self) -> &'static str {
        match self {
            ImportGuard::OtherFile => "import.other_file",
            ImportGuard::NotNext { .. } => "import.not_next",
            ImportGuard::Backwards => "import.backwards",
            ImportGuard::Miscounted => "import.miscounted",
            ImportGuard::NotAllTakenBack { .. } => "import.not_all_taken_back",
            ImportGuard::BeforeLast => "import.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            ImportGuard::OtherFile => (
                "文件不是计划导入的那一个，或内容已变",
                "the file is not the one for which it was planned, or has changed since",
            ),
            ImportGuard::NotNext { expected } => {
                return lang.choose(
                    format!("批次顺序不对：应为第 {} 批", expected.saturating_add(1)),
                    format!("it is the turn of batch {}", expected.saturating_add(1)),
                );
            }
            ImportGuard::Backwards => ("该批的行此前已经导入", "rows of this batch are in already"),
            ImportGuard::Miscounted => {
                ("该批各项数目与总行数不符", "the counts of the batch do not add up to its rows")
            }
            ImportGuard::NotAllTakenBack { left } => {
                return lang.choose(
                    format!("还有 {left} 批没有撤销"),
                    format!("{left} batches have not been taken back"),
                );
            }
            ImportGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for ImportGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
