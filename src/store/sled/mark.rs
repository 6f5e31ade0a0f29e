//! The mark beside a sled tree: which tree is the store, and how far it was when it was last known
//! to be on disk.
//!
//! sled can lose the end of its log in silence when it is opened after a read error; a store that
//! is behind its mark is refused. The mark is written after what it speaks of, in two places by
//! turns, so that no crash leaves one that says too much or none at all.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::store::error::StoreError;
use crate::store::unit::Digest;

const MAGIC: &[u8; 12] = b"guanxi-mark\n";
const FORMAT: u8 = 1;
/// A place is magic, format, three bytes of nothing, five numbers and eight bytes of digest.
const PLACE: usize = 64;

/// What the mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// How often it was written.
    pub(super) turn: u64,
    /// The number of the tree that is the store.
    pub(super) tree: u64,
    /// How many batches the tree has taken.
    pub(super) serial: u64,
    /// How long the tree's file was.
    pub(super) length: u64,
}

/// What stands where the mark should be.
pub(super) enum Found {
    /// A mark.
    Mark(Mark),
    /// The beginning of a mark, or no file: its writer did not come to an end.
    Nothing,
    /// Something else.
    Foreign,
}

impl Mark {
    /// The mark of a store that is about to be made.
    pub(super) const FIRST: Mark = Mark { turn: 0, tree: 1, serial: 0, length: 0 };

    pub(super) fn read(path: &Path) -> Result<Found, StoreError> {
        let mut bytes = Vec::new();
        match File::open(path) {
            Ok(file) => {
                let most = u64::try_from(PLACE * 2 + 1).unwrap_or(u64::MAX);
                file.take(most).read_to_end(&mut bytes).map_err(StoreError::io)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Found::Nothing);
            }
            Err(error) => return Err(StoreError::io(error)),
        }
        if bytes.len() > PLACE * 2 || !bytes.iter().zip(MAGIC).all(|(a, b)| a == b) {
            return Ok(Found::Foreign);
        }
        let (places, _) = bytes.as_chunks::<PLACE>();
        let mut latest: Option<Mark> = None;
        for mark in places.iter().map(Mark::decode) {
            if let Some(mark) = mark?
                && latest.is_none_or(|latest| latest.turn < mark.turn)
            {
                latest = Some(mark);
            }
        }
        Ok(latest.map_or(Found::Nothing, Found::Mark))
    }

    fn decode(place: &[u8; PLACE]) -> Result<Option<Mark>, StoreError> {
        let Some(rest) = place.strip_prefix(MAGIC) else { return Ok(None) };
        let Some((said, digest)) = place.split_last_chunk::<8>() else { return Ok(None) };
        if !Digest::of(said).0.starts_with(digest) {
            return Ok(None);
        }
        if let [found, ..] = rest
            && *found > FORMAT
        {
            let (found, known) = (u32::from(*found), u32::from(FORMAT));
            return Err(StoreError::NewerFormat { what: "mark", found, known });
        }
        let (numbers, _) = rest.split_at_checked(4).unwrap_or_default().1.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|bytes| u64::from_be_bytes(*bytes));
        let mut number = || numbers.next().unwrap_or_default();
        Ok(Some(Mark { turn: number(), tree: number(), serial: number(), length: number() }))
    }

    fn encode(&self) -> Vec<u8> {
        let mut place = MAGIC.to_vec();
        place.extend_from_slice(&[FORMAT, 0, 0, 0]);
        for number in [self.turn, self.tree, self.serial, self.length, 0] {
            place.extend_from_slice(&number.to_be_bytes());
        }
        let digest = Digest::of(&place);
        place.extend(digest.0.iter().take(8));
        place
    }
}

/// The file of the mark, open for writing.
#[derive(Debug)]
pub(super) struct MarkFile {
    file: File,
    mark: Mark,
}

impl MarkFile {
    /// Opens the file for writing, and writes a first mark where none stands yet.
    pub(super) fn open(path: &Path, mark: Mark) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path);
        let mut mark_file = MarkFile { file: file.map_err(StoreError::io)?, mark };
        if mark.turn == 0 {
            mark_file.write(mark).map_err(StoreError::io)?;
        }
        Ok(mark_file)
    }

    pub(super) fn mark(&self) -> Mark {
        self.mark
    }

    /// Writes the mark; when it returns it is on disk.
    pub(super) fn write(&mut self, mark: Mark) -> std::io::Result<()> {
        let mark = Mark { turn: self.mark.turn.saturating_add(1), ..mark };
        // The first turn writes the first place: a file never begins with anything else.
        let place = if mark.turn % 2 == 1 { 0 } else { u64::try_from(PLACE).unwrap_or_default() };
        self.file.seek(SeekFrom::Start(place))?;
        self.file.write_all(&mark.encode())?;
        self.file.sync_all()?;
        self.mark = mark;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> Mark {
        match Mark::read(path).unwrap() {
            Found::Mark(mark) => mark,
            Found::Nothing | Found::Foreign => panic!("no mark"),
        }
    }

    #[test]
    fn the_latest_whole_mark_counts() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mark");
        assert!(matches!(Mark::read(&path).unwrap(), Found::Nothing));
        let mut file = MarkFile::open(&path, Mark::FIRST).unwrap();
        for serial in 1..6 {
            file.write(Mark { serial, ..file.mark() }).unwrap();
            assert_eq!(read(&path).serial, serial);
        }
        // The fifth after the first stands in the second place: torn, the one before counts.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[PLACE + 40] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path).serial, 4);
        bytes.truncate(20);
        std::fs::write(&path, &bytes).unwrap();
        assert!(matches!(Mark::read(&path).unwrap(), Found::Nothing));
        std::fs::write(&path, b"somebody else's").unwrap();
        assert!(matches!(Mark::read(&path).unwrap(), Found::Foreign));
    }

    #[test]
    fn a_newer_mark_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mark");
        let mut place = Mark::FIRST.encode();
        place[MAGIC.len()] = FORMAT + 1;
        let digest = Digest::of(&place[..PLACE - 8]);
        place[PLACE - 8..].copy_from_slice(&digest.0[..8]);
        std::fs::write(&path, place).unwrap();
        assert_eq!(Mark::read(&path).err().map(|error| error.name()), Some("newer format"));
    }
}
