//! Restoring: what one store gave stands in another as it stood there.

use super::scene::{
    Row, Scene, Verdict, account, counter, ensure, entries, every, everything, fine, fresh, look,
    moment, note, person, refused, same, unchanged, unit,
};
use super::{Check, nouns};
use crate::domain::declaration::BY_ID;
use crate::store::contract::Check as Mode;
use crate::store::journal::{Entry, JournalQuery, Position};
use crate::store::part::Part;
use crate::store::record::Record;
use crate::store::scan::MOST;
use crate::store::unit::Digest;
use std::ops::ControlFlow;

/// A life with everything in it that can be restored: corrections, a move, erasures, counters.
fn live(scene: &Scene<'_>) -> Verdict {
    let guest = person(11, 1).one("name", "li").many("email", &["l@x"]).one("rank", 1);
    let firm = account(1).one("name", "firm").one("code", "c").many("reference", &["r", "s"]);
    let heard = |number: u64, of: u64| -> Row {
        note(number, of, i64::try_from(number).unwrap_or(0)).one("weight", 3).one("word", "w")
    };
    let other = account(2).shared().one("since", 7).one("segment", 4);
    scene.commit(&unit(1).put(&firm).put(&other).put(&guest))?;
    scene.commit(&unit(2).put(&heard(21, 1)).put(&heard(22, 1)).put(&heard(23, 1)))?;
    scene.commit(&unit(3).put(&heard(24, 1).instead_of(22)).put(&firm.one("segment", 2)))?;
    let moved = guest.clone().moved_to(2);
    let left = unit(4).remove(&guest).tell(&account(1), "changed").put(&moved);
    scene.commit(&left)?;
    let seats = counter(1, "seats");
    scene.commit(&unit(5).redact(&moved).tell(&account(2), "changed").take(
        seats.clone(),
        7,
        0,
        9,
    ))?;
    scene.commit(&unit(6).put(&account(3)).take(seats, -2, 0, 9).recorded(moment(1)))?;
    let gone = heard(23, 1);
    scene.commit(&unit(7).remove(&gone).redact(&heard(21, 1)).tell(&account(1), "changed"))?;
    Ok(())
}

/// A record and its noun.
type Named = (&'static str, Record);

/// Everything of a store.
fn told(scene: &Scene<'_>) -> Result<(Vec<Named>, Vec<Entry>), String> {
    let read = look(scene.store(), |reader| {
        let mut records = Vec::new();
        for noun in nouns::registered().map(|noun| noun.declaration) {
            let found = every(reader, &everything(noun, BY_ID))?;
            records.extend(found.into_iter().map(|record| (noun.noun, record)));
        }
        Ok((records, entries(reader, &JournalQuery::first(MOST))?))
    });
    let (records, mut entries) = fine("reading everything", read)?;
    // The positions of an overlay are provisional; from one on they are those of a store.
    (1..).zip(&mut entries).for_each(|(position, entry)| entry.position = Position(position));
    Ok((records, entries))
}

/// A photograph without the line that counts keys, positions counted from one on.
fn seen(scene: &Scene<'_>) -> Result<Vec<String>, String> {
    let entries = scene.journal()?;
    let mut lines = scene.photograph()?;
    lines.pop();
    for (number, entry) in (1..).zip(&entries) {
        let (found, counted) = (format!("{:?},", entry.position), Position(number));
        if let Some(line) = lines.iter_mut().find(|line| line.contains(&found)) {
            *line = line.replace(&found, &format!("{counted:?},"));
        }
    }
    Ok(lines)
}

fn restored(scene: &Scene<'_>, records: Vec<Named>, told: Vec<Entry>) -> Verdict {
    let part = Part { records, entries: told, more: false };
    fine("restore", scene.store().restore(&part))
}

fn faultless(scene: &Scene<'_>) -> Verdict {
    let mut go_on = |_| ControlFlow::Continue(());
    let report = fine("check", scene.store().check(Mode::Verify, &mut go_on))?;
    same("the faults of a restored store", report.faults, vec![])
}

pub(super) const R1: Check = Check {
    id: "R1",
    rule: "Every record and then every entry of one store, restored part by part in an empty one, \
           are there what they were: revisions, who took whose place, columns with what is \
           derived, positions, digests, seals, counters, and the place of each stream at its last \
           entry; `check` finds no fault.",
    run: |bench| {
        let (mut before, mut all) = (Vec::new(), (Vec::new(), Vec::new()));
        fresh(bench, |scene| {
            live(scene)?;
            before = seen(scene)?;
            all = told(scene)?;
            Ok(())
        })?;
        let (records, entries) = all;
        for size in [2, 1000] {
            fresh(bench, |scene| {
                for part in records.chunks(size) {
                    restored(scene, part.to_vec(), Vec::new())?;
                }
                for part in entries.chunks(size) {
                    restored(scene, Vec::new(), part.to_vec())?;
                }
                unchanged("after restoring", &before, &seen(scene)?)?;
                faultless(scene)?;
                goes_on(scene)
            })?;
        }
        Ok(())
    },
};

/// What was restored is worked with like what was always there.
fn goes_on(scene: &Scene<'_>) -> Verdict {
    let stood = scene.revision(nouns::stream(1))?;
    scene.commit(&unit(91).put(&note(31, 1, 90).instead_of(24)).redact(&account(1)))?;
    same("the revision", scene.revision(nouns::stream(1))?, stood + 1)?;
    scene.refuse(&unit(92).put(&note(32, 1, 90).instead_of(22)), "superseded")?;
    scene.refuse(&unit(93).put(&account(4).one("code", "c")), "taken")?;
    scene.refuse(&unit(94).put(&note(23, 1, 23)), "unit")?;
    faultless(scene)
}

pub(super) const R2: Check = Check {
    id: "R2",
    rule: "A part is restored whole or not at all. A noun or an event that is not declared, a body \
           from which no columns follow, a record that stands already, an entry that does not stand \
           right behind the last one or does not follow its stream's, or whose digest is not that \
           of what it says behind the one before, make it malformed; a unique value that another \
           record has is `Taken`.",
    run: |bench| {
        let mut all = (Vec::new(), Vec::new());
        fresh(bench, |scene| {
            live(scene)?;
            all = told(scene)?;
            Ok(())
        })?;
        let (records, entries) = all;
        fresh(bench, |scene| {
            records_refused(scene, &records)?;
            restored(scene, records.clone(), Vec::new())?;
            entries_refused(scene, &entries)
        })
    },
};

fn malformed(scene: &Scene<'_>, part: Part, name: &str) -> Verdict {
    let before = scene.photograph()?;
    refused("a part", scene.store().restore(&part), name)?;
    unchanged("after a part that was refused", &before, &scene.photograph()?)
}

fn records_refused(scene: &Scene<'_>, records: &[Named]) -> Verdict {
    let of = |noun: &str| records.iter().find(|(own, _)| *own == noun).cloned();
    let (Some(firm), Some(fact)) = (of("account"), of("note")) else {
        return Err("there is no record to be restored".to_owned());
    };
    let part = |records: Vec<Named>| Part { records, ..Part::default() };
    malformed(scene, part(vec![fact.clone(), ("nobody", firm.1.clone())]), "unit")?;
    let mut broken = fact.1.clone();
    broken.body.plain.truncate(1);
    malformed(scene, part(vec![firm.clone(), ("note", broken)]), "unit")?;
    malformed(scene, part(vec![firm.clone(), firm.clone()]), "unit")?;
    malformed(scene, part(vec![fact.clone(), fact]), "unit")?;
    let mut twin = firm.1.clone();
    twin.id = nouns::id(77);
    malformed(scene, part(vec![firm, ("account", twin)]), "taken")
}

fn entries_refused(scene: &Scene<'_>, entries: &[Entry]) -> Verdict {
    let wrong: [fn(&mut Entry); 8] = [
        |entry| entry.noun = "nobody",
        |entry| entry.event = "nothing",
        |entry| entry.position = Position(entry.position.0 + 1),
        |entry| entry.revision.0 = 0,
        |entry| entry.number += 1,
        |entry| entry.digest = Digest::NONE,
        |entry| entry.valid_at = moment(-5),
        |entry| entry.seal = None,
    ];
    for (at, entry) in entries.iter().enumerate().take(4) {
        for change in wrong {
            let mut entries: Vec<Entry> = entries.get(at..).unwrap_or_default().to_vec();
            entries.truncate(2);
            let Some(first) = entries.first_mut() else { continue };
            change(first);
            if first != entry {
                malformed(scene, Part { entries, ..Part::default() }, "unit")?;
            }
        }
        restored(scene, Vec::new(), vec![entry.clone()])?;
    }
    let again = entries.iter().take(1).cloned().collect();
    let again = Part { entries: again, ..Part::default() };
    malformed(scene, again, "unit")?;
    ensure!(entries.len() > 5, "there are too few entries");
    // The rest as a whole, its last one wrong: nothing of it is written.
    let mut rest: Vec<Entry> = entries.iter().skip(4).cloned().collect();
    if let Some(last) = rest.last_mut() {
        last.digest = Digest::NONE;
    }
    malformed(scene, Part { entries: rest, ..Part::default() }, "unit")
}

pub(super) const R3: Check = Check {
    id: "R3",
    rule: "Behind a part with more to come every commit is `HalfRestored` and writes nothing, until \
           a part without more has come; then the store is what it is when all of it comes at once.",
    run: |bench| {
        let (mut before, mut all) = (Vec::new(), (Vec::new(), Vec::new()));
        fresh(bench, |scene| {
            live(scene)?;
            before = seen(scene)?;
            all = told(scene)?;
            Ok(())
        })?;
        let (records, entries) = all;
        fresh(bench, |scene| {
            let records = Part { records: records.clone(), more: true, ..Part::default() };
            half(scene, &records)?;
            let (first, last) = entries.split_at(entries.len() / 2);
            half(scene, &Part { entries: first.to_vec(), more: true, ..Part::default() })?;
            let broken = Part { entries: first.to_vec(), ..Part::default() };
            malformed(scene, broken, "unit")?;
            scene.refuse(&unit(94).put(&account(8)), "half restored")?;
            restored(scene, Vec::new(), last.to_vec())?;
            unchanged("after restoring in parts", &before, &seen(scene)?)?;
            goes_on(scene)
        })
    },
};

/// A part with more to come, behind which nothing is written.
fn half(scene: &Scene<'_>, part: &Part) -> Verdict {
    fine("restore", scene.store().restore(part))?;
    scene.refuse(&unit(93).put(&account(8)), "half restored").map(drop)
}
