//! Tiers at the desk: which one a member has, had and is about to lose, and those given by hand.

use super::desk::Desk;
use super::done::Done;
use super::draft::Draft;
use super::held_lots::{paid_lots, these};
use super::permission::Permission;
use super::points_read::entries_of;
use super::programmes::because;
use super::reading::Reading;
use super::seen_member::now;
use crate::domain::member::{EntryKind, Lot, Member, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::programme::{MemberState, Pending, Programme, Terms};
use crate::domain::tier::{Course, Metric, Movement, Outlook, Warning};
use crate::domain::{ClientId, LotId, MemberId, ProgrammeId, RecordId, Timestamp};
use crate::error::Error;
use crate::scoring::loyalty::{MemberTiers, Stood};
use crate::store::scan::MOST;
use crate::store::{Cursor, Scan, Store};

/// What the desk does about the tiers of members.
#[derive(Debug)]
pub struct TierDesk<'d, S>(&'d Desk<S>);

/// A member who is to be told that a tier will end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    /// Which member.
    pub member: MemberId,
    /// The client.
    pub client: ClientId,
    /// How many days ahead, when the tier ends, and what is missing to keep it.
    pub warning: Warning,
    /// How the member stands.
    pub outlook: Outlook,
}

/// Some of the members who are to be told, and how to go on.
#[derive(Debug, Clone)]
pub struct WarnedPage {
    /// The members.
    pub items: Vec<Warned>,
    /// How to go on; none at the end. A page may be short and still have a next.
    pub next: Option<Cursor>,
}

impl<S: Store> Desk<S> {
    /// The tiers of members, by the terms of their programmes.
    #[must_use]
    pub fn tiers(&self) -> TierDesk<'_, S> {
        TierDesk(self)
    }
}

impl<S: Store> TierDesk<'_, S> {
    /// Where a member stands now, and what that entitles to; none where the terms have no tiers.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::programme::{Rate, Terms};
    /// use guanxi::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
    /// use guanxi::{Actor, Crm};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let ladder = Ladder::new([Tier::new("普通", 0)?, Tier::new("银", 1_000)?])?;
    /// let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year)?;
    /// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
    /// let club = desk.programmes().launch("茶友会", terms.tiers(rules))?.id();
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let member = desk.programmes().enrol(club, hua, None)?.id();
    /// let stood = desk.tiers().of(member)?.ok_or("no tiers")?;
    /// assert_eq!(stood.tier().map(|tier| tier.name.as_str()), Some("普通"));
    /// let next = desk.tiers().outlook(member)?.and_then(|outlook| outlook.next);
    /// assert_eq!(next, Some((1, 1_000)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Not found.
    pub fn of(&self, id: MemberId) -> Result<Option<Stood>, Error> {
        self.ask(Permission::TierOf, id, |tiers, now| Ok(tiers.at(now)?))
    }

    /// Where a member stood at an instant, by the terms that held then; of a later one, where it
    /// will stand if nothing more happens. None before the client joined.
    ///
    /// # Errors
    /// Not found.
    pub fn at(&self, id: MemberId, at: Timestamp) -> Result<Option<Stood>, Error> {
        self.ask(Permission::TierAt, id, |tiers, _| Ok(tiers.at(at)?))
    }

    /// Which tier a member had at every instant so far, and why.
    ///
    /// # Errors
    /// Not found.
    pub fn course(&self, id: MemberId) -> Result<Course, Error> {
        self.ask(Permission::TierCourse, id, |tiers, now| Ok(tiers.course(now)?))
    }

    /// What is missing for the next tier, when the present one ends, and the warning that is due; none
    /// where the terms have no tiers. What is known to come is told with it: points that wait will
    /// count, and a balance falls when points expire.
    ///
    /// # Errors
    /// Not found.
    pub fn outlook(&self, id: MemberId) -> Result<Option<Outlook>, Error> {
        self.ask(Permission::TierOutlook, id, |tiers, now| Ok(tiers.outlook(now)?))
    }

    /// What moved the metric by which a member's tier is told now, in the order of time.
    ///
    /// # Errors
    /// Not found.
    pub fn movements(&self, id: MemberId) -> Result<Vec<Movement>, Error> {
        self.ask(Permission::TierMovements, id, |tiers, now| Ok(tiers.movements(now)))
    }

    /// The members of a programme who are to be told, 60 or 30 days ahead, that their tier will end
    /// and what is missing to keep it. So many members are looked at, in the order in which they
    /// joined; it takes as long as all of their entries do.
    ///
    /// # Errors
    /// Not found; a limit out of range, or a cursor of another question.
    pub fn warnings(
        &self,
        programme: ProgrammeId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<WarnedPage, Error> {
        let scan = Scan::of(Member::DECLARATION.noun, "by_programme", limit)
            .equal(RecordId::id(programme));
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::TierWarnings, None, |reading| {
            let programme = reading.get::<Programme>(programme)?.now;
            let page = reading.page::<Member>(scan.clone())?;
            let mut items = Vec::new();
            let members = page.items.into_iter().map(|found| found.now);
            for member in members.filter(|member| member.state() != MemberState::Closed) {
                let now = now(self.0, reading.head(member.stream())?.recorded_at);
                let outlook = tiers(reading, &programme, &member)?.outlook(now)?;
                let due = outlook.and_then(|outlook| outlook.warning.map(|due| (outlook, due)));
                items.extend(due.map(|(outlook, warning)| Warned {
                    member: member.id(),
                    client: member.client(),
                    warning,
                    outlook,
                }));
            }
            Ok(WarnedPage { items, next: page.next })
        })
    }

    /// [`Member::give_tier`]: gives a member a tier by hand, until an instant and for a reason.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn give(
        &self,
        id: MemberId,
        rank: u8,
        until: Timestamp,
        reason: &str,
    ) -> Result<Done<Member>, Error> {
        let reason = because(reason)?;
        self.0.command(
            Permission::TierGive,
            &(id, rank, until, &reason),
            |reading| {
                let member = reading.subject::<Member>(id)?.now;
                let programme = reading.get::<Programme>(member.programme())?.now;
                Ok((reading.head(member.stream())?.recorded_at, member, programme))
            },
            |(_, member, _)| Some(member.stream()),
            |(last, member, programme), moment| {
                let moment = moment.not_before(*last);
                let terms = programme.terms_at(moment.stamp.valid_at);
                let terms = terms.map(|(_, terms)| terms).ok_or_else(no_terms)?;
                let event = member.give_tier(terms, rank, until, reason.clone(), &moment.stamp);
                let event = event.map_err(Error::refused)?;
                Draft::state(Some(member.clone()), id, member.stream(), &event, &moment)
            },
        )
    }

    /// [`Member::end_tier`]: what was given by hand ends now.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn end(&self, id: MemberId, reason: &str) -> Result<Done<Member>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::TierEnd, id, &reason, |member: &Member, stamp| {
            member.end_tier(reason.clone(), stamp)
        })
    }

    fn ask<T>(
        &self,
        permission: Permission,
        id: MemberId,
        tell: impl Fn(&MemberTiers, Timestamp) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.0.ask(permission, None, |reading| {
            let member = reading.get::<Member>(id)?.now;
            let programme = reading.get::<Programme>(member.programme())?.now;
            let now = now(self.0, reading.head(member.stream())?.recorded_at);
            tell(&tiers(reading, &programme, &member)?, now)
        })
    }
}

fn no_terms() -> Error {
    crate::store::StoreError::Corrupt { what: "a programme without terms".to_owned() }.into()
}

/// What a member's tiers follow from. What is decided on it is decided anew when something more is
/// told of the client.
pub(super) fn tiers(
    reading: &Reading<'_>,
    programme: &Programme,
    member: &Member,
) -> Result<MemberTiers, Error> {
    let terms = || programme.versions().iter().map(|version| &version.terms);
    let tiered = || terms().filter_map(|terms| terms.tiers.as_ref());
    if tiered().next().is_none() {
        return Ok(MemberTiers::of(programme.clone(), member.clone(), Vec::new(), Vec::new()));
    }
    let entries = every_entry(reading, member)?;
    let mut held: Vec<Lot> = Vec::new();
    if tiered().any(|rules| rules.metric() == Metric::Balance) {
        // What will have paid a debt by the time at which it would expire does not expire.
        held = paid_lots(reading, member, Timestamp::MAX)?;
    }
    let waits = terms().any(waits);
    let with_lots = |entries: &[PointsEntry]| -> Result<Vec<Lot>, Error> {
        let mut lots = held.clone();
        if waits {
            let known = |id: &LotId| lots.iter().any(|lot| lot.id() == *id);
            let moved = entries.iter().flat_map(PointsEntry::movements);
            let opened = moved.filter(|moved| moved.points > 0).map(|moved| moved.lot);
            let opened: Vec<LotId> = opened.filter(|id| !known(id)).collect();
            lots.extend(these(reading, &opened)?);
        }
        Ok(lots)
    };
    let lots = with_lots(&entries)?;
    let mut tiers = MemberTiers::of(programme.clone(), member.clone(), entries.clone(), lots);
    let (mut own, mut came) = (entries.as_slice(), Vec::new());
    for (place, entry) in entries.iter().enumerate().filter(|(_, one)| is_merge(one)) {
        if entry.kind() == EntryKind::MergeOut {
            own = entries.get(place + 1..).unwrap_or_default();
            came.clear();
        } else {
            came.extend(brought(reading, entry, MOST_MERGES)?);
        }
        let counted = [own, came.as_slice()].concat();
        let lots = with_lots(&counted)?;
        tiers = tiers.counting(entry.at(), counted, lots);
    }
    Ok(tiers)
}

/// Of so many memberships that were merged one into the other what was bought is counted.
const MOST_MERGES: u8 = 16;

fn is_merge(entry: &PointsEntry) -> bool {
    entry.kind() == EntryKind::MergeIn || entry.kind() == EntryKind::MergeOut
}

fn every_entry(reading: &Reading<'_>, member: &Member) -> Result<Vec<PointsEntry>, Error> {
    Ok(reading
        .all::<PointsEntry>(&entries_of(member, MOST))?
        .into_iter()
        .map(|found| found.now)
        .collect())
}

/// The entries that count with a merge: those of the other member up to it, what was merged into that
/// one before, and what of them was returned since.
fn brought(
    reading: &Reading<'_>,
    merge: &PointsEntry,
    merges: u8,
) -> Result<Vec<PointsEntry>, Error> {
    let Some(out) = merge.about().filter(|_| merges > 0) else { return Ok(Vec::new()) };
    let out = reading.get::<PointsEntry>(out)?.now;
    let entries = every_entry(reading, &reading.get::<Member>(out.member())?.now)?;
    let ends = entries.iter().position(|entry| entry.id() == out.id()).unwrap_or(entries.len());
    let (before, later) = entries.split_at(ends);
    let begins = before.iter().rposition(|entry| entry.kind() == EntryKind::MergeOut);
    let own = before.get(begins.map_or(0, |last| last + 1)..).unwrap_or_default();
    let mut all = own.to_vec();
    for merge in own.iter().filter(|entry| entry.kind() == EntryKind::MergeIn) {
        all.extend(brought(reading, merge, merges - 1)?);
    }
    let returned = later.iter().filter(|entry| {
        entry.kind() == EntryKind::ReverseEarn
            && own.iter().any(|one| entry.about() == Some(one.id()))
    });
    all.extend(returned.cloned());
    Ok(all)
}

/// Whether what is earned waits before it can be spent, and so before it counts.
fn waits(terms: &Terms) -> bool {
    match terms.pending {
        Pending::Immediate => false,
        Pending::For(_) | Pending::OnAction => true,
    }
}
