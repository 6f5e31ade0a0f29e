//! The example of a promise as a person runs it: in both languages, to its last line.

#[path = "support/program.rs"]
mod program;

use std::process::Command;

#[test]
fn a_promise_is_followed_from_a_wish_to_its_account() {
    let Some(program) = program::of("promise") else { return };
    let wanted = [
        ("zh", ["CR-1", "承诺差距", "已评价", "告知记录", "客户指数 45", "2026-05-21"]),
        (
            "en",
            [
                "CR-1",
                "promise",
                "Evaluated",
                "what was told when",
                "client's index 45",
                "2026-05-21",
            ],
        ),
    ];
    for (lang, lines) in wanted {
        let ran = Command::new(&program).args(["--lang", lang]).output().unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.status.success(), "{lang}: {}", String::from_utf8_lossy(&ran.stderr));
        for line in lines {
            assert!(said.contains(line), "{lang}: {line}\n{said}");
        }
    }
    let bad = Command::new(&program).args(["--lang", "fr"]).output().unwrap();
    assert!(!bad.status.success());
}
