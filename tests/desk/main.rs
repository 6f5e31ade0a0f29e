//! The desk, told as stories on every engine.

mod engines;
mod stories;
mod together;
mod within;
