//! Fetching feeds from their publishers, where somebody switched that on: a switch for each, all off at first. What comes is taken in like a
//! file from a stick.
//!
//! Only over TLS, also when led on; within a size; not again when nothing changed (`ETag`, `Last-Modified`); through the proxy that the
//! environment names. Deliberately not here: reading what came ([`super::import_feeds`]).

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;

use super::import_feeds::import_feeds;
use super::{FeedError, import_pack, is_pack};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, FEED_FETCHES, SETTINGS, next_ordinal, own_record};
use crate::settings::Settings;

/// A publisher that does not answer by then is given up.
const PATIENCE: Duration = Duration::from_mins(1);
/// The longest that one file may take.
const LONGEST: Duration = Duration::from_mins(30);
/// The largest file that is fetched, in bytes.
const LARGEST: u64 = 512 << 20;
/// So many times a publisher may lead on.
const REDIRECTS: usize = 5;
/// How often it is looked whether a day has passed.
const LOOK: Duration = Duration::from_mins(15);
/// How long it is waited before a feed is asked for again by itself.
const DAILY: jiff::SignedDuration = jiff::SignedDuration::from_hours(23);

/// A feed that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    /// Its name (kev, nvd …)
    source: String,
    /// Where it is; `{year}` stands for the present year
    address: String,
}

#[derive(Deserialize, Default)]
struct Addresses {
    feed: Vec<Address>,
}

static ADDRESSES: LazyLock<Addresses> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/feed-addresses.toml")).unwrap_or_default());

/// Every feed that can be fetched.
fn fetchable() -> &'static [Address] {
    &ADDRESSES.feed
}

/// What is remembered of the last time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Fetch {
    /// When it was asked for
    pub at: Option<Timestamp>,
    /// What came of it
    pub came: FetchCame,
    /// Of what came: `ETag`
    pub etag: String,
    /// Of what came: `Last-Modified`
    pub last_modified: String,
    /// What went wrong
    pub failure: String,
}

/// What came of asking a publisher.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchCame {
    /// It was never asked for
    #[default]
    Never,
    /// Something new, and it was taken in
    New,
    /// The same as before
    Same,
    /// It failed
    Failed,
}

/// How a feed that can be fetched stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetchable {
    /// Its name
    pub source: String,
    /// Where it is
    pub address: String,
    /// Whether it is switched on
    pub on: bool,
    /// The last time
    pub last: Fetch,
}

/// Every feed that can be fetched, with its switch.
pub async fn feed_switches(house: &House, actor: &Actor) -> Result<Vec<Fetchable>, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    let on = house.settings().await?.feed_downloads;
    let mut all = Vec::new();
    for Address { source, address } in fetchable() {
        let last = records::one(&house.store, FEED_FETCHES, source).await?.unwrap_or_default();
        all.push(Fetchable { source: source.clone(), address: address.clone(), on: on.contains(source), last });
    }
    Ok(all)
}

/// Switches downloads on for exactly these feeds.
pub async fn switch_feeds(house: &House, actor: &Actor, on: &BTreeSet<String>) -> Result<(), FeedError> {
    actor.require(Permission::ManageSettings)?;
    if on.iter().any(|name| fetchable().iter().all(|feed| feed.source != *name)) {
        return Err(FeedError::Values(vec!["source"]));
    }
    let settings = Settings { feed_downloads: on.clone(), ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    tx.commit_if_changed(house.event(actor, "feed.downloads-changed", SETTINGS, json!({ "on": on }))).await?;
    Ok(())
}

/// Fetches the feeds that are switched on, or those of them that are named, and takes in what is new.
///
/// # Errors
///
/// [`FeedError::Values`] when a feed is named that cannot be fetched, or is not switched on. What one publisher does wrong is told in its
/// [`Fetch`] and keeps none from the others.
pub async fn fetch_feeds(house: &House, actor: &Actor, named: &[String]) -> Result<Vec<(String, Fetch)>, FeedError> {
    fetch_from(house, actor, named, fetchable(), true).await
}

/// `tls_only`: false only in tests, which have a publisher of their own.
async fn fetch_from(
    house: &House,
    actor: &Actor,
    named: &[String],
    from: &[Address],
    tls_only: bool,
) -> Result<Vec<(String, Fetch)>, FeedError> {
    actor.require(Permission::EditLedgers)?;
    let on = house.settings().await?.feed_downloads;
    if named.iter().any(|name| !on.contains(name)) {
        return Err(FeedError::Values(vec!["source"]));
    }
    let wanted = |feed: &&Address| on.contains(&feed.source) && (named.is_empty() || named.contains(&feed.source));
    let wanted: Vec<&Address> = from.iter().filter(wanted).collect();
    let mut fetched = Vec::new();
    if wanted.is_empty() {
        return Ok(fetched);
    }
    let client = build(tls_only)?;
    for feed in wanted {
        let last: Fetch = records::one(&house.store, FEED_FETCHES, &feed.source).await?.unwrap_or_default();
        let now = match fetch(house, actor, &client, feed, &last).await {
            Ok(fetch) => fetch,
            Err(failure) => Fetch { came: FetchCame::Failed, failure, ..last },
        };
        let now = Fetch { at: Some(house.now()), ..now };
        let mut tx = house.store.begin().await?;
        let place = next_ordinal(&tx, FEED_FETCHES).await?;
        tx.put_record(FEED_FETCHES, own_record(&feed.source, place, &now)).await?;
        tx.commit(house.event(actor, "feed.fetched", &feed.source, json!({ "came": now.came, "failure": now.failure }))).await?;
        fetched.push((feed.source.clone(), now));
    }
    Ok(fetched)
}

fn build(tls_only: bool) -> Result<Client, FeedError> {
    // one that was put in place before is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .https_only(tls_only)
        .redirect(reqwest::redirect::Policy::limited(REDIRECTS))
        .connect_timeout(PATIENCE)
        .read_timeout(PATIENCE)
        .timeout(LONGEST)
        .user_agent(concat!("sonae/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| FeedError::Fetch(error.to_string()))
}

/// Asks one publisher. What went wrong, in the words of whoever noticed it.
async fn fetch(house: &House, actor: &Actor, client: &Client, feed: &Address, last: &Fetch) -> Result<Fetch, String> {
    let said = |error: reqwest::Error| error.without_url().to_string();
    let year = house.now().to_zoned(sonae_domain::calendar::japan()).year().to_string();
    let mut request = client.get(feed.address.replace("{year}", &year));
    if !last.etag.is_empty() {
        request = request.header(IF_NONE_MATCH, &last.etag);
    }
    if !last.last_modified.is_empty() {
        request = request.header(IF_MODIFIED_SINCE, &last.last_modified);
    }
    let mut answer = request.send().await.map_err(said)?;
    if answer.status() == StatusCode::NOT_MODIFIED {
        return Ok(Fetch { came: FetchCame::Same, failure: String::new(), ..last.clone() });
    }
    if answer.status() != StatusCode::OK {
        return Err(answer.status().to_string());
    }
    let told = |headers: &HeaderMap, name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (etag, last_modified) = (told(answer.headers(), ETAG), told(answer.headers(), LAST_MODIFIED));
    let folder = house.folder.path().join("pending");
    let path = folder.join(format!("fetched-{}-{}", feed.source, house.now().as_microsecond()));
    let write = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(&folder).map_err(write)?;
    let mut file = std::fs::File::create(&path).map_err(write)?;
    let mut size = 0u64;
    let came = loop {
        match answer.chunk().await {
            Ok(Some(part)) => {
                size += part.len() as u64;
                if size > LARGEST {
                    break Err(format!("larger than {LARGEST} bytes"));
                }
                if let Err(error) = file.write_all(&part) {
                    break Err(error.to_string());
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(said(error)),
        }
    };
    drop(file);
    let taken = match came {
        Ok(()) => take_in(house, actor, &path).await,
        Err(error) => Err(error),
    };
    std::fs::remove_file(&path).map_err(write)?;
    taken.map(|came| Fetch { came, etag, last_modified, ..Fetch::default() })
}

async fn take_in(house: &House, actor: &Actor, path: &Path) -> Result<FetchCame, String> {
    if is_pack(path) {
        import_pack(house, actor, path).await.map_err(|error| error.to_string())?;
        return Ok(FetchCame::New);
    }
    let imported = import_feeds(house, actor, vec![path.to_owned()]).await.map_err(|error| error.to_string())?;
    match (imported.generation, imported.reports.iter().any(|report| !report.is_refused())) {
        (Some(_), _) => Ok(FetchCame::New),
        (None, true) => Ok(FetchCame::Same),
        (None, false) => Err("not a feed that is known".to_owned()),
    }
}

/// Fetches every day what is switched on, as long as the program runs. A failure is logged and told on the page; it is tried again the next
/// day.
pub async fn fetch_daily(house: &House) {
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        match fetch_due(house).await {
            Ok(fetched) => {
                for (source, fetch) in fetched.iter().filter(|(_, fetch)| fetch.came == FetchCame::Failed) {
                    tracing::warn!(source, failure = fetch.failure, "a feed could not be fetched");
                }
            }
            Err(error) => tracing::warn!(%error, "the feeds could not be fetched"),
        }
    }
}

async fn fetch_due(house: &House) -> Result<Vec<(String, Fetch)>, FeedError> {
    let actor = Actor::schedule();
    let due = |feed: &Fetchable| feed.on && feed.last.at.is_none_or(|at| house.now().duration_since(at) >= DAILY);
    let due: Vec<String> = feed_switches(house, &actor).await?.into_iter().filter(due).map(|feed| feed.source).collect();
    if due.is_empty() { Ok(Vec::new()) } else { fetch_feeds(house, &actor, &due).await }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use sonae_domain::access::Role;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::testing::{at_rest, person};

    const KEV: &str = r#"{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"2026.01.15","dateReleased":"2026-01-15T00:00:00.0000Z","count":1,"vulnerabilities":[{"cveID":"CVE-2024-55591","vendorProject":"Fortinet","product":"FortiOS","vulnerabilityName":"x","dateAdded":"2025-01-14","shortDescription":"x","requiredAction":"x","dueDate":"2025-01-21","knownRansomwareCampaignUse":"Known","notes":"","cwes":[]}]}"#;

    /// A publisher: answers with the catalog, with 304 to whoever names its tag, and with nonsense elsewhere. Counts who called.
    async fn publisher() -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if stream.read(&mut byte).await.unwrap_or(0) == 0 {
                        break;
                    }
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).to_lowercase();
                let answer = if request.contains("if-none-match: \"one\"") {
                    "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
                } else if request.starts_with("get /kev") {
                    format!("HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{KEV}", KEV.len())
                } else if request.starts_with("get /gone") {
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
                } else {
                    "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>".to_owned()
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        (address, calls)
    }

    fn feeds(base: &str) -> Vec<Address> {
        let address = |source: &str, path: &str| Address { source: source.into(), address: format!("{base}{path}") };
        vec![address("kev", "/kev-{year}"), address("nvd", "/gone"), address("epss", "/page")]
    }

    fn switched(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[tokio::test]
    async fn nobody_is_called_while_nothing_is_switched_on() {
        let (house, _scratch) = at_rest().await;
        let (base, calls) = publisher().await;
        let operator = person(Role::Operator);
        assert!(feed_switches(&house, &operator).await.unwrap().iter().all(|feed| !feed.on));
        assert!(fetch_from(&house, &operator, &[], &feeds(&base), false).await.unwrap().is_empty());
        let named = fetch_from(&house, &operator, &["kev".into()], &feeds(&base), false).await;
        assert!(matches!(named, Err(FeedError::Values(fields)) if fields == ["source"]));
        assert!(fetch_due(&house).await.unwrap().is_empty());
        assert_eq!(calls.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn what_is_switched_on_is_fetched_once_and_failures_keep_none_from_the_others() {
        let (house, _scratch) = at_rest().await;
        let (base, calls) = publisher().await;
        let (operator, manager) = (person(Role::Operator), person(Role::Manager));
        assert!(matches!(switch_feeds(&house, &operator, &switched(&["kev"])).await, Err(FeedError::Forbidden(_))));
        assert!(matches!(switch_feeds(&house, &manager, &switched(&["elsewhere"])).await, Err(FeedError::Values(_))));
        switch_feeds(&house, &manager, &switched(&["kev", "nvd", "epss"])).await.unwrap();
        let fetched = fetch_from(&house, &operator, &[], &feeds(&base), false).await.unwrap();
        let came: Vec<(&str, FetchCame)> = fetched.iter().map(|(name, fetch)| (name.as_str(), fetch.came)).collect();
        assert_eq!(came, [("kev", FetchCame::New), ("nvd", FetchCame::Failed), ("epss", FetchCame::Failed)], "{fetched:?}");
        assert!(fetched[1].1.failure.contains("404"), "{fetched:?}");
        assert_eq!(super::super::store(&house).unwrap().current().unwrap().sources.len(), 1);

        let again = fetch_from(&house, &operator, &["kev".into()], &feeds(&base), false).await.unwrap();
        assert_eq!(again[0].1.came, FetchCame::Same);
        assert_eq!(calls.load(Ordering::SeqCst), 4);
        // nothing is left behind
        assert_eq!(std::fs::read_dir(house.folder.path().join("pending")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn without_tls_nobody_is_asked() {
        let (house, _scratch) = at_rest().await;
        let (base, calls) = publisher().await;
        switch_feeds(&house, &person(Role::Manager), &switched(&["kev"])).await.unwrap();
        let fetched = fetch_from(&house, &person(Role::Operator), &[], &feeds(&base), true).await.unwrap();
        assert_eq!((fetched[0].1.came, calls.load(Ordering::SeqCst)), (FetchCame::Failed, 0));
    }

    #[test]
    fn every_address_is_of_a_known_feed_and_over_tls() {
        assert!(!fetchable().is_empty());
        for feed in fetchable() {
            assert!(sonae_feeds::Source::of_name(&feed.source).is_some(), "{}", feed.source);
            assert!(feed.address.starts_with("https://"), "{}", feed.address);
        }
    }
}
