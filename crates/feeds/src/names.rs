//! Names of vendors and products: from the words of an advisory, and from CPE strings, to the short form that conditions are kept
//! under; and which short forms mean the same product. The equivalences are data: `data/names.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use sonae_products::cpe::{Attribute, Cpe, Value};
use unicode_normalization::UnicodeNormalization;

use crate::record::{Criterion, Part, Versions};

/// Vendor and product in the form of a CPE.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Vendor: lower case, `_` for spaces
    pub vendor: String,
    /// Product: lower case, `_` for spaces
    pub product: String,
}

impl Name {
    /// From the two words.
    pub fn new(vendor: impl Into<String>, product: impl Into<String>) -> Self {
        Self { vendor: vendor.into(), product: product.into() }
    }

    /// The key under which conditions are kept.
    pub fn key(&self) -> String {
        format!("{}:{}", self.vendor, self.product)
    }

    /// From `vendor:product`.
    pub fn from_key(key: &str) -> Option<Self> {
        key.split_once(':').map(|(vendor, product)| Self::new(vendor, product))
    }
}

#[derive(Deserialize)]
struct Data {
    /// Word of an advisory → vendor of the CPE
    vendors: BTreeMap<String, String>,
    /// `vendor:words of the advisory` → `vendor:product`
    products: BTreeMap<String, String>,
    /// Groups of names that mean one product
    same: Vec<Vec<String>>,
    /// Canonical product → names
    canonical: BTreeMap<String, Vec<String>>,
    /// Endings of a product's words that say nothing
    endings: Vec<String>,
    /// Endings of a vendor's words that say nothing
    company: Vec<String>,
}

struct Index {
    data: Data,
    group_of: BTreeMap<String, usize>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        #[expect(clippy::expect_used, reason = "a part of the program; a test reads it")]
        let data: Data = toml::from_str(include_str!("../data/names.toml")).expect("data/names.toml");
        let group_of =
            data.same.iter().enumerate().flat_map(|(group, names)| names.iter().map(move |name| (name.clone(), group))).collect();
        Index { data, group_of }
    })
}

/// Words in the form of a CPE: NFKC, lower case, `_` for everything that is no letter, digit, `.`, `-` or `+`.
pub fn slug(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.nfkc().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '.' | '-' | '+') {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches(['_', '.', '-']).len());
    out
}

/// The name of a product that an advisory calls `vendor` and `product`; `None` when it names none.
pub fn of_words(vendor: &str, product: &str) -> Option<Name> {
    let data = &index().data;
    let mut vendor = slug(vendor);
    while let Some(shorter) = data.company.iter().find_map(|ending| vendor.strip_suffix(ending.as_str()).filter(|rest| !rest.is_empty())) {
        vendor.truncate(shorter.trim_end_matches(['_', '.', ',']).len());
    }
    let words = vendor.clone();
    let vendor = data.vendors.get(&vendor).cloned().unwrap_or(vendor);
    let mut product = slug(product);
    for front in [&words, &vendor] {
        if let Some(short) = product.strip_prefix(front.as_str()).and_then(|rest| rest.strip_prefix('_')).filter(|rest| !rest.is_empty()) {
            product = short.to_owned();
        }
    }
    if let Some(known) = data.products.get(&format!("{vendor}:{product}")) {
        return Name::from_key(known);
    }
    for ending in &data.endings {
        if let Some(short) = product.strip_suffix(ending.as_str()).filter(|rest| !rest.is_empty()) {
            product.truncate(short.len());
            break;
        }
    }
    if let Some(known) = data.products.get(&format!("{vendor}:{product}")) {
        return Name::from_key(known);
    }
    let says = |word: &str| !matches!(word, "" | "n_a" | "n" | "unknown" | "unspecified");
    (says(&product) && says(&vendor)).then(|| Name::new(vendor, product))
}

/// All names under which the same product is known, the given one first.
pub fn same(name: &Name) -> Vec<Name> {
    let mut names = vec![name.clone()];
    let index = index();
    if let Some(group) = index.group_of.get(&name.key()) {
        names.extend(index.data.same[*group].iter().filter_map(|key| Name::from_key(key)).filter(|other| other != name));
    }
    names
}

/// Do two names mean one product?
pub fn are_same(one: &Name, other: &Name) -> bool {
    one == other || matches!((index().group_of.get(&one.key()), index().group_of.get(&other.key())), (Some(a), Some(b)) if a == b)
}

/// The names of a canonical product (`fortinet/fortios`): those of the table, else its own two words.
pub fn of_canonical(canonical: &str) -> Vec<Name> {
    if let Some(names) = index().data.canonical.get(canonical) {
        return names.iter().filter_map(|key| Name::from_key(key)).collect();
    }
    let Some((vendor, product)) = canonical.split_once('/') else { return Vec::new() };
    let joined = Name::new(vendor.replace('-', "_"), product.replace('-', "_"));
    let dashed = Name::new(vendor, product);
    let bare = Name::new(vendor.replace(['-', '_'], ""), product.replace('-', "_"));
    let mut names = vec![joined];
    for name in [dashed, bare] {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A criterion from a CPE; `None` when it is not well-formed or names no product. The versions are those of its version part.
pub(crate) fn criterion_of_cpe(cpe: &str) -> Option<Criterion> {
    let cpe = Cpe::parse(cpe.trim()).ok()?;
    let says = |attribute| cpe.get(attribute).unescaped().map(|text| text.to_lowercase());
    Some(Criterion {
        vulnerable: true,
        part: part_of(&cpe),
        vendor: says(Attribute::Vendor)?,
        product: says(Attribute::Product)?,
        versions: match cpe.get(Attribute::Version) {
            Value::Any => Versions::Any,
            Value::Na => Versions::NotApplicable,
            Value::Text(_) => Versions::Exactly(says(Attribute::Version)?),
        },
        update: says(Attribute::Update),
        edition: says(Attribute::Edition).or_else(|| says(Attribute::SwEdition)),
        target_sw: says(Attribute::TargetSw),
        target_hw: says(Attribute::TargetHw),
        fixed_in: None,
    })
}

/// Vendor and product of a CPE, also of the 2.2 URI (`cpe:/a:vendor:product`) that JVN writes.
pub fn name_of_cpe(cpe: &str) -> Option<(Part, Name)> {
    let criterion = criterion_of_cpe(cpe)?;
    Some((criterion.part, Name::new(criterion.vendor, criterion.product)))
}

fn part_of(cpe: &Cpe) -> Part {
    match cpe.part() {
        Some('a') => Part::Application,
        Some('o') => Part::System,
        Some('h') => Part::Hardware,
        _ => Part::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_advisory_become_the_name_that_conditions_are_kept_under() {
        for (vendor, product, key) in [
            ("Fortinet", "Fortinet FortiOS", "fortinet:fortios"),
            ("Fortinet PSIRT", "FortiOS", "fortinet:fortios"),
            ("Palo Alto Networks", "PAN-OS", "paloaltonetworks:pan-os"),
            ("Cisco", "Cisco IOS XE Software", "cisco:ios_xe"),
            ("Cisco", "Cisco Adaptive Security Appliance (ASA) Software", "cisco:adaptive_security_appliance_software"),
            ("Apache Software Foundation", "Apache Log4j2", "apache:log4j"),
            ("QNAP Systems Inc.", "QTS", "qnap:qts"),
            ("Trend Micro, Inc.", "Trend Micro Apex One", "trendmicro:apex_one"),
            ("Juniper Networks", "Junos OS", "juniper:junos"),
            ("Cybozu, Inc.", "Cybozu Garoon", "cybozu:garoon"),
        ] {
            assert_eq!(of_words(vendor, product).unwrap().key(), key);
        }
        assert_eq!(of_words("n/a", "n/a"), None);
    }

    #[test]
    fn renamed_vendors_and_parts_of_one_product_are_the_same() {
        for (one, other) in
            [("pulsesecure:pulse_connect_secure", "ivanti:connect_secure"), ("trendmicro:officescan", "trendmicro:apex_one")]
        {
            assert!(are_same(&Name::from_key(one).unwrap(), &Name::from_key(other).unwrap()), "{one} {other}");
        }
        assert!(!are_same(&Name::new("microsoft", "windows"), &Name::new("microsoft", "word")));
        assert_eq!(of_canonical("fortinet/fortios")[0].key(), "fortinet:fortios");
    }

    #[test]
    fn no_name_stands_in_two_groups() {
        let mut seen = std::collections::BTreeSet::new();
        for name in index().data.same.iter().flatten() {
            assert!(seen.insert(name), "{name} twice");
        }
    }

    #[test]
    fn formatted_strings_are_read_with_their_escapes() {
        let criterion =
            criterion_of_cpe(r"cpe:2.3:a:cisco:unified_communications_manager:12.5\(1\)su8:*:*:*:session_management:*:*:*").unwrap();
        assert_eq!(criterion.versions, Versions::Exactly("12.5(1)su8".into()));
        assert_eq!(criterion.edition.as_deref(), Some("session_management"));
        assert_eq!(criterion_of_cpe(r"cpe:2.3:a:notepad-plus-plus:notepad\+\+:-:*:*:*:*:*:*:*").unwrap().product, "notepad++");
        for wrong in ["", "cpe:2.3:a:b", "cpe:/a:b", r"cpe:2.3:a:b:c\"] {
            assert_eq!(criterion_of_cpe(wrong), None, "{wrong}");
        }
        assert_eq!(name_of_cpe("cpe:/o:yamaha:rtx1200_firmware").unwrap().1.key(), "yamaha:rtx1200_firmware");
    }
}
