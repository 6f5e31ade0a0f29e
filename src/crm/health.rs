//! Health at the desk: how well a client is, why, and how that went.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::health_readings::{Known, known, rest_on_last};
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::noun::{Noun, Stamp};
use crate::domain::{ClientId, Figure, Invalid, Lang, Score, Source, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::health::{
    Asked, Behind, Evaluated, Grade, Health, HealthRecord, HealthRecordId, Movement, NewMark, Way,
};
use crate::store::scan::Order;
use crate::store::{Cursor, Scan, Store};

/// What the desk does about the health of clients.
#[derive(Debug)]
pub struct HealthDesk<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The health of clients.
    #[must_use]
    pub fn health(&self) -> HealthDesk<'_, S> {
        HealthDesk(self)
    }
}

impl<S: Store> HealthDesk<'_, S> {
    /// How well a client is now, from what is known of it, by the firm's scorecard for it. Nothing
    /// is written down.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::interaction::NewInteraction;
    /// use guanxi::domain::Lang;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let at: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(at));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// // Nobody there is known, and nobody has been in touch: that is neither good nor bad.
    /// let health = desk.health().score(hua)?;
    /// assert_eq!(health.explanation.grade.say(Lang::Zh), "信息不足");
    /// assert_eq!(health.value, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Not found; not found too where no scorecard is for such a client.
    pub fn score(&self, client: ClientId) -> Result<Figure<Option<Score>, Health>, Error> {
        let (known, as_of) = self.known(Permission::HealthScore, client)?;
        let health = self.health(&known, as_of)?;
        let version = health.version;
        let input = Source { stream: Stream::client(client), revision: known.revision.0, version };
        let (value, coverage) = (health.score, health.coverage);
        Ok(Figure { value, explanation: health, coverage, as_of, inputs: vec![input] })
    }

    /// Works a client's health out and writes it down with everything that went in, as the next
    /// entry of its history. Grades and what is held rest on the entry before.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn evaluate(&self, client: ClientId) -> Result<Done<HealthRecord>, Error> {
        let (stream, office) = (Stream::client(client), &self.0.office);
        self.0.command(
            Permission::HealthEvaluate,
            &client,
            |reading| {
                // Whoever is asked again evaluates for the instant of that.
                let as_of = office.clock.now();
                rest_on_last(reading, client, as_of)?;
                Ok((known(reading, office, client, as_of)?, as_of))
            },
            |_| Some(stream),
            |(known, as_of), moment| {
                let as_of = *as_of;
                let stamp = Stamp { valid_at: as_of.min(moment.stamp.recorded_at), ..moment.stamp };
                let moment = moment.at(stamp);
                let asked = self.asked(known, as_of)?;
                let (book, scorecard) = (office.scorecards(), &known.scorecard);
                let id = moment.fresh();
                let record = HealthRecord::evaluate(id, client, book, scorecard, &asked, &stamp);
                Draft::fact(record.map_err(Invalid::from)?, &moment)
            },
        )
    }

    /// Writes down a mark that a person gives: of a source that is judged by hand, or in the place of
    /// the score, until it runs out.
    ///
    /// A mark of a source that the house measures itself stands as long as the house has nothing to say
    /// of this client; once it measures something, that counts, and the mark waits.
    ///
    /// # Errors
    /// As [`HealthRecord::mark`]; not found.
    pub fn mark(&self, client: ClientId, new: &NewMark) -> Result<Done<HealthRecord>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::HealthMark,
            &(client, new),
            |reading| reading.plain::<Client>(client).map(|_| ()),
            |()| Some(stream),
            |(), moment| {
                let (id, book) = (moment.fresh(), self.0.office.scorecards());
                let record = HealthRecord::mark(id, client, book, new, &moment.stamp)?;
                Draft::fact(record, moment)
            },
        )
    }

    /// The history of a client's health, the newest evaluation first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn history(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<HealthRecord>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, order: Order::Descending, ..evaluated(stream, limit) };
        self.0.ask(Permission::HealthHistory, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// One entry of a history: an evaluation or a mark.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: HealthRecordId) -> Result<Found<HealthRecord>, Error> {
        self.0.ask(Permission::HealthRead, None, |reading| reading.get(id))
    }

    /// Why the score moved from one entry of a history to another; none where one of them is no
    /// evaluation or has no score.
    ///
    /// # Errors
    /// Not found.
    pub fn movement(
        &self,
        from: HealthRecordId,
        to: HealthRecordId,
    ) -> Result<Option<Movement>, Error> {
        let (from, to) = self.0.ask(Permission::HealthMovement, None, |reading| {
            let from = reading.get::<HealthRecord>(from)?.now;
            Ok((from, reading.get::<HealthRecord>(to)?.now))
        })?;
        let health = |record: &HealthRecord| record.evaluated().map(Evaluated::health).transpose();
        let from = health(&from).map_err(Invalid::from)?;
        let to = health(&to).map_err(Invalid::from)?;
        Ok(from.zip(to).and_then(|(from, to)| to.moved_since(&from)))
    }

    /// What would have to become better for a client to reach a grade; none where no way leads there.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn way_to(&self, client: ClientId, grade: Grade) -> Result<Option<Way>, Error> {
        let (known, as_of) = self.known(Permission::HealthWay, client)?;
        let health = self.health(&known, as_of)?;
        Ok(self.0.office.scorecards().way_to(grade, &health))
    }

    /// What each record did to a client's score.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn effects(&self, client: ClientId) -> Result<BTreeMap<Behind, i64>, Error> {
        let (known, as_of) = self.known(Permission::HealthEffects, client)?;
        let asked = self.asked(&known, as_of)?;
        let effects = self.0.office.scorecards().effects(&known.scorecard, &asked);
        Ok(effects.map_err(Invalid::from)?)
    }

    /// A client's health line by line, in a person's language.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn explain(&self, client: ClientId, lang: Lang) -> Result<Vec<String>, Error> {
        let (known, as_of) = self.known(Permission::HealthExplain, client)?;
        let health = self.health(&known, as_of)?;
        Ok(self.0.office.scorecards().explain(&health, lang))
    }

    fn known(&self, permission: Permission, client: ClientId) -> Result<(Known, Timestamp), Error> {
        let (office, stream) = (&self.0.office, Stream::client(client));
        let as_of = office.clock.now();
        let found = self
            .0
            .ask(permission, Some(stream), |reading| known(reading, office, client, as_of))?;
        Ok((found, as_of))
    }

    pub(super) fn asked<'k>(&self, known: &'k Known, as_of: Timestamp) -> Result<Asked<'k>, Error> {
        let day = self.0.office.calendar().zone().date(as_of)?;
        let (readings, before) = (&known.readings, known.before.as_ref());
        Ok(Asked { readings, overridden: known.overridden.as_ref(), before, as_of, day })
    }

    fn health(&self, known: &Known, as_of: Timestamp) -> Result<Health, Error> {
        let asked = self.asked(known, as_of)?;
        let health = self.0.office.scorecards().evaluate(&known.scorecard, &asked);
        Ok(health.map_err(Invalid::from)?)
    }
}

/// The evaluations of a client.
pub(super) fn evaluated(stream: Stream, limit: usize) -> Scan {
    Scan::of(HealthRecord::DECLARATION.noun, "by_evaluated", limit).within(stream)
}
