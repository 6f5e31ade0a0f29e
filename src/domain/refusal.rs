//! How a rule says no: from where, which verb, what failed, and what may be said instead.

use std::fmt::{Debug, Display};

use super::machine::Machine;
use super::vocabulary::{list, say};
use super::{Invalid, Lang};

/// A condition of a noun's verbs beside the state it is said in.
pub trait Guard: Debug + Display + Clone + PartialEq + Send + Sync + 'static {
    /// The stable code, `noun.reason`.
    fn code(&self) -> &'static str;

    /// The condition that failed, in a person's language.
    fn explain(&self, lang: Lang) -> String;
}

/// What failed when a rule refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Failed<G> {
    /// The verb cannot be said in this state.
    State,
    /// A condition of the verb is not met.
    Guard(G),
    /// A value cannot be taken.
    Invalid(Invalid),
}

/// A rule's no. Nothing was written; show it to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal<G> {
    noun: &'static str,
    from: &'static str,
    verb: &'static str,
    failed: Failed<G>,
    allowed: Vec<&'static str>,
}

impl<G: Guard> Refusal<G> {
    /// Asks the table: the state to which the verb leads, or why it cannot be said.
    ///
    /// # Errors
    /// A refusal with [`Failed::State`] when the verb cannot be said in this state.
    pub fn check(
        machine: &'static Machine,
        from: &'static str,
        verb: &'static str,
    ) -> Result<&'static str, Self> {
        machine.target(from, verb).ok_or_else(|| Self::new(machine, from, verb, Failed::State))
    }

    /// Says no because a condition of the verb is not met.
    #[must_use]
    pub fn guard(
        machine: &'static Machine,
        from: &'static str,
        verb: &'static str,
        guard: G,
    ) -> Self {
        Self::new(machine, from, verb, Failed::Guard(guard))
    }

    /// Says no because a value cannot be taken.
    #[must_use]
    pub fn invalid(
        machine: &'static Machine,
        from: &'static str,
        verb: &'static str,
        why: Invalid,
    ) -> Self {
        Self::new(machine, from, verb, Failed::Invalid(why))
    }

    fn new(
        machine: &'static Machine,
        from: &'static str,
        verb: &'static str,
        failed: Failed<G>,
    ) -> Self {
        Refusal { noun: machine.name, from, verb, failed, allowed: machine.allowed(from) }
    }

    /// What failed.
    #[must_use]
    pub fn failed(&self) -> &Failed<G> {
        &self.failed
    }
}

/// What a check found to be wrong, before it is known which verb was said in which state.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wrong<G> {
    /// A condition is not met.
    Guard(G),
    /// A value cannot be taken.
    Invalid(Invalid),
}

impl<G: Guard> Wrong<G> {
    /// The refusal of a verb said from a state.
    pub(super) fn refuse(
        self,
        machine: &'static Machine,
        from: &'static str,
        verb: &'static str,
    ) -> Refusal<G> {
        match self {
            Wrong::Guard(guard) => Refusal::guard(machine, from, verb, guard),
            Wrong::Invalid(why) => Refusal::invalid(machine, from, verb, why),
        }
    }
}

impl<G: Guard> From<G> for Wrong<G> {
    fn from(guard: G) -> Self {
        Wrong::Guard(guard)
    }
}

impl<G> From<Invalid> for Wrong<G> {
    fn from(why: Invalid) -> Self {
        Wrong::Invalid(why)
    }
}

/// A refusal of any noun.
pub trait Refused: std::error::Error + Send + Sync + 'static {
    /// The machine that was asked.
    fn noun(&self) -> &'static str;
    /// The state it was in.
    fn from(&self) -> &'static str;
    /// The verb that was said.
    fn verb(&self) -> &'static str;
    /// The stable code, for programs.
    fn code(&self) -> &'static str;
    /// The verbs that may be said instead.
    fn allowed(&self) -> &[&'static str];
    /// The refusal as a sentence in a person's language.
    fn explain(&self, lang: Lang) -> String;
}

impl<G: Guard> Refused for Refusal<G> {
    fn noun(&self) -> &'static str {
        self.noun
    }

    fn from(&self) -> &'static str {
        self.from
    }

    fn verb(&self) -> &'static str {
        self.verb
    }

    fn code(&self) -> &'static str {
        match &self.failed {
            Failed::State => "state",
            Failed::Guard(guard) => guard.code(),
            Failed::Invalid(why) => why.code(),
        }
    }

    fn allowed(&self) -> &[&'static str] {
        &self.allowed
    }

    fn explain(&self, lang: Lang) -> String {
        let [noun, from, verb] = [self.noun, self.from, self.verb].map(|word| say(word, lang));
        let why = match &self.failed {
            Failed::State => {
                let allowed = list(&self.allowed, lang);
                return lang.choose(
                    format!("{noun}处于“{from}”状态，不能{verb}；可以：{allowed}"),
                    format!("{noun} is {from} and does not allow {verb}; it allows {allowed}"),
                );
            }
            Failed::Guard(guard) => guard.explain(lang),
            Failed::Invalid(why) => why.explain(lang),
        };
        lang.choose(format!("{noun}不能{verb}：{why}"), format!("{noun} cannot {verb}: {why}"))
    }
}

impl<G: Guard> Display for Refusal<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}

impl<G: Guard> std::error::Error for Refusal<G> {}
