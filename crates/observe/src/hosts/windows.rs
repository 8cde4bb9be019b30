//! What values of Windows mean: names of its releases, removable storage, states of the Security Center.

use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::observation::{InstalledSoftware, MediaPolicy, OperatingSystem};

use crate::collect::Storage;

/// First build of Windows 11.
const WINDOWS_11: u32 = 22_000;

#[derive(Deserialize, Default)]
struct Control {
    products: Vec<String>,
}

static CONTROL: LazyLock<Control> = LazyLock::new(|| toml::from_str(include_str!("../../data/device_control.toml")).unwrap_or_default());

/// The system under its right name and version: the registry calls Windows 11 "Windows 10", and gives build and revision apart.
pub(crate) fn named(mut system: OperatingSystem) -> OperatingSystem {
    let client = !system.installation.starts_with("Server");
    if client && system.build.is_some_and(|build| build >= WINDOWS_11) && !system.name.contains("Server") {
        system.name = system.name.replacen("Windows 10", "Windows 11", 1);
    }
    if let (Some(build), Some(revision)) = (system.build, system.revision)
        && system.version.ends_with(&format!(".{build}"))
    {
        system.version = format!("{}.{revision}", system.version);
    }
    system
}

/// One name for each architecture; the translated "64 ビット" of WMI included.
pub(crate) fn architecture(written: &str) -> String {
    let lower = written.trim().to_ascii_lowercase();
    match lower.as_str() {
        "amd64" | "x86_64" | "x64" => "amd64".to_owned(),
        "x86" | "i386" | "i586" | "i686" => "x86".to_owned(),
        "arm64" | "aarch64" => "arm64".to_owned(),
        _ if lower.starts_with("64") => "amd64".to_owned(),
        _ if lower.starts_with("32") => "x86".to_owned(),
        _ => lower,
    }
}

/// What the values of the registry mean for removable storage. Nothing set means: not blocked.
pub(crate) fn media(storage: &Storage) -> MediaPolicy {
    let set = |value: Option<i64>| value.is_some_and(|value| value != 0);
    let blocked = storage.usbstor_start == Some(4) || set(storage.deny_all) || (set(storage.deny_read) && set(storage.deny_write));
    MediaPolicy {
        storage_blocked: Some(blocked),
        write_blocked: Some(blocked || set(storage.write_protect) || set(storage.deny_write)),
        only_permitted: Some(set(storage.deny_install_unlisted) || set(storage.deny_install_removable)),
        ..MediaPolicy::default()
    }
}

/// The product that controls devices, if one is installed.
pub(crate) fn controlled_by(software: &[InstalledSoftware]) -> String {
    let controls = |program: &&InstalledSoftware| {
        let name = program.name.to_lowercase();
        CONTROL.products.iter().any(|product| name.starts_with(&product.to_lowercase()))
    };
    software.iter().find(controls).map(|program| program.name.clone()).unwrap_or_default()
}

/// Whether a product guards, by its productState of the Security Center: the second byte is 0x10 or 0x11 where it does.
pub(crate) fn is_guarding(state: i64) -> bool {
    (state >> 12) & 0xF == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_the_build_and_servers_keep_theirs() {
        let name = |name: &str, build, installation: &str| {
            let told =
                OperatingSystem { name: name.into(), build: Some(build), installation: installation.into(), ..OperatingSystem::default() };
            named(told).name
        };
        assert_eq!(name("Windows 10 Pro", 22631, "Client"), "Windows 11 Pro");
        assert_eq!(name("Windows 10 Pro", 19045, "Client"), "Windows 10 Pro");
        assert_eq!(name("Windows Server 2025 Standard", 26100, "Server"), "Windows Server 2025 Standard");
    }

    #[test]
    fn states_of_the_security_center_are_understood() {
        for (state, guards) in [(397_568, true), (397_584, true), (393_472, false), (266_240, true), (262_144, false)] {
            assert_eq!(is_guarding(state), guards, "{state}");
        }
    }

    #[test]
    fn storage_is_blocked_by_any_of_three_ways() {
        let blocked = |storage: Storage| media(&storage).storage_blocked;
        assert_eq!(blocked(Storage { usbstor_start: Some(3), ..Storage::default() }), Some(false));
        assert_eq!(blocked(Storage { usbstor_start: Some(4), ..Storage::default() }), Some(true));
        assert_eq!(blocked(Storage { deny_all: Some(1), ..Storage::default() }), Some(true));
        assert_eq!(blocked(Storage { deny_read: Some(1), deny_write: Some(1), ..Storage::default() }), Some(true));
        assert_eq!(media(&Storage { deny_write: Some(1), ..Storage::default() }).write_blocked, Some(true));
    }
}
