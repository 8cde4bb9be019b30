//! データのダウンロード: a switch for each feed, all off at first; what came the last time; fetching now.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use sonae_app::feeds::{FetchCame, Fetchable, feed_switches, fetch_feeds, switch_feeds};
use sonae_app::words::{spelt, text};
use sonae_domain::access::Permission;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

/// A feed as it is shown.
struct Row {
    source: String,
    name: String,
    address: String,
    on: bool,
    kind: &'static str,
    came: String,
    at: String,
    failure: String,
}

#[derive(Template)]
#[template(path = "settings/feeds.html")]
struct FeedsPage {
    page: Page,
    rows: Vec<Row>,
    any: bool,
}

fn row(feed: Fetchable) -> Row {
    let kind = match feed.last.came {
        FetchCame::Never => "na",
        FetchCame::New | FetchCame::Same => "yes",
        FetchCame::Failed => "no",
    };
    Row {
        name: text(&format!("feeds-name-{}", feed.source), &[]),
        source: feed.source,
        address: feed.address,
        on: feed.on,
        kind,
        came: text(&format!("feeds-came-{}", spelt(&feed.last.came)), &[]),
        at: feed.last.at.map(|at| html::moment(&at.to_string())).unwrap_or_default(),
        failure: feed.last.failure,
    }
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let rows: Vec<Row> = feed_switches(&web.house, &signed.actor).await?.into_iter().map(row).collect();
    let any = rows.iter().any(|row| row.on);
    html::show(&FeedsPage { page: Page::new(&web, &signed, "settings").await?, rows, any })
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let on: BTreeSet<String> = posted.all("on").map(str::to_owned).collect();
    switch_feeds(&web.house, &signed.actor, &on).await?;
    say(&signed.session, "settings-changed", &[]).await?;
    Ok(Redirect::to("/settings/feeds"))
}

pub(super) async fn fetch(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    signed.require(Permission::ManageSettings)?;
    let fetched = fetch_feeds(&web.house, &signed.actor, &[]).await?;
    let count = |wanted: FetchCame| fetched.iter().filter(|(_, fetch)| fetch.came == wanted).count().to_string();
    let counts = [count(FetchCame::New), count(FetchCame::Same), count(FetchCame::Failed)];
    say(&signed.session, "feeds-said-fetched", &[("new", &counts[0]), ("same", &counts[1]), ("failed", &counts[2])]).await?;
    Ok(Redirect::to("/settings/feeds"))
}
