//! What is asked for on the command line.

use std::path::PathBuf;

use guanxi::Lang;
use guanxi::domain::Date;

/// Which columns of a file hold what.
#[derive(Debug)]
pub struct Named {
    pub id: String,
    pub date: String,
    pub value: String,
}

#[derive(Debug)]
pub struct Arguments {
    pub transactions: Option<PathBuf>,
    pub answers: Option<PathBuf>,
    pub columns: Named,
    pub until: Option<Date>,
    pub client: Option<String>,
    pub top: usize,
    pub lang: Lang,
    pub out: Option<PathBuf>,
}

impl Arguments {
    pub fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let columns = Named { id: "client".into(), date: "date".into(), value: "value".into() };
        let mut found = Arguments {
            transactions: None,
            answers: None,
            columns,
            until: None,
            client: None,
            top: 20,
            lang: Lang::Zh,
            out: None,
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--transactions" => found.transactions = Some(value()?.into()),
                "--answers" => found.answers = Some(value()?.into()),
                "--id" => found.columns.id = value()?,
                "--date" => found.columns.date = value()?,
                "--value" => found.columns.value = value()?,
                "--until" => found.until = Some(value()?.parse().map_err(|why| format!("{why}"))?),
                "--client" => found.client = Some(value()?),
                "--top" => found.top = value()?.parse().map_err(|_| "--top needs a number")?,
                "--lang" => found.lang = value()?.parse().map_err(|why| format!("{why}"))?,
                "--out" => found.out = Some(value()?.into()),
                other => return Err(format!("{other} is not known")),
            }
        }
        Ok(found)
    }
}
