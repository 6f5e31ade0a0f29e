//! Why something cannot be said of a client.

use uuid::Uuid;

use super::obligation::Obligation;
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{ClientId, CustomKey, Lang};

/// A verb of a client that was refused.
pub type ClientRefusal = Refusal<ClientGuard>;

/// What a verb of a client asks beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientGuard {
    /// An edit that changes nothing.
    NothingChanges,
    /// The owner is not enrolled.
    OwnerUnknown,
    /// The owner has left the firm.
    OwnerLeft,
    /// The client is handed over to who looks after it already.
    AlreadyOwner,
    /// Something must be settled first.
    Obligations {
        /// What.
        open: Vec<Obligation>,
    },
    /// It would have happened before what is known to have happened last.
    BeforeLast,
    /// There is no item of this number.
    NoSuchItem {
        /// The list.
        list: &'static str,
        /// The number.
        number: u32,
    },
    /// Another client is known by this reference.
    ReferenceTaken {
        /// That client.
        by: ClientId,
    },
    /// The exit checklist of the stage is not complete.
    ChecklistOpen {
        /// What is still to be done.
        open: Vec<CustomKey>,
    },
    /// The exit checklist of the stage has no such item.
    NotOnChecklist {
        /// The item.
        item: CustomKey,
    },
}

impl ClientGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn every() -> Vec<Self> {
        let key = || CustomKey::new("contract_signed").ok();
        vec![
            ClientGuard::NothingChanges,
            ClientGuard::OwnerUnknown,
            ClientGuard::OwnerLeft,
            ClientGuard::AlreadyOwner,
            ClientGuard::Obligations { open: vec![Obligation::new("change request", "CR-17")] },
            ClientGuard::BeforeLast,
            ClientGuard::NoSuchItem { list: "needs", number: 7 },
            ClientGuard::ReferenceTaken { by: ClientId::from_uuid(Uuid::from_u128(7)) },
            ClientGuard::ChecklistOpen { open: key().into_iter().collect() },
        ]
        .into_iter()
        .chain(key().map(|item| ClientGuard::NotOnChecklist { item }))
        .collect()
    }

    fn explain_zh(&self) -> String {
        match self {
            ClientGuard::NothingChanges => "没有任何改动".into(),
            ClientGuard::OwnerUnknown => "负责人尚未登记".into(),
            ClientGuard::OwnerLeft => "负责人已离职".into(),
            ClientGuard::AlreadyOwner => "该员工已是负责人".into(),
            ClientGuard::Obligations { open } => format!("尚有未了事项：{}", list(open, "、")),
            ClientGuard::BeforeLast => "发生时间早于上一次变动".into(),
            ClientGuard::NoSuchItem { list, number } => format!("{list} 中没有第 {number} 项"),
            ClientGuard::ReferenceTaken { by } => format!("该外部编号已属于 {by}"),
            ClientGuard::ChecklistOpen { open } => {
                format!("本阶段的完成清单尚有：{}", list(open, "、"))
            }
            ClientGuard::NotOnChecklist { item } => format!("本阶段的完成清单中没有 {item}"),
        }
    }

    fn explain_en(&self) -> String {
        match self {
            ClientGuard::NothingChanges => "nothing would change".into(),
            ClientGuard::OwnerUnknown => "the owner is not enrolled".into(),
            ClientGuard::OwnerLeft => "the owner has left the firm".into(),
            ClientGuard::AlreadyOwner => "this is its owner already".into(),
            ClientGuard::Obligations { open } => format!("still open: {}", list(open, ", ")),
            ClientGuard::BeforeLast => "it would have happened before what happened last".into(),
            ClientGuard::NoSuchItem { list, number } => format!("{list} has no number {number}"),
            ClientGuard::ReferenceTaken { by } => format!("the reference belongs to {by}"),
            ClientGuard::ChecklistOpen { open } => {
                format!("still on the exit checklist of the stage: {}", list(open, ", "))
            }
            ClientGuard::NotOnChecklist { item } => {
                format!("the exit checklist of the stage has no {item}")
            }
        }
    }
}

fn list<T: ToString>(items: &[T], between: &str) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

impl Guard for ClientGuard {
    fn code(&self) -> &'static str {
        match self {
            ClientGuard::NothingChanges => "client.nothing_changes",
            ClientGuard::OwnerUnknown => "client.owner_unknown",
            ClientGuard::OwnerLeft => "client.owner_left",
            ClientGuard::AlreadyOwner => "client.already_owner",
            ClientGuard::Obligations { .. } => "client.obligations",
            ClientGuard::BeforeLast => "client.before_last",
            ClientGuard::NoSuchItem { .. } => "client.no_such_item",
            ClientGuard::ReferenceTaken { .. } => "client.reference_taken",
            ClientGuard::ChecklistOpen { .. } => "client.checklist_open",
            ClientGuard::NotOnChecklist { .. } => "client.not_on_checklist",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.explain_zh(),
            Lang::En => self.explain_en(),
        }
    }
}

impl std::fmt::Display for ClientGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain_en())
    }
}
