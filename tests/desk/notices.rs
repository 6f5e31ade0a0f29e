//! Who is to be told what by when, at the desk.

use guanxi::crm::FindNotices;
use guanxi::domain::calendar::{BusinessCalendar, Weekday};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::notice::{About, NewNotice, NoticeState, Reason};
use guanxi::domain::refusal::Refused;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{ExpectationId, Note, NoticeId, ProjectId, RecordId, TextDigest};
use guanxi::{ClientId, ContactId, Desk, Error, ErrorKind};

use crate::engines::{House, at, everywhere, me};

fn hua(desk: &Desk) -> (ClientId, ContactId) {
    let hua = desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap().id();
    let li = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
    (hua, li)
}

fn problem(client: ClientId, contact: ContactId) -> NewNotice {
    NewNotice::to_contact(contact, About::Client(client), Reason::Disclosure)
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    answer.unwrap_err().as_refused().map(Refused::code).unwrap_or("not refused").to_owned()
}

fn ids(question: FindNotices<'_, impl guanxi::store::Store>) -> Vec<NoticeId> {
    question.page(10).unwrap().items.iter().map(|found| found.now.id()).collect()
}

#[test]
fn a_problem_is_told_by_its_due_time_and_stands_in_the_lists_until_then() {
    everywhere(|house| {
        let desk = house.desk();
        desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let (hua, li) = hua(&desk);
        let words = Note::new("数据迁移推迟两天").unwrap();
        let first = desk.notices().raise(hua, problem(hua, li).saying(words)).unwrap();
        // Monday the fourth; the plain calendar says: by the end of Tuesday.
        assert_eq!(first.now.due(), at("2026-05-06T00:00:00Z"));
        let to_me = NewNotice::to_staff(me(), About::Contact(li), Reason::Contact);
        let to_me = to_me.due(at("2026-05-05T12:00:00Z"));
        let second = desk.notices().raise(hua, to_me).unwrap();
        let notices = desk.notices();
        let midnight = at("2026-05-06T00:00:00Z");
        assert_eq!(ids(notices.due_by(midnight)), [second.id(), first.id()]);
        assert_eq!(ids(notices.overdue(midnight)), [second.id()]);
        assert_eq!(ids(notices.due_by(midnight).to_contact(li)), [first.id()]);
        assert_eq!(ids(notices.due_by(midnight).to_staff(me())), [second.id()]);
        assert_eq!(notices.due_by(midnight).of_client(hua).count().unwrap(), 2);
        let page = notices.due_by(midnight).of_client(hua).page(1).unwrap();
        let rest = notices.due_by(midnight).of_client(hua).after(page.next.unwrap());
        assert_eq!(ids(rest), [first.id()]);

        house.later("2026-05-05T08:00:00Z");
        let text = TextDigest::of("数据迁移推迟两天");
        let told = desk.notices().tell(first.id(), Channel::Phone, text).unwrap();
        assert_eq!(told.now.told().map(|told| told.at), Some(at("2026-05-05T08:00:00Z")));
        desk.notices().waive(second.id(), "今天通过电话").unwrap();
        assert_eq!(desk.notices().due_by(midnight).count().unwrap(), 0);
        let all = desk.notices().of(hua, 10, None).unwrap().items;
        assert_eq!(
            all.iter().map(|found| found.now.state()).collect::<Vec<_>>(),
            [NoticeState::Told, NoticeState::Waived]
        );
        let about = desk.notices().about(hua, About::Client(hua), 10, None).unwrap().items;
        assert_eq!(about.iter().map(|found| found.now.id()).collect::<Vec<_>>(), [first.id()]);
        let known = desk.notices().known_at(first.id(), at("2026-05-04T09:00:00Z")).unwrap();
        assert_eq!(known.map(|notice| notice.state()), Some(NoticeState::Due));
        assert_eq!(desk.notices().allowed(first.id()).unwrap(), ["erase"]);
    });
}

#[test]
fn one_is_open_for_a_cause_and_after_it_another_may_be() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let raise = || desk.notices().raise(hua, problem(hua, li));
        let first = raise().unwrap().id();
        assert_eq!(code(raise()), "notice.already_open");
        assert!(raise().unwrap_err().to_string().contains(&first.to_string()));
        desk.notices().tell(first, Channel::Email, TextDigest::of("x")).unwrap();
        let second = raise().unwrap().id();
        desk.notices().waive(second, "不再需要").unwrap();
        assert!(raise().is_ok());
    });
}

#[test]
fn who_is_told_of_what_belongs_to_the_client() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let lake = desk.clients().register(NewClient::organisation("Lakeside").unwrap());
        let lake = lake.unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:00:00Z"));
        let call = desk.interactions().log(lake, call).unwrap().id();
        let raise = |client, new| desk.notices().raise(client, new);
        assert_eq!(code(raise(lake, problem(lake, li))), "notice.recipient_unknown");
        assert_eq!(code(raise(hua, problem(lake, li))), "notice.about_unknown");
        let about = |about| NewNotice::to_contact(li, about, Reason::Disclosure);
        assert_eq!(code(raise(hua, about(About::Interaction(call)))), "notice.about_unknown");
        let nowhere = ExpectationId::from_uuid(uuid::Uuid::from_u128(0xdead));
        assert_eq!(code(raise(hua, about(About::Expectation(nowhere)))), "notice.about_unknown");
        let project = ProjectId::from_uuid(uuid::Uuid::from_u128(5));
        let open = raise(hua, about(About::Project(project))).unwrap().id();
        let staff = NewNotice::to_staff(me(), About::Client(hua), Reason::Question);
        assert_eq!(code(raise(hua, staff)), "notice.recipient_unknown", "nobody enrolled them");
        desk.contacts().leave(li).unwrap();
        assert_eq!(code(raise(hua, problem(hua, li))), "notice.recipient_left");
        let tell = desk.notices().tell(open, Channel::Phone, TextDigest::of("x"));
        assert_eq!(code(tell), "notice.recipient_left");
        desk.notices().waive(open, "已离职").unwrap();
        let nobody = ClientId::from_id(call.id());
        assert_eq!(raise(nobody, problem(hua, li)).unwrap_err().kind(), ErrorKind::NotFound);
        desk.clients().archive(hua, "暂停").unwrap();
        assert_eq!(code(raise(hua, problem(hua, li))), "notice.client_not_active");
    });
}

#[test]
fn the_firms_own_calendar_says_when() {
    let house = House::in_memory();
    let office = BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap())
        .close("2026-05-05".parse().unwrap())
        .build()
        .unwrap();
    let desk = house.crm.clone().with_calendar(office).desk(guanxi::Actor::system());
    let (hua, li) = hua(&desk);
    let notice = desk.notices().raise(hua, problem(hua, li)).unwrap().now;
    assert_eq!(notice.due(), at("2026-05-07T00:00:00+08:00"));
}

#[test]
fn what_was_to_be_told_is_erased_with_whom_it_was_for() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, li) = hua(&desk);
        let han = desk.contacts().add(hua, NewContact::named("韩梅梅").unwrap()).unwrap().id();
        let secret = || Note::new("私事").unwrap();
        let raise = |to| desk.notices().raise(hua, problem(hua, to).saying(secret())).unwrap().id();
        let (first, second) = (raise(li), raise(han));
        let erased = |id| desk.notices().get(id).unwrap().now.saying().is_erased();
        desk.contacts().leave(li).unwrap();
        desk.contacts().erase(li).unwrap();
        assert_eq!((erased(first), erased(second)), (true, false));
        let known = desk.notices().known_at(first, at("2026-05-04T09:00:00Z")).unwrap().unwrap();
        assert!(known.saying().is_erased());
        assert_eq!(ids(desk.notices().overdue(at("2027-01-01T00:00:00Z"))), [second]);
        desk.clients().erase(hua).unwrap();
        assert!(erased(second));
        assert_eq!(desk.notices().overdue(at("2027-01-01T00:00:00Z")).count().unwrap(), 0);
    });
}
