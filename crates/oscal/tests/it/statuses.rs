//! The four statuses and the assurance survive writing and reading.

use sonae_domain::assessment::{Assessment, Assurance, Status};
use sonae_domain::framework::Frameworks;
use sonae_oscal::model::{Document, Finding};
use sonae_oscal::{Assessed, House, Limits, Version, assess, assurance_of, read, status_of, write};

use crate::Keys;

const STATUSES: [Status; 4] = [Status::Satisfied, Status::NotSatisfied, Status::NotApplicable, Status::Undetermined];
const ASSURANCES: [Option<Assurance>; 4] = [Some(Assurance::Verified), Some(Assurance::Examined), Some(Assurance::Declared), None];

/// Every combination, one a row.
fn every_combination(frameworks: &Frameworks) -> Assessment {
    let mut own = crate::assessments(frameworks).remove(0);
    for (at, item) in own.items.iter_mut().enumerate() {
        item.status = STATUSES[at % 4];
        item.finding.status = STATUSES[at % 4];
        item.assurance = ASSURANCES[(at / 4) % 4];
        item.finding.assurance = item.assurance;
    }
    own
}

fn read_again(results: sonae_oscal::model::AssessmentResults) -> Vec<Finding> {
    let text = write(&Document::AssessmentResults(Box::new(results)));
    match read(text.as_bytes(), Limits::default()).unwrap() {
        Document::AssessmentResults(results) => results.results.into_iter().flat_map(|result| result.findings).collect(),
        other => panic!("{}", other.model()),
    }
}

#[test]
fn the_four_statuses_and_the_assurance_survive() {
    let frameworks = Frameworks::embedded().unwrap();
    let edition = frameworks.edition("r7").unwrap();
    let assessment = every_combination(&frameworks);
    let house = House { name: "見本病院", edition, controls: &frameworks.catalog, as_of: assessment.as_of };
    let form = edition.form(assessment.audience).unwrap();
    let documents = assess(house, &[Assessed { form, assessment: &assessment }], &Keys, Version::V1_1);
    let findings = read_again(documents.results);
    assert_eq!(findings.len(), assessment.items.len());
    let mut seen = Vec::new();
    for (finding, item) in findings.iter().zip(&assessment.items) {
        assert_eq!((status_of(finding), assurance_of(finding)), (Some(item.status), item.assurance), "{}", item.no);
        let state = (finding.target.status.state.as_str(), finding.target.status.reason.as_deref().unwrap());
        if !seen.contains(&state) {
            seen.push(state);
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, [("not-satisfied", "fail"), ("not-satisfied", "other"), ("satisfied", "other"), ("satisfied", "pass")]);
}
