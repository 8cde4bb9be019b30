//! An edition: one year's forms, where they come from, and the figures that hold in that year.
//!
//! Not here: reading (`parse`) and the forms' own shape (`form`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::form::{Audience, Form};
use super::ids::{ControlId, EditionId};
use super::parameters::Parameters;
use crate::names::fold;

/// The checklist of one fiscal year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Edition {
    /// Stable id: the name of the folder, e.g. `r7`.
    pub id: EditionId,
    /// The family of checklists: the name of the folder above, e.g. `mhlw-checklist`.
    pub family: String,
    /// Official title, without the year.
    pub title: String,
    /// The fiscal year in words (令和7年度).
    pub year_label: String,
    /// The edition in words (令和7年度版).
    pub edition_label: String,
    /// The fiscal year.
    pub year: FiscalYear,
    /// Last day by which every item is to be answered yes.
    pub deadline: Date,
    /// The guideline, with its version, that the edition refers to.
    pub guideline: Option<String>,
    /// The official sentence that says what having no contract with a vendor means.
    pub no_contract: Option<String>,
    /// Whether the forms are there.
    pub status: Status,
    /// Figures by which rules decide.
    pub parameters: Parameters,
    /// Documents that the data was taken from.
    pub sources: Vec<Source>,
    /// Authorities that the documents say must be told of an incident.
    pub authorities: Vec<Authority>,
    /// Known slips and contradictions in the official documents.
    pub slips: Vec<Slip>,
    /// One form for each audience, in the order of [`Audience`].
    pub forms: Vec<Form>,
    /// SHA-256 of the edition's source text, in hexadecimal.
    pub(super) fingerprint: String,
}

impl Edition {
    /// Whether somebody who writes this means the edition: its id (`R7`), its year (令和7年度) or its label (令和7年度版).
    pub fn is_named(&self, text: &str) -> bool {
        let text = fold(text);
        !text.is_empty() && (text == fold(self.id.as_str()) || text.starts_with(&fold(&self.year_label)))
    }

    /// The form that `audience` fills in.
    pub fn form(&self, audience: Audience) -> Option<&Form> {
        self.forms.iter().find(|form| form.audience == audience)
    }

    /// Controls that the edition asks `audience` for, each once: those of the form, or those that a partial edition is known to ask
    /// for. `None` where nothing is known.
    pub fn controls(&self, audience: Audience) -> Option<Vec<&ControlId>> {
        if let Some(form) = self.form(audience) {
            let mut controls = Vec::new();
            for item in form.items() {
                if !controls.contains(&&item.control) {
                    controls.push(&item.control);
                }
            }
            return Some(controls);
        }
        match &self.status {
            Status::Complete => None,
            Status::Partial { controls, .. } => controls.get(&audience).map(|ids| ids.iter().collect()),
        }
    }
}

/// A fiscal year, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FiscalYear {
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
}

impl FiscalYear {
    /// Whether `day` lies in the year.
    pub fn contains(&self, day: Date) -> bool {
        self.starts <= day && day <= self.ends
    }
}

/// How much of an edition is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Status {
    /// Its forms are there.
    Complete,
    /// Only part of it is known; forms may be missing.
    Partial {
        /// What is known, in Japanese sentences.
        known: Vec<String>,
        /// Controls known to be asked of an audience, where the rows are not known.
        #[serde(default)]
        controls: BTreeMap<Audience, Vec<ControlId>>,
    },
}

impl Status {
    /// Whether the forms are there.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }
}

/// A document that data was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source {
    /// What was taken from it.
    pub role: SourceRole,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// The notice's number as printed, e.g. `医政参発0514第2号`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Where in it, or by which way it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// What a document is the source of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceRole {
    /// The forms.
    Form,
    /// The manual that explains the items.
    Manual,
    /// The notice that announces an edition whose forms are not there.
    Notice,
    /// How inspectors use the form.
    Inspection,
    /// The guideline.
    Guideline,
    /// The table that sets the guideline's volumes side by side.
    Correlation,
    /// The outline that says who reads what.
    Outline,
}

/// Somebody who must be told of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authority {
    /// Which of them.
    pub role: AuthorityRole,
    /// Name of the office.
    pub name: String,
    /// Telephone number as printed.
    pub phone: String,
}

/// Kinds of authorities that the documents name with a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorityRole {
    /// The Ministry of Health, Labour and Welfare.
    Ministry,
    /// The police.
    Police,
    /// The competent authority of the institution.
    Competent,
}

/// A slip or contradiction in the official documents that readers should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Slip {
    /// Printed numbers of the items concerned; empty when it concerns the form as a whole.
    #[serde(default)]
    pub items: Vec<String>,
    /// What differs from what, in Japanese.
    pub text: String,
}
