//! Purchases, from a file or made up.

use guanxi::domain::{Date, Money};

use crate::Failed;

/// One purchase.
pub(crate) struct Bought {
    pub(crate) client: String,
    pub(crate) date: Date,
    pub(crate) cents: i64,
}

/// Without a file: who buys every so many days, from which day to which, for so many cents.
const SYNTHETIC: [(&str, usize, (i32, i32), i64); 4] = [
    ("甲", 9, (0, 365), 2_900),
    ("乙", 21, (10, 365), 4_500),
    ("丙", 30, (0, 150), 12_000),
    ("丁", 120, (30, 365), 1_500),
];

/// Four clients, one of whom stops after five months.
pub(crate) fn synthetic() -> Result<Vec<Bought>, Failed> {
    let first = Date::new(2026, 1, 1)?;
    let mut all = Vec::new();
    for (client, every, (from, until), cents) in SYNTHETIC {
        for day in (from..until).step_by(every) {
            let date = first.plus_days(day)?;
            all.push(Bought { client: client.to_owned(), date, cents });
        }
    }
    Ok(all)
}

/// The rows of a file.
pub(crate) fn read(text: &str) -> Result<Vec<Bought>, Failed> {
    let mut rows = text.lines();
    let heads: Vec<&str> = rows.next().unwrap_or_default().split(',').collect();
    let place = |name: &str| {
        let found = heads.iter().position(|head| head.trim() == name);
        found.ok_or_else(|| format!("the file has no column {name}"))
    };
    let (client, date, value) = (place("sample_id")?, place("date")?, place("value")?);
    let mut all = Vec::new();
    for (n, row) in rows.enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let wrong = |why: &dyn std::fmt::Display| format!("row {}: {why}", n + 2);
        let cells: Vec<&str> = row.split(',').collect();
        let cell =
            |place: usize| cells.get(place).copied().ok_or_else(|| wrong(&"it is too short"));
        let money: Money = format!("USD {}", cell(value)?).parse().map_err(|why| wrong(&why))?;
        let date = cell(date)?.parse().map_err(|why| wrong(&why))?;
        all.push(Bought { client: cell(client)?.to_owned(), date, cents: money.minor() });
    }
    Ok(all)
}
