//! Worked examples, published and computed elsewhere: some of them here, and the whole file where
//! `GUANXI_DATA` names the directory that has it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::domain::survey::{Reply, Scale};
use crate::scoring::interval::{
    Balance, Confidence, Interval, Sample, agresti_coull, clopper_pearson, fisher, jeffreys,
    newcombe, pooled_z, two_sided, wilson, wilson_at,
};

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found} beside {wanted}");
}

/// As much of JSON as the file has.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Null,
    Number(f64),
    List(Vec<Json>),
    Map(BTreeMap<String, Json>),
}

impl Json {
    fn read(text: &str) -> Json {
        let mut rest = text;
        Self::next(&mut rest)
    }

    fn next(rest: &mut &str) -> Json {
        *rest = rest.trim_start();
        match rest.chars().next().unwrap() {
            '{' => {
                let mut map = BTreeMap::new();
                Self::items(rest, '}', |rest| {
                    let (key, after) =
                        rest.trim_start().strip_prefix('"').unwrap().split_once('"').unwrap();
                    *rest = after.trim_start().strip_prefix(':').unwrap();
                    map.insert(key.to_owned(), Self::next(rest));
                });
                Json::Map(map)
            }
            '[' => {
                let mut list = Vec::new();
                Self::items(rest, ']', |rest| list.push(Self::next(rest)));
                Json::List(list)
            }
            _ => {
                let end = rest.find([',', ']', '}', '\n']).unwrap();
                let (word, after) = rest.split_at(end);
                *rest = after;
                word.trim().parse().map_or(Json::Null, Json::Number)
            }
        }
    }

    fn items(rest: &mut &str, end: char, mut item: impl FnMut(&mut &str)) {
        *rest = &rest[1..];
        loop {
            *rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix(end) {
                *rest = after;
                return;
            }
            *rest = rest.strip_prefix(',').unwrap_or(rest);
            item(rest);
        }
    }

    fn at(&self, key: &str) -> &Json {
        let Json::Map(map) = self else { panic!("{key}") };
        map.get(key).unwrap()
    }

    fn list(&self) -> &[Json] {
        let Json::List(list) = self else { panic!("no list") };
        list
    }

    fn number(&self) -> f64 {
        let Json::Number(number) = self else { panic!("no number") };
        *number
    }

    fn count(&self) -> u64 {
        self.number() as u64
    }

    fn numbers(&self) -> Vec<f64> {
        self.list().iter().map(Json::number).collect()
    }
}

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("GUANXI_DATA")?).join("satisfaction");
    folder.is_dir().then_some(folder)
}

fn usual() -> Confidence {
    Confidence::default()
}

#[test]
fn the_index_of_three_questions_is_the_published_one() {
    // Means 7.6, 6.9 and 6.8 with equal weights, and with those of an industry report.
    near(
        Acsi::of(&[(76, 10, 1), (69, 10, 1), (68, 10, 1)]).unwrap().value() * 100.0,
        67.777_777_777_777_79,
    );
    let weighed = Acsi::of(&[(76, 10, 3_885), (69, 10, 3_190), (68, 10, 2_925)]).unwrap();
    near(weighed.value() * 100.0, 68.252_222_222_222_22);
    assert_eq!(weighed.score(), Some(score(6_825)));
    assert_eq!(
        Acsi::of(&[(10, 1, 1), (10, 1, 1), (10, 1, 1)]).unwrap().score(),
        Some(score(10_000))
    );
    assert_eq!(Acsi::of(&[(1, 1, 1), (1, 1, 1), (1, 1, 1)]).unwrap().score(), Some(score(0)));
    assert!(
        Acsi::of(&[(11, 1, 1)]).is_none()
            && Acsi::of(&[(5, 1, 0)]).is_none()
            && Acsi::of(&[]).is_none()
    );
}

/// An interval of a share.
type OfShare = fn(u64, u64, Confidence) -> Option<Interval>;

/// Intervals of a share beside Wilson's, by the names that the file has for them.
const OTHERS: [(&str, OfShare); 3] =
    [("agresti_coull", agresti_coull), ("jeffreys", jeffreys), ("beta", clopper_pearson)];

fn ends(interval: Interval, wanted: [f64; 2]) {
    near(interval.low(), wanted[0]);
    near(interval.high(), wanted[1]);
}

/// Yeses, people, and the ends of the three intervals, from statsmodels by way of the file.
const SHARES: [(u64, u64, [[f64; 2]; 3]); 5] = [
    (
        81,
        263,
        [
            [0.255_220_665_189_996_76, 0.366_277_431_671_077_5],
            [0.254_521_934_991_023_6, 0.365_647_499_174_082_46],
            [0.252_736_745_585_271_26, 0.367_621_922_601_351_4],
        ],
    ),
    (
        0,
        20,
        [
            [0.0, 0.189_809_560_542_488_88],
            [2.424_647_845_924_273_3e-5, 0.116_638_982_904_875_43],
            [0.0, 0.168_433_470_983_085_3],
        ],
    ),
    (
        9,
        10,
        [
            [0.574_032_262_605_167_7, 1.0],
            [0.618_685_228_933_383_6, 0.988_988_326_236_838_9],
            [0.554_983_882_971_804_7, 0.997_471_421_455_538_2],
        ],
    ),
    (
        47,
        50,
        [
            [0.831_634_826_688_746_1, 0.985_579_286_073_898_1],
            [0.848_467_436_972_339_7, 0.982_813_350_928_848_9],
            [0.834_518_053_396_227_1, 0.987_451_412_164_665_9],
        ],
    ),
    (
        3,
        3,
        [
            [0.382_528_431_208_641_44, 1.0],
            [0.464_416_756_957_049_65, 0.999_849_363_974_563_5],
            [0.292_401_773_821_286_6, 1.0],
        ],
    ),
];

#[test]
fn other_intervals_of_a_share_are_the_published_ones() {
    for (k, n, wanted) in SHARES {
        for ((_, of), wanted) in OTHERS.into_iter().zip(wanted) {
            ends(of(k, n, usual()).unwrap(), wanted);
        }
    }
}

#[test]
fn how_often_it_is_chance_is_the_published_share() {
    for (one, two, p, exact) in [
        ((56, 70), (48, 80), 0.008_045_081_368_196_56, 0.012_521_129_749_209_154),
        ((9, 10), (3, 10), 0.006_169_899_320_544_151, 0.019_766_611_097_880_443),
        ((45, 60), (50, 60), 0.261_054_189_579_657_3, 0.368_863_610_342_791_1),
    ] {
        near(two_sided(pooled_z(one, two).unwrap()), p);
        near(fisher(one, two).unwrap(), exact);
    }
    let few = Balance { pro: 5, neither: 3, contra: 2 };
    let change = few.change_to(Balance { pro: 8, neither: 1, contra: 1 }).unwrap();
    near(change.p().unwrap(), 0.210_406_453_095_371_32);
}

/// A net promoter score is an exact fraction, and so is its variance: both in whole numbers beside the
/// floats.
#[test]
fn a_promoter_score_and_its_variance_are_fractions() {
    for (pro, neither, contra) in [(162, 108, 54), (40, 30, 30), (5, 3, 2), (0, 0, 7), (1, 0, 0)] {
        let balance = Balance { pro, neither, contra };
        let (n, d, e) = (balance.count() as f64, pro as f64 - contra as f64, (pro + contra) as f64);
        near(balance.value().unwrap(), d / n);
        // Σ over n of (n·e − d²)/n², from the definition and not from shares.
        near(balance.variance().unwrap(), (n * e - d * d) / (n * n));
        let bp = balance.bp().unwrap() as f64;
        assert!((bp - d * 10_000.0 / n).abs() <= 0.5);
    }
    // Between 8 and 9 there is no gap: an answer is a whole number, and 8 is passive, 9 promotes.
    let mut replies = Replies::to(Scale::NPS);
    (0..=10).for_each(|value| replies.add(Reply::Value(value)));
    let balance = replies.balance().unwrap();
    assert_eq!((balance.pro, balance.neither, balance.contra), (2, 2, 7));
}

#[test]
fn the_decayed_mean_is_the_published_one() {
    let (days, values) = ([0, 1, 3, 10, 30], [5, 4, 5, 2, 1]);
    let wanted = [5.0, 4.498_074_600_682_22, 4.667_536_663_238_951, 3.966_737_996_216_57];
    let mut mean = DecayedMean::new(90).unwrap();
    for ((n, value), wanted) in days.iter().zip(values).zip(wanted) {
        mean.add(day(*n), value);
        near(mean.value().unwrap(), wanted);
    }
}

#[test]
fn the_whole_file_comes_out_the_same() {
    let Some(folder) = folder() else {
        println!("skipped: satisfaction.json (GUANXI_DATA names no directory that has it)");
        return;
    };
    let file = Json::read(&std::fs::read_to_string(folder.join("satisfaction.json")).unwrap());
    balances(&file);
    shares(&file);
    means(&file);
    let told = std::fs::read_to_string(folder.join("plspm_satisfaction.csv")).unwrap();
    questionnaire(&file, &told);
}

fn balances(file: &Json) {
    for case in file.at("nps").list() {
        let count = |key| case.at(key).count();
        let balance = Balance {
            pro: count("promoters"),
            neither: count("passives"),
            contra: count("detractors"),
        };
        near(balance.value().unwrap() * 100.0, case.at("nps").number());
        near(balance.variance().unwrap(), case.at("var").number());
        near(balance.error(None).unwrap() * 100.0, case.at("se_points").number());
        let (low, high) = balance.adjusted(None, usual()).unwrap();
        let wanted = case.at("adjwald95_rocks2016").numbers();
        near(low * 100.0, wanted[0]);
        near(high * 100.0, wanted[1]);
        let (wald, wanted) = (balance.wald(None, usual()).unwrap(), case.at("wald95").numbers());
        near(wald.low() * 100.0, wanted[0]);
        near(wald.high() * 100.0, wanted[1]);
    }
    for case in file.at("nps_change").list() {
        let side = |key| {
            let [pro, neither, contra] = case.at(key).numbers()[..] else { panic!() };
            Balance { pro: pro as u64, neither: neither as u64, contra: contra as u64 }
        };
        let change = side("a").change_to(side("b")).unwrap();
        near(change.by * 100.0, case.at("diff").number());
        near(change.error * 100.0, case.at("se").number());
        near(change.z().unwrap(), case.at("z").number());
        near(change.p().unwrap(), case.at("p_two_sided").number());
        let (interval, wanted) = (change.interval(usual()), case.at("ci95").numbers());
        near(interval.low() * 100.0, wanted[0]);
        near(interval.high() * 100.0, wanted[1]);
    }
}

fn shares(file: &Json) {
    for case in file.at("wilson_z1.96_codegolf").list() {
        let (yes, no) = (case.at("success").count(), case.at("fail").count());
        let interval = wilson_at(yes, yes + no, 1.96);
        near(interval.low(), case.at("lo").number());
        near(interval.high(), case.at("hi").number());
    }
    for case in file.at("proportion_ci").list() {
        let interval = wilson(case.at("k").count(), case.at("n").count(), usual()).unwrap();
        let wanted = case.at("wilson").numbers();
        near(interval.low(), wanted[0]);
        near(interval.high(), wanted[1]);
        let (k, n) = (case.at("k").count(), case.at("n").count());
        for (name, of) in OTHERS {
            let wanted = case.at(name).numbers();
            ends(of(k, n, usual()).unwrap(), [wanted[0], wanted[1]]);
        }
    }
    for case in file.at("two_prop").list() {
        let count = |key| case.at(key).count();
        let (one, two) = ((count("k1"), count("n1")), (count("k2"), count("n2")));
        let (interval, wanted) =
            (newcombe(one, two, usual()).unwrap(), case.at("newcombe_hybrid").numbers());
        near(interval.low(), wanted[0]);
        near(interval.high(), wanted[1]);
        near(pooled_z(one, two).unwrap(), case.at("z_pooled").number());
        near(two_sided(pooled_z(one, two).unwrap()), case.at("p").number());
        near(fisher(one, two).unwrap(), case.at("fisher_p").number());
    }
}

fn means(file: &Json) {
    for case in file.at("acsi").list() {
        // Tenths and ten-thousandths are whole numbers.
        let questions: Vec<(u64, u64, u32)> = case
            .at("x")
            .numbers()
            .iter()
            .zip(case.at("w").numbers())
            .map(|(mean, weight)| {
                ((mean * 10.0).round() as u64, 10, (weight * 10_000.0).round() as u32)
            })
            .collect();
        near(Acsi::of(&questions).unwrap().value() * 100.0, case.at("index").number());
    }
    for case in file.at("ewma").list() {
        let half_life = case.at("half_life_days").count() as u16;
        let (days, values) = (case.at("t").numbers(), case.at("x").numbers());
        let mut mean = DecayedMean::new(half_life).unwrap();
        for ((n, value), wanted) in days.iter().zip(values).zip(case.at("ewma").numbers()) {
            mean.add(day(*n as i64), value as i64);
            near(mean.value().unwrap(), wanted);
        }
    }
    // Stars of 5 as shares of 5: what is decided on is rounded to a hundredth of a percent.
    for case in file.at("bayes_avg").list() {
        let number = |key| case.at(key).number();
        let bp = |stars: f64| score((stars * 2_000.0).round() as i64);
        let mut sample = Sample::default();
        (0..case.at("n").count()).for_each(|_| sample.add_score(bp(number("mean")), 1));
        let drawn = sample.shrunk(bp(number("prior_mean")), case.at("prior_n").count() as u32);
        assert_eq!(drawn, bp(number("value")));
    }
}

/// The index of each block of a questionnaire, from 250 people's answers.
fn questionnaire(file: &Json, told: &str) {
    let mut lines = told.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    for block in ["imag", "expe", "qual", "val", "sat", "loy"] {
        let items = heads.iter().enumerate().filter(|(_, head)| head.starts_with(block));
        let questions: Vec<(u64, u64, u32)> = items
            .map(|(at, _)| {
                // Some of the answers are 0, off the scale: the example counts them as they stand.
                let sum = rows.iter().map(|row| row[at].parse::<u64>().unwrap()).sum();
                (sum, rows.len() as u64, 1)
            })
            .collect();
        let index = Acsi::of(&questions).unwrap();
        near(index.value() * 100.0, file.at("ecsi_equal_weights").at(block).number());
    }
}
