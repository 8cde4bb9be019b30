#!/usr/bin/env bash
# An Active Directory of Samba for tests, from the Debian packages, unpacked and not installed; its files are laid over /usr for its own processes
# only, for which it must be root.
#   scripts/samba.sh unpack DIR                   unpacks it; fails where the machine does not allow it to run
#   scripts/samba.sh serve DIR STATE ADDRESS      provisions HOSP.TEST into STATE with invented people and serves it at ADDRESS (127.0.0.x),
#                                                 with STATE/cert.pem and STATE/key.pem; says "serving" when it is about to
#   SONAE_SAMBA=DIR cargo test -p sonae --test it samba
set -euo pipefail
usage() { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
password='Invented-Passw0rd-1'

unpack() {
    unshare --mount true
    mkdir -p "$1/packages"
    cd "$1"
    if ! [ -x usr/sbin/samba ]; then
        apt-cache show samba-ad-dc >/dev/null 2>&1 || apt-get update -qq
        # what it needs and the machine does not have
        mapfile -t wanted < <(apt-get install --simulate --no-install-recommends samba-ad-dc samba-ad-provision winbind | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
        (cd packages && apt-get download -qq "${wanted[@]}")
        for package in packages/*.deb; do
            dpkg -x "$package" .
        done
    fi
    unshare --mount "$script" inside "$PWD" true
}

# Runs a command with the unpacked packages laid over /usr.
inside() {
    mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr
    shift
    exec "$@"
}

provision() {
    state="$1" address="$2"
    /usr/bin/python3 /usr/bin/samba-tool domain provision --realm=HOSP.TEST --domain=HOSP --server-role=dc --dns-backend=NONE --host-name=dc1 \
        --host-ip="$address" --adminpass="$password" --targetdir="$state" >"$state/provision.log" 2>&1
    cat >"$state/serve.conf" <<CONF
[global]
netbios name = DC1
realm = HOSP.TEST
workgroup = HOSP
server role = active directory domain controller
server services = ldap
interfaces = $address/8
bind interfaces only = yes
tls certfile = $state/cert.pem
tls keyfile = $state/key.pem
tls cafile =
private dir = $state/private
state directory = $state/state
cache directory = $state/state
lock directory = $state/state
pid directory = $state/state
ncalrpc dir = $state/ncalrpc
log file = $state/log
CONF
    /usr/bin/python3 - "$state/serve.conf" "$password" <<'PYTHON'
import sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

conf, password = sys.argv[1:]
parameters = LoadParm()
parameters.load(conf)
directory = SamDB(session_info=system_session(), lp=parameters)
base = directory.domain_dn()
directory.transaction_start()
directory.newuser("reader", password)
directory.newuser("sato.h", password, surname="佐藤", givenname="花子", description="看護部")
directory.newuser("suzuki.i", password, surname="鈴木", givenname="一郎")
directory.newuser("tanaka.k", password, surname="田中", givenname="健")
directory.newgroup("IT-Staff")
directory.newgroup("Night-Shift")
directory.add_remove_group_members("IT-Staff", ["suzuki.i"])
directory.add_remove_group_members("Domain Admins", ["IT-Staff"])
directory.disable_account("(sAMAccountName=tanaka.k)")
directory.newcomputer("PC-GAI-01")
directory.modify_ldif(f"""dn: CN=PC-GAI-01,CN=Computers,{base}
changetype: modify
replace: operatingSystem
operatingSystem: Windows 11 Pro
-
replace: operatingSystemVersion
operatingSystemVersion: 10.0 (26100)
-
replace: dNSHostName
dNSHostName: pc-gai-01.hosp.test
""")
# more than a directory gives at once
for at in range(1200):
    directory.add({"dn": f"CN=Staff {at},CN=Users,{base}", "objectClass": "user", "sAMAccountName": f"staff{at:04}"})
directory.transaction_commit()
PYTHON
}

serve() {
    mkdir -p "$2"
    exec unshare --mount "$script" inside "$1" "$script" begin "$2" "$3"
}

begin() {
    provision "$1" "$2"
    echo serving
    exec /usr/sbin/samba --interactive --model=single --configfile="$1/serve.conf" --debug-stdout </dev/null
}

script="$(realpath "$0")"
[ $# -ge 2 ] || usage
verb="$1"
shift
case "$verb" in
    unpack | inside | serve | begin) "$verb" "$@" ;;
    *) usage ;;
esac
