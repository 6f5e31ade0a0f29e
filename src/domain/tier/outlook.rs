//! What is still missing for the next tier, and when the present one ends.

use super::history::{Step, Why};
use super::run::{Hold, Membership, Run};
use crate::domain::{Invalid, Timestamp};

/// How a member stands and where that leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Outlook {
    /// The rank that was earned.
    pub rank: u8,
    /// What the metric is; in grace, what counts then.
    pub value: i64,
    /// The next rank and how much is missing for it; none on the highest.
    pub next: Option<(u8, i64)>,
    /// The first change of rank if nothing happens but what is known to come, and the rank that
    /// follows.
    pub projected: Option<(Timestamp, u8)>,
    /// When the tier ends if nothing happens but what is known to come; none for one that does not,
    /// and for one that a higher one takes the place of first.
    pub loses: Option<Loss>,
    /// The warning that is due.
    pub warning: Option<Warning>,
}

/// The end of a tier that is not earned again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Loss {
    /// When it ends, or when its time of grace ends once that runs.
    pub at: Timestamp,
    /// How much is missing to keep it, beside what is known to come by then.
    pub missing: i64,
    /// Until when it may still be earned again; none where there is no grace.
    pub grace_until: Option<Timestamp>,
}

/// A warning that a tier will end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Warning {
    /// So many days ahead at most.
    pub days: u8,
    /// Since when it is due: from the start of that day.
    pub since: Timestamp,
    /// What it warns of.
    pub loss: Loss,
}

impl Warning {
    /// How many days ahead a member is warned, the latest last.
    pub const DAYS: [u8; 2] = [60, 30];
}

/// How many steps a projection takes at most.
const STEPS: usize = 4_000;

impl Membership<'_> {
    /// How the member stands at an instant and where that leads if nothing more happens than what is
    /// known to come: of the movements those that lie later. None before the enrolment.
    ///
    /// What is known to come counts when it comes, and not for what is missing now for the next
    /// tier: points that wait do not qualify.
    #[must_use]
    pub fn outlook(&self, as_of: Timestamp) -> Option<Outlook> {
        let mut run = Run::foreseeing(self, as_of);
        run.steps.last()?;
        let (rank, value) = (run.rank, run.value_now(as_of));
        let ladder = self.rules.ladder();
        let above = rank.max(ladder.rank_for(value)).saturating_add(1);
        let next = ladder.tier(above).map(|tier| (above, tier.threshold.saturating_sub(value)));
        let (mut loses, mut projected) = (self.in_grace(&run, value), None);
        for _ in 0..STEPS {
            if projected.is_some() || run.next().is_none() {
                break;
            }
            run.advance();
            let Some(step) = run.steps.last().copied() else { break };
            if step.rank != rank {
                projected = Some((step.at, step.rank));
            }
            loses = self.loses(rank, loses, &step);
        }
        let warning = loses.and_then(|loss| self.warning(loss, as_of).ok().flatten());
        Some(Outlook { rank, value, next, projected, loses, warning })
    }

    /// The loss that a time of grace ends with which runs already.
    fn in_grace(&self, run: &Run<'_>, value: i64) -> Option<Loss> {
        match run.hold {
            Hold::Grace { until, .. } => {
                let missing = self.missing(run.rank, value);
                Some(Loss { at: until, missing, grace_until: Some(until) })
            }
            Hold::Kept { .. } => None,
        }
    }

    fn missing(&self, rank: u8, value: i64) -> i64 {
        self.rules.ladder().threshold(rank).saturating_sub(value).max(0)
    }

    /// The loss of a rank after one step more.
    fn loses(&self, rank: u8, known: Option<Loss>, step: &Step) -> Option<Loss> {
        let missing = self.missing(rank, step.value);
        let lapsed = step.why == Why::Lapsed && step.rank == rank;
        match known {
            // What comes in time keeps it after all.
            _ if step.rank > rank || step.why == Why::Regained => None,
            // Grace ran already, and this is how it ends.
            Some(loss) if step.rank < rank && loss.at == step.at => Some(Loss { missing, ..loss }),
            Some(loss) => Some(loss),
            None if lapsed || step.rank < rank => {
                Some(Loss { at: step.at, missing, grace_until: step.grace_until })
            }
            None => None,
        }
    }

    /// The last warning whose day has come.
    fn warning(&self, loss: Loss, as_of: Timestamp) -> Result<Option<Warning>, Invalid> {
        let mut due = None;
        for days in Warning::DAYS {
            let date = self.zone.date(loss.at)?.plus_days(-i32::from(days))?;
            let since = self.zone.start_of(date)?;
            if since <= as_of {
                due = Some(Warning { days, since, loss });
            }
        }
        Ok(due)
    }
}
