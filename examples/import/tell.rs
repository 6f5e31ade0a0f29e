//! What is told on the terminal.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use guanxi::crm::{Became, Outcome, Reversal, Reversed};
use guanxi::domain::import::{Counts, Import, TakenBack};
use guanxi::domain::{Email, Lang};

use crate::arguments::Task;

/// The most faults that are shown; all of them are in the file.
const SHOWN: usize = 20;

/// Tells in one language.
pub(crate) struct Tell(Lang);

impl Tell {
    pub(crate) fn new(lang: Lang) -> Self {
        Tell(lang)
    }

    fn line(&self, zh: String, en: String) -> io::Result<()> {
        writeln!(io::stdout(), "{}", self.0.choose(zh, en))
    }

    pub(crate) fn heading(&self, name: &str, task: Task) -> io::Result<()> {
        let (zh, en) = match task {
            Task::DryRun => ("试运行，不写入", "dry run, nothing is written"),
            Task::Import => ("导入", "import"),
            Task::Undo => ("撤销导入", "undo"),
        };
        self.line(format!("\n{name} · {zh}"), format!("\n{name} · {en}"))
    }

    /// What is wrong with a row, or that its record stands in the file twice.
    pub(crate) fn fault(&self, outcome: &Outcome) -> Option<String> {
        match &outcome.became {
            Became::Failed(fault) => Some(fault.explain(self.0)),
            Became::Skipped { twice: Some(earlier) } => {
                let row = outcome.rows.first().map_or(0, guanxi::transfer::Row::number);
                Some(self.0.choose(
                    format!("第 {row} 行：与第 {earlier} 行是同一条记录"),
                    format!("row {row}: it is the same record as row {earlier}"),
                ))
            }
            Became::Created(_) | Became::Updated(_) | Became::Skipped { twice: None } => None,
        }
    }

    pub(crate) fn counts(&self, counts: Counts, faults: &[String]) -> io::Result<()> {
        let Counts { rows, created, updated, skipped, failed } = counts;
        self.line(
            format!("  {rows} 行：新增 {created}，更新 {updated}，已有 {skipped}，未导入 {failed}"),
            format!(
                "  {rows} rows: {created} new, {updated} changed, {skipped} known already, {failed} not taken"
            ),
        )?;
        self.list(faults)
    }

    /// Who took part by the file and is nobody's contact.
    pub(crate) fn strangers(&self, strangers: &BTreeSet<Email>) -> io::Result<()> {
        let many = strangers.len();
        if many == 0 {
            return Ok(());
        }
        self.line(
            format!("  {many} 个参与人的邮箱不属于该客户的联系人，未列入记录"),
            format!("  {many} who took part are no contacts of the client and were left out"),
        )?;
        let all: Vec<String> = strangers.iter().map(|email| email.as_str().to_owned()).collect();
        self.list(&all)
    }

    fn list(&self, lines: &[String]) -> io::Result<()> {
        lines.iter().take(SHOWN).try_for_each(|line| writeln!(io::stdout(), "    {line}"))?;
        match lines.len().checked_sub(SHOWN) {
            Some(more) if more > 0 => {
                self.line(format!("    …… 另有 {more} 条"), format!("    … and {more} more"))
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn earlier(&self, earlier: &[Import], open: bool) -> io::Result<()> {
        if open {
            return self
                .line("  接着上次中断处".into(), "  goes on where it was broken off".into());
        }
        let Some(last) = earlier.iter().map(Import::planned_at).max() else { return Ok(()) };
        self.line(
            format!("  同一文件此前已导入过（{last}）"),
            format!("  the same file was imported before ({last})"),
        )
    }

    pub(crate) fn failed(&self, place: &Path) -> io::Result<()> {
        let place = place.display();
        self.line(
            format!("  未导入的行在 {place}，改好后可再次导入"),
            format!("  rows that were not taken are in {place}: mend them and import it"),
        )
    }

    pub(crate) fn kept(&self, reversal: &Reversal) -> Option<String> {
        let (zh, en) = match &reversal.ended {
            Reversed::Reversed => return None,
            Reversed::KeptSince => ("保留：此后有新的记录", "kept: something was said since"),
            Reversed::KeptBefore => ("保留：导入前已有", "kept: it was there before"),
            Reversed::Failed { zh, en, .. } => (zh.as_str(), en.as_str()),
        };
        let row = reversal.item.row;
        Some(self.0.choose(format!("第 {row} 行：{zh}"), format!("row {row}: {en}")))
    }

    pub(crate) fn taken_back(&self, taken_back: TakenBack, kept: &[String]) -> io::Result<()> {
        let TakenBack { reversed, kept: stand, failed } = taken_back;
        self.line(
            format!("  撤销 {reversed}，保留 {stand}，未能撤销 {failed}"),
            format!("  {reversed} taken back, {stand} kept, {failed} could not be"),
        )?;
        self.list(kept)
    }

    pub(crate) fn nothing_to_undo(&self) -> io::Result<()> {
        self.line("  此文件没有可撤销的导入".into(), "  nothing of this file to take back".into())
    }

    pub(crate) fn place(&self, place: &Path) -> io::Result<()> {
        let place = place.display();
        self.line(format!("\n数据：{place}"), format!("\nThe data: {place}"))
    }
}
