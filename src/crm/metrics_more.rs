//! Figures of the whole firm at the desk: who brought others, and how soon clients were answered.

use std::collections::BTreeMap;

use super::metrics::{Metrics, every};
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::referral::Referral;
use crate::domain::{ClientId, Figure, Percent, Period, Timestamp};
use crate::error::Error;
use crate::scoring::metric::{self, Activity, Introduction, Rate, Spread};
use crate::store::Store;

impl<S: Store> Metrics<'_, S> {
    /// Of those who became clients within a window, those whom another client brought.
    ///
    /// ```
    /// use guanxi::domain::Period;
    /// use guanxi::{Actor, Crm};
    /// let crm = Crm::memory()?;
    /// let (start, end) = ("2026-01-01T00:00:00Z".parse()?, "2026-02-01T00:00:00Z".parse()?);
    /// let rate = crm.desk(Actor::system()).metrics().referral(Period::new(start, end)?)?;
    /// assert_eq!((rate.numerator, rate.denominator, rate.bp()), (0, 0, None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn referral(&self, window: Period) -> Result<Rate, Error> {
        let (_, new, as_of) = self.introduced(Permission::MetricsReferral)?;
        Ok(metric::referral(&new, window, as_of))
    }

    /// Of those who are clients at the end of a window, or now, those who brought somebody within it.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn referral_participation(&self, window: Period) -> Result<Rate, Error> {
        let (clients, new, as_of) = self.introduced(Permission::MetricsReferralParticipation)?;
        Ok(metric::referral_participation(&clients, &new, window, as_of))
    }

    /// In how many seconds of working time clients were answered who asked within a window: the middle,
    /// the upper end and the interval. None where nobody was answered.
    ///
    /// Its coverage is the share of what was asked that has been answered.
    ///
    /// # Errors
    /// [`Error::Unanswered`] when the calendar does not know a year of it.
    pub fn response(&self, window: Period) -> Result<Figure<Option<i64>, Spread>, Error> {
        let as_of = self.0.office.clock.now();
        let (took, asked) = self.0.ask(Permission::MetricsResponse, None, |reading| {
            let (mut took, mut asked) = (Vec::new(), 0_i64);
            reading.each(&every::<Client>(), |client: Client| {
                for one in self.0.cadence().answered(reading, &client, window, as_of)? {
                    asked = asked.saturating_add(1);
                    took.extend(one.seconds);
                }
                Ok(())
            })?;
            Ok((took, asked))
        })?;
        let answered = i64::try_from(took.len()).unwrap_or(i64::MAX);
        let spread = Spread::of(took);
        let coverage = Percent::of(answered, asked.max(1))?;
        let (value, explanation) = (spread.median, spread);
        Ok(Figure { value, explanation, coverage, as_of, inputs: Vec::new() })
    }

    /// Who was a client when, and of each the beginning and who brought it.
    fn introduced(
        &self,
        permission: Permission,
    ) -> Result<(Vec<Activity>, Vec<Introduction>, Timestamp), Error> {
        let (clients, as_of) = self.clients(permission)?;
        let brought: BTreeMap<ClientId, ClientId> = self.0.ask(permission, None, |reading| {
            let mut brought = BTreeMap::new();
            reading.each(&every::<Referral>(), |one: Referral| {
                if let Some(referee) = one.referee().filter(|_| one.counts()) {
                    brought.insert(referee, one.referrer());
                }
                Ok(())
            })?;
            Ok(brought)
        })?;
        let clients: Vec<Activity> = clients.into_iter().map(|one| one.activity).collect();
        let new = clients.iter().filter_map(|one| {
            let (at, _) = one.spans.first()?;
            let brought_by = brought.get(&one.client).copied();
            Some(Introduction { client: one.client, at: *at, brought_by })
        });
        let new = new.collect();
        Ok((clients, new, as_of))
    }
}
