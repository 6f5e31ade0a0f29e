//! What must not be said any more, not be seen and not be lost: erased people, mistaken shares, keys of
//! who may not, and what a desk expects of several commands.

use guanxi::crm::{Access, Decision, DefaultAccess, Permission};
use guanxi::domain::client::{ClientEdit, NewClient, Segment};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::noun::Noun;
use guanxi::domain::refusal::Refused;
use guanxi::domain::staff::{NewStaff, StaffEdit};
use guanxi::domain::{Line, RecordId, Reference, Stream, Tag, Visibility};
use guanxi::store::unit::{Digest, Write};
use guanxi::store::{Check, Key, Put, Revision, Sight, Target, Unit, UnitKey, body};
use guanxi::{Actor, Crm, Error, ErrorKind};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engines::{at, everywhere, me};

fn hua() -> NewClient {
    NewClient::organisation("华信咨询").unwrap()
}

fn code(error: &Error) -> Option<&'static str> {
    error.as_refused().map(Refused::code)
}

#[test]
fn nobody_speaks_again_of_whom_was_erased() {
    everywhere(|house| {
        let desk = house.desk();
        let client = desk.clients().register(hua()).unwrap().id();
        let add =
            |name| desk.contacts().add(client, NewContact::named(name).unwrap()).unwrap().id();
        let (li, han) = (add("李雷"), add("韩梅梅"));
        let call = || NewInteraction::call(at("2026-05-04T08:30:00Z"));
        let log = |new| desk.interactions().log(client, new).unwrap().id();
        let both = log(call().with(li).with(han).subject("报价").body("李雷说"));
        desk.contacts().erase(li).unwrap();
        let again = desk.interactions().log(client, call().with(li).subject("李雷又说"));
        assert_eq!(code(&again.unwrap_err()), Some("interaction.stranger_named"));
        assert!(desk.interactions().get(both).unwrap().now.subject().known().is_some());
        // The last of those who took part takes the words along.
        desk.contacts().erase(han).unwrap();
        assert!(desk.interactions().get(both).unwrap().now.subject().is_erased());
        for said in [
            desk.interactions().correct(both, call().subject("李雷"), "更正"),
            desk.interactions().withdraw(both, "李雷要求"),
        ] {
            assert_eq!(code(&said.unwrap_err()), Some("interaction.erased"));
        }

        let meeting = log(call().subject("内部"));
        desk.clients().erase(client).unwrap();
        let said = desk.interactions().correct(meeting, call().subject("华信"), "更正");
        assert_eq!(code(&said.unwrap_err()), Some("interaction.erased"));
    });
}

#[test]
fn what_was_shared_by_mistake_is_not_seen_once_it_is_withdrawn_nor_is_why() {
    everywhere(|house| {
        let desk = house.desk();
        let client = desk.clients().register(hua()).unwrap().id();
        let li = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("底价").shared();
        let shared = desk.interactions().log(client, call.clone()).unwrap().id();
        let portal = house.crm.desk(Actor::contact(client, li));
        assert!(portal.interactions().get(shared).is_ok());
        let gone = desk.interactions().withdraw(shared, "误共享：我们的底价是八万").unwrap().id();
        for id in [shared, gone] {
            let hidden = portal.interactions().get(id).unwrap_err();
            assert_eq!(hidden.kind(), ErrorKind::NotFound);
            assert!(desk.interactions().get(id).is_ok(), "the firm reads both");
        }
        let corrected = desk.interactions().log(client, call).unwrap().id();
        let inside = NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("底价");
        desk.interactions().correct(corrected, inside, "不应共享").unwrap();
        assert_eq!(portal.interactions().get(corrected).unwrap_err().kind(), ErrorKind::NotFound);
    });
}

#[test]
fn what_the_firm_notes_for_itself_is_not_shown_with_a_shared_talk() {
    everywhere(|house| {
        let desk = house.desk();
        let client = desk.clients().register(hua()).unwrap().id();
        let li = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("报价").shared();
        let call =
            call.sentiment(-2).effort_minutes(240).follow_up(at("2026-05-06T08:00:00Z"), None);
        let id = desk.interactions().log(client, call).unwrap().id();
        let portal = house.crm.desk(Actor::contact(client, li));
        let read = portal.interactions().get(id).unwrap().now;
        let listed = portal.clients().timeline(client).newest(3).unwrap().items.remove(0).now;
        for shown in [read, listed] {
            let marks = (shown.sentiment(), shown.effort_minutes(), shown.follow_up());
            assert_eq!(marks, (None, None, None));
            assert_eq!(shown.subject().known().flatten().map(Line::as_str), Some("报价"));
        }
        let own = desk.interactions().get(id).unwrap().now;
        assert_eq!(own.effort_minutes(), Some(240));
        assert!(own.sentiment().is_some() && own.follow_up().is_some());
    });
}

/// Everything, until the right to edit clients is taken away.
#[derive(Debug, Default, Clone)]
struct Until(Arc<AtomicBool>);

impl Access for Until {
    fn sight(&self, actor: &Actor) -> Sight {
        DefaultAccess.sight(actor)
    }

    fn decide(&self, actor: &Actor, permission: Permission, stream: Option<Stream>) -> Decision {
        let taken = self.0.load(Ordering::SeqCst);
        match permission {
            Permission::ClientEdit if taken => Decision::Deny,
            _ => DefaultAccess.decide(actor, permission, stream),
        }
    }
}

/// Hides one client's stream from everybody but the system.
#[derive(Debug, Clone)]
struct Hidden(Stream);

impl Access for Hidden {
    fn sight(&self, actor: &Actor) -> Sight {
        DefaultAccess.sight(actor)
    }

    fn decide(&self, actor: &Actor, _: Permission, stream: Option<Stream>) -> Decision {
        let hides = stream == Some(self.0) && *actor != Actor::system();
        if hides { Decision::Hide } else { Decision::Allow }
    }
}

#[test]
fn what_is_asked_by_its_number_is_hidden_with_its_client() {
    everywhere(|house| {
        let system = house.crm.desk(Actor::system());
        let client = system.clients().register(hua()).unwrap().id();
        let li = system.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).with(li);
        let call = system.interactions().log(client, call).unwrap().id();
        let crm = house.crm.clone().with_access(Hidden(Stream::client(client)));
        let staff = crm.desk(Actor::staff(me()));
        let hidden = |error: Error| assert_eq!(error.kind(), ErrorKind::NotFound);
        hidden(staff.clients().get(client).unwrap_err());
        hidden(staff.contacts().get(li).unwrap_err());
        hidden(staff.contacts().known_at(li, at("2026-05-04T10:00:00Z")).unwrap_err());
        hidden(staff.contacts().allowed(li).unwrap_err());
        hidden(staff.interactions().get(call).unwrap_err());
        // Nor is it told at which revision it stands.
        let edit = ClientEdit::new().segment(Segment::Key);
        hidden(staff.expecting(Revision(9)).clients().edit(client, edit).unwrap_err());
        assert!(crm.desk(Actor::system()).contacts().get(li).is_ok());
    });
}

fn denials(crm: &Crm) -> u64 {
    let stats = crm.store().stats().unwrap();
    stats.records.iter().filter(|(noun, _)| *noun == "denial").map(|(_, many)| many).sum()
}

#[test]
fn a_key_answers_nobody_who_may_not_and_no_denial_goes_unwritten() {
    everywhere(|house| {
        let access = Until::default();
        let crm = house.crm.clone().with_access(access.clone());
        let desk = crm.desk(Actor::staff(me()));
        let client = desk.clients().register(hua()).unwrap().id();
        let edit = || ClientEdit::new().segment(Segment::Key);
        desk.keyed("once").unwrap().clients().edit(client, edit()).unwrap();
        access.0.store(true, Ordering::SeqCst);
        let again = desk.keyed("once").unwrap().clients().edit(client, edit()).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Denied);
        assert_eq!(denials(&crm), 1);
        // Neither an instant of one's own choice nor a commit of several gets around the journal.
        house.later("2026-05-06T09:00:00Z");
        let tomorrow = desk.happened_at(at("2027-01-01T00:00:00Z"));
        assert!(tomorrow.clients().edit(client, edit()).is_err());
        assert_eq!(denials(&crm), 2);
        house.later("2026-05-08T09:00:00Z");
        let together = desk.together(|desk| desk.clients().edit(client, edit()).map(drop));
        assert_eq!(together.unwrap_err().kind(), ErrorKind::Denied);
        assert_eq!(denials(&crm), 3);
    });
}

#[test]
fn what_a_desk_expects_holds_for_several_commands_and_for_who_comes_back() {
    everywhere(|house| {
        let desk = house.desk();
        let client = desk.clients().register(hua()).unwrap().id();
        let seen = desk.clients().get(client).unwrap().revision;
        desk.clients().edit(client, ClientEdit::new().segment(Segment::Key)).unwrap();
        let late = desk.expecting(seen).together(|desk| {
            desk.clients().edit(client, ClientEdit::new().segment(Segment::Strategic)).map(drop)
        });
        assert_eq!(late.unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(desk.clients().get(client).unwrap().now.segment(), Segment::Key);

        let new = || NewStaff::named("王安娜").unwrap();
        desk.staff().enrol(me(), new()).unwrap();
        desk.staff()
            .edit(me(), StaffEdit::new().roles([Tag::new("lead").unwrap()]).unwrap())
            .unwrap();
        desk.staff().leave(me()).unwrap();
        let late = desk.expecting(Revision(0)).staff().enrol(me(), new()).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Conflict);
        assert!(desk.staff().enrol(me(), new()).is_ok());
    });
}

#[test]
fn numbers_that_nobody_can_tell_apart_are_one() {
    for hidden in ["A-7\u{200B}", "A\u{2060}-7", "A\u{00A0}7", "\u{00AD}A-7"] {
        assert_eq!(Reference::new("erp", hidden).unwrap_err().field(), "reference", "{hidden:?}");
    }
    assert!(Reference::new("erp", "A 7（二）").is_ok());
    assert_eq!(Tag::new("VIP").unwrap().key(), Tag::new("vip\u{2060}").unwrap().key());
    assert!(Line::new("\u{200B}").is_err());
}

#[test]
fn a_hundred_thousand_tags_are_too_many_before_they_are_compared() {
    let tags = (0..100_000).map(|n| Tag::new(&format!("t{n}")).unwrap());
    let edit = tags.fold(ClientEdit::new(), ClientEdit::tag);
    let house = crate::engines::House::in_memory();
    let client = house.desk().clients().register(hua()).unwrap().id();
    let no = house.desk().clients().edit(client, edit).unwrap_err();
    assert_eq!(code(&no), Some("invalid.too_many"));
}

#[test]
fn clients_are_found_in_the_reverse_order_whenever_that_is_said() {
    everywhere(|house| {
        let desk = house.desk();
        for name in ["a", "b", "c"] {
            let new = NewClient::organisation(name).unwrap();
            let id = desk.clients().register(new).unwrap().id();
            desk.clients().edit(id, ClientEdit::new().segment(Segment::Key)).unwrap();
        }
        let first = desk.clients().find().reversed().segment(Segment::Key).page(3).unwrap().items;
        let last = desk.clients().find().segment(Segment::Key).reversed().page(3).unwrap().items;
        let ids = |items: &[guanxi::crm::Found<guanxi::domain::Client>]| -> Vec<_> {
            items.iter().map(|found| found.now.id()).collect()
        };
        assert_eq!(ids(&first), ids(&last));
    });
}

#[test]
fn figures_of_a_store_are_told_while_others_write() {
    everywhere(|house| {
        let (desk, store) = (house.desk(), house.crm.store());
        let over = AtomicBool::new(false);
        let asked = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut asked = 0_u32;
                while !over.load(Ordering::SeqCst) {
                    store.stats().unwrap();
                    asked += 1;
                }
                asked
            });
            for _ in 0..60 {
                desk.clients().register(hua()).unwrap();
            }
            over.store(true, Ordering::SeqCst);
            asking.join().unwrap()
        });
        assert!(asked > 0);
        assert_eq!(store.stats().unwrap().entries, 60);
    });
}

#[test]
fn a_record_that_is_shown_to_others_than_its_body_says_is_found_and_put_right() {
    everywhere(|house| {
        let desk = house.desk();
        let client = desk.clients().register(hua()).unwrap().id();
        let stands = desk.clients().get(client).unwrap().now;
        let body = body::write(&stands).unwrap();
        let target = Target::new("client", client.id());
        let mut write = Write::to(Stream::client(client));
        let (visibility, columns) = (Visibility::Shared, stands.columns());
        write.puts.push(Put { target, visibility, body, columns, supersedes: None });
        let key = UnitKey {
            key: Key::parse("shown").unwrap(),
            digest: Digest::NONE,
            actor: house.desk().actor().id(),
            recorded_at: at("2026-05-04T09:00:00Z"),
            ids: vec![client.id()],
        };
        let store = house.crm.store();
        store
            .commit(Unit { key, expects: Vec::new(), takes: Vec::new(), writes: vec![write] })
            .unwrap();
        let faults = |mode| store.check(mode, &mut |_| ControlFlow::Continue(())).unwrap().faults;
        let said = format!("client {}: who may see it is not what its body says", client.id());
        assert_eq!(faults(Check::Verify), std::slice::from_ref(&said));
        assert_eq!(faults(Check::Rebuild), [said]);
        assert_eq!(faults(Check::Verify), Vec::<String>::new());
        assert_eq!(desk.clients().get(client).unwrap().now, stands);
    });
}
