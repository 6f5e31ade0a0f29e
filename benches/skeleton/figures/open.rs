//! Opening a store of full size, the check of its declarations included.

use std::hint::black_box;
use std::path::Path;

use guanxi::domain::RecordId;
use guanxi::domain::client::Client;

use crate::clock::cpu;
use crate::firm;
use crate::house;
use crate::race::{Laps, Turn, race};
use crate::report::{Figure, Goal, Report};
use crate::same::{Durability, Same};
use crate::site::Site;

/// Opens a store and reads one client; microseconds of CPU time.
pub(crate) fn ours<'t>(path: &'t Path, times: u32) -> Turn<'t> {
    opening(times, || {
        let house = house::open(path, Durability::Full);
        let client = house::get::<Client>(&house, firm::client(0).id()).expect("a read");
        black_box(client.is_some())
    })
}

/// Opens a database bare and reads one client; microseconds of CPU time.
pub(crate) fn bare<'t>(path: &'t Path, times: u32) -> Turn<'t> {
    opening(times, || {
        let same = Same::open(path, Durability::Full).expect("a database");
        black_box(same.client(firm::client(0).id()).expect("a read").is_some())
    })
}

fn opening<'t>(times: u32, open: impl Fn() -> bool + 't) -> Turn<'t> {
    Box::new(move |_| {
        let start = cpu();
        for _ in 0..times {
            assert!(open(), "the client is there");
        }
        cpu().saturating_sub(start).as_secs_f64() * 1e6 / f64::from(times)
    })
}

pub(crate) fn report(site: &Site, interactions: u64, rounds: usize, report: &mut Report) {
    let file = |who: &str| site.file(&format!("{who}-{interactions}.db"));
    let (guanxi, same) = (file("guanxi"), file("same"));
    let [own, theirs] = race(rounds, [ours(&guanxi, 10), bare(&same, 10)]);
    let above: Laps = own.with(&theirs, |own, theirs| (own - theirs) / 1e3);
    report.add(Figure {
        what: "open, check declarations, read a client, above a bare open".to_owned(),
        found: format!("{:.0} µs; bare {:.0}", own.median(), theirs.median()),
        measured: above.median(),
        unit: " ms",
        goal: Goal::AtMost(0.5),
    });
}
