//! What is looked at in an inspection, read only: forms as they are printed, ledgers in the manual's columns, the contact tree,
//! documents.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sonae_app::house::Known;
use sonae_app::pack::file_name;
use sonae_app::ports::{Format, Sheet};
use sonae_app::sheets::{LedgerPaper, PAPERS, contact_tree, form_sheet, ledger_sheet};
use sonae_domain::access::Permission;
use sonae_domain::paper::{Answer, ContactGroup, ContactTree, FormRow, FormSheet, LedgerSheet};

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// Rows of a ledger on one screen.
const SCREEN: usize = 200;

#[derive(Template)]
#[template(path = "inspection/form.html")]
struct FormPage {
    page: Page,
    at: usize,
    sheet: FormSheet,
}

impl FormPage {
    /// The newest round of an item that was answered: answer, day, target.
    fn newest(row: &FormRow) -> (Option<Answer>, String, String) {
        let answered = row.cells.iter().rev().find(|cell| cell.answer.is_some());
        let cell = answered.cloned().unwrap_or_default();
        (cell.answer, html::date_or_empty(&cell.checked_on), html::date_or_empty(&cell.target_on))
    }
}

fn sheet_of(known: &Known, at: usize) -> Result<FormSheet, Failure> {
    let decided = known.forms.get(at).ok_or(Failure::NotFound)?;
    Ok(form_sheet(known.edition, decided.form, &decided.assessment, &known.facts.institution.name))
}

pub(super) async fn form(State(web): State<Web>, signed: Signed, Path(at): Path<usize>) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let sheet = sheet_of(&*web.house.known().await?, at)?;
    html::show(&FormPage { page: Page::new(&web, &signed, "inspection").await?, at, sheet })
}

pub(super) async fn form_pdf(State(web): State<Web>, signed: Signed, Path(at): Path<usize>) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let (sheet, as_of) = (sheet_of(&known, at)?, known.facts.as_of);
    let name = format!("{} {}", sheet.audience_label, sheet.subject);
    let printed = web.house.print(move |printer| printer.print(Sheet::Form(&sheet), Format::Pdf, as_of)).await?;
    Ok(pdf(&name, printed.bytes))
}

/// A PDF that the browser shows.
pub(crate) fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("inline; filename*=UTF-8''{}.pdf", html::encode(&file_name(name)));
    ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// Which screen of a ledger.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Screen {
    from: usize,
}

#[derive(Template)]
#[template(path = "inspection/paper.html")]
struct PaperPage {
    page: Page,
    id: String,
    sheet: LedgerSheet,
    total: usize,
    from: usize,
    older: Option<usize>,
    newer: Option<usize>,
}

fn paper_of(known: &Known, id: &str) -> Result<&'static LedgerPaper, Failure> {
    let kind = known.facts.institution.kind;
    PAPERS.iter().find(|paper| paper.id == id && paper.is_for(kind)).ok_or(Failure::NotFound)
}

pub(super) async fn paper(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
    Query(screen): Query<Screen>,
) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let mut sheet = ledger_sheet(&known.facts, paper_of(&known, &id)?, known.forms[0].form);
    let total = sheet.rows.len();
    let from = screen.from.min(total);
    sheet.rows = sheet.rows.into_iter().skip(from).take(SCREEN).collect();
    let older = Some(from + SCREEN).filter(|next| *next < total);
    let newer = (from > 0).then(|| from.saturating_sub(SCREEN));
    html::show(&PaperPage { page: Page::new(&web, &signed, "inspection").await?, id, sheet, total, from, older, newer })
}

pub(super) async fn paper_pdf(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let paper = paper_of(&known, &id)?;
    let (sheet, as_of) = (ledger_sheet(&known.facts, paper, known.forms[0].form), known.facts.as_of);
    let printed = web.house.print(move |printer| printer.print(Sheet::Ledger(&sheet), Format::Pdf, as_of)).await?;
    Ok(pdf(&paper.title, printed.bytes))
}

#[derive(Template)]
#[template(path = "inspection/tree.html")]
struct TreePage {
    page: Page,
    tree: ContactTree,
    groups: Vec<(ContactGroup, &'static str)>,
}

fn tree_of(known: &Known) -> Result<ContactTree, Failure> {
    let item = known.forms[0].form.items().find(|item| item.control == *"incident-contact-tree");
    contact_tree(&known.facts, item.map_or("", |item| item.no.as_str())).ok_or(Failure::NotFound)
}

pub(super) async fn tree(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let tree = tree_of(&*web.house.known().await?)?;
    let groups = [
        (ContactGroup::Inside, "inside"),
        (ContactGroup::Vendor, "vendor"),
        (ContactGroup::Security, "security"),
        (ContactGroup::Expert, "expert"),
        (ContactGroup::Ministry, "ministry"),
        (ContactGroup::Authority, "authority"),
        (ContactGroup::Police, "police"),
    ];
    let groups = groups.into_iter().filter(|(group, _)| tree.nodes.iter().any(|node| node.group == *group)).collect();
    html::show(&TreePage { page: Page::new(&web, &signed, "inspection").await?, tree, groups })
}

impl TreePage {
    fn nodes(&self, group: ContactGroup) -> impl Iterator<Item = &sonae_domain::paper::ContactNode> {
        self.tree.nodes.iter().filter(move |node| node.group == group)
    }
}

pub(super) async fn tree_pdf(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let (tree, as_of) = (tree_of(&known)?, known.facts.as_of);
    let printed = web.house.print(move |printer| printer.print(Sheet::ContactTree(&tree), Format::Pdf, as_of)).await?;
    Ok(pdf(&html::word("pack-contact-tree"), printed.bytes))
}

/// A document of the institution, to be saved. Only what ledgers and items can name is given out, and never shown as a page.
pub(super) async fn file(State(web): State<Web>, signed: Signed, Path(sha256): Path<String>) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let document = known.facts.documents.values().find(|document| document.sha256 == sha256).ok_or(Failure::NotFound)?;
    let bytes = web.house.folder.read_evidence(&sha256).ok_or(Failure::NotFound)?;
    let name = document.path.rsplit('/').next().unwrap_or(&document.path);
    let disposition = format!("attachment; filename*=UTF-8''{}", html::encode(&file_name(name)));
    Ok(([(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
