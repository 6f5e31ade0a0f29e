//! Scales: from where to where a question is answered, and what counts as the top of it.

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;
use crate::domain::named::named;

/// What a scale asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Would they recommend us, 0 to 10: the net promoter score.
    Nps,
    /// How satisfied are they, 1 to 3, 4, 5, 6, 7 or 10.
    Csat,
    /// How easy was it, 1 to 5 or 7: the customer effort score.
    Ces,
    /// One of three questions, 1 to 10, after the American Customer Satisfaction Index.
    Acsi,
}

named!(Kind, "scale", [Nps, Csat, Ces, Acsi]);

pub use checked::Scale;

mod checked {
    use super::{Deserialize, Invalid, Kind, Serialize};

    /// A scale of whole numbers.
    ///
    /// ```
    /// use guanxi::domain::survey::Scale;
    /// let stars = Scale::csat(5)?;
    /// assert_eq!((stars.lowest(), stars.highest(), stars.top()), (1, 5, Some(4)));
    /// assert!(Scale::csat(8).is_err(), "nobody has said what the top of 8 is");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(try_from = "(Kind, u8)", into = "(Kind, u8)")]
    pub struct Scale {
        kind: Kind,
        highest: u8,
    }

    impl Scale {
        /// Would they recommend us, 0 to 10.
        pub const NPS: Scale = Scale { kind: Kind::Nps, highest: 10 };
        /// One of the three questions of the index, 1 to 10.
        pub const ACSI: Scale = Scale { kind: Kind::Acsi, highest: 10 };

        /// How satisfied, from 1 to 3, 4, 5, 6, 7 or 10.
        ///
        /// # Errors
        /// [`Invalid::Unknown`] for any other range: what the top of it is would be a guess.
        pub fn csat(highest: u8) -> Result<Self, Invalid> {
            match highest {
                3..=7 | 10 => Ok(Scale { kind: Kind::Csat, highest }),
                _ => Err(Invalid::Unknown { field: "scale", allowed: "3, 4, 5, 6, 7, 10" }),
            }
        }

        /// How easy, from 1 to 5 or 7.
        ///
        /// # Errors
        /// [`Invalid::Unknown`] for any other range.
        pub fn ces(highest: u8) -> Result<Self, Invalid> {
            match highest {
                5 | 7 => Ok(Scale { kind: Kind::Ces, highest }),
                _ => Err(Invalid::Unknown { field: "scale", allowed: "5, 7" }),
            }
        }

        /// What it asks for.
        #[must_use]
        pub const fn kind(self) -> Kind {
            self.kind
        }

        /// The highest answer, the best one.
        #[must_use]
        pub const fn highest(self) -> u8 {
            self.highest
        }
    }

    impl TryFrom<(Kind, u8)> for Scale {
        type Error = Invalid;

        fn try_from((kind, highest): (Kind, u8)) -> Result<Self, Invalid> {
            let ten = Invalid::Unknown { field: "scale", allowed: "10" };
            match kind {
                Kind::Nps if highest == 10 => Ok(Scale::NPS),
                Kind::Acsi if highest == 10 => Ok(Scale::ACSI),
                Kind::Nps | Kind::Acsi => Err(ten),
                Kind::Csat => Scale::csat(highest),
                Kind::Ces => Scale::ces(highest),
            }
        }
    }

    impl From<Scale> for (Kind, u8) {
        fn from(scale: Scale) -> (Kind, u8) {
            (scale.kind, scale.highest)
        }
    }
}

impl Scale {
    /// Into so many parts every scale divides without a rest.
    pub const PARTS: i64 = 180;

    /// Every scale there is.
    #[must_use]
    pub fn all() -> Vec<Scale> {
        let csat = (0..=u8::MAX).filter_map(|highest| Scale::csat(highest).ok());
        let ces = (0..=u8::MAX).filter_map(|highest| Scale::ces(highest).ok());
        [Scale::NPS, Scale::ACSI].into_iter().chain(csat).chain(ces).collect()
    }

    /// The lowest answer, the worst one.
    #[must_use]
    pub const fn lowest(self) -> u8 {
        match self.kind() {
            Kind::Nps => 0,
            Kind::Csat | Kind::Ces | Kind::Acsi => 1,
        }
    }

    /// From which answer on it is in the top: 9 of the net promoter score, the top one of 3, the top
    /// two of 4 to 7 and the top three of 10 for satisfaction, the top two of 5 and the top three of 7
    /// for effort. The index has means and no top.
    #[must_use]
    pub const fn top(self) -> Option<u8> {
        match (self.kind(), self.highest()) {
            (Kind::Acsi, _) => None,
            (Kind::Nps, _) => Some(9),
            (_, 3) => Some(3),
            (Kind::Csat, 10) => Some(8),
            (Kind::Ces, 7) => Some(5),
            (Kind::Csat | Kind::Ces, highest) => Some(highest.saturating_sub(1)),
        }
    }

    /// Checks that an answer is on the scale.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not.
    pub fn check(self, value: u8) -> Result<(), Invalid> {
        if (self.lowest()..=self.highest()).contains(&value) {
            return Ok(());
        }
        let (low, high) = (self.lowest().into(), self.highest().into());
        Err(Invalid::Range { field: "answer", low, high })
    }

    /// How far an answer lies from the lowest to the highest, in [parts](Self::PARTS): exact for every
    /// scale, so that answers on different scales can be added up. One off the scale is at its end.
    ///
    /// ```
    /// use guanxi::domain::survey::Scale;
    /// assert_eq!(Scale::csat(5)?.part(4), 135);
    /// assert_eq!(Scale::NPS.part(9), 162);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn part(self, value: u8) -> i64 {
        let within = value.clamp(self.lowest(), self.highest()).saturating_sub(self.lowest());
        let length = self.highest().saturating_sub(self.lowest());
        (i64::from(within) * Self::PARTS).checked_div(i64::from(length)).unwrap_or(0)
    }
}
