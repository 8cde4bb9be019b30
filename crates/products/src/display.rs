//! Names of products as people write them. For the screen and for letters; nothing is recognised by them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::tables::{DISPLAY, TableError};

/// Names to show.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Display {
    /// Vendors that are left out
    alone: BTreeSet<String>,
    /// Whole names
    products: BTreeMap<String, String>,
    vendors: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

impl Display {
    /// The table that is compiled in.
    ///
    /// # Errors
    ///
    /// A [`TableError`] if the table is broken, which a test rules out.
    pub fn builtin() -> Result<Self, TableError> {
        Ok(toml::from_str(DISPLAY)?)
    }

    /// The name of a canonical product: `fortinet/fortios` is `FortiOS`, `apache/tomcat` is `Apache Tomcat`. A text without `/` is given back
    /// as it is.
    pub fn name(&self, canonical: &str) -> String {
        if let Some(name) = self.products.get(canonical) {
            return name.clone();
        }
        let Some((vendor, product)) = canonical.split_once('/') else { return canonical.to_owned() };
        let words = self.words.get(product).cloned().unwrap_or_else(|| {
            let words: Vec<String> = product.split('-').map(|word| self.word(word)).collect();
            // a model keeps its hyphens: FG-60F
            words.join(if words.len() < 3 && is_model(product) { "-" } else { " " })
        });
        let windows = vendor == "microsoft" && product.starts_with("windows");
        if windows || self.alone.contains(vendor) || vendor == product {
            return words;
        }
        let vendor = self.vendors.get(vendor).cloned().unwrap_or_else(|| vendor.split('-').map(capital).collect::<Vec<_>>().join(" "));
        format!("{vendor} {words}")
    }

    fn word(&self, word: &str) -> String {
        match self.words.get(word) {
            Some(known) => known.clone(),
            None if word.bytes().any(|byte| byte.is_ascii_digit()) => word.to_uppercase(),
            None => capital(word),
        }
    }
}

/// Letters and digits without a word in it: the part before the first digit is short.
fn is_model(product: &str) -> bool {
    let before = product.find(|c: char| c.is_ascii_digit()).unwrap_or(product.len());
    before < 5 && before < product.len()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_called_as_people_call_them() {
        let display = Display::builtin().unwrap();
        for (canonical, name) in [
            ("fortinet/fortios", "FortiOS"),
            ("microsoft/windows-server-2012-r2", "Windows Server 2012 R2"),
            ("microsoft/windows-11", "Windows 11"),
            ("microsoft/sql-server", "Microsoft SQL Server"),
            ("apache/tomcat", "Apache Tomcat"),
            ("yamaha/rtx1220", "ヤマハ RTX1220"),
            ("cisco/c2960-x", "Cisco C2960-X"),
            ("cisco/ios-xe", "Cisco IOS XE"),
            ("apple/ios", "Apple iOS"),
            ("oracle/mysql", "Oracle MySQL"),
            ("sample", "sample"),
        ] {
            assert_eq!(display.name(canonical), name, "{canonical}");
        }
    }

    #[test]
    fn every_product_of_the_tables_has_a_name_without_the_marks_of_an_id() {
        let resolver = crate::Resolver::builtin().unwrap();
        let display = Display::builtin().unwrap();
        for product in resolver.catalog().products() {
            let name = display.name(&product.id);
            assert!(!name.trim().is_empty() && (!name.contains('/') || product.id.contains('{')), "{}: {name}", product.id);
        }
    }
}
