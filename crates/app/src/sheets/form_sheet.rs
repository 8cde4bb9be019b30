//! The official form, filled in from an assessment or blank to be sent to a vendor.
//!
//! Deliberately not here: what an answer is.

use sonae_domain::assessment::{Assessment, ItemResult, Status};
use sonae_domain::framework::{Audience, Edition, Form, Item, Labels, NumberPlace, Part};
use sonae_domain::ledger::YesNo;
use sonae_domain::paper::NumberPlace as PaperPlace;
use sonae_domain::paper::{Answer, FormGate, FormGroup, FormHeads, FormPart, FormRow, FormSection, FormSheet, Period, RoundCell};

use crate::words::text;

/// The form with what was decided.
pub fn form_sheet(edition: &Edition, form: &Form, assessment: &Assessment, facility: &str) -> FormSheet {
    let result = |item: &Item| assessment.gate.iter().chain(&assessment.items).find(|result| result.key == item.key);
    sheet(edition, form, &assessment.subject, facility, &result)
}

/// The form without answers, for a vendor to fill in.
pub fn blank_form_sheet(edition: &Edition, form: &Form, vendor: &str, facility: &str) -> FormSheet {
    sheet(edition, form, vendor, facility, &|_| None)
}

fn sheet<'a>(edition: &Edition, form: &Form, subject: &str, facility: &str, result: &dyn Fn(&Item) -> Option<&'a ItemResult>) -> FormSheet {
    let rounds = form.columns.rounds.len();
    let row = |item: &Item| form_row(item, result(item), rounds);
    let first = form.columns.rounds.first();
    FormSheet {
        edition_id: edition.id.to_string(),
        form_id: form.audience.as_str().to_owned(),
        subject: subject.to_owned(),
        edition_label: form.edition_label_printed.clone(),
        audience_label: form.audience_label.clone(),
        title: form.title.clone(),
        facility: facility.to_owned(),
        heads: FormHeads {
            item: Some(form.columns.item.clone()),
            result: form.columns.over.clone(),
            checked: first.map(|round| round.confirmed.clone()),
            target: first.and_then(|round| round.target.clone()),
            remarks: form.columns.remarks.clone(),
        },
        name_label: form.name_label.clone(),
        name: (form.audience == Audience::Vendor && !subject.is_empty()).then(|| subject.to_owned()),
        label_notice: (form.labels == Labels::NotInSource).then(|| form.labels_note.clone()).flatten(),
        rounds: u8::try_from(rounds).unwrap_or(1).max(1),
        year: Period { starts: edition.year.starts, ends: edition.year.ends },
        gate: form.gate.as_ref().map(|item| FormGate { title: item.no.clone(), row: FormRow { no: item.in_row.clone(), ..row(item) } }),
        parts: form.parts.iter().map(|part| form_part(edition, part, &row)).collect(),
    }
}

fn form_part(edition: &Edition, part: &Part, row: &dyn Fn(&Item) -> FormRow) -> FormPart {
    let sections = part.sections.iter().map(|section| FormSection {
        title: section.title.clone(),
        groups: section
            .groups
            .iter()
            .map(|group| FormGroup { heading: group.heading.clone(), rows: group.items.iter().map(row).collect() })
            .collect(),
    });
    FormPart {
        heading: part.heading.clone(),
        notes: part.notes.clone(),
        sections: sections.collect(),
        foot: part.foot.clone(),
        year: (part.year != edition.year).then_some(Period { starts: part.year.starts, ends: part.year.ends }),
    }
}

fn form_row(item: &Item, result: Option<&ItemResult>, rounds: usize) -> FormRow {
    FormRow {
        key: item.key.clone(),
        no: item.in_row.clone(),
        place: match item.number_place {
            NumberPlace::AfterLabel => PaperPlace::AfterLabel,
            NumberPlace::AfterNote => PaperPlace::AfterNote,
            NumberPlace::BeforeLabel => PaperPlace::BeforeLabel,
        },
        label: item.label.clone(),
        note: item.note.clone(),
        cells: result.map_or_else(Vec::new, |result| cells(result, rounds)),
        void: result.is_some_and(|result| result.status == Status::NotApplicable),
        remarks: result.map(remarks).unwrap_or_default(),
    }
}

/// What the person wrote beside the answer that is printed; an override is named with its reason and person.
fn remarks(result: &ItemResult) -> String {
    match &result.overruled {
        Some(row) => text("form-overruled", &[("reason", row.reason.trim()), ("by", row.decided_by.trim())]),
        None => result.remarks.clone(),
    }
}

/// With one round, what was decided. With several, every round as it was answered; what sonae decided goes into the first
/// round that nobody has answered.
fn cells(result: &ItemResult, rounds: usize) -> Vec<RoundCell> {
    let decided = RoundCell { answer: result.answer.map(answer), checked_on: result.checked_on, target_on: result.target_on };
    if rounds <= 1 {
        return vec![decided];
    }
    let mut cells = vec![RoundCell::default(); rounds];
    let said = result.attestation.iter().flat_map(|said| &said.rounds);
    for round in said {
        if let Some(cell) = cells.get_mut(usize::from(round.round.max(1)) - 1) {
            *cell = RoundCell { answer: Some(answer(round.answer)), checked_on: round.checked_on, target_on: round.target_on };
        }
    }
    let last = cells.iter().rposition(|cell| cell.answer.is_some());
    if decided.answer.is_some() && last.and_then(|last| cells[last].answer) != decided.answer {
        let next = last.map_or(0, |last| (last + 1).min(rounds - 1));
        cells[next] = decided;
    }
    cells
}

fn answer(answer: YesNo) -> Answer {
    match answer {
        YesNo::Yes => Answer::Yes,
        YesNo::No => Answer::No,
    }
}
