//! Two members of a programme and everything that is written of them, without any store.

use std::cell::Cell;
use std::collections::BTreeMap;

use uuid::Uuid;

use super::super::strategies::Command;
use super::super::*;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::programme::{
    EarnRule, Earned, Multiplier, Pending, Purchase, PurchaseLine, Rate, ReturnPolicy, Span,
    SpanUnit, Terms, When,
};
use crate::domain::refusal::Refused;
use crate::domain::transaction::LineKind;
use crate::domain::{
    ActorId, ClientId, EntryId, Id, Line, LotId, MemberId, Money, Name, Points, ProgrammeId,
    RecordId, Stream, Tag, Timestamp, TransactionId,
};

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, "CNY".parse().unwrap())
}

pub fn plain_terms() -> Terms {
    Terms::new("Asia/Shanghai".parse().unwrap(), "CNY".parse().unwrap(), Rate::new(1, 100).unwrap())
}

pub fn days(number: u16) -> Span {
    Span::new(number, SpanUnit::Day).unwrap()
}

pub fn pending_for(terms: Terms, number: u16) -> Terms {
    Terms { pending: Pending::For(days(number)), ..terms }
}

pub fn returning(terms: Terms, returns: ReturnPolicy) -> Terms {
    Terms { returns, ..terms }
}

pub fn double_tea() -> EarnRule {
    let twice = Multiplier::new(2, 1).unwrap();
    EarnRule::times("tea", twice).unwrap().when(When::Category(Tag::new("茶").unwrap()))
}

pub fn line() -> Line {
    Line::new("因为").unwrap()
}

/// What a purchase was, and how far it has come back.
#[derive(Debug, Clone)]
pub struct Bought {
    pub of: TransactionId,
    pub at: Timestamp,
    pub eligible: Money,
    pub earned: Option<EntryId>,
}

pub struct World {
    pub terms: Terms,
    pub now: Timestamp,
    pub members: [Member; 2],
    pub lots: BTreeMap<LotId, Lot>,
    pub entries: Vec<PointsEntry>,
    pub bought: Vec<Bought>,
    /// When each reservation was made.
    pub reserved_at: BTreeMap<EntryId, Timestamp>,
    ids: Cell<u128>,
}

pub type Answer = Result<Vec<PointsEntry>, &'static str>;

impl World {
    pub fn new(terms: Terms) -> Self {
        terms.check().unwrap();
        let now = at("2026-01-01T00:00:00Z");
        World {
            terms,
            now,
            members: [1, 2].map(|n| joined(n, now)),
            lots: BTreeMap::new(),
            entries: Vec::new(),
            bought: Vec::new(),
            reserved_at: BTreeMap::new(),
            ids: Cell::new(1_000),
        }
    }

    pub fn fresh(&self) -> Id {
        self.ids.set(self.ids.get() + 1);
        Id::from(Uuid::from_u128(self.ids.get()))
    }

    pub fn wait_until(&mut self, text: &str) {
        self.now = at(text);
    }

    pub fn holding(&self, who: usize) -> Holding {
        let member = self.members[who].clone();
        let own = self.lots.values().filter(|lot| lot.member() == member.id());
        Holding { lots: own.cloned().collect(), member }
    }

    pub fn balance(&self, who: usize) -> Balance {
        self.holding(who).balance(self.now).unwrap()
    }

    /// Says something of a member and writes down what follows.
    pub fn say(
        &mut self,
        who: usize,
        verb: impl Fn(&Holding, &Setting<'_>) -> Result<Booking, MemberRefusal>,
    ) -> Answer {
        let booked = self.ask(|world, setting| verb(&world.holding(who), setting));
        booked.map(|booking| self.write(booking))
    }

    pub fn ask<T>(
        &self,
        verb: impl Fn(&Self, &Setting<'_>) -> Result<T, MemberRefusal>,
    ) -> Result<T, &'static str> {
        let stamp = Stamp { valid_at: self.now, recorded_at: self.now, by: ActorId::System };
        let fresh = || self.fresh();
        let setting = Setting {
            programme: programme(),
            running: true,
            terms: &self.terms,
            version: 1,
            stamp,
            fresh: &fresh,
        };
        verb(self, &setting).map_err(|no| no.code())
    }

    /// Writes a booking down, and holds that its events say what the rule says is there after it.
    pub fn write(&mut self, booking: Booking) -> Vec<PointsEntry> {
        let header = |id| Header {
            id,
            stream: booking.member.0.stream(),
            valid_at: self.now,
            recorded_at: self.now,
            by: ActorId::System,
        };
        for change in &booking.lots {
            assert_eq!(self.lots.get(&change.id), change.before.as_ref(), "the lot as it stood");
            let header = header(RecordId::id(change.id));
            let told = |lot, event: &Event<Lot>| Lot::apply(lot, event, &header);
            let lot = change.events.iter().fold(change.before.clone(), told).unwrap();
            self.lots.insert(change.id, lot);
        }
        let (before, events) = &booking.member;
        let place = self.members.iter().position(|one| one.id() == before.id()).unwrap();
        let header = header(RecordId::id(before.id()));
        let told = |one, event: &Event<Member>| Member::apply(one, event, &header);
        self.members[place] = events.iter().fold(Some(before.clone()), told).unwrap();
        assert_eq!(self.members[place], booking.after.member);
        for lot in &booking.after.lots {
            assert_eq!(self.lots.get(&lot.id()), Some(lot));
        }
        self.entries.extend(booking.entries.iter().cloned());
        booking.entries
    }

    pub fn earn(&mut self, who: usize, minor: i64) -> Answer {
        self.earn_paying(who, minor, 0)
    }

    pub fn earn_paying(&mut self, who: usize, minor: i64, with_points: i64) -> Answer {
        let of = TransactionId::from_id(self.fresh());
        let purchase = Purchase {
            of,
            at: self.now,
            currency: "CNY".parse().unwrap(),
            lines: vec![tea(minor)],
            paid_with_points: yuan(with_points),
            is_first: false,
        };
        let so_far = self.earned(who);
        let earning = self.terms.earning(&purchase, Multiplier::ONE, so_far).unwrap();
        let eligible = earning.eligible;
        let answer =
            self.say(who, |holding, setting| holding.earn(&purchase, earning.clone(), setting));
        let earned = answer.as_ref().ok().and_then(|all| all.last()).map(PointsEntry::id);
        if who == 0 {
            self.bought.push(Bought { of, at: self.now, eligible, earned });
        }
        answer
    }

    fn earned(&self, who: usize) -> Earned {
        use crate::domain::programme::CapPer;
        let sum = |per| {
            let period = self.terms.cap_period(per, self.now).unwrap().unwrap();
            let own = self.entries.iter().filter(|entry| {
                entry.member() == self.members[who].id()
                    && entry.kind().is_earned()
                    && period.contains(entry.at())
            });
            points(own.map(PointsEntry::net).sum())
        };
        Earned { day: sum(CapPer::Day), month: sum(CapPer::Month), year: sum(CapPer::Year) }
    }

    pub fn entry(&self, id: EntryId) -> PointsEntry {
        self.entries.iter().find(|entry| entry.id() == id).unwrap().clone()
    }

    pub fn about(&self, id: EntryId, kind: EntryKind) -> Vec<PointsEntry> {
        let own = |entry: &&PointsEntry| entry.about() == Some(id) && entry.kind() == kind;
        self.entries.iter().filter(own).cloned().collect()
    }

    pub fn of_kind(&self, who: usize, kind: EntryKind) -> Vec<PointsEntry> {
        let id = self.members[who].id();
        let own = |entry: &&PointsEntry| entry.member() == id && entry.kind() == kind;
        self.entries.iter().filter(own).cloned().collect()
    }

    pub fn give_back(&mut self, who: usize, bought: &Bought, returned: Money) -> Answer {
        let earned = bought.earned.map(|id| self.entry(id));
        let reversed = bought.earned.map(|id| self.about(id, EntryKind::ReverseEarn));
        let reversed = reversed.unwrap_or_default();
        let paid = (0..2).flat_map(|who| self.of_kind(who, EntryKind::Redeem));
        let paid = paid.filter(|one| one.cause() == Cause::transaction(bought.of));
        let paid_by: Vec<(PointsEntry, Vec<PointsEntry>)> = paid
            .map(|one| {
                let before = self.about(one.id(), EntryKind::RefundRedeem);
                (one, before)
            })
            .collect();
        let (original, bought_at, now) = (bought.eligible, bought.at, self.now);
        let merged = self.merged_into(who);
        self.say(who, |holding, setting| {
            let back = ReturnedPurchase {
                earned: earned.as_ref(),
                original,
                reversed: &reversed,
                returned,
                price: original,
                price_returned: returned,
                at: now,
                bought_at,
                paid_by: &paid_by,
                rewards: &[],
                merged: &merged,
            };
            holding.return_purchase(&back, setting)
        })
    }

    pub fn redeem(&mut self, who: usize, n: i64) -> Answer {
        let cause = Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]));
        self.say(who, |holding, setting| holding.redeem(points(n), cause, setting))
    }

    pub fn reserve(&mut self, n: i64) -> Result<EntryId, &'static str> {
        let cause = Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]));
        self.say(0, |holding, setting| holding.reserve(points(n), cause, setting))?;
        let id = self.members[0].holds().last().unwrap().id;
        self.reserved_at.insert(id, self.now);
        Ok(id)
    }

    pub fn refund(&mut self, redeemed: EntryId, n: i64) -> Answer {
        self.refund_to(0, redeemed, n)
    }

    /// Gives points back to whoever has the membership's points now.
    pub fn refund_to(&mut self, who: usize, redeemed: EntryId, n: i64) -> Answer {
        let entry = self.entry(redeemed);
        let before = self.about(redeemed, EntryKind::RefundRedeem);
        let merged = self.merged_into(who);
        self.say(who, |holding, setting| {
            holding.refund(&entry, &before, points(n), &merged, setting)
        })
    }

    /// Takes points of a referral back from whoever has them now, but so many.
    pub fn reduce(&mut self, who: usize, given: EntryId, kept: i64) -> Answer {
        let reversed = self.about(given, EntryKind::ReverseEarn);
        let merged = self.merged_into(who).members;
        let reward =
            ReducedReward { given: self.entry(given), reversed, kept: points(kept), merged };
        self.say(who, |holding, setting| {
            holding.reduce_rewards(std::slice::from_ref(&reward), setting)
        })
    }

    /// Brings back what expired, to whoever has the membership's points now.
    pub fn reinstate_to(&mut self, who: usize, expired: EntryId) -> Answer {
        let entry = self.entry(expired);
        let before = self.about(expired, EntryKind::Reinstate);
        let merged = self.merged_into(who);
        self.say(who, |holding, setting| {
            holding.reinstate(&entry, &before, line(), &merged, setting)
        })
    }

    /// What a member may have by merging: everything of the other.
    fn merged_into(&self, who: usize) -> Merged {
        let other = self.members[1 - who].id();
        let lots = self.lots.values().filter(|lot| lot.member() == other).cloned().collect();
        Merged { members: vec![other], lots }
    }

    /// Both sides of a transfer, or neither.
    pub fn transfer(&mut self, n: i64) -> Answer {
        let (out, into) = self.ask(|world, setting| {
            world.holding(0).transfer(&world.holding(1), points(n), setting)
        })?;
        let mut all = self.write(out);
        all.extend(self.write(into));
        Ok(all)
    }

    /// Both sides of a merge, or neither.
    pub fn merge(&mut self, from: usize) -> Answer {
        let (out, into) = self
            .ask(|world, setting| world.holding(from).merge(&world.holding(1 - from), setting))?;
        let mut all = self.write(out);
        all.extend(self.write(into));
        Ok(all)
    }

    /// Says what a command says; the number chooses among what there is.
    pub fn command(&mut self, command: Command) -> Answer {
        let pick = |n: usize, len: usize| if len == 0 { None } else { Some(n % len) };
        match command {
            Command::Earn(minor) => self.earn(0, minor),
            Command::Bonus(n) => {
                let cause = Cause::of(CauseKind::Other, Id::from_bytes([7; 16]));
                self.say(0, |holding, setting| {
                    holding.bonus(EntryKind::Bonus, points(n), cause, setting)
                })
            }
            Command::Activate(n) => {
                let Some(n) = pick(n, self.bought.len()) else { return Ok(Vec::new()) };
                let cause = RecordId::id(self.bought[n].of);
                self.say(0, |holding, setting| holding.activate(cause, setting))
            }
            Command::Redeem(n) => self.redeem(0, n),
            Command::Reserve(n) => self.reserve(n).map(|_| Vec::new()),
            Command::Commit(n) | Command::Release(n) => {
                let holds = self.members[0].holds();
                let Some(n) = pick(n, holds.len()) else { return Ok(Vec::new()) };
                let id = holds[n].id;
                if matches!(command, Command::Commit(_)) {
                    self.say(0, |holding, setting| holding.commit(id, setting))
                } else {
                    self.say(0, |holding, setting| holding.release(id, setting))
                }
            }
            Command::Refund(n, amount) => {
                let all = self.of_kind(0, EntryKind::Redeem);
                let Some(n) = pick(n, all.len()) else { return Ok(Vec::new()) };
                self.refund(all[n].id(), amount)
            }
            Command::Return(n, part) => {
                let Some(n) = pick(n, self.bought.len()) else { return Ok(Vec::new()) };
                let bought = self.bought[n].clone();
                let returned = yuan(bought.eligible.minor() * part / 100);
                self.give_back(0, &bought, returned)
            }
            Command::Transfer(n) => self.transfer(n),
            Command::Adjust(n) if n < 0 => {
                self.say(0, |holding, setting| holding.adjust_down(points(-n), line(), setting))
            }
            Command::Adjust(n) => {
                self.say(0, |holding, setting| holding.adjust_up(points(n), line(), setting))
            }
            Command::Reinstate(n) => {
                let all = self.of_kind(0, EntryKind::Expire);
                let Some(n) = pick(n, all.len()) else { return Ok(Vec::new()) };
                self.reinstate_to(0, all[n].id())
            }
            Command::Sweep => self.say(0, Holding::sweep),
            Command::Wait(hours) => {
                self.now = self.now.plus_seconds(hours * 3_600).unwrap();
                Ok(Vec::new())
            }
        }
    }

    /// What stands on an account of a member, over all its entries.
    pub fn account(&self, who: usize, account: Account) -> i64 {
        let id = self.members[who].id();
        self.entries
            .iter()
            .filter(|entry| entry.member() == id)
            .map(|entry| entry.on(account))
            .sum()
    }
}

pub fn programme() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(1))
}

fn joined(n: u128, now: Timestamp) -> Member {
    let what = MemberEvent::Enrolled { programme: programme(), state: MemberState::Active };
    let (id, client) =
        (MemberId::from_uuid(Uuid::from_u128(n)), ClientId::from_uuid(Uuid::from_u128(n)));
    let stream = Stream::client(client);
    let (id, by) = (id.id(), ActorId::System);
    let header = Header { id, stream, valid_at: now, recorded_at: now, by };
    Member::apply(None, &Event::plain(what), &header).unwrap()
}

pub fn tea(minor: i64) -> PurchaseLine {
    PurchaseLine {
        item: Name::new("茶具").unwrap(),
        category: Some(Tag::new("茶").unwrap()),
        kind: LineKind::Goods,
        net: yuan(minor),
        tax: yuan(minor / 10),
    }
}
