//! Programs, services, components and checks of a machine.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An installed program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct InstalledSoftware {
    /// Name as the system lists it
    pub name: String,
    /// Version as written
    pub version: String,
    /// Publisher
    pub publisher: String,
    /// Day of installation
    pub installed_on: Option<Date>,
    /// CPE as the source gives it, when it does
    pub cpe: String,
}

/// A service of the operating system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ServiceFact {
    /// Its name for the system (RemoteRegistry, sshd.service)
    pub name: String,
    /// Its name for people
    pub title: String,
    /// Whether it runs
    pub state: RunState,
    /// How it starts
    pub start: StartMode,
}

/// Whether a service runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// It runs
    Running,
    /// It does not
    Stopped,
    /// Not told
    #[default]
    Unknown,
}

/// How a service starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartMode {
    /// By itself
    Automatic,
    /// When something asks for it
    Manual,
    /// Never
    Disabled,
    /// Not told
    #[default]
    Unknown,
}

/// A component of a bill of materials (SBOM).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Component {
    /// Name
    pub name: String,
    /// Version
    pub version: String,
    /// Supplier
    pub supplier: String,
    /// CPE, as written
    pub cpe: String,
    /// Package URL, as written
    pub purl: String,
}

/// Result of one check of a check list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct CheckResult {
    /// Its id in the check list
    pub id: String,
    /// Its title
    pub title: String,
    /// What came out
    pub outcome: CheckOutcome,
}

/// What came out of a check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// As it should be
    Pass,
    /// Not as it should be
    Fail,
    /// It did not apply, or was not done
    #[default]
    NotChecked,
}
