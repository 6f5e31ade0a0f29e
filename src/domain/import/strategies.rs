//! Arbitrary imports and commands, built through the public constructors.

use proptest::prelude::*;

use super::{
    Batch, Bytes, Counts, FileDigest, Item, ItemKind, Mode, NewImport, Strictness, Subject,
    TakenBack,
};
use crate::domain::text::strategies::line;
use crate::domain::{Id, Line};

/// The digest of one of a few files.
pub fn digest() -> impl Strategy<Value = FileDigest> {
    (0_u8..3).prop_map(|byte| FileDigest::from_bytes([byte; 32]))
}

/// A file to be imported.
pub fn new_import() -> impl Strategy<Value = NewImport> {
    let words = (line(), prop::collection::vec(any::<u8>(), 0..40));
    let subject = prop::sample::select(Subject::ALL.as_slice());
    let mode = prop::sample::select(Mode::ALL);
    let strictness = prop::sample::select(Strictness::ALL);
    (subject, mode, strictness, digest(), any::<u64>(), words).prop_filter_map(
        "an import",
        |(subject, mode, strictness, digest, bytes, (file, mapping))| {
            let new = NewImport::of(subject, file.as_str(), digest, bytes).ok()?;
            Some(new.mode(mode).strictness(strictness).mapped(Bytes::new(mapping).ok()?))
        },
    )
}

/// A record that a row made.
pub fn item() -> impl Strategy<Value = Item> {
    let kind = prop::sample::select(ItemKind::ALL.as_slice());
    (kind, any::<u64>(), any::<[u8; 16]>()).prop_map(|(kind, row, id)| Item {
        kind,
        row,
        id: Id::from_bytes(id),
    })
}

/// Something that can be said of an import that was planned. Numbers and rows are steps: how far
/// from what would be right.
#[derive(Debug, Clone)]
pub enum Command {
    /// Begin.
    Start(FileDigest),
    /// A batch went in, this many numbers and rows further than the last.
    TakeIn(u32, u64, Counts, Vec<Item>),
    /// The last row was read.
    Finish(FileDigest),
    /// Stop.
    Cancel(Option<Line>),
    /// Go on.
    GoOn(FileDigest),
    /// Take it back.
    Undo,
    /// A batch was taken back, this many before the last that is left.
    TakeBack(u32, TakenBack),
    /// Every batch was taken back.
    FinishUndo,
    /// Erase.
    Erase,
}

fn counts() -> impl Strategy<Value = Counts> {
    (0_u64..9, 0_u64..9, 0_u64..9, 0_u64..9, prop::bool::weighted(0.9)).prop_map(
        |(created, updated, skipped, failed, right)| {
            let rows = created + updated + skipped + failed + u64::from(!right);
            Counts { rows, created, updated, skipped, failed }
        },
    )
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let items = prop::collection::vec(item(), 0..4);
    let step = prop_oneof![9 => Just(0_u32), 1 => 1_u32..3];
    let back = (0_u64..9, 0_u64..9, 0_u64..9).prop_map(|(reversed, kept, failed)| TakenBack {
        reversed,
        kept,
        failed,
    });
    prop_oneof![
        4 => digest().prop_map(Command::Start),
        9 => (step.clone(), 0_u64..5, counts(), items)
            .prop_map(|(n, rows, counts, items)| Command::TakeIn(n, rows, counts, items)),
        3 => digest().prop_map(Command::Finish),
        2 => prop::option::of(line()).prop_map(Command::Cancel),
        2 => digest().prop_map(Command::GoOn),
        2 => Just(Command::Undo),
        6 => (step, back).prop_map(|(n, back)| Command::TakeBack(n, back)),
        2 => Just(Command::FinishUndo),
        1 => Just(Command::Erase),
    ]
}

impl Command {
    /// The command as an input: the batch that it means for an import that stands so.
    #[must_use]
    pub fn batch(&self, import: &super::Import) -> Option<Batch> {
        let Command::TakeIn(step, rows, counts, created) = self else { return None };
        Some(Batch {
            number: import.batches().saturating_add(*step),
            through: import.through().saturating_add(*rows),
            counts: *counts,
            created: created.clone(),
            updated: Vec::new(),
        })
    }
}
