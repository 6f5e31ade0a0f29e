//! A year of purchases through a loyalty programme with tiers: the statement of one member, how the
//! programme does, and what it owes its members as a picture.
//!
//!     cargo run --release --example loyalty_year -- [FILE.csv] [--lang zh|en] [--svg PATH]
//!
//! The file has the columns client, `sample_id`, `date`, pieces and `value`, as the log of CDNOW has.
//! Without one, four clients buy in a rhythm of their own.

mod curve;
mod log;
mod told;
mod year;

use std::path::PathBuf;
use std::process::ExitCode;

use guanxi::Lang;
use guanxi::domain::Period;
use indicatif::{ProgressBar, ProgressStyle};
use year::Year;

type Failed = Box<dyn std::error::Error>;

/// What was asked for.
struct Asked {
    file: Option<PathBuf>,
    lang: Lang,
    svg: PathBuf,
}

const USAGE: &str = "usage: loyalty_year [FILE.csv] [--lang zh|en] [--svg PATH]";

fn main() -> ExitCode {
    match asked(std::env::args().skip(1))
        .and_then(|asked| asked.map_or(Ok(()), |asked| run(&asked)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// None when only the usage was asked for.
fn asked(mut words: impl Iterator<Item = String>) -> Result<Option<Asked>, Failed> {
    let svg = std::env::temp_dir().join("loyalty_year.svg");
    let mut asked = Asked { file: None, lang: Lang::Zh, svg };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--svg" => asked.svg = words.next().ok_or("--svg needs a path")?.into(),
            "--lang" => {
                let lang = words.next().and_then(|word| word.parse().ok());
                asked.lang = lang.ok_or("--lang needs zh or en")?;
            }
            "--help" => {
                println!("{USAGE}");
                return Ok(None);
            }
            flag if flag.starts_with('-') => return Err(format!("{flag}? {USAGE}").into()),
            file => asked.file = Some(file.into()),
        }
    }
    Ok(Some(asked))
}

fn run(asked: &Asked) -> Result<(), Failed> {
    let mut bought = match &asked.file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            log::read(&text.map_err(|why| format!("{}: {why}", path.display()))?)?
        }
        None => log::synthetic()?,
    };
    bought.sort_by_key(|one| one.date);
    let first = bought.first().ok_or("the file has no purchase")?.date;
    let days = Period::new(first, first.nth_year(1)?)?;
    bought.retain(|one| one.date < days.end());
    let bar = bar(bought.len())?;
    let mut year = Year::begin(days)?;
    for one in bar.wrap_iter(bought.iter()) {
        year.buy(one)?;
    }
    bar.finish_and_clear();
    year.end()?;
    print!("{}", told::year(&year, asked.lang)?);
    std::fs::write(&asked.svg, curve::drawn(&year, asked.lang)?)?;
    println!("{}", asked.svg.display());
    Ok(())
}

/// A bar that shows itself where somebody looks, and not in a file.
fn bar(len: usize) -> Result<ProgressBar, Failed> {
    let style = ProgressStyle::with_template("[{bar:40}] {pos}/{len}  {eta}")?;
    Ok(ProgressBar::new(u64::try_from(len)?).with_style(style.progress_chars("##.")))
}
