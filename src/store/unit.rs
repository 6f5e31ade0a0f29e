//! What is committed: a unit of expectations, takes and writes, all or nothing, as data.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::record::{Body, Revision, Target};
use crate::domain::declaration::Columns;
use crate::domain::{ActorId, Id, Invalid, Stream, Timestamp, Visibility};

/// Thirty-two bytes of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest in front of a stream's first entry.
    pub const NONE: Digest = Digest([0; 32]);

    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The name under which a unit is committed once and never twice.
///
/// A host's key is kept as a digest of its text, so that nothing can be read out of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 16]);

impl Key {
    /// Takes a host's text: 1 to 255 characters, no control characters.
    ///
    /// # Errors
    /// [`Invalid::Empty`], [`Invalid::TooLong`] or [`Invalid::Text`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::with_salt(text).map(|(key, _)| key)
    }

    /// The same, and sixteen bytes that only who knows the text can have: they keep the digest of
    /// a command from being guessed by who reads the store.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn with_salt(text: &str) -> Result<(Self, [u8; 16]), Invalid> {
        if text.is_empty() {
            return Err(Invalid::Empty { field: "key" });
        }
        if text.len() > 255 * 4 || text.chars().count() > 255 {
            return Err(Invalid::TooLong { field: "key", limit: 255 });
        }
        if let Some(at) = text.chars().position(char::is_control) {
            return Err(Invalid::Text { field: "key", at: at + 1 });
        }
        let (mut key, mut salt) = ([0; 16], [0; 16]);
        let bytes = Digest::of(text.as_bytes()).0;
        key.iter_mut().chain(&mut salt).zip(bytes).for_each(|(to, byte)| *to = byte);
        Ok((Key(key), salt))
    }

    /// A key of the crate's own, which no host's text gives: theirs have no control characters.
    pub(crate) fn own(text: &str) -> Self {
        let mut key = [0; 16];
        let bytes = Digest::of(format!("\u{0}{text}").as_bytes()).0;
        key.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        Key(key)
    }

    /// Takes a fresh id, for a unit whose caller gave no key.
    #[must_use]
    pub const fn fresh(id: Id) -> Self {
        Key(id.to_bytes())
    }

    /// The sixteen bytes that engines keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// The key of a unit, and what must be known to answer a repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitKey {
    /// The key.
    pub key: Key,
    /// The digest of actor, verb and input: a repetition has the same, another command has not.
    pub digest: Digest,
    /// Who commits.
    pub actor: ActorId,
    /// When the crate was told.
    pub recorded_at: Timestamp,
    /// The records that the first answer was about.
    pub ids: Vec<Id>,
}

/// Something read on which the decision rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The stream stands at this revision.
    Stream(Stream, Revision),
    /// The record stands at this revision.
    Record(Target, Revision),
    /// There is no such record.
    Absent(Target),
}

/// A number that the commands of many streams move at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Counter {
    /// The stream of the record that it counts for.
    pub of: Stream,
    /// What it counts; at most 255 bytes.
    pub name: Cow<'static, str>,
}

impl Counter {
    /// Names a counter.
    #[must_use]
    pub fn of(stream: Stream, name: impl Into<Cow<'static, str>>) -> Self {
        Counter { of: stream, name: name.into() }
    }
}

/// A move of a counter, applied by the writer and refused where it would leave its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// The counter; it stands at nought until it is first moved.
    pub counter: Counter,
    /// What is added.
    pub by: i64,
    /// The least it may come to.
    pub not_below: i64,
    /// The most it may come to.
    pub not_above: i64,
}

/// A record as it is to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// Which record.
    pub target: Target,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it says.
    pub body: Body,
    /// A cell for every declared column; those of derived columns are not looked at.
    pub columns: Columns,
    /// The fact in the same stream whose place this one takes.
    pub supersedes: Option<Id>,
}

/// What an entry of the journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// The event itself.
    Inline(Body),
    /// The fact that the entry is about: its record says everything.
    Record,
}

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The record it is about.
    pub target: Target,
    /// The event, one of those the noun declares.
    pub event: &'static str,
    /// When it happened in the world.
    pub valid_at: Timestamp,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it says.
    pub payload: Payload,
    /// Sixteen random bytes that keep the personal part from being guessed after its erasure.
    pub salt: [u8; 16],
}

/// What a unit does in one stream: removes, then puts, then redactions, then entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The stream.
    pub stream: Stream,
    /// Records that leave it.
    pub removes: Vec<Target>,
    /// Records as they are to stand.
    pub puts: Vec<Put>,
    /// Records whose personal part is erased, in the record and in every entry about it.
    pub redactions: Vec<Target>,
    /// What happened.
    pub entries: Vec<NewEntry>,
}

impl Write {
    /// Nothing yet, in this stream.
    #[must_use]
    pub const fn to(stream: Stream) -> Self {
        Write {
            stream,
            removes: Vec::new(),
            puts: Vec::new(),
            redactions: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removes.is_empty()
            && self.puts.is_empty()
            && self.redactions.is_empty()
            && self.entries.is_empty()
    }
}

/// What is committed, all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The name under which it is committed once.
    pub key: UnitKey,
    /// What was read.
    pub expects: Vec<Expect>,
    /// Counters that are moved; a unit that takes has at least one entry, which says why.
    pub takes: Vec<Take>,
    /// What is written, each stream at most once.
    pub writes: Vec<Write>,
}

/// What a commit answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The revision of every stream that the unit changed, in the unit's order.
    pub revisions: Vec<(Stream, Revision)>,
    /// The positions of its entries, in the unit's order.
    pub positions: Vec<super::journal::Position>,
    /// Whether this key was committed before, and this is the first answer again.
    pub repeated: bool,
}

/// What is remembered of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The digest of actor, verb and input.
    pub digest: Digest,
    /// Who committed.
    pub actor: ActorId,
    /// When the crate was told.
    pub recorded_at: Timestamp,
    /// The records that the first answer was about.
    pub ids: Vec<Id>,
    /// The revisions of the first answer.
    pub revisions: Vec<(Stream, Revision)>,
    /// The positions of the first answer.
    pub positions: Vec<super::journal::Position>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_255_characters_at_most_however_many_bytes_each_takes() {
        let long = || Err(Invalid::TooLong { field: "key", limit: 255 });
        for letter in ["a", "é", "信", "🀄"] {
            assert!(Key::parse(&letter.repeat(255)).is_ok(), "{letter}");
            assert_eq!(Key::parse(&letter.repeat(256)), long(), "{letter}");
        }
        assert_eq!(Key::parse(&"a".repeat(1_000_000)), long());
        assert_eq!(Key::parse(""), Err(Invalid::Empty { field: "key" }));
        assert_eq!(Key::parse("信\u{7}"), Err(Invalid::Text { field: "key", at: 2 }));
    }

    #[test]
    fn a_key_and_its_salt_are_the_two_halves_of_the_texts_digest() {
        let (key, salt) = Key::with_salt("order-4711").unwrap();
        let digest = Digest::of(b"order-4711").0;
        assert_eq!([*key.as_bytes(), salt].concat(), digest);
    }
}
