//! `configurations` written by others for CVEs that NVD left unanalysed: records with an `_annotation`, one file or one line each.

use std::io::Read;

use serde::Deserialize;

use super::nvd::{self, Configuration};
use super::rows::{Rows, day_text, words};
use super::{ReadError, Reason};
use crate::record::{Condition, Origin, Record, Said, cve_id};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Override {
    #[serde(rename = "_annotation")]
    annotation: Annotation,
    cve: Configurations,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Annotation {
    cve_id: String,
    description: String,
    modified: String,
    published: String,
    references: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Configurations {
    configurations: Vec<Configuration>,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    rows.each_json(stream, &[], &mut |rows, bytes| {
        match serde_json::from_slice::<Override>(bytes) {
            Err(error) => rows.reject("", Reason::Unreadable(error.to_string())),
            Ok(one) => match cve_id(&one.annotation.cve_id) {
                None => rows.reject(&one.annotation.cve_id, Reason::NoNumber),
                Some(id) => {
                    rows.as_of(&one.annotation.modified);
                    let nodes = nvd::nodes(&id, &one.cve.configurations, rows);
                    let conditions = nodes
                        .into_iter()
                        .map(|node| Condition { cve: id.clone(), origin: Origin::Override, advisory: String::new(), node })
                        .collect();
                    return rows.take(Said::Advisory { record: record(id, one.annotation), conditions });
                }
            },
        }
        Ok(())
    })?;
    Ok(())
}

fn record(id: String, annotation: Annotation) -> Record {
    Record {
        id,
        text: words(&annotation.description, 4000),
        lang: "en".into(),
        published: day_text(&annotation.published),
        modified: day_text(&annotation.modified),
        references: annotation.references.into_iter().filter(|url| url.len() < 500).take(5).collect(),
        ..Record::default()
    }
}
