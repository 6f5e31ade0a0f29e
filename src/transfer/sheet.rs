//! A file read as a mapping says: headers, then what each row tells.

use std::collections::VecDeque;
use std::io::Read;

use super::cells::Cells;
use super::clients::{self, ClientRow};
use super::contacts::{self, ContactRow};
use super::error::TransferError;
use super::fault::RowFault;
use super::field::Subject;
use super::heading::{self, Heading};
use super::interactions::{self, InteractionRow};
use super::limits::Limits;
use super::mapping::Mapping;
use super::row::Row;
use super::rows::Rows;
use super::transactions::{self, TransactionRow};
use crate::domain::Reference;
use crate::domain::transaction::Kind;

/// What a row tells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Told {
    /// Of a client.
    Client(Box<ClientRow>),
    /// Of a contact.
    Contact(Box<ContactRow>),
    /// Of an interaction.
    Interaction(Box<InteractionRow>),
    /// Of a transaction, or of one of its lines.
    Transaction(Box<TransactionRow>),
}

impl Told {
    /// Which row it is.
    #[must_use]
    pub fn number(&self) -> u64 {
        match self {
            Told::Client(row) => row.number(),
            Told::Contact(row) => row.number(),
            Told::Interaction(row) => row.number(),
            Told::Transaction(row) => row.number(),
        }
    }
}

/// A file of clients, contacts, interactions or transactions, row by row; spacer rows are passed over.
///
/// ```
/// use guanxi::transfer::{Mapping, Sheet, Subject};
/// let file = "导出日期：2026-05-03,,\n,,\n客户名称,沟通时间,沟通内容\n华信咨询,2026/5/3 9:30,谈了报价\n华信咨询,昨天,\n";
/// let mapping = Mapping::of(Subject::Interactions, "Asia/Shanghai".parse()?);
/// let rows: Vec<_> = Sheet::open(file.as_bytes(), mapping)?.collect::<Result<_, _>>()?;
/// assert!(rows[0].is_ok());
/// let fault = rows[1].as_ref().expect_err("yesterday is no date");
/// assert_eq!((fault.row, fault.column.as_deref()), (5, Some("沟通时间")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Sheet<R> {
    rows: Rows<R>,
    mapping: Mapping,
    headings: Vec<Heading>,
    row: Row,
    /// Rows behind the headers that were read to find them.
    ahead: VecDeque<Row>,
}

impl<R: Read> Sheet<R> {
    /// Finds the headers.
    ///
    /// # Errors
    /// [`TransferError::NoHeader`] where no row has them, and why the file is no text of rows.
    pub fn open(input: R, mapping: Mapping) -> Result<Self, TransferError> {
        Self::within(input, mapping, Limits::default())
    }

    /// The same, within other limits.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn within(input: R, mapping: Mapping, limits: Limits) -> Result<Self, TransferError> {
        let (encoding, separator) = mapping.form();
        let mut rows = Rows::open_as(input, limits, encoding, separator)?;
        let needed = mapping.subject().needed();
        let mut best: Option<(usize, Vec<Heading>, Row)> = None;
        let mut ahead: VecDeque<Row> = VecDeque::new();
        let (mut row, mut looked, mut held) = (Row::new(), 0_usize, 0_usize);
        // One word that is a header may be a title or a sum: a row that has more of them is looked
        // for, as far as the rows between can be held.
        while looked < limits.header
            && held <= limits.row
            && best.as_ref().is_none_or(|(known, ..)| *known == 1)
            && rows.read(&mut row)?
        {
            looked = looked.saturating_add(1);
            let headings = heading::read(&row, &mapping);
            let named: Vec<_> = headings.iter().filter_map(|heading| heading.field).collect();
            let found = row.fault().is_none() && named.iter().any(|field| needed.contains(field));
            if found && best.as_ref().is_none_or(|(known, ..)| named.len() > *known) {
                best = Some((named.len(), headings, std::mem::take(&mut row)));
                ahead.clear();
                held = 0;
            } else if best.is_some() {
                held = held.saturating_add(row.size());
                ahead.push_back(std::mem::take(&mut row));
            }
        }
        if let Some((_, headings, row)) = best {
            return Ok(Sheet { rows, mapping, headings, row, ahead });
        }
        let wanted: Vec<&str> = needed.iter().map(|field| field.name()).collect();
        Err(TransferError::NoHeader { looked, wanted: wanted.join(", ") })
    }

    /// The columns: what is read, and what is not.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The mapping by which it is read.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// What is read from.
    #[must_use]
    pub fn input(&self) -> &R {
        self.rows.input()
    }

    /// The row that was read last, as it stands in the file.
    #[must_use]
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// The file's form and how far it has been read.
    #[must_use]
    pub fn rows(&self) -> &Rows<R> {
        &self.rows
    }

    /// What the row that was read last has in common with those that belong to the same record:
    /// the number and the kind of a transaction, also where the row cannot be taken otherwise.
    /// A kind that is left open is that of the row before. None where a row is a record by itself,
    /// or is broken so that nobody can tell.
    #[must_use]
    pub fn belongs_to(&self) -> Option<(String, Option<String>)> {
        let cells = Cells::lenient(&self.row, &self.headings, &self.mapping);
        match self.mapping.subject() {
            Subject::Clients | Subject::Contacts | Subject::Interactions => None,
            Subject::Transactions => transactions::belongs_to(&cells),
        }
    }

    /// The kind and the number of the transaction of which the row that was read last tells, also
    /// where the row cannot be taken otherwise.
    pub(crate) fn transaction(&self) -> Option<(Kind, Reference)> {
        let cells = Cells::lenient(&self.row, &self.headings, &self.mapping);
        match self.mapping.subject() {
            Subject::Clients | Subject::Contacts | Subject::Interactions => None,
            Subject::Transactions => transactions::named(&cells),
        }
    }

    fn told(&self) -> Result<Told, RowFault> {
        let cells = Cells::of(&self.row, &self.headings, &self.mapping)?;
        Ok(match self.mapping.subject() {
            Subject::Clients => Told::Client(Box::new(clients::read(&cells)?)),
            Subject::Contacts => Told::Contact(Box::new(contacts::read(&cells)?)),
            Subject::Interactions => Told::Interaction(Box::new(interactions::read(&cells)?)),
            Subject::Transactions => Told::Transaction(Box::new(transactions::read(&cells)?)),
        })
    }
}

impl<R: Read> Iterator for Sheet<R> {
    type Item = Result<Result<Told, RowFault>, TransferError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let read = match self.ahead.pop_front() {
                Some(row) => {
                    self.row = row;
                    Ok(true)
                }
                None => self.rows.read(&mut self.row),
            };
            match read {
                Err(error) => return Some(Err(error)),
                Ok(false) => return None,
                Ok(true) if self.row.is_blank() => {}
                Ok(true) => return Some(Ok(self.told())),
            }
        }
    }
}
