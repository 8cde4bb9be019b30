//! What can go wrong in every use case of this area and that no caller can mend.

use sonae_store::StoreError;

use crate::actor::Forbidden;
use crate::house::KnowError;
use crate::records::RecordError;

/// Why an account's use case could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The actor may not do this
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record has another shape
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The edition could not be found
    #[error(transparent)]
    Know(#[from] KnowError),
    /// There is no such user, session or token
    #[error("there is no {0}")]
    Missing(&'static str),
    /// The computer gives no random numbers, or a library failed
    #[error("{0}")]
    Failed(String),
}

impl Fault {
    /// Something that a library said.
    pub(super) fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Lets `?` turn what is beneath into the `Fault` of a use case's own error.
macro_rules! has_faults {
    ($error:ty) => {
        $crate::accounts::fault::has_faults!($error: sonae_store::StoreError, $crate::records::RecordError, $crate::actor::Forbidden, $crate::house::KnowError);
    };
    ($error:ty: $($from:ty),*) => {
        $(impl From<$from> for $error {
            fn from(error: $from) -> Self {
                Self::Fault(error.into())
            }
        })*
    };
}
pub(super) use has_faults;
