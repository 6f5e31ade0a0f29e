//! Arbitrary contacts, edits and commands, built through the public constructors.

use proptest::prelude::*;

use super::{Address, AddressKind, ConsentSource, ContactEdit, ContactRole, NewContact, Purpose};
use crate::domain::text::strategies::{custom_key, email, language, line, name, note, phone, tag};
use crate::domain::time::strategies::zone;
use crate::domain::{Birthday, Tag};

/// Somebody to add.
pub fn new_contact() -> impl Strategy<Value = NewContact> {
    (name(), contact_edit()).prop_filter_map("a name", |(name, more)| {
        Some(NewContact::named(name.as_str()).ok()?.with(more))
    })
}

/// Changes to any of the fields, sometimes to none; an address that is dropped or verified is
/// listed first.
pub fn contact_edit() -> impl Strategy<Value = ContactEdit> {
    prop::collection::vec(prop_oneof![field(), reach()], 0..5)
        .prop_map(|changes| changes.into_iter().fold(ContactEdit::new(), ContactEdit::and))
}

fn field() -> impl Strategy<Value = ContactEdit> {
    let new = ContactEdit::new;
    prop_oneof![
        prop::sample::select(ContactRole::ALL).prop_map(move |role| new().role(role)),
        prop::sample::select(ContactRole::ALL).prop_map(move |role| new().without_role(role)),
        name().prop_map(move |name| new().name(name)),
        prop::sample::select(AddressKind::ALL).prop_map(move |kind| new().prefers(kind)),
        Just(new().without_preference()),
        language().prop_map(move |language| new().language(language)),
        Just(new().without_language()),
        zone().prop_map(move |zone| new().zone(zone)),
        Just(new().without_zone()),
        birthday().prop_map(move |day| new().birthday(day)),
        Just(new().without_birthday()),
    ]
}

fn reach() -> impl Strategy<Value = ContactEdit> {
    (address(), 0..3).prop_map(|(address, then)| {
        let edit = ContactEdit::new().address(address.clone());
        match then {
            0 => edit,
            1 => edit.verified(address),
            _ => edit.without_address(address),
        }
    })
}

/// An address of any kind.
pub fn address() -> impl Strategy<Value = Address> {
    prop_oneof![
        email().prop_map(Address::Email),
        phone().prop_map(Address::Phone),
        phone().prop_map(Address::Mobile),
        (tag(), line()).prop_map(|(service, name)| Address::Messenger(service, name)),
        note().prop_map(Address::Post),
    ]
}

/// A birthday in the past, with or without its year.
pub fn birthday() -> impl Strategy<Value = Birthday> {
    (prop::option::of(1900..2020), 1_u32..=12, 1_u32..=31)
        .prop_filter_map("a day that has been", |(year, month, day)| {
            Birthday::new(year, month, day).ok()
        })
}

/// A purpose, also of the firm's own.
pub fn purpose() -> impl Strategy<Value = Purpose> {
    prop_oneof![
        Just(Purpose::Marketing),
        Just(Purpose::Survey),
        Just(Purpose::Care),
        custom_key().prop_map(Purpose::Own),
    ]
}

/// Something that can be said of a contact.
#[derive(Debug, Clone)]
pub enum Command {
    /// Add.
    Add(NewContact),
    /// Edit.
    Edit(ContactEdit),
    /// Agree to something.
    Consent(Purpose, ConsentSource, Option<Tag>),
    /// Agree to something no more.
    Withdraw(Purpose, ConsentSource),
    /// Leave.
    Leave,
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let source = || prop::sample::select(ConsentSource::ALL);
    prop_oneof![
        1 => new_contact().prop_map(Command::Add),
        6 => contact_edit().prop_map(Command::Edit),
        4 => (purpose(), source(), prop::option::of(tag()))
            .prop_map(|(purpose, source, text)| Command::Consent(purpose, source, text)),
        4 => (purpose(), source())
            .prop_map(|(purpose, source)| Command::Withdraw(purpose, source)),
        1 => Just(Command::Leave),
        1 => Just(Command::Erase),
    ]
}
