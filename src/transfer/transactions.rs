//! A row about a transaction, or about one of its lines.
//!
//! Rows that stand one below the other and have the same number and kind are the lines of one
//! transaction; what is said of the whole may stand in each of them or in the first alone. A row
//! without a number is a transaction by itself.

use super::amounts::{self, Decimal};
use super::cells::{Cell, Cells, about, shown};
use super::fault::{RowFault, Why};
use super::field::Field;
use super::heading::Lookup;
use super::hint::Hint;
use super::words;
use crate::domain::transaction::{Kind, LineKind, NewLine, NewTransaction, Returned, Transaction};
use crate::domain::{
    Currency, Invalid, Money, Name, Note, Quantity, Reference, Tag, Timestamp, Unit,
};

/// What one row says about a transaction, or several rows together.
#[derive(Debug, Clone, PartialEq)]
pub struct TransactionRow {
    number: u64,
    kind: Kind,
    reference: Option<Reference>,
    client: Lookup,
    at: Option<Timestamp>,
    currency: Option<Currency>,
    refers_to: Option<Reference>,
    total: Option<Amount>,
    paid: Option<Amount>,
    points: Option<Amount>,
    points_value: Option<Amount>,
    note: Option<Note>,
    lines: Vec<RowLine>,
}

/// What a row says about one line.
#[derive(Debug, Clone, PartialEq)]
struct RowLine {
    row: u64,
    item: Option<Name>,
    kind: LineKind,
    category: Option<Tag>,
    quantity: Option<(Decimal, Unit)>,
    price: Option<Amount>,
    net: Option<Amount>,
    tax: Option<Amount>,
    line: Option<Amount>,
}

/// A number, and where it stands.
#[derive(Debug, Clone, PartialEq)]
struct Amount {
    row: u64,
    column: String,
    decimal: Decimal,
}

impl TransactionRow {
    /// Which row it is; of several, the first.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Order, invoice, payment or refund; an order, where the row does not say.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The transaction's number in the file's system.
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> &Lookup {
        &self.client
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// The number, in the file's system, of what was refunded, invoiced or paid.
    #[must_use]
    pub fn refers_to(&self) -> Option<&Reference> {
        self.refers_to.as_ref()
    }

    /// The same without its own number.
    pub(crate) fn without_number(&self) -> Self {
        TransactionRow { reference: None, ..self.clone() }
    }

    /// This row and the next one of the same transaction. What is said of the whole is said once,
    /// or the same each time.
    ///
    /// # Errors
    /// A contradiction, in the row that has it.
    pub fn and(&mut self, next: TransactionRow) -> Result<(), RowFault> {
        let row = next.number;
        let agreed = agree(&mut self.client.reference, next.client.reference)
            && agree(&mut self.client.name, next.client.name)
            && agree(&mut self.at, next.at)
            && agree(&mut self.currency, next.currency)
            && agree(&mut self.refers_to, next.refers_to)
            && same(&mut self.total, next.total)
            && same(&mut self.paid, next.paid)
            && same(&mut self.points, next.points)
            && same(&mut self.points_value, next.points_value)
            && agree(&mut self.note, next.note);
        if !agreed {
            return Err(RowFault { row, column: None, value: None, why: Why::Contradiction });
        }
        self.lines.extend(next.lines);
        Ok(())
    }

    /// The transaction as it is told, given the purchase that it refers to.
    ///
    /// # Errors
    /// What is missing, does not come out even, or cannot be taken.
    pub fn record(&self, purchase: Option<&Transaction>) -> Result<NewTransaction, RowFault> {
        let at = self.at.ok_or_else(|| self.missing("time"))?;
        let currency = self.currency.ok_or_else(|| self.missing("currency"))?;
        let mut new = NewTransaction::new(self.kind, at, currency);
        if self.refers_to.is_some() || self.kind == Kind::Refund {
            let purchase = purchase.ok_or_else(|| self.fault(Why::NoSuchPurchase))?;
            new = new.refers_to(purchase.id());
        }
        new = match self.kind {
            Kind::Order | Kind::Invoice => self.with_lines(new, currency)?,
            Kind::Payment => self.with_payment(new, currency)?,
            Kind::Refund => self.with_returned(new, currency, purchase)?,
        };
        if let Some(paid) = self.paid.as_ref().filter(|_| self.kind != Kind::Payment) {
            new = new.paid(paid.money(currency)?);
        }
        new = self.with_points(new, currency)?;
        if let Some(total) = &self.total {
            new = new.total(self.unsigned(total).money(currency)?);
        }
        if let Some(reference) = &self.reference {
            new = new.reference(reference.system(), reference.id());
        }
        Ok(self.note.iter().fold(new, |new, note| new.note(note.as_str())))
    }

    /// What was paid with points: how many, and for how much they stood. No points need no value.
    fn with_points(
        &self,
        new: NewTransaction,
        currency: Currency,
    ) -> Result<NewTransaction, RowFault> {
        let said = |amount: &Option<Amount>| {
            amount.as_ref().is_some_and(|amount| !amount.decimal.is_zero())
        };
        match (&self.points, &self.points_value) {
            (Some(points), Some(value)) => {
                let many = points.decimal.whole().map_err(|why| points.fault(why))?;
                Ok(new.paid_with_points(many, value.money(currency)?))
            }
            (points, None) if said(points) => Err(self.missing(Field::PointsValue.name())),
            (None, value) if said(value) => Err(self.missing(Field::Points.name())),
            (_, None) | (None, _) => Ok(new),
        }
    }

    fn with_lines(
        &self,
        new: NewTransaction,
        currency: Currency,
    ) -> Result<NewTransaction, RowFault> {
        self.lines.iter().try_fold(new, |new, line| {
            let item = line.item.as_ref().ok_or_else(|| line.missing("item"))?;
            let (net, tax) = self.price_of(line, currency)?;
            let quantity = line.quantity()?;
            let mut told = NewLine::new(line.kind, item.as_str(), quantity, net).tax(tax);
            if let Some(category) = &line.category {
                told = told.category(category.as_str());
            }
            Ok(new.line(told))
        })
    }

    fn with_payment(
        &self,
        new: NewTransaction,
        currency: Currency,
    ) -> Result<NewTransaction, RowFault> {
        let lines: Vec<&Amount> = self.lines.iter().filter_map(|line| line.net.as_ref()).collect();
        let amounts: Vec<&Amount> = match (lines.is_empty(), &self.paid, &self.total) {
            (false, _, _) => lines,
            (true, Some(paid), _) => vec![paid],
            (true, None, total) => total.iter().collect(),
        };
        if amounts.is_empty() && self.points.is_none() {
            return Err(self.missing("amount"));
        }
        let mut sum = Money::new(0, currency);
        let mut told = new;
        for amount in amounts {
            let one = amount.money(currency)?;
            sum = sum.checked_add(one).map_err(|why| amount.fault(why.into()))?;
            told = told.paid(one);
        }
        // What was paid is one sum, in whichever columns it stands.
        match &self.paid {
            Some(paid) if paid.money(currency)? != sum => Err(paid.fault(Why::Contradiction)),
            Some(_) | None => Ok(told),
        }
    }

    fn with_returned(
        &self,
        new: NewTransaction,
        currency: Currency,
        purchase: Option<&Transaction>,
    ) -> Result<NewTransaction, RowFault> {
        self.lines.iter().try_fold(new, |new, line| {
            let (net, tax) = self.price_of(line, currency)?;
            let which = line.of(purchase)?;
            let returned = match &line.quantity {
                Some(_) => {
                    let unit = purchase.and_then(|purchase| {
                        let at = usize::try_from(which).ok()?.checked_sub(1)?;
                        purchase.lines().get(at).map(|line| line.quantity().unit().clone())
                    });
                    Returned::of(which, line.quantity_in(unit)?, net)
                }
                None => Returned::reduction(which, net),
            };
            Ok(new.returned(returned.tax(tax)))
        })
    }

    /// What a line costs without tax, and the tax on it.
    fn price_of(&self, line: &RowLine, currency: Currency) -> Result<(Money, Money), RowFault> {
        let tax = line.tax.as_ref().map(|tax| self.unsigned(tax).money(currency)).transpose()?;
        let tax = tax.unwrap_or(Money::new(0, currency));
        if let Some(net) = &line.net {
            return Ok((self.unsigned(net).money(currency)?, tax));
        }
        if let Some(price) = &line.price {
            let one = Decimal::one();
            let many = line.quantity.as_ref().map_or(&one, |(many, _)| many);
            let price = self.unsigned(price);
            return Ok((price.decimal.times(many, currency).map_err(|why| price.fault(why))?, tax));
        }
        // One line costs what the whole comes to, without its tax.
        let only = self.total.as_ref().filter(|_| self.lines.len() == 1);
        let total = only.ok_or_else(|| line.missing("amount"))?;
        let whole = self.unsigned(total).money(currency)?;
        Ok((whole.checked_sub(tax).map_err(|why| total.fault(why.into()))?, tax))
    }

    /// A refund's amount, which some systems write with a minus and some without.
    fn unsigned(&self, amount: &Amount) -> Amount {
        let decimal = match self.kind {
            Kind::Refund => amount.decimal.unsigned(),
            Kind::Order | Kind::Invoice | Kind::Payment => amount.decimal.clone(),
        };
        Amount { decimal, ..amount.clone() }
    }

    fn fault(&self, why: Why) -> RowFault {
        RowFault { row: self.number, column: None, value: None, why }
    }

    fn missing(&self, field: &'static str) -> RowFault {
        self.fault(Why::Missing { field })
    }
}

impl RowLine {
    fn missing(&self, field: &'static str) -> RowFault {
        RowFault { row: self.row, column: None, value: None, why: Why::Missing { field } }
    }

    fn quantity(&self) -> Result<Quantity, RowFault> {
        self.quantity_in(None)
    }

    /// How much; in this unit where the row does not say in which.
    fn quantity_in(&self, unit: Option<Unit>) -> Result<Quantity, RowFault> {
        let wrong = |why: Invalid| RowFault {
            row: self.row,
            column: None,
            value: None,
            why: about(Field::Quantity, why),
        };
        let times = Unit::new(TIMES).map_err(wrong)?;
        match &self.quantity {
            Some((many, said)) if *said == times => many.of(unit.as_ref().unwrap_or(&times)),
            Some((many, said)) => many.of(said),
            None => Decimal::one().of(&times),
        }
        .map_err(wrong)
    }

    /// Which line of the purchase: the one that is said, the one of this item, or the only one.
    fn of(&self, purchase: Option<&Transaction>) -> Result<u32, RowFault> {
        if let Some(line) = &self.line {
            let number = line.decimal.whole().ok().and_then(|line| u32::try_from(line).ok());
            return number.ok_or_else(|| line.fault(Why::UnknownAmount));
        }
        let lines = purchase.map(Transaction::lines).unwrap_or_default();
        let named = |at: &usize| match (&self.item, lines.get(*at)) {
            (Some(item), Some(line)) => line.item() == item,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let found: Vec<usize> = (0..lines.len()).filter(named).collect();
        let which = match found.as_slice() {
            [one] => Some(*one),
            [] if lines.len() == 1 => Some(0),
            _ => None,
        };
        let number = which.and_then(|at| u32::try_from(at.saturating_add(1)).ok());
        let why = Why::WhichLine;
        number.ok_or(RowFault { row: self.row, column: None, value: None, why })
    }
}

impl Amount {
    fn fault(&self, why: Why) -> RowFault {
        RowFault { row: self.row, column: Some(self.column.clone()), value: None, why }
    }

    fn money(&self, currency: Currency) -> Result<Money, RowFault> {
        self.decimal.money(currency).map_err(|why| self.fault(why))
    }
}

/// The unit of what is counted in no unit.
const TIMES: &str = "×";

/// Takes over what was not said before; false where something else was.
fn agree<T: PartialEq>(said: &mut Option<T>, more: Option<T>) -> bool {
    match (&said, &more) {
        (Some(one), Some(other)) => one == other,
        (None, Some(_)) => {
            *said = more;
            true
        }
        (_, None) => true,
    }
}

/// The same of numbers, wherever they stand.
fn same(said: &mut Option<Amount>, more: Option<Amount>) -> bool {
    match (&said, &more) {
        (Some(one), Some(other)) => one.decimal == other.decimal,
        (None, Some(_)) | (_, None) => agree(said, more),
    }
}

/// The kind and the number; an order where the row does not say, or says what nobody knows.
pub(super) fn named(cells: &Cells<'_>) -> Option<(Kind, Reference)> {
    let number = cells.reference(Field::Id).ok()??;
    let kind = cells.read(Field::Kind, words::transaction_kind).ok().flatten();
    Some((kind.unwrap_or(Kind::Order), number))
}

/// The number and the kind, as they stand in the row.
pub(super) fn belongs_to(cells: &Cells<'_>) -> Option<(String, Option<String>)> {
    let number = cells.one(Field::Id).ok()??;
    let kind = cells.one(Field::Kind).ok()?;
    Some((number.text.to_owned(), kind.map(|kind| kind.text.to_owned())))
}

pub(super) fn read(cells: &Cells<'_>) -> Result<TransactionRow, RowFault> {
    if let Some(stage) = cells.one(Field::Stage)?
        && !words::is_won(stage.text)
    {
        return Err(cells.wrong(stage, Why::NotWon));
    }
    let mut said = cells.read(Field::Currency, |text| Currency::new(&text.to_ascii_uppercase()))?;
    let sign = cells.mapping().decimal_sign();
    let mut number = |field: Field| {
        let Some(cell) = cells.one(field)? else { return Ok(None) };
        let (decimal, in_cell) =
            amounts::amount(cell.text, sign).map_err(|why| cells.wrong(cell, why))?;
        let of_header = match cells.hint(cell) {
            Hint::Currency(currency) => Some(*currency),
            Hint::Nothing | Hint::Unit(_) => None,
        };
        if !agree(&mut said, in_cell) || !agree(&mut said, of_header) {
            return Err(cells.wrong(cell, Why::Contradiction));
        }
        Ok(Some(placed(cells, cell, decimal)))
    };
    let (price, net, tax) = (number(Field::Price)?, number(Field::Amount)?, number(Field::Tax)?);
    let (total, paid) = (number(Field::Total)?, number(Field::Paid)?);
    let (points, points_value) = (number(Field::Points)?, number(Field::PointsValue)?);
    let line = number(Field::Line)?;
    let note = |text: &str| Note::new(text).map_err(|why| about(Field::Body, why));
    Ok(TransactionRow {
        number: cells.number(),
        kind: cells.read(Field::Kind, words::transaction_kind)?.unwrap_or(Kind::Order),
        reference: cells.reference(Field::Id)?,
        client: cells.client()?,
        at: cells.instant(Field::At)?,
        currency: said.or(cells.mapping().currency()),
        refers_to: cells.reference(Field::RefersTo)?,
        total,
        paid,
        points,
        points_value,
        note: cells.read(Field::Body, note)?,
        lines: vec![RowLine {
            row: cells.number(),
            item: cells.read(Field::Item, Name::new)?,
            kind: cells.read(Field::LineKind, words::line_kind)?.unwrap_or(LineKind::Goods),
            category: cells.read(Field::Category, Tag::new)?,
            quantity: quantity(cells)?,
            price,
            net,
            tax,
            line,
        }],
    })
}

fn quantity(cells: &Cells<'_>) -> Result<Option<(Decimal, Unit)>, RowFault> {
    let unit = cells.read(Field::Unit, Unit::new)?;
    let Some(cell) = cells.one(Field::Quantity)? else { return Ok(None) };
    let wrong = |why: Why| cells.wrong(cell, why);
    let sign = cells.mapping().decimal_sign();
    let (many, mut own) = amounts::quantity(cell.text, sign).map_err(wrong)?;
    if !agree(&mut own, unit) {
        return Err(wrong(Why::Contradiction));
    }
    let of_header = match cells.hint(cell) {
        Hint::Unit(unit) => Some(unit.clone()),
        Hint::Nothing | Hint::Currency(_) => None,
    };
    let unit = match own.or(of_header) {
        Some(unit) => unit,
        None => Unit::new(TIMES).map_err(|why| wrong(why.into()))?,
    };
    Ok(Some((many, unit)))
}

fn placed(cells: &Cells<'_>, cell: Cell<'_>, decimal: Decimal) -> Amount {
    Amount { row: cells.number(), column: shown(cells.header(cell)), decimal }
}
