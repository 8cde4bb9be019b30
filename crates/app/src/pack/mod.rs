//! The inspection pack: one ZIP that an inspector can take along and check on another machine.
//!
//! Its manifest is a C2SP signed note (<https://c2sp.org/signed-note>): readable text, one line `sha256  path` for each file,
//! signed with the institution's Ed25519 key. Deliberately not here: what goes on paper ([`crate::sheets`]).

mod manifest;
mod signing_key;
mod verify_pack;
mod write_pack;
mod zip_file;

pub use manifest::{MANIFEST, ManifestHead, is_output};
pub use signing_key::{KeyError, SigningKey};
pub use verify_pack::{PackFault, PackVerdict, verify_pack};
pub use write_pack::{PackError, WrittenPack, file_name, write_pack};
pub(crate) use write_pack::{documents_named, papers_of};
