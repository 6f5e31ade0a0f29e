//! Interactions: stories, and the laws of their rules.

use proptest::prelude::*;
use uuid::Uuid;

use super::strategies::new_interaction;
use super::*;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::{ActorId, Id, Invalid, Stamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-05-03T10:00:00Z")
}

fn stamp() -> Stamp {
    Stamp { valid_at: now(), recorded_at: now(), by: ActorId::System }
}

fn hua() -> Setting {
    Setting::in_stream(Stream::client(ClientId::from_uuid(Uuid::from_u128(1))))
}

fn id(n: u128) -> InteractionId {
    InteractionId::from_uuid(Uuid::from_u128(n))
}

fn contact() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(3))
}

fn logged(new: NewInteraction) -> Result<Interaction, InteractionRefusal> {
    Interaction::log(id(1), new, &hua(), &stamp())
}

fn guard(result: Result<Interaction, InteractionRefusal>) -> InteractionGuard {
    match result.unwrap_err().failed() {
        Failed::Guard(guard) => guard.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn story_a_call_is_logged_and_found_to_have_been_on_another_day() {
    let call =
        logged(NewInteraction::call(at("2026-05-01T09:00:00Z")).with(contact()).subject("交付"))
            .unwrap();
    assert!(call.is_touch());
    assert_eq!((call.event_name(), call.supersedes()), ("logged", None));
    let right = NewInteraction::call(at("2026-05-02T09:00:00Z")).with(contact());
    let fact = call.correct(id(2), false, right, "看错了日期", &hua(), &stamp()).unwrap();
    assert_eq!((fact.event_name(), fact.supersedes()), ("corrected", Some(id(1))));
    assert_eq!(
        fact.words().map(|w| w.reason.as_ref().map(Line::as_str)),
        Held::Known(Some("看错了日期"))
    );
    let again = call.withdraw(id(3), true, "重复").unwrap_err();
    assert_eq!(
        (again.code(), again.from(), again.verb(), again.allowed().len()),
        ("state", "Superseded", "withdraw", 0)
    );
    let gone = fact.withdraw(id(4), false, "记错了客户").unwrap();
    assert_eq!((gone.event_name(), gone.is_touch()), ("withdrawn", false));
    assert_eq!(gone.withdraw(id(5), false, "x").unwrap_err().from(), "Withdrawal");
}

#[test]
fn what_was_told_of_a_talk_is_read_back() {
    let project = ProjectId::from_uuid(Uuid::from_u128(4));
    let staff = StaffId::from_uuid(Uuid::from_u128(5));
    let later = at("2026-05-04T10:00:00Z");
    let begun = at("2026-05-03T09:00:00Z");
    let new = NewInteraction::call(begun).until(now()).with(contact()).staff(staff);
    let new = new.project(project).sentiment(-1).effort_minutes(45).follow_up(later, Some(staff));
    let call = logged(new.subject("交付").promised("周五前给出方案")).unwrap();
    assert_eq!((call.at(), call.ended_at()), (begun, Some(now())));
    assert_eq!((call.contacts(), call.staff()), (&[contact()][..], &[staff][..]));
    assert_eq!((call.project(), call.effort_minutes()), (Some(project), Some(45)));
    assert_eq!((call.channel(), call.kind()), (Channel::Phone, Kind::Call));
    assert_eq!((call.is_automatic(), call.is_mass()), (false, false));
    assert!(call.touch().unwrap().is_whole());
    let mail = NewInteraction::mail_out(now()).with(contact());
    assert!(!logged(mail).unwrap().touch().unwrap().is_whole());
    assert_eq!(call.subject().map(|text| text.map(Line::as_str)), Held::Known(Some("交付")));
}

#[test]
fn what_cannot_have_happened_is_refused() {
    let call = || NewInteraction::call(now());
    let later = at("2026-05-03T10:00:01Z");
    assert_eq!(guard(logged(NewInteraction::call(later))), InteractionGuard::InFuture);
    assert_eq!(guard(logged(call().until(later))), InteractionGuard::InFuture);
    assert_eq!(
        guard(logged(call().until(at("2026-05-03T09:59:59Z")))),
        InteractionGuard::EndsBeforeStart
    );
    assert_eq!(
        guard(logged(call().follow_up(at("2026-05-03T09:00:00Z"), None))),
        InteractionGuard::FollowUpBeforeStart
    );
    let archived = Interaction::log(id(1), call(), &hua().archived(true), &stamp());
    assert_eq!(guard(archived), InteractionGuard::ClientArchived);
    let stranger = Interaction::log(id(1), call(), &hua().strangers(vec![contact()]), &stamp());
    assert_eq!(guard(stranger), InteractionGuard::StrangerNamed { contact: contact() });
    let team = Setting::in_stream(Stream::team());
    let alone = |new| Interaction::log(id(1), new, &team, &stamp());
    assert_eq!(guard(alone(call().with(contact()))), InteractionGuard::NoClient);
    assert_eq!(guard(alone(call().shared())), InteractionGuard::NoClient);
    assert!(alone(NewInteraction::team_meeting(now()).problems("人手不足")).is_ok());
    assert_eq!(
        guard(logged(NewInteraction::team_meeting(now()).shared())),
        InteractionGuard::InternalShared
    );
}

#[test]
fn values_that_cannot_be_taken_are_named() {
    let why = |new| match logged(new).unwrap_err().failed().clone() {
        Failed::Invalid(why) => why,
        other => panic!("{other:?}"),
    };
    let call = || NewInteraction::call(now());
    assert_eq!(why(call().sentiment(3)), Invalid::Range { field: "sentiment", low: -2, high: 2 });
    assert_eq!(why(call().with(contact()).with(contact())), Invalid::Twice { field: "contacts" });
    assert_eq!(why(call().subject(" ")).code(), "invalid.empty");
    assert_eq!(why(call().body("a\0")).code(), "invalid.text");
    assert_eq!(why(call().body(&"长".repeat(10_000_000))).code(), "invalid.too_long");
    assert_eq!(why(call().effort_minutes(44_641)).code(), "invalid.range");
    assert!(logged(call().effort_minutes(44_640)).is_ok());
    let many = (0..=500).fold(call(), |new, n| new.with(ContactId::from_uuid(Uuid::from_u128(n))));
    assert_eq!(why(many), Invalid::TooMany { field: "contacts", limit: 500 });
    let staff = (0..=500).fold(call(), |new, n| new.staff(StaffId::from_uuid(Uuid::from_u128(n))));
    assert_eq!(why(staff), Invalid::TooMany { field: "staff", limit: 500 });
    let promises = (0..=64).fold(call(), |new, _| new.promised("x"));
    assert_eq!(why(promises), Invalid::TooMany { field: "promised", limit: 64 });
    let empty = logged(call()).unwrap().withdraw(id(2), false, "").unwrap_err();
    assert_eq!(empty.code(), "invalid.empty");
}

#[test]
fn only_people_who_met_count_as_a_touch() {
    let touch = |new: NewInteraction| logged(new).unwrap().is_touch();
    let call = || NewInteraction::call(now()).with(contact());
    assert!(touch(call()));
    assert!(!touch(NewInteraction::call(now())));
    assert!(!touch(call().automatic()));
    assert!(!touch(call().mass()));
    let of =
        |kind| NewInteraction::new(kind, Channel::Email, Direction::Out, now()).with(contact());
    let counting: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| touch(of(*kind))).collect();
    use Kind::{Call, Greeting, Meeting, Message, ReturnVisit, Visit};
    assert_eq!(counting, [Call, Meeting, Visit, ReturnVisit, Message, Greeting]);
}

proptest! {
    #[test]
    fn a_fact_is_what_was_told_and_its_columns_follow(new in new_interaction(now())) {
        let fact = logged(new.clone());
        prop_assume!(fact.is_ok());
        let fact = fact.unwrap();
        prop_assert_eq!(fact.plain(), &new.circumstances);
        prop_assert_eq!(fact.words(), Held::Known(&new.words));
        let columns = fact.columns();
        prop_assert_eq!(columns.len(), COLUMNS.len());
        prop_assert_eq!(&columns[0], &Cell::one(fact.at().micros()));
        prop_assert_eq!(columns[1].values().is_empty(), !fact.is_touch());
        prop_assert_eq!(columns[2].values().is_empty(), fact.follow_up().is_none());
        let again = Interaction::join(fact.id(), fact.stream(), fact.plain().clone(), Held::Known(new.words));
        prop_assert_eq!(again, fact);
    }

    #[test]
    fn the_table_says_what_the_verbs_do(new in new_interaction(now()), superseded: bool, withdrawal: bool) {
        let fact = logged(new.clone());
        prop_assume!(fact.is_ok());
        let mut fact = fact.unwrap();
        if withdrawal {
            fact = fact.withdraw(id(9), false, "x").unwrap();
        }
        let from = fact.standing(superseded);
        let allowed = MACHINE.allowed(from);
        let corrected = fact.correct(id(2), superseded, new, "x", &hua(), &stamp());
        prop_assert_eq!(corrected.is_ok(), allowed.contains(&"correct"));
        prop_assert_eq!(fact.withdraw(id(2), superseded, "x").is_ok(), allowed.contains(&"withdraw"));
    }

    #[test]
    fn erasure_leaves_the_circumstances(new in new_interaction(now())) {
        let fact = logged(new);
        prop_assume!(fact.is_ok());
        let fact = fact.unwrap();
        let erased = Interaction::join(fact.id(), fact.stream(), fact.plain().clone(), Held::Erased);
        prop_assert!(erased.words().is_erased());
        prop_assert!(erased.subject().is_erased());
        prop_assert_eq!(erased.columns(), fact.columns());
        prop_assert_ne!(Id::from_bytes([0; 16]), crate::domain::RecordId::id(erased.id()));
    }
}
