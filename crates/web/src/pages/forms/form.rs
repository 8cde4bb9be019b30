//! One form: every item with its answer, how it is known, and what is to be done next; and the form on paper.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use sonae_app::decide_forms::{Decided, DecidedForm};
use sonae_app::ports::{Format, Sheet};
use sonae_app::sheets::form_sheet;
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{ItemResult, Totals};
use sonae_domain::framework::{Audience, Form};

use super::view::{self, Chip};
use super::{Asked, audience, form_link, known_of};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::download;
use crate::signed::Signed;
use crate::state::Web;

/// One row.
struct Row {
    no: String,
    label: String,
    link: String,
    chip: Chip,
    assurance: Option<String>,
    until: Option<jiff::civil::Date>,
    brief: String,
    next: String,
    contradiction: bool,
    original: bool,
}

/// Rows under one heading.
struct Part {
    title: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "forms/form.html")]
struct FormPage {
    page: Page,
    title: String,
    edition: String,
    deadline: jiff::civil::Date,
    link: String,
    print: String,
    take_over: Option<String>,
    show: String,
    totals: Totals,
    count: usize,
    gaps: usize,
    parts: Vec<Part>,
    labels_note: Option<String>,
}

impl FormPage {
    fn filter(&self, show: &str) -> String {
        let sign = if self.link.contains('?') { '&' } else { '?' };
        if show.is_empty() { self.link.clone() } else { format!("{}{sign}show={show}", self.link) }
    }
}

/// The decided form that an address means.
pub(super) fn decided<'a>(known: &'a Decided<'static>, audience: Audience, subject: &str) -> Result<&'a DecidedForm<'static>, Failure> {
    let forms = known.forms.iter().filter(|form| form.form.audience == audience);
    forms.into_iter().find(|form| form.assessment.subject == subject).ok_or(Failure::NotFound)
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    signed.require(Permission::ReadForms)?;
    let edition = web.house.frameworks.edition(&edition).ok_or(Failure::NotFound)?;
    let known = known_of(&web, edition).await?;
    let found = decided(&known, audience(&whose)?, asked.subject.trim())?;
    let page = Page::new(&web, &signed, "forms").await?;
    let items = &found.assessment.items;
    let wanted = |item: &&ItemResult| match asked.show.as_str() {
        "gaps" => item.is_gap(),
        "contradictions" => item.contradiction.is_some(),
        _ => true,
    };
    let shown: Vec<&ItemResult> = items.iter().filter(wanted).collect();
    let link = form_link(edition.id.as_str(), &whose, &found.assessment.subject);
    let sign = if link.contains('?') { '&' } else { '?' };
    let query = view::query(&found.assessment.subject);
    let open = found.assessment.subject.is_empty() && items.iter().any(|item| item.attestation.is_none() && !item.prior.is_empty());
    let may_take = open && signed.actor.may(Permission::AnswerItems);
    html::show(&FormPage {
        title: if found.assessment.subject.is_empty() { found.form.audience_label.clone() } else { found.assessment.subject.clone() },
        edition: edition.edition_label.clone(),
        deadline: edition.deadline,
        print: format!("/forms/{}/{whose}/print{query}{}", edition.id, if sign == '&' { "&" } else { "?" }),
        take_over: may_take.then(|| format!("/forms/{}/{whose}/take-over", edition.id)),
        totals: found.assessment.totals(),
        count: items.len(),
        gaps: items.iter().filter(|item| item.is_gap()).count(),
        parts: parts(found, &shown, &asked.show),
        show: asked.show,
        labels_note: found.form.labels_note.clone(),
        link,
        page,
    })
}

/// The question before all others is shown with all items, and where it is open itself.
fn parts(found: &DecidedForm<'_>, shown: &[&ItemResult], show: &str) -> Vec<Part> {
    let form: &Form = found.form;
    let sections = form.parts.iter().flat_map(|part| part.sections.iter().map(move |section| (part, section)));
    let groups = sections.flat_map(|(part, section)| section.groups.iter().map(move |group| (part, section, group)));
    let gate = form.gate.iter().zip(&found.assessment.gate).filter(|(_, result)| show.is_empty() || result.is_gap());
    let gate =
        gate.map(|(item, result)| Part { title: item.no.clone(), rows: vec![Row { no: String::new(), ..row(found, item, result) }] });
    let parts = groups.map(|(part, section, group)| {
        let words = [part.heading.as_deref(), Some(section.title.as_str()), group.heading.as_deref()];
        let rows = group.items.iter().filter_map(|item| {
            let result = shown.iter().find(|result| result.key == item.key)?;
            Some(row(found, item, result))
        });
        Part { title: words.into_iter().flatten().collect::<Vec<_>>().join(" "), rows: rows.collect() }
    });
    gate.chain(parts.filter(|part| !part.rows.is_empty())).collect()
}

fn row(found: &DecidedForm<'_>, item: &sonae_domain::framework::Item, result: &ItemResult) -> Row {
    let assessment = &found.assessment;
    Row {
        no: item.no.clone(),
        label: item.label.clone(),
        link: view::link(&assessment.edition, assessment.audience.as_str(), &item.key, &assessment.subject),
        chip: view::chip(result),
        assurance: view::assurance(result),
        until: result.valid_until,
        brief: view::brief(result, found.form),
        next: if result.is_gap() { words::next_of_item(result, Some(found.form)).unwrap_or_default() } else { String::new() },
        contradiction: result.contradiction.is_some(),
        original: item.original != sonae_domain::framework::Original::None,
    }
}

pub(super) async fn print(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    signed.require(Permission::ReadForms)?;
    let edition = web.house.frameworks.edition(&edition).ok_or(Failure::NotFound)?;
    let known = known_of(&web, edition).await?;
    let found = decided(&known, audience(&whose)?, asked.subject.trim())?;
    let format = match asked.format.as_str() {
        "" | "pdf" => Format::Pdf,
        "xlsx" => Format::Xlsx,
        _ => return Err(Failure::NotFound),
    };
    let sheet = form_sheet(edition, found.form, &found.assessment, &known.facts.institution.name);
    let as_of = known.facts.as_of;
    let printed = web.house.print(move |printer| printer.print(Sheet::Form(&sheet), format, as_of)).await?;
    Ok(download(&format!("{}_{whose}.{}", edition.id, format.extension()), format.media_type(), printed.bytes))
}
