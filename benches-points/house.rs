//! This crate as its hosts use it: a programme, its members, and what they buy.

use std::path::Path;
use std::sync::Arc;

use guanxi::crm::{FixedClock, nouns};
use guanxi::domain::client::NewClient;
use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::programme::{Rate, Terms, Validity};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Id, MemberId, Money, Points, ProgrammeId, Timestamp, TransactionId};
use guanxi::store::SqliteStore;
use guanxi::{Actor, ClientId, Crm, Desk, Error};

use crate::site::{Durability, connect};

/// What each purchase costs, in fen, and what one point is earned for.
pub(crate) const PRICE: i64 = 123_45;
pub(crate) const FEN_A_POINT: u32 = 100;
/// What is spent at once.
pub(crate) const SPENT: i64 = 100;

/// A programme whose points end with the month.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub(crate) crm: Crm,
    pub(crate) clock: Arc<FixedClock>,
    programme: ProgrammeId,
}

/// Who is in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who {
    pub(crate) client: ClientId,
    pub(crate) member: MemberId,
}

impl House {
    /// Opens a new store and launches the programme.
    pub(crate) fn new(path: &Path, durability: Durability) -> Self {
        let (crm, clock) = open(path, durability);
        let desk = crm.desk(Actor::system());
        let terms = terms(Validity::EndOfMonth);
        let programme = desk.programmes().launch("茶友会", terms).expect("a programme").id();
        House { crm, clock, programme }
    }

    /// The same file, opened in another way.
    pub(crate) fn again(self, path: &Path, durability: Durability) -> Self {
        let programme = self.programme;
        self.crm.store().close().expect("the store closes");
        drop(self);
        let (crm, clock) = open(path, durability);
        House { crm, clock, programme }
    }

    /// From now on points last so long.
    pub(crate) fn amend(&self, validity: Validity) {
        let amended = self.desk().programmes().amend(self.programme, terms(validity));
        amended.expect("other terms");
    }

    pub(crate) fn desk(&self) -> Desk {
        self.crm.desk(Actor::system())
    }

    /// So many clients who are members.
    pub(crate) fn join(&self, many: usize) -> Vec<Who> {
        let joined = self.desk().together(|desk| {
            let one = |n: usize| {
                let new = NewClient::organisation(&format!("华信咨询 {n}"))?;
                let client = desk.clients().register(new)?.id();
                let member = desk.programmes().enrol(self.programme, client, None)?.id();
                Ok::<_, Error>(Who { client, member })
            };
            (0..many).map(one).collect()
        });
        joined.expect("they join").now.expect("it was said once")
    }

    /// A purchase of each of these, in one commit.
    pub(crate) fn buy(&self, all: &[Who]) -> Vec<TransactionId> {
        let bought = self.desk().together(|desk| {
            let one = |who: &Who| Ok(desk.transactions().record(who.client, tea(self.now()))?.id());
            all.iter().map(one).collect::<Result<Vec<_>, Error>>()
        });
        bought.expect("they buy").now.expect("it was said once")
    }

    /// Gives a member so many lots, the hundred at a time in one commit.
    pub(crate) fn fill(&self, who: Who, lots: u32, each: i64) {
        let all: Vec<u32> = (0..lots).collect();
        for some in all.chunks(100) {
            let given = self.desk().together(|desk| {
                let points = Points::new(each)?;
                some.iter()
                    .try_for_each(|_| desk.points().bonus(who.member, points, gift()).map(drop))
            });
            given.expect("they are given points");
        }
    }

    pub(crate) fn earn(&self, who: Who, purchase: TransactionId) {
        self.desk().points().earn(who.member, purchase).expect("points are earned");
    }

    pub(crate) fn redeem(&self, who: Who) {
        let points = Points::new(SPENT).expect("points");
        self.desk().points().redeem(who.member, points, gift()).expect("points are spent");
    }

    fn now(&self) -> Timestamp {
        use guanxi::crm::Clock as _;
        self.clock.now()
    }
}

fn terms(validity: Validity) -> Terms {
    let zone = "Asia/Shanghai".parse().expect("a zone");
    let rate = Rate::new(1, FEN_A_POINT).expect("a rate");
    Terms { validity, ..Terms::new(zone, "CNY".parse().expect("a currency"), rate) }
}

fn open(path: &Path, durability: Durability) -> (Crm, Arc<FixedClock>) {
    let store = match durability {
        Durability::Full => SqliteStore::open(path, &nouns()),
        // Only the host's own connection goes without waiting for the disk.
        Durability::Off => SqliteStore::from_connection(connect(path, durability), &nouns()),
    };
    let clock = Arc::new(FixedClock::at(instant("2026-05-04T08:00:00Z")));
    let crm = Crm::over(store.expect("the store opens")).expect("a store of these nouns");
    (crm.with_clock(Arc::clone(&clock)), clock)
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn gift() -> Cause {
    Cause::of(CauseKind::Reward, Id::from_bytes([9; 16]))
}

fn tea(at: Timestamp) -> NewTransaction {
    let currency = "CNY".parse().expect("a currency");
    let pieces = "1 套".parse().expect("a number of pieces");
    let line = NewLine::goods("茶具", pieces, Money::new(PRICE, currency)).category("茶");
    NewTransaction::order(at, currency).line(line)
}
