//! `assessment-results`: one result for each form, one finding for each row.

use sonae_domain::assessment::{Assurance, Status};
use sonae_domain::ledger::YesNo;

use super::observed::origins;
use super::{Assessed, Documents, Maker, Row, form_title, rows};
use crate::checklist::statement_id;
use crate::model::{
    AssessmentResults, Finding, ImplementationStatus, Import, ObjectiveStatus, Property, RelatedObservation, ReviewedControls, Target,
    TestResult,
};
use crate::spell::{document_uuid, evening, line, morning, prop, spelt, title, uuid};

pub(super) fn results(maker: &Maker<'_>) -> AssessmentResults {
    let mut results = AssessmentResults {
        metadata: maker.metadata("oscal-results-title"),
        import_ap: Import { href: Documents::PLAN.to_owned(), remarks: None },
        results: maker.forms.iter().map(|assessed| result(maker, assessed)).collect(),
        ..AssessmentResults::default()
    };
    results.uuid = document_uuid("assessment-results", &results);
    results
}

fn result<'a>(maker: &Maker<'a>, assessed: &'a Assessed<'a>) -> TestResult {
    let house = &maker.house;
    let (audience, subject) = (assessed.form.audience.as_str(), assessed.assessment.subject.as_str());
    let day = house.as_of.to_string();
    let args = [("form", assessed.form.audience_label.as_str()), ("date", &day), ("edition", &house.edition.edition_label)];
    let props = [prop("audience", audience), prop("subject", subject), prop("as-of", &day)];
    let rows: Vec<Row<'a>> = rows(assessed).collect();
    TestResult {
        uuid: uuid(&["result", house.name, house.edition.id.as_str(), audience, subject, &day]),
        title: title(&form_title(assessed)),
        description: title(&maker.words.text("oscal-result-description", &args)),
        start: morning(house.as_of),
        end: Some(morning(house.as_of)),
        props: props.into_iter().flatten().collect(),
        reviewed_controls: ReviewedControls { control_selections: vec![maker.selection(assessed)], ..ReviewedControls::default() },
        observations: rows.iter().flat_map(|row| maker.observations(*row)).collect(),
        findings: rows.iter().map(|row| finding(maker, *row)).collect(),
        ..TestResult::default()
    }
}

fn finding(maker: &Maker<'_>, row: Row<'_>) -> Finding {
    let result = row.result;
    let mut props = props(row);
    props.extend(maker.reason_props(&result.finding.reasons, row));
    props.extend(maker.reason_props(&result.form_gaps, row));
    let observations = maker.observations(row).into_iter().map(|seen| RelatedObservation { observation_uuid: seen.uuid });
    Finding {
        uuid: maker.row_uuid("finding", row, Some(maker.house.as_of)),
        title: maker.row_title(row),
        description: maker.sentences(&result.finding.reasons, row),
        props,
        origins: origins(),
        target: Target {
            kind: "statement-id".to_owned(),
            target_id: statement_id(maker.house.edition.id.as_str(), row.form, row.item),
            status: state(result.status),
            implementation_status: (result.status == Status::NotApplicable)
                .then(|| ImplementationStatus { state: "not-applicable".to_owned() }),
        },
        related_observations: observations.collect(),
        remarks: line(&result.remarks),
        ..Finding::default()
    }
}

/// The decision in full: OSCAL's own state says less.
fn props(row: Row<'_>) -> Vec<Property> {
    let result = row.result;
    let answer = result.answer.map(|answer| match answer {
        YesNo::Yes => "yes",
        YesNo::No => "no",
    });
    let assurance = |assurance: Option<Assurance>| assurance.map(|assurance| spelt(&assurance)).unwrap_or_default();
    let day = |name: &str, day: Option<jiff::civil::Date>| day.and_then(|day| prop(name, &day.to_string()));
    let overruled = result.overruled.as_ref();
    let props = [
        prop("status", &spelt(&result.status)),
        prop("assurance", &assurance(result.assurance)),
        answer.and_then(|answer| prop("answer", answer)),
        prop("found-status", &spelt(&result.finding.status)),
        prop("found-assurance", &assurance(result.finding.assurance)),
        day("checked-on", result.checked_on),
        day("target-on", result.target_on),
        day("valid-until", result.valid_until),
        prop("control", row.item.control.as_str()),
        prop("scope", row.item.scope.as_str()),
        prop("key", &row.item.key),
        prop("label", &row.item.no),
        result.contradiction.and_then(|of| prop("contradicts", &spelt(&of.said))),
        overruled
            .and_then(|of| prop("overruled-by", &of.decided_by))
            .map(|prop| Property { remarks: overruled.and_then(|of| line(&of.reason)), ..prop }),
    ];
    props.into_iter().flatten().collect()
}

/// Two states for four statuses; the reason says that it is one of the others.
fn state(status: Status) -> ObjectiveStatus {
    let (state, reason) = match status {
        Status::Satisfied => ("satisfied", "pass"),
        Status::NotSatisfied => ("not-satisfied", "fail"),
        Status::NotApplicable => ("satisfied", "other"),
        Status::Undetermined => ("not-satisfied", "other"),
    };
    ObjectiveStatus { state: state.to_owned(), reason: Some(reason.to_owned()) }
}

/// The last moment of a day, for what is due.
pub(super) fn due(day: jiff::civil::Date) -> String {
    evening(day)
}
