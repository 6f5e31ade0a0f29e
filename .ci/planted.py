#!/usr/bin/env python3
"""Plants known faults one by one and says which law of the ledger notices each.

usage: .ci/planted.py [--cargo CARGO]

Each fault is one place in the sources that is changed, tried with the laws of the ledger, and put
back; it must be noticed by the law that is named with it. Nothing else may be edited meanwhile.
"""

import argparse
import pathlib
import re
import subprocess
import sys

HOUSE = pathlib.Path(__file__).resolve().parent.parent

# What is planted: its name, the file, what stands there, what is put in its place, the law.
FAULTS = [
    (
        "points can still be spent in the instant in which they expire",
        "src/domain/member/lot.rs",
        "is_some_and(|until| until <= at)",
        "is_some_and(|until| until < at)",
        "law_4_",
    ),
    (
        "a redemption takes from a lot an instant after it expired",
        "src/domain/member/lot.rs",
        "!self.is_pending(at) && !self.has_expired(at)",
        "!self.is_pending(at) && self.plain.expires_at.is_none_or(|until| at <= until)",
        "law_4_",
    ),
    (
        "a posting is forgotten: what a return takes back stands on no account",
        "src/domain/member/give_back.rs",
        "            draft.post(account, part)?;\n",
        "            let _ = account;\n",
        "law_1_",
    ),
    (
        "a posting is forgotten: what expires stands on no account",
        "src/domain/member/keep.rs",
        "                draft.post(Account::Expired, points)?;\n            }\n            self.enter(draft);",
        "            }\n            self.enter(draft);",
        "law_1_",
    ),
    (
        "points are rounded down twice: at the rate, and again at the tier",
        "src/domain/programme/earning.rs",
        "let exact = exact.times(self.each())?.times(fraction(tier))?;",
        "let exact = Fraction::new(i128::from(exact.times(self.each())?.floor()?), 1)"
        ".times(fraction(tier))?;",
        "points_are_the_exact_number_rounded_down_once",
    ),
]


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--cargo", default="cargo")
    cargo = words.parse_args().cargo
    missed = 0
    for name, file, stands, planted, law in FAULTS:
        path = HOUSE / file
        whole = path.read_text(encoding="utf-8")
        if whole.count(stands) != 1:
            sys.exit(f"{file}: what is to be changed does not stand there once: {stands}")
        try:
            path.write_text(whole.replace(stands, planted), encoding="utf-8")
            command = [cargo, "test", "--lib", "--", "domain::member", "domain::programme"]
            done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
        finally:
            path.write_text(whole, encoding="utf-8")
        failed = sorted(set(re.findall(r"^test (\S+) \.\.\. FAILED$", done.stdout, re.M)))
        noticed = any(law in test.split("::")[-1] for test in failed)
        missed += not noticed
        print(f"{'noticed' if noticed else 'MISSED'}: {name}")
        for test in failed or ["nothing failed" if done.returncode == 0 else "it does not compile"]:
            print(f"    {test}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
