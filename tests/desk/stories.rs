//! What a team does with a client, from the first call on.

use guanxi::domain::client::{
    Churn, ClientEdit, CustomField, CustomShape, NewClient, Schema, Segment, Stage,
};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::refusal::Refused;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{CustomKey, Held, Line, Reference};
use guanxi::store::{Conflict, StoreError};
use guanxi::{Error, ErrorKind};

use crate::engines::{House, at, everywhere, me};

fn hua() -> NewClient {
    NewClient::organisation("华信咨询").unwrap().segment(Segment::Key)
}

fn stale(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::Conflict(Conflict::Stale { .. })))
}

#[test]
fn a_client_is_registered_called_and_found_again() {
    everywhere(|house| {
        let desk = house.desk();
        desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let hua = desk.clients().register(hua().owner(me())).unwrap();
        assert!(!hua.repeated);
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("第一次通话");
        let call = desk.interactions().log(hua.id(), call).unwrap();
        let page = desk.clients().timeline(hua.id()).newest(10).unwrap();
        assert_eq!(
            page.items.iter().map(|found| found.now.clone()).collect::<Vec<_>>(),
            [call.now]
        );
        assert_eq!(desk.clients().find().owned_by(me()).one().unwrap().now, hua.now);
        assert_eq!(desk.clients().find().named("华").count().unwrap(), 1);
        assert_eq!(desk.clients().find().named("信").count().unwrap(), 0);
        let events: Vec<_> =
            desk.clients().history(hua.id()).limit(10).unwrap().iter().map(|e| e.event).collect();
        assert_eq!(events, ["registered", "logged"]);
    });
}

#[test]
fn a_reference_belongs_to_one_client() {
    everywhere(|house| {
        let desk = house.desk();
        let zoho = Reference::new("zoho", "4711").unwrap();
        let hua = desk.clients().register(hua().reference(zoho.clone())).unwrap();
        let other = NewClient::organisation("Lakeside").unwrap().reference(zoho);
        let error = desk.clients().register(other).unwrap_err();
        assert_eq!(error.as_refused().map(Refused::code), Some("client.reference_taken"));
        assert_eq!(
            desk.clients().find().reference("zoho", "4711").unwrap().one().unwrap().now.id(),
            hua.id()
        );
        let nobody = desk.clients().find().reference("zoho", "4712").unwrap().one().unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::NotFound);
    });
}

#[test]
fn an_edit_of_what_somebody_else_changed_meanwhile_is_not_done() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        let edited =
            desk.clients().edit(hua.id(), ClientEdit::new().segment(Segment::Strategic)).unwrap();
        assert!(edited.revision > hua.revision);
        let late = ClientEdit::new().segment(Segment::Light);
        let error =
            desk.expecting(hua.revision).clients().edit(hua.id(), late.clone()).unwrap_err();
        assert!(stale(&error), "{error:?}");
        assert_eq!(desk.clients().get(hua.id()).unwrap().now, edited.now);
        assert!(desk.expecting(edited.revision).clients().edit(hua.id(), late).is_ok());
    });
}

#[test]
fn the_same_command_with_the_same_key_is_done_once() {
    everywhere(|house| {
        let desk = house.desk();
        let first = desk.keyed("req-1").unwrap().clients().register(hua()).unwrap();
        house.later("2026-05-04T09:05:00Z");
        let again = desk.keyed("req-1").unwrap().clients().register(hua()).unwrap();
        assert!(again.repeated && !first.repeated);
        assert_eq!((again.now, again.position), (first.now, first.position));
        let other = desk.keyed("req-1").unwrap().clients().register(hua().segment(Segment::Light));
        assert!(matches!(other, Err(Error::Store(StoreError::Conflict(Conflict::KeyReused)))));
        assert_eq!(desk.clients().find().count().unwrap(), 1);
        for bad in ["", "a\nb", &"k".repeat(256)] {
            assert_eq!(desk.keyed(bad).unwrap_err().kind(), ErrorKind::Invalid);
        }
    });
}

#[test]
fn a_call_noted_wrongly_is_corrected_and_the_first_note_stays_readable() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        let call = |text| NewInteraction::call(at(text)).subject("报价");
        let wrong = desk.interactions().log(hua.id(), call("2026-05-01T08:00:00Z")).unwrap();
        let right = desk
            .interactions()
            .correct(wrong.id(), call("2026-05-02T08:00:00Z"), "看错了日期")
            .unwrap();
        let timeline = || desk.clients().timeline(hua.id()).newest(10).unwrap().items;
        assert_eq!(
            timeline().iter().map(|f| f.now.clone()).collect::<Vec<_>>(),
            std::slice::from_ref(&right.now)
        );
        let kept = desk.interactions().get(wrong.id()).unwrap();
        assert!(kept.superseded);
        assert_eq!(kept.now, wrong.now);
        let again =
            desk.interactions().correct(wrong.id(), call("2026-05-03T08:00:00Z"), "x").unwrap_err();
        assert_eq!(again.as_refused().map(|r| (r.code(), r.from())), Some(("state", "Superseded")));
        desk.interactions().withdraw(right.id(), "不是这个客户").unwrap();
        assert!(timeline().is_empty());
        assert_eq!(desk.interactions().allowed(right.id()).unwrap(), [""; 0]);
    });
}

#[test]
fn what_was_known_at_an_earlier_time_can_be_asked() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        house.later("2026-06-01T09:00:00Z");
        desk.clients().edit(hua.id(), ClientEdit::new().segment(Segment::Light)).unwrap();
        let known = |text| desk.clients().known_at(hua.id(), at(text)).unwrap();
        assert_eq!(known("2026-05-01T00:00:00Z"), None);
        assert_eq!(known("2026-05-05T00:00:00Z").map(|c| c.segment()), Some(Segment::Key));
        assert_eq!(known("2026-06-02T00:00:00Z"), Some(desk.clients().get(hua.id()).unwrap().now));
    });
}

#[test]
fn a_file_that_was_put_away_takes_no_calls_and_stands_in_no_list() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        desk.clients().archive(hua.id(), "两年没有往来").unwrap();
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z"));
        let error = desk.interactions().log(hua.id(), call.clone()).unwrap_err();
        assert_eq!(error.as_refused().map(Refused::code), Some("interaction.client_archived"));
        assert_eq!(desk.clients().find().count().unwrap(), 0);
        assert_eq!(desk.clients().find().with_archived().count().unwrap(), 1);
        assert_eq!(desk.clients().allowed(hua.id()).unwrap(), ["restore", "erase"]);
        desk.clients().restore(hua.id()).unwrap();
        assert!(desk.interactions().log(hua.id(), call).is_ok());
    });
}

#[test]
fn erasing_a_client_leaves_what_happened_and_not_what_was_said() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        let call =
            NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("私事").promised("保密");
        let call = desk.interactions().log(hua.id(), call).unwrap();
        desk.clients().erase(hua.id()).unwrap();
        assert!(desk.clients().get(hua.id()).unwrap().now.name().is_erased());
        let erased = desk.interactions().get(call.id()).unwrap().now;
        assert_eq!(erased.words(), Held::Erased);
        assert_eq!((erased.at(), erased.kind()), (call.now.at(), call.now.kind()));
        assert_eq!(desk.clients().find().named("华信").count().unwrap(), 0);
        let known = desk.clients().known_at(hua.id(), at("2026-05-04T09:00:00Z")).unwrap().unwrap();
        assert!(known.name().is_erased());
        assert_eq!(Held::Known(Line::new("x").unwrap()).map(|_| ()), Held::Known(()));
    });
}

#[test]
fn a_contact_is_added_found_by_address_and_named_in_a_call() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        let li = NewContact::named("李雷").unwrap().decides().email("Li@Hua.cn").unwrap();
        let li = desk.contacts().add(hua.id(), li).unwrap();
        let other = desk.clients().register(NewClient::organisation("Lakeside").unwrap()).unwrap();
        let call = |at_: &str| NewInteraction::call(at(at_)).with(li.id());
        desk.interactions().log(hua.id(), call("2026-05-04T08:30:00Z")).unwrap();
        let stranger =
            desk.interactions().log(other.id(), call("2026-05-04T08:30:00Z")).unwrap_err();
        assert_eq!(stranger.as_refused().map(Refused::code), Some("interaction.stranger_named"));
        let found = desk.contacts().find().email("li@hua.cn").unwrap().page(10).unwrap();
        assert_eq!(found.items.iter().map(|f| f.now.id()).collect::<Vec<_>>(), [li.id()]);
        let met = desk.clients().find().longest_unmet(Segment::Key).page(10).unwrap();
        assert_eq!(met.items.iter().map(|f| f.now.id()).collect::<Vec<_>>(), [hua.id()]);
        let recent = desk.clients().find().unmet_since(Segment::Key, at("2026-05-04T08:30:00Z"));
        assert_eq!(recent.count().unwrap(), 0);
        desk.contacts().leave(li.id()).unwrap();
        assert_eq!(desk.contacts().of(hua.id(), 10, None).unwrap().items.len(), 1);
    });
}

#[test]
fn erasing_a_contact_takes_the_words_said_to_nobody_else() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap();
        let add =
            |name| desk.contacts().add(hua.id(), NewContact::named(name).unwrap()).unwrap().id();
        let (li, han) = (add("李雷"), add("韩梅梅"));
        let call = || NewInteraction::call(at("2026-05-04T08:30:00Z")).subject("薪水").with(li);
        let alone = desk.interactions().log(hua.id(), call()).unwrap().id();
        let both = desk.interactions().log(hua.id(), call().with(han)).unwrap().id();
        desk.contacts().leave(li).unwrap();
        desk.contacts().erase(li).unwrap();
        assert!(desk.contacts().get(li).unwrap().now.name().is_erased());
        assert!(desk.interactions().get(alone).unwrap().now.words().is_erased());
        assert!(!desk.interactions().get(both).unwrap().now.words().is_erased());
        assert!(!desk.contacts().get(han).unwrap().now.name().is_erased());
        assert!(
            desk.contacts()
                .known_at(li, at("2026-05-04T09:00:00Z"))
                .unwrap()
                .unwrap()
                .name()
                .is_erased()
        );
    });
}

#[test]
fn the_relationship_goes_forward_and_back_and_can_be_lost() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(hua()).unwrap().id();
        desk.relationship(hua).begin().unwrap();
        desk.relationship(hua).deliver().unwrap();
        let lost = desk.relationship(hua).lose("x").unwrap_err();
        assert_eq!(lost.as_refused().map(|r| (r.code(), r.from())), Some(("state", "Delivering")));
        house.later("2026-07-01T09:00:00Z");
        desk.relationship(hua).hand_over().unwrap();
        let churn = Churn::because(Line::new("预算取消").unwrap());
        let churned = desk.relationship(hua).churn(churn).unwrap();
        assert_eq!(churned.now.stage(), Stage::Churned);
        assert_eq!(desk.clients().find().stage(Stage::Churned).count().unwrap(), 1);
        assert!(desk.clients().allowed(hua).unwrap().contains(&"win_back"));
    });
}

#[test]
fn who_left_the_firm_can_be_erased() {
    everywhere(|house| {
        let desk = house.desk();
        desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let early = desk.staff().erase(me()).unwrap_err();
        assert_eq!(early.as_refused().map(Refused::code), Some("state"));
        desk.staff().leave(me()).unwrap();
        desk.staff().erase(me()).unwrap();
        assert!(desk.staff().get(me()).unwrap().now.name().is_erased());
        assert!(desk.staff().all(10, None).unwrap().items.is_empty());
    });
}

#[test]
fn fields_of_the_firms_own_are_asked_for_as_they_were_declared() {
    let fields =
        Schema::of(1, [CustomField::new("region", "大区", CustomShape::Text).unwrap()]).unwrap();
    let house = House::in_memory();
    let crm = house.crm.clone().with_custom_fields(fields.clone());
    let desk = crm.desk(guanxi::Actor::system());
    let key = CustomKey::new("region").unwrap();
    let value = fields.read(&key, "华东").unwrap();
    let edit = ClientEdit::new().custom(key.clone(), value.clone());
    assert!(desk.clients().register(hua().with(edit.clone())).is_ok());
    let undeclared = house.desk().clients().register(hua().with(edit)).unwrap_err();
    assert!(undeclared.as_refused().is_some(), "{undeclared:?}");
}
