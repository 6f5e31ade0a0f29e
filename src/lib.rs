//! The client relationship as an embeddable library.
#![forbid(unsafe_code)]

pub mod domain;
