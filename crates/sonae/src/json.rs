//! `--json`: one object per form, one line each.

use serde_json::{Value, json};
use sonae_app::decide_forms::{Decided, DecidedForm};
use sonae_app::words;
use sonae_domain::assessment::{ItemResult, Reason, Tone};
use sonae_domain::facts::RecordRef;
use sonae_domain::framework::{Catalog, Form};

/// The lines, the institution's own form first.
pub(crate) fn lines(decided: &Decided<'_>, catalog: &Catalog) -> Vec<String> {
    decided.forms.iter().map(|form| one(decided, form, catalog).to_string()).collect()
}

fn one(decided: &Decided<'_>, form: &DecidedForm<'_>, catalog: &Catalog) -> Value {
    let assessment = &form.assessment;
    json!({
        "edition": assessment.edition,
        "form": assessment.audience,
        "vendor": if assessment.subject.is_empty() { Value::Null } else { json!(assessment.subject) },
        "institution": decided.facts.institution.name,
        "as-of": assessment.as_of,
        "deadline": decided.edition.deadline,
        "complete": assessment.is_complete(),
        "totals": assessment.totals(),
        "gate": assessment.gate.as_ref().map(|item| self::item(item, form.form, catalog)),
        "items": assessment.items.iter().map(|item| self::item(item, form.form, catalog)).collect::<Vec<_>>(),
    })
}

fn item(item: &ItemResult, form: &Form, catalog: &Catalog) -> Value {
    let reasons: Vec<&Reason> = item.finding.reasons.iter().chain(&item.form_gaps).collect();
    let mut records: Vec<&RecordRef> = reasons.iter().flat_map(|reason| &reason.records).collect();
    records.sort();
    records.dedup();
    json!({
        "no": item.no,
        "key": item.key,
        "control": item.control,
        "scope": item.scope,
        "title": catalog.control(&item.control).map(|control| control.title.clone()),
        "answer": item.answer,
        "status": item.status,
        "assurance": item.assurance,
        "checked-on": item.checked_on,
        "target-on": item.target_on,
        "remarks": item.remarks,
        "valid-until": item.valid_until,
        "contradiction": item.contradiction,
        "override": item.overruled,
        "attestation": item.attestation.as_ref().map(|said| json!({ "answer": said.answer, "checked-on": said.checked_on, "answered-by": said.answered_by })),
        "prior": item.prior,
        "reasons": reasons.iter().map(|reason| json!({ "key": reason.key, "tone": reason.tone, "text": words::reason(reason, Some(form)) })).collect::<Vec<_>>(),
        "records": records.iter().map(|record| self::record(record)).collect::<Vec<_>>(),
        "next": words::next_of_item(item, Some(form)),
        "advice": reasons.iter().filter(|reason| reason.tone == Tone::Advice).filter_map(|reason| words::next_step(reason, Some(form))).collect::<Vec<_>>(),
    })
}

fn record(record: &RecordRef) -> Value {
    json!({
        "ledger": record.ledger,
        "key": record.key,
        "label": record.label,
        "file": record.source.file,
        "sheet": record.source.sheet,
        "row": record.source.row,
    })
}
