//! Counts how often a day's sum was looked up, so that tests can hold that nothing steps.

use std::cell::Cell;

thread_local! {
    static LOOKED: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn tick() {
    LOOKED.set(LOOKED.get() + 1);
}

/// How many look-ups this work takes.
pub(super) fn count<T>(work: impl FnOnce() -> T) -> u64 {
    let before = LOOKED.get();
    work();
    LOOKED.get() - before
}
