//! What an expectation is after an event.

use super::evaluation::Dispute;
use super::event::{ExpectationEvent, ExpectationWord};
use super::promise::{Agreement, Levels};
use super::record::{Expectation, ExpectationPersonal, ExpectationPlain, ExpectationState as To};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{
    Acknowledgement, ClientId, ContactId, ExpectationId, Held, RecordId, Timestamp,
};

impl State for Expectation {
    type What = ExpectationEvent;
    type Words = Vec<ExpectationWord>;

    fn event_name(what: &ExpectationEvent) -> &'static str {
        match what {
            ExpectationEvent::Captured { .. } => "captured",
            ExpectationEvent::Clarified { .. } => "clarified",
            ExpectationEvent::Explained(_) => "explained",
            ExpectationEvent::Proposed(_) => "proposed",
            ExpectationEvent::Agreed(_) => "agreed",
            ExpectationEvent::Declined { .. } => "declined",
            ExpectationEvent::Forecast(_) => "forecast",
            ExpectationEvent::Occurred(_) => "occurred",
            ExpectationEvent::Delivered(_) => "delivered",
            ExpectationEvent::Revised(_) => "revised",
            ExpectationEvent::Acknowledged(_) => "acknowledged",
            ExpectationEvent::Confirmed(_) => "confirmed",
            ExpectationEvent::Evaluated(_) => "evaluated",
            ExpectationEvent::Perceived { .. } => "perceived",
            ExpectationEvent::Disputed { .. } => "disputed",
            ExpectationEvent::Remedied { .. } => "remedied",
            ExpectationEvent::HandedOver { .. } => "handed_over",
            ExpectationEvent::Withdrawn => "withdrawn",
            ExpectationEvent::Superseded { .. } => "superseded",
            ExpectationEvent::TookOver { .. } => "took_over",
            ExpectationEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        let mut now = if matches!(event.what, ExpectationEvent::Captured { .. }) {
            Expectation::captured(event, entry)
        } else {
            let mut now = before?;
            now.say(words);
            now
        };
        now.plain.last = entry.valid_at;
        now.happen(&event.what, entry.valid_at);
        Some(now)
    }
}

impl Expectation {
    fn captured(event: &Event<Self>, entry: &Header) -> Self {
        let at = entry.valid_at;
        let mut plain = ExpectationPlain {
            state: To::Captured,
            since: at,
            last: at,
            captured_at: at,
            category: super::words::Category::Scope,
            kano: super::words::Kano::default(),
            weight: super::words::Weight::LEAST,
            project: None,
            source: None,
            stated_by: None,
            owner: None,
            clarified_at: None,
            measure: None,
            levels: Levels::default(),
            milestone: None,
            explained: Vec::new(),
            agreement: None,
            revisions: Vec::new(),
            confirmations: Vec::new(),
            asked: Vec::new(),
            delivered: Vec::new(),
            evaluations: Vec::new(),
            disputes: Vec::new(),
            superseded_by: None,
            took_over: Vec::new(),
        };
        if let ExpectationEvent::Captured {
            project,
            source,
            stated_by,
            category,
            kano,
            weight,
            owner,
        } = &event.what
        {
            (plain.project, plain.source, plain.stated_by) = (*project, *source, *stated_by);
            (plain.category, plain.kano, plain.weight) = (*category, *kano, *weight);
            plain.owner = *owner;
        }
        let personal = ExpectationPersonal::new(event.words.as_ref());
        let (id, client) = (ExpectationId::from_id(entry.id), ClientId::from_id(entry.stream.id()));
        Expectation { id, client, plain, personal }
    }

    /// What one event makes of it.
    #[expect(clippy::too_many_lines, reason = "one arm for each event")]
    fn happen(&mut self, what: &ExpectationEvent, at: Timestamp) {
        let plain = &mut self.plain;
        match what {
            // The first event makes the record.
            ExpectationEvent::Captured { .. } => {}
            ExpectationEvent::Clarified {
                measure,
                first,
                desired,
                adequate,
                forecast,
                milestone,
            } => {
                plain.measure = Some(measure.clone());
                plain.clarified_at = plain.clarified_at.or(Some(at));
                let levels = &mut plain.levels;
                levels.first = levels.first.take().or_else(|| first.clone());
                (levels.desired, levels.adequate) = (desired.clone(), adequate.clone());
                (levels.forecast, levels.proposed) = (forecast.clone(), None);
                plain.milestone.clone_from(milestone);
                self.turn(To::Clarified, at);
            }
            ExpectationEvent::Explained(explained) => {
                plain.explained.push(*explained);
                self.turn(To::Negotiating, at);
            }
            ExpectationEvent::Proposed(level) => {
                plain.levels.proposed = Some(level.clone());
                self.turn(To::Negotiating, at);
            }
            ExpectationEvent::Agreed(agreement) => self.agreed(agreement, at),
            ExpectationEvent::Declined { .. } => self.turn(To::Declined, at),
            ExpectationEvent::Forecast(level) => plain.levels.forecast = Some(level.clone()),
            ExpectationEvent::Occurred(occasion) => {
                plain.asked.push(*occasion);
                plain.asked.sort_unstable();
            }
            ExpectationEvent::Delivered(delivered) => {
                plain.delivered.push(delivered.clone());
                self.turn(To::Fulfilling, at);
            }
            ExpectationEvent::Revised(revision) => {
                let said = revision.acknowledgement;
                plain.revisions.push(revision.clone());
                if said.is_some() {
                    self.take_effect();
                }
            }
            ExpectationEvent::Acknowledged(said) => self.acknowledged(said),
            ExpectationEvent::Confirmed(confirmation) => {
                plain.confirmations.push(confirmation.clone());
            }
            ExpectationEvent::Evaluated(evaluation) => {
                if evaluation.asked.is_some() && !plain.asked.is_empty() {
                    plain.asked.remove(0);
                }
                plain.evaluations.push(evaluation.clone());
                let to = if self.repeats_at_all() { To::Agreed } else { To::Evaluated };
                self.turn(to, at);
            }
            ExpectationEvent::Perceived { number, perception } => {
                if let Some(evaluation) = self.evaluation_mut(*number) {
                    evaluation.perception = Some(perception.clone());
                }
            }
            ExpectationEvent::Disputed { by } => self.disputed(*by, at),
            ExpectationEvent::Remedied { number } => {
                if let Some(evaluation) = self.evaluation_mut(*number) {
                    evaluation.remedied = Some(at);
                }
            }
            ExpectationEvent::HandedOver { to } => plain.owner = Some(*to),
            ExpectationEvent::Withdrawn => self.turn(To::Withdrawn, at),
            ExpectationEvent::Superseded { by } => {
                plain.superseded_by = Some(*by);
                self.turn(To::Superseded, at);
            }
            ExpectationEvent::TookOver { from, first } => {
                plain.took_over.push(*from);
                if first.is_some() {
                    plain.levels.first.clone_from(first);
                }
            }
            ExpectationEvent::Erased => {
                self.turn(To::Erased, at);
                self.personal = Held::Erased;
            }
        }
    }

    fn turn(&mut self, state: To, at: Timestamp) {
        if self.plain.state != state {
            self.plain.state = state;
            self.plain.since = at;
        }
    }

    fn agreed(&mut self, agreement: &Agreement, at: Timestamp) {
        self.plain.levels.agreed = Some(agreement.level.clone());
        self.plain.owner = Some(agreement.owner);
        self.plain.agreement = Some(agreement.clone());
        self.turn(To::Agreed, at);
    }

    fn acknowledged(&mut self, said: &Acknowledgement) {
        if let Some(revision) = self.plain.revisions.last_mut() {
            revision.acknowledgement = Some(*said);
        }
        self.take_effect();
    }

    /// The last revision holds from now on.
    fn take_effect(&mut self) {
        let Some(revision) = self.plain.revisions.last() else { return };
        self.plain.levels.agreed = Some(revision.level.clone());
        if let (Some(measure), Some(wider)) = (&mut self.plain.measure, &revision.wider) {
            measure.scale = wider.clone();
        }
    }

    /// The last evaluation no longer stands: its period is open again, and due when it was.
    fn disputed(&mut self, by: ContactId, at: Timestamp) {
        if let Some(evaluation) = self.plain.evaluations.pop() {
            if let (Some(asked), Some(due)) = (evaluation.asked, evaluation.due) {
                self.plain.asked.push(super::repeats::Occasion { due, at: asked });
                self.plain.asked.sort_unstable();
            }
            self.plain.disputes.push(Dispute { by, at, evaluation });
        }
        self.turn(To::Fulfilling, at);
    }

    fn evaluation_mut(&mut self, number: u32) -> Option<&mut super::evaluation::Evaluation> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.plain.evaluations.get_mut(place)
    }

    fn say(&mut self, words: Held<&Vec<ExpectationWord>>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => personal.say(words),
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

impl ExpectationPersonal {
    /// Words without a statement are words that nobody can read any more.
    fn new(words: Held<&Vec<ExpectationWord>>) -> Held<Self> {
        let Held::Known(words) = words else { return Held::Erased };
        let statement = words.iter().find_map(|word| {
            if let ExpectationWord::Statement(text) = word { Some(text.clone()) } else { None }
        });
        let Some(statement) = statement else { return Held::Erased };
        Held::Known(ExpectationPersonal {
            statement,
            metric: None,
            explanations: Vec::new(),
            against_forecast: None,
            delivered: Vec::new(),
            disputed: Vec::new(),
            remedies: Vec::new(),
            ended: None,
            counter_offer: None,
        })
    }

    fn say(&mut self, words: &[ExpectationWord]) {
        for word in words {
            match word.clone() {
                ExpectationWord::Statement(text) => self.statement = text,
                ExpectationWord::Metric(metric) => self.metric = Some(metric),
                ExpectationWord::Explanation(words) => self.explanations.push(words),
                ExpectationWord::AgainstForecast(why) => self.against_forecast = Some(why),
                ExpectationWord::Delivered(result) => self.delivered.push(result),
                ExpectationWord::Disputed(why) => self.disputed.push(why),
                ExpectationWord::Remedy(words) => self.remedies.push(words),
                ExpectationWord::Ended(why) => self.ended = Some(why),
                ExpectationWord::CounterOffer(offer) => self.counter_offer = Some(offer),
            }
        }
    }
}
