//! What is said on the command line.

use std::path::PathBuf;

use guanxi::domain::Lang;

/// How to use the example, in English; the tables follow `--lang`.
pub(crate) const USAGE: &str = "\
usage: quickstart [FILE.csv] [--db PATH] [--store sqlite|sled|memory] [--lang zh|en]

  FILE.csv   clients, with the headers in the first row (its own twelve without it)
  --db       where the data lies, kept from run to run (a new place in the temporary directory without it)
  --store    what it is kept in (sqlite)
  --lang     the language it speaks (that of the terminal, English or Chinese)";

/// What it is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Sled,
    Memory,
}

/// What was said.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) file: Option<PathBuf>,
    pub(crate) db: Option<PathBuf>,
    pub(crate) engine: Engine,
    pub(crate) lang: Lang,
}

impl Arguments {
    /// Reads what was said; none where only the usage was asked for.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut said = Arguments { file: None, db: None, engine: Engine::Sqlite, lang: spoken() };
        let mut words = words.skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value\n{USAGE}"));
            match word.as_str() {
                "-h" | "--help" => return Ok(None),
                "--db" => said.db = Some(value()?.into()),
                "--store" => said.engine = engine(&value()?)?,
                "--lang" => said.lang = value()?.parse().map_err(|_| USAGE.to_owned())?,
                file if !file.starts_with('-') && said.file.is_none() => {
                    said.file = Some(file.into());
                }
                _ => return Err(format!("{word}?\n{USAGE}")),
            }
        }
        Ok(Some(said))
    }
}

fn engine(name: &str) -> Result<Engine, String> {
    match name {
        "sqlite" => Ok(Engine::Sqlite),
        "sled" => Ok(Engine::Sled),
        "memory" => Ok(Engine::Memory),
        _ => Err(format!("--store {name}?\n{USAGE}")),
    }
}

/// The language of the terminal.
fn spoken() -> Lang {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}
