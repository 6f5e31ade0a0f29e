//! Ids: sixteen bytes that say which record, and a type that says of which noun.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Invalid;

/// Which record, whatever its noun: a UUID, as the store sees it.
///
/// Ordered like its bytes, so ids of version 7 stand in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(#[serde(with = "bytes")] [u8; 16]);

impl Id {
    /// Takes the sixteen bytes of a UUID.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Id(bytes)
    }

    /// The sixteen bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The sixteen bytes, borrowed.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<Uuid> for Id {
    fn from(uuid: Uuid) -> Self {
        Id(uuid.into_bytes())
    }
}

impl From<Id> for Uuid {
    fn from(id: Id) -> Self {
        Uuid::from_bytes(id.0)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", Uuid::from_bytes(self.0).as_hyphenated())
    }
}

impl std::fmt::Debug for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

mod bytes {
    //! Sixteen bytes as one byte string: seventeen bytes shorter than sixteen numbers.

    use serde::de::{Error, SeqAccess, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
        from.deserialize_bytes(Sixteen)
    }

    struct Sixteen;

    impl<'de> Visitor<'de> for Sixteen {
        type Value = [u8; 16];

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("sixteen bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut id = [0; 16];
            for (at, byte) in id.iter_mut().enumerate() {
                *byte = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(at, &self))?;
            }
            Ok(id)
        }
    }
}

/// An id that knows its noun.
pub trait RecordId: Copy + Eq + Ord + std::fmt::Display + std::fmt::Debug {
    /// The noun, as it stands in front of the id's text form.
    const NOUN: &'static str;

    /// Takes an id of this noun as the store keeps it.
    fn from_id(id: Id) -> Self;

    /// The id as the store keeps it.
    fn id(self) -> Id;
}

fn parse(text: &str, wanted: &'static str) -> Result<Id, Invalid> {
    let form = || Invalid::Form { field: "id", form: "noun-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" };
    let (noun, rest) = text.split_once('-').ok_or_else(form)?;
    let known = !noun.is_empty()
        && noun.len() <= 40
        && noun.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !known || rest.len() != 36 {
        return Err(form());
    }
    let id = Uuid::try_parse(rest).map_err(|_| form())?;
    if noun != wanted {
        return Err(Invalid::WrongKind { field: "id", wanted, found: noun.to_owned() });
    }
    Ok(Id::from(id))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $noun:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// Its text form is the noun and a UUID; the id of another noun is not read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Id);

        impl $name {
            /// Takes a UUID that the host made.
            #[must_use]
            pub fn from_uuid(uuid: Uuid) -> Self {
                $name(Id::from(uuid))
            }
        }

        impl RecordId for $name {
            const NOUN: &'static str = $noun;

            fn from_id(id: Id) -> Self {
                $name(id)
            }

            fn id(self) -> Id {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($noun, "-{}"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                parse(text, $noun).map($name)
            }
        }
    )*};
}

ids! {
    /// Which client.
    ClientId = "client";
    /// Which contact, a person at a client.
    ContactId = "contact";
    /// Which interaction.
    InteractionId = "interaction";
    /// Which member of staff; the host gives it.
    StaffId = "staff";
    /// Which project; its record comes with a later noun, until then it is a reference.
    ProjectId = "project";
    /// Which program of the host acted.
    IntegrationId = "integration";
    /// Which notice, an obligation to tell somebody something.
    NoticeId = "notice";
    /// Which expectation.
    ExpectationId = "expectation";
    /// Which change request.
    ChangeRequestId = "change_request";
    /// Which series of meetings.
    MeetingSeriesId = "meeting_series";
    /// Which sequence of follow-ups.
    SequenceId = "sequence";
    /// Which import of a file.
    ImportId = "import";
    /// Which order, invoice, payment or refund.
    TransactionId = "transaction";
    /// Which survey.
    SurveyId = "survey";
    /// Which invitation to a survey.
    InvitationId = "invitation";
    /// Which answer to a survey.
    AnswerId = "answer";
    /// Which loyalty programme.
    ProgrammeId = "programme";
    /// Which membership of a client in a programme.
    MemberId = "member";
    /// Which lot of points.
    LotId = "lot";
    /// Which entry of the points ledger.
    EntryId = "points_entry";
    /// Which reward.
    RewardId = "reward";
    /// Which redemption of a reward.
    RedemptionId = "redemption";
    /// Which referral.
    ReferralId = "referral";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_noun_is_not_read() {
        let client = ClientId::from_uuid(Uuid::from_u128(7));
        assert_eq!(client.to_string().parse::<ClientId>(), Ok(client));
        assert_eq!(
            client.to_string().parse::<ContactId>(),
            Err(Invalid::WrongKind { field: "id", wanted: "contact", found: "client".into() })
        );
        for bad in
            ["", "client", "client-", "-", "client-7", "客户-00000000-0000-0000-0000-000000000007"]
        {
            assert!(matches!(bad.parse::<ClientId>(), Err(Invalid::Form { .. })), "{bad}");
        }
    }
}
