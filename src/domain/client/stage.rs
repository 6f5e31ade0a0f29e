//! How far the relationship with a client has come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::machine::{Machine, Verb};
use crate::domain::named::named;
use crate::domain::{CustomKey, Line, Timestamp};

/// How far the relationship with a client has come.
///
/// ```text
/// Prospect ─begin→ Onboarding ─deliver→ Delivering ─hand_over→ Supported ─rest→ Dormant
///    │  ↑              ↑                    ↑───────deliver───────┘─────────────────┘
///   lose reopen        └─win_back─ Churned ←─churn─ Onboarding, Delivering, Supported, Dormant
///    ↓  │
///    Lost
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Not a client yet.
    Prospect,
    /// Getting to know each other.
    Onboarding,
    /// Work is being done for them.
    Delivering,
    /// The work is done and looked after.
    Supported,
    /// Nothing is going on.
    Dormant,
    /// They went away.
    Churned,
    /// They never came.
    Lost,
}

named!(Stage, "stage", [Prospect, Onboarding, Delivering, Supported, Dormant, Churned, Lost]);

/// What moves the relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StageVerb {
    /// The first order is in sight.
    Begin,
    /// Work begins, for the first time or again.
    Deliver,
    /// The work is handed over to those who look after it.
    HandOver,
    /// Nothing more is going on.
    Rest,
    /// They went away.
    Churn,
    /// They came back.
    WinBack,
    /// They never came.
    Lose,
    /// They may come after all.
    Reopen,
}

impl StageVerb {
    /// The verb's name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StageVerb::Begin => "begin",
            StageVerb::Deliver => "deliver",
            StageVerb::HandOver => "hand_over",
            StageVerb::Rest => "rest",
            StageVerb::Churn => "churn",
            StageVerb::WinBack => "win_back",
            StageVerb::Lose => "lose",
            StageVerb::Reopen => "reopen",
        }
    }
}

const SAME: &[(&str, &str)] = &[
    ("Prospect", "Prospect"),
    ("Onboarding", "Onboarding"),
    ("Delivering", "Delivering"),
    ("Supported", "Supported"),
    ("Dormant", "Dormant"),
    ("Churned", "Churned"),
    ("Lost", "Lost"),
];

/// The stages of the relationship. `tick` and `untick` are about the stage's exit checklist.
pub const STAGES: Machine = Machine {
    name: "client stage",
    states: &["Prospect", "Onboarding", "Delivering", "Supported", "Dormant", "Churned", "Lost"],
    verbs: &[
        Verb { name: "begin", moves: &[("Prospect", "Onboarding")] },
        Verb {
            name: "deliver",
            moves: &[
                ("Onboarding", "Delivering"),
                ("Supported", "Delivering"),
                ("Dormant", "Delivering"),
            ],
        },
        Verb { name: "hand_over", moves: &[("Delivering", "Supported")] },
        Verb { name: "rest", moves: &[("Supported", "Dormant")] },
        Verb {
            name: "churn",
            moves: &[
                ("Onboarding", "Churned"),
                ("Delivering", "Churned"),
                ("Supported", "Churned"),
                ("Dormant", "Churned"),
            ],
        },
        Verb { name: "win_back", moves: &[("Churned", "Onboarding")] },
        Verb { name: "lose", moves: &[("Prospect", "Lost")] },
        Verb { name: "reopen", moves: &[("Lost", "Prospect")] },
        Verb { name: "tick", moves: SAME },
        Verb { name: "untick", moves: SAME },
    ],
};

/// Where the relationship stands, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub(super) stage: Stage,
    pub(super) since: Timestamp,
    pub(super) repeats: u32,
    pub(super) ticked: Vec<CustomKey>,
    pub(super) spent: BTreeMap<Stage, i64>,
    pub(super) churned: Option<(Timestamp, Option<bool>)>,
}

frozen!(Standing { stage, since, repeats, ticked, spent, churned });

impl Standing {
    pub(super) fn new(since: Timestamp) -> Self {
        Standing {
            stage: Stage::Prospect,
            since,
            repeats: 0,
            ticked: Vec::new(),
            spent: BTreeMap::new(),
            churned: None,
        }
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Since when the relationship has been in this stage.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// How often work began again after it had been handed over.
    #[must_use]
    pub fn repeats(&self) -> u32 {
        self.repeats
    }

    /// What of the stage's exit checklist is done.
    #[must_use]
    pub fn ticked(&self) -> &[CustomKey] {
        &self.ticked
    }

    /// When they went away the last time.
    #[must_use]
    pub fn churned_at(&self) -> Option<Timestamp> {
        self.churned.map(|(at, _)| at)
    }

    /// Whether it could have been avoided that they went away the last time, if somebody knows.
    #[must_use]
    pub fn churn_was_avoidable(&self) -> Option<bool> {
        self.churned.and_then(|(_, avoidable)| avoidable)
    }

    /// How many whole seconds the relationship has been in a stage until `now`, all the times that
    /// it was there added up.
    #[must_use]
    pub fn seconds_in(&self, stage: Stage, now: Timestamp) -> i64 {
        let before = self.spent.get(&stage).copied().unwrap_or_default();
        let running = if stage == self.stage { self.running(now) } else { 0 };
        before.saturating_add(running).div_euclid(1_000_000)
    }

    /// Microseconds in the stage of today.
    fn running(&self, now: Timestamp) -> i64 {
        now.micros().saturating_sub(self.since.micros()).max(0)
    }

    pub(super) fn go(&mut self, to: Stage, at: Timestamp) {
        let running = self.running(at);
        let spent = self.spent.entry(self.stage).or_default();
        *spent = spent.saturating_add(running);
        self.stage = to;
        self.since = at;
        self.ticked.clear();
    }
}

/// Why a client went away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Churn {
    pub(super) reason: Line,
    pub(super) avoidable: Option<bool>,
}

impl Churn {
    /// They went away because of this; when they did is when it is said to have happened.
    #[must_use]
    pub fn because(reason: Line) -> Self {
        Churn { reason, avoidable: None }
    }

    /// The same, and it could have been avoided.
    #[must_use]
    pub fn avoidable(mut self) -> Self {
        self.avoidable = Some(true);
        self
    }

    /// The same, and nobody could have avoided it.
    #[must_use]
    pub fn unavoidable(mut self) -> Self {
        self.avoidable = Some(false);
        self
    }
}
