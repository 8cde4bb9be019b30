//! What is known of one device, as far as feeds care.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sonae_products::version::Scheme;

use super::tables;
use crate::names::{self, Name};
use crate::record::{Part, Versions};
use crate::windows;

/// One product on a device.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Installed {
    /// Canonical product: `fortinet/fortios`
    pub product: String,
    /// Version as observed: for Windows the build with its revision; `None` when it is not known
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Edition, where it is known
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// How its versions are ordered; `None` takes the scheme of the product's name in the feeds
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// Names under which feeds know it (CPE); empty takes the names of the canonical product
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cpes: Vec<String>,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Device {
    /// Software and firmware
    pub installed: Vec<Installed>,
    /// The device itself as CPE names (`cpe:2.3:h:…`); empty when it is not known
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hardware: Vec<String>,
}

impl Device {
    /// A device that is told in CPE names only, as a bill of materials does. What cannot be parsed is left out.
    pub fn of_cpes<'c>(cpes: impl IntoIterator<Item = &'c str>) -> Self {
        let mut device = Self::default();
        for cpe in cpes {
            let Some(criterion) = names::criterion_of_cpe(cpe) else { continue };
            if criterion.part == Part::Hardware {
                device.hardware.push(cpe.to_owned());
                continue;
            }
            let version = match criterion.versions {
                Versions::Exactly(version) => Some(match criterion.update {
                    Some(update) => format!("{version} {update}"),
                    None => version,
                }),
                _ => None,
            };
            let product = format!("{}/{}", criterion.vendor, criterion.product);
            device.installed.push(Installed { product, version, edition: criterion.edition, scheme: None, cpes: vec![cpe.to_owned()] });
        }
        device
    }

    /// The device made ready for many questions.
    pub(super) fn known(&self) -> Known {
        let installed: Vec<Product> = self.installed.iter().map(Product::new).collect();
        let hardware = self.hardware.iter().filter_map(|cpe| names::name_of_cpe(cpe)).map(|(_, name)| name).collect();
        let families = installed.iter().flat_map(|product| product.names.iter().filter_map(tables::family)).collect();
        Known { installed, hardware, families }
    }
}

/// A device, with its names looked up.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) installed: Vec<Product>,
    pub(super) hardware: Vec<Name>,
    /// Families of its operating systems: `windows`, `linux`
    pub(super) families: BTreeSet<&'static str>,
}

/// A product, with its names looked up.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) version: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) scheme: Option<Scheme>,
    /// Every name under which it may stand in the feeds
    pub(super) names: Vec<Name>,
    /// What follows from each name, in the order of the names: asked once, not for every condition
    traits: Vec<Traits>,
    /// Where it runs, according to its own CPE
    pub(super) target_sw: Option<String>,
}

/// What follows from a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    /// A release of Windows
    pub(super) is_windows: bool,
    /// An operating system as a whole
    pub(super) is_system: bool,
    /// A distribution
    pub(super) is_distribution: bool,
    /// How its versions are ordered
    pub(super) scheme: Option<Scheme>,
}

impl Traits {
    fn of(name: &Name) -> Self {
        Self {
            is_windows: windows::is_windows(name),
            is_system: tables::is_system(name),
            is_distribution: tables::is_distribution(name),
            scheme: tables::scheme(name),
        }
    }
}

impl Product {
    fn new(installed: &Installed) -> Self {
        let version = installed.version.clone().filter(|version| !version.trim().is_empty());
        let mut names: Vec<Name> = Vec::new();
        let mut target_sw = None;
        let mut add = |name: Name| {
            for name in names::same(&name) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        };
        for criterion in installed.cpes.iter().filter_map(|cpe| names::criterion_of_cpe(cpe)) {
            target_sw = target_sw.or(criterion.target_sw);
            add(Name::new(criterion.vendor, criterion.product));
        }
        let of_windows = windows::names_of_installed(&installed.product.replace('_', "-"), version.as_deref());
        let of_canonical =
            if of_windows.is_empty() && installed.cpes.is_empty() { names::of_canonical(&installed.product) } else { of_windows };
        of_canonical.into_iter().for_each(&mut add);
        let traits = names.iter().map(Traits::of).collect();
        Self { version, edition: installed.edition.clone(), scheme: installed.scheme, names, traits, target_sw }
    }

    /// Does a name in a condition mean this product?
    pub(super) fn is(&self, vendor: &str, product: &str) -> bool {
        self.named(vendor, product).is_some()
    }

    /// The name of this product that a condition names, and what follows from it.
    pub(super) fn named(&self, vendor: &str, product: &str) -> Option<(&Name, Traits)> {
        self.names.iter().zip(&self.traits).find(|(name, _)| name.vendor == vendor && name.product == product).map(|(n, t)| (n, *t))
    }
}
