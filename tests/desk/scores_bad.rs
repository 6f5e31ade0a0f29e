//! What is wrong with what figures and scores are asked for: typed each, and nothing changed.

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::client::{NewClient, Segment};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::Channel;
use guanxi::domain::survey::{NewSurvey, Scale};
use guanxi::domain::{CustomKey, Invalid, Period, Score};
use guanxi::scoring::hazard::{ChurnDefinition, Portfolio, rank};
use guanxi::scoring::health::{NewMark, Scorecard, ScorecardBook, house_sources, project_teams};
use guanxi::scoring::satisfaction::{SatisfactionPolicy, portfolio, segment_of};
use guanxi::scoring::signal::{Trigger, proposed_triggers};
use guanxi::{Desk, ErrorKind};

use crate::engines::{House, at, everywhere};

/// How far the journal goes: what is refused adds nothing to it.
fn entries(desk: &Desk) -> usize {
    desk.journal().limit(1_000).unwrap().len()
}

#[test]
fn a_refused_answer_or_mark_leaves_everything_as_it_was() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let new = NewClient::organisation("华信咨询").unwrap();
        let hua = desk.clients().register(new).unwrap().id();
        let lei = desk.contacts().add(hua, NewContact::named("李雷").unwrap()).unwrap().id();
        let mei = desk.contacts().add(hua, NewContact::named("韩梅梅").unwrap()).unwrap().id();
        let ask = NewSurvey::of_contacts("回访").unwrap();
        let ask = ask.scaled("nps", Scale::NPS, "您愿意推荐我们吗？").unwrap();
        let survey = desk.surveys().draft(ask).unwrap().id();
        desk.surveys().open(survey).unwrap();
        house.later("2026-05-06T09:00:00Z");
        desk.contacts().leave(mei).unwrap();
        let before = entries(&desk);
        let answer = |who, question: &str, when: &str, value| {
            let new = NewAnswer::by(who, question, at(when), Channel::Email).unwrap();
            let error = desk.surveys().answer(hua, survey, new.value(value)).unwrap_err();
            let code = error.as_refused().map(|no| no.code().to_owned());
            code.unwrap_or_else(|| format!("{:?}", error.kind()))
        };
        let today = "2026-05-06T08:00:00Z";
        assert_eq!(answer(lei, "nps", today, 11), "invalid.range");
        assert_eq!(answer(lei, "weather", today, 5), "answer.unknown_question");
        assert_eq!(answer(lei, "nps", "2026-05-07T08:00:00Z", 5), "answer.in_future");
        assert_eq!(answer(lei, "nps", "2026-05-03T08:00:00Z", 5), "answer.before_wave");
        assert_eq!(answer(mei, "nps", today, 5), "answer.contact_not_there");
        let weather = CustomKey::new("weather").unwrap();
        let mark = NewMark::of(weather, Score::from_bp(1).unwrap(), "x").unwrap();
        assert_eq!(desk.health().mark(hua, &mark).unwrap_err().kind(), ErrorKind::Invalid);
        assert_eq!(entries(&desk), before);
        desk.surveys().close(survey).unwrap();
        assert_eq!(answer(lei, "nps", today, 5), "answer.wave_closed");
        assert_eq!(entries(&desk), before + 1);
    });
}

#[test]
fn of_nobody_there_are_no_figures_and_no_faults() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let may = Period::new(at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).unwrap();
        let yuan = "CNY".parse().unwrap();
        let figures = desk.metrics();
        for rate in [
            figures.retention(may).unwrap(),
            figures.logo_churn(may).unwrap(),
            figures.repeat_purchase(may).unwrap(),
            figures.referral(may).unwrap(),
            figures.referral_participation(may).unwrap(),
            figures.gross_retention(may, yuan).unwrap(),
            figures.net_retention(may, yuan).unwrap(),
        ] {
            assert_eq!((rate.bp(), rate.denominator, rate.interval), (None, 0, None));
        }
        assert_eq!(figures.response(may).unwrap().value, None);
        assert_eq!(figures.disconfirmation(may).unwrap().value, None);
        assert!(figures.rfm(yuan).unwrap().clients.is_empty());
        let now = at("2026-05-04T09:00:00Z");
        assert_eq!(desk.surveys().segment(Segment::Key, now).unwrap().value, None);
        assert!(desk.signals().open(10, None).unwrap().items.is_empty());
    });
    let nobody = Portfolio::of([], ChurnDefinition::PROJECT);
    assert!(nobody.gap() >= 1 && rank::<i64>(&[]).is_empty());
    assert_eq!(segment_of([]).mean(), None);
    assert!(portfolio(&[], &SatisfactionPolicy::default()).is_empty());
}

/// What a file says in the place of a whole number.
const NO_NUMBERS: [&str; 8] =
    ["NaN", "Infinity", "-Infinity", "1e999", "1.5", "\"5\"", "null", "99999999999999999999"];

#[test]
fn what_is_no_whole_number_is_read_from_no_file() {
    let card = serde_json::to_string(&project_teams()).unwrap();
    let trigger = serde_json::to_string(&proposed_triggers()[0]).unwrap();
    assert!(serde_json::from_str::<Scorecard>(&card).is_ok());
    assert!(serde_json::from_str::<Trigger>(&trigger).is_ok());
    for no_number in NO_NUMBERS {
        let broken =
            card.replacen("\"min_coverage\":5000", &format!("\"min_coverage\":{no_number}"), 1);
        assert_ne!(broken, card);
        assert!(serde_json::from_str::<Scorecard>(&broken).is_err(), "{no_number}");
        let broken = trigger.replacen("\"enter\":1500", &format!("\"enter\":{no_number}"), 1);
        assert_ne!(broken, trigger);
        assert!(serde_json::from_str::<Trigger>(&broken).is_err(), "{no_number}");
    }
    // A field that nobody knows is no field.
    let more = card.replacen('{', "{\"owner\":1,", 1);
    assert!(serde_json::from_str::<Scorecard>(&more).is_err());
    // A book is judged again when it is read.
    let book = ScorecardBook::publish(vec![project_teams()], house_sources()).unwrap();
    let book = serde_json::to_string(&book).unwrap();
    let weightless = book.replacen("\"weight\":35", "\"weight\":0", 1);
    assert_ne!(weightless, book);
    let fault = serde_json::from_str::<ScorecardBook>(&weightless).unwrap_err().to_string();
    assert!(fault.contains("a weight is from 1 to"), "{fault}");
}

#[test]
fn a_hundred_thousand_questions_are_refused_at_the_hundred_and_first() {
    let mut survey = NewSurvey::of_contacts("无穷无尽").unwrap();
    for n in 0..100_000 {
        match survey.clone().scaled(&format!("q{n}"), Scale::NPS, "您愿意推荐我们吗？") {
            Ok(more) => survey = more,
            Err(error) => {
                assert_eq!(error, Invalid::TooMany { field: "questions", limit: 100 });
                assert_eq!((n, survey.len()), (100, 100));
                return;
            }
        }
    }
    panic!("there was no end to it");
}
