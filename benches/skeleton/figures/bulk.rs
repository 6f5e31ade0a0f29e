//! Taking a whole firm in, and the room it takes.

use std::path::Path;

use crate::firm::Firm;
use crate::house;
use crate::race::{Laps, Turn, race_cold};
use crate::relational::Relational;
use crate::report::{Figure, Goal, Report};
use crate::same::{Durability, Journal, Same};
use crate::site::{Order, Site, fill, settle};

/// Removes a database of an earlier round.
fn clear(path: &Path) {
    for tail in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(tail);
        match std::fs::remove_file(name) {
            Ok(()) => {}
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
            Err(why) => panic!("{}: {why}", path.display()),
        }
    }
}

/// Ours, *same* with a journal and without, and *relational*, each into a fresh file: CPU seconds.
fn loads(site: &Site, firm: &Firm, order: Order, rounds: usize) -> [Laps; 4] {
    let file = |name: &str| {
        let path = site.file(name);
        clear(&path);
        path
    };
    let same = |name: &'static str, journal| -> Turn<'_> {
        Box::new(move |_| {
            let mut same = Same::create(&file(name), Durability::Full).expect("a database");
            settle(&mut (&mut same, journal), firm);
            fill(&mut (&mut same, journal), firm, order)
        })
    };
    race_cold(
        rounds,
        [
            Box::new(|_| {
                let house = house::open(&file("bulk-guanxi.db"), Durability::Full);
                settle(&mut &house, firm);
                let seconds = fill(&mut &house, firm, order);
                house.close().expect("the store closes");
                seconds
            }),
            same("bulk-same.db", Journal::Kept),
            same("bulk-bare.db", Journal::None),
            Box::new(|_| {
                let path = file("bulk-relational.db");
                let mut relational =
                    Relational::create(&path, Durability::Full).expect("a database");
                settle(&mut &mut relational, firm);
                fill(&mut &mut relational, firm, order)
            }),
        ],
    )
}

/// Bytes of a database, and of those tables and indexes whose names begin like this.
fn bytes(path: &Path, begin: &str) -> (f64, f64) {
    let conn = rusqlite::Connection::open(path).expect("a database");
    let sum = |sql: &str| conn.query_row(sql, [begin], |row| row.get(0)).expect("a size");
    let all = "SELECT sum(pgsize) FROM dbstat WHERE ?1 = ?1";
    (sum(all), sum("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE ?1 || '%'"))
}

fn sizes(site: &Site, firm: &Firm, order: &str, report: &mut Report) {
    let (ours, journal) = bytes(&site.file("bulk-guanxi.db"), "guanxi_journal");
    let (bare, _) = bytes(&site.file("bulk-bare.db"), "journal");
    let (same, theirs) = bytes(&site.file("bulk-same.db"), "journal");
    let (columns, _) = bytes(&site.file("bulk-relational.db"), "journal");
    let mega = |bytes: f64| bytes / 1e6;
    report.add(Figure {
        what: format!("file, {order}, beside *same* without journal"),
        found: format!(
            "{:.0} MB; same {:.0} with a journal, {:.0} without; relational {:.0}",
            mega(ours),
            mega(same),
            mega(bare),
            mega(columns)
        ),
        measured: ours / bare,
        unit: "x",
        goal: Goal::AtMost(1.3),
    });
    // A client's registration is an entry too, with its whole body in it.
    let conn = rusqlite::Connection::open(site.file("bulk-guanxi.db")).expect("a database");
    let inline: f64 = conn
        .query_row(
            "SELECT coalesce(sum(length(plain) + length(personal)), 0) FROM guanxi_journal",
            [],
            |row| row.get(0),
        )
        .expect("a size");
    let entries = (firm.interactions + firm.clients) as f64;
    report.add(Figure {
        what: format!("bytes of an entry of the journal, {order}"),
        found: format!("{:.0} in *same*", theirs / firm.interactions as f64),
        measured: (journal - inline) / entries,
        unit: " B",
        goal: Goal::AtMost(190.0),
    });
}

pub(crate) fn report(site: &Site, firm: &Firm, rounds: usize, report: &mut Report) {
    for (order, name, most) in
        [(Order::ByClient, "by client", 1.5), (Order::Arrival, "as they came", 2.5)]
    {
        let [ours, same, bare, columns] = loads(site, firm, order, rounds);
        let rate = |laps: &Laps| firm.interactions as f64 / laps.median() / 1e3;
        let found = format!(
            "{:.0}k rows a CPU second; same {:.0}k with a journal, {:.0}k without; relational {:.0}k",
            rate(&ours),
            rate(&same),
            rate(&bare),
            rate(&columns)
        );
        for (beside, other, goal) in [
            ("with a journal", &same, Goal::AtMost(most)),
            ("without a journal", &bare, Goal::Told),
        ] {
            report.add(Figure {
                what: format!("bulk load {name}, beside *same* {beside}"),
                found: found.clone(),
                measured: ours.over(other),
                unit: "x",
                goal,
            });
        }
        sizes(site, firm, name, report);
    }
}
