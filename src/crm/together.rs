//! Several commands as one commit: tried on an overlay, and committed only if all of them stand.

use super::desk::{ATTEMPTS, Desk};
use super::permission::Permission;
use crate::domain::Stream;
use crate::error::Error;
use crate::store::overlay::Overlay;
use crate::store::unit::Digest;
use crate::store::{
    Committed, Conflict, Kept, Key, Position, Revision, Store, StoreError, UnitKey,
};

/// Several commands that were done as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Together<T> {
    /// What the closure returned; nothing when this key was used before and nothing was done
    /// again. Positions inside are those of the overlay, not of the journal.
    pub now: Option<T>,
    /// Where every stream that was changed stands now.
    pub revisions: Vec<(Stream, Revision)>,
    /// Where the journal says so, in order.
    pub positions: Vec<Position>,
}

impl<S: Store> Desk<S> {
    /// Makes several commands one commit: all of them or nothing.
    ///
    /// Each command sees what those before it did. The closure runs again when somebody else was
    /// faster, so it should do nothing but speak to the desk it is given. The first error ends it,
    /// once it is sure that it still holds. A key covers the whole closure; what the desk
    /// [expects](Desk::expecting) holds for each command in it.
    ///
    /// # Errors
    /// What the closure returns; [`Conflict::Stale`] when others were faster every time.
    pub fn together<T>(
        &self,
        work: impl Fn(&Desk<&dyn Store>) -> Result<T, Error>,
    ) -> Result<Together<T>, Error> {
        let digest = self.digest(Permission::Together, &())?;
        if let Some(kept) = self.key.map(|(key, _)| self.kept(&key)).transpose()?.flatten() {
            return repeated(&kept, digest);
        }
        let mut attempt = 0;
        loop {
            match self.try_together(&work, digest) {
                Err(Error::Store(StoreError::Conflict(Conflict::Stale { .. })))
                    if self.expecting.is_none() && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                    self.back_off(attempt);
                }
                answer => return answer,
            }
        }
    }

    fn try_together<T>(
        &self,
        work: &impl Fn(&Desk<&dyn Store>) -> Result<T, Error>,
        digest: Digest,
    ) -> Result<Together<T>, Error> {
        let overlay = Overlay::over(&self.store, self.office.nouns.clone());
        let over: &dyn Store = &overlay;
        let inner = Desk { key: None, ..self.over(over) };
        let worked = work(&inner);
        let moment = self.moment()?;
        let key = self.key.map_or_else(|| Key::fresh(self.office.ids.id()), |(key, _)| key);
        let key = UnitKey {
            key,
            digest,
            actor: self.actor.id(),
            recorded_at: moment.stamp.recorded_at,
            ids: Vec::new(),
        };
        match worked {
            Ok(now) => {
                let committed = self.store.commit(overlay.finish(key)?)?;
                let Committed { revisions, positions, repeated } = committed;
                Ok(Together { now: (!repeated).then_some(now), revisions, positions })
            }
            Err(error) => {
                // What the overlay wrote of a denial goes with it.
                if let Error::Denied { permission } = &error {
                    let all = Permission::ALL.iter().find(|one| one.name() == *permission);
                    all.into_iter().for_each(|one| self.write_denial(*one));
                }
                overlay.verify()?;
                Err(error)
            }
        }
    }
}

fn repeated<T>(kept: &Kept, digest: Digest) -> Result<Together<T>, Error> {
    if kept.digest != digest {
        return Err(Conflict::KeyReused.into());
    }
    Ok(Together { now: None, revisions: kept.revisions.clone(), positions: kept.positions.clone() })
}
