//! The product tree that CSAF and CVRF share: branches down to named products; and the conditions for products that an advisory
//! counts as affected.

use std::collections::BTreeMap;

use super::remedy;
use crate::names::{self, Name};
use crate::prose;
use crate::record::{Criterion, Node, Part, Range, Versions};
use crate::windows;

/// One product of an advisory.
#[derive(Debug, Clone)]
pub(super) struct Product {
    part: Part,
    name: Name,
    /// What the advisory calls it, without the version
    title: String,
    versions: Vec<Versions>,
}

/// The kinds of branches that matter; all others only group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Vendor,
    Product,
    Version,
    Range,
    Other,
}

/// The way down to a product.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub(super) vendor: String,
    pub(super) product: String,
    pub(super) version: Option<(Level, String)>,
}

impl Way {
    /// One branch further down.
    pub(super) fn down(&self, level: Level, name: &str) -> Self {
        let mut way = self.clone();
        match level {
            Level::Vendor => way.vendor = name.to_owned(),
            Level::Product => way.product = name.to_owned(),
            Level::Version | Level::Range => way.version = Some((level, name.to_owned())),
            Level::Other => {}
        }
        way
    }

    /// The product here. `full` is its full name, `cpe` its CPE when the advisory gives one.
    pub(super) fn product(&self, full: &str, cpe: Option<&str>) -> Option<Product> {
        let title = if self.product.is_empty() { full } else { &self.product };
        let versions = match &self.version {
            Some((Level::Version, text)) => match prose::english(text, title) {
                found if found.len() == 1 && matches!(found[0], Versions::Prose(_)) => vec![Versions::Exactly(text.trim().to_lowercase())],
                found => found,
            },
            Some((_, text)) => prose::english(text, title),
            None => vec![Versions::Any],
        };
        let given = cpe.and_then(names::criterion_of_cpe);
        let (part, name) = match (windows::name_of_title(title), given) {
            (Some(name), _) => (Part::System, name),
            (None, Some(given)) => (given.part, Name::new(given.vendor, given.product)),
            (None, None) => (Part::Unknown, names::of_words(&self.vendor, title)?),
        };
        Some(Product { part, name, title: title.to_owned(), versions })
    }
}

/// Products by their number in the advisory.
pub(super) type Products = BTreeMap<String, Product>;

/// What an advisory says of one vulnerability.
#[derive(Default)]
pub(super) struct Status<'a> {
    /// Numbers of affected products
    pub(super) affected: Vec<&'a str>,
    /// Numbers of products that are not, or no longer
    pub(super) mended: Vec<&'a str>,
    /// Words on what to do
    pub(super) remedies: Vec<&'a str>,
    /// The version from which on a product (by number) is mended
    pub(super) fixed_builds: Vec<(&'a str, &'a str)>,
}

/// One node for each product, with all its affected versions.
pub(super) fn nodes(products: &Products, status: &Status<'_>) -> Vec<Node> {
    let mut by_name: BTreeMap<&Name, Vec<Node>> = BTreeMap::new();
    let upgrades: Vec<_> = status.remedies.iter().flat_map(|details| remedy::upgrades(details)).collect();
    for (id, product) in status.affected.iter().filter_map(|id| Some((*id, find(products, id)?))) {
        let build = status.fixed_builds.iter().filter(|(of, _)| *of == id).map(|(_, build)| *build).max();
        for versions in &product.versions {
            let (versions, fixed_in) = match (build, versions) {
                (Some(build), Versions::Any | Versions::Prose(_)) => (below(build), Some(build.to_owned())),
                (Some(build), other) => (other.clone(), Some(build.to_owned())),
                (None, Versions::Within(Range { to: Some(to), to_included: false, .. })) => (versions.clone(), Some(to.clone())),
                (None, other) => (other.clone(), mending(products, product, other, status, &upgrades)),
            };
            by_name.entry(&product.name).or_default().push(Node::Is(Criterion {
                vulnerable: true,
                part: product.part,
                vendor: product.name.vendor.clone(),
                product: product.name.product.clone(),
                versions,
                fixed_in,
                ..Criterion::default()
            }));
        }
    }
    by_name.into_values().map(Node::Any).collect()
}

fn below(build: &str) -> Versions {
    Versions::Within(Range { to: Some(build.to_owned()), ..Range::default() })
}

/// The product with this number; some advisories write the number with another separator in the status than in the tree.
fn find<'p>(products: &'p Products, id: &str) -> Option<&'p Product> {
    products.get(id).or_else(|| {
        let (front, back) = id.split_once(' ')?;
        [format!("{front}/{back}"), format!("{front}/ {back}"), format!("{front}-{back}")].iter().find_map(|other| products.get(other))
    })
}

fn mending(
    products: &Products,
    product: &Product,
    versions: &Versions,
    status: &Status<'_>,
    upgrades: &[(String, String, String)],
) -> Option<String> {
    let from = match versions {
        Versions::Exactly(version) | Versions::Line(version) => version,
        Versions::Within(Range { from, to, .. }) => to.as_ref().or(from.as_ref())?,
        _ => return None,
    };
    let told = upgrades
        .iter()
        .filter(|(title, line, _)| title.eq_ignore_ascii_case(&product.title) && (from == line || from.starts_with(&format!("{line}."))));
    if let Some((_, _, version)) = told.into_iter().next() {
        return Some(version.clone());
    }
    let mended = status.mended.iter().filter_map(|id| find(products, id)).filter(|other| other.name == product.name);
    let mended: Vec<&str> = mended
        .flat_map(|other| &other.versions)
        .filter_map(|versions| if let Versions::Exactly(version) = versions { Some(version.as_str()) } else { None })
        .collect();
    remedy::of_line(from, mended.into_iter())
}
