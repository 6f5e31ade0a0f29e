//! The firm that is measured: clients of very different business, and what was said with them.
//!
//! Everything follows from its number, so that nothing is kept and every run is the same.

use guanxi::domain::interaction::{Channel, Direction, Interaction, Kind, NewInteraction, Setting};
use guanxi::domain::noun::Stamp;
use guanxi::domain::{
    ActorId, ClientId, ContactId, Id, InteractionId, RecordId, StaffId, Stream, Timestamp,
};
use uuid::Uuid;

use crate::dice::{among, drawn, pick};
use crate::phrases;

/// A firm of so many clients and interactions.
#[derive(Debug, Clone)]
pub(crate) struct Firm {
    pub(crate) clients: u64,
    pub(crate) interactions: u64,
    /// Up to which share of all interactions the clients up to this one go.
    shares: Vec<f64>,
}

/// Five years that end before any machine's clock.
const BEGIN: i64 = 1_577_836_800;
const SPAN: u64 = 5 * 365 * 86_400;
/// How uneven business is: the client at rank r has a share of r to the minus this.
const SKEW: f64 = 0.8;

/// What draws stand for.
mod draw {
    pub(super) const CLIENT: u64 = 1;
    pub(super) const RANK: u64 = 2;
    pub(super) const SECONDS: u64 = 3;
    pub(super) const KIND: u64 = 4;
    pub(super) const STAFF: u64 = 5;
    pub(super) const CONTACT: u64 = 6;
    pub(super) const CHANCE: u64 = 7;
    pub(super) const ID: u64 = 8;
    pub(super) const TEXT: u64 = 16;
}

impl Firm {
    pub(crate) fn new(clients: u64, interactions: u64) -> Self {
        let weight = |rank: u64| (rank as f64 + 1.0).powf(-SKEW);
        let total: f64 = (0..clients).map(weight).sum();
        let mut so_far = 0.0;
        let mut grow = |rank| {
            so_far += weight(rank);
            so_far / total
        };
        Firm { clients, interactions, shares: (0..clients).map(&mut grow).collect() }
    }

    /// The client with whom an interaction was.
    pub(crate) fn client_of(&self, n: u64) -> u64 {
        let drawn = drawn(n, draw::CLIENT) as f64 / u64::MAX as f64;
        let rank = self.shares.partition_point(|share| *share < drawn) as u64;
        // Who does much business did not come first: ranks are spread over the numbers.
        let spread = rank.min(self.clients - 1).wrapping_mul(0x9e37_79b1);
        (spread + among(0, draw::RANK, self.clients)) % self.clients
    }

    /// The numbers of all interactions, those of one client together and in the order of time.
    pub(crate) fn by_client(&self) -> Vec<u64> {
        let mut sorted: Vec<(u64, u64)> =
            (0..self.interactions).map(|n| (self.client_of(n), n)).collect();
        sorted.sort_unstable();
        sorted.into_iter().map(|(_, n)| n).collect()
    }

    /// When an interaction was: in the order of the numbers; beyond the last, one a second.
    pub(crate) fn at(&self, n: u64) -> Timestamp {
        let step = (SPAN / self.interactions).max(1);
        let seconds = match n.checked_sub(self.interactions) {
            None => n * step + among(n, draw::SECONDS, step),
            Some(beyond) => self.interactions * step + beyond,
        };
        let seconds = i64::try_from(seconds).expect("a few years of seconds");
        Timestamp::from_seconds(BEGIN + seconds).expect("within the range of instants")
    }

    /// An interaction as somebody tells it.
    pub(crate) fn told(&self, n: u64) -> NewInteraction {
        let at = self.at(n);
        let (kind, channel, direction) = pick(n, draw::KIND, MANNERS);
        let contact = contact(self.client_of(n), among(n, draw::CONTACT, 3));
        let mut new = NewInteraction::new(kind, channel, direction, at)
            .with(contact)
            .staff(staff(among(n, draw::STAFF, 40)))
            .subject(phrases::subject(n))
            .body(&phrases::text(n, draw::TEXT));
        let chance = drawn(n, draw::CHANCE);
        if chance & 7 == 0 {
            let due = at.plus_seconds(7 * 86_400).expect("within the range of instants");
            new = new.follow_up(due, Some(staff(among(n, draw::STAFF, 40))));
        }
        if chance & 0x30 == 0 {
            new = new.promised(phrases::promise(n));
        }
        if chance & 0xc0 == 0 {
            let sentiment = i8::try_from(among(n, draw::CHANCE, 5)).expect("below five") - 2;
            new = new.sentiment(sentiment);
        }
        if chance & 0x300 == 0 {
            new = new.shared();
        }
        if chance & 0xf000 == 0 { new.automatic() } else { new }
    }

    /// The same interaction, logged.
    pub(crate) fn interaction(&self, n: u64) -> Interaction {
        self.wish(n).logged(InteractionId::from_id(self.id(n)))
    }

    /// What somebody wants to be logged, and by whom.
    pub(crate) fn wish(&self, n: u64) -> Wish {
        Wish { client: client(self.client_of(n)), by: actor(n), told: self.told(n) }
    }

    /// An interaction's id: those made later are greater.
    pub(crate) fn id(&self, n: u64) -> Id {
        made_at(self.at(n).seconds(), drawn(n, draw::ID), n)
    }
}

/// An interaction to be logged.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) client: ClientId,
    pub(crate) by: ActorId,
    pub(crate) told: NewInteraction,
}

impl Wish {
    /// The interaction that it becomes by the rule, under this id.
    pub(crate) fn logged(self, id: InteractionId) -> Interaction {
        let setting = Setting::in_stream(Stream::client(self.client));
        let at = self.told.at();
        let stamp = Stamp { valid_at: at, recorded_at: Timestamp::MAX, by: self.by };
        Interaction::log(id, self.told, &setting, &stamp)
            .expect("the rule lets an ordinary interaction pass")
    }
}

const MANNERS: &[(Kind, Channel, Direction)] = &[
    (Kind::Call, Channel::Phone, Direction::Both),
    (Kind::Call, Channel::Video, Direction::Both),
    (Kind::Message, Channel::Email, Direction::In),
    (Kind::Message, Channel::Email, Direction::Out),
    (Kind::Message, Channel::Messenger, Direction::In),
    (Kind::Message, Channel::Messenger, Direction::Out),
    (Kind::Meeting, Channel::InPerson, Direction::Both),
    (Kind::ReturnVisit, Channel::InPerson, Direction::Both),
];

/// A client's id.
pub(crate) fn client(number: u64) -> ClientId {
    let since = i64::try_from(number * 600).expect("few clients");
    ClientId::from_id(made_at(BEGIN - 86_400 + since, drawn(number, draw::ID), number))
}

/// A person at a client.
pub(crate) fn contact(client: u64, number: u64) -> ContactId {
    let since = i64::try_from(client * 600).expect("few clients");
    ContactId::from_id(made_at(BEGIN - 80_000 + since, drawn(client, draw::ID), number))
}

/// A member of staff.
pub(crate) fn staff(number: u64) -> StaffId {
    StaffId::from_id(made_at(BEGIN - 90_000, number, number))
}

/// Who wrote an interaction down.
pub(crate) fn actor(n: u64) -> ActorId {
    ActorId::Staff(staff(among(n, draw::STAFF, 40)))
}

/// An id of UUID version 7.
fn made_at(seconds: i64, drawn: u64, number: u64) -> Id {
    let millis = u128::try_from(seconds * 1000).expect("after 1970");
    let low = (u128::from(drawn) << 20 ^ u128::from(number)) & ((1 << 62) - 1);
    let high = u128::from(number & 0xfff);
    Id::from(Uuid::from_u128(millis << 80 | 7 << 76 | high << 64 | 2 << 62 | low))
}
