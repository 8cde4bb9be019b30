//! YAMAHA RTX, NVR, FWX: `show config` and `show environment`. After the command reference of the RT series.

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::observation::{AdministrativeAccess, Administrator, NetworkSettings, ObservedDevice, SecondFactor, VpnService, VpnUser};

use super::{describe, said};
use crate::draft::Draft;
use crate::text::{add, word_after};
use crate::{address, moment};

/// Whether a text tells model and version in YAMAHA's way.
pub(crate) fn fits(text: &str) -> bool {
    text.lines().take(40).any(|line| describe::yamaha(line).is_some())
}

/// What is gathered line by line.
#[derive(Default)]
struct Router {
    settings: NetworkSettings,
    /// Services: whether they were switched on, and from where they answer
    services: BTreeMap<&'static str, (Option<bool>, Vec<String>)>,
    users: Vec<VpnUser>,
    peers: Vec<String>,
    vpn: BTreeSet<&'static str>,
    /// Filters that pass everything
    open_filters: BTreeSet<String>,
    /// Filters that hold for what comes in from outside
    inbound: BTreeSet<String>,
    secrets: u32,
}

/// Reads a configuration or a state.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let (model, version) = text.lines().find_map(describe::yamaha).unwrap_or_default();
    let mut device = super::device("YAMAHA", model, version);
    let mut router = Router::default();
    for line in text.lines() {
        let line = line.trim();
        let told = line.trim_start_matches(['#', ' ']);
        if line.starts_with('#') || told.contains("MAC-Address=") || told.contains("serial=") {
            header(told, &mut device, draft);
        }
        if !line.starts_with('#') {
            router.line(line, &mut device);
        }
    }
    draft.secrets(router.secrets);
    device.network = router.finish();
    draft.device(device);
}

/// What the lines above the configuration, and `show environment`, tell.
fn header(line: &str, device: &mut ObservedDevice, draft: &mut Draft) {
    if let Some(serial) = word_after(line, "serial=") {
        serial.clone_into(&mut device.identifiers.serial);
    }
    for word in line.split([' ', ',', '=']) {
        address::mac(word).into_iter().for_each(|mac| add(&mut device.identifiers.macs, mac));
    }
    if let Some((_, at)) = line.split_once("Reporting Date:") {
        draft.taken_at = moment::english(at).and_then(moment::japanese);
    }
}

/// `any`, or the networks as written; nothing for `none`.
fn hosts(words: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for word in words {
        add(&mut all, if *word == "none" { "" } else { *word });
    }
    all
}

impl Router {
    fn line(&mut self, line: &str, device: &mut ObservedDevice) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["ip", interface, "address", ip, ..] if !interface.starts_with("tunnel") => {
                address::ip(ip).into_iter().for_each(|ip| add(&mut device.identifiers.addresses, ip));
            }
            ["sysname" | "snmp", "sysname", name] | ["console", "prompt", name] | ["sysname", name] => {
                add(&mut device.identifiers.hosts, name.trim_matches('"'));
            }
            ["login" | "administrator", "password", rest @ ..] => self.secret(rest),
            ["login", "user", name, rest @ ..] => {
                self.secret(rest);
                self.administrator(name);
            }
            ["user", "attribute", name, rest @ ..] => self.attribute(name, rest),
            ["telnetd", "host", rest @ ..] => self.service("telnet").1 = hosts(rest),
            ["httpd", "host", rest @ ..] => self.service("http").1 = hosts(rest),
            ["sshd", "host", rest @ ..] => self.service("ssh").1 = hosts(rest),
            ["snmp" | "snmpv2c", "host", rest @ ..] => {
                // what follows the address is the community
                self.secrets += u32::from(rest.len() > 1);
                let (enabled, sources) = self.service("snmp");
                *enabled = Some(true);
                hosts(&rest[..rest.len().min(1)]).into_iter().for_each(|host| add(sources, host));
            }
            ["snmp" | "snmpv2c", "community" | "trap", ..] => self.secrets += 1,
            [daemon @ ("telnetd" | "httpd" | "sshd"), "service", state] => {
                let name = daemon.trim_end_matches('d');
                let name = if name == "telnet" {
                    "telnet"
                } else if name == "http" {
                    "http"
                } else {
                    "ssh"
                };
                self.service(name).0 = Some(*state == "on");
            }
            ["pptp", "service", "on"] => self.on("pptp"),
            ["l2tp", "service", "on", ..] => self.on("l2tp"),
            ["ipsec", "tunnel", ..] => self.on("ipsec"),
            ["ipsec", "ike", "remote", "address", _, peer] => {
                self.on("ipsec");
                add(&mut self.peers, *peer);
            }
            ["ipsec", "ike", "pre-shared-key", _, rest @ ..] => self.secret(rest),
            ["pp", "auth", "username", name, rest @ ..] => {
                self.secret(rest);
                self.users.push(VpnUser { id: (*name).to_owned(), second_factor: SecondFactor::Absent, password_set_year: None });
            }
            ["pp", "auth", "myname", _, rest @ ..] => self.secret(rest),
            ["syslog", "host", rest @ ..] => rest.iter().for_each(|host| add(&mut self.settings.log_servers, *host)),
            ["ntpdate", server, ..] => add(&mut self.settings.time_servers, *server),
            ["schedule", "at", .., "ntpdate", server] => add(&mut self.settings.time_servers, *server),
            ["ip", "filter", number, "pass" | "pass-log" | "pass-nolog", rest @ ..] if rest.iter().all(|word| *word == "*") => {
                self.open_filters.insert((*number).to_owned());
            }
            ["ip", interface, "secure", "filter", "in", rest @ ..] if *interface != "lan1" => {
                self.inbound.extend(rest.iter().take_while(|word| **word != "dynamic").map(|word| (*word).to_owned()));
            }
            [.., "pre-shared-key" | "password" | "secret", _] => self.secrets += 1,
            _ => {}
        }
    }

    /// Counts a secret, unless the device masked it itself.
    fn secret(&mut self, words: &[&str]) {
        self.secrets += u32::from(words.iter().any(|word| *word != "*" && *word != "encrypted"));
    }

    fn service(&mut self, name: &'static str) -> &mut (Option<bool>, Vec<String>) {
        self.services.entry(name).or_default()
    }

    fn on(&mut self, kind: &'static str) {
        self.vpn.insert(kind);
    }

    fn administrator(&mut self, name: &str) -> Option<&mut Administrator> {
        let all = &mut self.settings.administrators;
        if !all.iter().any(|admin| admin.id == name) {
            all.push(Administrator { id: name.to_owned(), second_factor: SecondFactor::Absent, ..Administrator::default() });
        }
        all.iter_mut().find(|admin| admin.id == name)
    }

    /// `user attribute kanri administrator=on host=192.168.1.10 connection=ssh,http`
    fn attribute(&mut self, name: &str, words: &[&str]) {
        if name == "*" {
            return;
        }
        let Some(admin) = self.administrator(name) else { return };
        for word in words {
            match word.split_once('=') {
                Some(("administrator", state)) => state.clone_into(&mut admin.profile),
                Some(("host", list)) => admin.sources = list.split(',').filter(|host| *host != "any").map(str::to_owned).collect(),
                _ => {}
            }
        }
    }

    fn finish(mut self) -> Option<NetworkSettings> {
        for (name, (enabled, sources)) in self.services {
            if enabled != Some(false) && (enabled == Some(true) || !sources.is_empty()) {
                self.settings.administration.push(AdministrativeAccess {
                    interface: name.to_owned(),
                    from_internet: None,
                    protocols: vec![name.to_owned()],
                    sources,
                });
            }
        }
        for kind in self.vpn {
            let remote = kind != "ipsec";
            self.settings.vpn.push(VpnService {
                kind: kind.to_owned(),
                enabled: Some(true),
                sources: if remote { Vec::new() } else { self.peers.clone() },
                users: if remote { self.users.clone() } else { Vec::new() },
                ..VpnService::default()
            });
        }
        self.settings.open_rules = self.open_filters.intersection(&self.inbound).cloned().collect();
        self.settings.secrets_dropped = self.secrets;
        said(self.settings)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind, ObservedDevice, SecondFactor};

    const CONFIG: &str = "# RTX1210 Rev.14.01.38 (Fri Jul  3 12:00:00 2020)
# MAC Address : 00:a0:de:00:00:01, 00:a0:de:00:00:02
# main:  RTX1210 ver=00 serial=S00000000 MAC-Address=00:a0:de:00:00:01
# Reporting Date: Nov 20 09:00:00 2026
login password *
administrator password encrypted HIMITSU1
login user kanri HIMITSU2
user attribute kanri administrator=on host=192.168.1.10
ip lan1 address 192.168.1.1/24
pp select 1
 pp auth myname user@isp HIMITSU3
 ip pp secure filter in 1020 2000 dynamic 100
pp select anonymous
 pp auth username vendor-a HIMITSU4
ip filter 1020 reject 192.168.1.0/24 *
ip filter 2000 pass * * * * *
telnetd host lan
httpd host any
sshd service off
sshd host any
snmp host 192.168.1.9 HIMITSU5
ipsec ike pre-shared-key 1 text HIMITSU6
ipsec ike remote address 1 198.51.100.9
pptp service on
syslog host 192.168.1.200
schedule at 1 */* 00:00:00 * ntpdate ntp.example.jp
";

    fn device(text: &str) -> (ObservedDevice, u32) {
        let reading = read("rtx.txt", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::NetworkConfig));
        assert!(!serde_json::to_string(&reading).unwrap().contains("HIMITSU"));
        let Some(Observation::Device(device)) = reading.observations.into_iter().next() else { panic!("no device") };
        (*device, reading.secrets_dropped)
    }

    #[test]
    fn a_configuration_is_read_and_its_secrets_are_dropped() {
        let (device, secrets) = device(CONFIG);
        assert_eq!(secrets, 6);
        assert_eq!((device.model.as_str(), device.identifiers.serial.as_str(), device.identifiers.macs.len()), ("RTX1210", "S00000000", 2));
        assert_eq!(device.seen_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T00:00:00Z"));
        let network = device.network.unwrap();
        let access: Vec<_> = network.administration.iter().map(|a| (a.protocols.join(" "), a.sources.join(" "))).collect();
        assert_eq!(access, [("http".into(), "any".into()), ("snmp".into(), "192.168.1.9".into()), ("telnet".into(), "lan".to_string())]);
        assert_eq!(network.administrators[0].sources, ["192.168.1.10"]);
        assert_eq!(network.vpn.iter().map(|v| v.kind.as_str()).collect::<Vec<_>>(), ["ipsec", "pptp"]);
        assert_eq!(network.vpn[1].users[0].second_factor, SecondFactor::Absent);
        assert_eq!((network.open_rules.join(" "), network.time_servers.join(" ")), ("2000".into(), "ntp.example.jp".into()));
    }

    #[test]
    fn show_environment_tells_what_the_box_is() {
        let (device, _) = device(
            "RTX830 BootROM Ver. 1.01\n  RTX830 Rev.15.02.31 (Tue Mar 28 10:00:00 2023)\n  main:  RTX830 ver=00 serial=M00000000 MAC-Address=ac:44:f2:00:00:01 MAC-Address=ac:44:f2:00:00:02\nCPU:   0%(5sec)\n",
        );
        assert_eq!((device.model.as_str(), device.identifiers.macs.len(), device.network), ("RTX830", 2, None));
        assert_eq!(device.system.unwrap().version, "Rev.15.02.31");
    }
}
