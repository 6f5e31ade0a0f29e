//! The clients of the firm and the people there, each as the rule makes it.

use guanxi::domain::client::{Client, ClientEdit, Given, Need, NewClient, Segment, Source};
use guanxi::domain::contact::{Contact, NewContact};
use guanxi::domain::noun::{Event, Header, State};
use guanxi::domain::{ActorId, Id, Note, RecordId, Reference, Stamp, Stream, Tag, Timestamp};

use crate::dice::{among, pick};
use crate::{firm, phrases};

/// What somebody was told, and the record that came of it.
#[derive(Debug)]
pub(crate) struct Made<N: State> {
    pub(crate) record: N,
    pub(crate) event: Event<N>,
}

const TAGS: [&str; 6] = ["制造业", "零售", "medical", "logistics", "集团客户", "remote"];

fn stamp() -> Stamp {
    let at = began();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

/// When they were all told.
pub(crate) fn began() -> Timestamp {
    Timestamp::from_seconds(1_577_836_800).expect("an instant")
}

fn made<N: State>(id: Id, stream: Stream, event: Event<N>) -> Made<N> {
    let Stamp { valid_at, recorded_at, by } = stamp();
    let header = Header { id, stream, valid_at, recorded_at, by };
    let record = N::apply(None, &event, &header).expect("the first event makes a record");
    Made { record, event }
}

/// The client of this number.
pub(crate) fn client(number: u64) -> Made<Client> {
    let word = |text: &str| Note::new(text).expect("a note");
    let tag = |what| Tag::new(pick(number, what, &TAGS)).expect("a tag");
    let reference = Reference::new("zoho", &format!("{}", 40_000 + number)).expect("a reference");
    let more = ClientEdit::new()
        .heard(Source::Research)
        .segment(pick(number, 32, Segment::ALL))
        .background(word(&phrases::text(number, 34)))
        .business(word(&phrases::text(number, 44)))
        .need(Need::wanted(phrases::promise(number)).expect("a need"))
        .reference(reference)
        .tag(tag(54))
        .tag(tag(55));
    let new = NewClient::organisation(&phrases::name(number)).expect("a name").with(more);
    let event = Client::register(new, &Given::nothing(), &stamp()).expect("a client");
    let id = firm::client(number);
    made(id.id(), Stream::client(id), event)
}

/// The contact of this number at a client.
pub(crate) fn contact(of: &Client, client: u64, number: u64) -> Made<Contact> {
    let new = NewContact::named(&phrases::person(client, number)).expect("a name");
    let mail = format!("c{client}.{number}@example.com");
    let phone = format!("+86 138 {:04} {:04}", client % 10_000, among(client, number, 10_000));
    let new = new.email(&mail).expect("an address").phone(&phone).expect("a number");
    let event = Contact::add(new, of, number, &stamp()).expect("a contact");
    made(firm::contact(client, number).id(), Stream::client(of.id()), event)
}
