//! What a file is, by its first bytes.

use serde::{Deserialize, Serialize};

use crate::source::Source;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// CISA's catalog as JSON
    Kev,
    /// NVD 2.0 feed, API page, or a mirror of them
    Nvd,
    /// CVE records 5.x, one or one a line
    Cve5,
    /// `configurations` with an annotation, one or one a line
    Overrides,
    /// CSAF 2.0, one or one a line
    Csaf,
    /// CVRF 1.1 or 1.2
    Cvrf,
    /// VULDEF 3.x
    JvnDetail,
    /// JVNRSS 2.0
    JvnRss,
    /// MyJVN `getProductList`
    JvnProducts,
    /// EPSS scores as CSV
    Epss,
    /// endoflife.date API v1, all products
    EndOfLife,
    /// Our own table
    EolJp,
}

/// What a file is and which feed it belongs to; `None` when it is no known feed.
pub(super) fn detect(prefix: &[u8]) -> Option<(Format, Source)> {
    let text = String::from_utf8_lossy(prefix);
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let has = |word: &str| start.contains(word);
    match start.chars().next()? {
        '{' | '[' => json(&has),
        '<' if has("VULDEF-Document") => Some((Format::JvnDetail, Source::Jvn)),
        '<' if has("jvn.jp/rss/mod_sec") || has("rdf:RDF") && has("jvndb") => Some((Format::JvnRss, Source::JvnRss)),
        '<' if has("VendorInfo") && has("myjvn") => Some((Format::JvnProducts, Source::JvnProducts)),
        '<' if has("cvrfdoc") => Some((Format::Cvrf, if has("Microsoft Security Response Center") { Source::Msrc } else { Source::Csaf })),
        _ if start.starts_with("#model_version") || start.starts_with("cve,epss") => Some((Format::Epss, Source::Epss)),
        _ if has("[[product]]") && has("checked") => Some((Format::EolJp, Source::EolJp)),
        _ => None,
    }
}

fn json(has: &dyn Fn(&str) -> bool) -> Option<(Format, Source)> {
    if has("\"catalogVersion\"") || has("\"cveID\"") && has("\"knownRansomwareCampaignUse\"") {
        Some((Format::Kev, Source::Kev))
    } else if has("\"csaf_version\"") || has("\"product_tree\"") || has("\"tracking\"") && has("\"publisher\"") {
        Some((Format::Csaf, if has("msrc.microsoft.com") { Source::Msrc } else { Source::Csaf }))
    } else if has("\"_annotation\"") {
        Some((Format::Overrides, Source::Overrides))
    } else if has("\"cveMetadata\"") || has("\"CVE_RECORD\"") {
        Some((Format::Cve5, Source::Cve5))
    } else if has("\"NVD_CVE\"") || has("\"cve_items\"") || has("\"vulnStatus\"") || has("\"sourceIdentifier\"") {
        Some((Format::Nvd, Source::Nvd))
    } else if has("\"schema_version\"") && has("\"releases\"") || has("\"eolFrom\"") {
        Some((Format::EndOfLife, Source::EndOfLife))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        for (text, source) in [
            ("{\"title\":\"CISA\",\"catalogVersion\":\"2025\"}", Some(Source::Kev)),
            ("{\"format\":\"NVD_CVE\"", Some(Source::Nvd)),
            ("{\"document\":{\"csaf_version\":\"2.0\"", Some(Source::Csaf)),
            ("cve,epss\nCVE-", Some(Source::Epss)),
            ("<?xml?><VULDEF-Document", Some(Source::Jvn)),
            ("PK", None),
            ("", None),
            ("{\"hello\":1}", None),
        ] {
            assert_eq!(detect(text.as_bytes()).map(|(_, source)| source), source, "{text}");
        }
    }
}
