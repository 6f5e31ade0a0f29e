//! What a person reads about a signal.

use super::watch::Firing;
use crate::domain::Lang;
use crate::domain::cadence::SignalReason;

/// A reason in a person's language.
fn reason(reason: SignalReason, lang: Lang) -> &'static str {
    match reason {
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

impl Firing {
    /// What has happened, and on which numbers that rests, in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let why = reason(self.signal.reason, lang);
        let seen = |at: &super::watch::Input| at.value.map(|value| format!("{} = {value}", at.at));
        let seen: Vec<String> = self.inputs.iter().filter_map(seen).collect();
        let seen = seen.join(lang.choose("，", ", "));
        lang.choose(
            format!("{why}（{}：{seen}）", self.trigger),
            format!("{why} ({}: {seen})", self.trigger),
        )
    }
}
