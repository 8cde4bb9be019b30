//! Everything that is exported, read again, compared, and shown to compliance-trestle where it is there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod exported;
mod imported;
mod lossless;
mod statuses;
mod trestle;

use jiff::civil::date;
use sonae_domain::assessment::{Assessment, Evaluator, Reason};
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Facts;
use sonae_domain::framework::{Audience, Form, Frameworks};
use sonae_domain::ledger::{Answer, Appointment, Contract, Device, LedgerId, YesNo};
use sonae_oscal::model::Document;
use sonae_oscal::{
    Assessed, Documents, House, Version, Words, assess, catalog_file, edition_catalog, form_profile, guideline_catalog, guideline_file,
    mapping_collection, mapping_file, pattern_file, pattern_profile, profile_file,
};

/// Words of the locale stand in for themselves.
pub(crate) struct Keys;

impl Words for Keys {
    fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        format!("{key} {}", args.iter().map(|(_, value)| *value).collect::<Vec<_>>().join(" "))
    }
    fn reason(&self, reason: &Reason, _: &Form) -> String {
        reason.key.clone()
    }
    fn next_step(&self, reason: &Reason, _: &Form) -> Option<String> {
        Some(format!("{}.next", reason.key))
    }
    fn ledger(&self, id: LedgerId) -> String {
        id.to_string()
    }
}

/// A house with something verified, examined and declared, something missing and a vendor.
pub(crate) fn facts() -> Facts {
    let mut facts = Facts { as_of: date(2026, 1, 20), ..Facts::default() };
    facts.institution.name = "見本病院".to_owned();
    let device = Device { number: "PC-01".to_owned(), host: "受付\n端末".to_owned(), ..Device::default() };
    facts.devices = vec![device.into()];
    facts.contracts = vec![Contract { vendor: "サンプル電子カルテ".to_owned(), ..Contract::default() }.into()];
    let appointed = Appointment { name: "山田 花子".to_owned(), ..Appointment::default() };
    facts.appointments = vec![appointed.into()];
    let answer = |item: &str, answer: YesNo| Answer {
        item: item.to_owned(),
        answer: Some(answer),
        checked_on: Some(PartialDate::from_date(date(2026, 1, 10))),
        target_on: (answer == YesNo::No).then(|| PartialDate::from_date(date(2026, 3, 1))),
        answered_by: "佐藤".to_owned(),
        remarks: "一行目\n二行目".to_owned(),
        ..Answer::default()
    };
    facts.answers = vec![answer("2-⑧", YesNo::Yes).into(), answer("3-③", YesNo::No).into()];
    facts
}

/// Every form of the house.
pub(crate) fn assessments(frameworks: &Frameworks) -> Vec<Assessment> {
    let edition = frameworks.edition("r7").unwrap();
    let evaluator = Evaluator::new(frameworks, edition, facts());
    let own = evaluator.evaluate(edition.form(Audience::Institution).unwrap(), "");
    let vendor = evaluator.evaluate(edition.form(Audience::Vendor).unwrap(), "サンプル電子カルテ");
    vec![own, vendor]
}

/// The documents of the house.
pub(crate) fn assessed(frameworks: &Frameworks, version: Version) -> Documents {
    let edition = frameworks.edition("r7").unwrap();
    let assessments = assessments(frameworks);
    let forms: Vec<Assessed<'_>> =
        assessments.iter().map(|assessment| Assessed { form: edition.form(assessment.audience).unwrap(), assessment }).collect();
    let house = House { name: "見本病院", edition, controls: &frameworks.catalog, as_of: date(2026, 1, 20) };
    assess(house, &forms, &Keys, version)
}

/// Every file of a full export.
pub(crate) fn everything(version: Version) -> Vec<(String, Document)> {
    let frameworks = Frameworks::embedded().unwrap();
    let mut all = Vec::new();
    for edition in frameworks.editions() {
        let Some(catalog) = edition_catalog(edition, &frameworks, version) else { continue };
        all.push((catalog_file(edition), Document::Catalog(Box::new(catalog))));
        for form in &edition.forms {
            all.push((profile_file(edition, form), Document::Profile(Box::new(form_profile(edition, form, version)))));
        }
    }
    for guideline in frameworks.guidelines() {
        let catalog = guideline_catalog(guideline, &frameworks, version);
        all.push((guideline_file(guideline), Document::Catalog(Box::new(catalog))));
        for pattern in &guideline.patterns.patterns {
            let profile = pattern_profile(guideline, pattern, version);
            all.push((pattern_file(guideline, pattern), Document::Profile(Box::new(profile))));
        }
        let mapping = mapping_collection(guideline, &frameworks, "各編間相関表とマニュアルによる", version);
        all.extend(mapping.map(|mapping| (mapping_file(guideline), Document::MappingCollection(Box::new(mapping)))));
    }
    let documents = assessed(&frameworks, version);
    all.push((Documents::PLAN.to_owned(), Document::AssessmentPlan(Box::new(documents.plan))));
    all.push((Documents::RESULTS.to_owned(), Document::AssessmentResults(Box::new(documents.results))));
    all.extend(documents.poam.map(|poam| (Documents::POAM.to_owned(), Document::PlanOfActionAndMilestones(Box::new(poam)))));
    all
}
