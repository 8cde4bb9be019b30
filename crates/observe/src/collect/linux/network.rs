//! Interfaces, addresses and ports, out of `/sys/class/net` and `/proc/net`.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Tree, miss};
use crate::collect::{Interface, Missing, Port};

/// Sockets that listen: TCP in state 10, UDP in state 7 (unconnected).
const TABLES: [(&str, &str, &str); 4] =
    [("tcp", "proc/net/tcp", "0A"), ("tcp", "proc/net/tcp6", "0A"), ("udp", "proc/net/udp", "07"), ("udp", "proc/net/udp6", "07")];

/// Interfaces with a MAC address; the addresses of the machine stand on the first of them.
pub(super) fn interfaces(tree: &Tree) -> Vec<Interface> {
    let mut all: Vec<Interface> = Vec::new();
    for name in tree.names("sys/class/net") {
        let mac = tree.line(&format!("sys/class/net/{name}/address"));
        let made = ["lo", "docker", "veth", "br-", "virbr", "cni", "flannel", "tun", "tap"];
        if !mac.is_empty() && !made.iter().any(|prefix| name.starts_with(prefix)) {
            all.push(Interface { mac, ..Interface::default() });
        }
    }
    let leased = ["run/systemd/netif/leases", "var/lib/dhcp", "var/lib/NetworkManager"].iter().flat_map(|folder| tree.names(folder));
    let dhcp = leased.into_iter().any(|name| name.contains("lease") || name.chars().all(|c| c.is_ascii_digit()));
    let addresses = addresses(tree);
    if all.is_empty() && !addresses.is_empty() {
        all.push(Interface::default());
    }
    if let Some(first) = all.first_mut() {
        first.addresses = addresses;
        first.dhcp = dhcp.then_some(true);
    }
    all
}

/// The machine's own addresses: `/32 host LOCAL` in the routing trie, and `if_inet6`.
fn addresses(tree: &Tree) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut last = "";
    let trie = tree.text("proc/net/fib_trie").unwrap_or_default();
    for line in trie.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address;
        } else if line == "/32 host LOCAL" && !last.starts_with("127.") {
            found.extend(last.parse::<Ipv4Addr>().ok().map(IpAddr::V4));
        }
    }
    for line in tree.text("proc/net/if_inet6").unwrap_or_default().lines() {
        let mut words = line.split_whitespace();
        let address = words.next().and_then(|hex| u128::from_str_radix(hex, 16).ok()).map(Ipv6Addr::from);
        // scope 00: global
        if words.nth(2) == Some("00") {
            found.extend(address.map(IpAddr::V6));
        }
    }
    found.into_iter().map(|ip| ip.to_string()).collect()
}

/// Ports on which the machine listens.
pub(super) fn ports(tree: &Tree, missing: &mut Vec<Missing>) -> Option<Vec<Port>> {
    let mut all = BTreeSet::new();
    let mut read = false;
    for (transport, file, state) in TABLES {
        let Some(table) = tree.text(file) else { continue };
        read = true;
        for line in table.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [_, local, _, is, ..] = words.as_slice()
                && *is == state
                && let Some((address, port)) = socket(local)
            {
                all.insert((transport, port, address));
            }
        }
    }
    if !read {
        miss(missing, "ports", "not-on-this-system");
        return None;
    }
    let port = |(transport, port, address): (&str, u16, IpAddr)| Port {
        transport: transport.to_owned(),
        port,
        address: address.to_string(),
        program: String::new(),
    };
    Some(all.into_iter().map(port).collect())
}

/// `0100007F:0016`: each four bytes of the address stand in the order of the machine.
fn socket(text: &str) -> Option<(IpAddr, u16)> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let words: Option<Vec<u32>> =
        address.as_bytes().chunks(8).map(|chunk| u32::from_str_radix(std::str::from_utf8(chunk).ok()?, 16).ok()).collect();
    let bytes: Vec<u8> = words?.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let address = match bytes.len() {
        4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?)),
        16 => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?)),
        _ => return None,
    };
    Some((address, port))
}
