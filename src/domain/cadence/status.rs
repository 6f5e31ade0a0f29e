//! How things stand with a client: on track, due, overdue, paused.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Unanswered;
use crate::domain::named::named;
use crate::domain::{BusinessCalendar, Score, Timestamp};

use super::days::in_time;
use super::plan::CadencePlan;

const DAY: i64 = 86_400;

/// A time in which nobody is to be in touch: from an instant up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// From when.
    pub from: Timestamp,
    /// Up to when; never before `from`.
    pub until: Timestamp,
}

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// There was a touch lately.
    OnTrack,
    /// The next touch is due.
    Due,
    /// It should have been by now.
    Overdue,
    /// Nobody is to be in touch for a while.
    Paused,
    /// No plan holds for this client.
    NoPlan,
}

named!(Status, "cadence status", [OnTrack, Due, Overdue, Paused, NoPlan]);

/// How far a touch that is overdue has been taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// The owner is told.
    Owner,
    /// The lead is told too.
    Lead,
    /// It is a risk, and may be given to somebody else.
    Risk,
}

named!(Step, "escalation step", [Owner, Lead, Risk]);

/// How things stand with a client at an instant, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// How things stand.
    pub status: Status,
    /// When they stand so.
    pub as_of: Timestamp,
    /// The last touch that counts, or the beginning of the relationship.
    pub last: Timestamp,
    /// When the next touch is due; none without a plan.
    pub next_due: Option<Timestamp>,
    /// When it is overdue; none without a plan.
    pub overdue_at: Option<Timestamp>,
    /// 100 until the target, falling evenly to 0 at the longest; none without a plan and in a
    /// pause.
    pub score: Option<Score>,
    /// The farthest step of escalation that is reached; none unless overdue, and where the calendar
    /// cannot count the working days since: [`CadencePlan::step`] tells why.
    pub step: Option<Step>,
}

impl Assessment {
    /// How things stand without a plan.
    #[must_use]
    pub fn without_plan(last: Timestamp, as_of: Timestamp) -> Self {
        Assessment {
            status: Status::NoPlan,
            as_of,
            last,
            next_due: None,
            overdue_at: None,
            score: None,
            step: None,
        }
    }
}

impl CadencePlan {
    /// How things stand at an instant, with the last touch that counts (or the beginning of the
    /// relationship) and the last pause, if there was one.
    ///
    /// ```
    /// use guanxi::domain::BusinessCalendar;
    /// use guanxi::domain::cadence::{CadencePlan, Status, Step};
    /// # use guanxi::domain::calendar::Weekday;
    /// # let office = BusinessCalendar::builder("UTC".parse()?)
    /// #     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    /// #     .build()?;
    /// let key = CadencePlan::every(14, 30)?;
    /// let met = "2026-05-04T10:00:00Z".parse()?;
    /// let at = |day: &str| day.parse().map(|at| key.assess(met, None, at, &office));
    ///
    /// let soon = at("2026-05-18T09:59:59Z")??;
    /// assert_eq!((soon.status, soon.score.map(|score| score.bp())), (Status::OnTrack, Some(10_000)));
    /// assert_eq!(at("2026-05-18T10:00:00Z")??.status, Status::Due);
    /// let late = at("2026-06-03T10:00:00Z")??;
    /// assert_eq!((late.status, late.step), (Status::Overdue, Some(Step::Owner)));
    /// assert_eq!(late.score.map(|score| score.bp()), Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know a year that the answer needs, or it lies
    /// after 9999.
    pub fn assess(
        &self,
        last: Timestamp,
        pause: Option<Pause>,
        at: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<Assessment, Unanswered> {
        let begun = pause.filter(|pause| pause.from <= at);
        let (target, next_due, overdue_at) = self.times(last, begun, calendar)?;
        let paused = begun.is_some_and(|pause| at < pause.until);
        let status = match () {
            () if paused => Status::Paused,
            () if at < next_due => Status::OnTrack,
            () if at < overdue_at => Status::Due,
            () => Status::Overdue,
        };
        let score = if paused { None } else { Some(self.score(target, at, calendar)?) };
        let step = match status {
            // That it is overdue is known, also where the working days since are not.
            Status::Overdue => self.step(overdue_at, at, calendar).ok(),
            Status::OnTrack | Status::Due | Status::Paused | Status::NoPlan => None,
        };
        let (next_due, overdue_at) = (Some(next_due), Some(overdue_at));
        Ok(Assessment { status, as_of: at, last, next_due, overdue_at, score, step })
    }

    /// When the next touch is due, and when it is overdue, if the last was at this instant and there
    /// was no pause.
    ///
    /// For a later touch neither is earlier, but for the hours that a change of the clock may turn
    /// about: never by as much as a day.
    ///
    /// # Errors
    /// As [`assess`](Self::assess).
    pub fn due_and_overdue_after(
        &self,
        last: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<(Timestamp, Timestamp), Unanswered> {
        self.times(last, None, calendar).map(|(_, next_due, overdue_at)| (next_due, overdue_at))
    }

    /// An instant behind which no last touch makes the next one due (or overdue) by now: what lies
    /// before it must be looked at one by one. None when it can be any instant.
    ///
    /// It is sought by halves over the days, since the status only gets worse with them; a pause
    /// and a half only ever move it on.
    #[must_use]
    pub fn reached_before(
        &self,
        status: Status,
        now: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Option<Timestamp> {
        if !self.counts_every_channel() {
            return None;
        }
        let reached = |days: i64| {
            let Ok(last) = now.plus_seconds(-days * DAY) else { return true };
            match (self.due_and_overdue_after(last, calendar), status) {
                (Ok((_, overdue_at)), Status::Overdue) => overdue_at <= now,
                (Ok((next_due, _)), _) => next_due <= now,
                (Err(Unanswered::Unknown { .. }), _) => true,
                (Err(_), _) => false,
            }
        };
        let mut reach = 1_i64;
        while !reached(reach) {
            reach *= 2;
        }
        let (mut not_yet, mut surely) = (0, reach);
        while surely - not_yet > 1 {
            let middle = not_yet + (surely - not_yet) / 2;
            if reached(middle) {
                surely = middle;
            } else {
                not_yet = middle;
            }
        }
        // Two days more than the day found: no change of a clock is as long.
        now.plus_seconds((2 - not_yet) * DAY).ok()
    }

    /// The farthest step of escalation that is reached at an instant, of what was overdue at
    /// another.
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know a year in which working days are counted.
    pub fn step(
        &self,
        overdue_at: Timestamp,
        at: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<Step, Unanswered> {
        let reached = |days| Ok(at >= self.working_days_after(overdue_at, days, calendar)?);
        let escalation = self.escalation();
        if reached(escalation.risk())? {
            Ok(Step::Risk)
        } else if reached(escalation.lead())? {
            Ok(Step::Lead)
        } else {
            Ok(Step::Owner)
        }
    }

    /// When the target is reached, when the next touch is due, and when it is overdue.
    fn times(
        &self,
        last: Timestamp,
        pause: Option<Pause>,
        calendar: &BusinessCalendar,
    ) -> Result<(Timestamp, Timestamp, Timestamp), Unanswered> {
        let mut target = self.after(last, self.target(), calendar)?;
        if let Some(pause) = pause {
            target = target.max(self.after(pause.until, self.shortest(), calendar)?);
        }
        let next_due = self.next_allowed(target, calendar)?;
        let overdue_at = self.after(next_due, self.longest() - self.target(), calendar)?;
        // Over a change of the clock a day may be shorter than what the clock gives back.
        let later = in_time(Timestamp::from_micros(next_due.micros() + 1))?;
        Ok((target, next_due, overdue_at.max(later)))
    }

    fn score(
        &self,
        target: Timestamp,
        at: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<Score, Unanswered> {
        if at <= target {
            return Ok(Score::MAX);
        }
        let end = self.after(target, self.longest() - self.target(), calendar)?;
        let left = i128::from(end.micros().saturating_sub(at.micros()));
        let whole = i128::from(end.micros().saturating_sub(target.micros()));
        if left <= 0 || whole <= 0 {
            return Ok(Score::MIN);
        }
        let (bp, rest) = (left * 10_000 / whole, left * 10_000 % whole);
        let up = match (rest * 2).cmp(&whole) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => bp % 2 != 0,
        };
        let bp = i64::try_from(bp + i128::from(up)).unwrap_or_default();
        Ok(Score::from_bp(bp).unwrap_or(Score::MAX))
    }
}
