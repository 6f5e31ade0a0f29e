//! Arbitrary transactions, built through the public constructors.

use proptest::prelude::*;

use super::{Kind, LineKind, NewLine, NewTransaction};
use crate::domain::{Currency, Money, Quantity, Timestamp, Unit};

/// What is sold, few things, so that the same ones come together.
const ITEMS: [&str; 5] = ["茶具", "Tea set", "培训", "tea SET", "Hosting"];

/// A line in a currency, whose price and tax can be nought.
pub fn new_line(currency: Currency) -> impl Strategy<Value = NewLine> {
    let what = (
        prop::sample::select(LineKind::ALL.to_vec()),
        prop::sample::select(ITEMS.to_vec()),
        prop::option::of(prop::sample::select(vec!["家居", "Services"])),
    );
    let how_much = (1_i64..100_000, 0_u8..4, prop::sample::select(vec!["件", "h", "套"]));
    (what, how_much, 0_i64..1_000_000, 0_i64..100_000).prop_filter_map(
        "a quantity",
        move |((kind, item, category), (units, decimals, unit), net, tax)| {
            let quantity = Quantity::new(units, decimals, Unit::new(unit).ok()?).ok()?;
            let line = NewLine::new(kind, item, quantity, Money::new(net, currency))
                .tax(Money::new(tax, currency));
            Some(category.into_iter().fold(line, NewLine::category))
        },
    )
}

/// Orders, invoices of their own and payments in advance that any client could have had, within the
/// ten years before `until`; nothing refers to anything, and no other system knows any of them.
pub fn new_transaction(until: Timestamp) -> impl Strategy<Value = NewTransaction> {
    let currency = prop::sample::select(vec!["CNY", "EUR", "JPY"])
        .prop_filter_map("a currency", |code| Currency::new(code).ok());
    let kind = prop::sample::select(vec![Kind::Order, Kind::Invoice, Kind::Payment]);
    (kind, currency, 0_i64..315_360_000)
        .prop_flat_map(|(kind, currency, ago)| {
            let lines = prop::collection::vec(new_line(currency), 1..6);
            // One minor unit for certain, so that no total is nought.
            let paid = prop::option::of((1_i64..50, 1_i64..50));
            let texts = (any::<bool>(), prop::option::of("[a-z刻字 ]{1,20}"));
            (Just((kind, currency, ago)), lines, paid, texts)
        })
        .prop_filter_map(
            "a time that can be held",
            move |((kind, currency, ago), lines, paid, (shared, note))| {
                let at = until.plus_seconds(-ago).ok()?;
                let money = |minor| Money::new(minor, currency);
                let mut new = NewTransaction::new(kind, at, currency);
                if kind == Kind::Payment {
                    new = new.paid(money(lines.len().try_into().ok()?));
                } else {
                    new = lines.into_iter().fold(new, NewTransaction::line);
                    let carriage = NewLine::shipping("快递", money(100));
                    new = new.line(carriage);
                }
                if let Some((cash, points)) = paid {
                    new = new.paid(money(cash)).paid_with_points(points * 100, money(points));
                }
                let note = note.filter(|text| !text.trim().is_empty());
                new = note.into_iter().fold(new, |new, text| new.note(&text));
                Some(if shared { new.shared() } else { new })
            },
        )
}
