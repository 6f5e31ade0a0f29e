//! State machines as tables: which verb may be said in which state.
//!
//! All of them, a test holds that the verbs agree:
//!
#![doc = concat!("```text\n", include_str!("../../tests/golden/machines.txt"), "```")]

/// The states of a noun and the verbs that move between them.
///
/// The table is what the verbs themselves look at, what `allowed` answers from, and what the docs
/// show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// The machine's name: the noun, or the noun and what of it moves (`client stage`).
    pub name: &'static str,
    /// Every state.
    pub states: &'static [&'static str],
    /// Every verb.
    pub verbs: &'static [Verb],
}

/// A verb, where it may be said, and where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// The verb.
    pub name: &'static str,
    /// From where to where; a verb that makes the record starts from [`NOTHING`]. Where what was
    /// said decides between two places, each has a pair of its own, the usual one first.
    pub moves: &'static [(&'static str, &'static str)],
}

/// Stands for a record that is not there yet.
pub const NOTHING: &str = "–";

impl Machine {
    /// The state that a verb leads to, if it may be said in this one; the usual one where there
    /// are several.
    #[must_use]
    pub fn target(&self, from: &str, verb: &str) -> Option<&'static str> {
        self.targets(from, verb).next()
    }

    /// Every state that a verb may lead to from this one, the usual one first.
    ///
    /// ```
    /// use guanxi::domain::machine::{Machine, Verb};
    /// const DOOR: Machine = Machine {
    ///     name: "door",
    ///     states: &["Shut", "Open"],
    ///     verbs: &[Verb { name: "push", moves: &[("Shut", "Shut"), ("Shut", "Open")] }],
    /// };
    /// assert_eq!(DOOR.targets("Shut", "push").collect::<Vec<_>>(), ["Shut", "Open"]);
    /// assert_eq!(DOOR.targets("Open", "push").count(), 0);
    /// ```
    pub fn targets(&self, from: &str, verb: &str) -> impl Iterator<Item = &'static str> {
        let said = self.verbs.iter().filter(move |v| v.name == verb).flat_map(|v| v.moves);
        said.filter(move |(state, _)| *state == from).map(|(_, to)| *to)
    }

    /// The verbs that may be said in a state, in the table's order.
    #[must_use]
    pub fn allowed(&self, from: &str) -> Vec<&'static str> {
        let open = |verb: &&Verb| verb.moves.iter().any(|(state, _)| *state == from);
        self.verbs.iter().filter(open).map(|verb| verb.name).collect()
    }

    /// The table as text, a row a verb and a column a state.
    ///
    /// ```
    /// use guanxi::domain::machine::{Machine, Verb};
    /// const LAMP: Machine = Machine {
    ///     name: "lamp",
    ///     states: &["Off", "On"],
    ///     verbs: &[Verb { name: "light", moves: &[("Off", "On")] }],
    /// };
    /// assert_eq!(LAMP.to_table(), "lamp\n| verb | Off | On |\n|---|---|---|\n| light | On | · |\n");
    /// ```
    #[must_use]
    pub fn to_table(&self) -> String {
        let starts = self.verbs.iter().flat_map(|v| v.moves).any(|(from, _)| *from == NOTHING);
        let states: Vec<&str> =
            starts.then_some(NOTHING).into_iter().chain(self.states.iter().copied()).collect();
        let mut table = format!(
            "{}\n| verb | {} |\n|{}\n",
            self.name,
            states.join(" | "),
            "---|".repeat(states.len() + 1)
        );
        for verb in self.verbs {
            let cells: Vec<String> =
                states.iter().map(|state| self.cell(state, verb.name)).collect();
            table.push_str(&format!("| {} | {} |\n", verb.name, cells.join(" | ")));
        }
        table
    }

    fn cell(&self, from: &str, verb: &str) -> String {
        let targets: Vec<&str> = self.targets(from, verb).collect();
        if targets.is_empty() { "·".to_owned() } else { targets.join(" / ") }
    }
}
