use std::fs;

use super::*;
use crate::{Limits, read};
use sonae_domain::observation::{Observation, RunState, StartMode};

/// A small Debian in a folder.
fn tree() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let files = [
        ("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n"),
        ("etc/hostname", "pacs-sv.hosp.local\n"),
        (
            "etc/passwd",
            "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\nkanri:x:1000:1000:管理,,,:/home/kanri:/bin/bash\nold:x:1001:1001::/home/old:/bin/sh\n",
        ),
        ("etc/group", "root:x:0:\nsudo:x:27:kanri\nkanri:x:1000:\n"),
        ("etc/shadow", "root:*:19000:0:99999:7:::\nkanri:$y$HIMITSU:20000:0:90:7:::\nold:!$y$HIMITSU:19000:0:99999:7:::\n"),
        ("etc/login.defs", "# comment\nPASS_MAX_DAYS\t90\nPASS_MIN_LEN 5\n"),
        ("etc/security/pwquality.conf", "# minlen = 8\nminlen = 13\nminclass = 4\n"),
        ("etc/pam.d/common-password", "password requisite pam_pwquality.so retry=3\npassword required pam_pwhistory.so remember=5\n"),
        ("etc/modprobe.d/usb.conf", "install usb-storage /bin/true\n"),
        ("etc/apt/apt.conf.d/20auto-upgrades", "APT::Periodic::Unattended-Upgrade \"1\";\n"),
        ("etc/systemd/system/multi-user.target.wants/ssh.service", "[Unit]\nDescription=OpenBSD Secure Shell server\n[Install]\n"),
        ("lib/systemd/system/ssh.service", "[Unit]\nDescription=OpenBSD Secure Shell server\n[Install]\n"),
        ("lib/systemd/system/telnet.service", "[Unit]\nDescription=Telnet\n[Install]\n"),
        ("lib/systemd/system/clamav-daemon.service", "[Unit]\nDescription=ClamAV\n"),
        ("sys/fs/cgroup/system.slice/ssh.service/pids", ""),
        ("sys/class/net/eth0/address", "00:00:5e:00:53:01\n"),
        ("sys/class/net/lo/address", "00:00:00:00:00:00\n"),
        ("sys/class/dmi/id/sys_vendor", "Dell Inc.\n"),
        ("sys/class/dmi/id/product_name", "PowerEdge R650\n"),
        ("sys/class/dmi/id/product_serial", "ABC1234\n"),
        ("proc/stat", "cpu 1\nbtime 1795132800\n"),
        (
            "proc/net/fib_trie",
            "Local:\n  |-- 127.0.0.1\n     /32 host LOCAL\n  |-- 192.168.10.120\n     /32 host LOCAL\n  |-- 192.168.10.255\n     /32 link BROADCAST\n",
        ),
        (
            "proc/net/tcp",
            "  sl  local_address rem_address   st\n   0: 00000000:0016 00000000:0000 0A 0\n   1: 780AA8C0:0016 0B0AA8C0:CAFE 01 0\n",
        ),
        ("proc/net/udp", "  sl  local_address rem_address   st\n   0: 0100007F:0143 00000000:0000 07 0\n"),
        (
            "var/lib/dpkg/status",
            "Package: openssl\nStatus: install ok installed\nMaintainer: Debian\nVersion: 3.0.15-1~deb12u1\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n",
        ),
    ];
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn what_a_linux_machine_collects_is_read_again_as_it_was() {
    let root = tree();
    let file = collect_linux(root.path(), "2026-11-20T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(file.missing, []);
    let text = serde_json::to_string(&file).unwrap();
    assert!(!text.contains("HIMITSU"));
    let reading = read("pacs-sv.json", text.as_bytes(), &Limits::default());
    assert_eq!(reading.problems, []);
    let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
    assert_eq!(device.identifiers.hosts, ["pacs-sv.hosp.local"]);
    assert_eq!((device.identifiers.addresses.join("+").as_str(), device.identifiers.serial.as_str()), ("192.168.10.120", "ABC1234"));
    assert_eq!(device.system.as_ref().map(|s| (s.name.as_str(), s.version.as_str())), Some(("Debian GNU/Linux 12 (bookworm)", "12")));
    assert_eq!(device.software.as_ref().unwrap().iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["openssl"]);
    let services: Vec<_> = device.services.as_ref().unwrap().iter().map(|s| (s.name.as_str(), s.state, s.start)).collect();
    assert_eq!(
        services,
        [
            ("clamav-daemon.service", RunState::Stopped, StartMode::Manual),
            ("ssh.service", RunState::Running, StartMode::Automatic),
            ("telnet.service", RunState::Stopped, StartMode::Disabled),
        ]
    );
    let ports: Vec<_> = device.ports.as_ref().unwrap().iter().map(|p| (p.transport.as_str(), p.port, p.address.as_str())).collect();
    assert_eq!(ports, [("tcp", 22, "0.0.0.0"), ("udp", 323, "127.0.0.1")]);
    let accounts: Vec<_> = device.accounts.as_ref().unwrap().iter().map(|a| (a.id.as_str(), a.enabled, a.administrator)).collect();
    assert_eq!(accounts, [("root", Some(false), Some(true)), ("kanri", Some(true), Some(true)), ("old", Some(false), Some(false))]);
    let policy = device.password_policy.as_ref().unwrap();
    assert_eq!((policy.min_length, policy.mixed, policy.max_age_days, policy.history), (Some(13), Some(true), Some(90), Some(5)));
    assert_eq!(device.media.as_ref().unwrap().storage_blocked, Some(true));
    assert_eq!(device.updates.as_ref().unwrap().automatic, Some(true));
    assert_eq!(device.protection.as_ref().unwrap()[0].enabled, Some(false));
    assert_eq!(device.last_boot, Some("2026-11-20T00:00:00Z".parse().unwrap()));
}

#[test]
fn a_folder_that_holds_no_system_is_refused() {
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(collect_linux(empty.path(), Timestamp::UNIX_EPOCH), Err(CollectError::NoSystem(empty.path().to_owned())));
}

#[test]
fn this_machine_can_be_collected() {
    if !Path::new("/etc/os-release").is_file() {
        return;
    }
    let file = collect_linux(Path::new("/"), Timestamp::UNIX_EPOCH).unwrap();
    assert!(!file.system.name.is_empty());
    let reading = read("this.json", serde_json::to_string(&file).unwrap().as_bytes(), &Limits::default());
    assert_eq!(reading.observations.len(), 1);
}
