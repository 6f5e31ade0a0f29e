//! What is remembered of keys and streams.

use super::Check;
use super::nouns;
use super::scene::{Draft, account, counter, ensure, fine, fresh, key, moment, person, same, unit};
use crate::store::contract::Head;
use crate::store::record::Revision;
use crate::store::unit::{Committed, Kept, Key};

pub(super) const K1: Check = Check {
    id: "K1",
    rule: "`key` tells digest, actor, time (as the unit gave it), ids, revisions and positions of \
           a committed key, and nothing of another.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1)))?;
            let mut draft = unit(2).put(&account(1)).put(&person(11, 2)).put(&account(3));
            draft.0.key.ids = vec![nouns::id(7), nouns::id(1), nouns::id(7)];
            // Earlier than the stream's latest: entries are moved on, the key is not.
            let draft = draft.recorded(moment(-5));
            let answer = scene.commit(&draft)?;
            same("what is kept", scene.kept(&key(2))?, Some(kept(&draft, answer)))?;
            let nothing = unit(3).recorded(moment(3));
            let answer = scene.commit(&nothing)?;
            same("what is kept", scene.kept(&key(3))?, Some(kept(&nothing, answer)))?;
            let hosts = Key::parse("order-4711").map_err(|error| error.to_string())?;
            let mut named = unit(4).put(&account(4));
            named.0.key.key = hosts;
            let answer = scene.commit(&named)?;
            same("what is kept", scene.kept(&hosts)?, Some(kept(&named, answer)))?;
            same("what is kept of another key", scene.kept(&key(99))?, None)
        })
    },
};

fn kept(draft: &Draft, answer: Committed) -> Kept {
    let key = draft.0.key.clone();
    Kept {
        digest: key.digest,
        actor: key.actor,
        recorded_at: key.recorded_at,
        ids: key.ids,
        revisions: answer.revisions,
        positions: answer.positions,
    }
}

pub(super) const K2: Check = Check {
    id: "K2",
    rule: "`revisions` tells each stream's revision and latest time in the order asked, nought and \
           none for one in which nothing happened; `counter` tells where a counter stands.",
    run: |bench| {
        fresh(bench, |scene| {
            let seats = unit(1).put(&account(1)).take(counter(3, "seats"), 7, 0, 9);
            scene.commit(&seats)?;
            scene.commit(&unit(2).put(&account(2)).put(&account(1)))?;
            scene.commit(&unit(3).quiet(&account(2)))?;
            let head =
                |revision, at| Head { revision: Revision(revision), recorded_at: Some(moment(at)) };
            let streams = [2, 9, 1, 3, 2].map(nouns::stream);
            let found = scene.read("revisions", |reader| reader.revisions(&streams))?;
            let nothing = Head::default();
            let wanted = vec![head(3 - 1, 3), nothing, head(2, 2), nothing, head(2, 3)];
            same("where the streams stand", found, wanted)?;
            let none = scene.read("revisions", |reader| reader.revisions(&[]))?;
            same("where no streams stand", none, vec![])?;
            same("a counter", scene.counter(&counter(3, "seats"))?, 7)?;
            same("one never moved", scene.counter(&counter(1, "seats"))?, 0)
        })
    },
};

pub(super) const L5: Check = Check {
    id: "L5",
    rule: "`forget_keys` forgets the keys recorded before an instant and no others.",
    run: |bench| {
        fresh(bench, |scene| {
            for number in 1..=6 {
                let at = moment(i64::try_from(number).unwrap_or(0) % 4 * 10);
                scene.commit(&unit(number).put(&account(number)).recorded(at))?;
            }
            // 10, 20, 30, 0, 10, 20
            let forgotten = fine("forget_keys", scene.store().forget_keys(moment(20)))?;
            same("how many are forgotten", forgotten, 3)?;
            for (number, kept) in [(1, false), (2, true), (3, true), (4, false), (5, false)] {
                let found = scene.kept(&key(number))?.is_some();
                same(&format!("whether key {number} is remembered"), found, kept)?;
            }
            let again = scene.commit(&unit(1).put(&account(1)))?;
            ensure!(!again.repeated, "a forgotten key is taken for a repetition");
            let kept = scene.commit(&unit(2).put(&account(2)))?;
            ensure!(kept.repeated, "a key that is remembered is not taken for a repetition");
            same("revisions", scene.revision(nouns::stream(1))?, 2)?;
            same("entries", scene.journal()?.len(), 7)?;
            let none = fine("forget_keys", scene.store().forget_keys(moment(-1)))?;
            same("how many are forgotten", none, 0)
        })
    },
};
