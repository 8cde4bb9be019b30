//! IP addresses as ledgers write them: one, with a prefix, a range, or DHCP. Not here: host names and IPv6.

use std::net::Ipv4Addr;

use crate::fold;
use crate::words::stands_in;

/// What an address cell says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Address {
    /// Whether it is given by DHCP
    pub dhcp: bool,
    /// The first address
    pub first: Option<Ipv4Addr>,
    /// The last address of a range
    pub last: Option<Ipv4Addr>,
    /// Length of the network prefix
    pub prefix: Option<u8>,
}

impl Address {
    /// How many machines a range stands for; 1 where there is no range.
    pub fn machines(&self) -> u32 {
        match (self.first, self.last) {
            (Some(first), Some(last)) => u32::from(last).saturating_sub(u32::from(first)).saturating_add(1),
            _ => 1,
        }
    }
}

/// Reads an address cell; what cannot be read gives an empty [`Address`].
pub fn read(text: &str) -> Address {
    let folded = fold::word(text).replace(['\u{301c}', '\u{2013}', '\u{2212}', '\u{2010}'], "~");
    let dhcp = crate::ledgers::dhcp_words().iter().any(|word| stands_in(word, &folded));
    let (start, end) = match folded.split_once(['~', '-']) {
        Some((start, end)) => (start.to_owned(), Some(end.to_owned())),
        None => (folded, None),
    };
    let (first, prefix) = with_prefix(&start);
    let last = first.zip(end).and_then(|(first, end)| range_end(first, &end)).filter(|last| Some(*last) > first);
    Address { dhcp, first, last, prefix }
}

fn with_prefix(text: &str) -> (Option<Ipv4Addr>, Option<u8>) {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address = address.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|part| part.parse().ok());
    let prefix = prefix.and_then(|prefix| prefix.parse().ok()).filter(|prefix| *prefix <= 32);
    (address, address.and(prefix))
}

/// The end of a range: a whole address, or its last number.
fn range_end(first: Ipv4Addr, text: &str) -> Option<Ipv4Addr> {
    if let (Some(last), _) = with_prefix(text) {
        return Some(last);
    }
    let digits: String = text.trim_start_matches('.').chars().take_while(char::is_ascii_digit).collect();
    let [a, b, c, _] = first.octets();
    Some(Ipv4Addr::new(a, b, c, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_prefixes_ranges_and_dhcp_are_read() {
        let first = |text: &str| read(text).first.map(|a| a.to_string());
        assert_eq!(first("１９２．１６８．１．１１").as_deref(), Some("192.168.1.11"));
        let prefixed = read("192.168.1.5/24");
        assert_eq!((prefixed.first.unwrap().to_string().as_str(), prefixed.prefix), ("192.168.1.5", Some(24)));
        for text in ["192.168.10.201～210", "192.168.10.201〜192.168.10.210", "192.168.10.201-210"] {
            let range = read(text);
            assert_eq!((range.last.unwrap().to_string().as_str(), range.machines()), ("192.168.10.210", 10), "{text}");
        }
        assert!(read("DHCP").dhcp);
        assert!(read("自動取得").dhcp);
        assert_eq!(read("不明"), Address::default());
        assert_eq!(read("192.168.〇.〇"), Address::default());
        assert_eq!(read("999.1.1.1-5").machines(), 1);
    }
}
