//! From a ledger string to product, version, edition and cycle.
//!
//! The order: marks that repeat the row above, non-values, the institution's confirmed answers, products by name and model, Windows by its
//! grammar, words for kinds of devices and software. Nothing is guessed: what is not recognised is `ambiguous` with suggestions, and a
//! cycle that the text does not decide is `?`.

mod compete;
mod compose;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answer::{Field, Kind, Resolution, Why};
use crate::catalog::{Catalog, Hit, ProductKind};
use crate::extract::{Extractor, Found};
use crate::learned::{Confirmed, Imported};
use crate::lifecycles::Lifecycles;
use crate::suggest::{Suggestion, suggest};
use crate::tables::{LIFECYCLES, SPELLING, TableError};
use crate::text::{Compact, Spelling, fold};
use crate::windows::WindowsGrammar;
use crate::words::{Meaning, Words};

/// Resolves ledger strings. Built once, used for every row; it holds nothing that changes, and a copy of it shares the tables.
#[derive(Debug, Clone)]
pub struct Resolver {
    catalog: Arc<Catalog>,
    lifecycles: Lifecycles,
    words: Words,
    extractor: Extractor,
    windows: WindowsGrammar,
    /// By the compact text that was confirmed
    confirmed: BTreeMap<String, Confirmed>,
}

/// One cell and the version cell beside it, as grammars read them.
struct Cell {
    text: String,
    /// The same without numbers that are not versions, byte for byte
    bare: String,
    column: String,
    field: Field,
}

impl Resolver {
    /// The resolver with the tables that are compiled in.
    ///
    /// # Errors
    ///
    /// A [`TableError`] if a table is broken, which a test rules out.
    pub fn builtin() -> Result<Self, TableError> {
        let spelling = Spelling::of(SPELLING)?;
        Ok(Self {
            words: Words::builtin(&spelling)?,
            catalog: Arc::new(Catalog::builtin(spelling)?),
            lifecycles: Lifecycles::of(LIFECYCLES)?,
            extractor: Extractor::new()?,
            windows: WindowsGrammar::new()?,
            confirmed: BTreeMap::new(),
        })
    }

    /// Takes names from a list that was imported (MyJVN products, titles at endoflife.date). They never take precedence over own names, and
    /// decide only where a version stands beside them.
    ///
    /// # Errors
    ///
    /// A [`TableError`] when the names cannot be indexed.
    pub fn with_imported(mut self, names: &[Imported]) -> Result<Self, TableError> {
        let known: Vec<(String, Option<String>)> =
            self.catalog.products().map(|product| (product.id.clone(), product.cpe.clone())).collect();
        let rows = Imported::rows(names, &known, |name| {
            let text = self.catalog.spelling.apply(name);
            self.words.meaning(&text).is_none() && self.catalog.find(&text).is_empty()
        });
        let products: Vec<_> = rows.iter().map(|row| (row.id.clone(), row.cpe.clone(), ProductKind::Public)).collect();
        let names: Vec<_> = rows.into_iter().map(|row| (row.name, row.id)).collect();
        self.catalog = Arc::new(self.catalog.with_products(&products).with_names(&names)?);
        Ok(self)
    }

    /// Takes the cycles of a newer feed.
    #[must_use]
    pub fn with_lifecycles(mut self, newer: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        self.lifecycles = self.lifecycles.with(newer);
        self
    }

    /// Takes the answers that the institution confirmed: each decides for exactly the text that was asked about.
    #[must_use]
    pub fn with_confirmed(mut self, answers: impl IntoIterator<Item = Confirmed>) -> Self {
        let answers: Vec<Confirmed> = answers.into_iter().collect();
        let named = answers.iter().filter_map(|answer| Some((answer.canonical.clone()?, answer.cpe.clone(), answer.product_kind())));
        let unknown: Vec<_> = named.filter(|(id, ..)| self.catalog.get(id).is_none()).collect();
        if !unknown.is_empty() {
            self.catalog = Arc::new(self.catalog.with_products(&unknown));
        }
        let keyed: Vec<_> = answers.into_iter().map(|answer| (self.key(&answer.text), answer)).collect();
        self.confirmed.extend(keyed);
        self
    }

    /// The products that are known.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The cycles that are known.
    pub fn lifecycles(&self) -> &Lifecycles {
        &self.lifecycles
    }

    /// The same for every spelling of a text that counts as the same: width, blanks, kana.
    pub fn key(&self, text: &str) -> String {
        Compact::of(&self.catalog.spelling.apply(text)).text
    }

    /// What a cell means. `version` is the cell of the version column in the same row, empty where there is none.
    pub fn resolve(&self, raw: &str, version: &str, field: Field) -> Resolution {
        let raw: String = raw.chars().take(400).collect();
        let version: String = version.chars().take(200).collect();
        if self.words.is_fill_down(&fold(&raw)) {
            return Resolution::bare(Kind::FillDown, 1.0, Why::of("fill-down", &[]));
        }
        let text = self.catalog.spelling.apply(&raw);
        let column = match self.words.non_value(&fold(&version)) {
            Some(_) => String::new(),
            None => self.catalog.spelling.apply(&version),
        };
        let cell = Cell { bare: self.extractor.without_noise(None, &text), text, column, field };
        if let Some(answer) = self.confirmed.get(&Compact::of(&cell.text).text) {
            return self.confirmed(answer, &cell);
        }
        if let Some(meaning) = self.words.non_value(&fold(&raw)) {
            return Resolution::bare(Kind::NotProduct, 0.99, Why::of(&format!("non-value-{meaning}"), &[]));
        }
        self.unconfirmed(&cell)
    }

    fn unconfirmed(&self, cell: &Cell) -> Resolution {
        let hits = self.catalog.find(&cell.bare);
        let windows = self.windows_in(cell, &hits);
        let strong = self.strongest(&hits, cell.field, windows.as_ref());
        match (strong.as_slice(), windows) {
            ([], Some(windows)) => self.on_windows(&hits, cell).unwrap_or_else(|| self.of_windows(windows)),
            ([hit], _) => self.of_product(hit, &hits, cell),
            ([], None) => self.weak_or_word(&hits, cell),
            (several, _) => self.several(several),
        }
    }
    /// In a column of software: what runs on the Windows that is named beside it, if its version is named too.
    fn on_windows(&self, hits: &[Hit], cell: &Cell) -> Option<Resolution> {
        let hit = hits.iter().find(|hit| hit.weak && cell.field == Field::Software)?;
        Some(self.of_product(hit, hits, cell)).filter(|answer| answer.version.is_some())
    }

    /// Only a vendor's or a line's name, or no product at all.
    fn weak_or_word(&self, hits: &[Hit], cell: &Cell) -> Resolution {
        let mut weak: Vec<&Hit> = hits.iter().filter(|hit| hit.weak).collect();
        weak.dedup_by_key(|hit| hit.product);
        if let [hit] = weak.as_slice() {
            let answer = self.of_product(hit, hits, cell);
            if answer.version.is_some() || answer.kind == Kind::NoPublicId {
                return answer;
            }
        }
        if let Some(answer) = self.word(cell) {
            return answer;
        }
        let mut suggestions: Vec<Suggestion> = weak.iter().map(|hit| Suggestion::certain(self.id(hit))).collect();
        let alike = suggest(&self.catalog, &cell.text).into_iter();
        suggestions.extend(alike.filter(|other| weak.iter().all(|hit| self.id(hit) != other.canonical)).collect::<Vec<_>>());
        suggestions.truncate(3);
        let why = if weak.is_empty() { Why::of("unknown", &[]) } else { Why::of("vendor-only", &[("name", &suggestions[0].canonical)]) };
        if weak.is_empty() && cell.field == Field::Medical {
            let version = self.plain_version(cell);
            let why = Why::of("medical-column", &[]);
            return Resolution { version, suggestions, ..Resolution::bare(Kind::NoPublicId, 0.5, why) };
        }
        let version = self.extractor.only_version(&cell.text);
        Resolution { version, suggestions, ..Resolution::bare(Kind::Ambiguous, 0.2, why) }
    }

    /// A word for a kind of device, software or medical system.
    fn word(&self, cell: &Cell) -> Option<Resolution> {
        match self.words.meaning(&cell.bare)? {
            Meaning::ByColumn(word) if cell.field == Field::Medical => {
                Some(Resolution::bare(Kind::NoPublicId, 0.6, Why::of("medical-category", &[("word", &word)])))
            }
            Meaning::NotProduct(word) | Meaning::ByColumn(word) => {
                Some(Resolution::bare(Kind::NotProduct, 0.95, Why::of("category", &[("word", &word)])))
            }
            Meaning::NoPublicId(word) => {
                let version = self.plain_version(cell);
                Some(Resolution { version, ..Resolution::bare(Kind::NoPublicId, 0.9, Why::of("medical-category", &[("word", &word)])) })
            }
        }
    }

    fn plain_version(&self, cell: &Cell) -> Option<String> {
        let plain = |text: &str| self.extractor.plain(&self.extractor.without_noise(None, text));
        plain(&cell.column).or_else(|| plain(&cell.text))
    }

    fn confirmed(&self, answer: &Confirmed, cell: &Cell) -> Resolution {
        let why = Why::of("confirmed", &[("by", &answer.by), ("on", &answer.on)]);
        let Some(product) = answer.canonical.as_deref().and_then(|id| self.catalog.get(id)) else {
            return Resolution { version: answer.version.clone(), ..Resolution::bare(answer.kind, 1.0, why) };
        };
        let whole = Hit { product: 0, start: 0, end: 0, weak: false, hardware: false, model: None };
        let mut found = self.read_around(product, &whole, &self.catalog.find(&cell.text), cell);
        if answer.version.is_some() {
            found = Found { version: answer.version.clone(), ..Found::default() };
        }
        let mut resolution = self.answer(product, None, found, &cell.text, (1.0, why.clone()));
        resolution.kind = answer.kind;
        resolution.why = why;
        if answer.edition.is_some() {
            resolution.edition.clone_from(&answer.edition);
        }
        if let Some(cycle) = &answer.eol_cycle {
            resolution.eol_cycle = product.eol.as_ref().map(|eol| self.lifecycles.checked(eol, cycle));
        }
        resolution
    }
}
