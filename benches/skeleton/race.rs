//! Contestants run in turns, A B C C B A, so that whatever else the machine does meets them alike.

/// What one contestant's turns took.
#[derive(Debug)]
pub(crate) struct Laps(Vec<f64>);

impl Laps {
    /// The middle one.
    pub(crate) fn median(&self) -> f64 {
        median(&self.0)
    }

    /// How many times as much as another, turn by turn, and of these the middle one: what slows a
    /// whole round down does not show.
    pub(crate) fn over(&self, other: &Laps) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        median(&pairs.map(|(own, theirs)| own / theirs).collect::<Vec<_>>())
    }

    /// Each turn's figure with that of another.
    pub(crate) fn with(&self, other: &Laps, join: impl Fn(f64, f64) -> f64) -> Laps {
        Laps(self.0.iter().zip(&other.0).map(|(own, theirs)| join(*own, *theirs)).collect())
    }
}

impl FromIterator<f64> for Laps {
    fn from_iter<I: IntoIterator<Item = f64>>(laps: I) -> Self {
        Laps(laps.into_iter().collect())
    }
}

/// A contestant: runs its turn, told which round it is, and says what it took.
pub(crate) type Turn<'t> = Box<dyn FnMut(usize) -> f64 + 't>;

/// Runs everybody once to warm up and then in turns; the laps stand in the order of the turns.
pub(crate) fn race<const N: usize>(rounds: usize, mut turns: [Turn<'_>; N]) -> [Laps; N] {
    for turn in &mut turns {
        turn(0);
    }
    race_cold(rounds, turns)
}

/// The same with nothing to warm: each turn begins with a fresh file.
pub(crate) fn race_cold<const N: usize>(rounds: usize, mut turns: [Turn<'_>; N]) -> [Laps; N] {
    let mut laps = turns.each_ref().map(|_| Vec::with_capacity(rounds));
    for round in 1..=rounds {
        let mut order: Vec<usize> = (0..N).collect();
        if round % 2 == 0 {
            order.reverse();
        }
        for at in order {
            laps[at].push(turns[at](round));
        }
    }
    laps.map(Laps)
}

/// The middle of some figures.
pub(crate) fn median(figures: &[f64]) -> f64 {
    quantile(figures, 0.5)
}

/// The figure below which this share of them lies.
pub(crate) fn quantile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        len if share == 0.5 && len % 2 == 0 => f64::midpoint(sorted[len / 2 - 1], sorted[len / 2]),
        len => sorted[((len as f64 * share) as usize).min(len - 1)],
    }
}

/// By which power a cost grows with a size: the slope through the logarithms of both.
pub(crate) fn exponent(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, cost)| (size.ln(), cost.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| logs.iter().map(pick).sum::<f64>() / count;
    let (size, cost) = (mean(|p| p.0), mean(|p| p.1));
    let rise: f64 = logs.iter().map(|p| (p.0 - size) * (p.1 - cost)).sum();
    let run: f64 = logs.iter().map(|p| (p.0 - size).powi(2)).sum();
    rise / run
}
