"""Runs cve-bin-tool and the matcher over the same rows and the same feed: time of each, and where they differ.

usage: bench-feeds.py FEED.json[.gz] STORE MATCH_CSV [ROWS]

FEED is in the form of NVD 2.0; STORE the folder into which the example `import_feed` imported it; MATCH_CSV the built example
`match_csv`. Needs `pip install cve-bin-tool` in the Python that runs this; its database is filled from FEED in a home of its own, so no
download happens. Rows are products of the feed with versions drawn from its own bounds (seeded): half of them bounds, half beside them.
"""
import collections
import csv
import gzip
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

feed_path, store, match_csv = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 30
work = pathlib.Path(tempfile.mkdtemp())
os.environ["HOME"] = str(work)

from cve_bin_tool import cvedb  # noqa: E402  (its cache lies below HOME)

feed = json.load((gzip.open if feed_path.endswith(".gz") else open)(feed_path))
database = work / ".cache/cve-bin-tool/cve.db"
database.parent.mkdir(parents=True, exist_ok=True)
table = sqlite3.connect(database)
for schema in cvedb.CVEDB.TABLE_SCHEMAS.values():
    table.execute(schema)
bounds = collections.defaultdict(set)
for row in feed["vulnerabilities"]:
    cve = row["cve"]
    table.execute("INSERT OR IGNORE INTO cve_severity VALUES (?,?,?,?,?,?,?,?)", (cve["id"], "HIGH", "", 8, 3, "", "NVD", "2026-01-01"))
    for configuration in cve.get("configurations", []):
        for node in configuration["nodes"]:
            for match in node["cpeMatch"]:
                part, vendor, product, version = match["criteria"].split(":")[2:6]
                if part == "h" or not match["vulnerable"]:
                    continue
                ends = [match.get(f"version{key}", "") for key in ("StartIncluding", "StartExcluding", "EndIncluding", "EndExcluding")]
                table.execute("INSERT INTO cve_range VALUES (?,?,?,?,?,?,?,?,?)", (cve["id"], vendor, product, version, *ends, "NVD"))
                texts = [text for text in (*ends, version) if text and text not in "*-" and all(c.isdigit() or c == "." for c in text)]
                bounds[vendor, product].update(texts)
table.commit()
table.close()

draw = random.Random(7)
products = sorted(key for key, texts in bounds.items() if texts and key[0] != "microsoft")
rows = []
for _ in range(count):
    vendor, product = draw.choice(products)
    version = draw.choice(sorted(bounds[vendor, product]))
    if draw.random() < 0.5:
        head, _, last = version.rpartition(".")
        version = f"{head}.{max(int(last or 0) + draw.choice((-1, 1)), 0)}" if head else version
    rows.append((vendor, product, version))
rows = sorted(set(rows))
with open(work / "rows.csv", "w", newline="") as file:
    csv.writer(file).writerows([("vendor", "product", "version"), *rows])

begun = time.process_time(), time.time()
peer = subprocess.run([sys.executable, "-m", "cve_bin_tool.cli", "--offline", "-i", str(work / "rows.csv"), "-f", "json", "-o", str(work / "out.json")],
                      capture_output=True, text=True)
children = os.times()
peer_cpu = children.children_user + children.children_system
theirs = collections.defaultdict(set)
if (work / "out.json").exists():
    for one in json.load(open(work / "out.json")):
        theirs[one["vendor"], one["product"], one["version"]].add(one["cve_number"])
else:
    print(peer.stdout[-1500:], peer.stderr[-1500:])
own = subprocess.run([match_csv, store, str(work / "rows.csv")], capture_output=True, text=True, check=True)
children = os.times()
own_cpu = children.children_user + children.children_system - peer_cpu
ours = collections.defaultdict(set)
unclear = collections.defaultdict(set)
for vendor, product, version, cve, state in csv.reader(own.stdout.splitlines()):
    (ours if state in ("confirmed", "probable") else unclear)[vendor, product, version].add(cve)
same = only_ours = only_theirs = asked = 0
for row in rows:
    same += len(ours[row] & theirs[row])
    only_ours += len(ours[row] - theirs[row])
    asked += len((theirs[row] - ours[row]) & unclear[row])
    only_theirs += len(theirs[row] - ours[row] - unclear[row])
    for name, cves in (("only ours", ours[row] - theirs[row]), ("only theirs", theirs[row] - ours[row])):
        if cves:
            print(name, *row, *sorted(cves)[:5], len(cves))
print(f"{len(rows)} rows: {same} the same, {only_ours} only ours, {only_theirs} only theirs, {asked} theirs that are a question of ours")
print(f"cve-bin-tool {peer_cpu:.2f} CPU s, sonae {own_cpu:.3f} CPU s ({own.stderr.strip()}): ratio {peer_cpu / max(own_cpu, 1e-3):.0f}")
