//! What a decision rests on: the records of its reasons, and what somebody answered.

use std::collections::BTreeSet;

use sonae_domain::assessment::{Assurance, Reason};
use sonae_domain::facts::RecordRef;
use sonae_domain::ledger::YesNo;

use super::{Maker, Row, tool};
use crate::model::{Actor, Evidence, Observation, Origin, Property, Subject};
use crate::spell::{evening, morning, prop, spelt, title};

/// Who says so: this program.
pub(super) fn origins() -> Vec<Origin> {
    vec![Origin { actors: vec![Actor { kind: "tool".to_owned(), actor_uuid: tool() }] }]
}

impl Maker<'_> {
    /// What was seen for one row: by the records first, then by somebody's answer where there is one.
    pub(super) fn observations(&self, row: Row<'_>) -> Vec<Observation> {
        let mut found = vec![self.by_records(row)];
        found.extend(self.by_answer(row));
        found
    }

    fn by_records(&self, row: Row<'_>) -> Observation {
        let finding = &row.result.finding;
        let mut evidence = Vec::new();
        let mut seen = BTreeSet::new();
        for record in finding.reasons.iter().flat_map(|reason| &reason.records) {
            if seen.insert((record.ledger, record.key.as_str())) {
                evidence.push(self.evidence(record));
            }
        }
        Observation {
            uuid: self.row_uuid("observation", row, Some(self.house.as_of)),
            title: Some(self.row_title(row)),
            description: self.sentences(&finding.reasons, row),
            props: finding.assurance.and_then(|assurance| prop("assurance", &spelt(&assurance))).into_iter().collect(),
            methods: vec![method(finding.assurance).to_owned()],
            types: vec!["control-objective".to_owned()],
            origins: origins(),
            subjects: self.subjects(row),
            relevant_evidence: evidence,
            collected: morning(self.house.as_of),
            expires: finding.valid_until.map(evening),
            ..Observation::default()
        }
    }

    fn by_answer(&self, row: Row<'_>) -> Option<Observation> {
        let said = row.result.attestation.as_ref()?;
        let answer = match said.answer {
            YesNo::Yes => "yes",
            YesNo::No => "no",
        };
        let props = [
            prop("answer", answer),
            prop("answered-by", &said.answered_by),
            said.checked_on.and_then(|day| prop("checked-on", &day.to_string())),
            said.target_on.and_then(|day| prop("target-on", &day.to_string())),
        ];
        let described = self.words.text("oscal-answered", &[("answer", answer), ("remarks", &said.remarks)]);
        Some(Observation {
            uuid: self.row_uuid("answer", row, Some(self.house.as_of)),
            title: Some(self.row_title(row)),
            description: title(&described),
            props: props.into_iter().flatten().collect(),
            methods: vec![method(Some(Assurance::Declared)).to_owned()],
            types: vec!["control-objective".to_owned()],
            subjects: self.subjects(row),
            relevant_evidence: vec![self.evidence(&said.record)],
            collected: morning(said.checked_on.unwrap_or(self.house.as_of)),
            ..Observation::default()
        })
    }

    fn subjects(&self, row: Row<'_>) -> Vec<Subject> {
        vec![Subject { subject_uuid: self.subject(row.subject), kind: "party".to_owned() }]
    }

    /// A record, with the file, sheet and row where it was read.
    fn evidence(&self, record: &RecordRef) -> Evidence {
        let source = &record.source;
        let row = if source.row > 0 { source.row.to_string() } else { String::new() };
        let props = [
            prop("ledger", record.ledger.as_str()),
            prop("record", &record.key),
            prop("provenance", &spelt(&record.provenance)),
            prop("file", &source.file),
            prop("sheet", &source.sheet),
            prop("row", &row),
        ];
        let label = if record.label.is_empty() { &record.key } else { &record.label };
        let description = title(&format!("{} {label}", self.words.ledger(record.ledger)));
        Evidence { href: None, description, props: props.into_iter().flatten().collect() }
    }

    /// Reasons in words, one a line.
    pub(super) fn sentences(&self, reasons: &[Reason], row: Row<'_>) -> String {
        let lines: Vec<String> = reasons.iter().map(|reason| title(&self.words.reason(reason, row.form))).collect();
        if lines.is_empty() { title("") } else { lines.join("\n") }
    }

    /// Reasons as properties: key, which way it points, words.
    pub(super) fn reason_props(&self, reasons: &[Reason], row: Row<'_>) -> Vec<Property> {
        let props = reasons.iter().filter_map(|reason| {
            let prop = prop("reason", &reason.key)?;
            Some(Property { class: Some(spelt(&reason.tone)), remarks: Some(title(&self.words.reason(reason, row.form))), ..prop })
        });
        props.collect()
    }
}

/// OSCAL's word for how something is known.
fn method(assurance: Option<Assurance>) -> &'static str {
    match assurance {
        Some(Assurance::Verified) => "TEST",
        Some(Assurance::Examined) => "EXAMINE",
        Some(Assurance::Declared) => "INTERVIEW",
        None => "UNKNOWN",
    }
}
