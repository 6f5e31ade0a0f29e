//! Pages and their cursors.

use std::collections::BTreeSet;

use super::Check;
use super::answer::answer;
use super::nouns::{self, ACCOUNT, NOTE, PERSON};
use super::scene::{Draft, Row, Scene, Verdict, ensure, fine, fresh, refused, same, unit};
use crate::domain::declaration::TIMELINE;
use crate::store::cursor::Cursor;
use crate::store::scan::{Among, Condition, MOST, Page, Projection, Scan, Sight, Superseded};

fn fill(scene: &Scene<'_>) -> Result<Vec<Row>, String> {
    let rows = super::scans::rows();
    for (chunk, number) in rows.chunks(20).zip(1..) {
        scene.commit(&chunk.iter().fold(unit(number), Draft::put))?;
    }
    Ok(rows)
}

fn questions() -> Vec<Scan> {
    let mut conditioned = Scan::of(ACCOUNT.noun, "by_code", MOST);
    conditioned.conditions.push(Condition::Is("segment", 1.into()));
    let mut seen = Scan::of(NOTE.noun, "by_tag", MOST);
    seen.sight = Sight::Shared(nouns::stream(1));
    let mut begun = Scan::of(ACCOUNT.noun, "by_code", MOST);
    begun.among = Among::Prefix("a".to_owned());
    vec![
        Scan::of(ACCOUNT.noun, "id", MOST),
        Scan::of(ACCOUNT.noun, "by_segment", MOST),
        Scan::of(ACCOUNT.noun, "by_email", MOST),
        Scan::of(NOTE.noun, "by_tag", MOST).equal("t"),
        Scan::of(NOTE.noun, "by_at", MOST).equal(5),
        Scan::of(NOTE.noun, TIMELINE, MOST).within(nouns::stream(1)),
        Scan::of(PERSON.noun, "in_stream", MOST).within(nouns::stream(2)),
        conditioned,
        seen,
        begun,
        Scan::of(ACCOUNT.noun, "by_name", MOST).equal("nobody"),
    ]
}

pub(super) const S8: Check = Check {
    id: "S8",
    rule: "Pages that follow their cursors visit every record once, if nothing is written \
           meanwhile; a page without `next` was the last.",
    run: |bench| {
        fresh(bench, |scene| {
            let rows = fill(scene)?;
            for scan in questions() {
                for mut scan in [scan.clone(), scan.descending()] {
                    let wanted = answer(&rows, &BTreeSet::new(), &scan);
                    for limit in [1, 2, 3, 7, 100] {
                        scan.limit = limit;
                        let found = followed(scene, &scan)?;
                        same(&format!("what the pages of {scan:?} hold"), &found, &wanted)?;
                    }
                }
            }
            Ok(())
        })
    },
};

/// Follows the cursors in the form in which they leave the host.
fn followed(scene: &Scene<'_>, scan: &Scan) -> Result<Vec<crate::domain::Id>, String> {
    let mut scan = scan.clone();
    let mut ids = Vec::new();
    for _ in 0..1000 {
        let page = scene.page(&scan)?;
        let held = page.records.len();
        ensure!(held <= scan.limit, "a page of {} holds {held}", scan.limit);
        ids.extend(page.records.iter().map(|record| record.id));
        let Some(next) = page.next else { return Ok(ids) };
        scan.after = Some(fine("reading a cursor's text", next.to_string().parse::<Cursor>())?);
    }
    Err(format!("the pages of {scan:?} do not come to an end"))
}

pub(super) const S9: Check = Check {
    id: "S9",
    rule: "A cursor of another question, or one that cannot be read, is `InvalidCursor`.",
    run: |bench| {
        fresh(bench, |scene| {
            fill(scene)?;
            let mut asked = Scan::of(ACCOUNT.noun, "by_segment", 2).equal(1);
            let next = scene.page(&asked)?.next.ok_or("a page of two of more has no next")?;
            asked.after = Some(next.clone());
            for mut other in others(&asked) {
                other.after = Some(next.clone());
                let answer = scene.try_read(|reader| reader.scan(&other));
                refused("a cursor of another question", answer, "invalid cursor")?;
            }
            for damaged in damaged(&next.to_string()) {
                refused_text(scene, &asked, &damaged)?;
            }
            // How many are wanted, and with what, is not what decides where a page begins.
            let mut more = asked.clone();
            more.limit = 5;
            more.columns = Projection::Everything;
            scene.page(&more)?;
            let went_on: Page = scene.page(&asked)?;
            ensure!(!went_on.records.is_empty(), "the right cursor finds nothing");
            Ok(())
        })
    },
};

fn others(asked: &Scan) -> Vec<Scan> {
    let mut others = vec![asked.clone(); 8];
    let mut change = others.iter_mut();
    let mut next = |apply: &dyn Fn(&mut Scan)| change.next().into_iter().for_each(apply);
    next(&|scan| scan.equals = vec![2.into()]);
    next(&|scan| scan.equals = Vec::new());
    next(&|scan| scan.index = "by_owner");
    next(&|scan| scan.noun = "note");
    next(&|scan| scan.order = crate::store::scan::Order::Descending);
    next(&|scan| scan.conditions.push(Condition::NotNull("email")));
    next(&|scan| scan.sight = Sight::Shared(nouns::stream(1)));
    next(&|scan| scan.superseded = Superseded::Shown);
    // Those that no index of the noun answers would be refused as questions.
    others.iter_mut().filter(|scan| scan.index == "by_owner").for_each(|scan| {
        scan.equals.clear();
    });
    others.iter_mut().filter(|scan| scan.noun == "note").for_each(|scan| {
        scan.equals.clear();
        scan.index = "by_at";
    });
    others
}

/// The text cut short, drawn out, and with a place that is none.
fn damaged(text: &str) -> Vec<String> {
    let head: String = text.chars().take(16).collect();
    let most: String = text.chars().take(text.len().saturating_sub(2)).collect();
    vec![most, format!("{text}00"), head.clone(), format!("{head}ff")]
}

fn refused_text(scene: &Scene<'_>, asked: &Scan, text: &str) -> Verdict {
    let mut scan = asked.clone();
    scan.after = Some(fine("reading a cursor's text", text.parse::<Cursor>())?);
    let answer = scene.try_read(|reader| reader.scan(&scan));
    refused("a cursor that cannot be read", answer, "invalid cursor").map(drop)
}

pub(super) const S11: Check = Check {
    id: "S11",
    rule: "`count` is the number of records that the pages hold, whatever limit and cursor say.",
    run: |bench| {
        fresh(bench, |scene| {
            let rows = fill(scene)?;
            for mut scan in questions() {
                let wanted = answer(&rows, &BTreeSet::new(), &scan).len();
                for limit in [1, 3, MOST, 0] {
                    scan.limit = limit;
                    if limit > 0 {
                        scan.after = scene.page(&scan)?.next;
                    }
                    let found = scene.read("count", |reader| reader.count(&scan))?;
                    same(&format!("the count of {scan:?}"), usize::try_from(found), Ok(wanted))?;
                    scan.after = None;
                }
            }
            Ok(())
        })
    },
};
