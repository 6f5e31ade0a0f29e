//! Random units and questions over the suite's nouns, right ones mostly and wrong ones often
//! enough.

use std::collections::BTreeMap;
use std::ops::Bound;

use guanxi::domain::declaration::{Cell, Declaration, STREAM, Shape, Value};
use guanxi::domain::{Id, Stream};
use guanxi::store::conformance::nouns::{ACCOUNT, NOTE, PERSON, id, stream};
use guanxi::store::conformance::scene::{
    Draft, Row, account, counter, every, everything, look, moment, note, person, unit,
};
use guanxi::store::scan::{Among, Condition, Order, Projection, Superseded};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Cursor, Expect, JournalQuery, Payload, Position, Revision, Scan, Sight, Store, Target, Write,
};

use super::dice::Dice;

/// What is known of the store, so that most units find what they name.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) dice: Dice,
    standing: BTreeMap<(&'static str, Id), Stream>,
    /// Notes that were removed, and where they were.
    gone: Vec<(Id, Stream)>,
    asked: Vec<(Scan, Cursor)>,
    committed: Vec<Draft>,
    number: u64,
    clock: i64,
    /// Every put has an entry that says the same, and nothing else has one.
    honest: bool,
}

const ACCOUNTS: u64 = 6;
const PERSONS: u64 = 12;
const TEXTS: [&str; 14] =
    ["", "a", "A", "ab", "abc", "a\0b", "b", "%", "_", "'", "é", "客户", "客", "z\u{10ffff}"];
const NUMBERS: [i64; 8] = [i64::MIN, -1, 0, 1, 2, 255, 256, i64::MAX];

impl Life {
    pub(crate) fn new(seed: u64) -> Self {
        Life {
            dice: Dice::seeded(seed),
            standing: BTreeMap::new(),
            gone: Vec::new(),
            asked: Vec::new(),
            committed: Vec::new(),
            number: 0,
            clock: 0,
            honest: false,
        }
    }

    /// A life that goes on in a store, with units of numbers above this one, in which the last
    /// entry about a record says what the record says.
    pub(crate) fn resumed(seed: u64, store: &dyn Store, number: u64) -> Self {
        let mut life = Life::new(seed);
        (life.number, life.clock) = (number, number as i64 * 2);
        life.honest = true;
        for noun in [&ACCOUNT, &NOTE, &PERSON] {
            let all = everything(noun, "id");
            let records = look(store, |reader| every(reader, &all)).unwrap();
            let names = records.iter().map(|found| ((noun.noun, found.id), found.stream));
            life.standing.extend(names);
        }
        life
    }

    /// The number of the last unit.
    pub(crate) fn last(&self) -> u64 {
        self.number
    }

    fn text(&mut self) -> String {
        let mut text = self.dice.pick(&TEXTS).to_owned();
        if self.dice.chance(30) {
            text.push_str(self.dice.pick(&TEXTS));
        }
        text
    }

    fn number(&mut self) -> i64 {
        if self.dice.chance(40) { self.dice.pick(&NUMBERS) } else { self.dice.below(9) as i64 - 4 }
    }

    fn value(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Integer => self.number().into(),
            Shape::Text => self.text().into(),
            Shape::Id => id(self.dice.below(8)).into(),
        }
    }

    fn filled(&mut self, mut row: Row) -> Row {
        for column in row.noun.columns {
            if column.name == "at" || self.dice.chance(25) {
                continue;
            }
            let cell = match column.holds {
                guanxi::domain::declaration::Holds::One => Cell::one(self.value(column.shape)),
                guanxi::domain::declaration::Holds::Many => {
                    let count = self.dice.below(4);
                    Cell::many((0..count).map(|_| self.value(column.shape)).collect::<Vec<_>>())
                }
            };
            row = row.cell(column.name, cell);
        }
        if self.dice.chance(50) { row.shared() } else { row }
    }

    fn any_stream(&mut self) -> u64 {
        1 + self.dice.below(ACCOUNTS)
    }

    /// A record that stands, of this noun mostly.
    fn standing(&mut self, noun: &'static Declaration) -> Option<(Target, Stream)> {
        let (least, most) = (Id::from_bytes([0; 16]), Id::from_bytes([255; 16]));
        let of = || self.standing.range((noun.noun, least)..=(noun.noun, most));
        let count = of().count();
        if count == 0 {
            return None;
        }
        let ((noun, id), stream) = of().nth(self.dice.place(count))?;
        Some((Target::new(noun, *id), *stream))
    }

    fn row(noun: &'static Declaration, of: Target, stream: Stream) -> Row {
        Row {
            noun,
            id: of.id,
            stream,
            visibility: guanxi::domain::Visibility::Internal,
            columns: guanxi::store::conformance::nouns::empty(noun),
            supersedes: None,
        }
    }

    /// A unit, drawn up against a store that tells where streams stand.
    pub(crate) fn unit(&mut self, store: &dyn Store) -> Draft {
        if !self.committed.is_empty() && self.dice.chance(4) {
            let again = self.committed[self.dice.place(self.committed.len())].clone();
            return if self.dice.chance(70) { again } else { self.reused(again) };
        }
        self.number += 1;
        let mut draft = unit(self.number);
        self.clock += self.dice.below(5) as i64 - 1;
        draft = draft.recorded(moment(self.clock));
        if self.honest && self.dice.chance(15) {
            return self.redacted(draft);
        }
        for _ in 0..=self.dice.below(4) {
            draft = self.act(draft, store);
        }
        if self.dice.chance(20) {
            let counter = counter(1 + self.dice.below(3), "seats");
            let (by, most) = (self.dice.below(7) as i64 - 3, self.dice.below(9) as i64);
            let (by, most) = if self.dice.chance(4) { (i64::MAX, i64::MAX) } else { (by, most) };
            draft = draft.take(counter, by, -most, most);
        }
        for _ in 0..self.dice.below(3) {
            let expect = self.expect(store);
            draft = draft.expect(expect);
        }
        // A unit without its entries may be committed, and then nothing tells of its records.
        if self.dice.chance(2) && !self.honest {
            draft = self.spoilt(draft);
        }
        draft
    }

    fn reused(&mut self, mut draft: Draft) -> Draft {
        draft.0.key.digest = Digest::of(b"another command");
        draft
    }

    fn act(&mut self, draft: Draft, store: &dyn Store) -> Draft {
        match self.dice.below(12) {
            0..=2 => {
                let row = account(self.any_stream());
                let row = self.filled(row);
                draft.put(&row)
            }
            3..=4 => self.put_person(draft),
            5..=7 => self.put_note(draft),
            8 => self.move_one(draft, store),
            9 => {
                let Some((target, stream)) = self.any_standing() else { return draft };
                draft.remove(&Self::row(noun(target), target, stream))
            }
            _ if self.honest => draft,
            10 => self.redacted(draft),
            _ => {
                let of = self.any_stream();
                let row = self.filled(account(of));
                draft.tell(&row, "changed")
            }
        }
    }

    fn redacted(&mut self, draft: Draft) -> Draft {
        let Some((target, stream)) = self.any_standing() else { return draft };
        draft.redact(&Self::row(noun(target), target, stream))
    }

    fn any_standing(&mut self) -> Option<(Target, Stream)> {
        let noun = self.dice.pick(&[&ACCOUNT, &NOTE, &PERSON, &NOTE, &PERSON]);
        let (target, at) = self.standing(noun)?;
        let elsewhere = self.dice.chance(5);
        Some((target, if elsewhere { stream(self.any_stream()) } else { at }))
    }

    fn put_person(&mut self, draft: Draft) -> Draft {
        let mut row = person(1 + self.dice.below(PERSONS), self.any_stream());
        if let Some(at) = self.standing.get(&("person", row.id)).copied()
            && !self.dice.chance(5)
        {
            row.stream = at;
        }
        let row = self.filled(row);
        if self.honest || self.dice.chance(80) { draft.put(&row) } else { draft.quiet(&row) }
    }

    fn put_note(&mut self, draft: Draft) -> Draft {
        let at = self.number();
        let mut row = note(1000 + self.number * 8 + self.dice.below(8), self.any_stream(), at);
        if self.dice.chance(30)
            && let Some((old, of)) = self.standing(&NOTE)
        {
            row.supersedes = Some(old.id);
            row.stream = if self.dice.chance(5) { row.stream } else { of };
        }
        if self.dice.chance(3)
            && let Some((old, of)) = self.standing(&NOTE)
            && !draft.0.writes.iter().any(|write| write.removes.contains(&old))
        {
            (row.id, row.stream) = (old.id, of);
        }
        if self.dice.chance(5) && !self.gone.is_empty() {
            (row.id, row.stream) = self.gone[self.dice.place(self.gone.len())];
        }
        let row = self.filled(row);
        draft.put(&row)
    }

    /// Moves a record as it stands, but for a fact now and then that then says something else.
    fn move_one(&mut self, draft: Draft, store: &dyn Store) -> Draft {
        let noun = self.dice.pick(&[&NOTE, &PERSON]);
        let Some((target, from)) = self.standing(noun) else { return draft };
        let found = look(store, |reader| reader.get(&[target], true)).unwrap().remove(0);
        let Some(found) = found else { return draft };
        let to = stream(self.any_stream());
        let mut row = Self::row(noun, target, from);
        row.columns = found.columns.unwrap();
        row.visibility = found.visibility;
        let mut draft = draft.remove(&row);
        row.stream = to;
        if noun.noun == NOTE.noun && self.dice.chance(10) {
            let row = self.filled(row);
            return draft.put(&row);
        }
        draft = draft.put(&row);
        let puts = draft.0.writes.iter_mut().flat_map(|write| &mut write.puts);
        for put in puts.filter(|put| put.target == target) {
            put.body = found.body.clone();
        }
        let entries = draft.0.writes.iter_mut().flat_map(|write| &mut write.entries);
        for entry in entries.filter(|entry| entry.target == target) {
            if let Payload::Inline(said) = &mut entry.payload {
                *said = found.body.clone();
            }
        }
        draft
    }

    fn expect(&mut self, store: &dyn Store) -> Expect {
        let off = u64::from(self.dice.chance(8));
        match self.dice.below(3) {
            0 => {
                let stream = stream(self.any_stream());
                let heads = look(store, |reader| reader.revisions(&[stream])).unwrap();
                Expect::Stream(stream, Revision(heads[0].revision.0 + off))
            }
            1 => {
                let standing = self.standing(&PERSON);
                let target = standing.map_or(Target::new("person", id(99)), |(target, _)| target);
                let found = look(store, |reader| reader.get(&[target], false)).unwrap();
                let at = found[0].as_ref().map_or(Revision(1), |record| record.revision);
                Expect::Record(target, Revision(at.0 + off))
            }
            _ => Expect::Absent(Target::new("note", id(if off == 0 { 5 } else { 1008 }))),
        }
    }

    fn spoilt(&mut self, mut draft: Draft) -> Draft {
        match self.dice.below(5) {
            0 => draft.0.writes.extend([Write::to(stream(1)), Write::to(stream(1))]),
            1 => draft.0.expects.push(Expect::Absent(Target::new("stranger", id(1)))),
            2 => draft.0.writes.iter_mut().for_each(|write| write.entries.clear()),
            3 => {
                let entries = draft.0.writes.iter_mut().flat_map(|write| &mut write.entries);
                entries.for_each(|entry| entry.event = "undone");
            }
            _ => {
                let puts = draft.0.writes.iter_mut().flat_map(|write| &mut write.puts);
                puts.for_each(|put| drop(put.columns.pop()));
            }
        }
        draft
    }

    /// Remembers a unit that was committed.
    pub(crate) fn committed(&mut self, draft: Draft) {
        for write in &draft.0.writes {
            for target in &write.removes {
                self.standing.remove(&(target.noun, target.id));
                if target.noun == NOTE.noun {
                    self.gone.push((target.id, write.stream));
                }
            }
        }
        for write in &draft.0.writes {
            for put in &write.puts {
                self.gone.retain(|(id, _)| *id != put.target.id);
                self.standing.insert((put.target.noun, put.target.id), write.stream);
            }
        }
        self.committed.push(draft);
        if self.committed.len() > 50 {
            self.committed.remove(0);
        }
    }

    /// A question, a right one mostly.
    pub(crate) fn scan(&mut self) -> Scan {
        if !self.asked.is_empty() && self.dice.chance(25) {
            return self.next_page();
        }
        let noun = self.dice.pick(&[&ACCOUNT, &NOTE, &PERSON]);
        let mut names: Vec<&'static str> = noun.indexes.iter().map(|index| index.name).collect();
        names.extend(["id", "timeline"]);
        let index = self.dice.pick(&names);
        let limit = if self.dice.chance(90) { 1 + self.dice.below(6) } else { 1000 };
        let mut scan = Scan::of(noun.noun, index, usize::try_from(limit).unwrap());
        let mut columns = noun.index(index).unwrap_or_default();
        if columns.first() == Some(&STREAM) {
            columns.remove(0);
            scan.stream = Some(stream(self.any_stream()));
        }
        let shapes: Vec<Shape> =
            columns.iter().map(|name| noun.column(name).unwrap().1.shape).collect();
        for shape in &shapes {
            if !self.dice.chance(35) {
                break;
            }
            let value = self.value(*shape);
            scan.equals.push(value);
        }
        if let Some(next) = shapes.get(scan.equals.len())
            && self.dice.chance(50)
        {
            scan.among = self.among(*next);
        }
        self.rest(scan, noun)
    }

    fn among(&mut self, shape: Shape) -> Among {
        if shape == Shape::Text && self.dice.chance(50) {
            return Among::Prefix(self.text());
        }
        let mut bound = || match self.dice.below(3) {
            0 => Bound::Unbounded,
            1 => Bound::Included(self.value(shape)),
            _ => Bound::Excluded(self.value(shape)),
        };
        Among::Between(bound(), bound())
    }

    fn rest(&mut self, mut scan: Scan, noun: &'static Declaration) -> Scan {
        if self.dice.chance(50) {
            scan.order = Order::Descending;
        }
        while self.dice.chance(25) {
            let column = self.dice.pick(noun.columns);
            let value = self.value(column.shape);
            let condition = match self.dice.below(4) {
                0 => Condition::Is(column.name, value),
                1 => Condition::IsNot(column.name, value),
                2 => Condition::Null(column.name),
                _ => Condition::NotNull(column.name),
            };
            scan.conditions.push(condition);
        }
        if self.dice.chance(30) {
            scan.superseded = Superseded::Shown;
        }
        if self.dice.chance(30) {
            scan.sight = Sight::Shared(stream(self.any_stream()));
        }
        scan.columns = self.dice.pick(&[
            Projection::Nothing,
            Projection::Nothing,
            Projection::Everything,
            Projection::These(&[]),
            Projection::These(if noun.noun == "account" {
                &["email", "last", "name"]
            } else {
                &["nobody"]
            }),
        ]);
        match self.dice.below(60) {
            0 => scan.limit = 0,
            1 => scan.stream = Some(stream(1)),
            2 => scan.index = "by_moon",
            3 => scan.equals.push(7.into()),
            _ => {}
        }
        scan
    }

    fn next_page(&mut self) -> Scan {
        let (mut scan, cursor) = self.asked[self.dice.place(self.asked.len())].clone();
        let mut text = cursor.to_string();
        match self.dice.below(30) {
            0 => drop(text.pop().and(text.pop())),
            1 => text.push_str("00"),
            2 => text.replace_range(..2, "00"),
            3 => scan.limit += 1,
            4 => scan.superseded = Superseded::Shown,
            _ => {}
        }
        scan.after = Some(text.parse().unwrap());
        scan
    }

    /// Remembers where a page ended.
    pub(crate) fn paged(&mut self, scan: &Scan, next: Cursor) {
        if self.asked.len() > 20 {
            self.asked.remove(0);
        }
        self.asked.push((scan.clone(), next));
    }

    /// A question to the journal.
    pub(crate) fn journal(&mut self, last: Position) -> JournalQuery {
        let limit = usize::try_from(self.dice.below(12)).unwrap();
        let mut query = JournalQuery::first(limit);
        query.after = Position(self.dice.below(last.0 + 2));
        if self.dice.chance(40) {
            query.stream = Some(stream(self.any_stream()));
        }
        if self.dice.chance(30) {
            query.record = self.any_standing().map(|(target, _)| target);
        }
        if self.dice.chance(30) {
            query.recorded_by = Some(moment(self.dice.below(self.clock.max(1) as u64) as i64));
        }
        if self.dice.chance(30) {
            query.sight = Sight::Shared(stream(self.any_stream()));
        }
        query
    }

    /// Names of records, some of which are there.
    pub(crate) fn targets(&mut self) -> Vec<Target> {
        let mut targets = Vec::new();
        for _ in 0..self.dice.below(5) {
            let standing = self.any_standing().map(|(target, _)| target);
            let nobody = Target::new("person", id(90 + self.dice.below(9)));
            let target = if self.dice.chance(80) { standing } else { Some(nobody) };
            targets.extend(target);
        }
        if self.dice.chance(2) {
            targets.push(Target::new("stranger", id(1)));
        }
        targets
    }

    /// Streams, some of which are empty.
    pub(crate) fn streams(&mut self) -> Vec<Stream> {
        (0..self.dice.below(5)).map(|_| stream(self.dice.below(ACCOUNTS + 3))).collect()
    }

    /// The number of some unit.
    pub(crate) fn some_number(&mut self) -> u64 {
        self.dice.below(self.number + 3)
    }

    /// An instant in the past.
    pub(crate) fn past(&mut self) -> i64 {
        self.clock - 50 - self.dice.below(50) as i64
    }
}

fn noun(target: Target) -> &'static Declaration {
    [&ACCOUNT, &NOTE, &PERSON].into_iter().find(|noun| noun.noun == target.noun).unwrap()
}
