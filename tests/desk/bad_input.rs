//! What people and attackers send: a typed error that says what is wrong, and nothing changed.

use guanxi::domain::client::{ClientEdit, NewClient, Segment};
use guanxi::domain::contact::{Contact, NewContact};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::noun::Noun;
use guanxi::domain::refusal::Refused;
use guanxi::domain::{ActorId, Invalid, Name, Reference, Tag};
use guanxi::store::unit::Digest;
use guanxi::store::{Conflict, Cursor, Key, Put, StoreError, Target, Unit, UnitKey, Write, body};
use guanxi::{ClientId, ContactId, Error, ErrorKind, Timestamp};

use crate::engines::{House, at, everywhere};

fn client(name: &str) -> NewClient {
    NewClient::organisation(name).unwrap()
}

fn entries(house: &House) -> u64 {
    house.crm.store().stats().unwrap().entries
}

#[test]
fn names_that_cannot_be() {
    let code = |name: &str| NewClient::organisation(name).unwrap_err().code();
    assert_eq!(code(""), "invalid.empty");
    assert_eq!(code(" \u{3000}\t"), "invalid.empty");
    assert_eq!(code(&"长".repeat(201)), "invalid.too_long");
    assert_eq!(code(&"x".repeat(1_000_000)), "invalid.too_long");
    for bad in ["a\0b", "a\u{7}b", "a\u{202e}b", "a\u{2066}b", "a\nb", "a\u{9b}b"] {
        assert_eq!(code(bad), "invalid.text", "{bad:?}");
    }
    let why = NewContact::named("李雷").unwrap().email("li@hua.cn\nBcc: all@hua.cn").unwrap_err();
    assert_eq!(why.code(), "invalid.text");
    let why = NewContact::named("李雷").unwrap().email("hua.cn").unwrap_err();
    assert_eq!(why.code(), "invalid.email");
    assert!(!why.to_string().contains("hua"));
    assert!(NewContact::named("李雷").unwrap().phone("12").is_err());
}

#[test]
fn times_that_cannot_be() {
    for bad in [
        "1899-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2026-05-03T10:00:00",
        "0000-00-00T00:00:00Z",
        "",
    ] {
        assert!(matches!(bad.parse::<Timestamp>(), Err(Invalid::Date { .. })), "{bad}");
    }
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(client("华信")).unwrap().id();
        let tomorrow = desk.happened_at(at("2026-05-05T09:00:00Z"));
        let error = tomorrow.clients().archive(hua, "x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let future = desk
            .interactions()
            .log(hua, NewInteraction::call(at("2026-05-04T09:00:01Z")))
            .unwrap_err();
        assert_eq!(future.as_refused().map(Refused::code), Some("interaction.in_future"));
    });
}

#[test]
fn ids_of_another_noun_and_ids_of_nobody() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(client("华信")).unwrap().id();
        let text = hua.to_string();
        assert_eq!(text.parse::<ClientId>().unwrap(), hua);
        assert!(matches!(text.parse::<ContactId>(), Err(Invalid::WrongKind { .. })));
        let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(0xdead));
        assert_eq!(desk.clients().get(nobody).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(desk.clients().archive(nobody, "x").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(
            desk.contacts().add(nobody, NewContact::named("x").unwrap()).unwrap_err().kind(),
            ErrorKind::NotFound
        );
        let call = NewInteraction::call(at("2026-05-04T08:00:00Z"));
        assert_eq!(desk.interactions().log(nobody, call).unwrap_err().kind(), ErrorKind::NotFound);
        let unknown = desk
            .clients()
            .register(client("x").owner(guanxi::StaffId::from_uuid(uuid::Uuid::from_u128(0xdead))));
        assert_eq!(
            unknown.unwrap_err().as_refused().map(Refused::code),
            Some("client.owner_unknown")
        );
    });
}

#[test]
fn pages_that_cannot_be() {
    everywhere(|house| {
        let desk = house.desk();
        for name in ["甲", "乙", "丙"] {
            desk.clients().register(client(name)).unwrap();
        }
        for limit in [0, 1001, usize::MAX] {
            assert_eq!(desk.clients().find().page(limit).unwrap_err().kind(), ErrorKind::Invalid);
            assert_eq!(desk.journal().limit(limit).unwrap_err().kind(), ErrorKind::Invalid);
        }
        let next = desk.clients().find().page(2).unwrap().next.unwrap();
        let again: Cursor = next.to_string().parse().unwrap();
        assert_eq!(desk.clients().find().after(again).page(2).unwrap().items.len(), 1);
        let invalid = |answer: Result<_, Error>| {
            matches!(answer, Err(Error::Store(StoreError::InvalidCursor)))
        };
        assert!(invalid(desk.clients().find().named("甲").after(next.clone()).page(2)));
        assert!(invalid(desk.clients().find().reversed().after(next.clone()).page(2)));
        assert!(invalid(desk.clients().find().with_archived().after(next.clone()).page(2)));
        let text = next.to_string();
        let cut = &text[..text.len() - 2];
        assert!(invalid(desk.clients().find().after(cut.parse().unwrap()).page(2)));
        for forged in ["", "zz", "0", "客户", &"0".repeat(40_000)] {
            assert!(forged.parse::<Cursor>().is_err(), "{}", forged.len());
        }
        let mut altered = text.into_bytes();
        altered.iter_mut().skip(16).for_each(|byte| *byte = b'0');
        let altered: Cursor = String::from_utf8(altered).unwrap().parse().unwrap();
        assert_eq!(desk.clients().find().after(altered).page(9).unwrap().items.len(), 3);
    });
}

#[test]
fn text_that_looks_like_sql_is_text() {
    let texts = [
        "' OR 1=1 --",
        "\"; DROP TABLE guanxi_client; --",
        "%",
        "_",
        "\\",
        "a'b\"c`d",
        "$1 ?1 :a @b",
        "{0}",
        "*",
    ];
    everywhere(|house| {
        let desk = house.desk();
        for (n, text) in texts.iter().enumerate() {
            let edit = ClientEdit::new().tag(Tag::new(text).unwrap());
            let reference = Reference::new("zoho", text).unwrap();
            let new = client(text).reference(reference).with(edit);
            let done = desk.clients().register(new).unwrap();
            assert_eq!(done.now.name().to_string(), *text);
            assert_eq!(desk.clients().find().named(text).one().unwrap().now, done.now, "{text}");
            assert_eq!(desk.clients().find().tagged(&Tag::new(text).unwrap()).count().unwrap(), 1);
            assert_eq!(
                desk.clients().find().reference("zoho", text).unwrap().one().unwrap().now,
                done.now
            );
            assert_eq!(desk.clients().find().count().unwrap(), u64::try_from(n).unwrap() + 1);
        }
        assert_eq!(desk.clients().find().named("x' OR 'a'='a").count().unwrap(), 0);
    });
}

#[test]
fn a_note_of_ten_megabytes_and_one_contact_too_many() {
    let house = House::in_memory();
    let desk = house.desk();
    let hua = desk.clients().register(client("华信")).unwrap().id();
    let long = NewInteraction::call(at("2026-05-04T08:00:00Z")).body(&"注".repeat(10 << 20));
    let before = entries(&house);
    let error = desk.interactions().log(hua, long).unwrap_err();
    assert_eq!((error.kind(), entries(&house)), (ErrorKind::Invalid, before));
    assert!(error.to_string().len() < 200);
    let first = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().now;
    fill(&house, &first, 9_999);
    let error = desk.contacts().add(hua, NewContact::named("第一万零一").unwrap()).unwrap_err();
    assert_eq!(error.as_refused().map(Refused::code), Some("invalid.too_many"));
    assert!(error.to_string().contains("10000"), "{error}");
}

/// Puts copies of a contact beside it, past the desk.
fn fill(house: &House, contact: &Contact, copies: u64) {
    let mut write = Write::to(contact.stream());
    let body = body::write(contact).unwrap();
    for n in 1..=copies {
        let id = guanxi::domain::Id::from_bytes((u128::from(n) << 64).to_be_bytes());
        let target = Target::new("contact", id);
        let (body, columns) = (body.clone(), contact.columns());
        write.puts.push(Put {
            target,
            visibility: contact.visibility(),
            body,
            columns,
            supersedes: None,
        });
    }
    let key = UnitKey {
        key: Key::parse("fill").unwrap(),
        digest: Digest::NONE,
        actor: ActorId::System,
        recorded_at: at("2026-05-04T09:00:00Z"),
        ids: Vec::new(),
    };
    let unit = Unit { key, expects: Vec::new(), takes: Vec::new(), writes: vec![write] };
    house.crm.store().commit(unit).unwrap();
}

#[test]
fn many_hands_at_one_client() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(client("华信")).unwrap().id();
        std::thread::scope(|scope| {
            for hand in 0..4 {
                let desk = desk.clone();
                scope.spawn(move || {
                    for n in 0..5 {
                        let name = Name::new(&format!("华信 {hand} {n}")).unwrap();
                        desk.clients().edit(hua, ClientEdit::new().name(name)).unwrap();
                        let call = NewInteraction::call(at("2026-05-04T08:00:00Z"));
                        desk.interactions().log(hua, call).unwrap();
                    }
                });
            }
        });
        assert_eq!(desk.clients().history(hua).limit(100).unwrap().len(), 41);
        assert_eq!(desk.clients().timeline(hua).newest(100).unwrap().items.len(), 20);
    });
}

#[test]
fn one_key_from_many_hands_is_one_command() {
    everywhere(|house| {
        let desk = house.desk().keyed("order-77").unwrap();
        let answers: Vec<_> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| desk.clients().register(client("华信")).unwrap()))
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|done| !done.repeated).count(), 1);
        assert!(
            answers
                .windows(2)
                .all(|pair| pair[0].now == pair[1].now && pair[0].position == pair[1].position)
        );
        assert_eq!(house.desk().clients().find().count().unwrap(), 1);
    });
}

#[test]
fn a_clock_that_runs_backwards_is_not_followed() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(client("华信")).unwrap().id();
        house.later("2026-05-03T09:00:00Z");
        desk.relationship(hua).begin().unwrap();
        desk.interactions().log(hua, NewInteraction::call(at("2026-05-02T08:00:00Z"))).unwrap();
        let told: Vec<_> =
            desk.clients().history(hua).limit(9).unwrap().iter().map(|e| e.recorded_at).collect();
        assert_eq!(told, [at("2026-05-04T09:00:00Z"); 3]);
        assert!(desk.clients().known_at(hua, at("2026-05-04T08:59:59Z")).unwrap().is_none());
    });
}

#[test]
fn a_refusal_says_everything_in_both_languages() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = desk.clients().register(client("华信").segment(Segment::Key)).unwrap().id();
        let before = entries(house);
        let error = desk.relationship(hua).hand_over().unwrap_err();
        let refused = error.as_refused().unwrap();
        assert_eq!(
            (refused.from(), refused.verb(), refused.code()),
            ("Prospect", "hand_over", "state")
        );
        assert_eq!(refused.allowed()[0], "begin");
        assert!(refused.explain(guanxi::Lang::Zh).contains("潜在客户"));
        assert!(refused.explain(guanxi::Lang::En).contains("does not allow hand over"));
        assert_eq!(entries(house), before);
        let stale =
            desk.expecting(guanxi::store::Revision(7)).clients().archive(hua, "x").unwrap_err();
        let found = matches!(&stale, Error::Store(StoreError::Conflict(Conflict::Stale { found, .. })) if found.0 == 1);
        assert!(found, "{stale:?}");
        assert_eq!((stale.kind(), entries(house)), (ErrorKind::Conflict, before));
    });
}

#[test]
fn no_form_is_told_in_english_to_whoever_reads_chinese() {
    use guanxi::domain::redemption::VoucherCode;
    use guanxi::domain::{
        Civil, Currency, Gap, Lang, Money, Percent, Period, Points, Quantity, Reference, Score,
        TextDigest, TimeOfDay, Timestamp, Zone,
    };
    let wrong = "一二三 四五六";
    let told = [
        wrong.parse::<Money>().unwrap_err(),
        wrong.parse::<Currency>().unwrap_err(),
        wrong.parse::<Gap>().unwrap_err(),
        wrong.parse::<Score>().unwrap_err(),
        wrong.parse::<Percent>().unwrap_err(),
        wrong.parse::<Points>().unwrap_err(),
        wrong.parse::<Quantity>().unwrap_err(),
        wrong.parse::<Period<Timestamp>>().unwrap_err(),
        wrong.parse::<Zone>().unwrap_err(),
        wrong.parse::<TimeOfDay>().unwrap_err(),
        wrong.parse::<Civil>().unwrap_err(),
        wrong.parse::<Reference>().unwrap_err(),
        wrong.parse::<ClientId>().unwrap_err(),
        wrong.parse::<TextDigest>().unwrap_err(),
        Reference::new("#", "1").unwrap_err(),
        VoucherCode::new(wrong).unwrap_err(),
    ];
    for why in told {
        let said = why.explain(Lang::Zh);
        assert!(said.contains("格式应为"), "{why:?}: {said}");
        for english in ["such as", " and ", " with ", "number", "digits", " or ", "code", "system"]
        {
            assert!(!said.contains(english), "{said}");
        }
    }
}
