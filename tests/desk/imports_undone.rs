//! What an import made is taken back unless somebody spoke of it since.

use guanxi::crm::Reversed;
use guanxi::domain::expectation::{Category, NewExpectation};
use guanxi::domain::import::Subject;
use guanxi::domain::interaction::NewInteraction;
use guanxi::{ContactId, Desk};

use crate::engines::{at, everywhere};
use crate::imports::{CLIENTS, counts, taken_in, undone};

const PEOPLE: &str = "客户编号,姓名,邮箱\nK-2,Jim,jim@lake.cn\nK-2,Kate,kate@lake.cn\n";

fn by_email(desk: &Desk, email: &str) -> ContactId {
    desk.contacts().find().email(email).unwrap().page(1).unwrap().items[0].now.id()
}

#[test]
fn whoever_was_spoken_with_since_is_kept_and_the_others_are_not() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (people, _, _) = taken_in(&desk, PEOPLE, Subject::Contacts);
        let jim = desk.contacts().get(by_email(&desk, "jim@lake.cn")).unwrap().now;
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).with(jim.id());
        desk.interactions().log(jim.client(), call).unwrap();
        let (_, ended) = undone(&desk, people.id());
        assert_eq!(ended, [Reversed::Reversed, Reversed::KeptSince], "the last row first");
        assert_eq!(by_email(&desk, "jim@lake.cn"), jim.id());
        assert_eq!(desk.contacts().find().email("kate@lake.cn").unwrap().count().unwrap(), 0);
    });
}

#[test]
fn a_talk_that_was_withdrawn_keeps_nobody() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (people, _, _) = taken_in(&desk, PEOPLE, Subject::Contacts);
        let jim = desk.contacts().get(by_email(&desk, "jim@lake.cn")).unwrap().now;
        let call = NewInteraction::call(at("2026-05-04T08:30:00Z")).with(jim.id());
        let call = desk.interactions().log(jim.client(), call).unwrap().id();
        desk.interactions().withdraw(call, "记错客户").unwrap();
        let (_, ended) = undone(&desk, people.id());
        assert_eq!(ended, [Reversed::Reversed, Reversed::Reversed]);
    });
}

#[test]
fn where_something_else_was_said_that_may_name_anybody_all_are_kept() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (people, _, _) = taken_in(&desk, PEOPLE, Subject::Contacts);
        let jim = desk.contacts().get(by_email(&desk, "jim@lake.cn")).unwrap().now;
        let wish = NewExpectation::stated("报表要很快打开", Category::Performance).unwrap();
        desk.expectations().capture(jim.client(), wish.stated_by(jim.id())).unwrap();
        let (_, ended) = undone(&desk, people.id());
        assert_eq!(ended, [Reversed::KeptSince, Reversed::KeptSince]);
    });
}

#[test]
fn an_address_means_nobody_at_another_client() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        taken_in(&desk, PEOPLE, Subject::Contacts);
        let jim = by_email(&desk, "jim@lake.cn");
        let elsewhere = "客户编号,姓名,邮箱,职务\nK-1,Jim Hu,jim@lake.cn,顾问\n";
        let (_, did, _) = taken_in(&desk, elsewhere, Subject::Contacts);
        assert_eq!(did, counts(1, 0, 0, 0));
        assert_eq!(desk.contacts().find().email("jim@lake.cn").unwrap().count().unwrap(), 2);
        let name = desk.contacts().get(jim).unwrap().now.name().known().map(ToString::to_string);
        assert_eq!(name.as_deref(), Some("Jim"));
    });
}
