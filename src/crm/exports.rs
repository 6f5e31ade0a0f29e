//! Files of rows out: clients, contacts, interactions and transactions, as they are read back in.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write;

use super::desk::Desk;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::contact::{Address, Contact};
use crate::domain::declaration::BY_ID;
use crate::domain::interaction::{self, Act, Channel, Direction, Interaction};
use crate::domain::noun::Noun;
use crate::domain::transaction::{Kind, LineItem, Tender, Transaction};
use crate::domain::{Client, ClientId, ContactId, Held, Money};
use crate::error::Error;
use crate::store::scan::MOST;
use crate::store::{Scan, Store, StoreError};
use crate::transfer::{Field, SheetForm, SheetWriter, SheetWritten, Subject};

/// Files out, and everything in again.
#[derive(Debug)]
pub struct Exports<S> {
    pub(super) desk: Desk<S>,
}

impl<S: Store + Clone> Desk<S> {
    /// Files out, as far as this actor may see what is in them, and everything in again.
    #[must_use]
    pub fn exports(&self) -> Exports<S> {
        Exports { desk: self.clone() }
    }
}

impl<S: Store> Exports<S> {
    /// Writes the clients that the actor sees as CSV, one row a client, as
    /// [`Sheet`](crate::transfer::Sheet) reads them back; erased and archived ones have no row. All of
    /// it is one moment.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::transfer::SheetForm;
    /// use guanxi::{Actor, Crm, Lang};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// desk.clients().register(NewClient::organisation("华信咨询")?)?;
    /// let mut file = Vec::new();
    /// desk.exports().clients(SheetForm::of(Lang::Zh), &mut file)?;
    /// assert!(String::from_utf8_lossy(&file).contains("华信咨询"));
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// Denied, or why the file cannot be written.
    pub fn clients(&self, form: SheetForm, to: impl Write) -> Result<SheetWritten, Error> {
        let permission = Permission::ExportClients;
        self.write(permission, Subject::Clients, form, to, |_, sheet, client: Client| {
            client_row(sheet, &client)
        })
    }

    /// Writes the contacts that the actor sees as CSV, one row a contact; erased ones and those who have
    /// left have no row.
    ///
    /// # Errors
    /// Denied, or why the file cannot be written.
    pub fn contacts(&self, form: SheetForm, to: impl Write) -> Result<SheetWritten, Error> {
        let permission = Permission::ExportContacts;
        self.write(permission, Subject::Contacts, form, to, |names, sheet, contact: Contact| {
            contact_row(names, sheet, &contact)
        })
    }

    /// Writes the interactions with clients that the actor sees as CSV, as they stand today, one row
    /// an interaction; withdrawn and erased ones and meetings of the team have no row.
    ///
    /// # Errors
    /// Denied, or why the file cannot be written.
    pub fn interactions(&self, form: SheetForm, to: impl Write) -> Result<SheetWritten, Error> {
        let permission = Permission::ExportInteractions;
        self.write(permission, Subject::Interactions, form, to, |names, sheet, one| {
            interaction_row(names, sheet, &one)
        })
    }

    /// Writes the transactions that the actor sees as CSV, as they stand today, one row a line;
    /// withdrawn ones have no row.
    ///
    /// # Errors
    /// Denied, or why the file cannot be written.
    pub fn transactions(&self, form: SheetForm, to: impl Write) -> Result<SheetWritten, Error> {
        let permission = Permission::ExportTransactions;
        self.write(permission, Subject::Transactions, form, to, |names, sheet, one| {
            transaction_rows(names, sheet, &one)
        })
    }

    fn write<N: Noun, W: Write>(
        &self,
        permission: Permission,
        subject: Subject,
        form: SheetForm,
        to: W,
        row: impl Fn(&Names<'_>, &mut SheetWriter<W>, N) -> Result<(), Error>,
    ) -> Result<SheetWritten, Error> {
        let to = RefCell::new(Some(to));
        self.desk.ask(permission, None, |reading| {
            let to = to.take().ok_or(StoreError::Closed)?;
            let mut sheet = SheetWriter::begin(to, subject, form).map_err(unwritten)?;
            let names = Names { reading, clients: RefCell::default() };
            let all = Scan::of(N::DECLARATION.noun, BY_ID, MOST);
            reading.each(&all, |record| row(&names, &mut sheet, record))?;
            Ok(sheet.end().map_err(unwritten)?.1)
        })
    }
}

/// What those are called of whom a row speaks.
struct Names<'r> {
    reading: &'r Reading<'r>,
    clients: RefCell<HashMap<ClientId, Option<String>>>,
}

/// As many clients are remembered by name.
const REMEMBERED: usize = 10_000;

impl Names<'_> {
    fn client(&self, id: ClientId) -> Result<Option<String>, Error> {
        let known = self.clients.borrow().get(&id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = self.reading.find::<Client>(id)?;
        let name = found.and_then(|found| Some(found.now.name().known()?.to_string()));
        let mut clients = self.clients.borrow_mut();
        if clients.len() >= REMEMBERED {
            clients.clear();
        }
        clients.insert(id, name.clone());
        Ok(name)
    }

    fn put_client<W: Write>(&self, sheet: &mut SheetWriter<W>, id: ClientId) -> Result<(), Error> {
        sheet.cell(Field::ClientId, &id.to_string());
        if let Some(name) = self.client(id)? {
            sheet.cell(Field::ClientName, &name);
        }
        Ok(())
    }

    /// The first address of electronic mail of a contact.
    fn email(&self, id: ContactId) -> Result<Option<String>, Error> {
        let Some(found) = self.reading.find::<Contact>(id)? else { return Ok(None) };
        let Held::Known(addresses) = found.now.addresses() else { return Ok(None) };
        let email = addresses.iter().find_map(|listed| {
            if let Address::Email(email) = &listed.address {
                Some(email.as_str().to_owned())
            } else {
                None
            }
        });
        Ok(email)
    }
}

fn client_row<W: Write>(sheet: &mut SheetWriter<W>, client: &Client) -> Result<(), Error> {
    // Whoever was put away would be there again where the file is read.
    let (Held::Known(name), true) = (client.name(), client.is_active()) else {
        sheet.leave_out_record();
        return Ok(());
    };
    sheet.cell(Field::Id, &client.id().to_string());
    sheet.cell(Field::Name, name.as_str());
    sheet.cell(Field::ClientKind, client.kind().name());
    sheet.cell(Field::Segment, client.segment().name());
    if let Held::Known(tags) = client.tags() {
        sheet.cells(Field::Tag, tags.iter().map(crate::domain::Tag::as_str));
    }
    let notes = [
        (Field::Business, client.business()),
        (Field::SpecialNeeds, client.special_needs()),
        (Field::Background, client.background()),
    ];
    for (field, note) in notes {
        if let Held::Known(Some(note)) = note {
            sheet.cell(field, note.value.as_str());
        }
    }
    if let Some(owner) = client.owner() {
        sheet.cell(Field::Staff, &owner.to_string());
    }
    sheet.cell(Field::CreatedAt, &client.begun().to_string());
    sheet.end_row().map_err(unwritten)
}

fn contact_row<W: Write>(
    names: &Names<'_>,
    sheet: &mut SheetWriter<W>,
    contact: &Contact,
) -> Result<(), Error> {
    let (Held::Known(name), None) = (contact.name(), contact.left_at()) else {
        sheet.leave_out_record();
        return Ok(());
    };
    sheet.cell(Field::Id, &contact.id().to_string());
    names.put_client(sheet, contact.client())?;
    sheet.cell(Field::Name, name.as_str());
    sheet.cells(Field::Role, contact.roles().iter().map(|role| role.name()));
    if let Held::Known(addresses) = contact.addresses() {
        addresses_cells(sheet, addresses.iter().map(|listed| &listed.address));
    }
    if let Held::Known(Some(day)) = contact.birthday() {
        match day.date() {
            Some(date) => sheet.cell(Field::Birthday, &date.to_string()),
            None => sheet.leave_out_value(),
        }
    }
    if let Held::Known(Some(language)) = contact.language() {
        sheet.cell(Field::Language, language.as_ref());
    }
    if let Held::Known(Some(zone)) = contact.zone() {
        sheet.cell(Field::Zone, &zone.to_string());
    }
    sheet.end_row().map_err(unwritten)
}

fn addresses_cells<'a, W: Write>(
    sheet: &mut SheetWriter<W>,
    addresses: impl Iterator<Item = &'a Address>,
) {
    let mut fields: [(Field, Vec<&str>); 4] = [
        (Field::Email, Vec::new()),
        (Field::Phone, Vec::new()),
        (Field::Mobile, Vec::new()),
        (Field::Wechat, Vec::new()),
    ];
    let mut posts = Vec::new();
    for address in addresses {
        let field = match address {
            Address::Email(_) => Field::Email,
            Address::Phone(_) => Field::Phone,
            Address::Mobile(_) => Field::Mobile,
            Address::Messenger(service, _) if service.key() == "wechat" => Field::Wechat,
            Address::Messenger(..) => {
                sheet.leave_out_value();
                continue;
            }
            Address::Post(text) => {
                posts.push(text.as_str());
                continue;
            }
        };
        let own = fields.iter_mut().filter(|(own, _)| *own == field);
        own.for_each(|(_, values)| values.push(address.as_str()));
    }
    for (field, values) in fields {
        sheet.cells(field, values);
    }
    let mut posts = posts.into_iter();
    if let Some(first) = posts.next() {
        sheet.cell(Field::Post, first);
    }
    posts.for_each(|_| sheet.leave_out_value());
}

fn interaction_row<W: Write>(
    names: &Names<'_>,
    sheet: &mut SheetWriter<W>,
    one: &Interaction,
) -> Result<(), Error> {
    let (Some(client), Held::Known(words)) = (one.client(), one.words()) else {
        sheet.leave_out_record();
        return Ok(());
    };
    if matches!(one.act(), Act::Withdraw(_)) {
        sheet.leave_out_record();
        return Ok(());
    }
    sheet.cell(Field::Id, &one.id().to_string());
    names.put_client(sheet, client)?;
    let mut emails = Vec::new();
    for contact in one.contacts() {
        match names.email(*contact)? {
            Some(email) => emails.push(email),
            None => sheet.leave_out_value(),
        }
    }
    sheet.cells(Field::Email, emails.iter().map(String::as_str));
    sheet.cell(Field::At, &one.at().to_string());
    if let Some(end) = one.ended_at() {
        sheet.cell(Field::EndedAt, &end.to_string());
    }
    sheet.cell(Field::Kind, kind_word(one.kind()));
    sheet.cell(Field::Channel, channel_word(one.channel()));
    sheet.cell(Field::Direction, direction_word(one.direction()));
    if let Some(subject) = &words.subject {
        sheet.cell(Field::Subject, subject.as_str());
    }
    if let Some(body) = &words.body {
        sheet.cell(Field::Body, body.as_str());
    }
    sheet.cells(Field::Promise, words.promised.iter().map(crate::domain::Line::as_str));
    if let Some(next) = words.minutes.as_ref().and_then(|minutes| minutes.next.as_ref()) {
        sheet.cell(Field::Next, next.as_str());
    }
    if let Some(follow_up) = one.follow_up() {
        sheet.cell(Field::FollowUp, &follow_up.due.to_string());
    }
    if let Some(thread) = &words.thread {
        sheet.cell(Field::Thread, thread.as_str());
    }
    let staff: Vec<String> = one.staff().iter().map(ToString::to_string).collect();
    sheet.cells(Field::Staff, staff.iter().map(String::as_str));
    sheet.end_row().map_err(unwritten)
}

fn transaction_rows<W: Write>(
    names: &Names<'_>,
    sheet: &mut SheetWriter<W>,
    one: &Transaction,
) -> Result<(), Error> {
    let (Some(client), true) = (one.client(), one.is_told()) else {
        sheet.leave_out_record();
        return Ok(());
    };
    // What was paid without lines is a row too.
    let lines: Vec<Option<&LineItem>> = match one.lines() {
        [] => vec![None],
        lines => lines.iter().map(Some).collect(),
    };
    for (number, line) in (1_u32..).zip(lines) {
        sheet.cell(Field::Id, &one.first().to_string());
        sheet.cell(Field::Kind, one.kind().name());
        names.put_client(sheet, client)?;
        sheet.cell(Field::At, &one.at().to_string());
        sheet.cell(Field::Currency, one.currency().code());
        if let Some(purchase) = one.refers_to() {
            sheet.cell(Field::RefersTo, &purchase.to_string());
        }
        sheet.cell(Field::Total, &amount(one.total()));
        paid(sheet, one);
        if let Held::Known(words) = one.words()
            && let Some(note) = &words.note
        {
            sheet.cell(Field::Body, note.as_str());
        }
        if let Some(line) = line {
            line_cells(sheet, line, number);
        }
        sheet.end_row().map_err(unwritten)?;
    }
    Ok(())
}

fn line_cells<W: Write>(sheet: &mut SheetWriter<W>, line: &LineItem, number: u32) {
    sheet.cell(Field::Line, &line.of().unwrap_or(number).to_string());
    sheet.cell(Field::Item, line.item().as_str());
    sheet.cell(Field::LineKind, line.kind().name());
    if let Some(category) = line.category() {
        sheet.cell(Field::Category, category.as_str());
    }
    let quantity = line.quantity().to_string();
    sheet.cell(Field::Quantity, &certain(quantity.split(' ').next().unwrap_or_default()));
    sheet.cell(Field::Unit, line.quantity().unit().as_str());
    sheet.cell(Field::Amount, &amount(line.net()));
    sheet.cell(Field::Tax, &amount(line.tax()));
}

/// What was paid at once: one sum in money, and one in points.
fn paid<W: Write>(sheet: &mut SheetWriter<W>, one: &Transaction) {
    let field = if one.kind() == Kind::Payment { Field::Amount } else { Field::Paid };
    let (mut in_money, mut in_points) = (0, 0);
    for tender in one.paid() {
        match tender {
            Tender::Money(value) => {
                in_money += 1;
                sheet.cell(field, &amount(*value));
            }
            Tender::Points { points, value } => {
                in_points += 1;
                sheet.cell(Field::Points, &points.get().to_string());
                sheet.cell(Field::PointsValue, &amount(*value));
            }
        }
    }
    (1..in_money).chain(1..in_points).for_each(|_| sheet.leave_out_value());
}

fn kind_word(kind: interaction::Kind) -> &'static str {
    match kind {
        interaction::Kind::Call => "Call",
        interaction::Kind::Meeting => "Meeting",
        interaction::Kind::Visit => "Visit",
        interaction::Kind::ReturnVisit => "ReturnVisit",
        interaction::Kind::Message => "Message",
        interaction::Kind::Greeting => "Greeting",
        interaction::Kind::Survey => "Survey",
        interaction::Kind::Note => "Note",
    }
}

fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Email",
        Channel::Messenger => "Messenger",
        Channel::Video => "Video",
        Channel::Phone => "Phone",
        Channel::Chat => "Chat",
        Channel::InPerson => "InPerson",
        Channel::Post => "Post",
        Channel::Portal => "Portal",
    }
}

fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "In",
        Direction::Out => "Out",
        Direction::Both => "Both",
        Direction::Internal => "Internal",
    }
}

/// An amount without its currency, which stands in a column of its own.
fn amount(money: Money) -> String {
    let text = money.to_string();
    let (_, amount) = text.split_once(' ').unwrap_or_default();
    certain(&amount.replace(' ', ""))
}

/// A number with three decimals has a fourth, so that nobody takes it for thousands.
fn certain(number: &str) -> String {
    let three = number.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3);
    format!("{number}{}", if three { "0" } else { "" })
}

fn unwritten(error: std::io::Error) -> Error {
    StoreError::io(error).into()
}
