//! What a notice is after an event.

use super::event::{NoticeEvent, NoticeWord};
use super::record::{Notice, NoticePersonal, NoticePlain, NoticeState};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, NoticeId, RecordId, Timestamp};

impl State for Notice {
    type What = NoticeEvent;
    type Words = Vec<NoticeWord>;

    fn event_name(what: &NoticeEvent) -> &'static str {
        match what {
            NoticeEvent::Raised { .. } => "raised",
            NoticeEvent::Told(_) => "told",
            NoticeEvent::Waived => "waived",
            NoticeEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let NoticeEvent::Raised { to, about, reason, due, calendar: _ } = &event.what {
            let plain = NoticePlain {
                state: NoticeState::Due,
                since: entry.valid_at,
                to: *to,
                about: *about,
                reason: reason.clone(),
                due: *due,
                raised_at: entry.valid_at,
                raised_by: entry.by,
                told: None,
            };
            let id = NoticeId::from_id(entry.id);
            let client = ClientId::from_id(entry.stream.id());
            let personal = Held::Known(NoticePersonal::default());
            let mut notice = Notice { id, client, plain, personal };
            notice.say(words);
            return Some(notice);
        }
        let mut notice = before?;
        notice.say(words);
        match &event.what {
            NoticeEvent::Raised { .. } => {}
            NoticeEvent::Told(told) => {
                notice.turn(NoticeState::Told, entry.valid_at);
                notice.plain.told = Some(*told);
            }
            NoticeEvent::Waived => notice.turn(NoticeState::Waived, entry.valid_at),
            NoticeEvent::Erased => {
                notice.turn(NoticeState::Erased, entry.valid_at);
                notice.personal = Held::Erased;
            }
        }
        Some(notice)
    }
}

impl Notice {
    fn turn(&mut self, state: NoticeState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn say(&mut self, words: Held<&Vec<NoticeWord>>) {
        let Held::Known(words) = words else {
            self.personal = Held::Erased;
            return;
        };
        let Held::Known(personal) = &mut self.personal else { return };
        for word in words {
            match word {
                NoticeWord::Saying(text) => personal.saying = Some(text.clone()),
                NoticeWord::Waived(reason) => personal.waived_because = Some(reason.clone()),
            }
        }
    }
}
