//! Arbitrary clients, edits and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Churn, ClientEdit, ClientKind, CustomField, CustomShape, CustomValue, Decimal, Emphasis, Need,
    NewClient, Obligation, Schema, Segment, ServiceMode, Solution, Source,
};
use crate::domain::cadence::CadencePlan;
use crate::domain::cadence::strategies::plan;
use crate::domain::text::strategies::{line, name, note, reference, tag};
use crate::domain::time::strategies::date;
use crate::domain::{CustomKey, InteractionId, Invalid, Line, Tag};

/// A client to register, without an owner.
pub fn new_client() -> impl Strategy<Value = NewClient> {
    let kind = prop::sample::select(ClientKind::ALL);
    (kind, name(), client_edit())
        .prop_map(|(kind, name, more)| NewClient::of(kind, name).with(more))
}

/// Changes to any of the fields, sometimes to none; the fields of the firm's own are those of
/// [`schema`].
pub fn client_edit() -> impl Strategy<Value = ClientEdit> {
    (told(), prop::collection::vec(prop_oneof![plain(), text(), list(), own()], 0..5)).prop_map(
        |(told, changes)| changes.into_iter().fold(ClientEdit::new(), ClientEdit::and).and(told),
    )
}

fn told() -> impl Strategy<Value = ClientEdit> {
    let interaction = any::<u128>().prop_map(|n| InteractionId::from_uuid(Uuid::from_u128(n)));
    prop_oneof![
        prop::sample::select(Source::ALL).prop_map(|source| ClientEdit::new().heard(source)),
        interaction.prop_map(|id| ClientEdit::new().heard_in(id)),
    ]
}

fn plain() -> impl Strategy<Value = ClientEdit> {
    let new = ClientEdit::new;
    prop_oneof![
        prop::sample::select(ClientKind::ALL).prop_map(move |kind| new().kind(kind)),
        prop::sample::select(Segment::ALL).prop_map(move |segment| new().segment(segment)),
        prop::sample::select(ServiceMode::ALL).prop_map(move |mode| new().service_mode(mode)),
        Just(new().without_service_mode()),
        Just(new().without_owner()),
    ]
}

fn text() -> impl Strategy<Value = ClientEdit> {
    let new = ClientEdit::new;
    prop_oneof![
        name().prop_map(move |name| new().name(name)),
        note().prop_map(move |text| new().background(text)),
        Just(new().without_background()),
        note().prop_map(move |text| new().business(text)),
        Just(new().without_business()),
        note().prop_map(move |text| new().special_needs(text)),
        Just(new().without_special_needs()),
    ]
}

fn list() -> impl Strategy<Value = ClientEdit> {
    let new = ClientEdit::new;
    prop_oneof![
        (tag(), line()).prop_map(move |(topic, likes)| new().preference(topic, likes)),
        tag().prop_map(move |topic| new().without_preference(topic)),
        need().prop_map(move |need| new().need(need)),
        note().prop_map(move |text| new().solution(Solution { text, answers: Vec::new() })),
        reference().prop_map(move |reference| new().reference(reference)),
        reference().prop_map(move |reference| new().without_reference(reference)),
        tag().prop_map(move |tag| new().tag(tag)),
        tag().prop_map(move |tag| new().without_tag(tag)),
    ]
}

fn own() -> impl Strategy<Value = ClientEdit> {
    custom().prop_map(|(key, value)| match value {
        Some(value) => ClientEdit::new().custom(key, value),
        None => ClientEdit::new().without_custom(key),
    })
}

/// A need or a pain point.
pub fn need() -> impl Strategy<Value = Need> {
    let emphasis = prop::collection::vec(prop::sample::select(Emphasis::ALL), 0..3);
    (any::<bool>(), line(), emphasis).prop_filter_map("a line", |(pain, text, emphasis)| {
        let text = text.as_str();
        let need = if pain { Need::pain(text) } else { Need::wanted(text) };
        Some(emphasis.into_iter().fold(need.ok()?, Need::stressing))
    })
}

/// Five fields of a firm's own, one of each shape.
///
/// # Errors
/// None: the fields are right.
pub fn schema() -> Result<Schema, Invalid> {
    let tags = || ["A", "B", "C"].map(Tag::new).into_iter().collect::<Result<Vec<_>, _>>();
    let fields = [
        ("remark", CustomShape::Text),
        ("revenue", CustomShape::Number { decimals: 2 }),
        ("founded", CustomShape::Date),
        ("size", CustomShape::Choice(tags()?)),
        ("channels", CustomShape::Choices(tags()?)),
    ];
    let fields = fields.into_iter().map(|(key, shape)| CustomField::new(key, key, shape));
    Schema::of(3, fields.collect::<Result<Vec<_>, _>>()?)
}

/// A key of [`schema`] and a value that suits it, or none.
pub fn custom() -> impl Strategy<Value = (CustomKey, Option<CustomValue>)> {
    let choice = || {
        prop::sample::select(vec!["A", "b", "C"]).prop_filter_map("a tag", |one| Tag::new(one).ok())
    };
    let decimal = (-1_000_000_i64..1_000_000, 0_u8..=2)
        .prop_filter_map("a number", |(units, places)| Decimal::new(units, places).ok());
    let value = prop_oneof![
        note().prop_map(|text| ("remark", CustomValue::Text(text))),
        decimal.prop_map(|number| ("revenue", CustomValue::Number(number))),
        date().prop_map(|date| ("founded", CustomValue::Date(date))),
        choice().prop_map(|one| ("size", CustomValue::Choice(one))),
        prop::collection::vec(choice(), 0..4)
            .prop_map(|some| ("channels", CustomValue::Choices(some))),
    ];
    (value, any::<bool>()).prop_filter_map("a key", |((key, value), filled)| {
        Some((CustomKey::new(key).ok()?, filled.then_some(value)))
    })
}

/// Something that can be said of a client or its relationship.
#[derive(Debug, Clone)]
pub enum Command {
    /// Register.
    Register(NewClient),
    /// Edit.
    Edit(ClientEdit),
    /// Hand over.
    HandOver,
    /// Archive, unless something is open.
    Archive(Line, Vec<Obligation>),
    /// Restore.
    Restore,
    /// Erase, unless something is open.
    Erase(Vec<Obligation>),
    /// Move the relationship by the verb of this name, with the reason that it may need.
    Move(&'static str, Churn, Option<Line>),
    /// Tick an item of the exit checklist, or take the tick back.
    Tick(CustomKey, bool),
    /// Give it a cadence of its own.
    SetPlan(CadencePlan),
    /// Give it the cadence of its class again.
    ClearPlan,
    /// Pause for so many days.
    Pause(i64, Line),
    /// End the pause.
    Resume,
    /// Take up that nobody was in touch, as things will stand after so many days.
    Escalate(i64),
}

/// The verbs that move the relationship.
pub const MOVES: [&str; 8] =
    ["begin", "deliver", "hand_over", "rest", "churn", "win_back", "lose", "reopen"];

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let open = || prop_oneof![3 => Just(Vec::new()), 1 => Just(vec![Obligation::new("change", 7)])];
    let item = prop::sample::select(vec!["contract_signed", "kick_off_held", "nothing"])
        .prop_filter_map("a key", |key| CustomKey::new(key).ok());
    prop_oneof![
        1 => new_client().prop_map(Command::Register),
        6 => client_edit().prop_map(Command::Edit),
        1 => Just(Command::HandOver),
        2 => (line(), open()).prop_map(|(reason, open)| Command::Archive(reason, open)),
        2 => Just(Command::Restore),
        1 => open().prop_map(Command::Erase),
        12 => (prop::sample::select(MOVES.to_vec()), churn(), prop::option::of(line()))
            .prop_map(|(verb, churn, reason)| Command::Move(verb, churn, reason)),
        4 => (item, any::<bool>()).prop_map(|(item, done)| Command::Tick(item, done)),
        2 => plan().prop_map(Command::SetPlan),
        1 => Just(Command::ClearPlan),
        2 => (-1_i64..20, line()).prop_map(|(days, reason)| Command::Pause(days, reason)),
        2 => Just(Command::Resume),
        3 => (0_i64..200).prop_map(Command::Escalate),
    ]
}

fn churn() -> impl Strategy<Value = Churn> {
    (line(), 0..3).prop_map(|(reason, avoidable)| match avoidable {
        0 => Churn::because(reason),
        1 => Churn::because(reason).avoidable(),
        _ => Churn::because(reason).unavoidable(),
    })
}
