#!/usr/bin/env bash
# Unpacks the senders of logs with which intake is tested into a folder: rsyslog and syslog-ng from the Debian packages, the npm client
# atna-audit where npm is. Nothing is installed: the two daemons exclude each other as packages, and no service may start.
#   scripts/senders.sh DIR && SONAE_SENDERS=DIR cargo test -p sonae --test it senders
set -euo pipefail
[ $# = 1 ] || { echo "usage: scripts/senders.sh DIR" >&2; exit 2; }
mkdir -p "$1/packages"
cd "$1"

if ! [ -x usr/sbin/rsyslogd ] || ! [ -x usr/sbin/syslog-ng ]; then
    apt-cache show rsyslog >/dev/null 2>&1 || apt-get update -qq
    wanted=(rsyslog rsyslog-gnutls syslog-ng-core)
    # of what they need, the libraries that the machine does not have
    for library in $(apt-cache depends --important "${wanted[@]}" | sed -n 's/^ *Depends: \(lib[^ ]*\)$/\1/p' | sort -u); do
        dpkg-query -W -f '${Status}' "$library" 2>/dev/null | grep -q 'ok installed' || wanted+=("$library")
    done
    (cd packages && apt-get download -qq "${wanted[@]}")
    for package in packages/*.deb; do
        dpkg -x "$package" .
    done
fi
if command -v npm >/dev/null && ! [ -d node_modules/atna-audit ]; then
    npm install --silent --no-fund --no-audit --ignore-scripts --prefix . atna-audit@1.0.1
fi
