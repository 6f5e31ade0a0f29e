//! Members of staff: who owns clients, who leads whom.
//!
//! Who they are to the host (accounts, passwords) is the host's; a member of staff has the id that
//! the host gives.

mod declared;
mod event;
mod input;
mod record;
mod refusal;
mod verbs;

pub use declared::MACHINE;
pub use event::{StaffChange, StaffEvent, StaffWord};
pub use input::{NewStaff, StaffEdit};
pub use record::{Staff, StaffPersonal, StaffPlain, StaffState};
pub use refusal::{StaffGuard, StaffRefusal};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
