//! Greenbone / OpenVAS: the report as CSV and as XML. Results that only log something are no findings.

use super::{Finding, Findings};
use crate::draft::Draft;
use crate::moment;
use crate::table::Table;
use crate::xml::{Step, Walk};

/// Reads the CSV.
pub(crate) fn read_table(table: &Table, draft: &mut Draft) {
    let mut findings = Findings::default();
    for row in table.rows() {
        let logged = row.get("severity").eq_ignore_ascii_case("log") || row.get("score").parse::<f32>().is_ok_and(|score| score <= 0.0);
        let cves: Vec<String> = row.get("cves").split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let ids = if cves.is_empty() { vec![row.get("oid").to_owned()] } else { cves };
        let ids = ids.into_iter().filter(|id| !id.is_empty() && !logged).collect();
        findings.add(Finding {
            host: row.get("host").to_owned(),
            address: row.get("address").to_owned(),
            ids,
            title: row.get("title").to_owned(),
            seen_at: moment::moment(row.get("seen")),
            ..Finding::default()
        });
    }
    findings.keep(draft);
}

/// Whether an XML `report` is of Greenbone.
pub(crate) fn is_xml(text: &str) -> bool {
    text.chars().take(4000).collect::<String>().contains("report_format") || text.contains("<nvt oid=")
}

/// Reads the XML, streamed.
pub(crate) fn read_xml(text: &str, draft: &mut Draft) {
    let mut walk = Walk::new(text, draft);
    let mut findings = Findings::default();
    let mut open: Option<(Finding, String, f32)> = None;
    while let Some(step) = walk.next(draft) {
        match step {
            Step::Open(element) => match (element.name.as_str(), open.as_mut()) {
                ("result", _) if !element.get("id").is_empty() => open = Some((Finding::default(), String::new(), 0.0)),
                ("nvt", Some((_, oid, _))) => element.get("oid").clone_into(oid),
                ("ref", Some((finding, _, _))) if element.get("type") == "cve" => finding.ids.push(element.get("id").to_owned()),
                _ => {}
            },
            Step::Close(name, text) => {
                let parent = walk.parent_of_closed();
                match (name.as_str(), open.as_mut()) {
                    ("host", Some((finding, _, _))) if parent == "result" => finding.address = text,
                    ("hostname", Some((finding, _, _))) if parent == "host" => finding.host = text,
                    ("name", Some((finding, _, _))) if parent == "result" => finding.title = text,
                    ("severity", Some((_, _, severity))) if parent == "result" => *severity = text.parse().unwrap_or(0.0),
                    ("modification_time", Some((finding, _, _))) if parent == "result" => finding.seen_at = moment::moment(&text),
                    ("result", Some(_)) if parent != "result" => open.take().into_iter().for_each(|result| keep(result, &mut findings)),
                    _ => {}
                }
            }
        }
    }
    findings.keep(draft);
}

fn keep((mut finding, oid, severity): (Finding, String, f32), findings: &mut Findings) {
    if severity <= 0.0 {
        finding.ids.clear();
    } else if finding.ids.is_empty() && !oid.is_empty() {
        finding.ids.push(oid);
    }
    findings.add(finding);
}
