//! Many clients, targets, and changes between waves.

use super::*;
use crate::domain::contact::ContactRole;
use crate::domain::survey::{Dimension, Scale};
use crate::scoring::interval::{Confidence, Sample};

fn table(values: &[(ContactRole, u8)]) -> SatisfactionTable {
    let survey = asking(Scale::csat(5).unwrap());
    let people: Vec<_> = values.iter().zip(1..).map(|((role, _), n)| person(n, *role)).collect();
    let answers: Vec<_> = people
        .iter()
        .zip(values)
        .filter(|(_, (_, value))| *value > 0)
        .map(|(person, (_, value))| says(&survey, person, Dimension::Overall, *value, 10))
        .collect();
    let policy = SatisfactionPolicy::default();
    index_of(&people, &answers, &policy, day(20), Vec::new()).unwrap().explanation
}

fn users(values: &[u8]) -> SatisfactionTable {
    table(&values.iter().map(|value| (ContactRole::User, *value)).collect::<Vec<_>>())
}

#[test]
fn a_segment_says_how_far_it_can_be_believed() {
    let few = segment_of(&[users(&[5, 4])]);
    assert_eq!((few.label(), few.mean()), (Label::Indicative, Some(score(8_750))));
    let some = segment_of(&[users(&[5, 4, 0]), users(&[3])]);
    assert_eq!((some.label(), some.response(), some.clients), (Label::Limited, (3, 4), 2));
    let (low, high) = some.range(Confidence::default()).unwrap();
    assert!(low < score(7_500) && score(7_500) < high && high <= score(10_000));
    let many = segment_of(&[users(&[5; 6]), users(&[4; 4])]);
    assert_eq!((many.label(), many.sides.len()), (Label::Reportable, 1));
    assert_eq!(segment_of([]).label(), Label::Nothing);
    let heavy = segment_of(&[table(&[(ContactRole::DecisionMaker, 5), (ContactRole::User, 1)])]);
    assert_eq!(heavy.mean(), Some(score(7_500)));
}

#[test]
fn one_enthusiast_does_not_lead_the_ranking() {
    let clients = [
        (client(1), users(&[5])),
        (client(2), users(&[5, 5, 5, 5, 5, 4])),
        (client(3), users(&[1, 2, 1, 2])),
        (client(4), users(&[0])),
    ];
    let ranked = portfolio(&clients, &SatisfactionPolicy::default());
    let order: Vec<_> = ranked.iter().map(|one| one.client).collect();
    assert_eq!(order, [client(3), client(4), client(1), client(2)]);
    assert_eq!((ranked[1].mean, ranked[1].heard), (None, 0), "unheard is as all are");
    assert!(portfolio(&[(client(4), users(&[0]))], &SatisfactionPolicy::default()).is_empty());
}

fn of(scores: &[i64]) -> Sample {
    scores.iter().fold(Sample::default(), |mut sample, bp| {
        sample.add_score(score(*bp), 1);
        sample
    })
}

#[test]
fn a_change_is_claimed_only_when_it_shows() {
    let usual = Confidence::default();
    let (low, high) = (of(&[4_000, 5_000, 4_500, 4_700]), of(&[8_000, 9_000, 8_500, 8_700]));
    assert_eq!(moved(low, high, usual), Movement::Rose);
    assert_eq!(moved(high, low, usual), Movement::Fell);
    assert_eq!(moved(low, low, usual), Movement::NotShown);
    let wide = of(&[0, 10_000, 9_000, 1_000]);
    assert_eq!(moved(low, wide, usual), Movement::NotShown);
    for one in [Sample::default(), of(&[10_000])] {
        assert_eq!(moved(one, low, usual), Movement::NotShown);
        assert_eq!(moved(low, one, usual), Movement::NotShown);
    }
}

#[test]
fn answers_that_are_all_the_same_show_no_change() {
    let usual = Confidence::default();
    let (bad, good) = (of(&[2_000, 2_000]), of(&[9_000, 9_000]));
    let some = of(&[4_000, 5_000, 4_500, 4_700]);
    for (before, after) in [(bad, good), (bad, some), (some, good)] {
        assert_eq!(moved(before, after, usual), Movement::NotShown);
    }
    assert_eq!(verdict_of(good, false, score(5_000), usual), Verdict::Undetermined);
    assert_eq!(verdict_of(good, true, score(5_000), usual), Verdict::Met);
    assert_eq!(verdict_of(some, false, score(2_000), usual), Verdict::Met);
}

#[test]
fn a_target_is_met_by_the_whole_interval_and_no_less() {
    let range = Some((score(7_000), score(8_000)));
    assert_eq!(verdict(range, score(7_000)), Verdict::Met);
    assert_eq!(verdict(range, score(8_000)), Verdict::Undetermined);
    assert_eq!(verdict(range, score(8_001)), Verdict::NotMet);
    assert_eq!(
        verdict(of(&[10_000]).range(Confidence::default()), score(1)),
        Verdict::Undetermined
    );
}
