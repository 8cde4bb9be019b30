#!/usr/bin/env bash
# Tries out the API with what its own document allows and forbids: no answer may be a fault of the server, and every answer must
# be one that the document states. Needs Python 3.10 or newer with venv; the tool lies in the cache folder.
#
#   scripts/schemathesis.sh [more arguments for schemathesis]
set -euo pipefail
cd "$(dirname "$0")/.."

cache="${XDG_CACHE_HOME:-$HOME/.cache}/sonae"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
venv="$cache/schemathesis-4.32.5"
port="${SONAE_API_PORT:-8187}"
work="$(mktemp -d)"

if [ ! -x "$venv/bin/schemathesis" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet schemathesis==4.32.5
fi

# of the whole workspace, so that nothing is compiled a second time with other features; only one of them has this test
serve=(cargo test --quiet --workspace --test it)
"${serve[@]}" --no-run
SONAE_API_PORT="$port" SONAE_API_TOKEN_FILE="$work/token" \
    "${serve[@]}" -- --ignored --exact api::serve_for_programs >"$work/server.log" 2>&1 &
server=$!
trap 'kill $(ps -o pid= --ppid "$server") "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 120); do
    curl --silent --fail --output /dev/null "http://127.0.0.1:$port/api/v1/health" && break
    sleep 0.5
done

# the server asks programs to wait beyond 30 requests a second
cd "$work" # it leaves a folder behind
"$venv/bin/schemathesis" run "http://127.0.0.1:$port/api/v1/openapi.json" \
    --header "Authorization: Bearer $(cat "$work/token")" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,negative_data_rejection,unsupported_method,ignored_auth,missing_required_header \
    --phases examples,coverage,fuzzing \
    --max-examples 50 --seed 1 --rate-limit 25/s --request-timeout 30 --suppress-health-check all --no-color "$@"
