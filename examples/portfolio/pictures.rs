//! The pictures: of all clients, and of the one that is explained.

use std::collections::BTreeMap;

use guanxi::Lang;
use guanxi::domain::{Date, Score};
use guanxi::report::{
    Graded, TrendPoint, Undrawn, expectation_gaps, health_by_week, health_contributions,
    health_distribution, satisfaction_trend,
};
use guanxi::scoring::interval::Sample;

use super::fault::Fault;
use super::firm::{Firm, Scored};
use super::log::Log;

/// What satisfaction is to be at least, in the picture.
const TARGET: i64 = 8_000;

/// A picture by the name of its file; none where there is nothing to be drawn.
pub(crate) type Picture = (&'static str, Option<String>);

/// Draws all five.
pub(crate) fn drawn(
    log: &Log,
    firm: &Firm,
    one: &Scored,
    lang: Lang,
) -> Result<[Picture; 5], Fault> {
    let all = lang.choose("全部客户", "all clients");
    let history = log.clients.get(&one.id);
    let graded: Vec<Graded> =
        firm.clients.iter().map(|client| Graded::from(&client.health)).collect();
    let weeks = history.map(|history| firm.weeks(history)).transpose()?.unwrap_or_default();
    let gaps = history.map(|history| &history.gaps[..]).unwrap_or_default();
    let target = Score::from_bp(TARGET).ok();
    Ok([
        ("distribution.svg", there(health_distribution(all, &graded, lang))?),
        ("weeks.svg", there(health_by_week(&one.id, &weeks, lang))?),
        ("contributions.svg", there(health_contributions(&one.id, &firm.book, &one.health, lang))?),
        (
            "satisfaction.svg",
            there(satisfaction_trend(all, &waves(log, firm.until), target, lang))?,
        ),
        ("expectations.svg", there(expectation_gaps(&one.id, gaps, lang))?),
    ])
}

fn there(picture: Result<String, Undrawn>) -> Result<Option<String>, Undrawn> {
    match picture {
        Err(Undrawn::Nothing) => Ok(None),
        picture => picture.map(Some),
    }
}

/// The answers of each quarter, by its first day.
fn waves(log: &Log, until: Date) -> Vec<TrendPoint> {
    let mut quarters: BTreeMap<Date, Sample> = BTreeMap::new();
    let answers = log.clients.values().flat_map(|client| &client.answers);
    for (day, answer) in answers.filter(|(day, _)| *day <= until) {
        let month = (day.month() - 1) / 3 * 3 + 1;
        let first = Date::new(day.year(), month, 1);
        if let (Ok(first), Ok(score)) = (first, Score::from_bp(answer * 1_000)) {
            quarters.entry(first).or_default().add_score(score, 1);
        }
    }
    quarters.into_iter().map(|(on, sample)| TrendPoint { on, sample }).collect()
}
