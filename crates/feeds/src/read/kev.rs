//! CISA's catalog of known exploited vulnerabilities, JSON.

use std::io::Read;

use serde::Deserialize;

use super::rows::{Rows, day, words};
use super::{ReadError, Reason};
use crate::record::{Exploited, Said, cve_id};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Entry {
    #[serde(rename = "cveID")]
    cve: String,
    vendor_project: String,
    product: String,
    vulnerability_name: String,
    date_added: String,
    due_date: String,
    required_action: String,
    known_ransomware_campaign_use: String,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let head = rows.each_json(stream, &["vulnerabilities"], &mut |rows, bytes| match serde_json::from_slice::<Entry>(bytes) {
        Err(error) => {
            rows.reject("", Reason::Unreadable(error.to_string()));
            Ok(())
        }
        Ok(entry) => {
            let id = entry.cve.clone();
            rows.either(&id, exploited(entry))
        }
    })?;
    rows.as_of(head["dateReleased"].as_str().or(head["catalogVersion"].as_str()).unwrap_or_default().replace('.', "-").as_str());
    rows.version(head["catalogVersion"].as_str().unwrap_or_default());
    Ok(())
}

fn exploited(entry: Entry) -> Result<Said, Reason> {
    Ok(Said::Exploited(Exploited {
        cve: cve_id(&entry.cve).ok_or(Reason::NoNumber)?,
        added: day(&entry.date_added).ok_or_else(|| Reason::NotADate(entry.date_added.clone()))?,
        due: day(&entry.due_date),
        ransomware: entry.known_ransomware_campaign_use.eq_ignore_ascii_case("known"),
        vendor: words(&entry.vendor_project, 200),
        product: words(&entry.product, 200),
        name: words(&entry.vulnerability_name, 400),
        action: words(&entry.required_action, 2000),
    }))
}
