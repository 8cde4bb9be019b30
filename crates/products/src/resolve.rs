//! From a ledger string to product, version, edition and cycle.
//!
//! The order: marks that repeat the row above, non-values, the institution's confirmed answers, products by name and model, Windows by its
//! grammar, words for kinds of devices and software. Nothing is guessed: what is not recognised is `ambiguous` with suggestions, and a
//! cycle that the text does not decide is `?`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Hit, Product, ProductKind};
use crate::extract::{Around, Cycle, Extractor, Found};
use crate::learned::{Confirmed, Imported};
use crate::lifecycles::{Lifecycles, UNKNOWN_CYCLE};
use crate::suggest::{Suggestion, suggest};
use crate::tables::{LIFECYCLES, SPELLING, TableError};
use crate::text::{Compact, Spelling, fold};
use crate::version::Version;
use crate::windows::{Windows, WindowsGrammar};
use crate::words::{Meaning, Words};

/// The column that a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Operating systems
    Os,
    /// Software
    Software,
    /// Network devices
    Network,
    /// Medical systems and devices
    Medical,
    /// Not known
    #[default]
    Any,
}

impl Field {
    /// Reads the name of a column; anything else is [`Field::Any`].
    pub fn of(name: &str) -> Self {
        match name.trim() {
            "os" => Self::Os,
            "software" => Self::Software,
            "network" => Self::Network,
            "medical" => Self::Medical,
            _ => Self::Any,
        }
    }
}

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One product that public feeds know
    Match,
    /// A (domestic medical) system without public identifier: its maker is asked
    NoPublicId,
    /// Not a product: a non-value, a kind of device
    NotProduct,
    /// Several products, or none that is known
    Ambiguous,
    /// The cell repeats the one above it
    FillDown,
}

/// Why: a key of `locales/*/products.ftl` without its `product-why-` in front, and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Stable key
    pub key: String,
    /// Arguments by name
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
}

impl Why {
    /// Every key that there is; each has its words in `locales/ja/products.ftl`.
    pub const KEYS: &'static [&'static str] = &[
        "fill-down",
        "non-value-none",
        "non-value-unknown",
        "non-value-elsewhere",
        "non-value-latest",
        "non-value-address",
        "non-value-state",
        "confirmed",
        "name",
        "model",
        "vendor-and-version",
        "several-versions",
        "version-missing",
        "cycle-unknown",
        "release-missing",
        "edition-missing",
        "build-shared",
        "several-products",
        "vendor-only",
        "category",
        "medical-category",
        "medical-column",
        "unknown",
    ];

    fn of(key: &str, arguments: &[(&str, &str)]) -> Self {
        Self { key: key.to_owned(), arguments: arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect() }
    }
}

/// The answer for one ledger string.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// What it is
    pub kind: Kind,
    /// `vendor/product`, our id
    pub canonical: Option<String>,
    /// Part, vendor and product of its CPE names (`o:fortinet:fortios`); only where the public dictionary is known to have them
    pub cpe: Option<String>,
    /// The model, where the name of a device told the product (`rtx1220`)
    pub model: Option<String>,
    /// The version as it is compared, without words in front
    pub version: Option<String>,
    /// What the version leaves out: `sp3`, `u3n`
    pub update: Option<String>,
    /// Edition as far as it decides support: `w`, `e`, `e-lts`, `iot-lts`, `esr`, `ltsc`
    pub edition: Option<String>,
    /// The product's name at endoflife.date; none where it has none
    pub eol_product: Option<String>,
    /// Its cycle there; `?` where the text does not decide it
    pub eol_cycle: Option<String>,
    /// Whether the version names one release under the product's scheme (false: a branch, or unparsable)
    pub precise: bool,
    /// 0 to 1
    pub confidence: f64,
    /// Why
    pub why: Why,
    /// What it may be, best first, at most three; never acted upon
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
}

impl Resolution {
    fn bare(kind: Kind, confidence: f64, why: Why) -> Self {
        Self {
            kind,
            canonical: None,
            cpe: None,
            model: None,
            version: None,
            update: None,
            edition: None,
            eol_product: None,
            eol_cycle: None,
            precise: false,
            confidence,
            why,
            suggestions: Vec::new(),
        }
    }
}

/// Resolves ledger strings. Built once, used for every row; it holds nothing that changes.
#[derive(Debug, Clone)]
pub struct Resolver {
    catalog: Catalog,
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
            catalog: Catalog::builtin(spelling)?,
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
        self.catalog = self.catalog.with_products(&products).with_names(&names)?;
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
        let products: Vec<_> =
            answers.iter().filter_map(|answer| Some((answer.canonical.clone()?, answer.cpe.clone(), answer.product_kind()))).collect();
        self.catalog = self.catalog.with_products(&products);
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

    fn key(&self, text: &str) -> String {
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
            ([], Some(windows)) => self.of_windows(windows),
            ([hit], _) => self.of_product(hit, &hits, cell),
            ([], None) => self.weak_or_word(&hits, cell),
            (several, _) => self.several(several),
        }
    }

    /// Windows, unless its name belongs to another product ("Windows Defender", "… for Windows").
    fn windows_in(&self, cell: &Cell, hits: &[Hit]) -> Option<Windows> {
        let text = &cell.bare;
        let system = matches!(cell.field, Field::Os);
        let windows = self.windows.read(text, &cell.column, system, &self.lifecycles)?;
        let other = |hit: &Hit| hit.start <= windows.start && windows.start < hit.end && !hit.weak;
        (!hits.iter().any(other)).then_some(windows)
    }

    /// The products that compete, after vendor names, precedence and the column have spoken.
    fn strongest(&self, hits: &[Hit], field: Field, windows: Option<&Windows>) -> Vec<Hit> {
        let product = |hit: &Hit| &self.catalog.products[hit.product];
        let mut strong: Vec<Hit> = Vec::new();
        for hit in hits.iter().filter(|hit| !hit.weak) {
            let same = |known: &&mut Hit| {
                known.product == hit.product && (known.model == hit.model || known.model.is_none() || hit.model.is_none())
            };
            match strong.iter_mut().find(same) {
                Some(known) => known.model = known.model.take().or_else(|| hit.model.clone()),
                None => strong.push(hit.clone()),
            }
        }
        let over: Vec<&String> = strong.iter().flat_map(|hit| &product(hit).over).collect();
        let beaten: Vec<usize> = over.iter().filter_map(|id| self.catalog.place(id)).collect();
        strong.retain(|hit| !beaten.contains(&hit.product));
        // a model without a name in braces twice: the first one counts
        strong.dedup_by(|later, first| later.product == first.product && first.model.is_some());
        if let Some(windows) = windows.filter(|windows| windows.canonical.is_some()) {
            let wins = match field {
                Field::Os => true,
                Field::Software | Field::Network | Field::Medical => false,
                Field::Any => windows.definite && strong.iter().all(|hit| hit.start > windows.start),
            };
            if wins && windows.definite {
                let systems = strong
                    .iter()
                    .any(|hit| product(hit).cpe.as_deref().is_some_and(|cpe| cpe.starts_with("o:")) && hit.start < windows.start);
                if !systems {
                    strong.clear();
                }
            }
        }
        if strong.len() > 1 {
            let fits = |hit: &Hit| match field {
                Field::Os => product(hit).cpe.as_deref().is_some_and(|cpe| cpe.starts_with("o:")),
                Field::Network => product(hit).cpe.as_deref().is_some_and(|cpe| !cpe.starts_with("a:")),
                Field::Software => product(hit).cpe.as_deref().is_some_and(|cpe| cpe.starts_with("a:")),
                Field::Medical => product(hit).kind == ProductKind::NoPublicId,
                Field::Any => false,
            };
            if strong.iter().any(fits) {
                strong.retain(fits);
            }
        }
        strong
    }

    fn several(&self, hits: &[Hit]) -> Resolution {
        let mut suggestions: Vec<Suggestion> = hits.iter().map(|hit| Suggestion::certain(self.id(hit))).collect();
        suggestions.truncate(3);
        let names = suggestions.iter().map(|suggestion| suggestion.canonical.as_str()).collect::<Vec<_>>().join(", ");
        Resolution { suggestions, ..Resolution::bare(Kind::Ambiguous, 0.5, Why::of("several-products", &[("products", &names)])) }
    }

    /// The id of a hit, with its model.
    fn id(&self, hit: &Hit) -> String {
        let id = &self.catalog.products[hit.product].id;
        hit.model.as_ref().map_or_else(|| id.clone(), |model| id.replace("{m}", &model.replace('/', "-")))
    }

    fn of_product(&self, hit: &Hit, hits: &[Hit], cell: &Cell) -> Resolution {
        let product = &self.catalog.products[hit.product];
        let found = self.read_around(product, hit, hits, cell);
        let only_hardware = hits.iter().all(|other| other.hardware);
        // "iPhone 12" is no iOS 12
        let bare_number = found.version.as_ref().is_some_and(|version| !version.contains('.'));
        let found = if only_hardware && bare_number && cell.column.is_empty() { Found { version: None, ..found } } else { found };
        let key = if hit.model.is_some() {
            "model"
        } else if hit.weak {
            "vendor-and-version"
        } else {
            "name"
        };
        let name = cell.text.get(hit.start..hit.end).unwrap_or_default();
        let confidence = if hit.weak { 0.9 } else { 0.98 };
        self.answer(product, hit.model.as_deref(), found, &cell.text, (confidence, Why::of(key, &[("name", name)])))
    }

    /// Reads the version beside a name, the names themselves and noise blanked out.
    fn read_around(&self, product: &Product, hit: &Hit, hits: &[Hit], cell: &Cell) -> Found {
        let mut masked = cell.text.clone();
        for other in hits {
            masked.replace_range(other.start..other.end, &" ".repeat(other.end - other.start));
        }
        let behind = self.extractor.without_noise(Some(product), masked.get(hit.end..).unwrap_or_default());
        let before = self.extractor.without_noise(Some(product), masked.get(..hit.start).unwrap_or_default());
        let column = self.extractor.without_noise(Some(product), &cell.column);
        let around = Around { column: &column, behind: &behind, before: &before, whole: &cell.text };
        if self.extractor.says_several(&around) {
            return Found { cycle: Some(Cycle::Unknown), several: true, ..Found::default() };
        }
        self.extractor.read(product, &around)
    }

    /// Puts product, version and cycle together.
    fn answer(&self, product: &Product, model: Option<&str>, found: Found, text: &str, (confidence, why): (f64, Why)) -> Resolution {
        let cycle = product.eol.as_ref().map(|eol| match (&found.cycle, &found.version) {
            (Some(Cycle::OneOf(names)), _) => {
                names.iter().find(|name| self.lifecycles.has(eol, name)).map_or_else(|| UNKNOWN_CYCLE.to_owned(), Clone::clone)
            }
            (Some(Cycle::OfVersion(version)), _) => self.lifecycles.cycle_of(eol, version, product.exact),
            (Some(Cycle::Unknown), _) | (None, None) => UNKNOWN_CYCLE.to_owned(),
            (None, Some(version)) => self.lifecycles.cycle_of(eol, version, product.exact),
        });
        let id = model.map_or_else(|| product.id.clone(), |model| product.id.replace("{m}", &model.replace('/', "-")));
        let parsed = found.version.as_deref().and_then(|version| Version::parse(product.scheme, version));
        let why = match (&cycle, &found.version) {
            _ if found.several => Why::of("several-versions", &[("product", &id)]),
            (Some(cycle), None) if cycle == UNKNOWN_CYCLE => Why::of("version-missing", &[("product", &id)]),
            (Some(cycle), Some(version)) if cycle == UNKNOWN_CYCLE => Why::of("cycle-unknown", &[("product", &id), ("version", version)]),
            _ => why,
        };
        Resolution {
            kind: if product.kind == ProductKind::NoPublicId { Kind::NoPublicId } else { Kind::Match },
            cpe: product.cpe_for(model, text, found.version.as_deref()).filter(|_| product.kind == ProductKind::Public),
            canonical: Some(id),
            model: model.map(str::to_owned),
            precise: parsed.is_some_and(|version| product.depth == 0 || version.depth() >= product.depth),
            version: found.version,
            update: found.update,
            edition: found.edition.map(str::to_owned),
            eol_product: product.eol.clone(),
            eol_cycle: cycle,
            confidence,
            why,
            suggestions: Vec::new(),
        }
    }

    fn of_windows(&self, windows: Windows) -> Resolution {
        let product = windows.canonical.as_deref().and_then(|id| self.catalog.get(id));
        let unknown = windows.cycle.as_deref() == Some(UNKNOWN_CYCLE);
        let name = windows.canonical.clone().unwrap_or_default();
        let why = match (windows.definite, unknown, &windows.version) {
            (false, _, Some(build)) if windows.canonical.is_none() => Why::of("build-shared", &[("build", build)]),
            (false, ..) => Why::of("release-missing", &[("product", &name)]),
            (true, true, None) => Why::of("release-missing", &[("product", &name)]),
            (true, true, Some(version)) => Why::of("edition-missing", &[("product", &name), ("version", version)]),
            (true, false, _) => Why::of("name", &[("name", &name)]),
        };
        Resolution {
            cpe: product.and_then(|product| product.cpe.clone()),
            eol_product: product.and_then(|product| product.eol.clone()).or_else(|| eol_of(&name).map(str::to_owned)),
            precise: windows.version.as_deref().is_some_and(|version| version.split('.').count() == 4),
            version: windows.version,
            edition: windows.edition.map(str::to_owned),
            eol_cycle: windows.cycle,
            canonical: windows.canonical,
            ..Resolution::bare(if windows.definite { Kind::Match } else { Kind::Ambiguous }, if windows.definite { 0.99 } else { 0.5 }, why)
        }
        .tidied()
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

impl Resolution {
    /// No cycle without a product of cycles.
    fn tidied(mut self) -> Self {
        if self.eol_product.is_none() {
            self.eol_cycle = None;
        }
        self
    }
}

/// Windows releases that have no line of their own in the tables.
fn eol_of(id: &str) -> Option<&'static str> {
    let name = id.strip_prefix("microsoft/windows")?;
    if name.starts_with("-server") { Some("windows-server") } else { None }
}
