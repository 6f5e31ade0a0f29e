//! What a sequence is after an event.

use super::event::{SequenceEvent, SequenceWord};
use super::record::{Sequence, SequencePersonal, SequencePlain, SequenceState};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, Line, RecordId, SequenceId, Timestamp};

impl State for Sequence {
    type What = SequenceEvent;
    type Words = Vec<SequenceWord>;

    fn event_name(what: &SequenceEvent) -> &'static str {
        match what {
            SequenceEvent::Started { .. } => "started",
            SequenceEvent::StepDone { .. } => "step_done",
            SequenceEvent::Answered(_) => "answered",
            SequenceEvent::Stopped => "stopped",
            SequenceEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let SequenceEvent::Started { purpose, wanted, contact, steps } = &event.what {
            let plain = SequencePlain {
                state: SequenceState::Running,
                since: entry.valid_at,
                purpose: purpose.clone(),
                wanted: *wanted,
                contact: *contact,
                steps: steps.clone(),
                next: 0,
                done: 0,
                last: None,
                moved_at: entry.valid_at,
            };
            let texts = |words: &Vec<SequenceWord>| {
                words.iter().filter_map(SequenceWord::step).cloned().collect()
            };
            let personal =
                words.map(|words| SequencePersonal { texts: texts(words), reason: None });
            let id = SequenceId::from_id(entry.id);
            let client = ClientId::from_id(entry.stream.id());
            return Some(Sequence { id, client, plain, personal });
        }
        let mut sequence = before?;
        sequence.say(words);
        match &event.what {
            SequenceEvent::Started { .. } => {}
            SequenceEvent::StepDone { number } => sequence.done(*number, entry.valid_at),
            SequenceEvent::Answered(reply) => {
                sequence.plain.last = Some(*reply);
                sequence.plain.moved_at = entry.valid_at;
                if *reply == sequence.plain.wanted {
                    sequence.turn(SequenceState::Achieved, entry.valid_at);
                }
            }
            SequenceEvent::Stopped => sequence.turn(SequenceState::Stopped, entry.valid_at),
            SequenceEvent::Erased => {
                sequence.turn(SequenceState::Erased, entry.valid_at);
                sequence.personal = Held::Erased;
            }
        }
        Some(sequence)
    }
}

impl Sequence {
    fn turn(&mut self, state: SequenceState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn done(&mut self, number: u32, at: Timestamp) {
        self.plain.next = number.saturating_add(1);
        self.plain.done = self.plain.done.saturating_add(1);
        self.plain.moved_at = at;
        if usize::try_from(self.plain.next).is_ok_and(|next| next >= self.plain.steps.len()) {
            self.turn(SequenceState::Exhausted, at);
        }
    }

    fn say(&mut self, words: Held<&Vec<SequenceWord>>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                personal.reason = words.iter().find_map(SequenceWord::reason).cloned();
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

impl SequenceWord {
    fn step(&self) -> Option<&Line> {
        if let SequenceWord::Step(text) = self { Some(text) } else { None }
    }

    fn reason(&self) -> Option<&Line> {
        if let SequenceWord::Reason(reason) = self { Some(reason) } else { None }
    }
}
