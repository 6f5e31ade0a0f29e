//! What still stands between the firm and a client, asked of every noun that knows of such things.

use super::expectations::in_client;
use super::reading::Reading;
use crate::domain::client::Obligation;
use crate::domain::expectation::{Expectation, ExpectationState};
use crate::domain::{ClientId, Stream};
use crate::error::Error;
use crate::store::scan::MOST;

/// What must be settled before a client is archived or erased: promises that are not yet measured.
pub(super) fn of_client(reading: &Reading<'_>, client: ClientId) -> Result<Vec<Obligation>, Error> {
    let mut open = Vec::new();
    for state in [ExpectationState::Agreed, ExpectationState::Fulfilling] {
        let scan = in_client(Stream::client(client), MOST).equal(state.name());
        let promised = reading.all::<Expectation>(&scan)?;
        open.extend(promised.iter().map(|one| Obligation::new("expectation", one.now.id())));
    }
    Ok(open)
}
