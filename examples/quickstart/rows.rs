//! A file of clients, read row by row: what is to be registered, or why a row cannot be taken.

use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use guanxi::Timestamp;
use guanxi::domain::client::{ClientEdit, ClientKind, NewClient, Segment};
use guanxi::domain::contact::NewContact;
use guanxi::domain::{Date, Invalid, Lang, Note, Reference, Tag, Zone};

use crate::headers::{self, Column};

/// A client as a row tells it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) number: u64,
    pub(crate) reference: Reference,
    pub(crate) client: NewClient,
    pub(crate) contact: Option<NewContact>,
    pub(crate) since: Option<Timestamp>,
}

/// A row that was not taken.
#[derive(Debug)]
pub(crate) struct Skipped {
    /// As a spreadsheet counts: the headers are row 1.
    pub(crate) row: u64,
    /// Its header; empty where it is about the row as a whole.
    pub(crate) column: String,
    pub(crate) why: String,
}

/// A file of clients.
pub(crate) struct Rows<R> {
    reader: Reader<R>,
    headers: Vec<(String, Option<Column>)>,
    /// Whose numbers the file gives: it stands in front of them in each reference.
    system: String,
    lang: Lang,
    record: ByteRecord,
    number: u64,
}

impl<R: std::io::Read> Rows<R> {
    /// Reads the headers.
    pub(crate) fn new(input: R, system: String, lang: Lang) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
        let headers = reader.headers().map_err(|_| unreadable(lang))?;
        let headers: Vec<_> =
            headers.iter().map(|text| (text.to_owned(), headers::column(text))).collect();
        if !headers.iter().any(|(_, column)| *column == Some(Column::Name)) {
            let zh = "没有客户名称列：请把表头加到 headers.rs";
            let en = "no column has the client's name: add its header to headers.rs";
            return Err(lang.choose(zh, en).to_owned());
        }
        Ok(Rows { reader, headers, system, lang, record: ByteRecord::new(), number: 1 })
    }

    /// How many bytes have been read.
    pub(crate) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    fn read(&mut self) -> Result<bool, Skipped> {
        self.number += 1;
        let read = self.reader.read_byte_record(&mut self.record);
        read.map_err(|error| self.skipped("", error.to_string()))
    }

    fn told(&self) -> Result<Row, Skipped> {
        let (found, wanted) = (self.record.len(), self.headers.len());
        if found != wanted {
            let zh = format!("有 {found} 格，表头有 {wanted} 格");
            let en = format!("cells: {found}, headers: {wanted}");
            return Err(self.skipped("", self.lang.choose(zh, en)));
        }
        let mut told = Told::default();
        for ((header, column), cell) in self.headers.iter().zip(&self.record) {
            let Some(column) = column else { continue };
            let text = std::str::from_utf8(cell).map_err(|_| {
                self.skipped(header, self.lang.choose("不是 UTF-8 文字", "is not UTF-8").to_owned())
            })?;
            let text = text.trim();
            // An empty cell says nothing, but a client without a name is none.
            if !text.is_empty() || *column == Column::Name {
                told.take(*column, header, text)
                    .map_err(|why| self.skipped(header, why.explain(self.lang)))?;
            }
        }
        told.row(self.number, &self.system).map_err(|why| self.skipped("", why.explain(self.lang)))
    }

    fn skipped(&self, column: &str, why: String) -> Skipped {
        Skipped { row: self.number, column: column.to_owned(), why }
    }
}

impl<R: std::io::Read> Iterator for Rows<R> {
    type Item = Result<Row, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(false) => None,
            Ok(true) => Some(self.told()),
            Err(skipped) => Some(Err(skipped)),
        }
    }
}

/// What the cells of a row have told so far.
#[derive(Debug, Default)]
struct Told {
    id: Option<String>,
    client: Option<NewClient>,
    edit: ClientEdit,
    background: Vec<String>,
    contact: Option<NewContact>,
    since: Option<Timestamp>,
}

impl Told {
    fn take(&mut self, column: Column, header: &str, text: &str) -> Result<(), Invalid> {
        let edit = std::mem::take(&mut self.edit);
        self.edit = match column {
            Column::Kind => edit.kind(text.parse::<ClientKind>()?),
            Column::Segment => edit.segment(text.parse::<Segment>()?),
            Column::Tag => edit.tag(Tag::new(text)?),
            Column::Business => edit.business(Note::new(text)?),
            Column::Id
            | Column::Name
            | Column::Background
            | Column::Since
            | Column::Contact
            | Column::Email
            | Column::Phone => edit,
        };
        match column {
            Column::Id => self.id = Some(text.to_owned()),
            Column::Name => self.client = Some(NewClient::organisation(text)?),
            Column::Background => self.background.push(format!("{header}: {text}")),
            Column::Since => self.since = Some(instant(text)?),
            Column::Contact => self.contact = Some(NewContact::named(text)?),
            Column::Email => self.contact = with(self.contact.take(), |li| li.email(text))?,
            Column::Phone => self.contact = with(self.contact.take(), |li| li.phone(text))?,
            Column::Kind | Column::Segment | Column::Tag | Column::Business => {}
        }
        Ok(())
    }

    fn row(self, number: u64, system: &str) -> Result<Row, Invalid> {
        let client = self.client.ok_or(Invalid::Empty { field: "name" })?;
        let id = self.id.unwrap_or_else(|| client.name().to_string());
        let reference = Reference::new(system, &id)?;
        let mut edit = self.edit.reference(reference.clone());
        if !self.background.is_empty() {
            edit = edit.background(Note::new(&self.background.join("\n"))?);
        }
        let client = client.with(edit);
        Ok(Row { number, reference, client, contact: self.contact, since: self.since })
    }
}

/// An address of the contact who was named before it; of nobody, where nobody was.
fn with(
    contact: Option<NewContact>,
    address: impl FnOnce(NewContact) -> Result<NewContact, Invalid>,
) -> Result<Option<NewContact>, Invalid> {
    contact.map(address).transpose()
}

/// An instant, or the beginning of a day in China.
fn instant(text: &str) -> Result<Timestamp, Invalid> {
    text.parse().or_else(|_| {
        let china: Zone = "Asia/Shanghai".parse()?;
        china.start_of(text.parse::<Date>()?)
    })
}

/// Under which name the numbers of a file are kept: that of the file.
pub(crate) fn system(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let known = |ch: &char| ch.is_ascii_alphanumeric() || "._-".contains(*ch);
    let system: String = stem.chars().filter(known).take(Reference::SYSTEM_LIMIT).collect();
    if system.is_empty() { "csv".to_owned() } else { system }
}

fn unreadable(lang: Lang) -> String {
    let (zh, en) =
        ("表头不是 UTF-8 文字：请另存为 UTF-8", "the headers are not UTF-8: save it as UTF-8");
    lang.choose(zh, en).to_owned()
}
