//! What happens to a change after it was decided, told.

use super::*;
use crate::domain::notice::{About, Reason, Recipient};

fn approved(firm: &mut Firm, effects: &[Effect], n: i64) -> u32 {
    let one = firm.draft(n);
    firm.assessed(one, effects, n);
    firm.until(one, "Approved", n);
    one
}

fn ready(firm: &mut Firm, effects: &[Effect], n: i64) -> u32 {
    let one = approved(firm, effects, n);
    firm.say(one, Command::AcknowledgeByTeam(lead()), n).unwrap();
    firm.say(one, Command::Acknowledge(heard(n)), n).unwrap();
    one
}

fn scope(steps: &[ScopeStep]) -> Effect {
    Effect::scope(steps.iter().cloned()).unwrap()
}

#[test]
fn it_begins_when_everybody_knows_and_the_plan_is_made() {
    let mut firm = Firm::new();
    let one = approved(&mut firm, &[Effect::time([("go_live", 3)]).unwrap()], 0);
    let begin = || Command::Start(plan("r1"));
    assert_eq!(firm.no(one, begin(), 1), "change_request.team_not_told");
    let stranger = firm.change(one).acknowledge_by_team(lead(), Presence::Left, &day(1));
    assert_eq!(stranger.unwrap_err().code(), "change_request.staff_not_there");
    firm.say(one, Command::AcknowledgeByTeam(lead()), 1).unwrap();
    assert_eq!(firm.no(one, begin(), 1), "change_request.client_not_told");
    let gone = firm.change(one).acknowledge(heard(1), Presence::Left, &day(1)).unwrap_err();
    assert_eq!(gone.code(), "change_request.contact_left");
    assert_eq!(firm.no(one, Command::Acknowledge(heard(2)), 1), "invalid.date", "not yet");
    firm.say(one, Command::Acknowledge(heard(1)), 1).unwrap();
    let never = PlanRevision::NeverMade(Evidence::of("plan_revision", "r1").unwrap());
    assert_eq!(firm.no(one, Command::Start(never), 1), "change_request.plan_never_made");
    firm.say(one, begin(), 2).unwrap();
    let started = firm.change(one).started().unwrap();
    assert_eq!((firm.state(one), started.order, started.at), ("Implementing", 1, at(2)));
    let two = ready(&mut firm, &[], 2);
    assert_eq!(firm.no(two, begin(), 2), "change_request.plan_used");
    firm.say(two, Command::Start(plan("r2")), 2).unwrap();
    assert_eq!(firm.change(two).started().unwrap().order, 2);
}

#[test]
fn a_decision_that_holds_no_longer_is_taken_back_and_made_anew() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let act = firm.assessed(one, &[], 0);
    firm.until(one, "AwaitingDecision", 0);
    firm.say(one, Command::Consent(li(), act), 0).unwrap();
    let yes = NewApproval::of(act, "lead").unwrap().until(at(5));
    firm.say(one, Command::Approve(lead(), yes), 0).unwrap();
    firm.say(one, Command::AcknowledgeByTeam(lead()), 0).unwrap();
    firm.say(one, Command::Acknowledge(heard(0)), 0).unwrap();
    assert_eq!(firm.no(one, Command::Start(plan("r1")), 5), "ok", "until then and no later");
    assert_eq!(firm.no(one, Command::Start(plan("r1")), 6), "change_request.decision_expired");
    firm.say(one, Command::Revoke(line("过期了")), 6).unwrap();
    firm.until(one, "Implementing", 6);
}

#[test]
fn what_others_have_changed_since_is_listed() {
    let mut firm = Firm::new();
    let add = |item| ScopeStep::add(item).unwrap();
    let (modify, remove) =
        (ScopeStep::modify("import").unwrap(), ScopeStep::remove("fax").unwrap());
    let first = ready(&mut firm, &[scope(&[add("export")])], 0);
    let second = ready(&mut firm, &[scope(&[add("export"), modify.clone(), remove])], 0);
    let begin = |n: u32| Command::Start(plan(&format!("r{n}")));
    firm.say(first, begin(first), 1).unwrap();
    let no = firm.ask(second, begin(second), &day(1)).unwrap_err();
    let items = ["export", "fax"].map(|item| crate::domain::CustomKey::new(item).unwrap()).to_vec();
    assert_eq!(no.failed(), &Failed::Guard(ChangeGuard::ScopeMoved { items }));
    // The way out: it is taken back and assessed anew.
    firm.say(second, Command::Revoke(line("范围变了")), 1).unwrap();
    let act = firm.change(second).alternatives()[0].number;
    let again = NewImpact::of(scope(&[modify]), "只改导入", lead()).unwrap();
    firm.say(second, Command::Assess(act, again), 1).unwrap();
    firm.until(second, "Implementing", 1);

    let third = ready(&mut firm, &[Effect::time([("launch", 1)]).unwrap()], 1);
    assert_eq!(firm.no(third, begin(third), 1), "change_request.milestones_unknown");
    let calendar = office().revise().build().unwrap();
    let firm = Firm { calendar, ..firm };
    assert_eq!(firm.no(third, begin(third), 1), "change_request.other_calendar");
}

#[test]
fn what_is_past_does_not_move_and_nothing_moves_there() {
    let mut firm = Firm::new();
    firm.zero = zero()
        .reached("contract", "2026-07-01".parse().unwrap(), "2026-04-01".parse().unwrap())
        .unwrap();
    let shift = |milestone, days| Effect::time([(milestone, days)]).unwrap();
    let late = ready(&mut firm, &[shift("design", 2)], 31);
    let begin = |n: u32| Command::Start(plan(&format!("r{n}")));
    assert_eq!(firm.no(late, begin(late), 31), "ok", "on the day itself");
    assert_eq!(firm.no(late, begin(late), 32), "change_request.milestones_past");
    let reached = ready(&mut firm, &[shift("contract", 2)], 31);
    assert_eq!(firm.no(reached, begin(reached), 31), "change_request.milestones_past");
    let back = ready(&mut firm, &[shift("build", -200)], 31);
    assert_eq!(firm.no(back, begin(back), 31), "change_request.milestones_past");
    let soon = ready(&mut firm, &[shift("build", -20)], 31);
    assert_eq!(firm.no(soon, begin(soon), 31), "ok");
}

#[test]
fn it_is_done_looked_at_sent_back_and_accepted() {
    let mut firm = Firm::new();
    let one = ready(&mut firm, &[Effect::cost(money("CNY 900"))], 0);
    firm.say(one, Command::Start(plan("r1")), 0).unwrap();
    assert_eq!(firm.no(one, Command::Withdraw(line("算了")), 1), "state", "it has begun");
    let cost = |text| Effect::cost(money(text));
    let complete = |effects: Vec<Effect>| firm.no(one, Command::Complete(effects), 1);
    assert_eq!(complete(vec![cost("EUR 1")]), "invalid.mixed");
    assert_eq!(complete(vec![cost("CNY 1"), cost("CNY 2")]), "invalid.twice");
    firm.say(one, Command::Complete(vec![cost("CNY 1 100")]), 1).unwrap();
    firm.say(one, Command::Refuse(line("CSV 打不开")), 2).unwrap();
    assert_eq!((firm.state(one), firm.change(one).refusals()), ("Implementing", 1));
    firm.say(one, Command::Complete(vec![cost("CNY 1 200")]), 3).unwrap();
    let boss = Command::AcceptByStaff(sponsor(), Acceptance::AsMeant);
    assert_eq!(firm.no(one, boss, 3), "change_request.contact_accepts");
    let given = firm.given();
    let accept = |there| {
        let by = Accepting::Contact(li(), there);
        firm.change(one).accept(by, Acceptance::AsMeant, &[], &given, &day(3))
    };
    assert_eq!(accept(Presence::Left).unwrap_err().code(), "change_request.contact_left");
    firm.say(one, Command::Accept(li(), Acceptance::With(line("按钮太小"))), 3).unwrap();
    assert_eq!(firm.change(one).state(), ChangeState::Closed(Outcome::WithIssues));
    assert_eq!(
        firm.change(one).remark(RemarkKind::Issue).known().flatten(),
        Some(&line("按钮太小"))
    );
}

#[test]
fn what_the_client_cannot_see_the_sponsor_accepts() {
    let mut firm = Firm::new();
    let one = firm.drafted(NewChange::by_staff(lead(), "换数据库").unwrap(), 0);
    firm.say(one, Command::Edit(ChangeEdit::new().source(ChangeSource::Internal)), 0).unwrap();
    firm.say(one, Command::Edit(ChangeEdit::new().text(note("x")).reason(note("y"))), 0).unwrap();
    firm.until(one, "Verifying", 0);
    assert!(firm.change(one).explained().is_empty() && firm.change(one).consents().is_empty());
    assert_eq!(
        firm.no(one, Command::Accept(li(), Acceptance::AsMeant), 0),
        "change_request.role_accepts"
    );
    let given = firm.given();
    let anna = staff(lead(), &["lead"]);
    let stamp = by(0, ActorId::Staff(lead()));
    let no =
        firm.change(one).accept(Accepting::Staff(&anna), Acceptance::AsMeant, &[], &given, &stamp);
    assert_eq!(no.unwrap_err().code(), "change_request.role_accepts");
    firm.say(one, Command::AcceptByStaff(sponsor(), Acceptance::AsMeant), 0).unwrap();
    assert_eq!(firm.change(one).state(), ChangeState::Closed(Outcome::Successful));
}

#[test]
fn an_emergency_is_assessed_afterwards_before_it_is_accepted() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    firm.say(one, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 0).unwrap();
    firm.until(one, "Approved", 0);
    let number = firm.change(one).approved().unwrap().number;
    let retro =
        |effect| Command::Assess(number, NewImpact::of(effect, "后来算的", lead()).unwrap());
    firm.say(one, retro(Effect::none(Dimension::Scope)), 0).unwrap();
    firm.until(one, "Implementing", 0);
    firm.say(one, retro(Effect::time([("build", 1)]).unwrap()), 1).unwrap();
    firm.say(one, Command::Complete(vec![]), 1).unwrap();
    let accept = || Command::Accept(li(), Acceptance::AsMeant);
    let no = firm.ask(one, accept(), &day(1)).unwrap_err();
    let missing = vec![Dimension::Cost, Dimension::Resources];
    assert_eq!(no.failed(), &Failed::Guard(ChangeGuard::NotAssessed { alternative: 0, missing }));
    firm.say(one, retro(Effect::cost(money("CNY 8 000"))), 1).unwrap();
    assert!(firm.change(one).retro_due().is_some());
    firm.say(one, retro(Effect::none(Dimension::Resources)), 1).unwrap();
    assert_eq!(firm.change(one).retro_due(), None);
    assert_eq!(firm.change(one).approved().unwrap().cost(), None, "what was thought before stays");
    firm.say(one, accept(), 1).unwrap();

    let two = approved(&mut firm, &[], 1);
    let late =
        Command::Assess(1, NewImpact::of(Effect::none(Dimension::Cost), "x", lead()).unwrap());
    assert_eq!(firm.no(two, late, 1), "change_request.not_an_emergency");
}

#[test]
fn an_emergency_that_was_taken_back_is_assessed_afterwards_anew() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    firm.say(one, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 0).unwrap();
    firm.until(one, "Approved", 0);
    let number = firm.change(one).approved().unwrap().number;
    let first = firm.change(one).retro_due();
    for dimension in Dimension::ALL {
        let impact = NewImpact::of(Effect::none(*dimension), "后来算的", lead()).unwrap();
        firm.say(one, Command::Assess(number, impact), 1).unwrap();
    }
    assert_eq!(firm.change(one).retro_due(), None);
    firm.say(one, Command::Revoke(line("修错了")), 10).unwrap();
    assert!(firm.change(one).retro_rationales().known().unwrap().is_empty());
    firm.until(one, "Approved", 11);
    let again = firm.change(one).retro_due();
    // Tuesday the twelfth and three working days: until Friday is over.
    assert_eq!(again, Some("2026-05-16T00:00:00Z".parse().unwrap()));
    assert!(first < again);
    firm.until(one, "Implementing", 11);
    firm.say(one, Command::Complete(vec![]), 11).unwrap();
    let accept = Command::Accept(li(), Acceptance::AsMeant);
    assert_eq!(firm.no(one, accept, 11), "change_request.not_assessed");
}

#[test]
fn nobody_knows_of_a_decision_before_it_is_made_nor_for_another() {
    let mut firm = Firm::new();
    let one = approved(&mut firm, &[], 2);
    let said = |n| firm.no(one, Command::Acknowledge(heard(n)), 3);
    assert_eq!([said(1), said(2), said(3)], ["change_request.before_last", "ok", "ok"]);
    let say = |actor| {
        let said = firm.change(one).acknowledge_by_team(lead(), Presence::Here, &by(3, actor));
        said.map(|_| ()).map_err(|no| no.code())
    };
    assert_eq!(say(ActorId::Staff(sponsor())), Err("change_request.for_another"));
    assert_eq!((say(ActorId::Staff(lead())), say(ActorId::System)), (Ok(()), Ok(())));
}

#[test]
fn linked_expectations_are_revised_or_confirmed_before_it_is_over() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let links = ChangeEdit::new().link(expectation(1)).link(expectation(2)).link(expectation(3));
    firm.say(one, Command::Edit(links), 0).unwrap();
    firm.until(one, "Verifying", 0);
    let accept = |firm: &Firm, linked: &[LinkedExpectation]| {
        let by = Accepting::Contact(li(), Presence::Here);
        let said = firm.change(one).accept(by, Acceptance::AsMeant, linked, &firm.given(), &day(1));
        said.err().map(|no| no.failed().clone())
    };
    let open = |ids: &[u128]| {
        let open = ids.iter().map(|n| expectation(*n)).collect();
        Some(Failed::Guard(ChangeGuard::ExpectationsOpen { open }))
    };
    assert_eq!(accept(&firm, &[]), open(&[1, 2, 3]), "what is not told is agreed");
    let facts = [
        (expectation(1), ExpectationStanding::NotAgreed),
        (expectation(2), ExpectationStanding::Revised),
        (expectation(3), ExpectationStanding::Agreed),
    ];
    assert_eq!(accept(&firm, &facts), open(&[3]));
    assert_eq!(
        firm.no(one, Command::Confirm(expectation(9), li()), 1),
        "change_request.not_linked"
    );
    firm.say(one, Command::Confirm(expectation(3), li()), 1).unwrap();
    assert_eq!(accept(&firm, &facts), None);
    assert_eq!(firm.change(one).confirmed()[0].by, li());
    // Each is confirmed by itself, and again does not confirm it twice.
    firm.say(one, Command::Confirm(expectation(1), li()), 1).unwrap();
    firm.say(one, Command::Confirm(expectation(3), li()), 2).unwrap();
    let confirmed = firm.change(one).confirmed();
    let of: Vec<_> = confirmed.iter().map(|one| (one.expectation, one.at)).collect();
    assert_eq!(of, [(expectation(1), at(1)), (expectation(3), at(2))]);
}

#[test]
fn what_is_rolled_back_leaves_the_baseline_as_if_it_had_never_begun() {
    let mut firm = Firm::new();
    let begin = |n: u32| Command::Start(plan(&format!("r{n}")));
    let first = ready(&mut firm, &[Effect::time([("go_live", 3)]).unwrap()], 0);
    firm.say(first, begin(first), 1).unwrap();
    let before = firm.zero.now(&firm.changes, None, &firm.calendar).unwrap();
    let effects = [
        scope(&[ScopeStep::remove("import").unwrap(), ScopeStep::add("export").unwrap()]),
        Effect::time([("go_live", 7), ("build", -4)]).unwrap(),
        Effect::cost(money("CNY 9 000.05")),
        Effect::resources([("developer", 80)]).unwrap(),
    ];
    let second = ready(&mut firm, &effects, 1);
    firm.say(second, begin(second), 1).unwrap();
    let during = firm.zero.now(&firm.changes, None, &firm.calendar).unwrap();
    assert_ne!(during, before);
    // Friday 25 September and ten working days.
    assert_eq!(during.date("go_live"), Some("2026-10-09".parse().unwrap()));
    let abort = |name| Command::Abort(plan(name), line("客户停了项目"));
    assert_eq!(firm.no(second, abort("r1"), 2), "change_request.plan_used");
    assert_eq!(firm.no(second, abort("r2"), 2), "change_request.plan_used", "not its own either");
    firm.say(second, abort("back"), 2).unwrap();
    assert_eq!(firm.change(second).state(), ChangeState::Closed(Outcome::RolledBack));
    assert_eq!(firm.zero.now(&firm.changes, None, &firm.calendar).unwrap(), before);
}

#[test]
fn each_event_says_whom_to_tell_what_and_by_when() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let mut told = Vec::new();
    let to = Some(Recipient::Contact(li()));
    while firm.state(one) != "Closed" {
        let (given, stamp) = (firm.given(), by(0, ActorId::Staff(lead())));
        let next = strategies::forward(firm.change(one), &cast(), &given, at(0), 9).unwrap();
        let stamp = Stamp { by: ActorId::Staff(next.speaker(&cast())), ..stamp };
        let event = firm.ask(one, next, &stamp).unwrap();
        firm.take(one, &event, &stamp);
        let raised = firm.change(one).raises(&event.what, to, &firm.given(), &stamp);
        told.extend(raised.into_iter().map(|raised| {
            // Friday noon and one working day.
            assert_eq!(raised.due, "2026-05-05T00:00:00Z".parse().unwrap());
            assert_eq!(raised.about, About::ChangeRequest(id(one)));
            raised.reason
        }));
    }
    let all = [
        Reason::Submitted,
        Reason::Explanation,
        Reason::Decision,
        Reason::PlanChanged,
        Reason::Implemented,
    ];
    assert_eq!(told, all);
    assert_eq!(firm.change(one).listeners(), [li()]);

    let two = firm.draft(0);
    firm.say(two, Command::Edit(ChangeEdit::new().internal()), 0).unwrap();
    let event = firm.ask(two, Command::Submit, &day(0)).unwrap();
    assert!(firm.change(two).raises(&event.what, to, &firm.given(), &day(0)).is_empty());
    firm.say(two, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 0).unwrap();
    firm.say(two, Command::Submit, 0).unwrap();
    let given = firm.given();
    let next = strategies::forward(firm.change(two), &cast(), &given, at(0), 9).unwrap();
    let event = firm.ask(two, next, &day(0)).unwrap();
    let raised = firm.change(two).raises(&event.what, to, &given, &day(0));
    let [retro] = &raised[..] else { panic!("{raised:?}") };
    assert_eq!((retro.to, &retro.reason), (Recipient::Staff(lead()), &Reason::Assessment));
    assert_eq!(retro.due, "2026-05-07T00:00:00Z".parse().unwrap());
}

#[test]
fn each_event_says_what_need_not_be_told_any_more() {
    fn after(firm: &mut Firm, one: u32, command: Command) -> Vec<Reason> {
        let stamp = by(0, ActorId::Staff(command.speaker(&cast())));
        let event = firm.ask(one, command, &stamp).unwrap();
        firm.take(one, &event, &stamp);
        firm.change(one).settles(&event.what)
    }
    let pressing = |reasons: &[Reason]| !reasons.contains(&Reason::Assessment);
    let mut firm = Firm::new();
    let one = firm.draft(0);
    firm.until(one, "Assessing", 0);
    let act = firm.assessed(one, &[], 0);
    firm.until(one, "AwaitingDecision", 0);
    let explain = || Command::Explain(li(), note("利弊"));
    assert_eq!(after(&mut firm, one, explain()), [Reason::Explanation]);
    assert_eq!(after(&mut firm, one, Command::Consent(li(), act)), [], "others must say yes too");
    let asked = after(&mut firm, one, Command::RequestInfo(line("停机吗？")));
    assert!(asked.contains(&Reason::Explanation));
    firm.until(one, "Approved", 0);
    let digest = TextDigest::of("已批准");
    let heard = Acknowledgement { by: li(), at: at(0), channel: Channel::Email, digest };
    let heard = after(&mut firm, one, Command::Acknowledge(heard));
    assert!(heard.contains(&Reason::Decision) && !heard.contains(&Reason::Implemented));
    firm.until(one, "Verifying", 0);
    let closed = after(&mut firm, one, Command::Accept(li(), Acceptance::AsMeant));
    assert!(closed.contains(&Reason::Implemented) && !closed.contains(&Reason::Decision));

    let urgent = firm.draft(0);
    firm.say(urgent, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 0).unwrap();
    firm.until(urgent, "Approved", 0);
    let number = firm.change(urgent).approved().unwrap().number;
    let found = |firm: &mut Firm, dimension| {
        let impact = NewImpact::of(Effect::none(dimension), "看过", lead()).unwrap();
        after(firm, urgent, Command::Assess(number, impact))
    };
    for dimension in [Dimension::Scope, Dimension::Time, Dimension::Cost] {
        assert!(pressing(&found(&mut firm, dimension)), "one is still missing");
    }
    assert!(!pressing(&found(&mut firm, Dimension::Resources)), "all four are found");
    assert!(!pressing(&after(&mut firm, urgent, Command::Revoke(line("等一等")))));
    firm.until(urgent, "AwaitingDecision", 0);
    let to = Some(Recipient::Contact(li()));
    // Approved anew, whoever assesses it is to do so anew, and by when.
    let mut raised = Vec::new();
    while firm.state(urgent) != "Approved" {
        let given = firm.given();
        let next = strategies::forward(firm.change(urgent), &cast(), &given, at(0), 9).unwrap();
        let stamp = by(0, ActorId::Staff(next.speaker(&cast())));
        let event = firm.ask(urgent, next, &stamp).unwrap();
        firm.take(urgent, &event, &stamp);
        raised = firm.change(urgent).raises(&event.what, to, &firm.given(), &stamp);
    }
    let retro = raised.iter().find(|one| one.reason == Reason::Assessment).unwrap();
    assert_eq!(retro.to, Recipient::Staff(lead()));
    assert_eq!(retro.due, "2026-05-07T00:00:00Z".parse().unwrap());
}

#[test]
fn the_figures_of_a_log_have_numerators_and_denominators() {
    let mut firm = Firm::new();
    let none = ChangeMetrics::of(&firm.changes, None).unwrap();
    assert_eq!((none.approval_rate.bp(), none.decision_lead_time.mean()), (None, None));
    let one = ready(&mut firm, &[Effect::cost(money("CNY 1 000"))], 0);
    firm.say(one, Command::Start(plan("r1")), 0).unwrap();
    firm.say(one, Command::Complete(vec![Effect::cost(money("CNY 1 250"))]), 1).unwrap();
    firm.say(one, Command::Refuse(line("不行")), 1).unwrap();
    let two = firm.draft(0);
    let cause = ChangeEdit::new().cause(ChangeCause::UnclearExpectation);
    firm.say(two, Command::Edit(cause.source(ChangeSource::Market)), 0).unwrap();
    firm.say(two, Command::Submit, 0).unwrap();
    firm.say(two, Command::Reject(line("不做")), 2).unwrap();
    firm.draft(3);
    let metrics = ChangeMetrics::of(&firm.changes, None).unwrap();
    let share = |numerator, denominator| Share { numerator, denominator };
    assert_eq!(metrics.decision_lead_time, share(2 * 86_400, 2));
    assert_eq!(metrics.decision_lead_time.mean(), Some(86_400));
    assert_eq!((metrics.approval_rate, metrics.approval_rate.bp()), (share(1, 2), Some(5_000)));
    assert_eq!(metrics.by_source[&ChangeSource::Market], share(1, 2));
    assert_eq!(metrics.by_source.len(), 2, "a draft was not handed in");
    assert_eq!((metrics.rework, metrics.unclear_expectation), (share(1, 1), share(1, 1)));
    assert_eq!(metrics.estimate_error.cost, share(25_000, 100_000));
    assert_eq!((metrics.estimate_error.days.bp(), metrics.estimate_error.changes), (None, 1));
    let later = crate::domain::Period::new(at(1), at(9)).unwrap();
    assert_eq!(ChangeMetrics::of(&firm.changes, Some(later)).unwrap(), ChangeMetrics::default());

    let now = firm.zero.now(&firm.changes, None, &firm.calendar).unwrap();
    let growth = Growth::between(&firm.zero, &now, &firm.calendar).unwrap();
    assert_eq!(growth.cost, share(100_000, 8_000_000));
    assert_eq!((growth.time.numerator, growth.time.bp()), (0, Some(0)));
    let bare = Baseline::begins("2026-03-02".parse().unwrap(), &firm.calendar);
    let growth = Growth::between(&bare, &bare, &firm.calendar).unwrap();
    assert_eq!((growth.cost.bp(), growth.time.bp()), (None, None));
}

#[test]
fn an_erased_one_keeps_its_figures_and_takes_no_more_words() {
    let mut firm = Firm::new();
    let one = ready(&mut firm, &[Effect::cost(money("CNY 1 000"))], 0);
    let change = firm.change(one).clone();
    let (id, plain) = (change.id(), change.plain().clone());
    let erased = ChangeRequest::join(id, stream(), plain, crate::domain::Held::Erased);
    assert!(erased.title().is_erased() && erased.words_of(1).is_erased());
    assert_eq!(erased.approved(), change.approved());
    assert_eq!(erased.withdraw(line("x"), &day(1)).unwrap_err().code(), "change_request.erased");
    for (cell, column) in erased.columns().iter().zip(ChangeRequest::DECLARATION.columns) {
        assert!(!column.personal || cell.values().is_empty());
    }
}
