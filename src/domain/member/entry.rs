//! An entry of the ledger: what happened to a member's points, and why.

use serde::{Deserialize, Serialize};

use super::words::{Account, Cause, CauseKind, EntryKind, LotMovement, Posting};
use crate::domain::declaration::{Cell, Column, Columns, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::noun::{Fact, Noun};
use crate::domain::programme::Earning;
use crate::domain::{
    EntryId, Held, Line, LotId, MemberId, Points, ProgrammeId, RecordId, Stream, Timestamp,
    TransactionId, Visibility,
};

/// An entry of the ledger. Its postings add up to nought, and its movements to what it posts to
/// the member's account.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsEntry {
    pub(super) id: EntryId,
    pub(super) stream: Stream,
    pub(super) plain: EntryPlain,
    pub(super) words: Held<EntryWords>,
}

/// What stands of an entry when its words are erased: the accounts must be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPlain {
    pub(super) kind: EntryKind,
    pub(super) at: Timestamp,
    pub(super) member: MemberId,
    pub(super) programme: ProgrammeId,
    /// The version of the terms under which it was made.
    pub(super) terms: u32,
    pub(super) postings: Vec<Posting>,
    pub(super) movements: Vec<LotMovement>,
    pub(super) cause: Cause,
    /// The entry that it gives back, takes back or brings back.
    #[serde(default)]
    pub(super) about: Option<EntryId>,
    /// How many points all returns of a purchase up to this one were to take back.
    #[serde(default)]
    pub(super) asked: Option<Points>,
    /// How the points of a purchase were found.
    #[serde(default)]
    pub(super) earning: Option<Box<Earning>>,
    /// The purchase for which points were earned, which can be so only once.
    #[serde(default)]
    pub(super) earned_on: Option<TransactionId>,
}

/// The words of an entry: what erasure removes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EntryWords {
    /// Why somebody decided so.
    pub reason: Option<Line>,
}

impl PointsEntry {
    /// Which entry.
    #[must_use]
    pub fn id(&self) -> EntryId {
        self.id
    }

    /// What kind of entry.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        self.plain.kind
    }

    /// When it holds from.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.plain.at
    }

    /// Whose points.
    #[must_use]
    pub fn member(&self) -> MemberId {
        self.plain.member
    }

    /// Of which programme.
    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.plain.programme
    }

    /// The version of the terms under which it was made, counted from 1.
    #[must_use]
    pub fn terms(&self) -> u32 {
        self.plain.terms
    }

    /// What it puts on accounts, and takes off them.
    #[must_use]
    pub fn postings(&self) -> &[Posting] {
        &self.plain.postings
    }

    /// What it puts into lots, and takes out of them.
    #[must_use]
    pub fn movements(&self) -> &[LotMovement] {
        &self.plain.movements
    }

    /// What it was made for.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.plain.cause
    }

    /// The entry that it gives back, takes back or brings back.
    #[must_use]
    pub fn about(&self) -> Option<EntryId> {
        self.plain.about
    }

    /// How many points all returns of the purchase up to this one were to take back.
    #[must_use]
    pub fn asked(&self) -> Option<Points> {
        self.plain.asked
    }

    /// How the points of a purchase were found.
    #[must_use]
    pub fn earning(&self) -> Option<&Earning> {
        self.plain.earning.as_deref()
    }

    /// The purchase for which points were earned.
    #[must_use]
    pub fn earned_on(&self) -> Option<TransactionId> {
        self.plain.earned_on
    }

    /// Why somebody decided so.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.words.as_ref().map(|words| words.reason.as_ref())
    }

    /// What it puts on one account.
    #[must_use]
    pub fn on(&self, account: Account) -> i64 {
        let own = self.plain.postings.iter().filter(|posting| posting.account == account);
        own.fold(0, |sum, posting| sum.saturating_add(posting.points))
    }

    /// By how much it changes what the member has, less what it owes.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.on(Account::Member).saturating_add(self.on(Account::Debt))
    }

    /// How many points it is about: what it posts to the accounts that are not the member's.
    #[must_use]
    pub fn points(&self) -> Points {
        let count = match self.plain.kind {
            EntryKind::PayDebt => self.on(Account::Debt),
            EntryKind::Earn
            | EntryKind::Bonus
            | EntryKind::ReferralReward
            | EntryKind::Activate
            | EntryKind::Redeem
            | EntryKind::RefundRedeem
            | EntryKind::Expire
            | EntryKind::ReverseEarn
            | EntryKind::TransferOut
            | EntryKind::TransferIn
            | EntryKind::AdjustUp
            | EntryKind::AdjustDown
            | EntryKind::Reinstate
            | EntryKind::MergeOut
            | EntryKind::MergeIn
            | EntryKind::Forfeit => self.net(),
        };
        Points::new(count.saturating_abs()).unwrap_or_default()
    }

    /// The lot into which it put points first: the lot of an earning.
    #[must_use]
    pub fn lot(&self) -> Option<LotId> {
        self.plain.movements.iter().find(|movement| movement.points > 0).map(|found| found.lot)
    }

    /// What a purchase is found by among the entries that earned: it earns once in a programme.
    #[must_use]
    pub fn earned_key(programme: ProgrammeId, on: TransactionId) -> String {
        format!("{} {}", RecordId::id(programme), RecordId::id(on))
    }
}

impl Noun for PointsEntry {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "points_entry",
        number: 23,
        version: 1,
        kind: Kind::Fact { at: "at" },
        columns: &[
            Column::new("at", Shape::Integer),
            Column::new("member", Shape::Id),
            Column::new("programme", Shape::Id),
            Column::new("about", Shape::Id),
            // Null for all but what has to do with a purchase, and for what earned on it: that is found
            // by what it earned on.
            Column::new("purchase", Shape::Id),
            Column::new("earned_on", Shape::Text).unique(),
        ],
        indexes: &[
            Index { name: "by_programme", columns: &["programme", "at"] },
            Index { name: "by_about", columns: &[STREAM, "about"] },
            Index { name: "by_purchase", columns: &[STREAM, "purchase"] },
            Index { name: "by_earned_on", columns: &["earned_on"] },
        ],
        events: &["entered"],
    };
    const FORMAT: u8 = 1;
    type Id = EntryId;
    type Plain = EntryPlain;
    type Personal = EntryWords;

    fn id(&self) -> EntryId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &EntryPlain {
        &self.plain
    }

    fn personal(&self) -> Held<&EntryWords> {
        self.words.as_ref()
    }

    fn join(id: EntryId, stream: Stream, plain: EntryPlain, words: Held<EntryWords>) -> Self {
        PointsEntry { id, stream, plain, words }
    }

    fn columns(&self) -> Columns {
        let entry = &self.plain;
        let once = entry.earned_on.map(|on| Self::earned_key(entry.programme, on));
        // Points that go on with their membership are looked for by it, whatever else it did since.
        let about = if entry.kind == EntryKind::MergeOut {
            Some(RecordId::id(entry.member))
        } else {
            entry.about.map(RecordId::id)
        };
        let purchase = Some(entry.cause)
            .filter(|cause| cause.kind == CauseKind::Transaction && entry.earned_on.is_none());
        vec![
            Cell::one(entry.at.micros()),
            Cell::one(RecordId::id(entry.member)),
            Cell::one(RecordId::id(entry.programme)),
            Cell::maybe(about),
            Cell::maybe(purchase.map(|cause| cause.id)),
            Cell::maybe(once),
        ]
    }
}

impl Fact for PointsEntry {
    fn event_name(&self) -> &'static str {
        "entered"
    }

    fn supersedes(&self) -> Option<EntryId> {
        None
    }
}
