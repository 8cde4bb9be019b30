//! How what a source says becomes rows of a table. Parts of a key are separated by a zero byte.
//!
//! ```text
//! r number                                    a record, in words
//! c vendor:product, number, origin, cve       a condition, cut down to this product
//! x cve, number                               records that are about a CVE but have a number of their own
//! k cve                                       exploited
//! e cve                                       score
//! l product                                   lifecycle
//! n vendor:product, number                    Japanese name
//! ```

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::names::Name;
use crate::record::{Condition, Criterion, Node, Origin, Said, Versions};

/// A key of these parts.
pub(crate) fn key(kind: u8, parts: &[&str]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len() + 1).sum::<usize>());
    key.push(kind);
    for part in parts {
        key.push(0);
        key.extend(part.bytes().filter(|byte| *byte != 0));
    }
    key
}

/// The beginning of all keys whose first parts are these.
pub(crate) fn prefix(kind: u8, parts: &[&str]) -> Vec<u8> {
    let mut key = key(kind, parts);
    key.push(0);
    key
}

/// The number of the record that a row belongs to.
pub(crate) fn owner(key: &[u8]) -> &str {
    let part = match key.first() {
        Some(b'c' | b'x' | b'n') => 2,
        _ => 1,
    };
    key.split(|byte| *byte == 0).nth(part).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default()
}

/// Is this row what a person would count: not a condition, not an entry of an index?
pub(crate) fn is_counted(key: &[u8]) -> bool {
    !matches!(key.first(), Some(b'c' | b'x'))
}

/// Hands every row of what is said to `add`.
pub(crate) fn rows(said: &Said, add: &mut dyn FnMut(Vec<u8>, Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    match said {
        Said::Advisory { record, conditions } => {
            add(key(b'r', &[&record.id]), json(record)?)?;
            for cve in record.cves.iter().filter(|cve| **cve != record.id) {
                add(key(b'x', &[cve, &record.id]), Vec::new())?;
            }
            for ((product, origin, cve), condition) in by_product(conditions) {
                add(key(b'c', &[&product, &record.id, origin, cve]), json(&condition)?)?;
            }
            Ok(())
        }
        Said::Exploited(entry) => add(key(b'k', &[&entry.cve]), json(entry)?),
        Said::Scored { cve, score } => add(key(b'e', &[cve]), json(score)?),
        Said::Lifecycle(product) => add(key(b'l', &[&product.product]), json(product)?),
        Said::Named(name) => add(key(b'n', &[&format!("{}:{}", name.vendor, name.product), &name.number]), json(name)?),
    }
}

fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(io::Error::from)
}

/// The conditions of each product, those of one origin and one CVE joined.
fn by_product(conditions: &[Condition]) -> BTreeMap<(String, &'static str, &str), Condition> {
    let mut all: BTreeMap<(String, &'static str, &str), Condition> = BTreeMap::new();
    for condition in conditions {
        let mut names: Vec<Name> = condition
            .node
            .criteria()
            .into_iter()
            .filter(|criterion| criterion.vulnerable)
            .map(|criterion| Name::new(&*criterion.vendor, &*criterion.product))
            .collect();
        names.sort();
        names.dedup();
        for name in names {
            let Some(node) = cut_down(&condition.node, &name) else { continue };
            let node = gathered(node);
            let place = (name.key(), digit(condition.origin), condition.cve.as_str());
            match all.get_mut(&place) {
                Some(known) => join(&mut known.node, node),
                None => drop(all.insert(
                    place,
                    Condition { node, advisory: condition.advisory.clone(), cve: condition.cve.clone(), origin: condition.origin },
                )),
            }
        }
    }
    all
}

/// In keys, so that the most trusted origin comes first.
fn digit(origin: Origin) -> &'static str {
    match origin {
        Origin::Vendor => "0",
        Origin::Cna => "1",
        Origin::Nvd => "2",
        Origin::Override => "3",
        Origin::Jvn => "4",
    }
}

/// Single versions of one product, which some sources list by the hundred, as one criterion.
fn gathered(node: Node) -> Node {
    match node {
        Node::Any(nodes) => {
            let mut lists: BTreeMap<Criterion, Vec<String>> = BTreeMap::new();
            let mut kept = Vec::new();
            for node in nodes {
                match node {
                    Node::Is(Criterion {
                        versions: Versions::Exactly(version),
                        update: None,
                        fixed_in: None,
                        vulnerable,
                        part,
                        vendor,
                        product,
                        edition,
                        target_sw,
                        target_hw,
                    }) => {
                        let rest = Criterion { vulnerable, part, vendor, product, edition, target_sw, target_hw, ..Criterion::default() };
                        lists.entry(rest).or_default().push(version);
                    }
                    other => kept.push(gathered(other)),
                }
            }
            kept.extend(lists.into_iter().map(|(rest, mut versions)| {
                versions.sort();
                versions.dedup();
                let versions = if versions.len() == 1 { Versions::Exactly(versions.remove(0)) } else { Versions::OneOf(versions) };
                Node::Is(Criterion { versions, ..rest })
            }));
            if kept.len() == 1 { kept.remove(0) } else { Node::Any(kept) }
        }
        Node::All(nodes) => Node::All(nodes.into_iter().map(gathered).collect()),
        other => other,
    }
}

fn join(known: &mut Node, node: Node) {
    let more = match node {
        Node::Any(nodes) => nodes,
        other => vec![other],
    };
    if let Node::Any(nodes) = known {
        nodes.extend(more);
    } else {
        let first = std::mem::replace(known, Node::Any(Vec::new()));
        *known = Node::Any(std::iter::once(first).chain(more).collect());
    }
}

/// The part of a condition that is about one product: alternatives about other products are left out, because they cannot make this
/// one vulnerable; what must be there as well stays whole. `None` when nothing is left.
pub(crate) fn cut_down(node: &Node, name: &Name) -> Option<Node> {
    let is = |criterion: &Criterion| criterion.vulnerable && criterion.vendor == name.vendor && criterion.product == name.product;
    match node {
        Node::Is(criterion) => is(criterion).then(|| node.clone()),
        Node::Any(nodes) => {
            let mut kept: Vec<Node> = nodes.iter().filter_map(|node| cut_down(node, name)).collect();
            match kept.len() {
                0 => None,
                1 => kept.pop(),
                _ => Some(Node::Any(kept)),
            }
        }
        Node::All(nodes) => {
            let mut found = false;
            let kept = nodes
                .iter()
                .map(|node| match cut_down(node, name) {
                    Some(part) => {
                        found = true;
                        part
                    }
                    None => node.clone(),
                })
                .collect();
            found.then_some(Node::All(kept))
        }
        Node::Not(inner) => inner.criteria().into_iter().any(is).then(|| node.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criterion(vulnerable: bool, product: &str) -> Node {
        Node::Is(Criterion { vulnerable, vendor: "v".into(), product: product.into(), ..Criterion::default() })
    }

    #[test]
    fn a_condition_is_cut_down_to_one_product_and_keeps_what_must_be_there_as_well() {
        let hardware = Node::Any(vec![criterion(false, "h1"), criterion(false, "h2")]);
        let both = Node::All(vec![Node::Any(vec![criterion(true, "a"), criterion(true, "b")]), hardware.clone()]);
        assert_eq!(cut_down(&both, &Name::new("v", "a")), Some(Node::All(vec![criterion(true, "a"), hardware])));
        assert_eq!(cut_down(&both, &Name::new("v", "h1")), None);
        assert_eq!(
            cut_down(&Node::Any(vec![criterion(true, "a"), criterion(true, "b")]), &Name::new("v", "b")),
            Some(criterion(true, "b"))
        );
    }

    #[test]
    fn single_versions_are_gathered_and_ranges_stay() {
        let is =
            |versions| Node::Is(Criterion { vulnerable: true, vendor: "v".into(), product: "p".into(), versions, ..Criterion::default() });
        let exactly = |version: &str| is(Versions::Exactly(version.into()));
        let line = is(Versions::Line("7".into()));
        let node = gathered(Node::Any(vec![exactly("2"), line.clone(), exactly("1"), exactly("2")]));
        assert_eq!(node, Node::Any(vec![line, is(Versions::OneOf(vec!["1".into(), "2".into()]))]));
        assert_eq!(gathered(exactly("1")), exactly("1"));
        assert_eq!(gathered(Node::Any(vec![exactly("1")])), exactly("1"));
    }

    #[test]
    fn the_owner_of_a_row_is_its_record() {
        for (key, expected) in [
            (key(b'r', &["CVE-1"]), "CVE-1"),
            (key(b'c', &["v:p", "CVE-1", "2", "CVE-1"]), "CVE-1"),
            (key(b'x', &["CVE-1", "JVNDB-1"]), "JVNDB-1"),
            (key(b'k', &["CVE-1"]), "CVE-1"),
        ] {
            assert_eq!(owner(&key), expected);
        }
    }
}
