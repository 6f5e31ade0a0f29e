//! What is known of one client or contact, whole, and only that.

use guanxi::crm::nouns;
use guanxi::domain::RecordId;
use guanxi::{Actor, ErrorKind};

use super::firm::firm;
use crate::engines::{House, everywhere};

#[test]
fn everything_about_a_client_is_in_its_file() {
    everywhere(|house| {
        let known = firm(&house.crm);
        let mut file = Vec::new();
        let counted = house.desk().exports().client(known.client, &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        for word in &known.words {
            assert!(text.contains(word.as_str()), "{word} is not in the file of its client");
        }
        assert!(!text.contains("\"salt\":\""));
        assert!(!text.contains(&known.erased.id().to_string()), "another client is in it");
        let first = text.lines().next().unwrap();
        assert!(first.contains("\"client\":{\"en\":\"client\",\"zh\":\"客户\"}"), "{first}");
        let headings = first.split_once("\"headings\":{").unwrap().1;
        assert!(headings.starts_with('"') && !headings.contains(",,"), "{first}");
        assert_eq!(headings.matches("},\"").count() + 1, headings.matches(":{").count(), "{first}");
        assert_eq!(text.lines().count() as u64, counted.records + counted.entries + 2);
        let stream = guanxi::domain::Stream::client(known.client);
        house
            .crm
            .store()
            .view(&mut |reader| {
                for noun in nouns() {
                    let noun = noun.declaration.noun;
                    let mut scan = guanxi::store::Scan::of(noun, "id", 1000);
                    scan.superseded = guanxi::store::scan::Superseded::Shown;
                    for record in reader.scan(&scan)?.records {
                        let begins = format!("{{\"record\":\"{noun}\",\"id\":\"{}\"", record.id);
                        let there = text.lines().any(|line| line.starts_with(&begins));
                        assert_eq!(there, record.stream == stream, "{noun} {}", record.id);
                    }
                }
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn everything_that_names_a_contact_is_in_their_file_and_nothing_else() {
    everywhere(|house| {
        let known = firm(&house.crm);
        let mut file = Vec::new();
        house.desk().exports().contact(known.contact, &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        for word in &known.words {
            let theirs = word.starts_with("li");
            let others = word.starts_with("han");
            assert!(!theirs || text.contains(word.as_str()), "{word} is missing");
            assert!(!others || !text.contains(word.as_str()), "{word} is another's");
        }
        assert!(text.contains("li@example.com") && text.contains("\"Marketing\""));
    });
}

#[test]
fn every_personal_field_that_stands_in_a_record_stands_in_the_file() {
    let house = House::in_memory();
    let known = firm(&house.crm);
    let mut file = Vec::new();
    house.desk().exports().client(known.client, &mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    let stream = guanxi::domain::Stream::client(known.client);
    let mut looked = 0;
    house
        .crm
        .store()
        .view(&mut |reader| {
            for form in guanxi::crm::forms() {
                let noun = form.registered.declaration.noun;
                let mut scan = guanxi::store::Scan::of(noun, "id", 1000);
                scan.superseded = guanxi::store::scan::Superseded::Shown;
                for record in reader.scan(&scan)?.records {
                    let personal = record.body.personal.known().unwrap_or_default();
                    if record.stream != stream || personal.is_empty() {
                        continue;
                    }
                    let spelt = (form.personal.spell)(&personal).expect("a part that is spelt");
                    let id = format!("{{\"record\":\"{noun}\",\"id\":\"{}\"", record.id);
                    let line = text.lines().find(|line| line.starts_with(&id)).unwrap();
                    for name in field_names(&spelt) {
                        assert!(line.contains(&format!("\"{name}\":")), "{noun}: {name}");
                        looked += 1;
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(looked > 30, "only {looked} fields were looked at");
}

/// The names of the fields of a part, read by another hand.
fn field_names(spelt: &[u8]) -> Vec<String> {
    let fields: std::collections::BTreeMap<String, serde::de::IgnoredAny> =
        rmp_serde::from_slice(spelt).unwrap_or_default();
    fields.into_keys().collect()
}

#[test]
fn a_contact_gets_what_was_shared_and_no_more() {
    let house = House::in_memory();
    let known = firm(&house.crm);
    let portal = house.crm.desk(Actor::contact(known.client, known.contact));
    let mut file = Vec::new();
    portal.exports().client(known.client, &mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    assert!(text.contains("{\"record\":\"interaction\""));
    for line in text.lines().skip(1).filter(|line| !line.starts_with("{\"end\"")) {
        assert!(line.contains("\"shared\":true"), "{line}");
    }
    let mut own = Vec::new();
    portal.exports().contact(known.contact, &mut own).unwrap();
    let own = String::from_utf8(own).unwrap();
    assert!(own.lines().skip(1).all(|line| text.contains(line) || line.starts_with("{\"end\"")));
    let stranger = house.crm.desk(Actor::contact(known.erased, known.colleague));
    let hidden = stranger.exports().client(known.client, Vec::new()).unwrap_err();
    assert_eq!(hidden.kind(), ErrorKind::NotFound);
    let hidden = stranger.exports().contact(known.contact, Vec::new()).unwrap_err();
    assert_eq!(hidden.kind(), ErrorKind::NotFound);
    let whole = portal.exports().everything(Vec::new(), |_| std::ops::ControlFlow::Continue(()));
    assert_eq!(whole.unwrap_err().kind(), ErrorKind::Denied);
}

#[test]
fn nobody_is_not_found() {
    let house = House::in_memory();
    let nobody = guanxi::ClientId::from_uuid(uuid::Uuid::from_u128(5));
    let none = house.desk().exports().client(nobody, Vec::new()).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NotFound);
}
