//! `affected[]`: products and versions as the numbering authority of a CVE gives them, in CVE records and, since 2026, in NVD 2.0.
//!
//! CVE Record Format 5.1, "affected", "versions", "changes", "defaultStatus".

use serde::Deserialize;

use crate::names::{self, Name};
use crate::prose;
use crate::record::{Criterion, Node, Part, Range, Versions};
use crate::windows;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Affected {
    vendor: Option<String>,
    product: Option<String>,
    package_name: Option<String>,
    cpes: Vec<String>,
    versions: Vec<Version>,
    default_status: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Version {
    version: Option<String>,
    status: Option<String>,
    less_than: Option<String>,
    less_than_or_equal: Option<String>,
    changes: Vec<Change>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Change {
    at: String,
    status: String,
}

/// One node for each product named.
pub(super) fn nodes(all: &[Affected]) -> Vec<Node> {
    all.iter().flat_map(of_one).collect()
}

fn of_one(affected: &Affected) -> Vec<Node> {
    let words = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (vendor, mut product) = (words(&affected.vendor), words(&affected.product));
    if product.is_empty() || product.eq_ignore_ascii_case("n/a") {
        product = words(&affected.package_name);
    }
    let names = named(&vendor, &product, &affected.cpes);
    names.into_iter().filter_map(|(part, name)| node(affected, part, &name, &product)).collect()
}

/// By its CPE names where there are any; Microsoft's are of other releases at times, so there the title decides.
fn named(vendor: &str, product: &str, cpes: &[String]) -> Vec<(Part, Name)> {
    if let Some(name) = windows::name_of_title(product) {
        return vec![(Part::System, name)];
    }
    let mut names: Vec<(Part, Name)> = Vec::new();
    for criterion in cpes.iter().filter_map(|cpe| names::criterion_of_cpe(cpe)) {
        let name = Name::new(criterion.vendor, criterion.product);
        if criterion.part != Part::Hardware && !names.iter().any(|(_, known)| *known == name) {
            names.push((criterion.part, name));
        }
    }
    if names.is_empty() {
        names.extend(names::of_words(vendor, product).map(|name| (Part::Unknown, name)));
    }
    names
}

fn node(affected: &Affected, part: Part, name: &Name, product: &str) -> Option<Node> {
    let is = |versions: Versions, fixed_in: Option<String>| {
        Node::Is(Criterion {
            vulnerable: true,
            part,
            vendor: name.vendor.clone(),
            product: name.product.clone(),
            versions,
            fixed_in,
            ..Criterion::default()
        })
    };
    let with = |wanted: &str| -> Vec<Node> {
        let chosen = affected.versions.iter().filter(|version| version.status.as_deref().unwrap_or("affected") == wanted);
        chosen.flat_map(|version| ranges(version, wanted, product)).map(|(versions, fixed)| is(versions, fixed)).collect()
    };
    let hit = with("affected");
    if affected.default_status.as_deref() == Some("affected") {
        let spared = with("unaffected");
        let all = is(Versions::Any, None);
        return Some(if spared.is_empty() { Node::Any(vec![all]) } else { Node::All(vec![all, Node::Not(Box::new(Node::Any(spared)))]) });
    }
    (!hit.is_empty()).then_some(Node::Any(hit))
}

/// A start that says nothing: everything below the end is meant.
fn is_everything(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "" | "0" | "0.0" | "0.0.0" | "*" | "-" | "n/a" | "unspecified" | "unknown" | "all" | "any" | "none"
    )
}

fn ranges(version: &Version, wanted: &str, product: &str) -> Vec<(Versions, Option<String>)> {
    let start = version.version.as_deref().unwrap_or_default().trim();
    let end = version.less_than.as_deref().map(|end| (end, false)).or(version.less_than_or_equal.as_deref().map(|end| (end, true)));
    if version.changes.is_empty()
        && let Some((end, included)) = end
    {
        return vec![within(start, false, end, included)];
    }
    if version.changes.is_empty() {
        let all = if is_everything(start) { vec![Versions::Any] } else { prose::english(start, product) };
        return all.into_iter().map(|versions| (versions, None)).collect();
    }
    changed(version, wanted, start, end)
}

/// From change to change: the pieces in which the wanted status holds.
fn changed(version: &Version, wanted: &str, start: &str, end: Option<(&str, bool)>) -> Vec<(Versions, Option<String>)> {
    let mut pieces = Vec::new();
    let mut open = Some(start.to_owned());
    for change in &version.changes {
        match (&open, change.status == wanted) {
            (Some(from), false) => {
                pieces.push(within(from, false, &change.at, false));
                open = None;
            }
            (None, true) => open = Some(change.at.clone()),
            _ => {}
        }
    }
    if let Some(from) = open {
        let (end, included) = end.unwrap_or(("*", false));
        pieces.push(within(&from, false, end, included));
    }
    pieces
}

fn within(from: &str, from_excluded: bool, to: &str, to_included: bool) -> (Versions, Option<String>) {
    let to = to.trim();
    let unbounded = matches!(to.to_ascii_lowercase().as_str(), "" | "*" | "n/a" | "publication" | "unspecified" | "unknown");
    let from = (!is_everything(from)).then(|| from.trim().to_owned());
    if unbounded {
        return match from {
            Some(_) => (Versions::Within(Range { from, from_excluded, to: None, to_included: false }), None),
            None => (Versions::Any, None),
        };
    }
    let fixed = (!to_included && !to.ends_with('*')).then(|| to.to_owned());
    // `7.2.*` as an end means the whole line
    let to_included = to_included || to.ends_with('*');
    (Versions::Within(Range { from, from_excluded, to: Some(to.to_owned()), to_included }), fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node_of(text: &str) -> String {
        let affected: Affected = serde_json::from_str(text).unwrap();
        serde_json::to_string(&nodes(&[affected])).unwrap()
    }

    #[test]
    fn changes_cut_a_range_into_pieces() {
        let text = node_of(
            r#"{"vendor":"Apache Software Foundation","product":"Apache Log4j2","versions":[{"version":"2.0-beta9","lessThan":"log4j-core*",
            "status":"affected","changes":[{"at":"2.3.1","status":"unaffected"},{"at":"2.4","status":"affected"},{"at":"2.12.2","status":"unaffected"}]}]}"#,
        );
        insta::assert_snapshot!(text, @r#"[{"any":[{"is":{"part":"*","vendor":"apache","product":"log4j","versions":{"within":{"from":"2.0-beta9","to":"2.3.1"}},"fixed_in":"2.3.1"}},{"is":{"part":"*","vendor":"apache","product":"log4j","versions":{"within":{"from":"2.4","to":"2.12.2"}},"fixed_in":"2.12.2"}}]}]"#);
    }

    #[test]
    fn what_is_affected_unless_spared_is_a_negation() {
        let text = node_of(
            r#"{"vendor":"x","product":"y","defaultStatus":"affected","versions":[{"version":"2.0","status":"unaffected","lessThan":"*"}]}"#,
        );
        insta::assert_snapshot!(text, @r#"[{"all":[{"is":{"part":"*","vendor":"x","product":"y","versions":"any"}},{"not":{"any":[{"is":{"part":"*","vendor":"x","product":"y","versions":{"within":{"from":"2.0"}}}}]}}]}]"#);
    }

    #[test]
    fn windows_is_named_by_its_title_and_not_by_the_names_of_other_releases() {
        let text = node_of(
            r#"{"vendor":"Microsoft","product":"Windows 10 Version 1803","cpes":["cpe:2.3:o:microsoft:windows_10_1809:*:*:*:*:*:*:x64:*"],
            "versions":[{"version":"10.0.0","lessThan":"10.0.17134.900","status":"affected","versionType":"custom"}]}"#,
        );
        insta::assert_snapshot!(text, @r#"[{"any":[{"is":{"part":"o","vendor":"microsoft","product":"windows_10_1803","versions":{"within":{"from":"10.0.0","to":"10.0.17134.900"}},"fixed_in":"10.0.17134.900"}}]}]"#);
    }
}
