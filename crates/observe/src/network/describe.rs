//! What a device calls itself in one line: SNMP's `sysDescr`, the first line of `show version`.

use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{ObservedDevice, OperatingSystem};

use crate::text::{between, word_after};

/// What a description says of a device.
pub(crate) fn described(text: &str) -> ObservedDevice {
    let text = text.trim();
    let lower = text.to_lowercase();
    if text.is_empty() {
        return ObservedDevice::default();
    }
    if lower.contains("cisco") {
        return cisco(text);
    }
    if let Some((model, version)) = yamaha(text) {
        return super::device("YAMAHA", model, version);
    }
    if lower.contains("fortigate") || lower.contains("fortiwifi") {
        return fortigate(text);
    }
    if lower.contains("nec portable internetwork core") || (lower.contains("ix series") && lower.contains("software")) {
        let model = word_after(text, "IX Series ").unwrap_or_default();
        return super::device("NEC", model, between(text, "Version ", ",").unwrap_or_default());
    }
    if lower.contains("alliedware") || lower.contains("allied telesis") {
        return super::device("Allied Telesis", "", between(text, "AlliedWare Plus (TM) ", " ").unwrap_or_default());
    }
    if let Some(version) = between(text, "Software: Windows Version ", " ") {
        return windows(text, version);
    }
    let kind = if ["printer", "mfp", "laserjet", "imagerunner"].iter().any(|word| lower.contains(word)) {
        DeviceKind::Other
    } else {
        DeviceKind::Unknown
    };
    ObservedDevice { kind, system: Some(named(text, "")), ..ObservedDevice::default() }
}

fn named(name: &str, version: &str) -> OperatingSystem {
    OperatingSystem { name: name.to_owned(), version: version.to_owned(), certainty: 90, ..OperatingSystem::default() }
}

/// `Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_LITE_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)`
fn cisco(text: &str) -> ObservedDevice {
    let image = between(text, "Software (", ")").unwrap_or_default();
    let version = between(text, "Version ", ",").map(|v| v.split_whitespace().next().unwrap_or_default()).unwrap_or_default();
    let product = if text.contains("IOS XE") || text.contains("IOS-XE") || image.contains("IOSXE") {
        "Cisco IOS XE"
    } else if text.contains("Adaptive Security Appliance") {
        "Cisco ASA"
    } else if text.contains("NX-OS") {
        "Cisco NX-OS"
    } else {
        "Cisco IOS"
    };
    ObservedDevice { system: Some(OperatingSystem { certainty: 100, ..named(product, version) }), ..super::device("Cisco", "", "") }
}

/// `RTX1210 Rev.14.01.38 (Fri Jul  3 12:00:00 2020)`: model and version.
pub(crate) fn yamaha(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace().skip_while(|word| matches!(*word, "#" | "!")).peekable();
    let model = words.next()?;
    let version = words.next().filter(|word| word.starts_with("Rev.") && word.len() > 4)?;
    let known = ["RTX", "RTV", "RTA", "RT", "NVR", "FWX", "SRT", "SWX", "SWR", "WLX", "UTX", "vRX", "YMO", "RTW"];
    known.iter().any(|prefix| model.starts_with(prefix) && model.len() > prefix.len()).then_some((model, version))
}

/// `FortiGate-60F v7.0.12,build0523,230606 (GA.M)`
pub(crate) fn fortigate(text: &str) -> ObservedDevice {
    let mut words = text.split_whitespace().skip_while(|word| !word.starts_with("Forti"));
    let model = words.next().unwrap_or_default();
    let version = words.next().filter(|word| word.starts_with('v')).unwrap_or_default();
    super::device("Fortinet", model, version)
}

/// `Hardware: … - Software: Windows Version 6.3 (Build 9600 Multiprocessor Free)`: which Windows it is, the build alone does not tell.
fn windows(text: &str, version: &str) -> ObservedDevice {
    let build = between(text, "(Build ", " ").and_then(|build| build.parse().ok());
    let whole = build.map_or_else(|| version.to_owned(), |build: u32| format!("{version}.{build}"));
    ObservedDevice { system: Some(OperatingSystem { build, ..named("Microsoft Windows", &whole) }), ..ObservedDevice::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_what_they_call_themselves() {
        let said = |text: &str| {
            let device = described(text);
            let system = device.system.unwrap_or_default();
            format!("{}|{}|{}|{}|{:?}", device.maker, device.model, system.name, system.version, device.kind)
        };
        let cases = [
            (
                "Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_LITE_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)",
                "Cisco||Cisco IOS XE|17.9.4a|Network",
            ),
            (
                "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E3, RELEASE SOFTWARE (fc3)",
                "Cisco||Cisco IOS|15.2(7)E3|Network",
            ),
            ("RTX1210 Rev.14.01.38 (Fri Jul  3 12:00:00 2020)", "YAMAHA|RTX1210|RTX1210|Rev.14.01.38|Network"),
            ("FortiGate-60F v7.0.12,build0523,230606 (GA)", "Fortinet|FortiGate-60F|FortiGate-60F|v7.0.12,build0523,230606|Network"),
            (
                "NEC Portable Internetwork Core Operating System Software, IX Series IX2215 (magellan-sec) Software, Version 10.5.23, RELEASE SOFTWARE",
                "NEC|IX2215|IX2215|10.5.23|Network",
            ),
            (
                "Hardware: Intel64 Family 6 - Software: Windows Version 6.3 (Build 9600 Multiprocessor Free)",
                "||Microsoft Windows|6.3.9600|Unknown",
            ),
            ("RICOH IM C3000 1.12 / RICOH Network Printer C model", "||RICOH IM C3000 1.12 / RICOH Network Printer C model||Other"),
            ("", "||||Unknown"),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected);
        }
    }
}
