//! What may be said of an invitation, and when.

use super::declared::MACHINE;
use super::event::{InvitationEvent, InvitationWord};
use super::input::{Circumstances, NewInvitation};
use super::record::Invitation;
use super::refusal::{InvitationGuard, InvitationRefusal};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::survey::{Audience, Survey, SurveyPolicy};
use crate::domain::{Client, Line, Presence, Timestamp};

type Said = Result<Event<Invitation>, InvitationRefusal>;

const DAY: i64 = 86_400;

impl Invitation {
    /// Invites a contact to the open wave of a survey.
    ///
    /// # Errors
    /// A refusal when the client is not active, the contact is not there, the survey asks staff or
    /// has no open wave, they were asked too recently or too often, or something critical is open.
    pub fn invite(
        new: NewInvitation,
        client: &Client,
        survey: &Survey,
        circumstances: &Circumstances,
        policy: &SurveyPolicy,
        stamp: &Stamp,
    ) -> Said {
        let no = |guard| Refusal::guard(&MACHINE, NOTHING, "invite", guard);
        if !client.is_active() {
            return Err(no(InvitationGuard::ClientNotActive));
        }
        if survey.audience() != Audience::Contacts {
            return Err(no(InvitationGuard::AsksStaff));
        }
        let wave = survey.open_wave().filter(|wave| wave.opened_at <= stamp.valid_at);
        let wave = wave.ok_or_else(|| no(InvitationGuard::WaveClosed))?;
        undisturbed(circumstances).map_err(no)?;
        rested(&circumstances.invited, policy, stamp.valid_at).map_err(no)?;
        let NewInvitation { contact, channel, greeting } = new;
        let remind_at = next(policy, 0, stamp.valid_at);
        let words = greeting.map(InvitationWord::Greeting).into_iter().collect();
        let (survey, wave) = (survey.id(), wave.number);
        let what = InvitationEvent::Invited { survey, wave, contact, channel, remind_at };
        Ok(Event::with(what, words))
    }

    /// They were reminded.
    ///
    /// # Errors
    /// A refusal when no answer is waited for, the wave is over, they are not there, they were
    /// reminded often enough or not long ago, something critical is open, or it would have happened
    /// before what happened last.
    pub fn remind(
        &self,
        survey: &Survey,
        circumstances: &Circumstances,
        policy: &SurveyPolicy,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("remind", stamp)?;
        let no = |guard| Refusal::guard(&MACHINE, from, "remind", guard);
        if survey.id() != self.survey()
            || survey.open_wave().is_none_or(|wave| wave.number != self.wave())
        {
            return Err(no(InvitationGuard::WaveClosed));
        }
        undisturbed(circumstances).map_err(no)?;
        let due = self.remind_at().ok_or_else(|| no(InvitationGuard::RemindedEnough))?;
        if stamp.valid_at < due {
            return Err(no(InvitationGuard::NotDue { from: due }));
        }
        let remind_at = next(policy, self.reminded().len().saturating_add(1), stamp.valid_at);
        Ok(Event::plain(InvitationEvent::Reminded { remind_at }))
    }

    /// They answered.
    ///
    /// # Errors
    /// A refusal when no answer is waited for, or it would have happened before what happened last.
    pub fn answered(&self, stamp: &Stamp) -> Said {
        self.may("answered", stamp)?;
        Ok(Event::plain(InvitationEvent::Answered))
    }

    /// They need not answer, and why. They were asked all the same, and it counts as that.
    ///
    /// # Errors
    /// A refusal when no answer is waited for, or it would have happened before what happened last.
    pub fn withdraw(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("withdraw", stamp)?;
        Ok(Event::with(InvitationEvent::Withdrawn, vec![InvitationWord::Reason(reason)]))
    }

    /// Erases its personal part, for ever; that they were asked stays.
    ///
    /// # Errors
    /// A refusal when it is erased already.
    pub fn erase(&self, _: &Stamp) -> Said {
        Refusal::check(&MACHINE, self.state().name(), "erase")?;
        Ok(Event::plain(InvitationEvent::Erased))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, InvitationRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.moved_at() {
            return Err(Refusal::guard(&MACHINE, from, verb, InvitationGuard::BeforeLast));
        }
        Ok(from)
    }
}

fn undisturbed(circumstances: &Circumstances) -> Result<(), InvitationGuard> {
    if circumstances.presence != Presence::Here {
        return Err(InvitationGuard::ContactNotThere);
    }
    match circumstances.critical {
        Some(true) => Err(InvitationGuard::CriticalOpen),
        Some(false) | None => Ok(()),
    }
}

/// That they are not asked too soon and not too often. Times that lie behind this one, since it is told
/// late, count as those before it: an invitation that is told late is one all the same.
fn rested(
    invited: &[Timestamp],
    policy: &SurveyPolicy,
    at: Timestamp,
) -> Result<(), InvitationGuard> {
    let apart = i64::from(policy.days_apart()) * DAY;
    let quarter = i64::from(SurveyPolicy::QUARTER) * DAY;
    let within = |days: i64| {
        let mut near: Vec<Timestamp> = invited
            .iter()
            .copied()
            .filter(|earlier| (at.micros() - earlier.micros()).abs() < days * 1_000_000)
            .collect();
        near.sort_unstable();
        near
    };
    let from = |then: Timestamp, seconds| then.plus_seconds(seconds).unwrap_or(Timestamp::MAX);
    if let Some(last) = within(apart).last() {
        return Err(InvitationGuard::TooSoon { from: from(*last, apart) });
    }
    let near = within(quarter);
    let most = usize::from(policy.most());
    // Once the oldest of the last so many is a quarter old, one more may come.
    let oldest = near.len().checked_sub(most).and_then(|at| near.get(at));
    oldest.map_or(Ok(()), |then| Err(InvitationGuard::TooOften { from: from(*then, quarter) }))
}

/// When the next reminder is due after so many.
fn next(policy: &SurveyPolicy, sent: usize, at: Timestamp) -> Option<Timestamp> {
    let more = sent < usize::from(policy.most_reminders());
    let days = i64::from(policy.days_before_reminder());
    more.then(|| at.plus_seconds(days * DAY).ok()).flatten()
}
