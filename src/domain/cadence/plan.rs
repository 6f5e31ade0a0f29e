//! The plan: how often, by what, when, and by when a question is answered.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Interval, Weekday};
use crate::domain::channel::Channel;
use crate::domain::contact_role::ContactRole;
use crate::domain::named::named;
use crate::domain::{Invalid, Line, Zone};

use super::hours;

/// What a plan's days are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum DayKind {
    /// Every day.
    #[default]
    Calendar,
    /// Days of work, by the firm's calendar.
    Working,
}

named!(DayKind, "kind of day", [Calendar, Working]);

/// After how many working days of being overdue somebody else is told: the owner at once, the lead
/// after `lead`, and after `risk` it is a risk that may be given to somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Escalation {
    pub(super) lead: u16,
    pub(super) risk: u16,
}

impl Escalation {
    /// Working days until the lead is told.
    #[must_use]
    pub fn lead(self) -> u16 {
        self.lead
    }

    /// Working days until it is a risk.
    #[must_use]
    pub fn risk(self) -> u16 {
        self.risk
    }
}

/// How a client is to be kept in touch with: checked, cheap to compare, and the same for ever.
///
/// ```
/// use guanxi::domain::cadence::CadencePlan;
/// use guanxi::domain::contact::ContactRole;
/// use guanxi::domain::interaction::Channel;
/// use guanxi::domain::Invalid;
///
/// // A touch a fortnight, at the latest after 30 days, no closer than 3.
/// let plan = CadencePlan::every(14, 30)?
///     .at_least(3)?
///     .channels([Channel::InPerson, Channel::Video, Channel::Phone])?
///     .with_role_every(ContactRole::DecisionMaker, 4)?
///     .zone("Asia/Shanghai".parse()?)
///     .quiet("20:00-09:00".parse()?)?
///     .answering_within(Channel::Email, 4 * 3600)?;
/// assert_eq!((plan.shortest(), plan.target(), plan.longest()), (3, 14, 30));
///
/// // Due would be overdue in the same moment.
/// let why = CadencePlan::every(14, 14).unwrap_err();
/// assert_eq!(why, Invalid::Range { field: "longest days", low: 15, high: 3_650 });
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stated", into = "Stated")]
pub struct CadencePlan {
    pub(super) stated: Stated,
}

/// A plan as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "CadencePlan")]
pub(super) struct Stated {
    pub(super) days: DayKind,
    pub(super) shortest: u16,
    pub(super) target: u16,
    pub(super) longest: u16,
    pub(super) channels: Vec<Channel>,
    pub(super) goal: Option<Line>,
    pub(super) roles: Vec<(ContactRole, u16)>,
    pub(super) zone: Option<Zone>,
    pub(super) quiet: Vec<Interval>,
    pub(super) weekdays: Vec<Weekday>,
    pub(super) avoid_holidays: bool,
    pub(super) answers: Vec<(Channel, u32)>,
    pub(super) escalation: Escalation,
}

impl CadencePlan {
    /// The most days that a plan counts: ten years.
    pub const MOST_DAYS: u16 = 3_650;
    /// The most stretches of quiet hours.
    pub const MOST_QUIET: usize = 8;
    /// The longest time to answer, in seconds of working time.
    pub const LONGEST_ANSWER: u32 = 366 * 24 * 3_600;

    /// A touch every `target` calendar days, at the latest after `longest`; at any time, by any
    /// channel, no closer than a day.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 ≤ target < longest ≤ 3650.
    pub fn every(target: u16, longest: u16) -> Result<Self, Invalid> {
        let stated = Stated {
            days: DayKind::Calendar,
            shortest: 1,
            target,
            longest,
            channels: Vec::new(),
            goal: None,
            roles: Vec::new(),
            zone: None,
            quiet: Vec::new(),
            weekdays: Vec::new(),
            avoid_holidays: false,
            answers: Vec::new(),
            escalation: Escalation { lead: 2, risk: 5 },
        };
        Self::checked(stated)
    }

    /// The same, counting working days.
    #[must_use]
    pub fn working_days(mut self) -> Self {
        self.stated.days = DayKind::Working;
        self
    }

    /// The same, with touches no closer than this, also after a pause.
    ///
    /// # Errors
    /// [`Invalid::Range`] for more than the target.
    pub fn at_least(self, days: u16) -> Result<Self, Invalid> {
        Self::checked(Stated { shortest: days, ..self.stated })
    }

    /// The same, counting only touches by these channels, which stand in the order in which they
    /// are to be tried. Without any, every channel counts.
    ///
    /// # Errors
    /// [`Invalid::Twice`].
    pub fn channels(self, channels: impl IntoIterator<Item = Channel>) -> Result<Self, Invalid> {
        Self::checked(Stated { channels: channels.into_iter().collect(), ..self.stated })
    }

    /// The same, and this is what the talk is to be about.
    #[must_use]
    pub fn goal(mut self, goal: Line) -> Self {
        self.stated.goal = Some(goal);
        self
    }

    /// The same without what the talk is to be about.
    #[must_use]
    pub fn without_goal(mut self) -> Self {
        self.stated.goal = None;
        self
    }

    /// The same, and one of so many touches is to be with somebody of this role.
    ///
    /// # Errors
    /// [`Invalid::Range`] for none or more than 1000 touches, [`Invalid::Twice`] for a role that
    /// is named already.
    pub fn with_role_every(mut self, role: ContactRole, touches: u16) -> Result<Self, Invalid> {
        self.stated.roles.push((role, touches));
        Self::checked(self.stated)
    }

    /// The same on the clocks of this zone; without one, on those of the firm's calendar.
    #[must_use]
    pub fn zone(mut self, zone: Zone) -> Self {
        self.stated.zone = Some(zone);
        self
    }

    /// The same, and nobody is to be disturbed in these hours of any day.
    ///
    /// # Errors
    /// [`Invalid::Empty`] when no minute of a day is left, [`Invalid::TooMany`] above 8.
    pub fn quiet(mut self, hours: Interval) -> Result<Self, Invalid> {
        self.stated.quiet.push(hours);
        Self::checked(self.stated)
    }

    /// The same, on these days of the week alone.
    ///
    /// # Errors
    /// [`Invalid::Empty`] for none, [`Invalid::Twice`].
    pub fn on(self, days: impl IntoIterator<Item = Weekday>) -> Result<Self, Invalid> {
        let weekdays: Vec<Weekday> = days.into_iter().collect();
        if weekdays.is_empty() {
            return Err(Invalid::Empty { field: "weekdays" });
        }
        Self::checked(Stated { weekdays, ..self.stated })
    }

    /// The same, and not on a day that the firm's calendar has closed.
    #[must_use]
    pub fn avoiding_holidays(mut self) -> Self {
        self.stated.avoid_holidays = true;
        self
    }

    /// The same, and who writes by this channel is to be answered within so many seconds of
    /// working time; said again, the last holds.
    ///
    /// # Errors
    /// [`Invalid::Range`] for 0 and for more than a year.
    pub fn answering_within(mut self, channel: Channel, seconds: u32) -> Result<Self, Invalid> {
        self.stated.answers.retain(|(other, _)| *other != channel);
        self.stated.answers.push((channel, seconds));
        self.stated.answers.sort_unstable();
        Self::checked(self.stated)
    }

    /// The same, telling the lead after so many working days of being overdue, and calling it a
    /// risk after so many; 2 and 5 unless said.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 ≤ lead < risk ≤ 3650.
    pub fn escalating(self, lead: u16, risk: u16) -> Result<Self, Invalid> {
        Self::checked(Stated { escalation: Escalation { lead, risk }, ..self.stated })
    }

    fn checked(stated: Stated) -> Result<Self, Invalid> {
        let Stated { shortest, target, longest, escalation, .. } = stated;
        let within = |field, value: u16, low: u16, high: u16| {
            let (least, most) = (i64::from(low), i64::from(high));
            let wrong = Invalid::Range { field, low: least, high: most };
            if (low..=high).contains(&value) { Ok(()) } else { Err(wrong) }
        };
        within("target days", target, 1, Self::MOST_DAYS - 1)?;
        within("longest days", longest, target + 1, Self::MOST_DAYS)?;
        within("shortest days", shortest, 1, target)?;
        within("days until the lead is told", escalation.lead, 1, Self::MOST_DAYS - 1)?;
        within("days until it is a risk", escalation.risk, escalation.lead + 1, Self::MOST_DAYS)?;
        for (_, touches) in &stated.roles {
            within("touches", *touches, 1, 1_000)?;
        }
        once("channels", &stated.channels)?;
        once("weekdays", &stated.weekdays)?;
        once("roles", &stated.roles.iter().map(|(role, _)| *role).collect::<Vec<_>>())?;
        once("channels", &stated.answers.iter().map(|(channel, _)| *channel).collect::<Vec<_>>())?;
        if stated.answers.iter().any(|(_, seconds)| !(1..=Self::LONGEST_ANSWER).contains(seconds)) {
            let high = i64::from(Self::LONGEST_ANSWER);
            return Err(Invalid::Range { field: "seconds to answer", low: 1, high });
        }
        if stated.quiet.len() > Self::MOST_QUIET {
            return Err(Invalid::TooMany { field: "quiet hours", limit: Self::MOST_QUIET });
        }
        if hours::loud(&stated.quiet).is_empty() {
            return Err(Invalid::Empty { field: "hours without quiet" });
        }
        Ok(CadencePlan { stated })
    }

    /// What the days are.
    #[must_use]
    pub fn day_kind(&self) -> DayKind {
        self.stated.days
    }

    /// The least days between two touches.
    #[must_use]
    pub fn shortest(&self) -> u16 {
        self.stated.shortest
    }

    /// The days from a touch until the next is due.
    #[must_use]
    pub fn target(&self) -> u16 {
        self.stated.target
    }

    /// The days from a touch after which the next is overdue.
    #[must_use]
    pub fn longest(&self) -> u16 {
        self.stated.longest
    }

    /// The channels that count, in the order in which they are to be tried; all where none is
    /// named.
    #[must_use]
    pub fn preferred_channels(&self) -> &[Channel] {
        &self.stated.channels
    }

    /// Whether a touch by this channel counts.
    #[must_use]
    pub fn counts(&self, channel: Channel) -> bool {
        self.stated.channels.is_empty() || self.stated.channels.contains(&channel)
    }

    /// Whether a touch counts whatever channel it came by.
    #[must_use]
    pub fn counts_every_channel(&self) -> bool {
        Channel::ALL.iter().all(|channel| self.counts(*channel))
    }

    /// What the talk is to be about.
    #[must_use]
    pub fn content_goal(&self) -> Option<&Line> {
        self.stated.goal.as_ref()
    }

    /// The roles that are to be met, each once in so many touches.
    #[must_use]
    pub fn roles(&self) -> &[(ContactRole, u16)] {
        &self.stated.roles
    }

    /// The zone, where it is not the calendar's.
    #[must_use]
    pub fn own_zone(&self) -> Option<Zone> {
        self.stated.zone
    }

    /// The hours in which nobody is to be disturbed.
    #[must_use]
    pub fn quiet_hours(&self) -> &[Interval] {
        &self.stated.quiet
    }

    /// The days of the week on which there may be contact; all where none is named.
    #[must_use]
    pub fn weekdays(&self) -> &[Weekday] {
        &self.stated.weekdays
    }

    /// Whether there is no contact on holidays.
    #[must_use]
    pub fn avoids_holidays(&self) -> bool {
        self.stated.avoid_holidays
    }

    /// Within how many seconds of working time a question by this channel is to be answered.
    #[must_use]
    pub fn answer_within(&self, channel: Channel) -> Option<u32> {
        let of = self.stated.answers.iter().find(|(other, _)| *other == channel);
        of.map(|(_, seconds)| *seconds)
    }

    /// When others are told that it is overdue.
    #[must_use]
    pub fn escalation(&self) -> Escalation {
        self.stated.escalation
    }
}

fn once<T: Ord + Copy>(field: &'static str, items: &[T]) -> Result<(), Invalid> {
    let mut sorted = items.to_vec();
    sorted.sort_unstable();
    let twice = sorted.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
    if twice { Err(Invalid::Twice { field }) } else { Ok(()) }
}

impl TryFrom<Stated> for CadencePlan {
    type Error = Invalid;

    fn try_from(stated: Stated) -> Result<Self, Invalid> {
        Self::checked(stated)
    }
}

impl From<CadencePlan> for Stated {
    fn from(plan: CadencePlan) -> Stated {
        plan.stated
    }
}
