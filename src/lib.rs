//! The client relationship as an embeddable library.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// No panic on any input, no number narrowed in silence, no state forgotten in a `match`, nothing
// public that nobody reaches: these bind the library and spare its tests.
#![cfg_attr(
    not(test),
    warn(
        clippy::as_conversions,
        clippy::get_unwrap,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::panic_in_result_fn,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used,
        clippy::wildcard_enum_match_arm,
        unreachable_pub
    )
)]

pub mod domain;
pub mod scoring;
#[cfg(feature = "report")]
#[cfg_attr(docsrs, doc(cfg(feature = "report")))]
pub mod report;
pub mod store;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub mod transfer;
pub mod crm;
mod error;

pub use crm::{Crm, Desk, Done, Found, Pages, Permission};
pub use domain::{Actor, ClientId, ContactId, InteractionId, Lang, StaffId, Timestamp};
pub use error::{Error, ErrorKind};
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use rusqlite;
