//! What holds for every text.

use proptest::prelude::*;
use sonae_products::{Field, Kind};

use crate::shared;

/// Texts made of what ledgers are made of, and of anything.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Windows",
        "Ｗｉｎ",
        "ウィンドウズ",
        "Server",
        "11",
        "10",
        "2012",
        "R2",
        "Pro",
        "LTSC",
        "2021",
        "IoT",
        "Enterprise",
        "22H2",
        "1809",
        "10.0.19045.3930",
        "26100",
        "FortiGate",
        "-60F",
        "v7.0.12",
        "Cisco",
        "IOS",
        "15.2(7)E3",
        "SQL",
        "SP3",
        "Oracle",
        "12c",
        "Java",
        "8u202",
        "Office",
        "for",
        "Mac",
        "電子カルテ",
        "（",
        "）",
        "/",
        "→",
        "・",
        " ",
        "　",
        "ー",
        "〃",
        "不明",
        "最新",
        "RTX",
        "1210",
        "Rev.",
        "14.01.38",
        "iPad",
        "iOS",
        "SUSE",
        "ESXi",
        "Update",
        "3n",
        "x64",
        "64bit",
        "年",
        "台",
        "\u{200b}",
        "ｳｨﾝﾄﾞｳｽﾞ",
        "PA-220",
        "-h3",
    ]);
    prop_oneof![
        4 => prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,60}",
        1 => "[A-Za-z0-9 ./()_-]{0,40}",
    ]
}

fn fields() -> impl Strategy<Value = Field> {
    prop::sample::select(vec![Field::Os, Field::Software, Field::Network, Field::Medical, Field::Any])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_claims_nothing_that_the_tables_do_not_have(raw in texts(), version in texts(), field in fields()) {
        let resolver = shared::resolver();
        let answer = resolver.resolve(&raw, &version, field);
        match (&answer.eol_product, &answer.eol_cycle) {
            (None, None) => {}
            (Some(product), Some(cycle)) => prop_assert!(cycle == "?" || resolver.lifecycles().has(product, cycle), "{product} {cycle}"),
            other => prop_assert!(false, "{other:?}"),
        }
        prop_assert!(sonae_products::Why::KEYS.contains(&answer.why.key.as_str()), "{}", answer.why.key);
        prop_assert!((0.0..=1.0).contains(&answer.confidence));
        prop_assert!(answer.suggestions.len() <= 3);
        match answer.kind {
            Kind::Match => prop_assert!(answer.canonical.is_some()),
            Kind::NoPublicId => prop_assert!(answer.cpe.is_none()),
            Kind::NotProduct | Kind::FillDown => prop_assert!(answer.canonical.is_none()),
            Kind::Ambiguous => {}
        }
        prop_assert_eq!(resolver.resolve(&raw, &version, field), answer, "the same again");
    }

    #[test]
    fn width_and_blanks_around_a_text_change_nothing(raw in texts(), field in fields()) {
        let resolver = shared::resolver();
        let wide: String = raw.chars().map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) - 0x21 + 0xff01).unwrap(),
            c => c,
        }).collect();
        let answer = resolver.resolve(&raw, "", field);
        prop_assert_eq!(&resolver.resolve(&format!(" {wide}\u{3000}"), "", field), &answer, "{}", wide);
    }
}
