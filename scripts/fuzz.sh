#!/usr/bin/env bash
# Fuzzes targets for so many CPU-minutes each, two at a time, and tells executions, coverage and findings of each.
# usage: scripts/fuzz.sh [minutes] [target…]     10 minutes, every target that does without crates/app (FUZZ_APP=1: the others too);
#                                                FUZZ_BUILT=1: they are built already
# Needs `cargo install cargo-fuzz`; works on stable Rust. Corpora stay in fuzz/corpus, findings in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds="$(awk -v minutes="${1:-10}" 'BEGIN { print int(minutes * 60) }')"
shift || true
export RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0 ASAN_OPTIONS="detect_odr_violation=0"
out="${CARGO_TARGET_DIR:-$PWD/fuzz/target}"
host="$(rustc -vV | sed -n 's/^host: //p')"
# targets write small files: not onto a disk, where there is a place in memory
if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ]; then export TMPDIR=/dev/shm; fi

# the features that these targets need, in the first line, and the targets, one a line; without names all that need no crates/app
mapfile -t chosen < <(python3 - "${FUZZ_APP:-}" "$@" <<'PYTHON'
import sys, tomllib
bins = {one["name"]: one.get("required-features", []) for one in tomllib.load(open("fuzz/Cargo.toml", "rb"))["bin"]}
targets = sys.argv[2:] or sorted(name for name, needs in bins.items() if sys.argv[1] or "app" not in needs)
print(",".join(sorted({need for name in targets for need in bins[name]})))
print("\n".join(targets))
PYTHON
)
targets=("${chosen[@]:1}")
options=(--target-dir "$out" --no-default-features --features "${chosen[0]}")

if [ -z "${FUZZ_BUILT:-}" ]; then
    # the versions that the program is built with
    cp Cargo.lock fuzz/Cargo.lock
    if [ "$#" -eq 0 ]; then cargo fuzz build "${options[@]}"; else
        for target in "${targets[@]}"; do cargo fuzz build "${options[@]}" "$target"; done
    fi
fi
python3 scripts/fuzz-seeds.py fuzz/corpus >/dev/null

# CPU seconds of a process so far; those of the clock where the system does not tell
spent() {
    if [ -d /proc/self ]; then awk '{ print int(($14 + $15) / 100) }' "/proc/$1/stat" 2>/dev/null || echo 0; else echo $((SECONDS - $2)); fi
}

fuzz() {
    local target="$1" length=4096 group=ledger used=0 log begun now executions coverage findings
    case "$target" in
        log_reviews | log_sources) ;;
        log_*) group=log ;;
        vault_*) group=vault ;;
        feed_*) group=feed ;;
        observe_*) group=observe length=16384 ;;
        product_*) group=product ;;
        oscal_*) group=oscal length=16384 ;;
    esac
    case "$target" in any_file | log_evtx | pack) length=70000 ;; esac
    mkdir -p "fuzz/artifacts/$target" "fuzz/corpus/$target"
    log="fuzz/artifacts/$target/log"
    nice -n 10 "$out/$host/release/$target" "fuzz/corpus/$target" -artifact_prefix="fuzz/artifacts/$target/" -dict="fuzz/corpus/$group.dict" \
        -max_len="$length" -timeout=10 -rss_limit_mb=1024 -detect_leaks=0 -print_final_stats=1 >"$log" 2>&1 &
    local process=$!
    begun=$SECONDS
    while kill -0 "$process" 2>/dev/null && [ "$used" -lt "$seconds" ]; do
        sleep 2
        # 0 where it has ended meanwhile
        now="$(spent "$process" "$begun")"
        used=$((now > used ? now : used))
    done
    kill -INT "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
    executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    coverage="$(grep -ao 'cov: [0-9]* ft: [0-9]*' "$log" | tail -1)"
    findings="$(find "fuzz/artifacts/$target" -type f ! -name log | wc -l)"
    printf '%-22s %12s executions  %5s CPU-s  %5s s  %-22s %s findings\n' "$target" "${executions:-?}" "$used" "$((SECONDS - begun))" "$coverage" "$findings"
}

for target in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do sleep 1; done
    fuzz "$target" &
done
wait
[ -z "$(find fuzz/artifacts -type f ! -name log)" ]
