//! Arbitrary change requests, edits and commands, built through the public constructors; and the
//! next step that brings one forward.

use proptest::prelude::*;

use super::{
    Acceptance, AlternativeKind, ChangeCause, ChangeEdit, ChangeKind, ChangeRequest, ChangeSource,
    ChangeState, Consent, Dimension, Effect, Given, NewAlternative, NewApproval, NewChange,
    NewImpact, PlanRevision, Requester, ScopeStep, ScopeVerb, Totals, Triage, Urgent,
};
use crate::domain::interaction::Channel;
use crate::domain::quantity::strategies::percent;
use crate::domain::text::strategies::{line, note};
use crate::domain::time::strategies::date;
use crate::domain::{
    Acknowledgement, ContactId, Currency, CustomKey, Evidence, ExpectationId, Line, Money, Note,
    StaffId, TextDigest, Timestamp,
};

/// Who plays in a story: a contact of the client, a member of staff in the role `lead` and one in
/// the role `sponsor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast {
    /// The contact.
    pub contact: ContactId,
    /// Holds the role `lead`.
    pub lead: StaffId,
    /// Holds the role `sponsor`.
    pub sponsor: StaffId,
}

/// The keys of items and milestones that are drawn; a baseline that has the milestones is never
/// surprised.
pub const ITEMS: [&str; 4] = ["import", "export", "search", "report"];
/// The milestones that are drawn.
pub const MILESTONES: [&str; 3] = ["design", "build", "go_live"];

/// A change to write down, from the contact or the lead.
pub fn new_change(cast: Cast) -> impl Strategy<Value = NewChange> {
    let requester = prop_oneof![
        3 => Just(Requester::Contact(cast.contact)),
        1 => Just(Requester::Staff(cast.lead)),
    ];
    (requester, line(), change_edit()).prop_filter_map("a title", |(by, title, more)| {
        Some(NewChange::by(by, title.as_str()).ok()?.with(more))
    })
}

/// Changes to any of the fields, sometimes to none, and not of the kind.
pub fn change_edit() -> impl Strategy<Value = ChangeEdit> {
    prop::collection::vec(field(), 0..4)
        .prop_map(|changes| changes.into_iter().fold(ChangeEdit::new(), ChangeEdit::and))
}

fn field() -> impl Strategy<Value = ChangeEdit> {
    let new = ChangeEdit::new;
    prop_oneof![
        prop::sample::select(ChangeSource::ALL).prop_map(move |source| new().source(source)),
        prop::sample::select(ChangeCause::ALL).prop_map(move |cause| new().cause(cause)),
        Just(new().without_cause()),
        date().prop_map(move |day| new().wanted_by(day)),
        Just(new().without_wanted_by()),
        Just(new().shared()),
        Just(new().internal()),
        Just(new().visible_by_source()),
        expectation().prop_map(move |id| new().link(id)),
        expectation().prop_map(move |id| new().unlink(id)),
        line().prop_map(move |title| new().title(title)),
        note().prop_map(move |text| new().text(text)),
        note().prop_map(move |reason| new().reason(reason)),
    ]
}

/// One of a few expectations.
pub fn expectation() -> impl Strategy<Value = ExpectationId> {
    (1_u128..4).prop_map(|n| ExpectationId::from_uuid(uuid::Uuid::from_u128(n)))
}

/// How a change is decided.
pub fn kind() -> impl Strategy<Value = ChangeKind> {
    let template = Just("extra_report").prop_filter_map("a key", |key| CustomKey::new(key).ok());
    prop_oneof![
        4 => Just(ChangeKind::Normal),
        2 => Just(ChangeKind::Emergency),
        1 => template.prop_map(ChangeKind::Standard),
    ]
}

/// An effect in any dimension, also none; money in yuan.
pub fn effect() -> impl Strategy<Value = Effect> {
    prop::sample::select(Dimension::ALL).prop_flat_map(effect_in)
}

/// An effect in one dimension, also none; money in yuan.
pub fn effect_in(dimension: Dimension) -> BoxedStrategy<Effect> {
    let none = Just(Effect::none(dimension));
    let some = match dimension {
        Dimension::Scope => {
            let verb = prop::sample::select(ScopeVerb::ALL);
            let steps = prop::collection::btree_map(prop::sample::select(&ITEMS), verb, 1..3);
            steps.prop_filter_map("a scope", scope).boxed()
        }
        Dimension::Time => {
            let days = prop_oneof![-20_i64..0, 1_i64..30];
            prop::collection::btree_map(prop::sample::select(&MILESTONES), days, 1..3)
                .prop_filter_map("days", |shifts| Effect::time(shifts).ok())
                .boxed()
        }
        Dimension::Cost => (-500_000_i64..2_000_000)
            .prop_filter_map("a currency", |minor| {
                Some(Effect::cost(Money::new(minor, Currency::new("CNY").ok()?)))
            })
            .boxed(),
        Dimension::Resources => {
            let hours = prop_oneof![-80_i64..0, 1_i64..200];
            prop::collection::btree_map(prop::sample::select(&["developer", "tester"]), hours, 1..3)
                .prop_filter_map("hours", |hours| Effect::resources(hours).ok())
                .boxed()
        }
    };
    prop_oneof![1 => none, 4 => some].boxed()
}

fn scope(steps: std::collections::BTreeMap<&str, ScopeVerb>) -> Option<Effect> {
    let step = |(item, verb)| match verb {
        ScopeVerb::Add => ScopeStep::add(item),
        ScopeVerb::Modify => ScopeStep::modify(item),
        ScopeVerb::Remove => ScopeStep::remove(item),
    };
    Effect::scope(steps.into_iter().map(step).collect::<Result<Vec<_>, _>>().ok()?).ok()
}

/// At most one effect for each dimension.
pub fn effects() -> impl Strategy<Value = Vec<Effect>> {
    prop::collection::vec(effect(), 0..6).prop_map(|drawn| {
        let mut kept: Vec<Effect> = Vec::new();
        for effect in drawn {
            if kept.iter().all(|other| other.dimension() != effect.dimension()) {
                kept.push(effect);
            }
        }
        kept
    })
}

/// An effect in each of the four dimensions, in their order.
pub fn four_effects() -> impl Strategy<Value = Vec<Effect>> {
    let four: Vec<_> = Dimension::ALL.iter().copied().map(effect_in).collect();
    four
}

/// An alternative, one in four of which does nothing.
pub fn alternative() -> impl Strategy<Value = NewAlternative> {
    let act = line().prop_filter_map("a label", |label| NewAlternative::act(label.as_str()).ok());
    let nothing = Just(()).prop_filter_map("a label", |()| NewAlternative::do_nothing().ok());
    (prop_oneof![3 => act, 1 => nothing], note(), any::<bool>()).prop_map(|(new, pros, advised)| {
        let new = new.pros(pros);
        if advised { new.recommended() } else { new }
    })
}

/// Something that can be said of a change request.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Edit.
    Edit(ChangeEdit),
    /// Hand in.
    Submit,
    /// Take on.
    Triage(Triage),
    /// Outline an alternative.
    Outline(NewAlternative),
    /// Take an alternative out.
    Discard(u32),
    /// Assess an alternative.
    Assess(u32, NewImpact),
    /// Explain.
    Explain(ContactId, Note),
    /// Put up for decision.
    Propose,
    /// Ask for more.
    RequestInfo(Line),
    /// A contact agrees.
    Consent(ContactId, u32),
    /// A member of staff says yes.
    Approve(StaffId, NewApproval),
    /// Reject.
    Reject(Line),
    /// Put off.
    Defer(Timestamp, Line),
    /// Look again.
    Resume,
    /// The team knows.
    AcknowledgeByTeam(StaffId),
    /// The client knows.
    Acknowledge(Acknowledgement),
    /// Begin.
    Start(PlanRevision),
    /// Take an approval back.
    Revoke(Line),
    /// Done.
    Complete(Vec<Effect>),
    /// Roll back.
    Abort(PlanRevision, Line),
    /// An expectation stays.
    Confirm(ExpectationId, ContactId),
    /// A contact accepts.
    Accept(ContactId, Acceptance),
    /// A member of staff accepts.
    AcceptByStaff(StaffId, Acceptance),
    /// Send back.
    Refuse(Line),
    /// Write anew.
    Revise,
    /// Withdraw.
    Withdraw(Line),
}

impl Command {
    /// The verb of the state table that it says.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Command::Edit(_) => "edit",
            Command::Submit => "submit",
            Command::Triage(_) => "triage",
            Command::Outline(_) => "outline",
            Command::Discard(_) => "discard",
            Command::Assess(..) => "assess",
            Command::Explain(..) => "explain",
            Command::Propose => "propose",
            Command::RequestInfo(_) => "request_info",
            Command::Consent(..) => "consent",
            Command::Approve(..) => "approve",
            Command::Reject(_) => "reject",
            Command::Defer(..) => "defer",
            Command::Resume => "resume",
            Command::AcknowledgeByTeam(_) | Command::Acknowledge(_) => "acknowledge",
            Command::Start(_) => "start",
            Command::Revoke(_) => "revoke",
            Command::Complete(_) => "complete",
            Command::Abort(..) => "abort",
            Command::Confirm(..) => "confirm",
            Command::Accept(..) | Command::AcceptByStaff(..) => "accept",
            Command::Refuse(_) => "refuse",
            Command::Revise => "revise",
            Command::Withdraw(_) => "withdraw",
        }
    }

    /// The member of staff who says it, where it must be they themselves.
    #[must_use]
    pub fn speaker(&self, cast: &Cast) -> StaffId {
        if let Command::Approve(by, _)
        | Command::AcceptByStaff(by, _)
        | Command::AcknowledgeByTeam(by) = self
        {
            return *by;
        }
        cast.sponsor
    }
}

/// Any command, in any state; what must be ahead lies ahead of `now`.
pub fn command(cast: Cast, now: Timestamp) -> impl Strategy<Value = Command> {
    let number = || 1_u32..5;
    let staff = move || prop::sample::select(vec![cast.lead, cast.sponsor]);
    let role = || prop::sample::select(&["lead", "sponsor"]);
    let later = (1_i64..40).prop_map(move |days| now.plus_seconds(days * 86_400).unwrap_or(now));
    let approval = (number(), role())
        .prop_filter_map("a role", |(alternative, role)| NewApproval::of(alternative, role).ok());
    let impact = (effect(), line(), percent(), staff());
    let impact = impact.prop_filter_map("a reason", |(effect, why, sure, by)| {
        Some(NewImpact::of(effect, why.as_str(), by).ok()?.confidence(sure))
    });
    let before = prop_oneof![
        4 => change_edit().prop_map(Command::Edit),
        1 => kind().prop_map(|kind| Command::Edit(ChangeEdit::new().kind(kind))),
        2 => Just(Command::Submit),
        2 => Just(Command::Triage(Triage::Normal { assessor: cast.lead })),
        1 => Just(Command::Triage(Triage::Standard)),
        2 => alternative().prop_map(Command::Outline),
        1 => number().prop_map(Command::Discard),
        4 => (number(), impact).prop_map(|(number, impact)| Command::Assess(number, impact)),
        1 => note().prop_map(move |text| Command::Explain(cast.contact, text)),
        2 => Just(Command::Propose),
        1 => line().prop_map(Command::RequestInfo),
        2 => number().prop_map(move |number| Command::Consent(cast.contact, number)),
        3 => (staff(), approval).prop_map(|(by, approval)| Command::Approve(by, approval)),
        1 => line().prop_map(Command::Reject),
        1 => (later, line()).prop_map(|(until, why)| Command::Defer(until, why)),
        1 => Just(Command::Resume),
    ];
    let plan = || {
        (0_u32..8, any::<bool>()).prop_filter_map("a name", |(n, made)| {
            let plan = Evidence::of("plan_revision", &format!("x{n}")).ok()?;
            Some(if made { PlanRevision::Made(plan) } else { PlanRevision::NeverMade(plan) })
        })
    };
    let after = prop_oneof![
        2 => staff().prop_map(Command::AcknowledgeByTeam),
        2 => Just(Command::Acknowledge(acknowledged(cast, now))),
        2 => plan().prop_map(Command::Start),
        1 => line().prop_map(Command::Revoke),
        2 => effects().prop_map(Command::Complete),
        1 => (plan(), line()).prop_map(|(plan, why)| Command::Abort(plan, why)),
        2 => expectation().prop_map(move |id| Command::Confirm(id, cast.contact)),
        1 => Just(Command::Accept(cast.contact, Acceptance::AsMeant)),
        1 => line().prop_map(move |why| Command::Accept(cast.contact, Acceptance::With(why))),
        1 => staff().prop_map(|by| Command::AcceptByStaff(by, Acceptance::AsMeant)),
        1 => line().prop_map(Command::Refuse),
        1 => Just(Command::Revise),
        1 => line().prop_map(Command::Withdraw),
    ];
    prop_oneof![before, after]
}

fn acknowledged(cast: Cast, at: Timestamp) -> Acknowledgement {
    let (channel, digest) = (Channel::Email, TextDigest::of("变更已批准"));
    Acknowledgement { by: cast.contact, at, channel, digest }
}

/// The next step that brings a change request towards its end, as somebody of the cast would say
/// it now; none when it is over. A `fresh` number makes the revision of the plan a new one.
#[must_use]
pub fn forward(
    change: &ChangeRequest,
    cast: &Cast,
    given: &Given<'_>,
    now: Timestamp,
    fresh: u32,
) -> Option<Command> {
    match change.state() {
        ChangeState::Draft => Some(draft_forward(change)),
        ChangeState::Submitted => Some(triage(change, cast)),
        ChangeState::Assessing => assess_forward(change, cast),
        ChangeState::AwaitingDecision => decide_forward(change, cast, given, now),
        ChangeState::Approved => approved_forward(change, cast, now, fresh),
        ChangeState::Deferred { .. } => Some(Command::Resume),
        ChangeState::Rejected => Some(Command::Revise),
        ChangeState::Implementing => Some(Command::Complete(change.effects())),
        ChangeState::Verifying => verify_forward(change, cast),
        ChangeState::Closed(_) | ChangeState::Withdrawn => None,
    }
}

fn draft_forward(change: &ChangeRequest) -> Command {
    let said = |what: Option<Option<&Note>>| what.flatten().is_some();
    let whole =
        said(change.text().known()) && said(change.reason().known()) && change.source().is_some();
    if whole {
        return Command::Submit;
    }
    let text = Note::new("加一个导出按钮").expect("a text");
    let edit = ChangeEdit::new().text(text.clone()).reason(text).source(ChangeSource::ClientNeed);
    Command::Edit(edit)
}

fn triage(change: &ChangeRequest, cast: &Cast) -> Command {
    Command::Triage(match change.kind() {
        ChangeKind::Normal => Triage::Normal { assessor: cast.lead },
        ChangeKind::Standard(_) => Triage::Standard,
        ChangeKind::Emergency => {
            let impacts = Dimension::ALL.iter().map(|one| nothing(*one, cast)).collect();
            Triage::Emergency(Box::new(Urgent {
                assessor: cast.lead,
                alternative: NewAlternative::act("立即修复").expect("a label"),
                impacts,
                ceiling: "CNY 5 000".parse().expect("an amount"),
            }))
        }
    })
}

fn nothing(dimension: Dimension, cast: &Cast) -> NewImpact {
    NewImpact::of(Effect::none(dimension), "没有影响", cast.lead).expect("a reason")
}

fn assess_forward(change: &ChangeRequest, cast: &Cast) -> Option<Command> {
    let acts = || change.alternatives().iter().filter(|one| one.kind == AlternativeKind::Act);
    if acts().next().is_none() {
        return Some(Command::Outline(NewAlternative::act("照办").ok()?));
    }
    if acts().count() == change.alternatives().len() && !change.is_emergency() {
        return Some(Command::Outline(NewAlternative::do_nothing().ok()?));
    }
    for one in acts() {
        let missing = Dimension::ALL.iter().find(|dimension| one.impact(**dimension).is_none());
        if let Some(dimension) = missing {
            return Some(Command::Assess(one.number, nothing(*dimension, cast)));
        }
    }
    let explained = change.explained().iter().any(|one| one.revision == change.revision());
    if change.is_visible() && !explained && !change.is_emergency() {
        let text = Note::new("利弊如下").ok()?;
        return Some(Command::Explain(cast.contact, text));
    }
    Some(Command::Propose)
}

fn decide_forward(
    change: &ChangeRequest,
    cast: &Cast,
    given: &Given<'_>,
    now: Timestamp,
) -> Option<Command> {
    let mut acts = change.alternatives().iter().filter(|one| one.kind == AlternativeKind::Act);
    // Of an emergency that came up again, the last is what it is about now.
    let one = if change.is_emergency() { acts.next_back() } else { acts.next() }?;
    let stale = |at: Timestamp| now.seconds() - at.seconds() > 29 * 86_400;
    if one.impacts.iter().any(|impact| stale(impact.assessed_at)) {
        return Some(Command::RequestInfo(Line::new("影响还是这样吗？").ok()?));
    }
    let approved = Totals::of(given.others_of(change), change.project()).ok()?;
    let deciders = given.policy.deciders(change, one, &approved).ok()?;
    let agreed = change.consents().iter().any(|consent| consent.alternative == one.number);
    if deciders.consent == Consent::Needed && !agreed {
        return Some(Command::Consent(cast.contact, one.number));
    }
    // Who asks does not approve, and the sponsor, who never asks here, speaks for the lead.
    let own = change.requester() == Requester::Staff(cast.lead);
    let (by, role) = match deciders.role.as_str() {
        "lead" if !own => (cast.lead, "lead"),
        "lead" => (cast.sponsor, "sponsor"),
        role => (cast.sponsor, role),
    };
    Some(Command::Approve(by, NewApproval::of(one.number, role).ok()?))
}

fn approved_forward(
    change: &ChangeRequest,
    cast: &Cast,
    now: Timestamp,
    fresh: u32,
) -> Option<Command> {
    if change.acknowledged().team.is_none() {
        return Some(Command::AcknowledgeByTeam(cast.lead));
    }
    if change.is_visible() && change.acknowledged().client.is_none() {
        return Some(Command::Acknowledge(acknowledged(*cast, now)));
    }
    let plan = Evidence::of("plan_revision", &format!("r{fresh}")).ok()?;
    Some(Command::Start(PlanRevision::Made(plan)))
}

fn verify_forward(change: &ChangeRequest, cast: &Cast) -> Option<Command> {
    if change.retro_due().is_some() {
        let retro = change.emergency().map(|one| one.retro.as_slice()).unwrap_or_default();
        let seen = |d: &Dimension| retro.iter().any(|impact| impact.effect.dimension() == *d);
        let missing = Dimension::ALL.iter().find(|dimension| !seen(dimension))?;
        let number = change.approved()?.number;
        return Some(Command::Assess(number, nothing(*missing, cast)));
    }
    let confirmed = |id: &ExpectationId| change.confirmed().iter().any(|c| c.expectation == *id);
    if let Some(open) = change.expectations().iter().find(|id| !confirmed(id)) {
        return Some(Command::Confirm(*open, cast.contact));
    }
    Some(if change.is_visible() {
        Command::Accept(cast.contact, Acceptance::AsMeant)
    } else {
        Command::AcceptByStaff(cast.sponsor, Acceptance::AsMeant)
    })
}
