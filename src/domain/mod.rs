//! The nouns of the trade and their rules: pure values in, facts or refusals out.
//!
//! Nothing here reads a clock, a disk or a source of chance, and nothing knows how a record is
//! kept. Modules stand in reading order: each uses only those declared above it.

mod language;
pub mod vocabulary;
mod invalid;
mod named;
mod patch;
mod frozen;
#[cfg(test)]
mod written;
pub mod text;
mod held;
pub mod quantity;
pub mod time;
pub mod calendar;
pub mod id;
mod actor;
mod stream;
pub mod declaration;
pub mod machine;
pub mod refusal;
pub mod noun;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod walked;
#[cfg(test)]
mod told;
mod channel;
mod contact_role;
pub mod cadence;
pub mod staff;
pub mod client;
pub mod contact;
pub mod denial;
pub mod interaction;
mod evidence;
mod acknowledgement;
pub mod notice;
pub mod escalation;
pub mod meeting_series;
pub mod sequence;
pub mod tier;
pub mod transaction;
pub mod import;
pub mod programme;
pub mod member;
pub mod reward;
pub mod redemption;
pub mod referral;
mod figure;
pub mod expectation;
pub mod change_request;
pub mod survey;
pub mod invitation;
pub mod answer;

pub use acknowledgement::{Acknowledgement, Presence};
pub use actor::{Actor, ActorId, Role};
pub use answer::Answer;
pub use calendar::BusinessCalendar;
pub use change_request::ChangeRequest;
pub use client::Client;
pub use contact::Contact;
pub use evidence::{Evidence, TextDigest};
pub use expectation::Expectation;
pub use figure::{Figure, Source};
pub use held::Held;
pub use id::{
    AnswerId, ChangeRequestId, ClientId, ContactId, EntryId, ExpectationId, Id, ImportId,
    IntegrationId, InteractionId, InvitationId, LotId, MeetingSeriesId, MemberId, NoticeId,
    ProgrammeId, ProjectId, RecordId, RedemptionId, ReferralId, RewardId, SequenceId, StaffId,
    SurveyId, TransactionId,
};
pub use import::Import;
pub use interaction::Interaction;
pub use invalid::Invalid;
pub use invitation::Invitation;
pub use language::Lang;
pub use meeting_series::MeetingSeries;
pub use member::{Lot, Member, PointsEntry};
pub use notice::Notice;
pub use noun::{Stamp, Visibility};
pub use programme::Programme;
pub use quantity::{Currency, Gap, Money, Percent, Points, Quantity, Score};
pub use redemption::Redemption;
pub use referral::Referral;
pub use reward::Reward;
pub use sequence::Sequence;
pub use staff::Staff;
pub use stream::Stream;
pub use survey::Survey;
pub use text::{CustomKey, Email, Language, Line, Name, Note, Phone, Reference, Tag, Unit};
pub use time::{Birthday, Civil, Date, Occurrence, Period, TimeOfDay, Timestamp, Zone};
pub use transaction::Transaction;
