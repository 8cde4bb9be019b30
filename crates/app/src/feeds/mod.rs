//! Feeds: official files and packs come in by hand, lie beside the database as immutable releases, and tell what is weak on the machines of the
//! ledger. Nothing is fetched unless somebody switched it on (`download`).
//!
//! Deliberately not here: reading and matching (crate `feeds`), what a ledger string means (crate `products`), what a weakness means for an answer
//! (`domain::rules`).

mod decisions;
mod download;
mod folder_feeds;
mod import_feeds;
mod known_weaknesses;
mod listed_names;
mod overview;
mod packs;
mod product_weaknesses;
#[cfg(test)]
mod tests;

pub use decisions::{
    DecisionLine, DecisionState, END_OF_SUPPORT, LONGEST_REASON, TypedDecision, decide_weakness, lapsed_decisions, weakness_decisions,
    withdraw_decision,
};
pub use download::{Fetch, FetchCame, Fetchable, feed_switches, fetch_daily, fetch_feeds, switch_feeds};
pub use folder_feeds::{FolderFeeds, consult_feeds, folder_feeds, read_folder_feeds};
pub use import_feeds::{FeedUploaded, FeedsImported, go_back, import_feeds, import_uploaded, is_pack};
pub(crate) use known_weaknesses::{fill_in, present};
pub(crate) use listed_names::with_listed_names;
pub use overview::{FeedsOverview, OpenQuestion, WorkLine, feeds_overview, feeds_status, mail_to_vendor};
pub use packs::{import_pack, trust_key, trusted_keys, verify_pack_of_feeds, write_pack_of_feeds};
pub use product_weaknesses::{
    FindingLine, ListOrder, ListedMachine, ListedWeaknesses, MachineFilter, ProductWeaknesses, list_weaknesses, product_weaknesses,
};

/// What the types of the crates behind are called, for those who show them.
pub mod terms {
    pub use sonae_feeds::pack::{Manifest, PackError};
    pub use sonae_feeds::store::{Delta, Freshness, SourceStatus};
}

use sonae_feeds::store::Store;

use crate::actor::Forbidden;
use crate::house::{House, KnowError};
use crate::pack::KeyError;
use crate::records::RecordError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The feeds could not be read or kept
    #[error(transparent)]
    Feeds(#[from] sonae_feeds::store::StoreError),
    /// The pack is not taken
    #[error(transparent)]
    Pack(#[from] sonae_feeds::pack::PackError),
    /// The key with which packs are signed
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The disk
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The store failed
    #[error(transparent)]
    Store(#[from] sonae_store::StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It could not be decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// Fields that do not fit
    #[error("these fields do not fit: {}", .0.join(", "))]
    Values(Vec<&'static str>),
    /// Nothing can be fetched
    #[error("{0}")]
    Fetch(String),
    /// There is no such product or decision
    #[error("not there")]
    NotThere,
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

/// Where the feeds of this house lie.
pub(crate) fn store(house: &House) -> Result<Store, sonae_feeds::store::StoreError> {
    Store::open(&house.folder.path().join("feeds"))
}
