//! Knowledge that is handed in: imported lists of names, and answers that somebody of the institution confirmed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::answer::Kind;
use crate::catalog::ProductKind;

/// A name from an imported list: a row of the MyJVN product list, a title or alias at endoflife.date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Who makes it, as the list says
    pub vendor: String,
    /// The name as the list says
    pub name: String,
    /// Its CPE (`cpe:/a:cybozu:garoon`, `cpe:2.3:…`, or `a:cybozu:garoon`); rows without one are passed over
    pub cpe: Option<String>,
}

/// A name that is taken into the catalog.
pub(crate) struct NameRow {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) cpe: Option<String>,
}

impl Imported {
    /// The names worth taking: long enough to mean one thing, not known already, with a CPE that gives the id.
    pub(crate) fn rows(list: &[Self], known: &[(String, Option<String>)], is_new: impl Fn(&str) -> bool) -> Vec<NameRow> {
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for row in list {
            let Some(cpe) = row.cpe.as_deref().and_then(part_vendor_product) else { continue };
            let letters = row.name.chars().filter(|c| c.is_alphabetic()).count();
            if letters < 4 || !is_new(&row.name) || !seen.insert(row.name.clone()) {
                continue;
            }
            let id = known.iter().find(|(_, other)| other.as_deref() == Some(&*cpe)).map_or_else(|| id_of(&cpe), |(id, _)| id.clone());
            rows.push(NameRow { name: row.name.clone(), id, cpe: Some(cpe) });
        }
        rows
    }
}

/// `a:vendor:product` of any form of a CPE.
fn part_vendor_product(cpe: &str) -> Option<String> {
    let rest = cpe.strip_prefix("cpe:2.3:").or_else(|| cpe.strip_prefix("cpe:/")).unwrap_or(cpe);
    let parts: Vec<&str> = rest.splitn(4, ':').take(3).collect();
    let [part, vendor, product] = parts.as_slice() else { return None };
    (matches!(*part, "a" | "o" | "h") && !vendor.is_empty() && !product.is_empty()).then(|| format!("{part}:{vendor}:{product}"))
}

/// `vendor/product` of a CPE.
fn id_of(cpe: &str) -> String {
    let mut parts = cpe.split(':').skip(1);
    let slug = |part: Option<&str>| part.unwrap_or_default().replace('_', "-").replace('\\', "");
    format!("{}/{}", slug(parts.next()), slug(parts.next()))
}

/// An answer that was confirmed: what this text means in this institution. A list of them can be exported and given to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The text as the ledger writes it; other spellings of the same text (width, blanks, kana) are covered
    pub text: String,
    /// What it is
    pub kind: Kind,
    /// The product; a new id may be given
    #[serde(default)]
    pub canonical: Option<String>,
    /// Part, vendor and product of its CPE, for a new id
    #[serde(default)]
    pub cpe: Option<String>,
    /// The version, where the text does not say it
    #[serde(default)]
    pub version: Option<String>,
    /// The edition, where the text does not say it
    #[serde(default)]
    pub edition: Option<String>,
    /// The cycle at endoflife.date, where the text does not decide it
    #[serde(default)]
    pub eol_cycle: Option<String>,
    /// Who confirmed it
    pub by: String,
    /// On which day (ISO 8601)
    pub on: String,
    /// Why, in the person's words
    #[serde(default)]
    pub note: String,
}

impl Confirmed {
    pub(crate) fn product_kind(&self) -> ProductKind {
        if self.kind == Kind::NoPublicId { ProductKind::NoPublicId } else { ProductKind::Public }
    }
}
