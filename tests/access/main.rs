//! An actor is the only door: everything that can be asked of the desk is in one list, and a
//! client's contact finds what was shared with that client and nothing else.

mod list;
mod rewards;
mod drive;
mod hidden;
mod sight;
