//! Members and their points by example and by law.

mod held;
mod laws;
mod naive;
mod stories;
mod world;
