//! Whether members stay longer than others of the same class and age.
//!
//! The interval of a difference is Newcombe's hybrid score interval (R. G. Newcombe, Interval
//! estimation for the difference between independent proportions, Statistics in Medicine 17, 1998,
//! method 10); over several groups the differences are weighed by the members of each, and the
//! intervals by the squares of the weights.

use super::share::Share;
use crate::domain::client::Segment;
use crate::scoring::interval::Confidence;

/// Clients of one class and age, in years of being a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    /// The class.
    pub segment: Segment,
    /// For how many whole years they had been clients.
    pub years: u16,
}

/// How many were there at the beginning, and how many of those at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Retained {
    /// At the beginning.
    pub there: u32,
    /// Of those, at the end; never more.
    pub stayed: u32,
}

impl Retained {
    /// Who stayed beside who was there.
    #[must_use]
    pub fn share(self) -> Share {
        Share { part: i64::from(self.stayed), whole: i64::from(self.there) }
    }
}

/// Members beside those who are none, in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// Which clients.
    pub group: Group,
    /// Members.
    pub members: Retained,
    /// Clients who are no members.
    pub others: Retained,
}

/// By how much more of the members stayed: a share between −1 and 1, and between which two it lies
/// as far as these clients tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retention {
    /// The difference.
    pub difference: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// How many members it is about: those of groups that have others to compare with.
    pub members: u32,
    /// How many members were left out.
    pub unmatched: u32,
}

impl Beside {
    /// By how much more of the members stayed; none where there are no members or no others.
    ///
    /// ```
    /// use guanxi::domain::client::Segment;
    /// use guanxi::scoring::interval::Confidence;
    /// use guanxi::scoring::loyalty::{Beside, Group, Retained};
    /// let beside = Beside {
    ///     group: Group { segment: Segment::Key, years: 2 },
    ///     members: Retained { there: 70, stayed: 56 },
    ///     others: Retained { there: 80, stayed: 48 },
    /// };
    /// let found = beside.difference(Confidence::of("95%".parse()?)?).ok_or("nobody")?;
    /// assert_eq!(format!("{:.4} {:.4}", found.low, found.high), "0.0524 0.3339");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn difference(&self, confidence: Confidence) -> Option<Retention> {
        let z = confidence.normal();
        let (p1, l1, u1) = wilson(self.members, z)?;
        let (p2, l2, u2) = wilson(self.others, z)?;
        let difference = p1 - p2;
        let low = difference - ((p1 - l1) * (p1 - l1) + (u2 - p2) * (u2 - p2)).sqrt();
        let high = difference + ((u1 - p1) * (u1 - p1) + (p2 - l2) * (p2 - l2)).sqrt();
        let members = self.members.there;
        Some(Retention { difference, low, high, members, unmatched: 0 })
    }
}

impl Retention {
    /// The difference over all groups, each weighed by its members; groups without members or
    /// without others are left out and counted. None where nothing is left.
    #[must_use]
    pub fn over(groups: &[Beside], confidence: Confidence) -> Option<Retention> {
        let found: Vec<Retention> =
            groups.iter().filter_map(|group| group.difference(confidence)).collect();
        let all: u32 = groups.iter().fold(0, |n, group| n.saturating_add(group.members.there));
        let members: u32 = found.iter().fold(0, |n, one| n.saturating_add(one.members));
        if members == 0 {
            return None;
        }
        let (mut difference, mut below, mut above) = (0.0, 0.0, 0.0);
        for one in &found {
            let weight = f64::from(one.members) / f64::from(members);
            difference += weight * one.difference;
            let (down, up) = (one.difference - one.low, one.high - one.difference);
            below += weight * weight * down * down;
            above += weight * weight * up * up;
        }
        let (low, high) = (difference - below.sqrt(), difference + above.sqrt());
        let unmatched = all.saturating_sub(members);
        Some(Retention { difference, low, high, members, unmatched })
    }
}

/// A share and the ends of its Wilson interval.
fn wilson(retained: Retained, z: f64) -> Option<(f64, f64, f64)> {
    if retained.there == 0 || retained.stayed > retained.there {
        return None;
    }
    let (n, x) = (f64::from(retained.there), f64::from(retained.stayed));
    let share = x / n;
    let middle = 2.0 * x + z * z;
    let half = z * (z * z + 4.0 * x * (1.0 - share)).sqrt();
    let whole = 2.0 * (n + z * z);
    let (low, high) = ((middle - half) / whole, (middle + half) / whole);
    Some((share, low.clamp(0.0, share), high.clamp(share, 1.0)))
}
