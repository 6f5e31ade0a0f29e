//! What a programme is after an event.

use super::event::{ProgrammeEvent, ProgrammeWords};
use super::record::{Programme, ProgrammePersonal, ProgrammePlain, ProgrammeState, Version};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{Held, ProgrammeId, RecordId};

impl State for Programme {
    type What = ProgrammeEvent;
    type Words = ProgrammeWords;

    fn event_name(what: &ProgrammeEvent) -> &'static str {
        match what {
            ProgrammeEvent::Launched(..) => "launched",
            ProgrammeEvent::Amended(_) => "amended",
            ProgrammeEvent::Suspended => "suspended",
            ProgrammeEvent::Reopened => "reopened",
            ProgrammeEvent::Closed => "closed",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let reason = event.words.as_ref().map(|words| words.reason.clone());
        let personal = reason.map(|reason| ProgrammePersonal { reason });
        let since = entry.valid_at;
        if let ProgrammeEvent::Launched(name, terms) = &event.what {
            let terms = terms.as_ref().clone();
            let plain = ProgrammePlain {
                name: name.clone(),
                state: ProgrammeState::Running,
                since,
                versions: vec![Version { since, terms }],
                said_at: since,
            };
            return Some(Programme { id: ProgrammeId::from_id(entry.id), plain, personal });
        }
        let mut programme = before?;
        let state = match &event.what {
            ProgrammeEvent::Launched(..) => None,
            ProgrammeEvent::Amended(terms) => {
                let terms = terms.as_ref().clone();
                programme.plain.versions.push(Version { since, terms });
                None
            }
            ProgrammeEvent::Suspended => Some(ProgrammeState::Suspended),
            ProgrammeEvent::Reopened => Some(ProgrammeState::Running),
            ProgrammeEvent::Closed => Some(ProgrammeState::Closed),
        };
        if let Some(state) = state {
            programme.plain.state = state;
            programme.plain.since = since;
            programme.personal = match &programme.personal {
                Held::Erased => Held::Erased,
                Held::Known(_) => personal,
            };
        }
        programme.plain.said_at = since;
        Some(programme)
    }
}
