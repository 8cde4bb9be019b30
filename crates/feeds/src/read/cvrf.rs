//! CVRF 1.1 and 1.2: advisories as XML. Microsoft's monthly documents name for every product the build that mends it.

use std::io::Read;

use super::rows::{Rows, day_text, words};
use super::tree::{self, Level, Products, Status, Way};
use super::{ReadError, Reason};
use crate::record::{Condition, Origin, Record, Said, Severity, cve_id};
use crate::xml::{self, Element};

#[derive(Default)]
struct Document {
    id: String,
    title: String,
    released: String,
    modified: String,
    products: Products,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let mut document = Document::default();
    let limit = rows.limits.row_bytes;
    let parts = ["DocumentTitle", "DocumentTracking", "ProductTree", "Vulnerability"];
    let whole = xml::rows::<ReadError>(stream, &parts, limit, &mut |part| {
        let part = match part {
            Ok(part) => part,
            Err(reason) => {
                rows.reject("", reason);
                return Ok(());
            }
        };
        match part.name.as_str() {
            "DocumentTitle" => document.title = words(part.text(), 400),
            "DocumentTracking" => {
                document.id = part.text_at(&["Identification", "ID"]).chars().take(100).collect();
                document.released = part.text_at(&["InitialReleaseDate"]).to_owned();
                document.modified = part.text_at(&["CurrentReleaseDate"]).to_owned();
                rows.as_of(&document.modified);
            }
            "ProductTree" => collect(&part, &Way::default(), &mut document.products),
            _ => {
                let cve = cve_id(part.text_at(&["CVE"]));
                let said = match cve.or_else(|| Some(document.id.clone()).filter(|id| !id.is_empty())) {
                    Some(cve) => Ok(said(&document, cve, &part)),
                    None => Err(Reason::NoNumber),
                };
                return rows.either(&document.id, said);
            }
        }
        Ok(())
    })?;
    if !whole {
        rows.truncated();
    }
    Ok(())
}

fn collect(element: &Element, way: &Way, products: &mut Products) {
    for child in &element.children {
        match child.name.as_str() {
            "Branch" => {
                let level = match child.attribute("Type") {
                    "Vendor" => Level::Vendor,
                    "Product Name" => Level::Product,
                    "Product Version" => Level::Version,
                    _ => Level::Other,
                };
                collect(child, &way.down(level, child.attribute("Name")), products);
            }
            "FullProductName" => {
                let number = child.attribute("ProductID").to_owned();
                // the flat list at the end repeats what the branches said with the vendor
                if !products.contains_key(&number)
                    && let Some(product) = way.product(child.text(), None)
                {
                    products.insert(number, product);
                }
            }
            _ => {}
        }
    }
}

fn said(document: &Document, cve: String, part: &Element) -> Said {
    let statuses = || part.at(&["ProductStatuses"]).into_iter().flat_map(|all| all.all("Status"));
    let of_type = |wanted: fn(&str) -> bool| -> Vec<&str> {
        statuses().filter(|status| wanted(status.attribute("Type"))).flat_map(|status| status.all("ProductID")).map(Element::text).collect()
    };
    let remediations = || part.at(&["Remediations"]).into_iter().flat_map(|all| all.all("Remediation"));
    let fixes = remediations().filter(|fix| fix.attribute("Type") == "Vendor Fix");
    let status = Status {
        affected: of_type(|kind| matches!(kind, "Known Affected" | "First Affected" | "Last Affected")),
        mended: of_type(|kind| matches!(kind, "Fixed" | "First Fixed" | "Known Not Affected")),
        remedies: remediations().map(|fix| fix.text_at(&["Description"])).collect(),
        fixed_builds: fixes
            .flat_map(|fix| {
                let build = fix.text_at(&["FixedBuild"]);
                fix.all("ProductID").map(move |product| (product.text(), build))
            })
            .filter(|(_, build)| build.starts_with(|c: char| c.is_ascii_digit()))
            .collect(),
    };
    let nodes = tree::nodes(&document.products, &status);
    let advisory = document.id.clone();
    let conditions =
        nodes.into_iter().map(|node| Condition { cve: cve.clone(), origin: Origin::Vendor, advisory: advisory.clone(), node }).collect();
    Said::Advisory { record: record(document, cve, part), conditions }
}

fn record(document: &Document, cve: String, part: &Element) -> Record {
    let note = part
        .at(&["Notes"])
        .and_then(|notes| notes.all("Note").find(|note| matches!(note.attribute("Type"), "Description" | "Summary" | "General")));
    let sets = part.at(&["CVSSScoreSets"]).into_iter().flat_map(|all| &all.children);
    let severity = sets.filter_map(|set| {
        let score = ["BaseScore", "BaseScoreV3", "BaseScoreV2"]
            .iter()
            .find_map(|name| set.text_at(&[name]).parse().ok())
            .filter(|score| (0.0..=10.0).contains(score))?;
        let vector =
            ["Vector", "VectorV3", "VectorV2"].iter().map(|name| set.text_at(&[name])).find(|text| !text.is_empty()).unwrap_or_default();
        let version = vector.strip_prefix("CVSS:").and_then(|rest| rest.split('/').next()).unwrap_or("3.1");
        Some(Severity { score, version: version.to_owned(), vector: words(vector, 200) })
    });
    let fix = part.at(&["Remediations"]).and_then(|all| all.all("Remediation").find(|fix| fix.attribute("Type") == "Vendor Fix"));
    let title = part.text_at(&["Title"]);
    Record {
        // one document holds many vulnerabilities: each is a record of its own
        id: if document.id.is_empty() { cve.clone() } else { format!("{}/{cve}", document.id) },
        cves: vec![cve],
        title: words(if title.is_empty() { &document.title } else { title }, 400),
        text: note.map(|note| words(note.text(), 4000)).unwrap_or_default(),
        solution: fix.map(|fix| words(fix.text_at(&["Description"]), 4000)).unwrap_or_default(),
        lang: "en".into(),
        severity: severity.max_by(|one: &Severity, other| one.score.total_cmp(&other.score)),
        published: day_text(&document.released),
        modified: day_text(&document.modified),
        references: fix.map(|fix| fix.text_at(&["URL"]).to_owned()).filter(|url| url.starts_with("http")).into_iter().collect(),
        ..Record::default()
    }
}
