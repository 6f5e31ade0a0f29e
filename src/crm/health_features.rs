//! What is known of a client in numbers, at the desk: as of now or any past instant.

use super::feature_records::{as_told, standing};
use super::health::HealthDesk;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::{ClientId, Currency, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::features::Features;
use crate::store::{Sight, Store};

impl<S: Store> HealthDesk<'_, S> {
    /// What was known of a client in numbers at an instant, purchases in one currency: from what had
    /// been written down by then, about what had happened by then. What was told later, and about
    /// whatever time, is not in it.
    ///
    /// It goes through the client's journal, so it takes as long as there are entries; where features
    /// are [kept](super::Crm::keeping_features) and nothing was told since that instant, it is one
    /// record.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::contact::NewContact;
    /// use guanxi::domain::interaction::NewInteraction;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let li = desk.contacts().add(hua, NewContact::named("李雷")?)?.id();
    /// let asked = NewInteraction::mail_in("2026-05-04T08:00:00Z".parse()?).with(li);
    /// desk.interactions().log(hua, asked)?;
    /// let known = desk.health().features(hua, "CNY".parse()?, now)?;
    /// assert_eq!((known.talks.count, known.breadth(Timestamp::MIN)), (1, 1));
    /// assert!(known.responses.waiting.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Not found.
    pub fn features(
        &self,
        client: ClientId,
        currency: Currency,
        known_at: Timestamp,
    ) -> Result<Features, Error> {
        let stream = Stream::client(client);
        self.0.ask(Permission::HealthFeatures, Some(stream), |reading| {
            reading.plain::<Client>(client)?;
            if let Some(kept) = self.kept(reading, client, currency, known_at)? {
                return Ok(kept);
            }
            Ok(as_told(reading, client, currency, known_at)?)
        })
    }

    /// The features that are kept, where they are those that were known at an instant.
    fn kept(
        &self,
        reading: &Reading<'_>,
        client: ClientId,
        currency: Currency,
        known_at: Timestamp,
    ) -> Result<Option<Features>, Error> {
        let kept_here = self.0.office.features == Some(currency) && reading.sight() == Sight::All;
        if !kept_here {
            return Ok(None);
        }
        let found = standing(reading.reader(), &[client], currency)?.pop();
        Ok(found.and_then(|found| found.known_at(known_at)))
    }
}
