//! What a scan finds: an index's records in its order, and only those.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::Check;
use super::answer::answer;
use super::nouns::{self, ACCOUNT, NOTE, PERSON};
use super::scene::{
    Draft, Row, Scene, Verdict, account, ensure, every, fresh, note, person, refused, same, unit,
};
use crate::domain::Id;
use crate::domain::declaration::{Columns, Declaration, STREAM, Shape, TIMELINE, Value};
use crate::store::record::Target;
use crate::store::scan::{Among, Condition, MOST, Projection, Scan, Sight, Superseded};

/// Texts that a careless order, pattern or quotation takes for others.
const TEXTS: [&str; 17] = [
    "", "\0", "\0a", "%", "'", "\"; drop", "A", "AB", "Ab", "_", "a", "a\0", "a%b", "ab", "z", "é",
    "客户",
];

const NUMBERS: [i64; 9] = [i64::MIN, -300, -1, 0, 1, 255, 256, 1_000_000, i64::MAX];

/// Rows of every noun with these values, nulls and sets among them.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, text) in (1..).zip(TEXTS) {
        let mut row = account(number);
        let segment = i64::try_from(number % 3).unwrap_or(0);
        if number % 4 != 0 {
            row = row.one("name", text);
        }
        if number % 5 != 0 {
            row = row.one("segment", segment);
        }
        if number % 2 == 0 {
            row = row.one("owner", nouns::id(500 - number % 7)).shared();
        }
        row = row.one("code", text);
        let mine = [text, "both"];
        row = row.many("email", if number % 3 == 0 { &[] } else { &mine });
        rows.push(row);
        rows.push(person(100 + number, number % 3 + 1).one("name", text).one("rank", segment));
    }
    for (number, value) in (1..).zip(NUMBERS) {
        let of = number % 2 + 1;
        let row = note(200 + number, of, value).one("weight", value).one("author", nouns::id(7));
        rows.push(row.one("word", "w").many("tag", &["t", "tt"]).shared());
        rows.push(note(300 + number, of, value).many("tag", &["t"]));
        rows.push(note(400 + number, of, 5).one("word", "W"));
    }
    rows
}

fn fill(scene: &Scene<'_>, rows: &[Row]) -> Verdict {
    let chunks = rows.chunks(20).zip(1..);
    for (chunk, number) in chunks {
        scene.commit(&chunk.iter().fold(unit(number), Draft::put))?;
    }
    Ok(())
}

/// Asks each question, ascending and descending, and compares with what it must find.
fn ask(scene: &Scene<'_>, rows: &[Row], superseded: &BTreeSet<Id>, scans: &[Scan]) -> Verdict {
    for scan in scans {
        for scan in [scan.clone(), scan.clone().descending()] {
            let wanted = answer(rows, superseded, &scan);
            same(&format!("what {scan:?} finds"), scene.ids(&scan)?, wanted)?;
        }
    }
    Ok(())
}

fn asked(bench: &dyn super::Bench, scans: &[Scan]) -> Verdict {
    fresh(bench, |scene| {
        let rows = rows();
        fill(scene, &rows)?;
        ask(scene, &rows, &BTreeSet::new(), scans)
    })
}

fn all(noun: &'static Declaration, index: &'static str) -> Scan {
    Scan::of(noun.noun, index, MOST)
}

fn within(noun: &'static Declaration, index: &'static str, of: u64) -> Scan {
    all(noun, index).within(nouns::stream(of))
}

/// The first pages of all indexes.
fn whole_indexes() -> Vec<Scan> {
    let mut scans = Vec::new();
    for noun in [&ACCOUNT, &NOTE, &PERSON] {
        let names = noun.indexes.iter().map(|index| index.name).chain(["id", TIMELINE]);
        for index in names.filter(|name| noun.index(name).is_some()) {
            let by_stream = noun.index(index).is_some_and(|names| names.first() == Some(&STREAM));
            if by_stream {
                scans.extend((1..4).map(|of| within(noun, index, of)));
            } else if !derived(noun, index) {
                scans.push(all(noun, index));
            }
        }
    }
    scans
}

/// Whether an index is over a column that no row says.
fn derived(noun: &Declaration, index: &str) -> bool {
    let column = |name: &&str| noun.column(name).is_some_and(|(_, it)| it.derived.is_some());
    noun.index(index).is_some_and(|names| names.iter().any(column))
}

pub(super) const S1: Check = Check {
    id: "S1",
    rule: "`scan` gives exactly the records of the index that the question names, by the index's \
           columns and then by id; descending is the exact reverse.",
    run: |bench| {
        let mut scans = whole_indexes();
        scans.extend((0..4).map(|segment| all(&ACCOUNT, "by_segment").equal(segment)));
        scans.push(all(&ACCOUNT, "by_segment").equal(1).equal("a"));
        scans.push(all(&ACCOUNT, "by_owner").equal(nouns::id(498)));
        scans.push(all(&NOTE, "by_author").equal(nouns::id(7)).equal(255));
        scans.push(within(&NOTE, "stream_weight", 1).equal(-1));
        scans.push(within(&NOTE, TIMELINE, 2).equal(5));
        asked(bench, &scans)
    },
};

pub(super) const S2: Check = Check {
    id: "S2",
    rule: "A record with a null in one of an index's columns is not in that index.",
    run: |bench| {
        fresh(bench, |scene| {
            let named = account(1).one("name", "n");
            let placed = account(2).one("segment", 1);
            let both = account(3).one("name", "n").one("segment", 1);
            let rows = [named, placed, both, account(4), note(21, 1, 5), person(31, 1)];
            fill(scene, &rows)?;
            let questions = [
                ("account", "by_segment", vec![3]),
                ("account", "by_name", vec![1, 3]),
                ("account", "by_owner", vec![]),
                ("account", "by_last", vec![]),
                ("note", "by_word", vec![]),
                ("person", "by_name", vec![]),
                ("person", "by_email", vec![]),
            ];
            for (noun, index, wanted) in questions {
                let wanted: Vec<_> = wanted.into_iter().map(nouns::id).collect();
                let scan = Scan::of(noun, index, MOST);
                same(&format!("{noun} {index}"), scene.ids(&scan)?, wanted.clone())?;
                same(
                    &format!("{noun} {index}"),
                    scene.ids(&scan.descending())?.len(),
                    wanted.len(),
                )?;
            }
            let weighed = within(&NOTE, "stream_weight", 1);
            same("facts without a weight", scene.ids(&weighed)?, vec![])?;
            // A value that becomes null leaves the index.
            scene.commit(&unit(50).put(&account(3).one("segment", 1)))?;
            same("the names", scene.ids(&all(&ACCOUNT, "by_name"))?, vec![nouns::id(1)])
        })
    },
};

pub(super) const S3: Check = Check {
    id: "S3",
    rule: "An index over a column that holds many has a record once for each value.",
    run: |bench| {
        fresh(bench, |scene| {
            let rows = [
                account(1).many("email", &["a@x", "b@x", "c@y"]),
                account(2).many("email", &["b@x"]),
                account(3),
                note(21, 1, 5).many("tag", &["t", "tt"]),
            ];
            fill(scene, &rows)?;
            let mut scans = vec![all(&ACCOUNT, "by_email"), all(&NOTE, "by_tag")];
            scans.push(all(&ACCOUNT, "by_email").equal("b@x"));
            scans.push(prefix(all(&NOTE, "by_tag"), "t"));
            scans.push(between(
                all(&ACCOUNT, "by_email"),
                Bound::Included("a@x".into()),
                Bound::Excluded("c@y".into()),
            ));
            ask(scene, &rows, &BTreeSet::new(), &scans)?;
            // Values that leave the set leave the index, and others stay.
            let fewer = account(1).many("email", &["b@x", "d@x"]);
            scene.commit(&unit(50).put(&fewer))?;
            let wanted = [1, 2, 1].map(nouns::id).to_vec();
            same("the emails", scene.ids(&all(&ACCOUNT, "by_email"))?, wanted)
        })
    },
};

fn prefix(mut scan: Scan, text: &str) -> Scan {
    scan.among = Among::Prefix(text.to_owned());
    scan
}

fn between(mut scan: Scan, from: Bound<Value>, to: Bound<Value>) -> Scan {
    scan.among = Among::Between(from, to);
    scan
}

pub(super) const S4: Check = Check {
    id: "S4",
    rule: "Integers are ordered as numbers, texts and ids as bytes; a prefix is one of bytes; a \
           bound includes or excludes its value.",
    run: |bench| {
        let mut scans =
            vec![all(&ACCOUNT, "by_name"), all(&ACCOUNT, "by_code"), all(&NOTE, "by_at")];
        for text in ["", "a", "A", "ab", "%", "_", "é", "客", "\0", "zz"] {
            scans.push(prefix(all(&ACCOUNT, "by_name"), text));
            scans.push(prefix(all(&ACCOUNT, "by_code"), text));
            scans.push(prefix(all(&ACCOUNT, "by_segment").equal(1), text));
            scans.push(prefix(within(&PERSON, "in_stream", 2), text));
            let value = || Value::from(text);
            scans.push(between(
                all(&ACCOUNT, "by_name"),
                Bound::Excluded(value()),
                Bound::Unbounded,
            ));
            scans.push(between(
                all(&ACCOUNT, "by_name"),
                Bound::Unbounded,
                Bound::Included(value()),
            ));
        }
        let bounds = |number: i64| {
            [Bound::Included(number.into()), Bound::Excluded(number.into()), Bound::Unbounded]
        };
        for from in [i64::MIN, -1, 0, 255, i64::MAX] {
            for to in [i64::MIN, 1, 255, i64::MAX] {
                for (from, to) in bounds(from).into_iter().zip(bounds(to).into_iter().rev()) {
                    scans.push(between(all(&NOTE, "by_at"), from.clone(), to.clone()));
                    scans.push(between(within(&NOTE, "stream_weight", 2), from, to));
                }
            }
        }
        let owners = all(&ACCOUNT, "by_owner");
        let from = Bound::Excluded(Value::Id(nouns::id(495)));
        scans.push(between(owners, from, Bound::Included(Value::Id(nouns::id(498)))));
        asked(bench, &scans)
    },
};

pub(super) const S5: Check = Check {
    id: "S5",
    rule: "Conditions leave out the records that do not meet them.",
    run: |bench| {
        let conditions = [
            Condition::Is("segment", 1.into()),
            Condition::IsNot("segment", 1.into()),
            Condition::Null("segment"),
            Condition::NotNull("segment"),
            Condition::Is("name", "a".into()),
            Condition::IsNot("name", "A".into()),
            Condition::Is("email", "both".into()),
            Condition::IsNot("email", "both".into()),
            Condition::Null("email"),
            Condition::NotNull("email"),
            Condition::Is("owner", nouns::id(498).into()),
            Condition::Null("owner"),
        ];
        let mut scans = Vec::new();
        for (at, condition) in conditions.iter().enumerate() {
            for index in ["id", "by_code", "by_email"] {
                let mut scan = all(&ACCOUNT, index);
                scan.conditions.push(condition.clone());
                scans.push(scan.clone());
                scan.conditions.extend(conditions.iter().skip(at + 1).step_by(5).cloned());
                scans.push(scan);
            }
        }
        for condition in [
            Condition::Is("tag", "t".into()),
            Condition::IsNot("tag", "tt".into()),
            Condition::Null("weight"),
            Condition::Is("word", "w".into()),
        ] {
            let mut scan = within(&NOTE, TIMELINE, 1);
            scan.conditions.push(condition.clone());
            scans.push(scan);
            let mut scan = within(&NOTE, "stream_weight", 2);
            scan.conditions.push(condition);
            scans.push(scan);
        }
        asked(bench, &scans)
    },
};

pub(super) const S6: Check = Check {
    id: "S6",
    rule: "What the sight does not see is in no page, no count and no journal.",
    run: |bench| {
        fresh(bench, |scene| {
            let rows = rows();
            fill(scene, &rows)?;
            for own in [1, 2, 4].map(nouns::stream) {
                let mut scans = whole_indexes();
                scans.iter_mut().for_each(|scan| scan.sight = Sight::Shared(own));
                ask(scene, &rows, &BTreeSet::new(), &scans)?;
                for scan in &scans {
                    let wanted = answer(&rows, &BTreeSet::new(), scan).len();
                    let found = scene.read("count", |reader| reader.count(scan))?;
                    same(&format!("the count of {scan:?}"), usize::try_from(found), Ok(wanted))?;
                    let mut small = scan.clone();
                    small.limit = 2;
                    same("what small pages hold", scene.ids(&small)?.len(), wanted)?;
                }
                journal_seen(scene, &rows, own)?;
            }
            Ok(())
        })
    },
};

fn journal_seen(scene: &Scene<'_>, rows: &[Row], own: crate::domain::Stream) -> Verdict {
    let sight = Sight::Shared(own);
    let query = |limit| crate::store::journal::JournalQuery {
        sight,
        ..crate::store::journal::JournalQuery::first(limit)
    };
    let wanted: Vec<Id> = scene
        .journal()?
        .iter()
        .filter(|entry| sight.sees(entry.stream, entry.visibility))
        .map(|entry| entry.id)
        .collect();
    let shared = rows.iter().filter(|row| sight.sees(row.stream, row.visibility)).count();
    same("the entries that may be seen", wanted.len(), shared)?;
    for limit in [2, MOST] {
        let found = scene.read("journal", |r| super::scene::entries(r, &query(limit)))?;
        let found: Vec<Id> = found.iter().map(|entry| entry.id).collect();
        same("the journal as it may be seen", found, wanted.clone())?;
    }
    Ok(())
}

pub(super) const S7: Check = Check {
    id: "S7",
    rule: "Superseded facts are left out unless they are asked for.",
    run: |bench| {
        fresh(bench, |scene| {
            let mut rows = vec![account(1), account(2)];
            for number in 21..31 {
                let at = i64::try_from(number).unwrap_or(0);
                let row = note(number, number % 2 + 1, at % 4).one("weight", at % 3);
                rows.push(row.one("word", "w").many("tag", &["t", "u"]));
            }
            fill(scene, &rows)?;
            let mut superseded = BTreeSet::new();
            for (old, new) in [(21, 41), (24, 42), (41, 43)] {
                let correction = note(new, old % 2 + 1, 2).many("tag", &["t"]).instead_of(old);
                scene.commit(&unit(new).put(&correction))?;
                superseded.insert(nouns::id(old));
                rows.push(correction);
            }
            for wanted in [Superseded::Hidden, Superseded::Shown] {
                let mut scans = whole_indexes();
                scans.retain(|scan| scan.noun == NOTE.noun);
                scans.iter_mut().for_each(|scan| scan.superseded = wanted);
                ask(scene, &rows, &superseded, &scans)?;
                for scan in &scans {
                    let wanted = answer(&rows, &superseded, scan).len();
                    let found = scene.read("count", |reader| reader.count(scan))?;
                    same(&format!("the count of {scan:?}"), usize::try_from(found), Ok(wanted))?;
                }
            }
            Ok(())
        })
    },
};

pub(super) const S10: Check = Check {
    id: "S10",
    rule: "An undeclared noun, index or column, a value of the wrong shape, a missing or \
           superfluous stream, or a limit of nought or above \
           [`MOST`](super::scan::MOST) is `Query`.",
    run: |bench| {
        fresh(bench, |scene| {
            fill(scene, &rows())?;
            for (what, scan) in senseless() {
                let scan_it = scene.try_read(|reader| reader.scan(&scan));
                refused(what, scan_it, "query")?;
            }
            for limit in [1, MOST] {
                scene.page(&Scan::of(NOTE.noun, "id", limit))?;
            }
            // A store goes on after a question that cannot be asked.
            scene.read("scan", |reader| every(reader, &all(&PERSON, "by_name"))).map(drop)
        })
    },
};

fn senseless() -> Vec<(&'static str, Scan)> {
    let condition = |condition| {
        let mut scan = all(&ACCOUNT, "id");
        scan.conditions.push(condition);
        scan
    };
    let limit = |limit| Scan::of(ACCOUNT.noun, "id", limit);
    let wanted = Scan { columns: Projection::These(&["name", "moon"]), ..all(&ACCOUNT, "id") };
    let text = || Bound::Included(Value::from("a"));
    vec![
        ("an undeclared noun", Scan::of("stranger", "id", 10)),
        ("an undeclared index", all(&ACCOUNT, "by_moon")),
        ("SQL for an index", all(&ACCOUNT, "id; drop table account")),
        ("a column for an index", all(&ACCOUNT, "name")),
        ("a state noun's timeline", all(&ACCOUNT, TIMELINE).within(nouns::stream(1))),
        ("a condition on an undeclared column", condition(Condition::Null("moon"))),
        ("an undeclared column that is wanted", wanted),
        ("a condition of the wrong shape", condition(Condition::Is("segment", "1".into()))),
        ("an equal value of the wrong shape", all(&ACCOUNT, "by_name").equal(1)),
        ("a value too many", all(&ACCOUNT, "by_name").equal("a").equal("b")),
        ("a value of an index without columns", all(&ACCOUNT, "id").equal(nouns::id(1))),
        ("a bound of the wrong shape", between(all(&NOTE, "by_at"), text(), Bound::Unbounded)),
        ("a bound behind the last column", between(all(&ACCOUNT, "id"), Bound::Unbounded, text())),
        ("a prefix of a number", prefix(all(&NOTE, "by_at"), "1")),
        ("a missing stream", all(&NOTE, TIMELINE)),
        ("another missing stream", all(&PERSON, "in_stream")),
        ("a superfluous stream", all(&NOTE, "by_at").within(nouns::stream(1))),
        ("a limit of nought", limit(0)),
        ("a limit above the most", limit(MOST + 1)),
    ]
}

pub(super) const G1: Check = Check {
    id: "G1",
    rule: "`get` answers each target in the order asked, none where there is no such record; an \
           undeclared noun is `Query`.",
    run: |bench| {
        fresh(bench, |scene| {
            fill(scene, &[account(1), account(2), note(1, 1, 5), person(3, 1)])?;
            let targets = [
                account(2).target(),
                account(9).target(),
                note(1, 1, 5).target(),
                person(1, 1).target(),
                account(1).target(),
                account(2).target(),
            ];
            let found = scene.read("get", |reader| reader.get(&targets, false))?;
            let ids: Vec<_> = found.iter().map(|f| f.as_ref().map(|record| record.id)).collect();
            let [one, two] = [1, 2].map(|number| Some(nouns::id(number)));
            same("the answers", ids, vec![two, None, one, None, one, two])?;
            let bodies: Vec<_> = found.iter().flatten().map(|record| &record.body).collect();
            same("a note's body", bodies.get(1).copied(), Some(&note(1, 1, 5).body()))?;
            same("no answers", scene.read("get", |reader| reader.get(&[], true))?.len(), 0)?;
            let strangers = [account(1).target(), Target::new("stranger", nouns::id(1))];
            let answer = scene.try_read(|reader| reader.get(&strangers, false));
            refused("get of an undeclared noun", answer, "query").map(drop)
        })
    },
};

pub(super) const G2: Check = Check {
    id: "G2",
    rule: "Columns come only when asked for: every declared one, derived ones included, or those \
           that a scan names, in the order in which it names them.",
    run: |bench| {
        fresh(bench, |scene| {
            let row = account(1).one("name", "n").many("email", &["e"]).one("owner", nouns::id(3));
            scene.commit(&unit(1).put(&row).put(&note(21, 1, 5).one("weight", 2)))?;
            let wanted = row.clone().one("last", 5).one("heaviest", 2);
            let wanted = wanted.one("touched", 5).one("load", 2).columns;
            let scan = |columns| {
                let mut scan = Scan::of("account", "by_name", 10);
                scan.columns = columns;
                scan
            };
            const NAMED: &[&str] = &["load", "email", "name", "load"];
            let place = |name: &&str| ACCOUNT.column(name).map(|(place, _)| place);
            let named = NAMED.iter().filter_map(place).filter_map(|at| wanted.get(at).cloned());
            let named: Columns = named.collect();
            for (asked, wanted) in [
                (Projection::Nothing, None),
                (Projection::These(NAMED), Some(&named)),
                (Projection::These(&[]), Some(&Columns::new())),
                (Projection::Everything, Some(&wanted)),
            ] {
                let mut records = scene.all(&scan(asked))?;
                if !matches!(asked, Projection::These(_)) {
                    let all = asked == Projection::Everything;
                    let got = scene.read("get", |reader| reader.get(&[row.target()], all))?;
                    same("the records got", got.iter().flatten().count(), 1)?;
                    records.extend(got.into_iter().flatten());
                }
                ensure!(!records.is_empty(), "the index does not find its record");
                for record in records {
                    same("its columns", record.columns.as_ref(), wanted)?;
                    same("its body", &record.body, &row.body())?;
                    same("its visibility", record.visibility, row.visibility)?;
                }
            }
            ensure!(
                ACCOUNT.columns.iter().any(|column| column.shape == Shape::Id),
                "the suite's account has no column of ids"
            );
            Ok(())
        })
    },
};
