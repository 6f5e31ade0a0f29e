//! What holds of every transaction.

use proptest::prelude::*;

use super::super::strategies::new_transaction;
use super::*;

fn recorded(n: u128, new: NewTransaction) -> Option<Transaction> {
    Transaction::record(id(n), new, &hua(), &stamp()).ok()
}

proptest! {
    #[test]
    fn the_lines_add_up_to_the_total(new in new_transaction(now())) {
        let fact = recorded(1, new.clone()).unwrap();
        let sum: i128 = match fact.kind() {
            Kind::Payment => fact.paid().iter().map(|paid| i128::from(paid.value().minor())).sum(),
            _ => new.lines.iter().map(|l| i128::from(l.net.minor()) + i128::from(l.tax.minor())).sum(),
        };
        prop_assert_eq!(i128::from(fact.total().minor()), sum);
        let paid: i128 = fact.paid().iter().map(|paid| i128::from(paid.value().minor())).sum();
        prop_assert!(paid <= sum);
        let told = NewTransaction { total: Some(fact.total()), ..new.clone() };
        prop_assert!(recorded(1, told).is_some());
        let wrong = Money::new(fact.total().minor() + 1, fact.currency());
        let wrong = recorded(1, NewTransaction { total: Some(wrong), ..new });
        prop_assert!(wrong.is_none());
    }

    #[test]
    fn a_fact_is_what_was_told_and_its_columns_follow(new in new_transaction(now())) {
        let fact = recorded(1, new.clone()).unwrap();
        prop_assert_eq!(fact.at(), new.at);
        prop_assert_eq!(fact.paid(), &new.paid[..]);
        prop_assert_eq!(fact.lines().len(), new.lines.len());
        prop_assert_eq!(fact.words().map(|words| words.note.clone()), Held::Known(new.note));
        let columns = fact.columns();
        prop_assert_eq!(columns.len(), COLUMNS.len());
        prop_assert_eq!(&columns[0], &Cell::one(fact.at().micros()));
        prop_assert_eq!(columns[2].values().is_empty(), !fact.is_purchase());
        let again = Transaction::join(fact.id(), fact.stream(), fact.plain().clone(), fact.words().map(Words::clone));
        prop_assert_eq!(&again, &fact);
        let erased = Transaction::join(fact.id(), fact.stream(), fact.plain().clone(), Held::Erased);
        prop_assert!(erased.words().is_erased());
        prop_assert_eq!(erased.columns(), columns);
        prop_assert_eq!(Balance::of([&erased]), Balance::of([&fact]));
    }

    #[test]
    fn the_table_says_what_the_verbs_do(new in new_transaction(now()), superseded: bool, withdrawal: bool) {
        let mut fact = recorded(1, new.clone()).unwrap();
        if withdrawal {
            fact = fact.withdraw(id(9), false, "x", &hua()).unwrap();
        }
        let allowed = MACHINE.allowed(fact.standing(superseded));
        let corrected = fact.correct(id(2), superseded, new, "x", &hua(), &stamp());
        prop_assert_eq!(corrected.is_ok(), allowed.contains(&"correct"));
        prop_assert_eq!(fact.withdraw(id(2), superseded, "x", &hua()).is_ok(), allowed.contains(&"withdraw"));
    }

    #[test]
    fn what_is_bought_is_counted_as_by_hand(all in prop::collection::vec(new_transaction(now()), 0..8)) {
        let facts: Vec<Transaction> =
            all.into_iter().enumerate().map(|(n, new)| recorded(n as u128, new).unwrap()).collect();
        let kinds = [LineKind::Goods, LineKind::Service];
        let mut tally = Tally::of(kinds);
        for fact in &facts {
            tally.add(fact).unwrap();
        }
        let told = tally.told();
        let purchases: Vec<&Transaction> = facts.iter().filter(|f| f.kind() != Kind::Payment).collect();
        prop_assert_eq!(told.purchases, purchases.len() as u64);
        prop_assert_eq!(told.returning, u64::from(purchases.len() > 1));
        for pair in told.items.windows(2) {
            prop_assert!(pair[0].purchases >= pair[1].purchases);
        }
        let lines = |f: &Transaction| f.lines().iter().filter(|l| kinds.contains(&l.kind())).cloned().collect::<Vec<_>>();
        for bought in &told.items {
            let same = |l: &LineItem| l.kind() == bought.kind && l.item().as_str().to_lowercase() == bought.item.as_str().to_lowercase();
            let with = purchases.iter().filter(|f| lines(f).iter().any(same)).count();
            prop_assert_eq!(bought.purchases, with as u64);
            for net in &bought.net {
                let by_hand: i64 = purchases.iter().filter(|f| f.currency() == net.currency())
                    .flat_map(|f| lines(f)).filter(same).map(|l| l.net().minor()).sum();
                prop_assert_eq!(net.minor(), by_hand);
            }
            for quantity in &bought.quantities {
                // In thousandths, which no line goes below.
                let thousandths = |q: &Quantity| i128::from(q.units()) * 10_i128.pow(3 - u32::from(q.decimals()));
                let by_hand: i128 = purchases.iter().flat_map(|f| lines(f)).filter(same)
                    .filter(|l| l.quantity().unit() == quantity.unit()).map(|l| thousandths(l.quantity())).sum();
                prop_assert_eq!(thousandths(quantity), by_hand);
            }
        }
        let every: usize = purchases.iter().map(|f| lines(f).len()).sum();
        prop_assert_eq!(told.items.is_empty(), every == 0);
    }
}
