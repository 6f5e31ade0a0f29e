//! What happens to notices, told.

use super::*;
use crate::domain::calendar::Unanswered;
use crate::domain::declaration::Cell;
use crate::domain::interaction::Channel;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::{ChangeRequestId, CustomKey, Lang, Presence};

#[test]
fn li_lei_is_to_hear_of_a_problem_and_hears_of_it() {
    let words = Note::new("数据迁移推迟两天").unwrap();
    let notice = by_hand(problem().saying(words.clone()), 0);
    // Raised on Thursday the first: due at the end of Friday.
    assert_eq!(notice.due(), day(2).valid_at);
    assert_eq!((notice.state(), notice.told()), (NoticeState::Due, None));
    assert_eq!(notice.saying(), Held::Known(Some(&words)));
    assert_eq!((notice.raised_at(), notice.raised_by()), (day(0).valid_at, day(0).by));
    let cause = format!("{} disclosure {}", hua(), li());
    assert_eq!(
        notice.columns(),
        vec![
            Cell::one("Due"),
            Cell::one(day(2).valid_at.micros()),
            Cell::one(li().id()),
            Cell::one(hua().id()),
            Cell::one(cause),
        ]
    );
    assert!(!notice.is_overdue(day(2).valid_at), "due then, not overdue yet");
    assert!(notice.is_overdue(day(2).valid_at.plus_seconds(1).unwrap()));

    let digest = TextDigest::of(words.as_str());
    let event = notice.tell(Channel::Phone, digest, Presence::Here, &day(3));
    let notice = after(&notice, event, &day(3));
    let told = Told { at: day(3).valid_at, channel: Channel::Phone, digest };
    assert_eq!((notice.state(), notice.told()), (NoticeState::Told, Some(&told)));
    assert!(!notice.is_overdue(day(9).valid_at), "what was told late is not overdue any more");
    let columns = notice.columns();
    assert_eq!((&columns[1], &columns[4]), (&Cell::NULL, &Cell::NULL), "its cause is free");
    let again = notice.tell(Channel::Email, digest, Presence::Here, &day(4)).unwrap_err();
    assert_eq!((again.code(), again.allowed()), ("state", ["erase"].as_slice()));
}

#[test]
fn what_has_come_to_nothing_is_waived_with_a_reason() {
    let notice = by_hand(problem(), 0);
    let early = notice.waive(Line::new("已解决").unwrap(), &day(-1)).unwrap_err();
    assert_eq!(early.code(), "notice.before_last");
    let notice = after(&notice, notice.waive(Line::new("已解决").unwrap(), &day(1)), &day(1));
    assert_eq!((notice.state(), notice.since()), (NoticeState::Waived, day(1).valid_at));
    assert_eq!(notice.waived_because(), Held::Known(Some(&Line::new("已解决").unwrap())));
    assert!(notice.told().is_none() && !notice.is_open());
    assert_eq!(notice.waive(Line::new("x").unwrap(), &day(2)).unwrap_err().code(), "state");
}

#[test]
fn who_has_left_is_told_nothing_and_the_way_out_is_to_waive() {
    let notice = by_hand(problem(), 0);
    let tell = |presence| {
        notice.tell(Channel::Phone, TextDigest::of("x"), presence, &day(1)).map_err(|no| no.code())
    };
    assert_eq!(tell(Presence::Left).unwrap_err(), "notice.recipient_left");
    assert_eq!(tell(Presence::Stranger).unwrap_err(), "notice.recipient_unknown");
    assert!(tell(Presence::Here).is_ok());
    assert!(notice.waive(Line::new("已离职").unwrap(), &day(1)).is_ok());
}

#[test]
fn a_notice_by_hand_is_for_somebody_there_about_something_theirs() {
    let refused = |setting: Setting| {
        let no = Notice::raise(problem(), &setting, &office(), &day(0)).unwrap_err();
        assert_eq!((no.from(), no.verb()), ("–", "raise"));
        no.code()
    };
    let plain = Setting::plain();
    assert_eq!(refused(plain.archived()), "notice.client_not_active");
    assert_eq!(refused(plain.recipient(Presence::Left)), "notice.recipient_left");
    assert_eq!(refused(plain.recipient(Presence::Stranger)), "notice.recipient_unknown");
    assert_eq!(refused(plain.about_a_stranger()), "notice.about_unknown");
    assert_eq!(refused(plain.open(id())), "notice.already_open");
    let no = Notice::raise(problem(), &plain.open(id()), &office(), &day(0)).unwrap_err();
    assert!(no.explain(Lang::Zh).contains(&id().to_string()));
    assert_eq!(no.failed(), &Failed::Guard(NoticeGuard::AlreadyOpen { by: id() }));
}

#[test]
fn a_due_time_is_not_before_now_and_not_a_guess() {
    let raise = |new, calendar: &BusinessCalendar| {
        Notice::raise(new, &Setting::plain(), calendar, &day(0)).map(|event| event.what)
    };
    assert!(raise(problem().due(day(0).valid_at), &office()).is_ok());
    let past = raise(problem().due(day(-1).valid_at), &office()).unwrap_err();
    assert_eq!(past.code(), "notice.due_before_raised");
    let known = office().revise().known_years(2027..=2027).build().unwrap();
    let unknown = raise(problem(), &known).unwrap_err();
    let why = Unanswered::Unknown { year: 2026 };
    assert_eq!(unknown.failed(), &Failed::Guard(NoticeGuard::NoDeadline { why }));
    assert!(unknown.explain(Lang::Zh).contains("2026"));
    let version = |said: Result<NoticeEvent, _>| match said.unwrap() {
        NoticeEvent::Raised { calendar, .. } => calendar,
        other => panic!("{other:?}"),
    };
    assert_eq!(version(raise(problem(), &office())), Some(1));
    assert_eq!(version(raise(problem().due(day(5).valid_at), &known)), None, "nobody was asked");
}

#[test]
fn an_event_raises_what_it_raises() {
    let change = ChangeRequestId::from_uuid(Uuid::from_u128(7));
    let own = Reason::Own(CustomKey::new("decision").unwrap());
    let (to, due) = (Recipient::Staff(anna()), day(3).valid_at);
    let raised = Raised { to, about: About::ChangeRequest(change), reason: own, due };
    let notice = Notice::apply(None, &Notice::raised(raised.clone()), &header(&day(0))).unwrap();
    assert_eq!((notice.to(), notice.about(), notice.due()), (to, raised.about, due));
    assert_eq!((notice.to().contact(), notice.reason()), (None, &raised.reason));
    assert_eq!(notice.cause(), raised.cause());
    let ours = Raised { reason: Reason::Decision, ..raised.clone() };
    assert_ne!(ours.cause(), raised.cause(), "the firm's own words are not the crate's");
    assert_eq!(notice.about().to_string(), change.to_string());
}

#[test]
fn an_erased_notice_still_says_whether_and_when() {
    let notice = by_hand(problem().saying(Note::new("私事").unwrap()), 0);
    let open = after(&notice, notice.erase(&day(1)), &day(1));
    assert_eq!((open.personal(), open.told()), (Held::Erased, None));
    assert!(!open.is_open() && open.allowed().is_empty());
    let event = notice.tell(Channel::Email, TextDigest::of("x"), Presence::Here, &day(1));
    let told = after(&notice, event, &day(1));
    let told = after(&told, told.erase(&day(2)), &day(2));
    assert_eq!(told.told().map(|told| told.at), Some(day(1).valid_at));
    assert_eq!((told.saying(), told.waived_because()), (Held::Erased, Held::Erased));
    assert_eq!(told.erase(&day(3)).unwrap_err().code(), "state");
}
