//! FortiGate: the configuration (with or without virtual domains) and `get system status`. Read after the FortiOS CLI Reference 7.4: where
//! a setting is not in the file, it has its default.

mod tree;
mod vpn;

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::observation::{
    AdministrativeAccess, Administrator, NetworkSettings, ObservedDevice, ObservedPasswordPolicy, SecondFactor, WirelessNetwork,
};

use super::describe;
use crate::draft::Draft;
use crate::text::{add, pair, word_after};
use crate::{address, moment};
use tree::Node;

/// Protocols by which a FortiGate is administered; the others (ping, capwap …) serve other ends.
const ADMINISTRATION: [&str; 6] = ["https", "http", "ssh", "telnet", "snmp", "fgfm"];

/// Whether a text is a configuration, or a part of one as the console shows it.
pub(crate) fn is_config(text: &str) -> bool {
    const TREES: [&str; 8] = ["system", "firewall", "vpn", "user", "log", "wireless-controller", "vdom", "global"];
    let begins =
        |line: &str| line.strip_prefix("config ").and_then(|rest| rest.split_whitespace().next()).is_some_and(|tree| TREES.contains(&tree));
    text.starts_with("#config-version=") || text.lines().take(400).any(|line| begins(line.trim()))
}

/// Whether a text is `get system status`.
pub(crate) fn is_status(text: &str) -> bool {
    text.lines().take(40).any(|line| pair(line, ':').is_some_and(|(key, value)| key == "Version" && value.starts_with("Forti")))
}

/// Reads `get system status`.
pub(crate) fn read_status(text: &str, draft: &mut Draft) {
    let field = |name: &str| text.lines().filter_map(|line| pair(line, ':')).find(|(key, _)| *key == name).map_or("", |(_, value)| value);
    let mut device = describe::fortigate(field("Version"));
    field("Serial-Number").clone_into(&mut device.identifiers.serial);
    add(&mut device.identifiers.hosts, field("Hostname"));
    draft.taken_at = moment::english(field("System time")).and_then(moment::japanese);
    draft.device(device);
}

/// Reads a configuration.
pub(crate) fn read_config(text: &str, draft: &mut Draft) {
    let before = draft.secrets_so_far();
    let root = tree::parse(text, draft);
    let mut device = headed(text);
    for global in root.sections("system global") {
        add(&mut device.identifiers.hosts, global.value("hostname"));
        if device.model.is_empty() {
            global.value("alias").clone_into(&mut device.model);
        }
    }
    for interface in root.entries("system interface") {
        if let [ip, mask] = interface.values("ip")
            && address::network(ip, mask).is_some()
        {
            address::ip(ip).into_iter().for_each(|ip| add(&mut device.identifiers.addresses, ip));
        }
        address::mac(interface.value("macaddr")).into_iter().for_each(|mac| add(&mut device.identifiers.macs, mac));
    }
    device.password_policy = password_policy(&root);
    let outside = outside(&root);
    let names = Names::of(&root);
    device.network = Some(NetworkSettings {
        administration: administration(&root, &names),
        administrators: administrators(&root),
        vpn: vpn::services(&root, &names),
        wireless: wireless(&root),
        log_servers: log_servers(&root),
        time_servers: time_servers(&root),
        open_rules: open_rules(&root, &outside),
        secrets_dropped: draft.secrets_so_far().saturating_sub(before),
    });
    draft.device(device);
}

/// Model and version of the first line: `#config-version=FGT60F-7.0.12-FW-build0523-230606:opmode=0:…`.
fn headed(text: &str) -> ObservedDevice {
    let head = word_after(text, "#config-version=").unwrap_or_default();
    let parts: Vec<&str> = head.split(':').next().unwrap_or_default().split('-').collect();
    let build = parts.iter().find(|part| part.starts_with("build"));
    let version = match (parts.get(1), build) {
        (Some(version), Some(build)) => format!("v{version},{build}"),
        (Some(version), None) => format!("v{version}"),
        _ => String::new(),
    };
    super::device("Fortinet", &model(parts.first().copied().unwrap_or_default()), &version)
}

/// The model as its maker sells it: FGT60F → FortiGate-60F, FWF40F → FortiWiFi-40F.
fn model(code: &str) -> String {
    let sold = [("FGVM", "FortiGate-VM"), ("FGT", "FortiGate-"), ("FG", "FortiGate-"), ("FWF", "FortiWiFi-")];
    let found = sold.iter().find_map(|(prefix, name)| code.strip_prefix(prefix).map(|rest| format!("{name}{rest}")));
    found.unwrap_or_else(|| code.to_owned())
}

/// Networks behind the names of address objects.
pub(crate) struct Names(BTreeMap<String, Vec<String>>);

impl Names {
    fn of(root: &Node) -> Self {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::from([("all".to_owned(), vec!["any".to_owned()])]);
        for entry in root.entries("firewall address") {
            let networks = match (entry.values("subnet"), entry.value("start-ip"), entry.value("end-ip")) {
                ([ip, mask], _, _) => address::network(ip, mask).into_iter().collect(),
                ([cidr], _, _) => address::source(cidr).into_iter().collect(),
                (_, start, end) if !start.is_empty() && !end.is_empty() => vec![format!("{start}-{end}")],
                _ => vec![entry.name.clone()],
            };
            names.insert(entry.name.clone(), networks);
        }
        for group in root.entries("firewall addrgrp") {
            let members = group
                .values("member")
                .iter()
                .flat_map(|member| names.get(member).cloned().unwrap_or_else(|| vec![member.clone()]))
                .collect();
            names.insert(group.name.clone(), members);
        }
        Self(names)
    }

    /// The networks of some names; `any` alone where one of them is everything.
    pub(crate) fn resolve(&self, names: &[String]) -> Vec<String> {
        let mut all = Vec::new();
        for name in names {
            match self.0.get(name) {
                Some(networks) => networks.iter().for_each(|network| add(&mut all, network.as_str())),
                None => add(&mut all, name.as_str()),
            }
        }
        if all.iter().any(|network| network == "any") { vec!["any".to_owned()] } else { all }
    }
}

/// Interfaces that face the internet: by their role, or by a public address.
fn outside(root: &Node) -> BTreeSet<&str> {
    let faces = |entry: &&Node| from_internet(entry) == Some(true);
    root.entries("system interface").filter(faces).map(|entry| entry.name.as_str()).collect()
}

fn from_internet(entry: &Node) -> Option<bool> {
    let public = address::is_public(entry.value("ip"));
    match entry.value("role") {
        "wan" => Some(true),
        _ if public == Some(true) => Some(true),
        "lan" | "dmz" => Some(false),
        _ if entry.name.starts_with("wan") => Some(true),
        _ => public,
    }
}

/// From where a trusted host lets in: `192.168.10.0 255.255.255.0`, or a network of IPv6.
fn trusted(values: &[String]) -> Option<String> {
    match values {
        [ip, mask] => address::network(ip, mask),
        [cidr] => address::source(cidr),
        _ => None,
    }
}

fn administrators(root: &Node) -> Vec<Administrator> {
    let all = root.entries("system admin").map(|entry| {
        let hosts = entry.beginning("trusthost").chain(entry.beginning("ip6-trusthost"));
        let mut sources: Vec<String> = Vec::new();
        hosts.filter_map(trusted).filter(|source| source != "any").for_each(|source| add(&mut sources, source));
        Administrator {
            id: entry.name.clone(),
            profile: entry.value("accprofile").to_owned(),
            sources,
            second_factor: if entry.value("remote-auth") == "enable" { SecondFactor::Elsewhere } else { second_factor(entry) },
        }
    });
    all.collect()
}

fn second_factor(entry: &Node) -> SecondFactor {
    match entry.value("two-factor") {
        "" | "disable" => SecondFactor::Absent,
        _ => SecondFactor::Required,
    }
}

fn administration(root: &Node, names: &Names) -> Vec<AdministrativeAccess> {
    let administrators = administrators(root);
    // trusted hosts close the ports to everybody else only when every administrator has some
    let everywhere = administrators.is_empty() || administrators.iter().any(|admin| admin.sources.is_empty());
    let mut trusted: Vec<String> = Vec::new();
    administrators.iter().flat_map(|admin| &admin.sources).for_each(|source| add(&mut trusted, source.as_str()));
    let sources = if everywhere { vec!["any".to_owned()] } else { trusted };
    let telnet_off = root.sections("system global").iter().any(|global| global.value("admin-telnet") == "disable");
    let mut all = Vec::new();
    for entry in root.entries("system interface") {
        let allowed = entry.values("allowaccess").iter().filter(|protocol| ADMINISTRATION.contains(&protocol.as_str()));
        let protocols: Vec<String> = allowed.filter(|protocol| !(telnet_off && protocol.as_str() == "telnet")).cloned().collect();
        if protocols.is_empty() || entry.value("status") == "down" {
            continue;
        }
        let sources = match local_in(root, &entry.name, names) {
            Some(local) if local.is_empty() => continue,
            Some(local) if sources == ["any"] => local,
            _ => sources.clone(),
        };
        all.push(AdministrativeAccess { interface: entry.name.clone(), from_internet: from_internet(entry), protocols, sources });
    }
    all
}

/// Whom the local-in policy of an interface still lets in before it refuses everybody else; `None` where it refuses nobody.
fn local_in(root: &Node, interface: &str, names: &Names) -> Option<Vec<String>> {
    const SERVICES: [&str; 4] = ["ALL", "HTTPS", "SSH", "HTTP"];
    let mut allowed = Vec::new();
    for rule in root.entries("firewall local-in-policy").filter(|rule| rule.value("status") != "disable") {
        let here = rule.values("intf").iter().any(|name| name == interface || name == "any");
        let services: Vec<&str> = rule.values("service").iter().map(String::as_str).filter(|service| SERVICES.contains(service)).collect();
        if !here || services.is_empty() {
            continue;
        }
        let sources = names.resolve(rule.values("srcaddr"));
        match (rule.value("action"), sources.as_slice()) {
            ("accept", [any]) if any == "any" => return None,
            ("accept", some) => some.iter().for_each(|source| add(&mut allowed, source.as_str())),
            (_, [any]) if any == "any" && services.contains(&"ALL") => return Some(allowed),
            _ => {}
        }
    }
    None
}

fn password_policy(root: &Node) -> Option<ObservedPasswordPolicy> {
    let policy = root.sections("system password-policy").into_iter().find(|policy| policy.value("status") == "enable")?;
    let number = |key: &str| policy.value(key).parse::<u32>().ok();
    let asked = |key: &str| number(key).is_some_and(|least| least > 0);
    let letters = asked("min-lower-case-letter") || asked("min-upper-case-letter");
    let lockout = root.sections("system global").iter().find_map(|global| global.value("admin-lockout-threshold").parse().ok());
    Some(ObservedPasswordPolicy {
        min_length: number("minimum-length").or(Some(8)),
        complexity: Some(letters || asked("min-number") || asked("min-non-alphanumeric")),
        mixed: Some(letters && asked("min-number") && asked("min-non-alphanumeric")),
        max_age_days: if policy.value("expire-status") == "enable" { number("expire-day").or(Some(90)) } else { Some(0) },
        history: None,
        lockout_failures: lockout,
        of_domain: None,
    })
}

fn wireless(root: &Node) -> Vec<WirelessNetwork> {
    let all = root.entries("wireless-controller vap").map(|entry| WirelessNetwork {
        name: entry.value("ssid").to_owned(),
        security: entry.value("security").to_owned(),
        mac_filter: match (entry.value("mac-filter"), entry.value("address-group-policy")) {
            ("enable", _) | (_, "allow") => Some(true),
            ("disable", _) | (_, "disable") => Some(false),
            _ => None,
        },
    });
    all.filter(|network| !network.name.is_empty()).collect()
}

fn log_servers(root: &Node) -> Vec<String> {
    let names =
        ["log syslogd setting", "log syslogd2 setting", "log syslogd3 setting", "log syslogd4 setting", "log fortianalyzer setting"];
    let mut servers = Vec::new();
    for section in names.iter().flat_map(|name| root.sections(name)).filter(|section| section.value("status") == "enable") {
        add(&mut servers, section.value("server"));
    }
    servers
}

fn time_servers(root: &Node) -> Vec<String> {
    let mut servers = Vec::new();
    for ntp in root.sections("system ntp").into_iter().filter(|ntp| ntp.value("ntpsync") != "disable") {
        if ntp.value("type") == "fortiguard" {
            add(&mut servers, "fortiguard");
        }
        let listed = ntp.nodes.iter().filter(|node| node.name == "ntpserver").flat_map(|node| &node.nodes);
        listed.for_each(|entry| add(&mut servers, entry.value("server")));
    }
    servers
}

/// Rules from the internet, from anywhere, or from the SSL-VPN that let every address reach every address by every service.
fn open_rules(root: &Node, outside: &BTreeSet<&str>) -> Vec<String> {
    let every = |rule: &Node, key: &str, word: &str| rule.values(key).iter().any(|value| value == word);
    let open = |rule: &&Node| {
        let from = rule.values("srcintf").iter().any(|name| name == "any" || name.starts_with("ssl.") || outside.contains(name.as_str()));
        from && rule.value("action") == "accept"
            && rule.value("status") != "disable"
            && every(rule, "srcaddr", "all")
            && every(rule, "dstaddr", "all")
            && every(rule, "service", "ALL")
    };
    let name = |rule: &Node| if rule.value("name").is_empty() { rule.name.clone() } else { rule.value("name").to_owned() };
    root.entries("firewall policy").filter(open).map(name).collect()
}

#[cfg(test)]
mod tests;
