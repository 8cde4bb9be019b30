//! 立入検査: what the inspector asks, in his order, and where the answer lies; packs and their history.
//!
//! Deliberately not here: what is in a pack ([`crate::pack`]), and what a person with the role of an inspector sees of it.

mod build_pack;
mod pack_files;
mod packing;
mod packs;
mod questions;

pub use build_pack::{BuildPackError, build_pack};
pub use packing::{Packing, PackingState};
pub use packs::{BuiltPack, PackAccessError, check_pack, list_packs, read_pack, signing_key};
pub use questions::{Asked, EvidenceFile, Original, Place, QuestionsError, Ready, Round, questions};
