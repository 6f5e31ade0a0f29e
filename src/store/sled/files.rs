//! The files of a sled store: what belongs to it, what must be synced, what is left over.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::store::error::StoreError;

/// How long somebody else may still be letting go of the store.
const PATIENCE: Duration = Duration::from_secs(2);

/// An error of the system, as the contract names it.
pub(super) fn failed(error: io::Error) -> StoreError {
    let forbidden = [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem];
    if forbidden.contains(&error.kind()) { StoreError::ReadOnly } else { StoreError::io(error) }
}

/// The names in a directory; none when there is no such directory.
pub(super) fn names(directory: &Path) -> Result<Option<BTreeSet<String>>, StoreError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreError::NotOurs { why: "a file stands in its place" });
        }
        Err(error) => return Err(failed(error)),
    };
    let name = |entry: io::Result<fs::DirEntry>| {
        Ok(entry.map_err(failed)?.file_name().to_string_lossy().into_owned())
    };
    entries.map(name).collect::<Result<_, _>>().map(Some)
}

/// Makes a directory, and brings its name to disk.
pub(super) fn make(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(directory)?;
    let parent = directory.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_directory(parent.unwrap_or(Path::new(".")))
}

/// Where the tree of a number is.
pub(super) fn tree(directory: &Path, number: u64) -> PathBuf {
    directory.join(format!("tree-{number}"))
}

/// Takes the lock of a store, or says that another has it.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let mut options = fs::OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    let file = file.map_err(failed)?;
    patiently(|| match file.try_lock() {
        Ok(()) => Ok(Some(())),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(failed(error)),
    })?;
    Ok(file)
}

/// Tries until somebody else has let go, for a while.
pub(super) fn patiently<T>(
    mut attempt: impl FnMut() -> Result<Option<T>, StoreError>,
) -> Result<T, StoreError> {
    let begun = Instant::now();
    loop {
        if let Some(done) = attempt()? {
            return Ok(done);
        }
        if begun.elapsed() > PATIENCE {
            return Err(StoreError::Locked);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Removes the snapshots that sled had not finished: it does not open beside one.
pub(super) fn clear_snapshots(tree: &Path) -> Result<(), StoreError> {
    for name in names(tree)?.unwrap_or_default() {
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(tree.join(name)).map_err(failed)?;
        }
    }
    Ok(())
}

/// Removes the trees that are not the store: left over from a scrub.
pub(super) fn clear_trees(directory: &Path, number: u64) -> Result<(), StoreError> {
    let own = tree(directory, number);
    for name in names(directory)?.unwrap_or_default() {
        let path = directory.join(&name);
        if name.starts_with("tree-") && path != own {
            fs::remove_dir_all(path).map_err(failed)?;
        }
    }
    Ok(())
}

/// How much room is kept for sled to open after the disk was full.
const BALLAST: usize = 4 << 20;

/// Keeps some room on the disk, where there is some.
pub(super) fn lay_ballast(directory: &Path) {
    let path = directory.join("ballast");
    if length(&path) == u64::try_from(BALLAST).unwrap_or(u64::MAX) {
        return;
    }
    // Without it everything works until the disk is full, and opening says so then.
    if fs::write(&path, vec![0x5a; BALLAST]).is_err() {
        drop_ballast(directory);
    }
}

/// Gives the room back.
pub(super) fn drop_ballast(directory: &Path) {
    // Where there is none there is none to give back.
    let _ = fs::remove_file(directory.join("ballast"));
}

/// Copies a tree, file by file.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// How long a file is; nought when it is not there.
pub(super) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// How many bytes all files under a path have.
pub(super) fn bytes(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return length(path) };
    entries.flatten().map(|entry| bytes(&entry.path())).sum()
}

/// Brings the names in a directory to disk.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    // Elsewhere a directory cannot be opened, and names are on disk when they are made.
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

/// The files of a tree that have to be on disk before anybody is answered.
#[derive(Debug)]
pub(super) struct Synced {
    tree: PathBuf,
    log: File,
    /// Large values that are on disk already.
    blobs: BTreeSet<std::ffi::OsString>,
}

impl Synced {
    /// Looks after an open tree: brings everything in it to disk, its own name included.
    pub(super) fn tree(tree: &Path) -> io::Result<Self> {
        let log = File::options().read(true).write(true).open(tree.join("db"))?;
        let mut synced = Synced { tree: tree.to_owned(), log, blobs: BTreeSet::new() };
        synced.sync()?;
        for entry in fs::read_dir(tree)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                File::open(entry.path())?.sync_all()?;
            }
        }
        sync_directory(&tree.join("blobs"))?;
        sync_directory(tree)?;
        tree.parent().map_or(Ok(()), sync_directory)?;
        Ok(synced)
    }

    /// Brings to disk what sled has only given to the system: its flush starts the writing and
    /// does not wait for the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        let blobs = self.tree.join("blobs");
        let mut present = BTreeSet::new();
        let mut new = false;
        for entry in fs::read_dir(&blobs)? {
            let name = entry?.file_name();
            if !self.blobs.contains(&name) {
                new = true;
                match File::open(blobs.join(&name)) {
                    Ok(file) => file.sync_all()?,
                    // Outlived already: sled removes what it no longer needs.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                }
            }
            present.insert(name);
        }
        if new {
            sync_directory(&blobs)?;
        }
        self.blobs = present;
        self.log.sync_all()
    }

    /// How long the log is.
    pub(super) fn length(&self) -> u64 {
        self.log.metadata().map_or(0, |metadata| metadata.len())
    }
}
