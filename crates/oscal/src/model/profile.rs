//! `profile`: a selection of controls, their order, and what is changed in them.

use serde::{Deserialize, Serialize};

use super::{BackMatter, Metadata, Other, Part, Property};

/// `profile`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Profile {
    /// Its id.
    pub uuid: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// Where controls are taken from, and which.
    pub imports: Vec<ImportControls>,
    /// Their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Merge>,
    /// What is changed in them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modify: Option<Modify>,
    /// What it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_matter: Option<BackMatter>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `import` of a profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImportControls {
    /// The catalog or profile: a URI, a file, or `#` and the id of a resource.
    pub href: String,
    /// Every control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_all: Option<Other>,
    /// These.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include_controls: Vec<SelectControls>,
    /// But not these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_controls: Vec<SelectControls>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `select-control-by-id`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SelectControls {
    /// `yes`: with the controls below them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_child_controls: Option<String>,
    /// Ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_ids: Vec<String>,
    /// Patterns of ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matching: Vec<Matching>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `matching`: a pattern with `*` for any characters and `?` for one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Matching {
    /// The pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `merge`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Merge {
    /// Groups of the profile's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Custom>,
    /// `flat`, `as-is`, `combine`, and whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `custom`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Custom {
    /// Groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<CustomGroup>,
    /// Controls in no group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insert_controls: Vec<InsertControls>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `group` of a profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CustomGroup {
    /// Its id in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What kind of group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Its name.
    pub title: String,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Words about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Groups in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<CustomGroup>,
    /// Its controls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insert_controls: Vec<InsertControls>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `insert-controls`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct InsertControls {
    /// `keep`: as they stand here; `ascending`, `descending`: by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Every control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_all: Option<Other>,
    /// These.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include_controls: Vec<SelectControls>,
    /// But not these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_controls: Vec<SelectControls>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `modify`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Modify {
    /// Values of parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_parameters: Vec<SetParameter>,
    /// Changed controls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alters: Vec<Alter>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `set-parameter`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SetParameter {
    /// Which.
    pub param_id: String,
    /// Its values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `alter`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Alter {
    /// Which control.
    pub control_id: String,
    /// What is taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removes: Vec<Remove>,
    /// What is put in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds: Vec<Add>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `add`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Add {
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// Whatever else it says.
    #[serde(flatten)]
    pub other: Other,
}

/// `remove`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remove {
    /// The part with this id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_id: Option<String>,
    /// Other ways to name it.
    #[serde(flatten)]
    pub other: Other,
}
