//! A batch of interactions as one unit, without a store in between: whom the rows mean, then in one
//! view what must be known of them, then the rule, then what is written.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use sha2::{Digest as _, Sha256};

use super::desk::Desk;
use super::draft::{Draft, Moment};
use super::imports::Became;
use super::imports_file::Entry;
use super::imports_match as find;
use super::imports_take::{Taking, whole, why_of};
use super::interactions::is_known;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::declaration::TIMELINE;
use crate::domain::import::{Item, Mode};
use crate::domain::interaction::{Act, Interaction, NewInteraction, Setting};
use crate::domain::noun::{Noun, Stamp};
use crate::domain::{ClientId, ContactId, Email, Held, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, MOST, Order, Superseded};
use crate::store::{Expect, Revision, Scan, Store, Target, Write};
use crate::transfer::{InteractionRow, Told, Why};

/// What a batch of interactions comes to.
#[derive(Default)]
pub(super) struct Logged {
    pub(super) became: Vec<Became>,
    /// For each of them, who took part and is no contact.
    pub(super) strangers: Vec<Vec<Email>>,
    pub(super) writes: BTreeMap<Stream, Write>,
    pub(super) expects: Vec<Expect>,
}

/// What is known of the streams that a file names, from batch to batch. It is emptied when it is full,
/// so that a long file asks for no more memory than a short one.
#[derive(Debug, Default)]
pub(super) struct Streams {
    known: RefCell<HashMap<Stream, Known>>,
    /// What was told of the instants that were asked about.
    told: RefCell<Instants>,
}

/// What was told of some instants, and how much that is.
#[derive(Debug, Default)]
struct Instants {
    of: HashMap<(Stream, Timestamp), HashSet<Digest>>,
    held: usize,
}

impl Instants {
    fn clear(&mut self) {
        *self = Instants::default();
    }
}

/// What an interaction says, as one number.
type Digest = [u8; 16];

/// What is known of a stream.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// Whether its client is active, and at which revision; none where it is nobody's.
    client: Option<(bool, Revision)>,
    /// The first and the last instant of which something was told.
    told: Option<(Timestamp, Timestamp)>,
}

impl Streams {
    const MOST: usize = 20_000;

    /// Forgets everything, since somebody else was faster.
    pub(super) fn forget(&self) {
        self.known.borrow_mut().clear();
        self.told.borrow_mut().clear();
    }

    fn get(&self, stream: Stream) -> Option<Known> {
        self.known.borrow().get(&stream).copied()
    }

    fn keep(&self, stream: Stream, known: Known) {
        let mut streams = self.known.borrow_mut();
        if streams.len() >= Self::MOST {
            streams.clear();
        }
        streams.insert(stream, known);
    }

    /// Keeps what was told of an instant, as long as that is not too much.
    fn keep_told(&self, stream: Stream, at: Timestamp, more: HashSet<Digest>) {
        let mut told = self.told.borrow_mut();
        if told.held >= Self::MOST {
            told.clear();
        }
        told.held = told.held.saturating_add(more.len()).saturating_add(1);
        told.of.insert((stream, at), more);
    }

    /// Something more was told of an instant.
    fn told(&self, stream: Stream, at: Timestamp, digest: Option<Digest>) {
        let mut all = self.told.borrow_mut();
        if let Some(told) = all.of.get_mut(&(stream, at)) {
            told.extend(digest);
            all.held = all.held.saturating_add(1);
        }
        if let Some(known) = self.known.borrow_mut().get_mut(&stream) {
            let told = known.told.map_or((at, at), |(first, last)| (first.min(at), last.max(at)));
            known.told = Some(told);
        }
    }
}

/// With whom an interaction was: a client and its contacts, or the team alone.
struct Meant {
    stream: Stream,
    contacts: Vec<ContactId>,
    strangers: Vec<Email>,
}

impl Meant {
    fn team() -> Self {
        Meant { stream: Stream::team(), contacts: Vec::new(), strangers: Vec::new() }
    }
}

/// Decides about every row of a batch, in one moment.
pub(super) fn log<S: Store>(
    desk: &Desk<S>,
    taking: &Taking<'_>,
    streams: &Streams,
    entries: &[Entry],
    moment: &Moment<'_>,
) -> Result<Logged, Error> {
    let meant: Vec<_> =
        entries.iter().map(|entry| meant(desk, taking, entry)).collect::<Result<_, Error>>()?;
    let (logged, expects) = desk.read(None, |reading| {
        let (mode, dry) = (taking.mode, taking.dry);
        let (expected, told) = (HashSet::new(), HashMap::new());
        let mut batch = Batch { reading, mode, dry, streams, expected, told };
        let mut logged = Logged::default();
        for (entry, meant) in entries.iter().zip(&meant) {
            let became = match (meant, &entry.told) {
                (Ok(meant), Ok(Told::Interaction(row))) => {
                    batch.row(row, meant, moment, &mut logged.writes)?
                }
                (Err(why), Ok(_)) => Err(why.clone()),
                (_, Err(fault)) => {
                    logged.became.push(Became::Failed(Box::new(fault.clone())));
                    continue;
                }
                (Ok(_), Ok(_)) => Err(Why::NotKnown),
            };
            let failed = |why| Became::Failed(Box::new(whole(entry, why)));
            logged.became.push(became.unwrap_or_else(failed));
        }
        Ok(logged)
    })?;
    let strangers = meant.into_iter().map(|meant| meant.map_or(Vec::new(), |one| one.strangers));
    let strangers = strangers.collect();
    let mut written = logged.writes.keys().copied();
    written.try_for_each(|stream| desk.authorise(Permission::InteractionLog, Some(stream)))?;
    Ok(Logged { expects, strangers, ..logged })
}

/// Whom a row means.
fn meant<S: Store>(
    desk: &Desk<S>,
    taking: &Taking<'_>,
    entry: &Entry,
) -> Result<Result<Meant, Why>, Error> {
    let Ok(Told::Interaction(row)) = &entry.told else {
        return Ok(Ok(Meant::team()));
    };
    let found = match (row.client().is_empty(), row.emails()) {
        (true, []) => return Ok(Ok(Meant::team())),
        (true, emails) => find::client_of(desk, emails)?,
        (false, _) => find::client(desk, taking.known, row.client())?,
    };
    let client: ClientId = match found {
        Ok(client) => client,
        Err(why) => return Ok(Err(why)),
    };
    let (contacts, strangers) = find::participants(desk, client, row.emails())?;
    Ok(Ok(Meant { stream: Stream::client(client), contacts, strangers }))
}

/// What is known while a batch is decided.
struct Batch<'b, 'r> {
    reading: &'b Reading<'r>,
    mode: Mode,
    dry: bool,
    streams: &'b Streams,
    /// Whose client is expected to stand where it was read.
    expected: HashSet<Stream>,
    /// The rows of this batch by stream and instant.
    told: HashMap<(Stream, Timestamp, Digest), u64>,
}

impl Batch<'_, '_> {
    fn row(
        &mut self,
        row: &InteractionRow,
        meant: &Meant,
        moment: &Moment<'_>,
        writes: &mut BTreeMap<Stream, Write>,
    ) -> Result<Result<Became, Why>, Error> {
        let new = with(row.log(), &meant.contacts);
        let setting = self.setting(meant)?;
        let moment = moment.at(Stamp { valid_at: new.at(), ..moment.stamp });
        let fact = Interaction::log(moment.fresh(), new, &setting, &moment.stamp);
        let fact = match fact.map_err(Error::refused) {
            Ok(fact) => fact,
            Err(error) => return why_of(error).map(Err),
        };
        let digest = digest(&fact)?;
        let place = digest.map(|digest| (meant.stream, fact.at(), digest));
        let twice = place.as_ref().and_then(|place| self.told.get(place).copied());
        let known = twice.is_some()
            || self.is_known(meant.stream, fact.at(), digest)?
            || self.was_told_of_nobody(row, meant, &setting, &moment)?;
        if known {
            return Ok(match (self.mode, twice) {
                (Mode::Create, None) => Err(Why::AlreadyKnown),
                (Mode::Create, row) => Err(Why::Twice { row }),
                (Mode::Update | Mode::Upsert | Mode::Skip, twice) => Ok(Became::Skipped { twice }),
            });
        }
        if self.mode == Mode::Update {
            return Ok(Err(Why::NotKnown));
        }
        let item = Item::interaction(row.number(), fact.id());
        self.told.extend(place.map(|place| (place, row.number())));
        if self.dry {
            writes.entry(meant.stream).or_insert_with(|| Write::to(meant.stream));
            return Ok(Ok(Became::Created(vec![item])));
        }
        self.streams.told(meant.stream, fact.at(), digest);
        for more in Draft::fact(fact, &moment)?.writes {
            let write = writes.entry(more.stream).or_insert_with(|| Write::to(more.stream));
            write.puts.extend(more.puts);
            write.entries.extend(more.entries);
        }
        Ok(Ok(Became::Created(vec![item])))
    }

    fn setting(&mut self, meant: &Meant) -> Result<Setting, Error> {
        let setting = Setting::in_stream(meant.stream);
        let Some(client) = meant.stream.as_client() else { return Ok(setting) };
        let known = self.known(meant.stream)?;
        let active = known.client.is_some_and(|(active, _)| active);
        if let Some((_, revision)) = known.client
            && self.expected.insert(meant.stream)
        {
            let target = Target::new(Client::DECLARATION.noun, client.id());
            self.reading.expect(Expect::Record(target, revision));
        }
        let mut strangers = Vec::new();
        for id in &meant.contacts {
            if !is_known(self.reading, meant.stream, *id)? {
                strangers.push(*id);
            }
        }
        Ok(setting.archived(!active).strangers(strangers))
    }

    /// What is known of a stream, read where nothing is.
    fn known(&self, stream: Stream) -> Result<Known, Error> {
        if let Some(known) = self.streams.get(stream) {
            return Ok(known);
        }
        let client = match stream.as_client() {
            None => None,
            Some(client) => {
                let (plain, revision) = self.reading.plain_found::<Client>(client)?;
                Some((plain.is_active(), revision))
            }
        };
        let told = match (self.end(stream, Order::Ascending)?, self.end(stream, Order::Descending)?)
        {
            (Some(first), Some(last)) => Some((first, last)),
            (None, _) | (_, None) => None,
        };
        let known = Known { client, told };
        self.streams.keep(stream, known);
        Ok(known)
    }

    /// The first or the last instant of which something was told in a stream.
    fn end(&self, stream: Stream, order: Order) -> Result<Option<Timestamp>, Error> {
        let superseded = Superseded::Shown;
        let scan = Scan::of(Interaction::DECLARATION.noun, TIMELINE, 1).within(stream);
        let page = self.reading.page::<Interaction>(Scan { order, superseded, ..scan })?;
        Ok(page.items.first().map(|found| found.now.at()))
    }

    /// Whether it happened between the first and the last that is told: whatever did not is new.
    fn is_between(&self, stream: Stream, at: Timestamp) -> Result<bool, Error> {
        let told = self.known(stream)?.told;
        Ok(told.is_some_and(|(first, last)| (first..=last).contains(&at)))
    }

    /// Whether the same was told before.
    fn is_known(
        &self,
        stream: Stream,
        at: Timestamp,
        digest: Option<Digest>,
    ) -> Result<bool, Error> {
        let Some(digest) = digest else { return Ok(false) };
        if !self.is_between(stream, at)? {
            return Ok(false);
        }
        if let Some(told) = self.streams.told.borrow().of.get(&(stream, at)) {
            return Ok(told.contains(&digest));
        }
        let told = self.told_at(stream, at)?;
        let is_known = told.contains(&digest);
        self.streams.keep_told(stream, at, told);
        Ok(is_known)
    }

    /// Whether the same was told when none of those who took part was known yet.
    fn was_told_of_nobody(
        &self,
        row: &InteractionRow,
        meant: &Meant,
        setting: &Setting,
        moment: &Moment<'_>,
    ) -> Result<bool, Error> {
        let at = row.log().at();
        if meant.contacts.is_empty() || !self.is_between(meant.stream, at)? {
            return Ok(false);
        }
        let alone = Interaction::log(moment.fresh(), row.log().clone(), setting, &moment.stamp);
        match alone {
            Ok(alone) => self.is_known(meant.stream, at, digest(&alone)?),
            Err(_) => Ok(false),
        }
    }

    /// What was told of an instant: it stands, or it was corrected since. What was withdrawn can be
    /// told again.
    fn told_at(&self, stream: Stream, at: Timestamp) -> Result<HashSet<Digest>, Error> {
        let instant = Bound::Included(at.micros().into());
        let (mut told, mut after) = (HashSet::new(), None);
        loop {
            let scan = Scan {
                among: Among::Between(instant.clone(), instant.clone()),
                superseded: Superseded::Shown,
                after,
                ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, MOST).within(stream)
            };
            let page = self.reading.page::<Interaction>(scan)?;
            for found in &page.items {
                let last = self.reading.standing::<Interaction>(found.now.id())?;
                let withdrawn = |act: Act| matches!(act, Act::Withdraw(_));
                if last.is_some_and(|last| !withdrawn(last.now.act())) {
                    told.extend(digest(&found.now)?);
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(told),
            }
        }
    }
}

fn with(new: &NewInteraction, contacts: &[ContactId]) -> NewInteraction {
    contacts.iter().fold(new.clone(), |new, contact| new.with(*contact))
}

/// What an interaction says; whose words were erased says nothing.
fn digest(one: &Interaction) -> Result<Option<Digest>, Error> {
    let Held::Known(words) = one.words() else { return Ok(None) };
    let said = crate::store::body::digestible(&(one.plain(), words))?;
    let hash = Sha256::digest(said);
    Ok(hash.first_chunk().copied())
}
