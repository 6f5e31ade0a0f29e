//! Why a transaction could not be written down.

use uuid::Uuid;

use crate::domain::machine::{Machine, NOTHING, Verb};
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::vocabulary::say;
use crate::domain::{Currency, Lang, Money, TransactionId};

/// Where a transaction can be said to stand, and what may be said then.
pub const MACHINE: Machine = Machine {
    name: "transaction",
    states: &["Standing", "Superseded", "Withdrawal"],
    verbs: &[
        Verb { name: "record", moves: &[(NOTHING, "Standing")] },
        Verb { name: "correct", moves: &[("Standing", "Superseded")] },
        Verb { name: "withdraw", moves: &[("Standing", "Superseded")] },
    ],
};

/// A transaction's no.
pub type TransactionRefusal = Refusal<TransactionGuard>;

/// Why a transaction could not be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransactionGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// What was said of it was erased: nothing more is.
    Erased,
    /// It lies in the future.
    InFuture,
    /// An order or invoice without a line, or a refund that takes back none.
    NoLines,
    /// An order or invoice has lines of its own, a refund names lines of its order, and a payment
    /// has neither.
    WrongLines,
    /// A payment with which nothing is paid.
    NothingPaid,
    /// An amount or a quantity that is nought or less.
    NotPositive {
        /// Which.
        field: &'static str,
    },
    /// An amount in another currency.
    OtherCurrency {
        /// The transaction's.
        wanted: Currency,
        /// The amount's.
        found: Currency,
    },
    /// The total that was told is not the sum.
    TotalDiffers {
        /// What was told.
        told: Money,
        /// The sum.
        sum: Money,
    },
    /// More would be paid than it costs.
    PaidTooMuch {
        /// What would be paid, less what was given back.
        paid: Money,
        /// What it costs.
        total: Money,
    },
    /// A refund that does not say of which purchase.
    NoPurchase,
    /// What it refers to is of a kind to which it cannot refer.
    WrongPurchase,
    /// What it refers to is of another client.
    OtherClient,
    /// What it refers to was corrected or withdrawn.
    PurchaseSuperseded,
    /// It refers to an invoice of an order: the order is what is refunded.
    RefundTheOrder {
        /// That order.
        order: TransactionId,
    },
    /// A refund before what it refunds.
    BeforePurchase,
    /// The purchase has no such line.
    NoSuchLine {
        /// The line, counted from 1.
        line: u32,
    },
    /// More of a line would be refunded than was bought, all its refunds together.
    MoreThanBought {
        /// The line, counted from 1.
        line: u32,
        /// Quantity, price or tax.
        field: &'static str,
    },
    /// A quantity in another unit than that of the line.
    OtherUnit {
        /// The line, counted from 1.
        line: u32,
    },
    /// More points would be given back than the purchase was paid with.
    MorePointsThanPaid,
    /// Others refer to it.
    ReferredTo {
        /// One of them.
        by: TransactionId,
    },
    /// A correction that would make something else of it.
    OtherKind,
    /// Another transaction of this kind has the external reference.
    ReferenceTaken {
        /// That one.
        by: TransactionId,
    },
}

impl TransactionGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let by = TransactionId::from_uuid(Uuid::from_u128(7));
        let money = |minor| Currency::new("CNY").map(|yuan| Money::new(minor, yuan)).ok();
        let currency = |code| Currency::new(code).ok();
        let some = |pair: Option<Self>| pair.into_iter();
        let head = [
            TransactionGuard::ClientNotActive,
            TransactionGuard::Erased,
            TransactionGuard::InFuture,
            TransactionGuard::NoLines,
            TransactionGuard::WrongLines,
            TransactionGuard::NothingPaid,
            TransactionGuard::NotPositive { field: "quantity" },
        ];
        let other = currency("CNY").zip(currency("EUR"));
        let sums = money(10_000).zip(money(9_000));
        let middle =
            some(other.map(|(wanted, found)| TransactionGuard::OtherCurrency { wanted, found }))
                .chain(some(sums.map(|(told, sum)| TransactionGuard::TotalDiffers { told, sum })))
                .chain(some(
                    sums.map(|(paid, total)| TransactionGuard::PaidTooMuch { paid, total }),
                ));
        let tail = [
            TransactionGuard::NoPurchase,
            TransactionGuard::WrongPurchase,
            TransactionGuard::OtherClient,
            TransactionGuard::PurchaseSuperseded,
            TransactionGuard::RefundTheOrder { order: by },
            TransactionGuard::BeforePurchase,
            TransactionGuard::NoSuchLine { line: 3 },
            TransactionGuard::MoreThanBought { line: 1, field: "quantity" },
            TransactionGuard::OtherUnit { line: 1 },
            TransactionGuard::MorePointsThanPaid,
            TransactionGuard::ReferredTo { by },
            TransactionGuard::OtherKind,
            TransactionGuard::ReferenceTaken { by },
        ];
        head.into_iter().chain(middle).chain(tail).collect()
    }

    fn simple(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            TransactionGuard::ClientNotActive => {
                ("客户已归档或已清除", "the client is archived or erased")
            }
            TransactionGuard::Erased => (
                "内容已抹除，不能再作记录",
                "its words were erased, and nothing more is said of it",
            ),
            TransactionGuard::InFuture => ("时间在将来", "it lies in the future"),
            TransactionGuard::NoLines => ("没有任何明细行", "it has no line"),
            TransactionGuard::WrongLines => (
                "订单和发票有自己的明细行，退款列出订单的行，付款没有明细行",
                "an order or invoice has lines of its own, a refund names lines of its order, and \
                 a payment has neither",
            ),
            TransactionGuard::NothingPaid => ("没有付款金额", "nothing is paid with it"),
            TransactionGuard::NoPurchase => {
                ("退款未注明所退的订单", "a refund says what it is a refund of")
            }
            TransactionGuard::WrongPurchase => (
                "订单不对应其他记录，发票只能对应订单，付款和退款只能对应订单或发票",
                "an order refers to nothing, an invoice to an order, and a payment or refund to an \
                 order or an invoice",
            ),
            TransactionGuard::OtherClient => {
                ("所对应的记录属于另一客户", "what it refers to is of another client")
            }
            TransactionGuard::PurchaseSuperseded => {
                ("所对应的记录已被更正或撤回", "what it refers to was corrected or withdrawn")
            }
            TransactionGuard::BeforePurchase => {
                ("退款早于所退的订单", "it is earlier than what it refunds")
            }
            TransactionGuard::MorePointsThanPaid => {
                ("退回的积分多于付款所用的积分", "more points would be given back than were paid")
            }
            TransactionGuard::OtherKind => {
                ("更正不能改变交易类型", "a correction does not change its kind")
            }
            TransactionGuard::NotPositive { .. }
            | TransactionGuard::OtherCurrency { .. }
            | TransactionGuard::TotalDiffers { .. }
            | TransactionGuard::PaidTooMuch { .. }
            | TransactionGuard::RefundTheOrder { .. }
            | TransactionGuard::NoSuchLine { .. }
            | TransactionGuard::MoreThanBought { .. }
            | TransactionGuard::OtherUnit { .. }
            | TransactionGuard::ReferredTo { .. }
            | TransactionGuard::ReferenceTaken { .. } => return None,
        })
    }

    fn with_fields(&self, lang: Lang) -> Option<(String, String)> {
        Some(match self {
            TransactionGuard::NotPositive { field } => {
                let field = say(field, lang);
                (format!("“{field}”不能为零或负数"), format!("{field} is nought or less"))
            }
            TransactionGuard::OtherCurrency { wanted, found } => (
                format!("币种为 {found}，应为 {wanted}"),
                format!("an amount is in {found} and not in {wanted}"),
            ),
            TransactionGuard::TotalDiffers { told, sum } => (
                format!("总额 {told} 与合计 {sum} 不符"),
                format!("the total {told} is not the sum {sum}"),
            ),
            TransactionGuard::PaidTooMuch { paid, total } => (
                format!("付款 {paid} 超过总额 {total}"),
                format!("{paid} would be paid for {total}"),
            ),
            TransactionGuard::RefundTheOrder { order } => (
                format!("该发票属于订单 {order}，应对订单退款"),
                format!("the invoice is of {order}, which is what is refunded"),
            ),
            TransactionGuard::NoSuchLine { line } => {
                (format!("订单没有第 {line} 行"), format!("the order has no line {line}"))
            }
            TransactionGuard::MoreThanBought { line, field } => {
                let field = say(field, lang);
                (
                    format!("第 {line} 行累计退款的“{field}”超过订购"),
                    format!("more {field} of line {line} would be refunded than was bought"),
                )
            }
            TransactionGuard::OtherUnit { line } => (
                format!("第 {line} 行的单位与订单不同"),
                format!("the unit is not that of line {line}"),
            ),
            TransactionGuard::ReferredTo { by } => {
                (format!("尚有记录与之对应：{by}"), format!("another refers to it: {by}"))
            }
            TransactionGuard::ReferenceTaken { by } => {
                (format!("该外部编号已属于 {by}"), format!("the reference belongs to {by}"))
            }
            TransactionGuard::ClientNotActive
            | TransactionGuard::Erased
            | TransactionGuard::InFuture
            | TransactionGuard::NoLines
            | TransactionGuard::WrongLines
            | TransactionGuard::NothingPaid
            | TransactionGuard::NoPurchase
            | TransactionGuard::WrongPurchase
            | TransactionGuard::OtherClient
            | TransactionGuard::PurchaseSuperseded
            | TransactionGuard::BeforePurchase
            | TransactionGuard::MorePointsThanPaid
            | TransactionGuard::OtherKind => return None,
        })
    }
}

impl Guard for TransactionGuard {
    fn code(&self) -> &'static str {
        match self {
            TransactionGuard::ClientNotActive => "transaction.client_not_active",
            TransactionGuard::Erased => "transaction.erased",
            TransactionGuard::InFuture => "transaction.in_future",
            TransactionGuard::NoLines => "transaction.no_lines",
            TransactionGuard::WrongLines => "transaction.wrong_lines",
            TransactionGuard::NothingPaid => "transaction.nothing_paid",
            TransactionGuard::NotPositive { .. } => "transaction.not_positive",
            TransactionGuard::OtherCurrency { .. } => "transaction.other_currency",
            TransactionGuard::TotalDiffers { .. } => "transaction.total_differs",
            TransactionGuard::PaidTooMuch { .. } => "transaction.paid_too_much",
            TransactionGuard::NoPurchase => "transaction.no_purchase",
            TransactionGuard::WrongPurchase => "transaction.wrong_purchase",
            TransactionGuard::OtherClient => "transaction.other_client",
            TransactionGuard::PurchaseSuperseded => "transaction.purchase_superseded",
            TransactionGuard::RefundTheOrder { .. } => "transaction.refund_the_order",
            TransactionGuard::BeforePurchase => "transaction.before_purchase",
            TransactionGuard::NoSuchLine { .. } => "transaction.no_such_line",
            TransactionGuard::MoreThanBought { .. } => "transaction.more_than_bought",
            TransactionGuard::OtherUnit { .. } => "transaction.other_unit",
            TransactionGuard::MorePointsThanPaid => "transaction.more_points_than_paid",
            TransactionGuard::ReferredTo { .. } => "transaction.referred_to",
            TransactionGuard::OtherKind => "transaction.other_kind",
            TransactionGuard::ReferenceTaken { .. } => "transaction.reference_taken",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        match (self.simple(), self.with_fields(lang)) {
            (Some((zh, en)), _) => lang.choose(zh, en).to_owned(),
            (None, Some((zh, en))) => lang.choose(zh, en),
            (None, None) => self.code().to_owned(),
        }
    }
}

impl std::fmt::Display for TransactionGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
