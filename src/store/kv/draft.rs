//! A change in preparation: what is to be written, read through as if it had been.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::iter::Peekable;
use std::ops::Range;

use super::{Batch, Ordered, Pair, Pairs};
use crate::store::error::StoreError;
use crate::store::scan::Order;

/// A map with changes over it.
pub(in crate::store) struct Draft<'a> {
    base: &'a dyn Ordered,
    pending: Batch,
}

impl<'a> Draft<'a> {
    /// No change yet.
    pub(in crate::store) fn over(base: &'a dyn Ordered) -> Self {
        Draft { base, pending: Batch::new() }
    }

    /// What it is a change of.
    pub(in crate::store) fn base(&self) -> &dyn Ordered {
        self.base
    }

    pub(in crate::store) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.pending.insert(key, Some(value));
    }

    pub(in crate::store) fn remove(&mut self, key: Vec<u8>) {
        self.pending.insert(key, None);
    }

    /// How many keys it changes.
    pub(in crate::store) fn len(&self) -> usize {
        self.pending.len()
    }

    pub(in crate::store) fn into_batch(self) -> Batch {
        self.pending
    }
}

impl Ordered for Draft<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Cow<'_, [u8]>>, StoreError> {
        match self.pending.get(key) {
            Some(value) => Ok(value.as_ref().map(Cow::from)),
            None => self.base.get(key),
        }
    }

    fn range(&self, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
        if keys.is_empty() {
            return Box::new(std::iter::empty());
        }
        merged(self.base.range(keys.clone(), order), &self.pending, keys, order)
    }
}

/// The pairs of a range that is not empty, as they are with changes over them.
pub(in crate::store) fn merged<'a>(
    base: Pairs<'a>,
    changes: &'a Batch,
    keys: Range<Vec<u8>>,
    order: Order,
) -> Pairs<'a> {
    let within = changes.range(keys);
    let pending: Changes<'a> = match order {
        Order::Ascending => Box::new(within),
        Order::Descending => Box::new(within.rev()),
    };
    Box::new(Merged { base: base.peekable(), pending: pending.peekable(), order })
}

type Changes<'a> = Box<dyn Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)> + 'a>;

/// Two ranges as one; where both have a key the pending one counts.
struct Merged<'a> {
    base: Peekable<Pairs<'a>>,
    pending: Peekable<Changes<'a>>,
    order: Order,
}

impl Merged<'_> {
    /// Which of the two is next, or that both stand at the same key.
    fn next_side(&mut self) -> Option<Ordering> {
        match (self.base.peek(), self.pending.peek()) {
            (None, None) => None,
            (Some(_), None) | (Some(Err(_)), _) => Some(Ordering::Less),
            (None, Some(_)) => Some(Ordering::Greater),
            (Some(Ok((base, _))), Some((pending, _))) => Some(match self.order {
                Order::Ascending => (**base).cmp(pending),
                Order::Descending => pending.as_slice().cmp(base),
            }),
        }
    }
}

impl<'a> Iterator for Merged<'a> {
    type Item = Result<Pair<'a>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let side = self.next_side()?;
            if side == Ordering::Less {
                return self.base.next();
            }
            if side == Ordering::Equal {
                self.base.next();
            }
            if let Some((key, Some(value))) = self.pending.next() {
                return Some(Ok((key.into(), value.into())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_draft_reads_as_the_map_would_after_it(
            base in prop::collection::btree_map(any::<u8>(), any::<u8>(), 0..20),
            changes in prop::collection::vec((any::<u8>(), any::<Option<u8>>()), 0..20),
            from: u8,
            to: u8,
        ) {
            let bytes = |(key, value): (u8, u8)| (vec![key], vec![value]);
            let before: BTreeMap<_, _> = base.into_iter().map(bytes).collect();
            let mut after = before.clone();
            let mut draft = Draft::over(&before);
            for (key, value) in changes {
                match value {
                    Some(value) => {
                        draft.put(vec![key], vec![value]);
                        after.insert(vec![key], vec![value]);
                    }
                    None => {
                        draft.remove(vec![key]);
                        after.remove([key].as_slice());
                    }
                }
            }
            for order in [Order::Ascending, Order::Descending] {
                let keys = vec![from]..vec![to];
                let read: Vec<Pair<'_>> =
                    draft.range(keys.clone(), order).map(Result::unwrap).collect();
                let held: Vec<Pair<'_>> = after.range_in(keys, order);
                prop_assert_eq!(read, held);
            }
            prop_assert_eq!(draft.get(&[from]).unwrap(), after.get([from].as_slice()).map(Cow::from));
        }
    }

    trait RangeIn {
        fn range_in(&self, keys: Range<Vec<u8>>, order: Order) -> Vec<Pair<'_>>;
    }

    impl RangeIn for BTreeMap<Vec<u8>, Vec<u8>> {
        fn range_in(&self, keys: Range<Vec<u8>>, order: Order) -> Vec<Pair<'_>> {
            let mut pairs: Vec<Pair<'_>> = self
                .iter()
                .filter(|(key, _)| keys.contains(*key))
                .map(|(key, value)| (key.into(), value.into()))
                .collect();
            if order == Order::Descending {
                pairs.reverse();
            }
            pairs
        }
    }
}
