//! The year in words: one member, and the programme.

use std::collections::BTreeMap;
use std::fmt::Write;

use guanxi::Lang;
use guanxi::crm::{Evaluated, Evaluation};
use guanxi::domain::{MemberId, Percent, Period, Points, Zone};
use guanxi::scoring::interval::Confidence;
use guanxi::scoring::loyalty::{Assumptions, Share};

use crate::Failed;
use crate::year::Year;

/// What a point is taken to cost, in dollars.
pub(crate) const COST: &str = "USD 0.01";
/// How many lines of a statement are shown.
const LINES: usize = 12;

pub(crate) fn year(year: &Year, lang: Lang) -> Result<String, Failed> {
    let mut text = String::new();
    let entries = year.entries()?;
    let mut many: BTreeMap<MemberId, usize> = BTreeMap::new();
    entries.iter().for_each(|entry| *many.entry(entry.member()).or_default() += 1);
    if let Some((busiest, _)) = many.iter().max_by_key(|(_, count)| **count) {
        text.push_str(&member(year, *busiest, lang)?);
    }
    text.push_str(&programme(year, lang)?);
    Ok(text)
}

/// The last lines of a member's statement, its tier, and what is missing for the next.
fn member(year: &Year, member: MemberId, lang: Lang) -> Result<String, Failed> {
    let (mut text, zh) = (String::new(), lang == Lang::Zh);
    let statement = year.desk.points().statement(member, year.whole()?)?;
    let (name, shown) = (year.name(member), statement.lines.len().min(LINES));
    let (opening, closing) = (statement.opening, statement.closing);
    let lines = statement.lines.len();
    let _ = if zh {
        writeln!(
            text,
            "客户 {name}：期初 {opening} 分，期末 {closing} 分，共 {lines} 笔，最后 {shown} 笔："
        )
    } else {
        writeln!(
            text,
            "Client {name}: {opening} points before, {closing} at the end; the last {shown} of {lines} entries:"
        )
    };
    for line in statement.lines.iter().rev().take(LINES).rev() {
        let _ = writeln!(text, "  {}  {}", Zone::UTC.date(line.at)?, line.say(lang));
    }
    if let Some((until, points)) = statement.next_expiry {
        let date = Zone::UTC.date(until)?;
        let _ = if zh {
            writeln!(text, "  最近到期：{date}，{points} 分")
        } else {
            writeln!(text, "  expiring next: {points} points on {date}")
        };
    }
    let stood = year.desk.tiers().of(member)?;
    if let Some(tier) = stood.as_ref().and_then(|stood| stood.tier()) {
        let outlook = year.desk.tiers().outlook(member)?;
        let missing = outlook.and_then(|outlook| outlook.next).map(|(_, missing)| missing);
        let name = &tier.name;
        let _ = match (zh, missing) {
            (true, Some(missing)) => writeln!(text, "  等级：{name}，距下一级还差 {missing} 分"),
            (true, None) => writeln!(text, "  等级：{name}，已是最高级"),
            (false, Some(n)) => writeln!(text, "  tier: {name}, {n} points to the next"),
            (false, None) => writeln!(text, "  tier: {name}, the highest"),
        };
    }
    text.push('\n');
    Ok(text)
}

/// How the programme did in its second half, of which it is known who was there when it began.
fn programme(year: &Year, lang: Lang) -> Result<String, Failed> {
    let half = Zone::UTC.start_of(year.days.start().nth_month(6)?)?;
    let period = Period::new(half, year.whole()?.end())?;
    let (cost, of) = (COST.parse()?, Points::new(1)?);
    let assumptions = Assumptions { cost, of, breakage: Percent::NONE };
    let confidence = Confidence::of("95%".parse()?)?;
    let asked = Evaluated { period, assumptions, confidence };
    let found = year.desk.programmes().evaluation(year.programme, &asked)?;
    let mut text = String::new();
    let title = lang.choose("计划，下半年：", "The programme, second half of the year:");
    let _ = writeln!(text, "{title}");
    for (what, figure) in figures(&found, lang) {
        let _ = writeln!(text, "  {what}{figure}");
    }
    let Some(migration) = &found.migration else { return Ok(text) };
    let names = ["普通 Basic", "银 Silver", "金 Gold"];
    let title = lang.choose(
        "  等级迁移（行：期初，列：期末）",
        "  tiers (rows: at first, columns: at the end)",
    );
    let _ = writeln!(text, "{title}");
    for (name, row) in names.iter().zip(migration.rows()) {
        let cells: Vec<String> = row.iter().map(|count| format!("{count:>6}")).collect();
        let (zh, en) = name.split_once(' ').unwrap_or((name, name));
        // A Chinese character is two columns wide.
        let _ = match lang {
            Lang::Zh => {
                writeln!(text, "    {zh}{}{}", "　".repeat(2 - zh.chars().count()), cells.concat())
            }
            Lang::En => writeln!(text, "    {en:<8}{}", cells.concat()),
        };
    }
    Ok(text)
}

fn figures(found: &Evaluation, lang: Lang) -> Vec<(&'static str, String)> {
    let none = || lang.choose("无", "none").to_owned();
    let share = |share: Share| {
        let percent =
            |bp: i64| format!("{}.{:02} % ({}/{})", bp / 100, bp % 100, share.part, share.whole);
        share.bp().map_or_else(none, percent)
    };
    let activity = &found.activity;
    let ratio = |share: Share| {
        share.bp().map_or_else(none, |bp| format!("{}.{:02}", bp / 10_000, bp % 10_000 / 100))
    };
    let mut all = vec![
        (lang.choose("会员占客户：", "clients who are members: "), share(activity.enrolment)),
        (lang.choose("活跃会员：", "active members: "), share(activity.active)),
        (lang.choose("获得积分：", "points earned: "), activity.earned.to_string()),
        (lang.choose("兑换积分：", "points redeemed: "), activity.burned.to_string()),
        (
            lang.choose("获得与兑换之比：", "earned for each redeemed: "),
            ratio(activity.earn_to_burn()),
        ),
        (lang.choose("兑换率：", "redemption rate: "), share(activity.redemption_rate)),
        (lang.choose("过期率：", "breakage: "), share(activity.breakage)),
        (
            lang.choose("未兑换积分：", "points outstanding: "),
            format!("{} = {} ({COST}/1)", found.liability.outstanding, found.liability.money),
        ),
    ];
    for soon in &found.expiring {
        let what = match soon.days {
            30 => lang.choose("30 天内到期：", "expiring within 30 days: "),
            60 => lang.choose("60 天内到期：", "expiring within 60 days: "),
            _ => lang.choose("90 天内到期：", "expiring within 90 days: "),
        };
        all.push((what, soon.points.to_string()));
    }
    let retention = match found.retention {
        Some(one) => format!(
            "{:+.1} % ({:.1} … {:.1})",
            one.difference * 100.0,
            one.low * 100.0,
            one.high * 100.0
        ),
        None => lang.choose("没有可比的非会员", "nobody to compare with").to_owned(),
    };
    all.push((lang.choose("会员留存优势：", "more of the members stayed: "), retention));
    all
}
