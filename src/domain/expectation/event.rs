//! What happens to an expectation. The shapes stand on disk: variants and fields are added behind
//! those that are here.

use serde::{Deserialize, Serialize};

use super::evaluation::{Evaluation, Perception};
use super::level::Level;
use super::promise::{Agreement, Confirmation, Delivered, Explained, Measure, Revision};
use super::record::{Explanation, RemedyWords};
use super::repeats::Occasion;
use super::words::{Category, Kano, Weight};
use crate::domain::{
    Acknowledgement, ContactId, Evidence, ExpectationId, InteractionId, Line, Note, ProjectId,
    StaffId, Timestamp,
};

/// Something that happened to an expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpectationEvent {
    /// Somebody said what they expect.
    Captured {
        /// Of which project.
        project: Option<ProjectId>,
        /// In which interaction it was said.
        source: Option<InteractionId>,
        /// Who said it.
        stated_by: Option<ContactId>,
        /// What it is about.
        category: Category,
        /// What keeping it or not does to them.
        kano: Kano,
        /// How much it counts.
        weight: Weight,
        /// Who looks after it.
        owner: Option<StaffId>,
    },
    /// It can be measured.
    Clarified {
        /// How.
        measure: Measure,
        /// The level that was stated first; kept from the first time that there is one.
        first: Option<Level>,
        /// What they would like.
        desired: Option<Level>,
        /// What would still do.
        adequate: Option<Level>,
        /// What is likely.
        forecast: Option<Level>,
        /// The milestone that it depends on.
        milestone: Option<Evidence>,
    },
    /// A constraint was explained.
    Explained(Explained),
    /// A level was proposed.
    Proposed(Level),
    /// A level was agreed.
    Agreed(Agreement),
    /// It cannot be promised.
    Declined {
        /// What could be promised instead; none when there is nothing, as the words say.
        counter_offer: Option<Level>,
        /// By when the one who stated it is to be told.
        tell_by: Timestamp,
    },
    /// What is likely has changed.
    Forecast(Level),
    /// Something happened to which it answers each time.
    Occurred(Occasion),
    /// A part was delivered.
    Delivered(Delivered),
    /// What was agreed is to change.
    Revised(Revision),
    /// The last revision was acknowledged.
    Acknowledged(Acknowledgement),
    /// What was agreed stands, although something changed.
    Confirmed(Confirmation),
    /// It was measured; of a promise that repeats, for one period.
    Evaluated(Evaluation),
    /// Somebody said how it came across.
    Perceived {
        /// Which evaluation, counted from 1.
        number: u32,
        /// How.
        perception: Perception,
    },
    /// Somebody contradicted the last evaluation.
    Disputed {
        /// Who.
        by: ContactId,
    },
    /// It was written down what is done about a promise that was not kept.
    Remedied {
        /// Which evaluation, counted from 1.
        number: u32,
    },
    /// Somebody else looks after it.
    HandedOver {
        /// Who.
        to: StaffId,
    },
    /// It is expected no more.
    Withdrawn,
    /// Another expectation stands in its place.
    Superseded {
        /// Which.
        by: ExpectationId,
    },
    /// It stands in the place of another.
    TookOver {
        /// Which.
        from: ExpectationId,
        /// What was stated first of that one.
        first: Option<Level>,
    },
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpectationWord {
    /// What they expect.
    Statement(Note),
    /// What is measured.
    Metric(Line),
    /// What was explained.
    Explanation(Explanation),
    /// Why it was promised against the forecast.
    AgainstForecast(Line),
    /// What was delivered.
    Delivered(Line),
    /// Why it was contradicted.
    Disputed(Line),
    /// What is done about a promise that was not kept.
    Remedy(RemedyWords),
    /// Why it was declined or withdrawn.
    Ended(Note),
    /// What could be promised instead, or that there is nothing.
    CounterOffer(Note),
}
