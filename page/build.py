#!/usr/bin/env python3
"""Makes xeploai.html: the core as WebAssembly, and everything else of the page, in one file.

    python3 page/build.py [--out target/page/xeploai.html] [--wasm FILE]

Needs the target wasm32-unknown-unknown (`rustup target add wasm32-unknown-unknown`); with --wasm a core that is
built already is taken. Equal sources give an equal page.
"""
import argparse
import base64
import gzip
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = "wasm32-unknown-unknown"
# A page that is larger is refused by mail and chat programs sooner or later.
BYTES_MAX = 6_000_000
# In this order they are one script.
SCRIPTS = ["core", "view", "branch", "wizard", "main"]


def text(path):
    return (ROOT / path).read_text("utf-8").replace("\r\n", "\n")


def locked(path):
    return {(it["name"], it["version"]) for it in tomllib.loads(text(path))["package"]}


def agreed():
    """The page is made of the crates that the program is made of: it must not judge otherwise."""
    program, own = locked("Cargo.lock"), locked("page/Cargo.lock")
    names = {name for name, _ in program}
    other = sorted(f"{name} {version}" for name, version in own - program if name in names)
    if other:
        sys.exit(f"page/Cargo.lock has other versions than Cargo.lock: {', '.join(other)}")


def core(folder):
    """The core, built for a browser."""
    agreed()
    command = ["cargo", "build", "--locked", "--release", "--target", TARGET, "--target-dir", folder]
    # What lies where on this machine is no part of the page.
    home = os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo"
    mapped = [f"--remap-path-prefix={home}=cargo", f"--remap-path-prefix={ROOT}=."]
    flags = "\x1f".join(mapped)
    subprocess.run([str(it) for it in command], cwd=HERE, check=True, env={**os.environ, "CARGO_ENCODED_RUSTFLAGS": flags})
    return folder / TARGET / "release" / "xeploai_page.wasm"


def policy(scripts, style):
    """Nothing runs but these scripts, and nothing is fetched from anywhere."""
    def hashed(it):
        return "'sha256-" + base64.b64encode(hashlib.sha256(it.encode()).digest()).decode() + "'"

    return "; ".join([
        "default-src 'none'",
        "connect-src 'none'",
        "script-src 'wasm-unsafe-eval' " + " ".join(map(hashed, scripts)),
        "worker-src blob:",
        "style-src " + hashed(style),
        "base-uri 'none'",
        "form-action 'none'",
    ])


def checked(words, sources):
    """Every word is used, and every used word is there, in both languages."""
    for key, both in words.items():
        if set(both) != {"vi", "en"} or not all(both.values()):
            sys.exit(f"words.toml: {key} needs vi and en")
        if f'"{key}"' not in sources and f"t:{key}}}" not in sources and key not in COMPOSED:
            sys.exit(f"words.toml: {key} is used nowhere")
    used = re.findall(r'\bt\("([a-z-]+)"', sources) + re.findall(r'data-t="([a-z-]+)"', sources)
    for key in used + COMPOSED:
        if key not in words:
            sys.exit(f"words.toml lacks {key}")
    return words


# Keys that are put together in the scripts.
COMPOSED = [f"status-{it}" for it in ("accepted", "returned", "missing")]
COMPOSED += [f"branch-{it}" for it in ("name", "code", "kind", "members", "contact")]
COMPOSED += ["error", "warning", "notice"]


def page(wasm):
    cargo = tomllib.loads(text("Cargo.toml"))
    words = tomllib.loads(text("page/words.toml"))
    scripts = {it.stem: it.read_text("utf-8").replace("\r\n", "\n") for it in sorted((HERE / "js").glob("*.js"))}
    checked(words, text("page/page.html") + "".join(scripts.values()))
    table = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    parts = "\n".join(scripts[it] for it in SCRIPTS).replace("/* words */ {}", table)
    report = text("templates/report/page.js")
    # The report's own script, to be run when its content is put into this page.
    scripts["page"] = f'\n(() => {{\n"use strict";\nif (window.xIsOld) {{\n  return;\n}}\nfunction reportScript() {{\n{report}\n}}\n{parts}\n}})();\n'
    style = text("templates/report/page.css") + text("page/page.css")
    signs = re.sub(r"\{#.*?#\}\n", "", text("templates/report/signs.html"))
    for name in ("page", "old", "worker"):
        if "</script" in scripts[name]:
            sys.exit(f"{name}.js would end its own element")
    packed = base64.b64encode(gzip.compress(wasm.read_bytes(), 9, mtime=0)).decode()
    values = {
        "policy": policy([scripts["old"], scripts["page"]], style),
        "version": cargo["package"]["version"],
        "style": style,
        "signs": signs.strip(),
        "core": packed,
        **{f"js:{name}": script for name, script in scripts.items()},
        **{f"t:{key}": both["vi"] for key, both in words.items()},
    }
    html = text("page/page.html")
    return re.sub(r"\{\{([a-z:-]+)\}\}", lambda it: values[it[1]], html)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "target/page/xeploai.html")
    parser.add_argument("--wasm", type=pathlib.Path)
    args = parser.parse_args()
    wasm = args.wasm or core(ROOT / "target/page")
    html = page(wasm).encode("utf-8")
    if len(html) > BYTES_MAX:
        sys.exit(f"the page has {len(html):,} bytes, at most {BYTES_MAX:,} are wanted")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(html)
    print(f"{args.out}: {len(html):,} bytes, of them {wasm.stat().st_size:,} of the core before packing")


if __name__ == "__main__":
    main()
