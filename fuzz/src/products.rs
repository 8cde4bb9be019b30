//! Ledger strings, versions and CPE names: whatever the bytes are, no panic, and what is claimed is in the tables.

use std::cmp::Ordering;
use std::sync::LazyLock;

use sonae_products::cpe::Cpe;
use sonae_products::lines::questions;
use sonae_products::version::{Scheme, Version};
use sonae_products::{Kind, Resolver, Why};

static RESOLVER: LazyLock<Resolver> = LazyLock::new(|| Resolver::builtin().expect("the tables are sound"));

/// Answers the bytes as a stream of questions.
pub fn resolve(bytes: &[u8]) {
    for question in questions(bytes).map(|question| question.expect("bytes in memory can be read")) {
        let answer = RESOLVER.resolve(&question.raw, &question.raw_version, question.field);
        assert!(Why::KEYS.contains(&answer.why.key.as_str()));
        assert!(answer.kind != Kind::Match || answer.canonical.is_some());
        match (&answer.eol_product, &answer.eol_cycle) {
            (None, None) => {}
            (Some(product), Some(cycle)) => assert!(cycle == "?" || RESOLVER.lifecycles().has(product, cycle)),
            other => panic!("{other:?}"),
        }
    }
}

/// Reads lines as versions of every scheme: each equals itself, and two compare the other way round the other way round.
pub fn versions(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for scheme in Scheme::ALL {
        let read: Vec<Version> = text.lines().take(3).filter_map(|line| Version::parse(*scheme, line)).collect();
        for one in &read {
            assert_eq!(one.compare(one), Some(Ordering::Equal));
            assert_eq!(Version::parse(*scheme, &one.to_string()).as_ref(), Some(one));
            for other in &read {
                assert_eq!(one.compare(other), other.compare(one).map(Ordering::reverse));
            }
        }
        if let [a, b, c] = read.as_slice() {
            if a.compare(b) == Some(Ordering::Less) && b.compare(c) == Some(Ordering::Less) {
                assert_eq!(a.compare(c), Some(Ordering::Less));
            }
        }
    }
}

/// Reads the bytes as a CPE name: it prints back, and stands to itself as a name stands to itself.
pub fn cpe(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(name) = Cpe::parse(&text) {
        if text.starts_with("cpe:2.3:") {
            assert_eq!(name.to_string(), text);
        }
        assert_eq!(Cpe::parse(&name.to_string()).as_ref(), Ok(&name));
        let _ = name.relation(&name);
    }
}
