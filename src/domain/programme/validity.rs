//! From when and until when points can be spent, counted from their anchor on the programme's
//! clocks.

use super::terms::{CapPer, Terms};
use super::words::{Lasting, LastingUnit, Pending, Round, Validity};
use crate::domain::{Civil, Date, Invalid, Occurrence, Period, Timestamp, Zone};

impl Terms {
    /// From when points earned at an instant can be spent; none where that waits for an action.
    ///
    /// # Errors
    /// [`Invalid::Date`] beyond the year 9999.
    pub fn activates(&self, earned_at: Timestamp) -> Result<Option<Timestamp>, Invalid> {
        match self.pending {
            Pending::Immediate => Ok(Some(earned_at)),
            Pending::For(lasting) => lasting.after(earned_at, self.zone).map(Some),
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
            Validity::For(lasting, round) => {
                let exact = lasting.after(active_at, self.zone)?;
                rounded(exact, round, self.zone).map(Some)
            }
            Validity::EndOfMonth => rounded(active_at, Round::EndOfMonth, self.zone).map(Some),
            Validity::EndOfYear => rounded(active_at, Round::EndOfYear, self.zone).map(Some),
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

impl Lasting {
    /// The instant so long after an anchor, at the same time of the day.
    pub(crate) fn after(self, anchor: Timestamp, zone: Zone) -> Result<Timestamp, Invalid> {
        let Civil { date, time } = zone.civil(anchor)?;
        let number = i32::from(self.number());
        let date = match self.unit() {
            LastingUnit::Day => date.plus_days(number),
            LastingUnit::Week => date.plus_days(number.saturating_mul(7)),
            LastingUnit::Month => date.nth_month(number),
            LastingUnit::Year => date.nth_year(number),
        }?;
        zone.occurrence(Civil { date, time }).map(Occurrence::first)
    }
}

/// The end of the day, month or year in which an instant lies.
fn rounded(exact: Timestamp, round: Round, zone: Zone) -> Result<Timestamp, Invalid> {
    let date = zone.date(exact)?;
    let next = match round {
        Round::Exact => return Ok(exact),
        Round::EndOfDay => date.plus_days(1)?,
        Round::EndOfMonth => month(date)?.1,
        Round::EndOfYear => year(date)?.1,
    };
    zone.start_of(next)
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
