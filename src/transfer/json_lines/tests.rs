//! Tests of JSON Lines that ask the writer alone; those of whole files stand in `tests/desk/exports/`.

use super::text::Json;
use crate::store::telling::Hearer;

#[test]
fn what_is_told_is_json_whatever_the_texts_end_with() {
    let mut line = b"{\"plain\":".to_vec();
    let mut json = Json(&mut line);
    json.begin_fields();
    json.name("$a");
    json.begin_list();
    json.end_list();
    json.name("b");
    json.begin_list();
    for text in ["[", "{", ":", ",", "\"\\\u{7}", "华信"] {
        json.text(text);
    }
    json.nothing();
    json.flag(true);
    json.natural(u64::MAX);
    json.negative(i64::MIN);
    json.bytes(&[0, 255]);
    json.bytes(&[7; 16]);
    json.begin_fields();
    json.end_fields();
    json.end_list();
    json.end_fields();
    line.push(b'}');
    let wanted = concat!(
        r#"{"plain":{"$$a":[],"b":["[","{",":",",","\"\\\u0007","华信",null,true,"#,
        r#"18446744073709551615,-9223372036854775808,{"$bytes":"00ff"},"#,
        r#"{"$id":"07070707-0707-0707-0707-070707070707"},{}]}}"#,
    );
    assert_eq!(String::from_utf8(line).unwrap(), wanted);
    assert!(serde_json::from_str::<serde::de::IgnoredAny>(wanted).is_ok());
}
