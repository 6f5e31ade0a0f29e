//! Everything that can be asked, asked by a contact with whom nothing was shared.

use std::io::Cursor;
use std::ops::ControlFlow;

use guanxi::crm::{Asks, Changes, DraftTerms, Evaluated, Intake, Permission};
use guanxi::domain::answer::NewAnswer;
use guanxi::domain::cadence::CadencePlan;
use guanxi::domain::calendar::Weekday;
use guanxi::domain::change_request::{
    Acceptance, Awaited, Baseline, ChangeEdit, ChangeSource, Dimension, Effect, NewAlternative,
    NewApproval, NewChange, NewImpact, PlanRevision, Triage,
};
use guanxi::domain::client::{Churn, ClientEdit, NewClient, Segment};
use guanxi::domain::contact::{ConsentSource, ContactEdit, NewContact, Purpose};
use guanxi::domain::expectation::strategies as say;
use guanxi::domain::expectation::{
    Category, Circumstances, Clarify, Constraint, ConstraintKind, Decline, Increment, Level,
    NewExpectation, Perceived, Scale,
};
use guanxi::domain::import::Subject;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::invitation::NewInvitation;
use guanxi::domain::meeting_series::{Every, NewSeries};
use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::notice::{About, NewNotice, Reason};
use guanxi::domain::programme::{ProgrammeState, Rate, Terms};
use guanxi::domain::sequence::{Condition, NewSequence, Reply};
use guanxi::domain::staff::{NewStaff, StaffEdit};
use guanxi::domain::survey::{self, NewSurvey, SurveyState};
use guanxi::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
use guanxi::domain::transaction::{Kind, NewLine, NewTransaction};
use guanxi::domain::{
    Acknowledgement, AnswerId, BusinessCalendar, ChangeRequestId, CustomKey, EntryId, Evidence,
    ExpectationId, ImportId, InvitationId, Line, LotId, MeetingSeriesId, MemberId, Name, Note,
    NoticeId, Percent, Period, Points, ProgrammeId, ProjectId, RecordId, Score, SequenceId,
    SurveyId, TextDigest, TransactionId,
};
use guanxi::scoring::health::{Grade, HealthRecordId, NewMark};
use guanxi::scoring::interval::Confidence;
use guanxi::scoring::loyalty::Assumptions;
use guanxi::scoring::signal::SignalRecordId;
use guanxi::transfer::Mapping;
use guanxi::{
    Actor, ClientId, ContactId, Crm, Desk, Error, ErrorKind, InteractionId, Lang, StaffId,
    Timestamp,
};
use uuid::Uuid;

use super::rewards::Gifts;

/// What stands in the store, none of it shared.
pub struct Ids {
    client: ClientId,
    contact: ContactId,
    interaction: InteractionId,
    notice: NoticeId,
    expectation: ExpectationId,
    staff: StaffId,
    series: MeetingSeriesId,
    sequence: SequenceId,
    transaction: TransactionId,
    health: HealthRecordId,
    signal: SignalRecordId,
    change: ChangeRequestId,
    survey: SurveyId,
    invitation: InvitationId,
    answer: AnswerId,
    programme: ProgrammeId,
    member: MemberId,
    other: MemberId,
    entry: EntryId,
    lot: LotId,
    gifts: Gifts,
    import: ImportId,
}

impl Ids {
    /// Ids of what there is nowhere.
    pub fn of_nobody() -> Self {
        let nobody = Uuid::from_u128(0xdead_beef);
        Ids {
            client: ClientId::from_uuid(nobody),
            contact: ContactId::from_uuid(nobody),
            interaction: InteractionId::from_uuid(nobody),
            notice: NoticeId::from_uuid(nobody),
            expectation: ExpectationId::from_uuid(nobody),
            staff: StaffId::from_uuid(nobody),
            series: MeetingSeriesId::from_uuid(nobody),
            sequence: SequenceId::from_uuid(nobody),
            transaction: TransactionId::from_uuid(nobody),
            health: HealthRecordId::from_id(nobody.into()),
            signal: SignalRecordId::from_id(nobody.into()),
            change: ChangeRequestId::from_uuid(nobody),
            survey: SurveyId::from_uuid(nobody),
            invitation: InvitationId::from_uuid(nobody),
            answer: AnswerId::from_uuid(nobody),
            programme: ProgrammeId::from_uuid(nobody),
            member: MemberId::from_uuid(nobody),
            other: MemberId::from_uuid(nobody),
            entry: EntryId::from_uuid(nobody),
            lot: LotId::from_uuid(nobody),
            gifts: Gifts::of_nobody(nobody),
            import: ImportId::from_uuid(nobody),
        }
    }
}

fn now() -> Timestamp {
    "2026-05-04T08:30:00Z".parse().unwrap()
}

fn later() -> Timestamp {
    "2036-05-04T08:30:00Z".parse().unwrap()
}

fn year() -> Period {
    Period::new(now(), later()).unwrap()
}

fn monthly() -> NewSeries {
    let (first, zone) = ("2026-05-08T10:00".parse().unwrap(), "UTC".parse().unwrap());
    NewSeries::of("x", Every::month(), first, zone).unwrap()
}

fn renewal(purpose: &str) -> NewSequence {
    let new = NewSequence::towards(purpose, Reply::Yes).unwrap();
    new.step(1, Condition::Always, Channel::Phone, "x").unwrap()
}

fn weekly() -> CadencePlan {
    CadencePlan::every(7, 14).unwrap()
}

fn yuan() -> guanxi::domain::Currency {
    "CNY".parse().unwrap()
}

fn mark() -> NewMark {
    NewMark::of_all(Score::from_bp(5_000).unwrap(), "x").unwrap()
}

fn order() -> NewTransaction {
    let tea = NewLine::goods("茶具", "1 套".parse().unwrap(), "CNY 1".parse().unwrap());
    NewTransaction::order(now(), "CNY".parse().unwrap()).line(tea)
}

pub fn filled(crm: &Crm) -> Ids {
    let desk = crm.desk(Actor::system());
    let staff = StaffId::from_uuid(Uuid::from_u128(1));
    desk.staff().enrol(staff, NewStaff::named("王安娜").unwrap()).unwrap();
    let client = desk.clients().register(NewClient::organisation("华信").unwrap()).unwrap().id();
    let contact = desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id();
    let call = NewInteraction::call(now()).with(contact).subject("内部");
    let interaction = desk.interactions().log(client, call).unwrap().id();
    let notice = desk.notices().raise(client, problem(client, contact)).unwrap().id();
    let series = desk.series().start(client, monthly()).unwrap().id();
    let sequence = desk.sequences().start(client, renewal("renewal")).unwrap().id();
    let known = order().reference("erp", "7");
    let health = desk.health().evaluate(client).unwrap().now.id();
    let signal = desk.signals().look(client).unwrap().now.id();
    let transaction = desk.transactions().record(client, known).unwrap().id();
    let expectation = desk.expectations().capture(client, expected()).unwrap().id();
    let change = desk.changes().draft(client, wish(staff)).unwrap().id();
    let survey = desk.surveys().draft(visit()).unwrap().id();
    desk.surveys().open(survey).unwrap();
    let invitation = NewInvitation::to(contact, Channel::Email);
    let invitation = desk.surveys().invite(client, survey, invitation).unwrap().id();
    let answer = desk.surveys().answer(client, survey, all_ten(contact)).unwrap().id();
    let programme = desk.programmes().launch("x", terms(100)).unwrap().id();
    let member = desk.programmes().enrol(programme, client, None).unwrap().id();
    let guest = desk.clients().register(NewClient::organisation("宾客").unwrap()).unwrap().id();
    let other = desk.programmes().enrol(programme, guest, None).unwrap().id();
    let entry = desk.points().bonus(member, ten(), decided()).unwrap().now;
    let (lot, entry) = (entry.lot().unwrap(), entry.id());
    let gifts = super::rewards::filled(&desk, client, programme, transaction);
    let import = desk.imports().plan(&mut file(), &intake()).unwrap().id();
    Ids {
        client,
        contact,
        interaction,
        notice,
        expectation,
        staff,
        series,
        sequence,
        transaction,
        health,
        signal,
        change,
        survey,
        invitation,
        answer,
        programme,
        member,
        other,
        entry,
        lot,
        gifts,
        import,
    }
}

/// Terms to be tried, on what was bought this year.
fn tried() -> DraftTerms {
    let (cost, of) = ("CNY 0.01".parse().unwrap(), Points::new(1).unwrap());
    let assumptions = Assumptions { cost, of, breakage: Percent::NONE };
    DraftTerms { terms: terms(50), period: year(), assumptions }
}

fn terms(minor: u32) -> Terms {
    let rate = Rate::new(1, minor).unwrap();
    let ladder = [Tier::new("普通", 0).unwrap(), Tier::new("银", 5).unwrap()];
    let ladder = Ladder::new(ladder).unwrap();
    let rules = TierRules::of(ladder, Metric::CollectedPoints, Window::Year).unwrap();
    Terms::new("UTC".parse().unwrap(), "CNY".parse().unwrap(), rate).tiers(rules)
}

fn ten() -> Points {
    Points::new(10).unwrap()
}

fn decided() -> Cause {
    Cause::of(CauseKind::Other, guanxi::domain::Id::from_bytes([1; 16]))
}

fn file() -> Cursor<&'static str> {
    Cursor::new("name\n华信\n")
}

fn intake() -> Intake {
    Intake::of("x.csv", Mapping::of(Subject::Clients, "UTC".parse().unwrap()))
}

fn go_on() -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn expected() -> NewExpectation {
    NewExpectation::stated("很快", Category::Performance).unwrap()
}

fn visit() -> NewSurvey {
    NewSurvey::of_contacts("x").unwrap().scaled("recommend", survey::Scale::NPS, "x").unwrap()
}

fn all_ten(contact: ContactId) -> NewAnswer {
    let now = guanxi::crm::Clock::now(&guanxi::crm::SystemClock);
    NewAnswer::by(contact, "recommend", now, Channel::Email).unwrap().value(10)
}

fn wish(staff: StaffId) -> NewChange {
    NewChange::by_staff(staff, "x").unwrap().source(ChangeSource::Internal)
}

fn zero() -> Baseline {
    let office = BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::ALL, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap();
    Baseline::begins("2026-05-04".parse().unwrap(), &office)
}

fn problem(client: ClientId, contact: ContactId) -> NewNotice {
    NewNotice::to_contact(contact, About::Client(client), Reason::Disclosure)
}

/// Nothing at all was found, as if there were nothing.
fn nothing<T>(found: Vec<T>) -> Result<bool, Error> {
    Ok(found.is_empty())
}

/// Asks one thing; true when the answer held nothing.
#[expect(clippy::too_many_lines, reason = "one line for each thing that can be asked")]
pub fn ask(desk: &Desk, permission: Permission, ids: &Ids) -> Result<bool, Error> {
    use Permission as P;
    let done = |_| false;
    let line = || Line::new("x").unwrap();
    let name = || Name::new("新名").unwrap();
    let purpose = || Purpose::Marketing;
    let relationship = || desk.relationship(ids.client);
    match permission {
        P::ClientRegister => {
            desk.clients().register(NewClient::organisation("x")?).map(done_client)
        }
        P::ClientEdit => {
            desk.clients().edit(ids.client, ClientEdit::new().name(name())).map(done_client)
        }
        P::ClientHandOver => desk.clients().hand_over(ids.client, ids.staff).map(done_client),
        P::ClientArchive => desk.clients().archive(ids.client, "x").map(done_client),
        P::ClientRestore => desk.clients().restore(ids.client).map(done_client),
        P::ClientErase => desk.clients().erase(ids.client).map(done_client),
        P::ClientRead => desk.clients().get(ids.client).map(|_| false),
        P::ClientFind => nothing(desk.clients().find().page(10)?.items),
        P::ClientTimeline => nothing(desk.clients().timeline(ids.client).newest(10)?.items),
        P::ClientHistory => nothing(desk.clients().history(ids.client).limit(10)?),
        P::ClientKnownAt => desk.clients().known_at(ids.client, now()).map(|known| known.is_none()),
        P::ClientAllowed => nothing(desk.clients().allowed(ids.client)?),
        P::RelationshipBegin => relationship().begin().map(done_client),
        P::RelationshipDeliver => relationship().deliver().map(done_client),
        P::RelationshipHandOver => relationship().hand_over().map(done_client),
        P::RelationshipRest => relationship().rest().map(done_client),
        P::RelationshipWinBack => relationship().win_back().map(done_client),
        P::RelationshipReopen => relationship().reopen().map(done_client),
        P::RelationshipChurn => relationship().churn(Churn::because(line())).map(done_client),
        P::RelationshipLose => relationship().lose("x").map(done_client),
        P::RelationshipTick => relationship().tick(CustomKey::new("a")?).map(done_client),
        P::RelationshipUntick => relationship().untick(CustomKey::new("a")?).map(done_client),
        P::ContactAdd => desk.contacts().add(ids.client, NewContact::named("x")?).map(|_| false),
        P::ContactEdit => {
            desk.contacts().edit(ids.contact, ContactEdit::new().name(name())).map(|_| false)
        }
        P::ContactConsent => desk
            .contacts()
            .consent(ids.contact, purpose(), ConsentSource::Form, None)
            .map(|_| false),
        P::ContactWithdraw => {
            desk.contacts().withdraw(ids.contact, purpose(), ConsentSource::Form).map(|_| false)
        }
        P::ContactLeave => desk.contacts().leave(ids.contact).map(|_| false),
        P::ContactErase => desk.contacts().erase(ids.contact).map(|_| false),
        P::ContactRead => desk.contacts().get(ids.contact).map(|_| false),
        P::ContactList => nothing(desk.contacts().of(ids.client, 10, None)?.items),
        P::ContactFind => nothing(desk.contacts().find().page(10)?.items),
        P::ContactKnownAt => {
            desk.contacts().known_at(ids.contact, now()).map(|known| known.is_none())
        }
        P::ContactAllowed => nothing(desk.contacts().allowed(ids.contact)?),
        P::InteractionLog => {
            desk.interactions().log(ids.client, NewInteraction::call(now())).map(|_| false)
        }
        P::InteractionLogTeam => {
            desk.interactions().log_team(NewInteraction::team_meeting(now())).map(|_| false)
        }
        P::InteractionCorrect => desk
            .interactions()
            .correct(ids.interaction, NewInteraction::call(now()), "x")
            .map(|_| false),
        P::InteractionWithdraw => desk.interactions().withdraw(ids.interaction, "x").map(|_| false),
        P::InteractionRead => desk.interactions().get(ids.interaction).map(|_| false),
        P::InteractionTeam => nothing(desk.interactions().of_team(10, None)?.items),
        P::InteractionFollowUps => nothing(desk.interactions().follow_ups().page(10)?.items),
        P::InteractionAllowed => nothing(desk.interactions().allowed(ids.interaction)?),
        P::StaffEnrol => desk.staff().enrol(ids.staff, NewStaff::named("x")?).map(|_| false),
        P::StaffEdit => desk.staff().edit(ids.staff, StaffEdit::new().name(name())).map(|_| false),
        P::StaffLeave => desk.staff().leave(ids.staff).map(|_| false),
        P::StaffErase => desk.staff().erase(ids.staff).map(|_| false),
        P::StaffRead => desk.staff().get(ids.staff).map(|_| false),
        P::StaffList => nothing(desk.staff().all(10, None)?.items),
        P::StaffAllowed => nothing(desk.staff().allowed(ids.staff)?),
        P::NoticeRaise => {
            desk.notices().raise(ids.client, problem(ids.client, ids.contact)).map(|_| false)
        }
        P::NoticeTell => {
            desk.notices().tell(ids.notice, Channel::Phone, TextDigest::of("x")).map(|_| false)
        }
        P::NoticeWaive => desk.notices().waive(ids.notice, "x").map(|_| false),
        P::NoticeRead => desk.notices().get(ids.notice).map(|_| false),
        P::NoticeList => nothing(desk.notices().of(ids.client, 10, None)?.items),
        P::NoticeAbout => {
            let about = About::Client(ids.client);
            nothing(desk.notices().about(ids.client, about, 10, None)?.items)
        }
        P::NoticeFind => nothing(desk.notices().overdue(Timestamp::MAX).page(10)?.items),
        P::NoticeKnownAt => desk.notices().known_at(ids.notice, now()).map(|known| known.is_none()),
        P::NoticeAllowed => nothing(desk.notices().allowed(ids.notice)?),
        P::CadenceSetPlan => desk.cadence().set_plan(ids.client, &weekly()).map(|_| false),
        P::CadenceClearPlan => desk.cadence().clear_plan(ids.client).map(|_| false),
        P::CadencePause => desk.cadence().pause(ids.client, later(), "x").map(|_| false),
        P::CadenceResume => desk.cadence().resume(ids.client).map(|_| false),
        P::CadenceEscalate => desk.cadence().escalate(ids.client).map(|_| false),
        P::CadenceStatus => desk.cadence().status(ids.client).map(|_| false),
        P::CadencePage => nothing(desk.cadence().due().at(later()).page(10)?.items),
        P::CadenceResponses => desk.cadence().response_times(ids.client, year()).map(|_| false),
        P::SeriesStart => desk.series().start(ids.client, monthly()).map(|_| false),
        P::SeriesHeld => desk.series().held(ids.series, ids.interaction).map(|_| false),
        P::SeriesMissed => desk.series().missed(ids.series).map(|_| false),
        P::SeriesSkip => desk.series().skip(ids.series, "x").map(|_| false),
        P::SeriesEnd => desk.series().end(ids.series, "x").map(|_| false),
        P::SeriesRead => desk.series().get(ids.series).map(|_| false),
        P::SeriesList => nothing(desk.series().of(ids.client, 10, None)?.items),
        P::SeriesUnsettled => nothing(desk.series().unsettled(later(), 10, None)?.items),
        P::SeriesKnownAt => desk.series().known_at(ids.series, now()).map(|known| known.is_none()),
        P::SeriesAllowed => nothing(desk.series().allowed(ids.series)?),
        P::SequenceStart => desk.sequences().start(ids.client, renewal("reference")).map(|_| false),
        P::SequenceStepDone => desk.sequences().step_done(ids.sequence).map(|_| false),
        P::SequenceAnswered => desk.sequences().answered(ids.sequence, Reply::Yes).map(|_| false),
        P::SequenceStop => desk.sequences().stop(ids.sequence, "x").map(|_| false),
        P::SequenceRead => desk.sequences().get(ids.sequence).map(|_| false),
        P::SequenceList => nothing(desk.sequences().of(ids.client, 10, None)?.items),
        P::SequenceDue => nothing(desk.sequences().due_by(later(), 10, None)?.items),
        P::SequenceKnownAt => {
            desk.sequences().known_at(ids.sequence, now()).map(|known| known.is_none())
        }
        P::SequenceAllowed => nothing(desk.sequences().allowed(ids.sequence)?),
        P::ExpectationCapture => desk.expectations().capture(ids.client, expected()).map(|_| false),
        P::JournalRead => nothing(desk.journal().limit(10)?),
        P::ImportPlan => desk.imports().plan(&mut file(), &intake()).map(|_| false),
        P::ImportDryRun => {
            desk.imports().dry_run(&mut file(), &intake(), &mut |_| go_on()).map(|_| false)
        }
        P::ImportRun => {
            desk.imports().run(ids.import, &mut file(), &mut |_| go_on()).map(|_| false)
        }
        P::ImportCancel => desk.imports().cancel(ids.import, "x").map(|_| false),
        P::ImportUndo => desk.imports().undo(ids.import, &mut |_| go_on()).map(|_| false),
        P::ImportErase => desk.imports().erase(ids.import).map(|_| false),
        P::ImportRead => desk.imports().get(ids.import).map(|_| false),
        P::ImportList => nothing(desk.imports().all(10, None)?.items),
        P::ImportOfFile => nothing(desk.imports().of_file(&mut file())?.items),
        P::ImportBatch => desk.imports().batch(ids.import, 0).map(|found| found.is_none()),
        P::ImportKnownAt => desk.imports().known_at(ids.import, now()).map(|known| known.is_none()),
        P::ImportAllowed => nothing(desk.imports().allowed(ids.import)?),
        P::HealthScore => desk.health().score(ids.client).map(|_| false),
        P::HealthEvaluate => desk.health().evaluate(ids.client).map(|_| false),
        P::HealthMark => desk.health().mark(ids.client, &mark()).map(|_| false),
        P::HealthHistory => nothing(desk.health().history(ids.client, 10, None)?.items),
        P::HealthRead => desk.health().get(ids.health).map(|_| false),
        P::HealthMovement => desk.health().movement(ids.health, ids.health).map(|_| false),
        P::HealthWay => desk.health().way_to(ids.client, Grade::Healthy).map(|_| false),
        P::HealthEffects => desk.health().effects(ids.client).map(|_| false),
        P::HealthFeatures => desk.health().features(ids.client, yuan(), now()).map(|_| false),
        P::HealthRanked => {
            let watch = &mut |_: &guanxi::crm::HealthSoFar| ControlFlow::Continue(());
            nothing(desk.health().ranked(watch)?.places)
        }
        P::HealthKeptFeatures => nothing(desk.health().kept_features(10, None)?.items),
        P::HealthKeepFeatures => {
            desk.health().keep_features(&mut |_| ControlFlow::Continue(())).map(|_| false)
        }
        P::HealthAtRisk => {
            let watch = &mut |_: &guanxi::crm::HealthSoFar| ControlFlow::Continue(());
            nothing(desk.health().at_risk(watch)?.places)
        }
        P::HealthExplain => desk.health().explain(ids.client, Lang::Zh).map(|_| false),
        P::SignalLook => desk.signals().look(ids.client).map(|_| false),
        P::SignalOf => nothing(desk.signals().of(ids.client, 10, None)?.items),
        P::SignalOpen => nothing(desk.signals().open(10, None)?.items),
        P::SignalHistory => nothing(desk.signals().history(ids.client, 10, None)?.items),
        P::SignalRead => desk.signals().get(ids.signal).map(|_| false),
        P::MetricsRetention => desk.metrics().retention(year()).map(|_| false),
        P::MetricsLogoChurn => desk.metrics().logo_churn(year()).map(|_| false),
        P::MetricsBySegment => desk.metrics().retention_by_segment(year()).map(|_| false),
        P::MetricsRepeatPurchase => desk.metrics().repeat_purchase(year()).map(|_| false),
        P::MetricsGrossRetention => desk.metrics().gross_retention(year(), yuan()).map(|_| false),
        P::MetricsNetRetention => desk.metrics().net_retention(year(), yuan()).map(|_| false),
        P::MetricsCohorts => nothing(desk.metrics().cohorts()?),
        P::MetricsRfm => nothing(desk.metrics().rfm(yuan())?.clients),
        P::MetricsDisconfirmation => desk.metrics().disconfirmation(year()).map(|_| false),
        P::MetricsReferral => desk.metrics().referral(year()).map(|_| false),
        P::MetricsReferralParticipation => {
            desk.metrics().referral_participation(year()).map(|_| false)
        }
        P::MetricsResponse => desk.metrics().response(year()).map(|_| false),
        P::TransactionRecord => desk.transactions().record(ids.client, order()).map(|_| false),
        P::TransactionCorrect => {
            desk.transactions().correct(ids.transaction, order(), "x").map(|_| false)
        }
        P::TransactionWithdraw => desk.transactions().withdraw(ids.transaction, "x").map(|_| false),
        P::TransactionRead => desk.transactions().get(ids.transaction).map(|_| false),
        P::TransactionList => nothing(desk.transactions().of(ids.client).newest(10)?.items),
        P::TransactionByReference => {
            desk.transactions().by_reference(Kind::Order, "erp", "7").map(|_| false)
        }
        P::TransactionBalance => nothing(desk.transactions().balance(ids.client)?),
        P::TransactionMostBought => {
            let ever = Period::new(Timestamp::MIN, Timestamp::MAX)?;
            nothing(desk.transactions().most_bought(ever).page(10)?.items)
        }
        P::TransactionAllowed => nothing(desk.transactions().allowed(ids.transaction)?),
        P::ProgrammeLaunch => desk.programmes().launch("y", terms(100)).map(|_| false),
        P::ProgrammeAmend => desk.programmes().amend(ids.programme, terms(50)).map(|_| false),
        P::ProgrammeSuspend => desk.programmes().suspend(ids.programme, "x").map(|_| false),
        P::ProgrammeReopen => desk.programmes().reopen(ids.programme).map(|_| false),
        P::ProgrammeClose => desk.programmes().close(ids.programme, "x").map(|_| false),
        P::ProgrammeRead => desk.programmes().get(ids.programme).map(|_| false),
        P::ProgrammeList => {
            let running = ProgrammeState::Running;
            nothing(desk.programmes().in_state(running, 10, None)?.items)
        }
        P::ProgrammeAllowed => nothing(desk.programmes().allowed(ids.programme)?),
        P::ProgrammeEnrol => {
            desk.programmes().enrol(ids.programme, ids.client, None).map(|_| false)
        }
        P::ProgrammeAdmit => desk.programmes().admit(ids.member).map(|_| false),
        P::ProgrammeBlock => desk.programmes().block(ids.member, "x").map(|_| false),
        P::ProgrammeUnblock => desk.programmes().unblock(ids.member).map(|_| false),
        P::ProgrammeMember => desk.programmes().member(ids.member).map(|_| false),
        P::ProgrammeMembership => {
            let found = desk.programmes().membership(ids.programme, ids.client)?;
            Ok(found.is_none())
        }
        P::ProgrammeMembers => nothing(desk.programmes().members(ids.programme, 10, None)?.items),
        P::ProgrammeDraft => {
            nothing(desk.programmes().draft(ids.programme, &tried(), 10, None)?.items)
        }
        P::ProgrammeDraftCost => {
            let go_on = |_| ControlFlow::Continue(());
            Ok(desk.programmes().draft_cost(ids.programme, &tried(), go_on)?.members == 0)
        }
        P::ProgrammeEvaluation => {
            let DraftTerms { period, assumptions, .. } = tried();
            let confidence = Confidence::of("95%".parse()?).unwrap();
            let asked = Evaluated { period, assumptions, confidence };
            let found = desk.programmes().evaluation(ids.programme, &asked)?;
            Ok(found.activity.enrolment.whole == 0)
        }
        P::PointsCollect => desk.points().collect(ids.programme, ids.transaction).map(|_| false),
        P::PointsGrant => {
            desk.points().grant(ids.programme, ids.client, ten(), decided()).map(|_| false)
        }
        P::TierGive => desk.tiers().give(ids.member, 1, Timestamp::MAX, "x").map(|_| false),
        P::TierEnd => desk.tiers().end(ids.member, "x").map(|_| false),
        P::TierOf => Ok(desk.tiers().of(ids.member)?.is_none()),
        P::TierAt => Ok(desk.tiers().at(ids.member, Timestamp::MAX)?.is_none()),
        P::TierCourse => nothing(desk.tiers().course(ids.member)?.chapters().to_vec()),
        P::TierOutlook => Ok(desk.tiers().outlook(ids.member)?.is_none()),
        P::TierMovements => nothing(desk.tiers().movements(ids.member)?),
        P::TierWarnings => nothing(desk.tiers().warnings(ids.programme, 10, None)?.items),
        P::PointsEarn => desk.points().earn(ids.member, ids.transaction).map(|_| false),
        P::PointsBonus => desk.points().bonus(ids.member, ten(), decided()).map(|_| false),
        P::PointsActivate => desk.points().activate(ids.member, decided()).map(|_| false),
        P::PointsRedeem => desk.points().redeem(ids.member, ten(), decided()).map(|_| false),
        P::PointsReserve => desk.points().reserve(ids.member, ten(), decided()).map(|_| false),
        P::PointsCommit => desk.points().commit(ids.member, ids.entry).map(|_| false),
        P::PointsRelease => desk.points().release(ids.member, ids.entry).map(|_| false),
        P::PointsRefund => desk.points().refund(ids.entry, ten()).map(|_| false),
        P::PointsReturn => {
            desk.points().return_purchase(ids.member, ids.transaction).map(|_| false)
        }
        P::PointsTransfer => desk.points().transfer(ids.member, ids.other, ten()).map(|_| false),
        P::PointsMerge => desk.points().merge(ids.member, ids.other).map(|_| false),
        P::PointsAdjustUp => desk.points().adjust_up(ids.member, ten(), "x").map(|_| false),
        P::PointsAdjustDown => desk.points().adjust_down(ids.member, ten(), "x").map(|_| false),
        P::PointsReinstate => desk.points().reinstate(ids.entry, "x").map(|_| false),
        P::PointsLeave => desk.points().leave(ids.member, "x").map(|_| false),
        P::PointsSweep => desk.points().sweep(ids.member).map(|_| false),
        P::PointsBalance => desk.points().balance(ids.member).map(|_| false),
        P::PointsStatement => desk.points().statement(ids.member, year()).map(|_| false),
        P::PointsEntryRead => desk.points().entry(ids.entry).map(|_| false),
        P::PointsLot => desk.points().lot(ids.lot).map(|_| false),
        P::PointsEntries => nothing(desk.points().entries(ids.member, 10, None)?.items),
        P::PointsOfProgramme => {
            nothing(desk.points().of_programme(ids.programme, year(), 10, None)?.items)
        }
        P::PointsAccounts => Ok(desk.points().accounts(ids.programme)?.is_empty()),
        P::PointsExpiring => nothing(desk.points().expiring(year(), 10, None)?.items),
        P::PointsToSweep => nothing(desk.points().to_sweep(10)?),
        P::ExportClients | P::ExportContacts | P::ExportInteractions | P::ExportTransactions => {
            ask_for_rows(desk, permission)
        }
        P::ExportEverything | P::ExportRestore | P::ExportClient | P::ExportContact => {
            ask_for_files(desk, permission, ids)
        }
        P::Together => desk.together(|desk| desk.clients().get(ids.client)).map(|_| done(())),
        other if other.name().starts_with("surveys.") => ask_of_surveys(desk, other, ids),
        other
            if ["rewards.", "redemptions.", "referrals."]
                .iter()
                .any(|room| other.name().starts_with(room)) =>
        {
            super::rewards::ask(desk, other, &ids.gifts)
        }
        other if other.name().starts_with("expectations.") => ask_of_expectation(desk, other, ids),
        other => ask_change(desk, other, ids),
    }
}

/// Asks for files of rows.
fn ask_for_rows(desk: &Desk, permission: Permission) -> Result<bool, Error> {
    let (form, file) = (guanxi::transfer::SheetForm::of(Lang::Zh), Vec::new());
    let written = match permission {
        Permission::ExportClients => desk.exports().clients(form, file)?,
        Permission::ExportContacts => desk.exports().contacts(form, file)?,
        Permission::ExportInteractions => desk.exports().interactions(form, file)?,
        _ => desk.exports().transactions(form, file)?,
    };
    Ok(written.rows == 0)
}

/// Asks for files.
fn ask_for_files(desk: &Desk, permission: Permission, ids: &Ids) -> Result<bool, Error> {
    use std::ops::ControlFlow::Continue;
    let mut file = Vec::new();
    let counted = match permission {
        Permission::ExportEverything => desk.exports().everything(&mut file, |_| Continue(()))?,
        Permission::ExportClient => desk.exports().client(ids.client, &mut file)?,
        Permission::ExportContact => desk.exports().contact(ids.contact, &mut file)?,
        _ => desk.exports().restore(Cursor::new(file), |_| Continue(()))?.counted,
    };
    Ok((counted.records, counted.entries) == (0, 0))
}

/// Asks one thing about changes.
fn ask_change(desk: &Desk, permission: Permission, ids: &Ids) -> Result<bool, Error> {
    use Permission as P;
    let (desk, id, staff, contact) = (desk.changes(), ids.change, ids.staff, ids.contact);
    let plan = || PlanRevision::Made(Evidence::of("plan_revision", "r1").unwrap());
    let impact = || NewImpact::of(Effect::none(Dimension::Cost), "x", staff).unwrap();
    let digest = TextDigest::of("x");
    let heard = Acknowledgement { by: contact, at: now(), channel: Channel::Email, digest };
    let expectation = ExpectationId::from_uuid(Uuid::from_u128(5));
    let done = match permission {
        P::ChangeDraft => desk.draft(ids.client, wish(staff)),
        P::ChangeEdit => desk.edit(id, ChangeEdit::new().shared()),
        P::ChangeSubmit => desk.submit(id),
        P::ChangeTriage => desk.triage(id, Triage::Standard),
        P::ChangeOutline => desk.outline(id, NewAlternative::do_nothing()?),
        P::ChangeDiscard => desk.discard(id, 1),
        P::ChangeAssess => desk.assess(id, 1, impact()),
        P::ChangeExplain => desk.explain(id, contact, Channel::Email, "x"),
        P::ChangePropose => desk.propose(id),
        P::ChangeRequestInfo => desk.request_info(id, "x"),
        P::ChangeConsent => desk.consent(id, contact, 1),
        P::ChangeApprove => desk.approve(id, staff, NewApproval::of(1, "lead")?),
        P::ChangeReject => desk.reject(id, "x"),
        P::ChangeDefer => desk.defer(id, later(), "x"),
        P::ChangeResume => desk.resume(id),
        P::ChangeAcknowledgeByTeam => desk.acknowledge_by_team(id, staff),
        P::ChangeAcknowledge => desk.acknowledge(id, heard),
        P::ChangeStart => desk.start(id, plan(), &zero()),
        P::ChangeRevoke => desk.revoke(id, "x"),
        P::ChangeComplete => desk.complete(id, Vec::new()),
        P::ChangeAbort => desk.abort(id, plan(), "x"),
        P::ChangeConfirm => desk.confirm(id, expectation, contact),
        P::ChangeAccept => desk.accept(id, contact, Acceptance::AsMeant),
        P::ChangeAcceptByStaff => desk.accept_by_staff(id, staff, Acceptance::AsMeant),
        P::ChangeRefuse => desk.refuse(id, "x"),
        P::ChangeRevise => desk.revise(id),
        P::ChangeWithdraw => desk.withdraw(id, "x"),
        other => return ask_of_changes(&desk, other, ids),
    };
    done.map(|_| false)
}

/// Asks one question about changes.
fn ask_of_changes(
    desk: &Changes<'_, std::sync::Arc<dyn guanxi::store::Store + Send + Sync>>,
    permission: Permission,
    ids: &Ids,
) -> Result<bool, Error> {
    use Permission as P;
    let (id, client) = (ids.change, ids.client);
    match permission {
        P::ChangeRead => desk.get(id).map(|_| false),
        P::ChangeLog => nothing(desk.log(client, 10, None)?.items),
        P::ChangeLogOfProject => {
            let project = ProjectId::from_uuid(Uuid::from_u128(6));
            desk.log_of_project(project, 10, None).map(|page| page.items.is_empty())
        }
        P::ChangeWaitingFor => {
            nothing(desk.waiting_for(&Awaited::Staff(ids.staff), 10, None)?.items)
        }
        P::ChangeDueToResume => nothing(desk.due_to_resume(later(), 10, None)?.items),
        P::ChangeDueToAssess => nothing(desk.due_to_assess(later(), 10, None)?.items),
        P::ChangeBaseline => desk.baseline(client, None, &zero()).map(|_| false),
        P::ChangeGrowth => desk.growth(client, None, &zero()).map(|_| false),
        P::ChangeMetrics => desk.metrics(client, None).map(|_| false),
        P::ChangeHistory => nothing(desk.history(id)?),
        P::ChangeKnownAt => desk.known_at(id, now()).map(|known| known.is_none()),
        P::ChangeAllowed => nothing(desk.allowed(id)?),
        other => panic!("{other:?} is in the list and is not asked here"),
    }
}

/// Asks one thing about surveys.
fn ask_of_surveys(desk: &Desk, permission: Permission, ids: &Ids) -> Result<bool, Error> {
    use Permission as P;
    let (all, id, client) = (desk.surveys(), ids.survey, ids.client);
    match permission {
        P::SurveyDraft => all.draft(visit()).map(|_| false),
        P::SurveyRevise => all.revise(id, visit()).map(|_| false),
        P::SurveyOpen => all.open(id).map(|_| false),
        P::SurveyCount => all.count(id, &[]).map(|_| false),
        P::SurveyClose => all.close(id).map(|_| false),
        P::SurveyErase => all.erase(id).map(|_| false),
        P::SurveyRead => all.get(id).map(|_| false),
        P::SurveyList => nothing(all.in_state(SurveyState::Open, 10, None)?.items),
        P::SurveyKnownAt => all.known_at(id, Timestamp::MAX).map(|known| known.is_none()),
        P::SurveyAllowed => nothing(all.allowed(id)?),
        P::SurveyInvite => {
            let new = NewInvitation::to(ids.contact, Channel::Email);
            all.invite(client, id, new).map(|_| false)
        }
        P::SurveyRemind => all.remind(ids.invitation).map(|_| false),
        P::SurveyWithdraw => all.withdraw(ids.invitation, "x").map(|_| false),
        P::SurveyInvitation => all.invitation(ids.invitation).map(|_| false),
        P::SurveyInvitations => nothing(all.invitations_of(client, 10, None)?.items),
        P::SurveyRemindersDue => nothing(all.reminders_due(Timestamp::MAX, 10, None)?.items),
        P::SurveyAnswer => all.answer(client, id, all_ten(ids.contact)).map(|_| false),
        P::SurveyAnswerRead => all.answer_of(ids.answer).map(|_| false),
        P::SurveyAnswers => nothing(all.answers_of(client, 10, None)?.items),
        P::SurveyResults => all.results(id, 1, later()).map(|_| false),
        P::SurveyIndex => all.index(client, later()).map(|_| false),
        P::SurveyIndexKnownAt => all.index_known_at(client, later()).map(|_| false),
        P::SurveySegment => {
            let segment = all.segment(Segment::Standard, later())?;
            Ok(segment.inputs.is_empty())
        }
        P::SurveyRanking => nothing(all.ranking(Segment::Standard, later())?),
        other => panic!("{other:?} is in the list and is not asked here"),
    }
}

/// Asks one thing about an expectation.
fn ask_of_expectation(desk: &Desk, permission: Permission, ids: &Ids) -> Result<bool, Error> {
    use Permission as P;
    let (id, all, yes) = (ids.expectation, desk.expectations(), Level::Yes);
    let (note, line) = (|| Note::new("x"), || Line::new("x"));
    let around = Circumstances::default();
    let done = match permission {
        P::ExpectationClarify => all.clarify(id, Clarify::of("x", Scale::yes_no()?)?),
        P::ExpectationExplain => {
            let (kind, channel) = (ConstraintKind::Time, Channel::Phone);
            let (text, to) = (note()?, ids.contact);
            all.explain_constraint(id, Constraint { kind, text, trade_off: None, to, channel })
        }
        P::ExpectationPropose => all.propose_level(id, yes),
        P::ExpectationForecast => all.forecast(id, yes),
        P::ExpectationAgree => all.agree(id, say::agree(yes, None, ids.staff, now())),
        P::ExpectationDecline => {
            all.decline(id, Decline { reason: note()?, counter_offer: None, offer: note()? })
        }
        P::ExpectationOccur => all.occur(id),
        P::ExpectationDeliver => {
            all.deliver_increment(id, Increment { result: line()?, level: None, reaction: None })
        }
        P::ExpectationRevise => all.revise(id, say::revise(yes, None, false)),
        P::ExpectationAcknowledge => all.acknowledge(id, say::acknowledged(now())),
        P::ExpectationConfirm => all.confirm(id, say::cause(false)),
        P::ExpectationEvaluate => all.evaluate(id, yes),
        P::ExpectationPerceive => {
            all.record_perception(id, say::perceive(Perceived::Measured(yes)))
        }
        P::ExpectationDispute => all.dispute(id, ids.contact, "x"),
        P::ExpectationRemedy => all.record_remedy(id, say::remedy(note()?)),
        P::ExpectationHandOver => all.hand_over(id, ids.staff),
        P::ExpectationWithdraw => all.withdraw(id, "x"),
        P::ExpectationSupersede => all.supersede(id, id),
        P::ExpectationRead => return all.get(id).map(|_| false),
        P::ExpectationList => return nothing(all.of(ids.client, 10, None)?.items),
        P::ExpectationFind => return nothing(all.due_by(Timestamp::MAX).page(10)?.items),
        P::ExpectationKnownAt => return all.known_at(id, now()).map(|known| known.is_none()),
        P::ExpectationAllowed => return nothing(all.allowed(id)?),
        P::ExpectationWarnings => return nothing(all.warnings(ids.client, &around, now())?),
        P::ExpectationGaps => return all.gaps(id, now()).map(|gaps| gaps.is_none()),
        P::ExpectationIndex => return all.index(ids.client, now()).map(|_| false),
        P::ExpectationPractice => {
            let period = Period::new(now(), Timestamp::MAX)?;
            let practice = all.practice(period, None, &around.starts, now())?;
            return Ok(practice.inputs.is_empty());
        }
        other => panic!("{other:?} is in the list and is not asked here"),
    };
    done.map(|_| false)
}

fn done_client<T>(_: T) -> bool {
    false
}

fn outsiders(ids: &Ids) -> [Actor; 3] {
    let other = ClientId::from_uuid(Uuid::from_u128(99));
    let stranger = ContactId::from_uuid(Uuid::from_u128(98));
    [
        Actor::contact(ids.client, ids.contact),
        Actor::contact(other, stranger),
        Actor::contact(other, ids.contact),
    ]
}

#[test]
fn a_contact_with_whom_nothing_was_shared_gets_nothing_and_changes_nothing() {
    let crm = Crm::memory().unwrap();
    let ids = filled(&crm);
    let before =
        crm.journal().within(guanxi::domain::Stream::client(ids.client)).limit(100).unwrap();
    for actor in outsiders(&ids) {
        let desk = crm.desk(actor);
        for permission in Permission::ALL {
            match ask(&desk, *permission, &ids) {
                Ok(empty) => assert!(empty, "{permission} answered a contact"),
                Err(error) => assert!(
                    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Denied),
                    "{permission}: {error:?}"
                ),
            }
        }
    }
    let after =
        crm.journal().within(guanxi::domain::Stream::client(ids.client)).limit(100).unwrap();
    assert_eq!(after, before);
}

#[test]
fn denials_are_written_down_once_a_day_and_not_in_the_clients_journal() {
    let crm = Crm::memory().unwrap();
    let ids = filled(&crm);
    let denied = || crm.journal().within(guanxi::domain::Stream::audit()).limit(100).unwrap().len();
    let desk = crm.desk(Actor::contact(ids.client, ids.contact));
    for _ in 0..5 {
        assert_eq!(
            desk.clients().register(NewClient::organisation("x").unwrap()).unwrap_err().kind(),
            ErrorKind::Denied
        );
    }
    assert_eq!(denied(), 1);
    assert!(desk.contacts().add(ids.client, NewContact::named("x").unwrap()).is_err());
    assert_eq!(denied(), 2);
    for _ in 0..3 {
        assert_eq!(desk.clients().find().page(10).unwrap_err().kind(), ErrorKind::Denied);
    }
    assert_eq!(denied(), 3, "who asks what it may not is written down too");
}

#[test]
fn a_contact_is_told_of_nobody_else_by_the_file_that_people_may_ask_for() {
    let crm = Crm::memory().unwrap();
    let ids = filled(&crm);
    let house = crm.desk(Actor::system());
    let other = house.clients().register(NewClient::organisation("Lakeside").unwrap()).unwrap();
    let han = house.contacts().add(other.id(), NewContact::named("韩梅梅").unwrap()).unwrap().id();
    let colleague =
        house.contacts().add(ids.client, NewContact::named("王芳").unwrap()).unwrap().id();
    let nobody = ContactId::from_uuid(Uuid::from_u128(0xdead));
    let desk = crm.desk(Actor::contact(ids.client, ids.contact));
    desk.exports().contact(ids.contact, Vec::new()).unwrap();
    for hidden in [han, colleague, nobody] {
        let no = desk.exports().contact(hidden, Vec::new()).unwrap_err();
        let as_if =
            guanxi::store::StoreError::NotFound { noun: "contact", id: RecordId::id(hidden) };
        assert_eq!(no.to_string(), Error::from(as_if).to_string());
    }
    house.exports().contact(han, Vec::new()).unwrap();
    desk.exports().client(ids.client, Vec::new()).unwrap();
    let no = desk.exports().client(other.id(), Vec::new()).unwrap_err();
    let as_if =
        guanxi::store::StoreError::NotFound { noun: "client", id: RecordId::id(other.id()) };
    assert_eq!(no.to_string(), Error::from(as_if).to_string());
}

#[test]
fn staff_are_asked_everything_and_denied_nothing() {
    for permission in Permission::ALL {
        let crm = Crm::memory().unwrap();
        let ids = filled(&crm);
        if let Err(error) = ask(&crm.desk(Actor::staff(ids.staff)), *permission, &ids) {
            assert_ne!(error.kind(), ErrorKind::Denied, "{permission}");
            assert_ne!(error.kind(), ErrorKind::NotFound, "{permission}");
        }
    }
}

#[test]
fn a_contact_may_ask_five_things_of_its_own_client_and_is_denied_the_rest() {
    let crm = Crm::memory().unwrap();
    let ids = filled(&crm);
    let desk = crm.desk(Actor::contact(ids.client, ids.contact));
    let may = [
        Permission::ClientTimeline,
        Permission::ClientHistory,
        Permission::InteractionRead,
        Permission::TransactionRead,
        Permission::TransactionList,
        Permission::ChangeRead,
        Permission::ChangeLog,
        Permission::ExportClient,
        Permission::ExportContact,
    ];
    for permission in Permission::ALL {
        let kind = ask(&desk, *permission, &ids).map_err(|error| error.kind()).err();
        if may.contains(permission) {
            assert_ne!(kind, Some(ErrorKind::Denied), "{permission}");
            assert_eq!(permission.asks(), Asks::Query);
        } else {
            // What is not its client's is hidden from it, and not only denied.
            let no = matches!(kind, Some(ErrorKind::Denied | ErrorKind::NotFound));
            assert!(no, "{permission}: {kind:?}");
        }
    }
}
