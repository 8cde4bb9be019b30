#!/usr/bin/env python3
"""Every figure of observed facts, products, feeds and ledgers, in one run: what the labelled sets give, and how quick it is.

    scripts/bench-observed.py --data SHARED-DATA [--only labels,checks,rows,import,nightly,lookup,peer] [--dir SCRATCH] [--cves 400000]

Needs Linux and cargo. --data is the folder of the shared test data (bench/, nvd/, cve5/, kev/, ledger/, accounts/, nmap/). The peer is
cve-bin-tool 3.4 in the Python that runs this (`python3 -m venv VENV && VENV/bin/pip install cve-bin-tool==3.4`); where it is not there, it
is left out, and said so. Builds examples of four small crates and no more. Prints a table in Markdown; everything that was seen goes to
the error stream as JSON. --dir names a scratch folder with room for about 2 GB at full size; nothing in it is left behind.

CPU seconds stand beside those of the clock: on a busy machine only the first mean anything.
"""

import argparse
import collections
import csv
import gzip
import importlib.util
import json
import os
import pathlib
import platform
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from measuring import measured, seen

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ("labels", "checks", "rows", "import", "nightly", "lookup", "peer")
TABLE = []


def row(what, figure, target):
    TABLE.append((what, figure, target))


def built(target):
    """The examples, built; gives a function from a name to its program."""
    words = ["cargo", "build", "--release", "-q", "--examples"]
    for crate in ("products", "feeds"):
        words += ["-p", f"sonae-{crate}"]
    subprocess.run(words, cwd=ROOT, check=True)
    return lambda name: target / "release/examples" / name


# --- labelled sets ---------------------------------------------------------------------------------------------------------


def labels(arguments, program):
    table = (arguments.data / "bench/ledger-strings.tsv").read_text(encoding="utf-8").splitlines()
    heads = table[0].split("\t")
    rows = [dict(zip(heads, line.split("\t") + [""] * len(heads))) for line in table[1:]]
    asked = "".join(f"{one['raw']}\t{one['raw_version']}\t{one['field']}\n" for one in rows)
    ran = subprocess.run([program("resolve")], input=asked, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    if len(answers) != len(rows):
        raise SystemExit(f"{len(rows)} rows, {len(answers)} answers")
    count = collections.Counter()
    for wanted, said in zip(rows, answers):
        text = {key: said.get(key) or "" for key in ("kind", "canonical", "version", "edition", "eol_product", "eol_cycle")}
        matched, expected = text["kind"] == "match", wanted["kind"] == "match"
        count["answered"] += matched
        count["expected"] += expected
        count["right"] += matched and expected and text["canonical"] == wanted["canonical"]
        count["invented"] += not expected and (matched or (not wanted["canonical"] and bool(text["canonical"])))
        if wanted["kind"] in ("match", "no_public_id"):
            count["versions"] += 1
            count["version"] += text["version"] == wanted["version"]
            count["edition"] += text["edition"] == wanted["edition"]
        cycle = (text["eol_product"], text["eol_cycle"]) == (wanted["eol_product"], wanted["eol_cycle"])
        if wanted["eol_product"]:
            count["cycles"] += 1
            count["cycle"] += cycle
        count["sure and wrong"] += not cycle and text["eol_cycle"] not in ("", "?")
    seen("labels", **count)
    share = lambda part, whole: f"{count[part] / max(count[whole], 1):.4f}"
    row(f"product, {len(rows)} labelled strings: precision / recall", f"{share('right', 'answered')} / {share('right', 'expected')}", "≥ 0.99 / ≥ 0.97")
    row("version / edition", f"{share('version', 'versions')} / {share('edition', 'versions')}", "≥ 0.97")
    row("support cycle", share("cycle", "cycles"), "≥ 0.97")
    row("cycles wrong without doubt / invented ids", f"{count['sure and wrong']} / {count['invented']}", "0 / 0")


def checks(arguments, _):
    """What must be equal, not nearly: each is a test of its crate, named here with what it compares."""
    for crate, test, names, what in (
        ("products", "it", "versions", "37 pairs of versions, and the properties of their order"),
        ("feeds", "matcher", "labelled", "12 of 12 matcher cases"),
        ("importers", "it", "shared", "ledgers and accounts as in expected.json"),
        ("observe", "it", "collection", "every nmap file and every other source of the collection"),
    ):
        ran = subprocess.run(["cargo", "test", "-q", "-p", f"sonae-{crate}", "--test", test, names], cwd=ROOT, capture_output=True, text=True,
                             env={**os.environ, "SONAE_SHARED_DATA": str(arguments.data)})
        passed = [line for line in ran.stdout.splitlines() if line.startswith("test result")]
        seen("checks", crate=crate, result=passed, code=ran.returncode)
        row(what, "equal" if ran.returncode == 0 and passed else "NOT EQUAL", "equal")


# --- speed -----------------------------------------------------------------------------------------------------------------


def small_store(arguments, program):
    """A store with the real slices of the shared data."""
    store = arguments.scratch / "small"
    if not store.exists():
        files = ["nvd/derived-nvdcve-2.0-hospital-slice.json.gz", "cve5/microsoft.cve5.jsonl.gz", "cve5/fortinet.cve5.jsonl.gz",
                 "cve5/network-jp.cve5.jsonl.gz", "kev/known_exploited_vulnerabilities.json"]
        measured([program("import_feed"), store, *(arguments.data / file for file in files)])
    return store


def large_store(arguments, program):
    """A store with a feed of as many CVEs as asked for, made from the slice."""
    store = arguments.scratch / "large"
    if store.exists():
        return store, None
    feed = arguments.scratch / "feed.json"
    measured([program("generate_feed"), arguments.data / "nvd/derived-nvdcve-2.0-hospital-slice.json.gz", arguments.cves, feed])
    size = feed.stat().st_size
    ran = measured([program("import_feed"), store, feed])
    feed.unlink()
    return store, {**ran, "size": size}


def rows(arguments, program):
    table = (arguments.data / "bench/ledger-strings.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in table]
    asked = arguments.scratch / "rows.tsv"
    asked.write_text("".join(f"{one[2]}\t{one[3]}\t{one[1]}\n" for one in cells), encoding="utf-8")
    with asked.open() as given:
        ran = measured([program("match_ledger"), small_store(arguments, program), 60], stdin=given)
    said = json.loads(ran["output"])
    seen("rows", **said, cpu=ran["cpu"], wall=ran["wall"])
    row("ledger rows resolved and matched (270 rows, anew each time)", f"{said['rows'] / said['seconds']:,.0f} rows/s by the clock, "
        f"{said['rows'] / ran['cpu']:,.0f} a CPU second", "≥ 5,000")


def import_(arguments, program):
    _, ran = large_store(arguments, program)
    if ran is None:
        raise SystemExit("the store is there already")
    seen("import", **ran)
    row(f"import of {arguments.cves:,} CVEs ({ran['size'] / 1e9:.2f} GB)", f"{ran['wall']:.1f} s by the clock, {ran['cpu']:.1f} CPU s, {ran['peak_mib']} MiB",
        "< 60 s, < 500 MB")


def nightly(arguments, program):
    for name, store in (("the real slices", small_store(arguments, program)), (f"{arguments.cves:,} CVEs, each real one many times", large_store(arguments, program)[0])):
        ran = measured([program("check_hospital"), store])
        said = json.loads(ran["output"])
        seen("nightly", store=name, cpu=ran["cpu"], **said)
        row(f"1,000 devices against {name}", f"{said['seconds']:.2f} s by the clock, {said['findings']:,} findings, {said['memory']} (answers {said['answers']})", "< 10 s")


def lookup(arguments, program):
    ran = measured([program("check_hospital"), small_store(arguments, program), "--lookup"])
    times = [json.loads(line) for line in ran["output"].splitlines()]
    seen("lookup", times=times)
    worst = max(times, key=lambda one: one["milliseconds"])
    middle = sorted(one["milliseconds"] for one in times)[len(times) // 2]
    row("one product looked up, nothing known before", f"median {middle:.2f} ms; longest {worst['milliseconds']:.2f} ms ({worst['product']}, {worst['findings']} findings)", "< 1 ms")


# --- the peer --------------------------------------------------------------------------------------------------------------


def fill_peer(arguments, cvedb, database):
    """Its database out of the same feed, with its own tables; gives the bounds of every product."""
    with gzip.open(arguments.data / "nvd/derived-nvdcve-2.0-hospital-slice.json.gz") as file:
        feed = json.load(file)
    database.parent.mkdir(parents=True, exist_ok=True)
    table = sqlite3.connect(database)
    for schema in cvedb.CVEDB.TABLE_SCHEMAS.values():
        table.execute(schema)
    bounds = collections.defaultdict(set)
    for one in feed["vulnerabilities"]:
        cve = one["cve"]
        table.execute("INSERT OR IGNORE INTO cve_severity VALUES (?,?,?,?,?,?,?,?)", (cve["id"], "HIGH", "", 8, 3, "", "NVD", "2026-01-01"))
        nodes = [node for configuration in cve.get("configurations", []) for node in configuration["nodes"]]
        for match in (match for node in nodes for match in node["cpeMatch"]):
            part, vendor, product, version = match["criteria"].split(":")[2:6]
            if part == "h" or not match["vulnerable"]:
                continue
            ends = [match.get(f"version{key}", "") for key in ("StartIncluding", "StartExcluding", "EndIncluding", "EndExcluding")]
            table.execute("INSERT INTO cve_range VALUES (?,?,?,?,?,?,?,?,?)", (cve["id"], vendor, product, version, *ends, "NVD"))
            texts = [text for text in (*ends, version) if text and text not in "*-" and all(c.isdigit() or c == "." for c in text)]
            bounds[vendor, product].update(texts)
    table.commit()
    table.close()
    return bounds


def peer_rows(bounds, count):
    """Products of the feed with versions drawn from its own bounds (seeded): half of them bounds, half beside them."""
    draw = random.Random(7)
    products = sorted(key for key, texts in bounds.items() if texts and key[0] != "microsoft")
    rows = set()
    for _ in range(count):
        vendor, product = draw.choice(products)
        version = draw.choice(sorted(bounds[vendor, product]))
        if draw.random() < 0.5:
            head, _, last = version.rpartition(".")
            version = f"{head}.{max(int(last or 0) + draw.choice((-1, 1)), 0)}" if head else version
        rows.add((vendor, product, version))
    return sorted(rows)


def compared(asked, output, own):
    """How many findings are the same, and how many are whose."""
    theirs, ours, unclear = (collections.defaultdict(set) for _ in range(3))
    for one in json.loads(output.read_text()) if output.exists() else []:
        theirs[one["vendor"], one["product"], one["version"]].add(one["cve_number"])
    for vendor, product, version, cve, state in csv.reader(own.splitlines()):
        (ours if state in ("confirmed", "probable") else unclear)[vendor, product, version].add(cve)
    count = collections.Counter()
    for one in asked:
        count["same"] += len(ours[one] & theirs[one])
        count["only ours"] += len(ours[one] - theirs[one])
        count["questions"] += len((theirs[one] - ours[one]) & unclear[one])
        count["only theirs"] += len(theirs[one] - ours[one] - unclear[one])
    return count


def peer(arguments, program):
    if importlib.util.find_spec("cve_bin_tool") is None:
        row("ratio with cve-bin-tool", "left out: cve-bin-tool is not installed", "–")
        return
    home = arguments.scratch / "home"
    os.environ["HOME"] = str(home)
    from cve_bin_tool import cvedb  # its cache lies below HOME

    bounds = fill_peer(arguments, cvedb, home / ".cache/cve-bin-tool/cve.db")
    store = arguments.scratch / "peer"
    measured([program("import_feed"), store, arguments.data / "nvd/derived-nvdcve-2.0-hospital-slice.json.gz"])
    for wanted in (30, 1200):
        asked = peer_rows(bounds, wanted)
        given, output = arguments.scratch / "peer.csv", arguments.scratch / f"peer-{wanted}.json"
        with given.open("w", newline="") as file:
            csv.writer(file).writerows([("vendor", "product", "version"), *asked])
        begun = os.times()
        subprocess.run([sys.executable, "-m", "cve_bin_tool.cli", "--offline", "-i", str(given), "-f", "json", "-o", str(output)], capture_output=True)
        ended = os.times()
        their_cpu = ended.children_user + ended.children_system - begun.children_user - begun.children_system
        own = measured([program("match_csv"), store, given], stderr=subprocess.DEVNULL)
        count = compared(asked, output, own["output"])
        seen("peer", rows=len(asked), cpu_theirs=their_cpu, cpu_ours=own["cpu"], **count)
        row(f"beside cve-bin-tool, {len(asked)} rows", f"{count['same']} the same, {count['only ours']} only ours, {count['only theirs']} only theirs, "
            f"{count['questions']} questions of ours; {their_cpu:.2f} to {own['cpu']:.3f} CPU s: {their_cpu / max(own['cpu'], 1e-3):.0f} times", "ratio > 1")


def main():
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--data", type=pathlib.Path, required=True)
    reader.add_argument("--only", default=",".join(PARTS))
    reader.add_argument("--dir", type=pathlib.Path)
    reader.add_argument("--cves", type=int, default=400_000)
    arguments = reader.parse_args()
    wanted = arguments.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        reader.error(f"no such part: {', '.join(sorted(unknown))}")
    arguments.data = arguments.data.resolve()
    arguments.scratch = pathlib.Path(tempfile.mkdtemp(dir=arguments.dir))
    try:
        program = built(pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")))
        for part in (part for part in PARTS if part in wanted):
            {"import": import_}.get(part, globals().get(part))(arguments, program)
    finally:
        shutil.rmtree(arguments.scratch, ignore_errors=True)
    load = ", ".join(f"{load:.0f}" for load in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load}\n\n| What | Seen | Wanted |\n|---|---|---|")
    for line in TABLE:
        print(f"| {' | '.join(line)} |")


if __name__ == "__main__":
    main()
