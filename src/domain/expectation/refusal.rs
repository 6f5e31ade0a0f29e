//! Why something cannot be said of an expectation.

use crate::domain::Lang;
use crate::domain::calendar::Unanswered;
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::vocabulary::say;

/// A verb of an expectation that was refused.
pub type ExpectationRefusal = Refusal<ExpectationGuard>;

/// Gives the guards their codes and both languages, in the order in which lists show them; those
/// that say more than a fixed sentence stand below.
macro_rules! guards {
    ($($(#[$doc:meta])* $name:ident => $code:literal, $zh:literal, $en:literal;)*) => {
        /// What a verb of an expectation asks beside the state.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ExpectationGuard {
            $($(#[$doc])* $name,)*
            /// A level lies off the scale: widen it first.
            LevelOffScale {
                /// Which level.
                level: &'static str,
            },
            /// The calendar cannot say when something is due.
            NoDeadline {
                /// Why not.
                why: Unanswered,
            },
        }

        impl ExpectationGuard {
            /// One of each, in the order in which lists show them.
            #[must_use]
            pub fn examples() -> Vec<Self> {
                vec![
                    $(ExpectationGuard::$name,)*
                    ExpectationGuard::LevelOffScale { level: "agreed level" },
                    ExpectationGuard::NoDeadline { why: Unanswered::Unknown { year: 2029 } },
                ]
            }
        }

        impl Guard for ExpectationGuard {
            fn code(&self) -> &'static str {
                match self {
                    $(ExpectationGuard::$name => $code,)*
                    ExpectationGuard::LevelOffScale { .. } => "expectation.level_off_scale",
                    ExpectationGuard::NoDeadline { .. } => "expectation.no_deadline",
                }
            }

            fn explain(&self, lang: Lang) -> String {
                match self {
                    $(ExpectationGuard::$name => lang.choose($zh, $en).to_owned(),)*
                    ExpectationGuard::LevelOffScale { level } => {
                        let level = say(level, lang);
                        lang.choose(
                            format!("“{level}”超出刻度，请先放宽刻度"),
                            format!("the {level} lies off the scale: widen it first"),
                        )
                    }
                    ExpectationGuard::NoDeadline { why } => {
                        let why = why.explain(lang);
                        lang.choose(
                            format!("无法确定期限：{why}"),
                            format!("it cannot be told when it is due: {why}"),
                        )
                    }
                }
            }
        }
    };
}

guards! {
    /// The client is archived or erased.
    ClientNotActive => "expectation.client_not_active",
        "客户已归档或已抹除", "the client is archived or erased";
    /// The interaction, the change or the other expectation is none of this client's.
    SourceUnknown => "expectation.source_unknown",
        "所引用的记录不属于该客户", "the record that it names is none of this client's";
    /// The contact is none of this client's.
    ContactUnknown => "expectation.contact_unknown",
        "该联系人不属于该客户", "the contact is none of this client's";
    /// The contact has left.
    ContactLeft => "expectation.contact_left",
        "该联系人已离开", "the contact has left";
    /// The owner was never enrolled.
    OwnerUnknown => "expectation.owner_unknown",
        "负责人尚未登记", "the owner is not enrolled";
    /// The owner has left the firm.
    OwnerLeft => "expectation.owner_left",
        "负责人已离职", "the owner has left the firm";
    /// A member of staff promises for somebody else.
    ForAnother => "expectation.for_another",
        "只能由负责人本人承诺", "only the owner promises it";
    /// This is its owner already.
    AlreadyOwner => "expectation.already_owner",
        "该员工已是负责人", "this is its owner already";
    /// What would still do is better than what they would like.
    LevelsCrossed => "expectation.levels_crossed",
        "“可接受水平”高于“期望水平”", "what would still do is better than what they would like";
    /// The new scale does not hold the old one, or is of another kind.
    ScaleNarrower => "expectation.scale_narrower",
        "新刻度应包含原刻度，且方向、单位与目标不变",
        "the new scale must hold the old one, in the same direction and unit, with the same target";
    /// No constraint or trade-off has been explained to anybody yet.
    NothingExplained => "expectation.nothing_explained",
        "尚未向任何联系人解释限制或取舍",
        "no constraint or trade-off has been explained to a contact yet";
    /// Less is likely than is promised, and nobody says why it is promised all the same.
    OverPromised => "expectation.over_promised",
        "预测低于承诺，须说明仍作承诺的理由",
        "less is likely than is promised: say why it is promised all the same";
    /// Nothing proves it.
    EvidenceMissing => "expectation.evidence_missing",
        "缺少依据", "nothing proves it";
    /// A promise that repeats on the calendar needs its first due time.
    DueMissing => "expectation.due_missing",
        "重复的承诺须给出首次期限", "a promise that repeats needs its first due time";
    /// A promise that answers each time is due when it is asked, not at a date.
    DueNotWanted => "expectation.due_not_wanted",
        "按次履行的承诺没有固定期限",
        "a promise that answers each time is due when it is asked, not at a date";
    /// It would be due before it was agreed.
    DueInPast => "expectation.due_in_past",
        "期限早于约定时间", "it would be due before it was agreed";
    /// The acknowledgement lies in the future.
    AcknowledgedInFuture => "expectation.acknowledged_in_future",
        "确认时间在将来", "the acknowledgement lies in the future";
    /// It is due, and only a change request changes what is due.
    AfterDue => "expectation.after_due",
        "期限已过，仅可因变更请求修改", "it is past due: only a change request may change it";
    /// What was delivered is known, and only a change request changes what it is measured by.
    ActualKnown => "expectation.actual_known",
        "实际结果已知，仅可因变更请求修改",
        "what was delivered is known: only a change request may change it";
    /// Nothing would change.
    NothingChanges => "expectation.nothing_changes",
        "没有任何改动", "nothing would change";
    /// No revision waits to be acknowledged.
    NothingToAcknowledge => "expectation.nothing_to_acknowledge",
        "没有待确认的修订", "no revision waits to be acknowledged";
    /// Only a promise that answers each time can be asked.
    NotEachTime => "expectation.not_each_time",
        "该承诺不是按次履行的", "this promise does not answer each time";
    /// Nothing has been asked that is not answered.
    NothingAsked => "expectation.nothing_asked",
        "没有待答复的请求", "nothing has been asked that is not answered";
    /// Nothing has been evaluated yet, or there is no evaluation of this number.
    NothingEvaluated => "expectation.nothing_evaluated",
        "没有该次评价", "there is no such evaluation";
    /// It is too late to ask how it came across.
    PerceptionLate => "expectation.perception_late",
        "距评价时间过久，不再记录感受", "it is too late to ask how it came across";
    /// A promise that was kept needs no remedy.
    WasKept => "expectation.was_kept",
        "承诺已兑现，无需补救", "a promise that was kept needs no remedy";
    /// It is written down already what is done about it.
    AlreadyRemedied => "expectation.already_remedied",
        "补救已记录", "what is done about it is written down already";
    /// An expectation does not take its own place.
    SupersedesItself => "expectation.supersedes_itself",
        "不能由自身取代", "an expectation does not take its own place";
    /// What is to take its place is not open.
    SupersederNotOpen => "expectation.superseder_not_open",
        "取代者已不再有效", "what is to take its place is not open";
    /// It would have happened before what is known to have happened last.
    BeforeLast => "expectation.before_last",
        "发生时间早于上一次变动", "it would have happened before what happened last";
}

impl std::fmt::Display for ExpectationGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
