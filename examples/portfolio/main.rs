//! A portfolio of clients, ranked by how likely each is to be lost, with every reason, and in pictures.
//!
//!     cargo run --example portfolio
//!     cargo run --example portfolio -- --transactions FILE --id COLUMN --date COLUMN --value COLUMN \
//!         [--until DATE] [--answers FILE] [--promises FILE] [--client ID] [--top N] [--lang zh|en] \
//!         [--out SCORES.csv] [--pictures FOLDER]
//!
//! Without a file it shows a small firm of its own. Answers have the columns of `--id` and `--date`, and
//! a column `score` from 0 to 10; promises have that of `--id`, and `statement`, `worst`, `best`,
//! `adequate`, `promised` and `delivered` with their unit. Five pictures go into a folder, of the
//! machine's temporary ones by default. What is wrong in a file is told with its row and column, and
//! then nothing is written at all.

pub(crate) mod arguments;
pub(crate) mod fault;
mod firm;
mod log;
mod pictures;
mod show;
mod table;

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use arguments::Arguments;
use fault::Fault;
use firm::Firm;
use guanxi::Lang;
use guanxi::domain::Date;
use indicatif::{ProgressBar, ProgressStyle};
use log::{Log, Source};

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(fault) => return failed(&fault, Lang::En),
    };
    match told(&arguments) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(fault) => failed(&fault, arguments.lang),
    }
}

fn failed(fault: &Fault, lang: Lang) -> ExitCode {
    eprintln!("{}", fault.say(lang));
    ExitCode::FAILURE
}

/// Reads, scores and draws, then writes, and says what came of it.
pub(crate) fn told(arguments: &Arguments) -> Result<String, Fault> {
    let log = read(arguments)?;
    let until = arguments.until.or(log.last_day()).ok_or(Fault::Nobody)?;
    let bar = bar(log.clients.len());
    let firm = Firm::score(&log, until, |done| {
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })?;
    bar.finish_and_clear();
    let one = match &arguments.client {
        Some(id) => firm.clients.iter().find(|client| client.id == *id),
        None => firm.clients.first(),
    };
    let unknown = || Fault::Unknown { client: arguments.client.clone().unwrap_or_default() };
    let one = one.ok_or_else(unknown)?;
    let lang = arguments.lang;
    let mut text = show::ranked(&firm, arguments.top, lang);
    let _ = writeln!(text, "\n{}", show::explained(&firm, one, lang));
    let pictures = pictures::drawn(&log, &firm, one, lang)?;
    let scores = show::scores(&firm)?;
    // Everything is there: only now is anything written.
    std::fs::create_dir_all(&arguments.pictures)
        .map_err(|why| Fault::file(&arguments.pictures, why))?;
    for (name, svg) in pictures {
        let path = arguments.pictures.join(name);
        match svg {
            Some(svg) => {
                std::fs::write(&path, svg).map_err(|why| Fault::file(&path, why))?;
                let _ = writeln!(text, "{}", path.display());
            }
            None => {
                let none = lang.choose("没有数据，未画", "nothing to be drawn");
                let _ = writeln!(text, "{name}: {none}");
            }
        }
    }
    if let Some(path) = &arguments.out {
        std::fs::write(path, scores).map_err(|why| Fault::file(path, why))?;
        let _ = writeln!(text, "{}", path.display());
    }
    Ok(text)
}

fn read(arguments: &Arguments) -> Result<Log, Fault> {
    let columns = &arguments.columns;
    let own = arguments.transactions.is_none();
    let mut log =
        given(arguments.transactions.as_deref(), firm::OWN, |source| Log::read(source, columns))?;
    if own || arguments.answers.is_some() {
        given(arguments.answers.as_deref(), firm::OWN_ANSWERS, |source| {
            log.read_answers(source, columns)
        })?;
    }
    if own || arguments.promises.is_some() {
        given(arguments.promises.as_deref(), firm::OWN_PROMISES, |source| {
            log.read_promises(source, columns)
        })?;
    }
    Ok(log)
}

/// Reads a file, or the firm's own where none is given.
fn given<T>(
    path: Option<&Path>,
    own: &[u8],
    read: impl FnOnce(Source<'_>) -> Result<T, fault::CellFault>,
) -> Result<T, Fault> {
    let Some(path) = path else {
        return Ok(read(Source { name: "own", bytes: own, today: None })?);
    };
    let bytes = std::fs::read(path).map_err(|why| Fault::file(path, why))?;
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    Ok(read(Source { name: &name, bytes: &bytes, today: today() })?)
}

/// The day that it is somewhere on earth.
fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let days = i32::try_from(since.as_secs() / 86_400).ok()?;
    Date::from_days(days.checked_add(1)?).ok()
}

/// How far the scoring is; nothing where nobody looks.
fn bar(clients: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("[{bar:40}] {pos}/{len}");
    let bar = ProgressBar::new(u64::try_from(clients).unwrap_or(u64::MAX));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
