//! What is owed to members, day by day, as a line.

use std::fmt::Write;

use guanxi::Lang;
use guanxi::domain::{Date, Zone};

use crate::Failed;
use crate::year::Year;

const LEFT: i64 = 70;
const TOP: i64 = 50;
const WIDE: i64 = 730;
const HIGH: i64 = 210;

/// The points of all members at the end of each day, and a scale of money beside them: a point costs
/// a cent.
pub(crate) fn drawn(year: &Year, lang: Lang) -> Result<String, Failed> {
    let heights = heights(year)?;
    let most = heights.iter().copied().max().unwrap_or(0).max(1);
    let step = step(most);
    let top = (most + step - 1) / step * step;
    let y = |points: i64| TOP + HIGH - points * HIGH / top;
    let days = i64::try_from(heights.len().max(2))? - 1;
    let x = |day: i64| LEFT + day * WIDE / days;
    let title = lang.choose("未兑换积分（每分按 1 美分计）", "Points outstanding (at a cent each)");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"880\" height=\"310\" viewBox=\"0 0 880 310\" \
         font-family=\"Noto Sans, Noto Sans CJK SC, sans-serif\" font-size=\"12\" fill=\"#222\">\n\
         <title>{title}</title>\n<rect width=\"880\" height=\"310\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{title}</text>\n"
    );
    for points in (0..=top).step_by(usize::try_from(step)?) {
        let (y, dollars) = (y(points), points / 100);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y}h{WIDE}\" stroke=\"#ddd\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{points}</text>\
             <text x=\"{}\" y=\"{}\">${dollars}.{:02}</text>",
            LEFT - 8,
            y + 4,
            LEFT + WIDE + 8,
            y + 4,
            points % 100
        );
    }
    for (day, date) in months(year)? {
        let (x, below) = (x(day), TOP + HIGH);
        let _ = writeln!(
            svg,
            "<path d=\"M{x} {below}v5\" stroke=\"#222\"/>\
             <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{:04}-{:02}</text>",
            below + 20,
            date.year(),
            date.month()
        );
    }
    let point = |(day, points): (i64, &i64)| format!("{},{}", x(day), y(*points));
    let line: Vec<String> = (0..).zip(&heights).map(point).collect();
    let (line, base) = (line.join(" "), TOP + HIGH);
    let _ = write!(
        svg,
        "<polygon points=\"{LEFT},{base} {line} {},{base}\" fill=\"#1f6f8b\" fill-opacity=\"0.15\"/>\n\
         <polyline points=\"{line}\" fill=\"none\" stroke=\"#1f6f8b\" stroke-width=\"2\"/>\n</svg>\n",
        x(days)
    );
    Ok(svg)
}

fn heights(year: &Year) -> Result<Vec<i64>, Failed> {
    let entries = year.entries()?;
    let (mut sum, mut heights, mut rest) = (0_i64, Vec::new(), entries.iter().peekable());
    for day in 1..=year.days.days() {
        let end = Zone::UTC.start_of(year.days.start().plus_days(day)?)?;
        while let Some(entry) = rest.next_if(|entry| entry.at() < end) {
            sum += entry.net();
        }
        heights.push(sum);
    }
    Ok(heights)
}

/// A round number of points of which at most five lines reach this height.
fn step(most: i64) -> i64 {
    let mut step = 1;
    for factor in [2, 5, 10].iter().cycle().take(60) {
        if most <= step * 5 {
            break;
        }
        // 1, 2, 5, 10, 20, 50, …
        step = match factor {
            5 => step / 2 * 5,
            _ => step * 2,
        };
    }
    step
}

/// Every second month that begins in the year, and on which day.
fn months(year: &Year) -> Result<Vec<(i64, Date)>, Failed> {
    let mut all = Vec::new();
    let first = Date::new(year.days.start().year(), year.days.start().month(), 1)?;
    for n in (0..=12).step_by(2) {
        let date = first.nth_month(n)?;
        if year.days.start() <= date && date < year.days.end() {
            all.push((i64::from(year.days.start().days_to(date)), date));
        }
    }
    Ok(all)
}
