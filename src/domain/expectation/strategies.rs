//! Arbitrary scales, levels, expectations and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Agree, Category, Cause, Clarify, Constraint, ConstraintKind, Cycle, Decline, Direction, Ends,
    Every, Increment, Kano, Level, NewExpectation, Perceive, Perceived, Rating, Remedy,
    RemedyWords, Repeats, Revise, Scale, Weight,
};
use crate::domain::interaction::{Channel, Sentiment};
use crate::domain::text::strategies::{line, note};
use crate::domain::{
    Acknowledgement, ChangeRequestId, ContactId, Evidence, Line, Note, Quantity, StaffId,
    TextDigest, Timestamp, Unit, Zone,
};

/// A number of seconds with up to two decimals, from −5 to 35.
fn seconds() -> impl Strategy<Value = Quantity> {
    (-500_i64..=3_500, 0_u8..=2).prop_filter_map("seconds", |(hundredths, decimals)| {
        let units = match decimals {
            0 => hundredths / 100,
            1 => hundredths / 10,
            _ => hundredths,
        };
        Quantity::new(units, decimals, Unit::new("s").ok()?).ok()
    })
}

/// A level: mostly seconds, now and then yes or no.
pub fn level() -> impl Strategy<Value = Level> {
    prop_oneof![8 => seconds().prop_map(Level::Measured), 1 => Just(Level::Yes), 1 => Just(Level::No)]
}

/// A scale in any direction, mostly of seconds from 0 to 30.
pub fn scale() -> impl Strategy<Value = Scale> {
    let plain = prop::sample::select(vec![
        Scale::higher("0 s", "30 s"),
        Scale::lower("30 s", "0 s"),
        Scale::target("0 s", "10 s", "30 s"),
        Scale::yes_no(),
    ]);
    prop_oneof![
        3 => plain.prop_filter_map("a scale", Result::ok),
        1 => any_scale(),
    ]
}

/// A scale in any direction, with ends anywhere, in one of a few units.
pub fn any_scale() -> impl Strategy<Value = Scale> {
    let unit = prop::sample::select(vec!["s", "%", "人天"]);
    let ends = [extreme(), extreme(), extreme()];
    (ends, 0_u8..=18, unit, prop::sample::select(Direction::ALL)).prop_filter_map(
        "ends in order",
        |(mut ends, decimals, unit, direction)| {
            ends.sort_unstable();
            let unit = Unit::new(unit).ok()?;
            let [low, middle, high] =
                ends.map(|units| Quantity::new(units, decimals, unit.clone()).ok());
            let (low, middle, high) = (low?, middle?, high?);
            Scale::of(match direction {
                Direction::Higher => Ends::Higher { worst: low, best: high },
                Direction::Lower => Ends::Lower { worst: high, best: low },
                Direction::Target => {
                    Ends::Target { worst_below: low, target: middle, worst_above: high }
                }
                Direction::YesNo => Ends::YesNo,
            })
            .ok()
        },
    )
}

/// Any integer, small ones and the ends of the range often.
fn extreme() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -100_i64..=100,
        2 => -1_000_000_i64..=1_000_000,
        1 => any::<i64>(),
        1 => prop::sample::select(vec![i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX]),
    ]
}

/// A level in the unit of a scale, on it or off it.
pub fn level_near(scale: &Scale) -> BoxedStrategy<Level> {
    let bounds = match scale.ends() {
        Ends::Higher { worst, best } | Ends::Lower { worst: best, best: worst } => (worst, best),
        Ends::Target { worst_below, worst_above, .. } => (worst_below, worst_above),
        Ends::YesNo => return prop_oneof![Just(Level::Yes), Just(Level::No)].boxed(),
    };
    let (low, high) = (bounds.0.units(), bounds.1.units());
    let (decimals, unit) = (bounds.0.decimals(), bounds.0.unit().clone());
    let span = (high.saturating_sub(low) / 4).max(1);
    let near = low.saturating_sub(span)..=high.saturating_add(span);
    let units = prop_oneof![6 => near, 1 => Just(low), 1 => Just(high), 1 => extreme()];
    units
        .prop_filter_map("a level", move |units| {
            Some(Level::Measured(Quantity::new(units, decimals, unit.clone()).ok()?))
        })
        .boxed()
}

/// Something that somebody expects.
pub fn new_expectation() -> impl Strategy<Value = NewExpectation> {
    let category = prop::sample::select(Category::ALL);
    let kano = prop::sample::select(Kano::ALL);
    (note(), category, kano, 1_u8..=5).prop_filter_map("words", |(text, category, kano, weight)| {
        let new = NewExpectation::stated(text.as_str(), category).ok()?;
        Some(new.kano(kano).weight(Weight::new(weight).ok()?))
    })
}

/// How it is measured; the levels mostly lie on the scale.
pub fn clarify() -> impl Strategy<Value = Clarify> {
    let some = || prop::option::of(level());
    let once = prop_oneof![3 => Just(Repeats::Once), 1 => repeats()];
    (line(), scale(), once, [some(), some(), some(), some()]).prop_filter_map(
        "a metric",
        |(metric, scale, repeats, [first, desired, adequate, forecast])| {
            let on = |level: Option<Level>| level.filter(|l| scale.encloses(l).unwrap_or(false));
            let levels = [first, desired, adequate, forecast].map(on);
            let [first, desired, adequate, forecast] = levels;
            let mut clarify = Clarify::of(metric.as_str(), scale).ok()?.repeats(repeats);
            (clarify.first, clarify.desired) = (first, desired);
            (clarify.adequate, clarify.forecast) = (adequate, forecast);
            Some(clarify)
        },
    )
}

/// How often something is promised.
pub fn repeats() -> impl Strategy<Value = Repeats> {
    let cycle = (1_u16..=3, prop::sample::select(Every::ALL))
        .prop_filter_map("a cycle", |(count, every)| {
            Some(Repeats::Every(Cycle::new(count, every, Zone::UTC).ok()?))
        });
    let hours = (1_u32..=40).prop_filter_map("hours", |hours| Repeats::within_hours(hours).ok());
    prop_oneof![Just(Repeats::Once), cycle, hours]
}

/// Something that can be said of an expectation; times are days counted from a beginning.
#[derive(Debug, Clone)]
pub enum Command {
    /// Clarify.
    Clarify(Box<Clarify>),
    /// Explain a constraint.
    Explain(Constraint),
    /// Propose a level.
    Propose(Level),
    /// Say what is likely.
    Forecast(Level),
    /// Agree on a level, due in so many days, saying why against the forecast.
    Agree(Level, Option<i64>, Option<Line>),
    /// Decline.
    Decline(Decline),
    /// Something happened.
    Occur,
    /// Deliver a part.
    Deliver(Increment),
    /// Revise, where it is due in so many days.
    Revise(Box<Revise>, Option<i64>),
    /// Acknowledge the last revision.
    Acknowledge,
    /// Confirm.
    Confirm,
    /// Evaluate.
    Evaluate(Level),
    /// Say how it came across.
    Perceive(Perceived),
    /// Contradict.
    Dispute(Line),
    /// Write down what is done about it.
    Remedy(Note),
    /// Give it to somebody else.
    HandOver,
    /// Withdraw.
    Withdraw(Note),
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let days = || prop::option::of(0_i64..40);
    let wider = prop::option::weighted(0.3, scale());
    let revise =
        (level(), wider, any::<bool>(), any::<bool>()).prop_map(|(level, wider, change, said)| {
            let acknowledgement = said.then(|| acknowledged(Timestamp::MIN));
            Revise { wider, acknowledgement, ..revise(level, None, change) }
        });
    let reason = || prop::option::of(line());
    prop_oneof![
        4 => clarify().prop_map(|input| Command::Clarify(Box::new(input))),
        2 => constraint().prop_map(Command::Explain),
        1 => level().prop_map(Command::Propose),
        2 => level().prop_map(Command::Forecast),
        6 => (level(), days(), reason()).prop_map(|(level, due, why)| Command::Agree(level, due, why)),
        1 => (note(), prop::option::of(level()), note()).prop_map(|(reason, counter_offer, offer)| {
            Command::Decline(Decline { reason, counter_offer, offer })
        }),
        2 => Just(Command::Occur),
        2 => increment().prop_map(Command::Deliver),
        3 => (revise, days()).prop_map(|(input, due)| Command::Revise(Box::new(input), due)),
        2 => Just(Command::Acknowledge),
        1 => Just(Command::Confirm),
        5 => level().prop_map(Command::Evaluate),
        3 => perceived().prop_map(Command::Perceive),
        2 => line().prop_map(Command::Dispute),
        2 => note().prop_map(Command::Remedy),
        1 => Just(Command::HandOver),
        1 => note().prop_map(Command::Withdraw),
        1 => Just(Command::Erase),
    ]
}

fn constraint() -> impl Strategy<Value = Constraint> {
    let kind = prop::sample::select(ConstraintKind::ALL);
    (kind, note(), prop::option::of(note())).prop_map(|(kind, text, trade_off)| Constraint {
        kind,
        text,
        trade_off,
        to: contact(),
        channel: Channel::Phone,
    })
}

fn increment() -> impl Strategy<Value = Increment> {
    let reaction =
        prop::option::of((-2_i8..=2).prop_filter_map("felt", |n| Sentiment::new(n).ok()));
    (line(), prop::option::of(level()), reaction).prop_map(|(result, level, reaction)| Increment {
        result,
        level,
        reaction,
    })
}

/// How something came across.
pub fn perceived() -> impl Strategy<Value = Perceived> {
    prop_oneof![level().prop_map(Perceived::Measured), rating().prop_map(Perceived::Rated)]
}

/// An answer from 1 to 10.
pub fn rating() -> impl Strategy<Value = Rating> {
    (1_u8..=10).prop_filter_map("an answer", |value| Rating::of(value, "最慢", "最快").ok())
}

/// The contact of whom the commands speak.
#[must_use]
pub fn contact() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(2))
}

/// That the contact acknowledged something at an instant.
#[must_use]
pub fn acknowledged(at: Timestamp) -> Acknowledgement {
    Acknowledgement { by: contact(), at, channel: Channel::Email, digest: TextDigest::of("x") }
}

/// An agreement on a level.
#[must_use]
pub fn agree(level: Level, due: Option<Timestamp>, owner: StaffId, at: Timestamp) -> Agree {
    Agree {
        level,
        due,
        evidence: evidence(),
        acknowledgement: acknowledged(at),
        owner,
        override_overpromise: None,
    }
}

/// A revision to a level, by a change request or for another cause.
#[must_use]
pub fn revise(level: Level, due: Option<Timestamp>, change: bool) -> Revise {
    Revise {
        level,
        due,
        wider: None,
        cause: cause(change),
        evidence: evidence(),
        acknowledgement: None,
    }
}

/// A change request, or another cause.
#[must_use]
pub fn cause(change: bool) -> Cause {
    if change {
        Cause::Change(ChangeRequestId::from_uuid(Uuid::from_u128(7)))
    } else {
        Cause::Other(plan())
    }
}

fn plan() -> Evidence {
    Evidence::of("plan_revision", "7").expect("a key and a line")
}

/// One piece of evidence.
#[must_use]
pub fn evidence() -> Vec<Evidence> {
    Evidence::of("contract", "HX-2026-07").into_iter().collect()
}

/// How what came across is said.
#[must_use]
pub fn perceive(level: Perceived) -> Perceive {
    Perceive { by: contact(), level, number: None }
}

/// What is done about a promise that was not kept.
#[must_use]
pub fn remedy(words: Note) -> Remedy {
    let words = RemedyWords { cause: words.clone(), action: words.clone(), lesson: words };
    Remedy { words, number: None }
}
