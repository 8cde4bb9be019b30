//! SPDX 2.2 and 2.3, as JSON and as tag-value. SPDX 3 has another model and is refused.

use serde_json::Value;
use sonae_domain::observation::Component;

use super::Bill;
use crate::draft::Draft;
use crate::json::{list, text, texts};
use crate::moment;
use crate::problem::{Problem, Severity, keys};
use crate::text::pair;

/// Whether a document is SPDX of any version.
pub(crate) fn fits(value: &Value) -> bool {
    value.get("spdxVersion").is_some() || is_third(value)
}

fn is_third(value: &Value) -> bool {
    let context = value.get("@context").map(std::string::ToString::to_string).unwrap_or_default();
    text(value, "spdxVersion").starts_with("SPDX-3") || (context.contains("spdx.org/rdf/3") && value.get("@graph").is_some())
}

/// Reads a JSON document.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    if is_third(value) {
        draft.error(keys::SPDX3);
        return;
    }
    draft.taken_at = value.get("creationInfo").and_then(|info| moment::moment(&text(info, "created")));
    let described = texts(value, "documentDescribes");
    let mut bill = Bill::default();
    for package in list(value, "packages") {
        let mut component = Component {
            name: text(package, "name"),
            version: text(package, "versionInfo"),
            supplier: supplier(&text(package, "supplier")),
            ..Component::default()
        };
        for reference in list(package, "externalRefs") {
            refer(&mut component, &text(reference, "referenceType"), &text(reference, "referenceLocator"));
        }
        if component.name.is_empty() {
            draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(&text(package, "SPDXID")));
        } else if described.len() == 1 && described[0] == text(package, "SPDXID") {
            bill.subject = component;
        } else {
            bill.components.push(component);
        }
    }
    if bill.subject.name.is_empty() {
        bill.subject.name = text(value, "name");
    }
    bill.keep(draft);
}

/// Whether a text is tag-value.
pub(crate) fn is_tag_value(text: &str) -> bool {
    text.lines().take(20).any(|line| line.starts_with("SPDXVersion:"))
}

/// Reads tag-value.
pub(crate) fn read_tag_value(text: &str, draft: &mut Draft) {
    let mut bill = Bill::default();
    for line in text.lines() {
        let Some((tag, value)) = pair(line, ':') else { continue };
        let last = bill.components.last_mut();
        match (tag, last) {
            ("SPDXVersion", _) if value.starts_with("SPDX-3") => {
                draft.error(keys::SPDX3);
                return;
            }
            ("Created", _) => draft.taken_at = moment::moment(value),
            ("DocumentName", _) => value.clone_into(&mut bill.subject.name),
            ("PackageName", _) => bill.components.push(Component { name: value.to_owned(), ..Component::default() }),
            ("PackageVersion", Some(component)) => value.clone_into(&mut component.version),
            ("PackageSupplier", Some(component)) => component.supplier = supplier(value),
            ("ExternalRef", Some(component)) => {
                if let [_, kind, locator, ..] = value.split_whitespace().collect::<Vec<_>>()[..] {
                    refer(component, kind, locator);
                }
            }
            _ => {}
        }
    }
    bill.keep(draft);
}

/// The first CPE and the first package URL of a package.
fn refer(component: &mut Component, kind: &str, locator: &str) {
    let place = match kind {
        "cpe23Type" | "cpe22Type" => &mut component.cpe,
        "purl" => &mut component.purl,
        _ => return,
    };
    if place.is_empty() {
        locator.clone_into(place);
    }
}

/// `Organization: Sample (mail)` → `Sample`.
fn supplier(written: &str) -> String {
    let name = ["Organization:", "Person:"].iter().find_map(|kind| written.strip_prefix(kind)).unwrap_or_default();
    name.split('(').next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::observation::Observation;

    #[test]
    fn both_writings_of_spdx_2_are_read() {
        let json = r#"{"spdxVersion":"SPDX-2.3","name":"doc","documentDescribes":["SPDXRef-0"],"packages":[{"SPDXID":"SPDXRef-0","name":"CT-1","versionInfo":"2"},{"SPDXID":"a","name":"openssl","versionInfo":"3.0","supplier":"Organization: OpenSSL (x@y)","externalRefs":[{"referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:x"},{"referenceType":"purl","referenceLocator":"pkg:a"}]}]}"#;
        let tags = "SPDXVersion: SPDX-2.2\nDocumentName: CT-1\n\nPackageName: openssl\nPackageVersion: 3.0\nPackageSupplier: Organization: OpenSSL (x@y)\nExternalRef: SECURITY cpe23Type cpe:2.3:a:x\nExternalRef: PACKAGE-MANAGER purl pkg:a\n";
        for text in [json, tags] {
            let reading = read("bom", text.as_bytes(), &Limits::default());
            let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
            let [part] = device.components.as_slice() else { panic!("{device:?}") };
            assert_eq!(
                [device.model.as_str(), &part.name, &part.version, &part.supplier, &part.cpe, &part.purl],
                ["CT-1", "openssl", "3.0", "OpenSSL", "cpe:2.3:a:x", "pkg:a"]
            );
        }
    }

    #[test]
    fn spdx_3_is_refused_with_a_way_out() {
        for text in [
            r#"{"spdxVersion":"SPDX-3.0","@graph":[]}"#,
            r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#,
            "SPDXVersion: SPDX-3.0\n",
        ] {
            let reading = read("bom", text.as_bytes(), &Limits::default());
            assert_eq!(reading.problems.iter().map(|p| p.key).collect::<Vec<_>>(), [keys::SPDX3]);
        }
    }
}
