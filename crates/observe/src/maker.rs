//! Who made a network interface, by its MAC address, as far as it tells a router, VPN box, switch or access point.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sonae_domain::ledger::DeviceKind;

/// Makers of network equipment by the first six digits.
static MAKERS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let makers: BTreeMap<String, String> = toml::from_str(include_str!("../data/makers.toml")).unwrap_or_default();
    let pairs = makers.iter().flat_map(|(maker, list)| list.split_whitespace().map(|prefix| (prefix.to_owned(), maker.clone())));
    pairs.collect()
});

/// The maker of network equipment to whom an address `aa:bb:cc:…` belongs; empty where it is another or unknown.
pub(crate) fn of(mac: &str) -> &'static str {
    let prefix: String = mac.chars().filter(|c| *c != ':').take(6).collect();
    MAKERS.get(&prefix).map_or("", String::as_str)
}

/// Network equipment by the name of a maker as other programs write it (`Fortinet`, `Yamaha`, `NEC Platforms, Ltd.`).
pub(crate) fn kind(maker: &str) -> DeviceKind {
    const PLAIN: [&str; 2] = ["nec", "elecom"];
    let maker = maker.trim().to_lowercase();
    // NEC and Elecom make PCs and adapters, too: their names alone tell nothing
    let known = MAKERS.values().map(|name| name.to_lowercase());
    let network = !maker.is_empty() && known.into_iter().any(|name| maker.starts_with(&name) && !PLAIN.contains(&name.as_str()));
    if network || maker.starts_with("nec platforms") { DeviceKind::Network } else { DeviceKind::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_hospitals_forget_are_known_by_their_address() {
        assert_eq!(of("00:a0:de:00:00:01"), "Yamaha");
        assert_eq!(of("e0:23:ff:00:00:01"), "Fortinet");
        assert_eq!(of("00:50:56:00:00:20"), "");
        assert_eq!(kind("Fortinet"), DeviceKind::Network);
        assert_eq!(kind("NEC Platforms, Ltd."), DeviceKind::Network);
        assert_eq!(kind("NEC Personal Computers"), DeviceKind::Unknown);
        assert_eq!(kind(""), DeviceKind::Unknown);
        assert!(MAKERS.len() > 2000);
    }
}
