//! The release cycles of products: which one a version belongs to. Names only; dates are in the feed.

use std::collections::BTreeMap;

use crate::tables::TableError;

/// What is said where the release is not known: the product has cycles, and which one is a question.
pub const UNKNOWN_CYCLE: &str = "?";

/// Cycles by product, as endoflife.date names both.
#[derive(Debug, Clone)]
pub struct Lifecycles(BTreeMap<String, Vec<String>>);

impl Lifecycles {
    /// Reads a table of `product = "cycle cycle …"`.
    ///
    /// # Errors
    ///
    /// [`TableError::Shape`] when it is not such a table.
    pub fn of(table: &str) -> Result<Self, TableError> {
        let table: BTreeMap<String, String> = toml::from_str(table)?;
        Ok(Self(table.into_iter().map(|(product, cycles)| (product, cycles.split(' ').map(str::to_owned).collect())).collect()))
    }

    /// Takes the cycles of a newer feed: a product that is in it replaces the one that is known.
    #[must_use]
    pub fn with(mut self, newer: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        self.0.extend(newer);
        self
    }

    /// Every product with its cycles.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(product, cycles)| (product.as_str(), cycles.as_slice()))
    }

    /// Whether the product has this cycle.
    pub fn has(&self, product: &str, cycle: &str) -> bool {
        self.0.get(product).is_some_and(|cycles| cycles.iter().any(|known| known == cycle))
    }

    /// The cycle if the product has it, else [`UNKNOWN_CYCLE`].
    pub(crate) fn checked(&self, product: &str, cycle: &str) -> String {
        if self.has(product, cycle) { cycle.to_owned() } else { UNKNOWN_CYCLE.to_owned() }
    }

    /// The cycle that a dotted version belongs to: the longest cycle that begins it.
    ///
    /// A version that is itself only the beginning of several cycles (`10` of 10.0 and 10.1) is unknown; `9` is 9.0 where 9.0 is the only
    /// one. `exact` is for products whose releases have the short name too (FileMaker 19 beside 19.1).
    pub(crate) fn cycle_of(&self, product: &str, version: &str, exact: bool) -> String {
        let Some(cycles) = self.0.get(product) else { return UNKNOWN_CYCLE.to_owned() };
        let parts: Vec<&str> = components(version);
        if parts.is_empty() {
            return UNKNOWN_CYCLE.to_owned();
        }
        let begins =
            |short: &[&str], long: &[&str]| short.len() <= long.len() && short.iter().zip(long).all(|(a, b)| number(a) == number(b));
        let covering = cycles.iter().filter(|cycle| begins(&components(cycle), &parts)).max_by_key(|cycle| components(cycle).len());
        let below: Vec<&String> =
            cycles.iter().filter(|cycle| components(cycle).len() > parts.len() && begins(&parts, &components(cycle))).collect();
        match (covering, below.as_slice()) {
            (Some(cycle), []) => cycle.clone(),
            (Some(cycle), _) if exact => cycle.clone(),
            (None, [cycle]) if components(cycle).get(parts.len()..) == Some(&["0"]) => (*cycle).clone(),
            _ => UNKNOWN_CYCLE.to_owned(),
        }
    }
}

/// The numbers of a version: letters behind the last number fall away, a word of its own is no number.
fn components(version: &str) -> Vec<&str> {
    version
        .split('.')
        .map_while(|part| {
            let digits = part.find(|c: char| !c.is_ascii_digit()).map_or(part, |end| &part[..end]);
            (!digits.is_empty()).then_some(if is_named(part) { part } else { digits })
        })
        .collect()
}

/// A part without leading zeros: 17.03 is 17.3.
fn number(part: &str) -> &str {
    let bare = part.trim_start_matches('0');
    if bare.is_empty() { "0" } else { bare }
}

/// `1-sac`, `5-sp1`: the name of a cycle rather than a number with a letter.
fn is_named(part: &str) -> bool {
    part.split_once('-').is_some_and(|(_, word)| word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_belongs_to_the_longest_cycle_that_begins_it() {
        let cycles = Lifecycles::of(include_str!("../data/lifecycles.toml")).unwrap();
        for (product, version, cycle) in [
            ("tomcat", "8.5.32", "8.5"),
            ("tomcat", "9", "9.0"),
            ("tomcat", "10", "?"),
            ("tomcat", "7.0.99", "7"),
            ("log4j", "2.14.1", "2"),
            ("log4j", "2.12.4", "2.12"),
            ("log4j", "2", "?"),
            ("openssl", "1.0.2k", "1.0.2"),
            ("openssl", "1.1", "?"),
            ("cisco-ios-xe", "16", "?"),
            ("cisco-ios-xe", "17.9.4a", "17.9"),
            ("cisco-ios-xe", "17.03.05", "17.3"),
            ("postgresql", "14.5", "14"),
            ("postgresql", "9", "?"),
            ("ubuntu", "20.04.6", "20.04"),
            ("vmware-esxi", "7", "7.0"),
            ("chrome", "82", "?"),
            ("pan-os", "9.0.16", "9.0"),
            ("dotnetfx", "3.5", "?"),
            ("no-such", "1", "?"),
        ] {
            assert_eq!(cycles.cycle_of(product, version, false), cycle, "{product} {version}");
        }
        assert_eq!(cycles.cycle_of("filemaker", "19", true), "19");
        assert_eq!(cycles.cycle_of("filemaker", "19.3.2", true), "19.3");
    }
}
