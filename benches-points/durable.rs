//! One command at a time: earning and spending, each on the disk when it returns, and what of that is
//! work and not waiting.

use std::time::Instant;

use crate::Plan;
use crate::by_hand::Hand;
use crate::clock::cpu;
use crate::house::House;
use crate::neighbour::Neighbour;
use crate::race::{Laps, median};
use crate::report::{Figure, Goal, Report};
use crate::site::{Durability, Site};

/// How many lots everybody has before, and of how many points.
const LOTS: u32 = 10;
const EACH: i64 = 50;

/// Whoever earns and spends, by the number of the member.
trait Ledger {
    /// Everybody buys something, which is not measured.
    fn buy(&mut self);
    fn earn(&mut self, at: usize);
    fn redeem(&mut self, at: usize);
}

/// Somebody with members and what each of them bought last.
struct With<L, W, P> {
    ledger: L,
    members: Vec<W>,
    bought: Vec<P>,
}

type Ours = With<House, crate::house::Who, guanxi::domain::TransactionId>;
type ByHand = With<Hand, crate::by_hand::Member, [u8; 16]>;

impl Ledger for Ours {
    fn buy(&mut self) {
        self.bought = self.ledger.buy(&self.members);
    }

    fn earn(&mut self, at: usize) {
        self.ledger.earn(self.members[at], self.bought[at]);
    }

    fn redeem(&mut self, at: usize) {
        self.ledger.redeem(self.members[at]);
    }
}

impl Ledger for ByHand {
    fn buy(&mut self) {
        self.bought = self.ledger.buy(&self.members);
    }

    fn earn(&mut self, at: usize) {
        self.ledger.earn(self.members[at], self.bought[at]);
    }

    fn redeem(&mut self, at: usize) {
        self.ledger.redeem(self.members[at]);
    }
}

impl Ledger for Neighbour {
    fn buy(&mut self) {}

    fn earn(&mut self, at: usize) {
        Neighbour::earn(self, at);
    }

    fn redeem(&mut self, at: usize) {
        Neighbour::redeem(self, at);
    }
}

fn ours(site: &Site, many: usize, durability: Durability) -> Ours {
    let path = site.file(&format!("ours-{durability:?}.db"));
    let house = House::new(&path, Durability::Off);
    let members = house.join(many);
    members.iter().for_each(|who| house.fill(*who, LOTS, EACH));
    With { ledger: house.again(&path, durability), members, bought: Vec::new() }
}

fn by_hand(site: &Site, many: usize, durability: Durability) -> ByHand {
    let path = site.file(&format!("by-hand-{durability:?}.db"));
    let mut hand = Hand::new(&path, Durability::Off);
    let members = hand.join(many);
    members.iter().for_each(|member| hand.fill(*member, LOTS, EACH));
    With { ledger: hand.again(&path, durability), members, bought: Vec::new() }
}

type Command = fn(&mut dyn Ledger, usize);
const COMMANDS: [(&str, Command); 2] =
    [("earn", |ledger, at| ledger.earn(at)), ("redeem", |ledger, at| ledger.redeem(at))];

/// Each command of each member, everybody's in turn: the median of each round, in microseconds.
fn raced(
    all: &mut [&mut dyn Ledger],
    plan: Plan,
    timed: fn(&mut dyn FnMut()) -> f64,
) -> Vec<Vec<Laps>> {
    let mut medians = vec![vec![Vec::new(); all.len()]; COMMANDS.len()];
    for round in 0..=plan.rounds {
        all.iter_mut().for_each(|ledger| ledger.buy());
        for ((_, command), medians) in COMMANDS.iter().zip(&mut medians) {
            let mut lags = vec![Vec::with_capacity(plan.members); all.len()];
            for at in 0..plan.members {
                for turn in 0..all.len() {
                    let who = (at + turn) % all.len();
                    lags[who].push(timed(&mut || command(all[who], at)) * 1e6);
                }
            }
            // The first round only warms everybody.
            if round > 0 {
                medians.iter_mut().zip(&lags).for_each(|(all, lags)| all.push(median(lags)));
            }
        }
    }
    let laps = |one: Vec<f64>| one.into_iter().collect();
    medians.into_iter().map(|all| all.into_iter().map(laps).collect()).collect()
}

fn on_the_wall(work: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn of_the_cpu(work: &mut dyn FnMut()) -> f64 {
    let start = cpu();
    work();
    cpu().saturating_sub(start).as_secs_f64()
}

pub(crate) fn report(site: &Site, plan: Plan, report: &mut Report) {
    let mut own = ours(site, plan.members, Durability::Full);
    let mut hand = by_hand(site, plan.members, Durability::Full);
    let mut neighbour = Neighbour::new(&site.file("neighbour.db"), plan.members);
    let laps = raced(&mut [&mut own, &mut hand, &mut neighbour], plan, on_the_wall);
    for ((name, _), laps) in COMMANDS.iter().zip(&laps) {
        let [own, hand, neighbour] = &laps[..] else { continue };
        report.add(Figure {
            what: format!("{name}, durable, p50, beside the same by hand"),
            found: format!("{:.0} µs; by hand {:.0}", own.median(), hand.median()),
            measured: own.over(hand),
            unit: "x",
            goal: Goal::AtMost(1.2),
        });
        report.add(Figure {
            what: format!("{name}, durable, p50, beside stateset-embedded"),
            found: format!("{:.0} µs; stateset-embedded {:.0}", own.median(), neighbour.median()),
            measured: own.over(neighbour),
            unit: "x",
            goal: Goal::Told,
        });
    }
    let mut own = ours(site, plan.members, Durability::Off);
    let mut hand = by_hand(site, plan.members, Durability::Off);
    let laps = raced(&mut [&mut own, &mut hand], plan, of_the_cpu);
    for ((name, _), laps) in COMMANDS.iter().zip(&laps) {
        let [own, hand] = &laps[..] else { continue };
        report.add(Figure {
            what: format!("{name}: CPU, no fsync, beside the same by hand"),
            found: format!("{:.0} µs; by hand {:.0}", own.median(), hand.median()),
            measured: own.over(hand),
            unit: "x",
            goal: Goal::Told,
        });
    }
}
