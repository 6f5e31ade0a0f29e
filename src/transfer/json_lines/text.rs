//! A part of a body written as JSON while it is told.

use serde::Serialize;

use super::names;
use super::tree::{BYTES, ID};
use crate::store::telling::Hearer;

/// Appends a text in quotes, or a number.
pub(super) fn plain(to: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Neither a text nor a number can fail, and a vector takes every byte.
    let _ = serde_json::to_writer(to, value);
}

/// Writes what it hears behind the name of a field.
pub(super) struct Json<'t>(pub(super) &'t mut Vec<u8>);

impl Json<'_> {
    /// Sets a comma, unless what follows is the first in its list or stands behind its name. A text
    /// ends with a quote, so these are no part of one.
    fn next(&mut self) -> &mut Vec<u8> {
        if !matches!(self.0.last(), Some(b'[' | b'{' | b':')) {
            self.0.push(b',');
        }
        self.0
    }
}

impl Hearer for Json<'_> {
    fn nothing(&mut self) {
        self.next().extend_from_slice(b"null");
    }

    fn flag(&mut self, flag: bool) {
        self.next().extend_from_slice(if flag { b"true" } else { b"false" });
    }

    fn natural(&mut self, number: u64) {
        plain(self.next(), &number);
    }

    fn negative(&mut self, number: i64) {
        plain(self.next(), &number);
    }

    fn text(&mut self, text: &str) {
        plain(self.next(), text);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let to = self.next();
        let id = <[u8; 16]>::try_from(bytes).map(crate::domain::Id::from_bytes);
        to.extend_from_slice(b"{\"");
        to.extend_from_slice(if id.is_ok() { ID } else { BYTES }.as_bytes());
        to.extend_from_slice(b"\":\"");
        match id {
            Ok(id) => names::push_id(to, id),
            Err(_) => names::push_hex(to, bytes),
        }
        to.extend_from_slice(b"\"}");
    }

    fn begin_list(&mut self) {
        self.next().push(b'[');
    }

    fn end_list(&mut self) {
        self.0.push(b']');
    }

    fn begin_fields(&mut self) {
        self.next().push(b'{');
    }

    fn name(&mut self, name: &str) {
        let to = self.next();
        if name.starts_with('$') {
            plain(to, &format!("${name}"));
        } else {
            plain(to, name);
        }
        to.push(b':');
    }

    fn end_fields(&mut self) {
        self.0.push(b'}');
    }
}
