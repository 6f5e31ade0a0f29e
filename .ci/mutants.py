"""Runs a seeded draw of cargo-mutants' mutants, all of them compiled into one build.

    cargo mutants --list --json >list.json
    python3 .ci/mutants.py CHECKOUT list.json --seed N --draw 300 [--only REGEX] --out outcomes.json

CHECKOUT is a copy of its own: its sources are changed while this runs, and put back at the end. A run that was stopped
goes on where it was.

Each drawn mutant is written into a copy of the sources behind a switch that an environment variable throws, so that
the crate is compiled once and not 300 times. What cannot stand behind a switch (const functions, deleted fields, what
does not compile) is written in place and compiled by itself. Needs the packages tree-sitter and tree-sitter-rust.
"""
import argparse, json, os, pathlib, random, re, resource, subprocess, sys, tempfile, time
import tree_sitter, tree_sitter_rust

RUST = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
SWITCH = '''
#[doc(hidden)]
#[allow(missing_docs, clippy::all)]
pub fn __mutant(number: u32) -> bool {
    static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var("GUANXI_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(u32::MAX)) == number
}
'''


def offset(lines, at):
    """Byte offset of a one-based line and (character) column."""
    before = sum(len(line) for line in lines[: at["line"] - 1])
    line = lines[at["line"] - 1].decode()
    return before + len(line[: at["column"] - 1].encode())


class File:
    def __init__(self, source):
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.root = RUST.parse(source).root_node

    def span(self, mutant):
        return offset(self.lines, mutant["span"]["start"]), offset(self.lines, mutant["span"]["end"])

    def smallest(self, start, end, kinds):
        node = self.root.descendant_for_byte_range(start, max(start, end - 1))
        while node is not None and node.type not in kinds:
            node = node.parent
        return node

    def constant(self, node):
        """Whether it stands where the switch cannot be asked: a const fn, a const, a static, a pattern, a macro."""
        while node is not None:
            if node.type in ("const_item", "static_item", "array_type", "token_tree", "attribute_item", "let_chain"):
                return True
            if node.type == "function_item":
                head = self.source[node.start_byte : node.child_by_field_name("body").start_byte].decode()
                return bool(re.search(r"\bconst\s+fn\b", head))
            node = node.parent
        return False

    def site(self, mutant):
        """(start, end, how): the edit behind a switch, or None when it must be written in place."""
        start, end = self.span(mutant)
        genre = mutant["genre"]
        node = self.root.descendant_for_byte_range(start, max(start, end - 1))
        if self.constant(node):
            return None
        if genre == "FnValue":
            return (start, start, "value")
        if genre == "BinaryOperator":
            node = self.smallest(start, end, ("binary_expression", "compound_assignment_expr"))
            return node and (node.start_byte, node.end_byte, "binary")
        if genre == "UnaryOperator":
            node = self.smallest(start, end, ("unary_expression",))
            return node and (node.start_byte, node.end_byte, "unary")
        if genre == "MatchArmGuard":
            return (start, end, "guard")
        if genre == "MatchArm":
            node = self.smallest(start, end, ("match_arm",))
            return node and (node.start_byte, node.end_byte, "arm")
        return None

    def render(self, edits):
        """The source with the edits [(start, end, how, number, mutant)] behind switches, inner ones first."""
        return self.part(0, len(self.source), edits)

    def part(self, start, end, edits):
        inside = [e for e in edits if start <= e[0] and e[1] <= end]
        # Outermost first.
        inside.sort(key=lambda e: (e[0], -(e[1] - e[0]), e[3]))
        out, at = b"", start
        while inside:
            top = inside.pop(0)
            if top[0] == top[1]:
                out += self.source[at : top[0]] + self.value(top)
                at = top[0]
                continue
            group = [e for e in inside if top[0] <= e[0] and e[1] <= top[1]]
            inside = [e for e in inside if e not in group]
            out += self.source[at : top[0]] + self.switched(top, group)
            at = top[1]
        return out + self.source[at:end]

    def value(self, edit):
        return f"if crate::__mutant({edit[3]}) {{ return {edit[4]['replacement']}; }} ".encode()

    def switched(self, edit, inner):
        start, end, how, number, mutant = edit
        left, right = self.span(mutant)
        switch = f"crate::__mutant({number})".encode()
        same = [e for e in inner if (e[0], e[1]) == (start, end)]
        if how in ("binary", "unary"):
            new = mutant["replacement"].encode()
            sub = [e for e in inner if e not in same]
            changed = self.part(start, left, sub) + b" " + new + b" " + self.part(right, end, sub)
            kept = self.part(start, end, inner)
            return b"(if " + switch + b" { " + changed + b" } else { " + kept + b" })"
        if how == "guard":
            kept = self.part(start, end, inner)
            return b"(if " + switch + b" { " + mutant["replacement"].encode() + b" } else { " + kept + b" })"
        # An arm: its guard asks the switch too.
        node = self.smallest(start, end, ("match_arm",))
        pattern = node.child_by_field_name("pattern")
        condition = pattern.child_by_field_name("condition")
        if condition is not None:
            head = self.source[pattern.start_byte : condition.start_byte]
            guard = b"!" + switch + b" && (" + self.part(condition.start_byte, condition.end_byte, inner) + b")"
            rest = self.part(condition.end_byte, end, inner)
            return head + guard + rest
        head = self.source[pattern.start_byte : pattern.end_byte]
        return head + b" if !" + switch + self.part(pattern.end_byte, end, inner)


def sh(command, cwd, env=None):
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")


def stood_still(child, seconds=60):
    """Waits for a child; whether it used no CPU time for so long and was ended, as threads do that wait for each other."""
    used, since = None, time.time()
    while True:
        try:
            child.wait(timeout=2)
            return False
        except subprocess.TimeoutExpired:
            fields = pathlib.Path(f"/proc/{child.pid}/stat").read_text().rsplit(") ", 1)[1].split()
            now = fields[11:13]
            if now != used:
                used, since = now, time.time()
            elif time.time() - since > seconds:
                child.kill()
                child.wait()
                return True


ENV = {"PROPTEST_MAX_SHRINK_ITERS": "0", "PROPTEST_RNG_SEED": "20261121", "INSTA_UPDATE": "no",
       "PROPTEST_FAILURE_PERSISTENCE": "off"}
# Types that do not fit, traits that are not implemented, arms that are missing: as wrong in place as behind a switch.
HOPELESS = {"E0277", "E0308", "E0369", "E0600", "E0614", "E0004", "E0599"}
# Not caught by the nearest tests, and the others were not asked: a mutant that is missed until they are.
NOT_YET = "not yet"
FIRST = ["nouns", "access", "desk"]
NEAR = {
    "crm": FIRST,
    "store": ["conformance"],
    "store/conformance": ["broken"],
    "store/sql": ["conformance", "sqlite_files", "sqlite_failures"],
    "store/sqlite": ["conformance", "sqlite_files", "sqlite_failures"],
}
# Five times what the longest of them needs, of all tests and of those of a room.
CPU_SECONDS, NEAR_CPU_SECONDS = 400, 60
# These read the sources, which have switches in them: they would catch everything.
READERS = {"nouns": ["a_word_is_said_in_one_way", "every_word_of_the_tables"]}
SKIP = "kill kill_imports kill_points random_operations durable_order rooms readme quickstart".split()


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("checkout", type=pathlib.Path)
    ask.add_argument("list", type=pathlib.Path)
    ask.add_argument("--seed", type=int, default=20261121)
    ask.add_argument("--draw", type=int, default=300)
    ask.add_argument("--only", default="")
    ask.add_argument("--out", type=pathlib.Path, required=True)
    ask.add_argument("--runner", default="")
    ask.add_argument("--sound", action="store_true", help="the tests are known to pass without a mutant")
    ask.add_argument("--quick", action="store_true", help="ask every test once, with few cases")
    ask.add_argument("--near", action="store_true", help="ask the library's own tests of the same room, and no others")
    args = ask.parse_args()
    runner = args.runner.split()
    mutants = [m for m in json.loads(args.list.read_text()) if re.search(args.only, m["name"])]
    mutants.sort(key=lambda m: m["name"])
    total = len(mutants)
    if args.draw < total:
        mutants = random.Random(args.seed).sample(mutants, args.draw)
        mutants.sort(key=lambda m: m["name"])
    outcomes = {}
    if args.out.exists():
        outcomes = json.loads(args.out.read_text())
    def save():
        args.out.write_text(json.dumps(outcomes, indent=1, ensure_ascii=False))
    judged = lambda m: outcomes.get(m["name"], {}).get("outcome") not in (None, NOT_YET)
    todo = [(n, m) for n, m in enumerate(mutants) if not judged(m)]
    print(f"{len(mutants)} of {total} mutants, {len(todo)} to run", flush=True)

    originals = {}
    for _, m in todo:
        path = args.checkout / m["file"]
        originals.setdefault(m["file"], path.read_bytes())
    files = {name: File(source) for name, source in originals.items()}
    switched, alone = {}, []
    for n, m in todo:
        site = files[m["file"]].site(m)
        if site is None:
            alone.append((n, m))
        else:
            switched[n] = (m["file"], (*site, n, m))
    library = args.checkout / "src/lib.rs"
    originals.setdefault("src/lib.rs", library.read_bytes())

    def write(active):
        for name, source in originals.items():
            edits = [e for f, e in (switched[n] for n in active) if f == name]
            text = files[name].render(edits) if edits else source
            if name == "src/lib.rs":
                text += SWITCH.encode()
            path = args.checkout / name
            if path.read_bytes() != text:
                path.write_bytes(text)

    def restore():
        for name, source in originals.items():
            path = args.checkout / name
            if path.read_bytes() != source:
                path.write_bytes(source)

    def build(tests):
        return sh([*runner, "cargo", "test", "--locked", "--no-run", "--message-format=json", *tests], args.checkout, ENV)

    def blamed(output, active):
        """Which switched mutants an error stands at, and whether its kind says that they could not compile anywhere."""
        found, hopeless = set(), set()
        for line in output.splitlines():
            if not line.startswith("{"):
                continue
            message = json.loads(line).get("message") or {}
            if not isinstance(message, dict) or message.get("level") != "error":
                continue
            # What a match lacks is told at the match; where it is to be mended, at the arm.
            mended = [span for child in message.get("children", []) for span in child.get("spans", [])]
            for span in message.get("spans", []) + mended:
                path = args.checkout / span["file_name"]
                if not path.exists():
                    continue
                text = path.read_bytes()
                numbers = lambda t: {int(x) for x in re.findall(rb"__mutant\((\d+)\)", t)}
                near = numbers(text[max(0, span["byte_start"] - 90) : span["byte_end"]])
                if not near:
                    lines = text.splitlines()
                    near = numbers(b"\n".join(lines[max(0, span["line_start"] - 2) : span["line_end"]]))
                found |= near
                if ((message.get("code") or {}).get("code")) in HOPELESS:
                    hopeless |= near
        return found & set(active), hopeless

    tests = sorted(p.stem if p.is_file() else p.name for p in (args.checkout / "tests").iterdir()
                   if p.suffix == ".rs" or (p.is_dir() and (p / "main.rs").exists()))
    tests = [] if args.near else [t for t in tests if t not in SKIP]
    chosen = ["--lib", *(x for t in tests for x in ("--test", t))]

    def run(n, binary, filters, cases):
        """One test binary with a mutant switched on: what failed, or none. CPU time is limited, not the clock's."""
        # The bootstrap is for one flag of the test harness: nothing is started after the first failure.
        env = {**os.environ, **ENV, "GUANXI_MUTANT": str(n), "PROPTEST_CASES": str(cases), "RUST_BACKTRACE": "0",
               "RUSTC_BOOTSTRAP": "1",
               "CARGO_MANIFEST_DIR": str(args.checkout.resolve())}
        most = NEAR_CPU_SECONDS if args.near else CPU_SECONDS
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        name = pathlib.Path(binary).name.rsplit("-", 1)[0]
        filters = [*filters, *(x for reader in READERS.get(name, []) for x in ("--skip", reader))]
        command = [*runner, binary, "-Zunstable-options", "--fail-fast", "--test-threads", "2", *filters]
        with tempfile.TemporaryFile() as told:
            done = subprocess.Popen(command, cwd=args.checkout, env=env, stdout=told, stderr=subprocess.STDOUT,
                                    preexec_fn=limit)
            if stood_still(done):
                return "timeout", "it stood still"
            told.seek(0)
            said = told.read().decode(errors="replace")
        if done.returncode == 0:
            return None
        failed = re.findall(r"^test (\S+)(?: - should panic)? \.\.\. FAILED", said, re.M)
        if failed:
            return "caught", failed[0]
        if done.returncode in (-9, -24):
            return "timeout", "CPU time"
        return "caught", f"exit {done.returncode}: " + said[-200:]

    def stages(m, first_look):
        """Which tests are asked in which order: the nearest first, with few cases, then all of them with all."""
        room = m["file"].removeprefix("src/").removesuffix(".rs").removesuffix("/mod").split("/")
        lib, rest = ("guanxi", []), [t for t in tests if t not in FIRST]
        near = ("guanxi", ["::".join(room[:2]) + "::"])
        first = [(t, []) for t in FIRST]
        if room[0] == "crm":
            yield ("desk", [room[-1].removeprefix("find_").split("_")[0]], 32)
        else:
            yield (*near, 32)
        if first_look:
            for t in NEAR.get("/".join(room[:2]), NEAR.get(room[0], ["nouns"])):
                yield (t, [], 32)
            return
        for one in (*first, lib, *((t, []) for t in rest)):
            yield (*one, 32)
        for one in () if args.quick else (lib, *first):
            yield (*one, 256)

    def judge(n, m, binaries, first_look=False):
        begun = time.time()
        for binary, filters, cases in stages(m, first_look):
            if binary in binaries:
                answer = run(n, binaries[binary], filters, cases)
                if answer:
                    return *answer, time.time() - begun
        return "missed", "", time.time() - begun

    def executables(output):
        found = {}
        for line in output.splitlines():
            if line.startswith("{"):
                message = json.loads(line)
                if message.get("executable") and message.get("profile", {}).get("test"):
                    found[message["target"]["name"]] = message["executable"]
        return found

    active = sorted(switched)
    while active:
        write(active)
        code, output = build(chosen)
        print(f"build of {len(active)}: {code}", flush=True)
        binaries = executables(output)
        if code == 0:
            break
        bad, hopeless = blamed(output, active)
        if not bad:
            print(output[-3000:])
            restore()
            sys.exit("cannot tell which mutant does not compile")
        for n in bad:
            active.remove(n)
            m = switched[n][1][4]
            if n in hopeless:
                outcomes[m["name"]] = {"outcome": "unviable", "by": "", "seconds": 0}
            else:
                alone.append((n, m))
        save()
        print(f"{len(bad)} set aside", flush=True)
    if active and not args.sound:
        for binary in binaries:
            answer = run(10**9, binaries[binary], [], 32 if args.quick else 256)
            if not answer:
                continue
            print(f"unchanged: {binary}: {answer}", flush=True)
            restore()
            sys.exit("the tests fail without a mutant")
    # In an order of chance, so that a run that was ended early has looked at a draw as well.
    random.Random(args.seed).shuffle(active)
    looks = [(n, True) for n in active] + ([] if args.near else [(n, False) for n in active])
    for done, (n, first_look) in enumerate(looks):
        m = switched[n][1][4]
        if judged(m) or (first_look and m["name"] in outcomes):
            continue
        outcome, by, seconds = judge(n, m, binaries, first_look)
        if first_look and outcome == "missed":
            print(f"{done + 1}/{len(looks)} not caught at a first look, {seconds:.0f} s: {m['name']}", flush=True)
            outcomes[m["name"]] = {"outcome": NOT_YET, "by": "", "seconds": round(seconds)}
            save()
            continue
        outcomes[m["name"]] = {"outcome": outcome, "by": by, "seconds": round(seconds)}
        print(f"{done + 1}/{len(looks)} {outcome} {seconds:.0f} s {m['name']}", flush=True)
        save()
    for done, (n, m) in enumerate(sorted(alone, key=lambda x: x[0])):
        restore()
        source = originals[m["file"]]
        left, right = files[m["file"]].span(m)
        (args.checkout / m["file"]).write_bytes(source[:left] + m["replacement"].encode() + source[right:])
        outcome, by, seconds = "unviable", "", 0
        code, _ = sh([*runner, "cargo", "check", "--locked", "--lib", "--all-features"], args.checkout, ENV)
        if code == 0:
            # The tests that catch most are built first; the rest only for what they let pass.
            for few in ([chosen] if args.near else [["--lib", *(x for t in FIRST for x in ("--test", t))], chosen]):
                code, output = build(few)
                if code != 0:
                    break
                outcome, by, seconds = judge(10**9, m, executables(output))
                if outcome != "missed":
                    break
        outcomes[m["name"]] = {"outcome": outcome, "by": by, "seconds": round(seconds)}
        print(f"alone {done + 1}/{len(alone)} {outcome} {m['name']}", flush=True)
        save()
    restore()
    counts = {}
    for m in mutants:
        o = outcomes[m["name"]]["outcome"]
        counts[o] = counts.get(o, 0) + 1
    caught = counts.get("caught", 0) + counts.get("timeout", 0)
    n = caught + counts.get("missed", 0) + counts.get(NOT_YET, 0)
    if n:
        z, p = 1.96, caught / n
        low = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
        print(counts, f"caught {caught} of {n}: {100 * p:.1f} %, Wilson from {100 * low:.1f} %")


main()
