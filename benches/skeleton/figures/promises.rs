//! What each command about promises, changes, notices and cadence costs beside the same rows written
//! by hand.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use guanxi::crm::nouns;
use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::change_request::{
    ChangeSource, Effect, NewAlternative, NewChange, NewImpact, Triage,
};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::{Agree, Category, Clarify, Level, NewExpectation, Scale};
use guanxi::domain::interaction::Channel;
use guanxi::domain::notice::{About, NewNotice, Reason};
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{
    Acknowledgement, ChangeRequestId, Evidence, ExpectationId, NoticeId, TextDigest, Timestamp,
};
use guanxi::store::contract::{
    Capabilities, Check, Progress, Reader, Report as Findings, Scrub, Stats,
};
use guanxi::store::{Committed, MemoryStore, Part, Store, StoreError, Unit};
use guanxi::{Actor, ClientId, ContactId, Crm, Desk, Error, StaffId};
use uuid::Uuid;

use crate::clock::cpu;
use crate::house;
use crate::race::Laps;
use crate::report::{Figure, Goal, Report};
use crate::same::Durability;
use crate::site::Site;
use crate::written::Written;

/// A store that remembers what was committed.
#[derive(Debug)]
struct Recorder {
    inner: MemoryStore,
    units: Arc<Mutex<Vec<Unit>>>,
}

impl Store for Recorder {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn view(
        &self,
        look: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.inner.view(look)
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.units.lock().expect("nobody panics").push(unit.clone());
        self.inner.commit(unit)
    }

    fn check(
        &self,
        check: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Findings, StoreError> {
        self.inner.check(check, progress)
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.inner.scrub()
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.inner.forget_keys(before)
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.inner.restore(part)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.inner.stats()
    }

    fn close(&self) -> Result<(), StoreError> {
        self.inner.close()
    }
}

/// One client and what was said about it so far.
struct Case {
    client: ClientId,
    contact: ContactId,
    promise: Option<ExpectationId>,
    change: Option<ChangeRequestId>,
    notice: Option<NoticeId>,
}

fn owner() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(7))
}

fn case(desk: &Desk) -> Result<Case, Error> {
    let client = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    let contact = desk.contacts().add(client, NewContact::named("李雷")?)?.id();
    Ok(Case { client, contact, promise: None, change: None, notice: None })
}

/// A command, by its name.
type Command = (&'static str, fn(&Desk, &mut Case) -> Result<(), Error>);

const COMMANDS: [Command; 14] = [
    ("capture a promise", |desk, case| {
        let new = NewExpectation::stated("报表要很快打开", Category::Performance)?;
        let new = new.stated_by(case.contact).owner(owner());
        case.promise = Some(desk.expectations().capture(case.client, new)?.id());
        Ok(())
    }),
    ("clarify it", |desk, case| {
        let scale = Scale::lower("30 s", "0 s")?;
        let clarify = Clarify::of("打开报表的时间", scale)?.first(seconds("1")?);
        on(case.promise, |id| desk.expectations().clarify(id, clarify).map(drop))
    }),
    ("agree on it", |desk, case| {
        let acknowledgement = acknowledged(case.contact)?;
        let agree = Agree {
            level: seconds("6")?,
            evidence: vec![Evidence::of("mail", "6")?],
            due: Some("2099-06-29T16:00:00Z".parse()?),
            acknowledgement,
            owner: owner(),
            override_overpromise: None,
        };
        on(case.promise, |id| desk.expectations().agree(id, agree).map(drop))
    }),
    ("evaluate it", |desk, case| {
        let actual = seconds("7")?;
        on(case.promise, |id| desk.expectations().evaluate(id, actual).map(drop))
    }),
    ("draft a change", |desk, case| {
        let new = NewChange::by_contact(case.contact, "报表导出")?;
        let new = new.source(ChangeSource::ClientNeed).text("加导出按钮")?.reason("手工抄数")?;
        case.change = Some(desk.changes().draft(case.client, new)?.id());
        Ok(())
    }),
    ("submit it", |desk, case| on(case.change, |id| desk.changes().submit(id).map(drop))),
    ("triage it", |desk, case| {
        on(case.change, |id| {
            desk.changes().triage(id, Triage::Normal { assessor: owner() }).map(drop)
        })
    }),
    ("outline an alternative", |desk, case| {
        let act = NewAlternative::act("导出为表格")?;
        on(case.change, |id| desk.changes().outline(id, act).map(drop))
    }),
    ("assess it", |desk, case| {
        let cost = Effect::cost("CNY 1 200".parse()?);
        let impact = NewImpact::of(cost, "两天的工作", owner())?;
        on(case.change, |id| desk.changes().assess(id, 1, impact).map(drop))
    }),
    ("raise a notice", |desk, case| {
        let about = About::Client(case.client);
        let new = NewNotice::to_contact(case.contact, about, Reason::Disclosure);
        case.notice = Some(desk.notices().raise(case.client, new)?.id());
        Ok(())
    }),
    ("tell it", |desk, case| {
        let text = TextDigest::of("数据迁移推迟两天");
        on(case.notice, |id| desk.notices().tell(id, Channel::Phone, text).map(drop))
    }),
    ("set a cadence", |desk, case| {
        let plan = CadencePlan::every(7, 14)?;
        desk.cadence().set_plan(case.client, &plan).map(drop)
    }),
    ("pause it", |desk, case| {
        let until = "2099-01-01T00:00:00Z".parse()?;
        desk.cadence().pause(case.client, until, "客户内部审计").map(drop)
    }),
    ("resume it", |desk, case| desk.cadence().resume(case.client).map(drop)),
];

fn on<I>(id: Option<I>, say: impl FnOnce(I) -> Result<(), Error>) -> Result<(), Error> {
    id.map_or(Ok(()), say)
}

fn seconds(text: &str) -> Result<Level, Error> {
    Ok(Level::measured(&format!("{text} s"))?)
}

fn acknowledged(by: ContactId) -> Result<Acknowledgement, Error> {
    let at = "2026-05-04T08:00:00Z".parse()?;
    Ok(Acknowledgement { by, at, channel: Channel::Email, digest: TextDigest::of("六秒之内") })
}

fn settled(crm: &Crm, many: usize) -> (Desk, Vec<Case>) {
    let desk = crm.desk(Actor::staff(owner()));
    let system = crm.desk(Actor::system());
    // In a later round she is there already.
    drop(system.staff().enrol(owner(), NewStaff::named("王安娜").expect("a name")));
    let cases = (0..many).map(|_| case(&desk).expect("a client with a contact")).collect();
    (desk, cases)
}

/// Microseconds of CPU time for each of so many.
fn each<T>(all: &mut [T], mut work: impl FnMut(&mut T)) -> f64 {
    let begun = cpu();
    all.iter_mut().for_each(&mut work);
    cpu().saturating_sub(begun).as_secs_f64() * 1e6 / all.len() as f64
}

/// One round of ours: every command on every client, command by command.
fn ours(crm: &Crm, many: usize) -> Vec<f64> {
    let (desk, mut cases) = settled(crm, many);
    let timed = |(name, say): &Command| {
        each(&mut cases, |case| say(&desk, case).unwrap_or_else(|why| panic!("{name}: {why}")))
    };
    COMMANDS.iter().map(timed).collect()
}

/// One round by hand: the rows of the same commands, which a store in memory was told.
fn by_hand(written: &mut Written, many: usize) -> Vec<f64> {
    let units = Arc::new(Mutex::new(Vec::new()));
    let inner = MemoryStore::new(&nouns()).expect("a store in memory");
    let store = Recorder { inner, units: Arc::clone(&units) };
    let crm = Crm::over(store).expect("a store opened with these nouns");
    let (desk, mut cases) = settled(&crm, many);
    let take = || std::mem::take(&mut *units.lock().expect("nobody panics"));
    for unit in take() {
        written.write(&unit).expect("the rows are written");
    }
    let timed = |(name, say): &Command| {
        for case in &mut cases {
            say(&desk, case).unwrap_or_else(|why| panic!("{name}: {why}"));
        }
        each(&mut take(), |unit| written.write(unit).expect("the rows are written"))
    };
    COMMANDS.iter().map(timed).collect()
}

/// Runs both in turns.
fn raced(path: &Path, hand: &Path, rounds: usize, many: usize) -> Vec<[Laps; 2]> {
    let crm = house::crm(house::open(path, Durability::Off));
    let written = RefCell::new(Written::create(hand, Durability::Off));
    let mut laps = vec![[Vec::new(), Vec::new()]; COMMANDS.len()];
    for round in 0..=rounds {
        for who in [round % 2, 1 - round % 2] {
            let times = match who {
                0 => ours(&crm, many),
                _ => by_hand(&mut written.borrow_mut(), many),
            };
            for (lap, time) in laps.iter_mut().zip(times) {
                // The first round only warms both.
                if round > 0 {
                    lap[who].push(time);
                }
            }
        }
    }
    let done = |pair: [Vec<f64>; 2]| pair.map(|laps| laps.into_iter().collect());
    laps.into_iter().map(done).collect()
}

pub(crate) fn report(site: &Site, rounds: usize, many: usize, report: &mut Report) {
    let (path, hand) = (site.file("promises.db"), site.file("promises-by-hand.db"));
    for ((name, _), [ours, hand]) in COMMANDS.iter().zip(raced(&path, &hand, rounds, many)) {
        report.add(Figure {
            what: format!("{name}: CPU, no fsync, beside the same rows by hand"),
            found: format!("{:.0} µs; by hand {:.0}", ours.median(), hand.median()),
            measured: ours.over(&hand),
            unit: "x",
            goal: Goal::AtMost(1.3),
        });
    }
}
