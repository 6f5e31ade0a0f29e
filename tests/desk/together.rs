//! Several commands as one commit.

use std::cell::Cell;

use guanxi::Error;
use guanxi::domain::client::{ClientEdit, NewClient, Segment};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::refusal::Refused;
use guanxi::store::{Conflict, StoreError};

use crate::engines::{at, everywhere};

fn hua() -> NewClient {
    NewClient::organisation("华信咨询").unwrap()
}

#[test]
fn commands_that_belong_together_are_one_commit_and_see_each_other() {
    everywhere(|house| {
        let desk = house.desk();
        let done = desk
            .together(|desk| {
                let hua = desk.clients().register(hua())?.id();
                let li = desk.contacts().add(hua, NewContact::named("李雷")?)?.id();
                let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).with(li);
                desk.interactions().log(hua, call)?;
                assert_eq!(desk.clients().timeline(hua).newest(9)?.items.len(), 1);
                desk.clients().edit(hua, ClientEdit::new().segment(Segment::Key))?;
                Ok(hua)
            })
            .unwrap();
        let hua = done.now.unwrap();
        assert_eq!((done.positions.len(), done.revisions.len()), (4, 1));
        let client = desk.clients().get(hua).unwrap();
        assert_eq!((client.revision.0, client.now.segment()), (1, Segment::Key));
        assert_eq!(desk.clients().find().longest_unmet(Segment::Key).count().unwrap(), 1);
        let events: Vec<_> =
            desk.clients().history(hua).limit(9).unwrap().iter().map(|e| e.event).collect();
        assert_eq!(events, ["registered", "added", "logged", "edited"]);
        let past = desk.clients().known_at(hua, at("2026-05-05T00:00:00Z")).unwrap();
        assert_eq!(past, Some(client.now));
    });
}

#[test]
fn a_refusal_undoes_everything_before_it() {
    everywhere(|house| {
        let desk = house.desk();
        let error = desk
            .together(|desk| {
                let hua = desk.clients().register(hua())?.id();
                desk.clients().archive(hua, "试一试")?;
                desk.interactions().log(hua, NewInteraction::call(at("2026-05-04T08:30:00Z")))
            })
            .unwrap_err();
        assert_eq!(error.as_refused().map(Refused::code), Some("interaction.client_archived"));
        assert_eq!(desk.clients().find().with_archived().count().unwrap(), 0);
        assert_eq!(house.crm.store().stats().unwrap().entries, 0);
    });
}

#[test]
fn what_moved_meanwhile_makes_it_run_again() {
    everywhere(|house| {
        let desk = house.desk();
        let id = desk.clients().register(hua()).unwrap().id();
        let runs = Cell::new(0);
        let done = desk.together(|inner| {
            runs.set(runs.get() + 1);
            let seen = inner.clients().get(id)?.now.segment();
            if runs.get() == 1 {
                desk.clients().edit(id, ClientEdit::new().segment(Segment::Key))?;
            }
            inner.clients().edit(id, ClientEdit::new().segment(Segment::Strategic))?;
            Ok(seen)
        });
        assert_eq!((runs.get(), done.unwrap().now), (2, Some(Segment::Key)));
        assert_eq!(desk.clients().get(id).unwrap().now.segment(), Segment::Strategic);
    });
}

#[test]
fn a_refusal_that_no_longer_holds_is_not_told() {
    everywhere(|house| {
        let desk = house.desk();
        let id = desk.clients().register(hua()).unwrap().id();
        desk.clients().archive(id, "暂停").unwrap();
        let runs = Cell::new(0);
        let done = desk.together(|inner| {
            runs.set(runs.get() + 1);
            let call = NewInteraction::call(at("2026-05-04T08:30:00Z"));
            let answer = inner.interactions().log(id, call);
            if runs.get() == 1 {
                desk.clients().restore(id)?;
            }
            answer
        });
        assert!(done.is_ok());
        assert_eq!(runs.get(), 2);
    });
}

#[test]
fn a_key_covers_everything_that_was_done_together() {
    everywhere(|house| {
        let desk = house.desk().keyed("import 7").unwrap();
        let twice = || desk.together(|desk| Ok(desk.clients().register(hua())?.id()));
        let (first, again) = (twice().unwrap(), twice().unwrap());
        assert!(first.now.is_some() && again.now.is_none());
        assert_eq!((first.revisions, first.positions), (again.revisions, again.positions));
        assert_eq!(desk.clients().find().count().unwrap(), 1);
        let other = desk.clients().register(hua());
        assert!(matches!(other, Err(Error::Store(StoreError::Conflict(Conflict::KeyReused)))));
    });
}
