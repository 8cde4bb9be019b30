//! CycloneDX as JSON: SBOM, HBOM, OBOM, SaaSBOM, and VEX, whose analyses become results of checks.

use serde_json::Value;
use sonae_domain::observation::{CheckOutcome, CheckResult, Component};

use super::{Bill, grouped};
use crate::draft::Draft;
use crate::json::{first, list, text};
use crate::moment;
use crate::problem::{Problem, Severity, keys};
use crate::text::shortened;

/// Whether a document is CycloneDX.
pub(crate) fn fits(value: &Value) -> bool {
    text(value, "bomFormat") == "CycloneDX" || (value.get("specVersion").is_some() && value.get("components").is_some())
}

/// Reads it.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let metadata = value.get("metadata").unwrap_or(&Value::Null);
    draft.taken_at = moment::moment(&text(metadata, "timestamp"));
    let mut bill = Bill { subject: metadata.get("component").map(component).unwrap_or_default(), ..Bill::default() };
    if bill.subject.supplier.is_empty() {
        bill.subject.supplier = organisation(metadata, &["supplier", "manufacturer", "manufacture"]);
    }
    let inner = metadata.get("component").map_or(&[][..], |subject| list(subject, "components"));
    let mut open: Vec<&Value> = list(value, "components").iter().chain(inner).rev().collect();
    // components lie in components; the order of the file is kept
    while let Some(entry) = open.pop() {
        let part = component(entry);
        if part.name.is_empty() {
            draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(&text(entry, "bom-ref")));
        } else if text(entry, "type") != "file" {
            bill.components.push(part);
        }
        open.extend(list(entry, "components").iter().rev());
    }
    bill.checks = list(value, "vulnerabilities").iter().filter_map(vulnerability).collect();
    bill.keep(draft);
}

fn component(value: &Value) -> Component {
    Component {
        name: grouped(&text(value, "group"), text(value, "name")),
        version: text(value, "version"),
        supplier: Some(organisation(value, &["supplier", "manufacturer"]))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| first(value, &["publisher", "author"])),
        cpe: text(value, "cpe"),
        purl: text(value, "purl"),
    }
}

fn organisation(value: &Value, fields: &[&str]) -> String {
    fields
        .iter()
        .filter_map(|field| value.get(field))
        .map(|organisation| text(organisation, "name"))
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// A vulnerability counts as a failed check when somebody says that it can be exploited, as passed when that it cannot.
fn vulnerability(value: &Value) -> Option<CheckResult> {
    let id = Some(text(value, "id")).filter(|id| !id.is_empty())?;
    let state = value.get("analysis").map(|analysis| text(analysis, "state")).unwrap_or_default();
    let outcome = match state.as_str() {
        "exploitable" => CheckOutcome::Fail,
        "not_affected" | "resolved" | "resolved_with_pedigree" | "false_positive" => CheckOutcome::Pass,
        _ => CheckOutcome::NotChecked,
    };
    Some(CheckResult { id, title: shortened(&text(value, "description"), 300), outcome })
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{CheckOutcome, Observation, ObservationKind};

    #[test]
    fn parts_of_parts_and_analyses_are_read() {
        let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2026-11-20T00:00:00Z","component":{"type":"device","name":"CT-1","version":"2.0","manufacturer":{"name":"Sample"}}},
"components":[{"type":"library","group":"org.apache","name":"log4j","version":"2.14","purl":"pkg:maven/a@2.14","components":[{"name":"inner","version":1}]},{"type":"operating-system","name":"Windows","version":"10","cpe":"cpe:2.3:o:microsoft:windows_10:*"},{"version":"x"}],
"vulnerabilities":[{"id":"CVE-2021-44228","analysis":{"state":"exploitable"}},{"id":"CVE-1","analysis":{"state":"in_triage"}}]}"#;
        let reading = read("bom.json", text.as_bytes(), &Limits::default());
        assert_eq!((reading.kind, reading.problems.len()), (Some(ObservationKind::Sbom), 1));
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((device.maker.as_str(), device.model.as_str()), ("Sample", "CT-1"));
        assert_eq!(
            device.components.iter().map(|c| format!("{} {}", c.name, c.version)).collect::<Vec<_>>(),
            ["org.apache/log4j 2.14", "inner 1", "Windows 10"]
        );
        assert_eq!(device.checks.iter().map(|c| c.outcome).collect::<Vec<_>>(), [CheckOutcome::Fail, CheckOutcome::NotChecked]);
    }
}
