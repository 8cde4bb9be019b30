//! One edition: dates, status, figures, marks that its forms share, frozen hash.

use jiff::civil::Date;

use super::flaw::{Flaw, FlawKind};
use super::form;
use crate::framework::{Audience, Edition, FiscalYear, Form, Frameworks, Item, ParameterName, Parameters, Status};

pub(super) fn check(edition: &Edition, frameworks: &Frameworks, flaws: &mut Vec<Flaw>) {
    let mut found = Vec::new();
    dates(edition, &mut found);
    status(edition, frameworks, &mut found);
    parameters(&edition.parameters, &mut found);
    slips(edition, &mut found);
    marks(edition, &mut found);
    frozen(edition, frameworks, &mut found);
    flaws.extend(found.into_iter().map(|kind| Flaw::of_edition(edition, kind)));
    for of_form in &edition.forms {
        let found = form::check(of_form, edition, &frameworks.catalog);
        let audience = of_form.audience;
        flaws.extend(found.into_iter().map(|kind| Flaw::of_form(edition, audience, kind)));
    }
}

/// A flaw when `date` is not in `year`.
pub(super) fn outside(place: &str, date: Date, year: FiscalYear) -> Option<FlawKind> {
    (!year.contains(date)).then(|| FlawKind::DateOutsideYear {
        place: place.to_owned(),
        date: date.to_string(),
        starts: year.starts.to_string(),
        ends: year.ends.to_string(),
    })
}

fn dates(edition: &Edition, found: &mut Vec<FlawKind>) {
    found.extend(outside("year", edition.year.ends, edition.year));
    found.extend(outside("deadline", edition.deadline, edition.year));
}

fn status(edition: &Edition, frameworks: &Frameworks, found: &mut Vec<FlawKind>) {
    if !edition.id.is_well_formed() {
        found.push(FlawKind::IdMalformed { id: edition.id.to_string() });
    }
    if edition.sources.is_empty() {
        found.push(FlawKind::SourceMissing {});
    }
    match &edition.status {
        Status::Complete => {
            if edition.forms.is_empty() {
                found.push(FlawKind::FormsMissing {});
            }
        }
        Status::Partial { known, controls } => {
            if known.iter().all(|sentence| sentence.trim().is_empty()) {
                found.push(FlawKind::KnownMissing {});
            }
            let ids = controls.values().flatten();
            let unknown = ids.filter(|id| frameworks.catalog.control(id).is_none());
            found.extend(unknown.map(|id| FlawKind::ControlUnknown { place: "status".to_owned(), control: id.to_string() }));
        }
    }
}

fn parameters(parameters: &Parameters, found: &mut Vec<FlawKind>) {
    let mut wrong = Vec::new();
    if let Some(password) = &parameters.password {
        let lengths = [password.min_length_with_change, password.min_length_without_change, password.min_length_two_factor];
        let loose = password.min_length_without_change < password.min_length_with_change
            || password.min_length_without_change < password.min_length_two_factor;
        if lengths.contains(&0) || loose || password.characters.is_empty() {
            wrong.push(ParameterName::Password);
        }
    }
    if let Some(backup) = &parameters.backup
        && (backup.generations == 0 || backup.isolated_from == 0)
    {
        wrong.push(ParameterName::Backup);
    }
    if let Some(two_factor) = &parameters.two_factor
        && two_factor.plan_by < two_factor.in_service_on
    {
        wrong.push(ParameterName::TwoFactor);
    }
    let both = parameters.unstated.iter().filter(|name| parameters.states(**name));
    wrong.extend(both);
    found.extend(wrong.into_iter().map(|name| FlawKind::ParameterWrong { parameter: name.as_str().to_owned() }));
}

fn slips(edition: &Edition, found: &mut Vec<FlawKind>) {
    let nos = edition.slips.iter().flat_map(|slip| &slip.items);
    let unknown = nos.filter(|no| {
        let known = |form: &Form| !form.items_numbered(no).is_empty();
        !edition.forms.iter().any(known)
    });
    found.extend(unknown.map(|no| FlawKind::SlipUnknown { no: no.clone() }));
}

/// What is void or looked at is the same for institution and pharmacy.
fn marks(edition: &Edition, found: &mut Vec<FlawKind>) {
    let (institution, pharmacy) = (Audience::Institution, Audience::Pharmacy);
    let (Some(a), Some(b)) = (edition.form(institution), edition.form(pharmacy)) else {
        return;
    };
    for (first, second) in [(a, b), (b, a)] {
        for item in first.items() {
            let same = |other: &&Item| other.control == item.control && other.scope == item.scope;
            let Some(other) = second.items().find(same) else {
                continue;
            };
            if (item.void_without_contract && !other.void_without_contract) || item.original > other.original {
                found.push(FlawKind::MarksDiffer {
                    key: item.key.clone(),
                    first: first.audience.as_str().to_owned(),
                    second: second.audience.as_str().to_owned(),
                });
            }
        }
    }
}

fn frozen(edition: &Edition, frameworks: &Frameworks, found: &mut Vec<FlawKind>) {
    let hash = edition.fingerprint.clone();
    match frameworks.frozen_hash(&edition.id) {
        None => found.push(FlawKind::NotFrozen { found: hash }),
        Some(expected) if expected != hash => found.push(FlawKind::FrozenMismatch { expected: expected.to_owned(), found: hash }),
        Some(_) => {}
    }
}
