//! What a member holds at an instant: which points expire next, what has paid a debt, in which list a
//! lot stands, and how many tiers are given by hand.

use super::super::*;
use super::world::*;
use crate::domain::declaration::Cell;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::programme::{Pending, ReturnPolicy, Rounding, Terms, Validity};
use crate::domain::refusal::Refused;
use crate::domain::tier::{Ladder, Metric, Tier, TierRules, Window};
use crate::domain::{ActorId, Line, RecordId};

#[test]
fn what_expires_first_expires_next_and_what_expires_with_it_is_added() {
    let validity = Validity::For(days(30), Rounding::Exact);
    let mut world = World::new(Terms { validity, ..plain_terms() });
    world.earn(0, 1_000).unwrap();
    world.earn(0, 500).unwrap();
    world.wait_until("2026-01-11T00:00:00Z");
    world.earn(0, 700).unwrap();
    let next = |world: &World| world.balance(0).next_expiry;
    assert_eq!(next(&world), Some((at("2026-01-31T00:00:00Z"), points(15))));
    world.redeem(0, 15).unwrap();
    assert_eq!(next(&world), Some((at("2026-02-10T00:00:00Z"), points(7))));
    let told = world.entries.last().unwrap();
    assert_eq!(
        told.movements().len(),
        2,
        "a redemption names the lots it takes from, and no others"
    );
    world.wait_until("2026-02-10T00:00:00Z");
    assert_eq!(next(&world), None);
}

#[test]
fn what_became_free_for_a_while_paid_what_was_owed_then() {
    let validity = Validity::For(days(2), Rounding::Exact);
    let terms = Terms { validity, ..pending_for(plain_terms(), 17) };
    let mut world = World::new(returning(terms, ReturnPolicy::Unlimited));
    let reason = || Line::new("更正").unwrap();
    world.say(0, |holding, setting| holding.adjust_down(points(10), reason(), setting)).unwrap();
    world.earn(0, 400).unwrap();
    let left = |world: &World, text: &str| -> Vec<i64> {
        let lots = world.holding(0).paid(at(text));
        lots.iter().map(|lot| lot.remaining().get()).collect()
    };
    assert_eq!(left(&world, "2026-01-17T23:59:59.999999Z"), [4]);
    // Free from 18 January, gone on 20 January, and nobody looked meanwhile.
    for text in ["2026-01-18T00:00:00Z", "2026-01-19T00:00:00Z", "2026-01-25T00:00:00Z"] {
        assert_eq!(left(&world, text), [0], "{text}");
    }
    world.wait_until("2026-01-25T00:00:00Z");
    let balance = world.balance(0);
    assert_eq!((balance.debt.get(), balance.expired.get(), balance.net()), (6, 0, -6));
}

#[test]
fn a_reservation_says_how_much_and_is_forgotten_once_it_is_over() {
    let mut world = World::new(plain_terms());
    world.earn(0, 10_000).unwrap();
    world.reserve(10).unwrap();
    let held = |world: &World| -> Vec<i64> {
        world.members[0].holds().iter().map(|hold| hold.points().get()).collect()
    };
    assert_eq!(held(&world), [10]);
    world.wait_until("2026-02-01T00:00:00Z");
    world.reserve(3).unwrap();
    assert_eq!(held(&world), [3], "what is said next of the member drops it");
}

#[test]
fn a_lot_stands_in_the_lists_in_which_it_is_looked_for() {
    let stands = |lot: &Lot| {
        let columns = lot.columns();
        [1, 3, 4].map(|place: usize| columns[place] != Cell::NULL)
    };
    let lots = |terms| {
        let mut world = World::new(terms);
        world.earn(0, 1_000).unwrap();
        world
    };
    let expiring = || Terms { validity: Validity::EndOfYear, ..plain_terms() };
    let mut spent = lots(expiring());
    let one = |world: &World| world.lots.values().next().unwrap().clone();
    assert_eq!(stands(&one(&spent)), [true, true, false], "it can be spent, and expires");
    assert_eq!(stands(&one(&lots(plain_terms()))), [true, false, false], "for ever");
    let waits = Terms { pending: Pending::OnAction, ..expiring() };
    assert_eq!(stands(&one(&lots(waits))), [false, false, true], "it waits for an action");
    spent.redeem(0, 10).unwrap();
    assert_eq!(stands(&one(&spent)), [false, false, false], "nothing is left of it");
}

#[test]
fn two_hundred_tiers_are_given_by_hand_and_no_more() {
    let tiers = [Tier::new("普通", 0).unwrap(), Tier::new("银", 400).unwrap()];
    let rules = TierRules::of(Ladder::new(tiers).unwrap(), Metric::Spend, Window::Year).unwrap();
    let terms = plain_terms().tiers(rules);
    let mut member = World::new(plain_terms()).members[0].clone();
    let now = at("2026-01-01T00:00:00Z");
    let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    let give = |member: &Member, rank| -> Result<Event<Member>, MemberRefusal> {
        let reason = Line::new("老客户").unwrap();
        member.give_tier(&terms, rank, at("2026-06-01T00:00:00Z"), reason, &stamp)
    };
    let no = give(&member, 2).unwrap_err();
    assert_eq!((no.code(), no.from()), ("member.no_such_tier", "Active"));
    let id = RecordId::id(member.id());
    let header =
        Header { id, stream: member.stream(), valid_at: now, recorded_at: now, by: stamp.by };
    for _ in 0..Member::MOST_GIVEN {
        let event = give(&member, 1).unwrap();
        member = Member::apply(Some(member), &event, &header).unwrap();
    }
    assert_eq!(Member::MOST_GIVEN, 200);
    assert_eq!(give(&member, 1).unwrap_err().code(), "member.too_many_tiers");
}
