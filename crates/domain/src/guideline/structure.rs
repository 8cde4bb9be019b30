//! What a guideline is made of: volumes, chapters, clauses, and what is known of the source's holes and slips.
//!
//! Not here: wording (`words`, `official`) and how clauses hang together (`links`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text;
use crate::framework::EditionId;

/// Stable name of a clause: volume, chapter or section, number, e.g. `m1.2.1-mgmt-02`, `p09-05`, `o13-10`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseKey(String);

impl ClauseKey {
    /// As files spell it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is spelt as keys are: small ASCII letters, digits and full stops in words joined by `-`.
    pub fn is_well_formed(&self) -> bool {
        self.0.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'))
    }
}

impl fmt::Display for ClauseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for ClauseKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

/// Which volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VolumeId {
    /// 経営管理編
    Management,
    /// 企画管理編
    Planning,
    /// システム運用編
    Operation,
}

impl VolumeId {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Planning => "planning",
            Self::Operation => "operation",
        }
    }
}

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 経営層
    Management,
    /// 企画管理者
    Planning,
    /// システム運用担当者
    Operation,
    /// 医療情報システム・サービス事業者
    Vendor,
}

impl Role {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Planning => "planning",
            Self::Operation => "operation",
            Self::Vendor => "vendor",
        }
    }
}

/// How strongly a clause binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// It is to be done.
    Must,
    /// It is to be done in a case that the clause names.
    Conditional,
    /// It is desirable.
    Recommended,
}

impl Modality {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Conditional => "conditional",
            Self::Recommended => "recommended",
        }
    }
}

/// What a role is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoleName {
    /// The role.
    pub id: Role,
    /// Its name.
    pub name: String,
    /// How clauses write it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
}

/// One volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Volume {
    /// Which.
    pub id: VolumeId,
    /// Printed name.
    pub name: String,
    /// Name before a number.
    pub short: String,
    /// For whom it was written.
    pub reader: Role,
    /// Headings inside sections under which numbers begin anew.
    pub parts: Vec<Part>,
    /// Chapters in order.
    pub chapters: Vec<Chapter>,
}

impl Volume {
    /// The part with this id.
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }
}

/// A heading inside a section, such as 〈管理責任〉.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    /// As keys spell it.
    pub id: String,
    /// As references write it.
    pub name: String,
    /// As the table prints it.
    pub printed: String,
}

/// One chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Chapter {
    /// Its number.
    pub no: String,
    /// Printed title.
    pub title: String,
    /// Sections of it that the table prints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Its clauses in order.
    #[serde(default)]
    pub clauses: Vec<Clause>,
}

/// A heading below a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Section {
    /// Its number, e.g. `1.2.1`.
    pub no: String,
    /// Printed title.
    pub title: String,
}

/// One 遵守事項. Its wording is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Clause {
    /// Stable name.
    pub key: ClauseKey,
    /// Printed number inside the volume, e.g. `1.2.1〈管理責任〉②`, `13⑦`.
    pub no: String,
    /// The section that it stands in, where numbers begin anew by section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The part of the section that it stands in ([`Part::id`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Who has to act by its wording, the reader of the volume first.
    pub binds: Vec<Role>,
    /// How strongly.
    pub modality: Modality,
    /// The place in the version before, as the table prints it; a dash says that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v52: Option<String>,
    /// The remark beside it, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// How often the table prints it.
    pub printings: u16,
}

impl Clause {
    /// The number by itself, as `7` of `13⑦`.
    pub fn number(&self) -> Option<u16> {
        text::number_of(&self.no)
    }
}

/// A number that the source does not print, or not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hole {
    /// In which volume.
    pub volume: VolumeId,
    /// The number, as it would be printed.
    pub no: String,
    /// What is missing.
    pub kind: HoleKind,
    /// What the source shows in its place, in Japanese.
    pub text: String,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoleKind {
    /// The clause.
    Absent,
    /// Part of its wording.
    Cut,
}

/// A slip of the source about some clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClauseSlip {
    /// The clauses.
    pub clauses: Vec<ClauseKey>,
    /// What differs from what, in Japanese.
    pub text: String,
}

/// A checklist's manual cites one clause, and the item is about another. What is printed stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CitationNote {
    /// The checklist's edition.
    pub edition: EditionId,
    /// Printed number of the item.
    pub item: String,
    /// Volume and clause as the manual prints them.
    pub printed: String,
    /// Clauses that the item is about.
    pub content: Vec<ClauseKey>,
    /// What stands where, in Japanese.
    pub text: String,
}
