//! The laws of a score, each against an oracle or by asking again.

use proptest::prelude::*;

use super::draws::{book, readings, scorecard};
use super::fraction::{Fraction, effective, level, mean};
use super::*;
use crate::domain::Score;

/// Two evaluations, ten days apart, the second knowing the first.
fn two(card: &Scorecard, first: &Readings, second: &Readings) -> (Health, Health) {
    let book = book(card);
    let old = book.evaluate(&card.id, &asked(first, None, 30)).unwrap();
    let new = book.evaluate(&card.id, &asked(second, Some(&old.memory), 40)).unwrap();
    (old, new)
}

proptest! {
    #[test]
    fn a_score_is_what_its_integers_add_up_to(card in scorecard(), a in readings(), b in readings()) {
        let (old, new) = two(&card, &a, &b);
        for health in [old, new] {
            let sum: i64 = health.contributions.iter().map(|line| line.points).sum();
            let sum = 5_000 + sum + health.cap_points + health.override_points;
            match health.score {
                Some(score) => prop_assert_eq!(sum, score.bp()),
                None => prop_assert_eq!(sum, 5_000),
            }
        }
    }

    #[test]
    fn a_score_is_the_oracles(card in scorecard(), a in readings(), b in readings()) {
        let (old, new) = two(&card, &a, &b);
        for health in [old, new] {
            let mean = mean(&health.contributions);
            prop_assert_eq!(health.mean_bp().map(i128::from), mean.map(Fraction::nearest));
            let most = health.caps.iter().map(|cap| cap.max).min().unwrap_or(10_000);
            let capped = health.mean_bp().map(|bp| bp.min(most));
            prop_assert_eq!(health.score.map(Score::bp), capped);
        }
    }

    #[test]
    fn contributions_are_rounded_by_the_largest_remainder(card in scorecard(), a in readings()) {
        let (health, _) = two(&card, &a, &a);
        let lines = &health.contributions;
        let middle = Fraction(5_000, 1);
        let mut rests = Vec::new();
        for (line, weight) in lines.iter().zip(effective(lines)) {
            let Some(weight) = weight else {
                prop_assert_eq!(line.points, 0);
                continue;
            };
            let exact = weight.times(level(line.level.unwrap()).minus(middle));
            let floor = exact.0.div_euclid(exact.1);
            let up = i128::from(line.points) - floor;
            prop_assert!(up == 0 || up == 1, "{} of {:?}", line.points, exact);
            rests.push((exact.minus(Fraction(floor, 1)), &line.measure, up == 1));
        }
        for (rest, key, up) in &rests {
            for (other, other_key, other_up) in &rests {
                if *up && !other_up {
                    prop_assert!(!rest.less(*other));
                    prop_assert!(rest != other || key < other_key);
                }
            }
        }
    }

    #[test]
    fn coverage_is_the_nested_share_of_what_is_in_use(card in scorecard(), a in readings()) {
        let (health, _) = two(&card, &a, &a);
        let used = |line: &&Contribution| line.basis != Basis::NotUsed;
        let with = |level: Level| {
            let mut lines: Vec<Contribution> =
                health.contributions.iter().filter(used).cloned().collect();
            lines.iter_mut().for_each(|line| line.level = Some(level));
            lines
        };
        let lines = with(health.contributions.iter().find_map(|line| line.level)
            .unwrap_or_else(|| linear(0, 1).level(&Value::Number(1)).unwrap()));
        let mut share = Fraction(0, 1);
        for (line, weight) in lines.iter().zip(effective(&lines)) {
            if line.basis == Basis::Measured {
                share = share.plus(weight.unwrap());
            }
        }
        let bp = share.times(Fraction(10_000, 1));
        prop_assert_eq!(i128::from(health.coverage.bp()), bp.nearest());
        let enough = !bp.less(Fraction(i128::from(card.min_coverage), 1));
        prop_assert_eq!(health.is_covered, enough);
        let known = enough && health.score.is_some();
        prop_assert_eq!(health.grade == Grade::Insufficient, !known);
    }

    #[test]
    fn a_movement_adds_up_exactly(
        first in scorecard(), second in scorecard(), a in readings(), b in readings()
    ) {
        for second in [&first, &second] {
            let old = book(&first).evaluate(&first.id, &asked(&a, None, 30)).unwrap();
            let later = asked(&b, Some(&old.memory), 40);
            let new = book(second).evaluate(&second.id, &later).unwrap();
            let (Some(from), Some(to)) = (old.score, new.score) else { continue };
            let moved = new.moved_since(&old).unwrap();
            prop_assert_eq!(moved.points, to.bp() - from.bp());
            prop_assert_eq!(moved.steps.iter().map(|step| step.points).sum::<i64>(), moved.points);
            let mut by: std::collections::BTreeMap<&CustomKey, i64> = Default::default();
            for step in &moved.steps {
                let measures: i64 = step.by.iter().map(|(_, points)| points).sum();
                prop_assert!(measures == step.points || step.by.is_empty());
                for (measure, points) in &step.by {
                    *by.entry(measure).or_default() += points;
                }
            }
            // Measure by measure, the steps lead from the one explanation to the other.
            for line in &old.contributions {
                *by.entry(&line.measure).or_default() += line.points;
            }
            for line in &new.contributions {
                *by.entry(&line.measure).or_default() -= line.points;
            }
            prop_assert!(by.values().all(|rest| *rest == 0), "{by:?}");
        }
    }

    #[test]
    fn values_alone_move_only_values(card in scorecard(), a in readings(), by in -5..5_i64) {
        let shifted = a.iter().map(|(key, reading)| (key.clone(), shift(reading, by))).collect();
        let old = book(&card).evaluate(&card.id, &asked(&a, None, 30)).unwrap();
        let new = book(&card).evaluate(&card.id, &asked(&shifted, None, 30)).unwrap();
        if let Some(moved) = new.moved_since(&old) {
            for step in moved.steps {
                let still = matches!(step.change, Change::Coverage | Change::Weights | Change::Override);
                prop_assert!(!still || step.points == 0);
            }
        }
    }

    #[test]
    fn better_never_scores_less(card in scorecard(), a in readings(), of in 0..6_u8, by in 0..9_i64) {
        let of = key(&format!("s{of}"));
        let Some((_, measure)) = card.measures().find(|(_, one)| one.of == Of::Source(of.clone()))
        else { return Ok(()) };
        let invert = match measure.map {
            Map::Linear { invert, .. } => invert,
            Map::Trend { .. } | Map::Bands(_) | Map::Category(_) => return Ok(()),
        };
        let mut card = card.clone();
        card.caps.clear();
        let mut better = a.clone();
        if let Some(reading) = better.get_mut(&of) {
            *reading = shift(reading, if invert { -by } else { by });
        }
        let was = book(&card).evaluate(&card.id, &asked(&a, None, 30)).unwrap();
        let is = book(&card).evaluate(&card.id, &asked(&better, None, 30)).unwrap();
        prop_assert!(is.score >= was.score);
    }

    #[test]
    fn what_goes_missing_never_raises_a_score(
        card in scorecard(), a in readings(), of in 0..6_u8, zero in any::<bool>()
    ) {
        let mut card = card.clone();
        for group in &mut card.groups {
            for one in &mut group.measures {
                (one.null, one.ttl, one.lookback) =
                    (if zero { Null::Zero } else { Null::Hold }, None, None);
            }
        }
        let mut less = a.clone();
        let gone = less.entry(key(&format!("s{of}"))).or_insert(Reading::NotUsed);
        if *gone != Reading::NotUsed {
            *gone = Reading::Silent;
        }
        let (old, new) = two(&card, &a, &less);
        prop_assert!(new.score <= old.score, "{:?} after {:?}", new.score, old.score);
    }

    #[test]
    fn the_same_is_scored_the_same_after_it_was_kept(card in scorecard(), a in readings()) {
        let (old, new) = two(&card, &a, &a);
        let kept: Scorecard =
            rmp_serde::from_slice(&rmp_serde::to_vec(&card).unwrap()).unwrap();
        let read: Readings = rmp_serde::from_slice(&rmp_serde::to_vec(&a).unwrap()).unwrap();
        let memory: Memory =
            rmp_serde::from_slice(&rmp_serde::to_vec(&old.memory).unwrap()).unwrap();
        prop_assert_eq!(&kept, &card);
        let again = book(&kept).evaluate(&kept.id, &asked(&read, Some(&memory), 40)).unwrap();
        prop_assert_eq!(again, new);
    }

    #[test]
    fn a_record_of_a_line_moves_the_mean_by_its_part_of_the_line(
        weights in prop::array::uniform3(1..9_u32), parts in prop::collection::vec(1..9_i64, 1..6)
    ) {
        let [one, two, three] = weights;
        let hi = parts.iter().sum::<i64>() + 3;
        let groups = vec![
            group("a", one, vec![measure("s0", two, linear(0, hi)), measure("s1", 1, linear(0, 7))]),
            group("b", three, vec![measure("s3", 1, linear(0, 11))]),
        ];
        let card = card(groups);
        let told = |(n, part): (usize, &i64)| number(1, *part, u8::try_from(n).unwrap());
        let told: Vec<Observation> = parts.iter().enumerate().map(told).collect();
        let mut all = Readings::from([
            (key("s0"), Reading::Told(told.clone())),
            (key("s1"), Reading::Told(vec![number(1, 3, 20)])),
            (key("s3"), Reading::Told(vec![number(1, 5, 21)])),
        ]);
        let whole = book(&card).evaluate(&card.id, &asked(&all, None, 30)).unwrap();
        let weight = effective(&whole.contributions)[0].unwrap();
        for (n, part) in parts.iter().enumerate() {
            let mut left = told.clone();
            left.remove(n);
            all.insert(key("s0"), Reading::Told(left));
            let less = book(&card).evaluate(&card.id, &asked(&all, None, 30)).unwrap();
            let moved = mean(&whole.contributions).unwrap().minus(mean(&less.contributions).unwrap());
            let part = Fraction::new(i128::from(*part) * 10_000, i128::from(hi));
            prop_assert_eq!(moved, weight.times(part));
        }
    }
}

proptest! {
    // Each case scores many times over, so that fewer cases are many scores.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn without_a_record_the_score_is_less_by_its_effect(card in scorecard(), a in readings()) {
        let book = book(&card);
        let ask = asked(&a, None, 30);
        let health = book.evaluate(&card.id, &ask).unwrap();
        for (record, effect) in book.effects(&card.id, &ask).unwrap() {
            let mut left = a.clone();
            for reading in left.values_mut() {
                if let Reading::Told(told) = reading {
                    told.retain(|one| !one.behind.contains(&record));
                }
            }
            let less = book.evaluate(&card.id, &asked(&left, None, 30)).unwrap();
            let (Some(all), Some(less)) = (health.score, less.score) else { continue };
            prop_assert_eq!(all.bp() - less.bp(), effect);
        }
    }

    #[test]
    fn a_way_up_leads_up_and_none_is_shorter(card in scorecard(), a in readings(), to in 1..4_usize) {
        let mut card = card.clone();
        for group in &mut card.groups {
            for one in &mut group.measures {
                // What the oracle sets is what the measure then reads.
                (one.ttl, one.lookback) = (None, None);
                if one.map.is_trend() {
                    one.map = linear(-3, 9);
                }
            }
        }
        card.caps.clear();
        let book = book(&card);
        let health = book.evaluate(&card.id, &asked(&a, None, 30)).unwrap();
        let grade = Grade::SCALE[to];
        let score = |set: &[(CustomKey, i64)]| {
            let mut read = a.clone();
            for (measure, value) in set {
                let (_, measure) = card.measures().find(|(_, one)| one.id == *measure).unwrap();
                let Of::Source(of) = &measure.of else { unreachable!() };
                read.insert(of.clone(), Reading::Told(vec![number(30, *value, 99)]));
            }
            let health = book.evaluate(&card.id, &asked(&read, None, 30)).unwrap();
            health.score.map_or(0, Score::bp)
        };
        let open: Vec<(CustomKey, Vec<i64>)> = health.contributions.iter()
            .filter(|line| line.level.is_some())
            .map(|line| (line.measure.clone(), (-30..=60).collect()))
            .collect();
        let best = |measure: &CustomKey| {
            let (_, one) = card.measures().find(|(_, one)| one.id == *measure).unwrap();
            let scores = |n: &i64| one.map.level(&Value::Number(*n)).map_or(0, Level::bp);
            (-30..=60).max_by_key(scores).unwrap()
        };
        let mut shortest = None;
        for chosen in 0..(1_u32 << open.len()) {
            let set: Vec<(CustomKey, i64)> = open.iter().enumerate()
                .filter(|(n, _)| chosen & (1 << n) != 0)
                .map(|(_, (measure, _))| (measure.clone(), best(measure)))
                .collect();
            if score(&set) >= grade.least_bp() {
                shortest = Some(shortest.unwrap_or(usize::MAX).min(set.len()));
            }
        }
        let way = book.way_to(grade, &health).filter(|_| !open.is_empty());
        prop_assert_eq!(way.as_ref().map(|way| way.raises.len()), shortest.filter(|_| !open.is_empty()));
        let Some(way) = way else { return Ok(()) };
        let set: Vec<(CustomKey, i64)> = way.raises.iter().map(|raise| {
            let Value::Number(number) = raise.to else { unreachable!() };
            (raise.measure.clone(), number)
        }).collect();
        prop_assert_eq!(score(&set), way.reaches);
        prop_assert!(way.reaches >= grade.least_bp());
        // No single value on the way may score less and still lead there.
        for (n, (measure, value)) in set.iter().enumerate() {
            let (_, one) = card.measures().find(|(_, one)| one.id == *measure).unwrap();
            let scores = |n: i64| one.map.level(&Value::Number(n)).unwrap();
            for lesser in (-30..=60).filter(|other| scores(*value).is_better_than(scores(*other))) {
                let mut other = set.clone();
                other[n].1 = lesser;
                prop_assert!(score(&other) < grade.least_bp(), "{measure} {lesser}");
            }
        }
    }
}

fn shift(reading: &Reading, by: i64) -> Reading {
    match reading {
        Reading::Told(told) => Reading::Told(
            told.iter()
                .map(|one| match one.value {
                    Value::Number(n) => Observation { value: Value::Number(n + by), ..one.clone() },
                    Value::Word(_) | Value::Slope(_) => one.clone(),
                })
                .collect(),
        ),
        other => other.clone(),
    }
}
