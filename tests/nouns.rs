//! The nouns side by side: what each has, every state table, and every no in both languages.
//!
//! The golden files change only on purpose: `GUANXI_GOLDEN=write cargo test --test nouns` writes
//! them anew, and the difference is read before it is kept.

#[path = "nouns/bodies.rs"]
mod bodies;
#[path = "nouns/golden.rs"]
mod golden;
#[path = "nouns/refusals.rs"]
mod refusals;
#[path = "nouns/table.rs"]
mod table;
#[path = "nouns/words.rs"]
mod words;

use guanxi::domain::machine::Machine;
use guanxi::domain::{
    Lang, answer, change_request, client, contact, expectation, import, interaction, invitation,
    meeting_series, member, notice, programme, redemption, referral, reward, sequence, staff,
    survey, transaction, vocabulary,
};

/// Every machine, in the order of the nouns in `domain/mod.rs`.
const MACHINES: &[&Machine] = &[
    &staff::MACHINE,
    &client::MACHINE,
    &client::STAGES,
    &contact::MACHINE,
    &interaction::MACHINE,
    &notice::MACHINE,
    &meeting_series::MACHINE,
    &sequence::MACHINE,
    &transaction::MACHINE,
    &import::MACHINE,
    &programme::MACHINE,
    &member::MACHINE,
    &reward::MACHINE,
    &redemption::MACHINE,
    &referral::MACHINE,
    &expectation::MACHINE,
    &change_request::MACHINE,
    &survey::MACHINE,
    &invitation::MACHINE,
    &answer::MACHINE,
];

#[test]
fn every_state_table_is_the_golden_one() {
    let tables: Vec<String> = MACHINES.iter().map(|machine| machine.to_table()).collect();
    golden::holds("machines.txt", &tables.join("\n"));
}

#[test]
fn every_field_that_can_be_wrong_is_named_in_chinese() {
    let fields = words::fields();
    assert!(fields.len() > 100, "the names of fields are not found");
    let said = |word: &String| vocabulary::say(word.clone().leak(), Lang::Zh);
    let english: Vec<_> = fields.iter().filter(|word| said(word).is_ascii()).collect();
    assert!(english.is_empty(), "{english:?}");
}

#[test]
fn every_word_of_the_tables_is_the_golden_one() {
    let said = |word: String| {
        let word: &'static str = word.leak();
        let say = |lang| vocabulary::say(word, lang);
        format!("{word} | {} | {}\n", say(Lang::En), say(Lang::Zh))
    };
    let words: String = words::of_tables().into_iter().map(said).collect();
    golden::holds("words.txt", &words);
}

#[test]
fn a_word_is_said_in_one_way_wherever_it_stands() {
    let mut words = words::of_tables();
    assert!(words.len() > 350, "the tables of words are not found: {}", words.len());
    words.sort_unstable();
    let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_machine_can_be_walked() {
    for machine in MACHINES.iter().copied() {
        let name = machine.name;
        let moves = || machine.verbs.iter().flat_map(|verb| verb.moves);
        for (from, to) in moves() {
            let known = |state: &str| machine.states.contains(&state);
            assert!(known(to), "{name}: {to} is no state");
            assert!(known(from) || *from == guanxi::domain::machine::NOTHING, "{name}: {from}");
        }
        let start = machine.states.first().copied().unwrap_or_default();
        for state in machine.states {
            let reached = moves().any(|(from, to)| to == state && from != state);
            let is_fact = ["interaction", "transaction", "answer"].contains(&name);
            assert!(reached || *state == start || is_fact, "{name}: {state}");
        }
        for verb in machine.verbs {
            assert!(!verb.moves.is_empty(), "{name}: {} is never said", verb.name);
            for (n, pair) in verb.moves.iter().enumerate() {
                let twice = verb.moves.iter().skip(n + 1).any(|other| other == pair);
                assert!(!twice, "{name}: {} from {} stands twice", verb.name, pair.0);
            }
        }
    }
}

/// What goes on for as long as who or what it is about: only erasing ends it, if anything does.
const GO_ON: [&str; 4] = ["staff", "client", "client stage", "survey"];

#[test]
fn from_every_state_there_is_a_way_to_an_end() {
    let mut go_on = Vec::new();
    for machine in MACHINES.iter().copied() {
        let moves = || {
            let verbs = machine.verbs.iter().filter(|verb| verb.name != "erase");
            verbs.flat_map(|verb| verb.moves)
        };
        let stays = |state: &str| moves().filter(|(from, _)| *from == state).all(|(f, to)| f == to);
        let ends = |state: &&str| *state != "Erased" && stays(state);
        let mut reached: Vec<&str> = machine.states.iter().copied().filter(ends).collect();
        if reached.is_empty() {
            go_on.push(machine.name);
            continue;
        }
        let back = |reached: &[&str]| {
            let step = moves().find(|(from, to)| reached.contains(to) && !reached.contains(from));
            step.map(|(from, _)| *from)
        };
        while let Some(from) = back(&reached) {
            reached.push(from);
        }
        for state in machine.states.iter().filter(|state| **state != "Erased") {
            assert!(reached.contains(state), "{}: no way out of {state}", machine.name);
        }
    }
    assert_eq!(go_on, GO_ON);
}

#[test]
fn every_no_is_the_golden_one_and_none_is_missing() {
    let all = refusals::all();
    for no in &all {
        assert!(no.zh.chars().any(|ch| ch > '\u{4e00}'), "{}: {}", no.code, no.zh);
        assert!(!no.en.is_empty() && no.en != no.zh, "{}: {}", no.code, no.en);
    }
    let mut codes: Vec<&str> = all.iter().map(|no| no.code).collect();
    codes.sort_unstable();
    assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "a code stands twice: {codes:?}");
    assert_eq!(codes, refusals::in_the_source(), "the list and the source differ");
    let lines: Vec<String> =
        all.iter().map(|no| format!("{}\n  zh {}\n  en {}\n", no.code, no.zh, no.en)).collect();
    golden::holds("refusals.txt", &lines.concat());
}

#[test]
fn no_noun_lacks_anything() {
    let rows = table::rows();
    println!("{}", table::print(&rows));
    for row in &rows {
        for (head, cell) in table::HEADS.iter().zip(row) {
            assert!(!cell.is_empty() && cell != "0", "{}: no {head}", row[0]);
        }
    }
}

#[test]
fn every_noun_is_written_as_format_1_says() {
    golden::holds("bodies_1.txt", &bodies::lines());
}

#[test]
fn every_word_of_the_tables_is_said_in_both_languages() {
    use guanxi::domain::{Lang, vocabulary::say};
    for machine in MACHINES.iter().copied() {
        let verbs = machine.verbs.iter().map(|verb| verb.name);
        let words = machine.states.iter().copied().chain(verbs).chain([machine.name]);
        for word in words {
            assert_ne!(say(word, Lang::Zh), word, "{word} has no Chinese word");
            assert!(!say(word, Lang::En).contains('_'), "{word}");
        }
    }
}
