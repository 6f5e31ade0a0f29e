//! A part beside a whole, exact until it is shown.

/// A part and what it is a part of.
///
/// ```
/// use guanxi::scoring::loyalty::Share;
/// assert_eq!(Share { part: 1, whole: 3 }.bp(), Some(3_333));
/// assert_eq!(Share { part: 1, whole: 0 }.bp(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Share {
    /// The part.
    pub part: i64,
    /// The whole.
    pub whole: i64,
}

impl Share {
    /// The share in basis points, rounded to the nearest, a tie to the even one; more than 10 000
    /// where the part is more than the whole. None where there is no whole, or more than can be
    /// held.
    #[must_use]
    pub fn bp(self) -> Option<i64> {
        if self.whole <= 0 {
            return None;
        }
        let (part, whole) = (i128::from(self.part) * 10_000, i128::from(self.whole));
        let (down, rest) = (part.div_euclid(whole), part.rem_euclid(whole));
        let up = match (rest * 2).cmp(&whole) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => down % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        i64::try_from(down + i128::from(up)).ok()
    }
}
