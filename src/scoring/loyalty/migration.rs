//! How members moved between tiers in a period.

/// One member's rank when a period began and when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moved {
    /// The rank when it began.
    pub from: u8,
    /// The rank when it ended.
    pub to: u8,
}

/// How many members moved from which tier to which: a row for each tier that they had, a column for
/// each that they have.
///
/// ```
/// use guanxi::scoring::loyalty::{Migration, Moved};
/// let moved = [Moved { from: 0, to: 1 }, Moved { from: 1, to: 1 }, Moved { from: 1, to: 0 }];
/// let migration = Migration::of(2, &moved);
/// assert_eq!(migration.rows(), [[0, 1], [1, 1]]);
/// assert_eq!((migration.up(), migration.stayed(), migration.down()), (1, 1, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    rows: Vec<Vec<u32>>,
}

impl Migration {
    /// Counts members between so many tiers; a rank above the highest counts as that.
    #[must_use]
    pub fn of(tiers: u8, moved: &[Moved]) -> Self {
        let tiers = usize::from(tiers.max(1));
        let mut rows = vec![vec![0_u32; tiers]; tiers];
        let place = |rank: u8| usize::from(rank).min(tiers - 1);
        for Moved { from, to } in moved {
            let cell = rows.get_mut(place(*from)).and_then(|row| row.get_mut(place(*to)));
            if let Some(cell) = cell {
                *cell = cell.saturating_add(1);
            }
        }
        Migration { rows }
    }

    /// A row for each tier that members had, with a column for each that they have.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u32>] {
        &self.rows
    }

    /// How many have a higher tier than before.
    #[must_use]
    pub fn up(&self) -> u64 {
        self.count(|from, to| to > from)
    }

    /// How many have the same tier.
    #[must_use]
    pub fn stayed(&self) -> u64 {
        self.count(|from, to| to == from)
    }

    /// How many have a lower tier.
    #[must_use]
    pub fn down(&self) -> u64 {
        self.count(|from, to| to < from)
    }

    fn count(&self, which: impl Fn(usize, usize) -> bool) -> u64 {
        let cells = self.rows.iter().enumerate().flat_map(|(from, row)| {
            row.iter().enumerate().map(move |(to, count)| (from, to, u64::from(*count)))
        });
        cells.filter(|(from, to, _)| which(*from, *to)).map(|(_, _, count)| count).sum()
    }
}
