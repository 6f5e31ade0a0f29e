//! The places at which a store can break its word.

macro_rules! faults {
    ($($name:ident,)*) => {
        /// A place at which the store breaks its word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault {
            Nowhere,
            $($name,)*
        }

        /// All of them.
        pub(crate) const FAULTS: &[Fault] = &[$(Fault::$name,)*];
    };
}

faults! {
    EveryReadIsAMomentOfItsOwn, ViewsLagBehind, ClosureErrorSwallowed, ClosureErrorWrapped,
    HalfAUnitAfterAnError, RefusedKeysRemembered,
    RepetitionsWriteAgain, RepetitionsNotMarked, RepetitionsAnsweredEmpty, KeysNotKept,
    OtherDigestsRepeated,
    ExpectationsBeforeKeys, TakesBeforeExpectations, UniquenessBeforeTakes, KeysBeforeForm,
    StreamExpectationsIgnored, ReadExpectationsIgnored, RecordExpectationsIgnored, AbsenceIgnored,
    StaleFindsNothing, LastExpectationNamed,
    RevisionMovesTwice, RevisionMovesByEntries, EmptyWritesMoveRevisions,
    RedactionMovesRecord, RecordRevisionIsItsOwn,
    PutsBeforeRemoves, StreamByStream, RedactionsBeforePuts,
    UniqueIgnored, UniqueNotFreedByRemove, UniqueOnlyOnePerSet, TakenNamesNobody,
    FactsPutAgain, SupersededTwice, SupersessionForgotten, SupersessionLosesTheOriginal,
    ResurrectedByRemove,
    BoundsIgnored, TakesLost, TakesOneByOneIgnored,
    DerivedOnlyGrows, DerivedIgnoresSupersession, DerivedMovesRevision, DerivedNotOnPut,
    DerivedWithoutOwn, DerivedNotBelowOwn, MovedFactsSayAnother, RemovedFactsComeBack,
    EntriesMoveAlong, MovedRecordLeftBehind,
    RedactionOnlyInRecord, RedactionOnlyInItsStream, RedactionLeavesIndexes, RedactionBreaksChain,
    FormUnchecked, TakesWithoutEntries, RecordsThatAreNotThereRemoved, PutsMoveSilently,
    ClockRunsBackwards, UpdatesLost,
    LastUnitLostOnOpening, KeysLostOnOpening, AnswersBeforeCommit,
    WorksAfterClose, SecondCloseFails, CheckSeesGhosts, RebuildForgetsDerived,
    ScrubLeavesBytes, ScrubLosesRecords, ScrubAlwaysWaits, ForgetsOneKeyMore, ForgetsEveryKey,
    StatsCountWhatWas, StatsForgetKeys, CheckGoesOn, CheckRunsBackwards, CheckRunsPastItsEnd,
    GetLeavesOutWhatIsNot, GetSorts, ColumnsAlways, NamedColumnsAsDeclared, NoDerivedColumns,
    Unsorted, DescendingKeepsIds, NullsInIndexes, ManyOnce, PrefixIgnoresCase, PrefixIsAPattern,
    BoundsInclude, IntegersAsTexts, ConditionsIgnored, IsNotLeavesOutNulls,
    SightIgnoredInPages, SightIgnoredInCounts, SightIgnoredInJournal, SupersededShown,
    SupersededCounted, CursorRepeatsARecord, CursorForgetsIds, FilteredPagesEndEarly,
    LimitOneMore, AnyCursor, UnknownIndexIsEmpty, LimitUnchecked, CountIsAPage, CountOnlyRecords,
    NumbersRunThroughUnit, NumbersFromOne, ActorForgotten, ValidAtIsRecordedAt, PositionsByStream,
    JournalByStream, PositionsBackwards, RecordFilterIgnoresNoun, RecordedByExcludes,
    JournalAfterIncludes, JournalLimitUnchecked, FactsSaidInline, TakesAtEveryEntry,
    TakesUnsaid, KeyForgetsIds, KeyKeepsWrittenTime, UnknownKeysKept, HeadsSorted,
    HeadsWithoutTime, CountersByNameAlone,
    RestoredRevisionsForgotten, RestoredWithoutDerived, RestoredCountersForgotten,
    RestoredSealsForgotten, RestoredByHalves, RestoredUnverified, RestoredOver,
    WorksHalfRestored,
}
