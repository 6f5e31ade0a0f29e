//! What each command about promises, changes, notices and cadence costs beside the same rows written
//! by hand.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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
use crate::race::{Laps, median};
use crate::report::{Figure, Goal, Report};
use crate::same::Durability;
use crate::site::Site;
use crate::written::{Wanted, Written};

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

/// How long something takes, in microseconds: on the wall, as whoever waits for the disk has it, or
/// of CPU time.
fn time(durability: Durability, work: impl FnOnce()) -> f64 {
    let micros = |lag: Duration| lag.as_secs_f64() * 1e6;
    match durability {
        Durability::Full => {
            let begun = Instant::now();
            work();
            micros(begun.elapsed())
        }
        Durability::Off => {
            let begun = cpu();
            work();
            micros(cpu().saturating_sub(begun))
        }
    }
}

/// The middle one of times on the wall, which a busy disk draws out, and the mean of CPU times.
fn one_figure(durability: Durability, times: &[f64]) -> f64 {
    match durability {
        Durability::Full => median(times),
        Durability::Off => times.iter().sum::<f64>() / times.len() as f64,
    }
}

/// The firm in memory, which tells what rows the same commands write.
struct Told {
    desk: Desk,
    cases: Vec<Case>,
    units: Arc<Mutex<Vec<Unit>>>,
}

impl Told {
    fn new(many: usize) -> Self {
        let units = Arc::new(Mutex::new(Vec::new()));
        let inner = MemoryStore::new(&nouns()).expect("a store in memory");
        let store = Recorder { inner, units: Arc::clone(&units) };
        let crm = Crm::over(store).expect("a store opened with these nouns");
        let (desk, cases) = settled(&crm, many);
        Told { desk, cases, units }
    }

    fn wanted(&self) -> Vec<Wanted> {
        let units = std::mem::take(&mut *self.units.lock().expect("nobody panics"));
        units.into_iter().map(Wanted::new).collect()
    }

    fn say(&mut self, (name, say): &Command) -> Vec<Wanted> {
        for case in &mut self.cases {
            say(&self.desk, case).unwrap_or_else(|why| panic!("{name}: {why}"));
        }
        self.wanted()
    }
}

/// One round: every command on every client, command by command, one of ours and one by hand in turn.
fn round(crm: &Crm, written: &mut Written, durability: Durability, many: usize) -> Vec<[f64; 2]> {
    let (desk, mut cases) = settled(crm, many);
    let mut told = Told::new(many);
    for wanted in told.wanted() {
        written.write(&wanted).expect("the rows are written");
    }
    let timed = |command: &Command| {
        let (name, say) = command;
        let mut times = [Vec::new(), Vec::new()];
        for (at, (case, wanted)) in cases.iter_mut().zip(told.say(command)).enumerate() {
            for who in [at % 2, 1 - at % 2] {
                times[who].push(time(durability, || match who {
                    0 => say(&desk, case).unwrap_or_else(|why| panic!("{name}: {why}")),
                    _ => written.write(&wanted).expect("the rows are written"),
                }));
            }
        }
        times.map(|times| one_figure(durability, &times))
    };
    COMMANDS.iter().map(timed).collect()
}

/// Round after round, each side on a file of its own.
fn raced(site: &Site, durability: Durability, rounds: usize, many: usize) -> Vec<[Laps; 2]> {
    let file = |whose: &str| site.file(&format!("promises-{durability:?}-{whose}.db"));
    let crm = house::crm(house::open(&file("ours"), durability));
    let mut written = Written::create(&file("by-hand"), durability);
    // The first round only warms both.
    round(&crm, &mut written, durability, many);
    let all: Vec<_> = (0..rounds).map(|_| round(&crm, &mut written, durability, many)).collect();
    let laps = |command: usize, who: usize| all.iter().map(|round| round[command][who]).collect();
    (0..COMMANDS.len()).map(|command| [laps(command, 0), laps(command, 1)]).collect()
}

pub(crate) fn report(site: &Site, rounds: usize, many: usize, report: &mut Report) {
    for (durability, how) in
        [(Durability::Full, "durable, p50"), (Durability::Off, "CPU, no fsync")]
    {
        let raced = raced(site, durability, rounds, many);
        for ((name, _), [ours, hand]) in COMMANDS.iter().zip(raced) {
            report.add(Figure {
                what: format!("{name}: {how}, beside the same rows by hand"),
                found: format!("{:.0} µs; by hand {:.0}", ours.median(), hand.median()),
                measured: ours.over(&hand),
                unit: "x",
                goal: Goal::AtMost(1.3),
            });
        }
    }
}
