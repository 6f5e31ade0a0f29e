//! Whether every move of a state table is one that somebody can make: for the laws of every noun.

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::machine::{Machine, NOTHING};

/// From which state, by which verb, into which state.
pub(super) type Move = (&'static str, &'static str, &'static str);

/// Lives lives of chance, the same ones each time, until every move of the table was made; what
/// makes the record is left out.
pub(super) fn every_move_is_made<L: Strategy>(
    machine: &Machine,
    lives: &L,
    live: impl Fn(L::Value) -> Vec<Move>,
) {
    let moves =
        machine.verbs.iter().flat_map(|verb| verb.moves.iter().map(|pair| (verb.name, pair)));
    let made = moves.filter(|(_, (from, _))| *from != NOTHING);
    let mut left: BTreeSet<Move> = made.map(|(verb, (from, to))| (*from, verb, *to)).collect();
    let mut runner = TestRunner::deterministic();
    for _ in 0..LIVES {
        let life = lives.new_tree(&mut runner).expect("a life").current();
        for made in live(life) {
            left.remove(&made);
        }
        if left.is_empty() {
            return;
        }
    }
    panic!("{}: nobody ever made {left:?}", machine.name);
}

const LIVES: u32 = 2_000;
