//! What is said about expectations.

use serde::Serialize;

use super::evaluation::Perceived;
use super::level::Level;
use super::promise::Cause;
use super::record::RemedyWords;
use super::repeats::Repeats;
use super::scale::Scale;
use super::words::{Category, ConstraintKind, Kano, Weight};
use crate::domain::interaction::{Channel, Sentiment};
use crate::domain::{
    Acknowledgement, ContactId, Evidence, InteractionId, Invalid, Line, Note, Presence, ProjectId,
    Quantity, StaffId, Timestamp,
};

/// What somebody expects, in their own words.
///
/// ```
/// use guanxi::domain::expectation::{Category, Kano, NewExpectation, Weight};
/// let fast = NewExpectation::stated("报表要很快打开", Category::Performance)?
///     .kano(Kano::MustBe)
///     .weight(Weight::new(5)?);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewExpectation {
    pub(super) statement: Note,
    pub(super) category: Category,
    pub(super) kano: Kano,
    pub(super) weight: Weight,
    pub(super) project: Option<ProjectId>,
    pub(super) source: Option<InteractionId>,
    pub(super) stated_by: Option<ContactId>,
    pub(super) owner: Option<StaffId>,
}

impl NewExpectation {
    /// Something that is expected, and what it is about: of weight 1, the more the better.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn stated(statement: &str, category: Category) -> Result<Self, Invalid> {
        Ok(NewExpectation {
            statement: Note::new(statement).map_err(|why| why.in_field("statement"))?,
            category,
            kano: Kano::default(),
            weight: Weight::LEAST,
            project: None,
            source: None,
            stated_by: None,
            owner: None,
        })
    }

    /// What keeping it or not does to them.
    #[must_use]
    pub fn kano(mut self, kano: Kano) -> Self {
        self.kano = kano;
        self
    }

    /// How much it counts beside others.
    #[must_use]
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// Of which project.
    #[must_use]
    pub fn project(mut self, project: ProjectId) -> Self {
        self.project = Some(project);
        self
    }

    /// In which interaction it was said.
    #[must_use]
    pub fn heard_in(mut self, interaction: InteractionId) -> Self {
        self.source = Some(interaction);
        self
    }

    /// Who said it.
    #[must_use]
    pub fn stated_by(mut self, contact: ContactId) -> Self {
        self.stated_by = Some(contact);
        self
    }

    /// Who looks after it.
    #[must_use]
    pub fn owner(mut self, staff: StaffId) -> Self {
        self.owner = Some(staff);
        self
    }

    /// The interaction, the contact and the member of staff that it names.
    #[must_use]
    pub fn names(&self) -> (Option<InteractionId>, Option<ContactId>, Option<StaffId>) {
        (self.source, self.stated_by, self.owner)
    }
}

/// How an expectation is measured, and which levels were named.
///
/// ```
/// use guanxi::domain::expectation::{Clarify, Level, Scale};
/// let measured = Clarify::of("打开报表的时间", Scale::lower("30 s", "1 s")?)?
///     .first(Level::measured("1 s")?)
///     .adequate(Level::measured("10 s")?)
///     .tolerance("0.5 s".parse()?);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clarify {
    pub(super) metric: Line,
    pub(super) scale: Scale,
    pub(super) repeats: Repeats,
    pub(super) tolerance: Option<Quantity>,
    pub(super) first: Option<Level>,
    pub(super) desired: Option<Level>,
    pub(super) adequate: Option<Level>,
    pub(super) forecast: Option<Level>,
    pub(super) milestone: Option<Evidence>,
}

impl Clarify {
    /// What is measured, once, on which scale.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn of(metric: &str, scale: Scale) -> Result<Self, Invalid> {
        Ok(Clarify {
            metric: Line::new(metric).map_err(|why| why.in_field("metric"))?,
            scale,
            repeats: Repeats::Once,
            tolerance: None,
            first: None,
            desired: None,
            adequate: None,
            forecast: None,
            milestone: None,
        })
    }

    /// How often it is promised.
    #[must_use]
    pub fn repeats(mut self, repeats: Repeats) -> Self {
        self.repeats = repeats;
        self
    }

    /// How near is near enough, in the measure's unit.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Quantity) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// What the client stated first; a later one does not change it.
    #[must_use]
    pub fn first(mut self, level: Level) -> Self {
        self.first = Some(level);
        self
    }

    /// What they would like.
    #[must_use]
    pub fn desired(mut self, level: Level) -> Self {
        self.desired = Some(level);
        self
    }

    /// What would still do.
    #[must_use]
    pub fn adequate(mut self, level: Level) -> Self {
        self.adequate = Some(level);
        self
    }

    /// What is likely.
    #[must_use]
    pub fn forecast(mut self, level: Level) -> Self {
        self.forecast = Some(level);
        self
    }

    /// The milestone that it depends on.
    #[must_use]
    pub fn milestone(mut self, milestone: Evidence) -> Self {
        self.milestone = Some(milestone);
        self
    }
}

/// A constraint, the trade-off that goes with it, and to whom it was explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Constraint {
    /// Of which kind it is.
    pub kind: ConstraintKind,
    /// What stands in the way.
    pub text: Note,
    /// What could be had instead.
    pub trade_off: Option<Note>,
    /// To whom it was explained.
    pub to: ContactId,
    /// By which channel.
    pub channel: Channel,
}

/// What is agreed: acknowledged by a contact of the client, and by the owner who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agree {
    /// The level.
    pub level: Level,
    /// When it is due, or due first; none for a promise that answers each time, and for one that
    /// has no date.
    pub due: Option<Timestamp>,
    /// What proves it: at least one.
    pub evidence: Vec<Evidence>,
    /// That the client acknowledged it.
    pub acknowledgement: Acknowledgement,
    /// Who stands for it.
    pub owner: StaffId,
    /// Why it is promised although less is likely; needed only then.
    pub override_overpromise: Option<Line>,
}

/// Why something is not promised, and what could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decline {
    /// Why not, as it is explained to the client.
    pub reason: Note,
    /// What could be promised; none when nothing can.
    pub counter_offer: Option<Level>,
    /// What it comes with, or that nothing is possible.
    pub offer: Note,
}

/// A part that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Increment {
    /// What it was.
    pub result: Line,
    /// What was measured of it, if anything.
    pub level: Option<Level>,
    /// How the client took it, if they showed.
    pub reaction: Option<Sentiment>,
}

/// A change of what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revise {
    /// The level from now on.
    pub level: Level,
    /// When it is due from now on; none where that stays.
    pub due: Option<Timestamp>,
    /// A wider scale, where the level lies off the one there is.
    pub wider: Option<Scale>,
    /// Why.
    pub cause: Cause,
    /// What proves it: at least one.
    pub evidence: Vec<Evidence>,
    /// That the client acknowledged it; it holds from then on.
    pub acknowledgement: Option<Acknowledgement>,
}

/// How what was delivered came across.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Perceive {
    /// Who said so.
    pub by: ContactId,
    /// How it came across.
    pub level: Perceived,
    /// Which evaluation, counted from 1; the last where none is named.
    pub number: Option<u32>,
}

/// What is done about a promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// Cause, action and lesson.
    pub words: RemedyWords,
    /// Which evaluation, counted from 1; the last where none is named.
    pub number: Option<u32>,
}

/// What a rule must know of those whom an input names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub(super) client_is_active: bool,
    pub(super) contact: Option<Presence>,
    pub(super) owner: Option<Presence>,
    pub(super) source_is_theirs: bool,
    pub(super) change_counts: bool,
}

impl Setting {
    /// A client that is worked with; nobody is named.
    #[must_use]
    pub fn plain() -> Self {
        Setting {
            client_is_active: true,
            contact: None,
            owner: None,
            source_is_theirs: true,
            change_counts: true,
        }
    }

    /// The same, for a client that is archived or erased.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.client_is_active = false;
        self
    }

    /// The same, naming a contact of whom this is known.
    #[must_use]
    pub fn contact(mut self, contact: Presence) -> Self {
        self.contact = Some(contact);
        self
    }

    /// The same, naming a member of staff of whom this is known.
    #[must_use]
    pub fn owner(mut self, owner: Presence) -> Self {
        self.owner = Some(owner);
        self
    }

    /// The same, naming a record that is none of this client's.
    #[must_use]
    pub fn stranger(mut self) -> Self {
        self.source_is_theirs = false;
        self
    }

    /// The same, naming a change request that is not approved, or was rolled back: it is no reason
    /// to change what is past due.
    #[must_use]
    pub fn undecided(mut self) -> Self {
        self.change_counts = false;
        self
    }
}
