//! What was bought, paid and refunded, at the desk on every engine.

use std::ops::ControlFlow;

use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::noun::Noun;
use guanxi::domain::refusal::Refused;
use guanxi::domain::transaction::{Kind, LineKind, NewLine, NewTransaction, Returned, Transaction};
use guanxi::domain::{Currency, Money, Period, Quantity, Stream, TransactionId};
use guanxi::store::contract::Check;
use guanxi::store::{JournalQuery, Told};
use guanxi::{Actor, ClientId, Crm, Desk, Error, ErrorKind, Timestamp};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

fn register(desk: &Desk, name: &str) -> ClientId {
    desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id()
}

fn fen(minor: i64) -> Money {
    Money::new(minor, yuan())
}

fn yuan() -> Currency {
    "CNY".parse().unwrap()
}

fn of(text: &str) -> Quantity {
    text.parse().unwrap()
}

/// Two tea sets for so much, on a day of April 2026.
fn order(day: u32, minor: i64) -> NewTransaction {
    let tea = NewLine::goods("茶具", of("2 套"), fen(minor)).category("家居");
    NewTransaction::order(april(day), yuan()).line(tea)
}

fn april(day: u32) -> Timestamp {
    at(&format!("2026-04-{day:02}T10:00:00Z"))
}

fn back(order: TransactionId, minor: i64) -> NewTransaction {
    NewTransaction::refund(order, april(29), yuan()).returned(Returned::reduction(1, fen(minor)))
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    answer.unwrap_err().as_refused().map(Refused::code).unwrap_or("not refused").to_owned()
}

fn kind<T: std::fmt::Debug>(answer: Result<T, Error>) -> ErrorKind {
    answer.unwrap_err().kind()
}

fn ids(found: guanxi::crm::Pages<Transaction>) -> Vec<TransactionId> {
    found.items.iter().map(|found| found.now.id()).collect()
}

#[test]
fn an_order_is_invoiced_paid_refunded_and_corrected() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let desk = desk.transactions();
        let first = desk.record(hua, order(1, 40_000).reference("erp", "SO-1")).unwrap().id();
        let invoice = NewTransaction::invoice(april(2), yuan())
            .line(NewLine::goods("茶具", of("2 套"), fen(40_000)))
            .refers_to(first);
        let invoice = desk.record(hua, invoice).unwrap().id();
        let payment = NewTransaction::payment(april(3), fen(25_000)).refers_to(invoice);
        let payment = desk.record(hua, payment).unwrap().id();
        assert_eq!(code(desk.record(hua, back(invoice, 1))), "transaction.refund_the_order");
        let refund = desk.record(hua, back(first, 10_000)).unwrap().id();
        assert_eq!(code(desk.record(hua, back(first, 30_001))), "transaction.more_than_bought");

        let [balance] = desk.balance(hua).unwrap()[..] else { panic!() };
        assert_eq!((balance.ordered, balance.invoiced), (fen(40_000), fen(40_000)));
        assert_eq!((balance.paid, balance.refunded), (fen(25_000), fen(10_000)));
        assert_eq!(balance.open, fen(5_000));

        let right = order(1, 39_000).reference("erp", "SO-1");
        let right = desk.correct(first, right, "价格录错").unwrap();
        assert_eq!((right.now.first(), right.now.at()), (first, april(1)));
        assert_eq!(desk.balance(hua).unwrap()[0].open, fen(4_000));
        assert_eq!(code(desk.record(hua, back(first, 1))), "transaction.purchase_superseded");
        assert_eq!(
            code(desk.record(hua, back(right.id(), 29_001))),
            "transaction.more_than_bought"
        );
        assert!(desk.record(hua, back(right.id(), 29_000)).is_ok());
        assert_eq!(code(desk.withdraw(right.id(), "x")), "transaction.referred_to");
        assert_eq!(code(desk.correct(first, order(1, 1), "x")), "state");

        assert!(desk.get(first).unwrap().superseded);
        assert_eq!(desk.allowed(first).unwrap(), [""; 0]);
        assert_eq!(desk.allowed(right.id()).unwrap(), ["correct", "withdraw"]);
        let found = desk.by_reference(Kind::Order, "ERP", "SO-1").unwrap();
        assert_eq!(found.now.id(), right.id());
        let orders = desk.of(hua).kind(Kind::Order).newest(10).unwrap();
        assert_eq!(ids(orders), [right.id()]);
        let days = Period::new(april(2), april(29)).unwrap();
        assert_eq!(ids(desk.of(hua).within(days).newest(10).unwrap()), [payment, invoice]);
        let page = desk.of(hua).newest(2).unwrap();
        assert!(ids(page.clone()).contains(&refund));
        let rest = desk.of(hua).after(page.next.unwrap()).newest(10).unwrap();
        assert_eq!(ids(rest), [payment, invoice, right.id()]);
    });
}

#[test]
fn a_reference_belongs_to_one_of_a_kind_and_is_free_again() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, lake) = (register(&desk, "华信咨询"), register(&desk, "Lakeside"));
        let desk = desk.transactions();
        let known = |day| order(day, 100).reference("erp", "SO-1");
        let first = desk.record(hua, known(1)).unwrap().id();
        let again = desk.record(lake, known(2)).unwrap_err();
        assert!(again.to_string().contains(&first.to_string()), "{again}");
        assert_eq!(code(desk.record(hua, known(2))), "transaction.reference_taken");
        let line = NewLine::goods("茶具", of("2 套"), fen(100));
        let invoice = NewTransaction::invoice(april(2), yuan()).line(line);
        assert!(desk.record(hua, invoice.reference("erp", "SO-1")).is_ok(), "another kind");
        let second = desk.correct(first, order(1, 100).reference("erp", "SO-2"), "编号有误");
        let second = second.unwrap().id();
        let third = desk.record(lake, known(3)).unwrap().id();
        assert_eq!(desk.by_reference(Kind::Order, "erp", "SO-1").unwrap().now.id(), third);
        let taken = desk.correct(second, known(4), "x");
        assert_eq!(code(taken), "transaction.reference_taken");
        desk.withdraw(third, "记错了客户").unwrap();
        assert_eq!(kind(desk.by_reference(Kind::Order, "erp", "SO-1")), ErrorKind::NotFound);
        assert!(desk.record(hua, known(5)).is_ok());
        assert_eq!(kind(desk.by_reference(Kind::Order, "e r p", "1")), ErrorKind::Invalid);
    });
}

#[test]
fn two_who_take_one_reference_at_once_are_not_both_right() {
    let house = House::in_memory();
    let desk = house.desk();
    let clients: Vec<ClientId> = (0..4).map(|n| register(&desk, &format!("客户{n}"))).collect();
    for round in 1..6 {
        let new = || order(round, 100).reference("erp", &format!("SO-{round}"));
        let answers: Vec<bool> = std::thread::scope(|scope| {
            let say = |client: ClientId| {
                let desk = desk.clone();
                scope.spawn(move || match desk.transactions().record(client, new()) {
                    Ok(_) => true,
                    Err(error) => {
                        let code = error.as_refused().map(Refused::code);
                        assert_eq!(code, Some("transaction.reference_taken"), "{error:?}");
                        false
                    }
                })
            };
            let said: Vec<_> = clients.iter().map(|client| say(*client)).collect();
            said.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|first| **first).count(), 1);
    }
}

#[test]
fn refunds_at_once_never_exceed_what_was_bought() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let order = desk.transactions().record(hua, order(1, 1_000)).unwrap().id();
        let done: usize = std::thread::scope(|scope| {
            let refunding = |_| {
                let desk = desk.clone();
                scope.spawn(move || {
                    let say = |_: &u32| desk.transactions().record(hua, back(order, 300)).is_ok();
                    (0..3).filter(say).count()
                })
            };
            let threads: Vec<_> = (0..4).map(refunding).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(done, 3);
        assert_eq!(desk.transactions().balance(hua).unwrap()[0].open, fen(100));
    });
}

#[test]
fn what_it_refers_to_is_this_clients() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, lake) = (register(&desk, "华信咨询"), register(&desk, "Lakeside"));
        let desk = desk.transactions();
        let first = desk.record(hua, order(1, 100)).unwrap().id();
        assert_eq!(code(desk.record(lake, back(first, 1))), "transaction.other_client");
        let nowhere = TransactionId::from_uuid(uuid::Uuid::from_u128(0xdead));
        assert_eq!(kind(desk.record(hua, back(nowhere, 1))), ErrorKind::NotFound);
        assert_eq!(kind(desk.get(nowhere)), ErrorKind::NotFound);
        assert_eq!(kind(desk.withdraw(nowhere, "x")), ErrorKind::NotFound);
        let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(0xbeef));
        assert_eq!(kind(desk.record(nobody, order(1, 1))), ErrorKind::NotFound);
        assert_eq!(desk.balance(nobody).unwrap(), []);
        house.desk().clients().archive(lake, "暂停").unwrap();
        assert_eq!(code(desk.record(lake, order(1, 1))), "transaction.client_not_active");
        assert_eq!(kind(desk.of(hua).newest(0)), ErrorKind::Invalid);
        let ever = || Period::new(Timestamp::MIN, Timestamp::MAX).unwrap();
        assert_eq!(kind(desk.most_bought(ever()).page(0)), ErrorKind::Invalid);
        assert_eq!(kind(desk.most_bought(ever()).page(1_001)), ErrorKind::Invalid);
        assert_eq!(desk.most_bought(ever()).from(usize::MAX).page(9).unwrap().items, []);
    });
}

#[test]
fn what_is_bought_most_over_the_portfolio_and_by_one() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, lake) = (register(&desk, "华信咨询"), register(&desk, "Lakeside"));
        let desk = desk.transactions();
        let hours = |day, text| {
            let line = NewLine::service("培训", of(text), fen(500));
            NewTransaction::order(april(day), yuan()).line(line)
        };
        let tea = desk.record(hua, order(1, 100)).unwrap().id();
        desk.record(lake, hours(2, "0.25 h")).unwrap();
        desk.record(hua, hours(3, "1.5 h")).unwrap();
        let gone = desk.record(hua, hours(3, "9 h")).unwrap().id();
        desk.withdraw(gone, "重复").unwrap();
        let earlier = hours(4, "2 h");
        let corrected = desk.record(hua, earlier).unwrap().id();
        desk.correct(corrected, hours(4, "0.05 h"), "少了").unwrap();
        desk.record(hua, back(tea, 30)).unwrap();
        let all = Period::new(april(1), april(30)).unwrap();
        let told = desk.most_bought(all).page(10).unwrap();
        assert_eq!((told.purchases, told.clients, told.returning, told.count), (4, 2, 1, 2));
        let [first, second] = &told.items[..] else { panic!("{told:?}") };
        assert_eq!((first.item.as_str(), first.purchases, first.clients), ("培训", 3, 2));
        assert_eq!(first.quantities, [of("1.80 h")]);
        assert_eq!((second.net[0], second.refunded[0]), (fen(100), fen(30)));
        let page = desk.most_bought(all).page(1).unwrap();
        assert_eq!((page.items.len(), page.next), (1, Some(1)));
        let rest = desk.most_bought(all).from(1).page(1).unwrap();
        assert_eq!((&rest.items[0], rest.next), (second, None));
        let theirs = desk.most_bought(all).of(lake).page(10).unwrap();
        assert_eq!((theirs.purchases, theirs.items.len()), (1, 1));
        let goods = desk.most_bought(all).kind(LineKind::Goods).page(10).unwrap();
        assert_eq!((goods.items.len(), goods.purchases), (1, 4));
        let day = Period::new(april(2), april(3)).unwrap();
        assert_eq!(desk.most_bought(day).page(10).unwrap().purchases, 1);
    });
}

#[test]
fn a_contact_sees_what_was_shared_and_erasure_leaves_the_amounts() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let li = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let first = desk.transactions().record(hua, order(1, 100).note("刻字：李雷").shared());
        let first = first.unwrap().id();
        let second = desk.transactions().record(hua, order(2, 100)).unwrap().id();
        let portal = house.crm.desk(Actor::contact(hua, li));
        assert_eq!(ids(portal.transactions().of(hua).newest(9).unwrap()), [first]);
        assert_eq!(kind(portal.transactions().get(second)), ErrorKind::NotFound);
        assert_eq!(kind(portal.transactions().balance(hua)), ErrorKind::Denied);
        let right = desk.transactions().correct(first, order(1, 90).note("给李雷"), "李雷说少了");
        let right = right.unwrap().id();
        desk.clients().erase(hua).unwrap();
        for id in [first, second, right] {
            let one = desk.transactions().get(id).unwrap().now;
            assert!(one.words().is_erased());
            assert_eq!(one.lines()[0].item().as_str(), "茶具");
        }
        assert_eq!(desk.transactions().balance(hua).unwrap()[0].open, fen(190));
        assert_eq!(
            code(desk.transactions().record(hua, order(3, 1))),
            "transaction.client_not_active"
        );
    });
}

#[test]
fn a_keyed_order_is_recorded_once_and_a_stale_one_not_corrected() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let say = || desk.keyed("web-7").unwrap().transactions().record(hua, order(1, 100));
        let (first, again) = (say().unwrap(), say().unwrap());
        assert_eq!((again.id(), again.repeated), (first.id(), true));
        let other = desk.keyed("web-7").unwrap().transactions().record(hua, order(1, 101));
        assert_eq!(kind(other), ErrorKind::Conflict);
        let done = desk.together(|desk| {
            let first = desk.transactions().record(hua, order(2, 500).reference("erp", "T-1"))?;
            let back = desk.transactions().record(hua, back(first.id(), 400))?;
            let more = desk.transactions().record(hua, self::back(first.id(), 200));
            assert_eq!(code(more), "transaction.more_than_bought");
            let twice = desk.transactions().record(hua, order(2, 1).reference("erp", "T-1"));
            assert_eq!(code(twice), "transaction.reference_taken");
            Ok(back.id())
        });
        assert!(done.unwrap().now.is_some());
        assert_eq!(desk.transactions().balance(hua).unwrap()[0].open, fen(200));
    });
}

/// What somebody says; which earlier one it is about is counted from the first.
#[derive(Debug, Clone)]
enum Step {
    Order(i64, Option<u8>),
    Pay(usize, i64),
    Refund(usize, i64),
    Correct(usize, i64, Option<u8>),
    Withdraw(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = || 0_usize..6;
    let known = || prop::option::of(0_u8..3);
    let step = prop_oneof![
        3 => (1_i64..100, known()).prop_map(|(net, known)| Step::Order(net, known)),
        2 => (which(), 1_i64..80).prop_map(|(n, minor)| Step::Pay(n, minor)),
        4 => (which(), 1_i64..60).prop_map(|(n, minor)| Step::Refund(n, minor)),
        2 => (which(), 1_i64..100, known()).prop_map(|(n, net, known)| Step::Correct(n, net, known)),
        1 => which().prop_map(Step::Withdraw),
    ];
    prop::collection::vec(step, 1..20)
}

fn named(new: NewTransaction, known: Option<u8>) -> NewTransaction {
    known.into_iter().fold(new, |new, n| new.reference("erp", &n.to_string()))
}

/// Order, payment or refund; what it is about; how much; its number elsewhere; its id, if it stands.
type Accepted = (Kind, Option<usize>, i64, Option<u8>, Option<TransactionId>);

/// A desk, and beside it what was accepted.
struct Day<'d> {
    desk: &'d Desk,
    client: ClientId,
    told: Vec<Accepted>,
}

impl Day<'_> {
    fn sum(&self, kind: Kind, about: Option<usize>) -> i64 {
        let of = |one: &&Accepted| {
            one.4.is_some() && one.0 == kind && (about.is_none() || one.1 == about)
        };
        self.told.iter().filter(of).map(|one| one.2).sum()
    }

    fn free(&self, known: Option<u8>, but: Option<usize>) -> bool {
        let has = |(n, one): (usize, &(Kind, _, _, Option<u8>, Option<TransactionId>))| {
            Some(n) != but && one.4.is_some() && one.3 == known
        };
        known.is_none() || !self.told.iter().enumerate().any(has)
    }

    fn step(&mut self, step: &Step) {
        let desk = self.desk.transactions();
        let order_of = |n: usize| self.told.get(n).filter(|one| one.0 == Kind::Order);
        match *step {
            Step::Order(net, known) => {
                let said = desk.record(self.client, named(order(1, net), known));
                assert_eq!(said.is_ok(), self.free(known, None), "{said:?}");
                if let Ok(done) = said {
                    self.told.push((Kind::Order, None, net, known, Some(done.id())));
                }
            }
            Step::Pay(n, minor) => {
                let Some(&(.., net, _, Some(id))) = order_of(n) else { return };
                let new = NewTransaction::payment(april(2), fen(minor)).refers_to(id);
                let said = desk.record(self.client, new);
                let fits = self.sum(Kind::Payment, Some(n)) + minor <= net;
                assert_eq!(said.is_ok(), fits, "{said:?}");
                if let Ok(done) = said {
                    self.told.push((Kind::Payment, Some(n), minor, None, Some(done.id())));
                }
            }
            Step::Refund(n, minor) => {
                let Some(&(.., net, _, Some(id))) = order_of(n) else { return };
                let said = desk.record(self.client, back(id, minor));
                let fits = self.sum(Kind::Refund, Some(n)) + minor <= net;
                assert_eq!(said.is_ok(), fits, "{said:?}");
                if let Ok(done) = said {
                    self.told.push((Kind::Refund, Some(n), minor, None, Some(done.id())));
                }
            }
            Step::Correct(n, net, known) => {
                let Some(&(.., Some(id))) = order_of(n) else { return };
                let said = desk.correct(id, named(order(1, net), known), "记错了");
                let fits = self.sum(Kind::Payment, Some(n)).max(self.sum(Kind::Refund, Some(n)))
                    <= net
                    && self.free(known, Some(n));
                assert_eq!(said.is_ok(), fits, "{said:?}");
                if let Ok(done) = said {
                    self.told[n] = (Kind::Order, None, net, known, Some(done.id()));
                }
            }
            Step::Withdraw(n) => {
                let Some(&(.., Some(id))) = self.told.get(n) else { return };
                let said = desk.withdraw(id, "记错了");
                let referred = self.told.iter().any(|one| one.1 == Some(n) && one.4.is_some());
                assert_eq!(said.is_ok(), !referred, "{said:?}");
                if said.is_ok() {
                    self.told[n].4 = None;
                }
            }
        }
    }

    fn balance(&self) {
        let of = |kind| self.sum(kind, None);
        let told = self.desk.transactions().balance(self.client).unwrap();
        let open: i64 = told.iter().map(|balance| balance.open.minor()).sum();
        assert_eq!(open, of(Kind::Order) - of(Kind::Payment) - of(Kind::Refund));
        let standing = self.told.iter().filter(|one| one.4.is_some()).count();
        let page = self.desk.transactions().of(self.client).newest(1_000).unwrap();
        assert_eq!(page.items.len(), standing);
    }
}

/// Every fact as its entry refers to it: the journal tells each once, and nothing else.
fn journal(crm: &Crm, client: ClientId) -> Vec<Transaction> {
    let mut all = Vec::new();
    crm.store()
        .view(&mut |reader| {
            let query =
                JournalQuery { stream: Some(Stream::client(client)), ..JournalQuery::first(1_000) };
            for entry in reader.journal(&query)? {
                if entry.noun != Transaction::DECLARATION.noun {
                    continue;
                }
                assert!(matches!(entry.told, Told::Record), "{entry:?}");
                let target = guanxi::store::Target::new(entry.noun, entry.id);
                let record = reader.get(&[target], false)?.pop().flatten().unwrap();
                all.push(guanxi::store::body::read::<Transaction>(&record)?);
            }
            Ok(())
        })
        .unwrap();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_day_is_refused_and_owed_as_by_hand_and_the_journal_tells_it(steps in steps()) {
        everywhere(|house| {
            let desk = house.desk();
            let client = register(&desk, "华信咨询");
            let mut day = Day { desk: &desk, client, told: Vec::new() };
            for step in &steps {
                day.step(step);
                day.balance();
            }
            let told = journal(&house.crm, client);
            let report = house.crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(()));
            assert_eq!(report.unwrap().faults, [""; 0]);
            if let Some(again) = house.reopened() {
                assert_eq!(journal(&again, client), told);
                let desk = again.desk(Actor::system());
                Day { desk: &desk, client, told: day.told }.balance();
                let rebuilt = again.store().check(Check::Rebuild, &mut |_| ControlFlow::Continue(()));
                assert_eq!(rebuilt.unwrap().faults, [""; 0]);
            }
        });
    }
}
