"""Removes the tolerances of the reader one at a time and says which of them no test notices.

`tolerances.toml` lists what the reader puts up with and what it is careful about, each as a piece of the
source and what stands there without it. All of them go into one copy of the project, which is built once;
the environment says which one is switched off while its tests run.

    python tests/tolerances/remove.py             # all of them, one to two hours on two cores
    python tests/tolerances/remove.py tick- date- # those whose names begin so
    python tests/tolerances/remove.py --check     # only whether each piece is still in the source

Ends with 1 if a tolerance can be removed without a test noticing, or if a piece is not found.
"""

import argparse
import json
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COPY = ROOT / "target" / "tolerances"
SWITCH = """
/// Whether a tolerance is removed for a trial.
#[doc(hidden)]
#[must_use]
pub fn is_removed(name: &str) -> bool {
    static NAME: std::sync::LazyLock<Option<String>> =
        std::sync::LazyLock::new(|| std::env::var("XEPLOAI_WITHOUT").ok());
    NAME.as_deref() == Some(name)
}
"""
# The quickest that notice most come first; each is a test program and its arguments.
SUITES = [
    ("xeploai", ["read::", "workbook::", "--skip", "properties", "--skip", "compositions", "--skip", "hostile"]),
    ("xeploai", ["read::", "workbook::"]),
    ("xeploai", ["batch::", "words::", "model::", "validate::", "returned::"]),
    ("it", ["corpus::"]),
    ("it", ["formats::"]),
    ("it", ["legacy::"]),
    ("it", ["hostile::"]),
    ("it", ["workbooks::"]),
    ("it", ["fresh::"]),
    ("it", ["returned::"]),
    ("it", ["scoring::"]),
    ("it", ["samples::"]),
    ("it", ["cases::"]),
]
SECONDS = 600


def listed():
    """Every entry of the list, by its name; ends the program if one is not as it should be."""
    entries = tomllib.loads((HERE / "tolerances.toml").read_text("utf-8"))["tolerance"]
    names = [it["name"] for it in entries]
    twice = {it for it in names if names.count(it) > 1}
    if twice:
        sys.exit(f"listed twice: {', '.join(sorted(twice))}")
    return entries


def applied(entries):
    """The source files with every switch in them, by path; ends the program if a piece is not found once."""
    files, wrong = {}, []
    for it in entries:
        path = it["file"]
        text = files.get(path) or (ROOT / path).read_text("utf-8")
        code, without = it["code"].strip("\n"), it["without"].strip("\n")
        found = text.count(code)
        if found != 1 or "OFF" not in without:
            wrong.append(f"{it['name']}: {path} has its piece {found} times")
            continue
        switch = f"crate::is_removed(\"{it['name']}\")"
        files[path] = text.replace(code, without.replace("OFF", switch))
    if wrong:
        sys.exit("\n".join(wrong))
    return files


def built(files):
    """Builds the copy and gives its test programs by name."""
    wanted = {}
    for folder in ("src", "tests", "templates", "samples"):
        for path in (ROOT / folder).rglob("*"):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not {"node_modules", "ket-qua"} & set(parts):
                wanted[path.relative_to(ROOT)] = path.read_bytes()
    for name in ("Cargo.toml", "Cargo.lock"):
        wanted[Path(name)] = (ROOT / name).read_bytes()
    wanted |= {Path(path): text.encode() for path, text in files.items()}
    wanted[Path("src/lib.rs")] += SWITCH.encode()
    # What is the same already stays untouched, so that it need not be built again.
    for folder in ("src", "tests", "templates", "samples"):
        for path in list((COPY / folder).rglob("*")):
            if path.is_file() and path.relative_to(COPY) not in wanted:
                path.unlink()
    for path, content in wanted.items():
        target = COPY / path
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    names = sorted({name for name, _ in SUITES if name != "xeploai"})
    command = ["cargo", "test", "--no-run", "--lib", "--bins", "--message-format", "json"]
    command += [it for name in names for it in ("--test", name)]
    # Optimised a little: what is saved a hundred times is worth more than what the build takes.
    env = os.environ | {"CARGO_PROFILE_DEV_OPT_LEVEL": "1", "CARGO_TARGET_DIR": str(COPY / "target")}
    done = subprocess.run(command, cwd=COPY, env=env, stdout=subprocess.PIPE, check=False)
    programs = {}
    for line in done.stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-message" and message["message"]["level"] == "error":
            print(message["message"]["rendered"], file=sys.stderr)
        if message.get("executable") and message["profile"]["test"]:
            kind = message["target"]["kind"][0]
            if kind in ("lib", "test"):
                programs[message["target"]["name"]] = message["executable"]
    if done.returncode:
        sys.exit("the copy cannot be built")
    return programs


def run(programs, suite, without):
    """Runs one suite; the names of the tests that fail, or nothing."""
    name, arguments = suite
    env = {it: value for it, value in os.environ.items() if it != "XEPLOAI_BLESS"}
    env |= {"CARGO_MANIFEST_DIR": str(COPY), "INSTA_UPDATE": "no", "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true"}
    if without:
        env["XEPLOAI_WITHOUT"] = without
    command = [programs[name], *arguments, "--test-threads", "1"]
    try:
        done = subprocess.run(command, cwd=COPY, env=env, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [f"{name}: takes too long"]
    if done.returncode == 0:
        return []
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    failed = [it.removeprefix("test ").split(" ... ")[0] for it in lines if it.endswith("FAILED")]
    return [it for it in failed if not it.startswith("result")] or [f"{name}: ends with {done.returncode}"]


def noticed(programs, entry):
    """The first tests that notice that a tolerance is gone."""
    for suite in SUITES:
        failed = run(programs, suite, entry["name"])
        if failed:
            return failed
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("begin", nargs="*", help="beginnings of names")
    parser.add_argument("--check", action="store_true", help="only look for the pieces")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many are tried at once")
    options = parser.parse_args()
    entries = listed()
    files = applied(entries)
    if options.check:
        print(f"{len(entries)} tolerances, each found in the source")
        return
    programs = built(files)
    for suite in SUITES:
        if failed := run(programs, suite, None):
            sys.exit(f"with everything in its place: {failed}")
    chosen = [it for it in entries if not options.begin or it["name"].startswith(tuple(options.begin))]
    survivors = []
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda it: noticed(programs, it), chosen)
        for entry, failed in zip(chosen, results):
            if failed:
                more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
                print(f"noticed     {entry['name']}: {failed[0]}{more}", flush=True)
            else:
                survivors.append(entry["name"])
                print(f"NOT NOTICED {entry['name']}: {entry['what']}", flush=True)
    print(f"{len(chosen)} tolerances removed one at a time, {len(survivors)} of them noticed by no test")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
