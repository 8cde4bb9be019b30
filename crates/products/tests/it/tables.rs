//! The tables: what they refer to exists, and words for every reason.

use std::collections::{BTreeMap, BTreeSet};

use sonae_products::cpe::Cpe;
use sonae_products::{Field, Lifecycles, Resolver, Why};

use crate::shared;

#[test]
fn every_product_has_sound_identifiers() {
    let resolver = shared::resolver();
    let known: BTreeSet<&str> = resolver.lifecycles().iter().map(|(product, _)| product).collect();
    let mut ids = BTreeSet::new();
    for product in resolver.catalog().products() {
        assert!(ids.insert(&product.id), "{} stands twice", product.id);
        assert_eq!(product.id.split('/').count(), 2, "{}", product.id);
        assert!(product.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./{}+".contains(c)), "{}", product.id);
        if let Some(cpe) = &product.cpe {
            Cpe::product(&cpe.replace("{m}", "x")).unwrap_or_else(|error| panic!("{}: {cpe}: {error}", product.id));
        }
        if let Some(eol) = &product.eol {
            assert!(known.contains(eol.as_str()), "{}: no cycles of {eol}", product.id);
        }
    }
    assert!(ids.len() > 400, "{} products", ids.len());
}

#[test]
fn the_cycles_are_those_of_the_feed() {
    let Some(path) = shared::data("endoflife/products-full.json") else { return };
    let feed: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let left_out = ["iphone", "ipad", "samsung-mobile", "samsung-galaxy-tab", "surface", "pixel"];
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let expected: BTreeMap<String, Vec<String>> = feed["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| {
            (text(&product["name"]), product["releases"].as_array().unwrap().iter().map(|release| text(&release["name"])).collect())
        })
        .filter(|(name, _)| !left_out.contains(&name.as_str()))
        .collect();
    let resolver = shared::resolver();
    let own: BTreeMap<String, Vec<String>> =
        resolver.lifecycles().iter().map(|(product, cycles)| (product.to_owned(), cycles.to_vec())).collect();
    assert_eq!(own, expected);
}

#[test]
fn a_newer_feed_brings_newer_cycles() {
    let resolver = shared::resolver().clone();
    assert_eq!(resolver.resolve("FortiGate 60F", "9.2.1", Field::Network).eol_cycle.as_deref(), Some("?"));
    let newer = resolver.with_lifecycles([("fortios".to_owned(), vec!["9.2".to_owned()])]);
    assert_eq!(newer.resolve("FortiGate 60F", "9.2.1", Field::Network).eol_cycle.as_deref(), Some("9.2"));
    assert!(Lifecycles::of("not a table").is_err());
}

#[test]
fn every_reason_has_its_words_and_no_words_are_left_over() {
    let words = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/ja/products.ftl")).unwrap();
    let told: BTreeSet<&str> = words.lines().filter_map(|line| line.strip_prefix("product-why-")?.split(" = ").next()).collect();
    assert_eq!(told, Why::KEYS.iter().copied().collect::<BTreeSet<_>>());
}

#[test]
fn the_resolver_can_be_shared_between_threads() {
    fn both<T: Send + Sync>(_: &T) {}
    both(&Resolver::builtin());
}
