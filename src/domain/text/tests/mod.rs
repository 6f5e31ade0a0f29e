//! The laws of words: what is taken comes back, what is refused is not repeated.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::domain::Invalid;
use crate::domain::written::{self, returns};

mod marks;
mod stories;

/// Whatever is refused is refused by serde too.
fn holds<T>(text: &str) -> Result<(), TestCaseError>
where
    T: Display + Debug + FromStr<Err = Invalid> + PartialEq + Serialize + DeserializeOwned,
{
    if text.parse::<T>().is_err() {
        let bytes = rmp_serde::to_vec(text).expect("writes");
        prop_assert!(rmp_serde::from_slice::<T>(&bytes).is_err());
    }
    written::holds::<T>(text)
}

proptest! {
    #[test]
    fn any_text_is_taken_whole_or_turned_away(text in strategies::anything()) {
        holds::<Name>(&text)?;
        holds::<Line>(&text)?;
        holds::<Note>(&text)?;
        holds::<Email>(&text)?;
        holds::<Phone>(&text)?;
        holds::<Tag>(&text)?;
        holds::<Unit>(&text)?;
        holds::<Language>(&text)?;
        holds::<CustomKey>(&text)?;
        if let Ok(reference) = text.parse::<Reference>() {
            returns(&reference)?;
        }
    }

    #[test]
    fn words_come_back_as_they_were(
        name in strategies::name(),
        line in strategies::line(),
        note in strategies::note(),
        email in strategies::email(),
        phone in strategies::phone(),
        tag in strategies::tag(),
        language in strategies::language(),
        reference in strategies::reference(),
        key in strategies::custom_key(),
    ) {
        returns(&name)?;
        returns(&line)?;
        returns(&note)?;
        returns(&email)?;
        returns(&phone)?;
        returns(&tag)?;
        returns(&language)?;
        returns(&reference)?;
        returns(&key)?;
    }

    #[test]
    fn a_character_that_does_not_belong_is_named_by_its_place(
        before in "[a-z一-龥]{1,20}",
        blanks in " {0,3}",
        bad in prop::sample::select(vec!['\0', '\u{7}', '\u{7F}', '\u{9F}', '\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{FFFF}', '\u{FDD0}', '\u{1FFFE}', '\u{FEFF}', '\u{2028}']),
    ) {
        let text = format!("{blanks}{before}{bad}z");
        let at = text.chars().count() - 1;
        prop_assert_eq!(Name::new(&text), Err(Invalid::Text { field: "name", at }));
        prop_assert_eq!(Line::new(&text), Err(Invalid::Text { field: "text", at }));
        prop_assert_eq!(Tag::new(&text), Err(Invalid::Text { field: "tag", at }));
        prop_assert_eq!(Phone::new(&text), Err(Invalid::Text { field: "phone", at }));
        if bad == '\u{2028}' {
            prop_assert!(Note::new(&text).is_ok());
        } else {
            prop_assert_eq!(Note::new(&text), Err(Invalid::Text { field: "note", at }));
        }
    }

    #[test]
    fn two_spellings_of_an_address_have_one_key(email in strategies::email()) {
        let upper = Email::new(&email.as_str().to_ascii_uppercase()).expect("an address");
        prop_assert_eq!(upper.key(), email.key());
        prop_assert_eq!(Email::new(&email.key()).expect("a key is an address").key(), email.key());
        prop_assert_eq!(format!("{}@{}", email.local(), email.domain()), email.as_str());
        prop_assert_eq!(upper.domain(), email.domain());
    }

    #[test]
    fn the_key_of_a_number_is_its_digits(phone in strategies::phone(), gaps in "[ .-]") {
        let key = phone.key().to_owned();
        let again = Phone::new(&key).expect("a key is a number");
        prop_assert_eq!(again.key(), &key);
        let number = key.split('x').next().expect("a first part").trim_start_matches('+');
        prop_assert!((5..=15).contains(&number.len()));
        prop_assert!(number.chars().all(|ch| ch.is_ascii_digit()));
        let spread: String = key.chars().flat_map(|ch| [ch, gaps.chars().next().expect("a gap")]).take(39).collect();
        if let Ok(spread) = Phone::new(&spread) {
            prop_assert!(key.starts_with(spread.key()));
        }
    }

    #[test]
    fn the_case_of_a_language_is_settled(language in strategies::language()) {
        prop_assert_eq!(&Language::new(&language.as_str().to_ascii_uppercase()).expect("a tag"), &language);
        prop_assert_eq!(Language::new(&language.as_str().replace('-', "_")).expect("a tag"), language);
    }

    #[test]
    fn a_tag_keeps_its_key(tag in strategies::tag()) {
        prop_assert_eq!(Tag::new(&tag.as_str().to_ascii_uppercase()).expect("a tag").key(), Tag::new(&tag.key()).expect("a tag").key());
    }
}
