//! Lists that go on behind a cursor: page after page of one they are what one page of all is.

use guanxi::domain::ProjectId;
use guanxi::domain::noun::Noun;
use guanxi::store::Cursor;
use guanxi::{Error, Pages};

use crate::engines::everywhere;
use crate::{changes, expectations};

/// Everything in a list, one by one, which is what a page of all of it has.
fn one_by_one<N: Noun>(list: impl Fn(usize, Option<Cursor>) -> Result<Pages<N>, Error>) -> usize {
    let id = |found: &guanxi::crm::Found<N>| found.now.id();
    let all: Vec<N::Id> = list(100, None).unwrap().items.iter().map(id).collect();
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let page = list(1, after).unwrap();
        told.extend(page.items.iter().map(id));
        assert!(told.len() <= all.len(), "the list begins again");
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert!(told == all);
    all.len()
}

#[test]
fn changes_and_promises_are_listed_page_after_page() {
    everywhere(|house| {
        let firm = changes::Firm::new(house);
        let desk = firm.desk();
        let project = ProjectId::from_uuid(uuid::Uuid::from_u128(5));
        for _ in 0..3 {
            desk.changes().draft(firm.client, firm.wish().project(project)).unwrap();
            desk.expectations().capture(firm.client, expectations::wish()).unwrap();
        }
        let (changes, promises) = (desk.changes(), desk.expectations());
        assert_eq!(one_by_one(|limit, after| changes.log(firm.client, limit, after)), 3);
        assert_eq!(one_by_one(|limit, after| changes.log_of_project(project, limit, after)), 3);
        assert_eq!(one_by_one(|limit, after| promises.of(firm.client, limit, after)), 3);
    });
}
