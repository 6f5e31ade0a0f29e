//! Notices: somebody is to be told something by a due time, and when, how and in which words they
//! were told.
//!
//! A notice stands in the stream of the client that it is about. Other nouns raise them with their
//! events; a person may raise one by hand. At most one is open for the same cause: the same record,
//! the same reason, the same recipient.

mod words;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{NoticeEvent, NoticeWord};
pub use input::{NewNotice, Raised, Setting};
pub use record::{Notice, NoticePersonal, NoticePlain, NoticeState};
pub use refusal::{NoticeGuard, NoticeRefusal};
pub use words::{About, Reason, Recipient, Told};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
