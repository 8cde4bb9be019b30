//! The answer for one ledger string, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::suggest::Suggestion;

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

    pub(crate) fn of(key: &str, arguments: &[(&str, &str)]) -> Self {
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
    pub(crate) fn bare(kind: Kind, confidence: f64, why: Why) -> Self {
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

    /// No cycle without a product of cycles.
    pub(crate) fn tidied(mut self) -> Self {
        if self.eol_product.is_none() {
            self.eol_cycle = None;
        }
        self
    }
}
