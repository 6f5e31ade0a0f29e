//! How a file is to be read: which header is which field, where its clocks hang, who is who.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::aliases;
use super::amounts::DecimalSign;
use super::dates::DateOrder;
use super::encoding::Encoding;
use super::error::TransferError;
use super::field::{Field, Subject};
use super::hint::{self, Hint};
use super::separator::Separator;
use crate::domain::{Currency, Invalid, Reference, StaffId, Zone};

/// How a file is to be read.
///
/// It names what is known of the file; headers that it does not name are found by the names that
/// other systems give them. It can be written down in any form that serde knows, read again, and
/// changed; one of a later version of the crate is refused.
///
/// ```
/// use guanxi::transfer::{Field, Mapping, Subject};
/// let mapping = Mapping::of(Subject::Clients, "Asia/Shanghai".parse()?)
///     .system("erp")?
///     .column("Kd.-Nr.", Field::Id)?
///     .ignoring("Industry")
///     .day_first();
/// assert_eq!(mapping.subject(), Subject::Clients);
/// assert!(mapping.column("when", Field::At).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    version: Version,
    subject: Subject,
    system: String,
    zone: Zone,
    #[serde(default)]
    order: Option<DateOrder>,
    #[serde(default)]
    decimal: Option<DecimalSign>,
    #[serde(default)]
    columns: BTreeMap<String, Option<Field>>,
    #[serde(default)]
    people: BTreeMap<String, StaffId>,
    #[serde(default)]
    encoding: Option<Encoding>,
    #[serde(default)]
    separator: Option<Separator>,
    #[serde(default)]
    currency: Option<Currency>,
}

/// What a header means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    /// The field.
    pub(super) field: Field,
    /// How far down the list of its names it stands.
    pub(super) far: usize,
    /// What its brackets say of the cells.
    pub(super) hint: Hint,
}

/// Farther down than every name.
const BRACKETED: usize = 1_000;

/// The version of a mapping's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version;

impl Version {
    const NUMBER: u16 = 1;
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u16(Self::NUMBER)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u16::deserialize(from)? {
            Self::NUMBER => Ok(Version),
            other => Err(serde::de::Error::custom(format!("a mapping of version {other}, not 1"))),
        }
    }
}

impl Mapping {
    /// A file about this, whose times without an offset are those of this zone. Its numbers are
    /// those of the system `csv`.
    #[must_use]
    pub fn of(subject: Subject, zone: Zone) -> Self {
        Mapping {
            version: Version,
            subject,
            system: "csv".to_owned(),
            zone,
            order: None,
            decimal: None,
            columns: BTreeMap::new(),
            people: BTreeMap::new(),
            encoding: None,
            separator: None,
            currency: None,
        }
    }

    /// The same, from this system: its name stands in front of the file's numbers.
    ///
    /// # Errors
    /// What [`Reference::new`] turns away.
    pub fn system(mut self, system: &str) -> Result<Self, Invalid> {
        self.system = Reference::new(system, "1")?.system().to_owned();
        Ok(self)
    }

    /// The same, where this field stands under this header, whatever case and marks it has.
    ///
    /// # Errors
    /// [`TransferError::NoSuchField`] when such a file has no such field.
    pub fn column(mut self, header: &str, field: Field) -> Result<Self, TransferError> {
        if !field.subjects().contains(&self.subject) {
            let subject = self.subject.name();
            return Err(TransferError::NoSuchField { subject, field: field.name() });
        }
        self.columns.insert(aliases::key(header), Some(field));
        Ok(self)
    }

    /// The same, where what stands under this header is not read.
    #[must_use]
    pub fn ignoring(mut self, header: &str) -> Self {
        self.columns.insert(aliases::key(header), None);
        self
    }

    /// The same, where 03/04/2025 is the third of April.
    #[must_use]
    pub fn day_first(mut self) -> Self {
        self.order = Some(DateOrder::DayFirst);
        self
    }

    /// The same, where 03/04/2025 is the fourth of March.
    #[must_use]
    pub fn month_first(mut self) -> Self {
        self.order = Some(DateOrder::MonthFirst);
        self
    }

    /// The same, where 25-03-04 is the fourth of March 2025.
    #[must_use]
    pub fn year_first(mut self) -> Self {
        self.order = Some(DateOrder::YearFirst);
        self
    }

    /// The same, where this stands in front of the decimals: with a point 1,250 is a thousand two
    /// hundred and fifty, with a comma one and a quarter.
    #[must_use]
    pub fn decimals_behind(mut self, sign: DecimalSign) -> Self {
        self.decimal = Some(sign);
        self
    }

    /// The same, where this name, address or number is that of a member of staff. As long as nobody
    /// is named, what the file says of staff is not read.
    #[must_use]
    pub fn person(mut self, named: &str, staff: StaffId) -> Self {
        self.people.insert(person(named), staff);
        self
    }

    /// The same, written in this encoding.
    #[must_use]
    pub fn written_in(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// The same, with this between its cells.
    #[must_use]
    pub fn separated_by(mut self, separator: Separator) -> Self {
        self.separator = Some(separator);
        self
    }

    /// The same, where amounts that do not say their currency are in this one.
    #[must_use]
    pub fn in_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// What the file is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// Whose numbers are in it.
    #[must_use]
    pub fn system_name(&self) -> &str {
        &self.system
    }

    /// Where its clocks hang.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Which comes first in its dates, where that is known.
    #[must_use]
    pub fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// What stands in front of its decimals, where that is known.
    #[must_use]
    pub fn decimal_sign(&self) -> Option<DecimalSign> {
        self.decimal
    }

    /// How it is written, where that is known.
    #[must_use]
    pub fn form(&self) -> (Option<Encoding>, Option<Separator>) {
        (self.encoding, self.separator)
    }

    /// The currency of amounts that do not say theirs.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// What a header means; none where it is not known, or is not to be read.
    pub(super) fn field(&self, header: &str) -> Option<Meant> {
        let whole = self.named(&aliases::key(header));
        let meant = match whole {
            Some(meant) => meant,
            None => {
                let (front, hint) = hint::apart(header)?;
                let meant = self.named(&aliases::key(front))??;
                let hint = hint::read(hint, meant.field)?;
                // Where the same stands there without brackets, that is meant.
                let far = meant.far.saturating_add(BRACKETED);
                Some(Meant { hint, far, ..meant })
            }
        };
        meant.filter(|meant| meant.field != Field::Staff || !self.people.is_empty())
    }

    /// The field of a key; none where nobody knows it, and nothing where it is not to be read.
    fn named(&self, key: &str) -> Option<Option<Meant>> {
        let meant = |field, far| Meant { field, far, hint: Hint::Nothing };
        if let Some(said) = self.columns.get(key) {
            let said = said.filter(|field| field.subjects().contains(&self.subject));
            return Some(said.map(|field| meant(field, 0)));
        }
        let (field, at) = aliases::find(self.subject, key)?;
        Some(Some(meant(field, at.saturating_add(1))))
    }

    pub(super) fn staff(&self, named: &str) -> Option<StaffId> {
        self.people.get(&person(named)).copied()
    }
}

/// A person's name, address or number, as it is compared.
fn person(named: &str) -> String {
    named.trim().to_lowercase()
}
