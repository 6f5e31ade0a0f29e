//! How fast a file of interactions is tried and taken in, beside a loader that a good hand writes with
//! `csv` and rusqlite for the same rows, journal included.
//!
//! `cargo bench --bench files` prints the table for 1 000 000 rows, `-- 100000` for so many. Ratios
//! are of CPU time in the same run.

mod by_hand;
mod everything;
#[path = "../skeleton/clock.rs"]
mod clock;
mod memory;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use guanxi::crm::Intake;
use guanxi::domain::Reference;
use guanxi::domain::client::NewClient;
use guanxi::domain::import::Subject;
use guanxi::transfer::{Mapping, Sheet};
use guanxi::{Actor, Crm};

use clock::Stopwatch;

/// How many clients the rows are spread over.
const CLIENTS: u64 = 10_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo's own flag is not ours, and its tests only want to see that this runs.
    let said = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let test = std::env::args().any(|word| word == "--test");
    let rows: u64 = said.unwrap_or(if test { 2_000 } else { 1_000_000 });
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("interactions.csv");
    write(&file, rows)?;

    let (mut read, mut dry, mut import, mut hand) =
        (Stopwatch::default(), Stopwatch::default(), Stopwatch::default(), Stopwatch::default());
    read.over(|| -> Result<(), Box<dyn std::error::Error>> {
        for row in Sheet::open(File::open(&file)?, mapping()?)? {
            row?.map_err(|fault| fault.to_string())?;
        }
        Ok(())
    })?;
    let crm = Crm::sqlite(folder.path().join("guanxi.db"))?;
    let desk = crm.desk(Actor::system());
    for client in 0..CLIENTS {
        let reference = Reference::new("csv", &format!("K-{client}"))?;
        desk.clients()
            .register(NewClient::organisation(&format!("客户{client}"))?.reference(reference))?;
    }
    let intake = Intake::of("interactions.csv", mapping()?);
    let before = memory::resident();
    memory::forget();
    let would = dry.over(|| {
        desk.imports()
            .dry_run(&mut File::open(&file)?, &intake, &mut |_| ControlFlow::Continue(()))
            .map_err(Box::<dyn std::error::Error>::from)
    })?;
    assert_eq!((would.created, would.failed), (rows, 0));
    let tried = memory::peak();
    let id = desk.imports().plan(&mut File::open(&file)?, &intake)?.id();
    memory::forget();
    let mut fifth = 0;
    let ran = import.over(|| {
        desk.imports()
            .run(id, &mut File::open(&file)?, &mut |batch| {
                if batch.counts.rows <= rows / 5 {
                    fifth = memory::peak();
                }
                ControlFlow::Continue(())
            })
            .map_err(Box::<dyn std::error::Error>::from)
    })?;
    let whole = memory::peak();
    assert_eq!(ran.counts.created, rows);
    let other = folder.path().join("by_hand.db");
    let taken = hand.over(|| by_hand::load(&file, &other, CLIENTS))?;
    assert_eq!(taken, rows);

    let rate = |watch: &Stopwatch| watch.seconds() * 1e6 / rows as f64;
    println!("{rows} rows, microseconds of CPU time a row");
    println!("  read alone        {:8.2}", rate(&read));
    println!("  dry run           {:8.2}", rate(&dry));
    println!("  import            {:8.2}", rate(&import));
    println!("  csv and rusqlite  {:8.2}", rate(&hand));
    println!(
        "  import beside by hand   {:.2}x (wanted <= 1.5x)",
        import.seconds() / hand.seconds()
    );
    println!(
        "  dry run beside import   {:.2}x as fast (wanted >= 5x)",
        import.seconds() / dry.seconds()
    );
    let [before, tried, fifth, whole] = [before, tried, fifth, whole].map(|bytes| bytes >> 20);
    println!(
        "  resident memory at most: {before} MB before, {tried} MB in the dry run, {fifth} MB in a fifth of \
         the import, {whole} MB in all of it"
    );
    everything::report(&crm, folder.path())
}

fn mapping() -> Result<Mapping, guanxi::domain::Invalid> {
    Ok(Mapping::of(Subject::Interactions, "Asia/Shanghai".parse()?))
}

/// Rows in the order of time, spread over the clients as days of work spread them.
fn write(place: &Path, rows: u64) -> std::io::Result<()> {
    let mut to = BufWriter::new(File::create(place)?);
    writeln!(to, "id,client id,type,time,subject,text")?;
    let kinds = ["Call", "Meeting", "Email", "Visit"];
    for row in 0..rows {
        let client = row.wrapping_mul(2_654_435_761) % CLIENTS;
        let kind = kinds[usize::try_from(row % 4).unwrap_or(0)];
        let seconds = row * 120;
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        let (year, day) = (2018 + day / 336, day % 336);
        let (month, day) = (day / 28 + 1, day % 28 + 1);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        writeln!(
            to,
            "T-{row},K-{client},{kind},{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02},第 {row} 次沟通,\"谈了进度和报价，客户希望月底前看到方案。 Next: send the plan, row {row}.\""
        )?;
    }
    to.flush()
}
