//! What clients say, whom they bring and how soon they are answered, in their health and in figures.

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::invitation::NewInvitation;
use guanxi::domain::referral::{Gives, NewReferral, Trigger};
use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
use guanxi::domain::{CustomKey, Period, Points, ProgrammeId, RecordId, SurveyId, Zone};
use guanxi::scoring::health::{
    Basis, Contribution, Grade, Group, Health, Map, Measure, Null, Of, Scorecard, ScorecardBook,
    Value, house_sources, project_teams,
};
use guanxi::{Actor, ClientId, ContactId, Desk};

use crate::engines::{House, at, everywhere};

const NOW: &str = "2026-05-04T09:00:00Z";

/// A decision maker, a user, and ten contacts by telephone.
fn small(desk: &Desk, name: &str) -> (ClientId, ContactId, ContactId) {
    let id = desk.clients().register(NewClient::organisation(name).unwrap()).unwrap().id();
    let lei = NewContact::named("李雷").unwrap().decides();
    let lei = desk.contacts().add(id, lei).unwrap().id();
    let mei = desk.contacts().add(id, NewContact::named("韩梅梅").unwrap()).unwrap().id();
    for n in 0..10 {
        let on = at("2026-03-08T09:00:00Z").plus_seconds(n * 6 * 86_400).unwrap();
        let with = if n % 2 == 0 { lei } else { mei };
        desk.interactions().log(id, NewInteraction::call(on).with(with).subject("周会")).unwrap();
    }
    (id, lei, mei)
}

fn survey(desk: &Desk) -> SurveyId {
    let five = Scale::csat(5).unwrap();
    let new = NewSurvey::of_contacts("交付回访")
        .unwrap()
        .about(Dimension::Overall, "overall", five, "总体上您有多满意？")
        .unwrap()
        .about(Dimension::TechnicalSupport, "help", five, "技术支持有帮助吗？")
        .unwrap()
        .about(Dimension::ResponseSpeed, "speed", five, "我们的答复够快吗？")
        .unwrap()
        .scaled("nps", Scale::NPS, "您愿意推荐我们吗？")
        .unwrap();
    let id = desk.surveys().draft(new).unwrap().id();
    desk.surveys().open(id).unwrap();
    id
}

fn answer(desk: &Desk, client: ClientId, survey: SurveyId, who: ContactId, values: &[(&str, u8)]) {
    for (question, value) in values {
        let answer = NewAnswer::by(who, question, at(NOW), Channel::Email).unwrap().value(*value);
        desk.surveys().answer(client, survey, answer).unwrap();
    }
}

fn line<'h>(health: &'h Health, measure: &str) -> &'h Contribution {
    health.contributions.iter().find(|line| line.measure.as_str() == measure).unwrap()
}

fn score(desk: &Desk, client: ClientId) -> Health {
    desk.health().score(client).unwrap().explanation
}

#[test]
fn of_whom_nothing_is_known_nothing_is_said_until_they_were_left_alone_too_long() {
    everywhere(|house: &House| {
        let desk = house.desk();
        // Others are known well, so that nothing here is a source that the firm does not use.
        small(&desk, "北辰");
        let hua = desk.clients().register(NewClient::organisation("华信").unwrap()).unwrap().id();
        let first = score(&desk, hua);
        assert_eq!((first.grade, first.score), (Grade::Insufficient, None));
        house.later("2026-05-05T09:00:00Z");
        let written = desk.health().evaluate(hua).unwrap().now;
        assert_eq!(written.evaluated().unwrap().score, None);
        // Nobody was in touch for a year: that is known, and it is bad.
        house.later("2027-05-05T09:00:00Z");
        let neglected = score(&desk, hua);
        assert_eq!(line(&neglected, "cadence").level.unwrap().bp(), 0);
        assert_eq!(neglected.grade, Grade::Critical);
        // The first call makes it somebody again.
        let lei = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let call = NewInteraction::call(at("2027-05-05T08:00:00Z")).with(lei);
        desk.interactions().log(hua, call).unwrap();
        assert!(score(&desk, hua).score > neglected.score);
    });
}

#[test]
fn what_a_client_says_is_part_of_its_health_and_names_the_answers() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, lei, mei) = small(&desk, "华信");
        let (bei, li, _) = small(&desk, "北辰");
        let before = score(&desk, hua);
        assert_eq!(line(&before, "satisfaction").basis, Basis::NotUsed);
        let survey = survey(&desk);
        answer(&desk, hua, survey, mei, &[("overall", 1), ("help", 1), ("speed", 1)]);
        // A user alone does not speak for the client.
        assert_eq!(line(&score(&desk, hua), "satisfaction").basis, Basis::Missing);
        answer(&desk, hua, survey, lei, &[("overall", 1), ("help", 2), ("speed", 3)]);
        answer(&desk, hua, survey, lei, &[("overall", 2)]);
        let after = score(&desk, hua);
        let said = line(&after, "satisfaction");
        let index = desk.surveys().index(hua, at(NOW)).unwrap().value.unwrap();
        assert_eq!(said.value, Some(Value::Number(index.bp())));
        // Six answers stand; the one that was changed is not behind it.
        let standing = desk.surveys().answers_of(hua, 10, None).unwrap().items;
        let mut ids: Vec<_> = standing.iter().map(|found| found.now.id().id()).collect();
        ids.sort_unstable();
        assert_eq!(said.behind.iter().map(|one| one.id).collect::<Vec<_>>(), ids);
        assert!(after.score < before.score && said.points < 0);
        // Who was never asked is scored from the rest; who did not answer too, with less of it there.
        assert_eq!(line(&score(&desk, bei), "satisfaction").basis, Basis::NotUsed);
        desk.surveys().invite(bei, survey, NewInvitation::to(li, Channel::Email)).unwrap();
        let silent = score(&desk, bei);
        assert_eq!(line(&silent, "satisfaction").basis, Basis::Missing);
        assert_ne!(silent.grade, Grade::Insufficient, "{silent:?}");
        assert!(silent.coverage < before.coverage);
    });
}

/// A scorecard of these sources alone, with maps as wide as what they observe.
fn card(sources: &[(&str, i64, i64)]) -> ScorecardBook {
    let key = |text: &str| CustomKey::new(text).unwrap();
    let measure = |(id, lo, hi): &(&str, i64, i64)| {
        let (lo, hi, invert) = (*lo.min(hi), *lo.max(hi), lo > hi);
        let map = Map::Linear { lo, hi, invert };
        let (of, null) = (Of::Source(key(id)), Null::Hold);
        Measure { id: key(id), weight: 1, of, map, lookback: None, ttl: None, null }
    };
    let measures = sources.iter().map(measure).collect();
    let groups = vec![Group { id: key("voices"), weight: 1, measures }];
    let card = Scorecard { id: key("voices"), groups, caps: Vec::new(), ..project_teams() };
    ScorecardBook::publish(vec![card], house_sources()).unwrap()
}

#[test]
fn promoters_response_referrals_and_answers_can_be_scored() {
    everywhere(|house: &House| {
        let sources = [
            ("nps", -10_000, 10_000),
            ("survey_response", 0, 10_000),
            ("referrals", 0, 2),
            ("answered_in_time", 0, 10_000),
            ("answer_minutes", 960, 0),
        ];
        let desk = house.crm.clone().with_scorecards(card(&sources)).desk(Actor::system());
        let (hua, lei, mei) = small(&desk, "华信");
        let (bei, ..) = small(&desk, "北辰");
        let survey = survey(&desk);
        desk.surveys().invite(hua, survey, NewInvitation::to(lei, Channel::Email)).unwrap();
        answer(&desk, hua, survey, lei, &[("nps", 9)]);
        answer(&desk, hua, survey, mei, &[("nps", 3)]);
        let gives = Gives::new(Points::new(500).unwrap(), Points::new(200).unwrap()).unwrap();
        let club = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
        let bring = NewReferral::of(club, Zone::UTC, Trigger::FirstPurchase, gives).unwrap();
        let invited = desk.referrals().invite(hua, bring).unwrap().id();
        let new = desk.clients().register(NewClient::person("晓明").unwrap()).unwrap().id();
        desk.referrals().register(invited, new).unwrap();
        // A question on a Monday morning, and the call back half an hour later.
        desk.interactions()
            .log(hua, NewInteraction::mail_in(at("2026-05-04T02:00:00Z")).with(lei))
            .unwrap();
        desk.interactions()
            .log(hua, NewInteraction::call(at("2026-05-04T02:30:00Z")).with(lei))
            .unwrap();
        let health = score(&desk, hua);
        let value = |measure| line(&health, measure).value.clone();
        assert_eq!(value("nps"), Some(Value::Number(0)));
        assert_eq!(value("survey_response"), Some(Value::Number(10_000)));
        assert_eq!(value("referrals"), Some(Value::Number(1)));
        assert_eq!(line(&health, "nps").behind.len(), 2);
        assert_eq!(line(&health, "referrals").behind[0].id, invited.id());
        let minutes = value("answer_minutes");
        assert!(matches!(minutes, Some(Value::Number(0..=30))), "{minutes:?}");
        assert!(line(&health, "answer_minutes").behind.len() >= 2);
        // Of another client the firm knows none of it, though it asks for it.
        let silent = score(&desk, bei);
        assert_eq!(line(&silent, "nps").basis, Basis::NotUsed);
        assert_eq!(line(&silent, "survey_response").basis, Basis::NotUsed);
        assert_eq!(line(&silent, "referrals").value, Some(Value::Number(0)));
    });
}

#[test]
fn who_brought_whom_and_how_soon_one_was_answered_are_figures() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let (hua, lei, _) = small(&desk, "华信");
        desk.relationship(hua).begin().unwrap();
        let gives = Gives::new(Points::new(500).unwrap(), Points::new(200).unwrap()).unwrap();
        let club = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
        let bring = NewReferral::of(club, Zone::UTC, Trigger::FirstPurchase, gives).unwrap();
        let invited = desk.referrals().invite(hua, bring).unwrap().id();
        house.later("2026-06-10T09:00:00Z");
        let new = desk.clients().register(NewClient::person("晓明").unwrap()).unwrap().id();
        desk.referrals().register(invited, new).unwrap();
        desk.relationship(new).begin().unwrap();
        let other = desk.clients().register(NewClient::person("路人").unwrap()).unwrap().id();
        desk.relationship(other).begin().unwrap();
        let june = Period::new(at("2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")).unwrap();
        let brought = desk.metrics().referral(june).unwrap();
        assert_eq!((brought.numerator, brought.denominator, brought.bp()), (1, 2, Some(5_000)));
        let took_part = desk.metrics().referral_participation(june).unwrap();
        assert_eq!((took_part.numerator, took_part.denominator), (1, 3));
        let may = Period::new(at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).unwrap();
        assert_eq!(desk.metrics().referral(may).unwrap().denominator, 1);
        let none = desk.metrics().response(june).unwrap();
        assert_eq!((none.value, none.coverage.bp()), (None, 0));
        let log = |interaction: NewInteraction| {
            desk.interactions().log(hua, interaction.with(lei)).unwrap();
        };
        log(NewInteraction::mail_in(at("2026-06-02T02:00:00Z")));
        log(NewInteraction::call(at("2026-06-02T02:30:00Z")));
        log(NewInteraction::mail_in(at("2026-06-09T02:00:00Z")));
        let figure = desk.metrics().response(june).unwrap();
        assert_eq!((figure.explanation.count, figure.coverage.bp()), (1, 5_000));
        assert!(figure.value.is_some_and(|seconds| (0..=1_800).contains(&seconds)));
    });
}
