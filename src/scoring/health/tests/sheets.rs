//! A sheet scores as an evaluation does, and 64 bits as 128 do.

use proptest::collection::vec;
use proptest::prelude::*;

use super::draws::{book, readings, scorecard};
use super::*;
use crate::domain::Score;
use crate::scoring::health::exact::{
    Level as Exact, Weighed, coverage, weigh, weigh_often, wide, wide_coverage,
};

/// Holds every part of what a sheet lends against the evaluation of the same.
fn same(scored: &Scored<'_>, health: &Health) -> Result<(), TestCaseError> {
    prop_assert_eq!(scored.score, health.score);
    prop_assert_eq!(scored.grade, health.grade);
    prop_assert_eq!(scored.cap_points, health.cap_points);
    prop_assert_eq!(scored.override_points, health.override_points);
    prop_assert_eq!(scored.coverage, health.coverage);
    prop_assert_eq!(scored.is_covered, health.is_covered);
    let lines: Vec<ScoredLine<'_>> = scored.lines().collect();
    prop_assert_eq!(lines.len(), health.contributions.len());
    for (line, kept) in lines.iter().zip(&health.contributions) {
        prop_assert_eq!(&line.measure.id, &kept.measure);
        prop_assert_eq!(&line.group.id, &kept.group);
        prop_assert_eq!((line.measure.weight, line.group.weight), (kept.weight, kept.group_weight));
        prop_assert_eq!(
            (line.basis, line.level, line.points),
            (kept.basis, kept.level, kept.points)
        );
        prop_assert_eq!(line.said.value(), kept.value.clone());
    }
    let caps = scored.caps().iter().map(|(cap, held)| (&cap.id, cap.max, *held));
    let kept = health.caps.iter().map(|cap| (&cap.id, cap.max, cap.held));
    prop_assert!(caps.eq(kept));
    Ok(())
}

proptest! {
    #[test]
    fn a_sheet_scores_as_an_evaluation_does(
        card in scorecard(), all in vec(readings(), 1..6), set in proptest::option::of(0..=10_000_i64)
    ) {
        let book = book(&card);
        let mut sheet = book.sheet(&card.id).unwrap();
        let score = |bp| Score::from_bp(bp).unwrap();
        let set = set.map(|bp| Override { score: score(bp), from: at(31), until: at(33), behind: record(9) });
        // One client after the other, and each again with what the one before it left.
        let mut before: Option<Memory> = None;
        for (told, on) in all.iter().zip(30..) {
            for remembered in [None, before.as_ref()] {
                let asked = Asked { overridden: set.as_ref(), ..asked(told, remembered, on) };
                let health = book.evaluate(&card.id, &asked).unwrap();
                let row = sheet.row(&asked).unwrap();
                same(&sheet.score(&row).unwrap(), &health)?;
            }
            before = Some(book.evaluate(&card.id, &asked(told, before.as_ref(), on)).unwrap().memory);
        }
    }

    #[test]
    fn a_row_of_what_is_known_scores_as_what_was_read(card in scorecard(), a in readings()) {
        let book = book(&card);
        let mut sheet = book.sheet(&card.id).unwrap();
        let read = sheet.row(&asked(&a, None, 30)).unwrap();
        let mut said = read.said().iter().copied();
        let caps = read.caps().to_vec();
        let health = book.evaluate(&card.id, &asked(&a, None, 30)).unwrap();
        let mut left = sheet.scorecard().measures().count();
        let row = sheet.row_of(at(30), day(30), |of| {
            if left == 0 {
                // A cap that applied saw enough, and any other nothing.
                let cap = |(cap, _): &&(&Cap, bool)| *of == Of::Source(cap.source.clone());
                let most = caps.iter().filter(cap).map(|(cap, _)| cap.at_least).max();
                return most.map_or(Said::NotUsed, Said::Number);
            }
            left -= 1;
            said.next().unwrap()
        });
        let row = row.unwrap();
        let scored = sheet.score(&row).unwrap();
        prop_assert_eq!(scored.points(), health.contributions.iter().map(|line| line.points).collect::<Vec<_>>());
        if caps.len() == row.caps().len() {
            prop_assert_eq!(scored.score, health.score);
        }
    }

    #[test]
    fn in_64_bits_a_mean_is_what_it_is_in_128(
        drawn in vec((0..4_usize, 1..60_u32, proptest::option::of((0..=10_000_i64, 1..40_i64))), 1..12),
        weights in vec(1..60_u32, 4),
    ) {
        let mut measures: Vec<Weighed> = drawn
            .into_iter()
            .map(|(group, weight, level)| Weighed {
                group,
                group_weight: weights[group],
                weight,
                level: level.and_then(|(part, of)| Exact::part(part % (of + 1), of)),
            })
            .collect();
        measures.sort_by_key(|one| one.group);
        let order: Vec<usize> = (0..measures.len()).rev().collect();
        let exact = wide(&measures, &order);
        prop_assert_eq!(&weigh(&measures, &order), &exact);
        prop_assert_eq!(weigh_often(&measures, &order), exact);
    }

    /// Few weights and few levels: equal remainders and halves are met in every other case.
    #[test]
    fn by_one_multiplication_a_mean_is_what_it_is_in_128_bits(
        drawn in vec((0..3_usize, 1..5_u32, proptest::option::weighted(0.9, 0..=10_i64)), 1..=16),
        weights in vec(1..5_u32, 3),
        step in prop_oneof![Just(1_i64), Just(999), Just(1_000)],
        turned in any::<bool>(),
    ) {
        let mut measures: Vec<Weighed> = drawn
            .into_iter()
            .map(|(group, weight, level)| Weighed {
                group,
                group_weight: weights[group],
                weight,
                level: level.map(|level| Exact::whole(level * step)),
            })
            .collect();
        measures.sort_by_key(|one| one.group);
        let mut order: Vec<usize> = (0..measures.len()).collect();
        if turned {
            order.reverse();
        }
        let exact = wide(&measures, &order);
        prop_assert_eq!(&weigh(&measures, &order), &exact);
        prop_assert_eq!(weigh_often(&measures, &order), exact);
    }

    /// Weights up to the greatest and parts of a basis point, where remainders are hardest to tell apart.
    #[test]
    fn however_fine_a_mean_is_what_it_is_in_128_bits(
        drawn in vec((1..=10_000_u32, 0..=10_000_i64, 1..4_i64), 1..=4),
    ) {
        let one = |(weight, part, of): (u32, i64, i64)| {
            let level = Exact::part(part % (of + 1), of);
            Weighed { group: 0, group_weight: 1, weight, level }
        };
        let measures: Vec<Weighed> = drawn.into_iter().map(one).collect();
        let order: Vec<usize> = (0..measures.len()).collect();
        let exact = wide(&measures, &order);
        prop_assert_eq!(&weigh(&measures, &order), &exact);
        prop_assert_eq!(weigh_often(&measures, &order), exact);
    }

    #[test]
    fn in_64_bits_a_coverage_is_what_it_is_in_128(
        drawn in vec((0..4_usize, 1..60_u32, any::<bool>(), any::<bool>()), 1..12),
        weights in vec(1..60_u32, 4),
    ) {
        let mut drawn = drawn;
        drawn.sort_by_key(|(group, ..)| *group);
        let measure = |(group, weight, ..): &(usize, u32, bool, bool)| {
            let (group, weight) = (*group, *weight);
            Weighed { group, group_weight: weights[group], weight, level: None }
        };
        let measures: Vec<Weighed> = drawn.iter().map(measure).collect();
        let (in_use, present) = (|at: usize| drawn[at].2, |at: usize| drawn[at].3);
        let (there, whole) = coverage(&measures, in_use, present).unwrap();
        let (wide_there, wide_whole) = wide_coverage(&measures, in_use, present).unwrap();
        prop_assert!(whole > 0 && (0..=whole).contains(&there));
        prop_assert_eq!(there * wide_whole, wide_there * whole);
    }
}

#[test]
fn a_sheet_knows_what_cannot_be_observed_and_what_no_map_has() {
    let card = card(vec![group("g", 1, vec![measure("s0", 1, linear(0, 10))])]);
    let book = book(&card);
    let mut sheet = book.sheet(&card.id).unwrap();
    let row = sheet.row_of(at(1), day(1), |_| Said::Number(1_001));
    assert_eq!(row.err(), Some(ReadingFault::Range(key("s0"))));
    let row = sheet.row_of(at(1), day(1), |_| Said::Slope(1)).unwrap();
    assert_eq!(sheet.score(&row).err(), Some(ReadingFault::Unknown(key("s0"))));
    assert!(book.sheet(&key("other")).is_none());
    // Who was scored after somebody else is scored as if by itself.
    let row = sheet.row_of(at(1), day(1), |_| Said::Number(10)).unwrap();
    assert_eq!(sheet.score(&row).unwrap().score, Some(Score::MAX));
}

#[test]
fn what_does_not_fit_in_64_bits_is_scored_all_the_same() {
    // Lengths without a common part: their least common denominator is beyond 64 bits.
    let long = [999_999_999_989, 999_999_999_961];
    let measures = long.iter().enumerate();
    let measures = measures.map(|(n, hi)| measure(&format!("w{n}"), 7, linear(0, *hi))).collect();
    let card = card(vec![group("g", 1, measures)]);
    let shape = Shape::Number { low: 0, high: 1_000_000_000_000 };
    let wide = (0..2).map(|n| (key(&format!("w{n}")), source(shape, Fold::Latest))).collect();
    let book = ScorecardBook::publish(vec![card.clone()], wide).unwrap();
    let told = |n: u8, value| (key(&format!("w{n}")), Reading::Told(vec![number(1, value, n)]));
    let readings = Readings::from([told(0, 333_333_333_333), told(1, 999_999_999_960)]);
    let asked = asked(&readings, None, 2);
    let mut sheet = book.sheet(&card.id).unwrap();
    let row = sheet.row(&asked).unwrap();
    let health = book.evaluate(&card.id, &asked).unwrap();
    same(&sheet.score(&row).unwrap(), &health).unwrap();
    assert_eq!(health.score.map(Score::bp), Some(6_667));
}
