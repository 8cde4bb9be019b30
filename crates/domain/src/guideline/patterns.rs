//! Patterns I to IV as the outline prints them, and which of them hold for an institution.
//!
//! Not here: what follows for each clause (`reading`).

use serde::{Deserialize, Serialize};

use super::{ClauseKey, Role, VolumeId};

/// Where a system runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runs {
    /// On machines of the institution.
    OnPremises,
    /// As a service of a vendor.
    Cloud,
}

impl Runs {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnPremises => "on-premises",
            Self::Cloud => "cloud",
        }
    }
}

/// On what condition less has to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The vendor confirms it for the systems in use, and the contract with the vendor contains it.
    ConfirmedInContract,
    /// No system uses electronic signatures.
    NoElectronicSignature,
    /// Nothing on paper is made electronic.
    NoScanning,
}

impl Condition {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmedInContract => "confirmed-in-contract",
            Self::NoElectronicSignature => "no-electronic-signature",
            Self::NoScanning => "no-scanning",
        }
    }
}

/// One of the four patterns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pattern {
    /// Its printed number, `I` to `IV`.
    pub id: String,
    /// Where systems run.
    pub systems: Runs,
    /// Whether somebody is there only for the operation of systems.
    pub dedicated_staff: bool,
}

/// A role that is read as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Substitution {
    /// In these patterns.
    pub patterns: Vec<String>,
    /// This role
    pub role: Role,
    /// is this one.
    pub by: Role,
}

/// What may be simplified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Simplified {
    /// In these patterns.
    pub patterns: Vec<String>,
    /// On this condition.
    pub condition: Condition,
    /// As the source names it.
    pub place: String,
    /// The volume of `chapters`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<VolumeId>,
    /// Whole chapters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<u16>,
    /// Single clauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<ClauseKey>,
    /// Clauses of the chapters that are to be read all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<ClauseKey>,
    /// Whether which clauses are meant is our reading of the source.
    #[serde(default)]
    pub inferred: bool,
}

/// What need not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Exempt {
    /// On this condition.
    pub condition: Condition,
    /// As the source names it.
    pub place: String,
    /// The volume of `chapters`.
    pub volume: VolumeId,
    /// Whole chapters.
    pub chapters: Vec<u16>,
    /// Whether which clauses are meant is our reading of the source.
    #[serde(default)]
    pub inferred: bool,
}

/// `patterns.toml`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Patterns {
    /// The patterns in order.
    #[serde(default)]
    pub patterns: Vec<Pattern>,
    /// Roles that are read as others.
    #[serde(default)]
    pub substitutions: Vec<Substitution>,
    /// What may be simplified.
    #[serde(default)]
    pub simplified: Vec<Simplified>,
    /// What need not be read.
    #[serde(default)]
    pub exempt: Vec<Exempt>,
}

/// What an institution says of itself, as far as the patterns ask. `None`: not answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Circumstances {
    /// Whether somebody is there only for the operation of systems.
    pub dedicated_staff: Option<bool>,
    /// Whether a system uses electronic signatures.
    pub electronic_signature: Option<bool>,
    /// Whether something on paper is made electronic.
    pub scanning: Option<bool>,
    /// Its systems.
    pub systems: Vec<SystemRuns>,
}

/// One system and where it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SystemRuns {
    /// What it is called.
    pub name: String,
    /// Where it runs.
    pub runs: Runs,
}

/// A pattern that holds for an institution, and for which of its systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Assigned<'a> {
    /// The pattern.
    pub pattern: &'a Pattern,
    /// Systems by which it holds.
    pub systems: Vec<&'a str>,
}

impl Patterns {
    /// The pattern with this number.
    pub fn pattern(&self, id: &str) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.id.eq_ignore_ascii_case(id.trim()))
    }

    /// Patterns that hold for an institution, system by system; none while it is not said who operates systems, or where they run.
    pub fn assigned<'a>(&'a self, circumstances: &'a Circumstances) -> Vec<Assigned<'a>> {
        let Some(staff) = circumstances.dedicated_staff else { return Vec::new() };
        let fits = self.patterns.iter().filter(|pattern| pattern.dedicated_staff == staff);
        let assigned = fits.map(|pattern| {
            let systems = circumstances.systems.iter().filter(|system| system.runs == pattern.systems);
            Assigned { pattern, systems: systems.map(|system| system.name.as_str()).collect() }
        });
        assigned.filter(|assigned| !assigned.systems.is_empty()).collect()
    }

    pub(super) fn named_clauses(&self) -> impl Iterator<Item = &ClauseKey> {
        self.simplified.iter().flat_map(|simplified| simplified.clauses.iter().chain(&simplified.except))
    }

    pub(super) fn named_chapters(&self) -> impl Iterator<Item = (VolumeId, u16)> {
        let simplified = self.simplified.iter().flat_map(|simplified| {
            simplified.volume.into_iter().flat_map(|volume| simplified.chapters.iter().map(move |chapter| (volume, *chapter)))
        });
        let exempt = self.exempt.iter().flat_map(|exempt| exempt.chapters.iter().map(move |chapter| (exempt.volume, *chapter)));
        simplified.chain(exempt)
    }

    pub(super) fn named_patterns(&self) -> impl Iterator<Item = &str> {
        let simplified = self.simplified.iter().flat_map(|simplified| &simplified.patterns);
        simplified.chain(self.substitutions.iter().flat_map(|substitution| &substitution.patterns)).map(String::as_str)
    }
}
