//! Facts: never put anew, superseded by others, and what is derived from them.

use std::ops::ControlFlow;

use super::Check;
use super::nouns;
use super::scene::{
    Draft, Row, Scene, Verdict, account, fine, fresh, note, refused, same, unchanged, unit,
};
use crate::domain::Held;
use crate::domain::declaration::Cell;
use crate::store::contract::Check as Mode;
use crate::store::error::{Conflict, StoreError};
use crate::store::record::Revision;
use crate::store::scan::{MOST, Scan, Superseded};

fn timeline(of: u64) -> Scan {
    Scan::of("note", "timeline", MOST).within(nouns::stream(of))
}

fn malformed(scene: &Scene<'_>, what: &str, draft: &Draft) -> Verdict {
    let before = scene.photograph()?;
    refused(what, scene.try_commit(draft), "unit")?;
    unchanged(what, &before, &scene.photograph()?)
}

pub(super) const C11: Check = Check {
    id: "C11",
    rule: "A put over a fact that stands is a malformed unit.",
    run: |bench| {
        fresh(bench, |scene| {
            let fact = note(21, 1, 5).one("word", "said");
            scene.commit(&unit(1).put(&account(1)).put(&fact))?;
            malformed(scene, "a fact put again", &unit(2).put(&fact))?;
            malformed(scene, "a fact changed", &unit(2).put(&fact.clone().one("weight", 1)))?;
            malformed(
                scene,
                "a fact put twice",
                &unit(2).put(&note(22, 1, 1)).put(&note(22, 1, 1)),
            )?;
            scene.commit(&unit(3).redact(&fact))?;
            malformed(scene, "an erased fact put again", &unit(4).put(&fact))?;
            scene.commit(&unit(5).put(&note(23, 1, 6).instead_of(21)))?;
            malformed(scene, "a superseded fact put again", &unit(6).put(&fact))
        })
    },
};

pub(super) const C12: Check = Check {
    id: "C12",
    rule: "A fact that supersedes another hides it from scans and leaves it readable; superseding \
           the same fact again is `Superseded`; superseding one that is not in the stream is a \
           malformed unit; it stays superseded when the other is removed.",
    run: |bench| {
        fresh(bench, |scene| {
            let first = note(21, 1, 5).one("word", "wrong").many("tag", &["t"]);
            scene.commit(&unit(1).put(&account(1)).put(&first).put(&note(22, 1, 6)))?;
            let correction = note(23, 1, 5).one("word", "right").instead_of(21);
            scene.commit(&unit(2).put(&correction))?;
            let visible = vec![nouns::id(23), nouns::id(22)];
            same("the timeline", scene.ids(&timeline(1))?, visible)?;
            let tagged = Scan::of("note", "by_tag", MOST).equal("t");
            same("what its tag finds", scene.ids(&tagged)?, vec![])?;
            let mut shown = timeline(1);
            shown.superseded = Superseded::Shown;
            let every = [21, 23, 22].map(nouns::id).to_vec();
            same("the timeline with superseded facts", scene.ids(&shown)?, every)?;
            let record = scene.record(&first)?;
            same("what took its place", record.superseded_by, Some(nouns::id(23)))?;
            same("its body", record.body, first.body())?;
            same("its revision", record.revision, Revision(1))?;
            same("the other's", scene.record(&correction)?.superseded_by, None)?;
            again(scene)?;
            // What was corrected can be corrected once more, through its correction.
            scene.commit(&unit(4).put(&note(25, 1, 7).instead_of(23)))?;
            same("the timeline", scene.ids(&timeline(1))?, [22, 25].map(nouns::id).to_vec())?;
            scene.commit(&unit(5).remove(&correction))?;
            let found = scene.record(&first)?.superseded_by;
            same("what took its place, now removed", found, Some(nouns::id(23)))?;
            same("the timeline", scene.ids(&timeline(1))?, [22, 25].map(nouns::id).to_vec())
        })
    },
};

fn again(scene: &Scene<'_>) -> Verdict {
    let before = scene.photograph()?;
    let error = scene.refuse(&unit(3).put(&note(24, 1, 5).instead_of(21)), "superseded")?;
    unchanged("after a second correction", &before, &scene.photograph()?)?;
    let StoreError::Conflict(Conflict::Superseded { fact, by }) = error else {
        return Err(format!("superseded is {error:?}"));
    };
    same("the fact named", fact, note(21, 1, 5).target())?;
    same("what has its place", by, nouns::id(23))?;
    let elsewhere = unit(3).put(&note(24, 2, 5).instead_of(22));
    malformed(scene, "superseding another stream's fact", &elsewhere)?;
    malformed(scene, "superseding nothing", &unit(3).put(&note(24, 1, 5).instead_of(99)))?;
    malformed(scene, "superseding itself", &unit(3).put(&note(24, 1, 5).instead_of(24)))?;
    let leaving = unit(3).remove(&note(22, 1, 6)).put(&note(24, 1, 5).instead_of(22));
    malformed(scene, "superseding what leaves", &leaving)
}

pub(super) const C14: Check = Check {
    id: "C14",
    rule: "A derived column holds the greatest value over its stream's standing facts as soon as \
           the unit that wrote, superseded or removed one is committed, null when there is none \
           and in a record that does not name its stream, and moves no record's revision.",
    run: |bench| {
        fresh(bench, |scene| {
            let own = account(1).one("segment", 1);
            scene.commit(&unit(1).put(&note(20, 1, 3)))?;
            scene.commit(&unit(2).put(&own).put(&account(2).one("segment", 1)))?;
            derived(scene, &own, Some(3), None)?;
            let heavy = note(21, 1, 9).one("weight", -4);
            scene.commit(&unit(3).put(&heavy).put(&note(22, 1, 7).one("weight", -8)))?;
            derived(scene, &own, Some(9), Some(-4))?;
            scene.commit(&unit(4).put(&note(23, 1, 2).instead_of(21)))?;
            derived(scene, &own, Some(7), Some(-8))?;
            same("its revision", scene.record(&own)?.revision, Revision(2))?;
            // Columns of derived values that a put brings along are not looked at.
            let forged = own.clone().one("last", 777).one("heaviest", 777);
            scene.commit(&unit(5).put(&forged))?;
            derived(scene, &own, Some(7), Some(-8))?;
            let by_last = Scan::of("account", "by_last", MOST).equal(1);
            same("the index over it", scene.ids(&by_last)?, vec![nouns::id(1)])?;
            scene.commit(&unit(6).remove(&note(22, 1, 7)))?;
            derived(scene, &own, Some(3), None)?;
            scene.commit(&unit(7).remove(&own))?;
            scene.commit(&unit(8).put(&note(24, 1, 50)).put(&note(25, 2, -1)))?;
            scene.commit(&unit(9).put(&own))?;
            derived(scene, &own, Some(50), None)?;
            derived(scene, &account(2), Some(-1), None)?;
            same("the index over it", scene.ids(&by_last)?, [2, 1].map(nouns::id).to_vec())?;
            let all = unit(10).remove(&note(20, 1, 3)).remove(&note(23, 1, 2));
            scene.commit(&all.remove(&note(24, 1, 50)))?;
            derived(scene, &own, None, None)?;
            same("the index over it", scene.ids(&by_last)?, vec![nouns::id(2)])?;
            let guest = account(3).moved_to(1).one("segment", 1);
            scene.commit(&unit(11).put(&note(26, 1, 4)))?;
            scene.commit(&unit(12).put(&guest).put(&note(27, 1, 6)))?;
            derived(scene, &own, Some(6), None)?;
            derived(scene, &guest, None, None)
        })
    },
};

fn derived(scene: &Scene<'_>, row: &Row, last: Option<i64>, heaviest: Option<i64>) -> Verdict {
    let found = [scene.cell(row, "last")?, scene.cell(row, "heaviest")?];
    same("the derived columns", found, [Cell::maybe(last), Cell::maybe(heaviest)])
}

pub(super) const C21: Check = Check {
    id: "C21",
    rule: "Where a derived column names one of the record's own and no fact that stands has a \
           value, it holds that column's, as soon as the unit that put the record or took the last \
           such fact away is committed, whatever had been there; the first fact takes its place, \
           also when its value is smaller.",
    run: |bench| {
        fresh(bench, |scene| {
            let own = account(1).one("segment", 1).one("since", 40);
            scene.commit(&unit(1).put(&own).put(&account(2)))?;
            touched(scene, &own, Some(40), Some(1))?;
            touched(scene, &account(2), None, None)?;
            let later = own.clone().one("since", 45);
            scene.commit(&unit(2).put(&later).put(&account(2).one("since", -3)))?;
            touched(scene, &own, Some(45), Some(1))?;
            touched(scene, &account(2), Some(-3), None)?;
            let places = Scan::of("account", "by_touched", MOST);
            same("the index over it", scene.ids(&places)?, [2, 1].map(nouns::id).to_vec())?;
            let first = note(21, 1, -7).one("weight", -2);
            scene.commit(&unit(3).put(&first).put(&note(22, 2, -3)))?;
            touched(scene, &own, Some(-7), Some(-2))?;
            same("its revision", scene.record(&own)?.revision, Revision(2))?;
            same("the index over it", scene.ids(&places)?, [1, 2].map(nouns::id).to_vec())?;
            // An own value that moves is nothing to a column that comes from a fact.
            scene.commit(&unit(4).put(&own.clone().one("since", 60).one("segment", 9)))?;
            touched(scene, &own, Some(-7), Some(-2))?;
            touched_by_what_equals(scene)?;
            scene.commit(&unit(7).remove(&first).put(&note(24, 1, 3)))?;
            touched(scene, &own, Some(60), Some(8))?;
            let bare = own.clone().cell("since", Cell::NULL).cell("segment", Cell::NULL);
            scene.commit(&unit(8).remove(&note(24, 1, 3)).remove(&note(23, 1, 60)).put(&bare))?;
            touched(scene, &own, None, None)?;
            scene.commit(&unit(9).remove(&bare))?;
            scene.commit(&unit(10).put(&own))?;
            touched(scene, &own, Some(40), Some(1))?;
            faultless(scene, Mode::Rebuild)?;
            touched(scene, &own, Some(40), Some(1))
        })
    },
};

/// Facts whose value is the one that the record itself has.
fn touched_by_what_equals(scene: &Scene<'_>) -> Verdict {
    let own = account(1).one("segment", 8).one("since", 60);
    scene.commit(&unit(5).put(&own).put(&note(23, 1, 60)))?;
    touched(scene, &own, Some(60), Some(-2))?;
    scene.commit(&unit(6).put(&note(25, 1, 50).one("weight", -5)))?;
    touched(scene, &own, Some(60), Some(-2))?;
    let gone = note(25, 1, 50);
    scene.commit(&unit(61).remove(&gone))?;
    touched(scene, &own, Some(60), Some(-2))
}

fn touched(scene: &Scene<'_>, row: &Row, at: Option<i64>, load: Option<i64>) -> Verdict {
    let found = [scene.cell(row, "touched")?, scene.cell(row, "load")?];
    same("what is derived or the record's own", found, [Cell::maybe(at), Cell::maybe(load)])
}

fn faultless(scene: &Scene<'_>, mode: Mode) -> Verdict {
    let report = scene.store().check(mode, &mut |_| ControlFlow::Continue(()));
    same("the faults found", fine("a check", report)?.faults, vec![])
}

pub(super) const C22: Check = Check {
    id: "C22",
    rule: "A fact says the same for ever: one that is removed and put in the same unit with \
           another body, or put again when an earlier unit removed it and an entry refers to it, \
           makes the unit malformed.",
    run: |bench| {
        fresh(bench, |scene| {
            let fact = note(21, 1, 5).one("word", "said").one("weight", 3);
            scene.commit(&unit(1).put(&account(1)).put(&fact).put(&note(22, 1, 6)))?;
            let moved = fact.clone().moved_to(2);
            let moving = |to: &Row| unit(2).remove(&fact).quiet(to);
            for (what, to) in [
                ("a fact that moves and weighs less", moved.clone().one("weight", 2)),
                ("a fact that moves with another word", moved.clone().one("word", "unsaid")),
                ("a fact taken back", fact.clone().one("weight", 2)),
            ] {
                malformed(scene, what, &moving(&to))?;
                malformed(scene, what, &moving(&to).tell(&to, "written"))?;
            }
            scene.commit(&moving(&moved))?;
            scene.commit(&unit(3).remove(&moved).quiet(&moved))?;
            scene.commit(&unit(4).remove(&moved))?;
            for back in [&moved, &fact, &moved.clone().one("weight", 2)] {
                malformed(scene, "a removed fact put again", &unit(5).quiet(back))?;
                malformed(scene, "a removed fact put again", &unit(5).put(back))?;
            }
            untold(scene)?;
            erased(scene)?;
            faultless(scene, Mode::Verify)?;
            faultless(scene, Mode::Rebuild)?;
            malformed(scene, "a removed fact put again", &unit(5).quiet(&fact))
        })
    },
};

/// A fact of which no entry tells is free again once it is gone.
fn untold(scene: &Scene<'_>) -> Verdict {
    let quiet = note(23, 1, 7).one("weight", 1);
    let other = quiet.clone().one("weight", 2);
    scene.commit(&unit(10).quiet(&quiet))?;
    malformed(scene, "an untold fact changed", &unit(11).remove(&quiet).quiet(&other))?;
    scene.commit(&unit(11).remove(&quiet))?;
    scene.commit(&unit(12).put(&other)).map(drop)
}

/// What was erased does not come back with a move.
fn erased(scene: &Scene<'_>) -> Verdict {
    let fact = note(24, 1, 8).one("word", "private");
    let to = fact.clone().moved_to(2);
    scene.commit(&unit(20).put(&fact))?;
    scene.commit(&unit(21).redact(&fact))?;
    let back = unit(22).remove(&fact).quiet(&to);
    malformed(scene, "a fact that moves with what was erased", &back)?;
    let bare = unit(22).remove(&fact).quiet(&to.clone().cell("word", Cell::NULL));
    malformed(scene, "a fact that moves without what it may have", &bare)?;
    let mut erased = bare;
    let puts = erased.0.writes.iter_mut().flat_map(|write| &mut write.puts);
    puts.for_each(|put| put.body.personal = Held::Erased);
    scene.commit(&erased).map(drop)
}
