//! How relationships come and go, told.

use super::*;
use crate::domain::Invalid;
use crate::domain::refusal::{Failed, Refused};

fn lists() -> Checklists {
    let items = [("contract_signed", "合同已签"), ("kick_off_held", "启动会已开")];
    Checklists::version(4).leaving(Stage::Onboarding, items).unwrap()
}

/// Says one verb after the other, each a day after the one before.
fn moved(verbs: &[&str]) -> Client {
    let lists = Checklists::none();
    let exit = Exit::complete(&lists);
    (1..).zip(verbs).fold(hua(), |client, (n, verb)| {
        let relationship = client.relationship();
        let said = match *verb {
            "begin" => relationship.begin(&exit, &day(n)),
            "deliver" => relationship.deliver(&exit, &day(n)),
            "hand_over" => relationship.hand_over(&exit, &day(n)),
            "rest" => relationship.rest(&exit, &day(n)),
            "churn" => relationship.churn(Churn::because(line("换了供应商")).avoidable(), &day(n)),
            "win_back" => relationship.win_back(&exit, &day(n)),
            "lose" => relationship.lose(line("预算取消"), &day(n)),
            "reopen" => relationship.reopen(&exit, &day(n)),
            other => panic!("{other}"),
        };
        after(&client, said, &day(n))
    })
}

#[test]
fn a_client_comes_stays_orders_again_goes_and_comes_back() {
    let client =
        moved(&["begin", "deliver", "hand_over", "rest", "deliver", "hand_over", "deliver"]);
    let standing = client.relationship().standing().clone();
    assert_eq!((standing.stage(), standing.repeats()), (Stage::Delivering, 2));
    let days = |stage| standing.seconds_in(stage, day(10).valid_at) / 86_400;
    assert_eq!((days(Stage::Prospect), days(Stage::Onboarding)), (1, 1));
    assert_eq!((days(Stage::Delivering), days(Stage::Supported), days(Stage::Dormant)), (5, 2, 1));
    assert_eq!(days(Stage::Churned), 0);

    let client = moved(&["begin", "deliver", "churn"]);
    let standing = client.relationship().standing();
    assert_eq!((standing.stage(), standing.repeats()), (Stage::Churned, 0));
    assert_eq!(standing.churned_at(), Some(day(3).valid_at));
    assert_eq!(standing.churn_was_avoidable(), Some(true));
    assert_eq!(client.relationship().reason(), Held::Known(Some(&line("换了供应商"))));
    assert_eq!(client.relationship().allowed(), ["win_back", "tick", "untick"]);

    let client = moved(&["begin", "deliver", "churn", "win_back"]);
    let standing = client.relationship().standing();
    assert_eq!(
        (standing.stage(), standing.churned_at()),
        (Stage::Onboarding, Some(day(3).valid_at))
    );
    assert_eq!(client.relationship().reason(), Held::Known(None));
}

#[test]
fn a_prospect_may_be_lost_and_found() {
    let client = moved(&["lose"]);
    assert_eq!(client.stage(), Stage::Lost);
    assert_eq!(client.relationship().reason(), Held::Known(Some(&line("预算取消"))));
    assert_eq!(moved(&["lose", "reopen", "begin"]).stage(), Stage::Onboarding);
    let no = client.relationship().churn(Churn::because(line("x")), &day(9)).unwrap_err();
    assert_eq!((no.noun(), no.from(), no.verb()), ("client stage", "Lost", "churn"));
    assert_eq!(no.allowed(), ["reopen", "tick", "untick"]);
}

#[test]
fn a_stage_is_left_when_its_list_is_done_or_for_a_reason() {
    let (lists, client) = (lists(), moved(&["begin"]));
    let complete = Exit::complete(&lists);
    let no = client.relationship().deliver(&complete, &day(2)).unwrap_err();
    let open = vec![key("contract_signed"), key("kick_off_held")];
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::ChecklistOpen { open }));

    let tick = |client: &Client, item| client.relationship().tick(key(item), &lists, &day(2));
    assert_eq!(tick(&client, "else").unwrap_err().code(), "client.not_on_checklist");
    let one = after(&client, tick(&client, "contract_signed"), &day(2));
    assert_eq!(tick(&one, "contract_signed").unwrap_err().code(), "client.nothing_changes");
    let untick = one.relationship().untick(key("kick_off_held"), &lists, &day(2)).unwrap_err();
    assert_eq!(untick.code(), "client.nothing_changes");
    let none =
        after(&one, one.relationship().untick(key("contract_signed"), &lists, &day(2)), &day(2));
    assert_eq!(none.relationship().standing().ticked(), []);

    let no = one.relationship().deliver(&complete, &day(3)).unwrap_err();
    let open = vec![key("kick_off_held")];
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::ChecklistOpen { open }));
    let all_the_same = Exit::overriding(&lists, line("客户催得急"));
    let event = one.relationship().deliver(&all_the_same, &day(3)).unwrap();
    let (by, to) = (StageVerb::Deliver, Stage::Delivering);
    let (checklists, overridden, avoidable) = (Some(4), true, None);
    assert_eq!(event.what, ClientEvent::Moved { by, to, checklists, overridden, avoidable });
    let gone = after(&one, Ok(event), &day(3));
    assert_eq!(gone.relationship().reason(), Held::Known(Some(&line("客户催得急"))));
    assert_eq!(gone.relationship().standing().ticked(), []);

    let both = after(&one, tick(&one, "kick_off_held"), &day(3));
    let event = both.relationship().deliver(&all_the_same, &day(3)).unwrap();
    assert!(matches!(event.what, ClientEvent::Moved { overridden: false, .. }));
    assert_eq!(after(&both, both.relationship().deliver(&complete, &day(3)), &day(3)).stage(), to);
    // Who goes away asks for no list.
    assert!(one.relationship().churn(Churn::because(line("x")).unavoidable(), &day(3)).is_ok());
}

#[test]
fn a_relationship_does_not_move_before_it_moved_last() {
    let (none, client) = (Checklists::none(), moved(&["begin"]));
    let exit = Exit::complete(&none);
    let same_moment = client.relationship().deliver(&exit, &day(1));
    assert!(same_moment.is_ok());
    let no = client.relationship().deliver(&exit, &day(0)).unwrap_err();
    assert_eq!((no.code(), no.from()), ("client.before_last", "Onboarding"));
    let no = client.relationship().churn(Churn::because(line("x")), &day(0)).unwrap_err();
    assert_eq!(no.code(), "client.before_last");
}

#[test]
fn lists_are_lists() {
    let twice = Checklists::version(1).leaving(Stage::Lost, [("a", "A"), ("a", "B")]);
    assert_eq!(twice, Err(Invalid::Twice { field: "checklist" }));
    let keys: Vec<String> = (0..51).map(|n| format!("k{n}")).collect();
    let many = |n: usize| {
        let items = keys.iter().take(n).map(|key| (key.as_str(), "x"));
        Checklists::version(1).leaving(Stage::Lost, items)
    };
    assert!(many(50).is_ok());
    assert_eq!(many(51), Err(Invalid::TooMany { field: "checklist", limit: 50 }));
    let bad = Checklists::version(1).leaving(Stage::Lost, [("A b", "x")]);
    assert_eq!(bad.unwrap_err().code(), "invalid.form");
}
