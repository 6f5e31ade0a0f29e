//! Values as bytes whose order is the values' order: the keys of ordered stores, and of cursors.

use super::error::StoreError;
use crate::domain::Id;
use crate::domain::declaration::{Shape, Value};

/// Appends a value so that byte order is value order and no value's bytes begin another's.
pub fn push(key: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Integer(number) => {
            key.extend_from_slice(&(number.cast_unsigned() ^ (1 << 63)).to_be_bytes());
        }
        Value::Text(text) => {
            push_text(key, text);
            // Below every byte of a longer text, escaped zeros included.
            key.extend_from_slice(&[0, 0]);
        }
        Value::Id(id) => key.extend_from_slice(id.as_bytes()),
    }
}

/// Appends the beginning of a text: what every longer text has in front.
pub fn push_text(key: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        key.push(byte);
        if byte == 0 {
            key.push(0xff);
        }
    }
}

/// Takes a value of this shape off the front.
///
/// # Errors
/// [`StoreError::InvalidCursor`] when the bytes hold no such value.
pub fn take(key: &mut &[u8], shape: Shape) -> Result<Value, StoreError> {
    match shape {
        Shape::Integer => {
            let (head, rest) = key.split_first_chunk::<8>().ok_or(StoreError::InvalidCursor)?;
            *key = rest;
            Ok(Value::Integer((u64::from_be_bytes(*head) ^ (1 << 63)).cast_signed()))
        }
        Shape::Id => take_id(key).map(Value::Id),
        Shape::Text => {
            let mut text = Vec::new();
            loop {
                match **key {
                    [0, 0, ref rest @ ..] => {
                        *key = rest;
                        break;
                    }
                    [0, 0xff, ref rest @ ..] => {
                        text.push(0);
                        *key = rest;
                    }
                    [0, ..] | [] => return Err(StoreError::InvalidCursor),
                    [byte, ref rest @ ..] => {
                        text.push(byte);
                        *key = rest;
                    }
                }
            }
            String::from_utf8(text).map(Value::Text).map_err(|_| StoreError::InvalidCursor)
        }
    }
}

/// Takes an id off the front.
///
/// # Errors
/// [`StoreError::InvalidCursor`] when fewer than sixteen bytes are left.
pub fn take_id(key: &mut &[u8]) -> Result<Id, StoreError> {
    let (head, rest) = key.split_first_chunk::<16>().ok_or(StoreError::InvalidCursor)?;
    *key = rest;
    Ok(Id::from_bytes(*head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: &Value) -> Vec<u8> {
        let mut key = Vec::new();
        push(&mut key, value);
        key
    }

    #[test]
    fn byte_order_is_value_order() {
        let numbers = [i64::MIN, -300, -1, 0, 1, 255, 256, i64::MAX].map(Value::Integer);
        assert!(numbers.is_sorted_by_key(bytes));
        let texts =
            ["", "\0", "\0\0", "\0a", "a", "a\0", "aa", "ab", "b", "客", "客户"].map(Value::from);
        assert!(texts.is_sorted_by_key(bytes));
        for value in numbers.iter().chain(&texts) {
            let key = bytes(value);
            assert_eq!(take(&mut key.as_slice(), value.shape()).ok().as_ref(), Some(value));
        }
    }
}
