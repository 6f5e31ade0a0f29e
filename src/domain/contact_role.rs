//! What a contact is to the firm: named by contacts and by the plans of who is to be met.

use serde::{Deserialize, Serialize};

use super::named::named;

/// What a contact is to the firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ContactRole {
    /// They decide.
    DecisionMaker,
    /// Those who decide listen to them.
    Influencer,
    /// They use what the firm makes.
    User,
    /// They pay.
    Finance,
    /// Something else.
    Other,
}

named!(ContactRole, "role", [DecisionMaker, Influencer, User, Finance, Other]);
