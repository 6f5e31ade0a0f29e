//! The journal: order, numbers, filters, and what an entry says.

use std::collections::BTreeSet;
use std::thread;

use super::Check;
use super::nouns;
use super::scene::{
    Verdict, account, counter, ensure, entries, fine, fresh, look, moment, note, of_stream, person,
    plainly, positions, refused, same, unit,
};
use crate::domain::Visibility;
use crate::store::contract::Store;
use crate::store::journal::{Entry, JournalQuery, Position, Told};
use crate::store::record::{Revision, Target};
use crate::store::scan::MOST;
use crate::store::unit::Payload;

pub(super) const J1: Check = Check {
    id: "J1",
    rule: "`journal` gives entries by position, numbered from nought within unit and stream, with \
           their unit's revision, actor and times.",
    run: |bench| {
        fresh(bench, |scene| {
            let first = unit(1)
                .put(&account(1))
                .put(&account(2).shared())
                .put(&person(11, 1))
                .put(&note(21, 2, 5))
                .put(&note(22, 1, 5));
            let first_answer = scene.commit(&first)?;
            let mut second = unit(2).tell(&account(2), "changed").tell(&account(1), "left");
            let entries = second.0.writes.iter_mut().flat_map(|write| &mut write.entries);
            entries.for_each(|entry| entry.valid_at = moment(-77));
            let second_answer = scene.commit(&second)?;
            let told = |of: u64, number: u32, noun: &'static str, id: u64, event: &'static str| {
                (nouns::stream(of), number, noun, nouns::id(id), event)
            };
            let wanted = vec![
                told(1, 0, "account", 1, "opened"),
                told(1, 1, "person", 11, "added"),
                told(1, 2, "note", 22, "written"),
                told(2, 0, "account", 2, "opened"),
                told(2, 1, "note", 21, "written"),
                told(2, 0, "account", 2, "changed"),
                told(1, 0, "account", 1, "left"),
            ];
            let journal = scene.journal()?;
            let found = journal.iter();
            let found = found.map(|e| (e.stream, e.number, e.noun, e.id, e.event)).collect();
            same("the entries", found, wanted)?;
            let answered = [first_answer.positions, second_answer.positions].concat();
            same("the positions", positions(&journal), answered)?;
            for (at, entry) in journal.iter().enumerate() {
                let (draft, revision, valid) =
                    if at < 5 { (&first, 1, moment(0)) } else { (&second, 2, moment(-77)) };
                same("an entry's revision", entry.revision, Revision(revision))?;
                same("its actor", entry.actor, draft.0.key.actor)?;
                same("when it was recorded", entry.recorded_at, draft.0.key.recorded_at)?;
                same("when it happened", entry.valid_at, valid)?;
                let shared = entry.noun == "account" && entry.id == nouns::id(2) && at < 5;
                let wanted = if shared { Visibility::Shared } else { Visibility::Internal };
                same("who may see it", entry.visibility, wanted)?;
            }
            ensure!(
                journal.is_sorted_by(|a, b| a.position < b.position),
                "entries do not stand by position: {:?}",
                positions(&journal)
            );
            Ok(())
        })
    },
};

pub(super) const J2: Check = Check {
    id: "J2",
    rule: "An entry that becomes visible never stands before one already visible.",
    run: |bench| {
        fresh(bench, |scene| {
            let mut last = Position::START;
            // Streams whose ids fall while positions rise.
            for number in (1..=9).rev() {
                scene.commit(&unit(number).put(&account(number)).put(&person(number, number)))?;
                let journal = scene.journal()?;
                let new: Vec<_> =
                    journal.iter().filter(|e| e.stream == nouns::stream(number)).collect();
                same("the entries of a unit", new.len(), 2)?;
                for entry in new {
                    ensure!(entry.position > last, "{} after {last}", entry.position);
                    last = entry.position;
                }
            }
            scene.shared().map_or(Ok(()), tailed)
        })
    },
};

/// One that follows the journal while two write misses nothing.
fn tailed(store: &(dyn Store + Sync)) -> Verdict {
    let write = |worker: u64| {
        (0..8).try_for_each(|turn| {
            let number = 100 + worker * 100 + turn;
            let draft = unit(number).put(&account(number)).put(&person(number, number));
            fine("a commit beside another", store.commit(draft.0)).map(drop)
        })
    };
    let seen = thread::scope(|threads| {
        let workers: Vec<_> = (0..2).map(|of| threads.spawn(move || write(of))).collect();
        let mut seen: Vec<Entry> = Vec::new();
        loop {
            // Looked at before reading: what was written until then is read now.
            let done = workers.iter().all(thread::ScopedJoinHandle::is_finished);
            let after = seen.last().map_or(Position::START, |entry| entry.position);
            let query = JournalQuery { after, ..JournalQuery::first(3) };
            seen.extend(fine("journal", look(store, |reader| entries(reader, &query)))?);
            if done {
                break;
            }
            thread::yield_now();
        }
        let answers = workers.into_iter().map(thread::ScopedJoinHandle::join);
        for answer in answers {
            answer.map_err(|_| "a commit panics".to_owned())??;
        }
        Ok::<_, String>(seen)
    })?;
    let query = JournalQuery::first(MOST);
    let all = fine("journal", look(store, |reader| entries(reader, &query)))?;
    let distinct: BTreeSet<Position> = all.iter().map(|entry| entry.position).collect();
    same("the positions that differ", distinct.len(), all.len())?;
    same("what one that follows has seen", positions(&seen), positions(&all))
}

pub(super) const J3: Check = Check {
    id: "J3",
    rule: "Each filter of a journal query leaves out exactly what it names; an undeclared noun, or \
           a limit of nought or above [`MOST`](super::scan::MOST), is `Query`.",
    run: |bench| {
        fresh(bench, |scene| {
            for number in 1..=12 {
                let of = number % 3 + 1;
                let draft = unit(number).put(&account(of)).put(&note(20 + number, of, 1));
                scene.commit(&draft.put(&person(of, of)))?;
            }
            let all = scene.journal()?;
            let middle = all.get(10).map_or(Position::START, |entry| entry.position);
            for query in queries(middle) {
                let wanted: Vec<_> = all.iter().filter(|entry| matches(entry, &query)).collect();
                for limit in [1, 4, MOST] {
                    let mut query = query.clone();
                    query.limit = limit;
                    let page = scene.read("journal", |reader| reader.journal(&query))?;
                    let first: Vec<_> = wanted.iter().copied().take(limit).collect();
                    let what = format!("what {query:?} finds");
                    same(&what, page.iter().collect::<Vec<_>>(), first)?;
                }
                let found = scene.read("journal", |reader| entries(reader, &query))?;
                same("the pages together", found.iter().collect::<Vec<_>>(), wanted)?;
            }
            for limit in [0, MOST + 1] {
                let query = JournalQuery::first(limit);
                let answer = scene.try_read(|reader| reader.journal(&query));
                refused("a limit out of range", answer, "query")?;
            }
            let record = Some(Target::new("stranger", nouns::id(1)));
            let stranger = JournalQuery { record, ..JournalQuery::first(4) };
            let answer = scene.try_read(|reader| reader.journal(&stranger));
            refused("an undeclared noun", answer, "query").map(drop)
        })
    },
};

fn queries(middle: Position) -> Vec<JournalQuery> {
    let first = JournalQuery::first(4);
    let record = Some(account(2).target());
    let recorded_by = Some(moment(7));
    let stream = Some(nouns::stream(2));
    vec![
        first.clone(),
        JournalQuery { after: middle, ..first.clone() },
        of_stream(nouns::stream(1)),
        of_stream(nouns::stream(9)),
        JournalQuery { record, ..first.clone() },
        JournalQuery { record: Some(person(2, 2).target()), ..first.clone() },
        JournalQuery { record: Some(note(99, 1, 1).target()), ..first.clone() },
        JournalQuery { recorded_by, ..first.clone() },
        JournalQuery { recorded_by: Some(moment(0)), ..first.clone() },
        JournalQuery { stream, recorded_by, ..first.clone() },
        JournalQuery { stream: Some(nouns::stream(1)), record, ..first.clone() },
        JournalQuery { after: middle, stream, record, recorded_by, ..first },
    ]
}

fn matches(entry: &Entry, query: &JournalQuery) -> bool {
    entry.position > query.after
        && query.stream.is_none_or(|stream| entry.stream == stream)
        && query.record.is_none_or(|of| (entry.noun, entry.id) == (of.noun, of.id))
        && query.recorded_by.is_none_or(|by| entry.recorded_at <= by)
}

pub(super) const J4: Check = Check {
    id: "J4",
    rule: "A fact's entry refers to its record, and is malformed where that does not stand; an \
           inline entry holds its body; takes stand at the unit's first entry.",
    run: |bench| {
        fresh(bench, |scene| {
            let guest = person(11, 1).one("name", "li");
            let mut said = account(1).entry("changed");
            said.payload = Payload::Inline(plainly("said"));
            let mut corrected = note(21, 1, 5).entry("corrected");
            corrected.payload = Payload::Inline(plainly("inline"));
            let draft = unit(1)
                .put(&note(21, 1, 5))
                .put(&guest)
                .entry(nouns::stream(1), said)
                .entry(nouns::stream(2), corrected)
                .take(counter(1, "seats"), 5, 0, 9)
                .take(counter(2, "points"), -3, -9, 9)
                .take(counter(1, "seats"), -2, 0, 9);
            scene.commit(&draft)?;
            scene.commit(&unit(2).put(&account(1)))?;
            let nowhere = unit(3).put(&account(2)).tell(&note(99, 1, 1), "written");
            scene.refuse(&nowhere, "unit")?;
            scene.absent(&account(2))?;
            let journal = scene.journal()?;
            let told: Vec<&Told> = journal.iter().map(|entry| &entry.told).collect();
            let inline = |text| Told::Inline(plainly(text));
            let [name, said, corrected] =
                [Told::Inline(guest.body()), inline("said"), inline("inline")];
            let opened = Told::Inline(account(1).body());
            let wanted = vec![&Told::Record, &name, &said, &corrected, &opened];
            same("what the entries say", told, wanted)?;
            let moved = vec![
                (counter(1, "seats"), 5),
                (counter(2, "points"), -3),
                (counter(1, "seats"), -2),
            ];
            let takes: Vec<_> = journal.iter().map(|entry| entry.takes.clone()).collect();
            same("the takes", takes, vec![moved, vec![], vec![], vec![], vec![]])
        })
    },
};
