//! Why something cannot be said of a member of staff.

use crate::domain::Lang;
use crate::domain::refusal::{Guard, Refusal};

/// A verb of a member of staff that was refused.
pub type StaffRefusal = Refusal<StaffGuard>;

/// What a verb of a member of staff asks beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaffGuard {
    /// An edit that changes nothing.
    NothingChanges,
    /// The lead is not enrolled.
    LeadUnknown,
    /// The lead has left.
    LeadLeft,
    /// The lead is this very person, or reports to them.
    LeadCircle,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl StaffGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            StaffGuard::NothingChanges,
            StaffGuard::LeadUnknown,
            StaffGuard::LeadLeft,
            StaffGuard::LeadCircle,
            StaffGuard::BeforeLast,
        ]
    }
}

impl Guard for StaffGuard {
    fn code(&self) -> &'static str {
        match self {
            StaffGuard::NothingChanges => "staff.nothing_changes",
            StaffGuard::LeadUnknown => "staff.lead_unknown",
            StaffGuard::LeadLeft => "staff.lead_left",
            StaffGuard::LeadCircle => "staff.lead_circle",
            StaffGuard::BeforeLast => "staff.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            StaffGuard::NothingChanges => ("没有任何改动", "nothing would change"),
            StaffGuard::LeadUnknown => ("上级尚未登记", "the lead is not enrolled"),
            StaffGuard::LeadLeft => ("上级已离职", "the lead has left"),
            StaffGuard::LeadCircle => {
                ("上级是本人，或向本人汇报", "the lead is the same person or reports to them")
            }
            StaffGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for StaffGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
