//! Frameworks and findings as NIST OSCAL JSON, out and in.
//!
//! Out: [`edition_catalog`] and [`form_profile`] (official forms), [`guideline_catalog`] and [`pattern_profile`] (the guideline behind
//! them), [`mapping_collection`] (how they hang together), [`assess`] (plan, results, POA&M of one institution). In:
//! [`read`] (bytes, within [`Limits`]) and [`Framework`] (a catalog with its profiles as an edition of one's own). The documents
//! themselves are [`model`]. Statuses and assurance have no place of their own in OSCAL; they are properties in the namespace
//! [`NAMESPACE`]. Deliberately not here: files, words for people ([`Words`] come in) and any decision.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod model;

mod assess;
mod checklist;
mod form;
mod framework;
mod guideline;
mod mapping;
mod pattern;
mod read;
mod spell;
mod version;

pub use assess::{Assessed, Documents, House, Words, assess, assurance_of, status_of};
pub use checklist::{catalog_file, edition_catalog, statement_id};
pub use form::{form_profile, profile_file};
pub use framework::{Framework, FrameworkFiles, ImportError, Terms, Warning};
pub use guideline::{guideline_catalog, guideline_file};
pub use mapping::{mapping_collection, mapping_file};
pub use pattern::{pattern_file, pattern_profile};
pub use read::{Limits, ReadError, read, write};
pub use version::Version;

/// Whose names our properties are.
pub const NAMESPACE: &str = "https://github.com/sonae-project/sonae/ns/oscal";
