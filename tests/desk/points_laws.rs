//! The ten laws of the ledger at the desk, of random histories that four threads live at once, on
//! SQLite and on sled.
//!
//! `GUANXI_LAWS` sets how many histories each engine lives (10 unless said otherwise, of 500 commands).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::domain::client::NewClient;
use guanxi::domain::member::strategies::{Command, command};
use guanxi::domain::member::{Account, Balance, EntryKind, Lot, Member, PointsEntry};
use guanxi::domain::programme::strategies::terms;
use guanxi::domain::programme::{Pending, ReturnPolicy, Terms};
use guanxi::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
use guanxi::domain::transaction::{NewTransaction, Returned};
use guanxi::domain::{EntryId, LotId, Money, Points, Stream, Timestamp};
use guanxi::store::contract::Check;
use guanxi::{Actor, Crm, Desk, Error};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::engines::at;
use crate::place::{in_memory, number};
use crate::points::{Club, gift, points, say, tea, yuan};
use crate::replay::both;

const THREADS: usize = 4;
const MEMBERS: usize = 3;
const COMMANDS: usize = 125;

/// A programme in which four threads say what they like of three members.
struct Lived {
    crm: Crm,
    clock: Arc<FixedClock>,
    terms: Terms,
    clubs: Vec<Club>,
    now: Mutex<Timestamp>,
    /// Every entry that was answered to somebody.
    answered: Mutex<Vec<EntryId>>,
    /// When each reservation was made.
    reserved: Mutex<BTreeMap<EntryId, Timestamp>>,
    _files: tempfile::TempDir,
}

impl Lived {
    fn new(open: fn(&Path) -> Crm, terms: Terms) -> Self {
        let files = in_memory();
        let now = at("2026-05-04T09:00:00Z");
        let clock = Arc::new(FixedClock::at(now));
        let crm = open(&files.path().join("crm")).with_clock(Arc::clone(&clock));
        let crm = crm.with_ids(CountedIds::default());
        let desk = crm.desk(Actor::system());
        let programme = desk.programmes().launch("茶友会", terms.clone()).unwrap().id();
        let join = |n: usize| {
            let new = NewClient::organisation(&format!("华信咨询 {n}")).unwrap();
            let client = desk.clients().register(new).unwrap().id();
            let member = desk.programmes().enrol(programme, client, None).unwrap().id();
            Club { programme, client, member }
        };
        let clubs = (0..MEMBERS + 1).map(join).collect();
        let (answered, reserved) = (Mutex::default(), Mutex::default());
        let now = Mutex::new(now);
        Lived { crm, clock, terms, clubs, now, answered, reserved, _files: files }
    }

    fn desk(&self) -> Desk {
        self.crm.desk(Actor::system())
    }

    /// Those of whom something random is said.
    fn busy(&self) -> &[Club] {
        &self.clubs[..MEMBERS]
    }

    fn live(&self, commands: &[Vec<Command>]) {
        std::thread::scope(|scope| {
            for (thread, commands) in commands.iter().enumerate() {
                scope.spawn(move || {
                    for (n, command) in commands.iter().enumerate() {
                        self.say(thread * COMMANDS + n, *command);
                    }
                });
            }
        });
    }

    fn say(&self, n: usize, command: Command) {
        let (desk, club) = (self.desk(), self.clubs[n % MEMBERS]);
        let said = match command {
            // Four who wait let the time run four times as fast.
            Command::Wait(hours) => {
                self.wait(hours / 4);
                Ok(None)
            }
            Command::Transfer(n_points) => {
                let to = self.clubs[(n + 1) % MEMBERS].member;
                let moved = desk.points().transfer(club.member, to, points(n_points));
                moved.map(|done| Some(done.id()))
            }
            Command::Reserve(n_points) => {
                let held = desk.points().reserve(club.member, points(n_points), gift());
                held.map(|done| {
                    let hold = done.now.holds().last().unwrap();
                    let minutes = i64::from(self.terms.reservation_minutes);
                    let at = hold.until.plus_seconds(-minutes * 60).unwrap();
                    self.reserved.lock().unwrap().insert(hold.id, at);
                    None
                })
            }
            command => say(&desk, &club, n, command, n % 2 == 1),
        };
        match said {
            Ok(entry) => self.answered.lock().unwrap().extend(entry),
            // Refused, or others were faster every time: nothing was written.
            Err(Error::Store(guanxi::store::StoreError::Conflict(_))) => {}
            Err(error) => {
                let known = error.as_refused().is_some() || matches!(error, Error::Invalid(_));
                assert!(known, "{command:?}: {error:?}");
            }
        }
    }

    fn wait(&self, hours: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_seconds(hours * 3_600).unwrap();
        self.clock.set(*now);
    }

    fn entries(&self, club: &Club) -> Vec<PointsEntry> {
        let (desk, mut all, mut after) = (self.desk(), Vec::new(), None);
        loop {
            let page = desk.points().entries(club.member, 1000, after).unwrap();
            all.extend(page.items.into_iter().map(|found| found.now));
            match page.next {
                Some(next) => after = Some(next),
                None => return all,
            }
        }
    }

    /// Every lot that an entry names.
    fn lots(&self, entries: &[PointsEntry]) -> BTreeMap<LotId, Lot> {
        let desk = self.desk();
        let named = entries.iter().flat_map(|entry| entry.movements().iter().map(|one| one.lot));
        named.map(|id| (id, desk.points().lot(id).unwrap().now)).collect()
    }

    fn balance(&self, club: &Club) -> Balance {
        self.desk().points().balance(club.member).unwrap()
    }

    /// The same by every thread at once; how many were told yes.
    fn at_once(&self, work: impl Fn(&Desk) -> Result<(), Error> + Sync) -> usize {
        let once = || {
            let desk = self.desk();
            loop {
                match work(&desk) {
                    Ok(()) => return 1,
                    Err(error) if error.as_refused().is_some() => return 0,
                    // Others were faster every time.
                    Err(Error::Store(guanxi::store::StoreError::Conflict(_))) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..THREADS).map(|_| scope.spawn(once)).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        })
    }
}

fn law_1_the_postings_of_every_entry_add_up_to_nought(lived: &Lived, entries: &[PointsEntry]) {
    for entry in entries {
        let sum: i64 = entry.postings().iter().map(|one| one.points).sum();
        assert_eq!(sum, 0, "law 1: {entry:?}");
        let moved: i64 = entry.movements().iter().map(|one| one.points).sum();
        assert_eq!(moved, entry.on(Account::Member), "law 1: {entry:?}");
    }
    let accounts = lived.desk().points().accounts(lived.clubs[0].programme).unwrap();
    assert_eq!(accounts.values().sum::<i64>(), 0, "law 1: {accounts:?}");
    assert_eq!(accounts.get(&Account::Transferred).copied().unwrap_or(0), 0, "law 1: transferred");
}

fn law_2_a_lot_holds_what_moved_and_from_nothing_to_what_it_began_with(
    entries: &[PointsEntry],
    lots: &BTreeMap<LotId, Lot>,
) {
    let mut moved: BTreeMap<LotId, i64> = BTreeMap::new();
    for movement in entries.iter().flat_map(PointsEntry::movements) {
        *moved.entry(movement.lot).or_default() += movement.points;
    }
    for (id, lot) in lots {
        assert!(lot.remaining() <= lot.original(), "law 2: {lot:?}");
        assert_eq!(lot.remaining().get(), moved[id], "law 2: {lot:?}");
    }
}

fn law_3_what_was_issued_is_somewhere(lived: &Lived) {
    let accounts = lived.desk().points().accounts(lived.clubs[0].programme).unwrap();
    let on = |account| accounts.get(&account).copied().unwrap_or(0);
    let gone = [Account::Redeemed, Account::Expired, Account::Reversed, Account::Adjusted]
        .map(on)
        .iter()
        .sum::<i64>();
    let there = |club: &Club| {
        let balance = lived.balance(club);
        balance.net() + balance.expired.get()
    };
    let there: i64 = lived.clubs.iter().map(there).sum();
    assert_eq!(-on(Account::Issued), gone + on(Account::Forfeited) + there, "law 3: {accounts:?}");
    for club in &lived.clubs {
        let whole = "2000-01-01T00:00:00Z/2199-01-01T00:00:00Z".parse().unwrap();
        let told = lived.desk().points().statement(club.member, whole).unwrap();
        assert_eq!((told.opening, told.closing), (0, lived.balance(club).net()), "law 3: counters");
        let left = |lot: &&Lot| lot.remaining().get() > 0;
        let now = told_at(lived, club);
        let lots = lived.lots(&lived.entries(club));
        let ends = |lot: &&Lot| lot.expires_at().is_some_and(|until| now < until);
        let until = lots.values().filter(left).filter(ends).filter_map(Lot::expires_at).min();
        let then = lots.values().filter(left).filter(|lot| lot.expires_at() == until);
        let sum: i64 = then.map(|lot| lot.remaining().get()).sum();
        let next = told.next_expiry.map(|(until, points)| (until, points.get()));
        let member = lived.desk().programmes().member(club.member).unwrap().now;
        if member.debt() == Points::ZERO {
            assert_eq!(next, until.map(|until| (until, sum)), "law 3: what expires next");
        } else if member.holds().is_empty() {
            let next = lived.balance(club).next_expiry;
            assert_eq!(told.next_expiry, next, "law 3: what is left to expire next");
        }
    }
}

/// The instant of which a question about a member is answered.
fn told_at(lived: &Lived, club: &Club) -> Timestamp {
    let last = lived.entries(club).iter().map(PointsEntry::at).max();
    last.unwrap_or(Timestamp::MIN).max(*lived.now.lock().unwrap())
}

fn law_4_nothing_is_taken_from_a_lot_outside_of_its_time(
    lived: &Lived,
    entries: &[PointsEntry],
    lots: &BTreeMap<LotId, Lot>,
) {
    let reserved = lived.reserved.lock().unwrap();
    let spends =
        |entry: &&PointsEntry| matches!(entry.kind(), EntryKind::Redeem | EntryKind::TransferOut);
    for entry in entries.iter().filter(spends) {
        let when = reserved.get(&entry.id()).copied().unwrap_or(entry.at());
        for movement in entry.movements() {
            let lot = &lots[&movement.lot];
            let begun = lot.activates_at().is_some_and(|from| from <= when);
            let over = lot.expires_at().is_some_and(|until| until <= when);
            assert!(begun && !over, "law 4: {when}, {lot:?}, {entry:?}");
        }
    }
}

/// Half of the commands were sent twice; what was answered is there once, and nothing else is.
fn law_5_the_log_is_told_once_and_tells_what_stands(
    lived: &Lived,
    entries: &[PointsEntry],
    lots: &BTreeMap<LotId, Lot>,
) {
    let by_itself =
        |kind| matches!(kind, EntryKind::PayDebt | EntryKind::TransferIn | EntryKind::Expire);
    let mut answered = lived.answered.lock().unwrap().clone();
    answered.sort_unstable();
    answered.dedup();
    for id in &answered {
        assert!(entries.iter().any(|entry| entry.id() == *id), "law 5: {id} is lost");
    }
    for entry in entries.iter().filter(|entry| !by_itself(entry.kind())) {
        assert!(answered.contains(&entry.id()), "law 5: nobody was told of {entry:?}");
    }
    for club in lived.busy() {
        let stream = Stream::client(club.client);
        let (kept, told) = both::<Member>(&lived.crm, club.member, stream);
        assert_eq!(kept, told, "law 5: the journal tells the member");
        for lot in lots.values().filter(|lot| lot.member() == club.member) {
            let (kept, told) = both::<Lot>(&lived.crm, lot.id(), stream);
            assert_eq!(kept, told, "law 5: the journal tells the lot");
        }
    }
    let report =
        lived.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0], "law 5");
}

/// Four who return the same purchase at once are one return, and with nothing spent it never was.
fn law_6_a_purchase_that_is_returned_whole_never_was(lived: &Lived) {
    let (desk, club) = (lived.desk(), lived.clubs[MEMBERS]);
    let now = *lived.now.lock().unwrap();
    let order = NewTransaction::order(now, yuan()).line(tea(40_000));
    let order = desk.transactions().record(club.client, order).unwrap().id();
    let before = lived.balance(&club);
    let Ok(earned) = desk.points().earn(club.member, order) else { return };
    let refund = NewTransaction::refund(order, now, yuan());
    let back = Returned::reduction(1, Money::new(40_000, yuan()));
    desk.transactions().record(club.client, refund.returned(back)).unwrap();
    lived.at_once(|desk| desk.points().return_purchase(club.member, order).map(drop));
    let after = lived.balance(&club);
    let waits = !matches!(lived.terms.pending, Pending::Immediate);
    if lived.terms.returns != ReturnPolicy::OnlyPending || waits {
        assert_eq!(after, before, "law 6: {:?}", lived.terms);
    } else {
        assert_eq!(after.net() - before.net(), earned.now.points().get(), "law 6");
    }
}

/// Four who each spend something and give it back at once change no lot.
fn law_7_a_redemption_given_back_in_time_changes_no_lot(lived: &Lived) {
    for club in lived.busy() {
        let part = lived.balance(club).available.get() / 8;
        if part == 0 {
            continue;
        }
        let spend_and_give_back = |desk: &Desk| {
            let spent = desk.points().redeem(club.member, points(part), gift())?.id();
            while let Err(error) = desk.points().refund(spent, points(part)) {
                assert!(error.as_refused().is_none(), "law 7: {error}");
            }
            Ok(())
        };
        // The first writes down what time has paid of a debt, if anything.
        spend_and_give_back(&lived.desk()).unwrap();
        let before = lived.lots(&lived.entries(club));
        let done = lived.at_once(spend_and_give_back);
        assert_eq!(done, THREADS, "law 7: there were enough for all");
        let after = lived.lots(&lived.entries(club));
        let changed = |id: &LotId, lot: &Lot| before.get(id) != Some(lot);
        let changed: Vec<_> = after
            .iter()
            .filter(|(id, lot)| changed(id, lot))
            .map(|(id, lot)| (before.get(id), lot))
            .collect();
        assert!(changed.is_empty() && after.len() == before.len(), "law 7: {changed:?}");
    }
}

/// Nothing is answered otherwise when something is swept, by however many at once.
fn law_8_when_it_is_swept_does_not_matter(lived: &Lived) {
    let answer = |club: &Club| {
        let accounts = lived.desk().points().accounts(club.programme).unwrap();
        let expired = accounts.get(&Account::Expired).copied().unwrap_or(0);
        let all: i64 = lived.clubs.iter().map(|club| lived.balance(club).expired.get()).sum();
        let Balance { pending, available, reserved, debt, next_expiry, .. } = lived.balance(club);
        (pending, available, reserved, debt, next_expiry, expired + all)
    };
    for club in lived.busy() {
        let before = answer(club);
        let due = lived.balance(club).expired.get() > 0;
        let swept = lived.at_once(|desk| desk.points().sweep(club.member).map(drop));
        assert!(swept <= 1 || !due, "law 8: swept {swept} times");
        assert_eq!(answer(club), before, "law 8");
        assert_eq!(lived.balance(club).expired.get(), 0, "law 8");
    }
}

fn law_9_the_tiers_are_a_function_of_time_without_gaps(lived: &Lived) {
    for club in lived.busy().iter().filter(|_| lived.terms.tiers.is_some()) {
        let desk = lived.desk();
        let joined = desk.programmes().member(club.member).unwrap().now.joined_at();
        let course = desk.tiers().course(club.member).unwrap();
        let changes = course.changes();
        assert_eq!(changes.first().map(|one| one.0), Some(joined), "law 9: {changes:?}");
        assert!(
            changes.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1),
            "law 9: {changes:?}"
        );
        for (when, rank) in changes {
            let told = desk.tiers().at(club.member, when).unwrap();
            assert_eq!(told.map(|stood| stood.rank()), rank, "law 9: {when}");
        }
        assert_eq!(course.rank_at(joined.plus_seconds(-1).unwrap()), None, "law 9");
    }
}

/// All points are spent by as many as like to, and by one only.
fn law_10_of_concurrent_redeems_of_the_same_points_at_most_one_commits(lived: &Lived) {
    for club in lived.busy() {
        let all = lived.balance(club).available;
        let done = lived.at_once(|desk| desk.points().redeem(club.member, all, gift()).map(drop));
        assert_eq!(done, usize::from(all.get() > 0), "law 10");
        assert_eq!(lived.balance(club).available.get(), 0, "law 10");
    }
}

fn hold(lived: &Lived) {
    let entries: Vec<PointsEntry> =
        lived.clubs.iter().flat_map(|club| lived.entries(club)).collect();
    let lots = lived.lots(&entries);
    law_1_the_postings_of_every_entry_add_up_to_nought(lived, &entries);
    law_2_a_lot_holds_what_moved_and_from_nothing_to_what_it_began_with(&entries, &lots);
    law_3_what_was_issued_is_somewhere(lived);
    law_4_nothing_is_taken_from_a_lot_outside_of_its_time(lived, &entries, &lots);
    law_5_the_log_is_told_once_and_tells_what_stands(lived, &entries, &lots);
    law_6_a_purchase_that_is_returned_whole_never_was(lived);
    law_7_a_redemption_given_back_in_time_changes_no_lot(lived);
    law_8_when_it_is_swept_does_not_matter(lived);
    law_9_the_tiers_are_a_function_of_time_without_gaps(lived);
    law_10_of_concurrent_redeems_of_the_same_points_at_most_one_commits(lived);
    law_3_what_was_issued_is_somewhere(lived);
}

/// Any terms, every other with tiers.
fn ladders(terms: Terms, n: u64) -> Terms {
    if n % 2 == 1 {
        return terms;
    }
    let tiers = [Tier::new("普通", 0).unwrap(), Tier::new("银", 400).unwrap()];
    let ladder = Ladder::new(tiers).unwrap();
    let metric = if n.is_multiple_of(4) { Metric::QualifyingPoints } else { Metric::Balance };
    terms.tiers(TierRules::of(ladder, metric, Window::Year).unwrap())
}

fn the_laws_hold(engine: &str, open: fn(&Path) -> Crm) {
    let mut runner = TestRunner::default();
    let threads = prop::collection::vec(
        prop::collection::vec(command(), COMMANDS..=COMMANDS),
        THREADS..=THREADS,
    );
    let (mut said, histories) = (0, number("GUANXI_LAWS", 10));
    for n in 0..histories {
        let drawn = (terms(), &threads).new_tree(&mut runner).unwrap().current();
        let terms = ladders(Terms { max_transfer: Some(points(10_000)), ..drawn.0 }, n);
        let lived = Lived::new(open, terms);
        lived.live(&drawn.1);
        said += drawn.1.iter().map(Vec::len).sum::<usize>();
        let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hold(&lived)));
        if let Err(why) = held {
            eprintln!("{engine}, history {n}: {:?}\n{:?}", lived.terms, drawn.1);
            std::panic::resume_unwind(why);
        }
        let entries: usize = lived.busy().iter().map(|club| lived.entries(club).len()).sum();
        assert!(entries > 20, "{engine}: a history of {entries} entries tells nothing");
    }
    println!("{engine}: {histories} histories, {said} commands");
}

#[test]
fn the_ten_laws_hold_on_sqlite_while_four_threads_live() {
    the_laws_hold("SQLite", |path| Crm::sqlite(path).unwrap());
}

#[test]
fn the_ten_laws_hold_on_sled_while_four_threads_live() {
    the_laws_hold("sled", |path| Crm::sled(path).unwrap());
}
