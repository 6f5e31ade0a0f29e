//! Cursors: where a page ended, in a form that can leave the host and come back.

use super::error::StoreError;
use super::order;
use super::scan::{Among, Condition, Scan, Sight};
use super::unit::Digest;
use crate::domain::Id;
use crate::domain::declaration::{Declaration, Shape, Value};
use std::ops::Bound;

/// Where a page ended. It carries the place and the question it belongs to, so that it works on
/// every engine and for no other question; it carries no right to see anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    question: [u8; 8],
    place: Vec<u8>,
}

impl Cursor {
    /// Marks the place behind a record with these values of the index's columns (the stream left
    /// out).
    #[must_use]
    pub fn behind(scan: &Scan, declaration: &Declaration, values: &[Value], id: Id) -> Self {
        let mut place = Vec::new();
        values.iter().for_each(|value| order::push(&mut place, value));
        place.extend_from_slice(id.as_bytes());
        Cursor { question: question(scan, declaration), place }
    }

    /// The values and the id of the record behind which the page begins; shapes are those of the
    /// index's columns (the stream left out).
    ///
    /// # Errors
    /// [`StoreError::InvalidCursor`] when it belongs to another question or is no cursor at all.
    pub fn place(
        &self,
        scan: &Scan,
        declaration: &Declaration,
        shapes: &[Shape],
    ) -> Result<(Vec<Value>, Id), StoreError> {
        if self.question != question(scan, declaration) {
            return Err(StoreError::InvalidCursor);
        }
        let mut rest = self.place.as_slice();
        let values =
            shapes.iter().map(|shape| order::take(&mut rest, *shape)).collect::<Result<_, _>>()?;
        let id = order::take_id(&mut rest)?;
        if rest.is_empty() { Ok((values, id)) } else { Err(StoreError::InvalidCursor) }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.question.iter().chain(&self.place).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let (pairs, odd) = text.as_bytes().as_chunks::<2>();
        if !odd.is_empty() || text.len() > 16_384 {
            return Err(StoreError::InvalidCursor);
        }
        let bytes: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?)).collect();
        let bytes = bytes.ok_or(StoreError::InvalidCursor)?;
        let (question, place) = bytes.split_first_chunk::<8>().ok_or(StoreError::InvalidCursor)?;
        Ok(Cursor { question: *question, place: place.to_vec() })
    }
}

/// The digest of everything that decides which records come in which order.
fn question(scan: &Scan, declaration: &Declaration) -> [u8; 8] {
    let mut asked = vec![1, u8::from(scan.order == super::scan::Order::Descending)];
    asked.extend_from_slice(&declaration.version.to_be_bytes());
    word(&mut asked, scan.noun);
    word(&mut asked, scan.index);
    if let Some(stream) = scan.stream {
        asked.extend_from_slice(&stream.to_bytes());
    }
    asked.push(0xfe);
    scan.equals.iter().for_each(|equal| value(&mut asked, equal));
    asked.push(0xfe);
    among(&mut asked, &scan.among);
    for condition in &scan.conditions {
        let (kind, column, operand) = match condition {
            Condition::Is(column, operand) => (1, column, Some(operand)),
            Condition::IsNot(column, operand) => (2, column, Some(operand)),
            Condition::Null(column) => (3, column, None),
            Condition::NotNull(column) => (4, column, None),
        };
        asked.push(kind);
        word(&mut asked, column);
        operand.into_iter().for_each(|operand| value(&mut asked, operand));
    }
    asked.push(u8::from(scan.superseded == super::scan::Superseded::Shown));
    if let Sight::Shared(stream) = scan.sight {
        asked.extend_from_slice(&stream.to_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..] = Digest::of(&asked).0;
    [a, b, c, d, e, f, g, h]
}

fn among(asked: &mut Vec<u8>, among: &Among) {
    let bound = |asked: &mut Vec<u8>, bound: &Bound<Value>| match bound {
        Bound::Unbounded => asked.push(0),
        Bound::Included(end) => {
            asked.push(1);
            value(asked, end);
        }
        Bound::Excluded(end) => {
            asked.push(2);
            value(asked, end);
        }
    };
    match among {
        Among::All => asked.push(10),
        Among::Between(from, to) => {
            asked.push(11);
            bound(asked, from);
            bound(asked, to);
        }
        Among::Prefix(prefix) => {
            asked.push(12);
            word(asked, prefix);
        }
    }
}

fn value(asked: &mut Vec<u8>, value: &Value) {
    asked.push(match value.shape() {
        Shape::Integer => 1,
        Shape::Text => 2,
        Shape::Id => 3,
    });
    order::push(asked, value);
}

fn word(asked: &mut Vec<u8>, text: &str) {
    order::push(asked, &Value::from(text));
}
