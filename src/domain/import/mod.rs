//! Imports: the record of a file that was taken in, batch by batch, and perhaps taken back.
//!
//! How the file is read stands in the record before anything is written, and so does its digest: an
//! import goes on with that file or not at all. What each batch made stands in the journal, in the
//! same commit as what it made.

mod words;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{ImportEvent, ImportWord};
pub use input::{Batch, NewImport};
pub use record::{Import, ImportPersonal, ImportPlain, ImportState};
pub use refusal::{ImportGuard, ImportRefusal};
pub use words::{Bytes, Counts, FileDigest, Item, ItemKind, Mode, Strictness, Subject, TakenBack};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
