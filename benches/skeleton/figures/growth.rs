//! How costs grow with the number of interactions, everything warm.

use super::{open, reads};
use crate::firm::Firm;
use crate::race::{Laps, exponent, race};
use crate::report::{Figure, Goal, Report};
use crate::site::{Site, Three};

/// The exponents of one question: ours and that of *same*.
struct Growth {
    ours: f64,
    same: f64,
    found: String,
}

fn growth(sizes: &[u64], laps: &[(f64, f64)]) -> Growth {
    let points = |pick: fn(&(f64, f64)) -> f64| -> Vec<(f64, f64)> {
        sizes.iter().map(|size| *size as f64).zip(laps.iter().map(pick)).collect()
    };
    let (ours, same) = (exponent(&points(|l| l.0)), exponent(&points(|l| l.1)));
    let costs: Vec<String> = laps.iter().map(|(own, _)| format!("{own:.1}")).collect();
    Growth { ours, same, found: format!("{} µs; same {same:.3}", costs.join(", ")) }
}

fn medians<const N: usize>(laps: &[Laps; N]) -> (f64, f64) {
    (laps[0].median(), laps[1].median())
}

/// Firms of these sizes, a client for every twenty interactions.
pub(crate) fn report(site: &Site, sizes: &[u64], effort: reads::Effort, report: &mut Report) {
    let firms: Vec<Three> =
        sizes.iter().map(|size| Three::new(site, Firm::new(size / 20, *size))).collect();
    let busy: Vec<_> = firms.iter().map(|three| reads::busy(&three.firm)).collect();
    let pages: Vec<_> = firms.iter().map(|three| reads::pages(&three.house)).collect();

    let mut each = |what: &str, laps: Vec<(f64, f64)>, most: Option<f64>| {
        let Growth { ours, same, found } = growth(sizes, &laps);
        let (what, measured, goal) = match most {
            Some(most) => (format!("growth of {what}, exponent"), ours, Goal::AtMost(most)),
            None => {
                let what = format!("growth of {what}, exponent above *same*");
                (what, ours - same, Goal::AtMost(0.02))
            }
        };
        report.add(Figure { what, found, measured, unit: "", goal });
    };
    let gets = firms.iter().map(|three| medians(&reads::gets(three, effort))).collect();
    each("get", gets, None);
    let segments = firms.iter().zip(&pages);
    let segments = segments.map(|(three, pages)| medians(&reads::segments(three, pages, effort)));
    each("page of 100", segments.collect(), None);
    let timelines = firms.iter().zip(&busy);
    let timelines = timelines.map(|(three, busy)| medians(&reads::timelines(three, busy, effort)));
    each("timeline of 50", timelines.collect(), Some(0.05));
    drop(firms);
    let opens = sizes.iter().map(|size| {
        let file = |who: &str| site.file(&format!("{who}-{size}.db"));
        let (guanxi, same) = (file("guanxi"), file("same"));
        medians(&race(effort.rounds, [open::ours(&guanxi, 10), open::bare(&same, 10)]))
    });
    each("open", opens.collect(), Some(0.05));
}
