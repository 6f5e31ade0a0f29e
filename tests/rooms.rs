//! The walls of the house: which room may use which, and what no room may do.
//!
//! The table is the one of ARCHITECTURE.md. Each rule is a function from source text to faults, tried on small
//! strings below, and then held against every file of `src/`.

#[path = "rooms/source.rs"]
mod source;

use source::{Source, inner_modules, is_name, paths, tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Each room and the rooms that it may use.
const DOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("scoring", &["domain"]),
    ("store", &["domain"]),
    ("transfer", &["domain", "store"]),
    ("report", &["scoring", "domain"]),
    ("crm", &["domain", "scoring", "store", "transfer", "report", "error"]),
    ("error", &["domain", "store", "transfer"]),
];

/// The rooms that are facts in, facts out.
const PURE: &[&str] = &["domain", "scoring", "report"];

/// What a pure room may not say: a clock, a disk, a network, dice, threads, a format, an engine.
const IMPURE_WORDS: &[&str] = &[
    "SystemTime",
    "Mutex",
    "RwLock",
    "Condvar",
    "rand",
    "fastrand",
    "getrandom",
    "now_v7",
    "new_v4",
    "rmp",
    "rmp_serde",
    "rusqlite",
    "sled",
    "serde_json",
    "csv",
    "tokio",
    "async",
    "await",
    "thread_local",
];
const IMPURE_PATHS: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "thread"],
    &["std", "net"],
    &["std", "env"],
    &["std", "process"],
    &["std", "time", "Instant"],
    &["std", "sync", "atomic"],
    &["std", "sync", "mpsc"],
    &["Instant", "now"],
];

/// The only folder with files whose text may become a statement.
const STATEMENTS: &str = "store/sql/statements/";

/// Names that say nothing of the trade.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "manager", "common", "process", "data", "info", "misc",
    "prelude",
];

const NUMBERS: &[&str] = &[
    "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32",
    "f64",
];

/// A broken rule, where, and what broke it.
struct Fault {
    at: usize,
    rule: &'static str,
    found: String,
}

/// A file of `src/`, by its path below it.
struct File {
    name: String,
    source: Source,
}

impl File {
    fn new(name: &str, text: &str) -> Self {
        File { name: name.to_owned(), source: Source::new(text) }
    }

    /// The module that the file is: `domain/client/mod.rs` is `[domain, client]`.
    fn module(&self) -> Vec<&str> {
        let path = self.name.trim_end_matches(".rs");
        let mut names: Vec<&str> = path.split('/').collect();
        if matches!(names.last(), Some(&("mod" | "lib"))) {
            names.pop();
        }
        names
    }

    /// The room of the file; the crate's root has none.
    fn room(&self) -> Option<&str> {
        self.module().first().copied()
    }

    /// Paths of the file as names from the crate's root on; those into other crates are left out.
    fn own_paths(&self) -> Vec<(usize, Vec<&str>)> {
        let rooms = inner_modules(&self.source.code);
        paths(&self.source.code)
            .into_iter()
            .filter_map(|path| {
                let around = rooms.iter().filter(|(_, inside)| inside.contains(&path.at));
                let module = [self.module(), around.map(|(name, _)| *name).collect()].concat();
                let ups = path.names.iter().take_while(|name| **name == "super").count();
                let names = match path.names.first() {
                    Some(&"crate") => path.names[1..].to_vec(),
                    Some(&"self") => [&module[..], &path.names[1..]].concat(),
                    Some(&"super") if ups <= module.len() => {
                        [&module[..module.len() - ups], &path.names[ups..]].concat()
                    }
                    _ => return None,
                };
                Some((path.at, names))
            })
            .collect()
    }
}

/// What `pub use` and `macro_export` give a name to, one level up: name to module.
struct Signs(BTreeMap<String, String>);

impl Signs {
    /// The signs of the module that a `mod.rs` or `lib.rs` is.
    fn of(file: &File) -> Self {
        let module = file.module();
        let mut signs = BTreeMap::new();
        for path in paths(&file.source.code) {
            let mut names = &path.names[..];
            if matches!(names.first(), Some(&("crate" | "self"))) {
                names = &names[1..];
            }
            if names.len() > module.len() && names.starts_with(&module) && !module.is_empty() {
                names = &names[module.len()..];
            }
            if let [first, .., last] = names {
                signs.insert((*last).to_owned(), (*first).to_owned());
            }
        }
        Signs(signs)
    }

    fn read<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

/// The modules of a file in the order in which it declares them.
fn declared(file: &File) -> Vec<&str> {
    let tokens = tokens(&file.source.code);
    tokens
        .windows(3)
        .filter(|three| {
            three[0].text == "mod" && is_name(three[1].text) && matches!(three[2].text, ";" | "{")
        })
        .map(|three| three[1].text)
        .collect()
}

/// A room uses only the rooms that the table allows.
fn doors(file: &File, root: &Signs) -> Vec<Fault> {
    const RULE: &str =
        "a room uses only the rooms that the table in ARCHITECTURE.md gives it a door to";
    let Some(room) = file.room() else {
        return Vec::new();
    };
    let Some((_, allowed)) = DOORS.iter().find(|(name, _)| *name == room) else {
        let found = format!("`{room}` is no room of the table");
        return vec![Fault { at: 0, rule: RULE, found }];
    };
    file.own_paths()
        .into_iter()
        .filter_map(|(at, names)| {
            let first = *names.first().unwrap_or(&"the whole crate");
            let used = root.read(first);
            let open = used == room || allowed.contains(&used);
            let found = format!("`{room}` uses `{}`", names.join("::"));
            (!open).then_some(Fault { at, rule: RULE, found })
        })
        .collect()
}

/// A noun uses only nouns declared above it.
fn order(file: &File, declared: &[&str], signs: &Signs) -> Vec<Fault> {
    const RULE: &str = "in domain/ a module uses only modules that domain/mod.rs declares above it";
    let place = |name: &str| declared.iter().position(|module| *module == name);
    let ["domain", noun, ..] = file.module()[..] else {
        return Vec::new();
    };
    let Some(own) = place(noun) else {
        let found = format!("domain/mod.rs does not declare `{noun}`");
        return vec![Fault { at: 0, rule: RULE, found }];
    };
    file.own_paths()
        .into_iter()
        .filter(|(_, names)| names.first() == Some(&"domain"))
        .filter_map(|(at, names)| {
            let used = signs.read(names.get(1).copied().unwrap_or("*"));
            let found = match place(used) {
                Some(place) if place <= own => return None,
                Some(_) => format!(
                    "`{noun}` uses `{}`, and `{used}` is declared below it",
                    names.join("::")
                ),
                None => format!(
                    "`{noun}` uses `{}`, which hides the module that is meant",
                    names.join("::")
                ),
            };
            Some(Fault { at, rule: RULE, found })
        })
        .collect()
}

/// A pure room has no clock, disk, network, dice, thread, format or engine.
fn purity(file: &File) -> Vec<Fault> {
    const RULE: &str =
        "domain/ and scoring/ are pure: time, chance and stored things come in as arguments";
    if !file.room().is_some_and(|room| PURE.contains(&room)) {
        return Vec::new();
    }
    let tokens = tokens(&file.source.code);
    let words = tokens.iter().enumerate().filter(|(i, token)| {
        let called = tokens.get(i + 1).is_some_and(|next| next.text == "(");
        IMPURE_WORDS.contains(&token.text) || (token.text == "now" && called)
    });
    let words = words.map(|(_, token)| (token.at, token.text.to_owned()));
    let paths = paths(&file.source.code).into_iter().filter_map(|path| {
        let impure = |forbidden: &&[&str]| path.names.starts_with(forbidden);
        let found = IMPURE_PATHS.iter().any(impure).then(|| path.names.join("::"));
        found.map(|found| (path.at, found))
    });
    words
        .chain(paths)
        .map(|(at, found)| Fault { at, rule: RULE, found: format!("`{found}`") })
        .collect()
}

/// SQL text is put together in one place.
fn statements(file: &File) -> Vec<Fault> {
    const RULE: &str =
        "SQL is put together in the one folder of statements, never formatted elsewhere";
    if file.name.starts_with(STATEMENTS) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for name in ["format", "write", "writeln", "format_args", "concat"] {
        for (at, arguments) in file.source.macro_arguments(name) {
            let verb = tokens(arguments)
                .into_iter()
                .find(|token| matches!(token.text, "SELECT" | "INSERT" | "UPDATE" | "DELETE"));
            if let Some(verb) = verb {
                let found = format!("`{name}!` with {}", verb.text);
                faults.push(Fault { at, rule: RULE, found });
            }
        }
    }
    faults
}

/// No `unwrap`, no `as` between numbers, and an `expect` says why it holds.
fn panics(file: &File) -> Vec<Fault> {
    const UNWRAP: &str =
        "the library does not unwrap: an error is returned, or an `expect` says why there is none";
    const AS: &str = "numbers are converted with `From` or `TryFrom`, never with `as`";
    const EXPECT: &str = "an `expect` says in a sentence why it must hold";
    let mut faults = Vec::new();
    for (at, arguments) in file.source.method_arguments("unwrap") {
        if arguments.trim().is_empty() {
            faults.push(Fault { at, rule: UNWRAP, found: "`.unwrap()`".to_owned() });
        }
    }
    for (at, arguments) in file.source.method_arguments("expect") {
        let words = arguments.split_whitespace().count();
        // Strategies serve tests, where a word will do.
        if file.name.ends_with("strategies.rs") {
            continue;
        }
        if arguments.trim_start().starts_with('"') && words < 3 {
            faults.push(Fault { at, rule: EXPECT, found: format!("`.expect({arguments})`") });
        }
    }
    let code = file.source.code_without_expected("as_conversions");
    for two in tokens(&code).windows(2) {
        if two[0].text == "as" && NUMBERS.contains(&two[1].text) {
            let found = format!("`as {}`", two[1].text);
            faults.push(Fault { at: two[0].at, rule: AS, found });
        }
    }
    faults
}

/// Files and modules are named after things of the trade.
fn names(file: &File) -> Vec<Fault> {
    const RULE: &str = "a module is named after what lives in it";
    let module = file.module();
    let inner = declared(file);
    let empty = module.iter().chain(&inner).filter(|name| EMPTY_NAMES.contains(name));
    empty.map(|name| Fault { at: 0, rule: RULE, found: format!("`{name}`") }).collect()
}

/// Each file begins by saying what lives in it.
fn first_line(file: &File) -> Vec<Fault> {
    const RULE: &str = "a file begins with a `//!` sentence that says what lives here";
    let begins = file.source.begins_with_what_lives_here();
    let fault = Fault { at: 0, rule: RULE, found: "its first line".to_owned() };
    if begins { Vec::new() } else { vec![fault] }
}

/// Every Rust file below a folder of the crate.
fn files_below(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut waiting = vec![root.clone()];
    let mut found = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder of the crate can be read");
            waiting.extend(entries.map(|entry| entry.expect("an entry of the folder").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.insert(path);
        }
    }
    let file = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file of the crate can be read");
        let below = path.strip_prefix(&root).expect("found below it");
        File::new(&below.to_string_lossy().replace('\\', "/"), &text)
    };
    found.into_iter().map(file).collect()
}

/// The files of the library, without those that only its tests see.
fn library() -> &'static [File] {
    static LIBRARY: LazyLock<Vec<File>> = LazyLock::new(|| {
        let files = files_below("src");
        let reached: Vec<bool> =
            files.iter().map(|file| is_reached(&file.module(), &files)).collect();
        files
            .into_iter()
            .zip(reached)
            .filter_map(|(file, reached)| reached.then_some(file))
            .collect()
    });
    &LIBRARY
}

/// Whether the module and all those around it are declared outside of tests.
fn is_reached(module: &[&str], files: &[File]) -> bool {
    let Some((name, around)) = module.split_last() else { return true };
    let parent = files.iter().find(|file| file.module() == around);
    parent.is_some_and(|parent| declared(parent).contains(name)) && is_reached(around, files)
}

#[track_caller]
fn hold(files: &[File], rule: impl Fn(&File) -> Vec<Fault>) {
    let mut broken = String::new();
    for file in files {
        for fault in rule(file) {
            let line = file.source.line_of(fault.at);
            fmt::write(
                &mut broken,
                format_args!("{}:{line}: {}\n    rule: {}\n", file.name, fault.found, fault.rule),
            )
            .expect("a String takes what it is given");
        }
    }
    assert!(broken.is_empty(), "\n{broken}");
}

fn file<'a>(files: &'a [File], name: &str) -> &'a File {
    files.iter().find(|file| file.name == name).expect("the crate has this file")
}

#[test]
fn every_door_is_in_the_table() {
    let files = library();
    let root = Signs::of(file(files, "lib.rs"));
    hold(files, |file| doors(file, &root));
}

#[test]
fn nouns_use_only_nouns_above_them() {
    let files = library();
    let domain = file(files, "domain/mod.rs");
    let (declared, signs) = (declared(domain), Signs::of(domain));
    hold(files, |file| order(file, &declared, &signs));
}

#[test]
fn pure_rooms_are_pure() {
    hold(library(), purity);
}

#[test]
fn sql_stands_in_one_place() {
    hold(library(), statements);
}

#[test]
fn nothing_panics_or_narrows_in_silence() {
    hold(library(), panics);
}

#[test]
fn names_say_something() {
    hold(library(), names);
}

#[test]
fn every_file_says_what_lives_in_it() {
    for folder in ["src", "tests", "examples", "benches"] {
        if Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).is_dir() {
            hold(&files_below(folder), first_line);
        }
    }
}

/// The walls themselves, on small strings: each rule finds what it forbids and nothing else.
mod the_walls {
    use super::*;

    fn found(faults: &[Fault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.found.as_str()).collect()
    }

    fn root() -> Signs {
        Signs::of(&File::new(
            "lib.rs",
            "pub mod domain; pub use domain::{Client, Money}; pub use crm::Crm;",
        ))
    }

    fn through_doors(name: &str, text: &str) -> Vec<String> {
        let faults = doors(&File::new(name, text), &root());
        found(&faults).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn find_a_closed_door_in_every_way_of_writing_it() {
        assert_eq!(
            through_doors("domain/client.rs", "use crate::store::Unit;"),
            ["`domain` uses `store::Unit`"]
        );
        assert_eq!(
            through_doors("store/kv/mod.rs", "use crate::{domain::Id, crm::{self, Desk}};"),
            ["`store` uses `crm`", "`store` uses `crm::Desk`"]
        );
        assert_eq!(
            through_doors(
                "domain/client/states.rs",
                "use super::super::super::store::{Unit as U};"
            ),
            ["`domain` uses `store::Unit`"]
        );
        assert_eq!(
            through_doors("scoring/health.rs", "fn f() -> crate::report::Svg { todo() }"),
            ["`scoring` uses `report::Svg`"]
        );
        assert_eq!(through_doors("store/mod.rs", "use crate::*;"), ["`store` uses `*`"]);
        assert_eq!(through_doors("store/mod.rs", "use crate::Crm;"), ["`store` uses `Crm`"]);
        assert_eq!(
            through_doors("ledger/mod.rs", "use crate::domain::Id;"),
            ["`ledger` is no room of the table"]
        );
    }

    #[test]
    fn leave_an_open_door_open() {
        assert!(
            through_doors("store/kv/mod.rs", "use crate::domain::{Id, id::ClientId};").is_empty()
        );
        assert!(
            through_doors("store/mod.rs", "use crate::Client; use super::domain::Money;")
                .is_empty()
        );
        assert!(through_doors("store/a.rs", "use super::record::Body; use self::b::C;").is_empty());
        assert!(
            through_doors("lib.rs", "pub use crm::Crm; pub use crate::store::Store;").is_empty()
        );
        assert!(
            through_doors("crm/mod.rs", "use crate::error::Error; use crate::report::Svg;")
                .is_empty()
        );
    }

    #[test]
    fn do_not_take_comments_strings_and_tests_for_code() {
        let text = r##"
            //! use crate::store::Unit;
            /* use crate::crm::Desk; /* nested */ use crate::crm::Desk; */
            const A: &str = "use crate::crm::Desk; \" // ";
            const B: &str = r#"use crate::crm::Desk; " "#;
            const C: [char; 3] = ['"', '\'', '/'];
            fn same<'a>(name: &'a str) -> &'a str { name }
            #[cfg(test)]
            mod tests { use crate::crm::Desk; fn f() { x.unwrap() } }
            #[cfg(all(test, feature = "sqlite"))]
            impl Law<A, B> for C { fn f() { crate::crm::desk() } }
        "##;
        assert!(through_doors("domain/a.rs", text).is_empty());
        let still = format!("{text}\nuse crate::crm::Desk;");
        assert_eq!(through_doors("domain/a.rs", &still), ["`domain` uses `crm::Desk`"]);
    }

    fn in_order(name: &str, text: &str) -> usize {
        let domain = File::new(
            "domain/mod.rs",
            "mod id; pub mod client; pub mod contact; pub use client::Client; pub use contact::{Contact, Phone};",
        );
        order(&File::new(name, text), &declared(&domain), &Signs::of(&domain)).len()
    }

    #[test]
    fn find_a_noun_that_uses_one_below_it() {
        assert_eq!(in_order("domain/client/mod.rs", "use crate::domain::contact::Phone;"), 1);
        assert_eq!(in_order("domain/client/mod.rs", "use super::Phone;"), 1);
        assert_eq!(in_order("domain/client/states.rs", "use super::super::{id::Id, Contact};"), 1);
        assert_eq!(in_order("domain/client/mod.rs", "fn f(_: &crate::domain::Contact) {}"), 1);
        assert_eq!(in_order("domain/client.rs", "mod checked { use super::super::Phone; }"), 1);
        assert_eq!(in_order("domain/contact.rs", "use super::*;"), 1);
        assert_eq!(in_order("domain/contact.rs", "use crate::domain;"), 1);
        assert_eq!(in_order("domain/reward.rs", ""), 1);
    }

    #[test]
    fn let_a_noun_use_itself_and_those_above() {
        assert_eq!(in_order("domain/client.rs", "pub(in crate::domain) fn f() {}"), 0);
        assert_eq!(in_order("domain/contact.rs", "use super::{Client, Phone, id::Id};"), 0);
        assert_eq!(
            in_order(
                "domain/client/states.rs",
                "use super::ClientEvent; use super::super::id::Id;"
            ),
            0
        );
        assert_eq!(
            in_order(
                "domain/contact.rs",
                "mod checked { use super::Phone; use super::super::Client; }"
            ),
            0
        );
    }

    #[test]
    fn find_a_clock_a_disk_and_dice() {
        let impure = |text| purity(&File::new("scoring/churn.rs", text)).len();
        assert_eq!(impure("fn f() { let t = Utc::now(); }"), 1);
        assert_eq!(impure("use std::time::{Duration, Instant};"), 1);
        assert_eq!(impure("use std::{fmt, fs};"), 1);
        assert_eq!(impure("fn f() { std::thread::sleep(d) }"), 1);
        assert_eq!(impure("fn f() -> u8 { rand::random() }"), 1);
        assert_eq!(impure("static LOCK: Mutex<u8> = Mutex::new(0);"), 2);
        assert_eq!(impure("use std::time::Duration; struct Done { now: u8 } fn rand_x() {}"), 0);
        assert!(purity(&File::new("store/a.rs", "use std::fs;")).is_empty());
    }

    #[test]
    fn find_sql_in_a_format() {
        let sql = |name, text| statements(&File::new(name, text)).len();
        let text = r#"fn f() { run(&format!("SELECT {columns} FROM {}", table(x))); }"#;
        assert_eq!(sql("store/sql/reader.rs", text), 1);
        assert_eq!(sql("store/sql/statements/noun.rs", text), 0);
        assert_eq!(sql("store/sql/statements.rs", text), 1);
        assert_eq!(sql("store/sql/a.rs", r#"fn f() { write!(s, "DELETE FROM {t}"); }"#), 1);
        assert_eq!(
            sql("store/sql/a.rs", r#"fn f() { format!("selected {n}"); run("SELECT 1"); }"#),
            0
        );
    }

    #[test]
    fn find_an_unwrap_and_a_cast() {
        let text = |text| {
            let file = File::new("store/a.rs", text);
            found(&panics(&file)).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(text("fn f() { x.unwrap(); }"), ["`.unwrap()`"]);
        assert_eq!(text("fn f() { x\n  .unwrap ( ); }"), ["`.unwrap()`"]);
        assert_eq!(text("fn f() { x as u32; }"), ["`as u32`"]);
        assert_eq!(text(r#"fn f() { x.expect("checked"); }"#), [r#"`.expect("checked")`"#]);
        assert!(
            text(r#"fn f() { x.expect("its length was checked above"); parser.expect(b'x'); }"#)
                .is_empty()
        );
        assert!(text("fn f() { x.unwrap_or(0); x as Arc<dyn Store>; use a as b; }").is_empty());
        assert!(
            text("#[expect(clippy::as_conversions, reason = \"r\")]\nfn f() { x as u32; }")
                .is_empty()
        );
        assert!(text("#[cfg(test)]\nmod tests { fn f() { x.unwrap() as u8; } }").is_empty());
    }

    #[test]
    fn leave_out_the_files_that_only_tests_see() {
        let files = [
            File::new("lib.rs", "mod domain;"),
            File::new("domain/mod.rs", "mod client; #[cfg(any(test, feature = \"x\"))] mod draws;"),
            File::new("domain/draws.rs", ""),
            File::new("domain/client.rs", "#[cfg(test)]\nmod tests;"),
            File::new("domain/client/tests.rs", "mod stories;"),
            File::new("domain/client/tests/stories.rs", ""),
        ];
        let reached = files.iter().map(|file| is_reached(&file.module(), &files));
        assert_eq!(reached.collect::<Vec<_>>(), [true, true, true, true, false, false]);
    }

    #[test]
    fn find_an_empty_name_and_a_silent_file() {
        assert_eq!(names(&File::new("store/util.rs", "//! U.")).len(), 1);
        assert_eq!(names(&File::new("crm/helpers/mod.rs", "//! H.")).len(), 1);
        assert_eq!(names(&File::new("crm/mod.rs", "mod manager { }")).len(), 1);
        assert!(names(&File::new("crm/contact.rs", "mod answer;")).is_empty());
        assert_eq!(first_line(&File::new("crm/a.rs", "// Not said.\nuse b::c;")).len(), 1);
        assert!(first_line(&File::new("crm/a.rs", "//! The desk.\n")).is_empty());
    }

    #[test]
    fn say_the_line() {
        let file = File::new("domain/a.rs", "//! A.\n/* two\nlines */\nuse crate::crm::Crm;\n");
        let faults = doors(&file, &root());
        assert_eq!(
            faults.iter().map(|fault| file.source.line_of(fault.at)).collect::<Vec<_>>(),
            [4]
        );
    }
}
