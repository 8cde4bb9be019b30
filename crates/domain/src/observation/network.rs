//! What is reachable, and the settings of network devices.

use serde::{Deserialize, Serialize};

/// A port on which a machine listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ListeningPort {
    /// `tcp` or `udp`
    pub transport: String,
    /// Number
    pub port: u16,
    /// Address on which it listens; empty where seen from outside
    pub address: String,
    /// Service as named (https, ms-wbt-server)
    pub service: String,
    /// Program behind it, when told
    pub product: String,
    /// Its version
    pub version: String,
    /// CPE as the source gives it
    pub cpe: String,
    /// Whether the name is only guessed from the number
    pub guessed: bool,
    /// Whether it was reached from outside the machine (as opposed to: the machine says that it listens)
    pub reached: bool,
}

/// Settings of a network device. No secret is in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct NetworkSettings {
    /// From where and by which protocol it can be administered, interface by interface
    pub administration: Vec<AdministrativeAccess>,
    /// Who may administer it
    pub administrators: Vec<Administrator>,
    /// VPN services
    pub vpn: Vec<VpnService>,
    /// Wireless networks
    pub wireless: Vec<WirelessNetwork>,
    /// Where its logs go (addresses of syslog servers)
    pub log_servers: Vec<String>,
    /// Where its clock comes from
    pub time_servers: Vec<String>,
    /// Rules that let everything in from outside, by name or number
    pub open_rules: Vec<String>,
    /// How many secrets were dropped while reading
    pub secrets_dropped: u32,
}

/// Administration of a device over one interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AdministrativeAccess {
    /// Interface, or the service where it holds for all of them
    pub interface: String,
    /// Whether the interface faces the internet; `None`: not told
    pub from_internet: Option<bool>,
    /// https, ssh, http, telnet, snmp …
    pub protocols: Vec<String>,
    /// Addresses or networks from which it is allowed; empty: nothing was said; `any`: from everywhere
    pub sources: Vec<String>,
}

/// An administrator of a network device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Administrator {
    /// Name
    pub id: String,
    /// Profile or privilege level
    pub profile: String,
    /// Addresses or networks from which it may sign in; empty: from everywhere
    pub sources: Vec<String>,
    /// Second factor
    pub second_factor: SecondFactor,
}

/// Whether a second factor is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFactor {
    /// It is
    Required,
    /// It is not
    Absent,
    /// Another system decides (RADIUS, LDAP, SAML)
    Elsewhere,
    /// Not told
    #[default]
    Unknown,
}

/// A VPN service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct VpnService {
    /// `ssl`, `ipsec`, `l2tp`, `pptp`, `wireguard` …
    pub kind: String,
    /// Whether it is on
    pub enabled: Option<bool>,
    /// Port, when told
    pub port: Option<u16>,
    /// Addresses or networks from which it is reachable; empty: nothing was said; `any`: from everywhere
    pub sources: Vec<String>,
    /// Whether it asks for a certificate of the client
    pub client_certificate: Option<bool>,
    /// Who may use it
    pub users: Vec<VpnUser>,
}

/// A user of a VPN.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct VpnUser {
    /// Name
    pub id: String,
    /// Second factor
    pub second_factor: SecondFactor,
    /// Year in which the password was set, when told
    pub password_set_year: Option<i16>,
}

/// A wireless network.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct WirelessNetwork {
    /// SSID
    pub name: String,
    /// open, wep, wpa2-personal, wpa3-enterprise …
    pub security: String,
    /// Whether only listed MAC addresses may join
    pub mac_filter: Option<bool>,
}
