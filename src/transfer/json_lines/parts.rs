//! The fields of each kind of line as JSON has them, and what they say.

use serde::Deserialize;

use super::fault::LineWhy;
use super::names;
use super::tree::Tree;
use crate::domain::{Held, Visibility};
use crate::store::body::{Form, Spelling};
use crate::store::chain::Seal;
use crate::store::unit::Digest;
use crate::store::{Body, Counter, Entry, Position, Record, Revision, Told};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Beginning {
    pub(super) guanxi: String,
    pub(super) version: u32,
    pub(super) position: u64,
    pub(super) nouns: std::collections::BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    #[serde(rename = "end")]
    _end: True,
    pub(super) records: u64,
    pub(super) entries: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordFields {
    record: String,
    id: String,
    stream: String,
    revision: u64,
    #[serde(default)]
    shared: Option<True>,
    #[serde(default)]
    superseded_by: Option<String>,
    #[serde(default, deserialize_with = "there")]
    plain: Option<Tree>,
    #[serde(default, deserialize_with = "there")]
    personal: Option<Tree>,
    #[serde(default)]
    plain_bytes: Option<String>,
    #[serde(default)]
    personal_bytes: Option<String>,
    #[serde(default)]
    erased: Option<True>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFields {
    entry: u64,
    stream: String,
    revision: u64,
    number: u32,
    recorded_at: String,
    #[serde(default)]
    valid_at: Option<String>,
    by: String,
    noun: String,
    id: String,
    event: String,
    #[serde(default)]
    shared: Option<True>,
    #[serde(default)]
    of_record: Option<True>,
    #[serde(default, deserialize_with = "there")]
    what: Option<Tree>,
    #[serde(default, deserialize_with = "there")]
    words: Option<Tree>,
    #[serde(default)]
    what_bytes: Option<String>,
    #[serde(default)]
    words_bytes: Option<String>,
    #[serde(default)]
    erased: Option<True>,
    #[serde(default)]
    takes: Vec<(String, String, i64)>,
    #[serde(default)]
    salt: Option<String>,
    #[serde(default)]
    seal: Option<String>,
    digest: String,
}

/// A field that is there, also when it says that there is nothing.
fn there<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Tree>, D::Error> {
    Tree::deserialize(from).map(Some)
}

/// What is only ever `true`: what is not so has no field.
#[derive(Deserialize)]
#[serde(try_from = "bool")]
struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;

    fn try_from(flag: bool) -> Result<Self, Self::Error> {
        if flag { Ok(True) } else { Err("true, or no field") }
    }
}

impl RecordFields {
    pub(super) fn record(self, forms: &[Form]) -> Result<(&'static str, Record), LineWhy> {
        let form = form(forms, &self.record)?;
        let noun = form.registered.declaration.noun;
        let body = Parts {
            noun,
            names: ["plain", "personal"],
            spellings: Some((form.plain, form.personal)),
            told: [(self.plain, self.plain_bytes), (self.personal, self.personal_bytes)],
            erased: self.erased.is_some(),
        };
        let superseded_by = self.superseded_by.as_deref();
        let record = Record {
            id: value("id", names::id(&self.id))?,
            stream: value("stream", names::stream(&self.stream))?,
            revision: Revision(self.revision),
            visibility: visibility(self.shared.is_some()),
            body: body.body()?,
            superseded_by: superseded_by
                .map(|by| value("superseded_by", names::id(by)))
                .transpose()?,
            columns: None,
        };
        Ok((noun, record))
    }
}

impl EntryFields {
    pub(super) fn entry(self, forms: &[Form]) -> Result<Entry, LineWhy> {
        let form = form(forms, &self.noun)?;
        let declaration = form.registered.declaration;
        let noun = declaration.noun;
        let event = declaration.events.iter().find(|event| **event == self.event);
        let recorded_at = value("recorded_at", names::instant(&self.recorded_at))?;
        let valid_at = self.valid_at.as_deref();
        let valid_at = valid_at.map(|at| value("valid_at", names::instant(at))).transpose()?;
        if valid_at == Some(recorded_at) {
            return Err(LineWhy::Value { field: "valid_at" });
        }
        let seal = match (&self.salt, &self.seal) {
            (None, None) => None,
            (Some(salt), None) => Some(Seal::Salt(value("salt", names::array(salt))?)),
            (None, Some(seal)) => Some(Seal::Digest(Digest(value("seal", names::array(seal))?))),
            (Some(_), Some(_)) => return Err(LineWhy::Value { field: "seal" }),
        };
        let takes = self
            .takes
            .into_iter()
            .map(|(of, name, by)| Ok((Counter::of(value("takes", names::stream(&of))?, name), by)));
        let takes = takes.collect::<Result<_, LineWhy>>()?;
        let body = Parts {
            noun,
            names: ["what", "words"],
            spellings: form.event,
            told: [(self.what, self.what_bytes), (self.words, self.words_bytes)],
            erased: self.erased.is_some(),
        };
        let told = match self.of_record {
            Some(True) if body.is_nothing() => Told::Record,
            Some(True) => return Err(LineWhy::Value { field: "of_record" }),
            None => Told::Inline(body.body()?),
        };
        Ok(Entry {
            position: Position(self.entry),
            stream: value("stream", names::stream(&self.stream))?,
            revision: Revision(self.revision),
            number: self.number,
            recorded_at,
            valid_at: valid_at.unwrap_or(recorded_at),
            actor: value("by", names::actor(&self.by))?,
            noun,
            id: value("id", names::id(&self.id))?,
            event: event.copied().ok_or(LineWhy::Event { noun })?,
            visibility: visibility(self.shared.is_some()),
            told,
            takes,
            digest: Digest(value("digest", names::array(&self.digest))?),
            seal,
        })
    }
}

/// The two parts of a body as they stand in a line.
struct Parts {
    noun: &'static str,
    names: [&'static str; 2],
    spellings: Option<(Spelling, Spelling)>,
    told: [(Option<Tree>, Option<String>); 2],
    erased: bool,
}

impl Parts {
    fn is_nothing(&self) -> bool {
        let nothing = |told: &(Option<Tree>, Option<String>)| told.0.is_none() && told.1.is_none();
        self.told.iter().all(nothing) && !self.erased
    }

    fn body(self) -> Result<Body, LineWhy> {
        let (first, second) = self.spellings.unzip();
        let ([plain, personal], [of_plain, of_personal]) = (self.names, self.told);
        let noun = self.noun;
        let missing = LineWhy::Body { noun, part: plain };
        let plain = read(noun, plain, of_plain, first)?.ok_or(missing)?;
        let part = personal;
        let personal = match (read(noun, part, of_personal, second)?, self.erased) {
            (Some(known), false) if !known.is_empty() => Held::Known(known),
            (None, false) => Held::Known(Vec::new()),
            (None, true) => Held::Erased,
            (Some(_), _) => return Err(LineWhy::Body { noun, part }),
        };
        Ok(Body { plain, personal })
    }
}

/// A part from its names or its bytes: exactly what would be written for it.
fn read(
    noun: &'static str,
    part: &'static str,
    (tree, bytes): (Option<Tree>, Option<String>),
    spelling: Option<Spelling>,
) -> Result<Option<Vec<u8>>, LineWhy> {
    let wrong = || LineWhy::Body { noun, part };
    match (tree, bytes) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(wrong()),
        (None, Some(bytes)) => names::bytes(&bytes).map(Some).ok_or_else(wrong),
        (Some(tree), None) => {
            let spelling = spelling.ok_or_else(wrong)?;
            let pack = tree.to_pack().ok_or_else(wrong)?;
            let bytes = (spelling.read)(&pack).ok_or_else(wrong)?;
            // A field that the part does not have was passed over: it is not in what is written.
            let spelt = (spelling.spell)(&bytes).ok_or_else(wrong)?;
            let same = Tree::of_pack(&spelt).is_some_and(|spelt| spelt == tree);
            if same { Ok(Some(bytes)) } else { Err(wrong()) }
        }
    }
}

fn form<'f>(forms: &'f [Form], noun: &str) -> Result<&'f Form, LineWhy> {
    let found = forms.iter().find(|form| form.registered.declaration.noun == noun);
    found.ok_or(LineWhy::Noun)
}

fn value<T>(field: &'static str, read: Option<T>) -> Result<T, LineWhy> {
    read.ok_or(LineWhy::Value { field })
}

fn visibility(shared: bool) -> Visibility {
    if shared { Visibility::Shared } else { Visibility::Internal }
}
