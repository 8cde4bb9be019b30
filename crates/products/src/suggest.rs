//! What an unknown text may mean. Fuzzy, and therefore never acted upon: a person confirms.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::text::Compact;

/// A product that a text may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The id of the product
    pub canonical: String,
    /// Likeness from 0 to 1
    pub score: f64,
}

impl Suggestion {
    /// A product that the text does name, beside others.
    pub(crate) fn certain(canonical: String) -> Self {
        Self { canonical, score: 1.0 }
    }
}

/// Below this likeness a suggestion only distracts.
const LEAST: f64 = 0.88;

/// The three products whose names are most like the text.
pub(crate) fn suggest(catalog: &Catalog, text: &str) -> Vec<Suggestion> {
    let compact = Compact::of(text).text;
    let words = compact.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if words.chars().count() < 4 {
        return Vec::new();
    }
    let near = |name: &str| name.len() >= 4 && name.len().abs_diff(words.len()) * 2 <= words.len();
    let mut found: Vec<Suggestion> = catalog
        .names()
        .filter(|(name, product)| near(name) && !product.id.contains('{'))
        .map(|(name, product)| Suggestion { canonical: product.id.clone(), score: strsim::jaro_winkler(name, words) })
        .filter(|suggestion| suggestion.score >= LEAST)
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.canonical.cmp(&b.canonical)));
    found.dedup_by(|a, b| a.canonical == b.canonical);
    let mut kept: Vec<Suggestion> = Vec::new();
    for suggestion in found {
        if kept.iter().all(|known| known.canonical != suggestion.canonical) {
            kept.push(suggestion);
        }
        if kept.len() == 3 {
            break;
        }
    }
    kept
}
