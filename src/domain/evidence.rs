//! What is pointed at but not kept here: a contract, a plan revision, a feedback; and the digest of
//! a text.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{CustomKey, Invalid, Line};

/// Something outside the crate that a record rests on: a contract, a plan revision, a milestone, a
/// feedback.
///
/// The crate never opens it: it keeps which one it was, and if the caller gave a digest, a proof of
/// what stood in it. Nothing personal may stand in the id, since evidence stays when somebody is
/// erased.
///
/// ```
/// use guanxi::domain::{Evidence, TextDigest};
/// let contract = Evidence::of("contract", "HX-2026-07")?.with_digest(TextDigest::of("第一条 …"));
/// assert_eq!((contract.kind().as_str(), contract.id().as_str()), ("contract", "HX-2026-07"));
/// assert_eq!(contract.to_string(), "contract HX-2026-07");
/// assert!(Evidence::of("Contract", "HX").is_err() && Evidence::of("contract", " ").is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    kind: CustomKey,
    id: Line,
    digest: Option<TextDigest>,
}

impl Evidence {
    /// Names one: of which kind (a key such as `contract`), and which.
    ///
    /// # Errors
    /// What [`CustomKey::new`] and [`Line::new`] turn away.
    pub fn of(kind: &str, id: &str) -> Result<Self, Invalid> {
        let kind = CustomKey::new(kind).map_err(|why| why.in_field("evidence"))?;
        let id = Line::new(id).map_err(|why| why.in_field("evidence"))?;
        Ok(Evidence { kind, id, digest: None })
    }

    /// The same, with a proof of what stood in it.
    #[must_use]
    pub fn with_digest(mut self, digest: TextDigest) -> Self {
        self.digest = Some(digest);
        self
    }

    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> &CustomKey {
        &self.kind
    }

    /// Which one it is.
    #[must_use]
    pub fn id(&self) -> &Line {
        &self.id
    }

    /// The digest of what stood in it, where the caller gave one.
    #[must_use]
    pub fn digest(&self) -> Option<TextDigest> {
        self.digest
    }
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// The SHA-256 of a text: proves later which text was meant, and keeps none of it.
///
/// Its text form is 64 hexadecimal digits, its serde form the same text.
///
/// ```
/// use guanxi::domain::TextDigest;
/// let told = TextDigest::of("abc");
/// assert!(told.to_string().starts_with("ba7816bf8f01cfea"));
/// assert_eq!(told.to_string().parse(), Ok(told));
/// assert_ne!(told, TextDigest::of("abd"));
/// assert!("ba7816".parse::<TextDigest>().is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextDigest([u8; 32]);

impl TextDigest {
    /// The digest of a text, byte by byte as it is given: no white space is taken off.
    #[must_use]
    pub fn of(text: &str) -> Self {
        TextDigest(Sha256::digest(text.as_bytes()).into())
    }

    /// The thirty-two bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl std::fmt::Display for TextDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Sixteen bytes are one number to be written.
        self.0.chunks(16).try_for_each(|half| {
            let number = half.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
            write!(f, "{number:032x}")
        })
    }
}

impl std::fmt::Debug for TextDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for TextDigest {
    type Err = Invalid;

    /// Reads 64 hexadecimal digits, in either case.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = Invalid::Form { field: "digest", form: "64 hexadecimal digits" };
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(form);
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = str::from_utf8(digits).map_err(|_| form.clone())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| form.clone())?;
        }
        Ok(TextDigest(bytes))
    }
}

impl Serialize for TextDigest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextDigest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::text::forms::read(from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_digest_is_the_one_that_everybody_computes() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(TextDigest::of("").to_string(), empty);
        assert_eq!(empty.to_uppercase().parse(), Ok(TextDigest::of("")));
        for bad in ["", "g", &empty[1..], &format!("{empty}0"), &empty.replace('e', "+")] {
            assert!(matches!(bad.parse::<TextDigest>(), Err(Invalid::Form { .. })), "{bad}");
        }
    }

    #[test]
    fn evidence_says_what_is_wrong_with_it() {
        let long = "x".repeat(501);
        for (kind, id, code) in [
            ("", "x", "invalid.empty"),
            ("合同", "x", "invalid.form"),
            ("contract", "", "invalid.empty"),
            ("contract", "a\u{202e}b", "invalid.text"),
            ("contract", &long, "invalid.too_long"),
        ] {
            let why = Evidence::of(kind, id).unwrap_err();
            assert_eq!((why.code(), why.field()), (code, "evidence"));
        }
    }

    proptest! {
        #[test]
        fn a_digest_survives_being_written(text in ".{0,40}") {
            let digest = TextDigest::of(&text);
            let bytes = rmp_serde::to_vec(&digest).unwrap();
            prop_assert_eq!(rmp_serde::from_slice::<TextDigest>(&bytes).unwrap(), digest);
            prop_assert_eq!(digest.to_string().parse(), Ok(digest));
            prop_assert_ne!(digest, TextDigest::of(&format!("{text} ")));
        }
    }
}
