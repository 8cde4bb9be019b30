//! All ledgers, and the list of one: search, filters, order, pages.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use sonae_app::ledgers::{
    self, Asked as Listing, Column, ColumnKind, EMPTY, ListQuery, Listed, Overview, is_edited_here, layout, options, text_of, typed_columns,
};
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use super::{Asked, asked, ledger_of};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// Records on a page.
const SIZE: u64 = 50;
/// Pages around the present one that have a link of their own.
const NEAR: u64 = 2;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers", get(index)).route("/ledgers/{ledger}", get(list))
}

#[derive(Template)]
#[template(path = "ledgers/index.html")]
struct IndexPage {
    page: Page,
    ledgers: Vec<(Overview, String)>,
    edition: String,
    audience: String,
}

async fn index(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let page = Page::new(&web, &signed, "ledgers").await?;
    let mut ledgers = Vec::new();
    for overview in ledgers::ledgers(&web.house, &signed.actor).await? {
        let by = match &overview.changed {
            Some((_, by)) => super::who(&web, by).await,
            None => String::new(),
        };
        ledgers.push((overview, by));
    }
    let known = web.house.known().await?;
    let audience = known.forms[0].form.audience.as_str().to_owned();
    html::show(&IndexPage { page, ledgers, edition: known.edition.id.to_string(), audience })
}

/// A filter: a column with a vocabulary.
struct FilterView {
    field: &'static str,
    title: &'static str,
    options: Vec<(String, String)>,
    chosen: String,
}

/// A head that can be clicked.
struct HeadView {
    title: &'static str,
    href: String,
    /// `ascending`, `descending` or `none`
    order: &'static str,
}

/// A record in the list.
pub(super) struct RowView {
    pub(super) key: String,
    pub(super) label: String,
    /// Title, text, class
    pub(super) cells: Vec<(&'static str, String, &'static str)>,
}

impl RowView {
    pub(super) fn of(ledger: LedgerId, record: &Listing) -> Self {
        let cells = shown(ledger).into_iter().map(|column| (column.title.as_str(), text(ledger, column, record), class(column))).collect();
        Self { key: record.key.clone(), label: record.label.clone(), cells }
    }
}

/// Short values stay on one line.
fn class(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Date | ColumnKind::Number | ColumnKind::Days | ColumnKind::Choice | ColumnKind::Flag => "wide nb",
        _ => "wide",
    }
}

fn text(ledger: LedgerId, column: &Column, record: &Listing) -> String {
    let text = text_of(ledger, column, &record.body);
    if !text.is_empty() {
        return text;
    }
    let inferred = sonae_app::ledgers::shown_text(ledger, column, &record.body);
    if inferred.is_empty() { inferred } else { words::text("ledgers-inferred", &[("value", &inferred)]) }
}

#[derive(Template)]
#[template(path = "ledgers/list.html", blocks = ["table"])]
struct ListPage {
    page: Page,
    ledger: LedgerId,
    query: ListQuery,
    filters: Vec<FilterView>,
    heads: Vec<HeadView>,
    rows: Vec<RowView>,
    listed: Listed,
    may_edit: bool,
}

impl ListPage {
    fn about(&self) -> &'static str {
        &ledgers::columns_of(self.ledger).about
    }

    fn can_quick(&self) -> bool {
        self.may_edit && !layout(self.ledger).quick.is_empty()
    }

    fn has_stocktake(&self) -> bool {
        self.ledger == LedgerId::Devices
    }

    fn is_narrowed(&self) -> bool {
        !self.query.search.is_empty() || !self.query.filters.is_empty()
    }

    fn from(&self) -> u64 {
        if self.listed.total == 0 { 0 } else { (self.listed.page - 1) * SIZE + 1 }
    }

    fn to(&self) -> u64 {
        (self.listed.page * SIZE).min(self.listed.total)
    }

    fn page_link(&self, page: u64) -> String {
        link(self.ledger, &self.query, page)
    }

    fn export_link(&self) -> String {
        link(self.ledger, &self.query, 1).replacen(&format!("/ledgers/{}", self.ledger), &format!("/ledgers/{}/export", self.ledger), 1)
    }

    /// Pages with a link of their own: the first, those around, the last.
    fn near(&self) -> Vec<u64> {
        let (page, pages) = (self.listed.page.min(self.listed.pages), self.listed.pages);
        let mut near: Vec<u64> = (page.saturating_sub(NEAR).max(1)..=(page + NEAR).min(pages)).collect();
        near.insert(0, 1);
        near.push(pages);
        near.dedup();
        near
    }
}

/// Columns of the list.
pub(super) fn shown(ledger: LedgerId) -> Vec<&'static Column> {
    let column = |field: &String| typed_columns(ledger).find(|column| column.field == *field);
    layout(ledger).columns.iter().filter_map(column).collect()
}

/// What the address asks for.
pub(super) fn query(fields: &Fields) -> ListQuery {
    let filters = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix("f.")?, value)));
    ListQuery {
        search: fields.get("q").to_owned(),
        filters: filters.filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_owned(), value.to_owned())).collect(),
        sort: Some(fields.get("sort")).filter(|field| !field.is_empty()).map(|field| (field.to_owned(), fields.get("dir") == "desc")),
        page: fields.get("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        size: SIZE,
    }
}

/// The address of a list.
fn link(ledger: LedgerId, query: &ListQuery, page: u64) -> String {
    let mut parts = Vec::new();
    if !query.search.is_empty() {
        parts.push(format!("q={}", html::encode(&query.search)));
    }
    parts.extend(query.filters.iter().map(|(field, code)| format!("f.{}={}", html::encode(field), html::encode(code))));
    if let Some((field, descending)) = &query.sort {
        parts.push(format!("sort={}{}", html::encode(field), if *descending { "&dir=desc" } else { "" }));
    }
    if page > 1 {
        parts.push(format!("page={page}"));
    }
    let mark = if parts.is_empty() { "" } else { "?" };
    format!("/ledgers/{ledger}{mark}{}", parts.join("&"))
}

fn heads(ledger: LedgerId, query: &ListQuery) -> Vec<HeadView> {
    let head = |column: &'static Column| {
        let now = query.sort.as_ref().filter(|(field, _)| *field == column.field).map(|(_, descending)| *descending);
        let next = ListQuery { sort: Some((column.field.clone(), now == Some(false))), ..query.clone() };
        let order = match now {
            None => "none",
            Some(false) => "ascending",
            Some(true) => "descending",
        };
        HeadView { title: &column.title, href: link(ledger, &next, 1), order }
    };
    shown(ledger).into_iter().map(head).collect()
}

fn filters(ledger: LedgerId, query: &ListQuery) -> Vec<FilterView> {
    let listed = |column: &&'static Column| layout(ledger).columns.contains(&column.field);
    let columns = typed_columns(ledger).filter(|column| matches!(column.kind, ColumnKind::Choice | ColumnKind::Flag));
    let view = |column: &'static Column| {
        let mut options = options(column);
        if !options
            .iter()
            .any(|(code, _)| code == "unspecified" || code == "other" && column.vocabulary.as_deref() == Some("contact-group"))
        {
            options.push((EMPTY.to_owned(), words::text("ledgers-not-recorded", &[])));
        }
        let chosen = query.filters.iter().find(|(field, _)| *field == column.field).map(|(_, code)| code.clone());
        FilterView { field: &column.field, title: &column.title, options, chosen: chosen.unwrap_or_default() }
    };
    columns.filter(listed).map(view).collect()
}

async fn list(
    State(web): State<Web>,
    Path(name): Path<String>,
    signed: Signed,
    headers: HeaderMap,
    fields: Asked,
) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let query = query(&asked(fields));
    let listed = ledgers::list_records(&web.house, &signed.actor, ledger, &query).await?;
    let list = ListPage {
        page: Page::new(&web, &signed, "ledgers").await?,
        ledger,
        filters: filters(ledger, &query),
        heads: heads(ledger, &query),
        rows: listed.records.iter().map(|record| RowView::of(ledger, record)).collect(),
        may_edit: signed.actor.may(Permission::EditLedgers) && is_edited_here(ledger),
        listed,
        query,
    };
    if headers.contains_key("hx-request") { html::show(&list.as_table()) } else { html::show(&list) }
}
