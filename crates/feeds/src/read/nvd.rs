//! NVD 2.0: yearly feeds, pages of the API, mirrors with one CVE a row; with `affected[]` and SSVC of 2026.

use std::collections::BTreeMap;
use std::io::Read;

use serde::Deserialize;

use super::affected::{self, Affected};
use super::rows::{Rows, day_text, words};
use super::severity::{self, Cvss};
use super::{ReadError, Reason};
use crate::names;
use crate::record::{Condition, Node, Origin, Range, Record, Said, Versions, cve_id};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wrapped {
    cve: Option<Cve>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Cve {
    id: String,
    published: String,
    last_modified: String,
    vuln_status: String,
    cve_tags: Vec<Tags>,
    descriptions: Vec<Text>,
    metrics: Metrics,
    configurations: Vec<Configuration>,
    affected: Vec<AffectedOf>,
    references: Vec<Reference>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tags {
    tags: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Text {
    pub(super) lang: String,
    pub(super) value: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metrics {
    #[serde(rename = "cvssMetricV40")]
    v40: Vec<Metric>,
    #[serde(rename = "cvssMetricV31")]
    v31: Vec<Metric>,
    #[serde(rename = "cvssMetricV30")]
    v30: Vec<Metric>,
    #[serde(rename = "cvssMetricV2")]
    v2: Vec<Metric>,
    #[serde(rename = "ssvcV203")]
    ssvc: Vec<SsvcMetric>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Metric {
    r#type: String,
    cvss_data: Cvss,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct SsvcMetric {
    ssvc_data: SsvcData,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SsvcData {
    options: Vec<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Configuration {
    operator: Option<String>,
    negate: bool,
    nodes: Vec<Nodes>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Nodes {
    operator: Option<String>,
    negate: bool,
    cpe_match: Vec<Match>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Match {
    vulnerable: bool,
    criteria: String,
    version_start_including: Option<String>,
    version_start_excluding: Option<String>,
    version_end_including: Option<String>,
    version_end_excluding: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct AffectedOf {
    affected_data: Vec<Affected>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Reference {
    pub(super) url: String,
    pub(super) tags: Vec<String>,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let head = rows.each_json(stream, &["vulnerabilities", "cve_items", "CVE_Items"], &mut |rows, bytes| {
        match parse(bytes) {
            Err(error) => rows.reject("", Reason::Unreadable(error.to_string())),
            Ok(cve) => {
                rows.as_of(&cve.last_modified);
                match cve_id(&cve.id) {
                    None => rows.reject(&cve.id, Reason::NoNumber),
                    Some(id) => {
                        let conditions = conditions(&id, &cve, rows);
                        return rows.take(Said::Advisory { record: record(id, &cve), conditions });
                    }
                }
            }
        }
        Ok(())
    })?;
    rows.as_of(head["timestamp"].as_str().unwrap_or_default());
    Ok(())
}

/// A row of the feed holds its CVE under `cve`; a mirror with one file a CVE has it bare.
fn parse(bytes: &[u8]) -> Result<Cve, serde_json::Error> {
    match serde_json::from_slice::<Wrapped>(bytes)?.cve {
        Some(cve) => Ok(cve),
        None => serde_json::from_slice(bytes),
    }
}

fn conditions(id: &str, cve: &Cve, rows: &mut Rows<'_, '_>) -> Vec<Condition> {
    if cve.vuln_status.eq_ignore_ascii_case("rejected") {
        return Vec::new();
    }
    let condition = |origin: Origin, node: Node| Condition { cve: id.to_owned(), origin, advisory: String::new(), node };
    let nvd = nodes(id, &cve.configurations, rows).into_iter().map(|node| condition(Origin::Nvd, node));
    let cna = cve.affected.iter().flat_map(|of| affected::nodes(&of.affected_data)).map(|node| condition(Origin::Cna, node));
    nvd.chain(cna).collect()
}

/// `configurations` as trees.
pub(super) fn nodes(id: &str, configurations: &[Configuration], rows: &mut Rows<'_, '_>) -> Vec<Node> {
    configurations.iter().filter_map(|configuration| of_configuration(id, configuration, rows)).collect()
}

fn of_configuration(id: &str, configuration: &Configuration, rows: &mut Rows<'_, '_>) -> Option<Node> {
    let mut inner: Vec<Node> = configuration.nodes.iter().filter_map(|node| of_node(id, node, rows)).collect();
    let tree = match inner.len() {
        0 => return None,
        1 => inner.remove(0),
        _ if is_and(configuration.operator.as_deref()) => Node::All(inner),
        _ => Node::Any(inner),
    };
    Some(if configuration.negate { Node::Not(Box::new(tree)) } else { tree })
}

fn is_and(operator: Option<&str>) -> bool {
    operator.is_some_and(|operator| operator.eq_ignore_ascii_case("AND"))
}

fn of_node(id: &str, node: &Nodes, rows: &mut Rows<'_, '_>) -> Option<Node> {
    let mut inner = Vec::with_capacity(node.cpe_match.len());
    for one in &node.cpe_match {
        let Some(mut criterion) = names::criterion_of_cpe(&one.criteria) else {
            rows.reject(id, Reason::ProductName(one.criteria.chars().take(200).collect()));
            continue;
        };
        criterion.vulnerable = one.vulnerable;
        let bound = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let range = Range {
            from: bound(&one.version_start_including).or_else(|| bound(&one.version_start_excluding)),
            from_excluded: one.version_start_including.is_none() && one.version_start_excluding.is_some(),
            to: bound(&one.version_end_including).or_else(|| bound(&one.version_end_excluding)),
            to_included: one.version_end_including.is_some(),
        };
        if range != Range::default() {
            criterion.fixed_in = if range.to_included { None } else { range.to.clone() };
            criterion.versions = Versions::Within(range);
        }
        inner.push(Node::Is(criterion));
    }
    if inner.is_empty() {
        return None;
    }
    let tree = if is_and(node.operator.as_deref()) { Node::All(inner) } else { Node::Any(inner) };
    Some(if node.negate { Node::Not(Box::new(tree)) } else { tree })
}

fn record(id: String, cve: &Cve) -> Record {
    let text = cve.descriptions.iter().find(|text| text.lang.starts_with("en")).or(cve.descriptions.first());
    let mut tags: Vec<String> = cve.cve_tags.iter().flat_map(|of| of.tags.iter().cloned()).collect();
    let text = text.map(|text| words(&text.value, 4000)).unwrap_or_default();
    if text.starts_with("** DISPUTED **") && !tags.iter().any(|tag| tag == "disputed") {
        tags.push("disputed".into());
    }
    let scores = [&cve.metrics.v31, &cve.metrics.v30, &cve.metrics.v40, &cve.metrics.v2].into_iter().filter_map(|metrics| {
        let primary = metrics.iter().find(|metric| metric.r#type == "Primary");
        primary.or(metrics.first()).and_then(|metric| metric.cvss_data.severity(""))
    });
    Record {
        severity: severity::best(scores),
        ssvc: cve.metrics.ssvc.iter().find_map(|metric| severity::ssvc(&metric.ssvc_data.options)),
        text,
        lang: "en".into(),
        status: cve.vuln_status.chars().take(40).collect(),
        tags,
        published: day_text(&cve.published),
        modified: day_text(&cve.last_modified),
        references: references(&cve.references),
        id,
        ..Record::default()
    }
}

/// At most five addresses, the maker's and those with a mending first.
pub(super) fn references(all: &[Reference]) -> Vec<String> {
    let mut by_worth: BTreeMap<(u8, usize), &str> = BTreeMap::new();
    for (at, reference) in all.iter().enumerate().filter(|(_, reference)| reference.url.starts_with("http") && reference.url.len() < 500) {
        let has = |word: &str| reference.tags.iter().any(|tag| tag.to_lowercase().replace(' ', "-").contains(word));
        let worth = if has("vendor-advisory") {
            0
        } else if has("patch") || has("mitigation") {
            1
        } else {
            2
        };
        by_worth.insert((worth, at), &reference.url);
    }
    let mut urls: Vec<String> = Vec::new();
    for url in by_worth.into_values() {
        if urls.len() < 5 && !urls.iter().any(|known| known == url) {
            urls.push(url.to_owned());
        }
    }
    urls
}
