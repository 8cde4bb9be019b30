//! Why a setting was not changed.

use sonae_store::StoreError;

use crate::actor::Forbidden;
use crate::records::RecordError;

/// Why a setting was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields whose values cannot be
    #[error("these values cannot be: {}", .0.join(", "))]
    Values(Vec<&'static str>),
    /// A secret could not be kept
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}
