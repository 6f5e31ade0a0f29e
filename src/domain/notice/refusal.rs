//! Why something cannot be said of a notice.

use uuid::Uuid;

use crate::domain::calendar::Unanswered;
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, NoticeId};

/// A verb of a notice that was refused.
pub type NoticeRefusal = Refusal<NoticeGuard>;

/// What a verb of a notice asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// The recipient is no contact of this client, or was never enrolled.
    RecipientUnknown,
    /// The recipient has left.
    RecipientLeft,
    /// The record is none of this client's.
    AboutUnknown,
    /// One is open for the same record, reason and recipient.
    AlreadyOpen {
        /// That one.
        by: NoticeId,
    },
    /// It would be due before it is raised.
    DueBeforeRaised,
    /// The calendar cannot say when it is due.
    NoDeadline {
        /// Why not.
        why: Unanswered,
    },
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl NoticeGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            NoticeGuard::ClientNotActive,
            NoticeGuard::RecipientUnknown,
            NoticeGuard::RecipientLeft,
            NoticeGuard::AboutUnknown,
            NoticeGuard::AlreadyOpen { by: NoticeId::from_uuid(Uuid::from_u128(7)) },
            NoticeGuard::DueBeforeRaised,
            NoticeGuard::NoDeadline { why: Unanswered::Unknown { year: 2029 } },
            NoticeGuard::BeforeLast,
        ]
    }
}

impl Guard for NoticeGuard {
    fn code(&self) -> &'static str {
        match self {
            NoticeGuard::ClientNotActive => "notice.client_not_active",
            NoticeGuard::RecipientUnknown => "notice.recipient_unknown",
            NoticeGuard::RecipientLeft => "notice.recipient_left",
            NoticeGuard::AboutUnknown => "notice.about_unknown",
            NoticeGuard::AlreadyOpen { .. } => "notice.already_open",
            NoticeGuard::DueBeforeRaised => "notice.due_before_raised",
            NoticeGuard::NoDeadline { .. } => "notice.no_deadline",
            NoticeGuard::BeforeLast => "notice.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            NoticeGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            NoticeGuard::RecipientUnknown => (
                "接收人不是该客户的联系人，或尚未登记",
                "the recipient is no contact of this client, or is not enrolled",
            ),
            NoticeGuard::RecipientLeft => ("接收人已离开", "the recipient has left"),
            NoticeGuard::AboutUnknown => {
                ("所涉记录不属于该客户", "the record it is about is none of this client's")
            }
            NoticeGuard::DueBeforeRaised => {
                ("期限早于提出时间", "it would be due before it is raised")
            }
            NoticeGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            NoticeGuard::AlreadyOpen { by } => {
                return lang.choose(
                    format!("同一事由的告知尚未完成：{by}"),
                    format!("one is open for the same cause: {by}"),
                );
            }
            NoticeGuard::NoDeadline { why } => {
                let why = why.explain(lang);
                return lang.choose(
                    format!("无法确定期限：{why}"),
                    format!("it cannot be told when it is due: {why}"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for NoticeGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
