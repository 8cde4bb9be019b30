//! What a file is, by its content. Not here: how each form is read.

use serde_json::Value;
use sonae_domain::observation::ObservationKind as Kind;

use crate::backup::{borg, restic, table as backups, wbadmin};
use crate::bill::{cyclonedx, cyclonedx_xml, spdx};
use crate::collect;
use crate::draft::Draft;
use crate::hosts::{hotfixes, lynis, osquery, secedit, xccdf};
use crate::network::{allied, cisco, fortigate, nec, yamaha};
use crate::problem::keys;
use crate::reports::{findings, openvas};
use crate::seen::{arp, dhcp, directory, nmap, snmp};
use crate::table::Table;
use crate::{json, xml};

/// How packed files and other files without text begin.
const PACKED: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "zip"),
    (b"\x1F\x8B", "gzip"),
    (b"7z\xBC\xAF", "7z"),
    (b"\xFD7zXZ", "xz"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"BZh", "bzip2"),
    (b"%PDF-", "pdf"),
    (b"\xD0\xCF\x11\xE0", "office"),
];

/// The name of the packing, if a file is packed or no text.
pub(crate) fn packed(bytes: &[u8]) -> Option<&'static str> {
    PACKED.iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, name)| *name)
}

/// Reads a text of any form.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Option<Kind> {
    let begin = text.trim_start();
    let kind = match begin.chars().next() {
        Some('<') => read_xml(begin, draft),
        Some('{' | '[') if !begin.starts_with("[Unicode]") && !begin.starts_with("[System Access]") => read_json(begin, draft),
        _ => read_lines(begin, draft),
    };
    if kind.is_none() {
        draft.error(keys::FILE_UNKNOWN);
    }
    kind
}

fn read_xml(text: &str, draft: &mut Draft) -> Option<Kind> {
    match xml::root(text).as_str() {
        "nmaprun" => {
            nmap::read(text, draft);
            Some(Kind::Nmap)
        }
        "bom" => {
            cyclonedx_xml::read(text, draft);
            Some(Kind::Sbom)
        }
        "report" | "get_reports_response" if openvas::is_xml(text) => {
            openvas::read_xml(text, draft);
            Some(Kind::ScanReport)
        }
        root if xccdf::ROOTS.contains(&root) => {
            xccdf::read(text, draft);
            Some(Kind::Xccdf)
        }
        _ => None,
    }
}

fn read_json(text: &str, draft: &mut Draft) -> Option<Kind> {
    // several documents, one on each line: a log
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let whole = |line: Option<&str>| line.is_some_and(|line| line.starts_with('{') && line.ends_with('}'));
    let value = if whole(lines.next()) && whole(lines.next()) { Value::Array(json::lines(text, draft)) } else { json::parse(text, draft)? };
    read_document(&value, draft)
}

/// A form of documents: whether a document is of it, how it is read, what it is.
type Document = (fn(&Value) -> bool, fn(&Value, &mut Draft), Kind);

/// Forms of documents, those first that cannot be mistaken.
const DOCUMENTS: &[Document] = &[
    (collect::fits, collect::read, Kind::Collector),
    (cyclonedx::fits, cyclonedx::read, Kind::Sbom),
    (spdx::fits, spdx::read, Kind::Sbom),
    (findings::fits, findings::read, Kind::ScanReport),
    (borg::fits, borg::read, Kind::Backup),
    (restic::fits, restic::read, Kind::Backup),
    (snmp::is_json, snmp::read_json, Kind::Snmp),
    (osquery::fits, osquery::read, Kind::Osquery),
];

fn read_document(value: &Value, draft: &mut Draft) -> Option<Kind> {
    let (_, read, kind) = DOCUMENTS.iter().find(|(fits, _, _)| fits(value))?;
    read(value, draft);
    Some(*kind)
}

/// A form of lines: whether a text is of it, how it is read, what it is.
type Form = (fn(&str) -> bool, fn(&str, &mut Draft), Kind);

/// Forms of lines, those first that cannot be mistaken.
const FORMS: &[Form] = &[
    (fortigate::is_config, fortigate::read_config, Kind::NetworkConfig),
    (fortigate::is_status, fortigate::read_status, Kind::NetworkConfig),
    (nec::fits, nec::read, Kind::NetworkConfig),
    (snmp::is_walk, snmp::read_walk, Kind::Snmp),
    (yamaha::fits, yamaha::read, Kind::NetworkConfig),
    (cisco::is_config, cisco::read_config, Kind::NetworkConfig),
    (cisco::is_state, cisco::read_state, Kind::NetworkConfig),
    (allied::fits, allied::read, Kind::NetworkConfig),
    (spdx::is_tag_value, spdx::read_tag_value, Kind::Sbom),
    (wbadmin::fits, wbadmin::read, Kind::Backup),
    (lynis::fits, lynis::read, Kind::Lynis),
    (secedit::fits, secedit::read, Kind::SecurityPolicy),
    (secedit::is_net_accounts, secedit::refuse, Kind::SecurityPolicy),
    (directory::is_ldif, directory::read_ldif, Kind::DirectoryComputers),
    (dhcp::is_isc, dhcp::read_isc, Kind::Dhcp),
    (dhcp::is_fortigate, dhcp::read_fortigate, Kind::Dhcp),
    (dhcp::is_yamaha, dhcp::read_yamaha, Kind::Dhcp),
    (arp::fits, arp::read, Kind::Arp),
];

fn read_lines(text: &str, draft: &mut Draft) -> Option<Kind> {
    if let Some(table) = Table::of(text) {
        return read_table(&table, draft);
    }
    let (_, read, kind) = FORMS.iter().find(|(fits, _, _)| fits(text))?;
    read(text, draft);
    Some(*kind)
}

fn read_table(table: &Table, draft: &mut Draft) -> Option<Kind> {
    match table.kind {
        "directory-computers" => {
            directory::read_table(table, draft);
            Some(Kind::DirectoryComputers)
        }
        "dhcp-leases" => {
            dhcp::read_table(table, draft);
            Some(Kind::Dhcp)
        }
        "openvas" => {
            openvas::read_table(table, draft);
            Some(Kind::ScanReport)
        }
        "backups" => {
            backups::read(table, draft);
            Some(Kind::Backup)
        }
        "hotfixes" => {
            hotfixes::read(table, draft);
            Some(Kind::Hotfixes)
        }
        _ => None,
    }
}
