//! The products that are known: identifiers, names, shapes of models, how their versions are read.

mod build;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexSet};
use serde::{Deserialize, Serialize};

use crate::tables::{PRODUCTS, TableError};

use crate::text::{Compact, Spelling};
use crate::version::Scheme;
use build::Builder;

/// Where a product stands towards public identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// It can be looked up in public feeds
    #[default]
    Public,
    /// A domestic (medical) system: its maker is asked, no public identifier is ever guessed
    NoPublicId,
}

/// Which hand-written reader finds version and edition; without one, the scheme's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Grammar {
    /// `7.0 Update 3n`
    Update,
    /// Year and service pack, or build
    SqlServer,
    /// Year, LTSC, for Mac
    Office,
    /// Year or build
    Exchange,
    /// Year, or subscription edition
    Year,
    /// `12c R2`
    Oracle,
    /// `8u202`
    Java,
    /// `3.5 SP1`
    DotnetFramework,
    /// `ESR 115`
    Esr,
    /// `12 SP5` is 12.5
    ServicePackMinor,
}

/// One product.
#[derive(Debug, Clone)]
pub struct Product {
    /// `vendor/product`; `{m}` stands for the model
    pub id: String,
    /// Public or not
    pub kind: ProductKind,
    /// Whether it is a medical system or device; every product without a public identifier is
    pub medical: bool,
    /// Part, vendor and product of its CPE names, as in a formatted string: `o:fortinet:fortios`; `{m}` stands for the model
    pub cpe: Option<String>,
    /// How its versions are written
    pub scheme: Scheme,
    /// Its name at endoflife.date
    pub eol: Option<String>,
    /// How many parts a version needs to name one release; 0 = not known
    pub depth: usize,
    pub(crate) grammar: Option<Grammar>,
    pub(crate) words: Vec<(Regex, String)>,
    pub(crate) exact: bool,
    pub(crate) over: BTreeSet<String>,
    pub(crate) noise: Vec<Regex>,
    cpes: Vec<CpeCase>,
}

impl Product {
    /// The CPE for a model, a text and a version.
    pub(crate) fn cpe_for(&self, model: Option<&str>, text: &str, version: Option<&str>) -> Option<String> {
        let case = self.cpes.iter().find(|case| {
            case.word.as_ref().is_some_and(|word| text.contains(word.as_str()))
                || case.when.as_ref().is_some_and(|when| version.is_some_and(|version| when.is_match(version)))
        });
        let cpe = case.map(|case| &case.cpe).or(self.cpe.as_ref())?;
        match (cpe.contains("{m}"), model) {
            (true, Some(model)) => Some(cpe.replace("{m}", &model.replace('/', "\\/"))),
            (true, None) => None,
            (false, _) => Some(cpe.clone()),
        }
    }
}

/// Another CPE in special cases.
#[derive(Debug, Clone)]
struct CpeCase {
    word: Option<String>,
    when: Option<Regex>,
    cpe: String,
}

/// A group of names under the same conditions.
#[derive(Debug, Clone)]
struct Group {
    product: usize,
    with: Vec<String>,
    not: Vec<String>,
    weak: bool,
}

/// A name or a model that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) product: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) weak: bool,
    pub(crate) hardware: bool,
    pub(crate) model: Option<String>,
}

/// All products with their names.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) products: Vec<Product>,
    by_id: BTreeMap<String, usize>,
    groups: Vec<Group>,
    /// By pattern of `finder`: group, whether it names hardware, the name in compact form
    names: Vec<(usize, bool, String)>,
    finder: AhoCorasick,
    shapes: RegexSet,
    /// By pattern of `shapes`: group and the pattern
    models: Vec<(usize, Regex)>,
    pub(crate) spelling: Spelling,
}

impl Catalog {
    /// The catalog that is compiled in.
    ///
    /// # Errors
    ///
    /// A [`TableError`] if a table is broken, which a test rules out.
    pub(crate) fn builtin(spelling: Spelling) -> Result<Self, TableError> {
        let mut builder = Builder::default();
        for table in PRODUCTS {
            builder.table(table, &spelling)?;
        }
        builder.finish(spelling)
    }

    /// The same catalog with more names: each is (name, id of the product). They are weak: a version must stand beside them, and any own name
    /// takes precedence.
    pub(crate) fn with_names(&self, more: &[(String, String)]) -> Result<Self, TableError> {
        let mut catalog = self.clone();
        for (name, id) in more {
            let product = *catalog.by_id.get(id).ok_or_else(|| TableError::NoProduct(id.clone()))?;
            let group = catalog.groups.len();
            catalog.groups.push(Group { product, with: Vec::new(), not: Vec::new(), weak: true });
            catalog.names.push((group, false, Compact::of(&catalog.spelling.apply(name)).text));
        }
        catalog.finder = finder(&catalog.names)?;
        Ok(catalog)
    }

    /// The same catalog with more products that have nothing but an identifier and a CPE.
    pub(crate) fn with_products(&self, more: &[(String, Option<String>, ProductKind)]) -> Self {
        let mut catalog = self.clone();
        for (id, cpe, kind) in more {
            if !catalog.by_id.contains_key(id) {
                catalog.by_id.insert(id.clone(), catalog.products.len());
                catalog.products.push(plain(id.clone(), cpe.clone(), *kind));
            }
        }
        catalog
    }

    /// A product by its id.
    pub fn get(&self, id: &str) -> Option<&Product> {
        self.by_id.get(id).map(|at| &self.products[*at])
    }

    /// Its place in `products`.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Every product, in the order of the tables.
    pub fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.iter()
    }

    /// Every name in compact form with its product; for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &Product)> {
        self.names.iter().map(|(group, _, name)| (name.as_str(), &self.products[self.groups[*group].product]))
    }

    /// Everything that the text names, longest first where names overlap.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        let compact = Compact::of(text);
        let mut hits = Vec::new();
        for found in self.finder.find_overlapping_iter(&compact.text) {
            let (group, hardware, _) = &self.names[found.pattern().as_usize()];
            if compact.stands_alone(found.start(), found.end()) && self.allowed(*group, text) {
                let (start, end) = compact.span(found.start(), found.end());
                let group = &self.groups[*group];
                hits.push(Hit { product: group.product, start, end, weak: group.weak, hardware: *hardware, model: None });
            }
        }
        for shape in &self.shapes.matches(text) {
            let (group, pattern) = &self.models[shape];
            let Some(found) = pattern.captures(text) else { continue };
            if let (Some(whole), true) = (found.get(0), self.allowed(*group, text)) {
                let model: String = found.iter().skip(1).flatten().map(|part| part.as_str()).collect();
                let model = model.trim_end_matches(['-', '/', ',', ')']).replace([' ', '_'], "-");
                let model = (!model.is_empty()).then_some(model);
                let group = &self.groups[*group];
                hits.push(Hit { product: group.product, start: whole.start(), end: whole.end(), weak: group.weak, hardware: false, model });
            }
        }
        longest(hits)
    }

    fn allowed(&self, group: usize, text: &str) -> bool {
        let group = &self.groups[group];
        (group.with.is_empty() || group.with.iter().any(|word| text.contains(word.as_str())))
            && !group.not.iter().any(|word| text.contains(word.as_str()))
    }
}

/// Drops hits that lie within a longer hit.
fn longest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.product));
    let length = |hit: &Hit| hit.end - hit.start;
    let within = |hit: &Hit, other: &Hit| {
        let covers = other.start <= hit.start && hit.end <= other.end && length(other) > length(hit);
        covers && (hit.weak || !other.weak)
    };
    let all = hits.clone();
    // a model within a longer text of the same product still names the model
    hits.retain(|hit| !all.iter().any(|other| within(hit, other) && !(hit.model.is_some() && hit.product == other.product)));
    hits
}

fn finder(names: &[(usize, bool, String)]) -> Result<AhoCorasick, TableError> {
    Ok(AhoCorasick::builder().match_kind(MatchKind::Standard).build(names.iter().map(|(_, _, name)| name))?)
}

fn plain(id: String, cpe: Option<String>, kind: ProductKind) -> Product {
    Product {
        id,
        kind,
        medical: kind == ProductKind::NoPublicId,
        cpe,
        scheme: Scheme::Generic,
        eol: None,
        depth: 0,
        grammar: None,
        words: Vec::new(),
        exact: false,
        over: BTreeSet::new(),
        noise: Vec::new(),
        cpes: Vec::new(),
    }
}
