//! Logarithms in whole numbers, the same on every machine.

/// The binary logarithm of a positive number, in 2^-24, rounded down; 0 for 0.
pub(super) fn log2(number: u64) -> i64 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    // The number as a fraction from 1 up to 2, with 63 bits behind the point.
    let mut rest = u128::from(number << (63 - whole));
    let mut log = i64::from(whole);
    for _ in 0..24 {
        rest = (rest * rest) >> 63;
        log <<= 1;
        if rest >> 64 != 0 {
            log |= 1;
            rest >>= 1;
        }
    }
    log
}

/// One, as logarithms are counted.
pub(super) const ONE: i64 = 1 << 24;
