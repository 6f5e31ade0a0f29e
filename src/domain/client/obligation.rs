//! What still stands between the firm and a client.

/// Something that must be settled before a client can be archived or erased: points not redeemed,
/// a change not closed, a duty to keep records.
///
/// The client does not know what it is; whoever raised it does.
///
/// ```
/// use guanxi::domain::client::Obligation;
/// assert_eq!(Obligation::new("change request", "CR-17").to_string(), "change request CR-17");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Obligation {
    kind: &'static str,
    which: String,
}

impl Obligation {
    /// Names one: of which kind, and which; nothing personal may stand in it.
    #[must_use]
    pub fn new(kind: &'static str, which: impl std::fmt::Display) -> Self {
        Obligation { kind, which: which.to_string() }
    }

    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Which one it is.
    #[must_use]
    pub fn which(&self) -> &str {
        &self.which
    }
}

impl std::fmt::Display for Obligation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.which)
    }
}
