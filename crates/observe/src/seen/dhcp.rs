//! Leases: `dhcpd.leases` of ISC, `Get-DhcpServerv4Lease | Export-Csv`, FortiGate `execute dhcp lease-list`, YAMAHA `show status dhcp`.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use sonae_domain::observation::{Identifiers, ObservedDevice};

use super::arp;
use crate::draft::Draft;
use crate::problem::keys;
use crate::table::Table;
use crate::text::add;
use crate::{address, moment};

/// Whether a text is a `dhcpd.leases`.
pub(crate) fn is_isc(text: &str) -> bool {
    text.lines().any(|line| {
        line.trim_start().strip_prefix("lease ").is_some_and(|rest| rest.contains('{') && address::parse(first(rest)).is_some())
    })
}

/// Whether a text is YAMAHA's list: an address, below it `(01)` and six bytes.
pub(crate) fn is_yamaha(text: &str) -> bool {
    text.lines().take(400).any(|line| client(line).is_some())
}

/// Whether a text is FortiGate's list.
pub(crate) fn is_fortigate(text: &str) -> bool {
    text.lines().take(20).any(|line| line.contains("MAC-Address") && line.contains("Hostname") && line.contains("Expiry"))
}

fn first(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn leased(mac: Option<String>, ip: Option<String>, host: &str, dynamic: bool) -> ObservedDevice {
    let mut ids = Identifiers {
        macs: mac.into_iter().collect(),
        addresses: ip.into_iter().collect(),
        dynamic: Some(dynamic),
        ..Identifiers::default()
    };
    add(&mut ids.hosts, host.trim_matches('"').trim());
    arp::seen(ids)
}

/// Reads `dhcpd.leases`: a journal, in which the last entry of an address counts. Its times are UTC.
pub(crate) fn read_isc(text: &str, draft: &mut Draft) {
    let mut leases: BTreeMap<std::net::IpAddr, (bool, ObservedDevice)> = BTreeMap::new();
    let mut open: Option<(std::net::IpAddr, bool, ObservedDevice)> = None;
    for line in text.lines().map(str::trim) {
        let statement = line.trim_end_matches(';');
        if let Some(rest) = line.strip_prefix("lease ") {
            open = address::parse(first(rest)).map(|ip| (ip, true, leased(None, address::ip(first(rest)), "", true)));
        } else if line.starts_with('}') {
            leases.extend(open.take().map(|(ip, active, device)| (ip, (active, device))));
        } else if let Some((_, active, device)) = &mut open {
            if let Some(mac) = statement.strip_prefix("hardware ethernet ").and_then(address::mac) {
                *device = ObservedDevice {
                    seen_at: device.seen_at,
                    ..leased(Some(mac), device.identifiers.addresses.pop(), &device.identifiers.hosts.pop().unwrap_or_default(), true)
                };
            } else if let Some(host) = statement.strip_prefix("client-hostname ") {
                add(&mut device.identifiers.hosts, host.trim_matches('"'));
            } else if let Some(state) = statement.strip_prefix("binding state ") {
                *active = state == "active";
            } else if let Some(at) = statement.strip_prefix("starts ") {
                device.seen_at = at.split_once(' ').and_then(|(_, at)| utc(at));
            }
        }
    }
    if open.is_some() {
        draft.warning(keys::FILE_TRUNCATED);
    }
    for (_, (_, device)) in leases.into_iter().filter(|(_, (active, device))| *active && !device.identifiers.macs.is_empty()) {
        draft.device(device);
    }
}

fn utc(text: &str) -> Option<jiff::Timestamp> {
    let at: DateTime = moment::civil(text)?;
    Offset::UTC.to_timestamp(at).ok()
}

/// The MAC address of a line `…: (01) 00 a0 de 01 02 03`.
fn client(line: &str) -> Option<String> {
    let (_, id) = line.split_once("(01)")?;
    let bytes: Vec<&str> = id.split_whitespace().collect();
    (bytes.len() == 6).then(|| address::mac(&bytes.join(":"))).flatten()
}

/// Reads YAMAHA's list, in either language: an address, its client, its name follow each other.
pub(crate) fn read_yamaha(text: &str, draft: &mut Draft) {
    let (mut ip, mut open) = (None, None::<ObservedDevice>);
    for line in text.lines() {
        let value = line.rsplit_once(": ").map_or("", |(_, value)| value.trim());
        if let Some(mac) = client(line) {
            open.take().into_iter().for_each(|device| draft.device(device));
            open = Some(leased(Some(mac), ip.take(), "", true));
        } else if let Some(next) = address::ip(value) {
            ip = Some(next);
        } else if let Some(device) = &mut open {
            // the name is the line after the client
            let name = value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
            add(&mut device.identifiers.hosts, if name { value } else { "" });
            open.take().into_iter().for_each(|device| draft.device(device));
        }
    }
    open.into_iter().for_each(|device| draft.device(device));
}

/// Reads FortiGate's list: address, MAC address, name.
pub(crate) fn read_fortigate(text: &str, draft: &mut Draft) {
    for line in text.lines() {
        let entry = arp::entry(line);
        if entry.mac.is_some() && entry.ip.is_some() {
            let host = line.split_whitespace().nth(2).filter(|word| word.chars().any(|c| c.is_ascii_alphabetic())).unwrap_or_default();
            draft.device(leased(entry.mac, entry.ip, host, true));
        }
    }
}

/// Reads a table of Windows's DHCP server.
pub(crate) fn read_table(table: &Table, draft: &mut Draft) {
    for row in table.rows() {
        let (mac, ip) = (address::mac(row.get("client")), address::ip(row.get("address")));
        if mac.is_none() && ip.is_none() {
            draft.push(row.unreadable());
            continue;
        }
        let state = row.get("state");
        // the states are names of the interface, the same in every language
        if state.is_empty() || state.starts_with("Active") || state.contains("Reservation") {
            draft.device(leased(mac, ip, row.get("host"), !state.contains("Reservation")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    fn lines(text: &str) -> Vec<String> {
        let reading = read("leases", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Dhcp), "{:?}", reading.problems);
        let line = |o: &Observation| match o {
            Observation::Device(d) => {
                let ids = &d.identifiers;
                format!("{} {} {} {:?}", ids.addresses.join("+"), ids.macs.join("+"), ids.hosts.join("+"), ids.dynamic.unwrap())
            }
            Observation::Backup(_) => String::new(),
        };
        reading.observations.iter().map(line).collect()
    }

    #[test]
    fn the_last_entry_of_an_address_counts_in_dhcpd_leases() {
        let text = "# comment\nlease 192.168.1.100 {\n  starts 4 2026/11/19 00:00:00;\n  binding state active;\n  hardware ethernet 00:00:5e:00:53:01;\n  client-hostname \"OLD\";\n}\nlease 192.168.1.100 {\n  starts 5 2026/11/20 00:00:00;\n  binding state active;\n  hardware ethernet 00:00:5e:00:53:02;\n  client-hostname \"UKETSUKE-02\";\n}\nlease 192.168.1.101 {\n  binding state free;\n  hardware ethernet 00:00:5e:00:53:03;\n}\n";
        assert_eq!(lines(text), ["192.168.1.100 00:00:5e:00:53:02 UKETSUKE-02 true"]);
    }

    #[test]
    fn leases_of_windows_fortigate_and_yamaha_are_read() {
        let windows = "#TYPE CimInstance\n\"IPAddress\",\"ScopeId\",\"AddressState\",\"ClientId\",\"HostName\",\"LeaseExpiryTime\"\n\"192.168.1.100\",\"192.168.1.0\",\"Active\",\"00-00-5e-00-53-01\",\"pc1.hosp.local\",\"2026/11/28 9:00:00\"\n\"192.168.1.101\",\"192.168.1.0\",\"InactiveReservation\",\"00-00-5e-00-53-02\",\"prn\",\"\"\n\"192.168.1.102\",\"192.168.1.0\",\"Declined\",\"00-00-5e-00-53-03\",\"BAD_ADDRESS\",\"\"\n";
        assert_eq!(lines(windows), ["192.168.1.100 00:00:5e:00:53:01 pc1.hosp.local true", "192.168.1.101 00:00:5e:00:53:02 prn false"]);
        let console = "クライアント IP アドレス,名前,リースの有効期限,種類,一意の ID\n192.168.1.100,pc1.hosp.local,2026/11/28 9:00:00,DHCP,00005e005301\n";
        assert_eq!(lines(console), ["192.168.1.100 00:00:5e:00:53:01 pc1.hosp.local true"]);
        let fortigate = "internal\n  IP\t\t\tMAC-Address\t\tHostname\tVCI\tSSID\tAP\tExpiry\n  192.168.1.100\t\t00:00:5e:00:53:01\tpc1\tMSFT 5.0\t\t\tFri Nov 27 09:00:00 2026\n";
        assert_eq!(lines(fortigate), ["192.168.1.100 00:00:5e:00:53:01 pc1 true"]);
        let japanese = "DHCPスコープ番号: 1\n        ネットワークアドレス: 192.168.100.0\n          割り当て中アドレス: 192.168.100.2\n      (タイプ) クライアントID: (01) 00 00 5e 00 53 01\n                  ホスト名: pc1\n              リース残時間: 2日 10時間\n";
        let english = "DHCP Scope number: 1\n        Network address: 192.168.100.0\n          Leased address: 192.168.100.2\n      (type) Client ID: (01) 00 00 5e 00 53 01\n              Host Name: pc1\n";
        for text in [japanese, english] {
            assert_eq!(lines(text), ["192.168.100.2 00:00:5e:00:53:01 pc1 true"]);
        }
    }
}
