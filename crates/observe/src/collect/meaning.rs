//! What the file of a collector says, section by section: what cannot be read of one section does not lose the others.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{
    Identifiers, InstalledSoftware, ListeningPort, LocalAccount, MediaPolicy, NotAsked, ObservedDevice, ObservedPasswordPolicy,
    OperatingSystem, Protection, ServiceFact, StorageDevice, Updates,
};

use super::{Account, Guard, Host, Interface, Missing, Policy, Port, Program, SCHEMA, Service, Stick, Storage, System, Update};
use crate::draft::Draft;
use crate::hosts::{services, windows};
use crate::problem::{Problem, Severity, keys};
use crate::text::add;
use crate::{address, json, moment};

/// Whether a document is of a collector.
pub(crate) fn fits(value: &Value) -> bool {
    json::text(value, "schema").starts_with("sonae-collect/")
}

/// Reads the file of a collector.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let schema = json::text(value, "schema");
    if schema != SCHEMA {
        draft.push(Problem::new(Severity::Warning, keys::SCHEMA_NEWER).arg("schema", &schema));
    }
    draft.taken_at = json::text(value, "taken-at").parse().ok();
    if draft.taken_at.is_none() {
        draft.push(Problem::new(Severity::Warning, keys::VALUE_UNREADABLE).arg("field", "taken-at"));
    }
    let mut device = ObservedDevice::default();
    for Missing { what, why } in entries::<Missing>(value, "missing", draft).unwrap_or_default() {
        draft.push(Problem::new(Severity::Warning, keys::NOT_COLLECTED).about(&why).arg("what", &what));
        device.not_asked.push(NotAsked { what, why });
    }
    host(value.get("host").unwrap_or(&Value::Null), &mut device, draft);
    if let Some(system) = section::<System>(value, "system", draft) {
        device.last_boot = system.last_boot;
        device.kind = kind(&system);
        device.system = Some(operating_system(system));
    }
    device.software = entries::<Program>(value, "software", draft).map(|list| draft.within(programs(list)));
    device.services = entries::<Service>(value, "services", draft).map(|list| draft.within(list.into_iter().map(service).collect()));
    device.ports = entries::<Port>(value, "ports", draft).map(|list| draft.within(list.into_iter().map(port).collect()));
    device.accounts = entries::<Account>(value, "accounts", draft).map(|list| draft.within(list.into_iter().map(account).collect()));
    device.password_policy = section::<Policy>(value, "password-policy", draft).map(policy);
    device.updates = updates(value, draft);
    device.protection = entries::<Guard>(value, "protection", draft).map(|list| list.into_iter().map(guard).collect());
    device.media = media(value, &device, draft);
    draft.device(device);
}

/// A section that is an object.
fn section<T: DeserializeOwned>(value: &Value, name: &str, draft: &mut Draft) -> Option<T> {
    let section = value.get(name).filter(|section| !section.is_null())?;
    let read = T::deserialize(section).ok();
    if read.is_none() {
        draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(name));
    }
    read
}

/// A section that is a list; entries that cannot be read are named.
fn entries<T: DeserializeOwned>(value: &Value, name: &str, draft: &mut Draft) -> Option<Vec<T>> {
    value.get(name).filter(|section| !section.is_null())?;
    let mut all = Vec::new();
    for (index, entry) in json::list(value, name).iter().enumerate() {
        match T::deserialize(entry) {
            Ok(entry) => all.push(entry),
            Err(_) => draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(&format!("{name}[{index}]"))),
        }
    }
    Some(all)
}

fn host(value: &Value, device: &mut ObservedDevice, draft: &mut Draft) {
    let interfaces = entries::<Interface>(value, "interfaces", draft).unwrap_or_default();
    let plain = match value.as_object() {
        Some(fields) => {
            Value::Object(fields.iter().filter(|(name, _)| *name != "interfaces").map(|(k, v)| (k.clone(), v.clone())).collect())
        }
        None => Value::Null,
    };
    let host = Host::deserialize(&plain).unwrap_or_default();
    let mut ids = Identifiers {
        serial: host.serial.trim().to_owned(),
        uuid: host.uuid.trim().to_lowercase(),
        sid: host.sid,
        ..Identifiers::default()
    };
    if !host.domain.is_empty() && !host.name.is_empty() {
        add(&mut ids.hosts, format!("{}.{}", host.name, host.domain.to_lowercase()));
    } else {
        add(&mut ids.hosts, host.name);
    }
    for interface in interfaces {
        address::mac(&interface.mac).into_iter().for_each(|mac| add(&mut ids.macs, mac));
        let usable: Vec<String> =
            interface.addresses.iter().filter_map(|ip| address::ip(ip)).filter(|ip| !ip.starts_with("fe80:")).collect();
        if !usable.is_empty() {
            ids.dynamic = interface.dhcp.map(|dhcp| dhcp || ids.dynamic.unwrap_or(false)).or(ids.dynamic);
        }
        usable.into_iter().for_each(|ip| add(&mut ids.addresses, ip));
    }
    device.identifiers = ids;
    device.maker = host.maker.trim().to_owned();
    device.model = host.model.trim().to_owned();
}

fn kind(system: &System) -> DeviceKind {
    match (system.family.as_str(), system.installation.as_str()) {
        (_, "Client") => DeviceKind::Endpoint,
        (_, installation) if installation.starts_with("Server") => DeviceKind::Server,
        _ => DeviceKind::Unknown,
    }
}

fn operating_system(system: System) -> OperatingSystem {
    let told = OperatingSystem {
        name: system.name,
        version: system.version,
        edition: system.edition,
        release: system.release,
        build: system.build,
        revision: system.revision,
        installation: system.installation,
        architecture: windows::architecture(&system.architecture),
        certainty: 100,
    };
    if system.family == "windows" { windows::named(told) } else { told }
}

fn programs(list: Vec<Program>) -> Vec<InstalledSoftware> {
    let mut all: Vec<InstalledSoftware> = Vec::new();
    for program in list.into_iter().filter(|program| !program.name.trim().is_empty()) {
        let installed_on = moment::day(&program.installed_on);
        all.push(InstalledSoftware {
            name: program.name,
            version: program.version,
            publisher: program.publisher,
            installed_on,
            cpe: String::new(),
        });
    }
    all.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    all.dedup();
    all
}

fn service(service: Service) -> ServiceFact {
    ServiceFact { state: services::state(&service.state), start: services::start(&service.start), name: service.name, title: service.title }
}

fn port(port: Port) -> ListeningPort {
    ListeningPort { transport: port.transport, port: port.port, address: port.address, product: port.program, ..ListeningPort::default() }
}

fn account(account: Account) -> LocalAccount {
    LocalAccount {
        password_set_on: moment::day(&account.password_set_on),
        last_sign_in: moment::day(&account.last_sign_in),
        id: account.id,
        name: account.name,
        sid: account.sid,
        enabled: account.enabled,
        administrator: account.administrator,
        password_never_expires: account.password_never_expires,
        password_not_required: account.password_not_required,
        groups: account.groups,
    }
}

fn policy(policy: Policy) -> ObservedPasswordPolicy {
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    ObservedPasswordPolicy {
        min_length: count(policy.min_length),
        complexity: policy.complexity.map(|asked| asked != 0),
        mixed: policy.mixed,
        // -1: the age is not limited
        max_age_days: policy.max_age.map(|days| u32::try_from(days).unwrap_or(0)),
        history: count(policy.history),
        lockout_failures: count(policy.lockout),
        of_domain: policy.of_domain,
    }
}

fn updates(value: &Value, draft: &mut Draft) -> Option<Updates> {
    let section = value.get("updates").filter(|section| section.is_object())?;
    let list = entries::<Update>(section, "installed", draft).unwrap_or_default();
    let number = |field: &str| json::number(section, field);
    let mut installed: Vec<String> = Vec::new();
    list.iter().for_each(|update| add(&mut installed, update.id.trim()));
    let automatic = match (json::truth(section, "automatic"), number("no-automatic"), number("automatic-option")) {
        (Some(told), _, _) => Some(told),
        (None, Some(1), _) => Some(false),
        (None, _, Some(option)) => Some(option >= 4),
        _ => None,
    };
    Some(Updates {
        installed,
        last_installed_on: list.iter().filter_map(|update| moment::day(&update.installed_on)).max(),
        pending: number("pending").and_then(|count| u32::try_from(count).ok()),
        automatic,
    })
}

fn guard(guard: Guard) -> Protection {
    Protection {
        enabled: guard.enabled.or_else(|| guard.state.map(windows::is_guarding)),
        patterns_of: moment::day(&guard.patterns_of),
        product: guard.product,
    }
}

fn media(value: &Value, device: &ObservedDevice, draft: &mut Draft) -> Option<MediaPolicy> {
    let section = value.get("storage").filter(|section| section.is_object())?;
    let sticks = entries::<Stick>(section, "devices", draft).unwrap_or_default();
    let plain =
        Value::Object(section.as_object()?.iter().filter(|(name, _)| *name != "devices").map(|(k, v)| (k.clone(), v.clone())).collect());
    let storage = Storage::deserialize(&plain).unwrap_or_default();
    let mut media = windows::media(&storage);
    media.controlled_by = device.software.as_deref().map(windows::controlled_by).unwrap_or_default();
    media.connected = sticks
        .into_iter()
        .map(|stick| StorageDevice { last_connected: moment::day(&stick.last_connected), name: stick.name, serial: stick.serial })
        .collect();
    Some(media)
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::ledger::DeviceKind;
    use sonae_domain::observation::{Observation, ObservationKind, RunState, StartMode};

    /// As `collect.ps1` writes it on a PC of the reception.
    const FILE: &str = include_str!("../../tests/data/UKETSUKE-01_2026-11-20.json");

    #[test]
    fn the_file_of_a_windows_pc_is_understood() {
        let reading = read("UKETSUKE-01.json", FILE.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Collector));
        assert_eq!(
            reading.problems.iter().map(|p| (p.key, p.args["what"].as_str())).collect::<Vec<_>>(),
            [(keys::NOT_COLLECTED, "password-policy")]
        );
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!(device.kind, DeviceKind::Endpoint);
        let system = device.system.as_ref().unwrap();
        // the registry says Windows 10 on 11, too
        assert_eq!((system.name.as_str(), system.version.as_str()), ("Windows 11 Pro", "10.0.26100.2033"));
        assert_eq!(device.identifiers.hosts, ["UKETSUKE-01.hosp.local"]);
        assert_eq!((device.identifiers.macs.join("+").as_str(), device.identifiers.dynamic), ("8c:c6:81:00:00:01", Some(true)));
        let services = device.services.as_ref().unwrap();
        assert_eq!((services[0].state, services[0].start), (RunState::Running, StartMode::Automatic));
        let media = device.media.as_ref().unwrap();
        assert_eq!(
            (media.storage_blocked, media.write_blocked, media.controlled_by.as_str()),
            (Some(false), Some(true), "SKYSEA Client View")
        );
        assert_eq!(media.connected[0].name, "BUFFALO USB Flash Disk USB Device");
        let updates = device.updates.as_ref().unwrap();
        assert_eq!(
            (updates.installed.join(" "), updates.last_installed_on.map(|d| d.to_string()), updates.automatic),
            ("KB5046617 KB5045993".into(), Some("2024-11-13".into()), Some(true))
        );
        let guards = device.protection.as_ref().unwrap();
        assert_eq!(guards.iter().map(|g| g.enabled).collect::<Vec<_>>(), [Some(true), Some(false)]);
        let accounts = device.accounts.as_ref().unwrap();
        assert_eq!((accounts[0].id.as_str(), accounts[0].administrator, accounts[0].enabled), ("Administrator", Some(true), Some(false)));
        insta::assert_snapshot!(serde_json::to_string_pretty(&reading).unwrap());
    }

    #[test]
    fn a_section_that_cannot_be_read_does_not_lose_the_others() {
        let text = r#"{"schema":"sonae-collect/2","taken-at":"2026-11-20T00:00:00Z","host":{"name":"PC"},"system":"?","ports":[{"port":99999},{"port":22,"transport":"tcp"}],"software":{"name":"one","version":"1"}}"#;
        let reading = read("x", text.as_bytes(), &Limits::default());
        assert_eq!(
            reading.problems.iter().map(|p| p.key).collect::<Vec<_>>(),
            [keys::SCHEMA_NEWER, keys::RECORD_UNREADABLE, keys::RECORD_UNREADABLE]
        );
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((device.ports.as_ref().unwrap().len(), device.software.as_ref().unwrap().len()), (1, 1));
    }
}
