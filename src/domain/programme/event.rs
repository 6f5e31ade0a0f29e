//! What happens to a programme. The shapes stand on disk: variants and fields are added behind
//! those that are here.

use serde::{Deserialize, Serialize};

use super::terms::Terms;
use crate::domain::{Line, Name};

/// Something that happened to a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgrammeEvent {
    /// It began, on these terms.
    Launched(Name, Box<Terms>),
    /// These terms hold from now on.
    Amended(Box<Terms>),
    /// Nothing is earned or redeemed for a while; the words say why.
    Suspended,
    /// It goes on.
    Reopened,
    /// It is over; the words say why.
    Closed,
}

/// What was personal in it: why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgrammeWords {
    /// Why.
    pub reason: Option<Line>,
}
