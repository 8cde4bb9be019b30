//! The tables that are compiled in, and what can be wrong with a table.

/// Why a table of names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Not TOML, or not of the expected shape.
    #[error("the table is not understood: {0}")]
    Shape(#[from] toml::de::Error),
    /// A pattern of a model or of noise is no regular expression.
    #[error("a pattern is not understood: {0}")]
    Pattern(#[from] Box<regex::Error>),
    /// Too many names for the automaton.
    #[error("the names cannot be indexed: {0}")]
    Names(#[from] aho_corasick::BuildError),
    /// A name or an override refers to a product that is not in the table.
    #[error("no product {0} in the table")]
    NoProduct(String),
}

impl From<regex::Error> for TableError {
    fn from(error: regex::Error) -> Self {
        Self::Pattern(Box::new(error))
    }
}

/// The products, file by file, in the order in which they take precedence.
pub(crate) const PRODUCTS: [&str; 8] = [
    include_str!("../data/products/systems.toml"),
    include_str!("../data/products/network.toml"),
    include_str!("../data/products/software.toml"),
    include_str!("../data/products/security.toml"),
    include_str!("../data/products/medical-public.toml"),
    include_str!("../data/products/medical.toml"),
    include_str!("../data/products/devices.toml"),
    include_str!("../data/products/windows.toml"),
];

/// How Japanese spells names.
pub(crate) const SPELLING: &str = include_str!("../data/spelling.toml");

/// Names to show.
pub(crate) const DISPLAY: &str = include_str!("../data/display.toml");

/// Words that are not products.
pub(crate) const WORDS: &str = include_str!("../data/words.toml");

/// Numbers that are not versions.
pub(crate) const NOISE: &str = include_str!("../data/noise.toml");

/// Release cycles.
pub(crate) const LIFECYCLES: &str = include_str!("../data/lifecycles.toml");

/// Builds and editions of Windows.
pub(crate) const WINDOWS: &str = include_str!("../data/windows.toml");

/// A regular expression whose word borders, word characters and digits are those of ASCII.
///
/// Japanese stands apart by blanks in folded text. With the borders of Unicode the engine would leave its fast path at the first
/// Japanese character.
pub(crate) fn pattern(text: &str) -> Result<regex::Regex, regex::Error> {
    regex::Regex::new(&text.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[0-9a-z_]").replace(r"\d", "[0-9]"))
}
