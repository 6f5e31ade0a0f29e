//! The importer of the examples as a person runs it: the program itself, on files as they come.

#[path = "support/program.rs"]
mod program;

use std::path::Path;

#[test]
fn without_a_file_it_shows_all_it_can_with_its_own() {
    let Some(program) = program::of("import") else { return };
    for lang in ["zh", "en"] {
        let (done, text) = program::run(&program, &["--lang", lang]);
        assert!(done, "{text}");
        let marks = if lang == "zh" {
            [
                "新增 3，更新 0，已有 1，未导入 3",
                "新增 0，更新 0，已有 5，未导入 2",
                "撤销 4，保留 0，未能撤销 0",
            ]
        } else {
            [
                "3 new, 0 changed, 1 known already, 3 not taken",
                "0 new, 0 changed, 5 known already, 2 not taken",
                "4 taken back, 0 kept, 0 could not be",
            ]
        };
        for mark in marks {
            assert!(text.contains(mark), "{mark}:\n{text}");
        }
    }
}

#[test]
fn rows_that_failed_go_to_a_file_that_is_mended_and_taken_in() {
    let Some(program) = program::of("import") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, failed, db) = (path("c.csv"), path("c.failed.csv"), path("crm.db"));
    std::fs::write(&file, "id,name,since\n1,华信,2025-03-03\n2,\"A, B\",昨天\n").unwrap();
    let said = |more: &[&str]| {
        let base = [file.as_str(), "--as", "clients", "--db", &db, "--lang", "en"];
        program::run(&program, &[&base, more].concat())
    };
    let (done, text) = said(&["--dry-run"]);
    assert!(done && text.contains("1 new") && !Path::new(&failed).exists(), "{text}");
    let (done, text) = said(&[]);
    assert!(done && text.contains("1 new, 0 changed, 0 known already, 1 not taken"), "{text}");
    let mended = std::fs::read_to_string(&failed).unwrap().replace("昨天", "2025-03-04");
    std::fs::write(&failed, mended).unwrap();
    let (done, text) =
        program::run(&program, &[&failed, "--as", "clients", "--db", &db, "--lang", "en"]);
    assert!(done && text.contains("1 new, 0 changed, 0 known already, 0 not taken"), "{text}");
    let (done, text) = said(&["--undo"]);
    assert!(done && text.contains("1 taken back, 0 kept"), "{text}");
    let (done, text) = said(&["--undo"]);
    assert!(done && text.contains("nothing of this file to take back"), "{text}");
    for wrong in [&["--as", "cats"][..], &["--mode"], &[&file], &["--lang", "fr"]] {
        assert!(!program::run(&program, wrong).0, "{wrong:?}");
    }
}
