#!/usr/bin/env python3
"""The lake beside DuckDB: the same rows, the same run, CPU seconds beside wall, medians.

    python3 -m venv /somewhere && /somewhere/bin/pip install duckdb
    /somewhere/bin/python scripts/bench-lake.py [--rows 5000000] [--days 5] [--patients 40] [--dir DIR] [--binary FILE]

Needs `cargo build --release -p sonae-lake --example lake_bench`. Leaves nothing behind unless --dir names a folder. DuckDB reads two
things: our own files, and the same rows in the order of their arrival, as DuckDB itself writes them (zstd).
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent
MASK = (1 << 64) - 1
# What the question of ours gives; times as numbers, which is what ours are too.
COLUMNS = (
    "epoch_us(time) AS at, user_uid, user_name, patient_uid, class, activity, outcome, category, operation, terminal, src_ip, device, purpose, "
    '"count", source, shard, leaf, nth'
)


class Seeded:
    """splitmix64, as in the example."""

    def __init__(self, state):
        self.state = state

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return (mixed ^ (mixed >> 31)) % bound


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ours(binary, *words):
    output = subprocess.run([binary, *map(str, words)], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def told(what, **values):
    print(json.dumps({"what": what, **values}), flush=True)


def patients(base, table, asked):
    seeded, walls, spent, found = Seeded(7), [], 0.0, 0
    for turn in range(asked + 1):
        patient = f"{seeded.below(30_000):08}"
        before, begin = cpu(), time.perf_counter()
        rows = base.execute(f"SELECT {COLUMNS} FROM {table} WHERE patient_uid = ? ORDER BY time, shard, leaf, nth", [patient]).fetchall()
        if turn:
            walls.append((time.perf_counter() - begin) * 1000)
            spent += cpu() - before
            found += len(rows)
    walls.sort()
    at = lambda share: round(walls[int((len(walls) - 1) * share)], 2)
    told(f"duckdb patient {table}", found=found, cpu_ms=round(spent * 1000 / asked, 2), p50_ms=at(0.5), p95_ms=at(0.95))


def repeated(base, name, sql):
    spent = []
    for _ in range(5):
        before = cpu()
        base.execute(sql).fetchall()
        spent.append((cpu() - before) * 1000)
    told(f"duckdb {name}", cpu_ms=round(statistics.median(spent), 1), best_cpu_ms=round(min(spent), 1))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=5_000_000)
    options.add_argument("--days", type=int, default=5)
    options.add_argument("--patients", type=int, default=40)
    options.add_argument("--dir")
    options.add_argument("--binary", default=str(ROOT / "target/release/examples/lake_bench"))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = pathlib.Path(chosen.dir or scratch)
        lake = work / "lake"
        told("load average", at=os.getloadavg())
        if not (lake / "state.json").exists():
            rows = ours(chosen.binary, "rows", "-", chosen.rows, chosen.days)[0]
            filled = ours(chosen.binary, "fill", lake, chosen.rows, chosen.days)[0]
            told("fill", **{key: filled[key] for key in filled if key != "what"}, cpu_of_rows=rows["cpu"],
                 cpu_a_million=round((filled["cpu"] - rows["cpu"]) * 1e6 / chosen.rows, 3))
            told("tend", **{key: value for key, value in ours(chosen.binary, "tend", lake)[0].items() if key != "what"})
        state = json.loads((lake / "state.json").read_text())
        files = {copy: [str(lake / copy / f"day={part['day']}" / f"{part['name']}.parquet") for part in state["parts"]]
                 for copy in ("by-patient", "by-user")}
        base = duckdb.connect(config={"threads": 2})
        base.execute("SET TimeZone = 'Asia/Tokyo'")
        for table, copy in (("events", "by-patient"), ("events_by_user", "by-user")):
            base.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files[copy]!r}, hive_partitioning = true)")
        arrival = work / "arrival"
        if not arrival.exists():
            base.execute(f"COPY (SELECT * FROM events ORDER BY leaf) TO '{arrival}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))")
        base.execute(f"CREATE VIEW arrival AS SELECT * FROM read_parquet('{arrival}/*/*.parquet', hive_partitioning = true)")
        size = sum(file.stat().st_size for file in arrival.glob("*/*.parquet"))
        told("arrival", bytes_a_row=round(size / sum(part["rows"] for part in state["parts"]), 2))
        for answer in ours(chosen.binary, "ask", lake, chosen.patients):
            told("sonae " + answer.pop("what"), **answer)
        patients(base, "events", chosen.patients)
        patients(base, "arrival", chosen.patients)
        month = "SELECT user_uid, count(DISTINCT patient_uid) AS patients FROM {} WHERE patient_uid <> '' GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20"
        for table in ("events", "events_by_user", "arrival"):
            repeated(base, f"month {table}", month.format(table))
        repeated(base, "night events_by_user",
                 "SELECT user_uid, count(*) AS n FROM events_by_user WHERE time >= '2026-11-02' AND time < '2026-11-03' AND "
                 "(date_part('hour', time) < 7 OR date_part('hour', time) >= 21) GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20")


main()
