//! CVE records, JSON 5: one document, or one a line.

use std::io::Read;

use serde::Deserialize;

use super::affected::{self, Affected};
use super::nvd::{Reference, Text, references};
use super::rows::{Rows, day_text, words};
use super::severity::{self, Cvss};
use super::{ReadError, Reason};
use crate::record::{Condition, Origin, Record, Said, cve_id};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Cve {
    cve_metadata: Metadata,
    containers: Containers,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    cve_id: String,
    state: String,
    date_published: String,
    date_updated: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Containers {
    cna: Container,
    adp: Vec<Container>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Container {
    title: String,
    affected: Vec<Affected>,
    descriptions: Vec<Text>,
    metrics: Vec<Metric>,
    references: Vec<Reference>,
    tags: Vec<String>,
    solutions: Vec<Text>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metric {
    #[serde(rename = "cvssV4_0")]
    v40: Option<Cvss>,
    #[serde(rename = "cvssV3_1")]
    v31: Option<Cvss>,
    #[serde(rename = "cvssV3_0")]
    v30: Option<Cvss>,
    #[serde(rename = "cvssV2_0")]
    v2: Option<Cvss>,
    other: Other,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Other {
    content: serde_json::Value,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    rows.each_json(stream, &[], &mut |rows, bytes| {
        match serde_json::from_slice::<Cve>(bytes) {
            Err(error) => rows.reject("", Reason::Unreadable(error.to_string())),
            Ok(cve) => match cve_id(&cve.cve_metadata.cve_id) {
                None => rows.reject(&cve.cve_metadata.cve_id, Reason::NoNumber),
                Some(id) => {
                    rows.as_of(&cve.cve_metadata.date_updated);
                    let conditions = conditions(&id, &cve);
                    return rows.take(Said::Advisory { record: record(id, &cve), conditions });
                }
            },
        }
        Ok(())
    })?;
    Ok(())
}

fn conditions(id: &str, cve: &Cve) -> Vec<Condition> {
    if cve.cve_metadata.state.eq_ignore_ascii_case("rejected") {
        return Vec::new();
    }
    let condition = |origin, node| Condition { cve: id.to_owned(), origin, advisory: String::new(), node };
    let cna = affected::nodes(&cve.containers.cna.affected).into_iter().map(|node| condition(Origin::Cna, node));
    // what a third party (an authorised data publisher) adds
    let others = cve.containers.adp.iter().flat_map(|adp| affected::nodes(&adp.affected)).map(|node| condition(Origin::Override, node));
    cna.chain(others).collect()
}

fn record(id: String, cve: &Cve) -> Record {
    let containers = || std::iter::once(&cve.containers.cna).chain(&cve.containers.adp);
    let metrics = || containers().flat_map(|container| &container.metrics);
    let english =
        |texts: &[Text]| texts.iter().find(|text| text.lang.starts_with("en")).map(|text| words(&text.value, 4000)).unwrap_or_default();
    let scores = metrics().flat_map(|metric| {
        let of = |cvss: &Option<Cvss>, version| cvss.as_ref().and_then(|cvss| cvss.severity(version));
        [of(&metric.v31, "3.1"), of(&metric.v30, "3.0"), of(&metric.v40, "4.0"), of(&metric.v2, "2.0")].into_iter().flatten()
    });
    let options = |metric: &Metric| {
        let options = metric.other.content.get("options")?.as_array()?;
        severity::ssvc(&options.iter().filter_map(|option| option.as_object().cloned()).collect::<Vec<_>>())
    };
    Record {
        severity: severity::best(scores),
        ssvc: metrics().find_map(options),
        title: words(&cve.containers.cna.title, 400),
        text: english(&cve.containers.cna.descriptions),
        solution: english(&cve.containers.cna.solutions),
        lang: "en".into(),
        status: cve.cve_metadata.state.chars().take(40).collect(),
        tags: cve.containers.cna.tags.iter().filter(|tag| tag.len() < 60).take(10).cloned().collect(),
        published: day_text(&cve.cve_metadata.date_published),
        modified: day_text(&cve.cve_metadata.date_updated),
        references: references(&cve.containers.cna.references),
        id,
        ..Record::default()
    }
}
