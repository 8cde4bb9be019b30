//! Feeds: official files and packs come in by hand, lie beside the database as immutable releases, and tell what is weak on the machines of the
//! ledger. Nothing is fetched.
//!
//! Deliberately not here: reading and matching (crate `feeds`), what a ledger string means (crate `products`), what a weakness means for an answer
//! (`domain::rules`).

mod import_feeds;
mod known_weaknesses;
mod overview;
mod packs;
#[cfg(test)]
mod tests;

pub use import_feeds::{FeedUploaded, FeedsImported, go_back, import_feeds, import_uploaded, is_pack};
pub(crate) use known_weaknesses::{fill_in, present};
pub use overview::{FeedsOverview, OpenQuestion, WorkLine, feeds_overview, feeds_status, mail_to_vendor};
pub use packs::{import_pack, trust_key, trusted_keys, verify_pack_of_feeds, write_pack_of_feeds};

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
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

/// Where the feeds of this house lie.
pub(crate) fn store(house: &House) -> Result<Store, sonae_feeds::store::StoreError> {
    Store::open(&house.folder.path().join("feeds"))
}
