//! Numbers that look drawn and are the same in every run.

/// The number at a place of a sequence that has no order to see (SplitMix64).
pub(crate) fn drawn(place: u64, what: u64) -> u64 {
    let mut mixed = place
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(what.wrapping_mul(0xd1b5_4a32_d192_ed03));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// One of so many, each as often.
pub(crate) fn among(place: u64, what: u64, many: u64) -> u64 {
    drawn(place, what) % many
}

/// One of a list.
pub(crate) fn pick<T: Copy>(place: u64, what: u64, list: &[T]) -> T {
    let many = u64::try_from(list.len()).expect("lists are short");
    list[usize::try_from(among(place, what, many)).expect("below the list's length")]
}
