//! What still stands between the firm and a client, asked of every noun that knows of such things.

use super::changes::all_of;
use super::erasure::members;
use super::expectations::in_client;
use super::reading::Reading;
use crate::domain::client::Obligation;
use crate::domain::expectation::{Expectation, ExpectationState};
use crate::domain::programme::MemberState;
use crate::domain::{ClientId, Stream};
use crate::error::Error;
use crate::store::scan::MOST;

/// What must be settled before a client is archived or erased: promises that are not yet measured,
/// changes that are not over, memberships with their points that were not ended.
pub(super) fn of_client(reading: &Reading<'_>, client: ClientId) -> Result<Vec<Obligation>, Error> {
    let mut open = Vec::new();
    for state in [ExpectationState::Agreed, ExpectationState::Fulfilling] {
        let scan = in_client(Stream::client(client), MOST).equal(state.name());
        let promised = reading.all::<Expectation>(&scan)?;
        open.extend(promised.iter().map(|one| Obligation::new("expectation", one.now.id())));
    }
    let changes = all_of(reading, Stream::client(client))?;
    let begun = changes.iter().filter(|change| !change.state().is_over());
    open.extend(begun.map(|change| Obligation::new("change request", change.label())));
    let joined = members(reading, Stream::client(client))?;
    let joined = joined.iter().filter(|member| member.state() != MemberState::Closed);
    open.extend(joined.map(|member| Obligation::new("membership", member.id())));
    Ok(open)
}
