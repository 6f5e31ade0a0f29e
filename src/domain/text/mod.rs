//! The words of a record: names, lines, notes, addresses and keys, each checked where it enters.
//!
//! A text is taken whole or turned away; none is cut, and no error repeats what was written.
//! Characters that hide or reorder what a person reads are refused everywhere, see [`Line`].

mod check;
#[macro_use]
pub(crate) mod forms;
mod custom_key;
mod email;
mod language;
mod line;
mod name;
mod note;
mod phone;
mod reference;
mod tag;
mod unit;

pub use custom_key::CustomKey;
pub use email::Email;
pub use language::Language;
pub use line::Line;
pub use name::Name;
pub use note::Note;
pub use phone::Phone;
pub use reference::Reference;
pub use tag::Tag;
pub use unit::Unit;

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
