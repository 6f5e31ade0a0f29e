//! Files that are hard to take in: broken within a record, mended, sent twice, and the store's own.

use std::io::Cursor;
use std::ops::ControlFlow;

use guanxi::crm::{Became, Reversed};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::{Address, ContactEdit, NewContact};
use guanxi::domain::import::{ImportState, Mode, Subject};
use guanxi::domain::transaction::Kind;
use guanxi::domain::{Birthday, Date, Email, Lang, Phone};
use guanxi::transfer::{FailedRows, Mapping, SheetForm, Why};

use guanxi::Error;

use crate::engines::{House, everywhere};
use crate::imports::{
    CLIENTS, ORDERS, counts, faults, intake, many, planned, run, taken_in, tried, undone,
};

const HEAD: &str = "订单编号,客户编号,下单时间,商品,金额\n";

#[test]
fn a_transaction_with_a_broken_row_is_not_taken_in_part() {
    for broken in ["SO-1,K-1,2025-05-03,教材", "SO-1,K-1,2025-05-03,教\0材,600", ",K-1"] {
        let house = House::in_memory();
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let with = |row: &str| {
            format!("{HEAD}SO-1,K-1,2025-05-03,培训,8000\n{row}\nSO-1,K-1,2025-05-03,茶具,400\n")
        };
        let file = with(broken);
        let (would, _) = tried(&desk, &file, &intake(Subject::Transactions));
        let (_, did, outcomes) = taken_in(&desk, &file, Subject::Transactions);
        assert_eq!((would, did), (counts(0, 0, 0, 3), counts(0, 0, 0, 3)), "{broken:?}");
        assert_eq!(outcomes[0].rows.len(), 3, "all of them go to the one who mends it");
        let mended = with("SO-1,K-1,2025-05-03,教材,600");
        let (_, did, _) = taken_in(&desk, &mended, Subject::Transactions);
        assert_eq!(did, counts(3, 0, 0, 0));
        let order = desk.transactions().by_reference(Kind::Order, "erp", "SO-1").unwrap().now;
        assert_eq!(order.total().to_string(), "CNY 9 000.00");
    }
}

#[test]
fn rows_of_a_transaction_that_stand_apart_are_told() {
    let other = "SO-2,K-2,2025-05-04,教材,600\n";
    let file = format!(
        "{HEAD}SO-1,K-1,2025-05-03,培训,8000\n{other}SO-1,K-1,2025-05-03,茶具,400\n{other}"
    );
    for mode in [Mode::Skip, Mode::Create, Mode::Upsert] {
        let house = House::in_memory();
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let intake = intake(Subject::Transactions).mode(mode);
        let (would, _) = tried(&desk, &file, &intake);
        let (_, did, outcomes) = run(&desk, planned(&desk, &file, &intake), &file);
        assert_eq!((did, would), (counts(2, 0, 1, 1), did), "{mode}");
        assert_eq!(faults(&outcomes), [(4, "row.twice")], "{mode}");
        assert_eq!(outcomes[3].became, Became::Skipped { twice: Some(3) }, "it says the same");
    }
}

#[test]
fn the_second_part_of_a_refused_transaction_is_no_transaction() {
    let file = format!(
        "{HEAD}SO-1,K-9,2025-05-03,培训,8000\nSO-2,K-2,2025-05-04,x,6\nSO-1,K-1,2025-05-03,茶具,400\n"
    );
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, CLIENTS, Subject::Clients);
    let (_, did, outcomes) = taken_in(&desk, &file, Subject::Transactions);
    assert_eq!(did, counts(1, 0, 0, 2));
    assert_eq!(faults(&outcomes), [(2, "row.no_such_client"), (4, "row.twice")]);
}

#[test]
fn a_row_is_taken_though_its_namesake_was_refused() {
    let file = "id,name,since\nN-1,A,2035-01-01\nN-1,A,2025-01-01\n";
    for mode in [Mode::Skip, Mode::Upsert] {
        let house = House::in_memory();
        let desk = house.desk();
        let intake = intake(Subject::Clients).mode(mode);
        let (_, did, _) = run(&desk, planned(&desk, file, &intake), file);
        assert_eq!(did, counts(1, 0, 0, 1), "{mode}");
    }
}

/// A store with one client and one contact.
fn li() -> House {
    let house = House::in_memory();
    let desk = house.desk();
    let client = desk.clients().register(NewClient::organisation("华信").unwrap()).unwrap().id();
    let mobile = Address::Mobile(Phone::new("+86 138 0013 8000").unwrap());
    let day = Birthday::from(Date::new(1990, 2, 3).unwrap());
    let li = NewContact::named("李雷").unwrap();
    let li = li.with(ContactEdit::new().address(mobile).birthday(day));
    desk.contacts().add(client, li).unwrap();
    house
}

fn exported(desk: &guanxi::Desk, subject: Subject) -> String {
    let (mut file, exports, form) = (Vec::new(), desk.exports(), SheetForm::of(Lang::Zh));
    match subject {
        Subject::Clients => exports.clients(form, &mut file),
        Subject::Contacts => exports.contacts(form, &mut file),
        Subject::Interactions => exports.interactions(form, &mut file),
        Subject::Transactions => exports.transactions(form, &mut file),
    }
    .unwrap();
    String::from_utf8(file).unwrap()
}

#[test]
fn an_exported_contact_whose_row_was_mended_keeps_the_telephone() {
    let (from, to) = (li(), House::in_memory());
    taken_in(&to.desk(), &exported(&from.desk(), Subject::Clients), Subject::Clients);
    let file = exported(&from.desk(), Subject::Contacts);
    let broken = file.replace("1990-02-03", "二月初三");
    let (_, did, outcomes) = taken_in(&to.desk(), &broken, Subject::Contacts);
    assert_eq!(did, counts(0, 0, 0, 1));
    let headers: Vec<&str> =
        file.lines().next().unwrap().trim_start_matches('\u{FEFF}').split(',').collect();
    let mut failed = FailedRows::begin(Vec::new(), &headers, Lang::Zh).unwrap();
    let Became::Failed(fault) = &outcomes[0].became else { panic!("{outcomes:?}") };
    failed.write(&outcomes[0].rows[0], fault).unwrap();
    let written = String::from_utf8(failed.end().unwrap()).unwrap();
    let mended = written.replace("二月初三", "1990-02-03");
    let (_, did, outcomes) = taken_in(&to.desk(), &mended, Subject::Contacts);
    assert_eq!(did, counts(1, 0, 0, 0), "{:?}", faults(&outcomes));
    let desk = to.desk();
    let reached = desk.contacts().find().phone("+86 138 0013 8000").unwrap();
    assert_eq!(reached.count().unwrap(), 1);
}

#[test]
fn what_a_store_wrote_is_known_to_it() {
    let house = li();
    let desk = house.desk();
    taken_in(&desk, CLIENTS, Subject::Clients);
    taken_in(&desk, ORDERS, Subject::Transactions);
    for subject in [Subject::Clients, Subject::Contacts, Subject::Transactions] {
        let file = exported(&desk, subject);
        for mode in [Mode::Skip, Mode::Upsert] {
            let mapping = Mapping::of(subject, "Asia/Shanghai".parse().unwrap());
            let intake = guanxi::crm::Intake::of("own.csv", mapping).mode(mode);
            let (_, did, outcomes) = run(&desk, planned(&desk, &file, &intake), &file);
            assert_eq!(did, counts(0, 0, did.rows, 0), "{subject} {mode}: {outcomes:?}");
            assert!(did.rows > 1);
        }
    }
    let references = desk.clients().find().reference("erp", "K-1").unwrap().one().unwrap().now;
    assert_eq!(references.references().known().unwrap().len(), 1, "its own is none of another's");
}

#[test]
fn three_thousand_talks_of_one_instant_are_known_the_second_time() {
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, &many(1), Subject::Clients);
    let rows: String = (0..3_000).map(|n| format!("N-0,电话,2025-03-03,第 {n} 次\n")).collect();
    let file = format!("客户编号,类型,时间,内容\n{rows}");
    let (_, did, _) = taken_in(&desk, &file, Subject::Interactions);
    assert_eq!(did, counts(3_000, 0, 0, 0));
    let (_, did, _) = taken_in(&desk, &file, Subject::Interactions);
    assert_eq!(did, counts(0, 0, 3_000, 0));
}

#[test]
fn talks_are_known_when_those_who_took_part_came_in_later() {
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, &many(1), Subject::Clients);
    let talks = "客户编号,类型,时间,内容,邮箱\n\
                 N-0,电话,2025-03-03 10:00,对账,li@hua.cn\n\
                 N-0,电话,2025-03-04 10:00,报价,li@hua.cn\n\
                 N-0,电话,2025-03-05 10:00,验收,\n";
    let (_, did, _) = taken_in(&desk, talks, Subject::Interactions);
    assert_eq!(did, counts(3, 0, 0, 0));
    let people = "客户编号,姓名,邮箱\nN-0,李雷,li@hua.cn\n";
    let (_, did, _) = taken_in(&desk, people, Subject::Contacts);
    assert_eq!(did, counts(1, 0, 0, 0));
    let (_, did, _) = taken_in(&desk, talks, Subject::Interactions);
    assert_eq!(did, counts(0, 0, 3, 0));
    let more = format!("{talks}N-0,电话,2025-03-04 10:00,另一件事,li@hua.cn\n");
    let (_, did, _) = taken_in(&desk, &more, Subject::Interactions);
    assert_eq!(did, counts(1, 0, 3, 0));
}

#[test]
fn an_import_sent_with_a_key_ends_once_however_often_it_is_sent() {
    everywhere(|house| {
        let desk = house.desk();
        let id = planned(&desk, CLIENTS, &intake(Subject::Clients));
        let keyed = desk.keyed("run").unwrap();
        for _ in 0..2 {
            let (import, did, _) = run(&keyed, id, CLIENTS);
            assert_eq!((import.state(), did), (ImportState::Done, counts(3, 0, 0, 0)));
        }
        let keyed = desk.keyed("undo").unwrap();
        for _ in 0..2 {
            let (import, _) = undone(&keyed, id);
            assert_eq!((import.state(), import.taken_back().reversed), (ImportState::Undone, 3));
        }
        let id = planned(&desk, CLIENTS, &intake(Subject::Clients));
        let stands = desk.imports().get(id).unwrap().revision;
        let (import, _, _) = run(&desk.expecting(stands), id, CLIENTS);
        assert_eq!(import.state(), ImportState::Done);
    });
}

#[test]
fn a_contact_in_the_row_of_a_known_client_is_added_or_changed() {
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, CLIENTS, Subject::Clients);
    let file = "客户编号,客户名称,级别,联系人,邮箱,手机\n\
                K-1,华信咨询,重点,李雷,li@hua.cn,138 0013 8000\n\
                K-2,Lakeside,普通,Jim,jim@lake.cn,\n\
                K-3,青禾,普通,,,\n";
    let update = intake(Subject::Clients).mode(Mode::Update);
    let (would, _) = tried(&desk, file, &update);
    assert_eq!(would, counts(0, 1, 2, 0), "nobody is made anew");
    let upsert = intake(Subject::Clients).mode(Mode::Upsert);
    let (import, did, _) = run(&desk, planned(&desk, file, &upsert), file);
    assert_eq!(did, counts(1, 1, 1, 0));
    let found = |email: &str| desk.contacts().find().email(email).unwrap().count().unwrap();
    assert_eq!((found("li@hua.cn"), found("jim@lake.cn")), (1, 1));
    let reached = desk.contacts().find().phone("138 0013 8000").unwrap().count().unwrap();
    assert_eq!(reached, 1);
    let (_, did, _) = run(&desk, planned(&desk, file, &upsert), file);
    assert_eq!(did, counts(0, 0, 3, 0));
    undone(&desk, import.id());
    assert_eq!((found("li@hua.cn"), found("jim@lake.cn")), (1, 0), "who was added is taken back");
}

#[test]
fn two_people_of_one_name_stay_two() {
    for (one, other) in [("138 0013 8000", "139 0013 9000"), ("", "")] {
        let file = format!("编号,客户编号,姓名,手机\n1,K-1,张伟,{one}\n2,K-1,张伟,{other}\n");
        let house = House::in_memory();
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (_, did, _) = taken_in(&desk, &file, Subject::Contacts);
        assert_eq!(did, counts(2, 0, 0, 0));
        let (_, did, _) = taken_in(&desk, &file, Subject::Contacts);
        assert_eq!(did, counts(0, 0, 2, 0), "and the same file twice adds nobody");
        let nameless = "客户编号,姓名\nK-1,张伟\n";
        let upsert = intake(Subject::Contacts).mode(Mode::Upsert);
        let (_, outcomes) = tried(&desk, nameless, &upsert);
        assert_eq!(faults(&outcomes), [(2, "row.several_contacts")]);
    }
}

#[test]
fn colleagues_may_share_a_telephone() {
    let file = "客户编号,姓名,电话\nK-1,韩梅梅,0512 8888 0000\nK-1,李雷雷,0512 8888 0000\n";
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, CLIENTS, Subject::Clients);
    let (_, did, _) = taken_in(&desk, file, Subject::Contacts);
    assert_eq!(did, counts(2, 0, 0, 0));
}

#[test]
fn who_is_named_like_a_number_is_not_taken_for_it() {
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, "id,name\n42,A\n43,#erp:42\n", Subject::Clients);
    let file = "客户编号,客户,类型,时间,内容\n,#erp:42,电话,2025-03-03,x\n42,,电话,2025-03-04,y\n";
    let (_, did, _) = taken_in(&desk, file, Subject::Interactions);
    assert_eq!(did, counts(2, 0, 0, 0));
    for number in ["42", "43"] {
        let client = desk.clients().find().reference("erp", number).unwrap().one().unwrap();
        let told = desk.clients().timeline(client.now.id()).newest(5).unwrap().items;
        assert_eq!(told.len(), 1, "{number}");
    }
}

#[test]
fn contacts_are_taken_back_after_the_talks_that_named_them() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let contacts = "客户编号,姓名,邮箱\nK-2,Jim,jim@lake.cn\n";
        let (contacts, _, _) = taken_in(&desk, contacts, Subject::Contacts);
        let talks = "客户编号,邮箱,类型,时间,主题\nK-2,jim@lake.cn,电话,2025-05-03 09:30,报价\n";
        let (talks, _, _) = taken_in(&desk, talks, Subject::Interactions);
        undone(&desk, talks.id());
        let (_, ended) = undone(&desk, contacts.id());
        assert_eq!(ended, [Reversed::Reversed]);
        let left = desk.contacts().find().email("jim@lake.cn").unwrap().count().unwrap();
        assert_eq!(left, 0);
    });
}

#[test]
fn who_left_or_was_put_away_has_no_row() {
    let house = li();
    let desk = house.desk();
    let client = desk.clients().find().named("华信").page(1).unwrap().items[0].now.id();
    let contact = desk.contacts().of(client, 1, None).unwrap().items[0].now.id();
    assert!(exported(&desk, Subject::Contacts).contains("李雷"));
    desk.contacts().leave(contact).unwrap();
    assert!(!exported(&desk, Subject::Contacts).contains("李雷"));
    desk.clients().archive(client, "x").unwrap();
    let mut file = Vec::new();
    let written = desk.exports().clients(SheetForm::of(Lang::Zh), &mut file).unwrap();
    assert_eq!((written.rows, written.records_left_out), (0, 1));
}

#[test]
fn a_file_that_is_taken_in_as_a_whole_has_no_more_bytes_than_are_held() {
    let note = "x".repeat(390_000);
    let rows: String = (0..90).map(|n| format!("N-{n},客户{n},{note}\n")).collect();
    let file = format!("id,name,background\n{rows}");
    let house = House::in_memory();
    let desk = house.desk();
    let id = planned(&desk, &file, &intake(Subject::Clients).all_or_nothing());
    let go = desk.imports().run(id, &mut Cursor::new(&file), &mut |_| ControlFlow::Continue(()));
    match go.unwrap_err() {
        Error::Transfer(why) => assert_eq!(why.code(), "transfer.too_large"),
        other => panic!("{other}"),
    }
}

/// The rows of one order, which hold this many bytes together: what nobody reads fills them up.
fn order_of(bytes: usize) -> String {
    const ROWS: usize = 11;
    let rows = (1..=ROWS).map(|n| format!("SO-1,K-1,2025-05-03,商品{n:02},600,"));
    let rows: Vec<String> = rows.collect();
    // A row holds its cells and none of its separators.
    let told: usize = rows.iter().map(|row| row.replace(',', "").len()).sum();
    let mut left = bytes - told;
    let rows = rows.into_iter().map(|row| {
        let fill = left.min(390_000);
        left -= fill;
        format!("{row}{}\n", "x".repeat(fill))
    });
    let file = format!("{},内部说明\n{}", HEAD.trim_end(), rows.collect::<String>());
    assert_eq!(left, 0, "so many bytes fit in");
    file
}

#[test]
fn a_transaction_has_no_more_bytes_than_are_held_for_one() {
    const MOST: usize = 4_000_000;
    let other = "SO-2,K-2,2025-05-04,教材,600,\n";
    for (bytes, fits) in [(MOST, true), (MOST + 1, false)] {
        let house = House::in_memory();
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        // What stands behind the rows that are held is no order of its own.
        let rest = if fits { "" } else { "SO-1,K-1,2025-05-03,茶具,400,\n" };
        let file = order_of(bytes) + rest + other;
        let (would, _) = tried(&desk, &file, &intake(Subject::Transactions));
        let (_, did, outcomes) = taken_in(&desk, &file, Subject::Transactions);
        let order = |number| desk.transactions().by_reference(Kind::Order, "erp", number);
        assert_eq!(order("SO-2").unwrap().now.total().to_string(), "CNY 600.00");
        if fits {
            assert_eq!((would, did), (counts(12, 0, 0, 0), counts(12, 0, 0, 0)));
            assert_eq!(order("SO-1").unwrap().now.lines().len(), 11);
            continue;
        }
        assert_eq!((would, did), (counts(1, 0, 0, 12), counts(1, 0, 0, 12)));
        let Became::Failed(fault) = &outcomes[0].became else { panic!("it was taken in") };
        assert_eq!((fault.row, &fault.column), (2, &None), "no column alone is at fault");
        assert_eq!(fault.why, Why::RecordTooLong { limit: MOST });
        assert_eq!(outcomes[0].rows.len(), 11, "all of them go to the one who mends it");
        assert!(order("SO-1").is_err(), "nothing of it is written");
    }
}

#[test]
fn who_took_part_and_is_nobodys_contact_is_left_out_and_named() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let file = "客户编号,邮箱,类型,时间,主题\n\
                    K-1,li@hua.cn；anna@firm.example,电话,2025-05-03 09:30,报价\n\
                    K-1,li@hua.cn,电话,2025-05-03 10:30,报价\n\
                    ,,会议,2025-05-05 10:00,内部\n";
        let (_, would) = tried(&desk, file, &intake(Subject::Interactions));
        let (_, did, outcomes) = taken_in(&desk, file, Subject::Interactions);
        assert_eq!(did, counts(3, 0, 0, 0), "{:?}", faults(&outcomes));
        for outcomes in [would, outcomes] {
            let strangers = |n: usize| -> Vec<&str> {
                outcomes[n].strangers.iter().map(Email::as_str).collect()
            };
            assert_eq!((strangers(0), strangers(1)), (vec!["anna@firm.example"], vec![]));
            assert_eq!(strangers(2), Vec::<&str>::new());
        }
    });
}

#[test]
fn what_is_too_much_to_go_in_as_a_whole_does_not_begin_and_its_import_is_over() {
    let rows = |many: usize, note: &str| -> String {
        let row = |n: usize| format!("K-{n},第 {n} 家,{note}\n");
        "客户编号,客户名称,背景\n".to_owned() + &(0..many).map(row).collect::<String>()
    };
    for (file, code) in [
        (rows(20_001, ""), "transfer.too_many_rows"),
        (rows(90, &"客".repeat(130_000)), "transfer.too_large"),
    ] {
        let house = House::in_memory();
        let desk = house.desk();
        let strict = intake(Subject::Clients).all_or_nothing();
        let id = planned(&desk, &file, &strict);
        let go = |_: &guanxi::crm::Progress<'_>| ControlFlow::Continue(());
        let no = desk.imports().run(id, &mut Cursor::new(&file), &mut |p| go(p)).unwrap_err();
        assert!(matches!(&no, Error::Transfer(why) if why.code() == code), "{no}");
        let import = desk.imports().get(id).unwrap().now;
        assert_eq!((import.state(), import.batches()), (ImportState::Cancelled, 0));
        assert_eq!(desk.clients().find().count().unwrap(), 0, "nothing of it went in");
        // Row by row it goes in.
        let (_, did, _) =
            run(&desk, planned(&desk, &rows(3, ""), &intake(Subject::Clients)), &rows(3, ""));
        assert_eq!(did, counts(3, 0, 0, 0));
    }
}
