//! What happens to members of staff, told.

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::staff::{StaffEdit, StaffGuard, StaffState};
use crate::domain::{Held, Invalid, Lang, Language, Name, Tag};

#[test]
fn anna_joins_leads_leaves_and_comes_back() {
    let bo = enrolled(2, "Bo");
    let anna = enrolled(1, "王安娜");
    let tag = |text| Tag::new(text).unwrap();
    let edit = StaffEdit::new()
        .roles([tag("Consultant"), tag("lead")])
        .unwrap()
        .language(Language::new("zh-CN").unwrap())
        .lead(bo.id());
    let anna = after(&anna, anna.edit(edit, std::slice::from_ref(&bo), &day(1)), &day(1));
    assert!(anna.has_role(&tag("LEAD")));
    assert_eq!(anna.roles().len(), 2);
    assert_eq!(anna.lead(), Some(bo.id()));
    assert_eq!(anna.language().known().flatten().map(Language::as_str), Some("zh-CN"));

    let anna = after(&anna, anna.leave(&day(30)), &day(30));
    assert_eq!((anna.state(), anna.since()), (StaffState::Left, day(30).valid_at));
    let no = anna.edit(StaffEdit::new().without_lead(), &[], &day(31)).unwrap_err();
    assert_eq!(
        (no.from(), no.verb(), no.allowed()),
        ("Left", "edit", ["enrol", "erase"].as_slice())
    );

    let again = NewStaff::named("王安娜").unwrap();
    let anna = after(&anna, Staff::enrol(id(1), again, Some(&anna), &[], &day(90)), &day(90));
    assert!(anna.is_active());
    assert_eq!((anna.roles(), anna.lead()), ([].as_slice(), None));
}

#[test]
fn who_is_erased_is_erased_everywhere_and_for_ever() {
    let anna = enrolled(1, "Anna");
    assert_eq!(anna.erase(&day(1)).unwrap_err().code(), "state");
    let gone = after(&anna, anna.leave(&day(1)), &day(1));
    let gone = after(&gone, gone.erase(&day(2)), &day(2));
    assert_eq!(gone.name(), Held::Erased);
    assert_eq!(gone.language(), Held::Erased);
    assert_eq!(gone.personal(), Held::Erased);
    assert_eq!(gone.columns(), vec![Cell::NULL, Cell::one("Erased"), Cell::NULL]);
    assert!(gone.allowed().is_empty());
    let again = Staff::enrol(id(1), NewStaff::named("Anna").unwrap(), Some(&gone), &[], &day(3));
    assert_eq!(again.unwrap_err().code(), "state");
}

#[test]
fn nobody_leads_themselves_not_even_from_far_above() {
    let lead = |n| StaffEdit::new().lead(id(n));
    let circle = Failed::Guard(StaffGuard::LeadCircle);
    let top = enrolled(1, "Top");
    let no = top.edit(lead(1), &[], &day(1)).unwrap_err();
    assert_eq!(no.failed(), &circle);
    let no = top.edit(lead(1), std::slice::from_ref(&top), &day(1)).unwrap_err();
    assert_eq!(no.explain(Lang::Zh), "员工不能修改：上级是本人，或向本人汇报");

    let middle = enrolled(2, "Middle");
    let middle = after(&middle, middle.edit(lead(1), std::slice::from_ref(&top), &day(1)), &day(1));
    let low = enrolled(3, "Low");
    let low = after(&low, low.edit(lead(2), &[middle.clone(), top.clone()], &day(1)), &day(1));
    let no = top.edit(lead(3), &[low.clone(), middle], &day(2)).unwrap_err();
    assert_eq!(no.failed(), &circle);
    // Even when only part of the way up is known.
    let no = Staff::enrol(
        id(2),
        NewStaff::named("Middle").unwrap().with(lead(3)),
        None,
        &[low],
        &day(2),
    );
    assert_eq!(no.unwrap_err().failed(), &circle);
}

#[test]
fn a_lead_is_known_and_with_the_firm() {
    let anna = enrolled(1, "Anna");
    let bo = enrolled(2, "Bo");
    let edit = || StaffEdit::new().lead(bo.id());
    let no = anna.edit(edit(), &[], &day(1)).unwrap_err();
    assert_eq!(no.code(), "staff.lead_unknown");
    let no = anna.edit(edit(), &[enrolled(3, "Cy")], &day(1)).unwrap_err();
    assert_eq!(no.code(), "staff.lead_unknown");
    let left = after(&bo, bo.leave(&day(1)), &day(1));
    assert_eq!(anna.edit(edit(), &[left], &day(2)).unwrap_err().code(), "staff.lead_left");
}

#[test]
fn nothing_happens_before_what_happened_last() {
    let anna = enrolled(1, "Anna");
    assert_eq!(anna.leave(&day(-1)).unwrap_err().code(), "staff.before_last");
    let left = after(&anna, anna.leave(&day(0)), &day(0));
    assert_eq!(left.erase(&day(-1)).unwrap_err().code(), "staff.before_last");
    let new = NewStaff::named("Anna").unwrap();
    let no = Staff::enrol(id(1), new, Some(&left), &[], &day(-1)).unwrap_err();
    assert_eq!(no.code(), "staff.before_last");
}

#[test]
fn an_edit_says_something_and_roles_have_an_end() {
    let anna = enrolled(1, "Anna");
    let no = anna.edit(StaffEdit::new(), &[], &day(1)).unwrap_err();
    assert_eq!(no.failed(), &Failed::Guard(StaffGuard::NothingChanges));
    let role = |n: usize| Tag::new(&format!("role {n}")).unwrap();
    assert!(StaffEdit::new().roles((0..64).map(role)).is_ok());
    let why = StaffEdit::new().roles((0..65).map(role));
    assert_eq!(why, Err(Invalid::TooMany { field: "roles", limit: 64 }));
    let twice = [Tag::new("lead").unwrap(), Tag::new("LEAD").unwrap()];
    assert_eq!(StaffEdit::new().roles(twice), Err(Invalid::Twice { field: "roles" }));
    assert_eq!(NewStaff::named(" "), Err(Invalid::Empty { field: "name" }));
    let renamed = StaffEdit::new().name(Name::new("Ann").unwrap()).without_language();
    let anna = after(&anna, anna.edit(renamed, &[], &day(1)), &day(1));
    assert_eq!(anna.name().to_string(), "Ann");
}
