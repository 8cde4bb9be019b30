//! From the tables to the catalog.

use std::collections::BTreeMap;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use super::{Catalog, CpeCase, Grammar, Group, Product, ProductKind, finder, plain};
use crate::tables::{TableError, pattern};
use crate::text::{Compact, Spelling, fold};
use crate::version::Scheme;

/// One line of a table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    id: String,
    cpe: Option<String>,
    scheme: Option<Scheme>,
    eol: Option<String>,
    depth: usize,
    names: Vec<String>,
    models: Vec<String>,
    with: Vec<String>,
    not: Vec<String>,
    over: Vec<String>,
    weak: bool,
    grammar: Option<Grammar>,
    words: BTreeMap<String, String>,
    exact: bool,
    noise: Vec<String>,
    hardware: Vec<String>,
    cpes: Vec<EntryCpe>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EntryCpe {
    word: Option<String>,
    when: Option<String>,
    cpe: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    medical: bool,
    entries: Vec<Entry>,
}

/// Gathers the tables.
#[derive(Default)]
pub(super) struct Builder {
    products: Vec<Product>,
    by_id: BTreeMap<String, usize>,
    groups: Vec<Group>,
    names: Vec<(usize, bool, String)>,
    models: Vec<(usize, Regex)>,
}

impl Builder {
    pub(super) fn table(&mut self, table: &str, spelling: &Spelling) -> Result<(), TableError> {
        let table: Table = toml::from_str(table)?;
        let kind = if table.kind.as_deref() == Some("no_public_id") { ProductKind::NoPublicId } else { ProductKind::Public };
        let medical = table.medical || kind == ProductKind::NoPublicId;
        for entry in table.entries {
            let product = match self.by_id.get(&entry.id) {
                Some(product) => *product,
                None => self.product(&entry, kind, medical)?,
            };
            let group = self.groups.len();
            let words = |words: &[String]| words.iter().map(|word| fold(word)).collect();
            self.groups.push(Group { product, with: words(&entry.with), not: words(&entry.not), weak: entry.weak });
            for name in &entry.names {
                self.names.push((group, entry.hardware.contains(name), Compact::of(&spelling.apply(name)).text));
            }
            for model in &entry.models {
                self.models.push((group, pattern(model)?));
            }
        }
        Ok(())
    }

    fn product(&mut self, entry: &Entry, kind: ProductKind, medical: bool) -> Result<usize, TableError> {
        let product = Product {
            medical,
            scheme: entry.scheme.unwrap_or(Scheme::Generic),
            eol: entry.eol.clone(),
            depth: entry.depth,
            grammar: entry.grammar,
            words: words(&entry.words)?,
            exact: entry.exact,
            over: entry.over.iter().cloned().collect(),
            noise: entry.noise.iter().map(|shape| pattern(shape)).collect::<Result<_, _>>()?,
            cpes: entry
                .cpes
                .iter()
                .map(|case| {
                    let when = case.when.as_ref().map(|when| pattern(&format!("^(?:{when})"))).transpose()?;
                    Ok(CpeCase { word: case.word.clone(), when, cpe: case.cpe.clone() })
                })
                .collect::<Result<_, regex::Error>>()?,
            ..plain(entry.id.clone(), entry.cpe.clone(), kind)
        };
        self.by_id.insert(entry.id.clone(), self.products.len());
        self.products.push(product);
        Ok(self.products.len() - 1)
    }

    pub(super) fn finish(self, spelling: Spelling) -> Result<Catalog, TableError> {
        let shapes = RegexSet::new(self.models.iter().map(|(_, shape)| shape.as_str()))?;
        let finder = finder(&self.names)?;
        let Self { products, by_id, groups, names, models } = self;
        Ok(Catalog { products, by_id, groups, names, finder, shapes, models, spelling })
    }
}

/// Words that stand for a version, longest first: `big sur` before `sur`.
fn words(words: &BTreeMap<String, String>) -> Result<Vec<(Regex, String)>, regex::Error> {
    let mut words: Vec<_> = words.iter().collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words.into_iter().map(|(word, version)| Ok((pattern(&format!(r"\b{}\b", regex::escape(word)))?, version.clone()))).collect()
}
