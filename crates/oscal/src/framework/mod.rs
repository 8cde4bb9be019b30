//! A catalog with its profiles as a framework of one's own: an edition in the shape of `frameworks/<family>/<edition>/`.
//!
//! Groups become sections, controls become rows, each profile a form. What a control asks is decided by a rule only where the
//! catalog names one of our controls by a property of ours; else a person answers it with evidence. The documents are kept as they
//! are beside the edition, so that nothing of them is lost. Not here: writing files, and catalogs that a profile reaches by a URI.

mod controls;
mod draft;
mod edition;
mod files;
mod row;
mod select;

use std::collections::BTreeSet;

use jiff::civil::Date;
use sonae_domain::framework::{Audience, Frameworks};

use crate::model::{Catalog, Control, Document, Group, Profile};
use crate::spell::ours;

pub use files::FrameworkFiles;

/// Controls of a catalog, and selections of a profile, that are taken: four times as many as the largest catalog known has.
const MOST: usize = 5_000;
/// Characters of an id or a pattern.
const LONGEST_ID: usize = 256;

/// Documents that belong together: one catalog, and the profiles that select from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Framework {
    catalog: (String, Catalog),
    profiles: Vec<(String, Profile)>,
}

/// What a catalog does not say, or says otherwise than wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Name of the family of editions; else what the catalog says where that is no family that is known already, else `oscal`.
    pub family: Option<String>,
    /// Id of the edition; else what the catalog says.
    pub edition: Option<String>,
    /// Last day by which every row is to be answered yes; else what the catalog says.
    pub deadline: Option<Date>,
    /// Head of the column of rows; catalogs have none.
    pub item_head: String,
    /// Head of the column of answers and dates.
    pub confirmed_head: String,
    /// Head of the column of target dates.
    pub target_head: String,
}

/// Why documents are no framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// A document of another model.
    #[error("{file}: `{model}` is no part of a framework")]
    NotAFramework {
        /// Its file.
        file: String,
        /// Its model.
        model: &'static str,
    },
    /// No catalog among the documents.
    #[error("no catalog among the files")]
    NoCatalog,
    /// More than one catalog.
    #[error("{file}: a second catalog; one at a time")]
    CatalogTwice {
        /// The file of the second.
        file: String,
    },
    /// Two profiles for the same people.
    #[error("{file}: a second profile for `{audience}`; give it an edition of its own")]
    AudienceTwice {
        /// The file of the second.
        file: String,
        /// For whom.
        audience: String,
    },
    /// The same id on two controls.
    #[error("{file}: two controls have the id `{id}`")]
    ControlTwice {
        /// The file of the catalog.
        file: String,
        /// The id.
        id: String,
    },
    /// No control at all, or none that a profile selects.
    #[error("{file}: nothing is selected")]
    Empty {
        /// The file of the catalog or profile.
        file: String,
    },
    /// More controls, selections or letters than a form can have.
    #[error("{file}: more than {limit} controls or selections, or an id of more than {longest} characters", limit = MOST, longest = LONGEST_ID)]
    TooMuch {
        /// The file of the catalog or profile.
        file: String,
    },
    /// The catalog does not say by when, and neither was it given.
    #[error("the catalog states no deadline")]
    DeadlineMissing,
    /// No id for the edition, or one that is not spelt as ids are.
    #[error("`{id}` cannot be the id of an edition")]
    EditionId {
        /// The id, perhaps empty.
        id: String,
    },
    /// There is an edition of this id already.
    #[error("there is an edition `{id}` already")]
    EditionTaken {
        /// The id.
        id: String,
    },
}

impl ImportError {
    /// Key of the message for people; arguments from [`ImportError::args`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAFramework { .. } => "oscal-not-a-framework",
            Self::NoCatalog => "oscal-no-catalog",
            Self::CatalogTwice { .. } => "oscal-catalog-twice",
            Self::AudienceTwice { .. } => "oscal-audience-twice",
            Self::ControlTwice { .. } => "oscal-control-twice",
            Self::Empty { .. } => "oscal-empty",
            Self::TooMuch { .. } => "oscal-too-much",
            Self::DeadlineMissing => "oscal-deadline-missing",
            Self::EditionId { .. } => "oscal-edition-id",
            Self::EditionTaken { .. } => "oscal-edition-taken",
        }
    }

    /// Arguments of the message: `file`, `detail`; empty where there are none.
    pub fn args(&self) -> [(&'static str, &str); 2] {
        let (file, detail) = match self {
            Self::NotAFramework { file, model } => (file.as_str(), *model),
            Self::CatalogTwice { file } | Self::Empty { file } | Self::TooMuch { file } => (file.as_str(), ""),
            Self::AudienceTwice { file, audience } => (file.as_str(), audience.as_str()),
            Self::ControlTwice { file, id } => (file.as_str(), id.as_str()),
            Self::EditionId { id } | Self::EditionTaken { id } => ("", id.as_str()),
            Self::NoCatalog | Self::DeadlineMissing => ("", ""),
        };
        [("file", file), ("detail", detail)]
    }
}

/// What of a document has no place in an edition. It is kept in the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// A profile names a control that the catalog does not have.
    UnknownControl {
        /// The file of the profile.
        file: String,
        /// The id.
        id: String,
    },
    /// A profile puts words into a control, or takes some out otherwise than by id.
    Altered {
        /// The file of the profile.
        file: String,
        /// The control.
        id: String,
    },
    /// A profile imports more than one document.
    OtherImport {
        /// The file of the profile.
        file: String,
        /// What it imports.
        href: String,
    },
}

impl Warning {
    /// Key of the message for people; arguments from [`Warning::args`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::UnknownControl { .. } => "oscal-unknown-control",
            Self::Altered { .. } => "oscal-altered",
            Self::OtherImport { .. } => "oscal-other-import",
        }
    }

    /// Arguments of the message: `file`, `detail`.
    pub fn args(&self) -> [(&'static str, &str); 2] {
        let (file, detail) = match self {
            Self::UnknownControl { file, id } | Self::Altered { file, id } => (file, id),
            Self::OtherImport { file, href } => (file, href),
        };
        [("file", file), ("detail", detail)]
    }
}

impl Framework {
    /// Takes documents by the names of their files.
    pub fn of(documents: Vec<(String, Document)>) -> Result<Self, ImportError> {
        let mut catalog: Option<(String, Catalog)> = None;
        let mut profiles: Vec<(String, Profile)> = Vec::new();
        for (file, document) in documents {
            match document {
                Document::Catalog(_) if catalog.is_some() => return Err(ImportError::CatalogTwice { file }),
                Document::Catalog(read) => catalog = Some((file, *read)),
                Document::Profile(read) => {
                    let audience = audience_of(&read);
                    if profiles.iter().any(|(_, profile)| audience_of(profile) == audience) {
                        return Err(ImportError::AudienceTwice { file, audience: audience.as_str().to_owned() });
                    }
                    profiles.push((file, *read));
                }
                other => return Err(ImportError::NotAFramework { file, model: other.model() }),
            }
        }
        let framework = Self { catalog: catalog.ok_or(ImportError::NoCatalog)?, profiles };
        framework.ids_once()?;
        framework.selections_bounded()?;
        Ok(framework)
    }

    /// The documents again, as they were read.
    pub fn documents(&self) -> Vec<(String, Document)> {
        let (file, catalog) = &self.catalog;
        let mut documents = vec![(file.clone(), Document::Catalog(Box::new(catalog.clone())))];
        documents.extend(self.profiles.iter().map(|(file, profile)| (file.clone(), Document::Profile(Box::new(profile.clone())))));
        documents
    }

    /// Files of an edition, to be laid over `known`. `present` is the `catalog.toml` of the folder that they go to, where it has one.
    pub fn files(&self, terms: &Terms, known: &Frameworks, present: Option<&str>) -> Result<FrameworkFiles, ImportError> {
        files::files(self, terms, known, present)
    }

    /// Every control with the controls below it, in order.
    fn controls(&self) -> Vec<&Control> {
        let catalog = &self.catalog.1;
        let mut all = Vec::new();
        below_all(&catalog.controls, &mut all);
        in_groups(&catalog.groups, &mut all);
        all
    }

    fn ids_once(&self) -> Result<(), ImportError> {
        let mut seen = BTreeSet::new();
        let file = self.catalog.0.clone();
        let controls = self.controls();
        if controls.is_empty() {
            return Err(ImportError::Empty { file });
        }
        if controls.len() > MOST || controls.iter().any(|control| control.id.len() > LONGEST_ID) {
            return Err(ImportError::TooMuch { file });
        }
        match controls.into_iter().find(|control| !seen.insert(control.id.as_str())) {
            Some(control) => Err(ImportError::ControlTwice { file, id: control.id.clone() }),
            None => Ok(()),
        }
    }

    /// Selecting takes time with each selection and each control: neither is without end.
    fn selections_bounded(&self) -> Result<(), ImportError> {
        let too_much = |(_, profile): &&(String, Profile)| {
            let size = select::size(profile);
            size.selections > MOST || size.longest > LONGEST_ID
        };
        match self.profiles.iter().find(too_much) {
            Some((file, _)) => Err(ImportError::TooMuch { file: file.clone() }),
            None => Ok(()),
        }
    }
}

fn in_groups<'a>(groups: &'a [Group], all: &mut Vec<&'a Control>) {
    for group in groups {
        below_all(&group.controls, all);
        in_groups(&group.groups, all);
    }
}

fn below_all<'a>(controls: &'a [Control], all: &mut Vec<&'a Control>) {
    for control in controls {
        all.push(control);
        below_all(&control.controls, all);
    }
}

/// For whom a profile is; for the institution where it does not say.
fn audience_of(profile: &Profile) -> Audience {
    let named = ours(&profile.metadata.props, "audience");
    Audience::ALL.iter().copied().find(|audience| Some(audience.as_str()) == named).unwrap_or(Audience::Institution)
}
