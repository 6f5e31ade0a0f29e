//! Erasure: from the record, from every entry about it, from every index, and from the files.

use super::Check;
use super::nouns;
use super::scene::{
    Draft, Row, Scene, Seat, Verdict, account, ensure, fine, fresh, note, opened, person, personal,
    plainly, same, unchanged, unit,
};
use crate::domain::Held;
use crate::domain::declaration::Cell;
use crate::store::contract::{Check as Mode, Scrub};
use crate::store::journal::{Entry, Told};
use crate::store::scan::{Among, MOST, Scan};
use crate::store::unit::Payload;
use std::ops::ControlFlow;

pub(super) const C16: Check = Check {
    id: "C16",
    rule: "A redaction erases the personal part of the record and of every inline entry about it, \
           also in streams where it once was, and empties its personal columns: nothing finds it \
           by them, their unique values are free, and the chain still verifies. An entry with \
           nothing personal in it stays as it is.",
    run: |bench| {
        fresh(bench, |scene| {
            let guest = person(11, 1).one("name", "li").many("email", &["l@x"]).one("rank", 3);
            let other = person(12, 1).one("name", "li").many("email", &["m@x"]).one("rank", 3);
            let fact = note(11, 1, 5).one("word", "heard").many("tag", &["t"]);
            scene.commit(&unit(1).put(&account(1)).put(&guest).put(&other).put(&fact))?;
            scene.commit(&unit(2).quiet(&guest).entry(guest.stream, impersonal(&guest)))?;
            let moved = guest.clone().moved_to(2);
            scene.commit(&unit(3).remove(&guest).put(&moved))?;
            let before = scene.journal()?;
            scene.commit(&unit(4).redact(&moved).redact(&fact))?;
            erased(scene, &before, &fact)?;
            same("its name", scene.cell(&moved, "name")?, Cell::NULL)?;
            same("its emails", scene.cell(&moved, "email")?, Cell::Many(Vec::new()))?;
            same("its rank", scene.cell(&moved, "rank")?, Cell::one(3))?;
            same("the fact's word", scene.cell(&fact, "word")?, Cell::NULL)?;
            same("the fact's tags", scene.cell(&fact, "tag")?, Cell::many(["t"]))?;
            found_by(scene)?;
            let heir = person(13, 1).many("email", &["l@x"]);
            scene.commit(&unit(5).put(&heir))?;
            chained(scene)?;
            nothing_personal(scene)
        })
    },
};

fn impersonal(row: &Row) -> crate::store::unit::NewEntry {
    let mut entry = row.entry("changed");
    entry.payload = Payload::Inline(plainly("ranked"));
    entry
}

/// A fact without a personal part, erased twice: its entry's digest does not depend on that.
fn nothing_personal(scene: &Scene<'_>) -> Verdict {
    let fact = note(77, 1, 9);
    let mut draft = unit(6).put(&fact);
    let puts = draft.0.writes.iter_mut().flat_map(|write| &mut write.puts);
    puts.for_each(|put| put.body.personal = Held::Known(Vec::new()));
    scene.commit(&draft)?;
    for number in [7, 8] {
        scene.commit(&unit(number).redact(&fact))?;
        chained(scene)?;
    }
    same("its place", scene.cell(&fact, "at")?, Cell::one(9))
}

fn erased(scene: &Scene<'_>, before: &[Entry], said: &Row) -> Verdict {
    for row in [person(11, 2), note(11, 1, 5)] {
        let body = scene.record(&row)?.body;
        ensure!(body.personal == Held::Erased, "the personal part of {:?} stands", row.target());
        ensure!(!body.plain.is_empty(), "the plain part of {:?} is gone", row.target());
    }
    let after = scene.journal()?;
    same("the number of entries", after.len(), before.len())?;
    for (before, after) in before.iter().zip(&after) {
        let mut wanted = before.clone();
        if before.noun == "person"
            && before.id == nouns::id(11)
            && let Told::Inline(body) = &mut wanted.told
            && let Some(part) = personal(body).filter(|part| !part.is_empty())
        {
            wanted.seal = wanted.seal.map(|seal| seal.closed(part));
            body.personal = Held::Erased;
        } else if before.noun == "note"
            && let Some(part) = personal(&said.body())
        {
            wanted.seal = wanted.seal.map(|seal| seal.closed(part));
        }
        same("an entry after a redaction", after, &wanted)?;
    }
    Ok(())
}

fn found_by(scene: &Scene<'_>) -> Verdict {
    let mut beginning = Scan::of("person", "by_name", MOST);
    beginning.among = Among::Prefix("l".to_owned());
    let questions = [
        (beginning, vec![12]),
        (Scan::of("person", "by_name", MOST).equal("li"), vec![12]),
        (Scan::of("person", "by_email", MOST), vec![12]),
        (Scan::of("person", "in_stream", MOST).within(nouns::stream(2)), vec![]),
        (Scan::of("person", "by_rank", MOST).equal(3), vec![11, 12]),
        (Scan::of("note", "by_word", MOST), vec![]),
        (Scan::of("note", "by_tag", MOST).equal("t"), vec![11]),
        (Scan::of("note", "timeline", MOST).within(nouns::stream(1)), vec![11]),
    ];
    for (scan, wanted) in questions {
        let wanted: Vec<_> = wanted.into_iter().map(nouns::id).collect();
        same(&format!("what {} finds", scan.index), scene.ids(&scan)?, wanted)?;
    }
    Ok(())
}

/// Verifies the chain, and that a digest stands at each entry that no other entry has.
fn chained(scene: &Scene<'_>) -> Verdict {
    let mut go_on = |_| ControlFlow::Continue(());
    let report = fine("check", scene.store().check(Mode::Verify, &mut go_on))?;
    same("the faults after a redaction", report.faults, vec![])?;
    let mut digests: Vec<_> = scene.journal()?.iter().map(|entry| entry.digest).collect();
    digests.sort();
    let all = digests.len();
    digests.dedup();
    same("the digests that differ", digests.len(), all)
}

pub(super) const L4: Check = Check {
    id: "L4",
    rule: "After `scrub`, answers are what they were, and what was erased stands in no file.",
    run: |bench| {
        let seat = Seat::new()?;
        let mut scrubbed = false;
        opened(bench, &seat, |scene| {
            let rows = planted();
            let mut draft = unit(1).put(&account(1).one("name", "stays"));
            for row in &rows {
                draft = draft.put(row);
            }
            scene.commit(&draft)?;
            for (number, row) in (2..).zip(rows.iter().filter(|row| row.noun.noun != "note")) {
                scene.commit(&unit(number).put(row))?;
            }
            let erase = rows.iter().fold(unit(50), Draft::redact);
            scene.commit(&erase)?;
            let before = scene.photograph()?;
            scrubbed = fine("scrub", scene.store().scrub())? == Scrub::Scrubbed;
            unchanged("after a scrub", &before, &scene.photograph()?)?;
            ensure!(scrubbed || !bench.scrubs(), "a scrub waits although nobody reads");
            if scrubbed {
                unread(&seat)?;
            }
            // The store goes on, and forgets what was erased after that too.
            scene.commit(&unit(51).put(&account(2).one("name", "planted-late")))?;
            scene.commit(&unit(52).redact(&account(2)))?;
            scrubbed = fine("scrub", scene.store().scrub())? == Scrub::Scrubbed;
            fine("close", scene.store().close())
        })?;
        if scrubbed {
            unread(&seat)?;
        }
        let mut again = Ok(());
        if bench.reopens() {
            again = opened(bench, &seat, |scene| {
                same("a column that stays", scene.cell(&account(1), "name")?, Cell::one("stays"))?;
                chained_again(scene)
            });
        }
        again
    },
};

fn chained_again(scene: &Scene<'_>) -> Verdict {
    match chained(scene) {
        Ok(()) => Ok(()),
        Err(found) => Err(format!("after a scrub and a reopening: {found}")),
    }
}

fn planted() -> Vec<Row> {
    let word = |what: &str, number: u64| format!("planted-{what}-{number}-in-the-store");
    let mut rows = Vec::new();
    for number in 20..30 {
        let email = word("email", number);
        let other = word("other", number);
        let name = word("name", number);
        rows.push(person(number, 1).one("name", name).many("email", &[&email, &other]));
        rows.push(note(number, 1, 5).one("word", word("word", number)));
        let email = word("account", number);
        rows.push(account(number).one("name", word("firm", number)).many("email", &[&email]));
    }
    rows
}

fn unread(seat: &Seat) -> Verdict {
    for (path, bytes) in seat.files()? {
        let found = bytes.windows(8).any(|window| window == b"planted-");
        ensure!(!found, "what was erased stands in {}", path.display());
    }
    Ok(())
}
