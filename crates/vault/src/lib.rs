//! Evidence: every record that came in, in the order in which it came, so that nobody can remove, change or insert one unnoticed.
//!
//! A vault is a folder:
//!
//! ```text
//! vault/                         its owner's only
//!   lock                         held by the one process that writes
//!   key, key.pub, keys           Ed25519, owner only; the verifier line (vkey); every one there ever was
//!   <shard>/                     one year: 2026; 2026-02 when the first could not be gone on with
//!     checkpoint                 the newest, a C2SP signed note
//!     checkpoints/<size>-<time>  every hour, and every one that was anchored
//!     state                      the right edge of the tree at the newest checkpoint; a memory that nothing trusts
//!     removed                    ranges of leaves that went by policy
//!     tile/<level>/…             C2SP tlog-tiles, levels 1 and up; level 0 is computed from the segments
//!     segments/<first>.seg       frames of records; immutable, fdatasynced before they are acknowledged
//!     segments/<first>.chk       two bytes of every leaf hash, to name the line that was touched
//!     segments/<first>.idx       where some of the frames begin
//!     witness/, tsa/             cosigned checkpoints, RFC 3161 tokens
//!   holds                        legal holds in force
//!   originals/<sha256>           whole files of formats whose records cannot be cut out as bytes (EVTX), zstd
//!   quarantine/                  what could not be read; reported, never deleted
//! ```
//!
//! A leaf of the RFC 6962 tree is one record: `salt ‖ envelope ‖ raw bytes` ([`Entry`]). Deliberately not here: what a record
//! means (crate `logs`), finding it (crate `lake`), who may see it (crate `app`).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod anchor;
mod checkpoint;
mod entry;
mod files;
mod holds;
mod keys;
mod layout;
mod note;
mod originals;
pub mod proof;
mod reading;
mod redaction;
mod retention;
mod rotation;
mod segment;
mod snapshot;
pub mod stamp;
mod state;
mod tree;
mod varint;
pub mod verify;
mod vkey;
pub mod witness;
mod writer;

pub use checkpoint::{Sealed, sign_checkpoint};
pub use entry::{Entry, EntryError, Envelope, Kind};
pub use holds::{Hold, Holds};
pub use keys::verifier_named;
pub use note::{NoteFault, Opened as OpenedCheckpoint, SIZE_LIMIT, TreeHead, open_checkpoint, read_head};
pub use originals::Original;
pub use reading::{Frames, Lying, ReadError, Reading, Stored};
pub use redaction::Redaction;
pub use retention::RemovedSegment;
pub use segment::{Frame, Leaf};
pub use snapshot::SnapshotFile;
pub use tree::{Frontier, Hash, TILE_WIDTH, Tile, bundle_path, entry_bundle, leaf_hash, node_hash, root_of, tile_path};
pub use vkey::{KeyError, KeyUse, VerifierKey};
pub use writer::{AppendError, Appended, Batch, ChangeError, OpenError, Opened, Options, Vault};
