//! Tests of JSON Lines.
