//! How far a promise or a change has been told.

use crate::domain::{Gap, Id, Timestamp};

/// How far a promise or a change has been told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stands {
    /// Under which id it is open, and when it is due.
    pub(super) open: Option<(Id, Option<Timestamp>)>,
    /// What was got at each evaluation and when, and under which id that was told.
    pub(super) got: Vec<(Id, Timestamp, Gap)>,
    /// How many ids were given.
    pub(super) ids: u16,
    /// Whether more is likely to be told of it, so that it is kept.
    pub(super) goes_on: bool,
}

impl Stands {
    /// An id of its own for one more fact that a record tells. Those of records are version 7 or 4; this
    /// is version 8, which nobody else makes.
    pub(super) fn fresh(&mut self, of: Id) -> Id {
        self.ids = self.ids.saturating_add(1);
        part(of, self.ids)
    }
}

/// The id of one of several facts that a record tells, those told later behind those told before.
pub(super) fn part(of: Id, number: u16) -> Id {
    let mut bytes = of.to_bytes();
    let [high, low] = number.to_be_bytes();
    let [_, _, _, _, _, _, version, first, second, ..] = &mut bytes;
    (*version, *first, *second) = (0x80, high, low);
    Id::from_bytes(bytes)
}

/// The number of such an id.
pub(super) fn number_of(part: Id) -> u16 {
    let [_, _, _, _, _, _, _, high, low, ..] = part.to_bytes();
    u16::from_be_bytes([high, low])
}
