//! Title and restatement of a clause in our own words. Not here: the official wording (`official`).

use serde::{Deserialize, Serialize};

use super::{Modality, Role};

/// What we say of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Words {
    /// Short title.
    pub title: String,
    /// What is to be done, and how one sees that it is done.
    pub text: String,
    /// Who has to act.
    pub binds: Role,
    /// How strongly.
    pub modality: Modality,
    /// Whether 経営層 has to approve something.
    #[serde(default)]
    pub approval: bool,
    /// To whom something has to be reported.
    #[serde(default, deserialize_with = "report", skip_serializing_if = "Option::is_none")]
    pub report: Option<Role>,
}

/// `true` is to 経営層; a role is to that role.
fn report<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Role>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Is(bool),
        To(Role),
    }
    Ok(match Written::deserialize(from)? {
        Written::Is(is) => is.then_some(Role::Management),
        Written::To(role) => Some(role),
    })
}
