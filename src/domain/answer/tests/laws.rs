//! The laws of answers.

use proptest::prelude::*;

use super::super::strategies::new_answer;
use super::*;
use crate::domain::kept::kept;
use crate::domain::survey::Audience;
use crate::domain::survey::strategies::new_survey;

fn asked() -> impl Strategy<Value = (Survey, NewAnswer, NewAnswer)> {
    new_survey(Audience::Contacts).prop_flat_map(|new| {
        let survey = opened(new);
        let one = || new_answer(&survey, li(), day(1).valid_at);
        (Just(survey.clone()), one(), one())
    })
}

proptest! {
    #[test]
    fn an_answer_is_what_was_told(( survey, new, _) in asked()) {
        let setting = Setting::of(hua(), survey.clone());
        let answer = Answer::give(id(1), new.clone(), &setting, &day(400)).unwrap();
        prop_assert_eq!((answer.at(), answer.reply(), answer.channel()), (new.at, new.reply, new.channel));
        prop_assert_eq!(answer.words().map(|words| words.text.clone()), Held::Known(new.text.clone()));
        let question = survey.question(new.question()).unwrap();
        prop_assert_eq!((answer.scale(), answer.dimension()), (question.scale, question.dimension));
        prop_assert_eq!(answer.value().is_some(), new.reply.is_some_and(|reply| reply.value().is_some()));
        prop_assert_eq!(kept(&answer), answer.clone());
        let listed = rmp_serde::from_slice::<Given>(&rmp_serde::to_vec(answer.plain()).unwrap()).unwrap();
        prop_assert_eq!(&listed, answer.plain());
        let erased = Answer::join(answer.id(), answer.stream(), answer.plain().clone(), Held::Erased);
        prop_assert!(erased.words().is_erased());
        prop_assert_eq!((erased.columns(), erased.value()), (answer.columns(), answer.value()));
    }

    #[test]
    fn it_changes_only_to_a_later_answer_to_the_same(( survey, one, two) in asked(), superseded: bool) {
        let setting = Setting::of(hua(), survey);
        let first = Answer::give(id(1), one.clone(), &setting, &day(400)).unwrap();
        let second = first.change(id(2), superseded, two.clone(), &setting, &day(400));
        let may = !superseded && one.question == two.question && two.at >= one.at;
        prop_assert_eq!(second.is_ok(), may);
        let allowed = MACHINE.allowed(Answer::standing(superseded));
        prop_assert_eq!(allowed.contains(&"change"), !superseded);
        if let Ok(second) = second {
            prop_assert_eq!((second.instead_of(), second.reply()), (Some(id(1)), two.reply));
        }
    }
}
