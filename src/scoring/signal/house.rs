//! The triggers that the house proposes.

use super::trigger::{Compare, Opens, Severity, Trigger};
use crate::domain::CustomKey;
use crate::domain::cadence::SignalReason;

/// The triggers that are proposed. Those whose number nobody knows yet never fire.
///
/// ```
/// use guanxi::scoring::signal::proposed_triggers;
/// assert!(proposed_triggers().iter().all(|trigger| trigger.check().is_ok()));
/// ```
#[must_use]
pub fn proposed_triggers() -> Vec<Trigger> {
    use Compare::{AtLeast, AtMost};
    use Severity::{High, Low, Medium};
    use SignalReason as Reason;
    vec![
        // Basis points that the score lost in 30 days.
        trigger("health_drop", Reason::HealthDropped, AtLeast, 1_500, 500, High),
        // The satisfaction index, once there is one.
        trigger("satisfaction", Reason::SatisfactionLow, AtMost, 5_000, 6_000, High),
        trigger("detracting_deciders", Reason::DeciderDetracts, AtLeast, 1, 0, High),
        // Days past the longest that a client is left alone.
        trigger("cadence_overdue_days", Reason::CadenceOverdue, AtLeast, 1, 0, Medium),
        trigger("sla_breaches_30d", Reason::ServiceBreached, AtLeast, 2, 0, High),
        trigger("expectations_missed", Reason::ExpectationMissed, AtLeast, 1, 0, High),
        trigger("open_changes", Reason::ChangesPiledUp, AtLeast, 3, 1, Medium),
        // Basis points of growth beside the first baseline.
        trigger("scope_growth", Reason::ScopeGrown, AtLeast, 1_001, 800, Medium),
        trigger("milestone_slip_over_days", Reason::MilestoneSlipped, AtLeast, 1, 0, Medium),
        // Basis points of the budget spent, where less than four fifths of the work is done.
        trigger("budget_ahead", Reason::BudgetAhead, AtLeast, 9_001, 8_500, High),
        trigger("champions_left", Reason::ChampionLeft, AtLeast, 1, 0, High),
        trigger("payment_late_days", Reason::PaymentLate, AtLeast, 1, 0, Medium),
        // Days to the end of a contract with no objective won.
        trigger("contract_days_left", Reason::ContractEnding, AtMost, 90, 120, Medium),
        trigger("complaints_of_one_cause", Reason::ComplaintsRepeated, AtLeast, 3, 2, Medium),
        // How often the client's own gap fits into its silence, in hundredths.
        trigger("hiatus", Reason::Hiatus, AtLeast, 300, 150, Low),
    ]
}

/// The numbers that the proposed triggers watch.
#[must_use]
pub fn watched_sources() -> Vec<CustomKey> {
    proposed_triggers().into_iter().map(|trigger| trigger.source).collect()
}

fn trigger(
    source: &str,
    reason: SignalReason,
    compare: Compare,
    enter: i64,
    exit: i64,
    severity: Severity,
) -> Trigger {
    let id = CustomKey::new(source).expect("the keys of the house are written here");
    let opens = match severity {
        Severity::Low | Severity::Medium => Opens::CallToAction,
        Severity::High => Opens::Risk,
    };
    let (version, times, of, cool_down) = (1, 1, 1, 14);
    let source = id.clone();
    Trigger {
        id,
        version,
        reason,
        source,
        compare,
        enter,
        exit,
        times,
        of,
        cool_down,
        severity,
        opens,
    }
}
