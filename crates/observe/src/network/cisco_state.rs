//! `show version` of Cisco IOS, IOS XE and ASA.

use super::describe;
use crate::address;
use crate::draft::Draft;
use crate::text::{add, between, pair};

/// Whether a text is `show version`.
pub(crate) fn fits(text: &str) -> bool {
    let cisco = text.lines().take(60).any(|line| {
        line.contains("Cisco IOS") || line.contains("Cisco Internetwork Operating System") || line.contains("Cisco Adaptive Security")
    });
    cisco
        && text.lines().take(200).any(|line| {
            line.contains("uptime is") || line.contains("Processor board ID") || line.contains("RELEASE SOFTWARE") || line.contains(" up ")
        })
}

/// Reads it.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let about = text
        .lines()
        .find(|line| line.contains("Cisco IOS Software") || line.contains("Cisco Adaptive"))
        .or_else(|| text.lines().find(|line| line.contains("Version ")));
    let about = about.unwrap_or_default();
    let mut device = describe::described(&if about.contains("Cisco") { about.to_owned() } else { format!("Cisco {about}") });
    if let Some(system) = &mut device.system
        && text.lines().any(|line| line.starts_with("Cisco IOS XE Software"))
    {
        system.name = "Cisco IOS XE".to_owned();
    }
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" uptime is ") {
            add(&mut device.identifiers.hosts, name);
        } else if let Some(serial) = line.strip_prefix("Processor board ID ") {
            if device.identifiers.serial.is_empty() {
                serial.split_whitespace().next().unwrap_or_default().clone_into(&mut device.identifiers.serial);
            }
        } else if line.contains(") processor") && line.to_ascii_lowercase().starts_with("cisco ") {
            between(line, " ", " (").unwrap_or_default().clone_into(&mut device.model);
        }
        match pair(line, ':') {
            Some((key, value)) if key.eq_ignore_ascii_case("model number") => value.clone_into(&mut device.model),
            Some((key, value)) if key.eq_ignore_ascii_case("system serial number") || key == "Serial Number" => {
                value.clone_into(&mut device.identifiers.serial);
            }
            Some((key, value)) if key.eq_ignore_ascii_case("base ethernet mac address") => {
                address::mac(value).into_iter().for_each(|mac| add(&mut device.identifiers.macs, mac));
            }
            Some(("Hardware", value)) if device.model.is_empty() => {
                value.split(',').next().unwrap_or_default().clone_into(&mut device.model);
            }
            _ => {}
        }
    }
    draft.device(device);
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::Observation;

    #[test]
    fn version_model_and_serial_number_are_read() {
        let ios = "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E3, RELEASE SOFTWARE (fc3)\nSW-3F-01 uptime is 2 years\ncisco WS-C2960X-48TS-L (APM86XXX) processor (revision V05) with 524288K bytes of memory.\nProcessor board ID FOC0000X000\nBase Ethernet MAC Address          : 00:1A:6D:00:00:01\nModel Number                       : WS-C2960X-48TS-L\n";
        let xe = "Cisco IOS XE Software, Version 17.09.04a\nCisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_LITE_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)\nCORE uptime is 1 week\nSystem Serial Number               : FOC1111X111\nModel Number                       : C9200L-24T-4G\n";
        let old = "Cisco Internetwork Operating System Software\nIOS (tm) C2950 Software (C2950-I6Q4L2-M), Version 12.1(22)EA14, RELEASE SOFTWARE (fc1)\nsw uptime is 9 years\ncisco WS-C2950-24 (RC32300) processor (revision R0) with 19912K bytes of memory.\n";
        let expected = [
            ("WS-C2960X-48TS-L", "Cisco IOS", "15.2(7)E3", "FOC0000X000"),
            ("C9200L-24T-4G", "Cisco IOS XE", "17.9.4a", "FOC1111X111"),
            ("WS-C2950-24", "Cisco IOS", "12.1(22)EA14", ""),
        ];
        for (text, (model, name, version, serial)) in [ios, xe, old].into_iter().zip(expected) {
            let reading = read("version.txt", text.as_bytes(), &Limits::default());
            let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
            let system = device.system.as_ref().unwrap();
            assert_eq!(
                (device.model.as_str(), system.name.as_str(), system.version.as_str(), device.identifiers.serial.as_str()),
                (model, name, version, serial)
            );
        }
    }
}
