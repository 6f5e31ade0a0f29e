//! A process that is killed while members earn and spend loses no point, makes none, and spends none
//! twice.
//!
//! `GUANXI_KILL_ROUNDS` sets how often each engine's process is killed (20 unless said otherwise),
//! `GUANXI_SEED` when.

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use guanxi::domain::client::NewClient;
use guanxi::domain::member::{Account, Cause, CauseKind, EntryKind, PointsEntry};
use guanxi::domain::programme::{Rate, Terms};
use guanxi::domain::{Id, MemberId, Points, ProgrammeId};
use guanxi::store::contract::Check;
use guanxi::{Actor, Crm, Desk, Error};
use support::child::{program, say, told};
use support::dice::Dice;
use support::place::{in_memory, number};

const ENGINE: &str = "GUANXI_LEDGER_ENGINE";
const PLACE: &str = "GUANXI_LEDGER_PLACE";
const MEMBER: &str = "GUANXI_LEDGER_MEMBER";
const FROM: &str = "GUANXI_LEDGER_FROM";

fn open(engine: &str, place: &Path) -> Crm {
    match engine {
        "sqlite" => Crm::sqlite(place.join("crm.db")).unwrap(),
        _ => Crm::sled(place.join("crm")).unwrap(),
    }
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

/// The command of a number, under the key of that number: ten points come, or seven go.
fn command(desk: &Desk, member: MemberId, n: u64) -> Result<bool, Error> {
    let desk = desk.keyed(&format!("command {n}"))?;
    let cause = Cause::of(CauseKind::Other, Id::from_bytes([1; 16]));
    let done = match n % 3 {
        0 => desk.points().redeem(member, points(7), cause)?,
        _ => desk.points().bonus(member, points(10), cause)?,
    };
    Ok(done.repeated)
}

/// The process that is killed: does nothing when it is not asked to.
#[test]
fn kill_points_child() {
    let (Some(engine), Some(place)) = (told(ENGINE), told(PLACE)) else { return };
    let (Some(member), Some(from)) = (told(MEMBER), told(FROM)) else { return };
    let (member, from): (MemberId, u64) = (member.parse().unwrap(), from.parse().unwrap());
    // The test harness has begun a line of its own.
    say("");
    let desk = open(&engine, Path::new(&place)).desk(Actor::system());
    for n in from.. {
        command(&desk, member, n).unwrap();
        say(&format!("ANSWER {n}"));
    }
}

/// One store, and which commands were answered.
struct Watch {
    engine: &'static str,
    place: tempfile::TempDir,
    programme: ProgrammeId,
    member: MemberId,
    answered: BTreeSet<u64>,
}

impl Watch {
    fn begin(engine: &'static str) -> Self {
        let place = in_memory();
        let crm = open(engine, place.path());
        let desk = crm.desk(Actor::system());
        let rate = Rate::new(1, 100).unwrap();
        let terms = Terms::new("UTC".parse().unwrap(), "CNY".parse().unwrap(), rate);
        let programme = desk.programmes().launch("茶友会", terms).unwrap().id();
        let client = NewClient::organisation("华信咨询").unwrap();
        let client = desk.clients().register(client).unwrap().id();
        let member = desk.programmes().enrol(programme, client, None).unwrap().id();
        crm.store().close().unwrap();
        Watch { engine, place, programme, member, answered: BTreeSet::new() }
    }

    fn next(&self) -> u64 {
        self.answered.last().map_or(1, |last| last + 1)
    }

    /// Lets the process work until so many answers, and a moment longer.
    fn round(&mut self, dice: &mut Dice) {
        let mut child = program("kill_points_child")
            .env(ENGINE, self.engine)
            .env(PLACE, self.place.path())
            .env(MEMBER, self.member.to_string())
            .env(FROM, self.next().to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let answer = |line: String| line.strip_prefix("ANSWER ")?.parse::<u64>().ok();
        let mut answers = lines.filter_map(answer);
        let wanted = usize::try_from(dice.below(12)).unwrap() + 1;
        self.answered.extend(answers.by_ref().take(wanted));
        let moment = Instant::now() + Duration::from_micros(dice.below(3_000));
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.answered.extend(answers);
    }

    /// Everything that was answered is there once, and all of it adds up.
    fn verify(&mut self) {
        let crm = open(self.engine, self.place.path());
        let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(report.faults, [""; 0], "contradictions after a kill");
        let desk = crm.desk(Actor::system());
        let entries = self.entries(&desk);
        let of = |kind| entries.iter().filter(|entry| entry.kind() == kind).count();
        let (came, gone) = (of(EntryKind::Bonus), of(EntryKind::Redeem));
        let done = u64::try_from(entries.len()).unwrap();
        let last = self.answered.last().copied().unwrap_or(0);
        // The last command may have been done and not answered; no other.
        assert!(done == last || done == last + 1, "{done} entries for {last} answers");
        let balance = desk.points().balance(self.member).unwrap();
        let wanted = 10 * i64::try_from(came).unwrap() - 7 * i64::try_from(gone).unwrap();
        assert_eq!(balance.available, points(wanted), "lots say what entries say");
        let accounts = desk.points().accounts(self.programme).unwrap();
        assert_eq!(accounts.values().sum::<i64>(), 0, "the postings add up to nought");
        assert_eq!(accounts.get(&Account::Member).copied().unwrap_or(0), wanted);
        let whole = "2000-01-01T00:00:00Z/2100-01-01T00:00:00Z".parse().unwrap();
        let told = desk.points().statement(self.member, whole).unwrap();
        assert_eq!((told.opening, told.closing), (0, wanted), "and so do the counters");
        for n in self.answered.iter().rev().take(3) {
            assert!(command(&desk, self.member, *n).unwrap(), "{n} was done twice");
        }
        assert_eq!(self.entries(&desk).len(), entries.len(), "a repetition writes nothing");
        if done > last {
            self.answered.insert(done);
        }
        crm.store().close().unwrap();
    }

    fn entries(&self, desk: &Desk) -> Vec<PointsEntry> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = desk.points().entries(self.member, 1_000, after).unwrap();
            all.extend(page.items.into_iter().map(|found| found.now));
            match page.next {
                Some(next) => after = Some(next),
                None => return all,
            }
        }
    }
}

fn killed(engine: &'static str) {
    let rounds = number("GUANXI_KILL_ROUNDS", 20);
    let seed = number("GUANXI_SEED", 20_261_121);
    println!("{rounds} rounds, GUANXI_SEED={seed}");
    let (mut watch, mut dice) = (Watch::begin(engine), Dice::seeded(seed));
    for _ in 0..rounds {
        watch.round(&mut dice);
        watch.verify();
    }
    let answered = watch.answered.len();
    println!("{engine}: killed {rounds} times; {answered} answers, none lost");
    assert!(answered as u64 >= rounds, "only {answered} answers in {rounds} rounds");
}

#[test]
fn the_ledger_survives_a_kill_on_sqlite() {
    killed("sqlite");
}

#[test]
fn the_ledger_survives_a_kill_on_sled() {
    killed("sled");
}
