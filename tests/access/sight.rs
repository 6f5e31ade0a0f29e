//! Random days at the desk: what a contact finds is exactly what was shared with its client.

use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::NewInteraction;
use guanxi::{Actor, ClientId, ContactId, Crm, InteractionId, Timestamp};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Log { client: usize, shared: bool, minutes: i64 },
    Correct { which: usize, shared: bool },
    Withdraw { which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_usize..2, any::<bool>(), 0_i64..500).prop_map(|(client, shared, minutes)| Step::Log { client, shared, minutes }),
        1 => (0_usize..40, any::<bool>()).prop_map(|(which, shared)| Step::Correct { which, shared }),
        1 => (0_usize..40).prop_map(|which| Step::Withdraw { which }),
    ];
    prop::collection::vec(step, 1..30)
}

struct Logged {
    client: usize,
    id: InteractionId,
    shared: bool,
    superseded: bool,
    withdraws: bool,
    /// What took its place.
    by: Option<usize>,
}

fn base() -> Timestamp {
    "2026-05-01T00:00:00Z".parse().unwrap()
}

fn call(shared: bool, minutes: i64) -> NewInteraction {
    let call = NewInteraction::call(base().plus_seconds(minutes * 60).unwrap()).subject("通话");
    if shared { call.shared() } else { call }
}

fn live(crm: &Crm, clients: &[ClientId; 2], steps: &[Step]) -> Vec<Logged> {
    let desk = crm.desk(Actor::system());
    let mut all: Vec<Logged> = Vec::new();
    for step in steps {
        let next = all.len();
        let fact = match step {
            Step::Log { client, shared, minutes } => {
                let id = desk
                    .interactions()
                    .log(clients[*client], call(*shared, *minutes))
                    .unwrap()
                    .id();
                Some(Logged {
                    client: *client,
                    id,
                    shared: *shared,
                    superseded: false,
                    withdraws: false,
                    by: None,
                })
            }
            Step::Correct { which, shared } => all.get_mut(*which).and_then(|old| {
                let done = desk.interactions().correct(old.id, call(*shared, 1), "x").ok()?;
                (old.superseded, old.by) = (true, Some(next));
                let (client, id, shared) = (old.client, done.id(), *shared);
                Some(Logged { client, id, shared, superseded: false, withdraws: false, by: None })
            }),
            Step::Withdraw { which } => all.get_mut(*which).and_then(|old| {
                let done = desk.interactions().withdraw(old.id, "x").ok()?;
                (old.superseded, old.by) = (true, Some(next));
                let (client, id, shared) = (old.client, done.id(), false);
                Some(Logged { client, id, shared, superseded: false, withdraws: true, by: None })
            }),
        };
        all.extend(fact);
    }
    all
}

/// Whether a contact of the client sees it: it was shared, and so was what took its place.
fn shown(all: &[Logged], one: &Logged) -> bool {
    one.client == 0 && one.shared && one.by.is_none_or(|by| shown(all, &all[by]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_contact_finds_what_was_shared_with_its_client_and_nothing_else(steps in steps(), limit in 1_usize..7) {
        let crm = Crm::memory().unwrap();
        let desk = crm.desk(Actor::system());
        let register = |name| desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
        let clients = [register("华信"), register("Lakeside")];
        let contact: ContactId = desk.contacts().add(clients[0], NewContact::named("李雷").unwrap()).unwrap().id();
        let all = live(&crm, &clients, &steps);
        let portal = crm.desk(Actor::contact(clients[0], contact));
        for logged in &all {
            let sees = shown(&all, logged);
            let found = portal.interactions().get(logged.id);
            prop_assert_eq!(found.is_ok(), sees, "{:?}", found);
            if let Err(error) = found {
                prop_assert!(!error.to_string().contains("通话"));
            }
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let clients_desk = portal.clients();
            let timeline = clients_desk.timeline(clients[0]);
            let timeline = match after.take() { Some(cursor) => timeline.after(cursor), None => timeline };
            let page = timeline.newest(limit).unwrap();
            seen.extend(page.items.iter().map(|found| found.now.id()));
            match page.next { Some(next) => after = Some(next), None => break }
        }
        seen.sort();
        let stands = |logged: &&Logged| logged.client == 0 && logged.shared && !logged.superseded && !logged.withdraws;
        let mut shared: Vec<_> = all.iter().filter(stands).map(|logged| logged.id).collect();
        shared.sort();
        prop_assert_eq!(seen, shared);
        let history = portal.clients().history(clients[0]).limit(1000).unwrap();
        prop_assert_eq!(history.len(), all.iter().filter(|l| l.client == 0 && l.shared).count());
        prop_assert!(portal.clients().timeline(clients[1]).newest(9).is_err());
        prop_assert!(portal.clients().history(clients[1]).limit(9).is_err());
    }
}
