//! Features kept in the commit of what is written: always those that the journal tells, on every engine.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use guanxi::crm::{CountedIds, FeatureKeeper, FixedClock, nouns};
use guanxi::domain::answer::NewAnswer;
use guanxi::domain::change_request::strategies::{self as of_changes, new_change};
use guanxi::domain::change_request::{ChangeKind, NewChange};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::strategies::{self as of_promises, new_expectation};
use guanxi::domain::expectation::{NewExpectation, Perceived};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::noun::Noun;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
use guanxi::domain::transaction::{NewTransaction, Returned};
use guanxi::domain::{
    ChangeRequestId, Currency, ExpectationId, MemberId, Money, RecordId, Stream, SurveyId,
    TransactionId,
};
use guanxi::rusqlite::{Connection, TransactionBehavior};
use guanxi::scoring::features::{Features, KeptFeatures};
use guanxi::store::contract::{Capabilities, Check, Head};
use guanxi::store::unit::Counter;
use guanxi::store::{
    Committed, Entry, JournalQuery, Kept, Key, MemoryStore, Page, Part, Progress, Reader, Record,
    Report, Revision, Scan, Scrub, Stats, Store, StoreError, Target, Unit, body,
};
use guanxi::{Actor, ClientId, ContactId, Crm, Desk, Error, InteractionId, Timestamp};
use proptest::prelude::*;

use crate::changes::{Firm, cast};
use crate::engines::{House, at, everywhere, me};
use crate::expectations::speak;
use crate::points::{gift, plain as terms, points, tea};

fn yuan() -> Currency {
    "CNY".parse().unwrap()
}

/// What is kept of a client, whether it is up to date or not, and where its stream stands.
fn record(crm: &Crm, client: ClientId) -> (Option<(Revision, KeptFeatures)>, Revision) {
    let mut seen = None;
    let target = Target::new(KeptFeatures::DECLARATION.noun, client.id());
    crm.store()
        .view(&mut |reader| {
            let record = reader.get(&[target], false)?.pop().flatten();
            let record =
                record.map(|one| (one.revision, body::read::<KeptFeatures>(&one).unwrap()));
            let head = reader.revisions(&[Stream::client(client)])?.pop().unwrap();
            seen = Some((record, head.revision));
            Ok(())
        })
        .unwrap();
    seen.unwrap()
}

fn known(crm: &Crm, client: ClientId) -> Features {
    let desk = crm.desk(Actor::system());
    desk.health().features(client, yuan(), Timestamp::MAX).unwrap()
}

/// Something that is said: what, and how long before now it happened.
#[derive(Debug, Clone)]
enum Step {
    Log(u8, i64, Option<i8>),
    Correct(usize, i64),
    Withdraw(usize),
    Buy(i64, i64, bool),
    GiveBack(usize),
    Unbuy(usize),
    Answer(u8),
    Capture(Box<NewExpectation>),
    Promise(usize, Box<of_promises::Command>),
    Draft(Box<NewChange>, ChangeKind),
    Forward(usize),
    Change(usize, Box<of_changes::Command>),
    Points(i64),
    Together(i64),
    EraseContact,
    EraseClient,
    /// From now on features are kept, or not.
    Keep(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..4_usize;
    // Mostly it is told at once.
    let late = || prop_oneof![6 => Just(0), 1 => 1..5_000_i64];
    let felt = proptest::option::of(-2..=2_i8);
    let later = at("2026-08-01T00:00:00Z");
    prop_oneof![
        8 => (0..3_u8, late(), felt).prop_map(|(kind, late, felt)| Step::Log(kind, late, felt)),
        1 => (which(), late()).prop_map(|(n, late)| Step::Correct(n, late)),
        1 => which().prop_map(Step::Withdraw),
        4 => (late(), 1..90_000_i64, any::<bool>()).prop_map(|(l, minor, own)| Step::Buy(l, minor, own)),
        1 => which().prop_map(Step::GiveBack),
        1 => which().prop_map(Step::Unbuy),
        2 => (1..=5_u8).prop_map(Step::Answer),
        3 => new_expectation().prop_map(|new| Step::Capture(Box::new(new))),
        12 => (which(), of_promises::command()).prop_map(|(n, c)| Step::Promise(n, Box::new(c))),
        1 => (new_change(cast()), of_changes::kind()).prop_map(|(n, k)| Step::Draft(Box::new(n), k)),
        5 => which().prop_map(Step::Forward),
        3 => (which(), of_changes::command(cast(), later)).prop_map(|(n, c)| Step::Change(n, Box::new(c))),
        2 => (-50..200_i64).prop_map(Step::Points),
        2 => late().prop_map(Step::Together),
        1 => Just(Step::EraseContact),
        1 => proptest::bool::weighted(0.1).prop_map(|all| if all { Step::EraseClient } else { Step::EraseContact }),
        2 => any::<bool>().prop_map(Step::Keep),
    ]
}

/// A client of which everything is told.
struct Life {
    firm: Firm,
    li: ContactId,
    member: MemberId,
    survey: SurveyId,
    /// Those that are kept apart: with features kept, and without.
    ways: [Crm; 2],
    keeping: bool,
    talks: Vec<InteractionId>,
    bought: Vec<TransactionId>,
    promises: Vec<ExpectationId>,
    changes: Vec<ChangeRequestId>,
}

impl Life {
    fn new(house: &House) -> Self {
        let firm = Firm::new(house);
        let plain = firm.crm.clone();
        let kept = firm.crm.clone().keeping_features(yuan());
        let desk = plain.desk(Actor::system());
        desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let programme = desk.programmes().launch("茶友会", terms()).unwrap().id();
        let member = desk.programmes().enrol(programme, firm.client, None).unwrap().id();
        let five = Scale::csat(5).unwrap();
        let visit = NewSurvey::of_contacts("回访").unwrap();
        let visit = visit.about(Dimension::Overall, "overall", five, "您有多满意？").unwrap();
        let survey = desk.surveys().draft(visit).unwrap().id();
        desk.surveys().open(survey).unwrap();
        Life {
            li: firm.cast.contact,
            firm,
            member,
            survey,
            ways: [kept, plain],
            keeping: true,
            talks: Vec::new(),
            bought: Vec::new(),
            promises: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn say(&mut self, step: &Step, now: Timestamp, fresh: u32) -> Result<(), Error> {
        let desk = self.firm.crm.desk(Actor::staff(me()));
        let (client, li) = (self.firm.client, self.li);
        let before = |minutes: i64| now.plus_seconds(-minutes * 60).unwrap();
        let some = |n: usize, of: usize| n % of.max(1);
        match step {
            Step::Log(kind, late, felt) => {
                let done =
                    desk.interactions().log(client, talk(*kind, before(*late), *felt).with(li))?;
                self.talks.push(done.id());
            }
            Step::Correct(n, late) if !self.talks.is_empty() => {
                let at = some(*n, self.talks.len());
                let talk = talk(1, before(*late), Some(1)).with(li);
                let done = desk.interactions().correct(self.talks[at], talk, "更正")?;
                self.talks[at] = done.id();
            }
            Step::Withdraw(n) if !self.talks.is_empty() => {
                let at = some(*n, self.talks.len());
                desk.interactions().withdraw(self.talks[at], "记错了")?;
                self.talks.remove(at);
            }
            Step::Buy(late, minor, own) => {
                let currency = if *own { yuan() } else { "EUR".parse().unwrap() };
                let order = NewTransaction::order(before(*late), currency);
                let line = if *own { tea(*minor) } else { foreign(*minor) };
                self.bought.push(desk.transactions().record(client, order.line(line))?.id());
            }
            Step::GiveBack(n) if !self.bought.is_empty() => {
                let refund =
                    NewTransaction::refund(self.bought[some(*n, self.bought.len())], now, yuan());
                let back = Returned::reduction(1, Money::new(1, yuan()));
                desk.transactions().record(client, refund.returned(back))?;
            }
            Step::Unbuy(n) if !self.bought.is_empty() => {
                let at = some(*n, self.bought.len());
                desk.transactions().withdraw(self.bought[at], "误记")?;
                self.bought.remove(at);
            }
            Step::Answer(value) => {
                let answer = NewAnswer::by(li, "overall", now, Channel::Email).unwrap();
                desk.surveys().answer(client, self.survey, answer.value(*value))?;
            }
            _ => self.say_more(step, now, fresh)?,
        }
        Ok(())
    }

    fn say_more(&mut self, step: &Step, now: Timestamp, fresh: u32) -> Result<(), Error> {
        let desk = self.firm.crm.desk(Actor::staff(me()));
        let (client, li) = (self.firm.client, self.li);
        let before = |minutes: i64| now.plus_seconds(-minutes * 60).unwrap();
        let some = |n: usize, of: usize| n % of.max(1);
        match step {
            Step::Capture(new) => {
                let new = new.as_ref().clone().stated_by(li);
                self.promises.push(desk.expectations().capture(client, new)?.id());
            }
            Step::Promise(n, command) if !self.promises.is_empty() => {
                let id = self.promises[some(*n, self.promises.len())];
                speak(&desk, id, li, command.as_ref().clone(), now)?;
            }
            Step::Draft(new, kind) => {
                let by_contact = new.requester().contact().is_some();
                let new = if by_contact { self.firm.wish() } else { new.as_ref().clone() };
                let done = self.firm.desk().changes().draft(client, new.kind(kind.clone()))?;
                self.changes.push(done.id());
            }
            Step::Forward(n) if !self.changes.is_empty() => {
                let id = self.changes[some(*n, self.changes.len())];
                if let Some(command) = self.firm.next(id, now, fresh) {
                    self.firm.say(id, command)?;
                }
            }
            Step::Change(n, command) if !self.changes.is_empty() => {
                let id = self.changes[some(*n, self.changes.len())];
                self.firm.say(id, command.as_ref().clone())?;
            }
            Step::Points(n) if *n > 0 => {
                drop(desk.points().bonus(self.member, points(*n), gift())?);
            }
            Step::Points(n) => drop(desk.points().redeem(self.member, points(1 - n), gift())?),
            Step::Together(late) => {
                desk.together(|desk| {
                    for minutes in [*late, 0] {
                        let talk = talk(0, before(minutes), Some(-1)).with(li);
                        desk.interactions().log(client, talk)?;
                    }
                    let order = NewTransaction::order(now, yuan()).line(tea(500));
                    desk.transactions().record(client, order)
                })?;
            }
            Step::EraseContact => drop(desk.contacts().erase(li)?),
            Step::EraseClient => drop(desk.clients().erase(client)?),
            Step::Keep(keep) => {
                self.keeping = *keep;
                self.firm.crm = self.ways[usize::from(!keep)].clone();
            }
            _ => {}
        }
        Ok(())
    }

    fn holds(&self, step: &Step, moved: bool) {
        let [kept, plain] = &self.ways;
        let client = self.firm.client;
        let told = known(plain, client);
        assert_eq!(known(kept, client), told, "after {step:?}");
        let (record, head) = record(plain, client);
        if let Some((_, record)) = record.filter(|(at, _)| *at == head) {
            assert_eq!(record.features(), &told, "after {step:?}");
        } else {
            assert!(!moved || !self.keeping, "after {step:?} what is kept is behind");
        }
    }
}

fn talk(kind: u8, when: Timestamp, felt: Option<i8>) -> NewInteraction {
    let talk = match kind {
        0 => NewInteraction::mail_in(when),
        1 => NewInteraction::call(when),
        _ => NewInteraction::mail_out(when),
    };
    felt.map_or(talk.clone(), |felt| talk.sentiment(felt))
}

fn foreign(minor: i64) -> guanxi::domain::transaction::NewLine {
    let net = Money::new(minor, "EUR".parse().unwrap());
    guanxi::domain::transaction::NewLine::goods("茶", "1 盒".parse().unwrap(), net)
}

fn live(house: &House, steps: &[Step]) {
    let mut life = Life::new(house);
    life.firm.crm = life.ways[0].clone();
    let mut now = at("2026-05-04T09:00:00Z");
    for (n, step) in (0_u32..).zip(steps) {
        now = now.plus_seconds(i64::from(n % 3) * 7_000 + 1).unwrap();
        house.clock.set(now);
        let head = || record(&life.ways[1], life.firm.client).1;
        let before = head();
        if let Err(error) = life.say(step, now, 100 + n) {
            let known = error.as_refused().is_some() || matches!(error, Error::Invalid(_));
            assert!(known, "{step:?}: {error:?}");
        }
        life.holds(step, record(&life.ways[1], life.firm.client).1 != before);
    }
    let report =
        house.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_the_journal_tells(steps in prop::collection::vec(step(), 1..70)) {
        live(&House::in_memory(), &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 50, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_the_journal_tells_on_every_engine(
        steps in prop::collection::vec(step(), 1..50),
    ) {
        everywhere(|house| live(house, &steps));
    }
}

/// A store that counts how often a journal was read.
#[derive(Debug)]
struct Counting(MemoryStore, Arc<AtomicUsize>);

struct Looking<'r>(&'r dyn Reader, &'r AtomicUsize);

impl Reader for Looking<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        self.0.get(targets, columns)
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        self.0.scan(scan)
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        self.0.count(scan)
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.journal(query)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        self.0.revisions(streams)
    }

    fn counter(&self, counter: &Counter) -> Result<i64, StoreError> {
        self.0.counter(counter)
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        self.0.key(key)
    }
}

/// What a store over another one leaves to it.
macro_rules! as_below {
    () => {
        fn capabilities(&self) -> Capabilities {
            self.0.capabilities()
        }

        fn restore(&self, part: &Part) -> Result<(), StoreError> {
            self.0.restore(part)
        }

        fn check(
            &self,
            mode: Check,
            progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
        ) -> Result<Report, StoreError> {
            self.0.check(mode, progress)
        }

        fn scrub(&self) -> Result<Scrub, StoreError> {
            self.0.scrub()
        }

        fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
            self.0.forget_keys(before)
        }

        fn stats(&self) -> Result<Stats, StoreError> {
            self.0.stats()
        }

        fn close(&self) -> Result<(), StoreError> {
            self.0.close()
        }
    };
}

impl Store for Counting {
    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.view(&mut |reader| read(&Looking(reader, &self.1)))
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.0.commit(unit)
    }

    as_below!();
}

/// A store in which somebody else is always faster than who keeps features.
#[derive(Debug)]
struct Racing(MemoryStore, AtomicUsize);

impl Store for Racing {
    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.view(read)
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        let puts =
            unit.writes.iter().flat_map(|write| write.puts.iter().map(move |put| (write, put)));
        for (write, _) in puts.filter(|(_, put)| put.target.noun == KeptFeatures::DECLARATION.noun)
        {
            let number = self.1.fetch_add(1, Ordering::Relaxed);
            let mut faster = guanxi::store::Write::to(write.stream);
            faster.redactions.push(Target::new("client", write.stream.id()));
            let key = Key::parse(&format!("faster {number}")).unwrap();
            let key = guanxi::store::UnitKey { key, ..unit.key.clone() };
            let (expects, takes) = (Vec::new(), Vec::new());
            self.0.commit(Unit { key, expects, takes, writes: vec![faster] }).unwrap();
        }
        self.0.commit(unit)
    }

    as_below!();
}

#[test]
fn who_is_never_fast_enough_is_not_refused_and_what_is_kept_is_not_believed() {
    let store = Arc::new(MemoryStore::new(&nouns()).unwrap());
    let plain = Crm::over(Arc::clone(&store)).unwrap();
    let (hua, li) = client(&plain.desk(Actor::system()), "华信咨询");
    let racing = Arc::new(Racing(store.reopened().unwrap(), AtomicUsize::new(0)));
    let kept = Crm::over(Arc::clone(&racing)).unwrap().keeping_features(yuan());
    let call = |minute: i64| {
        let when = at("2026-05-04T08:00:00Z").plus_seconds(minute * 60).unwrap();
        talk(1, when, Some(1)).with(li)
    };
    kept.desk(Actor::system()).interactions().log(hua, call(1)).unwrap();
    assert_eq!(racing.1.load(Ordering::Relaxed), 2, "a journal is read twice and not more often");
    assert_eq!(record(&kept, hua).0, None);
    assert_eq!(known(&kept, hua).talks.count, 1);
    // What is up to date is carried forward more often before it is given up.
    plain
        .clone()
        .keeping_features(yuan())
        .desk(Actor::system())
        .interactions()
        .log(hua, call(2))
        .unwrap();
    kept.desk(Actor::system()).interactions().log(hua, call(3)).unwrap();
    let (found, head) = record(&kept, hua);
    assert!(found.unwrap().0 < head);
    assert_eq!((known(&kept, hua).talks.count, known(&plain, hua).talks.count), (3, 3));
}

#[test]
fn in_the_order_of_time_no_journal_is_read() {
    let read = Arc::new(AtomicUsize::new(0));
    let store = Counting(MemoryStore::new(&nouns()).unwrap(), Arc::clone(&read));
    let clock = Arc::new(FixedClock::at(at("2026-05-04T09:00:00Z")));
    let crm = Crm::over(store).unwrap().with_ids(CountedIds::default()).keeping_features(yuan());
    let crm = crm.with_clock(Arc::clone(&clock));
    let desk = crm.desk(Actor::staff(me()));
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    let (hua, li) = client(&desk, "华信咨询");
    let programme = desk.programmes().launch("茶友会", terms()).unwrap().id();
    let member = desk.programmes().enrol(programme, hua, None).unwrap().id();
    for hour in 0..20_i64 {
        let now = at("2026-05-05T09:00:00Z").plus_seconds(hour * 3_600).unwrap();
        clock.set(now);
        let felt = NewInteraction::mail_in(now).with(li).sentiment(-1);
        desk.interactions().log(hua, felt).unwrap();
        clock.set(now.plus_seconds(60).unwrap());
        let answered = talk(1, now.plus_seconds(60).unwrap(), None).with(li);
        desk.interactions().log(hua, answered).unwrap();
        clock.set(now.plus_seconds(600).unwrap());
        let order = NewTransaction::order(now.plus_seconds(600).unwrap(), yuan());
        desk.transactions().record(hua, order.line(tea(500))).unwrap();
        clock.set(now.plus_seconds(1_200).unwrap());
        desk.points().bonus(member, points(5), gift()).unwrap();
        clock.set(now.plus_seconds(1_800).unwrap());
        let promise = crate::expectations::agreed(&desk, hua, li);
        clock.set(now.plus_seconds(2_400).unwrap());
        desk.expectations().evaluate(promise, crate::expectations::s("5")).unwrap();
    }
    assert_eq!(read.load(Ordering::Relaxed), 0, "a journal was read");
    let (kept, head) = record(&crm, hua);
    let (stands, kept) = kept.unwrap();
    assert_eq!(stands, head);
    let told =
        crm.desk(Actor::system()).health().features(hua, "EUR".parse().unwrap(), Timestamp::MAX);
    assert!(read.load(Ordering::Relaxed) > 0, "another currency is read from the journal");
    let (kept, told) = (kept.features(), told.unwrap());
    assert_eq!((kept.purchases.spent.count, told.purchases.spent.count), (20, 0));
    let without = |of: &Features| Features { purchases: told.purchases, last: None, ..of.clone() };
    assert_eq!(without(kept), without(&told));
    assert_eq!((kept.disconfirmation.count, kept.points.sum, kept.talks.count), (20, 100, 40));
}

fn client(desk: &Desk, name: &str) -> (ClientId, ContactId) {
    let client = desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
    (client, desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id())
}

#[test]
fn several_who_write_to_one_client_at_once_lose_nothing() {
    everywhere(|house| {
        let kept = house.crm.clone().keeping_features(yuan());
        let (hua, li) = client(&kept.desk(Actor::system()), "华信咨询");
        std::thread::scope(|scope| {
            for thread in 0..4_i64 {
                let (kept, plain) = (&kept, &house.crm);
                scope.spawn(move || {
                    for n in 0..10 {
                        // One of four does not keep them.
                        let crm = if thread == 3 { plain } else { kept };
                        let when = at("2026-05-04T08:00:00Z").plus_seconds(n * 7 + thread).unwrap();
                        let talk = talk(1, when, Some(1)).with(li);
                        crm.desk(Actor::system()).interactions().log(hua, talk).unwrap();
                    }
                });
            }
        });
        let told = known(&house.crm, hua);
        assert_eq!((told.talks.count, told.sentiment.sum), (40, 40));
        assert_eq!(known(&kept, hua), told);
        // The next that is written brings what is kept up to date, whoever wrote last.
        kept.desk(Actor::system()).clients().hand_over(hua, me()).ok();
        let last = talk(1, at("2026-05-04T08:59:00Z"), None).with(li);
        kept.desk(Actor::system()).interactions().log(hua, last).unwrap();
        let (record, head) = record(&kept, hua);
        let (stands, record) = record.unwrap();
        assert_eq!((stands, record.features()), (head, &known(&house.crm, hua)));
    });
}

#[test]
fn who_does_not_keep_features_writes_none_and_a_repeated_key_is_the_first_answer() {
    everywhere(|house| {
        let features = |crm: &Crm| {
            let stats = crm.store().stats().unwrap();
            stats.records.iter().find(|(noun, _)| *noun == "features").unwrap().1
        };
        let (hua, li) = client(&house.desk(), "华信咨询");
        let call = || talk(1, at("2026-05-04T08:00:00Z"), Some(2)).with(li);
        house.desk().interactions().log(hua, call()).unwrap();
        assert_eq!(features(&house.crm), 0);
        let kept = house.crm.clone().keeping_features(yuan());
        let desk = kept.desk(Actor::system()).keyed("call-17").unwrap();
        let first = desk.interactions().log(hua, call()).unwrap();
        assert_eq!((features(&kept), first.repeated), (1, false));
        let before = record(&kept, hua);
        let again = desk.interactions().log(hua, call()).unwrap();
        assert!(again.repeated);
        assert_eq!((again.now, again.position), (first.now, first.position));
        let other = talk(1, at("2026-05-04T08:01:00Z"), None).with(li);
        assert!(desk.interactions().log(hua, other).is_err(), "another command under the same key");
        assert_eq!(record(&kept, hua), before);
        assert_eq!(known(&kept, hua).talks.count, 2);
    });
}

#[test]
fn a_unit_that_comes_twice_is_answered_as_it_was() {
    let store = Arc::new(MemoryStore::new(&nouns()).unwrap());
    let keeper = FeatureKeeper::over(Arc::clone(&store), yuan());
    let crm = Crm::over(FeatureKeeper::over(Arc::clone(&store), yuan())).unwrap();
    let (hua, _) = client(&crm.desk(Actor::system()), "华信咨询");
    let mut write = guanxi::store::Write::to(Stream::client(hua));
    write.redactions.push(Target::new("client", hua.id()));
    let unit = Unit {
        key: guanxi::store::UnitKey {
            key: Key::parse("once").unwrap(),
            digest: guanxi::store::unit::Digest::of(b"once"),
            actor: Actor::system().id(),
            recorded_at: at("2026-05-04T09:00:00Z"),
            ids: vec![hua.id()],
        },
        expects: Vec::new(),
        takes: Vec::new(),
        writes: vec![write],
    };
    let first = keeper.commit(unit.clone()).unwrap();
    let before = record(&crm, hua);
    assert_eq!(before.0.as_ref().map(|(at, _)| *at), Some(before.1));
    let again = keeper.commit(unit).unwrap();
    assert_eq!((again.repeated, &again.revisions), (true, &first.revisions));
    assert_eq!(record(&crm, hua), before);
}

#[test]
fn what_a_host_writes_in_its_own_transaction_is_kept_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("host.db");
    let crm = Crm::sqlite(&path).unwrap().keeping_features(yuan());
    let desk = crm.desk(Actor::system());
    let (hua, li) = client(&desk, "华信咨询");
    let mut host = Connection::open(&path).unwrap();
    let tx = host.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let talk = talk(1, at("2026-05-04T08:00:00Z"), Some(1)).with(li);
    desk.within(&tx).unwrap().interactions().log(hua, talk).unwrap();
    tx.commit().unwrap();
    let (kept, head) = record(&crm, hua);
    let (stands, kept) = kept.unwrap();
    assert_eq!((stands, kept.features().talks.count), (head, 1));
}

#[test]
fn what_was_there_before_is_brought_up_to_date_and_ranked() {
    everywhere(|house| {
        let desk = house.desk();
        house.later("2026-05-04T09:00:00Z");
        for (name, days) in [("甲", [1, 2]), ("乙", [90, 120]), ("丙", [0, 0])] {
            let (client, li) = client(&desk, name);
            for day in days.into_iter().filter(|day| *day > 0) {
                let when = at("2026-05-04T08:00:00Z").plus_seconds(-day * 86_400).unwrap();
                let order = NewTransaction::order(when, yuan()).line(tea(500));
                desk.transactions().record(client, order).unwrap();
            }
            let asked = talk(0, at("2026-05-01T08:00:00Z"), Some(-1)).with(li);
            desk.interactions().log(client, asked).unwrap();
        }
        let crm = house.crm.clone().keeping_features(yuan());
        let health = || crm.desk(Actor::system());
        let go_on = || |_: &guanxi::crm::HealthSoFar| ControlFlow::Continue(());
        let before = health().health().at_risk(&mut go_on()).unwrap();
        assert_eq!(before.read_again, 3);
        assert_eq!(health().health().kept_features(10, None).unwrap().items, []);
        let mut told = Vec::new();
        let kept = health().health().keep_features(&mut |so_far| {
            told.push(*so_far);
            ControlFlow::Continue(())
        });
        assert_eq!((kept.unwrap().anew, told.len()), (3, 1));
        let again = health().health().keep_features(&mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!((again.clients, again.anew, again.busy), (3, 0, 0));
        let after = health().health().at_risk(&mut go_on()).unwrap();
        assert_eq!(after.read_again, 0);
        assert_eq!((&after.places, after.portfolio), (&before.places, before.portfolio));
        let first = &after.page(0, NonZeroUsize::new(1).unwrap())[0];
        let words = after.explain(first, guanxi::domain::Lang::Zh);
        assert!(words[0].starts_with("距上次购买 90 天"), "{words:?}");
        assert!(words.contains(&"客户等候回复已 3 天".to_owned()), "{words:?}");
        assert_eq!(after.places[2].risk, None);
        let page = health().health().kept_features(2, None).unwrap();
        let rest = health().health().kept_features(2, page.next).unwrap();
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (2, 1, None));
        for (client, features) in page.items.into_iter().chain(rest.items) {
            assert_eq!(features, Some(known(&house.crm, client)));
        }
        let error = desk.health().at_risk(&mut go_on()).unwrap_err();
        assert!(matches!(error, Error::Store(StoreError::Query { .. })));
        assert_eq!(
            house
                .crm
                .store()
                .check(Check::Verify, &mut |_| ControlFlow::Continue(()))
                .unwrap()
                .faults,
            [""; 0]
        );
    });
}

#[test]
fn a_file_of_everything_has_no_features_and_they_are_kept_again_behind_it() {
    let house = House::in_memory();
    let crm = house.crm.clone().keeping_features(yuan());
    let (hua, li) = client(&crm.desk(Actor::system()), "华信咨询");
    let call = |minute: i64| {
        let when = at("2026-05-04T08:00:00Z").plus_seconds(minute * 60).unwrap();
        talk(1, when, Some(1)).with(li)
    };
    crm.desk(Actor::system()).interactions().log(hua, call(1)).unwrap();
    let mut file = Vec::new();
    let mut total = 0;
    let counted =
        crm.desk(Actor::system()).exports().everything(&mut file, |progress: Progress| {
            assert!(progress.done <= progress.total);
            total = progress.total;
            ControlFlow::Continue(())
        });
    let counted = counted.unwrap();
    assert_eq!(total, counted.records + counted.entries);
    let other = Crm::memory().unwrap().keeping_features(yuan());
    let desk = other.desk(Actor::system());
    let go_on = |_: Progress| ControlFlow::Continue(());
    desk.exports().restore(std::io::Cursor::new(&file), go_on).unwrap();
    assert_eq!(record(&other, hua).0, None);
    assert_eq!(known(&other, hua), known(&crm, hua));
    desk.interactions().log(hua, call(2)).unwrap();
    let (kept, head) = record(&other, hua);
    let (stands, kept) = kept.unwrap();
    assert_eq!((stands, kept.features().talks.count), (head, 2));
}

#[test]
fn what_was_settled_and_is_spoken_of_again_is_told_as_the_journal_does() {
    everywhere(|house| {
        let mut life = Life::new(house);
        life.firm.crm = life.ways[0].clone();
        let desk = life.firm.crm.desk(Actor::staff(me()));
        let (client, li) = (life.firm.client, life.li);
        let mut day = 0_i64;
        let mut later = |what: &str| {
            life.holds(&Step::Keep(true), true);
            let told = known(&life.ways[1], client);
            day += 1;
            house.clock.set(at("2026-05-04T09:00:00Z").plus_seconds(day * 86_400).unwrap());
            println!("{what}: {} open, {} got", told.open.len(), told.disconfirmation.count);
            (told.open.len(), told.disconfirmation.count, told.disconfirmation.sum)
        };
        let promise = crate::expectations::agreed(&desk, client, li);
        later("agreed");
        desk.expectations().evaluate(promise, crate::expectations::s("9")).unwrap();
        let measured = later("measured");
        assert_eq!((measured.0, measured.1), (0, 1));
        let slower = Perceived::Measured(crate::expectations::s("20"));
        let mut felt = of_promises::perceive(slower);
        felt.by = li;
        desk.expectations().record_perception(promise, felt).unwrap();
        let perceived = later("perceived");
        assert_eq!(perceived.1, 1);
        assert_ne!(
            perceived.2, measured.2,
            "how it came across takes the place of what was measured"
        );
        desk.expectations().dispute(promise, li, "数字不对").unwrap();
        assert_eq!(later("disputed").0, 1);
        desk.expectations().evaluate(promise, crate::expectations::s("5")).unwrap();
        assert_eq!(later("measured again").0, 0);
        let change = life.firm.desk().changes().draft(client, life.firm.wish()).unwrap().id();
        assert_eq!(later("drafted").0, 0);
        life.firm.desk().changes().submit(change).unwrap();
        assert_eq!(later("submitted").0, 1);
        life.firm.desk().changes().reject(change, "不做").unwrap();
        assert_eq!(later("rejected").0, 0);
        life.firm.desk().changes().revise(change).unwrap();
        assert_eq!(later("revised").0, 0);
        life.firm.desk().changes().submit(change).unwrap();
        assert_eq!(later("submitted again").0, 1);
    });
}

#[test]
fn one_commit_over_several_clients_keeps_the_features_of_each() {
    everywhere(|house| {
        let crm = house.crm.clone().keeping_features(yuan());
        let desk = crm.desk(Actor::system());
        let clients = ["甲", "乙", "丙"].map(|name| client(&desk, name));
        desk.together(|desk| {
            for (hua, li) in &clients[..2] {
                for felt in [1, 2] {
                    let talk = talk(1, at("2026-05-04T08:00:00Z"), Some(felt)).with(*li);
                    desk.interactions().log(*hua, talk)?;
                }
            }
            Ok(())
        })
        .unwrap();
        for ((hua, _), talks) in clients.iter().zip([2, 2, 0]) {
            let (kept, head) = record(&crm, *hua);
            let (stands, kept) = kept.unwrap();
            assert_eq!((stands, kept.features()), (head, &known(&house.crm, *hua)));
            assert_eq!(kept.features().talks.count, talks);
        }
    });
}
