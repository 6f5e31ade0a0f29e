//! What is known of a client in numbers, at the desk on every engine.

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::{Category, NewExpectation};
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
use guanxi::domain::transaction::{NewLine, NewTransaction, Returned};
use guanxi::domain::{Currency, Money};
use guanxi::scoring::features::Features;
use guanxi::{ClientId, Desk, ErrorKind, InteractionId, Timestamp};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

fn client(desk: &Desk, name: &str) -> ClientId {
    desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id()
}

fn known(desk: &Desk, client: ClientId, when: Timestamp) -> Features {
    desk.health().features(client, "CNY".parse().unwrap(), when).unwrap()
}

fn order(when: Timestamp, amount: &str, currency: &str) -> NewTransaction {
    let net = format!("{currency} {amount}").parse().unwrap();
    let tea = NewLine::goods("茶", "1 盒".parse().unwrap(), net);
    NewTransaction::order(when, currency.parse().unwrap()).line(tea)
}

#[test]
fn a_client_in_numbers_is_what_its_journal_says() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信咨询");
        let lei = NewContact::named("李雷").unwrap().decides();
        let lei = desk.contacts().add(hua, lei).unwrap().id();
        let first = NewInteraction::mail_in(at("2026-05-04T08:00:00Z")).with(lei);
        let asked = desk.interactions().log(hua, first.sentiment(-2)).unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:20:00Z")).with(lei);
        desk.interactions().log(hua, call.sentiment(1)).unwrap();
        desk.transactions().record(hua, order(at("2026-04-01T09:00:00Z"), "400", "CNY")).unwrap();
        desk.transactions().record(hua, order(at("2026-04-02T09:00:00Z"), "9", "EUR")).unwrap();
        let five = Scale::csat(5).unwrap();
        let visit = NewSurvey::of_contacts("回访").unwrap();
        let visit = visit.about(Dimension::Overall, "overall", five, "您有多满意？").unwrap();
        let survey = desk.surveys().draft(visit).unwrap().id();
        desk.surveys().open(survey).unwrap();
        let now = at("2026-05-04T09:00:00Z");
        for value in [2, 4] {
            let answer = NewAnswer::by(lei, "overall", now, Channel::Email).unwrap();
            desk.surveys().answer(hua, survey, answer.value(value)).unwrap();
        }
        let promise = NewExpectation::stated("周报按时", Category::Communication).unwrap();
        desk.expectations().capture(hua, promise).unwrap();
        let numbers = known(&desk, hua, now);
        assert_eq!((numbers.purchases.spent.count, numbers.purchases.spent.sum), (1, 40_000));
        assert_eq!((numbers.talks.count, numbers.sentiment.sum), (2, -1));
        assert_eq!(numbers.responses.times.sum, 20 * 60 * 1_000_000);
        // The last answer counts, and it alone.
        assert_eq!((numbers.satisfaction.count, numbers.satisfaction.sum), (1, 7_500));
        assert_eq!((numbers.open.len(), numbers.contacts.len()), (1, 1));
        // A day later it turns out that nobody had asked.
        house.later("2026-05-05T09:00:00Z");
        desk.interactions().withdraw(asked, "记错了客户").unwrap();
        let later = known(&desk, hua, at("2026-05-05T09:00:00Z"));
        assert_eq!(
            (later.talks.count, later.sentiment.sum, later.responses.times.count),
            (1, 1, 0)
        );
        assert_eq!(known(&desk, hua, now), numbers, "what was known then stays what it was");
        let before = at("2026-05-04T08:59:59Z");
        assert_eq!(known(&desk, hua, before), Features::default());
        let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(9));
        let error = desk.health().features(nobody, "CNY".parse().unwrap(), now).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    });
}

#[test]
fn what_was_given_back_is_not_spent_and_was_bought_all_the_same() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, yuan): (_, Currency) = (client(&desk, "华信咨询"), "CNY".parse().unwrap());
        let bought = order(at("2026-04-01T09:00:00Z"), "400", "CNY");
        let bought = desk.transactions().record(hua, bought).unwrap().id();
        let back = NewTransaction::refund(bought, at("2026-04-09T09:00:00Z"), yuan);
        let back = back.returned(Returned::reduction(1, Money::new(15_000, yuan)));
        let back = desk.transactions().record(hua, back).unwrap().id();
        let now = at("2026-05-04T09:00:00Z");
        let purchases = known(&desk, hua, now).purchases;
        assert_eq!((purchases.spent.count, purchases.spent.sum), (1, 40_000));
        assert_eq!((purchases.refunded.count, purchases.refunded.sum), (1, 15_000));
        assert_eq!(purchases.net(), 25_000);
        // It was a mistake: nothing was given back.
        house.later("2026-05-05T09:00:00Z");
        desk.transactions().withdraw(back, "误记").unwrap();
        let later = known(&desk, hua, at("2026-05-05T09:00:00Z")).purchases;
        assert_eq!((later.refunded.count, later.net()), (0, 40_000));
        assert_eq!(known(&desk, hua, now).purchases, purchases);
    });
}

/// Something that is said of a client: what, how many minutes later it is said, how many minutes before
/// that it happened, and to which earlier talk it goes back.
fn said() -> impl Strategy<Value = Vec<(u8, i64, i64, usize)>> {
    prop::collection::vec((0..6_u8, 1..90_i64, 0..3_000_i64, 0..20_usize), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is said later, and about whatever time, what was known at an instant stays what it was:
    /// late facts, corrections and withdrawals included.
    #[test]
    fn nothing_of_the_future_is_known_before(said in said()) {
        let house = House::in_memory();
        let desk = house.desk();
        let hua = client(&desk, "华信咨询");
        let lei = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let mut now = at("2026-05-04T09:00:00Z");
        let mut talks: Vec<InteractionId> = Vec::new();
        let mut then: Vec<(Timestamp, Features)> = Vec::new();
        for (what, later, late, back) in said {
            now = now.plus_seconds(later * 60).unwrap();
            house.clock.set(now);
            let when = now.plus_seconds(-late * 60).unwrap();
            let earlier = talks.get(back % talks.len().max(1)).copied();
            let talk = match what {
                0 => NewInteraction::mail_in(when),
                _ => NewInteraction::call(when).sentiment(1),
            };
            match (what, earlier) {
                (2, Some(gone)) => {
                    desk.interactions().withdraw(gone, "记错了").unwrap();
                    talks.retain(|one| *one != gone);
                }
                (3, Some(gone)) => {
                    let correct = desk.interactions().correct(gone, talk.with(lei), "更正");
                    talks.retain(|one| *one != gone);
                    talks.push(correct.unwrap().id());
                }
                (4, _) => {
                    desk.transactions().record(hua, order(when, "30", "CNY")).unwrap();
                }
                _ => talks.push(desk.interactions().log(hua, talk.with(lei)).unwrap().id()),
            }
            then.push((now, known(&desk, hua, now)));
        }
        for (when, told) in &then {
            prop_assert_eq!(&known(&desk, hua, *when), told);
        }
        let last = &then.last().unwrap().1;
        prop_assert_eq!(last.talks.count, u64::try_from(talks.len()).unwrap());
    }
}
