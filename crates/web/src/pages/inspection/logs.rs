//! The access logs as an inspector sees them: the five columns of the checklist manual, each line with its mark, the checkpoint below.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use sonae_app::logs::{FiveColumns, FiveLine, five_columns};
use sonae_app::ports::{Format, Sheet};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use super::papers::pdf;
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::download;
use crate::signed::Signed;
use crate::state::Web;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    user: String,
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "inspection/logs.html")]
struct LogsPage {
    page: Page,
    columns: [String; 6],
    rows: Vec<FiveLine>,
    /// All lines; the page shows the first of them
    total: usize,
    cut_off: bool,
    seal: String,
    user: String,
    from: String,
    until: String,
    bad_from: Option<String>,
    bad_until: Option<String>,
    query: String,
}

/// More lines than this nobody reads on a screen; PDF and CSV hold all.
const SHOWN: usize = 200;

/// Days that are shown when none are asked for: a week.
const USUAL_DAYS: i64 = 7;

/// The days; a text that is no date gives the week that ends today.
fn span(asked: &Asked, today: Date) -> (Date, Date) {
    let until = calendar::parse(&asked.until).map_or(today, calendar::PartialDate::latest);
    let from = calendar::parse(&asked.from).map_or(calendar::plus_days(until, 1 - USUAL_DAYS), calendar::PartialDate::earliest);
    (from, until.max(from))
}

fn bad(text_typed: &str) -> Option<String> {
    (!text_typed.trim().is_empty() && calendar::parse(text_typed).is_err()).then(|| text("logs-wrong-date", &[]))
}

async fn list(web: &Web, signed: &Signed, asked: &Asked) -> Result<FiveColumns, Failure> {
    signed.require(Permission::ReadInspection)?;
    let (from, until) = span(asked, web.house.today().await?);
    Ok(five_columns(&web.house, &signed.actor, &asked.user, from, until).await?)
}

pub(super) async fn page(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let five = list(&web, &signed, &asked).await?;
    let (from, until) = (html::slashed(five.from), html::slashed(five.until));
    let query = [("user", &five.user), ("from", &from), ("until", &until)];
    let foot = five.foot();
    html::show(&LogsPage {
        page: Page::new(&web, &signed, "inspection").await?,
        columns: FiveColumns::heads(),
        seal: if foot.is_empty() { text("logs-five-unsealed", &[]) } else { foot },
        query: query.map(|(name, value)| format!("{name}={}", html::encode(value))).join("&"),
        bad_from: bad(&asked.from),
        bad_until: bad(&asked.until),
        from: if bad(&asked.from).is_some() { asked.from.clone() } else { from },
        until: if bad(&asked.until).is_some() { asked.until.clone() } else { until },
        user: five.user,
        cut_off: five.cut_off,
        total: five.lines.len(),
        rows: five.lines.into_iter().take(SHOWN).collect(),
    })
}

fn file_name(five: &FiveColumns) -> String {
    text("logs-five-file", &[("from", &five.from.to_string()), ("until", &five.until.to_string())])
}

pub(super) async fn as_pdf(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let five = list(&web, &signed, &asked).await?;
    let today = web.house.today().await?;
    let (name, sheet) = (file_name(&five), five.sheet(&web.house.institution().await?.name, today));
    let printed = web.house.print(move |printer| printer.print(Sheet::Ledger(&sheet), Format::Pdf, today)).await?;
    Ok(pdf(&name, printed.bytes))
}

pub(super) async fn as_csv(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let five = list(&web, &signed, &asked).await?;
    Ok(download(&format!("{}.csv", file_name(&five)), "text/csv; charset=utf-8", five.csv()))
}
