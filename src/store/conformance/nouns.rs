//! The suite's own nouns: a state noun that roots a stream, one that lives in others' streams, and
//! a fact, with columns and indexes of every kind.
//!
//! Their bodies are their columns, so that columns can be built anew from bodies.

use crate::domain::declaration::{
    Cell, Column, Columns, Declaration, Derived, Holds, Index, Kind, STREAM, Shape,
};
use crate::domain::{Held, Id, Stream};
use crate::store::catalogue::Registered;
use crate::store::order;
use crate::store::record::Body;

const HEAVIEST: Derived = Derived { of: "note", column: "weight", or: None };
const TOUCHED: Derived = Derived { of: "note", column: "at", or: Some("since") };
const LOAD: Derived = Derived { of: "note", column: "weight", or: Some("segment") };

/// A state noun; each account is the root of a stream.
pub static ACCOUNT: Declaration = Declaration {
    noun: "account",
    number: 1,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("segment", Shape::Integer),
        Column::new("owner", Shape::Id),
        Column::new("code", Shape::Text).unique(),
        Column::new("reference", Shape::Text).many().unique(),
        Column::new("email", Shape::Text).many().personal(),
        Column::new("last", Shape::Integer).derived(Derived { of: "note", column: "at", or: None }),
        Column::new("heaviest", Shape::Integer).derived(HEAVIEST),
        Column::new("since", Shape::Integer),
        Column::new("touched", Shape::Integer).derived(TOUCHED),
        Column::new("load", Shape::Integer).derived(LOAD),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_segment", columns: &["segment", "name"] },
        Index { name: "by_last", columns: &["segment", "last"] },
        Index { name: "by_touched", columns: &["touched"] },
        Index { name: "by_owner", columns: &["owner", "segment"] },
        Index { name: "by_code", columns: &["code"] },
        Index { name: "by_reference", columns: &["reference"] },
        Index { name: "by_email", columns: &["email"] },
    ],
    events: &["opened", "changed", "erased", "left"],
};

/// A fact noun, in the streams of accounts.
pub static NOTE: Declaration = Declaration {
    noun: "note",
    number: 20,
    version: 1,
    kind: Kind::Fact { at: "at" },
    columns: &[
        Column::new("at", Shape::Integer),
        Column::new("weight", Shape::Integer),
        Column::new("word", Shape::Text).personal(),
        Column::new("tag", Shape::Text).many(),
        Column::new("author", Shape::Id),
    ],
    indexes: &[
        Index { name: "by_at", columns: &["at"] },
        Index { name: "by_word", columns: &["word"] },
        Index { name: "by_tag", columns: &["tag"] },
        Index { name: "by_author", columns: &["author", "at"] },
        Index { name: "stream_weight", columns: &[STREAM, "weight"] },
    ],
    events: &["written", "corrected"],
};

/// A state noun that lives in the streams of accounts.
pub static PERSON: Declaration = Declaration {
    noun: "person",
    number: 21,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("email", Shape::Text).many().unique().personal(),
        Column::new("rank", Shape::Integer),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_email", columns: &["email"] },
        Index { name: "by_rank", columns: &["rank"] },
        Index { name: "in_stream", columns: &[STREAM, "name"] },
    ],
    events: &["added", "changed", "erased", "moved"],
};

/// The nouns as a store is opened with them.
#[must_use]
pub fn registered() -> [Registered; 3] {
    [
        Registered::new(&ACCOUNT, |_, _, body| columns(&ACCOUNT, body)),
        Registered::new(&NOTE, |_, _, body| columns(&NOTE, body)),
        Registered::new(&PERSON, |_, _, body| columns(&PERSON, body)),
    ]
}

/// An id with a number at its end.
#[must_use]
pub const fn id(number: u64) -> Id {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    Id::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d, e, f, g, h])
}

/// The stream of an account.
#[must_use]
pub const fn stream(account: u64) -> Stream {
    Stream::of(ACCOUNT.number, id(account))
}

/// A row without a value in any column.
#[must_use]
pub fn empty(noun: &Declaration) -> Columns {
    let cell = |column: &Column| match column.holds {
        Holds::One => Cell::NULL,
        Holds::Many => Cell::Many(Vec::new()),
    };
    noun.columns.iter().map(cell).collect()
}

/// The body that says these columns.
#[must_use]
pub fn body(noun: &Declaration, columns: &Columns) -> Body {
    let mut parts = [Vec::new(), Vec::new()];
    for (column, cell) in noun.columns.iter().zip(columns) {
        if column.derived.is_none() {
            let [plain, personal] = &mut parts;
            let part = if column.personal { personal } else { plain };
            part.push(u8::try_from(cell.values().len()).unwrap_or(u8::MAX));
            cell.values().iter().for_each(|value| order::push(part, value));
        }
    }
    let [plain, personal] = parts;
    Body { plain, personal: Held::Known(personal) }
}

/// The columns that a body says, derived ones null; none when it cannot be read.
#[must_use]
pub fn columns(noun: &Declaration, body: &Body) -> Option<Columns> {
    let mut columns = empty(noun);
    let mut plain = body.plain.as_slice();
    // No bytes at all say that there is nothing personal, and leave its columns empty.
    let mut personal = match &body.personal {
        Held::Known(personal) if !personal.is_empty() => Held::Known(personal.as_slice()),
        Held::Known(_) | Held::Erased => Held::Erased,
    };
    for (column, cell) in noun.columns.iter().zip(&mut columns) {
        let part = match (&mut personal, column) {
            (_, column) if column.derived.is_some() => continue,
            (Held::Erased, column) if column.personal => continue,
            (Held::Known(personal), column) if column.personal => personal,
            _ => &mut plain,
        };
        let (count, rest) = part.split_first()?;
        *part = rest;
        let values = (0..*count).map(|_| order::take(part, column.shape));
        let mut values = values.collect::<Result<Vec<_>, _>>().ok()?;
        *cell = match column.holds {
            Holds::One => Cell::One(values.pop()),
            Holds::Many => Cell::Many(values),
        };
    }
    let read = plain.is_empty() && personal.known().is_none_or(<[u8]>::is_empty);
    read.then_some(columns)
}
