//! What is shown: the ranked portfolio, one client line by line, and a file of scores.

use guanxi::Lang;
use guanxi::transfer::neutral;
use unicode_width::UnicodeWidthStr;

use super::fault::Fault;
use super::firm::{Firm, Scored};

/// The first of the portfolio, in columns that stand below each other in both scripts.
pub(crate) fn ranked(firm: &Firm, top: usize, lang: Lang) -> String {
    let heads = lang.choose(
        ["名次", "客户", "健康度", "等级", "流失风险", "原因"],
        ["rank", "client", "health", "grade", "hazard", "reason"],
    );
    let mut rows = vec![heads.map(str::to_owned)];
    for client in firm.clients.iter().take(top) {
        let score = client.health.score.map_or_else(|| "–".to_owned(), |score| score.to_string());
        let reasons = client.hazard.reasons.iter().filter(|reason| reason.points > 0);
        let reasons: Vec<&str> = reasons.map(|reason| reason.reason.say(lang)).collect();
        rows.push([
            client.rank.to_string(),
            client.id.clone(),
            score,
            client.health.grade.say(lang).to_owned(),
            client.hazard.band.say(lang).to_owned(),
            reasons.join(lang.choose("；", "; ")),
        ]);
    }
    let all = firm.clients.len();
    let (until, gap) = (firm.until, firm.portfolio.gap() / 1_000);
    let head = lang.choose(
        format!(
            "截至 {until}，{all} 位客户，平均购买间隔约 {gap} 天。{}\n",
            firm.portfolio.definition().say(lang)
        ),
        format!(
            "{all} clients as of {until}, who buy about every {gap} days; {}\n",
            firm.portfolio.definition().say(lang)
        ),
    );
    head + &aligned(&rows)
}

fn aligned(rows: &[[String; 6]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// One client: why it stands where it stands.
pub(crate) fn explained(firm: &Firm, client: &Scored, lang: Lang) -> String {
    let (rank, all, id) = (client.rank, firm.clients.len(), &client.id);
    let mut lines = vec![lang.choose(
        format!("{id}：风险第 {rank} 位，共 {all} 位"),
        format!("{id}: rank {rank} of {all} by risk"),
    )];
    lines.extend(firm.portfolio.explain(client.rhythm, lang));
    // What counts as gone has been said.
    lines.pop();
    lines.extend(client.hazard.explain(lang));
    lines.extend(firm.book.explain(&client.health, lang));
    let better = guanxi::scoring::health::Grade::Healthy;
    if let Some(way) = firm.book.way_to(better, &client.health) {
        lines.extend(firm.book.explain_way(&client.health, &way, lang));
    }
    lines.into_iter().map(|line| format!("  {line}\n")).collect()
}

/// The scores as rows; a cell that a spreadsheet would take for a formula is made text.
pub(crate) fn scores(firm: &Firm) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = ["id", "score", "grade", "hazard", "rank"];
    writer.write_record(heads).map_err(Fault::figure)?;
    for client in &firm.clients {
        let id = neutral(&client.id).into_owned();
        let score = client.health.score.map_or_else(String::new, |score| score.to_string());
        let grade = client.health.grade.say(Lang::En).to_owned();
        // What the rank is by: greater is more at risk, and no probability.
        let (hazard, rank) = (client.risk.to_string(), client.rank.to_string());
        writer.write_record([id, score, grade, hazard, rank]).map_err(Fault::figure)?;
    }
    writer.into_inner().map_err(Fault::figure)
}
