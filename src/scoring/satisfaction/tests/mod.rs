//! Satisfaction by example and by law.

mod decaying;
mod golden;
mod indices;
mod scene;
mod segments;
mod waves;

use super::*;
use scene::*;
