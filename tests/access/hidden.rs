//! What is hidden from somebody is to them as if it were not there, to the word.

use guanxi::crm::{Access, Asks, Decision, DefaultAccess, Permission};
use guanxi::store::Sight;
use guanxi::{Actor, Crm};
use uuid::Uuid;

use super::drive::{Ids, ask, filled};

/// Everybody may ask everything, and sees what they see.
#[derive(Debug)]
struct AskingIsFree;

impl Access for AskingIsFree {
    fn decide(&self, _: &Actor, _: Permission, _: Option<guanxi::domain::Stream>) -> Decision {
        Decision::Allow
    }

    fn sight(&self, actor: &Actor) -> Sight {
        DefaultAccess.sight(actor)
    }
}

/// A text without the ids in it.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| Uuid::try_parse(word).is_ok();
    let mut told = text.to_owned();
    let at = |word: &str| word.get(..36).is_some_and(is_id);
    while let Some((place, _)) = told.char_indices().find(|(place, _)| at(&told[*place..])) {
        told.replace_range(place..place + 36, "…");
    }
    told
}

#[test]
fn what_is_hidden_is_answered_as_what_is_not_there() {
    let crm = Crm::memory().unwrap();
    let hidden = filled(&crm);
    let absent = Ids::of_nobody();
    let crm = crm.with_access(AskingIsFree);
    let stranger = guanxi::ContactId::from_uuid(Uuid::from_u128(0xbad));
    let elsewhere = guanxi::ClientId::from_uuid(Uuid::from_u128(0xbad0));
    let desk = crm.desk(Actor::contact(elsewhere, stranger));
    let mut compared = 0;
    for permission in Permission::ALL.iter().filter(|it| it.asks() == Asks::Query) {
        let answer = |ids| match ask(&desk, *permission, ids) {
            Ok(empty) => format!("empty: {empty}"),
            Err(error) => without_ids(&error.to_string()),
        };
        assert_eq!(answer(&hidden), answer(&absent), "{permission}");
        compared += 1;
    }
    assert!(compared > 60, "{compared}");
}
