//! Files as they come from other systems, read from the first byte to what is said.

use super::{cells, shanghai, told};
use crate::domain::client::{ClientEdit, ClientKind, NewClient, Segment, Source};
use crate::domain::contact::{Address, ContactEdit, NewContact};
use crate::domain::interaction::{Channel, Direction, Kind, NewInteraction};
use crate::domain::{Birthday, Email, Lang, Line, Name, Note, Phone, Reference, StaffId, Tag};
use crate::transfer::{
    Encoding, Field, Label, Limits, Mapping, Rows, Separator, Sheet, Subject, Told, template,
};

#[test]
fn a_chinese_spreadsheet_is_read_as_it_was_saved() {
    let text = "\u{3000},,\n客户名称,联系人,手机,客户行业,备注,创建时间\n\
                华信咨询\u{3000},李雷,138 0013 8000,咨询；软件,\"老客户,\n信用好\",2025年3月5日 上午9:30\n";
    let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
    assert!(!lost);
    let mapping = Mapping::of(Subject::Clients, shanghai());
    let mut sheet = Sheet::open(bytes.as_ref(), mapping).unwrap();
    assert_eq!(sheet.rows().encoding(), Encoding::Gb18030);
    let Some(Ok(Ok(Told::Client(row)))) = sheet.next() else { panic!("a client") };
    assert_eq!((row.number(), sheet.row().number()), (3, 3));
    let note = Note::new("备注: 老客户,\n信用好").unwrap();
    let edit = ClientEdit::new()
        .heard(Source::Import)
        .reference(Reference::new("csv", "华信咨询").unwrap())
        .tag(Tag::new("咨询").unwrap())
        .tag(Tag::new("软件").unwrap())
        .background(note);
    assert_eq!(row.register(), NewClient::organisation("华信咨询").unwrap().with(edit.clone()));
    assert_eq!(row.edit(), edit.name(Name::new("华信咨询").unwrap()));
    let mobile = Address::Mobile(Phone::new("138 0013 8000").unwrap());
    let li = NewContact::named("李雷").unwrap().with(ContactEdit::new().address(mobile));
    assert_eq!(row.contact(), Some(&li));
    assert_eq!(row.since(), Some("2025-03-05T09:30:00+08:00".parse().unwrap()));
    assert!(sheet.next().is_none());
}

#[test]
fn the_same_text_is_the_same_rows_in_every_encoding() {
    let text = "名称;城市\r\nMüller & Söhne;Köln\r\n青禾;杨凌\r\n";
    let wanted = vec![vec!["名称", "城市"], vec!["Müller & Söhne", "Köln"], vec!["青禾", "杨凌"]];
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    let files = [
        (Encoding::Utf8, text.as_bytes().to_vec()),
        (Encoding::Utf8, marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec())),
        (Encoding::Utf16Le, utf16(u16::to_le_bytes)),
        (Encoding::Utf16Le, marked(b"\xFF\xFE", utf16(u16::to_le_bytes))),
        (Encoding::Utf16Be, utf16(u16::to_be_bytes)),
        (Encoding::Utf16Be, marked(b"\xFE\xFF", utf16(u16::to_be_bytes))),
        (Encoding::Gb18030, encoding_rs::GB18030.encode(text).0.into_owned()),
    ];
    for (encoding, bytes) in files {
        let rows = Rows::open(bytes.as_slice(), Limits::default()).unwrap();
        assert_eq!((rows.encoding(), rows.separator()), (encoding, Separator::Semicolon));
        assert_eq!(cells(&bytes), wanted, "{encoding}");
    }
    // What no mark tells: accented letters stand alone, the bytes of Chinese characters do not.
    let western = encoding_rs::WINDOWS_1252.encode("name,city\nMüller,Köln\nCrédito,Nº 5\n").0;
    assert_eq!(cells(&western)[2], ["Crédito", "Nº 5"]);
    let rare = encoding_rs::GB18030.encode("名称\nᠮᠣᠩᠭᠣᠯ\nབོད\n").0;
    assert_eq!(cells(&rare)[1], ["ᠮᠣᠩᠭᠣᠯ"]);
    let mixed = encoding_rs::GB18030.encode("name,city\nᠮᠣᠩᠭᠣᠯ,བོད\n").0;
    assert_eq!(cells(&mixed)[1], ["ᠮᠣᠩᠭᠣᠯ", "བོད"]);
    let mut rows =
        Rows::open_as(&*western, Limits::default(), Some(Encoding::Windows1252), None).unwrap();
    let mut row = crate::transfer::Row::new();
    while rows.read(&mut row).unwrap() {}
    assert_eq!(row.cell(0), Some("Crédito"));
}

#[test]
fn an_encoding_is_said_by_its_name() {
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Gb18030, Encoding::Windows1252] {
        assert_eq!(encoding.to_string(), encoding.name());
        assert_eq!(format!("{encoding:>14}").trim_start(), encoding.name());
    }
}

#[test]
fn contacts_of_zoho_name_their_client_by_number_and_by_name() {
    let file = "Record Id,First Name,Last Name,Account Name.id,Account Name,Email,Phone,Date of Birth\n\
                zcrm_7,Kate,Green,zcrm_1,Lakeside Analytics,kate@lakeside.example;k.green@lakeside.example,+1 416 555 0142,1990-02-28\n\
                zcrm_8,梅梅,韩,,华信咨询,,,\n\
                zcrm_9,Jim,Green,,,,,\n";
    let rows = told(file.as_bytes(), Subject::Contacts);
    let Ok(Told::Contact(kate)) = &rows[0] else { panic!("{rows:?}") };
    assert_eq!(kate.client().reference, Some(Reference::new("zoho", "zcrm_1").unwrap()));
    assert_eq!(kate.client().name.as_ref().map(Name::as_str), Some("Lakeside Analytics"));
    assert_eq!(kate.emails().len(), 2);
    let email = |text: &str| Address::Email(Email::new(text).unwrap());
    let edit = ContactEdit::new()
        .address(email("kate@lakeside.example"))
        .address(email("k.green@lakeside.example"))
        .address(Address::Phone(Phone::new("+1 416 555 0142").unwrap()))
        .birthday(Birthday::new(Some(1990), 2, 28).unwrap());
    assert_eq!(kate.add(), Ok(NewContact::named("Kate Green").unwrap().with(edit)));
    let Ok(Told::Contact(han)) = &rows[1] else { panic!("{rows:?}") };
    assert_eq!(han.name().as_str(), "韩梅梅");
    let fault = rows[2].as_ref().unwrap_err();
    assert_eq!(fault.explain(Lang::Zh), "第 4 行：缺少“客户”");
    assert_eq!(fault.explain(Lang::En), "row 4: client is missing");
}

#[test]
fn interactions_keep_their_time_and_who_took_part() {
    let anna = StaffId::from_uuid(uuid::Uuid::from_u128(9));
    let mapping = Mapping::of(Subject::Interactions, shanghai())
        .person("Anna@firm.example", anna)
        .day_first();
    let file = "Account;Type;Date;Assignee;Subject;Description;Direction\n\
                华信;Call;03/04/2025 17:40;anna@firm.example ;报价;\"一行\r\n二行\";inbound\n\
                华信;Call;03/04/2025 17:40;Bob;报价;;\n";
    let rows: Vec<_> =
        Sheet::open(file.as_bytes(), mapping).unwrap().collect::<Result<_, _>>().unwrap();
    let Ok(Told::Interaction(call)) = &rows[0] else { panic!("{rows:?}") };
    let at = "2025-04-03T17:40:00+08:00".parse().unwrap();
    let wanted = NewInteraction::new(Kind::Call, Channel::Phone, Direction::In, at)
        .staff(anna)
        .subject("报价")
        .body("一行\n二行");
    assert_eq!((call.log(), call.at()), (&wanted, at));
    let fault = rows[1].as_ref().unwrap_err();
    assert_eq!(
        (fault.column.as_deref(), fault.why.code()),
        (Some("Assignee"), "row.unknown_staff")
    );
    assert_eq!(fault.value.as_ref().map(Label::reveal), Some("Bob"));
    assert!(!format!("{fault} {fault:?}").contains("Bob"), "no message echoes the value");
}

#[test]
fn a_column_that_stands_twice_gives_each_of_its_values() {
    let file = "Issue key,Name,Labels,Labels,Labels\nA-1,Lakeside,urgent,,Cost;urgent\n";
    let rows = told(file.as_bytes(), Subject::Clients);
    let Ok(Told::Client(row)) = &rows[0] else { panic!("{rows:?}") };
    let edit = ClientEdit::new()
        .heard(Source::Import)
        .reference(Reference::new("zoho", "A-1").unwrap())
        .tag(Tag::new("urgent").unwrap())
        .tag(Tag::new("Cost").unwrap());
    assert_eq!(row.register(), NewClient::organisation("Lakeside").unwrap().with(edit));

    let file = "name,name\nLakeside,Lakeside\nLakeside,Hua\n";
    let rows = told(file.as_bytes(), Subject::Clients);
    assert!(rows[0].is_ok());
    assert_eq!(rows[1].as_ref().unwrap_err().why.code(), "row.contradiction");
}

#[test]
fn what_the_mapping_says_goes_before_what_is_known() {
    let mapping = Mapping::of(Subject::Clients, shanghai())
        .system("erp")
        .unwrap()
        .column("Kd.-Nr.", Field::Id)
        .unwrap()
        .column("Klasse", Field::Segment)
        .unwrap()
        .ignoring("Industry");
    let file = "Kd.-Nr.|Firma|Klasse|INDUSTRY|Sonstiges\n4711|Müller|战略|Machinery|x\n";
    let mut sheet = Sheet::open(file.as_bytes(), mapping.clone()).unwrap();
    let Some(Ok(Ok(Told::Client(row)))) = sheet.next() else { panic!("a client") };
    let edit = ClientEdit::new()
        .heard(Source::Import)
        .reference(Reference::new("erp", "4711").unwrap())
        .segment(Segment::Strategic);
    assert_eq!(
        row.register(),
        NewClient::of(ClientKind::Organisation, Name::new("Müller").unwrap()).with(edit)
    );
    let read: Vec<_> = sheet.headings().iter().map(|heading| heading.field).collect();
    assert_eq!(read, [Some(Field::Id), Some(Field::Name), Some(Field::Segment), None, None]);
}

#[test]
fn a_mapping_is_written_down_and_read_again() {
    let mapping = Mapping::of(Subject::Contacts, shanghai())
        .month_first()
        .column("Who", Field::Name)
        .unwrap()
        .ignoring("Email")
        .person("Anna", StaffId::from_uuid(uuid::Uuid::from_u128(1)))
        .written_in(Encoding::Gb18030)
        .separated_by(Separator::Bar);
    let bytes = rmp_serde::to_vec_named(&mapping).unwrap();
    assert_eq!(rmp_serde::from_slice::<Mapping>(&bytes).unwrap(), mapping);
    let later = rmp_serde::to_vec_named(&(2_u16,)).unwrap();
    assert!(rmp_serde::from_slice::<Mapping>(&later).is_err());
    let at = bytes.windows(8).position(|part| part == b"\xA7version").unwrap();
    let mut newer = bytes;
    newer[at + 8] = 2;
    let why = rmp_serde::from_slice::<Mapping>(&newer).unwrap_err();
    assert!(why.to_string().contains("version 2"), "{why}");
}

#[test]
fn a_template_is_read_by_itself() {
    for (subject, lang) in
        Subject::ALL.into_iter().flat_map(|one| Lang::ALL.map(|lang| (one, lang)))
    {
        let file = template(subject, lang);
        let mapping =
            Mapping::of(subject, shanghai()).person("x", StaffId::from_uuid(uuid::Uuid::nil()));
        let sheet = Sheet::open(file.as_bytes(), mapping).unwrap();
        let read: Vec<_> = sheet.headings().iter().map(|heading| heading.field).collect();
        let wanted: Vec<_> = subject.fields().map(Some).collect();
        assert_eq!(read, wanted, "{subject} {lang:?}");
    }
}

#[test]
fn cells_in_which_white_space_of_any_script_stands_around_are_tidied() {
    let rows = told(
        "name,email\n\u{3000}华信\u{A0}\u{200B},x@hua.cn\u{3000}\n".as_bytes(),
        Subject::Clients,
    );
    let Ok(Told::Client(row)) = &rows[0] else { panic!("{rows:?}") };
    assert_eq!(row.name().as_str(), "华信");
    let line = Line::new("email: x@hua.cn").unwrap();
    assert!(format!("{:?}", row.register()).contains(line.as_str()), "nobody's address is kept");
}
