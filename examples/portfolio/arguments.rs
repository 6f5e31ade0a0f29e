//! What is asked for on the command line.

use std::path::PathBuf;

use guanxi::Lang;
use guanxi::domain::Date;

use super::fault::Fault;

/// Which columns of a file hold what.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) date: String,
    pub(crate) value: String,
}

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) transactions: Option<PathBuf>,
    pub(crate) answers: Option<PathBuf>,
    pub(crate) promises: Option<PathBuf>,
    pub(crate) columns: Named,
    pub(crate) until: Option<Date>,
    pub(crate) client: Option<String>,
    pub(crate) top: usize,
    pub(crate) lang: Lang,
    pub(crate) out: Option<PathBuf>,
    pub(crate) pictures: PathBuf,
}

impl Arguments {
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Self, Fault> {
        let columns = Named { id: "client".into(), date: "date".into(), value: "value".into() };
        let mut found = Arguments {
            transactions: None,
            answers: None,
            promises: None,
            columns,
            until: None,
            client: None,
            top: 20,
            lang: Lang::Zh,
            out: None,
            pictures: std::env::temp_dir().join("guanxi-portfolio"),
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let fault = |why| Fault::Asked { word: word.clone(), why };
            let mut value = || words.next().ok_or_else(|| fault("needs a value"));
            match word.as_str() {
                "--transactions" => found.transactions = Some(value()?.into()),
                "--answers" => found.answers = Some(value()?.into()),
                "--promises" => found.promises = Some(value()?.into()),
                "--id" => found.columns.id = value()?,
                "--date" => found.columns.date = value()?,
                "--value" => found.columns.value = value()?,
                "--until" => {
                    let day = value()?.parse();
                    found.until = Some(day.map_err(|_| fault("needs a date such as 2026-05-03"))?);
                }
                "--client" => found.client = Some(value()?),
                "--top" => found.top = value()?.parse().map_err(|_| fault("needs a number"))?,
                "--lang" => found.lang = value()?.parse().map_err(|_| fault("needs zh or en"))?,
                "--out" => found.out = Some(value()?.into()),
                "--pictures" => found.pictures = value()?.into(),
                _ => return Err(fault("is not known")),
            }
        }
        Ok(found)
    }
}
