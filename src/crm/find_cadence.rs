//! Pages of the clients whose next touch is due or overdue, found without looking at all clients.
//!
//! Every client that is worked with stands in one index by the class whose plan holds and by the
//! last whole touch, or the beginning of the relationship where there was none. For each class the
//! plan tells an instant behind which nobody is due; who stands before it is decided one by one:
//! halves, pauses and plans of a client's own only ever make a client due later. A plan that does
//! not count every channel has no such instant, since a touch that does not count stands in the
//! index too: all clients of its class are looked at, the longest untouched first. So do clients
//! that only ever had halves, who stand at the very beginning of their class and are looked at last.
//! Whoever needs a year that the calendar does not know is told of apart, and hides nobody else.

use std::ops::Bound;

use super::desk::Desk;
use super::done::Found;
use super::permission::Permission;
use super::reading::{Reading, found};
use super::touches;
use crate::domain::cadence::{Assessment, CadencePlan, Status};
use crate::domain::calendar::Unanswered;
use crate::domain::client::{CadenceBook, Client, ClientCadence, Segment};
use crate::domain::declaration::{Cell, Value};
use crate::domain::interaction::HALF;
use crate::domain::noun::Noun;
use crate::domain::{BusinessCalendar, RecordId, StaffId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, Condition, MOST, Projection};
use crate::store::{Cursor, Record, Scan, Store, StoreError};

/// How many clients are looked at for a page, beside its limit, before it ends early.
const LOOKED_AT: usize = 1_000;

/// The columns of a client that are read from the index by class, and from that by owner: what
/// tells of its touches, and what it stands by. All of them would cost as much as the clients.
const OF_CLASS: &[&str] = &["last_touch", "last_contact", "cadence"];
const OF_OWNER: &[&str] = &["last_touch", "last_contact", "owner", "name"];

/// A question for clients whose next touch is due or overdue.
#[derive(Debug)]
pub struct FindCadence<'d, S> {
    desk: &'d Desk<S>,
    wanted: Wanted,
    at: Option<Timestamp>,
    owner: Option<StaffId>,
    segment: Option<Segment>,
    after: Option<CadenceCursor>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Due,
    Overdue,
}

impl Wanted {
    fn status(self) -> Status {
        match self {
            Wanted::Due => Status::Due,
            Wanted::Overdue => Status::Overdue,
        }
    }
}

/// A client whose next touch is due or overdue.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// The client, at the revision that was read.
    pub client: Found<Client>,
    /// How things stand.
    pub stands: Assessment,
}

/// A client of whom it cannot be told whether the next touch is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Untold {
    /// The client, at the revision that was read.
    pub client: Found<Client>,
    /// Why not: mostly a year that the calendar does not know.
    pub why: Unanswered,
}

/// Some of the clients, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct CadencePage {
    /// The clients. There may be fewer than were asked for, or none, and still be more behind
    /// them: a page ends when it is full or when many were looked at in vain.
    pub items: Vec<Watched>,
    /// Those of whom the calendar cannot tell. They count for the limit of the page too.
    pub untold: Vec<Untold>,
    /// Where the next page begins; none when this was the last.
    pub next: Option<CadenceCursor>,
}

/// Where a page ended. It carries the instant of the first page, so that all pages tell how things
/// stood at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CadenceCursor {
    at: Timestamp,
    part: usize,
    within: Option<Cursor>,
}

impl std::fmt::Display for CadenceCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.", self.at.micros(), self.part)?;
        self.within.iter().try_for_each(|cursor| cursor.fmt(f))
    }
}

impl std::str::FromStr for CadenceCursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let no = || StoreError::InvalidCursor;
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(no);
        let at: i64 = part()?.parse().map_err(|_| no())?;
        let at = Timestamp::from_micros(at).map_err(|_| no())?;
        let number = part()?.parse().map_err(|_| no())?;
        let within = match part()? {
            "" => None,
            cursor => Some(cursor.parse()?),
        };
        Ok(CadenceCursor { at, part: number, within })
    }
}

impl<'d, S: Store> FindCadence<'d, S> {
    pub(super) fn new(desk: &'d Desk<S>, wanted: Wanted) -> Self {
        FindCadence { desk, wanted, at: None, owner: None, segment: None, after: None }
    }

    /// Only those whom one member of staff looks after, by name.
    #[must_use]
    pub fn owned_by(mut self, owner: StaffId) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Only those of one class.
    #[must_use]
    pub fn in_segment(mut self, segment: Segment) -> Self {
        self.segment = Some(segment);
        self
    }

    /// As things stand at this instant, if nothing happens before; now, unless said.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// From where an earlier page of the same question ended, as things stood for the first.
    #[must_use]
    pub fn after(mut self, cursor: CadenceCursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn page(self, limit: usize) -> Result<CadencePage, Error> {
        if limit == 0 || limit > MOST {
            return Err(StoreError::Query { why: "the limit is 1 to 1000" }.into());
        }
        let office = &self.desk.office;
        let now = self.at.unwrap_or_else(|| office.clock.now());
        let from = self.after.clone();
        let from = from.unwrap_or(CadenceCursor { at: now, part: 0, within: None });
        self.desk.ask(Permission::CadencePage, None, |reading| {
            let (book, calendar) = (office.cadences(), office.calendar());
            let search = Search { find: &self, reading, book, calendar, at: from.at, limit };
            search.page(&from)
        })
    }
}

/// A page in the making.
struct Search<'s, 'r, S> {
    find: &'s FindCadence<'s, S>,
    reading: &'s Reading<'r>,
    book: &'s CadenceBook,
    calendar: &'s BusinessCalendar,
    at: Timestamp,
    limit: usize,
}

impl<S: Store> Search<'_, '_, S> {
    fn page(&self, from: &CadenceCursor) -> Result<CadencePage, Error> {
        let parts = self.parts();
        if from.part > 0 && from.part >= parts.len() {
            return Err(StoreError::InvalidCursor.into());
        }
        let mut found = CadencePage { items: Vec::new(), untold: Vec::new(), next: None };
        let mut looked_at = 0;
        let mut after = from.within.clone();
        for (number, part) in parts.iter().enumerate().skip(from.part) {
            let cursor = |within| Some(CadenceCursor { at: self.at, part: number, within });
            let mut scan = self.scan(part);
            scan.after = after.take();
            loop {
                if found.len() == self.limit || looked_at >= LOOKED_AT.max(self.limit) {
                    found.next = cursor(scan.after);
                    return Ok(found);
                }
                let page = self.reading.reader().scan(&scan)?;
                for record in &page.records {
                    looked_at += 1;
                    match self.decide(record, scan.columns)? {
                        Decided::Wanted(watched) => found.items.push(watched),
                        Decided::Untold(untold) => found.untold.push(untold),
                        Decided::Other => {}
                    }
                    if found.len() == self.limit {
                        found.next = cursor(behind(&scan, record));
                        return Ok(found);
                    }
                }
                match page.next {
                    Some(next) => scan.after = Some(next),
                    None => break,
                }
            }
        }
        Ok(found)
    }

    /// The stretches of the index in the order in which they are gone through.
    fn parts(&self) -> Vec<Part<'_>> {
        if let Some(owner) = self.find.owner {
            return vec![Part::Owner(owner)];
        }
        let wanted = |segment| self.find.segment.is_none_or(|only| only == segment);
        let plans = self.book.plans().filter(|(segment, _, _)| wanted(*segment));
        let mut parts = vec![Part::Own { halves: false }];
        let mut halves = vec![Part::Own { halves: true }];
        for (segment, stage, plan) in plans {
            let class = ClientCadence::class_of(segment, stage);
            parts.push(Part::Class { class: class.clone(), plan });
            halves.push(Part::Halves { class });
        }
        parts.extend(halves);
        parts
    }

    /// The question for a stretch.
    fn scan(&self, part: &Part<'_>) -> Scan {
        let half = || Value::Integer(HALF);
        let whole = |upto: Option<Timestamp>| {
            let upto = upto.map(|upto| Bound::Included(Value::Integer(upto.micros())));
            Among::Between(Bound::Excluded(half()), upto.unwrap_or(Bound::Unbounded))
        };
        let halves = || Among::Between(Bound::Included(half()), Bound::Included(half()));
        let columns = match part {
            Part::Owner(_) => Projection::These(OF_OWNER),
            Part::Own { .. } | Part::Class { .. } | Part::Halves { .. } => {
                Projection::These(OF_CLASS)
            }
        };
        let (index, value, among) = match part {
            Part::Owner(owner) => ("by_owner", Value::Id(owner.id()), Among::All),
            Part::Own { halves: true } => ("by_cadence", ClientCadence::OWN.into(), halves()),
            Part::Own { halves: false } => ("by_cadence", ClientCadence::OWN.into(), whole(None)),
            Part::Class { class, plan } => {
                let reached =
                    plan.reached_before(self.find.wanted.status(), self.at, self.calendar);
                ("by_cadence", class.as_str().into(), whole(reached))
            }
            Part::Halves { class } => ("by_cadence", class.as_str().into(), halves()),
        };
        let segment =
            self.find.segment.map(|segment| Condition::Is("segment", segment.name().into()));
        let conditions = segment.into_iter().collect();
        let scan = Scan::of(Client::DECLARATION.noun, index, self.limit).equal(value);
        Scan { among, conditions, columns, sight: self.reading.sight(), ..scan }
    }

    /// The last touch that counts, from the interactions.
    fn last(
        &self,
        client: &Client,
        plan: &CadencePlan,
        whole: Option<Timestamp>,
    ) -> Result<Option<Timestamp>, Error> {
        let stream = Stream::client(client.id());
        let last = touches::last(self.reading, stream, plan, self.calendar, whole)?;
        Ok(last.map(|last| last.at))
    }

    /// What is to be said of the client of a record.
    fn decide(&self, record: &Record, asked: Projection) -> Result<Decided, Error> {
        let client = found::<Client>(record)?;
        let stands = match self.stands(&client.now, Touched::of(record, asked)) {
            Ok(Some(stands)) => stands,
            Ok(None) => return Ok(Decided::Other),
            Err(Error::Unanswered(why)) => return Ok(Decided::Untold(Untold { client, why })),
            Err(error) => return Err(error),
        };
        let is_wanted = match self.find.wanted {
            Wanted::Overdue => stands.status == Status::Overdue,
            Wanted::Due => matches!(stands.status, Status::Due | Status::Overdue),
        };
        let watched = || Decided::Wanted(Watched { client, stands });
        Ok(if is_wanted { watched() } else { Decided::Other })
    }

    /// How things stand with a client; none where no plan holds.
    fn stands(&self, client: &Client, touched: Touched) -> Result<Option<Assessment>, Error> {
        let cadence = client.cadence();
        let Some(plan) = cadence.plan(self.book) else { return Ok(None) };
        let last = match touched {
            Touched::Never => None,
            Touched::Whole(at) if plan.counts_every_channel() => Some(at),
            Touched::Whole(at) | Touched::WholeAndHalves(at) => {
                self.last(client, plan, Some(at))?
            }
            Touched::Halves => self.last(client, plan, None)?,
        };
        Ok(Some(cadence.assess(self.book, last, self.at, self.calendar)?))
    }
}

/// What is to be said of a client.
enum Decided {
    Wanted(Watched),
    Untold(Untold),
    Other,
}

impl CadencePage {
    fn len(&self) -> usize {
        self.items.len().saturating_add(self.untold.len())
    }
}

/// A stretch of an index.
enum Part<'p> {
    /// The clients of one owner, whatever their class.
    Owner(StaffId),
    /// Clients with a plan of their own.
    Own { halves: bool },
    /// A class, up to the instant behind which nobody is due.
    Class { class: String, plan: &'p CadencePlan },
    /// Those of a class that never had a whole touch, but halves.
    Halves { class: String },
}

/// What the columns tell of a client's touches.
enum Touched {
    /// There was none.
    Never,
    /// The last was a whole one.
    Whole(Timestamp),
    /// The last whole one, and halves since: the interactions must tell.
    WholeAndHalves(Timestamp),
    /// There were only halves: the interactions must tell.
    Halves,
}

impl Touched {
    fn of(record: &Record, asked: Projection) -> Self {
        let whole = instant(record, asked, "last_touch").filter(|at| *at != HALF);
        let whole = whole.and_then(|at| Timestamp::from_micros(at).ok());
        match (whole, instant(record, asked, "last_contact")) {
            (_, None) => Touched::Never,
            (Some(whole), Some(any)) if whole.micros() == any => Touched::Whole(whole),
            (Some(whole), Some(_)) => Touched::WholeAndHalves(whole),
            (None, Some(_)) => Touched::Halves,
        }
    }
}

fn cell<'r>(record: &'r Record, asked: Projection, name: &str) -> Option<&'r Value> {
    let Projection::These(names) = asked else { return None };
    let place = names.iter().position(|column| *column == name)?;
    match record.columns.as_ref()?.get(place)? {
        Cell::One(value) => value.as_ref(),
        Cell::Many(_) => None,
    }
}

fn instant(record: &Record, asked: Projection, name: &str) -> Option<i64> {
    match cell(record, asked, name)? {
        Value::Integer(micros) => Some(*micros),
        Value::Text(_) | Value::Id(_) => None,
    }
}

/// The place behind a record of a scan.
fn behind(scan: &Scan, record: &Record) -> Option<Cursor> {
    let columns = Client::DECLARATION.index(scan.index)?;
    let values: Option<Vec<Value>> =
        columns.iter().map(|name| cell(record, scan.columns, name).cloned()).collect();
    Some(Cursor::behind(scan, Client::DECLARATION, &values?, record.id))
}
