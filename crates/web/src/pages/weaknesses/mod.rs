//! 脆弱性とサポート終了: what to do this week, what to ask, how old the knowledge is; bringing new data by hand.
//!
//! Deliberately not here: what is affected (crate `feeds`), what comes first (`app::feeds`).

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::feeds::terms::{Freshness, PackError, SourceStatus};
use sonae_app::feeds::{FeedError, FeedUploaded, OpenQuestion, WorkLine, feeds_overview, import_uploaded, mail_to_vendor};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::{file_name, record_link};
use crate::signed::Signed;
use crate::state::Web;

/// The largest file that comes in by the browser; larger ones come by the command.
const UPLOAD: usize = (64 << 20) + (64 << 10);

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/weaknesses", get(show)).route("/weaknesses/feeds", post(upload).layer(DefaultBodyLimit::max(UPLOAD)))
}

impl From<FeedError> for Failure {
    fn from(error: FeedError) -> Self {
        match error {
            FeedError::Forbidden(forbidden) => forbidden.into(),
            FeedError::Store(error) => error.into(),
            FeedError::Record(error) => error.into(),
            FeedError::Know(error) => error.into(),
            FeedError::Io(error) => error.into(),
            FeedError::Pack(PackError::NotTrusted) => Self::Bad("feed-not-trusted"),
            FeedError::Pack(PackError::OldSerial { .. }) => Self::Bad("feed-old"),
            FeedError::Pack(_) => Self::Bad("feed-damaged"),
            FeedError::Feeds(error) => Self::Fault(error.to_string()),
            FeedError::Key(error) => Self::Fault(error.to_string()),
            FeedError::CutOff => Self::Fault(error.to_string()),
        }
    }
}

/// One line of work as it is shown.
struct LineView {
    class: u8,
    class_word: String,
    product: String,
    replace: bool,
    ransomware: bool,
    fixed_in: String,
    devices: Vec<(String, String)>,
    cves: Vec<String>,
    vendors: String,
    subject: String,
    body: String,
}

struct QuestionView {
    product: String,
    version: String,
    devices: Vec<(String, String)>,
    cves: usize,
    exploited: usize,
}

struct FeedView {
    name: String,
    kind: &'static str,
    word: String,
    as_of: String,
    age: String,
    rows: u64,
    licence: &'static str,
}

#[derive(Template)]
#[template(path = "weaknesses/overview.html")]
struct WeaknessesPage {
    page: Page,
    empty: bool,
    week: Vec<LineView>,
    waiting: Vec<LineView>,
    monthly: Vec<LineView>,
    questions: Vec<QuestionView>,
    feeds: Vec<FeedView>,
    machines: usize,
    may_edit: bool,
}

fn line(institution: &str, line: &WorkLine) -> LineView {
    let (subject, body) = mail_to_vendor(institution, line);
    LineView {
        class: line.class,
        class_word: text(&format!("feeds-class-{}", line.class), &[]),
        product: line.product.clone(),
        replace: line.replace,
        ransomware: line.ransomware,
        fixed_in: line.fixed_in.iter().cloned().collect::<Vec<_>>().join(", "),
        devices: links(&line.devices),
        cves: line.cves.iter().cloned().collect(),
        vendors: line.vendors.iter().cloned().collect::<Vec<_>>().join(&text("list-separator", &[])),
        subject,
        body,
    }
}

fn links(devices: &std::collections::BTreeMap<String, String>) -> Vec<(String, String)> {
    devices.iter().map(|(key, label)| (record_link(LedgerId::Devices, key), label.clone())).collect()
}

fn question(question: &OpenQuestion) -> QuestionView {
    QuestionView {
        product: question.product.clone(),
        version: question.version.clone(),
        devices: links(&question.devices),
        cves: question.cves,
        exploited: question.exploited,
    }
}

fn feed(status: &SourceStatus) -> FeedView {
    let (kind, word) = match status.freshness {
        Freshness::Fresh => ("yes", "weaknesses-feed-fresh"),
        Freshness::Amber => ("old", "weaknesses-feed-amber"),
        Freshness::Red => ("no", "weaknesses-feed-red"),
        Freshness::Missing => ("na", "weaknesses-feed-missing"),
    };
    FeedView {
        name: text(&format!("feeds-name-{}", status.source.name()), &[]),
        kind,
        word: text(word, &[]),
        as_of: status.as_of.map(html::slashed).unwrap_or_default(),
        age: status.age.map(|days| text("weaknesses-days-ago", &[("days", &days.to_string())])).unwrap_or_default(),
        rows: status.rows,
        licence: status.licence,
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let seen = feeds_overview(&web.house, &signed.actor).await?;
    let institution = web.house.institution().await?.name;
    let lines = |lines: &[WorkLine]| lines.iter().map(|work| line(&institution, work)).collect();
    html::show(&WeaknessesPage {
        page: Page::new(&web, &signed, "weaknesses").await?,
        empty: seen.status.iter().all(|feed| feed.rows == 0),
        week: lines(&seen.week),
        waiting: lines(&seen.waiting),
        monthly: lines(&seen.monthly),
        questions: seen.questions.iter().map(question).collect(),
        feeds: seen.status.iter().map(feed).collect(),
        machines: seen.machines,
        may_edit: signed.actor.may(Permission::EditLedgers),
    })
}

async fn upload(State(web): State<Web>, signed: Signed, mut form: Multipart) -> Result<Response, Failure> {
    signed.require(Permission::EditLedgers)?;
    let too_large = |status: StatusCode| if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "unreadable-form" };
    while let Some(part) = form.next_field().await.map_err(|error| Failure::Bad(too_large(error.status())))? {
        if part.name() != Some("file") {
            continue;
        }
        let name = file_name(part.file_name().unwrap_or_default());
        let bytes = part.bytes().await.map_err(|error| Failure::Bad(too_large(error.status())))?;
        if bytes.is_empty() || name.is_empty() {
            break;
        }
        match import_uploaded(&web.house, &signed.actor, &name, &bytes).await? {
            FeedUploaded::Pack(feeds) => say(&signed.session, "weaknesses-said-pack", &[("count", &feeds.to_string())]).await?,
            FeedUploaded::File(rows) => {
                say(&signed.session, "weaknesses-said-read", &[("name", &name), ("rows", &rows.to_string())]).await?;
            }
            FeedUploaded::Nothing => say(&signed.session, "weaknesses-said-nothing", &[("name", &name)]).await?,
        }
        return Ok(Redirect::to("/weaknesses").into_response());
    }
    say(&signed.session, "weaknesses-said-no-file", &[]).await?;
    Ok(Redirect::to("/weaknesses").into_response())
}
