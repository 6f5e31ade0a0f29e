//! Features as they are written down: lists instead of names, and whole numbers as short as they are.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::kept_features::KeptNumbers;
use super::record::{Features, Purchases, Responses, Summary};
use super::stands::{Stands, number_of, part};
use super::trend::Trend;
use crate::domain::{ContactId, Currency, Gap, Id, Timestamp};

/// What stands in a record of features.
#[derive(Serialize, Deserialize)]
pub(super) struct Lines(
    u16,
    Currency,
    (Sums, Sums, Option<Timestamp>, u32, i64, Option<i64>),
    Sums,
    (Sums, i64, Option<Timestamp>),
    [Sums; 4],
    Vec<(Id, Option<Timestamp>)>,
    Vec<(ContactId, Timestamp)>,
    Option<(Timestamp, Id)>,
    Vec<(Id, Stood)>,
);

/// How many, their sum, the last of them and the sums of their trend; nothing of none.
#[derive(Serialize, Deserialize)]
struct Sums(Option<(u64, Whole, Timestamp, i64, i64, Whole, Whole)>);

/// How many ids were given; under which of them it is open and when it is due; what was got.
#[derive(Serialize, Deserialize)]
struct Stood(u16, Option<(u16, Option<Timestamp>)>, Vec<(u16, Timestamp, Gap)>);

impl From<KeptNumbers> for Lines {
    fn from(of: KeptNumbers) -> Self {
        let KeptNumbers { rules, currency, features, stands } = of;
        let bought = features.purchases;
        let spoken = features.responses;
        let (felt, got) = (features.sentiment, features.disconfirmation);
        Lines(
            rules,
            currency,
            (
                bought.spent.into(),
                bought.refunded.into(),
                bought.first,
                bought.days,
                bought.longest_gap,
                bought.last_gap,
            ),
            features.talks.into(),
            (spoken.times.into(), spoken.longest, spoken.waiting),
            [felt, got, features.satisfaction, features.points].map(Sums::from),
            features.open.into_iter().collect(),
            features.contacts.into_iter().collect(),
            features.last,
            stands.into_iter().map(|(of, stands)| (of, Stood::from(stands))).collect(),
        )
    }
}

impl From<Lines> for KeptNumbers {
    fn from(lines: Lines) -> Self {
        let Lines(rules, currency, bought, talks, spoken, means, open, contacts, last, stood) =
            lines;
        let (spent, refunded, first, days, longest_gap, last_gap) = bought;
        let (times, longest, waiting) = spoken;
        let [sentiment, disconfirmation, satisfaction, points] = means.map(Summary::from);
        let (spent, refunded) = (spent.into(), refunded.into());
        let features = Features {
            purchases: Purchases { spent, refunded, first, days, longest_gap, last_gap },
            talks: talks.into(),
            responses: Responses { times: times.into(), longest, waiting },
            sentiment,
            open: open.into_iter().collect(),
            disconfirmation,
            satisfaction,
            points,
            contacts: contacts.into_iter().collect(),
            last,
        };
        let stands = stood.into_iter().map(|(of, stood)| (of, stood.of(of)));
        let stands: BTreeMap<Id, Stands> = stands.collect();
        KeptNumbers { rules, currency, features, stands }
    }
}

impl From<Summary> for Sums {
    fn from(of: Summary) -> Self {
        let Summary { count, sum, last, trend: Trend { days, squares, products } } = of;
        Sums(last.map(|(at, value)| {
            (count, Whole(sum), at, value, days, Whole(squares), Whole(products))
        }))
    }
}

impl From<Sums> for Summary {
    fn from(sums: Sums) -> Self {
        let Some((count, Whole(sum), at, value, days, squares, products)) = sums.0 else {
            return Summary::default();
        };
        let trend = Trend { days, squares: squares.0, products: products.0 };
        Summary { count, sum, last: Some((at, value)), trend }
    }
}

impl From<Stands> for Stood {
    fn from(of: Stands) -> Self {
        let open = of.open.map(|(id, due)| (number_of(id), due));
        let got = of.got.into_iter().map(|(id, at, gap)| (number_of(id), at, gap));
        Stood(of.ids, open, got.collect())
    }
}

impl Stood {
    fn of(self, of: Id) -> Stands {
        let Stood(ids, open, got) = self;
        let open = open.map(|(number, due)| (part(of, number), due));
        let got = got.into_iter().map(|(number, at, gap)| (part(of, number), at, gap)).collect();
        Stands { open, got, ids, goes_on: true }
    }
}

/// A whole number, which hardly ever needs more than 64 bits: then it is written as two of them.
struct Whole(i128);

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0) {
            Ok(short) => to.serialize_i64(short),
            Err(_) => to.serialize_bytes(&self.0.to_be_bytes()),
        }
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Wholes)
    }
}

struct Wholes;

impl<'de> Visitor<'de> for Wholes {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or sixteen bytes")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
        Ok(Whole(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
        Ok(Whole(number.into()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Whole, E> {
        let wrong = |_| E::invalid_length(bytes.len(), &self);
        Ok(Whole(i128::from_be_bytes(<[u8; 16]>::try_from(bytes).map_err(wrong)?)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut bytes: A) -> Result<Whole, A::Error> {
        let mut number = [0; 16];
        for (at, byte) in number.iter_mut().enumerate() {
            *byte = bytes.next_element()?.ok_or_else(|| A::Error::invalid_length(at, &self))?;
        }
        Ok(Whole(i128::from_be_bytes(number)))
    }
}
