//! How changes are decided, told.

use super::*;

fn yes(number: u32, role: &str) -> NewApproval {
    NewApproval::of(number, role).unwrap()
}

/// A change of the contact's that awaits its decision with these effects, and its alternative.
fn awaiting(firm: &mut Firm, effects: &[Effect], n: i64) -> (u32, u32) {
    let one = firm.draft(n);
    let act = firm.assessed(one, effects, n);
    firm.until(one, "AwaitingDecision", n);
    (one, act)
}

fn cost(text: &str) -> Effect {
    Effect::cost(money(text))
}

#[test]
fn consents_and_approvals_come_one_by_one_in_any_order() {
    let authority = Authority::of("sponsor").unwrap().approvals(2).unwrap();
    let policy = || ChangePolicy::version(7).unwrap().sponsor(authority.clone());
    for client_first in [true, false] {
        let mut firm = Firm::with(policy());
        let (one, act) = awaiting(&mut firm, &[cost("CNY 900")], 0);
        let agree = || Command::Consent(li(), act);
        if client_first {
            firm.say(one, agree(), 1).unwrap();
        }
        firm.say(one, Command::Approve(sponsor(), yes(act, "sponsor").until(at(20))), 1).unwrap();
        assert_eq!(firm.state(one), "AwaitingDecision");
        let again = Command::Approve(sponsor(), yes(act, "sponsor").until(at(20)));
        assert_eq!(firm.no(one, again, 1), "change_request.already_approved");
        let (given, second) = (firm.given(), StaffId::from_uuid(Uuid::from_u128(13)));
        let me = by(2, ActorId::Staff(second));
        let approval = yes(act, "sponsor").until(at(10)).because(line("值得"));
        let holds = staff(second, &["sponsor"]);
        let event = firm.change(one).approve(approval, &holds, &given, &me).unwrap();
        firm.take(one, &event, &me);
        if !client_first {
            assert_eq!(firm.state(one), "AwaitingDecision", "the client has not said yes");
            firm.say(one, agree(), 2).unwrap();
        }
        let decision = firm.change(one).decision().unwrap();
        assert_eq!((firm.state(one), decision.alternative), ("Approved", Some(act)));
        assert_eq!((decision.valid_until, decision.policy), (Some(at(10)), 7), "the earliest");
        assert_eq!(
            firm.change(one).remark(RemarkKind::Approval).known().flatten(),
            Some(&line("值得"))
        );
        assert_eq!(firm.change(one).approvals().len(), 2);
    }
}

#[test]
fn nobody_says_yes_who_may_not() {
    let mut firm = Firm::new();
    let (one, act) = awaiting(&mut firm, &[cost("CNY 900")], 0);
    let given = firm.given();
    let ask = |staff: &Staff, role, actor, day| {
        let said = firm.change(one).approve(yes(act, role), staff, &given, &by(day, actor));
        said.map(|_| ()).map_err(|no| no.code())
    };
    let boss = staff(sponsor(), &["Sponsor"]);
    let me = ActorId::Staff(sponsor());
    assert_eq!(ask(&boss, "sponsor", me, 1), Ok(()), "whatever case it is written in");
    assert_eq!(ask(&boss, "sponsor", ActorId::System, 1), Ok(()), "the host passes it on");
    let stranger = ActorId::Staff(lead());
    assert_eq!(ask(&boss, "sponsor", stranger, 1), Err("change_request.for_another"));
    assert_eq!(ask(&boss, "sponsor", ActorId::Contact(li()), 1), Err("change_request.for_another"));
    let anna = staff(lead(), &["lead"]);
    assert_eq!(ask(&anna, "sponsor", stranger, 1), Err("change_request.role_not_held"));
    assert_eq!(ask(&anna, "lead", stranger, 1), Err("change_request.other_role"));
    assert_eq!(ask(&boss, "sponsor", me, 31), Err("change_request.stale"));
    assert_eq!(ask(&boss, "sponsor", me, 30), Ok(()));
    let both = staff(sponsor(), &["lead", "sponsor"]);
    assert_eq!(ask(&both, "lead", me, 1), Err("change_request.other_role"));
    let left = boss.leave(&day(1)).unwrap();
    let entry = Header { id: sponsor().id(), ..header(0, &day(1)) };
    let left = Staff::apply(Some(boss.clone()), &left, &entry).unwrap();
    assert_eq!(ask(&left, "sponsor", me, 1), Err("change_request.staff_not_there"));

    let nothing = firm.change(one).does_nothing().unwrap().number;
    let say = |number| Command::Approve(sponsor(), yes(number, "sponsor"));
    assert_eq!(firm.no(one, say(nothing), 1), "change_request.does_nothing");
    assert_eq!(firm.no(one, say(77), 1), "change_request.no_such_alternative");
    let past = Command::Approve(sponsor(), yes(act, "sponsor").until(at(1)));
    assert_eq!(firm.no(one, past, 1), "change_request.not_ahead");
    for (there, code) in [
        (Presence::Left, "change_request.contact_left"),
        (Presence::Stranger, "change_request.contact_unknown"),
    ] {
        let no = firm.change(one).consent(li(), there, act, &given, &day(1)).unwrap_err();
        assert_eq!(no.code(), code);
    }
    firm.say(one, Command::Consent(li(), act), 1).unwrap();
    let again = Command::Consent(li(), act);
    assert_eq!(firm.no(one, again, 1), "change_request.already_consented");
    assert_eq!(firm.no(one, Command::Consent(li(), nothing), 1), "change_request.does_nothing");
}

#[test]
fn who_asks_does_not_approve_unless_the_firm_says_so() {
    for (own, code) in
        [(OwnRequest::Refused, "change_request.own_request"), (OwnRequest::Allowed, "ok")]
    {
        let mut firm = Firm::with(ChangePolicy::version(1).unwrap().own_request(own));
        let new = NewChange::by_staff(sponsor(), "换数据库").unwrap();
        let one = firm.drafted(new, 0);
        let act = firm.assessed(one, &[], 0);
        firm.until(one, "AwaitingDecision", 0);
        assert_eq!(firm.no(one, Command::Approve(sponsor(), yes(act, "sponsor")), 1), code);
        // The contact who asks may consent all the same.
        let (two, act) = awaiting(&mut firm, &[], 1);
        assert_eq!(firm.no(two, Command::Consent(li(), act), 1), "ok");
    }
}

#[test]
fn the_first_line_that_covers_it_decides() {
    let line_of = |role| Authority::of(role).unwrap();
    let policy = ChangePolicy::version(1)
        .unwrap()
        .authority(line_of("lead").without_cost().days_up_to(2).items_up_to(1))
        .unwrap()
        .authority(line_of("manager").cost_up_to(money("CNY 5 000")).unwrap().days_up_to(10))
        .unwrap();
    let who = |effects: &[Effect]| {
        let mut firm = Firm::with(policy.clone());
        let (one, act) = awaiting(&mut firm, effects, 0);
        let change = firm.change(one);
        let chosen = change.alternative(act).unwrap();
        let deciders = firm.policy.deciders(change, chosen, &Totals::default()).unwrap();
        (deciders.role.to_string(), deciders.because)
    };
    let role = |effects: &[Effect]| who(effects).0;
    let scope = |items: &[&str]| {
        Effect::scope(items.iter().map(|item| ScopeStep::add(item).unwrap())).unwrap()
    };
    assert_eq!(role(&[]), "lead");
    assert_eq!(role(&[cost("CNY 0.00"), scope(&["a"])]), "lead", "nothing is nothing");
    assert_eq!(role(&[scope(&["a", "b"])]), "manager");
    assert_eq!(role(&[Effect::time([("build", -2)]).unwrap()]), "lead");
    assert_eq!(role(&[Effect::time([("build", -3)]).unwrap()]), "manager", "earlier counts too");
    assert_eq!(role(&[cost("CNY -5 000")]), "manager", "saving counts too");
    assert_eq!(who(&[cost("CNY 5 000.01")]), ("sponsor".into(), Because::NoLine));
    assert_eq!(who(&[cost("CNY 5 000")]), ("manager".into(), Because::Covered));
    assert_eq!(role(&[Effect::time([("build", 11)]).unwrap()]), "sponsor");
}

#[test]
fn all_changes_together_keep_within_budget_and_tolerance_or_the_sponsor_decides() {
    let policy = ChangePolicy::version(1)
        .unwrap()
        .authority(Authority::of("lead").unwrap().cost_up_to(money("CNY 5 000")).unwrap())
        .unwrap()
        .change_budget(money("CNY 6 000"))
        .unwrap()
        .time_tolerance(5);
    let mut firm = Firm::with(policy);
    let approve = |firm: &mut Firm, effects: &[Effect]| {
        let (one, act) = awaiting(firm, effects, 0);
        firm.say(one, Command::Consent(li(), act), 0).unwrap();
        let lead_says = Command::Approve(lead(), yes(act, "lead"));
        let code = firm.no(one, lead_says.clone(), 0);
        if code == "ok" {
            firm.say(one, lead_says, 0).unwrap();
        } else {
            firm.until(one, "Approved", 0);
        }
        (one, code)
    };
    let late = |days| Effect::time([("go_live", days)]).unwrap();
    let (first, code) = approve(&mut firm, &[cost("CNY 4 000"), late(3)]);
    assert_eq!(code, "ok");
    assert_eq!(approve(&mut firm, &[cost("CNY 2 000.01")]).1, "change_request.other_role");
    assert_eq!(approve(&mut firm, &[cost("CNY -900")]).1, "ok", "what is saved may be spent");
    assert_eq!(approve(&mut firm, &[late(3)]).1, "change_request.other_role");
    assert_eq!(approve(&mut firm, &[late(-4)]).1, "ok");
    let elsewhere = Effect::time([("build", 5)]).unwrap();
    assert_eq!(approve(&mut firm, &[elsewhere]).1, "ok", "another milestone");
    // What is taken back no longer counts.
    firm.say(first, Command::Revoke(line("客户撤回")), 0).unwrap();
    assert_eq!(approve(&mut firm, &[cost("CNY 4 000")]).1, "ok");
    let totals = Totals::of(&firm.changes, None).unwrap();
    assert_eq!(totals.cost(), Some(money("CNY 5 100.01")));
    let milestone = |name| crate::domain::CustomKey::new(name).unwrap();
    let moved = totals.days().clone().into_iter().collect::<Vec<_>>();
    assert_eq!(moved, [(milestone("build"), 5), (milestone("go_live"), -1)]);
    assert_eq!(totals.delay(), 5);
}

#[test]
fn an_edit_a_revocation_and_a_question_ask_everybody_again() {
    let mut firm = Firm::new();
    let (one, act) = awaiting(&mut firm, &[cost("CNY 900")], 0);
    firm.say(one, Command::Consent(li(), act), 1).unwrap();
    firm.say(one, Command::RequestInfo(line("要停机吗？")), 1).unwrap();
    let change = firm.change(one);
    assert_eq!((change.state().name(), change.revision()), ("Assessing", 1));
    assert!(change.consents().is_empty());
    firm.until(one, "AwaitingDecision", 1);
    firm.say(one, Command::Consent(li(), act), 1).unwrap();
    firm.say(one, Command::Edit(ChangeEdit::new().text(note("也要 CSV"))), 2).unwrap();
    let change = firm.change(one);
    assert_eq!((change.state().name(), change.revision()), ("Assessing", 2));
    assert!(change.consents().is_empty() && change.approvals().is_empty());
    assert_eq!(firm.no(one, Command::Propose, 2), "change_request.not_explained", "not this one");
    firm.until(one, "Approved", 2);
    firm.say(one, Command::AcknowledgeByTeam(lead()), 2).unwrap();
    firm.say(one, Command::Revoke(line("预算没了")), 3).unwrap();
    let change = firm.change(one);
    assert_eq!((change.state().name(), change.revision()), ("Assessing", 3));
    assert_eq!((change.decision(), change.approved()), (None, None));
    assert_eq!(change.decisions().len(), 1, "what was decided stays readable");
    assert!(change.acknowledged().team.is_none());
    firm.until(one, "Approved", 3);
    firm.say(one, Command::Edit(ChangeEdit::new().title(line("导出"))), 4).unwrap();
    assert_eq!((firm.state(one), firm.change(one).revision()), ("Assessing", 4));
}

#[test]
fn a_change_is_rejected_deferred_resumed_revised_and_withdrawn() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    firm.say(one, Command::Submit, 0).unwrap();
    firm.say(one, Command::Reject(line("与 CR-2 重复")), 1).unwrap();
    assert_eq!(
        firm.change(one).remark(RemarkKind::Rejection).known().flatten(),
        Some(&line("与 CR-2 重复"))
    );
    assert_eq!(firm.change(one).decision().unwrap().verdict, Verdict::Rejected);
    firm.say(one, Command::Revise, 2).unwrap();
    assert_eq!((firm.state(one), firm.change(one).revision()), ("Draft", 2));
    firm.until(one, "AwaitingDecision", 2);
    let defer = |n| Command::Defer(at(n), line("等预算"));
    assert_eq!(firm.no(one, defer(3), 3), "change_request.not_ahead");
    firm.say(one, defer(30), 3).unwrap();
    assert_eq!(firm.change(one).resumes_at(), Some(at(30)));
    assert_eq!(firm.state(one), "Deferred", "and stays so by itself");
    firm.say(one, Command::Resume, 40).unwrap();
    assert_eq!((firm.state(one), firm.change(one).revision()), ("Assessing", 3));
    let verdicts: Vec<_> = firm.change(one).decisions().iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Rejected, Verdict::Deferred]);
    firm.say(one, Command::Withdraw(line("不需要了")), 41).unwrap();
    assert!(firm.change(one).allowed().is_empty() && firm.change(one).state().is_over());
}

#[test]
fn what_waits_for_whom_is_known_at_each_step() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let waits = |firm: &Firm| {
        let wait = |(whom, verb)| (whom, verb);
        firm.change(one).waits_for(&firm.given()).into_iter().map(wait).collect::<Vec<_>>()
    };
    assert_eq!(waits(&firm), [(Awaited::Contact(li()), "submit")]);
    firm.until(one, "Submitted", 0);
    assert_eq!(waits(&firm), [(Awaited::Team, "triage")]);
    let act = firm.assessed(one, &[cost("CNY 900")], 0);
    assert_eq!(waits(&firm), [(Awaited::Staff(lead()), "propose")]);
    firm.until(one, "AwaitingDecision", 0);
    let role = Awaited::Role(Tag::new("sponsor").unwrap());
    assert_eq!(waits(&firm)[0], (role.clone(), "approve"));
    assert!(waits(&firm).contains(&(Awaited::Client, "consent")));
    assert!(
        firm.change(one)
            .is_waiting_for(&Awaited::Role(Tag::new("SPONSOR").unwrap()), &firm.given())
    );
    firm.say(one, Command::Consent(li(), act), 1).unwrap();
    assert_eq!(waits(&firm), [(role, "approve")]);
    firm.until(one, "Approved", 1);
    assert_eq!(waits(&firm)[0], (Awaited::Team, "acknowledge"));
    firm.until(one, "Verifying", 1);
    assert!(waits(&firm).contains(&(Awaited::Contact(li()), "accept")));
    firm.until(one, "Closed", 1);
    assert!(waits(&firm).is_empty());
}

#[test]
fn the_sponsor_speaks_for_the_only_lead_who_asks_for_it() {
    let mut firm = Firm::new();
    let one = firm.drafted(NewChange::by_staff(lead(), "换数据库").unwrap(), 0);
    let act = firm.assessed(one, &[], 0);
    firm.until(one, "AwaitingDecision", 0);
    firm.say(one, Command::Consent(li(), act), 0).unwrap();
    let own = Command::Approve(lead(), yes(act, "lead"));
    assert_eq!(firm.no(one, own, 0), "change_request.own_request");
    firm.say(one, Command::Approve(sponsor(), yes(act, "sponsor")), 0).unwrap();
    let change = firm.change(one);
    assert_eq!(
        (change.state().name(), change.approvals()[0].role.as_str()),
        ("Approved", "sponsor")
    );
    let role = change.decision().unwrap().role.as_ref().map(Tag::as_str);
    assert_eq!(role, Some("lead"), "it was a lead's to decide");
}
