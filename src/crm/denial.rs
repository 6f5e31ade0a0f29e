//! Denials as drafts: the key makes one a day out of any number of the same kind.

use super::draft::{Draft, Moment};
use super::permission::Permission;
use crate::domain::Actor;
use crate::domain::denial::Denial;
use crate::error::Error;
use crate::store::Key;

pub(super) fn draft(
    actor: &Actor,
    permission: Permission,
    moment: &Moment<'_>,
) -> Result<(Draft<Denial>, Key), Error> {
    let at = moment.stamp.recorded_at;
    let day = at.seconds().div_euclid(86_400);
    let key = Key::own(&format!("denial {} {permission} {day}", actor.id()));
    let denial = Denial::new(moment.fresh(), actor.id(), permission.name(), at);
    Ok((Draft::fact(denial, moment)?, key))
}
