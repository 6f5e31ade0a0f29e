//! Notices at the desk: who is to be told what by when, and when they were.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::{Draft, Moment};
use super::due::Due;
use super::find_notices::FindNotices;
use super::journal::known_at;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::interaction::Channel;
use crate::domain::notice::{About, NewNotice, Notice, Raised, Reason, Recipient, Setting};
use crate::domain::noun::Noun;
use crate::domain::staff::Staff;
use crate::domain::{ClientId, Line, NoticeId, Presence, Stream, TextDigest, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, Condition, MOST};
use crate::store::{Cursor, Scan, Store};

/// What the desk does about notices, the obligations to tell somebody something.
#[derive(Debug)]
pub struct Notices<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The notices.
    #[must_use]
    pub fn notices(&self) -> Notices<'_, S> {
        Notices(self)
    }
}

impl<'d, S: Store> Notices<'d, S> {
    /// [`Notice::raise`] by hand.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn raise(&self, client: ClientId, new: NewNotice) -> Result<Done<Notice>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::NoticeRaise,
            &(client, &new),
            |reading| setting(reading, client, &new),
            |_| Some(stream),
            |setting, moment| {
                let calendar = self.0.office.calendar();
                let event = Notice::raise(new.clone(), setting, calendar, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`Notice::tell`]: they were told, by this channel and in the words of this digest.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn tell(
        &self,
        id: NoticeId,
        channel: Channel,
        digest: TextDigest,
    ) -> Result<Done<Notice>, Error> {
        self.0.command(
            Permission::NoticeTell,
            &(id, channel, digest),
            |reading| {
                let notice = reading.subject::<Notice>(id)?;
                let head = reading.head(notice.now.stream())?;
                let presence = presence(reading, notice.now.to(), notice.now.client())?;
                Ok((notice, head.recorded_at, presence))
            },
            |(notice, ..)| Some(notice.now.stream()),
            |(notice, last, presence), moment| {
                let moment = moment.not_before(*last);
                let event = notice.now.tell(channel, digest, *presence, &moment.stamp);
                let (event, stream) = (event.map_err(Error::refused)?, notice.now.stream());
                Draft::state(Some(notice.now.clone()), id, stream, &event, &moment)
            },
        )
    }

    /// [`Notice::waive`]: they need not be told, and why.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn waive(&self, id: NoticeId, reason: &str) -> Result<Done<Notice>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say(Permission::NoticeWaive, id, &reason, |notice: &Notice, stamp| {
            notice.waive(reason.clone(), stamp)
        })
    }

    /// One notice.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: NoticeId) -> Result<Found<Notice>, Error> {
        self.0.ask(Permission::NoticeRead, None, |reading| reading.get(id))
    }

    /// A client's notices: those that are open, and behind them those that are not.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Notice>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::NoticeList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The notices about one record of a client, in the order in which they were raised: what was
    /// told of it, when and how, and what is still to be told.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn about(
        &self,
        client: ClientId,
        about: About,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Notice>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..about_record(stream, about, limit) };
        self.0.ask(Permission::NoticeAbout, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// What is open and due by an instant, the longest due first.
    #[must_use]
    pub fn due_by(&self, at: Timestamp) -> FindNotices<'d, S> {
        FindNotices::new(self.0, Due::by(at))
    }

    /// What is open and should have been told before an instant, the longest due first.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> FindNotices<'d, S> {
        FindNotices::new(self.0, Due::before(at))
    }

    /// The notice as far as it had been told by an instant; none where it was not yet raised.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: NoticeId, at: Timestamp) -> Result<Option<Notice>, Error> {
        self.0.ask(Permission::NoticeKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a notice now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: NoticeId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::NoticeAllowed, None, |r| r.get::<Notice>(id))?;
        Ok(found.now.allowed())
    }
}

/// The open notices about one record, as a command's view found them.
#[derive(Debug, Clone, Default)]
pub(super) struct Open(Vec<Notice>);

impl Open {
    /// Those that are open about a record of this stream. The stream is expected to stand where it
    /// stands now, so that none can be raised meanwhile for the same cause.
    pub(super) fn about(
        reading: &Reading<'_>,
        stream: Stream,
        about: About,
    ) -> Result<Self, Error> {
        let scan = Scan {
            conditions: vec![Condition::NotNull("cause")],
            ..about_record(stream, about, MOST)
        };
        let open = reading.all::<Notice>(&scan)?;
        Ok(Open(open.into_iter().map(|found| found.now).collect()))
    }

    fn of_cause(&self, cause: &str) -> Option<&Notice> {
        self.0.iter().find(|notice| notice.cause() == cause)
    }
}

/// Why a notice is waived of which an event took the ground away.
const SETTLED: &str = "已办结 / settled";

impl<N: Noun> Draft<N> {
    /// The same, waiving the open notices that the event settles, in its unit. One that would have
    /// been waived before it was raised stays open.
    pub(super) fn settling(
        self,
        settled: &[Reason],
        open: &Open,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let stream = self.now.stream();
        let mut done = open.0.iter().filter(|notice| settled.contains(notice.reason()));
        done.try_fold(self, |draft, notice| {
            let Ok(event) = notice.waive(Line::new(SETTLED)?, &moment.stamp) else {
                return Ok(draft);
            };
            let before = Some(notice.clone());
            Ok(draft.and(Draft::state(before, notice.id(), stream, &event, moment)?))
        })
    }

    /// The same, with the notices that the event raises: each in the unit of the event, and none
    /// for a cause for which one is open.
    pub(super) fn raising(
        self,
        raised: Vec<Raised>,
        open: &Open,
        moment: &Moment<'_>,
    ) -> Result<Self, Error> {
        let stream = self.now.stream();
        let mut causes: Vec<String> = Vec::new();
        raised.into_iter().try_fold(self, |draft, raised| {
            let cause = raised.cause();
            if open.of_cause(&cause).is_some() || causes.contains(&cause) {
                return Ok(draft);
            }
            causes.push(cause);
            let event = Notice::raised(raised);
            Ok(draft.and(Draft::state(None, moment.fresh(), stream, &event, moment)?))
        })
    }
}

/// What is known of a recipient.
pub(super) fn presence(
    reading: &Reading<'_>,
    recipient: Recipient,
    client: ClientId,
) -> Result<Presence, Error> {
    let active = match recipient {
        Recipient::Contact(id) => {
            let found = reading.find_plain::<Contact>(id)?;
            let theirs = found.filter(|(_, stream)| *stream == Stream::client(client));
            theirs.map(|(contact, _)| contact.is_active())
        }
        Recipient::Staff(id) => {
            reading.find_plain::<Staff>(id)?.map(|(staff, _)| staff.is_active())
        }
    };
    Ok(Presence::of_active(active))
}

/// What the rule must know of the client, the recipient, the record and what is open.
fn setting(reading: &Reading<'_>, client: ClientId, new: &NewNotice) -> Result<Setting, Error> {
    let stream = Stream::client(client);
    let active = reading.plain::<Client>(client)?.is_active();
    let setting = Setting::plain().recipient(presence(reading, new.recipient(), client)?);
    let setting = if active { setting } else { setting.archived() };
    let about = new.about();
    // A project has no record that could say whose it is.
    let theirs = matches!(about, About::Project(_))
        || reading.stream_of(about.noun(), about.id())? == Some(stream);
    let setting = if theirs { setting } else { setting.about_a_stranger() };
    let open = Open::about(reading, stream, new.about())?;
    Ok(match open.of_cause(&new.cause()) {
        Some(notice) => setting.open(notice.id()),
        None => setting,
    })
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan {
        among: Among::All,
        ..Scan::of(Notice::DECLARATION.noun, "by_client", limit).within(stream)
    }
}

fn about_record(stream: Stream, about: About, limit: usize) -> Scan {
    Scan::of(Notice::DECLARATION.noun, "by_about", limit).within(stream).equal(about.id())
}
