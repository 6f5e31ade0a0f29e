//! Every question of the desk, beside the same question asked of a list of everything.

use std::sync::Arc;

use guanxi::domain::Tag;
use guanxi::domain::client::{Client, ClientEdit, NewClient, Segment, Stage};
use guanxi::domain::contact::{Contact, NewContact};
use guanxi::domain::interaction::{Interaction, NewInteraction};
use guanxi::domain::noun::Noun;
use guanxi::domain::staff::NewStaff;
use guanxi::store::{Cursor, Store};
use guanxi::{ClientId, Crm, Desk, Error, Pages, StaffId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use crate::engines::{House, at, everywhere};

const NAMES: &[&str] = &["华信咨询", "华灵", "Lakeside", "LAKE & Sons", "青山"];
const TAGS: &[&str] = &["ERP", "迁移"];

fn staff(number: u8) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(0xa11a + u128::from(number)))
}

fn hour(number: u32) -> Timestamp {
    let start = at("2026-04-01T00:00:00Z").micros();
    Timestamp::from_micros(start + i64::from(number) * 3_600_000_000).unwrap()
}

/// What is told of a client before anything is asked.
#[derive(Debug, Clone)]
struct Told {
    name: usize,
    segment: usize,
    owner: u8,
    tags: Vec<usize>,
    begun: bool,
    archived: bool,
    met: Vec<u32>,
    /// The hour at which somebody is to come back to the last call, and who.
    follow_up: Option<(u32, Option<u8>)>,
    contacts: Vec<(usize, bool)>,
}

fn told() -> impl Strategy<Value = Told> {
    let follow_up = proptest::option::of((300..400_u32, proptest::option::of(0..2_u8)));
    let contacts = vec((0..NAMES.len(), any::<bool>()), 0..3);
    (
        (0..NAMES.len(), 0..Segment::ALL.len(), 0..2_u8, vec(0..TAGS.len(), 0..2)),
        (any::<bool>(), proptest::bool::weighted(0.2), vec(0..200_u32, 0..3), follow_up, contacts),
    )
        .prop_map(
            |((name, segment, owner, tags), (begun, archived, met, follow_up, contacts))| Told {
                name,
                segment,
                owner,
                tags,
                begun,
                archived,
                met,
                follow_up,
                contacts,
            },
        )
}

/// Everything there is, kept beside the store.
#[derive(Default)]
struct All {
    clients: Vec<(Client, Option<Timestamp>)>,
    contacts: Vec<Contact>,
    follow_ups: Vec<Interaction>,
}

fn settle(house: &House, told: &[Told]) -> All {
    let desk = house.desk();
    for number in 0..2 {
        desk.staff().enrol(staff(number), NewStaff::named("王安娜").unwrap()).unwrap();
    }
    let mut all = All::default();
    for (number, told) in told.iter().enumerate() {
        let new = NewClient::organisation(NAMES[told.name]).unwrap();
        let tags = told.tags.iter().fold(ClientEdit::new(), |edit, tag| edit.tag(tag_of(*tag)));
        let new = new.segment(Segment::ALL[told.segment]).owner(staff(told.owner)).with(tags);
        let id = desk.clients().register(new).unwrap().id();
        let contacts = settle_contacts(&desk, id, number, told, &mut all);
        settle_calls(&desk, id, contacts, told, &mut all);
        if told.begun {
            desk.relationship(id).begin().unwrap();
        }
        if told.archived {
            desk.clients().archive(id, "项目结束").unwrap();
        }
        let met = told.met.iter().max().filter(|_| contacts.is_some()).map(|met| hour(*met));
        all.clients.push((desk.clients().get(id).unwrap().now, met));
    }
    all
}

fn settle_contacts(
    desk: &Desk,
    client: ClientId,
    number: usize,
    told: &Told,
    all: &mut All,
) -> Option<guanxi::ContactId> {
    let mut first = None;
    for (place, (name, reached)) in told.contacts.iter().enumerate() {
        let mut new = NewContact::named(NAMES[*name]).unwrap();
        if *reached {
            let address = format!("c{number}.{place}@hua.cn");
            new = new.email(&address).unwrap().phone("+86 138 0013 8000").unwrap();
        }
        let contact = desk.contacts().add(client, new).unwrap().now;
        first.get_or_insert(Noun::id(&contact));
        all.contacts.push(contact);
    }
    first
}

fn settle_calls(
    desk: &Desk,
    client: ClientId,
    with: Option<guanxi::ContactId>,
    told: &Told,
    all: &mut All,
) {
    for (place, met) in told.met.iter().enumerate() {
        let mut call = NewInteraction::call(hour(*met));
        if let Some(contact) = with {
            call = call.with(contact);
        }
        let due = told.follow_up.filter(|_| place == 0);
        if let Some((due, owner)) = due {
            call = call.follow_up(hour(due), owner.map(staff));
        }
        let call = desk.interactions().log(client, call).unwrap().now;
        if due.is_some() {
            all.follow_ups.push(call);
        }
    }
}

fn tag_of(tag: usize) -> Tag {
    Tag::new(TAGS[tag]).unwrap()
}

/// All items of a question, asked page after page of two.
fn pages<N: Clone>(ask: impl Fn(Option<Cursor>) -> Result<Pages<N>, Error>) -> Vec<N> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = ask(after).unwrap();
        assert!(page.items.len() <= 2);
        items.extend(page.items.into_iter().map(|found| found.now));
        match page.next {
            Some(next) => after = Some(next),
            None => return items,
        }
    }
}

fn ids<N: Noun>(items: &[N]) -> Vec<N::Id> {
    items.iter().map(Noun::id).collect()
}

/// A client, when it was last met, and nothing else.
type Met = (Client, Option<Timestamp>);

type Find<'d> = guanxi::crm::FindClients<'d, Arc<dyn Store + Send + Sync>>;

/// Asks one question of clients in both orders, for the first, and for their number.
fn asked(desk: &Desk, wanted: &[ClientId], question: impl Fn(Find<'_>) -> Find<'_>) {
    let ask = |after: Option<Cursor>, reversed: bool| {
        let find = question(desk.clients().find());
        let find = if reversed { find.reversed() } else { find };
        after.into_iter().fold(find, Find::after).page(2)
    };
    assert_eq!(ids(&pages(|after| ask(after, false))), wanted);
    let backwards: Vec<ClientId> = wanted.iter().rev().copied().collect();
    assert_eq!(ids(&pages(|after| ask(after, true))), backwards);
    let number = question(desk.clients().find()).count().unwrap();
    assert_eq!(number, u64::try_from(wanted.len()).unwrap());
    let first = question(desk.clients().find()).one().ok().map(|found| found.now.id());
    assert_eq!(first, wanted.first().copied());
}

fn clients(desk: &Desk, all: &All) {
    let name = |client: &Client| client.name().known().unwrap().key();
    let of = |keep: &dyn Fn(&Met) -> bool| {
        let mut kept: Vec<&Met> = all.clients.iter().filter(|met| keep(met)).collect();
        kept.sort_by_key(|(client, _)| (name(client), client.id()));
        kept.into_iter().map(|(client, _)| client.id()).collect::<Vec<_>>()
    };
    let active = |met: &Met| met.0.is_active();
    for beginning in ["华", "lake", "LAKE &", "", "没有"] {
        let kept = |met: &Met| active(met) && name(&met.0).starts_with(&beginning.to_lowercase());
        asked(desk, &of(&kept), |find| find.named(beginning));
    }
    let everybody = |met: &Met| name(&met.0).starts_with('华');
    asked(desk, &of(&everybody), |find| find.named("华").with_archived());
    for owner in [staff(0), staff(1)] {
        let kept = |met: &Met| active(met) && met.0.owner() == Some(owner);
        asked(desk, &of(&kept), |find| find.owned_by(owner));
    }
    for stage in [Stage::Prospect, Stage::Onboarding, Stage::Dormant] {
        let kept = |met: &Met| active(met) && met.0.stage() == stage;
        asked(desk, &of(&kept), |find| find.stage(stage));
    }
    for segment in Segment::ALL.iter().copied() {
        let kept = |met: &Met| active(met) && met.0.segment() == segment;
        asked(desk, &of(&kept), |find| find.segment(segment));
        unmet(desk, all, segment);
    }
    for tag in 0..TAGS.len() {
        let mut kept: Vec<ClientId> = Vec::new();
        for (client, _) in all.clients.iter().filter(|met| active(met)) {
            if client.tags().known().is_some_and(|tags| tags.contains(&tag_of(tag))) {
                kept.push(client.id());
            }
        }
        asked(desk, &kept, |find| find.tagged(&tag_of(tag)));
    }
}

fn unmet(desk: &Desk, all: &All, segment: Segment) {
    let mut met: Vec<(Timestamp, ClientId)> = Vec::new();
    for (client, last) in &all.clients {
        if client.is_active() && client.segment() == segment {
            met.extend(last.map(|last| (last, client.id())));
        }
    }
    met.sort();
    let since = hour(100);
    let every: Vec<ClientId> = met.iter().map(|(_, id)| *id).collect();
    let before =
        met.iter().filter(|(last, _)| *last < since).map(|(_, id)| *id).collect::<Vec<_>>();
    asked(desk, &every, |find| find.longest_unmet(segment));
    asked(desk, &before, |find| find.unmet_since(segment, since));
}

fn contacts(desk: &Desk, all: &All) {
    let page = |after: Option<Cursor>| {
        let find = desk.contacts().find().named("华");
        after.into_iter().fold(find, guanxi::crm::FindContacts::after).page(2)
    };
    let key = |contact: &Contact| contact.name().known().unwrap().key();
    let mut named: Vec<&Contact> =
        all.contacts.iter().filter(|contact| key(contact).starts_with('华')).collect();
    named.sort_by_key(|contact| (key(contact), Noun::id(*contact)));
    let named: Vec<_> = named.into_iter().map(Noun::id).collect();
    assert_eq!(ids(&pages(page)), named);
    assert_eq!(desk.contacts().find().named("华").count().unwrap(), named.len() as u64);
    let reached = all.contacts.iter().filter(|c| !c.addresses().known().unwrap().is_empty());
    let phoned = desk.contacts().find().phone("+8613800138000").unwrap().count().unwrap();
    assert_eq!(phoned, reached.count() as u64);
    for contact in &all.contacts {
        assert_eq!(desk.contacts().allowed(Noun::id(contact)).unwrap(), contact.allowed());
    }
}

fn follow_ups(desk: &Desk, all: &All) {
    let wanted = |keep: &dyn Fn(&Interaction) -> bool| {
        let mut kept: Vec<&Interaction> = all.follow_ups.iter().filter(|one| keep(one)).collect();
        kept.sort_by_key(|one| (one.follow_up().unwrap().due, Noun::id(*one)));
        kept.into_iter().map(Noun::id).collect::<Vec<_>>()
    };
    let by = hour(350);
    let asked = |owner: Option<StaffId>, by: Option<Timestamp>| {
        pages(|after| {
            let find = desk.interactions().follow_ups();
            let find = owner.into_iter().fold(find, guanxi::crm::FollowUps::owned_by);
            let find = by.into_iter().fold(find, guanxi::crm::FollowUps::due_by);
            after.into_iter().fold(find, guanxi::crm::FollowUps::after).page(2)
        })
    };
    assert_eq!(ids(&asked(None, None)), wanted(&|_| true));
    let due = |one: &Interaction| one.follow_up().unwrap().due <= by;
    assert_eq!(ids(&asked(None, Some(by))), wanted(&due));
    for owner in [staff(0), staff(1)] {
        let theirs = |one: &Interaction| one.follow_up().unwrap().owner == Some(owner);
        assert_eq!(ids(&asked(Some(owner), None)), wanted(&theirs));
        assert_eq!(ids(&asked(Some(owner), Some(by))), wanted(&|one| theirs(one) && due(one)));
    }
}

fn answers_are_those_of_a_list(house: &House, told: &[Told]) {
    let all = settle(house, told);
    let ask = |crm: &Crm| {
        let desk = crm.desk(guanxi::Actor::staff(staff(0)));
        clients(&desk, &all);
        contacts(&desk, &all);
        follow_ups(&desk, &all);
    };
    ask(&house.crm);
    if let Some(crm) = house.reopened() {
        ask(&crm);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_question_is_answered_as_a_list_of_everything_would(told in vec(told(), 0..9)) {
        everywhere(|house| answers_are_those_of_a_list(house, &told));
    }
}
