//! The file that a collector writes about the machine on which it ran: its schema, what it says, the collectors themselves.
//!
//! The schema holds raw facts (values of the registry, of `/etc`, of `/proc`), not conclusions: what they mean is decided here, so that the
//! collectors on all the PCs need not be renewed when the understanding of a value changes. Described for others in `docs/collect.md`.

mod linux;
mod meaning;
mod windows;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use linux::{CollectError, collect_linux};
pub(crate) use meaning::{fits, read};
pub use windows::{COLLECT_CMD, COLLECT_PS1};

/// Name and version of the schema, as it stands in `schema`.
pub const SCHEMA: &str = "sonae-collect/1";

/// One file of a collector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Collected {
    /// [`SCHEMA`]
    pub schema: String,
    /// Program that wrote the file, and its version
    pub collector: String,
    /// When
    pub taken_at: Option<Timestamp>,
    /// Whether it ran with the rights of an administrator
    pub privileged: Option<bool>,
    /// What could not be asked for
    pub missing: Vec<Missing>,
    /// The machine
    pub host: Host,
    /// Operating system
    pub system: System,
    /// Installed programs; `None`: not asked
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<Vec<Program>>,
    /// Services
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<Service>>,
    /// Ports on which it listens
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<Port>>,
    /// Accounts of the machine itself, and members of its administrators
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<Account>>,
    /// Password policy
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_policy: Option<Policy>,
    /// Removable storage
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// Updates
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<UpdateState>,
    /// Programs against malware
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<Vec<Guard>>,
}

/// What could not be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Missing {
    /// The section (`password-policy`, `accounts` …)
    pub what: String,
    /// Why: `needs-administrator`, `not-on-this-system`, or a short message of the system
    pub why: String,
}

/// The machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Host {
    /// Computer name
    pub name: String,
    /// Domain, where it is a member of one
    pub domain: String,
    /// Security identifier of its account in the domain
    pub sid: String,
    /// Serial number of the firmware
    pub serial: String,
    /// SMBIOS UUID
    pub uuid: String,
    /// Maker
    pub maker: String,
    /// Model
    pub model: String,
    /// Network interfaces
    pub interfaces: Vec<Interface>,
}

/// A network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Interface {
    /// MAC address
    pub mac: String,
    /// IP addresses
    pub addresses: Vec<String>,
    /// Whether they come by DHCP
    pub dhcp: Option<bool>,
}

/// Operating system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct System {
    /// `windows` or `linux`
    pub family: String,
    /// ProductName, PRETTY_NAME
    pub name: String,
    /// 10.0.19045, VERSION_ID
    pub version: String,
    /// EditionID
    pub edition: String,
    /// DisplayVersion, or ReleaseId before there was one
    pub release: String,
    /// CurrentBuild
    pub build: Option<u32>,
    /// UBR
    pub revision: Option<u32>,
    /// InstallationType: Client, Server, Server Core
    pub installation: String,
    /// PROCESSOR_ARCHITECTURE, or the machine as Linux names it
    pub architecture: String,
    /// Last start
    pub last_boot: Option<Timestamp>,
}

/// An installed program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Program {
    /// DisplayName
    pub name: String,
    /// DisplayVersion
    pub version: String,
    /// Publisher
    pub publisher: String,
    /// InstallDate, as written there
    pub installed_on: String,
}

/// A service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Service {
    /// Name
    pub name: String,
    /// Name for people
    pub title: String,
    /// Running, Stopped … (WMI), active, inactive … (systemd)
    pub state: String,
    /// Auto, Manual, Disabled, Boot, System (WMI), enabled, static, disabled, masked … (systemd)
    pub start: String,
}

/// A port on which the machine listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Port {
    /// `tcp` or `udp`
    pub transport: String,
    /// Number
    pub port: u16,
    /// Address on which it listens
    pub address: String,
    /// Program behind it
    pub program: String,
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Account {
    /// Name
    pub id: String,
    /// Full name
    pub name: String,
    /// Security identifier, or the number of the user
    pub sid: String,
    /// Whether it can sign in
    pub enabled: Option<bool>,
    /// Whether it is among the administrators (S-1-5-32-544; user 0, groups sudo and wheel)
    pub administrator: Option<bool>,
    /// Whether its password never expires
    pub password_never_expires: Option<bool>,
    /// Whether it may have no password
    pub password_not_required: Option<bool>,
    /// Day on which its password was set
    pub password_set_on: String,
    /// Day of the last sign-in
    pub last_sign_in: String,
    /// Groups
    pub groups: Vec<String>,
}

/// Password policy. On Windows the keys of `[System Access]` of a `secedit` export; on Linux those of `login.defs`, `pwquality.conf`,
/// `faillock.conf`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Policy {
    /// MinimumPasswordLength, minlen
    pub min_length: Option<i64>,
    /// PasswordComplexity; on Linux: at least three classes are asked for
    pub complexity: Option<i64>,
    /// Letters, digits and others are each asked for (negative credits of pwquality)
    pub mixed: Option<bool>,
    /// MaximumPasswordAge (-1: never), PASS_MAX_DAYS
    pub max_age: Option<i64>,
    /// PasswordHistorySize, remember
    pub history: Option<i64>,
    /// LockoutBadCount, deny
    pub lockout: Option<i64>,
    /// Whether the machine takes it from a domain
    pub of_domain: Option<bool>,
}

/// Removable storage: values of the registry as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Storage {
    /// `Services\USBSTOR` Start: 4 = switched off; on Linux 4 where the module is blocked
    pub usbstor_start: Option<i64>,
    /// `Control\StorageDevicePolicies` WriteProtect
    pub write_protect: Option<i64>,
    /// `RemovableStorageDevices` Deny_All
    pub deny_all: Option<i64>,
    /// Removable disks: Deny_Read
    pub deny_read: Option<i64>,
    /// Removable disks: Deny_Write
    pub deny_write: Option<i64>,
    /// `DeviceInstall\Restrictions` DenyRemovableDevices
    pub deny_install_removable: Option<i64>,
    /// `DeviceInstall\Restrictions` DenyUnspecified
    pub deny_install_unlisted: Option<i64>,
    /// Devices in `Enum\USBSTOR`
    pub devices: Vec<Stick>,
}

/// A storage device that was connected at some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Stick {
    /// FriendlyName
    pub name: String,
    /// Serial number
    pub serial: String,
    /// Day of the last connection
    pub last_connected: String,
}

/// Updates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct UpdateState {
    /// Installed updates
    pub installed: Vec<Update>,
    /// Updates that wait
    pub pending: Option<u32>,
    /// `WindowsUpdate\AU` NoAutoUpdate
    pub no_automatic: Option<i64>,
    /// `WindowsUpdate\AU` AUOptions; 4: installs by itself
    pub automatic_option: Option<i64>,
    /// Whether updates are installed by themselves, where that is told outright (`unattended-upgrades`, `dnf-automatic`)
    pub automatic: Option<bool>,
}

/// An installed update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Update {
    /// KB5046613
    pub id: String,
    /// InstalledOn, as written there
    pub installed_on: String,
}

/// A program against malware.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Guard {
    /// displayName
    pub product: String,
    /// productState of the Security Center
    pub state: Option<i64>,
    /// Whether it works, where that is told outright
    pub enabled: Option<bool>,
    /// Day of its patterns
    pub patterns_of: String,
}
