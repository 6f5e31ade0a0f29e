//! What a series is after an event.

use super::event::{SeriesEvent, SeriesWord};
use super::record::{MeetingSeries, SeriesPersonal, SeriesPlain, SeriesState};
use super::words::{Meeting, Outcome};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, Line, MeetingSeriesId, RecordId, Timestamp};

impl State for MeetingSeries {
    type What = SeriesEvent;
    type Words = Vec<SeriesWord>;

    fn event_name(what: &SeriesEvent) -> &'static str {
        match what {
            SeriesEvent::Started { .. } => "started",
            SeriesEvent::Settled(meeting) => match meeting.outcome {
                Outcome::Held(_) => "held",
                Outcome::Missed => "missed",
                Outcome::Skipped => "skipped",
            },
            SeriesEvent::Ended => "ended",
            SeriesEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let SeriesEvent::Started { every, first, zone } = &event.what {
            let plain = SeriesPlain {
                state: SeriesState::Running,
                since: entry.valid_at,
                every: *every,
                first: *first,
                zone: *zone,
                settled: 0,
                held: 0,
                missed: 0,
                last: None,
                row: None,
                said_at: entry.valid_at,
            };
            let title = words.known().and_then(|words| words.iter().find_map(SeriesWord::title));
            let personal = title.cloned().map(|title| SeriesPersonal { title, reason: None });
            let id = MeetingSeriesId::from_id(entry.id);
            let client = ClientId::from_id(entry.stream.id());
            let personal = personal.map_or(Held::Erased, Held::Known);
            return Some(MeetingSeries { id, client, plain, personal });
        }
        let mut series = before?;
        series.say(words);
        series.plain.said_at = entry.valid_at;
        match &event.what {
            SeriesEvent::Started { .. } => {}
            SeriesEvent::Settled(meeting) => series.settle(*meeting),
            SeriesEvent::Ended => series.turn(SeriesState::Ended, entry.valid_at),
            SeriesEvent::Erased => {
                series.turn(SeriesState::Erased, entry.valid_at);
                series.personal = Held::Erased;
            }
        }
        Some(series)
    }
}

impl MeetingSeries {
    fn turn(&mut self, state: SeriesState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn settle(&mut self, meeting: Meeting) {
        self.plain.settled = meeting.number.saturating_add(1);
        self.plain.last = Some(meeting);
        match meeting.outcome {
            Outcome::Held(_) => {
                self.plain.held = self.plain.held.saturating_add(1);
                self.plain.row = None;
            }
            Outcome::Missed => {
                self.plain.missed = self.plain.missed.saturating_add(1);
                let (since, missed) = self.plain.row.unwrap_or((meeting.planned, 0));
                self.plain.row = Some((since, missed.saturating_add(1)));
            }
            Outcome::Skipped => {}
        }
    }

    fn say(&mut self, words: Held<&Vec<SeriesWord>>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                personal.reason = words.iter().find_map(SeriesWord::reason).cloned();
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

impl SeriesWord {
    fn title(&self) -> Option<&Line> {
        if let SeriesWord::Title(title) = self { Some(title) } else { None }
    }

    fn reason(&self) -> Option<&Line> {
        if let SeriesWord::Reason(reason) = self { Some(reason) } else { None }
    }
}
