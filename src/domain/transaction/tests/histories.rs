//! Random histories of one client, beside a ledger kept by hand: what is refused, and what is owed.

use proptest::prelude::*;

use super::*;

/// What somebody says; which earlier one it is about is counted from the first.
#[derive(Debug, Clone)]
enum Step {
    Order { lines: Vec<(i64, i64, i64)>, cash: i64, points: i64 },
    Invoice { of: Option<usize>, lines: Vec<(i64, i64, i64)> },
    Payment { of: Option<usize>, cash: i64, points: i64 },
    Refund { of: usize, line: u32, quantity: i64, net: i64, tax: i64, cash: i64, points: i64 },
    Correct { which: usize, lines: Vec<(i64, i64, i64)>, cash: i64 },
    Withdraw { which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let lines = || prop::collection::vec((1_i64..4, 0_i64..60, 0_i64..10), 1..3);
    let small = || prop_oneof![Just(0_i64), 1_i64..40];
    let which = || 0_usize..6;
    let step = prop_oneof![
        3 => (lines(), small(), small())
            .prop_map(|(lines, cash, points)| Step::Order { lines, cash, points }),
        1 => (prop::option::of(which()), lines()).prop_map(|(of, lines)| Step::Invoice { of, lines }),
        3 => (prop::option::of(which()), small(), small())
            .prop_map(|(of, cash, points)| Step::Payment { of, cash, points }),
        6 => (which(), 1_u32..4, 0_i64..3, 0_i64..40, 0_i64..6, small(), small()).prop_map(
            |(of, line, quantity, net, tax, cash, points)| Step::Refund {
                of, line, quantity, net, tax, cash, points,
            }
        ),
        2 => (which(), lines(), small())
            .prop_map(|(which, lines, cash)| Step::Correct { which, lines, cash }),
        1 => which().prop_map(|which| Step::Withdraw { which }),
    ];
    prop::collection::vec(step, 1..24)
}

/// One page of the ledger: plain numbers, by the place of what it is about.
#[derive(Debug, Clone)]
struct Page {
    kind: Kind,
    about: Option<usize>,
    /// Quantity, net, tax, and which line of the order.
    lines: Vec<(i64, i64, i64, u32)>,
    cash: i64,
    points: i64,
    stands: bool,
}

impl Page {
    fn total(&self) -> i64 {
        match self.kind {
            Kind::Payment => self.cash + self.points,
            _ => self.lines.iter().map(|(_, net, tax, _)| net + tax).sum(),
        }
    }
}

/// Whether a ledger is one that could be: looked at as a whole, whatever came last.
fn could_be(ledger: &[Page]) -> bool {
    let about = |place: usize, kind: Kind| {
        ledger.iter().filter(move |p| p.stands && p.about == Some(place) && p.kind == kind)
    };
    ledger.iter().enumerate().filter(|(_, page)| page.stands).all(|(place, page)| {
        if page.total() < 1 || page.lines.iter().any(|line| line.1 < 0) {
            return false;
        }
        let paid: i64 = about(place, Kind::Payment).map(|p| p.cash + p.points).sum();
        let back: i64 = about(place, Kind::Refund).map(|p| p.cash + p.points).sum();
        let invoices: Vec<usize> = (0..ledger.len())
            .filter(|n| {
                let p = &ledger[*n];
                p.stands && p.kind == Kind::Invoice && p.about == Some(place)
            })
            .collect();
        let points_paid: i64 = page.points
            + about(place, Kind::Payment).map(|p| p.points).sum::<i64>()
            + invoices
                .iter()
                .map(|n| {
                    ledger[*n].points + about(*n, Kind::Payment).map(|p| p.points).sum::<i64>()
                })
                .sum::<i64>();
        let points_back: i64 = about(place, Kind::Refund).map(|p| p.points).sum();
        let lines = (1_u32..).zip(&page.lines).all(|(number, bought)| {
            let of = || about(place, Kind::Refund).flat_map(|p| &p.lines).filter(|l| l.3 == number);
            of().map(|l| l.0).sum::<i64>() <= bought.0
                && of().map(|l| l.1).sum::<i64>() <= bought.1
                && of().map(|l| l.2).sum::<i64>() <= bought.2
        });
        let named = about(place, Kind::Refund)
            .flat_map(|p| &p.lines)
            .all(|l| l.3 as usize <= page.lines.len());
        let refundable = about(place, Kind::Refund).next().is_none() || page.about.is_none();
        page.cash + page.points + paid - back <= page.total()
            && points_back <= points_paid
            && lines
            && named
            && refundable
    })
}

fn pieces(n: i64) -> Quantity {
    of(&format!("{n} 件"))
}

fn with_lines(new: NewTransaction, lines: &[(i64, i64, i64)]) -> NewTransaction {
    lines.iter().fold(new, |new, (quantity, net, tax)| {
        new.line(NewLine::goods("茶具", pieces(*quantity), fen(*net)).tax(fen(*tax)))
    })
}

fn with_tenders(new: NewTransaction, cash: i64, points: i64) -> NewTransaction {
    let new = if cash > 0 { new.paid(fen(cash)) } else { new };
    if points > 0 { new.paid_with_points(points, fen(points)) } else { new }
}

fn own(lines: &[(i64, i64, i64)]) -> Vec<(i64, i64, i64, u32)> {
    lines.iter().map(|(quantity, net, tax)| (*quantity, *net, *tax, 0)).collect()
}

/// The transactions as they stand now, by their place, and the ledger beside them.
#[derive(Default)]
struct Client {
    facts: Vec<Transaction>,
    ledger: Vec<Page>,
}

impl Client {
    fn standing(&self) -> Vec<Transaction> {
        let pairs = self.facts.iter().zip(&self.ledger);
        pairs.filter(|(_, page)| page.stands).map(|(fact, _)| fact.clone()).collect()
    }

    fn setting(&self, about: Option<usize>) -> Setting {
        let setting = hua().account(Account::of(self.standing()));
        match about.and_then(|place| self.facts.get(place).zip(self.ledger.get(place))) {
            Some((fact, page)) => setting.about(fact.clone(), !page.stands),
            None => setting,
        }
    }

    /// Whether what is referred to is of a kind that fits, and stands.
    fn fits(&self, kind: Kind, about: Option<usize>) -> bool {
        let Some(place) = about else { return kind != Kind::Refund };
        let page = &self.ledger[place];
        let fits = match kind {
            Kind::Order => false,
            Kind::Invoice => page.kind == Kind::Order,
            Kind::Payment | Kind::Refund => matches!(page.kind, Kind::Order | Kind::Invoice),
        };
        fits && page.stands
    }

    /// The same ledger with one page more, or with another page in its place.
    fn would_be(&self, place: usize, page: Page) -> Vec<Page> {
        let mut ledger = self.ledger.clone();
        if place < ledger.len() {
            ledger[place] = page;
        } else {
            ledger.push(page);
        }
        ledger
    }

    fn record(&mut self, n: usize, new: NewTransaction, page: Page) {
        let place = self.facts.len();
        let expected =
            self.fits(page.kind, page.about) && could_be(&self.would_be(place, page.clone()));
        let fact = Transaction::record(fresh(n), new, &self.setting(page.about), &stamp());
        assert_eq!(fact.is_ok(), expected, "{page:?} in {:?}: {fact:?}", self.ledger);
        if let Ok(fact) = fact {
            assert_eq!(fact.total(), fen(page.total()));
            self.facts.push(fact);
            self.ledger.push(page);
        }
    }

    fn step(&mut self, n: usize, step: &Step) {
        let here = |place: usize| (place < self.facts.len()).then_some(place);
        let refers = |new: NewTransaction, about: Option<usize>| match about {
            Some(place) => new.refers_to(self.facts[place].id()),
            None => new,
        };
        let page = |kind, about, lines, cash, points| Page {
            kind,
            about,
            lines,
            cash,
            points,
            stands: true,
        };
        match step {
            Step::Order { lines, cash, points } => {
                let new = with_lines(NewTransaction::order(now(), yuan()), lines);
                let page = page(Kind::Order, None, own(lines), *cash, *points);
                self.record(n, with_tenders(new, *cash, *points), page);
            }
            Step::Invoice { of, lines } => {
                let about = of.and_then(here);
                let new = with_lines(NewTransaction::invoice(now(), yuan()), lines);
                self.record(n, refers(new, about), page(Kind::Invoice, about, own(lines), 0, 0));
            }
            Step::Payment { of, cash, points } => {
                let about = of.and_then(here);
                let new = NewTransaction::new(Kind::Payment, now(), yuan());
                let new = with_tenders(refers(new, about), *cash, *points);
                self.record(n, new, page(Kind::Payment, about, Vec::new(), *cash, *points));
            }
            Step::Refund { of, line, quantity, net, tax, cash, points } => {
                let Some(about) = here(*of) else { return };
                // Nothing that came back must at least have become cheaper.
                let net = if *quantity == 0 { (*net).max(1) } else { *net };
                let back = match quantity {
                    0 => Returned::reduction(*line, fen(net)),
                    some => Returned::of(*line, pieces(*some), fen(net)),
                };
                let new = NewTransaction::refund(self.facts[about].id(), now(), yuan());
                let new = with_tenders(new.returned(back.tax(fen(*tax))), *cash, *points);
                let lines = vec![(*quantity, net, *tax, *line)];
                self.record(n, new, page(Kind::Refund, Some(about), lines, *cash, *points));
            }
            Step::Correct { which, lines, cash } => self.correct(n, *which, lines, *cash),
            Step::Withdraw { which } => self.withdraw(n, *which),
        }
    }

    fn correct(&mut self, n: usize, which: usize, lines: &[(i64, i64, i64)], cash: i64) {
        let Some((fact, before)) = self.facts.get(which).zip(self.ledger.get(which)) else {
            return;
        };
        if before.kind != Kind::Order {
            return;
        }
        let new = with_lines(NewTransaction::order(now(), yuan()), lines);
        let page = Page { lines: own(lines), cash, points: 0, ..before.clone() };
        let expected = before.stands && could_be(&self.would_be(which, page.clone()));
        let new = with_tenders(new, cash, 0);
        let setting = self.setting(None);
        let right = fact.correct(fresh(n), !before.stands, new, "x", &setting, &stamp());
        assert_eq!(right.is_ok(), expected, "{page:?} in {:?}: {right:?}", self.ledger);
        if let Ok(right) = right {
            assert_eq!(right.first(), fact.first());
            self.facts[which] = right;
            self.ledger[which] = page;
        }
    }

    fn withdraw(&mut self, n: usize, which: usize) {
        let Some((fact, before)) = self.facts.get(which).zip(self.ledger.get(which)) else {
            return;
        };
        let referred = self.ledger.iter().any(|p| p.stands && p.about == Some(which));
        let gone = Page { stands: false, ..before.clone() };
        let expected = before.stands && !referred && could_be(&self.would_be(which, gone.clone()));
        let said = fact.withdraw(fresh(n), !before.stands, "x", &self.setting(None));
        assert_eq!(said.is_ok(), expected, "{before:?} in {:?}: {said:?}", self.ledger);
        if said.is_ok() {
            self.ledger[which] = gone;
        }
    }

    fn balances(&self) {
        let stands = || self.ledger.iter().filter(|page| page.stands);
        let of = |kind| stands().filter(|p| p.kind == kind).map(Page::total).sum::<i64>();
        let tenders = |back: bool| {
            let fits = |p: &&Page| (p.kind == Kind::Refund) == back;
            stands().filter(fits).map(|p| p.cash + p.points).sum::<i64>()
        };
        let of_orders = stands().filter(|p| p.kind == Kind::Invoice && p.about.is_some());
        let own = of(Kind::Invoice) - of_orders.map(Page::total).sum::<i64>();
        let told = Balance::of(&self.standing()).unwrap();
        let Some(balance) = told.first() else {
            assert_eq!(stands().count(), 0);
            return;
        };
        assert_eq!(told.len(), 1);
        assert_eq!(
            (balance.ordered, balance.invoiced),
            (fen(of(Kind::Order)), fen(of(Kind::Invoice)))
        );
        assert_eq!((balance.paid, balance.given_back), (fen(tenders(false)), fen(tenders(true))));
        assert_eq!(balance.refunded, fen(of(Kind::Refund)));
        let open = of(Kind::Order) + own - of(Kind::Refund) - tenders(false) + tenders(true);
        assert_eq!(balance.open, fen(open));
    }
}

fn fresh(n: usize) -> TransactionId {
    id(1 + n as u128)
}

proptest! {
    #[test]
    fn what_is_refused_and_owed_is_what_a_ledger_by_hand_says(steps in steps()) {
        let mut client = Client::default();
        for (n, step) in steps.iter().enumerate() {
            client.step(n, step);
            client.balances();
            prop_assert!(could_be(&client.ledger));
        }
    }
}
