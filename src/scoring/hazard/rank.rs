//! Ranks: who stands before whom, with equals together.

/// Where one of many stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// 1 for the greatest; equals have the same rank, and the next one is counted behind all of
    /// them.
    pub rank: usize,
    /// Of how many.
    pub of: usize,
}

/// The rank of each value, the greatest first, in the order in which they were given.
///
/// ```
/// use guanxi::scoring::hazard::rank;
/// let ranks: Vec<usize> = rank(&[3, 9, 3, 1]).iter().map(|one| one.rank).collect();
/// assert_eq!(ranks, [2, 1, 2, 4]);
/// ```
#[must_use]
pub fn rank<T: Ord>(values: &[T]) -> Vec<Ranked> {
    let of = values.len();
    let mut order: Vec<(usize, &T)> = values.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.cmp(a));
    let mut ranks = vec![Ranked { rank: 0, of }; of];
    let mut before: Option<(&T, usize)> = None;
    for (place, (at, value)) in order.into_iter().enumerate() {
        let rank = match before {
            Some((same, rank)) if same == value => rank,
            Some(_) | None => place + 1,
        };
        before = Some((value, rank));
        if let Some(one) = ranks.get_mut(at) {
            one.rank = rank;
        }
    }
    ranks
}
