//! What the client and the team are to be told of a change, and what need not be told any more; and
//! what becomes of a rejected change whose client is archived.

use guanxi::ErrorKind;
use guanxi::crm::replay;
use guanxi::domain::ChangeRequestId;
use guanxi::domain::change_request::strategies::Command;
use guanxi::domain::change_request::{ChangeKind, ChangeRequest, NewAlternative};
use guanxi::domain::notice::{About, NoticeState, Reason};
use guanxi::domain::refusal::Refused;

use crate::changes::{Firm, now};
use crate::engines::everywhere;

/// The notices about a change, the oldest first: why, and how they stand.
fn told(firm: &Firm, id: ChangeRequestId) -> Vec<(Reason, NoticeState)> {
    let notices = firm.desk().notices().about(firm.client, About::ChangeRequest(id), 100, None);
    let notices = notices.unwrap().items.into_iter();
    notices.map(|found| (found.now.reason().clone(), found.now.state())).collect()
}

#[test]
fn what_was_to_be_explained_need_not_be_once_it_is_withdrawn() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let changes = firm.desk();
        let changes = changes.changes();
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "AwaitingDecision", now());
        let before =
            [(Reason::Submitted, NoticeState::Due), (Reason::Explanation, NoticeState::Due)];
        assert_eq!(told(&firm, id), before);
        let done = changes.withdraw(id, "客户不要了").unwrap();
        let after =
            [(Reason::Submitted, NoticeState::Due), (Reason::Explanation, NoticeState::Waived)];
        assert_eq!(told(&firm, id), after, "that it was handed in is still to be told");
        assert_eq!(done.now.state().name(), "Withdrawn");
    });
}

#[test]
fn an_emergency_is_to_be_assessed_for_as_long_as_it_stands() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let changes = firm.desk();
        let changes = changes.changes();
        let urgent = firm.wish().kind(ChangeKind::Emergency);
        let id = changes.draft(firm.client, urgent).unwrap().id();
        let assess = || -> Vec<NoticeState> {
            let all = told(&firm, id).into_iter();
            all.filter(|(why, _)| *why == Reason::Assessment).map(|(_, state)| state).collect()
        };
        firm.until(id, "Approved", now());
        assert_eq!(assess(), [NoticeState::Due]);
        changes.revoke(id, "先等等").unwrap();
        assert_eq!(assess(), [NoticeState::Waived]);
        firm.until(id, "Verifying", now());
        assert_eq!(assess(), [NoticeState::Waived, NoticeState::Due], "approved anew");
        firm.until(id, "Closed", now());
        assert_eq!(assess(), [NoticeState::Waived, NoticeState::Waived], "it was assessed");
    });
}

#[test]
fn a_rejected_change_is_not_written_anew_for_a_client_that_is_archived() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let desk = firm.desk();
        let changes = desk.changes();
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "Submitted", now());
        changes.reject(id, "不在范围内").unwrap();
        desk.clients().archive(firm.client, "项目结束").unwrap();
        let entries = || house.crm.store().stats().unwrap().entries;
        let before = entries();
        let no = changes.revise(id).unwrap_err();
        assert_eq!(no.kind(), ErrorKind::Refused);
        assert_eq!(no.as_refused().map(Refused::code), Some("change_request.client_not_active"));
        assert_eq!(entries(), before);
        desk.clients().restore(firm.client).unwrap();
        assert_eq!(changes.revise(id).unwrap().now.state().name(), "Draft");
    });
}

#[test]
fn an_alternative_outlined_by_mistake_holds_nothing_up() {
    everywhere(|house| {
        let firm = Firm::new(house);
        let desk = firm.desk();
        let changes = desk.changes();
        let id = changes.draft(firm.client, firm.wish()).unwrap().id();
        firm.until(id, "Assessing", now());
        let mistake = changes.outline(id, NewAlternative::act("重写").unwrap()).unwrap();
        let number = mistake.now.alternatives().last().unwrap().number;
        let discarded = firm.say(id, Command::Discard(number)).unwrap();
        assert!(discarded.now.alternatives().is_empty());
        let history = changes.history(id).unwrap();
        let told = replay::<ChangeRequest>(&history);
        assert_eq!(told.unwrap().as_ref(), Some(&discarded.now));
    });
}
