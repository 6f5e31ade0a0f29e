//! A directory of a check's own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A directory of a check's own, removed afterwards.
#[derive(Debug)]
pub struct Seat(PathBuf);

impl Seat {
    /// Makes an empty directory.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn new() -> Result<Self, String> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("guanxi-conformance-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(|error| format!("no directory: {error}"))?;
        Ok(Seat(path))
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Every file in it, with its bytes.
    ///
    /// # Errors
    /// Why one cannot be read.
    pub fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        let mut files = Vec::new();
        let mut directories = vec![self.0.clone()];
        while let Some(directory) = directories.pop() {
            let told = |error| format!("{} cannot be read: {error}", directory.display());
            for entry in std::fs::read_dir(&directory).map_err(told)? {
                let path = entry.map_err(told)?.path();
                if path.is_dir() {
                    directories.push(path);
                } else {
                    files.push((path.clone(), std::fs::read(&path).map_err(told)?));
                }
            }
        }
        Ok(files)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's directory for such files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
