//! Why something cannot be said of a client.

use uuid::Uuid;

use super::obligation::Obligation;
use crate::domain::cadence::Step;
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::vocabulary::say;
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
    /// The firm has no field of this key.
    CustomUnknown {
        /// The key.
        key: CustomKey,
    },
    /// The field is read but no longer written.
    CustomRetired {
        /// The key.
        key: CustomKey,
    },
    /// The field holds something else.
    CustomShape {
        /// The key.
        key: CustomKey,
        /// What it holds.
        wanted: &'static str,
    },
    /// The field does not offer this choice.
    CustomChoice {
        /// The key.
        key: CustomKey,
    },
    /// It has no cadence of its own.
    NoOwnPlan,
    /// The pause would be over before it begins.
    PauseEnded,
    /// Nobody paused it, or the pause is over.
    NotPaused,
    /// Its next touch is not overdue.
    NotOverdue,
    /// That it is overdue was taken up as far as this.
    AlreadyEscalated {
        /// As far as this.
        step: Step,
    },
}

impl ClientGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let mut examples = vec![
            ClientGuard::NothingChanges,
            ClientGuard::OwnerUnknown,
            ClientGuard::OwnerLeft,
            ClientGuard::AlreadyOwner,
            ClientGuard::Obligations { open: vec![Obligation::new("change request", "CR-17")] },
            ClientGuard::BeforeLast,
            ClientGuard::NoSuchItem { list: "needs", number: 7 },
            ClientGuard::ReferenceTaken { by: ClientId::from_uuid(Uuid::from_u128(7)) },
            ClientGuard::NoOwnPlan,
            ClientGuard::PauseEnded,
            ClientGuard::NotPaused,
            ClientGuard::NotOverdue,
            ClientGuard::AlreadyEscalated { step: Step::Lead },
        ];
        if let (Ok(item), Ok(key)) = (CustomKey::new("contract_signed"), CustomKey::new("revenue"))
        {
            let wanted = "Number";
            examples.extend([
                ClientGuard::ChecklistOpen { open: vec![item.clone()] },
                ClientGuard::NotOnChecklist { item },
                ClientGuard::CustomUnknown { key: key.clone() },
                ClientGuard::CustomRetired { key: key.clone() },
                ClientGuard::CustomShape { key: key.clone(), wanted },
                ClientGuard::CustomChoice { key },
            ]);
        }
        examples
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
            ClientGuard::CustomUnknown { key } => format!("没有自定义字段 {key}"),
            ClientGuard::CustomRetired { key } => format!("自定义字段 {key} 已停用"),
            ClientGuard::CustomShape { key, wanted } => format!("自定义字段 {key} 应为 {wanted}"),
            ClientGuard::CustomChoice { key } => format!("自定义字段 {key} 没有这个选项"),
            ClientGuard::NoOwnPlan => "该客户没有单独的联系节奏".into(),
            ClientGuard::PauseEnded => "暂停的结束应晚于开始".into(),
            ClientGuard::NotPaused => "当前没有暂停".into(),
            ClientGuard::NotOverdue => "联系尚未逾期".into(),
            ClientGuard::AlreadyEscalated { step } => {
                format!("已升级至：{}", say(step.name(), Lang::Zh))
            }
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
            ClientGuard::CustomUnknown { key } => format!("there is no field {key}"),
            ClientGuard::CustomRetired { key } => format!("the field {key} is retired"),
            ClientGuard::CustomShape { key, wanted } => format!("the field {key} holds a {wanted}"),
            ClientGuard::CustomChoice { key } => format!("the field {key} has no such choice"),
            ClientGuard::NoOwnPlan => "it has no cadence of its own".into(),
            ClientGuard::PauseEnded => "the pause would be over before it begins".into(),
            ClientGuard::NotPaused => "it is not paused".into(),
            ClientGuard::NotOverdue => "its next touch is not overdue".into(),
            ClientGuard::AlreadyEscalated { step } => format!("it was taken up already: {step}"),
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
            ClientGuard::CustomUnknown { .. } => "client.custom_unknown",
            ClientGuard::CustomRetired { .. } => "client.custom_retired",
            ClientGuard::CustomShape { .. } => "client.custom_shape",
            ClientGuard::CustomChoice { .. } => "client.custom_choice",
            ClientGuard::NoOwnPlan => "client.no_own_plan",
            ClientGuard::PauseEnded => "client.pause_ended",
            ClientGuard::NotPaused => "client.not_paused",
            ClientGuard::NotOverdue => "client.not_overdue",
            ClientGuard::AlreadyEscalated { .. } => "client.already_escalated",
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
