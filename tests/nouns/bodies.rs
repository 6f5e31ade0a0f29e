//! One full record of each noun, and events of it, as they stand on disk in format 1.

use guanxi::domain::answer::{self, Answer, NewAnswer};
#[path = "rewards.rs"]
mod rewards;

use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::calendar::{BusinessCalendar, Weekday};
use guanxi::domain::change_request::{
    self, Acceptance, Accepting, Baseline, ChangeCause, ChangeEdit, ChangeKind, ChangePolicy,
    ChangeRequest, ChangeSource, Dimension, Effect, NewAlternative, NewApproval, NewChange,
    NewImpact, PlanRevision, ScopeStep, Template, Triage, Urgent,
};
use guanxi::domain::client::{
    CadenceBook, Checklists, Churn, Client, ClientEdit, CustomField, CustomShape, Emphasis, Exit,
    Given, Need, NewClient, Schema, Segment, ServiceMode, Solution, Source, Stage,
};
use guanxi::domain::contact::{
    Address, AddressKind, ConsentSource, Contact, ContactEdit, ContactRole, NewContact, Purpose,
};
use guanxi::domain::expectation::strategies as said;
use guanxi::domain::expectation::{
    self, Category, Clarify, Constraint, ConstraintKind, Cycle, Expectation, ExpectationPolicy,
    Firm, Increment, Kano, Level, NewExpectation, Perceived, Rating, Repeats, Revise, Scale,
    Weight,
};
use guanxi::domain::import::{
    Batch, Bytes, Counts, FileDigest, Import, Item, NewImport, Subject, TakenBack,
};
use guanxi::domain::interaction::{Channel, Interaction, NewInteraction, Setting};
use guanxi::domain::invitation::{Circumstances, Invitation, NewInvitation};
use guanxi::domain::meeting_series::{Every, HeldMeeting, MeetingSeries, NewSeries};
use guanxi::domain::member::{Booking, Cause, EntryKind, Holding, Lot, Member};
use guanxi::domain::notice::{self, About, NewNotice, Notice, Reason};
use guanxi::domain::noun::{Event, Header, Noun, State};
use guanxi::domain::programme::{
    self, EarnRule, Earned, Multiplier, Programme, Purchase, Rate, Terms, When,
};
use guanxi::domain::sequence::{Condition, NewSequence, Reply, Sequence};
use guanxi::domain::staff::{NewStaff, Staff, StaffEdit};
use guanxi::domain::survey::{self, Ballot, NewSurvey, Reply as Replied, Survey, SurveyPolicy};
use guanxi::domain::tier::{Ladder, Metric, Span, Tier, TierRules, Window};
use guanxi::domain::transaction::{self, Account, NewLine, NewTransaction, Returned, Transaction};
use guanxi::domain::{
    Acknowledgement, ActorId, AnswerId, Birthday, ChangeRequestId, ClientId, ContactId, CustomKey,
    Evidence, ExpectationId, Held, Id, ImportId, InteractionId, InvitationId, Language, Line,
    MeetingSeriesId, MemberId, Name, Note, NoticeId, Phone, Points, Presence, ProgrammeId,
    ProjectId, RecordId, Reference, Score, SequenceId, StaffId, Stamp, Stream, SurveyId, Tag,
    TextDigest, Timestamp, TransactionId,
};
use guanxi::scoring::health::{
    Asked, Behind, HealthRecord, HealthRecordId, NewMark, Observation, Reading, Readings,
    ScorecardBook, house_sources, project_teams,
};
use guanxi::scoring::signal::{
    Numbers, SignalRecord, SignalRecordId, TriggerBook, proposed_triggers,
};
use guanxi::store::{Body, Record, Revision, body};
use uuid::Uuid;

/// A record of each noun after its events, as lines of a golden file; every line has been read
/// back and found to say the same.
pub fn lines() -> String {
    let first = [staff(), client(), contact(), interaction(), notice(), series(), sequence()];
    first.concat()
        + &transactions()
        + &import()
        + &loyalty()
        + &rewards::lines()
        + &expectation()
        + &change()
        + &surveys()
        + &health()
        + &signals()
}

fn stamp(day: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + day * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::Staff(anna()) }
}

fn anna() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(0x11))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(0x22))
}

/// A record, and what has been written of it.
struct Told<N: State> {
    id: Id,
    stream: Stream,
    now: Option<N>,
    lines: String,
}

impl<N: State> Told<N> {
    fn of(id: Id, stream: Stream) -> Self {
        Told { id, stream, now: None, lines: String::new() }
    }

    fn now(&self) -> &N {
        self.now.as_ref().unwrap()
    }

    fn then<E: std::fmt::Debug>(&mut self, said: Result<Event<N>, E>, stamp: &Stamp) {
        let event = said.unwrap();
        let bytes = body::write_event(&event).unwrap();
        assert_eq!(body::read_event::<N>(&again(&bytes)).unwrap(), event);
        self.lines += &line(&format!("{} {}", N::DECLARATION.noun, event.name()), &bytes);
        let Stamp { valid_at, recorded_at, by } = *stamp;
        let entry = Header { id: self.id, stream: self.stream, valid_at, recorded_at, by };
        self.now = N::apply(self.now.take(), &event, &entry);
    }

    fn end(self) -> String {
        let record = record(self.now());
        self.lines + &record
    }
}

fn record<N: Noun>(noun: &N) -> String {
    let bytes = body::write(noun).unwrap();
    let record = Record {
        id: noun.id().id(),
        stream: noun.stream(),
        revision: Revision(1),
        visibility: noun.visibility(),
        body: again(&bytes),
        superseded_by: None,
        columns: None,
    };
    assert_eq!(&body::read::<N>(&record).unwrap(), noun);
    line(&format!("{} record", N::DECLARATION.noun), &bytes)
}

fn line(what: &str, body: &Body) -> String {
    let Held::Known(personal) = &body.personal else { panic!("{what}: nothing was erased") };
    format!("{what}\n  plain {}\n  personal {}\n", to_hex(&body.plain), to_hex(personal))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes by way of their text.
fn again(body: &Body) -> Body {
    let from = |bytes: &[u8]| {
        let hex = to_hex(bytes);
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(byte).collect::<Vec<u8>>()
    };
    let personal = body.personal.as_ref().map(|personal| from(personal));
    Body { plain: from(&body.plain), personal }
}

fn staff() -> String {
    let mut told = Told::<Staff>::of(anna().id(), Stream::staff(anna()));
    let new = NewStaff::named("王安娜").unwrap();
    told.then(Staff::enrol(anna(), new, None, &[], &stamp(0)), &stamp(0));
    let edit = StaffEdit::new()
        .roles([Tag::new("consultant").unwrap()])
        .unwrap()
        .without_lead()
        .language(Language::new("zh-CN").unwrap())
        .zone("Asia/Shanghai".parse().unwrap());
    told.then(told.now().edit(edit, &[], &stamp(1)), &stamp(1));
    told.then(told.now().leave(&stamp(2)), &stamp(2));
    told.end()
}

fn client() -> String {
    let mut told = Told::<Client>::of(hua().id(), Stream::client(hua()));
    let new = NewClient::organisation("华信咨询").unwrap().segment(Segment::Key);
    told.then(Client::register(new, &Given::nothing(), &stamp(0)), &stamp(0));
    let shape = CustomShape::Number { decimals: 2 };
    let field = CustomField::new("revenue", "年收入", shape).unwrap();
    let schema = Schema::of(3, [field]).unwrap();
    let given = Given::nothing().fields(&schema);
    told.then(told.now().edit(full_edit(&schema), &given, &stamp(1)), &stamp(1));
    let lists = Checklists::version(4).leaving(Stage::Prospect, [("met", "见过面")]).unwrap();
    let exit = Exit::overriding(&lists, Line::new("熟人介绍").unwrap());
    let item = CustomKey::new("met").unwrap();
    told.then(told.now().relationship().tick(item, &lists, &stamp(2)), &stamp(2));
    told.then(told.now().relationship().begin(&exit, &stamp(3)), &stamp(3));
    let churn = Churn::because(Line::new("换了供应商").unwrap()).avoidable();
    told.then(told.now().relationship().churn(churn, &stamp(4)), &stamp(4));
    let plan = CadencePlan::every(7, 14)
        .unwrap()
        .channels([Channel::InPerson, Channel::Phone])
        .unwrap()
        .with_role_every(ContactRole::DecisionMaker, 4)
        .unwrap()
        .quiet("20:00-08:00".parse().unwrap())
        .unwrap()
        .zone("Asia/Shanghai".parse().unwrap())
        .answering_within(Channel::Email, 14_400)
        .unwrap()
        .goal(Line::new("续约").unwrap());
    told.then(told.now().cadence().set_plan(&plan, &stamp(4)), &stamp(4));
    let why = Line::new("客户内部审计").unwrap();
    told.then(told.now().cadence().pause(stamp(9).valid_at, why, &stamp(4)), &stamp(4));
    told.then(told.now().cadence().resume(&stamp(5)), &stamp(5));
    let (book, calendar) = (CadenceBook::proposed().unwrap(), calendar());
    let late = told.now().cadence().assess(&book, None, stamp(40).valid_at, &calendar).unwrap();
    told.then(told.now().cadence().escalate(&late, &book, &stamp(5)), &stamp(5));
    told.then(told.now().cadence().clear_plan(&stamp(5)), &stamp(5));
    told.then(told.now().cadence().set_plan(&plan, &stamp(5)), &stamp(5));
    let reason = Line::new("项目结束").unwrap();
    told.then(told.now().archive(reason, &[], &stamp(5)), &stamp(5));
    told.end()
}

fn calendar() -> BusinessCalendar {
    let hours = "09:00-18:00".parse().unwrap();
    BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, hours)
        .build()
        .unwrap()
}

fn full_edit(schema: &Schema) -> ClientEdit {
    let note = |text| Note::new(text).unwrap();
    let revenue = CustomKey::new("revenue").unwrap();
    let value = schema.read(&revenue, "1200.5").unwrap();
    ClientEdit::new()
        .heard(Source::Interview)
        .service_mode(ServiceMode::OnSite)
        .background(note("成立于 2009 年"))
        .business(note("制造业咨询"))
        .special_needs(note("数据不得离开内网"))
        .preference(Tag::new("channel").unwrap(), Line::new("微信").unwrap())
        .need(Need::pain("对账要三天").unwrap().stressing(Emphasis::Speed))
        .solution(Solution::new("自动对账").unwrap())
        .reference(Reference::new("zoho", "4711").unwrap())
        .tag(Tag::new("VIP").unwrap())
        .custom(revenue, value)
}

fn contact() -> String {
    let (id, stream) = (ContactId::from_uuid(Uuid::from_u128(0x33)), Stream::client(hua()));
    let mut told = Told::<Contact>::of(id.id(), stream);
    let mut client = Told::<Client>::of(hua().id(), stream);
    let new = NewClient::organisation("华信咨询").unwrap();
    client.then(Client::register(new, &Given::nothing(), &stamp(0)), &stamp(0));
    let new = NewContact::named("李雷").unwrap().decides().email("li@hua.cn").unwrap();
    told.then(Contact::add(new, client.now(), 0, &stamp(0)), &stamp(0));
    let mobile = Address::Mobile(Phone::new("138 0013 8000").unwrap());
    let edit = ContactEdit::new()
        .address(mobile.clone())
        .verified(mobile)
        .address(Address::Messenger(Tag::new("WeChat").unwrap(), Line::new("lilei").unwrap()))
        .prefers(AddressKind::Mobile)
        .language(Language::new("zh-CN").unwrap())
        .zone("+08:00".parse().unwrap())
        .birthday(Birthday::new(None, 2, 29).unwrap());
    told.then(told.now().edit(edit, &stamp(1)), &stamp(1));
    let text = Some(Tag::new("privacy 2026-01").unwrap());
    let source = ConsentSource::Form;
    told.then(told.now().consent(Purpose::Care, source, text, &stamp(2)), &stamp(2));
    let own = Purpose::Own(CustomKey::new("reference_visit").unwrap());
    told.then(told.now().withdraw(own, ConsentSource::Call, &stamp(3)), &stamp(3));
    told.then(told.now().leave(&stamp(4)), &stamp(4));
    told.end()
}

fn interaction() -> String {
    let id = |n| InteractionId::from_uuid(Uuid::from_u128(n));
    let li = ContactId::from_uuid(Uuid::from_u128(0x33));
    let setting = Setting::in_stream(Stream::client(hua()));
    let new = NewInteraction::call(stamp(0).valid_at).with(li).subject("交付日期");
    let call = Interaction::log(id(0x44), new, &setting, &stamp(0)).unwrap();
    let gone = call.withdraw(id(0x45), false, "记错了客户").unwrap();
    record(&call) + &record(&gone)
}

fn notice() -> String {
    let id = NoticeId::from_uuid(Uuid::from_u128(0x55));
    let li = ContactId::from_uuid(Uuid::from_u128(0x33));
    let office = BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
        .open(Weekday::ALL, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap();
    let raise = |new| Notice::raise(new, &notice::Setting::plain(), &office, &stamp(0));
    let problem = || NewNotice::to_contact(li, About::Client(hua()), Reason::Disclosure);
    let mut told = Told::<Notice>::of(id.id(), Stream::client(hua()));
    told.then(raise(problem().saying(Note::new("数据迁移推迟两天").unwrap())), &stamp(0));
    let text = TextDigest::of("数据迁移推迟两天");
    told.then(told.now().tell(Channel::Phone, text, Presence::Here, &stamp(1)), &stamp(1));
    let own = Reason::Own(CustomKey::new("price_list").unwrap());
    let mut waived = Told::<Notice>::of(id.id(), Stream::client(hua()));
    let new = NewNotice::to_staff(anna(), About::Client(hua()), own).due(stamp(4).valid_at);
    waived.then(raise(new), &stamp(0));
    waived.then(waived.now().waive(Line::new("已取消").unwrap(), &stamp(1)), &stamp(1));
    told.end() + &waived.end()
}

fn worked_with() -> Client {
    let mut client = Told::<Client>::of(hua().id(), Stream::client(hua()));
    let new = NewClient::organisation("华信咨询").unwrap();
    client.then(Client::register(new, &Given::nothing(), &stamp(0)), &stamp(0));
    client.now().clone()
}

fn series() -> String {
    let id = MeetingSeriesId::from_uuid(Uuid::from_u128(0x66));
    let mut told = Told::<MeetingSeries>::of(id.id(), Stream::client(hua()));
    let first = "2026-01-31T10:00".parse().unwrap();
    let zone = "Asia/Shanghai".parse().unwrap();
    let new = NewSeries::of("月度回顾", Every::month(), first, zone).unwrap();
    told.then(MeetingSeries::start(new, &worked_with(), &stamp(0)), &stamp(0));
    let li = ContactId::from_uuid(Uuid::from_u128(0x33));
    let new = NewInteraction::meeting(stamp(30).valid_at).with(li);
    let setting = Setting::in_stream(Stream::client(hua()));
    let id = InteractionId::from_uuid(Uuid::from_u128(0x44));
    let meeting = Interaction::log(id, new, &setting, &stamp(30)).unwrap();
    told.then(told.now().held(&HeldMeeting::of(&meeting, false), &stamp(31)), &stamp(31));
    let holiday = Line::new("客户放假").unwrap();
    told.then(told.now().skip(holiday, &stamp(40)), &stamp(40));
    told.then(told.now().missed(&stamp(100)), &stamp(100));
    told.then(told.now().end(Line::new("项目结束").unwrap(), &stamp(101)), &stamp(101));
    told.end()
}

fn sequence() -> String {
    let id = SequenceId::from_uuid(Uuid::from_u128(0x77));
    let mut told = Told::<Sequence>::of(id.id(), Stream::client(hua()));
    let new = NewSequence::towards("renewal", Reply::Yes)
        .unwrap()
        .with(ContactId::from_uuid(Uuid::from_u128(0x33)))
        .step(0, Condition::Always, Channel::Email, "续约方案")
        .unwrap()
        .step(720, Condition::After(Reply::Later), Channel::Phone, "现在是否合适")
        .unwrap();
    told.then(Sequence::start(new, &worked_with(), Presence::Here, &stamp(0)), &stamp(0));
    told.then(told.now().step_done(&stamp(1)), &stamp(1));
    told.then(told.now().answered(Reply::Later, &stamp(2)), &stamp(2));
    told.then(told.now().stop(Line::new("换了负责人").unwrap(), &stamp(3)), &stamp(3));
    told.end()
}

fn import() -> String {
    let id = ImportId::from_uuid(Uuid::from_u128(0xaa));
    let mut told = Told::<Import>::of(id.id(), Import::stream_of(id));
    let digest = FileDigest::from_bytes([0xab; 32]);
    let new = NewImport::of(Subject::Clients, "客户.csv", digest, 4_711).unwrap();
    let new = new.mapped(Bytes::new(vec![1, 0xfe]).unwrap());
    told.then(Ok::<_, std::convert::Infallible>(Import::plan(new)), &stamp(0));
    told.then(told.now().start(digest, &stamp(1)), &stamp(1));
    let counts = Counts { rows: 3, created: 1, updated: 1, skipped: 0, failed: 1 };
    let (created, updated) = (vec![Item::client(2, hua())], vec![Item::client(3, hua())]);
    let batch = Batch { number: 0, through: 4, counts, created, updated };
    told.then(told.now().take_in(batch, &stamp(1)), &stamp(1));
    told.then(told.now().cancel(Some(Line::new("午休").unwrap()), &stamp(2)), &stamp(2));
    told.then(told.now().undo(&stamp(3)), &stamp(3));
    let back = TakenBack { reversed: 1, kept: 1, failed: 0 };
    told.then(told.now().take_back(0, back, &stamp(3)), &stamp(3));
    told.end()
}

fn transactions() -> String {
    let id = |n| TransactionId::from_uuid(Uuid::from_u128(n));
    let yuan = |text: &str| format!("CNY {text}").parse().unwrap();
    let tea = NewLine::goods("茶具", "2 套".parse().unwrap(), yuan("400"))
        .tax(yuan("52"))
        .category("家居");
    let order = NewTransaction::order(stamp(0).valid_at, "CNY".parse().unwrap())
        .line(tea)
        .line(NewLine::shipping("快递", yuan("20")))
        .paid(yuan("372"))
        .paid_with_points(10_000, yuan("100"))
        .reference("erp", "SO-4711")
        .note("请刻上“李雷”")
        .shared();
    let setting = transaction::Setting::of(hua());
    let order = Transaction::record(id(0x66), order, &setting, &stamp(0)).unwrap();
    let about = setting.about(order.clone(), false).account(Account::of([order.clone()]));
    let back = Returned::of(1, "0.5 套".parse().unwrap(), yuan("100"));
    let back = NewTransaction::refund(id(0x66), stamp(1).valid_at, "CNY".parse().unwrap())
        .returned(back)
        .paid(yuan("100"));
    let back = Transaction::record(id(0x67), back, &about, &stamp(1)).unwrap();
    let gone = back.withdraw(id(0x68), false, "重复录入", &about).unwrap();
    [record(&order), record(&back), record(&gone)].concat()
}

fn loyalty() -> String {
    let id = ProgrammeId::from_uuid(Uuid::from_u128(0x88));
    let mut told = Told::<Programme>::of(id.id(), Stream::programme(id));
    let zone = "Asia/Shanghai".parse().unwrap();
    let terms = Terms::new(zone, "CNY".parse().unwrap(), Rate::new(1, 100).unwrap());
    let tea = When::Category(Tag::new("茶").unwrap());
    let double = EarnRule::times("double", Multiplier::new(2, 1).unwrap()).unwrap().when(tea);
    let terms = terms.rule(double).cap(programme::CapPer::Day, Points::new(5_000).unwrap());
    let name = Name::new("茶友会").unwrap();
    told.then(Programme::launch(name, terms.clone(), &stamp(0)), &stamp(0));
    let other = Terms { max_transfer: Some(Points::new(500).unwrap()), ..terms };
    let ladder = Ladder::new([
        Tier::new("普通", 0).unwrap(),
        Tier::new("金", 5_000).unwrap().earning(Multiplier::new(3, 2).unwrap()),
    ]);
    let rules = TierRules::of(ladder.unwrap(), Metric::Spend, Window::Anniversary).unwrap();
    let other = other.tiers(rules.grace(Span::days(30).unwrap()));
    told.then(told.now().amend(other.clone(), &stamp(1)), &stamp(1));
    let why = Line::new("年度盘点").unwrap();
    told.then(told.now().suspend(why, &stamp(2)), &stamp(2));
    told.then(told.now().reopen(&stamp(3)), &stamp(3));
    let points = points(told.now(), &other);
    told.end() + &points
}

/// A member whose points are earned, reserved, spent and owed.
fn points(programme: &Programme, terms: &Terms) -> String {
    let id = MemberId::from_uuid(Uuid::from_u128(0x99));
    let mut told = Told::<Member>::of(id.id(), Stream::client(hua()));
    let card = Some(Line::new("卡 8848").unwrap());
    told.then(Member::join_programme(&worked_with(), programme, card, &stamp(3)), &stamp(3));
    let ids = std::cell::Cell::new(0x1000);
    let fresh = || {
        ids.set(ids.get() + 1);
        Id::from(Uuid::from_u128(ids.get()))
    };
    let setting = guanxi::domain::member::Setting {
        programme: programme.id(),
        running: true,
        terms,
        version: 2,
        stamp: stamp(4),
        fresh: &fresh,
    };
    let mut lots = Vec::new();
    let mut lines = String::new();
    let mut write = |told: &mut Told<Member>, booking: Booking| {
        lines += &booking.entries.iter().map(record).collect::<String>();
        for change in booking.lots {
            let mut lot = Told::<Lot>::of(change.id.id(), Stream::client(hua()));
            lot.now = change.before;
            for event in change.events {
                lot.then(Ok::<_, ()>(event), &stamp(4));
            }
            lines += &lot.end();
        }
        for event in booking.member.1 {
            told.then(Ok::<_, ()>(event), &stamp(4));
        }
        lots = booking.after.lots;
        Holding { member: told.now().clone(), lots: lots.clone() }
    };
    let line = NewLine::goods("茶具", "1 套".parse().unwrap(), "CNY 300".parse().unwrap());
    let line = line.category("茶");
    let order = NewTransaction::order(stamp(4).valid_at, "CNY".parse().unwrap()).line(line);
    let order = Transaction::record(
        TransactionId::from_uuid(Uuid::from_u128(0xaa)),
        order,
        &transaction::Setting::of(hua()),
        &stamp(4),
    )
    .unwrap();
    let purchase = Purchase::of(&order, &[]).unwrap();
    let earning = terms.earning(&purchase, Multiplier::ONE, Earned::default()).unwrap();
    let held = Holding { member: told.now().clone(), lots: Vec::new() };
    let held = write(&mut told, held.earn(&purchase, earning, &setting).unwrap());
    let cause = Cause::transaction(order.first());
    let held = write(&mut told, held.reserve(Points::new(40).unwrap(), cause, &setting).unwrap());
    let reserved = held.member.holds().first().unwrap().id;
    let held = write(&mut told, held.commit(reserved, &setting).unwrap());
    let bonus = held.bonus(EntryKind::Bonus, Points::new(5).unwrap(), cause, &setting).unwrap();
    let held = write(&mut told, bonus);
    let why = Line::new("更正录入").unwrap();
    let down = held.adjust_down(Points::new(7).unwrap(), why, &setting).unwrap();
    let _ = write(&mut told, down);
    let line = |text| Line::new(text).unwrap();
    let end = stamp(300).valid_at;
    let given = told.now().give_tier(terms, 1, end, line("老客户"), &stamp(4));
    told.then(given, &stamp(4));
    told.then(told.now().end_tier(line("到期"), &stamp(5)), &stamp(5));
    told.then(told.now().block(line("核对身份"), &stamp(5)), &stamp(5));
    lines + &told.end()
}

fn health() -> String {
    let book = ScorecardBook::publish(vec![project_teams()], house_sources()).unwrap();
    let at = stamp(0).valid_at;
    let noun = CustomKey::new("interaction").unwrap();
    let call = Observation::number(at, 1, Behind { noun, id: Id::from_bytes([0x77; 16]) });
    let told = Reading::Told(vec![call]);
    let readings = Readings::from([(CustomKey::new("engagement").unwrap(), told)]);
    let (day, card) = ("2026-01-01".parse().unwrap(), CustomKey::new("project_teams").unwrap());
    let asked = Asked { readings: &readings, overridden: None, before: None, as_of: at, day };
    let id = |n: u128| HealthRecordId::from_id(Id::from(Uuid::from_u128(n)));
    let scored = HealthRecord::evaluate(id(0x88), hua(), &book, &card, &asked, &stamp(0)).unwrap();
    let mark = NewMark::of_all(Score::from_bp(8_000).unwrap(), "刚续签").unwrap();
    let mark = HealthRecord::mark(id(0x89), hua(), &book, &mark, &stamp(0)).unwrap();
    [record(&scored), record(&mark)].concat()
}

fn signals() -> String {
    let book = TriggerBook::publish(proposed_triggers(), &house_sources()).unwrap();
    let at = stamp(0).valid_at;
    let (noun, open) = (CustomKey::new("change_request").unwrap(), "open_changes");
    let of = vec![Behind { noun, id: Id::from_bytes([0x77; 16]) }];
    let numbers = Numbers::from([(CustomKey::new(open).unwrap(), (3, of))]);
    let id = |n: u128| SignalRecordId::from_id(Id::from(Uuid::from_u128(n)));
    let seen = book.look(hua(), None, &numbers, at, || id(0x8b)).unwrap();
    let (raised, firing) = seen.raised.into_iter().next().unwrap();
    let look = SignalRecord::looked(id(0x8a), hua(), seen.look, &stamp(0));
    let raised_then = SignalRecord::raised(raised, firing, &stamp(0));
    let ended = SignalRecord::ended(id(0x8c), hua(), raised, &stamp(9));
    [record(&look), record(&raised_then), record(&ended)].concat()
}

fn office() -> BusinessCalendar {
    BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
        .open(Weekday::ALL, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap()
}

fn expectation() -> String {
    let (calendar, policy) = (office(), ExpectationPolicy::version(2));
    let firm = Firm { calendar: &calendar, policy: &policy };
    let here = expectation::Setting::plain().contact(Presence::Here).owner(Presence::Here);
    once(&firm, &here) + &monthly(&firm, &here) + &ended(&firm, &here)
}

fn expected() -> ExpectationId {
    ExpectationId::from_uuid(Uuid::from_u128(0x66))
}

fn li() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(0x33))
}

fn s(text: &str) -> Level {
    Level::measured(&format!("{text} s")).unwrap()
}

fn captured(here: &expectation::Setting) -> Told<Expectation> {
    let mut told = Told::<Expectation>::of(expected().id(), Stream::client(hua()));
    let new = NewExpectation::stated("报表要很快打开", Category::Performance).unwrap();
    let new = new.kano(Kano::MustBe).weight(Weight::new(5).unwrap()).stated_by(li()).owner(anna());
    told.then(Expectation::capture(new, here, &stamp(0)), &stamp(0));
    told
}

fn fast() -> Clarify {
    Clarify::of("打开报表的时间", Scale::lower("30 s", "0 s").unwrap())
        .unwrap()
        .first(s("1"))
        .desired(s("2"))
        .adequate(s("10.5"))
}

fn once(firm: &Firm<'_>, here: &expectation::Setting) -> String {
    let mut told = captured(here);
    let milestone = Evidence::of("milestone", "M2").unwrap();
    let input = fast().forecast(s("7")).milestone(milestone).tolerance("0.5 s".parse().unwrap());
    told.then(told.now().clarify(input, &stamp(1)), &stamp(1));
    let constraint = Constraint {
        kind: ConstraintKind::Technical,
        text: Note::new("带宽有限").unwrap(),
        trade_off: Some(Note::new("可先缓存").unwrap()),
        to: li(),
        channel: Channel::Video,
    };
    let explained = told.now().explain_constraint(constraint, Presence::Here, &stamp(2));
    told.then(explained, &stamp(2));
    told.then(told.now().propose_level(s("5"), &stamp(2)), &stamp(2));
    let mut input = said::agree(s("6"), Some(stamp(30).valid_at), anna(), stamp(3).valid_at);
    input.override_overpromise = Some(Line::new("会加缓存").unwrap());
    told.then(told.now().agree(input, here, firm, &stamp(3)), &stamp(3));
    told.then(told.now().forecast(s("6"), &stamp(4)), &stamp(4));
    let result = Line::new("首版").unwrap();
    let increment = Increment { result, level: Some(s("9")), reaction: None };
    told.then(told.now().deliver_increment(increment, &stamp(5)), &stamp(5));
    let wider = Some(Scale::lower("60 s", "0 s").unwrap());
    let due = Some(stamp(40).valid_at);
    let input = Revise { wider, ..said::revise(s("8"), due, true) };
    told.then(told.now().revise(input, here, firm, &stamp(6)), &stamp(6));
    let yes = said::acknowledged(stamp(7).valid_at);
    told.then(told.now().acknowledge(yes, here, &stamp(7)), &stamp(7));
    told.then(told.now().confirm(said::cause(false), here, &stamp(8)), &stamp(8));
    told.then(told.now().evaluate(s("20"), firm, &stamp(9)), &stamp(9));
    let felt = said::perceive(Perceived::Measured(s("25")));
    let policy = ExpectationPolicy::version(2);
    let felt = told.now().record_perception(felt, Presence::Here, &policy, &stamp(10));
    told.then(felt, &stamp(10));
    let words = Note::new("缓存未启用").unwrap();
    told.then(told.now().record_remedy(said::remedy(words), &stamp(11)), &stamp(11));
    let why = Line::new("在我们这里更慢").unwrap();
    told.then(told.now().dispute(li(), why, Presence::Here, &stamp(12)), &stamp(12));
    told.end()
}

fn monthly(firm: &Firm<'_>, here: &expectation::Setting) -> String {
    let mut told = captured(here);
    let cycle = Cycle::new(1, expectation::Every::Month, "Asia/Shanghai".parse().unwrap()).unwrap();
    let input = fast().repeats(Repeats::Every(cycle));
    told.then(told.now().clarify(input, &stamp(1)), &stamp(1));
    let input = said::agree(s("6"), Some(stamp(30).valid_at), anna(), stamp(2).valid_at);
    told.then(told.now().agree(input, here, firm, &stamp(2)), &stamp(2));
    told.then(told.now().evaluate(s("6"), firm, &stamp(3)), &stamp(3));
    let felt = said::perceive(Perceived::Rated(Rating::of(7, "最慢", "最快").unwrap()));
    let policy = ExpectationPolicy::version(2);
    let felt = told.now().record_perception(felt, Presence::Here, &policy, &stamp(4));
    told.then(felt, &stamp(4));
    let max = StaffId::from_uuid(Uuid::from_u128(0x12));
    told.then(told.now().hand_over(max, Presence::Here, &stamp(5)), &stamp(5));
    told.then(told.now().withdraw(Note::new("合同到期").unwrap(), &stamp(6)), &stamp(6));
    told.end()
}

fn ended(firm: &Firm<'_>, here: &expectation::Setting) -> String {
    let mut told = captured(here);
    let each = Clarify::of("按时答复", Scale::yes_no().unwrap()).unwrap();
    let each = each.repeats(Repeats::within_hours(4).unwrap());
    told.then(told.now().clarify(each, &stamp(1)), &stamp(1));
    let mut other = Told::<Expectation>::of(li().id(), Stream::client(hua()));
    let new = NewExpectation::stated("x", Category::Support).unwrap();
    other.then(Expectation::capture(new, here, &stamp(1)), &stamp(1));
    let input = said::agree(Level::Yes, None, anna(), stamp(2).valid_at);
    told.then(told.now().agree(input, here, firm, &stamp(2)), &stamp(2));
    told.then(told.now().occur(firm, &stamp(3)), &stamp(3));
    told.then(told.now().supersede(other.now(), &stamp(4)), &stamp(4));
    other.then(other.now().take_over(told.now(), &stamp(4)), &stamp(4));
    let offer = Note::new("没有可行方案").unwrap();
    let mut declined = captured(here);
    declined.then(declined.now().clarify(fast(), &stamp(1)), &stamp(1));
    let reason = Note::new("法规不允许").unwrap();
    let no = expectation::Decline { reason, counter_offer: None, offer };
    declined.then(declined.now().decline(no, firm, &stamp(2)), &stamp(2));
    told.end() + &other.end() + &declined.end()
}

/// One that is begun and rolled back after everything that can be said on the way there, an
/// emergency that is accepted, and a standard one that is withdrawn.
#[expect(clippy::too_many_lines, reason = "each event once, as it comes")]
fn change() -> String {
    let firm = Plan::new();
    let (li, anna) = (ContactId::from_uuid(Uuid::from_u128(0x33)), anna());
    let (here, at) = (Presence::Here, |day: i64| stamp(day));
    let line = |text| Line::new(text).unwrap();
    let given = change_request::Given::by(&firm.policy, &firm.calendar);
    let new = || {
        let new = NewChange::by_contact(li, "报表导出").unwrap().source(ChangeSource::ClientNeed);
        new.text("加导出按钮").unwrap().reason("手工抄数").unwrap()
    };
    let draft = |new| ChangeRequest::draft(new, &worked_with(), here, &[], 16, &at(0));
    let id = ChangeRequestId::from_uuid(Uuid::from_u128(0x88));
    let mut told = Told::<ChangeRequest>::of(id.id(), Stream::client(hua()));
    told.then(draft(new()), &at(0));
    let feedback = Evidence::of("feedback", "F-7").unwrap().with_digest(TextDigest::of("慢"));
    let edit = ChangeEdit::new().cause(ChangeCause::UnclearExpectation).feedback(feedback);
    let edit = edit.wanted_by("2026-06-30".parse().unwrap()).link(linked()).shared();
    told.then(told.now().edit(edit, &[], &at(0)), &at(0));
    told.then(told.now().submit(&at(0)), &at(0));
    let normal = Triage::Normal { assessor: anna };
    told.then(told.now().triage(normal, here, &given, &at(0)), &at(0));
    let note = |text| Note::new(text).unwrap();
    let act = NewAlternative::act("照办").unwrap().pros(note("快")).cons(note("贵"));
    let act = act.quality(note("好")).risk(note("小")).benefit(note("大")).recommended();
    told.then(told.now().outline(act, &at(0)), &at(0));
    let nothing = NewAlternative::do_nothing().unwrap();
    told.then(told.now().outline(nothing, &at(0)), &at(0));
    let slower = NewAlternative::act("下个版本再做").unwrap();
    told.then(told.now().outline(slower, &at(0)), &at(0));
    told.then(told.now().discard(3, &at(0)), &at(0));
    for effect in firm.effects() {
        let impact = NewImpact::of(effect, "算过", anna).unwrap();
        told.then(told.now().assess(1, impact, here, &given, &at(1)), &at(1));
    }
    let explained = told.now().explain(li, here, Channel::Video, note("利弊"), &at(1));
    told.then(explained, &at(1));
    told.then(told.now().propose(&at(1)), &at(1));
    told.then(told.now().request_info(line("停机吗？"), &at(1)), &at(1));
    told.then(told.now().propose(&at(1)), &at(1));
    told.then(told.now().reject(line("太贵"), None, &given, &at(1)), &at(1));
    told.then(told.now().revise(&worked_with(), &at(1)), &at(1));
    told.then(told.now().submit(&at(1)), &at(1));
    let normal = Triage::Normal { assessor: anna };
    told.then(told.now().triage(normal, here, &given, &at(1)), &at(1));
    let explained = told.now().explain(li, here, Channel::Email, note("再说明"), &at(1));
    told.then(explained, &at(1));
    told.then(told.now().propose(&at(1)), &at(1));
    let later = at(9).valid_at;
    told.then(told.now().defer(later, line("等预算"), None, &given, &at(1)), &at(1));
    told.then(told.now().resume(&at(2)), &at(2));
    let explained = told.now().explain(li, here, Channel::Email, note("再说明"), &at(2));
    told.then(explained, &at(2));
    told.then(told.now().propose(&at(2)), &at(2));
    let yes = || {
        let yes = NewApproval::of(1, "sponsor").unwrap().until(at(20).valid_at);
        yes.because(line("值得")).provided(line("不停机"))
    };
    told.then(told.now().approve(yes(), &firm.sponsor, &given, &at(2)), &at(2));
    told.then(told.now().consent(li, here, 1, &given, &at(2)), &at(2));
    told.then(told.now().revoke(line("等一等"), &at(2)), &at(2));
    let explained = told.now().explain(li, here, Channel::Email, note("再说明"), &at(2));
    told.then(explained, &at(2));
    told.then(told.now().propose(&at(2)), &at(2));
    told.then(told.now().consent(li, here, 1, &given, &at(2)), &at(2));
    told.then(told.now().approve(yes(), &firm.sponsor, &given, &at(2)), &at(2));
    told.then(told.now().acknowledge_by_team(anna, here, &at(2)), &at(2));
    let digest = TextDigest::of("已批准");
    let said = Acknowledgement { by: li, at: at(2).valid_at, channel: Channel::Email, digest };
    told.then(told.now().acknowledge(said, here, &at(2)), &at(2));
    let plan = |name| PlanRevision::Made(Evidence::of("plan_revision", name).unwrap());
    told.then(told.now().start(&plan("r1"), &firm.zero, &given, &at(2)), &at(2));
    told.then(told.now().confirm(linked(), li, here, &at(2)), &at(2));
    told.then(told.now().complete(firm.effects(), &at(3)), &at(3));
    told.then(told.now().refuse(line("打不开"), &at(3)), &at(3));
    told.then(told.now().abort(line("停了"), &plan("r2"), &[], &given, &at(3)), &at(3));

    let id = ChangeRequestId::from_uuid(Uuid::from_u128(0x89));
    let mut urgent = Told::<ChangeRequest>::of(id.id(), Stream::client(hua()));
    urgent.then(draft(new().kind(ChangeKind::Emergency)), &at(0));
    urgent.then(urgent.now().submit(&at(0)), &at(0));
    let impact = |effect| NewImpact::of(effect, "估计", anna).unwrap();
    let triage = || {
        Triage::Emergency(Box::new(Urgent {
            assessor: anna,
            alternative: NewAlternative::act("立即修复").unwrap(),
            impacts: firm.effects().into_iter().map(impact).collect(),
            ceiling: "CNY 5 000".parse().unwrap(),
        }))
    };
    urgent.then(urgent.now().triage(triage(), here, &given, &at(0)), &at(0));
    let yes = NewApproval::of(1, "sponsor").unwrap();
    urgent.then(urgent.now().approve(yes, &firm.sponsor, &given, &at(0)), &at(0));
    for effect in firm.effects() {
        urgent.then(urgent.now().assess(1, impact(effect), here, &given, &at(1)), &at(1));
    }
    urgent.then(urgent.now().acknowledge_by_team(anna, here, &at(1)), &at(1));
    let said = Acknowledgement { at: at(1).valid_at, ..said };
    urgent.then(urgent.now().acknowledge(said, here, &at(1)), &at(1));
    urgent.then(urgent.now().start(&plan("r3"), &firm.zero, &given, &at(1)), &at(1));
    urgent.then(urgent.now().complete(Vec::new(), &at(1)), &at(1));
    let accept = |how, one: &ChangeRequest| {
        one.accept(Accepting::Contact(li, here), how, &[], &given, &at(1))
    };
    let how = Acceptance::With(line("按钮太小"));
    urgent.then(accept(how, urgent.now()), &at(1));

    let id = ChangeRequestId::from_uuid(Uuid::from_u128(0x8a));
    let mut standard = Told::<ChangeRequest>::of(id.id(), Stream::client(hua()));
    standard.then(draft(new().kind(ChangeKind::try_from("extra_report").unwrap())), &at(0));
    standard.then(standard.now().submit(&at(0)), &at(0));
    let triage = standard.now().triage(Triage::Standard, here, &given, &at(0));
    standard.then(triage, &at(0));
    standard.then(standard.now().withdraw(line("算了"), &at(0)), &at(0));
    told.end() + &urgent.end() + &standard.end()
}

fn surveys() -> String {
    let id = SurveyId::from_uuid(Uuid::from_u128(0xb1));
    let five = survey::Scale::csat(5).unwrap();
    let side = survey::Dimension::Overall;
    let new = NewSurvey::of_contacts("交付回访")
        .unwrap()
        .of_project(ProjectId::from_uuid(Uuid::from_u128(0xb0)))
        .about(side, "overall", five, "总体上您有多满意？")
        .unwrap()
        .worded("better", "我们还可以做好什么？")
        .unwrap()
        .target(side, Score::from_bp(8_000).unwrap())
        .unwrap();
    let mut told = Told::<Survey>::of(id.id(), Survey::stream_of(id));
    told.then(Survey::draft(new.clone(), &stamp(0)), &stamp(0));
    told.then(told.now().revise(new, &stamp(1)), &stamp(1));
    told.then(told.now().open(&stamp(2)), &stamp(2));
    let asked = invitation(told.now());
    let li = ContactId::from_uuid(Uuid::from_u128(0x33));
    let setting = answer::Setting::of(hua(), told.now().clone()).roles(&[ContactRole::Finance]);
    let by = |question, n| NewAnswer::by(li, question, stamp(n).valid_at, Channel::Email).unwrap();
    let answer = |n| AnswerId::from_uuid(Uuid::from_u128(n));
    let first = Answer::give(answer(0xb3), by("overall", 3).value(4), &setting, &stamp(9)).unwrap();
    let new = by("overall", 4).not_applicable().words("已换系统").unwrap();
    let second = first.change(answer(0xb4), false, new, &setting, &stamp(9)).unwrap();
    let words = by("better", 3).words("更早告知").unwrap();
    let words = Answer::give(answer(0xb5), words, &setting, &stamp(9)).unwrap();
    let answers = record(&first) + &record(&second) + &record(&words);
    told.then(told.now().close(&stamp(10)), &stamp(10));
    told.end() + &ballots() + &asked + &answers
}

fn ballots() -> String {
    let id = SurveyId::from_uuid(Uuid::from_u128(0xb6));
    let mut told = Told::<Survey>::of(id.id(), Survey::stream_of(id));
    let new = NewSurvey::of_staff("团队脉搏").unwrap();
    let new = new.scaled("recommend", survey::Scale::NPS, "会推荐朋友来吗？").unwrap();
    told.then(Survey::draft(new, &stamp(0)), &stamp(0));
    told.then(told.now().open(&stamp(1)), &stamp(1));
    let one = |n| Ballot::new().reply("recommend", Replied::Value(n)).unwrap();
    let all: Vec<Ballot> = (5..=10).map(one).collect();
    told.then(told.now().count(&all, &stamp(2)), &stamp(2));
    told.end()
}

fn invitation(survey: &Survey) -> String {
    let id = InvitationId::from_uuid(Uuid::from_u128(0xb2));
    let li = ContactId::from_uuid(Uuid::from_u128(0x33));
    let (plain, usual) = (Circumstances::plain(), SurveyPolicy::default());
    let mut told = Told::<Invitation>::of(id.id(), Stream::client(hua()));
    let new = NewInvitation::to(li, Channel::Email).greeting("李总，占用您两分钟").unwrap();
    let said = Invitation::invite(new, &worked_with(), survey, &plain, &usual, &stamp(2));
    told.then(said, &stamp(2));
    told.then(told.now().remind(survey, &plain, &usual, &stamp(9)), &stamp(9));
    told.then(told.now().withdraw(Line::new("发错了人").unwrap(), &stamp(9)), &stamp(9));
    told.end()
}

fn linked() -> ExpectationId {
    ExpectationId::from_uuid(Uuid::from_u128(0x99))
}

/// A firm's policy, calendar, sponsor and plan.
struct Plan {
    policy: ChangePolicy,
    calendar: BusinessCalendar,
    sponsor: Staff,
    zero: Baseline,
}

impl Plan {
    fn new() -> Self {
        let calendar = BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
            .open(Weekday::ALL, "09:00-18:00".parse().unwrap())
            .build()
            .unwrap();
        let mut sponsor = Told::<Staff>::of(anna().id(), Stream::staff(anna()));
        let new = NewStaff::named("王安娜").unwrap();
        sponsor.then(Staff::enrol(anna(), new, None, &[], &stamp(0)), &stamp(0));
        let edit = StaffEdit::new().roles([Tag::new("sponsor").unwrap()]).unwrap();
        sponsor.then(sponsor.now().edit(edit, &[], &stamp(0)), &stamp(0));
        let zero = Baseline::begins("2026-01-01".parse().unwrap(), &calendar);
        let zero = zero.milestone("go_live", "2026-09-25".parse().unwrap()).unwrap();
        let sponsor = sponsor.now().clone();
        let mut draft = Template::new("extra_report", "加报表").unwrap();
        for effect in Self::some_effects() {
            draft = draft.effect(effect, "有模板").unwrap();
        }
        let template = draft.complete().unwrap();
        let policy = ChangePolicy::version(3).unwrap().template(template).unwrap();
        Plan { policy, calendar, sponsor, zero }
    }

    fn effects(&self) -> Vec<Effect> {
        Self::some_effects()
    }

    fn some_effects() -> Vec<Effect> {
        vec![
            Effect::scope([ScopeStep::add("export").unwrap()]).unwrap(),
            Effect::time([("go_live", 2)]).unwrap(),
            Effect::cost("CNY 1 200".parse().unwrap()),
            Effect::none(Dimension::Resources),
        ]
    }
}
