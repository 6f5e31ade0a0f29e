//! Each kind of word by example: what people write, and what attackers do.

use std::fmt::Debug;
use std::str::FromStr;

use super::super::*;
use crate::domain::{Invalid, Lang};

/// A text of so many characters is taken, one more is not.
fn holds_exactly<T>(field: &'static str, limit: usize, ch: &str)
where
    T: FromStr<Err = Invalid> + PartialEq + Debug,
{
    assert!(ch.repeat(limit).parse::<T>().is_ok(), "{field}");
    let why = Err(Invalid::TooLong { field, limit });
    assert_eq!(ch.repeat(limit + 1).parse::<T>(), why);
}

#[test]
fn the_longest_text_is_taken_and_one_more_is_not() {
    for ch in ["a", "é", "长", "𠮷"] {
        holds_exactly::<Name>("name", 200, ch);
        holds_exactly::<Line>("text", 500, ch);
        holds_exactly::<Note>("note", 100_000, ch);
        holds_exactly::<Tag>("tag", 50, ch);
        holds_exactly::<Unit>("unit", 20, ch);
        assert!(Reference::new("erp", &ch.repeat(200)).is_ok());
        let why = Invalid::TooLong { field: "reference", limit: 200 };
        assert_eq!(Reference::new("erp", &ch.repeat(201)), Err(why));
    }
    holds_exactly::<CustomKey>("key", 64, "a");
    assert!(Name::new(&format!("  {}\n", "𠮷".repeat(200))).is_ok());
    assert!(Note::new(&"\r\na".repeat(50_000)).is_ok());
    assert!(Reference::new(&"a".repeat(64), "1").is_ok());
    let why = Invalid::TooLong { field: "system", limit: 64 };
    assert_eq!(Reference::new(&"a".repeat(65), "1"), Err(why));
    assert!(Phone::new(&format!("1234567{}8", " ".repeat(32))).is_ok());
    let why = Invalid::TooLong { field: "phone", limit: 40 };
    assert_eq!(Phone::new(&format!("1234567{}8", " ".repeat(33))), Err(why));
    assert!(Language::new("en-aaaaaaaa-bbbbbbbb-cccccccc-ddddd").is_ok());
    let why = Invalid::TooLong { field: "language", limit: 35 };
    assert_eq!(Language::new("en-aaaaaaaa-bbbbbbbb-cccccccc-dddddd"), Err(why));
}

#[test]
fn an_address_is_as_long_as_mail_can_carry() {
    let malformed = Err(Invalid::Email { field: "email" });
    let too_long = Err(Invalid::TooLong { field: "email", limit: 254 });
    let (local, label) = ("a".repeat(64), "b".repeat(63));
    let domain = format!("{label}.{label}.{}", "b".repeat(61));
    assert!(Email::new(&format!("{local}@{domain}")).is_ok());
    assert_eq!(Email::new(&format!("{local}@{domain}b")), too_long.clone());
    assert_eq!(Email::new(&format!("a{local}@b")), malformed);
    assert_eq!(Email::new(&format!("a@b{label}")), malformed);
    // `İ` grows when it becomes lower case.
    let growing = ["İ".repeat(31).as_str(); 4].join(".");
    assert_eq!(Email::new(&format!("aaaa@{growing}")), too_long);
}

#[test]
fn ten_megabytes_are_turned_away() {
    let long = "长".repeat(3_500_000);
    let blank = " ".repeat(10_000_000);
    assert!(matches!(Note::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(Name::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(Email::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(Phone::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(Language::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(CustomKey::new(&long), Err(Invalid::TooLong { .. })));
    assert!(matches!(Reference::new(&long, &long), Err(Invalid::TooLong { .. })));
    assert_eq!(Name::new(&blank), Err(Invalid::Empty { field: "name" }));
    assert!(matches!(Note::new(&blank), Err(Invalid::TooLong { .. })));
}

#[test]
fn people_are_called_many_things() {
    for name in [
        "王小明",
        "O’Brien-Ångström",
        "محمد\u{200F}",
        "Zoe\u{308}",
        "👩\u{200D}💻 Ada",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "=cmd|'/c calc'!A1",
        "🏴\u{E0067}\u{E0062}\u{E007F}",
    ] {
        assert_eq!(Name::new(name).map(|name| name.to_string()), Ok(name.to_owned()));
    }
    for nothing in ["", " ", "\u{3000}", "\u{200B}\u{200D}", "\u{2060}", "\u{3164}", "\t\r\n"] {
        assert_eq!(Name::new(nothing), Err(Invalid::Empty { field: "name" }));
        assert!(Line::new(nothing).is_err() && Tag::new(nothing).is_err());
    }
    for nothing in ["", " ", "\n\r\n\t", "\u{200B}"] {
        assert_eq!(Note::new(nothing), Err(Invalid::Empty { field: "note" }));
    }
    assert_eq!(Note::new("a\rb"), Err(Invalid::Text { field: "note", at: 2 }));
    assert_eq!(Line::new("a\nb"), Err(Invalid::Text { field: "text", at: 2 }));
    assert_eq!(Line::new("a\tb"), Err(Invalid::Text { field: "text", at: 2 }));
}

#[test]
fn addresses_are_told_from_what_is_none() {
    for good in
        ["a@b", "first.last+tag@sub.example.co.uk", "张三@例子.公司", "o'hara@x-y.org", "_@1.2"]
    {
        assert_eq!(Email::new(good).map(|email| email.to_string()), Ok(good.to_owned()));
    }
    for bad in [
        "a",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@.b",
        "a@b.",
        "a@b..c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@-b",
        "a@b-",
        "a@[1.2.3.4]",
        "\"a b\"@c",
        "a@b,c@d",
        "<a@b>",
        "a@b_c",
        "a\u{3000}@b",
        "a\u{200B}@b",
        "a@b\u{200B}.c",
    ] {
        assert_eq!(Email::new(bad), Err(Invalid::Email { field: "email" }), "{bad}");
    }
    assert_eq!(Email::new("a@b.c\n"), Err(Invalid::Text { field: "email", at: 6 }));
    assert_eq!(Email::new("a@b\0.c"), Err(Invalid::Text { field: "email", at: 4 }));
    assert_eq!(Email::new("   "), Err(Invalid::Empty { field: "email" }));
}

#[test]
fn numbers_are_told_from_what_is_none() {
    for (written, key) in [
        ("+86 138 0013 8000", "+8613800138000"),
        ("(+86) 138-0013-8000", "+8613800138000"),
        ("0086-138 0013 8000", "+8613800138000"),
        ("＋８６（１０）８８８８６６６６", "+861088886666"),
        ("(010) 8888 6666 分机：12", "01088886666x12"),
        ("010-88886666 EXT. 3", "01088886666x3"),
        ("785.241.6200 #7", "7852416200x7"),
        ("+33 (0)1 23 45 67 89", "+33123456789"),
        ("0-0-86 138 0013 8000", "+8613800138000"),
        ("10\u{2013}086", "10086"),
        ("110 120 / 119", "110120119"),
    ] {
        assert_eq!(
            Phone::new(written).map(|phone| phone.key().to_owned()),
            Ok(key.to_owned()),
            "{written}"
        );
    }
    for bad in [
        "1234",
        "1234567890123456",
        "+0 12345678",
        "12345x",
        "12345x12345678",
        "12+345",
        "++12345",
        "(12345",
        "12345)",
        "((12)345)",
        "call me",
        "12345 home",
        "-----",
        "+",
        "12345,67890",
        "x12345",
        "00012345678",
    ] {
        assert_eq!(Phone::new(bad), Err(Invalid::Phone { field: "phone" }), "{bad}");
    }
}

#[test]
fn languages_have_the_shape_of_bcp_47() {
    for (written, tag) in [
        ("ZH-cn", "zh-CN"),
        ("en", "en"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("de-ch-1996", "de-CH-1996"),
        ("zh-yue-HK", "zh-yue-HK"),
        ("en-u-ca-gregory-x-a", "en-u-ca-gregory-x-a"),
    ] {
        assert_eq!(Language::new(written).map(|tag| tag.to_string()), Ok(tag.to_owned()));
    }
    for bad in [
        "e",
        "chinesisch",
        "abcd",
        "en-",
        "-en",
        "en--US",
        "en-USA1-",
        "en-u",
        "en-x",
        "zh CN",
        "中文",
        "12",
    ] {
        assert!(matches!(Language::new(bad), Err(Invalid::Form { .. })), "{bad}");
    }
    for lang in Lang::ALL {
        assert_eq!(Language::new(&lang.to_string()), Ok(Language::from(lang)));
        assert_eq!(Language::from(lang).nearest(), lang);
    }
}

#[test]
fn references_and_keys_have_their_forms() {
    assert_eq!(
        "ERP: 12:3 ".parse::<Reference>().map(|known| known.to_string()),
        Ok("erp:12:3".to_owned())
    );
    assert_eq!(
        "12".parse::<Reference>(),
        Err(Invalid::Form { field: "reference", form: "system:id" })
    );
    assert!(matches!(Reference::new("a b", "1"), Err(Invalid::Form { field: "system", .. })));
    assert!(matches!(
        Reference::new("e\u{301}rp", "1"),
        Err(Invalid::Form { field: "system", .. })
    ));
    assert_eq!(Reference::new("", "1"), Err(Invalid::Empty { field: "system" }));
    assert_eq!(Reference::new("erp", "  "), Err(Invalid::Empty { field: "reference" }));
    assert_eq!(Reference::new("erp", "1\u{0}2"), Err(Invalid::Text { field: "reference", at: 2 }));
    for bad in ["A", "1a", "_a", "a-b", "a b", " a", "é"] {
        assert!(matches!(CustomKey::new(bad), Err(Invalid::Form { .. })), "{bad}");
    }
    assert_eq!(CustomKey::new(""), Err(Invalid::Empty { field: "key" }));
}

#[test]
fn a_number_in_place_of_a_text_is_not_repeated() {
    let bytes = rmp_serde::to_vec(&13_800_138_000_u64).expect("writes");
    let why = rmp_serde::from_slice::<Phone>(&bytes).expect_err("a number is no text").to_string();
    assert!(!why.contains("13800138000") && why.contains("a text"), "{why}");
    let bytes = rmp_serde::to_vec("12345@").expect("writes");
    let why = rmp_serde::from_slice::<Email>(&bytes).expect_err("no address").to_string();
    assert!(!why.contains("12345"), "{why}");
}

#[test]
fn a_reference_stands_in_bytes_as_people_write_it() {
    let reference = Reference::new("ERP", "A:7").expect("a reference");
    let bytes = rmp_serde::to_vec_named(&reference).expect("writes");
    assert_eq!(rmp_serde::from_slice::<String>(&bytes).expect("a text"), "erp:A:7");
    for bad in ["erp", "erp:", ":7", "e r p:7"] {
        let bytes = rmp_serde::to_vec(bad).expect("writes");
        assert!(rmp_serde::from_slice::<Reference>(&bytes).is_err(), "{bad}");
    }
}

#[test]
fn a_name_is_found_by_its_lower_case_letters() {
    for (name, key) in [("Müller GmbH", "müller gmbh"), ("华信咨询", "华信咨询"), ("ΑΒΓ", "αβγ")]
    {
        assert_eq!(Name::new(name).unwrap().key(), key);
    }
}
