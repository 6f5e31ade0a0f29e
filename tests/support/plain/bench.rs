//! The plainest store on the bench of the conformance suite.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use guanxi::store::conformance::{Bench, Handle};
use guanxi::store::{Registered, StoreError};

use super::{Fault, Kingdom, Plain};

/// Opens the plain store of a directory; what was kept in it stays as long as the bench does.
#[derive(Debug)]
pub(crate) struct PlainBench {
    fault: Fault,
    places: Mutex<HashMap<PathBuf, Arc<Mutex<Arc<Kingdom>>>>>,
}

impl PlainBench {
    /// A bench of stores with this fault.
    pub(crate) fn with(fault: Fault) -> Self {
        PlainBench { fault, places: Mutex::default() }
    }
}

impl Bench for PlainBench {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let place = Arc::clone(self.places.lock().unwrap().entry(directory.into()).or_default());
        let mut state = place.lock().unwrap();
        let mut kept = Kingdom::clone(&state);
        match self.fault {
            Fault::LastUnitLostOnOpening => drop(kept.entries.pop()),
            Fault::KeysLostOnOpening => kept.keys.clear(),
            _ => {}
        }
        *state = Arc::new(kept);
        drop(state);
        let log = Some(directory.join("log"));
        let store = Plain::over(nouns, self.fault, place, log)?;
        with(Handle::Shared(&store));
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        true
    }
}
