//! CSAF 2.0 advisories: one document, or one a line. Read thinly, so that documents that break the standard in fields that do not
//! matter here are still read.

use std::io::Read;

use serde::Deserialize;

use super::rows::{Rows, day_text, words};
use super::severity::{self, Cvss};
use super::tree::{self, Level, Products, Status, Way};
use super::{ReadError, Reason};
use crate::record::{Condition, Origin, Record, Said, cve_id};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Advisory {
    document: Document,
    product_tree: Tree,
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Document {
    title: String,
    publisher: Publisher,
    tracking: Tracking,
    notes: Vec<Note>,
    references: Vec<Reference>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Publisher {
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tracking {
    id: String,
    initial_release_date: String,
    current_release_date: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Note {
    category: String,
    text: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Reference {
    url: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tree {
    branches: Vec<Branch>,
    full_product_names: Vec<FullName>,
    relationships: Vec<Relationship>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Branch {
    category: String,
    name: String,
    product: Option<FullName>,
    branches: Vec<Branch>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FullName {
    name: String,
    product_id: String,
    product_identification_helper: Helper,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Helper {
    cpe: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Relationship {
    full_product_name: FullName,
    product_reference: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Vulnerability {
    cve: Option<String>,
    title: String,
    notes: Vec<Note>,
    product_status: ProductStatus,
    scores: Vec<Score>,
    remediations: Vec<Remediation>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProductStatus {
    known_affected: Vec<String>,
    first_affected: Vec<String>,
    last_affected: Vec<String>,
    known_not_affected: Vec<String>,
    fixed: Vec<String>,
    first_fixed: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Score {
    cvss_v3: Option<Cvss>,
    cvss_v2: Option<Cvss>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Remediation {
    category: String,
    details: String,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    rows.each_json(stream, &[], &mut |rows, bytes| {
        match serde_json::from_slice::<Advisory>(bytes) {
            Err(error) => rows.reject("", Reason::Unreadable(error.to_string())),
            Ok(advisory) => {
                let id = advisory.document.tracking.id.trim().to_owned();
                if id.is_empty() || id.len() > 100 {
                    rows.reject(&id, Reason::NoNumber);
                } else {
                    rows.as_of(&advisory.document.tracking.current_release_date);
                    return rows.take(said(id, &advisory));
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn said(id: String, advisory: &Advisory) -> Said {
    let mut products = Products::new();
    let start = Way { vendor: advisory.document.publisher.name.clone(), ..Way::default() };
    advisory.product_tree.branches.iter().for_each(|branch| collect(branch, &start, 0, &mut products));
    for full in &advisory.product_tree.full_product_names {
        add(full, &start, &mut products);
    }
    for relationship in &advisory.product_tree.relationships {
        if let Some(product) = products.get(&relationship.product_reference).cloned() {
            products.insert(relationship.full_product_name.product_id.clone(), product);
        }
    }
    let conditions = advisory.vulnerabilities.iter().flat_map(|vulnerability| {
        // an advisory may be about a weakness that has no CVE: then its own number stands for it
        let cve = vulnerability.cve.as_deref().and_then(cve_id).unwrap_or_else(|| id.clone());
        let nodes = tree::nodes(&products, &status(vulnerability));
        nodes.into_iter().map(|node| Condition { cve: cve.clone(), origin: Origin::Vendor, advisory: id.clone(), node }).collect::<Vec<_>>()
    });
    let conditions = conditions.collect();
    Said::Advisory { record: record(id, advisory), conditions }
}

/// Deeper than this no tree of products goes.
const DEPTH: usize = 32;

fn collect(branch: &Branch, way: &Way, depth: usize, products: &mut Products) {
    let level = match branch.category.as_str() {
        "vendor" => Level::Vendor,
        // `product` is not of the standard, but one maker writes it
        "product_name" | "product" | "product_family" => Level::Product,
        "product_version" => Level::Version,
        "product_version_range" => Level::Range,
        _ => Level::Other,
    };
    let way = way.down(level, &branch.name);
    if let Some(full) = &branch.product {
        add(full, &way, products);
    }
    if depth < DEPTH {
        branch.branches.iter().for_each(|inner| collect(inner, &way, depth + 1, products));
    }
}

fn add(full: &FullName, way: &Way, products: &mut Products) {
    if let Some(product) = way.product(&full.name, full.product_identification_helper.cpe.as_deref()) {
        products.insert(full.product_id.clone(), product);
    }
}

fn status(vulnerability: &Vulnerability) -> Status<'_> {
    let of = &vulnerability.product_status;
    Status {
        affected: [&of.known_affected, &of.first_affected, &of.last_affected].into_iter().flatten().map(String::as_str).collect(),
        mended: [&of.first_fixed, &of.fixed, &of.known_not_affected].into_iter().flatten().map(String::as_str).collect(),
        remedies: vulnerability.remediations.iter().map(|remediation| remediation.details.as_str()).collect(),
        fixed_builds: Vec::new(),
    }
}

fn record(id: String, advisory: &Advisory) -> Record {
    let vulnerabilities = &advisory.vulnerabilities;
    let note = |notes: &[Note]| {
        notes.iter().find(|note| matches!(note.category.as_str(), "summary" | "description")).map(|note| note.text.clone())
    };
    let text = note(&advisory.document.notes).or_else(|| vulnerabilities.iter().find_map(|vulnerability| note(&vulnerability.notes)));
    let remediations = || vulnerabilities.iter().flat_map(|vulnerability| &vulnerability.remediations);
    let fix = remediations().find(|remediation| remediation.category == "vendor_fix").or_else(|| remediations().next());
    let scores = vulnerabilities.iter().flat_map(|vulnerability| &vulnerability.scores).flat_map(|score| {
        let of = |cvss: &Option<Cvss>, version| cvss.as_ref().and_then(|cvss| cvss.severity(version));
        [of(&score.cvss_v3, "3.1"), of(&score.cvss_v2, "2.0")].into_iter().flatten()
    });
    // of several vulnerabilities the worst is shown
    let worst = scores.max_by(|one, other| one.score.total_cmp(&other.score));
    let mut cves: Vec<String> = vulnerabilities.iter().filter_map(|vulnerability| cve_id(vulnerability.cve.as_deref()?)).collect();
    cves.sort();
    cves.dedup();
    let title = if advisory.document.title.is_empty() {
        vulnerabilities.first().map_or("", |first| &first.title)
    } else {
        &advisory.document.title
    };
    Record {
        cves,
        title: words(title, 400),
        text: words(&text.unwrap_or_default(), 4000),
        solution: fix.map(|fix| words(&fix.details, 4000)).unwrap_or_default(),
        lang: "en".into(),
        severity: severity::best(worst),
        published: day_text(&advisory.document.tracking.initial_release_date),
        modified: day_text(&advisory.document.tracking.current_release_date),
        references: advisory
            .document
            .references
            .iter()
            .map(|reference| reference.url.clone())
            .filter(|url| url.starts_with("http") && url.len() < 500)
            .take(5)
            .collect(),
        id,
        ..Record::default()
    }
}
