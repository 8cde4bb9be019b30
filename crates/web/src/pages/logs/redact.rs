//! 中身を消す: what is lost and what stays is said first; a reason, and the number of the line once more.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sonae_app::logs::{LogsError, TypedRedaction, may_redact, redact_line};

use super::sentence;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/lines/{shard}/{leaf}/redact", get(ask).post(redact))
}

#[derive(Template)]
#[template(path = "logs/redact.html")]
struct RedactPage {
    page: Page,
    shard: String,
    leaf: u64,
    /// Why it cannot be done
    refused: Option<String>,
    typed: Fields,
    wrong: Wrong,
}

type Place = Path<(String, u64)>;

async fn ask(State(web): State<Web>, signed: Signed, Path((shard, leaf)): Place) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, (shard, leaf), Fields::default(), Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, (shard, leaf): (String, u64), typed: Fields, wrong: Wrong) -> Result<RedactPage, Failure> {
    let refused = may_redact(&web.house, &signed.actor, &shard, leaf).await?;
    let refused = refused.map(|why| sentence(&LogsError::NotRedacted(why)));
    Ok(RedactPage { page: Page::new(web, signed, "logs").await?, shard, leaf, refused, typed, wrong })
}

async fn redact(State(web): State<Web>, signed: Signed, Path((shard, leaf)): Place, posted: Fields) -> Result<Response, Failure> {
    let typed =
        TypedRedaction { shard: shard.clone(), leaf, reason: posted.get("reason").to_owned(), again: posted.get("again").to_owned() };
    let mut wrong = Wrong::default();
    match redact_line(&web.house, &signed.actor, &typed).await {
        Ok(()) => {
            say(&signed.session, "logs-redaction-kept", &[]).await?;
            return Ok(Redirect::to(&format!("/logs/lines/{}/{leaf}", html::encode(&shard))).into_response());
        }
        Err(LogsError::Values(fields)) => fields.iter().for_each(|field| match *field {
            "reason" => wrong.add("reason", "logs-wrong-reason", &[]),
            _ => wrong.add("again", "logs-wrong-again", &[("line", &format!("{shard}/{leaf}"))]),
        }),
        // the page says why
        Err(LogsError::NotRedacted(_)) => {}
        Err(error @ (LogsError::Open(_) | LogsError::Append(_) | LogsError::Busy)) => wrong.say("reason", sentence(&error)),
        Err(error) => return Err(error.into()),
    }
    html::show_again(&page(&web, &signed, (shard, leaf), posted, wrong).await?)
}
