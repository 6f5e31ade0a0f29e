//! The crate's first law: replaying the journal gives the record as it stands, on every engine,
//! also after it was opened again; and a refused command leaves no trace.

use guanxi::crm::{Crm, replay};
use guanxi::domain::client::strategies::{client_edit, new_client};
use guanxi::domain::client::{Churn, Client, ClientEdit, NewClient};
use guanxi::domain::contact::strategies::{contact_edit, new_contact};
use guanxi::domain::contact::{Contact, ContactEdit, NewContact};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::interaction::strategies::new_interaction;
use guanxi::domain::noun::{Noun, State};
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{Line, RecordId, Stream};
use guanxi::store::contract::Check;
use guanxi::store::{JournalQuery, Target, body};
use guanxi::{ClientId, ContactId, Desk, Error, InteractionId};
use proptest::prelude::*;
use std::ops::ControlFlow;

use crate::engines::{House, at, everywhere, me};

#[derive(Debug, Clone)]
pub enum Step {
    Register(Box<NewClient>),
    Edit(usize, Box<ClientEdit>),
    HandOver(usize),
    Archive(usize),
    Restore(usize),
    EraseClient(usize),
    Move(usize, u8),
    Add(usize, Box<NewContact>),
    EditContact(usize, Box<ContactEdit>),
    Leave(usize),
    EraseContact(usize),
    Log(usize, Box<NewInteraction>),
    Correct(usize, Box<NewInteraction>),
    Withdraw(usize),
}

pub fn step() -> impl Strategy<Value = Step> {
    let which = || 0_usize..4;
    let told = || new_interaction(at("2026-05-04T08:00:00Z")).prop_map(Box::new);
    prop_oneof![
        3 => new_client().prop_map(|new| Step::Register(Box::new(new))),
        5 => (which(), client_edit()).prop_map(|(n, edit)| Step::Edit(n, Box::new(edit))),
        1 => which().prop_map(Step::HandOver),
        1 => which().prop_map(Step::Archive),
        1 => which().prop_map(Step::Restore),
        1 => which().prop_map(Step::EraseClient),
        4 => (which(), 0_u8..8).prop_map(|(n, verb)| Step::Move(n, verb)),
        3 => (which(), new_contact()).prop_map(|(n, new)| Step::Add(n, Box::new(new))),
        3 => (which(), contact_edit()).prop_map(|(n, edit)| Step::EditContact(n, Box::new(edit))),
        1 => which().prop_map(Step::Leave),
        1 => which().prop_map(Step::EraseContact),
        5 => (which(), told()).prop_map(|(n, new)| Step::Log(n, new)),
        1 => (which(), told()).prop_map(|(n, new)| Step::Correct(n, new)),
        1 => which().prop_map(Step::Withdraw),
    ]
}

#[derive(Default)]
pub struct Known {
    pub clients: Vec<ClientId>,
    pub contacts: Vec<ContactId>,
    pub interactions: Vec<InteractionId>,
}

fn moved(desk: &Desk, client: ClientId, verb: u8) -> Result<(), Error> {
    let relationship = desk.relationship(client);
    let done = match verb {
        0 => relationship.begin(),
        1 => relationship.deliver(),
        2 => relationship.hand_over(),
        3 => relationship.rest(),
        4 => relationship.win_back(),
        5 => relationship.reopen(),
        6 => relationship.lose("没有预算"),
        _ => relationship.churn(Churn::because(Line::new("换了供应商")?)),
    };
    done.map(|_| ())
}

/// Says one thing; whom it is about is left out where there is nobody yet.
fn say(desk: &Desk, known: &mut Known, step: &Step) -> Result<(), Error> {
    let client = |n: &usize| known.clients.get(*n).copied();
    let contact = |n: &usize| known.contacts.get(*n).copied();
    let interaction = |n: &usize| known.interactions.get(*n).copied();
    match step {
        Step::Register(new) => known.clients.push(desk.clients().register(*new.clone())?.id()),
        Step::Edit(n, edit) => {
            drop(client(n).map(|id| desk.clients().edit(id, *edit.clone())).transpose()?);
        }
        Step::HandOver(n) => {
            drop(client(n).map(|id| desk.clients().hand_over(id, me())).transpose()?);
        }
        Step::Archive(n) => {
            drop(client(n).map(|id| desk.clients().archive(id, "暂停")).transpose()?);
        }
        Step::Restore(n) => drop(client(n).map(|id| desk.clients().restore(id)).transpose()?),
        Step::EraseClient(n) => drop(client(n).map(|id| desk.clients().erase(id)).transpose()?),
        Step::Move(n, verb) => drop(client(n).map(|id| moved(desk, id, *verb)).transpose()?),
        Step::Add(n, new) => {
            let added = client(n).map(|id| desk.contacts().add(id, *new.clone())).transpose()?;
            known.contacts.extend(added.map(|done| done.id()));
        }
        Step::EditContact(n, edit) => {
            drop(contact(n).map(|id| desk.contacts().edit(id, *edit.clone())).transpose()?);
        }
        Step::Leave(n) => drop(contact(n).map(|id| desk.contacts().leave(id)).transpose()?),
        Step::EraseContact(n) => drop(contact(n).map(|id| desk.contacts().erase(id)).transpose()?),
        Step::Log(n, new) => {
            let logged =
                client(n).map(|id| desk.interactions().log(id, *new.clone())).transpose()?;
            known.interactions.extend(logged.map(|done| done.id()));
        }
        Step::Correct(n, new) => {
            let fact = interaction(n)
                .map(|id| desk.interactions().correct(id, *new.clone(), "记错了"))
                .transpose()?;
            known.interactions.extend(fact.map(|done| done.id()));
        }
        Step::Withdraw(n) => {
            let fact =
                interaction(n).map(|id| desk.interactions().withdraw(id, "记错了")).transpose()?;
            known.interactions.extend(fact.map(|done| done.id()));
        }
    }
    Ok(())
}

/// The record as it is kept, and as the journal tells it.
pub fn both<N: State>(crm: &Crm, id: N::Id, stream: Stream) -> (Option<N>, Option<N>) {
    let target = Target::new(N::DECLARATION.noun, id.id());
    let mut both = (None, None);
    crm.store()
        .view(&mut |reader| {
            let record = reader.get(&[target], false)?.pop().flatten();
            let query = JournalQuery {
                record: Some(target),
                stream: Some(stream),
                ..JournalQuery::first(1000)
            };
            both = (
                record.as_ref().map(body::read::<N>).transpose()?,
                replay(&reader.journal(&query)?)?,
            );
            Ok(())
        })
        .unwrap();
    both
}

fn hold(crm: &Crm, known: &Known) {
    for id in &known.clients {
        let (kept, told) = both::<Client>(crm, *id, Stream::client(*id));
        assert!(kept.is_some());
        assert_eq!(kept, told);
    }
    for id in &known.contacts {
        let stream = crm.desk(guanxi::Actor::system()).contacts().get(*id).unwrap().now.stream();
        let (kept, told) = both::<Contact>(crm, *id, stream);
        assert!(kept.is_some());
        assert_eq!(kept, told);
    }
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
}

pub fn live(house: &House, steps: &[Step]) -> Known {
    let desk = house.desk();
    let mut known = Known::default();
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    for (n, step) in steps.iter().enumerate() {
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        house.later(&format!("2026-05-04T09:{:02}:00Z", n.min(59)));
        if let Err(error) = say(&desk, &mut known, step) {
            assert!(error.as_refused().is_some(), "{step:?}: {error:?}");
            assert_eq!(entries(), before, "a refusal left an entry: {step:?}");
        }
    }
    known
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_journal_tells_every_record_as_it_stands(steps in prop::collection::vec(step(), 1..40)) {
        everywhere(|house| {
            let known = live(house, &steps);
            hold(&house.crm, &known);
            if let Some(again) = house.reopened() {
                hold(&again, &known);
            }
        });
    }
}
