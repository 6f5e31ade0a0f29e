//! From when and until when points can be spent, counted from their anchor on the programme's
//! clocks.

use super::terms::{CapPer, Terms};
use super::words::{Pending, Validity};
use crate::domain::tier::Rounding;
use crate::domain::{Date, Invalid, Period, Timestamp, Zone};

impl Terms {
    /// From when points earned at an instant can be spent; none where that waits for an action.
    ///
    /// # Errors
    /// [`Invalid::Date`] beyond the year 9999.
    pub fn activates(&self, earned_at: Timestamp) -> Result<Option<Timestamp>, Invalid> {
        match self.pending {
            Pending::Immediate => Ok(Some(earned_at)),
            Pending::For(span) => span.nth(earned_at, 1, self.zone).map(Some),
            Pending::OnAction => Ok(None),
        }
    }

    /// Until when points that can be spent from this instant on can be spent: they can as long as
    /// it is earlier. None where they last for ever.
    ///
    /// # Errors
    /// [`Invalid::Date`] beyond the year 9999.
    pub fn expires(&self, active_at: Timestamp) -> Result<Option<Timestamp>, Invalid> {
        match self.validity {
            Validity::Never => Ok(None),
            Validity::For(span, round) => {
                let exact = span.nth(active_at, 1, self.zone)?;
                round.up(exact, self.zone).map(Some)
            }
            Validity::EndOfMonth => next_end(active_at, Rounding::EndOfMonth, self.zone).map(Some),
            Validity::EndOfYear => next_end(active_at, Rounding::EndOfYear, self.zone).map(Some),
        }
    }

    /// The stretch of a cap in which an instant lies; none for a single purchase.
    ///
    /// # Errors
    /// [`Invalid::Date`] at the ends of time.
    pub fn cap_period(&self, per: CapPer, at: Timestamp) -> Result<Option<Period>, Invalid> {
        let date = self.zone.date(at)?;
        let (first, next) = match per {
            CapPer::Transaction => return Ok(None),
            CapPer::Day => (date, date.plus_days(1)?),
            CapPer::Month => month(date)?,
            CapPer::Year => year(date)?,
        };
        let (start, end) = (self.zone.start_of(first)?, self.zone.start_of(next)?);
        Period::new(start, end).map(Some)
    }
}

/// The first end of a month or year after an instant: who earns at the first instant of a month has
/// all of it.
fn next_end(at: Timestamp, round: Rounding, zone: Zone) -> Result<Timestamp, Invalid> {
    round.up(Timestamp::from_micros(at.micros().saturating_add(1))?, zone)
}

/// The first day of a day's month, and that of the next.
fn month(date: Date) -> Result<(Date, Date), Invalid> {
    let first = Date::new(date.year(), date.month(), 1)?;
    Ok((first, first.nth_month(1)?))
}

fn year(date: Date) -> Result<(Date, Date), Invalid> {
    let first = Date::new(date.year(), 1, 1)?;
    Ok((first, first.nth_year(1)?))
}
