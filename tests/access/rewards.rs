//! Rewards, redemptions and referrals, each thing asked once.

use guanxi::crm::Permission;
use guanxi::domain::redemption::{UsedFor, VoucherCode};
use guanxi::domain::referral::{Gives, NewReferral, Trigger};
use guanxi::domain::reward::{NewReward, RewardEdit, RewardState};
use guanxi::domain::{
    Points, ProgrammeId, RedemptionId, ReferralId, RewardId, Timestamp, TransactionId, Zone,
};
use guanxi::{ClientId, Desk, Error};

/// A reward that is offered, one that was put aside, and an invitation.
pub struct Gifts {
    client: ClientId,
    programme: ProgrammeId,
    purchase: TransactionId,
    reward: RewardId,
    redemption: RedemptionId,
    referral: ReferralId,
}

impl Gifts {
    /// Ids of what there is nowhere.
    pub fn of_nobody(nobody: uuid::Uuid) -> Self {
        Gifts {
            client: ClientId::from_uuid(nobody),
            programme: ProgrammeId::from_uuid(nobody),
            purchase: TransactionId::from_uuid(nobody),
            reward: RewardId::from_uuid(nobody),
            redemption: RedemptionId::from_uuid(nobody),
            referral: ReferralId::from_uuid(nobody),
        }
    }
}

fn mug(programme: ProgrammeId) -> NewReward {
    NewReward::voucher(programme, "马克杯", Points::new(1).unwrap()).unwrap().stock(5)
}

fn invitation(programme: ProgrammeId) -> NewReferral {
    let gives = Gives::new(Points::new(1).unwrap(), Points::ZERO).unwrap();
    NewReferral::of(programme, Zone::UTC, Trigger::Register, gives).unwrap()
}

pub fn filled(
    desk: &Desk,
    client: ClientId,
    programme: ProgrammeId,
    purchase: TransactionId,
) -> Gifts {
    let reward = desk.rewards().draft(mug(programme)).unwrap().id();
    desk.rewards().offer(reward).unwrap();
    let redemption = desk.redemptions().reserve(client, reward).unwrap().id();
    let referral = desk.referrals().invite(client, invitation(programme)).unwrap().id();
    Gifts { client, programme, purchase, reward, redemption, referral }
}

/// Asks one thing; true when the answer held nothing.
pub fn ask(desk: &Desk, permission: Permission, gifts: &Gifts) -> Result<bool, Error> {
    use Permission as P;
    let (rewards, id, now) = (desk.rewards(), gifts.reward, Timestamp::MAX);
    let done = match permission {
        P::RewardDraft => rewards.draft(mug(gifts.programme)),
        P::RewardEdit => rewards.edit(id, RewardEdit::new().from_rank(1)),
        P::RewardRestock => rewards.restock(id, 1),
        P::RewardOffer => rewards.offer(id),
        P::RewardWithhold => rewards.withhold(id, "x"),
        P::RewardOfferAgain => rewards.offer_again(id),
        P::RewardArchive => rewards.archive(id, "x"),
        P::RewardRead => return rewards.get(id).map(|_| false),
        P::RewardList => {
            let page = rewards.of(gifts.programme, RewardState::Active, 10, None)?;
            return Ok(page.items.is_empty());
        }
        P::RewardStock => return rewards.stock(id).map(|_| false),
        P::RewardKnownAt => return rewards.known_at(id, now).map(|known| known.is_none()),
        P::RewardAllowed => return Ok(rewards.allowed(id)?.is_empty()),
        other if other.name().starts_with("redemptions.") => {
            return ask_of_redemption(desk, other, gifts);
        }
        other => return ask_of_referral(desk, other, gifts),
    };
    done.map(|_| false)
}

fn ask_of_redemption(desk: &Desk, permission: Permission, gifts: &Gifts) -> Result<bool, Error> {
    use Permission as P;
    let (all, id, now) = (desk.redemptions(), gifts.redemption, Timestamp::MAX);
    let done = match permission {
        P::RedemptionReserve => all.reserve(gifts.client, gifts.reward),
        P::RedemptionIssue => all.issue(id, None),
        P::RedemptionUse => all.used(id, UsedFor::default()),
        P::RedemptionExpire => all.expire(id),
        P::RedemptionCancel => all.cancel(id, "x"),
        P::RedemptionRead => return all.get(id).map(|_| false),
        P::RedemptionList => return Ok(all.of(gifts.client, 10, None)?.items.is_empty()),
        P::RedemptionByCode => {
            return Ok(all.by_code(&VoucherCode::new("NONE").unwrap())?.is_none());
        }
        P::RedemptionEnded => return Ok(all.ended_by(now, 10, None)?.items.is_empty()),
        P::RedemptionKnownAt => return all.known_at(id, now).map(|known| known.is_none()),
        P::RedemptionAllowed => return Ok(all.allowed(id)?.is_empty()),
        other => panic!("{other:?} is in the list and is not asked here"),
    };
    done.map(|_| false)
}

fn ask_of_referral(desk: &Desk, permission: Permission, gifts: &Gifts) -> Result<bool, Error> {
    use Permission as P;
    let (all, id, now) = (desk.referrals(), gifts.referral, Timestamp::MAX);
    let done = match permission {
        P::ReferralInvite => all.invite(gifts.client, invitation(gifts.programme)),
        P::ReferralRegister => all.register(id, gifts.client),
        P::ReferralQualify => all.qualify(id, gifts.purchase),
        P::ReferralPay => all.pay(id),
        P::ReferralReverse => all.reverse(id, gifts.purchase),
        P::ReferralReject => all.reject(id, "x"),
        P::ReferralExpire => all.expire(id),
        P::ReferralRead => return all.get(id).map(|_| false),
        P::ReferralList => return Ok(all.of(gifts.client, 10, None)?.items.is_empty()),
        P::ReferralBrought => return Ok(all.brought(gifts.client)?.is_none()),
        P::ReferralDue => return Ok(all.due_by(now, 10, None)?.items.is_empty()),
        P::ReferralEnded => return Ok(all.ended_by(now, 10, None)?.items.is_empty()),
        P::ReferralKnownAt => return all.known_at(id, now).map(|known| known.is_none()),
        P::ReferralAllowed => return Ok(all.allowed(id)?.is_empty()),
        other => panic!("{other:?} is in the list and is not asked here"),
    };
    done.map(|_| false)
}
