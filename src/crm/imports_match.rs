//! Whom a row means: the client, the contact, the purchase that it names.

use std::cell::RefCell;
use std::collections::HashMap;

use super::desk::Desk;
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::noun::Noun;
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{ClientId, ContactId, Email, Name, Period, Reference, Timestamp};
use crate::error::{Error, ErrorKind};
use crate::store::Store;
use crate::store::scan::MOST;
use crate::transfer::{Lookup, Why};

/// Clients that were found by their number or name. It is emptied when it is full, so that a long
/// file asks for no more memory than a short one.
#[derive(Debug, Default)]
pub(super) struct Known(RefCell<HashMap<Asked, ClientId>>);

/// By what a client was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    Number(Reference),
    Name(String),
}

impl Known {
    const MOST: usize = 20_000;

    fn get(&self, key: &Asked) -> Option<ClientId> {
        self.0.borrow().get(key).copied()
    }

    fn keep(&self, key: Asked, client: ClientId) {
        let mut known = self.0.borrow_mut();
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(key, client);
    }
}

/// The active client that another system knows by this number.
pub(super) fn by_reference<S: Store>(
    desk: &Desk<S>,
    reference: &Reference,
) -> Result<Option<Client>, Error> {
    let found = desk.clients().find().reference(reference.system(), reference.id())?.one();
    optional(found).map(|found| found.map(|found| found.now))
}

/// The client that a row names: by its number, or else by its name where one alone is called that.
pub(super) fn client<S: Store>(
    desk: &Desk<S>,
    known: &Known,
    lookup: &Lookup,
) -> Result<Result<ClientId, Why>, Error> {
    if let Some(reference) = &lookup.reference {
        let key = Asked::Number(reference.clone());
        if let Some(client) = known.get(&key) {
            return Ok(Ok(client));
        }
        let found = match own::<Client, S>(desk, reference)? {
            Some(own) => Some(own),
            None => by_reference(desk, reference)?,
        };
        if let Some(client) = found {
            known.keep(key, client.id());
            return Ok(Ok(client.id()));
        }
    }
    let Some(name) = &lookup.name else { return Ok(Err(Why::NoSuchClient)) };
    let key = Asked::Name(name.key());
    if let Some(client) = known.get(&key) {
        return Ok(Ok(client));
    }
    let found = named(desk, name)?;
    if let Ok(client) = &found {
        known.keep(key, *client);
    }
    Ok(found)
}

/// The one client that is called this, in whatever case.
fn named<S: Store>(desk: &Desk<S>, name: &Name) -> Result<Result<ClientId, Why>, Error> {
    let key = name.key();
    let mut after = None;
    let mut one: Option<ClientId> = None;
    loop {
        let find = desk.clients().find().named(name.as_str());
        let find = match after.take() {
            Some(cursor) => find.after(cursor),
            None => find,
        };
        let page = find.page(50)?;
        for found in &page.items {
            // Names come in order: those that only begin like this stand behind those that are it.
            if found.now.name().known().map(Name::key) != Some(key.clone()) {
                return Ok(one.ok_or(Why::NoSuchClient));
            }
            if one.replace(found.now.id()).is_some() {
                return Ok(Err(Why::SeveralClients));
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(one.ok_or(Why::NoSuchClient)),
        }
    }
}

/// The contact of this client with this address.
pub(super) fn with_email<S: Store>(
    desk: &Desk<S>,
    client: ClientId,
    email: &Email,
) -> Result<Option<Contact>, Error> {
    let page = desk.contacts().find().email(email.as_str())?.page(MOST)?;
    let of_client = page.items.into_iter().map(|found| found.now);
    Ok(of_client.into_iter().find(|contact| contact.client() == client))
}

/// Whose contacts have these addresses: the one client of them all.
pub(super) fn client_of<S: Store>(
    desk: &Desk<S>,
    emails: &[Email],
) -> Result<Result<ClientId, Why>, Error> {
    let mut clients: Vec<ClientId> = Vec::new();
    for email in emails {
        let page = desk.contacts().find().email(email.as_str())?.page(MOST)?;
        for contact in page.items {
            if !clients.contains(&contact.now.client()) {
                clients.push(contact.now.client());
            }
        }
    }
    // A client that was put away is not written to: it is not meant where another is.
    let mut active = Vec::new();
    for client in clients {
        if desk.clients().get(client)?.now.is_active() {
            active.push(client);
        }
    }
    Ok(match active.as_slice() {
        [one] => Ok(*one),
        [] => Err(Why::NoSuchClient),
        [..] => Err(Why::SeveralClients),
    })
}

/// The contacts of a client who have these addresses, and the addresses that are nobody's of theirs.
pub(super) fn participants<S: Store>(
    desk: &Desk<S>,
    client: ClientId,
    emails: &[Email],
) -> Result<(Vec<ContactId>, Vec<Email>), Error> {
    let (mut known, mut strangers) = (Vec::new(), Vec::new());
    for email in emails {
        match with_email(desk, client, email)?.map(|contact| contact.id()) {
            Some(id) if !known.contains(&id) => known.push(id),
            Some(_) => {}
            None => strangers.push(email.clone()),
        }
    }
    Ok((known, strangers))
}

/// The transaction of this kind that another system knows by this number.
pub(super) fn transaction<S: Store>(
    desk: &Desk<S>,
    kind: Kind,
    reference: &Reference,
) -> Result<Option<Transaction>, Error> {
    if let Some(first) = own::<Transaction, S>(desk, reference)? {
        let stands = desk.read(None, |reading| reading.standing::<Transaction>(first.id()))?.0;
        let stands = stands.map(|stands| stands.now);
        return Ok(stands.filter(|stands| stands.kind() == kind && stands.is_told()));
    }
    let found = desk.transactions().by_reference(kind, reference.system(), reference.id());
    Ok(optional(found)?.map(|found| found.now))
}

/// The order or the invoice that another system knows by this number.
pub(super) fn purchase<S: Store>(
    desk: &Desk<S>,
    reference: &Reference,
) -> Result<Option<Transaction>, Error> {
    match transaction(desk, Kind::Order, reference)? {
        Some(order) => Ok(Some(order)),
        None => transaction(desk, Kind::Invoice, reference),
    }
}

/// The record that this store itself knows by this number, as it writes it into its own files.
pub(super) fn own<N: Noun, S: Store>(
    desk: &Desk<S>,
    reference: &Reference,
) -> Result<Option<N>, Error>
where
    N::Id: std::str::FromStr,
{
    let Ok(id) = reference.id().parse::<N::Id>() else { return Ok(None) };
    let found = desk.read(None, |reading| reading.find::<N>(id))?.0;
    Ok(found.map(|found| found.now))
}

/// A transaction of the client that happened at the same instant and says the same.
pub(super) fn told<S: Store>(
    desk: &Desk<S>,
    client: ClientId,
    same: impl Fn(&Transaction) -> bool,
    would: &Transaction,
) -> Result<Option<Transaction>, Error> {
    let from = would.at();
    let instant = Period::new(from, Timestamp::from_micros(from.micros().saturating_add(1))?)?;
    let mut after = None;
    loop {
        let of_client = desk.transactions().of(client).kind(would.kind()).within(instant);
        let of_client = match after.take() {
            Some(cursor) => of_client.after(cursor),
            None => of_client,
        };
        let page = of_client.newest(MOST)?;
        if let Some(found) = page.items.into_iter().map(|found| found.now).find(&same) {
            return Ok(Some(found));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(None),
        }
    }
}

/// What was found, and nothing where nothing was.
fn optional<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The noun of the clients, for messages.
pub(super) const CLIENT: &str = Client::DECLARATION.noun;
