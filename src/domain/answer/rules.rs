//! The rules of answers: give, change.

use super::new::NewAnswer;
use super::refusal::{AnswerGuard, AnswerRefusal, MACHINE};
use super::{Answer, AnswerWords, Given};
use crate::domain::contact_role::ContactRole;
use crate::domain::machine::NOTHING;
use crate::domain::refusal::{Refusal, Wrong};
use crate::domain::survey::{Audience, Question, Reply, Survey, Wave};
use crate::domain::{AnswerId, ClientId, Held, Presence, Stamp, Stream};

/// What a rule must know beside the answer: whose it is, and what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    client: ClientId,
    active: bool,
    presence: Presence,
    roles: Vec<ContactRole>,
    survey: Survey,
}

impl Setting {
    /// A contact of this client, who is there, is asked by this survey.
    #[must_use]
    pub fn of(client: ClientId, survey: Survey) -> Self {
        let (active, presence) = (true, Presence::Here);
        Setting { client, active, presence, roles: Vec::new(), survey }
    }

    /// The client's file was put away or erased.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.active = false;
        self
    }

    /// Whether who answers is there.
    #[must_use]
    pub fn presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    /// What who answers is to the firm.
    #[must_use]
    pub fn roles(mut self, roles: &[ContactRole]) -> Self {
        self.roles = roles.to_vec();
        self
    }
}

impl Answer {
    /// Takes an answer to the open wave.
    ///
    /// # Errors
    /// A refusal when the client is not active, the contact is not there, the survey asks staff, no
    /// wave is open, it was given before the wave or in the future, it is not asked, nothing was
    /// replied, or the value is not on the scale.
    pub fn give(
        id: AnswerId,
        new: NewAnswer,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Answer, AnswerRefusal> {
        written(id, new, None, setting, stamp)
            .map_err(|wrong| wrong.refuse(&MACHINE, NOTHING, "give"))
    }

    /// Takes another answer in the place of this one, which stays readable.
    ///
    /// # Errors
    /// A refusal when another took its place already, when it is another's or to something else, when
    /// it was given before this one, and what [`give`](Self::give) refuses.
    pub fn change(
        &self,
        id: AnswerId,
        superseded: bool,
        new: NewAnswer,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Answer, AnswerRefusal> {
        let from = Answer::standing(superseded);
        Refusal::check(&MACHINE, from, "change")?;
        written(id, new, Some(self), setting, stamp)
            .map_err(|wrong| wrong.refuse(&MACHINE, from, "change"))
    }
}

fn written(
    id: AnswerId,
    new: NewAnswer,
    before: Option<&Answer>,
    setting: &Setting,
    stamp: &Stamp,
) -> Result<Answer, Wrong<AnswerGuard>> {
    let (wave, question) = asked(&new, setting, stamp)?;
    replied(&new, question)?;
    if let Some(before) = before {
        let same = (before.survey(), before.wave(), before.contact(), before.question());
        if same != (setting.survey.id(), wave.number, new.contact, &new.question) {
            return Err(AnswerGuard::OtherAnswer.into());
        }
        if new.at < before.at() {
            return Err(AnswerGuard::BeforeLast.into());
        }
    }
    let given = Given {
        survey: setting.survey.id(),
        version: wave.version,
        wave: wave.number,
        question: new.question,
        scale: question.scale,
        dimension: question.dimension,
        contact: new.contact,
        roles: setting.roles.clone(),
        project: setting.survey.project(),
        reply: new.reply,
        at: new.at,
        channel: new.channel,
        instead_of: before.map(Answer::id),
    };
    let words = Held::Known(AnswerWords { text: new.text });
    Ok(Answer { id, stream: Stream::client(setting.client), given, words })
}

/// Whether it may be answered at all: the wave and the question.
fn asked<'s>(
    new: &NewAnswer,
    setting: &'s Setting,
    stamp: &Stamp,
) -> Result<(&'s Wave, &'s Question), AnswerGuard> {
    let survey = &setting.survey;
    if !setting.active {
        return Err(AnswerGuard::ClientNotActive);
    }
    if survey.audience() != Audience::Contacts {
        return Err(AnswerGuard::AsksStaff);
    }
    if setting.presence != Presence::Here {
        return Err(AnswerGuard::ContactNotThere);
    }
    let wave = survey.open_wave().ok_or(AnswerGuard::WaveClosed)?;
    if new.at < wave.opened_at {
        return Err(AnswerGuard::BeforeWave);
    }
    if new.at > stamp.recorded_at {
        return Err(AnswerGuard::InFuture);
    }
    let unknown = || AnswerGuard::UnknownQuestion { question: new.question.clone() };
    let question = survey.question(&new.question).ok_or_else(unknown)?;
    Ok((wave, question))
}

/// Whether what was replied is a reply to the question.
fn replied(new: &NewAnswer, question: &Question) -> Result<(), Wrong<AnswerGuard>> {
    match (question.scale, new.reply) {
        (Some(scale), Some(Reply::Value(value))) => Ok(scale.check(value)?),
        (None, Some(Reply::Value(_))) => Err(AnswerGuard::WantsWords.into()),
        (_, Some(Reply::Dismissed | Reply::NotApplicable)) => Ok(()),
        (None, None) if new.text.is_some() => Ok(()),
        (Some(_) | None, None) => Err(AnswerGuard::NothingSaid.into()),
    }
}
