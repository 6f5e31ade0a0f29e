//! A firm in which something of every noun has been said, in words that nobody else would write.

use guanxi::crm::Permission;
use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::change_request::{ChangeSource, NewChange};
use guanxi::domain::client::{ClientEdit, Need, NewClient};
use guanxi::domain::contact::{ConsentSource, NewContact, Purpose};
use guanxi::domain::expectation::strategies as say;
use guanxi::domain::expectation::{Category, Clarify, Level, NewExpectation, Scale};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::meeting_series::{Every, NewSeries};
use guanxi::domain::notice::{About, NewNotice, Reason};
use guanxi::domain::sequence::{Condition, NewSequence, Reply};
use guanxi::domain::staff::NewStaff;
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Line, Note, Reference, Tag, TextDigest};
use guanxi::{Actor, ClientId, ContactId, Crm, Desk};

use super::more;
use crate::engines::{at, me};

/// Whom the firm knows.
pub struct Firm {
    pub client: ClientId,
    pub contact: ContactId,
    pub colleague: ContactId,
    pub erased: ClientId,
    /// What was said about the client, each word once; those that begin with `li` are of things that
    /// name the contact.
    pub words: Vec<String>,
}

/// Words that are given out once.
struct Words(Vec<String>);

impl Words {
    fn word(&mut self, of: &str) -> String {
        let word = format!("{of}秘密{}", self.0.len() * 7919);
        self.0.push(word.clone());
        word
    }

    fn line(&mut self, of: &str) -> Line {
        Line::new(&self.word(of)).unwrap()
    }

    fn note(&mut self, of: &str) -> Note {
        Note::new(&self.word(of)).unwrap()
    }
}

/// Lets a firm live.
pub fn firm(crm: &Crm) -> Firm {
    let desk = crm.desk(Actor::staff(me()));
    desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
    let mut words = Words(Vec::new());
    let client = client(&desk, &mut words);
    let name = words.word("li");
    let li = NewContact::named(&name).unwrap().email("li@example.com").unwrap();
    let li = desk.contacts().add(client, li).unwrap().id();
    desk.contacts().consent(li, Purpose::Marketing, ConsentSource::Form, None).unwrap();
    desk.contacts().withdraw(li, Purpose::Marketing, ConsentSource::Form).unwrap();
    let han = NewContact::named(&words.word("han")).unwrap();
    let colleague = desk.contacts().add(client, han).unwrap().id();
    talks(&desk, client, li, colleague, &mut words);
    business(&desk, client, li, &mut words);
    plans(&desk, client, li, &mut words);
    more::loyalty(&desk, client, &words.word("a"));
    more::asked(&desk, client, li);
    more::looked_at(&desk, client, &words.word("a"));
    let erased = desk.clients().register(NewClient::organisation("忘了我").unwrap()).unwrap().id();
    let ghost = desk.contacts().add(erased, NewContact::named("鬼").unwrap()).unwrap().id();
    let call = NewInteraction::call(at("2026-05-04T08:00:00Z")).with(ghost).subject("忘了");
    desk.interactions().log(erased, call).unwrap();
    let quiet = NewInteraction::call(at("2026-05-04T08:01:00Z"));
    desk.interactions().log(erased, quiet).unwrap();
    desk.clients().erase(erased).unwrap();
    let portal = crm.desk(Actor::contact(client, li));
    assert!(portal.clients().erase(client).is_err(), "{}", Permission::ClientErase);
    Firm { client, contact: li, colleague, erased, words: words.0 }
}

fn client(desk: &Desk, words: &mut Words) -> ClientId {
    let edit = ClientEdit::new()
        .background(words.note("a"))
        .business(words.note("a"))
        .special_needs(words.note("a"))
        .preference(Tag::new("channel").unwrap(), words.line("a"))
        .preference(Tag::new("$id").unwrap(), words.line("a"))
        .need(Need::wanted(&words.word("a")).unwrap())
        .reference(Reference::new("zoho", &words.word("a")).unwrap())
        .tag(Tag::new(&words.word("a")).unwrap());
    let new = NewClient::organisation(&words.word("a")).unwrap().with(edit);
    let client = desk.clients().register(new).unwrap().id();
    desk.clients().archive(client, &words.word("a")).unwrap();
    desk.clients().restore(client).unwrap();
    client
}

fn talks(desk: &Desk, client: ClientId, li: ContactId, other: ContactId, words: &mut Words) {
    let call = |minute: u32| NewInteraction::call(at(&format!("2026-05-04T08:{minute:02}:00Z")));
    let both = call(1).with(li).with(other).subject(&words.word("li")).body(&words.word("li"));
    let both = both.agenda(&words.word("li")).minutes(&words.word("li")).shared();
    let both = both.problems(&words.word("li")).promised(&words.word("li"));
    let said = desk.interactions().log(client, both).unwrap().id();
    let right = call(2).with(li).subject(&words.word("li"));
    let right = desk.interactions().correct(said, right, &words.word("li")).unwrap().id();
    desk.interactions().withdraw(right, &words.word("li")).unwrap();
    let alone = call(3).with(other).subject(&words.word("han"));
    desk.interactions().log(client, alone).unwrap();
    desk.interactions().log(client, call(4).body(&words.word("a"))).unwrap();
    let team = NewInteraction::team_meeting(at("2026-05-04T07:00:00Z")).subject("内部");
    desk.interactions().log_team(team).unwrap();
}

fn business(desk: &Desk, client: ClientId, li: ContactId, words: &mut Words) {
    let tea = |words: &mut Words| {
        NewLine::goods(&words.word("a"), "2 套".parse().unwrap(), "CNY 400".parse().unwrap())
    };
    let new = NewTransaction::order(at("2026-05-03T08:00:00Z"), "CNY".parse().unwrap());
    let order = new.line(tea(words)).reference("erp", "SO-1");
    let order = desk.transactions().record(client, order).unwrap().id();
    let new = NewTransaction::order(at("2026-05-03T08:00:00Z"), "CNY".parse().unwrap());
    let right = new.line(tea(words)).reference("erp", "SO-1");
    desk.transactions().correct(order, right, &words.word("a")).unwrap();
    let told = NewNotice::to_contact(li, About::Client(client), Reason::Disclosure);
    let told = desk.notices().raise(client, told.saying(words.note("li"))).unwrap().id();
    desk.notices().tell(told, Channel::Phone, TextDigest::of("x")).unwrap();
    let wish = NewChange::by_staff(me(), &words.word("a")).unwrap().source(ChangeSource::Internal);
    desk.changes().draft(client, wish).unwrap();
    let all = desk.expectations();
    let new = NewExpectation::stated(&words.word("a"), Category::Scope).unwrap();
    let id = all.capture(client, new).unwrap().id();
    let scale = Scale::yes_no().unwrap();
    all.clarify(id, Clarify::of(&words.word("a"), scale).unwrap()).unwrap();
    all.forecast(id, Level::No).unwrap();
    let now = at("2026-05-04T08:00:00Z");
    let mut agree = say::agree(Level::Yes, None, me(), now);
    agree.acknowledgement.by = li;
    agree.override_overpromise = Some(words.line("li"));
    all.agree(id, agree).unwrap();
    all.evaluate(id, Level::No).unwrap();
    all.dispute(id, li, &words.word("li")).unwrap();
}

fn plans(desk: &Desk, client: ClientId, li: ContactId, words: &mut Words) {
    let weekly = CadencePlan::every(7, 14).unwrap().goal(words.line("a"));
    desk.cadence().set_plan(client, &weekly).unwrap();
    desk.cadence().pause(client, at("2999-01-01T00:00:00Z"), &words.word("a")).unwrap();
    let (first, zone) = ("2026-05-08T10:00".parse().unwrap(), "UTC".parse().unwrap());
    let series = NewSeries::of(&words.word("a"), Every::week(), first, zone).unwrap();
    let series = desk.series().start(client, series).unwrap().id();
    desk.series().skip(series, &words.word("a")).unwrap();
    let sequence = NewSequence::towards("renewal", Reply::Yes).unwrap();
    let text = words.word("li");
    let sequence = sequence.step(1, Condition::Always, Channel::Phone, &text).unwrap();
    desk.sequences().start(client, sequence.with(li)).unwrap();
}
