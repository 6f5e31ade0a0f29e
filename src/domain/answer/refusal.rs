//! Why an answer cannot be taken.

use crate::domain::machine::{Machine, NOTHING, Verb};
use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{CustomKey, Lang};

/// An answer is given once, and changed as often as its contact changes their mind: each time another
/// takes its place.
pub const MACHINE: Machine = Machine {
    name: "answer",
    states: &["Standing", "Superseded"],
    verbs: &[
        Verb { name: "give", moves: &[(NOTHING, "Standing")] },
        Verb { name: "change", moves: &[("Standing", "Superseded")] },
    ],
};

/// An answer that was not taken.
pub type AnswerRefusal = Refusal<AnswerGuard>;

/// What an answer must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// Who answers is no contact of this client, or has left.
    ContactNotThere,
    /// The survey asks staff, in secret.
    AsksStaff,
    /// No wave of the survey is open.
    WaveClosed,
    /// It lies before the wave.
    BeforeWave,
    /// It lies in the future.
    InFuture,
    /// The survey does not ask that.
    UnknownQuestion {
        /// That.
        question: CustomKey,
    },
    /// Nothing was replied.
    NothingSaid,
    /// The question is answered in words, and a value was given.
    WantsWords,
    /// It would change the answer of another contact, to another question or of another wave.
    OtherAnswer,
    /// It lies before the answer in whose place it would stand.
    BeforeLast,
}

impl AnswerGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        let unknown = CustomKey::new("speed").map(|question| Self::UnknownQuestion { question });
        let all = [
            AnswerGuard::ClientNotActive,
            AnswerGuard::ContactNotThere,
            AnswerGuard::AsksStaff,
            AnswerGuard::WaveClosed,
            AnswerGuard::BeforeWave,
            AnswerGuard::InFuture,
            AnswerGuard::NothingSaid,
            AnswerGuard::WantsWords,
            AnswerGuard::OtherAnswer,
            AnswerGuard::BeforeLast,
        ];
        all.into_iter().chain(unknown).collect()
    }
}

impl Guard for AnswerGuard {
    fn code(&self) -> &'static str {
        match self {
            AnswerGuard::ClientNotActive => "answer.client_not_active",
            AnswerGuard::ContactNotThere => "answer.contact_not_there",
            AnswerGuard::AsksStaff => "answer.asks_staff",
            AnswerGuard::WaveClosed => "answer.wave_closed",
            AnswerGuard::BeforeWave => "answer.before_wave",
            AnswerGuard::InFuture => "answer.in_future",
            AnswerGuard::UnknownQuestion { .. } => "answer.unknown_question",
            AnswerGuard::NothingSaid => "answer.nothing_said",
            AnswerGuard::WantsWords => "answer.wants_words",
            AnswerGuard::OtherAnswer => "answer.other_answer",
            AnswerGuard::BeforeLast => "answer.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            AnswerGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            AnswerGuard::ContactNotThere => (
                "作答人不是该客户的联系人，或已离开",
                "who answers is no contact of this client, or has left",
            ),
            AnswerGuard::AsksStaff => {
                ("该问卷面向员工，匿名作答", "the survey asks staff, in secret")
            }
            AnswerGuard::WaveClosed => ("问卷未开放或已结束", "no wave of the survey is open"),
            AnswerGuard::BeforeWave => {
                ("作答时间早于本轮开放", "it was given before the wave began")
            }
            AnswerGuard::InFuture => ("时间在将来", "it lies in the future"),
            AnswerGuard::NothingSaid => ("没有作答内容", "nothing was replied"),
            AnswerGuard::WantsWords => {
                ("该题须用文字作答", "the question is answered in words, not with a value")
            }
            AnswerGuard::OtherAnswer => (
                "所改的答复不属于同一人、同一题、同一轮",
                "the answer in whose place it would stand is another's, or to something else",
            ),
            AnswerGuard::BeforeLast => {
                ("作答时间早于已有的答复", "it was given before the answer that stands")
            }
            AnswerGuard::UnknownQuestion { question } => {
                return lang.choose(
                    format!("问卷没有题目“{question}”"),
                    format!("the survey does not ask {question}"),
                );
            }
        };
        lang.choose(zh, en).to_owned()
    }
}

impl std::fmt::Display for AnswerGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
