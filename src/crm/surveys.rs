//! Surveys at the desk: what is asked, and in which waves.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::journal::known_at;
use super::permission::Permission;
use crate::domain::noun::Noun;
use crate::domain::survey::{Ballot, NewSurvey, Survey, SurveyState};
use crate::domain::{SurveyId, Timestamp};
use crate::error::Error;
use crate::store::{Cursor, Scan, Store};

/// What the desk does about surveys, invitations to them, answers, and what those come to.
#[derive(Debug)]
pub struct Surveys<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The surveys.
    ///
    /// ```
    /// use guanxi::domain::answer::NewAnswer;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::contact::NewContact;
    /// use guanxi::domain::interaction::Channel;
    /// use guanxi::domain::invitation::NewInvitation;
    /// use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-03T10:00:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let li = desk.contacts().add(hua, NewContact::named("李雷")?.decides())?.id();
    /// let visit = NewSurvey::of_contacts("交付回访")?
    ///     .about(Dimension::Overall, "overall", Scale::csat(5)?, "总体上您有多满意？")?
    ///     .about(Dimension::ResponseSpeed, "speed", Scale::csat(5)?, "我们的答复够快吗？")?
    ///     .about(Dimension::TechnicalSupport, "help", Scale::csat(5)?, "技术支持有帮助吗？")?;
    /// let visit = desk.surveys().draft(visit)?.id();
    /// desk.surveys().open(visit)?;
    /// desk.surveys().invite(hua, visit, NewInvitation::to(li, Channel::Email))?;
    /// for (question, value) in [("overall", 5), ("speed", 4), ("help", 5)] {
    ///     let answer = NewAnswer::by(li, question, now, Channel::Email)?.value(value);
    ///     desk.surveys().answer(hua, visit, answer)?;
    /// }
    /// let index = desk.surveys().index(hua, now)?;
    /// assert_eq!(index.value.map(|score| score.to_string()), Some("93.75".to_owned()));
    /// assert_eq!(index.coverage.to_string(), "60%");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn surveys(&self) -> Surveys<'_, S> {
        Surveys(self)
    }
}

impl<S: Store> Surveys<'_, S> {
    /// [`Survey::draft`].
    ///
    /// # Errors
    /// The verb's refusals.
    pub fn draft(&self, new: NewSurvey) -> Result<Done<Survey>, Error> {
        self.0.command(
            Permission::SurveyDraft,
            &new,
            |_| Ok(()),
            |()| None,
            |(), moment| {
                let event = Survey::draft(new.clone(), &moment.stamp).map_err(Error::refused)?;
                let id: SurveyId = moment.fresh();
                Draft::state(None, id, Survey::stream_of(id), &event, moment)
            },
        )
    }

    /// [`Survey::revise`]: other questions from the next wave on.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn revise(&self, id: SurveyId, new: NewSurvey) -> Result<Done<Survey>, Error> {
        self.0.say(Permission::SurveyRevise, id, &new, |survey: &Survey, stamp| {
            survey.revise(new.clone(), stamp)
        })
    }

    /// [`Survey::open`]: a wave begins.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn open(&self, id: SurveyId) -> Result<Done<Survey>, Error> {
        self.0.say(Permission::SurveyOpen, id, &(), Survey::open)
    }

    /// [`Survey::count`]: ballots of staff, who answer in secret. Hand in what a box has collected,
    /// by whoever empties it; the journal says who handed it in and when.
    ///
    /// With a key, it is told apart by the number of ballots alone: a digest of what they say, kept
    /// beside the key, could be guessed.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn count(&self, id: SurveyId, ballots: &[Ballot]) -> Result<Done<Survey>, Error> {
        self.0.say(Permission::SurveyCount, id, &ballots.len(), |survey: &Survey, stamp| {
            survey.count(ballots, stamp)
        })
    }

    /// [`Survey::close`]: the wave ends.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn close(&self, id: SurveyId) -> Result<Done<Survey>, Error> {
        self.0.say(Permission::SurveyClose, id, &(), Survey::close)
    }

    /// [`Survey::erase`]: its words are gone for ever; [`scrub`](Store::scrub) then removes the
    /// bytes.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn erase(&self, id: SurveyId) -> Result<Done<Survey>, Error> {
        self.0.command(
            Permission::SurveyErase,
            &id,
            |reading| {
                let survey = reading.subject::<Survey>(id)?;
                Ok((survey, reading.head(Survey::stream_of(id))?.recorded_at))
            },
            |_| Some(Survey::stream_of(id)),
            |(survey, last), moment| {
                let moment = moment.not_before(*last);
                let event = survey.now.erase(&moment.stamp).map_err(Error::refused)?;
                let stream = Survey::stream_of(id);
                let target = super::erasure::target(&survey.now);
                let before = Some(survey.now.clone());
                Ok(Draft::state(before, id, stream, &event, &moment)?.redacting([target]))
            },
        )
    }

    /// One survey.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: SurveyId) -> Result<Found<Survey>, Error> {
        self.0.ask(Permission::SurveyRead, None, |reading| reading.get(id))
    }

    /// The surveys in one state, those that have been in it longest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn in_state(
        &self,
        state: SurveyState,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Survey>, Error> {
        let scan = Scan::of(Survey::DECLARATION.noun, "by_state", limit).equal(state.name());
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::SurveyList, None, |reading| reading.page(scan.clone()))
    }

    /// The survey as far as it had been told by an instant; none where it was not yet drafted.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: SurveyId, at: Timestamp) -> Result<Option<Survey>, Error> {
        self.0.ask(Permission::SurveyKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a survey now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: SurveyId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::SurveyAllowed, None, |r| r.get::<Survey>(id))?;
        Ok(found.now.allowed())
    }
}
