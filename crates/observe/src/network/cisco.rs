//! Cisco IOS and IOS XE: `show running-config` (`show version` in `cisco_state`). Allied Telesis's AlliedWare Plus writes nearly the same.

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::observation::{AdministrativeAccess, Administrator, NetworkSettings, ObservedDevice, SecondFactor, VpnService};

pub(crate) use super::cisco_state::{fits as is_state, read as read_state};
use super::said;
use crate::address;
use crate::draft::Draft;
use crate::text::add;

/// Whether a text is a configuration: a host name, interfaces, and lines or services below them.
pub(crate) fn is_config(text: &str) -> bool {
    let begins = |prefix: &str| text.lines().take(4000).any(|line| line.starts_with(prefix));
    begins("hostname ")
        && begins("interface ")
        && (begins("line ") || begins("ip http") || begins("ip ssh") || begins("version ") || begins("aaa "))
}

/// What is gathered line by line.
#[derive(Default)]
struct Device {
    settings: NetworkSettings,
    lists: BTreeMap<String, Vec<String>>,
    /// `vty` lines: protocols and access list
    lines: Vec<(String, Option<Vec<String>>, String)>,
    http: BTreeSet<&'static str>,
    http_list: String,
    snmp_lists: Vec<String>,
    peers: Vec<String>,
    ipsec: bool,
    /// The block in which the line stands
    block: Vec<String>,
    secrets: u32,
}

/// Reads a configuration.
pub(crate) fn read_config(text: &str, draft: &mut Draft) {
    let version = text.lines().find_map(|line| line.strip_prefix("version ")).unwrap_or_default().trim();
    let maker = if version.is_empty() { "" } else { "Cisco" };
    let mut observed = super::device(maker, "", version);
    if let Some(system) = &mut observed.system {
        // from 16 on the version of IOS XE; the configuration tells only its first two numbers
        let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or_default();
        (if major >= 16 { "Cisco IOS XE" } else { "Cisco IOS" }).clone_into(&mut system.name);
    }
    let mut device = Device::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with([' ', '\t', '!']) {
            device.block = line.split_whitespace().map(str::to_owned).collect();
        }
        device.line(line, &mut observed);
    }
    draft.secrets(device.secrets);
    observed.network = device.finish();
    draft.device(observed);
}

/// A source of an access list: `any`, `host 192.168.1.1`, an address, or an address with inverted mask.
fn source(words: &[&str]) -> Option<String> {
    match words {
        ["any", ..] => Some("any".to_owned()),
        ["host", ip, ..] => address::source(ip),
        [ip, mask, ..] if mask.parse::<std::net::Ipv4Addr>().is_ok() => address::network(ip, mask),
        [ip, ..] => address::source(ip),
        [] => None,
    }
}

impl Device {
    fn line(&mut self, line: &str, observed: &mut ObservedDevice) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["hostname", name] => add(&mut observed.identifiers.hosts, *name),
            ["ip", "address", ip, mask, ..] if address::network(ip, mask).is_some() => {
                address::ip(ip).into_iter().for_each(|ip| add(&mut observed.identifiers.addresses, ip));
            }
            ["ip", "address", cidr] if cidr.contains('/') => {
                address::ip(cidr).into_iter().for_each(|ip| add(&mut observed.identifiers.addresses, ip));
            }
            ["username", name, rest @ ..] => self.user(name, rest),
            ["enable", "secret" | "password", ..] => self.secrets += 1,
            ["access-list", name, "permit", rest @ ..] => self.permit(name, rest),
            ["permit", rest @ ..] | [_, "permit", rest @ ..] if self.block.first().is_some_and(|word| word == "ip") => {
                if let Some(name) = self.block.get(3).cloned() {
                    self.permit(&name, rest);
                }
            }
            ["line", kind, ..] => self.lines.push(((*kind).to_owned(), None, String::new())),
            ["transport", "input", rest @ ..] => {
                if let Some((_, protocols, _)) = self.lines.last_mut() {
                    *protocols = Some(rest.iter().filter(|word| **word != "none").map(|word| (*word).to_owned()).collect());
                }
            }
            ["access-class", name, "in", ..] => {
                if let Some((_, _, list)) = self.lines.last_mut() {
                    (*name).clone_into(list);
                }
            }
            ["ip", "http", "server"] | ["service", "http"] => drop(self.http.insert("http")),
            ["ip", "http", "secure-server"] => drop(self.http.insert("https")),
            ["ip", "http", "access-class", .., name] => (*name).clone_into(&mut self.http_list),
            ["snmp-server", "community", _, rest @ ..] => {
                self.secrets += 1;
                let list = rest.iter().find(|word| !matches!(word.to_ascii_uppercase().as_str(), "RO" | "RW" | "VIEW"));
                self.snmp_lists.push(list.map_or(String::new(), |list| (*list).to_owned()));
            }
            ["snmp-server", "host", ..] => self.secrets += 1,
            ["logging" | "log", "host", host, ..] => add(&mut self.settings.log_servers, *host),
            ["logging", host] if address::ip(host).is_some() => add(&mut self.settings.log_servers, *host),
            ["ntp", "server", rest @ ..] => {
                rest.iter().find(|word| word.contains('.')).into_iter().for_each(|server| add(&mut self.settings.time_servers, *server));
                self.secrets += u32::from(rest.contains(&"key"));
            }
            ["crypto", "isakmp" | "ikev2" | "map", ..] => {
                self.ipsec = true;
                self.secrets += u32::from(words.get(2) == Some(&"key"));
                words.iter().skip_while(|word| **word != "address").nth(1).into_iter().for_each(|peer| add(&mut self.peers, *peer));
            }
            ["set", "peer", peer, ..] => add(&mut self.peers, *peer),
            ["ssid", name] | ["dot11", "ssid", name] => {
                let named = sonae_domain::observation::WirelessNetwork { name: (*name).to_owned(), ..Default::default() };
                if !self.settings.wireless.contains(&named) {
                    self.settings.wireless.push(named);
                }
            }
            [.., "password" | "secret" | "key" | "key-string" | "pre-shared-key" | "md5", last] if *last != "required" => self.secrets += 1,
            [.., "password" | "secret" | "key" | "key-string" | "pre-shared-key" | "ascii" | "hex", "0" | "5" | "7" | "8" | "9", _] => {
                self.secrets += 1;
            }
            _ => {}
        }
    }

    fn user(&mut self, name: &str, words: &[&str]) {
        self.secrets += u32::from(words.iter().any(|word| matches!(*word, "secret" | "password")));
        let level = words.iter().skip_while(|word| **word != "privilege").nth(1).copied().unwrap_or_default();
        if !self.settings.administrators.iter().any(|admin| admin.id == name) {
            let admin = Administrator {
                id: name.to_owned(),
                profile: level.to_owned(),
                second_factor: SecondFactor::Absent,
                ..Administrator::default()
            };
            self.settings.administrators.push(admin);
        }
    }

    /// A line of an access list: standard (`192.168.1.0 0.0.0.255`) or extended (`tcp 192.168.1.0 0.0.0.255 any eq 22`).
    fn permit(&mut self, list: &str, words: &[&str]) {
        let words = match words {
            ["ip" | "tcp" | "udp" | "icmp" | "6" | "17", rest @ ..] => rest,
            all => all,
        };
        if let Some(source) = source(words) {
            add(self.lists.entry(list.to_owned()).or_default(), source);
        }
    }

    /// The sources of a list; everything where there is no list.
    fn sources(&self, list: &str) -> Vec<String> {
        match (list, self.lists.get(list)) {
            ("", _) => vec!["any".to_owned()],
            (_, Some(sources)) => sources.clone(),
            // a list that is named and does not exist lets everything in
            (_, None) => vec!["any".to_owned()],
        }
    }

    fn finish(mut self) -> Option<NetworkSettings> {
        let mut access: Vec<AdministrativeAccess> = Vec::new();
        for (_, protocols, list) in self.lines.iter().filter(|(kind, _, _)| kind == "vty") {
            let protocols = protocols.clone().unwrap_or_default();
            let line = AdministrativeAccess { interface: "vty".to_owned(), from_internet: None, protocols, sources: self.sources(list) };
            if !access.contains(&line) {
                access.push(line);
            }
        }
        if !self.http.is_empty() {
            let protocols = self.http.iter().map(|name| (*name).to_owned()).collect();
            access.push(AdministrativeAccess {
                interface: "http".to_owned(),
                from_internet: None,
                protocols,
                sources: self.sources(&self.http_list),
            });
        }
        for list in &self.snmp_lists {
            access.push(AdministrativeAccess {
                interface: "snmp".to_owned(),
                from_internet: None,
                protocols: vec!["snmp".to_owned()],
                sources: self.sources(list),
            });
        }
        if self.ipsec {
            self.settings.vpn.push(VpnService {
                kind: "ipsec".to_owned(),
                enabled: Some(true),
                sources: self.peers,
                ..VpnService::default()
            });
        }
        self.settings.administration = access;
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
        let text = "version 15.2\nservice password-encryption\nhostname SW-3F-01\nenable secret 5 HIMITSU1\nusername kanri privilege 15 secret 5 HIMITSU2\ninterface Vlan1\n ip address 192.168.1.253 255.255.255.0\nip http server\nip http secure-server\nip http access-class 10\nlogging host 192.168.1.200\naccess-list 10 permit 192.168.1.0 0.0.0.255\nip access-list standard VTY\n permit host 192.168.1.10\nsnmp-server community HIMITSU3 RO 10\ncrypto isakmp key HIMITSU4 address 198.51.100.9\nline con 0\n password 7 HIMITSU5\nline vty 0 4\n access-class VTY in\n transport input ssh\nline vty 5 15\n transport input telnet ssh\nntp server 192.168.1.2\n";
        let reading = read("sw.conf", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::NetworkConfig));
        assert!(!serde_json::to_string(&reading).unwrap().contains("HIMITSU"));
        assert_eq!(reading.secrets_dropped, 5);
        let Some(Observation::Device(device)) = reading.observations.into_iter().next() else { panic!("no device") };
        assert_eq!((device.maker.as_str(), device.identifiers.addresses.join("+").as_str()), ("Cisco", "192.168.1.253"));
        let network = device.network.unwrap();
        let access: Vec<_> =
            network.administration.iter().map(|a| format!("{} {} {}", a.interface, a.protocols.join("+"), a.sources.join("+"))).collect();
        assert_eq!(access, ["vty ssh 192.168.1.10", "vty telnet+ssh any", "http http+https 192.168.1.0/24", "snmp snmp 192.168.1.0/24"]);
        assert_eq!(network.vpn[0].sources, ["198.51.100.9"]);
    }
}
