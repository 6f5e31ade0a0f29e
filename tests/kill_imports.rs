//! An import that is killed in the middle leaves whole batches, says which, and goes on.

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use guanxi::crm::Intake;
use guanxi::domain::import::{ImportState, Subject};
use guanxi::transfer::Mapping;
use guanxi::{Actor, Crm};
use support::child::{program, say, told};
use support::dice::Dice;
use support::place::in_memory;

const PLACE: &str = "GUANXI_KILL_IMPORT";
const ROWS: usize = 6_000;

fn file() -> String {
    let rows: String =
        (0..ROWS).map(|n| format!("N-{n},客户{n},2025-03-{:02}\n", n % 28 + 1)).collect();
    format!("id,name,since\n{rows}")
}

fn intake() -> Intake {
    let mapping = Mapping::of(Subject::Clients, "Asia/Shanghai".parse().unwrap());
    Intake::of("clients.csv", mapping)
}

/// The process that is killed: does nothing when it is not asked to.
#[test]
fn kill_import_child() {
    let Some(place) = told(PLACE) else { return };
    let desk = Crm::sqlite(Path::new(&place).join("crm.db")).unwrap().desk(Actor::system());
    let mut file = Cursor::new(file());
    let open = desk.imports().of_file(&mut file).unwrap().items.pop();
    let id = match open {
        Some(open) => open.now.id(),
        None => desk.imports().plan(&mut file, &intake()).unwrap().id(),
    };
    say("");
    desk.imports()
        .run(id, &mut file, &mut |batch| {
            say(&format!("BATCH {}", batch.counts.created));
            ControlFlow::Continue(())
        })
        .unwrap();
}

#[test]
fn kill_in_the_middle_of_an_import_leaves_whole_batches() {
    let place = in_memory();
    let mut dice = Dice::seeded(20_261_128);
    let mut rounds = 0;
    loop {
        rounds += 1;
        let mut child = program("kill_import_child")
            .env(PLACE, place.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut answered = 0;
        let wanted = dice.below(4);
        let mut lines =
            std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        for _ in 0..wanted {
            let batch = lines.by_ref().map_while(Result::ok).find_map(|line| {
                line.strip_prefix("BATCH ").and_then(|rest| rest.parse::<u64>().ok())
            });
            answered = batch.unwrap_or(answered);
        }
        let moment = Instant::now() + Duration::from_micros(dice.below(20_000));
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let crm = Crm::sqlite(place.path().join("crm.db")).unwrap();
        let desk = crm.desk(Actor::system());
        let Some(found) = desk.imports().of_file(&mut Cursor::new(file())).unwrap().items.pop()
        else {
            continue;
        };
        let import = found.now;
        let inside = desk.clients().find().count().unwrap();
        assert_eq!(inside, import.counts().created, "the record says what is in");
        assert!(inside >= answered, "what was answered is in");
        assert!(inside.is_multiple_of(500), "whole batches: {inside}");
        let ids: usize = (0..import.batches())
            .map(|n| desk.imports().batch(import.id(), n).unwrap().unwrap().created.len())
            .sum();
        assert_eq!(u64::try_from(ids).unwrap(), inside);
        crm.store().close().unwrap();
        if import.state() == ImportState::Done {
            break;
        }
        assert!(rounds < 200, "it never ends");
    }
    assert!(rounds > 2, "it was never killed in the middle");
}
