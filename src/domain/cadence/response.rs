//! How soon a client was answered.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Unanswered;
use crate::domain::channel::Channel;
use crate::domain::named::named;
use crate::domain::{BusinessCalendar, Period, Timestamp};

use super::plan::CadencePlan;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// The client, to the firm.
    Client,
    /// A person of the firm, to the client or with the client.
    Firm,
}

named!(Side, "side", [Client, Firm]);

/// Something that was said, by which channel and by whom; what a machine sent is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Timestamp,
    /// By which channel.
    pub channel: Channel,
    /// By whom.
    pub side: Side,
}

/// The first message of a burst, and when it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// By which channel the client asked.
    pub channel: Channel,
    /// When the burst began.
    pub at: Timestamp,
    /// When a person of the firm first answered.
    pub answered_at: Option<Timestamp>,
}

/// Whether an answer came in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// Within the target.
    Met,
    /// After it, or not at all and it is past.
    Missed,
    /// There is still time.
    Open,
}

named!(Verdict, "verdict", [Met, Missed, Open]);

/// One answer, measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// By which channel the client asked.
    pub channel: Channel,
    /// Seconds of working time until the answer; none while there is none.
    pub seconds: Option<i64>,
    /// Whether it came in time; none where the plan has no target for the channel.
    pub verdict: Option<Verdict>,
}

/// How soon questions by one channel were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseFigures {
    /// The channel.
    pub channel: Channel,
    /// How many were answered: what the median and the 90th percentile are of.
    pub n: u64,
    /// Half of the answers took no longer, in seconds of working time; of two in the middle their
    /// mean, half-even. None without an answer.
    pub median: Option<i64>,
    /// Nine in ten of the answers took no longer: the least answer for which that is so.
    pub p90: Option<i64>,
    /// How many came in time.
    pub met: u64,
    /// How many came too late, or not yet although it is too late.
    pub missed: u64,
    /// How many wait, with or without a target, and are not yet too late.
    pub waiting: u64,
}

/// The bursts of a client and their answers. A burst begins with a message of the client while no
/// other by the same channel waits, and ends when a person of the firm says something, by whatever
/// channel: who mails and is called back has been answered.
#[must_use]
pub fn answers(messages: &[Message]) -> Vec<Asked> {
    let mut ordered = messages.to_vec();
    ordered.sort_by_key(|message| (message.at, message.side, message.channel));
    let (mut asked, mut open) = (Vec::<Asked>::new(), Vec::<usize>::new());
    for Message { at, channel, side } in ordered {
        match side {
            Side::Firm => {
                for place in open.drain(..) {
                    if let Some(one) = asked.get_mut(place) {
                        one.answered_at = Some(at);
                    }
                }
            }
            Side::Client => {
                let waits = |place: &usize| asked.get(*place).is_some_and(|a| a.channel == channel);
                if !open.iter().any(waits) {
                    open.push(asked.len());
                    asked.push(Asked { channel, at, answered_at: None });
                }
            }
        }
    }
    asked
}

impl CadencePlan {
    /// How soon what was asked within a period was answered, as far as known at an instant.
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know a year of it.
    pub fn responses(
        plan: Option<&Self>,
        asked: &[Asked],
        within: Period,
        now: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<Vec<Answered>, Unanswered> {
        let within = asked.iter().filter(|asked| within.contains(asked.at) && asked.at <= now);
        let measure = |asked: &Asked| {
            let seen = asked.answered_at.filter(|at| *at <= now);
            let took = calendar.elapsed(asked.at, seen.unwrap_or(now))?;
            let target = plan.and_then(|plan| plan.answer_within(asked.channel)).map(i64::from);
            let verdict = target.map(|target| match (took <= target, seen) {
                (false, _) => Verdict::Missed,
                (true, Some(_)) => Verdict::Met,
                (true, None) => Verdict::Open,
            });
            Ok(Answered { channel: asked.channel, seconds: seen.map(|_| took), verdict })
        };
        within.map(measure).collect()
    }
}

/// The figures of each channel by which somebody asked, in the order of the channels.
#[must_use]
pub fn figures(answered: &[Answered]) -> Vec<ResponseFigures> {
    let of = |channel: &Channel| {
        let own = || answered.iter().filter(|answered| answered.channel == *channel);
        let verdicts = |wanted| count(own().filter(|answered| answered.verdict == Some(wanted)));
        let mut took: Vec<i64> = own().filter_map(|answered| answered.seconds).collect();
        took.sort_unstable();
        let waits = |a: &&Answered| a.seconds.is_none() && a.verdict != Some(Verdict::Missed);
        own().next().map(|_| ResponseFigures {
            channel: *channel,
            n: count(took.iter()),
            median: median(&took),
            p90: rank(&took, 9, 10),
            met: verdicts(Verdict::Met),
            missed: verdicts(Verdict::Missed),
            waiting: count(own().filter(waits)),
        })
    };
    Channel::ALL.iter().filter_map(of).collect()
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |n, _| n + 1)
}

fn median(sorted: &[i64]) -> Option<i64> {
    let low = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    let high = *sorted.get(sorted.len() / 2)?;
    let sum = low.saturating_add(high);
    // A mean of wholes ends at a half or nowhere; a half goes to the even neighbour.
    let mean = sum.div_euclid(2);
    Some(if sum.rem_euclid(2) == 1 && mean.rem_euclid(2) == 1 { mean + 1 } else { mean })
}

/// The least value that `of` in `all` values do not exceed.
fn rank(sorted: &[i64], of: usize, all: usize) -> Option<i64> {
    let place = sorted.len().checked_mul(of)?.div_ceil(all).checked_sub(1)?;
    sorted.get(place).copied()
}
