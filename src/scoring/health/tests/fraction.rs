//! The oracle: scores by the definition, in fractions that are reduced after every step.

use super::*;

/// A fraction in lowest terms over a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction(pub(super) i128, pub(super) i128);

fn common(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { common(b, a % b) }
}

impl Fraction {
    pub(super) fn new(over: i128, under: i128) -> Self {
        let by = common(over, under).max(1) * under.signum();
        Fraction(over / by, under / by)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(Fraction(-other.0, other.1))
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    pub(super) fn less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// The nearest whole, found by asking each whole number around it.
    pub(super) fn nearest(self) -> i128 {
        let distance = |n: &i128| {
            let away = self.minus(Fraction(*n, 1));
            Fraction(away.0.abs(), away.1)
        };
        let around = (self.0 / self.1 - 2)..=(self.0 / self.1 + 2);
        let mut best = *around.start();
        for n in around {
            let (here, there) = (distance(&n), distance(&best));
            if here.less(there) || (here == there && n % 2 == 0) {
                best = n;
            }
        }
        best
    }
}

pub(super) fn level(level: Level) -> Fraction {
    Fraction::new(i128::from(level.numerator()), i128::from(level.denominator()))
}

/// The effective weight of each measure, by the definition: its share of its group, times the
/// group's share of all groups that have something.
pub(super) fn effective(lines: &[Contribution]) -> Vec<Option<Fraction>> {
    let there = |line: &&Contribution| line.level.is_some();
    let mut groups: Vec<(&CustomKey, u32)> =
        lines.iter().filter(there).map(|line| (&line.group, line.group_weight)).collect();
    groups.sort();
    groups.dedup();
    let all: u32 = groups.iter().map(|(_, weight)| weight).sum();
    let share = |line: &Contribution| {
        line.level?;
        let inside: u32 = lines
            .iter()
            .filter(|other| other.level.is_some() && other.group == line.group)
            .map(|other| other.weight)
            .sum();
        let inner = Fraction::new(i128::from(line.weight), i128::from(inside));
        Some(inner.times(Fraction::new(i128::from(line.group_weight), i128::from(all))))
    };
    lines.iter().map(share).collect()
}

/// The mean by the definition; none where nothing has a level.
pub(super) fn mean(lines: &[Contribution]) -> Option<Fraction> {
    let weights = effective(lines);
    let mut sum = None;
    for (line, weight) in lines.iter().zip(weights) {
        if let (Some(of), Some(weight)) = (line.level, weight) {
            sum = Some(sum.unwrap_or(Fraction(0, 1)).plus(weight.times(level(of))));
        }
    }
    sum
}
