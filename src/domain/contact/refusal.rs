//! Why something cannot be said of a contact.

use crate::domain::Lang;
use crate::domain::refusal::{Guard, Refusal};

/// A verb of a contact that was refused.
pub type ContactRefusal = Refusal<ContactGuard>;

/// What a verb of a contact asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContactGuard {
    /// An edit that changes nothing.
    NothingChanges,
    /// The client is archived or erased.
    ClientNotActive,
    /// They are not known to be reached there.
    NoSuchAddress,
    /// What is withdrawn has been withdrawn already.
    AlreadyWithdrawn,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl ContactGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            ContactGuard::NothingChanges,
            ContactGuard::ClientNotActive,
            ContactGuard::NoSuchAddress,
            ContactGuard::AlreadyWithdrawn,
            ContactGuard::BeforeLast,
        ]
    }
}

impl Guard for ContactGuard {
    fn code(&self) -> &'static str {
        match self {
            ContactGuard::NothingChanges => "contact.nothing_changes",
            ContactGuard::ClientNotActive => "contact.client_not_active",
            ContactGuard::NoSuchAddress => "contact.no_such_address",
            ContactGuard::AlreadyWithdrawn => "contact.already_withdrawn",
            ContactGuard::BeforeLast => "contact.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            ContactGuard::NothingChanges => ("没有任何改动", "nothing would change"),
            ContactGuard::ClientNotActive => {
                ("客户已归档或已清除", "the client is archived or erased")
            }
            ContactGuard::NoSuchAddress => {
                ("没有登记过该联系方式", "this address is not one of theirs")
            }
            ContactGuard::AlreadyWithdrawn => {
                ("该项同意已经撤回", "this consent has been withdrawn already")
            }
            ContactGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for ContactGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
