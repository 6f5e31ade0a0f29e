//! The desk, told as stories on every engine.

mod engines;
mod stories;
mod replay;
mod together;
mod within;
