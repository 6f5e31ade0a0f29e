//! A first run: clients from a CSV file, one client's story, and what is in the store afterwards.
//!
//! ```sh
//! cargo run --example quickstart
//! cargo run --example quickstart -- clients.csv --db crm.db --lang zh
//! ```

mod arguments;
mod import;
mod show;
mod story;
mod table;
mod terminal;
mod words;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use guanxi::domain::Lang;
use guanxi::{Actor, Crm, Desk, Error, StaffId};
use uuid::Uuid;

use arguments::{Arguments, Engine, USAGE};
use show::Show;
use story::Story;

/// Whose desk it is, in the Chinese story and in the English one: the host knows its staff, and
/// gives their ids.
const STAFF: (Uuid, Uuid) = (Uuid::from_u128(0x1009), Uuid::from_u128(0x100a));

fn main() -> ExitCode {
    let said = match Arguments::read(std::env::args()) {
        Ok(Some(said)) => said,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match run(&said, &mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the tables has seen enough.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = out.flush();
            match error.downcast_ref::<Error>() {
                Some(error) => eprintln!("{}", terminal::explain(error, said.lang)),
                None => eprintln!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

fn run(said: &Arguments, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let place = place(said)?;
    let crm = match said.engine {
        Engine::Sqlite => Crm::sqlite(&place)?,
        Engine::Sled => Crm::sled(&place)?,
        Engine::Memory => Crm::memory()?,
    };
    let me = StaffId::from_uuid(said.lang.choose(STAFF.0, STAFF.1));
    let desk = crm.desk(Actor::staff(me));

    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart/clients.csv");
    let file = said.file.as_deref().unwrap_or(&own);
    writeln!(out, "{}\n", file.display())?;
    read(&desk, file, said.lang, out)?;
    read(&desk, file, said.lang, out)?;

    writeln!(out, "\n{}\n", said.lang.choose("一家客户的故事", "One client's story"))?;
    let client = Story::new(&desk, me, said.lang, out).tell()?;

    let show = Show::new(&desk, said.lang)?;
    show.clients(out)?;
    show.timeline(out, client)?;
    show.due(out, me)?;
    show.journal(out, client)?;
    tell_where(said, &place, out)?;
    Ok(())
}

/// Reads a file of clients; reading it again adds nothing.
fn read(
    desk: &Desk,
    file: &Path,
    lang: Lang,
    out: &mut impl Write,
) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let done = import::import(desk, file, lang)?;
    let took = begun.elapsed().as_millis();
    let (added, known, skipped) = (done.added, done.known, done.skipped.len());
    let line = lang.choose(
        format!("  新增 {added} 家，已有 {known} 家，跳过 {skipped} 行（{took} 毫秒）"),
        format!("  {added} added, {known} known already, {skipped} rows skipped ({took} ms)"),
    );
    writeln!(out, "{line}")?;
    // Those of the first time only: the second time they are the same.
    for skipped in done.skipped.iter().filter(|_| added > 0) {
        let row = skipped.row;
        let column = if skipped.column.is_empty() { "—" } else { &skipped.column };
        let why = &skipped.why;
        let row = lang.choose(format!("第 {row} 行"), format!("row {row}"));
        writeln!(out, "    {row} · {column} · {why}")?;
    }
    Ok(())
}

/// Where the data lies: where it was asked for, or in a new directory of the temporary one.
fn place(said: &Arguments) -> io::Result<PathBuf> {
    match (&said.db, said.engine) {
        (Some(path), _) => Ok(path.clone()),
        (None, Engine::Memory) => Ok(PathBuf::new()),
        (None, engine) => {
            let directory = tempfile::Builder::new().prefix("guanxi-").tempdir()?.keep();
            Ok(directory.join(if engine == Engine::Sled {
                "quickstart.sled"
            } else {
                "quickstart.db"
            }))
        }
    }
}

fn tell_where(said: &Arguments, place: &Path, out: &mut impl Write) -> io::Result<()> {
    let (lang, place) = (said.lang, place.display());
    match said.engine {
        Engine::Sqlite => {
            writeln!(
                out,
                "\n{}\n",
                lang.choose(
                    "数据库文件，用 sqlite3 打开：",
                    "The database, for a look with sqlite3:"
                )
            )?;
            writeln!(out, "  sqlite3 '{place}' '.tables'")?;
            writeln!(
                out,
                "  sqlite3 -header '{place}' 'SELECT name, segment, stage FROM guanxi_client'"
            )
        }
        Engine::Sled => writeln!(out, "\n{}: {place}", lang.choose("数据目录", "The data")),
        Engine::Memory => {
            writeln!(
                out,
                "\n{}",
                lang.choose("数据只在内存中，现在没有了", "It was in memory, and is gone")
            )
        }
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}
