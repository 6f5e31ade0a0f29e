//! Why something cannot be said of a referral.

use uuid::Uuid;

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{ClientId, Lang, ReferralId, Timestamp};

/// A verb of a referral that was refused.
pub type ReferralRefusal = Refusal<ReferralGuard>;

/// What a verb of a referral asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferralGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// Nobody brings themselves.
    SameClient,
    /// Both can be reached at the same mail address or telephone.
    SharedContact,
    /// They were a client before they were invited.
    AlreadyAClient {
        /// Since when.
        since: Timestamp,
    },
    /// Somebody else brought them.
    HasReferrer {
        /// By which referral.
        by: ReferralId,
    },
    /// They brought who refers, or who brought those.
    Circular,
    /// The client has brought as many as one may.
    CapReached {
        /// How many.
        most: u32,
    },
    /// It took too long.
    Over {
        /// Since when.
        since: Timestamp,
    },
    /// It may still take longer.
    NotOver {
        /// Until when; for ever where it does not say.
        until: Option<Timestamp>,
    },
    /// It is no purchase of who was brought, or does not stand.
    NotTheirPurchase,
    /// It was bought before they registered.
    BoughtBefore,
    /// The purchase counts already.
    CountsAlready,
    /// As many have counted as do.
    Complete {
        /// How many.
        times: u16,
    },
    /// No points are due.
    NotDue {
        /// When the next are, if any wait.
        next: Option<Timestamp>,
    },
    /// No points are given for this purchase.
    NotCounted,
    /// No more of the purchase was returned than was written down before, or not enough.
    NotReturned,
    /// The purchase was returned, and that was not written down yet.
    PurchaseReturned,
    /// Who is to be given points is no member of the programme.
    NotAMember {
        /// Who.
        client: ClientId,
    },
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl ReferralGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            ReferralGuard::ClientNotActive,
            ReferralGuard::SameClient,
            ReferralGuard::SharedContact,
            ReferralGuard::AlreadyAClient { since: Timestamp::MIN },
            ReferralGuard::HasReferrer { by: ReferralId::from_uuid(Uuid::from_u128(7)) },
            ReferralGuard::Circular,
            ReferralGuard::CapReached { most: 10 },
            ReferralGuard::Over { since: Timestamp::MIN },
            ReferralGuard::NotOver { until: Some(Timestamp::MAX) },
            ReferralGuard::NotTheirPurchase,
            ReferralGuard::BoughtBefore,
            ReferralGuard::CountsAlready,
            ReferralGuard::Complete { times: 3 },
            ReferralGuard::NotDue { next: Some(Timestamp::MAX) },
            ReferralGuard::NotCounted,
            ReferralGuard::NotReturned,
            ReferralGuard::PurchaseReturned,
            ReferralGuard::NotAMember { client: ClientId::from_uuid(Uuid::from_u128(7)) },
            ReferralGuard::BeforeLast,
        ]
    }

    fn words(&self) -> (String, String) {
        let (zh, en) = match self {
            ReferralGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            ReferralGuard::SameClient => ("客户不能推荐自己", "nobody brings themselves"),
            ReferralGuard::SharedContact => (
                "推荐人与被推荐人使用相同的邮箱或电话",
                "both can be reached at the same mail address or telephone",
            ),
            ReferralGuard::Circular => (
                "被推荐人正是推荐人的（间接）推荐人，不能循环推荐",
                "who is brought brought who refers, or those who brought them",
            ),
            ReferralGuard::NotTheirPurchase => (
                "这不是被推荐人有效的购买记录",
                "it is no purchase of who was brought, or does not stand",
            ),
            ReferralGuard::BoughtBefore => {
                ("该购买发生在注册之前", "it was bought before they registered")
            }
            ReferralGuard::CountsAlready => ("该购买已经计入", "the purchase counts already"),
            ReferralGuard::NotCounted => {
                ("该购买没有计入此推荐", "no points are given for this purchase")
            }
            ReferralGuard::NotReturned => (
                "退货没有增加，或还不足以扣回推荐奖励",
                "no more of the purchase was returned than is known, or not enough",
            ),
            ReferralGuard::PurchaseReturned => (
                "该购买已有退货，请先登记退货再发放奖励",
                "the purchase was returned; write the return down first",
            ),
            ReferralGuard::AlreadyAClient { .. }
            | ReferralGuard::HasReferrer { .. }
            | ReferralGuard::CapReached { .. }
            | ReferralGuard::Over { .. }
            | ReferralGuard::NotOver { .. }
            | ReferralGuard::Complete { .. }
            | ReferralGuard::NotDue { .. }
            | ReferralGuard::NotAMember { .. }
            | ReferralGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
        };
        (zh.to_owned(), en.to_owned())
    }

    fn numbers(&self) -> Option<(String, String)> {
        Some(match self {
            ReferralGuard::AlreadyAClient { since } => (
                format!("被推荐人自 {since} 起已是客户，早于邀请"),
                format!("they have been a client since {since}, before they were invited"),
            ),
            ReferralGuard::HasReferrer { by } => {
                (format!("被推荐人已有推荐记录：{by}"), format!("somebody brought them: {by}"))
            }
            ReferralGuard::CapReached { most } => (
                format!("推荐人数已达上限 {most}"),
                format!("one client may bring {most}, and has brought as many"),
            ),
            ReferralGuard::Over { since } => {
                (format!("推荐已于 {since} 过期"), format!("it took too long: until {since}"))
            }
            ReferralGuard::NotOver { until: Some(until) } => {
                (format!("推荐尚未过期，有效至 {until}"), format!("it may take until {until}"))
            }
            ReferralGuard::NotOver { until: None } => {
                ("推荐没有期限".to_owned(), "it may take as long as it likes".to_owned())
            }
            ReferralGuard::Complete { times } => (
                format!("已计满 {times} 次购买"),
                format!("{times} purchases count, and as many have"),
            ),
            ReferralGuard::NotDue { next: Some(next) } => (
                format!("奖励尚未到期，最早 {next} 发放"),
                format!("no points are due before {next}"),
            ),
            ReferralGuard::NotDue { next: None } => {
                ("没有待发放的奖励".to_owned(), "no points wait".to_owned())
            }
            ReferralGuard::NotAMember { client } => (
                format!("{client} 不是该计划的会员，无法发放积分"),
                format!("{client} is no member of the programme"),
            ),
            ReferralGuard::ClientNotActive
            | ReferralGuard::SameClient
            | ReferralGuard::SharedContact
            | ReferralGuard::Circular
            | ReferralGuard::NotTheirPurchase
            | ReferralGuard::BoughtBefore
            | ReferralGuard::CountsAlready
            | ReferralGuard::NotCounted
            | ReferralGuard::NotReturned
            | ReferralGuard::PurchaseReturned
            | ReferralGuard::BeforeLast => return None,
        })
    }
}

impl Guard for ReferralGuard {
    fn code(&self) -> &'static str {
        match self {
            ReferralGuard::ClientNotActive => "referral.client_not_active",
            ReferralGuard::SameClient => "referral.same_client",
            ReferralGuard::SharedContact => "referral.shared_contact",
            ReferralGuard::AlreadyAClient { .. } => "referral.already_a_client",
            ReferralGuard::HasReferrer { .. } => "referral.has_referrer",
            ReferralGuard::Circular => "referral.circular",
            ReferralGuard::CapReached { .. } => "referral.cap_reached",
            ReferralGuard::Over { .. } => "referral.over",
            ReferralGuard::NotOver { .. } => "referral.not_over",
            ReferralGuard::NotTheirPurchase => "referral.not_their_purchase",
            ReferralGuard::BoughtBefore => "referral.bought_before",
            ReferralGuard::CountsAlready => "referral.counts_already",
            ReferralGuard::Complete { .. } => "referral.complete",
            ReferralGuard::NotDue { .. } => "referral.not_due",
            ReferralGuard::NotCounted => "referral.not_counted",
            ReferralGuard::NotReturned => "referral.not_returned",
            ReferralGuard::PurchaseReturned => "referral.purchase_returned",
            ReferralGuard::NotAMember { .. } => "referral.not_a_member",
            ReferralGuard::BeforeLast => "referral.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = self.numbers().unwrap_or_else(|| self.words());
        lang.choose(zh, en)
    }
}

impl std::fmt::Display for ReferralGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
