//! One booking while it is made: a working copy of what the member holds, and the entries that
//! change it.

use std::collections::BTreeMap;

use super::declared::MACHINE;
use super::entry::{EntryPlain, EntryWords, PointsEntry};
use super::event::{LotEvent, MemberEvent};
use super::holding::{Holding, by_id, payments};
use super::lot::{Lot, LotPlain};
use super::record::Member;
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind, LotMovement, Posting};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::programme::{Earning, Terms};
use crate::domain::refusal::{Refusal, Wrong};
use crate::domain::{
    EntryId, Held, Id, Invalid, LotId, Points, ProgrammeId, RecordId, Timestamp, TransactionId,
};

/// What a rule must know beside what the member holds.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The programme.
    pub programme: ProgrammeId,
    /// Whether it runs.
    pub running: bool,
    /// The terms that hold.
    pub terms: &'s Terms,
    /// The number of their version.
    pub version: u32,
    /// When, and who says so.
    pub stamp: Stamp,
    /// Gives an id that no record has.
    pub fresh: &'s dyn Fn() -> Id,
}

impl std::fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting").field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

/// What a rule gives: entries, and what they do to lots and to the member.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// The entries, the one that was asked for last.
    pub entries: Vec<PointsEntry>,
    /// What happens to each lot.
    pub lots: Vec<LotChange>,
    /// The member as it stood, and what happens to it.
    pub member: (Member, Vec<Event<Member>>),
    /// What the member holds then, of the lots that the rule was told of and those it opened.
    pub after: Holding,
}

/// What happens to a lot.
#[derive(Debug, Clone, PartialEq)]
pub struct LotChange {
    /// The lot as it stood; none where it begins.
    pub before: Option<Lot>,
    /// Which lot.
    pub id: LotId,
    /// What happens to it, in order.
    pub events: Vec<Event<Lot>>,
}

pub(super) type No = Wrong<MemberGuard>;

pub(super) struct Book<'s> {
    pub(super) setting: &'s Setting<'s>,
    pub(super) member: Member,
    pub(super) lots: BTreeMap<LotId, Lot>,
    before: Member,
    verb: &'static str,
    entries: Vec<PointsEntry>,
    changes: BTreeMap<LotId, LotChange>,
    said: Vec<Event<Member>>,
}

/// An entry while its postings are put together.
pub(super) struct Draft {
    pub(super) id: EntryId,
    pub(super) kind: EntryKind,
    pub(super) at: Timestamp,
    pub(super) cause: Cause,
    pub(super) about: Option<EntryId>,
    pub(super) asked: Option<Points>,
    pub(super) earning: Option<Box<Earning>>,
    pub(super) earned_on: Option<TransactionId>,
    pub(super) words: EntryWords,
    postings: BTreeMap<Account, i64>,
    movements: Vec<LotMovement>,
}

impl Draft {
    pub(super) fn about(mut self, entry: EntryId) -> Self {
        self.about = Some(entry);
        self
    }

    /// Names a lot of which nothing moves.
    pub(super) fn names(&mut self, lot: LotId) {
        self.movements.push(LotMovement { lot, points: 0 });
    }

    /// Puts points on an account, or takes them off.
    pub(super) fn post(&mut self, account: Account, points: i64) -> Result<(), Invalid> {
        let sum = self.postings.entry(account).or_default();
        *sum = sum.checked_add(points).ok_or(Invalid::Overflow { field: "points" })?;
        Ok(())
    }
}

impl<'s> Book<'s> {
    /// Begins: asks the table, and lets what is free by now pay what is owed.
    pub(super) fn open(
        holding: &Holding,
        setting: &'s Setting<'s>,
        verb: &'static str,
    ) -> Result<Self, MemberRefusal> {
        let member = holding.member.clone();
        Refusal::check(&MACHINE, member.state().name(), verb)?;
        let mut book = Book {
            setting,
            before: member.clone(),
            member,
            lots: by_id(&holding.lots),
            verb,
            entries: Vec::new(),
            changes: BTreeMap::new(),
            said: Vec::new(),
        };
        if setting.stamp.valid_at < book.member.plain.said_at {
            return Err(book.no(MemberGuard::BeforeLast.into()));
        }
        if book.member.programme() != setting.programme {
            return Err(book.no(MemberGuard::ProgramMismatch.into()));
        }
        book.pay_debt().map_err(|no| book.no(no))?;
        Ok(book)
    }

    pub(super) fn no(&self, wrong: No) -> MemberRefusal {
        wrong.refuse(&MACHINE, self.before.state().name(), self.verb)
    }

    /// Whether anything is written down so far, a payment of what was owed included.
    pub(super) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    pub(super) fn moment(&self) -> Timestamp {
        self.setting.stamp.valid_at
    }

    pub(super) fn draft(&self, kind: EntryKind, cause: Cause) -> Draft {
        self.draft_as(EntryId::from_id((self.setting.fresh)()), kind, cause)
    }

    /// An entry whose cause is the decision that it writes down.
    pub(super) fn decision(&self, kind: EntryKind) -> Draft {
        let id = EntryId::from_id((self.setting.fresh)());
        self.draft_as(id, kind, Cause::decision(id))
    }

    pub(super) fn draft_as(&self, id: EntryId, kind: EntryKind, cause: Cause) -> Draft {
        Draft {
            id,
            kind,
            at: self.moment(),
            cause,
            about: None,
            asked: None,
            earning: None,
            earned_on: None,
            words: EntryWords::default(),
            postings: BTreeMap::new(),
            movements: Vec::new(),
        }
    }

    /// How many points of a lot are not reserved.
    pub(super) fn free(&self, lot: &Lot) -> i64 {
        let held = self.member.held(lot.id(), self.moment());
        lot.remaining().get().saturating_sub(held).max(0)
    }

    /// The lots that can be spent now, in the order in which they are.
    pub(super) fn spendable(&self) -> Vec<(LotId, i64)> {
        let now = self.moment();
        let mut lots: Vec<&Lot> = self.lots.values().filter(|lot| lot.is_usable(now)).collect();
        lots.sort_by_key(|lot| lot.spend_order());
        let free = lots.iter().map(|lot| (lot.id(), self.free(lot)));
        free.filter(|(_, free)| *free > 0).collect()
    }

    pub(super) fn available(&self) -> Result<Points, Invalid> {
        let sum = self.spendable().iter().map(|(_, free)| i128::from(*free)).sum();
        super::holding::points(sum)
    }

    /// From which lots so many points would be taken; what is missing is left out.
    pub(super) fn parts(&self, points: Points) -> Vec<(LotId, i64)> {
        let mut wanted = points.get();
        let take = |(lot, free): (LotId, i64)| {
            let part = free.min(wanted);
            wanted = wanted.saturating_sub(part);
            (lot, part)
        };
        self.spendable().into_iter().map(take).filter(|(_, part)| *part > 0).collect()
    }

    /// The same, or why there are not enough.
    pub(super) fn enough(&self, requested: Points) -> Result<Vec<(LotId, i64)>, No> {
        let available = self.available()?;
        if available < requested {
            return Err(MemberGuard::InsufficientPoints { available, requested }.into());
        }
        Ok(self.parts(requested))
    }

    /// Puts points into a lot, or takes them out, with the member's account.
    pub(super) fn shift(&mut self, draft: &mut Draft, lot: LotId, points: i64) -> Result<(), No> {
        draft.post(Account::Member, points)?;
        draft.movements.push(LotMovement { lot, points });
        self.tell_lot(lot, LotEvent::Moved { by: draft.id, points });
        Ok(())
    }

    /// Begins a lot.
    pub(super) fn begin(&mut self, draft: &mut Draft, lot: LotPlain) -> Result<LotId, No> {
        let id = LotId::from_id((self.setting.fresh)());
        let points = lot.original.get();
        draft.post(Account::Member, points)?;
        draft.movements.push(LotMovement { lot: id, points });
        self.tell_lot(id, LotEvent::Opened(Box::new(lot)));
        Ok(id)
    }

    pub(super) fn tell_lot(&mut self, id: LotId, what: LotEvent) {
        let before = self.lots.get(&id).cloned();
        let event = Event::plain(what);
        let header = self.header(RecordId::id(id));
        if let Some(after) = Lot::apply(before.clone(), &event, &header) {
            self.lots.insert(id, after);
        }
        let change = self.changes.entry(id);
        change.or_insert_with(|| LotChange { before, id, events: Vec::new() }).events.push(event);
    }

    pub(super) fn tell_member(&mut self, event: Event<Member>) {
        let header = self.header(RecordId::id(self.member.id()));
        if let Some(after) = Member::apply(Some(self.member.clone()), &event, &header) {
            self.member = after;
        }
        self.said.push(event);
    }

    fn header(&self, id: Id) -> Header {
        let Stamp { valid_at, recorded_at, by } = self.setting.stamp;
        Header { id, stream: self.member.stream(), valid_at, recorded_at, by }
    }

    /// Ends an entry.
    pub(super) fn enter(&mut self, draft: Draft) {
        let postings = draft.postings.into_iter().filter(|(_, points)| *points != 0);
        let postings = postings.map(|(account, points)| Posting { account, points }).collect();
        let plain = EntryPlain {
            kind: draft.kind,
            at: draft.at,
            member: self.member.id(),
            programme: self.setting.programme,
            terms: self.setting.version,
            postings,
            movements: draft.movements,
            cause: draft.cause,
            about: draft.about,
            asked: draft.asked,
            earning: draft.earning,
            earned_on: draft.earned_on,
        };
        let words = Held::Known(draft.words);
        let stream = self.member.stream();
        self.entries.push(PointsEntry { id: draft.id, stream, plain, words });
    }

    /// So much more is owed.
    pub(super) fn owe(&mut self, draft: &mut Draft, points: i64) -> Result<(), No> {
        let debt = self.member.debt().checked_add(Points::new(points)?)?;
        draft.post(Account::Debt, points.saturating_neg())?;
        self.tell_member(Event::plain(MemberEvent::Owed { debt, by: draft.id }));
        Ok(())
    }

    /// Lets what is free pay what is owed.
    pub(super) fn pay_debt(&mut self) -> Result<(), No> {
        let paid = payments(&self.member, &self.lots, self.moment());
        if paid.is_empty() {
            return Ok(());
        }
        let mut draft = self.decision(EntryKind::PayDebt);
        draft.cause = Cause::member(self.member.id());
        let mut sum = Points::ZERO;
        for (lot, part) in paid {
            sum = sum.checked_add(part)?;
            self.shift(&mut draft, lot, part.get().saturating_neg())?;
        }
        draft.post(Account::Debt, sum.get())?;
        let debt = self.member.debt().checked_sub(sum)?;
        self.tell_member(Event::plain(MemberEvent::Owed { debt, by: draft.id }));
        self.enter(draft);
        Ok(())
    }

    /// Ends the booking: whatever is free by now pays what is owed, and what was asked for stands
    /// last among the entries.
    pub(super) fn close(mut self) -> Result<Booking, MemberRefusal> {
        let asked = self.entries.pop();
        self.pay_debt().map_err(|no| self.no(no))?;
        self.entries.extend(asked);
        let after = Holding { member: self.member, lots: self.lots.into_values().collect() };
        Ok(Booking {
            entries: self.entries,
            lots: self.changes.into_values().collect(),
            member: (self.before, self.said),
            after,
        })
    }
}
