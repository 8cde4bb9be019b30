#!/usr/bin/env python3
"""Every figure of the access-log vault beside its peer: the same data, the same run, CPU seconds beside wall, medians.

    python3 -m venv VENV && VENV/bin/pip install duckdb pysigma-backend-sqlite pysigma-pipeline-sysmon pysigma-pipeline-windows evtx
    VENV/bin/python scripts/bench-logs.py [--only import,evidence,syslog,latency,lake,detect,twins] [--rules DIR --evtx DIR] …

Needs Linux, cargo, iconv, openssl and rsyslogd (package rsyslog; it runs as a process of its own on a high port, not as a service).
A peer that is not there is left out, and said so. Prints a table in Markdown; everything that was seen goes to the error stream as
JSON. --dir names a scratch folder with room for about 8 GB at full size; nothing in it is left behind.

Data: the seeded generators of the repository (`sonae_logs::Sample` and the rows in crates/app/examples/log_bench/lake.rs). Rules and
Windows logs are whatever --rules and --evtx name.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import resource
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from measuring import measured, seen

ROOT = pathlib.Path(__file__).resolve().parent.parent
MASK = (1 << 64) - 1
TABLE = []


# --- measuring -------------------------------------------------------------------------------------------------------------


def cpu_of(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def row(what, ours, peer="", ratio="", wanted=""):
    TABLE.append((what, ours, peer, ratio, wanted))


def rate(count, seconds):
    return f"{count / seconds / 1e6:.2f} M/s" if count / seconds >= 1e6 else f"{count / seconds / 1e3:.0f} k/s"


# --- CSV in -----------------------------------------------------------------------------------------------------------------

DUCK_PLAIN = """
import duckdb, sys
duckdb.connect(config={"threads": 2}).execute(
    f"COPY (SELECT * FROM read_csv('/dev/stdin', header = true)) TO '{sys.argv[1]}' (FORMAT parquet, COMPRESSION zstd)")
"""
DUCK_SORTED = """
import duckdb, sys
base = duckdb.connect(config={"threads": 2})
base.execute("CREATE TABLE log AS SELECT * FROM read_csv('/dev/stdin', header = true)")
names = [column[0] for column in base.execute("DESCRIBE log").fetchall()]
user, time, patient = (f'"{names[at]}"' for at in (0, 2, 5))
for order in (patient, user):
    base.execute(f"COPY (SELECT * FROM log ORDER BY {order}, {time}) TO '{sys.argv[1]}-{order[1:-1]}' (FORMAT parquet, COMPRESSION zstd)")
"""


def ours_in(tools, work, file):
    data = work / "data"
    shutil.rmtree(data, ignore_errors=True)
    run = measured([tools.bench, "import", data, file])
    return {**json.loads(run.pop("output")), "cpu": run["cpu"], "wall": run["wall"], "peak_mib": run["peak_mib"]}


def duck_in(work, file, code):
    run = measured(["sh", "-c", 'iconv -f CP932 -t UTF-8 "$1" | "$2" -c "$3" "$4"', "sh", file, sys.executable, code, work / "peer.parquet"])
    run.pop("output")
    for parquet in work.glob("peer.parquet*"):
        run["bytes"] = run.get("bytes", 0) + parquet.stat().st_size
        parquet.unlink()
    return run


def part_import(tools, work):
    """CSV (CP932) → durable, hashed, sorted, looked at by the rules; beside iconv | duckdb."""
    file = work / "export.csv"
    made = json.loads(measured([tools.bench, "export", file, tools.rows, tools.days])["output"])
    runs = {"sonae": [], "duckdb": [], "duckdb sorted": []}
    for _ in range(tools.rounds):
        runs["sonae"].append(seen("import", **ours_in(tools, work, file)))
        runs["duckdb"].append(seen("duckdb import", **duck_in(work, file, DUCK_PLAIN)))
        runs["duckdb sorted"].append(seen("duckdb sorted", **duck_in(work, file, DUCK_SORTED)))
    ours, plain, both = (runs[name] for name in runs)
    for key, name in (("wall", "by the clock"), ("cpu", "a CPU-second")):
        mine = median(ours, key)
        row(f"CSV (CP932) → durable, hashed, sorted twice, digested: rows {name}", rate(tools.rows, mine),
            f"`iconv \\| duckdb` COPY zstd: {rate(tools.rows, median(plain, key))}", f"{median(plain, key) / mine:.2f}×", "≥ 1.0×")
        row(f"the same, peer sorts twice as we do: rows {name}", rate(tools.rows, mine), rate(tools.rows, median(both, key)),
            f"{median(both, key) / mine:.2f}×")
    row("of it until acknowledged: rows by the clock / a CPU-second",
        f"{rate(tools.rows, median(ours, 'wall_kept'))} / {rate(tools.rows, median(ours, 'cpu_kept'))}")
    last = ours[-1]
    stored = sum(last[part] for part in ("segments", "checks", "tiles", "lake"))
    row("stored, bytes a row: evidence (with check bytes) + tiles + lake",
        f"{(last['segments'] + last['checks']) / tools.rows:.1f} + {last['tiles'] / tools.rows:.3f} + {last['lake'] / tools.rows:.1f} = "
        f"{stored / tools.rows:.1f}", f"the export: {made['bytes'] / tools.rows:.1f}", f"{stored / made['bytes']:.2f}×", "≤ 45")
    row("tiles of the tree, bytes a record", f"{last['tiles'] / tools.rows:.3f}", wanted="≤ 0.2")
    file.unlink()
    if tools.large:
        measured([tools.bench, "export", file, tools.large, tools.days])
        large = seen("import, large", **ours_in(tools, work, file))
        row(f"peak of memory, {tools.large:,} rows", f"{large['peak_mib']} MiB", wanted="≤ 512 MiB")
        row("of the same, rows by the clock / a CPU-second", f"{rate(tools.large, large['wall'])} / {rate(tools.large, large['cpu'])}")
        file.unlink()
        last = large
    return last


def part_evidence(tools, work, kept):
    """The tree, verification, proofs, over what was imported."""
    runs = []
    for _ in range(tools.rounds):
        run = measured([tools.bench, "evidence", work / "data", 200])
        runs.append(seen("evidence", **json.loads(run["output"]), peak_mib=run["peak_mib"]))
    leaves, hashed = runs[0]["leaves"], median(runs, "cpu_hashed")
    row("Merkle: salts, leaf hashes, tree, tiles: leaves a CPU-second", rate(leaves, hashed), wanted="≥ 2 M/s")
    row("the same as a share of the CPU of importing", f"{100 * hashed / leaves / (kept['cpu'] / kept['rows']):.1f} %", wanted="≤ 20 %")
    row(f"verify {leaves:,} records: records a CPU-second / by the clock",
        f"{rate(leaves, median(runs, 'cpu_verified'))} / {rate(leaves, median(runs, 'wall_verified'))}", wanted="≥ 0.8 M/s")
    row("one record: proved, p50 / p95; its bundle checked, p50 / p95",
        f"{median(runs, 'prove_p50_ms'):.2f} / {median(runs, 'prove_p95_ms'):.2f} ms; "
        f"{median(runs, 'check_p50_ms'):.2f} / {median(runs, 'check_p95_ms'):.2f} ms", wanted="≤ 5 ms")
    row("largest bundle of 200", f"{max(run['bundle'] for run in runs):,} bytes", wanted="≤ 8 KB")


# --- syslog -----------------------------------------------------------------------------------------------------------------

RSYSLOG = """
global(workDirectory="{work}" maxMessageSize="64k")
module(load="imptcp")
template(name="raw" type="string" string="%rawmsg%\\n")
input(type="imptcp" address="127.0.0.1" port="{port}" ruleset="kept")
ruleset(name="kept") {{ action(type="omfile" file="{out}" template="raw") }}
"""


def send(port, pieces, tls):
    """Sends each piece over a connection of its own."""
    def one(piece):
        stream = socket.create_connection(("127.0.0.1", port))
        if tls:
            context = ssl.create_default_context(cafile=tls)
            stream = context.wrap_socket(stream, server_hostname="localhost")
        for at in range(0, len(piece), 1 << 16):
            stream.sendall(piece[at:at + (1 << 16)])
        if tls:
            try:
                stream.unwrap()
            except OSError:
                pass  # the listener says no goodbye of its own
        stream.close()
    threads = [threading.Thread(target=one, args=(piece,)) for piece in pieces]
    for thread in threads:
        thread.start()
    return threads


def until(holds, threads, patience=600):
    limit = time.perf_counter() + patience
    while not holds():
        if time.perf_counter() > limit:
            raise SystemExit("messages were lost, or it took too long")
        time.sleep(0.01)
    for thread in threads:
        thread.join()


def ours_syslog(tools, work, pieces, tls):
    data = work / "syslog"
    shutil.rmtree(data, ignore_errors=True)
    certificate, key = work / "tls.crt", work / "tls.key"
    child = subprocess.Popen([tools.bench, "listen", data, certificate, key], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def asked():
        child.stdin.write("\n")
        child.stdin.flush()
        return json.loads(child.stdout.readline())

    ports = json.loads(child.stdout.readline())
    before, begun = cpu_of(child.pid), time.perf_counter()
    threads = send(ports["tls" if tls else "tcp"], pieces, certificate if tls else None)
    until(lambda: asked()["kept"] >= tools.messages, threads)
    run = {"wall": round(time.perf_counter() - begun, 3), "cpu": round(cpu_of(child.pid) - before, 2)}
    child.stdin.close()
    ended = json.loads(child.stdout.readlines()[-1])
    child.wait()
    shutil.rmtree(data)
    if ended["kept"] != tools.messages or ended["refused"]:
        raise SystemExit(f"not every message was kept once: {ended}")
    return {**run, "peak_mib": ended["peak_mib"]}


def rsyslog(tools, work, pieces):
    folder = work / "rsyslog"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    out, config = folder / "out.log", folder / "rsyslog.conf"
    config.write_text(RSYSLOG.format(work=folder, port=port, out=out))
    child = subprocess.Popen(["rsyslogd", "-n", "-f", config, "-i", folder / "pid"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    limit = time.perf_counter() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            if time.perf_counter() > limit:
                raise
            time.sleep(0.05)
    before, begun, size = cpu_of(child.pid), time.perf_counter(), sum(map(len, pieces))
    threads = send(port, pieces, None)
    # it writes in blocks: the last one comes when it is told to stop
    until(lambda: out.exists() and out.stat().st_size >= size - (1 << 16), threads)
    run = {"wall": round(time.perf_counter() - begun, 3), "cpu": round(cpu_of(child.pid) - before, 2)}
    child.terminate()
    child.wait()
    if out.stat().st_size != size:
        raise SystemExit("rsyslog did not keep every message")
    shutil.rmtree(folder)
    return run


def pieces_of(path, count):
    content = path.read_bytes()
    cuts = [0]
    for at in range(1, count):
        cuts.append(content.index(b"\n", len(content) * at // count) + 1)
    return [content[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(content)])]


def part_syslog(tools, work):
    """Syslog over four connections, plain and TLS; beside rsyslog into a plain file."""
    messages = work / "messages.log"
    made = json.loads(measured([tools.bench, "messages", messages, tools.messages])["output"])
    pieces = pieces_of(messages, 4)
    messages.unlink()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout",
                    work / "tls.key", "-out", work / "tls.crt"], check=True, capture_output=True)
    has_peer = shutil.which("rsyslogd") is not None
    plain, tls, peer = [], [], []
    for _ in range(tools.rounds):
        plain.append(seen("syslog", **ours_syslog(tools, work, pieces, False)))
        if has_peer:
            peer.append(seen("rsyslog", **rsyslog(tools, work, pieces)))
        tls.append(seen("syslog, TLS", **ours_syslog(tools, work, pieces, True)))
    count, size = tools.messages, made["bytes"] / tools.messages
    for key, name in (("wall", "by the clock"), ("cpu", "a CPU-second")):
        mine = median(plain, key)
        told = (f"rsyslog, plain file: {rate(count, median(peer, key))}", f"{median(peer, key) / mine:.2f}×", "≥ 0.5×") if peer else ("not there",)
        row(f"syslog over TCP ({size:.0f} bytes each) → durable, hashed: messages {name}", rate(count, mine), *told)
        row(f"the same over TLS: messages {name}", rate(count, median(tls, key)), f"ours, plain: {rate(count, mine)}",
            f"{mine / median(tls, key):.2f}×", "≥ 0.7×")
    row("peak of memory, syslog", f"{max(run['peak_mib'] for run in plain + tls)} MiB")


def part_latency(tools, work):
    """From handing records over to their acknowledgement, at 50,000 a second."""
    runs = []
    for _ in range(tools.rounds):
        run = measured([tools.bench, "latency", work / "latency", 50_000, 10])
        runs.append(seen("latency", **json.loads(run["output"])))
        shutil.rmtree(work / "latency")
    row(f"acknowledged at {median(runs, 'rate') / 1e3:.0f} k records/s, p50 / p99", f"{median(runs, 'p50_ms'):.1f} / {median(runs, 'p99_ms'):.1f} ms",
        f"64 KiB + fdatasync: {median(runs, 'disk_p50_ms'):.1f} / {median(runs, 'disk_p99_ms'):.1f} ms",
        f"{median(runs, 'p99_ms') / median(runs, 'disk_p99_ms'):.1f}× (p99)")


# --- the lake ---------------------------------------------------------------------------------------------------------------

# What the question of ours gives; times as numbers, which is what ours are too.
COLUMNS = (
    "epoch_us(time) AS at, user_uid, user_name, patient_uid, class, activity, outcome, category, operation, terminal, src_ip, device, purpose, "
    '"count", source, shard, leaf, nth'
)
MONTH = "SELECT user_uid, count(DISTINCT patient_uid) AS patients FROM {} WHERE patient_uid <> '' GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20"
NIGHT = ("SELECT user_uid, count(*) AS n FROM {} WHERE time >= '2026-11-02' AND time < '2026-11-03' AND "
         "(date_part('hour', time) < 7 OR date_part('hour', time) >= 21) GROUP BY user_uid ORDER BY 2 DESC, 1 LIMIT 20")


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


def lines_of(run):
    return [json.loads(line) for line in run["output"].splitlines()]


def duck_patients(base, table, asked):
    seeded, walls, spent, found = Seeded(7), [], 0.0, 0
    for turn in range(asked + 1):
        patient = f"{seeded.below(30_000):08}"
        before, begin = own_cpu(), time.perf_counter()
        # kept in a table of its own: turning rows into objects of Python would cost more than finding them
        base.execute(f"CREATE OR REPLACE TEMP TABLE answer AS SELECT {COLUMNS} FROM {table} WHERE patient_uid = ? ORDER BY time, shard, leaf, nth",
                     [patient])
        if turn:
            walls.append((time.perf_counter() - begin) * 1000)
            spent += own_cpu() - before
            found += base.execute("SELECT count(*) FROM answer").fetchone()[0]
    walls.sort()
    at = lambda share: round(walls[int((len(walls) - 1) * share)], 2)
    return seen(f"duckdb patient {table}", found=found, cpu_ms=round(spent * 1000 / asked, 2), p50_ms=at(0.5), p95_ms=at(0.95))


def duck_sql(base, name, sql):
    spent = []
    for _ in range(5):
        before = own_cpu()
        base.execute(sql).fetchall()
        spent.append((own_cpu() - before) * 1000)
    return seen(f"duckdb {name}", cpu_ms=round(statistics.median(spent), 1))["cpu_ms"]


def duck_over(lake, arrival, work):
    import duckdb
    state = json.loads((lake / "state.json").read_text())
    files = {copy: [str(lake / copy / f"day={part['day']}" / f"{part['name']}.parquet") for part in state["parts"]]
             for copy in ("by-patient", "by-user")}
    base = duckdb.connect(config={"threads": 2, "temp_directory": str(work / "duckdb"), "memory_limit": "4GB"})
    base.execute("SET TimeZone = 'Asia/Tokyo'")
    for table, copy in (("events", "by-patient"), ("events_by_user", "by-user")):
        base.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files[copy]!r}, hive_partitioning = true)")
    for day in sorted({part["day"] for part in state["parts"]}):
        (arrival / f"day={day}").mkdir(parents=True)
        base.execute(f"COPY (SELECT * EXCLUDE (day) FROM events WHERE day = '{day}' ORDER BY leaf) TO "
                     f"'{arrival}/day={day}/part.parquet' (FORMAT parquet, COMPRESSION zstd)")
    base.execute(f"CREATE VIEW arrival AS SELECT * FROM read_parquet('{arrival}/*/*.parquet', hive_partitioning = true)")
    return base


def part_lake(tools, work):
    """Questions over a large lake; beside DuckDB over the same files, and over the same rows in the order of their arrival."""
    lake, arrival, count, days = work / "lake", work / "arrival", tools.lake, tools.days
    making = lines_of(measured([tools.bench, "rows", count, days]))[0]["cpu"]
    filled = seen("fill", **{key: value for key, value in lines_of(measured([tools.bench, "fill", lake, count, days]))[0].items() if key != "what"})
    seen("tend", **{key: value for key, value in lines_of(measured([tools.bench, "tend", lake]))[0].items() if key != "what"})
    row(f"lake filled, {count:,} rows, both orders: rows a CPU-second", rate(count, filled["cpu"] - making))
    row("lake, both orders, bytes a row", f"{filled['bytes_a_row']:.1f}")
    base = duck_over(lake, arrival, work)
    rounds = []
    for _ in range(tools.rounds):
        answers = {answer.pop("what"): answer for answer in lines_of(measured([tools.bench, "ask", lake, tools.patients]))}
        seen("ask", **answers)
        rounds.append({
            **{f"ours {key}": answers["patient"][key] for key in ("cpu_ms", "p50_ms", "p95_ms")}, "found": answers["patient"]["found"],
            **{f"ours {name}": answers[name]["cpu_ms"] for name in ("month", "month_by_user", "night")},
            **{f"files {key}": value for key, value in duck_patients(base, "events", tools.patients).items()},
            **{f"arrival {key}": value for key, value in duck_patients(base, "arrival", tools.patients).items()},
            **{f"duck month {table}": duck_sql(base, f"month {table}", MONTH.format(table)) for table in ("events", "events_by_user", "arrival")},
            "duck night": duck_sql(base, "night events_by_user", NIGHT.format("events_by_user")),
        })
        if len({rounds[-1][key] for key in ("found", "files found", "arrival found")}) != 1:
            raise SystemExit("the answers differ")
    of = lambda key: median(rounds, key)
    row(f"who opened patient X, {count:,} rows, warm: p50 / p95", f"{of('ours p50_ms'):.0f} / {of('ours p95_ms'):.0f} ms",
        f"DuckDB, arrival order: {of('arrival p50_ms'):.0f} / {of('arrival p95_ms'):.0f} ms",
        f"{of('arrival p50_ms') / of('ours p50_ms'):.1f}× faster", "p95 ≤ 100 ms, ≥ 10×")
    row("the same, CPU a question", f"{of('ours cpu_ms'):.1f} ms",
        f"DuckDB on our files: {of('files cpu_ms'):.1f} ms; arrival order: {of('arrival cpu_ms'):.1f} ms", f"{of('ours cpu_ms') / of('files cpu_ms'):.2f}×", "≤ 1.1×")
    for name, mine, theirs, wanted in (
        ("patients of each user in a month, CPU", "month", "month events", "≤ 0.8×"),
        ("the same over the order by user, CPU", "month_by_user", "month events_by_user", "≤ 0.8×"),
        ("out of hours of one day by user, CPU", "night", "night", ""),
    ):
        told = f"DuckDB on our files: {of(f'duck {theirs}'):.0f} ms"
        if name.startswith("patients"):
            told += f"; arrival order: {of('duck month arrival'):.0f} ms"
        row(name, f"{of(f'ours {mine}'):.0f} ms", told, f"{of(f'ours {mine}') / of(f'duck {theirs}'):.2f}×", wanted)
    base.close()
    shutil.rmtree(lake)
    shutil.rmtree(arrival)


# --- noticing ---------------------------------------------------------------------------------------------------------------

# The way of Zircolite: rules turned into SQL beforehand by pySigma's backend, events flat in one SQLite table in memory, one query a rule.
CONVERT = """
import json, logging, sys, warnings
warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.pipelines.sysmon import sysmon_pipeline
from sigma.pipelines.windows import windows_logsource_pipeline
from sigma.processing.resolver import ProcessingPipelineResolver
pipeline = ProcessingPipelineResolver({"sysmon": sysmon_pipeline, "windows": windows_logsource_pipeline}).resolve(["sysmon", "windows"])
backend = sqliteBackend(pipeline, collect_errors=True)
queries = []
for rule in SigmaCollection.load_ruleset([sys.argv[1]], collect_errors=True).rules:
    try:
        queries.append(backend.convert_rule(rule))
    except Exception:
        pass
json.dump(queries, open(sys.argv[2], "w"))
"""
LOOK = """
import json, pathlib, re, sqlite3, sys
from evtx import PyEvtxParser
def flat(value, name, into):
    if isinstance(value, dict):
        for key, inner in value.items():
            flat(inner, key if key not in ("#text", "#attributes") else name, into)
    elif value is not None:
        into[name] = value if isinstance(value, str) else json.dumps(value)
rows, columns = [], {}
for path in (path for folder in sys.argv[2:] for path in sorted(pathlib.Path(folder).rglob("*.evtx"))):
    for record in PyEvtxParser(str(path)).records_json():
        event = {}
        flat(json.loads(record["data"]), "", event)
        rows.append({key.lower(): value for key, value in event.items() if key})
        columns.update(dict.fromkeys(rows[-1]))
names = list(columns)
base = sqlite3.connect(":memory:")
base.create_function("regexp", 2, lambda pattern, text: text is not None and re.search(pattern, str(text)) is not None)
quoted = [f'"{name}" TEXT COLLATE NOCASE' for name in names]
base.execute(f"CREATE TABLE logs ({', '.join(quoted)})")
base.executemany(f"INSERT INTO logs VALUES ({', '.join('?' * len(names))})", [[row.get(name) for name in names] for row in rows])
ran, failed, hits = 0, 0, 0
for queries in json.load(open(sys.argv[1])):
    for query in queries:
        query = query.replace("<TABLE_NAME>", "logs")
        while True:
            try:
                found = len(base.execute(query).fetchall())
                hits, ran = hits + found, ran + 1
            except sqlite3.OperationalError as error:
                missing = re.match(r"no such column: (.+)", str(error))
                if missing and len(names) < 1900:
                    names.append(missing[1])
                    base.execute(f'ALTER TABLE logs ADD COLUMN "{missing[1]}" TEXT COLLATE NOCASE')
                    continue
                failed += 1
            break
print(json.dumps({"records": len(rows), "queries": ran, "failed": failed, "hits": hits}))
"""


def part_detect(tools, work):
    """Sigma rules over Windows logs; beside the same rules as SQL over SQLite."""
    ours, peer = [], []
    has_peer = subprocess.run([sys.executable, "-c", "import sigma.backends.sqlite, sigma.pipelines.sysmon, sigma.pipelines.windows, evtx"],
                              capture_output=True).returncode == 0
    queries = work / "queries.json"
    logs, converting = [tools.evtx] * tools.repeat, 0
    if has_peer:
        converting = seen("pySigma converts", cpu=measured([sys.executable, "-c", CONVERT, tools.rules, queries])["cpu"])["cpu"]
    for _ in range(tools.rounds):
        run = measured([tools.binaries / "evtx_hits", tools.rules, *logs])
        lines = run.pop("output").splitlines()
        ours.append(seen("evtx_hits", **run, loaded=lines[0], found=lines[-1]))
        if has_peer:
            run = measured([sys.executable, "-c", LOOK, queries, *logs])
            peer.append(seen("pySigma + SQLite", **json.loads(run.pop("output")), **run))
    row("Sigma rules that load", ours[0]["loaded"], wanted="all")
    told = ("not there",)
    if peer:
        last = peer[-1]
        told = (f"evtx + pySigma's SQLite backend ({last['queries']} queries; turning the rules into them took {converting:.1f} s more): "
                f"{median(peer, 'cpu'):.2f} s",
                f"{median(peer, 'cpu') / median(ours, 'cpu'):.1f}× less", "≥ 8× less")
    row(f"rules over Windows logs, loading them included, CPU of the process ({ours[0]['found'].split(';')[0]})",
        f"{median(ours, 'cpu'):.2f} s", *told)


def part_twins(tools, work):
    """A month as a stream, and the SQL twin of every rule over the lake."""
    run = measured([tools.binaries / "twins", tools.twins, work])
    lines = run.pop("output").splitlines()
    seen("twins", **run, lines=lines)
    differ = sum(int(line.split(" differ")[0].split()[-1]) for line in lines if " differ" in line)
    row(f"own rules as a stream and as SQL, {tools.twins:,} events", f"{lines[0].split(': ')[-1]}, {differ} differ", wanted="0 differ")


# --- all --------------------------------------------------------------------------------------------------------------------


def options():
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--only", default="import,evidence,syslog,latency,lake,detect,twins")
    found.add_argument("--rounds", type=int, default=5, help="of which medians are taken")
    found.add_argument("--rows", type=int, default=2_000_000, help="of the export that is imported in every round")
    found.add_argument("--large", type=int, default=10_000_000, help="of the export that is imported once; 0: none")
    found.add_argument("--messages", type=int, default=1_000_000)
    found.add_argument("--lake", type=int, default=100_000_000, help="rows of the lake that is asked")
    found.add_argument("--days", type=int, default=20)
    found.add_argument("--patients", type=int, default=100, help="asked for one after the other")
    found.add_argument("--twins", type=int, default=10_000_000, help="events of the month")
    found.add_argument("--rules", type=pathlib.Path, help="a folder of Sigma rules")
    found.add_argument("--evtx", type=pathlib.Path, help="a folder of Windows event logs")
    found.add_argument("--repeat", type=int, default=5, help="how often these logs are read")
    found.add_argument("--dir", help="scratch folder")
    found.add_argument("--binaries", type=pathlib.Path, help="where the examples lie; built when not given")
    return found.parse_args()


def main():
    tools = options()
    if tools.binaries is None:
        subprocess.run(["cargo", "build", "--release", "-p", "sonae-app", "-p", "sonae-lake", "-p", "sonae-detect", "--examples"], check=True, cwd=ROOT)
        tools.binaries = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples"
    tools.bench = tools.binaries / "log_bench"
    wanted = tools.only.split(",")
    if not (tools.rules and tools.evtx):
        wanted = [part for part in wanted if part != "detect"]
    load = os.getloadavg()
    with tempfile.TemporaryDirectory(dir=tools.dir, prefix="bench-logs-") as scratch:
        work = pathlib.Path(scratch)
        kept = None
        for part in wanted:
            seen("part", name=part, load=os.getloadavg())
            if part == "import":
                kept = part_import(tools, work)
            elif part == "evidence":
                part_evidence(tools, work, kept or part_import(tools, work))
            else:
                globals()[f"part_{part}"](tools, work)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    print(f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}; {now}; load {load[0]:.1f} at the beginning, "
          f"{os.getloadavg()[0]:.1f} at the end; medians of {tools.rounds}; {tools.rows:,} rows over {tools.days} days, "
          f"{tools.messages:,} messages over 4 connections.\n")
    print("| What | sonae | Peer in the same run | sonae beside it | Wanted |\n|---|---|---|---|---|")
    for line in TABLE:
        print("| " + " | ".join(line) + " |")


main()
