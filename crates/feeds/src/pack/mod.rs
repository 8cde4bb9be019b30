//! One file for the USB stick: feeds as rows, compressed, under a signed manifest.
//!
//! ```text
//! "sonaepack1\n" | u32 length of the note (big endian) | C2SP signed note: the manifest | section | section …
//! section = zstd( rows of one feed, in the order of their keys )
//! ```
//!
//! Nothing of a section is unpacked before the signature on the manifest and the hash of the section are right. A serial rises with
//! every pack of one key; a lower one is refused. Deliberately not here: where keys come from, who may import.

mod import;
mod manifest;
mod verify;
mod write;

pub use import::import;
pub use manifest::{Manifest, Section};
pub use verify::{Verified, verify};
pub use write::write;

/// What stands first.
const MAGIC: &[u8] = b"sonaepack1\n";
/// Bytes of a manifest.
const LARGEST_NOTE: usize = 1 << 20;

/// Why a pack is not written or taken.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The stick or the disk
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The store
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// Not a pack of feeds
    #[error("not a pack of feeds")]
    NotAPack,
    /// The manifest cannot be read
    #[error("the manifest is damaged")]
    BadManifest,
    /// None of the trusted keys has signed it
    #[error("not signed with a key that is trusted")]
    NotTrusted,
    /// A key cannot be read
    #[error("not a key")]
    BadKey,
    /// A section differs from the manifest
    #[error("section {0} differs from the manifest")]
    Changed(String),
    /// The pack goes on after its last section, or breaks off before
    #[error("the pack does not end where it should")]
    Length,
    /// Larger than allowed
    #[error("larger than allowed: {0}")]
    TooLarge(String),
    /// A pack of this key with a higher serial, or this one, was imported before
    #[error("serial {serial} is not above {known}, which was imported before")]
    OldSerial {
        /// Of the pack
        serial: u64,
        /// The highest that was imported
        known: u64,
    },
    /// There is nothing to pack
    #[error("nothing to pack")]
    Nothing,
}
