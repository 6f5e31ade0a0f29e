//! Health at the desk on every engine: scored from what is there, kept as it was, explained.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use guanxi::crm::{HealthSoFar, Unscored};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{CustomKey, RecordId, Score};
use guanxi::scoring::health::{
    Basis, Change, Grade, HealthRecordId, NewMark, ScorecardBook, Who, house_sources, project_teams,
};
use guanxi::{Actor, ClientId, Crm, Desk, ErrorKind, Lang};

use crate::engines::{House, at, everywhere};

fn score(bp: i64) -> Score {
    Score::from_bp(bp).unwrap()
}

/// A decision maker and a user, ten calls in two months, and an order that is paid.
fn small(desk: &Desk) -> ClientId {
    let hua = desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap().id();
    let lei = NewContact::named("李雷").unwrap().decides();
    let lei = desk.contacts().add(hua, lei).unwrap().id();
    let mei = desk.contacts().add(hua, NewContact::named("韩梅梅").unwrap()).unwrap().id();
    for n in 0..10 {
        let on = at("2026-03-08T09:00:00Z").plus_seconds(n * 6 * 86_400).unwrap();
        let with = if n % 2 == 0 { lei } else { mei };
        desk.interactions().log(hua, NewInteraction::call(on).with(with).subject("周会")).unwrap();
    }
    let tea = NewLine::goods("系统", "1 套".parse().unwrap(), "CNY 400".parse().unwrap());
    let order = NewTransaction::order(at("2026-04-01T09:00:00Z"), "CNY".parse().unwrap());
    let order = order.line(tea).paid("CNY 400".parse().unwrap());
    desk.transactions().record(hua, order).unwrap();
    hua
}

#[test]
fn a_small_client_is_scored_and_told_why() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = small(&desk);
        let figure = desk.health().score(hua).unwrap();
        let health = &figure.explanation;
        assert_ne!(health.grade, Grade::Insufficient, "{health:?}");
        assert_eq!((figure.value, figure.as_of), (health.score, at("2026-05-04T09:00:00Z")));
        let sum: i64 = health.contributions.iter().map(|line| line.points).sum();
        assert_eq!(5_000 + sum + health.cap_points, figure.value.unwrap().bp());
        let calls = health.contributions.iter().find(|line| line.measure.as_str() == "engagement");
        assert_eq!(calls.unwrap().behind.len(), 10);
        let unused = |line: &&guanxi::scoring::health::Contribution| line.basis == Basis::NotUsed;
        // Nobody feeds these yet, or the firm does not use them.
        assert!(health.contributions.iter().filter(unused).count() >= 4);
        let zh = desk.health().explain(hua, Lang::Zh).unwrap();
        assert!(zh[0].starts_with("健康度 "), "{zh:#?}");
        assert_eq!(zh.len(), desk.health().explain(hua, Lang::En).unwrap().len());
        // Each call did something to the score, or there were more than enough of them.
        let effects = desk.health().effects(hua).unwrap();
        assert!(effects.len() >= 11);
        assert_eq!(figure.inputs.len(), 1);
    });
}

#[test]
fn a_history_stays_what_it_was_and_says_why_it_moved() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = small(&desk);
        let first = desk.health().evaluate(hua).unwrap().now;
        house.later("2026-06-20T09:00:00Z");
        let late = desk.health().evaluate(hua).unwrap().now;
        let (before, after) = (first.evaluated().unwrap(), late.evaluated().unwrap());
        assert!(after.score < before.score);
        assert_eq!(after.before.as_ref(), Some(&before.health().unwrap().memory));
        let moved = desk.health().movement(first.id(), late.id()).unwrap().unwrap();
        let points = after.score.unwrap().bp() - before.score.unwrap().bp();
        assert_eq!(moved.points, points);
        assert_eq!(moved.steps.iter().map(|step| step.points).sum::<i64>(), points);
        let values = moved.steps.iter().find(|step| step.change == Change::Values).unwrap();
        assert!(values.by.iter().any(|(measure, by)| measure.as_str() == "cadence" && *by < 0));
        // Somebody calls again, and what was scored stays what it was.
        desk.interactions().log(hua, NewInteraction::call(at("2026-05-30T09:00:00Z"))).unwrap();
        let history = desk.health().history(hua, 10, None).unwrap().items;
        let ids: Vec<HealthRecordId> = history.iter().map(|found| found.now.id()).collect();
        assert_eq!(ids, [late.id(), first.id()]);
        for (found, written) in history.iter().zip([&late, &first]) {
            assert_eq!(&found.now, written);
            let kept = written.evaluated().unwrap();
            let again = kept.health().unwrap();
            assert_eq!((again.score, again.grade), (kept.score, kept.grade));
            assert_eq!(again.coverage, kept.coverage);
        }
        assert_eq!(desk.health().get(first.id()).unwrap().now, first);
    });
}

#[test]
fn a_mark_stands_until_it_runs_out_or_is_ended() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = small(&desk);
        let worked_out = desk.health().score(hua).unwrap().value;
        let set = NewMark::of_all(score(2_000), "合同谈判破裂").unwrap();
        let mark = desk.health().mark(hua, &set).unwrap().now;
        assert_eq!(mark.reason().known().flatten().unwrap().as_str(), "合同谈判破裂");
        let set_by_hand = desk.health().score(hua).unwrap();
        assert_eq!(set_by_hand.value, Some(score(2_000)));
        let overridden = set_by_hand.explanation.overridden.unwrap();
        assert_eq!(overridden.behind.id, mark.id().id());
        // Ended, it is as if it had never been.
        let end = set.for_days(0).unwrap();
        house.later("2026-05-04T09:00:01Z");
        desk.health().mark(hua, &end).unwrap();
        assert_eq!(desk.health().score(hua).unwrap().value, worked_out);
        let sentiment = CustomKey::new("sentiment").unwrap();
        let good = NewMark::of(sentiment.clone(), score(9_000), "很满意").unwrap();
        desk.health().mark(hua, &good).unwrap();
        let line = |house: &House| {
            let health = house.desk().health().evaluate(hua).unwrap().now;
            let health = health.evaluated().unwrap().health().unwrap();
            health.contributions.into_iter().find(|line| line.measure == sentiment).unwrap()
        };
        let fresh = line(house);
        assert_eq!((fresh.basis, fresh.level.unwrap().bp()), (Basis::Measured, 9_000));
        house.later("2026-08-04T09:00:00Z");
        let held = line(house);
        assert_eq!((held.basis, held.level.unwrap().bp()), (Basis::Held, 5_000));
        let unknown = NewMark::of(CustomKey::new("weather").unwrap(), score(1), "x").unwrap();
        assert_eq!(desk.health().mark(hua, &unknown).unwrap_err().kind(), ErrorKind::Invalid);
        assert!(NewMark::of_all(score(1), " ").is_err());
        assert!(NewMark::of_all(score(1), "x").unwrap().for_days(367).is_err());
    });
}

#[test]
fn a_way_up_is_found_from_what_is_there() {
    let house = House::in_memory();
    let desk = house.desk();
    let hua = small(&desk);
    house.later("2026-07-20T09:00:00Z");
    let now = desk.health().score(hua).unwrap();
    assert!(now.value.unwrap() < score(7_900));
    let way = desk.health().way_to(hua, Grade::Healthy).unwrap().unwrap();
    assert!(way.reaches >= 7_901 && !way.raises.is_empty());
}

#[test]
fn a_client_without_a_scorecard_is_not_found_one() {
    let mut card = project_teams();
    card.who = Who::Nobody;
    let book = ScorecardBook::publish(vec![card], house_sources()).unwrap();
    let house = House::in_memory();
    let crm: Crm = house.crm.clone().with_scorecards(book);
    let desk = crm.desk(Actor::system());
    let hua = small(&desk);
    assert_eq!(desk.health().score(hua).unwrap_err().kind(), ErrorKind::NotFound);
    let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(9));
    assert_eq!(desk.health().evaluate(nobody).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn the_same_evaluation_sent_twice_is_one() {
    let house = House::in_memory();
    let desk = house.desk();
    let hua = small(&desk);
    let keyed = desk.keyed("week 18").unwrap();
    let first = keyed.health().evaluate(hua).unwrap();
    let again = keyed.health().evaluate(hua).unwrap();
    assert_eq!((again.repeated, again.now), (true, first.now));
    assert_eq!(desk.health().history(hua, 10, None).unwrap().items.len(), 1);
}

fn on(_: &HealthSoFar) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// So many clients, with calls and orders of each its own.
fn portfolio(desk: &Desk, clients: i64) -> Vec<ClientId> {
    let mut all = Vec::new();
    for n in 0..clients {
        let id = desk.clients().register(NewClient::organisation("客户").unwrap()).unwrap().id();
        let lei = NewContact::named("李雷").unwrap().decides();
        let lei = desk.contacts().add(id, lei).unwrap().id();
        for call in 0..n % 7 {
            let at = at("2026-04-30T09:00:00Z").plus_seconds(-call * n * 86_400).unwrap();
            desk.interactions().log(id, NewInteraction::call(at).with(lei)).unwrap();
        }
        for bought in 0..n % 3 {
            let tea = NewLine::goods("系统", "1 套".parse().unwrap(), "CNY 400".parse().unwrap());
            let at = at("2026-04-01T09:00:00Z").plus_seconds(-bought * n * 86_400).unwrap();
            let order = NewTransaction::order(at, "CNY".parse().unwrap());
            desk.transactions().record(id, order.line(tea)).unwrap();
        }
        all.push(id);
    }
    all
}

#[test]
fn every_client_is_ranked_and_scored_as_by_itself() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let all = portfolio(&desk, 23);
        let small = small(&desk);
        desk.clients().archive(all[4], "停业").unwrap();
        let ranking = desk.health().ranked(&mut on).unwrap();
        assert_eq!((ranking.places.len(), ranking.unscored.len(), ranking.stopped), (23, 0, false));
        assert!(ranking.places.iter().all(|place| place.client != all[4]));
        assert!(ranking.places.iter().any(|place| place.client == small));
        for place in &ranking.places {
            let alone = desk.health().score(place.client).unwrap().explanation;
            assert_eq!((place.score, place.grade), (alone.score, alone.grade));
            assert_eq!(place.coverage, alone.coverage);
            let worst = alone.contributions.iter().map(|line| line.points).min().unwrap();
            assert_eq!(place.weighs.first().map_or(0, |(_, points)| *points), worst.min(0));
            assert_eq!(place.risk.is_some(), place.rhythm.is_some());
            let words = ranking.explain_risk(place, Lang::Zh);
            assert_eq!(words.is_empty(), place.rhythm.is_none());
        }
        // Worst first, equals together, and whoever is not known last.
        for (place, next) in ranking.places.iter().zip(&ranking.places[1..]) {
            assert!(place.rank.rank <= next.rank.rank);
            match (place.score, next.score) {
                (Some(score), Some(other)) => assert!(score <= other),
                (None, Some(_)) => panic!("who is not known stands before who is"),
                (_, None) => {}
            }
        }
        assert!(ranking.places.iter().any(|place| place.risk.is_some()));
        // Page by page it is the same.
        let ten = NonZeroUsize::new(10).unwrap();
        let pages: Vec<_> = (0..4).flat_map(|n| ranking.page(n, ten).to_vec()).collect();
        assert_eq!(pages, ranking.places);
    });
}

#[test]
fn a_ranking_is_the_same_by_any_number_of_threads() {
    everywhere(|house: &House| {
        let desk = house.desk();
        portfolio(&desk, 130);
        let mut told = Vec::new();
        let alone = desk.health().ranked(&mut |so_far| {
            told.push(so_far.clients);
            ControlFlow::Continue(())
        });
        let alone = alone.unwrap();
        assert_eq!(told, [100, 130]);
        for threads in [1, 2, 3, 16] {
            let threads = NonZeroUsize::new(threads).unwrap();
            assert_eq!(desk.health().ranked_by(threads, &mut on).unwrap(), alone);
        }
        // Whoever stops gets those that were looked at, and nobody else.
        let stopped = desk.health().ranked(&mut |_| ControlFlow::Break(())).unwrap();
        assert_eq!((stopped.places.len(), stopped.stopped), (100, true));
    });
}

#[test]
fn who_has_no_scorecard_is_named_and_nobody_is_nobody() {
    let mut none = project_teams();
    none.who = Who::Nobody;
    let book = ScorecardBook::publish(vec![none], house_sources()).unwrap();
    let crm = Crm::memory().unwrap().with_scorecards(book);
    let desk = crm.desk(Actor::system());
    assert!(desk.health().ranked(&mut on).unwrap().places.is_empty());
    let hua = desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap().id();
    let ranking = desk.health().ranked(&mut on).unwrap();
    assert_eq!((ranking.places, ranking.unscored), (vec![], vec![(hua, Unscored::NoScorecard)]));
}

/// Each evaluation rests on the one before it, whoever else evaluates at the same time.
#[test]
fn two_who_evaluate_at_once_rest_on_each_other() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = small(&desk);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let desk = desk.clone();
                scope
                    .spawn(move || (0..5).for_each(|_| drop(desk.health().evaluate(hua).unwrap())));
            }
        });
        let journal = desk.clients().history(hua).limit(1_000).unwrap();
        let written = journal.iter().filter(|entry| entry.noun == "health_record");
        let written: Vec<_> = written
            .map(|entry| desk.health().get(HealthRecordId::from_id(entry.id)).unwrap().now)
            .collect();
        assert_eq!(written.len(), 20);
        let mut before = None;
        for (n, record) in written.iter().enumerate() {
            let evaluated = record.evaluated().unwrap();
            assert_eq!(evaluated.before, before, "the evaluation {n} rests on another");
            before = Some(evaluated.health().unwrap().memory);
        }
    });
}
