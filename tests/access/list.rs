//! The list of what can be asked, against the methods of the desk.

use std::collections::BTreeSet;
use std::path::Path;

use guanxi::crm::Permission;

/// Public methods that ask the store, by file: those whose answer is a `Result` with our error and
/// which do not merely refine a question.
fn askers(file: &str, source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in source.split("    pub fn ").skip(1) {
        let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let head = part.split('{').next().unwrap_or_default();
        let asks =
            head.contains("-> Result<") && head.contains("Error>") && !head.contains("Result<Self");
        if asks {
            found.push((
                format!("{file}.{name}"),
                part.split("\n    }\n").next().unwrap_or_default().to_owned(),
            ));
        }
    }
    found
}

fn rooms() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/crm");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let keep =
        |path: &std::path::PathBuf| !["mod", "desk", "within"].contains(&name(path).as_str());
    files
        .into_iter()
        .filter(keep)
        .map(|path| (name(&path), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn every_method_that_asks_the_store_names_its_permission() {
    let mut used = BTreeSet::new();
    for (file, source) in rooms() {
        for (method, body) in askers(&file, &source) {
            let own: Vec<&str> = body.split("Permission::").skip(1).collect();
            let through = ["self.page(", "self.write(", "self.permission"]
                .iter()
                .any(|call| body.contains(call));
            let free =
                ["journal.event_of", "ids", "clock"].iter().any(|free| method.starts_with(free));
            assert!(
                !own.is_empty() || through || free,
                "{method} asks the store and names no permission"
            );
        }
        for part in source.split("Permission::").skip(1) {
            used.insert(part.chars().take_while(|c| c.is_alphanumeric()).collect::<String>());
        }
    }
    for permission in Permission::ALL {
        assert!(
            used.contains(&format!("{permission:?}")),
            "{permission:?} is in the list and nobody asks for it"
        );
    }
}

#[test]
fn the_scanner_sees_what_it_should() {
    let source = "impl X {\n    pub fn a(&self) -> Result<(), Error> {\n        b\n    }\n    pub fn c(self) -> Result<Self, Error> {\n    }\n    pub fn d(&self) -> u8 {\n    }\n}";
    assert_eq!(askers("x", source).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["x.a"]);
}

#[test]
fn names_are_said_once() {
    let names: BTreeSet<&str> =
        Permission::ALL.iter().map(|permission| permission.name()).collect();
    assert_eq!(names.len(), Permission::ALL.len());
    assert!(names.iter().all(|name| name.split_once('.').is_some()));
}
