//! A member's statement for a period: what there was, what happened, what there is.

use super::entry::PointsEntry;
use super::lot::Lot;
use super::record::Member;
use super::words::EntryKind;
use crate::domain::{EntryId, Invalid, Lang, LotId, Period, Points, Timestamp};

/// A member's statement for a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The period.
    pub period: Period,
    /// What the member had when it began, less what was owed.
    pub opening: i64,
    /// What happened, in order; each line says what there was behind it.
    pub lines: Vec<StatementLine>,
    /// What the member had when it ended, less what was owed.
    pub closing: i64,
    /// When points of the member expire next, reserved ones included, and how many those are.
    pub next_expiry: Option<(Timestamp, Points)>,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementLine {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: EntryKind,
    /// By how much it changed what the member had.
    pub points: i64,
    /// What the member had behind it.
    pub balance: i64,
    /// The entry; none for points that expired and were not swept yet.
    pub entry: Option<EntryId>,
    /// The lots that it moved.
    pub lots: Vec<LotId>,
    /// The entry itself, with its cause and, for a purchase, how its points were found.
    pub what: Option<PointsEntry>,
}

impl StatementLine {
    /// The line in plain words.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let (kind, points, balance) = (self.kind.say(lang), self.points, self.balance);
        lang.choose(
            format!("{kind} {points:+} 分，余 {balance} 分"),
            format!("{kind}: {points:+} points, leaving {balance}"),
        )
    }
}

impl Statement {
    /// Puts a statement together: what the member had at the beginning, counting also points that
    /// had expired and were not swept; the entries of the period; the lots that have expired and
    /// were not swept; and when points expire next.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn of(
        period: Period,
        booked: i64,
        entries: &[PointsEntry],
        unswept: &[Lot],
        member: &Member,
        now: Timestamp,
        next_expiry: Option<(Timestamp, Points)>,
    ) -> Result<Self, Invalid> {
        let free = |lot: &Lot| {
            let held = member.held(lot.id(), now);
            lot.remaining().get().saturating_sub(held).max(0)
        };
        let gone = |lot: &&Lot| lot.expires_at().is_some_and(|until| until < period.start());
        let before: i64 =
            unswept.iter().filter(gone).fold(0, |sum, lot| sum.saturating_add(free(lot)));
        let opening = booked.checked_sub(before).ok_or(Invalid::Overflow { field: "points" })?;
        let mut lines: Vec<StatementLine> = entries.iter().map(StatementLine::of).collect();
        let expired = unswept.iter().filter(|lot| free(lot) > 0);
        lines.extend(expired.filter_map(|lot| {
            let at = lot.expires_at().filter(|at| period.contains(*at) && *at <= now)?;
            Some(StatementLine::expired(lot, at, free(lot)))
        }));
        // What expires at the instant at which it is told follows what told it, as when it is swept.
        lines.sort_by_key(|line| {
            (line.at, line.entry.is_none(), line.entry, line.lots.first().copied())
        });
        let mut balance = opening;
        for line in &mut lines {
            balance =
                balance.checked_add(line.points).ok_or(Invalid::Overflow { field: "points" })?;
            line.balance = balance;
        }
        Ok(Statement { period, opening, lines, closing: balance, next_expiry })
    }
}

impl StatementLine {
    fn of(entry: &PointsEntry) -> Self {
        StatementLine {
            at: entry.at(),
            kind: entry.kind(),
            points: entry.net(),
            balance: 0,
            entry: Some(entry.id()),
            lots: entry.movements().iter().map(|movement| movement.lot).collect(),
            what: Some(entry.clone()),
        }
    }

    fn expired(lot: &Lot, at: Timestamp, points: i64) -> Self {
        StatementLine {
            at,
            kind: EntryKind::Expire,
            points: points.saturating_neg(),
            balance: 0,
            entry: None,
            lots: vec![lot.id()],
            what: None,
        }
    }
}
