#!/usr/bin/env bash
# Lets every write, sync, rename, mkdir and unlink of a run of the vault fail once, with EIO and with ENOSPC, and looks each time whether
# everything acknowledged is there and the vault goes on. Then the same with the lake, where each is also the last thing that the process
# does: it holds what it says, and goes on to the same answers. Needs strace (apt-get install strace) and some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v strace >/dev/null || { echo "strace is not installed" >&2; exit 1; }
cargo test -p sonae-vault --test it -- --ignored --nocapture --exact faults::every_write_sync_and_rename_may_fail_once
cargo test -p sonae-lake --test it -- --ignored --nocapture --exact faults::every_write_sync_and_rename_of_the_lake_may_fail_once
