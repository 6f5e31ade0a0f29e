//! Arbitrary notices and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{About, NewNotice, Raised, Reason, Recipient, Setting};
use crate::domain::evidence::TextDigest;
use crate::domain::interaction::Channel;
use crate::domain::text::strategies::{custom_key, line, note};
use crate::domain::time::strategies::timestamp;
use crate::domain::{
    ChangeRequestId, ClientId, ContactId, ExpectationId, Line, NoticeId, Presence, ProjectId,
    StaffId,
};

fn uuid() -> impl Strategy<Value = Uuid> {
    // Few of them, so that the same ones come together.
    (1_u128..6).prop_map(Uuid::from_u128)
}

/// Somebody to tell.
pub fn recipient() -> impl Strategy<Value = Recipient> {
    prop_oneof![
        uuid().prop_map(|id| Recipient::Contact(ContactId::from_uuid(id))),
        uuid().prop_map(|id| Recipient::Staff(StaffId::from_uuid(id))),
    ]
}

/// A record to tell of.
pub fn about() -> impl Strategy<Value = About> {
    prop_oneof![
        uuid().prop_map(|id| About::Client(ClientId::from_uuid(id))),
        uuid().prop_map(|id| About::Project(ProjectId::from_uuid(id))),
        uuid().prop_map(|id| About::Expectation(ExpectationId::from_uuid(id))),
        uuid().prop_map(|id| About::ChangeRequest(ChangeRequestId::from_uuid(id))),
    ]
}

/// A reason, also of the firm's own.
pub fn reason() -> impl Strategy<Value = Reason> {
    prop_oneof![
        Just(Reason::Submitted),
        Just(Reason::Decision),
        Just(Reason::PlanChanged),
        Just(Reason::Remedy),
        Just(Reason::Disclosure),
        custom_key().prop_map(Reason::Own),
    ]
}

/// What an event raises.
pub fn raised() -> impl Strategy<Value = Raised> {
    (recipient(), about(), reason(), timestamp()).prop_map(|(to, about, reason, due)| Raised {
        to,
        about,
        reason,
        due,
    })
}

/// What a person raises.
pub fn new_notice() -> impl Strategy<Value = NewNotice> {
    (raised(), any::<bool>(), prop::option::of(note())).prop_map(|(raised, dated, words)| {
        let new = NewNotice::to(raised.to, raised.about, raised.reason);
        let new = if dated { new.due(raised.due) } else { new };
        match words {
            Some(words) => new.saying(words),
            None => new,
        }
    })
}

/// What is known of somebody.
pub fn presence() -> impl Strategy<Value = Presence> {
    prop_oneof![8 => Just(Presence::Here), 1 => Just(Presence::Left), 1 => Just(Presence::Stranger)]
}

/// What a rule is told before a notice is raised by hand, mostly that nothing stands against it.
pub fn setting() -> impl Strategy<Value = Setting> {
    let open = prop::option::weighted(0.1, uuid());
    (presence(), prop::bool::weighted(0.1), prop::bool::weighted(0.1), open).prop_map(
        |(recipient, archived, stranger, open)| {
            let setting = Setting::plain().recipient(recipient);
            let setting = if archived { setting.archived() } else { setting };
            let setting = if stranger { setting.about_a_stranger() } else { setting };
            open.map_or(setting, |id| setting.open(NoticeId::from_uuid(id)))
        },
    )
}

/// A channel.
pub fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.as_slice())
}

/// Something that can be said of a notice.
#[derive(Debug, Clone)]
pub enum Command {
    /// Raise by hand.
    Raise(NewNotice, Setting),
    /// Tell.
    Tell(Channel, TextDigest, Presence),
    /// Waive.
    Waive(Line),
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let text = ".{0,20}".prop_map(|text| TextDigest::of(&text));
    prop_oneof![
        1 => (new_notice(), setting()).prop_map(|(new, setting)| Command::Raise(new, setting)),
        4 => (channel(), text, presence())
            .prop_map(|(channel, text, presence)| Command::Tell(channel, text, presence)),
        2 => line().prop_map(Command::Waive),
        1 => Just(Command::Erase),
    ]
}
