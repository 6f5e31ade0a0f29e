//! What is told is what MessagePack with names says, read by another hand.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Hearer, tell};

/// What was told, in the order in which it was.
#[derive(Debug, Default, PartialEq)]
struct Heard(Vec<String>);

impl Heard {
    fn note(&mut self, what: impl std::fmt::Debug) {
        self.0.push(format!("{what:?}"));
    }
}

impl Hearer for Heard {
    fn nothing(&mut self) {
        self.note(());
    }
    fn flag(&mut self, flag: bool) {
        self.note(flag);
    }
    fn natural(&mut self, number: u64) {
        self.note(number);
    }
    fn negative(&mut self, number: i64) {
        self.note(number);
    }
    fn text(&mut self, text: &str) {
        self.note(text);
    }
    fn bytes(&mut self, bytes: &[u8]) {
        self.note(bytes);
    }
    fn begin_list(&mut self) {
        self.note('[');
    }
    fn end_list(&mut self) {
        self.note(']');
    }
    fn begin_fields(&mut self) {
        self.note('{');
    }
    fn name(&mut self, name: &str) {
        self.note(("name", name));
    }
    fn end_fields(&mut self) {
        self.note('}');
    }
}

/// The same, read from MessagePack.
struct Read<'h>(&'h mut Heard);

impl<'de> serde::de::DeserializeSeed<'de> for Read<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.nothing();
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.0.flag(flag);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.0.natural(number);
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.0.negative(number);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
        self.0.bytes(bytes);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.begin_list();
        while seq.next_element_seed(Read(&mut *self.0))?.is_some() {}
        self.0.end_list();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.begin_fields();
        while let Some(name) = map.next_key::<String>()? {
            self.0.name(&name);
            map.next_value_seed(Read(&mut *self.0))?;
        }
        self.0.end_fields();
        Ok(())
    }
}

/// Bytes as an id writes them.
#[derive(Debug, Clone)]
struct Raw(Vec<u8>);

impl Serialize for Raw {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        assert!(!to.is_human_readable());
        to.serialize_bytes(&self.0)
    }
}

#[derive(Debug, Clone, Serialize)]
struct Nothing;

#[derive(Debug, Clone, Serialize)]
struct Alone(i64);

#[derive(Debug, Clone, Serialize)]
struct Pair(u8, Option<char>);

#[derive(Debug, Clone, Serialize)]
enum Each {
    Word,
    One(Alone),
    Two(i16, String),
    Named { flag: bool, at: Option<u64> },
}

#[derive(Debug, Clone, Serialize)]
struct Part {
    nothing: Nothing,
    alone: Alone,
    pair: Pair,
    each: Vec<Each>,
    by_name: BTreeMap<String, u32>,
    raw: Raw,
    tuple: (i8, (), Free),
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
}

/// A word from a list, which may stand as a name too.
#[derive(Debug, Serialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Free {
    Yes,
    No,
}

fn each() -> impl Strategy<Value = Each> {
    prop_oneof![
        Just(Each::Word),
        any::<i64>().prop_map(|number| Each::One(Alone(number))),
        (any::<i16>(), ".{0,6}").prop_map(|(number, text)| Each::Two(number, text)),
        (any::<bool>(), any::<Option<u64>>()).prop_map(|(flag, at)| Each::Named { flag, at }),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let names = prop::collection::btree_map(".{0,4}", any::<u32>(), 0..3);
    let raw = prop::collection::vec(any::<u8>(), 0..20);
    let free = prop_oneof![Just(Free::Yes), Just(Free::No)];
    let pair = (any::<u8>(), any::<Option<char>>());
    let each = prop::collection::vec(each(), 0..4);
    (any::<i64>(), pair, each, names, raw, (any::<i8>(), free), any::<Option<bool>>()).prop_map(
        |(alone, (one, other), each, by_name, raw, (small, free), left_out)| Part {
            nothing: Nothing,
            alone: Alone(alone),
            pair: Pair(one, other),
            each,
            by_name,
            raw: Raw(raw),
            tuple: (small, (), free),
            left_out: left_out.map(|flag| flag.to_string()),
        },
    )
}

proptest! {
    #[test]
    fn what_is_told_is_what_is_written(part in part()) {
        let (mut told, mut read) = (Heard::default(), Heard::default());
        prop_assert!(tell(&part, &mut told));
        let pack = rmp_serde::to_vec_named(&part).unwrap();
        let mut from = rmp_serde::Deserializer::from_read_ref(&pack);
        serde::de::DeserializeSeed::deserialize(Read(&mut read), &mut from).unwrap();
        prop_assert_eq!(told, read);
    }
}

#[test]
fn what_has_no_place_in_a_body_is_not_told() {
    let mut heard = Heard::default();
    assert!(!tell(&1.5_f64, &mut heard) && !tell(&vec![1.5_f32], &mut heard));
    assert!(!tell(&BTreeMap::from([(1, 2)]), &mut heard));
    assert!(!tell(&BTreeMap::from([(vec![1], 2)]), &mut heard));
    assert!(tell(&BTreeMap::from([(Free::Yes, 2)]), &mut heard));
}
