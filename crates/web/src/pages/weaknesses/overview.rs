//! The overview: this week's work with the letter to the vendor, what cannot be told, what was decided, how old the data is.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use sonae_app::feeds::terms::{Freshness, SourceStatus};
use sonae_app::feeds::{FeedUploaded, OpenQuestion, WorkLine, feeds_overview, import_uploaded, mail_to_vendor, weakness_decisions};
use sonae_app::words::text;
use sonae_domain::access::Permission;

use super::decisions::DecisionView;
use super::{feed_words, joined, links, product_link, reached_word, told_word};
use crate::failure::Failure;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::brought;

/// The largest file that comes in by the browser; larger ones come by the command.
const UPLOAD: usize = (64 << 20) + (64 << 10);

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/weaknesses", get(show)).route("/weaknesses/feeds", post(upload).layer(DefaultBodyLimit::max(UPLOAD)))
}

/// One line of work as it is shown.
struct LineView {
    class: u8,
    class_word: String,
    id: String,
    name: String,
    link: String,
    title: String,
    replace: bool,
    ransomware: bool,
    lapsed: bool,
    versions: String,
    told: String,
    fixed_in: String,
    reached: String,
    feeds: String,
    devices: Vec<(String, String)>,
    cves: Vec<String>,
    vendors: String,
    subject: String,
    body: String,
}

struct QuestionView {
    name: String,
    link: String,
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
    decisions: Vec<DecisionView>,
    past_decisions: Vec<DecisionView>,
    decided: usize,
    /// The feeds that are fetched, by name
    fetching: String,
    machines: usize,
    may_edit: bool,
    may_decide: bool,
}

fn line(institution: &str, line: &WorkLine) -> LineView {
    let (subject, body) = mail_to_vendor(institution, line);
    LineView {
        class: line.class,
        class_word: text(&format!("feeds-class-{}", line.class), &[]),
        id: format!("letter-{}{}", if line.replace { "replace-" } else { "" }, line.product.replace('/', "-")),
        name: line.name.clone(),
        link: product_link(&line.product),
        title: line.title.clone(),
        replace: line.replace,
        ransomware: line.ransomware,
        lapsed: line.lapsed,
        versions: joined(&line.versions),
        told: told_word(line.told_by_machine),
        fixed_in: joined(&line.fixed_in),
        reached: reached_word(line.reached),
        feeds: feed_words(&line.feeds),
        devices: links(&line.devices),
        cves: line.cves.iter().cloned().collect(),
        vendors: joined(&line.vendors),
        subject,
        body,
    }
}

fn question(question: &OpenQuestion) -> QuestionView {
    QuestionView {
        name: question.name.clone(),
        link: product_link(&question.product),
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
    let decided = weakness_decisions(&web.house, &signed.actor).await?;
    let (decisions, past_decisions) = decided.iter().map(DecisionView::of).partition(|decision: &DecisionView| decision.counts);
    let lines = |lines: &[WorkLine]| lines.iter().map(|work| line(&institution, work)).collect();
    html::show(&WeaknessesPage {
        page: Page::new(&web, &signed, "weaknesses").await?,
        empty: seen.status.iter().all(|feed| feed.rows == 0),
        week: lines(&seen.week),
        waiting: lines(&seen.waiting),
        monthly: lines(&seen.monthly),
        questions: seen.questions.iter().map(question).collect(),
        feeds: seen.status.iter().map(feed).collect(),
        decisions,
        past_decisions,
        decided: seen.decided,
        fetching: feed_words(&web.house.settings().await?.feed_downloads),
        machines: seen.machines,
        may_decide: signed.actor.may(Permission::OverrideFindings),
        may_edit: signed.actor.may(Permission::EditLedgers),
    })
}

async fn upload(State(web): State<Web>, signed: Signed, form: Multipart) -> Result<Redirect, Failure> {
    signed.require(Permission::EditLedgers)?;
    let Some(file) = brought(form).await? else {
        say(&signed.session, "weaknesses-said-no-file", &[]).await?;
        return Ok(Redirect::to("/weaknesses"));
    };
    let name = file.name.as_str();
    match import_uploaded(&web.house, &signed.actor, name, &file.bytes).await? {
        FeedUploaded::Pack(feeds) => say(&signed.session, "weaknesses-said-pack", &[("count", &feeds.to_string())]).await?,
        FeedUploaded::File(rows) => say(&signed.session, "weaknesses-said-read", &[("name", name), ("rows", &rows.to_string())]).await?,
        FeedUploaded::Nothing => say(&signed.session, "weaknesses-said-nothing", &[("name", name)]).await?,
    }
    Ok(Redirect::to("/weaknesses"))
}
