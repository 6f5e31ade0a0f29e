//! The chain of a stream's entries: each digest covers its entry and the digest before it.
//!
//! What is personal enters as a salted digest of its own, so that it can be erased, salt and all,
//! and the chain still verifies while nothing can be guessed from what is left.

use sha2::{Digest as _, Sha256};

use super::record::{Body, Revision};
use super::unit::{Counter, Digest};
use crate::domain::{ActorId, Held, Id, Stream, Timestamp, Visibility};

/// What of an entry its digest covers, beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// The stream.
    pub stream: Stream,
    /// The stream's revision after the unit.
    pub revision: Revision,
    /// The entry's number within unit and stream.
    pub number: u32,
    /// When the crate was told.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub valid_at: Timestamp,
    /// Who said so.
    pub actor: ActorId,
    /// The noun's number.
    pub noun: u8,
    /// The record.
    pub id: Id,
    /// The event's place in the declaration.
    pub event: u8,
    /// Who may see it.
    pub visibility: Visibility,
    /// The counters moved, as [`takes`] writes them; empty where there are none.
    pub takes: &'a [u8],
}

/// What keeps the personal part of an entry in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// The salt, while the personal part is there.
    Salt([u8; 16]),
    /// The salted digest that is left of it after erasure.
    Digest(Digest),
}

impl Seal {
    /// The salted digest of a personal part: computed while it is there, kept when it is not.
    #[must_use]
    pub fn over(self, personal: &[u8]) -> Digest {
        match self {
            Seal::Digest(digest) => digest,
            Seal::Salt(salt) => {
                let mut hash = Sha256::new();
                hash.update(salt);
                hash.update(personal);
                Digest(hash.finalize().into())
            }
        }
    }

    /// What is left of the seal when the personal part is erased.
    #[must_use]
    pub fn closed(self, personal: &[u8]) -> Seal {
        Seal::Digest(self.over(personal))
    }
}

/// Whether words stand that no seal covers: where they were erased, or where there never were any.
pub fn is_unsealed(seal: Option<Seal>, personal: &Held<Vec<u8>>) -> bool {
    let tells = personal.as_ref().known().is_some_and(|words| !words.is_empty());
    tells && !matches!(seal, Some(Seal::Salt(_)))
}

/// Counters that were moved, as their entry's digest covers them: the same bytes on every engine.
#[must_use]
pub fn takes(moved: &[(Counter, i64)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (counter, by) in moved {
        bytes.extend_from_slice(&counter.of.to_bytes());
        // A counter's name has at most 255 bytes.
        bytes.push(u8::try_from(counter.name.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(counter.name.as_bytes());
        bytes.extend_from_slice(&by.to_be_bytes());
    }
    bytes
}

/// The digest of an entry.
#[must_use]
pub fn digest(previous: Digest, link: &Link<'_>, said: &Body, seal: Seal) -> Digest {
    #[cfg(test)]
    trap::spring(link.id);
    let mut hash = Sha256::new();
    hash.update(previous.0);
    hash.update(link.stream.to_bytes());
    hash.update(link.revision.0.to_be_bytes());
    hash.update(link.number.to_be_bytes());
    hash.update(link.recorded_at.micros().to_be_bytes());
    hash.update(link.valid_at.micros().to_be_bytes());
    hash.update(link.actor.to_bytes());
    hash.update([link.noun, link.event, u8::from(link.visibility == Visibility::Shared)]);
    hash.update(link.id.as_bytes());
    hash.update(u32::try_from(link.takes.len()).unwrap_or(u32::MAX).to_be_bytes());
    hash.update(link.takes);
    let nothing = Vec::new();
    let personal = match &said.personal {
        Held::Known(personal) => personal,
        Held::Erased => &nothing,
    };
    // Nothing personal needs no salt; its digest is left out, and a seal says that it is there.
    if !personal.is_empty() || said.personal.is_erased() {
        hash.update(seal.over(personal).0);
    }
    hash.update(&said.plain);
    Digest(hash.finalize().into())
}

/// Records over whose entries the digest panics: tests take a unit down half way with it, on every
/// engine at the same place.
#[cfg(test)]
pub(in crate::store) mod trap {
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use crate::domain::Id;

    static SET: Mutex<Vec<Id>> = Mutex::new(Vec::new());

    fn traps() -> MutexGuard<'static, Vec<Id>> {
        SET.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::store) fn set(id: Id) {
        traps().push(id);
    }

    pub(in crate::store) fn clear(id: Id) {
        traps().retain(|set| *set != id);
    }

    pub(super) fn spring(id: Id) {
        let trapped = traps().contains(&id);
        assert!(!trapped, "a trap was set for {id}");
    }
}
