//! The laws of clients.

use proptest::prelude::*;

use super::cadence::office;
use super::*;
use crate::domain::cadence::CadencePlan;
use crate::domain::client::strategies::{Command, MOVES, client_edit, command, new_client, schema};
use crate::domain::kept::{kept, replay, told};
use crate::domain::machine::NOTHING;
use crate::domain::refusal::Failed;

type Said = Result<Event<Client>, ClientRefusal>;

fn lists() -> Checklists {
    Checklists::version(1).leaving(Stage::Onboarding, [("contract_signed", "x")]).unwrap()
}

fn say(client: Option<&Client>, command: Command, stamp: &Stamp) -> Option<Said> {
    let schema = schema().unwrap();
    let given = Given::nothing().fields(&schema);
    Some(match command {
        Command::Register(new) => {
            return client.is_none().then(|| Client::register(new, &given, stamp));
        }
        Command::Edit(edit) => client?.edit(edit, &given, stamp),
        Command::HandOver => client?.hand_over(&anna(), stamp),
        Command::Archive(reason, open) => client?.archive(reason, &open, stamp),
        Command::Restore => client?.restore(stamp),
        Command::Erase(open) => client?.erase(&open, stamp),
        Command::Tick(item, true) => client?.relationship().tick(item, &lists(), stamp),
        Command::Tick(item, false) => client?.relationship().untick(item, &lists(), stamp),
        Command::Move(verb, churn, reason) => go(client?, verb, churn, reason, stamp),
        Command::SetPlan(plan) => client?.cadence().set_plan(&plan, stamp),
        Command::ClearPlan => client?.cadence().clear_plan(stamp),
        Command::Pause(days, reason) => {
            let until = stamp.valid_at.plus_seconds(days * 86_400).unwrap();
            client?.cadence().pause(until, reason, stamp)
        }
        Command::Resume => client?.cadence().resume(stamp),
        Command::Escalate(days) => {
            let (book, cadence) = (CadenceBook::proposed().unwrap(), client?.cadence());
            let at = stamp.valid_at.plus_seconds(days * 86_400).unwrap();
            cadence.escalate(&cadence.assess(&book, None, at, &office()).unwrap(), &book, stamp)
        }
    })
}

fn go(client: &Client, verb: &str, churn: Churn, reason: Option<Line>, stamp: &Stamp) -> Said {
    let (lists, relationship) = (lists(), client.relationship());
    let exit = match reason.clone() {
        Some(reason) => Exit::overriding(&lists, reason),
        None => Exit::complete(&lists),
    };
    match verb {
        "begin" => relationship.begin(&exit, stamp),
        "deliver" => relationship.deliver(&exit, stamp),
        "hand_over" => relationship.hand_over(&exit, stamp),
        "rest" => relationship.rest(&exit, stamp),
        "churn" => relationship.churn(churn, stamp),
        "win_back" => relationship.win_back(&exit, stamp),
        "lose" => relationship.lose(reason.unwrap_or(line("x")), stamp),
        "reopen" => relationship.reopen(&exit, stamp),
        other => panic!("{other}"),
    }
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Register(_) => "register",
        Command::Edit(_) => "edit",
        Command::HandOver => "hand_over",
        Command::Archive(..) => "archive",
        Command::Restore => "restore",
        Command::Erase(_) => "erase",
        Command::Move(verb, ..) => verb,
        Command::Tick(_, true) => "tick",
        Command::Tick(_, false) => "untick",
        Command::SetPlan(_) => "set_plan",
        Command::ClearPlan => "clear_plan",
        Command::Pause(..) => "pause",
        Command::Resume => "resume",
        Command::Escalate(_) => "escalate",
    }
}

fn is_about_the_relationship(command: &Command) -> bool {
    matches!(command, Command::Move(..) | Command::Tick(..))
}

/// Whether the tables allow the verb; the client's own table stands before the stages'.
fn tables_allow(client: Option<&Client>, command: &Command) -> bool {
    let state = client.map_or(NOTHING, |client| client.state().name());
    if !is_about_the_relationship(command) {
        return MACHINE.target(state, verb(command)).is_some();
    }
    let stage = client.map_or(NOTHING, |client| client.stage().name());
    MACHINE.target(state, "move").is_some() && STAGES.target(stage, verb(command)).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_journal_replayed_is_the_record_and_the_tables_tell_what_may_be_said(
        new in new_client(),
        commands in prop::collection::vec(command(), 0..40),
    ) {
        let (mut client, mut journal) = (None::<Client>, Vec::new());
        let commands = std::iter::once(Command::Register(new)).chain(commands);
        for (n, command) in (0..).zip(commands) {
            let allowed = tables_allow(client.as_ref(), &command);
            let Some(said) = say(client.as_ref(), command, &day(n)) else { continue };
            match said {
                Ok(event) => {
                    prop_assert!(allowed);
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Client::DECLARATION.event(event.name()).is_some());
                    client = Client::apply(client, &event, &header(&day(n)));
                    journal.push((event, header(&day(n))));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, !allowed),
            }
            prop_assert_eq!(&replay(&journal), &client);
        }
        let client = client.unwrap();
        prop_assert_eq!(&kept(&client), &client);
        prop_assert_eq!(client.columns().len(), Client::DECLARATION.columns.len());
    }

    #[test]
    fn whatever_the_relationship_went_through_its_time_adds_up(
        moves in prop::collection::vec(prop::sample::select(MOVES.to_vec()), 0..30),
    ) {
        let (mut client, mut deliveries) = (hua(), 0_u32);
        for (n, verb) in (1..).zip(moves) {
            let churn = Churn::because(line("x"));
            let Ok(event) = go(&client, verb, churn, Some(line("y")), &day(n)) else { continue };
            deliveries += u32::from(verb == "deliver" && client.stage() != Stage::Onboarding);
            client = after(&client, Ok(event), &day(n));
            prop_assert_eq!(client.relationship().standing().since(), day(n).valid_at);
        }
        let standing = client.relationship().standing().clone();
        prop_assert_eq!(standing.repeats(), deliveries);
        let now = day(60).valid_at;
        let all: i64 = Stage::ALL.iter().map(|stage| standing.seconds_in(*stage, now)).sum();
        prop_assert_eq!(all, 60 * 86_400);
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(edit in client_edit()) {
        prop_assume!(!edit.is_empty());
        let schema = schema().unwrap();
        let mut event = hua().edit(edit, &Given::nothing().fields(&schema), &day(1)).unwrap();
        event.words = Held::Erased;
        let client = Client::apply(Some(hua()), &event, &header(&day(1))).unwrap();
        prop_assert_eq!(client.personal(), Held::Erased);
        for (cell, column) in client.columns().iter().zip(Client::DECLARATION.columns) {
            prop_assert!(!column.personal || cell.values().is_empty());
        }
    }

    #[test]
    fn a_number_is_read_as_it_is_written(units: i64, places in 0_u8..=9) {
        let number = Decimal::new(units, places).unwrap();
        prop_assert_eq!(Decimal::read(&number.to_string(), places), Ok(number));
    }
}

#[test]
fn nothing_happens_to_a_client_that_is_not_there() {
    let event = hua().restore(&day(1));
    assert!(event.is_err());
    let event = hua().archive(line("x"), &[], &day(1)).unwrap();
    assert_eq!(Client::apply(None, &event, &header(&day(1))), None);
}

/// A client in each stage.
fn in_every_stage() -> Vec<Client> {
    let ways: [&[&str]; 7] = [
        &[],
        &["begin"],
        &["begin", "deliver"],
        &["begin", "deliver", "hand_over"],
        &["begin", "deliver", "hand_over", "rest"],
        &["begin", "churn"],
        &["lose"],
    ];
    let go = |client: Client, verb: &&str| {
        let said = go(&client, verb, Churn::because(line("x")), Some(line("y")), &day(1));
        after(&client, said, &day(1))
    };
    let clients = ways.iter().map(|way| way.iter().fold(hua(), go));
    // With a plan of its own and in a pause, so that every verb of the cadence has something to do.
    let own = |client: Client| {
        let said = client.cadence().set_plan(&CadencePlan::every(1, 2).unwrap(), &day(1));
        let client = after(&client, said, &day(1));
        let said = client.cadence().pause(day(9).valid_at, line("x"), &day(1));
        after(&client, said, &day(1))
    };
    clients.map(own).collect()
}

#[test]
fn good_words_are_taken_wherever_the_tables_allow() {
    let reason = || line("x");
    let mut commands = vec![
        Command::Edit(ClientEdit::new().segment(Segment::Light)),
        Command::HandOver,
        Command::Archive(reason(), Vec::new()),
        Command::Restore,
        Command::Erase(Vec::new()),
        Command::SetPlan(CadencePlan::every(3, 5).unwrap()),
        Command::ClearPlan,
        Command::Pause(3, reason()),
        Command::Resume,
        Command::Escalate(400),
    ];
    let moves = MOVES.map(|verb| Command::Move(verb, Churn::because(reason()), Some(reason())));
    commands.extend(moves);
    for client in in_every_stage() {
        let archived = after(&client, client.archive(reason(), &[], &day(2)), &day(2));
        let erased = after(&client, client.erase(&[], &day(2)), &day(2));
        for client in [client, archived, erased] {
            for command in commands.clone() {
                let (verb, allowed) = (verb(&command), tables_allow(Some(&client), &command));
                let listed = match command {
                    Command::Move(..) => client.relationship().allowed().contains(&verb),
                    _ => client.allowed().contains(&verb),
                };
                let taken = say(Some(&client), command, &day(3)).unwrap().is_ok();
                assert_eq!((taken, listed), (allowed, allowed), "{} {verb}", client.stage());
            }
        }
    }
}
