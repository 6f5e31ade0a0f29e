//! Numbers by example: invoices, scores and levels, and what is no number.

use super::super::*;
use crate::domain::{Invalid, Unit};

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}

#[test]
fn scores_are_shown_as_people_know_them() {
    for (bp, text) in [
        (0, "0"),
        (1, "0.01"),
        (10, "0.1"),
        (100, "1"),
        (8_750, "87.5"),
        (9_999, "99.99"),
        (10_000, "100"),
    ] {
        assert_eq!(Score::from_bp(bp).map(|score| score.to_string()), Ok(text.to_owned()));
        assert_eq!(text.parse::<Score>(), Score::from_bp(bp));
        assert_eq!(format!("{text}%").parse::<Percent>(), Percent::from_bp(bp));
        assert_eq!(format!("-{text}").parse::<Gap>(), Gap::from_bp(-bp));
    }
    for text in ["", "-", ".", "87.", ".5", "87.555", "1e2", "NaN", "inf", "٨", "8 7", "+5", "0x1"]
    {
        assert!(matches!(text.parse::<Score>(), Err(Invalid::Form { .. })), "{text}");
    }
    let range = Err(Invalid::Range { field: "score", low: 0, high: 10_000 });
    for text in ["-1", "100.01", "99999999999999999999999"] {
        assert_eq!(text.parse::<Score>(), range);
    }
    assert_eq!("5".parse::<Percent>().map_err(|why| why.code()), Err("invalid.form"));
    assert_eq!("+-5".parse::<Gap>().map_err(|why| why.code()), Err("invalid.form"));
    assert_eq!("-100.01".parse::<Gap>().map_err(|why| why.code()), Err("invalid.range"));
}

#[test]
fn a_share_needs_a_whole() {
    assert_eq!(Percent::of(1, 0), Err(Invalid::Range { field: "whole", low: 1, high: i64::MAX }));
    assert_eq!(Percent::of(4, 3), Err(Invalid::Range { field: "part", low: 0, high: 3 }));
    assert_eq!(Percent::of(-1, 3), Err(Invalid::Range { field: "part", low: 0, high: 3 }));
    assert_eq!(Percent::of(i64::MAX, i64::MAX), Ok(Percent::ALL));
    // Half a basis point goes to the even one.
    assert_eq!(Percent::of(1, 20_000), Ok(Percent::NONE));
    assert_eq!(Percent::of(3, 20_000).map(Percent::bp), Ok(2));
}

#[test]
fn nobody_holds_less_than_no_points() {
    let (five, seven) = (Points::new(5).expect("five"), Points::new(7).expect("seven"));
    let range = Invalid::Range { field: "points", low: 0, high: i64::MAX };
    assert_eq!(five.checked_sub(seven), Err(range.clone()));
    assert_eq!(Points::MAX.checked_add(five), Err(Invalid::Overflow { field: "points" }));
    assert_eq!("-1".parse::<Points>(), Err(range));
    assert_eq!("9223372036854775808".parse::<Points>(), Err(Invalid::Overflow { field: "points" }));
    assert_eq!("1.0".parse::<Points>().map_err(|why| why.code()), Err("invalid.form"));
    assert_eq!(five.scaled(-1, 2), Err(Invalid::Range { field: "ratio", low: 0, high: i64::MAX }));
    assert_eq!(five.scaled(1, 0), Err(Invalid::Range { field: "ratio", low: 1, high: i64::MAX }));
    assert_eq!(seven.scaled(1, 2).map(Points::get), Ok(3));
}

#[test]
fn every_currency_is_counted_in_its_own_units() {
    let codes: Vec<&str> = Currency::all().map(Currency::code).collect();
    let mut unique = codes.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), codes.len());
    assert!(
        codes
            .iter()
            .all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    );
    for (code, decimals) in [
        ("CNY", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("BHD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("ISK", 0),
        ("XOF", 0),
        ("HRK", 2),
    ] {
        assert_eq!(Currency::new(code).map(Currency::decimals), Ok(decimals), "{code}");
    }
    for code in
        ["", "RMB", "cny", "CNY ", "CN", "CNYX", "XXX", "XAU", "XTS", "EUR USD", "EUR GBP", "¥"]
    {
        assert!(
            matches!(Currency::new(code), Err(Invalid::Form { field: "currency", .. })),
            "{code}"
        );
    }
}

#[test]
fn amounts_are_written_as_on_an_invoice() {
    for (text, minor, code) in [
        ("CNY 1 234.50", 123_450, "CNY"),
        ("CNY 0.05", 5, "CNY"),
        ("CNY -1 000 000.00", -100_000_000, "CNY"),
        ("JPY 999", 999, "JPY"),
        ("JPY -1 000", -1_000, "JPY"),
        ("KWD 0.001", 1, "KWD"),
        ("CLF 12.3456", 123_456, "CLF"),
        ("EUR 92 233 720 368 547 758.07", i64::MAX, "EUR"),
        ("EUR -92 233 720 368 547 758.08", i64::MIN, "EUR"),
    ] {
        let amount = Money::new(minor, Currency::new(code).expect("a currency"));
        assert_eq!(amount.to_string(), text);
        assert_eq!(text.parse(), Ok(amount));
    }
    assert_eq!(money("CNY 1234.5"), money("CNY 1 234.50"));
    assert_eq!(money("CNY 7"), money("CNY 7.00"));
    for text in [
        "CNY",
        "CNY ",
        "CNY1",
        "1 CNY",
        "CNY  1",
        "CNY 1 ",
        "CNY 1.234",
        "CNY 1,234",
        "JPY 1.0",
        "CNY 12 34",
        "CNY 1234 567",
        "CNY 1 234.5 0",
        "CNY - 1",
        "CNY --1",
        "CNY -",
        "CNY 1.",
        "CNY .5",
        "CNY +1",
        "CNY １",
        "CNY 1e3",
        "cny 1",
        "CNY 1 2345",
        "CNY  234",
    ] {
        assert!(matches!(text.parse::<Money>(), Err(Invalid::Form { .. })), "{text}");
    }
    assert_eq!(
        "EUR 92233720368547758.08".parse::<Money>(),
        Err(Invalid::Overflow { field: "money" })
    );
    assert_eq!(
        format!("EUR {}", "9".repeat(1_000_000)).parse::<Money>(),
        Err(Invalid::Overflow { field: "money" })
    );
}

#[test]
fn currencies_never_meet_in_a_sum() {
    let why = money("EUR 1").checked_add(money("USD 1")).expect_err("two currencies");
    assert_eq!(why.to_string(), "money mixes EUR and USD");
    let most = Money::new(i64::MAX, Currency::new("EUR").expect("a currency"));
    assert_eq!(most.checked_add(money("EUR 0.01")), Err(Invalid::Overflow { field: "money" }));
    assert_eq!(most.scaled(2, 1), Err(Invalid::Overflow { field: "money" }));
    assert_eq!(most.scaled(1, 0), Err(Invalid::Range { field: "ratio", low: 1, high: i64::MAX }));
    assert_eq!(most.scaled(1, -1), Err(Invalid::Range { field: "ratio", low: 1, high: i64::MAX }));
    assert_eq!(most.scaled(i64::MAX, i64::MAX), Ok(most));
}

#[test]
fn halves_go_to_the_even_cent() {
    for (cents, half) in [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)] {
        let amount = Money::new(cents, Currency::new("EUR").expect("a currency"));
        assert_eq!(amount.scaled(1, 2).map(Money::minor), Ok(half), "{cents}");
    }
}

#[test]
fn an_invoice_is_split_without_losing_a_cent() {
    let minor = |parts: Result<Vec<Money>, Invalid>| -> Vec<i64> {
        parts.expect("splits").into_iter().map(Money::minor).collect()
    };
    assert_eq!(minor(money("EUR -1").split(3)), [-34, -33, -33]);
    assert_eq!(minor(money("EUR 0.02").split(3)), [1, 1, 0]);
    assert_eq!(minor(money("EUR 0.03").split_by(&[1, 1, 2, 2])), [1, 0, 1, 1]);
    assert_eq!(minor(money("EUR 0.05").split_by(&[0, 7])), [0, 5]);
    assert_eq!(
        money("EUR 1").split(0),
        Err(Invalid::Range { field: "parts", low: 1, high: 10_000 })
    );
    assert_eq!(
        money("EUR 1").split(10_001),
        Err(Invalid::Range { field: "parts", low: 1, high: 10_000 })
    );
    assert_eq!(money("EUR 1").split(usize::MAX).map_err(|why| why.code()), Err("invalid.range"));
    assert_eq!(money("EUR 1").split_by(&[]).map_err(|why| why.code()), Err("invalid.range"));
    assert_eq!(money("EUR 1").split_by(&[0, 0]).map_err(|why| why.code()), Err("invalid.range"));
    assert_eq!(
        money("EUR 1").split_by(&[1; 10_001]),
        Err(Invalid::TooMany { field: "weights", limit: 10_000 })
    );
    let least = Money::new(i64::MIN, Currency::new("EUR").expect("a currency"));
    assert_eq!(least.split(1), Ok(vec![least]));
}

#[test]
fn an_amount_with_more_fields_is_turned_away() {
    #[derive(serde::Serialize)]
    struct More {
        minor: i64,
        currency: &'static str,
        role: &'static str,
    }
    let bytes = rmp_serde::to_vec_named(&More { minor: 1, currency: "EUR", role: "admin" })
        .expect("writes");
    assert!(rmp_serde::from_slice::<Money>(&bytes).is_err());
    let bytes = rmp_serde::to_vec(&(1_i64, "RMB")).expect("writes");
    assert!(rmp_serde::from_slice::<Money>(&bytes).is_err());
    let bytes = rmp_serde::to_vec(&(1_i64, 19_u8, "h")).expect("writes");
    assert!(rmp_serde::from_slice::<Quantity>(&bytes).is_err());
}

#[test]
fn levels_are_measured_as_finely_as_they_are_written() {
    let level = |text: &str| text.parse::<Quantity>();
    assert_eq!(level("1.50 h").map(|hours| hours.to_string()), Ok("1.50 h".to_owned()));
    assert_eq!(level("1.50 h"), level("1.5 h"));
    assert_ne!(level("1.5 h"), level("1.5 min"));
    assert_eq!(level("-0.05 %").map(|level| level.units()), Ok(-5));
    assert_eq!(
        level("3 defects per week").map(|level| level.unit().to_string()),
        Ok("defects per week".to_owned())
    );
    for text in ["", "3", "h", "3h", " 3 h", "three h", "1. h", ".5 h", "0.1234567890123456789 h"] {
        assert!(matches!(level(text), Err(Invalid::Form { field: "quantity", .. })), "{text}");
    }
    assert_eq!(level("3  "), Err(Invalid::Empty { field: "unit" }));
    assert_eq!(level("9223372036854775808 h"), Err(Invalid::Overflow { field: "quantity" }));
    let unit = Unit::new("h").expect("a unit");
    assert_eq!(
        Quantity::new(1, 19, unit.clone()),
        Err(Invalid::Range { field: "quantity", low: 0, high: 18 })
    );
    let most = Quantity::new(i64::MAX, 0, unit).expect("a quantity");
    assert_eq!(most.with_decimals(1), Err(Invalid::Overflow { field: "quantity" }));
    assert_eq!(most.checked_add(&most), Err(Invalid::Overflow { field: "quantity" }));
    assert_eq!(Unit::new(&"h".repeat(21)), Err(Invalid::TooLong { field: "unit", limit: 20 }));
}
