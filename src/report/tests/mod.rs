//! All pictures: what they have in common, and one of each as it is to look.

mod scene;
mod seen;

use super::*;
use crate::domain::expectation::Verdict;
use crate::domain::{Date, Lang};
use crate::scoring::health::Grade;
use proptest::prelude::*;
use scene::{TOLD, book, day, gap, graded, health, pictures, score};
use seen::Seen;

#[test]
fn each_is_drawn_the_same_twice() {
    for lang in [Lang::Zh, Lang::En] {
        for (what, svg) in pictures("华信咨询", lang) {
            let svg = svg.unwrap();
            assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{what}");
            if let Some(folder) = std::env::var_os("GUANXI_PICTURES") {
                let name = std::path::Path::new(&folder).join(format!("{what}-{lang:?}.svg"));
                std::fs::write(name, svg).unwrap();
            }
        }
        assert_eq!(pictures("华信咨询", lang), pictures("华信咨询", lang));
    }
}

/// The smallest picture of each kind, byte by byte; `GUANXI_GOLDEN=write` writes them anew.
#[test]
fn small_ones_look_as_they_always_did() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/tests/golden");
    let one = HealthPoint { on: day("2026-05-06"), health: graded(6_450) };
    let kept = gap("周报", ["yes", "yes"], [10_000, 10_000], Verdict::Met);
    let drawn = [
        ("distribution", health_distribution("华信", &[graded(6_450)], Lang::Zh)),
        ("weeks", health_by_week("华信", &[one], Lang::Zh)),
        ("contributions", health_contributions("华信", &book(), &health(&TOLD[..1]), Lang::Zh)),
        ("gaps", expectation_gaps("华信", &[kept], Lang::Zh)),
        ("trend", satisfaction_trend("华信", &scene::points()[2..3], None, Lang::En)),
    ];
    for (what, svg) in drawn {
        let (path, svg) = (format!("{folder}/{what}.svg"), svg.unwrap());
        if std::env::var_os("GUANXI_GOLDEN").is_some_and(|word| word == "write") {
            std::fs::write(&path, &svg).unwrap();
        }
        assert_eq!(svg, std::fs::read_to_string(&path).unwrap(), "{path}");
    }
}

#[test]
fn what_is_drawn_is_said_in_both_languages() {
    let said = [
        (
            Lang::Zh,
            [
                ["健康度分布", "信息不足未计入：5 位", "危急"],
                ["每周健康度", "2026-01-05", "虚线：其间没有评估"],
                ["得分构成", "封顶：有基本型期望未达成", "−23.69"],
                ["约定与交付", "约定 6 s → 交付 7.8 s", "超出约定"],
                ["满意度", "11 人", "目标 80"],
            ],
        ),
        (
            Lang::En,
            [
                ["health of clients", "too little known of 5", "critical"],
                ["health by week", "2026-01-05", "dashes: none in between"],
                ["what makes the score", "must-be promise", "−23.69"],
                ["promised and delivered", "promised 6 s → got 7.8 s", "exceeded"],
                ["satisfaction", "n = 11", "target 80"],
            ],
        ),
    ];
    for (lang, words) in said {
        for ((_, svg), words) in pictures("华信咨询", lang).into_iter().zip(words) {
            let svg = svg.unwrap();
            assert!(words.iter().all(|word| svg.contains(word)), "{words:?}\n{svg}");
            let (tongue, seen) = (lang.choose("zh-CN", "en"), Seen::of(&svg));
            assert!(svg.contains(&format!("role=\"img\" lang=\"{tongue}\"")));
            assert!(seen.title.starts_with("华信咨询 · ") && !seen.desc.is_empty());
        }
    }
}

#[test]
fn a_name_is_a_name_and_no_markup() {
    let name = "\"><script>alert(1)</script> & \u{0}\u{8}\n\u{202E}gnp\u{2067} 华信 ]]> <!--";
    for (what, svg) in pictures(name, Lang::En) {
        let svg = svg.unwrap();
        assert!(!svg.contains("<script") && svg.contains("&lt;script"), "{what}");
        assert!(!svg.contains("<!--") && !svg.contains("]]>"), "{what}");
        let is_misplaced =
            |ch: char| (ch.is_control() && ch != '\n') || matches!(ch, '\u{202E}' | '\u{2067}');
        assert!(!svg.contains(is_misplaced), "{what}");
        Seen::of(&svg);
    }
}

#[test]
fn an_empty_name_leaves_what_is_shown() {
    for (_, svg) in pictures(" \u{200B} \u{FE0F}", Lang::Zh) {
        assert!(!Seen::of(&svg.unwrap()).title.contains('·'));
    }
}

#[test]
fn without_anything_there_is_no_picture() {
    let nothing = Err(Undrawn::Nothing);
    let unknown = scene::UNKNOWN;
    assert_eq!(health_distribution("x", &[], Lang::En), nothing);
    assert_eq!(health_distribution("x", &[unknown], Lang::En), nothing);
    assert_eq!(health_by_week("x", &[], Lang::En), nothing);
    let point = HealthPoint { on: day("2026-05-06"), health: unknown };
    assert_eq!(health_by_week("x", &[point], Lang::En), nothing);
    assert_eq!(health_contributions("x", &book(), &health(&[]), Lang::En), nothing);
    assert_eq!(expectation_gaps("x", &[], Lang::En), nothing);
    assert_eq!(satisfaction_trend("x", &[], None, Lang::En), nothing);
    assert_eq!(satisfaction_trend("x", &scene::points()[1..2], None, Lang::En), nothing);
}

#[test]
fn more_than_can_be_seen_is_refused() {
    let many = |most| Err(Undrawn::TooMany { most });
    let point = |on: Date| HealthPoint { on, health: graded(5_000) };
    let ends = [point(day("2016-01-04")), point(day("2025-12-22"))];
    assert_eq!(health_by_week("x", &ends, Lang::En), many(520));
    assert!(health_by_week("x", &[ends[0], point(day("2025-12-21"))], Lang::En).is_ok());
    let widest = [point(day("1900-01-01")), ends[0]];
    assert_eq!(health_by_week("x", &widest, Lang::En), many(520));
    let gaps = vec![scene::gaps()[0].clone(); 41];
    assert_eq!(expectation_gaps("x", &gaps, Lang::En), many(40));
    assert!(expectation_gaps("x", &gaps[1..], Lang::En).is_ok());
    let waves = vec![scene::points()[0]; 121];
    assert_eq!(satisfaction_trend("x", &waves, None, Lang::En), many(120));
    assert!(satisfaction_trend("x", &waves[1..], None, Lang::En).is_ok());
}

#[test]
fn what_does_not_add_up_is_refused() {
    let sound = health(TOLD);
    let wrong = Err(Undrawn::Unequal { score: sound.score.unwrap() });
    for by in [1, -1, i64::MAX, i64::MIN] {
        let mut bad = sound.clone();
        bad.contributions[0].points = bad.contributions[0].points.saturating_add(by);
        assert_eq!(health_contributions("x", &book(), &bad, Lang::En), wrong, "{by}");
    }
    // They add up, and no measure can do that much.
    let mut bad = sound.clone();
    bad.contributions[0].points += 1_000_000;
    bad.contributions[1].points -= 1_000_000;
    assert_eq!(health_contributions("x", &book(), &bad, Lang::En), wrong);
}

#[test]
fn many_measures_are_one_bar_and_still_add_up() {
    let mut many = health(TOLD);
    let line = many.contributions[0].clone();
    many.contributions.retain(|line| line.level.is_some());
    for _ in 0..50 {
        many.contributions.push(crate::scoring::health::Contribution { points: 1, ..line.clone() });
        many.contributions
            .push(crate::scoring::health::Contribution { points: -1, ..line.clone() });
    }
    let svg = health_contributions("x", &book(), &many, Lang::En).unwrap();
    assert_eq!(Seen::of(&svg).texts.iter().filter(|text| text.words == "89 others").count(), 1);
}

#[test]
fn a_week_has_its_last_evaluation() {
    let at = |on: &str, bp| HealthPoint { on: day(on), health: graded(bp) };
    // Monday to Sunday are one week, and the day after is the next.
    let week = [at("2026-05-10", 7_000), at("2026-05-04", 3_000), at("2026-05-11", 5_000)];
    let only = [at("2026-05-04", 7_000), at("2026-05-11", 5_000)];
    assert_eq!(health_by_week("x", &week, Lang::En), health_by_week("x", &only, Lang::En));
}

#[test]
fn who_is_in_no_column_is_in_no_band() {
    let lagging = Graded { grade: Grade::Critical, ..graded(8_000) };
    let unsure = Graded { grade: Grade::Insufficient, ..graded(1_000) };
    let svg = health_distribution("x", &[lagging, unsure], Lang::En).unwrap();
    let desc =
        "1 client: critical 0, at risk 0, watch 0, healthy 1; 1 of whom too little is known.";
    assert_eq!(Seen::of(&svg).desc, desc);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a client is called and in either language, words lie on the sheet and not upon others.
    #[test]
    fn words_lie_apart(name in "\\PC{0,40}|[一-龥]{1,60}|[A-Z ]{1,60}", zh: bool) {
        let lang = if zh { Lang::Zh } else { Lang::En };
        for (what, svg) in pictures(&name, lang) {
            let svg = svg.map_err(|why| TestCaseError::fail(format!("{what}: {why}")))?;
            prop_assert_eq!(Seen::of(&svg).fault(), None, "{}", what);
        }
    }

    /// Any weeks, in any order, and any scores.
    #[test]
    fn any_weeks_are_drawn(days in prop::collection::vec((0..3_000_i32, 0..=10_000_i64), 1..80)) {
        let first = day("2019-03-05");
        let point = |(after, bp): &(i32, i64)| {
            HealthPoint { on: first.plus_days(*after).unwrap(), health: graded(*bp) }
        };
        let points: Vec<HealthPoint> = days.iter().map(point).collect();
        let svg = health_by_week("华信咨询", &points, Lang::En).unwrap();
        prop_assert_eq!(Seen::of(&svg).fault(), None);
    }

    /// The bands together hold every client of whom enough is known, once.
    #[test]
    fn bands_hold_everybody_once(scores in prop::collection::vec(0..=10_000_i64, 1..200)) {
        let clients: Vec<Graded> = scores.iter().map(|bp| graded(*bp)).collect();
        let svg = health_distribution("x", &clients, Lang::En).unwrap();
        let in_grade = |grade| clients.iter().filter(|one| one.grade == grade).count();
        let wanted: Vec<String> =
            Grade::SCALE.iter().map(|grade| format!("{} {}", grade.say(Lang::En), in_grade(*grade))).collect();
        let wanted = format!(": {};", wanted.join(", "));
        prop_assert!(Seen::of(&svg).desc.contains(&wanted), "{}", wanted);
    }

    /// Any shares of any measures come to a picture in which nothing lies upon another.
    #[test]
    fn any_health_is_drawn(told in prop::collection::vec(0..=10_000_i64, 9), zh: bool) {
        let told: Vec<(&str, i64)> =
            TOLD.iter().zip(&told).map(|((id, _), value)| (*id, *value % 10_000)).collect();
        let lang = if zh { Lang::Zh } else { Lang::En };
        let health = health(&told);
        let svg = health_contributions("华信咨询", &book(), &health, lang);
        let svg = svg.map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert_eq!(Seen::of(&svg).fault(), None);
        prop_assert!(Seen::of(&svg).desc.ends_with(&health.score.unwrap_or(score(0)).to_string()));
    }
}
