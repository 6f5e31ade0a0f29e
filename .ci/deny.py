"""Checks licences, bans and sources as deny.toml lists them, from `cargo metadata`.

Understands the part of cargo-deny's file that deny.toml uses, and stops at a key that it does not know, so that a
list is never silently ignored.
"""

import collections
import json
import re
import subprocess
import sys
import tomllib

KNOWN = {
    "graph": {"all-features"},
    "advisories": {"ignore"},
    "licenses": {"allow", "exceptions"},
    "bans": {"multiple-versions", "wildcards", "allow-wildcard-paths", "deny"},
    "sources": {"unknown-registry", "unknown-git"},
}


def permitted(expression, allowed):
    """Whether an SPDX expression can be met with the allowed licences."""
    words = re.findall(r"[()]|[^()\s]+", expression.replace("/", " OR "))

    def alternatives():
        met = joined()
        while words and words[0] == "OR":
            words.pop(0)
            met = joined() or met
        return met

    def joined():
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one():
        word = words.pop(0)
        if word == "(":
            met = alternatives()
            words.pop(0)
            return met
        if words and words[0] == "WITH":
            word = " ".join([word, words.pop(0), words.pop(0)])
        return word in allowed

    return alternatives()


def licences(lists, packages):
    exceptions = {each["crate"]: each["allow"] for each in lists["exceptions"]}
    for package in packages:
        expression = package["license"]
        allowed = set(lists["allow"]) | set(exceptions.get(package["name"], []))
        if not expression:
            yield f"{title(package)} states no licence"
        elif not permitted(expression, allowed):
            yield f"{title(package)} is under {expression}, which deny.toml does not allow"
    for name in exceptions.keys() - {package["name"] for package in packages}:
        yield f"the licence exception for {name} is not needed any more"


def bans(lists, packages, users):
    for each in lists["deny"]:
        for package in packages:
            if package["name"] == each["crate"]:
                for user in sorted(users[package["id"]] - set(each.get("wrappers", []))):
                    yield f"{user} brings {title(package)}, which is banned: {each['reason']}"
    for package in packages:
        for need in package["dependencies"]:
            if package["source"] is None and need["req"] == "*" and not need.get("path"):
                yield f"{title(package)} takes any version of {need['name']}"
    versions = collections.defaultdict(set)
    for package in packages:
        versions[package["name"]].add(package["version"])
    for name, found in versions.items():
        if len(found) > 1:
            line = f"{name} is in the graph as {', '.join(sorted(found))}"
            if lists["multiple-versions"] == "deny":
                yield line
            else:
                print("note:", line)


def sources(packages):
    crates_io = {"registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"}
    for package in packages:
        if package["source"] is not None and package["source"] not in crates_io:
            yield f"{title(package)} comes from {package['source']}, not from crates.io"


def title(package):
    return f"{package['name']} {package['version']}"


def main():
    with open("deny.toml", "rb") as file:
        lists = tomllib.load(file)
    for section, keys in lists.items():
        unknown = set(keys) - KNOWN.get(section, set())
        if section not in KNOWN or unknown:
            sys.exit(f"deny.toml [{section}]: .ci/deny.py does not know {sorted(unknown) or 'the section'}")
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = metadata["packages"]
    names = {package["id"]: package["name"] for package in packages}
    users = collections.defaultdict(set)
    for node in metadata["resolve"]["nodes"]:
        for need in node["deps"]:
            users[need["pkg"]].add(names[node["id"]])
    faults = [
        *licences(lists["licenses"], packages),
        *bans(lists["bans"], packages, users),
        *sources(packages),
    ]
    for fault in faults:
        print("error:", fault, file=sys.stderr)
    if faults:
        sys.exit(1)
    print(f"licences, bans and sources of {len(packages)} crates are as deny.toml lists them")


if __name__ == "__main__":
    assert permitted("(MIT OR Apache-2.0) AND Unicode-3.0", {"MIT", "Unicode-3.0"})
    assert not permitted("(MIT OR Apache-2.0) AND Unicode-3.0", {"MIT"})
    assert permitted("Apache-2.0 WITH LLVM-exception OR MIT", {"MIT"})
    assert permitted("Unlicense/MIT", {"MIT"}) and not permitted("GPL-3.0-only", {"MIT"})
    main()
