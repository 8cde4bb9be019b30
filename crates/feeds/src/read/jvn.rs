//! JVN iPedia: VULDEF (with affected versions in prose) and JVNRSS (without). The Japanese words are kept: they are the only ones
//! that are there offline.

use std::io::Read;

use super::rows::{Rows, day_text, words};
use super::{ReadError, Reason};
use crate::names::{self, name_of_cpe};
use crate::prose;
use crate::record::{Condition, Criterion, Node, Origin, Part, Record, Said, Severity, cve_id};
use crate::xml::{self, Element};

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let limit = rows.limits.row_bytes;
    let whole = xml::rows::<ReadError>(stream, &["Vulinfo", "item", "channel"], limit, &mut |row| {
        let row = match row {
            Ok(row) => row,
            Err(reason) => {
                rows.reject("", reason);
                return Ok(());
            }
        };
        match row.name.as_str() {
            "Vulinfo" => {
                let id = row.text_at(&["VulinfoID"]).to_owned();
                rows.as_of(row.text_at(&["VulinfoData", "DateLastUpdated"]));
                rows.either(&id, detail(&row))
            }
            "item" => {
                let id = row.text_at(&["identifier"]).to_owned();
                rows.as_of(row.text_at(&["modified"]));
                rows.either(&id, rss(&row))
            }
            _ => {
                rows.as_of(row.text_at(&["date"]));
                Ok(())
            }
        }
    })?;
    if !whole {
        rows.truncated();
    }
    Ok(())
}

/// JVNDB-2022-000001.
fn number(text: &str) -> Result<String, Reason> {
    let fits =
        text.starts_with("JVN") && text.len() < 60 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'#');
    if fits { Ok(text.to_owned()) } else { Err(Reason::NoNumber) }
}

fn detail(row: &Element) -> Result<Said, Reason> {
    let id = number(row.text_at(&["VulinfoID"]))?;
    let data = row.at(&["VulinfoData"]).ok_or(Reason::NoNumber)?;
    let related = || data.at(&["Related"]).into_iter().flat_map(|related| related.all("RelatedItem"));
    let cves: Vec<String> = unique(related().filter_map(|item| cve_id(item.text_at(&["VulinfoID"]))));
    let solutions: Vec<&str> =
        data.at(&["Solution"]).into_iter().flat_map(|all| all.all("SolutionItem")).map(|item| item.text_at(&["Description"])).collect();
    let record = Record {
        id: id.clone(),
        title: words(data.text_at(&["Title"]), 400),
        text: words(data.text_at(&["VulinfoDescription", "Overview"]), 4000),
        solution: words(&solutions.join("\n"), 4000),
        lang: "ja".into(),
        severity: data.at(&["Impact"]).and_then(severity),
        published: day_text(data.text_at(&["DateFirstPublished"])),
        modified: day_text(data.text_at(&["DateLastUpdated"])),
        references: unique(
            related()
                .filter(|item| item.attribute("type") == "vendor")
                .map(|item| item.text_at(&["URL"]).to_owned())
                .filter(|url| url.starts_with("http")),
        )
        .into_iter()
        .take(5)
        .collect(),
        cves: cves.clone(),
        ..Record::default()
    };
    let nodes: Vec<Node> = data.at(&["Affected"]).into_iter().flat_map(|all| all.all("AffectedItem")).filter_map(affected).collect();
    Ok(Said::Advisory { conditions: conditions(&id, cves, &nodes), record })
}

fn conditions(id: &str, cves: Vec<String>, nodes: &[Node]) -> Vec<Condition> {
    let about = if cves.is_empty() { vec![id.to_owned()] } else { cves };
    about
        .into_iter()
        .flat_map(|cve| {
            nodes.iter().map(move |node| Condition { cve: cve.clone(), origin: Origin::Jvn, advisory: id.to_owned(), node: node.clone() })
        })
        .collect()
}

/// One product with its versions. Several versions are several criteria.
fn affected(item: &Element) -> Option<Node> {
    let named = item.all("Cpe").find_map(|cpe| name_of_cpe(cpe.text()));
    let (part, name) = match named {
        Some(found) => found,
        None => (Part::Unknown, names::of_words(item.text_at(&["Name"]), item.text_at(&["ProductName"]))?),
    };
    let texts: Vec<&str> = item.all("VersionNumber").map(Element::text).collect();
    let texts = if texts.is_empty() { vec![""] } else { texts };
    let versions = texts.iter().flat_map(|text| prose::japanese(text));
    let is = |versions| {
        Node::Is(Criterion {
            vulnerable: true,
            part,
            vendor: name.vendor.clone(),
            product: name.product.clone(),
            versions,
            ..Criterion::default()
        })
    };
    Some(Node::Any(versions.map(is).collect()))
}

fn severity(impact: &Element) -> Option<Severity> {
    let of = |cvss: &Element| {
        let score: f32 = cvss.text_at(&["Base"]).parse().ok().filter(|score| (0.0..=10.0).contains(score))?;
        Some(Severity { score, version: cvss.attribute("version").to_owned(), vector: words(cvss.text_at(&["Vector"]), 200) })
    };
    super::severity::best(impact.all("Cvss").filter_map(of))
}

fn rss(row: &Element) -> Result<Said, Reason> {
    let id = number(row.text_at(&["identifier"]))?;
    let cves = unique(row.all("references").filter_map(|reference| cve_id(reference.attribute("id"))));
    let score = |cvss: &Element| {
        let score = cvss.attribute("score").parse().ok().filter(|score| (0.0..=10.0).contains(score))?;
        Some(Severity { score, version: cvss.attribute("version").to_owned(), vector: words(cvss.attribute("vector"), 200) })
    };
    let record = Record {
        id,
        title: words(row.text_at(&["title"]), 400),
        text: words(row.text_at(&["description"]), 4000),
        lang: "ja".into(),
        severity: super::severity::best(row.all("cvss").filter_map(score)),
        published: day_text(row.text_at(&["issued"])),
        modified: day_text(row.text_at(&["modified"])),
        references: Some(row.text_at(&["link"]).to_owned()).filter(|url| url.starts_with("http")).into_iter().collect(),
        cves,
        ..Record::default()
    };
    // products without versions: they would only raise questions about every version
    Ok(Said::Advisory { record, conditions: Vec::new() })
}

fn unique(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for one in all {
        if !out.contains(&one) {
            out.push(one);
        }
    }
    out
}
