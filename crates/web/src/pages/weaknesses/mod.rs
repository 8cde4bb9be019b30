//! 脆弱性とサポート終了: what to do this week, what to ask, how old the knowledge is; one product, machine by machine, decisions; bringing new
//! data by hand.
//!
//! Deliberately not here: what is affected (crate `feeds`), what comes first and who may decide (`app::feeds`).

mod decisions;
mod list;
mod overview;
mod product;

use axum::Router;
use sonae_app::feeds::FeedError;
use sonae_app::feeds::terms::PackError;
use sonae_app::words::text;
use sonae_domain::facts::Reached;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::html;
use crate::pages::ledgers::record_link;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    overview::routes().merge(product::routes()).merge(list::routes()).merge(decisions::routes())
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
            FeedError::NotThere => Self::NotFound,
            FeedError::Values(_) => Self::Bad("unreadable-form"),
            error @ (FeedError::Feeds(_) | FeedError::Key(_) | FeedError::Fetch(_) | FeedError::CutOff) => Self::Fault(error.to_string()),
        }
    }
}

/// The address of one product.
fn product_link(product: &str) -> String {
    format!("/weaknesses/product?name={}", html::encode(product))
}

/// Machines as links to their rows.
fn links(devices: &std::collections::BTreeMap<String, String>) -> Vec<(String, String)> {
    devices.iter().map(|(key, label)| (record_link(LedgerId::Devices, key), label.clone())).collect()
}

/// How a machine can be reached, in words.
fn reached_word(reached: Reached) -> String {
    let key = match reached {
        Reached::Outside => "outside",
        Reached::VendorLine => "vendor-line",
        Reached::Unknown => "unknown",
        Reached::Inside => "inside",
    };
    text(&format!("weaknesses-reached-{key}"), &[])
}

/// Who told the version, in words.
fn told_word(by_machine: bool) -> String {
    text(if by_machine { "weaknesses-told-by-machine" } else { "weaknesses-told-by-ledger" }, &[])
}

/// Feeds by their names.
fn feed_words<'f>(feeds: impl IntoIterator<Item = &'f String>) -> String {
    let words: Vec<String> = feeds.into_iter().map(|feed| text(&format!("feeds-name-{feed}"), &[])).collect();
    words.join(&text("list-separator", &[]))
}

/// Texts one after the other.
fn joined<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    texts.into_iter().cloned().collect::<Vec<_>>().join(&text("list-separator", &[]))
}
