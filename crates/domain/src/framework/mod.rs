//! Official forms as data: controls, editions, forms and their items, read from `frameworks/**`.
//!
//! A *control* is what is asked, named by meaning. An *edition* maps the numbers and labels that a year's forms print to
//! controls, and carries the figures ([`Parameters`]) by which rules decide in that year. No official number, label or
//! date occurs in this code: a new edition is a new folder (embedded, or on disk beside the program).
//!
//! Here: reading ([`Frameworks::parse`]), proving ([`Frameworks::check`]), comparing ([`diff`], [`continuity`]) and freezing
//! ([`fingerprint`]). Deliberately not here: opening folders (the binary does), what a control means (`rules`), answers
//! (`assessment`) and how a form looks on paper (`reports`).

mod catalog;
mod check;
mod diff;
mod edition;
mod embedded;
mod error;
pub(crate) mod fingerprint;
mod form;
mod ids;
mod number;
mod parameters;
pub(crate) mod parse;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::guideline::Guideline;

pub use catalog::{Area, Catalog, Control};
pub use check::{Flaw, FlawKind, Severity};
pub use diff::{Change, ControlChange, DiffBasis, DiffError, EditionDiff, ItemRef, ParameterChange, continuity, diff};
pub use edition::{Authority, AuthorityRole, Edition, FiscalYear, Slip, Source, SourceRole, Status};
pub use error::FrameworkError;
pub use fingerprint::fingerprint;
pub use form::{Audience, Columns, Form, Group, GuidelineRef, Item, Labels, NumberPlace, Original, Part, Round, Scope, Section};
pub use ids::{AreaId, ControlId, EditionId};
pub use parameters::{BackupParameters, BcpParameters, CharacterKind, ParameterName, Parameters, PasswordParameters, TwoFactorParameters};

/// The family of the Ministry's checklist.
const OFFICIAL: &str = "mhlw-checklist";

/// The catalog of controls and every edition known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Frameworks {
    /// Every control.
    pub catalog: Catalog,
    editions: Vec<Edition>,
    guidelines: Vec<Guideline>,
    frozen: BTreeMap<EditionId, String>,
}

impl Frameworks {
    /// The frameworks that the program was built with.
    ///
    /// # Errors
    /// None in a released program: a test parses and checks these files.
    pub fn embedded() -> Result<Self, FrameworkError> {
        Self::parse(embedded::FILES)
    }

    /// The embedded files, as (path below `frameworks/`, text): a starting point for a folder of one's own.
    pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
        embedded::FILES
    }

    /// Reads a set of files given as (path below `frameworks/`, text). Paths may use `/` or `\`; files that are not TOML
    /// (paper templates) are passed over.
    ///
    /// # Errors
    /// The first file that cannot be understood, named with line and column or item.
    pub fn parse<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<Self, FrameworkError> {
        parse::frameworks(files)
    }

    /// The embedded frameworks with the files of a folder laid over them.
    ///
    /// An edition in the folder replaces the embedded edition of the same id as a whole; controls and areas of its
    /// `catalog.toml` are added or replace those with the same id. Hashes in its `frozen.toml` are added, but never
    /// replace embedded ones: a changed official edition stays visible in [`Frameworks::check`].
    ///
    /// # Errors
    /// As [`Frameworks::parse`].
    pub fn with_folder<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<Self, FrameworkError> {
        parse::overlaid(embedded::FILES, files)
    }

    /// Every edition, oldest year first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition with this id, e.g. `r7`. Capitals are as good as small letters.
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id.as_str().eq_ignore_ascii_case(id))
    }

    /// Every edition of the guideline behind the checklist, oldest first.
    pub fn guidelines(&self) -> &[Guideline] {
        &self.guidelines
    }

    /// The guideline that an edition of the checklist refers to, else the newest.
    pub fn guideline_of(&self, edition: Option<&Edition>) -> Option<&Guideline> {
        let named = edition.and_then(|edition| self.guidelines.iter().find(|guideline| guideline.is_of(edition)));
        named.or_else(|| self.guidelines.last())
    }

    /// The newest edition whose forms are there. One of the official checklist comes before those of any other family: somebody
    /// else's catalog is used by those who name it.
    pub fn latest(&self) -> Option<&Edition> {
        let mut complete = self.editions.iter().rev().filter(|edition| edition.status.is_complete());
        complete.clone().find(|edition| edition.family == OFFICIAL).or_else(|| complete.next())
    }

    /// The nearest earlier edition of the same family that has a form for `audience`: where last time's answers come from.
    pub fn previous(&self, edition: &Edition, audience: Audience) -> Option<&Edition> {
        let earlier = |other: &&Edition| other.family == edition.family && other.year.starts < edition.year.starts;
        self.editions.iter().rev().filter(earlier).find(|earlier| earlier.form(audience).is_some())
    }

    /// The hash that `frozen.toml` holds for an edition; `None` for an edition that is not frozen.
    pub fn frozen_hash(&self, id: &EditionId) -> Option<&str> {
        self.frozen.get(id).map(String::as_str)
    }

    /// Proves what can be proved of the data without the original documents: unique keys and numbers, known controls,
    /// unbroken numbering, declared row counts, void and original marks, dates, figures and frozen hashes. Empty when
    /// nothing is wrong.
    pub fn check(&self) -> Vec<Flaw> {
        check::frameworks(self)
    }
}
