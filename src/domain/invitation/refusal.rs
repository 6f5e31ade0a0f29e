//! Why something cannot be said of an invitation.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, Timestamp};

/// A verb of an invitation that was refused.
pub type InvitationRefusal = Refusal<InvitationGuard>;

/// What a verb of an invitation asks beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvitationGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// Whom it is for is no contact of this client, or has left.
    ContactNotThere,
    /// The survey asks staff, in secret.
    AsksStaff,
    /// The survey has no open wave, or another than this.
    WaveClosed,
    /// They were invited not long ago.
    TooSoon {
        /// From then on they may be.
        from: Timestamp,
    },
    /// They were invited often enough this quarter.
    TooOften {
        /// From then on they may be.
        from: Timestamp,
    },
    /// Something critical is open with the client.
    CriticalOpen,
    /// They are invited to this wave already.
    AlreadyInvited,
    /// They were reminded often enough.
    RemindedEnough,
    /// A reminder is not due yet.
    NotDue {
        /// Then it is.
        from: Timestamp,
    },
    /// It would have happened before what happened last.
    BeforeLast,
}

impl InvitationGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let from = Timestamp::from_seconds(1_780_000_000).unwrap_or(Timestamp::MIN);
        vec![
            InvitationGuard::ClientNotActive,
            InvitationGuard::ContactNotThere,
            InvitationGuard::AsksStaff,
            InvitationGuard::WaveClosed,
            InvitationGuard::TooSoon { from },
            InvitationGuard::TooOften { from },
            InvitationGuard::CriticalOpen,
            InvitationGuard::AlreadyInvited,
            InvitationGuard::RemindedEnough,
            InvitationGuard::NotDue { from },
            InvitationGuard::BeforeLast,
        ]
    }
}

impl Guard for InvitationGuard {
    fn code(&self) -> &'static str {
        match self {
            InvitationGuard::ClientNotActive => "invitation.client_not_active",
            InvitationGuard::ContactNotThere => "invitation.contact_not_there",
            InvitationGuard::AsksStaff => "invitation.asks_staff",
            InvitationGuard::WaveClosed => "invitation.wave_closed",
            InvitationGuard::TooSoon { .. } => "invitation.too_soon",
            InvitationGuard::TooOften { .. } => "invitation.too_often",
            InvitationGuard::CriticalOpen => "invitation.critical_open",
            InvitationGuard::AlreadyInvited => "invitation.already_invited",
            InvitationGuard::RemindedEnough => "invitation.reminded_enough",
            InvitationGuard::NotDue { .. } => "invitation.not_due",
            InvitationGuard::BeforeLast => "invitation.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            InvitationGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            InvitationGuard::ContactNotThere => (
                "所列人员不是该客户的联系人，或已离开",
                "whom it is for is no contact of this client, or has left",
            ),
            InvitationGuard::AsksStaff => {
                ("该问卷面向员工，匿名作答", "the survey asks staff, in secret")
            }
            InvitationGuard::WaveClosed => {
                ("问卷的这一轮未开放或已结束", "the wave of the survey is not open")
            }
            InvitationGuard::CriticalOpen => {
                ("客户有严重问题尚未解决", "something critical is open with the client")
            }
            InvitationGuard::AlreadyInvited => {
                ("该联系人已受邀参加这一轮", "they are invited to this wave already")
            }
            InvitationGuard::RemindedEnough => {
                ("提醒次数已达上限", "they were reminded often enough")
            }
            InvitationGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            InvitationGuard::TooSoon { from } => {
                return lang.choose(
                    format!("距上次邀请太近，{from} 起可以再邀请"),
                    format!("they were invited not long ago, and may be again from {from}"),
                );
            }
            InvitationGuard::TooOften { from } => {
                return lang.choose(
                    format!("本季度邀请次数已达上限，{from} 起可以再邀请"),
                    format!("they were invited often enough, and may be again from {from}"),
                );
            }
            InvitationGuard::NotDue { from } => {
                return lang.choose(
                    format!("还没到提醒时间，{from} 起可以提醒"),
                    format!("a reminder is not due before {from}"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for InvitationGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
