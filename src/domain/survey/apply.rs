//! What a survey is after an event.

use super::event::{SurveyEvent, SurveyWord};
use super::record::{Survey, SurveyPersonal, SurveyPlain, SurveyState, Wave};
use super::tally::Tally;
use crate::domain::noun::{Event, Header, State};
use crate::domain::{Held, RecordId, SurveyId, Timestamp};

impl State for Survey {
    type What = SurveyEvent;
    type Words = Vec<SurveyWord>;

    fn event_name(what: &SurveyEvent) -> &'static str {
        match what {
            SurveyEvent::Drafted { .. } => "drafted",
            SurveyEvent::Revised { .. } => "revised",
            SurveyEvent::Opened => "opened",
            SurveyEvent::Counted(_) => "counted",
            SurveyEvent::Closed => "closed",
            SurveyEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let SurveyEvent::Drafted { audience, project, questions, targets } = &event.what {
            let plain = SurveyPlain {
                state: SurveyState::Draft,
                since: entry.valid_at,
                audience: *audience,
                project: *project,
                version: 1,
                questions: questions.clone(),
                targets: targets.clone(),
                waves: Vec::new(),
            };
            let personal = said(words);
            return Some(Survey { id: SurveyId::from_id(entry.id), plain, personal });
        }
        let mut survey = before?;
        match &event.what {
            SurveyEvent::Drafted { .. } => {}
            SurveyEvent::Revised { questions, targets } => {
                survey.plain.version = survey.plain.version.saturating_add(1);
                survey.plain.questions.clone_from(questions);
                survey.plain.targets.clone_from(targets);
                survey.personal = said(words);
            }
            SurveyEvent::Opened => survey.begin_wave(entry.valid_at),
            SurveyEvent::Counted(tally) => {
                if let Some(wave) = survey.plain.waves.last_mut() {
                    wave.tally.merge(tally);
                }
            }
            SurveyEvent::Closed => {
                survey.turn(SurveyState::Closed, entry.valid_at);
                if let Some(wave) = survey.plain.waves.last_mut() {
                    wave.closed_at = Some(entry.valid_at);
                }
            }
            SurveyEvent::Erased => {
                survey.turn(SurveyState::Erased, entry.valid_at);
                survey.personal = Held::Erased;
            }
        }
        Some(survey)
    }
}

impl Survey {
    fn turn(&mut self, state: SurveyState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn begin_wave(&mut self, at: Timestamp) {
        self.turn(SurveyState::Open, at);
        let number = self.plain.waves.last().map_or(1, |wave| wave.number.saturating_add(1));
        let version = self.plain.version;
        let (tally, targets) = (Tally::default(), self.plain.targets.clone());
        self.plain.waves.push(Wave {
            number,
            version,
            opened_at: at,
            closed_at: None,
            tally,
            targets,
        });
    }
}

/// The words, as far as all of them are known.
fn said(words: Held<&Vec<SurveyWord>>) -> Held<SurveyPersonal> {
    let Held::Known(words) = words else { return Held::Erased };
    let title = words.iter().find_map(|word| match word {
        SurveyWord::Title(title) => Some(title.clone()),
        SurveyWord::Question(_) => None,
    });
    let texts = words.iter().filter_map(|word| match word {
        SurveyWord::Title(_) => None,
        SurveyWord::Question(text) => Some(text.clone()),
    });
    title
        .map_or(Held::Erased, |title| Held::Known(SurveyPersonal { title, texts: texts.collect() }))
}
