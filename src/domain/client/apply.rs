//! What a client is after an event.

use std::collections::BTreeMap;

use super::custom_value::CustomEntry;
use super::event::{ClientChange, ClientEvent, ClientWord};
use super::provenance::{Provenance, Sourced};
use super::record::{Client, ClientPersonal, ClientPlain, ClientState};
use super::stage::{Stage, StageVerb, Standing};
use super::words::{ClientKind, Numbered, Segment};
use crate::domain::cadence::{CadencePlan, Pause};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, CustomKey, Held, Line, Name, RecordId, Reference, Tag, Timestamp};

impl State for Client {
    type What = ClientEvent;
    type Words = Vec<ClientWord>;

    fn event_name(what: &ClientEvent) -> &'static str {
        match what {
            ClientEvent::Registered { .. } => "registered",
            ClientEvent::Edited { .. } => "edited",
            ClientEvent::HandedOver { .. } => "handed_over",
            ClientEvent::Archived => "archived",
            ClientEvent::Restored => "restored",
            ClientEvent::Erased => "erased",
            ClientEvent::Moved { .. } => "moved",
            ClientEvent::Ticked { .. } => "ticked",
            ClientEvent::PlanSet { .. } => "plan_set",
            ClientEvent::PlanCleared => "plan_cleared",
            ClientEvent::Paused { .. } => "paused",
            ClientEvent::Resumed => "resumed",
            ClientEvent::Escalated { .. } => "escalated",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let words = event.words.as_ref();
        if let ClientEvent::Registered { kind, changes, .. } = &event.what {
            let mut client = Client::blank(ClientId::from_id(entry.id), *kind, entry.valid_at);
            client.change(changes);
            client.personal = ClientPersonal::new(words, event.what.provenance(entry));
            return Some(client);
        }
        let mut client = before?;
        client.say(words, event.what.provenance(entry));
        match &event.what {
            ClientEvent::Registered { .. } => {}
            ClientEvent::Edited { changes, .. } => client.change(changes),
            ClientEvent::HandedOver { to } => client.plain.owner = Some(*to),
            ClientEvent::Archived => {
                client.turn(ClientState::Archived, entry.valid_at);
                client.because(words, |personal| &mut personal.archived_because);
            }
            ClientEvent::Restored => {
                client.turn(ClientState::Active, entry.valid_at);
                client.because(words, |personal| &mut personal.archived_because);
            }
            ClientEvent::Erased => {
                client.turn(ClientState::Erased, entry.valid_at);
                client.personal = Held::Erased;
            }
            ClientEvent::Moved { by, to, avoidable, .. } => {
                client.plain.standing.moved(*by, *to, *avoidable, entry.valid_at);
                client.because(words, |personal| &mut personal.moved_because);
            }
            ClientEvent::Ticked { item, done } => client.plain.standing.tick(item, *done),
            ClientEvent::PlanSet { plan } => client.follow(Some(plan), words),
            ClientEvent::PlanCleared => client.follow(None, words),
            ClientEvent::Paused { until } => {
                client.rest(entry.valid_at, *until);
                client.because(words, |personal| &mut personal.paused_because);
            }
            ClientEvent::Resumed => {
                client.wake(entry.valid_at);
                client.because(words, |personal| &mut personal.paused_because);
            }
            ClientEvent::Escalated { last, step, .. } => {
                client.plain.escalated = Some((*last, *step));
            }
        }
        Some(client)
    }
}

impl ClientEvent {
    fn provenance(&self, entry: &Header) -> Provenance {
        let told = match self {
            ClientEvent::Registered { told, .. } | ClientEvent::Edited { told, .. } => *told,
            ClientEvent::HandedOver { .. }
            | ClientEvent::Archived
            | ClientEvent::Restored
            | ClientEvent::Erased
            | ClientEvent::Moved { .. }
            | ClientEvent::Ticked { .. }
            | ClientEvent::PlanSet { .. }
            | ClientEvent::PlanCleared
            | ClientEvent::Paused { .. }
            | ClientEvent::Resumed
            | ClientEvent::Escalated { .. } => Default::default(),
        };
        Provenance::of(told, entry)
    }
}

impl Client {
    fn blank(id: ClientId, kind: ClientKind, since: Timestamp) -> Self {
        let plain = ClientPlain {
            state: ClientState::Active,
            since,
            kind,
            segment: Segment::default(),
            owner: None,
            service_mode: None,
            standing: Standing::new(since),
            begun: since,
            cadence: None,
            pause: None,
            escalated: None,
        };
        Client { id, plain, personal: Held::Erased }
    }

    fn turn(&mut self, state: ClientState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn change(&mut self, changes: &[ClientChange]) {
        for change in changes {
            match change {
                ClientChange::Kind(kind) => self.plain.kind = *kind,
                ClientChange::Segment(segment) => self.plain.segment = *segment,
                ClientChange::Owner(owner) => self.plain.owner = *owner,
                ClientChange::ServiceMode(mode) => self.plain.service_mode = *mode,
            }
        }
    }

    fn say(&mut self, words: Held<&Vec<ClientWord>>, from: Provenance) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => personal.say(words, from),
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }

    fn follow(&mut self, plan: Option<&CadencePlan>, words: Held<&Vec<ClientWord>>) {
        self.plain.cadence = plan.cloned();
        if let (Held::Known(personal), Held::Known(words)) = (&mut self.personal, words) {
            personal.cadence_goal = words.iter().find_map(ClientWord::as_goal).cloned();
        }
    }

    /// A pause that still runs goes on; one that is over makes room.
    fn rest(&mut self, at: Timestamp, until: Timestamp) {
        let runs = self.plain.pause.filter(|pause| pause.from <= at && at < pause.until);
        let from = runs.map_or(at, |pause| pause.from);
        self.plain.pause = Some(Pause { from, until: until.max(from) });
    }

    fn wake(&mut self, at: Timestamp) {
        if let Some(pause) = &mut self.plain.pause {
            pause.until = at.max(pause.from).min(pause.until);
        }
    }

    /// Keeps the reason that the words give, or that they give none.
    fn because(
        &mut self,
        words: Held<&Vec<ClientWord>>,
        place: impl FnOnce(&mut ClientPersonal) -> &mut Option<Line>,
    ) {
        if let (Held::Known(personal), Held::Known(words)) = (&mut self.personal, words) {
            *place(personal) = words.iter().find_map(ClientWord::as_reason).cloned();
        }
    }
}

impl Standing {
    fn moved(&mut self, by: StageVerb, to: Stage, avoidable: Option<bool>, at: Timestamp) {
        if by == StageVerb::Deliver && self.stage != Stage::Onboarding {
            self.repeats = self.repeats.saturating_add(1);
        }
        if by == StageVerb::Churn {
            self.churned = Some((at, avoidable));
        }
        self.go(to, at);
    }

    fn tick(&mut self, item: &CustomKey, done: bool) {
        self.ticked.retain(|other| other != item);
        if done {
            self.ticked.push(item.clone());
        }
    }
}

impl ClientPersonal {
    /// Words without a name are words that nobody can read any more.
    fn new(words: Held<&Vec<ClientWord>>, from: Provenance) -> Held<Self> {
        let Held::Known(words) = words else { return Held::Erased };
        let Some(name) = words.iter().find_map(ClientWord::as_name) else { return Held::Erased };
        let mut personal = ClientPersonal {
            name: Sourced { value: name.clone(), from },
            background: None,
            business: None,
            special_needs: None,
            preferences: BTreeMap::new(),
            needs: Vec::new(),
            solutions: Vec::new(),
            custom: BTreeMap::new(),
            references: Vec::new(),
            tags: Vec::new(),
            numbered: 0,
            archived_because: None,
            moved_because: None,
            cadence_goal: None,
            paused_because: None,
        };
        personal.say(words, from);
        Held::Known(personal)
    }

    fn say(&mut self, words: &[ClientWord], from: Provenance) {
        for word in words {
            match word {
                ClientWord::Name(name) => self.name = Sourced { value: name.clone(), from },
                ClientWord::Background(text) => self.background = sourced(text.as_ref(), from),
                ClientWord::Business(text) => self.business = sourced(text.as_ref(), from),
                ClientWord::SpecialNeeds(text) => {
                    self.special_needs = sourced(text.as_ref(), from);
                }
                ClientWord::Preference(topic, likes) => {
                    self.prefer(topic, sourced(likes.as_ref(), from));
                }
                ClientWord::Need(need) => {
                    let what = Sourced { value: need.clone(), from };
                    let number = self.next_number();
                    self.needs.push(Numbered { number, what });
                }
                ClientWord::DropNeed(number) => self.needs.retain(|need| need.number != *number),
                ClientWord::Solution(solution) => {
                    let what = Sourced { value: solution.clone(), from };
                    let number = self.next_number();
                    self.solutions.push(Numbered { number, what });
                }
                ClientWord::DropSolution(number) => {
                    self.solutions.retain(|solution| solution.number != *number);
                }
                ClientWord::Reference(reference) => self.know_as(reference),
                ClientWord::DropReference(gone) => self.references.retain(|other| other != gone),
                ClientWord::Tag(tag) => {
                    self.untag(tag);
                    self.tags.push(tag.clone());
                }
                ClientWord::DropTag(tag) => self.untag(tag),
                ClientWord::Custom(key, entry) => self.fill(key, sourced(entry.as_ref(), from)),
                ClientWord::Reason(_) | ClientWord::Goal(_) => {}
            }
        }
    }

    fn prefer(&mut self, topic: &Tag, likes: Option<Sourced<Line>>) {
        self.preferences.retain(|other, _| other.key() != topic.key());
        if let Some(likes) = likes {
            self.preferences.insert(topic.clone(), likes);
        }
    }

    fn fill(&mut self, key: &CustomKey, entry: Option<Sourced<CustomEntry>>) {
        match entry {
            Some(entry) => self.custom.insert(key.clone(), entry),
            None => self.custom.remove(key),
        };
    }

    fn know_as(&mut self, reference: &Reference) {
        if !self.references.contains(reference) {
            self.references.push(reference.clone());
        }
    }

    fn untag(&mut self, tag: &Tag) {
        self.tags.retain(|other| other.key() != tag.key());
    }

    fn next_number(&mut self) -> u32 {
        self.numbered = self.numbered.saturating_add(1);
        self.numbered
    }
}

fn sourced<T: Clone>(value: Option<&T>, from: Provenance) -> Option<Sourced<T>> {
    value.map(|value| Sourced { value: value.clone(), from })
}

/// Finds one kind of word.
macro_rules! finds {
    ($($name:ident: $variant:ident => $type:ty;)*) => {
        impl ClientWord {$(
            pub(super) fn $name(&self) -> Option<&$type> {
                if let ClientWord::$variant(what) = self { Some(what) } else { None }
            }
        )*}
    };
}

finds! {
    as_name: Name => Name;
    as_reference: Reference => Reference;
    as_reason: Reason => Line;
    as_goal: Goal => Line;
}
