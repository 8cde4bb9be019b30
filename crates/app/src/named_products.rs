//! What the names of systems in the ledgers stand for: which are medical, and which are names of one product.
//!
//! Deliberately not here: what follows for the statements that vendors owe (`domain::facts::Shelf`), and versions.

use std::collections::BTreeMap;

use sonae_domain::facts::{Facts, NamedProduct};
use sonae_domain::ledger::DeviceKind;
use sonae_domain::names::fold;

use crate::products::{Field, Kind, Resolver};

/// Every name of a system in contracts, statements and the ledger of devices that means something, by the folded name.
pub(crate) fn named_products(facts: &Facts, resolver: &Resolver) -> BTreeMap<String, NamedProduct> {
    let of_vendors = facts.contracts.iter().flat_map(|contract| contract.systems.iter().map(String::as_str));
    let of_vendors = of_vendors.chain(facts.disclosures.iter().map(|row| row.system.as_str())).map(|name| (name, Field::Medical));
    let of_devices = facts.devices.iter().flat_map(|device| {
        let medical = device.kind == DeviceKind::Medical;
        let field = if medical { Field::Medical } else { Field::Software };
        [(device.software.as_str(), field), (if medical { device.model.as_str() } else { "" }, field)]
    });
    // ledgers repeat themselves, and resolving is the costly part
    let mut names: BTreeMap<&str, Field> = BTreeMap::new();
    for (name, field) in of_vendors.chain(of_devices).filter(|(name, _)| !name.trim().is_empty()) {
        names.entry(name).or_insert(field);
    }
    let mut named = BTreeMap::new();
    for (name, field) in names {
        let meaning = resolver.resolve(name, "", field);
        let product = meaning.canonical.clone().unwrap_or_default();
        let listed = resolver.catalog().get(&product).is_some_and(|product| product.medical);
        let medical = meaning.kind == Kind::NoPublicId || listed;
        if medical || !product.is_empty() {
            named.insert(fold(name), NamedProduct { product, medical });
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::resolver;

    #[test]
    fn medical_names_are_told_from_others_and_spellings_meet() {
        let facts: Facts = toml::from_str(
            r#"
            as-of = "2026-01-20"
            contracts = [{ vendor = "A", kind = "maintenance", systems = ["電子カルテ"] }]
            disclosures = [{ vendor = "A", system = "HOPE LifeMark-HX" }]
            devices = [
              { number = "1", kind = "server", software = "ＬｉｆｅＭａｒｋ－ＨＸ V10" },
              { number = "2", kind = "endpoint", software = "Microsoft Office 2019" },
              { number = "3", kind = "medical", software = "CT制御", model = "Aquilion" },
              { number = "4", kind = "server", software = "Centricity PACS" },
            ]
            "#,
        )
        .unwrap();
        let named = named_products(&facts, resolver().unwrap());
        let of = |name: &str| named.get(&fold(name)).cloned().unwrap_or_default();
        assert_eq!(of("電子カルテ"), NamedProduct { product: String::new(), medical: true });
        assert_eq!(of("HOPE LifeMark-HX"), of("ＬｉｆｅＭａｒｋ－ＨＸ V10"));
        assert_eq!(of("HOPE LifeMark-HX").product, "fujitsu/hope-lifemark-hx");
        assert!(!of("Microsoft Office 2019").medical);
        assert!(of("Aquilion").medical);
        assert!(of("Centricity PACS").medical);
    }
}
