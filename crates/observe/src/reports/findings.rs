//! Reports as JSON: Wazuh 4.7 and 4.8, Trivy, Grype, Dependency-Track, Microsoft Defender.

use serde_json::Value;
use sonae_domain::observation::{Component, OperatingSystem};

use super::{Finding, Findings};
use crate::draft::Draft;
use crate::json::{first, list, text, texts};
use crate::moment;

/// Whether a document is such a report.
pub(crate) fn fits(value: &Value) -> bool {
    report(value).is_some()
}

/// How the report of one scanner is read.
type Report = fn(&Value, &mut Findings, &mut Draft);

fn report(value: &Value) -> Option<Report> {
    let inner = |field: &str, name: &str| value.get(field).and_then(|inner| inner.get(name)).is_some();
    let defender = || list(value, "value").first().is_some_and(|entry| entry.get("cveId").is_some() && entry.get("productName").is_some());
    if inner("data", "affected_items") {
        Some(wazuh_api)
    } else if list(value.get("hits").unwrap_or(&Value::Null), "hits")
        .first()
        .is_some_and(|hit| hit.get("_source").is_some_and(|source| source.get("vulnerability").is_some()))
    {
        Some(wazuh_index)
    } else if value.get("SchemaVersion").is_some() && value.get("ArtifactName").is_some() {
        Some(trivy)
    } else if value.get("matches").is_some() && inner("descriptor", "name") {
        Some(grype)
    } else if value.get("findings").is_some() && inner("meta", "application") {
        Some(dependency_track)
    } else if defender() {
        Some(microsoft_defender)
    } else {
        None
    }
}

/// Reads it.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let mut findings = Findings::default();
    if let Some(report) = report(value) {
        report(value, &mut findings, draft);
    }
    findings.keep(draft);
}

fn component(value: &Value, name: &str, version: &str) -> Component {
    Component { name: text(value, name), version: text(value, version), purl: text(value, "purl"), ..Component::default() }
}

/// The answer of Wazuh's API up to 4.7, asked for one agent: it does not name the agent.
fn wazuh_api(value: &Value, findings: &mut Findings, _draft: &mut Draft) {
    for item in value.get("data").map_or(&[][..], |data| list(data, "affected_items")) {
        findings.add(Finding {
            host: first(item, &["agent_name", "agent"]),
            address: text(item, "agent_ip"),
            component: component(item, "name", "version"),
            ids: texts(item, "cve"),
            title: text(item, "title"),
            seen_at: moment::moment(&text(item, "detection_time")),
        });
    }
}

/// Documents of the index `wazuh-states-vulnerabilities`, since 4.8.
fn wazuh_index(value: &Value, findings: &mut Findings, _draft: &mut Draft) {
    let hits = value.get("hits").map_or(&[][..], |hits| list(hits, "hits"));
    for source in hits.iter().filter_map(|hit| hit.get("_source")) {
        let part = |name: &str| source.get(name).unwrap_or(&Value::Null);
        findings.add(Finding {
            host: text(part("agent"), "name"),
            address: text(part("agent"), "ip"),
            component: component(part("package"), "name", "version"),
            ids: texts(part("vulnerability"), "id"),
            title: text(part("vulnerability"), "description"),
            seen_at: moment::moment(&text(part("vulnerability"), "detected_at")),
        });
        let system = part("host").get("os").unwrap_or(&Value::Null);
        let key = (text(part("agent"), "name"), text(part("agent"), "ip"));
        if let Some(device) = findings.hosts.get_mut(&key)
            && device.system.is_none()
            && system.is_object()
        {
            let name = first(system, &["full", "name"]);
            device.system = Some(OperatingSystem { name, version: text(system, "version"), certainty: 90, ..OperatingSystem::default() });
        }
    }
}

fn trivy(value: &Value, findings: &mut Findings, draft: &mut Draft) {
    draft.taken_at = moment::moment(&text(value, "CreatedAt"));
    let host = text(value, "ArtifactName");
    for result in list(value, "Results") {
        for package in list(result, "Packages") {
            findings.add(Finding { host: host.clone(), component: component(package, "Name", "Version"), ..Finding::default() });
        }
        for entry in list(result, "Vulnerabilities") {
            let mut component = component(entry, "PkgName", "InstalledVersion");
            component.purl = entry.get("PkgIdentifier").map(|id| text(id, "PURL")).unwrap_or_default();
            findings.add(Finding {
                host: host.clone(),
                component,
                ids: texts(entry, "VulnerabilityID"),
                title: text(entry, "Title"),
                ..Finding::default()
            });
        }
    }
    let system = value.get("Metadata").and_then(|metadata| metadata.get("OS"));
    if let Some(system) = system.filter(|system| system.get("Family").is_some()) {
        let device = findings.hosts.entry((host.clone(), String::new())).or_default();
        device.identifiers.hosts = vec![host];
        device.system = Some(OperatingSystem {
            name: text(system, "Family"),
            version: text(system, "Name"),
            certainty: 90,
            ..OperatingSystem::default()
        });
    }
}

fn grype(value: &Value, findings: &mut Findings, draft: &mut Draft) {
    draft.taken_at = value.get("descriptor").and_then(|descriptor| moment::moment(&text(descriptor, "timestamp")));
    let target = value.get("source").and_then(|source| source.get("target")).unwrap_or(&Value::Null);
    let host = if target.is_object() { first(target, &["userInput", "name"]) } else { crate::json::as_text(target) };
    for entry in list(value, "matches") {
        let part = |name: &str| entry.get(name).unwrap_or(&Value::Null);
        let mut component = component(part("artifact"), "name", "version");
        component.cpe = texts(part("artifact"), "cpes").into_iter().next().unwrap_or_default();
        // the CVE behind an advisory of another name
        let mut ids = texts(part("vulnerability"), "id");
        ids.extend(list(entry, "relatedVulnerabilities").iter().map(|related| text(related, "id")).filter(|id| id.starts_with("CVE-")));
        let title = text(part("vulnerability"), "description");
        findings.add(Finding { host: host.clone(), component, ids, title, ..Finding::default() });
    }
}

fn dependency_track(value: &Value, findings: &mut Findings, draft: &mut Draft) {
    draft.taken_at = value.get("meta").and_then(|meta| moment::moment(&text(meta, "timestamp")));
    let host = value.get("project").map(|project| text(project, "name")).unwrap_or_default();
    for entry in list(value, "findings") {
        let part = |name: &str| entry.get(name).unwrap_or(&Value::Null);
        let mut ids = texts(part("vulnerability"), "vulnId");
        ids.extend(list(part("vulnerability"), "aliases").iter().map(|alias| text(alias, "cveId")).filter(|id| !id.is_empty()));
        let mut component = component(part("component"), "name", "version");
        component.supplier = text(part("component"), "group");
        findings.add(Finding {
            host: host.clone(),
            component,
            ids,
            title: first(part("vulnerability"), &["title", "description"]),
            ..Finding::default()
        });
    }
}

/// Defender names machines by an id of its own; a name only where the export was joined with the list of machines.
fn microsoft_defender(value: &Value, findings: &mut Findings, _draft: &mut Draft) {
    for entry in list(value, "value") {
        let mut component = component(entry, "productName", "productVersion");
        component.supplier = text(entry, "productVendor");
        let host = first(entry, &["deviceName", "computerDnsName", "machineId"]);
        findings.add(Finding { host, component, ids: texts(entry, "cveId"), ..Finding::default() });
    }
}
