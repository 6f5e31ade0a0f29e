//! An import that is killed in the middle leaves whole batches, says which, and goes on.

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use guanxi::crm::Intake;
use guanxi::domain::Reference;
use guanxi::domain::client::NewClient;
use guanxi::domain::import::{ImportState, Subject};
use guanxi::store::Scan;
use guanxi::transfer::Mapping;
use guanxi::{Actor, Crm, Desk};
use support::child::{program, say, told};
use support::dice::Dice;
use support::place::in_memory;

const PLACE: &str = "GUANXI_KILL_IMPORT";
const SUBJECT: &str = "GUANXI_KILL_IMPORT_OF";
/// Clients come in by 500, interactions by 2 000.
const ROWS: usize = 6_000;
const CALLS: usize = 12_000;
/// How many clients the interactions are spread over.
const FIRMS: usize = 40;

/// A file about clients, or about interactions of clients that are there already.
fn file(subject: Subject) -> String {
    let day = |n: usize| format!("2025-03-{:02}", n % 28 + 1);
    if subject == Subject::Clients {
        let rows = (0..ROWS).map(|n| format!("N-{n},客户{n},{}\n", day(n)));
        return format!("id,name,since\n{}", rows.collect::<String>());
    }
    let rows = (0..CALLS).map(|n| {
        let time = format!("{} {:02}:{:02}", day(n), n / 60 % 24, n % 60);
        format!("T-{n},K-{},Call,{time},第{n}次沟通\n", n % FIRMS)
    });
    format!("id,client id,type,time,subject\n{}", rows.collect::<String>())
}

fn intake(subject: Subject) -> Intake {
    Intake::of("rows.csv", Mapping::of(subject, "Asia/Shanghai".parse().unwrap()))
}

/// The clients that interactions are of, as often as it is asked.
fn firms(desk: &Desk) {
    for firm in 0..FIRMS {
        let reference = Reference::new("csv", &format!("K-{firm}")).unwrap();
        let new = NewClient::organisation(&format!("华信{firm}")).unwrap().reference(reference);
        desk.keyed(&format!("firm {firm}")).unwrap().clients().register(new).unwrap();
    }
}

/// How many records of the subject there are.
fn inside(crm: &Crm, subject: Subject) -> u64 {
    let noun = if subject == Subject::Clients { "client" } else { "interaction" };
    let mut count = 0;
    let looked = crm.store().view(&mut |reader| {
        count = reader.count(&Scan::of(noun, "id", 1))?;
        Ok(())
    });
    looked.unwrap();
    count
}

/// The process that is killed: does nothing when it is not asked to.
#[test]
fn kill_import_child() {
    let Some(place) = told(PLACE) else { return };
    let subject = match told(SUBJECT) {
        Some(_) => Subject::Interactions,
        None => Subject::Clients,
    };
    let desk = Crm::sqlite(Path::new(&place).join("crm.db")).unwrap().desk(Actor::system());
    if subject == Subject::Interactions {
        firms(&desk);
    }
    let mut file = Cursor::new(file(subject));
    let open = desk.imports().of_file(&mut file).unwrap().items.pop();
    let id = match open {
        Some(open) => open.now.id(),
        None => desk.imports().plan(&mut file, &intake(subject)).unwrap().id(),
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
    killed(Subject::Clients, 20_261_128, 500, 4);
}

#[test]
fn kill_in_the_middle_of_an_import_of_interactions_leaves_whole_batches() {
    killed(Subject::Interactions, 20_261_129, 2_000, 2);
}

fn killed(subject: Subject, seed: u64, batch: u64, waits: u64) {
    let place = in_memory();
    let mut dice = Dice::seeded(seed);
    let mut rounds = 0;
    loop {
        rounds += 1;
        let mut child = program("kill_import_child");
        child.env(PLACE, place.path()).stdout(Stdio::piped());
        if subject == Subject::Interactions {
            child.env(SUBJECT, "interactions");
        }
        let mut child = child.spawn().unwrap();
        let mut answered = 0;
        let wanted = dice.below(waits);
        let mut lines =
            std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        for _ in 0..wanted {
            let told = lines.by_ref().map_while(Result::ok).find_map(|line| {
                line.strip_prefix("BATCH ").and_then(|rest| rest.parse::<u64>().ok())
            });
            answered = told.unwrap_or(answered);
        }
        let moment = Instant::now() + Duration::from_micros(dice.below(20_000));
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let crm = Crm::sqlite(place.path().join("crm.db")).unwrap();
        let desk = crm.desk(Actor::system());
        let Some(found) =
            desk.imports().of_file(&mut Cursor::new(file(subject))).unwrap().items.pop()
        else {
            continue;
        };
        let import = found.now;
        let inside = inside(&crm, subject);
        assert_eq!(inside, import.counts().created, "the record says what is in");
        assert!(inside >= answered, "what was answered is in");
        assert!(inside.is_multiple_of(batch), "whole batches: {inside}");
        let ids: usize = (0..import.batches())
            .map(|n| desk.imports().batch(import.id(), n).unwrap().unwrap().created.len())
            .sum();
        assert_eq!(u64::try_from(ids).unwrap(), inside);
        crm.store().close().unwrap();
        if import.state() == ImportState::Done {
            let all = if subject == Subject::Clients { ROWS } else { CALLS };
            assert_eq!(usize::try_from(inside).unwrap(), all, "each row once");
            break;
        }
        assert!(rounds < 200, "it never ends");
    }
    assert!(rounds > 2, "it was never killed in the middle");
}
