//! Files that other systems exported, as they are: `GUANXI_DATA=DIR cargo test --test files_of_others`
//! names the directory that has them in `crm/`; without it they are skipped.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use guanxi::crm::{Became, Intake};
use guanxi::domain::import::Counts;
use guanxi::transfer::{Encoding, Field, Limits, Mapping, Row, Rows, Separator, Sheet, Subject};
use guanxi::{Actor, Crm, Desk, StaffId};

/// Where a file is; none where there are no such files.
fn place(name: &str) -> Option<PathBuf> {
    let place =
        std::env::var_os("GUANXI_DATA").map(|data| PathBuf::from(data).join("crm").join(name));
    let place = place.filter(|place| place.exists());
    if place.is_none() {
        println!("skipped: {name} (GUANXI_DATA names no directory that has it)");
    }
    place
}

/// How many rows can be read, and how many cannot, by reason.
fn read(name: &str, subject: Subject) -> Option<(usize, BTreeMap<&'static str, usize>)> {
    let mapping = Mapping::of(subject, "Asia/Shanghai".parse().unwrap());
    let mut sheet = Sheet::open(File::open(place(name)?).unwrap(), mapping).unwrap();
    let (mut taken, mut faults) = (0, BTreeMap::new());
    for row in &mut sheet {
        match row.unwrap() {
            Ok(_) => taken += 1,
            Err(fault) => *faults.entry(fault.why.code()).or_default() += 1,
        }
    }
    let read = sheet.headings().iter().filter(|heading| heading.field.is_some()).count();
    println!("{name}: {taken} taken, {faults:?}; {read} of {} columns", sheet.headings().len());
    Some((taken, faults))
}

/// Whether so many rows were taken, and so many were not for these reasons.
fn holds(name: &str, subject: Subject, taken: usize, faults: &[(&'static str, usize)]) {
    if let Some(found) = read(name, subject) {
        assert_eq!(found, (taken, faults.iter().copied().collect()), "{name}");
    }
}

#[test]
fn accounts_are_clients() {
    holds("crm_accounts.csv", Subject::Clients, 85, &[]);
    holds("salesforce_accountData.csv", Subject::Clients, 423, &[]);
}

#[test]
fn events_and_tasks_are_interactions() {
    holds("helpdesk.csv", Subject::Interactions, 13_710, &[]);
    holds("agile_tasks_cycle_time.csv", Subject::Interactions, 1_999, &[]);
    // A task without a time is told, not dated.
    holds("salesforce_insertTask.csv", Subject::Interactions, 0, &[("row.missing", 1)]);
}

#[test]
fn a_file_of_utf_16_with_a_mark_is_read() {
    let Some(place) = place("csvtext_BOM_UTF16LE.csv") else { return };
    let mut rows = Rows::open(File::open(place).unwrap(), Limits::default()).unwrap();
    assert_eq!((rows.encoding(), rows.separator()), (Encoding::Utf16Le, Separator::Comma));
    let (mut row, mut texts) = (Row::new(), Vec::new());
    while rows.read(&mut row).unwrap() {
        texts.push(row.cells().collect::<Vec<_>>().join(" "));
    }
    assert_eq!(texts, ["column1 column2 column3", "row1-1 row1-2 row1-3", "row2-1 row2-2 row2-3"]);
}

/// A file taken in at the desk: what came of its rows, and why some were not taken.
fn taken(
    name: &str,
    mapping: Mapping,
    desk: &Desk,
) -> Option<(Counts, BTreeMap<&'static str, u64>)> {
    let mut file = File::open(place(name)?).unwrap();
    let mut faults = BTreeMap::new();
    let id = desk.imports().plan(&mut file, &Intake::of(name, mapping)).unwrap().id();
    let ran = desk.imports().run(id, &mut file, &mut |batch| {
        for outcome in batch.outcomes {
            if let Became::Failed(fault) = &outcome.became {
                *faults.entry(fault.why.code()).or_default() += 1;
            }
        }
        ControlFlow::Continue(())
    });
    let ran = ran.unwrap();
    println!("{name}: {:?}, {faults:?}", ran.counts);
    Some((ran.counts, faults))
}

/// Taken in twice: the second time nothing is new.
fn twice(
    name: &str,
    mapping: &Mapping,
    desk: &Desk,
    created: u64,
    skipped: u64,
    faults: &[(&'static str, u64)],
) {
    let Some((first, found)) = taken(name, mapping.clone(), desk) else { return };
    assert_eq!((first.created, first.skipped), (created, skipped), "{name}");
    assert_eq!(found, faults.iter().copied().collect(), "{name}");
    let (again, same) = taken(name, mapping.clone(), desk).unwrap();
    assert_eq!((again.created, again.skipped), (0, created + skipped), "{name}");
    assert_eq!(same, found, "{name}");
}

fn desk() -> Desk {
    Crm::memory().unwrap().desk(Actor::system())
}

fn of(subject: Subject, system: &str) -> Mapping {
    let mapping = Mapping::of(subject, "UTC".parse().unwrap()).system(system).unwrap();
    mapping.in_currency("USD".parse().unwrap())
}

#[test]
fn accounts_and_what_they_bought_are_taken_in_as_they_are() {
    let desk = desk();
    twice("crm_accounts.csv", &of(Subject::Clients, "maven"), &desk, 85, 0, &[]);
    // 8 801 deals, of which 4 238 were won, says a count of the file by another program.
    let lost = [("row.not_won", 4_563)];
    twice("crm_sales_pipeline.csv", &of(Subject::Transactions, "maven"), &desk, 4_238, 0, &lost);
    let mapping = of(Subject::Clients, "salesforce");
    twice("salesforce_accountData.csv", &mapping, &desk, 423, 0, &[]);
    let mapping = of(Subject::Transactions, "salesforce");
    twice("salesforce_opportunityData.csv", &mapping, &desk, 8, 0, &[("row.not_won", 30)]);
}

#[test]
fn events_and_tasks_are_taken_in_as_they_are() {
    let desk = desk();
    // Of 13 710 events 91 say the same as another.
    twice("helpdesk.csv", &of(Subject::Interactions, "desk"), &desk, 13_619, 91, &[]);
    // What was never finished has an end a day before its beginning.
    let open = [("interaction.ends_before_start", 877)];
    let agile = of(Subject::Interactions, "jira");
    twice("agile_tasks_cycle_time.csv", &agile, &desk, 1_122, 0, &open);
    twice(
        "salesforce_insertTask.csv",
        &of(Subject::Interactions, "salesforce"),
        &desk,
        0,
        0,
        &[("row.missing", 1)],
    );
}

#[test]
fn files_of_other_things_are_told_to_be_so() {
    for name in ["crm_products.csv", "crm_sales_teams.csv", "csvtext_BOM_UTF16LE.csv"] {
        let Some(place) = place(name) else { continue };
        for subject in Subject::ALL {
            // A price list has prices, and so could be one of orders: each of its rows is told.
            let (desk, mapping) = (desk(), of(subject, "x"));
            let intake = Intake::of(name, mapping);
            let mut file = File::open(&place).unwrap();
            match desk.imports().dry_run(&mut file, &intake, &mut |_| ControlFlow::Continue(())) {
                Ok(counts) => assert_eq!(counts.failed, counts.rows, "{name} as {subject}"),
                Err(guanxi::Error::Transfer(why)) => assert_eq!(why.code(), "transfer.no_header"),
                Err(other) => panic!("{name}: {other}"),
            }
        }
    }
}

/// The lists of `headers.json`: which of their files are about what, and which of their headers say
/// nothing that is kept.
const LISTS: &[(&str, Subject, &str)] = &[
    (
        "salesforce_dataloader_account",
        Subject::Clients,
        "ISDELETED|MASTERRECORDID|PARENTID|BILLINGSTREET|BILLINGPOSTALCODE|SHIPPINGSTREET|\
         SHIPPINGCITY|SHIPPINGSTATE|SHIPPINGPOSTALCODE|SHIPPINGCOUNTRY|FAX|SIC|TICKERSYMBOL|\
         RATING|CREATEDBYID|LASTMODIFIEDDATE|LASTMODIFIEDBYID|SYSTEMMODSTAMP|\
         LASTACTIVITYDATE|ORACLE_ID__C|SESSION_ID__C",
    ),
    ("salesforce_task", Subject::Interactions, ""),
    (
        "jira_cloud_csv_en",
        Subject::Interactions,
        "Issue id|Issue Type|Status|Project key|Project type|Project lead|Project lead id|\
         Project description|Priority|Resolution|Updated|Last Viewed|Votes|Labels|Labels|\
         Environment|Watchers|Watchers Id|Original estimate|Sprint|Parent|Parent key|\
         Parent summary|Status Category|Status Category Changed|Custom field (Story Points)|\
         Custom field (Story point estimate)",
    ),
    (
        "jira_cloud_csv_es",
        Subject::Interactions,
        "ID de la incidencia|Tipo de Incidencia|Estado|Clave del proyecto|Tipo de proyecto|\
         Responsable del proyecto|ID del responsable del proyecto|Descripción del proyecto|\
         Prioridad|Resolución|Actualizada|Vista por Última Vez|Votos|Etiquetas|Etiquetas|\
         Etiquetas|Entorno|Interesados|Sprint|Calificación de satisfacción|\
         Campo personalizado (Sentiment)|Campo personalizado (Time to resolution)|\
         Categoría de estado|Principal|Clave principal|Parent summary",
    ),
    (
        "asana_csv",
        Subject::Interactions,
        "Last Modified|Section/Column|Start Date|Tags|Parent task",
    ),
    (
        "zoho_crm_backup_contacts",
        Subject::Contacts,
        "Contact Owner.id|Contact Owner|Lead Source|Vendor Name.id|Vendor Name|Title|\
         Department|Email Opt Out|Created By.id|Created By|Modified By.id|Modified By|\
         Modified Time|Description|Salutation|Tag|Reporting To.id|Reporting To|\
         Last Activity Time|Unsubscribed Mode|Unsubscribed Time|Mailing Street|Mailing City|\
         Mailing Zip|Mailing Country|Locked|Last Enriched Time",
    ),
    ("hubspot_contacts", Subject::Contacts, "Lifecycle Stage|Contact owner"),
    ("fxiaoke_api_account", Subject::Clients, "data_own_department[]|field_xxxxx__c"),
    ("chinese_small_crm_csv", Subject::Clients, "更新时间|最近沟通时间|沟通内容|创建人"),
    (
        "chinese_small_crm_csv",
        Subject::Interactions,
        "联系人|手机|电话|QQ|微信|地址|来源|客户等级|客户行业|客户状态|客户类型|更新时间",
    ),
];

/// The headers of a list.
fn headers_of(lists: &serde_json::Value, name: &str) -> Vec<String> {
    let list = lists[name].get("header").or(lists[name].get("fields"));
    let list = list.and_then(serde_json::Value::as_array);
    list.unwrap().iter().map(|header| header.as_str().unwrap().to_owned()).collect()
}

/// What stands under each of these headers.
fn fields_of(headers: &[String], subject: Subject) -> Vec<Option<Field>> {
    let anna = StaffId::from_uuid(uuid::Uuid::from_u128(5));
    let mapping = Mapping::of(subject, "UTC".parse().unwrap()).person("Anna", anna);
    let quoted = headers.iter().map(|header| format!("\"{}\"", header.replace('"', "\"\"")));
    let file = quoted.collect::<Vec<_>>().join(",") + "\r\n";
    match Sheet::open(file.as_bytes(), mapping) {
        Ok(sheet) => sheet.headings().iter().map(|heading| heading.field).collect(),
        Err(why) => {
            assert_eq!(why.code(), "transfer.no_header", "{file}");
            vec![None; headers.len()]
        }
    }
}

/// What stands under a header that stands alone, or beside one without which there is no record.
fn alone(header: &str, subject: Subject) -> Option<Field> {
    let beside = if subject == Subject::Interactions { "time" } else { "name" };
    let [header, beside] = [header, beside].map(ToOwned::to_owned);
    fields_of(std::slice::from_ref(&header), subject)[0]
        .or_else(|| fields_of(&[header, beside], subject)[0])
}

/// A header as other programs and other people write it.
fn otherwise(header: &str) -> Vec<String> {
    let wide = |ch: char| match ch {
        '!'..='~' => char::from_u32(u32::from(ch) + 0xFEE0).unwrap(),
        ' ' => '\u{3000}',
        other => other,
    };
    vec![
        header.to_uppercase(),
        header.to_lowercase(),
        header.replace(' ', "_"),
        header.replace([' ', '_', '-'], ""),
        header.chars().map(wide).collect(),
        format!("\u{FEFF}{header}"),
        format!("  {header}\u{A0}\u{3000}"),
        format!("\u{200B}{header} *"),
    ]
}

#[test]
fn the_headers_of_other_systems_are_known_alone_together_and_written_otherwise() {
    let Some(place) = place("headers.json") else { return };
    let lists: serde_json::Value = serde_json::from_reader(File::open(place).unwrap()).unwrap();
    for (name, subject, silent) in LISTS {
        let headers = headers_of(&lists, name);
        let alone = |header: &String| alone(header, *subject);
        let found: Vec<Option<Field>> = headers.iter().map(alone).collect();
        let unknown = headers.iter().zip(&found).filter(|(_, field)| field.is_none());
        let unknown: Vec<&str> = unknown.map(|(header, _)| header.as_str()).collect();
        assert_eq!(unknown.join("|"), *silent, "{name} as {subject}");
        for (header, field) in headers.iter().zip(&found) {
            for written in otherwise(header) {
                assert_eq!(alone(&written), *field, "{written:?} in {name} as {subject}");
            }
        }
        // Together some stand back for one that is nearer, and the order says nothing.
        let together = fields_of(&headers, *subject);
        let said = together.iter().zip(&found).all(|(read, known)| read.is_none() || read == known);
        assert!(said, "{name} as {subject}: {together:?}");
        let (mut one, mut other) = (together.clone(), together.clone());
        for turn in 1..headers.len() {
            let mut turned = headers.clone();
            turned.rotate_left(turn);
            turned[1..].reverse();
            one.rotate_left(1);
            let mut wanted = one.clone();
            wanted[1..].reverse();
            assert_eq!(fields_of(&turned, *subject), wanted, "{name} as {subject}, {turn}");
        }
        // The same headers once more mean the same once more.
        other.extend(together);
        let twice = [headers.clone(), headers].concat();
        assert_eq!(fields_of(&twice, *subject), other, "{name} as {subject}");
    }
}
