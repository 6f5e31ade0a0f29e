//! What must not grow with what a member has: spending, a statement, a sweep.

use guanxi::domain::Period;
use guanxi::domain::member::Statement;
use guanxi::domain::programme::Validity;

use crate::Plan;
use crate::clock::cpu;
use crate::house::{House, Who, instant};
use crate::race::{Laps, race};
use crate::report::{Figure, Goal, Report};
use crate::site::{Durability, Site};

const FEW: u32 = 10;

/// Members of two sizes in a store that never waits for the disk.
struct Two {
    house: House,
    small: Vec<Who>,
    large: Vec<Who>,
}

impl Two {
    fn new(site: &Site, name: &str, plan: Plan) -> Self {
        let house = House::new(&site.file(&format!("{name}.db")), Durability::Off);
        let (small, large) = (house.join(plan.alike), house.join(plan.alike));
        Two { house, small, large }
    }

    fn fill(&self, all: &[Who], lots: u32) {
        all.iter().for_each(|who| self.house.fill(*who, lots, 1_000));
    }

    /// Microseconds of CPU time of the same for each member of a size, in turns.
    fn raced(&self, rounds: usize, work: impl Fn(Who)) -> [Laps; 2] {
        let each = |all: &[Who]| {
            let start = cpu();
            all.iter().for_each(|who| work(*who));
            cpu().saturating_sub(start).as_secs_f64() * 1e6 / all.len() as f64
        };
        race(rounds, [Box::new(|_| each(&self.large)), Box::new(|_| each(&self.small))])
    }
}

fn figure(what: String, [large, small]: &[Laps; 2], most: f64) -> Figure {
    Figure {
        what,
        found: format!("{:.0} µs; {:.0}", large.median(), small.median()),
        measured: large.over(small),
        unit: "x",
        goal: Goal::AtMost(most),
    }
}

/// Spending of many lots, and of few.
fn redeem(site: &Site, plan: Plan) -> Figure {
    let two = Two::new(site, "redeem", plan);
    two.fill(&two.large, plan.large);
    two.fill(&two.small, FEW);
    let laps = two.raced(plan.rounds * 3, |who| two.house.redeem(who));
    figure(format!("redeem of {} lots, beside {FEW}: CPU, no fsync", plan.large), &laps, 3.0)
}

/// A month of ten entries behind a long history and behind a short one, every lot of which is still
/// there and expires at the same instant; and a month of ten times as many behind the same.
fn statement(site: &Site, plan: Plan) -> [Figure; 2] {
    let two = Two::new(site, "statement", plan);
    two.house.amend(Validity::EndOfYear);
    two.fill(&two.large, plan.large);
    two.fill(&two.small, FEW);
    two.house.clock.set(instant("2026-06-10T08:00:00Z"));
    two.fill(&two.large, FEW);
    two.fill(&two.small, FEW);
    let june: Period = "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z".parse().expect("a period");
    let told = |who: Who| -> Statement {
        two.house.desk().points().statement(who.member, june).expect("a statement")
    };
    let laps = two.raced(plan.rounds * 3, |who| drop(told(who)));
    let history = format!("statement of {FEW} entries, {} before, beside {FEW}", plan.large);
    let history = figure(format!("{history}: CPU"), &laps, 1.5);
    two.fill(&two.large, FEW * 9);
    assert_eq!(told(two.large[0]).lines.len(), told(two.small[0]).lines.len() * 10);
    let laps = two.raced(plan.rounds * 3, |who| drop(told(who)));
    let entries = format!("statement of {} entries, beside {FEW}: CPU", FEW * 10);
    [history, figure(entries, &laps, 10.0)]
}

/// Ten lots expire of many, and of as many as expire; month after month.
fn sweep(site: &Site, plan: Plan) -> Figure {
    let two = Two::new(site, "sweep", plan);
    two.house.amend(Validity::Never);
    two.fill(&two.large, plan.large);
    two.house.amend(Validity::EndOfMonth);
    let mut month = 5;
    let turn = |all: &[Who]| {
        let start = cpu();
        for who in all {
            two.house.desk().points().sweep(who.member).expect("something has expired");
        }
        cpu().saturating_sub(start).as_secs_f64() * 1e6 / all.len() as f64
    };
    let mut laps = [Vec::new(), Vec::new()];
    for round in 0..=plan.rounds {
        two.fill(&two.large, FEW);
        two.fill(&two.small, FEW);
        month += 1;
        two.house.clock.set(instant(&format!(
            "20{}-{:02}-02T08:00:00Z",
            26 + month / 12,
            month % 12 + 1
        )));
        let (large, small) = if round % 2 == 0 {
            let large = turn(&two.large);
            (large, turn(&two.small))
        } else {
            let small = turn(&two.small);
            (turn(&two.large), small)
        };
        if round > 0 {
            laps[0].push(large);
            laps[1].push(small);
        }
    }
    let laps = laps.map(|laps| laps.into_iter().collect());
    figure(format!("sweep of {FEW} lots of {}, beside {FEW} of {FEW}: CPU", plan.large), &laps, 1.5)
}

pub(crate) fn report(site: &Site, plan: Plan, report: &mut Report) {
    report.add(redeem(site, plan));
    statement(site, plan).into_iter().for_each(|figure| report.add(figure));
    report.add(sweep(site, plan));
}
