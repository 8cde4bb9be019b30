//! Putting product, version, edition and cycle together.

use super::{Cell, Resolver};
use crate::answer::{Kind, Resolution, Why};
use crate::catalog::{Hit, Product, ProductKind};
use crate::extract::{Around, Cycle, Found};
use crate::lifecycles::UNKNOWN_CYCLE;
use crate::version::Version;
use crate::windows::Windows;

impl Resolver {
    pub(super) fn of_product(&self, hit: &Hit, hits: &[Hit], cell: &Cell) -> Resolution {
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
    pub(super) fn read_around(&self, product: &Product, hit: &Hit, hits: &[Hit], cell: &Cell) -> Found {
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
    pub(super) fn answer(
        &self,
        product: &Product,
        model: Option<&str>,
        found: Found,
        text: &str,
        (confidence, why): (f64, Why),
    ) -> Resolution {
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

    pub(super) fn of_windows(&self, windows: Windows) -> Resolution {
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
}

/// Windows releases that have no line of their own in the tables.
fn eol_of(id: &str) -> Option<&'static str> {
    let name = id.strip_prefix("microsoft/windows")?;
    if name.starts_with("-server") { Some("windows-server") } else { None }
}
