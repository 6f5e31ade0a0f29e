//! Change requests at the desk, from the first word until they are to be decided.

use serde::Serialize;

use super::desk::Desk;
use super::done::Done;
use super::draft::Draft;
use super::notices::{Open, presence};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::change_request::{
    ChangeEdit, ChangeRefusal, ChangeRequest, Given, NewAlternative, NewChange, NewImpact,
    Requester, Triage,
};
use crate::domain::client::Client;
use crate::domain::contact::{Contact, ContactRole};
use crate::domain::expectation::Expectation;
use crate::domain::interaction::Channel;
use crate::domain::notice::{About, Recipient};
use crate::domain::noun::{Event, Noun, Stamp};
use crate::domain::{
    ActorId, ChangeRequestId, ClientId, ContactId, ExpectationId, Line, Note, Presence, RecordId,
    Staff, StaffId, Stream, Timestamp,
};
use crate::error::Error;
use crate::store::scan::MOST;
use crate::store::{Scan, Store};

/// What the desk does about change requests.
#[derive(Debug)]
pub struct Changes<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The change requests.
    #[must_use]
    pub fn changes(&self) -> Changes<'_, S> {
        Changes(self)
    }
}

/// Whether a rule must know of the other changes of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// It looks at one change alone.
    Nothing,
    /// It looks at what all of them come to.
    Others,
}

pub(super) type Said = Result<Event<ChangeRequest>, ChangeRefusal>;

impl<S: Store> Changes<'_, S> {
    /// [`ChangeRequest::draft`] for a client.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn draft(&self, client: ClientId, new: NewChange) -> Result<Done<ChangeRequest>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::ChangeDraft,
            &(client, &new),
            |reading| {
                let to = reading.get::<Client>(client)?;
                let there = match new.requester() {
                    Requester::Contact(id) => contact(reading, id, client)?,
                    Requester::Staff(id) => staff(reading, id)?,
                };
                let strangers = strangers(reading, stream, new.new_links())?;
                Ok((to, there, strangers, reading.number(in_client(stream, MOST))?))
            },
            |_| Some(stream),
            |(to, there, strangers, before), moment| {
                let (new, stamp) = (new.clone(), &moment.stamp);
                let event = ChangeRequest::draft(new, &to.now, *there, strangers, *before, stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`ChangeRequest::edit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn edit(
        &self,
        id: ChangeRequestId,
        edit: ChangeEdit,
    ) -> Result<Done<ChangeRequest>, Error> {
        self.go(
            Permission::ChangeEdit,
            id,
            &edit,
            Beside::Nothing,
            |reading, change| strangers(reading, change.stream(), edit.new_links()),
            |change, strangers, _, stamp| change.edit(edit.clone(), strangers, stamp),
        )
    }

    /// [`ChangeRequest::submit`]: the client, who can see it, is to be told.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn submit(&self, id: ChangeRequestId) -> Result<Done<ChangeRequest>, Error> {
        let (permission, beside) = (Permission::ChangeSubmit, Beside::Nothing);
        self.go(
            permission,
            id,
            &(),
            beside,
            |_, _| Ok(()),
            |change, (), _, stamp| change.submit(stamp),
        )
    }

    /// [`ChangeRequest::triage`]: as the kind that it is.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn triage(
        &self,
        id: ChangeRequestId,
        triage: Triage,
    ) -> Result<Done<ChangeRequest>, Error> {
        let assessor = triage.assessor();
        self.go(
            Permission::ChangeTriage,
            id,
            &triage,
            Beside::Others,
            |reading, _| assessor.map_or(Ok(Presence::Here), |id| staff(reading, id)),
            |change, there, given, stamp| change.triage(triage.clone(), *there, given, stamp),
        )
    }

    /// [`ChangeRequest::outline`] of an alternative.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn outline(
        &self,
        id: ChangeRequestId,
        new: NewAlternative,
    ) -> Result<Done<ChangeRequest>, Error> {
        self.0.say(Permission::ChangeOutline, id, &new, |change: &ChangeRequest, stamp| {
            change.outline(new.clone(), stamp)
        })
    }

    /// [`ChangeRequest::discard`] of an alternative.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn discard(&self, id: ChangeRequestId, number: u32) -> Result<Done<ChangeRequest>, Error> {
        self.0.say(Permission::ChangeDiscard, id, &number, |change: &ChangeRequest, stamp| {
            change.discard(number, stamp)
        })
    }

    /// [`ChangeRequest::assess`]: one dimension of an alternative; after the decision about an
    /// emergency, of the one that was approved.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn assess(
        &self,
        id: ChangeRequestId,
        alternative: u32,
        impact: NewImpact,
    ) -> Result<Done<ChangeRequest>, Error> {
        self.go(
            Permission::ChangeAssess,
            id,
            &(alternative, &impact),
            Beside::Nothing,
            |reading, _| staff(reading, impact.assessed_by()),
            |change, there, given, stamp| {
                change.assess(alternative, impact.clone(), *there, given, stamp)
            },
        )
    }

    /// [`ChangeRequest::explain`] to a person at the client.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn explain(
        &self,
        id: ChangeRequestId,
        to: ContactId,
        channel: Channel,
        text: &str,
    ) -> Result<Done<ChangeRequest>, Error> {
        let text = Note::new(text).map_err(|why| why.in_field("explanation"))?;
        self.go(
            Permission::ChangeExplain,
            id,
            &(to, channel, &text),
            Beside::Nothing,
            |reading, change| contact(reading, to, change.client()),
            |change, there, _, stamp| change.explain(to, *there, channel, text.clone(), stamp),
        )
    }

    /// [`ChangeRequest::propose`]: the client, who can see it, is to be told.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn propose(&self, id: ChangeRequestId) -> Result<Done<ChangeRequest>, Error> {
        let (permission, beside) = (Permission::ChangePropose, Beside::Nothing);
        self.go(
            permission,
            id,
            &(),
            beside,
            |_, _| Ok(()),
            |change, (), _, stamp| change.propose(stamp),
        )
    }

    /// [`ChangeRequest::request_info`].
    ///
    /// # Errors
    /// The verb's refusals, an empty question, and not found.
    pub fn request_info(
        &self,
        id: ChangeRequestId,
        question: &str,
    ) -> Result<Done<ChangeRequest>, Error> {
        let question = Line::new(question).map_err(|why| why.in_field("question"))?;
        self.go(
            Permission::ChangeRequestInfo,
            id,
            &question,
            Beside::Nothing,
            |_, _| Ok(()),
            |change, (), _, stamp| change.request_info(question.clone(), stamp),
        )
    }

    /// One event on one change, with what it obliges to tell and what it settles: what the rule
    /// must know is read in the same view.
    pub(super) fn go<F>(
        &self,
        permission: Permission,
        id: ChangeRequestId,
        input: &impl Serialize,
        beside: Beside,
        look: impl Fn(&Reading<'_>, &ChangeRequest) -> Result<F, Error>,
        rule: impl Fn(&ChangeRequest, &F, &Given<'_>, &Stamp) -> Said,
    ) -> Result<Done<ChangeRequest>, Error> {
        let office = &self.0.office;
        self.0.command(
            permission,
            &(id, input),
            |reading| {
                let change = reading.subject::<ChangeRequest>(id)?;
                let stream = change.now.stream();
                let others = match beside {
                    Beside::Nothing => Vec::new(),
                    Beside::Others => all_of(reading, stream)?,
                };
                let found = look(reading, &change.now)?;
                let telling = Telling::of(reading, &change.now, self.0.actor().id())?;
                Ok((change, others, found, telling))
            },
            |(change, ..)| Some(change.now.stream()),
            |(change, others, found, telling), moment| {
                let moment = moment.not_before(telling.last);
                let calendar = office.calendar();
                let given = Given::by(&office.changes, calendar).beside(others);
                let event = rule(&change.now, found, &given, &moment.stamp);
                let event = event.map_err(Error::refused)?;
                let stream = change.now.stream();
                let draft = Draft::state(Some(change.now.clone()), id, stream, &event, &moment)?;
                let raised = draft.now.raises(&event.what, telling.to, &given, &moment.stamp);
                let settled = draft.now.settles(&event.what);
                draft.settling(&settled, &telling.open, &moment)?.raising(
                    raised,
                    &telling.open,
                    &moment,
                )
            },
        )
    }

    /// The member of staff who sits at the desk, if one does and is enrolled.
    pub(super) fn myself(&self, reading: &Reading<'_>) -> Result<Option<Staff>, Error> {
        match self.0.actor().id() {
            ActorId::Staff(id) => Ok(reading.find::<Staff>(id)?.map(|found| found.now)),
            ActorId::System | ActorId::Contact(_) | ActorId::Integration(_) => Ok(None),
        }
    }
}

/// The expectations among these that are not of this client's stream.
fn strangers(
    reading: &Reading<'_>,
    stream: Stream,
    named: impl Iterator<Item = ExpectationId>,
) -> Result<Vec<ExpectationId>, Error> {
    let noun = Expectation::DECLARATION.noun;
    let mut strangers = Vec::new();
    for id in named {
        if reading.stream_of(noun, id.id())? != Some(stream) {
            strangers.push(id);
        }
    }
    Ok(strangers)
}

/// Whom to tell about a change, what is open about it, and when its stream was last told of.
pub(super) struct Telling {
    last: Option<Timestamp>,
    open: Open,
    to: Option<Recipient>,
}

impl Telling {
    /// Who asked for it or heard of it and is still there; else who decides at the client, or any
    /// contact; else who looks after the client, or who says so.
    fn of(reading: &Reading<'_>, change: &ChangeRequest, by: ActorId) -> Result<Self, Error> {
        let stream = change.stream();
        let last = reading.head(stream)?.recorded_at;
        let open = Open::about(reading, stream, About::ChangeRequest(change.id()))?;
        let mut to = None;
        for listener in change.listeners() {
            if to.is_none() && contact(reading, listener, change.client())? == Presence::Here {
                to = Some(Recipient::Contact(listener));
            }
        }
        if to.is_none() && change.is_visible() {
            to = anybody(reading, change.client(), by)?;
        }
        Ok(Telling { last, open, to })
    }
}

fn anybody(
    reading: &Reading<'_>,
    client: ClientId,
    by: ActorId,
) -> Result<Option<Recipient>, Error> {
    let contacts = super::contacts::in_client(Stream::client(client), MOST);
    let contacts = reading.all::<Contact>(&contacts)?;
    let there: Vec<&Contact> =
        contacts.iter().map(|found| &found.now).filter(|contact| contact.is_active()).collect();
    let decides = |contact: &&&Contact| contact.roles().contains(&ContactRole::DecisionMaker);
    if let Some(contact) = there.iter().find(decides).or(there.first()) {
        return Ok(Some(Recipient::Contact(contact.id())));
    }
    let owner = reading.plain::<Client>(client)?.owner();
    let actor = match by {
        ActorId::Staff(id) => Some(id),
        ActorId::System | ActorId::Contact(_) | ActorId::Integration(_) => None,
    };
    Ok(owner.or(actor).map(Recipient::Staff))
}

/// What is known of a contact whom an input names.
pub(super) fn contact(
    reading: &Reading<'_>,
    id: ContactId,
    client: ClientId,
) -> Result<Presence, Error> {
    presence(reading, Recipient::Contact(id), client)
}

/// What is known of a member of staff whom an input names.
pub(super) fn staff(reading: &Reading<'_>, id: StaffId) -> Result<Presence, Error> {
    let found = reading.find_plain::<Staff>(id)?;
    Ok(Presence::of_active(found.map(|(staff, _)| staff.is_active())))
}

/// Every change of a client.
pub(super) fn all_of(reading: &Reading<'_>, stream: Stream) -> Result<Vec<ChangeRequest>, Error> {
    let all = reading.all::<ChangeRequest>(&in_client(stream, MOST))?;
    Ok(all.into_iter().map(|found| found.now).collect())
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(ChangeRequest::DECLARATION.noun, "by_client", limit).within(stream)
}
