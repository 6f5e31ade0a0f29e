//! A unit: whole or not at all, once, and answered in one order.

use super::Check;
use super::nouns;
use super::scene::{
    Draft, Scene, Verdict, account, counter, ensure, fresh, key, moment, note, person, refused,
    same, unchanged, unit,
};
use crate::domain::declaration::Cell;
use crate::store::error::{Conflict, StoreError};
use crate::store::record::{Revision, Target};
use crate::store::unit::{Digest, Expect, Payload, Write};

/// An account with a code, a person, a note and its correction, and a moved counter.
fn furnish(scene: &Scene<'_>) -> Verdict {
    scene.commit(&unit(1).put(&account(1).one("code", "a")).put(&person(11, 1)))?;
    scene.commit(&unit(2).put(&note(21, 1, 5)))?;
    scene.commit(&unit(3).put(&note(22, 1, 6).instead_of(21)))?;
    scene.commit(&unit(4).put(&account(2)).take(counter(2, "seats"), 3, 0, 3))?;
    Ok(())
}

/// Much, in three streams: what must not be left half done.
fn much(number: u64) -> Draft {
    unit(number)
        .take(counter(3, "other"), 7, 0, 100)
        .remove(&person(11, 1))
        .put(&account(3).one("name", "new").many("email", &["n@x", "o@x"]))
        .put(&note(31, 3, 9).one("weight", 4).many("tag", &["t", "u"]))
        .redact(&account(1))
        .put(&account(1).one("name", "changed").one("code", "b"))
}

pub(super) const C1: Check = Check {
    id: "C1",
    rule: "A unit is written whole or not at all; a refused one leaves no trace.",
    run: |bench| {
        fresh(bench, |scene| {
            furnish(scene)?;
            let seats = counter(2, "seats");
            let refusals = [
                ("stale", much(50).at_revision(nouns::stream(1), 1)),
                ("stale", much(51).expect(Expect::Record(person(11, 1).target(), Revision(9)))),
                ("exhausted", much(52).take(seats, 1, 0, 3)),
                ("taken", much(53).put(&account(4).one("code", "b"))),
                ("superseded", much(54).put(&note(32, 1, 9).instead_of(21))),
                ("unit", much(55).put(&note(22, 1, 6))),
                ("unit", much(56).put(&note(32, 4, 9).instead_of(21))),
                ("unit", much(57).remove(&person(99, 1))),
                ("unit", much(58).redact(&note(99, 4, 1))),
                ("unit", much(59).put(&account(2).moved_to(4))),
                ("key reused", much(60).keyed(1)),
            ];
            let before = scene.photograph()?;
            for (name, draft) in refusals {
                scene.refuse(&draft, name)?;
                unchanged(&format!("after {name}"), &before, &scene.photograph()?)?;
                let number = draft.0.key.key;
                let kept = scene.kept(&number)?;
                ensure!(
                    kept.is_none() || number == key(1),
                    "the key of a refused unit ({name}) is remembered"
                );
            }
            let answer = scene.commit(&much(50))?;
            same("the number of streams written", answer.revisions.len(), 2)?;
            whole(scene)
        })
    },
};

fn whole(scene: &Scene<'_>) -> Verdict {
    scene.absent(&person(11, 1))?;
    same("a put's column", scene.cell(&account(3), "name")?, Cell::one("new"))?;
    same("another put's", scene.cell(&note(31, 3, 9), "tag")?, Cell::many(["t", "u"]))?;
    same("a derived column", scene.cell(&account(3), "heaviest")?, Cell::one(4))?;
    same("a redacted column", scene.cell(&account(1), "name")?, Cell::NULL)?;
    same("a column beside it", scene.cell(&account(1), "code")?, Cell::one("b"))?;
    same("a counter", scene.counter(&counter(3, "other"))?, 7)?;
    same("the entries of all units", scene.journal()?.len(), 5 + 3)
}

pub(super) const C2: Check = Check {
    id: "C2",
    rule: "A key that was committed with the same digest answers the first answer again, marked \
           `repeated`, and writes nothing.",
    run: |bench| {
        fresh(bench, |scene| {
            furnish(scene)?;
            let first = scene.commit(&much(7))?;
            ensure!(!first.repeated, "a first answer is marked repeated");
            scene.commit(&unit(8).put(&account(3)).put(&account(1)))?;
            let before = scene.photograph()?;
            // Neither its expectations nor its writes would pass a second time.
            for draft in [much(7), much(7).at_revision(nouns::stream(3), 77)] {
                let again = scene.commit(&draft)?;
                ensure!(again.repeated, "a repetition is not marked repeated");
                same("a repetition's revisions", again.revisions, first.revisions.clone())?;
                same("a repetition's positions", again.positions, first.positions.clone())?;
                unchanged("after a repetition", &before, &scene.photograph()?)?;
            }
            Ok(())
        })
    },
};

pub(super) const C3: Check = Check {
    id: "C3",
    rule: "A key that was committed with another digest is `KeyReused`.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)))?;
            let before = scene.photograph()?;
            for draft in [unit(2).put(&account(2)).keyed(1), unit(3).keyed(1)] {
                scene.refuse(&draft, "key reused")?;
                unchanged("after a reused key", &before, &scene.photograph()?)?;
            }
            scene.commit(&unit(2).put(&account(2))).map(drop)
        })
    },
};

pub(super) const C4: Check = Check {
    id: "C4",
    rule: "Answers come in this order: a unit malformed by the declarations alone, key, \
           expectations, takes, and then what its writes run into, one after the other as `[C9]` \
           says; in a put: where it stands already, what it supersedes, then its unique values by \
           column and value.",
    run: |bench| {
        fresh(bench, |scene| {
            furnish(scene)?;
            let both = account(5).one("code", "e").many("reference", &["r", "s"]);
            let other = account(6).many("reference", &["s"]);
            scene.commit(&unit(5).put(&both))?;
            let before = scene.photograph()?;
            let taken = unit(1).put(&account(6).one("code", "a"));
            let exhausted = taken.take(counter(2, "seats"), 1, 0, 3);
            let stale = exhausted.clone().at_revision(nouns::stream(1), 77);
            let mut malformed = stale.clone();
            malformed.0.writes.push(Write::to(nouns::stream(6)));
            malformed.0.writes.push(Write::to(nouns::stream(6)));
            let mut reused = stale.clone();
            reused.0.key.digest = Digest::of(b"another");
            scene.refuse(&malformed, "unit")?;
            scene.refuse(&reused, "key reused")?;
            scene.refuse(&stale.keyed(90), "stale")?;
            scene.refuse(&exhausted.keyed(91), "exhausted")?;
            let standing = unit(92).put(&note(22, 1, 6).instead_of(21));
            scene.refuse(&standing, "unit")?;
            let removed_first = unit(93).put(&account(6).one("code", "a")).remove(&person(99, 1));
            scene.refuse(&removed_first, "unit")?;
            let put_first = unit(94).put(&account(6).one("code", "a")).redact(&person(99, 1));
            scene.refuse(&put_first, "taken")?;
            taken_in_order(scene, &unit(95).put(&both).put(&other), "reference", 5)?;
            let two = account(6).one("code", "e").many("reference", &["r"]);
            taken_in_order(scene, &unit(96).put(&two), "code", 5)?;
            let first = unit(97).put(&other).put(&account(7).one("code", "a"));
            taken_in_order(scene, &first, "reference", 5)?;
            unchanged("after refusals", &before, &scene.photograph()?)
        })
    },
};

fn taken_in_order(scene: &Scene<'_>, draft: &Draft, column: &str, holder: u64) -> Verdict {
    let error = scene.refuse(draft, "taken")?;
    let StoreError::Conflict(Conflict::Taken { column: found, by, .. }) = error else {
        return Err(format!("taken is {error:?}"));
    };
    same("the first unique column that is taken", found, column)?;
    same("its holder", by, nouns::id(holder))
}

pub(super) const C7: Check = Check {
    id: "C7",
    rule: "A unit moves the revision of each stream in which it writes anything by one, however \
           much it writes there, and of no other.",
    run: |bench| {
        fresh(bench, |scene| {
            let revisions = |scene: &Scene<'_>| {
                (1..=3).map(|of| scene.revision(nouns::stream(of))).collect::<Result<Vec<_>, _>>()
            };
            let one = scene.commit(
                &unit(1).put(&account(1)).put(&person(11, 1)).put(&note(21, 1, 5)).put(&account(2)),
            )?;
            same("the revisions", revisions(scene)?, vec![1, 1, 0])?;
            let wanted = vec![(nouns::stream(1), Revision(1)), (nouns::stream(2), Revision(1))];
            same("the answer's revisions", one.revisions, wanted)?;
            scene.commit(&unit(2).at_revision(nouns::stream(2), 1).quiet(&account(1)))?;
            same("the revisions", revisions(scene)?, vec![2, 1, 0])?;
            let mut empty = unit(3).quiet(&account(3)).tell(&account(3), "changed");
            empty.0.writes.insert(0, Write::to(nouns::stream(2)));
            let answer = scene.commit(&empty)?;
            same("the revisions", revisions(scene)?, vec![2, 1, 1])?;
            same("the answer", answer.revisions, vec![(nouns::stream(3), Revision(1))])?;
            scene.commit(&unit(4).tell(&account(2), "changed"))?;
            scene.commit(&unit(5).redact(&person(11, 1)))?;
            scene.commit(&unit(6).remove(&person(11, 1)))?;
            same("the revisions", revisions(scene)?, vec![4, 2, 1])?;
            let nothing = scene.commit(&unit(7).at_revision(nouns::stream(1), 4))?;
            ensure!(
                nothing.revisions.is_empty() && nothing.positions.is_empty(),
                "a unit that writes nothing is answered with {nothing:?}"
            );
            same("the revisions", revisions(scene)?, vec![4, 2, 1])
        })
    },
};

pub(super) const C17: Check = Check {
    id: "C17",
    rule: "A unit that names an undeclared noun, column count, value shape or event, a stream \
           twice, takes without an entry or from a counter whose name is not 1 to 255 bytes, or an entry of a record's payload for a state noun, is \
           malformed, whatever else is wrong with it.",
    run: |bench| {
        fresh(bench, |scene| {
            furnish(scene)?;
            let before = scene.photograph()?;
            for (number, (what, draft)) in (100..).zip(malformed()) {
                // Behind a key and a stale expectation it is malformed all the same.
                for draft in [
                    draft.clone().keyed(number),
                    draft.clone().keyed(1),
                    draft.keyed(number).at_revision(nouns::stream(1), 77),
                ] {
                    let answer = scene.try_commit(&draft);
                    refused(what, answer, "unit")?;
                }
                unchanged(what, &before, &scene.photograph()?)?;
            }
            Ok(())
        })
    },
};

/// A name that is too long.
static LONG: &str = concat!(
    "much more than a counter has to be told apart from every other one. ",
    "much more than a counter has to be told apart from every other one. ",
    "much more than a counter has to be told apart from every other one. ",
    "much more than a counter has to be told apart from every other one."
);

fn malformed() -> Vec<(&'static str, Draft)> {
    let one = account(1);
    let stranger = Target::new("stranger", nouns::id(1));
    let put = |change: &dyn Fn(&mut crate::store::unit::Put)| {
        let mut draft = unit(0).put(&one);
        draft.0.writes.iter_mut().flat_map(|write| &mut write.puts).for_each(change);
        draft
    };
    let tell = |change: &dyn Fn(&mut crate::store::unit::NewEntry)| {
        let mut draft = unit(0).put(&one);
        draft.0.writes.iter_mut().flat_map(|write| &mut write.entries).for_each(change);
        draft
    };
    let mut twice = unit(0).put(&one);
    twice.0.writes.extend(unit(0).tell(&one, "changed").0.writes);
    let mut removes = unit(0).put(&one);
    removes.0.writes.iter_mut().for_each(|write| write.removes.push(stranger));
    let mut redacts = unit(0).put(&one);
    redacts.0.writes.iter_mut().for_each(|write| write.redactions.push(stranger));
    let cells = |number: usize, cell: Cell| {
        put(&|put| put.columns.iter_mut().skip(number).take(1).for_each(|to| *to = cell.clone()))
    };
    vec![
        ("a put of an undeclared noun", put(&|put| put.target = stranger)),
        ("a remove of an undeclared noun", removes),
        ("a redaction of an undeclared noun", redacts),
        ("an entry about an undeclared noun", tell(&|entry| entry.target = stranger)),
        (
            "an expectation of an undeclared noun",
            unit(0).put(&one).expect(Expect::Absent(stranger)),
        ),
        ("a put with a column too few", put(&|put| drop(put.columns.pop()))),
        ("a put with a column too many", put(&|put| put.columns.push(Cell::NULL))),
        ("a text for an integer", cells(1, Cell::one("1"))),
        ("a set for one value", cells(1, Cell::many([1]))),
        ("one value for a set", cells(4, Cell::one("r"))),
        ("integers for texts", cells(4, Cell::many([1]))),
        ("a set out of order", cells(4, Cell::Many(vec!["b".into(), "a".into()]))),
        ("a set with a value twice", cells(4, Cell::Many(vec!["a".into(), "a".into()]))),
        ("an undeclared event", tell(&|entry| entry.event = "undone")),
        ("another noun's event", tell(&|entry| entry.event = "written")),
        ("a stream twice", twice),
        ("a take without an entry", unit(0).quiet(&one).take(counter(1, "seats"), 1, 0, 9)),
        ("a counter without a name", unit(0).put(&one).take(counter(1, ""), 1, 0, 9)),
        ("a counter with a long name", unit(0).put(&one).take(counter(1, LONG), 1, 0, 9)),
        ("a state's entry of its record", tell(&|entry| entry.payload = Payload::Record)),
        ("a state that supersedes", put(&|put| put.supersedes = Some(nouns::id(2)))),
        ("a fact without an instant", unit(0).put(&note(29, 1, 1).cell("at", Cell::NULL))),
    ]
}

pub(super) const C18: Check = Check {
    id: "C18",
    rule: "Within a stream `recorded_at` never runs backwards: an earlier one is written as the \
           stream's latest.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)).recorded(moment(100)))?;
            scene.commit(&unit(2).put(&account(2)).recorded(moment(50)))?;
            let both = unit(3).put(&account(1)).put(&account(2)).recorded(moment(70));
            scene.commit(&both)?;
            scene.commit(&unit(4).quiet(&account(1)).recorded(moment(10)))?;
            scene.commit(&unit(5).quiet(&account(2)).recorded(moment(200)))?;
            scene.commit(&unit(6).put(&account(2)).recorded(moment(60)))?;
            let found: Vec<_> =
                scene.journal()?.iter().map(|entry| (entry.stream, entry.recorded_at)).collect();
            let at = |of, seconds| (nouns::stream(of), moment(seconds));
            let wanted = vec![at(1, 100), at(2, 50), at(1, 100), at(2, 70), at(2, 200)];
            same("when entries were recorded", found, wanted)?;
            for (of, latest) in [(1, 100), (2, 200)] {
                let head = scene.head(nouns::stream(of))?;
                same("a stream's latest", head.recorded_at, Some(moment(latest)))?;
            }
            Ok(())
        })
    },
};

pub(super) const C20: Check = Check {
    id: "C20",
    rule: "A remove or redaction of a record that is not in that stream, or a put of one that is \
           in another, is a malformed unit.",
    run: |bench| {
        fresh(bench, |scene| {
            furnish(scene)?;
            let before = scene.photograph()?;
            let wrong = [
                ("a remove of a record that is nowhere", unit(50).remove(&person(99, 1))),
                ("a remove of another stream's", unit(50).remove(&person(11, 2))),
                ("a second remove", unit(50).remove(&person(11, 1)).remove(&person(11, 1))),
                ("a remove of what is put", unit(50).remove(&account(9)).put(&account(9))),
                ("a redaction of nothing", unit(50).redact(&note(99, 1, 1))),
                ("a redaction of another stream's", unit(50).redact(&note(21, 2, 5))),
                (
                    "a redaction of what leaves",
                    unit(50).remove(&person(11, 1)).redact(&person(11, 1)),
                ),
                ("a put of another stream's state", unit(50).put(&person(11, 2))),
                ("a put of another stream's fact", unit(50).put(&note(21, 2, 5))),
            ];
            for (what, draft) in wrong {
                refused(what, scene.try_commit(&draft), "unit")?;
                unchanged(what, &before, &scene.photograph()?)?;
            }
            let both = unit(51).put(&person(12, 2).one("name", "b")).redact(&person(12, 2));
            scene.commit(&both)?;
            same("what is put and redacted", scene.cell(&person(12, 2), "name")?, Cell::NULL)?;
            // The nouns' ids are their own: a person may have a note's.
            scene.commit(&unit(52).put(&person(21, 2)))?;
            Ok(())
        })
    },
};
