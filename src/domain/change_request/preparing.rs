//! From the first word until a change request is to be decided.

use super::authority::{Given, Totals};
use super::declared::MACHINE;
use super::effect::{Effect, Impact, missing};
use super::event::{Assessment, ChangeEvent, ChangeField, ChangeWord};
use super::input::{ChangeEdit, NewAlternative, NewChange, NewImpact, Triage, Urgent};
use super::parts::{Advice, Alternative, AlternativeKind};
use super::record::{ChangeRequest, ChangeState};
use super::refusal::{ChangeGuard, ChangeRefusal, Wrong};
use super::template::Template;
use super::words::{ChangeKind, RemarkKind};
use crate::domain::client::Client;
use crate::domain::interaction::Channel;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{
    ActorId, ContactId, CustomKey, ExpectationId, Invalid, Line, Money, Note, Percent, Presence,
};

pub(super) type Said = Result<Event<ChangeRequest>, ChangeRefusal>;

impl ChangeRequest {
    /// The most alternatives of one change.
    pub const ALTERNATIVES: usize = 50;
    /// The most expectations, and the most pieces of feedback, that one change is linked with.
    pub const LINKS: usize = 200;
    /// The most times that one change is explained.
    pub const EXPLANATIONS: usize = 500;
    /// The most change requests of one client.
    pub const PER_CLIENT: u64 = 1_000_000;

    /// Writes a change request down, of a client that has had so many before. `strangers` are the
    /// expectations named in it that are not this client's.
    ///
    /// ```
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// use guanxi::domain::Presence;
    /// use guanxi::domain::change_request::{ChangeRequest, ChangeSource, NewChange};
    /// # use guanxi::domain::noun::{Header, State};
    /// # use guanxi::domain::{ActorId, ChangeRequestId, ClientId, ContactId, RecordId, Stamp, Stream};
    /// # use guanxi::domain::Timestamp;
    /// # use uuid::Uuid;
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let stream = Stream::client(ClientId::from_uuid(Uuid::from_u128(1)));
    /// # let header = |id| Header { id, stream, valid_at: now, recorded_at: now, by: stamp.by };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &header(stream.id())).ok_or("nothing")?;
    /// # let li = ContactId::from_uuid(Uuid::from_u128(2));
    /// let wish = NewChange::by_contact(li, "报表导出")?.source(ChangeSource::ClientNeed);
    /// let event = ChangeRequest::draft(wish, &hua, Presence::Here, &[], 16, &stamp)?;
    ///
    /// let id = ChangeRequestId::from_uuid(Uuid::from_u128(3));
    /// let change = ChangeRequest::apply(None, &event, &header(id.id())).ok_or("nothing")?;
    /// assert_eq!((change.label().as_str(), change.state().name()), ("CR-17", "Draft"));
    /// assert!(change.is_visible());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the client is not active, when whoever asks is not there, an expectation is
    /// not this client's, or a list has too many items.
    pub fn draft(
        new: NewChange,
        to: &Client,
        requester: Presence,
        strangers: &[ExpectationId],
        before: u64,
        _: &Stamp,
    ) -> Said {
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, NOTHING, "draft");
        if !to.is_active() {
            return Err(wrong(ChangeGuard::ClientNotActive.into()));
        }
        if requester != Presence::Here {
            return Err(wrong(ChangeGuard::RequesterNotThere.into()));
        }
        all_known(strangers).map_err(|guard| wrong(guard.into()))?;
        let limit = || Invalid::TooMany { field: "changes", limit: 1_000_000 };
        let next = before.checked_add(1).filter(|number| *number <= Self::PER_CLIENT);
        let number = next.and_then(|number| u32::try_from(number).ok());
        let number = number.ok_or_else(|| wrong(limit().into()))?;
        check_lists(&[], 0, &new.more.changes).map_err(wrong)?;
        let words = [ChangeWord::Title(new.title)].into_iter().chain(new.more.words).collect();
        let (requester, project, changes) = (new.requester, new.project, new.more.changes);
        Ok(Event::with(ChangeEvent::Drafted { number, requester, project, changes }, words))
    }

    /// Changes what is known of it. While it is being decided, or was approved, that begins its
    /// next revision: it is assessed anew, and whoever said yes is asked again. `strangers` are the
    /// expectations named in it that are not this client's.
    ///
    /// # Errors
    /// A refusal where it cannot be edited any more, when nothing would change, the kind stands,
    /// an expectation is not this client's, or a list has too many items.
    pub fn edit(&self, edit: ChangeEdit, strangers: &[ExpectationId], stamp: &Stamp) -> Said {
        let from = self.may("edit", stamp)?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "edit");
        if edit.is_empty() {
            return Err(wrong(ChangeGuard::NothingChanges.into()));
        }
        let new_kind = edit.changes.iter().any(|field| matches!(field, ChangeField::Kind(_)));
        if new_kind && !matches!(self.state(), ChangeState::Draft | ChangeState::Submitted) {
            return Err(wrong(ChangeGuard::KindStands.into()));
        }
        all_known(strangers).map_err(|guard| wrong(guard.into()))?;
        let (links, feedback) = (self.expectations(), self.feedback().len());
        check_lists(links, feedback, &edit.changes).map_err(wrong)?;
        Ok(Event::with(ChangeEvent::Edited(edit.changes), edit.words))
    }

    /// Hands it in.
    ///
    /// # Errors
    /// A refusal with the list of what is missing: text, reason, source.
    pub fn submit(&self, stamp: &Stamp) -> Said {
        let from = self.may("submit", stamp)?;
        let said = |note: Option<Option<&Note>>| note.flatten().is_some();
        let fields = [
            ("text", said(self.text().known())),
            ("reason", said(self.reason().known())),
            ("source", self.source().is_some()),
        ];
        let missing: Vec<_> = fields.iter().filter(|(_, is)| !is).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let guard = ChangeGuard::Incomplete { missing };
            return Err(Wrong::Guard(guard).refuse(&MACHINE, from, "submit"));
        }
        Ok(Event::plain(ChangeEvent::Submitted))
    }

    /// Takes it on as the kind that it is: a normal one is assessed, a standard one approved by its
    /// template, an emergency decided at once and assessed afterwards.
    ///
    /// # Errors
    /// A refusal when it is of another kind, the assessor is not there, the template is unknown,
    /// retired or used up, all changes together would go beyond budget or tolerance, an emergency
    /// lacks an impact or costs more than its ceiling, or the calendar does not know.
    pub fn triage(
        &self,
        triage: Triage,
        assessor: Presence,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("triage", stamp)?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "triage");
        if triage.kind() != self.kind().name() {
            let kind = self.kind().name();
            return Err(wrong(ChangeGuard::KindIs { kind }.into()));
        }
        if triage.assessor().is_some() && assessor != Presence::Here {
            return Err(wrong(ChangeGuard::StaffNotThere.into()));
        }
        match (triage, self.kind()) {
            (Triage::Emergency(urgent), _) => self.urge(*urgent, given, stamp),
            (Triage::Standard, ChangeKind::Standard(key)) => self.preapprove(key, given, stamp),
            (Triage::Normal { assessor }, _) => Ok(Event::plain(ChangeEvent::Triaged { assessor })),
            (Triage::Standard, ChangeKind::Normal | ChangeKind::Emergency) => {
                Err(ChangeGuard::KindIs { kind: self.kind().name() }.into())
            }
        }
        .map_err(wrong)
    }

    fn preapprove(
        &self,
        key: &CustomKey,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Event<Self>, Wrong> {
        let template = || key.clone();
        let found = given.policy.find_template(key);
        let found = found.ok_or_else(|| ChangeGuard::TemplateUnknown { template: template() })?;
        if !found.is_active() {
            return Err(ChangeGuard::TemplateRetired { template: template() }.into());
        }
        let (impacts, words) = self.of_template(found, stamp);
        let number = self.plain.numbered.saturating_add(1);
        let copy = alternative(number, impacts.clone());
        let uses_it = |one: &&ChangeRequest| one.counts() && one.kind() == self.kind();
        let used = given.others_of(self).filter(uses_it).count();
        let used_up = found.uses().is_some_and(|most| u32::try_from(used).unwrap_or(most) >= most);
        let together = Totals::of(given.others_of(self), self.project())?.with(&copy)?;
        if used_up || given.policy.beyond(&together)?.is_some() {
            return Err(ChangeGuard::BeyondTemplate { template: template() }.into());
        }
        let (role, policy) = (given.policy.sponsor_role().clone(), given.policy.number());
        let what = ChangeEvent::Preapproved { template: template(), impacts, role, policy };
        Ok(Event::with(what, words))
    }

    fn of_template(&self, template: &Template, stamp: &Stamp) -> (Vec<Impact>, Vec<ChangeWord>) {
        let number = self.plain.numbered.saturating_add(1);
        let (confidence, assessed_by, at) = (Percent::ALL, stamp.by, stamp.valid_at);
        let label = ChangeWord::Label(number, template.label().clone());
        let (mut impacts, mut words) = (Vec::new(), vec![label]);
        for (effect, why) in template.impacts() {
            let rationale = ChangeWord::Rationale(number, effect.dimension(), why.clone());
            words.push(rationale);
            let effect = effect.clone();
            Impact { effect, confidence, assessed_by, assessed_at: at }.place(&mut impacts);
        }
        (impacts, words)
    }

    fn urge(&self, urgent: Urgent, given: &Given<'_>, stamp: &Stamp) -> Result<Event<Self>, Wrong> {
        let Urgent { assessor, alternative: new, impacts, ceiling } = urgent;
        if new.kind == AlternativeKind::DoNothing {
            return Err(ChangeGuard::DoesNothing.into());
        }
        let number = self.plain.numbered.saturating_add(1);
        let mut words = new.words(number);
        let mut found = Vec::new();
        for impact in impacts {
            let dimension = impact.effect.dimension();
            words.push(ChangeWord::Rationale(number, dimension, impact.rationale.clone()));
            known(impact, stamp).place(&mut found);
        }
        let missing = missing(found.iter().map(|impact| &impact.effect));
        if !missing.is_empty() {
            return Err(ChangeGuard::NotAssessed { alternative: number, missing }.into());
        }
        given.policy.counts_in(ceiling)?;
        if ceiling.minor() < 0 {
            return Err(Invalid::Range { field: "ceiling", low: 0, high: i64::MAX }.into());
        }
        if let Some(most) = given.policy.ceiling.filter(|most| most.minor() < ceiling.minor()) {
            return Err(ChangeGuard::AboveCeiling { ceiling: most }.into());
        }
        below(&alternative(number, found.clone()), ceiling)?;
        let days = i64::from(given.policy.retro_days);
        let retro_due = given.calendar.end_of_working_day(stamp.valid_at, days)?;
        let calendar = given.calendar.version();
        let what = ChangeEvent::Urged { assessor, impacts: found, ceiling, retro_due, calendar };
        Ok(Event::with(what, words))
    }

    /// Outlines one way to go about it, also that of doing nothing.
    ///
    /// # Errors
    /// A refusal when it does nothing and there is one that does, or for too many.
    pub fn outline(&self, new: NewAlternative, stamp: &Stamp) -> Said {
        let from = self.may("outline", stamp)?;
        let wrong = |wrong: Wrong| Err(wrong.refuse(&MACHINE, from, "outline"));
        if new.kind == AlternativeKind::DoNothing && self.does_nothing().is_some() {
            return wrong(ChangeGuard::DoesNothingTwice.into());
        }
        if self.alternatives().len() >= Self::ALTERNATIVES {
            let limit = Self::ALTERNATIVES;
            return wrong(Invalid::TooMany { field: "alternatives", limit }.into());
        }
        let number = self.plain.numbered.saturating_add(1);
        let (kind, advice) = (new.kind, new.advice);
        let what = ChangeEvent::Outlined { number, kind, advice };
        Ok(Event::with(what, new.words(number)))
    }

    /// Takes an alternative out, with what was said of it, as one that was outlined by mistake or
    /// that nobody wants any more. The number is not given again.
    ///
    /// # Errors
    /// A refusal when there is none of this number, or it has been decided about.
    pub fn discard(&self, number: u32, stamp: &Stamp) -> Said {
        let from = self.may("discard", stamp)?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, "discard", guard));
        if self.alternative(number).is_none() {
            return no(ChangeGuard::NoSuchAlternative { number });
        }
        if self.decisions().iter().any(|decision| decision.alternative == Some(number)) {
            return no(ChangeGuard::AlternativeDecided { number });
        }
        Ok(Event::plain(ChangeEvent::Discarded { number }))
    }

    /// Writes down what an alternative does in one dimension; a later one takes the place of an
    /// earlier. After the decision about an emergency, what it did is assessed likewise, for the
    /// alternative that was approved, and stands beside what was thought before.
    ///
    /// # Errors
    /// A refusal when there is no such alternative or it does nothing, the assessor is not there,
    /// two currencies meet, an emergency would cost more than its ceiling, or when it is assessed
    /// afterwards and is no emergency.
    pub fn assess(
        &self,
        alternative: u32,
        impact: NewImpact,
        assessor: Presence,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("assess", stamp)?;
        self.assessed(alternative, impact, assessor, given, stamp)
            .map_err(|wrong: Wrong| wrong.refuse(&MACHINE, from, "assess"))
    }

    fn assessed(
        &self,
        number: u32,
        impact: NewImpact,
        assessor: Presence,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Event<Self>, Wrong> {
        let before = self.state() == ChangeState::Assessing;
        if !before && !self.is_emergency() {
            return Err(ChangeGuard::NotAnEmergency.into());
        }
        let found = self.alternative(number).filter(|one| {
            before || self.approved().is_some_and(|approved| approved.number == one.number)
        });
        let found = found.ok_or(ChangeGuard::NoSuchAlternative { number })?;
        if found.kind == AlternativeKind::DoNothing {
            return Err(ChangeGuard::DoesNothing.into());
        }
        if assessor != Presence::Here {
            return Err(ChangeGuard::StaffNotThere.into());
        }
        if let Some(cost) = impact.effect.amount() {
            given.policy.counts_in(cost)?;
            self.one_currency(number, cost, before)?;
            let ceiling = self.emergency().filter(|_| before && self.is_emergency());
            ceiling.map(|one| one_below(cost, one.ceiling)).transpose()?;
        }
        let (dimension, why) = (impact.effect.dimension(), impact.rationale.clone());
        let (when, word) = if before {
            (Assessment::Before, ChangeWord::Rationale(number, dimension, why))
        } else {
            (Assessment::After, ChangeWord::RetroRationale(dimension, why))
        };
        let impact = known(impact, stamp);
        Ok(Event::with(ChangeEvent::Assessed { alternative: number, impact, when }, vec![word]))
    }

    /// No two costs of a change are in two currencies; one found out before is replaced.
    fn one_currency(&self, number: u32, cost: Money, replaces: bool) -> Result<(), Wrong> {
        let stays = |one: &&Alternative| !replaces || one.number != number;
        let others = self.alternatives().iter().filter(stays);
        let ceiling = self.emergency().filter(|_| self.is_emergency()).map(|one| one.ceiling);
        for other in others.filter_map(Alternative::cost).chain(ceiling) {
            other.compare(cost)?;
        }
        Ok(())
    }

    /// Writes down that it was explained to a person at the client, how and in which words.
    ///
    /// # Errors
    /// A refusal when they are none of the client's or have left, or after five hundred times.
    pub fn explain(
        &self,
        to: ContactId,
        there: Presence,
        channel: Channel,
        text: Note,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("explain", stamp)?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "explain");
        contact_there(there).map_err(wrong)?;
        if self.explained().len() >= Self::EXPLANATIONS {
            let limit = Self::EXPLANATIONS;
            return Err(wrong(Invalid::TooMany { field: "explanations", limit }.into()));
        }
        let words = vec![ChangeWord::Explanation(text)];
        Ok(Event::with(ChangeEvent::Explained { to, channel }, words))
    }

    /// Puts it up for decision.
    ///
    /// # Errors
    /// A refusal when an alternative that does something lacks a dimension, or there are fewer
    /// than two alternatives or none that does nothing, or the client, who can see it, has not
    /// been told what it means in this revision. An emergency needs one alternative and no
    /// explanation.
    pub fn propose(&self, stamp: &Stamp) -> Said {
        let from = self.may("propose", stamp)?;
        self.proposable().map_err(|guard| Wrong::Guard(guard).refuse(&MACHINE, from, "propose"))?;
        Ok(Event::plain(ChangeEvent::Proposed))
    }

    fn proposable(&self) -> Result<(), ChangeGuard> {
        let acts = || self.alternatives().iter().filter(|one| one.kind == AlternativeKind::Act);
        for one in acts() {
            let missing = missing(one.effects());
            if !missing.is_empty() {
                return Err(ChangeGuard::NotAssessed { alternative: one.number, missing });
            }
        }
        if acts().next().is_none() {
            return Err(ChangeGuard::TooFewAlternatives);
        }
        if self.is_emergency() {
            return Ok(());
        }
        if self.does_nothing().is_none() {
            return Err(ChangeGuard::TooFewAlternatives);
        }
        let explained = self.explained().iter().any(|one| one.revision == self.revision());
        if self.is_visible() && !explained {
            return Err(ChangeGuard::NotExplained);
        }
        Ok(())
    }

    /// Takes it back to be assessed, since something must be known first. Whoever has said yes is
    /// asked again.
    ///
    /// # Errors
    /// A refusal when it is not being decided.
    pub fn request_info(&self, question: Line, stamp: &Stamp) -> Said {
        self.may("request_info", stamp)?;
        let words = vec![ChangeWord::Remark(RemarkKind::Question, question)];
        Ok(Event::with(ChangeEvent::InfoRequested, words))
    }

    /// The state it is in, if the verb may be said in it now.
    pub(super) fn may(
        &self,
        verb: &'static str,
        stamp: &Stamp,
    ) -> Result<&'static str, ChangeRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, verb, guard));
        if self.personal.is_erased() {
            return no(ChangeGuard::Erased);
        }
        if stamp.valid_at < self.plain.last {
            return no(ChangeGuard::BeforeLast);
        }
        Ok(from)
    }
}

fn alternative(number: u32, impacts: Vec<Impact>) -> Alternative {
    let (kind, advice) = (AlternativeKind::Act, Advice::Recommended);
    Alternative { number, kind, advice, impacts }
}

fn known(impact: NewImpact, stamp: &Stamp) -> Impact {
    Impact {
        effect: impact.effect,
        confidence: impact.confidence,
        assessed_by: ActorId::Staff(impact.by),
        assessed_at: stamp.valid_at,
    }
}

/// An alternative costs no more than an emergency may.
pub(super) fn below(alternative: &Alternative, ceiling: Money) -> Result<(), Wrong> {
    alternative.cost().map_or(Ok(()), |cost| one_below(cost, ceiling))
}

fn one_below(cost: Money, ceiling: Money) -> Result<(), Wrong> {
    if cost.compare(ceiling)?.is_gt() {
        return Err(ChangeGuard::AboveCeiling { ceiling }.into());
    }
    Ok(())
}

/// A contact of the client, and still there.
pub(super) fn contact_there(there: Presence) -> Result<(), Wrong> {
    match there {
        Presence::Here => Ok(()),
        Presence::Left => Err(ChangeGuard::ContactLeft.into()),
        Presence::Stranger => Err(ChangeGuard::ContactUnknown.into()),
    }
}

fn all_known(strangers: &[ExpectationId]) -> Result<(), ChangeGuard> {
    match strangers {
        [] => Ok(()),
        unknown => Err(ChangeGuard::ExpectationsUnknown { unknown: unknown.to_vec() }),
    }
}

/// No list grows beyond its end.
fn check_lists(
    links: &[ExpectationId],
    feedback: usize,
    changes: &[ChangeField],
) -> Result<(), Wrong> {
    let count = |is: fn(&ChangeField) -> bool| changes.iter().filter(|field| is(field)).count();
    let linked = links.len() + count(|field| matches!(field, ChangeField::Link(_)));
    let answered = feedback + count(|field| matches!(field, ChangeField::Feedback(_)));
    let limit = ChangeRequest::LINKS;
    if linked > limit {
        return Err(Invalid::TooMany { field: "expectations", limit }.into());
    }
    if answered > limit {
        return Err(Invalid::TooMany { field: "feedback", limit }.into());
    }
    Ok(())
}

/// The effects of a list say something about each dimension at most once, in one currency.
pub(super) fn once_each(effects: &[Effect]) -> Result<(), Invalid> {
    let mut seen: Vec<_> = effects.iter().map(Effect::dimension).collect();
    seen.sort_unstable();
    if seen.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Invalid::Twice { field: "dimension" });
    }
    Ok(())
}
