//! Who may decide which change: the firm's own policy, stated once and versioned.

use serde::{Deserialize, Serialize};

use super::template::Template;
use crate::domain::named::named;
use crate::domain::{Currency, CustomKey, Invalid, Money, Staff, Tag};

/// Whether the client must agree before a change is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClientConsent {
    /// To every change.
    Always,
    /// To one that the client can see.
    IfVisible,
    /// To none.
    Never,
}

named!(ClientConsent, "client consent", [Always, IfVisible, Never]);

/// Whether who asks for a change may approve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OwnRequest {
    /// Somebody else approves it.
    Refused,
    /// They may: for a firm of one.
    Allowed,
}

named!(OwnRequest, "own request", [Refused, Allowed]);

/// How much a role may decide about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum CostLimit {
    /// Nothing that costs or saves anything.
    Nothing,
    /// Up to this amount, spent or saved.
    UpTo(Money),
    /// Any amount.
    Any,
}

/// What a role may decide: one line of the authority list.
///
/// ```
/// use guanxi::domain::change_request::{Authority, ClientConsent};
/// let lead = Authority::of("lead")?
///     .cost_up_to("CNY 5 000".parse()?)?
///     .days_up_to(5)
///     .items_up_to(3)
///     .approvals(2)?
///     .consent(ClientConsent::Always);
/// assert_eq!(lead.role().as_str(), "lead");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    pub(super) role: Tag,
    pub(super) cost: CostLimit,
    pub(super) days: Option<u32>,
    pub(super) items: Option<u32>,
    pub(super) approvals: u8,
    pub(super) consent: ClientConsent,
}

impl Authority {
    /// The most approvals that one change may need.
    pub const APPROVALS: u8 = 10;

    /// Members of staff in this role, one of whom decides about everything; the client must agree
    /// to what it can see.
    ///
    /// # Errors
    /// What [`Tag::new`] turns away.
    pub fn of(role: &str) -> Result<Self, Invalid> {
        Ok(Authority {
            role: Tag::new(role).map_err(|why| why.in_field("role"))?,
            cost: CostLimit::Any,
            days: None,
            items: None,
            approvals: 1,
            consent: ClientConsent::IfVisible,
        })
    }

    /// The same, about what costs or saves at the most so much.
    ///
    /// # Errors
    /// [`Invalid::Range`] for an amount below zero.
    pub fn cost_up_to(mut self, most: Money) -> Result<Self, Invalid> {
        not_negative("cost", most)?;
        self.cost = CostLimit::UpTo(most);
        Ok(self)
    }

    /// The same, about what costs and saves nothing.
    #[must_use]
    pub fn without_cost(mut self) -> Self {
        self.cost = CostLimit::Nothing;
        self
    }

    /// The same, about what moves no milestone by more than so many working days.
    #[must_use]
    pub fn days_up_to(mut self, most: u32) -> Self {
        self.days = Some(most);
        self
    }

    /// The same, about what touches at the most so many items of the scope.
    #[must_use]
    pub fn items_up_to(mut self, most: u32) -> Self {
        self.items = Some(most);
        self
    }

    /// The same, when so many of them say so.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 to 10.
    pub fn approvals(mut self, needed: u8) -> Result<Self, Invalid> {
        if !(1..=Self::APPROVALS).contains(&needed) {
            let high = i64::from(Self::APPROVALS);
            return Err(Invalid::Range { field: "approvals", low: 1, high });
        }
        self.approvals = needed;
        Ok(self)
    }

    /// The same, with this asked of the client.
    #[must_use]
    pub fn consent(mut self, consent: ClientConsent) -> Self {
        self.consent = consent;
        self
    }

    /// Who decides.
    #[must_use]
    pub fn role(&self) -> &Tag {
        &self.role
    }
}

/// Who may decide which change, what all changes together may cost, and which are approved
/// beforehand. The host states it; the journal keeps the version by which something was decided.
///
/// The [default](ChangePolicy::default) suits a small firm: a `lead` decides what costs nothing and
/// moves nothing by more than five working days, a `sponsor` everything else and emergencies.
///
/// ```
/// use guanxi::domain::change_request::{Authority, ChangePolicy};
/// let policy = ChangePolicy::version(2)?
///     .authority(Authority::of("lead")?.cost_up_to("CNY 5 000".parse()?)?.days_up_to(5))?
///     .authority(Authority::of("director")?.cost_up_to("CNY 50 000".parse()?)?)?
///     .sponsor(Authority::of("partner")?.approvals(2)?)
///     .change_budget("CNY 60 000".parse()?)?
///     .time_tolerance(20);
/// assert!(policy.change_budget("EUR 1".parse()?).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePolicy {
    pub(super) version: u32,
    pub(super) authorities: Vec<Authority>,
    pub(super) sponsor: Authority,
    pub(super) emergency: Tag,
    pub(super) ceiling: Option<Money>,
    pub(super) change_budget: Option<Money>,
    pub(super) time_tolerance: Option<u32>,
    pub(super) own_request: OwnRequest,
    pub(super) fresh_days: u32,
    pub(super) retro_days: u32,
    pub(super) notice_days: u32,
    pub(super) templates: Vec<Template>,
}

impl ChangePolicy {
    /// The most lines of the authority list.
    pub const AUTHORITIES: usize = 50;
    /// The most templates.
    pub const TEMPLATES: usize = 500;
    /// The most days of any of its periods.
    pub const DAYS: u32 = 366;

    /// A policy of this version in which the role `sponsor` decides everything.
    ///
    /// # Errors
    /// [`Invalid::Range`] for version 0.
    pub fn version(version: u32) -> Result<Self, Invalid> {
        if version == 0 {
            return Err(Invalid::Range { field: "version", low: 1, high: i64::from(u32::MAX) });
        }
        Ok(ChangePolicy {
            version,
            authorities: Vec::new(),
            sponsor: Authority::of("sponsor")?,
            emergency: Tag::new("sponsor")?,
            ceiling: None,
            change_budget: None,
            time_tolerance: None,
            own_request: OwnRequest::Refused,
            fresh_days: 30,
            retro_days: 3,
            notice_days: 1,
            templates: Vec::new(),
        })
    }

    /// The same, with one line more at the end of the authority list: the first line that covers a
    /// change decides it.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency than the policy's, [`Invalid::TooMany`] above 50.
    pub fn authority(mut self, authority: Authority) -> Result<Self, Invalid> {
        if self.authorities.len() >= Self::AUTHORITIES {
            return Err(Invalid::TooMany { field: "authority", limit: Self::AUTHORITIES });
        }
        if let CostLimit::UpTo(most) = authority.cost {
            self.counts_in(most)?;
        }
        self.authorities.push(authority);
        Ok(self)
    }

    /// The same, with these deciding what no line covers and what goes beyond budget or tolerance.
    /// Limits of theirs do not count.
    #[must_use]
    pub fn sponsor(mut self, sponsor: Authority) -> Self {
        self.sponsor = Authority { cost: CostLimit::Any, days: None, items: None, ..sponsor };
        self
    }

    /// The same, with one in this role deciding emergencies.
    ///
    /// # Errors
    /// What [`Tag::new`] turns away.
    pub fn emergency(mut self, role: &str) -> Result<Self, Invalid> {
        self.emergency = Tag::new(role).map_err(|why| why.in_field("role"))?;
        Ok(self)
    }

    /// The same, with no emergency costing more than this.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency than the policy's, [`Invalid::Range`] below zero.
    pub fn emergency_ceiling(mut self, ceiling: Money) -> Result<Self, Invalid> {
        not_negative("ceiling", ceiling)?;
        self.counts_in(ceiling)?;
        self.ceiling = Some(ceiling);
        Ok(self)
    }

    /// The same, with so much for all approved changes of a project together; beyond it the
    /// sponsor decides.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency than the policy's, [`Invalid::Range`] below zero.
    pub fn change_budget(mut self, budget: Money) -> Result<Self, Invalid> {
        not_negative("change budget", budget)?;
        self.counts_in(budget)?;
        self.change_budget = Some(budget);
        Ok(self)
    }

    /// The same, with so many working days by which all approved changes of a project together may
    /// delay a milestone; beyond them the sponsor decides.
    #[must_use]
    pub fn time_tolerance(mut self, days: u32) -> Self {
        self.time_tolerance = Some(days);
        self
    }

    /// The same, with this about those who approve what they asked for.
    #[must_use]
    pub fn own_request(mut self, own: OwnRequest) -> Self {
        self.own_request = own;
        self
    }

    /// The same, with impacts that hold for so many days.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 to 366.
    pub fn impacts_hold(mut self, days: u32) -> Result<Self, Invalid> {
        self.fresh_days = some_days("days", days)?;
        Ok(self)
    }

    /// The same, with an emergency assessed within so many business days.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 to 366.
    pub fn assessed_within(mut self, business_days: u32) -> Result<Self, Invalid> {
        self.retro_days = some_days("business days", business_days)?;
        Ok(self)
    }

    /// The same, with the client told within so many business days.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless 1 to 366.
    pub fn told_within(mut self, business_days: u32) -> Result<Self, Invalid> {
        self.notice_days = some_days("business days", business_days)?;
        Ok(self)
    }

    /// The same, with a template more.
    ///
    /// # Errors
    /// [`Invalid::Twice`] for a key that is there, [`Invalid::Mixed`] for another currency than the
    /// policy's, [`Invalid::TooMany`] above 500.
    pub fn template(mut self, template: Template) -> Result<Self, Invalid> {
        if self.templates.iter().any(|other| other.key() == template.key()) {
            return Err(Invalid::Twice { field: "template" });
        }
        if self.templates.len() >= Self::TEMPLATES {
            return Err(Invalid::TooMany { field: "template", limit: Self::TEMPLATES });
        }
        template.cost().map(|cost| self.counts_in(cost)).transpose()?;
        self.templates.push(template);
        Ok(self)
    }

    /// Which version it is, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.version
    }

    /// The currency of its limits; none where it has no limit in money.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        let of_lines = self.authorities.iter().filter_map(|line| match line.cost {
            CostLimit::UpTo(most) => Some(most),
            CostLimit::Nothing | CostLimit::Any => None,
        });
        let of_templates = self.templates.iter().filter_map(Template::cost);
        let limits = self.ceiling.into_iter().chain(self.change_budget);
        limits.chain(of_lines).chain(of_templates).next().map(Money::currency)
    }

    /// Every role that decides something: those of the authority list, the sponsor's and the one
    /// for emergencies, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<&Tag> {
        let lines = self.authorities.iter().chain([&self.sponsor]).map(|line| &line.role);
        let mut roles: Vec<&Tag> = Vec::new();
        for role in lines.chain([&self.emergency]) {
            if !roles.iter().any(|other| other.key() == role.key()) {
                roles.push(role);
            }
        }
        roles
    }

    /// The role that decides what no line covers, and accepts what the client cannot see.
    #[must_use]
    pub fn sponsor_role(&self) -> &Tag {
        &self.sponsor.role
    }

    /// The role that decides emergencies.
    #[must_use]
    pub fn emergency_role(&self) -> &Tag {
        &self.emergency
    }

    /// A template by its key.
    #[must_use]
    pub fn find_template(&self, key: &CustomKey) -> Option<&Template> {
        self.templates.iter().find(|template| template.key() == key)
    }

    /// The first of its roles that somebody holds.
    pub(super) fn role_of(&self, staff: &Staff) -> Option<&Tag> {
        self.roles().into_iter().find(|role| staff.has_role(role))
    }

    /// An amount in the currency of its limits.
    pub(super) fn counts_in(&self, amount: Money) -> Result<(), Invalid> {
        match self.currency() {
            Some(currency) => Money::new(0, currency).checked_add(amount).map(|_| ()),
            None => Ok(()),
        }
    }
}

impl Default for ChangePolicy {
    /// A small firm: a `lead` decides what costs nothing, moves nothing by more than five working
    /// days and touches no more than five items; a `sponsor` decides everything else.
    fn default() -> Self {
        let role = |name| Tag::new(name).expect("a short word is a tag");
        let line = |role| Authority {
            role,
            cost: CostLimit::Any,
            days: None,
            items: None,
            approvals: 1,
            consent: ClientConsent::IfVisible,
        };
        let lead = line(role("lead")).without_cost().days_up_to(5).items_up_to(5);
        ChangePolicy {
            version: 1,
            authorities: vec![lead],
            sponsor: line(role("sponsor")),
            emergency: role("sponsor"),
            ceiling: None,
            change_budget: None,
            time_tolerance: None,
            own_request: OwnRequest::Refused,
            fresh_days: 30,
            retro_days: 3,
            notice_days: 1,
            templates: Vec::new(),
        }
    }
}

fn not_negative(field: &'static str, amount: Money) -> Result<(), Invalid> {
    if amount.minor() < 0 {
        return Err(Invalid::Range { field, low: 0, high: i64::MAX });
    }
    Ok(())
}

fn some_days(field: &'static str, days: u32) -> Result<u32, Invalid> {
    if (1..=ChangePolicy::DAYS).contains(&days) {
        return Ok(days);
    }
    Err(Invalid::Range { field, low: 1, high: i64::from(ChangePolicy::DAYS) })
}
