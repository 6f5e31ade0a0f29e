//! A portfolio of clients, ranked by how likely each is to be lost, with every reason.
//!
//!     cargo run --example portfolio
//!     cargo run --example portfolio -- --transactions FILE --id COLUMN --date COLUMN --value COLUMN \
//!         [--until DATE] [--answers FILE] [--client ID] [--top N] [--lang zh|en] [--out SCORES.csv]
//!
//! Without a file it shows a small firm of its own. A file of answers has the columns of `--id` and
//! `--date`, and a column `score` from 0 to 10.

mod arguments;
mod firm;
mod log;
mod show;

use std::error::Error;

use arguments::Arguments;
use firm::Firm;
use log::Log;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let mut log = match &arguments.transactions {
        Some(file) => Log::read(&std::fs::read_to_string(file)?, &arguments.columns)?,
        None => Log::read(firm::OWN, &arguments.columns)?,
    };
    match &arguments.answers {
        Some(file) => log.read_answers(&std::fs::read_to_string(file)?, &arguments.columns)?,
        None if arguments.transactions.is_none() => {
            log.read_answers(firm::OWN_ANSWERS, &arguments.columns)?;
        }
        None => {}
    }
    let until = arguments.until.or(log.last_day()).ok_or("the file has no transactions")?;
    let firm = Firm::score(&log, until)?;
    print!("{}", show::ranked(&firm, arguments.top, arguments.lang));
    let one = match &arguments.client {
        Some(id) => firm.clients.iter().find(|client| client.id == *id).ok_or("no such client")?,
        None => firm.clients.first().ok_or("the file has no transactions until then")?,
    };
    println!();
    print!("{}", show::explained(&firm, one, arguments.lang));
    if let Some(file) = &arguments.out {
        std::fs::write(file, show::scores(&firm)?)?;
    }
    Ok(())
}
