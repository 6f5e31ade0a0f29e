//! What an import is after an event.

use super::event::{ImportEvent, ImportWord};
use super::input::Batch;
use super::record::{Import, ImportPersonal, ImportPlain, ImportState};
use super::words::{Bytes, Counts, TakenBack};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{Held, ImportId, Line, RecordId, Timestamp};

impl State for Import {
    type What = ImportEvent;
    type Words = Vec<ImportWord>;

    fn event_name(what: &ImportEvent) -> &'static str {
        match what {
            ImportEvent::Planned { .. } => "planned",
            ImportEvent::Started => "started",
            ImportEvent::TookIn(_) => "took_in",
            ImportEvent::Finished => "finished",
            ImportEvent::Cancelled => "cancelled",
            ImportEvent::Resumed => "resumed",
            ImportEvent::UndoBegun => "undo_begun",
            ImportEvent::TookBack { .. } => "took_back",
            ImportEvent::Undone => "undone",
            ImportEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let (words, at) = (event.words.as_ref(), entry.valid_at);
        if let ImportEvent::Planned { subject, mode, strictness, digest, bytes } = event.what {
            let plain = ImportPlain {
                state: ImportState::Planned,
                since: at,
                planned_at: at,
                subject,
                mode,
                strictness,
                digest,
                bytes,
                batches: 0,
                through: 0,
                counts: Counts::default(),
                left: 0,
                taken_back: TakenBack::default(),
                moved_at: at,
            };
            let personal = ImportPersonal::new(words);
            return Some(Import { id: ImportId::from_id(entry.id), plain, personal });
        }
        let mut import = before?;
        import.plain.moved_at = at;
        match &event.what {
            ImportEvent::Planned { .. } => {}
            ImportEvent::Started => import.turn(ImportState::Importing, at),
            ImportEvent::TookIn(batch) => import.take(batch),
            ImportEvent::Finished => import.turn(ImportState::Done, at),
            ImportEvent::Cancelled => {
                import.turn(ImportState::Cancelled, at);
                import.because(words);
            }
            ImportEvent::Resumed => {
                import.turn(ImportState::Importing, at);
                import.because(words);
            }
            ImportEvent::UndoBegun => {
                import.turn(ImportState::Undoing, at);
                import.plain.left = import.plain.batches;
            }
            ImportEvent::TookBack { number, taken_back } => {
                import.plain.left = *number;
                import.plain.taken_back = import.plain.taken_back.and(*taken_back);
            }
            ImportEvent::Undone => import.turn(ImportState::Undone, at),
            ImportEvent::Erased => {
                import.turn(ImportState::Erased, at);
                import.personal = Held::Erased;
            }
        }
        if words.is_erased() {
            import.personal = Held::Erased;
        }
        Some(import)
    }
}

impl Import {
    fn turn(&mut self, state: ImportState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn take(&mut self, batch: &Batch) {
        self.plain.batches = batch.number.saturating_add(1);
        self.plain.through = batch.through;
        self.plain.counts = self.plain.counts.and(batch.counts);
    }

    fn because(&mut self, words: Held<&Vec<ImportWord>>) {
        if let (Held::Known(personal), Held::Known(words)) = (&mut self.personal, words) {
            personal.reason = words.iter().find_map(ImportWord::reason).cloned();
        }
    }
}

impl ImportPersonal {
    fn new(words: Held<&Vec<ImportWord>>) -> Held<Self> {
        let Held::Known(words) = words else { return Held::Erased };
        let Some(file) = words.iter().find_map(ImportWord::file) else { return Held::Erased };
        let mapping = words.iter().find_map(ImportWord::mapping).cloned().unwrap_or_default();
        Held::Known(ImportPersonal { file: file.clone(), mapping, reason: None })
    }
}

impl ImportWord {
    fn file(&self) -> Option<&Line> {
        if let ImportWord::File(file) = self { Some(file) } else { None }
    }

    fn mapping(&self) -> Option<&Bytes> {
        if let ImportWord::Mapping(mapping) = self { Some(mapping) } else { None }
    }

    fn reason(&self) -> Option<&Line> {
        if let ImportWord::Reason(reason) = self { Some(reason) } else { None }
    }
}
