//! An oracle in rationals, written from the rules and not from the code: places, gaps, verdicts and
//! the index, over random scales, directions, levels off the scale and levels that nobody named.

use proptest::prelude::*;

use super::*;
use crate::domain::Quantity;
use crate::domain::expectation::strategies::{any_scale, level_near, rating};

/// A fraction with a positive denominator. Units of 64 bits leave room for all that is done here.
#[derive(Debug, Clone, Copy)]
struct Frac(i128, i128);

impl Frac {
    fn less(self, other: Frac) -> bool {
        let parts = |Frac(top, bottom)| (top.div_euclid(bottom), top.rem_euclid(bottom));
        let ((whole, rest), (other_whole, other_rest)) = (parts(self), parts(other));
        // Rests and denominators have 64 bits, so their products fill 128 and no more.
        let cross = |rest: i128, bottom: i128| rest.unsigned_abs() * bottom.unsigned_abs();
        (whole, cross(rest, other.1)) < (other_whole, cross(other_rest, self.1))
    }

    /// The nearest whole number to so many times the fraction, ties to the even one.
    fn rounded(self, times: i128) -> i128 {
        let (top, bottom) = (self.0 * times, self.1);
        let below = top.div_euclid(bottom);
        let twice_rest = 2 * (top - below * bottom);
        if twice_rest > bottom || (twice_rest == bottom && below.rem_euclid(2) == 1) {
            below + 1
        } else {
            below
        }
    }

    /// The part of the scale, in hundredths of a hundredth, ends clamped.
    fn n(self) -> i128 {
        if self.less(Frac(0, 1)) {
            0
        } else if Frac(1, 1).less(self) {
            10_000
        } else {
            self.rounded(10_000)
        }
    }
}

fn units(level: &Level) -> i128 {
    match level {
        Level::Measured(quantity) => i128::from(quantity.units()),
        Level::Yes => 1,
        Level::No => 0,
    }
}

fn of(quantity: &Quantity) -> i128 {
    i128::from(quantity.units())
}

/// How good a level is, beyond the ends too. All numbers have the same decimals.
fn goodness(scale: &Scale, level: &Level) -> Frac {
    let x = units(level);
    match scale.ends() {
        Ends::YesNo => Frac(x, 1),
        Ends::Higher { worst, best } => Frac(x - of(worst), of(best) - of(worst)),
        Ends::Lower { worst, best } => Frac(of(worst) - x, of(worst) - of(best)),
        Ends::Target { worst_below, target, worst_above } => {
            let t = of(target);
            let side = if x > t { of(worst_above) - t } else { t - of(worst_below) };
            Frac(side - (x - t).abs(), side)
        }
    }
}

#[derive(Debug, Clone)]
struct Case {
    scale: Scale,
    tolerance: Option<Quantity>,
    first: Option<Level>,
    desired: Option<Level>,
    adequate: Option<Level>,
    agreed: Level,
    actual: Level,
    perceived: Option<Perceived>,
}

fn tolerance(scale: &Scale, thousandths: i128) -> Option<Quantity> {
    let (whole, like) = match scale.ends() {
        Ends::YesNo => return None,
        Ends::Higher { worst: a, best: b } | Ends::Lower { worst: b, best: a } => {
            (of(b) - of(a), a)
        }
        Ends::Target { worst_below, target, worst_above } => {
            let sides = (of(target) - of(worst_below), of(worst_above) - of(target));
            (sides.0.max(sides.1), target)
        }
    };
    let units = i64::try_from(whole * thousandths / 1_000).ok()?;
    Quantity::new(units, like.decimals(), like.unit().clone()).ok()
}

fn case() -> impl Strategy<Value = Case> {
    any_scale().prop_flat_map(|scale| {
        let near = || level_near(&scale);
        let on = || {
            let scale = scale.clone();
            level_near(&scale).prop_filter("on the scale", move |l| scale.encloses(l).unwrap())
        };
        let felt = prop_oneof![
            2 => near().prop_map(Perceived::Measured),
            1 => rating().prop_map(Perceived::Rated),
        ];
        let thousandths = prop::option::of(0_i128..=1_000);
        let some = || prop::option::of(on());
        let levels = (some(), some(), some(), on(), near(), prop::option::of(felt));
        (Just(scale.clone()), thousandths, levels).prop_map(
            |(scale, thousandths, (first, desired, adequate, agreed, actual, perceived))| {
                let tolerance = thousandths.and_then(|part| tolerance(&scale, part));
                let n = |level: &Level| goodness(&scale, level).n();
                // What would do is not better than what they would like.
                let desired = desired.filter(|d| adequate.as_ref().is_none_or(|a| n(a) <= n(d)));
                Case { scale, tolerance, first, desired, adequate, agreed, actual, perceived }
            },
        )
    })
}

/// The case by way of the verbs.
fn told(case: &Case) -> Expectation {
    let mut input = Clarify::of("x", case.scale.clone()).unwrap();
    (input.first, input.desired) = (case.first.clone(), case.desired.clone());
    (input.adequate, input.tolerance) = (case.adequate.clone(), case.tolerance.clone());
    let one = clarified(input);
    let input = agree(case.agreed.clone(), None, anna(), at(2));
    let one = after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2);
    let one = after(&one, firm(|firm| one.evaluate(case.actual.clone(), firm, &day(3))), 3);
    let Some(felt) = case.perceived.clone() else { return one };
    let policy = ExpectationPolicy::default();
    let felt = one.record_perception(perceive(felt), Presence::Here, &policy, &day(4));
    after(&one, felt, 4)
}

impl Case {
    fn n(&self, level: &Level) -> i128 {
        goodness(&self.scale, level).n()
    }

    fn tau(&self) -> i128 {
        let Some(tolerance) = &self.tolerance else { return 500 };
        let whole = match self.scale.ends() {
            Ends::YesNo => return 500,
            Ends::Higher { worst, best } => of(best) - of(worst),
            Ends::Lower { worst, best } => of(worst) - of(best),
            Ends::Target { worst_below, target, worst_above } => {
                (of(target) - of(worst_below)).max(of(worst_above) - of(target))
            }
        };
        Frac(of(tolerance), whole).rounded(10_000).max(1)
    }

    /// Each verdict by its own sentence of the rules; exactly one of them must hold.
    fn verdict(&self, n: i128, better: bool) -> Verdict {
        let (e, tau) = (self.n(&self.agreed), self.tau());
        let a = self.adequate.as_ref().map_or(e - tau, |a| self.n(a).min(e - tau));
        let exceeded = (n >= e + tau && e <= 10_000 - tau) || (e > 10_000 - tau && better);
        let worst = e <= tau && n == 0 && 0 < e;
        let missed = !exceeded && (n < a || worst);
        let partly = !exceeded && !worst && a <= n && n < e - tau;
        let met = !exceeded && !worst && e - tau <= n;
        let holds = [exceeded, met, partly, missed];
        assert_eq!(holds.iter().filter(|holds| **holds).count(), 1, "{self:?} {holds:?}");
        let place = holds.iter().position(|holds| *holds).unwrap();
        Verdict::ALL[place]
    }

    fn felt(&self) -> Option<(i128, bool)> {
        let e = goodness(&self.scale, &self.agreed);
        Some(match self.perceived.as_ref()? {
            Perceived::Measured(level) => {
                let found = goodness(&self.scale, level);
                (found.n(), e.less(found))
            }
            Perceived::Rated(rating) => {
                let n = Frac(i128::from(rating.value()) - 1, 9).rounded(10_000);
                (n, n > e.n())
            }
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn gaps_and_verdicts_are_those_of_the_oracle(case in case()) {
        let one = told(&case);
        let (evaluation, n) = (one.evaluation().unwrap(), |level: &Level| case.n(level));
        let gaps = evaluation.gaps();
        let (e, actual) = (n(&case.agreed), n(&case.actual));
        let felt = case.felt();
        let last = felt.map_or(actual, |(felt, _)| felt);
        let gap = |gap: Option<Gap>| gap.map(|gap| i128::from(gap.bp()));
        prop_assert_eq!(gap(gaps.promise), case.first.as_ref().map(|first| e - n(first)));
        prop_assert_eq!(i128::from(gaps.delivery.bp()), actual - e);
        prop_assert_eq!(gap(gaps.perception), felt.map(|(felt, _)| felt - actual));
        prop_assert_eq!(gap(gaps.disconfirmation), felt.map(|(felt, _)| felt - e));
        let total = case.first.as_ref().zip(felt).map(|(first, (felt, _))| felt - n(first));
        prop_assert_eq!(gap(gaps.total), total);
        prop_assert_eq!(gap(gaps.adequacy), case.adequate.as_ref().map(|a| last - n(a)));
        prop_assert_eq!(gap(gaps.superiority), case.desired.as_ref().map(|d| last - n(d)));
        let off = |level: &Level| {
            let found = goodness(&case.scale, level);
            found.less(Frac(0, 1)) || Frac(1, 1).less(found)
        };
        prop_assert_eq!(gaps.actual_off_scale, off(&case.actual));
        let felt_off = matches!(&case.perceived, Some(Perceived::Measured(level)) if off(level));
        prop_assert_eq!(gaps.perceived_off_scale, felt_off);

        let better = goodness(&case.scale, &case.agreed).less(goodness(&case.scale, &case.actual));
        prop_assert_eq!(evaluation.verdict(), case.verdict(actual, better));
        let perceived = felt.map(|(felt, better)| case.verdict(felt, better));
        prop_assert_eq!(evaluation.perceived_verdict(), perceived);
        prop_assert_eq!(evaluation.remedy_due().is_none(), evaluation.verdict().is_kept());
    }

    #[test]
    fn a_place_does_not_depend_on_how_finely_a_level_is_written(
        scale in any_scale(), more in 0_u8..=18, x in -1_000_i64..=1_000,
    ) {
        prop_assert_eq!(scale.unit().is_none(), scale.direction() == Direction::YesNo);
        let Some(unit) = scale.unit() else { return Ok(()) };
        let coarse = Quantity::new(x, 0, unit.clone()).unwrap();
        if let Ok(fine) = coarse.with_decimals(more) {
            let place = |quantity| scale.place(&Level::Measured(quantity));
            prop_assert_eq!(place(coarse), place(fine));
        }
    }

    #[test]
    fn what_is_better_stands_no_lower(
        (scale, one, other) in any_scale().prop_flat_map(|scale| {
            let near = || level_near(&scale);
            (Just(scale.clone()), near(), near())
        }),
    ) {
        let (left, right) = (goodness(&scale, &one), goodness(&scale, &other));
        let order = scale.compare(&one, &other).unwrap();
        prop_assert_eq!(order.is_lt(), left.less(right));
        prop_assert_eq!(order.is_gt(), right.less(left));
        prop_assert!(!order.is_lt() || scale.place(&one).unwrap() <= scale.place(&other).unwrap());
        prop_assert!(scale.widens(&scale));
        prop_assert_eq!(i128::from(scale.place(&one).unwrap().bp()), left.n());
    }
}

/// Verdicts by hand, at both ends of the scale.
#[test]
fn near_the_ends_of_the_scale_better_is_better_and_the_worst_is_missed() {
    let verdict = |scale: Scale, agreed: &str, actual: &str| {
        let case = Case {
            scale,
            tolerance: None,
            first: None,
            desired: None,
            adequate: None,
            agreed: Level::measured(agreed).unwrap(),
            actual: Level::measured(actual).unwrap(),
            perceived: None,
        };
        told(&case).evaluation().unwrap().verdict()
    };
    let up = |agreed, actual| verdict(Scale::higher("0 %", "100 %").unwrap(), agreed, actual);
    assert_eq!(up("100 %", "100 %"), Verdict::Met);
    assert_eq!(up("100 %", "101 %"), Verdict::Exceeded, "off the scale, and better");
    assert_eq!(up("98 %", "98.001 %"), Verdict::Exceeded);
    assert_eq!(up("95 %", "99.99 %"), Verdict::Met);
    assert_eq!(up("95 %", "100 %"), Verdict::Exceeded);
    assert_eq!(up("3 %", "0 %"), Verdict::Missed);
    assert_eq!(up("3 %", "0.01 %"), Verdict::Met);
    assert_eq!(up("0 %", "0 %"), Verdict::Met, "nothing was promised");
    assert_eq!(up("50 %", "45 %"), Verdict::Met);
    assert_eq!(up("50 %", "44.99 %"), Verdict::Missed);
    let room = |actual| verdict(Scale::target("18 °C", "22 °C", "30 °C").unwrap(), "22 °C", actual);
    assert_eq!([room("22 °C"), room("22.4 °C")], [Verdict::Met; 2]);
    assert_eq!([room("21.7 °C"), room("17 °C")], [Verdict::Missed; 2]);
}

#[derive(Debug, Clone)]
struct Entry {
    kano: Kano,
    weight: u8,
    /// Actual, what was felt, and on which day.
    evaluations: Vec<(u8, Option<u8>, i64)>,
}

fn entry() -> impl Strategy<Value = Entry> {
    let kano = prop::sample::select(Kano::ALL);
    let evaluation = (0_u8..=130, prop::option::of(0_u8..=130), 0_i64..300);
    (kano, 1_u8..=5, prop::collection::vec(evaluation, 0..4)).prop_map(
        |(kano, weight, mut evaluations)| {
            evaluations.sort_by_key(|(_, _, day)| *day);
            Entry { kano, weight, evaluations }
        },
    )
}

/// Per cent from 0 to 100; 60 agreed, 40 would do.
fn lived(entry: &Entry) -> Expectation {
    let pc = |n: u8| Level::measured(&format!("{n} %")).unwrap();
    let new = NewExpectation::stated("x", Category::Outcome).unwrap();
    let one = captured_of(new.kano(entry.kano).weight(Weight::new(entry.weight).unwrap()));
    let daily = Cycle::new(1, Every::Day, crate::domain::Zone::UTC).unwrap();
    let input = Clarify::of("x", Scale::higher("0 %", "100 %").unwrap()).unwrap();
    let input = input.adequate(pc(40)).repeats(Repeats::Every(daily));
    let one = after(&one, one.clarify(input, &day(1)), 1);
    let input = agree(pc(60), Some(at(5)), anna(), at(2));
    let one = after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2);
    entry.evaluations.iter().fold(one, |one, (actual, felt, n)| {
        let n = n + 100;
        let one = after(&one, firm(|firm| one.evaluate(pc(*actual), firm, &day(n))), n);
        let Some(felt) = felt else { return one };
        let felt = perceive(Perceived::Measured(pc(*felt)));
        let policy = ExpectationPolicy::default();
        let said = one.record_perception(felt, Presence::Here, &policy, &day(n));
        after(&one, said, n)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_index_is_that_of_the_oracle(
        entries in prop::collection::vec(entry(), 0..6),
        losses in 100_u16..=300,
        as_of in 100_i64..800,
    ) {
        let policy = ExpectationPolicy::version(7).losses_count(losses / 100, losses % 100).unwrap();
        let all: Vec<Expectation> = entries.iter().map(lived).collect();
        let figure = index_of(&all, &policy, at(as_of), Vec::new()).unwrap();

        // From a year before: 2027 and 2028 are 365 and 366 days long.
        let year: Vec<(i64, i64)> = (0..800).map(|n| (n, at(n).micros())).collect();
        let until = at(as_of);
        let date = crate::domain::Zone::UTC.civil(until).unwrap().date;
        let before = crate::domain::Date::new(date.year() - 1, date.month(), date.day());
        let before = before.or_else(|_| crate::domain::Date::new(date.year() - 1, 2, 28)).unwrap();
        let since = i64::from(before.days()) * 86_400_000_000 + 43_200_000_000;
        let counts = |n: i64| year.iter().any(|(day, micros)| {
            *day == n && *micros > since && *micros <= until.micros()
        });

        let (mut top, mut bottom, mut cap) = (0_i128, 0_i128, false);
        let (mut evaluations, mut perceived) = (0_usize, 0_usize);
        for entry in &entries {
            let inside: Vec<_> = entry.evaluations.iter().filter(|(.., n)| counts(n + 100)).collect();
            if inside.is_empty() {
                continue;
            }
            let felt = |n: u8| i128::from(n.min(100)) * 100 - 6_000;
            let sum: i128 = inside.iter().map(|(actual, said, _)| felt(said.unwrap_or(*actual))).sum();
            let d = Frac(sum, i128::try_from(inside.len()).unwrap()).rounded(1);
            let times = if d < 0 { i128::from(losses) } else { 100 };
            // Twice everything, so that half of d is whole.
            top += i128::from(entry.weight) * times * (10_000 + d);
            bottom += i128::from(entry.weight) * times * 2;
            // Below 40 is missed.
            cap |= entry.kano == Kano::MustBe && inside.iter().any(|(actual, ..)| *actual < 40);
            evaluations += inside.len();
            perceived += inside.iter().filter(|(_, said, _)| said.is_some()).count();
        }
        let wanted = (bottom > 0).then(|| Frac(top, bottom).rounded(1));
        let wanted = wanted.map(|index| if cap { index.min(4_900) } else { index });
        prop_assert_eq!(figure.value.map(|index| i128::from(index.bp())), wanted);
        let whole = |n: usize| i128::try_from(n).unwrap();
        let coverage = Frac(whole(perceived), whole(evaluations.max(1))).rounded(10_000);
        prop_assert_eq!(i128::from(figure.coverage.bp()), coverage);
        prop_assert_eq!(figure.as_of, until);
    }
}
