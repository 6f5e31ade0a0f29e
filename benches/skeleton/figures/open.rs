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
use crate::same::{Durability, Same, connect};
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

/// Opens the store's own file bare and reads the same client.
fn beside<'t>(path: &'t Path, times: u32) -> Turn<'t> {
    opening(times, || {
        let conn = connect(path, Durability::Full).expect("a database");
        let sql = "SELECT plain, personal FROM guanxi_client WHERE id = ?1";
        let bytes = conn.query_row(sql, [firm::client(0).id().as_bytes()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
        });
        black_box(bytes.is_ok())
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
    let turns = [ours(&guanxi, 10), beside(&guanxi, 10), bare(&same, 10)];
    let [own, theirs, few] = race(rounds, turns);
    for (than, theirs, goal) in [
        ("a bare open of the same file", &theirs, Goal::AtMost(0.5)),
        ("one of a file with three nouns' tables", &few, Goal::Told),
    ] {
        let above: Laps = own.with(theirs, |own, theirs| (own - theirs) / 1e3);
        report.add(Figure {
            what: format!("open, check declarations, read a client, above {than}"),
            found: format!("{:.0} µs; bare {:.0}", own.median(), theirs.median()),
            measured: above.median(),
            unit: " ms",
            goal,
        });
    }
}
