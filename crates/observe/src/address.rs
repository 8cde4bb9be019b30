//! IP and MAC addresses, as machines write them, in one form.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// `aa:bb:cc:dd:ee:ff` of any usual writing: colons, hyphens, dots, Cisco's `aabb.ccdd.eeff`, `aabb-ccdd-eeff`, twelve digits, single digits.
/// Broadcast, multicast and all zeros are no address of a machine.
pub(crate) fn mac(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() < 11 || text.len() > 17 || !text.is_ascii() {
        return None;
    }
    let parts: Vec<&str> = text.split([':', '-', '.']).collect();
    let mut digits = String::with_capacity(12);
    let width = match parts.len() {
        1 => 12,
        3 => 4,
        6 => 2,
        _ => return None,
    };
    for part in &parts {
        if part.is_empty()
            || part.len() > width
            || (parts.len() != 6 && part.len() != width)
            || !part.bytes().all(|b| b.is_ascii_hexdigit())
        {
            return None;
        }
        digits.extend(std::iter::repeat_n('0', width - part.len()));
        digits.push_str(&part.to_ascii_lowercase());
    }
    let first = u8::from_str_radix(&digits[..2], 16).ok()?;
    if first & 1 == 1 || digits.bytes().all(|b| b == b'0') {
        return None;
    }
    let pairs: Vec<&str> = (0..6).map(|i| &digits[i * 2..i * 2 + 2]).collect();
    Some(pairs.join(":"))
}

/// An address in its canonical form; without prefix length, zone, brackets or port. Unspecified, multicast, broadcast and loopback addresses tell no machine.
pub(crate) fn ip(text: &str) -> Option<String> {
    let address = parse(text)?;
    let useless = match address {
        IpAddr::V4(v4) => v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_multicast() || v6.is_loopback(),
    };
    (!useless).then(|| address.to_string())
}

/// Any address at all.
pub(crate) fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim_start_matches('[').trim_end_matches(']');
    let bare = text.split(['/', '%']).next()?;
    bare.parse().ok()
}

/// Whether an address is reachable from the internet, by its range (RFC 1918, 6598, 3927, 4193 are not; documentation ranges count as public).
pub(crate) fn is_public(text: &str) -> Option<bool> {
    Some(match parse(text)? {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            !(v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || (a == 100 && (64..128).contains(&b)))
        }
        IpAddr::V6(v6) => (v6.segments()[0] & 0xE000) == 0x2000,
    })
}

/// `192.168.1.0/24` of an address and its mask (or the inverted mask of an access list); `any` for everything.
pub(crate) fn network(address: &str, mask: &str) -> Option<String> {
    let address: Ipv4Addr = address.parse().ok()?;
    let mask = u32::from(mask.parse::<Ipv4Addr>().ok()?);
    // a mask begins with ones, an inverted mask with zeros
    let bits = if mask.leading_ones() + mask.trailing_zeros() == 32 {
        mask.leading_ones()
    } else if mask.leading_zeros() + mask.trailing_ones() == 32 {
        mask.leading_zeros()
    } else {
        return None;
    };
    Some(prefixed(address, bits))
}

/// An address with so many bits: `any`, the bare address, or in CIDR notation.
pub(crate) fn prefixed(address: Ipv4Addr, bits: u32) -> String {
    match bits {
        0 => "any".to_owned(),
        32 => address.to_string(),
        _ => format!("{address}/{bits}"),
    }
}

/// A source as written in CIDR notation, as an address, or as `::/0`; `any` for everything.
pub(crate) fn source(text: &str) -> Option<String> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, bits.parse::<u32>().ok()));
    match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(v4) => Some(prefixed(v4, bits.unwrap_or(32).min(32))),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) if bits == Some(0) => Some("any".to_owned()),
        IpAddr::V6(v6) => Some(bits.map_or_else(|| v6.to_string(), |bits| format!("{v6}/{bits}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_of_a_mac_address_gives_one_form() {
        for written in ["00:A0:DE:00:00:01", "00-a0-de-00-00-01", "00a0.de00.0001", "00a0-de00-0001", "00a0de000001", "0:a0:de:0:0:1"] {
            assert_eq!(mac(written).as_deref(), Some("00:a0:de:00:00:01"), "{written}");
        }
        for none in
            ["ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "00:00:00:00:00:00", "192.168.1.1", "あ", "00:a0:de", "2026-11-20", "20261120090000"]
        {
            assert_eq!(mac(none), None, "{none}");
        }
    }

    #[test]
    fn masks_become_prefixes() {
        assert_eq!(network("192.168.10.50", "255.255.255.255").as_deref(), Some("192.168.10.50"));
        assert_eq!(network("192.168.1.0", "0.0.0.255").as_deref(), Some("192.168.1.0/24"));
        assert_eq!(network("0.0.0.0", "0.0.0.0").as_deref(), Some("any"));
        assert_eq!(network("10.0.0.0", "255.0.255.0"), None);
        assert_eq!(source("::/0").as_deref(), Some("any"));
    }

    #[test]
    fn addresses_that_tell_no_machine_are_none() {
        assert_eq!(ip("192.168.1.11/24").as_deref(), Some("192.168.1.11"));
        assert_eq!(ip("(192.168.1.11)").as_deref(), Some("192.168.1.11"));
        assert_eq!(ip("224.0.0.22"), None);
        assert_eq!(is_public("203.0.113.10"), Some(true));
        assert_eq!(is_public("100.64.0.1"), Some(false));
    }
}
