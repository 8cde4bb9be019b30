//! Observations: what a machine said of itself, or what was seen of it from outside.
//!
//! An observation is what one file or collector says of one machine or one backup at one moment. It is never edited and never merged:
//! which row of the ledger it belongs to and what follows from it ([`identify`]) and what follows from it is derived each time. Every field may be missing; missing
//! means "this source did not say", never "no". Deliberately not here: reading files (crate `observe`), keeping them (`store`), deciding
//! (`rules`), and secrets: no field can hold one.

mod backup;
mod device;
mod identity;
mod machine;
mod network;
mod set_aside;
mod sid;
mod software;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use backup::{BackupGeneration, Isolation, ObservedBackup};
pub use device::{
    Identifiers, LocalAccount, MediaPolicy, NotAsked, ObservedDevice, ObservedPasswordPolicy, OperatingSystem, Protection, StorageDevice,
    Updates,
};
pub use identity::{Cluster, Doubt, Identity, IdentityAnswer, Mark, bears, canonical_mac, identify};
pub use machine::{Machine, Sighting, Tie, Told, machines};
pub use network::{
    AdministrativeAccess, Administrator, ListeningPort, NetworkSettings, SecondFactor, VpnService, VpnUser, WirelessNetwork,
};
pub use set_aside::{LONGEST_SET_ASIDE, SetAside, WhyAside};
pub use sid::security_identifier;
pub use software::{CheckOutcome, CheckResult, Component, InstalledSoftware, RunState, ServiceFact, StartMode};

/// What stands in a kept file where a secret was cut out of it.
pub const REMOVED_SECRET: &str = "(removed by sonae)";

/// What kind of source an observation comes from. Decides how much of it can be believed, and how it is called on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObservationKind {
    /// nmap XML: seen from outside
    Nmap,
    /// ARP table of a router, switch or PC: an address answered
    Arp,
    /// DHCP leases: an address was asked for
    Dhcp,
    /// Computer accounts of Active Directory
    DirectoryComputers,
    /// `sonae collect`, or `collect.cmd` on a Windows PC: the machine said it of itself
    Collector,
    /// osquery results
    Osquery,
    /// Lynis `report.dat`
    Lynis,
    /// XCCDF or ARF results (OpenSCAP)
    Xccdf,
    /// `secedit /export`
    SecurityPolicy,
    /// `Get-HotFix` as CSV
    Hotfixes,
    /// Configuration or status of a network device
    NetworkConfig,
    /// SNMP descriptions
    Snmp,
    /// restic, borg, `wbadmin`, or a table of backups
    Backup,
    /// CycloneDX or SPDX of a medical device or a program
    Sbom,
    /// Report of a scanner for vulnerabilities (Wazuh, Greenbone, Trivy, Grype, Dependency-Track, Defender)
    ScanReport,
}

impl ObservationKind {
    /// Whether the machine itself (or its own configuration) said it, as opposed to being seen from outside.
    pub fn is_from_within(self) -> bool {
        !matches!(self, Self::Nmap | Self::Arp | Self::Dhcp | Self::DirectoryComputers | Self::Snmp | Self::Sbom | Self::ScanReport)
    }
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Observation {
    /// A machine
    Device(Box<ObservedDevice>),
    /// A backup repository or job
    Backup(Box<ObservedBackup>),
}

impl Observation {
    /// When it was so. `None`: the source does not say; then the day of the file counts.
    pub fn seen_at(&self) -> Option<Timestamp> {
        match self {
            Self::Device(device) => device.seen_at,
            Self::Backup(backup) => backup.seen_at,
        }
    }

    /// What a person calls it: the most telling name that the source gave; never empty when it gave any.
    pub fn label(&self) -> String {
        match self {
            Self::Device(device) => device.label(),
            Self::Backup(backup) => backup.label(),
        }
    }
}

/// An observation with its origin, as the facts hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Observed {
    /// File in which it was found
    pub file: String,
    /// Its place in that file, from 1
    #[serde(default)]
    pub nth: u32,
    /// What kind of source that is
    pub kind: ObservationKind,
    /// Day on which it was so, in Japan
    pub seen_on: Date,
    /// What was observed
    pub observation: Observation,
}

impl Observed {
    /// The machine, when it is one.
    pub fn device(&self) -> Option<&ObservedDevice> {
        match &self.observation {
            Observation::Device(device) => Some(device),
            Observation::Backup(_) => None,
        }
    }

    /// The backup, when it is one.
    pub fn backup(&self) -> Option<&ObservedBackup> {
        match &self.observation {
            Observation::Backup(backup) => Some(backup),
            Observation::Device(_) => None,
        }
    }
}
