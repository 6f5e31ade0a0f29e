//! Which versions of which nouns a store knows, in a file beside the tree: a store that is newer is
//! refused before sled has touched it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::files;
use crate::store::catalogue::Catalogue;
use crate::store::error::StoreError;
use crate::store::kv::form;

/// A noun's number, version, and number of events.
type Known = Vec<(u8, u16, usize)>;

fn today(catalogue: &Catalogue) -> Known {
    let known = |noun: &crate::store::catalogue::Registered| {
        let declaration = noun.declaration;
        (declaration.number, declaration.version, declaration.events.len())
    };
    catalogue.nouns().map(known).collect()
}

fn read(directory: &Path) -> Result<Option<Known>, StoreError> {
    match fs::read(directory.join("nouns")) {
        Ok(bytes) => form::read(&bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(files::failed(error)),
    }
}

/// Refuses a store of newer nouns.
pub(super) fn check(directory: &Path, catalogue: &Catalogue) -> Result<(), StoreError> {
    for (number, version, events) in read(directory)?.unwrap_or_default() {
        let Some(noun) = catalogue.numbered(number) else {
            let what = "a noun of the number";
            return Err(StoreError::NewerFormat { what, found: u32::from(number), known: 0 });
        };
        let own = noun.declaration;
        if version > own.version || events > own.events.len() {
            return Err(StoreError::NewerFormat {
                what: own.noun,
                found: u32::from(version),
                known: u32::from(own.version),
            });
        }
    }
    Ok(())
}

/// Writes what is known today, before anything is built anew.
pub(super) fn write(directory: &Path, catalogue: &Catalogue) -> Result<(), StoreError> {
    let today = today(catalogue);
    if read(directory)?.as_ref() == Some(&today) {
        return Ok(());
    }
    let new = directory.join("nouns.new");
    let bytes = form::write(&today)?;
    let written = || {
        let mut file = File::create(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&new, directory.join("nouns"))?;
        files::sync_directory(directory)
    };
    written().map_err(files::failed)
}
