//! The touches of a client, read from the newest back as far as the plan needs to know.

use std::ops::Bound;

use super::reading::Reading;
use crate::domain::cadence::{CadencePlan, Counted, Touch};
use crate::domain::calendar::BusinessCalendar;
use crate::domain::declaration::TIMELINE;
use crate::domain::interaction::Interaction;
use crate::domain::noun::Noun;
use crate::domain::{Stream, Timestamp};
use crate::error::Error;
use crate::store::Scan;
use crate::store::scan::{Among, Condition, MOST, Order};

/// How many are read at first; most clients need no more.
const FIRST: usize = 20;

/// The last touch that counts. Where it is known when the last whole touch was, and every channel
/// counts, nothing before it needs to be read.
pub(super) fn last(
    reading: &Reading<'_>,
    stream: Stream,
    plan: &CadencePlan,
    calendar: &BusinessCalendar,
    whole: Option<Timestamp>,
) -> Result<Option<Counted>, Error> {
    let since = whole.filter(|_| plan.counts_every_channel());
    let (newest, known) = newest(reading, stream, since, |touches| {
        Ok(plan.last_of_newest(touches, calendar)?.is_some())
    })?;
    let last = if known {
        plan.last_of_newest(&newest, calendar)?
    } else {
        plan.counted(&newest, calendar)?.pop()
    };
    Ok(last)
}

/// The last touches that count, as many as the plan's roles ask for.
pub(super) fn lately(
    reading: &Reading<'_>,
    stream: Stream,
    plan: &CadencePlan,
    calendar: &BusinessCalendar,
) -> Result<Vec<Counted>, Error> {
    let most = plan.roles().iter().map(|(_, touches)| usize::from(*touches)).max().unwrap_or(1);
    let (newest, _) = newest(reading, stream, None, |touches| {
        // Behind the first whole touch that was read nothing hangs on what came before it.
        let whole = |touch: &&Touch| touch.is_whole() && plan.counts(touch.channel);
        Ok(touches.iter().filter(whole).count() >= most)
    })?;
    Ok(plan.counted(&newest, calendar)?)
}

/// The newest touches: until they are enough, or all of them from an instant on.
fn newest(
    reading: &Reading<'_>,
    stream: Stream,
    since: Option<Timestamp>,
    enough: impl Fn(&[Touch]) -> Result<bool, Error>,
) -> Result<(Vec<Touch>, bool), Error> {
    let mut touches = Vec::new();
    let from = since.map_or(Bound::Unbounded, |at| Bound::Included(at.micros().into()));
    let mut scan = Scan {
        among: Among::Between(from, Bound::Unbounded),
        order: Order::Descending,
        conditions: vec![Condition::NotNull("touched_at")],
        ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, FIRST).within(stream)
    };
    loop {
        let page = reading.page::<Interaction>(scan.clone())?;
        touches.extend(page.items.iter().filter_map(|found| found.now.touch()));
        if enough(&touches)? {
            return Ok((touches, true));
        }
        match page.next {
            Some(next) => scan = Scan { after: Some(next), limit: MOST, ..scan },
            None => return Ok((touches, false)),
        }
    }
}
