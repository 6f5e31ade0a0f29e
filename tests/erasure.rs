//! What was erased and scrubbed stands in no byte of the store, and the journal still verifies.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::client::{ClientEdit, Need, NewClient};
use guanxi::domain::contact::{ContactEdit, NewContact};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::meeting_series::{Every, NewSeries};
use guanxi::domain::sequence::{Condition, NewSequence, Reply};
use guanxi::domain::{Line, Name, Note, Reference, Score, Tag};
use guanxi::scoring::health::NewMark;
use guanxi::store::Scrub;
use guanxi::store::contract::Check;
use guanxi::{Actor, ClientId, ContactId, Crm, Desk};

/// Fifty values that nobody else would write.
struct Planted {
    values: Vec<String>,
}

impl Planted {
    fn new(first: usize) -> Self {
        let values =
            (first..first + 34).map(|n| format!("秘密geheim{n:03}x{}", n * 7919)).collect();
        Planted { values }
    }

    fn value(&self, n: usize) -> &str {
        &self.values[n]
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn stands(folder: &Path, value: &str) -> bool {
    let wanted = value.as_bytes();
    files(folder).iter().any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    })
}

fn call(n: i64) -> NewInteraction {
    NewInteraction::call(
        "2026-05-04T08:00:00Z".parse::<guanxi::Timestamp>().unwrap().plus_seconds(n).unwrap(),
    )
}

/// A client whose file, contacts and talks hold the first 25 values, and what is planned with it the
/// others; the contact alone holds 13.
fn plant(desk: &Desk, planted: &Planted) -> (ClientId, ContactId) {
    let value = |n| planted.value(n);
    let note = |n| Note::new(planted.value(n)).unwrap();
    let edit = ClientEdit::new()
        .background(note(1))
        .business(note(2))
        .special_needs(note(3))
        .preference(Tag::new("channel").unwrap(), Line::new(value(4)).unwrap())
        .need(Need::wanted(value(5)).unwrap())
        .reference(Reference::new("zoho", value(6)).unwrap())
        .tag(Tag::new(value(7)).unwrap());
    let client = desk
        .clients()
        .register(NewClient::organisation(value(0)).unwrap().with(edit))
        .unwrap()
        .id();
    desk.clients().edit(client, ClientEdit::new().name(Name::new(value(8)).unwrap())).unwrap();
    desk.clients().archive(client, value(9)).unwrap();
    desk.clients().restore(client).unwrap();
    let email = format!("{}@example.com", value(12).replace("秘密", ""));
    let contact = NewContact::named(value(10)).unwrap().email(&email).unwrap();
    let contact = desk.contacts().add(client, contact).unwrap().id();
    desk.contacts().edit(contact, ContactEdit::new().name(Name::new(value(11)).unwrap())).unwrap();
    let said = call(0)
        .with(contact)
        .subject(value(13))
        .body(value(14))
        .agenda(value(15))
        .minutes(value(16));
    let said = said.problems(value(17)).next_steps(value(18)).promised(value(19)).thread(value(20));
    let said = desk.interactions().log(client, said).unwrap().id();
    let right = call(60).with(contact).subject(value(21));
    let right = desk.interactions().correct(said, right, value(22)).unwrap().id();
    desk.interactions().withdraw(right, value(23)).unwrap();
    desk.interactions().log(client, call(120).body(value(24))).unwrap();
    plan(desk, client, contact, planted);
    let mark = NewMark::of_all(Score::from_bp(1).unwrap(), value(33)).unwrap();
    desk.health().mark(client, &mark).unwrap();
    (client, contact)
}

/// What is planned with a client: its cadence, a series of meetings, two sequences.
fn plan(desk: &Desk, client: ClientId, contact: ContactId, planted: &Planted) {
    let value = |n| planted.value(n);
    let weekly = CadencePlan::every(7, 14).unwrap().goal(Line::new(value(25)).unwrap());
    desk.cadence().set_plan(client, &weekly).unwrap();
    desk.cadence().pause(client, "2999-01-01T00:00:00Z".parse().unwrap(), value(26)).unwrap();
    let (first, zone) = ("2026-05-08T10:00".parse().unwrap(), "UTC".parse().unwrap());
    let series = NewSeries::of(value(27), Every::week(), first, zone).unwrap();
    let series = desk.series().start(client, series).unwrap().id();
    desk.series().skip(series, value(28)).unwrap();
    desk.series().end(series, value(29)).unwrap();
    let sequence = |purpose, text| {
        let new = NewSequence::towards(purpose, Reply::Yes).unwrap();
        new.step(1, Condition::Always, Channel::Phone, text).unwrap()
    };
    let own = desk.sequences().start(client, sequence("renewal", value(30))).unwrap().id();
    desk.sequences().stop(own, value(31)).unwrap();
    desk.sequences().start(client, sequence("reference", value(32)).with(contact)).unwrap();
}

fn gone(crm: &Crm, folder: &Path, values: &[String]) {
    assert_eq!(crm.store().scrub().unwrap(), Scrub::Scrubbed);
    let report = crm.store().check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, [""; 0]);
    for value in values {
        let bare = value.replace("秘密", "");
        for text in [value, &bare] {
            assert!(!stands(folder, text), "{text} still stands in a file");
        }
    }
}

fn erased_everywhere(open: impl Fn(&Path) -> Crm) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crm");
    let crm = open(&path);
    let desk = crm.desk(Actor::system());
    let (first, second) = (Planted::new(100), Planted::new(500));
    let (_, contact) = plant(&desk, &first);
    let (client, _) = plant(&desk, &second);
    assert!(stands(folder.path(), first.value(13)) && stands(folder.path(), second.value(24)));

    desk.contacts().leave(contact).unwrap();
    desk.contacts().erase(contact).unwrap();
    gone(&crm, folder.path(), &first.values[10..=23]);
    gone(&crm, folder.path(), &first.values[32..33]);
    assert!(stands(folder.path(), first.value(1)), "the client's own file stays");

    desk.clients().erase(client).unwrap();
    gone(&crm, folder.path(), &second.values);
    crm.store().close().unwrap();
    let again = open(&path);
    gone(&again, folder.path(), &second.values);
    assert!(again.desk(Actor::system()).clients().get(client).unwrap().now.name().is_erased());
}

#[test]
fn what_was_erased_stands_in_no_file_of_sqlite() {
    erased_everywhere(|path| Crm::sqlite(path).unwrap());
}

#[test]
fn what_was_erased_stands_in_no_file_of_sled() {
    erased_everywhere(|path| Crm::sled(path).unwrap());
}

#[test]
fn every_personal_column_is_empty_once_erased() {
    let crm = Crm::memory().unwrap();
    let desk = crm.desk(Actor::system());
    let (client, contact) = plant(&desk, &Planted::new(100));
    desk.clients().erase(client).unwrap();
    crm.store()
        .view(&mut |reader| {
            use guanxi::domain::RecordId;
            for noun in guanxi::crm::nouns() {
                let declaration = noun.declaration;
                for id in [client.id(), contact.id()] {
                    let target = guanxi::store::Target::new(declaration.noun, id);
                    let Some(record) = reader.get(&[target], true)?.pop().flatten() else {
                        continue;
                    };
                    assert!(record.body.personal.is_erased());
                    for (column, cell) in declaration.columns.iter().zip(record.columns.unwrap()) {
                        assert!(!column.personal || cell.values().is_empty(), "{}", column.name);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}

/// A member whose card, adjustment, blocking and leaving have words that nobody else would write.
fn joined(desk: &Desk, planted: &Planted) -> ClientId {
    use guanxi::domain::Points;
    use guanxi::domain::programme::{Rate, Terms};
    use guanxi::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
    let value = |n| planted.value(n);
    let rate = Rate::new(1, 100).unwrap();
    let ladder = Ladder::new([Tier::new("普通", 0).unwrap()]).unwrap();
    let rules = TierRules::of(ladder, Metric::Count, Window::Year).unwrap();
    let terms = Terms::new("UTC".parse().unwrap(), "CNY".parse().unwrap(), rate).tiers(rules);
    let programme = desk.programmes().launch("茶友会", terms).unwrap().id();
    let client = NewClient::organisation(value(0)).unwrap();
    let client = desk.clients().register(client).unwrap().id();
    let member = desk.programmes().enrol(programme, client, Some(value(1))).unwrap().id();
    let points = Points::new(10).unwrap();
    desk.points().adjust_up(member, points, value(2)).unwrap();
    desk.programmes().block(member, value(3)).unwrap();
    desk.tiers().give(member, 0, guanxi::Timestamp::MAX, value(5)).unwrap();
    desk.tiers().end(member, value(6)).unwrap();
    desk.points().leave(member, value(4)).unwrap();
    client
}

#[test]
fn the_ledger_stays_without_the_words_of_a_member_who_is_erased() {
    for open in [|path: &Path| Crm::sqlite(path).unwrap(), |path: &Path| Crm::sled(path).unwrap()] {
        let folder = tempfile::tempdir().unwrap();
        let crm = open(&folder.path().join("crm"));
        let desk = crm.desk(Actor::system());
        let planted = Planted::new(700);
        let client = joined(&desk, &planted);
        assert!(stands(folder.path(), planted.value(4)));
        let before = crm.store().stats().unwrap().records;
        desk.clients().erase(client).unwrap();
        gone(&crm, folder.path(), &planted.values[..7]);
        assert_eq!(crm.store().stats().unwrap().records, before, "nothing was deleted");
    }
}

/// What was to be told and what was promised, in words that nobody else would write.
fn promised(desk: &Desk, planted: &Planted) -> ClientId {
    use guanxi::domain::expectation::strategies as say;
    use guanxi::domain::expectation::{
        Category, Clarify, Constraint, ConstraintKind, Decline, Increment, Level, NewExpectation,
        Scale,
    };
    use guanxi::domain::interaction::Channel;
    use guanxi::domain::notice::{About, NewNotice, Reason};
    use guanxi::domain::staff::NewStaff;
    let (value, note) = (|n| planted.value(n), |n| Note::new(planted.value(n)).unwrap());
    let me = guanxi::StaffId::from_uuid(uuid::Uuid::from_u128(1));
    desk.staff().enrol(me, NewStaff::named("x").unwrap()).unwrap();
    let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let li = desk.contacts().add(client, NewContact::named("x").unwrap()).unwrap().id();
    let new = NewNotice::to_contact(li, About::Client(client), Reason::Disclosure);
    let notice = desk.notices().raise(client, new.saying(note(0))).unwrap().id();
    desk.notices().waive(notice, value(1)).unwrap();
    let all = desk.expectations();
    let capture = |n| {
        let new = NewExpectation::stated(value(n), Category::Scope).unwrap();
        let id = all.capture(client, new).unwrap().id();
        all.clarify(id, Clarify::of(value(n + 1), Scale::yes_no().unwrap()).unwrap()).unwrap();
        id
    };
    let (kind, channel) = (ConstraintKind::Legal, Channel::Phone);
    let id = capture(2);
    let (text, trade_off) = (note(4), Some(note(5)));
    all.explain_constraint(id, Constraint { kind, text, trade_off, to: li, channel }).unwrap();
    all.forecast(id, Level::No).unwrap();
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut agree = say::agree(Level::Yes, None, me, now);
    agree.acknowledgement.by = li;
    agree.override_overpromise = Some(Line::new(value(6)).unwrap());
    all.agree(id, agree).unwrap();
    let result = Line::new(value(7)).unwrap();
    all.deliver_increment(id, Increment { result, level: None, reaction: None }).unwrap();
    all.evaluate(id, Level::No).unwrap();
    all.record_remedy(id, say::remedy(note(8))).unwrap();
    all.dispute(id, li, value(9)).unwrap();
    all.withdraw(id, value(10)).unwrap();
    let no = capture(11);
    all.decline(no, Decline { reason: note(13), counter_offer: None, offer: note(14) }).unwrap();
    client
}

fn promises_erased(open: impl Fn(&Path) -> Crm) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crm");
    let crm = open(&path);
    let desk = crm.desk(Actor::system());
    let planted = Planted::new(300);
    let client = promised(&desk, &planted);
    assert!((0..15).all(|n| stands(folder.path(), planted.value(n))));
    desk.clients().erase(client).unwrap();
    gone(&crm, folder.path(), &planted.values[..15]);
}

#[test]
fn what_was_promised_and_told_stands_in_no_file_once_erased() {
    promises_erased(|path| Crm::sqlite(path).unwrap());
    promises_erased(|path| Crm::sled(path).unwrap());
}

/// What a contact was asked and what they said, in words that nobody else would write.
fn asked(desk: &Desk, planted: &Planted) -> (ClientId, ContactId) {
    use guanxi::crm::{Clock, SystemClock};
    use guanxi::domain::answer::NewAnswer;
    use guanxi::domain::interaction::Channel;
    use guanxi::domain::invitation::NewInvitation;
    use guanxi::domain::survey::{NewSurvey, Scale};
    let value = |n| planted.value(n);
    let client = desk.clients().register(NewClient::organisation("x").unwrap()).unwrap().id();
    let li = desk.contacts().add(client, NewContact::named("x").unwrap()).unwrap().id();
    let all = desk.surveys();
    let new = NewSurvey::of_contacts(value(0)).unwrap();
    let new = new.worded("better", value(1)).unwrap().scaled("nps", Scale::NPS, "x").unwrap();
    let survey = all.draft(new).unwrap().id();
    all.open(survey).unwrap();
    let new = NewInvitation::to(li, Channel::Email).greeting(value(2)).unwrap();
    let invitation = all.invite(client, survey, new).unwrap().id();
    all.withdraw(invitation, value(3)).unwrap();
    let by = |question| NewAnswer::by(li, question, SystemClock.now(), Channel::Email).unwrap();
    all.answer(client, survey, by("better").words(value(4)).unwrap()).unwrap();
    all.answer(client, survey, by("better").words(value(5)).unwrap()).unwrap();
    all.answer(client, survey, by("nps").value(3).words(value(6)).unwrap()).unwrap();
    all.close(survey).unwrap();
    all.revise(survey, NewSurvey::of_contacts(value(7)).unwrap().worded("x", value(8)).unwrap())
        .unwrap();
    all.erase(survey).unwrap();
    (client, li)
}

fn answers_erased(open: impl Fn(&Path) -> Crm) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crm");
    let crm = open(&path);
    let desk = crm.desk(Actor::system());
    let (first, second) = (Planted::new(300), Planted::new(700));
    let (_, li) = asked(&desk, &first);
    let (client, _) = asked(&desk, &second);
    for planted in [&first, &second] {
        assert!((2..7).all(|n| stands(folder.path(), planted.value(n))));
        let words: Vec<String> = [0, 1, 7, 8].map(|n| planted.value(n).to_owned()).to_vec();
        gone(&crm, folder.path(), &words);
    }
    desk.contacts().leave(li).unwrap();
    desk.contacts().erase(li).unwrap();
    gone(&crm, folder.path(), &first.values[2..7]);
    assert!(stands(folder.path(), second.value(4)));
    desk.clients().erase(client).unwrap();
    gone(&crm, folder.path(), &second.values[2..7]);
}

#[test]
fn what_was_asked_and_answered_stands_in_no_file_once_erased() {
    answers_erased(|path| Crm::sqlite(path).unwrap());
    answers_erased(|path| Crm::sled(path).unwrap());
}

/// Two imports of files whose names, headers and people nobody else would write: one that was run, and
/// one that was given up with words of its own.
fn imported(desk: &Desk, planted: &Planted) -> Vec<guanxi::domain::ImportId> {
    use guanxi::crm::Intake;
    use guanxi::transfer::{Field, Mapping, Subject};
    let value = |n| planted.value(n);
    let me = guanxi::StaffId::from_uuid(uuid::Uuid::from_u128(1));
    let intake = |name| {
        let mapping = Mapping::of(Subject::Clients, "UTC".parse().unwrap());
        let mapping = mapping.column(value(1), Field::Name).unwrap().ignoring(value(2));
        Intake::of(name, mapping.person(value(3), me))
    };
    let mut file = std::io::Cursor::new(format!("{},{}\n华信,x\n", value(1), value(2)));
    let run = desk.imports().plan(&mut file, &intake(value(0))).unwrap().id();
    let mut on = |_: &guanxi::crm::Progress<'_>| ControlFlow::Continue(());
    assert_eq!(desk.imports().run(run, &mut file, &mut on).unwrap().counts.created, 1);
    let given_up = desk.imports().plan(&mut file, &intake(value(4))).unwrap().id();
    desk.imports().cancel(given_up, value(5)).unwrap();
    vec![run, given_up]
}

#[test]
fn what_a_file_was_called_and_how_it_was_read_stands_in_no_file_once_erased() {
    for open in [|path: &Path| Crm::sqlite(path).unwrap(), |path: &Path| Crm::sled(path).unwrap()] {
        let folder = tempfile::tempdir().unwrap();
        let crm = open(&folder.path().join("crm"));
        let desk = crm.desk(Actor::system());
        let planted = Planted::new(900);
        let imports = imported(&desk, &planted);
        // Headers and people are compared in small letters.
        assert!((0..6).all(|n| stands(folder.path(), planted.value(n))));
        for import in imports {
            desk.imports().erase(import).unwrap();
        }
        gone(&crm, folder.path(), &planted.values[..6]);
    }
}
