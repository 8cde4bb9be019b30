"""Writes what the fuzz targets begin with: what stands in the tests and fixtures of this repository, and words of the formats.

usage: fuzz-seeds.py CORPUS     CORPUS/<target>/ is filled, CORPUS/<group>.dict written; what is there already stays

Nothing beyond the standard library. Replies of a time-stamping authority are made where `openssl` is there, Windows event logs of a
single chunk are taken from `shared/data/evtx` (or SONAE_SHARED_DATA) where that is there.
"""
import gzip
import hashlib
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "crates/logs"
LONGEST = 16 << 10
TEXT = re.compile(r'(?s)(?<!\w)r(#+)"(.*?)"\1|b?"((?:[^"\\]|\\.)*)"')
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", '"': '"', "\\": "\\", "'": "'"}

corpus = pathlib.Path(sys.argv[1])


def put(target, *seeds):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        seed = seed.encode() if isinstance(seed, str) else seed
        (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)


def literals(path):
    """Texts of a Rust file, as they are at run time."""
    for match in TEXT.finditer((ROOT / path).read_text(encoding="utf-8")):
        if match[2] is not None:
            yield match[2]
            continue
        text = re.sub(r"\\\n\s*", "", match[3])
        text = re.sub(r"\\u\{(\w+)\}", lambda found: chr(int(found[1], 16)), text)
        text = re.sub(r"\\x(\w\w)", lambda found: chr(int(found[1], 16)), text)
        yield re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), text)


def shared():
    """The folder of test data beside the clone."""
    named = os.environ.get("SONAE_SHARED_DATA")
    places = ([pathlib.Path(named)] if named else []) + [folder / "shared/data" for folder in ROOT.parents]
    return next((path for path in places if path.is_dir()), None)


def words(group, entries):
    quoted = ("".join(f"\\x{byte:02X}" for byte in word.encode()) for word in dict.fromkeys(entries) if word)
    (corpus / f"{group}.dict").write_text("".join(f'"{word}"\n' for word in quoted))


def toml_words(path):
    """The shorter texts of a TOML file."""
    found = re.findall(r'"([^"\n]{1,24})"', (ROOT / path).read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


def logs():
    messages = [text for path in LOGS.glob("src/syslog/*.rs") for text in literals(path) if re.match(r"<\d{1,3}>", text)]
    put("log_syslog", *messages, "\n".join(messages[:20]), "\r\n".join(messages[20:40]))
    stream = [message.encode() for message in messages]
    put("log_framer", *(b"\x03\x10\x7f\xff" + message + b"\n" for message in stream))
    put("log_framer", *(b"\x07\x20\x40\x80%d %b" % (len(message) + wrong, message + message) for message in stream for wrong in (0, -3, 4)))
    audits = [text for path in ("src/atna/tests.rs", "src/syslog/tests.rs") for text in literals(LOGS / path) if "<AuditMessage" in text]
    put("log_audit_message", *(re.split(r"<AuditMessage[^>]*>?", text, maxsplit=1)[1].split("</AuditMessage>")[0] for text in audits))
    put("log_audit_message", *(text for text in literals(LOGS / "src/atna/tests.rs") if "<ActiveParticipant" in text))
    events = [text for text in literals(LOGS / "src/auditd/tests.rs") if "type=" in text and "audit(" in text]
    put("log_auditd", *events, "\n----\n".join(events))
    put("log_fhir", *(path.read_bytes() for path in LOGS.glob("tests/data/fhir/*.json")))
    put("log_fhir", *(text for path in ("src/fhir/tests.rs", "src/json_text/mod.rs") for text in literals(LOGS / path) if text[:1] in ("{", "[")))
    for name in ("journal.json", "journal.export"):
        entries = (LOGS / "tests/data" / name).read_bytes()
        put("log_journald", entries[:4000], *(entries.split(b"\n\n" if name.endswith("export") else b"\n")[:20]))
    put("log_journald", *(text for text in literals(LOGS / "src/journald/tests.rs") if text.startswith(("{", "__"))))
    tables()
    put("log_evtx", b"\x80\x00\x00", b"\x00\x02\xff\x10\x04\x01")
    put("log_evtx", *(struct.pack("<HB", at, value) for at in range(0x200, 0xA00, 23) for value in (0, 0x0C, 0xFF)))
    data = shared()
    if data:
        small = sorted(path for path in (data / "evtx").rglob("*.evtx") if path.stat().st_size <= 4096 + 65536)
        put("log_evtx", *(path.read_bytes() for path in small[::max(1, len(small) // 12)]))
    every = [word for name in ("columns", "verbs", "windows") for path in LOGS.rglob(f"{name}.toml") for word in toml_words(path)]
    formats = "<13>1 |sequenceId=\"|[meta |<AuditMessage>|</AuditMessage>|type=SYSCALL msg=audit(1794787200.500:456): |msg='|----\n|__CURSOR=|MESSAGE\n|"
    formats += "\"resourceType\":|\"entry\":[|\"resource\":{|\"AuditEvent\"|2026/4/1 8:30:00|R8.4.1|20260401083000|\x1d|\x1e|\r\n|\"\"|\ufeff"
    words("log", formats.split("|") + every[:600])


def tables():
    """Exports of medical-record systems: those of the tests, and one in the encodings that occur."""
    found = [text for path in LOGS.glob("src/csv/*.rs") for text in literals(path) if text.count(",") + text.count("\t") > 2 and len(text) > 15]
    put("log_csv", *found, *(text.encode("cp932", "replace") for text in found), *(text.encode("utf-16") for text in found))
    head = "\u30e6\u30fc\u30b6\u30fcID,\u6c0f\u540d,\u6642\u523b,\u30ab\u30c6\u30b4\u30ea,\u64cd\u4f5c\u60c5\u5831\r\n"
    rows = ["abc@def,abcdef,2023/5/16 8:30:00,\u7ba1\u7406\u30e1\u30cb\u30e5\u30fc,\u30ed\u30b0\u30a4\u30f3\r\n", "a,\"b\r\nc\",R5.5.16 8:30,x,y\r\n"]
    for encoding in ("utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-be"):
        put("log_csv", (head + "".join(rows)).encode(encoding), (head + rows[1] * 3).replace(",", "\t").encode(encoding))
    put("log_csv_rows", *found, *(text.split("\n", 1)[-1] for text in found))
    put("log_csv_rows", *(row.split("\n", 1)[-1] for row in found), "u1,\u5c71\u7530,2026/4/1,8:30,\u30ed\u30b0\u30a4\u30f3,,0001,PC-1,10.0.0.1,\u6210\u529f,3,,\r\n")


def vault():
    tests = ROOT / "crates/vault"
    texts = [text for path in tests.rglob("*.rs") for text in literals(path) if len(text) < 4000]
    notes = [text for text in texts if "\u2014 " in text]
    put("vault_checkpoint", *notes, *(text for text in texts if text.startswith(("log ", "witness ", "group ", "quorum "))))
    put("vault_checkpoint", *(text for text in texts if re.match(r"[\w/.]+\n\d+\n", text)))
    data = shared()
    if data:
        files = [path for path in (data / "tlog").rglob("*") if path.is_file() and path.stat().st_size < 8192]
        put("vault_checkpoint", *(path.read_bytes() for path in files if b"\n\n\xe2\x80\x94 " in path.read_bytes()))
    hash_line = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk="
    put("vault_witness_request", *(f"old {old}\n{path}\n{note}" for note in notes for old in (0, 3) for path in ("", f"{hash_line}\n")), *notes)
    put("vault_bundle", *(f"{hash_line}\n{hash_line}\0{policy}\0entry" for policy in ("quorum none\n", "log x\n")), *(f"{note}\0\0" for note in notes))
    envelope = struct.pack(">16sBBqQQHBB", b"s" * 16, 1, 1, 1_794_787_200_000_000, 3, 7, 0, 0, 3) + b"emr" + b"2026/4/1,u1"
    put("vault_entry", b"\x01\x00" + envelope, b"\x01\x02" + bytes(64) + envelope)
    bodies = []
    for kind, raws in ((1, [b"one", b"two", b""]), (5, [b'{"name":"emr","format":"csv"}']), (11, [b'{"shard":"2026"}']), (13, [b"{}"])):
        sizes = b"".join(varint(len(raw)) for raw in raws)
        bodies.append(bytes([kind, 3]) + b"emr" + bytes(8) + b"\x07" + varint(len(raws)) + b"\x02" * len(raws) + sizes + b"".join(raws))
    whole = b"".join(struct.pack(">HBB", len(body), 0, count) + body for body, count in zip(bodies, (3, 1, 1, 1)))
    gone = bytes([1, 1]) + b"s" + bytes(8) + b"\x00\x02\x02\x02" + b"\x03" + varint(4 << 1) + bytes(32) + b"s" * 16 + b"kept"
    put("vault_frames", whole, struct.pack(">HBB", len(gone), 1, 2) + gone, whole + struct.pack(">HBB", len(gone), 1, 2) + gone)
    piece = lambda what, number, body: struct.pack(">HBQ", 8 + len(body), what, number) + body
    said = lambda what, text: struct.pack(">HB", len(text), what) + text
    folder = piece(1, 0, whole) + piece(4, 6, bytes(32)) + said(6, b'{"frontier":"","ended":false,"counts":{}}') + said(7, b'{"6":7}') + said(8, b"{}")
    removed = bytes([13, 1]) + b"s" + bytes(8) + b"\x00\x01\x02\x2e" + b'{"shard":"2026","first":6,"end":7}'.ljust(46)
    far = struct.pack(">HBB", len(removed), 0, 1) + removed
    put("vault_folder", folder, folder + piece(1, 7, whole), folder + piece(0, 1 << 62, far) + piece(5, 1 << 61, b"r"), piece(0, 2**64 - 9, far))
    put("vault_folder", folder + piece(2, 0, b"ab" * 6) + piece(3, 0, bytes(16)) + piece(9, 4, bytes(64)) + piece(10, 2, bytes(32)))
    put("vault_segment", segment([(bodies[0], 3, 0)]), segment([(body, count, 0) for body, count in zip(bodies, (3, 1, 1, 1))]), segment([(gone, 2, 1)]))
    stamps()
    words("vault", ["\u2014 ", "index 1\n", "old 0\n", "quorum none\n", "log ", "witness ", "group ", "c2sp.org/tlog-proof@v1\n", "extra ", f"{hash_line}\n", "\n\n", "SVFR"])


def varint(number):
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def segment(frames):
    """The segment of crates/vault/src/segment, each body as one block of zstd that is not compressed (RFC 8878)."""
    head = b"SONAEVLT" + struct.pack(">HH", 1, 0)
    rest = struct.pack(">Q8sB4s", 0, bytes(8), 4, b"2026") + bytes(27)
    out, first = head + struct.pack(">I", zlib.crc32(head + rest)) + rest, 0
    for body, count, flags in frames:
        block = struct.pack("<I", len(body) << 3 | 1)[:3] + body
        stored = b"\x28\xb5\x2f\xfd\x20" + bytes([len(body)]) + block
        behind = struct.pack(">IIQII32s", len(stored), len(body), first, count, flags, b"k" * 32)
        out += b"SVFR" + struct.pack(">I", zlib.crc32(bytes(8) + behind + stored)) + behind + stored
        first += count
    return out


def stamps():
    config = "[tsa]\ndefault_tsa = one\n[one]\nserial = ./serial\nsigner_cert = ./tsa.pem\nsigner_key = ./tsa.key\nsigner_digest = sha256\n"
    config += "default_policy = 1.2.3.4.1\ndigests = sha256\n[req]\ndistinguished_name = dn\n[dn]\n[ext]\nextendedKeyUsage = critical,timeStamping\n"
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        (at / "tsa.cnf").write_text(config)
        (at / "serial").write_text("01\n")
        (at / "data").write_text("note")
        run = lambda line: subprocess.run(["openssl", *line.split()], cwd=at, capture_output=True, check=True)
        try:
            for key in ("rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256"):
                run(f"req -new -x509 -config tsa.cnf -extensions ext -newkey {key} -nodes -subj /CN=Seed -days 9 -keyout tsa.key -out tsa.pem")
                for certificate in ("", "-cert "):
                    run(f"ts -query -data data -sha256 {certificate}-out request.tsq")
                    run("ts -reply -config tsa.cnf -queryfile request.tsq -out reply.tsr")
                    put("vault_stamp", (at / "reply.tsr").read_bytes())
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"no time stamps: {error}", file=sys.stderr)


def oscal():
    documents = [text for text in literals("crates/oscal/tests/it/imported.rs") if text.startswith("{")]
    catalog = next(text for text in documents if '"catalog"' in text)
    put("oscal_import", *documents, *(catalog + "\0" + text for text in documents if '"profile"' in text))
    fields = re.findall(r"pub (\w+):", "".join(path.read_text(encoding="utf-8") for path in (ROOT / "crates/oscal/src/model").glob("*.rs")))
    words("oscal", [f'"{field.replace("_", "-")}":' for field in fields] + re.findall(r'"[^"]{1,40}"', "".join(documents)))


def products():
    crate = ROOT / "crates/products"
    rows = [line.split("\t") for line in (crate / "tests/labelled.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    put("product_resolve", *("\t".join((row[2], row[3], row[1])).encode() for row in rows))
    pairs = [line.split("\t") for line in (crate / "tests/it/version-pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    put("product_versions", *("\n".join(pair[:2]).encode() for pair in pairs))
    names = re.findall(r'"(cpe:[^"]+)"', (crate / "tests/it/cpe.rs").read_text(encoding="utf-8"))
    put("product_cpe", *(name.encode() for name in names))
    words("product", sorted({word for row in rows for word in row[2].split()})[:900])


def observe():
    """Files of machines as the tests write them, and small ones of the shared collection."""
    crate = ROOT / "crates/observe"
    places = {
        "nmap": ["seen/nmap"], "xccdf": ["hosts/xccdf"], "bom_xml": ["bill/cyclonedx_xml"], "fortigate": ["network/fortigate/tests"],
        "yamaha": ["network/yamaha"], "cisco": ["network/cisco", "network/cisco_state", "network/allied"], "nec": ["network/nec"],
        "addresses": ["seen/arp"], "leases": ["seen/dhcp"], "directory": ["seen/directory"], "lynis": ["hosts/lynis"],
        "policy": ["hosts/secedit"], "wbadmin": ["backup/wbadmin"], "spdx": ["bill/spdx"], "snmp": ["seen/snmp"],
        "json": ["bill/cyclonedx", "bill/spdx", "hosts/osquery", "collect/meaning"], "table": ["backup/table", "seen/directory", "seen/dhcp"],
    }
    every = []
    for target, files in places.items():
        texts = [text for file in files for text in literals(crate / f"src/{file}.rs") if len(text) > 40 and ("\n" in text or text[:1] in "<{[")]
        # what stands behind a beginning that the target writes itself
        put(f"observe_{target}", *texts, *(text.split("\n", 1)[-1] for text in texts))
        every += texts
    put("observe_any", *every, *(path.read_bytes() for path in crate.glob("tests/data/*.json")))
    put("observe_json", *(path.read_bytes() for path in crate.glob("tests/data/*.json")))
    data = shared()
    kinds = {"nmap": "nmap/*.xml", "json": "*/*.json", "xccdf": "host/*.xml", "bom_xml": "sbom/*.xml", "report_xml": "vuln-reports/*.xml", "lynis": "host/*.dat", "table": "vuln-reports/*.csv"}
    for target, pattern in kinds.items() if data else ():
        put(f"observe_{target}", *(path.read_bytes() for path in data.glob(pattern) if path.stat().st_size <= LONGEST))
    keywords = [text for path in crate.glob("src/**/*.rs") for text in literals(path) if 2 < len(text) < 24 and text.isascii() and "{" not in text]
    words("observe", list(dict.fromkeys(keywords))[:900])


def feeds():
    """Feeds as the tests write them; of the shared collection small files whole, of large ones a few rows."""
    crate = ROOT / "crates/feeds"
    begins = {
        "nvd": '"vulnerabilities"', "kev": '"catalogVersion"', "cve5": '"dataType"', "csaf": '"product_tree"', "cvrf": "<cvrf", "epss": "cve,epss",
        "end_of_life": '"releases"', "eol_jp": "[[product]]", "jvn_detail": "VulinfoID", "jvn_rss": "rdf:RDF", "jvn_products": "VendorInfo", "overrides": '"override"',
    }
    texts = [text for path in crate.rglob("*.rs") for text in literals(path) if len(text) > 30]
    for target, mark in begins.items():
        put(f"feed_{target}", *(text for text in texts if mark in text))
    put("feed_any", *(text for text in texts if text[:1] in "<{[#"))
    table = (crate / "data/eol-jp.toml").read_text(encoding="utf-8")
    put("feed_eol_jp", table[:4000], table.split("\n\n")[-1], 'as_of = "2026-01-01"\n' + table[-600:])
    data = shared()
    if data:
        kinds = {"nvd": "nvd/*.json", "csaf": "fortinet/*.json", "cvrf": "fortinet/*.xml", "jvn_rss": "jvn/jvndb_2*.rdf", "jvn_detail": "jvn/*detail*.rdf",
                 "jvn_products": "jvn/myjvn*.rdf", "any": "epss/*.gz"}
        for target, pattern in kinds.items():
            put(f"feed_{target}", *(path.read_bytes() for path in data.glob(pattern) if path.stat().st_size <= 2 * LONGEST))
        put("feed_epss", *(gzip.decompress(path.read_bytes()) for path in data.glob("epss/*.gz")))
        for target, pattern in (("cve5", "cve5/*.gz"), ("overrides", "nvd/anchore*.gz"), ("csaf", "csaf-medical/*.gz")):
            for path in data.glob(pattern):
                with gzip.open(path) as file:
                    put(f"feed_{target}", *(line for line, _ in zip(file, range(12)) if len(line) <= LONGEST))
        with gzip.open(data / "nvd/derived-nvdcve-2.0-hospital-slice.json.gz") as file:
            some = [row for row in json.load(file)["vulnerabilities"][::40] if len(json.dumps(row)) < 3000]
        put("feed_nvd", *(json.dumps({"format": "NVD_CVE", "version": "2.0", "vulnerabilities": [row]}) for row in some))
        catalog = json.loads((data / "kev/known_exploited_vulnerabilities.json").read_text())
        put("feed_kev", json.dumps({**catalog, "vulnerabilities": catalog["vulnerabilities"][:3]}))
        sample = json.loads((data / "endoflife/api-v1-products-full.sample.json").read_text())
        for product in sample["result"]:
            some = {**sample, "result": [{**product, "releases": product["releases"][:4]}]}
            put("feed_end_of_life", json.dumps(some), json.dumps({**some, "result": some["result"][0]}))
    # a pack is not read before its signature is, so the seed goes as far as a signature that nobody made
    manifest = "serial 1\nmade 2026-11-20T00:00:00Z\n\n\u2014 PeterNeumann+c74f20a3 " + "A" * 92 + "==\n"
    put("feed_pack", *(b"sonaepack1\n" + struct.pack(">I", size) + manifest.encode() for size in (len(manifest.encode()), 3, 1 << 30)))
    keywords = [text for path in crate.glob("src/**/*.rs") for text in literals(path) if 2 < len(text) < 28 and "{" not in text]
    prose = "\u304b\u3089|\u4ee5\u4e0a|\u4ee5\u524d|\u4ee5\u4e0b|\u307e\u3067|\u3088\u308a\u524d|\u672a\u6e80|\u306e\u30d0\u30fc\u30b8\u30e7\u30f3"
    words("feed", list(dict.fromkeys([*keywords, *prose.split("|"), "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*", "versionEndExcluding"]))[:900])


def ledgers():
    files = [path for folder in ("fixtures", "crates/importers/tests/data") for path in (ROOT / folder).rglob("*") if path.is_file()]
    put("any_file", *(path.read_bytes() for path in files if path.stat().st_size <= 4 * LONGEST and path.suffix not in (".pdf", ".png", ".md")))
    put("profile", *(path.read_bytes() for path in files if path.name == "institution.toml"))
    tables = [path for path in files if path.suffix in (".csv", ".txt") and path.stat().st_size <= LONGEST]
    rows = [row for path in tables for row in re.split(rb"\r?\n", path.read_bytes())[1:4] if row]
    for target in (ROOT / "fuzz/fuzz_targets").glob("*.rs"):
        if "LedgerId::" in target.read_text():
            put(target.stem, *rows)
    put("returned_form", *(path.read_bytes() for path in tables if "\u4e8b\u696d\u8005" in path.name or "\u56de\u7b54" in path.name))
    cells = [word for path in ("vocabulary.toml", "layout.toml") for word in toml_words(next((ROOT / "crates/importers").rglob(path)))]
    cells += [text for text in literals("crates/importers/tests/it/properties.rs") if len(text) < 30]
    words("ledger", cells[:600])


corpus.mkdir(parents=True, exist_ok=True)
logs()
vault()
observe()
oscal()
products()
feeds()
ledgers()
for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
    print(f"{folder.name}: {sum(1 for _ in folder.iterdir())}")
