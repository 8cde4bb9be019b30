//! Descriptions by SNMP: a JSON object of addresses with `sysDescr0` and `entPhysicalTables`, and the text of `snmpwalk`.

use serde_json::Value;
use sonae_domain::observation::{Identifiers, ObservedDevice};

use crate::draft::Draft;
use crate::network::describe;
use crate::text::{add, pair, shortened};
use crate::{address, json};

/// Whether a document is an object of addresses with descriptions.
pub(crate) fn is_json(value: &Value) -> bool {
    value.as_object().is_some_and(|hosts| !hosts.is_empty() && hosts.values().all(|host| host.get("sysDescr0").is_some()))
}

/// Reads the object.
pub(crate) fn read_json(value: &Value, draft: &mut Draft) {
    for (name, host) in value.as_object().into_iter().flatten() {
        let mut device = describe::described(&shortened(&json::text(host, "sysDescr0"), draft.limits.value));
        let parts = host.get("entPhysicalTables").and_then(Value::as_object);
        for part in parts.into_iter().flat_map(|parts| parts.values()) {
            physical(part, &mut device);
        }
        name_by(name, &mut device.identifiers);
        draft.device(device);
    }
}

/// A part in ENTITY-MIB: maker, name, serial number, software.
fn physical(part: &Value, device: &mut ObservedDevice) {
    let software = json::text(part, "entPhysicalSoftwareRev");
    if device.system.is_none() && !software.is_empty() {
        let described = describe::described(&software);
        *device = ObservedDevice { identifiers: std::mem::take(&mut device.identifiers), ..described };
    }
    let fields = [
        ("entPhysicalMfgName", &mut device.maker),
        ("entPhysicalSerialNum", &mut device.identifiers.serial),
        ("entPhysicalName", &mut device.model),
    ];
    for (field, place) in fields {
        if place.is_empty() {
            *place = json::text(part, field);
        }
    }
}

fn name_by(name: &str, ids: &mut Identifiers) {
    match address::ip(name) {
        Some(ip) => add(&mut ids.addresses, ip),
        None => add(&mut ids.hosts, name),
    }
}

/// Whether a text is the output of `snmpwalk` with the system group.
pub(crate) fn is_walk(text: &str) -> bool {
    text.lines().take(200).any(|line| object(line).is_some_and(|(object, _)| object == "1"))
}

/// Reads the system group (1.3.6.1.2.1.1) of one device.
pub(crate) fn read_walk(text: &str, draft: &mut Draft) {
    let (mut device, mut ids, mut last) = (ObservedDevice::default(), Identifiers::default(), false);
    let mut description = String::new();
    for line in text.lines() {
        match object(line) {
            Some(("1", value)) => {
                value.trim_matches('"').clone_into(&mut description);
                last = true;
            }
            Some((number, value)) => {
                last = false;
                if number == "5" {
                    add(&mut ids.hosts, value.trim_matches('"'));
                }
            }
            // a description of several lines
            None if last && !line.contains(" = ") => description = format!("{description} {}", line.trim().trim_end_matches('"')),
            None => last = false,
        }
        for word in line.split_whitespace().filter(|_| line.contains("ipAdEntAddr") || line.contains(".1.3.6.1.2.1.4.20.1.1.")) {
            address::ip(word).into_iter().for_each(|ip| add(&mut ids.addresses, ip));
        }
    }
    if !description.is_empty() {
        device = describe::described(&shortened(&description, draft.limits.value));
    }
    device.identifiers = ids;
    draft.device(device);
}

/// Number in the system group and value of a line: `SNMPv2-MIB::sysDescr.0 = STRING: …`, `.1.3.6.1.2.1.1.5.0 = STRING: "…"`.
fn object(line: &str) -> Option<(&str, &str)> {
    let (name, value) = pair(line, '=')?;
    let value = value.split_once(": ").map_or(value, |(_, value)| value).trim();
    let name = name.trim_start_matches('.').trim_start_matches("iso.").trim_start_matches("1.").trim_end_matches(".0");
    let number = match name.rsplit("::").next()? {
        "sysDescr" => "1",
        "sysName" => "5",
        other => other.strip_prefix("3.6.1.2.1.1.")?,
    };
    Some((number, value))
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    #[test]
    fn the_system_group_of_a_walk_is_read() {
        for text in [
            "SNMPv2-MIB::sysDescr.0 = STRING: RTX1210 Rev.14.01.38 (Fri Jul  3 12:00:00 2020)\nSNMPv2-MIB::sysName.0 = STRING: gw\n",
            ".1.3.6.1.2.1.1.1.0 = STRING: \"RTX1210 Rev.14.01.38 (Fri Jul  3\n12:00:00 2020)\"\n.1.3.6.1.2.1.1.5.0 = STRING: \"gw\"\n",
            "iso.3.6.1.2.1.1.1.0 = STRING: \"RTX1210 Rev.14.01.38\"\niso.3.6.1.2.1.1.5.0 = STRING: \"gw\"\n",
        ] {
            let reading = read("walk.txt", text.as_bytes(), &Limits::default());
            assert_eq!(reading.kind, Some(ObservationKind::Snmp));
            let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
            assert_eq!((device.model.as_str(), device.identifiers.hosts.join("+").as_str()), ("RTX1210", "gw"));
        }
    }
}
