//! `mapping-collection` (OSCAL 1.2): which control of one catalog stands for which of another.

use serde::{Deserialize, Serialize};

use super::{BackMatter, Metadata, Property};

/// `mapping-collection`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MappingCollection {
    /// Its id.
    pub uuid: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// How the mappings came about.
    pub provenance: Provenance,
    /// Mappings, each between two catalogs.
    pub mappings: Vec<Mapping>,
    /// What it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_matter: Option<BackMatter>,
}

/// `provenance`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// `human`, `automation` or `hybrid`.
    pub method: String,
    /// `syntactic`, `semantic` or `functional`.
    pub matching_rationale: String,
    /// `complete`, `not-complete`, `draft`, `deprecated` or `superseded`.
    pub status: String,
    /// In words.
    pub mapping_description: String,
}

/// `mapping`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mapping {
    /// Its id.
    pub uuid: String,
    /// From here
    pub source_resource: MappedResource,
    /// to here.
    pub target_resource: MappedResource,
    /// One entry for each link.
    pub maps: Vec<Map>,
}

/// `mapping-resource-reference`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MappedResource {
    /// `catalog` or `profile`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file.
    pub href: String,
}

/// `map`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Map {
    /// Its id.
    pub uuid: String,
    /// `equivalent-to`, `subset-of`, `superset-of`, `intersects-with` and others.
    pub relationship: String,
    /// From.
    pub sources: Vec<Mapped>,
    /// To.
    pub targets: Vec<Mapped>,
    /// How sure it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_score: Option<Confidence>,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// `mapping-item`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mapped {
    /// `control` or `statement`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id in the catalog.
    pub id_ref: String,
}

/// `confidence-score`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Confidence {
    /// In a word.
    pub category: String,
}
