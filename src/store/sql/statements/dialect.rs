//! In what dialects of SQL differ, as far as these statements go.

use crate::domain::declaration::Shape;

pub(super) const BYTES: &str = "BLOB";
pub(super) const NUMBER: &str = "INTEGER";
/// Behind a table whose rows lie in the order of its primary key.
pub(super) const CLUSTERED: &str = " WITHOUT ROWID";

pub(super) fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Integer => NUMBER,
        Shape::Text => "TEXT",
        Shape::Id => BYTES,
    }
}

/// Binds a question to the index that was declared for it.
pub(super) fn pinned(index: &str) -> String {
    format!(" INDEXED BY \"{index}\"")
}
