//! What happens to contacts, told.

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::{
    Birthday, CustomKey, Email, Invalid, Lang, Language, Line, Note, Phone, Tag, Zone,
};

fn email(text: &str) -> Address {
    Address::Email(Email::new(text).unwrap())
}

fn mobile(text: &str) -> Address {
    Address::Mobile(Phone::new(text).unwrap())
}

#[test]
fn li_lei_is_met_reached_and_congratulated() {
    let new = NewContact::named("李雷").unwrap().decides().email("Li@Hua.cn").unwrap();
    let li = added(new.phone("+86 10 8888 6666").unwrap());
    assert_eq!((li.client(), li.roles()), (hua().id(), [ContactRole::DecisionMaker].as_slice()));
    let first = li.best_address().known().flatten().unwrap();
    assert!(first.is_same(&email("li@hua.cn")), "nothing is preferred yet");

    let edit = ContactEdit::new()
        .role(ContactRole::Finance)
        .role(ContactRole::Finance)
        .without_role(ContactRole::DecisionMaker)
        .address(mobile("138 0013 8000"))
        .verified(mobile("13800138000"))
        .prefers(AddressKind::Mobile)
        .language(Language::new("zh-CN").unwrap())
        .zone("Asia/Shanghai".parse().unwrap())
        .birthday(Birthday::new(None, 2, 29).unwrap());
    let li = edited(&li, edit, 1);
    assert_eq!(li.roles(), [ContactRole::Finance]);
    assert_eq!(li.best_address().known().flatten().unwrap().as_str(), "138 0013 8000");
    let listed = &li.addresses().known().unwrap()[2];
    assert_eq!(listed.verified_at, Some(day(1).valid_at));
    assert_eq!(
        li.zone().known().flatten().map(|zone| zone.to_string()),
        Some("Asia/Shanghai".into())
    );
    assert_eq!(li.birthday().known().flatten().map(Birthday::month), Some(2));
    assert_eq!(
        li.columns(),
        vec![
            Cell::one("李雷"),
            Cell::one("Active"),
            Cell::many(["li@hua.cn"]),
            Cell::many(["+861088886666", "13800138000"]),
        ]
    );

    // The same place written anew stays verified; another one was never seen.
    let li = edited(&li, ContactEdit::new().address(mobile("138-0013-8000")), 2);
    assert_eq!(li.addresses().known().unwrap().len(), 3);
    assert_eq!(li.addresses().known().unwrap()[2].verified_at, Some(day(1).valid_at));
    let gone = ContactEdit::new().without_address(email("LI@HUA.CN")).without_preference();
    let li = edited(&li, gone.without_birthday().without_zone().without_language(), 3);
    assert_eq!(li.best_address().known().flatten().map(Address::kind), Some(AddressKind::Phone));
    assert_eq!((li.prefers(), li.language()), (Held::Known(None), Held::Known(None)));
    assert_eq!((li.zone(), li.birthday()), (Held::Known(None), Held::Known(None)));
}

#[test]
fn han_meimei_agrees_thinks_again_and_leaves() {
    let (yes, no) = (ConsentSource::Form, ConsentSource::Call);
    let text = || Some(Tag::new("privacy 2026-01").unwrap());
    let han = added(NewContact::named("韩梅梅").unwrap());
    assert!(!han.agrees_to(&Purpose::Marketing));
    let han = after(&han, han.consent(Purpose::Marketing, yes, text(), &day(1)), &day(1));
    let own = Purpose::Own(CustomKey::new("reference_visit").unwrap());
    let han = after(&han, han.consent(own.clone(), yes, None, &day(2)), &day(2));
    assert!(han.agrees_to(&Purpose::Marketing) && han.agrees_to(&own));
    assert!(!han.agrees_to(&Purpose::Survey));
    let given = han.consent_to(&Purpose::Marketing).unwrap();
    assert_eq!((given.answer, given.at, given.source), (Answer::Given, day(1).valid_at, yes));
    assert_eq!(given.text, text());

    let earlier = han.withdraw(Purpose::Marketing, no, &day(0)).unwrap_err();
    assert_eq!(earlier.code(), "contact.before_last");
    let han = after(&han, han.withdraw(Purpose::Marketing, no, &day(3)), &day(3));
    assert!(!han.agrees_to(&Purpose::Marketing) && han.agrees_to(&own));
    let again = han.withdraw(Purpose::Marketing, no, &day(4)).unwrap_err();
    assert_eq!(again.explain(Lang::Zh), "联系人不能撤回：该项同意已经撤回");
    assert_eq!(han.consents().len(), 3, "nothing is overwritten");

    let han = after(&han, han.leave(&day(5)), &day(5));
    assert_eq!((han.state(), han.left_at()), (ContactState::Left, Some(day(5).valid_at)));
    assert!(!han.is_active() && !han.agrees_to(&own), "who has left agrees to nothing");
    let no_more = han.consent(own.clone(), yes, None, &day(6)).unwrap_err();
    assert_eq!((no_more.code(), no_more.allowed()), ("state", ["withdraw", "erase"].as_slice()));
    assert_eq!(han.edit(ContactEdit::new().without_zone(), &day(6)).unwrap_err().code(), "state");
    let han = after(&han, han.withdraw(own, no, &day(6)), &day(6));
    assert_eq!(han.consents().len(), 4);
    // Who never agreed may object.
    assert!(li().withdraw(Purpose::Profiling, no, &day(1)).is_ok());
}

#[test]
fn an_erased_contact_is_dates_and_answers() {
    let li = added(NewContact::named("李雷").unwrap().email("li@hua.cn").unwrap());
    let li = after(&li, li.consent(Purpose::Care, ConsentSource::Meeting, None, &day(1)), &day(1));
    assert_eq!(li.erase(&day(-1)).unwrap_err().code(), "contact.before_last");
    let li = after(&li, li.erase(&day(2)), &day(2));
    assert_eq!((li.personal(), li.name()), (Held::Erased, Held::Erased));
    assert_eq!((li.best_address(), li.birthday()), (Held::Erased, Held::Erased));
    assert_eq!(
        li.columns(),
        vec![Cell::NULL, Cell::one("Erased"), Cell::many([""; 0]), Cell::many([""; 0])]
    );
    assert_eq!(li.consents().len(), 1);
    assert!(!li.agrees_to(&Purpose::Care));
    assert!(li.allowed().is_empty() && li.left_at().is_none());
    let again = li.withdraw(Purpose::Care, ConsentSource::Call, &day(3)).unwrap_err();
    assert_eq!(again.code(), "state");
}

#[test]
fn a_client_has_so_many_contacts_and_no_more() {
    let add =
        |contacts| Contact::add(NewContact::named("李雷").unwrap(), &hua(), contacts, &day(0));
    assert!(add(9_999).is_ok());
    let why = Invalid::TooMany { field: "contacts", limit: 10_000 };
    assert_eq!(add(10_000).unwrap_err().failed(), &Failed::Invalid(why));

    let reason = Line::new("项目结束").unwrap();
    let event = hua().archive(reason, &[], &day(1)).unwrap();
    let entry = Header { id: stream().id(), ..header(&day(1)) };
    let archived = Client::apply(Some(hua()), &event, &entry).unwrap();
    let no = Contact::add(NewContact::named("李雷").unwrap(), &archived, 0, &day(2)).unwrap_err();
    assert_eq!((no.code(), no.from()), ("contact.client_not_active", "–"));
}

#[test]
fn addresses_are_theirs_right_and_not_too_many() {
    let refused = |edit: ContactEdit| li().edit(edit, &day(1)).unwrap_err().failed().clone();
    let missing = Failed::Guard(ContactGuard::NoSuchAddress);
    assert_eq!(refused(ContactEdit::new().verified(email("x@hua.cn"))), missing);
    assert_eq!(refused(ContactEdit::new().without_address(mobile("13800138000"))), missing);
    assert_eq!(refused(ContactEdit::new()), Failed::Guard(ContactGuard::NothingChanges));
    // The same number on a desk and in a pocket are two places.
    let edit = ContactEdit::new().address(Address::Phone(Phone::new("13800138000").unwrap()));
    assert_eq!(refused(edit.verified(mobile("13800138000"))), missing);
    let messenger =
        |service, name| Address::Messenger(Tag::new(service).unwrap(), Line::new(name).unwrap());
    assert!(messenger("WeChat", "li").is_same(&messenger("wechat", "li")));
    assert!(!messenger("WeChat", "li").is_same(&messenger("WhatsApp", "li")));
    let post = Address::Post(Note::new("苏州\n工业园区").unwrap());
    assert_eq!((post.kind(), post.as_str()), (AddressKind::Post, "苏州\n工业园区"));

    let many =
        |n| (0..n).fold(ContactEdit::new(), |edit, n| edit.address(email(&format!("a{n}@hua.cn"))));
    assert!(li().edit(many(20), &day(1)).is_ok());
    let why = Failed::Invalid(Invalid::TooMany { field: "addresses", limit: 20 });
    assert_eq!(refused(many(21)), why);
    let new = NewContact::named("李雷").unwrap().with(many(21));
    assert_eq!(Contact::add(new, &hua(), 0, &day(0)).unwrap_err().failed(), &why);
    let two_lines = NewContact::named("李雷").unwrap().email("li@hua.cn\nBcc: all@hua.cn");
    assert_eq!(two_lines.unwrap_err().code(), "invalid.text");
    assert_eq!(
        NewContact::named("李雷").unwrap().phone("12").unwrap_err(),
        Invalid::Phone { field: "phone" }
    );
}

#[test]
fn nobody_is_born_tomorrow() {
    let born = |text: &str, zone: &str| {
        let edit = ContactEdit::new().birthday(text.parse().unwrap());
        let zone: Zone = zone.parse().unwrap();
        li().edit(edit.zone(zone), &day(0)).map_err(|no| no.code())
    };
    // It is midnight of 1 January 2026 in London, and still New Year's Eve in New York.
    assert!(born("2026-01-01", "Europe/London").is_ok());
    assert_eq!(born("2026-01-02", "Europe/London"), Err("invalid.date"));
    assert_eq!(born("2026-01-01", "America/New_York"), Err("invalid.date"));
    assert!(born("--12-31", "Europe/London").is_ok());
    assert!("2023-02-29".parse::<Birthday>().is_err() && "0000-00-00".parse::<Birthday>().is_err());
}

#[test]
fn agreeing_has_an_end_and_withdrawing_has_none() {
    let agree =
        |contact: &Contact| contact.consent(Purpose::Care, ConsentSource::Form, None, &day(1));
    let full = (0..1_000).fold(li(), |contact, _| after(&contact, agree(&contact), &day(1)));
    let why = Invalid::TooMany { field: "consents", limit: 1_000 };
    assert_eq!(agree(&full).unwrap_err().failed(), &Failed::Invalid(why));
    assert!(full.withdraw(Purpose::Care, ConsentSource::Form, &day(1)).is_ok());
}
