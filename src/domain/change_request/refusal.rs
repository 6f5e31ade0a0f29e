//! Why something cannot be said of a change request.

use uuid::Uuid;

use super::words::Dimension;
use crate::domain::calendar::Unanswered;
use crate::domain::refusal::{self, Guard, Refusal};
use crate::domain::vocabulary::{list, say};
use crate::domain::{CustomKey, ExpectationId, Lang, Money, Tag};

/// A verb of a change request that was refused.
pub type ChangeRefusal = Refusal<ChangeGuard>;

/// What a verb of a change request asks beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeGuard {
    /// An edit that changes nothing.
    NothingChanges,
    /// The client is archived or erased.
    ClientNotActive,
    /// Its words have been erased with the client.
    Erased,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
    /// Whoever asks for it is no contact of the client or member of staff, or has left.
    RequesterNotThere,
    /// The contact is none of this client's.
    ContactUnknown,
    /// The contact has left the client.
    ContactLeft,
    /// The member of staff is not enrolled, or has left.
    StaffNotThere,
    /// What must be said before it is submitted is not.
    Incomplete {
        /// Which fields.
        missing: Vec<&'static str>,
    },
    /// The kind stands once it has been looked at.
    KindStands,
    /// It was to be triaged as another kind than it is.
    KindIs {
        /// The kind that it is.
        kind: &'static str,
    },
    /// The firm's policy has no such template.
    TemplateUnknown {
        /// The template.
        template: CustomKey,
    },
    /// The template is used no more.
    TemplateRetired {
        /// The template.
        template: CustomKey,
    },
    /// The template has been used as often as it may be, or what it costs or moves goes beyond the
    /// firm's budget or tolerance for changes.
    BeyondTemplate {
        /// The template.
        template: CustomKey,
    },
    /// It costs more than an emergency may.
    AboveCeiling {
        /// What it may cost.
        ceiling: Money,
    },
    /// There is no alternative of this number.
    NoSuchAlternative {
        /// The number.
        number: u32,
    },
    /// What was decided about stays readable.
    AlternativeDecided {
        /// The number.
        number: u32,
    },
    /// To do nothing has no impacts, and is not approved but is what a rejection comes to.
    DoesNothing,
    /// There is an alternative that does nothing already.
    DoesNothingTwice,
    /// Beside doing nothing there must be something to do, and beside that doing nothing.
    TooFewAlternatives,
    /// Nobody has looked at these dimensions.
    NotAssessed {
        /// The alternative; 0 for the assessment after an emergency.
        alternative: u32,
        /// The dimensions.
        missing: Vec<Dimension>,
    },
    /// It has not been explained to the client in this revision.
    NotExplained,
    /// An impact was found out too long ago.
    Stale {
        /// Of which dimension.
        dimension: Dimension,
        /// How many days an impact holds.
        days: u32,
    },
    /// Only an emergency is assessed afterwards.
    NotAnEmergency,
    /// They do not hold the role in which they speak.
    RoleNotHeld,
    /// Another role decides this.
    OtherRole {
        /// The role that does.
        role: Tag,
    },
    /// Who asks for a change does not approve it.
    OwnRequest,
    /// Staff speak for themselves.
    ForAnother,
    /// They have approved this already.
    AlreadyApproved,
    /// They have agreed to this already.
    AlreadyConsented,
    /// The time to come is not to come.
    NotAhead,
    /// What was decided holds no longer.
    DecisionExpired,
    /// The team has not said that it knows.
    TeamNotTold,
    /// The client has not said that it knows.
    ClientNotTold,
    /// There is no such revision of the plan.
    PlanNeverMade,
    /// This revision of the plan belongs to another change, or to this one already.
    PlanUsed,
    /// The plan counts its days by another version of the calendar.
    OtherCalendar {
        /// The version that the plan counts by.
        pinned: u32,
        /// The version that was given.
        given: u32,
    },
    /// The calendar does not know.
    CalendarSilent {
        /// Why not.
        why: Unanswered,
    },
    /// These items are not in the scope any more, or are in it already.
    ScopeMoved {
        /// The items.
        items: Vec<CustomKey>,
    },
    /// The plan has no such milestones.
    MilestonesUnknown {
        /// The milestones.
        milestones: Vec<CustomKey>,
    },
    /// These milestones are behind, or would be moved behind.
    MilestonesPast {
        /// The milestones.
        milestones: Vec<CustomKey>,
    },
    /// These agreed expectations are neither revised nor confirmed.
    ExpectationsOpen {
        /// The expectations.
        open: Vec<ExpectationId>,
    },
    /// These are no expectations of this client's.
    ExpectationsUnknown {
        /// Which.
        unknown: Vec<ExpectationId>,
    },
    /// The expectation is not linked.
    NotLinked,
    /// A contact of the client accepts it.
    ContactAccepts,
    /// A member of staff in this role accepts it.
    RoleAccepts {
        /// The role.
        role: Tag,
    },
}

impl ChangeGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let mut examples = vec![
            ChangeGuard::NothingChanges,
            ChangeGuard::ClientNotActive,
            ChangeGuard::Erased,
            ChangeGuard::BeforeLast,
            ChangeGuard::RequesterNotThere,
            ChangeGuard::ContactUnknown,
            ChangeGuard::ContactLeft,
            ChangeGuard::StaffNotThere,
            ChangeGuard::Incomplete { missing: vec!["text", "reason"] },
            ChangeGuard::KindStands,
            ChangeGuard::KindIs { kind: "Emergency" },
            ChangeGuard::NoSuchAlternative { number: 7 },
            ChangeGuard::AlternativeDecided { number: 1 },
            ChangeGuard::DoesNothing,
            ChangeGuard::DoesNothingTwice,
            ChangeGuard::TooFewAlternatives,
            ChangeGuard::NotAssessed {
                alternative: 1,
                missing: vec![Dimension::Time, Dimension::Cost],
            },
            ChangeGuard::NotExplained,
            ChangeGuard::Stale { dimension: Dimension::Cost, days: 30 },
            ChangeGuard::NotAnEmergency,
            ChangeGuard::RoleNotHeld,
            ChangeGuard::OwnRequest,
            ChangeGuard::ForAnother,
            ChangeGuard::AlreadyApproved,
            ChangeGuard::AlreadyConsented,
            ChangeGuard::NotAhead,
            ChangeGuard::DecisionExpired,
            ChangeGuard::TeamNotTold,
            ChangeGuard::ClientNotTold,
            ChangeGuard::PlanNeverMade,
            ChangeGuard::PlanUsed,
            ChangeGuard::OtherCalendar { pinned: 1, given: 2 },
            ChangeGuard::CalendarSilent { why: Unanswered::Unknown { year: 2029 } },
            ChangeGuard::ExpectationsOpen {
                open: vec![ExpectationId::from_uuid(Uuid::from_u128(7))],
            },
            ChangeGuard::ExpectationsUnknown {
                unknown: vec![ExpectationId::from_uuid(Uuid::from_u128(7))],
            },
            ChangeGuard::NotLinked,
            ChangeGuard::ContactAccepts,
        ];
        if let (Ok(key), Ok(ceiling)) = (CustomKey::new("export"), "CNY 5 000".parse()) {
            let keys = || vec![key.clone()];
            examples.extend([
                ChangeGuard::TemplateUnknown { template: key.clone() },
                ChangeGuard::TemplateRetired { template: key.clone() },
                ChangeGuard::BeyondTemplate { template: key.clone() },
                ChangeGuard::AboveCeiling { ceiling },
                ChangeGuard::ScopeMoved { items: keys() },
                ChangeGuard::MilestonesUnknown { milestones: keys() },
                ChangeGuard::MilestonesPast { milestones: keys() },
            ]);
        }
        if let Ok(role) = Tag::new("sponsor") {
            examples.push(ChangeGuard::OtherRole { role: role.clone() });
            examples.push(ChangeGuard::RoleAccepts { role });
        }
        examples
    }

    #[expect(clippy::too_many_lines, reason = "one line for each condition")]
    fn explain_zh(&self) -> String {
        match self {
            ChangeGuard::NothingChanges => "没有任何改动".into(),
            ChangeGuard::ClientNotActive => "客户已归档或已抹除".into(),
            ChangeGuard::Erased => "文字内容已随客户抹除".into(),
            ChangeGuard::BeforeLast => "发生时间早于上一次变动".into(),
            ChangeGuard::RequesterNotThere => "提出人不是该客户的联系人或在职员工".into(),
            ChangeGuard::ContactUnknown => "该联系人不属于此客户".into(),
            ChangeGuard::ContactLeft => "该联系人已离开客户".into(),
            ChangeGuard::StaffNotThere => "该员工未登记或已离职".into(),
            ChangeGuard::Incomplete { missing } => {
                format!("尚未填写：{}", list(missing, Lang::Zh))
            }
            ChangeGuard::KindStands => "类型只能在草稿和已提交时更改".into(),
            ChangeGuard::KindIs { kind } => format!("它的类型是“{}”", say(kind, Lang::Zh)),
            ChangeGuard::TemplateUnknown { template } => format!("没有模板 {template}"),
            ChangeGuard::TemplateRetired { template } => format!("模板 {template} 已停用"),
            ChangeGuard::BeyondTemplate { template } => {
                format!("超出模板 {template} 的次数，或超出变更预算与时间容限")
            }
            ChangeGuard::AboveCeiling { ceiling } => format!("费用超过紧急变更上限 {ceiling}"),
            ChangeGuard::NoSuchAlternative { number } => format!("没有编号为 {number} 的方案"),
            ChangeGuard::AlternativeDecided { number } => {
                format!("方案 {number} 已有决定，须保留可查")
            }
            ChangeGuard::DoesNothing => "“不做变更”没有影响，也无须批准；要不做，请驳回".into(),
            ChangeGuard::DoesNothingTwice => "已有一个“不做变更”的方案".into(),
            ChangeGuard::TooFewAlternatives => "至少要有两个方案，其中一个是“不做变更”".into(),
            ChangeGuard::NotAssessed { alternative, missing } => {
                let missing = dimensions(missing, Lang::Zh);
                match alternative {
                    0 => format!("紧急变更的事后评估缺少：{missing}"),
                    number => format!("方案 {number} 尚未评估：{missing}"),
                }
            }
            ChangeGuard::NotExplained => "本修订尚未向客户说明".into(),
            ChangeGuard::Stale { dimension, days } => {
                let dimension = dimensions(&[*dimension], Lang::Zh);
                format!("{dimension}的影响评估已超过 {days} 天，请重新评估")
            }
            ChangeGuard::NotAnEmergency => "只有紧急变更才在事后评估".into(),
            ChangeGuard::RoleNotHeld => "该员工不担任所称的角色".into(),
            ChangeGuard::OtherRole { role } => format!("由角色“{role}”决定"),
            ChangeGuard::OwnRequest => "提出人不能批准自己的变更".into(),
            ChangeGuard::ForAnother => "员工只能为自己表态".into(),
            ChangeGuard::AlreadyApproved => "该员工已批准过该方案".into(),
            ChangeGuard::AlreadyConsented => "该联系人已同意过该方案".into(),
            ChangeGuard::NotAhead => "所给的时间必须在将来".into(),
            ChangeGuard::DecisionExpired => "决定已过有效期".into(),
            ChangeGuard::TeamNotTold => "团队尚未确认知晓".into(),
            ChangeGuard::ClientNotTold => "客户尚未确认知晓".into(),
            ChangeGuard::PlanNeverMade => "没有这个计划修订".into(),
            ChangeGuard::PlanUsed => "这个计划修订已属于某个变更".into(),
            ChangeGuard::OtherCalendar { pinned, given } => {
                format!("计划按日历第 {pinned} 版计日，给出的是第 {given} 版")
            }
            ChangeGuard::CalendarSilent { why } => why.explain(Lang::Zh),
            ChangeGuard::ScopeMoved { items } => {
                format!("这些范围项已不再适用：{}", listed(items, Lang::Zh))
            }
            ChangeGuard::MilestonesUnknown { milestones } => {
                format!("计划中没有这些里程碑：{}", listed(milestones, Lang::Zh))
            }
            ChangeGuard::MilestonesPast { milestones } => {
                format!("这些里程碑已过，或将被移到过去：{}", listed(milestones, Lang::Zh))
            }
            ChangeGuard::ExpectationsOpen { open } => {
                format!("{} 个关联的已约定期望既未修订也未确认不变", open.len())
            }
            ChangeGuard::ExpectationsUnknown { unknown } => {
                format!("该客户没有这些期望：{}", listed(unknown, Lang::Zh))
            }
            ChangeGuard::NotLinked => "该期望没有与此变更关联".into(),
            ChangeGuard::ContactAccepts => "须由客户的联系人验收".into(),
            ChangeGuard::RoleAccepts { role } => format!("须由角色“{role}”验收"),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one line for each condition")]
    fn explain_en(&self) -> String {
        match self {
            ChangeGuard::NothingChanges => "nothing would change".into(),
            ChangeGuard::ClientNotActive => "the client is archived or erased".into(),
            ChangeGuard::Erased => "its words were erased with the client".into(),
            ChangeGuard::BeforeLast => "it would have happened before what happened last".into(),
            ChangeGuard::RequesterNotThere => {
                "whoever asks is no contact of this client and no member of staff, or has left"
                    .into()
            }
            ChangeGuard::ContactUnknown => "the contact is none of this client's".into(),
            ChangeGuard::ContactLeft => "the contact has left the client".into(),
            ChangeGuard::StaffNotThere => "the member of staff is not enrolled or has left".into(),
            ChangeGuard::Incomplete { missing } => {
                format!("not said yet: {}", list(missing, Lang::En))
            }
            ChangeGuard::KindStands => {
                "the kind changes only in a draft and before it is looked at".into()
            }
            ChangeGuard::KindIs { kind } => format!("its kind is {kind}"),
            ChangeGuard::TemplateUnknown { template } => format!("there is no template {template}"),
            ChangeGuard::TemplateRetired { template } => {
                format!("the template {template} is used no more")
            }
            ChangeGuard::BeyondTemplate { template } => format!(
                "the template {template} was used as often as it may be, or goes beyond the \
                 budget or the tolerance for changes"
            ),
            ChangeGuard::AboveCeiling { ceiling } => {
                format!("it costs more than the ceiling for emergencies, {ceiling}")
            }
            ChangeGuard::NoSuchAlternative { number } => {
                format!("there is no alternative {number}")
            }
            ChangeGuard::AlternativeDecided { number } => {
                format!("alternative {number} was decided about, and stays to be read")
            }
            ChangeGuard::DoesNothing => {
                "doing nothing has no impacts and is not approved; reject it instead".into()
            }
            ChangeGuard::DoesNothingTwice => "doing nothing is among the alternatives".into(),
            ChangeGuard::TooFewAlternatives => {
                "there must be two alternatives at least, one of them to do nothing".into()
            }
            ChangeGuard::NotAssessed { alternative, missing } => {
                let missing = dimensions(missing, Lang::En);
                match alternative {
                    0 => format!("the assessment after the emergency lacks {missing}"),
                    number => format!("alternative {number} has not been assessed for {missing}"),
                }
            }
            ChangeGuard::NotExplained => {
                "this revision has not been explained to the client".into()
            }
            ChangeGuard::Stale { dimension, days } => {
                let dimension = dimensions(&[*dimension], Lang::En);
                format!("its impact on {dimension} was assessed more than {days} days ago")
            }
            ChangeGuard::NotAnEmergency => "only an emergency is assessed afterwards".into(),
            ChangeGuard::RoleNotHeld => "they do not hold the role that they speak in".into(),
            ChangeGuard::OtherRole { role } => format!("the role {role} decides this"),
            ChangeGuard::OwnRequest => "who asks for a change does not approve it".into(),
            ChangeGuard::ForAnother => "staff speak for themselves alone".into(),
            ChangeGuard::AlreadyApproved => "they have approved this already".into(),
            ChangeGuard::AlreadyConsented => "they have agreed to this already".into(),
            ChangeGuard::NotAhead => "the time given must lie ahead".into(),
            ChangeGuard::DecisionExpired => "what was decided holds no longer".into(),
            ChangeGuard::TeamNotTold => "the team has not acknowledged it".into(),
            ChangeGuard::ClientNotTold => "the client has not acknowledged it".into(),
            ChangeGuard::PlanNeverMade => "this plan revision was never made".into(),
            ChangeGuard::PlanUsed => "this plan revision belongs to a change already".into(),
            ChangeGuard::OtherCalendar { pinned, given } => {
                format!("the plan counts by version {pinned} of the calendar, not by {given}")
            }
            ChangeGuard::CalendarSilent { why } => why.explain(Lang::En),
            ChangeGuard::ScopeMoved { items } => {
                format!("these scope items no longer apply: {}", listed(items, Lang::En))
            }
            ChangeGuard::MilestonesUnknown { milestones } => {
                format!("the plan has no milestone {}", listed(milestones, Lang::En))
            }
            ChangeGuard::MilestonesPast { milestones } => {
                format!("in the past, or moved there: {}", listed(milestones, Lang::En))
            }
            ChangeGuard::ExpectationsOpen { open } => {
                let open: Vec<String> = open.iter().map(ToString::to_string).collect();
                format!("neither revised nor confirmed unchanged: {}", open.join(", "))
            }
            ChangeGuard::ExpectationsUnknown { unknown } => {
                format!("the client has no such expectations: {}", listed(unknown, Lang::En))
            }
            ChangeGuard::NotLinked => "the expectation is not linked to it".into(),
            ChangeGuard::ContactAccepts => "a contact of the client accepts it".into(),
            ChangeGuard::RoleAccepts { role } => format!("the role {role} accepts it"),
        }
    }
}

fn listed<T: ToString>(named: &[T], lang: Lang) -> String {
    let named: Vec<String> = named.iter().map(ToString::to_string).collect();
    named.join(lang.choose("、", ", "))
}

fn dimensions(dimensions: &[Dimension], lang: Lang) -> String {
    let said = dimensions.iter().map(|dimension| match dimension {
        Dimension::Scope => lang.choose("范围", "scope"),
        Dimension::Time => lang.choose("时间", "time"),
        Dimension::Cost => lang.choose("费用", "cost"),
        Dimension::Resources => lang.choose("资源", "resources"),
    });
    said.collect::<Vec<_>>().join(lang.choose("、", ", "))
}

impl Guard for ChangeGuard {
    fn code(&self) -> &'static str {
        match self {
            ChangeGuard::NothingChanges => "change_request.nothing_changes",
            ChangeGuard::ClientNotActive => "change_request.client_not_active",
            ChangeGuard::Erased => "change_request.erased",
            ChangeGuard::BeforeLast => "change_request.before_last",
            ChangeGuard::RequesterNotThere => "change_request.requester_not_there",
            ChangeGuard::ContactUnknown => "change_request.contact_unknown",
            ChangeGuard::ContactLeft => "change_request.contact_left",
            ChangeGuard::StaffNotThere => "change_request.staff_not_there",
            ChangeGuard::Incomplete { .. } => "change_request.incomplete",
            ChangeGuard::KindStands => "change_request.kind_stands",
            ChangeGuard::KindIs { .. } => "change_request.kind_is",
            ChangeGuard::TemplateUnknown { .. } => "change_request.template_unknown",
            ChangeGuard::TemplateRetired { .. } => "change_request.template_retired",
            ChangeGuard::BeyondTemplate { .. } => "change_request.beyond_template",
            ChangeGuard::AboveCeiling { .. } => "change_request.above_ceiling",
            ChangeGuard::NoSuchAlternative { .. } => "change_request.no_such_alternative",
            ChangeGuard::AlternativeDecided { .. } => "change_request.alternative_decided",
            ChangeGuard::DoesNothing => "change_request.does_nothing",
            ChangeGuard::DoesNothingTwice => "change_request.does_nothing_twice",
            ChangeGuard::TooFewAlternatives => "change_request.too_few_alternatives",
            ChangeGuard::NotAssessed { .. } => "change_request.not_assessed",
            ChangeGuard::NotExplained => "change_request.not_explained",
            ChangeGuard::Stale { .. } => "change_request.stale",
            ChangeGuard::NotAnEmergency => "change_request.not_an_emergency",
            ChangeGuard::RoleNotHeld => "change_request.role_not_held",
            ChangeGuard::OtherRole { .. } => "change_request.other_role",
            ChangeGuard::OwnRequest => "change_request.own_request",
            ChangeGuard::ForAnother => "change_request.for_another",
            ChangeGuard::AlreadyApproved => "change_request.already_approved",
            ChangeGuard::AlreadyConsented => "change_request.already_consented",
            ChangeGuard::NotAhead => "change_request.not_ahead",
            ChangeGuard::DecisionExpired => "change_request.decision_expired",
            ChangeGuard::TeamNotTold => "change_request.team_not_told",
            ChangeGuard::ClientNotTold => "change_request.client_not_told",
            ChangeGuard::PlanNeverMade => "change_request.plan_never_made",
            ChangeGuard::PlanUsed => "change_request.plan_used",
            ChangeGuard::OtherCalendar { .. } => "change_request.other_calendar",
            ChangeGuard::CalendarSilent { .. } => "change_request.calendar_silent",
            ChangeGuard::ScopeMoved { .. } => "change_request.scope_moved",
            ChangeGuard::MilestonesUnknown { .. } => "change_request.milestones_unknown",
            ChangeGuard::MilestonesPast { .. } => "change_request.milestones_past",
            ChangeGuard::ExpectationsOpen { .. } => "change_request.expectations_open",
            ChangeGuard::ExpectationsUnknown { .. } => "change_request.expectations_unknown",
            ChangeGuard::NotLinked => "change_request.not_linked",
            ChangeGuard::ContactAccepts => "change_request.contact_accepts",
            ChangeGuard::RoleAccepts { .. } => "change_request.role_accepts",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.explain_zh(),
            Lang::En => self.explain_en(),
        }
    }
}

impl std::fmt::Display for ChangeGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain_en())
    }
}

/// What was not right: a condition of the verb, or a value.
pub(super) type Wrong = refusal::Wrong<ChangeGuard>;

impl From<Unanswered> for Wrong {
    fn from(why: Unanswered) -> Self {
        Wrong::Guard(ChangeGuard::CalendarSilent { why })
    }
}
