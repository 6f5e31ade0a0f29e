//! The words of a referral.

use serde::{Deserialize, Serialize};

use super::terms::Gives;
use crate::domain::contact::Address;
use crate::domain::named::named;
use crate::domain::{ClientId, EntryId, Timestamp, TransactionId};

/// How far a referral has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReferralState {
    /// Somebody was invited.
    Invited,
    /// They became a client.
    Registered,
    /// What was asked of them happened; the points wait.
    Qualified,
    /// Points were given. More may follow where every purchase gives some.
    Rewarded,
    /// It does not count.
    Rejected,
    /// It took too long.
    Expired,
}

named!(ReferralState, "state", [Invited, Registered, Qualified, Rewarded, Rejected, Expired]);

/// Who was brought, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// The client.
    pub client: ClientId,
    /// Whether they are active.
    pub active: bool,
    /// When they became a client.
    pub begun: Timestamp,
    /// Whether they share a mail address or a telephone with who refers.
    pub shares_contact: bool,
    /// Whether they brought who refers, or who brought those, and so on.
    pub brought_referrer: bool,
    /// How many others the same client has brought already.
    pub others: u32,
}

/// A purchase of who was brought, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    /// The purchase, by its first record.
    pub purchase: TransactionId,
    /// Who bought.
    pub client: Option<ClientId>,
    /// Whether it is a purchase, and stands.
    pub is_purchase: bool,
    /// When it was bought.
    pub at: Timestamp,
}

/// Something for which points are given, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merit {
    /// The purchase; none where registering is enough.
    pub purchase: Option<TransactionId>,
    /// When it happened.
    pub at: Timestamp,
    /// When the points are due: once it cannot be returned any more.
    pub due: Timestamp,
    /// Whether they were given.
    pub state: MeritState,
    /// How many points each side keeps of what it is given, where a part of the purchase came back.
    #[serde(default)]
    pub kept: Option<Gives>,
}

/// Whether points were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeritState {
    /// Not yet.
    Waiting,
    /// By these entries of the ledger.
    Given(Vec<EntryId>),
    /// The purchase was returned.
    Reversed,
}

/// Whether two people can be reached at the same mail address or telephone.
///
/// ```
/// use guanxi::domain::contact::Address;
/// use guanxi::domain::referral::shares_contact;
/// use guanxi::domain::Phone;
/// let desk = [Address::Phone(Phone::new("138 0013 8000")?)];
/// let pocket = [Address::Mobile(Phone::new("13800138000")?)];
/// assert!(shares_contact(&desk, &pocket) && !shares_contact(&desk, &[]));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn shares_contact(one: &[Address], other: &[Address]) -> bool {
    let phone = |address: &Address| match address {
        Address::Phone(phone) | Address::Mobile(phone) => Some(Address::Mobile(phone.clone())),
        Address::Email(_) | Address::Messenger(..) | Address::Post(_) => None,
    };
    let same = |a: &Address, b: &Address| match (phone(a), phone(b)) {
        (Some(a), Some(b)) => a.is_same(&b),
        (None, None) => matches!(a, Address::Email(_)) && a.is_same(b),
        (Some(_), None) | (None, Some(_)) => false,
    };
    one.iter().any(|a| other.iter().any(|b| same(a, b)))
}
