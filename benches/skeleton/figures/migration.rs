//! Growing into a newer declaration, a column and an index more, while somebody goes on logging.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use guanxi::crm::nouns;
use guanxi::domain::declaration::{Cell, Column, Columns, Declaration, Index, Shape};
use guanxi::domain::interaction::Interaction;
use guanxi::domain::noun::Noun;
use guanxi::domain::{Id, InteractionId, RecordId, Stream, Visibility};
use guanxi::store::{Body, Record, Registered, Revision, SqliteOptions, SqliteStore, Store, body};
use uuid::Uuid;

use super::command;
use crate::firm::{Firm, Wish};
use crate::house;
use crate::race::median;
use crate::report::{Figure, Goal, Report};
use crate::site::Site;

/// The interaction as a later version may declare it: with a column for the work it took.
static GROWN: Declaration = Declaration {
    version: Interaction::DECLARATION.version + 1,
    columns: &{
        let mut columns = [Column::new("effort", Shape::Integer); COLUMNS + 1];
        let mut at = 0;
        while at < COLUMNS {
            columns[at] = Interaction::DECLARATION.columns[at];
            at += 1;
        }
        columns
    },
    indexes: &{
        let mut indexes = [Index { name: "by_effort", columns: &["effort"] }; INDEXES + 1];
        let mut at = 0;
        while at < INDEXES {
            indexes[at] = Interaction::DECLARATION.indexes[at];
            at += 1;
        }
        indexes
    },
    ..*Interaction::DECLARATION
};
const COLUMNS: usize = Interaction::DECLARATION.columns.len();
const INDEXES: usize = Interaction::DECLARATION.indexes.len();

fn effort(interaction: &Interaction) -> Cell {
    // As if everybody had told a length; what matters is that every record has something.
    Cell::one(interaction.at().seconds() % 480)
}

fn project(id: Id, stream: Stream, body: &Body) -> Option<Columns> {
    let record = Record {
        id,
        stream,
        revision: Revision::ZERO,
        visibility: Visibility::Internal,
        body: body.clone(),
        superseded_by: None,
        columns: None,
    };
    let interaction = body::read::<Interaction>(&record).ok()?;
    let mut columns = interaction.columns();
    columns.push(effort(&interaction));
    Some(columns)
}

fn grown() -> Vec<Registered> {
    let newer = |noun: Registered| match noun.declaration.noun {
        "interaction" => Registered::new(&GROWN, project),
        _ => noun,
    };
    nouns().into_iter().map(newer).collect()
}

fn log(store: &SqliteStore, wish: Wish) -> f64 {
    let interaction = wish.logged(InteractionId::from_id(Id::from(Uuid::now_v7())));
    let mut unit = house::logging(std::slice::from_ref(&interaction));
    for put in unit.writes.iter_mut().flat_map(|write| &mut write.puts) {
        put.columns.push(effort(&interaction));
    }
    let start = Instant::now();
    store.commit(unit).expect("the unit is committed");
    start.elapsed().as_secs_f64() * 1e3
}

/// The longest commit while the store grows, and as many milliseconds as it grew.
fn once(site: &Site, firm: &Firm) -> (f64, f64) {
    let path = site.file("grown.db");
    std::fs::copy(site.file(&format!("guanxi-{}.db", firm.interactions)), &path)
        .expect("a copy of the store");
    let options = SqliteOptions::new().expect("options").busy_timeout(Duration::from_secs(60));
    let store = SqliteStore::open_with(&path, &grown(), options.grow_later());
    let store = store.expect("the store opens");
    let over = AtomicBool::new(false);
    let wishes = command::wishes(firm, 2000);
    let took = std::thread::scope(|scope| {
        let growing = scope.spawn(|| {
            let start = Instant::now();
            store.grow(&mut |_| ControlFlow::Continue(())).expect("the store grows");
            over.store(true, Ordering::Relaxed);
            start.elapsed().as_secs_f64() * 1e3
        });
        let logging = scope.spawn(|| {
            let wishes = wishes.into_iter().take_while(|_| !over.load(Ordering::Relaxed));
            wishes.map(|wish| log(&store, wish)).fold(0.0, f64::max)
        });
        (logging.join().expect("a thread"), growing.join().expect("a thread"))
    });
    let count = house::count(&store, "by_effort");
    assert!(count >= firm.interactions, "{count} of {} in the index", firm.interactions);
    store.close().expect("the store closes");
    for tail in ["", "-wal", "-shm"] {
        // Some of them are gone with the last connection.
        let _ = std::fs::remove_file(site.file(&format!("grown.db{tail}")));
    }
    took
}

pub(crate) fn report(site: &Site, firm: &Firm, runs: usize, report: &mut Report) {
    let all: Vec<(f64, f64)> = (0..runs).map(|_| once(site, firm)).collect();
    let longest: Vec<f64> = all.iter().map(|(longest, _)| *longest).collect();
    let growing: Vec<f64> = all.iter().map(|(_, growing)| *growing).collect();
    let each: Vec<String> = longest.iter().map(|longest| format!("{longest:.0}")).collect();
    report.add(Figure {
        what: "a column and an index more: longest commit meanwhile".to_owned(),
        found: format!("{} ms; it took {:.1} s", each.join(", "), median(&growing) / 1e3),
        measured: median(&longest),
        unit: " ms",
        goal: Goal::AtMost(50.0),
    });
}
