//! The README says what there is: every verb, state, feature and kind of error has its place in it.

use guanxi::domain::machine::Machine;
use guanxi::domain::{
    change_request, client, contact, expectation, interaction, meeting_series, notice, sequence,
    staff, transaction,
};

const README: &str = include_str!("../README.md");
const MANIFEST: &str = include_str!("../Cargo.toml");

/// Rows of tables, by what stands in their first cell.
fn row(first: &str) -> &'static str {
    let row = README.lines().find(|line| line.starts_with(&format!("| {first} |")));
    row.unwrap_or_else(|| panic!("README.md has no row for {first}"))
}

#[test]
fn every_state_and_verb_has_its_place() {
    let machines: [(&str, &Machine); 11] = [
        ("client", &client::MACHINE),
        ("its relationship", &client::STAGES),
        ("contact", &contact::MACHINE),
        ("interaction", &interaction::MACHINE),
        ("staff", &staff::MACHINE),
        ("notice", &notice::MACHINE),
        ("meeting series", &meeting_series::MACHINE),
        ("sequence", &sequence::MACHINE),
        ("transaction", &transaction::MACHINE),
        ("expectation", &expectation::MACHINE),
        ("change request", &change_request::MACHINE),
    ];
    for (first, machine) in machines {
        let verbs = machine.verbs.iter().map(|verb| verb.name);
        // A client is moved by the verbs of its relationship.
        for word in machine.states.iter().copied().chain(verbs).filter(|word| *word != "move") {
            assert!(row(first).contains(&format!("`{word}`")), "{first}: {word} is missing");
        }
    }
}

#[test]
fn every_feature_has_its_row() {
    let (_, features) = MANIFEST.split_once("[features]").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let names = features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let names: Vec<_> = names.filter(|name| !name.starts_with('#') && *name != "default").collect();
    assert!(names.contains(&"sqlite-bundled"), "{names:?}");
    for name in names {
        row(&format!("`{name}`"));
    }
}

#[test]
fn every_kind_of_error_has_its_row() {
    use guanxi::ErrorKind::{Conflict, Denied, Failed, Invalid, NotFound, Refused};
    for kind in [Invalid, Denied, NotFound, Conflict, Refused, Failed] {
        row(&format!("`{kind:?}`"));
    }
}

#[test]
fn the_first_thing_it_says_is_how_to_add_the_crate() {
    let mut lines = README.lines().filter(|line| !line.is_empty() && !line.starts_with("```"));
    assert_eq!(lines.next(), Some("# guanxi"));
    assert_eq!(lines.next(), Some("cargo add guanxi -F sqlite-bundled"));
    assert_eq!(README.matches("<!-- speed:begin -->").count(), 1);
    assert_eq!(README.matches("<!-- speed:end -->").count(), 1);
}
