//! Files taken in at the desk: planned, tried, run, gone on with, and taken back.

use std::io::Cursor;
use std::ops::ControlFlow;

use guanxi::crm::{Became, Intake, Outcome, Reversed};
use guanxi::domain::client::ClientEdit;
use guanxi::domain::import::{Counts, Import, ImportState, Mode, Strictness, Subject, TakenBack};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::transaction::Kind;
use guanxi::domain::{ImportId, Lang, Money, Note, RecordId, Stream};
use guanxi::transfer::{FailedRows, Label, Mapping};
use guanxi::{Desk, Error, StaffId};

use crate::engines::{House, at, everywhere, me};

pub(crate) const CLIENTS: &str = "客户编号,客户名称,级别,联系人,邮箱,创建时间\n\
                       K-1,华信咨询,重点,李雷,li@hua.cn,2025-03-03\n\
                       K-2,Lakeside,普通,,,2025-03-04\n\
                       K-3,青禾,普通,,,\n";

pub(crate) fn mapping(subject: Subject) -> Mapping {
    let anna = StaffId::from_uuid(uuid::Uuid::from_u128(5));
    let mapping = Mapping::of(subject, "Asia/Shanghai".parse().unwrap()).system("erp").unwrap();
    mapping.in_currency("CNY".parse().unwrap()).person("Anna", anna)
}

pub(crate) fn intake(subject: Subject) -> Intake {
    Intake::of("file.csv", mapping(subject))
}

/// What became of every row.
pub(crate) fn tried(desk: &Desk, file: &str, intake: &Intake) -> (Counts, Vec<Outcome>) {
    let mut all = Vec::new();
    let counts = desk.imports().dry_run(&mut Cursor::new(file), intake, &mut |batch| {
        all.extend(batch.outcomes.iter().cloned());
        ControlFlow::Continue(())
    });
    (counts.unwrap(), all)
}

pub(crate) fn planned(desk: &Desk, file: &str, intake: &Intake) -> ImportId {
    desk.imports().plan(&mut Cursor::new(file), intake).unwrap().id()
}

pub(crate) fn run(desk: &Desk, id: ImportId, file: &str) -> (Import, Counts, Vec<Outcome>) {
    let mut all = Vec::new();
    let ran = desk.imports().run(id, &mut Cursor::new(file), &mut |batch| {
        all.extend(batch.outcomes.iter().cloned());
        ControlFlow::Continue(())
    });
    let ran = ran.unwrap();
    (ran.import, ran.counts, all)
}

pub(crate) fn taken_in(
    desk: &Desk,
    file: &str,
    subject: Subject,
) -> (Import, Counts, Vec<Outcome>) {
    run(desk, planned(desk, file, &intake(subject)), file)
}

pub(crate) fn faults(outcomes: &[Outcome]) -> Vec<(u64, &'static str)> {
    let fault = |outcome: &Outcome| match &outcome.became {
        Became::Failed(fault) => Some((fault.row, fault.why.code())),
        Became::Created(_) | Became::Updated(_) | Became::Skipped { .. } => None,
    };
    outcomes.iter().filter_map(fault).collect()
}

pub(crate) fn counts(created: u64, updated: u64, skipped: u64, failed: u64) -> Counts {
    Counts { rows: created + updated + skipped + failed, created, updated, skipped, failed }
}

fn code(error: Error) -> &'static str {
    error.as_refused().map_or("no refusal", |no| no.code())
}

pub(crate) fn undone(desk: &Desk, id: ImportId) -> (Import, Vec<Reversed>) {
    let mut all = Vec::new();
    let import = desk.imports().undo(id, &mut |back| {
        all.extend(back.reversals.iter().map(|one| one.ended.clone()));
        ControlFlow::Continue(())
    });
    (import.unwrap(), all)
}

#[test]
fn a_file_is_tried_taken_in_and_adds_nothing_the_second_time() {
    everywhere(|house| {
        let desk = house.desk();
        let before = desk.journal().limit(1000).unwrap();
        let (would, _) = tried(&desk, CLIENTS, &intake(Subject::Clients));
        assert_eq!(would, counts(3, 0, 0, 0));
        assert_eq!(desk.journal().limit(1000).unwrap(), before, "a dry run writes nothing");

        let (import, did, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        assert_eq!((did, import.counts(), import.state()), (would, would, ImportState::Done));
        let hua = desk.clients().find().reference("erp", "K-1").unwrap().one().unwrap().now;
        assert_eq!(hua.since(), at("2025-03-03T00:00:00+08:00"), "the time of the file");
        let li = desk.contacts().find().email("li@hua.cn").unwrap().page(5).unwrap();
        assert_eq!(li.items[0].now.client(), hua.id());
        let batch = desk.imports().batch(import.id(), 0).unwrap().unwrap();
        assert_eq!((batch.created.len(), batch.created[0].as_client()), (4, Some(hua.id())));
        assert_eq!(desk.imports().batch(import.id(), 1).unwrap(), None);

        let stands = desk.journal().limit(1000).unwrap().len();
        let (again, did, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        assert_eq!((did, again.state()), (counts(0, 0, 3, 0), ImportState::Done));
        let said = desk.journal().limit(1000).unwrap();
        assert!(
            said[stands..].iter().all(|entry| entry.noun == "import"),
            "nothing but its record"
        );
        let same = desk.imports().of_file(&mut Cursor::new(CLIENTS)).unwrap().items;
        assert_eq!(same.len(), 2);
    });
}

#[test]
fn what_is_there_is_changed_or_passed_over_as_the_mode_says() {
    let changed =
        CLIENTS.replace("普通,,,2025-03-04", "战略,,,2025-03-04").replace("K-3,青禾", "K-4,半山");
    for (mode, wanted) in [
        (Mode::Skip, counts(1, 0, 2, 0)),
        (Mode::Create, counts(1, 0, 0, 2)),
        (Mode::Update, counts(0, 1, 1, 1)),
        (Mode::Upsert, counts(1, 1, 1, 0)),
    ] {
        let house = House::in_memory();
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let intake = intake(Subject::Clients).mode(mode);
        let (would, _) = tried(&desk, &changed, &intake);
        let (_, did, outcomes) = run(&desk, planned(&desk, &changed, &intake), &changed);
        assert_eq!((did, would), (wanted, wanted), "{mode}: {:?}", faults(&outcomes));
        let reasons: Vec<_> = faults(&outcomes).into_iter().map(|(_, code)| code).collect();
        let known = ["row.already_known", "row.not_known"];
        assert!(reasons.iter().all(|reason| known.contains(reason)), "{reasons:?}");
    }
}

#[test]
fn one_row_with_a_fault_keeps_all_out_or_only_itself() {
    let rows: String = (0..300).map(|n| format!("N-{n},客户{n}\n")).collect();
    let file = format!("id,name\n{rows}N-x,\n");
    let house = House::in_memory();
    let desk = house.desk();
    let strict = intake(Subject::Clients).all_or_nothing();
    let (import, did, outcomes) = run(&desk, planned(&desk, &file, &strict), &file);
    assert_eq!((did, import.counts()), (counts(300, 0, 0, 1), Counts::default()));
    assert_eq!((import.state(), import.batches()), (ImportState::Cancelled, 0));
    assert_eq!(import.strictness(), Strictness::AllOrNothing);
    assert_eq!(faults(&outcomes), [(302, "row.missing")]);
    assert_eq!(desk.clients().find().count().unwrap(), 0);

    let (import, did, _) = taken_in(&desk, &file, Subject::Clients);
    assert_eq!((did, import.state()), (counts(300, 0, 0, 1), ImportState::Done));
    let whole = file.replace("N-x,\n", "");
    let (import, did, _) = run(&desk, planned(&desk, &whole, &strict), &whole);
    assert_eq!((did, import.state()), (counts(0, 0, 300, 0), ImportState::Done));
}

#[test]
fn rows_that_failed_are_mended_and_taken_in() {
    let house = House::in_memory();
    let desk = house.desk();
    let file = "id,name,background,since\nN-1,=A,\"a, \"\"b\"\"\",昨天\nN-2,B,-1,2025-03-03\nN-3,C,@x,03/04/2025\n";
    let (_, did, outcomes) = taken_in(&desk, file, Subject::Clients);
    assert_eq!(did, counts(1, 0, 0, 2));
    let mut failed =
        FailedRows::begin(Vec::new(), &["id", "name", "background", "since"], Lang::Zh).unwrap();
    for outcome in &outcomes {
        if let Became::Failed(fault) = &outcome.became {
            failed.write(&outcome.rows[0], fault).unwrap();
        }
    }
    let written = String::from_utf8(failed.end().unwrap()).unwrap();
    assert!(written.contains("'=A") && written.contains("'@x"), "{written}");
    let mended = written.replace("昨天", "2025-03-02").replace("03/04/2025", "2025-03-04");
    let (_, did, outcomes) = taken_in(&desk, &mended, Subject::Clients);
    assert_eq!(did, counts(2, 0, 0, 0), "{:?}", faults(&outcomes));
    let first = desk.clients().find().reference("erp", "N-1").unwrap().one().unwrap().now;
    assert_eq!(first.name().known().unwrap().as_str(), "=A", "as it was in the first file");
    let note = first.background().known().unwrap().unwrap().value.clone();
    assert_eq!(note, Note::new("a, \"b\"").unwrap());
}

#[test]
fn the_same_record_twice_in_a_file_is_told() {
    let file = format!("{CLIENTS}K-2,Lakeside again,普通,,,\n");
    let house = House::in_memory();
    let desk = house.desk();
    let (did, outcomes) = tried(&desk, &file, &intake(Subject::Clients));
    assert_eq!(did, counts(3, 0, 1, 0));
    assert_eq!(outcomes[3].became, Became::Skipped { twice: Some(3) });
    let upsert = intake(Subject::Clients).mode(Mode::Upsert);
    let (_, did, outcomes) = run(&desk, planned(&desk, &file, &upsert), &file);
    assert_eq!((did, faults(&outcomes)), (counts(3, 0, 0, 1), vec![(5, "row.twice")]));
}

const CONTACTS: &str = "客户编号,客户,姓名,邮箱\n\
                        K-1,,韩梅梅,han@hua.cn;mei@hua.cn\n\
                        ,lakeside,Jim Green,\n\
                        ,Nobody,Kate,kate@x.cn\n";

#[test]
fn contacts_are_known_by_their_addresses_or_by_their_name() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (_, did, outcomes) = taken_in(&desk, CONTACTS, Subject::Contacts);
        assert_eq!((did, faults(&outcomes)), (counts(2, 0, 0, 1), vec![(4, "row.no_such_client")]));
        let upsert = intake(Subject::Contacts).mode(Mode::Upsert);
        let (did, _) = tried(&desk, CONTACTS, &upsert);
        assert_eq!(did, counts(0, 0, 2, 1));
        let moved = CONTACTS.replace("韩梅梅,han@hua.cn;", "韩梅,");
        let (_, did, _) = run(&desk, planned(&desk, &moved, &upsert), &moved);
        assert_eq!(did, counts(0, 1, 1, 1));
        let han = desk.contacts().find().email("han@hua.cn").unwrap().page(5).unwrap().items;
        assert_eq!(han[0].now.name().known().unwrap().as_str(), "韩梅");
    });
}

const CALLS: &str = "客户编号,邮箱,类型,时间,主题,负责人\n\
                     K-1,li@hua.cn,电话,2025-05-03 09:30,报价,Anna\n\
                     K-1,,电话,2025-05-03 09:30,报价,\n\
                     ,li@hua.cn,邮件,2025-05-04 10:00,合同,\n\
                     ,,会议,2025-05-05 10:00,内部,\n\
                     K-1,,电话,2025-05-03 09:30,报价,\n\
                     K-9,,电话,2025-05-03 09:30,报价,\n\
                     K-2,,电话,2035-05-03 09:30,报价,\n";

#[test]
fn interactions_keep_their_time_and_who_took_part_and_are_known_by_what_they_say() {
    everywhere(|house| {
        let desk = house.desk();
        taken_in(&desk, CLIENTS, Subject::Clients);
        let (would, _) = tried(&desk, CALLS, &intake(Subject::Interactions));
        let (import, did, outcomes) = taken_in(&desk, CALLS, Subject::Interactions);
        assert_eq!((did, would), (counts(4, 0, 1, 2), did));
        assert_eq!(outcomes[4].became, Became::Skipped { twice: Some(3) });
        let reasons = [(7, "row.no_such_client"), (8, "interaction.in_future")];
        assert_eq!(faults(&outcomes), reasons);
        let hua = desk.clients().find().reference("erp", "K-1").unwrap().one().unwrap().now.id();
        let all = desk.clients().timeline(hua).newest(10).unwrap().items;
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].now.at(), at("2025-05-04T10:00:00+08:00"));
        assert_eq!(all[0].now.contacts().len(), 1, "found by the address");
        assert_eq!(desk.interactions().of_team(5, None).unwrap().items.len(), 1);
        let with_anna = all.iter().filter(|one| !one.now.staff().is_empty()).count();
        assert_eq!(with_anna, 1);
        let journal = desk.journal().within(Stream::client(hua)).limit(1000).unwrap();
        for talk in all.iter().map(|one| &one.now) {
            let entry = journal.iter().find(|entry| entry.id == talk.id().id()).unwrap();
            assert_eq!(
                entry.valid_at,
                talk.at(),
                "it is told of when it was, not of when it came in"
            );
        }

        let (_, did, _) = taken_in(&desk, CALLS, Subject::Interactions);
        assert_eq!(did, counts(0, 0, 5, 2));
        let corrected = all.iter().find(|one| one.now.staff().is_empty()).unwrap().now.id();
        let mended = NewInteraction::call(at("2025-05-03T01:31:00Z"));
        let stands = desk.interactions().correct(corrected, mended, "时间不对").unwrap().id();
        let (_, did, _) = taken_in(&desk, CALLS, Subject::Interactions);
        assert_eq!(did, counts(0, 0, 5, 2), "what was corrected since is known");

        let (back, ended) = undone(&desk, import.id());
        assert_eq!(back.taken_back(), TakenBack { reversed: 3, kept: 1, failed: 0 });
        assert_eq!(ended.iter().filter(|one| **one == Reversed::KeptSince).count(), 1);
        let left = desk.clients().timeline(hua).newest(10).unwrap().items;
        assert_eq!(left.iter().map(|one| one.now.id()).collect::<Vec<_>>(), [stands]);
        let (_, did, _) = taken_in(&desk, CALLS, Subject::Interactions);
        assert_eq!(did.created, 3, "what was taken back can be taken in again");
    });
}

pub(crate) const ORDERS: &str = "订单编号,类型,客户编号,下单时间,商品,数量,金额,原单号\n\
                      SO-1,订单,K-1,2025-05-03 10:00,培训,2 天,\"8,000.00\",\n\
                      SO-1,,K-1,,教材,20 册,600,\n\
                      P-1,付款,K-1,2025-05-10,,,8600,SO-1\n\
                      R-1,退款,K-1,2025-05-12,教材,5,150,SO-1\n\
                      SO-2,订单,K-2,2025-05-12,教材,5,x,\n";

#[test]
fn orders_payments_and_refunds_of_one_file_belong_together() {
    everywhere(|house| {
        let desk = house.desk();
        let (clients, _, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        let (would, _) = tried(&desk, ORDERS, &intake(Subject::Transactions));
        let (import, did, outcomes) = taken_in(&desk, ORDERS, Subject::Transactions);
        assert_eq!((did, faults(&outcomes)), (counts(4, 0, 0, 1), vec![(6, "row.unknown_amount")]));
        assert_eq!(would, did);
        let hua = desk.clients().find().reference("erp", "K-1").unwrap().one().unwrap().now.id();
        let money = |text: &str| text.parse::<Money>().unwrap();
        let balance = desk.transactions().balance(hua).unwrap();
        assert_eq!(balance[0].open, money("CNY -150"), "{balance:?}");
        let upsert = intake(Subject::Transactions).mode(Mode::Upsert);
        let (_, did, _) = run(&desk, planned(&desk, ORDERS, &upsert), ORDERS);
        assert_eq!(did, counts(0, 0, 4, 1));
        let moved = ORDERS.replace("教材,5,150", "教材,5,140");
        let (_, did, outcomes) = run(&desk, planned(&desk, &moved, &upsert), &moved);
        assert_eq!(did, counts(0, 1, 3, 1), "{:?}", faults(&outcomes));

        let (back, ended) = undone(&desk, import.id());
        assert_eq!(back.state(), ImportState::Undone);
        assert!(ended.contains(&Reversed::KeptSince), "the corrected refund stands: {ended:?}");
        let order = desk.transactions().by_reference(Kind::Order, "erp", "SO-1");
        assert!(order.is_ok(), "and so does what it refers to");
        let (clients, _) = undone(&desk, clients.id());
        assert_eq!(clients.taken_back(), TakenBack { reversed: 2, kept: 1, failed: 0 });
        let refused = ended.iter().filter(|one| matches!(one, Reversed::Failed { code, .. } if *code == "transaction.referred_to"));
        assert_eq!(refused.count(), 1);
    });
}

#[test]
fn what_an_import_made_is_taken_back_where_nobody_has_touched_it() {
    everywhere(|house| {
        let desk = house.desk();
        let (import, _, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        let touched =
            desk.clients().find().reference("erp", "K-2").unwrap().one().unwrap().now.id();
        desk.clients()
            .edit(touched, ClientEdit::new().background(Note::new("x").unwrap()))
            .unwrap();
        let (contacts, _, _) = taken_in(&desk, CONTACTS, Subject::Contacts);
        let (back, _) = undone(&desk, contacts.id());
        assert_eq!(back.taken_back(), TakenBack { reversed: 2, kept: 0, failed: 0 });
        let gone = desk.contacts().find().email("han@hua.cn").unwrap().count().unwrap();
        assert_eq!(gone, 0);

        let (back, ended) = undone(&desk, import.id());
        // The first had contacts added and erased since: something was said about it.
        assert_eq!(back.taken_back(), TakenBack { reversed: 1, kept: 2, failed: 0 });
        assert_eq!(ended[0], Reversed::Reversed);
        assert_eq!(back.state(), ImportState::Undone);
        let no = desk.imports().undo(import.id(), &mut |_| ControlFlow::Continue(())).unwrap_err();
        assert_eq!(code(no), "state");
        let (_, did, _) = taken_in(&desk, CLIENTS, Subject::Clients);
        assert_eq!(did, counts(1, 0, 2, 0), "its number is free again");
        let report = house
            .crm
            .store()
            .check(guanxi::store::Check::Verify, &mut |_| ControlFlow::Continue(()));
        assert_eq!(report.unwrap().faults, Vec::<String>::new());
    });
}

pub(crate) fn many(rows: usize) -> String {
    let rows: String = (0..rows).map(|n| format!("N-{n},客户{n}\n")).collect();
    format!("id,name\n{rows}")
}

#[test]
fn it_stops_between_batches_and_goes_on_with_the_same_file_alone() {
    let house = House::in_memory();
    {
        let (desk, file) = (house.desk(), many(1_200));
        let id = planned(&desk, &file, &intake(Subject::Clients));
        let ran = desk.imports().run(id, &mut Cursor::new(&file), &mut |_| ControlFlow::Break(()));
        let ran = ran.unwrap();
        assert_eq!(
            (ran.import.state(), ran.counts),
            (ImportState::Cancelled, counts(500, 0, 0, 0))
        );
        assert_eq!(desk.clients().find().count().unwrap(), 500);
        let other = file.replace("N-7,", "M-7,");
        let go = |file: &str| {
            let mut file = Cursor::new(file);
            desk.imports().run(id, &mut file, &mut |_| ControlFlow::Continue(()))
        };
        assert_eq!(code(go(&other).unwrap_err()), "import.other_file");
        let ran = go(&file).unwrap();
        assert_eq!((ran.import.state(), ran.counts), (ImportState::Done, counts(1_200, 0, 0, 0)));
        assert_eq!((ran.import.batches(), desk.clients().find().count().unwrap()), (3, 1_200));
        let ids: usize =
            (0..3).map(|n| desk.imports().batch(id, n).unwrap().unwrap().created.len()).sum();
        assert_eq!(ids, 1_200);

        let mut seen = 0;
        let import = desk.imports().undo(id, &mut |back| {
            seen += back.reversals.len();
            ControlFlow::Break(())
        });
        assert_eq!((import.unwrap().left(), seen), (2, 200));
        let (import, _) = undone(&desk, id);
        assert_eq!(import.taken_back(), TakenBack { reversed: 1_200, kept: 0, failed: 0 });
        assert_eq!(desk.clients().find().count().unwrap(), 0);
    }
}

/// A file that says something else when it is read the second time.
struct Changing {
    first: Cursor<String>,
    second: Cursor<String>,
    reads: usize,
}

impl std::io::Read for Changing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.reads <= 1 { self.first.read(into) } else { self.second.read(into) }
    }
}

impl std::io::Seek for Changing {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.reads += 1;
        self.first.seek(to)?;
        self.second.seek(to)
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_noticed() {
    for (strict, keyed) in [(false, false), (true, false), (false, true)] {
        let house = House::in_memory();
        let desk = house.desk();
        let intake = intake(Subject::Clients);
        let intake = if strict { intake.all_or_nothing() } else { intake };
        let id = planned(&desk, CLIENTS, &intake);
        let (first, second) = (CLIENTS.to_owned(), CLIENTS.replace("青禾", "青苗"));
        let (first, second) = (Cursor::new(first), Cursor::new(second));
        let mut file = Changing { first, second, reads: 0 };
        let desk = if keyed { desk.keyed("run").unwrap() } else { desk };
        let no = desk.imports().run(id, &mut file, &mut |_| ControlFlow::Continue(()));
        assert_eq!(code(no.unwrap_err()), "import.other_file");
        let import = desk.imports().get(id).unwrap().now;
        assert!(import.allowed().contains(&"undo") || strict, "{:?}", import.state());
        let written = if strict { 0 } else { 3 };
        assert_eq!(desk.clients().find().count().unwrap(), written, "the record says how many");
        assert_eq!(import.counts().created, written);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_changes_nothing() {
    let house = House::in_memory();
    let desk = house.desk();
    for (file, wanted) in [
        (&b""[..], "transfer.empty"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "transfer.not_text"),
        (b"product,price\nx,1\n", "transfer.no_header"),
    ] {
        let intake = intake(Subject::Clients);
        let found = |error: Error| match error {
            Error::Transfer(why) => why.code(),
            other => panic!("{other}"),
        };
        let mut on = |_: &guanxi::crm::Progress<'_>| ControlFlow::Continue(());
        let no = desk.imports().dry_run(&mut Cursor::new(file), &intake, &mut on).unwrap_err();
        assert_eq!(found(no), wanted);
        let id = desk.imports().plan(&mut Cursor::new(file), &intake).unwrap().id();
        let no = desk.imports().run(id, &mut Cursor::new(file), &mut on).unwrap_err();
        assert_eq!(found(no), wanted);
        assert_eq!(desk.imports().get(id).unwrap().now.state(), ImportState::Cancelled);
    }
    assert_eq!(desk.clients().find().count().unwrap(), 0);
}

#[test]
fn bad_rows_are_told_and_the_others_taken() {
    let house = House::in_memory();
    let desk = house.desk();
    let long = "x".repeat(500_000);
    let wide = ",".repeat(100_000);
    let file = format!(
        "id,name\nN-1,A\nN-2\nN-3,B\0\nN-4,{long}\n{wide}\nN-5,\u{202E}x\nN-6,a\tb\nN-7,' OR 1=1 --\nN-8,\"C\n"
    );
    let (_, did, outcomes) = taken_in(&desk, &file, Subject::Clients);
    let reasons: Vec<_> = faults(&outcomes).into_iter().map(|(_, code)| code).collect();
    assert_eq!(
        reasons,
        [
            "row.ragged",
            "row.nul",
            "row.cell_too_long",
            "row.too_many_columns",
            "invalid.text",
            "invalid.text",
            "row.quote_not_closed"
        ]
    );
    assert_eq!(did, counts(2, 0, 0, 7));
    let strict = House::in_memory();
    let desk = strict.desk();
    let whole = intake(Subject::Clients).all_or_nothing();
    let (import, did, _) = run(&desk, planned(&desk, &file, &whole), &file);
    assert_eq!((did, import.counts()), (counts(2, 0, 0, 7), Counts::default()));
    assert_eq!(desk.clients().find().count().unwrap(), 0, "none of them");
    for outcome in &outcomes {
        if let Became::Failed(fault) = &outcome.became {
            let shown = fault.value.as_ref().map(Label::reveal).unwrap_or_default();
            assert!(shown.chars().count() <= 60 && !shown.contains('\u{202E}'));
        }
    }
}

/// Talks with ten clients, one of them at a time that is none.
fn talks(rows: usize, wrong: usize) -> String {
    let time = |n: usize| match n == wrong {
        true => "昨天".to_owned(),
        false => format!("2025-03-{:02} {:02}:{:02}:00", n / 1_440 + 1, n / 60 % 24, n % 60),
    };
    let rows: String =
        (0..rows).map(|n| format!("N-{},电话,{},第 {n} 次\n", n % 10, time(n))).collect();
    format!("客户编号,类型,时间,内容\n{rows}")
}

#[test]
fn one_row_of_ten_thousand_with_a_fault_is_counted_and_mended_or_keeps_all_out() {
    let file = talks(10_001, 7_777);
    let house = House::in_memory();
    let desk = house.desk();
    taken_in(&desk, &many(10), Subject::Clients);
    let whole = intake(Subject::Interactions).all_or_nothing();
    let (import, did, outcomes) = run(&desk, planned(&desk, &file, &whole), &file);
    assert_eq!((did, import.counts()), (counts(10_000, 0, 0, 1), Counts::default()));
    assert_eq!(faults(&outcomes), [(7_779, "row.unknown_date")]);
    let before = house.crm.store().stats().unwrap().records;
    let talks = |records: &[(&'static str, u64)]| {
        records.iter().find(|(noun, _)| *noun == "interaction").map_or(0, |(_, many)| *many)
    };
    assert_eq!(talks(&before), 0);

    let (import, did, outcomes) = taken_in(&desk, &file, Subject::Interactions);
    assert_eq!((did, import.batches()), (counts(10_000, 0, 0, 1), 6));
    assert_eq!(faults(&outcomes), [(7_779, "row.unknown_date")]);
    assert_eq!(talks(&house.crm.store().stats().unwrap().records), 10_000);
    let mended = file.replace("昨天", "2025-03-20 10:00");
    let (tried, _) = tried(&desk, &mended, &intake(Subject::Interactions));
    let (_, did, _) = taken_in(&desk, &mended, Subject::Interactions);
    assert_eq!((tried, did), (counts(1, 0, 10_000, 0), counts(1, 0, 10_000, 0)));
}

#[test]
fn imports_are_listed_known_and_forgotten() {
    let house = House::in_memory();
    let desk = house.desk();
    let (import, _, _) = taken_in(&desk, CLIENTS, Subject::Clients);
    let all = desk.imports().all(10, None).unwrap().items;
    assert_eq!(all[0].now, import);
    assert_eq!(import.file().known().unwrap().as_str(), "file.csv");
    let known = desk.imports().known_at(import.id(), at("2026-05-04T09:00:00Z")).unwrap();
    assert_eq!(known.as_ref(), Some(&import));
    let gone = desk.imports().erase(import.id()).unwrap().now;
    assert!(gone.file().is_erased() && gone.mapping().is_erased());
    assert_eq!(desk.imports().allowed(import.id()).unwrap(), Vec::<&str>::new());
    let told = desk.journal().within(Import::stream_of(import.id())).limit(10).unwrap();
    assert!(!format!("{told:?}").contains("file.csv"));
    let contact = house.crm.desk(guanxi::Actor::staff(me()));
    assert_eq!(contact.imports().get(import.id()).unwrap().now, gone);
}
