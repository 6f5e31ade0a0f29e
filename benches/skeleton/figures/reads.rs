//! Reading through `dyn Store`: a record, a timeline, a page of clients, each decoded to its noun.

use std::collections::HashMap;
use std::hint::black_box;

use guanxi::domain::client::{Client, Segment};
use guanxi::domain::interaction::Interaction;
use guanxi::domain::{Id, RecordId};
use guanxi::store::Scan;

use crate::clock::cpu;
use crate::dice::among;
use crate::firm::{self, Firm};
use crate::house::{self, House};
use crate::race::{Laps, Turn, race};
use crate::report::{Figure, Goal, Report};
use crate::site::Three;

/// How often each turn asks, and how many turns there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    pub(crate) gets: u64,
    pub(crate) lists: u64,
}

/// A page of clients, as each of the three is asked for it.
#[derive(Debug)]
pub(crate) struct Asked {
    scan: Scan,
    segment: &'static str,
    behind: (i64, Id),
}

pub(crate) const TIMELINE: usize = 50;
pub(crate) const PAGE: usize = 100;

/// The clients with at least a whole timeline, drawn as their business goes.
pub(crate) fn busy(firm: &Firm) -> Vec<Id> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    (0..firm.interactions).for_each(|n| *counts.entry(firm.client_of(n)).or_default() += 1);
    let drawn = (0..4096).map(|draw| firm.client_of(among(draw, 71, firm.interactions)));
    let busy = drawn.filter(|client| counts.get(client).is_some_and(|count| *count >= TIMELINE));
    busy.map(|client| firm::client(client).id()).collect()
}

/// Every full page of every segment.
pub(crate) fn pages(house: &House) -> Vec<Asked> {
    let of = |segment: &'static str| {
        let mut behind = (i64::MAX, Id::from_bytes([0xff; 16]));
        let mut pages = Vec::new();
        for scan in house::segments_pages(house, segment, PAGE) {
            let last = house::last_place(house, &scan, PAGE);
            pages.extend(last.map(|_| Asked { scan, segment, behind }));
            behind = last.unwrap_or(behind);
        }
        pages
    };
    Segment::ALL.iter().map(|segment| segment.name()).flat_map(of).collect()
}

/// A turn of so many questions, in microseconds of CPU time for each.
fn turn<'t>(times: u64, mut ask: impl FnMut(u64) -> usize + 't) -> Turn<'t> {
    Box::new(move |round| {
        let begin = u64::try_from(round).expect("few rounds") * times;
        let start = cpu();
        for n in begin..begin + times {
            black_box(ask(n));
        }
        cpu().saturating_sub(start).as_secs_f64() * 1e6 / times as f64
    })
}

fn one<T>(list: &[T], n: u64, what: u64) -> &T {
    let many = u64::try_from(list.len()).expect("a list");
    &list[usize::try_from(among(n, what, many)).expect("a place")]
}

/// Asks a store for interactions by their ids.
pub(crate) fn get<'t>(house: &'t House, firm: &'t Firm, effort: Effort) -> Turn<'t> {
    turn(effort.gets, move |n| {
        let id = firm.id(among(n, 72, firm.interactions));
        let found = house::get::<Interaction>(house, id).expect("a read");
        usize::from(found.expect("it was logged").is_touch())
    })
}

/// Asks a store for timelines.
pub(crate) fn timeline<'t>(house: &'t House, busy: &'t [Id], effort: Effort) -> Turn<'t> {
    turn(effort.lists, move |n| {
        let scan = house::timeline(*one(busy, n, 74), TIMELINE);
        house::page::<Interaction>(house, &scan).expect("a timeline").0.len()
    })
}

/// Asks a store for pages of clients.
pub(crate) fn segment<'t>(house: &'t House, pages: &'t [Asked], effort: Effort) -> Turn<'t> {
    turn(effort.lists, move |n| {
        let scan = one(pages, n, 75).scan.clone();
        house::page::<Client>(house, &scan).expect("a page").0.len()
    })
}

/// An interaction by its id.
pub(crate) fn gets(three: &Three, effort: Effort) -> [Laps; 3] {
    let drawn = |n| three.firm.id(among(n, 72, three.firm.interactions));
    race(
        effort.rounds,
        [
            get(&three.house, &three.firm, effort),
            turn(effort.gets, |n| {
                let found = three.same.interaction(drawn(n)).expect("a read");
                usize::from(found.expect("it was logged").is_touch())
            }),
            turn(effort.gets, |n| {
                usize::from(three.relational.interaction(drawn(n)).expect("a read").is_some())
            }),
        ],
    )
}

/// A client by its id.
pub(crate) fn clients(three: &Three, effort: Effort) -> [Laps; 3] {
    let drawn = |n| firm::client(three.firm.client_of(among(n, 73, three.firm.interactions))).id();
    race(
        effort.rounds,
        [
            turn(effort.gets, |n| {
                let found = house::get::<Client>(&three.house, drawn(n)).expect("a read");
                found.expect("it was registered").name().is_erased().into()
            }),
            turn(effort.gets, |n| {
                let found = three.same.client(drawn(n)).expect("a read");
                found.expect("it was registered").name().is_erased().into()
            }),
            turn(effort.gets, |n| {
                usize::from(three.relational.client(drawn(n)).expect("a read").is_some())
            }),
        ],
    )
}

/// The newest fifty interactions of a client.
pub(crate) fn timelines(three: &Three, busy: &[Id], effort: Effort) -> [Laps; 3] {
    let limit = u32::try_from(TIMELINE).expect("fifty");
    race(
        effort.rounds,
        [
            timeline(&three.house, busy, effort),
            turn(effort.lists, |n| {
                three.same.timeline(*one(busy, n, 74), limit).expect("a timeline").len()
            }),
            turn(effort.lists, |n| {
                three.relational.timeline(*one(busy, n, 74), limit).expect("a timeline").len()
            }),
        ],
    )
}

/// A hundred clients of a segment by last contact.
pub(crate) fn segments(three: &Three, pages: &[Asked], effort: Effort) -> [Laps; 3] {
    let limit = u32::try_from(PAGE).expect("a hundred");
    race(
        effort.rounds,
        [
            segment(&three.house, pages, effort),
            turn(effort.lists, |n| {
                let asked = one(pages, n, 75);
                three.same.page(asked.segment, asked.behind, limit).expect("a page").len()
            }),
            turn(effort.lists, |n| {
                let asked = one(pages, n, 75);
                three.relational.page(asked.segment, asked.behind, limit).expect("a page").len()
            }),
        ],
    )
}

/// All three give the same answers to the same questions.
fn agree(three: &Three, busy: &[Id], pages: &[Asked]) {
    for client in busy.iter().take(50) {
        let scan = house::timeline(*client, TIMELINE);
        let ours = house::page::<Interaction>(&three.house, &scan).expect("a timeline").0;
        assert_eq!(ours, three.same.timeline(*client, 50).expect("a timeline"));
        let theirs = three.relational.timeline(*client, 50).expect("a timeline");
        assert!(ours.iter().map(|own| RecordId::id(own.id())).eq(theirs.iter().map(|t| t.id)));
    }
    for asked in pages {
        let ours = house::page::<Client>(&three.house, &asked.scan).expect("a page").0;
        assert_eq!(ours, three.same.page(asked.segment, asked.behind, 100).expect("a page"));
        let theirs = three.relational.page(asked.segment, asked.behind, 100).expect("a page");
        assert!(ours.iter().map(|own| own.id().id()).eq(theirs.iter().map(|t| t.id)));
    }
}

pub(crate) fn report(three: &Three, effort: Effort, report: &mut Report) {
    let (busy, pages) = (busy(&three.firm), pages(&three.house));
    agree(three, &busy, &pages);
    let mut add = |what: &str, laps: &[Laps; 3], same: Goal, relational: Goal| {
        let [ours, beside, columns] = laps;
        let found = format!(
            "{:.1} µs; same {:.1}, relational {:.1}",
            ours.median(),
            beside.median(),
            columns.median()
        );
        for (name, other, goal) in [("same", beside, same), ("relational", columns, relational)] {
            report.add(Figure {
                what: format!("{what}, beside *{name}*"),
                found: found.clone(),
                measured: ours.over(other),
                unit: "x",
                goal,
            });
        }
    };
    add("get an interaction", &gets(three, effort), Goal::AtMost(1.10), Goal::Told);
    add("get a client", &clients(three, effort), Goal::AtMost(1.10), Goal::Told);
    let timelines = timelines(three, &busy, effort);
    add("timeline of 50", &timelines, Goal::Told, Goal::AtMost(0.65));
    let segments = segments(three, &pages, effort);
    add("page of 100 clients", &segments, Goal::AtMost(1.10), Goal::AtMost(1.0));
}
