//! Headers of any system in any order: the same cells under other names tell the same.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::shanghai;
use crate::domain::StaffId;
use crate::transfer::{Field, Mapping, Sheet, Subject, Told, aliases};

/// A cell for each field, in a file in which all of them stand together.
fn cell(subject: Subject, field: Field) -> &'static str {
    match (subject, field) {
        (_, Field::Id) => "K-1",
        (_, Field::ClientId) => "C-9",
        (_, Field::ClientName | Field::Name) => "华信咨询",
        (_, Field::FirstName) => "Lei",
        (_, Field::LastName) => "Li",
        (_, Field::ClientKind) => "企业",
        (_, Field::Segment) => "重点",
        (_, Field::Tag) => "制造",
        (_, Field::Business | Field::SpecialNeeds | Field::Background) => "ERP 实施",
        (_, Field::ContactName) => "李雷",
        (_, Field::Role) => "决策人",
        (_, Field::Email) => "li@hua.cn",
        (_, Field::Phone) => "+86 512 6587 1234",
        (_, Field::Mobile) => "+86 138 1234 5678",
        (_, Field::Wechat) => "lilei_88",
        (_, Field::Post) => "苏州市",
        (_, Field::Birthday) => "1990-05-17",
        (_, Field::Language) => "zh",
        (_, Field::Zone) => "Asia/Shanghai",
        (_, Field::At) => "2025-03-05 17:40",
        (_, Field::EndedAt) => "2025-03-05 18:40",
        (Subject::Transactions, Field::Kind) => "订单",
        (_, Field::Kind) => "会议",
        (_, Field::Channel) => "视频",
        (_, Field::Direction) => "双向",
        (_, Field::Subject) => "对账",
        (_, Field::Body) => "谈了报价",
        (_, Field::Promise) => "周五前给方案",
        (_, Field::Next) => "发方案",
        (_, Field::FollowUp) => "2025-03-09",
        (_, Field::Thread) => "T-7",
        (_, Field::Staff) => "Anna",
        (_, Field::CreatedAt) => "2025-01-02",
        (_, Field::Stage) => "Closed Won",
        (_, Field::Currency) => "CNY",
        (_, Field::Line) => "1",
        (_, Field::Item) => "许可",
        (_, Field::LineKind) => "服务",
        (_, Field::Category) => "软件",
        (_, Field::Quantity) => "2",
        (_, Field::Unit) => "套",
        (_, Field::Price) => "50.00",
        (_, Field::Amount) => "100.00",
        (_, Field::Tax) => "13.00",
        (_, Field::Total) => "113.00",
        (_, Field::Paid) => "103.00",
        (_, Field::Points) => "1000",
        (_, Field::PointsValue) => "10.00",
        (_, Field::RefersTo) => "K-0",
    }
}

/// What a file tells, where its headers are not shown.
fn told(subject: Subject, columns: &[(String, &str)]) -> String {
    let line = |cells: Vec<&str>| {
        let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        quoted.collect::<Vec<_>>().join(",")
    };
    let headers = line(columns.iter().map(|(header, _)| header.as_str()).collect());
    let cells = line(columns.iter().map(|(_, cell)| *cell).collect());
    let file = format!("{headers}\r\n{cells}\r\n");
    let anna = StaffId::from_uuid(uuid::Uuid::from_u128(5));
    let mapping = Mapping::of(subject, shanghai()).person("Anna", anna);
    let mut sheet = Sheet::open(file.as_bytes(), mapping).unwrap();
    match sheet.next().unwrap().unwrap() {
        Ok(Told::Transaction(row)) => format!("{:?} {:?}", row.refers_to(), {
            let (kind, reference, client, at) =
                (row.kind(), row.reference(), row.client(), row.at());
            let mut numbers = format!("{row:?}");
            // Amounts keep their header for what may be wrong with them.
            columns.iter().for_each(|(header, _)| {
                numbers = numbers.replace(&format!("{:?}", header.trim()), "_");
            });
            (kind, reference.cloned(), client.clone(), at, numbers)
        }),
        Ok(other) => format!("{other:?}"),
        Err(fault) => panic!("{fault} of {headers}"),
    }
}

/// A name as some program writes it: its letters in another case or width, with marks between them and
/// around.
fn dressed(name: &str, form: u8, at: &Index) -> String {
    let (front, lookup) = name.strip_suffix(".id").map_or((name, ""), |front| (front, ".id"));
    let wide = |ch: char| match ch {
        '!'..='~' => char::from_u32(u32::from(ch) + 0xFEE0).unwrap(),
        ' ' => '\u{3000}',
        other => other,
    };
    let places: Vec<usize> = front.char_indices().map(|(place, _)| place).collect();
    let (one, two) = front.split_at(places[at.index(places.len())]);
    match form {
        0 => name.to_owned(),
        1 => name.to_uppercase(),
        2 => name.chars().map(wide).collect(),
        3 => format!("{one} {two}{lookup}"),
        4 => format!(" {one}_{two}{lookup} "),
        5 => format!("\u{FEFF}{one}-{two}{lookup}"),
        6 => format!("{name}*"),
        7 => format!("*{name}\u{A0}"),
        8 => format!("{name}（必填）"),
        9 => format!("[Required] {name}"),
        10 => format!("\"{name}\""),
        11 => format!("{name}："),
        _ => name.chars().map(wide).flat_map(char::to_uppercase).collect(),
    }
}

fn subject_and_headers() -> impl Strategy<Value = (Subject, Vec<(Field, String)>)> {
    select(Subject::ALL.to_vec()).prop_flat_map(|subject| {
        let fields: Vec<Field> = subject.fields().collect();
        let headers: Vec<_> = fields
            .iter()
            .map(|field| {
                let lists = aliases::of(subject).iter();
                let names =
                    lists.filter(|(own, _)| own == field).flat_map(|(_, names)| names.split(' '));
                // What tells where a client comes from is kept behind its header, and what stands
                // between tags depends on it.
                let plain = matches!(field, Field::Background | Field::Tag);
                let names: Vec<&str> = names.take(if plain { 1 } else { usize::MAX }).collect();
                let form = if plain { 0..1_u8 } else { 0..13_u8 };
                let field = *field;
                (select(names), form, any::<Index>())
                    .prop_map(move |(name, form, at)| (field, dressed(name, form, &at)))
            })
            .collect();
        (Just(subject), headers.prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_same_cells_under_other_headers_in_another_order_tell_the_same(
        (subject, headers) in subject_and_headers()
    ) {
        let columns: Vec<(String, &str)> =
            headers.iter().map(|(field, name)| (name.clone(), cell(subject, *field))).collect();
        let names = |field: Field| {
            let mut lists = aliases::of(subject).iter();
            let (_, names) = lists.find(|(own, _)| *own == field).unwrap();
            names.split(' ').next().unwrap().to_owned()
        };
        let own: Vec<(String, &str)> =
            subject.fields().map(|field| (names(field), cell(subject, field))).collect();
        prop_assert_eq!(told(subject, &columns), told(subject, &own), "{:?}", columns);
    }
}

#[test]
fn brackets_say_a_currency_a_unit_or_another_column() {
    use crate::domain::Currency;
    let row = |header: &str, quantity: &str| {
        let file =
            format!("编号,客户,时间,商品,{header},{quantity}\n1,华信,2025-03-05,许可,100,2\n");
        let mapping = Mapping::of(Subject::Transactions, shanghai());
        let mapping = mapping.in_currency("CNY".parse().unwrap());
        let mut sheet = Sheet::open(file.as_bytes(), mapping).unwrap();
        let Some(Ok(Ok(Told::Transaction(row)))) = sheet.next() else { panic!("{header}") };
        row.record(None).map(|new| format!("{new:?}"))
    };
    let yuan = row("金额", "数量").unwrap();
    for header in
        ["金额(元)", "金额（人民币）", "金额 [RMB]", "金额（CNY）", "金额*（元）", "【必填】金额"]
    {
        assert_eq!(row(header, "数量"), Ok(yuan.clone()), "{header}");
    }
    let dollars = row("Amount (USD)", "数量").unwrap();
    assert_ne!(dollars, yuan);
    assert!(dollars.contains(&format!("{:?}", Currency::new("USD").unwrap())), "{dollars}");
    let sets = row("金额", "数量（套）").unwrap();
    assert!(sets.contains("套") && !yuan.contains("套"), "{sets}");

    // Ten thousands are not taken for ones, nor one thing's number for another's.
    let mapping = || Mapping::of(Subject::Transactions, shanghai());
    for header in ["金额(万元)", "金额（千元）", "Amount (k)", "Amount (thousands)", "金额(含税?)"]
    {
        let file = format!("编号,客户,时间,商品,{header}\n1,华信,2025-03-05,许可,100\n");
        assert!(Sheet::open(file.as_bytes(), mapping()).is_err(), "{header}");
    }
    let file = "编号,时间(UTC),日期(yyyy-mm-dd),金额\n1,x,2025-03-05,100\n";
    let sheet = Sheet::open(file.as_bytes(), mapping()).unwrap();
    let read: Vec<_> = sheet.headings().iter().map(|heading| heading.field).collect();
    assert_eq!(read, [Some(Field::Id), None, Some(Field::At), Some(Field::Amount)]);
    // The plain header is nearer.
    let file = "编号,时间,金额(USD),金额\n1,2025-03-05,7,100\n";
    let sheet = Sheet::open(file.as_bytes(), mapping()).unwrap();
    assert_eq!(sheet.headings()[2].field, None);
}

#[test]
fn accents_may_be_written_any_way() {
    for header in
        ["Descripción", "DESCRIPCIO\u{301}N", "descripcion", "Ｄｅｓｃｒｉｐｃｉｏ\u{301}ｎ"]
    {
        assert_eq!(aliases::key(header), "descripcion", "{header}");
    }
}
