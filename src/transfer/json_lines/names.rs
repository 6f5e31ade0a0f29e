//! Ids, streams, actors and bytes as texts, and back.

use uuid::Uuid;

use crate::domain::{ActorId, ContactId, Id, IntegrationId, RecordId, StaffId, Stream, Timestamp};

/// How long a UUID is as text.
const UUID: usize = 36;

pub(super) fn push_id(to: &mut Vec<u8>, id: Id) {
    let mut text = [0; UUID];
    let text = Uuid::from(id).as_hyphenated().encode_lower(&mut text);
    to.extend_from_slice(text.as_bytes());
}

pub(super) fn push_hex(to: &mut Vec<u8>, bytes: &[u8]) {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    for byte in bytes {
        to.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
}

pub(super) fn push_stream(to: &mut Vec<u8>, stream: Stream) {
    let root = match stream.root() {
        Stream::CLIENT => "client-",
        Stream::STAFF => "staff-",
        _ => return to.extend_from_slice(stream.to_string().as_bytes()),
    };
    to.extend_from_slice(root.as_bytes());
    push_id(to, stream.id());
}

/// An id as it is written, and no other form of a UUID.
pub(super) fn id(text: &str) -> Option<Id> {
    let id = Id::from(Uuid::try_parse(text).ok()?);
    let mut written = Vec::with_capacity(UUID);
    push_id(&mut written, id);
    (written == text.as_bytes()).then_some(id)
}

/// Bytes from their digits, in lower case.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let pairs = pairs.iter().map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?));
    if rest.is_empty() { pairs.collect() } else { None }
}

pub(super) fn array<const N: usize>(text: &str) -> Option<[u8; N]> {
    bytes(text)?.try_into().ok()
}

pub(super) fn stream(text: &str) -> Option<Stream> {
    let stream = match text {
        "team" => Stream::team(),
        "audit" => Stream::audit(),
        _ => {
            let (root, id) = text.split_at_checked(text.len().checked_sub(UUID)?)?;
            let id = self::id(id)?;
            Stream::of(Stream::root_named(root.strip_suffix('-')?)?, id)
        }
    };
    // One text for each stream.
    (stream.to_string() == text).then_some(stream)
}

pub(super) fn actor(text: &str) -> Option<ActorId> {
    if text == "system" {
        return Some(ActorId::System);
    }
    let (kind, id) = text.split_once('-')?;
    let id = self::id(id)?;
    match kind {
        "staff" => Some(ActorId::Staff(StaffId::from_id(id))),
        "contact" => Some(ActorId::Contact(ContactId::from_id(id))),
        "integration" => Some(ActorId::Integration(IntegrationId::from_id(id))),
        _ => None,
    }
}

/// An instant as it is written, and no other form of it.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let at: Timestamp = text.parse().ok()?;
    (at.to_string() == text).then_some(at)
}
