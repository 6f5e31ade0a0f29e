//! What triggers notice about clients, at the desk on every engine.

use std::collections::BTreeSet;

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::cadence::SignalReason;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::survey::{NewSurvey, Scale};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{RecordId, Score};
use guanxi::scoring::health::{NewMark, house_sources};
use guanxi::scoring::signal::{SignalRecord, Trigger, TriggerBook, proposed_triggers};
use guanxi::{Actor, ClientId, ContactId, Desk, ErrorKind, Lang};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

fn client(desk: &Desk, name: &str) -> (ClientId, ContactId) {
    let id = desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
    let lei = NewContact::named("李雷").unwrap().decides();
    (id, desk.contacts().add(id, lei).unwrap().id())
}

fn call(desk: &Desk, client: ClientId, who: ContactId, when: &str) {
    desk.interactions().log(client, NewInteraction::call(at(when)).with(who)).unwrap();
}

fn open(desk: &Desk, client: ClientId) -> Vec<SignalRecord> {
    desk.signals().of(client, 50, None).unwrap().items.into_iter().map(|found| found.now).collect()
}

fn reasons(signals: &[SignalRecord]) -> BTreeSet<SignalReason> {
    signals.iter().filter_map(SignalRecord::firing).map(|firing| firing.signal.reason).collect()
}

#[test]
fn who_is_left_alone_is_noticed_once_and_until_somebody_calls() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, lei) = client(&desk, "华信咨询");
        call(&desk, hua, lei, "2026-05-04T08:00:00Z");
        assert!(desk.signals().look(hua).unwrap().now.look().unwrap().raised.is_empty());
        for day in ["2026-12-01", "2026-12-02", "2026-12-20", "2027-01-20"] {
            house.later(&format!("{day}T09:00:00Z"));
            desk.signals().look(hua).unwrap();
        }
        let signals = open(&desk, hua);
        assert_eq!(reasons(&signals), [SignalReason::CadenceOverdue].into());
        let [signal] = &signals[..] else { panic!("{signals:?}") };
        let firing = signal.firing().unwrap();
        assert_eq!((firing.signal.client, signal.at()), (hua, at("2026-12-01T09:00:00Z")));
        // What it was decided on stands in it: the number, and the last call.
        let input = firing.inputs.last().unwrap();
        assert!(input.value.unwrap() >= 1 && input.behind.len() == 1);
        assert!(
            firing.explain(Lang::Zh).starts_with("太久没有联系（cadence_overdue_days：2026-12-01")
        );
        assert_eq!(desk.signals().open(10, None).unwrap().items[0].now, *signal);
        house.later("2027-01-21T09:00:00Z");
        call(&desk, hua, lei, "2027-01-21T08:00:00Z");
        let last = desk.signals().look(hua).unwrap().now;
        assert_eq!(last.look().unwrap().ended, [signal.id()]);
        assert!(open(&desk, hua).is_empty());
        assert!(desk.signals().open(10, None).unwrap().items.is_empty());
        // It happened all the same.
        let kept = desk.signals().get(signal.id()).unwrap();
        assert_eq!((&kept.now, kept.superseded), (signal, true));
        let history = desk.signals().history(hua, 50, None).unwrap().items;
        assert_eq!(history.len(), 6 + 1 + 1);
    });
}

#[test]
fn a_fall_of_health_a_detractor_and_a_silence_are_noticed() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, lei) = client(&desk, "华信咨询");
        for month in ["01", "02", "03", "04"] {
            let tea = NewLine::goods("茶", "1 盒".parse().unwrap(), "CNY 300".parse().unwrap());
            let on = at(&format!("2026-{month}-04T08:00:00Z"));
            let order = NewTransaction::order(on, "CNY".parse().unwrap()).line(tea);
            desk.transactions().record(hua, order.paid("CNY 300".parse().unwrap())).unwrap();
        }
        call(&desk, hua, lei, "2026-05-04T08:00:00Z");
        desk.health().evaluate(hua).unwrap();
        desk.signals().look(hua).unwrap();
        assert!(open(&desk, hua).is_empty());
        let nps = NewSurvey::of_contacts("回访").unwrap();
        let nps = nps.scaled("nps", Scale::NPS, "您愿意推荐我们吗？").unwrap();
        let survey = desk.surveys().draft(nps).unwrap().id();
        desk.surveys().open(survey).unwrap();
        house.later("2026-05-20T09:00:00Z");
        let low = NewAnswer::by(lei, "nps", at("2026-05-20T08:00:00Z"), Channel::Email).unwrap();
        let low = desk.surveys().answer(hua, survey, low.value(6)).unwrap().id();
        let bad = NewMark::of_all(Score::from_bp(2_000).unwrap(), "合同谈判破裂").unwrap();
        desk.health().mark(hua, &bad).unwrap();
        desk.signals().look(hua).unwrap();
        let found = open(&desk, hua);
        let wanted = [SignalReason::HealthDropped, SignalReason::DeciderDetracts];
        assert_eq!(reasons(&found), wanted.into());
        let detracts = found.iter().filter_map(SignalRecord::firing);
        let mut detracts =
            detracts.filter(|one| one.signal.reason == SignalReason::DeciderDetracts);
        assert_eq!(detracts.next_back().unwrap().inputs[0].behind[0].id, low.id());
        // It bought every month; for three of its own gaps it has not.
        house.later("2026-07-10T09:00:00Z");
        call(&desk, hua, lei, "2026-07-10T08:00:00Z");
        desk.signals().look(hua).unwrap();
        assert!(reasons(&open(&desk, hua)).contains(&SignalReason::Hiatus));
    });
}

#[test]
fn a_champion_who_leaves_is_noticed() {
    let house = House::in_memory();
    let desk = house.desk();
    let (hua, lei) = client(&desk, "华信咨询");
    desk.signals().look(hua).unwrap();
    house.later("2026-05-05T09:00:00Z");
    desk.contacts().leave(lei).unwrap();
    desk.signals().look(hua).unwrap();
    let found = open(&desk, hua);
    assert_eq!(reasons(&found), [SignalReason::ChampionLeft].into());
    let firing = found[0].firing().unwrap();
    assert_eq!(firing.inputs.last().unwrap().behind[0].id, lei.id());
}

#[test]
fn a_look_back_a_stranger_and_a_repeated_look_change_nothing() {
    let house = House::in_memory();
    let desk = house.desk();
    let (hua, _) = client(&desk, "华信咨询");
    let keyed = desk.keyed("week 18").unwrap();
    let first = keyed.signals().look(hua).unwrap();
    let again = keyed.signals().look(hua).unwrap();
    assert_eq!((again.repeated, again.now), (true, first.now));
    house.later("2026-05-03T09:00:00Z");
    assert_eq!(desk.signals().look(hua).unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(desk.signals().history(hua, 10, None).unwrap().items.len(), 1);
    let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(9));
    assert_eq!(desk.signals().look(nobody).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.signals().open(10, None).unwrap().items.is_empty());
}

#[test]
fn two_who_look_at_once_raise_one_signal() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, _) = client(&desk, "华信咨询");
        house.later("2027-05-04T09:00:00Z");
        let crm = &house.crm;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| crm.desk(Actor::system()).signals().look(hua).unwrap());
            }
        });
        assert_eq!(open(&desk, hua).len(), 1);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Nothing happens with a client: whoever looks, and however often, each of the firm's triggers
    /// fires at most once. (What is counted in days grows, and never comes back by itself.)
    #[test]
    fn where_nothing_happens_each_trigger_fires_at_most_once(
        cool_down in 0..40_u32, of in 1..4_u8, hours in prop::collection::vec(0..2_000_i64, 1..25)
    ) {
        let house = House::in_memory();
        let eager = |one: Trigger| Trigger { cool_down, times: 1, of, ..one };
        let triggers = proposed_triggers().into_iter().map(eager).collect();
        let book = TriggerBook::publish(triggers, &house_sources()).unwrap();
        let desk = house.crm.clone().with_triggers(book).desk(Actor::system());
        let (hua, lei) = client(&desk, "华信咨询");
        call(&desk, hua, lei, "2026-05-04T08:00:00Z");
        let mut now = at("2026-05-04T09:00:00Z");
        for more in hours {
            now = now.plus_seconds(more * 3_600).unwrap();
            house.clock.set(now);
            desk.signals().look(hua).unwrap();
        }
        let history = desk.signals().history(hua, 200, None).unwrap().items;
        let fired: Vec<_> = history.iter().filter_map(|found| found.now.firing()).collect();
        let distinct: BTreeSet<_> = fired.iter().map(|one| one.trigger.clone()).collect();
        prop_assert_eq!(distinct.len(), fired.len());
        prop_assert_eq!(open(&desk, hua).len(), fired.len());
    }
}
