//! Several values in one cell: between separators, and in quotes where a value has one itself.

use super::cells::tidy;

/// What stands between values, in whatever script.
pub(super) const BETWEEN: [char; 2] = [';', '；'];
/// What stands between tags too.
pub(super) const BETWEEN_TAGS: [char; 5] = [';', '；', ',', '，', '、'];

/// The values as one cell, and how many of them could not be written so that they come back.
pub(super) fn join<'v>(values: impl IntoIterator<Item = &'v str>) -> (String, u64) {
    let (mut cell, mut lost) = (String::new(), 0_u64);
    for value in values {
        let quoted = value.contains(BETWEEN_TAGS) || value.starts_with('"') || tidy(value) != value;
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        let before = cell.len();
        if quoted {
            cell.push('"');
            cell.push_str(value);
            cell.push('"');
        } else {
            cell.push_str(value);
        }
        let back = split(cell.get(before..).unwrap_or_default(), &BETWEEN_TAGS);
        lost = lost.saturating_add(u64::from(back != [value]));
    }
    (cell, lost)
}

/// The values of a cell.
pub(super) fn split<'c>(cell: &'c str, between: &[char]) -> Vec<&'c str> {
    let mut values = Vec::new();
    let mut rest = tidy(cell);
    while !rest.is_empty() {
        let (value, left) = quoted(rest, between).unwrap_or_else(|| {
            rest.split_once(between).map_or((tidy(rest), ""), |(value, left)| (tidy(value), left))
        });
        if !value.is_empty() {
            values.push(value);
        }
        rest = tidy(left);
    }
    values
}

/// A value in quotes, and what is left behind its separator. A quote that something else follows
/// is part of the value.
fn quoted<'c>(rest: &'c str, between: &[char]) -> Option<(&'c str, &'c str)> {
    let within = rest.strip_prefix('"')?;
    within.match_indices('"').find_map(|(at, quote)| {
        let left = tidy(within.get(at.saturating_add(quote.len())..)?);
        let behind = if left.is_empty() { Some("") } else { left.strip_prefix(between) };
        behind.and_then(|left| Some((within.get(..at)?, left)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_with_separators_stand_in_quotes() {
        let (cell, lost) = join(["快", "a; b", "x, y", "\"so\""]);
        assert_eq!((cell.as_str(), lost), ("快; \"a; b\"; \"x, y\"; \"\"so\"\"", 0));
        assert_eq!(split(&cell, &BETWEEN), ["快", "a; b", "x, y", "\"so\""]);
        assert_eq!(split("a；b;;c ; ", &BETWEEN), ["a", "b", "c"]);
        assert_eq!(split("\"A\" and B; C", &BETWEEN), ["\"A\" and B", "C"]);
        assert_eq!(join(["a\"; b"]).1, 1);
    }

    proptest! {
        #[test]
        fn what_is_joined_and_not_lost_is_split_again(
            values in prop::collection::vec("[ab;,；、\" ]{1,6}", 0..4),
        ) {
            let values: Vec<&str> = values.iter().map(|value| tidy(value)).collect();
            let values: Vec<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
            let (cell, lost) = join(values.iter().copied());
            if lost == 0 {
                prop_assert_eq!(split(&cell, &BETWEEN_TAGS), values.clone());
                prop_assert_eq!(split(&cell, &BETWEEN), values);
            }
        }
    }
}
