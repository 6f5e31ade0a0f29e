//! The words that stand in the sources for fields, and whether a person is told them in Chinese.

use std::collections::BTreeSet;
use std::path::Path;

/// What a line says before the name of a field, in a refusal or in a call that makes one.
const BEFORE: &[&str] =
    &["field: \"", "check_unit(scale, \"", "check_unit(self.scale()?, \"", ".scale, \""];

/// Names in files of JSON Lines are told as they stand there.
const AS_THEY_STAND: &[&str] = &["valid_at", "seal", "of_record"];

fn gather(folder: &Path, words: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, words);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // Tests stand last in a file; what they name is named by what they test too.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for before in BEFORE {
            let named = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
            words.extend(named.map(str::to_owned));
        }
    }
}

/// The words that the Chinese tables have, as often as they have them.
pub fn of_tables() -> Vec<String> {
    let tables = include_str!("../../src/domain/vocabulary.rs");
    let tables = tables.split("fn of_").skip(1).flat_map(str::lines);
    let arms = tables.filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" => \""));
    arms.map(|(word, _)| word.to_owned()).collect()
}

/// The names of fields in the library's sources.
pub fn fields() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut words);
    words.retain(|word| !AS_THEY_STAND.contains(&word.as_str()));
    words
}
