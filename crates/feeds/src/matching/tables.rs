//! Schemes and systems by name. The tables are data: `data/schemes.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;
use sonae_products::version::Scheme;

use crate::names::Name;
use crate::windows;

#[derive(Deserialize)]
struct Data {
    plugins: BTreeSet<String>,
    schemes: BTreeMap<String, Scheme>,
    systems: Systems,
    families: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Systems {
    systems: BTreeSet<String>,
    distributions: BTreeSet<String>,
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a part of the program; a test reads it")]
    DATA.get_or_init(|| toml::from_str(include_str!("../../data/schemes.toml")).expect("data/schemes.toml"))
}

/// The scheme of a product that has one of its own.
pub(super) fn scheme(name: &Name) -> Option<Scheme> {
    let schemes = &data().schemes;
    schemes.get(&name.key()).or_else(|| schemes.get(&format!("{}:*", name.vendor))).copied()
}

/// An operating system as a whole: naming it without a bound says nothing about one machine.
pub(super) fn is_system(name: &Name) -> bool {
    let key = name.key();
    data().systems.systems.contains(&key) || data().systems.distributions.contains(&key)
}

/// A distribution, whose release does not tell whether a package is mended.
pub(super) fn is_distribution(name: &Name) -> bool {
    data().systems.distributions.contains(&name.key())
}

/// The family of an operating system.
pub(super) fn family(name: &Name) -> Option<&'static str> {
    let is_other = || name.vendor == "microsoft" && name.product == "windows";
    match name.key().as_str() {
        _ if windows::is_windows(name) || is_other() => Some("windows"),
        "apple:macos" | "apple:mac_os_x" => Some("macos"),
        "apple:iphone_os" | "apple:ipados" => Some("ios"),
        "google:android" => Some("android"),
        "linux:linux_kernel" => Some("linux"),
        _ if is_distribution(name) => Some("linux"),
        _ => None,
    }
}

/// The family that a word of `target_sw` means; `None` for what is no operating system (wordpress, node.js).
pub(super) fn family_of_word(word: &str) -> Option<&'static str> {
    data().families.iter().find(|(_, words)| words.iter().any(|known| known == word)).map(|(family, _)| family.as_str())
}

/// A word of `target_sw` that means a program with plugins or packages.
pub(super) fn is_plugin_of(word: &str) -> bool {
    data().plugins.contains(word)
}
