//! A machine, as one source saw it at one moment.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CheckResult, Component, InstalledSoftware, ListeningPort, NetworkSettings, ServiceFact};
use crate::ledger::DeviceKind;

/// One machine as one source saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ObservedDevice {
    /// When it was so
    pub seen_at: Option<Timestamp>,
    /// By what it can be told from others
    pub identifiers: Identifiers,
    /// Maker, as the source writes it
    pub maker: String,
    /// Who made its network interface, by the MAC address (Fortinet, Yamaha …); empty where unknown
    pub interface_maker: String,
    /// 型番
    pub model: String,
    /// What sort of machine it is, as far as this source shows
    pub kind: DeviceKind,
    /// Operating system or firmware
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<OperatingSystem>,
    /// Installed programs. `None`: not asked; an empty list: there are none
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<Vec<InstalledSoftware>>,
    /// Services of the operating system. `None`: not asked
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<ServiceFact>>,
    /// Ports on which it listens, or that are open as seen from outside. `None`: not asked
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<ListeningPort>>,
    /// Accounts of the machine itself. `None`: not asked
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<LocalAccount>>,
    /// Whether each machine's own administrator has a password of its own that changes by itself (LAPS). `None`: not told
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator_rotates: Option<bool>,
    /// Password policy in force on it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_policy: Option<ObservedPasswordPolicy>,
    /// Removable storage
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaPolicy>,
    /// Updates
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<Updates>,
    /// Programs against malware. `None`: not asked; an empty list: there are none
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<Vec<Protection>>,
    /// Last start
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_boot: Option<Timestamp>,
    /// Settings of a network device
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkSettings>,
    /// Components of a bill of materials
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Results of a check list (Lynis, XCCDF)
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckResult>,
    /// What the source wanted to ask for and could not
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<NotAsked>,
}

/// Something that a source could not ask a machine for: "not there" and "not asked" are two things.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct NotAsked {
    /// The section (`password-policy`, `accounts` …)
    pub what: String,
    /// Why: `needs-administrator`, `not-on-this-system`, or a short message of the system
    pub why: String,
}

impl ObservedDevice {
    /// What a person calls it.
    pub fn label(&self) -> String {
        let ids = &self.identifiers;
        let names = [ids.hosts.first(), ids.addresses.first(), ids.macs.first(), Some(&ids.serial), Some(&self.model)];
        names.into_iter().flatten().find(|name| !name.trim().is_empty()).cloned().unwrap_or_default()
    }
}

/// By what a machine can be told from others. As written, but MAC addresses as `aa:bb:cc:dd:ee:ff` and addresses canonical.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Identifiers {
    /// 管理番号, where the source knows it
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 製造番号
    #[serde(skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// SMBIOS UUID
    #[serde(skip_serializing_if = "String::is_empty")]
    pub uuid: String,
    /// Security identifier of its account in the directory (S-1-5-21-…)
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sid: String,
    /// MAC addresses
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub macs: Vec<String>,
    /// コンピュータ名, with or without domain
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// IP addresses
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Whether the addresses are given out anew each time (DHCP); `None`: not known
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic: Option<bool>,
}

/// Operating system or firmware.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct OperatingSystem {
    /// Name as written (Microsoft Windows 10 Pro, FortiGate-60F, RTX1210 …)
    pub name: String,
    /// Version as written (10.0.19045, v7.0.12,build0523, Rev.14.01.38 …)
    pub version: String,
    /// Edition id as the system names it (Professional, EnterpriseS, IoTEnterprise, ServerStandard …)
    pub edition: String,
    /// Release (22H2, 1809 …)
    pub release: String,
    /// Build number of Windows
    pub build: Option<u32>,
    /// Update build revision (UBR) of Windows
    pub revision: Option<u32>,
    /// Client, Server, Server Core, as the system names it
    pub installation: String,
    /// x86, amd64, arm64 …
    pub architecture: String,
    /// How sure the source is, percent; 100 where the machine said it itself
    pub certainty: u8,
}

/// An account of the machine itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LocalAccount {
    /// Its name
    pub id: String,
    /// Full name or comment
    pub name: String,
    /// Security identifier
    pub sid: String,
    /// Whether it can sign in
    pub enabled: Option<bool>,
    /// Whether it is among the administrators, directly or through a group
    pub administrator: Option<bool>,
    /// Whether its password never expires
    pub password_never_expires: Option<bool>,
    /// Whether it may have no password
    pub password_not_required: Option<bool>,
    /// When its password was set
    pub password_set_on: Option<Date>,
    /// Last sign-in
    pub last_sign_in: Option<Date>,
    /// Groups
    pub groups: Vec<String>,
}

/// A password policy as a system reports it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ObservedPasswordPolicy {
    /// Fewest characters
    pub min_length: Option<u32>,
    /// Whether several classes of characters are asked for. Windows's "complexity" asks for three of five and forces no symbol
    pub complexity: Option<bool>,
    /// Whether letters, digits and symbols are each forced
    pub mixed: Option<bool>,
    /// Longest age, days; 0 = never expires
    pub max_age_days: Option<u32>,
    /// Remembered passwords
    pub history: Option<u32>,
    /// Failures until locked; 0 = never
    pub lockout_failures: Option<u32>,
    /// Whether it is the policy of a domain (not only of this machine)
    pub of_domain: Option<bool>,
}

/// Removable storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct MediaPolicy {
    /// Whether USB storage cannot be used at all
    pub storage_blocked: Option<bool>,
    /// Whether it can be read but not written
    pub write_blocked: Option<bool>,
    /// Whether only permitted devices can be installed
    pub only_permitted: Option<bool>,
    /// A product that controls devices, when one is there
    pub controlled_by: String,
    /// Storage devices that were connected at some time
    pub connected: Vec<StorageDevice>,
}

/// A storage device that was connected at some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct StorageDevice {
    /// What it calls itself
    pub name: String,
    /// Its serial number
    pub serial: String,
    /// Last connection, when told
    pub last_connected: Option<Date>,
}

/// Updates of the operating system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Updates {
    /// Installed updates by name (KB5046613)
    pub installed: Vec<String>,
    /// Day of the last one
    pub last_installed_on: Option<Date>,
    /// Updates that wait, when it was asked
    pub pending: Option<u32>,
    /// Whether they are installed by themselves
    pub automatic: Option<bool>,
}

/// A program against malware.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Protection {
    /// Its name
    pub product: String,
    /// Whether it works
    pub enabled: Option<bool>,
    /// Day of its patterns
    pub patterns_of: Option<Date>,
}

impl OperatingSystem {
    /// The edition in the words of ledgers, where Windows's own id is another word (`IoTEnterpriseS` is called IoT Enterprise LTSC).
    pub fn edition_words(&self) -> &str {
        match self.edition.trim() {
            "Core" | "CoreSingleLanguage" => "Home",
            "Professional" | "ProfessionalWorkstation" => "Pro",
            "EnterpriseS" => "Enterprise LTSC",
            "IoTEnterprise" => "IoT Enterprise",
            "IoTEnterpriseS" => "IoT Enterprise LTSC",
            "ServerStandard" | "ServerStandardCor" => "Standard",
            "ServerDatacenter" | "ServerDatacenterCor" => "Datacenter",
            other => other,
        }
    }
}
