//! Loyalty programmes at the desk: their terms, and who is a member.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::machine::NOTHING;
use crate::domain::member::{MACHINE, Member, MemberGuard};
use crate::domain::noun::Noun;
use crate::domain::programme::{Programme, ProgrammeState, Terms};
use crate::domain::refusal::Refusal;
use crate::domain::{ClientId, Line, MemberId, Name, ProgrammeId, RecordId, Stream};
use crate::error::Error;
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

/// What the desk does about programmes and who is a member of them.
#[derive(Debug)]
pub struct Programmes<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The loyalty programmes.
    #[must_use]
    pub fn programmes(&self) -> Programmes<'_, S> {
        Programmes(self)
    }
}

impl<S: Store> Programmes<'_, S> {
    /// [`Programme::launch`].
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::programme::{Rate, Terms};
    /// use guanxi::{Actor, Crm};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
    /// let club = desk.programmes().launch("茶友会", terms)?.id();
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let member = desk.programmes().enrol(club, hua, None)?.id();
    /// assert_eq!(desk.points().balance(member)?.available.get(), 0);
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals, and a name that cannot be taken.
    pub fn launch(&self, name: &str, terms: Terms) -> Result<Done<Programme>, Error> {
        let name = Name::new(name)?;
        self.0.command(
            Permission::ProgrammeLaunch,
            &(&name, &terms),
            |_| Ok(()),
            |()| None,
            |(), moment| {
                let event = Programme::launch(name.clone(), terms.clone(), &moment.stamp);
                let id: ProgrammeId = moment.fresh();
                let event = event.map_err(Error::refused)?;
                Draft::state(None, id, Stream::programme(id), &event, moment)
            },
        )
    }

    /// [`Programme::amend`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn amend(&self, id: ProgrammeId, terms: Terms) -> Result<Done<Programme>, Error> {
        self.0.say(Permission::ProgrammeAmend, id, &terms, |programme: &Programme, stamp| {
            programme.amend(terms.clone(), stamp)
        })
    }

    /// [`Programme::suspend`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn suspend(&self, id: ProgrammeId, reason: &str) -> Result<Done<Programme>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::ProgrammeSuspend, id, &reason, |programme: &Programme, stamp| {
            programme.suspend(reason.clone(), stamp)
        })
    }

    /// [`Programme::reopen`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reopen(&self, id: ProgrammeId) -> Result<Done<Programme>, Error> {
        self.0.say(Permission::ProgrammeReopen, id, &(), Programme::reopen)
    }

    /// [`Programme::close`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn close(&self, id: ProgrammeId, reason: &str) -> Result<Done<Programme>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::ProgrammeClose, id, &reason, |programme: &Programme, stamp| {
            programme.close(reason.clone(), stamp)
        })
    }

    /// One programme, with every version of its terms.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ProgrammeId) -> Result<Found<Programme>, Error> {
        self.0.ask(Permission::ProgrammeRead, None, |reading| reading.get(id))
    }

    /// The programmes in a state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn in_state(
        &self,
        state: ProgrammeState,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Programme>, Error> {
        let scan = Scan::of(Programme::DECLARATION.noun, "by_state", limit).equal(state.name());
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::ProgrammeList, None, |reading| reading.page(scan.clone()))
    }

    /// The verbs that may be said of a programme now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ProgrammeId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::ProgrammeAllowed, None, |r| r.get::<Programme>(id))?;
        Ok(found.now.allowed())
    }

    /// [`Member::join_programme`]: makes a client a member, with the number on its card if it has
    /// one.
    ///
    /// # Errors
    /// The verb's refusals, also when the client is a member already; not found.
    pub fn enrol(
        &self,
        programme: ProgrammeId,
        client: ClientId,
        card: Option<&str>,
    ) -> Result<Done<Member>, Error> {
        let stream = Stream::client(client);
        let card = card.map(|card| Line::new(card).map_err(|why| why.in_field("card")));
        let card = card.transpose()?;
        let done = self.0.command(
            Permission::ProgrammeEnrol,
            &(programme, client, &card),
            |reading| {
                let who = reading.get::<Client>(client)?.now;
                Ok((who, reading.get::<Programme>(programme)?.now, reading.head(stream)?))
            },
            |_| Some(stream),
            |(who, programme, head), moment| {
                let moment = &moment.not_before(head.recorded_at);
                let event = Member::join_programme(who, programme, card.clone(), &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        );
        done.map_err(taken)
    }

    /// [`Member::admit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn admit(&self, id: MemberId) -> Result<Done<Member>, Error> {
        self.0.say(Permission::ProgrammeAdmit, id, &(), Member::admit)
    }

    /// [`Member::block`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn block(&self, id: MemberId, reason: &str) -> Result<Done<Member>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::ProgrammeBlock, id, &reason, |member: &Member, stamp| {
            member.block(reason.clone(), stamp)
        })
    }

    /// [`Member::unblock`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn unblock(&self, id: MemberId) -> Result<Done<Member>, Error> {
        self.0.say(Permission::ProgrammeUnblock, id, &(), Member::unblock)
    }

    /// One member.
    ///
    /// # Errors
    /// Not found.
    pub fn member(&self, id: MemberId) -> Result<Found<Member>, Error> {
        self.0.ask(Permission::ProgrammeMember, None, |reading| reading.get(id))
    }

    /// The membership of a client in a programme; none where it is no member.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn membership(
        &self,
        programme: ProgrammeId,
        client: ClientId,
    ) -> Result<Option<Found<Member>>, Error> {
        let scan = Scan::of(Member::DECLARATION.noun, "by_membership", 1)
            .equal(Member::key(programme, client));
        let stream = Some(Stream::client(client));
        let found = self.0.ask(Permission::ProgrammeMembership, stream, |reading| {
            reading.page::<Member>(scan.clone())
        })?;
        Ok(found.items.into_iter().next())
    }

    /// The members of a programme, in the order in which they joined.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn members(
        &self,
        programme: ProgrammeId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Member>, Error> {
        let scan = Scan::of(Member::DECLARATION.noun, "by_programme", limit)
            .equal(RecordId::id(programme));
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::ProgrammeMembers, None, |reading| reading.page(scan.clone()))
    }
}

pub(super) fn because(reason: &str) -> Result<Line, Error> {
    Ok(Line::new(reason).map_err(|why| why.in_field("reason"))?)
}

/// That the client is a member already is the rule's no, which only the store knows.
fn taken(error: Error) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "membership", by, .. })) =
        error
    else {
        return error;
    };
    let guard = MemberGuard::AlreadyMember { by: MemberId::from_id(by) };
    Error::refused(Refusal::guard(&MACHINE, NOTHING, "join", guard))
}
