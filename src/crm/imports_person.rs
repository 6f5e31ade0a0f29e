//! Which contact of a client a row means: by the number of this store, by an address, or by the name.

use super::desk::Desk;
use super::imports_match::own;
use crate::domain::contact::{Address, Contact};
use crate::domain::{ClientId, ContactId, Name, Reference};
use crate::error::Error;
use crate::store::Store;
use crate::store::scan::MOST;

/// What a row says about somebody that tells who they are.
pub(super) struct Person<'p> {
    pub(super) reference: Option<&'p Reference>,
    pub(super) name: &'p Name,
    pub(super) addresses: &'p [Address],
}

/// Whom a row means.
pub(super) enum Meant {
    /// Nobody who is known.
    Nobody,
    /// This contact.
    One(Box<Contact>),
    /// One of several, and nobody can tell which.
    Several,
}

impl Meant {
    fn one(contact: Contact) -> Self {
        Meant::One(Box::new(contact))
    }
}

impl Person<'_> {
    /// The contact of this client who is meant, those left out whom another row means. An e-mail
    /// address is enough; a telephone, which colleagues may share, and a name are so together. A
    /// name alone is where one contact has it and no address says otherwise.
    pub(super) fn meant<S: Store>(
        &self,
        desk: &Desk<S>,
        client: ClientId,
        is_taken: impl Fn(ContactId) -> bool,
    ) -> Result<Meant, Error> {
        let own = self.reference.map(|reference| own::<Contact, S>(desk, reference));
        if let Some(own) = own.transpose()?.flatten().filter(|own| own.client() == client) {
            return Ok(Meant::one(own));
        }
        for address in self.addresses {
            let Address::Email(email) = address else { continue };
            let page = desk.contacts().find().email(email.as_str())?.page(MOST)?;
            let mut found = page.items.into_iter().map(|found| found.now);
            let mine = |one: &Contact| one.client() == client && !is_taken(one.id());
            if let Some(found) = found.find(mine) {
                return Ok(Meant::one(found));
            }
        }
        let mut named = self.named(desk, client)?;
        named.retain(|one| !is_taken(one.id()) && !self.contradicts(one));
        if let Some(at) = named.iter().position(|one| self.shares(one)) {
            return Ok(Meant::one(named.swap_remove(at)));
        }
        Ok(match (named.pop(), named.len()) {
            (None, _) => Meant::Nobody,
            (Some(one), 0) => Meant::one(one),
            (Some(_), _) => Meant::Several,
        })
    }

    /// The contacts of the client who are called like this.
    fn named<S: Store>(&self, desk: &Desk<S>, client: ClientId) -> Result<Vec<Contact>, Error> {
        let (key, mut named, mut after) = (self.name.key(), Vec::new(), None);
        loop {
            let page = desk.contacts().of(client, MOST, after.take())?;
            let same = |one: &Contact| one.name().known().map(Name::key).as_ref() == Some(&key);
            named.extend(page.items.into_iter().map(|found| found.now).filter(same));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(named),
            }
        }
    }

    /// Whether the contact is reached where the row says.
    fn shares(&self, contact: &Contact) -> bool {
        let listed = contact.addresses().known().unwrap_or_default();
        let key = |address: &Address| match address {
            Address::Phone(number) | Address::Mobile(number) => number.key().to_owned(),
            Address::Email(email) => email.key(),
            Address::Messenger(..) | Address::Post(_) => address.as_str().to_owned(),
        };
        listed.iter().any(|one| self.addresses.iter().any(|own| key(own) == key(&one.address)))
    }

    /// Whether both have an address of one kind, and none in common.
    fn contradicts(&self, contact: &Contact) -> bool {
        let listed = contact.addresses().known().unwrap_or_default();
        let same_kind = |own: &Address| listed.iter().any(|one| one.address.kind() == own.kind());
        let told = |own: &Address| !matches!(own, Address::Post(_));
        !self.shares(contact) && self.addresses.iter().any(|own| told(own) && same_kind(own))
    }
}
