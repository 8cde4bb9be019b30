//! Tables of addresses: `arp -a` of Windows in any language, `ip neigh`, `arp -n`, FortiGate `get system arp`, YAMAHA and Cisco `show arp`,
//! NEC IX, tables of MAC addresses of switches. Read by structure, never by words: a line with an IP and a MAC address is an entry.

use sonae_domain::observation::{Identifiers, ObservedDevice};

use crate::draft::Draft;
use crate::text::add;
use crate::{address, maker};

/// The addresses in a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) ip: Option<String>,
    pub(crate) mac: Option<String>,
    /// A word that can be a host name: `gw (192.168.1.1) at 00:…`
    pub(crate) host: String,
}

/// The addresses in a line, first of each.
pub(crate) fn entry(line: &str) -> Entry {
    let mut entry = Entry::default();
    for (index, word) in
        line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"')).filter(|word| !word.is_empty()).enumerate()
    {
        if let Some(mac) = address::mac(word) {
            entry.mac.get_or_insert(mac);
        } else if let Some(ip) = address::ip(word) {
            entry.ip.get_or_insert(ip);
        } else if index == 0 && word != "?" && line.contains(" at ") {
            word.clone_into(&mut entry.host);
        }
    }
    entry
}

/// Whether some line is an entry.
pub(crate) fn fits(text: &str) -> bool {
    let mut lines = text.lines().take(400).map(entry);
    lines.any(|entry| entry.ip.is_some() && entry.mac.is_some()) || is_switch_table(text)
}

/// A table of a switch has MAC addresses and ports, and no IP addresses.
fn is_switch_table(text: &str) -> bool {
    let lower: String = text.chars().take(2000).flat_map(char::to_lowercase).collect();
    lower.contains("mac address") && lower.contains("port") && text.lines().take(400).any(|line| entry(line).mac.is_some())
}

/// Reads a table. Several addresses of one interface are one machine.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let switch = !text.lines().map(entry).any(|entry| entry.ip.is_some() && entry.mac.is_some());
    let mut found: Vec<Identifiers> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for entry in text.lines().map(entry) {
        let (Some(mac), true) = (entry.mac, switch || entry.ip.is_some()) else { continue };
        let place = *places.entry(mac.clone()).or_insert(found.len());
        if place == found.len() {
            found.push(Identifiers { macs: vec![mac], ..Identifiers::default() });
        }
        entry.ip.into_iter().for_each(|ip| add(&mut found[place].addresses, ip));
        add(&mut found[place].hosts, entry.host);
    }
    for identifiers in found {
        draft.device(seen(identifiers));
    }
}

/// A machine of which only addresses are known.
pub(crate) fn seen(identifiers: Identifiers) -> ObservedDevice {
    let interface_maker = identifiers.macs.first().map_or("", |mac| maker::of(mac)).to_owned();
    ObservedDevice { kind: maker::kind(&interface_maker), interface_maker, identifiers, ..ObservedDevice::default() }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use encoding_rs::SHIFT_JIS;
    use sonae_domain::observation::{Observation, ObservationKind};

    fn pairs(bytes: &[u8]) -> Vec<String> {
        let reading = read("arp.txt", bytes, &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Arp), "{:?}", reading.problems);
        let line = |o: &Observation| match o {
            Observation::Device(d) => {
                format!("{} {} {}", d.identifiers.addresses.join("+"), d.identifiers.macs.join("+"), d.interface_maker)
            }
            Observation::Backup(_) => String::new(),
        };
        reading.observations.iter().map(line).collect()
    }

    #[test]
    fn tables_of_every_system_are_read_by_their_structure() {
        let tables = [
            "インターフェイス: 192.168.1.11 --- 0x5\r\n  インターネット アドレス 物理アドレス           種類\r\n  192.168.1.1           00-a0-de-00-00-01     動的\r\n  192.168.1.255         ff-ff-ff-ff-ff-ff     静的\r\n  224.0.0.22            01-00-5e-00-00-16     静的\r\n",
            "Interface: 192.168.1.11 --- 0x5\n  Internet Address      Physical Address      Type\n  192.168.1.1           00-a0-de-00-00-01     dynamic\n",
            "192.168.1.1 dev eth0 lladdr 00:a0:de:00:00:01 REACHABLE\n192.168.1.9 dev eth0 FAILED\n",
            "? (192.168.1.1) at 00:a0:de:00:00:01 [ether] on eth0\n",
            "FGT60F-01 # get system arp\nAddress           Age(min)   Hardware Addr      Interface\n192.168.1.1       0          00:a0:de:00:00:01 internal\n",
            "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\nInternet  192.168.1.1            12   00a0.de00.0001  ARPA   Vlan1\n",
            "カウント数: 1\n LAN1    192.168.1.1      00:a0:de:00:00:01    1200\n",
        ];
        for table in tables {
            assert_eq!(pairs(table.as_bytes()), ["192.168.1.1 00:a0:de:00:00:01 Yamaha"], "{table}");
        }
        assert_eq!(pairs(&SHIFT_JIS.encode(tables[0]).0), ["192.168.1.1 00:a0:de:00:00:01 Yamaha"]);
    }

    #[test]
    fn a_table_of_a_switch_gives_machines_without_addresses() {
        let table = "          Mac Address Table\n-------\nVlan    Mac Address       Type        Ports\n   1    0009.0f00.0007    DYNAMIC     Gi1/0/3\n";
        assert_eq!(pairs(table.as_bytes()), [" 00:09:0f:00:00:07 Fortinet"]);
    }
}
