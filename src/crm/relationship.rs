//! The stages of the relationship at the desk.

use serde::Serialize;

use super::desk::Desk;
use super::done::Done;
use super::permission::Permission;
use crate::domain::client::{Churn, Client, ClientRefusal, Exit, Relationship};
use crate::domain::noun::{Event, Stamp};
use crate::domain::{ClientId, CustomKey, Line};
use crate::error::Error;
use crate::store::Store;

/// What the desk does about the relationship with one client.
#[derive(Debug)]
pub struct RelationshipDesk<'d, S> {
    desk: &'d Desk<S>,
    client: ClientId,
    overriding: Option<Line>,
}

impl<S: Store> Desk<S> {
    /// The relationship with one client.
    #[must_use]
    pub fn relationship(&self, client: ClientId) -> RelationshipDesk<'_, S> {
        RelationshipDesk { desk: self, client, overriding: None }
    }
}

type Said = Result<Event<Client>, ClientRefusal>;

impl<S: Store> RelationshipDesk<'_, S> {
    /// Leaves a stage although its checklist is not complete, for a reason.
    ///
    /// # Errors
    /// [`Invalid`](crate::domain::Invalid) when the reason cannot be taken.
    pub fn overriding(mut self, reason: &str) -> Result<Self, Error> {
        self.overriding = Some(Line::new(reason)?);
        Ok(self)
    }

    fn go(
        self,
        permission: Permission,
        verb: impl Fn(Relationship<'_>, &Exit<'_>, &Stamp) -> Said,
    ) -> Result<Done<Client>, Error> {
        let exit = match &self.overriding {
            Some(reason) => Exit::overriding(&self.desk.office.checklists, reason.clone()),
            None => Exit::complete(&self.desk.office.checklists),
        };
        self.say(permission, &self.overriding, |relationship, stamp| {
            verb(relationship, &exit, stamp)
        })
    }

    fn say(
        &self,
        permission: Permission,
        input: &impl Serialize,
        verb: impl Fn(Relationship<'_>, &Stamp) -> Said,
    ) -> Result<Done<Client>, Error> {
        self.desk.say(permission, self.client, input, |client: &Client, stamp| {
            verb(client.relationship(), stamp)
        })
    }

    /// [`Relationship::begin`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn begin(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipBegin, |relationship, exit, stamp| {
            relationship.begin(exit, stamp)
        })
    }

    /// [`Relationship::deliver`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn deliver(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipDeliver, |relationship, exit, stamp| {
            relationship.deliver(exit, stamp)
        })
    }

    /// [`Relationship::hand_over`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn hand_over(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipHandOver, |relationship, exit, stamp| {
            relationship.hand_over(exit, stamp)
        })
    }

    /// [`Relationship::rest`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn rest(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipRest, |relationship, exit, stamp| {
            relationship.rest(exit, stamp)
        })
    }

    /// [`Relationship::win_back`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn win_back(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipWinBack, |relationship, exit, stamp| {
            relationship.win_back(exit, stamp)
        })
    }

    /// [`Relationship::reopen`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reopen(self) -> Result<Done<Client>, Error> {
        self.go(Permission::RelationshipReopen, |relationship, exit, stamp| {
            relationship.reopen(exit, stamp)
        })
    }

    /// [`Relationship::churn`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn churn(self, churn: Churn) -> Result<Done<Client>, Error> {
        self.say(Permission::RelationshipChurn, &churn, |relationship, stamp| {
            relationship.churn(churn.clone(), stamp)
        })
    }

    /// [`Relationship::lose`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn lose(self, reason: &str) -> Result<Done<Client>, Error> {
        let reason = Line::new(reason)?;
        self.say(Permission::RelationshipLose, &reason, |relationship, stamp| {
            relationship.lose(reason.clone(), stamp)
        })
    }

    /// [`Relationship::tick`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn tick(self, item: CustomKey) -> Result<Done<Client>, Error> {
        let lists = &self.desk.office.checklists;
        self.say(Permission::RelationshipTick, &item, |relationship, stamp| {
            relationship.tick(item.clone(), lists, stamp)
        })
    }

    /// [`Relationship::untick`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn untick(self, item: CustomKey) -> Result<Done<Client>, Error> {
        let lists = &self.desk.office.checklists;
        self.say(Permission::RelationshipUntick, &item, |relationship, stamp| {
            relationship.untick(item.clone(), lists, stamp)
        })
    }
}
