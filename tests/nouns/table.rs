//! What each noun has, counted where it stands.

use std::path::{Path, PathBuf};

use guanxi::domain::machine::Machine;
use guanxi::domain::noun::Noun;
use guanxi::domain::{
    Answer, ChangeRequest, Client, Contact, Expectation, Import, Interaction, Invitation,
    MeetingSeries, Member, Notice, Programme, Redemption, Referral, Reward, Sequence, Staff,
    Survey, Transaction,
};

use super::{MACHINES, golden, refusals};

/// What is counted.
pub const HEADS: [&str; 8] =
    ["noun", "states", "verbs", "refusals", "story", "property", "golden", "personal"];

/// The nouns that have rules; a denial is written down and never asked.
pub fn rows() -> Vec<[String; 8]> {
    vec![
        row::<Staff>(),
        row::<Client>(),
        row::<Contact>(),
        row::<Interaction>(),
        row::<Notice>(),
        row::<MeetingSeries>(),
        row::<Sequence>(),
        row::<Transaction>(),
        row::<Import>(),
        row::<Programme>(),
        row::<Member>(),
        row::<Reward>(),
        row::<Redemption>(),
        row::<Referral>(),
        row::<Expectation>(),
        row::<ChangeRequest>(),
        row::<Survey>(),
        row::<Invitation>(),
        row::<Answer>(),
    ]
}

/// The table as people read it.
pub fn print(rows: &[[String; 8]]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads = line(&HEADS.map(str::to_owned));
    let rule = format!("|{}\n", "---|".repeat(HEADS.len()));
    rows.iter().fold(heads + &rule, |table, row| table + &line(row))
}

fn row<N: Noun>() -> [String; 8] {
    let noun = N::DECLARATION.noun;
    let machines: Vec<&Machine> =
        MACHINES.iter().copied().filter(|m| m.name.split(' ').next() == Some(noun)).collect();
    let states: usize = machines.iter().map(|machine| machine.states.len()).sum();
    let verbs: usize = machines.iter().map(|machine| machine.verbs.len()).sum();
    let prefix = format!("{noun}.");
    let refusals = refusals::all().iter().filter(|no| no.code.starts_with(&prefix)).count();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain").join(noun);
    let (story, property) = tests(&folder);
    let tables = golden::read("machines.txt");
    let tables = machines.iter().filter(|machine| tables.contains(&machine.to_table())).count();
    let codes = golden::read("refusals.txt");
    let codes = codes.lines().filter(|line| line.starts_with(&prefix)).count();
    assert_eq!((tables, codes), (machines.len(), refusals), "{noun}: the golden files");
    let personal = fields(&folder, std::any::type_name::<N::Personal>());
    let cells = [states, verbs, refusals, story, property, tables + codes, personal];
    let [a, b, c, d, e, f, g] = cells.map(|count| count.to_string());
    [noun.to_owned(), a, b, c, d, e, f, g]
}

/// How many stories and how many properties a noun's tests have: a property stands within a
/// `proptest!`, so its mark is indented.
fn tests(folder: &Path) -> (usize, usize) {
    let text: String = files(folder)
        .filter(|path| {
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        })
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let marks = |mark: &str| text.lines().filter(|line| *line == mark).count();
    (marks("#[test]"), marks("    #[test]"))
}

/// How many fields the personal part of a noun has.
fn fields(folder: &Path, type_name: &str) -> usize {
    let name = type_name.rsplit("::").next().unwrap_or_default();
    let head = format!("pub struct {name} {{");
    let texts = files(folder).map(|path| std::fs::read_to_string(path).unwrap());
    let found = texts.filter_map(|text| {
        let (_, body) = text.split_once(&head)?;
        let (body, _) = body.split_once("\n}")?;
        Some(body.lines().filter(|line| line.trim_start().starts_with("pub")).count())
    });
    found.sum()
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.into_iter()
}
