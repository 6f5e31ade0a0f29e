//! Every no that the domain says.

use std::path::Path;

use guanxi::domain::answer::AnswerGuard;
use guanxi::domain::calendar::{CalendarRefusal, Unanswered, Weekday};
use guanxi::domain::change_request::ChangeGuard;
use guanxi::domain::client::ClientGuard;
use guanxi::domain::contact::ContactGuard;
use guanxi::domain::expectation::ExpectationGuard;
use guanxi::domain::import::ImportGuard;
use guanxi::domain::interaction::InteractionGuard;
use guanxi::domain::invitation::InvitationGuard;
use guanxi::domain::meeting_series::SeriesGuard;
use guanxi::domain::member::MemberGuard;
use guanxi::domain::notice::NoticeGuard;
use guanxi::domain::programme::ProgrammeGuard;
use guanxi::domain::redemption::RedemptionGuard;
use guanxi::domain::referral::ReferralGuard;
use guanxi::domain::refusal::{Guard, Refusal, Refused};
use guanxi::domain::reward::RewardGuard;
use guanxi::domain::sequence::SequenceGuard;
use guanxi::domain::staff::{self, StaffGuard};
use guanxi::domain::survey::SurveyGuard;
use guanxi::domain::transaction::TransactionGuard;
use guanxi::domain::{Date, Invalid, Lang};

/// One no.
pub struct No {
    /// Its code.
    pub code: &'static str,
    /// What it says in Chinese.
    pub zh: String,
    /// What it says in English.
    pub en: String,
}

impl No {
    fn new(code: &'static str, explain: impl Fn(Lang) -> String) -> Self {
        No { code, zh: explain(Lang::Zh), en: explain(Lang::En) }
    }
}

/// All of them, those of one noun together.
pub fn all() -> Vec<No> {
    let wrong_state = Refusal::<StaffGuard>::check(&staff::MACHINE, "Left", "edit").unwrap_err();
    let mut all = vec![No::new(wrong_state.code(), |lang| wrong_state.explain(lang))];
    all.extend(invalid().iter().map(|why| No::new(why.code(), |lang| why.explain(lang))));
    all.extend(calendar().iter().map(|why| No::new(why.code(), |lang| why.explain(lang))));
    all.extend(unanswered().iter().map(|why| No::new(why.code(), |lang| why.explain(lang))));
    all.extend(guards(&StaffGuard::examples()));
    all.extend(guards(&ClientGuard::examples()));
    all.extend(guards(&ContactGuard::examples()));
    all.extend(guards(&InteractionGuard::examples()));
    all.extend(guards(&NoticeGuard::examples()));
    all.extend(guards(&SeriesGuard::examples()));
    all.extend(guards(&SequenceGuard::examples()));
    all.extend(guards(&TransactionGuard::examples()));
    all.extend(guards(&ImportGuard::examples()));
    all.extend(guards(&ProgrammeGuard::examples()));
    all.extend(guards(&MemberGuard::examples()));
    all.extend(guards(&RewardGuard::examples()));
    all.extend(guards(&RedemptionGuard::examples()));
    all.extend(guards(&ReferralGuard::examples()));
    all.extend(guards(&ExpectationGuard::examples()));
    all.extend(guards(&ChangeGuard::examples()));
    all.extend(guards(&SurveyGuard::examples()));
    all.extend(guards(&InvitationGuard::examples()));
    all.extend(guards(&AnswerGuard::examples()));
    all
}

fn guards<G: Guard + std::fmt::Display>(guards: &[G]) -> Vec<No> {
    for guard in guards {
        assert_eq!(guard.to_string(), guard.explain(Lang::En));
    }
    guards.iter().map(|guard| No::new(guard.code(), |lang| guard.explain(lang))).collect()
}

fn invalid() -> Vec<Invalid> {
    let field = "field";
    vec![
        Invalid::Empty { field },
        Invalid::TooLong { field, limit: 200 },
        Invalid::TooMany { field, limit: 64 },
        Invalid::Text { field, at: 3 },
        Invalid::Email { field },
        Invalid::Phone { field },
        Invalid::Date { field, expected: "YYYY-MM-DD" },
        Invalid::Range { field, low: 0, high: 10_000 },
        Invalid::Overflow { field },
        Invalid::Mixed { field, left: "CNY".into(), right: "EUR".into() },
        Invalid::Unknown { field, allowed: "Strategic, Key" },
        Invalid::Form { field, form: "system:id" },
        Invalid::WrongKind { field, wanted: "client", found: "contact".into() },
        Invalid::Twice { field },
        Invalid::Order { field, order: "worst < best" },
        Invalid::Backwards { field },
    ]
}

fn calendar() -> Vec<CalendarRefusal> {
    let date: Date = "2026-05-01".parse().unwrap();
    vec![
        CalendarRefusal::Overlap { day: Weekday::Monday },
        CalendarRefusal::OverlapOn { date },
        CalendarRefusal::Twice { date },
        CalendarRefusal::NotKnown { date },
        CalendarRefusal::NeverOpen { from: date },
    ]
}

fn unanswered() -> Vec<Unanswered> {
    vec![Unanswered::Unknown { year: 2029 }, Unanswered::OutOfTime, Unanswered::Negative]
}

/// Every code that the domain's source gives to a no, sorted.
pub fn in_the_source() -> Vec<&'static str> {
    let mut codes = vec!["state".to_owned()];
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain"), &mut |text| {
        for line in text.lines() {
            let Some((_, code)) = line.split_once("=> \"") else { continue };
            let Some((code, _)) = code.split_once('"') else { continue };
            if is_code(code) {
                codes.push(code.to_owned());
            }
        }
    });
    codes.sort_unstable();
    codes.into_iter().map(|code| &*code.leak()).collect()
}

fn is_code(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.split_once('.').is_some_and(|(noun, reason)| word(noun) && word(reason))
}

/// Reads every source file below a folder, tests left out.
pub fn walk(folder: &Path, look: &mut dyn FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            walk(&path, look);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !is_test {
            look(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
