//! `sonae feeds fetch`: switches of the downloads, and fetching what is switched on.

use std::collections::BTreeSet;

use sonae_app::actor::Actor;
use sonae_app::feeds::{FeedError, FetchCame, feed_switches, fetch_feeds, switch_feeds};
use sonae_app::house::House;
use sonae_app::words::{spelt, text};

use super::{Outcome, feed_word, told};
use crate::cli::FeedsFetch;
use crate::failure::Failure;

pub(super) async fn run(house: &House, actor: &Actor, arguments: &FeedsFetch) -> anyhow::Result<Outcome> {
    if !arguments.switch_on.is_empty() || !arguments.switch_off.is_empty() {
        return switch(house, actor, arguments).await;
    }
    let fetched = fetch_feeds(house, actor, &arguments.fetched_feeds).await.map_err(|error| off(error, &arguments.fetched_feeds))?;
    if fetched.is_empty() {
        say!("{}", text("feeds-fetch-none", &[]));
    }
    let mut outcome = Outcome::Good;
    for (source, fetch) in fetched {
        let came = spelt(&fetch.came);
        if fetch.came == FetchCame::Failed {
            outcome = Outcome::Gaps;
        }
        let args = [("feed", feed_word(&source)), ("came", text(&format!("feeds-came-{came}"), &[])), ("failure", fetch.failure)];
        say!("{}", text("feeds-fetch-line", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(outcome)
}

/// Changes the switches, and says which are on then.
async fn switch(house: &House, actor: &Actor, arguments: &FeedsFetch) -> anyhow::Result<Outcome> {
    let all = feed_switches(house, actor).await.map_err(told)?;
    let mut on: BTreeSet<String> = all.into_iter().filter(|feed| feed.on).map(|feed| feed.source).collect();
    on.extend(arguments.switch_on.iter().cloned());
    on.retain(|name| !arguments.switch_off.contains(name));
    switch_feeds(house, actor, &on).await.map_err(|error| off(error, &arguments.switch_on))?;
    let names: Vec<String> = on.iter().map(|name| feed_word(name)).collect();
    if names.is_empty() {
        say!("{}", text("feeds-fetch-nothing", &[]));
    } else {
        say!("{}", text("feeds-fetch-switched", &[("feeds", &names.join(&text("list-separator", &[])))]));
    }
    Ok(Outcome::Good)
}

/// The one field that can be wrong here is the name of a feed.
fn off(error: FeedError, named: &[String]) -> anyhow::Error {
    match error {
        FeedError::Values(_) => Failure::told("failure-fetch-off", &[("feeds", &named.join(" "))]),
        error => told(error),
    }
}
