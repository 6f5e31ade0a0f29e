//! Why something cannot be said of a sequence.

use uuid::Uuid;

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, SequenceId};

/// A verb of a sequence that was refused.
pub type SequenceRefusal = Refusal<SequenceGuard>;

/// What a verb of a sequence asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequenceGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// It has no step.
    NoSteps,
    /// Whom it is for is no contact of this client, or has left.
    ContactNotThere,
    /// Another runs for this client and purpose.
    AlreadyRunning {
        /// That one.
        by: SequenceId,
    },
    /// After what was answered there is no step to be done.
    NothingToDo,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl SequenceGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            SequenceGuard::ClientNotActive,
            SequenceGuard::NoSteps,
            SequenceGuard::ContactNotThere,
            SequenceGuard::AlreadyRunning { by: SequenceId::from_uuid(Uuid::from_u128(7)) },
            SequenceGuard::NothingToDo,
            SequenceGuard::BeforeLast,
        ]
    }
}

impl Guard for SequenceGuard {
    fn code(&self) -> &'static str {
        match self {
            SequenceGuard::ClientNotActive => "sequence.client_not_active",
            SequenceGuard::NoSteps => "sequence.no_steps",
            SequenceGuard::ContactNotThere => "sequence.contact_not_there",
            SequenceGuard::AlreadyRunning { .. } => "sequence.already_running",
            SequenceGuard::NothingToDo => "sequence.nothing_to_do",
            SequenceGuard::BeforeLast => "sequence.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            SequenceGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            SequenceGuard::NoSteps => ("没有任何步骤", "it has no step"),
            SequenceGuard::ContactNotThere => (
                "所列人员不是该客户的联系人，或已离开",
                "whom it is for is no contact of this client, or has left",
            ),
            SequenceGuard::NothingToDo => {
                ("当前没有可执行的步骤", "there is no step to be done after the last answer")
            }
            SequenceGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            SequenceGuard::AlreadyRunning { by } => {
                return lang.choose(
                    format!("该客户在此目的下已有进行中的跟进：{by}"),
                    format!("another runs for this client and purpose: {by}"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for SequenceGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
