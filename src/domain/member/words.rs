//! The words of the ledger: accounts, postings, kinds of entries, movements of lots, causes.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{EntryId, Id, Lang, LotId, MemberId, RecordId, TransactionId};

/// An account of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Account {
    /// The points of a member: what is left of all its lots.
    Member,
    /// What a member owes, as a number of nought or less.
    Debt,
    /// What the programme has given out.
    Issued,
    /// What was redeemed.
    Redeemed,
    /// What expired.
    Expired,
    /// What was taken back with returned purchases.
    Reversed,
    /// What was taken away by adjustments.
    Adjusted,
    /// What was forfeited when members left.
    Forfeited,
    /// What went from member to member: nought over all of them.
    Transferred,
}

named!(
    Account,
    "account",
    [Member, Debt, Issued, Redeemed, Expired, Reversed, Adjusted, Forfeited, Transferred]
);

/// Points put on an account, or taken off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// How many, negative where they are taken off.
    pub points: i64,
}

/// Points put into a lot, or taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotMovement {
    /// The lot.
    pub lot: LotId,
    /// How many, negative where they are taken out.
    pub points: i64,
}

/// What kind of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntryKind {
    /// Points for a purchase.
    Earn,
    /// Points for something else.
    Bonus,
    /// Points for bringing somebody.
    ReferralReward,
    /// Points that waited can be spent.
    Activate,
    /// Points were spent.
    Redeem,
    /// Points that were spent came back.
    RefundRedeem,
    /// Points expired.
    Expire,
    /// Points were taken back with a returned purchase.
    ReverseEarn,
    /// Points paid what was owed.
    PayDebt,
    /// Points went to another member.
    TransferOut,
    /// Points came from another member.
    TransferIn,
    /// Points were added by hand.
    AdjustUp,
    /// Points were taken away by hand.
    AdjustDown,
    /// Points that had expired came back.
    Reinstate,
    /// All points went to another membership.
    MergeOut,
    /// All points of another membership came.
    MergeIn,
    /// The member left, and its points with it.
    Forfeit,
}

named!(
    EntryKind,
    "kind",
    [
        Earn,
        Bonus,
        ReferralReward,
        Activate,
        Redeem,
        RefundRedeem,
        Expire,
        ReverseEarn,
        PayDebt,
        TransferOut,
        TransferIn,
        AdjustUp,
        AdjustDown,
        Reinstate,
        MergeOut,
        MergeIn,
        Forfeit
    ]
);

impl EntryKind {
    /// The kind in a person's language, as a statement says it.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            EntryKind::Earn => ("消费获得", "Earned with a purchase"),
            EntryKind::Bonus => ("奖励", "Bonus"),
            EntryKind::ReferralReward => ("推荐奖励", "Reward for a referral"),
            EntryKind::Activate => ("积分生效", "Became available"),
            EntryKind::Redeem => ("兑换", "Redeemed"),
            EntryKind::RefundRedeem => ("兑换退回", "Redemption given back"),
            EntryKind::Expire => ("到期失效", "Expired"),
            EntryKind::ReverseEarn => ("退货扣回", "Taken back with a return"),
            EntryKind::PayDebt => ("抵扣欠分", "Paid what was owed"),
            EntryKind::TransferOut => ("转出", "Given to another member"),
            EntryKind::TransferIn => ("转入", "Received from another member"),
            EntryKind::AdjustUp => ("人工增加", "Added by hand"),
            EntryKind::AdjustDown => ("人工扣减", "Taken away by hand"),
            EntryKind::Reinstate => ("恢复失效积分", "Came back after they had expired"),
            EntryKind::MergeOut => ("合并转出", "Moved to another membership"),
            EntryKind::MergeIn => ("合并转入", "Moved from another membership"),
            EntryKind::Forfeit => ("退会作废", "Forfeited on leaving"),
        };
        lang.choose(zh, en)
    }

    /// Whether it gives points that count towards a cap on purchases.
    #[must_use]
    pub fn is_earned(self) -> bool {
        self == EntryKind::Earn
    }
}

/// What kind of thing an entry was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CauseKind {
    /// A purchase.
    Transaction,
    /// Another entry of the ledger.
    Entry,
    /// Another member.
    Member,
    /// A reward that was redeemed.
    Reward,
    /// A referral.
    Referral,
    /// A lot, by itself, as time went by.
    Lot,
    /// Somebody's decision: the reason is in the words.
    Decision,
    /// Something that the host knows by this id.
    Other,
}

named!(CauseKind, "cause", [Transaction, Entry, Member, Reward, Referral, Lot, Decision, Other]);

/// What an entry was made for: enough to trace every number to where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cause {
    /// What kind of thing.
    pub kind: CauseKind,
    /// Which.
    pub id: Id,
}

impl Cause {
    /// A purchase, by its first record.
    #[must_use]
    pub fn transaction(id: TransactionId) -> Self {
        Cause { kind: CauseKind::Transaction, id: id.id() }
    }

    /// Another entry.
    #[must_use]
    pub fn entry(id: EntryId) -> Self {
        Cause { kind: CauseKind::Entry, id: id.id() }
    }

    /// Another member.
    #[must_use]
    pub fn member(id: MemberId) -> Self {
        Cause { kind: CauseKind::Member, id: id.id() }
    }

    /// Something of another kind.
    #[must_use]
    pub fn of(kind: CauseKind, id: Id) -> Self {
        Cause { kind, id }
    }

    /// A decision of somebody who acts: the entry by itself.
    #[must_use]
    pub fn decision(by: EntryId) -> Self {
        Cause { kind: CauseKind::Decision, id: by.id() }
    }
}
