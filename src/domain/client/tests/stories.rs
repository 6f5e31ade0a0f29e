//! What happens to clients, told.

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::{InteractionId, Invalid, Lang, Reference};

#[test]
fn a_client_is_registered_listened_to_and_worked_for() {
    let client = registered(NewClient::organisation("华信咨询").unwrap().segment(Segment::Key));
    assert_eq!((client.kind(), client.segment()), (ClientKind::Organisation, Segment::Key));
    assert_eq!((client.stage(), client.owner()), (Stage::Prospect, None));

    let edit = ClientEdit::new()
        .heard(Source::Interview)
        .background(note("成立于 2009 年"))
        .business(note("制造业咨询，旺季在第四季度"))
        .special_needs(note("数据不得离开内网"))
        .service_mode(ServiceMode::OnSite)
        .preference(tag("Channel"), line("微信"))
        .need(Need::pain("对账要三天").unwrap().stressing(Emphasis::Speed))
        .need(Need::wanted("手机上能审批").unwrap());
    let client = edited(&client, edit, 1);
    let from = client.background().known().flatten().unwrap().from;
    assert_eq!((from.source, from.at), (Source::Interview, day(1).valid_at));
    assert_eq!(from.by, ActorId::Staff(anna().id()));
    assert_eq!(client.sourced_name().known().unwrap().from.source, Source::Unstated);
    assert_eq!(client.service_mode(), Some(ServiceMode::OnSite));
    let likes = client.preference(&tag("CHANNEL")).known().flatten().unwrap();
    assert_eq!(likes.value.as_str(), "微信");
    let said = [client.background(), client.business(), client.special_needs()];
    let said = said.map(|note| note.known().flatten().unwrap().value.to_string());
    assert_eq!(said, ["成立于 2009 年", "制造业咨询，旺季在第四季度", "数据不得离开内网"]);
    let [slow, wish] = client.needs().known().unwrap() else { panic!("two needs") };
    let (slow, wish) = (&slow.what.value, &wish.what.value);
    assert_eq!((slow.kind(), slow.text().as_str()), (NeedKind::PainPoint, "对账要三天"));
    assert_eq!((slow.emphasis(), wish.kind()), (&[Emphasis::Speed][..], NeedKind::Need));
    let numbers = |client: &Client| {
        client.needs().known().unwrap().iter().map(|need| need.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&client), [1, 2]);

    let solution = Solution::new("自动对账").unwrap().answering(1);
    let heard = InteractionId::from_uuid(Uuid::from_u128(9));
    let client = edited(&client, ClientEdit::new().heard_in(heard).solution(solution), 2);
    let solution = &client.solutions().known().unwrap()[0];
    assert_eq!((solution.number, solution.what.value.answers.as_slice()), (3, [1].as_slice()));
    assert_eq!(solution.what.from.interaction, Some(heard));

    let client = edited(&client, ClientEdit::new().drop_need(2), 3);
    let client = edited(&client, ClientEdit::new().need(Need::wanted("报表").unwrap()), 4);
    assert_eq!(numbers(&client), [1, 4], "a number is never given again");
    let client = edited(&client, ClientEdit::new().drop_solution(3).without_business(), 5);
    assert_eq!(client.solutions().known().unwrap(), []);
    assert_eq!(client.business(), Held::Known(None));
}

#[test]
fn somebody_looks_after_a_client_and_hands_it_on() {
    let (anna, bo) = (anna(), staff(12));
    let new = || NewClient::person("李雷").unwrap().owner(anna.id());
    let no = Client::register(new(), &Given::nothing(), &day(0)).unwrap_err();
    assert_eq!((no.code(), no.from(), no.verb()), ("client.owner_unknown", "–", "register"));
    let no = Client::register(new(), &Given::nothing().owner(Some(&bo)), &day(0)).unwrap_err();
    assert_eq!(no.code(), "client.owner_unknown");
    let gone = left(&anna);
    let no = Client::register(new(), &Given::nothing().owner(Some(&gone)), &day(0)).unwrap_err();
    assert_eq!(no.code(), "client.owner_left");

    let event = Client::register(new(), &Given::nothing().owner(Some(&anna)), &day(0)).unwrap();
    let client = Client::apply(None, &event, &header(&day(0))).unwrap();
    assert_eq!(client.owner(), Some(anna.id()));
    assert_eq!(client.hand_over(&anna, &day(1)).unwrap_err().code(), "client.already_owner");
    assert_eq!(client.hand_over(&left(&bo), &day(1)).unwrap_err().code(), "client.owner_left");
    let client = after(&client, client.hand_over(&bo, &day(1)), &day(1));
    assert_eq!(client.owner(), Some(bo.id()));
    let client = edited(&client, ClientEdit::new().without_owner(), 2);
    assert_eq!(client.owner(), None);
    // Only the last word counts.
    let edit = ClientEdit::new().owner(bo.id()).owner(anna.id());
    let said = client.edit(edit, &Given::nothing().owner(Some(&anna)), &day(3));
    assert_eq!(after(&client, said, &day(3)).owner(), Some(anna.id()));
}

#[test]
fn a_client_is_put_away_and_taken_up_again() {
    let open = [Obligation::new("change request", "CR-17"), Obligation::new("points", 420)];
    let no = hua().archive(line("项目结束"), &open, &day(5)).unwrap_err();
    assert_eq!(
        no.to_string(),
        "client cannot archive: still open: change request CR-17, points 420"
    );
    assert_eq!(no.failed(), &Failed::Guard(ClientGuard::Obligations { open: open.to_vec() }));
    let no = hua().archive(line("项目结束"), &[], &day(-1)).unwrap_err();
    assert_eq!(no.code(), "client.before_last");

    let client = after(&hua(), hua().archive(line("项目结束"), &[], &day(5)), &day(5));
    assert_eq!((client.state(), client.since()), (ClientState::Archived, day(5).valid_at));
    assert_eq!(client.archived_because(), Held::Known(Some(&line("项目结束"))));
    assert_eq!(client.name().to_string(), "华信咨询");
    let no =
        client.edit(ClientEdit::new().tag(tag("vip")), &Given::nothing(), &day(6)).unwrap_err();
    assert_eq!((no.code(), no.allowed()), ("state", ["restore", "erase"].as_slice()));
    assert_eq!(no.explain(Lang::Zh), "客户处于“已归档”状态，不能修改；可以：恢复、抹除");
    let lists = Checklists::none();
    let no = client.relationship().begin(&Exit::complete(&lists), &day(6)).unwrap_err();
    assert_eq!((no.noun(), no.from(), no.verb()), ("client", "Archived", "begin"));
    assert!(client.relationship().allowed().is_empty());

    let client = after(&client, client.restore(&day(7)), &day(7));
    assert_eq!(
        (client.state(), client.archived_because()),
        (ClientState::Active, Held::Known(None))
    );
}

#[test]
fn an_erased_client_is_figures_and_dates() {
    let reference = Reference::new("zoho", "4711").unwrap();
    let edit = ClientEdit::new().reference(reference).tag(tag("vip")).background(note("秘密"));
    let client = edited(&hua(), edit, 1);
    let held = [Obligation::new("legal hold", "2026-3")];
    assert_eq!(client.erase(&held, &day(2)).unwrap_err().code(), "client.obligations");
    let client = after(&client, client.erase(&[], &day(2)), &day(2));
    assert_eq!(client.personal(), Held::Erased);
    assert_eq!((client.name(), client.background()), (Held::Erased, Held::Erased));
    assert_eq!(
        (client.needs(), client.references(), client.tags()),
        (Held::Erased, Held::Erased, Held::Erased)
    );
    assert_eq!(client.relationship().reason(), Held::Erased);
    let columns = client.columns();
    for (cell, column) in columns.iter().zip(Client::DECLARATION.columns) {
        assert!(!column.personal || cell.values().is_empty(), "{}", column.name);
    }
    assert_eq!(columns[1], Cell::one("Erased"));
    assert_eq!((client.segment(), client.stage()), (Segment::Standard, Stage::Prospect));
    assert!(client.allowed().is_empty() && client.relationship().allowed().is_empty());
}

#[test]
fn references_and_tags_stand_once_in_whatever_case() {
    let reference = |id| Reference::new("Zoho", id).unwrap();
    let edit = ClientEdit::new()
        .reference(reference("1"))
        .reference(reference("1"))
        .tag(tag("VIP"))
        .tag(tag("vip"));
    let client = edited(&hua(), edit.clone(), 1);
    assert_eq!(edit.new_references().count(), 2);
    assert_eq!(client.references().known().unwrap().len(), 1);
    assert_eq!(client.tags().known().unwrap(), [tag("vip")]);
    let columns = client.columns();
    assert_eq!(columns[0], Cell::one("华信咨询"));
    assert_eq!(columns[6], Cell::many(["zoho:1"]));
    assert_eq!(columns[7], Cell::many(["vip"]));
    let client = edited(
        &client,
        ClientEdit::new().without_tag(tag("Vip")).without_reference(reference("1")),
        2,
    );
    assert_eq!(client.tags().known().unwrap(), []);
    assert_eq!(client.references().known().unwrap(), []);
}

#[test]
fn what_is_not_there_cannot_be_dropped_or_answered() {
    let refused = |edit: ClientEdit| {
        let no = hua().edit(edit, &Given::nothing(), &day(1)).unwrap_err();
        no.failed().clone()
    };
    let missing = |list, number| Failed::Guard(ClientGuard::NoSuchItem { list, number });
    assert_eq!(refused(ClientEdit::new().drop_need(1)), missing("needs", 1));
    assert_eq!(refused(ClientEdit::new().drop_solution(7)), missing("solutions", 7));
    let answer = Solution::new("x").unwrap().answering(2);
    assert_eq!(refused(ClientEdit::new().solution(answer)), missing("needs", 2));
    assert_eq!(refused(ClientEdit::new()), Failed::Guard(ClientGuard::NothingChanges));
    assert_eq!(
        refused(ClientEdit::new().heard(Source::Import)),
        Failed::Guard(ClientGuard::NothingChanges)
    );
}

#[test]
fn lists_have_an_end() {
    let fold =
        |n: usize, one: fn(ClientEdit, usize) -> ClientEdit| (0..n).fold(ClientEdit::new(), one);
    let refused = |edit: ClientEdit| match hua().edit(edit, &Given::nothing(), &day(1)) {
        Ok(_) => None,
        Err(no) => match no.failed() {
            Failed::Invalid(why) => Some(why.clone()),
            Failed::State | Failed::Guard(_) => panic!("{no}"),
        },
    };
    let tags = |edit: ClientEdit, n| edit.tag(tag(&format!("t{n}")));
    assert_eq!(refused(fold(64, tags)), None);
    assert_eq!(refused(fold(65, tags)), Some(Invalid::TooMany { field: "tags", limit: 64 }));
    let references =
        |edit: ClientEdit, n| edit.reference(Reference::new("erp", &format!("{n}")).unwrap());
    assert_eq!(refused(fold(64, references)), None);
    assert_eq!(
        refused(fold(65, references)),
        Some(Invalid::TooMany { field: "references", limit: 64 })
    );
    let needs = |edit: ClientEdit, n| edit.need(Need::wanted(&format!("n{n}")).unwrap());
    assert_eq!(refused(fold(200, needs)), None);
    assert_eq!(refused(fold(201, needs)), Some(Invalid::TooMany { field: "needs", limit: 200 }));
    let solutions = |edit: ClientEdit, n| edit.solution(Solution::new(&format!("s{n}")).unwrap());
    assert_eq!(refused(fold(200, solutions)), None);
    assert_eq!(
        refused(fold(201, solutions)),
        Some(Invalid::TooMany { field: "solutions", limit: 200 })
    );
    let likes = |edit: ClientEdit, n| edit.preference(tag(&format!("t{n}")), line("x"));
    assert_eq!(refused(fold(100, likes)), None);
    assert_eq!(
        refused(fold(101, likes)),
        Some(Invalid::TooMany { field: "preferences", limit: 100 })
    );
    let new = NewClient::person("x").unwrap().with(fold(65, tags));
    assert_eq!(
        Client::register(new, &Given::nothing(), &day(0)).unwrap_err().code(),
        "invalid.too_many"
    );
}

#[test]
fn names_are_names_and_words_stay_as_they_were_written() {
    assert_eq!(NewClient::organisation(" "), Err(Invalid::Empty { field: "name" }));
    let long = "长".repeat(201);
    assert_eq!(NewClient::person(&long), Err(Invalid::TooLong { field: "name", limit: 200 }));
    assert_eq!(NewClient::person("a\u{202E}b"), Err(Invalid::Text { field: "name", at: 2 }));
    assert_eq!(Need::pain(""), Err(Invalid::Empty { field: "need" }));
    assert_eq!(Solution::new(""), Err(Invalid::Empty { field: "solution" }));
    let attack = "'; DROP TABLE guanxi_client; --<script>";
    let client = registered(NewClient::organisation(attack).unwrap());
    assert_eq!(client.name().to_string(), attack);
    assert_eq!("gold".parse::<Segment>().unwrap_err().code(), "invalid.unknown");
    assert_eq!("key".parse(), Ok(Segment::Key));
}
