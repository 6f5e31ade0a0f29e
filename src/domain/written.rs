//! What holds for every value that is written as a text and as bytes.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Invalid;

/// A value comes back the same from its text and from its bytes.
pub(super) fn returns<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Display + Debug + FromStr<Err = Invalid> + PartialEq + Serialize + DeserializeOwned,
{
    prop_assert_eq!(&value.to_string().parse::<T>().expect("parses"), value);
    let bytes = rmp_serde::to_vec(value).expect("writes");
    prop_assert_eq!(&rmp_serde::from_slice::<T>(&bytes).expect("reads"), value);
    let bytes = rmp_serde::to_vec_named(value).expect("writes");
    prop_assert_eq!(&rmp_serde::from_slice::<T>(&bytes).expect("reads"), value);
    Ok(())
}

/// Text that is taken is the text of a value that returns; what is refused is not repeated.
pub(super) fn holds<T>(text: &str) -> Result<(), TestCaseError>
where
    T: Display + Debug + FromStr<Err = Invalid> + PartialEq + Serialize + DeserializeOwned,
{
    match text.parse::<T>() {
        Ok(value) => returns(&value),
        Err(why) => {
            prop_assert!(text.chars().count() < 8 || !why.to_string().contains(text));
            Ok(())
        }
    }
}
