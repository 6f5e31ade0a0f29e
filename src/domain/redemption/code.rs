//! Voucher codes, as people read them out and type them in.

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;

const FORM: Invalid = Invalid::Form { field: "code", form: "4 to 40 of A-Z, 0-9 and -" };

/// The thirty-two signs of a code that was drawn: no I, L, O and U, which are misread.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A voucher's code: 4 to 40 capital letters, digits and hyphens, one of them no hyphen.
///
/// Who knows it has the voucher, so it is personal, and is shown in no message.
///
/// ```
/// use guanxi::domain::redemption::VoucherCode;
/// assert_eq!(VoucherCode::new(" tea-2026 ")?.as_str(), "TEA-2026");
/// assert_eq!(VoucherCode::drawn([0xff; 16]).as_str(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
/// assert!(VoucherCode::new("茶").is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoucherCode(String);

impl VoucherCode {
    /// Takes a code, small letters as capital ones.
    ///
    /// # Errors
    /// [`Invalid::Form`].
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_uppercase();
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let says = text.bytes().any(|byte| byte != b'-');
        if (4..=40).contains(&text.len()) && says && text.bytes().all(fits) {
            Ok(VoucherCode(text))
        } else {
            Err(FORM)
        }
    }

    /// The code that sixteen bytes stand for: sixteen signs of five bits each, those of one byte.
    #[must_use]
    pub fn drawn(bytes: [u8; 16]) -> Self {
        let mut text = String::with_capacity(19);
        for (n, byte) in bytes.into_iter().enumerate() {
            if n > 0 && n % 4 == 0 {
                text.push('-');
            }
            let sign = SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
            text.push(char::from(sign));
        }
        VoucherCode(text)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for VoucherCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VoucherCode(…)")
    }
}

impl TryFrom<String> for VoucherCode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        VoucherCode::new(&text)
    }
}

impl From<VoucherCode> for String {
    fn from(code: VoucherCode) -> Self {
        code.0
    }
}
