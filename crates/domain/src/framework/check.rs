//! Proving the data: what can be said of frameworks without the original documents at hand.
//!
//! `form` looks at one form, `edition` at one edition. Not here: files that cannot be read at all (`error`).

mod edition;
mod flaw;
mod form;

use super::{EditionId, Frameworks};
pub use flaw::{Flaw, FlawKind, Severity};

/// Every flaw of the catalog, the editions, the guidelines and the frozen hashes, in that order.
pub(super) fn frameworks(frameworks: &Frameworks) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = catalog(frameworks).map(Flaw::of_catalog).collect();
    for edition in &frameworks.editions {
        edition::check(edition, frameworks, &mut flaws);
    }
    for guideline in &frameworks.guidelines {
        flaws.extend(crate::guideline::check(guideline, frameworks));
    }
    let known = |id: &EditionId| {
        frameworks.editions.iter().any(|edition| edition.id == *id) || frameworks.guidelines.iter().any(|guideline| guideline.id == *id)
    };
    let unknown = frameworks.frozen.keys().filter(|id| !known(id));
    flaws.extend(unknown.map(|id| {
        let id = id.to_string();
        Flaw::of_catalog(FlawKind::FrozenUnknown { id })
    }));
    flaws
}

fn catalog(frameworks: &Frameworks) -> impl Iterator<Item = FlawKind> {
    let catalog = &frameworks.catalog;
    let areas = catalog.areas.iter().map(|area| {
        let malformed = !area.id.is_well_formed();
        malformed.then(|| FlawKind::IdMalformed { id: area.id.to_string() })
    });
    let controls = catalog.controls.iter().flat_map(|control| {
        let malformed = !control.id.is_well_formed();
        let homeless = catalog.area(&control.area).is_none();
        let untitled = control.title.trim().is_empty();
        let id = || control.id.to_string();
        [
            malformed.then(|| FlawKind::IdMalformed { id: id() }),
            homeless.then(|| FlawKind::AreaUnknown { control: id(), area: control.area.to_string() }),
            untitled.then(|| FlawKind::TextUntidy { place: id() }),
        ]
    });
    areas.chain(controls).flatten()
}
