//! Stores that are broken on purpose: the suite must find each of them out, and each check of the
//! suite must find out at least one.

mod support;

use std::collections::BTreeMap;

use guanxi::store::conformance::{assert_conforms, checks, run};
use support::plain::bench::PlainBench;
use support::plain::faults::{FAULTS, Fault};

#[test]
fn the_store_that_is_not_broken_keeps_the_contract() {
    assert_conforms(&PlainBench::with(Fault::Nowhere));
}

#[test]
fn every_broken_store_is_found_out_and_every_check_finds_one() {
    // A broken store may well panic inside a check: that is a failure like any other.
    std::panic::set_hook(Box::new(|_| {}));
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut undetected = Vec::new();
    for fault in FAULTS {
        let bench = PlainBench::with(*fault);
        let failed: Vec<&str> = checks()
            .iter()
            .filter(|check| run(check, &bench).result.is_err())
            .map(|check| check.id)
            .collect();
        println!("{:32} {}", format!("{fault:?}"), failed.join(" "));
        if failed.is_empty() {
            undetected.push(fault);
        }
        for id in failed {
            found.entry(id).or_default().push(format!("{fault:?}"));
        }
    }
    drop(std::panic::take_hook());
    println!();
    for check in checks() {
        let by = found.get(check.id).cloned().unwrap_or_default();
        println!("{:4} fails {:3} of {}: {}", check.id, by.len(), FAULTS.len(), by.join(", "));
    }
    let idle: Vec<&str> =
        checks().iter().map(|check| check.id).filter(|id| !found.contains_key(id)).collect();
    assert!(FAULTS.len() >= 20, "there are only {} broken stores", FAULTS.len());
    assert!(undetected.is_empty(), "broken stores that pass: {undetected:?}");
    assert!(idle.is_empty(), "checks that no broken store fails: {idle:?}");
}
