//! Where files are put, and firms as they stand in them.

use std::path::{Path, PathBuf};

use guanxi::domain::client::Client;
use guanxi::domain::interaction::Interaction;

use crate::clock::Stopwatch;
use crate::firm::Firm;
use crate::house::{self, House};
use crate::people::{self, Made};
use crate::relational::Relational;
use crate::same::{Durability, Journal, Same};

/// How many interactions are taken in together.
pub(crate) const BATCH: usize = 1000;

/// A directory of its own on the disk of the build, gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Site(tempfile::TempDir);

impl Site {
    pub(crate) fn new() -> Self {
        let here = Path::new(env!("CARGO_TARGET_TMPDIR"));
        Site(tempfile::tempdir_in(here).expect("a directory for the bench"))
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// In which order interactions are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Those of a client together.
    ByClient,
    /// As they happened.
    Arrival,
}

/// Somebody who takes a whole firm in.
pub(crate) trait Taker {
    fn clients(&mut self, clients: &[Made<Client>]);
    fn interactions(&mut self, interactions: &[Interaction]);
}

impl Taker for &House {
    fn clients(&mut self, clients: &[Made<Client>]) {
        self.commit(house::registration(clients)).expect("clients are registered");
    }

    fn interactions(&mut self, interactions: &[Interaction]) {
        self.commit(house::logging(interactions)).expect("interactions are logged");
    }
}

impl Taker for (&mut Same, Journal) {
    fn clients(&mut self, clients: &[Made<Client>]) {
        self.0.register(clients).expect("clients are registered");
    }

    fn interactions(&mut self, interactions: &[Interaction]) {
        self.0.log(interactions, self.1, |_| house::said(0)).expect("interactions are logged");
    }
}

impl Taker for &mut Relational {
    fn clients(&mut self, clients: &[Made<Client>]) {
        self.register(clients).expect("clients are registered");
    }

    fn interactions(&mut self, interactions: &[Interaction]) {
        self.log(interactions).expect("interactions are logged");
    }
}

/// Registers all clients of a firm.
pub(crate) fn settle(taker: &mut impl Taker, firm: &Firm) {
    let clients: Vec<Made<Client>> = (0..firm.clients).map(people::client).collect();
    clients.chunks(BATCH).for_each(|some| taker.clients(some));
}

/// Puts three people down at every client, for rules that want to know them.
pub(crate) fn introduce(house: &House, firm: &Firm) {
    for number in 0..firm.clients {
        let client = people::client(number).record;
        let three: Vec<_> = (0..3).map(|n| people::contact(&client, number, n)).collect();
        house.commit(house::contacts(&three)).expect("contacts are added");
    }
}

/// Takes all interactions of a firm in; seconds of CPU time of the taking.
pub(crate) fn fill(taker: &mut impl Taker, firm: &Firm, order: Order) -> f64 {
    let numbers = match order {
        Order::ByClient => firm.by_client(),
        Order::Arrival => (0..firm.interactions).collect(),
    };
    let mut watch = Stopwatch::default();
    for some in numbers.chunks(BATCH) {
        let interactions: Vec<Interaction> = some.iter().map(|n| firm.interaction(*n)).collect();
        watch.over(|| taker.interactions(&interactions));
    }
    watch.seconds()
}

/// The same firm at all three.
#[derive(Debug)]
pub(crate) struct Three {
    pub(crate) firm: Firm,
    pub(crate) house: House,
    pub(crate) same: Same,
    pub(crate) relational: Relational,
}

impl Three {
    /// Takes the firm in without waiting for the disk, and opens the files as hosts do.
    pub(crate) fn new(site: &Site, firm: Firm) -> Self {
        let name = |who: &str| site.file(&format!("{who}-{}.db", firm.interactions));
        {
            let house = house::open(&name("guanxi"), Durability::Off);
            settle(&mut &house, &firm);
            fill(&mut &house, &firm, Order::Arrival);
            house.close().expect("the store closes");
            let mut same = Same::create(&name("same"), Durability::Off).expect("a database");
            settle(&mut (&mut same, Journal::Kept), &firm);
            fill(&mut (&mut same, Journal::Kept), &firm, Order::Arrival);
        }
        let house = house::open(&name("guanxi"), Durability::Full);
        let same = Same::open(&name("same"), Durability::Full).expect("a database");
        let mut relational =
            Relational::create(&name("relational"), Durability::Off).expect("a database");
        settle(&mut &mut relational, &firm);
        fill(&mut &mut relational, &firm, Order::Arrival);
        Three { firm, house, same, relational }
    }
}
