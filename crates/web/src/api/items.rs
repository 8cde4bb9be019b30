//! One item of a form: how it stands, why, and on which records that rests.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use sonae_app::decide_forms::DecidedForm;
use sonae_app::observations::{ItemCoverage, blank_next, blank_says, item_coverage};
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{ItemResult, Reason as FoundReason};
use sonae_domain::facts::RecordRef as FoundRecord;
use sonae_domain::rules::rule;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Path, Query};
use super::forms::{ItemSummary, Subject, find, item_summary, known};
use super::problem::Problem;
use super::values::{Audience, Provenance, Status, Tone, YesNo};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_item))
}

/// An item with everything that decides it
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Item {
    /// The item in one line
    summary: ItemSummary,
    /// The label as the form prints it
    label: String,
    /// The note as the form prints it
    note: Option<String>,
    /// Ledgers that decide it
    needs: Vec<String>,
    /// What the facts alone say
    found: Status,
    /// Why, and what is wanting on the form: against, missing, support, advice
    reasons: Vec<Reason>,
    /// How much was observed; null where no machine could say anything about the item
    coverage: Option<Coverage>,
    /// What somebody answered
    attestation: Option<Attestation>,
    /// The override that stands
    #[serde(rename = "override")]
    overruled: Option<Override>,
    /// What was answered to the same control in an earlier edition
    prior: Vec<Prior>,
}

/// One reason
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Reason {
    /// Stable id of the reason
    key: String,
    /// Which way it points
    tone: Tone,
    /// In words
    text: String,
    /// What to do about it, in words
    next: Option<String>,
    /// The records that it speaks of (of supporting ones the first)
    records: Vec<RecordRef>,
}

/// A record that a reason names
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct RecordRef {
    /// Ledger that holds it
    ledger: String,
    /// Key inside the ledger
    key: String,
    /// What a person calls it
    label: String,
    /// How it is known
    provenance: Provenance,
    /// File that it was read from; "" when it was not
    file: String,
    /// Sheet of that file
    sheet: String,
    /// Row of that sheet, from 1; 0 when unknown
    row: u32,
}

/// How much was observed for an item: nothing found is only as good as this
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Coverage {
    /// What had to be known of each machine: `presence`, `remote`, `accounts`, `system`, `password`, `media`, `second-factor`,
    /// `services`, `sources`, `backup`
    aspect: String,
    /// Machines in use in the ledger of which the item speaks (of backups: rows)
    in_ledger: usize,
    /// Of these, observed recently enough to count
    observed: usize,
    /// Of these, such as said it themselves
    from_within: usize,
    /// Day of the oldest observation that counts
    #[schema(value_type = Option<String>, format = Date)]
    oldest: Option<Date>,
    /// In words
    text: String,
    /// Those of which nothing is known
    blanks: Vec<Blank>,
}

/// A machine of which nothing is known for an item
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Blank {
    /// Its row
    record: RecordRef,
    /// Stable id of the reason: `never-seen`, `perhaps-seen`, `other-source`, `refused`, `outdated`, `no-source`
    why: String,
    /// In words
    text: String,
    /// What to do, in words
    next: String,
}

/// What somebody answered
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Attestation {
    /// 回答
    answer: YesNo,
    /// 確認日
    #[schema(value_type = Option<String>, format = Date)]
    checked_on: Option<Date>,
    /// 目標日
    #[schema(value_type = Option<String>, format = Date)]
    target_on: Option<Date>,
    /// 備考
    remarks: String,
    /// 回答者
    answered_by: String,
}

/// A person's decision to print another answer
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Override {
    /// The answer that is printed
    answer: Option<YesNo>,
    /// 理由
    reason: String,
    /// 判断した人
    decided_by: String,
    /// 判断日
    decided_on: Option<String>,
    /// 有効期限
    expires_on: Option<String>,
}

/// An earlier answer to the same control
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Prior {
    /// Id of the earlier edition
    edition: String,
    /// The number that its form printed
    no: String,
    /// 回答
    answer: YesNo,
    /// 確認日
    #[schema(value_type = Option<String>, format = Date)]
    checked_on: Option<Date>,
    /// 備考
    remarks: String,
}

/// One item of a form
///
/// An item of a vendor's form needs the permission `read-vendors` too. Records are named by key and label; what they say is
/// in the ledgers.
#[utoipa::path(
    get, path = "/forms/{edition}/{audience}/items/{item}", tag = "forms", security(("token" = ["read-forms"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Subject,
    ),
    responses((status = 200, description = "The item", body = Item))
)]
async fn get_item(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path((edition, audience, key)): Path<(String, Audience, String)>,
    Query(subject): Query<Subject>,
) -> Result<Json<Item>, Problem> {
    if audience == Audience::Vendor {
        caller.require(Permission::ReadVendors)?;
    }
    let known = known(&web, &edition).await?;
    let form = find(&known, audience, &subject)?;
    let result = form.assessment.gate.iter().chain(&form.assessment.items).find(|item| item.key == key).ok_or(Problem::NotFound)?;
    let printed = form.form.items_with_gate().find(|item| item.key == key).ok_or(Problem::NotFound)?;
    Ok(Json(Item {
        summary: item_summary(result, form, web.house.catalog()),
        label: printed.label.clone(),
        note: printed.note.clone(),
        needs: rule(&result.control).map_or(&[][..], |rule| rule.needs()).iter().map(ToString::to_string).collect(),
        found: result.finding.status.into(),
        reasons: reasons(result, form),
        coverage: item_coverage(&known.facts, result.control.as_str(), printed.scope, form.form.audience).map(coverage),
        attestation: attestation(result),
        overruled: overruled(result),
        prior: prior(result),
    }))
}

fn reasons(item: &ItemResult, form: &DecidedForm<'_>) -> Vec<Reason> {
    let reason = |reason: &FoundReason| Reason {
        key: reason.key.clone(),
        tone: reason.tone.into(),
        text: words::reason(reason, Some(form.form)),
        next: words::next_step(reason, Some(form.form)),
        records: reason.records.iter().map(record).collect(),
    };
    item.finding.reasons.iter().chain(&item.form_gaps).map(reason).collect()
}

fn record(record: &FoundRecord) -> RecordRef {
    RecordRef {
        ledger: record.ledger.to_string(),
        key: record.key.clone(),
        label: record.label.clone(),
        provenance: record.provenance.into(),
        file: record.source.file.clone(),
        sheet: record.source.sheet.clone(),
        row: record.source.row,
    }
}

fn coverage(coverage: ItemCoverage) -> Coverage {
    let figures = coverage.figures;
    let blank = |blank: &sonae_domain::facts::Blank| Blank {
        record: record(&blank.row),
        why: blank.why.as_str().to_owned(),
        text: blank_says(blank),
        next: blank_next(figures.aspect, blank),
    };
    Coverage {
        aspect: figures.aspect.as_str().to_owned(),
        in_ledger: figures.in_ledger,
        observed: figures.observed,
        from_within: figures.from_within,
        oldest: figures.oldest,
        text: coverage.says,
        blanks: figures.blanks.iter().map(blank).collect(),
    }
}

fn attestation(item: &ItemResult) -> Option<Attestation> {
    item.attestation.as_ref().map(|said| Attestation {
        answer: said.answer.into(),
        checked_on: said.checked_on,
        target_on: said.target_on,
        remarks: said.remarks.clone(),
        answered_by: said.answered_by.clone(),
    })
}

fn overruled(item: &ItemResult) -> Option<Override> {
    item.overruled.as_ref().map(|overruled| Override {
        answer: overruled.answer.map(Into::into),
        reason: overruled.reason.clone(),
        decided_by: overruled.decided_by.clone(),
        decided_on: overruled.decided_on.map(|day| day.to_string()),
        expires_on: overruled.expires_on.map(|day| day.to_string()),
    })
}

fn prior(item: &ItemResult) -> Vec<Prior> {
    let prior = item.prior.iter().map(|prior| Prior {
        edition: prior.edition.clone(),
        no: prior.no.clone(),
        answer: prior.answer.into(),
        checked_on: prior.checked_on,
        remarks: prior.remarks.clone(),
    });
    prior.collect()
}
