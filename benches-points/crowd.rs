//! Sixty-four threads that earn and wait for the disk, beside one that never does.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use guanxi::domain::TransactionId;

use crate::Plan;
use crate::house::{House, Who};
use crate::race::race;
use crate::report::{Figure, Goal, Report};
use crate::site::{Durability, Site};

const THREADS: usize = 64;
/// Commands a second that no crowd reaches.
const OUT_OF_REACH: f64 = 16_000.0;

/// A house, and for each thread what it earns on.
struct Crowd {
    house: House,
    members: Vec<Who>,
    threads: Vec<Vec<(Who, TransactionId)>>,
}

impl Crowd {
    fn new(site: &Site, name: &str, durability: Durability, threads: usize, on: usize) -> Self {
        let path = site.file(&format!("crowd-{name}.db"));
        let house = House::new(&path, Durability::Off);
        let members = house.join(on);
        let threads = vec![Vec::new(); threads];
        Crowd { house: house.again(&path, durability), members, threads }
    }

    /// Lets all threads earn as fast as they can; commands a second.
    fn turn(&mut self, plan: Plan) -> f64 {
        let wanted = plan.turn.as_secs_f64() * OUT_OF_REACH / self.threads.len() as f64;
        // Each thread has a member of its own where there are as many, and one has all of them.
        let share = self.members.len().div_ceil(self.threads.len());
        let own = self.members.chunks(share).cycle();
        for (bought, own) in self.threads.iter_mut().zip(own) {
            while (bought.len() as f64) < wanted {
                let some: Vec<Who> = own.iter().copied().cycle().take(128).collect();
                bought.extend(some.iter().copied().zip(self.house.buy(&some)));
            }
        }
        let (house, over) = (&self.house, &AtomicBool::new(false));
        let ready = &Barrier::new(self.threads.len() + 1);
        std::thread::scope(|scope| {
            let each = |bought: &'_ mut Vec<(Who, TransactionId)>| {
                let mut all = std::mem::take(bought);
                scope.spawn(move || {
                    ready.wait();
                    let mut done = 0_usize;
                    while !over.load(Ordering::Relaxed) {
                        let (who, bought) = all.pop().expect("more was bought than is earned on");
                        house.earn(who, bought);
                        done += 1;
                    }
                    (done, all)
                })
            };
            let threads: Vec<_> = self.threads.iter_mut().map(each).collect();
            ready.wait();
            let begin = Instant::now();
            std::thread::sleep(plan.turn);
            over.store(true, Ordering::Relaxed);
            let ends: Vec<_> =
                threads.into_iter().map(|one| one.join().expect("a thread")).collect();
            let took = begin.elapsed().as_secs_f64();
            let done: usize = ends.iter().map(|(done, _)| done).sum();
            let left = ends.into_iter().map(|(_, left)| left);
            self.threads.iter_mut().zip(left).for_each(|(one, left)| *one = left);
            done as f64 / took
        })
    }
}

pub(crate) fn report(site: &Site, plan: Plan, report: &mut Report) {
    for (name, what, on) in [("many", "64 members", THREADS), ("one", "one member", 1)] {
        let mut crowd = Crowd::new(site, name, Durability::Full, THREADS, on);
        let mut alone = Crowd::new(site, &format!("{name}-alone"), Durability::Off, 1, on);
        let [crowd, alone] =
            race(plan.rounds, [Box::new(|_| crowd.turn(plan)), Box::new(|_| alone.turn(plan))]);
        report.add(Figure {
            what: format!("64 threads earn for {what}, durable, beside one without fsync"),
            found: format!("{:.0} commands a second; one {:.0}", crowd.median(), alone.median()),
            measured: crowd.over(&alone),
            unit: "x",
            goal: Goal::AtLeast(0.55),
        });
    }
}
