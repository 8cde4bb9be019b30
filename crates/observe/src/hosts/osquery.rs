//! osquery: result sets of several queries, lines of its results log (snapshots and differences), rows of `osqueryi --json`.
//!
//! Queries have names of their own, so a row is known by its columns (those of the osquery 5 schema). Values are texts throughout.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use sonae_domain::observation::{
    InstalledSoftware, ListeningPort, LocalAccount, MediaPolicy, ObservedDevice, OperatingSystem, Protection, ServiceFact, StorageDevice,
    Updates,
};

use super::{services, windows};
use crate::collect::Storage;
use crate::draft::Draft;
use crate::json::{first, list, number, text, truth};
use crate::seen::directory::windows_kind;
use crate::text::add;
use crate::{address, moment};

/// One machine while its rows come in.
#[derive(Default)]
struct Machine {
    device: ObservedDevice,
    system: OperatingSystem,
    storage: Storage,
    sticks: Vec<StorageDevice>,
    media: bool,
    updates: Option<Updates>,
}

/// Whether a document is a result set, a list of log lines, or rows.
pub(crate) fn fits(value: &Value) -> bool {
    let logged = |line: &Value| {
        line.get("hostIdentifier").is_some()
            || (line.get("name").is_some() && (line.get("snapshot").is_some() || line.get("columns").is_some()))
    };
    match value {
        Value::Array(lines) => lines.first().is_some_and(|line| logged(line) || known(line)),
        Value::Object(_) => logged(value) || (value.get("host_identifier").is_some() && value.get("results").is_some()),
        _ => false,
    }
}

/// Reads a document, or several of them (the lines of a log).
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let mut machines: BTreeMap<String, Machine> = BTreeMap::new();
    let lines = match value {
        Value::Array(lines) => lines.as_slice(),
        single => std::slice::from_ref(single),
    };
    for line in lines {
        let at = first(line, &["calendar_time", "calendarTime", "unixTime"]);
        let at: Option<Timestamp> = number(line, "unixTime").and_then(moment::seconds).or_else(|| moment::moment(&at));
        let host = first(line, &["host_identifier", "hostIdentifier"]);
        let machine = machines.entry(host).or_default();
        machine.device.seen_at = machine.device.seen_at.max(at);
        draft.taken_at = draft.taken_at.max(at);
        let removed = text(line, "action") == "removed";
        let rows = list(line, "results").iter().flat_map(|result| list(result, "rows")).chain(list(line, "snapshot"));
        rows.chain(if removed { &[] } else { list(line, "columns") }).for_each(|row| machine.row(row));
        if line.get("results").is_some() {
            list(line, "results").iter().for_each(|result| machine.asked(result));
        } else if known(line) {
            machine.row(line);
        }
    }
    for (host, machine) in machines {
        let device = machine.finish(&host);
        draft.device(device);
    }
}

/// Which table of osquery a row is of, by its columns.
fn table(row: &Value) -> &'static str {
    const TABLES: [(&str, &[&str]); 14] = [
        ("os_version", &["platform", "version", "name"]),
        ("os_version", &["build", "version", "major"]),
        ("system_info", &["hardware_serial"]),
        ("system_info", &["hostname", "uuid"]),
        ("patches", &["hotfix_id"]),
        ("products", &["signatures_up_to_date"]),
        ("registry", &["path", "data"]),
        ("interfaces", &["interface", "mac"]),
        ("addresses", &["interface", "address"]),
        ("services", &["start_type", "name"]),
        ("ports", &["port", "address"]),
        ("users", &["username", "uid"]),
        ("usb", &["usb_address", "model"]),
        ("programs", &["name", "version"]),
    ];
    TABLES.iter().find(|(_, columns)| columns.iter().all(|column| row.get(column).is_some())).map_or("", |(name, _)| name)
}

fn known(row: &Value) -> bool {
    !table(row).is_empty()
}

impl Machine {
    /// A query that was asked: a list of no rows is an answer, too.
    fn asked(&mut self, result: &Value) {
        if !list(result, "rows").is_empty() {
            return;
        }
        let device = &mut self.device;
        match text(result, "name").rsplit('_').next().unwrap_or_default() {
            "programs" | "packages" => drop(device.software.get_or_insert_default()),
            "services" => drop(device.services.get_or_insert_default()),
            "ports" => drop(device.ports.get_or_insert_default()),
            "patches" => drop(self.updates.get_or_insert_default()),
            _ => {}
        }
    }

    fn row(&mut self, row: &Value) {
        match table(row) {
            "os_version" => self.os_version(row),
            "system_info" => self.system_info(row),
            "registry" => self.registry(row),
            "patches" => {
                let updates = self.updates.get_or_insert_default();
                add(&mut updates.installed, text(row, "hotfix_id"));
                updates.last_installed_on = updates.last_installed_on.max(moment::day(&text(row, "installed_on")));
            }
            "interfaces" => address::mac(&text(row, "mac")).into_iter().for_each(|mac| add(&mut self.device.identifiers.macs, mac)),
            "addresses" => {
                let ip = address::ip(&text(row, "address")).filter(|ip| !ip.starts_with("fe80:"));
                ip.into_iter().for_each(|ip| add(&mut self.device.identifiers.addresses, ip));
            }
            "products" if text(row, "type").eq_ignore_ascii_case("antivirus") => {
                let product = Protection {
                    product: text(row, "name"),
                    enabled: Some(text(row, "state").eq_ignore_ascii_case("on")),
                    patterns_of: None,
                };
                self.device.protection.get_or_insert_default().push(product);
            }
            "services" => self.device.services.get_or_insert_default().push(ServiceFact {
                name: text(row, "name"),
                title: text(row, "display_name"),
                state: services::state(&text(row, "status")),
                start: services::start(&text(row, "start_type")),
            }),
            "ports" => self.port(row),
            "users" => self.user(row),
            "usb" => {
                self.media = true;
                self.sticks.push(StorageDevice {
                    name: format!("{} {}", text(row, "vendor"), text(row, "model")).trim().to_owned(),
                    serial: text(row, "serial"),
                    last_connected: None,
                });
            }
            "programs" => self.device.software.get_or_insert_default().push(InstalledSoftware {
                name: text(row, "name"),
                version: text(row, "version"),
                publisher: first(row, &["publisher", "maintainer", "vendor"]),
                installed_on: moment::day(&text(row, "install_date")),
                cpe: String::new(),
            }),
            _ => {}
        }
    }

    fn os_version(&mut self, row: &Value) {
        let system = &mut self.system;
        system.name = text(row, "name");
        system.version = text(row, "version");
        system.architecture = windows::architecture(&text(row, "arch"));
        if text(row, "platform") == "windows" {
            system.build = text(row, "build").parse().ok();
            system.installation = if system.name.contains("Server") { "Server" } else { "Client" }.to_owned();
            system.revision = number(row, "revision").and_then(|revision| u32::try_from(revision).ok()).or(system.revision);
        } else if !text(row, "build").is_empty() {
            system.release = text(row, "build");
        }
    }

    fn system_info(&mut self, row: &Value) {
        let ids = &mut self.device.identifiers;
        add(&mut ids.hosts, first(row, &["hostname", "computer_name", "local_hostname"]));
        ids.serial = text(row, "hardware_serial");
        ids.uuid = text(row, "uuid").to_lowercase();
        self.device.maker = text(row, "hardware_vendor");
        self.device.model = text(row, "hardware_model");
    }

    /// Values of the registry, by the last parts of their paths.
    fn registry(&mut self, row: &Value) {
        let (path, data) = (text(row, "path"), text(row, "data"));
        let mut parts = path.rsplit('\\');
        let (value, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let count = data.parse::<i64>().ok();
        let storage = &mut self.storage;
        match (key, value) {
            ("CurrentVersion", "UBR") => self.system.revision = data.parse().ok(),
            ("CurrentVersion", "DisplayVersion") => self.system.release = data,
            ("CurrentVersion", "ReleaseId") if self.system.release.is_empty() => self.system.release = data,
            ("CurrentVersion", "EditionID") => self.system.edition = data,
            ("CurrentVersion", "InstallationType") => self.system.installation = data,
            ("CurrentVersion", "CurrentBuild" | "CurrentBuildNumber") => self.system.build = data.parse().ok(),
            ("USBSTOR", "Start") => storage.usbstor_start = count,
            ("StorageDevicePolicies", "WriteProtect") => storage.write_protect = count,
            (_, "Deny_All") => storage.deny_all = count,
            (_, "Deny_Read") => storage.deny_read = count,
            (_, "Deny_Write") => storage.deny_write = count,
            ("Restrictions", "DenyRemovableDevices") => storage.deny_install_removable = count,
            ("Restrictions", "DenyUnspecified") => storage.deny_install_unlisted = count,
            _ => return,
        }
        self.media |= !matches!(key, "CurrentVersion");
    }

    fn port(&mut self, row: &Value) {
        let transport = match text(row, "protocol").as_str() {
            "17" | "udp" => "udp",
            _ => "tcp",
        };
        let Ok(port) = text(row, "port").parse::<u16>() else { return };
        // sockets of the system itself have no port
        if port > 0 {
            let port = ListeningPort {
                transport: transport.to_owned(),
                port,
                address: text(row, "address"),
                product: first(row, &["path", "process"]),
                ..ListeningPort::default()
            };
            self.device.ports.get_or_insert_default().push(port);
        }
    }

    fn user(&mut self, row: &Value) {
        if matches!(text(row, "type").as_str(), "special" | "roaming") {
            return;
        }
        let sid = text(row, "uuid");
        let account = LocalAccount {
            id: text(row, "username"),
            name: text(row, "description"),
            administrator: sid.ends_with("-500").then_some(true),
            enabled: truth(row, "enabled"),
            sid: if sid.is_empty() { text(row, "uid") } else { sid },
            ..LocalAccount::default()
        };
        self.device.accounts.get_or_insert_default().push(account);
    }

    fn finish(mut self, host: &str) -> ObservedDevice {
        let device = &mut self.device;
        if device.identifiers.hosts.is_empty() {
            // osquery may name a machine by its UUID instead
            let uuid = host.len() == 36 && host.matches('-').count() == 4;
            if uuid && device.identifiers.uuid.is_empty() {
                device.identifiers.uuid = host.to_lowercase();
            } else if !uuid {
                add(&mut device.identifiers.hosts, host);
            }
        }
        if self.system != OperatingSystem::default() {
            let system = windows::named(OperatingSystem { certainty: 100, ..self.system });
            device.kind = windows_kind(&system.name);
            device.system = Some(system);
        }
        if self.media {
            let controlled_by = device.software.as_deref().map(windows::controlled_by).unwrap_or_default();
            device.media = Some(MediaPolicy { controlled_by, connected: self.sticks, ..windows::media(&self.storage) });
        }
        device.updates = self.updates;
        self.device
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    #[test]
    fn lines_of_the_log_are_joined_by_machine() {
        let log = "{\"name\":\"pack_it_os\",\"hostIdentifier\":\"PC-1\",\"unixTime\":1795132800,\"action\":\"snapshot\",\"snapshot\":[{\"name\":\"Microsoft Windows 10 Pro\",\"version\":\"10.0.22631\",\"build\":\"22631\",\"platform\":\"windows\"}]}\n{\"name\":\"pack_it_sw\",\"hostIdentifier\":\"PC-1\",\"unixTime\":1795132900,\"action\":\"added\",\"columns\":{\"name\":\"7-Zip\",\"version\":\"22.01\"}}\n{\"name\":\"pack_it_sw\",\"hostIdentifier\":\"PC-1\",\"unixTime\":1795132900,\"action\":\"removed\",\"columns\":{\"name\":\"Old\",\"version\":\"1\"}}\n{\"name\":\"pack_it_sw\",\"hostIdentifier\":\"PC-2\",\"unixTime\":1795132900,\"action\":\"added\",\"columns\":{\"hotfix_id\":\"KB1\",\"installed_on\":\"11/13/2024\"}}\n";
        let reading = read("osqueryd.results.log", log.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Osquery), "{:?}", reading.problems);
        let [Observation::Device(one), Observation::Device(two)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((one.system.as_ref().unwrap().name.as_str(), one.software.as_ref().unwrap().len()), ("Microsoft Windows 11 Pro", 1));
        assert_eq!((one.identifiers.hosts.join(""), two.updates.as_ref().unwrap().installed.join("")), ("PC-1".into(), "KB1".into()));
    }

    #[test]
    fn rows_of_osqueryi_are_known_by_their_columns() {
        let rows = r#"[{"port":"3389","protocol":"6","address":"0.0.0.0"},{"port":"0","protocol":"17","address":""},{"path":"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\USBSTOR\\Start","data":"4"}]"#;
        let reading = read("rows.json", rows.as_bytes(), &Limits::default());
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((device.ports.as_ref().unwrap().len(), device.media.as_ref().unwrap().storage_blocked), (1, Some(true)));
        assert_eq!(reading.problems[0].key, crate::keys::NO_MACHINE);
    }
}
