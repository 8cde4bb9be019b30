#!/usr/bin/env python3
"""Proves that the guideline's titles and restatements are in our own words, and that none is missing.

    scripts/restatements.py OFFICIAL.txt [frameworks/mhlw-guideline/6.0]

OFFICIAL.txt is an institution's own copy of the correlation table's text; it is read, never stored. Checked for each volume:
every number of <volume>.toml stands once in words/<volume>.toml and in its order; titles are short and unlike each other;
restatements are 40 to 160 characters (the ones named in LONG, whose original lists many conditions, may be longer);
`binds`, `modality`, `approval` and `report` have known values, the first two those of <volume>.toml; and no title or
restatement shares a run of RUN characters with the official text once spaces and widths are evened out, names (NAMES) apart.
"""

import sys
import tomllib
import unicodedata
from pathlib import Path

RUN = 14
TITLE_MAX = 24
TEXT_MIN, TEXT_MAX, TEXT_MAX_LONG = 40, 160, 450

# Names of offices, laws, standards and documents: they have no other words.
NAMES = [
    "医療情報システム安全管理責任者",
    "医療情報システム・サービス事業者",
    "時刻認証業務の認定に関する規程",
    "平成12年法律第102号",
    "TLS暗号設定ガイドライン3.0.1版",
]

# The original lists many conditions or cases, and all of them are kept.
LONG = {
    "planning": ["7⑤", "7⑥", "7⑦", "12⑦", "14①", "16⑥"],
    "operation": ["8⑥", "11①", "13④", "13⑥", "14⑥", "14⑧", "18①"],
}


def even(text):
    """Full and half width as one, without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def shared_runs(text, official):
    """The longest runs of at least RUN characters that stand in the official text too."""
    for name in NAMES:
        text = text.replace(even(name), "\0")
    found, start = [], 0
    while start + RUN <= len(text):
        end = start + RUN
        if text[start:end] not in official:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in official:
            end += 1
        found.append(text[start:end])
        start = end
    return found


def numbered(path):
    """Printed number to its entry, in the order of the volume's list."""
    volume = tomllib.loads(path.read_text(encoding="utf-8"))
    return {clause["no"]: clause for chapter in volume["chapters"] for clause in chapter["clauses"]}


def faults_of(volume, no, entry, clause, official):
    """What is wrong with one entry, in words."""
    title, text = entry.get("title", ""), entry.get("text", "")
    longest = TEXT_MAX_LONG if no in LONG.get(volume, []) else TEXT_MAX
    if not 0 < len(title) <= TITLE_MAX:
        yield f"title has {len(title)} characters"
    if not TEXT_MIN <= len(text) <= longest:
        yield f"text has {len(text)} characters, {TEXT_MIN} to {longest} are meant"
    if unknown := set(entry) - {"title", "text", "binds", "modality", "approval", "report"}:
        yield f"unknown fields {sorted(unknown)}"
    if entry.get("binds") not in clause["binds"]:
        yield f"binds {entry.get('binds')}, the list says {clause['binds']}"
    if entry.get("modality") != clause["modality"]:
        yield f"modality {entry.get('modality')}, the list says {clause['modality']}"
    if entry.get("approval", True) is not True or entry.get("report", True) not in (True, "planning"):
        yield "approval or report has an unknown value"
    for field in (title, text):
        for run in shared_runs(even(field), official):
            yield f"shares {len(run)} characters with the official text: {run}"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    official = even(Path(sys.argv[1]).read_text(encoding="utf-8"))
    home = Path(__file__).resolve().parent.parent / "frameworks" / "mhlw-guideline" / "6.0"
    folder = Path(sys.argv[2]) if len(sys.argv) == 3 else home
    faults = 0
    for volume in ("management", "planning", "operation"):
        clauses = numbered(folder / f"{volume}.toml")
        words = tomllib.loads((folder / "words" / f"{volume}.toml").read_text(encoding="utf-8"))
        said = []
        if list(words) != list(clauses):
            said += [f"{no}: not in the list" for no in words if no not in clauses]
            said += [f"{no}: no words" for no in clauses if no not in words]
            said = said or ["the order differs from the list"]
        titles = {}
        for no, entry in words.items():
            if no in clauses:
                said += [f"{no}: {fault}" for fault in faults_of(volume, no, entry, clauses[no], official)]
            if (first := titles.setdefault(entry.get("title"), no)) != no:
                said.append(f"{no}: same title as {first}")
        print(f"{volume}: {len(words)} of {len(clauses)}, {len(said)} faults")
        for line in said:
            print(f"  {line}")
        faults += len(said)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
