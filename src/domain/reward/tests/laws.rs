//! The laws of rewards.

use proptest::prelude::*;

use super::*;
use crate::domain::kept::{kept, replay, told};
use crate::domain::noun::Noun;
use crate::domain::refusal::Failed;
use crate::domain::reward::strategies::{Command, command, discount, new_reward};

fn say(reward: &Reward, command: Command, stamp: &Stamp) -> (&'static str, Said) {
    match command {
        Command::Edit(edit) => ("edit", reward.edit(edit, stamp)),
        Command::Restock(by) => ("restock", reward.restock(by, stamp)),
        Command::Offer => ("offer", reward.offer(stamp)),
        Command::Withhold(why) => ("withhold", reward.withhold(why, stamp)),
        Command::OfferAgain => ("offer_again", reward.offer_again(stamp)),
        Command::Archive(why) => ("archive", reward.archive(why, stamp)),
    }
}

proptest! {
    #[test]
    fn the_journal_replayed_is_the_record_and_the_verbs_are_those_of_the_table(
        new in new_reward(), commands in prop::collection::vec(command(), 0..12),
    ) {
        let event = Reward::draft(new, &hour(0)).unwrap();
        let mut reward = Reward::apply(None, &event, &header(&hour(0))).unwrap();
        let mut journal = vec![(event, header(&hour(0)))];
        for (n, command) in (1..).zip(commands) {
            let from = reward.state().name();
            let (verb, said) = say(&reward, command, &hour(n));
            let target = MACHINE.target(from, verb);
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Reward::DECLARATION.event(event.name()).is_some());
                    reward = Reward::apply(Some(reward), &event, &header(&hour(n))).unwrap();
                    prop_assert_eq!(target, Some(reward.state().name()));
                    journal.push((event, header(&hour(n))));
                }
                Err(no) => {
                    prop_assert_eq!(no.failed() == &Failed::State, target.is_none());
                    prop_assert_eq!(reward.allowed().contains(&verb), target.is_some());
                }
            }
            let replayed = replay(&journal);
            prop_assert_eq!(replayed.as_ref(), Some(&reward));
            prop_assert_eq!(&kept(&reward), &reward);
        }
    }

    #[test]
    fn a_discount_is_between_nothing_and_the_price_and_grows_no_faster_than_it(
        discount in discount(), price in 0_i64..10_000_000, more in 0_i64..10_000,
    ) {
        let at = |minor| discount.off(Money::new(minor, "CNY".parse().unwrap())).unwrap().minor();
        prop_assert!((0..=price).contains(&at(price)));
        prop_assert!(at(price) <= at(price + more));
        let bytes = rmp_serde::to_vec(&discount).unwrap();
        prop_assert_eq!(rmp_serde::from_slice::<Discount>(&bytes).unwrap(), discount);
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_reward()) {
        let reward = drafted(new);
        let mut event = reward.archive(line("停产"), &hour(1)).unwrap();
        event.words = Held::Erased;
        let reward = Reward::apply(Some(reward), &event, &header(&hour(1))).unwrap();
        prop_assert_eq!(reward.reason(), Held::Erased);
    }
}
