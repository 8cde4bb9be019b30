//! The official forms as they are decided now.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_app::decide_forms::DecidedForm;
use sonae_app::house::Known;
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::assessment::ItemResult;
use sonae_domain::framework::{Audience as FormAudience, Catalog};
use sonae_domain::names::same_company;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Path, Query};
use super::problem::Problem;
use super::values::{Assurance, Audience, Scope, Status, Totals, YesNo};
use super::window::within;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_forms)).routes(routes!(get_form))
}

/// Whose form
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subject {
    /// The vendor whose form it is; nothing for the institution's own
    #[param(max_length = 200)]
    pub(crate) subject: Option<String>,
}

/// The forms
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Forms {
    /// The institution's own form first, then one for each vendor under contract
    forms: Vec<FormSummary>,
}

/// A form in one line
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FormSummary {
    /// Edition of the form
    edition: String,
    /// Whose form
    audience: Audience,
    /// The vendor whose form it is; "" for the institution's own
    subject: String,
    /// Last day by which every item is to be answered yes
    #[schema(value_type = String, format = Date)]
    deadline: Date,
    /// Whether every item is answered yes or needs no answer, and nothing is wanting on the form
    complete: bool,
    /// Counts over its items
    totals: Totals,
}

/// A form with its items
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Form {
    /// The form in one line
    summary: FormSummary,
    /// Printed title
    title: String,
    /// The day for which it was decided
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// The question before all others, where the edition has one
    #[schema(required = false)]
    gate: Option<ItemSummary>,
    /// The items in printed order
    items: Vec<ItemSummary>,
}

/// An item in one line
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ItemSummary {
    /// Key inside the form, as it stands in addresses
    pub(crate) key: String,
    /// Number as printed
    no: String,
    /// Stable id of what is asked, the same over all years
    control: String,
    /// What is asked, in a few words
    title: String,
    /// Of which machines
    scope: Scope,
    /// Whether it is met
    status: Status,
    /// The answer that the form prints; nothing while open or void
    answer: Option<YesNo>,
    /// How the answer is known
    assurance: Option<Assurance>,
    /// 確認日
    #[schema(value_type = Option<String>, format = Date)]
    checked_on: Option<Date>,
    /// 目標日
    #[schema(value_type = Option<String>, format = Date)]
    target_on: Option<Date>,
    /// 備考
    remarks: String,
    /// Last day on which the answer counts, when what it rests on ages
    #[schema(value_type = Option<String>, format = Date)]
    valid_until: Option<Date>,
    /// Whether somebody's answer and the facts disagree
    contradiction: bool,
    /// What to do next, in words
    next: Option<String>,
}

/// The forms of the present edition
///
/// Forms of vendors are given to tokens that may also `read-vendors`.
#[utoipa::path(
    get, path = "/forms", tag = "forms", security(("token" = ["read-forms"])),
    responses((status = 200, description = "Every form that the institution must show", body = Forms))
)]
async fn list_forms(State(web): State<Web>, Caller(caller): Caller) -> Result<Json<Forms>, Problem> {
    let known = web.house.known().await?;
    let vendors = caller.may(Permission::ReadVendors);
    let shown = known.forms.iter().filter(|form| vendors || form.assessment.subject.is_empty());
    Ok(Json(Forms { forms: shown.map(|form| summary(&known, form)).collect() }))
}

/// A form, item by item
///
/// The form of a vendor needs the permission `read-vendors` too.
#[utoipa::path(
    get, path = "/forms/{edition}/{audience}", tag = "forms", security(("token" = ["read-forms"])),
    params(("edition" = String, Path, description = "Id of the edition"), ("audience" = Audience, Path, description = "Whose form"), Subject),
    responses((status = 200, description = "The form", body = Form))
)]
async fn get_form(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path((edition, audience)): Path<(String, Audience)>,
    Query(subject): Query<Subject>,
) -> Result<Json<Form>, Problem> {
    if audience == Audience::Vendor {
        caller.require(Permission::ReadVendors)?;
    }
    let known = known(&web, &edition).await?;
    let form = find(&known, audience, &subject)?;
    let catalog = web.house.catalog();
    Ok(Json(Form {
        summary: summary(&known, form),
        title: form.form.title.clone(),
        as_of: form.assessment.as_of,
        gate: form.assessment.gate.as_ref().map(|item| item_summary(item, form, catalog)),
        items: form.assessment.items.iter().map(|item| item_summary(item, form, catalog)).collect(),
    }))
}

/// Everything that is decided for this edition.
pub(crate) async fn known(web: &Web, edition: &str) -> Result<Arc<Known>, Problem> {
    let edition = web.house.frameworks.edition(edition).ok_or(Problem::NotFound)?;
    Ok(web.house.known_of(edition).await?)
}

/// The form of this subject.
pub(crate) fn find<'a>(known: &'a Known, audience: Audience, subject: &Subject) -> Result<&'a DecidedForm<'static>, Problem> {
    let audience: FormAudience = audience.into();
    let subject = subject.subject.as_deref().unwrap_or_default();
    within("subject", subject, 200)?;
    let is_meant = |form: &&DecidedForm<'static>| {
        let whose = &form.assessment.subject;
        form.assessment.audience == audience && (whose == subject || (!subject.is_empty() && same_company(whose, subject)))
    };
    known.forms.iter().find(is_meant).ok_or(Problem::NotFound)
}

fn summary(known: &Known, form: &DecidedForm<'_>) -> FormSummary {
    FormSummary {
        edition: form.assessment.edition.clone(),
        audience: form.assessment.audience.into(),
        subject: form.assessment.subject.clone(),
        deadline: known.edition.deadline,
        complete: form.assessment.is_complete(),
        totals: form.assessment.totals().into(),
    }
}

/// An item in one line.
pub(crate) fn item_summary(item: &ItemResult, form: &DecidedForm<'_>, catalog: &Catalog) -> ItemSummary {
    ItemSummary {
        key: item.key.clone(),
        no: item.no.clone(),
        control: item.control.to_string(),
        title: catalog.control(&item.control).map_or_else(|| item.control.to_string(), |control| control.title.clone()),
        scope: item.scope.into(),
        status: item.status.into(),
        answer: item.answer.map(Into::into),
        assurance: item.assurance.map(Into::into),
        checked_on: item.checked_on,
        target_on: item.target_on,
        remarks: item.remarks.clone(),
        valid_until: item.valid_until,
        contradiction: item.contradiction.is_some(),
        next: words::next_of_item(item, Some(form.form)),
    }
}
