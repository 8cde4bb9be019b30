//! Versions: pairs with their order, what must stay unknown, and the laws of an order.

use std::cmp::Ordering;

use proptest::prelude::*;
use sonae_products::version::{Scheme, Version, compare};

use crate::shared;

fn order(word: &str) -> Ordering {
    match word {
        "lt" => Ordering::Less,
        "eq" => Ordering::Equal,
        "gt" => Ordering::Greater,
        other => panic!("no order: {other}"),
    }
}

fn check_table(table: &str) -> usize {
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    for row in &rows {
        let [left, right, scheme, relation] = row[..] else { panic!("four columns: {row:?}") };
        let scheme: Scheme = serde_json::from_value(scheme.into()).unwrap();
        assert_eq!(compare(scheme, left, right), Some(order(relation)), "{left} {relation} {right} ({scheme})");
        assert_eq!(compare(scheme, right, left), Some(order(relation).reverse()), "{right} against {left} ({scheme})");
    }
    rows.len()
}

#[test]
fn the_pairs_of_our_own_have_their_order() {
    assert!(check_table(include_str!("version-pairs.tsv")) > 50);
}

#[test]
fn the_shared_pairs_have_their_order() {
    if let Some(path) = shared::data("bench/version-pairs.tsv") {
        assert_eq!(check_table(&std::fs::read_to_string(path).unwrap()), 37);
    }
}

#[test]
fn what_does_not_follow_its_scheme_is_unknown() {
    for (scheme, text) in [
        (Scheme::Fortinet, "7"),
        (Scheme::Fortinet, "7.2.x"),
        (Scheme::Fortinet, "latest"),
        (Scheme::CiscoIos, "15.2"),
        (Scheme::CiscoIosXe, "17.x"),
        (Scheme::WindowsBuild, "22H2"),
        (Scheme::WindowsRelease, "2016"),
        (Scheme::WindowsRelease, "23H3"),
        (Scheme::OpenSslLetter, "1.0.2k-16.el7"),
        (Scheme::Java, "17-ea"),
        (Scheme::Generic, "2.4.6 beta"),
        (Scheme::Generic, "1.0a"),
        (Scheme::GenericLetter, "1.0rc1"),
        (Scheme::Generic, "99999999999999999999"),
        (Scheme::PanOs, "10.1.6-c5"),
        (Scheme::Rpm, "a:1.0"),
        (Scheme::Deb, "1.0_2"),
        (Scheme::Generic, ""),
        (Scheme::Generic, "１．０"),
    ] {
        assert_eq!(Version::parse(scheme, text), None, "{scheme} {text}");
    }
}

#[test]
fn releases_of_different_trains_do_not_compare() {
    for (scheme, left, right) in [
        (Scheme::CiscoIos, "15.2(7)E3", "15.2(4)M6"),
        (Scheme::CiscoIosXe, "3.16.5S", "17.9.4"),
        (Scheme::Junos, "15.1X49-D140", "21.4R3"),
        (Scheme::Junos, "22.4R1-EVO", "22.4R2"),
        (Scheme::NetScaler, "13.1-37.38 FIPS", "13.1-49.15"),
    ] {
        assert!(Version::parse(scheme, left).is_some() && Version::parse(scheme, right).is_some(), "{left} {right}");
        assert_eq!(compare(scheme, left, right), None, "{left} {right}");
    }
    let generic = Version::parse(Scheme::Generic, "1.0").unwrap();
    assert_eq!(generic.compare(&Version::parse(Scheme::Rpm, "1.0").unwrap()), None);
}

#[test]
fn the_depth_tells_a_branch_from_a_release() {
    for (scheme, text, depth) in [
        (Scheme::Fortinet, "7.0", 2),
        (Scheme::Fortinet, "v7.2.8,build1639,240313 (GA.M)", 3),
        (Scheme::WindowsBuild, "19045", 3),
        (Scheme::WindowsBuild, "10.0.19045.4894", 4),
        (Scheme::Java, "8", 1),
        (Scheme::Java, "1.8.0_391", 3),
        (Scheme::Generic, "120", 1),
    ] {
        assert_eq!(Version::parse(scheme, text).unwrap().depth(), depth, "{text}");
    }
}

#[test]
fn a_version_survives_json() {
    let version = Version::parse(Scheme::PanOs, "10.2.4-h16").unwrap();
    let json = serde_json::to_string(&version).unwrap();
    assert_eq!(json, r#"{"scheme":"pan-os","text":"10.2.4-h16"}"#);
    assert_eq!(serde_json::from_str::<Version>(&json).unwrap(), version);
    assert!(serde_json::from_str::<Version>(r#"{"scheme":"pan-os","text":"newest"}"#).is_err());
}

/// Texts that resemble versions of any scheme.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        (0u32..30).prop_map(|number| number.to_string()),
        Just(".".to_owned()),
        Just(".".to_owned()),
        "[-_:~^+() ]",
        "[a-z]{1,2}",
        prop_oneof![
            Just("-h"),
            Just("r"),
            Just("-s"),
            Just("u"),
            Just("-d"),
            Just("x49"),
            Just("h2"),
            Just("sp"),
            Just("beta"),
            Just(")e")
        ]
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat()),
        (0u32..9, 0u32..9, 0u32..9, "(|a|b|-h1|-h12|-s2|r3|u2|-44n|\\)e3|,build9)").prop_map(|(a, b, c, end)| format!("{a}.{b}.{c}{end}")),
        (1u32..9, 0u32..4, 0u32..9, "(M|E|SE)", 0u32..9).prop_map(|(a, b, c, train, d)| format!("{a}.{b}({c}){train}{d}")),
        (1u32..9, 0u32..4, 0u32..9, 0u32..9).prop_map(|(a, b, c, d)| format!("{a}.{b}R{c}-S{d}")),
        (15u32..27, "(03|09|H1|H2)").prop_map(|(year, half)| format!("{year}{half}")),
    ]
}

fn scheme() -> impl Strategy<Value = Scheme> {
    prop::sample::select(Scheme::ALL)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparison_is_antisymmetric(scheme in scheme(), left in texts(), right in texts()) {
        prop_assert_eq!(compare(scheme, &left, &right), compare(scheme, &right, &left).map(Ordering::reverse));
    }

    #[test]
    fn comparison_is_transitive(scheme in scheme(), a in texts(), b in texts(), c in texts()) {
        if let (Some(first), Some(second)) = (compare(scheme, &a, &b), compare(scheme, &b, &c)) {
            let third = compare(scheme, &a, &c);
            if first == second || second == Ordering::Equal {
                prop_assert_eq!(third, Some(first));
            } else if first == Ordering::Equal {
                prop_assert_eq!(third, Some(second));
            }
        }
    }

    #[test]
    fn a_printed_version_parses_to_itself(scheme in scheme(), text in texts()) {
        if let Some(version) = Version::parse(scheme, &text) {
            prop_assert_eq!(version.compare(&version), Some(Ordering::Equal));
            prop_assert_eq!(Version::parse(scheme, &version.to_string()), Some(version));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(scheme in scheme(), text in "\\PC{0,40}") {
        Version::parse(scheme, &text);
    }
}
