//! `plan-of-action-and-milestones`: what is missing, what to do about it, until when.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sonae_domain::assessment::{Reason, Tone};

use super::results::due;
use super::{Maker, Row, rows};
use crate::model::{
    AssessmentResults, PlanOfActionAndMilestones, PoamItem, Property, RelatedFinding, RelatedRisk, Remediation, Risk, SystemId,
};
use crate::spell::{document_uuid, prop, spelt, title, uuid};

/// `None` when nothing is missing: a POA&M without items is none.
pub(super) fn poam(maker: &Maker<'_>, results: &AssessmentResults) -> Option<PlanOfActionAndMilestones> {
    let gaps: Vec<Row<'_>> = maker.forms.iter().flat_map(|assessed| rows(assessed)).filter(|row| row.result.is_gap()).collect();
    if gaps.is_empty() {
        return None;
    }
    let named: BTreeSet<String> = gaps.iter().map(|row| finding_uuid(maker, *row)).collect();
    let findings: Vec<_> =
        results.results.iter().flat_map(|result| &result.findings).filter(|finding| named.contains(&finding.uuid)).cloned().collect();
    let rests_on: BTreeSet<&str> =
        findings.iter().flat_map(|finding| &finding.related_observations).map(|seen| seen.observation_uuid.as_str()).collect();
    let observations = results.results.iter().flat_map(|result| &result.observations);
    let observations = observations.filter(|seen| rests_on.contains(seen.uuid.as_str())).cloned().collect();
    let mut poam = PlanOfActionAndMilestones {
        metadata: maker.metadata("oscal-poam-title"),
        import_ssp: Some(maker.import_ssp()),
        system_id: Some(SystemId { identifier_type: Some("https://ietf.org/rfc/rfc4122".to_owned()), id: maker.party() }),
        local_definitions: Some(maker.tools()),
        observations,
        risks: gaps.iter().map(|row| risk(maker, *row)).collect(),
        poam_items: gaps.iter().map(|row| item(maker, *row)).collect(),
        findings,
        back_matter: Some(maker.back_matter()),
        ..PlanOfActionAndMilestones::default()
    };
    poam.uuid = document_uuid("plan-of-action-and-milestones", &poam);
    Some(poam)
}

fn finding_uuid(maker: &Maker<'_>, row: Row<'_>) -> String {
    maker.row_uuid("finding", row, Some(maker.house.as_of))
}

/// What is wanting: by the facts, then on the form itself.
fn wanting(row: Row<'_>) -> Vec<Reason> {
    let decisive = |reason: &&Reason| matches!(reason.tone, Tone::Against | Tone::Missing);
    row.result.finding.reasons.iter().chain(&row.result.form_gaps).filter(decisive).cloned().collect()
}

/// 目標日, else the day by which the form asks for it.
fn until(maker: &Maker<'_>, row: Row<'_>) -> Date {
    row.result.target_on.unwrap_or_else(|| row.part.map_or(maker.house.edition.deadline, |part| part.due))
}

fn risk(maker: &Maker<'_>, row: Row<'_>) -> Risk {
    let reasons = wanting(row);
    let uuid_of = maker.row_uuid("risk", row, None);
    let steps: BTreeSet<String> =
        reasons.iter().filter_map(|reason| maker.words.next_step(reason, row.form)).map(|step| title(&step)).collect();
    let remediations = steps.into_iter().map(|step| Remediation {
        uuid: uuid(&["remediation", &uuid_of, &step]),
        lifecycle: if row.result.target_on.is_some() { "planned" } else { "recommendation" }.to_owned(),
        title: maker.row_title(row),
        description: step,
    });
    Risk {
        title: maker.row_title(row),
        description: title(&row.item.label),
        statement: maker.sentences(&reasons, row),
        props: prop("status", &spelt(&row.result.status)).into_iter().collect(),
        status: "open".to_owned(),
        deadline: Some(due(until(maker, row))),
        remediations: remediations.collect(),
        uuid: uuid_of,
    }
}

fn item(maker: &Maker<'_>, row: Row<'_>) -> PoamItem {
    let reasons = wanting(row);
    let props = [
        prop("status", &spelt(&row.result.status)),
        prop("due", &until(maker, row).to_string()),
        prop("audience", row.form.audience.as_str()),
        prop("subject", row.subject),
        prop("control", row.item.control.as_str()),
        prop("label", &row.item.no),
    ];
    let props: Vec<Property> = props.into_iter().flatten().chain(maker.reason_props(&reasons, row)).collect();
    PoamItem {
        uuid: maker.row_uuid("poam-item", row, None),
        title: maker.row_title(row),
        description: maker.sentences(&reasons, row),
        props,
        related_findings: vec![RelatedFinding { finding_uuid: finding_uuid(maker, row) }],
        related_risks: vec![RelatedRisk { risk_uuid: maker.row_uuid("risk", row, None) }],
    }
}
