"""Checks how many crates guanxi brings into a host's graph, and that none asks for a newer Rust than guanxi states."""

import json
import subprocess
import sys

# Features, and the most crates that they may bring, guanxi itself counted.
MOST = [("", 32), ("sqlite-bundled", 46)]


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def crates(*features):
    tree = ["cargo", "tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]
    lines = output(*tree, "--no-default-features", *features).splitlines()
    # `name version`, without what follows: a path, `(proc-macro)`, or `(*)` for one seen before.
    return {tuple(line.split()[:2]) for line in lines if line}


def release(version):
    numbers = [int(number) for number in version.split(".")]
    return numbers + [0] * (3 - len(numbers))


faults = []
for features, most in MOST:
    count = len(crates("--features", features))
    print(f"{features or 'no features'}: {count} crates, {most} at most")
    if count > most:
        faults.append(f"{features or 'no features'}: {count} crates, and {most} is the wall")

packages = json.loads(output("cargo", "metadata", "--format-version", "1", "--locked"))["packages"]
stated = next(package["rust_version"] for package in packages if package["name"] == "guanxi")
used = {name for name, _ in crates("--all-features")}
for package in packages:
    asked = package["rust_version"]
    if package["name"] in used and asked and release(asked) > release(stated):
        faults.append(f"{package['name']} {package['version']} asks for Rust {asked}, and Cargo.toml states {stated}")

if not faults:
    print(f"no crate of any feature asks for a Rust newer than {stated}")
for fault in faults:
    print("error:", fault, file=sys.stderr)
sys.exit(1 if faults else 0)
