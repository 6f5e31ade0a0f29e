//! Which goods and services are bought most: counted, never weighed across units or currencies.

use std::collections::{BTreeMap, BTreeSet};

use super::Transaction;
use super::words::{LineItem, LineKind};
use crate::domain::{Invalid, Money, Name, Quantity, Stream, Tag};

/// One item, and how much of it was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// The item, as it was written last.
    pub item: Name,
    /// Its category, as it was written last.
    pub category: Option<Tag>,
    /// A thing, work, or bringing it there.
    pub kind: LineKind,
    /// In how many purchases it stands; of [`Popularity::purchases`].
    pub purchases: u64,
    /// How many clients bought it; of [`Popularity::clients`].
    pub clients: u64,
    /// How much of it was bought, once for each unit, in the units' order.
    pub quantities: Vec<Quantity>,
    /// How much of it came back in the period, once for each unit.
    pub returned: Vec<Quantity>,
    /// For how much without tax, once for each currency, in the codes' order.
    pub net: Vec<Money>,
    /// How much of that was refunded in the period, once for each currency.
    pub refunded: Vec<Money>,
}

/// What was bought in a period, most often first: by purchases, then by clients, then by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Popularity {
    /// The items.
    pub items: Vec<Bought>,
    /// How many purchases there were: orders, and invoices that are of no order.
    pub purchases: u64,
    /// How many clients bought anything.
    pub clients: u64,
    /// How many of those bought at least twice.
    pub returning: u64,
}

/// Counts what was bought, one transaction after the other.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    kinds: Vec<LineKind>,
    items: BTreeMap<(LineKind, String), Item>,
    purchases: u64,
    buyers: BTreeMap<Stream, u64>,
}

#[derive(Debug, Clone)]
struct Item {
    name: Name,
    category: Option<Tag>,
    purchases: u64,
    clients: BTreeSet<Stream>,
    quantities: BTreeMap<String, Quantity>,
    returned: BTreeMap<String, Quantity>,
    net: BTreeMap<String, Money>,
    refunded: BTreeMap<String, Money>,
}

impl Tally {
    /// Nothing yet; lines of these kinds will count.
    #[must_use]
    pub fn of(kinds: impl IntoIterator<Item = LineKind>) -> Self {
        Tally { kinds: kinds.into_iter().collect(), ..Tally::default() }
    }

    /// Counts a transaction that stands; payments and invoices of orders count for nothing.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn add(&mut self, one: &Transaction) -> Result<(), Invalid> {
        let refund = one.kind() == super::Kind::Refund && one.is_told();
        if !refund && !one.is_purchase() {
            return Ok(());
        }
        if !refund {
            self.purchases = self.purchases.saturating_add(1);
            let times = self.buyers.entry(one.stream).or_default();
            *times = times.saturating_add(1);
        }
        let mut seen = BTreeSet::new();
        for line in one.lines().iter().filter(|line| self.kinds.contains(&line.kind())) {
            let key = (line.kind(), line.item().key());
            let item = self.items.entry(key.clone()).or_insert_with(|| Item::new(line));
            if refund {
                item.give_back(line)?;
                continue;
            }
            item.buy(line)?;
            if seen.insert(key) {
                item.purchases = item.purchases.saturating_add(1);
                item.clients.insert(one.stream);
            }
        }
        Ok(())
    }

    /// What was counted.
    #[must_use]
    pub fn told(self) -> Popularity {
        let mut items: Vec<(u64, usize, String, Bought)> = self
            .items
            .into_iter()
            .map(|((kind, key), item)| (item.purchases, item.clients.len(), key, item.told(kind)))
            .collect();
        items.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(&b.2)));
        let returning = self.buyers.values().filter(|times| **times > 1).count();
        Popularity {
            items: items.into_iter().map(|(.., bought)| bought).collect(),
            purchases: self.purchases,
            clients: number(self.buyers.len()),
            returning: number(returning),
        }
    }
}

impl Item {
    fn new(line: &LineItem) -> Self {
        Item {
            name: line.item().clone(),
            category: None,
            purchases: 0,
            clients: BTreeSet::new(),
            quantities: BTreeMap::new(),
            returned: BTreeMap::new(),
            net: BTreeMap::new(),
            refunded: BTreeMap::new(),
        }
    }

    fn buy(&mut self, line: &LineItem) -> Result<(), Invalid> {
        self.name = line.item().clone();
        self.category = line.category().or(self.category.as_ref()).cloned();
        add_quantity(&mut self.quantities, line.quantity())?;
        add_money(&mut self.net, line.net())
    }

    fn give_back(&mut self, line: &LineItem) -> Result<(), Invalid> {
        if line.quantity().units() > 0 {
            add_quantity(&mut self.returned, line.quantity())?;
        }
        add_money(&mut self.refunded, line.net())
    }

    fn told(self, kind: LineKind) -> Bought {
        Bought {
            item: self.name,
            category: self.category,
            kind,
            purchases: self.purchases,
            clients: number(self.clients.len()),
            quantities: self.quantities.into_values().collect(),
            returned: self.returned.into_values().collect(),
            net: self.net.into_values().collect(),
            refunded: self.refunded.into_values().collect(),
        }
    }
}

fn add_quantity(to: &mut BTreeMap<String, Quantity>, more: &Quantity) -> Result<(), Invalid> {
    let unit = more.unit().as_str().to_owned();
    let sum = match to.get(&unit) {
        Some(sum) => sum.checked_add(more)?,
        None => more.clone(),
    };
    to.insert(unit, sum);
    Ok(())
}

fn add_money(to: &mut BTreeMap<String, Money>, more: Money) -> Result<(), Invalid> {
    let code = more.currency().code().to_owned();
    let sum = match to.get(&code) {
        Some(sum) => sum.checked_add(more)?,
        None => more,
    };
    to.insert(code, sum);
    Ok(())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
