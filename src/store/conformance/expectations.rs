//! What a unit rests on: revisions of streams and records, and absences.

use super::Check;
use super::nouns;
use super::scene::{Draft, Scene, Verdict, account, fresh, note, person, same, unchanged, unit};
use crate::store::error::{Conflict, StoreError};
use crate::store::record::Revision;
use crate::store::unit::Expect;

fn stale(scene: &Scene<'_>, draft: &Draft, expected: Expect, found: u64) -> Verdict {
    let before = scene.photograph()?;
    let error = scene.refuse(draft, "stale")?;
    unchanged("after a stale unit", &before, &scene.photograph()?)?;
    let StoreError::Conflict(Conflict::Stale { expected: named, found: stands }) = error else {
        return Err(format!("stale is {error:?}"));
    };
    same("the expectation that does not hold", named, expected)?;
    same("the revision found", stands, Revision(found))
}

pub(super) const C5: Check = Check {
    id: "C5",
    rule: "An expected stream revision that has moved is `Stale` with the revision found, also \
           when the unit writes nothing in that stream.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)).at_revision(nouns::stream(1), 0))?;
            scene.commit(&unit(2).quiet(&note(21, 1, 5)).at_revision(nouns::stream(1), 1))?;
            let expected = |of, revision| Expect::Stream(nouns::stream(of), Revision(revision));
            let written = unit(3).put(&account(1)).at_revision(nouns::stream(1), 1);
            stale(scene, &written, expected(1, 1), 2)?;
            let read = unit(4).put(&account(2)).at_revision(nouns::stream(1), 0);
            stale(scene, &read, expected(1, 0), 2)?;
            let ahead = unit(5).put(&account(2)).at_revision(nouns::stream(2), 1);
            stale(scene, &ahead, expected(2, 1), 0)?;
            let nothing = unit(6).at_revision(nouns::stream(1), 1);
            stale(scene, &nothing, expected(1, 1), 2)?;
            let both = unit(7)
                .put(&account(2))
                .at_revision(nouns::stream(1), 2)
                .at_revision(nouns::stream(2), 0);
            scene.commit(&both).map(drop)
        })
    },
};

pub(super) const C6: Check = Check {
    id: "C6",
    rule: "An expected record revision that differs, or an expected absence that is none, is \
           `Stale`; a record that is not there is found at revision nought; of several \
           expectations that do not hold the first is named.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)).put(&person(11, 1)))?;
            scene.commit(&unit(2).put(&account(1)))?;
            let at = |row: &super::scene::Row, revision| {
                Expect::Record(row.target(), Revision(revision))
            };
            let put = |number| unit(number).put(&account(2));
            let moved = at(&account(1), 1);
            stale(scene, &put(3).expect(moved), moved, 2)?;
            let ahead = at(&person(11, 1), 2);
            stale(scene, &put(4).expect(ahead), ahead, 1)?;
            let nowhere = at(&person(99, 1), 1);
            stale(scene, &put(5).expect(nowhere), nowhere, 0)?;
            let there = Expect::Absent(person(11, 1).target());
            stale(scene, &put(6).expect(there), there, 1)?;
            let first = put(7).expect(at(&account(1), 2)).expect(there).expect(moved);
            stale(scene, &first, there, 1)?;
            let stream = Expect::Stream(nouns::stream(1), Revision(7));
            stale(scene, &put(7).expect(stream).expect(there), stream, 2)?;
            let right = put(8)
                .expect(at(&account(1), 2))
                .expect(at(&person(11, 1), 1))
                .expect(Expect::Absent(account(2).target()))
                .expect(Expect::Absent(note(11, 1, 1).target()));
            scene.commit(&right)?;
            scene.commit(&unit(9).remove(&person(11, 1)))?;
            let gone = at(&person(11, 1), 1);
            stale(scene, &unit(10).put(&account(3)).expect(gone), gone, 0)?;
            let absent = Expect::Absent(person(11, 1).target());
            scene.commit(&unit(10).put(&account(3)).expect(absent)).map(drop)
        })
    },
};
