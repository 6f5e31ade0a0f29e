//! The sentences of the contract and the checks of the suite are the same, word by word.

use guanxi::store::conformance::checks;

/// The marked sentences in the docs of the contract, in their order.
fn sentences() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in include_str!("../src/store/contract.rs").lines() {
        let Some(text) = line.strip_prefix("/// ") else {
            open = false;
            continue;
        };
        if let Some((id, sentence)) =
            text.strip_prefix("- `[").and_then(|text| text.split_once("]` "))
        {
            found.push((id.to_owned(), sentence.to_owned()));
            open = true;
        } else if let (true, Some(more), Some((_, sentence))) =
            (open, text.strip_prefix("  "), found.last_mut())
        {
            sentence.push(' ');
            sentence.push_str(more);
        } else {
            open = false;
        }
    }
    found
}

#[test]
fn every_sentence_of_the_contract_has_exactly_one_check() {
    let documented = sentences();
    assert!(documented.len() >= 45, "the contract's sentences are not found");
    let checked: Vec<(String, String)> =
        checks().iter().map(|check| (check.id.to_owned(), check.rule.to_owned())).collect();
    let ids = |list: &[(String, String)]| list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&documented), ids(&checked));
    for (documented, checked) in documented.iter().zip(&checked) {
        assert_eq!(documented, checked);
    }
    let distinct: std::collections::BTreeSet<_> = ids(&checked).into_iter().collect();
    assert_eq!(distinct.len(), checked.len(), "a mark stands twice");
}
