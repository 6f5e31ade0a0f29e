//! Headers of other systems.

use super::{shanghai, told};
use crate::domain::StaffId;
use crate::transfer::aliases::key;
use crate::transfer::{Field, Limits, Mapping, Sheet, Subject, TransferError, Why};

/// What stands under the headers of a file.
fn fields(headers: &str, subject: Subject) -> Vec<(String, Field)> {
    let nobody = StaffId::from_uuid(uuid::Uuid::nil());
    let mapping = Mapping::of(subject, shanghai()).person("x", nobody);
    let sheet = Sheet::open(headers.as_bytes(), mapping).unwrap();
    let read = sheet.headings().iter();
    read.filter_map(|one| Some((one.header.clone(), one.field?))).collect()
}

fn has(headers: &str, subject: Subject, wanted: &[(&str, Field)]) {
    let found = fields(headers, subject);
    for (header, field) in wanted {
        let there = found.iter().any(|(one, is)| one == header && is == field);
        assert!(there, "{header} is no {field:?} in {found:?}");
    }
}

#[test]
fn sales_systems_are_known_by_their_headers() {
    use Field as F;
    has(
        "\"ID\",\"ISDELETED\",\"NAME\",\"TYPE\",\"PHONE\",\"INDUSTRY\",\"OWNERID\",\"CREATEDDATE\",\"ORACLE_ID__C\"",
        Subject::Clients,
        &[
            ("ID", F::Id),
            ("NAME", F::Name),
            ("INDUSTRY", F::Tag),
            ("CREATEDDATE", F::CreatedAt),
            ("OWNERID", F::Staff),
        ],
    );
    has(
        "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Contact owner",
        Subject::Contacts,
        &[("Record ID", F::Id), ("First Name", F::FirstName), ("Phone Number", F::Phone)],
    );
    has(
        "Record Id,Contact Owner.id,First Name,Last Name,Account Name.id,Account Name,Email,Mobile,Created Time",
        Subject::Contacts,
        &[("Account Name.id", F::ClientId), ("Account Name", F::ClientName), ("Mobile", F::Mobile)],
    );
    has(
        "_id,name,address,account_level,owner[],field_aB3dE__c",
        Subject::Clients,
        &[("_id", F::Id), ("name", F::Name), ("account_level", F::Tag), ("owner[]", F::Staff)],
    );
    has(
        "客户名称,联系人,手机,电话,QQ,微信,地址,备注,来源,客户等级,客户行业,客户状态,客户类型,创建时间,归属人",
        Subject::Clients,
        &[
            ("客户名称", F::Name),
            ("联系人", F::ContactName),
            ("微信", F::Wechat),
            ("客户等级", F::Tag),
            ("归属人", F::Staff),
        ],
    );
    has(
        "客户名称,最近沟通时间,沟通内容,创建人,创建时间",
        Subject::Interactions,
        &[
            ("客户名称", F::ClientName),
            ("最近沟通时间", F::At),
            ("沟通内容", F::Body),
            ("创建人", F::Staff),
        ],
    );
    has("Subject,Who:Contact-email", Subject::Interactions, &[("Who:Contact-email", F::Email)]);
}

#[test]
fn project_systems_are_known_by_their_headers() {
    use Field as F;
    has(
        "Summary,Issue key,Issue id,Issue Type,Status,Project key,Assignee,Created,Updated,Labels,Labels,Description",
        Subject::Interactions,
        &[
            ("Summary", F::Subject),
            ("Issue key", F::Id),
            ("Created", F::At),
            ("Description", F::Body),
        ],
    );
    has(
        "Resumen,Clave de incidencia,Creada,Persona asignada,Fecha de vencimiento,Descripción",
        Subject::Interactions,
        &[
            ("Resumen", F::Subject),
            ("Clave de incidencia", F::Id),
            ("Creada", F::At),
            ("Descripción", F::Body),
        ],
    );
    has(
        "Task ID,Created At,Completed At,Name,Section/Column,Assignee Email,Due Date,Tags,Notes,Projects",
        Subject::Interactions,
        &[
            ("Task ID", F::Id),
            ("Completed At", F::At),
            ("Name", F::Subject),
            ("Notes", F::Body),
            ("Due Date", F::FollowUp),
        ],
    );
}

#[test]
fn systems_set_to_another_language_are_known_by_their_headers() {
    use Field as F;
    has(
        "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Firmenname",
        Subject::Contacts,
        &[
            ("Datensatz-ID", F::Id),
            ("Vorname", F::FirstName),
            ("Nachname", F::LastName),
            ("E-Mail", F::Email),
            ("Telefonnummer", F::Phone),
            ("Firmenname", F::ClientName),
        ],
    );
    has(
        "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Fecha de creación,Associated Company IDs (Primary)",
        Subject::Contacts,
        &[
            ("ID de registro", F::Id),
            ("Nombre", F::FirstName),
            ("Apellidos", F::LastName),
            ("Correo", F::Email),
            ("Número de teléfono", F::Phone),
            ("Fecha de creación", F::CreatedAt),
            ("Associated Company IDs (Primary)", F::ClientId),
        ],
    );
    has(
        "ID de registro,Nombre de la empresa,Ciudad,País/región",
        Subject::Clients,
        &[("ID de registro", F::Id), ("Nombre de la empresa", F::Name), ("Ciudad", F::Background)],
    );
    has(
        "Resumen,Creada,Informador,Nombre del proyecto",
        Subject::Interactions,
        &[("Informador", F::Staff), ("Nombre del proyecto", F::Thread)],
    );
    has(
        "取引先 ID,取引先名,取引先 所有者,業種,説明,電話",
        Subject::Clients,
        &[
            ("取引先 ID", F::Id),
            ("取引先名", F::Name),
            ("取引先 所有者", F::Staff),
            ("業種", F::Tag),
            ("説明", F::Business),
            ("電話", F::Phone),
        ],
    );
    has(
        "取引先名,名,姓,電話,メール,作成日,取引先 ID",
        Subject::Contacts,
        &[
            ("取引先 ID", F::ClientId),
            ("取引先名", F::ClientName),
            ("名", F::FirstName),
            ("姓", F::LastName),
            ("メール", F::Email),
            ("作成日", F::CreatedAt),
        ],
    );
}

#[test]
fn of_several_companies_the_one_that_is_marked_as_the_first_is_meant() {
    for headers in [
        "Name,Associated Company,Associated Company IDs,Associated Company (Primary),Associated Company IDs (Primary)",
        "Associated Company IDs (Primary),Associated Company (Primary),Associated Company IDs,Associated Company,Name",
    ] {
        let mut found = fields(headers, Subject::Contacts);
        found.sort();
        let own = |header: &str, field| (header.to_owned(), field);
        let wanted = [
            own("Associated Company (Primary)", Field::ClientName),
            own("Associated Company IDs (Primary)", Field::ClientId),
            own("Name", Field::Name),
        ];
        assert_eq!(found, wanted);
    }
}

#[test]
fn of_two_headers_for_one_value_the_nearest_is_read() {
    let found = fields("Created,Date,Subject,Name\n", Subject::Interactions);
    assert_eq!(found, [("Date".to_owned(), Field::At), ("Subject".to_owned(), Field::Subject)]);
    assert_eq!(fields("Name,Date,Created\n", Subject::Interactions).len(), 2, "in any order");
}

#[test]
fn a_header_is_known_in_whatever_case_and_with_whatever_marks() {
    for header in
        ["First Name", "FIRST_NAME", " firstName ", "first-name*", "First\u{A0}Name\u{FEFF}"]
    {
        assert_eq!(key(header), "firstname");
    }
    assert_eq!(key("Account Name.id"), "accountname.id");
}

#[test]
fn every_header_of_a_template_is_that_of_its_field() {
    for subject in Subject::ALL {
        for field in subject.fields() {
            for lang in crate::domain::Lang::ALL {
                let found = crate::transfer::aliases::find(subject, &key(field.header(lang)));
                assert_eq!(
                    found.map(|(found, _)| found),
                    Some(field),
                    "{subject} {field:?} {lang:?}"
                );
            }
        }
    }
}

#[test]
fn no_name_of_a_field_is_that_of_another() {
    for subject in Subject::ALL {
        let lists = crate::transfer::aliases::of(subject);
        let mut names: Vec<&str> = lists.iter().flat_map(|(_, names)| names.split(' ')).collect();
        let all = names.len();
        assert!(names.iter().all(|name| key(name) == *name && !name.is_empty()), "{names:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{subject}");
        let fields: Vec<_> = lists.iter().map(|(field, _)| *field).collect();
        assert!(subject.fields().all(|field| fields.contains(&field)), "{subject}");
    }
}

#[test]
fn headers_are_found_below_spacer_rows_or_not_at_all() {
    let file =
        "https://example.org/sheet,,\n,,\nName,Email,City\nHua,,Suzhou\n\n  ,\u{3000},\nLi,,\n";
    let rows = told(file.as_bytes(), Subject::Clients);
    let numbers: Vec<_> = rows.iter().map(|row| row.as_ref().unwrap().number()).collect();
    assert_eq!(numbers, [4, 7], "rows are counted as a spreadsheet counts them");

    let mapping = || Mapping::of(Subject::Clients, shanghai());
    let none = Sheet::open("a,b\n1,2\n".as_bytes(), mapping()).unwrap_err();
    assert!(matches!(none, TransferError::NoHeader { looked: 2, .. }), "{none:?}");
    let below = format!("{}name\n", "x\n".repeat(60));
    let none = Sheet::open(below.as_bytes(), mapping()).unwrap_err();
    assert!(matches!(none, TransferError::NoHeader { looked: 50, .. }), "{none:?}");
    let found =
        Sheet::within(below.as_bytes(), mapping(), Limits { header: 61, ..Limits::default() });
    assert!(found.is_ok());
}

#[test]
fn a_title_is_not_taken_for_headers() {
    let file = "名称\n,,\n名称,级别,标签\n华信,重点,VIP\n青禾,普通,\n";
    let rows = told(file.as_bytes(), Subject::Clients);
    let numbers: Vec<_> = rows.iter().map(|row| row.as_ref().unwrap().number()).collect();
    assert_eq!(numbers, [4, 5]);
    let sums = "合计,12345\n客户,时间,金额\nA,2026-05-03,5\n";
    let rows = told(sums.as_bytes(), Subject::Transactions);
    assert_eq!((rows.len(), rows[0].is_ok()), (1, true));
    // One column of headers is enough where nothing better comes, and no row is lost by the search.
    let rows = told("name\nHua\n\nLi\n".as_bytes(), Subject::Clients);
    let numbers: Vec<_> = rows.iter().map(|row| row.as_ref().unwrap().number()).collect();
    assert_eq!(numbers, [2, 4]);
}

#[test]
fn rows_of_another_length_are_told() {
    let rows =
        told("name,city,email\nHua\nLi,Suzhou,,,\nHan,a,,x\n\"\"\n".as_bytes(), Subject::Clients);
    let ragged = |found| Err(Why::Ragged { found, wanted: 3 });
    let why: Vec<_> =
        rows.iter().map(|row| row.as_ref().map(drop).map_err(|fault| fault.why.clone())).collect();
    assert_eq!(why, [ragged(1), Ok(()), ragged(4)]);
}
