//! Fields of a firm's own, told.

use super::*;
use crate::domain::client::strategies::schema;
use crate::domain::refusal::Refused;
use crate::domain::{Date, Invalid};

fn fill(
    client: &Client,
    key_: &str,
    value: CustomValue,
    schema: &Schema,
) -> Result<Client, &'static str> {
    let edit = ClientEdit::new().heard(Source::Questionnaire).custom(key(key_), value);
    let event = client.edit(edit, &Given::nothing().fields(schema), &day(1));
    let event = event.map_err(|no| no.code())?;
    Ok(Client::apply(Some(client.clone()), &event, &header(&day(1))).unwrap())
}

#[test]
fn a_field_keeps_what_its_shape_says() {
    let schema = schema().unwrap();
    let number = |text, places| CustomValue::Number(Decimal::read(text, places).unwrap());
    let client = fill(&hua(), "revenue", number("12.5", 1), &schema).unwrap();
    assert_eq!(client.custom(&key("revenue")).known().flatten().unwrap().to_string(), "12.50");
    let entry = &client.custom_fields().known().unwrap()[&key("revenue")];
    assert_eq!((entry.value.schema, entry.from.source), (3, Source::Questionnaire));
    let chosen = CustomValue::Choices(vec![tag("c"), tag("a"), tag("C")]);
    let client = fill(&client, "channels", chosen, &schema).unwrap();
    let chosen = client.custom(&key("channels")).known().flatten().unwrap();
    assert_eq!(
        chosen,
        &CustomValue::Choices(vec![tag("A"), tag("C")]),
        "as the schema spells them"
    );

    assert_eq!(fill(&hua(), "revenue", number("0.125", 3), &schema), Err("client.custom_shape"));
    let huge = CustomValue::Number(Decimal::new(i64::MAX, 0).unwrap());
    assert_eq!(fill(&hua(), "revenue", huge, &schema), Err("client.custom_shape"));
    let text = || CustomValue::Text(note("x"));
    assert_eq!(fill(&hua(), "founded", text(), &schema), Err("client.custom_shape"));
    assert_eq!(fill(&hua(), "nothing", text(), &schema), Err("client.custom_unknown"));
    assert_eq!(fill(&hua(), "remark", text(), &Schema::none()), Err("client.custom_unknown"));
    let one = || CustomValue::Choice(tag("D"));
    assert_eq!(fill(&hua(), "size", one(), &schema), Err("client.custom_choice"));
    let some = CustomValue::Choices(vec![tag("A"), tag("D")]);
    assert_eq!(fill(&hua(), "channels", some, &schema), Err("client.custom_choice"));
    let new = NewClient::person("x").unwrap().with(ClientEdit::new().custom(key("size"), one()));
    let no = Client::register(new, &Given::nothing().fields(&schema), &day(0)).unwrap_err();
    assert_eq!((no.code(), no.verb()), ("client.custom_choice", "register"));
}

#[test]
fn a_retired_field_is_read_emptied_and_not_written() {
    let schema = schema().unwrap();
    let client = fill(&hua(), "remark", CustomValue::Text(note("x")), &schema).unwrap();
    let fields = schema.fields().iter().cloned().map(CustomField::retired);
    let next = Schema::of(4, fields).unwrap();
    assert_eq!(next.follows(&schema), Ok(()));
    let again = fill(&client, "remark", CustomValue::Text(note("y")), &next);
    assert_eq!(again, Err("client.custom_retired"));
    assert!(client.custom(&key("remark")).known().flatten().is_some());
    let client = edited(&client, ClientEdit::new().without_custom(key("remark")), 2);
    assert_eq!(client.custom(&key("remark")), Held::Known(None));
}

#[test]
fn a_schema_grows_and_never_turns() {
    let field = |key, shape| CustomField::new(key, "x", shape).unwrap();
    let one = Schema::of(1, [field("a", CustomShape::Text)]).unwrap();
    let two =
        Schema::of(2, [field("a", CustomShape::Text), field("b", CustomShape::Date)]).unwrap();
    assert_eq!(two.follows(&one), Ok(()));
    assert_eq!(one.follows(&two), Err(Invalid::Backwards { field: "version" }));
    assert_eq!(one.follows(&one).unwrap_err().code(), "invalid.backwards");
    let gone = Schema::of(3, [field("b", CustomShape::Date)]).unwrap();
    assert_eq!(gone.follows(&two).unwrap_err().code(), "invalid.empty");
    let turned =
        Schema::of(3, [field("a", CustomShape::Date), field("b", CustomShape::Date)]).unwrap();
    assert_eq!(turned.follows(&two).unwrap_err().code(), "invalid.mixed");
}

#[test]
fn a_schema_is_checked_when_it_is_made() {
    let choice = |tags: &[&str]| CustomShape::Choice(tags.iter().map(|text| tag(text)).collect());
    let made = |shape| CustomField::new("a", "x", shape).map(|_| ()).map_err(|why| why.code());
    assert_eq!(made(choice(&[])), Err("invalid.empty"));
    assert_eq!(made(choice(&["A", "a"])), Err("invalid.twice"));
    assert_eq!(made(CustomShape::Number { decimals: 9 }), Ok(()));
    assert_eq!(made(CustomShape::Number { decimals: 10 }), Err("invalid.range"));
    let many: Vec<Tag> = (0..201).map(|n| tag(&format!("{n}"))).collect();
    assert_eq!(made(CustomShape::Choices(many[..200].to_vec())), Ok(()));
    assert_eq!(made(CustomShape::Choices(many)), Err("invalid.too_many"));
    assert!(CustomField::new("A", "x", CustomShape::Text).is_err());
    assert_eq!(
        CustomField::new("a", "", CustomShape::Text),
        Err(Invalid::Empty { field: "title" })
    );
    let field = |n| CustomField::new(&format!("k{n}"), "x", CustomShape::Text).unwrap();
    assert!(Schema::of(1, (0..100).map(field)).is_ok());
    assert_eq!(Schema::of(1, (0..101).map(field)).unwrap_err().code(), "invalid.too_many");
    assert_eq!(Schema::of(1, [field(1), field(1)]).unwrap_err().code(), "invalid.twice");
}

#[test]
fn what_people_write_is_read_or_turned_away() {
    let schema = schema().unwrap();
    let read = |name, text| schema.read(&key(name), text).map_err(|why| why.code());
    assert_eq!(
        read("founded", " 2009-02-28 "),
        Ok(CustomValue::Date(Date::new(2009, 2, 28).unwrap()))
    );
    assert_eq!(read("founded", "2023-02-29"), Err("invalid.date"));
    assert_eq!(read("revenue", "-0.5").map(|n| n.to_string()), Ok("-0.50".into()));
    for bad in ["", "1,5", "0.125", "1e9", "NaN", "--1", ".5", "5.", "１"] {
        assert_eq!(read("revenue", bad), Err("invalid.form"), "{bad}");
    }
    assert_eq!(read("revenue", "99999999999999999999"), Err("invalid.overflow"));
    assert_eq!(read("size", "b"), Ok(CustomValue::Choice(tag("B"))));
    assert_eq!(read("size", "D"), Err("invalid.unknown"));
    assert_eq!(read("channels", "c；A;").map(|v| v.to_string()), Ok("A; C".into()));
    assert_eq!(read("channels", ""), Ok(CustomValue::Choices(vec![])));
    assert_eq!(read("remark", "两行\n文字").map(|v| v.to_string()), Ok("两行\n文字".into()));
    assert_eq!(read("nothing", "x"), Err("invalid.unknown"));
}
