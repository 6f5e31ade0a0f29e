//! Where ids and salts come from.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::domain::Id;

/// Draws ids and salts. Nothing else in the crate draws anything.
pub trait IdSource: Debug + Send + Sync {
    /// An id that no record has; later ones should be greater, so that what is new stands together.
    fn id(&self) -> Id;

    /// Sixteen bytes that nobody can guess.
    fn salt(&self) -> [u8; 16];
}

/// Ids of UUID version 7, and salts of version 4 (122 random bits).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn id(&self) -> Id {
        Id::from(Uuid::now_v7())
    }

    fn salt(&self) -> [u8; 16] {
        Uuid::new_v4().into_bytes()
    }
}

/// Ids that are counted, the same in every run: for tests and examples. They keep nothing secret.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl CountedIds {
    fn next(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + 1
    }
}

impl IdSource for CountedIds {
    fn id(&self) -> Id {
        Id::from_bytes(self.next().to_be_bytes())
    }

    fn salt(&self) -> [u8; 16] {
        self.next().to_be_bytes()
    }
}
