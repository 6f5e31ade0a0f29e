//! Why something cannot be said of a member or of its points.

use super::given_refusal::TierGuard;
use super::reward_refusal::RewardPointsGuard;
use crate::domain::programme::MemberState;
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::vocabulary::say;
use crate::domain::{EntryId, Id, Lang, MemberId, Money, Points, RecordId, Timestamp};

/// A verb of a member that was refused.
pub type MemberRefusal = Refusal<MemberGuard>;

/// What a verb of a member asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// The client is a member already.
    AlreadyMember {
        /// Which.
        by: MemberId,
    },
    /// The programme is suspended or closed.
    ProgrammeNotRunning,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
    /// The terms let no member of this state earn.
    MayNotEarn {
        /// The state.
        state: MemberState,
    },
    /// The terms let no member of this state spend.
    MayNotSpend {
        /// The state.
        state: MemberState,
    },
    /// No points at all.
    ZeroAmount,
    /// Fewer points than the terms let be redeemed at once.
    BelowMinimum {
        /// The fewest.
        least: Points,
    },
    /// More points than the terms let be redeemed or transferred at once.
    AboveMaximum {
        /// The most.
        most: Points,
    },
    /// More points than can be spent.
    InsufficientPoints {
        /// What can be spent.
        available: Points,
        /// What was asked.
        requested: Points,
    },
    /// Not an order, nor an invoice without one, or one that was withdrawn.
    NotAPurchase,
    /// It belongs to another client or member.
    OtherMember,
    /// It was bought before the client joined.
    BeforeJoining {
        /// When the client joined.
        joined: Timestamp,
    },
    /// Points were earned on this purchase already.
    AlreadyEarned {
        /// By this entry.
        by: EntryId,
    },
    /// The purchase earns no points under the terms.
    NothingEarned,
    /// No points of this cause wait.
    NothingPending,
    /// As many reservations as hold at once.
    TooManyReservations,
    /// There is no such reservation, or not any more.
    NoReservation,
    /// The time of the reservation is over.
    ReservationEnded {
        /// Since when.
        until: Timestamp,
    },
    /// The entry is not of the kind that can be given back, taken back or brought back.
    WrongEntry,
    /// More would be given back than was redeemed.
    RefundTooLarge {
        /// What can still be given back.
        left: Points,
    },
    /// More was returned than was bought.
    ReturnedTooMuch {
        /// What was bought.
        original: Money,
    },
    /// Less was returned than before: what is told is everything that came back so far.
    ReturnedLess,
    /// It came back before it was bought.
    ReturnBeforePurchase,
    /// The points of this were taken back or brought back already.
    AlreadyReversed,
    /// To the same member.
    SameAccount,
    /// Members of two programmes.
    ProgramMismatch,
    /// The terms let no points be given away.
    NoTransfers,
    /// The points have been gone for longer than they can be brought back.
    TooLate {
        /// Until when they could.
        until: Timestamp,
    },
    /// Points are put aside for a redemption.
    OpenReservations,
    /// No points have expired that were not swept.
    NothingExpired,
    /// A tier is not given by hand, or not ended.
    Tier(TierGuard),
    /// The points belong to a reward that was asked for.
    Reward(RewardPointsGuard),
    /// The client is no member, and the terms let nobody become one by this.
    NotAMember,
}

impl MemberGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let until = Timestamp::from_seconds(1_767_225_600).unwrap_or(Timestamp::MIN);
        let ten = Points::new(10).unwrap_or_default();
        let seven = Id::from_bytes([7; 16]);
        let original = "CNY 100".parse().ok();
        let original = original.map(|original| MemberGuard::ReturnedTooMuch { original });
        let mut all = vec![
            MemberGuard::ClientNotActive,
            MemberGuard::AlreadyMember { by: MemberId::from_id(seven) },
            MemberGuard::ProgrammeNotRunning,
            MemberGuard::BeforeLast,
            MemberGuard::MayNotEarn { state: MemberState::Blocked },
            MemberGuard::MayNotSpend { state: MemberState::Blocked },
            MemberGuard::ZeroAmount,
            MemberGuard::BelowMinimum { least: ten },
            MemberGuard::AboveMaximum { most: ten },
            MemberGuard::InsufficientPoints { available: Points::ZERO, requested: ten },
            MemberGuard::NotAPurchase,
            MemberGuard::OtherMember,
            MemberGuard::BeforeJoining { joined: until },
            MemberGuard::AlreadyEarned { by: EntryId::from_id(seven) },
            MemberGuard::NothingEarned,
            MemberGuard::NothingPending,
            MemberGuard::TooManyReservations,
            MemberGuard::NoReservation,
            MemberGuard::ReservationEnded { until },
            MemberGuard::WrongEntry,
            MemberGuard::RefundTooLarge { left: ten },
            MemberGuard::ReturnedLess,
            MemberGuard::ReturnBeforePurchase,
            MemberGuard::AlreadyReversed,
            MemberGuard::SameAccount,
            MemberGuard::ProgramMismatch,
            MemberGuard::NoTransfers,
            MemberGuard::TooLate { until },
            MemberGuard::OpenReservations,
            MemberGuard::NothingExpired,
        ];
        all.extend(TierGuard::EXAMPLES.map(MemberGuard::Tier));
        all.extend(RewardPointsGuard::examples().map(MemberGuard::Reward));
        all.push(MemberGuard::NotAMember);
        all.extend(original);
        all
    }
}

impl Guard for MemberGuard {
    fn code(&self) -> &'static str {
        match self {
            MemberGuard::ClientNotActive => "member.client_not_active",
            MemberGuard::AlreadyMember { .. } => "member.already_member",
            MemberGuard::ProgrammeNotRunning => "member.programme_not_running",
            MemberGuard::BeforeLast => "member.before_last",
            MemberGuard::MayNotEarn { .. } => "member.may_not_earn",
            MemberGuard::MayNotSpend { .. } => "member.may_not_spend",
            MemberGuard::ZeroAmount => "member.zero_amount",
            MemberGuard::BelowMinimum { .. } => "member.below_minimum",
            MemberGuard::AboveMaximum { .. } => "member.above_maximum",
            MemberGuard::InsufficientPoints { .. } => "member.insufficient_points",
            MemberGuard::NotAPurchase => "member.not_a_purchase",
            MemberGuard::OtherMember => "member.other_member",
            MemberGuard::BeforeJoining { .. } => "member.before_joining",
            MemberGuard::AlreadyEarned { .. } => "member.already_earned",
            MemberGuard::NothingEarned => "member.nothing_earned",
            MemberGuard::NothingPending => "member.nothing_pending",
            MemberGuard::TooManyReservations => "member.too_many_reservations",
            MemberGuard::NoReservation => "member.no_reservation",
            MemberGuard::ReservationEnded { .. } => "member.reservation_ended",
            MemberGuard::WrongEntry => "member.wrong_entry",
            MemberGuard::RefundTooLarge { .. } => "member.refund_too_large",
            MemberGuard::ReturnedTooMuch { .. } => "member.returned_too_much",
            MemberGuard::ReturnedLess => "member.returned_less",
            MemberGuard::ReturnBeforePurchase => "member.return_before_purchase",
            MemberGuard::AlreadyReversed => "member.already_reversed",
            MemberGuard::SameAccount => "member.same_account",
            MemberGuard::ProgramMismatch => "member.program_mismatch",
            MemberGuard::NoTransfers => "member.no_transfers",
            MemberGuard::TooLate { .. } => "member.too_late",
            MemberGuard::OpenReservations => "member.open_reservations",
            MemberGuard::NothingExpired => "member.nothing_expired",
            MemberGuard::Tier(guard) => guard.code(),
            MemberGuard::Reward(guard) => guard.code(),
            MemberGuard::NotAMember => "member.not_a_member",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        self.with_numbers(lang)
            .unwrap_or_else(|| lang.choose(self.plain().0, self.plain().1).to_owned())
    }
}

impl MemberGuard {
    fn with_numbers(self, lang: Lang) -> Option<String> {
        let (zh, en) = match self {
            MemberGuard::AlreadyMember { by } => {
                (format!("该客户已是会员（{by}）"), format!("the client is a member already: {by}"))
            }
            MemberGuard::MayNotEarn { state } => (
                format!("按条款，“{}”状态的会员不能获得积分", say(state.name(), lang)),
                format!("under the terms a member who is {state} earns nothing"),
            ),
            MemberGuard::MayNotSpend { state } => (
                format!("按条款，“{}”状态的会员不能使用积分", say(state.name(), lang)),
                format!("under the terms a member who is {state} spends nothing"),
            ),
            MemberGuard::BelowMinimum { least } => {
                (format!("每次至少兑换 {least} 分"), format!("at least {least} points at once"))
            }
            MemberGuard::AboveMaximum { most } => {
                (format!("每次最多 {most} 分"), format!("at most {most} points at once"))
            }
            MemberGuard::InsufficientPoints { available, requested } => (
                format!("可用积分 {available}，不足 {requested}"),
                format!("{available} points are available and {requested} were asked for"),
            ),
            MemberGuard::BeforeJoining { joined } => (
                format!("购买时间早于入会时间（{joined}）"),
                format!("it was bought before the client joined at {joined}"),
            ),
            MemberGuard::AlreadyEarned { by } => (
                format!("这笔消费已经积过分（{by}）"),
                format!("points were earned on this purchase already: {by}"),
            ),
            MemberGuard::ReservationEnded { until } => (
                format!("预留已于 {until} 到期，可重新预留"),
                format!("the reservation ended at {until}; reserve anew"),
            ),
            MemberGuard::RefundTooLarge { left } => (
                format!("最多还能退回 {left} 分"),
                format!("at most {left} points can still be given back"),
            ),
            MemberGuard::ReturnedTooMuch { original } => (
                format!("累计退货金额超过积分所依据的消费金额 {original}"),
                format!("more came back than points were earned on, which is {original}"),
            ),
            MemberGuard::TooLate { until } => (
                format!("恢复期限已于 {until} 截止"),
                format!("they could be brought back until {until}"),
            ),
            MemberGuard::Tier(guard) => guard.words(),
            MemberGuard::Reward(guard) => guard.words(),
            MemberGuard::ClientNotActive
            | MemberGuard::ProgrammeNotRunning
            | MemberGuard::BeforeLast
            | MemberGuard::NotAMember
            | MemberGuard::ZeroAmount
            | MemberGuard::NotAPurchase
            | MemberGuard::OtherMember
            | MemberGuard::NothingEarned
            | MemberGuard::NothingPending
            | MemberGuard::TooManyReservations
            | MemberGuard::NoReservation
            | MemberGuard::WrongEntry
            | MemberGuard::ReturnedLess
            | MemberGuard::ReturnBeforePurchase
            | MemberGuard::AlreadyReversed
            | MemberGuard::SameAccount
            | MemberGuard::ProgramMismatch
            | MemberGuard::NoTransfers
            | MemberGuard::OpenReservations
            | MemberGuard::NothingExpired => return None,
        };
        Some(lang.choose(zh, en))
    }

    /// What is said where no number stands in it, in Chinese and in English.
    #[expect(clippy::too_many_lines, reason = "one line for each condition")]
    fn plain(self) -> (&'static str, &'static str) {
        match self {
            MemberGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            MemberGuard::ProgrammeNotRunning => {
                ("积分计划已暂停或已关闭", "the programme is suspended or closed")
            }
            MemberGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            MemberGuard::ZeroAmount => ("积分数必须大于零", "there must be a point at least"),
            MemberGuard::NotAPurchase => (
                "只有未撤回的订单，或没有订单的发票，才能积分",
                "only an order, or an invoice without one, that stands earns points",
            ),
            MemberGuard::OtherMember => {
                ("该记录属于另一会员", "it belongs to another client or member")
            }
            MemberGuard::NothingEarned => {
                ("按条款，这笔消费不产生积分", "under the terms the purchase earns no points")
            }
            MemberGuard::NothingPending => ("没有因此待生效的积分", "no points of this cause wait"),
            MemberGuard::TooManyReservations => (
                "同时有效的预留已达 32 个，请先提交或释放",
                "32 reservations hold already; commit or release one",
            ),
            MemberGuard::NoReservation => (
                "没有这个预留，或已提交、已释放",
                "there is no such reservation: it was committed or released, or never made",
            ),
            MemberGuard::WrongEntry => {
                ("这笔积分记录不适用此操作", "the entry is not of the kind that this is said of")
            }
            MemberGuard::ReturnedLess => (
                "累计退货金额不能少于上一次",
                "less came back than before; what is told is everything that came back so far",
            ),
            MemberGuard::ReturnBeforePurchase => {
                ("退货时间早于购买时间", "it came back before it was bought")
            }
            MemberGuard::AlreadyReversed => {
                ("该笔积分已经恢复过", "the points of this came back already")
            }
            MemberGuard::SameAccount => ("不能转给自己", "it is the same member"),
            MemberGuard::ProgramMismatch => {
                ("两位会员属于不同的积分计划", "the members are of two programmes")
            }
            MemberGuard::NoTransfers => {
                ("按条款，积分不能转赠", "under the terms no points are given away")
            }
            MemberGuard::OpenReservations => {
                ("还有预留的积分，请先提交或释放", "points are reserved; commit or release them")
            }
            MemberGuard::NothingExpired => {
                ("没有未登记的到期积分", "no points have expired that were not swept")
            }
            MemberGuard::NotAMember => {
                ("该客户还不是会员，请先入会", "the client is no member; enrol the client first")
            }
            MemberGuard::AlreadyMember { .. }
            | MemberGuard::Tier(_)
            | MemberGuard::Reward(_)
            | MemberGuard::MayNotEarn { .. }
            | MemberGuard::MayNotSpend { .. }
            | MemberGuard::BelowMinimum { .. }
            | MemberGuard::AboveMaximum { .. }
            | MemberGuard::InsufficientPoints { .. }
            | MemberGuard::BeforeJoining { .. }
            | MemberGuard::AlreadyEarned { .. }
            | MemberGuard::ReservationEnded { .. }
            | MemberGuard::RefundTooLarge { .. }
            | MemberGuard::ReturnedTooMuch { .. }
            | MemberGuard::TooLate { .. } => ("条件不满足", "a condition is not met"),
        }
    }
}

impl std::fmt::Display for MemberGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
