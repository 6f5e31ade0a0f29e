//! What happens to a change until it is to be decided, told.

use super::*;
use crate::domain::Held;

#[test]
fn a_wish_is_written_down_completed_and_handed_in() {
    let mut firm = Firm::new();
    let one = firm.drafted(NewChange::by_contact(li(), "报表导出").unwrap(), 0);
    let change = firm.change(one);
    assert_eq!((change.label().as_str(), change.state().name()), ("CR-1", "Draft"));
    assert_eq!(change.title().to_string(), "报表导出");
    assert!(!change.is_visible(), "nobody knows yet where it comes from");
    let no = firm.ask(one, Command::Submit, &day(1)).unwrap_err();
    let missing = vec!["text", "reason", "source"];
    assert_eq!(no.failed(), &Failed::Guard(ChangeGuard::Incomplete { missing }));
    assert_eq!(no.explain(crate::domain::Lang::Zh), "变更请求不能提交：尚未填写：文字、理由、来源");

    let edit = ChangeEdit::new().source(ChangeSource::ClientNeed).text(note("加按钮"));
    let edit = edit.reason(note("手工抄数")).wanted_by("2026-06-30".parse().unwrap());
    firm.say(one, Command::Edit(edit.link(expectation(1)).link(expectation(1))), 1).unwrap();
    assert!(firm.change(one).is_visible());
    assert_eq!(firm.change(one).expectations(), [expectation(1)]);
    assert_eq!(firm.no(one, Command::Edit(ChangeEdit::new()), 1), "change_request.nothing_changes");
    let ticket = |name| Evidence::of("ticket", name).unwrap();
    let heard = ["7", "8", "7", "8"].into_iter().map(ticket);
    let edit = heard.fold(ChangeEdit::new(), ChangeEdit::feedback);
    firm.say(one, Command::Edit(edit.link(expectation(2)).link(expectation(1))), 1).unwrap();
    assert_eq!(firm.change(one).feedback(), [ticket("7"), ticket("8")], "each once");
    assert_eq!(firm.change(one).expectations(), [expectation(2), expectation(1)]);
    let edit = ChangeEdit::new().without_feedback(ticket("7")).unlink(expectation(2));
    firm.say(one, Command::Edit(edit), 1).unwrap();
    assert_eq!(firm.change(one).feedback(), [ticket("8")]);
    assert_eq!(firm.change(one).expectations(), [expectation(1)]);
    firm.say(one, Command::Submit, 2).unwrap();
    assert_eq!(firm.change(one).submitted_at(), Some(at(2)));
    assert_eq!(firm.draft(3), 2, "numbers go on");
}

#[test]
fn who_asks_is_the_one_contact_or_the_one_of_staff_and_nobody_else() {
    let other = |n| Uuid::from_u128(n);
    for (who, me) in [
        (Requester::Contact(li()), ActorId::Contact(li())),
        (Requester::Staff(lead()), ActorId::Staff(lead())),
    ] {
        let others = [
            ActorId::System,
            ActorId::Contact(ContactId::from_uuid(other(99))),
            ActorId::Staff(StaffId::from_uuid(other(99))),
            ActorId::Contact(ContactId::from_uuid(Uuid::from_u128(11))),
            ActorId::Staff(StaffId::from_uuid(Uuid::from_u128(2))),
        ];
        assert!(who.is(me));
        assert!(others.into_iter().all(|one| !who.is(one)));
    }
}

#[test]
fn defects_and_the_firms_own_wishes_are_not_the_clients_unless_somebody_says_so() {
    let seen = |source| {
        let mut firm = Firm::new();
        let one = firm.draft(0);
        firm.say(one, Command::Edit(ChangeEdit::new().source(source)), 0).unwrap();
        firm.change(one).is_visible()
    };
    let hidden = [ChangeSource::Defect, ChangeSource::Internal];
    for source in ChangeSource::ALL {
        assert_eq!(seen(*source), !hidden.contains(source), "{source}");
    }
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let edit = ChangeEdit::new().source(ChangeSource::Defect).shared();
    firm.say(one, Command::Edit(edit), 0).unwrap();
    assert!(firm.change(one).is_visible());
    firm.say(one, Command::Edit(ChangeEdit::new().visible_by_source()), 0).unwrap();
    assert!(!firm.change(one).is_visible());
}

#[test]
fn nobody_asks_who_is_not_there_and_no_list_is_endless() {
    let draft = |there, client: &Client, before| {
        let new = NewChange::by_contact(li(), "报表").unwrap();
        ChangeRequest::draft(new, client, there, &[], before, &day(0)).map_err(|no| no.code())
    };
    assert_eq!(draft(Presence::Left, &hua(), 0).unwrap_err(), "change_request.requester_not_there");
    let stranger = draft(Presence::Stranger, &hua(), 0).unwrap_err();
    assert_eq!(stranger, "change_request.requester_not_there");
    assert_eq!(draft(Presence::Here, &hua(), 1_000_000).unwrap_err(), "invalid.too_many");
    assert!(draft(Presence::Here, &hua(), 999_999).is_ok());
    let event = hua().archive(line("项目结束"), &[], &day(1)).unwrap();
    let entry = Header { id: stream().id(), ..header(0, &day(1)) };
    let archived = Client::apply(Some(hua()), &event, &entry).unwrap();
    assert_eq!(
        draft(Presence::Here, &archived, 0).unwrap_err(),
        "change_request.client_not_active"
    );

    let mut firm = Firm::new();
    let one = firm.draft(0);
    let link = ChangeEdit::new().link(expectation(1));
    let no = firm.change(one).edit(link, &[expectation(1)], &day(0)).unwrap_err();
    let unknown = vec![expectation(1)];
    assert_eq!(no.failed(), &Failed::Guard(ChangeGuard::ExpectationsUnknown { unknown }));
    let links = |n| (0..n).fold(ChangeEdit::new(), |edit, n| edit.link(expectation(n)));
    assert_eq!(firm.no(one, Command::Edit(links(201)), 0), "invalid.too_many");
    assert_eq!(firm.no(one, Command::Edit(links(200)), 0), "ok");
    assert_eq!(firm.no(one, Command::Submit, -1), "change_request.before_last");
    for title in ["", " ", "a\nb"] {
        assert!(NewChange::by_contact(li(), title).is_err());
    }
    let new = NewChange::by_contact(li(), "报表").unwrap();
    assert_eq!(new.clone().text(" ").unwrap_err().field(), "text");
    assert_eq!(new.reason("").unwrap_err().field(), "reason");
}

#[test]
fn an_alternative_that_nobody_wants_is_taken_out_until_it_was_decided_about() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let first = firm.assessed(one, &[], 0);
    firm.until(one, "AwaitingDecision", 0);
    assert_eq!(firm.no(one, Command::Discard(first), 0), "state");
    firm.say(one, Command::RequestInfo(line("还有别的办法吗？")), 0).unwrap();
    let by_mistake = NewAlternative::act("重写").unwrap().recommended();
    firm.say(one, Command::Outline(by_mistake), 0).unwrap();
    let mistake = firm.change(one).alternatives().last().unwrap().number;
    assert_eq!(firm.no(one, Command::Propose, 0), "change_request.not_assessed");
    assert_eq!(firm.no(one, Command::Discard(9), 0), "change_request.no_such_alternative");
    firm.say(one, Command::Discard(mistake), 0).unwrap();
    assert_eq!(firm.no(one, Command::Discard(mistake), 0), "change_request.no_such_alternative");
    assert_eq!(firm.change(one).words_of(mistake), Held::Known(None), "nor are its words there");
    firm.say(one, Command::Outline(NewAlternative::act("分两步").unwrap()), 0).unwrap();
    let next = firm.change(one).alternatives().last().unwrap().number;
    assert_eq!(next, mistake + 1, "a number is not given again");
    firm.say(one, Command::Discard(next), 0).unwrap();

    firm.until(one, "Approved", 0);
    firm.say(one, Command::Revoke(line("等一等")), 0).unwrap();
    assert_eq!(firm.no(one, Command::Discard(first), 0), "change_request.alternative_decided");
    let nothing = firm.change(one).does_nothing().unwrap().number;
    firm.say(one, Command::Discard(nothing), 0).unwrap();
    assert_eq!(firm.no(one, Command::Propose, 0), "change_request.too_few_alternatives");
}

#[test]
fn a_normal_one_is_assessed_explained_and_proposed() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    firm.say(one, Command::Submit, 0).unwrap();
    let edit = Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency));
    assert_eq!(firm.no(one, edit.clone(), 0), "ok");
    let (given, normal) = (firm.given(), Triage::Normal { assessor: lead() });
    let gone = firm.change(one).triage(normal.clone(), Presence::Left, &given, &day(0));
    assert_eq!(gone.unwrap_err().code(), "change_request.staff_not_there");
    assert_eq!(firm.no(one, Command::Triage(Triage::Standard), 0), "change_request.kind_is");
    firm.say(one, Command::Triage(normal), 1).unwrap();
    assert_eq!((firm.state(one), firm.change(one).assessor()), ("Assessing", Some(lead())));
    assert_eq!(firm.no(one, edit, 1), "change_request.kind_stands");

    assert_eq!(firm.no(one, Command::Propose, 1), "change_request.too_few_alternatives");
    let effects = [Effect::cost(money("CNY 1 200")), Effect::time([("go_live", 2)]).unwrap()];
    let act = firm.assessed(one, &effects, 1);
    let no = firm.ask(one, Command::Propose, &day(1)).unwrap_err();
    let missing = vec![Dimension::Scope, Dimension::Resources];
    let guard = ChangeGuard::NotAssessed { alternative: act, missing };
    assert_eq!(no.failed(), &Failed::Guard(guard));
    for dimension in [Dimension::Scope, Dimension::Resources] {
        let impact = NewImpact::of(Effect::none(dimension), "没有影响", lead()).unwrap();
        firm.say(one, Command::Assess(act, impact), 2).unwrap();
    }
    assert_eq!(firm.no(one, Command::Propose, 2), "change_request.too_few_alternatives");
    let nothing = || Command::Outline(NewAlternative::do_nothing().unwrap());
    firm.say(one, nothing(), 2).unwrap();
    assert_eq!(firm.no(one, nothing(), 2), "change_request.does_nothing_twice");
    let impact = NewImpact::of(Effect::none(Dimension::Cost), "没有", lead()).unwrap();
    assert_eq!(firm.no(one, Command::Assess(act + 1, impact), 2), "change_request.does_nothing");
    assert_eq!(firm.no(one, Command::Propose, 2), "change_request.not_explained");
    let explain =
        |there| firm.change(one).explain(li(), there, Channel::Video, note("利弊"), &day(2));
    assert_eq!(explain(Presence::Left).unwrap_err().code(), "change_request.contact_left");
    assert_eq!(explain(Presence::Stranger).unwrap_err().code(), "change_request.contact_unknown");
    firm.say(one, Command::Explain(li(), note("推迟两天，多付一千二")), 2).unwrap();
    firm.say(one, Command::Propose, 3).unwrap();
    let change = firm.change(one);
    assert_eq!((change.state().name(), change.explained()[0].to), ("AwaitingDecision", li()));
    assert_eq!(change.explanations().known().unwrap()[0].as_str(), "推迟两天，多付一千二");
    let words = change.words_of(act).known().flatten().unwrap();
    assert_eq!((words.label.as_str(), words.rationales.len()), ("照办", 4));
    assert_eq!(change.alternative(act).unwrap().days(), 2);
}

#[test]
fn impacts_replace_each_other_and_never_mix_currencies() {
    let mut firm = Firm::with(ChangePolicy::default());
    let one = firm.draft(0);
    let first = firm.assessed(one, &[Effect::cost(money("CNY 1 200"))], 0);
    let cost = |text| NewImpact::of(Effect::cost(money(text)), "报价", lead()).unwrap();
    assert_eq!(firm.no(one, Command::Assess(first, cost("EUR 1")), 0), "ok", "it replaces it");
    let second = firm.assessed(one, &[], 0);
    assert_eq!(firm.no(one, Command::Assess(second, cost("EUR 1")), 0), "invalid.mixed");
    firm.say(one, Command::Assess(first, cost("CNY 900")), 1).unwrap();
    assert_eq!(firm.change(one).alternative(first).unwrap().cost(), Some(money("CNY 900")));
    assert_eq!(firm.change(one).alternative(first).unwrap().impacts.len(), 1);
    assert_eq!(
        firm.no(one, Command::Assess(99, cost("CNY 1")), 1),
        "change_request.no_such_alternative"
    );
    let policy = ChangePolicy::version(2).unwrap().change_budget(money("EUR 100")).unwrap();
    let firm = Firm { policy, ..firm };
    assert_eq!(firm.no(one, Command::Assess(first, cost("CNY 1")), 1), "invalid.mixed");
    assert!(
        NewImpact::of(Effect::none(Dimension::Cost), "", lead()).is_err(),
        "also none needs it"
    );
}

fn template() -> Template {
    Template::new("extra_report", "加一张报表")
        .unwrap()
        .effect(Effect::scope([ScopeStep::modify("report").unwrap()]).unwrap(), "有模板")
        .unwrap()
        .effect(Effect::time([("go_live", 1)]).unwrap(), "一天")
        .unwrap()
        .effect(Effect::cost(money("CNY 800")), "半天工作量")
        .unwrap()
        .effect(Effect::resources([("developer", 4)]).unwrap(), "四小时")
        .unwrap()
        .complete()
        .unwrap()
}

#[test]
fn a_standard_one_is_approved_by_its_template_within_its_limits() {
    let policy = |template| ChangePolicy::default().template(template).unwrap();
    let standard = |firm: &mut Firm| {
        let one = firm.draft(0);
        let kind = ChangeKind::try_from("extra_report").unwrap();
        firm.say(one, Command::Edit(ChangeEdit::new().kind(kind)), 0).unwrap();
        firm.say(one, Command::Submit, 0).unwrap();
        one
    };
    let standing = || Command::Triage(Triage::Standard);
    let mut firm = Firm::with(policy(template().most_uses(1)));
    let one = standard(&mut firm);
    firm.say(one, standing(), 1).unwrap();
    let change = firm.change(one);
    assert_eq!((change.state().name(), change.effects().len()), ("Approved", 4));
    assert_eq!(change.decision().unwrap().verdict, Verdict::Approved);
    assert_eq!(change.words_of(1).known().flatten().unwrap().label.as_str(), "加一张报表");
    let two = standard(&mut firm);
    assert_eq!(firm.no(two, standing(), 1), "change_request.beyond_template", "used up");
    // The way out: it is asked for as a normal one.
    firm.say(two, Command::Edit(ChangeEdit::new().kind(ChangeKind::Normal)), 1).unwrap();
    firm.until(two, "Closed", 1);

    let mut firm = Firm::with(policy(template()).change_budget(money("CNY 1 000")).unwrap());
    let one = standard(&mut firm);
    firm.say(one, standing(), 1).unwrap();
    let two = standard(&mut firm);
    assert_eq!(firm.no(two, standing(), 1), "change_request.beyond_template", "over the budget");
    // Of one that may be used twice the second is not too many, the third is; others count not.
    let mut firm = Firm::with(policy(template().most_uses(2)));
    let other = firm.draft(0);
    firm.until(other, "Approved", 0);
    for wanted in ["ok", "ok", "change_request.beyond_template"] {
        let next = standard(&mut firm);
        assert_eq!(firm.no(next, standing(), 1), wanted);
        if wanted == "ok" {
            firm.say(next, standing(), 1).unwrap();
        }
    }
    let mut firm = Firm::with(policy(template().retired()));
    let one = standard(&mut firm);
    assert_eq!(firm.no(one, standing(), 1), "change_request.template_retired");
    let mut firm = Firm::new();
    let one = standard(&mut firm);
    assert_eq!(firm.no(one, standing(), 1), "change_request.template_unknown");
}

fn urgent(cost: &str, ceiling: &str, dimensions: &[Dimension]) -> Command {
    let effect = |dimension: &Dimension| match dimension {
        Dimension::Cost => Effect::cost(money(cost)),
        Dimension::Scope | Dimension::Time | Dimension::Resources => Effect::none(*dimension),
    };
    let impact = |dimension| NewImpact::of(effect(dimension), "估计", lead()).unwrap();
    Command::Triage(Triage::Emergency(Box::new(Urgent {
        assessor: lead(),
        alternative: NewAlternative::act("立即修复").unwrap(),
        impacts: dimensions.iter().map(impact).collect(),
        ceiling: money(ceiling),
    })))
}

#[test]
fn an_emergency_keeps_below_its_ceiling_with_what_was_outlined_before_too() {
    let mut firm = Firm::new();
    let one = firm.draft(0);
    let all = Dimension::ALL;
    firm.say(one, Command::Submit, 0).unwrap();
    firm.say(one, Command::Triage(Triage::Normal { assessor: lead() }), 0).unwrap();
    firm.say(one, Command::Outline(NewAlternative::act("改天修").unwrap()), 0).unwrap();
    firm.until(one, "AwaitingDecision", 0);
    firm.say(one, Command::Reject(line("太慢")), 0).unwrap();
    let mut urge = |cost, ceiling| {
        firm.say(one, Command::Revise, 1).unwrap();
        firm.say(one, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 1).unwrap();
        firm.say(one, Command::Submit, 1).unwrap();
        firm.say(one, urgent(cost, ceiling, all), 1).unwrap();
        firm.change(one).alternatives().last().unwrap().number
    };
    let dear = urge("CNY 4 000", "CNY 5 000");
    firm.say(one, Command::Reject(line("太贵")), 1).unwrap();
    let mut urge = |cost, ceiling| {
        firm.say(one, Command::Revise, 1).unwrap();
        firm.say(one, Command::Submit, 1).unwrap();
        firm.say(one, urgent(cost, ceiling, all), 1).unwrap();
        firm.change(one).alternatives().last().unwrap().number
    };
    let cheap = urge("CNY 900", "CNY 1 000");
    let codes = |number| {
        let yes = NewApproval::of(number, "sponsor").unwrap();
        let consent = firm.no(one, Command::Consent(li(), number), 1);
        (consent, firm.no(one, Command::Approve(sponsor(), yes), 1))
    };
    let above = "change_request.above_ceiling";
    assert_eq!((codes(dear), codes(cheap)), ((above, above), ("ok", "ok")));
}

#[test]
fn an_emergency_is_decided_at_once_and_assessed_within_three_business_days() {
    let policy = ChangePolicy::default().emergency("duty").unwrap();
    let mut firm = Firm::with(policy.emergency_ceiling(money("CNY 9 000")).unwrap());
    let one = firm.draft(0);
    firm.say(one, Command::Edit(ChangeEdit::new().kind(ChangeKind::Emergency)), 0).unwrap();
    firm.say(one, Command::Submit, 0).unwrap();
    let all = Dimension::ALL;
    let above = firm.no(one, urgent("CNY 6 000", "CNY 5 000", all), 0);
    assert_eq!(above, "change_request.above_ceiling");
    let policys = firm.no(one, urgent("CNY 6 000", "CNY 9 001", all), 0);
    assert_eq!(policys, "change_request.above_ceiling");
    assert_eq!(firm.no(one, urgent("EUR 60", "CNY 5 000", all), 0), "invalid.mixed");
    assert_eq!(firm.no(one, urgent("CNY 60", "EUR 5 000", all), 0), "invalid.mixed");
    assert_eq!(firm.no(one, urgent("CNY -1", "CNY -5", all), 0), "invalid.range");
    assert_eq!(firm.no(one, urgent("CNY 0", "CNY 0", all), 0), "ok", "what costs nothing");
    assert_eq!(firm.no(one, urgent("CNY 9 000", "CNY 9 000", all), 0), "ok", "and no more");
    let three = firm.no(one, urgent("CNY 60", "CNY 5 000", &all[..3]), 0);
    assert_eq!(three, "change_request.not_assessed");
    firm.say(one, urgent("CNY 4 000", "CNY 5 000", all), 0).unwrap();
    assert_eq!(firm.state(one), "AwaitingDecision");
    // Friday noon and three working days: until Wednesday is over.
    let emergency = firm.change(one).emergency().unwrap();
    assert_eq!(emergency.retro_due, "2026-05-07T00:00:00Z".parse().unwrap());
    assert_eq!(firm.change(one).retro_due(), None, "nothing was decided yet");

    let yes = |role| NewApproval::of(1, role).unwrap();
    let duty = staff(sponsor(), &["duty"]);
    let (given, me) = (firm.given(), by(1, ActorId::Staff(sponsor())));
    let approve = |role, staff: &Staff| firm.change(one).approve(yes(role), staff, &given, &me);
    let boss = approve("sponsor", &staff(sponsor(), &["sponsor"])).unwrap_err();
    assert_eq!(boss.code(), "change_request.other_role");
    let why = line("等等");
    let reject = firm.change(one).reject(why.clone(), None, &given, &me).unwrap_err();
    assert_eq!(reject.code(), "change_request.other_role", "only that role decides, also against");
    assert!(firm.change(one).reject(why.clone(), Some(&duty), &given, &me).is_ok());
    let defer = |me_too| firm.change(one).defer(at(9), why.clone(), me_too, &given, &me);
    assert!(defer(None).is_err() && defer(Some(&duty)).is_ok());
    let event = approve("duty", &duty).unwrap();
    firm.take(one, &event, &me);
    assert_eq!(firm.state(one), "Approved");
    assert_eq!(firm.change(one).retro_due(), Some("2026-05-07T00:00:00Z".parse().unwrap()));
}
