//! Why something cannot be said of a survey.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{CustomKey, Lang};

/// A verb of a survey that was refused.
pub type SurveyRefusal = Refusal<SurveyGuard>;

/// What a verb of a survey asks beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SurveyGuard {
    /// It has no question.
    NoQuestions,
    /// It asks staff in secret, and a question wants words.
    WordsTellWho,
    /// A target is declared for a side that no question asks about.
    NothingAsks,
    /// What it says now asks others than before.
    OtherAudience,
    /// It asks contacts, who answer one by one.
    NotSecret,
    /// Too few ballots to tell nobody apart.
    TooFewBallots {
        /// So many at least.
        fewest: usize,
    },
    /// A ballot replies to what was not asked.
    UnknownQuestion {
        /// To that.
        question: CustomKey,
    },
    /// It would have happened before what happened last.
    BeforeLast,
}

impl SurveyGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let unknown = CustomKey::new("speed").map(|question| Self::UnknownQuestion { question });
        let all = [
            SurveyGuard::NoQuestions,
            SurveyGuard::WordsTellWho,
            SurveyGuard::NothingAsks,
            SurveyGuard::OtherAudience,
            SurveyGuard::NotSecret,
            SurveyGuard::TooFewBallots { fewest: 5 },
            SurveyGuard::BeforeLast,
        ];
        all.into_iter().chain(unknown).collect()
    }
}

impl Guard for SurveyGuard {
    fn code(&self) -> &'static str {
        match self {
            SurveyGuard::NoQuestions => "survey.no_questions",
            SurveyGuard::WordsTellWho => "survey.words_tell_who",
            SurveyGuard::NothingAsks => "survey.nothing_asks",
            SurveyGuard::OtherAudience => "survey.other_audience",
            SurveyGuard::NotSecret => "survey.not_secret",
            SurveyGuard::TooFewBallots { .. } => "survey.too_few_ballots",
            SurveyGuard::UnknownQuestion { .. } => "survey.unknown_question",
            SurveyGuard::BeforeLast => "survey.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            SurveyGuard::NoQuestions => ("没有任何题目", "it has no question"),
            SurveyGuard::WordsTellWho => (
                "匿名问卷不能有文字题，否则可能认出作答人",
                "who answers in secret could be told by their words, and a question wants some",
            ),
            SurveyGuard::NothingAsks => {
                ("目标所指的维度没有题目", "no question asks about what a target is declared for")
            }
            SurveyGuard::OtherAudience => {
                ("修订不能改变调查对象", "a revision asks the same people")
            }
            SurveyGuard::NotSecret => (
                "该问卷面向联系人，须逐人作答",
                "it asks contacts, whose answers are recorded one by one",
            ),
            SurveyGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
            SurveyGuard::TooFewBallots { fewest } => {
                return lang.choose(
                    format!("一次至少要有 {fewest} 份，否则可能认出作答人"),
                    format!(
                        "at least {fewest} ballots are counted at once, so that nobody is told"
                    ),
                );
            }
            SurveyGuard::UnknownQuestion { question } => {
                return lang.choose(
                    format!("问卷没有题目“{question}”"),
                    format!("it does not ask {question}"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for SurveyGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
