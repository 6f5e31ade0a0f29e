//! Acknowledgements: a contact has seen a text and agrees, and which text it was can be proved.

use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::interaction::Channel;
use super::staff::Staff;
use super::{ClientId, ContactId, TextDigest, Timestamp};

/// A contact has read a text and agrees to it.
///
/// The text itself is not kept: its digest proves later which one it was.
///
/// ```
/// use guanxi::domain::{Acknowledgement, ContactId, TextDigest, Timestamp};
/// use guanxi::domain::interaction::Channel;
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// let said: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// let text = "报表在 5 秒之内打开";
/// let yes = Acknowledgement { by: li, at: said, channel: Channel::Email, digest: TextDigest::of(text) };
/// assert!(yes.is_of(text) && !yes.is_of("报表在 3 秒之内打开"));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Which contact of the client.
    pub by: ContactId,
    /// When they said so.
    pub at: Timestamp,
    /// By which channel.
    pub channel: Channel,
    /// The digest of the text.
    pub digest: TextDigest,
}

impl Acknowledgement {
    /// Whether this is the text that was acknowledged, byte by byte.
    #[must_use]
    pub fn is_of(&self, text: &str) -> bool {
        self.digest == TextDigest::of(text)
    }
}

/// What a rule must know of a person whom an input names, and cannot look up itself.
///
/// A contact who has left, or who is of another client, approves, consents and answers nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// A contact of this client, or a member of staff, and still there.
    Here,
    /// They were, and have left or been erased.
    Left,
    /// No contact of this client; nobody who was enrolled.
    Stranger,
}

impl Presence {
    /// What a contact is to a client; none where there is no such contact.
    #[must_use]
    pub fn of_contact(contact: Option<&Contact>, client: ClientId) -> Self {
        let theirs = contact.filter(|contact| contact.client() == client);
        Self::of_active(theirs.map(Contact::is_active))
    }

    /// What a member of staff is to the firm; none where nobody was enrolled under the id.
    #[must_use]
    pub fn of_staff(staff: Option<&Staff>) -> Self {
        Self::of_active(staff.map(Staff::is_active))
    }

    /// The same of whom only that is known whether they are there.
    pub(crate) const fn of_active(active: Option<bool>) -> Self {
        match active {
            Some(true) => Presence::Here,
            Some(false) => Presence::Left,
            None => Presence::Stranger,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::contact::NewContact;
    use crate::domain::contact::strategies::{Command, command};
    use crate::domain::noun::{Event, Header, Stamp, State};
    use crate::domain::staff::NewStaff;
    use crate::domain::{ActorId, RecordId, StaffId, Stream};

    fn client(n: u128) -> ClientId {
        ClientId::from_uuid(Uuid::from_u128(n))
    }

    fn stamp() -> Stamp {
        let at = Timestamp::from_seconds(1_767_225_600).unwrap();
        Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
    }

    fn header(stream: Stream, n: u128) -> Header {
        let Stamp { valid_at, recorded_at, by } = stamp();
        Header { id: Uuid::from_u128(n).into(), stream, valid_at, recorded_at, by }
    }

    fn li() -> Contact {
        use crate::domain::client::{Client, Given, NewClient};
        let stream = Stream::client(client(1));
        let new = NewClient::organisation("华信").unwrap();
        let event = Client::register(new, &Given::nothing(), &stamp()).unwrap();
        let hua = Client::apply(None, &event, &header(stream, 1)).unwrap();
        let event = Contact::add(NewContact::named("李雷").unwrap(), &hua, 0, &stamp()).unwrap();
        Contact::apply(None, &event, &header(stream, 2)).unwrap()
    }

    fn next<N: State, R: std::fmt::Debug>(before: &N, said: Result<Event<N>, R>) -> N {
        let entry = Header { id: before.id().id(), ..header(before.stream(), 0) };
        N::apply(Some(before.clone()), &said.unwrap(), &entry).unwrap()
    }

    #[test]
    fn who_has_left_is_not_here_and_who_is_of_another_client_is_a_stranger() {
        let li = li();
        assert_eq!(Presence::of_contact(Some(&li), client(1)), Presence::Here);
        assert_eq!(Presence::of_contact(Some(&li), client(2)), Presence::Stranger);
        assert_eq!(Presence::of_contact(None, client(1)), Presence::Stranger);
        let left = next(&li, li.leave(&stamp()));
        assert_eq!(Presence::of_contact(Some(&left), client(1)), Presence::Left);
        assert_eq!(Presence::of_contact(Some(&left), client(2)), Presence::Stranger);
        let erased = next(&left, left.erase(&stamp()));
        assert_eq!(Presence::of_contact(Some(&erased), client(1)), Presence::Left);
    }

    #[test]
    fn staff_are_here_until_they_leave() {
        let id = StaffId::from_uuid(Uuid::from_u128(11));
        let new = NewStaff::named("王安娜").unwrap();
        let event = Staff::enrol(id, new, None, &[], &stamp()).unwrap();
        let anna = Staff::apply(None, &event, &header(Stream::staff(id), 11)).unwrap();
        assert_eq!(Presence::of_staff(None), Presence::Stranger);
        assert_eq!(Presence::of_staff(Some(&anna)), Presence::Here);
        let left = next(&anna, anna.leave(&stamp()));
        assert_eq!(Presence::of_staff(Some(&left)), Presence::Left);
    }

    proptest! {
        #[test]
        fn nobody_is_here_who_could_not_agree_to_anything(
            commands in prop::collection::vec(command(), 0..8), other: bool,
        ) {
            let contact = commands.into_iter().fold(li(), |contact, command| {
                let said = match command {
                    Command::Leave => contact.leave(&stamp()),
                    Command::Erase => contact.erase(&stamp()),
                    Command::Edit(edit) => contact.edit(edit, &stamp()),
                    Command::Consent(purpose, source, text) => {
                        contact.consent(purpose, source, text, &stamp())
                    }
                    Command::Withdraw(purpose, source) => {
                        contact.withdraw(purpose, source, &stamp())
                    }
                    Command::Add(_) => return contact,
                };
                if said.is_ok() { next(&contact, said) } else { contact }
            });
            let presence = Presence::of_contact(Some(&contact), client(if other { 2 } else { 1 }));
            prop_assert_eq!(presence == Presence::Here, contact.is_active() && !other);
        }
    }
}
