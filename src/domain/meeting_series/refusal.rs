//! Why something cannot be said of a series.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, Timestamp};

/// A verb of a series that was refused.
pub type SeriesRefusal = Refusal<SeriesGuard>;

/// What a verb of a series asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeriesGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// The interaction is with another client.
    OtherClient,
    /// The interaction was withdrawn or corrected.
    NotStanding,
    /// Nobody of the client took part, or no person of the firm.
    NotATouch,
    /// This interaction told of the meeting before.
    SameMeeting,
    /// The next meeting to be settled is planned for later.
    NotYet {
        /// When.
        planned: Timestamp,
    },
    /// An earlier meeting is still to be settled.
    EarlierOpen {
        /// When it was planned.
        planned: Timestamp,
    },
    /// There is no meeting before the end of time.
    NoneLeft,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl SeriesGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let planned = Timestamp::from_seconds(1_767_225_600).unwrap_or(Timestamp::MIN);
        vec![
            SeriesGuard::ClientNotActive,
            SeriesGuard::OtherClient,
            SeriesGuard::NotStanding,
            SeriesGuard::NotATouch,
            SeriesGuard::SameMeeting,
            SeriesGuard::NotYet { planned },
            SeriesGuard::EarlierOpen { planned },
            SeriesGuard::NoneLeft,
            SeriesGuard::BeforeLast,
        ]
    }
}

impl Guard for SeriesGuard {
    fn code(&self) -> &'static str {
        match self {
            SeriesGuard::ClientNotActive => "meeting_series.client_not_active",
            SeriesGuard::OtherClient => "meeting_series.other_client",
            SeriesGuard::NotStanding => "meeting_series.not_standing",
            SeriesGuard::NotATouch => "meeting_series.not_a_touch",
            SeriesGuard::SameMeeting => "meeting_series.same_meeting",
            SeriesGuard::NotYet { .. } => "meeting_series.not_yet",
            SeriesGuard::EarlierOpen { .. } => "meeting_series.earlier_open",
            SeriesGuard::NoneLeft => "meeting_series.none_left",
            SeriesGuard::BeforeLast => "meeting_series.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            SeriesGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            SeriesGuard::OtherClient => {
                ("该互动记录属于另一客户", "the interaction is with another client")
            }
            SeriesGuard::NotStanding => {
                ("该互动记录已更正或撤回", "the interaction was corrected or withdrawn")
            }
            SeriesGuard::NotATouch => (
                "没有客户方人员参加，或并非由人进行",
                "nobody of the client took part, or no person of the firm",
            ),
            SeriesGuard::SameMeeting => {
                ("该互动记录已用于上一次会议", "the interaction told of the last meeting already")
            }
            SeriesGuard::NoneLeft => ("不再有下一次会议", "there is no further meeting"),
            SeriesGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            SeriesGuard::NotYet { planned } => {
                return lang.choose(
                    format!("下一次会议定于 {planned}"),
                    format!("the next meeting is planned for {planned}"),
                );
            }
            SeriesGuard::EarlierOpen { planned } => {
                return lang.choose(
                    format!("定于 {planned} 的会议尚未处理"),
                    format!("the meeting planned for {planned} is still to be settled"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for SeriesGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
