//! Who is overdue among a hundred thousand clients: a page must cost about what a plain page of
//! clients costs, since nobody else is looked at.

use std::cell::RefCell;
use std::hint::black_box;

use guanxi::crm::{CadenceCursor, FixedClock};
use guanxi::domain::client::Segment;
use guanxi::store::Cursor;
use guanxi::{Actor, Crm, Desk};

use crate::clock::cpu;
use crate::firm::Firm;
use crate::house;
use crate::race::{Turn, race};
use crate::report::{Figure, Goal, Report};
use crate::same::Durability;
use crate::site::{self, Order, Site};

const PAGE: usize = 100;

/// Microseconds of CPU time for each of so many pages.
fn turn<'t>(times: u64, mut page: impl FnMut() + 't) -> Turn<'t> {
    Box::new(move |_| {
        let start = cpu();
        for _ in 0..times {
            page();
        }
        cpu().saturating_sub(start).as_secs_f64() * 1e6 / times as f64
    })
}

/// Page after page of the clients that are overdue, from the beginning again behind the last.
fn overdue<'t>(desk: &'t Desk, times: u64) -> Turn<'t> {
    let after = RefCell::new(None::<CadenceCursor>);
    turn(times, move || {
        let overdue = desk.cadence().overdue();
        let overdue = match after.take() {
            Some(cursor) => overdue.after(cursor),
            None => overdue,
        };
        let page = overdue.page(PAGE).expect("a page");
        assert!(page.next.is_none() || page.items.len() == PAGE, "a page is full");
        black_box(page.items.len());
        after.replace(page.next);
    })
}

/// Page after page of the clients of a class by name.
fn plain<'t>(desk: &'t Desk, times: u64) -> Turn<'t> {
    let after = RefCell::new(None::<Cursor>);
    turn(times, move || {
        let find = desk.clients().find().segment(Segment::Standard);
        let find = match after.take() {
            Some(cursor) => find.after(cursor),
            None => find,
        };
        let page = find.page(PAGE).expect("a page");
        black_box(page.items.len());
        after.replace(page.next);
    })
}

pub(crate) fn report(site: &Site, clients: u64, rounds: usize, times: u64, report: &mut Report) {
    let firm = Firm::new(clients, clients * 2);
    let path = site.file("cadence.db");
    {
        let house = house::open(&path, Durability::Off);
        site::settle(&mut &house, &firm);
        site::fill(&mut &house, &firm, Order::Arrival);
        house.close().expect("the store closes");
    }
    // A month behind the last interaction: some were met lately, most were not.
    let now = firm.at(firm.interactions - 1).plus_seconds(30 * 86_400).expect("an instant");
    let crm = Crm::sqlite(&path).expect("the store opens").with_clock(FixedClock::at(now));
    let desk = crm.desk(Actor::system());
    let [overdue, plain] = race(rounds, [overdue(&desk, times), plain(&desk, times)]);
    report.add(Figure {
        what: format!("a page of {PAGE} overdue among {clients} clients, beside a plain page"),
        found: format!("{:.0} µs; plain {:.0}", overdue.median(), plain.median()),
        measured: overdue.over(&plain),
        unit: "x",
        goal: Goal::AtMost(2.0),
    });
    crm.store().close().expect("the store closes");
}
