//! A signal: something that a rule noticed, for whoever opens a risk or a call to action from it.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{ClientId, Id, Lang, Timestamp};

/// Why a signal is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SignalReason {
    /// Nobody was in touch for so long that it is a risk.
    CadenceOverdue,
    /// Two meetings of a series in a row did not take place.
    MeetingsMissed,
    /// The health score lost much in a short time.
    HealthDropped,
    /// Satisfaction is known, and low.
    SatisfactionLow,
    /// A decision maker would not recommend the firm.
    DeciderDetracts,
    /// Service levels were breached repeatedly.
    ServiceBreached,
    /// A promise was missed.
    ExpectationMissed,
    /// Many change requests are open at once.
    ChangesPiledUp,
    /// What is to be delivered has grown much.
    ScopeGrown,
    /// A milestone slipped by more than is tolerated.
    MilestoneSlipped,
    /// More of the budget is spent than of the work is done.
    BudgetAhead,
    /// Somebody at the client who stood for the firm has left.
    ChampionLeft,
    /// A payment is late.
    PaymentLate,
    /// A contract ends soon and no objective was won.
    ContractEnding,
    /// Complaints of the same cause come again.
    ComplaintsRepeated,
    /// The client is silent for far longer than it ever was.
    Hiatus,
}

named!(
    SignalReason,
    "reason",
    [
        CadenceOverdue,
        MeetingsMissed,
        HealthDropped,
        SatisfactionLow,
        DeciderDetracts,
        ServiceBreached,
        ExpectationMissed,
        ChangesPiledUp,
        ScopeGrown,
        MilestoneSlipped,
        BudgetAhead,
        ChampionLeft,
        PaymentLate,
        ContractEnding,
        ComplaintsRepeated,
        Hiatus,
    ]
);

impl SignalReason {
    /// The reason in a person's language.
    ///
    /// ```
    /// use guanxi::domain::Lang;
    /// use guanxi::domain::cadence::SignalReason;
    /// assert_eq!(SignalReason::PaymentLate.say(Lang::Zh), "付款逾期");
    /// ```
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            SignalReason::CadenceOverdue => {
                lang.choose("太久没有联系", "nobody was in touch for too long")
            }
            SignalReason::MeetingsMissed => {
                lang.choose("例会连续未开", "meetings were missed in a row")
            }
            SignalReason::HealthDropped => lang.choose("健康度骤降", "the health score dropped"),
            SignalReason::SatisfactionLow => lang.choose("满意度偏低", "satisfaction is low"),
            SignalReason::DeciderDetracts => {
                lang.choose("决策人给出贬损评价", "a decision maker detracts")
            }
            SignalReason::ServiceBreached => {
                lang.choose("服务承诺多次未达", "service levels were breached")
            }
            SignalReason::ExpectationMissed => lang.choose("有期望未达成", "a promise was missed"),
            SignalReason::ChangesPiledUp => lang.choose("未结变更堆积", "change requests pile up"),
            SignalReason::ScopeGrown => lang.choose("范围明显增长", "the scope has grown"),
            SignalReason::MilestoneSlipped => {
                lang.choose("里程碑延误超出容限", "a milestone slipped too far")
            }
            SignalReason::BudgetAhead => {
                lang.choose("预算消耗快于进度", "the budget runs ahead of the work")
            }
            SignalReason::ChampionLeft => lang.choose("关键支持者离开", "a champion has left"),
            SignalReason::PaymentLate => lang.choose("付款逾期", "a payment is late"),
            SignalReason::ContractEnding => {
                lang.choose("合同将到期而无成果", "a contract ends and nothing was won")
            }
            SignalReason::ComplaintsRepeated => {
                lang.choose("同因投诉反复出现", "complaints of one cause repeat")
            }
            SignalReason::Hiatus => {
                lang.choose("沉默远超其自身节奏", "silent for far longer than its own rhythm")
            }
        }
    }
}

/// Something that a rule noticed about a client. It is a value: what it opens is for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Why.
    pub reason: SignalReason,
    /// The client.
    pub client: ClientId,
    /// The record that it is about: the client's, or that of the series.
    pub about: Id,
    /// Since when it is so: with the same reason and record, what makes it the same signal again.
    pub since: Timestamp,
    /// When it was noticed.
    pub as_of: Timestamp,
}
