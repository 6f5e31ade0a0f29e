//! Why something cannot be said of a programme.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, Zone};

/// A verb of a programme that was refused.
pub type ProgrammeRefusal = Refusal<ProgrammeGuard>;

/// What a verb of a programme asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgrammeGuard {
    /// It would have happened before what is known to have happened last.
    BeforeLast,
    /// The same terms hold already.
    SameTerms,
    /// Another currency or zone: a balance cannot change what it is counted in.
    OtherGround {
        /// The zone that holds.
        zone: Zone,
    },
    /// As many versions of terms as are kept.
    TooManyVersions,
}

impl ProgrammeGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            ProgrammeGuard::BeforeLast,
            ProgrammeGuard::SameTerms,
            ProgrammeGuard::OtherGround { zone: Zone::UTC },
            ProgrammeGuard::TooManyVersions,
        ]
    }
}

impl Guard for ProgrammeGuard {
    fn code(&self) -> &'static str {
        match self {
            ProgrammeGuard::BeforeLast => "programme.before_last",
            ProgrammeGuard::SameTerms => "programme.same_terms",
            ProgrammeGuard::OtherGround { .. } => "programme.other_ground",
            ProgrammeGuard::TooManyVersions => "programme.too_many_versions",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            ProgrammeGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            ProgrammeGuard::SameTerms => ("条款没有变化", "the same terms hold already"),
            ProgrammeGuard::TooManyVersions => {
                ("条款最多保存 200 个版本", "no more than 200 versions of terms are kept")
            }
            ProgrammeGuard::OtherGround { zone } => {
                return lang.choose(
                    format!("计划的货币和时区（{zone}）不能更改，请新设一个计划"),
                    format!("its currency and zone ({zone}) stay; launch another programme"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for ProgrammeGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
