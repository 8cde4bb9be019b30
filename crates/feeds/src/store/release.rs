//! One state of all feeds, open for questions.

use std::collections::BTreeMap;
use std::fs::File;

use serde::de::DeserializeOwned;

use super::generation::Generation;
use super::keys::{key, prefix};
use super::{Store, StoreError};
use crate::limits::Limits;
use crate::names::Name;
use crate::read;
use crate::record::{Condition, Exploited, Lifecycle, ListedName, Record, Said, Score};
use crate::source::Source;
use crate::table::Table;

/// One state of all feeds.
#[derive(Debug)]
pub struct Release {
    generation: Generation,
    tables: BTreeMap<Source, Table<File>>,
    /// Our own table, where none was imported
    own: BTreeMap<String, Lifecycle>,
}

impl Release {
    pub(super) fn open(store: &Store, generation: Generation) -> Result<Self, StoreError> {
        let mut tables = BTreeMap::new();
        for (source, state) in &generation.sources {
            let damaged = |error| StoreError::Table { table: state.table.clone(), error };
            tables.insert(*source, Table::open(File::open(store.table_path(&state.table))?).map_err(damaged)?);
        }
        Ok(Self { tables, own: own_lifecycles()?, generation })
    }

    /// Which state it is.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Every condition for a product under exactly this name, in the order of the feeds.
    pub fn conditions(&self, name: &Name) -> Result<Vec<(Source, Condition)>, StoreError> {
        let prefix = prefix(b'c', &[&name.key()]);
        let mut all = Vec::new();
        for source in self.tables.keys() {
            all.extend(self.all::<Condition>(*source, &prefix)?.into_iter().map(|condition| (*source, condition)));
        }
        Ok(all)
    }

    /// Every record about a CVE, in the order of the feeds: under its own number, and those that name it.
    pub fn records(&self, cve: &str) -> Result<Vec<(Source, Record)>, StoreError> {
        let mut all = Vec::new();
        for source in self.tables.keys() {
            all.extend(self.one::<Record>(*source, &key(b'r', &[cve]))?.map(|record| (*source, record)));
            let named = prefix(b'x', &[cve]);
            for (found, _) in self.rows(*source, &named)? {
                let number = String::from_utf8_lossy(&found[named.len()..]).into_owned();
                all.extend(self.one::<Record>(*source, &key(b'r', &[&number]))?.map(|record| (*source, record)));
            }
        }
        Ok(all)
    }

    /// The entry in the catalog of exploited vulnerabilities.
    pub fn exploited(&self, cve: &str) -> Result<Option<Exploited>, StoreError> {
        self.one(Source::Kev, &key(b'k', &[cve]))
    }

    /// The score of a CVE.
    pub fn score(&self, cve: &str) -> Result<Option<Score>, StoreError> {
        self.one(Source::Epss, &key(b'e', &[cve]))
    }

    /// The lifecycle of a product: a slug of endoflife.date, or a canonical product of the Japanese table. With the feed that says so.
    pub fn lifecycle(&self, product: &str) -> Result<Option<(Source, Lifecycle)>, StoreError> {
        for source in [Source::EndOfLife, Source::EolJp] {
            if let Some(found) = self.one(source, &key(b'l', &[product]))? {
                return Ok(Some((source, found)));
            }
        }
        Ok(self.own.get(product).map(|found| (Source::EolJp, found.clone())))
    }

    /// Lifecycles of devices of a vendor, of our own table: the imported one before that of the program.
    pub fn device_lifecycles(&self, vendor: &str) -> Result<Vec<Lifecycle>, StoreError> {
        let mut found: BTreeMap<String, Lifecycle> = self.own.clone();
        found.extend(self.all::<Lifecycle>(Source::EolJp, b"l\0")?.into_iter().map(|lifecycle| (lifecycle.product.clone(), lifecycle)));
        let of_vendor = |lifecycle: &Lifecycle| lifecycle.product.split_once('/').is_some_and(|(known, _)| known == vendor);
        Ok(found.into_values().filter(of_vendor).collect())
    }

    /// Every Japanese name of the product list.
    pub fn listed_names(&self) -> Result<Vec<ListedName>, StoreError> {
        self.all(Source::JvnProducts, b"n\0")
    }

    pub(crate) fn table(&self, source: Source) -> Option<&Table<File>> {
        self.tables.get(&source)
    }

    fn rows(&self, source: Source, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        let Some(table) = self.tables.get(&source) else { return Ok(Vec::new()) };
        table.with_prefix(prefix).map_err(|error| StoreError::Table { table: source.name().into(), error })
    }

    fn all<T: DeserializeOwned>(&self, source: Source, prefix: &[u8]) -> Result<Vec<T>, StoreError> {
        self.rows(source, prefix)?.into_iter().map(|(_, value)| parse(source, &value)).collect()
    }

    fn one<T: DeserializeOwned>(&self, source: Source, key: &[u8]) -> Result<Option<T>, StoreError> {
        let Some(table) = self.tables.get(&source) else { return Ok(None) };
        let found = table.get(key).map_err(|error| StoreError::Table { table: source.name().into(), error })?;
        found.map(|value| parse(source, &value)).transpose()
    }
}

fn parse<T: DeserializeOwned>(source: Source, value: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(value)
        .map_err(|_| StoreError::Table { table: source.name().into(), error: crate::table::TableError::Damaged("a row that is not read") })
}

fn own_lifecycles() -> Result<BTreeMap<String, Lifecycle>, StoreError> {
    let mut own = BTreeMap::new();
    let mut bytes = read::OWN_LIFECYCLES.as_bytes();
    read::read("eol-jp.toml", &mut bytes, &Limits::default(), &mut |said| {
        if let Said::Lifecycle(product) = said {
            own.insert(product.product.clone(), product);
        }
        Ok(())
    })
    .map_err(|error| StoreError::Input { file: "eol-jp.toml".into(), error: error.into() })?;
    Ok(own)
}
