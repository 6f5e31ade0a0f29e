//! Members and their points by example and by law.

mod held;
mod laws;
mod moves;
mod naive;
mod stories;
mod world;
