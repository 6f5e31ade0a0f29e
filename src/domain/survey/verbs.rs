//! What may be said of a survey, and when.

use super::declared::MACHINE;
use super::event::{SurveyEvent, SurveyWord};
use super::input::NewSurvey;
use super::record::Survey;
use super::refusal::{SurveyGuard, SurveyRefusal};
use super::tally::{Ballot, Tally};
use super::words::{Audience, Question};
use crate::domain::Invalid;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::{Refusal, Wrong};

type Said = Result<Event<Survey>, SurveyRefusal>;

/// The most waves of a survey: one a week for eight years.
const WAVES: usize = 400;
/// The most ballots that are counted at once.
const BALLOTS: usize = 100_000;

impl Survey {
    /// Drafts a survey.
    ///
    /// # Errors
    /// A refusal when it has no question, when a target is declared for what no question asks about,
    /// or when staff who are asked in secret would answer in words.
    pub fn draft(new: NewSurvey, _: &Stamp) -> Said {
        sound(&new).map_err(|guard| Refusal::guard(&MACHINE, NOTHING, "draft", guard))?;
        let NewSurvey { audience, title, project, questions, targets } = new;
        let (questions, words) = parted(title, questions);
        Ok(Event::with(SurveyEvent::Drafted { audience, project, questions, targets }, words))
    }

    /// Changes what it asks from the next wave on; the version of the questions grows by one. The
    /// project stays.
    ///
    /// # Errors
    /// A refusal while a wave is open, for others than were asked before, and what
    /// [`draft`](Self::draft) refuses.
    pub fn revise(&self, new: NewSurvey, stamp: &Stamp) -> Said {
        let from = self.may("revise", stamp)?;
        let no = |guard| Refusal::guard(&MACHINE, from, "revise", guard);
        if new.audience != self.audience() {
            return Err(no(SurveyGuard::OtherAudience));
        }
        sound(&new).map_err(no)?;
        let NewSurvey { title, questions, targets, .. } = new;
        let (questions, words) = parted(title, questions);
        Ok(Event::with(SurveyEvent::Revised { questions, targets }, words))
    }

    /// Opens it for a wave.
    ///
    /// # Errors
    /// A refusal while one is open, or when it would have happened before what happened last, and
    /// above 400 waves.
    pub fn open(&self, stamp: &Stamp) -> Said {
        let from = self.may("open", stamp)?;
        if self.waves().len() >= WAVES {
            let why = Invalid::TooMany { field: "waves", limit: WAVES };
            return Err(Refusal::invalid(&MACHINE, from, "open", why));
        }
        Ok(Event::plain(SurveyEvent::Opened))
    }

    /// Counts ballots of staff, who answer in secret. What is kept is how often each reply was given;
    /// whose it was is not told and cannot be found out, neither from the record nor from its
    /// journal: fewer than five are not counted, and a question that fewer than five of them replied
    /// to is left out.
    ///
    /// # Errors
    /// A refusal when no wave is open, when it asks contacts, for fewer than five ballots, and for a
    /// reply to what is not asked or that is not on its scale.
    pub fn count(&self, ballots: &[Ballot], stamp: &Stamp) -> Said {
        let from = self.may("count", stamp)?;
        self.countable(ballots).map_err(|wrong| wrong.refuse(&MACHINE, from, "count"))?;
        Ok(Event::plain(SurveyEvent::Counted(Tally::of(ballots, self.questions()))))
    }

    /// Closes the wave.
    ///
    /// # Errors
    /// A refusal when none is open, or it would have happened before what happened last.
    pub fn close(&self, stamp: &Stamp) -> Said {
        self.may("close", stamp)?;
        Ok(Event::plain(SurveyEvent::Closed))
    }

    /// Erases its words, for ever, where they name somebody; what was answered stays.
    ///
    /// # Errors
    /// A refusal while a wave is open, or when they are erased already.
    pub fn erase(&self, _: &Stamp) -> Said {
        Refusal::check(&MACHINE, self.state().name(), "erase")?;
        Ok(Event::plain(SurveyEvent::Erased))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, SurveyRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.since() {
            return Err(Refusal::guard(&MACHINE, from, verb, SurveyGuard::BeforeLast));
        }
        Ok(from)
    }

    fn countable(&self, ballots: &[Ballot]) -> Result<(), Wrong<SurveyGuard>> {
        if self.audience() != Audience::Staff {
            return Err(SurveyGuard::NotSecret.into());
        }
        if ballots.len() < Tally::FEWEST {
            return Err(SurveyGuard::TooFewBallots { fewest: Tally::FEWEST }.into());
        }
        if ballots.len() > BALLOTS {
            return Err(Invalid::TooMany { field: "ballots", limit: BALLOTS }.into());
        }
        for (key, reply) in ballots.iter().flat_map(|ballot| &ballot.replies) {
            let unknown = || SurveyGuard::UnknownQuestion { question: key.clone() };
            let question = self.question(key).ok_or_else(unknown)?;
            if let (Some(scale), Some(value)) = (question.scale, reply.value()) {
                scale.check(value)?;
            }
        }
        Ok(())
    }
}

fn sound(new: &NewSurvey) -> Result<(), SurveyGuard> {
    let mut questions = new.questions.iter().map(|(question, _)| question);
    let asks =
        |dimension| new.questions.iter().any(|(question, _)| question.dimension == Some(dimension));
    if new.is_empty() {
        Err(SurveyGuard::NoQuestions)
    } else if new.audience == Audience::Staff && questions.any(|q| q.scale.is_none()) {
        Err(SurveyGuard::WordsTellWho)
    } else if new.targets.iter().any(|target| !asks(target.dimension)) {
        Err(SurveyGuard::NothingAsks)
    } else {
        Ok(())
    }
}

fn parted(
    title: crate::domain::Line,
    questions: Vec<(Question, crate::domain::Note)>,
) -> (Vec<Question>, Vec<SurveyWord>) {
    let (questions, texts): (Vec<_>, Vec<_>) = questions.into_iter().unzip();
    let texts = texts.into_iter().map(SurveyWord::Question);
    (questions, std::iter::once(SurveyWord::Title(title)).chain(texts).collect())
}
