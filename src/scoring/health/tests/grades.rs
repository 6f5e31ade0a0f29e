//! Grades do not flap.

use proptest::prelude::*;

use super::*;
use crate::domain::Score;

fn after(before: Option<Standing>, bp: i64, on: i32) -> Standing {
    Standing::after(before, Score::from_bp(bp).unwrap(), day(on))
}

#[test]
fn a_score_just_past_a_border_changes_nothing_on_one_day() {
    let watch = after(None, 6_000, 0);
    assert_eq!(watch.grade, Grade::Watch);
    let asked = after(Some(watch), 5_800, 1);
    assert_eq!((asked.grade, asked.asked), (Grade::Watch, Some((Grade::AtRisk, day(1)))));
    // The same day again is the same day.
    assert_eq!(after(Some(asked), 5_800, 1), asked);
    assert_eq!(after(Some(asked), 5_700, 2), Standing { grade: Grade::AtRisk, asked: None });
    // Once back in between, the count begins anew.
    let back = after(Some(asked), 5_950, 2);
    assert_eq!(back, Standing { grade: Grade::Watch, asked: None });
    assert_eq!(after(Some(back), 5_800, 3).grade, Grade::Watch);
}

#[test]
fn a_step_of_three_hundred_changes_it_at_once() {
    let watch = after(None, 6_000, 0);
    assert_eq!(after(Some(watch), 5_600, 0).grade, Grade::AtRisk);
    assert_eq!(after(Some(watch), 5_601, 0).grade, Grade::Watch);
    assert_eq!(after(Some(watch), 8_200, 0).grade, Grade::Healthy);
    assert_eq!(after(Some(watch), 8_199, 0).grade, Grade::Watch);
    // A fall through two borders goes as far as it has passed them.
    let low = after(Some(watch), 3_800, 0);
    assert_eq!(low, Standing { grade: Grade::AtRisk, asked: Some((Grade::Critical, day(0))) });
}

#[test]
fn two_days_that_ask_for_different_grades_go_as_far_as_both() {
    let healthy = after(None, 9_000, 0);
    let first = after(Some(healthy), 7_850, 1);
    let second = after(Some(first), 5_850, 2);
    assert_eq!(second.grade, Grade::Watch);
    assert_eq!(second.asked, Some((Grade::AtRisk, day(2))));
}

#[test]
fn two_days_that_ask_for_more_go_as_far_as_both() {
    let watch = after(None, 6_000, 0);
    let first = after(Some(watch), 8_000, 1);
    assert_eq!(first, Standing { grade: Grade::Watch, asked: Some((Grade::Healthy, day(1))) });
    assert_eq!(after(Some(first), 8_000, 1), first, "the same day again is the same day");
    assert_eq!(after(Some(first), 7_950, 2), Standing { grade: Grade::Healthy, asked: None });
    assert_eq!(after(Some(first), 5_850, 2).grade, Grade::Watch, "one day up and one day down");
    let risk = after(None, 5_000, 0);
    let up = after(Some(risk), 6_000, 1);
    let further = after(Some(up), 8_000, 2);
    assert_eq!(further, Standing { grade: Grade::Watch, asked: Some((Grade::Healthy, day(2))) });
}

proptest! {
    #[test]
    fn a_grade_changes_for_a_step_or_for_a_second_day(
        scores in prop::collection::vec((0..=10_000_i64, 0..2_i32), 2..30)
    ) {
        let (mut standing, mut on): (Option<Standing>, i32) = (None, 0);
        let mut earlier: Vec<(i32, Grade)> = Vec::new();
        for (bp, later) in scores {
            on += later;
            let next = after(standing, bp, on);
            let asks = Grade::of(Score::from_bp(bp).unwrap());
            if let Some(before) = standing.filter(|before| before.grade != next.grade) {
                let down = next.grade < before.grade;
                let border = if down { Grade::SCALE.iter().find(|g| **g > next.grade).unwrap().least_bp() - 1 }
                    else { next.grade.least_bp() - 1 };
                let step = if down { border - bp >= 300 } else { bp - border >= 300 };
                let day_before = earlier.iter().any(|(day, grade)| *day < on
                    && if down { *grade <= next.grade } else { *grade >= next.grade });
                prop_assert!(step || day_before);
                let towards = if down { asks <= next.grade } else { asks >= next.grade };
                prop_assert!(towards);
            }
            earlier.push((on, asks));
            standing = Some(next);
        }
    }

    #[test]
    fn a_score_that_stays_has_its_grade_on_the_second_day(from in 0..=10_000_i64, to in 0..=10_000_i64) {
        let first = after(None, from, 0);
        let second = after(Some(first), to, 1);
        let third = after(Some(second), to, 2);
        prop_assert_eq!(third.grade, Grade::of(Score::from_bp(to).unwrap()));
        prop_assert_eq!(after(Some(third), to, 3), third);
    }
}
