//! What several of these tests use.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

pub(crate) mod plain;
pub(crate) mod dice;
pub(crate) mod life;
pub(crate) mod child;
pub(crate) mod place;
