//! The schemes and which reader belongs to which.

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::{dotted, network, vendors};

macro_rules! schemes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// How the versions of a product are written and ordered. The serde name is the one in `data/products.toml` and in feeds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Scheme {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl Scheme {
            /// Every scheme.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in tables and feeds.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

schemes! {
    /// `7.0.12`, `v7.4.3,build2573`: the build follows from the release and is not compared
    Fortinet = "fortinet",
    /// `15.2(7)E3`: releases of different trains do not compare
    CiscoIos = "cisco-ios",
    /// `17.9.4a`, `17.09.04a`, `3.16.5S`
    CiscoIosXe = "cisco-iosxe",
    /// `9.8(4)`, `9.16(4)22`, `9.12.4.67`
    CiscoAsa = "cisco-asa",
    /// `10.0.19045.4894`, `19045.4894`
    WindowsBuild = "windows-build",
    /// `1809`, `22H2`
    WindowsRelease = "windows-release",
    /// `RTM`, `SP1`
    ServicePack = "service-pack",
    /// `11.2.0.4.0`, `19c`, `12cR2`
    OracleDb = "oracle-db",
    /// `8u391`, `1.8.0_391`, `17.0.9+9`
    Java = "java",
    /// `1.0.2k`, `1.0.2za`, `3.0.13`
    OpenSslLetter = "openssl-letter",
    /// `21.4R3-S5`; X and EVO trains apart
    Junos = "junos",
    /// `6.3.0r12`
    ScreenOs = "screenos",
    /// `7.0 U3c`, `8.0.2`
    VmwareUpdate = "vmware-update",
    /// `9.6.24`, `10.1`, `17beta1`
    Postgres = "postgresql",
    /// `Rev.14.01.38`
    Yamaha = "yamaha",
    /// `6.5.4.4-44n`, `7.0.1-5145`
    SonicOs = "sonicos",
    /// `13.0-92.19`, `NS13.0 92.19.nc`; FIPS builds apart
    NetScaler = "netscaler",
    /// `10.2.4-h16`
    PanOs = "pan-os",
    /// `9.1R11`, `22.7R2.3`
    Ivanti = "ivanti",
    /// `7.2.1-69057 Update 5`
    SynologyDsm = "synology-dsm",
    /// `R81.20`
    CheckPoint = "checkpoint",
    /// `1.0-beta2`: alpha, beta, rc before the release
    Prerelease = "prerelease",
    /// Numbers with dots, a build after a hyphen
    Generic = "generic",
    /// `V6.0L08`, `3.15.0a`: letters after a number come after it
    GenericLetter = "generic-letter",
    /// `[epoch:]version-release`, the rules of RPM
    Rpm = "rpm",
    /// `[epoch:]upstream-revision`, the rules of Debian policy 5.6.12
    Deb = "deb",
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

/// Reads a lower-case text without prefix under a scheme.
pub(super) fn parse(scheme: Scheme, text: &str) -> Option<Key> {
    match scheme {
        Scheme::Fortinet => network::fortinet(text),
        Scheme::CiscoIos => network::cisco_ios(text),
        Scheme::CiscoIosXe => network::cisco_ios_xe(text),
        Scheme::CiscoAsa => network::cisco_asa(text),
        Scheme::Junos => network::junos(text),
        Scheme::ScreenOs => network::screen_os(text),
        Scheme::SonicOs => network::sonic_os(text),
        Scheme::NetScaler => network::net_scaler(text),
        Scheme::PanOs => network::pan_os(text),
        Scheme::Ivanti => network::ivanti(text),
        Scheme::CheckPoint => network::check_point(text),
        Scheme::Yamaha => dotted::exactly(text, 3..=3).map(Key::base),
        Scheme::WindowsBuild => vendors::windows_build(text),
        Scheme::WindowsRelease => vendors::windows_release(text),
        Scheme::ServicePack => vendors::service_pack(text),
        Scheme::OracleDb => vendors::oracle_db(text),
        Scheme::Java => vendors::java(text),
        Scheme::OpenSslLetter => vendors::openssl(text),
        Scheme::VmwareUpdate => vendors::vmware(text),
        Scheme::Postgres => vendors::postgres(text),
        Scheme::SynologyDsm => vendors::dsm(text),
        Scheme::Prerelease => dotted::prerelease(text),
        Scheme::Generic => dotted::generic(text),
        Scheme::GenericLetter => dotted::lettered(text),
        Scheme::Rpm | Scheme::Deb => None,
    }
}

/// The parts that a text states under its scheme.
pub(super) fn depth(scheme: Scheme, text: &str, key: &Key) -> usize {
    match (scheme, key) {
        (
            Scheme::Java | Scheme::OracleDb | Scheme::WindowsBuild | Scheme::CiscoAsa | Scheme::VmwareUpdate,
            Key::Numbers { base, tail, .. },
        ) => base.len() + tail.len(),
        _ => dotted::depth(text),
    }
}
