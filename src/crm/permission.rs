//! Everything that can be asked of the desk, each with a name that access is decided by.

/// Whether something asked of the desk changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asks {
    /// It reads.
    Query,
    /// It writes.
    Command,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $asks:ident $text:literal;)*) => {
        /// One thing that can be asked of the desk.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// Everything that can be asked.
            pub const ALL: &'static [Permission] = &[$(Permission::$name),*];

            /// Its name, `room.verb`: the method of the desk that needs it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Permission::$name => $text,)*
                }
            }

            /// Whether it changes anything.
            #[must_use]
            pub const fn asks(self) -> Asks {
                match self {
                    $(Permission::$name => Asks::$asks,)*
                }
            }
        }
    };
}

permissions! {
    /// Register a client.
    ClientRegister = Command "clients.register";
    /// Edit a client's file.
    ClientEdit = Command "clients.edit";
    /// Give a client to another owner.
    ClientHandOver = Command "clients.hand_over";
    /// Put a client's file away.
    ClientArchive = Command "clients.archive";
    /// Take a client's file out again.
    ClientRestore = Command "clients.restore";
    /// Erase what is personal about a client.
    ClientErase = Command "clients.erase";
    /// Read a client's file.
    ClientRead = Query "clients.get";
    /// Look for clients.
    ClientFind = Query "clients.find";
    /// Read a client's timeline.
    ClientTimeline = Query "clients.timeline";
    /// Read who changed what and when.
    ClientHistory = Query "clients.history";
    /// Read what was known at an earlier time.
    ClientKnownAt = Query "clients.known_at";
    /// Ask which verbs may be said of a client.
    ClientAllowed = Query "clients.allowed";
    /// Begin to work for a client.
    RelationshipBegin = Command "relationship.begin";
    /// Begin to deliver to a client.
    RelationshipDeliver = Command "relationship.deliver";
    /// Hand what was delivered over to support.
    RelationshipHandOver = Command "relationship.hand_over";
    /// Let the relationship rest.
    RelationshipRest = Command "relationship.rest";
    /// Win a client back.
    RelationshipWinBack = Command "relationship.win_back";
    /// Reopen a lost prospect.
    RelationshipReopen = Command "relationship.reopen";
    /// Write down that a client has gone.
    RelationshipChurn = Command "relationship.churn";
    /// Write down that a prospect was lost.
    RelationshipLose = Command "relationship.lose";
    /// Tick an item of a stage's checklist.
    RelationshipTick = Command "relationship.tick";
    /// Take the tick of an item back.
    RelationshipUntick = Command "relationship.untick";
    /// Add a contact.
    ContactAdd = Command "contacts.add";
    /// Edit a contact.
    ContactEdit = Command "contacts.edit";
    /// Write down that a contact gave a consent.
    ContactConsent = Command "contacts.consent";
    /// Write down that a contact withdrew a consent.
    ContactWithdraw = Command "contacts.withdraw";
    /// Write down that a contact has left the client.
    ContactLeave = Command "contacts.leave";
    /// Erase what is personal about a contact.
    ContactErase = Command "contacts.erase";
    /// Read a contact.
    ContactRead = Query "contacts.get";
    /// List a client's contacts.
    ContactList = Query "contacts.of";
    /// Look for contacts across clients.
    ContactFind = Query "contacts.find";
    /// Read what was known of a contact at an earlier time.
    ContactKnownAt = Query "contacts.known_at";
    /// Ask which verbs may be said of a contact.
    ContactAllowed = Query "contacts.allowed";
    /// Log an interaction.
    InteractionLog = Command "interactions.log";
    /// Log a meeting of the team.
    InteractionLogTeam = Command "interactions.log_team";
    /// Correct an interaction.
    InteractionCorrect = Command "interactions.correct";
    /// Withdraw an interaction.
    InteractionWithdraw = Command "interactions.withdraw";
    /// Read an interaction.
    InteractionRead = Query "interactions.get";
    /// Read the meetings of the team.
    InteractionTeam = Query "interactions.of_team";
    /// Look for follow-ups that are due.
    InteractionFollowUps = Query "interactions.follow_ups";
    /// Ask which verbs may be said of an interaction.
    InteractionAllowed = Query "interactions.allowed";
    /// Enrol a member of staff.
    StaffEnrol = Command "staff.enrol";
    /// Edit a member of staff.
    StaffEdit = Command "staff.edit";
    /// Write down that a member of staff has left.
    StaffLeave = Command "staff.leave";
    /// Erase what is personal about somebody who left.
    StaffErase = Command "staff.erase";
    /// Read a member of staff.
    StaffRead = Query "staff.get";
    /// List the staff.
    StaffList = Query "staff.all";
    /// Ask which verbs may be said of a member of staff.
    StaffAllowed = Query "staff.allowed";
    /// Give a client a cadence of its own.
    CadenceSetPlan = Command "cadence.set_plan";
    /// Give a client the cadence of its class again.
    CadenceClearPlan = Command "cadence.clear_plan";
    /// Let nobody be in touch with a client for a while.
    CadencePause = Command "cadence.pause";
    /// End a pause.
    CadenceResume = Command "cadence.resume";
    /// Take up that nobody was in touch with a client.
    CadenceEscalate = Command "cadence.escalate";
    /// Ask how things stand with a client.
    CadenceStatus = Query "cadence.status";
    /// Look for clients whose next touch is due or overdue.
    CadencePage = Query "cadence.overdue";
    /// Ask how soon clients were answered.
    CadenceResponses = Query "cadence.response_times";
    /// Start a series of meetings.
    SeriesStart = Command "series.start";
    /// Write down that a meeting of a series was held.
    SeriesHeld = Command "series.held";
    /// Write down that a meeting of a series was missed.
    SeriesMissed = Command "series.missed";
    /// Leave out a meeting of a series.
    SeriesSkip = Command "series.skip";
    /// End a series of meetings.
    SeriesEnd = Command "series.end";
    /// Read a series of meetings.
    SeriesRead = Query "series.get";
    /// List a client's series of meetings.
    SeriesList = Query "series.of";
    /// Look for meetings that are still to be settled.
    SeriesUnsettled = Query "series.unsettled";
    /// Read what was known of a series at an earlier time.
    SeriesKnownAt = Query "series.known_at";
    /// Ask which verbs may be said of a series.
    SeriesAllowed = Query "series.allowed";
    /// Start a sequence of follow-ups.
    SequenceStart = Command "sequences.start";
    /// Write down that a step of a sequence was done.
    SequenceStepDone = Command "sequences.step_done";
    /// Write down what was answered to a sequence.
    SequenceAnswered = Command "sequences.answered";
    /// Stop a sequence of follow-ups.
    SequenceStop = Command "sequences.stop";
    /// Read a sequence of follow-ups.
    SequenceRead = Query "sequences.get";
    /// List a client's sequences.
    SequenceList = Query "sequences.of";
    /// Look for steps that are due.
    SequenceDue = Query "sequences.due_by";
    /// Read what was known of a sequence at an earlier time.
    SequenceKnownAt = Query "sequences.known_at";
    /// Ask which verbs may be said of a sequence.
    SequenceAllowed = Query "sequences.allowed";
    /// Follow the journal.
    JournalRead = Query "journal.page";
    /// Raise a notice by hand.
    NoticeRaise = Command "notices.raise";
    /// Write down that somebody was told.
    NoticeTell = Command "notices.tell";
    /// Write down that somebody need not be told.
    NoticeWaive = Command "notices.waive";
    /// Read a notice.
    NoticeRead = Query "notices.get";
    /// List a client's notices.
    NoticeList = Query "notices.of";
    /// List the notices about a record.
    NoticeAbout = Query "notices.about";
    /// Look for notices that are due or overdue.
    NoticeFind = Query "notices.due_by";
    /// Read what was known of a notice at an earlier time.
    NoticeKnownAt = Query "notices.known_at";
    /// Ask which verbs may be said of a notice.
    NoticeAllowed = Query "notices.allowed";
    /// Record an order, invoice, payment or refund.
    TransactionRecord = Command "transactions.record";
    /// Correct a transaction.
    TransactionCorrect = Command "transactions.correct";
    /// Withdraw a transaction.
    TransactionWithdraw = Command "transactions.withdraw";
    /// Read a transaction.
    TransactionRead = Query "transactions.get";
    /// List a client's transactions.
    TransactionList = Query "transactions.of";
    /// Look for a transaction by another system's number.
    TransactionByReference = Query "transactions.by_reference";
    /// Read where a client stands.
    TransactionBalance = Query "transactions.balance";
    /// Read which goods and services are bought most.
    TransactionMostBought = Query "transactions.most_bought";
    /// Ask how well a client is.
    HealthScore = Query "health.score";
    /// Write down how well a client is.
    HealthEvaluate = Command "health.evaluate";
    /// Write down a mark that a person gives.
    HealthMark = Command "health.mark";
    /// Read the history of a client's health.
    HealthHistory = Query "health.history";
    /// Read one entry of such a history.
    HealthRead = Query "health.get";
    /// Ask why a score moved.
    HealthMovement = Query "health.movement";
    /// Ask what would have to become better.
    HealthWay = Query "health.way_to";
    /// Ask what each record did to a score.
    HealthEffects = Query "health.effects";
    /// Read a client's health line by line.
    HealthExplain = Query "health.explain";
    /// Read what was known of a client in numbers.
    HealthFeatures = Query "health.features";
    /// Read what is kept of all clients in numbers.
    HealthKeptFeatures = Query "health.kept_features";
    /// Bring what is kept of all clients in numbers up to date.
    HealthKeepFeatures = Command "health.keep_features";
    /// Rank every client by what is kept of it in numbers.
    HealthAtRisk = Query "health.at_risk";
    /// Rank every client by its health.
    HealthRanked = Query "health.ranked";
    /// Look at a client with every trigger.
    SignalLook = Command "signals.look";
    /// List what was noticed about a client and has not ended.
    SignalOf = Query "signals.of";
    /// List what was noticed about all clients and has not ended.
    SignalOpen = Query "signals.open";
    /// Read everything that was noticed about a client.
    SignalHistory = Query "signals.history";
    /// Read a signal, a look or an end.
    SignalRead = Query "signals.get";
    /// Ask how many clients stayed.
    MetricsRetention = Query "metrics.retention";
    /// Ask how many clients left.
    MetricsLogoChurn = Query "metrics.logo_churn";
    /// Ask how many clients of each class stayed.
    MetricsBySegment = Query "metrics.retention_by_segment";
    /// Ask how many clients came back.
    MetricsRepeatPurchase = Query "metrics.repeat_purchase";
    /// Ask how much of the revenue is left.
    MetricsGrossRetention = Query "metrics.gross_retention";
    /// Ask how much the clients of before bring now.
    MetricsNetRetention = Query "metrics.net_retention";
    /// Ask who of those who came in a month came again.
    MetricsCohorts = Query "metrics.cohorts";
    /// Ask how lately, how often and how much clients buy.
    MetricsRfm = Query "metrics.rfm";
    /// Ask what clients got beside what they expected.
    MetricsDisconfirmation = Query "metrics.disconfirmation";
    /// Ask how many new clients others brought.
    MetricsReferral = Query "metrics.referral";
    /// Ask how many clients brought others.
    MetricsReferralParticipation = Query "metrics.referral_participation";
    /// Ask how soon clients were answered.
    MetricsResponse = Query "metrics.response";
    /// Ask which verbs may be said of a transaction.
    TransactionAllowed = Query "transactions.allowed";
    /// Plan the import of a file.
    ImportPlan = Command "imports.plan";
    /// Ask what would become of the rows of a file.
    ImportDryRun = Query "imports.dry_run";
    /// Take in a file.
    ImportRun = Command "imports.run";
    /// Give up an import.
    ImportCancel = Command "imports.cancel";
    /// Take back what an import made.
    ImportUndo = Command "imports.undo";
    /// Erase what is personal in an import.
    ImportErase = Command "imports.erase";
    /// Read an import.
    ImportRead = Query "imports.get";
    /// List the imports.
    ImportList = Query "imports.all";
    /// Look for the imports of a file.
    ImportOfFile = Query "imports.of_file";
    /// Read which records a batch of an import made.
    ImportBatch = Query "imports.batch";
    /// Read what was known of an import at an earlier time.
    ImportKnownAt = Query "imports.known_at";
    /// Ask which verbs may be said of an import.
    ImportAllowed = Query "imports.allowed";
    /// Write down what a client expects.
    ExpectationCapture = Command "expectations.capture";
    /// Make an expectation measurable.
    ExpectationClarify = Command "expectations.clarify";
    /// Write down that a constraint was explained.
    ExpectationExplain = Command "expectations.explain_constraint";
    /// Propose a level.
    ExpectationPropose = Command "expectations.propose_level";
    /// Write down what is likely.
    ExpectationForecast = Command "expectations.forecast";
    /// Promise a level.
    ExpectationAgree = Command "expectations.agree";
    /// Decline to promise.
    ExpectationDecline = Command "expectations.decline";
    /// Write down that something happened to which a promise answers.
    ExpectationOccur = Command "expectations.occur";
    /// Write down that a part was delivered.
    ExpectationDeliver = Command "expectations.deliver_increment";
    /// Change what was agreed.
    ExpectationRevise = Command "expectations.revise";
    /// Write down that a revision was acknowledged.
    ExpectationAcknowledge = Command "expectations.acknowledge";
    /// Confirm that a promise stands.
    ExpectationConfirm = Command "expectations.confirm";
    /// Measure what was delivered.
    ExpectationEvaluate = Command "expectations.evaluate";
    /// Write down how it came across.
    ExpectationPerceive = Command "expectations.record_perception";
    /// Write down that an evaluation was contradicted.
    ExpectationDispute = Command "expectations.dispute";
    /// Write down what is done about a promise that was not kept.
    ExpectationRemedy = Command "expectations.record_remedy";
    /// Give an expectation to another owner.
    ExpectationHandOver = Command "expectations.hand_over";
    /// Write down that something is expected no more.
    ExpectationWithdraw = Command "expectations.withdraw";
    /// Put another expectation in its place.
    ExpectationSupersede = Command "expectations.supersede";
    /// Read an expectation.
    ExpectationRead = Query "expectations.get";
    /// List a client's expectations.
    ExpectationList = Query "expectations.of";
    /// Look for promises that are due or overdue.
    ExpectationFind = Query "expectations.due_by";
    /// Read what was known of an expectation at an earlier time.
    ExpectationKnownAt = Query "expectations.known_at";
    /// Ask which verbs may be said of an expectation.
    ExpectationAllowed = Query "expectations.allowed";
    /// Read a client's warnings.
    ExpectationWarnings = Query "expectations.warnings";
    /// Read the gaps of an expectation.
    ExpectationGaps = Query "expectations.gaps";
    /// Read a client's index.
    ExpectationIndex = Query "expectations.index";
    /// Read the firm's own practice with expectations.
    ExpectationPractice = Query "expectations.practice";
    /// Write a change request down.
    ChangeDraft = Command "changes.draft";
    /// Edit a change request.
    ChangeEdit = Command "changes.edit";
    /// Hand a change request in.
    ChangeSubmit = Command "changes.submit";
    /// Take a change request on.
    ChangeTriage = Command "changes.triage";
    /// Outline an alternative.
    ChangeOutline = Command "changes.outline";
    /// Take an alternative out.
    ChangeDiscard = Command "changes.discard";
    /// Write down what an alternative does.
    ChangeAssess = Command "changes.assess";
    /// Write down that a change was explained.
    ChangeExplain = Command "changes.explain";
    /// Put a change up for decision.
    ChangePropose = Command "changes.propose";
    /// Ask for more before a change is decided.
    ChangeRequestInfo = Command "changes.request_info";
    /// Write down that a contact agrees to a change.
    ChangeConsent = Command "changes.consent";
    /// Approve a change.
    ChangeApprove = Command "changes.approve";
    /// Reject a change.
    ChangeReject = Command "changes.reject";
    /// Put a change off.
    ChangeDefer = Command "changes.defer";
    /// Look at a deferred change again.
    ChangeResume = Command "changes.resume";
    /// Write down that the team knows of a change.
    ChangeAcknowledgeByTeam = Command "changes.acknowledge_by_team";
    /// Write down that the client knows of a change.
    ChangeAcknowledge = Command "changes.acknowledge";
    /// Begin a change.
    ChangeStart = Command "changes.start";
    /// Take an approval back.
    ChangeRevoke = Command "changes.revoke";
    /// Write down that a change was done.
    ChangeComplete = Command "changes.complete";
    /// Roll a change back.
    ChangeAbort = Command "changes.abort";
    /// Confirm a linked expectation as it stands.
    ChangeConfirm = Command "changes.confirm";
    /// Write down that a contact accepts a change.
    ChangeAccept = Command "changes.accept";
    /// Accept a change that the client cannot see.
    ChangeAcceptByStaff = Command "changes.accept_by_staff";
    /// Send a change back to be done better.
    ChangeRefuse = Command "changes.refuse";
    /// Write a rejected change anew.
    ChangeRevise = Command "changes.revise";
    /// Withdraw a change request.
    ChangeWithdraw = Command "changes.withdraw";
    /// Read a change request.
    ChangeRead = Query "changes.get";
    /// Read the log of a client's changes.
    ChangeLog = Query "changes.log";
    /// Read the log of a project's changes.
    ChangeLogOfProject = Query "changes.log_of_project";
    /// Ask which changes wait for whom.
    ChangeWaitingFor = Query "changes.waiting_for";
    /// Ask which deferred changes are due.
    ChangeDueToResume = Query "changes.due_to_resume";
    /// Ask which emergencies are still to be assessed.
    ChangeDueToAssess = Query "changes.due_to_assess";
    /// Compute a baseline.
    ChangeBaseline = Query "changes.baseline";
    /// Compute by how much a plan has grown.
    ChangeGrowth = Query "changes.growth";
    /// Compute the figures of changes.
    ChangeMetrics = Query "changes.metrics";
    /// Read who said what about a change request.
    ChangeHistory = Query "changes.history";
    /// Read what was known of a change request at an earlier time.
    ChangeKnownAt = Query "changes.known_at";
    /// Ask which verbs may be said of a change request.
    ChangeAllowed = Query "changes.allowed";
    /// Draft a survey.
    SurveyDraft = Command "surveys.draft";
    /// Change what a survey asks.
    SurveyRevise = Command "surveys.revise";
    /// Begin a wave of a survey.
    SurveyOpen = Command "surveys.open";
    /// Count ballots of staff.
    SurveyCount = Command "surveys.count";
    /// End a wave of a survey.
    SurveyClose = Command "surveys.close";
    /// Erase the words of a survey.
    SurveyErase = Command "surveys.erase";
    /// Read a survey.
    SurveyRead = Query "surveys.get";
    /// List the surveys in one state.
    SurveyList = Query "surveys.in_state";
    /// Read what was known of a survey at an earlier time.
    SurveyKnownAt = Query "surveys.known_at";
    /// Ask which verbs may be said of a survey.
    SurveyAllowed = Query "surveys.allowed";
    /// Invite a contact to a survey.
    SurveyInvite = Command "surveys.invite";
    /// Write down that a contact was reminded of a survey.
    SurveyRemind = Command "surveys.remind";
    /// Withdraw an invitation to a survey.
    SurveyWithdraw = Command "surveys.withdraw";
    /// Read an invitation to a survey.
    SurveyInvitation = Query "surveys.invitation";
    /// List a client's invitations to surveys.
    SurveyInvitations = Query "surveys.invitations_of";
    /// Look for invitations of which somebody is to be reminded.
    SurveyRemindersDue = Query "surveys.reminders_due";
    /// Write down what a contact answered.
    SurveyAnswer = Command "surveys.answer";
    /// Read an answer.
    SurveyAnswerRead = Query "surveys.answer_of";
    /// List a client's answers.
    SurveyAnswers = Query "surveys.answers_of";
    /// Read what a wave of a survey comes to.
    SurveyResults = Query "surveys.results";
    /// Read how satisfied a client is.
    SurveyIndex = Query "surveys.index";
    /// The index as it was known at an instant.
    SurveyIndexKnownAt = Query "surveys.index_known_at";
    /// Read how satisfied the clients of a class are.
    SurveySegment = Query "surveys.segment";
    /// Read which clients of a class are least satisfied.
    SurveyRanking = Query "surveys.ranking";
    /// Launch a programme.
    ProgrammeLaunch = Command "programmes.launch";
    /// Change the terms of a programme.
    ProgrammeAmend = Command "programmes.amend";
    /// Suspend a programme.
    ProgrammeSuspend = Command "programmes.suspend";
    /// Reopen a programme.
    ProgrammeReopen = Command "programmes.reopen";
    /// Close a programme.
    ProgrammeClose = Command "programmes.close";
    /// Read a programme.
    ProgrammeRead = Query "programmes.get";
    /// List the programmes.
    ProgrammeList = Query "programmes.in_state";
    /// Ask which verbs may be said of a programme.
    ProgrammeAllowed = Query "programmes.allowed";
    /// Make a client a member.
    ProgrammeEnrol = Command "programmes.enrol";
    /// Write down that a member said so once more.
    ProgrammeAdmit = Command "programmes.admit";
    /// Block a member.
    ProgrammeBlock = Command "programmes.block";
    /// Unblock a member.
    ProgrammeUnblock = Command "programmes.unblock";
    /// Read a member.
    ProgrammeMember = Query "programmes.member";
    /// Read the membership of a client.
    ProgrammeMembership = Query "programmes.membership";
    /// List the members of a programme.
    ProgrammeMembers = Query "programmes.members";
    /// Try other terms on the purchases of members.
    ProgrammeDraft = Query "programmes.draft";
    /// Ask what other terms would have cost.
    ProgrammeDraftCost = Query "programmes.draft_cost";
    /// Ask how a programme does.
    ProgrammeEvaluation = Query "programmes.evaluation";
    /// Give a member a tier by hand.
    TierGive = Command "tiers.give";
    /// End a tier that was given by hand.
    TierEnd = Command "tiers.end";
    /// Ask which tier a member has.
    TierOf = Query "tiers.of";
    /// Ask which tier a member had.
    TierAt = Query "tiers.at";
    /// Read a member's tiers so far.
    TierCourse = Query "tiers.course";
    /// Ask where a member's tier leads.
    TierOutlook = Query "tiers.outlook";
    /// Read what moved a member's tier.
    TierMovements = Query "tiers.movements";
    /// Ask who is to be told that a tier will end.
    TierWarnings = Query "tiers.warnings";
    /// Write down what a purchase earned.
    PointsEarn = Command "points.earn";
    /// Write down what a purchase earned, whoever bought.
    PointsCollect = Command "points.collect";
    /// Give a client points, member or not.
    PointsGrant = Command "points.grant";
    /// Give points for something else.
    PointsBonus = Command "points.bonus";
    /// Let points that wait be spent.
    PointsActivate = Command "points.activate";
    /// Spend points.
    PointsRedeem = Command "points.redeem";
    /// Put points aside.
    PointsReserve = Command "points.reserve";
    /// Spend what was put aside.
    PointsCommit = Command "points.commit";
    /// Free what was put aside.
    PointsRelease = Command "points.release";
    /// Give points of a redemption back.
    PointsRefund = Command "points.refund";
    /// Take the points of a returned purchase back.
    PointsReturn = Command "points.return_purchase";
    /// Give points to another member.
    PointsTransfer = Command "points.transfer";
    /// Move all points to another membership.
    PointsMerge = Command "points.merge";
    /// Add points by hand.
    PointsAdjustUp = Command "points.adjust_up";
    /// Take points away by hand.
    PointsAdjustDown = Command "points.adjust_down";
    /// Bring expired points back.
    PointsReinstate = Command "points.reinstate";
    /// End a membership.
    PointsLeave = Command "points.leave";
    /// Write down what has expired.
    PointsSweep = Command "points.sweep";
    /// Read a balance of points.
    PointsBalance = Query "points.balance";
    /// Read a member's statement.
    PointsStatement = Query "points.statement";
    /// Read an entry of the ledger.
    PointsEntryRead = Query "points.entry";
    /// Read a lot of points.
    PointsLot = Query "points.lot";
    /// List a member's entries.
    PointsEntries = Query "points.entries";
    /// List the entries of a programme.
    PointsOfProgramme = Query "points.of_programme";
    /// Add up the accounts of a programme.
    PointsAccounts = Query "points.accounts";
    /// Ask which points expire.
    PointsExpiring = Query "points.expiring";
    /// Ask of whom points have expired.
    PointsToSweep = Query "points.to_sweep";
    /// Write a reward down.
    RewardDraft = Command "rewards.draft";
    /// Change a reward.
    RewardEdit = Command "rewards.edit";
    /// Change how many there are of a reward.
    RewardRestock = Command "rewards.restock";
    /// Offer a reward.
    RewardOffer = Command "rewards.offer";
    /// Offer a reward no more for a while.
    RewardWithhold = Command "rewards.withhold";
    /// Offer a reward again.
    RewardOfferAgain = Command "rewards.offer_again";
    /// Put a reward away.
    RewardArchive = Command "rewards.archive";
    /// Read a reward.
    RewardRead = Query "rewards.get";
    /// List the rewards of a programme.
    RewardList = Query "rewards.of";
    /// Ask how many of a reward are left.
    RewardStock = Query "rewards.stock";
    /// Read what was known of a reward at an earlier time.
    RewardKnownAt = Query "rewards.known_at";
    /// Ask which verbs may be said of a reward.
    RewardAllowed = Query "rewards.allowed";
    /// Put a reward aside for a member.
    RedemptionReserve = Command "redemptions.reserve";
    /// Give a reward out.
    RedemptionIssue = Command "redemptions.issue";
    /// Write down that a reward was used.
    RedemptionUse = Command "redemptions.used";
    /// Write down that the time of a redemption is over.
    RedemptionExpire = Command "redemptions.expire";
    /// Call a redemption off.
    RedemptionCancel = Command "redemptions.cancel";
    /// Read a redemption.
    RedemptionRead = Query "redemptions.get";
    /// List a client's redemptions.
    RedemptionList = Query "redemptions.of";
    /// Look for a voucher by its code.
    RedemptionByCode = Query "redemptions.by_code";
    /// Look for redemptions whose time is over.
    RedemptionEnded = Query "redemptions.ended_by";
    /// Read what was known of a redemption at an earlier time.
    RedemptionKnownAt = Query "redemptions.known_at";
    /// Ask which verbs may be said of a redemption.
    RedemptionAllowed = Query "redemptions.allowed";
    /// Invite somebody for a client.
    ReferralInvite = Command "referrals.invite";
    /// Write down that who was invited became a client.
    ReferralRegister = Command "referrals.register";
    /// Write down that who was brought has bought.
    ReferralQualify = Command "referrals.qualify";
    /// Give points for a referral.
    ReferralPay = Command "referrals.pay";
    /// Take points for a referral back.
    ReferralReverse = Command "referrals.reverse";
    /// Write down that a referral does not count.
    ReferralReject = Command "referrals.reject";
    /// Write down that a referral took too long.
    ReferralExpire = Command "referrals.expire";
    /// Read a referral.
    ReferralRead = Query "referrals.get";
    /// List whom a client referred.
    ReferralList = Query "referrals.of";
    /// Ask who brought a client.
    ReferralBrought = Query "referrals.brought";
    /// Look for referrals for which points are due.
    ReferralDue = Query "referrals.due_by";
    /// Look for referrals that took too long.
    ReferralEnded = Query "referrals.ended_by";
    /// Read what was known of a referral at an earlier time.
    ReferralKnownAt = Query "referrals.known_at";
    /// Ask which verbs may be said of a referral.
    ReferralAllowed = Query "referrals.allowed";
    /// Write everything that is kept to a file.
    ExportEverything = Query "exports.everything";
    /// Restore a file of everything in an empty store.
    ExportRestore = Command "exports.restore";
    /// Write everything about a client to a file.
    ExportClient = Query "exports.client";
    /// Write everything about a contact to a file.
    ExportContact = Query "exports.contact";
    /// Write the clients to a file of rows.
    ExportClients = Query "exports.clients";
    /// Write the contacts to a file of rows.
    ExportContacts = Query "exports.contacts";
    /// Write the interactions to a file of rows.
    ExportInteractions = Query "exports.interactions";
    /// Write the transactions to a file of rows.
    ExportTransactions = Query "exports.transactions";
    /// Commit several commands as one.
    Together = Command "desk.together";
}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
