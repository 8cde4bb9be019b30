//! The shapes of the TOML files, key for key. An unknown key is an error: it is nearly always a misspelt one.
//!
//! Not here: what the keys mean; that stands at the public types which they become.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::framework::edition::{Authority, Edition, FiscalYear, Slip, Source, Status};
use crate::framework::form::{Audience, Columns, GuidelineRef, Labels, NumberPlace, Original, Scope};
use crate::framework::ids::{ControlId, EditionId};
use crate::framework::parameters::Parameters;

/// `frozen.toml`: family → edition → hash.
pub(super) type FrozenFile = BTreeMap<String, BTreeMap<EditionId, String>>;

/// `edition.toml`
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct EditionFile {
    pub(super) id: EditionId,
    title: String,
    year_label: String,
    edition_label: String,
    year: FiscalYear,
    deadline: Date,
    guideline: Option<String>,
    no_contract: Option<String>,
    status: Status,
    #[serde(default)]
    parameters: Parameters,
    sources: Vec<Source>,
    #[serde(default)]
    authorities: Vec<Authority>,
    #[serde(default)]
    slips: Vec<Slip>,
}

impl EditionFile {
    /// The edition, without forms and fingerprint.
    pub(super) fn into_edition(self, family: &str) -> Edition {
        Edition {
            id: self.id,
            family: family.to_owned(),
            title: self.title,
            year_label: self.year_label,
            edition_label: self.edition_label,
            year: self.year,
            deadline: self.deadline,
            guideline: self.guideline,
            no_contract: self.no_contract,
            status: self.status,
            parameters: self.parameters,
            sources: self.sources,
            authorities: self.authorities,
            slips: self.slips,
            forms: Vec::new(),
            fingerprint: String::new(),
        }
    }
}

/// `manual.toml`
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ManualFile {
    #[serde(default)]
    pub(super) entries: Vec<ManualEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ManualEntry {
    pub(super) no: String,
    pub(super) page: Option<u16>,
    #[serde(default)]
    pub(super) guideline: Vec<GuidelineRef>,
}

/// `institution.toml`, `pharmacy.toml`, `vendor.toml`
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) audience: Audience,
    pub(super) audience_label: String,
    pub(super) edition_label: Option<String>,
    pub(super) title: String,
    pub(super) labels: Labels,
    pub(super) labels_note: Option<String>,
    pub(super) rows: usize,
    pub(super) name_label: Option<String>,
    #[serde(default)]
    pub(super) number_place: NumberPlace,
    pub(super) columns: Columns,
    pub(super) gate: Option<ItemFile>,
    pub(super) parts: Vec<PartFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PartFile {
    pub(super) heading: Option<String>,
    pub(super) due: Date,
    pub(super) year: Option<FiscalYear>,
    #[serde(default)]
    pub(super) reference: bool,
    #[serde(default)]
    pub(super) notes: Vec<String>,
    #[serde(default)]
    pub(super) foot: Vec<String>,
    pub(super) sections: Vec<SectionFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SectionFile {
    pub(super) title: String,
    pub(super) groups: Vec<GroupFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) heading: Option<String>,
    pub(super) scope: Scope,
    pub(super) items: Vec<ItemFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ItemFile {
    pub(super) key: String,
    pub(super) no: String,
    pub(super) in_row: Option<String>,
    pub(super) number_place: Option<NumberPlace>,
    pub(super) label: Option<String>,
    pub(super) note: Option<String>,
    pub(super) control: ControlId,
    #[serde(default)]
    pub(super) void_without_contract: bool,
    #[serde(default)]
    pub(super) original: Original,
    pub(super) manual_no: Option<String>,
}
