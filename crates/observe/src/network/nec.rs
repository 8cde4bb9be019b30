//! NEC UNIVERGE IX: `show running-config`, `show version`, `show hardware`. After the command reference of the IX series.

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::observation::{AdministrativeAccess, Administrator, NetworkSettings, SecondFactor, VpnService};

use super::said;
use crate::draft::Draft;
use crate::text::{add, between, word_after};
use crate::{address, moment};

/// Whether a text is of an IX.
pub(crate) fn fits(text: &str) -> bool {
    text.lines()
        .take(60)
        .any(|line| line.contains("NEC Portable Internetwork Core") || (line.contains("IX Series IX") && line.contains("Software")))
}

/// What is gathered line by line.
#[derive(Default)]
struct Router {
    settings: NetworkSettings,
    /// Sources that an access list permits
    lists: BTreeMap<String, Vec<String>>,
    /// Access list of a server
    limits: BTreeMap<String, String>,
    /// Servers that are switched on
    servers: BTreeSet<String>,
    vpn: BTreeSet<&'static str>,
    peers: Vec<String>,
    secrets: u32,
}

/// Reads a configuration or a state.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let head = text.lines().find(|line| line.contains("IX Series ")).unwrap_or_default();
    let mut device =
        super::device("NEC", word_after(head, "IX Series ").unwrap_or_default(), between(head, "Version ", ",").unwrap_or_default());
    let mut router = Router::default();
    for line in text.lines() {
        if let Some((_, at)) = line.split_once("Current time ") {
            draft.taken_at = moment::english(at).and_then(moment::japanese);
        }
        if let Some(serial) = word_after(line, "Serial Number :").or_else(|| word_after(line, "Serial Number:")) {
            serial.clone_into(&mut device.identifiers.serial);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["hostname", name] => add(&mut device.identifiers.hosts, *name),
            ["ip", "address", ip] => address::ip(ip).into_iter().for_each(|ip| add(&mut device.identifiers.addresses, ip)),
            words => router.line(words),
        }
    }
    draft.secrets(router.secrets);
    device.network = router.finish();
    draft.device(device);
}

impl Router {
    fn line(&mut self, words: &[&str]) {
        match words {
            ["username", name, rest @ ..] => self.user(name, rest),
            ["ip", "access-list", name, "permit", "ip", "src", source, ..] => {
                add(self.lists.entry((*name).to_owned()).or_default(), *source);
            }
            [server @ ("telnet-server" | "ssh-server" | "http-server" | "https-server" | "snmp-agent"), "ip", "enable"] => {
                self.servers.insert((*server).to_owned());
            }
            [server @ ("telnet-server" | "ssh-server" | "http-server" | "https-server"), "ip", "access-list", name] => {
                self.limits.insert((*server).to_owned(), (*name).to_owned());
            }
            ["http-server" | "https-server", "username", rest @ ..] => self.secrets += u32::from(rest.contains(&"password")),
            ["snmp-agent", "ip", "community", _, rest @ ..] => {
                self.secrets += 1;
                if let Some(list) = rest.last() {
                    self.limits.insert("snmp-agent".to_owned(), (*list).to_owned());
                }
            }
            ["syslog", "ip", "host", host, ..] => add(&mut self.settings.log_servers, *host),
            ["ntp", "server", server, ..] => add(&mut self.settings.time_servers, *server),
            ["ike" | "ikev2", rest @ ..] => {
                self.secrets += u32::from(rest.contains(&"key"));
                if let Some(peer) = rest.iter().skip_while(|word| **word != "peer").nth(1) {
                    self.vpn.insert("ipsec");
                    add(&mut self.peers, *peer);
                }
            }
            ["l2tp" | "l2tp-lns", ..] | [.., "mode", "l2tp-lns"] => drop(self.vpn.insert("l2tp")),
            ["authentication", "user" | "myname" | "password", ..] | [.., "password" | "pre-shared-key", _] => self.secrets += 1,
            _ => {}
        }
    }

    fn user(&mut self, name: &str, words: &[&str]) {
        self.secrets += u32::from(words.contains(&"password"));
        let profile = ["administrator", "operator", "monitor"].into_iter().find(|level| words.contains(level)).unwrap_or_default();
        self.settings.administrators.push(Administrator {
            id: name.to_owned(),
            profile: profile.to_owned(),
            second_factor: SecondFactor::Absent,
            ..Administrator::default()
        });
    }

    fn finish(mut self) -> Option<NetworkSettings> {
        for server in self.servers {
            let name = server.split('-').next().unwrap_or_default().to_owned();
            let list = self.limits.get(&server);
            let sources = match list.map(|list| self.lists.get(list)) {
                None => vec!["any".to_owned()],
                Some(Some(sources)) => sources.clone(),
                Some(None) => list.cloned().into_iter().collect(),
            };
            let access = AdministrativeAccess { interface: name.clone(), from_internet: None, protocols: vec![name], sources };
            self.settings.administration.push(access);
        }
        for kind in self.vpn {
            let sources = if kind == "ipsec" { self.peers.clone() } else { Vec::new() };
            self.settings.vpn.push(VpnService { kind: kind.to_owned(), enabled: Some(true), sources, ..VpnService::default() });
        }
        self.settings.secrets_dropped = self.secrets;
        said(self.settings)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    #[test]
    fn a_configuration_is_read_and_its_secrets_are_dropped() {
        let text = "! NEC Portable Internetwork Core Operating System Software\n! IX Series IX2215 (magellan-sec) Software, Version 10.5.23, RELEASE SOFTWARE\n! Current time Nov 20-Fri-2026 09:00:00 JST\nhostname IX-01\nusername kanri password hash HIMITSU1 administrator\nip access-list LAN permit ip src 192.168.1.0/24 dest any\ntelnet-server ip enable\nssh-server ip enable\nssh-server ip access-list LAN\nsnmp-agent ip enable\nsnmp-agent ip community HIMITSU2 LAN\nike policy P1 peer 198.51.100.9 key HIMITSU3 default\nppp profile isp\n  authentication myname user@isp\n  authentication password user@isp HIMITSU4\nntp server 192.168.1.2\nsyslog ip host 192.168.1.200\ninterface GigaEthernet2.0\n  ip address 192.168.1.254/24\n";
        let reading = read("ix.txt", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::NetworkConfig));
        assert!(!serde_json::to_string(&reading).unwrap().contains("HIMITSU"));
        let Some(Observation::Device(device)) = reading.observations.into_iter().next() else { panic!("no device") };
        assert_eq!((device.model.as_str(), device.system.unwrap().version.as_str()), ("IX2215", "10.5.23"));
        let network = device.network.unwrap();
        let access: Vec<_> = network.administration.iter().map(|a| (a.interface.as_str(), a.sources.join(" "))).collect();
        assert_eq!(access, [("snmp", "192.168.1.0/24".into()), ("ssh", "192.168.1.0/24".into()), ("telnet", "any".to_string())]);
        assert_eq!(network.administrators[0].profile, "administrator");
        assert_eq!(network.vpn[0].sources, ["198.51.100.9"]);
        assert_eq!(device.seen_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T00:00:00Z"));
    }
}
