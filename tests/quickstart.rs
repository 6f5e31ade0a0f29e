//! The quickstart as a person runs it: the program itself, on files as they come.

#[path = "support/program.rs"]
mod program;

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn it_runs_twice_on_every_engine_and_does_nothing_twice() {
    let Some(program) = program::of("quickstart") else { return };
    for engine in ["sqlite", "sled"] {
        let folder = tempfile::tempdir().unwrap();
        let db = path(&folder, "quickstart.db");
        for lang in ["zh", "en"] {
            let said = ["--db", &db, "--store", engine, "--lang", lang];
            let (first, again) = (program::run(&program, &said), program::run(&program, &said));
            assert!(first.0 && again.0, "{engine}, {lang}:\n{}\n{}", first.1, again.1);
            let marks =
                [("（早已做过）", "新增 0 家，已有 10 家"), ("(done before)", "0 added, 10 known")];
            let (before, known) = if lang == "zh" { marks[0] } else { marks[1] };
            assert!(!first.1.contains(before), "{}", first.1);
            assert_eq!((again.1.matches(before).count(), again.1.matches(known).count()), (7, 2));
        }
    }
    assert!(program::run(&program, &["--store", "memory"]).0);
}

#[test]
fn rows_that_cannot_be_taken_are_told_and_the_others_are() {
    let Some(program) = program::of("quickstart") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "clients.csv");
    let mut bytes =
        b"\xEF\xBB\xBF\xE5\xAE\xA2\xE6\x88\xB7\xE5\x90\x8D\xE7\xA7\xB0,id,email,segment\n".to_vec();
    bytes.extend("华信,1,,Key\n\u{202E}x,2,,\nB,3,,Best\nC,4\n".as_bytes());
    bytes.extend(b"Cr\xE9dito,5,,\n\"D, \"\"E\"\"\",6,,light\nagain,1,,\n");
    std::fs::write(&file, bytes).unwrap();
    let (done, text) = program::run(&program, &[&file, "--lang", "en", "--store", "memory"]);
    assert!(done && text.contains("2 added, 1 known already, 4 rows skipped"), "{text}");
    for told in [
        "row 3 · 客户名称",
        "row 4 · segment",
        "row 5 · — ",
        "row 6 · 客户名称 · bytes that are no text",
    ] {
        assert!(text.contains(told), "{told}:\n{text}");
    }
}

#[test]
fn what_it_cannot_read_or_open_it_leaves_and_says_why() {
    let Some(program) = program::of("quickstart") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = path(&folder, "clients.csv");
    for (bytes, told) in [
        (&b"\xFF\xFEn\0"[..], "has a header for: name"),
        (b"", "the file is empty"),
        (b"product,price\nx,1\n", "has a header for: name"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let (done, text) = program::run(&program, &[&file, "--lang", "en", "--store", "memory"]);
        assert!(!done && text.contains(told), "{text}");
    }
    let (done, text) = program::run(&program, &["--db", &file, "--lang", "en"]);
    assert!(!done && text.contains("not a store of guanxi"), "{text}");
    assert_eq!(std::fs::read(&file).unwrap(), b"product,price\nx,1\n");
    for said in [&["--store", "paper"][..], &["--lang", "fr"], &["--db"], &["a.csv", "b.csv"]] {
        assert!(!program::run(&program, said).0, "{said:?}");
    }
}
