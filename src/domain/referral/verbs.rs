//! What may be said of a referral, and when.

use super::declared::MACHINE;
use super::event::{ReferralEvent, ReferralWord};
use super::record::Referral;
use super::refusal::{ReferralGuard, ReferralRefusal};
use super::terms::{Gives, NewReferral, Returned, Trigger};
use super::words::{Bought, Brought, Merit, MeritState};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::{Refusal, Wrong};
use crate::domain::{Client, EntryId, Invalid, Line, Points, Timestamp, TransactionId};

type Said = Result<Event<Referral>, ReferralRefusal>;
type No = Wrong<ReferralGuard>;

impl Referral {
    /// A client invites somebody.
    ///
    /// # Errors
    /// A refusal when the client is not active, or was none yet.
    pub fn invite(new: NewReferral, referrer: &Client, stamp: &Stamp) -> Said {
        let no = |wrong: No| wrong.refuse(&MACHINE, NOTHING, "invite");
        if !referrer.is_active() {
            return Err(no(ReferralGuard::ClientNotActive.into()));
        }
        if stamp.valid_at < referrer.begun() {
            return Err(no(ReferralGuard::BeforeLast.into()));
        }
        let NewReferral { terms, invitee } = new;
        let ends = terms.within.map(|span| span.nth(stamp.valid_at, 1, terms.zone));
        let ends = ends.transpose().map_err(|why| no(why.into()))?;
        let words = ReferralWord { invitee: Some(invitee), reason: None };
        Ok(Event::with(ReferralEvent::Invited { terms, ends }, words))
    }

    /// Who was invited has become a client; where that is enough, points wait from now on.
    ///
    /// # Errors
    /// A refusal when it took too long; when they are who refers, can be reached at the same
    /// address, were a client before, or brought who refers; when they are not active; and when the
    /// client has brought as many as one may.
    pub fn register(&self, brought: &Brought, stamp: &Stamp) -> Said {
        self.may("register", stamp)?;
        let said = self.registers(brought, stamp.valid_at);
        said.map(Event::plain).map_err(|no| self.no(no, "register"))
    }

    fn registers(&self, brought: &Brought, at: Timestamp) -> Result<ReferralEvent, No> {
        self.not_over(at)?;
        if brought.client == self.referrer {
            return Err(ReferralGuard::SameClient.into());
        }
        if !brought.active {
            return Err(ReferralGuard::ClientNotActive.into());
        }
        if brought.shares_contact {
            return Err(ReferralGuard::SharedContact.into());
        }
        if brought.brought_referrer {
            return Err(ReferralGuard::Circular.into());
        }
        if brought.begun < self.invited_at() {
            return Err(ReferralGuard::AlreadyAClient { since: brought.begun }.into());
        }
        if let Some(most) = self.terms().most.filter(|most| brought.others >= *most) {
            return Err(ReferralGuard::CapReached { most }.into());
        }
        let merit = match self.terms().trigger {
            Trigger::Register => Some(self.merit(None, at)?),
            Trigger::FirstPurchase | Trigger::EveryPurchase(_) => None,
        };
        Ok(ReferralEvent::Registered { referee: brought.client, merit })
    }

    /// Who was brought has bought; points wait as long as it may be returned.
    ///
    /// # Errors
    /// A refusal when it took too long; when it is no purchase of theirs, was bought before they
    /// registered, or counts already; and when as many count as do.
    pub fn qualify(&self, bought: &Bought, stamp: &Stamp) -> Said {
        self.may("qualify", stamp)?;
        let said = self.qualifies(bought);
        said.map(Event::plain).map_err(|no| self.no(no, "qualify"))
    }

    fn qualifies(&self, bought: &Bought) -> Result<ReferralEvent, No> {
        if !bought.is_purchase || bought.client.is_none() || bought.client != self.referee() {
            return Err(ReferralGuard::NotTheirPurchase.into());
        }
        if self.plain.registered_at.is_none_or(|registered| bought.at < registered) {
            return Err(ReferralGuard::BoughtBefore.into());
        }
        if self.merit_of(bought.purchase).is_some() {
            return Err(ReferralGuard::CountsAlready.into());
        }
        let times = self.terms().trigger.times();
        if self.counted() >= usize::from(times) {
            return Err(ReferralGuard::Complete { times }.into());
        }
        self.not_over(bought.at)?;
        Ok(ReferralEvent::Qualified(self.merit(Some(bought.purchase), bought.at)?))
    }

    /// Points are given for the first merit that is due, by these entries of the ledger; of its
    /// purchase, if it is for one, so much came back by now.
    ///
    /// # Errors
    /// A refusal when none is due, or a return was not [written down](Self::reverse) yet.
    pub fn pay(&self, entries: Vec<EntryId>, returned: Option<Returned>, stamp: &Stamp) -> Said {
        self.may("pay", stamp)?;
        let number = self.due(stamp.valid_at).map_err(|no| self.no(no.into(), "pay"))?;
        let merit = (0..).zip(self.merits()).find(|(own, _)| *own == number);
        if let (Some((_, merit)), Some(returned)) = (merit, returned) {
            let keeps = self.keeps(merit, returned).map_err(|no| self.no(no, "pay"))?;
            if keeps.is_some() {
                return Err(self.no(ReferralGuard::PurchaseReturned.into(), "pay"));
            }
        }
        Ok(Event::plain(ReferralEvent::Rewarded { number, entries }))
    }

    /// The number of the first merit whose points are due.
    ///
    /// # Errors
    /// [`ReferralGuard::NotDue`], with when the next are.
    pub fn due(&self, at: Timestamp) -> Result<u32, ReferralGuard> {
        match self.next_due() {
            Some((number, due)) if due <= at => Ok(number),
            next => Err(ReferralGuard::NotDue { next: next.map(|(_, due)| due) }),
        }
    }

    /// A purchase was returned, as a whole or in part, by everything that came back so far: what
    /// waits for it is not given, and what was given is taken back, as far as the terms say.
    ///
    /// # Errors
    /// A refusal when no points are given for it, or no more of it was returned than was written
    /// down before, or not enough.
    pub fn reverse(&self, purchase: TransactionId, returned: Returned, stamp: &Stamp) -> Said {
        self.may("reverse", stamp)?;
        let said = self.reverses(purchase, returned);
        said.map(Event::plain).map_err(|no| self.no(no, "reverse"))
    }

    fn reverses(&self, purchase: TransactionId, returned: Returned) -> Result<ReferralEvent, No> {
        let (number, merit) = self.merit_of(purchase).ok_or(ReferralGuard::NotCounted)?;
        let (referrer, referee) = self.keeps(merit, returned)?.ok_or(ReferralGuard::NotReturned)?;
        match Gives::new(referrer, referee) {
            Ok(kept) => Ok(ReferralEvent::Reduced { number, kept }),
            Err(_) => Ok(ReferralEvent::Reversed { number }),
        }
    }

    /// Whether fewer points are given for a merit than was said last, when so much of its purchase
    /// came back.
    ///
    /// # Errors
    /// [`Invalid`] for what cannot be worked out.
    pub fn gives_less(&self, merit: &Merit, returned: Returned) -> Result<bool, Invalid> {
        match self.keeps(merit, returned) {
            Ok(keeps) => Ok(keeps.is_some()),
            Err(Wrong::Invalid(why)) => Err(why),
            Err(Wrong::Guard(_)) => Ok(false),
        }
    }

    /// How many points each side keeps for a merit when so much came back; none where that is no
    /// fewer than before.
    fn keeps(&self, merit: &Merit, returned: Returned) -> Result<Option<(Points, Points)>, No> {
        let (gives, had) = (self.terms().gives, self.gives(merit));
        let keeps = |points| self.terms().returns.keeps(points, returned);
        let (referrer, referee) = (keeps(gives.referrer())?, keeps(gives.referee())?);
        let fewer = referrer < had.referrer() || referee < had.referee();
        Ok(fewer.then_some((referrer, referee)))
    }

    /// It does not count, and why; nothing was given for it yet.
    ///
    /// # Errors
    /// A refusal when something was given, or it is over.
    pub fn reject(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("reject", stamp)?;
        let words = ReferralWord { invitee: None, reason: Some(reason) };
        Ok(Event::with(ReferralEvent::Rejected, words))
    }

    /// Writes down that it took too long. Nothing depends on when that is written.
    ///
    /// # Errors
    /// A refusal when it may still take longer.
    pub fn expire(&self, stamp: &Stamp) -> Said {
        self.may("expire", stamp)?;
        match self.ends() {
            Some(end) if end <= stamp.valid_at => Ok(Event::plain(ReferralEvent::Expired)),
            until => Err(self.no(ReferralGuard::NotOver { until }.into(), "expire")),
        }
    }

    /// The refusal of a registration that only a desk can know: somebody else brought them.
    #[must_use]
    pub fn no_register(guard: ReferralGuard) -> ReferralRefusal {
        Refusal::guard(&MACHINE, "Invited", "register", guard)
    }

    fn merit(&self, purchase: Option<TransactionId>, at: Timestamp) -> Result<Merit, Invalid> {
        let due = self.terms().waits.map(|span| span.nth(at, 1, self.terms().zone));
        let due = due.transpose()?.unwrap_or(at);
        Ok(Merit { purchase, at, due, state: MeritState::Waiting, kept: None })
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<(), ReferralRefusal> {
        Refusal::check(&MACHINE, self.state().name(), verb)?;
        if stamp.valid_at < self.plain.said_at {
            return Err(self.no(ReferralGuard::BeforeLast.into(), verb));
        }
        Ok(())
    }

    fn no(&self, wrong: No, verb: &'static str) -> ReferralRefusal {
        wrong.refuse(&MACHINE, self.state().name(), verb)
    }

    fn not_over(&self, at: Timestamp) -> Result<(), ReferralGuard> {
        match self.ends() {
            Some(since) if since <= at => Err(ReferralGuard::Over { since }),
            Some(_) | None => Ok(()),
        }
    }
}
