//! Which of the things that a text names is meant.

use super::{Cell, Resolver};
use crate::answer::{Field, Kind, Resolution, Why};
use crate::catalog::{Hit, ProductKind};
use crate::suggest::Suggestion;
use crate::windows::Windows;

impl Resolver {
    /// Windows, unless its name belongs to another product ("Windows Defender", "… for Windows").
    pub(super) fn windows_in(&self, cell: &Cell, hits: &[Hit]) -> Option<Windows> {
        let text = &cell.bare;
        let system = matches!(cell.field, Field::Os);
        let windows = self.windows.read(text, &cell.column, system, &self.lifecycles)?;
        let other = |hit: &Hit| hit.start <= windows.start && windows.start < hit.end && !hit.weak;
        (!hits.iter().any(other)).then_some(windows)
    }

    /// The products that compete, after vendor names, precedence and the column have spoken.
    pub(super) fn strongest(&self, hits: &[Hit], field: Field, windows: Option<&Windows>) -> Vec<Hit> {
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
        // two shapes of one model in one place: the first one counts
        strong.dedup_by(|later, first| later.product == first.product && later.start < first.end);
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

    pub(super) fn several(&self, hits: &[Hit]) -> Resolution {
        let mut suggestions: Vec<Suggestion> = hits.iter().map(|hit| Suggestion::certain(self.id(hit))).collect();
        suggestions.truncate(3);
        let names = suggestions.iter().map(|suggestion| suggestion.canonical.as_str()).collect::<Vec<_>>().join(", ");
        Resolution { suggestions, ..Resolution::bare(Kind::Ambiguous, 0.5, Why::of("several-products", &[("products", &names)])) }
    }

    /// The id of a hit, with its model.
    pub(super) fn id(&self, hit: &Hit) -> String {
        let id = &self.catalog.products[hit.product].id;
        hit.model.as_ref().map_or_else(|| id.clone(), |model| id.replace("{m}", &model.replace('/', "-")))
    }
}
