//! Fields that a firm has added: declared once, typed, versioned.

use super::custom_value::{CustomValue, Decimal};
use super::refusal::ClientGuard;
use crate::domain::{CustomKey, Invalid, Line, Note, Tag};

/// What a field of the firm's own holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomShape {
    /// A text.
    Text,
    /// A number with so many decimal places, 0 to 9.
    Number {
        /// How many places.
        decimals: u8,
    },
    /// A day.
    Date,
    /// One of these.
    Choice(Vec<Tag>),
    /// Any of these, each once.
    Choices(Vec<Tag>),
}

impl CustomShape {
    /// The shape's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CustomShape::Text => "Text",
            CustomShape::Number { .. } => "Number",
            CustomShape::Date => "Date",
            CustomShape::Choice(_) => "Choice",
            CustomShape::Choices(_) => "Choices",
        }
    }

    fn check(&self) -> Result<(), Invalid> {
        let field = "custom field";
        match self {
            CustomShape::Text | CustomShape::Date => Ok(()),
            CustomShape::Number { decimals: 0..=9 } => Ok(()),
            CustomShape::Number { .. } => Err(Invalid::Range { field, low: 0, high: 9 }),
            CustomShape::Choice(of) | CustomShape::Choices(of) => {
                if of.is_empty() {
                    return Err(Invalid::Empty { field });
                }
                if of.len() > Schema::CHOICES {
                    return Err(Invalid::TooMany { field, limit: Schema::CHOICES });
                }
                let mut keys: Vec<String> = of.iter().map(Tag::key).collect();
                keys.sort_unstable();
                keys.dedup();
                if keys.len() == of.len() { Ok(()) } else { Err(Invalid::Twice { field }) }
            }
        }
    }
}

/// One field of the firm's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomField {
    key: CustomKey,
    title: Line,
    shape: CustomShape,
    retired: bool,
}

impl CustomField {
    /// A field that programs know by this key and people by this title.
    ///
    /// # Errors
    /// What [`CustomKey::new`] and [`Line::new`] turn away; [`Invalid::Empty`],
    /// [`Invalid::TooMany`] or [`Invalid::Twice`] for choices that are none; [`Invalid::Range`]
    /// for more than nine decimal places.
    pub fn new(key: &str, title: &str, shape: CustomShape) -> Result<Self, Invalid> {
        shape.check()?;
        let title = Line::new(title).map_err(|why| why.in_field("title"))?;
        Ok(CustomField { key: CustomKey::new(key)?, title, shape, retired: false })
    }

    /// The same, read but no longer written.
    #[must_use]
    pub fn retired(mut self) -> Self {
        self.retired = true;
        self
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &CustomKey {
        &self.key
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &Line {
        &self.title
    }

    /// What it holds.
    #[must_use]
    pub fn shape(&self) -> &CustomShape {
        &self.shape
    }

    /// Whether it is read but no longer written.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.retired
    }
}

/// The fields that a firm has added to its clients: a value that the rules are given.
///
/// ```
/// use guanxi::domain::client::{CustomField, CustomShape, Schema};
/// use guanxi::domain::{CustomKey, Tag};
/// let times = ["morning", "afternoon"].map(Tag::new).into_iter().collect::<Result<_, _>>()?;
/// let schema = Schema::of(1, [
///     CustomField::new("revenue", "年收入（万元）", CustomShape::Number { decimals: 2 })?,
///     CustomField::new("contact_time", "联系时间", CustomShape::Choices(times))?,
/// ])?;
/// let read = |key, text| schema.read(&CustomKey::new(key)?, text);
/// assert_eq!(read("revenue", "1200.5")?.to_string(), "1200.50");
/// assert_eq!(read("contact_time", "Afternoon; morning")?.to_string(), "morning; afternoon");
/// assert!(read("revenue", "much").is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    version: u32,
    fields: Vec<CustomField>,
}

impl Schema {
    /// The most fields of one schema, retired ones included.
    pub const FIELDS: usize = 100;
    /// The most choices of one field.
    pub const CHOICES: usize = 200;

    /// No fields.
    #[must_use]
    pub fn none() -> Self {
        Schema::default()
    }

    /// These fields, as of this version.
    ///
    /// # Errors
    /// [`Invalid::TooMany`] above 100 fields, [`Invalid::Twice`] when a key stands twice.
    pub fn of(
        version: u32,
        fields: impl IntoIterator<Item = CustomField>,
    ) -> Result<Self, Invalid> {
        let field = "custom fields";
        let mut list: Vec<CustomField> = Vec::new();
        for own in fields {
            if list.len() == Self::FIELDS {
                return Err(Invalid::TooMany { field, limit: Self::FIELDS });
            }
            if list.iter().any(|other| other.key == own.key) {
                return Err(Invalid::Twice { field });
            }
            list.push(own);
        }
        Ok(Schema { version, fields: list })
    }

    /// Whether this may come after an older schema: a higher version, in which no field has gone
    /// (it may be retired) and none has another shape. Choices may come and go.
    ///
    /// # Errors
    /// [`Invalid::Backwards`] for a version that is not higher, [`Invalid::Empty`] where a field
    /// has gone, [`Invalid::Mixed`] where one has another shape.
    pub fn follows(&self, older: &Schema) -> Result<(), Invalid> {
        if self.version <= older.version {
            return Err(Invalid::Backwards { field: "version" });
        }
        for before in &older.fields {
            let now = self.field(&before.key).ok_or(Invalid::Empty { field: "custom field" })?;
            if now.shape.name() != before.shape.name() {
                return Err(Invalid::Mixed {
                    field: "custom field",
                    left: before.shape.name().to_owned(),
                    right: now.shape.name().to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The fields, in the order in which they were declared.
    #[must_use]
    pub fn fields(&self) -> &[CustomField] {
        &self.fields
    }

    /// A field by its key.
    #[must_use]
    pub fn field(&self, key: &CustomKey) -> Option<&CustomField> {
        self.fields.iter().find(|field| field.key == *key)
    }

    /// Reads a value as a person writes it into a form or a table; several choices are parted by
    /// `;` or `；`.
    ///
    /// # Errors
    /// [`Invalid::Unknown`] for a key that is not declared and for a choice that is none,
    /// otherwise what the shape's type turns away.
    pub fn read(&self, key: &CustomKey, text: &str) -> Result<CustomValue, Invalid> {
        let field = "custom field";
        let unknown = Invalid::Unknown { field, allowed: "the declared fields" };
        let own = self.field(key).ok_or(unknown)?;
        let value = match &own.shape {
            CustomShape::Text => CustomValue::Text(Note::new(text)?),
            CustomShape::Number { decimals } => {
                CustomValue::Number(Decimal::read(text, *decimals)?)
            }
            CustomShape::Date => CustomValue::Date(text.trim().parse()?),
            CustomShape::Choice(_) => CustomValue::Choice(Tag::new(text)?),
            CustomShape::Choices(_) => {
                let parts = text.split([';', '；']).filter(|part| !part.trim().is_empty());
                CustomValue::Choices(parts.map(Tag::new).collect::<Result<_, _>>()?)
            }
        };
        let unknown = Invalid::Unknown { field, allowed: "the declared choices" };
        settle(own, value).map_err(|_| unknown)
    }

    /// The value as the field keeps it: choices as they are spelled in the schema, numbers with
    /// the places that the field has.
    pub(super) fn settle(
        &self,
        key: &CustomKey,
        value: CustomValue,
    ) -> Result<CustomValue, ClientGuard> {
        let unknown = || ClientGuard::CustomUnknown { key: key.clone() };
        let own = self.field(key).ok_or_else(unknown)?;
        if own.retired {
            return Err(ClientGuard::CustomRetired { key: key.clone() });
        }
        settle(own, value)
    }
}

fn settle(own: &CustomField, value: CustomValue) -> Result<CustomValue, ClientGuard> {
    let shape = || ClientGuard::CustomShape { key: own.key.clone(), wanted: own.shape.name() };
    let none = || ClientGuard::CustomChoice { key: own.key.clone() };
    let find = |of: &[Tag], tag: &Tag| of.iter().find(|one| one.key() == tag.key()).cloned();
    match (&own.shape, value) {
        (CustomShape::Text, value @ CustomValue::Text(_))
        | (CustomShape::Date, value @ CustomValue::Date(_)) => Ok(value),
        (CustomShape::Number { decimals }, CustomValue::Number(number)) => {
            number.with(*decimals).map(CustomValue::Number).ok_or_else(shape)
        }
        (CustomShape::Choice(of), CustomValue::Choice(tag)) => {
            find(of, &tag).map(CustomValue::Choice).ok_or_else(none)
        }
        (CustomShape::Choices(of), CustomValue::Choices(tags)) => {
            if tags.iter().any(|tag| find(of, tag).is_none()) {
                return Err(none());
            }
            let chosen = |one: &&Tag| tags.iter().any(|tag| tag.key() == one.key());
            Ok(CustomValue::Choices(of.iter().filter(chosen).cloned().collect()))
        }
        (
            CustomShape::Text
            | CustomShape::Number { .. }
            | CustomShape::Date
            | CustomShape::Choice(_)
            | CustomShape::Choices(_),
            CustomValue::Text(_)
            | CustomValue::Number(_)
            | CustomValue::Date(_)
            | CustomValue::Choice(_)
            | CustomValue::Choices(_),
        ) => Err(shape()),
    }
}
