//! Arbitrary words, each built through its public constructor.

use proptest::prelude::*;

use super::{CustomKey, Email, Language, Line, Name, Note, Phone, Reference, Tag};

/// Any characters at all, also those that no text may have.
pub fn anything() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        '\0',
        '\n',
        '\r',
        '\t',
        ' ',
        '@',
        '.',
        '-',
        '+',
        '(',
        ')',
        ':',
        '0',
        'x',
        'İ',
        'Σ',
        '\'',
        '\u{85}',
        '\u{200B}',
        '\u{200D}',
        '\u{202E}',
        '\u{2028}',
        '\u{2066}',
        '\u{3000}',
        '\u{FDD0}',
        '\u{FEFF}',
        '\u{FFFE}',
        '\u{FF0B}',
        '\u{FF11}',
        '\u{10FFFF}',
        '转',
        '👩',
    ]);
    let ch = prop_oneof![3 => awkward, 2 => any::<char>(), 3 => prop::char::range(' ', '~')];
    prop::collection::vec(ch, 0..60).prop_map(String::from_iter)
}

/// A name in Latin, Chinese, Arabic or with an emoji.
pub fn name() -> impl Strategy<Value = Name> {
    "[A-Za-zÀ-ÿ一-龥ا-ي][A-Za-zÀ-ÿ一-龥ا-ي '.’·👩\u{200D}\u{301}-]{0,60}"
        .prop_filter_map("a name", |text| Name::new(&text).ok())
}

/// A line of printable characters.
pub fn line() -> impl Strategy<Value = Line> {
    "\\PC{1,80}".prop_filter_map("a line", |text| Line::new(&text).ok())
}

/// A note of a few lines.
pub fn note() -> impl Strategy<Value = Note> {
    "(\\PC{0,40}(\n|\t|\r\n)?){1,6}".prop_filter_map("a note", |text| Note::new(&text).ok())
}

/// An address, its letters of either case.
pub fn email() -> impl Strategy<Value = Email> {
    let local = "[A-Za-z0-9_+'-]{1,12}(\\.[A-Za-z0-9张三é]{1,8}){0,2}";
    let domain = "[A-Za-z0-9例]{1,10}(-[A-Za-z0-9]{1,5})?(\\.[A-Za-z]{2,6}){0,2}";
    (local, domain).prop_filter_map("an address", |(local, domain)| {
        Email::new(&format!("{local}@{domain}")).ok()
    })
}

/// A number with or without country and extension.
pub fn phone() -> impl Strategy<Value = Phone> {
    "(\\+[1-9]|00[1-9]|)[ (-]?[0-9]{2,4}[ .-]?[0-9]{3,4}[ -]?[0-9]{0,4}( ?(x|ext\\.|转)[0-9]{1,4})?"
        .prop_filter_map("a number", |text| Phone::new(&text).ok())
}

/// A tag.
pub fn tag() -> impl Strategy<Value = Tag> {
    "[A-Za-z0-9一-龥À-ÿ][A-Za-z0-9一-龥À-ÿ -]{0,20}"
        .prop_filter_map("a tag", |text| Tag::new(&text).ok())
}

/// A language tag with or without script and region.
pub fn language() -> impl Strategy<Value = Language> {
    "[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?(-x-[a-z0-9]{1,8})?"
        .prop_filter_map("a tag", |text| Language::new(&text).ok())
}

/// A reference to one of a few systems.
pub fn reference() -> impl Strategy<Value = Reference> {
    ("(Salesforce|erp|odoo_17|legacy-crm)", "[A-Za-z0-9:/ -]{0,15}[A-Za-z0-9]")
        .prop_filter_map("a reference", |(system, id)| Reference::new(&system, &id).ok())
}

/// The key of a custom field.
pub fn custom_key() -> impl Strategy<Value = CustomKey> {
    "[a-z][a-z0-9_]{0,20}".prop_filter_map("a key", |text| CustomKey::new(&text).ok())
}
