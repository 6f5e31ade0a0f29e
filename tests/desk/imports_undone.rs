//! What an import made is taken back unless somebody spoke of it since; and whom a row means.

use guanxi::crm::Reversed;
use guanxi::domain::contact::Contact;
use guanxi::domain::expectation::{Category, NewExpectation};
use guanxi::domain::import::{Import, ImportState, Mode, Subject};
use guanxi::domain::interaction::NewInteraction;
use guanxi::{ContactId, Desk};
use std::ops::ControlFlow;

use crate::engines::{at, everywhere};
use crate::imports::{CLIENTS, counts, faults, intake, planned, run, taken_in, tried, undone};

const PEOPLE: &str = "客户编号,姓名,邮箱\nK-2,Jim,jim@lake.cn\nK-2,Kate,kate@lake.cn\n";

/// An import of two contacts, and one of them.
fn people(desk: &Desk) -> (Import, Contact) {
    taken_in(desk, CLIENTS, Subject::Clients);
    let (people, _, _) = taken_in(desk, PEOPLE, Subject::Contacts);
    (people, desk.contacts().get(by_email(desk, "jim@lake.cn")).unwrap().now)
}

fn by_email(desk: &Desk, email: &str) -> ContactId {
    desk.contacts().find().email(email).unwrap().page(1).unwrap().items[0].now.id()
}

#[test]
fn whoever_was_spoken_with_since_is_kept_and_the_others_are_not() {
    everywhere(|house| {
        let desk = house.desk();
        let (people, jim) = people(&desk);
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
        let (people, jim) = people(&desk);
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
        let (people, jim) = people(&desk);
        let wish = NewExpectation::stated("报表要很快打开", Category::Performance).unwrap();
        desk.expectations().capture(jim.client(), wish.stated_by(jim.id())).unwrap();
        let (_, ended) = undone(&desk, people.id());
        assert_eq!(ended, [Reversed::KeptSince, Reversed::KeptSince]);
    });
}

#[test]
fn an_undo_that_is_stopped_behind_its_last_batch_is_done() {
    everywhere(|house| {
        let desk = house.desk();
        let (import, _, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        let back = desk.imports().undo(import.id(), &mut |_| ControlFlow::Break(())).unwrap();
        assert_eq!((back.state(), back.left()), (ImportState::Undone, 0));
    });
}

#[test]
fn who_shares_a_name_is_told_apart_by_the_telephone() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let two = "客户编号,姓名,手机\nK-2,王芳,+86 138 0013 8000\nK-2,王芳,+86 139 0013 9000\n";
        let (_, did, _) = taken_in(&desk, two, Subject::Contacts);
        assert_eq!(did, counts(2, 0, 0, 0));
        let again = "客户编号,姓名,手机,邮箱\nK-2,王芳,+86-139-00139000,fang@lake.cn\n";
        let upsert = intake(Subject::Contacts).mode(Mode::Upsert);
        let (_, did, _) = run(&desk, planned(&desk, again, &upsert), again);
        assert_eq!(did, counts(0, 1, 0, 0));
        let fang = desk.contacts().get(by_email(&desk, "fang@lake.cn")).unwrap().now;
        let reached = desk.contacts().find().phone("+86 139 0013 9000").unwrap().page(5).unwrap();
        assert_eq!(reached.items.iter().map(|one| one.now.id()).collect::<Vec<_>>(), [fang.id()]);
    });
}

#[test]
fn a_row_of_which_nothing_came_is_as_if_it_were_not_there() {
    everywhere(|house| {
        let desk = house.desk();
        let file = "客户编号,客户名称,客户级别,邮编\nK-7,\u{7},重点,\nK-7,华信,重点,\n";
        let (_, did, outcomes) = taken_in(&desk, file, Subject::Clients);
        assert_eq!(did, counts(1, 0, 0, 1), "{:?}", faults(&outcomes));
        assert_eq!(faults(&outcomes)[0].0, 2);
    });
}

#[test]
fn a_payment_of_an_order_that_nobody_knows_is_a_fault_and_is_tried_as_one() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let head = "订单编号,类型,客户编号,下单时间,商品,数量,金额,原单号\n";
        let order = "SO-1,订单,K-1,2025-05-03 10:00,培训,2 天,8000,\n";
        let payment = "P-1,付款,K-1,2025-05-10,,,8000,SO-1\n";
        let alone = format!("{head}{payment}");
        let orders = intake(Subject::Transactions);
        let (would, _) = tried(&desk, &alone, &orders);
        let (_, did, outcomes) = taken_in(&desk, &alone, Subject::Transactions);
        assert_eq!((would, did), (counts(0, 0, 0, 1), counts(0, 0, 0, 1)));
        assert_eq!(faults(&outcomes), [(2, "row.no_such_purchase")]);
        let both = format!("{head}{order}{payment}");
        assert_eq!(tried(&desk, &both, &orders).0, counts(2, 0, 0, 0));
        // Of an order of which nothing comes there is nothing to be paid.
        let broken = format!("{head}{}{payment}", order.replace("8000", "x"));
        assert_eq!(tried(&desk, &broken, &orders).0, counts(0, 0, 0, 2));
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

#[test]
fn imports_are_listed_page_after_page_the_newest_first() {
    everywhere(|house| {
        let desk = house.desk();
        let plan = |n: u32| {
            house.later(&format!("2026-05-04T09:{n:02}:00Z"));
            let file = format!("客户编号,客户名称\nK-{n},第 {n} 家\n");
            planned(&desk, &file, &intake(Subject::Clients))
        };
        let planned = [1, 2, 3].map(plan);
        let first = desk.imports().all(2, None).unwrap();
        let second = desk.imports().all(2, first.next).unwrap();
        let listed: Vec<_> =
            first.items.iter().chain(&second.items).map(|one| one.now.id()).collect();
        assert_eq!(listed, [planned[2], planned[1], planned[0]]);
        assert!(second.next.is_none());
    });
}
