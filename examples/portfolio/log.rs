//! A log of purchases, a log of answers and a list of promises, read from rows.

use std::collections::BTreeMap;

use guanxi::domain::Date;
use guanxi::domain::expectation::{Level, Scale, Yardstick};
use guanxi::domain::{Invalid, Line, Note, Quantity, Score};
use guanxi::report::ExpectationGap;

use super::arguments::Named;
use super::fault::{CellFault, Wrong};
use super::table::Table;

/// What is known of one client.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// The days of purchases, and what each came to in hundredths.
    pub(crate) purchases: Vec<(Date, i64)>,
    /// The days of answers, and the answers from 0 to 10.
    pub(crate) answers: Vec<(Date, i64)>,
    /// What was promised and delivered.
    pub(crate) gaps: Vec<ExpectationGap>,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) clients: BTreeMap<String, History>,
}

/// A file as it is read: the name under which it is told of, what it holds, and the last day that a row
/// of it may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'s> {
    pub(crate) name: &'s str,
    pub(crate) bytes: &'s [u8],
    pub(crate) today: Option<Date>,
}

impl Log {
    pub(crate) fn read(source: Source<'_>, columns: &Named) -> Result<Self, CellFault> {
        let mut log = Log::default();
        let mut table = Table::open(source.name, source.bytes)?;
        let [id, date, value] =
            [&columns.id, &columns.date, &columns.value].map(|name| table.column(name));
        let (id, date, value) = (id?, date?, value?);
        while table.next()? {
            let client = table.read(id, client)?;
            let day = table.read(date, |cell| day(cell, source.today))?;
            let value = table.read(value, hundredths)?;
            log.clients.entry(client).or_default().purchases.push((day, value));
        }
        Ok(log)
    }

    /// Adds answers of clients that have bought; those of others are counted for nobody.
    pub(crate) fn read_answers(
        &mut self,
        source: Source<'_>,
        columns: &Named,
    ) -> Result<(), CellFault> {
        let mut table = Table::open(source.name, source.bytes)?;
        let [id, date, score] =
            [&columns.id[..], &columns.date, "score"].map(|name| table.column(name));
        let (id, date, score) = (id?, date?, score?);
        while table.next()? {
            let client = table.read(id, client)?;
            let day = table.read(date, |cell| day(cell, source.today))?;
            let answer = table.read(score, answer)?;
            if let Some(client) = self.clients.get_mut(&client) {
                client.answers.push((day, answer));
            }
        }
        Ok(())
    }

    /// Adds what clients that have bought were promised, and what was delivered.
    pub(crate) fn read_promises(
        &mut self,
        source: Source<'_>,
        columns: &Named,
    ) -> Result<(), CellFault> {
        let mut table = Table::open(source.name, source.bytes)?;
        let id = table.column(&columns.id)?;
        let statement = table.column("statement")?;
        let levels = ["worst", "best", "adequate", "promised", "delivered"];
        let levels = levels.map(|name| table.column(name));
        let [worst, best, adequate, promised, delivered] = levels;
        let (worst, best, adequate) = (worst?, best?, adequate?);
        let (promised, delivered) = (promised?, delivered?);
        while table.next()? {
            let client = table.read(id, client)?;
            let text = table.read(statement, |cell| Note::new(cell).map_err(Wrong::Words))?;
            let [worst, best_level] = [worst, best].map(|column| table.read(column, quantity));
            let scale = scale(worst?, best_level?);
            let scale = scale.map_err(|why| table.fault(best, Wrong::Words(why)))?;
            let level = |column| {
                let level = table.read(column, |cell| quantity(cell).map(Level::Measured))?;
                let place =
                    scale.place(&level).map_err(|_| table.fault(column, Wrong::OffScale))?;
                Ok((level, place))
            };
            let (adequate, (agreed, promised_at)) = (level(adequate)?.0, level(promised)?);
            let (delivered, delivered_at) = level(delivered)?;
            let stick = Yardstick {
                scale: scale.clone(),
                tolerance: Score::from_bp(100).unwrap_or(Score::MIN),
                first: None,
                desired: None,
                adequate: Some(adequate),
                agreed,
            };
            let verdict = stick.verdict(&delivered);
            let (statement, promised) = (Some(text.as_str().to_owned()), stick.agreed);
            let gap = ExpectationGap {
                statement,
                promised,
                promised_at,
                delivered,
                delivered_at,
                verdict,
            };
            if let Some(client) = self.clients.get_mut(&client) {
                client.gaps.push(gap);
            }
        }
        Ok(())
    }

    pub(crate) fn last_day(&self) -> Option<Date> {
        self.clients.values().flat_map(|client| &client.purchases).map(|(day, _)| *day).max()
    }
}

/// A client as it stands in the file: one line, without what would mislead a terminal.
fn client(text: &str) -> Result<String, Wrong> {
    Line::new(text).map(|line| line.as_str().to_owned()).map_err(Wrong::Words)
}

/// A day as `2026-05-03`, `20260503`, or with a time behind it, up to today.
fn day(text: &str, today: Option<Date>) -> Result<Date, Wrong> {
    let text = text.split(['T', ' ']).next().unwrap_or_default();
    let plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let day: Option<Date> = match text.get(..4).zip(text.get(4..6)).zip(text.get(6..)) {
        Some(((year, month), day)) if plain => format!("{year}-{month}-{day}").parse().ok(),
        Some(_) | None => text.parse().ok(),
    };
    match (day, today) {
        (None, _) => Err(Wrong::NoDate),
        (Some(day), Some(today)) if day > today => Err(Wrong::Future),
        (Some(day), _) => Ok(day),
    }
}

/// A number in hundredths; decimals behind the second do not count.
fn hundredths(text: &str) -> Result<i64, Wrong> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    if ["nan", "inf", "infinity", "∞", "#num!", "#div/0!"].contains(&lower.as_str()) {
        return Err(Wrong::NotFinite);
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(Wrong::NoNumber);
    }
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    let all: i64 = format!("{whole}{part}").parse().map_err(|_| Wrong::TooLarge)?;
    // What all clients spend is added up.
    if all > 1_000_000_000_000_000 { Err(Wrong::TooLarge) } else { Ok(sign * all) }
}

fn answer(text: &str) -> Result<i64, Wrong> {
    let is_whole = text.split_once('.').is_none_or(|(_, part)| part.bytes().all(|b| b == b'0'));
    match hundredths(text)? {
        value @ 0..=1_000 if is_whole && value % 100 == 0 => Ok(value / 100),
        _ => Err(Wrong::NoAnswer),
    }
}

fn quantity(text: &str) -> Result<Quantity, Wrong> {
    text.parse().map_err(Wrong::Words)
}

/// From a worst to a best, whichever is more.
fn scale(worst: Quantity, best: Quantity) -> Result<Scale, Invalid> {
    use guanxi::domain::expectation::Ends;
    let higher = Scale::of(Ends::Higher { worst: worst.clone(), best: best.clone() });
    higher.or_else(|_| Scale::of(Ends::Lower { worst, best }))
}
