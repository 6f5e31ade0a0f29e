//! The desk and what stands behind it: read, ask the rule, commit.

mod clock;
mod ids;
mod permission;
mod access;
mod done;
mod reading;
mod draft;
mod denial;
mod desk;
mod together;
mod journal;
mod erasure;
mod staff;
mod interactions;
mod notices;
mod transactions;
mod most_bought;
mod moved_points;
mod programmes;
mod booked;
mod held_lots;
mod seen_back;
mod seen_member;
mod seen_purchase;
mod tiers;
mod points;
mod points_read;
mod points_joining;
mod draft_terms;
mod rewards;
mod redemptions;
mod referrals;
mod referral_points;
mod due;
mod find_notices;
mod expectations;
mod promises;
mod expectation_figures;
mod find_expectations;
mod obligations;
mod changes;
mod deciding_changes;
mod find_changes;
mod find_clients;
mod clients;
mod contacts;
mod relationship;
mod touches;
mod find_cadence;
mod cadence;
mod responses;
mod series;
mod sequences;
mod surveys;
mod surveys_asking;
mod surveys_figures;
mod surveys_known;
#[cfg(feature = "csv")]
mod imports_file;
#[cfg(feature = "csv")]
mod imports_seen;
#[cfg(feature = "csv")]
mod imports_match;
#[cfg(feature = "csv")]
mod imports_person;
#[cfg(feature = "csv")]
mod imports_take;
#[cfg(feature = "csv")]
mod imports_log;
#[cfg(feature = "csv")]
mod imports_run;
#[cfg(feature = "csv")]
mod imports_undo;
#[cfg(feature = "csv")]
mod imports;
#[cfg(feature = "csv")]
mod exports;
#[cfg(feature = "json-lines")]
mod export_lines;
mod health_voices;
mod health_readings;
mod feature_facts;
mod feature_records;
mod feature_keeper;
mod health;
mod health_features;
mod health_kept;
mod health_ranked;
mod health_at_risk;
mod signals_numbers;
mod signals;
mod metrics;
mod metrics_more;
mod evaluation;
#[cfg(feature = "sqlite")]
mod within;

use std::sync::{Arc, LazyLock};

pub use access::{Access, Decision, DefaultAccess};
pub use cadence::{CadenceDesk, ClientStanding, Escalated};
pub use changes::Changes;
pub use clients::{Clients, Timeline};
pub use clock::{Clock, FixedClock, SystemClock};
pub use contacts::{Contacts, FindContacts};
pub use desk::Desk;
pub use done::{Done, Found, Pages};
pub use draft_terms::{CostPage, DraftCost, DraftTerms, MemberCost};
pub use evaluation::{Evaluated, Evaluation};
pub use expectations::Expectations;
#[cfg(feature = "json-lines")]
#[cfg_attr(docsrs, doc(cfg(feature = "json-lines")))]
pub use export_lines::Restored;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub use exports::Exports;
pub use feature_keeper::FeatureKeeper;
pub use find_cadence::{CadenceCursor, CadencePage, FindCadence, Untold, Watched};
pub use find_clients::FindClients;
pub use find_expectations::FindExpectations;
pub use find_notices::FindNotices;
pub use health::HealthDesk;
pub use health_at_risk::{RiskPlace, RiskRanking};
pub use health_kept::{KeptPage, KeptSoFar};
pub use health_ranked::{HealthPlace, HealthRanking, HealthSoFar, Unscored};
pub use ids::{CountedIds, IdSource, SystemIds};
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub use imports::{Became, Imports, Intake, Outcome, Progress, Ran};
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub use imports_undo::{Back, Reversal, Reversed};
pub use interactions::{FollowUps, Interactions};
pub use journal::{Journal, replay};
pub use metrics::Metrics;
pub use most_bought::{BoughtPage, MostBought};
pub use notices::Notices;
pub use permission::{Asks, Permission};
pub use points::PointsDesk;
pub use programmes::Programmes;
pub use redemptions::Redemptions;
pub use referrals::Referrals;
pub use relationship::RelationshipDesk;
pub use responses::Responses;
pub use rewards::Rewards;
pub use sequences::SequenceDesk;
pub use series::SeriesDesk;
pub use signals::SignalDesk;
pub use staff::StaffDesk;
pub use surveys::Surveys;
pub use tiers::{TierDesk, Warned, WarnedPage};
pub use together::Together;
pub use transactions::{Transactions, TransactionsOf};

use crate::domain::answer::Answer;
use crate::domain::calendar::{BusinessCalendar, Weekday};
use crate::domain::change_request::{ChangePolicy, ChangeRequest};
use crate::domain::client::{CadenceBook, Checklists, Client, Schema};
use crate::domain::contact::Contact;
use crate::domain::denial::Denial;
use crate::domain::expectation::{Expectation, ExpectationPolicy};
use crate::domain::import::Import;
use crate::domain::interaction::Interaction;
use crate::domain::invitation::Invitation;
use crate::domain::meeting_series::MeetingSeries;
use crate::domain::member::{Lot, Member, PointsEntry};
use crate::domain::notice::Notice;
use crate::domain::programme::Programme;
use crate::domain::redemption::Redemption;
use crate::domain::referral::Referral;
use crate::domain::reward::Reward;
use crate::domain::sequence::Sequence;
use crate::domain::staff::Staff;
use crate::domain::survey::{Survey, SurveyPolicy};
use crate::domain::transaction::Transaction;
use crate::domain::{Actor, Currency, Zone};
use crate::error::Error;
use crate::scoring::features::KeptFeatures;
use crate::scoring::health::{HealthRecord, ScorecardBook, house_sources, project_teams};
use crate::scoring::satisfaction::SatisfactionPolicy;
use crate::scoring::signal::{SignalRecord, TriggerBook, proposed_triggers};
use crate::store::body::{self, Form};
use crate::store::memory::MemoryStore;
#[cfg(feature = "sled")]
use crate::store::sled::SledStore;
#[cfg(feature = "sqlite")]
use crate::store::sqlite::SqliteStore;
use crate::store::{Catalogue, Registered, Store};
use desk::Office;

/// Every noun of the crate, as a store is opened with.
#[must_use]
pub fn nouns() -> Vec<Registered> {
    let told = forms().into_iter().map(|form| form.registered);
    told.chain([body::registered::<KeptFeatures>()]).collect()
}

/// Every noun of the crate that the journal tells of, as files have it.
#[must_use]
pub fn forms() -> Vec<Form> {
    vec![
        Form::state::<Client>(),
        Form::state::<Staff>(),
        Form::fact::<Denial>(),
        Form::state::<Contact>(),
        Form::fact::<Interaction>(),
        Form::state::<Notice>(),
        Form::state::<MeetingSeries>(),
        Form::state::<Sequence>(),
        Form::fact::<Transaction>(),
        Form::state::<Programme>(),
        Form::state::<Member>(),
        Form::state::<Lot>(),
        Form::fact::<PointsEntry>(),
        Form::state::<Reward>(),
        Form::state::<Redemption>(),
        Form::state::<Referral>(),
        Form::state::<Import>(),
        Form::state::<Expectation>(),
        Form::state::<ChangeRequest>(),
        Form::state::<Survey>(),
        Form::state::<Invitation>(),
        Form::fact::<Answer>(),
        Form::fact::<HealthRecord>(),
        Form::fact::<SignalRecord>(),
    ]
}

/// A firm's clients and everything about them, in one store.
#[derive(Debug, Clone)]
pub struct Crm {
    /// What the CRM was opened over.
    below: Arc<dyn Store + Send + Sync>,
    /// The same, or what keeps features over it.
    store: Arc<dyn Store + Send + Sync>,
    office: Arc<Office>,
}

impl Crm {
    /// Everything in memory: gone when the last handle is dropped.
    ///
    /// ```
    /// use guanxi::{Actor, Crm};
    /// use guanxi::domain::client::NewClient;
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?;
    /// assert_eq!(desk.clients().find().named("华").count()?, 1);
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// None that is known.
    pub fn memory() -> Result<Self, Error> {
        Self::over(MemoryStore::new(&nouns())?)
    }

    /// Everything in a SQLite file, which is made where there is none.
    ///
    /// # Errors
    /// Why the file cannot be opened: not ours, newer than this crate, damaged, in use, read-only.
    #[cfg(feature = "sqlite")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    pub fn sqlite(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        Self::over_sqlite(SqliteStore::open(path, &nouns())?)
    }

    /// Everything in a directory of sled 0.34, which is made where there is none: for hosts that
    /// must do without C. Choose SQLite where reliability matters most.
    ///
    /// # Errors
    /// Why the directory cannot be opened: not ours, newer than this crate, damaged, in use,
    /// read-only.
    #[cfg(feature = "sled")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sled")))]
    pub fn sled(directory: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        Self::over(SledStore::open(directory, &nouns())?)
    }

    /// Uses a store that was opened with [`nouns`].
    ///
    /// # Errors
    /// None that a store opened with [`nouns`] meets.
    pub fn over(store: impl Store + Send + Sync + 'static) -> Result<Self, Error> {
        Ok(Self::with_office(Arc::new(store), Office::new()?))
    }

    fn with_office(below: Arc<dyn Store + Send + Sync>, office: Office) -> Self {
        Crm { store: Arc::clone(&below), below, office: Arc::new(office) }
    }

    /// The same CRM with another clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        Crm { office: Arc::new(Office { clock: Arc::new(clock), ..self.office.same() }), ..self }
    }

    /// The same CRM with another source of ids and salts.
    #[must_use]
    pub fn with_ids(self, ids: impl IdSource + 'static) -> Self {
        Crm { office: Arc::new(Office { ids: Arc::new(ids), ..self.office.same() }), ..self }
    }

    /// The same CRM with another access.
    #[must_use]
    pub fn with_access(self, access: impl Access + 'static) -> Self {
        Crm { office: Arc::new(Office { access: Arc::new(access), ..self.office.same() }), ..self }
    }

    /// The same CRM with these lists of what must be done before a stage is left.
    #[must_use]
    pub fn with_checklists(self, checklists: Checklists) -> Self {
        Crm { office: Arc::new(Office { checklists, ..self.office.same() }), ..self }
    }

    /// The same CRM with these fields of the firm's own on a client's file.
    #[must_use]
    pub fn with_custom_fields(self, fields: Schema) -> Self {
        Crm { office: Arc::new(Office { fields, ..self.office.same() }), ..self }
    }

    /// The same CRM with these plans of how often clients are to be in touch with; without,
    /// [those that are proposed](CadenceBook::proposed).
    #[must_use]
    pub fn with_cadence(self, cadences: CadenceBook) -> Self {
        let cadences = Some(cadences);
        Crm { office: Arc::new(Office { cadences, ..self.office.same() }), ..self }
    }

    /// The same CRM, counting business days and hours by this calendar of the firm's.
    ///
    /// Without one, Monday to Friday from 9 to 18 in UTC are worked in every year, holidays or not.
    ///
    /// ```
    /// use guanxi::Crm;
    /// use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .close("2026-10-01".parse()?)
    ///     .build()?;
    /// let crm = Crm::memory()?.with_calendar(office);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_calendar(self, calendar: BusinessCalendar) -> Self {
        let calendar = Some(calendar);
        Crm { office: Arc::new(Office { calendar, ..self.office.same() }), ..self }
    }

    /// The same CRM with these figures of the firm's own for expectations.
    #[must_use]
    pub fn with_expectation_policy(self, expectations: ExpectationPolicy) -> Self {
        Crm { office: Arc::new(Office { expectations, ..self.office.same() }), ..self }
    }

    /// The same CRM, deciding about changes by this policy of the firm's.
    ///
    /// ```
    /// use guanxi::Crm;
    /// use guanxi::domain::change_request::{Authority, ChangePolicy};
    /// let policy = ChangePolicy::version(2)?
    ///     .authority(Authority::of("lead")?.cost_up_to("CNY 5 000".parse()?)?.days_up_to(5))?
    ///     .change_budget("CNY 60 000".parse()?)?
    ///     .time_tolerance(20);
    /// let crm = Crm::memory()?.with_change_policy(policy);
    /// # let _ = crm;
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    #[must_use]
    pub fn with_change_policy(self, changes: ChangePolicy) -> Self {
        Crm { office: Arc::new(Office { changes, ..self.office.same() }), ..self }
    }

    /// The same CRM, asking people no more often than this policy of the firm's says.
    #[must_use]
    pub fn with_survey_policy(self, surveys: SurveyPolicy) -> Self {
        Crm { office: Arc::new(Office { surveys, ..self.office.same() }), ..self }
    }

    /// The same CRM, weighing what people say by this policy of the firm's.
    #[must_use]
    pub fn with_satisfaction_policy(self, satisfaction: SatisfactionPolicy) -> Self {
        Crm { office: Arc::new(Office { satisfaction, ..self.office.same() }), ..self }
    }

    /// The same CRM, scoring the health of clients by these scorecards; without, by
    /// [the one that is proposed](project_teams).
    #[must_use]
    pub fn with_scorecards(self, scorecards: ScorecardBook) -> Self {
        let scorecards = Some(scorecards);
        Crm { office: Arc::new(Office { scorecards, ..self.office.same() }), ..self }
    }

    /// The same CRM, warning by these triggers; without, by [those that are
    /// proposed](proposed_triggers).
    #[must_use]
    pub fn with_triggers(self, triggers: TriggerBook) -> Self {
        let triggers = Some(triggers);
        Crm { office: Arc::new(Office { triggers, ..self.office.same() }), ..self }
    }

    /// The same CRM, keeping what is known of each client in numbers in the commit of whatever is
    /// written of it, purchases in one currency. What was written before, or by somebody who does not
    /// keep them, is noticed, and worked out anew when the next is written.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::contact::NewContact;
    /// use guanxi::domain::interaction::NewInteraction;
    /// use guanxi::{Actor, Crm};
    /// let crm = Crm::memory()?.keeping_features("CNY".parse()?);
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let li = desk.contacts().add(hua, NewContact::named("李雷")?)?.id();
    /// let called = NewInteraction::call("2026-05-04T08:00:00Z".parse()?).with(li);
    /// desk.interactions().log(hua, called)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keeping_features(self, currency: Currency) -> Self {
        let office = Office { features: Some(currency), ..self.office.same() };
        let store = FeatureKeeper::over(Arc::clone(&self.below), currency);
        Crm { below: self.below, store: Arc::new(store), office: Arc::new(office) }
    }

    /// The desk of one actor.
    #[must_use]
    pub fn desk(&self, actor: Actor) -> Desk {
        Desk::new(Arc::clone(&self.store), Arc::clone(&self.office), actor)
    }

    /// The journal, for consumers of the host's: mail, search, webhooks.
    #[must_use]
    pub fn journal(&self) -> Journal<Arc<dyn Store + Send + Sync>> {
        self.desk(Actor::system()).journal()
    }

    /// The store, for what is done to it as a whole: check, scrub, stats, close.
    #[must_use]
    pub fn store(&self) -> &(dyn Store + Send + Sync) {
        self.store.as_ref()
    }
}

impl Office {
    fn new() -> Result<Self, Error> {
        Ok(Office {
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            access: Arc::new(DefaultAccess),
            nouns: Catalogue::new(&nouns())?,
            #[cfg(feature = "sqlite")]
            sqlite: None,
            checklists: Checklists::none(),
            fields: Schema::none(),
            calendar: None,
            cadences: None,
            expectations: ExpectationPolicy::default(),
            changes: ChangePolicy::default(),
            surveys: SurveyPolicy::default(),
            satisfaction: SatisfactionPolicy::default(),
            scorecards: None,
            triggers: None,
            features: None,
        })
    }

    fn same(&self) -> Self {
        Office {
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            access: Arc::clone(&self.access),
            nouns: self.nouns.clone(),
            #[cfg(feature = "sqlite")]
            sqlite: self.sqlite.clone(),
            checklists: self.checklists.clone(),
            fields: self.fields.clone(),
            calendar: self.calendar.clone(),
            cadences: self.cadences.clone(),
            expectations: self.expectations,
            changes: self.changes.clone(),
            surveys: self.surveys,
            satisfaction: self.satisfaction,
            scorecards: self.scorecards.clone(),
            triggers: self.triggers.clone(),
            features: self.features,
        }
    }

    /// The firm's calendar, or the plain one that stands for it. Made once and only when it is
    /// asked for, since making one for all years takes longer than opening a store.
    pub(super) fn calendar(&self) -> &BusinessCalendar {
        static PLAIN: LazyLock<BusinessCalendar> = LazyLock::new(|| {
            let hours = "09:00-18:00".parse().expect("nine to six is an interval of a day");
            BusinessCalendar::builder(Zone::UTC)
                .open(Weekday::MONDAY_TO_FRIDAY, hours)
                .build()
                .expect("five days of one interval each are a calendar")
        });
        self.calendar.as_ref().unwrap_or(&PLAIN)
    }

    /// The firm's scorecards.
    pub(super) fn scorecards(&self) -> &ScorecardBook {
        static PROPOSED: LazyLock<ScorecardBook> = LazyLock::new(|| {
            ScorecardBook::publish(vec![project_teams()], house_sources())
                .expect("the proposed scorecard is one")
        });
        self.scorecards.as_ref().unwrap_or(&PROPOSED)
    }

    /// The firm's triggers.
    pub(super) fn triggers(&self) -> &TriggerBook {
        static PROPOSED: LazyLock<TriggerBook> = LazyLock::new(|| {
            TriggerBook::publish(proposed_triggers(), &house_sources())
                .expect("the proposed triggers are right")
        });
        self.triggers.as_ref().unwrap_or(&PROPOSED)
    }

    /// The firm's plans of how often clients are to be in touch with.
    pub(super) fn cadences(&self) -> &CadenceBook {
        static PROPOSED: LazyLock<CadenceBook> =
            LazyLock::new(|| CadenceBook::proposed().expect("the proposed plans are plans"));
        self.cadences.as_ref().unwrap_or(&PROPOSED)
    }
}
