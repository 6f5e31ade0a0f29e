//! Records and entries as another store gave them.

use std::collections::BTreeSet;

use super::derive::Shaken;
use super::standing::{Heads, Standing};
use super::{SqlWriter, number};
use crate::domain::declaration::Kind;
use crate::domain::{Id, Stream};
use crate::store::chain::{self, Link, Seal};
use crate::store::contract::{Head, Reader};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, Told};
use crate::store::part::Part;
use crate::store::record::{Record, Target};
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::unit::Put;

impl SqlWriter<'_> {
    /// Writes a part inside a transaction; after an error the caller must roll back.
    pub(crate) fn restore(&self, part: &Part) -> Result<(), StoreError> {
        let mut shaken = Shaken::default();
        let mut streams = BTreeSet::new();
        for (noun, record) in &part.records {
            self.restore_record(noun, record)?;
            streams.insert(record.stream);
        }
        for noun in &self.sql().nouns {
            for stream in streams.iter().filter(|_| noun.table.at().is_some()) {
                self.shake(*stream, noun, &mut shaken);
            }
        }
        self.settle(&shaken)?;
        let mut heads = Heads::default();
        let mut elsewhere = BTreeSet::new();
        for entry in &part.entries {
            self.restore_entry(entry, &mut heads, &mut elsewhere)?;
        }
        Ok(())
    }

    fn restore_record(&self, noun: &'static str, record: &Record) -> Result<(), StoreError> {
        let registered = self.reader.catalogue.declared(noun)?;
        let columns = registered.columns_of(record)?;
        let (_, statements) = self.sql().noun(noun)?;
        let put = Put {
            target: Target::new(noun, record.id),
            visibility: record.visibility,
            body: record.body.clone(),
            columns,
            supersedes: None,
        };
        if registered.declaration.kind == Kind::State && self.stands(put.target)?.is_some() {
            return Err(StoreError::Unit { why: "a record that is restored stands already" });
        }
        self.insert(&Standing::at(record.stream, record.revision), &put, statements)?;
        self.put_manys(&put, statements, false)?;
        if let Some(by) = record.superseded_by {
            let binds = [Bind::from(&record.id), record.stream.into(), Bind::from(&by)];
            run::execute(self.conn(), &statements.supersede, &binds)?;
        }
        Ok(())
    }

    fn restore_entry(
        &self,
        entry: &Entry,
        heads: &mut Heads,
        elsewhere: &mut BTreeSet<(u8, Id, Stream)>,
    ) -> Result<(), StoreError> {
        let declaration = self.reader.catalogue.declared(entry.noun)?.declaration;
        let event = declaration.event(entry.event).and_then(|event| u8::try_from(event).ok());
        let event = event.ok_or(StoreError::Unit { why: "an event is not declared" })?;
        let mut standing = self.standing(entry.stream, heads)?;
        let stands = Head {
            revision: standing.revision,
            recorded_at: standing.recorded_at.map(row::instant).transpose()?,
        };
        entry.follows(&stands)?;
        let takes = chain::takes(&entry.takes);
        let link = Link {
            stream: entry.stream,
            revision: entry.revision,
            number: entry.number,
            recorded_at: entry.recorded_at,
            valid_at: entry.valid_at,
            actor: entry.actor,
            noun: declaration.number,
            id: entry.id,
            event,
            visibility: entry.visibility,
            takes: &takes,
        };
        let target = Target::new(entry.noun, entry.id);
        let found = self.reader.get(&[target], false)?.pop().flatten();
        let home = found.as_ref().map(|record| record.stream);
        let fact = found.filter(|_| entry.told == Told::Record).map(|record| record.body);
        if let Some(said) = entry.said(fact)? {
            let seal = entry.seal.unwrap_or(Seal::Digest(crate::store::unit::Digest::NONE));
            if chain::digest(standing.digest, &link, &said, seal) != entry.digest {
                return Err(StoreError::Unit { why: "an entry is not what its digest says" });
            }
        }
        self.insert_entry(entry, &link)?;
        for (counter, by) in &entry.takes {
            let stands = self.reader.counter(counter)?.saturating_add(*by);
            let binds = [counter.of.into(), Bind::Text(&counter.name), stands.into()];
            run::execute(self.conn(), &self.sql().house.counter_set, &binds)?;
        }
        if home != Some(entry.stream)
            && elsewhere.insert((declaration.number, entry.id, entry.stream))
        {
            let (_, noun) = self.sql().noun(entry.noun)?;
            self.note_elsewhere(noun, entry.id, entry.stream)?;
        }
        standing.revision = entry.revision;
        standing.recorded_at = Some(entry.recorded_at.micros());
        standing.digest = entry.digest;
        heads.insert(entry.stream, standing);
        Ok(())
    }

    fn insert_entry(&self, entry: &Entry, link: &Link<'_>) -> Result<(), StoreError> {
        let actor = entry.actor.to_bytes();
        let same = entry.valid_at == entry.recorded_at;
        let said = match &entry.told {
            Told::Inline(body) => Some(body),
            Told::Record => None,
        };
        let binds = [
            entry.stream.into(),
            number(entry.revision.0)?,
            i64::from(entry.number).into(),
            entry.recorded_at.micros().into(),
            if same { Bind::Null } else { entry.valid_at.micros().into() },
            Bind::Bytes(&actor),
            i64::from(u16::from_be_bytes([link.noun, link.event])).into(),
            Bind::from(&entry.id),
            row::seen(entry.visibility).into(),
            said.map_or(Bind::Null, |said| Bind::Bytes(&said.plain)),
            said.map_or(Bind::Null, |said| row::held(&said.personal)),
            match &entry.seal {
                None => Bind::Null,
                Some(Seal::Salt(salt)) => Bind::Bytes(salt),
                Some(Seal::Digest(digest)) => Bind::Bytes(&digest.0),
            },
            if link.takes.is_empty() { Bind::Null } else { Bind::Bytes(link.takes) },
            Bind::Bytes(&entry.digest.0),
        ];
        run::execute(self.conn(), &self.sql().house.journal_insert, &binds)?;
        let position = u64::try_from(self.conn().last_insert_rowid());
        if position.is_ok_and(|position| position == entry.position.0) {
            Ok(())
        } else {
            Err(StoreError::Unit { why: "an entry does not stand right behind the last" })
        }
    }
}
