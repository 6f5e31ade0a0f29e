//! Everything as JSON Lines, out and in again: one line a record, one line an entry of the journal.
//!
//! The first line says what the file is, `{"guanxi":"everything","version":1,…}`, and up to which
//! position of the journal it goes. Records follow, noun by noun and by id, then the entries of the
//! journal in their order, and a last line that counts both, so that a file that was cut off is not
//! taken for whole. Bodies name their fields. What JSON has no word for stands in an object of one
//! key: an id is `{"$id":"…"}`, other bytes are `{"$bytes":"…"}`; a name that begins with `$` begins
//! with two. A body that this version does not write like that stands as its bytes.
//!
//! ```
//! use guanxi::domain::client::NewClient;
//! use guanxi::{Actor, Crm};
//! use std::ops::ControlFlow::Continue;
//! let crm = Crm::memory()?;
//! let desk = crm.desk(Actor::system());
//! desk.clients().register(NewClient::organisation("华信咨询")?)?;
//! let mut file = Vec::new();
//! desk.exports().everything(&mut file, |_| Continue(()))?;
//!
//! let again = Crm::memory()?.desk(Actor::system());
//! again.exports().restore(std::io::Cursor::new(file), |_| Continue(()))?;
//! assert_eq!(again.clients().find().named("华").count()?, 1);
//! # Ok::<(), guanxi::Error>(())
//! ```

mod fault;
mod tree;
mod text;
mod names;
mod write;
mod parts;
mod read;
#[cfg(test)]
mod tests;

pub use fault::{LineFault, LineWhy};
pub use read::{Line, Lines};
pub use write::{Counted, Writer};

/// The version of the files that are written; files of versions up to this one are read.
pub const VERSION: u32 = 1;

/// The most bytes of a line, its end included.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;
