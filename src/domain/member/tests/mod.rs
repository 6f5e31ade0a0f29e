//! Members and their points by example and by law.

mod laws;
mod naive;
mod stories;
mod world;
