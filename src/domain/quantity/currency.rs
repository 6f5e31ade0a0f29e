//! The currencies, and how finely each is counted.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::Invalid;
use crate::domain::text::forms;

pub use checked::Currency;

const FORM: Invalid = Invalid::Form { field: "currency", form: "an ISO 4217 code such as CNY" };

/// The codes by the number of their decimals: those of ISO 4217 that have a minor unit, and those
/// withdrawn since 2020, in which older amounts stand.
const TABLE: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD \
        BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD \
        EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS \
        INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT \
        MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR \
        PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP \
        SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER \
        ZAR ZMW ZWG ZWL",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

mod checked {
    use super::{FORM, Invalid, TABLE};

    /// A currency by its ISO 4217 code, which is its text and serde form.
    ///
    /// Metals, the special drawing right and the code for no currency are none: they have no minor
    /// unit to count in.
    ///
    /// ```
    /// use guanxi::domain::Currency;
    /// let yuan: Currency = "CNY".parse()?;
    /// assert_eq!((yuan.code(), yuan.decimals()), ("CNY", 2));
    /// assert_eq!(Currency::new("JPY")?.decimals(), 0);
    /// assert!(Currency::new("cny").is_err() && Currency::new("XAU").is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Currency {
        code: &'static str,
        decimals: u8,
    }

    impl Currency {
        /// Takes a code in capital letters.
        ///
        /// ```
        /// # use guanxi::domain::Currency;
        /// assert_eq!(Currency::new("EUR")?.to_string(), "EUR");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Form`] when no currency has this code.
        pub fn new(code: &str) -> Result<Self, Invalid> {
            Self::all().find(|currency| currency.code == code).ok_or(FORM)
        }

        /// Every currency, those counted in whole units first.
        ///
        /// ```
        /// use guanxi::domain::Currency;
        /// assert!(Currency::all().any(|currency| currency.code() == "EUR"));
        /// ```
        pub fn all() -> impl Iterator<Item = Currency> {
            TABLE.into_iter().flat_map(|(decimals, codes)| {
                codes.split(' ').map(move |code| Currency { code, decimals })
            })
        }

        /// The code, three capital letters.
        ///
        /// ```
        /// # use guanxi::domain::Currency;
        /// assert_eq!(Currency::new("EUR")?.code(), "EUR");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn code(self) -> &'static str {
            self.code
        }

        /// The decimals that a minor unit makes: 2 where there are a hundred to a whole.
        ///
        /// ```
        /// # use guanxi::domain::Currency;
        /// assert_eq!(Currency::new("KWD")?.decimals(), 3);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn decimals(self) -> u8 {
            self.decimals
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.code())
    }
}

impl std::str::FromStr for Currency {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Currency::new(text)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}
