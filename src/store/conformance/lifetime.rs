//! A store's life: opened again, closed, checked, counted.

use std::ops::ControlFlow;

use super::scene::{
    Row, Scene, Seat, Verdict, account, counter, ensure, fine, fresh, key, moment, note, opened,
    person, refused, same, unchanged, unit,
};
use super::{Bench, Check};
use crate::store::contract::{Check as Mode, Condition, Progress};
use crate::store::error::StoreError;

/// A life with everything in it: moves, corrections, erasures, counters, forgotten keys.
fn live(scene: &Scene<'_>) -> Verdict {
    let guest = person(11, 1).one("name", "li").many("email", &["l@x"]).one("rank", 1);
    let firm = account(1).one("name", "firm").one("code", "c").many("reference", &["r", "s"]);
    let heard = |number: u64, of: u64| -> Row {
        note(number, of, i64::try_from(number).unwrap_or(0)).one("weight", 3).one("word", "w")
    };
    scene.commit(&unit(1).put(&firm).put(&account(2).shared()).put(&guest))?;
    scene.commit(&unit(2).put(&heard(21, 1)).put(&heard(22, 1)).put(&heard(23, 2)))?;
    scene.commit(&unit(3).put(&heard(24, 1).instead_of(22)).quiet(&firm))?;
    scene.commit(&unit(4).remove(&guest).put(&guest.clone().moved_to(2)))?;
    let seats = counter(1, "seats");
    scene.commit(&unit(5).redact(&guest.moved_to(2)).tell(&account(2), "changed"))?;
    scene.commit(&unit(6).put(&account(3)).take(seats, 5, 0, 9).recorded(moment(1)))?;
    scene.commit(&unit(7).remove(&heard(23, 2)).redact(&heard(21, 1)))?;
    fine("forget_keys", scene.store().forget_keys(moment(2))).map(drop)
}

pub(super) const L1: Check = Check {
    id: "L1",
    rule: "What was answered is there when the store is opened again.",
    run: |bench| {
        let seat = Seat::new()?;
        let mut before = Vec::new();
        let mut durable = false;
        opened(bench, &seat, |scene| {
            live(scene)?;
            durable = scene.capabilities().durable_on_return;
            before = scene.photograph()?;
            Ok(())
        })?;
        if !bench.reopens() {
            ensure!(!durable, "a store that cannot be opened again calls its answers durable");
            return Ok(());
        }
        for _ in 0..2 {
            opened(bench, &seat, |scene| {
                unchanged("after opening again", &before, &scene.photograph()?)?;
                let again = scene.commit(&unit(5))?;
                ensure!(again.repeated, "a key is forgotten by opening again");
                Ok(())
            })?;
        }
        goes_on(bench, &seat)
    },
};

fn goes_on(bench: &dyn Bench, seat: &Seat) -> Verdict {
    opened(bench, seat, |scene| {
        let last = scene.journal()?.last().map(|entry| entry.position);
        let answer = scene.commit(&unit(60).put(&account(6)))?;
        ensure!(
            answer.positions.first().copied() > last,
            "a position after opening again is not behind the last"
        );
        fine("close", scene.store().close())
    })?;
    opened(bench, seat, |scene| scene.record(&account(6)).map(drop))
}

pub(super) const L2: Check = Check {
    id: "L2",
    rule: "After `close` every call is `Closed`, and `close` again is fine; `stats` may say so as \
           its condition instead.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)))?;
            let store = scene.store();
            fine("close", store.close())?;
            fine("close of a closed store", store.close())?;
            refused("a commit", scene.try_commit(&unit(2).put(&account(2))), "closed")?;
            refused("a repetition", scene.try_commit(&unit(1).put(&account(1))), "closed")?;
            let mut ran = false;
            let view = store.view(&mut |_| {
                ran = true;
                Ok(())
            });
            refused("a view", view, "closed")?;
            ensure!(!ran, "the closure of a view on a closed store ran");
            let mut go_on = |_: Progress| ControlFlow::Continue(());
            refused("check", store.check(Mode::Verify, &mut go_on), "closed")?;
            refused("scrub", store.scrub(), "closed")?;
            refused("forget_keys", store.forget_keys(moment(0)), "closed")?;
            match store.stats() {
                Err(StoreError::Closed) => {}
                Ok(stats) => same("the condition", stats.condition, Condition::Closed)?,
                Err(error) => return Err(format!("stats is {error}")),
            }
            fine("close of a closed store", store.close())
        })
    },
};

pub(super) const L3: Check = Check {
    id: "L3",
    rule: "`check` of a store that only commits have written finds no fault, and a rebuild \
           changes no answer.",
    run: |bench| {
        fresh(bench, |scene| {
            verified(scene, 0, 0)?;
            live(scene)?;
            let before = scene.photograph()?;
            verified(scene, 7, 10)?;
            let mut go_on = |_: Progress| ControlFlow::Continue(());
            let report = fine("a rebuild", scene.store().check(Mode::Rebuild, &mut go_on))?;
            same("what a rebuild finds", report.faults, vec![])?;
            unchanged("after a rebuild", &before, &scene.photograph()?)?;
            verified(scene, 7, 10)?;
            scene.commit(&unit(50).put(&account(5).one("name", "after")))?;
            verified(scene, 8, 11)
        })
    },
};

fn verified(scene: &Scene<'_>, records: u64, entries: u64) -> Verdict {
    let mut far = (0, 0);
    let mut backwards = false;
    let report = scene.store().check(Mode::Verify, &mut |progress| {
        backwards |= progress.done < far.0 || progress.done > progress.total;
        far = (progress.done, progress.total);
        ControlFlow::Continue(())
    });
    let report = fine("check", report)?;
    same("the faults", report.faults, vec![])?;
    same("the records looked at", report.records, records)?;
    same("the entries looked at", report.entries, entries)?;
    ensure!(!backwards, "the progress of a check runs backwards or past its end");
    Ok(())
}

pub(super) const L6: Check = Check {
    id: "L6",
    rule: "`stats` counts records, entries and keys as they are, and tells the last position.",
    run: |bench| {
        fresh(bench, |scene| {
            let empty = fine("stats", scene.store().stats())?;
            let none = vec![("account", 0), ("note", 0), ("person", 0)];
            same("the records of an empty store", empty.records, none)?;
            same("its entries and keys", (empty.entries, empty.keys), (0, 0))?;
            same("its condition", empty.condition, Condition::Open)?;
            live(scene)?;
            let stats = fine("stats", scene.store().stats())?;
            let wanted = vec![("account", 3), ("note", 3), ("person", 1)];
            same("the records", stats.records, wanted)?;
            let journal = scene.journal()?;
            same("the entries", usize::try_from(stats.entries), Ok(journal.len()))?;
            same("the last position", Some(stats.last), journal.last().map(|e| e.position))?;
            // Two of seven keys were forgotten.
            same("the keys", stats.keys, 5)?;
            ensure!(scene.kept(&key(7))?.is_some(), "a key that counts is not remembered");
            Ok(())
        })
    },
};

pub(super) const L7: Check = Check {
    id: "L7",
    rule: "`check` is `Cancelled` when its progress breaks, and the store goes on.",
    run: |bench| {
        fresh(bench, |scene| {
            live(scene)?;
            let before = scene.photograph()?;
            for mode in [Mode::Verify, Mode::Rebuild] {
                let mut asked = 0;
                let answer = scene.store().check(mode, &mut |_| {
                    asked += 1;
                    ControlFlow::Break(())
                });
                refused("a check that is stopped", answer, "cancelled")?;
                same("how often it asked after that", asked, 1)?;
                unchanged("after a check that was stopped", &before, &scene.photograph()?)?;
            }
            scene.commit(&unit(50).put(&account(5))).map(drop)
        })
    },
};
