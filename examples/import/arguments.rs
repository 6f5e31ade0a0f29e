//! What is said on the command line.

use std::path::PathBuf;

use guanxi::crm::Intake;
use guanxi::domain::import::{Mode, Subject};
use guanxi::domain::{Lang, Zone};
use guanxi::transfer::Mapping;

/// How to use the example.
pub(crate) const USAGE: &str = "\
usage: import [FILE --as clients|contacts|interactions|transactions] [--dry-run | --undo]
              [--db PATH] [--mode skip|create|update|upsert] [--all-or-nothing]
              [--system NAME] [--zone ZONE] [--currency CODE] [--day-first | --month-first]
              [--failed FILE] [--lang zh|en]

  FILE              a file of rows with headers (its own, tried, taken in and taken back, without it)
  --as              what the rows are
  --dry-run         says what would become of each row and writes nothing
  --undo            takes back what this file brought in
  --db              where the data lies (a new place in the temporary directory without it)
  --mode            what becomes of records that are there already (skip)
  --all-or-nothing  one row with a fault keeps all of them out
  --system          whose numbers stand in the file (csv)
  --zone            where its clocks hang (Asia/Shanghai)
  --currency        in what its amounts are that do not say so
  --failed          where rows with a fault go (beside the file, with .failed.csv)
  --lang            the language it speaks (that of the terminal, English or Chinese)";

/// What is done with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    Import,
    DryRun,
    Undo,
}

/// What was said.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub(crate) file: Option<PathBuf>,
    pub(crate) subject: Option<Subject>,
    pub(crate) task: Task,
    pub(crate) db: Option<PathBuf>,
    pub(crate) failed: Option<PathBuf>,
    pub(crate) lang: Lang,
    mode: Mode,
    whole: bool,
    system: String,
    zone: Zone,
    currency: Option<String>,
    order: Option<&'static str>,
}

impl Arguments {
    /// Reads what was said; none where only the usage was asked for.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut said = Arguments {
            file: None,
            subject: None,
            task: Task::Import,
            db: None,
            failed: None,
            lang: spoken(),
            mode: Mode::Skip,
            whole: false,
            system: "csv".to_owned(),
            zone: "Asia/Shanghai".parse().map_err(|why| format!("{why}"))?,
            currency: None,
            order: None,
        };
        let mut words = words.skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value\n{USAGE}"));
            let wrong = |value: &str| format!("{word} {value}?\n{USAGE}");
            match word.as_str() {
                "-h" | "--help" => return Ok(None),
                "--as" => said.subject = Some(read(&value()?, wrong)?),
                "--dry-run" => said.task = Task::DryRun,
                "--undo" => said.task = Task::Undo,
                "--db" => said.db = Some(value()?.into()),
                "--failed" => said.failed = Some(value()?.into()),
                "--mode" => said.mode = read(&value()?, wrong)?,
                "--all-or-nothing" => said.whole = true,
                "--system" => said.system = value()?,
                "--zone" => said.zone = read(&value()?, wrong)?,
                "--currency" => said.currency = Some(value()?),
                "--day-first" => said.order = Some("day"),
                "--month-first" => said.order = Some("month"),
                "--lang" => said.lang = read(&value()?, wrong)?,
                file if !file.starts_with('-') && said.file.is_none() => {
                    said.file = Some(file.into());
                }
                _ => return Err(format!("{word}?\n{USAGE}")),
            }
        }
        if said.file.is_some() && said.subject.is_none() && said.task != Task::Undo {
            return Err(format!("--as?\n{USAGE}"));
        }
        Ok(Some(said))
    }

    /// The file as it is to be taken in.
    pub(crate) fn intake(&self, name: &str, subject: Subject) -> Result<Intake, String> {
        let text = |why: guanxi::domain::Invalid| why.explain(self.lang);
        let mut mapping = Mapping::of(subject, self.zone).system(&self.system).map_err(text)?;
        mapping = match self.order {
            Some("day") => mapping.day_first(),
            Some(_) => mapping.month_first(),
            None => mapping,
        };
        if let Some(currency) = &self.currency {
            mapping = mapping.in_currency(currency.parse().map_err(text)?);
        }
        let intake = Intake::of(name, mapping).mode(self.mode);
        Ok(if self.whole { intake.all_or_nothing() } else { intake })
    }
}

fn read<T: std::str::FromStr>(text: &str, wrong: impl Fn(&str) -> String) -> Result<T, String> {
    text.parse().map_err(|_| wrong(text))
}

/// The language of the terminal.
fn spoken() -> Lang {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}
