//! The rules of a programme: launch, amend, suspend, reopen, close.

use super::declared::MACHINE;
use super::event::{ProgrammeEvent, ProgrammeWords};
use super::record::Programme;
use super::refusal::{ProgrammeGuard, ProgrammeRefusal};
use super::terms::Terms;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{Line, Name};

type Said = Result<Event<Programme>, ProgrammeRefusal>;

impl Programme {
    /// Begins a programme on these terms.
    ///
    /// # Errors
    /// What [`Terms::check`] turns away.
    pub fn launch(name: Name, terms: Terms, _: &Stamp) -> Said {
        let no = |why| Refusal::invalid(&MACHINE, NOTHING, "launch", why);
        terms.check().map_err(no)?;
        Ok(Event::plain(ProgrammeEvent::Launched(name, Box::new(terms))))
    }

    /// Other terms hold from now on. What was earned stays as it is.
    ///
    /// # Errors
    /// What [`Terms::check`] turns away, and a [`ProgrammeGuard`]: the same terms, another currency
    /// or zone, before what happened last, more versions than are kept; when it is closed.
    pub fn amend(&self, terms: Terms, stamp: &Stamp) -> Said {
        let from = self.may("amend", stamp)?;
        let no = |guard| Refusal::guard(&MACHINE, from, "amend", guard);
        if self.last().is_some_and(|last| *last == terms) {
            return Err(no(ProgrammeGuard::SameTerms));
        }
        self.try_on(&terms)?;
        if self.plain.versions.len() >= Self::MOST_VERSIONS {
            return Err(no(ProgrammeGuard::TooManyVersions));
        }
        Ok(Event::plain(ProgrammeEvent::Amended(Box::new(terms))))
    }

    /// Whether other terms could hold, or be tried on what was bought: they fit together, and their
    /// currency and zone are the programme's.
    ///
    /// # Errors
    /// What [`Terms::check`] turns away, and [`ProgrammeGuard::OtherGround`].
    pub fn try_on(&self, terms: &Terms) -> Result<(), ProgrammeRefusal> {
        let from = self.state().name();
        terms.check().map_err(|why| Refusal::invalid(&MACHINE, from, "amend", why))?;
        match self.last() {
            Some(last) if (last.currency, last.zone) != (terms.currency, terms.zone) => {
                let guard = ProgrammeGuard::OtherGround { zone: last.zone };
                Err(Refusal::guard(&MACHINE, from, "amend", guard))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn last(&self) -> Option<&Terms> {
        self.plain.versions.last().map(|version| &version.terms)
    }

    /// Nothing is earned or redeemed until it is reopened.
    ///
    /// # Errors
    /// A refusal when it does not run, or before what happened last.
    pub fn suspend(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("suspend", stamp)?;
        Ok(because(ProgrammeEvent::Suspended, reason))
    }

    /// It goes on.
    ///
    /// # Errors
    /// A refusal when it is not suspended, or before what happened last.
    pub fn reopen(&self, stamp: &Stamp) -> Said {
        self.may("reopen", stamp)?;
        Ok(Event::plain(ProgrammeEvent::Reopened))
    }

    /// It is over, for good. Its ledger stays.
    ///
    /// # Errors
    /// A refusal when it is closed already, or before what happened last.
    pub fn close(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("close", stamp)?;
        Ok(because(ProgrammeEvent::Closed, reason))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, ProgrammeRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.said_at {
            return Err(Refusal::guard(&MACHINE, from, verb, ProgrammeGuard::BeforeLast));
        }
        Ok(from)
    }
}

fn because(what: ProgrammeEvent, reason: Line) -> Event<Programme> {
    Event::with(what, ProgrammeWords { reason: Some(reason) })
}
