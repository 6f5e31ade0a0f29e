//! What a unit writes: revisions of records, order, unique values, takes, moves.

use super::Check;
use super::nouns;
use super::scene::{
    Draft, Row, Scene, Verdict, account, counter, ensure, fine, fresh, note, person, same,
    unchanged, unit,
};
use crate::domain::declaration::{BY_ID, Cell};
use crate::store::error::{Conflict, StoreError};
use crate::store::record::Revision;
use crate::store::scan::{MOST, Scan};

pub(super) const C8: Check = Check {
    id: "C8",
    rule: "A record's revision is its stream's after the unit that last put it; neither a \
           redaction nor a fact that supersedes it moves that.",
    run: |bench| {
        fresh(bench, |scene| {
            let at = |row: &Row, revision| {
                same("a record's revision", scene.record(row)?.revision, Revision(revision))
            };
            scene.commit(&unit(1).put(&account(1)).put(&person(11, 1)))?;
            scene.commit(&unit(2).put(&note(21, 1, 5)).put(&account(1)))?;
            at(&account(1), 2)?;
            at(&person(11, 1), 1)?;
            at(&note(21, 1, 5), 2)?;
            scene.commit(&unit(3).put(&note(22, 1, 6).instead_of(21)).redact(&person(11, 1)))?;
            at(&account(1), 2)?;
            at(&person(11, 1), 1)?;
            at(&note(21, 1, 5), 2)?;
            at(&note(22, 1, 6), 3)?;
            scene.commit(&unit(4).put(&person(11, 1)).tell(&account(1), "changed"))?;
            at(&person(11, 1), 4)?;
            at(&account(1), 2)
        })
    },
};

pub(super) const C9: Check = Check {
    id: "C9",
    rule: "Within a unit, in all its streams: removes, then puts, then redactions, then entries.",
    run: |bench| {
        fresh(bench, |scene| {
            let person_of = |account| person(11, account).one("name", "old");
            scene.commit(&unit(1).put(&account(1).one("code", "a")).put(&person_of(2)))?;
            // The stream that puts stands in front of the one that removes.
            let across = unit(2)
                .put(&person_of(1))
                .put(&account(3).one("code", "a"))
                .remove(&account(1))
                .remove(&person_of(2));
            scene.commit(&across)?;
            same("where it is", scene.record(&person_of(1))?.stream, nouns::stream(1))?;
            scene.absent(&account(1))?;
            let again = unit(3).remove(&person_of(1)).put(&person_of(1));
            scene.commit(&again)?;
            same("what is removed and put", scene.record(&person_of(1))?.revision, Revision(3))?;
            // What is put is redacted, and the entry of the same unit comes after that.
            let erased = unit(4).put(&person_of(1)).redact(&person_of(1));
            scene.commit(&erased)?;
            same("its name", scene.cell(&person_of(1), "name")?, Cell::NULL)?;
            let entries = scene.journal()?;
            let last = entries.last().ok_or("no entry")?;
            let said = match &last.told {
                crate::store::journal::Told::Inline(body) => super::scene::personal(body),
                crate::store::journal::Told::Record => None,
            };
            ensure!(said.is_some(), "an entry is erased by a redaction of its own unit: {last:?}");
            Ok(())
        })
    },
};

pub(super) const C10: Check = Check {
    id: "C10",
    rule: "A unique value that another record has is `Taken`, naming column and holder; a value \
           freed by a remove or put earlier in the same unit is free.",
    run: |bench| {
        fresh(bench, |scene| {
            let first = account(1).one("code", "a").many("reference", &["r", "s"]);
            let guest = person(11, 1).many("email", &["p@x", "q@x"]);
            scene.commit(&unit(1).put(&first).put(&guest))?;
            let code = account(2).one("code", "a");
            taken(scene, &unit(2).put(&code), ("account", "code", 1))?;
            let reference = account(2).many("reference", &["q", "s", "t"]);
            taken(scene, &unit(2).put(&reference), ("account", "reference", 1))?;
            let email = person(12, 2).many("email", &["q@x"]);
            taken(scene, &unit(2).put(&email), ("person", "email", 11))?;
            let twice = unit(2).put(&account(2).one("code", "b")).put(&account(3).one("code", "b"));
            taken(scene, &twice, ("account", "code", 2))?;
            // Case, spaces and the beginning of a value make another value; a null is none.
            let near = account(2).one("code", "A").many("reference", &["r ", "ss"]);
            scene.commit(&unit(2).put(&near).put(&account(3)).put(&account(4)))?;
            // Its own values are not in its way.
            let kept = account(1).one("code", "a").many("reference", &["s", "u"]);
            scene.commit(&unit(3).put(&kept))?;
            // "r" was freed by that put.
            scene.commit(&unit(4).put(&account(3).many("reference", &["r"])))?;
            freed_in_the_unit(scene, &guest)
        })
    },
};

fn freed_in_the_unit(scene: &Scene<'_>, guest: &Row) -> Verdict {
    let before = unit(5).put(&account(3).one("code", "a")).put(&account(1).one("code", "z"));
    taken(scene, &before, ("account", "code", 1))?;
    let after = unit(5).put(&account(1).one("code", "z")).put(&account(3).one("code", "a"));
    scene.commit(&after)?;
    let removed = unit(6).put(&person(12, 2).many("email", &["p@x", "q@x"])).remove(guest);
    scene.commit(&removed)?;
    let freed = person(13, 3).many("email", &["p@x"]);
    taken(scene, &unit(7).put(&freed), ("person", "email", 12))?;
    scene.commit(&unit(8).remove(&person(12, 2)))?;
    scene.commit(&unit(9).put(&freed)).map(drop)
}

fn taken(scene: &Scene<'_>, draft: &Draft, wanted: (&str, &str, u64)) -> Verdict {
    let before = scene.photograph()?;
    let error = scene.refuse(draft, "taken")?;
    unchanged("after a taken value", &before, &scene.photograph()?)?;
    let StoreError::Conflict(Conflict::Taken { noun, column, by }) = error else {
        return Err(format!("taken is {error:?}"));
    };
    let (wanted_noun, wanted_column, holder) = wanted;
    same("what is taken", (noun, column, by), (wanted_noun, wanted_column, nouns::id(holder)))
}

pub(super) const C13: Check = Check {
    id: "C13",
    rule: "A take moves its counter if it stays within its bounds, otherwise it is `Exhausted` \
           with what was found; a counter begins at nought; takes of one unit come one after the \
           other, and takes of many units all count.",
    run: |bench| {
        fresh(bench, |scene| {
            let seats = || counter(1, "seats");
            let take = |number, by, least, most| {
                unit(number).put(&account(1)).take(seats(), by, least, most)
            };
            same("a counter that was never moved", scene.counter(&seats())?, 0)?;
            exhausted(scene, &take(1, -1, 0, 10), 0)?;
            scene.commit(&take(1, 10, 0, 10))?;
            exhausted(scene, &take(2, 1, 0, 10), 10)?;
            exhausted(scene, &take(2, 0, 11, 20), 10)?;
            exhausted(scene, &take(2, i64::MAX, i64::MIN, i64::MAX), 10)?;
            scene.commit(&take(2, -10, 0, 10))?;
            scene.commit(&take(3, i64::MIN, i64::MIN, 0))?;
            exhausted(scene, &take(4, -1, i64::MIN, 0), i64::MIN)?;
            scene.commit(&take(4, i64::MAX, i64::MIN, 0).take(seats(), 1, 0, 0))?;
            // The second finds what the first has left.
            exhausted(scene, &take(5, 3, 0, 5).take(seats(), 3, 0, 5), 3)?;
            scene.commit(&take(5, 3, 0, 5).take(seats(), 2, 0, 5))?;
            same("the counter", scene.counter(&seats())?, 5)?;
            // A name or an account of its own is a counter of its own.
            scene.commit(&unit(6).put(&account(2)).take(counter(2, "seats"), 4, 0, 4))?;
            scene.commit(&unit(7).put(&account(2)).take(counter(1, "seat"), 1, 0, 1))?;
            for number in 8..=20 {
                let of = number % 3;
                scene.commit(&unit(number).put(&account(of)).take(seats(), -1, -100, 5))?;
            }
            same("the counter after many units", scene.counter(&seats())?, 5 - 13)?;
            same("another's counter", scene.counter(&counter(2, "seats"))?, 4)?;
            same("another counter", scene.counter(&counter(1, "seat"))?, 1)?;
            scene.shared().map_or(Ok(()), many_at_once)
        })
    },
};

fn exhausted(scene: &Scene<'_>, draft: &Draft, stands: i64) -> Verdict {
    let before = scene.photograph()?;
    let error = scene.refuse(draft, "exhausted")?;
    unchanged("after an exhausted counter", &before, &scene.photograph()?)?;
    let StoreError::Conflict(Conflict::Exhausted { counter: named, found }) = error else {
        return Err(format!("exhausted is {error:?}"));
    };
    same("the counter named", named, counter(1, "seats"))?;
    same("where it stands", found, stands)
}

/// Four threads that take two each from a stock of five: five get one.
fn many_at_once(store: &(dyn crate::store::contract::Store + Sync)) -> Verdict {
    let stock = || counter(9, "stock");
    let refill = unit(100).put(&account(9)).take(stock(), 5, 0, 5);
    fine("a refill", store.commit(refill.0))?;
    let taken: Vec<_> = std::thread::scope(|threads| {
        let take = |of: u64| {
            (0..2)
                .map(|turn| {
                    let draft = unit(of * 10 + turn).put(&account(of)).take(stock(), -1, 0, 5);
                    store.commit(draft.0).map(drop).map_err(|error| error.name())
                })
                .collect::<Vec<_>>()
        };
        let workers: Vec<_> = (11..15).map(|of| threads.spawn(move || take(of))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    let got = taken.iter().filter(|answer| answer.is_ok()).count();
    let none = taken.iter().filter(|answer| **answer == Err("exhausted")).count();
    ensure!(got == 5 && none == 3, "eight takes at once from a stock of five: {taken:?}");
    let left = fine("a counter", super::scene::look(store, |reader| reader.counter(&stock())))?;
    same("the stock that is left", left, 0)
}

pub(super) const C15: Check = Check {
    id: "C15",
    rule: "A record removed from one stream and put into another in the same unit has moved; its \
           entries stay where they were written.",
    run: |bench| {
        fresh(bench, |scene| {
            let guest = person(11, 1).one("name", "li").many("email", &["l@x"]).one("rank", 3);
            scene.commit(&unit(1).put(&account(1)).put(&account(2)).put(&guest))?;
            scene.commit(&unit(2).put(&note(21, 1, 5)).put(&guest))?;
            let moved = guest.clone().moved_to(2);
            let note_moved = note(21, 2, 5);
            let merge = unit(3).remove(&guest).remove(&note(21, 1, 5)).put(&moved).put(&note_moved);
            let answer = scene.commit(&merge)?;
            let revisions = vec![(nouns::stream(1), Revision(3)), (nouns::stream(2), Revision(2))];
            same("the streams moved", answer.revisions, revisions)?;
            let record = scene.record(&moved)?;
            same("its stream", record.stream, nouns::stream(2))?;
            same("its revision", record.revision, Revision(2))?;
            let within = |of| Scan::of("person", "in_stream", MOST).within(nouns::stream(of));
            same("the old stream's persons", scene.ids(&within(1))?, vec![])?;
            same("the new stream's persons", scene.ids(&within(2))?, vec![nouns::id(11)])?;
            let timeline = |of| Scan::of("note", "timeline", MOST).within(nouns::stream(of));
            same("the old timeline", scene.ids(&timeline(1))?, vec![])?;
            same("the new timeline", scene.ids(&timeline(2))?, vec![nouns::id(21)])?;
            same("all persons", scene.ids(&Scan::of("person", BY_ID, MOST))?.len(), 1)?;
            let last = |of| scene.cell(&account(of), "last");
            same("the old account's derived column", last(1)?, Cell::NULL)?;
            same("the new account's", last(2)?, Cell::one(5))?;
            let about: Vec<_> = scene
                .journal()?
                .iter()
                .filter(|entry| entry.noun == "person")
                .map(|entry| entry.stream)
                .collect();
            let [old, new] = [nouns::stream(1), nouns::stream(2)];
            same("where its entries stand", about, vec![old, old, new])
        })
    },
};
