//! What a promise is held to, whatever is widened, backdated or said for another.

use super::*;

/// Said on one day as of an earlier one.
fn told(of: i64, on: i64) -> Stamp {
    Stamp { valid_at: at(of), recorded_at: at(on), by: ActorId::Staff(anna()) }
}

#[test]
fn a_tolerance_in_seconds_is_as_many_seconds_on_a_wider_scale() {
    let verdict = |tolerance: Option<&str>, actual: &str| {
        let scale = Scale::lower("10 s", "0 s").unwrap();
        let mut input = Clarify::of("打开报表的时间", scale).unwrap();
        input.tolerance = tolerance.map(|own| own.parse().unwrap());
        let one = clarified(input);
        let input = agree(s("5"), None, anna(), at(2));
        let one = after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2);
        let mut wider = revise(s("5"), None, false);
        wider.wider = Some(Scale::lower("20 s", "0 s").unwrap());
        wider.acknowledgement = Some(acknowledged(at(3)));
        let one = after(&one, firm(|firm| one.revise(wider, &here(), firm, &day(3))), 3);
        evaluated(&one, actual, 4).evaluation().unwrap().verdict()
    };
    assert_eq!(verdict(Some("0.5 s"), "5.5"), Verdict::Met);
    assert_eq!(verdict(Some("0.5 s"), "5.9"), Verdict::Missed);
    assert_eq!(verdict(None, "5.9"), Verdict::Met, "the firm's is a part of the scale");
}

#[test]
fn nobody_lowers_a_promise_past_due_by_telling_it_as_of_an_earlier_day() {
    let one = agreed(fast());
    let say = |change, said| {
        let mut input = revise(s("20"), None, change);
        input.acknowledgement = Some(acknowledged(at(said)));
        firm(|firm| one.revise(input, &here(), firm, &told(29, 40)))
    };
    assert_eq!(code(say(false, 31)), "expectation.after_due");
    assert!(say(false, 30).is_ok() && say(true, 31).is_ok());
    let one = clarified(fast());
    let agree = |said| {
        let input = agree(s("20"), Some(at(30)), anna(), at(said));
        firm(|firm| one.agree(input, &here(), firm, &told(2, 40)))
    };
    assert_eq!(code(agree(31)), "expectation.due_in_past");
    assert!(agree(30).is_ok());
}

#[test]
fn only_a_change_that_was_approved_moves_what_is_past_due() {
    let one = agreed(fast());
    let undecided = here().undecided();
    let change = || revise(s("20"), None, true);
    let say = |setting: &Setting, n| firm(|firm| one.revise(change(), setting, firm, &day(n)));
    assert_eq!(code(say(&undecided, 31)), "expectation.after_due");
    assert!(say(&here(), 31).is_ok());
    // Until it is due it may be any change; acknowledged later, it must have been approved.
    let waiting = after(&one, say(&undecided, 20), 20);
    let yes = |setting: &Setting| waiting.acknowledge(acknowledged(at(31)), setting, &day(31));
    assert_eq!(code(yes(&undecided)), "expectation.after_due");
    assert!(yes(&here()).is_ok());
}

#[test]
fn a_change_is_answered_by_what_the_client_acknowledged() {
    let one = agreed(fast());
    let change = strategies::cause(true).change().unwrap();
    let said = firm(|firm| one.revise(revise(s("8"), None, true), &here(), firm, &day(3)));
    let waiting = after(&one, said, 3);
    assert!(!waiting.has_answered(change), "it does not hold yet");
    let said = waiting.acknowledge(acknowledged(at(4)), &here(), &day(4));
    assert!(after(&waiting, said, 4).has_answered(change));
}

#[test]
fn the_owner_promises_and_nobody_for_them() {
    let one = clarified(fast());
    let say = |setting: &Setting, by| {
        let input = agree(s("6"), Some(at(30)), anna(), at(2));
        firm(|firm| one.agree(input, setting, firm, &Stamp { by, ..day(2) }))
    };
    let max = ActorId::Staff(StaffId::from_uuid(Uuid::from_u128(12)));
    assert_eq!(code(say(&here(), max)), "expectation.for_another");
    assert_eq!(code(say(&here(), ActorId::Contact(contact()))), "expectation.for_another");
    assert!(say(&here(), ActorId::System).is_ok(), "the host passes it on");
    let archived = here().archived();
    let me = ActorId::Staff(anna());
    assert_eq!(code(say(&archived, me)), "expectation.client_not_active");
    let one = agreed(fast());
    let no = firm(|firm| one.revise(revise(s("8"), None, false), &archived, firm, &day(3)));
    assert_eq!(code(no), "expectation.client_not_active");
}
