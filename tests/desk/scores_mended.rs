//! Scores and figures that stay right: who counts, from when on, and by what.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicI64, Ordering};

use guanxi::crm::Clock;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::invitation::NewInvitation;
use guanxi::domain::staff::NewStaff;
use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{CustomKey, Period, RecordId, Score};
use guanxi::scoring::health::{
    Basis, Contribution, Grade, Group, Health, Map, Measure, NewMark, Null, Of, Scorecard,
    ScorecardBook, Value, house_sources, project_teams,
};
use guanxi::{Actor, ClientId, Desk, Timestamp};

use crate::engines::{House, at, everywhere, me};
use crate::expectations::{agreed, s};

fn client(desk: &Desk, name: &str) -> ClientId {
    desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id()
}

fn paid(desk: &Desk, client: ClientId, on: &str) {
    let tea = NewLine::goods("茶", "1 盒".parse().unwrap(), "CNY 100".parse().unwrap());
    let order = NewTransaction::order(at(on), "CNY".parse().unwrap()).line(tea);
    desk.transactions().record(client, order.paid("CNY 100".parse().unwrap())).unwrap();
}

fn from_to(start: &str, end: &str) -> Period {
    Period::new(at(start), at(end)).unwrap()
}

#[test]
fn whose_file_is_put_away_or_erased_is_no_client_and_has_no_place() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let all = ["华信", "北辰", "南山"].map(|name| client(&desk, name));
        all.iter().for_each(|id| drop(desk.relationship(*id).begin().unwrap()));
        house.later("2026-06-10T09:00:00Z");
        desk.clients().archive(all[1], "停业").unwrap();
        desk.clients().archive(all[2], "停业").unwrap();
        desk.clients().erase(all[2]).unwrap();
        house.later("2026-07-05T09:00:00Z");
        let june = from_to("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
        let kept = desk.metrics().retention(june).unwrap();
        assert_eq!((kept.numerator, kept.denominator), (1, 3));
        let ranking = desk.health().ranked(&mut |_| ControlFlow::Continue(())).unwrap();
        let ranked: Vec<ClientId> = ranking.places.iter().map(|place| place.client).collect();
        assert_eq!((ranked, ranking.unscored), (vec![all[0]], vec![]));
        // Taken up again it is one again.
        desk.clients().restore(all[1]).unwrap();
        house.later("2026-08-05T09:00:00Z");
        let july = from_to("2026-07-05T09:00:00Z", "2026-08-05T09:00:00Z");
        assert_eq!(desk.metrics().retention(july).unwrap().denominator, 2);
    });
}

#[test]
fn before_a_month_lies_the_month_before_and_of_what_is_not_over_nothing_is_said() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信");
        desk.relationship(hua).begin().unwrap();
        for day in ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"] {
            paid(&desk, hua, &format!("{day}T10:00:00Z"));
        }
        let kept = |start, end| {
            desk.metrics().gross_retention(from_to(start, end), "CNY".parse().unwrap()).unwrap()
        };
        let march = kept("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
        assert_eq!((march.numerator, march.denominator), (10_000, 10_000));
        let two = kept("2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z");
        assert_eq!((two.numerator, two.denominator), (20_000, 20_000));
        // Five days before five days, and a month that is not over.
        let days = kept("2026-03-29T00:00:00Z", "2026-04-03T00:00:00Z");
        assert_eq!((days.bp(), days.denominator), (None, 0));
        let may = kept("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z");
        assert_eq!((may.bp(), may.denominator), (None, 0));
        let next = from_to("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
        assert_eq!(desk.metrics().retention(next).unwrap().bp(), None);
        assert_eq!(desk.metrics().logo_churn(next).unwrap().bp(), None);
    });
}

fn line<'h>(health: &'h Health, measure: &str) -> &'h Contribution {
    health.contributions.iter().find(|line| line.measure.as_str() == measure).unwrap()
}

fn score(desk: &Desk, client: ClientId) -> Health {
    desk.health().score(client).unwrap().explanation
}

#[test]
fn a_client_whom_nobody_ever_met_is_not_known_and_stands_last() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let neglected = client(&desk, "北辰");
        let lei = desk.contacts().add(neglected, NewContact::named("李雷").unwrap()).unwrap().id();
        let call = NewInteraction::call(at("2026-05-04T08:00:00Z")).with(lei);
        desk.interactions().log(neglected, call).unwrap();
        house.later("2027-05-05T09:00:00Z");
        let new = client(&desk, "华信");
        desk.contacts().add(new, NewContact::named("韩梅梅").unwrap()).unwrap();
        let health = score(&desk, new);
        assert_eq!((health.score, health.grade), (None, Grade::Insufficient));
        let ranking = desk.health().ranked(&mut |_| ControlFlow::Continue(())).unwrap();
        let ranked: Vec<ClientId> = ranking.places.iter().map(|place| place.client).collect();
        assert_eq!(ranked, [neglected, new]);
    });
}

#[test]
fn a_mark_stands_where_the_house_measures_nothing_and_waits_where_it_does() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信");
        let lei = NewContact::named("李雷").unwrap().decides();
        let lei = desk.contacts().add(hua, lei).unwrap().id();
        let mark = |source: &str| {
            let score = Score::from_bp(9_000).unwrap();
            let new = NewMark::of(CustomKey::new(source).unwrap(), score, "当面说的").unwrap();
            desk.health().mark(hua, &new).unwrap().now.id()
        };
        // Nobody was asked, and nobody was met: what somebody says of it by hand counts.
        let marks = [mark("satisfaction"), mark("breadth")];
        for (source, id) in ["satisfaction", "breadth"].iter().zip(marks) {
            let health = score(&desk, hua);
            let line = line(&health, source);
            assert_eq!((&line.basis, &line.value), (&Basis::Measured, &Some(Value::Number(9_000))));
            assert_eq!(line.behind[0].id, id.id());
        }
        desk.interactions()
            .log(hua, NewInteraction::call(at("2026-05-04T08:00:00Z")).with(lei))
            .unwrap();
        // Now it is measured.
        assert_eq!(line(&score(&desk, hua), "breadth").value, Some(Value::Number(10_000)));
        assert_eq!(line(&score(&desk, hua), "satisfaction").value, Some(Value::Number(9_000)));
    });
}

#[test]
fn a_score_that_rested_on_too_little_is_nothing_to_fall_from() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信");
        paid(&desk, hua, "2026-05-01T10:00:00Z");
        let first = desk.health().evaluate(hua).unwrap().now;
        let first = first.evaluated().unwrap();
        assert_eq!((first.grade, first.score), (Grade::Insufficient, Some(Score::MAX)));
        house.later("2026-05-06T09:00:00Z");
        let low = NewMark::of_all(Score::from_bp(5_000).unwrap(), "刚开始").unwrap();
        desk.health().mark(hua, &low).unwrap();
        assert!(desk.signals().look(hua).unwrap().now.look().unwrap().raised.is_empty());
        // What somebody who knows has said is: from that it falls.
        desk.health().evaluate(hua).unwrap();
        house.later("2026-05-08T09:00:00Z");
        let lower = NewMark::of_all(Score::from_bp(1_000).unwrap(), "谈崩了").unwrap();
        desk.health().mark(hua, &lower).unwrap();
        let raised = desk.signals().look(hua).unwrap().now;
        assert_eq!(raised.look().unwrap().raised.len(), 1);
    });
}

/// A clock that goes on whenever somebody looks at it.
#[derive(Debug)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::SeqCst)).unwrap()
    }
}

#[test]
fn two_who_look_at_once_both_see() {
    everywhere(|house: &House| {
        let start = at("2026-05-04T09:00:00Z").micros();
        let crm = house.crm.clone().with_clock(Ticking(AtomicI64::new(start)));
        let desk = crm.desk(Actor::system());
        let hua = client(&desk, "华信");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let desk = desk.clone();
                scope.spawn(move || (0..5).for_each(|_| drop(desk.signals().look(hua).unwrap())));
            }
        });
        assert_eq!(desk.signals().history(hua, 50, None).unwrap().items.len(), 20);
    });
}

#[test]
fn what_was_got_and_is_contradicted_is_in_no_number() {
    everywhere(|house: &House| {
        let desk = house.desk();
        desk.staff().enrol(me(), NewStaff::named("王安娜").unwrap()).unwrap();
        let hua = client(&desk, "华信");
        let li = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let id = agreed(&desk, hua, li);
        let got = |when: &str| {
            let known = desk.health().features(hua, "CNY".parse().unwrap(), at(when));
            let got = known.unwrap().disconfirmation;
            (got.count, got.sum)
        };
        desk.expectations().evaluate(id, s("20")).unwrap();
        let (count, sum) = got("2026-05-04T09:00:00Z");
        assert!(count == 1 && sum < 0);
        house.later("2026-05-05T09:00:00Z");
        desk.expectations().dispute(id, li, "是三秒").unwrap();
        assert_eq!(got("2026-05-05T09:00:00Z"), (0, 0));
        house.later("2026-05-06T09:00:00Z");
        // The same number on another day is another evaluation.
        desk.expectations().evaluate(id, s("20")).unwrap();
        assert_eq!(got("2026-05-06T09:00:00Z"), (1, sum));
        assert_eq!(got("2026-05-05T09:00:00Z"), (0, 0));
        assert_eq!(got("2026-05-04T09:00:00Z"), (1, sum), "what was known then stays what it was");
    });
}

/// A scorecard of how much is answered in time.
fn in_time() -> ScorecardBook {
    let key = |text: &str| CustomKey::new(text).unwrap();
    let map = Map::Linear { lo: 0, hi: 10_000, invert: false };
    let (id, of) = (key("answered_in_time"), Of::Source(key("answered_in_time")));
    let measure = Measure { id, weight: 1, of, map, lookback: None, ttl: None, null: Null::Hold };
    let groups = vec![Group { id: key("voices"), weight: 1, measures: vec![measure] }];
    let card = Scorecard { id: key("voices"), groups, caps: Vec::new(), ..project_teams() };
    ScorecardBook::publish(vec![card], house_sources()).unwrap()
}

#[test]
fn a_late_answer_that_is_long_past_is_not_forgotten_at_a_stroke() {
    everywhere(|house: &House| {
        let desk = house.crm.clone().with_scorecards(in_time()).desk(Actor::system());
        let hua = client(&desk, "华信");
        let lei = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let log = |one: NewInteraction| drop(desk.interactions().log(hua, one.with(lei)).unwrap());
        log(NewInteraction::mail_in(at("2026-05-04T02:00:00Z")));
        house.later("2026-05-20T09:00:00Z");
        desk.health().evaluate(hua).unwrap();
        assert_eq!(line(&score(&desk, hua), "answered_in_time").value, Some(Value::Number(0)));
        // Nobody wrote since; somebody of the firm called.
        house.later("2026-09-01T09:00:00Z");
        log(NewInteraction::call(at("2026-08-20T09:00:00Z")));
        let health = score(&desk, hua);
        let held = line(&health, "answered_in_time");
        assert_eq!((held.basis, held.level.unwrap().bp()), (Basis::Held, 0));
    });
}

#[test]
fn a_wave_is_judged_by_what_was_declared_when_it_began() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let asks = |at_least| {
            let new = NewSurvey::of_contacts("交付回访").unwrap();
            let five = Scale::csat(5).unwrap();
            let new = new.about(Dimension::Overall, "overall", five, "您有多满意？").unwrap();
            new.target(Dimension::Overall, Score::from_bp(at_least).unwrap()).unwrap()
        };
        let survey = desk.surveys().draft(asks(6_000)).unwrap().id();
        desk.surveys().open(survey).unwrap();
        desk.surveys().close(survey).unwrap();
        desk.surveys().revise(survey, asks(9_500)).unwrap();
        desk.surveys().open(survey).unwrap();
        let target = |wave| {
            let found = desk.surveys().results(survey, wave, at("2026-05-04T09:00:00Z")).unwrap();
            found.explanation.targets[0].0.at_least.bp()
        };
        assert_eq!((target(1), target(2)), (6_000, 9_500));
    });
}

#[test]
fn who_was_invited_then_was_invited_then() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let hua = client(&desk, "华信");
        let lei = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let new = NewSurvey::of_contacts("回访").unwrap();
        let new = new.scaled("nps", Scale::NPS, "您愿意推荐我们吗？").unwrap();
        let survey = desk.surveys().draft(new).unwrap().id();
        desk.surveys().open(survey).unwrap();
        let mail = NewInvitation::to(lei, Channel::Email);
        let mail = desk.surveys().invite(hua, survey, mail).unwrap().id();
        let invited =
            |when: &str| desk.surveys().results(survey, 1, at(when)).unwrap().explanation.invited;
        let then = "2026-05-04T09:00:00Z";
        assert_eq!(invited(then), 1);
        house.later("2026-05-10T09:00:00Z");
        desk.surveys().withdraw(mail, "发错了").unwrap();
        assert_eq!((invited(then), invited("2026-05-10T09:00:00Z")), (1, 0));
    });
}
