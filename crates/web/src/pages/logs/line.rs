//! One record as it lies in the vault: what it says, its own bytes, where it lies, its proof.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use sonae_app::logs::terms::{Event, Kind};
use sonae_app::logs::{LogsError, Shown, hole_words, line_said, may_see_patients, note_unmasking, prove_line_zip};
use sonae_app::words::text;
use sonae_domain::access::Permission;

use super::table::{head, words};
use super::{instant, thousands};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::download;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/lines/{shard}/{leaf}", get(show).post(reveal)).route("/logs/lines/{shard}/{leaf}/proof", get(proof))
}

#[derive(Template)]
#[template(path = "logs/line.html")]
struct LinePage {
    page: Page,
    shard: String,
    leaf: u64,
    events: Vec<Vec<(String, String)>>,
    notices: Vec<String>,
    raw: Option<String>,
    bytes: String,
    source: String,
    received: String,
    seq: u64,
    file: String,
    is_gone: bool,
    may_prove: bool,
    may_unmask: bool,
    may_redact: bool,
    wrong: Wrong,
}

/// Fields in the order in which they are shown.
const FIELDS: [&str; 18] = [
    "user_uid",
    "user_name",
    "time",
    "category",
    "operation",
    "outcome",
    "activity",
    "patient_uid",
    "terminal",
    "src_ip",
    "device",
    "session",
    "target",
    "code",
    "purpose",
    "count",
    "message",
    "class",
];

type Place = Path<(String, u64)>;

async fn show(State(web): State<Web>, signed: Signed, Path((shard, leaf)): Place) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, (shard, leaf), Shown::Masked, Wrong::default()).await?)
}

/// Shows bytes and numbers to whoever gives a reason.
async fn reveal(State(web): State<Web>, signed: Signed, Path((shard, leaf)): Place, posted: Fields) -> Result<Response, Failure> {
    match note_unmasking(&web.house, &signed.actor, &format!("{shard}/{leaf}"), posted.get("reason")).await {
        Ok(()) => html::show(&page(&web, &signed, (shard, leaf), Shown::Whole, Wrong::default()).await?),
        Err(LogsError::Values(_)) => {
            let mut wrong = Wrong::default();
            wrong.add("reason", "logs-wrong-reason", &[]);
            html::show_again(&page(&web, &signed, (shard, leaf), Shown::Masked, wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(web: &Web, signed: &Signed, (shard, leaf): (String, u64), shown: Shown, wrong: Wrong) -> Result<LinePage, Failure> {
    let said = line_said(&web.house, &signed.actor, &shard, leaf, shown).await?;
    let envelope = &said.line.stored.envelope;
    let may_unmask = may_see_patients(&signed.actor).is_ok();
    Ok(LinePage {
        events: said.events.iter().map(fields).collect(),
        notices: said.notices.iter().map(hole_words).collect(),
        bytes: thousands(said.bytes),
        is_gone: said.bytes == 0,
        raw: said.line.stored.raw.as_ref().map(|_| said.line.text.clone()),
        source: envelope.source.clone(),
        received: instant(jiff::Timestamp::from_microsecond(envelope.received).ok()),
        seq: envelope.seq,
        file: said.file.unwrap_or_else(|| text("logs-never", &[])),
        may_prove: may_unmask,
        may_unmask,
        may_redact: signed.actor.may(Permission::ManageLogs) && said.bytes > 0 && envelope.kind == Kind::Record,
        page: Page::new(web, signed, "logs").await?,
        shard,
        leaf,
        wrong,
    })
}

/// What an event says, field by field; those that say nothing are left out.
fn fields(event: &Event) -> Vec<(String, String)> {
    use sonae_app::logs::terms::Cell;
    let said = serde_json::to_value(event).unwrap_or_default();
    let cell = |name: &str| match (name, said.get(name)) {
        ("time", _) => Cell::Time(event.time),
        ("class", _) => Cell::Int(event.class.uid().into()),
        (_, Some(serde_json::Value::String(text))) if !text.is_empty() && text != "unknown" => Cell::Text(text.clone()),
        (_, Some(serde_json::Value::Number(number))) => number.as_i64().filter(|number| *number > 0).map_or(Cell::Null, Cell::Int),
        _ => Cell::Null,
    };
    let shown = FIELDS.iter().map(|name| (head(name), words(name, &cell(name))));
    shown.filter(|(_, value)| !value.is_empty()).collect()
}

/// The proof of a line with its bytes: for whoever may see them.
async fn proof(State(web): State<Web>, signed: Signed, Path((shard, leaf)): Place) -> Result<Response, Failure> {
    may_see_patients(&signed.actor)?;
    let bytes = prove_line_zip(&web.house, &signed.actor, &shard, leaf).await?;
    Ok(download(&format!("sonae-{shard}-{leaf}.zip"), "application/zip", bytes))
}
