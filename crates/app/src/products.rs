//! What the ledgers name: the resolver of products, and its reasons in words.

use std::sync::LazyLock;

use sonae_products::Display;
pub use sonae_products::{Confirmed, Field, Imported, Kind, Resolution, Resolver, Suggestion, TableError, Why, lines};

use crate::words;

/// Built once: names and patterns are indexed.
static RESOLVER: LazyLock<Result<Resolver, TableError>> = LazyLock::new(Resolver::builtin);

/// The resolver with the tables of this program.
///
/// # Errors
///
/// A [`TableError`] if a table of the program is broken, which a test of crate `products` rules out.
pub fn resolver() -> Result<&'static Resolver, &'static TableError> {
    RESOLVER.as_ref()
}

/// Built once.
static DISPLAY: LazyLock<Display> = LazyLock::new(|| Display::builtin().unwrap_or_default());

/// A canonical product as people call it: FortiOS for `fortinet/fortios`.
pub fn product_name(canonical: &str) -> String {
    DISPLAY.name(canonical)
}

/// Why a text was understood as it was, in one sentence.
pub fn why_text(why: &Why) -> String {
    let arguments: Vec<(&str, &str)> = why.arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    words::text(&format!("product-why-{}", why.key), &arguments)
}

/// The name of a kind of answer.
pub fn kind_text(kind: Kind) -> String {
    let key = match kind {
        Kind::Match => "match",
        Kind::NoPublicId => "no-public-id",
        Kind::NotProduct => "not-product",
        Kind::Ambiguous => "ambiguous",
        Kind::FillDown => "fill-down",
    };
    words::text(&format!("product-kind-{key}"), &[])
}
