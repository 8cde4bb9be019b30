//! OSCAL: frameworks and what was found, out as NIST OSCAL JSON; catalogs of others in as editions.
//!
//! Deliberately not here: what the documents look like ([`sonae_oscal`]).

mod export_assessment;
mod export_frameworks;
mod import_framework;
mod messages;

pub use export_assessment::{ExportError, export_assessment, export_house};
pub use export_frameworks::export_frameworks;
pub use import_framework::{ImportFailure, Imported, import_framework};
pub use sonae_oscal::{Terms, Version};

use sonae_oscal::model::Document;

/// A document under the name by which the others refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OscalFile {
    /// Name of the file, without folder
    pub name: String,
    /// The OSCAL model that it is
    pub model: &'static str,
    /// JSON
    pub text: String,
}

impl OscalFile {
    fn of(name: &str, document: &Document) -> Self {
        Self { name: name.to_owned(), model: document.model(), text: sonae_oscal::write(document) }
    }
}
