//! The importer of the examples as a person runs it: the program itself, on files as they come.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program; none where only some tests were asked for, since then nobody has built it.
fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().unwrap();
    let program = test.parent()?.parent()?.join("examples/import");
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        println!("skipped: {} is not built", program.display());
        return None;
    }
    Some(program)
}

fn run(program: &Path, arguments: &[&str]) -> (bool, String) {
    let ran = Command::new(program).args(arguments).output().unwrap();
    let text = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn without_a_file_it_shows_all_it_can_with_its_own() {
    let Some(program) = program() else { return };
    for lang in ["zh", "en"] {
        let (done, text) = run(&program, &["--lang", lang]);
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
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, failed, db) = (path("c.csv"), path("c.failed.csv"), path("crm.db"));
    std::fs::write(&file, "id,name,since\n1,华信,2025-03-03\n2,\"A, B\",昨天\n").unwrap();
    let said = |more: &[&str]| {
        let base = [file.as_str(), "--as", "clients", "--db", &db, "--lang", "en"];
        run(&program, &[&base, more].concat())
    };
    let (done, text) = said(&["--dry-run"]);
    assert!(done && text.contains("1 new") && !Path::new(&failed).exists(), "{text}");
    let (done, text) = said(&[]);
    assert!(done && text.contains("1 new, 0 changed, 0 known already, 1 not taken"), "{text}");
    let mended = std::fs::read_to_string(&failed).unwrap().replace("昨天", "2025-03-04");
    std::fs::write(&failed, mended).unwrap();
    let (done, text) = run(&program, &[&failed, "--as", "clients", "--db", &db, "--lang", "en"]);
    assert!(done && text.contains("1 new, 0 changed, 0 known already, 0 not taken"), "{text}");
    let (done, text) = said(&["--undo"]);
    assert!(done && text.contains("1 taken back, 0 kept"), "{text}");
    let (done, text) = said(&["--undo"]);
    assert!(done && text.contains("nothing of this file to take back"), "{text}");
    for wrong in [&["--as", "cats"][..], &["--mode"], &[&file], &["--lang", "fr"]] {
        assert!(!run(&program, wrong).0, "{wrong:?}");
    }
}
