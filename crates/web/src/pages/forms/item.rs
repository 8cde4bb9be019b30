//! One item: what is asked, how it stands and why, what to do, the answer, the files, the override, the history.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use sonae_app::accounts::User;
use sonae_app::checklist::{
    ItemEvidence, LONGEST_DAYS, Place, SHORTEST_REASON, TypedAnswer, TypedOverride, evidence_of, item_history, stored_answer,
};
use sonae_app::decide_forms::Decided;
use sonae_app::explain_item::explain_item;
use sonae_app::observations::{ItemCoverage, item_coverage};
use sonae_app::records::{self, USERS};
use sonae_app::words::{self, text};
use sonae_domain::access::Permission;
use sonae_domain::assessment::{Attestation, ItemResult};
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::RecordRef;
use sonae_domain::framework::{Audience, Original};
use sonae_domain::ledger::{Override, YesNo};

use super::view::{self, Chip, NAMED, Why};
use super::{Asked, place_of};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::record_link;
use crate::prose::Prose;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// What was answered on another form to the same thing.
struct Other {
    who: String,
    link: String,
    chip: Chip,
    remarks: String,
}

/// One round of confirmation, for typing in.
pub(super) struct RoundForm {
    number: u8,
    head: String,
    target_head: Option<String>,
    typed: TypedAnswer,
}

/// One line of the history.
struct Past {
    at: String,
    by: String,
    says: String,
}

#[derive(Template)]
#[template(path = "forms/item.html")]
struct ItemPage {
    page: Page,
    edition: String,
    form: String,
    form_link: String,
    subject: String,
    no: String,
    title: String,
    label: String,
    note: Option<String>,
    heading: Option<String>,
    void: bool,
    original: Option<String>,
    clauses: Vec<String>,
    base: String,
    query: String,
    chip: Chip,
    assurance: Option<String>,
    until: Option<jiff::civil::Date>,
    checked_on: Option<jiff::civil::Date>,
    target_on: Option<jiff::civil::Date>,
    remarks: String,
    next: Option<String>,
    why: Vec<Why>,
    coverage: Option<ItemCoverage>,
    contradiction: Option<String>,
    attested: Option<Attestation>,
    rounds: Vec<RoundForm>,
    has_remarks: bool,
    others: Vec<Other>,
    prior: Vec<String>,
    evidence: Vec<ItemEvidence>,
    overruled: Option<Override>,
    typed_override: TypedOverride,
    history: Vec<Past>,
    spec: Option<Prose>,
    needs: Vec<(String, String)>,
    logs_link: Option<&'static str>,
    /// Pages that show what was observed: name and address
    seen: Vec<(String, &'static str)>,
    before: Option<String>,
    after: Option<String>,
    attach_note: String,
    wrong: Wrong,
    may_answer: bool,
    may_overrule: bool,
    may_attach: bool,
}

/// The pages on which what was observed for a control can be looked at.
fn observed_pages(control: &str) -> Vec<(String, &'static str)> {
    let pages: &[(&str, &'static str)] = match control {
        "remote-maintenance-identified" => &[("lines", "/observations/lines"), ("machines", "/observations")],
        "access-rights-by-role" => &[("accounts", "/observations/accounts")],
        "unneeded-accounts-disabled" => &[("accounts", "/observations/accounts"), ("leaks", "/observations/leaks")],
        "two-factor-authentication" => &[("lines", "/observations/lines"), ("leaks", "/observations/leaks")],
        _ => &[],
    };
    pages.iter().map(|(name, address)| (text(&format!("observations-page-{name}"), &[]), *address)).collect()
}

impl ItemPage {
    fn is(answer: &Option<YesNo>, wanted: &str) -> bool {
        matches!((answer, wanted), (Some(YesNo::Yes), "yes") | (Some(YesNo::No), "no") | (None, ""))
    }

    /// Fields of later rounds have the round's number behind their name.
    fn field(name: &str, number: &u8) -> String {
        if *number == 1 { name.to_owned() } else { format!("{name}-{number}") }
    }
}

/// What was typed and is wrong, when the page is shown again.
#[derive(Default)]
pub(super) struct Again {
    pub(super) wrong: Wrong,
    pub(super) answer: Option<TypedAnswer>,
    pub(super) overruling: Option<TypedOverride>,
    pub(super) note: String,
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    signed.require(Permission::ReadForms)?;
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    html::show(&page(&web, &signed, &place, Again::default()).await?)
}

/// The page again, with what was typed and what is wrong with it.
pub(super) async fn again(web: &Web, signed: &Signed, place: &Place<'_>, again: Again) -> Result<Response, Failure> {
    html::show_again(&page(web, signed, place, again).await?)
}

async fn page(web: &Web, signed: &Signed, place: &Place<'_>, again: Again) -> Result<ItemPage, Failure> {
    let known = super::known_of(web, place.edition).await?;
    let found = super::form::decided(&known, place.form.audience, place.subject)?;
    let result = found.assessment.gate.iter().chain(&found.assessment.items).find(|result| result.key == place.item.key);
    let result = result.ok_or(Failure::NotFound)?;
    let explained = explain_item(place.edition, web.house.catalog(), place.form.audience, &place.item.key, None);
    let explained = explained.map_err(|_| Failure::NotFound)?.into_iter().next().ok_or(Failure::NotFound)?;
    let (edition, whose) = (place.edition.id.as_str(), place.form.audience.as_str());
    let link = |key: &str| view::link(edition, whose, key, place.subject);
    let keys: Vec<&str> = place.form.items_with_gate().map(|item| item.key.as_str()).collect();
    let at = keys.iter().position(|key| *key == place.item.key).unwrap_or_default();
    let may_answer = if place.subject.is_empty() { Permission::AnswerItems } else { Permission::ManageVendors };
    Ok(ItemPage {
        page: Page::new(web, signed, "forms").await?,
        edition: place.edition.edition_label.clone(),
        form: if place.subject.is_empty() { place.form.audience_label.clone() } else { place.subject.to_owned() },
        form_link: super::form_link(edition, whose, place.subject),
        subject: place.subject.to_owned(),
        no: place.item.no.clone(),
        title: explained.title.to_owned(),
        label: place.item.label.clone(),
        note: place.item.note.clone(),
        heading: explained.heading.map(ToOwned::to_owned),
        void: result.status == sonae_domain::assessment::Status::NotApplicable,
        original: original(place.item.original),
        clauses: place.item.guideline.iter().map(|at| format!("{} {}", at.volume, at.clauses.join(&text("list-separator", &[])))).collect(),
        base: format!("/forms/{edition}/{whose}/{}", html::encode(&place.item.key)),
        query: view::query(place.subject),
        chip: view::chip(result),
        assurance: view::assurance(result),
        until: result.valid_until,
        checked_on: result.checked_on,
        target_on: result.target_on,
        remarks: result.remarks.clone(),
        next: words::next_of_item(result, Some(place.form)),
        why: view::reasons(result, place.form),
        coverage: item_coverage(&known.facts, place.item.control.as_str(), place.item.scope, place.form.audience),
        contradiction: contradiction(result, place),
        attested: result.attestation.clone(),
        rounds: rounds(web, place, again.answer).await?,
        has_remarks: place.form.columns.remarks.is_some(),
        others: others(&known, place),
        prior: result.prior.iter().map(prior).collect(),
        evidence: evidence_of(&web.house, place).await?,
        overruled: result.overruled.clone(),
        typed_override: again.overruling.unwrap_or_default(),
        history: history(web, place).await?,
        spec: explained.spec.as_deref().map(Prose::of),
        needs: explained.needs.iter().map(|ledger| (words::ledger(*ledger), format!("/ledgers/{ledger}"))).collect(),
        logs_link: (*place.item.control.as_str() == *"access-logs-managed" && signed.actor.may(Permission::ReadLogs)).then_some("/logs"),
        seen: if signed.actor.may(Permission::ReadLedgers) { observed_pages(place.item.control.as_str()) } else { Vec::new() },
        before: at.checked_sub(1).map(|at| link(keys[at])),
        after: keys.get(at + 1).map(|key| link(key)),
        attach_note: again.note,
        wrong: again.wrong,
        may_answer: signed.actor.may(may_answer),
        may_overrule: signed.actor.may(Permission::OverrideFindings),
        may_attach: signed.actor.may(Permission::AddEvidence),
    })
}

fn original(original: Original) -> Option<String> {
    match original {
        Original::None => None,
        Original::Required => Some(text("forms-original-required", &[])),
        Original::Possible => Some(text("forms-original-possible", &[])),
    }
}

fn contradiction(result: &ItemResult, place: &Place<'_>) -> Option<String> {
    let said = result.contradiction?.said;
    let who = if place.subject.is_empty() { text("who-institution", &[]) } else { place.subject.to_owned() };
    Some(text("contradiction-said", &[("who", &who), ("said", &view::said(said))]))
}

/// A field set for each round of the form; what was typed and is wrong in place of what is kept.
async fn rounds(web: &Web, place: &Place<'_>, again: Option<TypedAnswer>) -> Result<Vec<RoundForm>, Failure> {
    let day = |day: Option<PartialDate>| view::typed(day.map(PartialDate::latest));
    let mut rounds = Vec::new();
    for (at, head) in place.form.columns.rounds.iter().enumerate() {
        let number = u8::try_from(at + 1).unwrap_or(u8::MAX);
        let typed = match again.clone().filter(|again| again.round == number) {
            Some(typed) => typed,
            None => {
                // the row itself: 目標日 and 備考 of an item without an answer stand only there
                let row = stored_answer(&web.house, place, number).await?.map(|(_, row)| row).unwrap_or_default();
                TypedAnswer {
                    round: number,
                    answer: row.answer,
                    checked_on: day(row.checked_on),
                    target_on: day(row.target_on),
                    remarks: row.remarks,
                    answered_by: row.answered_by,
                }
            }
        };
        rounds.push(RoundForm { number, head: head.confirmed.clone(), target_head: head.target.clone(), typed });
    }
    Ok(rounds)
}

/// The page of a row of a ledger.
fn row_link(row: &RecordRef) -> String {
    record_link(row.ledger, &row.key)
}

/// What stands on the other forms about the same control: on the institution's page the vendors' answers, and the other way.
fn others(known: &Decided<'_>, place: &Place<'_>) -> Vec<Other> {
    let forms = known.forms.iter().filter(|form| form.form.audience != place.form.audience);
    let found = forms.flat_map(|form| {
        let same = form.assessment.items.iter().filter(|item| item.control == place.item.control && item.scope.overlaps(place.item.scope));
        same.map(move |item| (form, item))
    });
    let found = found.filter(|(form, item)| form.form.audience != Audience::Vendor || item.attestation.is_some());
    let shown = found.map(|(form, item)| Other {
        who: if form.assessment.subject.is_empty() { text("who-institution", &[]) } else { form.assessment.subject.clone() },
        link: view::link(&form.assessment.edition, form.assessment.audience.as_str(), &item.key, &form.assessment.subject),
        chip: view::chip(item),
        remarks: item.remarks.clone(),
    });
    shown.collect()
}

fn prior(prior: &sonae_domain::assessment::PriorAnswer) -> String {
    let checked = prior.checked_on.map(html::date).unwrap_or_default();
    let args = [("edition", prior.edition.as_str()), ("no", &prior.no), ("said", &view::said(prior.answer)), ("checked", &checked)];
    let said = text(if checked.is_empty() { "forms-prior" } else { "forms-prior-checked" }, &args);
    if prior.remarks.is_empty() { said } else { text("forms-prior-remarks", &[("said", &said), ("remarks", &prior.remarks)]) }
}

async fn history(web: &Web, place: &Place<'_>) -> Result<Vec<Past>, Failure> {
    let people: BTreeMap<String, User> = records::all(&web.house.store, USERS).await?.into_iter().collect();
    let events = item_history(&web.house, place).await?;
    let past = events.into_iter().map(|event| {
        let answer = event.answer.map(view::said).unwrap_or_default();
        Past {
            at: html::moment(&event.at),
            by: people.get(&event.by).map_or(event.by.clone(), |user| user.name.clone()),
            says: text(&format!("forms-past-{}", event.what), &[("answer", &answer), ("text", &event.text)]),
        }
    });
    Ok(past.collect())
}
