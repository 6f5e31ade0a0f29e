//! Why there is no picture.

use std::error::Error;
use std::fmt;

use crate::domain::{Lang, Score};

/// A picture that could not be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undrawn {
    /// There is nothing to be drawn.
    Nothing,
    /// There is more than one picture can show.
    TooMany {
        /// The most that it shows.
        most: usize,
    },
    /// What contributes to a score does not come to it.
    Unequal {
        /// The score.
        score: Score,
    },
    /// The library that draws says so.
    Drawing {
        /// What it says.
        why: String,
    },
}

impl Undrawn {
    /// The reason in a person's language.
    ///
    /// ```
    /// use guanxi::domain::Lang;
    /// use guanxi::report::Undrawn;
    /// assert_eq!(Undrawn::Nothing.say(Lang::Zh), "没有可画的数据");
    /// ```
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Undrawn::Nothing => {
                lang.choose("没有可画的数据", "there is nothing to be drawn").to_owned()
            }
            Undrawn::TooMany { most } => lang.choose(
                format!("数据过多，一张图最多 {most} 项"),
                format!("there is more than one picture can show: at most {most}"),
            ),
            Undrawn::Unequal { score } => lang.choose(
                format!("各项合计与得分 {score} 不符"),
                format!("what contributes does not come to the score {score}"),
            ),
            Undrawn::Drawing { why } => lang.choose(
                format!("图未能画出：{why}"),
                format!("the picture could not be drawn: {why}"),
            ),
        }
    }

    pub(super) fn because(why: impl Error) -> Self {
        Undrawn::Drawing { why: why.to_string() }
    }
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl Error for Undrawn {}
